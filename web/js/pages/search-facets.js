// The filters of a search beside its results: how many there would be with each.
import {html, useState, cls} from '../lib/h.js';
import {t, fmtNumber, languageName} from '../i18n.js';
import {list} from '../api.js';
import {useLoad} from '../lib/load.js';
import {LANGUAGE_TAGS} from '../lib/geo.js';
import {words} from '../lib/show.js';
import {FACETS, turned, valuesOf} from '../lib/search.js';
import {Select} from '../ui/field.js';
import {Button} from '../ui/button.js';
import {Icon} from '../ui/icon.js';

const FIRST = 6;

// What is chosen stands there even where nothing is left of it. The most frequent first.
function valuesOfFacet(counted, chosen) {
    const counts = new Map((counted || []).map((x) => [x.value, x.count]));
    for (const v of chosen) if (!counts.has(v)) counts.set(v, 0);
    return [...counts].sort((a, b) => b[1] - a[1]);
}

function Facet({name, label, say, counted, query, setQuery}) {
    const [all, setAll] = useState(false);
    const chosen = valuesOf(query, name);
    const values = valuesOfFacet(counted, chosen);
    if (!values.length) return null;
    const shown = all ? values : values.filter(([v], i) => i < FIRST || chosen.includes(v));
    return html`<fieldset class="facet"><legend>${t(label)}</legend><ul>${shown.map(([value, count]) => html`<li key=${value}><label class="check facet-row"><input type="checkbox" checked=${chosen.includes(value)} onChange=${() => setQuery({[name]: turned(query, name, value)}, {replace: false})} />
            <span class="grow">${say(value)}</span><span class=${cls('tnum', 'small', count ? 'muted' : 'faint')}>${fmtNumber(count)}</span></label></li>`)}</ul>
        ${values.length > FIRST && html`<${Button} small ghost label=${all ? t('profile.fewer') : t('search.all_values', {n: values.length})} onClick=${() => setAll(!all)} />`}</fieldset>`;
}

export function Facets({query, setQuery, facets}) {
    const [open, setOpen] = useState(false);
    const events = useLoad((signal) => list('events', {limit: 50}, {signal}), []);
    const set = (values) => setQuery(values, {replace: false});
    const count = FACETS.reduce((n, [name]) => n + valuesOf(query, name).length, 0) + ['language', 'event', 'valid'].filter((x) => query[x]).length;
    return html`<aside class="facets" aria-label=${t('search.filters')}>
        <button type="button" class="btn facets-open" aria-expanded=${open ? 'true' : 'false'} aria-controls="facets" onClick=${() => setOpen(!open)}><${Icon} name="filter" /><span>${t('search.filters')}</span>${count > 0 && html`<span class="badge on">${count}</span>`}<${Icon} name="down" size=${16} /></button>
        <div id="facets" class=${cls('facets-body', {open})}>${FACETS.map(([name, label, say]) => html`<${Facet} key=${name} name=${name} label=${label} say=${say} counted=${facets?.[name]} query=${query} setQuery=${setQuery} />`)}
            <fieldset class="facet"><legend>${t('search.more_filters')}</legend><div class="stack-s">
                <label class="check"><input type="checkbox" checked=${Boolean(query.valid)} onChange=${(e) => set({valid: e.target.checked ? 1 : ''})} />${t('search.valid_today')}</label>
                <${Select} aria-label=${t('field.language')} value=${query.language} none=${t('search.any_language')} options=${LANGUAGE_TAGS.map((l) => [l, languageName(l)])} onChange=${(v) => set({language: v})} />
                ${events.data?.items.length > 0 && html`<${Select} aria-label=${t('field.event')} value=${query.event} none=${t('search.any_event')} options=${events.data.items.map((e) => [e.id, words(e.title)])} onChange=${(v) => set({event: v})} />`}</div></fieldset></div></aside>`;
}
