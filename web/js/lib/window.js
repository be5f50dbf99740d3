// Rows of a long table that are near the window; the rest is left as empty space above and
// below. Heights are known before drawing, so nothing jumps.
import {useEffect, useMemo, useState} from './h.js';

const FEW = 60; // so many rows are simply drawn
const MORE = 14; // rows drawn beyond the window on each side

// `body` gives the element that begins where the first row does. Returns the range to be
// drawn and the px of space before and after it; `topOf(row)` in px from the first row.
export function useWindow(body, heights) {
    const tops = useMemo(() => {
        const out = [0];
        for (const h of heights) out.push(out.at(-1) + h);
        return out;
    }, [heights]);
    const n = heights.length;
    const [range, setRange] = useState([0, 40]);
    const [paper, setPaper] = useState(false); // paper has no window
    useEffect(() => {
        if (n <= FEW) return undefined;
        let asked = 0;
        const look = () => {
            asked = 0;
            const el = body();
            if (!el) return;
            const top = el.getBoundingClientRect().top;
            const find = (y) => { let [lo, hi] = [0, n]; while (lo < hi) { const mid = (lo + hi) >> 1; if (tops[mid + 1] < y) lo = mid + 1; else hi = mid; } return lo; };
            const step = (r) => Math.floor(r / 6) * 6;
            const next = [Math.max(0, step(find(-top)) - MORE), Math.min(n, step(find(innerHeight - top)) + 6 + MORE)];
            setRange((was) => (was[0] === next[0] && was[1] === next[1] ? was : next));
        };
        const soon = () => { asked ||= requestAnimationFrame(look); };
        const print = (on) => () => setPaper(on);
        const [before, after] = [print(true), print(false)];
        addEventListener('scroll', soon, {capture: true, passive: true});
        addEventListener('resize', soon);
        addEventListener('beforeprint', before);
        addEventListener('afterprint', after);
        look();
        return () => {
            cancelAnimationFrame(asked);
            removeEventListener('scroll', soon, {capture: true});
            removeEventListener('resize', soon);
            removeEventListener('beforeprint', before);
            removeEventListener('afterprint', after);
        };
    }, [n, tops]);
    const all = n <= FEW || paper;
    const from = all ? 0 : Math.min(range[0], n);
    const to = all ? n : Math.min(range[1], n);
    return {from, to, before: tops[from], after: tops[n] - tops[to], topOf: (r) => tops[r]};
}
