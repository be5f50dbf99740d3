// How good matches are: taken up or not by the score they had, what weights were learned
// from it, whether those foretell better, and putting them in force or taking them back.
import {html, useState, cls} from '../lib/h.js';
import {t, fmtMoment, fmtNumber, fmtPercent} from '../i18n.js';
import {get, list, post, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {words} from '../lib/show.js';
import {hasRole, toast, toastProblem} from '../store.js';
import {Card, Empty, Facts, Loaded, Note, PageHead} from '../ui/states.js';
import {Filters} from '../ui/table.js';
import {Button, LinkButton} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {reasonLabel} from './match-parts.js';

const two = (n) => fmtNumber(n, {minimumFractionDigits: 2, maximumFractionDigits: 2});
const three = (n) => fmtNumber(n, {minimumFractionDigits: 3, maximumFractionDigits: 3});
const range = (b) => `${fmtNumber(b.from * 100, {maximumFractionDigits: 0})}–${fmtNumber(b.to * 100, {maximumFractionDigits: 0})}`;

// One row a band: a dot for the share, a line for its interval, a tick for what was foretold.
function BandChart({bands, share, caption, foretold}) {
    const rows = bands.filter((b) => b.count);
    const at = (x) => `${Math.max(0, Math.min(1, x)) * 100}%`;
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${caption}><table class="table natural band-table"><caption class="sr">${caption}</caption>
        <thead><tr><th scope="col">${foretold ? t('quality.chance') : t('match.score')}</th><th scope="col" class="num">${t('quality.judged')}</th>${foretold && html`<th scope="col" class="num">${t('quality.foretold')}</th>`}<th scope="col" class="num">${t('quality.accepted')}</th><th scope="col" class="wide-col">${t('quality.interval')}</th></tr></thead>
        <tbody>${rows.map((b) => html`<tr key=${b.from}><th scope="row" class="tnum nowrap">${range(b)}</th><td class="num tnum">${fmtNumber(b.count)}</td>${foretold && html`<td class="num tnum">${fmtPercent(b.predicted)}</td>`}<td class="num tnum">${fmtPercent(share(b))}</td>
            <td><span class="sr">${t('quality.from_to', {low: fmtPercent(b.low), high: fmtPercent(b.high)})}</span><span class="band-line" aria-hidden="true"><i class="span" style=${{left: at(b.low), width: at(b.high - b.low)}}></i>${foretold && html`<i class="told" style=${{left: at(b.predicted)}}></i>`}<i class="dot" style=${{left: at(share(b))}}></i></span></td></tr>`)}</tbody></table></div>`;
}

function Fields({learned, country}) {
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('quality.fields')}><table class="table natural"><caption class="sr">${t('quality.fields')}</caption>
        <thead><tr><th scope="col">${t('match.field')}</th><th scope="col" class="num">${t('quality.present')}</th><th scope="col" class="num">${t('quality.learned')}</th><th scope="col" class="num">${t('quality.error')}</th><th scope="col" class="num">${t('quality.mean_good')}</th><th scope="col" class="num">${t('quality.mean_other')}</th><th scope="col" class="num">${t('quality.stated')}</th></tr></thead>
        <tbody>${learned.fields.map((f) => html`<tr key=${f.field} class=${cls({faint: !f.learned_from})}><th scope="row">${reasonLabel(f.field)}${!f.learned_from && html` <span class="small muted">${t('quality.not_learned')}</span>`}</th><td class="num tnum">${two(f.present)}</td><td class="num tnum strong">${two(f.learned)}</td>
            <td class="num tnum">${f.error ? `± ${two(f.error)}` : '–'}</td><td class="num tnum">${f.stated_good ? two(f.mean_good) : '–'}</td><td class="num tnum">${f.stated_other ? two(f.mean_other) : '–'}</td><td class="num tnum nowrap">${fmtNumber(f.stated_good)} / ${fmtNumber(f.stated_other)}</td></tr>`)}</tbody></table></div>`;
}

function Losses({losses, better}) {
    const row = (name) => html`<tr class=${cls({on: better && name === 'learned'})}><th scope="row">${t(`quality.loss.${name}`)}</th><td class="num tnum">${three(losses[name].logarithmic)}</td><td class="num tnum">${three(losses[name].brier)}</td></tr>`;
    return html`<table class="table natural"><caption class="sr">${t('quality.losses')}</caption><thead><tr><td></td><th scope="col" class="num">${t('quality.log_loss')}</th><th scope="col" class="num">${t('quality.brier')}</th></tr></thead>
        <tbody>${row('base')}${row('present')}${row('learned')}</tbody></table>`;
}

// What is there, what is missing: each need with a bar of how far it is.
function TooFew({q}) {
    const other = q.examples - q.good;
    const goal = (label, n, of) => html`<li><span class="spread"><span>${label}</span><span class="tnum">${fmtNumber(n)} / ${fmtNumber(of)}</span></span><span class=${cls('progress', {done: n >= of})} role="progressbar" aria-label=${label} aria-valuenow=${Math.min(n, of)} aria-valuemin="0" aria-valuemax=${of}><i style=${{width: `${Math.min(1, n / of) * 100}%`}}></i></span></li>`;
    return html`<${Card}><${Empty} title=${t('quality.too_few')} text=${t('quality.too_few_text')}><ul class="goals">${goal(t('quality.goal_all'), q.examples, q.needed.examples)}${goal(t('quality.goal_good'), q.good, q.needed.of_a_kind)}${goal(t('quality.goal_other'), other, q.needed.of_a_kind)}</ul><${LinkButton} href="/matches?status=proposed" label=${t('quality.to_matches')} /><//><//>`;
}

function Sources({sources}) {
    const keys = ['agreed', 'met', 'wished', 'taken_up', 'dismissed', 'left_out', 'without_degrees'];
    return html`<${Facts} items=${keys.map((k) => [t(`quality.source.${k}`), sources[k] ? fmtNumber(sources[k]) : 0])} />`;
}

export default function Quality({query, setQuery}) {
    const [asking, setAsking] = useState('');
    const country = query.country === '1';
    const ask = {event: query.event, country: country ? 1 : undefined};
    const state = useLoad((signal) => get(`/match-quality${queryText(ask)}`, {signal}), [JSON.stringify(ask)]);
    const events = useLoad((signal) => list('events', {limit: 50}, {signal}), []);
    const may = hasRole('admin', 'officer');
    const run = async () => {
        const apply = asking === 'apply';
        try {
            await post(`/match-quality/${asking}`, apply ? {event: query.event || undefined, country} : {});
            toast(t(apply ? 'quality.applied' : 'quality.was_reset'));
            state.reload();
        } catch (e) { toastProblem(e); }
        setAsking('');
    };
    const q = state.data;
    const judged = q ? q.acceptance.reduce((n, b) => n + b.count, 0) : 0;
    return html`<${PageHead} crumbs=${[{href: '/matches', label: t('nav.matches')}]} title=${t('quality.title')} sub=${html`<span>${t('quality.sub')}</span>`}
            actions=${may && html`${q?.learned && html`<${Button} primary=${q.learned.better} icon="check" label=${t('quality.apply')} onClick=${() => setAsking('apply')} />`}${q?.in_force.applied && html`<${Button} icon="undo" label=${t('quality.reset')} onClick=${() => setAsking('reset')} />`}`} />
        <${Filters} selects=${[{label: t('field.event'), value: query.event, options: (events.data?.items || []).map((e) => [e.id, words(e.title)]), onChange: (v) => setQuery({event: v})}]}>
            <label class="check"><input type="checkbox" checked=${country} onChange=${(e) => setQuery({country: e.target.checked ? '1' : ''})} /><span>${t('quality.country')}</span></label><//>
        <${Loaded} state=${state} rows=${10}>${() => html`<div class="stack">
            <${Note} icon="info">${q.in_force.applied ? t('quality.in_force', {when: fmtMoment(q.in_force.since), n: fmtNumber(q.in_force.examples)}) : t('quality.default')} ${q.in_force.curve ? t('quality.chances') : t('quality.no_chances')}<//>
            ${!q.learned && html`<${TooFew} q=${q} />`}
            <div class="cols-2"><${Card} title=${t('quality.acceptance')} flush=${judged > 0}>${judged ? html`<p class="small muted card-note">${t('quality.acceptance_text')}</p><${BandChart} bands=${q.acceptance} share=${(b) => b.good / b.count} caption=${t('quality.acceptance')} />` : html`<${Empty} compact title=${t('quality.none_judged')} />`}<//>
                <${Card} title=${t('quality.sources')}>${judged || q.sources.left_out ? html`<${Sources} sources=${q.sources} />` : html`<${Empty} compact title=${t('quality.none_judged')} />`}<//></div>
            ${q.learned && html`<${Note} tone=${q.learned.better ? 'good' : undefined} icon=${q.learned.better ? 'check' : 'info'}>${t(q.learned.better ? 'quality.better' : 'quality.not_better')}<//>
            <div class="cols-2"><${Card} title=${t('quality.calibration')} flush><p class="small muted card-note">${t('quality.calibration_text')}</p><${BandChart} bands=${q.learned.bands} share=${(b) => b.observed} foretold caption=${t('quality.calibration')} /><//>
                <${Card} title=${t('quality.losses')} flush><p class="small muted card-note">${t('quality.losses_text')}</p><${Losses} losses=${q.learned.losses} better=${q.learned.better} /><//></div>
            <${Card} title=${t('quality.fields')} flush><p class="small muted card-note">${t('quality.fields_text')}</p><${Fields} learned=${q.learned} country=${country} /><//>`}</div>`}<//>
        ${asking && html`<${Dialog} title=${t(asking === 'apply' ? 'quality.apply' : 'quality.reset')} onClose=${() => setAsking('')} foot=${html`<${Button} label=${t('action.cancel')} onClick=${() => setAsking('')} /><${Button} primary label=${t(asking === 'apply' ? 'quality.apply' : 'quality.reset')} onClick=${run} />`}>
            <p>${t(asking === 'apply' ? (q.learned.better ? 'quality.apply_text' : 'quality.apply_anyway') : 'quality.reset_text')}</p><//>`}`;
}
