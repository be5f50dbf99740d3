// One participant's day at the fair as data: what is now, what comes next, how far it is,
// what has changed since one looked last. Pure; moments are milliseconds, `now` is given.
import {toLocal} from './zone.js';

const GONE = new Set(['cancelled']);
const MINUTE = 60000;

// The English name where the given one is in letters that a Korean reader may not read.
const nameBeside = (name, english) => (english && english !== name && !/^[\p{Script=Hangul}\p{Script=Latin}\p{Script=Common}]*$/u.test(name || '') ? english : '');

// Lines of an agenda, in order of time: {id, kind, from, to, day, place, area, other, …}.
// `participation` whose agenda it is; `english`: names in English where there are some.
export function linesOf(items, participation, zone, english = false) {
    return items.filter((x) => x.starts_at).map((x) => {
        const side = x.a === participation ? 'b' : 'a';
        // In a group: the rest of them beside the first partner.
        const rest = (x.others || []).length ? [side === 'a' && x.b !== participation ? x.b_label : '', ...x.others.map((id, i) => (id === participation ? '' : x.others_labels[i]))].filter(Boolean) : [];
        const meeting = x.kind === 'meeting';
        return {id: x.id, revision: x.revision, kind: x.kind, meeting, from: Date.parse(x.starts_at), to: Date.parse(x.ends_at), starts_at: x.starts_at, ends_at: x.ends_at,
            day: toLocal(x.starts_at, zone).slice(0, 10), place: x.place || '', area: x.area || '', title: x.title || '', status: x.status || '', interpreter: x.interpreter || '', mutual: Boolean(x.mutual),
            other: meeting ? {participation: x[side], organisation: x[`${side}_organisation`] || '', country: x[`${side}_country`] || '', label: [(english && x[`${side}_label_en`]) || x[`${side}_label`] || '', ...rest].join(', '), also: english ? '' : nameBeside(x[`${side}_label`], x[`${side}_label_en`])} : null};
    }).sort((x, y) => x.from - y.from || Number(y.meeting) - Number(x.meeting));
}

// What is going on at `now` and what is next, of what still takes place. A session is open
// to everybody: it is now or next only where no meeting is.
export function around(lines, now) {
    const standing = lines.filter((x) => !GONE.has(x.status));
    const current = standing.find((x) => x.meeting && x.from <= now && now < x.to) || standing.find((x) => !x.meeting && x.from <= now && now < x.to) || null;
    const next = standing.find((x) => x.meeting && x.from > now) || null;
    const session = standing.find((x) => !x.meeting && x.from > now && (!next || x.from < next.from)) || null;
    const before = standing.filter((x) => x.meeting && x.to <= now).at(-1) || null;
    return {current, next, session, before};
}

// Whole minutes until a moment, those that have begun counted.
export const minutesTo = (moment, now) => Math.max(0, Math.ceil((moment - now) / MINUTE));

// How long that is: days from two on, hours and minutes, minutes.
export function spanOf(minutes) {
    if (minutes >= 2 * 24 * 60) return {unit: 'days', days: Math.floor(minutes / (24 * 60))};
    if (minutes >= 60) return {unit: 'hours', hours: Math.floor(minutes / 60), minutes: minutes % 60};
    return {unit: 'minutes', minutes};
}

// The way between two places: {same:'place'|'area'} or {minutes} where the event says how
// long it is, else {area} alone where the area is another; null where nothing is known.
export function wayBetween(from, to, walks) {
    if (!from || !to || !to.place) return null;
    if (from.place === to.place) return {same: 'place'};
    if (!from.area || !to.area) return null;
    if (from.area === to.area) return {same: 'area', area: to.area};
    const walk = (walks || []).find((w) => (w.area === from.area && w.other === to.area) || (w.other === from.area && w.area === to.area));
    return walk ? {minutes: walk.minutes, area: to.area} : {area: to.area};
}

// What is kept of an agenda to tell later what has changed in it.
export const snapshot = (lines) => Object.fromEntries(lines.filter((x) => x.meeting && !GONE.has(x.status)).map((x) => [x.id, {starts_at: x.starts_at, ends_at: x.ends_at, place: x.place, interpreter: x.interpreter, other: x.other.label}]));

// Changes between what was kept and what is: moved in time, in place, another interpreter,
// new, not held. In order of the new time, what is gone by its old one.
export function changesSince(kept, lines) {
    if (!kept) return [];
    const out = [];
    const here = snapshot(lines);
    const line = new Map(lines.map((x) => [x.id, x]));
    for (const [id, now] of Object.entries(here)) {
        const was = kept[id];
        if (!was) out.push({id, kind: 'new', now, line: line.get(id)});
        else if (was.starts_at !== now.starts_at) out.push({id, kind: 'moved', was, now, line: line.get(id)});
        else if (was.place !== now.place) out.push({id, kind: 'place', was, now, line: line.get(id)});
        else if ((was.interpreter || '') !== (now.interpreter || '')) out.push({id, kind: 'interpreter', was, now, line: line.get(id)});
    }
    for (const [id, was] of Object.entries(kept)) if (!here[id]) out.push({id, kind: 'gone', was});
    return out.sort((x, y) => (x.now || x.was).starts_at.localeCompare((y.now || y.was).starts_at));
}

// A day's lines with the time between two meetings where it is as long as `least` minutes.
export function withGaps(lines, least = 15) {
    const out = [];
    let end = null;
    let after = 0; // where the free time begins among the lines
    for (const x of lines) {
        const busy = x.meeting && !GONE.has(x.status);
        if (busy && end !== null && x.from - end >= least * MINUTE) out.splice(after, 0, {gap: true, from: end, to: x.from, minutes: Math.round((x.from - end) / MINUTE), id: `gap-${x.id}`});
        out.push(x);
        if (busy) { end = Math.max(end ?? 0, x.to); after = out.length; }
    }
    return out;
}

// When somebody who said that they are late will be there: the end of what is left out of
// their time on that day, if meetings stand in it still; null otherwise.
export function lateUntil(lines, available, now) {
    if (!available?.length) return null;
    const free = (x) => available.some((v) => Date.parse(v.from) <= x.from && x.to <= Date.parse(v.until));
    const broken = lines.filter((x) => x.meeting && !GONE.has(x.status) && x.to > now && !free(x));
    if (!broken.length) return null;
    const from = available.map((v) => Date.parse(v.from)).filter((m) => m > broken[0].from).sort((a, b) => a - b)[0];
    return {from: from ?? null, broken: broken.length};
}

// Why two meet: who wished, with what was written; the best match between their profiles.
// Best matches first: one a partner, by the partner's organisation.
export function reasonsOf(organisation, participation, wishes, matches) {
    const out = new Map();
    const of = (key) => { if (!out.has(key)) out.set(key, {ours: null, theirs: null, match: null}); return out.get(key); };
    for (const w of wishes) {
        if (w.from === participation) of(w.to).ours = w;
        else if (w.to === participation) of(w.from).theirs = w;
    }
    const best = new Map();
    for (const m of matches) {
        if (m.status === 'dismissed') continue;
        const other = m.need_organisation === organisation ? m.offer_organisation : m.need_organisation;
        if (!best.has(other) || best.get(other).score < m.score) best.set(other, m);
    }
    return {of: (line) => ({...(out.get(line.other.participation) || {ours: null, theirs: null}), match: best.get(line.other.organisation) || null})};
}

// The code by which the desk finds a participant: what a person can read out, the random
// end of the identifier. Told apart within an event; where two are alike, the desk shows both.
export const codeOf = (id) => String(id).slice(-6).toUpperCase();

// Which participants a text at the desk means: a scanned address or identifier, a code, the
// office's own number, else a part of a name. `exact`: it can only be meant.
export function foundBy(text, rows) {
    const q = text.trim();
    if (!q) return {rows, exact: false};
    const up = q.toUpperCase();
    const scanned = rows.filter((r) => up === r.id.toUpperCase() || up.endsWith(`=${r.id.toUpperCase()}`) || up.endsWith(`/${r.id.toUpperCase()}`) || up.endsWith(`:${r.id.toUpperCase()}`));
    if (scanned.length) return {rows: scanned, exact: true};
    const coded = rows.filter((r) => codeOf(r.id) === up.replace(/[\s-]/g, '') || (r.external && r.external.toUpperCase() === up));
    if (coded.length) return {rows: coded, exact: coded.length === 1};
    const low = q.toLowerCase();
    return {rows: rows.filter((r) => r.names.some((n) => n.toLowerCase().includes(low))), exact: false};
}
