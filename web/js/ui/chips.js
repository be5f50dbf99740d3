// Small labels: a value, a state, a removable filter.
import {html, cls} from '../lib/h.js';
import {choice, t, countryName} from '../i18n.js';
import {Icon} from './icon.js';

export function Chip({children, tone, icon, onRemove, title}) {
    return html`<span class=${cls('chip', tone)} title=${title}>${icon && html`<${Icon} name=${icon} size=${14} />`}<span dir="auto">${children}</span>
        ${onRemove && html`<button type="button" onClick=${onRemove} aria-label=${typeof children === 'string' ? t('action.remove_of', {what: children}) : t('action.remove')}><${Icon} name="close" size=${13} /></button>`}</span>`;
}

// Tone and icon of a state: never colour alone.
const STATES = {
    published: ['good', 'check'], reviewed: ['on', 'check'], expired: ['warn', 'clock'], withdrawn: ['quiet', 'close'],
    active: ['quiet', 'check'], closed: ['quiet', 'lock'], merged: ['quiet', 'match'], open: ['on', 'play'],
    planned: ['on', 'calendar'], running: ['good', 'play'], confirmed: ['good', 'check'], held: ['good', 'check'],
    no_show: ['bad', 'not_met'], cancelled: ['quiet', 'close'], attended: ['good', 'check'], absent: ['bad', 'not_met'],
    registered: ['on', 'user'], invited: ['quiet', 'clock'], taken_up: ['good', 'check'], dismissed: ['quiet', 'close'],
    proposed: ['on', 'star'], verified: ['good', 'met'], wrong_check_digit: ['bad', 'not_met'], malformed: ['bad', 'not_met'],
    unchecked: ['quiet', 'question'], failed: ['bad', 'alert'], applied: ['good', 'check'], undone: ['quiet', 'undo'],
    checked: ['on', 'check'], done: ['good', 'check'], dropped: ['quiet', 'close'], dormant: ['warn', 'clock'],
    suggested: ['on', 'clock'], accepted: ['good', 'check'], declined: ['quiet', 'not_met'],
    discarded: ['quiet', 'close'], locked: ['warn', 'lock'], draft: ['quiet', 'edit'],
};

export function State({list, value}) {
    if (!value) return null;
    const [tone, icon] = STATES[value] || ['quiet', null];
    return html`<${Chip} tone=${tone} icon=${icon}>${choice(list, value)}<//>`;
}

export function ChipList({list, values, most = 8}) {
    if (!values?.length) return null;
    return html`<span class="chips">${values.slice(0, most).map((v) => html`<${Chip} tone="quiet">${list ? choice(list, v) : v}<//>`)}
        ${values.length > most && html`<${Chip} tone="quiet">${t('state.and_more', {n: values.length - most})}<//>`}</span>`;
}

export const Countries = ({codes}) => html`<span class="chips">${(codes || []).map((c) => html`<${Chip} tone="quiet">${countryName(c)}<//>`)}</span>`;

// The rungs of the ladder, lit up to the one that shows this field.
const RUNGS = ['sealed', 'teaser', 'introduced', 'nda', 'full'];
export function Ladder({rung = 'teaser', words = true}) {
    const at = RUNGS.indexOf(rung);
    return html`<span class="row small nowrap"><span class="ladder" aria-hidden="true">${RUNGS.map((_, i) => html`<i class=${cls({on: i <= at})}></i>`)}</span>
        ${words ? html`<span class="muted">${choice('rung', rung)}</span>` : html`<span class="sr">${choice('rung', rung)}</span>`}</span>`;
}
