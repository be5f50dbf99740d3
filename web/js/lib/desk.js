// The day at the desk as data: who is expected when, and whose meetings cannot be held as
// they stand, because they do not come or are not there yet. Pure.
// The slots of a day, and the first that has not ended at a moment.
export function nowSlot(slots, moment) {
    return slots.find((s) => s.ends_at > moment) || null;
}

// Participants with meetings on a day: each with its meetings in order and the next one.
// `from`: the first slot that matters; `open`: the first that has not begun, from which a
// meeting can still be settled.
export function deskRows(mod, day, from, open = from) {
    const slots = new Set(day.slots.map((s) => s.index));
    const rows = new Map();
    for (const m of mod.meetings.values()) {
        if (!slots.has(m.slot) || m.status === 'cancelled') continue;
        for (const who of [m.a, m.b, ...(m.others || [])]) { if (!rows.has(who)) rows.set(who, []); rows.get(who).push(m); }
    }
    return [...rows].map(([id, meetings]) => {
        meetings.sort((a, b) => a.slot - b.slot);
        const part = mod.participants.get(id);
        const broken = meetings.filter((m) => (open === null || m.slot >= open) && m.status !== 'held' && (part?.status === 'absent' || part?.status === 'withdrawn' || (part?.free && !part.freeSet.has(m.slot))));
        return {id, part, meetings, broken, next: meetings.find((m) => from === null || m.slot >= from) || null};
    }).filter((r) => r.part).sort((a, b) => (a.next?.slot ?? 1e9) - (b.next?.slot ?? 1e9) || String(a.part.label).localeCompare(String(b.part.label)));
}

// The state at the desk, by what the records say of the participant.
export function stateOf(row) {
    if (row.part.status === 'absent' || row.part.status === 'withdrawn') return 'absent';
    if (row.broken.length) return 'late';
    return row.part.status === 'attended' ? 'attended' : 'expected';
}

// The first slot of the day from which somebody who is late is there; null: not that day.
export const backAt = (row, slots) => slots.find((s) => s.index > (row.broken[0]?.slot ?? -1) && (!row.part.free || row.part.freeSet.has(s.index))) || null;

// One change of a kind as the API takes it: the keys that the kind has, nothing else.
const KEYS = {leaves: ['participation', 'from_slot'], cancelled: ['meeting'], place_lost: ['place', 'from_slot', 'until_slot'], interpreter_ill: ['interpreter', 'from_slot', 'until_slot'], new_wish: ['a', 'b', 'weight']};
export function toChange(change) {
    const out = {kind: change.kind};
    for (const k of KEYS[change.kind]) if (change[k] !== undefined && change[k] !== null && change[k] !== '') out[k] = change[k];
    return out;
}

// Notes at the desk that are not planned with yet, and what has been told to whom: kept in
// the browser until they are done with, so that closing it loses nothing.
export function restore(key, none = []) {
    try { return JSON.parse(localStorage.getItem(key)) || none; } catch { return none; }
}
export function keep(key, what) {
    try {
        if (Array.isArray(what) ? what.length : Object.keys(what).length) localStorage.setItem(key, JSON.stringify(what));
        else localStorage.removeItem(key);
    } catch { /* a browser that keeps nothing */ }
}
