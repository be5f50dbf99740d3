// Plans of an event: the ones that were made, two side by side, one put in force.
import {html, cls} from '../lib/h.js';
import {t, tn, choice, fmtNumber} from '../i18n.js';
import {all, get, query as queryText} from '../api.js';
import {gainsAndLosses, termPairs} from '../lib/plan.js';
import {useLoad} from '../lib/load.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {State} from '../ui/chips.js';
import {Moves, planName, Quality, Terms} from '../ui/plan-parts.js';
import {PlanPreview} from './plan-preview.js';

// What is in b and not where it was in a, as moves.
const differences = (d) => [...d.moved.map((m) => ({...m, change: m.from?.slot === m.to?.slot ? 'place' : 'moved'})), ...d.only_a.map((m) => ({...m, change: 'dropped', from: m.at, to: null})), ...d.only_b.map((m) => ({...m, change: 'new', from: null, to: m.at}))];

function People({people, name}) {
    const list = gainsAndLosses(people);
    if (!list.length) return html`<${Empty} compact title=${t('plan.nobody_changes')} />`;
    const lose = list.filter((p) => p.b < p.a).length;
    return html`<p class="card-note small tnum"><strong class="bad">${tn('plan.lose', lose)}</strong> · <strong class="good">${tn('plan.gain', list.length - lose)}</strong></p><ul class="lines plan-people">${list.map((p) => html`<li class="line-item" key=${p.participation}><bdi class="grow">${name(p.participation) || p.label}</bdi>
        <span class="tnum muted">${fmtNumber(p.a)} → <strong>${fmtNumber(p.b)}</strong></span><span class=${cls('tnum', p.b > p.a ? 'good' : 'bad', 'plan-delta')}>${fmtNumber(p.b - p.a, {signDisplay: 'exceptZero'})}</span></li>`)}</ul>`;
}

function Comparison({event, a, b, names, name}) {
    const state = useLoad((signal) => get(`/events/${event.id}/plans/compare${queryText({a, b})}`, {signal}), [a, b]);
    return html`<${Loaded} state=${state} rows=${8}>${(d) => {
        const left = (x) => (x.summary?.wished === undefined || x.summary?.placed === undefined ? null : x.summary.wished - x.summary.placed);
        const held = [{name: 'meetings', before: d.a.meetings, after: d.b.meetings, better: 'more'}, {name: 'mutual', before: d.a.summary?.mutual ?? null, after: d.b.summary?.mutual ?? null, better: 'more'}, {name: 'unplaced', before: left(d.a), after: left(d.b), better: 'less'}].filter((x) => x.before !== null || x.after !== null);
        const moves = differences(d);
        return html`<div class="stack"><div class="plan-sides">${[['a', a], ['b', b]].map(([side, id]) => html`<section class="card plan-side" aria-label=${t(`plan.side.${side}`)}><span class="small muted">${t(`plan.side.${side}`)}</span><strong><bdi>${names(id)}</bdi></strong><span class="tnum plan-side-n">${tn('event.n_meetings', d[side].meetings)}</span><${Quality} summary=${d[side].summary} /></section>`)}</div>
            <div class="cols-main plan-cols"><${Card} flush title=${t('plan.side_by_side')}><div class="scroll-x" tabindex="0" role="region" aria-label=${t('plan.side_by_side')}><${Terms} caption=${t('plan.side_by_side')} a=${t('plan.side.a')} b=${t('plan.side.b')} rows=${[...held, ...termPairs(d.a.summary, d.b.summary)]} /></div><//>
                <${Card} flush title=${t('plan.people')}><${People} name=${name} people=${d.people} /><//></div>
            <${Card} flush title=${t('plan.differ', {n: moves.length, same: d.same})}><${Moves} name=${name} moves=${moves} zone=${event.zone} empty=${t('plan.no_difference')} /><//></div>`;
    }}<//>`;
}

export function Plans({event, mod, query, setQuery, onChanged}) {
    const state = useLoad((signal) => all('plans', {event: event.id}, {signal, most: 400}).then((list) => list.sort((x, y) => y.created_at.localeCompare(x.created_at))), [event.id]);
    return html`<${Loaded} state=${state} rows=${6}>${(plans) => {
        if (!plans.length) return html`<${Card}><${Empty} title=${t('plan.none')} text=${t('plan.none_text')} /><//>`;
        const names = (id) => { const p = plans.find((x) => x.id === id); return p ? planName(p, event.zone) : t('plan.current'); };
        const b = plans.some((p) => p.id === query.b) ? query.b : (plans.find((p) => p.status === 'proposed') || plans[0]).id;
        const a = query.a && plans.some((p) => p.id === query.a) ? query.a : 'current';
        const chosen = plans.find((p) => p.id === b);
        const select = (name, value) => html`<label class="ov-select"><span class="small muted">${t(`plan.side.${name}`)}</span><select class="select" onChange=${(e) => setQuery({[name]: e.target.value})}>${name === 'a' && html`<option value="current" selected=${value === 'current'}>${t('plan.current')}</option>`}${plans.map((p) => html`<option value=${p.id} selected=${p.id === value}>${planName(p, event.zone)} · ${choice('plan_status', p.status)}</option>`)}</select></label>`;
        const tab = query.look === 'tell' ? 'tell' : 'compare';
        return html`<div class="stack"><div class="ov-tools no-print">${select('a', a)}${select('b', b)}<${State} list="plan_status" value=${chosen.status} /><span class="grow"></span>
                <div class="segments" role="group" aria-label=${t('plan.look')}>${['compare', 'tell'].map((x) => html`<button type="button" aria-pressed=${tab === x ? 'true' : 'false'} onClick=${() => setQuery({look: x === 'compare' ? '' : x})}>${t(`plan.look.${x}`)}</button>`)}</div>${tab === 'compare' && chosen.status === 'proposed' && html`<${Button} primary icon="check" label=${t('plan.adopt')} onClick=${() => setQuery({look: 'tell'})} />`}</div>
            ${tab === 'compare' ? html`<${Comparison} key=${`${a}.${b}`} event=${event} a=${a} b=${b} names=${names} name=${mod.name} />`
        : html`<${PlanPreview} key=${b} id=${b} event=${event} name=${mod.name} onPublished=${() => { state.reload(); onChanged(); }} onDiscarded=${() => { state.reload(); }} />`}</div>`;
    }}<//>`;
}
