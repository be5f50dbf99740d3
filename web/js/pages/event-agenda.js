// An agenda by day: one's own, or anybody's for an officer; as a file, on paper.
import {html} from '../lib/h.js';
import {t, tn, choice, fmtDay, fmtDayShort, fmtTime} from '../i18n.js';
import {all, get, post, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {toLocal} from '../lib/zone.js';
import {isMine, isStaff, toastProblem} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Chip, State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button, LinkButton} from '../ui/button.js';
import {Combobox} from '../ui/combobox.js';

export function Agenda({event, query, setQuery}) {
    const staff = isStaff.value;
    const parts = useLoad((signal) => all('participations', {event: event.id}, {signal}), [event.id]);
    const mine = (parts.data || []).filter((p) => isMine(p.organisation));
    const chosen = query.participation || (staff ? '' : mine[0]?.id || '');
    const state = useLoad((signal) => (parts.data ? get(`/events/${event.id}/agenda${queryText({participation: chosen, format: 'json'})}`, {signal}) : undefined), [event.id, chosen, Boolean(parts.data)]);
    const file = (format) => `/api/v1/events/${event.id}/agenda${queryText({participation: chosen, format})}`;
    const name = (parts.data || []).find((p) => p.id === chosen)?.organisation_label;
    const confirm = async (m) => { try { await post(`/meetings/${m.id}/confirm`, {}, {revision: m.revision}); state.reload(); } catch (e) { toastProblem(e); } };
    const find = async (q) => (parts.data || []).filter((p) => p.organisation_label?.toLowerCase().includes(q.toLowerCase())).slice(0, 10).map((p) => ({id: p.id, label: p.organisation_label}));
    return html`<div class="filters no-print">${staff && html`<div class="tt-find"><${Combobox} icon="user" find=${find} label=${t('tt.one')} placeholder=${t('tt.one')} onPick=${(p) => setQuery({participation: p.id})} /></div>`}
            ${staff && chosen && html`<${Chip} tone="on" onRemove=${() => setQuery({participation: ''})}>${name}<//>`}
            ${!staff && mine.length > 1 && html`<div class="segments">${mine.map((p) => html`<button type="button" aria-pressed=${p.id === chosen ? 'true' : 'false'} onClick=${() => setQuery({participation: p.id})}><bdi>${p.organisation_label}</bdi></button>`)}</div>`}
            <span class="grow"></span>${staff && html`<${LinkButton} icon="print" href=${`/events/${event.id}/sheets${queryText({participation: chosen})}`} label=${t('sheet.all')} />`}<a class="btn" href=${file('ics')} download><${Icon} name="calendar" /><span>${t('agenda.ics')}</span></a><a class="btn" href=${file('csv')} download><${Icon} name="download" /><span>${t('agenda.csv')}</span></a>${!staff && html`<${Button} icon="print" label=${t('action.print')} onClick=${() => print()} />`}</div>
        ${name && html`<h2 class="only-print">${name}</h2>`}
        <${Loaded} state=${state} rows=${6}>${({items}) => {
        const days = new Map();
        for (const x of items) { const d = toLocal(x.starts_at, event.zone).slice(0, 10); if (!days.has(d)) days.set(d, []); days.get(d).push({...x, meeting: x.kind === 'meeting', session: x.kind !== 'meeting'}); }
        const every = [...days.entries()].sort(([a], [b]) => a.localeCompare(b));
        const byDay = staff && !chosen && every.length > 1; // everybody's: a day at a time
        const ordered = byDay ? [every.find(([d]) => d === query.day) || every[0]] : every;
        if (!items.length) return html`<${Card}><${Empty} title=${t('agenda.none')} text=${t('agenda.none_text')} /><//>`;
        return html`${byDay && html`<div class="segments no-print agenda-days" role="group" aria-label=${t('tt.day')}>${every.map(([d]) => html`<button type="button" aria-pressed=${d === ordered[0][0] ? 'true' : 'false'} onClick=${() => setQuery({day: d})}>${fmtDayShort(d)}</button>`)}</div>`}<div class="agenda">${ordered.map(([day, rows]) => html`<section class="card" key=${day} aria-label=${fmtDay(day)}><div class="card-head"><h2>${fmtDay(day, {year: 'numeric', month: 'long', day: 'numeric', weekday: 'long'})}</h2><span class="muted small">${tn('event.n_meetings', rows.filter((x) => x.meeting).length)}</span></div>
            <ol class="lines">${rows.sort((a, b) => a.starts_at.localeCompare(b.starts_at)).map((x) => {
            const other = chosen && x.meeting ? (x.a === chosen ? x.b_label : x.a_label) : null;
            return html`<li class=${x.session ? 'line-item session-line' : 'line-item'} key=${x.id}><div class="when tnum"><strong>${fmtTime(x.starts_at, event.zone)}</strong><span class="muted">${fmtTime(x.ends_at, event.zone)}</span></div>
                <div class="grow">${x.session ? html`<bdi class="strong">${x.title}</bdi><div class="small muted">${choice('session_kind', x.kind)}</div>` : other ? html`<bdi class="strong">${other}</bdi>` : html`<bdi class="strong">${x.a_label}</bdi> <span class="faint">×</span> <bdi class="strong">${x.b_label}</bdi>`}</div><span class="place-tag"><${Icon} name="pin" size=${15} /><bdi>${x.place || '–'}</bdi></span>
                ${x.meeting && html`<span class="no-print"><${State} list="meeting_status" value=${x.status} /></span>${(x.status === 'planned' || x.status === 'proposed') && mine.length > 0 && x.id && html`<span class="no-print"><${Button} small icon="check" label=${t('tt.confirm')} onClick=${() => confirm(x)} /></span>`}`}</li>`;
        })}</ol></section>`)}</div>`;
    }}<//>`;
}
