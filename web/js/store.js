// What the whole page shares: who is signed in, what they may do, toasts.
import {signal, computed} from './lib/h.js';
import {csrf, get, post, patch} from './api.js';
import {setLanguage, language, LANGUAGES} from './i18n.js';

export const me = signal(null); // null: not signed in; undefined while asking
export const toasts = signal([]);
export const badges = signal({}); // counts beside navigation entries
export const helpOpen = signal(false);
export const drawerOpen = signal(false);

const roleSet = computed(() => {
    const out = new Set(me.value?.roles || []);
    for (const g of me.value?.grants || []) out.add(g.role);
    return out;
});
export const hasRole = (...roles) => roles.some((r) => roleSet.value.has(r));
export const isStaff = computed(() => hasRole('admin', 'officer'));
export const myOrganisations = computed(() => me.value?.organisations || []);
export const isMine = (organisationId) => myOrganisations.value.some((o) => o.id === organisationId);

function take(answer) {
    csrf.value = answer.csrf || '';
    me.value = answer;
}

export async function whoAmI() {
    try {
        const answer = await get('/me', {quiet: true});
        const tag = answer.account?.language;
        if (!localStorage.getItem('ieum.language.chosen')) {
            if (LANGUAGES.includes(tag)) await setLanguage(tag);
        } else if (tag !== language.value) {
            // Chosen in this browser, perhaps before anybody signed in: what the server words
            // is to come in it too.
            csrf.value = answer.csrf || '';
            try { answer.account.language = (await patch('/me', {language: language.value})).account.language; } catch { /* the page speaks it anyway */ }
        }
        take(answer);
    } catch (e) {
        me.value = null;
        if (e.status && e.status !== 401) throw e;
    }
}

export async function signIn(login, password) {
    await post('/sign-in', {login, password}, {quiet: true});
    await whoAmI();
}

export async function signOut() {
    try { await post('/sign-out'); } finally {
        csrf.value = '';
        me.value = null;
        forget();
    }
}

// The agendas that this browser keeps for a hall without network are their reader's alone.
function forget() {
    try { for (const key of Object.keys(localStorage)) if (key.startsWith('ieum.day.')) localStorage.removeItem(key); } catch { /* a browser that keeps nothing */ }
}

export async function chooseLanguage(tag) {
    localStorage.setItem('ieum.language.chosen', '1');
    await setLanguage(tag);
    if (me.value) {
        try {
            await patch('/me', {language: tag});
            me.value = {...me.value, account: {...me.value.account, language: tag}};
        } catch { /* the browser remembers it anyway */ }
    }
}
export {language};

let nextToast = 1;
export function toast(text, {tone = 'plain', action, seconds = 6} = {}) {
    const id = nextToast++;
    toasts.value = [...toasts.value.slice(-3), {id, text, tone, action}];
    if (seconds) setTimeout(() => dropToast(id), seconds * 1000);
}
export function dropToast(id) { toasts.value = toasts.value.filter((x) => x.id !== id); }
export function toastProblem(e) {
    if (e?.name === 'AbortError') return;
    toast(e?.words || e?.message || String(e), {tone: 'bad', seconds: 10});
}
