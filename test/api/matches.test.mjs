/* Matching as a stranger tries it: profiles that are not published, numbers and codes that
 * are none, addresses that are no text. A problem document each, and nothing told or begun
 * that should not be. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, organisation, profile, ranJob } from './fixture.mjs';
import { Server } from './client.mjs';

let server, admin, owner, other, orgA, need;
before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    orgA = await admin.make('organisations', organisation('Alpha'));
    const orgB = await admin.make('organisations', organisation('Beta', { country: 'FR' }));
    await account(admin, 'owner', 'member', 'organisation', orgA.id);
    await account(admin, 'other', 'member', 'organisation', orgB.id);
    owner = await server.signedIn('owner');
    other = await server.signedIn('other');
    need = await admin.make('profiles', profile(orgB.id, 'Plasma etching of wafers wanted',
        { type: 'technology_request', status: 'published' }));
});
after(() => server.end());

const offerOf = (status, more = {}) => admin.make('profiles',
    profile(orgA.id, `Plasma etching of wafers ${status}`, { status, ...more }));
const matched = async offer => {
    await ranJob(owner, `/profiles/${offer.id}/match`);
    const [match] = (await owner.get(`/matches?offer=${offer.id}`)).json.items;
    assert.equal(match?.need, need.id, 'the owner sees the match');
    return match;
};

test('a match tells nobody of a profile that he may not read', async () => {
    for (const status of ['draft', 'reviewed', 'expired', 'withdrawn']) {
        const offer = await offerOf(status);
        const match = await matched(offer);
        assert.equal((await other.get(`/profiles/${offer.id}`)).status, 404);
        assert.equal((await other.get(`/matches/${match.id}`)).status, 404, status);
        assert.deepEqual((await other.get(`/matches?offer=${offer.id}`)).json.items, []);
        assert.equal((await other.post(`/matches/${match.id}/take-up`, {})).status, 404);
        const inbox = (await other.get('/inbox?since=2000-01-01T00:00:00Z')).body;
        assert.ok(!inbox.includes(match.id), status);
    }
});

test('no case begins with a profile that is not published', async () => {
    const match = await matched(await offerOf('draft'));
    for (const who of [owner, admin]) {
        const answer = await who.post(`/matches/${match.id}/take-up`, {});
        assert.equal(answer.status, 409, answer.body);
        assert.equal(answer.json.id, 'match.unpublished');
        assert.match(answer.json.detail, /wafers draft/);
    }
    assert.deepEqual((await admin.get('/cases')).json.items, []);
});

test('a match goes out of sight when the other side is withdrawn, and comes back', async () => {
    const offer = await offerOf('published');
    const match = await matched(offer);
    assert.equal((await other.get(`/matches/${match.id}`)).status, 200);
    const set = async status => {
        const done = await admin.patch(`/profiles/${offer.id}`, { status }, '*');
        assert.equal(done.status, 200, done.body);
    };
    await set('withdrawn');
    assert.equal((await other.get(`/matches/${match.id}`)).status, 404);
    assert.equal((await owner.get(`/matches/${match.id}`)).status, 200);
    await set('published');
    assert.equal((await other.post(`/matches/${match.id}/take-up`, {})).status, 201);
    await set('withdrawn');
    assert.equal((await other.get(`/matches/${match.id}`)).status, 200, 'a case has begun');
});

test('a quantity without a unit or an interval is refused with its place', async () => {
    for (const [spec, field, id] of [
        [{ quantity: 'x', min: 5, max: 1, unit: 'mm' }, 'specs[1].max', 'record.field_less'],
        [{ quantity: 'x', unit: 'mm' }, 'specs[1].min', 'record.spec_open'],
        [{ quantity: 'x', min: null, max: null }, 'specs[1].min', 'record.spec_open'],
        [{ quantity: 'x', min: 5, unit: 'zorkmid' }, 'specs[1].unit', 'record.unit_unknown']]) {
        const answer = await admin.post('/profiles',
            profile(orgA.id, 'S', { specs: [{ quantity: 'y', min: 1, unit: 'mm' }, spec] }));
        assert.equal(answer.status, 422, answer.body);
        assert.equal(answer.json.errors[0].field, field);
        assert.equal(answer.json.errors[0].id, id);
    }
    const same = await admin.post('/profiles',
        profile(orgA.id, 'S', { specs: [{ quantity: 'x', min: -300, max: -300, unit: '°C' }] }));
    assert.equal(same.status, 201, same.body);
});

test('a country that is none is refused where it would find nothing', async () => {
    for (const country of ['ZZ', 'kr', 'Korea', 'KR,ZZ']) {
        const answer = await other.get(`/profiles/search?country=${country}`);
        assert.equal(answer.status, 422, country);
        assert.equal(answer.json.field, 'country');
    }
    assert.equal((await other.get('/profiles/search?country=KR,FR')).status, 200);
});

test('a filter that no record can have is refused, not answered by an empty list', async () => {
    for (const [where, field] of [['/matches?status=x', 'status'], ['/matches?status=', 'status'],
        ['/matches?status=proposed,x', 'status'], ['/profiles?type=offer', 'type'],
        ['/profiles?root_technologies=x', 'root_technologies'],
        ['/organisations?country=kr', 'country'], ['/organisations?country=KR,FR', 'country']]) {
        const answer = await admin.get(where);
        assert.equal(answer.status, 422, `${where}: ${answer.body}`);
        assert.equal(answer.json.id, 'list.filter');
        assert.equal(answer.json.field, field);
    }
    for (const where of ['/matches?status=proposed,taken_up', '/organisations?country=KR',
        '/profiles?type=technology_offer'])
        assert.equal((await admin.get(where)).status, 200, where);
});

test('a body says nothing that its address does not know', async () => {
    const match = await matched(await offerOf('published'));
    for (const [where, body, field] of [
        [`/profiles/${need.id}/match`, { top: -1 }, 'top'],
        ['/match-quality/apply', { countri: true }, 'countri'],
        ['/match-quality/reset', { event: null }, 'event'],
        [`/matches/${match.id}/take-up`, { reason: 'x' }, 'reason'],
        [`/matches/${match.id}/dismiss`, { reason: 'not_relevant', noet: 'x' }, 'noet'],
        [`/matches/${match.id}/reopen`, { note: 'x' }, 'note'],
        ['/inbox/seen', { til: '2020-01-01T00:00:00Z' }, 'til']]) {
        const answer = await admin.post(where, body);
        assert.equal(answer.status, 422, `${where}: ${answer.body}`);
        assert.equal(answer.json.id, 'request.field_unknown');
        assert.equal(answer.json.field, field);
    }
    assert.equal((await admin.get(`/matches/${match.id}`)).json.status, 'proposed');
    assert.equal((await admin.post(`/profiles/${need.id}/match`, {})).status, 202);
    assert.equal((await admin.post(`/profiles/${need.id}/match`)).status, 202);
});

test('a language that is the name of one is refused', async () => {
    for (const language of ['english', 'kore', 'Deutsch']) {
        const answer = await admin.post('/profiles', profile(orgA.id, 'L', { language,
            texts: [{ language: 'en', title: 'L' }] }));
        assert.equal(answer.status, 422, language);
        assert.deepEqual(answer.json.errors.filter(e => e.id === 'lang.malformed')
            .map(e => e.field), ['language']);
        const text = await admin.post('/profiles', profile(orgA.id, 'L', {
            texts: [{ language, title: 'L' }] }));
        assert.equal(text.json.errors[0].field, 'texts[0].language');
    }
    for (const language of ['ko', 'zh-Hant-TW', 'fil', 'x-house', 'i-klingon'])
        assert.equal((await admin.post('/profiles', profile(orgA.id, 'L', { language,
            texts: [{ language, title: 'L' }] }))).status, 201, language);
});

test('weights are not put in force by a word that is no boolean', async () => {
    for (const country of ['x', 1, [], {}]) {
        const answer = await admin.post('/match-quality/apply', { country });
        assert.equal(answer.status, 422);
        assert.equal(answer.json.id, 'request.field_boolean');
    }
});

test('addresses that are no text are refused by a problem as documented', async () => {
    for (const where of ['/profiles/search?q=%ff', '/profiles/search?q=%00',
        '/profiles/search/suggest?q=%ff', '/profiles/%00/similar', '/inbox?since=%00',
        '/match-quality?event=%ff', `/profiles/${need.id}/similar?limit=5&limit=6`])
        for (const [language, word] of [['en', /well-formed/], ['ko-KR,ko;q=0.9', /올바른/]]) {
            const answer = await admin.get(where, { headers: { 'accept-language': language } });
            assert.equal(answer.status, 400, where);
            assert.equal(answer.json.id, 'request.refused_400');
            assert.match(answer.json.detail, word);
            assert.ok(answer.json.request_id.length > 0);
        }
});
