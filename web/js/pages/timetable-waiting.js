// The waiting list: wishes without a place, why, where each could go, and filling what has
// become free.
import {html, useState} from '../lib/h.js';
import {t, tn, fmtMoment, fmtNumber} from '../i18n.js';
import {get, post} from '../api.js';
import {useLoad} from '../lib/load.js';
import {reasonWords} from '../lib/timetable.js';
import {isStaff, toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {ask} from '../ui/dialog.js';
import {Chip} from '../ui/chips.js';
import {PlanPreview} from './plan-preview.js';
import {PlanRun} from './timetable-plan.js';

const MORE = 60; // rows at a time
const SHOWN = 3; // places of a row

export function Waiting({event, mod, onChanged}) {
    const state = useLoad((signal) => get(`/events/${event.id}/waiting`, {signal}).then((d) => ({items: d.items.sort((a, b) => Number(!a.could.length) - Number(!b.could.length))})), [event.id]);
    const [many, setMany] = useState(MORE);
    const [job, setJob] = useState(null);
    const [plan, setPlan] = useState(null);
    const when = (spot) => fmtMoment(spot.starts_at, event.zone, {month: 'numeric', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
    const name = (u, side) => mod.name(u[side]) || u[`${side}_label`];
    const changed = () => { state.reload(); onChanged(); };
    const fill = async () => { setPlan(null); setJob((await post(`/events/${event.id}/waiting/fill`, {now: new Date().toISOString()})).job); };
    const put = async (u, spot) => {
        const where = [when(spot), spot.place_label, spot.interpreter_label].filter(Boolean).join(' · ');
        if (!await ask({title: t('wait.place_title'), text: `${mod.pairName(u)}: ${where}`, yes: t('tt.place')})) return;
        try {
            const slot = mod.slots.get(spot.slot);
            if (u.meeting) await post(`/events/${event.id}/timetable/move`, {meeting: u.meeting, slot: spot.slot, place: spot.place}, {revision: mod.meetings.get(u.meeting).revision});
            else await post('/meetings', {event: event.id, a: u.a, b: u.b, ...(u.others?.length ? {others: u.others} : {}), starts_at: slot.starts_at, ends_at: slot.ends_at, place: spot.place, status: 'planned', ...(spot.interpreter ? {interpreter: spot.interpreter} : {})});
            toast(t('tt.placed'));
        } catch (e) { toastProblem(e); }
        changed();
    };
    const could = (u) => (u.could.length ? html`<span class="chips">${u.could.slice(0, SHOWN).map((spot) => (isStaff.value ? html`<${Button} small label=${`${when(spot)} · ${spot.place_label || ''}`} aria-label=${t('wait.place_at', {pair: mod.pairName(u), at: `${when(spot)} ${spot.place_label || ''}`})} onClick=${() => put(u, spot)} />` : html`<${Chip} tone="quiet">${when(spot)} · ${spot.place_label}<//>`))}</span>` : html`<span class="muted">${t('wait.nowhere')}</span>`);
    return html`<${Loaded} state=${state} rows=${8}>${({items}) => html`<div class="stack"><section class="card plan-bar"><div class="grow"><h2>${tn('wait.n', items.length)}</h2><p class="muted">${t('wait.text')}</p></div>${isStaff.value && items.length > 0 && html`<${Button} primary icon="play" label=${t('wait.fill')} disabled=${Boolean(job)} onClick=${fill} />`}</section>
        ${job && html`<${PlanRun} key=${job} id=${job} title=${t('wait.filling')} onDone=${(j) => { setJob(null); setPlan(j.result?.plan || null); }} />`}
        ${plan && html`<${PlanPreview} key=${plan} id=${plan} event=${event} name=${mod.name} onPublished=${() => { setPlan(null); changed(); }} onDiscarded=${() => setPlan(null)} onAgain=${fill} />`}
        ${items.length ? html`<div class="table-wrap"><table class="table natural cards wait-table"><caption class="sr">${t('wait.caption')}</caption><thead><tr><th scope="col">${t('plan.meeting')}</th><th scope="col">${t('wait.why')}</th><th scope="col">${t('wait.could')}</th><th scope="col">${t('wait.wish')}</th><th scope="col" class="num">${t('field.weight')}</th></tr></thead>
            <tbody>${items.slice(0, many).map((u) => html`<tr key=${[u.a, u.b, ...u.others || []].join('.')}><td class="p-title"><a class="row-link" href=${`?participation=${u.a}`}><bdi>${name(u, 'a')}</bdi></a> <span class="faint">×</span> <a class="row-link" href=${`?participation=${u.b}`}><bdi>${name(u, 'b')}</bdi></a>${(u.others || []).map((id) => html` <span class="faint">×</span> <a class="row-link" href=${`?participation=${id}`}><bdi>${mod.name(id)}</bdi></a>`)}</td><td class="p-sub">${reasonWords(u.reason)}${u.not_before && html`<div class="small muted">${t('rules.not_before', {at: when({starts_at: u.not_before})})}</div>`}</td><td class="p-full">${could(u)}</td>
                <td>${u.must && html`<${Chip} tone="warn" icon="pin">${t('choice.wish_kind.must')}<//> `}${u.mutual ? html`<${Chip} tone="on" icon="both">${t('wish.mutual')}<//>` : html`<span class="muted">${t('ov.one_sided')}</span>`}</td><td class="num p-side">${fmtNumber(u.weight || 0)}</td></tr>`)}</tbody></table></div>
            ${items.length > many && html`<p><${Button} label=${t('list.more', {n: Math.min(MORE, items.length - many), of: items.length})} onClick=${() => setMany(many + MORE)} /></p>`}`
        : html`<${Card}><${Empty} title=${t('wait.none')} text=${t('wait.none_text')} /><//>`}</div>`}<//>`;
}
