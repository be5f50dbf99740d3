// The day at the desk as data: who is expected when, what has been told, in words for the
// engine. Pure.
export const SLOW = ['no_show', 'late', 'leaves'];

// The slots of a day, and the first that has not ended at a moment.
export function nowSlot(slots, moment) {
    return slots.find((s) => s.ends_at > moment) || null;
}

// Participants with meetings on a day: each with its meetings in order and the next one.
export function deskRows(mod, day, from) {
    const slots = new Set(day.slots.map((s) => s.index));
    const rows = new Map();
    for (const m of mod.meetings.values()) {
        if (!slots.has(m.slot) || m.status === 'cancelled') continue;
        for (const who of [m.a, m.b]) { if (!rows.has(who)) rows.set(who, []); rows.get(who).push(m); }
    }
    return [...rows].map(([id, meetings]) => {
        meetings.sort((a, b) => a.slot - b.slot);
        return {id, part: mod.participants.get(id), meetings, next: meetings.find((m) => from === null || m.slot >= from) || null};
    }).filter((r) => r.part).sort((a, b) => (a.next?.slot ?? 1e9) - (b.next?.slot ?? 1e9) || String(a.part.label).localeCompare(String(b.part.label)));
}

// The state at the desk: what was told counts before what the record says.
export function stateOf(part, change) {
    if (change && SLOW.includes(change.kind)) return change.kind;
    return part?.status === 'attended' ? 'attended' : part?.status === 'absent' ? 'absent' : 'expected';
}

// One change of a kind as the API takes it: the keys that the kind has, nothing else.
const KEYS = {no_show: ['participation'], late: ['participation', 'until_slot'], leaves: ['participation', 'from_slot'], cancelled: ['meeting'], place_lost: ['place', 'from_slot', 'until_slot'], interpreter_ill: ['interpreter', 'from_slot', 'until_slot'], new_wish: ['a', 'b', 'weight']};
export function toChange(change) {
    const out = {kind: change.kind};
    for (const k of KEYS[change.kind]) if (change[k] !== undefined && change[k] !== null && change[k] !== '') out[k] = change[k];
    return out;
}

export function restore(key) {
    try { return JSON.parse(sessionStorage.getItem(key)) || []; } catch { return []; }
}
export function keep(key, changes) {
    try { sessionStorage.setItem(key, JSON.stringify(changes)); } catch { /* a browser that keeps nothing */ }
}
