// The desk on the day: who has come, who is late or does not come, and a new plan for the
// rest of the day that moves as few as possible, looked at before it is put in force.
import {html, cls, useEffect, useMemo, useState} from '../lib/h.js';
import {t, tn, countryName, fmtDayShort, fmtNumber} from '../i18n.js';
import {get, post} from '../api.js';
import {useLoad} from '../lib/load.js';
import {backAt, deskRows, keep, nowSlot, restore, stateOf, toChange} from '../lib/desk.js';
import {addChange} from '../lib/plan.js';
import {freeOf, model, partName} from '../lib/timetable.js';
import {toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {Icon} from '../ui/icon.js';
import {changeWords, LateDialog, OtherDialog} from './desk-changes.js';
import {PlanPreview} from './plan-preview.js';
import {PlanRun} from './timetable-plan.js';

const SHOW = ['all', 'expected', 'attended', 'changed'];
const LOOK = {attended: ['good', 'check'], absent: ['bad', 'not_met'], late: ['warn', 'clock'], expected: ['quiet', 'user']};

// What is not as it was planned, in words: for a row, and in full for the list.
function stateWords(row, day, state) {
    const back = state === 'late' && backAt(row, day.slots);
    return state === 'late' ? (back ? t('desk.late_until', {time: back.label}) : t('desk.state.late')) : t(`desk.state.${state}`);
}

function Row({row, day, mod, state, onArrive, onUndo, onNoShow, onLate}) {
    const [tone, icon] = LOOK[state];
    const m = row.next;
    const other = m && mod.participants.get(m.a === row.id ? m.b : m.a);
    const settled = state !== 'expected';
    const name = partName(row.part);
    return html`<li class=${cls('desk-row', state)}><div class="desk-who"><bdi class="strong">${partName(row.part)}</bdi><span class="small muted">${countryName(row.part.country)} · ${tn('event.n_meetings', row.meetings.length)}</span></div>
        <div class="desk-next">${m ? html`<strong class="tnum">${mod.slots.get(m.slot).label}</strong> <bdi>${mod.places.get(m.place)?.name || '–'}</bdi><span class="small muted clip"><bdi>${partName(other)}</bdi></span>` : html`<span class="muted">${t('desk.done')}</span>`}</div>
        <span class=${`chip ${tone} desk-state`}><${Icon} name=${icon} size=${15} /><span>${stateWords(row, day, state)}</span></span>
        <div class="desk-acts">${settled ? html`<${Button} icon="undo" label=${t('desk.undo')} aria-label=${t('desk.undo_of', {name})} onClick=${() => onUndo(row)} />`
        : html`<${Button} class="here" icon="check" label=${t('desk.arrived')} aria-label=${t('desk.arrived_of', {name})} onClick=${() => onArrive(row)} /><${Button} icon="clock" label=${t('desk.late')} aria-label=${t('desk.late_of', {name})} onClick=${() => onLate(row)} /><${Button} icon="not_met" label=${t('desk.no_show')} aria-label=${t('desk.no_show_of', {name})} onClick=${() => onNoShow(row)} />`}</div></li>`;
}

function Changes({rows, changes, day, mod, busy, onDrop, onOther, onPlan}) {
    const n = rows.length + changes.length;
    return html`<section class=${cls('card desk-changes', {none: !n})} aria-label=${t('desk.changes')}><div class="card-head"><h2>${tn('desk.n_changes', n)}</h2><${Button} small icon="plus" label=${t('desk.other')} onClick=${onOther} /></div>
        ${n ? html`<ul class="lines">${rows.map((r) => html`<li class="line-item" key=${r.id}><span class="grow" dir="auto"><bdi class="strong">${partName(r.part)}</bdi>: ${stateWords(r, day, stateOf(r))} <span class="small muted nowrap">${tn('desk.n_broken', r.broken.length)}</span></span></li>`)}
            ${changes.map((c) => html`<li class="line-item" key=${JSON.stringify(c)}><span class="grow" dir="auto">${changeWords(c, mod)}</span><${Button} ghost small iconOnly icon="close" label=${t('desk.drop', {what: changeWords(c, mod)})} onClick=${() => onDrop(c)} /></li>`)}</ul>` : html`<p class="card-note muted">${t('desk.no_changes')}</p>`}
        <div class="card-body"><${Button} primary icon="play" class="desk-plan" label=${t('desk.plan')} disabled=${!n || busy} onClick=${onPlan} /><p class="small muted">${t('desk.plan_text')}</p></div></section>`;
}

export function Desk({event, query, setQuery}) {
    const state = useLoad((signal) => get(`/events/${event.id}/timetable`, {signal}), [event.id]);
    const key = `ieum.desk.${event.id}`;
    const [changes, setChanges] = useState(() => restore(key));
    useEffect(() => keep(key, changes), [changes]);
    const [dialog, setDialog] = useState(null);
    const [job, setJob] = useState(null);
    const [clock, setClock] = useState(() => new Date().toISOString());
    useEffect(() => { const timer = setInterval(() => setClock(new Date().toISOString()), 30000); return () => clearInterval(timer); }, []);
    const mod = useMemo(() => (state.data ? model(state.data) : null), [state.data]);
    const today = new Date(clock).toLocaleDateString('sv', {timeZone: event.zone});
    const day = mod?.days.find((d) => d.day === query.day) || mod?.days.find((d) => d.day === today) || mod?.days[0];
    const live = day?.day === today;
    const at = query.at ? Number(query.at) : live ? nowSlot(day.slots, clock)?.index ?? null : null;
    const now = live && !query.at;
    const settle = now ? day.slots.find((s) => s.starts_at > clock)?.index ?? Infinity : at;
    const rows = useMemo(() => (mod && day ? deskRows(mod, day, at, settle) : []), [mod, day, at, settle]);
    if (!mod) return html`<${Loaded} state=${state} rows=${10}>${() => null}<//>`;
    if (!day || !mod.meetings.size) return html`<${Card}><${Empty} title=${t('desk.none')} text=${t('desk.none_text')} /><//>`;

    // An act at the desk is kept at once, for every desk to see; a new plan comes later.
    const act = async (row, what, body = {}) => {
        try {
            const next = await post(`/participations/${row.id}/${what}`, body);
            const free = next.available?.length ? [...freeOf(mod.days, next.available)] : null;
            state.setData((d) => ({...d, participants: d.participants.map((p) => (p.id === row.id ? {...p, status: next.status, free} : p))}));
        } catch (e) { toastProblem(e); state.reload(); }
    };
    const drop = (c) => setChanges((list) => list.filter((x) => x !== c));
    const plan = async () => {
        // What has begun stays: by the clock on the day itself, else what is before the slot shown.
        const shown = at === null ? day.slots[0] : mod.slots.get(at);
        const moment = now ? new Date() : new Date(Date.parse(shown.starts_at) - 1000);
        setQuery({plan: ''});
        setJob((await post(`/events/${event.id}/replan`, {changes: changes.map(toChange), now: `${moment.toISOString().slice(0, 19)}Z`})).job);
    };
    const text = (query.q || '').trim().toLowerCase();
    const show = SHOW.includes(query.show) ? query.show : 'all';
    const wanted = {all: () => true, expected: (s) => s === 'expected', attended: (s) => s === 'attended', changed: (s) => !['expected', 'attended'].includes(s)};
    const n = Object.fromEntries(SHOW.map((k) => [k, rows.filter((r) => wanted[k](stateOf(r))).length]));
    const shown = rows.filter((r) => wanted[show](stateOf(r)) && (!text || `${r.part.label || ''} ${r.part.label_en || ''}`.toLowerCase().includes(text)));
    const published = () => { setChanges([]); setQuery({plan: ''}); state.reload(); };

    return html`<div class="desk stack"><div class="desk-top no-print"><div class="segments" role="group" aria-label=${t('tt.day')}>${mod.days.map((d) => html`<button type="button" aria-pressed=${d === day ? 'true' : 'false'} onClick=${() => setQuery({day: d.day, at: ''})}>${fmtDayShort(d.day)}</button>`)}</div>
            <label class="ov-select"><span class="sr">${t('desk.from')}</span><select class="select" onChange=${(e) => setQuery({at: e.target.value})}><option value="" selected=${!query.at}>${t(live ? 'desk.now' : 'desk.whole_day')}</option>${day.slots.map((s) => html`<option value=${s.index} selected=${String(s.index) === query.at}>${t('desk.from_time', {time: s.label})}</option>`)}</select></label>
            <label class="desk-find"><span class="sr">${t('desk.find')}</span><input class="input" type="search" placeholder=${t('desk.find')} value=${query.q || ''} onInput=${(e) => setQuery({q: e.target.value})} /></label></div>
        ${job && html`<${PlanRun} key=${job} id=${job} title=${t('desk.planning')} onDone=${(j) => { setJob(null); setQuery({plan: j.result?.plan || ''}, {replace: false}); }} />`}
        ${query.plan && html`<${PlanPreview} key=${query.plan} id=${query.plan} event=${event} name=${mod.name} onPublished=${published} onDiscarded=${() => setQuery({plan: ''})} onAgain=${plan} />`}
        <div class="cols-main desk-cols no-print"><div><div class="segments desk-show" role="group" aria-label=${t('desk.show')}>${SHOW.map((k) => html`<button type="button" aria-pressed=${show === k ? 'true' : 'false'} onClick=${() => setQuery({show: k === 'all' ? '' : k})}>${t(`desk.show.${k}`)} <span class="tnum">${fmtNumber(n[k])}</span></button>`)}</div>
            ${shown.length ? html`<ul class="card desk-list" aria-label=${t('tab.participants')}>${shown.map((r) => html`<${Row} key=${r.id} row=${r} day=${day} mod=${mod} state=${stateOf(r)} onArrive=${(x) => act(x, 'arrive')} onUndo=${(x) => act(x, 'undo')} onNoShow=${(x) => act(x, 'no-show')} onLate=${(x) => setDialog(['late', x])} />`)}</ul>`
        : html`<${Card}><${Empty} compact title=${t('list.none_found')} text=${t('list.none_found_text')} /><//>`}</div>
            <${Changes} rows=${rows.filter((r) => r.broken.length)} changes=${changes} day=${day} mod=${mod} busy=${Boolean(job)} onDrop=${drop} onOther=${() => setDialog(['other'])} onPlan=${plan} /></div>
        ${dialog?.[0] === 'late' && html`<${LateDialog} row=${dialog[1]} day=${day} at=${at} onClose=${() => setDialog(null)} onSave=${(slot) => { setDialog(null); act(dialog[1], 'late', {slot}); }} />`}
        ${dialog?.[0] === 'other' && html`<${OtherDialog} mod=${mod} day=${day} at=${at} onClose=${() => setDialog(null)} onSave=${(c) => { setDialog(null); setChanges((list) => addChange(list, c)); toast(t('desk.noted')); }} />`}</div>`;
}
