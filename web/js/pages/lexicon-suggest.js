// The form for a suggestion: another word, a wrong or a right one, a new concept, a link,
// a code, a note.
// Words that name another concept already are told while they are typed.
import {html, useEffect, useState} from '../lib/h.js';
import {t, choice, language, languageName} from '../i18n.js';
import {get, query as queryText, Problem} from '../api.js';
import {useDebounced} from '../lib/load.js';
import {directionOf, findConcepts, Word} from '../lib/concepts.js';
import {Dialog} from '../ui/dialog.js';
import {Note} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {Combobox} from '../ui/combobox.js';
import {Field, SelectField, TextAreaField, TextField} from '../ui/field.js';
import {Clashes, sendTerm} from './term-parts.js';

const WHAT = ['word', 'wrong', 'right', 'concept', 'link', 'code', 'note'];
const same = (a, b) => a.normalize('NFKC').toLocaleLowerCase() === b.normalize('NFKC').toLocaleLowerCase();
// An id from English words: "Die casting (hot)" → die-casting-hot.
export const slug = (text) => text.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80);

// Other concepts that these very words name.
function useClaims(label, concept) {
    const text = useDebounced((label || '').trim(), 300);
    const [found, setFound] = useState([]);
    useEffect(() => {
        setFound([]);
        if (!text) return undefined;
        const abort = new AbortController();
        get(`/lexicon/find${queryText({q: text, limit: 20})}`, {signal: abort.signal}).then((a) => setFound(a.items.filter((x) => x.concept !== concept && same(x.found, text)).map((x) => ({kind: 'claimed', ...x}))), () => {});
        return () => abort.abort();
    }, [text]);
    return found;
}

// The terms that a filled-in form stands for; the first one makes the concept.
function termsOf(v, concept) {
    const more = {reason: v.reason.trim(), source: v.source.trim()};
    const base = {concept: concept.concept, language: v.language, label: v.label.trim(), ...more};
    if (v.what === 'word') return [{...base, kind: v.kind}];
    if (v.what === 'right') return [{...base, kind: 'review', label: v.there}];
    // Links and codes are of no language; the record asks for one.
    if (v.what === 'link') return [{...base, language: 'en', kind: v.link, label: v.other}];
    if (v.what === 'code') return [{...base, language: 'en', kind: 'code', label: `${v.scheme.trim()} ${v.edition.trim() || '-'} ${v.code.trim()}${v.title.trim() && ` -- ${v.title.trim()}`}`}];
    if (v.what === 'note') return [{...base, kind: 'note'}];
    if (v.what === 'wrong') return [v.label.trim() ? {...base, kind: 'correction', replaces: v.there} : {...base, kind: 'removal', label: v.there}];
    const id = slug(v.english);
    return [{concept: id, kind: 'concept', language: 'en', label: v.english.trim(), broader: concept.concept, ...more},
        ...(v.language !== 'en' && v.label.trim() ? [{concept: id, kind: 'preferred', language: v.language, label: v.label.trim(), ...more}] : [])];
}

function check(v) {
    const out = {};
    if (v.what === 'concept') { if (!slug(v.english)) out.english = t('suggest.need_english'); }
    else if (v.what === 'word' || v.what === 'note') { if (!v.label.trim()) out.label = t('suggest.need_label'); }
    else if (v.what === 'link') { if (!v.other) out.other = t('suggest.need_other'); }
    else if (v.what === 'code') { for (const x of ['scheme', 'code']) if (!v[x].trim()) out[x] = t('form.required', {field: t(`suggest.code.${x}`)}); }
    else if (!v.there) out.there = t('suggest.need_there');
    return out;
}

export function SuggestDialog({concept, lexicon, start, onDone, onClose}) {
    const [v, setV] = useState({what: start.what, language: start.language || language.value, there: start.label || '', label: '', english: '', kind: 'alternative', link: 'broader', other: '', otherName: '', scheme: 'HS', edition: '', code: '', title: '', reason: '', source: ''});
    const [errors, setErrors] = useState({});
    const [general, setGeneral] = useState('');
    const [accept, setAccept] = useState(lexicon.can.decide);
    const claims = useClaims(['note', 'link', 'code', 'right'].includes(v.what) ? '' : v.label || (v.what === 'concept' ? v.english : ''), concept.concept);
    const set = (name) => (value) => { setV((old) => ({...old, [name]: value ?? '', ...(name === 'language' || name === 'what' ? {there: ''} : {})})); setErrors({}); setGeneral(''); };
    const labels = concept.languages.find((l) => l.language === v.language)?.labels || [];
    const send = async () => {
        const wrong = check(v);
        setErrors(wrong);
        if (Object.keys(wrong).length) return;
        try {
            for (const body of termsOf(v, concept)) await sendTerm(body, {accept});
            onDone();
        } catch (e) {
            if (!(e instanceof Problem)) throw e;
            const by = e.byField();
            const own = {link: 'other', code: 'code'}[v.what];
            setErrors(own ? {[own]: by.label} : {label: by.label, there: by.replaces, english: v.what === 'concept' ? by.concept : undefined});
            if (!by.label && !by.replaces && !(v.what === 'concept' && by.concept)) setGeneral(e.words);
        }
    };
    const languages = lexicon.languages.map((l) => [l, languageName(l)]);
    const marked = {lang: v.language, dir: directionOf(v.language)};
    const there = html`<${SelectField} label=${t('suggest.there')} value=${v.there} onChange=${set('there')} error=${errors.there} options=${labels.map((l) => [l.text, `${l.text} (${choice('term_kind', l.kind)})`])} />`;
    const word = (label, hint) => html`<${TextField} class="wide" label=${label} hint=${hint} value=${v.label} onChange=${set('label')} error=${errors.label} ...${marked} />`;
    return html`<${Dialog} title=${t('suggest.title', {concept: concept.label})} onClose=${onClose} initial="input[type=radio]:checked" foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t(accept ? 'suggest.send_accepted' : 'suggest.send')} onClick=${send} />`}>
        <form class="stack" onSubmit=${(e) => { e.preventDefault(); send(); }}>${general && html`<${Note} tone="bad"><span dir="auto">${general}</span><//>`}
            <fieldset><legend class="field-label">${t('suggest.what')}</legend><div class="choices">${WHAT.map((x) => html`<label class="choice" key=${x}><input type="radio" name="what" checked=${v.what === x} onChange=${() => set('what')(x)} /><span>${t(`suggest.what.${x}`)}</span></label>`)}</div></fieldset>
            <div class="form-grid">${!['link', 'code'].includes(v.what) && html`<${SelectField} label=${t('field.language')} value=${v.language} onChange=${(x) => set('language')(x || language.value)} options=${languages} />`}
                ${v.what === 'word' && html`<${SelectField} label=${t('suggest.kind')} value=${v.kind} onChange=${(x) => set('kind')(x || 'alternative')} options=${['alternative', 'preferred', 'hidden'].map((k) => [k, choice('term_kind', k)])} />`}
                ${(v.what === 'wrong' || v.what === 'right') && there}
                ${v.what === 'link' && html`<${SelectField} label=${t('suggest.link')} value=${v.link} onChange=${(x) => set('link')(x || 'broader')} options=${['broader', 'related'].map((k) => [k, choice('term_kind', k)])} />
                    <${Field} class="wide" label=${t('suggest.other')} error=${errors.other}>${(a) => html`<${Combobox} id=${a.id} icon="search" keepText find=${findConcepts} label=${t('suggest.other')} placeholder=${t('lexicon.find_hint')} invalid=${errors.other} describedBy=${a['aria-describedby']} value=${v.otherName} onPick=${(x) => setV((old) => ({...old, other: x.id, otherName: x.label}))} />`}<//>`}
                ${v.what === 'code' && ['scheme', 'edition', 'code', 'title'].map((x) => html`<${TextField} key=${x} label=${t(`suggest.code.${x}`)} required=${x === 'edition' || x === 'title' ? false : undefined} value=${v[x]} onChange=${set(x)} error=${errors[x]} />`)}
                ${v.what === 'word' && word(t('suggest.word'))}${v.what === 'wrong' && word(t('suggest.instead'), t('suggest.instead_hint'))}
                ${v.what === 'concept' && html`<${TextField} label=${t('suggest.english')} hint=${t('suggest.english_hint')} value=${v.english} onChange=${set('english')} error=${errors.english} lang="en" dir="ltr" />${v.language !== 'en' && word(t('suggest.word_in', {language: languageName(v.language)}))}`}
                ${v.what === 'note' && html`<${TextAreaField} class="wide" label=${t('choice.term_kind.note')} value=${v.label} onChange=${set('label')} error=${errors.label} rows=${3} />`}
                <${TextField} class="wide" label=${t('suggest.reason')} required=${false} hint=${['word', 'wrong', 'concept'].includes(v.what) ? t('suggest.reason_hint') : undefined} value=${v.reason} onChange=${set('reason')} />
                <${TextField} class="wide" label=${t('suggest.source')} required=${false} hint=${t('suggest.source_hint')} value=${v.source} onChange=${set('source')} /></div>
            ${v.what === 'concept' && html`<p class="small muted">${t('suggest.below')} <${Word} text=${concept.label} lang=${concept.language} />${v.english && html` · <span class="mono">${slug(v.english)}</span>`}</p>`}
            ${claims.length > 0 && html`<${Note} tone="warn"><${Clashes} items=${claims} /><//>`}
            ${lexicon.can.decide && html`<label class="check"><input type="checkbox" checked=${accept} onChange=${(e) => setAccept(e.target.checked)} />${t('suggest.accept')}</label>`}
            <button type="submit" hidden></button></form><//>`;
}
