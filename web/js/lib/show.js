// Values of records as plain text, for comparing and for lists of changes.
import {choice, countryName, languageName, fmtDay, fmtMoment, fmtNumber, language, t, tongue} from '../i18n.js';
import {unitText} from './unit.js';

// A text kept in several languages: the reader's, else English, else any.
export function words(value) {
    if (!value) return '';
    if (typeof value === 'string') return value;
    return value[tongue()] || value.en || value.ko || Object.values(value)[0] || '';
}

// The name of an organisation: in Korean pages the given one, in English the English one.
export const orgName = (o) => (language.value === 'en' && o.name_en) || o.name || o.label || '';
export const otherName = (o) => (language.value === 'en' ? o.name : o.name_en) || '';

// The text of a profile in the reader's language, else the original's.
export function profileText(profile) {
    const texts = profile.texts || [];
    return texts.find((x) => x.language?.startsWith(language.value)) || texts.find((x) => x.origin === 'original') || texts[0] || {title: profile.title, language: profile.language};
}

// What tells one search result from another of the same name.
export function subWords(x) {
    if (x.sub?.length === 2) return countryName(x.sub);
    return x.type === 'profile' ? choice('profile_type', x.sub) : words(x.sub);
}

export function specText(s) {
    const unit = s.unit ? ` ${unitText(s.unit)}` : '';
    const n = (x) => fmtNumber(x, {maximumFractionDigits: 6});
    const has = (x) => x !== null && x !== undefined;
    if (has(s.min) && has(s.max)) return s.min === s.max ? `${n(s.min)}${unit}` : `${n(s.min)} – ${n(s.max)}${unit}`;
    if (has(s.min)) return `≥ ${n(s.min)}${unit}`;
    if (has(s.max)) return `≤ ${n(s.max)}${unit}`;
    return s.unit || '';
}

export function plainValue(type, field, value, record) {
    if (value === null || value === undefined || value === '') return '';
    switch (field.kind) {
    case 'choice': return choice(field.choices, value);
    case 'country': return countryName(value);
    case 'language': case 'uilanguage': return languageName(value);
    case 'day': return fmtDay(value);
    case 'moment': return fmtMoment(value);
    case 'int': case 'real': case 'weight': return fmtNumber(value, {maximumFractionDigits: 6});
    case 'ref': return record?.[`${field.name}_label`] || value;
    case 'words': return words(value);
    case 'set': case 'order': return value.map((v) => (field.choices ? choice(field.choices, v) : v)).join(', ');
    case 'bool': return t(value ? 'state.yes' : 'state.no');
    case 'countries': return value.map(countryName).join(', ');
    case 'languages': return value.map(languageName).join(', ');
    case 'list': return value.map((row) => field.of.map((f) => plainValue(type, f, row[f.name], row)).filter(Boolean).join(' · ')).join('\n');
    default: return String(value);
    }
}

// Any JSON value in one line, for the log and for import changes.
export function anyValue(value) {
    if (value === null || value === undefined || value === '') return '–';
    if (value === true) return t('state.yes');
    if (value === false) return t('state.no');
    if (Array.isArray(value)) return value.map(anyValue).join(', ') || '–';
    if (typeof value === 'object') return Object.values(value).map(anyValue).join(' · ') || '–';
    return String(value);
}
