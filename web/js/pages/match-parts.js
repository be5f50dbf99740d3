// What list and page of matches share: score, verdicts, reasons, take up and dismiss.
import {html, useState, cls} from '../lib/h.js';
import {t, tn, choice, has, fieldLabel, fmtNumber, fmtPercent, languageName} from '../i18n.js';
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
export function ScoreBar({score, chance, named}) {
    const known = typeof chance === 'number';
    const share = Math.max(0, Math.min(1, (known ? chance : score) || 0));
    const label = t(known ? 'match.chance' : 'match.score');
    return html`<span class="score" title=${label}><span class="score-n tnum"><span class=${named ? 'score-l' : 'sr'}>${label} </span>${known ? fmtPercent(share) : fmtNumber(share * 100, {maximumFractionDigits: 0})}</span>
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

// What a side says about a field, from the reasons themselves. A specification has a line
// for each of its quantities.
function said(f, part, side, profile, show) {
    switch (f.field) {
    case 'text': return chips(words(f.parts.map((r) => r[side])));
    case 'spec': return part[side]?.quantity && html`<bdi class="muted">${part[side].quantity}</bdi> <span class="tnum nowrap">${specOf(profile, part[side])}</span>`;
    case 'trl': return part[side] ? `${part[side]} / 9` : null;
    default: return show?.(f.field, profile);
    }
}

// The specification as its author wrote it; the reason itself is in SI units.
function specOf(profile, spec) {
    const own = profile?.specs?.find((x) => x.quantity === spec.quantity);
    return own ? specText(own) : specText({min: spec.low_si, max: spec.high_si, unit: t('match.si')});
}

// What both sides share, unless the two cells beside it say just that.
function common(f, need, offer, named) {
    const r = f.parts[0];
    const both = (list) => (list.length ? t('match.both', {what: list.join(', ')}) : '');
    const whole = [need, offer].every((p) => p?.cooperation?.length === r.common?.length);
    if (f.field === 'concept') return both(words(f.parts.map((x) => x.concept && (named?.get(x.concept)?.label || choice('root_technology', x.concept)))));
    if (f.field === 'cooperation') return whole ? '' : both((r.common || []).map((v) => choice('cooperation', v)));
    if (f.field === 'ipr') return need?.ipr && need.ipr === offer?.ipr ? '' : both((r.common || []).map((v) => choice('ipr', v)));
    if (f.field === 'language' && r.language) return need?.language === offer?.language ? '' : t('match.both_use', {language: languageName(r.language)});
    if (f.field === 'trl' && r.distance) return tn('match.trl_distance', Math.abs(r.distance));
    return '';
}

// Nothing there: not written; written and not for this reader; or for this reader and not yet
// for the other side, so that the match may not speak of it.
const FIELDS = {spec: 'specs', concept: 'concepts', text: 'texts'};
function Nothing({field, profile: p}) {
    const name = FIELDS[field] || field;
    const guarded = p?.rungs?.some((r) => r.field === name && r.rung !== 'sealed' && r.rung !== 'teaser');
    return html`<span class="faint">${p?.hidden?.includes(name) ? t('profile.hidden') : guarded ? t('match.guarded') : p ? t('match.not_stated') : '–'}</span>`;
}

function ReasonRow({f, at, total, sides, names, show, named}) {
    const part = f.parts[at];
    const lines = f.field === 'spec' ? f.parts.length : 1;
    const both = at === 0 && common(f, sides.need, sides.offer, named);
    const side = (name) => html`<td class=${`side ${name}`} dir="auto"><span class="side-name small muted" aria-hidden="true">${names[name]}</span>${said(f, part, name, sides[name], show) || html`<${Nothing} field=${f.field} profile=${sides[name]} />`}</td>`;
    return html`<tr class=${cls({again: at > 0, 'more-below': at < lines - 1})}>${at === 0 && html`<th scope="row" rowspan=${lines}>${reasonLabel(f.field)}</th>`}${side('need')}
        <td class="found"><${Verdict} value=${f.field === 'spec' ? part.verdict : f.verdict} />${both && html`<div class="small muted" dir="auto">${both}</div>`}</td>${side('offer')}
        ${at === 0 && html`<td class="num" rowspan=${lines}><span class="share"><span>${fmtPercent(f.share / total)}</span><span class="score-bar" aria-hidden="true"><i style=${{width: `${(f.share / total) * 100}%`}}></i></span></span></td>`}</tr>`;
}

// Field by field, need on the left, offer on the right, the verdict between. `names`: what
// the sides are called; `named`: concepts by id with their label in the reader's language.
export function Reasons({reasons, need, offer, names, show, named}) {
    const fields = byField(reasons);
    const total = fields.reduce((n, f) => n + f.share, 0) || 1;
    if (!fields.length) return html`<p class="muted card-body">${t('match.no_reasons')}</p>`;
    const rows = fields.flatMap((f) => (f.field === 'spec' ? f.parts : [null]).map((_, at) => html`<${ReasonRow} key=${`${f.field} ${at}`} f=${f} at=${at} total=${total} sides=${{need, offer}} names=${names} show=${show} named=${named} />`));
    return html`<table class="table natural reasons"><caption class="sr">${t('match.reasons')}</caption>
        <thead><tr><th scope="col">${t('match.field')}</th><th scope="col">${names.need}</th><th scope="col">${t('match.verdict')}</th><th scope="col">${names.offer}</th><th scope="col" class="num">${t('match.share')}</th></tr></thead>
        <tbody>${rows}</tbody></table>`;
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
        <div class="stack"><p class="muted"><bdi>${match.need_label}</bdi> × <bdi>${match.offer_label}</bdi></p>
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
