// Planning: how long, what stays; then the search as it goes, the best found and the bound
// drawn as two lines that come together.
import {html, cls, useEffect, useRef, useState} from '../lib/h.js';
import {t, tn, fmtNumber} from '../i18n.js';
import {del, follow, post} from '../api.js';
import {Note} from '../ui/states.js';
import {Button, LinkButton} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {TextField} from '../ui/field.js';

const MOST = 3600; // seconds

export function PlanDialog({event, planned, onJob, onClose}) {
    const [seconds, setSeconds] = useState('20');
    const [keep, setKeep] = useState(true);
    const [publish, setPublish] = useState(!planned);
    const n = Number(seconds);
    const bad = !(Number.isInteger(n) && n >= 1 && n <= MOST);
    const begin = async () => { onJob((await post(`/events/${event.id}/schedule`, {seconds: n, keep_confirmed: keep, publish})).job, n); };
    return html`<${Dialog} title=${t('tt.plan_title')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary icon="play" label=${t('tt.plan')} disabled=${bad} onClick=${begin} />`}>
        <div class="stack"><p>${t('tt.plan_text')}</p><${TextField} label=${t('tt.seconds')} hint=${t('tt.seconds_hint')} value=${seconds} onChange=${setSeconds} inputmode="numeric" error=${bad ? t('tt.seconds_bad', {most: MOST}) : undefined} />
            <label class="check"><input type="checkbox" checked=${keep} onChange=${(e) => setKeep(e.target.checked)} />${t('tt.keep_confirmed')}</label>
            <fieldset class="stack-s"><legend class="field-label">${t('plan.then')}</legend>${[[true, 'plan.then_publish'], [false, 'plan.then_propose']].map(([value, key]) => html`<label class="check"><input type="radio" name="then" checked=${publish === value} onChange=${() => setPublish(value)} />${t(key)}</label>`)}</fieldset></div><//>`;
}

const known = (x) => x !== null && x !== undefined;

// Points of a line in a box of 100 × 100, steps as the search found them.
function line(points, of, low, high, span) {
    let d = '';
    for (const p of points) {
        if (!known(p[of])) continue;
        const x = (p.at * 100) / span;
        const y = 96 - ((p[of] - low) * 92) / (high - low);
        d += d ? `H${x.toFixed(2)}V${y.toFixed(2)}` : `M${x.toFixed(2)} ${y.toFixed(2)}`;
    }
    return d && `${d}H100`;
}

function Converging({points, seconds}) {
    const values = points.flatMap((p) => [p.objective, p.bound]).filter(known);
    if (values.length < 2) return null;
    const high = Math.max(...values);
    const low = Math.min(...values, high - 1);
    const span = Math.max(points.at(-1).at, seconds ? Math.min(seconds, points.at(-1).at * 1.25) : 0, 1);
    return html`<div class="pl-plot"><span class="pl-axis top tnum" aria-hidden="true">${fmtNumber(high)}</span><span class="pl-axis low tnum" aria-hidden="true">${fmtNumber(low)}</span><span class="pl-axis end tnum" aria-hidden="true">${tn('pl.seconds', Math.round(span))}</span><svg class="pl-chart" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"><path class="pl-grid" d="M0 4H100M0 50H100M0 96H100" />
        <path class="pl-bound" d=${line(points, 'bound', low, high, span)} /><path class="pl-best" d=${line(points, 'objective', low, high, span)} /></svg></div>`;
}

// Why there is no timetable: the sentences of the constraints that clash, or the fault.
function Failed({problem, message}) {
    const clash = problem.id === 'schedule.conflict';
    return html`<${Note} tone="bad"><p class="strong">${t(clash ? 'tt.no_timetable' : 'job.failed')}</p>
        ${problem.reasons?.length ? html`<p>${t('plan.clash')}</p><ul class="plan-reasons">${problem.reasons.map((x) => html`<li dir="auto">${x}</li>`)}</ul><p class="small">${t('plan.clash_help')}</p>` : html`<p dir="auto">${problem.detail || message || ''}</p>`}<//>`;
}

export function PlanRun({id, seconds, title = t('job.kind.schedule'), onDone, onFailed}) {
    const [job, setJob] = useState({status: 'waiting'});
    const [points, setPoints] = useState([]);
    const [stopping, setStopping] = useState(false);
    const began = useRef(Date.now());
    useEffect(() => follow(id, (j) => {
        setJob(j);
        if (known(j.objective) || known(j.bound)) {
            const at = (Date.now() - began.current) / 1000;
            setPoints((list) => { const last = list.at(-1); return last && last.objective === j.objective && last.bound === j.bound ? list : [...list, {at, objective: j.objective, bound: j.bound}]; });
        }
        if (j.status === 'done') onDone?.(j);
        if (j.status === 'failed' || j.status === 'cancelled') onFailed?.(j);
    }), [id]);
    if (job.status === 'failed') return html`<${Failed} problem=${job.problem || {}} message=${job.message} />`;
    if (job.status === 'cancelled') {
        return html`<${Note} tone="warn"><p>${t(job.result?.plan ? 'plan.stopped' : 'job.cancelled')}</p>${job.result?.plan && html`<p><${LinkButton} small href=${`?view=plans&b=${job.result.plan}`} label=${t('plan.look_at')} /></p>`}<//>`;
    }
    const {objective, bound} = job;
    const share = known(objective) && bound > 0 ? Math.min(1, Math.max(0, objective / bound)) : null;
    // Rounded down: "100 %" is said of nothing that may yet be better.
    const percent = share === null ? '' : fmtNumber(Math.floor(share * 1000) / 1000, {style: 'percent', maximumFractionDigits: 1});
    const waiting = job.status === 'waiting' || share === null;
    return html`<section class="card pl-run" aria-label=${title}><div class="pl-side"><h2>${title}</h2>
            <div class="pl-share tnum" aria-hidden=${waiting ? 'true' : undefined}>${percent || '–'}</div><p class="small muted">${t('pl.share')}</p></div>
        <div class="pl-main"><${Converging} points=${points} seconds=${seconds} /><dl class="pl-figures"><div><dt><i class="pl-key best" aria-hidden="true"></i>${t('pl.best')}</dt><dd class="tnum">${known(objective) ? fmtNumber(objective) : '–'}</dd></div>
                <div><dt><i class="pl-key bound" aria-hidden="true"></i>${t('pl.bound')}</dt><dd class="tnum">${known(bound) ? fmtNumber(bound) : '–'}</dd></div><div><dt>${t('pl.left')}</dt><dd class="tnum">${known(objective) && known(bound) ? fmtNumber(Math.max(0, bound - objective)) : '–'}</dd></div></dl>
            <div class="spread"><div class=${cls('progress', 'grow', {unknown: !job.permille})} role="progressbar" aria-label=${t('job.progress')} aria-valuenow=${job.permille ? Math.round(job.permille / 10) : undefined} aria-valuemin="0" aria-valuemax="100"><i style=${job.permille ? {width: `${job.permille / 10}%`} : undefined}></i></div>
                <${Button} small icon="close" label=${t(stopping ? 'pl.stopping' : 'pl.stop')} disabled=${stopping} onClick=${async () => { setStopping(true); try { await del(`/jobs/${id}`); } catch (e) { setStopping(false); throw e; } }} /></div>
            <p class="sr" role="status">${waiting ? t(`job.status.${job.status}`) : `${t('job.objective', {n: objective})}, ${t('job.bound', {n: bound})}, ${percent}`}</p></div></section>`;
}
