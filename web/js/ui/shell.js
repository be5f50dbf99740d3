// The frame around every page: navigation by role, search, language, account, keys.
import {html, useEffect, useRef} from '../lib/h.js';
import {t, language, LANGUAGES, choice} from '../i18n.js';
import {navigate, path} from '../router.js';
import {me, hasRole, signOut, chooseLanguage, helpOpen, drawerOpen, badges} from '../store.js';
import {get, query} from '../api.js';
import {goTargets, useKeys} from '../lib/keys.js';
import {hrefOf} from '../lib/schema.js';
import {Icon, Mark} from './icon.js';
import {Button} from './button.js';
import {Combobox} from './combobox.js';
import {Menu} from './menu.js';
import {Dialog} from './dialog.js';
import {subWords, words} from '../lib/show.js';

// id, address, icon, letter after "g", who sees it
const NAV = [
    ['home', '/', 'home', 'h', () => true],
    ['inbox', '/inbox', 'inbox', 'n', () => true],
    ['search', '/search', 'search', 's', () => true],
    ['organisations', '/organisations', 'building', 'o', () => true],
    ['profiles', '/profiles', 'swap', 'p', () => true],
    ['matches', '/matches', 'match', 'm', () => true],
    ['events', '/events', 'calendar', 'e', () => true],
    ['programmes', '/programmes', 'globe', 'r', () => true],
    ['cases', '/cases', 'case', 'c', () => true],
    ['tasks', '/tasks', 'task', 't', () => true],
    ['lexicon', '/lexicon', 'book', 'w', () => true],
    ['imports', '/imports', 'upload', 'i', () => hasRole('admin', 'officer')],
    ['admin', '/admin', 'key', 'a', () => hasRole('admin')],
    ['log', '/log', 'log', 'l', () => hasRole('admin', 'auditor')],
];
const OFFICE = new Set(['imports', 'admin', 'log']);
const visible = () => NAV.filter((n) => n[4]());

function NavList({current}) {
    const items = visible();
    const link = ([id, href, icon]) => html`<a class="nav-link" href=${href} key=${id} aria-current=${id === current ? 'page' : undefined} onClick=${() => { drawerOpen.value = false; }}>
        <${Icon} name=${icon} />${t(`nav.${id}`)}${badges.value[id] > 0 && html`<span class="badge">${badges.value[id] > 99 ? '99+' : badges.value[id]}</span>`}</a>`;
    const office = items.filter(([id]) => OFFICE.has(id));
    return html`<a class="brand" href="/" onClick=${() => { drawerOpen.value = false; }}><${Mark} /><span>${t('app.name')}</span></a>
        ${items.filter(([id]) => !OFFICE.has(id)).map(link)}
        ${office.length > 0 && html`<div class="nav-group">${t('nav.office')}</div>${office.map(link)}`}
        <div class="nav-foot"><bdi>${words(me.value?.office?.title) || me.value?.office?.name || ''}</bdi></div>`;
}

function Search() {
    const find = async (q, abort) => {
        const concepts = get(`/lexicon/find${query({q, limit: 4})}`, {signal: abort}).catch(() => ({items: []}));
        const answer = await get(`/search${query({q})}`, {signal: abort});
        return [...answer.items.map((x) => ({...x, kind: choice('record', x.type), sub: subWords(x)})),
            ...(await concepts).items.map((x) => ({id: x.concept, type: 'concept', label: x.label, lang: x.language, sub: x.found === x.label ? '' : x.found, subLang: x.found_language, kind: t('nav.lexicon')}))];
    };
    return html`<div class="bar-search" role="search"><${Combobox} icon="search" find=${find} label=${t('search.label')} placeholder=${t('search.placeholder')} hint="/" accessKey="search"
        onPick=${(x) => { const to = hrefOf(x.type, x.id); if (to) navigate(to); }} onSubmit=${(q) => { if (q) navigate(`/search?q=${encodeURIComponent(q)}`); }} /></div>`;
}

function LanguageSwitch() {
    return html`<div class="segments lang-switch" role="group" aria-label=${t('account.language')}>${LANGUAGES.map((tag) => html`<button type="button" lang=${tag}
        aria-pressed=${language.value === tag ? 'true' : 'false'} onClick=${() => chooseLanguage(tag)}>${tag === 'ko' ? '한국어' : 'English'}</button>`)}</div>`;
}

function AccountMenu() {
    const account = me.value.account;
    return html`<${Menu} label=${t('account.menu')} button=${(a) => html`<button type="button" class="btn ghost" ...${a} aria-label=${t('account.menu_of', {name: account.name})}>
            <${Icon} name="user" /><span class="account-name clip"><bdi>${account.name}</bdi></span></button>`}>
        <div class="head"><div class="strong"><bdi>${account.name}</bdi></div><div class="small muted">${(me.value.roles || []).map((r) => choice('role', r)).join(', ')}</div>
            ${me.value.organisations?.map((o) => html`<div class="small muted"><bdi>${(language.value === 'en' && o.name_en) || o.name}</bdi></div>`)}</div>
        <a class="item" href="/account"><${Icon} name="user" />${t('nav.account')}</a>
        ${LANGUAGES.filter((x) => x !== language.value).map((tag) => html`<button type="button" class="item" lang=${tag} onClick=${() => chooseLanguage(tag)}><${Icon} name="globe" />${tag === 'ko' ? '한국어' : 'English'}</button>`)}
        <button type="button" class="item" onClick=${() => { helpOpen.value = true; }}><${Icon} name="question" />${t('help.title')}</button><hr />
        <button type="button" class="item" onClick=${() => signOut()}><${Icon} name="exit" />${t('action.sign_out')}</button><//>`;
}

function Help() {
    const rows = [['/', t('help.search')], ['j / k', t('help.list')], ['Enter', t('help.open')], ['?', t('help.this')], ['Esc', t('help.escape')],
        ['t / d', t('help.match')], ['m', t('help.move')], ['a / d', t('help.terms')], ['r / w / s', t('help.review')], ...visible().map(([id, , , letter]) => [`g ${letter}`, t(`nav.${id}`)])];
    return html`<${Dialog} title=${t('help.title')} onClose=${() => { helpOpen.value = false; }}><div class="help-keys">
        ${rows.map(([k, what]) => html`<span class="row">${k.split(' ').map((x) => (x === '/' && k.length > 1 ? '/' : html`<kbd>${x}</kbd>`))}</span><span>${what}</span>`)}</div><//>`;
}

function Drawer({current}) {
    const ref = useRef(null);
    useEffect(() => { ref.current.showModal(); }, []);
    const close = () => { drawerOpen.value = false; };
    return html`<dialog class="drawer" ref=${ref} aria-label=${t('nav.main')} onCancel=${close} onClose=${close} onClick=${(e) => { if (e.target === ref.current) close(); }}>
        <nav class="nav" aria-label=${t('nav.main')}><${NavList} current=${current} /></nav></dialog>`;
}

export function Shell({nav, children}) {
    useEffect(() => {
        goTargets.clear();
        for (const [, href, , letter] of visible()) goTargets.set(letter, () => navigate(href));
    }, [me.value]);
    useKeys({
        '/': () => { document.querySelector('[data-access="search"]')?.focus(); },
        '?': () => { helpOpen.value = true; },
    });
    const first = useRef(true);
    useEffect(() => {
        // A new page takes the focus to its heading, so that a screen reader says where it is.
        if (first.current) { first.current = false; return; }
        if (document.activeElement && document.activeElement !== document.body && document.activeElement.isConnected && document.activeElement.closest('dialog')) return;
        document.getElementById('main')?.focus({preventScroll: true});
    }, [path.value]);
    useEffect(() => { document.title = nav ? `${t(`nav.${nav}`)} · ${t('app.name')}` : t('app.name'); }, [nav, language.value]);
    const phone = visible().filter(([id]) => ['home', 'profiles', 'matches', 'events'].includes(id));
    return html`<a class="skip" href="#main">${t('nav.skip')}</a>
        <div class="shell"><nav class="nav" aria-label=${t('nav.main')}><${NavList} current=${nav} /></nav>
            <div class="column"><header class="bar">
                <${Button} ghost iconOnly icon="menu" class="bar-menu" label=${t('nav.open')} onClick=${() => { drawerOpen.value = true; }} />
                <${Search} /><div class="bar-end"><${LanguageSwitch} /><${AccountMenu} /></div></header>
                <main class="main" id="main" tabindex="-1">${children}</main></div></div>
        <nav class="tabbar" aria-label=${t('nav.short')}>${phone.map(([id, href, icon]) => html`<a href=${href} aria-current=${nav === id ? 'page' : undefined}><${Icon} name=${icon} size=${20} />${t(`nav.short.${id}`)}</a>`)}
            <button type="button" onClick=${() => { drawerOpen.value = true; }}><${Icon} name="menu" size=${20} />${t('nav.short.more')}</button></nav>
        ${helpOpen.value && html`<${Help} />`}${drawerOpen.value && html`<${Drawer} current=${nav} />`}`;
}
