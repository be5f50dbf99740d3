// A button that opens a short list of actions.
import {html, useState, useRef, useEffect} from '../lib/h.js';

export function Menu({button, children, label}) {
    const [open, setOpen] = useState(false);
    const root = useRef(null);
    useEffect(() => {
        if (!open) return undefined;
        const away = (e) => { if (!root.current?.contains(e.target)) setOpen(false); };
        document.addEventListener('pointerdown', away);
        root.current.querySelector('.menu-list a, .menu-list button')?.focus();
        return () => document.removeEventListener('pointerdown', away);
    }, [open]);
    const keys = (e) => {
        if (!open) return;
        const items = [...root.current.querySelectorAll('.menu-list a, .menu-list button')];
        const at = items.indexOf(document.activeElement);
        if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); setOpen(false); root.current.querySelector('button').focus(); }
        if (e.key === 'ArrowDown') { e.preventDefault(); items[(at + 1) % items.length]?.focus(); }
        if (e.key === 'ArrowUp') { e.preventDefault(); items[(at - 1 + items.length) % items.length]?.focus(); }
    };
    return html`<div class="menu" ref=${root} onKeyDown=${keys}>
        ${button({'aria-expanded': open ? 'true' : 'false', onClick: () => { setOpen(!open); }})}
        ${open && html`<div class="menu-list" role="group" aria-label=${label} onClick=${(e) => { if (e.target.closest('a, button')) setOpen(false); }}>${children}</div>`}</div>`;
}
