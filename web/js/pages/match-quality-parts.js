// What the page of match quality is made of: bands with intervals, evidence by field, losses,
// what was judged by what, and the words that sum it all up.
import {html, cls} from '../lib/h.js';
import {t, fmtMoment, fmtNumber, fmtPercent} from '../i18n.js';
import {Empty, Card} from '../ui/states.js';
import {Icon} from '../ui/icon.js';
import {LinkButton} from '../ui/button.js';
import {reasonLabel} from './match-parts.js';

const FEW = 10; // judged matches below which a band's share is said to be of few
const fixed = (digits) => (n) => fmtNumber(n, {minimumFractionDigits: digits, maximumFractionDigits: digits});
const two = fixed(2);
const three = fixed(3);
const whole = (x) => fmtNumber(x * 100, {maximumFractionDigits: 0});
const at = (x) => `${Math.max(0, Math.min(1, x)) * 100}%`;
const total = (bands, key) => bands.reduce((n, b) => n + b[key], 0);

// Wilson's interval at 95 % of `good` among `count`, as the server computes it for a band.
function wilson(good, count) {
    const zz = 1.96 * 1.96;
    const p = good / count;
    const of = 1 + zz / count;
    const half = (1.96 / of) * Math.sqrt((p * (1 - p)) / count + zz / (4 * count * count));
    const middle = (p + zz / (2 * count)) / of;
    return [middle - half, middle + half];
}

// The judged matches parted where the halves are nearest in number: {from, low, high}, each
// half with count, good and interval; null when all have one score.
export function halves(bands) {
    const all = total(bands, 'count');
    let best = null;
    for (let i = 1; i < bands.length; i++) {
        const [low, high] = [bands.slice(0, i), bands.slice(i)].map((part) => ({count: total(part, 'count'), good: total(part, 'good')}));
        if (low.count && high.count && (!best || Math.abs(2 * low.count - all) < Math.abs(2 * best.low.count - all))) best = {from: bands[i].from, low, high};
    }
    if (best) for (const half of [best.low, best.high]) half.interval = wilson(half.good, half.count);
    return best;
}

// Bands with enough in them, and those of them where what was foretold lies within the interval.
export function kept(bands) {
    const enough = bands.filter((b) => b.count >= FEW);
    const [of, n] = [enough.length, enough.filter((b) => b.predicted >= b.low && b.predicted <= b.high).length];
    return {of, n, hold: n >= 0.8 * of};
}

// Whether the learned weights are those in force already.
export function inForce(q) {
    return Boolean(q.learned) && q.in_force.applied && Object.entries(q.learned.weights).every(([f, w]) => Math.abs(Math.max(w, f === 'text' ? 0.01 : 0) - q.in_force.weights[f]) < 0.005);
}

function Verdict({tone, icon, title, children}) {
    return html`<li class=${tone || ''}><${Icon} name=${icon} /><div class="grow"><strong>${title}</strong><div class="muted">${children}</div></div></li>`;
}

function ScoreVerdict({bands}) {
    const h = halves(bands);
    if (!h) return null;
    const tells = h.high.interval[0] > h.low.interval[1];
    return html`<${Verdict} tone=${tells ? 'good' : ''} icon=${tells ? 'check' : 'info'} title=${t(tells ? 'quality.score_tells' : 'quality.score_unsure')}>
        ${t('quality.score_halves', {from: whole(h.from), high: fmtPercent(h.high.good / h.high.count), n_high: fmtNumber(h.high.count), low: fmtPercent(h.low.good / h.low.count), n_low: fmtNumber(h.low.count)})}<//>`;
}

function ChanceVerdict({bands}) {
    const {n, of, hold} = kept(bands);
    if (!of) return null;
    return html`<${Verdict} tone=${hold ? 'good' : 'warn'} icon=${hold ? 'check' : 'alert'} title=${t(hold ? 'quality.chances_hold' : 'quality.chances_off')}>${t('quality.chances_bands', {n: fmtNumber(n), of: fmtNumber(of), few: FEW})}<//>`;
}

function WeightsVerdict({q}) {
    const force = q.in_force;
    const same = inForce(q);
    const now = force.applied ? `${t('quality.in_force', {when: fmtMoment(force.since), n: fmtNumber(force.examples)})} ${t('quality.again')}` : t('quality.default');
    const shown = t(force.curve ? 'quality.chances' : 'quality.no_chances');
    const later = force.applied && q.examples > force.examples ? ` ${t('quality.later', {n: fmtNumber(q.examples - force.examples)})}` : '';
    const better = q.learned?.better;
    const worth = q.learned && t(better ? 'quality.better' : 'quality.not_better', {learned: three(q.learned.losses.learned.logarithmic), default: three(q.learned.losses.default.logarithmic)});
    const title = !q.learned ? now : same ? t('quality.do_nothing') : !better ? t('quality.do_leave') : t(kept(q.learned.bands).hold ? 'quality.do_apply' : 'quality.do_apply_off');
    return html`<${Verdict} tone=${better ? 'good' : ''} icon=${better ? 'check' : 'info'} title=${title}>${worth && `${worth} ${now} `}${shown}${later}<//>`;
}

export function Verdicts({q}) {
    return html`<${Card} class="verdict-card"><ul class="quality-verdicts"><${ScoreVerdict} bands=${q.acceptance} />
        ${q.learned && html`<${ChanceVerdict} bands=${q.learned.bands} />`}<${WeightsVerdict} q=${q} /></ul><//>`;
}

function Key({foretold}) {
    const item = (mark, text) => html`<span><span class="band-line" aria-hidden="true">${mark}</span>${text}</span>`;
    return html`<p class="band-key small muted">${item(html`<i class="dot"></i>`, t('quality.key_seen'))}${item(html`<i class="span"></i>`, t('quality.interval'))}
        ${foretold && item(html`<i class="told"></i>`, t('quality.key_told'))}${item(html`<i class="dot few"></i>`, t('quality.key_few', {few: FEW}))}</p>`;
}

// One row a band: a dot for the share, a line for its interval, a tick for what was foretold.
export function BandChart({bands, share, caption, foretold}) {
    const rows = bands.filter((b) => b.count);
    const range = (b) => `${whole(b.from)}–${foretold ? fmtPercent(b.to) : whole(b.to)}`;
    return html`<${Key} foretold=${foretold} /><div class="scroll-x" tabindex="0" role="region" aria-label=${caption}><table class="table natural band-table"><caption class="sr">${caption}</caption>
        <thead><tr><th scope="col">${foretold ? t('quality.chance') : t('match.score')}</th><th scope="col" class="num">${t('quality.judged')}</th>${foretold && html`<th scope="col" class="num">${t('quality.foretold')}</th>`}<th scope="col" class="num">${t('quality.accepted')}</th>
            <th scope="col" class="wide-col"><span class="sr">${t('quality.interval')}</span><span class="band-axis" aria-hidden="true">${[0, 0.5, 1].map((x) => html`<i>${fmtPercent(x)}</i>`)}</span></th></tr></thead>
        <tbody>${rows.map((b) => html`<tr key=${b.from} class=${cls({few: b.count < FEW})}><th scope="row" class="tnum nowrap">${range(b)}</th><td class="num tnum">${fmtNumber(b.count)}</td>${foretold && html`<td class="num tnum">${fmtPercent(b.predicted)}</td>`}<td class="num tnum">${fmtPercent(share(b))}</td>
            <td><span class="sr">${t('quality.from_to', {low: fmtPercent(b.low), high: fmtPercent(b.high)})}</span><span class="band-line" aria-hidden="true"><i class="span" style=${{left: at(b.low), width: at(b.high - b.low)}}></i>${foretold && html`<i class="told" style=${{left: at(b.predicted)}}></i>`}<i class=${cls('dot', {few: b.count < FEW})} style=${{left: at(share(b))}}></i></span></td></tr>`)}</tbody></table></div>`;
}

// A weight that moved by more than twice its error is told from one that may have by chance.
function Moved({f}) {
    const by = f.error ? (f.learned - f.default) / f.error : 0;
    if (Math.abs(by) <= 2) return null;
    return html`<span class="sr">${t(by > 0 ? 'quality.counts_more' : 'quality.counts_less')}</span><span class="moved" aria-hidden="true">${by > 0 ? '▲' : '▼'}</span> `;
}

export function Fields({learned}) {
    const mean = (n, value) => (n ? two(value) : '–');
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('quality.fields')}><table class="table natural field-table"><caption class="sr">${t('quality.fields')}</caption>
        <thead><tr><th scope="col">${t('match.field')}</th><th scope="col" class="num">${t('quality.default_weight')}</th><th scope="col" class="num">${t('quality.learned')}</th><th scope="col" class="num roomy">${t('quality.mean_good')}</th><th scope="col" class="num roomy">${t('quality.mean_other')}</th><th scope="col" class="num roomy">${t('quality.stated')}</th></tr></thead>
        <tbody>${learned.fields.map((f) => html`<tr key=${f.field} class=${cls({faint: !f.learned_from})}><th scope="row">${reasonLabel(f.field)}${!f.learned_from && html` <span class="small muted">${t('quality.not_learned')}</span>`}
                <span class="means small muted">${t('quality.means', {good: mean(f.stated_good, f.mean_good), other: mean(f.stated_other, f.mean_other)})}</span></th><td class="num tnum">${two(f.default)}</td>
            <td class="num tnum nowrap"><${Moved} f=${f} /><strong>${two(f.learned)}</strong>${f.error ? html` <span class="muted">± ${two(f.error)}</span>` : ''}</td>
            <td class="num tnum roomy">${mean(f.stated_good, f.mean_good)}</td><td class="num tnum roomy">${mean(f.stated_other, f.mean_other)}</td><td class="num tnum nowrap roomy">${fmtNumber(f.stated_good)} / ${fmtNumber(f.stated_other)}</td></tr>`)}</tbody></table></div>`;
}

export function Losses({losses, better}) {
    const row = (name) => html`<tr class=${cls({on: better && name === 'learned'})}><th scope="row">${t(`quality.loss.${name}`)}</th><td class="num tnum">${three(losses[name].logarithmic)}</td><td class="num tnum">${three(losses[name].brier)}</td></tr>`;
    return html`<table class="table natural"><caption class="sr">${t('quality.losses')}</caption><thead><tr><td></td><th scope="col" class="num">${t('quality.log_loss')}</th><th scope="col" class="num">${t('quality.brier')}</th></tr></thead>
        <tbody>${row('base')}${row('default')}${row('learned')}</tbody></table>`;
}

// What is there, what is missing: each need with a bar of how far it is.
export function TooFew({q}) {
    const other = q.examples - q.good;
    const goal = (label, n, of) => html`<li><span class="spread"><span>${label}</span><span class="tnum">${fmtNumber(n)} / ${fmtNumber(of)}</span></span><span class=${cls('progress', {done: n >= of})} role="progressbar" aria-label=${label} aria-valuenow=${Math.min(n, of)} aria-valuemin="0" aria-valuemax=${of}><i style=${{width: `${Math.min(1, n / of) * 100}%`}}></i></span></li>`;
    return html`<${Card}><${Empty} title=${t('quality.too_few')} text=${t('quality.too_few_text')}><ul class="goals">${goal(t('quality.goal_all'), q.examples, q.needed.examples)}${goal(t('quality.goal_good'), q.good, q.needed.of_a_kind)}${goal(t('quality.goal_other'), other, q.needed.of_a_kind)}</ul><${LinkButton} href="/matches?status=proposed" label=${t('quality.to_matches')} /><//><//>`;
}

// By what the judged were judged, the accepted above the dismissed, and what was left out.
export function Sources({sources}) {
    const accepted = ['agreed', 'met', 'wished', 'taken_up'];
    const sum = accepted.reduce((n, k) => n + sources[k], 0);
    const row = (k) => sources[k] > 0 && html`<tr key=${k}><th scope="row">${t(`quality.source.${k}`)}</th><td class="num tnum">${fmtNumber(sources[k])}</td></tr>`;
    const head = (label, n) => html`<tr class="sum"><th scope="row">${label}</th><td class="num tnum">${fmtNumber(n)}</td></tr>`;
    return html`<table class="table natural source-table"><caption class="sr">${t('quality.sources')}</caption><thead class="sr"><tr><th scope="col">${t('quality.sources')}</th><th scope="col">${t('quality.judged')}</th></tr></thead>
        <tbody>${head(t('quality.accepted_sum'), sum)}${accepted.map(row)}</tbody>
        <tbody>${head(t('quality.source.dismissed'), sources.dismissed)}</tbody>
        <tbody class="muted">${row('left_out')}${row('without_degrees')}</tbody></table>`;
}
