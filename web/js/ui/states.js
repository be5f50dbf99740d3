// What a page shows when there is nothing, not yet anything, or trouble; and small
// parts for values: hidden ones, facts, notes.
import {html, cls} from '../lib/h.js';
import {t} from '../i18n.js';
import {Icon} from './icon.js';
import {Button} from './button.js';

// An empty joint of the chain, drawn large.
function EmptyArt() {
    return html`<svg class="art" width="108" height="36" viewBox="0 0 108 36" fill="none" stroke="currentColor" stroke-width="2.500" aria-hidden="true">
        <rect x="2" y="5" width="38" height="26" rx="13" /><path d="M32 18h16" stroke-width="4" stroke-linecap="round" />
        <rect x="46" y="5" width="38" height="26" rx="13" stroke-dasharray="4 5" /><path d="M78 18h22" stroke-dasharray="3 6" stroke-linecap="round" /></svg>`;
}

export function Empty({title, text, children, compact}) {
    return html`<div class=${cls('state', {compact})}>${!compact && html`<${EmptyArt} />`}
        <h3>${title}</h3>${text && html`<p>${text}</p>`}${children}</div>`;
}

export function ErrorState({error, retry, compact}) {
    const gone = error?.status === 404;
    return html`<div class=${cls('state', {compact})} role="alert"><span class="bad"><${Icon} name="alert" size=${26} /></span>
        <h3>${gone ? t('state.not_found') : error?.status === 403 ? t('state.forbidden') : t('state.error')}</h3>
        <p dir="auto">${gone ? t('state.not_found_text') : error?.words || error?.message}</p>
        ${retry && !gone && html`<${Button} onClick=${retry} label=${t('action.retry')} />`}</div>`;
}

export function Skeleton({width = '100%', height = '14px', class: extra}) {
    return html`<span class=${cls('skeleton', extra)} style=${{width, height}} aria-hidden="true"></span>`;
}

export function SkeletonRows({rows = 6, height = '18px'}) {
    return html`<div class="stack-s" role="status" aria-label=${t('state.loading')}>
        ${Array.from({length: rows}, (_, i) => html`<${Skeleton} height=${height} width=${`${92 - ((i * 17) % 40)}%`} />`)}</div>`;
}

// Loading, error or the content of useLoad's state.
export function Loaded({state, children, rows = 6, compact}) {
    if (state.error && state.data === undefined) return html`<${ErrorState} error=${state.error} retry=${state.reload} compact=${compact} />`;
    if (state.data === undefined) return html`<${SkeletonRows} rows=${rows} />`;
    return children(state.data);
}

export function Note({tone, icon, children}) {
    return html`<div class=${cls('note', tone)} role=${tone === 'bad' ? 'alert' : 'note'}>
        <${Icon} name=${icon || (tone ? 'alert' : 'info')} /><div class="grow">${children}</div></div>`;
}

export function Card({title, actions, children, flush, class: extra, level = 2}) {
    const id = title ? `h-${String(title).replace(/\W+/g, '')}` : undefined;
    return html`<section class=${cls('card', extra)} aria-label=${title || undefined}>
        ${title && html`<div class="card-head">${level === 2 ? html`<h2 id=${id}>${title}</h2>` : html`<h3 id=${id}>${title}</h3>`}
            ${actions && html`<div class="row">${actions}</div>`}</div>`}
        ${flush ? children : html`<div class="card-body">${children}</div>`}</section>`;
}

// Facts as [label, value] pairs; what is empty is left out unless `keep`.
export function Facts({items, keep}) {
    const shown = items.filter(Boolean).filter(([, v]) => keep || (v !== undefined && v !== null && v !== '' && v !== false && v !== 0));
    if (!shown.length) return html`<p class="muted">${t('state.no_facts')}</p>`;
    return html`<dl class="facts">${shown.map(([label, value]) => html`<dt>${label}</dt><dd dir="auto">${value ?? '–'}</dd>`)}</dl>`;
}

// A field that the reader may not see yet.
export function HiddenValue({rung}) {
    return html`<em class="hidden-value"><${Icon} name="lock" size=${15} />${rung ? t('profile.hidden_until', {rung}) : t('profile.hidden')}</em>`;
}

export function PageHead({crumbs, title, sub, actions, children}) {
    return html`<header class="page-head"><div>
        ${crumbs?.length > 0 && html`<nav class="crumbs" aria-label=${t('nav.crumbs')}>${crumbs.map((c, i) => html`
            ${i > 0 && html`<${Icon} name="right" size=${13} />`}<a href=${c.href}><bdi>${c.label}</bdi></a>`)}</nav>`}
        <h1 tabindex="-1" id="page-title"><bdi>${title}</bdi></h1>
        ${sub && html`<div class="page-sub">${sub}</div>`}${children}</div>
        ${actions && html`<div class="actions">${actions}</div>`}</header>`;
}
