// Starts the page: language, who is signed in, routes, keyboard, frame.
import {html, render, useState, useEffect, useErrorBoundary} from './lib/h.js';
import {firstLanguage, setLanguage, language, t} from './i18n.js';
import {route, match, path, params, start, setParams} from './router.js';
import {me, whoAmI, toastProblem} from './store.js';
import {whenSignedOut} from './api.js';
import {startKeys} from './lib/keys.js';
import {Shell} from './ui/shell.js';
import {SignIn} from './pages/sign-in.js';
import {Toasts} from './ui/toast.js';
import {ErrorState, SkeletonRows, Empty} from './ui/states.js';
import {LinkButton} from './ui/button.js';

route('/', () => import('./pages/home.js'), {nav: 'home'});
route('/organisations', () => import('./pages/organisations.js'), {nav: 'organisations'});
route('/organisations/:id', () => import('./pages/organisation.js'), {nav: 'organisations'});
route('/people/:id', () => import('./pages/person.js'), {nav: 'organisations'});
route('/profiles', () => import('./pages/profiles.js'), {nav: 'profiles'});
route('/profiles/:id', () => import('./pages/profile.js'), {nav: 'profiles'});
route('/matches', () => import('./pages/matches.js'), {nav: 'matches'});
route('/matches/quality', () => import('./pages/match-quality.js'), {nav: 'matches'});
route('/matches/:id', () => import('./pages/match.js'), {nav: 'matches'});
route('/imports', () => import('./pages/imports.js'), {nav: 'imports'});
route('/imports/:id', () => import('./pages/import.js'), {nav: 'imports'});
route('/events', () => import('./pages/events.js'), {nav: 'events'});
route('/events/:id', () => import('./pages/event.js'), {nav: 'events'});
route('/events/:id/:tab', () => import('./pages/event.js'), {nav: 'events'});
route('/programmes', () => import('./pages/programmes.js'), {nav: 'programmes'});
route('/programmes/:id', () => import('./pages/programme.js'), {nav: 'programmes'});
route('/cases', () => import('./pages/cases.js'), {nav: 'cases'});
route('/cases/:id', () => import('./pages/case.js'), {nav: 'cases'});
route('/tasks', () => import('./pages/tasks.js'), {nav: 'tasks'});
route('/tasks/:id', () => import('./pages/tasks.js'), {nav: 'tasks'});
route('/lexicon', () => import('./pages/lexicon.js'), {nav: 'lexicon'});
route('/lexicon/:tab', () => import('./pages/lexicon.js'), {nav: 'lexicon'});
route('/account', () => import('./pages/account.js'), {nav: 'account'});
route('/admin', () => import('./pages/admin.js'), {nav: 'admin'});
route('/admin/accounts/:id', () => import('./pages/admin-account.js'), {nav: 'admin'});
route('/log', () => import('./pages/log.js'), {nav: 'log'});
route('/search', () => import('./pages/search.js'), {nav: 'search'});
route('/searches', () => import('./pages/searches.js'), {nav: 'search'});
route('/searches/:id', () => import('./pages/searches.js'), {nav: 'search'});
route('/inbox', () => import('./pages/inbox.js'), {nav: 'inbox'});

const loaded = new Map();

function Page() {
    const found = match(path.value);
    const key = found?.route.pattern;
    const [, setTurn] = useState(0);
    const [broken, setBroken] = useState(null);
    const [failure, resetFailure] = useErrorBoundary((e) => console.error(e));
    useEffect(() => { if (failure) resetFailure(); }, [path.value]);
    useEffect(() => {
        setBroken(null);
        if (!found || loaded.has(key)) return;
        found.route.load().then((m) => { loaded.set(key, m.default); setTurn((n) => n + 1); }, setBroken);
    }, [key]);
    if (!found) return html`<${Empty} title=${t('state.not_found')} text=${t('state.not_found_text')}><${LinkButton} href="/" label=${t('nav.home')} /><//>`;
    if (failure || broken) return html`<${ErrorState} error=${{words: t('state.broken')}} retry=${() => location.reload()} />`;
    const View = loaded.get(key);
    if (!View) return html`<${SkeletonRows} rows=${8} />`;
    return html`<${View} key=${key + (found.params.id || '')} ...${found.params} query=${params.value} setQuery=${setParams} />`;
}

function App() {
    if (!language.value) return null;
    if (me.value === undefined) return html`<div class="main"><${SkeletonRows} rows=${6} /></div>`;
    if (me.value === null) return html`<${SignIn} /><${Toasts} />`;
    const found = match(path.value);
    return html`<${Shell} nav=${found?.route.nav}><${Page} /><//><${Toasts} />`;
}

async function main() {
    me.value = undefined;
    await setLanguage(firstLanguage());
    whenSignedOut(() => { me.value = null; });
    start();
    startKeys();
    render(html`<${App} />`, document.getElementById('app'));
    try { await whoAmI(); } catch (e) { me.value = null; toastProblem(e); }
}

main();

