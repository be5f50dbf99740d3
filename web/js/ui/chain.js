// The motif: seven joints as rings, rods between them. Drawn the same on the home page,
// at the head of a case and over a report. A joint's state is told by the ring's shape
// (dashed, ring, filled) and by words; an empty joint says what to do next.
import {html, cls} from '../lib/h.js';
import {choice, t} from '../i18n.js';
import {Icon} from './icon.js';

export const JOINTS = ['diagnosis', 'need', 'match', 'meeting', 'disclosure', 'agreement', 'result'];

// joints: {joint: {value, sub, due, next, href, state: 'empty'|'open'|'now'|'done'}}
export function Chain({joints, mini, label}) {
    return html`<div class=${cls('chain', {mini})} role="list" aria-label=${label || t('chain.label')}>
        ${JOINTS.map((name) => {
            const j = joints[name] || {};
            const state = j.state || (j.value ? 'open' : 'empty');
            const inner = html`<span class="ring">${state === 'done' && html`<${Icon} name="check" size=${mini ? 12 : 16} />`}${j.value !== undefined ? j.value : mini ? '' : state === 'done' ? '' : '–'}</span>
                ${!mini && html`<span class="name">${choice('joint', name)}</span>`}
                ${mini && html`<span class="sr">${choice('joint', name)}: ${t(`chain.state.${state}`)}</span>`}
                ${j.due ? html`<span class="sub due"><${Icon} name="clock" size=${14} />${t('chain.due', {n: j.due})}</span>` : null}
                ${j.sub && html`<span class="sub" dir="auto">${j.sub}</span>`}
                ${j.next && html`<span class="sub" dir="auto">${j.next}</span>`}`;
            return html`<div role="listitem" class="joint-cell">${j.href && !mini
                ? html`<a class=${cls('joint', state)} href=${j.href}>${inner}</a>`
                : html`<div class=${cls('joint', state)}>${inner}</div>`}</div>`;
        })}</div>`;
}

// Joints of a case: all before its joint are done, its own is where it stands.
export function caseJoints(joint, details = {}) {
    const at = JOINTS.indexOf(joint);
    return Object.fromEntries(JOINTS.map((name, i) => [name, {
        state: i < at ? 'done' : i === at ? 'now' : 'empty', value: i < at ? '' : i === at ? t('chain.here') : '–', ...details[name]}]));
}
