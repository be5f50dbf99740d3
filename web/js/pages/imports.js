// Spreadsheets in: drop a file, choose what it holds; and what was imported before.
import {html, useState} from '../lib/h.js';
import {t, tn, choice, fmtAgo} from '../i18n.js';
import {list} from '../api.js';
import {send} from '../lib/upload.js';
import {useLoad} from '../lib/load.js';
import {CHOICES} from '../lib/schema.js';
import {words} from '../lib/show.js';
import {navigate} from '../router.js';
import {Card, Empty, Loaded, Note, PageHead} from '../ui/states.js';
import {State} from '../ui/chips.js';
import {DropZone} from '../ui/drop.js';
import {SelectField} from '../ui/field.js';

const OF_EVENT = ['participations', 'wishes', 'outcomes'];
const GUESS = [['profiles', /profile|offer|need|공급|수요|기술/i], ['participations', /particip|참가/i], ['wishes', /wish|희망/i], ['outcomes', /outcome|결과/i], ['people', /people|person|인원|사람/i]];

export default function Imports({query, setQuery}) {
    const [file, setFile] = useState(null);
    const [kind, setKind] = useState(query.kind || 'organisations');
    const [event, setEvent] = useState(query.event || '');
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState('');
    const [errors, setErrors] = useState({});
    const events = useLoad((signal) => list('events', {limit: 100, sort: '-first_day'}, {signal}), []);
    const before = useLoad((signal) => list('imports', {limit: 30}, {signal}), []);
    const needsEvent = OF_EVENT.includes(kind);
    const pick = (f) => {
        setFile(f);
        setProblem('');
        const guess = GUESS.find(([, re]) => re.test(f.name));
        if (!query.kind && guess) setKind(guess[0]);
    };
    const upload = async (e) => {
        e.preventDefault();
        const wrong = {};
        if (!file) wrong.file = t('import.need_file');
        if (needsEvent && !event) wrong.event = t('import.need_event');
        setErrors(wrong);
        if (Object.keys(wrong).length) return;
        setBusy(true);
        setProblem('');
        try {
            const r = await send(file, {kind, event: needsEvent ? event : ''});
            navigate(`/imports/${r.id}`);
        } catch (err) { setProblem(err.words || String(err)); setBusy(false); }
    };
    return html`<${PageHead} title=${t('nav.imports')} sub=${html`<span>${t('import.sub')}</span>`} />
        <div class="cols-main"><${Card} title=${t('import.new')}><form class="stack" onSubmit=${upload}>
            ${problem && html`<${Note} tone="bad"><span dir="auto">${problem}</span><//>`}
            <${DropZone} id="import-file" file=${file} onFile=${pick} disabled=${busy} accept=".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson" hint=${t('import.formats')} />${errors.file && html`<p class="bad small" role="alert">${errors.file}</p>`}
            <div class="form-grid"><${SelectField} label=${t('import.kind')} value=${kind} onChange=${(v) => setKind(v || 'organisations')} options=${CHOICES.import_kind.map((k) => [k, choice('import_kind', k)])} hint=${t(`import.hint.${kind}`)} />
                ${needsEvent && html`<${SelectField} label=${t('field.event')} value=${event} onChange=${(v) => setEvent(v || '')} error=${errors.event} options=${(events.data?.items || []).map((x) => [x.id, words(x.title)])} />`}</div>
            <div class="row"><button class="btn primary" type="submit" disabled=${busy}>${busy ? t('import.uploading') : t('import.check')}</button><span class="small muted">${t('import.nothing_yet')}</span></div></form><//>
            <${Card} title=${t('import.before')} flush><${Loaded} state=${before} rows=${4}>${(d) => (d.items.length ? html`<ul class="lines">${d.items.map((r) => html`<li class="line-item" key=${r.id}><div class="grow"><a href=${`/imports/${r.id}`}><bdi>${r.filename}</bdi></a>
                <div class="small muted">${choice('import_kind', r.kind)} · ${tn('import.n_rows', r.rows || 0)} · ${fmtAgo(r.created_at)}</div></div><${State} list="import_status" value=${r.status} /></li>`)}</ul>`
        : html`<${Empty} compact title=${t('import.none')} text=${t('import.none_text')} />`)}<//><//></div>`;
}
