// Agendas: one's own day (event-day.js), or anybody's for an officer; else everybody's
// meetings by day; as a file, on paper.
import {html, useState} from '../lib/h.js';
import {t, tn, choice, fmtDay, fmtDayShort, fmtTime} from '../i18n.js';
import {all, get, list, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {toLocal} from '../lib/zone.js';
import {hasRole, isMine, isStaff, myOrganisations} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Chip, State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button, LinkButton} from '../ui/button.js';
import {Combobox} from '../ui/combobox.js';
import {Day} from './event-day.js';

const MORE = 150; // lines at a time

function Everybody({event, query, setQuery}) {
    const state = useLoad((signal) => get(`/events/${event.id}/agenda?format=json`, {signal}), [event.id]);
    const [many, setMany] = useState(MORE);
    return html`<${Loaded} state=${state} rows=${6}>${({items}) => {
        if (!items.length) return html`<${Card}><${Empty} title=${t('agenda.none')} text=${t('agenda.none_text')} /><//>`;
        const days = new Map();
        for (const x of items) { const d = toLocal(x.starts_at, event.zone).slice(0, 10); if (!days.has(d)) days.set(d, []); days.get(d).push(x); }
        const every = [...days.entries()].sort(([a], [b]) => a.localeCompare(b));
        const [day, rows] = every.find(([d]) => d === query.day) || every[0];
        rows.sort((a, b) => a.starts_at.localeCompare(b.starts_at));
        const name = (x, side) => (document.documentElement.lang === 'en' && x[`${side}_label_en`]) || x[`${side}_label`];
        return html`${every.length > 1 && html`<div class="segments no-print agenda-days" role="group" aria-label=${t('tt.day')}>${every.map(([d]) => html`<button type="button" aria-pressed=${d === day ? 'true' : 'false'} onClick=${() => { setMany(MORE); setQuery({day: d}); }}>${fmtDayShort(d)}</button>`)}</div>`}
            <section class="card" aria-label=${fmtDay(day)}><div class="card-head"><h2>${fmtDay(day, {year: 'numeric', month: 'long', day: 'numeric', weekday: 'long'})}</h2><span class="muted small">${tn('event.n_meetings', rows.filter((x) => x.kind === 'meeting').length)}</span></div>
            <ol class="lines agenda">${rows.slice(0, many).map((x) => html`<li class=${x.kind === 'meeting' ? 'line-item' : 'line-item session-line'} key=${x.id}><div class="when tnum"><strong>${fmtTime(x.starts_at, event.zone)}</strong><span class="muted">${fmtTime(x.ends_at, event.zone)}</span></div>
                <div class="grow">${x.kind === 'meeting' ? html`<a href=${`?participation=${x.a}`}><bdi>${name(x, 'a')}</bdi></a> <span class="faint">×</span> <a href=${`?participation=${x.b}`}><bdi>${name(x, 'b')}</bdi></a>${(x.others || []).map((id, i) => html` <span class="faint">×</span> <a href=${`?participation=${id}`}><bdi>${x.others_labels[i]}</bdi></a>`)}` : html`<bdi class="strong">${x.title}</bdi><div class="small muted">${choice('session_kind', x.kind)}</div>`}</div><span class="place-tag"><${Icon} name="pin" size=${15} /><bdi>${x.place || '–'}</bdi></span>
                ${x.kind === 'meeting' && html`<span class="no-print"><${State} list="meeting_status" value=${x.status} /></span>`}</li>`)}</ol>
            ${rows.length > many && html`<p class="card-body no-print"><${Button} label=${t('list.more', {n: Math.min(MORE, rows.length - many), of: rows.length})} onClick=${() => setMany(many + MORE)} /></p>`}</section>`;
    }}<//>`;
}

export function Agenda({event, query, setQuery}) {
    const staff = isStaff.value;
    const sees = staff || hasRole('analyst', 'auditor'); // everybody's, not their own alone
    const parts = useLoad((signal) => (sees ? all('participations', {event: event.id}, {signal}) : Promise.all(myOrganisations.value.map((o) => list('participations', {event: event.id, organisation: o.id}, {signal}))).then((pages) => pages.flatMap((p) => p.items))), [event.id]);
    return html`<${Loaded} state=${parts} rows=${6}>${(known) => {
        const mine = known.filter((p) => isMine(p.organisation));
        const part = known.find((p) => p.id === query.participation) || (sees ? null : mine[0]);
        const find = async (q) => known.filter((p) => p.organisation_label?.toLowerCase().includes(q.toLowerCase())).slice(0, 10).map((p) => ({id: p.id, label: p.organisation_label}));
        const file = (format) => `/api/v1/events/${event.id}/agenda${queryText({format})}`;
        return html`${(sees || mine.length > 1) && html`<div class="filters no-print">${sees && html`<div class="tt-find"><${Combobox} icon="user" find=${find} label=${t('tt.one')} placeholder=${t('tt.one')} onPick=${(p) => setQuery({participation: p.id, day: ''})} /></div>`}
                ${sees && part && html`<${Chip} tone="on" onRemove=${() => setQuery({participation: '', day: ''})}>${part.organisation_label}<//>`}
                ${!sees && html`<div class="segments">${mine.map((p) => html`<button type="button" aria-pressed=${p === part ? 'true' : 'false'} onClick=${() => setQuery({participation: p.id})}><bdi>${p.organisation_label}</bdi></button>`)}</div>`}
                ${staff && html`<span class="grow"></span><${LinkButton} icon="print" href=${`/events/${event.id}/sheets${queryText({participation: part?.id})}`} label=${t('sheet.all')} />`}
                ${sees && !part && html`<a class="btn" href=${file('ics')} download><${Icon} name="calendar" /><span>${t('agenda.ics')}</span></a><a class="btn" href=${file('csv')} download><${Icon} name="download" /><span>${t('agenda.csv')}</span></a>`}</div>`}
            ${part ? html`<${Day} key=${part.id} event=${event} part=${part} own=${isMine(part.organisation)} query=${query} setQuery=${setQuery} />` : sees ? html`<${Everybody} event=${event} query=${query} setQuery=${setQuery} />` : html`<${Card}><${Empty} title=${t('agenda.none')} text=${t('agenda.none_text')} /><//>`}`;
    }}<//>`;
}
