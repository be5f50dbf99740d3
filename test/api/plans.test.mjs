/* Plans through the API: proposed, compared, published; re-planned after changes with a
 * preview of who is told; the cost of an act before it is done; no timetable, and why. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, event, finished, organisation, ranJob } from './fixture.mjs';
import { Server } from './client.mjs';

const FIRMS = 6;
let server, admin, officer, korean, member, at, url;

const job = (where, body, status) => ranJob(officer, `${url}/${where}`, body, status);

const timetable = async () => (await officer.get(`${url}/timetable`)).json;
const wish = (from, to, more = {}) => officer.make('wishes', { event: at.event.id,
    from: at.parts[from].id, to: at.parts[to].id, weight: 3, ...more });

before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    await account(admin, 'officer', 'officer');
    const k = await account(admin, 'korean', 'officer');
    await admin.patch(`/accounts/${k.id}`, { language: 'ko' }, '*');
    officer = await server.signedIn('officer');
    korean = await server.signedIn('korean');
    at = { firms: [], parts: [], places: [] };
    at.event = await officer.make('events', event('FAIR', { day_until: '12:00', breaks: [] }));
    url = `/events/${at.event.id}`;
    for (let i = 0; i < 2; i++)
        at.places.push(await officer.make('places', { event: at.event.id, name: `Table ${i + 1}`,
            kind: 'table', position: i, area: 'Hall A' }));
    for (let i = 0; i < FIRMS; i++) {
        at.firms.push(await officer.make('organisations', organisation(`Firm ${i}`)));
        at.parts.push(await officer.make('participations', { event: at.event.id,
            organisation: at.firms[i].id, status: 'confirmed' }));
    }
    await account(admin, 'member', 'member', 'organisation', at.firms[0].id);
    member = await server.signedIn('member');
    for (let i = 0; i < 3; i++) /* each of three wishes to meet each of the others */
        for (let k = 3; k < FIRMS; k++)
            await wish(i, k);
});
after(() => server.end());

test('a plan is proposed, looked at, compared and published', async () => {
    const { result } = await job('schedule', { seed: 1, publish: false });
    assert.equal(result.published, false);
    assert.equal(result.placed, 9);
    assert.equal(result.proved, true);
    assert.equal(result.at_most_from_best_percent, 0);
    assert.deepEqual(result.terms.map(t => t.name),
        ['value', 'fairness', 'breaks', 'place_changes', 'balance']);
    assert.equal(result.terms[0].value, 27);
    assert.equal(result.terms[0].bound, 27);
    assert.equal(result.terms[0].percent, 100);
    assert.equal((await timetable()).meetings.length, 0, 'a proposal is not in force');
    const list = (await officer.get(`/plans?event=${at.event.id}&status=proposed`)).json.items;
    assert.deepEqual(list.map(p => p.id), [result.plan]);

    const { result: other } = await job('schedule', { seed: 2, publish: false });
    const both = (await officer.get(`${url}/plans/compare?a=${result.plan}&b=${other.plan}`)).json;
    assert.equal(both.a.meetings, 9);
    assert.equal(both.a.summary.weight, 27);
    assert.equal(both.same + both.moved.length, 9);
    assert.deepEqual(both.only_a, []);
    const with_none = (await officer.get(`${url}/plans/compare?a=current&b=${other.plan}`)).json;
    assert.equal(with_none.a.meetings, 0);
    assert.equal(with_none.only_b.length, 9);
    assert.equal(with_none.people.find(p => p.label === 'Firm 0').b, 3);

    const preview = (await officer.get(`/plans/${result.plan}/preview`)).json;
    assert.equal(preview.current, true);
    assert.equal(preview.added, 9);
    assert.equal((await member.post(`/plans/${result.plan}/publish`)).status, 404);
    const published = await officer.post(`/plans/${result.plan}/publish`);
    assert.equal(published.json.status, 'published', published.body);
    const table = await timetable();
    assert.equal(table.meetings.length, 9);
    assert.equal(table.summary.weight, 27);
    for (const move of preview.moves) {
        const meeting = table.meetings.find(m => m.a === move.a && m.b === move.b);
        assert.equal(meeting.slot, move.to.slot);
        assert.equal(meeting.place, move.to.place);
    }
    /* The other was made from a timetable that is no more. */
    const late = await officer.post(`/plans/${other.plan}/publish`);
    assert.equal(late.status, 409);
    assert.equal(late.json.id, 'plan.outdated');
    assert.equal((await officer.get(`/plans/${other.plan}/preview`)).json.current, false);
    assert.equal((await officer.post(`/plans/${other.plan}/discard`)).json.status, 'discarded');
    assert.equal((await officer.post(`/plans/${other.plan}/publish`)).json.id, 'plan.decided');
    const same = (await officer.get(`${url}/plans/compare?a=current&b=${result.plan}`)).json;
    assert.equal(same.same, 9);
});

test('a plan is the same again for the same seed', async () => {
    const before = (await timetable()).meetings;
    await job('schedule', { seed: 1 });
    assert.deepEqual((await timetable()).meetings, before);
});

test('the cost of an act is told before it is done', async () => {
    const { meetings } = await timetable();
    const [one] = meetings;
    const check = async body =>
        (await officer.post(`${url}/timetable/check`, { meeting: one.id, ...body })).json;
    const off = await check({ slot: -1 });
    assert.equal(off.effect.weight, -3);
    const value = off.terms.find(t => t.name === 'value');
    assert.equal(value.before - value.after, 3);
    assert.equal(value.better, 'more');
    assert.ok(off.terms.find(t => t.name === 'fairness').after > 0);
    const lock = await check({ action: 'lock' });
    assert.ok(lock.terms.every(t => t.before === t.after));
    assert.deepEqual(lock.conflicts, []);
    const forbid = await check({ action: 'forbid' });
    assert.equal(forbid.effect.weight, -3);
    const busy = meetings.find(m => m.id !== one.id && m.a === one.a);
    const clash = await check({ slot: busy.slot });
    assert.ok(clash.conflicts.some(c => c.kind === 'participant_busy' && c.other === busy.id &&
        c.label), JSON.stringify(clash.conflicts));
    assert.equal((await officer.post(`${url}/timetable/check`,
        { meeting: one.id, action: 'dance' })).status, 422);
    assert.deepEqual((await timetable()).meetings, meetings, 'a check writes');
});

test('who does not come is re-planned around, and it is told who must know', async () => {
    const before = await timetable();
    const gone = at.parts[3].id;
    const state = await job('replan', { changes: [{ kind: 'no_show', participation: gone }] });
    const preview = (await officer.get(`/plans/${state.result.plan}/preview`)).json;
    assert.equal(preview.kind, 'replan');
    assert.equal(preview.dropped, 3);
    assert.equal(preview.moved, 0);
    assert.equal(preview.same, 6);
    assert.ok(preview.moves.every(m => m.change !== 'dropped' || m.b === gone || m.a === gone));
    const told = preview.tell.map(t => t.label).sort();
    assert.deepEqual(told, ['Firm 0', 'Firm 1', 'Firm 2', 'Firm 3']);
    assert.equal(preview.tell.find(t => t.label === 'Firm 3').lines.length, 3);
    assert.match(preview.tell[0].lines[0], /does not take place/);
    const ko = (await korean.get(`/plans/${state.result.plan}/preview`)).json;
    assert.match(ko.tell[0].lines[0], /열리지 않습니다/);
    assert.deepEqual((await timetable()).meetings, before.meetings, 'a preview writes');
    assert.equal((await officer.get(`/participations/${gone}`)).json.status, 'confirmed');

    assert.equal((await officer.post(`/plans/${state.result.plan}/publish`)).status, 200);
    const after_ = await timetable();
    assert.equal((await officer.get(`/participations/${gone}`)).json.status, 'absent');
    assert.equal(after_.meetings.filter(m => m.slot !== null).length, 6);
    for (const m of after_.meetings)
        assert.equal(m.slot, before.meetings.find(b => b.id === m.id).slot);
});

test('a change that names nobody is refused by field', async () => {
    for (const [change, id] of [[{ kind: 'dance' }, 'changes.kind'],
        [{ kind: 'no_show', participation: 'x' }, 'changes.who'],
        [{ kind: 'late', participation: at.parts[0].id, until_slot: 999 }, 'changes.slot'],
        [{ kind: 'new_wish', a: at.parts[0].id, b: at.parts[0].id }, 'changes.wish']]) {
        const asked = await officer.post(`${url}/replan`, { changes: [change] });
        assert.equal(asked.status, 202);
        const state = await finished(officer, asked.json.job);
        assert.equal(state.status, 'failed');
        assert.equal(state.problem.id, id);
        assert.match(state.problem.field, /^changes\[0\]/);
    }
    assert.equal((await officer.post(`${url}/replan`, { changes: {} })).status, 422);
    assert.equal((await officer.post(`${url}/replan`, { now: 'soon' })).status, 422);
});

test('a forbidden time is left and not planned again', async () => {
    const [one] = (await timetable()).meetings.filter(m => m.slot !== null);
    const forbidden = await officer.post(`/meetings/${one.id}/forbid`);
    assert.equal(forbidden.json.status, 'proposed', forbidden.body);
    assert.equal((await officer.post(`/meetings/${one.id}/forbid`)).status, 409);
    const state = await job('waiting/fill', {});
    const preview = (await officer.get(`/plans/${state.result.plan}/preview`)).json;
    assert.equal(preview.added, 1);
    assert.equal(preview.moved, 0);
    const [added] = preview.moves;
    assert.equal(added.meeting, one.id);
    assert.notEqual(added.to.slot, one.slot);
    assert.equal((await officer.post(`/plans/${state.result.plan}/publish`)).status, 200);
    assert.equal((await timetable()).meetings.find(m => m.id === one.id).slot, added.to.slot);
});

test('the waiting list tells why and where; whatever it offers can be done', async () => {
    const list = async () => (await officer.get(`${url}/waiting`)).json.items;
    assert.ok((await list()).every(w => w.could.length === 0 && w.reason !== 'has_room'),
        JSON.stringify(await list()));
    const extra = await wish(0, 1, { weight: 5 });
    const [first] = await list();
    assert.deepEqual([first.a_label, first.b_label], ['Firm 0', 'Firm 1']);
    assert.equal(first.reason, 'has_room');
    assert.ok(first.could.length > 0);
    const made = await officer.make('meetings', { event: at.event.id, a: first.a, b: first.b });
    for (const could of first.could) {
        const check = (await officer.post(`${url}/timetable/check`,
            { meeting: made.id, slot: could.slot, place: could.place })).json;
        assert.deepEqual(check.conflicts, [], JSON.stringify(could));
    }
    await officer.ask('DELETE', `/meetings/${made.id}`, { ifMatch: '*' });
    await officer.ask('DELETE', `/wishes/${extra.id}`, { ifMatch: '*' });
    assert.equal((await member.get(`${url}/waiting`)).status, 403);
});

test('arrivals, absences and delays are told and taken back', async () => {
    const part = `/participations/${at.parts[4].id}`;
    const arrived = await officer.post(`${part}/arrive`);
    assert.equal(arrived.json.status, 'attended', arrived.body);
    const gone = await officer.post(`${part}/no-show`);
    assert.equal(gone.json.status, 'absent');
    const state = await job('replan', {});
    const preview = (await officer.get(`/plans/${state.result.plan}/preview`)).json;
    assert.ok(preview.dropped > 0, 'who is marked absent is re-planned around');
    assert.ok(preview.moves.every(m => m.change !== 'dropped' ||
        [m.a, m.b].includes(at.parts[4].id)));
    assert.equal((await officer.post(`${part}/undo`)).json.status, 'attended');
    const late = await officer.post(`${part}/late`, { slot: 2 });
    assert.equal(late.json.available[0].from, '2027-10-28T02:00:00Z', late.body);
    const row = (await timetable()).participants.find(p => p.id === at.parts[4].id);
    assert.ok(!row.free.includes(1) && row.free.includes(2) && row.free.includes(4));
    const again = await officer.post(`${part}/undo`);
    assert.deepEqual(again.json.available, []);
    assert.equal((await officer.post(`${part}/late`, { slot: 99 })).status, 422);
});

test('a participant tells of itself that it is there or late, of nobody else', async () => {
    const own = `/participations/${at.parts[0].id}`;
    assert.equal((await member.post(`${own}/arrive`)).json.status, 'attended');
    assert.equal((await member.post(`${own}/undo`)).json.status, 'confirmed');
    const late = await member.post(`${own}/late`, { slot: 1 });
    assert.equal(late.json.available.length > 0, true, late.body);
    assert.deepEqual((await member.post(`${own}/undo`)).json.available, []);
    assert.equal((await member.post(`${own}/no-show`)).status, 403, 'the desk says that');
    for (const act of ['arrive', 'no-show', 'undo'])
        assert.equal((await member.post(`/participations/${at.parts[1].id}/${act}`)).status, 403, act);
});

test('an agenda says of each meeting who, from where, and where it is', async () => {
    const { items } = (await member.get(`${url}/agenda?participation=${at.parts[0].id}`)).json;
    const met = items.filter(x => x.kind === 'meeting');
    assert.ok(met.length > 0);
    for (const m of met) {
        const other = at.parts.findIndex(p => p.id === (m.a === at.parts[0].id ? m.b : m.a));
        const side = m.a === at.parts[0].id ? 'b' : 'a';
        assert.equal(m[`${side}_organisation`], at.firms[other].id);
        assert.equal(m[`${side}_country`], at.firms[other].country);
        assert.equal(typeof m.mutual, 'boolean');
        assert.equal(m.area, 'Hall A');
    }
});

test('tables have their plans, as JSON and as a sheet', async () => {
    const plan = (await officer.get(`${url}/tables`)).json;
    assert.deepEqual(plan.items.map(i => i.name), ['Table 1', 'Table 2']);
    const { meetings } = await timetable();
    const placed = meetings.filter(m => m.place);
    assert.equal(plan.items.reduce((n, i) => n + i.meetings.length, 0), placed.length);
    for (const table of plan.items)
        for (const [i, m] of table.meetings.entries())
            assert.ok(i === 0 || table.meetings[i - 1].starts_at < m.starts_at);
    const csv = (await korean.get(`${url}/tables?format=csv`)).body;
    assert.match(csv, /장소,날짜/);
    assert.equal(csv.trim().split('\r\n').length, placed.length + 1);
    assert.equal((await officer.get(`${url}/tables?format=xml`)).status, 400);
    assert.equal((await member.get(`${url}/tables`)).status, 403);
});

test('members may not make a must of their wishes', async () => {
    const own = (await member.get(`/wishes?event=${at.event.id}`)).json.items
        .find(w => w.from === at.parts[0].id);
    assert.equal((await member.patch(`/wishes/${own.id}`, { kind: 'must' }, '*')).status, 422);
    assert.equal((await member.patch(`/wishes/${own.id}`, { kind: 'never' }, '*')).status, 200);
    assert.equal((await member.patch(`/wishes/${own.id}`, { kind: null }, '*')).status, 200);
});

test('where musts do not fit, the reasons are told in the language of the reader', async () => {
    const made = [];
    const first = { from: '2027-10-28T01:00:00Z', until: '2027-10-28T02:00:00Z' };
    await officer.patch(`/participations/${at.parts[5].id}`, { available: [first] }, '*');
    for (const wish_ of (await officer.get(`/wishes?event=${at.event.id}`)).json.items)
        if (wish_.to === at.parts[5].id) {
            made.push(wish_);
            await officer.patch(`/wishes/${wish_.id}`, { kind: 'must' }, '*');
        }
    assert.equal(made.length, 3);
    const before = (await timetable()).meetings;
    const asked = await officer.post(`${url}/schedule`, {});
    const state = await finished(officer, asked.json.job);
    assert.equal(state.status, 'failed');
    assert.equal(state.problem.id, 'schedule.conflict');
    assert.ok(state.problem.reasons.some(r => /Firm 5 needs 3 meetings in 2 free slots/.test(r)),
        JSON.stringify(state.problem));
    const ko = (await korean.get(`/jobs/${asked.json.job}`)).json;
    assert.ok(ko.problem.reasons.some(r => /Firm 5.*2칸.*상담 3건/.test(r)));
    assert.deepEqual((await timetable()).meetings, before);
    for (const wish_ of made)
        await officer.patch(`/wishes/${wish_.id}`, { kind: null }, '*');
    await officer.patch(`/participations/${at.parts[5].id}`, { available: [] }, '*');
});

test('interpreters are asked for where languages differ, and one at a time', async () => {
    await officer.patch(`/participations/${at.parts[0].id}`, { languages: ['ko'] }, '*');
    for (const i of [4, 5])
        await officer.patch(`/participations/${at.parts[i].id}`, { languages: ['fr-FR'] }, '*');
    const voice = await officer.make('interpreters', { event: at.event.id, name: 'Lee',
        pairs: [{ from: 'fr', to: 'ko' }],
        available: [{ from: '2027-10-28T01:00:00Z', until: '2027-10-28T02:00:00Z' }] });
    const { result } = await job('schedule', { keep_confirmed: false });
    const table = await timetable();
    const helped = table.meetings.filter(m => m.interpreter);
    assert.equal(helped.length, 2);
    assert.deepEqual(table.interpreters.map(i => i.name), ['Lee']);
    assert.ok(helped.every(m => m.a === at.parts[0].id || m.b === at.parts[0].id));
    assert.notEqual(helped[0].slot, helped[1].slot);
    assert.equal(result.published, true);
    const paper = (await officer.get(`${url}/interpreters`)).json;
    assert.equal(paper.items[0].name, 'Lee');
    assert.deepEqual(paper.items[0].meetings.map(m => m.meeting).sort(),
        helped.map(m => m.id).sort());
    assert.match((await officer.get(`${url}/interpreters?format=csv`)).body, /Lee,2027-10-28/);
    const agenda = (await member.get(`${url}/agenda`)).json;
    assert.equal(agenda.items.filter(i => i.interpreter === 'Lee').length, 2);
    assert.equal((await officer.get(`${url}/overview`)).json.mutual, 0);
    const ill = await job('replan', { changes: [{ kind: 'interpreter_ill',
        interpreter: voice.id }] });
    const preview = (await officer.get(`/plans/${ill.result.plan}/preview`)).json;
    assert.equal(preview.dropped, 2);
    assert.ok(preview.tell.some(t => t.interpreter === voice.id && t.lines.length === 2));
});

test('a cancelled job leaves the best so far as a proposed plan', async () => {
    const asked = await officer.post(`${url}/schedule`, { seed: 5, ticks: 4e12 });
    assert.equal(asked.status, 202, asked.body);
    for (let i = 0; i < 100; i++) {
        const state = (await officer.get(`/jobs/${asked.json.job}`)).json;
        if (state.status === 'running' && state.objective !== null)
            break;
        await new Promise(done => setTimeout(done, 50));
    }
    assert.equal((await officer.ask('DELETE', `/jobs/${asked.json.job}`)).status, 204);
    const state = await finished(officer, asked.json.job);
    assert.equal(state.status, 'cancelled', JSON.stringify(state));
    assert.equal(state.result.published, false);
    assert.equal(state.result.stopped, 'cancelled');
    assert.equal((await officer.get(`/plans/${state.result.plan}`)).json.status, 'proposed');
});
