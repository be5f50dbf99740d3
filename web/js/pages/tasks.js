// What is due, late first; one task with its form.
import {html} from '../lib/h.js';
import {t, choice} from '../i18n.js';
import {get, list} from '../api.js';
import {useLoad} from '../lib/load.js';
import {navigate} from '../router.js';
import {hasRole, me} from '../store.js';
import {Card, Empty, Loaded, PageHead} from '../ui/states.js';
import {Filters, usePages} from '../ui/table.js';
import {Button} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';
import {TaskList} from './home.js';

function One({id}) {
    const isNew = id === 'new';
    const state = useLoad((signal) => (isNew ? Promise.resolve({}) : get(`/tasks/${id}`, {signal})), [id]);
    const back = () => navigate('/tasks');
    return html`<${Loaded} state=${state}>${(task) => html`<${PageHead} crumbs=${[{href: '/tasks', label: t('nav.tasks')}]} title=${isNew ? t('task.new') : task.title} />
        <${Card}><${RecordForm} type="task" record=${isNew ? undefined : task} initial=${isNew ? {status: 'open', assignee: me.value.account.id, assignee_label: me.value.account.name} : undefined} onSaved=${back} onCancel=${back} /><//>`}<//>`;
}

export default function Tasks({id, query, setQuery}) {
    const status = query.status || 'open';
    const ask = {q: query.q, status: status === 'all' ? '' : status, assignee: query.mine ? me.value.account.id : '', sort: 'due', limit: 50};
    const pages = usePages((cursor, signal) => (id ? Promise.resolve({items: [], next: null}) : list('tasks', {...ask, cursor, count: cursor ? undefined : 1}, {signal})), [JSON.stringify(ask), id]);
    if (id) return html`<${One} id=${id} />`;
    return html`<${PageHead} title=${t('nav.tasks')} actions=${hasRole('admin', 'officer') && html`<${Button} primary icon="plus" label=${t('task.new')} onClick=${() => navigate('/tasks/new')} />`} />
        <${Filters} q=${query.q} onQ=${(q) => setQuery({q})} total=${pages.total} selects=${[]}><div class="segments" role="group" aria-label=${t('field.status')}>${['open', 'done', 'all'].map((s) => html`<button type="button" aria-pressed=${status === s ? 'true' : 'false'} onClick=${() => setQuery({status: s === 'open' ? '' : s})}>${s === 'all' ? t('filter.all') : choice('task_status', s)}</button>`)}</div>
            <label class="check"><input type="checkbox" checked=${Boolean(query.mine)} onChange=${(e) => setQuery({mine: e.target.checked ? 1 : ''})} />${t('task.mine')}</label><//>
        <${Loaded} state=${{data: pages.fresh && pages.loading ? undefined : pages.items, error: pages.error, reload: pages.reload}}>${(items) => (items.length ? html`<div class="card"><${TaskList} tasks=${items} onDone=${pages.reload} />${pages.next && html`<div class="card-body"><${Button} label=${t('list.more')} onClick=${pages.more} /></div>`}</div>`
        : html`<${Card}><${Empty} title=${t('home.no_tasks')} text=${t('home.no_tasks_text')} /><//>`)}<//>`;
}
