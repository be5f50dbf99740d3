// One offer or need: its texts side by side, specifications, who sees what, history; and
// the search for partners.
import {html, useState} from '../lib/h.js';
import {t, choice, languageName, fmtDay, fieldLabel} from '../i18n.js';
import {get, list, post, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {profileText, specText} from '../lib/show.js';
import {isMine, hasRole} from '../store.js';
import {setParams} from '../router.js';
import {Card, Empty, Facts, HiddenValue, Loaded, PageHead} from '../ui/states.js';
import {Tabs} from '../ui/tabs.js';
import {Chip, ChipList, Countries, Ladder, State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {Job} from '../ui/job.js';
import {RecordForm} from '../ui/form.js';
import {History} from '../ui/history.js';
import {Attachments} from '../ui/attachments.js';
import {TypeMark, isNeed} from './profiles.js';
import {ScoreBar} from './match-parts.js';
import {SimilarProfiles} from './search-parts.js';
import {ProfileConcepts} from './profile-concepts.js';

const rungOf = (p, field) => p.rungs?.find((r) => r.field === field)?.rung || 'teaser';

function Texts({p}) {
    const texts = [...(p.texts || [])].sort((a, b) => (a.origin === 'original' ? -1 : b.origin === 'original' ? 1 : 0));
    return html`<div class="texts">${texts.map((x) => html`<article class="text-col" key=${x.language} lang=${x.language} dir="auto">
        <header class="row" dir="ltr" lang=${document.documentElement.lang}><span class="strong">${languageName(x.language)}</span>${x.origin === 'original' ? html`<${Chip} tone="on">${choice('origin', 'original')}<//>` : html`<${Chip} tone=${x.state === 'machine' ? 'warn' : 'quiet'} icon=${x.state === 'machine' ? 'info' : undefined}>${choice('text_state', x.state) || choice('origin', 'translation')}<//>`}</header>
        <h3>${x.title}</h3>${x.text ? html`<p class="prewrap">${x.text}</p>` : p.hidden?.includes('texts') || p.hidden?.includes('text') ? html`<${HiddenValue} rung=${choice('rung', rungOf(p, 'texts'))} />` : null}</article>`)}</div>`;
}

function Specs({p}) {
    if (p.hidden?.includes('specs')) return html`<div class="card-body"><${HiddenValue} rung=${choice('rung', rungOf(p, 'specs'))} /></div>`;
    if (!p.specs?.length) return html`<${Empty} compact title=${t('profile.no_specs')} />`;
    return html`<table class="table natural"><caption class="sr">${t('field.specs')}</caption><thead><tr><th scope="col">${t('field.quantity')}</th><th scope="col" class="num">${t('profile.spec_range')}</th></tr></thead>
        <tbody>${p.specs.map((s) => html`<tr><td><bdi>${s.quantity}</bdi></td><td class="num strong">${specText(s)}</td></tr>`)}</tbody></table>`;
}

function Overview({p, onChanged}) {
    const guarded = (name, value) => (p.hidden?.includes(name) ? html`<${HiddenValue} rung=${choice('rung', rungOf(p, name))} />` : value);
    return html`<div class="cols-main"><div class="stack"><${Card} title=${t('field.texts')} flush><${Texts} p=${p} /><//><${Card} title=${t('field.specs')} flush><${Specs} p=${p} /><//></div>
        <div class="stack"><${Card} title=${t('profile.facts')}><${Facts} items=${[
        [t('field.organisation'), html`<a href=${`/organisations/${p.organisation}`}><bdi>${p.organisation_label}</bdi></a>`], [t('field.cooperation'), p.cooperation?.length && html`<${ChipList} list="cooperation" values=${p.cooperation} />`],
        [t('field.trl'), guarded('trl', p.trl && html`<span class="tnum">${p.trl} / 9</span>`)], [t('field.mrl'), guarded('mrl', p.mrl && html`<span class="tnum">${p.mrl} / 10</span>`)], [t('field.ipr'), guarded('ipr', choice('ipr', p.ipr))],
        [t('field.target_countries'), p.target_countries?.length && html`<${Countries} codes=${p.target_countries} />`], [t('field.concepts'), guarded('concepts', p.concepts?.length && html`<${ChipList} values=${p.concepts} most=${12} />`)],
        [t('field.root_technologies'), p.root_technologies?.length && html`<${ChipList} list="root_technology" values=${p.root_technologies} />`], [t('field.valid_until'), p.valid_until && fmtDay(p.valid_until)]]} /><//>
        <${SimilarProfiles} id=${p.id} /><${ProfileConcepts} p=${p} onChanged=${onChanged} />
        <${Card} title=${t('profile.who_sees')}><p class="small muted">${t('profile.who_sees_text')}</p><dl class="facts rungs">${['texts', 'specs', 'concepts', 'trl', 'mrl', 'ipr'].map((f) => html`<dt>${fieldLabel('profile', f)}</dt><dd><${Ladder} rung=${rungOf(p, f)} /></dd>`)}</dl><//></div></div>`;
}

function Partners({p, query}) {
    const [job, setJob] = useState(null);
    const side = isNeed(p.type) ? 'need' : 'offer';
    const state = useLoad((signal) => list('matches', {[side]: p.id, sort: '-score', limit: 50, count: 1}, {signal}), [p.id]);
    const find = async () => { const answer = await post(`/profiles/${p.id}/match`); setJob(answer.job); };
    const may = hasRole('admin', 'officer') || isMine(p.organisation);
    const button = may && html`<${Button} primary icon="match" label=${t('profile.find_partners')} onClick=${find} disabled=${Boolean(job)} />`;
    return html`<div class="stack">${job && html`<${Card}><${Job} id=${job} kind="match" onDone=${() => { setJob(null); state.reload(); }} onFailed=${() => {}} /><//>`}
        <${Loaded} state=${state}>${(d) => (d.items.length ? html`<${Card} title=${t('profile.partners', {n: d.total ?? d.items.length})} actions=${button} flush><ol class="lines">${d.items.map((m) => {
        const other = side === 'need' ? 'offer' : 'need';
        return html`<li class="line-item" key=${m.id}><${ScoreBar} score=${m.score} /><div class="grow"><a href=${`/matches/${m.id}`}><bdi>${m[`${other}_label`]}</bdi></a><div class="small muted"><bdi>${m[`${other}_organisation_label`]}</bdi></div></div><${State} list="match_status" value=${m.status} /></li>`;
    })}</ol><//>` : html`<${Card}><${Empty} title=${t('profile.no_partners')} text=${t('profile.no_partners_text')}>${button}<//><//>`)}<//></div>`;
}

export default function Profile({id, query}) {
    const state = useLoad((signal) => get(`/profiles/${id}`, {signal}), [id]);
    const tab = query.tab || 'overview';
    const at = (x) => `/profiles/${id}${queryText({tab: x === 'overview' ? '' : x})}`;
    return html`<${Loaded} state=${state}>${(p) => {
        const shown = profileText(p);
        const crumbs = [{href: '/profiles', label: t('nav.profiles')}];
        if (query.edit) {
            return html`<${PageHead} crumbs=${[...crumbs, {href: at('overview'), label: shown.title}]} title=${t('profile.edit')} />
                <${Card}><${RecordForm} type="profile" record=${p} onSaved=${(r) => { state.setData(r); setParams({edit: ''}); }} onCancel=${() => setParams({edit: ''})} /><//>`;
        }
        return html`<${PageHead} crumbs=${crumbs} title=${shown.title || p.title} sub=${html`<${TypeMark} type=${p.type} /><a href=${`/organisations/${p.organisation}`}><bdi>${p.organisation_label}</bdi></a><${State} list="profile_status" value=${p.status} />${p.valid_until && html`<span>${t('profile.until', {day: fmtDay(p.valid_until)})}</span>`}`}
            actions=${html`${tab !== 'partners' && html`<a class="btn primary" href=${at('partners')}><${Icon} name="match" /><span>${t('profile.partners_tab')}</span></a>`}${p.can?.edit && html`<${Button} icon="edit" label=${t('action.edit')} onClick=${() => setParams({edit: 1}, {replace: false})} />`}`} />
            <${Tabs} label=${t('profile.tabs')} current=${tab} items=${['overview', 'partners', 'attachments', 'history'].map((x) => ({id: x, href: at(x), label: t(`tab.${x}`)}))} />
            ${tab === 'overview' && html`<${Overview} p=${p} onChanged=${state.setData} />`}${tab === 'partners' && html`<${Partners} p=${p} query=${query} />`}${tab === 'attachments' && html`<${Attachments} type="profile" id=${id} can=${p.can?.edit} />`}${tab === 'history' && html`<${History} type="profile" plural="profiles" id=${id} />`}`;
    }}<//>`;
}
