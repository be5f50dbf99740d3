/*
 * Who may what: every route of the document × every role × own, foreign and guarded
 * records. What is expected follows from the small tables below, written from
 * docs/security.md and service/account/authorise.h rather than from the code; and no text that
 * was planted for others may turn up in anything a role was ever answered.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, event, organisation, plurals, profile } from './fixture.mjs';
import { Server } from './client.mjs';

const ROLES = ['anonymous', 'admin', 'officer', 'eventOfficer', 'memberA', 'memberB',
    'reviewer', 'analyst', 'auditor', 'nobody'];
const STAFF = ['admin', 'officer', 'auditor']; /* read all */
const WRITERS = ['admin', 'officer'];

let server, admin, as, plural;
const at = {};        /* records by name */
const expected = [];  /* {name, record, type, reads:[roles], writes:[roles]} */
const canaries = [];  /* {text, readers:[roles]} */
let planted = 0;

/* A text that nobody but `readers` (beside staff) may ever be shown. */
function secret(what, ...readers) {
    const text = `canary${++planted}${what.replace(/\W/g, '')}`;
    canaries.push({ text, what, readers: [...STAFF, ...readers] });
    return text;
}

function expect(name, type, reads, writes) {
    expected.push({ name, type, record: at[name], reads: [...STAFF, ...reads],
        writes: [...WRITERS, ...writes] });
}

before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    plural = plurals(server.document);
    const make = async (name, where, body) => { at[name] = await admin.make(where, body); };

    /* Organisations: A and B take part in the open event; C keeps to itself. */
    const org = who => ({ note: secret(`note of ${who}`, ...private_(who)),
        email: `${secret(`mail of ${who}`, ...private_(who))}@example.org` });
    const private_ = who => who === 'C' ? [] : ['eventOfficer', `member${who}`];
    await make('orgA', 'organisations', organisation('Alpha', org('A')));
    await make('orgB', 'organisations', organisation('Beta', org('B')));
    await make('orgC', 'organisations',
        organisation(`Gamma ${secret('name of C', 'analyst')}`, org('C')));

    /* The open event of the event officer, and a draft of another. */
    await make('event', 'events', event('OPEN'));
    await make('draftEvent', 'events', event('DRAFT', { status: 'draft',
        title: { en: secret('title of the draft event', 'analyst') } }));

    await account(admin, 'officer', 'officer');
    await account(admin, 'eventOfficer', 'officer', 'event', at.event.id);
    await account(admin, 'memberA', 'member', 'organisation', at.orgA.id);
    await account(admin, 'memberB', 'member', 'organisation', at.orgB.id);
    await account(admin, 'reviewer', 'reviewer');
    await account(admin, 'analyst', 'analyst');
    await account(admin, 'auditor', 'auditor');
    await account(admin, 'nobody');
    await make('account', 'accounts', { login: 'other-account',
        name: secret('name of an account') });

    await make('programme', 'programmes', { code: 'P', title: { en: 'P' }, kind: 'week' });
    await make('place', 'places', { event: at.event.id, name: 'Table 1', kind: 'table' });
    await make('partA', 'participations', { event: at.event.id, organisation: at.orgA.id,
        note: secret('note of participation A', 'memberA', 'eventOfficer') });
    await make('partB', 'participations', { event: at.event.id, organisation: at.orgB.id,
        note: secret('note of participation B', 'memberB', 'eventOfficer') });
    await make('partC', 'participations', { event: at.draftEvent.id,
        organisation: at.orgC.id, note: secret('note of participation C') });
    await make('wishA', 'wishes', { event: at.event.id, from: at.partA.id, to: at.partB.id,
        weight: 4, reason: secret('reason of wish A', 'memberA', 'memberB', 'eventOfficer',
            'analyst') });
    await make('wishNever', 'wishes', { event: at.event.id, from: at.partB.id,
        to: at.partA.id, weight: 1, kind: 'never', reason: secret('reason of a refusal',
            'memberB', 'eventOfficer', 'analyst') });
    await make('meeting', 'meetings', { event: at.event.id, a: at.partA.id, b: at.partB.id,
        starts_at: '2027-10-28T01:00:00Z', ends_at: '2027-10-28T01:30:00Z',
        place: at.place.id });
    await make('spare', 'meetings', { event: at.event.id, a: at.partA.id, b: at.partB.id,
        starts_at: '2027-10-29T01:00:00Z', ends_at: '2027-10-29T01:30:00Z' });
    await make('order', 'precedences', { event: at.event.id, before: at.meeting.id,
        after: at.spare.id, note: secret('note of an order', 'eventOfficer', 'analyst') });
    await admin.patch(`/participations/${at.partB.id}`, { screening: 'pending',
        ruling_at: '2027-10-28T00:00:00Z' }, '*');
    await make('interpreter', 'interpreters', { event: at.event.id, name: secret(
        'name of an interpreter', 'eventOfficer'), pairs: [{ from: 'ko', to: 'fr' }] });
    await make('voice', 'interpreters', { event: at.event.id, name: 'Of the meeting',
        note: secret('note of an interpreter', 'eventOfficer'),
        pairs: [{ from: 'ko', to: 'fr' }] });
    await admin.patch(`/meetings/${at.meeting.id}`, { interpreter: at.voice.id }, '*');
    await make('outcomeA', 'outcomes', { event: at.event.id, meeting: at.meeting.id,
        from: at.partA.id, to: at.partB.id, stage: 'after_six_months', status: 'held',
        note: secret('note of outcome A', 'memberA', 'eventOfficer', 'analyst') });

    for (const who of ['A', 'B', 'C']) {
        const others = who === 'C' ? [] : [`member${who}`, 'eventOfficer'];
        const draft = secret(`draft of ${who}`, ...others, 'analyst');
        await make(`draft${who}`, 'profiles', profile(at[`org${who}`].id, draft, {
            texts: [{ language: 'en', title: draft,
                text: secret(`text of the draft of ${who}`, ...others, 'analyst') }] }));
        if (who !== 'C') /* nothing of C is public, so its name isn't either */
            await make(`published${who}`, 'profiles', profile(at[`org${who}`].id,
            `Published ${who}`, { status: 'published',
                texts: [{ language: 'en', title: `Published ${who}`,
                    text: secret(`guarded text of ${who}`, ...others) }],
                specs: [{ quantity: secret(`guarded spec of ${who}`, ...others), min: 1,
                    unit: 'mm' }],
                rungs: [{ field: 'texts', rung: 'nda' }, { field: 'specs', rung: 'full' }] }));
        await make(`person${who}`, 'people', { organisation: at[`org${who}`].id,
            name: secret(`person of ${who}`, ...others),
            email: `${secret(`mail of the person of ${who}`, ...others)}@example.org` });
        await make(`consent${who}`, 'consents', { person: at[`person${who}`].id,
            purpose: 'introduce', given_on: '2026-01-05',
            passed_to: secret(`consent of ${who}`, ...others) });
        await make(`task${who}`, 'tasks', { organisation: at[`org${who}`].id,
            title: secret(`task of ${who}`, ...others.slice(0, 1), 'analyst') });
    }

    as = { anonymous: server.client('anonymous'), admin };
    for (const role of ROLES)
        as[role] ??= await server.signedIn(role);

    /* A saved search is nobody's but its account's, not even staff's. */
    const own = `canary${++planted}ownsearch`;
    canaries.push({ text: own, what: 'saved search of A', readers: ['memberA'] });
    at.searchA = await as.memberA.make('saved-searches', { name: own, query: { q: own },
        alert: 'at_once' });
    expected.push({ name: 'searchA', type: 'saved_search', record: at.searchA,
        reads: ['memberA'], writes: ['memberA'] });
    /* A proposed plan of the open event. */
    const { job } = (await admin.post(`/events/${at.event.id}/schedule`,
        { publish: false })).json;
    for (let i = 0, done = false; i < 300 && !done; i++) {
        const state = (await admin.get(`/jobs/${job}`)).json;
        done = state.status === 'done';
        if (done)
            at.plan = (await admin.get(`/plans/${state.result.plan}`)).json;
        await new Promise(later => setTimeout(later, 50));
    }
    assert.equal(at.plan?.status, 'proposed');

    /* Terms: a suggestion of A's, and an accepted one of B's. */
    const word = label => ({ concept: 'die-casting', kind: 'alternative', language: 'en', label,
        reason: `reason of ${label}` });
    at.termA = await as.memberA.make('lexicon/terms',
        word(secret('suggestion of A', 'memberA', 'analyst')));
    at.termB = await as.memberB.make('lexicon/terms', word('accepted of B'));
    assert.equal((await as.officer.post(`/lexicon/terms/${at.termB.id}/accept`)).status, 200);

    /* Who reads and who changes each of them; staff is added. */
    const A = 'memberA', B = 'memberB', E = 'eventOfficer', R = 'reviewer', N = 'analyst';
    expect('orgA', 'organisation', [A, B, E, R, N], [A, E]);
    expect('orgB', 'organisation', [A, B, E, R, N], [B, E]);
    expect('personA', 'person', [A, E], [A, E]);
    expect('personC', 'person', [], []);
    expect('consentC', 'consent', [], []);
    expect('account', 'account', [], []);
    expect('programme', 'programme', [A, B, E, R, N], []);
    expect('event', 'event', [A, B, E, R, N], [E]);
    expect('draftEvent', 'event', [N], []);
    expect('place', 'place', [A, B, E, N], [E]);
    expect('partA', 'participation', [A, B, E, N], [A, E]);
    expect('partC', 'participation', [N], []);
    expect('wishA', 'wish', [A, B, E, N], [A, E]);
    expect('wishNever', 'wish', [B, E, N], [B, E]);
    expect('meeting', 'meeting', [A, B, E, N], [E]);
    expect('order', 'precedence', [E, N], [E]);
    expect('interpreter', 'interpreter', [E], [E]);
    expect('voice', 'interpreter', [A, B, E], [E]);
    expect('outcomeA', 'outcome', [A, E, N], [A, E]);
    expect('draftA', 'profile', [A, E, N], [A, E]);
    expect('draftC', 'profile', [N], []);
    expect('publishedA', 'profile', [A, B, E, R, N], [A, E]);
    expect('publishedB', 'profile', [A, B, E, R, N], [B, E]);
    expect('taskA', 'task', [A, N], [A]);
    expect('termA', 'term', [A, N], []);
    expect('termB', 'term', [A, B, E, R, N], []);
    expect('taskC', 'task', [N], []);
});
after(() => server.end());

function check(role, answer, wanted, what) {
    const list = Array.isArray(wanted) ? wanted : [wanted];
    assert.ok(list.includes(answer.status),
        `${role} ${what}: ${answer.status}, expected ${list.join(' or ')}: ${answer.body.slice(0, 200)}`);
}

test('records are read by whom the table names, and are not there for others', async () => {
    const wrong = [];
    for (const { name, record, type, reads } of expected) {
        for (const role of ROLES) {
            const wanted = role === 'anonymous' ? 401 : reads.includes(role) ? 200 : 404;
            for (const url of ['', '/revisions', '/revisions/1']) {
                const answer = await as[role].get(`/${plural[type]}/${record.id}${url}`);
                if (answer.status !== wanted)
                    wrong.push(`${role} reads ${name}${url}: ${answer.status} for ${wanted}`);
            }
        }
    }
    assert.deepEqual(wrong, []);
});

test('lists and counts hold exactly what may be read', async () => {
    const wrong = [];
    for (const role of ROLES.slice(1)) {
        for (const { name, record, type, reads } of expected) {
            const list = (await as[role].get(`/${plural[type]}?limit=500&count=1`)).json;
            if (list.items.some(i => i.id === record.id) !== reads.includes(role))
                wrong.push(`${role} lists ${name}: expected ${reads.includes(role)}`);
            if (list.total !== list.items.length)
                wrong.push(`${role} counts ${type}: ${list.total} for ${list.items.length}`);
        }
    }
    assert.deepEqual(wrong, []);
});

test('records are changed and deleted by whom the table names', async () => {
    const wrong = [];
    for (const { name, record, type, reads, writes } of expected) {
        for (const role of type === 'term' ? [] : ROLES) { /* by its own routes, below */
            const url = `/${plural[type]}/${record.id}`;
            const may = writes.includes(role) && !(type === 'account' && role !== 'admin');
            const wanted = role === 'anonymous' ? 401 : may ? 200
                : reads.includes(role) ? 403 : 404;
            const answer = await as[role].patch(url, {}, '*');
            if (answer.status !== wanted)
                wrong.push(`${role} changes ${name}: ${answer.status} for ${wanted}`);
            const told = reads.includes(role) && role !== 'anonymous' &&
                (await as[role].get(url)).json.can?.edit;
            if (reads.includes(role) && told !== may)
                wrong.push(`${role} is told of ${name}: can edit ${told}, expected ${may}`);
            if (may)
                continue;
            const gone = await as[role].delete(url, '*');
            if (gone.status !== wanted)
                wrong.push(`${role} deletes ${name}: ${gone.status} for ${wanted}`);
        }
    }
    assert.deepEqual(wrong, []);
});

test('records are made by whom the rules name', async () => {
    /* With an empty body: whoever may make them is told what is missing. */
    const rules = { none: [], admin: ['admin'], officer: [...WRITERS, 'eventOfficer'],
        organisation: [...WRITERS, 'eventOfficer', 'memberA', 'memberB'] };
    const of = { programme: 'office', code: 'office', account: 'admin', role_grant: 'admin',
        organisation: 'organisation', person: 'organisation',
        affiliation: 'organisation', consent: 'organisation', profile: 'organisation',
        participation: 'organisation', wish: 'organisation', outcome: 'organisation',
        task: 'organisation', attachment: 'organisation', event: 'officer',
        session: 'officer', place: 'officer', meeting: 'officer', case: 'officer',
        strength: 'officer', interpreter: 'officer', precedence: 'officer', saved_search: 'own' };
    const wrong = [];
    rules.own = ROLES.slice(1);
    rules.office = WRITERS;
    for (const [type, rule] of Object.entries(of)) {
        for (const role of ROLES) {
            const before = server.document.operation('POST', `/api/v1/${plural[type]}`);
            if (before?.['x-ieum-type'] !== type)
                continue;
            const answer = await as[role].post(`/${plural[type]}`, {});
            const wanted = role === 'anonymous' ? [401] : rules[rule].includes(role) ? [422]
                : rule === 'office' && role === 'eventOfficer' ? [422, 403] : [403];
            /* A body in which everything is missing may be told so before the right is
             * judged on the row; but nothing may be made. */
            if (!wanted.includes(answer.status) && answer.status !== 403)
                wrong.push(`${role} makes ${type}: ${answer.status} for ${wanted}`);
            if (wanted.includes(422) && answer.status === 403 && WRITERS.includes(role))
                wrong.push(`${role} may not make ${type}`);
        }
    }
    assert.deepEqual(wrong, []);
});

test('nobody makes or moves records into what is not his', async () => {
    const { memberA, memberB, eventOfficer } = as;
    const foreign = [
        [memberA, 'profiles', profile(at.orgB.id, 'Mine?')],
        [memberA, 'profiles', profile(at.orgC.id, 'Mine?')],
        [memberA, 'people', { organisation: at.orgB.id, name: 'X' }],
        [memberA, 'participations', { event: at.event.id, organisation: at.orgC.id }],
        [memberB, 'wishes', { event: at.event.id, from: at.partA.id, to: at.partB.id, weight: 1 }],
        [memberB, 'outcomes', { event: at.event.id, from: at.partA.id, to: at.partB.id,
            stage: 'at_once', status: 'held' }],
        [memberA, 'tasks', { title: 'X', organisation: at.orgB.id }],
        [memberA, 'organisations', organisation('New by a member')],
        [eventOfficer, 'places', { event: at.draftEvent.id, name: 'T', kind: 'table' }],
        [eventOfficer, 'role-grants', { account: memberA.me.account.id, role: 'admin',
            scope_kind: 'office', scope_id: admin.me.office.id }],
        [as.officer, 'role-grants', { account: as.officer.me.account.id, role: 'admin',
            scope_kind: 'office', scope_id: admin.me.office.id }],
        [as.officer, 'accounts', { login: 'by-officer', name: 'X' }],
    ];
    for (const [client, where, body] of foreign) {
        const answer = await client.post(`/${where}`, body);
        assert.ok([403, 422, 409].includes(answer.status),
            `${client.name} ${where}: ${answer.status} ${answer.body}`);
    }
});

test('terms are decided by officers of the office and withdrawn by whose they are', async () => {
    const word = label => ({ concept: 'casting', kind: 'hidden', language: 'en', label });
    const wrong = [];
    for (const role of ROLES.slice(1)) {
        const made = await as.memberA.make('lexicon/terms', word(`of A for ${role}`));
        const sees = [...STAFF, 'memberA', 'analyst'].includes(role);
        for (const act of ['accept', 'decline', 'withdraw']) {
            if (role === 'memberA' ? act === 'withdraw' : WRITERS.includes(role))
                continue;
            const answer = await as[role].post(`/lexicon/terms/${made.id}/${act}`,
                act === 'decline' ? { reason: 'x' } : undefined);
            if (answer.status !== 403 && !(answer.status === 404 && !sees))
                wrong.push(`${role} ${act}: ${answer.status}`);
        }
        assert.equal((await admin.get(`/terms/${made.id}`)).json.status, 'suggested');
        if (WRITERS.includes(role)) {
            const others = await as[role].post(`/lexicon/terms/${made.id}/withdraw`);
            assert.equal(others.status, 403, `${role} withdraws another's`);
            assert.equal((await as[role].post(`/lexicon/terms/${made.id}/accept`)).json.status,
                'accepted');
            const gone = await as[role].post(`/lexicon/terms/${made.id}/decline`,
                { reason: 'not said' });
            assert.equal(gone.json.decision, 'not said');
        } else {
            const own = await as.memberA.post(`/lexicon/terms/${made.id}/withdraw`);
            assert.equal(own.json.status, 'withdrawn');
        }
    }
    assert.deepEqual(wrong, []);
});

/* Routes that are no general record routes: who gets in, with an id that is his to see. */
const special = {
    getMe: { all: 200 }, getHome: { all: 200 }, getInbox: { all: 200 },
    seeInbox: { all: 200 }, listSavedSearchesNew: { all: 200 }, seeSavedSearch: { all: 404 }, search: { all: 200 },
    getOpenapi: { anonymous: 200, all: 200 }, getHealth: { anonymous: 200, all: 200 },
    getMetrics: { anonymous: 200, all: 200 }, /* from the loopback */
    listLog: { admin: 200, officer: 200, auditor: 200, all: 403 },
    eraseLogPayload: { admin: 404, all: 403 },
    setAccountPassword: { admin: [400, 422], all: 403 },
    getEventOverview: { admin: 200, officer: 200, auditor: 200, analyst: 200,
        eventOfficer: 200, all: [200, 403, 404] },
    listEventSlots: { admin: 200, officer: 200, auditor: 200, analyst: 200,
        eventOfficer: 200, memberA: 200, memberB: 200, all: [200, 404] },
    getReport: { admin: 200, officer: 200, auditor: 200, analyst: 200, eventOfficer: 200,
        all: [403, 404] },
    getTimetable: { admin: 200, officer: 200, auditor: 200, analyst: 200, eventOfficer: 200,
        memberA: 200, memberB: 200, all: [200, 404] },
    getAgenda: { admin: 200, officer: 200, auditor: 200, analyst: 200, eventOfficer: 200,
        memberA: 200, memberB: 200, all: [200, 404] },
    listWaiting: { admin: 200, officer: 200, auditor: 200, analyst: 200, eventOfficer: 200,
        all: [403, 404] },
    getTablePlan: { admin: 200, officer: 200, auditor: 200, analyst: 200, eventOfficer: 200,
        all: [403, 404] },
    getInterpreterPlan: { admin: 200, officer: 200, auditor: 200, analyst: 200,
        eventOfficer: 200, all: [403, 404] },
    /* Of themselves a participant may say so too. */
    markArrived: { admin: 200, officer: 200, eventOfficer: 200, memberA: 200,
        all: [403, 404] },
    markLate: { admin: 422, officer: 422, eventOfficer: 422, all: [403, 404, 422] },
    undoPresence: { admin: 200, officer: 200, eventOfficer: 200, memberA: 200,
        all: [403, 404] },
    comparePlans: { admin: 200, officer: 200, auditor: 200, analyst: 200, eventOfficer: 200,
        all: [403, 404] },
    previewPlan: { admin: 200, officer: 200, auditor: 200, eventOfficer: 200, all: 404 },
    checkMove: { admin: 422, officer: 422, eventOfficer: 422, all: [403, 404, 422] },
    forbidSlot: { admin: 200, officer: [200, 409], eventOfficer: [200, 409], all: [403, 404] },
    replanEvent: { admin: 202, officer: 202, eventOfficer: 202, all: [403, 404] },
    fillFromWaiting: { admin: 202, officer: 202, eventOfficer: 202, all: [403, 404] },
    lockMeeting: { admin: 200, officer: 200, eventOfficer: 200, all: [403, 404] },
    unlockMeeting: { admin: 200, officer: 200, eventOfficer: 200, all: [403, 404] },
    getLexicon: { all: 200 }, listConcepts: { all: 200 }, findConcepts: { all: 200 },
    getConcept: { all: 404 }, tagText: { all: 422 }, getLexiconCoverage: { all: 200 },
    sampleLabels: { all: 200 },
    suggestTerm: { analyst: 403, auditor: 403, nobody: 403, all: 422 },
    acceptTerm: { admin: 404, officer: 404, eventOfficer: 404, all: 403 },
    declineTerm: { admin: 404, officer: 404, eventOfficer: 404, all: 403 },
    withdrawTerm: { analyst: 403, auditor: 403, nobody: 403, all: 404 },
    listTermClashes: { all: 404 }, listProfileConcepts: { all: 404 },
    confirmMeeting: { admin: 200, officer: 200, eventOfficer: 200, memberA: 200, memberB: 200,
        all: [403, 404] },
};

test('the other routes let in whom the table names', async () => {
    const wrong = [];
    for (const [where, methods] of Object.entries(server.document.json.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
            const table = special[operation.operationId];
            if (!table)
                continue;
            const id = where.endsWith('/forbid') ? at.spare.id
                : where.includes('/meetings/') ? at.meeting.id
                : where.includes('/participations/') ? at.partA.id
                : where.includes('/plans/') && !where.includes('/events/') ? at.plan.id
                : where.includes('/accounts/') ? at.account.id : at.event.id;
            const url = where.replace('{id}', id).replace('{seq}', '99999999');
            const json = operation.requestBody ? {} : undefined;
            for (const role of ROLES) {
                const answer = await as[role].ask(method.toUpperCase(), url, { json });
                const wanted = [table[role] ?? (role === 'anonymous' ? 401 : table.all)].flat();
                if (!wanted.includes(answer.status))
                    wrong.push(`${role} ${operation.operationId}: ${answer.status} for ${wanted}`);
            }
        }
    }
    assert.deepEqual(wrong, []);
});

test('no route that needs a session answers without one', async () => {
    const anyone = server.client();
    for (const [where, methods] of Object.entries(server.document.json.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
            if (operation.security.length === 0)
                continue;
            const url = where.replace(/\{[^}]+\}/g, at.event.id);
            const json = operation.requestBody?.content['application/json'] ? {} : undefined;
            const answer = await anyone.ask(method.toUpperCase(), url, { json, ifMatch: '*' });
            check('anonymous', answer, 401, operation.operationId);
        }
    }
});

test('what is refused to a role by the route is refused whatever the id', async () => {
    for (const [where, methods] of Object.entries(server.document.json.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
            const roles = operation['x-ieum-roles'];
            if (operation.security.length === 0 || roles.includes('any'))
                continue;
            for (const role of ['memberA', 'reviewer', 'analyst', 'nobody']) {
                if (roles.includes(role.replace('A', '')))
                    continue;
                const json = operation.requestBody?.content['application/json'] ? {} : undefined;
                const answer = await as[role].ask(method.toUpperCase(),
                    where.replace(/\{[^}]+\}/g, '1'), { json });
                check(role, answer, 403, operation.operationId);
            }
        }
    }
});

test('whatever a role asks of every route, nothing planted for others comes back', async () => {
    const ids = [...new Set(Object.values(at).map(record => record.id))];
    for (const role of ROLES.slice(1)) {
        for (const [where, methods] of Object.entries(server.document.json.paths)) {
            if (!methods.get || where.endsWith('/events') && where.includes('jobs'))
                continue;
            const urls = where.includes('{')
                ? ids.map(id => where.replace('{id}', id).replace('{n}', '1')
                    .replace('{kind}', 'organisations'))
                : [where];
            const type = methods.get['x-ieum-type'];
            for (const url of urls) {
                const at_ = type && where.includes('{id}')
                    ? expected.find(e => url.includes(e.record.id)) : undefined;
                if (at_ && at_.type !== type && type)
                    continue;
                await as[role].get(url, { check: false });
            }
        }
        /* By search and by filter, which tell by counting too. */
        for (const { text, readers } of canaries) {
            if (readers.includes(role))
                continue;
            for (const where of ['organisations', 'profiles', 'people', 'tasks', 'accounts',
                'events', 'cases']) {
                const found = await as[role].get(`/${where}?q=${text}&count=1`);
                assert.equal(found.json.total, 0, `${role} finds ${text} among ${where}`);
            }
            assert.deepEqual((await as[role].get(`/search?q=${text}`)).json.items, [],
                `${role} finds ${text}`);
        }
    }
    const leaks = [];
    for (const role of ROLES) {
        for (const { text, what, readers } of canaries) {
            if (readers.includes(role))
                continue;
            const leak = as[role].seen.find(s => s.body.includes(text) && !s.url.includes(text));
            if (leak)
                leaks.push(`${role} was shown the ${what} by ${leak.method} ${leak.url}`);
        }
    }
    assert.deepEqual(leaks, []);
    const looked = ROLES.map(role => as[role].seen.length).reduce((a, b) => a + b);
    assert.ok(looked > 2000, `only ${looked} answers were searched`);
});

test('those who should see the planted texts do: the search above means something', () => {
    for (const { text, what, readers } of canaries)
        for (const role of readers)
            assert.ok(as[role].seen.some(s => s.body.includes(text)),
                `${role} never saw the ${what}`);
});
