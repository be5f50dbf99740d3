// Organisations: a list with filters, and a form for a new one.
import {html} from '../lib/h.js';
import {t, choice, countryName} from '../i18n.js';
import {options} from '../lib/schema.js';
import {COUNTRIES} from '../lib/geo.js';
import {navigate} from '../router.js';
import {isStaff} from '../store.js';
import {orgName, otherName} from '../lib/show.js';
import {PageHead, Empty, Card} from '../ui/states.js';
import {Records} from '../ui/records.js';
import {Button, LinkButton} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';

const FIRST = ['KR', 'US', 'FR', 'IL', 'RU', 'DE', 'JP', 'CN'];
export const countryOptions = () => [...FIRST, ...COUNTRIES.filter((c) => !FIRST.includes(c))].map((c) => [c, countryName(c)]);

export default function Organisations({query, setQuery}) {
    if (query.new) {
        return html`<${PageHead} crumbs=${[{href: '/organisations', label: t('nav.organisations')}]} title=${t('organisation.new')} />
            <${Card}><${RecordForm} type="organisation" initial=${{type: 'company', country: 'KR', language: 'ko'}} onSaved=${(r) => navigate(`/organisations/${r.id}`)} onCancel=${() => setQuery({new: ''}, {replace: false})} /><//>`;
    }
    const columns = [
        {id: 'name', label: t('field.name'), sort: 'name', cell: orgName, phone: 'title'},
        {id: 'other', label: t('organisation.other_name'), cell: (o) => (otherName(o) !== orgName(o) ? otherName(o) : ''), width: '20%'},
        {id: 'country', label: t('field.country'), sort: 'country', cell: (o) => countryName(o.country), phone: 'side', width: '16%'},
        {id: 'region', label: t('field.region'), cell: (o) => o.region, width: '14%'},
        {id: 'type', label: t('field.type'), cell: (o) => choice('organisation_type', o.type), phone: 'sub', width: '13%'},
        {id: 'size', label: t('field.size_class'), low: true, cell: (o) => choice('size_class', o.size_class), width: '12%'},
    ];
    return html`<${PageHead} title=${t('nav.organisations')} actions=${html`${isStaff.value && html`<${LinkButton} href="/imports?kind=organisations" icon="upload" label=${t('action.import')} />
            <${Button} primary icon="plus" label=${t('organisation.new')} onClick=${() => setQuery({new: 1}, {replace: false})} />`}`} />
        <${Records} plural="organisations" query=${query} setQuery=${setQuery} columns=${columns} caption=${t('nav.organisations')} href=${(o) => `/organisations/${o.id}`}
            filters=${[{name: 'country', label: t('field.country'), options: countryOptions()}, {name: 'type', label: t('field.type'), options: options('organisation_type', choice)},
                {name: 'size_class', label: t('field.size_class'), options: options('size_class', choice)}, {name: 'root_technologies', label: t('field.root_technologies'), options: options('root_technology', choice)}]}
            empty=${html`<${Empty} title=${t('organisation.none')} text=${t('organisation.none_text')}>${isStaff.value && html`<${LinkButton} primary href="/imports?kind=organisations" icon="upload" label=${t('action.import')} />`}<//>`} />`;
}
