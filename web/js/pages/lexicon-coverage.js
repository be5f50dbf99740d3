// How much is said, and how much of it reviewed, by field and language: a table that is a
// heat map too. Each cell leads to a sample of it.
import {html, cls} from '../lib/h.js';
import {t, fmtNumber, fmtPercent, language, languageName} from '../i18n.js';
import {get, query as queryText} from '../api.js';
import {conceptHref, useLexicon, Word} from '../lib/concepts.js';
import {Loaded} from '../ui/states.js';

// Share of a cell by measure: of concepts with a word, with two or more, of words reviewed.
const MEASURES = {
    named: (row, cell) => [cell.concepts, row.concepts],
    two: (row, cell) => [cell.two, row.concepts],
    reviewed: (row, cell) => [cell.reviewed, cell.labels],
};
// Five steps of the accent; the figure stands in the cell, so the colour only helps.
const step = (share) => (share >= 0.995 ? 5 : share >= 0.9 ? 4 : share >= 0.7 ? 3 : share >= 0.4 ? 2 : share > 0 ? 1 : 0);
// 99.97 % is not all of it.
const percent = (n, of) => (n < of && n / of > 0.99 ? fmtNumber(Math.floor((n / of) * 1000) / 1000, {style: 'percent', maximumFractionDigits: 1}) : fmtPercent(of ? n / of : 0));

export function Coverage({lexicon, query, setQuery}) {
    const state = useLexicon((signal) => get('/lexicon/coverage', {signal}), [lexicon.lexicon]);
    const measure = MEASURES[query.measure] ? query.measure : 'two';
    const tags = [...new Set([language.value, ...lexicon.languages])];
    return html`<div class="stack"><div class="spread"><div class="segments" role="group" aria-label=${t('coverage.measure')}>${Object.keys(MEASURES).map((m) => html`<button type="button" key=${m} aria-pressed=${m === measure ? 'true' : 'false'} onClick=${() => setQuery({measure: m === 'two' ? '' : m})}>${t(`coverage.${m}`)}</button>`)}</div>
            <p class="small muted">${t(`coverage.${measure}_text`)}</p></div>
        <${Loaded} state=${state} rows=${12}>${(d) => html`<div class="card scroll-x heat-wrap" tabindex="0" role="region" aria-label=${t('lexicon.tab.coverage')}><table class="heat"><caption class="sr">${t('lexicon.tab.coverage')}: ${t(`coverage.${measure}`)}</caption>
            <thead><tr><th scope="col">${t('lexicon.field')}</th><th scope="col" class="num">${t('lexicon.concepts')}</th>${tags.map((l) => html`<th scope="col" key=${l}><abbr title=${languageName(l)}><span class="long">${languageName(l)}</span><span class="short" aria-hidden="true">${l}</span></abbr></th>`)}</tr></thead>
            <tbody>${d.rows.map((row) => html`<tr key=${row.concept || ''} class=${cls({whole: !row.concept})}><th scope="row">${row.concept ? html`<a href=${conceptHref(row.concept)}><${Word} text=${row.label} lang=${row.language} /></a>` : t('coverage.whole')}</th><td class="num muted">${fmtNumber(row.concepts)}</td>
                ${tags.map((l) => {
        const cell = row.cells.find((c) => c.language === l) || {concepts: 0, labels: 0, two: 0, reviewed: 0};
        const [n, of] = MEASURES[measure](row, cell);
        const title = t('coverage.cell', {language: languageName(l), named: fmtNumber(cell.concepts), concepts: fmtNumber(row.concepts), labels: fmtNumber(cell.labels), two: fmtNumber(cell.two), reviewed: fmtNumber(cell.reviewed)});
        return html`<td key=${l} class=${`heat-${step(of ? n / of : 0)}`}><a href=${`/lexicon/review${queryText({language: l, field: row.concept})}`} title=${title}>${percent(n, of)}</a></td>`;
    })}</tr>`)}</tbody></table></div>`}<//></div>`;
}
