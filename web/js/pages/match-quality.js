// How good matches are: taken up or not by the score they had, what weights were learned
// from it, whether those foretell better, and putting them in force or taking them back.
import {html, useState} from '../lib/h.js';
import {t} from '../i18n.js';
import {get, list, post, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {words} from '../lib/show.js';
import {hasRole, toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded, Note, PageHead} from '../ui/states.js';
import {Filters} from '../ui/table.js';
import {Button} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {BandChart, Fields, Losses, Sources, TooFew, Verdicts, inForce} from './match-quality-parts.js';

const note = (key) => html`<p class="small muted card-note">${t(key)}</p>`;

function Acceptance({q, judged}) {
    return html`<${Card} title=${t('quality.acceptance')} flush=${judged > 0}>${judged ? html`${note('quality.acceptance_text')}<${BandChart} bands=${q.acceptance} share=${(b) => b.good / b.count} caption=${t('quality.acceptance')} />` : html`<${Empty} compact title=${t('quality.none_judged')} />`}<//>`;
}

function Learned({learned}) {
    return html`<div class="cols-2"><${Card} title=${t('quality.calibration')} flush>${note('quality.calibration_text')}<${BandChart} bands=${learned.bands} share=${(b) => b.observed} foretold caption=${t('quality.calibration')} /><//>
            <${Card} title=${t('quality.losses')} flush>${note('quality.losses_text')}<${Losses} losses=${learned.losses} better=${learned.better} /><//></div>
        <${Card} title=${t('quality.fields')} flush>${note('quality.fields_text')}<${Fields} learned=${learned} /><//>`;
}

export default function Quality({query, setQuery}) {
    const [asking, setAsking] = useState('');
    const country = query.country === '1';
    const ask = {event: query.event, country: country ? 1 : undefined};
    const state = useLoad((signal) => get(`/match-quality${queryText(ask)}`, {signal}), [JSON.stringify(ask)]);
    const events = useLoad((signal) => list('events', {limit: 50}, {signal}), []);
    const may = hasRole('admin', 'officer');
    const run = async () => {
        const apply = asking === 'apply';
        try {
            await post(`/match-quality/${asking}`, apply ? {event: query.event || undefined, country} : {});
            toast(t(apply ? 'quality.applied' : 'quality.was_reset'));
            state.reload();
        } catch (e) { toastProblem(e); }
        setAsking('');
    };
    const q = state.data;
    const judged = q ? q.acceptance.reduce((n, b) => n + b.count, 0) : 0;
    return html`<${PageHead} crumbs=${[{href: '/matches', label: t('nav.matches')}]} title=${t('quality.title')} sub=${html`<span>${t('quality.sub')}</span>`}
            actions=${may && html`${q?.learned && !inForce(q) && html`<${Button} primary=${q.learned.better} icon="check" label=${t('quality.apply')} onClick=${() => setAsking('apply')} />`}${q?.in_force.applied && html`<${Button} icon="undo" label=${t('quality.reset')} onClick=${() => setAsking('reset')} />`}`} />
        <${Filters} selects=${[{label: t('field.event'), value: query.event, options: (events.data?.items || []).map((e) => [e.id, words(e.title)]), onChange: (v) => setQuery({event: v})}]}>
            <label class="check"><input type="checkbox" checked=${country} onChange=${(e) => setQuery({country: e.target.checked ? '1' : ''})} /><span>${t('quality.country')}</span></label><//>
        <${Loaded} state=${state} rows=${10}>${() => html`<div class="stack">
            ${country && html`<${Note} tone="warn">${t('quality.country_text')}<//>`}
            <${Verdicts} q=${q} />
            ${!q.learned && html`<${TooFew} q=${q} />`}
            <div class="cols-2"><${Acceptance} q=${q} judged=${judged} />
                <${Card} title=${t('quality.sources')} flush=${judged > 0}>${judged || q.sources.left_out ? html`<${Sources} sources=${q.sources} />` : html`<${Empty} compact title=${t('quality.none_judged')} />`}<//></div>
            ${q.learned && html`<${Learned} learned=${q.learned} />`}</div>`}<//>
        ${asking && html`<${Dialog} title=${t(asking === 'apply' ? 'quality.apply' : 'quality.reset')} onClose=${() => setAsking('')} foot=${html`<${Button} label=${t('action.cancel')} onClick=${() => setAsking('')} /><${Button} primary label=${t(asking === 'apply' ? 'quality.apply' : 'quality.reset')} onClick=${run} />`}>
            <p>${t(asking === 'apply' ? (q.learned.better ? 'quality.apply_text' : 'quality.apply_anyway') : 'quality.reset_text')}</p><//>`}`;
}
