// One's saved searches: what each looks for, what is new in it, whether it tells.
import {html, useEffect, useState} from '../lib/h.js';
import {t, tn, choice, fmtAgo} from '../i18n.js';
import {all, del, get, patch} from '../api.js';
import {useLoad} from '../lib/load.js';
import {partsOf, searchHref} from '../lib/search.js';
import {useConceptNames} from '../lib/concepts.js';
import {navigate} from '../router.js';
import {badges, toast, toastProblem} from '../store.js';
import {Card, Empty, ErrorState, Loaded, PageHead, SkeletonRows} from '../ui/states.js';
import {Chip} from '../ui/chips.js';
import {Button, LinkButton} from '../ui/button.js';
import {Dialog, ask} from '../ui/dialog.js';
import {Select, TextField} from '../ui/field.js';
import {ALERTS} from './search-save.js';

// The records with their counts, by name.
export const loadSearches = async (signal) => {
    const [records, news] = await Promise.all([all('saved-searches', {sort: 'name'}, {signal}), get('/saved-searches/new', {signal})]);
    const by = new Map(news.items.map((x) => [x.id, x]));
    return records.map((r) => ({...r, news: by.get(r.id)}));
};
export const newHref = (s) => searchHref({...s.query, saved: s.id, published_since: s.news?.new ? s.news.seen_at : ''});

function Parts({query}) {
    const names = useConceptNames([query?.concept]);
    const parts = partsOf(query || {}, (id) => names.get(id)?.label);
    if (!parts.length) return html`<span class="small muted">${t('search.everything')}</span>`;
    return html`<span class="chips">${parts.map((p) => html`<${Chip} tone="quiet" key=${p.name + (p.value || '')}>${p.text}<//>`)}</span>`;
}

function Rename({search, onClose, onDone}) {
    const [name, setName] = useState(search.name);
    const [error, setError] = useState('');
    const save = async () => {
        if (!name?.trim()) { setError(t('search.name_needed')); return; }
        onDone(await patch(`/saved-searches/${search.id}`, {name: name.trim()}, {revision: search.revision}));
    };
    return html`<${Dialog} title=${t('search.rename')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('action.save')} onClick=${save} />`}>
        <form onSubmit=${(e) => { e.preventDefault(); save(); }}><${TextField} label=${t('search.name')} value=${name} required onChange=${(v) => { setName(v || ''); setError(''); }} error=${error} /></form><//>`;
}

function Line({s, onChange, onGone}) {
    const [renaming, setRenaming] = useState(false);
    const lost = s.news && s.news.new === null;
    const setAlert = async (alert) => {
        try { onChange(await patch(`/saved-searches/${s.id}`, {alert: alert || 'none'}, {revision: s.revision})); toast(t('search.alert_set', {name: s.name})); } catch (e) { toastProblem(e); }
    };
    const remove = async () => {
        if (!await ask({title: t('search.delete_title'), text: t('search.delete_text', {name: s.name}), yes: t('action.delete'), danger: true})) return;
        await del(`/saved-searches/${s.id}`, {revision: s.revision});
        onGone();
    };
    return html`<li class="saved-line"><div class="grow saved-what"><a class="strong" href=${newHref(s)}><bdi>${s.name}</bdi></a><${Parts} query=${s.query} />
            ${lost && html`<span class="small warn">${t('search.lost')}</span>`}</div>
        <div class="saved-news">${s.news?.new > 0 ? html`<a class="badge on" href=${newHref(s)}>${tn(s.news.exact ? 'search.n_new' : 'search.n_new_least', s.news.new)}</a>` : html`<span class="small faint">${t('search.nothing_new')}</span>`}
            ${s.news && html`<span class="small faint nowrap">${t('search.seen', {when: fmtAgo(s.news.seen_at)})}</span>`}</div>
        <div class="saved-act"><${Select} aria-label=${t('search.alert_of', {name: s.name})} value=${s.alert === 'none' ? '' : s.alert} none=${choice('alert', 'none')} options=${ALERTS.slice(1).map((a) => [a, choice('alert', a)])} onChange=${setAlert} />
            <${Button} ghost iconOnly icon="edit" label=${t('search.rename_of', {name: s.name})} onClick=${() => setRenaming(true)} /><${Button} ghost iconOnly icon="trash" label=${t('search.delete_of', {name: s.name})} onClick=${remove} /></div>
        ${renaming && html`<${Rename} search=${s} onClose=${() => setRenaming(false)} onDone=${(r) => { setRenaming(false); onChange(r); }} />`}</li>`;
}

// `/searches/ID` is where an alert leads: to the results, what is new first.
function Open({id}) {
    const state = useLoad(async (signal) => {
        const [record, news] = await Promise.all([get(`/saved-searches/${id}`, {signal}), get('/saved-searches/new', {signal})]);
        return {...record, news: news.items.find((x) => x.id === id)};
    }, [id]);
    useEffect(() => { if (state.data) navigate(newHref(state.data), {replace: true}); }, [state.data]);
    return state.error ? html`<${ErrorState} error=${state.error} retry=${state.reload} />` : html`<${SkeletonRows} rows=${8} />`;
}

export default function Searches({id}) {
    const state = useLoad((signal) => (id ? Promise.resolve([]) : loadSearches(signal)), [id]);
    useEffect(() => { if (state.data && !id) badges.value = {...badges.value, searches: state.data.filter((s) => s.news?.new > 0).length}; }, [state.data]);
    if (id) return html`<${Open} id=${id} />`;
    const change = (r) => state.setData((l) => l.map((s) => (s.id === r.id ? {...s, ...r} : s)));
    return html`<${PageHead} crumbs=${[{href: '/search', label: t('search.page')}]} title=${t('nav.searches')} sub=${t('search.saved_sub')} actions=${html`<${LinkButton} primary href="/search" icon="search" label=${t('search.new')} />`} />
        <${Loaded} state=${state}>${(list) => (list.length ? html`<${Card} flush><ul class="saved-list" aria-label=${t('nav.searches')}>${list.map((s) => html`<${Line} key=${s.id} s=${s} onChange=${change} onGone=${state.reload} />`)}</ul><//>`
        : html`<${Card}><${Empty} title=${t('search.no_saved')} text=${t('search.no_saved_text')}><${LinkButton} href="/search" label=${t('search.page')} /><//><//>`)}<//>`;
}
