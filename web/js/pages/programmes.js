// Programmes: the lasting undertakings that events belong to, and the form for a new one.
import {html} from '../lib/h.js';
import {t, choice, fmtDays} from '../i18n.js';
import {options} from '../lib/schema.js';
import {words} from '../lib/show.js';
import {navigate} from '../router.js';
import {isStaff} from '../store.js';
import {Card, Empty, PageHead} from '../ui/states.js';
import {Records} from '../ui/records.js';
import {Button} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';

export const programmeDays = (p) => (p.first_day ? fmtDays(p.first_day, p.last_day || p.first_day) : '');

export default function Programmes({query, setQuery}) {
    if (query.new) {
        return html`<${PageHead} crumbs=${[{href: '/programmes', label: t('nav.programmes')}]} title=${t('programme.new')} />
            <${Card}><${RecordForm} type="programme" initial=${{kind: 'week'}} onSaved=${(r) => navigate(`/programmes/${r.id}`)} onCancel=${() => navigate('/programmes')} /><//>`;
    }
    const columns = [
        {id: 'title', label: t('field.title'), cell: (p) => words(p.title), phone: 'title', width: '42%'},
        {id: 'days', label: t('event.days'), cell: programmeDays, phone: 'sub', width: '26%'},
        {id: 'code', label: t('field.code'), cell: (p) => html`<span class="mono">${p.code}</span>`, width: '16%'},
        {id: 'kind', label: t('field.kind'), cell: (p) => choice('programme_kind', p.kind), phone: 'side', width: '16%'},
    ];
    return html`<${PageHead} title=${t('nav.programmes')} sub=${html`<span>${t('programme.sub')}</span>`} actions=${isStaff.value && html`<${Button} primary icon="plus" label=${t('programme.new')} onClick=${() => setQuery({new: 1}, {replace: false})} />`} />
        <${Records} plural="programmes" query=${query} setQuery=${setQuery} columns=${columns} sort="" caption=${t('nav.programmes')} href=${(p) => `/programmes/${p.id}`} filters=${[{name: 'kind', label: t('field.kind'), options: options('programme_kind', choice)}]}
            empty=${html`<${Empty} title=${t('programme.none')} text=${t('programme.none_text')} />`} />`;
}
