// The picture of a timetable: rows (participants or tables) × slots of all days, drawn as a
// few paths a group. Beside the picture one cell is a real element: it is what the keyboard
// moves and what is read out; everything else is hidden from assistive technology.
import {html, cls, useEffect, useLayoutEffect, useMemo, useRef, useState} from '../lib/h.js';
import {t, fmtDayShort, fmtNumber, fmtPercent} from '../i18n.js';
import {columnsOf, columnWidth, fitHeight, loadOf, loadRows, lookOf, pathsOf, stepOf} from '../lib/overview.js';

const PAPER = 1010; // px that a sheet of A4 across has within its margins
const HEAD = 92; // px: days, hours and load above the rows
const LENS = 2; // rows shown large on each side of the one looked at
const LENS_ROW = 20; // px
const LENS_HIGH = (2 * LENS + 1) * LENS_ROW + 2;

function Head({mod, days: shown, columns, w, nameWidth, width, corner, onDay, at}) {
    const load = loadOf(mod);
    const most = Math.max(1, mod.places.size);
    const hours = new Set(); // the full hours that have room for their label
    let last = -99;
    for (const c of columns) if (c.label.endsWith(':00') && (c.first || c.x - last >= 22)) { hours.add(c); last = c.x; }
    const days = shown.map((d) => ({...d, from: columns.find((c) => c.day === d.day)})).filter((d) => d.from);
    return html`<div class="ov-head" style=${{width: `${nameWidth + width}px`}}>
        <div class="ov-corner" style=${{width: `${nameWidth}px`}}>${corner}</div>
        <div class="ov-cols" style=${{width: `${width}px`}}>${days.map((d) => html`<button type="button" tabindex="-1" class="ov-day" aria-hidden="true" style=${{insetInlineStart: `${d.from.x}px`, width: `${columns.filter((c) => c.day === d.day).at(-1).x - d.from.x + w}px`}}
                title=${t('ov.open_day', {day: fmtDayShort(d.day)})} onClick=${() => onDay(d.day)}><span class="clip">${fmtDayShort(d.day)}</span></button>`)}
            ${columns.map((c, i) => html`${hours.has(c) && html`<span class="ov-hour tnum" aria-hidden="true" style=${{insetInlineStart: `${c.x}px`}}>${Number(c.label.slice(0, 2))}</span>`}
                <span class=${cls('ov-load', {full: (load.get(c.slot) || 0) >= most, at: at === i})} aria-hidden="true" style=${{insetInlineStart: `${c.x}px`, width: `${Math.max(1, w - 1)}px`}} title=${`${fmtDayShort(c.day)} ${c.label} · ${t('ov.in_use', {n: load.get(c.slot) || 0, of: mod.places.size})}`}>
                    <i style=${{height: `${Math.min(100, ((load.get(c.slot) || 0) * 100) / most)}%`}}></i></span>`)}</div></div>`;
}

// One group's rows, drawn once until something of it changes.
function Art({group, columns, w, h, width, scheme, classes, classAt, isolate}) {
    const art = useMemo(() => {
        const x = new Map(columns.map((c) => [c.slot, c.x]));
        const looks = new Map(classes.map((k) => [k, lookOf(scheme, classes, k)]));
        const marks = new Map([...looks].map(([k, look]) => [k, look.mark]));
        const days = [];
        for (const c of columns) if (days.at(-1)?.day === c.day) days.at(-1).last = c.slot; else days.push({day: c.day, first: c.slot, last: c.slot});
        const p = pathsOf(group.rows, {x, w, h, classAt, marks, days});
        const high = group.rows.length * h;
        return html`<svg class=${cls('ov-art', {fine: h < 9})} width=${width} height=${high} viewBox=${`0 0 ${width} ${high}`} aria-hidden="true" focusable="false">
            ${p.closed && html`<path class="closed" d=${p.closed} />`}${p.spans && html`<path class="span" d=${p.spans} />`}
            ${classes.filter((k) => p.fill.has(k)).map((k) => html`<g class=${cls('ov-k', looks.get(k).style, {away: isolate && isolate !== k})}><path d=${p.fill.get(k)} />${p.mark.has(k) && html`<path class="mark" d=${p.mark.get(k)} />`}</g>`)}
            ${p.locks && html`<path class="lock" d=${p.locks} />`}</svg>`;
    }, [group, columns, w, h, width, scheme, classes, isolate]);
    return art;
}

function useRoom(ref) {
    const [room, setRoom] = useState({width: 0, height: 0});
    useLayoutEffect(() => {
        const measure = () => setRoom((was) => {
            const next = {width: ref.current.clientWidth, height: innerHeight};
            return was.width === next.width && was.height === next.height ? was : next;
        });
        const watch = new ResizeObserver(measure);
        watch.observe(ref.current);
        addEventListener('resize', measure);
        measure();
        return () => { watch.disconnect(); removeEventListener('resize', measure); };
    }, []);
    return room;
}

// Height of a row that shows them all within the box, or the height that is asked for.
function rowHeight(size, rows, groups, room) {
    if (size > 0) return size;
    const labelled = groups.length > 1 && groups[0].key !== null ? groups.filter((g) => g.first).length : 0;
    const free = Math.max(240, room.height - 132) - HEAD - labelled * 5;
    const h = fitHeight(rows, free);
    return h >= 13 ? h : fitHeight(rows, free - LENS_HIGH);
}

// What is under the pointer or the cursor, with its neighbours, large: names, marks, the same
// columns. It stays under the head of the picture; a press there opens what a press below opens.
function Lens({rows, at, columns, w, nameWidth, width, art, onMeeting, onRow}) {
    const first = Math.max(0, Math.min(rows.length - 2 * LENS - 1, at - LENS));
    const shown = useMemo(() => rows.slice(first, first + 2 * LENS + 1).map((x) => x.row), [rows, first]);
    const group = useMemo(() => ({rows: shown}), [shown]);
    const click = (e) => {
        const box = e.currentTarget.getBoundingClientRect();
        const row = shown[Math.floor((e.clientY - box.top) / LENS_ROW)];
        const x = e.clientX - box.left - nameWidth;
        if (!row) return;
        if (e.target.closest('.ov-names')) { onRow(row); return; }
        const c = columns.find((k) => x >= k.x && x < k.x + w);
        const m = c && row.meetings.find((y) => y.slot === c.slot);
        if (m) onMeeting(m);
    };
    return html`<div class="ov-lens no-print" aria-hidden="true" style=${{width: `${nameWidth + width}px`}} onClick=${click}><div class="ov-rows" style=${{height: `${shown.length * LENS_ROW}px`}}>
        <div class="ov-names" style=${{width: `${nameWidth}px`, lineHeight: `${LENS_ROW}px`}}>${shown.map((row, i) => html`<div class=${cls('ov-name', {hot: first + i === at})} style=${{height: `${LENS_ROW}px`}} key=${row.id}><span class="clip"><bdi>${row.label}</bdi></span><span class="tnum ov-n">${fmtNumber(row.placed)}</span></div>`)}</div>
        <${Art} group=${group} columns=${columns} w=${w} h=${LENS_ROW} width=${width} ...${art} /></div></div>`;
}

export function Picture({mod, groups, size, scheme, classes, classAt, isolate, corner, groupName, say, onMeeting, onRow, onDay, onZoom, selected, sought, columnsFor}) {
    const root = useRef(null);
    const room = useRoom(root);
    const total = groups.reduce((n, g) => n + g.rows.length, 0);
    const h = rowHeight(size, total, groups, room);
    const named = h >= 13;
    const phone = room.width < 560;
    const lens = !named && total > 2 * LENS + 1;
    const nameWidth = named || lens ? (phone ? 104 : 184) : phone ? 68 : 108;
    const days = columnsFor || mod.days;
    const w = columnWidth(days, room.width - nameWidth - 18, phone ? 12 : 9);
    const {columns, width} = useMemo(() => columnsOf(days, w), [days, w]);
    const grouped = groups.length > 0 && groups[0].key !== null;
    const gap = grouped ? (named ? 24 : 5) : 0;
    const tops = useMemo(() => {
        const out = [];
        let y = 0;
        for (const g of groups) { y += g.first ? gap : 0; for (let i = 0; i < g.rows.length; i++) { out.push({row: g.rows[i], y, group: g}); y += h; } }
        return {rows: out, height: y};
    }, [groups, h, gap]);

    const [at, setAt] = useState([0, 0]); // row, column; column −1 is the row's name, row −1 the day
    const [tip, setTip] = useState(null);
    const [looked, setLooked] = useState(0); // the row in the lens
    const now = useRef(at);
    const led = useRef(false); // by the keyboard
    const clamp = ([r, c]) => [Math.max(-1, Math.min(tops.rows.length - 1, r)), Math.max(r < 0 ? 0 : -1, Math.min(columns.length - 1, c))];
    const [ar, ac] = clamp(at);
    const meetingAt = (r, c) => tops.rows[r]?.row.meetings.find((m) => m.slot === columns[c]?.slot);
    const words = (r, c) => (r < 0 ? t('ov.open_day', {day: fmtDayShort(columns[c]?.day)}) : say(tops.rows[r]?.row, c < 0 ? null : columns[c], c < 0 ? null : meetingAt(r, c)).join(', '));

    // The cursor's cell: brought into view below the head and beside the names.
    const move = (r, c, {show = true} = {}) => {
        const next = clamp([r, c]);
        now.current = next;
        setAt(next);
        if (next[0] >= 0) setLooked(next[0]);
        setTip(null);
        led.current = show;
    };
    // The cell is a new element each time, so that it is read out; the focus goes along at once.
    useLayoutEffect(() => {
        const el = root.current?.querySelector('.ov-cell');
        if (!led.current || !el) return;
        led.current = false;
        el.focus({preventScroll: true});
        el.scrollIntoView({block: 'nearest', inline: 'nearest'}); // its scroll margin leaves room for head and names
        const b = el.getBoundingClientRect();
        setTip({r: ar, c: ac, x: b.right, y: b.bottom});
    }, [ar, ac]);
    const act = (r, c) => {
        if (r < 0) { onDay(columns[c].day); return; }
        if (c < 0) { onRow(tops.rows[r].row); return; }
        const m = meetingAt(r, c);
        if (m) onMeeting(m);
    };
    const keys = (e) => {
        const [r, c] = now.current;
        const page = Math.max(1, Math.floor((root.current.clientHeight - HEAD) / h) - 1);
        const to = {ArrowUp: [r - 1, c], ArrowDown: [r + 1, c], ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1], Home: [e.ctrlKey ? 0 : r, r < 0 ? 0 : -1], End: [e.ctrlKey ? tops.rows.length - 1 : r, columns.length - 1], PageUp: [Math.max(0, r - page), c], PageDown: [r + page, c]}[e.key];
        if (to) { e.preventDefault(); move(...to); } else if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); act(r, c); } else if (e.key === 'Escape') setTip(null);
        else if (e.key === '+' || e.key === '-') { e.preventDefault(); onZoom?.(e.key === '+' ? 1 : -1); }
    };

    const hit = (e) => {
        const box = root.current.querySelector('.ov-body').getBoundingClientRect();
        const view = root.current.getBoundingClientRect();
        if (e.target.closest?.('.ov-lens')) return null;
        const y = e.clientY - box.top;
        let lo = 0;
        let hi = tops.rows.length - 1;
        while (lo < hi) { const mid = (lo + hi + 1) >> 1; if (tops.rows[mid].y <= y) lo = mid; else hi = mid - 1; }
        const r = tops.rows[lo] && y >= tops.rows[lo].y && y < tops.rows[lo].y + h ? lo : null;
        if (r === null) return null;
        if (e.clientX - view.left < nameWidth) return [r, -1];
        const x = e.clientX - box.left - nameWidth;
        const c = columns.findIndex((k) => x >= k.x && x < k.x + w);
        return c < 0 ? null : [r, c];
    };
    const hover = (e) => {
        if (e.pointerType === 'touch') return;
        if (e.target.closest('.ov-lens')) { setTip(null); return; }
        const found = hit(e);
        if (found && lens) setLooked(found[0]);
        setTip(found ? {r: found[0], c: found[1], x: e.clientX, y: e.clientY} : null);
    };
    const click = (e) => {
        const found = hit(e);
        if (!found) return;
        move(...found, {show: false});
        if (e.pointerType === 'touch' && lens) return; // a finger is wider than a row: it looks first, the lens opens
        if (found[1] >= 0 || named) act(...found);
        else if (onRow) act(...found);
    };
    // On paper the picture is as wide as the sheet.
    useEffect(() => {
        const before = () => { const el = root.current; if (el) el.style.zoom = String(Math.min(1, PAPER / el.querySelector('.ov-body').scrollWidth)); };
        const after = () => { if (root.current) root.current.style.zoom = ''; };
        addEventListener('beforeprint', before);
        addEventListener('afterprint', after);
        return () => { removeEventListener('beforeprint', before); removeEventListener('afterprint', after); };
    }, []);
    useEffect(() => { now.current = clamp(at); }, [tops.rows.length, columns.length]);
    // Somebody who was looked for: the cursor goes to their row, which says who they are.
    useEffect(() => {
        const r = sought ? tops.rows.findIndex((x) => x.row.id === sought.id) : -1;
        if (r < 0 || !room.width) return;
        if (now.current[0] === r && now.current[1] === -1) { root.current.querySelector('.ov-cell')?.focus(); return; }
        move(r, -1);
    }, [sought, room.width > 0]);

    const m = tip && tip.c >= 0 ? meetingAt(tip.r, tip.c) : null;
    const shownMeeting = m || (selected && mod.meetings.get(selected));
    const rings = shownMeeting ? tops.rows.map((x, i) => [x, i]).filter(([x]) => x.row.meetings.includes(shownMeeting)).map(([, i]) => [i, columns.findIndex((k) => k.slot === shownMeeting.slot)]).filter(([, c]) => c >= 0) : [];
    const lines = tip && tip.r >= 0 && tops.rows[tip.r] ? say(tops.rows[tip.r].row, tip.c < 0 ? null : columns[tip.c], m) : null;
    const left = tip ? Math.min(tip.x + 14, innerWidth - 290) : 0;
    const top = tip ? (tip.y > innerHeight - 170 ? tip.y - 130 : tip.y + 14) : 0;
    const cell = ar < 0 ? {x: nameWidth + (columns[ac]?.x || 0), y: -HEAD, w, h: 30} : {x: ac < 0 ? 0 : nameWidth + columns[ac].x, y: tops.rows[ar]?.y || 0, w: ac < 0 ? nameWidth : w, h};

    return html`<div class=${cls('ov-scroll', {named, fits: size <= 0})} ref=${root}>
        ${room.width > 0 && html`<${Head} mod=${mod} days=${days} columns=${columns} w=${w} nameWidth=${nameWidth} width=${width} corner=${corner} onDay=${onDay} at=${tip?.c} />
        ${lens && html`<${Lens} rows=${tops.rows} at=${Math.min(looked, tops.rows.length - 1)} columns=${columns} w=${w} nameWidth=${nameWidth} width=${width} art=${{scheme, classes, classAt, isolate}} onMeeting=${onMeeting} onRow=${onRow} />`}
        <div class="ov-body" style=${{width: `${nameWidth + width}px`, height: `${tops.height}px`}} onPointerMove=${hover} onPointerLeave=${() => setTip(null)} onClick=${click}>
            ${groups.map((g) => html`<div class=${cls('ov-group', {first: g.first})} key=${g.rows[0].id} style=${{containIntrinsicSize: `auto ${g.rows.length * h + (g.first ? gap : 0)}px`}}>
                ${g.first && gap > 0 && html`<div class="ov-group-head" style=${{height: `${gap}px`}}>${named && html`<strong>${groupName(g.key)}</strong> <span class="muted tnum">${t('event.n_participants.other', {n: g.total})}</span>`}</div>`}
                <div class="ov-rows" style=${{height: `${g.rows.length * h}px`}}><div class="ov-names" aria-hidden="true" style=${{width: `${nameWidth}px`, lineHeight: `${h}px`}}>${named
        ? g.rows.map((row) => html`<div class=${cls('ov-name', {hot: tip && tops.rows[tip.r]?.row === row})} style=${{height: `${h}px`}} key=${row.id}><span class="clip"><bdi>${row.label}</bdi></span><span class="tnum ov-n">${fmtNumber(row.placed)}${row.unplaced > 0 && html`<b>+${fmtNumber(row.unplaced)}</b>`}</span></div>`)
        : grouped && g.first && g.rows.length * h >= 15 && html`<div class="ov-country"><span class="clip">${phone ? g.key : groupName(g.key)}</span><span class="muted tnum nowrap">${fmtNumber(g.total)}</span></div>`}</div>
                    <${Art} group=${g} columns=${columns} w=${w} h=${h} width=${width} scheme=${scheme} classes=${classes} classAt=${classAt} isolate=${isolate} /></div></div>`)}
            ${tip && tip.r >= 0 && tops.rows[tip.r] && html`<div class="ov-line" style=${{top: `${tops.rows[tip.r].y}px`, height: `${h}px`}}></div>`}
            ${rings.map(([r, c]) => html`<div class="ov-ring" style=${{left: `${nameWidth + columns[c].x - 2}px`, top: `${tops.rows[r].y - 1}px`, width: `${w + 2}px`, height: `${Math.max(5, h + 1)}px`}}></div>`)}
            <div role="grid" aria-label=${t('ov.caption')} aria-rowcount=${tops.rows.length + 1} aria-colcount=${columns.length + 1} aria-describedby="ov-keys"><div role="row" aria-rowindex=${ar + 2}>
                <div role="gridcell" class="ov-cell" tabindex="0" key=${`${ar}.${ac}`} aria-colindex=${ac + 2} aria-label=${words(ar, ac)} onKeyDown=${keys} onBlur=${() => setTip(null)}
                    style=${{left: `${cell.x}px`, top: `${cell.y}px`, width: `${cell.w}px`, height: `${Math.max(4, cell.h)}px`, scrollMargin: `${HEAD + 72 + (lens ? LENS_HIGH : 0)}px 24px 32px ${ac < 0 ? 0 : nameWidth + 12}px`}}></div></div></div></div>`}
        ${lines && html`<div class="ov-tip" aria-hidden="true" style=${{transform: `translate(${left}px, ${top}px)`}}>${lines.map((x, i) => (i ? html`<span>${x}</span>` : html`<strong>${x}</strong>`))}</div>`}</div>`;
}

// An event too large for a row each: a row a group, a column a slot, how many of the group
// are in a meeting then, darker for a larger share. A group opens into its rows.
export function LoadTable({mod, days, rows, by, caption, groupWords, onOpen, onDay, placesTotal}) {
    const groups = useMemo(() => loadRows(rows, by), [rows, by]);
    const load = useMemo(() => loadOf(mod), [mod]);
    // The darkest step is the largest share there is, so that groups can be told apart.
    const top = Math.max(0.05, ...groups.flatMap((g) => [...g.at.values()].map((n) => n / g.size)));
    const slots = days.flatMap((d) => d.slots.map((s, i) => ({...s, day: d.day, first: i === 0})));
    const close = slots.length > 26;
    const cell = (n, of, s, words) => html`<td class=${cls('num', `ov-step s${stepOf(n, of)}`, {first: s.first})} title=${words}>${close ? html`<span class="sr">${fmtNumber(n)}</span>` : n ? fmtNumber(n) : html`<span class="faint">0</span>`}</td>`;
    return html`<div class="table-wrap ov-load-wrap"><div class="scroll-x" tabindex="0" role="region" aria-label=${caption}><table class=${cls('table natural ov-load-table', {close})}><caption class="sr">${caption}</caption>
        <thead><tr><td></td>${days.map((d) => html`<th scope="colgroup" colspan=${d.slots.length} class="first"><button type="button" onClick=${() => onDay(d.day)} title=${t('ov.open_day', {day: fmtDayShort(d.day)})}>${fmtDayShort(d.day)}</button></th>`)}<td colspan="2"></td></tr>
            <tr><th scope="col">${t(`ov.by.${by}`)}</th>${slots.map((s) => html`<th scope="col" class=${cls('num ov-slot', {first: s.first})}>${close ? (s.label.endsWith(':00') ? Number(s.label.slice(0, 2)) : html`<span class="sr">${s.label}</span>`) : s.label}</th>`)}<th scope="col" class="num">${t('ov.average')}</th><th scope="col" class="num">${t('ov.unplaced')}</th></tr></thead>
        <tbody><tr class="ov-all"><th scope="row">${t('ov.all_tables', {n: placesTotal})}</th>${slots.map((s) => cell(load.get(s.index) || 0, placesTotal, s, `${fmtDayShort(s.day)} ${s.label} · ${t('ov.in_use', {n: load.get(s.index) || 0, of: placesTotal})}`))}<td></td><td></td></tr>
            ${groups.map((g) => html`<tr key=${g.key}><th scope="row"><button type="button" class="ov-open" onClick=${() => onOpen(g.key)}><bdi>${groupWords(g.key)}</bdi> <span class="muted tnum">${fmtNumber(g.size)}</span></button></th>
                ${slots.map((s) => cell(g.at.get(s.index) || 0, g.size * top, s, t('ov.load_says', {group: groupWords(g.key), when: `${fmtDayShort(s.day)} ${s.label}`, n: g.at.get(s.index) || 0, of: g.size})))}
                <td class="num">${fmtNumber(g.placed / g.size, {maximumFractionDigits: 1, minimumFractionDigits: 1})}</td><td class=${cls('num', {warn: g.unplaced})}>${fmtNumber(g.unplaced)}</td></tr>`)}</tbody></table></div>
        <p class="ov-steps small muted"><span>${t('ov.steps')}</span>${[1, 2, 3, 4, 5].map((k) => html`<span class=${`ov-step s${k}`}>≤ ${fmtPercent((k * top) / 5)}</span>`)}</p></div>`;
}

// What is in the picture as tables, for who would rather read: each row's meetings by day,
// and how full each slot is.
export function PictureTable({mod, rows, kind, onRow, countryOf}) {
    const load = loadOf(mod);
    const slots = mod.days.reduce((a, d) => (d.slots.length > a.length ? d.slots : a), []);
    return html`<div class="stack"><div class="table-wrap"><div class="scroll-x"><table class="table natural ov-table"><caption class="sr">${t(`ov.table.${kind}`)}</caption><thead><tr><th scope="col">${t(`tt.corner.${kind}`)}</th>${countryOf && html`<th scope="col">${t('field.country')}</th>`}
            ${mod.days.map((d) => html`<th scope="col" class="num">${fmtDayShort(d.day)}</th>`)}<th scope="col" class="num">${t('ov.total')}</th>${kind === 'participant' && html`<th scope="col" class="num">${t('ov.gaps')}</th><th scope="col" class="num">${t('ov.unplaced')}</th>`}</tr></thead>
        <tbody>${rows.map((r) => html`<tr key=${r.id}><th scope="row"><a class="row-link" href=${onRow(r)}><bdi>${r.label}</bdi></a></th>${countryOf && html`<td>${countryOf(r.country)}</td>`}${r.perDay.map((n) => html`<td class=${cls('num', {faint: !n})}>${fmtNumber(n)}</td>`)}
            <td class="num strong">${fmtNumber(r.placed)}</td>${kind === 'participant' && html`<td class="num">${fmtNumber(r.gaps)}</td><td class=${cls('num', {warn: r.unplaced})}>${fmtNumber(r.unplaced)}</td>`}</tr>`)}</tbody></table></div></div>
        <div class="table-wrap"><div class="scroll-x" tabindex="0" role="region" aria-label=${t('ov.table.load', {of: mod.places.size})}><table class="table natural ov-table"><caption class="ov-caption">${t('ov.table.load', {of: mod.places.size})}</caption><thead><tr><th scope="col">${t('tt.day')}</th>${slots.map((s) => html`<th scope="col" class="num">${s.label}</th>`)}</tr></thead>
        <tbody>${mod.days.map((d) => html`<tr key=${d.day}><th scope="row">${fmtDayShort(d.day)}</th>${d.slots.map((s) => html`<td class="num" title=${fmtPercent((load.get(s.index) || 0) / Math.max(1, mod.places.size))}>${fmtNumber(load.get(s.index) || 0)}</td>`)}</tr>`)}</tbody></table></div></div></div>`;
}
