// An event at a glance: figures, sessions, what each country is sought for; and the
// steps that lead from here.
import {html, useState} from '../lib/h.js';
import {t, choice, countryName, fmtDay, fmtMoment, fmtNumber, fmtPercent, fmtTime, languageName} from '../i18n.js';
import {get, list, post} from '../api.js';
import {useLoad} from '../lib/load.js';
import {useMembers} from '../lib/members.js';
import {words} from '../lib/show.js';
import {isStaff, toast} from '../store.js';
import {Card, Empty, Loaded, Note} from '../ui/states.js';
import {TextField} from '../ui/field.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {Chip} from '../ui/chips.js';
import {Dialog} from '../ui/dialog.js';
import {Job} from '../ui/job.js';
import {RecordForm} from '../ui/form.js';

const HELD = ['held'];
const PLANNED = ['planned', 'confirmed', 'held', 'no_show'];

export function figures(o) {
    const count = (names) => names.reduce((n, x) => n + (o.meetings_by_status?.[x] || 0), 0);
    const unplaced = o.unplaced ?? o.summary?.unplaced;
    return {participants: o.participants || 0, wishes: o.wishes || 0, mutual: o.mutual || 0, planned: count(PLANNED), held: count(HELD), unplaced: Array.isArray(unplaced) ? unplaced.length : unplaced || 0};
}

function Editor({type, record, fixed, zone, event, onClose, onSaved}) {
    const members = useMembers(event, type === 'session');
    return html`<${Dialog} wide title=${record ? t(`${type}.edit`) : t(`${type}.new`)} onClose=${onClose}><${RecordForm} type=${type} record=${record} fixed=${fixed} zone=${zone} refFields=${{place: {scope: {event: event.id}}, participants: members}} onSaved=${onSaved} onCancel=${onClose} /><//>`;
}

function Sessions({event}) {
    const [editing, setEditing] = useState(null);
    const state = useLoad((signal) => list('sessions', {event: event.id, sort: 'starts_at', limit: 200}, {signal}), [event.id]);
    const staff = isStaff.value;
    return html`<${Card} title=${t('event.sessions')} flush actions=${staff && html`<${Button} small icon="plus" label=${t('session.new')} onClick=${() => setEditing({})} />`}>
        <${Loaded} state=${state} rows=${3}>${(d) => (d.items.length ? html`<ul class="lines">${d.items.map((s) => html`<li class="line-item" key=${s.id}><div class="when tnum"><strong>${fmtMoment(s.starts_at, event.zone, {month: 'short', day: 'numeric', weekday: 'short'})}</strong><span class="muted">${fmtTime(s.starts_at, event.zone)}–${fmtTime(s.ends_at, event.zone)}</span></div>
            <div class="grow"><bdi class="strong">${words(s.title)}</bdi><div class="small muted">${[choice('session_kind', s.kind), s.place_label, (s.countries || []).map(countryName).join(', ')].filter(Boolean).join(' · ')}</div></div>
            ${s.blocks && html`<${Chip} tone="on" icon="clock">${t(s.participants?.length ? 'session.takes_some' : 'session.takes_all', {n: s.participants?.length || 0})}<//>`}${s.can?.edit && html`<${Button} ghost small iconOnly icon="edit" label=${t('session.edit_of', {title: words(s.title)})} onClick=${() => setEditing(s)} />`}</li>`)}</ul>` : html`<${Empty} compact title=${t('event.no_sessions')} />`)}<//>
        ${editing && html`<${Editor} type="session" record=${editing.id ? editing : undefined} fixed=${{event: event.id}} zone=${event.zone} event=${event} onClose=${() => setEditing(null)} onSaved=${() => { setEditing(null); state.reload(); }} />`}<//>`;
}

function Strengths({event}) {
    const [adding, setAdding] = useState(false);
    const state = useLoad((signal) => list('strengths', {event: event.id, limit: 100}, {signal}), [event.id]);
    return html`<${Card} title=${t('event.strengths')} flush actions=${isStaff.value && html`<${Button} small icon="plus" label=${t('strength.new')} onClick=${() => setAdding(true)} />`}>
        <${Loaded} state=${state} rows=${3}>${(d) => (d.items.length ? html`<ul class="lines">${d.items.map((s) => html`<li class="line-item" key=${s.id}><div class="country">${countryName(s.country)}</div><div class="grow"><bdi>${words(s.field)}</bdi>
            <div class="small muted" dir="auto">${t('event.source', {source: s.source, day: fmtDay(s.dated)})}</div></div></li>`)}</ul>` : html`<${Empty} compact title=${t('event.no_strengths')} />`)}<//>
        ${adding && html`<${Editor} type="strength" fixed=${{event: event.id}} event=${event} onClose=${() => setAdding(false)} onSaved=${() => { setAdding(false); state.reload(); }} />`}<//>`;
}

function Places({event}) {
    const [adding, setAdding] = useState(null);
    const [many, setMany] = useState('10');
    const state = useLoad((signal) => list('places', {event: event.id, sort: 'position', limit: 200}, {signal}), [event.id]);
    const add = async () => {
        const from = state.data.items.length;
        for (let i = 1; i <= Math.min(100, Number(many) || 0); i++) await post('/places', {event: event.id, name: `T${from + i}`, kind: 'table', capacity: 4, position: from + i});
        toast(t('place.added'));
        state.reload();
    };
    return html`<${Card} title=${t('event.places')} actions=${isStaff.value && html`<${Button} small icon="plus" label=${t('place.new')} onClick=${() => setAdding({})} />`}><${Loaded} state=${state} rows=${2}>${(d) => (d.items.length ? html`<span class="chips">${d.items.map((p) => { const title = [choice('place_kind', p.kind), p.area].filter(Boolean).join(', '); return p.can?.edit ? html`<button type="button" class="chip quiet" title=${title} aria-label=${t('place.edit_of', {name: p.name})} onClick=${() => setAdding(p)}><bdi>${p.name}</bdi></button>` : html`<span class="chip quiet" title=${title}><bdi>${p.name}</bdi></span>`; })}</span>`
        : html`<p class="muted">${t('event.no_places')}</p>${isStaff.value && html`<div class="row"><input class="input tnum narrow" inputmode="numeric" aria-label=${t('place.count')} value=${many} onInput=${(e) => setMany(e.target.value)} /><${Button} label=${t('place.add_tables')} onClick=${add} /></div>`}`)}<//>
        ${adding && html`<${Editor} type="place" record=${adding.id ? adding : undefined} fixed=${{event: event.id}} zone=${event.zone} event=${event} onClose=${() => setAdding(null)} onSaved=${() => { setAdding(null); state.reload(); }} />`}<//>`;
}

function Interpreters({event}) {
    const [editing, setEditing] = useState(null);
    const state = useLoad((signal) => list('interpreters', {event: event.id, limit: 100}, {signal}), [event.id]);
    const pairs = (x) => (x.pairs || []).map((p) => `${languageName(p.from)} ↔ ${languageName(p.to)}`).join(', ');
    return html`<${Card} title=${t('event.interpreters')} flush actions=${isStaff.value && html`<${Button} small icon="plus" label=${t('interpreter.new')} onClick=${() => setEditing({})} />`}>
        <${Loaded} state=${state} rows=${2}>${(d) => (d.items.length ? html`<ul class="lines">${d.items.map((x) => html`<li class="line-item" key=${x.id}><div class="grow"><bdi class="strong">${x.name}</bdi><div class="small muted">${[pairs(x), x.available?.length ? t('participation.some', {n: x.available.length}) : t('participation.always')].filter(Boolean).join(' · ')}</div></div>
            ${x.can?.edit && html`<${Button} ghost small iconOnly icon="edit" label=${t('interpreter.edit_of', {name: x.name})} onClick=${() => setEditing(x)} />`}</li>`)}</ul>` : html`<${Empty} compact title=${t('event.no_interpreters')} />`)}<//>
        ${editing && html`<${Editor} type="interpreter" record=${editing.id ? editing : undefined} fixed=${{event: event.id}} zone=${event.zone} event=${event} onClose=${() => setEditing(null)} onSaved=${() => { setEditing(null); state.reload(); }} />`}<//>`;
}

function ProposeDialog({onClose, onRun}) {
    const [limited, setLimited] = useState(false);
    const [most, setMost] = useState('5');
    const n = Number(most);
    const bad = limited && !(Number.isInteger(n) && n >= 1 && n <= 1000);
    return html`<${Dialog} title=${t('event.propose')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('event.propose')} disabled=${bad} onClick=${() => onRun(limited ? n : 0)} />`}>
        <div class="stack"><p>${t('event.propose_text')}</p><label class="check"><input type="checkbox" checked=${limited} onChange=${(e) => setLimited(e.target.checked)} /><span>${t('event.limit')}</span></label>
            ${limited && html`<${TextField} label=${t('event.most')} value=${most} onChange=${setMost} inputmode="numeric" required class="narrow" hint=${t('event.most_hint')} error=${bad ? t('event.most_bad') : undefined} />`}</div><//>`;
}

export function Overview({event}) {
    const state = useLoad((signal) => get(`/events/${event.id}/overview`, {signal}), [event.id]);
    const [job, setJob] = useState(null);
    const base = `/events/${event.id}`;
    const [asking, setAsking] = useState(false);
    const [done, setDone] = useState(null);
    const propose = async (most) => { setAsking(false); setDone(null); setJob((await post(`${base}/propose`, most ? {most} : {})).job); };
    const tile = (n, label, href, icon, warn) => html`<a class=${warn && n ? 'tile warn-tile' : n ? 'tile' : 'tile zero'} href=${href}><span class="tile-n tnum">${fmtNumber(n)}</span><span class="tile-l"><${Icon} name=${icon} size=${15} />${label}</span></a>`;
    return html`<div class="stack"><${Loaded} state=${state} rows=${2}>${(data) => {
        const f = figures(data);
        const next = !f.participants ? 'participants' : !f.wishes ? 'wishes' : !f.planned ? 'timetable' : event.status === 'closed' || f.held ? 'report' : 'agenda';
        return html`<nav class="tiles" aria-label=${t('event.figures')}>${tile(f.participants, t('event.f.participants'), `${base}/participants`, 'building')}${tile(f.wishes, t('event.f.wishes'), `${base}/wishes`, 'star')}${tile(f.mutual, t('event.f.mutual'), `${base}/wishes?mutual=1`, 'both')}
            ${tile(f.planned, t('event.f.planned'), `${base}/timetable`, 'calendar')}${tile(f.held, t('event.f.held'), `${base}/outcomes`, 'check')}${tile(f.unplaced, t('event.f.unplaced'), `${base}/timetable`, 'alert', true)}</nav>
            ${isStaff.value && html`<div class="card next-step"><span class="type-mark"><${Icon} name="right" /></span><div class="grow"><strong>${t('event.next')}</strong> <span>${t(`event.next.${next}`)}</span></div>
                ${f.participants > 1 && html`<${Button} icon="match" label=${t('event.propose')} disabled=${Boolean(job)} onClick=${() => setAsking(true)} />`}<a class="btn primary" href=${next === 'participants' ? `/imports?kind=participations&event=${event.id}` : `${base}/${next}`}>${t(`event.go.${next}`)}</a></div>`}
            ${job && html`<${Card}><${Job} id=${job} kind="propose" onDone=${(j) => { setJob(null); setDone(j.result); toast(t('event.proposed')); state.reload(); }} onFailed=${() => {}} /><p class="small"><a href=${`/matches?event=${event.id}`}>${t('event.see_matches')}</a></p><//>`}
            ${done && html`<${Note} icon="check"><p>${t('event.proposed_n', {n: fmtNumber(done.matches), needs: fmtNumber(done.needs)})}${done.introductions !== undefined && html` ${t('event.spread', {n: fmtNumber(done.introductions), left: fmtNumber(done.left_out), percent: fmtPercent(done.percent_of_bound / 100)})}`}</p><p class="small"><a href=${`/matches?event=${event.id}`}>${t('event.see_matches')}</a></p><//>`}
            ${asking && html`<${ProposeDialog} onClose=${() => setAsking(false)} onRun=${propose} />`}`;
    }}<//>
        ${words(event.description) && html`<p class="prose muted prewrap" dir="auto">${words(event.description)}</p>`}
        <div class="cols-2"><div class="stack"><${Sessions} event=${event} /><${Interpreters} event=${event} /></div><div class="stack"><${Strengths} event=${event} /><${Places} event=${event} /></div></div></div>`;
}
