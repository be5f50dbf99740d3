// The files about a record: to fetch, to add with the rung from which they are shown, to
// take away.
import {html, useState} from '../lib/h.js';
import {t, choice, fmtAgo, fmtSize} from '../i18n.js';
import {del, list, query, request} from '../api.js';
import {useLoad} from '../lib/load.js';
import {options} from '../lib/schema.js';
import {toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded, Note} from './states.js';
import {Chip} from './chips.js';
import {Button} from './button.js';
import {DropZone} from './drop.js';
import {SelectField} from './field.js';

const MOST = 16 * 1024 * 1024; // as the server's limit

function AddFile({type, id, onAdded}) {
    const [file, setFile] = useState(null);
    const [rung, setRung] = useState('full');
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState('');
    const add = async (e) => {
        e.preventDefault();
        const wrong = !file ? t('import.need_file') : file.size > MOST ? t('attachment.too_large', {size: fmtSize(MOST)}) : '';
        setProblem(wrong);
        if (wrong) return;
        setBusy(true);
        try {
            await request('POST', `/attachments/content${query({about_type: type, about_id: id, name: file.name, rung})}`, {raw: file, type: 'application/octet-stream'});
            setFile(null);
            toast(t('attachment.added'));
            onAdded();
        } catch (err) { setProblem(err.words || String(err)); } finally { setBusy(false); }
    };
    return html`<${Card} title=${t('attachment.add')}><form class="stack" onSubmit=${add}>
        ${problem && html`<${Note} tone="bad"><span dir="auto">${problem}</span><//>`}
        <${DropZone} file=${file} onFile=${(f) => { setFile(f); setProblem(''); }} disabled=${busy} hint=${t('attachment.limit', {size: fmtSize(MOST)})} />
        <${SelectField} label=${t('attachment.rung')} value=${rung} onChange=${(v) => setRung(v || 'full')} options=${options('rung', choice)} hint=${t('attachment.rung_hint')} />
        <div class="row"><button class="btn primary" type="submit" disabled=${busy} aria-busy=${busy ? 'true' : undefined}>${busy ? t('state.working') : t('attachment.add')}</button></div></form><//>`;
}

export function Attachments({type, id, can}) {
    const state = useLoad((signal) => list('attachments', {about_type: type, about_id: id, limit: 200}, {signal}), [type, id]);
    const remove = async (a) => {
        try { await del(`/attachments/${a.id}`, {revision: a.revision}); toast(t('attachment.removed')); state.reload(); } catch (e) { toastProblem(e); }
    };
    const files = html`<${Card} title=${t('tab.attachments')} flush><${Loaded} state=${state} rows=${3}>${(d) => (d.items.length ? html`<ul class="lines">${d.items.map((a) => html`<li class="line-item" key=${a.id}>
        <div class="grow"><a href=${`/api/v1/attachments/${a.id}/content`} download><bdi>${a.name}</bdi></a><div class="small muted"><span class="tnum">${fmtSize(a.size)}</span> · ${fmtAgo(a.created_at)}</div></div>
        <${Chip} tone="quiet">${choice('rung', a.rung)}<//>${a.can?.edit && html`<${Button} small icon="trash" label=${t('attachment.remove', {name: a.name})} iconOnly onClick=${() => remove(a)} />`}</li>`)}</ul>`
        : html`<${Empty} compact title=${t('attachment.none')} text=${can ? t('attachment.none_text') : undefined} />`)}<//><//>`;
    return can ? html`<div class="cols-main">${files}<${AddFile} type=${type} id=${id} onAdded=${state.reload} /></div>` : files;
}
