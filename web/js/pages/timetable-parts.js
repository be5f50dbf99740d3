// Parts of the timetable's page: the meeting that is selected, the wishes without a place.
import {html} from '../lib/h.js';
import {t} from '../i18n.js';
import {post} from '../api.js';
import {movable, slotWords} from '../lib/timetable.js';
import {Chip, State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {ask} from '../ui/dialog.js';

export function Detail({m, mod, onChanged, onMove, onClose, staff}) {
    const act = (what) => async () => {
        if (what === 'cancel' && !await ask({title: t('tt.cancel_title'), text: mod.pairName(m), yes: t('tt.cancel'), danger: true})) return;
        const next = await post(`/meetings/${m.id}/${what}`, {}, {revision: m.revision});
        onChanged(m, next, what);
    };
    const where = mod.places.get(m.place);
    return html`<section class="card tt-detail" aria-label=${t('tt.selected')}><div class="card-head"><h2>${t('tt.selected')}</h2><${Button} ghost small iconOnly icon="close" label=${t('action.close')} onClick=${onClose} /></div>
        <div class="card-body stack-s"><div><div class="strong"><bdi>${mod.name(m.a)}</bdi></div><div class="strong"><bdi>${mod.name(m.b)}</bdi></div></div>
            <div class="row"><${State} list="meeting_status" value=${m.status} />${m.locked && html`<${Chip} tone="warn" icon="lock">${t('tt.locked')}<//>`}${m.mutual && html`<${Chip} tone="on" icon="both">${t('wish.mutual')}<//>`}</div>
            <p class="muted">${slotWords(mod, m.slot)} · <bdi>${where?.name}</bdi>${where?.area ? html` (<bdi>${where.area}</bdi>)` : ''} · ${t('tt.weight', {n: m.weight || 0})}</p>
            ${staff && html`<div class="row">${movable(m) && html`<${Button} small icon="move" label=${t('tt.move')} onClick=${() => onMove(m)} />`}
                ${m.locked ? html`<${Button} small icon="unlock" label=${t('tt.unlock')} onClick=${act('unlock')} />` : html`<${Button} small icon="lock" label=${t('tt.lock')} onClick=${act('lock')} />`}
                ${['planned', 'proposed'].includes(m.status) && html`<${Button} small icon="check" label=${t('tt.confirm')} onClick=${act('confirm')} />`}
                ${['planned', 'proposed', 'confirmed'].includes(m.status) && html`<${Button} small danger icon="close" label=${t('tt.cancel')} onClick=${act('cancel')} />`}</div>`}</div></section>`;
}

export function Unplaced({mod, onPick, moving, staff}) {
    if (!mod.unplaced.length) return null;
    return html`<section class="tray-box no-print" aria-label=${t('tt.unplaced', {n: mod.unplaced.length})}><h2><${Icon} name="alert" />${t('tt.unplaced', {n: mod.unplaced.length})}</h2><ul class="tray">${mod.unplaced.map((u) => {
        const key = `${u.a}.${u.b}`;
        return html`<li key=${key}><div><div class="clip"><bdi class="strong">${mod.name(u.a)}</bdi> <span class="faint">×</span> <bdi class="strong">${mod.name(u.b)}</bdi></div>
            <div class="small muted clip">${conflictReason(u.reason)} · ${t('tt.weight', {n: u.weight || 0})}${u.mutual ? ` · ${t('wish.mutual')}` : ''}</div></div>
            ${staff && html`<${Button} small label=${moving === `new.${key}` ? t('tt.placing') : t('tt.place')} aria-pressed=${moving === `new.${key}` ? 'true' : 'false'} onClick=${() => onPick({id: `new.${key}`, ...u, status: 'planned', slot: null, place: null})} />`}</li>`;
    })}</ul></section>`;
}

function conflictReason(reason) {
    const text = t(`unplaced.${reason}`);
    return text.startsWith('⟦') ? reason || t('unplaced.other') : text;
}
