// One concept: its words in all languages side by side, where it stands, its codes, the
// offers and needs that speak of it, and what the office has changed of it.
import {html, useEffect, useState, cls} from '../lib/h.js';
import {t, choice, language, languageName} from '../i18n.js';
import {get, list, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {conceptHref, conceptProfilesHref, useLexicon, Word} from '../lib/concepts.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Chip, State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {SuggestDialog} from './lexicon-suggest.js';
import {ProfileLines} from './profiles.js';
import {TermWords} from './term-parts.js';

const JOINER = '\u2060'; // no line is broken here

function Label({label, lang, onSuggest}) {
    const marks = html`<span class=${cls('lex-mark', {reviewed: label.reviewed})} title=${t(label.reviewed ? 'lexicon.reviewed' : 'lexicon.draft')}>${label.reviewed && html`<${Icon} name="check" size=${11} />`}<span class="sr">${t(label.reviewed ? 'lexicon.reviewed' : 'lexicon.draft')}</span></span>`;
    // The mark is within the word's own box, so that it never begins a line alone.
    const word = html`<${Word} text=${label.text} lang=${lang} class=${cls({weak: label.weak})} />${JOINER}${marks}`;
    const about = [label.weak && t('lexicon.weak'), label.why].filter(Boolean).join('\n') || undefined;
    return html`<span class="lex-label" title=${about}>${onSuggest ? html`<button type="button" class="lex-word" onClick=${onSuggest} aria-haspopup="dialog">${word}<span class="sr">, ${t('lexicon.suggest_about')}</span></button>` : word}
        ${label.weak && html`<span class="sr">${t('lexicon.weak')}</span>`}${label.source !== 'ieum' && html`<span class="lex-source" title=${t('lexicon.source')}>${label.source}</span>`}</span>`;
}

// A row a language: the preferred word, then the others, then those that are only searched.
function Languages({concept, lexicon, onSuggest}) {
    const of = new Map(concept.languages.map((l) => [l.language, l.labels]));
    const order = [...new Set([language.value, ...lexicon.languages, ...of.keys()])];
    const some = (labels, kind) => labels.filter((l) => l.kind === kind);
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('lexicon.words')}><table class="table natural lex-words"><caption class="sr">${t('lexicon.words')}</caption><thead><tr><th scope="col">${t('field.language')}</th><th scope="col">${t('choice.term_kind.preferred')}</th><th scope="col">${t('lexicon.others')}</th></tr></thead>
        <tbody>${order.map((tag) => {
        const labels = of.get(tag) || [];
        const show = (x) => html`<${Label} key=${x.kind + x.text} label=${x} lang=${tag} onSuggest=${onSuggest && (() => onSuggest({what: 'wrong', language: tag, label: x.text}))} />`;
        const hidden = some(labels, 'hidden');
        return html`<tr key=${tag}><th scope="row">${languageName(tag)}</th><td class="lex-preferred">${labels.length ? some(labels, 'preferred').map(show) : html`<span class="muted">${t('lexicon.no_word')}</span>`}</td>
            <td><span class="lex-others">${some(labels, 'alternative').map(show)}${onSuggest && html`<button type="button" class="lex-add" onClick=${() => onSuggest({what: 'word', language: tag})} aria-label=${t('lexicon.add_in', {language: languageName(tag)})} title=${t('lexicon.add_in', {language: languageName(tag)})}><${Icon} name="plus" size=${13} /></button>`}</span>
                ${hidden.length > 0 && html`<div class="lex-others hidden-words"><span class="small muted">${t('lexicon.hidden')}</span>${hidden.map(show)}</div>`}</td></tr>`;
    })}</tbody></table></div><p class="lex-legend small muted"><span><span class="lex-mark reviewed"><${Icon} name="check" size=${11} /></span>${t('lexicon.reviewed')}</span><span><span class="lex-mark"></span>${t('lexicon.draft')}</span><span><span class="weak">${t('lexicon.weak_short')}</span>${t('lexicon.weak')}</span></p>`;
}

function Links({title, items}) {
    if (!items.length) return null;
    return html`<dt>${title}</dt><dd><span class="chips">${items.map((c) => html`<a class="chip concept" href=${conceptHref(c.concept)} key=${c.concept}><${Word} text=${c.label} lang=${c.language} />${c.narrower > 0 && html`<span class="faint tnum">${c.narrower}</span>`}</a>`)}</span></dd>`;
}

function Place({concept: c}) {
    const any = c.broader.length + c.narrower.length + c.related.length;
    return html`<${Card} title=${t('lexicon.place')}>${any ? html`<dl class="lex-links"><${Links} title=${t('lexicon.broader')} items=${c.broader} /><${Links} title=${t('lexicon.narrower')} items=${c.narrower} /><${Links} title=${t('lexicon.related')} items=${c.related} /></dl>` : html`<p class="muted">${t('lexicon.stands_alone')}</p>`}<//>`;
}

function Codes({codes}) {
    return html`<${Card} title=${t('lexicon.codes')} flush><table class="table natural"><caption class="sr">${t('lexicon.codes')}</caption><thead><tr><th scope="col">${t('lexicon.scheme')}</th><th scope="col">${t('lexicon.code')}</th></tr></thead>
        <tbody>${codes.map((c) => html`<tr key=${c.scheme + c.edition + c.code}><td class="nowrap">${c.scheme}${c.edition && html` <span class="muted">${c.edition}</span>`}</td><td><span class="mono strong">${c.code}</span>${c.title && html`<div class="small muted">${c.title}</div>`}</td></tr>`)}</tbody></table><//>`;
}

// As many as the reader may see; the server counts no others.
function Profiles({id}) {
    const state = useLoad((signal) => list('profiles', {concept: id, limit: 5, count: 1}, {signal}), [id]);
    return html`<${Card} title=${t('lexicon.profiles')} flush actions=${state.data?.total > 0 && html`<a class="small" href=${conceptProfilesHref(id)}>${t('lexicon.all_profiles', {n: state.data.total})}</a>`}>
        <${Loaded} state=${state} rows=${3} compact>${(d) => (d.items.length ? html`<${ProfileLines} items=${d.items} plain />` : html`<${Empty} compact title=${t('lexicon.no_profiles')} />`)}<//><//>`;
}

function Changes({id, turn}) {
    const state = useLoad((signal) => list('terms', {concept: id, limit: 50}, {signal}), [id, turn]);
    if (!state.data?.items.length) return null;
    return html`<${Card} title=${t('lexicon.changes')} flush><ul class="lines">${state.data.items.map((term) => html`<li class="line-item" key=${term.id}><div class="grow"><${TermWords} term=${term} /></div><${State} list="term_status" value=${term.status} /></li>`)}</ul><//>`;
}

export function Concept({id, lexicon, onPath, onChanged}) {
    const state = useLexicon((signal) => get(`/lexicon/concept${queryText({id})}`, {signal}), [id, lexicon.lexicon]);
    const [suggesting, setSuggesting] = useState(null);
    const [turn, setTurn] = useState(0);
    const c = state.data;
    useEffect(() => { if (c) document.title = `${c.label} · ${t('nav.lexicon')} · ${t('app.name')}`; }, [c]);
    useEffect(() => { if (c) onPath([...c.path.map((p) => p.concept), c.concept]); }, [c]);
    // Coming from a link further down, the reader is led to the head of what was opened.
    useEffect(() => {
        const head = document.getElementById('concept-name');
        if (!head) return;
        if (head.getBoundingClientRect().top < 70) scrollTo(0, Math.max(0, scrollY + head.getBoundingClientRect().top - 130));
        if (document.activeElement === document.body) head.focus({preventScroll: true});
    }, [c?.concept]);
    const suggest = lexicon.can.suggest ? setSuggesting : null;
    return html`<${Loaded} state=${state}>${() => html`<article class="stack" aria-labelledby="concept-name"><header class="lex-head"><div class="grow">
            <nav class="crumbs" aria-label=${t('nav.crumbs')}><a href="/lexicon">${t('lexicon.top')}</a>${c.path.map((p) => html`<${Icon} name="right" size=${13} /><a href=${conceptHref(p.concept)}><${Word} text=${p.label} lang=${p.language} /></a>`)}</nav>
            <h2 id="concept-name" tabindex="-1"><${Word} text=${c.label} lang=${c.language} /></h2>
            <p class="row small muted"><span class="mono">${c.concept}</span>${c.fields.filter((f) => f.concept !== c.concept && f.concept !== c.path[0]?.concept).map((f) => html`<${Chip} tone="quiet"><${Word} text=${f.label} lang=${f.language} /><//>`)}</p></div>
            ${suggest && html`<${Button} icon="edit" label=${t('lexicon.suggest')} onClick=${() => setSuggesting({what: 'word', language: language.value})} />`}</header>
        ${c.notes.length > 0 && html`<div class="lex-notes">${c.notes.map((n) => html`<p key=${n.language + n.text}><${Word} text=${n.text} lang=${n.language} /></p>`)}</div>`}
        <${Card} title=${t('lexicon.words')} flush><${Languages} concept=${c} lexicon=${lexicon} onSuggest=${suggest} /><//>
        <div class="cols-2"><div class="stack"><${Place} concept=${c} />${c.codes.length > 0 && html`<${Codes} codes=${c.codes} />`}</div>
            <div class="stack"><${Profiles} id=${id} /><${Changes} id=${id} turn=${turn} /></div></div>
        <p class="small muted">${t('lexicon.state', {digest: c.lexicon})}</p></article>
        ${suggesting && html`<${SuggestDialog} concept=${c} lexicon=${lexicon} start=${suggesting} onClose=${() => setSuggesting(null)}
            onDone=${() => { setSuggesting(null); setTurn((n) => n + 1); onChanged(); state.reload(); }} />`}`}<//>`;
}
