// What came of each meeting: held or not, result, note; one form a meeting.
import {html, useState} from '../lib/h.js';
import {t, choice, fmtMoment} from '../i18n.js';
import {all, list, post, patch} from '../api.js';
import {useLoad} from '../lib/load.js';
import {CHOICES, options} from '../lib/schema.js';
import {isMine, isStaff, toast} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Filters} from '../ui/table.js';
import {State} from '../ui/chips.js';
import {Button, LinkButton} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {SelectField, TextAreaField, Field} from '../ui/field.js';

const MORE = 200; // lines at a time

function OutcomeForm({event, meeting, outcome, from, onClose, onSaved}) {
    const [v, setV] = useState(outcome || {stage: 'at_once', status: 'held', result: ''});
    const [error, setError] = useState('');
    const set = (name) => (value) => { setError(''); setV({...v, [name]: value}); };
    const save = async () => {
        if (v.status === 'held' && !v.result) { setError(t('outcome.need_result')); return; }
        const body = {stage: v.stage, status: v.status, result: v.status === 'held' ? v.result : 'none', note: v.note || null};
        if (outcome) await patch(`/outcomes/${outcome.id}`, body, {revision: outcome.revision});
        else await post('/outcomes', {...body, note: v.note || undefined, event: event.id, meeting: meeting.id, from, to: from === meeting.a ? meeting.b : meeting.a});
        toast(t('form.saved'));
        onSaved();
    };
    const radio = (name, value, label) => html`<label class="check"><input type="radio" name=${name} checked=${v[name] === value} onChange=${() => set(name)(value)} />${label}</label>`;
    return html`<${Dialog} title=${t('outcome.of')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('action.save')} onClick=${save} />`}>
        <div class="stack"><p><bdi class="strong">${meeting.a_label}</bdi> <span class="faint">×</span> <bdi class="strong">${meeting.b_label}</bdi><br /><span class="muted small">${fmtMoment(meeting.starts_at, event.zone)}</span></p>
            <${Field} label=${t('field.outcome.status')} group required>${() => html`<div class="checks">${CHOICES.outcome_status.map((s) => radio('status', s, choice('outcome_status', s)))}</div>`}<//>
            <${Field} label=${t('field.stage')} group required>${() => html`<div class="checks">${CHOICES.outcome_stage.map((s) => radio('stage', s, choice('outcome_stage', s)))}</div>`}<//>
            ${v.status === 'held' && html`<${SelectField} label=${t('field.result')} value=${v.result} onChange=${set('result')} error=${error} options=${options('outcome_result', choice)} />`}
            <${TextAreaField} label=${t('field.note')} value=${v.note} onChange=${set('note')} required=${false} hint=${t('outcome.note_hint')} /></div><//>`;
}

export function Outcomes({event, query, setQuery}) {
    const [open, setOpen] = useState(null);
    const [many, setMany] = useState(MORE); // lines that are drawn
    const staff = isStaff.value;
    const state = useLoad(async (signal) => {
        const [meetings, outcomes, parts] = await Promise.all([all('meetings', {event: event.id}, {signal}), all('outcomes', {event: event.id}, {signal}), all('participations', {event: event.id}, {signal})]);
        return {meetings, outcomes, parts};
    }, [event.id]);
    return html`<${Loaded} state=${state} rows=${8}>${({meetings, outcomes, parts}) => {
        const mine = new Set(parts.filter((p) => isMine(p.organisation)).map((p) => p.id));
        const of = new Map();
        for (const o of outcomes) { if (!of.has(o.meeting)) of.set(o.meeting, []); of.get(o.meeting).push(o); }
        const now = new Date().toISOString();
        const rows = meetings.filter((m) => m.starts_at && m.status !== 'cancelled').sort((a, b) => a.starts_at.localeCompare(b.starts_at))
            .filter((m) => {
                const have = of.get(m.id) || [];
                if (query.q && !`${m.a_label} ${m.b_label}`.toLowerCase().includes(query.q.toLowerCase())) return false;
                if (query.result && !have.some((o) => o.result === query.result)) return false;
                if (query.state === 'missing') return !have.length;
                if (query.state === 'given') return have.length > 0;
                return true;
            });
        const from = (m) => (mine.has(m.a) ? m.a : mine.has(m.b) ? m.b : staff ? m.a : null);
        return html`<${Filters} q=${query.q} onQ=${(q) => setQuery({q})} total=${rows.length} selects=${[{label: t('outcome.state'), value: query.state, options: [['missing', t('outcome.missing')], ['given', t('outcome.given')]], onChange: (v) => setQuery({state: v})}, {label: t('field.result'), value: query.result, options: options('outcome_result', choice), onChange: (v) => setQuery({result: v})}]}>
                ${staff && html`<${LinkButton} icon="upload" href=${`/imports?kind=outcomes&event=${event.id}`} label=${t('action.import')} />`}<//>
            ${rows.length ? html`<ul class="lines card">${rows.slice(0, many).map((m) => {
        const have = of.get(m.id) || [];
        return html`<li class="line-item outcome" key=${m.id}><div class="when tnum"><strong>${fmtMoment(m.starts_at, event.zone, {month: 'numeric', day: 'numeric', weekday: 'short'})}</strong><span class="muted">${fmtMoment(m.starts_at, event.zone, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'})}</span></div>
                <div class="grow"><bdi class="strong">${m.a_label}</bdi> <span class="faint">×</span> <bdi class="strong">${m.b_label}</bdi>
                    ${have.map((o) => html`<div class="row small outcome-row" key=${o.id}><${State} list="outcome_status" value=${o.status} />${o.result && o.result !== 'none' && html`<strong>${choice('outcome_result', o.result)}</strong>`}<span class="muted">${choice('outcome_stage', o.stage)} · <bdi>${o.from_label}</bdi></span>
                        ${o.note && html`<span class="muted grow-text" dir="auto">${o.note}</span>`}${(o.can?.edit ?? mine.has(o.from)) && html`<${Button} ghost small iconOnly icon="edit" label=${t('outcome.edit')} onClick=${() => setOpen([m, o])} />`}</div>`)}</div>
                ${from(m) && html`<${Button} small primary=${!have.length && m.starts_at < now} icon="plus" label=${t('outcome.add')} onClick=${() => setOpen([m, null])} />`}</li>`;
    })}</ul>${rows.length > many && html`<p class="more"><${Button} label=${t('list.more', {n: Math.min(MORE, rows.length - many), of: rows.length})} onClick=${() => setMany(many + MORE)} /></p>`}` : html`<${Card}><${Empty} title=${meetings.length ? t('list.none_found') : t('outcome.none')} text=${meetings.length ? t('list.none_found_text') : t('outcome.none_text')} /><//>`}
            ${open && html`<${OutcomeForm} event=${event} meeting=${open[0]} outcome=${open[1]} from=${from(open[0])} onClose=${() => setOpen(null)} onSaved=${() => { setOpen(null); state.reload(); }} />`}`;
    }}<//>`;
}
