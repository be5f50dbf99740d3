// The waiting list: wishes without a place, why, and filling what has become free.
import {html, useState} from '../lib/h.js';
import {t, tn, fmtNumber} from '../i18n.js';
import {post} from '../api.js';
import {reasonWords} from '../lib/timetable.js';
import {isStaff} from '../store.js';
import {Card, Empty} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {Chip} from '../ui/chips.js';
import {PlanPreview} from './plan-preview.js';
import {PlanRun} from './timetable-plan.js';

const byNeed = (a, b) => Number(b.mutual) - Number(a.mutual) || (b.weight || 0) - (a.weight || 0);

export function Waiting({event, mod, onChanged}) {
    const [job, setJob] = useState(null);
    const [plan, setPlan] = useState(null);
    const rows = [...mod.unplaced].sort(byNeed);
    const fill = async () => { setPlan(null); setJob((await post(`/events/${event.id}/waiting/fill`, {now: new Date().toISOString()})).job); };
    return html`<div class="stack"><section class="card plan-bar"><div class="grow"><h2>${tn('wait.n', rows.length)}</h2><p class="muted">${t('wait.text')}</p></div>${isStaff.value && rows.length > 0 && html`<${Button} primary icon="play" label=${t('wait.fill')} disabled=${Boolean(job)} onClick=${fill} />`}</section>
        ${job && html`<${PlanRun} key=${job} id=${job} title=${t('wait.filling')} onDone=${(j) => { setJob(null); setPlan(j.result?.plan || null); }} />`}
        ${plan && html`<${PlanPreview} key=${plan} id=${plan} event=${event} name=${mod.name} onPublished=${() => { setPlan(null); onChanged(); }} onDiscarded=${() => setPlan(null)} onAgain=${fill} />`}
        ${rows.length ? html`<div class="table-wrap"><table class="table natural cards"><caption class="sr">${t('wait.caption')}</caption><thead><tr><th scope="col">${t('plan.meeting')}</th><th scope="col">${t('wait.why')}</th><th scope="col">${t('wait.wish')}</th><th scope="col" class="num">${t('field.weight')}</th></tr></thead>
            <tbody>${rows.map((u) => html`<tr key=${`${u.a}.${u.b}`}><td class="p-title"><a class="row-link" href=${`?participation=${u.a}`}><bdi>${mod.name(u.a)}</bdi></a> <span class="faint">×</span> <a class="row-link" href=${`?participation=${u.b}`}><bdi>${mod.name(u.b)}</bdi></a></td><td class="p-sub">${reasonWords(u.reason)}</td><td>${u.mutual ? html`<${Chip} tone="on" icon="both">${t('wish.mutual')}<//>` : html`<span class="muted">${t('ov.one_sided')}</span>`}</td><td class="num p-side">${fmtNumber(u.weight || 0)}</td></tr>`)}</tbody></table></div>`
        : html`<${Card}><${Empty} title=${t('wait.none')} text=${t('wait.none_text')} /><//>`}</div>`;
}
