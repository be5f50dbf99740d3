// Concepts as pages show them: by a word in the reader's language, marked with the language
// that the word is in, the other languages in the title. And what several profiles speak of.
import {html, cls, useEffect, useRef, useState} from './h.js';
import {t, language, languageName, listText} from '../i18n.js';
import {get, query} from '../api.js';
import {useLoad} from './load.js';
import {Icon} from '../ui/icon.js';

export const conceptHref = (id) => `/lexicon${query({id})}`;
export const conceptProfilesHref = (id) => `/profiles${query({concept: id})}`;

// A Hebrew label that begins with a Latin abbreviation is written from the right all the same.
const FROM_RIGHT = /^(ar|fa|he|ps|ur|yi)\b/;
export const directionOf = (tag) => (FROM_RIGHT.test(tag || '') ? 'rtl' : tag ? 'ltr' : 'auto');

// A word in some language, for readers, screen readers and fonts alike.
export function Word({text, lang, class: extra}) {
    return html`<bdi lang=${lang || undefined} dir=${directionOf(lang)} class=${extra}>${text}</bdi>`;
}

// "Druckguss (German), …": what stands beside the label.
export const besideText = (beside) => listText((beside || []).map((b) => `${b.text} (${languageName(b.language)})`));

// The same word for a reader: whatever its case and spaces.
export const sameWord = (a, b) => { const plain = (x) => x.toLocaleLowerCase().replace(/[\s-]+/g, ''); return plain(a) === plain(b); };

const LED = {own: 'concept.own', title: 'concept.from_title', text: 'concept.from_text'};

// A chip that leads to the concept; `still` where a link cannot stand.
export function ConceptChip({concept: c, still, small}) {
    const title = [c.where && t(LED[c.where], {phrase: c.phrase}), besideText(c.beside)].filter(Boolean).join('\n');
    const inner = html`${c.where === 'own' && html`<${Icon} name="user" size=${12} />`}<${Word} text=${c.label} lang=${c.language} />`;
    const name = cls('chip', 'concept', {own: c.where === 'own', slight: small});
    return still ? html`<span class=${name} title=${title}>${inner}</span>` : html`<a class=${name} href=${conceptHref(c.concept)} title=${title}>${inner}</a>`;
}

export function ConceptChips({concepts, total, still, small, most = 50}) {
    if (!concepts?.length) return null;
    const shown = concepts.slice(0, most);
    const rest = (total ?? concepts.length) - shown.length;
    return html`<span class="chips concepts">${shown.map((c) => html`<${ConceptChip} key=${c.concept} concept=${c} still=${still} small=${small} />`)}
        ${rest > 0 && html`<span class="chip quiet slight" title=${t('state.and_more', {n: rest})}>+${rest}</span>`}</span>`;
}

const AT_ONCE = 100; // as the server's limit

// What profiles speak of, asked for a page of them at a time: Map of id to the server's item.
export function useConcepts(ids, {most = 4, proposals} = {}) {
    const [known, setKnown] = useState({of: '', items: new Map()});
    const asked = useRef({of: '', ids: new Set()});
    useEffect(() => {
        if (asked.current.of !== language.value) asked.current = {of: language.value, ids: new Set()};
        const {of, ids: seen} = asked.current;
        const want = [...new Set(ids)].filter((id) => id && !seen.has(id)).slice(0, AT_ONCE);
        if (!want.length) return undefined;
        want.forEach((id) => seen.add(id));
        let gone = false;
        let done = false;
        get(`/lexicon/profiles${query({ids: want.join(), most, proposals: proposals ? 1 : undefined})}`).then((answer) => {
            done = true;
            if (!gone) setKnown((k) => ({of, items: new Map([...(k.of === of ? k.items : []), ...answer.items.map((x) => [x.profile, x])])}));
        }, () => { /* chips are beside the matter: without them the page is whole */ });
        return () => { gone = true; if (!done) want.forEach((id) => seen.delete(id)); };
    }, [ids.join(), language.value, known]);
    return known.items;
}

// Suggestions by prefix: the concept, the word that was found, the field it is in.
export async function findConcepts(q, signal) {
    const answer = await get(`/lexicon/find${query({q, limit: 12, language: language.value})}`, {signal});
    return answer.items.map((x) => ({id: x.concept, label: x.label, lang: x.language, sub: x.found === x.label ? '' : x.found, subLang: x.found_language,
        kind: [x.found === x.label ? '' : languageName(x.found_language), x.field === x.label ? '' : x.field].filter(Boolean).join(' · ')}));
}

// The concepts that both sides of a match speak of, as far as the reader may read them.
export function inCommon(a, b) {
    const there = new Set((b?.concepts || []).map((c) => c.concept));
    return (a?.concepts || []).filter((c) => there.has(c.concept)).map(({where, phrase, ...c}) => c);
}

// Loads an answer about the lexicon, and again while a newer state of it is being made.
export function useLexicon(ask, deps = []) {
    const state = useLoad(ask, deps);
    const turns = useRef(0);
    const waiting = state.data?.current === false;
    useEffect(() => {
        if (!waiting) { turns.current = 0; return undefined; }
        if (turns.current > 30) return undefined;
        const timer = setTimeout(() => { turns.current++; state.reload(); }, 900);
        return () => clearTimeout(timer);
    }, [state.data]);
    return {...state, waiting};
}

// Names of concepts by id, where only the id is at hand: Map of id to {label, language};
// one that is not there has none.
export function useConceptNames(ids) {
    const [names, setNames] = useState(new Map());
    const asked = useRef(new Set());
    useEffect(() => {
        const want = [...new Set(ids)].filter((id) => id && !asked.current.has(id)).slice(0, AT_ONCE);
        if (!want.length) return;
        want.forEach((id) => asked.current.add(id));
        get(`/lexicon/concepts${query({ids: want.join()})}`).then((answer) => setNames((n) => new Map([...n, ...answer.items.map((c) => [c.concept, c])])), () => {});
    }, [ids.join(), names]);
    return names;
}
