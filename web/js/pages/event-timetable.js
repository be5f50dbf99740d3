// The timetable of an event: plan it, look at it by place, by participant or for one
// participant, and mend it by hand with conflicts shown before anything is done.
import {html, useEffect, useMemo, useRef, useState, cls} from '../lib/h.js';
import {t, tn, choice, countryName, fmtDayShort, fmtMoment, fmtTime} from '../i18n.js';
import {get, post, query as queryText, request, list} from '../api.js';
import {useLoad} from '../lib/load.js';
import {conflictWords, effectWords, freeAt, localConflicts, members, model, movable, partName, placeFor, slotWords} from '../lib/timetable.js';
import {participantRows} from '../lib/overview.js';
import {words} from '../lib/show.js';
import {hasRole, isStaff, toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Chip} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {Combobox} from '../ui/combobox.js';
import {Grid} from '../ui/grid.js';
import {Detail, Unplaced} from './timetable-parts.js';
import {PlanDialog, PlanRun} from './timetable-plan.js';
import {WholeFair} from './timetable-overview.js';
import {Plans} from './timetable-plans.js';
import {Waiting} from './timetable-waiting.js';
import {Rules} from './timetable-rules.js';
import {Quality, TermLine} from '../ui/plan-parts.js';

function Summary({mod, whole}) {
    const s = mod.summary;
    const count = [...mod.meetings.values()].filter((m) => m.status !== 'cancelled' && m.slot !== null).length;
    return html`<div class="row tt-summary grow"><span class="muted tnum">${tn('event.n_meetings', count)}${s.weight !== undefined && s.weight !== null && html` · ${t('tt.weight_sum', {n: s.weight})}`}${s.breaks !== undefined && s.breaks !== null ? ` · ${t('tt.breaks', {n: s.breaks})}` : ''}${s.planned_at ? ` · ${fmtMoment(s.planned_at)}` : ''}</span><${Quality} summary=${s} />
        ${whole && mod.unplaced.length > 0 && html`<a class="chip warn" href="?view=waiting"><${Icon} name="alert" size=${13} /><span>${t('tt.unplaced', {n: mod.unplaced.length})}</span></a>`}</div>`;
}

const VIEWS = ['overview', 'place', 'participant', 'plans', 'waiting', 'rules'];
const WHOLE = ['overview', 'plans', 'waiting', 'rules']; // not a grid of one day

export function Timetable({event, query, setQuery}) {
    const state = useLoad((signal) => get(`/events/${event.id}/timetable`, {signal}), [event.id]);
    const sessions = useLoad((signal) => list('sessions', {event: event.id, sort: 'starts_at', limit: 100}, {signal}), [event.id]);
    const [selected, setSelected] = useState(null);
    const [move, setMove] = useState(null);
    const [planning, setPlanning] = useState(false);
    const [job, setJob] = useState(null);
    const checking = useRef({});
    const staff = isStaff.value;
    const mod = useMemo(() => (state.data ? model(state.data) : null), [state.data]);
    const sees = staff || hasRole('analyst', 'auditor'); // everybody's meetings, not their own alone
    const views = VIEWS.filter((v) => !WHOLE.includes(v) || staff || (v === 'overview' && sees));
    const view = views.includes(query.view) ? query.view : query.day || !sees ? 'place' : 'overview';
    // A member begins with the days of their own organisation.
    const own = !staff && !query.view && mod && [...mod.participants.values()].find((p) => p.mine);
    const only = (query.participation && mod?.participants.get(query.participation)) || own;
    const day = mod?.days.find((d) => d.day === query.day) || mod?.days[0];
    const whole = WHOLE.includes(view) && !only;

    // What the server says of the cell under the pointer, a moment after the local answer.
    useEffect(() => {
        if (!move || move.slot === null || move.slot === undefined || move.meeting.id.startsWith('new.')) return undefined;
        const key = `${move.meeting.id}.${move.slot}.${move.place}`;
        if (checking.current[key]) { setMove((m) => m && {...m, ...checking.current[key]}); return undefined; }
        const abort = new AbortController();
        const timer = setTimeout(() => {
            request('POST', `/events/${event.id}/timetable/check`, {body: {meeting: move.meeting.id, slot: move.slot, place: move.place}, signal: abort.signal}).then((answer) => {
                const found = {conflicts: answer.conflicts || [], effect: answer.effect, terms: answer.terms, sure: true};
                checking.current[key] = found;
                setMove((m) => (m && m.slot === move.slot && m.place === move.place ? {...m, ...found} : m));
            }, () => {});
        }, 90);
        return () => { clearTimeout(timer); abort.abort(); };
    }, [move?.meeting.id, move?.slot, move?.place]);

    if (!mod) return html`<${Loaded} state=${state} rows=${10}>${() => null}<//>`;
    if (!mod.days.length || !mod.places.size) return html`<${Card}><${Empty} title=${t('tt.no_places')} text=${t('tt.no_places_text')} /><//>`;

    const cellOf = (slot, place, row, meetings, extra) => ({slot, place, row, meetings: meetings.filter((m) => m.status !== 'cancelled'), ...extra});
    const placeRows = () => [...mod.places.values()].map((p) => ({id: p.id, label: p.name, sub: p.area || (p.kind === 'table' ? '' : choice('place_kind', p.kind)),
        cells: day.slots.map((s) => cellOf(s.index, p.id, null, mod.atPlace.get(`${p.id}.${s.index}`) || []))}));
    const partRows = () => participantRows(mod, {name: partName, country: query.country, q: query.q}).sort((a, b) => String(a.country).localeCompare(String(b.country))).map((row) => mod.participants.get(row.id)).map((p) => ({id: p.id, label: partName(p), sub: countryName(p.country),
        cells: day.slots.map((s) => cellOf(s.index, null, p.id, mod.atPart.get(`${p.id}.${s.index}`) || [], {closed: !freeAt(p, s.index)}))}));
    const dayRows = () => mod.days.map((d) => ({id: d.day, label: fmtDayShort(d.day), cells: d.slots.map((s) => cellOf(s.index, null, only.id, mod.atPart.get(`${only.id}.${s.index}`) || [], {closed: !freeAt(only, s.index)}))}));
    const rows = whole ? [] : only ? dayRows() : view === 'place' ? placeRows() : partRows();
    const columns = only ? mod.days.reduce((a, d) => (d.slots.length > a.length ? d.slots : a), []) : day.slots;
    const more = (m) => [slotWords(mod, m.slot), mod.places.get(m.place)?.name, choice('meeting_status', m.status), m.locked && t('tt.locked'), m.mutual && t('wish.mutual')].filter(Boolean).join(', ');
    const label = (m) => `${mod.pairName(m)}, ${more(m)}`;
    const lines = (m, x) => (x.row ? [mod.partners(m, x.row), mod.places.get(m.place)?.name || ''] : members(m).map((id) => mod.name(id)));

    const start = (m, x, mode, elsewhere = false) => { checking.current = {}; setSelected(null); setMove({meeting: m, slot: x?.slot ?? m.slot ?? day.slots[0].index, place: m.place || placeFor(mod, m, x?.slot ?? day.slots[0].index), row: x?.row, mode, elsewhere, conflicts: [], words: ''}); };
    const to = (x, mode) => setMove((mv) => {
        if (!mv) return mv;
        const place = x.place || placeFor(mod, mv.meeting, x.slot);
        if (mv.slot === x.slot && mv.place === place && mv.row === x.row) return mv;
        return {...mv, slot: x.slot, place, row: x.row, mode, conflicts: localConflicts(mod, mv.meeting, x.slot, place), effect: null, terms: null, sure: false};
    });
    const cancel = () => { setMove(null); };
    const put = (next, m) => state.setData((d) => ({...d, meetings: d.meetings.map((y) => (y.id === m.id ? {...y, ...next} : y))}));
    const drop = async (x) => {
        const mv = x ? {...move, slot: x.slot, place: x.place || placeFor(mod, move.meeting, x.slot)} : move;
        const m = mv.meeting;
        if (mv.slot === m.slot && mv.place === m.place) return cancel();
        const known = localConflicts(mod, m, mv.slot, mv.place);
        if (known.length) { toast(known.map((c) => conflictWords(c, mod, mv.place)).join(' '), {tone: 'bad'}); return mv.mode === 'pointer' ? cancel() : undefined; }
        setMove(null);
        if (m.id.startsWith('new.')) return placeNew(m, mv);
        const old = {slot: m.slot, place: m.place};
        put({slot: mv.slot, place: mv.place}, m);
        try {
            const saved = await post(`/events/${event.id}/timetable/move`, {meeting: m.id, slot: mv.slot, place: mv.place}, {revision: m.revision});
            put({slot: mv.slot, place: saved.place || mv.place, status: 'planned', revision: saved.revision}, m);
            toast(t('tt.moved', {where: `${slotWords(mod, mv.slot)} · ${mod.places.get(mv.place)?.name}`}), old.slot === null ? {} : {action: {label: t('action.undo'), run: () => back(m, old, saved.revision)}});
        } catch (e) {
            put(old, m);
            const found = e.body?.conflicts;
            toast(found?.length ? found.map((c) => conflictWords(c, mod, mv.place)).join(' ') : e.words, {tone: 'bad'});
            if (e.status === 412) state.reload();
        }
        return undefined;
    };
    const back = async (m, old, revision) => {
        try { const saved = await post(`/events/${event.id}/timetable/move`, {meeting: m.id, ...old}, {revision}); put({...old, revision: saved.revision}, m); } catch (e) { toastProblem(e); state.reload(); }
    };
    const placeNew = async (m, mv) => {
        const s = mod.slots.get(mv.slot);
        try {
            await post('/meetings', {event: event.id, a: m.a, b: m.b, ...(m.others?.length ? {others: m.others} : {}), starts_at: s.starts_at, ends_at: s.ends_at, place: mv.place, status: 'planned'});
            toast(t('tt.placed'));
            state.reload();
        } catch (e) { toastProblem(e); }
    };
    // A time that was just forbidden: allowed again, and the meeting back at it.
    const unforbid = async (m, revision) => {
        try {
            const free = await post(`/meetings/${m.id}/allow`, {slot: m.slot}, {revision});
            await post(`/events/${event.id}/timetable/move`, {meeting: m.id, slot: m.slot, place: m.place}, {revision: free.revision});
            toast(t('tt.moved', {where: `${slotWords(mod, m.slot)} · ${mod.places.get(m.place)?.name}`}));
        } catch (e) { toastProblem(e); }
        state.reload();
    };
    const changed = (m, next, what) => {
        if (what === 'forbid') { setSelected(null); toast(t('tt.forbidden'), {seconds: 12, action: {label: t('action.undo'), run: () => unforbid(m, next.revision)}}); state.reload(); return; }
        if (what === 'allow') { toast(t('tt.allowed')); state.reload(); return; }
        put(what === 'lock' || what === 'unlock' ? {locked: what === 'lock', revision: next?.revision ?? m.revision + 1} : {status: what === 'cancel' ? 'cancelled' : 'confirmed', revision: next?.revision ?? m.revision + 1}, m);
        if (what === 'cancel') setSelected(null);
    };
    const planned = (j) => { setJob(null); state.reload(); if (j.result?.plan && j.result.published === false) { toast(t('plan.proposed')); setQuery({view: 'plans', a: '', b: j.result.plan, look: '', participation: ''}, {replace: false}); } else toast(t('tt.planned')); };
    const stepDay = (by) => { const i = mod.days.indexOf(day) + by; if (mod.days[i]) setQuery({day: mod.days[i].day}); };
    const fit = (x) => {
        const place = x.place || placeFor(mod, move.meeting, x.slot);
        const known = checking.current[`${move.meeting.id}.${x.slot}.${place}`];
        return (known ? known.conflicts.length : localConflicts(mod, move.meeting, x.slot, place).length) ? 'clash' : 'ok';
    };
    const moveWords = move && (move.conflicts.length ? move.conflicts.map((c) => conflictWords(c, mod, move.place)).join(' ') : move.sure && !move.terms ? effectWords(move.effect) : t('tt.fits'));
    const m = selected && mod.meetings.get(selected);
    const daySessions = whole ? [] : (sessions.data?.items || []).filter((s) => only || new Date(s.starts_at).toLocaleDateString('sv', {timeZone: event.zone}) === day.day);
    const findPart = async (q) => [...mod.participants.values()].filter((p) => `${p.label} ${p.label_en || ''}`.toLowerCase().includes(q.toLowerCase())).slice(0, 10).map((p) => ({id: p.id, label: partName(p), sub: countryName(p.country)}));

    const viewButton = (v) => html`<button type="button" aria-pressed=${!only && view === v ? 'true' : 'false'} onClick=${() => setQuery({view: v, participation: '', day: WHOLE.includes(v) ? '' : query.day || day.day, q: ''}, {replace: false})}>${t(`tt.by.${v}`)}</button>`;
    return html`<div class="stack tt-page">
        <div class="tt-tools no-print"><div class="segments" role="group" aria-label=${t('tt.view')}>${views.filter((v) => !VIEWS.slice(3).includes(v)).map(viewButton)}</div>
            ${!whole && html`<div class="segments" role="group" aria-label=${t('tt.day')}>${mod.days.map((d) => html`<button type="button" data-day=${d.day} aria-pressed=${!only && d === day ? 'true' : 'false'} onClick=${() => setQuery({day: d.day, participation: '', view: only && WHOLE.includes(view) ? 'participant' : view})}>${fmtDayShort(d.day)}</button>`)}</div>`}
            ${!whole && html`<div class="tt-find"><${Combobox} icon="user" find=${findPart} label=${t('tt.one')} placeholder=${t('tt.one')} onPick=${(p) => setQuery({participation: p.id}, {replace: false})} /></div>`}
            ${only && html`<${Chip} tone="on" onRemove=${() => setQuery({participation: '', ...(staff ? {} : {view})})}>${partName(only)}<//>`}
            <div class="ov-act"><${Button} icon="print" label=${t('action.print')} onClick=${() => print()} />${staff && html`<${Button} primary icon="play" label=${mod.meetings.size ? t('tt.replan') : t('tt.plan')} onClick=${() => setPlanning(true)} />`}</div></div>
        ${job && html`<${PlanRun} key=${job.id} id=${job.id} seconds=${job.seconds} onDone=${planned} onFailed=${() => state.reload()} />`}
        <div class="only-print">${!whole && html`<h2>${only ? partName(only) : fmtDayShort(day.day)}</h2>`}</div><div class="row tt-line"><${Summary} mod=${mod} whole=${whole && staff} />${staff && html`<div class="segments no-print" role="group" aria-label=${t('tt.plans_and_waiting')}>${VIEWS.slice(3).map(viewButton)}</div>`}</div>
        ${daySessions.length > 0 && html`<ul class=${cls('tt-sessions', {many: only})} aria-label=${t('event.sessions')}>${daySessions.map((s) => html`<li><span class="tnum">${only ? `${fmtMoment(s.starts_at, event.zone, {month: 'numeric', day: 'numeric'})} ` : ''}${fmtTime(s.starts_at, event.zone)}–${fmtTime(s.ends_at, event.zone)}</span> <bdi>${words(s.title)}</bdi> <span class="muted"><bdi>${s.place_label || ''}</bdi></span></li>`)}</ul>`}
        ${move && html`<div class=${cls('move-bar', {clash: move.conflicts.length, through: move.mode === 'pointer'})} role="status" aria-live="assertive"><${Icon} name=${move.conflicts.length ? 'alert' : 'move'} /><div class="grow"><strong><bdi>${mod.pairName(move.meeting)}</bdi></strong> → <span class="tnum">${slotWords(mod, move.slot)} · ${mod.places.get(move.place)?.name || ''}</span><div dir="auto">${moveWords}</div>${move.terms && html`<div class="small move-terms"><${TermLine} terms=${move.terms} /></div>`}</div>
            ${move.mode !== 'pointer' && html`<span class="small muted">${t('tt.keys')}</span><${Button} small label=${t('action.cancel')} onClick=${cancel} />`}</div>`}
        ${!whole && html`<${Unplaced} mod=${mod} staff=${staff} moving=${move?.meeting.id} onPick=${(u) => start(u, {slot: day.slots[0].index}, 'keys', true)} />`}
        ${view === 'plans' && !only ? html`<${Plans} event=${event} mod=${mod} query=${query} setQuery=${setQuery} onChanged=${state.reload} />` : view === 'waiting' && !only ? html`<${Waiting} event=${event} mod=${mod} onChanged=${state.reload} />` : view === 'rules' && !only ? html`<${Rules} event=${event} mod=${mod} onChanged=${state.reload} />` : whole ? html`<${WholeFair} mod=${mod} query=${query} setQuery=${setQuery} selected=${selected} onMeeting=${(x) => setSelected(x.id)} link=${(q) => `${location.pathname}${queryText(q)}`} />` : html`<${Grid} columns=${columns} rows=${rows} caption=${t('tab.timetable')} corner=${only ? t('tt.day') : t(`tt.corner.${view}`)} selected=${selected} onSelect=${(x) => setSelected(x.id)} move=${move && {...move, words: moveWords}}
            onMoveStart=${start} onMoveTo=${to} onDrop=${drop} onCancel=${cancel} fit=${fit} lines=${lines} label=${label} more=${more} mayMove=${(x) => staff && movable(x)} onDayStep=${only ? undefined : stepDay} />`}
        ${!whole && html`<div class="no-print spread"><ul class="legend" aria-label=${t('tt.legend')}>${['planned', 'confirmed', 'held'].map((s) => html`<li><span class=${`mtg ${s}`} aria-hidden="true">${s !== 'planned' && html`<span class="mtg-i"><${Icon} name="check" size=${13} /></span>`}</span>${choice('meeting_status', s)}</li>`)}
            <li><${Icon} name="both" size=${15} />${t('wish.mutual')}</li><li><${Icon} name="lock" size=${15} />${t('tt.locked')}</li></ul>${staff && html`<p class="small muted">${t('tt.help')}</p>`}</div>`}
        ${m && html`<${Detail} event=${event} m=${m} mod=${mod} staff=${staff} onChanged=${changed} onClose=${() => setSelected(null)} onMove=${(x) => { if (whole) setQuery({view: 'place', day: mod.slots.get(x.slot)?.day}, {replace: false}); start(x, {slot: x.slot, place: view !== 'participant' && !only ? x.place : undefined, row: only ? only.id : view === 'participant' ? x.a : undefined}, 'keys', true); }} />`}
        ${planning && html`<${PlanDialog} event=${event} planned=${mod.meetings.size > 0} onClose=${() => setPlanning(false)} onJob=${(id, seconds) => { setPlanning(false); setJob({id, seconds}); }} />`}</div>`;
}
