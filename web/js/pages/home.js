// The chain with counts and what is due; my tasks; my events; what changed.
import {html, useEffect} from '../lib/h.js';
import {t, tn, fmtDays, fmtDay, fmtAgo, fmtMoment, fmtNumber, choice, has} from '../i18n.js';
import {get, list, patch} from '../api.js';
import {sinceMoment} from '../lib/since.js';
import {serverNow} from '../lib/clock.js';
import {useLoad} from '../lib/load.js';
import {words} from '../lib/show.js';
import {hrefOf} from '../lib/schema.js';
import {me, isStaff, hasRole, badges, toast, toastProblem} from '../store.js';
import {ScoreBar} from './match-parts.js';
import {Chain} from '../ui/chain.js';
import {Card, Empty, ErrorState, PageHead, Skeleton} from '../ui/states.js';
import {State} from '../ui/chips.js';
import {Icon} from '../ui/icon.js';
import {LinkButton} from '../ui/button.js';

const JOINT_HREF = {need: '/profiles?side=need', match: '/matches?status=proposed', meeting: '/events', disclosure: '/cases?joint=disclosure', agreement: '/cases?joint=agreement', result: '/cases?joint=result'};

export function taskHref(task) {
    if (task.kind === 'report_outcome' && task.event) return `/events/${task.event}/outcomes`;
    if (task.kind === 'review_matches') return task.event ? `/matches?event=${task.event}&status=proposed` : '/matches?status=proposed';
    if (task.kind === 'mend_import' && task.about_id) return `/imports/${task.about_id}?verdict=rejected`;
    if (task.kind === 'answer_wish' && task.event) return `/events/${task.event}/wishes`;
    if (task.kind === 'confirm_meeting' && task.event) return `/events/${task.event}/agenda`;
    return (task.about_id && hrefOf(task.about_type, task.about_id)) || `/tasks/${task.id}`;
}

export function TaskList({tasks, onDone}) {
    const today = new Date().toISOString().slice(0, 10);
    const finish = async (task) => {
        try {
            await patch(`/tasks/${task.id}`, {status: 'done'}, {revision: task.revision});
            toast(t('task.done_toast', {title: task.title}));
            onDone();
        } catch (e) { toastProblem(e); }
    };
    return html`<ul class="lines">${tasks.map((task) => {
        const late = task.due && task.due < today && task.status === 'open';
        return html`<li class="line-item" key=${task.id}>
            <button type="button" class="tick" aria-label=${t('task.finish', {title: task.title})} disabled=${task.status !== 'open'} onClick=${() => finish(task)}><${Icon} name="check" size=${14} /></button>
            <div class="grow"><a href=${taskHref(task)} dir="auto">${task.title || (has(`choice.task_kind.${task.kind}`) ? choice('task_kind', task.kind) : task.kind)}</a>
                <div class="small muted">${task.kind && has(`choice.task_kind.${task.kind}`) ? choice('task_kind', task.kind) : ''}${task.organisation_label ? html` · <bdi>${task.organisation_label}</bdi>` : ''}</div></div>
            ${task.due && html`<span class=${late ? 'small strong bad nowrap' : 'small muted nowrap'}>${late ? t('task.late', {day: fmtDay(task.due, {month: 'short', day: 'numeric'})}) : fmtDay(task.due, {month: 'short', day: 'numeric'})}</span>`}</li>`;
    })}</ul>`;
}

function nextWords(j) {
    if (j.next && typeof j.next === 'object') return words(j.next.label ?? j.next.title ?? j.next);
    if (j.next) return t('chain.next_due', {day: fmtDay(j.next, {month: 'short', day: 'numeric'})});
    return j.count ? '' : t(`chain.empty.${j.joint}`);
}

// What was proposed since yesterday and nobody has judged, the best first.
function NewMatches() {
    const state = useLoad((signal) => list('matches', {status: 'proposed', created_since: sinceMoment('yesterday'), sort: '-score', limit: 5, count: 1}, {signal}), []);
    const d = state.data;
    if (state.error && !d) return null;
    return html`<${Card} title=${t('home.new_matches')} flush actions=${html`<a class="small" href="/inbox">${t('nav.inbox')}</a>${d?.total > 0 && html`<a class="small" href="/matches?status=proposed&since=yesterday">${tn('home.n_new_matches', d.total)}</a>`}`}>
        ${!d ? html`<div class="card-body"><${Skeleton} height="80px" /></div>` : d.items.length ? html`<ul class="lines">${d.items.map((m) => html`<li class="line-item" key=${m.id}><${ScoreBar} score=${m.score} chance=${m.chance} />
            <div class="grow"><a href=${`/matches/${m.id}`}><bdi>${m.need_label}</bdi> × <bdi>${m.offer_label}</bdi></a><div class="small muted"><bdi>${m.need_organisation_label}</bdi> · <bdi>${m.offer_organisation_label}</bdi></div></div></li>`)}</ul>`
        : html`<${Empty} compact title=${t('home.no_new_matches')} />`}<//>`;
}

// An event that is on today: one press to one's own day, for the office to the desk.
function Today({events}) {
    const today = new Date(serverNow()).toLocaleDateString('sv');
    const tab = isStaff.value ? 'desk' : 'agenda';
    return events.filter((e) => e.first_day <= today && today <= e.last_day && e.meetings !== 0).map((e) => html`<section class="card next-step" key=${e.id} aria-label=${t('home.today')}><${Icon} name="calendar" size=${22} /><div class="grow"><p class="small muted">${t('home.today')}</p><p class="strong"><bdi>${words(e.title)}</bdi></p></div>
        <${LinkButton} primary icon=${isStaff.value ? 'check' : 'clock'} href=${`/events/${e.id}/${tab}`} label=${t(`tab.${tab}`)} /></section>`);
}

export default function Home() {
    const state = useLoad((signal) => get('/home', {signal}), []);
    const home = state.data;
    useEffect(() => { if (home) badges.value = {...badges.value, tasks: home.tasks?.items?.length || 0, inbox: (home.tasks?.items || []).filter((x) => x.kind === 'saved_search').length}; }, [home]);
    if (state.error && !home) return html`<${ErrorState} error=${state.error} retry=${state.reload} />`;
    const joints = Object.fromEntries((home?.joints || []).map((j) => [j.joint, {
        value: fmtNumber(j.count ?? 0), due: j.due, state: j.count ? 'open' : 'empty', next: nextWords(j), href: JOINT_HREF[j.joint]}]));
    return html`<${PageHead} title=${t('home.hello', {name: me.value.account.name})} sub=${fmtMoment(new Date().toISOString(), undefined, {dateStyle: 'full'})}
            actions=${isStaff.value && html`<${LinkButton} href="/imports" icon="upload" label=${t('home.import')} /><${LinkButton} href="/events?new=1" icon="plus" label=${t('event.new')} />`} />
        <div class="stack">${home && html`<${Today} events=${home.events} />`}<${Card} title=${t('home.chain')}>${home ? html`<${Chain} joints=${joints} />` : html`<${Skeleton} height="96px" />`}<//>
            <div class="cols-main"><div class="stack">
                <${Card} title=${t('home.tasks')} flush actions=${html`<a class="small" href="/tasks">${t('home.all_tasks')}</a>`}>
                    ${!home ? html`<div class="card-body"><${Skeleton} height="120px" /></div>` : home.tasks.items.length
                        ? html`<${TaskList} tasks=${home.tasks.items} onDone=${state.reload} />` : html`<${Empty} compact title=${t('home.no_tasks')} text=${t('home.no_tasks_text')} />`}<//>
                ${hasRole('admin', 'officer', 'member') && html`<${NewMatches} />`}
                <${Card} title=${t('home.events')} flush actions=${html`<a class="small" href="/events">${t('home.all_events')}</a>`}>
                    ${!home ? html`<div class="card-body"><${Skeleton} height="80px" /></div>` : home.events.length ? html`<ul class="lines">${home.events.map((e) => html`<li class="line-item" key=${e.id}>
                        <div class="grow"><a class="strong" href=${`/events/${e.id}`}><bdi>${words(e.title)}</bdi></a><div class="small muted">${fmtDays(e.first_day, e.last_day)}
                            ${e.participants !== undefined && ` · ${tn('event.n_participants', e.participants)}`}${e.meetings !== undefined && ` · ${tn('event.n_meetings', e.meetings)}`}</div></div><${State} list="event_status" value=${e.status} /></li>`)}</ul>`
                        : html`<${Empty} compact title=${t('home.no_events')} text=${isStaff.value ? t('home.no_events_text') : t('home.no_events_member')} />`}<//></div>
                <${Card} title=${t('home.recent')} flush>${!home ? html`<div class="card-body"><${Skeleton} height="200px" /></div>` : home.recent.length ? html`<ol class="lines">${[...home.recent].sort((a, b) => String(b.at).localeCompare(String(a.at))).map((r, i) => html`<li class="line-item" key=${i}>
                    <div class="grow">${hrefOf(r.type, r.id) ? html`<a href=${hrefOf(r.type, r.id)} dir="auto">${words(r.label) || choice('record', r.type)}</a>` : html`<span dir="auto">${words(r.label) || choice('record', r.type)}</span>`}
                        <div class="small muted">${choice('record', r.type)} · ${choice('action', r.action)}${r.by_name ? html` · <bdi>${r.by_name}</bdi>` : ''}</div></div><span class="small faint nowrap">${fmtAgo(r.at)}</span></li>`)}</ol>`
                    : html`<${Empty} compact title=${t('home.no_recent')} />`}<//></div></div>`;
}
