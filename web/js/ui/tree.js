// A tree after the ARIA pattern: one stop for Tab, arrows move and open, Home and End,
// letters jump. What is below a node is asked for when it is opened. Each node is a link,
// so that it can be opened elsewhere; a node may stand in several places.
import {html, useEffect, useLayoutEffect, useRef, useState, cls} from '../lib/h.js';
import {fmtNumber, language} from '../i18n.js';
import {navigate} from '../router.js';
import {Icon} from './icon.js';

const keyOf = (path) => path.join('\u0000');
const parentOf = (path) => path.slice(0, -1);

// nodes: {id, label, lang?, dir?, count} with count 0 for leaves. `load(id)` gives what is
// below; `path` are the ids from a root down to what is shown now.
export function Tree({roots, load, href, path, label}) {
    const below = useRef(new Map()); // of the roots as they are: another language asks anew
    const [, draw] = useState(0);
    const [open, setOpen] = useState(new Set());
    const [at, setAt] = useState('');
    const root = useRef(null);
    const typed = useRef({text: '', timer: 0});
    const wanted = useRef(null); // where the focus goes once it is drawn
    const shown = path?.[path.length - 1];

    const fetchBelow = (id) => {
        const mine = below.current;
        if (mine.has(id)) return;
        mine.set(id, []);
        load(id).then((items) => { mine.set(id, items); draw((n) => n + 1); }, () => mine.delete(id));
    };
    useEffect(() => {
        below.current = new Map();
        for (const key of open) fetchBelow(key.split('\u0000').pop());
    }, [roots]);
    const expand = (p, yes = true) => {
        setOpen((o) => { const next = new Set(o); if (yes) next.add(keyOf(p)); else next.delete(keyOf(p)); return next; });
        if (yes) fetchBelow(p[p.length - 1]);
    };
    // Opens the way to what is shown, unless it is in sight already.
    useEffect(() => {
        if (!path?.length) return;
        if (at && at.split('\u0000').pop() === shown) return;
        for (let i = 1; i < path.length; i++) expand(path.slice(0, i));
        setAt(keyOf(path));
    }, [keyOf(path || []), roots]);

    const rows = [];
    const walk = (nodes, p) => nodes.forEach((n, i) => {
        const own = [...p, n.id];
        const isOpen = n.count > 0 && open.has(keyOf(own));
        rows.push({n, path: own, key: keyOf(own), level: own.length, isOpen, size: nodes.length, place: i + 1});
        if (isOpen) walk(below.current.get(n.id) || [], own);
    });
    walk(roots, []);
    const here = Math.max(0, rows.findIndex((r) => r.key === at));

    useLayoutEffect(() => {
        const el = root.current?.querySelector('[tabindex="0"]');
        if (!el) return;
        if (wanted.current === at) { el.focus(); wanted.current = null; }
        const box = root.current.closest('.tree-box');
        if (box && (el.offsetTop < box.scrollTop || el.offsetTop + el.offsetHeight > box.scrollTop + box.clientHeight))
            box.scrollTop = el.offsetTop - box.clientHeight / 3;
    }, [at, rows.length]);
    const go = (row) => { if (row) { wanted.current = row.key; setAt(row.key); } };
    const jump = (letter) => {
        clearTimeout(typed.current.timer);
        typed.current.text += letter.toLocaleLowerCase();
        typed.current.timer = setTimeout(() => { typed.current.text = ''; }, 700);
        const from = typed.current.text.length === 1 ? 1 : 0;
        for (let i = from; i <= rows.length; i++) {
            const r = rows[(here + i) % rows.length];
            if (r.n.label.toLocaleLowerCase().startsWith(typed.current.text)) return go(r);
        }
        return undefined;
    };
    const keys = (e) => {
        const row = rows[here];
        if (!row || e.ctrlKey || e.metaKey || e.altKey) return;
        const step = {ArrowDown: () => go(rows[here + 1]), ArrowUp: () => go(rows[here - 1]), Home: () => go(rows[0]), End: () => go(rows[rows.length - 1]),
            ArrowRight: () => { if (row.n.count && !row.isOpen) expand(row.path); else if (row.isOpen) go(rows[here + 1]?.level > row.level ? rows[here + 1] : null); },
            ArrowLeft: () => { if (row.isOpen) expand(row.path, false); else go(rows.find((r) => r.key === keyOf(parentOf(row.path)))); },
            ' ': () => navigate(href(row.n.id), {keepScroll: true})}[e.key];
        if (step) step();
        else if (e.key.length === 1 && !'/?'.includes(e.key)) jump(e.key);
        else return;
        e.preventDefault();
    };
    return html`<div class="tree" role="tree" aria-label=${label} ref=${root} onKeyDown=${keys}>${rows.map((r, i) => html`<a key=${r.key} role="treeitem" class=${cls('tree-item', {shown: r.n.id === shown})} href=${href(r.n.id)}
        style=${{'--level': r.level}} tabindex=${i === here ? 0 : -1} aria-level=${r.level} aria-setsize=${r.size} aria-posinset=${r.place} aria-selected=${r.n.id === shown ? 'true' : 'false'}
        aria-expanded=${r.n.count ? (r.isOpen ? 'true' : 'false') : undefined} onClick=${() => setAt(r.key)} onFocus=${() => setAt(r.key)}>
        <span class="tree-toggle" onClick=${(e) => { if (!r.n.count) return; e.preventDefault(); e.stopPropagation(); setAt(r.key); expand(r.path, !r.isOpen); }}>${r.n.count > 0 && html`<${Icon} name=${r.isOpen ? 'down' : 'right'} size=${14} />`}</span>
        <span class="tree-label" lang=${r.n.lang || language.value} dir=${r.n.dir}>${r.n.label}</span>${r.n.count > 0 && html`<span class="tree-count tnum" aria-hidden="true">${fmtNumber(r.n.count)}</span>`}</a>`)}</div>`;
}
