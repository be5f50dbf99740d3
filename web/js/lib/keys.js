// The keyboard: single keys when nothing is being typed, and "g" followed by a letter.
import {useEffect, useRef} from './h.js';

const layers = []; // the youngest layer that knows a key takes it
let pending = false;
let pendingTimer = 0;
export const goTargets = new Map(); // letter -> function

export const typing = (target) =>
    target && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName || ''));

export function startKeys() {
    document.addEventListener('keydown', (e) => {
        if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
        if (e.key !== 'Escape' && typing(e.target)) return;
        if (document.querySelector('dialog[open]') && e.key !== 'Escape') return;
        if (pending) {
            pending = false;
            clearTimeout(pendingTimer);
            const go = goTargets.get(e.key);
            if (go) { e.preventDefault(); go(); }
            return;
        }
        if (e.key === 'g' && !e.repeat) {
            pending = true;
            pendingTimer = setTimeout(() => { pending = false; }, 1200);
            return;
        }
        for (let i = layers.length - 1; i >= 0; i--) {
            const fn = layers[i].current[e.key];
            if (fn && fn(e) !== false) { e.preventDefault(); return; }
        }
    });
}

// useKeys({j: next, k: previous}): in force while the component is on the page.
export function useKeys(map) {
    const ref = useRef(map);
    ref.current = map;
    useEffect(() => {
        layers.push(ref);
        return () => { layers.splice(layers.indexOf(ref), 1); };
    }, []);
}
