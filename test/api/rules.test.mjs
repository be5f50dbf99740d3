/* What planning heeds beside wishes, through the API: sessions that take time, the order of
 * meetings, screenings; times forbidden and allowed again; what is kept of plans; names in
 * the reader's language. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, event, organisation, ranJob } from './fixture.mjs';
import { Server } from './client.mjs';

/* Two mornings of four slots, 10:00 to 12:00 in Seoul: 01:00Z to 03:00Z. */
const FIRMS = 5;
let server, admin, officer, korean, member, at, url;

const job = (where, body, status) => ranJob(officer, `${url}/${where}`, body, status);

const timetable = async (who = officer) => (await who.get(`${url}/timetable`)).json;
const wish = (from, to, more = {}) => officer.make('wishes', { event: at.event.id,
    from: at.parts[from].id, to: at.parts[to].id, weight: 3, ...more });
const meetingOf = (table, i, k) => table.meetings.find(m => [m.a, m.b].sort().join() ===
    [at.parts[i].id, at.parts[k].id].sort().join());
const problem = (answer, status, id) => {
    assert.equal(answer.status, status, answer.body);
    const ids = [answer.json.id, ...(answer.json.errors ?? []).map(e => e.id)];
    assert.ok(ids.includes(id), answer.body);
};

before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    await account(admin, 'officer', 'officer');
    const k = await account(admin, 'korean', 'officer');
    await admin.patch(`/accounts/${k.id}`, { language: 'ko' }, '*');
    officer = await server.signedIn('officer');
    korean = await server.signedIn('korean');
    at = { parts: [] };
    at.event = await officer.make('events', event('RULES', { day_until: '12:00', breaks: [] }));
    url = `/events/${at.event.id}`;
    for (const name of ['Table 1', 'Table 2'])
        await officer.make('places', { event: at.event.id, name, kind: 'table' });
    const names = [{ name: '한국소재', name_en: 'Hankook Materials' }, { name: '대한정밀' },
        { name: 'Firm 2' }, { name: 'Firm 3' }, { name: 'Firm 4' }];
    for (let i = 0; i < FIRMS; i++) {
        const firm = await officer.make('organisations', organisation(names[i].name, names[i]));
        at.parts.push(await officer.make('participations', { event: at.event.id,
            organisation: firm.id, status: 'confirmed' }));
        if (i === 0)
            await account(admin, 'member', 'member', 'organisation', firm.id);
    }
    member = await server.signedIn('member');
    for (let i = 0; i < 2; i++)
        for (let j = 2; j < FIRMS; j++)
            await wish(i, j);
});
after(() => server.end());

test('a session takes the time of everybody, or of those it names', async () => {
    const all = await officer.make('sessions', { event: at.event.id, title: { en: 'Plenary' },
        kind: 'seminar', starts_at: '2027-10-28T01:10:00Z', ends_at: '2027-10-28T02:00:00Z',
        blocks: true });
    const some = await officer.make('sessions', { event: at.event.id, title: { en: 'Pitch' },
        kind: 'pitch', starts_at: '2027-10-28T02:00:00Z', ends_at: '2027-10-28T03:00:00Z',
        blocks: true, participants: [at.parts[0].id, at.parts[2].id] });
    await officer.make('sessions', { event: at.event.id, title: { en: 'Fair' }, kind: 'fair',
        starts_at: '2027-10-29T01:00:00Z', ends_at: '2027-10-29T03:00:00Z' });
    problem(await officer.post('/sessions', { event: at.event.id, title: { en: 'X' },
        kind: 'pitch', starts_at: '2027-10-28T01:00:00Z', ends_at: '2027-10-28T02:00:00Z',
        participants: [at.event.id] }), 422, 'record.field_ref');
    const { result } = await job('schedule', { seed: 1 });
    assert.equal(result.placed, 6);
    const table = await timetable();
    assert.deepEqual(table.sessions.map(s => s.blocks), [true, true, false]);
    const part = i => table.participants.find(p => p.id === at.parts[i].id);
    assert.deepEqual(part(0).taken, [0, 1, 2, 3]);
    assert.deepEqual(part(1).taken, [0, 1]);
    assert.equal(part(0).free, null, 'their own hours are as they were');
    for (const m of table.meetings) {
        assert.ok(m.slot > 1, 'in the plenary');
        if ([m.a, m.b].includes(at.parts[0].id) || [m.a, m.b].includes(at.parts[2].id))
            assert.ok(m.slot > 3, 'in the pitch');
    }
    const one = meetingOf(table, 0, 3);
    const check = (await officer.post(`${url}/timetable/check`,
        { meeting: one.id, slot: 2 })).json;
    assert.ok(check.conflicts.some(c => c.kind === 'in_session' && c.who === at.parts[0].id),
        JSON.stringify(check.conflicts));
    /* In the agendas of those who are in it, and of nobody else. */
    const titles = async (who, query = '') => (await who.get(`${url}/agenda${query}`)).json.items
        .filter(i => i.kind !== 'meeting').map(i => i.title).sort();
    assert.deepEqual(await titles(officer, `?participation=${at.parts[0].id}`),
        ['Fair', 'Pitch', 'Plenary']);
    assert.deepEqual(await titles(officer, `?participation=${at.parts[1].id}`),
        ['Fair', 'Plenary']);
    assert.deepEqual(await titles(officer), ['Fair', 'Pitch', 'Plenary']);
    assert.deepEqual(await titles(member), ['Fair', 'Pitch', 'Plenary']);
    const ics = (await officer.get(`${url}/agenda?format=ics&participation=${at.parts[1].id}`));
    assert.match(ics.body, /SUMMARY:Plenary/);
    assert.doesNotMatch(ics.body, /Pitch/);
    for (const s of [all, some])
        assert.equal((await officer.delete(`/sessions/${s.id}`, '*')).status, 204);
});

test('of two meetings the first is earlier, and an order has no circle', async () => {
    const table = await timetable();
    const [x, y] = [meetingOf(table, 0, 2), meetingOf(table, 1, 2)];
    const [before_, after_] = x.slot > y.slot ? [x, y] : [y, x]; /* against what stands */
    const order = await officer.make('precedences', { event: at.event.id, before: before_.id,
        after: after_.id });
    problem(await officer.post('/precedences', { event: at.event.id, before: after_.id,
        after: before_.id }), 422, 'precedence.circle');
    problem(await officer.post('/precedences', { event: at.event.id, before: x.id,
        after: x.id }), 422, 'record.field_same');
    await job('schedule', { seed: 1 });
    const next = await timetable();
    const slot = id => next.meetings.find(m => m.id === id).slot;
    assert.ok(slot(before_.id) < slot(after_.id), 'the order is kept');
    assert.deepEqual(next.precedences.map(p => [p.before, p.after]),
        [[before_.id, after_.id]]);
    const check = (await officer.post(`${url}/timetable/check`,
        { meeting: after_.id, slot: slot(before_.id) === 0 ? 0 : slot(before_.id) - 1 })).json;
    assert.ok(check.conflicts.some(c => c.kind === 'order'), JSON.stringify(check.conflicts));
    assert.deepEqual((await timetable(member)).precedences, []);
    await officer.delete(`/precedences/${order.id}`, '*');
});

test('who is screened does not meet before the ruling, and it is said why', async () => {
    const url4 = `/participations/${at.parts[4].id}`;
    await officer.patch(url4, { screening: 'pending', ruling_at: '2027-10-29T02:00:00Z' }, '*');
    await job('schedule', { seed: 1 });
    let table = await timetable();
    const own = t => t.meetings.filter(m => [m.a, m.b].includes(at.parts[4].id));
    assert.equal(own(table).length, 2);
    for (const m of own(table)) {
        assert.ok(m.slot >= 6, 'the second morning from 11:00 on');
        assert.equal(m.screening, 'pending');
        assert.equal(m.not_before, '2027-10-29T02:00:00Z');
    }
    const [one] = own(table);
    const check = (await officer.post(`${url}/timetable/check`,
        { meeting: one.id, slot: 1 })).json;
    assert.ok(check.conflicts.some(c => c.kind === 'screening'), JSON.stringify(check.conflicts));
    /* Cleared for one meeting: that one alone may be earlier. */
    await officer.patch(`/meetings/${one.id}`, { screening: 'cleared' }, '*');
    assert.deepEqual(own(await timetable()).map(m => m.screening_own).sort(), [false, true]);
    const cleared = (await officer.post(`${url}/timetable/check`,
        { meeting: one.id, slot: 1 })).json;
    assert.ok(!cleared.conflicts.some(c => c.kind === 'screening'));
    await officer.patch(`/meetings/${one.id}`, { screening: null }, '*');
    /* The event's lead time, from its first slot; with neither, not before it is cleared. */
    await officer.patch(url4, { ruling_at: null }, '*');
    await officer.patch(`/events/${at.event.id}`, { screening_minutes: 60 }, '*');
    await job('schedule', { seed: 1 });
    assert.ok(own(await timetable()).every(m => m.slot >= 2 &&
        m.not_before === '2027-10-28T02:00:00Z'));
    await officer.patch(`/events/${at.event.id}`, { screening_minutes: null }, '*');
    const { result } = await job('schedule', { seed: 1 });
    assert.equal(result.placed, 4);
    const waiting = (await officer.get(`${url}/waiting`)).json.items;
    assert.deepEqual(waiting.map(w => w.reason), ['screening', 'screening']);
    assert.deepEqual(waiting.flatMap(w => w.could), []);
    assert.equal((await timetable()).unplaced.filter(u => u.reason === 'screening').length, 2);
    assert.deepEqual((await timetable(member)).unplaced, [], 'that is nobody else’s to know');
    await officer.patch(url4, { screening: 'refused' }, '*');
    await job('schedule', { seed: 1 });
    assert.equal((await timetable()).unplaced.filter(u => u.reason === 'refused').length, 2);
    /* What a screening says is the office's to say. */
    const mine = `/participations/${at.parts[0].id}`;
    problem(await member.patch(mine, { screening: 'cleared' }, '*'), 422,
        'record.field_office');
    assert.equal((await member.get(url4)).json.screening ?? null, null);
    await officer.patch(url4, { screening: null }, '*');
    assert.equal((await job('schedule', { seed: 1 })).result.placed, 6);
});

test('a forbidden time is allowed again, one or all', async () => {
    const [one] = (await timetable()).meetings;
    await officer.post(`/meetings/${one.id}/forbid`);
    const other = one.slot === 7 ? 6 : 7;
    await officer.post(`/meetings/${one.id}/forbid`, { slot: other });
    const row = async () => (await timetable()).meetings.find(m => m.id === one.id);
    assert.equal((await row()).not_at.length, 2);
    const allowed = await officer.post(`/meetings/${one.id}/allow`, { slot: one.slot });
    assert.equal(allowed.json.status, 'proposed', allowed.body);
    const { days } = await timetable();
    assert.deepEqual((await row()).not_at.map(s => s.from),
        [days[1].slots.find(s => s.index === other).starts_at]);
    const back = await officer.ask('POST', `${url}/timetable/move`, { ifMatch: '*',
        json: { meeting: one.id, slot: one.slot, place: one.place } });
    assert.equal(back.status, 200, back.body);
    assert.equal((await officer.post(`/meetings/${one.id}/allow`)).status, 200);
    assert.deepEqual((await row()).not_at, []);
    problem(await officer.post(`/meetings/${one.id}/allow`), 409, 'meeting.nothing_forbidden');
    assert.equal((await member.post(`/meetings/${one.id}/allow`)).status, 403);
});

test('what was proved is not claimed of a timetable that was changed since', async () => {
    await job('schedule', { seed: 1 });
    let { summary, meetings } = await timetable();
    assert.equal(summary.proved, true);
    assert.equal(summary.changed, false);
    assert.equal(summary.state, undefined);
    const [one] = meetings;
    assert.equal((await officer.post(`/meetings/${one.id}/lock`)).status, 200);
    assert.equal((await officer.post(`/meetings/${one.id}/confirm`)).status, 200);
    assert.equal((await officer.post(`/participations/${at.parts[0].id}/arrive`)).status, 200);
    assert.equal((await timetable()).summary.changed, false, 'none of these undoes a proof');
    const more = await wish(0, 1);
    assert.equal((await timetable()).summary.changed, true);
    await officer.delete(`/wishes/${more.id}`, '*');
    assert.equal((await timetable()).summary.changed, false);
    await officer.post(`/meetings/${one.id}/unlock`);
    const off = await officer.ask('POST', `${url}/timetable/move`, { ifMatch: '*',
        json: { meeting: one.id, slot: -1 } });
    assert.equal(off.json.moved, true, off.body);
    assert.equal((await timetable()).summary.changed, true);
    await job('schedule', { seed: 1 });
    assert.equal((await timetable()).summary.changed, false);
});

test('names are those of the language that is read', async () => {
    const state = await job('replan', { changes: [{ kind: 'no_show',
        participation: at.parts[2].id }] });
    const tell = async who => (await who.get(`/plans/${state.result.plan}/preview`)).json;
    const english = await tell(officer), korean_ = await tell(korean);
    assert.ok(english.tell.some(t => t.label === 'Hankook Materials'), JSON.stringify(english.tell));
    assert.ok(korean_.tell.some(t => t.label === '한국소재'));
    const words = english.tell.flatMap(t => [t.label, ...t.lines]).join(' ');
    assert.doesNotMatch(words, /[가-힣]/, 'no Hangul on an English page');
    assert.match(words, /Daehan/i, 'romanised where there is no English name');
    assert.match(korean_.tell.flatMap(t => t.lines).join(' '), /대한정밀|한국소재/);
    await officer.post(`/plans/${state.result.plan}/discard`);
});

test('old plans keep their summary and lose their meetings', async () => {
    const { result: first } = await job('schedule', { seed: 1, publish: false });
    for (let i = 0; i < 20; i++)
        await job('schedule', { seed: 2 + i, publish: false, ticks: 1000 });
    problem(await officer.get(`/plans/${first.plan}/preview`), 409, 'plan.body_gone');
    problem(await officer.post(`/plans/${first.plan}/publish`), 409, 'plan.body_gone');
    const kept = (await officer.get(`/plans/${first.plan}`)).json;
    assert.equal(kept.summary.weight, first.weight);
    const [inForce] = (await officer.get(`/plans?event=${at.event.id}&status=published`)).json
        .items.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
    assert.equal((await officer.get(`/plans/${inForce.id}/preview`)).status, 200);
});
