// One event: its head and its tabs, each a page of its own address.
import {html, useState, useEffect} from '../lib/h.js';
import {t, fmtDays} from '../i18n.js';
import {get} from '../api.js';
import {useLoad} from '../lib/load.js';
import {words} from '../lib/show.js';
import {isStaff, hasRole} from '../store.js';
import {setParams} from '../router.js';
import {Card, ErrorState, Loaded, PageHead, SkeletonRows} from '../ui/states.js';
import {Tabs} from '../ui/tabs.js';
import {State} from '../ui/chips.js';
import {Button} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';

const TABS = {
    overview: () => import('./event-overview.js').then((m) => m.Overview),
    participants: () => import('./event-participants.js').then((m) => m.Participants),
    wishes: () => import('./event-wishes.js').then((m) => m.Wishes),
    timetable: () => import('./event-timetable.js').then((m) => m.Timetable),
    desk: () => import('./event-desk.js').then((m) => m.Desk),
    agenda: () => import('./event-agenda.js').then((m) => m.Agenda),
    sheets: () => import('./event-sheets.js').then((m) => m.Sheets),
    outcomes: () => import('./event-outcomes.js').then((m) => m.Outcomes),
    report: () => import('./event-report.js').then((m) => m.Report),
};
const WITHIN = {sheets: 'agenda'}; // pages that another tab leads to
const loaded = {};

export default function Event({id, tab = 'overview', query, setQuery}) {
    const state = useLoad((signal) => get(`/events/${id}`, {signal}), [id]);
    const [, setTurn] = useState(0);
    const [broken, setBroken] = useState(null);
    useEffect(() => {
        if (!TABS[tab] || loaded[tab]) return;
        setBroken(null);
        TABS[tab]().then((view) => { loaded[tab] = view; setTurn((n) => n + 1); }, setBroken);
    }, [tab]);
    const at = (x) => `/events/${id}${x === 'overview' ? '' : `/${x}`}`;
    return html`<${Loaded} state=${state}>${(event) => {
        const View = loaded[tab];
        const crumbs = [{href: '/events', label: t('nav.events')}];
        if (query.edit) {
            return html`<${PageHead} crumbs=${[...crumbs, {href: at('overview'), label: words(event.title)}]} title=${t('event.edit')} />
                <${Card}><${RecordForm} type="event" record=${event} zone=${event.zone} onSaved=${(r) => { state.setData(r); setParams({edit: ''}); }} onCancel=${() => setParams({edit: ''})} /><//>`;
        }
        return html`<div class="event-page"><${PageHead} crumbs=${crumbs} title=${words(event.title)} sub=${html`<span class="tnum">${fmtDays(event.first_day, event.last_day)}</span><span>${event.zone}</span><${State} list="event_status" value=${event.status} />`}
            actions=${event.can?.edit && tab === 'overview' && html`<${Button} icon="edit" label=${t('action.edit')} onClick=${() => setParams({edit: 1}, {replace: false})} />`} />
            <${Tabs} label=${t('event.tabs')} current=${WITHIN[tab] || tab} items=${Object.keys(TABS).filter((x) => !WITHIN[x] && (x !== 'desk' || isStaff.value) && (x !== 'report' || hasRole('admin', 'officer', 'analyst', 'auditor', 'member'))).map((x) => ({id: x, href: at(x), label: x === 'agenda' && isStaff.value ? t('tab.agendas') : t(`tab.${x}`)}))} />
            ${broken || !TABS[tab] ? html`<${ErrorState} error=${{status: TABS[tab] ? 0 : 404, words: t('state.broken')}} />` : View ? html`<${View} key=${tab} event=${event} query=${query} setQuery=${setQuery} reloadEvent=${state.reload} />` : html`<${SkeletonRows} rows=${8} />`}</div>`;
    }}<//>`;
}
