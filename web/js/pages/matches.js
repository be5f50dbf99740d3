// Matches by score: need and offer side by side, why they fit, take up or dismiss.
import {html, useState, useEffect, useRef, cls} from '../lib/h.js';
import {t, choice} from '../i18n.js';
import {list} from '../api.js';
import {useLoad} from '../lib/load.js';
import {useKeys} from '../lib/keys.js';
import {options} from '../lib/schema.js';
import {words} from '../lib/show.js';
import {ConceptChips, inCommon, useConcepts} from '../lib/concepts.js';
import {hasRole} from '../store.js';
import {lastVisit, sinceMoment} from '../lib/since.js';
import {navigate} from '../router.js';
import {usePages, Filters} from '../ui/table.js';
import {Empty, ErrorState, PageHead, SkeletonRows} from '../ui/states.js';
import {Chip, State} from '../ui/chips.js';
import {Button, LinkButton} from '../ui/button.js';
import {DismissDialog, ScoreBar, VerdictLine, reopen, takeUp} from './match-parts.js';

function MatchCard({m, common, active, onActive, onChange, onDismiss, may}) {
    const ref = useRef(null);
    useEffect(() => { if (active) ref.current.scrollIntoView({block: 'nearest'}); }, [active]);
    const side = (name) => html`<div class="match-side"><span class="small muted">${t(`match.${name}`)}</span><bdi class="strong">${m[`${name}_label`]}</bdi><span class="small muted"><bdi>${m[`${name}_organisation_label`]}</bdi></span></div>`;
    return html`<li ref=${ref} class=${cls('match-card', {active, faded: m.status === 'dismissed'})} onPointerDown=${onActive}>
        <${ScoreBar} score=${m.score} chance=${m.chance} />
        <a class="match-link" href=${`/matches/${m.id}`}>${side('need')}<span class="match-joint" aria-hidden="true"></span>${side('offer')}</a>
        <div class="match-why"><${VerdictLine} reasons=${m.reasons} />${common.length > 0 && html`<span class="match-common"><span class="sr">${t('match.common')}: </span><${ConceptChips} concepts=${common} most=${6} small /></span>`}${m.dismissal_note && html`<p class="match-note small" dir="auto"><span class="sr">${t('match.dismiss_note')}: </span>${m.dismissal_note}</p>`}</div>
        <div class="match-act">${m.status === 'proposed' && may ? html`<${Button} small primary icon="check" label=${t('match.take_up')} onClick=${() => takeUp(m, onChange)} /><${Button} small icon="close" label=${t('match.dismiss')} onClick=${() => onDismiss(m)} />`
        : html`<${State} list="match_status" value=${m.status} />${m.dismissal && html`<span class="small muted">${choice('dismissal', m.dismissal)}</span>`}${m.case && html`<a class="small" href=${`/cases/${m.case}`}>${t('match.open_case')}</a>`}
            ${m.status === 'dismissed' && may && html`<${Button} small ghost icon="undo" label=${t('match.reopen')} onClick=${() => reopen(m, onChange)} />`}`}</div></li>`;
}

export default function Matches({query, setQuery}) {
    const [at, setAt] = useState(0);
    const [dismissing, setDismissing] = useState(null);
    const [visit] = useState(lastVisit);
    const may = hasRole('admin', 'officer', 'member');
    const ask = {event: query.event, need: query.need, offer: query.offer, need_organisation: query.need_organisation, status: query.status, created_since: sinceMoment(query.since), sort: '-score', limit: 30};
    const pages = usePages((cursor, signal) => list('matches', {...ask, cursor, count: cursor ? undefined : 1}, {signal}), [JSON.stringify(ask)]);
    const events = useLoad((signal) => list('events', {limit: 50}, {signal}), []);
    const concepts = useConcepts(pages.items.flatMap((m) => [m.need, m.offer]), {most: 20});
    const end = useRef(null);
    useEffect(() => {
        if (!end.current) return undefined;
        const watch = new IntersectionObserver((e) => { if (e[0].isIntersecting) pages.more(); }, {rootMargin: '600px'});
        watch.observe(end.current);
        return () => watch.disconnect();
    });
    const change = (m) => { pages.replace({...pages.items.find((x) => x.id === m.id), ...m}); };
    const current = pages.items[at];
    const open = current?.status === 'proposed' && may;
    useKeys({
        j: () => setAt(Math.min(at + 1, pages.items.length - 1)), k: () => setAt(Math.max(at - 1, 0)),
        Enter: (e) => { if (e.target.closest('a, button') || !current) return false; navigate(`/matches/${current.id}`); return true; },
        t: () => { if (!open) return false; takeUp(current, change); return true; },
        d: () => { if (!open) return false; setDismissing(current); return true; },
    });
    const narrowed = query.event || query.status || query.need || query.since;
    return html`<${PageHead} title=${t('nav.matches')} sub=${html`<span>${t('match.list_sub')}</span>`} actions=${hasRole('admin', 'officer', 'analyst', 'auditor') && html`<${LinkButton} href="/matches/quality" icon="chart" label=${t('quality.link')} />`} />
        <${Filters} total=${pages.total} selects=${[
        {label: t('field.event'), value: query.event, options: (events.data?.items || []).map((e) => [e.id, words(e.title)]), onChange: (v) => setQuery({event: v})},
        {label: t('field.status'), value: query.status, options: options('match_status', choice), onChange: (v) => setQuery({status: v})},
        {label: t('match.since'), value: query.since, options: ['yesterday', 'week', ...(visit ? ['visit'] : [])].map((v) => [v, t(`match.since.${v}`)]), onChange: (v) => setQuery({since: v})}]}>
            ${query.need && html`<${Chip} tone="on" onRemove=${() => setQuery({need: ''})}>${t('match.one_need')}<//>`}<//>
        ${pages.error && !pages.items.length ? html`<div class="card"><${ErrorState} error=${pages.error} retry=${pages.reload} /></div>`
        : pages.fresh && !pages.items.length ? html`<div class="card card-body"><${SkeletonRows} rows=${8} height="44px" /></div>`
            : pages.items.length ? html`<ol class="card match-list">${pages.items.map((m, i) => html`<${MatchCard} key=${m.id} m=${m} common=${inCommon(concepts.get(m.need), concepts.get(m.offer))} may=${may} active=${i === at} onActive=${() => setAt(i)} onChange=${change} onDismiss=${setDismissing} />`)}<li ref=${end} class="list-end" aria-hidden="true"></li></ol>`
                : html`<div class="card"><${Empty} title=${narrowed ? t('list.none_found') : t('match.none')} text=${narrowed ? t('search.none_narrowed') : t('match.none_text')}>${narrowed ? html`<${Button} label=${t('filter.clear')} onClick=${() => setQuery({event: '', status: '', need: '', since: ''})} />` : html`<${LinkButton} href="/profiles?side=need" label=${t('match.to_needs')} />`}<//></div>`}
        ${dismissing && html`<${DismissDialog} match=${dismissing} onClose=${() => setDismissing(null)} onDone=${(m) => { setDismissing(null); change(m); }} />`}`;
}
