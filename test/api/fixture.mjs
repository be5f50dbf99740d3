/* Small records of every type, valid each, for one server. */
import assert from 'node:assert/strict';
import { PASSWORD } from './client.mjs';

/* An account with one grant, or none. */
export async function account(admin, login, role, scopeKind = 'office', scopeId = undefined) {
    const made = await admin.make('accounts', { login, name: login, language: 'en' });
    const set = await admin.post(`/accounts/${made.id}/password`, { password: PASSWORD });
    assert.equal(set.status, 204, set.body);
    if (role) {
        const office = admin.me.office.id;
        await admin.make('role-grants', { account: made.id, role, scope_kind: scopeKind,
            scope_id: scopeId ?? office });
    }
    return made;
}

export const organisation = (name, more = {}) =>
    ({ name, type: 'company', country: 'KR', ...more });

export const profile = (org, title, more = {}) => ({ organisation: org, type: 'technology_offer',
    language: 'en', texts: [{ language: 'en', title, text: `${title}: what it does` }], ...more });

export const event = (code, more = {}) => ({ code, title: { en: code }, zone: 'Asia/Seoul',
    first_day: '2027-10-28', last_day: '2027-10-29', day_from: '10:00', day_until: '17:00',
    slot_minutes: 30, breaks: [{ from: '12:00', until: '13:00' }], status: 'open', ...more });

/* One record of each type that the general routes make, in an order that references allow. */
export async function oneOfEach(admin, tag = 'x') {
    const at = {};
    at.programme = await admin.make('programmes', { code: `P-${tag}`, title: { en: 'Programme' },
        kind: 'week' });
    at.organisation = await admin.make('organisations', organisation(`Org ${tag}`));
    at.other = await admin.make('organisations', organisation(`Other ${tag}`));
    at.person = await admin.make('people', { organisation: at.organisation.id,
        name: `Person ${tag}`, email: 'p@example.org' });
    at.affiliation = await admin.make('affiliations', { person: at.person.id,
        organisation: at.organisation.id, role: 'Engineer' });
    at.consent = await admin.make('consents', { person: at.person.id, purpose: 'introduce',
        given_on: '2026-01-05' });
    at.account = await admin.make('accounts', { login: `acc-${tag}`, name: 'Account' });
    at.role_grant = await admin.make('role-grants', { account: at.account.id, role: 'reviewer',
        scope_kind: 'office', scope_id: admin.me.office.id });
    at.code = await admin.make('codes', { scheme: 'HS', edition: '2022', code: `85${tag}`,
        label: { en: 'Machines' } });
    at.profile = await admin.make('profiles', profile(at.organisation.id, `Profile ${tag}`));
    at.event = await admin.make('events', event(`E-${tag}`));
    at.place = await admin.make('places', { event: at.event.id, name: 'Table 1', kind: 'table' });
    at.session = await admin.make('sessions', { event: at.event.id, title: { en: 'Seminar' },
        kind: 'seminar', starts_at: '2027-10-28T01:00:00Z', ends_at: '2027-10-28T02:00:00Z' });
    at.participation = await admin.make('participations', { event: at.event.id,
        organisation: at.organisation.id });
    at.counterpart = await admin.make('participations', { event: at.event.id,
        organisation: at.other.id });
    at.wish = await admin.make('wishes', { event: at.event.id, from: at.participation.id,
        to: at.counterpart.id, weight: 3 });
    at.meeting = await admin.make('meetings', { event: at.event.id, a: at.participation.id,
        b: at.counterpart.id, starts_at: '2027-10-28T01:00:00Z',
        ends_at: '2027-10-28T01:30:00Z', place: at.place.id });
    at.later = await admin.make('meetings', { event: at.event.id, a: at.participation.id,
        b: at.counterpart.id });
    at.precedence = await admin.make('precedences', { event: at.event.id,
        before: at.meeting.id, after: at.later.id, note: 'First things first' });
    at.interpreter = await admin.make('interpreters', { event: at.event.id, name: 'Kim',
        pairs: [{ from: 'ko', to: 'fr' }] });
    at.outcome = await admin.make('outcomes', { event: at.event.id, meeting: at.meeting.id,
        from: at.participation.id, to: at.counterpart.id, stage: 'at_once', status: 'held',
        result: 'follow_up' });
    at.need = await admin.make('profiles', profile(at.organisation.id, `Need ${tag}`,
        { type: 'technology_request' }));
    at.case = await admin.make('cases', { title: 'Case', need: at.need.id,
        counterparty: at.other.id });
    at.task = await admin.make('tasks', { title: 'Task', organisation: at.organisation.id });
    at.strength = await admin.make('strengths', { country: 'FR', field: { en: 'Chemistry' },
        source: 'Trade figures 2018' });
    at.saved_search = await admin.make('saved-searches', { name: `Search ${tag}`,
        query: { q: tag, type: 'technology_offer' }, alert: 'daily' });
    return at;
}

/* Plural of a record's type, from the paths of the document. */
export function plurals(document) {
    const found = {};
    for (const [where, methods] of Object.entries(document.json.paths)) {
        const type = methods.get?.['x-ieum-type'];
        const match = /^\/api\/v1\/([a-z-]+)$/.exec(where);
        if (type && match)
            found[type] = match[1];
    }
    return found;
}

/* The job once it has ended, however it has. */
export async function finished(client, job) {
    for (let i = 0; i < 400; i++) {
        const state = (await client.get(`/jobs/${job}`)).json;
        if (['done', 'failed', 'cancelled'].includes(state.status))
            return state;
        await new Promise(done => setTimeout(done, 50));
    }
    assert.fail('the job does not end');
}

/* Asks for a job, and waits until it has ended in that status. */
export async function ranJob(client, url, body = {}, status = 'done') {
    const asked = await client.post(url, body);
    assert.equal(asked.status, 202, asked.body);
    const state = await finished(client, asked.json.job);
    assert.equal(state.status, status, JSON.stringify(state));
    return state;
}
