/*
 * Programme 1 by the API alone: the pack's sheets uploaded, checked and applied, the week
 * planned and reported, each figure computed again from the sheets; then two members see
 * their own side of it and no more.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Server } from '../api/client.mjs';
import { account } from '../api/fixture.mjs';
import { checkTimetable, expectations, kinds, ofEvent, pack, pairOf, parseIcs, seoul }
    from './week.mjs';

let server, officer, expected, event;
before(async () => {
    expected = expectations();
    server = await Server.start();
    const admin = await server.signedIn('admin');
    await account(admin, 'officer', 'officer');
    officer = await server.signedIn('officer');
    officer.admin = admin;
});
after(() => server.end());

async function finished(job) {
    for (let i = 0; i < 1200; i++) {
        const { json } = await officer.get(`/jobs/${job}`);
        if (['done', 'failed', 'cancelled'].includes(json.status)) {
            assert.equal(json.status, 'done', JSON.stringify(json.problem));
            return json.result;
        }
        await new Promise(done => setTimeout(done, 50));
    }
    return assert.fail('the job does not end');
}

async function bringIn(kind) {
    const about = ofEvent(kind) ? `&event=${event.id}` : '';
    const made = await officer.ask('POST', `/imports?kind=${kind}&filename=${kind}.csv${about}`,
        { body: readFileSync(pack(`${kind}.csv`)),
            headers: { 'content-type': 'application/octet-stream' } });
    assert.equal(made.status, 201, made.body);
    await finished(made.json.job.id ?? made.json.job);
    const apply = await officer.post(`/imports/${made.json.id}/apply`, {});
    assert.equal(apply.status, 202, apply.body);
    return finished(apply.json.job);
}

/* Every page of a list. */
async function all(client, url) {
    const items = [];
    for (let cursor = ''; cursor !== null;) {
        const { json } = await client.get(
            `${url}${url.includes('?') ? '&' : '?'}limit=500${cursor && `&cursor=${cursor}`}`);
        items.push(...json.items);
        cursor = json.next;
    }
    return items;
}

test('the sheets go in', async () => {
    event = await officer.make('events', { code: 'WEEK-2019', title: { en: 'Cooperation week' },
        zone: 'Asia/Seoul', first_day: '2019-10-28', last_day: '2019-10-31', day_from: '10:00',
        day_until: '17:00', slot_minutes: 30, breaks: [{ from: '12:00', until: '13:00' }],
        status: 'open' });
    for (let i = 1; i <= 20; i++)
        await officer.make('places', { event: event.id, name: `Table ${i}`, kind: 'table',
            position: i });
    for (const kind of kinds.filter(k => k !== 'outcomes')) {
        const result = await bringIn(kind);
        assert.equal(result.rejected, 0, kind);
    }
    const { json } = await officer.get('/organisations?count=1&limit=1');
    assert.equal(json.total, expected.names.size);
    assert.equal((await all(officer, `/wishes?event=${event.id}`)).length, expected.wishes);
});

test('matches, a timetable that holds every rule, a calendar', async () => {
    const proposed = await finished((await officer.post(`/events/${event.id}/propose`)).json.job);
    assert.ok(proposed.matches > 0);
    await finished((await officer.post(`/events/${event.id}/schedule`, { seed: 1 })).json.job);
    const table = (await officer.get(`/events/${event.id}/timetable`)).json;
    const organisations = new Map((await all(officer, '/organisations'))
        .map(o => [o.id, o.external_id]));
    const who = new Map(table.participants.map(p => [p.id, organisations.get(p.organisation)]));
    const places = new Map(table.places.map(p => [p.id, p.name]));
    const met = checkTimetable(table.meetings.map(m => ({ a: who.get(m.a), b: who.get(m.b),
        from: seoul(m.starts_at), until: seoul(m.ends_at), place: places.get(m.place) })),
    expected);
    assert.equal(met.size + table.unplaced.length, expected.pairs.size);
    const ics = await officer.get(`/events/${event.id}/agenda?format=ics`);
    assert.equal(parseIcs(ics.body).children.filter(c => c.type === 'VEVENT').length, met.size);
});

test('a match is taken up and becomes a case with its wish', async () => {
    const [match] = (await officer.get(
        `/matches?event=${event.id}&status=proposed&sort=-score&limit=1`)).json.items;
    assert.ok(match.reasons.fields.length > 0);
    const taken = await officer.post(`/matches/${match.id}/take-up`, { note: 'They should meet' });
    assert.equal(taken.status, 201, taken.body);
    assert.equal(taken.json.need_organisation, match.need_organisation);
    assert.equal(taken.json.counterparty, match.offer_organisation);
});

test('outcomes and the report; every id can be opened', async () => {
    await bringIn('outcomes');
    const report = (await officer.get(`/events/${event.id}/report`)).json;
    const meetings = await all(officer, `/meetings?event=${event.id}`);
    const participants = new Map((await all(officer, `/participations?event=${event.id}`))
        .map(p => [p.id, p]));
    const organisations = new Map((await all(officer, '/organisations'))
        .map(o => [o.id, o.external_id]));
    const code = id => organisations.get(participants.get(id).organisation);
    const planned = new Set(meetings.map(m => pairOf(code(m.a), code(m.b))));
    assert.equal(report.participants.count, expected.participants);
    assert.equal(report.outcomes.count, expected.outcomes);
    assert.equal(report.meetings_held.count,
        [...expected.held].filter(pair => planned.has(pair)).length);
    assert.ok(report.mutual_wishes.count >= expected.mutual.size);
    for (const [figure, plural] of [['participants', 'participations'], ['wishes', 'wishes'],
        ['mutual_wishes', 'wishes'], ['meetings_planned', 'meetings'],
        ['meetings_held', 'meetings'], ['outcomes', 'outcomes']]) {
        const known = new Set((await all(officer, `/${plural}?event=${event.id}`)).map(r => r.id));
        assert.equal(new Set(report[figure].ids).size, report[figure].count, figure);
        for (const id of report[figure].ids)
            assert.ok(known.has(id), `${figure}: ${id}`);
        const one = await officer.get(`/${plural}/${report[figure].ids[0]}`);
        assert.equal(one.status, 200, figure);
    }
});

test('a member sees its own meetings, and nobody else\'s', async () => {
    const organisations = await all(officer, '/organisations');
    for (const code of ['KR-008', 'FR-001']) {
        const own = organisations.find(o => o.external_id === code);
        await account(officer.admin, `m-${code.toLowerCase()}`, 'member', 'organisation', own.id);
        const member = await server.signedIn(`m-${code.toLowerCase()}`);
        const part = (await all(officer, `/participations?event=${event.id}`))
            .find(p => p.organisation === own.id);
        const theirs = await all(member, `/meetings?event=${event.id}`);
        const truth = (await all(officer, `/meetings?event=${event.id}`))
            .filter(m => m.a === part.id || m.b === part.id);
        assert.deepEqual(theirs.map(m => m.id).sort(), truth.map(m => m.id).sort());
        const wishes = await all(member, `/wishes?event=${event.id}`);
        for (const wish of wishes)
            assert.ok(wish.from === part.id || wish.to === part.id, 'a foreign wish');
        assert.equal((await member.get(`/events/${event.id}/report`)).status, 403);
        assert.equal((await member.get('/log')).status, 403);
    }
});
