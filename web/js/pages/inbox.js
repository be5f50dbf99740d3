// What is new since one last looked: matches by event, saved searches, offers and needs.
import {html, useEffect} from '../lib/h.js';
import {t, tn, choice, fmtAgo, fmtMoment} from '../i18n.js';
import {get, post, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {sinceMoment} from '../lib/since.js';
import {directionOf, sameWord, useConceptNames} from '../lib/concepts.js';
import {words} from '../lib/show.js';
import {badges, toast} from '../store.js';
import {Card, Empty, Loaded, PageHead} from '../ui/states.js';
import {Button, LinkButton} from '../ui/button.js';
import {ScoreBar, Verdict, reasonLabel} from './match-parts.js';
import {TypeMark} from './profiles.js';

// The strongest reason in a few words.
function Reason({reason: r, names}) {
    if (!r) return null;
    let text = null;
    if (r.field === 'text' && (r.need || r.offer)) text = r.need && r.offer && !sameWord(r.need, r.offer) ? html`<bdi>${r.need}</bdi> = <bdi>${r.offer}</bdi>` : html`<bdi>${r.need || r.offer}</bdi>`;
    else if (r.field === 'concept' && r.concept) text = html`<bdi>${names.get(r.concept)?.label || r.concept}</bdi>`;
    else if (r.field === 'spec' && r.need?.quantity) text = html`<bdi>${r.need.quantity}</bdi>`;
    else if (r.field === 'cooperation' && r.common?.length) text = r.common.map((v) => choice('cooperation', v)).join(', ');
    return html`<span class="small row inbox-reason"><${Verdict} value=${r.verdict} label=${reasonLabel(r.field)} />${text && html`<span class="chip"><span>${text}</span></span>`}</span>`;
}

function MatchLine({m, names}) {
    const side = (x) => html`<bdi class="strong">${x.title || t('match.hidden_profile')}</bdi>`;
    return html`<li class="line-item inbox-match"><${ScoreBar} score=${m.score} chance=${m.chance} />
        <div class="grow"><a href=${`/matches/${m.id}`}>${side(m.need)} <span class="muted" aria-hidden="true">×</span> ${side(m.offer)}</a>
            <div class="small muted">${[m.need.organisation_label, m.offer.organisation_label].filter(Boolean).map((name, i) => html`${i > 0 && ' · '}<bdi>${name}</bdi>`)}</div><${Reason} reason=${m.reason} names=${names} /></div>
        <span class="small faint nowrap">${fmtAgo(m.created_at)}</span></li>`;
}

function EventCard({group, since, names}) {
    const title = group.event ? words(group.event.title) : t('inbox.no_event');
    return html`<${Card} flush title=${title} actions=${html`<a class="small" href=${`/matches${queryText({event: group.event?.id, status: 'proposed', since})}`}>${tn('inbox.n_matches', group.new)}</a>`}><ol class="lines">${group.items.map((m) => html`<${MatchLine} key=${m.id} m=${m} names=${names} />`)}</ol><//>`;
}

function Searches({items}) {
    return html`<${Card} title=${t('nav.searches')} flush actions=${html`<a class="small" href="/searches">${t('inbox.all_searches')}</a>`}>${items.length ? html`<ul class="lines">${items.map((s) => html`<li class="line-item" key=${s.id}><a class="grow" href=${`/searches/${s.id}`}><bdi>${s.name}</bdi></a><span class="badge on">${tn(s.exact ? 'search.n_new' : 'search.n_new_least', s.new)}</span></li>`)}</ul>`
        : html`<${Empty} compact title=${t('inbox.no_searches')} text=${t('inbox.no_searches_text')} />`}<//>`;
}

function Profiles({profiles, since}) {
    return html`<${Card} title=${t('inbox.profiles')} flush actions=${profiles.new > profiles.items.length && html`<a class="small" href=${`/search${queryText({published_since: since})}`}>${tn('inbox.n_profiles', profiles.new)}</a>`}>${profiles.items.length ? html`<ul class="lines">${profiles.items.map((p) => html`<li class="line-item" key=${p.id}><div class="grow"><a href=${`/profiles/${p.id}`}><bdi lang=${p.title_language} dir=${directionOf(p.title_language)}>${p.title}</bdi></a>
            <div class="small muted"><${TypeMark} type=${p.type} />${p.organisation_label ? html` · <bdi>${p.organisation_label}</bdi>` : ''}</div></div><span class="small faint nowrap">${fmtAgo(p.published_at)}</span></li>`)}</ul>`
        : html`<${Empty} compact title=${t('inbox.no_profiles')} />`}<//>`;
}

const SINCE = ['seen', 'yesterday', 'week'];

export default function Inbox({query, setQuery}) {
    const since = query.since || 'seen';
    const state = useLoad((signal) => get(`/inbox${queryText({since: since === 'seen' ? '' : sinceMoment(since)})}`, {signal}), [since]);
    const d = state.data;
    const names = useConceptNames((d?.matches.events || []).flatMap((g) => g.items.map((m) => m.reason?.concept)));
    useEffect(() => { if (d && since === 'seen') badges.value = {...badges.value, inbox: d.matches.new + d.searches.length}; }, [d]);
    const see = async () => {
        await post('/inbox/seen', {until: d.until});
        toast(t('inbox.seen'));
        badges.value = {...badges.value, inbox: 0};
        state.reload();
    };
    const some = d && d.matches.new + d.searches.length + d.profiles.new > 0;
    return html`<${PageHead} title=${t('nav.inbox')} sub=${d && html`<span>${t('inbox.since', {when: fmtMoment(d.since)})}</span>`} actions=${html`<div class="segments" role="group" aria-label=${t('inbox.from')}>${SINCE.map((s) => html`<button type="button" aria-pressed=${since === s ? 'true' : 'false'} onClick=${() => setQuery({since: s === 'seen' ? '' : s})}>${t(`inbox.since.${s}`)}</button>`)}</div>
            ${some && html`<${Button} primary icon="check" label=${t('inbox.mark_seen')} onClick=${see} />`}`} />
        <${Loaded} state=${state}>${() => (some ? html`<div class="cols-main"><div class="stack">${d.matches.events.length ? d.matches.events.map((g) => html`<${EventCard} key=${g.event?.id || ''} group=${g} since=${since === 'seen' ? 'yesterday' : since} names=${names} />`)
        : html`<${Card} title=${t('nav.matches')}><${Empty} compact title=${t('inbox.no_matches')} /><//>`}</div>
            <div class="stack"><${Searches} items=${d.searches} /><${Profiles} profiles=${d.profiles} since=${d.since} /></div></div>`
        : html`<${Card}><${Empty} title=${t('inbox.none')} text=${t('inbox.none_text')}><div class="row"><${LinkButton} href="/search" icon="search" label=${t('search.page')} /><${LinkButton} href="/searches" icon="star" label=${t('nav.searches')} /></div><//><//>`)}<//>`;
}
