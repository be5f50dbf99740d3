// One programme: what it is, its events, its files, its history.
import {html} from '../lib/h.js';
import {t, choice, fmtDays} from '../i18n.js';
import {get, list, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {words} from '../lib/show.js';
import {isStaff} from '../store.js';
import {setParams} from '../router.js';
import {Card, Empty, Facts, Loaded, PageHead} from '../ui/states.js';
import {Tabs} from '../ui/tabs.js';
import {State} from '../ui/chips.js';
import {Button, LinkButton} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';
import {History} from '../ui/history.js';
import {Attachments} from '../ui/attachments.js';
import {programmeDays} from './programmes.js';

function Events({programme}) {
    const state = useLoad((signal) => list('events', {programme: programme.id, sort: '-first_day', limit: 200}, {signal}), [programme.id]);
    return html`<${Card} title=${t('nav.events')} flush><${Loaded} state=${state} rows=${3}>${(d) => (d.items.length ? html`<ul class="lines">${d.items.map((e) => html`<li class="line-item" key=${e.id}>
        <div class="grow"><a href=${`/events/${e.id}`}><bdi>${words(e.title)}</bdi></a><div class="small muted tnum">${fmtDays(e.first_day, e.last_day)}</div></div><${State} list="event_status" value=${e.status} /></li>`)}</ul>`
        : html`<${Empty} compact title=${t('home.no_events')} text=${t('programme.no_events_text')} />`)}<//><//>`;
}

function Overview({p}) {
    return html`<div class="cols-main"><${Events} programme=${p} /><${Card} title=${t('group.what')}><${Facts} items=${[
        [t('field.kind'), choice('programme_kind', p.kind)], [t('field.code'), html`<span class="mono">${p.code}</span>`], p.first_day && [t('event.days'), programmeDays(p)],
        [t('field.description'), p.description && html`<span class="prewrap">${words(p.description)}</span>`]]} /><//></div>`;
}

export default function Programme({id, query}) {
    const state = useLoad((signal) => get(`/programmes/${id}`, {signal}), [id]);
    const tab = query.tab || 'overview';
    const at = (x) => `/programmes/${id}${queryText({tab: x === 'overview' ? '' : x})}`;
    return html`<${Loaded} state=${state}>${(p) => {
        const crumbs = [{href: '/programmes', label: t('nav.programmes')}];
        if (query.edit) {
            return html`<${PageHead} crumbs=${[...crumbs, {href: at('overview'), label: words(p.title)}]} title=${t('programme.edit')} />
                <${Card}><${RecordForm} type="programme" record=${p} onSaved=${(r) => { state.setData(r); setParams({edit: ''}); }} onCancel=${() => setParams({edit: ''})} /><//>`;
        }
        return html`<${PageHead} crumbs=${crumbs} title=${words(p.title)} sub=${html`<span>${choice('programme_kind', p.kind)}</span>${p.first_day && html`<span class="tnum">${programmeDays(p)}</span>`}`}
            actions=${html`${isStaff.value && html`<${LinkButton} icon="plus" href=${`/events?new=1&programme=${p.id}`} label=${t('event.new')} />`}${p.can?.edit && html`<${Button} icon="edit" label=${t('action.edit')} onClick=${() => setParams({edit: 1}, {replace: false})} />`}`} />
            <${Tabs} label=${t('programme.tabs')} current=${tab} items=${['overview', 'attachments', 'history'].map((x) => ({id: x, href: at(x), label: t(`tab.${x}`)}))} />
            ${tab === 'overview' && html`<${Overview} p=${p} />`}${tab === 'attachments' && html`<${Attachments} type="programme" id=${id} can=${p.can?.edit} />`}${tab === 'history' && html`<${History} type="programme" plural="programmes" id=${id} />`}`;
    }}<//>`;
}
