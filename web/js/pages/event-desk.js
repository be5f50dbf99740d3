// The desk on the day: who has come, who is late or does not come, and a new plan for the
// rest of the day that moves as few as possible, looked at before it is put in force.
import {html, cls, useEffect, useMemo, useState} from '../lib/h.js';
import {t, tn, countryName, fmtDayShort, fmtNumber} from '../i18n.js';
import {all, get, patch, post} from '../api.js';
import {useLoad} from '../lib/load.js';
import {deskRows, keep, nowSlot, restore, stateOf, toChange} from '../lib/desk.js';
import {addChange} from '../lib/plan.js';
import {model, partName} from '../lib/timetable.js';
import {toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {Icon} from '../ui/icon.js';
import {changeWords, LateDialog, OtherDialog} from './desk-changes.js';
import {PlanPreview} from './plan-preview.js';
import {PlanRun} from './timetable-plan.js';

const SHOW = ['all', 'expected', 'attended', 'changed'];
const LOOK = {attended: ['good', 'check'], absent: ['bad', 'not_met'], no_show: ['bad', 'not_met'], late: ['warn', 'clock'], leaves: ['warn', 'clock'], expected: ['quiet', 'user']};

function Row({row, mod, state, change, onArrive, onUndo, onNoShow, onLate}) {
    const [tone, icon] = LOOK[state];
    const m = row.next;
    const other = m && mod.participants.get(m.a === row.id ? m.b : m.a);
    const settled = state !== 'expected';
    return html`<li class=${cls('desk-row', state)}><div class="desk-who"><bdi class="strong">${partName(row.part)}</bdi><span class="small muted">${countryName(row.part.country)} · ${tn('event.n_meetings', row.meetings.length)}</span></div>
        <div class="desk-next">${m ? html`<strong class="tnum">${mod.slots.get(m.slot).label}</strong> <bdi>${mod.places.get(m.place)?.name || '–'}</bdi><span class="small muted clip"><bdi>${partName(other)}</bdi></span>` : html`<span class="muted">${t('desk.done')}</span>`}</div>
        <span class=${`chip ${tone} desk-state`}><${Icon} name=${icon} size=${15} /><span>${change ? changeWords(change, mod, {short: true}) : t(`desk.state.${state}`)}</span></span>
        <div class="desk-acts">${settled ? html`<${Button} icon="undo" label=${t('desk.undo')} aria-label=${t('desk.undo_of', {name: partName(row.part)})} onClick=${() => onUndo(row)} />`
        : html`<${Button} class="here" icon="check" label=${t('desk.arrived')} aria-label=${t('desk.arrived_of', {name: partName(row.part)})} onClick=${() => onArrive(row)} /><${Button} icon="clock" label=${t('desk.late')} aria-label=${t('desk.late_of', {name: partName(row.part)})} onClick=${() => onLate(row)} /><${Button} icon="not_met" label=${t('desk.no_show')} aria-label=${t('desk.no_show_of', {name: partName(row.part)})} onClick=${() => onNoShow(row)} />`}</div></li>`;
}

function Changes({changes, mod, busy, onDrop, onOther, onPlan}) {
    return html`<section class=${cls('card desk-changes', {none: !changes.length})} aria-label=${t('desk.changes')}><div class="card-head"><h2>${tn('desk.n_changes', changes.length)}</h2><${Button} small icon="plus" label=${t('desk.other')} onClick=${onOther} /></div>
        ${changes.length ? html`<ul class="lines">${changes.map((c) => html`<li class="line-item"><span class="grow" dir="auto">${changeWords(c, mod)}</span><${Button} ghost small iconOnly icon="close" label=${t('desk.drop', {what: changeWords(c, mod)})} onClick=${() => onDrop(c)} /></li>`)}</ul>` : html`<p class="card-note muted">${t('desk.no_changes')}</p>`}
        <div class="card-body"><${Button} primary icon="play" class="desk-plan" label=${t('desk.plan')} disabled=${!changes.length || busy} onClick=${onPlan} /><p class="small muted">${t('desk.plan_text')}</p></div></section>`;
}

export function Desk({event, query, setQuery}) {
    const state = useLoad(async (signal) => {
        const [timetable, parts] = await Promise.all([get(`/events/${event.id}/timetable`, {signal}), all('participations', {event: event.id}, {signal})]);
        return {mod: model(timetable), parts: new Map(parts.map((p) => [p.id, p]))};
    }, [event.id]);
    const key = `ieum.desk.${event.id}`;
    const [changes, setChanges] = useState(() => restore(key));
    useEffect(() => keep(key, changes), [changes]);
    const [dialog, setDialog] = useState(null);
    const [job, setJob] = useState(null);
    const [clock, setClock] = useState(() => new Date().toISOString());
    useEffect(() => { const timer = setInterval(() => setClock(new Date().toISOString()), 30000); return () => clearInterval(timer); }, []);
    const mod = state.data?.mod;
    const today = new Date(clock).toLocaleDateString('sv', {timeZone: event.zone});
    const day = mod?.days.find((d) => d.day === query.day) || mod?.days.find((d) => d.day === today) || mod?.days[0];
    const live = day?.day === today;
    const at = query.at ? Number(query.at) : live ? nowSlot(day.slots, clock)?.index ?? null : null;
    const rows = useMemo(() => (mod && day ? deskRows(mod, day, at) : []), [mod, day, at]);
    if (!mod) return html`<${Loaded} state=${state} rows=${10}>${() => null}<//>`;
    if (!day || !mod.meetings.size) return html`<${Card}><${Empty} title=${t('desk.none')} text=${t('desk.none_text')} /><//>`;

    const parts = state.data.parts;
    const changeOf = (id) => changes.find((c) => c.participation === id);
    const stateNow = (r) => stateOf(parts.get(r.id), changeOf(r.id));
    const setStatus = async (row, status) => {
        const p = parts.get(row.id);
        try {
            const next = await patch(`/participations/${p.id}`, {status}, {revision: p.revision});
            state.setData((d) => ({...d, parts: new Map(d.parts).set(next.id, next)}));
        } catch (e) { toastProblem(e); if (e.status === 412) state.reload(); }
    };
    const drop = (c) => setChanges((list) => list.filter((x) => x !== c));
    const undo = async (row) => { const c = changeOf(row.id); if (c) drop(c); else await setStatus(row, 'confirmed'); };
    const plan = async () => {
        // What has begun stays: by the clock on the day itself, else by the slot that is shown.
        const now = live && !query.at ? new Date().toISOString() : (at === null ? day.slots[0] : mod.slots.get(at)).starts_at;
        setQuery({plan: ''});
        setJob((await post(`/events/${event.id}/replan`, {changes: changes.map(toChange), now})).job);
    };
    const text = (query.q || '').trim().toLowerCase();
    const show = SHOW.includes(query.show) ? query.show : 'all';
    const wanted = {all: () => true, expected: (s) => s === 'expected', attended: (s) => s === 'attended', changed: (s) => !['expected', 'attended'].includes(s)};
    const n = Object.fromEntries(SHOW.map((k) => [k, rows.filter((r) => wanted[k](stateNow(r))).length]));
    const shown = rows.filter((r) => wanted[show](stateNow(r)) && (!text || `${r.part.label || ''} ${r.part.label_en || ''}`.toLowerCase().includes(text)));
    const published = () => { setChanges([]); setQuery({plan: ''}); state.reload(); };

    return html`<div class="desk stack"><div class="desk-top no-print"><div class="segments" role="group" aria-label=${t('tt.day')}>${mod.days.map((d) => html`<button type="button" aria-pressed=${d === day ? 'true' : 'false'} onClick=${() => setQuery({day: d.day, at: ''})}>${fmtDayShort(d.day)}</button>`)}</div>
            <label class="ov-select"><span class="sr">${t('desk.from')}</span><select class="select" onChange=${(e) => setQuery({at: e.target.value})}><option value="" selected=${!query.at}>${t(live ? 'desk.now' : 'desk.whole_day')}</option>${day.slots.map((s) => html`<option value=${s.index} selected=${String(s.index) === query.at}>${t('desk.from_time', {time: s.label})}</option>`)}</select></label>
            <label class="desk-find"><span class="sr">${t('desk.find')}</span><input class="input" type="search" placeholder=${t('desk.find')} value=${query.q || ''} onInput=${(e) => setQuery({q: e.target.value})} /></label></div>
        ${job && html`<${PlanRun} key=${job} id=${job} title=${t('desk.planning')} onDone=${(j) => { setJob(null); setQuery({plan: j.result?.plan || ''}, {replace: false}); }} />`}
        ${query.plan && html`<${PlanPreview} key=${query.plan} id=${query.plan} event=${event} name=${mod.name} onPublished=${published} onDiscarded=${() => setQuery({plan: ''})} onAgain=${plan} />`}
        <div class="cols-main desk-cols no-print"><div><div class="segments desk-show" role="group" aria-label=${t('desk.show')}>${SHOW.map((k) => html`<button type="button" aria-pressed=${show === k ? 'true' : 'false'} onClick=${() => setQuery({show: k === 'all' ? '' : k})}>${t(`desk.show.${k}`)} <span class="tnum">${fmtNumber(n[k])}</span></button>`)}</div>
            ${shown.length ? html`<ul class="card desk-list" aria-label=${t('tab.participants')}>${shown.map((r) => html`<${Row} key=${r.id} row=${r} mod=${mod} state=${stateNow(r)} change=${changeOf(r.id)} onArrive=${(x) => setStatus(x, 'attended')} onUndo=${undo} onNoShow=${(x) => setChanges((list) => addChange(list, {kind: 'no_show', participation: x.id}))} onLate=${(x) => setDialog(['late', x])} />`)}</ul>`
        : html`<${Card}><${Empty} compact title=${t('list.none_found')} text=${t('list.none_found_text')} /><//>`}</div>
            <${Changes} changes=${changes} mod=${mod} busy=${Boolean(job)} onDrop=${drop} onOther=${() => setDialog(['other'])} onPlan=${plan} /></div>
        ${dialog?.[0] === 'late' && html`<${LateDialog} row=${dialog[1]} day=${day} at=${at} onClose=${() => setDialog(null)} onSave=${(c) => { setDialog(null); setChanges((list) => addChange(list, c)); }} />`}
        ${dialog?.[0] === 'other' && html`<${OtherDialog} mod=${mod} day=${day} at=${at} onClose=${() => setDialog(null)} onSave=${(c) => { setDialog(null); setChanges((list) => addChange(list, c)); toast(t('desk.noted')); }} />`}</div>`;
}
