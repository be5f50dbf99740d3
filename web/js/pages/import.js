// One import: headings to fields, what would change, what is rejected and why; apply
// with progress; undo.
import {html, useEffect, useRef, useState, cls} from '../lib/h.js';
import {t, tn, has, choice, fieldLabel, fmtSize, fmtMoment, fmtNumber} from '../i18n.js';
import {get, post, put, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {anyValue} from '../lib/show.js';
import {hrefOf} from '../lib/schema.js';
import {toast, toastProblem} from '../store.js';
import {navigate} from '../router.js';
import {fileOf, send} from '../lib/upload.js';
import {usePages} from '../ui/table.js';
import {Card, Empty, ErrorState, Loaded, Note, PageHead, SkeletonRows} from '../ui/states.js';
import {State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {Button} from '../ui/button.js';
import {Job} from '../ui/job.js';
import {ask} from '../ui/dialog.js';
import {ImportTechnologies} from './import-technologies.js';

const VERDICTS = ['created', 'changed', 'unchanged', 'merged', 'rejected', 'duplicate'];
const ICON = {created: 'plus', changed: 'edit', unchanged: 'minus', merged: 'match', rejected: 'alert', duplicate: 'people'};
const countOf = (r, v) => r[v === 'duplicate' ? 'duplicates' : v] || 0;
const TYPE_OF = {organisations: 'organisation', profiles: 'profile', people: 'person', participations: 'participation', wishes: 'wish', outcomes: 'outcome'};

function Mapping({r, onChange, editable}) {
    const [map, setMap] = useState(() => Object.fromEntries((r.headings || []).map((h) => [h.heading, h.field || ''])));
    const [remember, setRemember] = useState(true);
    const type = TYPE_OF[r.kind];
    useEffect(() => { setMap(Object.fromEntries((r.headings || []).map((h) => [h.heading, h.field || '']))); }, [r.revision, r.headings?.length]);
    const label = (f) => (has(`field.${type}.${f.name}`) || has(`field.${f.name}`) ? fieldLabel(type, f.name) : f.label || f.name);
    const used = new Set(Object.values(map).filter(Boolean));
    const missing = (r.fields || []).filter((f) => f.required && !used.has(f.name));
    const dirty = (r.headings || []).some((h) => (h.field || '') !== map[h.heading]);
    const ignored = Object.values(map).filter((v) => !v).length;
    const save = async () => { onChange(await put(`/imports/${r.id}/mapping`, {mapping: Object.fromEntries(Object.entries(map).filter(([, v]) => v)), remember})); };
    return html`<${Card} title=${t('import.mapping')} flush actions=${ignored > 0 && html`<span class="small muted">${t('import.ignored', {n: ignored})}</span>`}>
        ${missing.length > 0 && html`<div class="card-body"><${Note} tone="warn">${t('import.missing', {fields: missing.map(label).join(', ')})}<//></div>`}
        <div class="scroll-x"><table class="table natural mapping"><caption class="sr">${t('import.mapping')}</caption><thead><tr><th scope="col">${t('import.column')}</th><th scope="col">${t('import.heading')}</th><th scope="col">${t('import.field')}</th></tr></thead>
            <tbody>${(r.headings || []).map((h) => html`<tr key=${h.column}><td class="mono muted">${h.column}</td><td><bdi class="strong">${h.heading}</bdi></td>
                <td><select class="select" aria-label=${t('import.field_of', {heading: h.heading})} disabled=${!editable} value=${map[h.heading]} onChange=${(e) => setMap({...map, [h.heading]: e.target.value})}>
                    <option value="">${t('import.leave_out')}</option>${(r.fields || []).map((f) => html`<option value=${f.name} selected=${map[h.heading] === f.name} disabled=${used.has(f.name) && map[h.heading] !== f.name}>${label(f)}${f.required ? ' *' : ''}</option>`)}</select></td></tr>`)}</tbody></table></div>
        ${editable && html`<div class="card-body row-wide"><${Button} label=${t('import.recheck')} disabled=${!dirty || missing.length > 0} onClick=${save} />
            <label class="check"><input type="checkbox" checked=${remember} onChange=${(e) => setRemember(e.target.checked)} />${t('import.remember')}</label></div>`}<//>`;
}

// The sheets of a workbook: another one can be taken while the file is at hand.
function Sheets({r}) {
    const [busy, setBusy] = useState(false);
    const names = (r.sheets || []).map((x) => (typeof x === 'string' ? x : x.name)).filter(Boolean);
    const file = fileOf(r.id);
    if (names.length < 2) return null;
    const take = async (sheet) => {
        setBusy(true);
        try { navigate(`/imports/${(await send(file, {kind: r.kind, event: r.event, sheet})).id}`); } catch (e) { toastProblem(e); } finally { setBusy(false); }
    };
    return html`<div class="row"><span class="muted">${t('import.sheets', {n: names.length})}</span>${file ? html`<select class="select slim" aria-label=${t('import.sheet')} disabled=${busy} onChange=${(e) => take(e.target.value)}>
        <option value="">${t('import.other_sheet')}</option>${names.map((x) => html`<option value=${x}>${x}</option>`)}</select>` : html`<bdi>${names.join(', ')}</bdi>`}</div>`;
}

function Changes({row, kind, headings}) {
    const type = TYPE_OF[kind];
    const columnOf = (e) => headings?.find((h) => h.column === e.column)?.heading || (e.field ? named(e.field) : e.column ? t('import.column_n', {n: e.column}) : '');
    const named = (f) => fieldLabel(type, f);
    return html`<div class="stack-s">
        ${row.errors?.map((e) => html`<div class="reject"><span class="bad"><${Icon} name="alert" size=${16} /></span><div><span class="strong"><bdi>${columnOf(e)}</bdi></span> <span dir="auto">${e.detail}</span>
            ${e.value !== undefined && e.value !== '' && html`<div class="small muted">${t('import.value')} <bdi class="mono">${anyValue(e.value)}</bdi></div>`}</div></div>`)}
        ${row.changes?.length > 0 && html`<ul class="changes">${row.changes.slice(0, 12).map((c) => html`<li><span class="muted">${named(c.field)}</span> ${c.old !== null && c.old !== undefined && c.old !== '' && html`<del dir="auto">${anyValue(c.old)}</del> <span aria-hidden="true">→</span><span class="sr">${t('import.becomes')}</span> `}<ins dir="auto">${anyValue(c.new)}</ins></li>`)}</ul>`}
        ${row.similar?.map((s) => html`<div class="small"><${Icon} name="people" size=${15} /> <a href=${hrefOf(type, s.id) || '#'}><bdi>${s.label}</bdi></a> <span class="muted" dir="auto">${s.reason && has(`similar.${s.reason}`) ? t(`similar.${s.reason}`) : s.reason}</span></div>`)}</div>`;
}

function Rows({r, verdict}) {
    const pages = usePages((cursor, signal) => get(`/imports/${r.id}/rows${queryText({verdict, cursor})}`, {signal}), [r.id, verdict, r.status, r.revision]);
    if (pages.error && !pages.items.length) return html`<${ErrorState} compact error=${pages.error} retry=${pages.reload} />`;
    if (pages.loading && !pages.items.length) return html`<div class="card-body"><${SkeletonRows} rows=${5} /></div>`;
    if (!pages.items.length) return html`<${Empty} compact title=${t(`import.no.${verdict}`)} />`;
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t(`import.verdict.${verdict}`)}><table class="table natural import-rows"><caption class="sr">${t(`import.verdict.${verdict}`)}</caption><thead><tr><th scope="col" class="num">${t('import.line')}</th><th scope="col">${t('import.row')}</th><th scope="col">${verdict === 'rejected' ? t('import.why') : t('import.what')}</th></tr></thead>
        <tbody>${pages.items.map((row) => html`<tr key=${row.line}><td class="num muted">${row.line}</td><td class="strong">${row.record_id && hrefOf(TYPE_OF[r.kind], row.record_id) ? html`<a href=${hrefOf(TYPE_OF[r.kind], row.record_id)} dir="auto">${row.label}</a>` : html`<bdi>${row.label || '–'}</bdi>`}</td>
            <td><${Changes} row=${row} kind=${r.kind} headings=${r.headings} /></td></tr>`)}</tbody></table></div>
        ${pages.next && html`<div class="card-body"><${Button} label=${t('list.more')} busy=${pages.loading} onClick=${pages.more} /></div>`}`;
}

export default function Import({id, query, setQuery}) {
    const state = useLoad((signal) => get(`/imports/${id}`, {signal}), [id]);
    const [job, setJob] = useState(null);
    const [doing, setDoing] = useState('');
    const r = state.data;
    const running = job || r?.job?.id || (typeof r?.job === 'string' ? r.job : null);
    const waiting = useRef(0);
    useEffect(() => {
        // Being read, but no job to follow: ask again shortly.
        if (!r || running || !['uploaded', 'checking', 'applying', 'undoing'].includes(r.status) || waiting.current > 60) return undefined;
        const timer = setTimeout(() => { waiting.current++; state.reload(); }, 600);
        return () => clearTimeout(timer);
    }, [r, running]);
    const begin = (what) => async () => {
        if (what === 'undo' && !await ask({title: t('import.undo_title'), text: t('import.undo_text'), yes: t('import.undo'), danger: true})) return;
        try {
            const answer = await post(`/imports/${id}/${what}`, what === 'apply' ? {keep_going: true} : {});
            setDoing(what);
            setJob(answer.job);
        } catch (e) { toastProblem(e); }
    };
    const done = () => {
        setJob(null);
        state.setData((d) => ({...d, job: null}));
        state.reload();
        if (doing) toast(t(`import.done.${doing}`));
        setDoing('');
    };
    return html`<${Loaded} state=${state}>${() => {
        const checked = r.status === 'checked';
        const verdict = VERDICTS.includes(query.verdict) ? query.verdict : countOf(r, 'rejected') ? 'rejected' : VERDICTS.find((v) => countOf(r, v)) || 'created';
        const good = countOf(r, 'created') + countOf(r, 'changed') + countOf(r, 'merged');
        return html`<${PageHead} crumbs=${[{href: '/imports', label: t('nav.imports')}]} title=${r.filename} sub=${html`<span>${choice('import_kind', r.kind)}</span><${State} list="import_status" value=${r.status} /><span class="tnum">${tn('import.n_rows', r.rows || 0)}</span>${r.size > 0 && html`<span class="tnum">${fmtSize(r.size)}</span>`}<span>${fmtMoment(r.created_at)}</span>`}
            actions=${html`${r.status === 'applied' && !running && html`<${Button} danger icon="undo" label=${t('import.undo')} onClick=${begin('undo')} />`}
                ${checked && !running && html`<${Button} primary icon="check" label=${tn('import.apply', good)} disabled=${!good} onClick=${begin('apply')} />`}`} />
        <div class="stack">
            ${running && html`<${Card}><${Job} id=${running} kind=${doing || 'import'} onDone=${done} onFailed=${() => { setJob(null); state.reload(); }} /><//>`}
            ${r.status === 'applied' && html`<${Note} icon="check">${t('import.applied', {n: fmtNumber(good)})}<//>`}${r.status === 'undone' && html`<${Note} icon="undo">${t('import.undone')}<//>`}
            ${checked && html`<${Note}>${t('import.dry')}<//>`}${r.status === 'failed' && html`<${Note} tone="bad">${t('job.failed')} ${r.job?.problem?.detail || ''}<//>`}
            ${checked && html`<${Sheets} r=${r} />`}
            ${r.kind === 'profiles' && r.status === 'applied' && !running && html`<${ImportTechnologies} id=${id} />`}
            <nav class="tiles" aria-label=${t('import.result')}>${VERDICTS.map((v) => html`<a class=${cls('tile', v, {zero: !countOf(r, v)})} href=${`/imports/${id}?verdict=${v}`} aria-current=${v === verdict ? 'true' : undefined} key=${v}
                onClick=${(e) => { e.preventDefault(); setQuery({verdict: v}); }}><span class="tile-n tnum">${fmtNumber(countOf(r, v))}</span><span class="tile-l"><${Icon} name=${ICON[v]} size=${15} />${t(`import.verdict.${v}`)}</span></a>`)}</nav>
            <div class="cols-main import-cols"><${Card} title=${t(`import.verdict.${verdict}`)} flush actions=${verdict === 'rejected' && countOf(r, 'rejected') > 0 && html`
                    <a class="btn small" href=${`/api/v1/imports/${id}/rejects?format=xlsx`} download><${Icon} name="download" size=${16} /><span>${t('import.mend_xlsx')}</span></a><a class="btn small" href=${`/api/v1/imports/${id}/rejects?format=csv`} download><${Icon} name="download" size=${16} /><span>${t('import.mend_csv')}</span></a>`}>${['uploaded', 'checking'].includes(r.status) ? html`<div class="card-body"><${SkeletonRows} rows=${5} /></div>` : html`<${Rows} r=${r} verdict=${verdict} />`}<//>
                ${r.headings?.length > 0 && html`<${Mapping} r=${r} editable=${checked && !running} onChange=${(answer) => { if (answer?.job) setJob(answer.job); else state.reload(); }} />`}</div></div>`;
    }}<//>`;
}
