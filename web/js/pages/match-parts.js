// What list and page of matches share: score, verdicts, reasons, take up and dismiss.
import {html, useState, cls} from '../lib/h.js';
import {t, choice, has, fieldLabel, fmtNumber, fmtPercent} from '../i18n.js';
import {post} from '../api.js';
import {CHOICES} from '../lib/schema.js';
import {anyValue} from '../lib/show.js';
import {toast, toastProblem} from '../store.js';
import {navigate} from '../router.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {SelectField, TextAreaField} from '../ui/field.js';

const ICONS = {met: 'met', partly: 'partly', not_met: 'not_met', unknown: 'question'};

export const reasonLabel = (field) => (has(`reason.${field}`) ? t(`reason.${field}`) : fieldLabel('profile', field));

export function ScoreBar({score}) {
    const share = Math.max(0, Math.min(1, score || 0));
    return html`<span class="score" title=${t('match.score')}><span class="score-n tnum"><span class="sr">${t('match.score')} </span>${fmtNumber(share * 100, {maximumFractionDigits: 0})}</span>
        <span class="score-bar" aria-hidden="true"><i style=${{width: `${share * 100}%`}}></i></span></span>`;
}

export function Verdict({value, label}) {
    return html`<span class=${cls('verdict', value)}><${Icon} name=${ICONS[value] || 'question'} size=${16} />${label && html`<span>${label}</span>`}<span class=${label ? 'sr' : ''}>${choice('match_verdict', value || 'unknown')}</span></span>`;
}

// The fields that were compared, as a line of verdicts.
export function VerdictLine({reasons}) {
    return html`<span class="verdicts">${(reasons?.fields || []).map((f) => html`<${Verdict} value=${f.verdict} label=${reasonLabel(f.field)} />`)}</span>`;
}

function detailWords(field, detail) {
    if (!detail) return null;
    if (detail.need !== undefined || detail.offer !== undefined) return null;
    if (Array.isArray(detail.common)) return detail.common.map((v) => (field === 'cooperation' ? choice('cooperation', v) : field === 'root_technologies' ? choice('root_technology', v) : v)).join(', ');
    return null;
}

// Field by field, need on the left, offer on the right, the verdict between.
export function Reasons({reasons, need, offer, show}) {
    const fields = reasons?.fields || [];
    const most = Math.max(0.0001, ...fields.map((f) => f.share || 0));
    if (!fields.length) return html`<p class="muted card-body">${t('match.no_reasons')}</p>`;
    return html`<div class="scroll-x"><table class="table natural reasons"><caption class="sr">${t('match.reasons')}</caption>
        <thead><tr><th scope="col">${t('match.field')}</th><th scope="col">${t('match.need')}</th><th scope="col">${t('match.verdict')}</th><th scope="col">${t('match.offer')}</th><th scope="col" class="num">${t('match.share')}</th></tr></thead>
        <tbody>${fields.map((f) => html`<tr key=${f.field}><th scope="row">${reasonLabel(f.field)}</th>
            <td dir="auto">${f.terms?.length ? html`<span class="chips">${f.terms.map((x) => html`<span class="chip"><span dir="auto">${x.need}</span></span>`)}</span>` : f.detail?.need !== undefined ? html`${f.detail.quantity && html`<bdi class="muted">${f.detail.quantity} </bdi>`}<span class="tnum">${anyValue(f.detail.need)}</span>` : show?.(f.field, need) || html`<span class="faint">–</span>`}</td>
            <td><${Verdict} value=${f.verdict} />${detailWords(f.field, f.detail) && html`<div class="small muted" dir="auto">${detailWords(f.field, f.detail)}</div>`}</td>
            <td dir="auto">${f.terms?.length ? html`<span class="chips">${f.terms.map((x) => html`<span class="chip"><span dir="auto">${x.offer}</span></span>`)}</span>` : f.detail?.offer !== undefined ? html`<span class="tnum">${anyValue(f.detail.offer)}</span>` : show?.(f.field, offer) || html`<span class="faint">–</span>`}</td>
            <td class="num"><span class="share"><span>${fmtPercent(f.share || 0)}</span><span class="score-bar" aria-hidden="true"><i style=${{width: `${((f.share || 0) / most) * 100}%`}}></i></span></span></td></tr>`)}</tbody></table></div>`;
}

export function DismissDialog({match, onDone, onClose}) {
    const [reason, setReason] = useState('');
    const [note, setNote] = useState('');
    const [error, setError] = useState('');
    const save = async () => {
        if (!reason) { setError(t('match.need_reason')); return; }
        const m = await post(`/matches/${match.id}/dismiss`, {reason, note: note || undefined});
        toast(t('match.dismissed'), {action: {label: t('action.undo'), run: () => reopen(match, onDone)}});
        onDone(m);
    };
    return html`<${Dialog} title=${t('match.dismiss_title')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('match.dismiss')} onClick=${save} />`}>
        <div class="stack"><p class="muted" dir="auto">${match.need_label} × ${match.offer_label}</p>
            <${SelectField} label=${t('match.dismiss_reason')} value=${reason} onChange=${(v) => { setReason(v || ''); setError(''); }} error=${error} options=${CHOICES.dismissal.map((v) => [v, choice('dismissal', v)])} />
            <${TextAreaField} label=${t('field.note')} value=${note} onChange=${setNote} required=${false} hint=${t('match.dismiss_hint')} /></div><//>`;
}

export async function takeUp(match, onDone) {
    try {
        const c = await post(`/matches/${match.id}/take-up`, {});
        toast(t('match.taken_up'), {action: c?.id && {label: t('match.open_case'), run: () => navigate(`/cases/${c.id}`)}});
        onDone({...match, status: 'taken_up', case: c?.id});
    } catch (e) { toastProblem(e); }
}

export async function reopen(match, onDone) {
    try { onDone(await post(`/matches/${match.id}/reopen`, {})); } catch (e) { toastProblem(e); }
}
