// Parts of the timetable's page: the meeting that is selected, the wishes without a place.
import {html, useState} from '../lib/h.js';
import {t, choice} from '../i18n.js';
import {post, request} from '../api.js';
import {useLoad} from '../lib/load.js';
import {conflictWords, members, movable, reasonWords, slotWords} from '../lib/timetable.js';
import {Loaded} from '../ui/states.js';
import {TermLine} from '../ui/plan-parts.js';
import {Chip, State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {ask, Dialog} from '../ui/dialog.js';

const COSTED = ['lock', 'unlock', 'forbid'];

// What an act would cost, asked of the server, before it is done.
function CostDialog({event, m, mod, what, onDone, onClose}) {
    const state = useLoad((signal) => request('POST', `/events/${event.id}/timetable/check`, {body: {meeting: m.id, action: what}, signal}), [m.id, what]);
    const act = async () => { const next = await post(`/meetings/${m.id}/${what}`, {}, {revision: m.revision}); onDone(next); };
    return html`<${Dialog} title=${t(`tt.${what}`)} onClose=${onClose} initial=".act-yes" foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} class="act-yes" primary=${what !== 'forbid'} danger=${what === 'forbid'} label=${t(`tt.${what}`)} disabled=${!state.data} onClick=${act} />`}>
        <div class="stack"><p><bdi class="strong">${mod.pairName(m)}</bdi><br /><span class="muted">${slotWords(mod, m.slot)} · <bdi>${mod.places.get(m.place)?.name || ''}</bdi></span></p><p>${t(`tt.${what}_text`)}</p>
            <${Loaded} state=${state} rows=${2} compact>${(found) => html`<div class="cost"><h3>${t('plan.cost')}</h3><${TermLine} terms=${found.terms} />${found.terms?.filter((x) => x.before !== x.after).length > 1 && html`<p class="small muted">${t('plan.cost_order')}</p>`}${found.conflicts?.length > 0 && html`<ul class="plan-reasons bad">${found.conflicts.map((c) => html`<li>${conflictWords(c, mod, m.place)}</li>`)}</ul>`}</div>`}<//></div><//>`;
}

export function Detail({event, m, mod, onChanged, onMove, onClose, staff}) {
    const [asking, setAsking] = useState('');
    const act = (what, body = {}) => async () => {
        if (COSTED.includes(what)) { setAsking(what); return; }
        if (what === 'cancel' && !await ask({title: t('tt.cancel_title'), text: mod.pairName(m), yes: t('tt.cancel'), danger: true})) return;
        const next = await post(`/meetings/${m.id}/${what}`, body, {revision: m.revision});
        onChanged(m, next, what);
    };
    const where = mod.places.get(m.place);
    const forbidden = (m.not_at || []).flatMap((v) => [...mod.slots.values()].filter((s) => Date.parse(s.starts_at) < Date.parse(v.until) && Date.parse(s.ends_at) > Date.parse(v.from)));
    return html`<section class="card tt-detail" aria-label=${t('tt.selected')}><div class="card-head"><h2>${t('tt.selected')}</h2><${Button} ghost small iconOnly icon="close" label=${t('action.close')} onClick=${onClose} /></div>
        <div class="card-body stack-s"><div>${members(m).map((id) => html`<div class="strong" key=${id}><bdi>${mod.name(id)}</bdi></div>`)}</div>
            <div class="row"><${State} list="meeting_status" value=${m.status} />${m.locked && html`<${Chip} tone="warn" icon="lock">${t('tt.locked')}<//>`}${m.mutual && html`<${Chip} tone="on" icon="both">${t('wish.mutual')}<//>`}${m.screening && html`<${Chip} tone="warn">${choice('screening', m.screening)}<//>`}</div>
            <p class="muted">${slotWords(mod, m.slot)} · <bdi>${where?.name}</bdi>${where?.area ? html` (<bdi>${where.area}</bdi>)` : ''} · ${t('tt.weight', {n: m.weight || 0})}</p>
            ${staff && html`<div class="row">${movable(m) && html`<${Button} small icon="move" label=${t('tt.move')} onClick=${() => onMove(m)} />`}
                ${m.locked ? html`<${Button} small icon="unlock" label=${t('tt.unlock')} onClick=${act('unlock')} />` : html`<${Button} small icon="lock" label=${t('tt.lock')} onClick=${act('lock')} />`}
                ${movable(m) && html`<${Button} small icon="not_met" label=${t('tt.forbid')} onClick=${act('forbid')} />`}
                ${forbidden.map((s) => html`<${Button} small icon="undo" label=${t('tt.allow', {time: slotWords(mod, s.index)})} onClick=${act('allow', {slot: s.index})} />`)}
                ${['planned', 'proposed'].includes(m.status) && html`<${Button} small icon="check" label=${t('tt.confirm')} onClick=${act('confirm')} />`}
                ${['planned', 'proposed', 'confirmed'].includes(m.status) && html`<${Button} small danger icon="close" label=${t('tt.cancel')} onClick=${act('cancel')} />`}</div>`}</div>
        ${asking && html`<${CostDialog} event=${event} m=${m} mod=${mod} what=${asking} onClose=${() => setAsking('')} onDone=${(next) => { setAsking(''); onChanged(m, next, asking); }} />`}</section>`;
}

export function Unplaced({mod, onPick, moving, staff}) {
    if (!mod.unplaced.length) return null;
    return html`<section class="tray-box no-print" aria-label=${t('tt.unplaced', {n: mod.unplaced.length})}><h2><${Icon} name="alert" />${t('tt.unplaced', {n: mod.unplaced.length})}</h2><ul class="tray">${mod.unplaced.slice(0, 12).map((u) => {
        const key = members(u).join('.');
        return html`<li key=${key}><div><div class="clip"><bdi class="strong">${mod.pairName(u)}</bdi></div>
            <div class="small muted clip">${reasonWords(u.reason)} · ${t('tt.weight', {n: u.weight || 0})}${u.mutual ? ` · ${t('wish.mutual')}` : ''}</div></div>
            ${staff && html`<${Button} small label=${moving === (u.meeting || `new.${key}`) ? t('tt.placing') : t('tt.place')} aria-pressed=${moving === (u.meeting || `new.${key}`) ? 'true' : 'false'} onClick=${() => onPick(u.meeting ? mod.meetings.get(u.meeting) : {id: `new.${key}`, ...u, status: 'planned', slot: null, place: null})} />`}</li>`;
    })}${mod.unplaced.length > 12 && html`<li class="tray-more"><a href="?view=waiting">${t('wait.all')}</a></li>`}</ul></section>`;
}
