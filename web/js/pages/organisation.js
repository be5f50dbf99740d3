// One organisation: facts, names, identifiers, what it offers and needs, people, history.
import {html} from '../lib/h.js';
import {t, choice, countryName, languageName, fmtNumber, fieldLabel} from '../i18n.js';
import {get, list, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {orgName, otherName} from '../lib/show.js';
import {isStaff, isMine} from '../store.js';
import {setParams} from '../router.js';
import {Card, Empty, Facts, HiddenValue, Loaded, PageHead} from '../ui/states.js';
import {Tabs} from '../ui/tabs.js';
import {Chip, ChipList, State} from '../ui/chips.js';
import {Button, LinkButton} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';
import {History} from '../ui/history.js';
import {Attachments} from '../ui/attachments.js';
import {ProfileLines} from './profiles.js';

const scriptName = (code) => { try { return new Intl.DisplayNames([document.documentElement.lang], {type: 'script'}).of(code); } catch { return code; } };

export const schemeName = (s) => { const key = `scheme.${s}`; const text = t(key); return text.startsWith('⟦') ? s : text; };

function FactsTab({o}) {
    const hidden = (name, value) => (o.hidden?.includes(name) ? html`<${HiddenValue} />` : value);
    return html`<div class="cols-2"><${Card} title=${t('group.what')}><${Facts} items=${[
        [t('field.type'), choice('organisation_type', o.type)], [t('field.country'), countryName(o.country)], [t('field.region'), o.region], [t('field.size_class'), choice('size_class', o.size_class)],
        o.employees && [t('field.employees'), html`<span class="tnum">${fmtNumber(o.employees)}</span>`],
        o.website && [t('field.website'), /^https?:/.test(o.website) ? html`<a href=${o.website} target="_blank" rel="noreferrer noopener">${o.website}</a>` : o.website],
        o.root_technologies?.length && [t('field.root_technologies'), html`<${ChipList} list="root_technology" values=${o.root_technologies} />`],
        o.certificates?.length && [t('field.certificates'), html`<${ChipList} values=${o.certificates} />`],
        o.industry_codes?.length && [t('field.industry_codes'), html`<span class="chips">${o.industry_codes.map((c) => html`<${Chip} tone="quiet">${c.scheme}${c.edition ? `-${c.edition}` : ''} ${c.code}<//>`)}</span>`],
        o.merged_into && [t('field.merged_into'), html`<a href=${`/organisations/${o.merged_into}`}>${o.merged_into_label}</a>`]]} /><//>
        <${Card} title=${t('group.contact')}><${Facts} items=${[[t('field.contact'), hidden('contact', o.contact)], [t('field.email'), hidden('email', o.email && html`<a href=${`mailto:${o.email}`}>${o.email}</a>`)],
            [t('field.phone'), hidden('phone', o.phone)], [t('field.note'), hidden('note', o.note && html`<span class="prewrap">${o.note}</span>`)], [t('field.external_id'), o.external_id]]} /><//></div>`;
}

function NamesTab({o}) {
    const names = o.names?.length ? o.names : [{language: o.language, kind: 'preferred', name: o.name}];
    return html`<div class="table-wrap"><table class="table natural"><caption class="sr">${t('field.names')}</caption><thead><tr>${['name', 'language', 'script', 'kind'].map((f) => html`<th scope="col">${fieldLabel('organisation', f)}</th>`)}</tr></thead>
        <tbody>${names.map((n) => html`<tr><td class="strong"><bdi lang=${n.language}>${n.name}</bdi></td><td>${languageName(n.language)}</td><td class="muted">${n.script ? scriptName(n.script) : ''}</td><td>${choice('name_kind', n.kind)}</td></tr>`)}</tbody></table></div>`;
}

function IdentifiersTab({o}) {
    if (!o.identifiers?.length) return html`<${Card}><${Empty} compact title=${t('organisation.no_identifiers')} text=${t('organisation.no_identifiers_text')} /><//>`;
    return html`<div class="table-wrap"><table class="table natural"><caption class="sr">${t('field.identifiers')}</caption><thead><tr><th scope="col">${t('field.scheme')}</th><th scope="col">${t('field.value')}</th><th scope="col">${t('field.verdict')}</th></tr></thead>
        <tbody>${o.identifiers.map((x) => html`<tr><td>${schemeName(x.scheme)}</td><td class="mono">${x.value}</td><td><${State} list="verdict" value=${x.verdict} /></td></tr>`)}</tbody></table></div>`;
}

function PeopleTab({o}) {
    const state = useLoad((signal) => list('people', {organisation: o.id, sort: 'name', limit: 200}, {signal}), [o.id]);
    return html`<${Loaded} state=${state}>${(d) => (d.items.length ? html`<ul class="lines card">${d.items.map((p) => html`<li class="line-item"><div class="grow"><a href=${`/people/${p.id}`}><bdi>${p.name}</bdi></a>
        ${p.name_en && p.name_en !== p.name && html` <span class="muted">${p.name_en}</span>`}<div class="small muted" dir="auto">${p.role}</div></div>
        <span class="small muted">${(p.languages || []).map(languageName).join(', ')}</span></li>`)}</ul>` : html`<${Card}><${Empty} compact title=${t('organisation.no_people')} /><//>`)}<//>`;
}

function ProfilesTab({o}) {
    const state = useLoad((signal) => list('profiles', {organisation: o.id, limit: 200}, {signal}), [o.id]);
    return html`<${Loaded} state=${state}>${(d) => (d.items.length ? html`<${ProfileLines} items=${d.items} />` : html`<${Card}><${Empty} compact title=${t('organisation.no_profiles')} text=${t('organisation.no_profiles_text')} /><//>`)}<//>`;
}

export default function Organisation({id, query}) {
    const state = useLoad((signal) => get(`/organisations/${id}`, {signal}), [id]);
    const tab = query.tab || 'facts';
    const at = (x) => `/organisations/${id}${queryText({tab: x === 'facts' ? '' : x})}`;
    return html`<${Loaded} state=${state}>${(o) => {
        const crumbs = [{href: '/organisations', label: t('nav.organisations')}];
        if (query.edit) {
            return html`<${PageHead} crumbs=${[...crumbs, {href: at('facts'), label: orgName(o)}]} title=${t('organisation.edit')} />
                <${Card}><${RecordForm} type="organisation" record=${o} onSaved=${(r) => { state.setData(r); setParams({edit: ''}); }} onCancel=${() => setParams({edit: ''})} /><//>`;
        }
        return html`<${PageHead} crumbs=${crumbs} title=${orgName(o)} sub=${html`${otherName(o) && otherName(o) !== orgName(o) && html`<bdi>${otherName(o)}</bdi>`}<span>${countryName(o.country)}${o.region ? html`, <bdi>${o.region}</bdi>` : ''}</span><span>${choice('organisation_type', o.type)}</span>${o.status !== 'active' && html`<${State} list="organisation_status" value=${o.status} />`}`}
            actions=${html`${(isStaff.value || isMine(o.id)) && html`<${LinkButton} icon="plus" href=${`/profiles?new=1&organisation=${o.id}`} label=${t('profile.new')} />`}
                ${o.can?.edit && html`<${Button} icon="edit" label=${t('action.edit')} onClick=${() => setParams({edit: 1}, {replace: false})} />`}`} />
            <${Tabs} label=${t('organisation.tabs')} current=${tab} items=${['facts', 'names', 'identifiers', 'profiles', 'people', 'attachments', 'history'].map((x) => ({id: x, href: at(x), label: t(`tab.${x}`)}))} />
            ${tab === 'facts' && html`<${FactsTab} o=${o} />`}${tab === 'names' && html`<${NamesTab} o=${o} />`}${tab === 'identifiers' && html`<${IdentifiersTab} o=${o} />`}
            ${tab === 'profiles' && html`<${ProfilesTab} o=${o} />`}${tab === 'people' && html`<${PeopleTab} o=${o} />`}${tab === 'attachments' && html`<${Attachments} type="organisation" id=${id} can=${o.can?.edit} />`}${tab === 'history' && html`<${History} type="organisation" plural="organisations" id=${id} />`}`;
    }}<//>`;
}
