// One account: its facts, its role grants, a new password.
import {html, useState} from '../lib/h.js';
import {t, choice, fmtMoment} from '../i18n.js';
import {del, get, list, post} from '../api.js';
import {useLoad} from '../lib/load.js';
import {me, toast, toastProblem} from '../store.js';
import {CHOICES} from '../lib/schema.js';
import {words} from '../lib/show.js';
import {Card, Empty, Loaded, PageHead} from '../ui/states.js';
import {State} from '../ui/chips.js';
import {Button} from '../ui/button.js';
import {Combobox} from '../ui/combobox.js';
import {Dialog, ask} from '../ui/dialog.js';
import {Field, SelectField, TextField} from '../ui/field.js';
import {RecordForm} from '../ui/form.js';

const PLURAL = {programme: 'programmes', event: 'events', organisation: 'organisations'};

function Grant({account, onClose, onSaved}) {
    const [v, setV] = useState({role: '', scope_kind: 'office', scope_id: me.value.office?.id, label: ''});
    const [errors, setErrors] = useState({});
    const save = async () => {
        const wrong = {};
        if (!v.role) wrong.role = t('form.required', {field: t('field.role')});
        if (!v.scope_id) wrong.scope_id = t('form.required', {field: t('field.scope_id')});
        setErrors(wrong);
        if (Object.keys(wrong).length) return;
        await post('/role-grants', {account, role: v.role, scope_kind: v.scope_kind, scope_id: v.scope_id});
        onSaved();
    };
    const kind = (k) => setV({...v, scope_kind: k || 'office', scope_id: k === 'office' ? me.value.office?.id : '', label: ''});
    const find = async (q, signal) => (await list(PLURAL[v.scope_kind], {q, limit: 8}, {signal})).items.map((r) => ({id: r.id, label: r.name || words(r.title) || r.code}));
    return html`<${Dialog} title=${t('grant.new')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('action.save')} onClick=${save} />`}><div class="stack">
        <${SelectField} label=${t('field.role')} value=${v.role} onChange=${(role) => setV({...v, role})} error=${errors.role} options=${CHOICES.role.map((r) => [r, choice('role', r)])} hint=${v.role ? t(`role.hint.${v.role}`) : undefined} />
        <${SelectField} label=${t('field.scope_kind')} value=${v.scope_kind} onChange=${kind} options=${CHOICES.scope_kind.map((k) => [k, choice('scope_kind', k)])} />
        ${v.scope_kind !== 'office' && html`<${Field} label=${t('field.scope_id')} error=${errors.scope_id}>${(a) => html`<${Combobox} id=${a.id} key=${v.scope_kind} keepText value=${v.label} label=${t('field.scope_id')} placeholder=${t('form.find')} find=${find} onPick=${(x) => setV({...v, scope_id: x.id, label: x.label})} />`}<//>`}</div><//>`;
}

export default function AdminAccount({id}) {
    const [adding, setAdding] = useState(false);
    const [password, setPassword] = useState('');
    const account = useLoad((signal) => get(`/accounts/${id}`, {signal}), [id]);
    const grants = useLoad((signal) => list('role-grants', {account: id, limit: 100}, {signal}), [id]);
    const remove = async (g) => {
        if (!await ask({title: t('grant.remove_title'), text: `${choice('role', g.role)} · ${choice('scope_kind', g.scope_kind)}`, yes: t('wish.remove'), danger: true})) return;
        try { await del(`/role-grants/${g.id}`, {revision: g.revision}); grants.reload(); } catch (e) { toastProblem(e); }
    };
    const setNew = async () => { await post(`/accounts/${id}/password`, {password}); setPassword(''); toast(t('account.password_changed')); };
    return html`<${Loaded} state=${account}>${(a) => html`<${PageHead} crumbs=${[{href: '/admin', label: t('admin.accounts')}]} title=${a.name} sub=${html`<span class="mono">${a.login}</span><${State} list="account_status" value=${a.status} />`} />
        <div class="cols-2"><${Card} title=${t('group.what')}><${RecordForm} key=${a.revision} type="account" record=${a} onSaved=${(r) => account.setData(r)} /><//>
        <div class="stack"><${Card} title=${t('grant.title')} flush actions=${html`<${Button} small icon="plus" label=${t('grant.new')} onClick=${() => setAdding(true)} />`}><${Loaded} state=${grants} rows=${2}>${(d) => (d.items.length ? html`<ul class="lines">${d.items.map((g) => html`<li class="line-item" key=${g.id}><div class="grow"><strong>${choice('role', g.role)}</strong><div class="small muted">${choice('scope_kind', g.scope_kind)} <bdi>${g.scope_name || g.scope_id_label || ''}</bdi>${g.valid_until ? ` · ${fmtMoment(g.valid_until)}` : ''}</div></div><${Button} ghost small iconOnly icon="trash" label=${t('grant.remove_of', {role: choice('role', g.role)})} onClick=${() => remove(g)} /></li>`)}</ul>` : html`<${Empty} compact title=${t('grant.none')} />`)}<//><//>
        <${Card} title=${t('account.set_password')}><div class="stack"><${TextField} label=${t('account.new')} type="password" autocomplete="new-password" hint=${t('account.new_hint')} value=${password} onChange=${setPassword} /><div><${Button} label=${t('account.change')} disabled=${password.length < 10} onClick=${setNew} /></div></div><//></div></div>
        ${adding && html`<${Grant} account=${id} onClose=${() => setAdding(false)} onSaved=${() => { setAdding(false); grants.reload(); }} />`}`}<//>`;
}
