// A text and the concepts it speaks of: each found phrase marked, with the concept's word
// in the reader's language below it where that is another one. Nothing of it is kept.
import {html, useState, cls} from '../lib/h.js';
import {t, fmtNumber, fmtPercent, languageName} from '../i18n.js';
import {post} from '../api.js';
import {conceptHref, sameWord, Word} from '../lib/concepts.js';
import {useDebounced, useLoad} from '../lib/load.js';
import {pieces, summed} from '../lib/tagged.js';
import {Card, Empty, ErrorState, Skeleton} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {TextAreaField} from '../ui/field.js';

const MOST = 200000; // bytes, as the server's limit
const examples = () => fetch('/i18n/examples.json').then((a) => (a.ok ? a.json() : {}));

function Marked({text, tags, lang, glosses, lit, onLit}) {
    return html`<div class=${cls('tagged', {glosses})} lang=${lang || undefined} dir="auto">${pieces(text, tags).map((p, i) => {
        if (!p.tags) return html`<span key=${i}>${p.text}</span>`;
        const best = [...p.tags].sort((a, b) => b.weight - a.weight)[0];
        const title = p.tags.map((x) => `${x.label} ${fmtPercent(x.weight)}`).join('\n');
        const word = html`<a href=${conceptHref(best.concept)} title=${title}>${p.text}</a>`;
        return html`<mark key=${i} class=${cls({lit: p.tags.some((x) => x.concept === lit), several: p.tags.length > 1})} style=${{'--weight': best.weight}} onPointerEnter=${() => onLit(best.concept)} onPointerLeave=${() => onLit('')}>
            ${glosses && !sameWord(best.label, p.text) ? html`<ruby>${word}<rt lang=${best.language}>${best.label}</rt></ruby>` : word}</mark>`;
    })}</div>`;
}

export function TagText({lexicon}) {
    const [text, setText] = useState('');
    const [lang, setLang] = useState('');
    const [glosses, setGlosses] = useState(true);
    const [lit, setLit] = useState('');
    const settled = useDebounced(text, 350);
    const state = useLoad((signal) => (settled.trim() ? post('/lexicon/tag', {text: settled, ...(lang ? {language: lang} : {})}, {signal}).then((a) => ({...a, text: settled})) : Promise.resolve(null)), [settled, lang]);
    const tries = useLoad(examples, []);
    const d = state.data;
    const found = d ? summed(d.tags) : [];
    const most = Math.max(...found.map((x) => x.weight), 0.001);
    const long = new TextEncoder().encode(text).length > MOST;
    return html`<div class="stack"><div class="cols-main tag-cols"><div class="stack"><${Card}><div class="stack">
                <${TextAreaField} label=${t('tag.text')} hint=${t('tag.hint')} value=${text} onChange=${setText} rows=${7} error=${long ? t('tag.too_long') : undefined} />
                <div class="spread"><div class="row">${!text && html`<span class="small muted">${t('tag.try')}</span>${Object.entries(tries.data || {}).map(([tag, words]) => html`<button type="button" class="btn small" key=${tag} onClick=${() => { setText(words); setLang(''); }}>${languageName(tag)}</button>`)}`}
                        ${text && html`<${Button} small ghost icon="close" label=${t('tag.clear')} onClick=${() => setText('')} />`}</div>
                    <div class="row"><label class="check"><input type="checkbox" checked=${glosses} onChange=${(e) => setGlosses(e.target.checked)} />${t('tag.glosses')}</label>
                        <select class="select slim" aria-label=${t('tag.language')} value=${lang} onChange=${(e) => setLang(e.target.value)}><option value="">${t('tag.any_language')}</option>${lexicon.languages.map((l) => html`<option value=${l} selected=${l === lang}>${languageName(l)}</option>`)}</select></div></div></div><//>
            ${state.error ? html`<${Card}><${ErrorState} compact error=${state.error} retry=${state.reload} /><//>` : settled.trim() && html`<${Card} title=${t('tag.result')}>${d ? html`<${Marked} text=${d.text} tags=${d.tags} lang=${lang} glosses=${glosses} lit=${lit} onLit=${setLit} />` : html`<${Skeleton} height="60px" />`}<//>`}</div>
        <${Card} title=${t('tag.concepts')} flush actions=${found.length > 0 && html`<span class="small muted tnum">${fmtNumber(found.length)}</span>`}>${found.length ? html`<ol class="lines tag-list">${found.map((c) => html`<li class=${cls('line-item', {lit: c.concept === lit})} key=${c.concept} onPointerEnter=${() => setLit(c.concept)} onPointerLeave=${() => setLit('')}>
                <div class="grow"><a href=${conceptHref(c.concept)}><${Word} text=${c.label} lang=${c.language} /></a><div class="small muted clip"><bdi>${[...c.phrases].join(', ')}</bdi></div></div>
                <span class="share"><span class="small tnum">${fmtNumber(c.weight, {minimumFractionDigits: 2, maximumFractionDigits: 2})}<span class="sr"> ${t('tag.weight')}</span></span><span class="score-bar" aria-hidden="true"><i style=${{width: `${(c.weight / most) * 100}%`}}></i></span></span></li>`)}</ol>`
        : html`<${Empty} compact title=${settled.trim() && d ? t('tag.none') : t('tag.nothing_yet')} text=${settled.trim() && d ? t('tag.none_text') : t('tag.nothing_yet_text')} />`}<//></div></div>`;
}
