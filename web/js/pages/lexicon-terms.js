// Suggestions: one's own with their state; for officers the queue, with what each would
// meet, and what was decided, to be taken back.
import {html, useEffect, useRef, useState, cls} from '../lib/h.js';
import {t, tn, choice, fmtAgo, fmtMoment, languageName} from '../i18n.js';
import {get, list, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {useKeys} from '../lib/keys.js';
import {options} from '../lib/schema.js';
import {conceptHref, useConceptNames, Word} from '../lib/concepts.js';
import {me, toast, toastProblem} from '../store.js';
import {Filters, usePages} from '../ui/table.js';
import {Card, Empty, ErrorState, SkeletonRows} from '../ui/states.js';
import {State} from '../ui/chips.js';
import {Button} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {TextAreaField} from '../ui/field.js';
import {History} from '../ui/history.js';
import {acceptTerm, Clashes, declineTerm, idsOf, TermWords, withdrawTerm} from './term-parts.js';

// A reason is asked for; whoever suggested the term reads it.
function DeclineDialog({terms, onDone, onClose}) {
    const [reason, setReason] = useState('');
    const [error, setError] = useState('');
    const save = async () => {
        if (!reason.trim()) { setError(t('term.need_reason')); return; }
        for (const term of terms) await declineTerm(term, reason.trim());
        onDone();
    };
    const back = terms[0].status === 'accepted';
    return html`<${Dialog} title=${t(back ? 'term.take_back' : 'term.decline')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} danger label=${t(back ? 'term.take_back' : 'term.decline')} onClick=${save} />`}>
        <div class="stack">${terms.map((term) => html`<${TermWords} key=${term.id} term=${term} />`)}<${TextAreaField} label=${t('term.reason')} hint=${t('term.reason_hint')} value=${reason} onChange=${(x) => { setReason(x); setError(''); }} error=${error} rows=${3} /></div><//>`;
}

// Who: not every reader may know the account by name.
const who = (term, field) => term[`${field}_label`] || t(term[field] ? 'term.by_somebody' : 'term.by_import');

function Said({term}) {
    return html`<div class="small muted term-said">${term.reason && html`<p dir="auto">${term.reason}</p>`}<span><bdi>${who(term, 'suggested_by')}</bdi> · <time dateTime=${term.created_at} title=${fmtMoment(term.created_at)}>${fmtAgo(term.created_at)}</time>${term.source && html` · <bdi>${term.source}</bdi>`}</span>
        ${term.decided_at && term.status !== 'suggested' && html`<span>${choice('term_status', term.status)}: <bdi>${who(term, 'decided_by')}</bdi> · <time dateTime=${term.decided_at} title=${fmtMoment(term.decided_at)}>${fmtAgo(term.decided_at)}</time>${term.decision && html` · <q dir="auto">${term.decision}</q>`}</span>`}</div>`;
}

// What a suggestion would meet is asked for when it is shown.
function Waiting({term, names, active, onActive, children}) {
    const ref = useRef(null);
    const clashes = useLoad((signal) => (term.kind === 'review' || term.kind === 'note' ? Promise.resolve({items: []}) : get(`/lexicon/terms/${term.id}/clashes`, {signal})), [term.id, term.revision]);
    useEffect(() => { if (active) ref.current.scrollIntoView({block: 'nearest'}); }, [active]);
    return html`<li ref=${ref} class=${cls('term', {active})} onPointerDown=${onActive} onFocusIn=${onActive}><div class="grow stack-s"><${TermWords} term=${term} names=${names} /><${Clashes} items=${clashes.data?.items} /><${Said} term=${term} /></div>${children}</li>`;
}

function Group({id, name, terms, children}) {
    const made = terms.find((x) => x.kind === 'concept');
    return html`<section class="card" aria-label=${name?.label || id}><div class="card-head"><h2>${name ? html`<a href=${conceptHref(id)}><${Word} text=${name.label} lang=${name.language} /></a>` : html`${made ? html`<${Word} text=${made.label} lang=${made.language} /> <span class="small muted">${t('choice.term_kind.concept')}</span>` : html`<span class="mono">${id}</span>`}`}</h2>${children}</div></section>`;
}

const byConcept = (items) => {
    const out = new Map();
    for (const x of items) out.set(x.concept, [...(out.get(x.concept) || []), x]);
    // What makes a concept comes before what speaks of it.
    return [...out].map(([id, terms]) => [id, terms.sort((a, b) => (b.kind === 'concept') - (a.kind === 'concept') || a.created_at.localeCompare(b.created_at))]);
};

function useTerms(ask) {
    return usePages((cursor, signal) => list('terms', {...ask, limit: 50, cursor, count: cursor ? undefined : 1}, {signal}), [JSON.stringify(ask)]);
}

function Listed({pages, empty, children}) {
    if (pages.error && !pages.items.length) return html`<${Card}><${ErrorState} compact error=${pages.error} retry=${pages.reload} /><//>`;
    if (pages.loading && !pages.items.length) return html`<${Card}><${SkeletonRows} rows=${5} /><//>`;
    if (!pages.items.length) return html`<${Card}>${empty}<//>`;
    return html`<div class="stack">${children}${pages.next && html`<${Button} label=${t('list.more')} busy=${pages.loading} onClick=${pages.more} />`}</div>`;
}

function Queue({query, setQuery, onChanged}) {
    const [at, setAt] = useState(0);
    const [declining, setDeclining] = useState(null);
    const [busy, setBusy] = useState(false);
    const pages = useTerms({status: 'suggested', kind: query.kind, language: query.language, q: query.q});
    const groups = byConcept(pages.items);
    const flat = groups.flatMap(([, terms]) => terms);
    const names = useConceptNames(idsOf(pages.items));
    const done = () => { setDeclining(null); pages.reload(); onChanged(); };
    const undo = async (terms) => { try { for (const x of terms) await declineTerm(x, t('term.undone')); done(); } catch (e) { toastProblem(e); } };
    const accept = async (terms) => {
        if (busy) return;
        setBusy(true);
        const taken = [];
        try { for (const x of terms) { await acceptTerm(x); taken.push(x); } } catch (e) { toastProblem(e); } finally { setBusy(false); }
        if (taken.length) toast(tn('term.accepted_n', taken.length), {action: {label: t('action.undo'), run: () => undo(taken)}});
        done();
    };
    const now = flat[Math.min(at, flat.length - 1)];
    const step = (by) => { if (!flat.length) return false; setAt(Math.max(0, Math.min(flat.length - 1, at + by))); return true; };
    useKeys({j: () => step(1), k: () => step(-1), a: () => { if (!now) return false; accept([now]); return true; }, d: () => { if (!now) return false; setDeclining([now]); return true; }});
    return html`<${Filters} q=${query.q} onQ=${(q) => setQuery({q})} total=${pages.total} selects=${[{label: t('suggest.kind'), value: query.kind, options: options('term_kind', choice), onChange: (kind) => setQuery({kind})},
            {label: t('field.language'), value: query.language, options: ['ko', 'en', 'de', 'ja', 'fr', 'ru', 'he'].map((l) => [l, languageName(l)]), onChange: (x) => setQuery({language: x})}]} />
        <p class="small muted key-line"><kbd>j</kbd> <kbd>k</kbd> ${t('term.keys_move')} <kbd>a</kbd> ${t('term.accept')} <kbd>d</kbd> ${t('term.decline')}</p>
        <${Listed} pages=${pages} empty=${html`<${Empty} title=${t('term.queue_empty')} text=${t('term.queue_empty_text')} />`}>${groups.map(([id, terms]) => html`<div class="term-group" key=${id}>
            <${Group} id=${id} name=${names.get(id)} terms=${terms}>${terms.length > 1 && html`<${Button} small icon="check" label=${t('term.accept_all', {n: terms.length})} disabled=${busy} onClick=${() => accept(terms)} />`}<//>
            <ul class="card terms">${terms.map((term) => html`<${Waiting} key=${term.id} term=${term} names=${names} active=${now?.id === term.id} onActive=${() => setAt(flat.indexOf(term))}>
                <div class="term-act"><${Button} small primary icon="check" label=${t('term.accept')} disabled=${busy} onClick=${() => accept([term])} /><${Button} small icon="close" label=${t('term.decline')} onClick=${() => setDeclining([term])} /></div><//>`)}</ul></div>`)}<//>
        ${declining && html`<${DeclineDialog} terms=${declining} onClose=${() => setDeclining(null)} onDone=${done} />`}`;
}

function Decided({mine, lexicon, onChanged}) {
    const [declining, setDeclining] = useState(null);
    const [history, setHistory] = useState(null);
    const pages = useTerms(mine ? {suggested_by: me.value.account.id} : {status: 'accepted,declined,withdrawn'});
    const names = useConceptNames(idsOf(pages.items));
    const done = () => { setDeclining(null); pages.reload(); onChanged(); };
    const act = (fn, text) => async (term) => { await fn(term); toast(t(text, {label: term.label})); done(); };
    const withdraw = act(withdrawTerm, 'term.withdrawn_toast');
    const again = act(acceptTerm, 'term.accepted_toast');
    const may = lexicon.can.decide;
    const named = (term) => { const c = names.get(term.concept); return html`<a href=${conceptHref(term.concept)}>${c ? html`<${Word} text=${c.label} lang=${c.language} />` : term.concept}</a>`; };
    return html`<${Listed} pages=${pages} empty=${html`<${Empty} title=${t(mine ? 'term.none_mine' : 'term.none_decided')} text=${t(mine ? 'term.none_mine_text' : 'term.none_decided_text')} />`}>
            <ul class="card terms">${pages.items.map((term) => html`<li class="term" key=${term.id}><div class="grow stack-s"><${TermWords} term=${term} name=${named(term)} names=${names} /><${Said} term=${term} /></div>
                <div class="term-act"><${State} list="term_status" value=${term.status} />
                    ${term.status === 'suggested' && mine && html`<${Button} small icon="undo" label=${t('term.withdraw')} onClick=${() => withdraw(term)} />`}
                    ${may && term.status === 'accepted' && html`<${Button} small icon="undo" label=${t('term.take_back')} onClick=${() => setDeclining([term])} />`}
                    ${may && term.status === 'declined' && html`<${Button} small icon="check" label=${t('term.accept_after_all')} onClick=${() => again(term)} />`}
                    <${Button} small ghost icon="log" label=${t('tab.history')} onClick=${() => setHistory(term)} /></div></li>`)}</ul><//>
        ${declining && html`<${DeclineDialog} terms=${declining} onClose=${() => setDeclining(null)} onDone=${done} />`}
        ${history && html`<${Dialog} wide title=${t('tab.history')} onClose=${() => setHistory(null)}><div class="stack"><${TermWords} term=${history} name=${named(history)} /><${History} type="term" plural="terms" id=${history.id} /></div><//>`}`;
}

export function Terms({lexicon, query, setQuery, onChanged}) {
    const views = lexicon.can.decide ? ['queue', 'decided', 'mine'] : ['mine', 'decided'];
    const view = views.includes(query.view) ? query.view : views[0];
    return html`<div class="term-head"><div class="segments" role="group" aria-label=${t('lexicon.tab.terms')}>${views.map((x) => html`<a key=${x} href=${`/lexicon/terms${queryText({view: x === views[0] ? '' : x})}`} aria-current=${x === view ? 'true' : undefined}>${t(`term.view.${x}`)}</a>`)}</div></div>
        ${view === 'queue' ? html`<${Queue} query=${query} setQuery=${setQuery} onChanged=${onChanged} />` : html`<${Decided} key=${view} mine=${view === 'mine'} lexicon=${lexicon} onChanged=${onChanged} />`}`;
}
