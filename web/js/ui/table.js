// A long list: rows are fetched page by page and only those near the window are drawn.
// Columns: {id, label, cell(record), num?, sort?, width?, phone?: 'title'|'sub'|'side', low?: the
// first to go when room is short, below?(record): a second line}.
// j/k move, Enter opens. On the phone a row becomes two lines.
import {html, useState, useEffect, useRef, useLayoutEffect, cls} from '../lib/h.js';
import {t, language} from '../i18n.js';
import {useKeys} from '../lib/keys.js';
import {navigate} from '../router.js';
import {Icon} from './icon.js';
import {ErrorState, Skeleton} from './states.js';

const NARROW = matchMedia('(max-width: 800px)');
const SHORT = matchMedia('(min-width: 801px) and (max-width: 1180px)');

function useMatch(media) {
    const [yes, set] = useState(media.matches);
    useEffect(() => {
        const on = () => set(media.matches);
        media.addEventListener('change', on);
        return () => media.removeEventListener('change', on);
    }, []);
    return yes;
}

// Pages of a list as one growing array. `page(cursor, abort)` → {items, next, total}.
export function usePages(page, deps) {
    const [state, setState] = useState({items: [], next: null, total: undefined, loading: true, error: null, fresh: true});
    const [turn, setTurn] = useState(0);
    const busy = useRef(null);
    useEffect(() => {
        const abort = new AbortController();
        busy.current = abort;
        setState((s) => ({...s, loading: true, error: null, fresh: true}));
        page(undefined, abort.signal).then(
            (p) => setState({items: p.items, next: p.next, total: p.total, loading: false, error: null, fresh: false}),
            (e) => { if (e.name !== 'AbortError') setState({items: [], next: null, loading: false, error: e, fresh: false}); });
        return () => abort.abort();
    }, [...deps, turn, language.value]);
    const more = () => {
        if (state.loading || !state.next) return;
        const abort = busy.current;
        setState((s) => ({...s, loading: true}));
        page(state.next, abort.signal).then(
            (p) => setState((s) => ({...s, items: [...s.items, ...p.items], next: p.next, loading: false})),
            (e) => { if (e.name !== 'AbortError') setState((s) => ({...s, loading: false, error: e, next: null})); });
    };
    const replace = (record) => setState((s) => ({...s, items: s.items.map((x) => (x.id === record.id ? record : x))}));
    return {...state, more, reload: () => setTurn((n) => n + 1), replace};
}

export function Table({pages, columns: all, href, sort, onSort, empty, caption, rowHeight = 46, narrowHeight = 69, active, onActive, rowClass}) {
    const {items, loading, error, fresh} = pages;
    const root = useRef(null);
    const narrow = useMatch(NARROW);
    const short = useMatch(SHORT);
    const columns = short ? all.filter((c) => !c.low) : all;
    const height = narrow ? narrowHeight : rowHeight;
    const [range, setRange] = useState([0, 40]);
    const [own, setOwn] = useState(-1);
    const at = active ?? own;
    const setAt = onActive || setOwn;

    const measure = () => {
        const body = root.current?.querySelector('tbody');
        if (!body) return;
        const top = -body.getBoundingClientRect().top;
        const first = Math.max(0, Math.floor(top / height) - 12);
        const count = Math.ceil(innerHeight / height) + 24;
        setRange((r) => (r[0] === first && r[1] === first + count ? r : [first, first + count]));
        if (first + count > items.length - 10) pages.more();
    };
    useLayoutEffect(measure, [items.length, height, fresh]);
    useEffect(() => {
        let frame = 0;
        const on = () => { cancelAnimationFrame(frame); frame = requestAnimationFrame(measure); };
        addEventListener('scroll', on, {passive: true});
        addEventListener('resize', on);
        return () => { removeEventListener('scroll', on); removeEventListener('resize', on); cancelAnimationFrame(frame); };
    });
    const step = (by) => {
        if (!items.length) return false;
        const next = Math.max(0, Math.min(items.length - 1, at + by));
        setAt(next);
        const body = root.current.querySelector('tbody').getBoundingClientRect();
        const y = body.top + next * height;
        if (y < 110) scrollBy(0, y - 140);
        else if (y + height > innerHeight - 40) scrollBy(0, y + height - innerHeight + 90);
        return true;
    };
    useKeys({j: () => step(1), k: () => step(-1), Enter: (e) => {
        if (e.target.closest?.('a, button') || !items[at] || !href) return false;
        navigate(href(items[at]));
        return true;
    }});

    if (error && !items.length) return html`<div class="table-wrap"><${ErrorState} error=${error} retry=${pages.reload} /></div>`;
    if (!loading && !items.length) return html`<div class="table-wrap">${empty}</div>`;
    const [from, until] = [range[0], Math.min(range[1], items.length)];
    const shown = items.slice(from, until);
    return html`<div class="table-wrap" ref=${root}>
        <table class="table fixed sticky-head cards" style=${{'--row': `${height - 1}px`}} aria-rowcount=${pages.total ?? items.length} aria-busy=${loading ? 'true' : undefined}>
            <caption class="sr">${caption}</caption>
            <colgroup>${columns.map((c) => html`<col style=${c.width ? {width: c.width} : undefined} />`)}</colgroup>
            <thead><tr>${columns.map((c) => html`<th class=${cls({num: c.num})} scope="col"
                aria-sort=${sort === c.sort && c.sort ? 'ascending' : sort === `-${c.sort}` ? 'descending' : undefined}>
                ${c.sort ? html`<button type="button" onClick=${() => onSort(sort === c.sort ? `-${c.sort}` : c.sort)}>${c.label}
                    ${(sort === c.sort || sort === `-${c.sort}`) && html`<span aria-hidden="true">${sort === c.sort ? '↑' : '↓'}</span>`}</button>` : c.label}</th>`)}</tr></thead>
            <tbody>
                ${from > 0 && html`<tr class="spacer" aria-hidden="true"><td colspan=${columns.length} style=${{height: `${from * height}px`}}></td></tr>`}
                ${fresh && !items.length ? Array.from({length: 8}, (_, i) => html`<tr key=${`s${i}`} aria-hidden="true">${columns.map((c, n) => html`
                    <td class=${cls(c.phone && `p-${c.phone}`)}><${Skeleton} width=${`${[70, 50, 40, 60][(i + n) % 4]}%`} /></td>`)}</tr>`)
                : shown.map((r, i) => html`<tr key=${r.id} class=${cls({active: from + i === at}, rowClass?.(r))} aria-rowindex=${from + i + 2}>
                    ${columns.map((c, n) => html`<td class=${cls({num: c.num}, c.phone && `p-${c.phone}`)} dir=${c.num ? undefined : 'auto'}>
                        ${n === 0 && href ? html`<a class="row-link line" href=${href(r)}><bdi>${c.cell(r)}</bdi></a>` : html`<span class="line">${c.cell(r)}</span>`}${c.below && html`<span class="below">${c.below(r)}</span>`}</td>`)}</tr>`)}
                ${until < items.length && html`<tr class="spacer" aria-hidden="true"><td colspan=${columns.length} style=${{height: `${(items.length - until) * height}px`}}></td></tr>`}
            </tbody></table>
        ${error && items.length > 0 && html`<${ErrorState} compact error=${error} retry=${pages.reload} />`}</div>`;
}

// The bar over a list: search, filters as selects, and how many there are.
export function Filters({q, onQ, selects, total, children, placeholder}) {
    const [text, setText] = useState(q || '');
    useEffect(() => setText(q || ''), [q]);
    useEffect(() => {
        if (text === (q || '')) return undefined;
        const timer = setTimeout(() => onQ(text), 250);
        return () => clearTimeout(timer);
    }, [text]);
    const any = q || selects?.some((s) => s.value);
    return html`<div class="filters" role="search">
        ${onQ && html`<div class="search-in"><${Icon} name="search" size=${16} /><input class="input" type="search" aria-label=${placeholder || t('action.filter_text')}
            placeholder=${placeholder || t('action.filter_text')} value=${text} dir="auto" onInput=${(e) => setText(e.target.value)} /></div>`}
        ${(selects || []).map((s) => html`<select class="select" aria-label=${s.label} value=${s.value || ''} onChange=${(e) => s.onChange(e.target.value)}>
            <option value="">${s.label}: ${t('filter.all')}</option>${s.options.map(([v, label]) => html`<option value=${v} selected=${v === s.value}>${label}</option>`)}</select>`)}
        ${children}
        ${any && html`<button type="button" class="btn ghost small" onClick=${() => { onQ?.(''); selects?.forEach((s) => s.value && s.onChange('')); }}>${t('filter.clear')}</button>`}
        ${total !== undefined && html`<span class="count tnum" aria-live="polite">${t('list.total', {n: total})}</span>`}</div>`;
}
