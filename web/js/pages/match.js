// One match: the two profiles, and the reasons field by field.
import {html, useState, useRef, useLayoutEffect, cls} from '../lib/h.js';
import {t, choice, fmtMoment, fmtPercent, languageName} from '../i18n.js';
import {get} from '../api.js';
import {useLoad} from '../lib/load.js';
import {useKeys} from '../lib/keys.js';
import {hasRole} from '../store.js';
import {profileText, specText} from '../lib/show.js';
import {bestText, marked} from '../lib/marked.js';
import {ConceptChips, inCommon, useConceptNames, useConcepts} from '../lib/concepts.js';
import {Card, HiddenValue, Loaded, Note, PageHead} from '../ui/states.js';
import {ChipList, Countries, State} from '../ui/chips.js';
import {Button, LinkButton} from '../ui/button.js';
import {DismissDialog, Reasons, ScoreBar, reopen, takeUp} from './match-parts.js';
import {TypeMark} from './profiles.js';

// The value of a compared field in a profile.
function show(field, p) {
    if (!p) return null;
    if (p.hidden?.includes({spec: 'specs', concept: 'concepts'}[field] || field)) return html`<span class="faint">${t('profile.hidden')}</span>`;
    switch (field) {
    case 'cooperation': return p.cooperation?.length ? html`<${ChipList} list="cooperation" values=${p.cooperation} />` : null;
    case 'root_technologies': return p.root_technologies?.length ? html`<${ChipList} list="root_technology" values=${p.root_technologies} />` : null;
    case 'target_countries': case 'country': case 'countries': return p.target_countries?.length ? html`<${Countries} codes=${p.target_countries} />` : null;
    case 'concept': return p.concepts?.length ? html`<${ChipList} values=${p.concepts} />` : null;
    case 'spec': return p.specs?.length ? p.specs.map((s) => html`<div><bdi class="muted">${s.quantity}</bdi> <span class="tnum nowrap">${specText(s)}</span></div>`) : null;
    case 'type': return html`<${TypeMark} type=${p.type} />`;
    case 'ipr': return choice('ipr', p.ipr) || null;
    case 'mrl': return p.mrl ? `${p.mrl} / 10` : null;
    case 'language': return languageName(p.language);
    default: return null;
    }
}

// The words of a side that the reasons name, and those that name a concept both speak of.
function wordsOf(name, m, concepts, shared) {
    const ids = new Set(shared.map((c) => c.concept));
    const own = (m.reasons?.fields || []).filter((r) => r.field === 'text').map((r) => ({text: r[name], kind: 'word'}));
    return [...own, ...(concepts?.concepts || []).filter((c) => ids.has(c.concept)).flatMap((c) => [{text: c.phrase, kind: 'shared'}, {text: c.label, kind: 'shared'}])].filter((w) => w.text);
}

const Marked = ({text, words}) => marked(text, words).map((x) => (x.kind ? html`<mark class=${x.kind}>${x.text}</mark>` : x.text));

// The text in which the reasons stand, whole or its first lines; the others by language.
function SideText({p, words}) {
    const mine = profileText(p);
    const texts = [mine, ...(p.texts || []).filter((x) => x !== mine)];
    const [chosen, setChosen] = useState(null);
    const [whole, setWhole] = useState(false);
    const [cut, setCut] = useState(false);
    const body = useRef(null);
    const x = texts.find((y) => y.language === chosen) || bestText(texts, words);
    useLayoutEffect(() => { const el = body.current; setCut(Boolean(el) && (whole || el.scrollHeight > el.clientHeight + 2)); }, [x.text, whole]);
    return html`${texts.length > 1 && html`<div class="segments small side-langs" role="group" aria-label=${t('field.language')}>${texts.map((y) => html`<button type="button" key=${y.language} aria-pressed=${y === x ? 'true' : 'false'} onClick=${() => setChosen(y.language)}>${languageName(y.language)}</button>`)}</div>`}
        ${x.text && html`<div lang=${x.language} dir="auto" class="side-text">${x.title !== mine.title && html`<p class="strong"><${Marked} text=${x.title} words=${words} /></p>`}<p ref=${body} class=${cls('prewrap', {'clamp-8': !whole})}><${Marked} text=${x.text} words=${words} /></p></div>
        ${cut && html`<div><${Button} small ghost label=${t(whole ? 'match.text_less' : 'match.text_more')} onClick=${() => setWhole(!whole)} /></div>`}`}`;
}

function Side({name, called, m, p, concepts, shared}) {
    const text = p ? profileText(p) : {title: m[`${name}_label`]};
    const words = wordsOf(name, m, concepts, shared);
    return html`<section class="card match-profile" aria-label=${called}><div class="card-body stack-s"><span class="small muted">${called}</span>
        <h2><a href=${`/profiles/${m[name]}`} lang=${text.language}><bdi><${Marked} text=${text.title} words=${words} /></bdi></a></h2>
        <p class="row small">${p && html`<${TypeMark} type=${p.type} />`}<a href=${`/organisations/${m[`${name}_organisation`]}`}><bdi>${m[`${name}_organisation_label`]}</bdi></a></p>
        ${p && html`<${SideText} p=${p} words=${words} />`}${p?.hidden?.includes('texts') && !text.text && html`<p><${HiddenValue} /></p>`}
        <${ConceptChips} concepts=${concepts?.concepts} total=${concepts?.total} most=${8} small /></div></section>`;
}

export default function Match({id}) {
    const [dismissing, setDismissing] = useState(false);
    const state = useLoad((signal) => get(`/matches/${id}`, {signal}), [id]);
    const sides = useLoad(async (signal) => {
        if (!state.data) return {};
        const one = (x) => get(`/profiles/${x}`, {signal}).catch(() => null);
        const [need, offer] = await Promise.all([one(state.data.need), one(state.data.offer)]);
        return {need, offer};
    }, [state.data?.need, state.data?.offer]);
    const m = state.data;
    const concepts = useConcepts(m ? [m.need, m.offer] : [], {most: 40});
    const [need, offer] = [concepts.get(m?.need), concepts.get(m?.offer)];
    const common = inCommon(need, offer);
    const named = useConceptNames((m?.reasons?.fields || []).map((r) => r.concept));
    const may = hasRole('admin', 'officer', 'member');
    // Two who seek each other for research: neither is the offer.
    const equal = [sides.data?.need, sides.data?.offer].every((p) => p?.type === 'research_partner_request');
    const names = equal ? {need: t('match.partner'), offer: t('match.partner')} : {need: t('match.need'), offer: t('match.offer')};
    const firms = [m?.need_organisation_label, m?.offer_organisation_label];
    const open = m?.status === 'proposed' && may;
    const reasons = new Set((m?.reasons?.fields || []).map((r) => r.concept).filter(Boolean));
    // What a side says of the concepts that are reasons: its author's own, else its words for them.
    const said = (field, p) => {
        const its = field === 'concept' && !p?.concepts?.length && !p?.hidden?.includes('concepts') && (p && p.id === m.need ? need : offer)?.concepts?.filter((c) => reasons.has(c.concept) && c.phrase);
        return its?.length ? html`<${ChipList} values=${[...new Set(its.map((c) => c.phrase))]} most=${12} />` : show(field, p);
    };
    const change = (next) => { setDismissing(false); state.setData((d) => ({...d, ...next})); };
    useKeys({t: () => { if (!open) return false; takeUp(m, change); return true; }, d: () => { if (!open) return false; setDismissing(true); return true; }});
    return html`<${Loaded} state=${state}>${() => html`<${PageHead} crumbs=${[{href: m.event ? `/matches?event=${m.event}` : '/matches', label: t('nav.matches')}]} title=${firms.every(Boolean) ? html`<bdi>${firms[0]}</bdi> × <bdi>${firms[1]}</bdi>` : t('match.title')}
            sub=${html`<${ScoreBar} score=${m.score} chance=${m.chance} named /><${State} list="match_status" value=${m.status} />${m.dismissal && !m.dismissal_note && html`<span>${choice('dismissal', m.dismissal)}</span>`}${typeof m.chance === 'number' && html`<span class="small">${t('match.chance_of', {n: fmtPercent(m.chance)})}</span>`}<span class="small">${t('match.made_by', {engine: m.engine || '', when: fmtMoment(m.created_at)})}</span>`}
            actions=${html`${open && html`<${Button} primary icon="check" label=${t('match.take_up')} onClick=${() => takeUp(m, change)} /><${Button} icon="close" label=${t('match.dismiss')} onClick=${() => setDismissing(true)} />`}
                ${m.status === 'dismissed' && may && html`<${Button} icon="undo" label=${t('match.reopen')} onClick=${() => reopen(m, change)} />`}${m.case && html`<${LinkButton} primary href=${`/cases/${m.case}`} icon="case" label=${t('match.open_case')} />`}`} />
        <div class="stack">${m.dismissal_note && html`<${Note} icon="close"><strong>${choice('dismissal', m.dismissal)}</strong> <span class="prewrap" dir="auto">${m.dismissal_note}</span><//>`}<div class="match-pair"><${Side} name="need" called=${names.need} m=${m} p=${sides.data?.need} concepts=${need} shared=${common} /><span class="match-joint big" aria-hidden="true"></span><${Side} name="offer" called=${names.offer} m=${m} p=${sides.data?.offer} concepts=${offer} shared=${common} /></div><p class="small muted mark-key"><mark class="word">${t('match.mark_word')}</mark><mark class="shared">${t('match.mark_shared')}</mark></p>
            <${Card} title=${t('match.reasons')} flush>${common.length > 0 && html`<div class="common"><span class="small muted">${t('match.common')}</span><${ConceptChips} concepts=${common} /></div>`}<${Reasons} names=${names} named=${named} reasons=${m.reasons} need=${sides.data?.need} offer=${sides.data?.offer} show=${said} /><//></div>
        ${dismissing && html`<${DismissDialog} match=${m} onClose=${() => setDismissing(false)} onDone=${change} />`}`}<//>`;
}
