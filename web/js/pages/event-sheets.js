// Sheets to hand out: one page for each participant's agenda, in their language, and one
// for each table. What is on the screen is what comes out of the printer.
import {html, cls, useEffect, useMemo} from '../lib/h.js';
import {t, tn, choice, countryName, fmtDay, fmtDays, fmtMoment, fmtTime, inLanguage, LANGUAGES, language, languageName, loadLanguage} from '../i18n.js';
import {all, get} from '../api.js';
import {useLoad} from '../lib/load.js';
import {codeOf} from '../lib/day.js';
import {agendaOf, interpreterOf, sheetLanguage, tableOf, tightness} from '../lib/sheets.js';
import {members, model, partName} from '../lib/timetable.js';
import {words} from '../lib/show.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {QrCode} from '../ui/qr.js';

const KINDS = ['agendas', 'tables', 'interpreters'];
const LONG_DAY = {year: 'numeric', month: 'long', day: 'numeric', weekday: 'long'};

// The sheets are written by plain functions, each within the language of its reader.
const head = (event, title, sub, id) => html`<header class=${cls('sheet-head', {coded: id})}><div><p class="sheet-event"><bdi>${words(event.title)}</bdi> · ${fmtDays(event.first_day, event.last_day)}</p><h2><bdi>${title}</bdi></h2>${sub && html`<p>${sub}</p>`}${id && html`<p class="sheet-code">${t('day.code')} <strong class="mono">${codeOf(id)}</strong></p>`}</div>${id && html`<${QrCode} text=${`IEUM:${id}`} size=${84} />`}</header>`;
const foot = (event) => html`<footer class="sheet-foot"><span>${t('sheet.times', {zone: event.zone})}</span><span>${t('sheet.printed', {at: fmtMoment(new Date().toISOString(), event.zone)})}</span></footer>`;

function line(x, zone) {
    const when = html`<td class="tnum nowrap">${fmtTime(x.from, zone)}–${fmtTime(x.to, zone)}</td>`;
    if (x.session) return html`<tr class="sheet-session">${when}<td><bdi>${words(x.session.title)}</bdi> <small>${choice('session_kind', x.session.kind)}</small></td><td class="nowrap"><bdi>${x.session.place_label || ''}</bdi></td></tr>`;
    return html`<tr>${when}<td><bdi><strong>${x.meeting.others?.length ? x.partners : partName(x.other)}</strong></bdi> <small>${x.meeting.others?.length ? '' : countryName(x.other?.country)}${x.voice && html` · ${t('field.interpreter')} <bdi>${x.voice.name}</bdi>`}</small></td><td class="nowrap"><strong><bdi>${x.place?.name || '–'}</bdi></strong>${x.place?.area ? html` <small><bdi>${x.place.area}</bdi></small>` : ''}</td></tr>`;
}

function agendaSheet(event, mod, p, sessions, lang) {
    const {days} = agendaOf(mod, p.id, sessions, event.zone);
    const lines = days.reduce((n, d) => n + d.lines.length + 2, 0);
    const met = days.reduce((n, d) => n + d.lines.filter((x) => x.meeting).length, 0);
    return html`<article class=${cls('sheet', tightness(lines))} lang=${lang} key=${p.id}>${head(event, partName(p), `${countryName(p.country)} · ${tn('event.n_meetings', met)}`, p.id)}
        <div class="sheet-days">${days.map((d) => html`<section key=${d.day}><h3>${fmtDay(d.day, LONG_DAY)}</h3><table><thead class="sr"><tr><th scope="col">${t('sheet.time')}</th><th scope="col">${t('sheet.partner')}</th><th scope="col">${t('field.place')}</th></tr></thead><tbody>${d.lines.map((x) => line(x, event.zone))}</tbody></table></section>`)}</div>${foot(event)}</article>`;
}

function interpreterSheet(event, mod, x, lang) {
    const days = interpreterOf(mod, x.id);
    const met = days.reduce((n, d) => n + d.lines.length, 0);
    const pair = (m) => members(m).map((id, i) => html`${i ? ' × ' : ''}<bdi><strong>${partName(mod.participants.get(id))}</strong></bdi>`);
    return html`<article class=${cls('sheet', tightness(met + 2 * days.length))} lang=${lang} key=${x.id}>${head(event, x.name, [(x.pairs || []).map((p) => `${languageName(p.from)} ↔ ${languageName(p.to)}`).join(', '), tn('event.n_meetings', met)].filter(Boolean).join(' · '))}
        <div class="sheet-days">${days.map((d) => html`<section key=${d.day}><h3>${fmtDay(d.day, LONG_DAY)}</h3><table><thead class="sr"><tr><th scope="col">${t('sheet.time')}</th><th scope="col">${t('plan.meeting')}</th><th scope="col">${t('field.place')}</th></tr></thead>
            <tbody>${d.lines.map((l) => html`<tr><td class="tnum nowrap">${fmtTime(l.from, event.zone)}–${fmtTime(l.to, event.zone)}</td><td>${pair(l.meeting)}</td><td class="nowrap"><strong><bdi>${l.place?.name || '–'}</bdi></strong>${l.place?.area ? html` <small><bdi>${l.place.area}</bdi></small>` : ''}</td></tr>`)}</tbody></table></section>`)}</div>${foot(event)}</article>`;
}

function tableSheet(event, mod, place, lang) {
    const plan = tableOf(mod, place.id);
    return html`<article class=${cls('sheet', 'table-sheet', {closest: plan.rows.length > 16, long: plan.rows.length > 24})} lang=${lang} key=${place.id}>${head(event, place.name, [place.area, tn('event.n_meetings', plan.count)].filter(Boolean).join(' · '))}
        <table class="sheet-grid"><thead><tr><th scope="col">${t('sheet.time')}</th>${mod.days.map((d) => html`<th scope="col">${fmtDay(d.day, {month: 'numeric', day: 'numeric', weekday: 'short'})}</th>`)}</tr></thead>
        <tbody>${plan.rows.map((r) => html`<tr><th scope="row" class="tnum">${r.label}</th>${r.cells.map((list) => (list ? html`<td>${list.map((m) => members(m).map((id) => html`<div><bdi>${partName(mod.participants.get(id))}</bdi></div>`))}</td>` : html`<td class="none"></td>`))}</tr>`)}</tbody></table>${foot(event)}</article>`;
}

export function Sheets({event, query, setQuery}) {
    const state = useLoad(async (signal) => {
        const [timetable, sessions, parts] = await Promise.all([get(`/events/${event.id}/timetable`, {signal}), all('sessions', {event: event.id}, {signal}), all('participations', {event: event.id}, {signal}), ...LANGUAGES.map(loadLanguage)]);
        return {mod: model(timetable), sessions, spoken: new Map(parts.map((p) => [p.id, p.languages]))};
    }, [event.id]);
    const kind = KINDS.includes(query.kind) ? query.kind : 'agendas';
    const lang = LANGUAGES.includes(query.sheet_language) ? query.sheet_language : '';
    const sheets = useMemo(() => {
        if (!state.data) return [];
        const {mod, sessions, spoken} = state.data;
        const q = (query.q || '').trim().toLowerCase();
        const of = lang || language.value;
        if (kind === 'interpreters') return inLanguage(of, () => [...mod.interpreters.values()].filter((x) => x.name.toLowerCase().includes(q) && interpreterOf(mod, x.id).length).map((x) => interpreterSheet(event, mod, x, of)));
        if (kind === 'tables') {
            return inLanguage(of, () => [...mod.places.values()].filter((p) => `${p.name} ${p.area || ''}`.toLowerCase().includes(q)).map((p) => tableSheet(event, mod, p, of)));
        }
        return [...mod.participants.values()].filter((p) => (!query.participation || p.id === query.participation) && (!query.country || p.country === query.country) && `${p.label || ''} ${p.label_en || ''}`.toLowerCase().includes(q))
            .filter((p) => agendaOf(mod, p.id, [], event.zone).met).sort((a, b) => partName(a).localeCompare(partName(b)))
            .map((p) => { const own = lang || sheetLanguage(spoken.get(p.id), p.country); return inLanguage(own, () => agendaSheet(event, mod, p, sessions, own)); });
    }, [state.data, kind, lang, query.q, query.country, query.participation, language.value]);
    // The paper is named for what is on it, for who prints to a file.
    useEffect(() => {
        const before = document.title;
        document.title = `${words(event.title)} – ${t(`sheet.kind.${kind}`)}`;
        return () => { document.title = before; };
    }, [kind, language.value]);
    const countries = [...new Set([...(state.data?.mod.participants.values() || [])].map((p) => p.country).filter(Boolean))];
    return html`<div class="stack sheets-page"><div class="filters no-print"><div class="segments" role="group" aria-label=${t('sheet.kind')}>${KINDS.filter((k) => k !== 'interpreters' || state.data?.mod.interpreters.size).map((k) => html`<button type="button" aria-pressed=${kind === k ? 'true' : 'false'} onClick=${() => setQuery({kind: k === 'agendas' ? '' : k, q: '', country: '', participation: ''})}>${t(`sheet.kind.${k}`)}</button>`)}</div>
            <select class="select" aria-label=${t('sheet.language')} onChange=${(e) => setQuery({sheet_language: e.target.value})}><option value="" selected=${!lang}>${t(kind === 'agendas' ? 'sheet.language.own' : 'sheet.language.page')}</option>${LANGUAGES.map((l) => html`<option value=${l} selected=${lang === l}>${t(`sheet.language.${l}`)}</option>`)}</select>
            ${kind === 'agendas' && html`<select class="select" aria-label=${t('field.country')} onChange=${(e) => setQuery({country: e.target.value})}><option value="" selected=${!query.country}>${t('ov.all_countries')}</option>${countries.map((c) => html`<option value=${c} selected=${c === query.country}>${countryName(c)}</option>`)}</select>`}
            <input class="input" type="search" aria-label=${t('action.filter_text')} placeholder=${t('action.filter_text')} value=${query.q || ''} onInput=${(e) => setQuery({q: e.target.value, participation: ''})} />
            <span class="count tnum" role="status">${tn('sheet.n', sheets.length)}</span><${Button} primary icon="print" label=${t('action.print')} disabled=${!sheets.length} onClick=${() => print()} /></div>
        <${Loaded} state=${state} rows=${10}>${() => (sheets.length ? html`<div class="sheets">${sheets}</div>` : html`<${Card}><${Empty} title=${t('sheet.none')} text=${t('sheet.none_text')} /><//>`)}<//></div>`;
}
