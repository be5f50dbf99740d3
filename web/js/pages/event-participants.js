// Who takes part: status, languages, when they can meet.
import {html, useMemo, useRef, useState} from '../lib/h.js';
import {t, choice, countryName, languageName, fmtDayShort} from '../i18n.js';
import {all, get, patch, list} from '../api.js';
import {useLoad} from '../lib/load.js';
import {options} from '../lib/schema.js';
import {freeOf, spansOf} from '../lib/timetable.js';
import {isMine, isStaff, toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Filters} from '../ui/table.js';
import {State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button, LinkButton} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {RecordForm} from '../ui/form.js';

// Days × slots; a press and a sweep paint several cells with the same value.
export function Availability({days, value, onChange}) {
    const free = useMemo(() => freeOf(days, value), [days, value]);
    const paint = useRef(null);
    const set = (index, on) => { const next = new Set(free); if (on) next.add(index); else next.delete(index); onChange(spansOf(days, next), next.size); };
    const most = days.reduce((a, d) => (d.slots.length > a.length ? d.slots : a), []);
    return html`<div class="scroll-x"><table class="avail" onPointerUp=${() => { paint.current = null; }} onPointerLeave=${() => { paint.current = null; }}><caption class="sr">${t('field.available')}</caption>
        <thead><tr><td></td>${most.map((s) => html`<th scope="col" class="tnum">${s.label}</th>`)}</tr></thead>
        <tbody>${days.map((d) => html`<tr><th scope="row">${fmtDayShort(d.day)}</th>${d.slots.map((s) => html`<td><button type="button" aria-pressed=${free.has(s.index) ? 'true' : 'false'} aria-label=${`${fmtDayShort(d.day)} ${s.label}`}
            onPointerDown=${(e) => { e.preventDefault(); e.target.closest('button').focus(); e.target.releasePointerCapture?.(e.pointerId); paint.current = !free.has(s.index); set(s.index, paint.current); }} onPointerEnter=${() => { if (paint.current !== null && free.has(s.index) !== paint.current) set(s.index, paint.current); }}
            onKeyDown=${(e) => { if (e.key === ' ' || e.key === 'Enter') { e.preventDefault(); set(s.index, !free.has(s.index)); } }}>${free.has(s.index) ? html`<${Icon} name="check" size=${14} />` : ''}</button></td>`)}</tr>`)}</tbody></table></div>`;
}

function AvailabilityDialog({event, part, onClose, onSaved}) {
    const slots = useLoad((signal) => get(`/events/${event.id}/slots`, {signal}), [event.id]);
    const [value, setValue] = useState(part.available || []);
    const [none, setNone] = useState(false);
    const save = async () => { onSaved(await patch(`/participations/${part.id}`, {available: value}, {revision: part.revision})); toast(t('form.saved')); };
    return html`<${Dialog} wide title=${t('participation.available_of', {name: part.organisation_label})} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('action.save')} disabled=${none} onClick=${save} />`}>
        <div class="stack"><p class="muted">${t('participation.available_text')}</p>${none && html`<p class="bad" role="alert">${t('participation.none_left')}</p>`}<${Loaded} state=${slots} rows=${4}>${(d) => html`<${Availability} days=${d.days} value=${value} onChange=${(v, n) => { setNone(!n); setValue(v); }} />`}<//></div><//>`;
}

export function Participants({event, query, setQuery}) {
    const [open, setOpen] = useState(null);
    const [adding, setAdding] = useState(false);
    const state = useLoad((signal) => all('participations', {event: event.id}, {signal}), [event.id]);
    const countries = useLoad((signal) => get(`/events/${event.id}/timetable`, {signal}).then((d) => new Map((d.participants || []).map((p) => [p.id, p])), () => new Map()), [event.id]);
    const staff = isStaff.value;
    const put = (r) => { setOpen(null); state.setData((rows) => rows.map((x) => (x.id === r.id ? r : x))); };
    const setStatus = async (p, status) => { try { put(await patch(`/participations/${p.id}`, {status}, {revision: p.revision})); } catch (e) { toastProblem(e); if (e.status === 412) state.reload(); } };
    return html`<${Loaded} state=${state} rows=${8}>${(rows) => {
        const country = (p) => countries.data?.get(p.id)?.country || p.organisation_country;
        const shown = rows.filter((p) => (!query.status || p.status === query.status) && (!query.country || country(p) === query.country) && (!query.q || `${p.organisation_label} ${countries.data?.get(p.id)?.label_en || ''}`.toLowerCase().includes(query.q.toLowerCase())))
            .sort((a, b) => String(a.organisation_label).localeCompare(String(b.organisation_label)));
        const codes = [...new Set(rows.map(country).filter(Boolean))];
        const tools = html`${staff && html`<${LinkButton} icon="upload" href=${`/imports?kind=participations&event=${event.id}`} label=${t('action.import')} /><${Button} primary icon="plus" label=${t('participation.new')} onClick=${() => setAdding(true)} />`}`;
        return html`<${Filters} q=${query.q} onQ=${(q) => setQuery({q})} total=${shown.length} selects=${[{label: t('field.status'), value: query.status, options: options('participation_status', choice), onChange: (v) => setQuery({status: v})}, {label: t('field.country'), value: query.country, options: codes.map((c) => [c, countryName(c)]), onChange: (v) => setQuery({country: v})}]}>${tools}<//>
        ${shown.length ? html`<div class="table-wrap"><table class="table natural cards"><caption class="sr">${t('tab.participants')}</caption><thead><tr><th scope="col">${t('field.organisation')}</th><th scope="col">${t('field.country')}</th><th scope="col">${t('field.languages')}</th><th scope="col" class="num">${t('field.representatives')}</th><th scope="col">${t('field.available')}</th><th scope="col">${t('field.status')}</th><th scope="col"><span class="sr">${t('action.edit')}</span></th></tr></thead>
            <tbody>${shown.map((p) => {
        const edit = p.can?.edit ?? (staff || isMine(p.organisation));
        return html`<tr key=${p.id}><td class="p-title"><a class="row-link" href=${`/organisations/${p.organisation}`}><bdi>${p.organisation_label}</bdi></a></td><td class="p-sub">${countryName(country(p))}</td><td>${(p.languages || []).map(languageName).join(', ')}</td><td class="num">${p.representatives || 1}</td>
                    <td>${p.available?.length ? t('participation.some', {n: p.available.length}) : t('participation.always')}</td><td class="p-side">${staff && edit ? html`<select class="select slim" aria-label=${t('participation.status_of', {name: p.organisation_label})} value=${p.status || ''} onChange=${(e) => setStatus(p, e.target.value)}>${options('participation_status', choice).map(([v, label]) => html`<option value=${v} selected=${v === p.status}>${label}</option>`)}</select>` : html`<${State} list="participation_status" value=${p.status} />`}</td>
                    <td class="num">${edit && html`<${Button} ghost small iconOnly icon="clock" label=${t('participation.available_of', {name: p.organisation_label})} onClick=${() => setOpen(['available', p])} /><${Button} ghost small iconOnly icon="edit" label=${t('participation.edit_of', {name: p.organisation_label})} onClick=${() => setOpen(['edit', p])} />`}</td></tr>`;
    })}</tbody></table></div>`
        : html`<${Card}><${Empty} title=${rows.length ? t('list.none_found') : t('participation.none')} text=${rows.length ? t('list.none_found_text') : t('participation.none_text')}>${!rows.length && tools}<//><//>`}
        ${open?.[0] === 'available' && html`<${AvailabilityDialog} event=${event} part=${open[1]} onClose=${() => setOpen(null)} onSaved=${put} />`}
        ${open?.[0] === 'edit' && html`<${Dialog} wide title=${t('participation.edit')} onClose=${() => setOpen(null)}><${RecordForm} type="participation" record=${open[1]} zone=${event.zone} hide=${staff ? [] : ['screening', 'ruling_at', 'place']} refFields=${{place: {scope: {event: event.id}}}} onSaved=${put} onCancel=${() => setOpen(null)} /><//>`}
        ${adding && html`<${Dialog} wide title=${t('participation.new')} onClose=${() => setAdding(false)}><${RecordForm} type="participation" zone=${event.zone} initial=${{status: 'invited', representatives: 1}} fixed=${{event: event.id}} refFields=${{place: {scope: {event: event.id}}}} onSaved=${() => { setAdding(false); state.reload(); }} onCancel=${() => setAdding(false)} /><//>`}`;
    }}<//>`;
}
