// The timetable as indexes: who is where when, what hinders a move, in words.
import {t, has, fmtDayShort, fmtNumber, tongue} from '../i18n.js';

const GONE = new Set(['cancelled']);

export const partName = (p) => (p ? (tongue() === 'en' && p.label_en) || p.label || '' : '');

// Who meets: two, or in a group the others too.
export const members = (m) => [m.a, m.b, ...(m.others || [])];

export function model(data) {
    const slots = new Map();
    for (const d of data.days || []) for (const s of d.slots) slots.set(s.index, {...s, day: d.day});
    const participants = new Map((data.participants || []).map((p) => [p.id, {...p, freeSet: new Set(p.free || []), takenSet: new Set(p.taken || [])}]));
    const places = new Map((data.places || []).map((p) => [p.id, p]));
    const meetings = new Map((data.meetings || []).map((m) => [m.id, m]));
    const atPlace = new Map();
    const atPart = new Map();
    const put = (map, key, m) => { if (!map.has(key)) map.set(key, []); map.get(key).push(m); };
    for (const m of meetings.values()) {
        if (GONE.has(m.status) || m.slot === null || m.slot === undefined || m.slot < 0) continue;
        put(atPlace, `${m.place}.${m.slot}`, m);
        for (const who of members(m)) put(atPart, `${who}.${m.slot}`, m);
    }
    // What waits: wishes that the plan left out, and meetings that were taken out of their time.
    const pair = (x) => members(x).sort().join();
    const met = new Map([...meetings.values()].filter((m) => !GONE.has(m.status)).map((m) => [pair(m), m]));
    const unplaced = (data.unplaced || []).filter((u) => !met.has(pair(u)));
    for (const m of met.values()) if (m.slot === null || m.slot === undefined || m.slot < 0) unplaced.push({...(data.unplaced || []).find((u) => pair(u) === pair(m)) || {reason: 'taken_out'}, a: m.a, b: m.b, others: m.others || [], weight: m.weight, mutual: m.mutual, meeting: m.id});
    return {slots, participants, places, meetings, atPlace, atPart, days: data.days || [], interpreters: new Map((data.interpreters || []).map((p) => [p.id, p])), sessions: data.sessions || [], precedences: data.precedences || [], unplaced, summary: data.summary || {}, zone: data.zone,
        name: (id) => partName(participants.get(id)), pairName: (m) => [partName(participants.get(m.a)) || m.a_label || '', partName(participants.get(m.b)) || m.b_label || '', ...(m.others || []).map((id, i) => partName(participants.get(id)) || m.others_labels?.[i] || '')].join(' × '),
        partners: (m, who) => members(m).filter((id) => id !== who).map((id) => partName(participants.get(id))).join(', ')};
}

// Whether a participant can meet at a slot; without a list of slots, at any that no session takes.
export const freeAt = (p, slot) => (!p.free || p.freeSet.has(slot)) && !p.takenSet?.has(slot);

export const movable = (m) => !m.locked && !['held', 'no_show', 'cancelled'].includes(m.status);

// What the browser can tell by itself, at once; the server has the last word.
export function localConflicts(mod, m, slot, place) {
    const out = [];
    for (const who of members(m)) {
        const p = mod.participants.get(who);
        const reps = p?.representatives || 1;
        const others = (mod.atPart.get(`${who}.${slot}`) || []).filter((x) => x.id !== m.id);
        if (others.length >= reps) out.push({kind: 'participant_busy', who, label: mod.name(who)});
        if (p && !freeAt(p, slot) && !others.length) out.push({kind: p.takenSet.has(slot) ? 'in_session' : 'participant_absent', who, label: mod.name(who)});
    }
    if ((mod.atPlace.get(`${place}.${slot}`) || []).some((x) => x.id !== m.id)) out.push({kind: 'place_busy', who: place, label: mod.places.get(place)?.name});
    if (m.locked) out.push({kind: 'locked', who: m.id, label: ''});
    return out;
}

// A place for a meeting at a slot: its own if free there, else the first free one.
export function placeFor(mod, m, slot) {
    const free = (place) => !(mod.atPlace.get(`${place}.${slot}`) || []).some((x) => x.id !== m.id);
    if (m.place && free(m.place)) return m.place;
    for (const p of mod.places.values()) if (p.kind !== 'room' && free(p.id)) return p.id;
    return m.place || [...mod.places.keys()][0];
}

export const slotWords = (mod, slot) => {
    const s = mod.slots.get(slot);
    return s ? `${fmtDayShort(s.day)} ${s.label}` : '';
};

export function conflictWords(c, mod, place) {
    const label = mod?.participants.has(c.who) ? mod.name(c.who) : c.label || mod?.places.get(c.who || place)?.name || '';
    const key = `conflict.${c.kind}`;
    return has(key) ? t(key, {label}) : c.detail || c.kind;
}

// Why a wish has no place.
export const reasonWords = (reason) => (has(`unplaced.${reason}`) ? t(`unplaced.${reason}`) : reason || t('unplaced.other'));

export function effectWords(effect) {
    if (!effect) return '';
    const signed = (n) => fmtNumber(n, {signDisplay: 'exceptZero'});
    const out = [];
    if (effect.breaks) out.push(t(effect.breaks > 0 ? 'effect.breaks_more' : 'effect.breaks_fewer', {n: Math.abs(effect.breaks)}));
    if (effect.weight) out.push(t('effect.weight', {n: signed(effect.weight)}));
    return out.join(', ') || t('effect.none');
}

// Consecutive slots as spans of moments; all slots: always available, so none.
export function spansOf(days, free) {
    const out = [];
    let whole = true;
    for (const d of days) {
        let open = null;
        for (const s of d.slots) {
            if (!free.has(s.index)) { whole = false; open = null; continue; }
            if (open && open.until === s.starts_at) open.until = s.ends_at;
            else out.push(open = {from: s.starts_at, until: s.ends_at});
        }
    }
    return whole ? [] : out;
}

const ms = (x) => Date.parse(x);
export function freeOf(days, available) {
    const out = new Set();
    for (const d of days) for (const s of d.slots)
        if (!available?.length || available.some((v) => ms(v.from) <= ms(s.starts_at) && ms(s.ends_at) <= ms(v.until))) out.add(s.index);
    return out;
}
