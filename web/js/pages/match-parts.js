// What list and page of matches share: score, verdicts, reasons, take up and dismiss.
import {html, useState, cls} from '../lib/h.js';
import {t, choice, has, fieldLabel, fmtNumber, fmtPercent, languageName} from '../i18n.js';
import {post} from '../api.js';
import {CHOICES} from '../lib/schema.js';
import {specText} from '../lib/show.js';
import {toast, toastProblem} from '../store.js';
import {navigate} from '../router.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {SelectField, TextAreaField} from '../ui/field.js';

const ICONS = {met: 'met', partly: 'partly', not_met: 'not_met', unknown: 'question'};

export const reasonLabel = (field) => (has(`reason.${field}`) ? t(`reason.${field}`) : fieldLabel('profile', field));

// Where the office's curve is known, the chance that people take it up stands in place of
// the bare score, and says so.
export function ScoreBar({score, chance}) {
    const known = typeof chance === 'number';
    const share = Math.max(0, Math.min(1, (known ? chance : score) || 0));
    const label = t(known ? 'match.chance' : 'match.score');
    return html`<span class="score" title=${label}><span class="score-n tnum"><span class="sr">${label} </span>${known ? fmtPercent(share) : fmtNumber(share * 100, {maximumFractionDigits: 0})}</span>
        <span class="score-bar" aria-hidden="true"><i style=${{width: `${share * 100}%`}}></i></span></span>`;
}

export function Verdict({value, label}) {
    return html`<span class=${cls('verdict', value)}><${Icon} name=${ICONS[value] || 'question'} size=${16} />${label && html`<span>${label}</span>`}<span class=${label ? 'sr' : ''}>${choice('match_verdict', value || 'unknown')}</span></span>`;
}

// The server gives one entry a reason; a person reads one row a field, with the worst
// verdict that any of its reasons has and the sum of their shares.
const ORDER = ['not_met', 'partly', 'unknown', 'met'];
export function byField(reasons) {
    const fields = new Map();
    for (const r of reasons?.fields || []) {
        if (!fields.has(r.field)) fields.set(r.field, {field: r.field, verdict: 'met', share: 0, parts: []});
        const f = fields.get(r.field);
        f.parts.push(r);
        f.share += r.share || 0;
    }
    for (const f of fields.values()) {
        const known = f.parts.map((r) => r.verdict).filter((v) => v !== 'unknown');
        f.verdict = !known.length ? 'unknown' : known.every((v) => v === known[0]) ? known[0] : f.field === 'text' || f.field === 'concept' ? 'met' : ORDER.find((v) => known.includes(v)) === 'not_met' && known.includes('met') ? 'partly' : ORDER.find((v) => known.includes(v));
    }
    return [...fields.values()];
}

// The fields that were compared, as a line of verdicts.
export function VerdictLine({reasons}) {
    return html`<span class="verdicts">${byField(reasons).map((f) => html`<${Verdict} value=${f.verdict} label=${reasonLabel(f.field)} />`)}</span>`;
}

const words = (list) => [...new Set(list.filter(Boolean))];
const chips = (list) => (list.length ? html`<span class="chips">${list.map((x) => html`<span class="chip"><span dir="auto">${x}</span></span>`)}</span>` : null);

// What each side says about a field, from the reasons themselves.
function said(f, side, profile, show) {
    switch (f.field) {
    case 'text': return chips(words(f.parts.map((r) => r[side])));
    case 'spec': return f.parts.map((r) => r[side]?.quantity && html`<div><bdi class="muted">${r[side].quantity}</bdi> <span class="tnum nowrap">${specOf(profile, r[side])}</span></div>`);
    case 'trl': return f.parts[0][side] ? `${f.parts[0][side]} / 9` : null;
    default: return show?.(f.field, profile);
    }
}

// The specification as its author wrote it; the reason itself is in SI units.
function specOf(profile, spec) {
    const own = profile?.specs?.find((x) => x.quantity === spec.quantity);
    return own ? specText(own) : specText({min: spec.low_si, max: spec.high_si, unit: t('match.si')});
}

function common(f, named) {
    const r = f.parts[0];
    if (f.field === 'concept') return words(f.parts.map((x) => x.concept && (named?.get(x.concept)?.label || choice('root_technology', x.concept)))).join(', ');
    if (f.field === 'cooperation') return (r.common || []).map((v) => choice('cooperation', v)).join(', ');
    if (f.field === 'ipr') return (r.common || []).map((v) => choice('ipr', v)).join(', ');
    if (f.field === 'language' && r.language) return languageName(r.language);
    if (f.field === 'trl' && r.distance) return t('match.trl_distance', {n: Math.abs(r.distance)});
    return '';
}

// Field by field, need on the left, offer on the right, the verdict between.
// `named`: concepts by id with their label in the reader's language.
export function Reasons({reasons, need, offer, show, named}) {
    const fields = byField(reasons);
    const total = fields.reduce((n, f) => n + f.share, 0) || 1;
    if (!fields.length) return html`<p class="muted card-body">${t('match.no_reasons')}</p>`;
    const none = html`<span class="faint">–</span>`;
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('match.reasons')}><table class="table natural reasons"><caption class="sr">${t('match.reasons')}</caption>
        <thead><tr><th scope="col">${t('match.field')}</th><th scope="col">${t('match.need')}</th><th scope="col">${t('match.verdict')}</th><th scope="col">${t('match.offer')}</th><th scope="col" class="num">${t('match.share')}</th></tr></thead>
        <tbody>${fields.map((f) => html`<tr key=${f.field}><th scope="row">${reasonLabel(f.field)}</th><td dir="auto">${said(f, 'need', need, show) || none}</td>
            <td>${f.field === 'spec' ? f.parts.map((r) => html`<div><${Verdict} value=${r.verdict} /></div>`) : html`<${Verdict} value=${f.verdict} />`}${common(f, named) && html`<div class="small muted" dir="auto">${common(f, named)}</div>`}</td>
            <td dir="auto">${said(f, 'offer', offer, show) || none}</td><td class="num"><span class="share"><span>${fmtPercent(f.share / total)}</span><span class="score-bar" aria-hidden="true"><i style=${{width: `${(f.share / total) * 100}%`}}></i></span></span></td></tr>`)}</tbody></table></div>`;
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
