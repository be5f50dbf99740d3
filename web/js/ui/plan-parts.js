// What every view of a plan shows: how good it is, its terms, its moves, who is to be told.
import {html, cls, useId, useState} from '../lib/h.js';
import {t, tn, has, fmtAgo, fmtMoment, fmtNumber} from '../i18n.js';
import {keep, restore} from '../lib/desk.js';
import {limits, quality, verdict} from '../lib/plan.js';
import {me, toast} from '../store.js';
import {Button} from './button.js';
import {Icon} from './icon.js';
import {Empty} from './states.js';

export const termWords = (name) => (has(`plan.term.${name}`) ? t(`plan.term.${name}`) : name);
const percent = (n) => fmtNumber((n || 0) / 100, {style: 'percent', maximumFractionDigits: 1});

// "Proved best", or "at most N from best", with what that means a press away.
export function Quality({summary}) {
    const [open, setOpen] = useState(false);
    const id = useId();
    const q = quality(summary);
    if (!q) return null;
    const words = q.changed ? ['plan.changed_since', 'plan.changed_since_why'] : q.proved ? ['plan.proved', q.calm ? 'plan.proved_calm_why' : 'plan.proved_why'] : q.calm ? ['plan.from_best_moves', 'plan.from_best_moves_why'] : ['plan.from_best', 'plan.from_best_why'];
    const say = (key) => (q.changed ? t(key) : q.calm && !q.proved ? tn(key, q.moves) : t(key, {share: percent(q.gap)}));
    return html`<div class="plan-quality"><button type="button" class=${cls('chip', q.proved ? 'good' : 'on')} aria-expanded=${open ? 'true' : 'false'} aria-controls=${id} onClick=${() => setOpen(!open)}>
            <${Icon} name=${q.proved ? 'met' : 'partly'} size=${14} /><span>${say(words[0])}</span><${Icon} name="question" size=${13} /></button>
        <div id=${id} class="plan-why" hidden=${!open}><p>${say(words[1])}</p><${Limits} rows=${limits(summary)} /></div></div>`;
}

function Limits({rows}) {
    if (rows.length < 2) return null; // of one measure the words above say all
    return html`<table class="plan-limits"><caption class="sr">${t('plan.limits')}</caption><thead><tr><th scope="col">${t('plan.term')}</th><th scope="col" class="num">${t('plan.reached')}</th><th scope="col" class="num">${t('plan.limit')}</th><td></td></tr></thead>
        <tbody>${rows.map((r) => html`<tr key=${r.name}><th scope="row">${termWords(r.name)}</th><td class="num tnum">${fmtNumber(r.value)}</td><td class="num tnum">${r.limit === null ? '–' : fmtNumber(r.limit)}</td><td class=${cls('small', 'nowrap', r.proved ? 'good' : 'muted')}>${r.proved ? html`<${Icon} name="met" size=${13} /> ${t('plan.limit_reached')}` : t('plan.limit_open')}</td></tr>`)}</tbody></table><p class="small muted">${t('plan.limits_why')}</p>`;
}

const SIGNS = {'1': ['good', 'plan.better'], '-1': ['bad', 'plan.worse']};
export function Change({before, after, better}) {
    const v = verdict(before, after, better);
    const sign = SIGNS[v];
    if (!sign) return html`<span class="muted">${t('plan.same')}</span>`;
    return html`<span class=${cls('tnum', 'nowrap', sign[0])}><${Icon} name=${after > before ? 'up' : 'down'} size=${13} /> ${fmtNumber(after - before, {signDisplay: 'exceptZero'})} <span class="small">${t(sign[1])}</span></span>`;
}

// Terms side by side: [{name, before, after, better}].
export function Terms({rows, a, b, caption}) {
    return html`<table class="table natural plan-terms"><caption class="sr">${caption}</caption><thead><tr><th scope="col">${t('plan.term')}</th><th scope="col" class="num">${a}</th><th scope="col" class="num">${b}</th><th scope="col">${t('plan.change')}</th></tr></thead>
        <tbody>${rows.map((r) => html`<tr key=${r.name}><th scope="row">${termWords(r.name)}</th><td class="num">${r.before === null ? '–' : fmtNumber(r.before)}</td><td class="num">${r.after === null ? '–' : fmtNumber(r.after)}</td><td><${Change} ...${r} /></td></tr>`)}</tbody></table>`;
}

// The terms that an act would change, in the order in which they count: better or worse, by
// how much, from what to what; nothing changes: that.
export function TermLine({terms}) {
    const changed = (terms || []).filter((x) => x.before !== x.after);
    if (!changed.length) return html`<span class="muted">${t('plan.no_cost')}</span>`;
    return html`<span class="term-line">${changed.map((x) => { const v = verdict(x.before, x.after, x.better); return html`<span class=${cls('term-change', v > 0 ? 'good' : 'bad')}><${Icon} name=${v > 0 ? 'met' : 'not_met'} size=${14} /><span>${termWords(x.name)}</span><strong class="tnum nowrap">${fmtNumber(x.after - x.before, {signDisplay: 'exceptZero'})} ${t(v > 0 ? 'plan.better' : 'plan.worse')}</strong><span class="tnum small muted nowrap">${fmtNumber(x.before)} → ${fmtNumber(x.after)}</span></span>`; })}</span>`;
}

const spotWords = (spot, zone) => (spot?.starts_at ? `${fmtMoment(spot.starts_at, zone, {month: 'numeric', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'})}` : '');
function Spot({spot, zone, gone}) {
    if (!spot || !spot.starts_at) return html`<span class="muted">${gone}</span>`;
    return html`<span class="tnum nowrap">${spotWords(spot, zone)}</span>${spot.place_label && html` <span class="muted nowrap"><bdi>${spot.place_label}</bdi></span>`}${spot.interpreter_label && html` <span class="muted nowrap"><${Icon} name="globe" size=${13} /> <bdi>${spot.interpreter_label}</bdi></span>`}`;
}

const MANY = 50;
export function Moves({moves, zone, empty, name}) {
    const [all, setAll] = useState(false);
    if (!moves.length) return html`<${Empty} compact title=${empty} />`;
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('plan.moves')}><table class="table natural plan-moves"><caption class="sr">${t('plan.moves')}</caption><thead><tr><th scope="col">${t('plan.what')}</th><th scope="col">${t('plan.meeting')}</th><th scope="col">${t('plan.from')}</th><th scope="col">${t('plan.to')}</th></tr></thead>
        <tbody>${(all ? moves : moves.slice(0, MANY)).map((m) => html`<tr key=${[m.a, m.b, ...m.others || [], m.change].join('.')}><td><span class=${cls('chip', {bad: m.change === 'dropped', good: m.change === 'new', quiet: m.change === 'place' || m.change === 'interpreter', on: m.change === 'moved'})}><${Icon} name=${{dropped: 'close', new: 'plus', moved: 'move'}[m.change] || 'pin'} size=${13} /><span>${t(`plan.change.${m.change}`)}</span></span></td>
            <td><bdi class="strong">${name?.(m.a) || m.a_label}</bdi> <span class="faint">×</span> <bdi class="strong">${name?.(m.b) || m.b_label}</bdi>${(m.others || []).map((id, i) => html` <span class="faint">×</span> <bdi class="strong">${name?.(id) || m.others_labels[i]}</bdi>`)}</td><td><${Spot} spot=${m.from} zone=${zone} gone="–" /></td><td><${Spot} spot=${m.to} zone=${zone} gone=${t('plan.not_held')} /></td></tr>`)}</tbody></table></div>
        ${!all && moves.length > MANY && html`<p class="card-note"><button type="button" class="btn small" onClick=${() => setAll(true)}>${t('plan.show_all', {n: moves.length})}</button></p>`}`;
}

const TOLD = 'ieum.told.'; // what this browser keeps of who has been told of a plan
const linesOf = (x, name) => [name(x), ...x.lines.map((line) => `  ${line}`)].join('\n');
async function copy(text) {
    try { await navigator.clipboard.writeText(text); toast(t('plan.copied')); } catch { toast(t('plan.copy_failed'), {tone: 'bad'}); }
}

// Who must be told what: each participant's lines, to read out, copy, tick off or print.
// `plan`: whose ticks are kept, so that a reload does not lose who has been told.
export function Tell({tell, name, plan}) {
    const [told, setTold] = useState(() => restore(TOLD + plan, {}));
    if (!tell.length) return html`<${Empty} compact title=${t('plan.nobody')} />`;
    const label = (x) => (x.participation && name?.(x.participation)) || x.label;
    const tick = (key) => setTold((was) => {
        const next = {...was};
        if (next[key]) delete next[key]; else next[key] = {by: me.value?.account.name || '', at: new Date().toISOString()};
        keep(TOLD + plan, next);
        return next;
    });
    const done = tell.filter((x) => told[x.participation || x.interpreter]).length;
    return html`<div class="card-note spread"><span class="muted small tnum" role="status">${t('plan.told_n', {n: done, of: tell.length})}</span><span class="no-print"><${Button} small icon="copy" label=${t('plan.copy')} onClick=${() => copy(tell.map((x) => linesOf(x, label)).join('\n\n'))} /></span></div><ul class="lines tell">${tell.map((x) => {
        const key = x.participation || x.interpreter;
        return html`<li class=${cls('line-item', {told: told[key]})} key=${key}><label class="check tell-check"><input type="checkbox" checked=${Boolean(told[key])} onChange=${() => tick(key)} /><span class="sr">${t('plan.told', {name: label(x)})}</span></label>
            <div class="grow"><bdi class="strong">${label(x)}</bdi>${x.interpreter && html` <span class="chip quiet">${t('field.interpreter')}</span>`}${x.lines.map((line) => html`<div class="small" dir="auto">${line}</div>`)}${told[key]?.by && html`<div class="small muted">${t('plan.told_by', {name: told[key].by, ago: fmtAgo(told[key].at)})}</div>`}</div>
            <span class="no-print"><${Button} ghost small iconOnly icon="copy" label=${t('plan.copy_one', {name: label(x)})} onClick=${() => copy(linesOf(x, label))} /></span></li>`;
    })}</ul>`;
}

export const planName = (plan, zone) => `${t(`plan.kind.${plan.kind}`)} · ${fmtMoment(plan.created_at, zone, {month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'})}`;
