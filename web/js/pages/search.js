// Searching offers and needs: the address holds the whole search. Other records of the
// same words stand below the filters.
import {html, useEffect, useRef, useState, cls} from '../lib/h.js';
import {t, tn, choice} from '../i18n.js';
import {get, patch, post, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {useKeys} from '../lib/keys.js';
import {directionOf, useConceptNames, Word} from '../lib/concepts.js';
import {FACETS, keptOf, partsOf, suggest, turned, useSearch, valuesOf} from '../lib/search.js';
import {hrefOf} from '../lib/schema.js';
import {subWords, words} from '../lib/show.js';
import {navigate} from '../router.js';
import {toast} from '../store.js';
import {Card, Empty, ErrorState, Note, PageHead, SkeletonRows} from '../ui/states.js';
import {Button, LinkButton} from '../ui/button.js';
import {Chip} from '../ui/chips.js';
import {Combobox} from '../ui/combobox.js';
import {Icon} from '../ui/icon.js';
import {Facets} from './search-facets.js';
import {ResultLine} from './search-parts.js';
import {SaveDialog} from './search-save.js';

// Concepts that were recognised in the words; each may be turned off, and on again.
function Concepts({concepts, query, set}) {
    const off = valuesOf(query, 'without');
    const names = useConceptNames(off);
    const on = (concepts || []).filter((c) => !off.includes(c.concept));
    if (!on.length && !off.length) return null;
    const chip = (id, name, pressed, text) => html`<button type="button" class=${cls('chip', 'turn', {on: pressed})} key=${id} aria-pressed=${pressed ? 'true' : 'false'} onClick=${() => set({without: turned(query, 'without', id)})}
        title=${t(pressed ? 'search.concept_off' : 'search.concept_on', {text: text || ''})}><${Icon} name=${pressed ? 'check' : 'plus'} size=${12} />${name}</button>`;
    return html`<div class="search-concepts" role="group" aria-label=${t('search.concepts')}><span class="small muted">${t('search.concepts')}</span>
        ${on.map((c) => chip(c.concept, html`<${Word} text=${c.label} lang=${c.language} />`, true, c.text))}
        ${off.map((id) => chip(id, html`<${Word} text=${names.get(id)?.label || id} lang=${names.get(id)?.language} />`, false))}</div>`;
}

// The filters in force, each to be taken away; those of a search by concept too.
function InForce({query, set}) {
    const names = useConceptNames([query.concept]);
    const parts = partsOf(query, (id) => names.get(id)?.label).filter((p) => p.name !== 'q');
    if (!parts.length) return null;
    return html`<span class="chips">${parts.map((p) => html`<${Chip} tone="on" key=${p.name + (p.value || '')} onRemove=${() => set({[p.name]: p.value ? turned(query, p.name, p.value) : ''})}>${p.text}<//>`)}
        <button type="button" class="btn ghost small" onClick=${() => set(Object.fromEntries(parts.map((p) => [p.name, ''])))}>${t('filter.clear')}</button></span>`;
}

// Organisations, events, people, cases and concepts of these words.
function Elsewhere({q}) {
    const state = useLoad(async (signal) => {
        if (!q) return [];
        const [found, lexicon] = await Promise.all([get(`/search${queryText({q})}`, {signal}), get(`/lexicon/find${queryText({q, limit: 3})}`, {signal}).catch(() => ({items: []}))]);
        return [...found.items.filter((x) => x.type !== 'profile').slice(0, 8), ...lexicon.items.map((c) => ({type: 'concept', id: c.concept, label: c.label, sub: ''}))];
    }, [q]);
    if (!state.data?.length) return null;
    return html`<${Card} title=${t('search.elsewhere')} flush><ul class="lines small">${state.data.map((x) => html`<li class="line-item" key=${x.type + x.id}><div class="grow"><a href=${hrefOf(x.type, x.id)} dir="auto">${words(x.label)}</a><div class="muted">${x.type === 'concept' ? t('nav.lexicon') : choice('record', x.type)}${subWords(x) ? html` · <bdi>${subWords(x)}</bdi>` : ''}</div></div></li>`)}</ul><//>`;
}

// The saved search that this one was opened from: looked at with its results.
function useSaved(id, ready) {
    const state = useLoad((signal) => (id ? get(`/saved-searches/${id}`, {signal}).catch(() => null) : Promise.resolve(null)), [id]);
    const seen = useRef('');
    const since = useRef(new Date().toISOString());
    useEffect(() => {
        if (!ready || !state.data || seen.current === id) return;
        seen.current = id;
        post(`/saved-searches/${id}/seen`, {until: since.current}).catch(() => { /* it stays new */ });
    }, [ready, state.data]);
    return state;
}

function SavedNote({saved, query, onSaved}) {
    const same = JSON.stringify(keptOf(saved.query || {})) === JSON.stringify(keptOf(query));
    const save = async () => { onSaved(await patch(`/saved-searches/${saved.id}`, {query: keptOf(query)}, {revision: saved.revision})); toast(t('search.saved_changed')); };
    return html`<div class="saved-note"><${Icon} name="star" size=${15} /><span class="grow">${t('search.saved_as')} <a class="strong" href="/searches"><bdi>${saved.name}</bdi></a><span class="muted"> · ${choice('alert', saved.alert)}</span></span>
        ${!same && html`<${Button} small label=${t('search.save_change')} onClick=${save} />`}</div>`;
}

function Results({found, query, set, onSave}) {
    const list = useRef(null);
    const step = (by) => {
        const links = [...list.current?.querySelectorAll('.result h3 a') || []];
        const at = links.indexOf(document.activeElement);
        links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))]?.focus();
    };
    useKeys({j: () => step(1), k: () => step(-1)});
    if (found.error) return html`<${Card}><${ErrorState} error=${found.error} retry=${found.reload} /><//>`;
    if (!found.answer) return html`<${Card}><${SkeletonRows} rows=${9} height="22px" /><//>`;
    if (!found.items.length) {
        const narrowed = partsOf(query).some((p) => p.name !== 'q');
        return html`<${Card}><${Empty} title=${query.q ? t('search.none_for', {q: query.q}) : t('search.none')} text=${t(narrowed ? 'search.none_narrowed' : 'search.none_text')}>${narrowed && html`<${Button} label=${t('filter.clear')} onClick=${() => set(Object.fromEntries([...FACETS.map(([n]) => n), 'language', 'concept', 'event', 'valid', 'published_since'].map((n) => [n, ''])))} />`}
            ${query.q && onSave && html`<${Button} icon="star" label=${t('search.save_to_be_told')} onClick=${onSave} />`}<//><//>`;
    }
    return html`<div class=${cls('card', {old: found.old})} aria-busy=${found.old ? 'true' : undefined}><ol class="results" ref=${list} aria-label=${t('search.results_list')}>${found.items.map((item) => html`<${ResultLine} key=${item.profile.id} item=${item} likable=${!query.like} />`)}</ol>
        ${found.answer.next && html`<div class="card-body results-more"><${Button} label=${t('list.more')} onClick=${found.next} /></div>`}</div>`;
}

function Box({query, set}) {
    const [text, setText] = useState(query.q || '');
    useEffect(() => setText(query.q || ''), [query.q]);
    const go = (q) => set({q, like: '', saved: '', without: '', published_since: ''});
    const pick = (x) => {
        if (x.is === 'title' && x.to) navigate(`/profiles/${x.to}`);
        else if (x.is === 'organisation' && x.to) navigate(`/organisations/${x.to}`);
        else go(x.label);
    };
    return html`<form class="search-box" role="search" aria-label=${t('search.page')} onSubmit=${(e) => { e.preventDefault(); go(text.trim()); }}>
        <${Combobox} free icon="search" find=${suggest} value=${query.q || ''} label=${t('search.what')} placeholder=${t('search.what_hint')} onText=${setText} onPick=${pick} onSubmit=${go} accessKey="page-search" />
        <button type="submit" class="btn primary">${t('search.go')}</button></form>`;
}

function Like({id}) {
    const state = useLoad((signal) => get(`/profiles/${id}`, {signal}), [id]);
    const p = state.data;
    return html`<div class="saved-note"><${Icon} name="both" size=${15} /><span class="grow">${t('search.like_note')} ${p && html`<a class="strong" href=${`/profiles/${id}`}><bdi lang=${p.language} dir=${directionOf(p.language)}>${p.title}</bdi></a>`}</span><a class="small" href="/search">${t('search.like_end')}</a></div>`;
}

export default function Search({query, setQuery}) {
    const [saving, setSaving] = useState(false);
    const found = useSearch(query);
    const saved = useSaved(query.saved, Boolean(found.answer));
    const set = (values) => setQuery(values, {replace: false});
    const total = found.answer?.total;
    const nothing = !query.like && !Object.keys(keptOf(query)).length;
    return html`<${PageHead} title=${t('search.page')} actions=${html`<${LinkButton} href="/searches" icon="star" label=${t('nav.searches')} />${!query.like && !saved.data && html`<${Button} icon="plus" label=${t('search.save')} disabled=${nothing} onClick=${() => setSaving(true)} />`}`} />
        <${Box} query=${query} set=${set} />
        ${query.like ? html`<${Like} id=${query.like} />` : html`<${Concepts} concepts=${found.answer?.concepts} query=${query} set=${set} />`}
        ${saved.data && html`<${SavedNote} saved=${saved.data} query=${query} onSaved=${saved.setData} />`}
        ${found.answer?.degraded && html`<${Note} tone="warn">${t('search.degraded')}<//>`}
        <div class=${cls('search-cols', {one: query.like})}>${!query.like && html`<div class="stack search-side"><${Facets} query=${query} setQuery=${setQuery} facets=${found.answer?.facets} /><${Elsewhere} q=${query.q} /></div>`}
            <div class="search-main"><div class="row results-head"><h2 class="small muted" role="status">${total !== undefined ? tn(found.answer.total_exact === false ? 'search.at_least' : 'search.n_found', total) : found.loading ? t('state.loading') : query.like ? t('search.similar') : ''}${!query.like && !query.q && total !== undefined ? ` · ${t('search.newest_first')}` : ''}</h2><${InForce} query=${query} set=${set} /></div>
                <${Results} found=${found} query=${query} set=${set} onSave=${saved.data ? null : () => setSaving(true)} /></div></div>
        ${saving && html`<${SaveDialog} query=${keptOf(query)} onClose=${() => setSaving(false)} onSaved=${(s) => { setSaving(false); setQuery({saved: s.id}); toast(t('search.saved_toast', {name: s.name}), {action: {label: t('nav.searches'), run: () => navigate('/searches')}}); }} />`}`;
}
