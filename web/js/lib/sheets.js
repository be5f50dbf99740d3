// What goes on paper: the pages of agendas and of table plans, as data. Pure.
import {members} from './timetable.js';
import {toLocal} from './zone.js';

// The language of a participant's sheet: Korean for who speaks it, else English.
export const sheetLanguage = (languages, country) => (languages?.length ? (languages.some((l) => l.startsWith('ko')) ? 'ko' : 'en') : country === 'KR' ? 'ko' : 'en');

const standing = (m) => m.status !== 'cancelled' && m.slot !== null && m.slot !== undefined && m.slot >= 0;

// One participant's days: [{day, lines: [{from, to, meeting?, other?, place?, session?}]}],
// sessions among them where the participant has a day at all.
export function agendaOf(mod, id, sessions, zone) {
    const days = new Map(mod.days.map((d) => [d.day, []]));
    for (const m of mod.meetings.values()) {
        if (!standing(m) || !members(m).includes(id)) continue;
        const s = mod.slots.get(m.slot);
        days.get(s.day).push({from: s.starts_at, to: s.ends_at, meeting: m, partners: mod.partners?.(m, id), other: mod.participants.get(m.a === id ? m.b : m.a), place: mod.places.get(m.place), voice: mod.interpreters?.get(m.interpreter)});
    }
    const met = [...days.values()].some((lines) => lines.length);
    for (const s of sessions) {
        const day = toLocal(s.starts_at, zone).slice(0, 10);
        if (s.participants?.length && !s.participants.includes(id)) continue;
        if (days.get(day)?.length) days.get(day).push({from: s.starts_at, to: s.ends_at, session: s});
    }
    return {days: [...days].filter(([, lines]) => lines.length).map(([day, lines]) => ({day, lines: lines.sort((a, b) => a.from.localeCompare(b.from))})), met};
}

// One table's plan: a row for each time of day, a cell for each day.
export function tableOf(mod, place) {
    const at = new Map();
    for (const m of mod.meetings.values()) if (standing(m) && m.place === place) at.set(m.slot, [...(at.get(m.slot) || []), m]);
    const times = [...new Set(mod.days.flatMap((d) => d.slots.map((s) => s.label)))].sort();
    return {count: [...at.values()].reduce((n, list) => n + list.length, 0),
        rows: times.map((label) => ({label, cells: mod.days.map((d) => { const s = d.slots.find((x) => x.label === label); return s ? at.get(s.index) || [] : null; })}))};
}

// One interpreter's days: [{day, lines: [{from, to, meeting, place}]}].
export function interpreterOf(mod, id) {
    const days = new Map(mod.days.map((d) => [d.day, []]));
    for (const m of mod.meetings.values()) {
        if (!standing(m) || m.interpreter !== id) continue;
        const s = mod.slots.get(m.slot);
        days.get(s.day).push({from: s.starts_at, to: s.ends_at, meeting: m, place: mod.places.get(m.place)});
    }
    return [...days].filter(([, lines]) => lines.length).map(([day, lines]) => ({day, lines: lines.sort((a, b) => a.from.localeCompare(b.from))}));
}

// How tight a page has to be set so that `lines` lines fit it: comfortable, close, closest;
// beyond that they go over several pages, its head and foot on each.
export const tightness = (lines) => (lines <= 30 ? '' : lines <= 58 ? 'close' : lines <= 96 ? 'closest' : 'close long');
