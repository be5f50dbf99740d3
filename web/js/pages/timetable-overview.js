// The timetable at a glance: everybody's meetings on all days in one picture, with what
// the colours mean, a filter, and the same as tables.
import {html, cls, useMemo, useState} from '../lib/h.js';
import {t, choice, countryName, fmtDayShort, fmtNumber} from '../i18n.js';
import {classOf, classesOf, groupRows, hostCountry, lookOf, markPath, participantRows, placeRows, SCHEMES, SIZES, SORTS} from '../lib/overview.js';
import {partName} from '../lib/timetable.js';
import {Card, Empty} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {Icon} from '../ui/icon.js';
import {Picture, PictureTable} from '../ui/overview.js';

const classWords = (scheme, key) => (scheme === 'status' ? choice('meeting_status', key) : scheme === 'wish' ? t(key === 'mutual' ? 'wish.mutual' : 'ov.one_sided') : key === 'other' ? t('ov.other_countries') : countryName(key));

function Swatch({scheme, classes, k}) {
    const look = lookOf(scheme, classes, k);
    return html`<svg class="ov-art" width="20" height="14" viewBox="0 0 20 14" aria-hidden="true"><g class=${cls('ov-k', look.style)}><path d="M1 1h18v12h-18z" />${look.mark && html`<path class="mark" d=${markPath(look.mark, 10, 7, 4)} />`}</g></svg>`;
}

function Legend({scheme, classes, counts, isolate, onIsolate}) {
    const small = (body) => html`<svg class="ov-art" width="20" height="14" viewBox="0 0 20 14" aria-hidden="true">${body}</svg>`;
    return html`<div class="ov-legend"><div class="row" role="group" aria-label=${t('ov.isolate')}>${classes.map((k) => html`<button type="button" class="ov-key" aria-pressed=${isolate === k ? 'true' : 'false'} onClick=${() => onIsolate(isolate === k ? '' : k)}>
            <${Swatch} scheme=${scheme} classes=${classes} k=${k} /><span>${classWords(scheme, k)}</span><span class="muted tnum">${fmtNumber(counts.get(k) || 0)}</span></button>`)}</div>
        <ul class="ov-signs"><li>${small(html`<path class="closed" d="M1 1h18v12h-18z" />`)}${t('ov.closed')}</li><li>${small(html`<path class="span" d="M0 7h20" />`)}${t('ov.gap')}</li><li>${small(html`<g class="ov-k planned"><path d="M1 1h18v12h-18z" /></g><path class="lock" d="M1 1h7l-7 7z" />`)}${t('tt.locked')}</li></ul></div>`;
}

export function WholeFair({mod, query, setQuery, selected, onMeeting, link}) {
    const [isolate, setIsolate] = useState('');
    const kind = query.rows === 'place' ? 'place' : 'participant';
    const scheme = SCHEMES.includes(query.colour) ? query.colour : 'wish';
    const sort = SORTS.includes(query.sort) ? query.sort : 'country';
    const size = SIZES.includes(Number(query.size)) ? Number(query.size) : 0;
    const host = useMemo(() => hostCountry(mod), [mod]);
    const classes = useMemo(() => classesOf(mod, scheme), [mod, scheme]);
    const classAt = (m, row) => classOf(mod, scheme, m, row.kind === 'participant' ? row.id : null, classes, host);
    const rows = useMemo(() => (kind === 'place' ? placeRows(mod, {q: query.q}) : participantRows(mod, {name: partName, country: query.country, q: query.q, sort})), [mod, kind, query.q, query.country, sort]);
    const groups = useMemo(() => groupRows(rows, kind === 'place' ? null : sort === 'country' ? 'country' : null), [rows, kind, sort]);
    const counts = useMemo(() => {
        const n = new Map();
        const seen = new Set();
        for (const r of rows) for (const m of r.meetings) if (!seen.has(m.id)) { seen.add(m.id); const k = classAt(m, r); n.set(k, (n.get(k) || 0) + 1); }
        return n;
    }, [rows, classes]);
    const countries = [...new Set([...mod.participants.values()].map((p) => p.country).filter(Boolean))].sort((a, b) => countryName(a).localeCompare(countryName(b)));
    // What a cell says, the first line the row's name.
    const say = (row, column, m) => {
        if (!row) return [''];
        const sub = row.kind === 'participant' ? countryName(row.country) : row.area;
        if (!column) return [[row.label, sub].filter(Boolean).join(', '), t('ov.row_says', {n: row.placed, gaps: row.gaps}), row.unplaced ? t('ov.row_unplaced', {n: row.unplaced}) : ''].filter(Boolean);
        const when = `${fmtDayShort(column.day)} ${column.label}`;
        if (!m) return [row.label, when, t(row.closed.includes(column.slot) ? 'ov.closed' : 'ov.free')];
        const other = row.kind === 'participant' ? mod.participants.get(m.a === row.id ? m.b : m.a) : null;
        return [row.label, when, other ? `${partName(other)} (${countryName(other.country)})` : mod.pairName(m), row.kind === 'participant' ? mod.places.get(m.place)?.name : '',
            [choice('meeting_status', m.status), m.mutual ? t('wish.mutual') : t('ov.one_sided'), m.locked && t('tt.locked')].filter(Boolean).join(' · ')].filter(Boolean);
    };
    const toDay = (day) => setQuery({view: kind, day}, {replace: false});
    const toRow = (row) => setQuery(row.kind === 'participant' ? {participation: row.id} : {view: 'place', day: mod.days[0].day, q: row.label}, {replace: false});
    const step = (by) => setQuery({size: SIZES[Math.max(0, Math.min(SIZES.length - 1, SIZES.indexOf(size) + by))] || ''});
    const select = (name, value, options, label) => html`<label class="ov-select"><span class="small muted">${label}</span><select class="select" value=${value} onChange=${(e) => { setIsolate(''); setQuery({[name]: e.target.value}); }}>${options.map(([v, text]) => html`<option value=${v} selected=${v === value}>${text}</option>`)}</select></label>`;

    return html`<div class="stack-s"><div class="ov-tools no-print"><div class="segments" role="group" aria-label=${t('ov.rows')}>${['participant', 'place'].map((v) => html`<button type="button" aria-pressed=${kind === v ? 'true' : 'false'} onClick=${() => setQuery({rows: v === 'place' ? v : ''})}>${t(`ov.rows.${v}`)}</button>`)}</div>
            <details class="ov-more" open=${innerWidth > 640}><summary>${t('action.filter')}</summary><div>${select('colour', scheme, SCHEMES.map((s) => [s, t(`ov.colour.${s}`)]), t('ov.colour'))}${kind === 'participant' && select('sort', sort, SORTS.map((s) => [s, t(`ov.sort.${s}`)]), t('ov.sort'))}
            ${kind === 'participant' && select('country', query.country || '', [['', t('ov.all_countries')], ...countries.map((c) => [c, countryName(c)])], t('field.country'))}
            <label class="ov-select"><span class="small muted">${t(kind === 'participant' ? 'field.organisation' : 'tt.corner.place')}</span><input class="input" type="search" value=${query.q || ''} onInput=${(e) => setQuery({q: e.target.value})} /></label></div></details>
            <div class="ov-act">${query.as !== 'table' && html`<div class="row" role="group" aria-label=${t('ov.zoom')}><${Button} iconOnly icon="minus" label=${t('ov.smaller')} disabled=${size === 0} onClick=${() => step(-1)} /><${Button} iconOnly icon="plus" label=${t('ov.larger')} disabled=${size === SIZES.at(-1)} onClick=${() => step(1)} /></div>`}
            <${Button} icon=${query.as === 'table' ? 'calendar' : 'log'} label=${t(query.as === 'table' ? 'ov.as_picture' : 'ov.as_table')} onClick=${() => setQuery({as: query.as === 'table' ? '' : 'table'})} /></div></div>
        ${!rows.length ? html`<${Card}><${Empty} title=${t('list.none_found')} text=${t('list.none_found_text')} /><//>`
        : query.as === 'table' ? html`<${PictureTable} mod=${mod} rows=${rows} kind=${kind} onRow=${(r) => link(r.kind === 'participant' ? {participation: r.id} : {view: 'place', day: mod.days[0].day})} countryOf=${kind === 'participant' ? countryName : null} />`
            : html`<${Legend} scheme=${scheme} classes=${classes} counts=${counts} isolate=${isolate} onIsolate=${setIsolate} />
                <${Picture} mod=${mod} groups=${groups} size=${size} scheme=${scheme} classes=${classes} classAt=${classAt} isolate=${isolate} corner=${t(`ov.rows.${kind}`)} groupName=${countryName} say=${say} selected=${selected} onMeeting=${onMeeting} onRow=${toRow} onDay=${toDay} />
                <p class="small muted no-print" id="ov-keys"><${Icon} name="info" size=${14} /> ${t('ov.help')}</p>`}</div>`;
}
