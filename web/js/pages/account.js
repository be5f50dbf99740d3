// My account: language, password, what I may do.
import {html, useState} from '../lib/h.js';
import {t, choice, language, LANGUAGES, languageName} from '../i18n.js';
import {patch} from '../api.js';
import {chooseLanguage, me, toast} from '../store.js';
import {Card, Facts, Note, PageHead} from '../ui/states.js';
import {TextField} from '../ui/field.js';

function Password() {
    const [v, setV] = useState({old: '', next: '', again: ''});
    const [errors, setErrors] = useState({});
    const [problem, setProblem] = useState('');
    const set = (name) => (value) => { setV({...v, [name]: value}); setErrors({...errors, [name]: undefined}); };
    const save = async (e) => {
        e.preventDefault();
        const wrong = {};
        if (!v.old) wrong.old = t('account.need_old');
        if (v.next.length < 10) wrong.next = t('account.too_short');
        if (v.next !== v.again) wrong.again = t('account.not_same');
        setErrors(wrong);
        setProblem('');
        if (Object.keys(wrong).length) return;
        try {
            await patch('/me', {old_password: v.old, password: v.next}, {quiet: true});
            setV({old: '', next: '', again: ''});
            toast(t('account.password_changed'));
        } catch (err) {
            const by = err.byField?.() || {};
            setErrors({old: by.old_password, next: by.password});
            if (!by.old_password && !by.password) setProblem(err.words);
        }
    };
    return html`<form class="stack" noValidate onSubmit=${save}>${problem && html`<${Note} tone="bad"><span dir="auto">${problem}</span><//>`}
        <${TextField} label=${t('account.old')} type="password" autocomplete="current-password" value=${v.old} onChange=${set('old')} error=${errors.old} />
        <${TextField} label=${t('account.new')} type="password" autocomplete="new-password" hint=${t('account.new_hint')} value=${v.next} onChange=${set('next')} error=${errors.next} />
        <${TextField} label=${t('account.again')} type="password" autocomplete="new-password" value=${v.again} onChange=${set('again')} error=${errors.again} />
        <div><button type="submit" class="btn primary">${t('account.change')}</button></div></form>`;
}

export default function Account() {
    const m = me.value;
    const grants = m.grants || [];
    return html`<${PageHead} title=${t('nav.account')} /><div class="cols-2"><div class="stack"><${Card} title=${m.account.name}><${Facts} items=${[[t('field.login'), html`<span class="mono">${m.account.login}</span>`],
            [t('account.roles'), grants.length > 0 && html`<ul>${grants.map((g) => html`<li>${choice('role', g.role)} <span class="muted">· ${choice('scope_kind', g.scope_kind)} <bdi>${g.scope_name || ''}</bdi></span></li>`)}</ul>`]]} /><//>
        <${Card} title=${t('account.language')}><div class="checks">${LANGUAGES.map((tag) => html`<label class="check"><input type="radio" name="language" checked=${language.value === tag} onChange=${() => chooseLanguage(tag)} />${languageName(tag)}</label>`)}</div><//></div>
        <${Card} title=${t('account.password')}><${Password} /><//></div>`;
}
