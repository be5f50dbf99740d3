// Short messages at the edge, read aloud politely; they may carry one action (undo).
import {html} from '../lib/h.js';
import {toasts, dropToast} from '../store.js';
import {t} from '../i18n.js';
import {Icon} from './icon.js';

export function Toasts() {
    return html`<div class="toasts" aria-live="polite" role="status">${toasts.value.map((x) => html`<div class="toast" key=${x.id}>
        <${Icon} name=${x.tone === 'bad' ? 'alert' : 'check'} /><div class="grow">${x.text}</div>
        ${x.action && html`<button type="button" onClick=${() => { x.action.run(); dropToast(x.id); }}>${x.action.label}</button>`}
        <button type="button" onClick=${() => dropToast(x.id)} aria-label=${t('action.close')}><${Icon} name="close" size=${16} /></button></div>`)}</div>`;
}
