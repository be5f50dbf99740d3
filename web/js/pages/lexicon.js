// The lexicon: browse and search, coverage, review by sample, a text tagged, suggestions.
import {html, useEffect} from '../lib/h.js';
import {t, tn, fmtNumber} from '../i18n.js';
import {get, list} from '../api.js';
import {useLoad} from '../lib/load.js';
import {useLexicon} from '../lib/concepts.js';
import {badges} from '../store.js';
import {Empty, Loaded, Note, PageHead} from '../ui/states.js';
import {Tabs} from '../ui/tabs.js';
import {Browse} from './lexicon-browse.js';
import {Coverage} from './lexicon-coverage.js';
import {Review} from './lexicon-review.js';
import {TagText} from './lexicon-tag.js';
import {Terms} from './lexicon-terms.js';

const TABS = {browse: Browse, terms: Terms, review: Review, coverage: Coverage, tag: TagText};

export default function Lexicon({tab = 'browse', query, setQuery}) {
    const state = useLexicon((signal) => get('/lexicon', {signal}), []);
    const waiting = useLoad(async (signal) => (await list('terms', {status: 'suggested', limit: 1, count: 1}, {signal})).total, []);
    const decide = state.data?.can.decide;
    useEffect(() => { if (decide) badges.value = {...badges.value, lexicon: waiting.data || 0}; }, [decide, waiting.data]);
    const View = TABS[tab];
    if (!View) return html`<${Empty} title=${t('state.not_found')} text=${t('state.not_found_text')} />`;
    const changed = () => { state.reload(); waiting.reload(); };
    return html`<${Loaded} state=${state}>${(lexicon) => html`<${PageHead} title=${t('nav.lexicon')} sub=${html`<span>${t('lexicon.sub', {concepts: lexicon.concepts, labels: lexicon.labels, languages: lexicon.languages.length})}</span>
            ${lexicon.terms > 0 && html`<span>${tn('lexicon.own_terms', lexicon.terms)}</span>`}`} />
        <${Tabs} label=${t('lexicon.tabs')} current=${tab} items=${Object.keys(TABS).map((x) => ({id: x, href: x === 'browse' ? '/lexicon' : `/lexicon/${x}`, label: t(`lexicon.tab.${x}`),
            count: x === 'terms' && waiting.data ? fmtNumber(waiting.data) : undefined}))} />
        ${state.waiting && html`<div class="lex-news"><${Note} icon="clock">${t('lexicon.being_made')}<//></div>`}
        <${View} lexicon=${lexicon} query=${query} setQuery=${setQuery} onChanged=${changed} />`}<//>`;
}
