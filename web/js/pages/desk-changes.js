// Changes of the day: worded, and asked for.
import {html, useState} from '../lib/h.js';
import {t} from '../i18n.js';
import {partName} from '../lib/timetable.js';
import {Button} from '../ui/button.js';
import {Combobox} from '../ui/combobox.js';
import {Dialog} from '../ui/dialog.js';
import {SelectField, TextField} from '../ui/field.js';

const time = (mod, slot) => mod.slots.get(slot)?.label || '';

// One change in words.
export function changeWords(c, mod) {
    const name = (id) => partName(mod.participants.get(id));
    switch (c.kind) {
    case 'leaves': return t('desk.says.leaves', {name: name(c.participation), time: time(mod, c.from_slot)});
    case 'cancelled': return t('desk.says.cancelled', {pair: mod.pairName(mod.meetings.get(c.meeting) || {})});
    case 'place_lost': return t('desk.says.place_lost', {name: mod.places.get(c.place)?.name || '', time: time(mod, c.from_slot)});
    case 'interpreter_ill': return t('desk.says.interpreter_ill', {name: mod.interpreters.get(c.interpreter)?.name || '', time: time(mod, c.from_slot)});
    default: return t('desk.says.new_wish', {a: name(c.a), b: name(c.b)});
    }
}

const slotOptions = (day, from) => day.slots.filter((s) => from === null || s.index >= from).map((s) => [String(s.index), s.label]);

// When does somebody who is late come? Big buttons: one press is enough.
export function LateDialog({row, day, at, onSave, onClose}) {
    const first = at ?? row.next?.slot ?? day.slots[0].index;
    return html`<${Dialog} title=${t('desk.late_title', {name: partName(row.part)})} onClose=${onClose}><p>${t('desk.late_text')}</p><div class="desk-times">${day.slots.filter((s) => s.index > first).map((s) => html`<${Button} label=${s.label} onClick=${() => onSave(s.index)} />`)}</div><//>`;
}

function Who({label, value, mod, onChange}) {
    const find = async (q) => [...mod.participants.values()].filter((p) => `${p.label || ''} ${p.label_en || ''}`.toLowerCase().includes(q.toLowerCase())).slice(0, 8).map((p) => ({id: p.id, label: partName(p)}));
    return html`<div class="field"><span class="label">${label}</span><${Combobox} find=${find} label=${label} value=${value ? partName(mod.participants.get(value)) : ''} keepText onPick=${(p) => onChange(p.id)} /></div>`;
}

const KINDS = ['leaves', 'cancelled', 'place_lost', 'interpreter_ill', 'new_wish'];

export function OtherDialog({mod, day, at, onSave, onClose}) {
    const [c, setC] = useState({kind: 'place_lost'});
    const set = (k) => (v) => setC((x) => ({...x, [k]: v}));
    const kinds = KINDS.filter((k) => k !== 'interpreter_ill' || mod.interpreters.size);
    const slots = slotOptions(day, at);
    const number = (v) => (v === '' || v === undefined ? undefined : Number(v));
    const here = [...mod.meetings.values()].filter((m) => day.slots.some((s) => s.index === m.slot) && (at === null || m.slot >= at) && m.status !== 'cancelled').sort((a, b) => a.slot - b.slot);
    const ready = {leaves: c.participation && c.from_slot, cancelled: c.meeting, place_lost: c.place, interpreter_ill: c.interpreter, new_wish: c.a && c.b && c.a !== c.b}[c.kind];
    const save = () => onSave({...c, from_slot: number(c.from_slot) ?? (c.kind === 'place_lost' || c.kind === 'interpreter_ill' ? Number(slots[0]?.[0] ?? day.slots[0].index) : undefined), weight: c.kind === 'new_wish' ? number(c.weight) ?? 3 : undefined});
    return html`<${Dialog} title=${t('desk.other')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('desk.note')} disabled=${!ready} onClick=${save} />`}>
        <div class="stack"><${SelectField} label=${t('desk.kind')} value=${c.kind} onChange=${(kind) => setC({kind})} options=${kinds.map((k) => [k, t(`desk.kind.${k}`)])} required />
            ${c.kind === 'leaves' && html`<${Who} label=${t('tt.corner.participant')} value=${c.participation} mod=${mod} onChange=${set('participation')} />`}
            ${c.kind === 'new_wish' && html`<${Who} label=${t('field.from')} value=${c.a} mod=${mod} onChange=${set('a')} /><${Who} label=${t('field.to')} value=${c.b} mod=${mod} onChange=${set('b')} /><${TextField} label=${t('field.weight')} value=${c.weight || '3'} onChange=${set('weight')} inputmode="numeric" />`}
            ${c.kind === 'cancelled' && html`<${SelectField} label=${t('plan.meeting')} value=${c.meeting || ''} onChange=${set('meeting')} options=${here.map((m) => [m.id, `${mod.slots.get(m.slot).label} · ${mod.pairName(m)}`])} required />`}
            ${c.kind === 'place_lost' && html`<${SelectField} label=${t('field.place')} value=${c.place || ''} onChange=${set('place')} options=${[...mod.places.values()].map((p) => [p.id, p.name])} required />`}
            ${c.kind === 'interpreter_ill' && html`<${SelectField} label=${t('field.interpreter')} value=${c.interpreter || ''} onChange=${set('interpreter')} options=${[...mod.interpreters.values()].map((p) => [p.id, p.name])} required />`}
            ${['leaves', 'place_lost', 'interpreter_ill'].includes(c.kind) && html`<${SelectField} label=${t('desk.from')} value=${c.from_slot || ''} onChange=${set('from_slot')} options=${slots} required=${c.kind === 'leaves'} />`}</div><//>`;
}
