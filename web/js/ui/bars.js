// A bar chart as SVG that can be read without seeing it: the figures are a table too.
import {html} from '../lib/h.js';
import {fmtNumber} from '../i18n.js';

// rows: [{label, values: [n, …], href?}]; series: [{label}] drawn from dark to light.
export function Bars({rows, series, caption}) {
    const most = Math.max(1, ...rows.flatMap((r) => r.values));
    const line = series.length * 13 + 13;
    const height = rows.length * line + 6;
    return html`<figure class="bars">${series.length > 1 && html`<figcaption class="bars-key">${series.map((s, i) => html`<span><i class=${`s${i}`} aria-hidden="true"></i>${s.label}</span>`)}</figcaption>`}
        <svg height=${height} role="img" aria-label=${caption}>${rows.map((r, k) => html`<g transform=${`translate(0 ${k * line + 4})`}>
            <text class="bar-label" x="0" y=${(series.length * 13) / 2 + 4}>${r.label}</text>
            ${r.values.map((v, i) => html`<rect class=${`s${i}`} x="28%" y=${i * 13} width=${`${Math.max(v ? 0.4 : 0, (v / most) * 63)}%`} height="10" rx="2" /><text class="bar-n" x=${`${29 + (v / most) * 63}%`} y=${i * 13 + 9}>${fmtNumber(v)}</text>`)}</g>`)}</svg>
        <table class="sr"><caption>${caption}</caption><thead><tr><td></td>${series.map((s) => html`<th scope="col">${s.label}</th>`)}</tr></thead><tbody>${rows.map((r) => html`<tr><th scope="row">${r.label}</th>${r.values.map((v) => html`<td>${v}</td>`)}</tr>`)}</tbody></table></figure>`;
}
