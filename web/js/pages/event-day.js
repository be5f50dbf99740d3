// One participant's own day: what is now, what is next and how far, what has changed since
// one looked last, why two meet; told from here that one is there or late. For the phone
// first. What was received is kept in the browser, for where the hall has no network.
import {html, cls, useEffect, useMemo, useRef, useState} from '../lib/h.js';
import {t, tn, choice, countryName, fmtDay, fmtDayShort, fmtMoment, fmtTime, language} from '../i18n.js';
import {all, get, post, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {useClock} from '../lib/clock.js';
import {around, changesSince, codeOf, lateUntil, linesOf, minutesTo, reasonsOf, snapshot, spanOf, wayBetween, withGaps} from '../lib/day.js';
import {toLocal} from '../lib/zone.js';
import {me, toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded, Note} from '../ui/states.js';
import {State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {ask} from '../ui/dialog.js';
import {QrCode} from '../ui/qr.js';
import {LateDialog} from './desk-changes.js';
import {VerdictLine} from './match-parts.js';

const EVERY = 60000; // ms between two looks for changes while the event goes on

// How long until then, in words.
export function inWords(minutes) {
    const s = spanOf(minutes);
    if (s.unit === 'days') return tn('day.in_days', s.days);
    if (s.unit === 'hours') return s.minutes ? t('day.in_hours_minutes', s) : tn('day.in_hours', s.hours);
    return s.minutes ? tn('day.in_minutes', s.minutes) : t('day.at_once');
}
const lengthWords = (minutes) => (minutes >= 60 ? (minutes % 60 ? t('day.hours_minutes', {hours: Math.floor(minutes / 60), minutes: minutes % 60}) : tn('day.hours', minutes / 60)) : tn('day.minutes', minutes));

// What this browser keeps of an agenda: what was seen, and the last answer. Gone with the
// account that signs out (store.js).
const keyOf = (participation) => `ieum.day.${me.value?.account.id}.${participation}`;
function read(participation) { try { return JSON.parse(localStorage.getItem(keyOf(participation))) || {}; } catch { return {}; } }
function keep(participation, more) { try { localStorage.setItem(keyOf(participation), JSON.stringify({...read(participation), ...more})); } catch { /* a browser that keeps nothing */ } }

function Place({line, big}) {
    if (!line.place && !line.meeting) return null;
    return html`<span class=${cls('day-place', {big})}><${Icon} name="pin" size=${big ? 20 : 15} /><bdi>${line.place || '–'}</bdi>${line.area && html` <span class="muted"><bdi>${line.area}</bdi></span>`}</span>`;
}

function Way({way, line, zone}) {
    if (!way) return null;
    if (way.same) return html`<p class="day-way">${way.same === 'place' ? t('day.way.same_place') : t('day.way.same_area', {area: way.area})}</p>`;
    if (way.minutes === undefined) return html`<p class="day-way">${t('day.way.other_area', {area: way.area})}</p>`;
    return html`<p class="day-way"><${Icon} name="move" size=${15} /> ${t('day.way.walk', {area: way.area, n: way.minutes, time: fmtTime(new Date(line.from - way.minutes * 60000).toISOString(), zone)})}</p>`;
}

// Why these two meet: what each wrote, and the match between their profiles.
function Why({line, why}) {
    const {ours, theirs, match} = why;
    const said = (w, key) => w?.reason && html`<p dir="auto"><span class="small muted">${t(key)}</span><br /><q>${w.reason}</q></p>`;
    const wished = ours && theirs ? 'both' : theirs ? 'theirs' : ours ? 'ours' : line.mutual ? 'both' : '';
    if (!wished && !match) return html`<p class="muted small">${t('day.why.none')}</p>`;
    return html`<div class="day-why stack-s">${wished && html`<p class="row small"><${Icon} name=${wished === 'both' ? 'both' : 'star'} size=${15} /><span>${t(`day.why.${wished}`)}</span></p>`}${said(theirs, 'day.why.they_wrote')}${said(ours, 'day.why.we_wrote')}
        ${match && html`<div><p class="small muted">${t('day.why.match')}</p><p><a href=${`/matches/${match.id}`}><bdi>${match.need_label || t('match.hidden_profile')}</bdi> <span aria-hidden="true">×</span> <bdi>${match.offer_label || t('match.hidden_profile')}</bdi></a></p><${VerdictLine} reasons=${match.reasons} /></div>`}</div>`;
}

const Partner = ({line, big}) => html`<span class=${cls('day-partner', {big})}>${line.meeting ? html`<bdi>${line.other.label || t('day.someone')}</bdi>${line.other.also && html` <span class="small day-also"><bdi>${line.other.also}</bdi></span>`}${line.other.country && html` <span class="muted small nowrap">${countryName(line.other.country)}</span>`}` : html`<bdi>${line.title}</bdi> <span class="muted small">${choice('session_kind', line.kind)}</span>`}</span>`;
const Voice = ({line}) => (line.interpreter ? html`<p class="day-voice"><${Icon} name="globe" size=${15} /> ${t('field.interpreter')}: <bdi class="strong">${line.interpreter}</bdi></p>` : null);
const hours = (line, zone) => html`<span class="tnum nowrap">${fmtTime(line.starts_at, zone)}–${fmtTime(line.ends_at, zone)}</span>`;

function Now({line, now, zone}) {
    const share = Math.min(100, Math.max(0, ((now - line.from) * 100) / (line.to - line.from)));
    return html`<section class="day-now" aria-label=${t('day.now')}><div class="spread"><span class="chip good"><${Icon} name="play" size=${13} /><span>${t('day.now')}</span></span><span class="muted">${hours(line, zone)}</span></div>
        <${Partner} line=${line} big /><div class="spread"><${Place} line=${line} /><strong class="tnum">${tn('day.left', minutesTo(line.to, now))}</strong></div><div class="day-bar" aria-hidden="true"><i style=${{width: `${share}%`}}></i></div></section>`;
}

function Next({line, from, now, event, why, otherDay}) {
    const minutes = minutesTo(line.from, now);
    const soon = minutes <= 10;
    return html`<section class=${cls('day-next', {soon})} aria-label=${t('day.next')}><div class="spread"><span class="chip on"><${Icon} name="clock" size=${13} /><span>${t('day.next')}</span></span><span class="muted">${otherDay ? html`<span class="nowrap">${fmtDayShort(line.day)}</span> ` : ''}${hours(line, event.zone)}</span></div>
        <p class="day-count tnum">${inWords(minutes)}</p><${Partner} line=${line} big /><${Place} line=${line} big />
        ${!otherDay && html`<${Way} way=${wayBetween(from, line, event.walks)} line=${line} zone=${event.zone} />`}<${Voice} line=${line} />
        ${why && html`<details class="day-more"><summary>${t('day.why')}</summary><${Why} line=${line} why=${why} /></details>`}
        <p class="sr" role="status">${soon && minutes ? t('day.soon', {n: minutes, name: line.other?.label || line.title, place: line.place}) : ''}</p></section>`;
}

// What is not as it was when one looked last, to be acknowledged.
function Changes({changes, zone, onSeen}) {
    const when = (x) => fmtMoment(x.starts_at, zone, {month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
    const what = {
        moved: (c) => html`<s>${when(c.was)} ${c.was.place}</s> <span aria-hidden="true">→</span> <strong>${when(c.now)} ${c.now.place}</strong>`,
        place: (c) => html`<strong>${when(c.now)}</strong> <s>${c.was.place}</s> <span aria-hidden="true">→</span> <strong>${c.now.place}</strong>`,
        interpreter: (c) => html`<strong>${when(c.now)}</strong> <s>${c.was.interpreter || t('day.no_interpreter')}</s> <span aria-hidden="true">→</span> <strong>${c.now.interpreter || t('day.no_interpreter')}</strong>`,
        new: (c) => html`<strong>${when(c.now)} ${c.now.place}</strong>`,
        gone: (c) => html`<s>${when(c.was)} ${c.was.place}</s>`,
    };
    return html`<section class="card day-changes no-print" aria-label=${tn('day.changed', changes.length)}><div class="card-head"><h2><${Icon} name="alert" size=${17} /><span role="status">${tn('day.changed', changes.length)}</span></h2><${Button} icon="check" label=${t('day.seen')} onClick=${onSeen} /></div>
        <ul class="lines">${changes.map((c) => html`<li class="line-item" key=${c.id}><div class="grow"><span class=${cls('chip', {bad: c.kind === 'gone', good: c.kind === 'new', on: c.kind !== 'gone' && c.kind !== 'new'})}>${t(`plan.change.${c.kind === 'gone' ? 'dropped' : c.kind}`)}</span> <bdi class="strong">${c.line?.other?.label || c.was?.other}</bdi>
            <div class="tnum" dir="auto">${what[c.kind](c)}</div></div></li>`)}</ul></section>`;
}

// Here, late: told to the desk by a press, taken back as well.
function Presence({event, part, own, lines, today, now, onChanged}) {
    const [slots, setSlots] = useState(null);
    const act = async (what, body) => {
        setSlots(null);
        try {
            const next = await post(`/participations/${part.id}/${what}`, body || {});
            onChanged({...part, ...next});
            if (own && what !== 'undo') toast(t('day.told_desk'));
        } catch (e) { toastProblem(e); }
    };
    const askWhen = async () => setSlots((await get(`/events/${event.id}/slots`)).days.find((d) => d.day === today) || null);
    const late = lateUntil(lines.filter((x) => x.day === today), part.available, now);
    const here = part.status === 'attended';
    const words = part.status === 'absent' || part.status === 'withdrawn' ? t('desk.state.absent') : late ? (late.from ? t('desk.late_until', {time: fmtTime(new Date(late.from).toISOString(), event.zone)}) : t('desk.state.late')) : here ? t('desk.state.attended') : '';
    const next = slots?.slots.find((s) => Date.parse(s.starts_at) > now);
    return html`<section class="card day-presence no-print" aria-label=${t('day.presence')}><div class="grow"><h2>${t(own ? 'day.presence' : 'desk.arrivals')}</h2><p role="status">${words ? html`<span class=${`chip ${late ? 'warn' : here ? 'good' : 'bad'}`}><${Icon} name=${late ? 'clock' : here ? 'check' : 'not_met'} size=${14} /><span>${words}</span></span>${late ? html` <span class="small muted">${tn('desk.n_broken', late.broken)}</span>` : ''}` : html`<span class="muted">${t(own ? 'day.presence_text' : 'desk.state.expected')}</span>`}</p></div>
        <div class="row">${words ? html`<${Button} icon="undo" label=${t('desk.undo')} onClick=${() => act('undo')} />` : html`<${Button} primary icon="check" label=${t(own ? 'day.here' : 'desk.arrived')} onClick=${() => act('arrive')} />`}${!late && html`<${Button} icon="clock" label=${t(own ? 'day.late' : 'desk.late')} onClick=${askWhen} />`}</div>
        ${slots && html`<${LateDialog} row=${{part: {label: part.organisation_label}}} day=${slots} at=${next ? next.index - 1 : slots.slots.at(-1).index} onClose=${() => setSlots(null)} onSave=${(slot) => act('late', {slot})} />`}</section>`;
}

function Line({line, event, now, why, own, onConfirm, onCancel}) {
    if (line.gap) return html`<li class="day-gap"><span class="tnum">${fmtTime(new Date(line.from).toISOString(), event.zone)}</span><span>${t('day.gap', {length: lengthWords(line.minutes)})}</span></li>`;
    const gone = line.status === 'cancelled';
    const state = gone ? 'gone' : line.to <= now ? 'past' : line.from <= now ? 'is' : '';
    const open = ['planned', 'proposed', 'confirmed'].includes(line.status) && line.to > now;
    return html`<li class=${cls('day-line', state, {session: !line.meeting})} aria-current=${state === 'is' ? 'true' : undefined}><div class="day-when tnum"><strong>${fmtTime(line.starts_at, event.zone)}</strong><span class="muted">${fmtTime(line.ends_at, event.zone)}</span></div>
        <div class="day-what"><div class="spread"><${Partner} line=${line} /><${Place} line=${line} /></div><${Voice} line=${line} />
            ${line.meeting && html`<details class="day-more no-print"><summary>${t('day.why')} <${State} list="meeting_status" value=${line.status} /></summary><div class="stack-s"><${Why} line=${line} why=${why} />
                <div class="row">${line.other.organisation && html`<a class="btn small" href=${`/organisations/${line.other.organisation}`}><${Icon} name="building" size=${16} /><span>${t('day.partner')}</span></a>`}${own && line.to <= now && !gone && html`<a class="btn small" href=${`/events/${event.id}/outcomes`}><${Icon} name="edit" size=${16} /><span>${t('day.outcome')}</span></a>`}
                    ${own && open && line.status !== 'confirmed' && html`<${Button} small icon="check" label=${t('tt.confirm')} onClick=${() => onConfirm(line)} />`}${own && open && html`<${Button} small danger icon="close" label=${t('tt.cancel')} onClick=${() => onCancel(line)} />`}</div></div></details>`}</div></li>`;
}

export function Day({event, part: given, own, query, setQuery}) {
    const id = given.id;
    const [part, setPart] = useState(given);
    useEffect(() => setPart(given), [given]);
    const now = useClock(10, query.now);
    const today = toLocal(new Date(now).toISOString(), event.zone).slice(0, 10);
    const during = event.first_day <= today && today <= event.last_day;
    const before = useMemo(() => read(id), [id]);
    const [seen, setSeen] = useState(before.seen || null);
    const [got, setGot] = useState(before.at || 0);
    const state = useLoad((signal) => get(`/events/${event.id}/agenda${queryText({participation: id, format: 'json'})}`, {signal}).then((d) => { setGot(Date.now()); keep(id, {items: d.items, at: Date.now()}); return d; }), [event.id, id]);
    const reasons = useLoad((signal) => Promise.all([all('wishes', {event: event.id, from: id}, {signal}), all('wishes', {event: event.id, to: id}, {signal}), all('matches', {event: event.id, need_organisation: part.organisation}, {signal}), all('matches', {event: event.id, offer_organisation: part.organisation}, {signal})]).then(([a, b, c, d]) => reasonsOf(part.organisation, id, [...a, ...b], [...c, ...d])), [id]);
    const reload = useRef(state.reload);
    reload.current = state.reload;
    useEffect(() => {
        const look = () => { if (document.visibilityState === 'visible') reload.current(); };
        const timer = during ? setInterval(look, EVERY) : 0;
        addEventListener('online', look);
        return () => { clearInterval(timer); removeEventListener('online', look); };
    }, [during]);
    // No answer, but what came earlier is kept: that is shown, and said to be so.
    const stale = !state.data && state.error && before.items;
    const items = state.data?.items || (stale ? before.items : null);
    const english = language.value === 'en';
    const lines = useMemo(() => (items ? linesOf(items, id, event.zone, english) : []), [items, id, event.zone, english]);
    const changes = useMemo(() => (state.data ? changesSince(seen, lines) : []), [seen, lines]);
    useEffect(() => { if (state.data && !seen) { const s = snapshot(lines); keep(id, {seen: s}); setSeen(s); } }, [state.data]);
    if (!items) return html`<${Loaded} state=${state} rows=${6}>${() => null}<//>`;
    const onSeen = () => { const s = snapshot(lines); keep(id, {seen: s}); setSeen(s); };
    const act = (what, text) => async (line) => {
        if (text && !await ask({title: t('tt.cancel_title'), text: line.other.label, yes: t('tt.cancel'), danger: true})) return;
        try { await post(`/meetings/${line.id}/${what}`, {}, {revision: line.revision}); } catch (e) { toastProblem(e); }
        state.reload();
    };
    const why = (line) => reasons.data?.of(line) || {ours: null, theirs: null, match: null};
    const {current, next, session, before: last} = around(lines, now);
    const met = lines.filter((x) => x.meeting && x.status !== 'cancelled');
    const days = [...new Set(lines.filter((x) => x.meeting).map((x) => x.day))];
    const shown = days.includes(query.day) ? query.day : days.includes(today) ? today : days.find((d) => d > today) || days[0];
    const here = hereIs(event.zone, now);
    const file = (format) => `/api/v1/events/${event.id}/agenda${queryText({participation: id, format})}`;

    return html`<div class="day stack">${query.now && html`<div class="no-print"><${Note}>${t('day.rehearsal', {at: fmtMoment(new Date(now).toISOString(), event.zone)})}<//></div>`}
        ${(stale || (state.error && got)) && html`<div class="no-print"><${Note} tone="warn"><p>${t('day.offline', {at: fmtMoment(new Date(got).toISOString(), event.zone)})}</p><p><${Button} small label=${t('action.retry')} onClick=${state.reload} /></p><//></div>`}
        ${changes.length > 0 && html`<${Changes} changes=${changes} zone=${event.zone} onSeen=${onSeen} />`}
        ${!met.length ? html`<${Card}><${Empty} title=${t('agenda.none')} text=${t('agenda.none_text')} /><//>` : html`<div class="day-top no-print"><div class="card day-hero">${current && html`<${Now} line=${current} now=${now} zone=${event.zone} />`}
                ${next ? html`<${Next} line=${next} from=${current?.meeting ? current : last?.day === next.day ? last : null} now=${now} event=${event} why=${reasons.data && why(next)} otherDay=${next.day !== today} />` : html`<section class="day-over"><h2>${t('day.over')}</h2><p>${t('day.over_text')}</p>${own && html`<p><a class="btn primary" href=${`/events/${event.id}/outcomes`}>${t('day.outcome')}</a></p>`}</section>`}
                ${session && during && html`<p class="day-session small"><${Icon} name="calendar" size=${15} /> ${hours(session, event.zone)} <bdi class="strong">${session.title}</bdi> <bdi class="muted">${session.place}</bdi></p>`}
                <p class="day-clock small muted tnum">${t('day.clock', {time: fmtTime(new Date(now).toISOString(), event.zone)})}${here && html` · ${here}`}</p></div>
            <div class="stack">${during && !query.now && html`<${Presence} event=${event} part=${part} own=${own} lines=${lines} today=${today} now=${now} onChanged=${setPart} />`}
                <section class="card day-code" aria-label=${t('day.code')}><${QrCode} text=${`IEUM:${id}`} /><div class="grow"><h2>${t('day.code')}</h2><p class="day-code-text mono" dir="ltr">${codeOf(id)}</p><p class="small muted">${t('day.code_text')}</p></div></section></div></div>
            <div class="spread no-print"><div class="segments day-days" role="group" aria-label=${t('tt.day')}>${days.map((d) => html`<button type="button" key=${d} aria-pressed=${d === shown ? 'true' : 'false'} aria-current=${d === today ? 'date' : undefined} onClick=${() => setQuery({day: d})}>${fmtDayShort(d)} <span class="badge">${met.filter((x) => x.day === d).length}</span></button>`)}</div>
                <div class="row"><a class="btn" href=${file('ics')} download><${Icon} name="calendar" /><span>${t('agenda.ics')}</span></a><a class="btn" href=${file('csv')} download><${Icon} name="download" /><span>${t('agenda.csv')}</span></a><${Button} icon="print" label=${t('action.print')} onClick=${() => print()} /></div></div>
            <header class="only-print day-paper"><h2><bdi>${part.organisation_label}</bdi></h2><p class="tnum">${t('day.code')} <span class="mono">${codeOf(id)}</span> · ${t('sheet.times', {zone: event.zone})} · ${t('sheet.printed', {at: fmtMoment(new Date(got || now).toISOString(), event.zone)})}</p></header>
            ${days.map((d) => html`<section class=${cls('card', 'day-list', {'only-print': d !== shown})} key=${d} aria-label=${fmtDay(d)}><div class="card-head"><h2>${fmtDay(d, {year: 'numeric', month: 'long', day: 'numeric', weekday: 'long'})}</h2><span class="muted small">${tn('event.n_meetings', met.filter((x) => x.day === d).length)}</span></div>
                <ol>${withGaps(lines.filter((x) => x.day === d)).map((x) => html`<${Line} key=${x.id} line=${x} event=${event} now=${now} own=${own} why=${x.meeting ? why(x) : null} onConfirm=${act('confirm')} onCancel=${act('cancel', true)} />`)}</ol></section>`)}`}</div>`;
}

// Where the reader's own clock is in another zone, what it shows.
function hereIs(zone, now) {
    const at = new Date(now).toISOString();
    const mine = fmtTime(at);
    return mine === fmtTime(at, zone) ? '' : t('day.clock_here', {time: mine});
}
