// The timetable at a glance: everybody's meetings on all days in one picture, with what
// the colours mean, a filter, and the same as tables.
import {html, cls, useMemo, useState} from '../lib/h.js';
import {t, tn, choice, countryName, fmtDayShort, fmtNumber, languageName} from '../i18n.js';
import {BY, classOf, classesOf, groupRows, hostCountry, lookOf, MANY, markPath, participantRows, placeRows, SCHEMES, SIZES, SORTS} from '../lib/overview.js';
import {partName} from '../lib/timetable.js';
import {Card, Empty} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {Chip} from '../ui/chips.js';
import {Combobox} from '../ui/combobox.js';
import {Icon} from '../ui/icon.js';
import {LoadTable, Picture, PictureTable} from '../ui/overview.js';

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
    const host = useMemo(() => hostCountry(mod), [mod]);
    const classes = useMemo(() => classesOf(mod, scheme), [mod, scheme]);
    const classAt = (m, row) => classOf(mod, scheme, m, row.kind === 'participant' ? row.id : null, classes, host);
    const rows = useMemo(() => (kind === 'place' ? placeRows(mod, {q: query.q, area: query.area}) : participantRows(mod, {name: partName, country: query.country, language: query.language, area: query.area, q: query.q, sort})), [mod, kind, query.q, query.country, query.language, query.area, sort]);
    // Nothing asked for: groups first where rows would be too fine to be read.
    const size = SIZES.includes(Number(query.size)) && query.size ? Number(query.size) : kind === 'participant' && rows.length > MANY ? -1 : 0;
    const summed = size === -1 && kind === 'participant';
    const by = BY.includes(query.by) ? query.by : 'country';
    const byWords = (key) => (key ? (by === 'language' ? languageName(key) : countryName(key)) : t('ov.no_group'));
    const days = mod.days.some((d) => d.day === query.on) ? mod.days.filter((d) => d.day === query.on) : mod.days;
    const [sought, setSought] = useState(null);
    const groups = useMemo(() => groupRows(rows, kind === 'place' ? null : sort === 'country' ? 'country' : null), [rows, kind, sort]);
    const counts = useMemo(() => {
        const n = new Map();
        const seen = new Set();
        for (const r of rows) for (const m of r.meetings) if (!seen.has(m.id)) { seen.add(m.id); const k = classAt(m, r); n.set(k, (n.get(k) || 0) + 1); }
        return n;
    }, [rows, classes]);
    const areas = [...new Set([...mod.places.values()].map((p) => p.area).filter(Boolean))].sort();
    const languages = [...new Set([...mod.participants.values()].flatMap((p) => p.languages || []))].sort((a, b) => languageName(a).localeCompare(languageName(b)));
    const find = async (q) => rows.filter((r) => r.label.toLowerCase().includes(q.toLowerCase())).slice(0, 10).map((r) => ({id: r.id, label: r.label, sub: r.kind === 'participant' ? countryName(r.country) : r.area}));
    const toPerson = (p) => { if (summed) setQuery({size: 0}, {replace: false}); setSought({id: p.id}); };
    const countries = [...new Set([...mod.participants.values()].map((p) => p.country).filter(Boolean))].sort((a, b) => countryName(a).localeCompare(countryName(b)));
    // What a cell says, the first line the row's name.
    const say = (row, column, m) => {
        if (!row) return [''];
        const sub = row.kind === 'participant' ? countryName(row.country) : row.area;
        if (!column) return [[row.label, sub].filter(Boolean).join(', '), t('ov.row_says', {n: row.placed, gaps: row.gaps}), row.unplaced ? t('ov.row_unplaced', {n: row.unplaced}) : ''].filter(Boolean);
        const when = `${fmtDayShort(column.day)} ${column.label}`;
        if (!m) return [row.label, when, t(row.closed.includes(column.slot) ? 'ov.closed' : 'ov.free')];
        const other = row.kind === 'participant' ? mod.participants.get(m.a === row.id ? m.b : m.a) : null;
        return [row.label, when, other && !m.others?.length ? `${partName(other)} (${countryName(other.country)})` : other ? mod.partners(m, row.id) : mod.pairName(m), row.kind === 'participant' ? mod.places.get(m.place)?.name : '',
            [choice('meeting_status', m.status), m.mutual ? t('wish.mutual') : t('ov.one_sided'), m.locked && t('tt.locked')].filter(Boolean).join(' · ')].filter(Boolean);
    };
    const toDay = (day) => setQuery({view: kind, day}, {replace: false});
    const toRow = (row) => setQuery(row.kind === 'participant' ? {participation: row.id} : {view: 'place', day: mod.days[0].day, q: row.label}, {replace: false});
    const sizes = kind === 'place' ? SIZES.slice(1) : SIZES;
    const step = (n) => setQuery({size: String(sizes[Math.max(0, Math.min(sizes.length - 1, sizes.indexOf(size) + n))])});
    // What is chosen says what it is about, so that the label need not stand above it.
    const select = (name, value, options, label, named) => html`<label class="ov-select"><span class="sr">${label}</span><select class="select" value=${value} onChange=${(e) => { setIsolate(''); setQuery({[name]: e.target.value}); }}>${options.map(([v, text]) => html`<option value=${v} selected=${v === value}>${named ? `${label}: ${text}` : text}</option>`)}</select></label>`;

    const narrowed = ['country', 'language', 'area', 'on', 'q'].filter((k) => query[k]);
    const narrowWords = {country: countryName, language: languageName, area: (a) => a, on: fmtDayShort, q: (q) => q};
    return html`<div class="stack-s"><div class="ov-tools no-print"><div class="segments" role="group" aria-label=${t('ov.rows')}>${['participant', 'place'].map((v) => html`<button type="button" aria-pressed=${kind === v ? 'true' : 'false'} onClick=${() => setQuery({rows: v === 'place' ? v : '', size: ''})}>${t(`ov.rows.${v}`)}</button>`)}</div>
            ${query.as !== 'table' && html`<div class="tt-find"><${Combobox} icon="user" find=${find} label=${t('ov.find')} placeholder=${t('ov.find')} onPick=${toPerson} /></div>`}
            <div class="ov-act">${query.as !== 'table' && html`<div class="row" role="group" aria-label=${t('ov.zoom')}><${Button} iconOnly icon="minus" label=${t('ov.smaller')} disabled=${size === sizes[0]} onClick=${() => step(-1)} /><${Button} iconOnly icon="plus" label=${t('ov.larger')} disabled=${size === sizes.at(-1)} onClick=${() => step(1)} /></div>`}
                <${Button} icon=${query.as === 'table' ? 'calendar' : 'log'} label=${t(query.as === 'table' ? 'ov.as_picture' : 'ov.as_table')} onClick=${() => setQuery({as: query.as === 'table' ? '' : 'table'})} /></div>
            <details class="ov-more" open=${innerWidth > 640}><summary>${t('action.filter')}</summary><div>${!summed && select('colour', scheme, SCHEMES.map((s) => [s, t(`ov.colour.${s}`)]), t('ov.colour'), true)}${kind === 'participant' && !summed && select('sort', sort, SORTS.map((s) => [s, t(`ov.sort.${s}`)]), t('ov.sort'), true)}
            ${kind === 'participant' && select('country', query.country || '', [['', t('ov.all_countries')], ...countries.map((c) => [c, countryName(c)])], t('field.country'))}
            ${kind === 'participant' && languages.length > 1 && select('language', query.language || '', [['', t('ov.all_languages')], ...languages.map((l) => [l, languageName(l)])], t('ov.language'))}
            ${areas.length > 1 && select('area', query.area || '', [['', t('ov.all_areas')], ...areas.map((a) => [a, a])], t('ov.area'))}
            ${mod.days.length > 1 && select('on', query.on || '', [['', t('ov.all_days')], ...mod.days.map((d) => [d.day, fmtDayShort(d.day)])], t('tt.day'))}
            ${query.as === 'table' && html`<label class="ov-select"><span class="sr">${t('action.filter_text')}</span><input class="input" type="search" placeholder=${t('action.filter_text')} value=${query.q || ''} onInput=${(e) => setQuery({q: e.target.value})} /></label>`}</div></details></div>
        ${narrowed.length > 0 && html`<div class="row no-print">${narrowed.map((k) => html`<${Chip} key=${k} tone="on" onRemove=${() => setQuery({[k]: '', ...(summed ? {} : {size: query.size === '0' ? '' : query.size})})}>${narrowWords[k](query[k])}<//>`)}<span class="muted small" role="status">${tn('ov.n_rows', rows.length)}</span></div>`}
        ${!rows.length ? html`<${Card}><${Empty} title=${t('list.none_found')} text=${t('list.none_found_text')} /><//>`
        : query.as === 'table' ? html`<${PictureTable} mod=${mod} rows=${rows} kind=${kind} onRow=${(r) => link(r.kind === 'participant' ? {participation: r.id} : {view: 'place', day: mod.days[0].day})} countryOf=${kind === 'participant' ? countryName : null} />`
            : summed ? html`<div class="row no-print"><div class="segments" role="group" aria-label=${t('ov.group_by')}>${BY.map((v) => html`<button type="button" aria-pressed=${by === v ? 'true' : 'false'} onClick=${() => setQuery({by: v === 'country' ? '' : v})}>${t(`ov.by.${v}`)}</button>`)}</div><span class="muted small">${t('ov.sum_help')}</span></div>
                <${LoadTable} mod=${mod} days=${days} rows=${rows} by=${by} caption=${t('ov.sum_caption')} groupWords=${byWords} placesTotal=${mod.places.size} onDay=${(d) => setQuery({on: query.on === d ? '' : d})} onOpen=${(key) => setQuery({[by]: key, size: '0'}, {replace: false})} />`
            : html`<${Legend} scheme=${scheme} classes=${classes} counts=${counts} isolate=${isolate} onIsolate=${setIsolate} />
                <${Picture} mod=${mod} groups=${groups} size=${size} scheme=${scheme} classes=${classes} classAt=${classAt} isolate=${isolate} corner=${t(`ov.rows.${kind}`)} groupName=${countryName} say=${say} selected=${selected} sought=${sought} columnsFor=${days} onZoom=${step} onMeeting=${onMeeting} onRow=${toRow} onDay=${toDay} />
                <p class="small muted no-print" id="ov-keys"><${Icon} name="info" size=${14} /> ${t('ov.help')}</p>`}</div>`;
}
