/* Meetings of three to eight: wished for, planned, in everybody's agenda, held without who
 * does not come, refused with two who are not to meet. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, event, organisation, ranJob } from './fixture.mjs';
import { Server } from './client.mjs';

const FIRMS = 6;
let server, admin, officer, member, outsider, at, url;

const job = async (where, body) =>
    (await ranJob(officer, `${url}/${where}`, body)).result;

const timetable = async (who = officer) => (await who.get(`${url}/timetable`)).json;
const id = i => at.parts[i].id;
const wish = (from, to, others = [], more = {}) => officer.post('/wishes',
    { event: at.event.id, from: id(from), to: id(to), weight: 3,
        ...(others.length ? { others: others.map(id) } : {}), ...more });
const people = m => [m.a, m.b, ...m.others].sort();
const group = table => table.meetings.find(m => m.others.length);
const agenda = async (who, query = '') => (await who.get(`${url}/agenda${query}`)).json.items;

before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    await account(admin, 'officer', 'officer');
    officer = await server.signedIn('officer');
    at = { parts: [], firms: [] };
    at.event = await officer.make('events', event('GROUP', { day_until: '12:00', breaks: [] }));
    url = `/events/${at.event.id}`;
    await officer.make('places', { event: at.event.id, name: 'Round', kind: 'table', capacity: 8 });
    await officer.make('places', { event: at.event.id, name: 'Small', kind: 'table', capacity: 2 });
    for (let i = 0; i < FIRMS; i++) {
        at.firms.push(await officer.make('organisations', organisation(`Firm ${i}`)));
        at.parts.push(await officer.make('participations', { event: at.event.id,
            organisation: at.firms[i].id, status: 'confirmed' }));
    }
    await account(admin, 'member', 'member', 'organisation', at.firms[2].id);
    await account(admin, 'outsider', 'member', 'organisation', at.firms[5].id);
    member = await server.signedIn('member');
    outsider = await server.signedIn('outsider');
});
after(() => server.end());

test('a group is wished for, and who is in it knows', async () => {
    for (const [answer, field] of [[await wish(0, 1, [1]), 'others[0]'],
        [await wish(0, 1, [0]), 'others[0]']]) {
        assert.equal(answer.status, 422, answer.body);
        assert.ok(answer.json.errors.some(e => e.field === field), answer.body);
    }
    assert.equal((await officer.post('/wishes', { event: at.event.id, from: id(0), to: id(1),
        weight: 3, others: [at.event.id] })).status, 422);
    assert.equal((await wish(0, 1, [2, 3])).status, 201);
    assert.equal((await wish(0, 1, [], { weight: 2 })).status, 201, 'and the two by themselves');
    assert.equal((await wish(3, 2, [1, 0], { weight: 5 })).status, 201);
    assert.equal((await member.get(`/wishes?event=${at.event.id}`)).json.items.length, 2);
    assert.equal((await outsider.get(`/wishes?event=${at.event.id}`)).json.items.length, 0);
});

test('it is planned as one meeting, where there are seats, for all of them', async () => {
    const result = await job('schedule', { seed: 1 });
    assert.equal(result.placed, 2);
    assert.equal(result.weight, 5 * 3 + 2, 'the largest weight, mutual since two wished it');
    const table = await timetable();
    const g = group(table);
    assert.deepEqual(people(g), [0, 1, 2, 3].map(id).sort());
    assert.equal(table.places.find(p => p.id === g.place).name, 'Round');
    assert.equal(g.mutual, true);
    const pair = table.meetings.find(m => !m.others.length);
    assert.notEqual(pair.slot, g.slot, 'two of them meet at another time');
    for (const i of [0, 1, 2, 3]) {
        const items = await agenda(officer, `?participation=${id(i)}`);
        const one = items.find(x => x.id === g.id);
        assert.ok(one, `Firm ${i} has it`);
        assert.equal(one.others_labels.length, 2);
    }
    assert.ok(!(await agenda(officer, `?participation=${id(4)}`)).some(x => x.id === g.id));
    assert.deepEqual((await agenda(member)).map(x => x.id), [g.id]);
    assert.deepEqual((await timetable(member)).meetings.map(m => m.id), [g.id]);
    assert.deepEqual((await agenda(outsider)), []);
    const ics = (await officer.get(`${url}/agenda?format=ics&participation=${id(3)}`)).body;
    assert.match(ics.replace(/\r\n /g, ''), /SUMMARY:Firm \d ↔ Firm \d\\, Firm \d\\, Firm \d/);
    const csv = (await officer.get(`${url}/agenda?format=csv&participation=${id(3)}`)).body;
    for (const i of [0, 1, 2, 3])
        assert.match(csv, new RegExp(`Firm ${i}`));
    const tables = (await officer.get(`${url}/tables`)).json.items;
    assert.equal(tables.find(p => p.name === 'Round').meetings.find(m => m.meeting === g.id)
        .others.length, 2);
    /* Planned again, nothing is doubled. */
    await job('schedule', { seed: 1 });
    assert.deepEqual((await timetable()).meetings.map(m => [m.id, m.slot]),
        table.meetings.map(m => [m.id, m.slot]));
});

test('it is moved by hand with everybody’s time in view, and any of them may confirm', async () => {
    const table = await timetable();
    const g = group(table), pair = table.meetings.find(m => !m.others.length);
    const clash = (await officer.post(`${url}/timetable/check`,
        { meeting: g.id, slot: pair.slot })).json;
    assert.ok(clash.conflicts.some(c => c.kind === 'participant_busy'), JSON.stringify(clash));
    await officer.patch(`/participations/${id(3)}`, { available:
        [{ from: '2027-10-28T01:00:00Z', until: '2027-10-28T03:00:00Z' }] }, '*');
    const away = (await officer.post(`${url}/timetable/check`, { meeting: g.id, slot: 7 })).json;
    assert.ok(away.conflicts.some(c => c.kind === 'participant_absent' && c.who === id(3)));
    await officer.patch(`/participations/${id(3)}`, { available: [] }, '*');
    const small = (await officer.post(`${url}/timetable/check`, { meeting: g.id, slot: g.slot,
        place: table.places.find(p => p.name === 'Small').id })).json;
    assert.ok(small.conflicts.some(c => c.kind === 'place_small'));
    assert.equal((await outsider.post(`/meetings/${g.id}/confirm`)).status, 404);
    assert.equal((await member.post(`/meetings/${g.id}/confirm`)).json.status, 'confirmed');
});

test('who does not come is missed, and the others meet and are told', async () => {
    const g = group(await timetable());
    assert.equal((await officer.post(`/participations/${id(2)}/no-show`)).status, 200);
    const { plan } = await job('replan');
    const preview = (await officer.get(`/plans/${plan}/preview`)).json;
    assert.equal(preview.smaller, 1);
    assert.equal(preview.dropped, 0);
    const [move] = preview.moves;
    assert.equal(move.change, 'smaller');
    assert.equal(move.meeting, g.id);
    assert.equal(move.to.slot, g.slot);
    assert.deepEqual(preview.tell.map(t => t.label).sort(), ['Firm 0', 'Firm 1', 'Firm 3']);
    assert.ok(preview.tell.every(t => t.lines.every(l => /without Firm 2/.test(l))),
        JSON.stringify(preview.tell));
    assert.equal((await officer.post(`/plans/${plan}/publish`)).status, 200);
    const after_ = group(await timetable());
    assert.equal(after_.slot, g.slot);
    assert.deepEqual(people(after_), people(g), 'the record goes on naming all of them');
    /* That is no news the next time. */
    const again = await job('replan');
    assert.equal((await officer.get(`/plans/${again.plan}/preview`)).json.smaller, 0);
    /* With one left there is nobody to meet. */
    for (const i of [1, 3])
        await officer.post(`/participations/${id(i)}/no-show`);
    const last = await job('replan', { publish: true });
    assert.equal((await officer.get(`/plans/${last.plan}/preview`)).json.dropped, 2);
    for (const i of [1, 2, 3])
        await officer.post(`/participations/${id(i)}/undo`);
    await job('schedule', { seed: 1 });
    assert.equal((await timetable()).meetings.filter(m => m.slot !== null).length, 2);
});

test('it waits with a reason, and is not held with two who are not to meet', async () => {
    assert.equal((await wish(4, 5, [0], { weight: 1 })).status, 201);
    const waiting = (await officer.get(`${url}/waiting`)).json.items;
    assert.deepEqual(waiting.map(w => [w.a, w.b, ...w.others].sort()), [[0, 4, 5].map(id).sort()]);
    assert.equal(waiting[0].others_labels.length, 1);
    assert.ok(waiting[0].could.length > 0);
    assert.equal((await wish(5, 0, [], { kind: 'never' })).status, 201);
    assert.deepEqual((await officer.get(`${url}/waiting`)).json.items, []);
    await job('schedule', { seed: 1 });
    const table = await timetable();
    assert.equal(table.meetings.length, 2);
    assert.ok(table.unplaced.some(u => u.reason === 'never' && u.others.length === 1));
});

