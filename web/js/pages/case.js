// One case: the chain with where it stands, its evidence joint by joint, tasks, history.
import {html, useState} from '../lib/h.js';
import {t, choice, fmtMoment} from '../i18n.js';
import {get, list, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {setParams} from '../router.js';
import {Card, Empty, Facts, Loaded, PageHead} from '../ui/states.js';
import {Chain, JOINTS, caseJoints} from '../ui/chain.js';
import {State} from '../ui/chips.js';
import {Tabs} from '../ui/tabs.js';
import {Button} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {RecordForm} from '../ui/form.js';
import {History} from '../ui/history.js';
import {Attachments} from '../ui/attachments.js';
import {TaskList} from './home.js';

function Evidence({c, match, meetings, outcomes, event}) {
    const at = JOINTS.indexOf(c.joint);
    const rows = [
        ['need', html`<a href=${`/profiles/${c.need}`}><bdi>${c.need_label}</bdi></a>`, html`<bdi>${c.need_organisation_label}</bdi>`],
        ['match', match ? html`<a href=${`/matches/${match.id}`}><bdi>${match.offer_label}</bdi></a>` : null, match && fmtMoment(match.created_at)],
        ['meeting', meetings.length ? html`<a href=${`/events/${c.event}/timetable`}>${meetings.map((m) => fmtMoment(m.starts_at, event?.zone)).join(', ')}</a>` : null, meetings.map((m) => choice('meeting_status', m.status)).join(', ')],
        ['disclosure', null, ''], ['agreement', null, ''],
        ['result', outcomes.length ? outcomes.map((o) => html`<div>${choice('outcome_result', o.result)} <span class="muted">${o.note || ''}</span></div>`) : null, outcomes.map((o) => choice('outcome_stage', o.stage)).join(', ')],
    ];
    return html`<ol class="lines">${rows.map(([joint, what, sub]) => html`<li class="line-item" key=${joint}><span class="joint-name strong">${choice('joint', joint)}</span><div class="grow" dir="auto">${what || html`<span class="faint">${JOINTS.indexOf(joint) <= at ? t('case.not_recorded') : t(`chain.empty.${joint}`)}</span>`}${what && sub && html`<div class="small muted">${sub}</div>`}</div></li>`)}</ol>`;
}

export default function Case({id, query}) {
    const [adding, setAdding] = useState(false);
    const state = useLoad(async (signal) => {
        const c = await get(`/cases/${id}`, {signal});
        const quiet = (p) => p.catch(() => null);
        const [match, meetings, tasks, event] = await Promise.all([c.match ? quiet(get(`/matches/${c.match}`, {signal})) : null, c.event ? quiet(list('meetings', {event: c.event, limit: 500}, {signal})) : null, quiet(list('tasks', {about_id: id, status: 'open', limit: 50}, {signal})), c.event ? quiet(get(`/events/${c.event}`, {signal})) : null]);
        const mine = (meetings?.items || []).filter((m) => m.case === id);
        const outcomes = mine.length ? (await Promise.all(mine.map((m) => quiet(list('outcomes', {meeting: m.id}, {signal}))))).flatMap((x) => x?.items || []) : [];
        return {c, match, meetings: mine, outcomes, event, tasks: tasks?.items || []};
    }, [id]);
    const tab = query.tab || 'overview';
    const at = (x) => `/cases/${id}${queryText({tab: x === 'overview' ? '' : x})}`;
    return html`<${Loaded} state=${state}>${({c, match, meetings, outcomes, event, tasks}) => {
        const crumbs = [{href: '/cases', label: t('nav.cases')}];
        if (query.edit) return html`<${PageHead} crumbs=${[...crumbs, {href: at('overview'), label: c.title}]} title=${t('case.edit')} /><${Card}><${RecordForm} type="case" record=${c} onSaved=${() => { state.reload(); setParams({edit: ''}); }} onCancel=${() => setParams({edit: ''})} /><//>`;
        const joints = caseJoints(c.joint, {});
        for (const [joint, sub] of [['need', c.need_organisation_label], ['match', match && fmtMoment(match.created_at, undefined, {dateStyle: 'medium'})], ['meeting', meetings[0] && fmtMoment(meetings[0].starts_at, event?.zone, {dateStyle: 'medium'})], ['result', outcomes[0] && choice('outcome_result', outcomes[0].result)]]) if (sub) joints[joint].sub = sub;
        const next = JOINTS[JOINTS.indexOf(c.joint) + 1];
        if (next) joints[next].next = t(`case.next.${next}`);
        joints[c.joint].sub = joints[c.joint].sub || c.owner_label;
        return html`<${PageHead} crumbs=${crumbs} title=${c.title} sub=${html`<${State} list="case_status" value=${c.status} />${c.owner_label && html`<span>${t('case.owner', {name: c.owner_label})}</span>`}${c.event && html`<a href=${`/events/${c.event}`}><bdi>${c.event_label}</bdi></a>`}`}
            actions=${c.can?.edit && html`<${Button} icon="edit" label=${t('action.edit')} onClick=${() => setParams({edit: 1}, {replace: false})} />`} />
            <div class="stack"><${Card}><${Chain} joints=${joints} label=${t('case.chain', {joint: choice('joint', c.joint)})} /><//>
            <${Tabs} label=${t('case.tabs')} current=${tab} items=${['overview', 'attachments', 'history'].map((x) => ({id: x, href: at(x), label: t(`tab.${x}`)}))} />
            ${tab === 'history' ? html`<${History} type="case" plural="cases" id=${id} />` : tab === 'attachments' ? html`<${Attachments} type="case" id=${id} can=${c.can?.edit} />` : html`<div class="cols-main"><${Card} title=${t('case.evidence')} flush><${Evidence} ...${{c, match, meetings, outcomes, event}} /><//>
                <div class="stack"><${Card} title=${t('case.sides')}><${Facts} items=${[[t('case.need_side'), html`<a href=${`/organisations/${c.need_organisation}`}><bdi>${c.need_organisation_label}</bdi></a>`], [t('field.counterparty'), html`<a href=${`/organisations/${c.counterparty}`}><bdi>${c.counterparty_label}</bdi></a>`], [t('field.note'), c.note && html`<span class="prewrap">${c.note}</span>`]]} /><//>
                <${Card} title=${t('nav.tasks')} flush actions=${c.can?.edit && html`<${Button} small icon="plus" label=${t('task.new')} onClick=${() => setAdding(true)} />`}>${tasks.length ? html`<${TaskList} tasks=${tasks} onDone=${state.reload} />` : html`<${Empty} compact title=${t('home.no_tasks')} />`}<//></div></div>`}</div>
            ${adding && html`<${Dialog} wide title=${t('task.new')} onClose=${() => setAdding(false)}><${RecordForm} type="task" fixed=${{about_type: 'case', about_id: id, ...(c.event ? {event: c.event} : {})}} initial=${{status: 'open'}} onSaved=${() => { setAdding(false); state.reload(); }} onCancel=${() => setAdding(false)} /><//>`}`;
    }}<//>`;
}
