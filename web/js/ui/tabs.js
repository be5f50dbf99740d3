// Tabs as links: each has its own address, so they are navigation, not a widget.
import {html, useEffect, useRef} from '../lib/h.js';

export function Tabs({items, current, label}) {
    const ref = useRef(null);
    useEffect(() => {
        const here = ref.current?.querySelector('[aria-current]');
        if (here) ref.current.scrollLeft = here.offsetLeft - 40;
    }, [current]);
    return html`<nav ref=${ref} class="tabs" aria-label=${label}>${items.filter(Boolean).map((x) => html`<a href=${x.href}
        aria-current=${x.id === current ? 'page' : undefined}>${x.label}${x.count !== undefined && x.count !== null && html`<span class="badge">${x.count}</span>`}</a>`)}</nav>`;
}
