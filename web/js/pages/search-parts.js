// One result of a search: what it is, where the words stand in it, and why it was found.
import {html, useState, cls} from '../lib/h.js';
import {t, choice, countryName, fmtDay, fmtPercent} from '../i18n.js';
import {get, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {directionOf, sameWord} from '../lib/concepts.js';
import {isForm, oneLine, wholeReasons} from '../lib/reasons.js';
import {searchHref} from '../lib/search.js';
import {Card, Skeleton} from '../ui/states.js';
import {Chip} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {ScoreBar} from './match-parts.js';
import {TypeMark} from './profiles.js';

const ICONS = {concept: 'book', translation: 'globe', quantity: 'chart', word: 'search'};
const WHY = 4;

// "Fotolack = 포토레지스트": the word that stands there, and the word that asked for it.
export function WhyChip({why: w}) {
    const same = !w.query || !w.found || sameWord(w.query, w.found) || isForm(w);
    return html`<span class=${cls('chip', 'why', w.kind)} title=${t('search.why_title', {kind: t(`search.why.${w.kind}`), share: fmtPercent(w.share)})}><${Icon} name=${ICONS[w.kind] || 'search'} size=${12} />
        <span><span class="sr">${t(`search.why.${w.kind}`)}: </span><bdi class="strong">${w.found || w.query}</bdi>${!same && html` <span class="eq">=</span> <bdi>${w.query}</bdi>`}</span></span>`;
}

// Specifications stand behind the text, each on a line of its own.
const marks = (snippet) => snippet.parts.map((p) => { const text = oneLine(p.text); return p.hit ? html`<mark>${text}</mark>` : text; });

function Snippet({snippet}) {
    if (!snippet?.parts?.length) return null;
    return html`<p class="snippet" lang=${snippet.language || undefined} dir=${directionOf(snippet.language)}>${marks(snippet)}</p>`;
}

// A passage that is the title marks the title instead of saying it twice.
const isTitle = (snippet, title) => Boolean(snippet?.parts?.length) && snippet.parts.map((p) => p.text).join('') === title;

// Until when it holds; what has run out says so.
function Until({day}) {
    const over = day < new Date().toISOString().slice(0, 10);
    return html`<span class=${cls('nowrap', over ? 'faint' : 'muted')}>${t(over ? 'profile.ended' : 'profile.until', {day: fmtDay(day)})}</span>`;
}

export function ResultLine({item, likable = true}) {
    const p = item.profile;
    const [all, setAll] = useState(false);
    const reasons = wholeReasons(item.why || []);
    const why = all ? reasons : reasons.slice(0, WHY);
    const titled = isTitle(item.snippet, p.title);
    return html`<li class=${cls('result', {scored: typeof item.score === 'number'})}>${typeof item.score === 'number' && html`<${ScoreBar} score=${item.score} />`}
        <div class="result-body"><h3><a href=${`/profiles/${p.id}`}><bdi lang=${p.title_language} dir=${directionOf(p.title_language)}>${titled ? marks(item.snippet) : p.title}</bdi></a></h3>
            <div class="result-facts small"><${TypeMark} type=${p.type} /><span>${p.organisation_label ? html`<a href=${`/organisations/${p.organisation}`}><bdi>${p.organisation_label}</bdi></a>` : t('search.no_organisation')}${p.country && html`<span class="muted"> · ${countryName(p.country)}</span>`}</span>
                ${p.valid_until && html`<${Until} day=${p.valid_until} />`}${p.status && p.status !== 'published' && html`<${Chip} tone="quiet">${choice('profile_status', p.status)}<//>`}</div>
            ${!titled && html`<${Snippet} snippet=${item.snippet} />`}
            ${(why.length > 0 || p.root_technologies?.length > 0) && html`<div class="chips result-chips">${why.map((w) => html`<${WhyChip} why=${w} />`)}${reasons.length > why.length && html`<button type="button" class="chip quiet slight" aria-label=${t('search.more_reasons', {n: reasons.length - why.length})} onClick=${() => setAll(true)}>+${reasons.length - why.length}</button>`}
                ${(p.root_technologies || []).slice(0, 3).map((r) => html`<span class="chip quiet slight">${choice('root_technology', r)}</span>`)}</div>`}</div>
        ${likable && html`<a class="more-like small" href=${searchHref({like: p.id})} aria-label=${t('search.like_of', {title: p.title})}>${t('search.more_like')}</a>`}</li>`;
}

// On a profile's page: the nearest others, whatever their language.
export function SimilarProfiles({id}) {
    const state = useLoad((signal) => get(`/profiles/${id}/similar${queryText({limit: 6})}`, {signal}), [id]);
    if (state.error && !state.data) return null; // beside the matter: without it the page is whole
    if (!state.data) return html`<${Card} title=${t('search.similar')}><${Skeleton} height="90px" /><//>`;
    if (!state.data.items.length) return null;
    return html`<${Card} title=${t('search.similar')} flush actions=${html`<a class="small" href=${searchHref({like: id})}>${t('search.similar_all')}</a>`}><ul class="lines">${state.data.items.map(({profile: p, score, why}) => html`<li class="line-item" key=${p.id}><${ScoreBar} score=${score} />
        <div class="grow"><a href=${`/profiles/${p.id}`}><bdi lang=${p.title_language}>${p.title}</bdi></a><div class="small muted"><${TypeMark} type=${p.type} />${p.organisation_label ? html` · <bdi>${p.organisation_label}</bdi>` : ''}</div>
            ${why?.length > 0 && html`<div class="chips why-line">${wholeReasons(why).slice(0, 2).map((w) => html`<${WhyChip} why=${w} />`)}</div>`}</div></li>`)}</ul><//>`;
}
