// The report: every figure opens the records behind it; the chain is its axis.
import {html, useState} from '../lib/h.js';
import {t, choice, countryName, fmtMoment, fmtNumber} from '../i18n.js';
import {get, byIds, list} from '../api.js';
import {useLoad} from '../lib/load.js';
import {hrefOf} from '../lib/schema.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Chain} from '../ui/chain.js';
import {Bars} from '../ui/bars.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';

const FIGURES = [['participants', 'participations', 'building'], ['wishes', 'wishes', 'star'], ['mutual_wishes', 'wishes', 'both'], ['meetings_planned', 'meetings', 'calendar'], ['meetings_held', 'meetings', 'check'], ['outcomes', 'outcomes', 'case']];

function line(plural, r, event) {
    if (plural === 'participations') return [r.organisation_label, choice('participation_status', r.status), hrefOf('organisation', r.organisation)];
    if (plural === 'wishes') return [`${r.from_label} → ${r.to_label}`, t(`wish.weight.${r.weight}`), `/events/${r.event}/wishes`];
    if (plural === 'outcomes') return [`${r.from_label} → ${r.to_label}`, [choice('outcome_status', r.status), r.result && choice('outcome_result', r.result)].filter(Boolean).join(' · '), `/events/${r.event}/outcomes`];
    return [`${r.a_label} × ${r.b_label}`, `${fmtMoment(r.starts_at, event.zone)} · ${choice('meeting_status', r.status)}`, `/events/${r.event}/timetable`];
}

// The records behind a figure, a page at a time.
function Evidence({title, plural, ids, event, onClose}) {
    const [shown, setShown] = useState(30);
    const state = useLoad((signal) => byIds(plural, ids.slice(0, shown), {signal}), [plural, shown]);
    return html`<${Dialog} wide title=${`${title} · ${fmtNumber(ids.length)}`} onClose=${onClose}><p class="muted small">${t('report.evidence')}</p>
        <${Loaded} state=${state} rows=${6}>${(rows) => html`<ol class="lines">${rows.map((r) => {
        const [label, sub, href] = line(plural, r, event);
        return html`<li class="line-item" key=${r.id}><div class="grow">${href ? html`<a href=${href} dir="auto" onClick=${onClose}>${label}</a>` : html`<bdi>${label}</bdi>`}<div class="small muted">${sub}</div></div><span class="mono small faint">${r.id.slice(-6)}@${r.revision}</span></li>`;
    })}</ol>${rows.length < Math.min(shown, ids.length) && html`<p class="small muted">${t('report.unseen', {n: Math.min(shown, ids.length) - rows.length})}</p>`}`}<//>
        ${shown < ids.length && html`<div class="card-body"><${Button} label=${t('list.more')} onClick=${() => setShown(shown + 50)} /></div>`}<//>`;
}

const rowsOf = (x, key) => (Array.isArray(x) ? x : Object.entries(x || {}).map(([k, v]) => (typeof v === 'object' ? {[key]: k, ...v} : {[key]: k, count: v})));
const n = (x) => (typeof x === 'object' && x ? x.count ?? 0 : x ?? 0);

export function Report({event}) {
    const [open, setOpen] = useState(null);
    const state = useLoad(async (signal) => {
        const [report, matches, cases] = await Promise.all([get(`/events/${event.id}/report`, {signal}), list('matches', {event: event.id, limit: 1, count: 1}, {signal}).catch(() => null), list('cases', {event: event.id, limit: 200, count: 1}, {signal}).catch(() => null)]);
        return {report, matches: matches?.total, cases: cases?.items || []};
    }, [event.id]);
    return html`<${Loaded} state=${state} rows=${8}>${({report: r, matches, cases}) => {
        const at = (joint) => cases.filter((c) => c.joint === joint).length;
        const results = rowsOf(r.by_result, 'result').map((x) => ({label: choice('outcome_result', x.result), values: [n(x.count ?? x.outcomes)]})).filter((x) => x.values[0]);
        const countries = rowsOf(r.by_country, 'country');
        const joints = {
            diagnosis: {state: 'empty', value: '–', sub: t('report.not_here')}, need: {value: fmtNumber(n(r.wishes)), sub: t('event.f.wishes'), state: n(r.wishes) ? 'open' : 'empty'}, match: {value: fmtNumber(matches ?? 0), sub: t('nav.matches'), state: matches ? 'open' : 'empty'},
            meeting: {value: fmtNumber(n(r.meetings_held)), sub: t('report.of_planned', {n: n(r.meetings_planned)}), state: n(r.meetings_held) ? 'open' : 'empty'},
            disclosure: {value: fmtNumber(at('disclosure')), state: at('disclosure') ? 'open' : 'empty'}, agreement: {value: fmtNumber(at('agreement')), state: at('agreement') ? 'open' : 'empty'}, result: {value: fmtNumber(n(r.outcomes)), sub: t('event.f.outcomes'), state: n(r.outcomes) ? 'open' : 'empty'},
        };
        return html`<div class="stack report"><div class="spread no-print"><p class="muted small">${t('report.made', {when: fmtMoment(r.generated_at)})}${typeof r.engine === 'string' && r.engine ? ` · ${r.engine}` : r.engine?.name ? ` · ${r.engine.name}` : ''}</p><div class="row"><a class="btn" href=${`/api/v1/events/${event.id}/report?format=csv`} download><${Icon} name="download" /><span>${t('agenda.csv')}</span></a><${Button} icon="print" label=${t('action.print')} onClick=${() => print()} /></div></div>
            <${Card} title=${t('home.chain')}><${Chain} joints=${joints} /><//>
            <div class="tiles" role="group" aria-label=${t('report.figures')}>${FIGURES.map(([key, plural, icon]) => html`<button type="button" class=${n(r[key]) ? 'tile' : 'tile zero'} key=${key} disabled=${!r[key]?.ids?.length} onClick=${() => setOpen([t(`event.f.${key}`), plural, r[key].ids])}><span class="tile-n tnum">${fmtNumber(n(r[key]))}</span><span class="tile-l"><${Icon} name=${icon} size=${15} />${t(`event.f.${key}`)}</span></button>`)}</div>
            <div class="cols-2"><${Card} title=${t('report.by_country')}>${countries.length ? html`<${Bars} caption=${t('report.by_country')} series=${[{label: t('event.f.meetings_planned')}, {label: t('event.f.meetings_held')}]} rows=${countries.map((c) => ({label: countryName(c.country), values: [n(c.meetings_planned ?? c.planned ?? c.meetings), n(c.meetings_held ?? c.held)]}))} />` : html`<${Empty} compact title=${t('report.nothing')} />`}
                <p class="source small muted">${t('report.source')}</p><//>
                <${Card} title=${t('report.by_result')}>${results.length ? html`<${Bars} caption=${t('report.by_result')} series=${[{label: t('event.f.outcomes')}]} rows=${results} />` : html`<${Empty} compact title=${t('report.nothing')} />`}<p class="source small muted">${t('report.source')}</p><//></div>
            ${open && html`<${Evidence} title=${open[0]} plural=${open[1]} ids=${open[2]} event=${event} onClose=${() => setOpen(null)} />`}</div>`;
    }}<//>`;
}
