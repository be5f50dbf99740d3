// Offers and needs: a list with facets, and the form for a new one.
import {html, useState, cls} from '../lib/h.js';
import {t, choice, languageName, fmtDay} from '../i18n.js';
import {options, CHOICES} from '../lib/schema.js';
import {LANGUAGE_TAGS} from '../lib/geo.js';
import {ConceptChips, conceptHref, useConceptNames, useConcepts, Word} from '../lib/concepts.js';
import {navigate} from '../router.js';
import {hasRole, isStaff, myOrganisations} from '../store.js';
import {PageHead, Empty, Card} from '../ui/states.js';
import {Records} from '../ui/records.js';
import {Chip, State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button, LinkButton} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';

export const isNeed = (type) => /request$/.test(type || '');

// Offer or need, told by an arrow out or in and by the word.
export function TypeMark({type}) {
    return html`<span class="type-mark"><${Icon} name=${isNeed(type) ? 'download' : 'upload'} size=${15} />${choice('profile_type', type)}</span>`;
}

// `plain`: within a card.
export function ProfileLines({items, plain}) {
    const concepts = useConcepts(items.map((p) => p.id));
    return html`<ul class=${cls('lines', {card: !plain})}>${items.map((p) => html`<li class="line-item" key=${p.id}><div class="grow"><a href=${`/profiles/${p.id}`}><bdi lang=${p.language}>${p.title}</bdi></a>
        <div class="small muted"><${TypeMark} type=${p.type} />${p.valid_until ? ` · ${t('profile.until', {day: fmtDay(p.valid_until)})}` : ''}</div><${ConceptChips} concepts=${concepts.get(p.id)?.concepts} total=${concepts.get(p.id)?.total} small /></div><${State} list="profile_status" value=${p.status} /></li>`)}</ul>`;
}

// The filter by concept, which has no list to choose from: it is set from the lexicon.
function ConceptFilter({id, onRemove}) {
    const c = useConceptNames([id]).get(id);
    return html`<p class="row concept-filter"><span class="muted">${t('profile.speaks_of')}</span><${Chip} tone="on" onRemove=${onRemove}><a href=${conceptHref(id)}>${c ? html`<${Word} text=${c.label} lang=${c.language} />` : id}</a><//><span class="small muted">${t('profile.and_below')}</span></p>`;
}

export default function Profiles({query, setQuery}) {
    const mine = myOrganisations.value;
    const [ids, setIds] = useState([]);
    const concepts = useConcepts(ids);
    if (query.new) {
        const organisation = query.organisation || mine[0]?.id;
        const label = mine.find((o) => o.id === organisation)?.name;
        return html`<${PageHead} crumbs=${[{href: '/profiles', label: t('nav.profiles')}]} title=${t('profile.new')} />
            <${Card}><${RecordForm} type="profile" initial=${{organisation, organisation_label: label, type: 'technology_request', language: 'ko', status: 'draft', texts: [{language: 'ko', origin: 'original', state: 'reviewed'}]}}
                fixed=${organisation ? {organisation} : {}} onSaved=${(r) => navigate(`/profiles/${r.id}`)} onCancel=${() => navigate('/profiles')} /><//>`;
    }
    const columns = [
        {id: 'title', label: t('field.title'), sort: 'title', cell: (p) => html`<span lang=${p.language}>${p.title}</span>`, phone: 'title', below: (p) => html`<${ConceptChips} concepts=${concepts.get(p.id)?.concepts} total=${concepts.get(p.id)?.total} small />`},
        {id: 'type', label: t('field.type'), cell: (p) => html`<${TypeMark} type=${p.type} />`, width: '172px'},
        {id: 'organisation', label: t('field.organisation'), cell: (p) => html`<bdi>${p.organisation_label}</bdi>`, phone: 'sub', width: '19%'},
        {id: 'language', label: t('field.language'), low: true, cell: (p) => languageName(p.language), width: '96px'},
        {id: 'valid', label: t('field.valid_until'), low: true, sort: 'valid_until', cell: (p) => fmtDay(p.valid_until), width: '142px'},
        {id: 'status', label: t('field.status'), cell: (p) => html`<${State} list="profile_status" value=${p.status} />`, phone: 'side', width: '126px'},
    ];
    const side = {need: CHOICES.profile_type.filter(isNeed).join(','), offer: CHOICES.profile_type.filter((x) => !isNeed(x)).join(',')};
    return html`<${PageHead} title=${t('nav.profiles')} actions=${html`${isStaff.value && html`<${LinkButton} href="/imports?kind=profiles" icon="upload" label=${t('action.import')} />`}
            ${hasRole('admin', 'officer', 'member') && html`<${Button} primary icon="plus" label=${t('profile.new')} onClick=${() => setQuery({new: 1}, {replace: false})} />`}`} />
        ${query.concept && html`<${ConceptFilter} id=${query.concept} onRemove=${() => setQuery({concept: ''})} />`}
        <${Records} plural="profiles" query=${query} fixed=${query.concept ? {concept: query.concept} : {}} onItems=${(items) => setIds(items.map((p) => p.id))} rowHeight=${66} narrowHeight=${98} setQuery=${setQuery} columns=${columns} sort="title" caption=${t('nav.profiles')} href=${(p) => `/profiles/${p.id}`}
            filters=${[{name: 'side', label: t('profile.side'), options: [['need', t('profile.needs')], ['offer', t('profile.offers')]], send: (v) => ({type: side[v]})},
                {name: 'type', label: t('field.type'), options: options('profile_type', choice)},
                {name: 'language', label: t('field.language'), options: LANGUAGE_TAGS.map((l) => [l, languageName(l)])}, {name: 'status', label: t('field.status'), options: options('profile_status', choice)}]}
            empty=${html`<${Empty} title=${t('profile.none')} text=${t('profile.none_text')} />`} />`;
}
