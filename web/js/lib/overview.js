// The whole fair as one picture: its rows, its columns, and to which class of the legend a
// meeting belongs. Pure: no page, no wording; names come in as a function.
import {members} from './timetable.js';

export const SCHEMES = ['wish', 'status', 'country'];
export const STATUSES = ['proposed', 'planned', 'confirmed', 'held', 'no_show'];
export const SORTS = ['country', 'name', 'fewest', 'unplaced'];
export const SIZES = [-1, 0, 6, 10, 16, 22]; // px a row; 0: so that all fit; −1: a row a group
export const MANY = 400; // rows from which on groups are shown first
export const BY = ['country', 'language'];
const COUNTRIES = 7; // told apart by colour and mark; the rest is one class

// Columns with their left edge in px: wider apart between days, a little after a pause.
export function columnsOf(days, width) {
    const out = [];
    let x = 0;
    for (const d of days) {
        if (out.length) x += 8;
        let before = null;
        for (const s of d.slots) {
            if (before && before.ends_at !== s.starts_at) x += 3;
            out.push({slot: s.index, day: d.day, label: s.label, x, first: !before});
            x += width;
            before = s;
        }
    }
    return {columns: out, width: x};
}

// Px a column for a picture of `room` px; at least `least`, then it scrolls.
export function columnWidth(days, room, least = 9) {
    const {columns, width} = columnsOf(days, 0);
    return columns.length ? Math.max(least, Math.min(34, Math.floor((room - width) / columns.length))) : least;
}

// The country most participants come from: meetings are coloured by the other one.
export function hostCountry(mod) {
    const n = new Map();
    for (const p of mod.participants.values()) n.set(p.country, (n.get(p.country) || 0) + 1);
    return [...n].sort((a, b) => b[1] - a[1])[0]?.[0];
}

const held = (m) => m.status !== 'cancelled' && m.slot !== null && m.slot !== undefined && m.slot >= 0;
const count = (map, key) => map.set(key, (map.get(key) || 0) + 1);

// The classes of a scheme that occur, most frequent countries first.
export function classesOf(mod, scheme) {
    const meetings = [...mod.meetings.values()].filter((m) => m.status !== 'cancelled');
    if (scheme === 'wish') return ['mutual', 'one_sided'];
    if (scheme === 'status') return STATUSES.filter((s) => meetings.some((m) => m.status === s));
    const host = hostCountry(mod);
    const n = new Map();
    for (const p of mod.participants.values()) if (p.country !== host) count(n, p.country);
    const ranked = [...n].sort((a, b) => b[1] - a[1] || String(a[0]).localeCompare(String(b[0]))).map(([c]) => c);
    return ranked.length > COUNTRIES + 1 ? [...ranked.slice(0, COUNTRIES), 'other'] : ranked;
}

// The class of a meeting, seen from a row: the partner's country for a participant, the
// guest's for a table.
export function classOf(mod, scheme, m, row, classes, host) {
    if (scheme === 'wish') return m.mutual ? 'mutual' : 'one_sided';
    if (scheme === 'status') return m.status;
    const [a, b] = [mod.participants.get(m.a)?.country, mod.participants.get(m.b)?.country];
    let of = a === host ? b : a;
    if (row === m.a && b !== host) of = b;
    return classes.includes(of) ? of : classes.includes('other') ? 'other' : classes[0];
}

// Gaps in a day: runs of slots without a meeting between the first and the last one.
export function gapsOf(slots, taken) {
    let gaps = 0;
    let seen = false;
    let open = false;
    for (const s of slots) {
        if (taken.has(s.index)) { if (open) gaps++; seen = true; open = false; } else if (seen) open = true;
    }
    return gaps;
}

function rowOf(mod, id, meetings, more) {
    const taken = new Set(meetings.map((m) => m.slot));
    return {id, meetings, ...more, placed: meetings.length,
        perDay: mod.days.map((d) => d.slots.filter((s) => taken.has(s.index)).length), gaps: mod.days.reduce((n, d) => n + gapsOf(d.slots, taken), 0)};
}

const fits = (text, q) => !q || text.toLowerCase().includes(q.trim().toLowerCase());

// Meetings that are drawn: placed ones, in an area alone if one is asked for.
const drawn = (mod, area) => (area ? (m) => held(m) && mod.places.get(m.place)?.area === area : held);

// Rows of participants: those of a country, those who speak a language, those whose name
// holds `q`, in an order. With an area: who meets there, and what they have there.
export function participantRows(mod, {name, country, language, area, q, sort = 'country'} = {}) {
    const shows = drawn(mod, area);
    const left = new Map();
    for (const u of mod.unplaced) for (const who of members(u)) count(left, who);
    const of = new Map();
    for (const m of mod.meetings.values()) {
        if (!shows(m)) continue;
        for (const who of members(m)) { if (!of.has(who)) of.set(who, []); of.get(who).push(m); }
    }
    const every = mod.days.flatMap((d) => d.slots);
    const rows = [...mod.participants.values()].filter((p) => (!country || p.country === country) && (!language || (p.languages || []).includes(language)) && (!area || of.has(p.id)) && fits(`${p.label || ''} ${p.label_en || ''}`, q))
        .map((p) => rowOf(mod, p.id, of.get(p.id) || [], {kind: 'participant', label: name(p), country: p.country, languages: p.languages || [], unplaced: left.get(p.id) || 0,
            closed: p.free ? every.filter((s) => !p.freeSet.has(s.index)).map((s) => s.index) : []}));
    const byName = (a, b) => a.label.localeCompare(b.label);
    const orders = {name: byName, fewest: (a, b) => a.placed - b.placed || byName(a, b), unplaced: (a, b) => b.unplaced - a.unplaced || a.placed - b.placed || byName(a, b), country: byName};
    return rows.sort(orders[sort] || byName);
}

export function placeRows(mod, {q, area} = {}) {
    const of = new Map();
    for (const m of mod.meetings.values()) {
        if (!held(m)) continue;
        if (!of.has(m.place)) of.set(m.place, []);
        of.get(m.place).push(m);
    }
    return [...mod.places.values()].filter((p) => (!area || p.area === area) && fits(`${p.name} ${p.area || ''}`, q)).map((p) => rowOf(mod, p.id, of.get(p.id) || [], {kind: 'place', label: p.name, area: p.area || '', unplaced: 0, closed: []}));
}

// Rows in groups with a heading: by country, the largest first; else one group. In pieces,
// so that what is off the screen need not be drawn and paper can break between them.
export function groupRows(rows, by, piece = 24) {
    const groups = new Map();
    for (const r of rows) { const k = by ? r[by] || '' : null; if (!groups.has(k)) groups.set(k, []); groups.get(k).push(r); }
    const out = [];
    for (const [key, list] of [...groups].sort((a, b) => b[1].length - a[1].length || String(a[0]).localeCompare(String(b[0]))))
        for (let i = 0; i < list.length; i += piece) out.push({key, rows: list.slice(i, i + piece), first: i === 0, total: list.length});
    return out;
}

// Meetings at each slot: how full the places are.
export function loadOf(mod) {
    const n = new Map();
    for (const m of mod.meetings.values()) if (held(m)) count(n, m.slot);
    return n;
}

// Groups of rows with how many of each are in a meeting at each slot: the picture of an
// event too large to draw row by row. `by`: country, language (the first one named), area.
export function loadRows(rows, by) {
    const groups = new Map();
    for (const r of rows) {
        const key = (by === 'language' ? r.languages?.[0] : r[by]) || '';
        if (!groups.has(key)) groups.set(key, {key, size: 0, placed: 0, unplaced: 0, idle: 0, at: new Map()});
        const g = groups.get(key);
        g.size++;
        g.placed += r.placed;
        g.unplaced += r.unplaced;
        if (!r.placed) g.idle++;
        for (const slot of new Set(r.meetings.map((m) => m.slot))) count(g.at, slot);
    }
    return [...groups.values()].sort((a, b) => b.size - a.size || String(a.key).localeCompare(String(b.key)));
}

// How dark a share is drawn: 0 nothing, then five steps.
export const stepOf = (n, of) => (n <= 0 || of <= 0 ? 0 : Math.min(5, Math.max(1, Math.ceil((n * 5) / of))));

// Px a row so that `rows` rows fit into `free` px: whole ones where there is room.
export function fitHeight(rows, free) {
    const h = free / Math.max(1, rows);
    return Math.min(22, h >= 4 ? Math.floor(h) : Math.max(1, Math.floor(h * 10) / 10));
}

// The paths of a group's rows: one for each class, one for its marks, one each for closed
// slots, days' spans and locks. `x` by slot, cells `w` wide, rows `h` high.
export function pathsOf(rows, {x, w, h, classAt, marks, days}) {
    const fill = new Map();
    const mark = new Map();
    const put = (map, key, d) => map.set(key, (map.get(key) || '') + d);
    let closed = '';
    let spans = '';
    let locks = '';
    const pad = h >= 12 ? 2 : h >= 7 ? 1 : 0;
    const high = Math.max(1, h - 2 * pad - (h >= 3 ? 1 : 0)); // below that rows touch: a texture
    rows.forEach((row, r) => {
        const y = r * h + pad;
        for (const s of row.closed) if (x.has(s)) closed += `M${x.get(s)} ${r * h}h${w}v${h}h-${w}z`;
        if (h >= 7) for (const d of days) {
            const at = row.meetings.map((m) => m.slot).filter((s) => s >= d.first && s <= d.last && x.has(s));
            if (at.length > 1) { const [a, b] = [Math.min(...at), Math.max(...at)]; spans += `M${x.get(a)} ${r * h + h / 2}H${x.get(b) + w}`; }
        }
        for (const m of row.meetings) {
            if (!x.has(m.slot)) continue;
            const k = classAt(m, row);
            const left = x.get(m.slot);
            const wide = Math.max(1, w - (w >= 6 ? 2 : 1));
            put(fill, k, `M${left} ${y}h${wide}v${high}h-${wide}z`);
            if (h >= 9 && marks.get(k)) put(mark, k, markPath(marks.get(k), left + wide / 2, y + high / 2, Math.min(wide, high) / 2 - 2));
            if (m.locked && h >= 9) locks += `M${left} ${y}h5l-5 5z`;
        }
    });
    return {fill, mark, closed, spans, locks};
}

// Marks beside colours: dot, bars, strokes, cross, ring.
export function markPath(kind, cx, cy, r) {
    const n = (v) => Math.round(v * 10) / 10;
    const [l, t, rr, b] = [n(cx - r), n(cy - r), n(cx + r), n(cy + r)];
    switch (kind) {
    case 'dot': return `M${n(cx - 1)} ${n(cy)}h2`;
    case 'bar': return `M${l} ${n(cy)}H${rr}`;
    case 'pole': return `M${n(cx)} ${t}V${b}`;
    case 'rise': return `M${l} ${b}L${rr} ${t}`;
    case 'fall': return `M${l} ${t}L${rr} ${b}`;
    case 'cross': return `M${l} ${t}L${rr} ${b}M${rr} ${t}L${l} ${b}`;
    case 'check': return `M${l} ${n(cy)}l${n(r * 0.7)} ${n(r * 0.8)}L${rr} ${t}`;
    case 'plus': return `M${l} ${n(cy)}H${rr}M${n(cx)} ${t}V${b}`;
    default: return '';
    }
}

export const MARKS = {wish: {mutual: null, one_sided: null}, status: {confirmed: 'check', held: 'bar', no_show: 'cross'}};
const COUNTRY_MARKS = [null, 'dot', 'bar', 'pole', 'rise', 'cross', 'fall', 'plus'];
// Look of a class: the number of its colour in the style sheet, and its mark.
export function lookOf(scheme, classes, key) {
    const i = classes.indexOf(key);
    return scheme === 'country' ? {style: `k${i}`, mark: COUNTRY_MARKS[i]} : {style: key, mark: MARKS[scheme][key] || null};
}
