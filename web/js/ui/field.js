// One labelled field: label, hint, error beside it, and an editor by the field's kind.
import {html, useId, useState, cls} from '../lib/h.js';
import {t, choice, fieldLabel, countryName, languageName, has, LANGUAGES} from '../i18n.js';
import {CHOICES, TYPES} from '../lib/schema.js';
import {COUNTRIES, LANGUAGE_TAGS} from '../lib/geo.js';
import {toLocal, fromLocal, hereZone} from '../lib/zone.js';
import {list} from '../api.js';
import {Combobox} from './combobox.js';
import {Icon} from './icon.js';
import {Button} from './button.js';
import {Chip} from './chips.js';

export function Field({label, hint, error, required, children, class: extra, group}) {
    const id = useId();
    const described = [hint && `${id}-h`, error && `${id}-e`].filter(Boolean).join(' ') || undefined;
    const inner = children({id, 'aria-describedby': described, 'aria-invalid': error ? 'true' : undefined, 'aria-required': required ? 'true' : undefined});
    return html`<div class=${cls('field', extra, {'has-error': error})} role=${group ? 'group' : undefined} aria-labelledby=${group ? `${id}-l` : undefined}>
        ${group ? html`<span class="label" id=${`${id}-l`}>${label}${!required && html`<span class="optional">${t('form.optional')}</span>`}</span>`
            : html`<label for=${id}>${label}${required === false && html`<span class="optional">${t('form.optional')}</span>`}</label>`}
        ${hint && html`<span class="hint" id=${`${id}-h`}>${hint}</span>`}
        ${error && html`<span class="error" id=${`${id}-e`}><${Icon} name="alert" size=${16} /><span dir="auto">${error}</span></span>`}
        ${inner}</div>`;
}

export function TextField({label, value, onChange, hint, error, required, type = 'text', class: extra, ...rest}) {
    return html`<${Field} ...${{label, hint, error, required, class: extra}}>${(a) => html`<input ...${a} ...${rest} class="input" type=${type} dir="auto"
        value=${value ?? ''} onInput=${(e) => onChange(e.target.value)} />`}<//>`;
}

export function SelectField({label, value, onChange, options, hint, error, required, none, class: extra}) {
    return html`<${Field} ...${{label, hint, error, required, class: extra}}>${(a) => html`<${Select} ...${a} value=${value} onChange=${onChange} options=${options} none=${none} />`}<//>`;
}

export function TextAreaField({label, value, onChange, hint, error, required, rows = 4, class: extra}) {
    return html`<${Field} ...${{label, hint, error, required, class: extra}}>${(a) => html`<textarea ...${a} class="textarea" rows=${rows} dir="auto"
        value=${value ?? ''} onInput=${(e) => onChange(e.target.value)}></textarea>`}<//>`;
}

export function Select({value, onChange, options, none, ...rest}) {
    return html`<select class="select" ...${rest} value=${value ?? ''} onChange=${(e) => onChange(e.target.value || null)}>
        <option value="">${none || t('form.choose')}</option>${options.map(([v, label]) => html`<option value=${v} selected=${v === value}>${label}</option>`)}</select>`;
}

const asNumber = (text, whole) => {
    const clean = String(text).trim().replace(/,/g, '');
    if (clean === '') return null;
    const n = Number(clean);
    return Number.isFinite(n) && (!whole || Number.isInteger(n)) ? n : clean;
};

// Finds records to refer to.
export const findRef = (type, extra) => async (q, abort) => {
    const plural = TYPES[type]?.plural || `${type}s`;
    const page = await list(plural, {q, limit: 8, ...extra}, {signal: abort});
    return page.items.map((r) => ({id: r.id, label: refLabel(type, r), sub: r.country ? countryName(r.country) : r.login || '', record: r}));
};
export function refLabel(type, r) {
    if (type === 'participation') return r.organisation_label || r.id;
    if (r.title && typeof r.title === 'object') return Object.values(r.title)[0];
    return r.name || r.title || r.code || r.login || r.id;
}

function SetInput({value, onChange, attrs, suggest, show = (x) => x}) {
    const [text, setText] = useState('');
    const own = useId();
    const add = (raw) => {
        const items = raw.split(/[,;，、]/).map((x) => x.trim()).filter(Boolean)
            .map((x) => suggest?.find(([v, label]) => label === x || v.toLowerCase() === x.toLowerCase())?.[0] || x);
        if (items.length) onChange([...new Set([...(value || []), ...items])]);
        setText('');
    };
    return html`<div class="stack-s">${value?.length > 0 && html`<span class="chips">${value.map((v) => html`<${Chip} onRemove=${() => onChange(value.filter((x) => x !== v))}>${show(v)}<//>`)}</span>`}
        <input ...${attrs} class="input" type="text" dir="auto" list=${suggest ? own : undefined} value=${text} placeholder=${t('form.add_value')}
            onInput=${(e) => { setText(e.target.value); if (suggest?.some(([, label]) => label === e.target.value)) add(e.target.value); }}
            onKeyDown=${(e) => { if (e.key === 'Enter' || e.key === ',') { e.preventDefault(); add(text); } }} onBlur=${() => add(text)} />
        ${suggest && html`<datalist id=${own}>${suggest.filter(([v]) => !value?.includes(v)).map(([, label]) => html`<option value=${label}></option>`)}</datalist>`}</div>`;
}

// Choices in the order in which they count; each goes up or down by a button.
function OrderInput({all, value, show, onChange}) {
    const list = [...(value || []), ...all.filter((x) => !value?.includes(x))];
    const swap = (i, by) => { const next = [...list]; [next[i], next[i + by]] = [next[i + by], next[i]]; onChange(next); };
    return html`<ol class="order-edit">${list.map((x, i) => html`<li key=${x}><span class="tnum muted">${i + 1}</span><span class="grow">${show(x)}</span>
        <${Button} ghost small iconOnly icon="up" label=${t('form.up', {name: show(x)})} disabled=${i === 0} onClick=${() => swap(i, -1)} /><${Button} ghost small iconOnly icon="down" label=${t('form.down', {name: show(x)})} disabled=${i === list.length - 1} onClick=${() => swap(i, 1)} /></li>`)}</ol>`;
}

function ListInput({type, field, value, onChange, errors, zone}) {
    const rows = value || [];
    const set = (i, name, v) => onChange(rows.map((r, n) => (n === i ? {...r, [name]: v} : r)));
    return html`<div class="list-edit">${rows.map((row, i) => html`<div class=${cls('item', {tall: field.tall})} style=${{'--cols': field.of.length}} key=${i} role="group" aria-label=${`${fieldLabel(type, field.name)} ${i + 1}`}>
        ${field.of.map((f) => html`<${AnyField} type=${`${type}.${field.name}`} field=${f} value=${row[f.name]} onChange=${(v) => set(i, f.name, v)}
            error=${errors?.[`${field.name}[${i}].${f.name}`] || errors?.[`${field.name}.${i}.${f.name}`]} zone=${zone} plain />`)}
        <${Button} ghost iconOnly icon="trash" label=${t('action.remove_row', {n: i + 1})} onClick=${() => onChange(rows.filter((_, n) => n !== i))} /></div>`)}
        <div><${Button} small icon="plus" label=${t('action.add_row')} onClick=${() => onChange([...rows, {}])} /></div></div>`;
}

const allCountries = () => COUNTRIES.map((c) => [c, countryName(c)]);
const allLanguages = () => LANGUAGE_TAGS.map((c) => [c, languageName(c)]);

// An editor for a field of lib/schema.js. `labels` carries the shown name of a reference.
export function AnyField({type, field, value, onChange, error, errors, label, record, zone, disabled, plain}) {
    const name = label || fieldLabel(type, field.name);
    const hintKey = `hint.${type}.${field.name}`;
    const hint = has(hintKey) ? t(hintKey) : undefined;
    const base = {label: name, hint, error, required: field.required ? true : plain ? undefined : false, class: cls({wide: field.wide})};
    const wrap = (editor, group) => html`<${Field} ...${base} group=${group}>${editor}<//>`;
    const suggestId = useId();
    switch (field.kind) {
    case 'choice':
        return wrap((a) => html`<${Select} ...${a} disabled=${disabled} value=${value} onChange=${onChange}
            options=${CHOICES[field.choices].map((v) => [v, field.choices === 'guarded_field' ? fieldLabel('profile', v) : choice(field.choices, v)])} />`);
    case 'country': return wrap((a) => html`<${Select} ...${a} disabled=${disabled} value=${value} onChange=${onChange} options=${allCountries()} />`);
    case 'language': return wrap((a) => html`<${Select} ...${a} disabled=${disabled} value=${value} onChange=${onChange}
        options=${value && !LANGUAGE_TAGS.includes(value) ? [...allLanguages(), [value, languageName(value)]] : allLanguages()} />`);
    case 'uilanguage': return wrap((a) => html`<${Select} ...${a} value=${value} onChange=${onChange} options=${LANGUAGES.map((l) => [l, languageName(l)])} />`);
    case 'long': return wrap((a) => html`<textarea ...${a} class="textarea" dir="auto" rows="5" value=${value ?? ''} onInput=${(e) => onChange(e.target.value)}></textarea>`);
    case 'int': case 'real': return wrap((a) => html`<input ...${a} class="input tnum" inputmode=${field.kind === 'int' ? 'numeric' : 'decimal'}
        value=${value ?? ''} onChange=${(e) => onChange(asNumber(e.target.value, field.kind === 'int'))} />`);
    case 'weight': return wrap((a) => html`<${Select} ...${a} value=${value ? String(value) : ''} onChange=${(v) => onChange(v ? Number(v) : null)} options=${[5, 4, 3, 2, 1].map((n) => [String(n), t(`wish.weight.${n}`)])} />`);
    case 'day': return wrap((a) => html`<input ...${a} class="input tnum" type="date" value=${value ?? ''} onInput=${(e) => onChange(e.target.value || null)} />`);
    case 'moment': return wrap((a) => html`<input ...${a} class="input tnum" type="datetime-local" value=${toLocal(value, zone || hereZone())} onChange=${(e) => onChange(fromLocal(e.target.value, zone || hereZone()))} />`);
    case 'ref':
        return wrap((a) => html`${disabled ? html`<input id=${a.id} class="input" disabled value=${record?.[`${field.name}_label`] || value || ''} />`
            : html`<${Combobox} id=${a.id} invalid=${error} describedBy=${a['aria-describedby']} label=${name} keepText value=${record?.[`${field.name}_label`] || ''} placeholder=${t('form.find')}
                find=${field.find || findRef(field.refers, field.scope)} onPick=${(item) => onChange(item.id, item.label)} />`}`);
    case 'set':
        if (field.choices) {
            const on = new Set(value || []);
            return wrap(() => html`<div class="checks">${CHOICES[field.choices].map((v) => html`<label class="check"><input type="checkbox" checked=${on.has(v)}
                onChange=${(e) => { if (e.target.checked) on.add(v); else on.delete(v); onChange(CHOICES[field.choices].filter((x) => on.has(x))); }} />${choice(field.choices, v)}</label>`)}</div>`, true);
        }
        return wrap((a) => html`<${SetInput} attrs=${a} value=${value} onChange=${onChange} />`);
    case 'bool': return html`<div class=${base.class}><label class="check"><input type="checkbox" checked=${Boolean(value)} onChange=${(e) => onChange(e.target.checked)} />${name}</label>${hint && html`<span class="hint">${hint}</span>`}</div>`;
    case 'members': return wrap((a) => html`<${SetInput} attrs=${a} value=${value} onChange=${onChange} suggest=${field.suggest || []} show=${field.show} />`);
    case 'order': return wrap(() => html`<${OrderInput} all=${CHOICES[field.choices]} value=${value} show=${(v) => choice(field.choices, v)} onChange=${onChange} />`, true);
    case 'countries': return wrap((a) => html`<${SetInput} attrs=${a} value=${value} onChange=${onChange} suggest=${allCountries()} show=${countryName} />`);
    case 'languages': return wrap((a) => html`<${SetInput} attrs=${a} value=${value} onChange=${onChange} suggest=${allLanguages()} show=${languageName} />`);
    case 'words': {
        const tags = [...new Set(['ko', 'en', ...Object.keys(value || {})])];
        const put = (tag, v) => { const next = {...value}; if (v) next[tag] = v; else delete next[tag]; onChange(next); };
        return wrap(() => html`<div class="form-grid">${tags.map((tag) => html`<label class="field"><span class="small muted">${languageName(tag)}</span>
            ${field.long ? html`<textarea class="textarea" lang=${tag} dir="auto" rows="4" value=${value?.[tag] ?? ''} onInput=${(e) => put(tag, e.target.value)}></textarea>`
                : html`<input class="input" lang=${tag} dir="auto" value=${value?.[tag] ?? ''} onInput=${(e) => put(tag, e.target.value)} />`}</label>`)}</div>`, true);
    }
    case 'list': return wrap(() => html`<${ListInput} type=${type} field=${field} value=${value} onChange=${onChange} errors=${errors} zone=${zone} />`, true);
    default:
        return wrap((a) => html`<input ...${a} class="input" type=${field.input || 'text'} dir="auto" disabled=${disabled} list=${field.suggest ? suggestId : undefined} value=${value ?? ''}
            onInput=${(e) => onChange(e.target.value)} />${field.suggest && html`<datalist id=${suggestId}>${field.suggest.map((s) => html`<option value=${s}></option>`)}</datalist>`}`);
    }
}
