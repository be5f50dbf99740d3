// Buttons. `busy` keeps the place and says so; a busy button does not act twice.
import {html, useState, cls} from '../lib/h.js';
import {Icon} from './icon.js';
import {toastProblem} from '../store.js';
import {t} from '../i18n.js';

export function Button({icon, label, children, primary, ghost, danger, small, iconOnly, busy, class: extra, onClick, ...rest}) {
    const [working, setWorking] = useState(false);
    const isBusy = busy || working;
    const click = async (e) => {
        if (isBusy || rest.disabled) return e.preventDefault();
        const result = onClick?.(e);
        if (result?.then) {
            setWorking(true);
            try { await result; } catch (err) { toastProblem(err); } finally { setWorking(false); }
        }
    };
    return html`<button type="button" ...${rest} onClick=${click} aria-busy=${isBusy ? 'true' : undefined}
        aria-label=${iconOnly ? label : rest['aria-label']} title=${iconOnly ? label : rest.title}
        class=${cls('btn', {primary, ghost, danger, small, icon: iconOnly}, extra)}>
        ${icon && html`<${Icon} name=${icon} size=${small ? 16 : 18} />`}
        ${!iconOnly && html`<span>${isBusy ? t('state.working') : label || children}</span>`}
    </button>`;
}

export function LinkButton({icon, label, children, primary, ghost, small, iconOnly, class: extra, ...rest}) {
    return html`<a ...${rest} class=${cls('btn', {primary, ghost, small, icon: iconOnly}, extra)}
        aria-label=${iconOnly ? label : undefined} title=${iconOnly ? label : undefined}>
        ${icon && html`<${Icon} name=${icon} size=${small ? 16 : 18} />`}
        ${!iconOnly && html`<span>${label || children}</span>`}</a>`;
}
