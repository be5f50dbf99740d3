/* Two offices in one store: for each, the other's profiles, matches and searches are as if
 * they did not exist, by id, in lists, in counts and in order. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { event, organisation, profile, ranJob } from './fixture.mjs';
import { PASSWORD, Server } from './client.mjs';

const ieum = process.env.IEUM ?? 'build/ieum';
let server, one, two;
const other = {};

const pair = async (client, tag) => {
    const a = await client.make('organisations', organisation(`A ${tag}`));
    const b = await client.make('organisations', organisation(`B ${tag}`, { country: 'FR' }));
    const offer = await client.make('profiles', profile(a.id, `Plasma etching offered ${tag}`,
        { status: 'published' }));
    const need = await client.make('profiles', profile(b.id, `Plasma etching wanted ${tag}`,
        { type: 'technology_request', status: 'published' }));
    return { a, b, offer, need };
};

before(async () => {
    server = await Server.start();
    server.run('init', '--code', 'TWO', '--title', 'Second office', '--office', 'TEST');
    server.run('--office', 'TWO', 'user', 'add', 'second', '--name', 'Second', '--role', 'admin',
        '--user-language', 'en');
    one = await server.signedIn('admin');
    two = await server.signedIn('second');
    assert.notEqual(one.me.office.id, two.me.office.id);
    other.own = await pair(one, 'of one');
    Object.assign(other, await pair(two, 'of two'));
    other.event = await two.make('events', event('E-TWO'));
    other.search = await two.make('saved-searches', { name: 'plasma', query: { q: 'plasma' },
        alert: 'none' });
    await ranJob(two, `/profiles/${other.offer.id}/match`);
    [other.match] = (await two.get(`/matches?offer=${other.offer.id}`)).json.items;
    assert.equal(other.match?.need, other.need.id);
});
after(() => server.end());

test('by id each is as one that does not exist', async () => {
    const nothing = other.match.id.replace(/.{8}$/, '00000000');
    const asks = id => [['GET', `/profiles/${id}`], ['GET', `/profiles/${id}/similar`],
        ['GET', `/profiles/${id}/concepts`], ['GET', `/profiles/${id}/revisions`],
        ['POST', `/profiles/${id}/match`], ['GET', `/matches/${id}`],
        ['GET', `/matches/${id}/revisions`], ['POST', `/matches/${id}/take-up`, {}],
        ['POST', `/matches/${id}/dismiss`, { reason: 'not_relevant' }],
        ['POST', `/matches/${id}/reopen`], ['GET', `/saved-searches/${id}`],
        ['POST', `/saved-searches/${id}/seen`], ['GET', `/match-quality?event=${id}`],
        ['POST', '/match-quality/apply', { event: id }], ['POST', `/events/${id}/propose`, {}]];
    const told = async id => {
        const answers = [];
        for (const [method, where, json] of asks(id)) {
            const answer = await one.ask(method, where, { json });
            const { request_id: _, ...problem } = answer.json;
            answers.push([method, where.replace(id, 'ID'), answer.status,
                JSON.stringify(problem).replaceAll(id, 'ID')]);
        }
        return answers;
    };
    const never = await told(nothing);
    for (const [method, where, status] of never)
        assert.equal(status, 404, `${method} ${where}`);
    for (const { id } of [other.offer, other.match, other.search, other.event])
        assert.deepEqual(await told(id), never);
    assert.equal((await two.get(`/matches/${other.match.id}`)).json.status, 'proposed');
});

test('lists, counts, the inbox and search know of one\'s own alone', async () => {
    for (const where of ['/matches?count=1', `/matches?count=1&offer=${other.offer.id}`,
        `/matches?count=1&event=${other.event.id}`, '/saved-searches?count=1',
        `/profiles?count=1&organisation=${other.a.id}`]) {
        const { json } = await one.get(where);
        assert.deepEqual([json.items, json.total], [[], 0], where);
    }
    assert.equal((await one.get('/profiles?count=1')).json.total, 2);
    assert.deepEqual((await one.get('/saved-searches/new')).json.items, []);
    const before = Object.values(other).flatMap(r => (r.id ? [r.id] : []));
    const found = async () => {
        const end = Date.now() + 60000;
        for (;;) {
            const { json } = await one.get('/profiles/search?q=plasma');
            if (json.degraded === null && json.total === 2 || Date.now() > end)
                return json;
            await new Promise(done => setTimeout(done, 30));
        }
    };
    const search = await found();
    assert.equal(search.total, 2, 'its own two are found');
    assert.equal(search.facets.country.reduce((sum, f) => sum + f.count, 0), 2);
    const seen = [JSON.stringify(search), (await one.get('/inbox?since=2000-01-01T00:00:00Z')).body,
        (await one.get(`/profiles/${other.own.offer.id}/similar`)).body,
        (await one.get('/profiles/search/suggest?q=plas')).body, (await one.get('/home')).body,
        (await one.get('/match-quality')).body];
    for (const text of seen)
        for (const id of [...before, 'of two'])
            assert.ok(!text.includes(id), `${id} in ${text.slice(0, 200)}`);
    assert.equal((await one.get('/match-quality')).json.examples, 0);
});

test('the command finds no profile of another office', () => {
    const run = (...words) => {
        try {
            execFileSync(ieum, ['--db', server.db, '--lang', 'en', ...words],
                { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
                    env: { ...process.env, IEUM_PASSWORD: PASSWORD } });
            return [0, ''];
        } catch (e) {
            return [e.status, e.stderr];
        }
    };
    const id = other.offer.id;
    const [status, said] = run('--office', 'TEST', 'match', id);
    const never = run('--office', 'TEST', 'match', id.replace(/.{8}$/, '00000000'));
    assert.deepEqual([status, said.replace(id, 'ID')],
        [never[0], never[1].replace(id.replace(/.{8}$/, '00000000'), 'ID')]);
    assert.notEqual(status, 0);
    assert.equal(run('--office', 'TWO', 'match', id)[0], 0);
});
