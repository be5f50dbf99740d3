// Review by sample: words that nobody has looked at, by chance, one after the other. What
// was looked at so far says how much of the whole is likely wrong.
import {html, useEffect, useRef, useState} from '../lib/h.js';
import {t, tn, choice, fmtNumber, fmtPercent, language, languageName} from '../i18n.js';
import {all, get, query as queryText, Problem} from '../api.js';
import {useLoad} from '../lib/load.js';
import {useKeys} from '../lib/keys.js';
import {conceptHref, directionOf, useLexicon, Word} from '../lib/concepts.js';
import {toast, toastProblem} from '../store.js';
import {wilson} from '../lib/wilson.js';
import {Card, Empty, Loaded, Note} from '../ui/states.js';
import {Button, LinkButton} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {SelectField, TextField} from '../ui/field.js';
import {Icon} from '../ui/icon.js';
import {sendTerm, withdrawTerm, declineTerm} from './term-parts.js';

const COUNT = 20;
const keyOf = (x) => `${x.concept}\u0000${x.text}`;

function WrongDialog({item, lang, onSave, onClose}) {
    const [instead, setInstead] = useState('');
    const [reason, setReason] = useState('');
    const [error, setError] = useState('');
    const save = async () => {
        try { await onSave({instead: instead.trim(), reason: reason.trim()}); } catch (e) {
            if (!(e instanceof Problem)) throw e;
            setError(e.words);
        }
    };
    return html`<${Dialog} title=${t('review.wrong_title')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('review.wrong')} onClick=${save} />`}>
        <form class="stack" onSubmit=${(e) => { e.preventDefault(); save(); }}><p class="review-word"><${Word} text=${item.text} lang=${lang} /></p>
            <${TextField} label=${t('suggest.instead')} required=${false} hint=${t('suggest.instead_hint')} value=${instead} onChange=${(x) => { setInstead(x); setError(''); }} error=${error} lang=${lang} dir=${directionOf(lang)} />
            <${TextField} label=${t('suggest.reason')} required=${false} value=${reason} onChange=${setReason} /><button type="submit" hidden></button></form><//>`;
}

// What the word stands for: said in another word than itself.
function meaning(item) {
    const other = item.text === item.label && item.beside[0];
    return other ? {text: other.text, lang: other.language, rest: item.beside.slice(1)} : {text: item.label, lang: item.language, rest: item.beside.filter((b) => b.language !== item.language)};
}

// A button that says its key.
const keyed = (words, key) => html`${words}<kbd aria-hidden="true">${key}</kbd>`;

function Item({item, lang}) {
    const m = meaning(item);
    return html`<div class="stack"><div><p class="small muted">${languageName(lang)} · ${choice('term_kind', item.kind)}${item.source !== 'ieum' && html` · ${item.source}`}</p><p class="review-word"><${Word} text=${item.text} lang=${lang} /></p></div>
        <dl class="review-beside"><dt class="small muted">${t('review.means')}</dt><dd><a class="strong" href=${conceptHref(item.concept)}><${Word} text=${m.text} lang=${m.lang} /></a>${item.broader.length > 0 && html` <span class="muted small">${t('term.below')} ${item.broader.map((b, i) => html`${i > 0 && ', '}<${Word} text=${b.label} lang=${b.language} />`)}</span>`}</dd>
            ${m.rest.map((b) => html`<dt key=${b.language} class="small muted">${languageName(b.language)}</dt><dd><${Word} text=${b.text} lang=${b.language} /></dd>`)}</dl></div>`;
}

// How the review of this language and field stands, and what the sample says of the rest.
function Standing({row, lang, left, done}) {
    const cell = row?.cells.find((c) => c.language === lang);
    const looked = done.filter((x) => x.verdict !== 'skip').length;
    const wrong = done.filter((x) => x.verdict === 'wrong').length;
    const [low, high] = wilson(wrong, looked);
    return html`<${Card} title=${t('review.standing')}><div class="stack">${cell && html`<div class="stack-s"><div class="spread small"><span>${t('review.reviewed_of', {n: cell.reviewed, of: cell.labels})}</span><span class="tnum muted">${fmtPercent(cell.labels ? cell.reviewed / cell.labels : 0)}</span></div>
            <div class="progress" role="progressbar" aria-label=${t('review.standing')} aria-valuemin="0" aria-valuemax=${cell.labels} aria-valuenow=${cell.reviewed}><i style=${{width: `${cell.labels ? (cell.reviewed / cell.labels) * 100 : 0}%`}}></i></div></div>`}
        <dl class="review-figures"><dt>${t('review.left')}</dt><dd class="tnum">${fmtNumber(left)}</dd><dt>${t('review.looked')}</dt><dd class="tnum">${fmtNumber(looked)}</dd><dt>${t('review.found_wrong')}</dt><dd class="tnum">${fmtNumber(wrong)}</dd></dl>
        ${looked > 0 && html`<p class="small">${t('review.estimate', {share: fmtPercent(wrong / looked), low: fmtPercent(low), high: fmtPercent(high)})}</p>`}
        ${done.length > 0 && html`<ol class="review-done">${done.slice(-6).reverse().map((x) => html`<li key=${keyOf(x)}><${Icon} name=${{right: 'met', wrong: 'not_met', skip: 'question'}[x.verdict]} size=${15} /><span class="grow"><${Word} text=${x.text} lang=${lang} /></span><span class="small muted">${t(`review.${x.verdict}`)}</span></li>`)}</ol>`}</div><//>`;
}

export function Review({lexicon, query, setQuery, onChanged}) {
    const lang = lexicon.languages.includes(query.language) ? query.language : language.value;
    const seed = Number(query.seed) || 1;
    const ask = {language: lang, field: query.field, seed, count: COUNT};
    const state = useLoad((signal) => get(`/lexicon/sample${queryText(ask)}`, {signal}), [lang, query.field, seed]);
    const coverage = useLexicon((signal) => get('/lexicon/coverage', {signal}), [lexicon.lexicon]);
    // What waits for a decision already is not asked for again.
    const open = useLoad((signal) => all('terms', {status: 'suggested', language: lang}, {signal, most: 1000}), [lang]);
    const [done, setDone] = useState([]);
    const [wrong, setWrong] = useState(null);
    const [busy, setBusy] = useState(false);
    const may = lexicon.can.suggest;
    const accept = lexicon.can.decide;
    const place = useRef('');
    const where = `${lang} ${query.field || ''}`;
    useEffect(() => { if (place.current !== where) { place.current = where; setDone([]); } }, [where]);
    const waiting = new Set((open.data || []).filter((x) => ['review', 'removal', 'correction'].includes(x.kind)).map((x) => `${x.concept}\u0000${x.kind === 'correction' ? x.replaces : x.label}`));
    const seen = new Set(done.map(keyOf));
    const items = open.data === undefined && !open.error ? undefined : state.data?.items.filter((x) => !waiting.has(keyOf(x)) || seen.has(keyOf(x)));
    const rest = items?.filter((x) => !seen.has(keyOf(x))) || [];
    const item = rest[0];
    const next = (verdict, term) => { setDone((d) => [...d, {...item, verdict, term}]); setWrong(null); onChanged(); };
    const right = async () => {
        if (!item || busy || !may) return;
        setBusy(true);
        try { next('right', await sendTerm({concept: item.concept, kind: 'review', language: lang, label: item.text}, {accept, quiet: true})); } catch (e) { toastProblem(e); } finally { setBusy(false); }
    };
    const mend = async ({instead, reason}) => {
        const base = {concept: item.concept, language: lang, reason};
        next('wrong', await sendTerm(instead ? {...base, kind: 'correction', label: instead, replaces: item.text} : {...base, kind: 'removal', label: item.text}, {quiet: true}));
    };
    const skip = () => { if (item) setDone((d) => [...d, {...item, verdict: 'skip'}]); };
    const back = async () => {
        const last = done[done.length - 1];
        if (!last || busy) return;
        setBusy(true);
        try {
            if (last.term) await (last.term.status === 'accepted' ? declineTerm(last.term, t('term.undone')) : withdrawTerm(last.term));
            setDone((d) => d.slice(0, -1));
            toast(t('review.back_toast'));
            onChanged();
        } catch (e) { toastProblem(e); } finally { setBusy(false); }
    };
    const again = () => { setDone((d) => d.filter((x) => x.verdict !== 'skip')); setQuery({seed: seed + 1}, {replace: false}); };
    useKeys({r: () => { if (!may) return false; right(); return true; }, w: () => { if (!may || !item) return false; setWrong(item); return true; }, s: () => { skip(); return true; }, u: () => { back(); return true; }, n: () => { again(); return true; }});
    const row = coverage.data?.rows.find((x) => (x.concept || '') === (query.field || ''));
    const by = new Intl.Collator(language.value);
    const fields = [...lexicon.fields].sort((a, b) => by.compare(a.label, b.label)).map((f) => [f.concept, f.label]);
    const of = items?.length || 0;
    return html`<div class="stack"><div class="review-bar"><${SelectField} label=${t('field.language')} value=${lang} onChange=${(x) => setQuery({language: x})} options=${lexicon.languages.map((l) => [l, languageName(l)])} />
            <${SelectField} label=${t('lexicon.field')} value=${query.field || ''} none=${t('coverage.whole')} onChange=${(x) => setQuery({field: x})} options=${fields} />
            <span class="small muted tnum">${t('review.seed', {n: seed})}</span><${Button} icon="undo" label=${t('review.new_sample')} onClick=${again} /></div>
        ${!may && html`<${Note}>${t('review.read_only')}<//>`}
        <div class="cols-main"><${Loaded} state=${items ? {...state, data: state.data} : {...state, data: undefined}} rows=${8}>${(d) => (item ? html`<section class="card review" aria-label=${t('review.title')}><div class="card-head"><h2>${t('review.question')}</h2><span class="small muted tnum">${t('review.n_of', {n: of - rest.length + 1, of})}</span></div>
                <div class="card-body" aria-live="polite"><${Item} item=${item} lang=${lang} /></div>
                <div class="review-act">${may && html`<${Button} primary icon="check" label=${keyed(t('review.right'), 'r')} disabled=${busy} onClick=${right} /><${Button} icon="close" label=${keyed(t('review.wrong'), 'w')} onClick=${() => setWrong(item)} />`}
                    <${Button} ghost icon="right" label=${keyed(t('review.skip'), 's')} onClick=${skip} /><${Button} ghost icon="undo" label=${keyed(t('review.back'), 'u')} disabled=${busy || !done.length} onClick=${back} /></div></section>`
        : html`<${Card}><${Empty} title=${d.left ? t('review.sample_done') : t('review.all_done')} text=${d.left ? tn('review.still_left', d.left) : t('review.all_done_text')}>${d.left > 0 && html`<${Button} primary label=${t('review.new_sample')} onClick=${again} />`}<${LinkButton} href="/lexicon/coverage" label=${t('lexicon.tab.coverage')} /><//><//>`)}<//>
            <${Standing} row=${row} lang=${lang} left=${state.data?.left ?? 0} done=${done} /></div>
        ${wrong && html`<${WrongDialog} item=${wrong} lang=${lang} onSave=${mend} onClose=${() => setWrong(null)} />`}</div>`;
}
