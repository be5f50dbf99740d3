// Words, numbers, days and moments in the reader's language. Every text a person reads
// comes from i18n/<language>.json; the keys are the contract, checked by the web suite.
import {signal} from './lib/h.js';

export const LANGUAGES = ['ko', 'en'];
export const language = signal(null);
const catalogues = {};
const remembered = 'ieum.language';

let lent = null; // the language of a piece of paper, while it is written
export const tongue = () => lent || language.value;
const localeOf = () => (tongue() === 'en' ? 'en-GB' : 'ko-KR');

export function firstLanguage() {
    const kept = localStorage.getItem(remembered);
    if (LANGUAGES.includes(kept)) return kept;
    return (navigator.language || 'ko').startsWith('ko') ? 'ko' : 'en';
}

export async function loadLanguage(lang) {
    if (catalogues[lang]) return;
    const answer = await fetch(`/i18n/${lang}.json`);
    catalogues[lang] = await answer.json();
}

// What `make` gives when everything is worded in another language than the reader's, whose
// catalogue is loaded. Components within are worded later, so `make` uses none.
export function inLanguage(lang, make) {
    const before = lent;
    lent = lang;
    try { return make(); } finally { lent = before; }
}

export async function setLanguage(tag) {
    const lang = LANGUAGES.includes(tag) ? tag : 'ko';
    await loadLanguage(lang);
    document.documentElement.lang = lang;
    localStorage.setItem(remembered, lang);
    language.value = lang;
}

export function has(key) {
    return catalogues[tongue()]?.[key] !== undefined;
}

// A name from right to left keeps its own direction and leaves the sentence's alone.
const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const isolated = (s) => (FROM_RIGHT.test(s) ? `\u2068${s}\u2069` : s);

// The text of a key with {name} filled in. A missing key shows itself in brackets so that
// a person notices and a test fails.
export function t(key, args) {
    const text = catalogues[tongue()]?.[key];
    if (text === undefined) return `⟦${key}⟧`;
    if (!args) return text;
    return text.replace(/\{(\w+)\}/g, (all, name) => {
        const value = args[name];
        if (value === undefined || value === null) return '';
        return typeof value === 'number' ? fmtNumber(value) : isolated(String(value));
    });
}

// Counted text: `key.one` and `key.other` where the language tells them apart.
export function tn(key, n, args) {
    const kind = new Intl.PluralRules(localeOf()).select(n);
    const full = has(`${key}.${kind}`) ? `${key}.${kind}` : `${key}.other`;
    return t(full, {n, ...args});
}

// The wording of one of a list of choices; what the catalogue lacks is shown as stored.
export function choice(list, value) {
    if (value === null || value === undefined || value === '') return '';
    const key = `choice.${list}.${value}`;
    return has(key) ? t(key) : String(value);
}

// The label of a record's field: the type's own wording, else the general one.
export function fieldLabel(type, name) {
    const own = `field.${type}.${name}`;
    if (has(own)) return t(own);
    const general = `field.${name}`;
    return has(general) ? t(general) : name;
}

const formats = new Map();
function cached(kind, options, make) {
    const key = `${localeOf()}|${kind}|${JSON.stringify(options)}`;
    if (!formats.has(key)) formats.set(key, make());
    return formats.get(key);
}

export function fmtNumber(n, options = {}) {
    if (n === null || n === undefined || Number.isNaN(n)) return '';
    return cached('n', options, () => new Intl.NumberFormat(localeOf(), options)).format(n);
}

export const fmtPercent = (share) => fmtNumber(share, {style: 'percent', maximumFractionDigits: 0});

function fmtDate(date, options) {
    return cached('d', options, () => new Intl.DateTimeFormat(localeOf(), options)).format(date);
}

// "2019-10-28" as a day of the reader's language; it has no zone.
export function fmtDay(day, options = {year: 'numeric', month: 'short', day: 'numeric'}) {
    if (!day) return '';
    const date = new Date(`${day}T00:00:00Z`);
    return Number.isNaN(+date) ? day : fmtDate(date, {...options, timeZone: 'UTC'});
}

export const fmtDayShort = (day) => fmtDay(day, {month: 'numeric', day: 'numeric', weekday: 'short'});

export function fmtDays(first, last) {
    if (!first || !last || first === last) return fmtDay(first || last);
    const options = {year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC'};
    const format = cached('d', options, () => new Intl.DateTimeFormat(localeOf(), options));
    return format.formatRange(new Date(`${first}T00:00:00Z`), new Date(`${last}T00:00:00Z`));
}

// A moment, in `zone` if given, else where the reader is.
export function fmtMoment(moment, zone, options = {dateStyle: 'medium', timeStyle: 'short'}) {
    if (!moment) return '';
    return fmtDate(new Date(moment), zone ? {...options, timeZone: zone} : options);
}

export const fmtTime = (moment, zone) =>
    fmtMoment(moment, zone, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});

export function fmtAgo(moment) {
    const seconds = (new Date(moment) - Date.now()) / 1000;
    const steps = [['day', 86400], ['hour', 3600], ['minute', 60]];
    if (Math.abs(seconds) > 86400 * 14) return fmtMoment(moment, undefined, {dateStyle: 'medium'});
    const format = cached('r', {}, () => new Intl.RelativeTimeFormat(localeOf(), {numeric: 'auto'}));
    for (const [unit, size] of steps)
        if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
    return t('state.just_now');
}

function names(type, code) {
    if (!code) return '';
    try {
        const list = cached('names', {type}, () => new Intl.DisplayNames([localeOf()], {type, fallback: 'code'}));
        return list.of(code) || code;
    } catch {
        return code;
    }
}
export const countryName = (code) => names('region', code);
export const languageName = (tag) => names('language', tag);

export function fmtSize(bytes) {
    if (bytes < 1024) return `${fmtNumber(bytes)} B`;
    if (bytes < 1048576) return `${fmtNumber(bytes / 1024, {maximumFractionDigits: 0})} KB`;
    return `${fmtNumber(bytes / 1048576, {maximumFractionDigits: 1})} MB`;
}

export const listText = (items) =>
    cached('list', {}, () => new Intl.ListFormat(localeOf(), {type: 'conjunction'})).format(items);
