// Events: what is coming, what has been, and the form for a new one.
import {html} from '../lib/h.js';
import {t, choice, fmtDays} from '../i18n.js';
import {options} from '../lib/schema.js';
import {words} from '../lib/show.js';
import {navigate} from '../router.js';
import {isStaff} from '../store.js';
import {Card, Empty, PageHead} from '../ui/states.js';
import {Records} from '../ui/records.js';
import {State} from '../ui/chips.js';
import {Button} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';

export default function Events({query, setQuery}) {
    if (query.new) {
        return html`<${PageHead} crumbs=${[{href: '/events', label: t('nav.events')}]} title=${t('event.new')} />
            <${Card}><${RecordForm} type="event" fixed=${query.programme ? {programme: query.programme} : undefined} hide=${query.programme ? ['programme'] : []} initial=${{status: 'draft', zone: 'Asia/Seoul', day_from: '10:00', day_until: '17:00', slot_minutes: 30, breaks: [{from: '12:00', until: '13:00'}]}} onSaved=${(r) => navigate(`/events/${r.id}`)} onCancel=${() => navigate('/events')} /><//>`;
    }
    const columns = [
        {id: 'title', label: t('field.title'), cell: (e) => words(e.title), phone: 'title', width: '42%'},
        {id: 'days', label: t('event.days'), sort: 'first_day', cell: (e) => fmtDays(e.first_day, e.last_day), phone: 'sub', width: '26%'},
        {id: 'code', label: t('field.code'), cell: (e) => html`<span class="mono">${e.code}</span>`, width: '16%'},
        {id: 'status', label: t('field.status'), cell: (e) => html`<${State} list="event_status" value=${e.status} />`, phone: 'side', width: '16%'},
    ];
    return html`<${PageHead} title=${t('nav.events')} actions=${isStaff.value && html`<${Button} primary icon="plus" label=${t('event.new')} onClick=${() => setQuery({new: 1}, {replace: false})} />`} />
        <${Records} plural="events" query=${query} setQuery=${setQuery} columns=${columns} sort="-first_day" caption=${t('nav.events')} href=${(e) => `/events/${e.id}`} filters=${[{name: 'status', label: t('field.status'), options: options('event_status', choice)}]}
            empty=${html`<${Empty} title=${t('home.no_events')} text=${isStaff.value ? t('home.no_events_text') : t('home.no_events_member')} />`} />`;
}
