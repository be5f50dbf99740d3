// One person: how to reach them, their posts, and what they agreed to.
import {html} from '../lib/h.js';
import {t, choice, countryName, languageName, fmtDay, fmtDays} from '../i18n.js';
import {get, list} from '../api.js';
import {useLoad} from '../lib/load.js';
import {setParams} from '../router.js';
import {Card, Empty, Facts, HiddenValue, Loaded, PageHead} from '../ui/states.js';
import {Chip} from '../ui/chips.js';
import {Button} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';

function Consents({id}) {
    const state = useLoad((signal) => list('consents', {person: id, limit: 100}, {signal}), [id]);
    const today = new Date().toISOString().slice(0, 10);
    const valid = (c) => !c.withdrawn_on && (!c.until_day || c.until_day >= today);
    return html`<${Loaded} compact state=${state} rows=${3}>${(d) => (d.items.length ? html`<ul class="lines">${d.items.map((c) => html`<li class="line-item"><div class="grow"><span class="strong">${choice('purpose', c.purpose)}</span>
        <div class="small muted" dir="auto">${[c.passed_to, (c.countries || []).map(countryName).join(', '), fmtDays(c.given_on, c.until_day)].filter(Boolean).join(' · ')}</div></div>
        ${valid(c) ? html`<${Chip} tone="good" icon="check">${t('consent.valid')}<//>` : html`<${Chip} tone="warn" icon="close">${c.withdrawn_on ? t('consent.withdrawn', {day: fmtDay(c.withdrawn_on)}) : t('consent.expired')}<//>`}</li>`)}</ul>`
        : html`<${Empty} compact title=${t('consent.none')} text=${t('consent.none_text')} />`)}<//>`;
}

export default function Person({id, query}) {
    const state = useLoad((signal) => get(`/people/${id}`, {signal}), [id]);
    return html`<${Loaded} state=${state}>${(p) => html`<${PageHead} crumbs=${p.organisation ? [{href: `/organisations/${p.organisation}?tab=people`, label: p.organisation_label || t('nav.organisations')}] : []} title=${p.name} sub=${html`<bdi>${p.role}</bdi>`}
            actions=${p.can?.edit && !query.edit && html`<${Button} icon="edit" label=${t('action.edit')} onClick=${() => setParams({edit: 1}, {replace: false})} />`} />
        ${query.edit ? html`<${Card}><${RecordForm} type="person" record=${p} onSaved=${(r) => { state.setData(r); setParams({edit: ''}); }} onCancel=${() => setParams({edit: ''})} /><//>`
            : html`<div class="cols-2"><${Card} title=${t('group.contact')}><${Facts} items=${[[t('field.name_en'), p.name_en], [t('field.email'), p.hidden?.includes('email') ? html`<${HiddenValue} />` : p.email], [t('field.phone'), p.hidden?.includes('phone') ? html`<${HiddenValue} />` : p.phone],
                [t('field.languages'), (p.languages || []).map(languageName).join(', ')]]} /><//><${Card} title=${t('consent.title')} flush><${Consents} id=${id} /><//></div>`}`}<//>`;
}
