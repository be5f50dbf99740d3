// Talking to the server: JSON, the session's CSRF token, revisions as ETags, problem
// documents as errors, and jobs followed by server-sent events.
import {signal} from './lib/h.js';
import {language, t, has} from './i18n.js';
import {hearServer} from './lib/clock.js';

export const csrf = signal('');
let onSignedOut = () => {};
export function whenSignedOut(fn) { onSignedOut = fn; }

export class Problem extends Error {
    constructor(status, body) {
        super(body?.detail || body?.title || '');
        this.status = status;
        this.code = body?.code || '';
        this.field = body?.field || null;
        this.errors = body?.errors || (body?.field ? [{field: body.field, detail: body.detail}] : []);
        this.body = body || {};
    }

    // One sentence for a person.
    get words() {
        if (this.message) return this.message;
        const key = `problem.${this.status}`;
        return has(key) ? t(key) : t('problem.other', {status: String(this.status)});
    }

    byField() {
        const out = {};
        for (const e of this.errors) if (e.field && !out[e.field]) out[e.field] = e.detail || this.words;
        return out;
    }
}

export async function request(method, path, {body, raw, type, revision, signal: abort, quiet} = {}) {
    const headers = {Accept: 'application/json', 'Accept-Language': language.value || 'ko'};
    if (method !== 'GET') headers['X-CSRF-Token'] = csrf.value;
    if (revision) headers['If-Match'] = `"${revision}"`;
    let payload;
    if (raw !== undefined) {
        payload = raw;
        headers['Content-Type'] = type || 'application/octet-stream';
    } else if (body !== undefined) {
        payload = JSON.stringify(body);
        headers['Content-Type'] = 'application/json';
    }
    let answer;
    try {
        answer = await fetch(`/api/v1${path}`, {method, headers, body: payload, signal: abort, credentials: 'same-origin'});
    } catch (e) {
        if (e.name === 'AbortError') throw e;
        throw new Problem(0, {code: 'network', detail: t('problem.network')});
    }
    hearServer(answer.headers.get('Date'));
    if (answer.status === 204) return null;
    const text = await answer.text();
    let json = null;
    try { json = text ? JSON.parse(text) : null; } catch { json = null; }
    if (!answer.ok) {
        if (answer.status === 401 && !quiet) onSignedOut();
        throw new Problem(answer.status, json);
    }
    return json;
}

export const get = (path, options) => request('GET', path, options);
export const post = (path, body = {}, options = {}) => request('POST', path, {body, ...options});
export const put = (path, body, options = {}) => request('PUT', path, {body, ...options});
export const patch = (path, body, options = {}) => request('PATCH', path, {body, ...options});
export const del = (path, options) => request('DELETE', path, options);

// Query string of what is set; arrays become several of the same name joined by commas.
export function query(values) {
    const out = new URLSearchParams();
    for (const [name, value] of Object.entries(values || {}))
        if (value !== undefined && value !== null && value !== '') out.set(name, String(value));
    const text = out.toString();
    return text ? `?${text}` : '';
}

export const list = (plural, values, options) => get(`/${plural}${query(values)}`, options);

// Every page of a list, up to `most` records.
export async function all(plural, values, {most = 5000, signal: abort} = {}) {
    const items = [];
    let cursor;
    do {
        const page = await list(plural, {limit: 200, ...values, cursor}, {signal: abort});
        items.push(...page.items);
        cursor = page.next;
    } while (cursor && items.length < most);
    return items;
}

// Records by id, several at a time, in the order of the ids; those not seen are left out.
export async function byIds(plural, ids, {signal: abort} = {}) {
    const out = new Array(ids.length);
    let at = 0;
    const worker = async () => {
        while (at < ids.length) {
            const i = at++;
            try { out[i] = await get(`/${plural}/${ids[i]}`, {signal: abort}); } catch (e) {
                if (e.name === 'AbortError') throw e;
            }
        }
    };
    await Promise.all([worker(), worker(), worker(), worker(), worker(), worker()]);
    return out.filter(Boolean);
}

const FINAL = ['done', 'failed', 'cancelled'];

// Follows a job until it ends; `see` is called with each report. Falls back to asking
// when the stream breaks. Returns a function that stops following.
export function follow(jobId, see) {
    let stopped = false;
    let source = null;
    let timer = 0;
    const take = (job) => {
        if (stopped) return;
        see(job);
        if (FINAL.includes(job.status)) stop();
    };
    const ask = async () => {
        if (stopped) return;
        try { take(await get(`/jobs/${jobId}`)); } catch (e) {
            if (e.status && e.status < 500) return take({id: jobId, status: 'failed', problem: {detail: e.words}});
        }
        if (!stopped) timer = setTimeout(ask, 700);
    };
    const stop = () => {
        stopped = true;
        clearTimeout(timer);
        source?.close();
    };
    source = new EventSource(`/api/v1/jobs/${jobId}/events`);
    source.onmessage = (e) => {
        try { take(JSON.parse(e.data)); } catch { /* half a line: the next one follows */ }
    };
    source.onerror = () => {
        source.close();
        if (!stopped && !timer) ask();
    };
    return stop;
}
