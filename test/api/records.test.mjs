/* Every record type through its general routes: make, read, list, change, delete, history;
 * ETags, paging, problems. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { event, oneOfEach, organisation, plurals, profile } from './fixture.mjs';
import { Server } from './client.mjs';

let server, admin, at, plural;
before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    at = await oneOfEach(admin);
    plural = plurals(server.document);
});
after(() => server.end());

/* A change that each type takes. */
const changes = {
    programme: { kind: 'deal' }, organisation: { name_en: 'Changed' }, person: { role: 'CTO' },
    affiliation: { role: 'CTO' }, consent: { passed_to: 'Partner' }, account: { name: 'New' },
    role_grant: { valid_until: '2030-01-01T00:00:00Z' }, code: { label: { en: 'Changed' } },
    profile: { trl: 7 }, event: { description: { en: 'Changed' } }, place: { capacity: 4 },
    session: { title: { en: 'Changed' } }, participation: { languages: ['en'] },
    wish: { weight: 5 }, meeting: { locked: true },
    precedence: { note: 'Changed' }, interpreter: { pairs: [{ from: 'ko', to: 'de' }] }, outcome: { note: 'Changed' },
    case: { note: 'Changed' }, task: { status: 'done' }, strength: { source: 'Changed' },
    saved_search: { name: 'Changed' },
};

test('every type that can be made was made, and is found by list and by id', async () => {
    const makeable = Object.keys(plural).filter(type =>
        server.document.operation('POST', `/api/v1/${plural[type]}`)?.['x-ieum-type'] === type);
    for (const type of makeable) {
        if (type === 'office' || type === 'attachment')
            continue; /* made by ieum init, and with its content */
        assert.ok(at[type], `the fixture has no ${type}`);
        const read = await admin.get(`/${plural[type]}/${at[type].id}`);
        assert.equal(read.status, 200, type);
        assert.equal(read.json.id, at[type].id);
        const list = await admin.get(`/${plural[type]}?limit=500&count=1`);
        assert.ok(list.json.items.some(item => item.id === at[type].id), type);
        assert.equal(list.json.total, list.json.items.length);
    }
    for (const type of ['office', 'match', 'import', 'attachment', 'plan'])
        assert.equal((await admin.get(`/${plural[type]}`)).status, 200, type);
});

test('a change needs the current revision, and leaves the old one to be read', async () => {
    for (const [type, change] of Object.entries(changes)) {
        const url = `/${plural[type]}/${at[type].id}`;
        const { revision } = (await admin.get(url)).json;
        assert.equal((await admin.patch(url, change)).status, 428, type);
        assert.equal((await admin.patch(url, change, revision + 1)).status, 412, type);
        const done = await admin.patch(url, change, revision);
        assert.equal(done.status, 200, `${type}: ${done.body}`);
        assert.equal(done.json.revision, revision + 1, type);
        for (const [field, value] of Object.entries(change))
            assert.deepEqual(done.json[field], value, type);
        assert.match(done.headers.get('etag'), new RegExp(`^"${revision + 1}-`));
        assert.equal((await admin.patch(url, change, revision)).status, 412, type);
        const same = await admin.patch(url, change, revision + 1);
        assert.equal(same.json.revision, revision + 1, `${type}: no change, no revision`);
        const history = (await admin.get(`${url}/revisions`)).json.items;
        assert.deepEqual(history.map(h => h.revision).slice(-1), [1], type);
        assert.equal(history[0].revision, revision + 1);
        assert.equal(history[0].by_name, 'Admin');
        const old = (await admin.get(`${url}/revisions/${revision}`)).json;
        assert.notDeepEqual(old[Object.keys(change)[0]], Object.values(change)[0], type);
        assert.equal((await admin.get(`${url}/revisions/99`)).status, 404);
        assert.equal((await admin.get(`${url}/revisions/x`)).status, 404);
    }
});

test('If-Match takes * and the whole ETag, and nothing odd', async () => {
    const url = `/organisations/${at.other.id}`;
    const etag = (await admin.get(url)).headers.get('etag');
    assert.equal((await admin.patch(url, { note: 'a' }, undefined,
        { headers: { 'if-match': etag } })).status, 200);
    assert.equal((await admin.patch(url, { note: 'b' }, '*')).status, 200);
    for (const odd of ['3', 'W/"3"', '""', '"x"', '"1","2"', '"-1"', '"1'])
        assert.equal((await admin.patch(url, { note: 'c' }, undefined,
            { headers: { 'if-match': odd } })).status, 400, odd);
});

test('If-None-Match spares the body; a change brings it back', async () => {
    for (const url of [`/organisations/${at.other.id}`, '/organisations?limit=2']) {
        const first = await admin.get(url);
        const headers = { 'if-none-match': first.headers.get('etag') };
        const again = await admin.get(url, { headers });
        assert.equal(again.status, 304);
        assert.equal(again.body, '');
        const { revision } = (await admin.get(`/organisations/${at.other.id}`)).json;
        await admin.patch(`/organisations/${at.other.id}`, { note: url }, revision);
        assert.equal((await admin.get(url, { headers })).status, 200);
    }
});

test('what is deleted is gone from every view but the history of what refers to it', async () => {
    const made = await admin.make('organisations', organisation('Short-lived zebra'));
    const url = `/organisations/${made.id}`;
    assert.equal((await admin.delete(url)).status, 428);
    assert.equal((await admin.delete(url, 7)).status, 412);
    assert.equal((await admin.delete(url, 1)).status, 204);
    assert.equal((await admin.get(url)).status, 404);
    assert.equal((await admin.get(`${url}/revisions`)).status, 404);
    assert.equal((await admin.patch(url, { note: 'x' }, 2)).status, 404);
    assert.equal((await admin.get('/organisations?q=zebra')).json.items.length, 0);
    const referred = await admin.delete(`/organisations/${at.organisation.id}`, '*');
    assert.equal(referred.status, 409, referred.body);
});

test('a wrong body is told field by field, and nothing is stored', async () => {
    const before = (await admin.get('/organisations?count=1&limit=1')).json.total;
    const wrong = await admin.post('/organisations',
        { name: '', type: 'castle', country: 'Korea', employees: 'many', surprise: 1 });
    assert.equal(wrong.status, 422);
    const fields = wrong.json.errors.map(e => e.field);
    for (const field of ['name', 'type', 'employees', 'surprise'])
        assert.ok(fields.includes(field), field);
    for (const error of wrong.json.errors)
        assert.ok(error.detail.length > 5 && !error.detail.includes('{'), error.detail);
    assert.equal((await admin.get('/organisations?count=1&limit=1')).json.total, before);
});

test('problems speak Korean to Koreans', async () => {
    const ko = server.client('ko');
    ko.cookie = admin.cookie;
    const { revision } = (await admin.get('/me')).json.account;
    assert.equal(revision, undefined);
    const set = await admin.patch('/me', { language: 'ko' });
    assert.equal(set.json.account?.language, 'ko', set.body);
    const wrong = await admin.post('/organisations', { name: 'X', type: 'castle' });
    assert.equal(wrong.headers.get('content-language'), 'ko');
    assert.match(wrong.json.title, /[가-힣]/);
    for (const error of wrong.json.errors)
        assert.match(error.detail, /[가-힣]/, error.detail);
    await admin.patch('/me', { language: 'en' });
});

test('days, moments, numbers and references are checked', async () => {
    const org = at.organisation.id;
    const cases = [
        ['profiles', profile(org, 'T', { valid_until: '2019-02-30' }), 'valid_until'],
        ['profiles', profile(org, 'T', { trl: 10 }), 'trl'],
        ['profiles', profile('01m80ngqgce0092s68h1c4v84a', 'T'), 'organisation'],
        ['profiles', profile(org, 'T', { texts: [{ language: 'en' }] }), 'texts[0].title'],
        ['events', event('E-bad', { first_day: '2027-13-01' }), 'first_day'],
        ['events', event('E-bad', { slot_minutes: 0 }), 'slot_minutes'],
        ['events', event('E-bad', { zone: 'Mars/Base' }), 'zone'],
        ['sessions', { event: at.event.id, title: { en: 'S' }, kind: 'fair',
            starts_at: 'yesterday', ends_at: '2027-10-28T02:00:00Z' }, 'starts_at'],
        ['wishes', { event: at.event.id, from: at.participation.id, to: at.counterpart.id,
            weight: 6 }, 'weight'],
    ];
    for (const [where, body, field] of cases) {
        const answer = await admin.post(`/${where}`, body);
        assert.equal(answer.status, 422, `${where} ${field}: ${answer.body}`);
        assert.ok(answer.json.errors.some(e => e.field === field),
            `${where} ${field}: ${answer.body}`);
    }
});

test('fields that only the server sets are refused', async () => {
    for (const [type, field, value] of [['organisation', 'status', 'closed'],
        ['case', 'joint', 'result'], ['profile', 'title', 'x'], ['event', 'timetable', {}],
        ['organisation', 'id', 'x'], ['organisation', 'revision', 9],
        ['organisation', 'updated_by', 'me']]) {
        const url = `/${plural[type]}/${at[type].id}`;
        const answer = await admin.patch(url, { [field]: value }, '*');
        assert.equal(answer.status, 422, `${type}.${field}: ${answer.body}`);
    }
});

test('pages neither repeat nor lose rows while others are added', async () => {
    const names = [];
    for (let i = 0; i < 25; i++) {
        const name = `Page ${String(i).padStart(2, '0')}`;
        names.push(name);
        await admin.make('organisations', organisation(name, { region: 'Paging' }));
    }
    for (const sort of ['name', '-name', '']) {
        const seen = [];
        let cursor = '', rounds = 0;
        do {
            const page = (await admin.get(`/organisations?region=Paging&limit=4&sort=${sort}` +
                `&cursor=${encodeURIComponent(cursor)}`)).json;
            seen.push(...page.items.map(item => item.name));
            cursor = page.next;
            await admin.make('organisations',
                organisation(`Page ${rounds % 2 ? 'zz' : ''} ${sort}${rounds}`, { region: 'Paging' }));
            rounds++;
        } while (cursor && rounds < 60);
        for (const name of names)
            assert.equal(seen.filter(s => s === name).length, 1, `${name} by ${sort}`);
        assert.equal(new Set(seen).size, seen.length);
    }
});

test('lists refuse what they do not know', async () => {
    for (const query of ['limit=0', 'limit=501', 'limit=x', 'sort=note', 'sort=nothing',
        'cursor=abc', 'cursor=%00', 'colour=red', 'name=x', 'limit=1&limit=2', 'q=%ff']) {
        const answer = await admin.get(`/organisations?${query}`, { check: false });
        assert.ok([400, 422].includes(answer.status), `${query}: ${answer.status}`);
    }
});

test('filters narrow, search folds case, script and width', async () => {
    await admin.make('organisations', organisation('Ｗｉｄｅ Straße', { country: 'DE' }));
    await admin.make('organisations', organisation('한빛소재', { country: 'KR' }));
    for (const q of ['wide', 'STRASSE', 'wide stra'])
        assert.equal((await admin.get(`/organisations?q=${encodeURIComponent(q)}`)).json
            .items.length, 1, q);
    assert.equal((await admin.get(`/organisations?q=${encodeURIComponent('한빛')}`)).json
        .items.length, 1);
    const german = (await admin.get('/organisations?country=DE&count=1')).json;
    assert.equal(german.total, 1);
    assert.equal((await admin.get('/organisations?q=wide&country=KR')).json.items.length, 0);
});

test('hostile text comes back as it went in, inert as JSON', async () => {
    const hostile = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>',
        '\u202Eevil', '\'; DROP TABLE organisation; --', '{{constructor}}', '%s%n%x',
        'a\u2028b', '\\u0000'];
    for (const name of hostile) {
        const answer = await admin.post('/organisations', organisation(name));
        if (answer.status !== 201)
            continue; /* refused is fine too */
        assert.equal(answer.json.name, name.normalize('NFC'));
        assert.equal(answer.headers.get('content-type'), 'application/json');
        const found = await admin.get(`/organisations/${answer.json.id}`);
        assert.equal(found.json.name, name.normalize('NFC'));
    }
});

test('the log reads the same from both ends', async () => {
    const read = async (sort, limit) => {
        const seqs = [];
        for (let after = 0; after !== null && seqs.length < 300;) {
            const page = (await admin.get(`/log?sort=${sort}&after=${after}&limit=${limit}`)).json;
            seqs.push(...page.items.map(entry => entry.seq));
            after = page.next;
        }
        return seqs;
    };
    const oldest = (await read('seq', 70)).slice(0, 30), newest = await read('-seq', 70);
    assert.ok(newest.length > 50);
    assert.deepEqual(newest, newest.toSorted((a, b) => b - a));
    assert.ok(newest[0] > oldest.at(-1));
    if (newest.length < 300)
        assert.deepEqual(newest.toReversed().slice(0, 30), oldest);
});

test('home, search and the log tell what happened', async () => {
    const home = (await admin.get('/home')).json;
    assert.equal(home.joints.length, 7);
    const found = (await admin.get('/search?q=Profile')).json.items;
    assert.ok(found.some(item => item.type === 'profile'));
    let seq = 0, entries = [];
    for (;;) {
        const page = (await admin.get(`/log?after=${seq}&limit=100`)).json;
        entries.push(...page.items);
        if (page.next === null)
            break;
        seq = page.next;
    }
    assert.ok(entries.some(e => e.action === 'create' && e.record === at.organisation.id));
    assert.deepEqual(entries.map(e => e.seq), entries.map(e => e.seq).sort((a, b) => a - b));
    const one = entries.find(e => e.record === at.person.id);
    assert.equal((await admin.post(`/log/${one.seq}/erase`)).status, 204);
    const erased = (await admin.get(`/log?after=${one.seq - 1}&limit=1`)).json.items[0];
    assert.equal(erased.erased, true);
    assert.equal(erased.payload, null);
});
