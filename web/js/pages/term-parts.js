// What is shared by the pages about terms: a term in words, what it would meet, sending.
import {html, cls} from '../lib/h.js';
import {t, choice, languageName} from '../i18n.js';
import {post} from '../api.js';
import {conceptHref, Word} from '../lib/concepts.js';
import {toast} from '../store.js';
import {Icon} from '../ui/icon.js';

// "Druckguss, preferred word, German", a correction as what it was and what it becomes.
// `names`: of the concepts it speaks of, by id.
export const idsOf = (terms) => terms.flatMap((x) => [x.concept, x.broader, ['broader', 'related'].includes(x.kind) && x.label]).filter(Boolean);

export function TermWords({term, name, names}) {
    const concept = (id, strong) => { const c = names?.get(id); return html`<a href=${conceptHref(id)} class=${cls({strong, mono: !c})}>${c ? html`<${Word} text=${c.label} lang=${c.language} />` : id}</a>`; };
    const word = (text) => html`<${Word} text=${text} lang=${term.language} class="strong" />`;
    const link = term.kind === 'broader' || term.kind === 'related';
    return html`<div class="term-words"><span>${term.kind === 'correction' ? html`<del><${Word} text=${term.replaces} lang=${term.language} /></del> <span aria-hidden="true">→</span><span class="sr">${t('import.becomes')}</span> <ins>${word(term.label)}</ins>`
        : term.kind === 'removal' ? html`<del>${word(term.label)}</del>` : link ? concept(term.label, true) : word(term.label)}</span>
        <span class="small muted">${name && html`${name} · `}${choice('term_kind', term.kind)}${!link && term.kind !== 'code' && html` · ${languageName(term.language)}`}${term.broader && html` · ${t('term.below')} ${concept(term.broader)}`}</span></div>`;
}

const CLASH_ICON = {claimed: 'both', preferred: 'swap', repeated: 'info', cycle: 'undo', dangling: 'alert'};

// What accepting would meet, each in a sentence with the word and the concept in question.
export function Clashes({items}) {
    if (!items?.length) return null;
    return html`<ul class="clashes">${items.map((c) => html`<li key=${c.kind + c.concept + c.found}><${Icon} name=${CLASH_ICON[c.kind]} size=${15} /><span>${t(`term.clash.${c.kind}`)} ${c.kind === 'claimed' ? html`<a href=${conceptHref(c.concept)}><${Word} text=${c.label} lang=${c.language} /></a> <span class="muted">(<${Word} text=${c.found} lang=${c.found_language} />, ${languageName(c.found_language)})</span>`
        : html`<${Word} text=${c.found} lang=${c.found_language} class="strong" />`}</span></li>`)}</ul>`;
}

export const acceptTerm = (term) => post(`/lexicon/terms/${term.id}/accept`);
export const declineTerm = (term, reason) => post(`/lexicon/terms/${term.id}/decline`, {reason});
export const withdrawTerm = (term) => post(`/lexicon/terms/${term.id}/withdraw`);

// Sends a suggestion; says what became of it.
export async function sendTerm(body, {accept, quiet} = {}) {
    const term = await post('/lexicon/terms', {...Object.fromEntries(Object.entries(body).filter(([, v]) => v)), ...(accept ? {accept: true} : {})});
    if (!quiet) toast(t(accept ? 'term.accepted_toast' : 'term.suggested_toast', {label: body.label}));
    return term;
}
