// What a profile speaks of, and the root technologies that its words speak for: proposed
// with those words, taken over by a person alone.
import {html, useState} from '../lib/h.js';
import {t, choice, fmtNumber} from '../i18n.js';
import {get, patch} from '../api.js';
import {useLexicon, ConceptChips, conceptHref, sameWord, Word} from '../lib/concepts.js';
import {toast} from '../store.js';
import {Card, Loaded} from '../ui/states.js';
import {Button} from '../ui/button.js';

const FIRST = 12;

export function Concepts({answer}) {
    const [all, setAll] = useState(false);
    const own = answer.own.map((c) => ({...c, where: 'own', phrase: ''}));
    const taken = new Set(own.map((c) => c.concept));
    const found = answer.concepts.filter((c) => !taken.has(c.concept));
    const concepts = [...own, ...found];
    if (!concepts.length) return html`<p class="muted">${t('profile.no_concepts')}</p>`;
    return html`<div class="stack-s"><${ConceptChips} concepts=${concepts} total=${all ? concepts.length : Math.min(FIRST, concepts.length)} most=${all ? concepts.length : FIRST} />
        ${concepts.length > FIRST && html`<div><${Button} small ghost label=${all ? t('profile.fewer') : t('profile.all_concepts', {n: concepts.length})} onClick=${() => setAll(!all)} /></div>`}</div>`;
}

// The words behind a technology, each with the concept that it names.
export function Evidence({words}) {
    return html`<span class="evidence">${words.map((w, i) => html`${i > 0 && ' '}<a href=${conceptHref(w.concept)} class="evidence-word" title=${w.label} key=${w.concept}><bdi>${w.phrase}</bdi>${!sameWord(w.phrase, w.label) && html`<span class="muted"> <${Word} text=${w.label} lang=${w.language} /></span>`}</a>`)}</span>`;
}

// One choice a technology, all taken at first. `onTake(technologies)` writes them.
export function Proposal({proposal, onTake, name}) {
    const [chosen, setChosen] = useState(() => new Set(proposal.technologies.map((x) => x.root_technology)));
    const turn = (x, on) => setChosen((c) => { const next = new Set(c); if (on) next.add(x); else next.delete(x); return next; });
    const order = proposal.technologies.map((x) => x.root_technology);
    return html`<div class="proposal"><ul>${proposal.technologies.map((x) => html`<li key=${x.root_technology}><label class="check">${proposal.can_confirm && html`<input type="checkbox" checked=${chosen.has(x.root_technology)} onChange=${(e) => turn(x.root_technology, e.target.checked)} />`}<span class="strong">${choice('root_technology', x.root_technology)}</span>
            <span class="small muted tnum" title=${t('profile.score')}>${fmtNumber(x.score, {maximumFractionDigits: 1, minimumFractionDigits: 1})}</span></label><div class="small"><span class="sr">${t('profile.words')}: </span><${Evidence} words=${x.words} /></div></li>`)}</ul>
        ${proposal.can_confirm && html`<div><${Button} small primary icon="check" label=${t('profile.take_technologies')} aria-label=${name ? t('profile.take_technologies_of', {name}) : undefined} disabled=${!chosen.size} onClick=${() => onTake(order.filter((x) => chosen.has(x)))} /></div>`}</div>`;
}

export const takeTechnologies = (id, revision, technologies) => patch(`/profiles/${id}`, {root_technologies: technologies}, {revision});

// The two cards of a profile's page.
export function ProfileConcepts({p, onChanged}) {
    const state = useLexicon((signal) => get(`/profiles/${p.id}/concepts`, {signal}), [p.id, p.revision]);
    const take = async (technologies) => {
        onChanged(await takeTechnologies(p.id, p.revision, technologies));
        toast(t('profile.technologies_taken'));
    };
    const proposal = state.data?.proposal;
    return html`${proposal?.technologies.length > 0 && html`<${Card} title=${t('profile.proposed')} class="proposed"><div class="stack-s"><p class="small muted">${t(proposal.can_confirm ? 'profile.proposed_text' : 'profile.proposed_read')}</p><${Proposal} key=${p.revision} proposal=${proposal} onTake=${take} /></div><//>`}
        <${Card} title=${t('profile.concepts')}><${Loaded} state=${state} rows=${2} compact>${(answer) => html`<${Concepts} answer=${answer} />`}<//><//>`;
}
