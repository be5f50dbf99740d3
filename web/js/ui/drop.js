// A place where a file is dropped or chosen.
import {html, useId, useRef, useState, cls} from '../lib/h.js';
import {t, fmtSize} from '../i18n.js';
import {Icon} from './icon.js';

export function DropZone({id, file, onFile, disabled, accept, hint}) {
    const [over, setOver] = useState(false);
    const input = useRef(null);
    const own = useId();
    const at = id || own;
    const take = (files) => { if (files?.[0]) onFile(files[0]); };
    return html`<div class=${cls('drop', {over})} onDragOver=${(e) => { e.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)}
        onDrop=${(e) => { e.preventDefault(); setOver(false); take(e.dataTransfer.files); }}>
        <${Icon} name="upload" size=${28} />
        <p class="strong">${file ? html`<bdi>${file.name}</bdi> <span class="muted tnum">${fmtSize(file.size)}</span>` : t('import.drop')}</p><p class="small muted">${hint}</p>
        <label class="btn" for=${at}>${file ? t('import.other_file') : t('import.pick')}</label>
        <input ref=${input} id=${at} class="sr" type="file" disabled=${disabled} accept=${accept} onChange=${(e) => take(e.target.files)} /></div>`;
}
