// Accounts of the office, and who may do what.
import {html} from '../lib/h.js';
import {t, choice, languageName} from '../i18n.js';
import {all} from '../api.js';
import {useLoad} from '../lib/load.js';
import {options} from '../lib/schema.js';
import {navigate} from '../router.js';
import {Card, Empty, PageHead} from '../ui/states.js';
import {Records} from '../ui/records.js';
import {ChipList, State} from '../ui/chips.js';
import {Button} from '../ui/button.js';
import {RecordForm} from '../ui/form.js';

export default function Admin({query, setQuery}) {
    const grants = useLoad(async (signal) => {
        const of = new Map();
        for (const g of await all('role-grants', {}, {signal})) of.set(g.account, [...(of.get(g.account) || []), g.role]);
        return of;
    }, []);
    if (query.new) return html`<${PageHead} crumbs=${[{href: '/admin', label: t('nav.admin')}]} title=${t('account.new_account')} /><${Card}><${RecordForm} type="account" initial=${{language: 'ko', status: 'active'}} onSaved=${(r) => navigate(`/admin/accounts/${r.id}`)} onCancel=${() => navigate('/admin')} /><//>`;
    const columns = [
        {id: 'login', label: t('field.login'), cell: (a) => html`<span class="mono">${a.login}</span>`, phone: 'title', width: '26%'},
        {id: 'name', label: t('field.name'), cell: (a) => html`<bdi>${a.name}</bdi>`, phone: 'sub', width: '24%'},
        {id: 'roles', label: t('account.roles'), cell: (a) => html`<${ChipList} list="role" values=${[...new Set(grants.data?.get(a.id) || [])]} />`, width: '24%'},
        {id: 'language', label: t('field.language'), cell: (a) => languageName(a.language), width: '12%'},
        {id: 'status', label: t('field.status'), cell: (a) => html`<${State} list="account_status" value=${a.status} />`, phone: 'side', width: '14%'},
    ];
    return html`<${PageHead} title=${t('admin.accounts')} actions=${html`<${Button} primary icon="plus" label=${t('account.new_account')} onClick=${() => setQuery({new: 1}, {replace: false})} />`} />
        <${Records} plural="accounts" query=${query} setQuery=${setQuery} columns=${columns} sort="" caption=${t('admin.accounts')} href=${(a) => `/admin/accounts/${a.id}`} filters=${[{name: 'status', label: t('field.status'), options: options('account_status', choice)}]} empty=${html`<${Empty} title=${t('list.empty')} />`} />`;
}
