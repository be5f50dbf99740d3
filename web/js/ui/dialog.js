// A modal dialog on the browser's own <dialog>: focus stays inside, Esc closes, focus
// goes back to where it was. `ask` is a question with two answers.
import {html, render, useEffect, useRef, cls} from '../lib/h.js';
import {t} from '../i18n.js';
import {Button} from './button.js';

export function Dialog({title, onClose, children, foot, wide, initial}) {
    const ref = useRef(null);
    const outside = useRef(false); // a press that began in the text does not close
    useEffect(() => {
        const before = document.activeElement;
        const el = ref.current;
        if (!el.open) el.showModal();
        const first = initial && el.querySelector(initial);
        (first || el.querySelector('[autofocus], .dialog-body input, .dialog-body select, .dialog-body textarea, .dialog-body button, .dialog-foot button'))?.focus();
        return () => { if (before?.isConnected) before.focus(); };
    }, []);
    return html`<dialog class=${cls('dialog', {wide})} ref=${ref} aria-label=${title}
        onCancel=${(e) => { e.preventDefault(); onClose(); }}
        onKeyDown=${(e) => { if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); onClose(); } }}
        onPointerDown=${(e) => { outside.current = e.target === ref.current; }}
        onClick=${(e) => { if (outside.current && e.target === ref.current) onClose(); }}>
        <div class="dialog-head"><h2 dir="auto">${title}</h2>
            <${Button} ghost iconOnly small icon="close" label=${t('action.close')} onClick=${onClose} /></div>
        <div class="dialog-body">${children}</div>${foot && html`<div class="dialog-foot">${foot}</div>`}</dialog>`;
}

// Resolves true when the person agrees.
export function ask({title, text, yes, no = t('action.cancel'), danger}) {
    return new Promise((resolve) => {
        const host = document.createElement('div');
        document.body.append(host);
        const end = (answer) => { render(null, host); host.remove(); resolve(answer); };
        render(html`<${Dialog} title=${title} onClose=${() => end(false)} initial=".answer-yes" foot=${html`
            <${Button} label=${no} onClick=${() => end(false)} />
            <${Button} class="answer-yes" primary=${!danger} danger=${danger} label=${yes} onClick=${() => end(true)} />`}>
            <p>${text}</p><//>`, host);
    });
}
