// A search as its address says it: parameters, what to send, how to say it in a line.
import {useEffect, useRef, useState} from './h.js';
import {choice, countryName, languageName, language, t} from '../i18n.js';
import {get, query as queryText} from '../api.js';

// Facets in their order on the page, with the wording of a value.
export const FACETS = [
    ['type', 'field.type', (v) => choice('profile_type', v)],
    ['country', 'field.country', countryName],
    ['root_technology', 'field.root_technologies', (v) => choice('root_technology', v)],
    ['kind', 'search.kind', (v) => choice('organisation_type', v)],
];

// What a saved search keeps, and what else the server is asked.
export const KEPT = ['q', 'type', 'country', 'root_technology', 'kind', 'language', 'concept', 'without', 'event'];
const ASKED = [...KEPT, 'valid_on', 'published_since', 'organisation'];
const some = (from, names) => Object.fromEntries(names.filter((n) => from[n]).map((n) => [n, from[n]]));
export const keptOf = (query) => some(query, KEPT);
export const askedOf = (query) => some({...query, valid_on: query.valid ? new Date().toISOString().slice(0, 10) : ''}, ASKED);
export const searchHref = (query) => `/search${queryText(query)}`;

// Several values of a parameter are joined by commas; `turned` is the list with one turned.
export const valuesOf = (query, name) => (query[name] || '').split(',').filter(Boolean);
export const turned = (query, name, value) => {
    const now = valuesOf(query, name);
    return (now.includes(value) ? now.filter((v) => v !== value) : [...now, value]).join();
};

// The parts of a search in words: what it looks for, then each filter.
export function partsOf(query, nameOf) {
    const out = query.q ? [{name: 'q', text: `‘${query.q}’`}] : [];
    for (const [name, , words] of FACETS) for (const value of valuesOf(query, name)) out.push({name, value, text: words(value)});
    if (query.language) out.push({name: 'language', text: languageName(query.language)});
    if (query.concept) out.push({name: 'concept', text: nameOf?.(query.concept) || query.concept});
    if (query.valid) out.push({name: 'valid', text: t('search.valid_today')});
    if (query.published_since) out.push({name: 'published_since', text: t('search.only_new')});
    return out;
}

// Results page by page. The last ones stay, marked as old, while the next are asked for.
export function useSearch(query) {
    const [state, setState] = useState({items: [], answer: null, error: null, loading: true});
    const [turn, setTurn] = useState(0);
    const more = useRef(null);
    const asked = askedOf(query);
    const key = query.like ? `like ${query.like}` : JSON.stringify(asked);
    const ask = (cursor, signal) => (query.like ? get(`/profiles/${query.like}/similar${queryText({limit: 20})}`, {signal})
        : get(`/profiles/search${queryText({...asked, limit: 20, cursor})}`, {signal}));
    useEffect(() => {
        const abort = new AbortController();
        more.current = abort;
        setState((s) => ({...s, error: null, loading: true}));
        ask(undefined, abort.signal).then(
            (answer) => { if (!abort.signal.aborted) setState({items: answer.items, answer, error: null, loading: false, key}); },
            (error) => { if (!abort.signal.aborted && error.name !== 'AbortError') setState((s) => ({...s, error, loading: false})); });
        return () => abort.abort();
    }, [key, turn, language.value]);
    const next = async () => {
        const {signal} = more.current;
        const answer = await ask(state.answer.next, signal);
        if (!signal.aborted) setState((s) => ({...s, items: [...s.items, ...answer.items], answer: {...s.answer, next: answer.next}}));
    };
    return {...state, old: state.loading && state.answer !== null, next, reload: () => setTurn((n) => n + 1)};
}

// Suggestions while typing, for a box of free text.
export async function suggest(q, signal) {
    const answer = await get(`/profiles/search/suggest${queryText({q, limit: 8})}`, {signal});
    const told = new Set(); // two records may bear one title
    return answer.items.filter((x) => !told.has(x.text) && told.add(x.text)).map((x, i) => ({id: `${x.kind} ${x.id || x.concept || x.text} ${i}`, label: x.text, lang: x.language, is: x.kind, to: x.id,
        kind: x.count && (x.count > 1 || x.kind === 'concept' || x.kind === 'word') ? t('search.is_n', {is: t(`search.is.${x.kind}`), n: x.count}) : t(`search.is.${x.kind}`)}));
}
