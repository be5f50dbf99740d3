// A heavy job as it runs: what it does, how far, objective and bound, cancel.
import {html, useEffect, useState, cls} from '../lib/h.js';
import {t, has, fmtNumber} from '../i18n.js';
import {follow, del} from '../api.js';
import {Button} from './button.js';
import {Note} from './states.js';

export function Job({id, kind, onDone, onFailed}) {
    const [job, setJob] = useState({status: 'waiting', kind});
    useEffect(() => follow(id, (j) => {
        setJob(j);
        if (j.status === 'done') onDone?.(j);
        if (j.status === 'failed' || j.status === 'cancelled') onFailed?.(j);
    }), [id]);
    if (job.status === 'failed') return html`<${Note} tone="bad"><p class="strong">${t('job.failed')}</p><p dir="auto">${job.problem?.detail || job.message || ''}</p><//>`;
    if (job.status === 'cancelled') return html`<${Note} tone="warn">${t('job.cancelled')}<//>`;
    const name = job.kind || kind || 'other';
    const gap = job.bound && job.objective !== undefined && job.objective !== null ? Math.max(0, (job.bound - job.objective) / Math.max(1, Math.abs(job.bound))) : null;
    return html`<div class="stack-s" role="status" aria-live="polite">
        <div class="spread"><span class="strong">${has(`job.kind.${name}`) ? t(`job.kind.${name}`) : t('job.kind.other')}</span>
            <span class="tnum muted">${job.permille > 0 ? fmtNumber(job.permille / 1000, {style: 'percent', maximumFractionDigits: 0}) : t(`job.status.${job.status}`)}</span></div>
        <div class=${cls('progress', {unknown: !job.permille})} role="progressbar" aria-label=${t('job.progress')} aria-valuenow=${job.permille ? Math.round(job.permille / 10) : undefined} aria-valuemin="0" aria-valuemax="100">
            <i style=${job.permille ? {width: `${job.permille / 10}%`} : undefined}></i></div>
        <div class="spread small"><span class="muted tnum">${job.message && html`<span dir="auto">${job.message}</span> `}
            ${job.objective !== undefined && job.objective !== null && t('job.objective', {n: fmtNumber(job.objective)})}
            ${job.bound ? ` · ${t('job.bound', {n: fmtNumber(job.bound)})}` : ''}${gap !== null ? ` · ${t('job.gap', {n: fmtNumber(gap, {style: 'percent', maximumFractionDigits: 1})})}` : ''}</span>
            ${(job.status === 'running' || job.status === 'waiting') && html`<${Button} small label=${t('action.stop')} onClick=${() => del(`/jobs/${id}`)} />`}</div></div>`;
}
