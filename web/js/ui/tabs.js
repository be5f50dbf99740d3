// Tabs as links: each has its own address, so they are navigation, not a widget.
import {html} from '../lib/h.js';

export function Tabs({items, current, label}) {
    return html`<nav class="tabs" aria-label=${label}>${items.filter(Boolean).map((x) => html`<a href=${x.href}
        aria-current=${x.id === current ? 'page' : undefined}>${x.label}${x.count !== undefined && x.count !== null && html`<span class="badge">${x.count}</span>`}</a>`)}</nav>`;
}
