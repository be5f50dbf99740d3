// The fields and what is below them as a tree, a box that finds in any language, and one
// concept with its languages side by side.
import {html, useMemo, useState, cls} from '../lib/h.js';
import {t, language} from '../i18n.js';
import {get, query as queryText} from '../api.js';
import {conceptHref, directionOf, findConcepts, Word} from '../lib/concepts.js';
import {navigate} from '../router.js';
import {Card} from '../ui/states.js';
import {Combobox} from '../ui/combobox.js';
import {Tree} from '../ui/tree.js';
import {Concept} from './lexicon-concept.js';

const node = (c) => ({id: c.concept, label: c.label, lang: c.language, dir: directionOf(c.language), count: c.narrower});
const loadBelow = async (id) => (await get(`/lexicon/concepts${queryText({under: id})}`)).items.map(node);

// The 14 root technologies first, then the other fields, each in the reader's order.
function Fields({fields}) {
    const group = (title, items) => html`<${Card} title=${title} flush><ul class="lex-fields">${items.map((f) => html`<li key=${f.concept}><a href=${conceptHref(f.concept)}><span class="strong"><${Word} text=${f.label} lang=${f.language} /></span>
        <span class="small muted tnum">${t('lexicon.n_concepts', {n: f.concepts})}</span></a></li>`)}</ul><//>`;
    const by = new Intl.Collator(language.value);
    const sorted = [...fields].sort((a, b) => by.compare(a.label, b.label));
    return html`<div class="stack">${group(t('lexicon.roots'), sorted.filter((f) => f.root_technology))}${group(t('lexicon.fields'), sorted.filter((f) => !f.root_technology))}</div>`;
}

export function Browse({lexicon, query, onChanged}) {
    const [path, setPath] = useState([]);
    const roots = useMemo(() => {
        const by = new Intl.Collator(language.value);
        return lexicon.fields.map(node).sort((a, b) => by.compare(a.label, b.label));
    }, [lexicon.lexicon, language.value]);
    return html`<div class=${cls('lex', {one: query.id})}><aside class="lex-side card" aria-label=${t('lexicon.tree')}>
            <div class="lex-find"><${Combobox} icon="search" find=${findConcepts} label=${t('lexicon.find')} placeholder=${t('lexicon.find_hint')} onPick=${(x) => navigate(conceptHref(x.id), {keepScroll: true})} /></div>
            <div class="tree-box"><${Tree} roots=${roots} load=${loadBelow} href=${conceptHref} path=${query.id ? path : []} label=${t('lexicon.tree')} /></div></aside>
        <div class="lex-main">${query.id ? html`<${Concept} key=${query.id} id=${query.id} lexicon=${lexicon} onPath=${setPath} onChanged=${onChanged} />` : html`<${Fields} fields=${lexicon.fields} />`}</div></div>`;
}
