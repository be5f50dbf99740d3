// Everything found for a few words, by kind.
import {html} from '../lib/h.js';
import {ConceptChips} from '../lib/concepts.js';
import {t, choice} from '../i18n.js';
import {get, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {hrefOf} from '../lib/schema.js';
import {subWords, words} from '../lib/show.js';
import {Card, Empty, Loaded, PageHead} from '../ui/states.js';

export default function Search({query}) {
    const state = useLoad(async (signal) => {
        if (!query.q) return {items: [], concepts: []};
        const [found, lexicon] = await Promise.all([get(`/search${queryText({q: query.q})}`, {signal}), get(`/lexicon/find${queryText({q: query.q, limit: 12})}`, {signal})]);
        return {items: found.items, concepts: lexicon.items};
    }, [query.q]);
    return html`<${PageHead} title=${t('search.results', {q: query.q || ''})} /><${Loaded} state=${state}>${(d) => {
        const kinds = [...new Set(d.items.map((x) => x.type))];
        if (!kinds.length && !d.concepts.length) return html`<${Card}><${Empty} title=${t('search.none')} text=${t('list.none_found_text')} /><//>`;
        return html`<div class="stack">${d.concepts.length > 0 && html`<${Card} title=${t('nav.lexicon')}><${ConceptChips} concepts=${d.concepts} /><//>`}${kinds.map((k) => html`<${Card} title=${choice('record', k)} flush><ul class="lines">${d.items.filter((x) => x.type === k).map((x) => html`<li class="line-item" key=${x.id}><a href=${hrefOf(k, x.id)} dir="auto">${words(x.label)}</a><span class="muted small" dir="auto">${subWords(x)}</span></li>`)}</ul><//>`)}</div>`;
    }}<//>`;
}
