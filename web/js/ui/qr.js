// A QR code, black on white whatever the theme: scanners read nothing else.
import {html, useMemo} from '../lib/h.js';
import {qrPath, SIZE} from '../lib/qr.js';

export function QrCode({text, size = 112}) {
    const d = useMemo(() => qrPath(text.toUpperCase()), [text]);
    return html`<svg class="qr" width=${size} height=${size} viewBox=${`0 0 ${SIZE + 8} ${SIZE + 8}`} shape-rendering="crispEdges" aria-hidden="true"><path class="qr-paper" d=${`M0 0h${SIZE + 8}v${SIZE + 8}h-${SIZE + 8}z`} /><path class="qr-ink" d=${d} /></svg>`;
}
