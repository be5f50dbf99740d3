/* Saved searches, the alerts they make, and the inbox: one's own, and by one's own sight. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, event, finished, organisation, profile } from './fixture.mjs';
import { Server } from './client.mjs';

let server, admin, officer, eventOfficer, memberA, memberB, reviewer;
const at = {};

before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    at.orgA = await admin.make('organisations', organisation('Alpha'));
    at.orgB = await admin.make('organisations', organisation('Beta', { country: 'FR' }));
    at.event = await admin.make('events', event('WEEK'));
    await account(admin, 'officer', 'officer');
    await account(admin, 'eventOfficer', 'officer', 'event', at.event.id);
    await account(admin, 'memberA', 'member', 'organisation', at.orgA.id);
    await account(admin, 'memberB', 'member', 'organisation', at.orgB.id);
    await account(admin, 'reviewer', 'reviewer');
    [officer, eventOfficer, memberA, memberB, reviewer] = await Promise.all(
        ['officer', 'eventOfficer', 'memberA', 'memberB', 'reviewer'].map(n => server.signedIn(n)));
});
after(() => server.end());

async function until(what, ask, holds) {
    const end = Date.now() + 60000;
    for (;;) {
        const answer = await ask();
        if (holds(answer))
            return answer;
        assert.ok(Date.now() < end, `${what}: ${JSON.stringify(answer)?.slice(0, 400)}`);
        await new Promise(done => setTimeout(done, 100));
    }
}
const sleep = ms => new Promise(done => setTimeout(done, ms));
const publish = (org, title, more = {}) =>
    admin.make('profiles', profile(org.id, title, { status: 'published', ...more }));
const news = async client => Object.fromEntries((await client.get('/saved-searches/new'))
    .json.items.map(s => [s.name, s.new]));
const alerts = async (client, status = 'open') =>
    (await client.get(`/tasks?kind=saved_search&status=${status}&count=1`)).json;

test('a saved search is its account\'s own, whatever the others\' roles', async () => {
    const made = await memberA.make('saved-searches',
        { name: 'Resists', query: { q: 'photoresist', type: 'technology_offer' } });
    assert.equal(made.account, memberA.me.account.id);
    assert.equal(made.alert, 'none');
    assert.deepEqual(made.query, { q: 'photoresist', type: 'technology_offer' });
    assert.equal(made.can.edit, true);
    for (const other of [admin, officer, eventOfficer, memberB, reviewer]) {
        const url = `/saved-searches/${made.id}`;
        assert.equal((await other.get(url)).status, 404, other.name);
        assert.equal((await other.patch(url, { name: 'Mine' }, '*')).status, 404, other.name);
        assert.equal((await other.delete(url, '*')).status, 404, other.name);
        assert.equal((await other.post(`${url}/seen`)).status, 404, other.name);
        const list = (await other.get('/saved-searches?count=1')).json;
        assert.deepEqual([list.items.length, list.total], [0, 0], other.name);
        assert.deepEqual((await other.get('/saved-searches/new')).json.items, []);
    }
    const renamed = await memberA.patch(`/saved-searches/${made.id}`, { name: 'Photoresists' }, '*');
    assert.equal(renamed.json.name, 'Photoresists');
    const taken = await memberA.post('/saved-searches',
        { name: 'For another', account: memberB.me.account.id });
    assert.equal(taken.status, 422);
    assert.equal((await memberA.delete(`/saved-searches/${made.id}`, '*')).status, 204);
});

test('what cannot be a query is told field by field', async () => {
    for (const [query, field] of [[{ surprise: 'x' }, 'query.surprise'], [[], 'query'],
        ['q=x', 'query'], [{ type: 'technology_offer,gift' }, 'query.type'],
        [{ country: 'KR,Korea' }, 'query.country'], [{ q: 7 }, 'query.q'], [{ q: 'x'.repeat(500) }, 'query.q']]) {
        const answer = await memberA.post('/saved-searches', { name: 'Odd', query });
        assert.equal(answer.status, 422, JSON.stringify(query));
        assert.equal(answer.json.field ?? answer.json.errors[0].field, field);
    }
    assert.equal((await memberA.post('/saved-searches', { query: {} })).status, 422);
    const several = { type: 'technology_offer,business_offer', country: 'KR,FR', language: 'ko',
        root_technology: 'casting,sensors', kind: 'company,university', without: 'a,b' };
    const made = await memberA.make('saved-searches', { name: 'Several', query: several });
    assert.deepEqual(made.query, several);
    const odd = await memberA.patch(`/saved-searches/${made.id}`, { query: { kind: 'castle' } }, '*');
    assert.equal(odd.json.field, 'query.kind');
    assert.equal((await memberA.delete(`/saved-searches/${made.id}`, '*')).status, 204);
    assert.equal((await memberA.post('/saved-searches', { name: 'x', alert: 'hourly' })).status, 422);
});

test('new is what became published since one looked', async () => {
    const search = await memberA.make('saved-searches',
        { name: 'Zirconia', query: { q: 'zirconia' } });
    assert.equal((await news(memberA)).Zirconia, 0);
    const draft = await admin.make('profiles', profile(at.orgB.id, 'Zirconia crucibles'));
    assert.equal(draft.published_at, null);
    assert.equal((await news(memberA)).Zirconia, 0, 'a draft is no news');
    const published = (await admin.patch(`/profiles/${draft.id}`, { status: 'published' }, '*')).json;
    assert.equal(published.published_at, published.updated_at);
    await until('one is new', () => news(memberA), n => n.Zirconia === 1);

    const seen = await memberA.post(`/saved-searches/${search.id}/seen`);
    assert.equal(seen.status, 200, seen.body);
    assert.equal((await news(memberA)).Zirconia, 0);
    const edited = (await admin.patch(`/profiles/${draft.id}`, { trl: 7 }, '*')).json;
    assert.equal(edited.published_at, published.published_at, 'an edit is no publication');
    assert.equal((await news(memberA)).Zirconia, 0, 'an edit is no news');
    await admin.patch(`/profiles/${draft.id}`, { status: 'withdrawn' }, '*');
    await admin.patch(`/profiles/${draft.id}`, { status: 'published' }, '*');
    await until('published again is new', () => news(memberA), n => n.Zirconia === 1);

    /* Looking as far as a moment leaves what came after it; a mark never goes back. */
    const late = await publish(at.orgB, 'Zirconia powder');
    await until('two are new', () => news(memberA), n => n.Zirconia === 2);
    const before = new Date(Date.parse(late.published_at) - 1).toISOString();
    await memberA.post(`/saved-searches/${search.id}/seen`, { until: before });
    assert.equal((await news(memberA)).Zirconia, 1);
    await memberA.post(`/saved-searches/${search.id}/seen`, { until: '2020-01-01T00:00:00Z' });
    assert.equal((await news(memberA)).Zirconia, 1);
    const odd = await memberA.post(`/saved-searches/${search.id}/seen`, { until: 'yesterday' });
    assert.equal(odd.status, 422, odd.body);
    assert.equal(odd.json.field, 'until');
});

test('filters narrow what is new; a query that asks for what is not there says so', async () => {
    await memberA.make('saved-searches', { name: 'Needs', query: { type: 'technology_request' } });
    await memberA.make('saved-searches', { name: 'Lost', query: { concept: 'no-such-concept' } });
    await publish(at.orgB, 'Garnet offer');
    await publish(at.orgB, 'Garnet need', { type: 'technology_request' });
    await until('one need', () => news(memberA), n => n.Needs === 1);
    assert.equal((await news(memberA)).Lost, null);
});

test('an alert is one task on its owner\'s home, and nobody else\'s', async () => {
    const search = await memberA.make('saved-searches',
        { name: 'Quartz canary', query: { q: 'quartz' }, alert: 'at_once' });
    await publish(at.orgB, 'Quartz tubes');
    const { items: [task] } = await until('the alert', () => alerts(memberA), a => a.total === 1);
    assert.deepEqual([task.title, task.about_type, task.about_id, task.assignee],
        ['Quartz canary', 'saved_search', search.id, memberA.me.account.id]);
    for (let i = 0; i < 22; i++) /* tasks with days do not push it off the page */
        await admin.make('tasks', { title: `Due ${i}`, organisation: at.orgA.id, due: '2027-01-05' });
    const home = (await memberA.get('/home')).json.tasks;
    assert.equal(home.items[0].id, task.id);
    assert.deepEqual([home.items.length, home.total], [20, 23]);
    for (const other of [admin, officer, eventOfficer, memberB, reviewer]) {
        assert.equal((await alerts(other)).total, 0, other.name);
        assert.equal((await other.get(`/tasks/${task.id}`)).status, 404, other.name);
        assert.ok(!(await other.get('/home')).body.includes('Quartz canary'), other.name);
        assert.equal((await other.get('/tasks?q=quartz&count=1')).json.total, 0, other.name);
    }

    /* More news while it is open: still one task. Looking ends it; further news open it. */
    await publish(at.orgB, 'Quartz windows');
    await sleep(4000);
    assert.equal((await alerts(memberA)).total, 1);
    await memberA.post(`/saved-searches/${search.id}/seen`);
    assert.equal((await alerts(memberA)).total, 0);
    await sleep(2500);
    assert.equal((await alerts(memberA)).total, 0, 'told again what was told');
    await publish(at.orgB, 'Quartz rods');
    const again = await until('the next alert', () => alerts(memberA), a => a.total === 1);
    assert.equal(again.items[0].id, task.id);
});

test('a server that starts again goes on where it was', async () => {
    await memberA.make('saved-searches',
        { name: 'Halite', query: { q: 'halite' }, alert: 'at_once' });
    await publish(at.orgB, 'Halite optics'); /* and down before a tick has passed */
    await server.down();
    await server.up();
    await until('the alert of before', () => alerts(memberA),
        a => a.items.filter(t => t.title === 'Halite').length === 1);
    const halite = (await alerts(memberA)).items.find(t => t.title === 'Halite');
    assert.equal((await memberA.patch(`/tasks/${halite.id}`, { status: 'done' }, '*')).status, 200);
    await server.down();
    await server.up();
    await sleep(4000);
    assert.ok(!(await alerts(memberA)).items.some(t => t.title === 'Halite'), 'told twice');
});

test('an import by the command line beside the server makes alerts too', async () => {
    await reviewer.make('saved-searches',
        { name: 'Fluorite', query: { q: 'fluorite' }, alert: 'at_once' });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${server.home}/p.csv`, 'id,organisation,type,language,title,text\n' +
        `f1,${at.orgB.name},technology_offer,en,Fluorite lenses,Lenses of fluorite\n`);
    server.run('import', 'profiles', `${server.home}/p.csv`);
    const [made] = (await admin.get('/profiles?q=fluorite')).json.items;
    assert.equal(made.published_at, made.created_at);
    /* A reviewer holds no organisation; what is told to him he sees all the same. */
    await until('the alert', () => alerts(reviewer), a => a.total === 1);
    assert.equal((await reviewer.get('/home')).json.tasks.total, 1);
});

test('what one may not see makes no alert and no count', async () => {
    for (const client of [memberA, memberB, reviewer, officer, eventOfficer]) {
        await client.make('saved-searches', { name: 'Casting', query: { concept: 'die-casting' },
            alert: 'at_once' });
        await client.make('saved-searches', { name: 'By word', query: { q: 'zinkelsprue' },
            alert: 'at_once' });
    }
    await publish(at.orgB, 'Closed offer', {
        texts: [{ language: 'en', title: 'Closed offer', text: 'Aluminium die casting dies, zinkelsprue' }],
        rungs: [{ field: 'texts', rung: 'nda' }] });
    await until('its own', () => news(memberB), n => n.Casting === 1);
    await until('told to its own', () => alerts(memberB), a => a.items.some(t => t.title === 'Casting'));
    await until('told to staff', () => alerts(officer), a => a.items.some(t => t.title === 'Casting'));
    for (const client of [officer, memberB])
        await until('told by word', () => alerts(client), a => a.items.some(t => t.title === 'By word'));
    assert.deepEqual([(await news(officer)).Casting, (await news(officer))['By word']], [1, 1]);
    await sleep(2500);
    for (const client of [memberA, reviewer, eventOfficer]) {
        assert.equal((await news(client)).Casting, 0, client.name);
        assert.equal((await news(client))['By word'], 0, client.name);
        assert.ok(!(await alerts(client)).items.some(t => /Casting|By word/.test(t.title)), client.name);
    }
    /* An open one is for all of them. */
    await publish(at.orgB, 'Open die casting offer');
    for (const client of [memberA, reviewer, eventOfficer])
        await until(`${client.name} is told`, () => alerts(client),
            a => a.items.some(t => t.title === 'Casting'));
});

test('the inbox groups new matches by event, with score and reason', async () => {
    const start = new Date().toISOString();
    const text = 'photoresist for extreme ultraviolet lithography, low line edge roughness';
    const of = (org, title, type) => publish(org, title,
        { type, texts: [{ language: 'en', title, text }] });
    at.need = await of(at.orgA, 'EUV photoresist wanted', 'technology_request');
    at.offer = await of(at.orgB, 'EUV photoresist offered', 'technology_offer');
    for (const org of [at.orgA, at.orgB])
        await admin.make('participations',
            { event: at.event.id, organisation: org.id, status: 'confirmed' });
    const asked = await officer.post(`/events/${at.event.id}/propose`);
    assert.equal((await finished(officer, asked.json.job)).status, 'done');

    const inbox = (await officer.get(`/inbox?since=${start}`)).json;
    assert.equal(inbox.seen_at, null);
    const [group] = inbox.matches.events;
    assert.equal(inbox.matches.new, (await officer.get(
        `/matches?status=proposed&created_since=${start}&count=1`)).json.total);
    assert.equal(group.event.code, 'WEEK');
    assert.equal(group.new, inbox.matches.events.reduce((n, g) => n + g.new, 0));
    const best = group.items[0];
    assert.deepEqual([best.need.title, best.offer.title, best.need.organisation_label],
        ['EUV photoresist wanted', 'EUV photoresist offered', 'Alpha']);
    assert.ok(best.score > 0 && best.score <= 1);
    const record = (await officer.get(`/matches/${best.id}`)).json;
    const telling = record.reasons.fields.filter(f => f.verdict !== 'not_met' &&
        (f.concept || f.term || f.need || f.offer || f.common?.length));
    assert.ok(telling.length > 0);
    assert.equal(best.reason.share, Math.max(...telling.map(f => f.share)));
    assert.deepEqual(inbox.profiles.items.map(p => p.title).sort(),
        ['EUV photoresist offered', 'EUV photoresist wanted']);

    /* Members see their own, the reviewer none; the officer of the event what is in it. */
    assert.equal((await memberA.get(`/inbox?since=${start}`)).json.matches.new, inbox.matches.new);
    assert.equal((await eventOfficer.get(`/inbox?since=${start}`)).json.matches.new, inbox.matches.new);
    const reviewed = (await reviewer.get(`/inbox?since=${start}`)).json;
    assert.deepEqual([reviewed.matches.new, reviewed.matches.events], [0, []]);
    assert.equal(reviewed.profiles.new, 2);

    /* Once looked at, it is empty until something comes. */
    const seen = await officer.post('/inbox/seen', { until: inbox.until });
    assert.equal(seen.status, 200, seen.body);
    const empty = (await officer.get('/inbox')).json;
    assert.equal(empty.since, empty.seen_at);
    assert.deepEqual([empty.matches.new, empty.profiles.new], [0, 0]);
    assert.notEqual((await memberA.get('/inbox')).json.matches.new, 0, 'each has a mark of its own');
    await publish(at.orgB, 'Feldspar');
    const next = (await officer.get('/inbox')).json;
    assert.deepEqual(next.profiles.items.map(p => p.title), ['Feldspar']);
    assert.equal((await officer.get('/inbox?since=never')).status, 422);
    for (const odd of [{ until: 5 }, { until: 'soon' }])
        assert.equal((await officer.post('/inbox/seen', odd)).status, 422, JSON.stringify(odd));
});

test('the inbox counts nothing that its reader may not see', async () => {
    const start = new Date().toISOString();
    const third = await admin.make('organisations', organisation('Gamma'));
    await admin.make('profiles', profile(third.id, 'Hidden draft of Gamma'));
    for (const client of [memberA, memberB, reviewer, eventOfficer]) {
        const { body, json } = await client.get(`/inbox?since=${start}`);
        assert.equal(json.profiles.new, 0, client.name);
        assert.ok(!body.includes('Hidden draft'), client.name);
    }
    const names = (await memberA.get('/inbox')).json.searches.map(s => s.name);
    assert.ok(names.includes('Zirconia'));
    assert.ok((await memberA.get('/inbox')).json.searches.every(s => s.new > 0));
    assert.ok(!(await memberB.get('/inbox')).body.includes('Zirconia'));
});

test('an account keeps a hundred searches at most', async () => {
    const before = (await memberB.get('/saved-searches?count=1')).json.total;
    for (let i = before; i < 100; i++)
        await memberB.make('saved-searches', { name: `Search ${i}` });
    const over = await memberB.post('/saved-searches', { name: 'One too many' });
    assert.equal(over.status, 422);
    assert.match(over.body, /100/);
    assert.equal((await memberA.post('/saved-searches', { name: 'Another\'s' })).status, 201);
});
