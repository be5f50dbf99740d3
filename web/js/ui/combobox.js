// A text box with suggestions, after the ARIA combobox pattern (list, manual choice).
// `find(text, abort)` gives [{id, label, sub?, kind?, lang?, subLang?}], the last two the
// languages of label and sub. `free`: what is typed counts as it is; a suggestion is taken
// only when it was gone to. Keys that belong to a composition (Korean, Japanese) are left to it.
import {html, useState, useEffect, useRef, useId, cls} from '../lib/h.js';
import {t} from '../i18n.js';
import {Icon} from './icon.js';

export function Combobox({find, onPick, onSubmit, value = '', placeholder, label, icon, id, invalid, describedBy, keepText, inputClass, hint, minChars = 1, accessKey, free, onText}) {
    const [text, setText] = useState(value);
    const [items, setItems] = useState(null);
    const [at, setAt] = useState(-1);
    const [open, setOpen] = useState(false);
    const own = useId();
    const listId = `${own}-list`;
    const input = useRef(null);
    const typed = useRef(false);
    useEffect(() => { setText(value); typed.current = false; }, [value]);
    useEffect(() => {
        if (!open || !typed.current) return undefined;
        if (text.trim().length < minChars) { setItems(null); return undefined; }
        const abort = new AbortController();
        const timer = setTimeout(() => {
            find(text.trim(), abort.signal).then((found) => { setItems(found); setAt(found.length && !free ? 0 : -1); },
                (e) => { if (e.name !== 'AbortError') setItems([]); });
        }, 160);
        return () => { clearTimeout(timer); abort.abort(); };
    }, [text, open]);
    useEffect(() => { if (at >= 0) document.getElementById(`${own}-${at}`)?.scrollIntoView({block: 'nearest'}); }, [at]);
    const pick = (item) => {
        setOpen(false); setItems(null); typed.current = false;
        setText(keepText || free ? item.label : '');
        onPick(item);
    };
    const keys = (e) => {
        if (e.isComposing || e.keyCode === 229) return;
        if (e.key === 'ArrowDown') { e.preventDefault(); setOpen(true); typed.current = true; setAt((n) => Math.min(n + 1, (items?.length || 0) - 1)); }
        else if (e.key === 'ArrowUp') { e.preventDefault(); setAt((n) => Math.max(n - 1, free ? -1 : 0)); }
        else if (e.key === 'Enter' && open && items?.[at]) { e.preventDefault(); pick(items[at]); }
        else if (e.key === 'Enter' && onSubmit) { e.preventDefault(); setOpen(false); onSubmit(text.trim()); }
        else if (e.key === 'Escape') {
            if (open && items) { e.preventDefault(); e.stopPropagation(); setOpen(false); setItems(null); } else if (free && text) { e.preventDefault(); setText(''); onText?.(''); } else input.current.blur();
        }
    };
    const shown = open && items !== null && (items.length > 0 || !free);
    return html`<div class=${cls('combo', {'with-icon': icon})} onFocusOut=${(e) => { if (!e.currentTarget.contains(e.relatedTarget)) { setOpen(false); setItems(null); if (keepText) setText(value); } }}>
        ${icon && html`<${Icon} name=${icon} size=${16} />`}
        <input ref=${input} id=${id} class=${cls('input', inputClass)} type="text" role="combobox" autocomplete="off" spellcheck=${false} dir="auto"
            aria-expanded=${shown ? 'true' : 'false'} aria-controls=${shown ? listId : undefined} aria-autocomplete="list" aria-label=${label}
            aria-activedescendant=${shown && at >= 0 ? `${own}-${at}` : undefined} aria-invalid=${invalid ? 'true' : undefined} aria-describedby=${describedBy}
            placeholder=${placeholder} value=${text} data-access=${accessKey}
            onInput=${(e) => { typed.current = true; setText(e.target.value); onText?.(e.target.value); setOpen(true); }} onKeyDown=${keys} />
        ${hint && !text && html`<kbd class="kbd-hint" aria-hidden="true">${hint}</kbd>`}
        ${shown && html`<div class="combo-list" role="listbox" id=${listId} aria-label=${label}>
            ${items.map((item, i) => html`<div role="option" id=${`${own}-${i}`} aria-selected=${i === at ? 'true' : 'false'}
                onPointerDown=${(e) => { e.preventDefault(); pick(item); }} onPointerMove=${() => setAt(i)}>
                <span class="clip"><bdi lang=${item.lang}>${item.label}</bdi>${item.sub && html` <span class="faint small"><bdi lang=${item.subLang}>${item.sub}</bdi></span>`}</span>
                ${item.kind && html`<span class="kind">${item.kind}</span>`}</div>`)}
            ${!items.length && !free && html`<div class="none" role="option" aria-disabled="true" aria-selected="false">${t('search.none')}</div>`}</div>`}</div>`;
}
