// What planning has to heed beside wishes: sessions that take time, which meeting comes
// before which, and who may not meet before a ruling.
import {html, useState} from '../lib/h.js';
import {t, choice, fmtMoment} from '../i18n.js';
import {all, del, get, patch, post} from '../api.js';
import {useLoad} from '../lib/load.js';
import {findMeeting} from '../lib/members.js';
import {partName, slotWords} from '../lib/timetable.js';
import {words} from '../lib/show.js';
import {toast, toastProblem} from '../store.js';
import {Card, Empty} from '../ui/states.js';
import {Chip} from '../ui/chips.js';
import {Button, LinkButton} from '../ui/button.js';
import {Combobox} from '../ui/combobox.js';
import {Dialog} from '../ui/dialog.js';
import {AnyField, SelectField} from '../ui/field.js';

const STATES = ['pending', 'cleared', 'refused'];
const TONE = {pending: 'warn', cleared: 'good', refused: 'bad'};
const when = (at, zone) => fmtMoment(at, zone, {month: 'numeric', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});

// The record of a meeting that so far is only a wish.
async function recordOf(event, m) {
    return m.id ? m : post('/meetings', {event: event.id, a: m.a, b: m.b, ...(m.others?.length ? {others: m.others} : {})});
}

function Pick({label, find, picked, onPick}) {
    return html`<div class="field"><span class="label">${label}</span><${Combobox} find=${find} label=${label} value=${picked?.label || ''} keepText onPick=${onPick} /></div>`;
}

function Taking({event, mod}) {
    const taking = mod.sessions.filter((s) => s.blocks);
    return html`<${Card} title=${t('rules.sessions')} flush actions=${html`<${LinkButton} small icon="edit" href=${`/events/${event.id}`} label=${t('rules.sessions_edit')} />`}>
        ${taking.length ? html`<ul class="lines">${taking.map((s) => html`<li class="line-item" key=${s.id}><div class="when tnum"><strong>${when(s.starts_at, event.zone)}</strong></div><div class="grow"><bdi class="strong">${words(s.title)}</bdi>
            <div class="small muted">${s.participants.length ? s.participants.map((id) => mod.name(id)).filter(Boolean).join(', ') : t('rules.everybody')}</div></div></li>`)}</ul>` : html`<${Empty} compact title=${t('rules.no_sessions')} text=${t('rules.no_sessions_text')} />`}<//>`;
}

function OrderDialog({event, mod, onSaved, onClose}) {
    const [first, setFirst] = useState(null);
    const [then, setThen] = useState(null);
    const find = findMeeting(mod);
    const save = async () => {
        const [before, after] = [await recordOf(event, first.m), await recordOf(event, then.m)];
        await post('/precedences', {event: event.id, before: before.id, after: after.id});
        toast(t('form.saved'));
        onSaved();
    };
    return html`<${Dialog} title=${t('rules.order_new')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('action.save')} disabled=${!first || !then || first.id === then.id} onClick=${save} />`}>
        <div class="stack"><p class="muted">${t('rules.order_text')}</p><${Pick} label=${t('rules.before')} find=${find} picked=${first} onPick=${setFirst} /><${Pick} label=${t('rules.after')} find=${find} picked=${then} onPick=${setThen} /></div><//>`;
}

function Orders({event, mod, onChanged}) {
    const [adding, setAdding] = useState(false);
    const one = (id) => { const m = mod.meetings.get(id); return m ? html`<bdi class="strong">${mod.pairName(m)}</bdi> <span class="small muted tnum">${slotWords(mod, m.slot)}</span>` : '–'; };
    const broken = (p) => { const [x, y] = [mod.meetings.get(p.before), mod.meetings.get(p.after)]; return x && y && x.slot !== null && y.slot !== null && x.slot >= y.slot; };
    const remove = async (p) => { try { await del(`/precedences/${p.id}`, {revision: p.revision}); onChanged(); } catch (e) { toastProblem(e); } };
    return html`<${Card} title=${t('rules.order')} flush actions=${html`<${Button} small icon="plus" label=${t('rules.order_new')} onClick=${() => setAdding(true)} />`}>
        ${mod.precedences.length ? html`<ol class="lines">${mod.precedences.map((p) => html`<li class="line-item" key=${p.id}><div class="grow"><div>${one(p.before)}</div><div><span class="faint">${t('rules.then')}</span> ${one(p.after)}</div></div>${broken(p) && html`<${Chip} tone="bad" icon="alert">${t('rules.order_broken')}<//>`}
            <${Button} ghost small iconOnly icon="trash" label=${t('rules.order_remove')} onClick=${() => remove(p)} /></li>`)}</ol>` : html`<${Empty} compact title=${t('rules.no_order')} />`}
        ${adding && html`<${OrderDialog} event=${event} mod=${mod} onClose=${() => setAdding(false)} onSaved=${() => { setAdding(false); onChanged(); }} />`}<//>`;
}

function ScreenDialog({event, mod, row, onSaved, onClose}) {
    const [picked, setPicked] = useState(row || null);
    const [state, setState] = useState(row?.screening || 'pending');
    const [ruling, setRuling] = useState(row?.ruling_at || null);
    const meetings = findMeeting(mod);
    const find = async (q) => [...[...mod.participants.values()].filter((p) => `${p.label || ''} ${p.label_en || ''}`.toLowerCase().includes(q.toLowerCase())).slice(0, 5).map((p) => ({id: p.id, label: partName(p), sub: t('rules.all_of_them'), part: p})), ...await meetings(q)];
    const save = async () => {
        const body = {screening: state || null, ruling_at: state === 'pending' ? ruling : null};
        if (picked.part) await patch(`/participations/${picked.id}`, body, {revision: (await get(`/participations/${picked.id}`)).revision});
        else { const m = await recordOf(event, picked.m); await patch(`/meetings/${m.id}`, body, {revision: m.revision}); }
        toast(t('form.saved'));
        onSaved();
    };
    return html`<${Dialog} title=${t('rules.screening_new')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('action.save')} disabled=${!picked} onClick=${save} />`}>
        <div class="stack"><p class="muted">${t('rules.screening_text')}</p>${row ? html`<p><bdi class="strong">${row.label}</bdi></p>` : html`<${Pick} label=${t('rules.whom')} find=${find} picked=${picked} onPick=${setPicked} />`}
            <${SelectField} label=${t('field.screening')} value=${state} onChange=${setState} options=${STATES.map((s) => [s, choice('screening', s)])} none=${t('rules.no_longer')} />
            ${state === 'pending' && html`<${AnyField} type="meeting" field=${{name: 'ruling_at', kind: 'moment'}} value=${ruling} zone=${event.zone} onChange=${setRuling} />`}</div><//>`;
}

function Screening({event, mod, parts, onChanged}) {
    const [editing, setEditing] = useState(null);
    const rows = [...parts.filter((p) => p.screening).map((p) => ({id: p.id, label: mod.name(p.id) || p.organisation_label, part: p, screening: p.screening, ruling_at: p.ruling_at, own: true})),
        ...[...mod.meetings.values()].filter((m) => m.screening_own && m.status !== 'cancelled').map((m) => ({id: m.id, label: mod.pairName(m), m, screening: m.screening, ruling_at: m.not_before}))];
    const note = (r) => (r.screening !== 'pending' ? '' : r.ruling_at ? t('rules.not_before', {at: when(r.ruling_at, event.zone)}) : event.screening_minutes && r.own ? t('rules.not_before_minutes', {n: event.screening_minutes}) : t('rules.until_cleared'));
    return html`<${Card} title=${t('rules.screening')} flush actions=${html`<${Button} small icon="plus" label=${t('rules.screening_new')} onClick=${() => setEditing({})} />`}>
        ${rows.length ? html`<ul class="lines">${rows.map((r) => html`<li class="line-item" key=${r.id}><div class="grow"><bdi class="strong">${r.label}</bdi><div class="small muted">${[r.part && t('rules.all_of_them'), note(r)].filter(Boolean).join(' · ')}</div></div><${Chip} tone=${TONE[r.screening]}>${choice('screening', r.screening)}<//>
            <${Button} ghost small iconOnly icon="edit" label=${t('rules.screening_edit', {name: r.label})} onClick=${() => setEditing(r)} /></li>`)}</ul>` : html`<${Empty} compact title=${t('rules.no_screening')} />`}
        ${editing && html`<${ScreenDialog} event=${event} mod=${mod} row=${editing.id ? editing : null} onClose=${() => setEditing(null)} onSaved=${() => { setEditing(null); onChanged(); }} />`}<//>`;
}

export function Rules({event, mod, onChanged}) {
    const state = useLoad((signal) => all('participations', {event: event.id}, {signal}), [event.id]);
    const changed = () => { state.reload(); onChanged(); };
    return html`<div class="stack"><p class="muted">${t('rules.text')}</p><div class="cols-2"><div class="stack"><${Orders} event=${event} mod=${mod} onChanged=${onChanged} /><${Taking} event=${event} mod=${mod} /></div>
        <div class="stack"><${Screening} event=${event} mod=${mod} parts=${state.data || []} onChanged=${changed} /></div></div></div>`;
}
