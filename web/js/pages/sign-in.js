// Signing in. The language can be chosen before anyone knows who you are.
import {html, useState} from '../lib/h.js';
import {t, language, LANGUAGES} from '../i18n.js';
import {signIn, chooseLanguage} from '../store.js';
import {Mark} from '../ui/icon.js';
import {TextField} from '../ui/field.js';
import {Note} from '../ui/states.js';
import {Chain} from '../ui/chain.js';

export function SignIn() {
    const [login, setLogin] = useState('');
    const [password, setPassword] = useState('');
    const [errors, setErrors] = useState({});
    const [problem, setProblem] = useState('');
    const [busy, setBusy] = useState(false);
    const submit = async (e) => {
        e.preventDefault();
        const missing = {};
        if (!login.trim()) missing.login = t('sign_in.need_login');
        if (!password) missing.password = t('sign_in.need_password');
        setErrors(missing);
        setProblem('');
        if (Object.keys(missing).length) return e.target.querySelector('[name=' + Object.keys(missing)[0] + ']').focus();
        setBusy(true);
        try { await signIn(login.trim(), password); } catch (err) {
            setProblem(err.status === 401 ? t('sign_in.wrong') : err.words);
            setBusy(false);
        }
        return undefined;
    };
    const joints = Object.fromEntries(['diagnosis', 'need', 'match', 'meeting', 'disclosure', 'agreement', 'result'].map((j, i) => [j, {state: i < 3 ? 'done' : i === 3 ? 'now' : 'empty', value: ''}]));
    return html`<main class="sign-in"><section class="sign-in-side" aria-label=${t('app.name')}>
            <div class="stack"><h1>${t('sign_in.headline')}</h1><p>${t('sign_in.about')}</p></div>
            <${Chain} joints=${joints} label=${t('chain.label')} /></section>
        <section class="sign-in-form"><div class="spread"><div class="brand"><${Mark} size=${32} /><span>${t('app.name')}</span></div>
            <div class="segments" role="group" aria-label=${t('account.language')}>${LANGUAGES.map((tag) => html`<button type="button" lang=${tag} aria-pressed=${language.value === tag ? 'true' : 'false'}
                onClick=${() => chooseLanguage(tag)}>${tag === 'ko' ? '한국어' : 'English'}</button>`)}</div></div>
            <h2>${t('sign_in.title')}</h2>
            ${problem && html`<${Note} tone="bad"><span dir="auto">${problem}</span><//>`}
            <form class="stack" noValidate onSubmit=${submit}>
                <${TextField} label=${t('sign_in.login')} name="login" autocomplete="username" autocapitalize="none" spellcheck=${false} value=${login} onChange=${setLogin} error=${errors.login} />
                <${TextField} label=${t('sign_in.password')} name="password" type="password" autocomplete="current-password" value=${password} onChange=${setPassword} error=${errors.password} />
                <button class="btn primary" type="submit" disabled=${busy}>${busy ? t('state.working') : t('sign_in.submit')}</button></form>
            <p class="small muted">${t('sign_in.help')}</p></section></main>`;
}
