// Who changed what and when: the revisions of a record, each opened as a difference.
import {html, useState} from '../lib/h.js';
import {t, fieldLabel, fmtMoment, fmtAgo} from '../i18n.js';
import {get} from '../api.js';
import {useLoad} from '../lib/load.js';
import {fieldsOf} from '../lib/schema.js';
import {plainValue} from '../lib/show.js';
import {Loaded} from './states.js';
import {Icon} from './icon.js';

function Difference({type, plural, id, revision}) {
    const state = useLoad(async (signal) => {
        const now = await get(`/${plural}/${id}/revisions/${revision}`, {signal});
        const before = revision > 1 ? await get(`/${plural}/${id}/revisions/${revision - 1}`, {signal}) : {};
        return fieldsOf(type).map((f) => [f, plainValue(type, f, before[f.name], before), plainValue(type, f, now[f.name], now)]).filter(([, a, b]) => a !== b);
    }, [id, revision]);
    return html`<${Loaded} state=${state} rows=${2}>${(rows) => (rows.length ? html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('history.after')}><table class="table natural"><thead><tr><th scope="col">${t('history.field')}</th><th scope="col">${t('history.before')}</th><th scope="col">${t('history.after')}</th></tr></thead>
        <tbody>${rows.map(([f, a, b]) => html`<tr><td>${fieldLabel(type, f.name)}</td><td class="prewrap muted" dir="auto">${a || '–'}</td><td class="prewrap" dir="auto">${b || '–'}</td></tr>`)}</tbody></table></div>`
        : html`<p class="muted small">${t('history.same')}</p>`)}<//>`;
}

export function History({type, plural, id}) {
    const [open, setOpen] = useState(null);
    const state = useLoad((signal) => get(`/${plural}/${id}/revisions`, {signal}), [id]);
    return html`<${Loaded} state=${state}>${(data) => html`<ol class="lines card">${data.items.map((r) => html`<li key=${r.revision}><button type="button" class="line-item line-button" aria-expanded=${open === r.revision ? 'true' : 'false'}
            onClick=${() => setOpen(open === r.revision ? null : r.revision)}><${Icon} name=${open === r.revision ? 'down' : 'right'} size=${15} />
            <span class="grow"><span class="strong">${t('history.revision', {n: r.revision})}</span> <span class="muted"><bdi>${r.by_name || r.by}</bdi></span></span>
            <span class="small muted" title=${fmtMoment(r.at)}>${fmtAgo(r.at)}</span></button>
            ${open === r.revision && html`<div class="card-body"><${Difference} ...${{type, plural, id, revision: r.revision}} /></div>`}</li>`)}</ol>`}<//>`;
}
