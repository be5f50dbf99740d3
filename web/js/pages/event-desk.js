// The desk on the day: who has come, who is late or does not come, and a new plan for the
// rest of the day that moves as few as possible, looked at before it is put in force.
import {html, cls, useEffect, useMemo, useRef, useState} from '../lib/h.js';
import {t, tn, countryName, fmtAgo, fmtDayShort, fmtNumber} from '../i18n.js';
import {get, post} from '../api.js';
import {useLoad} from '../lib/load.js';
import {backAt, deskRows, keep, nowSlot, restore, stateOf, toChange} from '../lib/desk.js';
import {serverNow, useClock} from '../lib/clock.js';
import {codeOf, foundBy} from '../lib/day.js';
import {addChange} from '../lib/plan.js';
import {freeOf, model, partName} from '../lib/timetable.js';
import {me, toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {Icon} from '../ui/icon.js';
import {changeWords, LateDialog, OtherDialog} from './desk-changes.js';
import {PlanPreview} from './plan-preview.js';
import {PlanRun} from './timetable-plan.js';

const NAMED = 20; // changes that say who wrote them down: each is a question to the server
const EVERY = 45000; // ms between two looks at what other desks have done
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
    return html`<li class=${cls('desk-row', state)}><div class="desk-who"><bdi class="strong">${partName(row.part)}</bdi><span class="small muted">${countryName(row.part.country)} · ${tn('event.n_meetings', row.meetings.length)} · <span class="mono" dir="ltr">${codeOf(row.id)}</span></span></div>
        <div class="desk-next">${m ? html`<strong class="tnum">${mod.slots.get(m.slot).label}</strong> <bdi>${mod.places.get(m.place)?.name || '–'}</bdi><span class="small muted clip"><bdi>${m.others?.length ? mod.partners(m, row.id) : partName(other)}</bdi></span>` : html`<span class="muted">${t('desk.done')}</span>`}</div>
        <span class=${`chip ${tone} desk-state`}><${Icon} name=${icon} size=${15} /><span>${stateWords(row, day, state)}</span></span>
        <div class="desk-acts">${settled ? html`<${Button} icon="undo" label=${t('desk.undo')} aria-label=${t('desk.undo_of', {name})} onClick=${() => onUndo(row)} />`
        : html`<${Button} class="here" icon="check" label=${t('desk.arrived')} aria-label=${t('desk.arrived_of', {name})} onClick=${() => onArrive(row)} /><${Button} icon="clock" label=${t('desk.late')} aria-label=${t('desk.late_of', {name})} onClick=${() => onLate(row)} /><${Button} icon="not_met" label=${t('desk.no_show')} aria-label=${t('desk.no_show_of', {name})} onClick=${() => onNoShow(row)} />`}</div></li>`;
}

// Who wrote down last what the records say of a participant.
function Recorded({part, stamp}) {
    const state = useLoad((signal) => get(`/participations/${part}/revisions?limit=1`, {signal}), [part, stamp]);
    const last = state.data?.items?.[0];
    return last?.by_name ? html`<span class="small muted desk-by">${t('desk.by', {name: last.by_name, ago: fmtAgo(last.at)})}</span>` : null;
}

function Changes({rows, changes, day, mod, busy, onDrop, onOther, onPlan}) {
    const n = rows.length + changes.length;
    return html`<section class=${cls('card desk-changes', {none: !n})} aria-label=${t('desk.changes')}><div class="card-head"><h2>${tn('desk.n_changes', n)}</h2><${Button} icon="plus" label=${t('desk.other')} onClick=${onOther} /></div>
        ${n ? html`<ul class="lines">${rows.map((r, i) => html`<li class="line-item" key=${r.id}><span class="grow" dir="auto"><bdi class="strong">${partName(r.part)}</bdi>: ${stateWords(r, day, stateOf(r))} <span class="small muted nowrap">${tn('desk.n_broken', r.broken.length)}</span>${i < NAMED && html`<${Recorded} part=${r.id} stamp=${`${r.part.status}.${(r.part.free || []).length}`} />`}</span></li>`)}
            ${changes.map((c) => html`<li class="line-item" key=${JSON.stringify(c)}><span class="grow" dir="auto">${changeWords(c, mod)}${c.by && html`<span class="small muted desk-by">${t('desk.by', {name: c.by, ago: fmtAgo(c.at)})}</span>`}</span><${Button} ghost iconOnly icon="close" label=${t('desk.drop', {what: changeWords(c, mod)})} onClick=${() => onDrop(c)} /></li>`)}</ul>` : html`<p class="card-note muted">${t('desk.no_changes')}</p>`}
        <div class="card-body"><${Button} primary icon="play" class="desk-plan" label=${t('desk.plan')} disabled=${!n || busy} onClick=${onPlan} /><p class="small muted">${t('desk.plan_text')}</p></div></section>`;
}

export function Desk({event, query, setQuery}) {
    const state = useLoad((signal) => get(`/events/${event.id}/timetable`, {signal}), [event.id]);
    const key = `ieum.desk.${event.id}`;
    const [changes, setChanges] = useState(() => restore(key));
    useEffect(() => keep(key, changes), [changes]);
    useEffect(() => {
        const other = (e) => { if (e.key === key) setChanges(restore(key)); }; // another window of this desk
        addEventListener('storage', other);
        return () => removeEventListener('storage', other);
    }, []);
    const [dialog, setDialog] = useState(null);
    const [job, setJob] = useState(null);
    const clock = new Date(useClock(30)).toISOString();
    const box = useRef(null);
    const reload = useRef(state.reload);
    reload.current = state.reload;
    useEffect(() => {
        const timer = setInterval(() => { if (document.visibilityState === 'visible') reload.current(); }, EVERY);
        return () => clearInterval(timer);
    }, []);
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
            if (what !== 'undo') toast(t(`desk.did.${what}`, {name: partName(row.part)}), {action: {label: t('action.undo'), run: () => act(row, 'undo')}});
        } catch (e) { toastProblem(e); state.reload(); }
    };
    const drop = (c) => {
        setChanges((list) => list.filter((x) => x !== c));
        toast(t('desk.dropped'), {action: {label: t('action.undo'), run: () => setChanges((list) => addChange(list, c))}});
    };
    const plan = async () => {
        // What has begun stays: by the clock on the day itself, else what is before the slot shown.
        const shown = at === null ? day.slots[0] : mod.slots.get(at);
        const moment = now ? new Date(serverNow()) : new Date(Date.parse(shown.starts_at) - 1000);
        setQuery({plan: ''});
        setJob((await post(`/events/${event.id}/replan`, {changes: changes.map(toChange), now: `${moment.toISOString().slice(0, 19)}Z`})).job);
    };
    const everyone = rows.map((r) => ({...r, names: [r.part.label || '', r.part.label_en || '']}));
    const found = foundBy(query.q || '', everyone);
    const sought = query.q ? new Set(found.rows.map((r) => r.id)) : null;
    // Somebody of this event whose meetings are on other days.
    const elsewhere = query.q && !found.rows.length ? foundBy(query.q, [...mod.participants.values()].map((p) => ({id: p.id, part: p, meetings: [], broken: [], next: null, names: [p.label || '', p.label_en || '']}))).rows.slice(0, 3) : [];
    // A scanner types what it reads and ends with Enter: who is meant beyond doubt has arrived.
    const enter = (e) => {
        if (e.key !== 'Enter' || e.isComposing) return;
        e.preventDefault();
        const one = found.exact || found.rows.length === 1 ? found.rows[0] : elsewhere.length === 1 ? elsewhere[0] : null;
        if (!one) { toast(t(found.rows.length ? 'desk.several' : 'desk.nobody', {n: found.rows.length}), {tone: found.rows.length ? 'plain' : 'bad'}); return; }
        if (one.part.status === 'attended') toast(t('desk.is_here', {name: partName(one.part)}));
        else act(one, 'arrive');
        setQuery({q: ''});
        box.current?.focus();
    };
    const show = SHOW.includes(query.show) ? query.show : 'all';
    const wanted = {all: () => true, expected: (s) => s === 'expected', attended: (s) => s === 'attended', changed: (s) => !['expected', 'attended'].includes(s)};
    const n = Object.fromEntries(SHOW.map((k) => [k, rows.filter((r) => wanted[k](stateOf(r))).length]));
    const shown = rows.filter((r) => (sought ? sought.has(r.id) : wanted[show](stateOf(r))));
    const published = () => { setChanges([]); setQuery({plan: ''}); state.reload(); };

    return html`<div class="desk stack"><h2 class="only-print">${t('desk.arrivals')}: ${fmtDayShort(day.day)}</h2><div class="desk-top no-print"><div class="segments" role="group" aria-label=${t('tt.day')}>${mod.days.map((d) => html`<button type="button" aria-pressed=${d === day ? 'true' : 'false'} onClick=${() => setQuery({day: d.day, at: ''})}>${fmtDayShort(d.day)}</button>`)}</div>
            <label class="ov-select"><span class="sr">${t('desk.from')}</span><select class="select" onChange=${(e) => setQuery({at: e.target.value})}><option value="" selected=${!query.at}>${t(live ? 'desk.now' : 'desk.whole_day')}</option>${day.slots.map((s) => html`<option value=${s.index} selected=${String(s.index) === query.at}>${t('desk.from_time', {time: s.label})}</option>`)}</select></label>
            <label class="desk-find"><span class="sr">${t('desk.find')}</span><input ref=${box} class="input" type="search" autocomplete="off" enterkeyhint="done" placeholder=${t('desk.find')} value=${query.q || ''} onInput=${(e) => setQuery({q: e.target.value})} onKeyDown=${enter} aria-describedby="desk-find-help" /></label>
            <p class="desk-hint small muted" id="desk-find-help" role="status">${!query.q ? t('desk.find_help') : found.exact || found.rows.length === 1 ? t('desk.enter_arrives', {name: partName(found.rows[0].part)}) : elsewhere.length ? t('desk.other_day', {name: partName(elsewhere[0].part)}) : tn('desk.found', found.rows.length)}</p></div>
        ${job && html`<${PlanRun} key=${job} id=${job} title=${t('desk.planning')} onDone=${(j) => { setJob(null); setQuery({plan: j.result?.plan || ''}, {replace: false}); }} />`}
        ${query.plan && html`<${PlanPreview} key=${query.plan} id=${query.plan} event=${event} name=${mod.name} onPublished=${published} onDiscarded=${() => setQuery({plan: ''})} onAgain=${plan} />`}
        <div class=${cls('cols-main desk-cols', {'no-print': query.plan})}><div><div class="segments desk-show no-print" role="group" aria-label=${t('desk.show')}>${SHOW.map((k) => html`<button type="button" aria-pressed=${show === k ? 'true' : 'false'} onClick=${() => setQuery({show: k === 'all' ? '' : k})}>${t(`desk.show.${k}`)} <span class="tnum">${fmtNumber(n[k])}</span></button>`)}</div>
            ${shown.length ? html`<ul class="card desk-list" aria-label=${t('tab.participants')}>${shown.map((r) => html`<${Row} key=${r.id} row=${r} day=${day} mod=${mod} state=${stateOf(r)} onArrive=${(x) => act(x, 'arrive')} onUndo=${(x) => act(x, 'undo')} onNoShow=${(x) => act(x, 'no-show')} onLate=${(x) => setDialog(['late', x])} />`)}</ul>`
        : html`<${Card}><${Empty} compact title=${t('list.none_found')} text=${t('list.none_found_text')} /><//>`}</div>
            <${Changes} rows=${rows.filter((r) => r.broken.length)} changes=${changes} day=${day} mod=${mod} busy=${Boolean(job)} onDrop=${drop} onOther=${() => setDialog(['other'])} onPlan=${plan} /></div>
        ${dialog?.[0] === 'late' && html`<${LateDialog} row=${dialog[1]} day=${day} at=${at} onClose=${() => setDialog(null)} onSave=${(slot) => { setDialog(null); act(dialog[1], 'late', {slot}); }} />`}
        ${dialog?.[0] === 'other' && html`<${OtherDialog} mod=${mod} day=${day} at=${at} onClose=${() => setDialog(null)} onSave=${(c) => { setDialog(null); setChanges((list) => addChange(list, {...c, by: me.value.account.name, at: new Date(serverNow()).toISOString()})); toast(t('desk.noted')); }} />`}</div>`;
}
