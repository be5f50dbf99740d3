// The timetable grid: rows (places, participants or days) × slots. Meetings are moved by
// pointer (drag; a finger holds still first) or keyboard (m, arrows, Enter); while one is
// being moved, every cell says whether it would fit. One cell is in the tab order; arrows
// go about.
import {html, useEffect, useMemo, useRef, useState, cls} from '../lib/h.js';
import {t} from '../i18n.js';
import {useWindow} from '../lib/window.js';
import {Icon} from './icon.js';

const HOLD = 350; // ms that a finger holds still before it takes a meeting along

export function MeetingTile({m, lines, more, selected, moving, dimmed, onPointerDown, onClick, tabIndex, label}) {
    return html`<button type="button" class=${cls('mtg', m.status, {selected, moving, dimmed, locked: m.locked, mutual: m.mutual})} data-meeting=${m.id} tabindex=${tabIndex}
        title=${label} aria-pressed=${selected ? 'true' : 'false'} onPointerDown=${onPointerDown} onClick=${onClick}>
        <span class="mtg-1 clip"><bdi>${lines[0]}</bdi></span><span class="mtg-2 clip"><bdi>${lines[1]}</bdi></span><span class="sr">${more}</span>
        ${(m.locked || m.mutual || m.status === 'confirmed' || m.status === 'held') && html`<span class="mtg-i">${m.mutual && html`<${Icon} name="both" size=${13} />`}${m.locked && html`<${Icon} name="lock" size=${13} />`}${(m.status === 'confirmed' || m.status === 'held') && html`<${Icon} name="check" size=${13} />`}</span>`}</button>`;
}

// Px a row takes, as the style sheet lays it out: by the most meetings of a cell.
const heightOf = (row) => { const most = Math.max(1, ...row.cells.map((x) => x.meetings.length)); return most * 41 + (most - 1) * 2 + 5; };

// rows: [{id, label, sub, cells: [{slot, place, row, meetings: [], closed, title}]}]
export function Grid({columns, rows, caption, corner, selected, onSelect, move, onMoveStart, onMoveTo, onDrop, onCancel, fit, lines, label, more, mayMove, onDayStep, highlight}) {
    const root = useRef(null);
    const ghost = useRef(null);
    const drag = useRef(null);
    const [at, setShownAt] = useState([0, 0]);
    const atNow = useRef(at); // keys come faster than pictures
    const setAt = (rc) => { atNow.current = rc; setShownAt(rc); };
    const cell = (r, c) => rows[r]?.cells[c];
    const isTarget = (x) => Boolean(move && x && x.slot === move.slot && (x.place ? x.place === move.place : x.row === move.row));
    const clamp = ([r, c]) => [Math.max(0, Math.min(rows.length - 1, r)), Math.max(0, Math.min(columns.length - 1, c))];
    const [ar, ac] = clamp(at);
    const focusCell = (r, c) => {
        setAt([r, c]);
        requestAnimationFrame(() => {
            const td = root.current?.querySelector(`[data-rc="${r}.${c}"]`);
            (td?.querySelector('.mtg') || td)?.focus();
        });
    };
    const heights = useMemo(() => rows.map(heightOf), [rows.map(heightOf).join()]);
    const shown = useWindow(() => root.current?.querySelector('tbody'), heights);
    const api = useRef({});
    api.current = {onMoveTo, onDrop, onCancel, onMoveStart, move};

    // A move that begins elsewhere (a button) puts the cursor on its target; from then on
    // the cursor leads and the target follows.
    useEffect(() => {
        if (!move?.elsewhere) return;
        for (let r = 0; r < rows.length; r++) for (let c = 0; c < columns.length; c++) if (isTarget(cell(r, c))) { setAt([r, c]); if (r < shown.from || r >= shown.to) root.current.scrollTop = shown.topOf(r) - 120; return; }
    }, [move?.elsewhere && move.meeting.id]);
    useEffect(() => {
        if (move?.mode === 'keys') root.current.querySelector(`[data-rc="${atNow.current.join('.')}"]`)?.focus();
    }, [move?.slot, move?.place, move?.row, move?.mode]);

    const keys = (e) => {
        const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[e.key];
        const [r0, c0] = clamp(atNow.current);
        const here = cell(r0, c0);
        if (e.key === 'PageDown' || e.key === 'PageUp') { e.preventDefault(); onDayStep?.(e.key === 'PageDown' ? 1 : -1); return; }
        if (e.key === 'Home' || e.key === 'End') { e.preventDefault(); focusCell(r0, e.key === 'Home' ? 0 : columns.length - 1); return; }
        if (step) {
            e.preventDefault();
            const [r, c] = clamp([r0 + step[0], c0 + step[1]]);
            if (move) { const x = cell(r, c); if (x) { setAt([r, c]); onMoveTo(x, 'keys'); } } else focusCell(r, c);
            return;
        }
        if (move && e.key === 'Enter') { e.preventDefault(); onDrop(); return; }
        if (move && e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); onCancel(); return; }
        const m = here?.meetings[0];
        if (!move && m && (e.key === 'm' || e.key === 'M')) { e.preventDefault(); e.stopPropagation(); if (mayMove(m)) onMoveStart(m, here, 'keys'); else onSelect(m); }
    };

    const pointerDown = (m, x) => (e) => {
        if (e.button || drag.current?.on || !mayMove(m)) return;
        const touch = e.pointerType === 'touch';
        const start = {x: e.clientX, y: e.clientY, m, on: false};
        drag.current = start;
        let dayTimer = 0;
        let overDay = null;
        const begin = () => { start.on = true; api.current.onMoveStart(m, x, 'pointer'); document.body.classList.add('dragging'); };
        // A finger that moves at once scrolls; one that holds still for a moment takes the meeting along.
        const hold = touch ? setTimeout(() => { begin(); navigator.vibrate?.(12); }, HOLD) : 0;
        const still = (ev) => { if (start.on) ev.preventDefault(); };
        if (touch) { addEventListener('touchmove', still, {passive: false}); addEventListener('contextmenu', still); }
        const onPointer = (ev) => {
            const far = Math.hypot(ev.clientX - start.x, ev.clientY - start.y);
            if (!start.on && touch) { if (far > 10) end(ev); return; }
            if (!start.on && far < 5) return;
            if (!start.on) begin();
            ev.preventDefault();
            if (ghost.current) ghost.current.style.transform = `translate(${ev.clientX + 12}px, ${ev.clientY + 10}px)`;
            const under = document.elementFromPoint(ev.clientX, ev.clientY);
            const day = under?.closest('[data-day]')?.dataset.day;
            if (day !== overDay) { clearTimeout(dayTimer); overDay = day; if (day) dayTimer = setTimeout(() => document.querySelector(`[data-day="${day}"]`)?.click(), 350); }
            const td = under?.closest('td[data-rc]');
            if (td && root.current.contains(td)) { const [r, c] = td.dataset.rc.split('.').map(Number); const target = rowsRef.current[r]?.cells[c]; if (target) api.current.onMoveTo(target, 'pointer'); }
            const box = root.current.getBoundingClientRect();
            if (ev.clientX > box.right - 40) root.current.scrollLeft += 14; else if (ev.clientX < box.left + 150) root.current.scrollLeft -= 14;
            if (ev.clientY > innerHeight - 40) scrollBy(0, 14); else if (ev.clientY < 90) scrollBy(0, -14);
        };
        const end = (ev) => {
            removeEventListener('pointermove', onPointer);
            removeEventListener('pointerup', end);
            removeEventListener('pointercancel', end);
            removeEventListener('touchmove', still, {passive: false});
            removeEventListener('contextmenu', still);
            clearTimeout(hold);
            clearTimeout(dayTimer);
            document.body.classList.remove('dragging');
            if (!start.on) return;
            start.on = false;
            const swallow = (c) => { c.stopPropagation(); c.preventDefault(); };
            addEventListener('click', swallow, {capture: true, once: true});
            setTimeout(() => removeEventListener('click', swallow, {capture: true}), 50);
            const inside = document.elementFromPoint(ev.clientX, ev.clientY)?.closest('td[data-rc]');
            if (ev.type === 'pointerup' && inside) api.current.onDrop(); else api.current.onCancel();
        };
        addEventListener('pointermove', onPointer);
        addEventListener('pointerup', end);
        addEventListener('pointercancel', end);
    };
    const rowsRef = useRef(rows);
    rowsRef.current = rows;
    useEffect(() => {
        if (!move) return undefined;
        const esc = (e) => { if (e.key === 'Escape') api.current.onCancel(); };
        addEventListener('keydown', esc);
        return () => removeEventListener('keydown', esc);
    }, [Boolean(move)]);

    return html`<div class=${cls('tt-scroll', {'is-moving': move})} ref=${root} onKeyDown=${keys}>
        <table class="tt" role="grid" aria-label=${caption} aria-rowcount=${rows.length + 1} style=${{minWidth: `${columns.length * 80 + 120}px`}}><thead><tr role="row"><th class="tt-corner" scope="col" role="columnheader">${corner}</th>${columns.map((c) => html`<th scope="col" role="columnheader" class="tnum">${c.label}</th>`)}</tr></thead>
            <tbody>${shown.before > 0 && html`<tr class="tt-space" key="before" aria-hidden="true"><td colspan=${columns.length + 1} style=${{height: `${shown.before}px`}}></td></tr>`}${rows.slice(shown.from, shown.to).map((row, i) => { const r = shown.from + i; return html`<tr role="row" key=${row.id} aria-rowindex=${r + 2} class=${cls({hl: highlight === row.id})}><th scope="row" role="rowheader" class="tt-row"><span class="clip"><bdi>${row.label}</bdi></span>${row.sub && html`<span class="clip faint small">${row.sub}</span>`}</th>
                ${columns.map((col, c) => {
        const x = row.cells[c];
        if (!x) return html`<td role="gridcell" class="void"></td>`;
        const target = isTarget(x);
        const f = move ? fit(x) : null;
        const focusHere = r === ar && c === ac;
        return html`<td role="gridcell" data-rc=${`${r}.${c}`} tabindex=${focusHere && (!x.meetings.length || move) ? 0 : -1} title=${x.title}
                        class=${cls({closed: x.closed, target, fits: f === 'ok', clash: f === 'clash'})} aria-label=${x.meetings.length ? undefined : `${row.label} ${col.label}${move ? ` ${t(f === 'ok' ? 'tt.fits' : 'tt.clash')}` : ''}`}
                        onFocusIn=${() => { if (!focusHere) setAt([r, c]); }} onClick=${() => { if (move && move.mode !== 'pointer') { onMoveTo(x, move.mode); onDrop(x); } }}>
                        ${x.meetings.map((m) => html`<${MeetingTile} key=${m.id} m=${m} lines=${lines(m, x)} label=${label(m)} more=${more(m)} selected=${selected === m.id} moving=${move?.meeting.id === m.id} tabIndex=${focusHere && !move ? 0 : -1}
                            onPointerDown=${pointerDown(m, x)} onClick=${(e) => { if (!move) { e.stopPropagation(); setAt([r, c]); onSelect(m); } }} />`)}
                        ${f && html`<span class="fit" aria-hidden="true">${f === 'ok' ? '' : html`<${Icon} name="close" size=${12} />`}</span>`}</td>`;
    })}</tr>`; })}${shown.after > 0 && html`<tr class="tt-space" key="after" aria-hidden="true"><td colspan=${columns.length + 1} style=${{height: `${shown.after}px`}}></td></tr>`}</tbody></table>
        ${move?.mode === 'pointer' && html`<div class="tt-ghost" ref=${ghost} aria-hidden="true"><strong>${lines(move.meeting, {})[0]}</strong><span>${lines(move.meeting, {})[1]}</span><em class=${move.conflicts?.length ? 'bad' : 'good'}>${move.words}</em></div>`}</div>`;
}
