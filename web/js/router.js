// Addresses. The History API, links taken over by one listener, the query string as
// signals of state so that every view can be shared and "back" works.
import {signal, computed} from './lib/h.js';

const here = () => ({path: location.pathname, search: location.search});
export const place = signal(here());
export const path = computed(() => place.value.path);
export const params = computed(() => Object.fromEntries(new URLSearchParams(place.value.search)));

const routes = [];
let guard = null; // asked before leaving a page with unsaved work
export function setGuard(fn) { guard = fn; }

// route('/organisations/:id', () => import(...)): `load` gives a module with a default
// component that receives the path's parts as `params`.
export function route(pattern, load, extra = {}) {
    const names = [];
    const source = pattern.replace(/:(\w+)/g, (all, name) => { names.push(name); return '([^/]+)'; });
    routes.push({pattern, names, re: new RegExp(`^${source}/?$`), load, ...extra});
}

export function match(pathname) {
    for (const r of routes) {
        const m = r.re.exec(pathname);
        if (m) return {route: r, params: Object.fromEntries(r.names.map((n, i) => [n, decodeURIComponent(m[i + 1])]))};
    }
    return null;
}

const positions = new Map();

export function navigate(to, {replace = false, keepScroll = false} = {}) {
    const url = new URL(to, location.href);
    const samePage = url.pathname === location.pathname;
    if (!samePage && guard && !guard()) return;
    if (!samePage) guard = null;
    positions.set(history.state?.key, scrollY);
    const state = {key: replace ? history.state?.key : String(Math.random())};
    history[replace ? 'replaceState' : 'pushState'](state, '', url.pathname + url.search + url.hash);
    place.value = here();
    if (!keepScroll && !samePage) scrollTo(0, 0);
}

// Changes some of the query's values; empty ones disappear.
export function setParams(values, {replace = true, reset = false} = {}) {
    const next = new URLSearchParams(reset ? '' : location.search);
    for (const [name, value] of Object.entries(values)) {
        if (value === undefined || value === null || value === '' || value === false) next.delete(name);
        else next.set(name, String(value));
    }
    const text = next.toString();
    navigate(location.pathname + (text ? `?${text}` : ''), {replace, keepScroll: true});
}

export function start() {
    if (!history.state?.key) history.replaceState({key: 'first'}, '');
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => {
        place.value = here();
        const y = positions.get(history.state?.key) ?? 0;
        requestAnimationFrame(() => setTimeout(() => scrollTo(0, y), 60));
    });
    document.addEventListener('click', (e) => {
        if (e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
        const a = e.target.closest?.('a[href]');
        if (!a || a.target || a.hasAttribute('download') || a.origin !== location.origin) return;
        if (a.pathname.startsWith('/api/')) return;
        if (a.hash && a.pathname === location.pathname && a.search === location.search) return;
        e.preventDefault();
        navigate(a.href);
    });
}
