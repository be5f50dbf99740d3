// A record's form. Keeps a draft in this browser, says errors beside the field, asks
// before typed text is lost, and merges when someone else has changed the record (412).
import {html, useState, useEffect, useRef} from '../lib/h.js';
import {t, fieldLabel, fmtAgo} from '../i18n.js';
import {TYPES, fieldsOf} from '../lib/schema.js';
import {get, patch, post, Problem} from '../api.js';
import {setGuard} from '../router.js';
import {toast} from '../store.js';
import {AnyField} from './field.js';
import {Button} from './button.js';
import {Dialog} from './dialog.js';
import {Note} from './states.js';
import {plainValue} from '../lib/show.js';

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const cleanList = (v) => (Array.isArray(v) ? v.filter((r) => typeof r !== 'object' || Object.values(r).some((x) => x !== null && x !== undefined && x !== '')) : v);
const clean = (v) => (v === '' ? null : cleanList(v));

function keptDraft(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

// Three values of a field: what it was, mine, theirs. Only true conflicts are asked.
function Merge({type, mine, theirs, fields, onDone, onClose}) {
    const [take, setTake] = useState({});
    return html`<${Dialog} wide title=${t('merge.title')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} />
        <${Button} primary label=${t('merge.save')} onClick=${() => onDone(take)} />`}>
        <p>${t('merge.text', {who: theirs.updated_by_name || t('merge.someone'), when: fmtAgo(theirs.updated_at)})}</p>
        ${fields.map((f) => html`<fieldset class="merge-row" key=${f.name}><legend class="sr">${fieldLabel(type, f.name)}</legend><span class="strong">${fieldLabel(type, f.name)}</span>
            ${[['mine', mine], ['theirs', theirs]].map(([who, from]) => html`<label><input type="radio" name=${`m-${f.name}`} checked=${(take[f.name] || 'mine') === who}
                onChange=${() => setTake({...take, [f.name]: who})} /><span class="grow"><span class="small muted">${t(`merge.${who}`)}</span><br /><bdi>${plainValue(type, f, from[f.name], from) || '–'}</bdi></span></label>`)}</fieldset>`)}<//>`;
}

export function RecordForm({type, record, initial, fixed, onSaved, onCancel, zone, hide = [], only, submitLabel, refFields}) {
    const spec = TYPES[type];
    const key = `ieum.draft.${type}.${record?.id || `new.${JSON.stringify(fixed || {})}`}`;
    const base = useRef(record || initial || {});
    const [draft, setDraft] = useState(() => keptDraft(key));
    const [values, setValues] = useState(() => ({...(record || initial || {}), ...(draft?.values || {})}));
    const [errors, setErrors] = useState({});
    const [general, setGeneral] = useState('');
    const [saving, setSaving] = useState(false);
    const [conflict, setConflict] = useState(null);
    const top = useRef(null);
    const shown = spec.groups.map(([g, fields]) => [g, fields.filter((f) => !hide.includes(f.name) && (!only || only.includes(f.name)) && !record?.hidden?.includes(f.name))]).filter(([, f]) => f.length);
    const names = shown.flatMap(([, f]) => f).filter((f) => !(record && f.fixed)).map((f) => f.name);
    const changedOf = (v, from) => Object.fromEntries(names.filter((n) => !same(clean(v[n]), clean(from[n]))).map((n) => [n, clean(v[n]) ?? null]));
    const changes = changedOf(values, base.current);
    const dirty = Object.keys(changes).length > 0;

    useEffect(() => {
        const timer = setTimeout(() => {
            if (dirty) localStorage.setItem(key, JSON.stringify({at: new Date().toISOString(), revision: record?.revision, values: {...changes, ...labelsOf(values)}}));
            else localStorage.removeItem(key);
        }, 300);
        return () => clearTimeout(timer);
    }, [values]);
    const labelsOf = (v) => Object.fromEntries(Object.entries(v).filter(([n]) => n.endsWith('_label')));
    useEffect(() => () => setGuard(null), []);

    const set = (name, value, label) => {
        setValues((v) => ({...v, [name]: value, ...(label !== undefined ? {[`${name}_label`]: label} : {})}));
        setErrors((e) => { if (!e[name]) return e; const next = {...e}; delete next[name]; return next; });
    };
    const forget = () => { localStorage.removeItem(key); setDraft(null); };
    const discard = () => { forget(); setValues({...(base.current || {})}); setErrors({}); };

    const check = () => {
        const out = {};
        for (const [, fields] of shown) for (const f of fields) {
            const v = clean(values[f.name]);
            const nothing = v === null || v === undefined || (typeof v === 'object' && !Object.keys(v).length);
            if (f.required && nothing) out[f.name] = t('form.required', {field: fieldLabel(type, f.name)});
            else if ((f.kind === 'int' || f.kind === 'real') && !nothing && typeof v !== 'number') out[f.name] = t('form.number');
            else if (typeof v === 'number' && ((f.min && v < f.min) || (f.max && v > f.max))) out[f.name] = t('form.range', {min: f.min, max: f.max});
        }
        return out;
    };
    const showErrors = (e) => {
        setErrors(e);
        requestAnimationFrame(() => (top.current?.querySelector('[aria-invalid="true"], .has-error input, .has-error select') || top.current)?.focus());
    };
    const send = async (body, revision) => {
        if (!record) return post(`/${spec.plural}`, Object.fromEntries(Object.entries({...initial, ...body, ...fixed}).filter(([, v]) => v !== null && v !== undefined)));
        return patch(`/${spec.plural}/${record.id}`, body, {revision});
    };
    const save = async (body = changes, revision = base.current.revision) => {
        setSaving(true);
        setGeneral('');
        try {
            const saved = record && !Object.keys(body).length ? base.current : await send(body, revision);
            forget();
            toast(t('form.saved'));
            onSaved(saved);
        } catch (e) {
            if (!(e instanceof Problem)) throw e;
            if (e.status === 412 && record) await stale(body);
            else {
                const by = e.byField();
                if (!Object.keys(by).length || Object.keys(by).some((n) => !names.includes(n.split(/[.[]/)[0]))) setGeneral(e.words);
                const flat = {...by};
                for (const [n, words] of Object.entries(by)) flat[n.split(/[.[]/)[0]] ??= words;
                showErrors(flat);
            }
        } finally { setSaving(false); }
    };
    const stale = async (body) => {
        const theirs = await get(`/${spec.plural}/${record.id}`);
        const clash = fieldsOf(type).filter((f) => f.name in body && !same(theirs[f.name], base.current[f.name]) && !same(theirs[f.name], body[f.name]));
        if (!clash.length) return save(body, theirs.revision);
        setConflict({theirs, body, clash});
        return undefined;
    };
    const submit = (e) => {
        e.preventDefault();
        const wrong = check();
        if (Object.keys(wrong).length) return showErrors(wrong);
        return save();
    };
    const count = Object.keys(errors).filter((n) => !/[.[]/.test(n)).length;
    return html`<form class="stack" noValidate onSubmit=${submit} ref=${top} tabindex="-1" aria-label=${t('form.label')}>
        ${draft && html`<${Note} icon="clock"><div class="spread"><span>${t('form.draft', {when: fmtAgo(draft.at)})}</span><${Button} small label=${t('form.discard')} onClick=${discard} /></div><//>`}
        ${(general || count > 0) && html`<${Note} tone="bad"><p class="strong">${t('form.has_errors')}</p>${general && html`<p dir="auto">${general}</p>`}<//>`}
        ${shown.map(([group, fields]) => html`<fieldset key=${group}>${shown.length > 1 && html`<legend><h2>${t(`group.${group}`)}</h2></legend>`}
            <div class="form-grid">${fields.map((f) => html`<${AnyField} key=${f.name} type=${type} field=${{...f, ...(refFields?.[f.name] || {})}} value=${values[f.name]} record=${values} errors=${errors} zone=${zone}
                error=${errors[f.name]} disabled=${Boolean(record && f.fixed)} onChange=${(v, label) => set(f.name, v, label)} />`)}</div></fieldset>`)}
        <div class="form-foot"><button type="submit" class="btn primary" aria-busy=${saving ? 'true' : undefined} disabled=${saving}>${saving ? t('state.working') : submitLabel || t('action.save')}</button>
            ${onCancel && html`<${Button} label=${t('action.cancel')} onClick=${onCancel} />`}
            ${dirty && html`<span class="small muted">${t('form.kept')}</span>`}</div>
        ${conflict && html`<${Merge} type=${type} mine=${{...values}} theirs=${conflict.theirs} fields=${conflict.clash} onClose=${() => setConflict(null)}
            onDone=${(take) => {
                const body = {...conflict.body};
                for (const f of conflict.clash) if (take[f.name] === 'theirs') delete body[f.name];
                const revision = conflict.theirs.revision;
                setConflict(null);
                base.current = {...base.current, revision};
                save(body, revision);
            }} />`}</form>`;
}
