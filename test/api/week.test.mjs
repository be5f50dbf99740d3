/* A small week through the API alone: spreadsheets in, matches, wishes, timetable, agenda,
 * outcomes, report; jobs with their events; undo. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, event, finished, organisation, profile } from './fixture.mjs';
import { Server } from './client.mjs';

let server, admin, officer, member, at = {};
before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    await account(admin, 'officer', 'officer');
    officer = await server.signedIn('officer');
});
after(() => server.end());

/* Waits for the check that began with an upload; the import as it is then. */
async function checked(client, made) {
    if (made.job)
        made.checkedBy = await finished(client, made.job.id ?? made.job);
    return (await client.get(`/imports/${made.id}`)).json;
}

async function upload(client, kind, filename, body) {
    return client.ask('POST', `/imports?kind=${kind}&filename=${encodeURIComponent(filename)}`,
        { body, headers: { 'content-type': 'application/octet-stream' } });
}

const SHEET = 'id,name,name_en,country,email\n' +
    'a1,한빛소재,Hanbit Materials,KR,a@example.org\n' +
    'a2,Lumière SA,Lumiere,FR,b@example.org\n' +
    'a3,,Nameless,KR,c@example.org\n' +
    'a4,Wrong Land,Wrong Land,Atlantis,d@example.org\n';

test('a spreadsheet is uploaded, checked, applied and undone', async () => {
    const made = await upload(officer, 'organisations', '기업 목록.csv', SHEET);
    assert.equal(made.status, 201, made.body);
    assert.match(made.headers.get('location'), new RegExp(made.json.id));
    assert.equal(made.json.filename, '기업 목록.csv');
    at.import = await checked(officer, made.json);
    assert.equal(at.import.status, 'checked', JSON.stringify(at.import));
    assert.equal(at.import.rows, 4);
    assert.equal(at.import.rejected, 2);
    assert.ok(at.import.headings.some(h => h.field === 'name'));
    assert.equal((await officer.get('/organisations')).json.items.length, 0, 'a check writes');

    const rejected = (await officer.get(`/imports/${made.json.id}/rows?verdict=rejected`)).json;
    assert.deepEqual(rejected.items.map(row => row.line), [4, 5]);
    for (const row of rejected.items)
        assert.ok(row.errors.every(e => e.detail.length > 5), JSON.stringify(row));
    const sheet = await officer.get(`/imports/${made.json.id}/rejects?format=csv`);
    assert.match(sheet.headers.get('content-disposition'), /^attachment/);
    assert.match(sheet.body, /Nameless/);

    const strict = await officer.post(`/imports/${made.json.id}/apply`, {});
    assert.equal(strict.status, 202);
    assert.equal((await finished(officer, strict.json.job)).status, 'failed');
    const apply = await officer.post(`/imports/${made.json.id}/apply`, { keep_going: true });
    assert.equal(apply.status, 202, apply.body);
    assert.equal((await finished(officer, apply.json.job)).status, 'done');
    assert.equal((await officer.get('/organisations')).json.items.length, 2);

    const undo = await officer.post(`/imports/${made.json.id}/undo`);
    assert.equal(undo.status, 202, undo.body);
    assert.equal((await finished(officer, undo.json.job)).status, 'done');
    assert.equal((await officer.get('/organisations')).json.items.length, 0);
    assert.equal((await officer.get(`/imports/${made.json.id}`)).json.status, 'undone');
});

test('headings that are not recognised are mapped and remembered', async () => {
    const odd = 'Kennung,Firma,Staat\nm1,Mapped GmbH,DE\n';
    const made = await upload(officer, 'organisations', 'odd.csv', odd);
    assert.equal(made.status, 201);
    await checked(officer, made.json);
    const mapped = await officer.ask('PUT', `/imports/${made.json.id}/mapping`, { json: {
        mapping: { Kennung: 'id', Firma: 'name', Staat: 'country' }, remember: true } });
    assert.equal(mapped.status, 202, mapped.body);
    const check = await finished(officer, mapped.json.job);
    assert.equal(check.status, 'done', JSON.stringify(check));
    const record = (await officer.get(`/imports/${made.json.id}`)).json;
    assert.equal(record.created, 1, JSON.stringify(record));
    const again = await upload(officer, 'organisations', 'odd.csv', odd);
    assert.equal((await checked(officer, again.json)).created, 1, 'not remembered');
});

test('what is no spreadsheet is said to be none', async () => {
    for (const [name, body] of [['x.csv', ''], ['x.xlsx', 'PK\u0003\u0004broken'],
        ['x.xlsx', Buffer.alloc(3000, 7)]]) {
        const made = await upload(officer, 'organisations', name, body);
        if (made.status !== 201) {
            assert.ok(made.status >= 400 && made.status < 500, `${name}: ${made.status}`);
            continue;
        }
        const record = await checked(officer, made.json);
        assert.notEqual(record.status, 'checked', name);
        assert.equal(made.json.checkedBy.status, 'failed', name);
        assert.ok(made.json.checkedBy.problem.detail.length > 5, name);
    }
    assert.equal((await upload(officer, 'castles', 'x.csv', 'id\n1\n')).status, 400);
    assert.equal((await upload(officer, 'wishes', 'x.csv', 'id\n1\n')).status, 400);
});

test('matches are proposed, taken up, dismissed and reopened', async () => {
    at.seeker = await officer.make('organisations', organisation('Seeker'));
    at.maker = await officer.make('organisations', organisation('Maker', { country: 'FR' }));
    await account(admin, 'member', 'member', 'organisation', at.seeker.id);
    member = await server.signedIn('member');
    const text = 'photoresist for extreme ultraviolet lithography, low line edge roughness';
    const body = (org, title, type) => profile(org, title, { type, status: 'published',
        cooperation: [], texts: [{ language: 'en', title, text }] });
    at.need = await officer.make('profiles',
        body(at.seeker.id, 'EUV photoresist wanted', 'technology_request'));
    at.offer = await officer.make('profiles',
        body(at.maker.id, 'EUV photoresist offered', 'technology_offer'));
    at.offer2 = await officer.make('profiles',
        body(at.maker.id, 'EUV photoresist process', 'technology_offer'));
    at.event = await officer.make('events', event('WEEK'));
    for (let i = 1; i <= 3; i++)
        await officer.make('places', { event: at.event.id, name: `Table ${i}`, kind: 'table',
            position: i });
    at.a = await officer.make('participations', { event: at.event.id,
        organisation: at.seeker.id, status: 'confirmed' });
    at.b = await officer.make('participations', { event: at.event.id,
        organisation: at.maker.id, status: 'confirmed' });
    assert.equal((await member.post(`/events/${at.event.id}/propose`)).status, 403);
    const asked = await officer.post(`/events/${at.event.id}/propose`);
    assert.equal(asked.status, 202, asked.body);
    const job = await finished(officer, asked.json.job);
    assert.equal(job.status, 'done', JSON.stringify(job));
    const matches = (await officer.get(`/matches?event=${at.event.id}&sort=-score`)).json.items;
    assert.ok(matches.length >= 2, JSON.stringify(job));
    assert.ok(matches[0].score >= matches[1].score);
    assert.ok(matches[0].reasons.fields.length > 0);
    const taken = await member.post(`/matches/${matches[0].id}/take-up`, { note: 'Good fit' });
    assert.equal(taken.status, 201, taken.body);
    assert.match(taken.headers.get('location'), /\/cases\//);
    assert.equal((await member.post(`/matches/${matches[0].id}/take-up`, {})).status, 409);
    const wishes = (await officer.get(`/wishes?event=${at.event.id}`)).json.items;
    assert.equal(wishes.length, 1);
    const odd = await member.post(`/matches/${matches[1].id}/dismiss`, { reason: 'ugly' });
    assert.equal(odd.status, 422);
    const gone = await member.post(`/matches/${matches[1].id}/dismiss`,
        { reason: 'known_already', note: 'Last year' });
    assert.equal(gone.json.status, 'dismissed', gone.body);
    assert.equal((await member.post(`/matches/${matches[1].id}/reopen`)).json.status, 'proposed');
    const degrees = matches[0].degrees;
    assert.ok(degrees.text > 0 && degrees.text <= 1 && degrees.spec === null, JSON.stringify(degrees));
    assert.equal(matches[0].chance, null);
    /* Nobody gets more than one introduction, and the one that was taken up is one. */
    assert.equal((await officer.post(`/events/${at.event.id}/propose`, { most: 0 })).status, 422);
    const spread = await finished(officer,
        (await officer.post(`/events/${at.event.id}/propose`, { most: 1 })).json.job);
    assert.equal(spread.status, 'done', JSON.stringify(spread));
    assert.equal(spread.result.introductions, 0);
    assert.ok(spread.result.left_out >= 1);
    assert.equal((await officer.get(`/matches?event=${at.event.id}&status=proposed`)).json.items.length, 0);
    const again = await finished(officer,
        (await officer.post(`/events/${at.event.id}/propose`)).json.job);
    assert.equal(again.result.introductions, undefined);
    const one = await officer.post(`/profiles/${at.need.id}/match`);
    assert.equal((await finished(officer, one.json.job)).status, 'done');
});

test('lists tell what is new', async () => {
    const list = `/matches?event=${at.event.id}&count=1&created_since=`;
    const all = await officer.get(`${list}2001-01-01T00:00:00Z`);
    assert.ok(all.json.total >= 1, all.body);
    assert.equal(all.json.items.length, all.json.total);
    const none = await officer.get(`${list}2100-01-01T00:00:00Z&sort=-score&status=proposed`);
    assert.equal(none.json.total, 0);
    assert.equal(none.json.items.length, 0);
    const odd = await officer.get(`${list}yesterday`);
    assert.ok(odd.status === 400 || odd.status === 422, odd.body);
    assert.match(odd.body, /created_since/);
});

test('quality of matches: what was judged is counted, too little teaches nothing', async () => {
    const quality = await officer.get(`/match-quality?event=${at.event.id}&country=1`);
    assert.equal(quality.status, 200, quality.body);
    assert.equal(quality.json.event, at.event.id);
    assert.equal(quality.json.country, true);
    assert.equal(quality.json.learned, null);
    assert.equal(quality.json.in_force.applied, false);
    assert.equal(quality.json.examples, 1); /* taken up, and by that wished for */
    assert.equal(quality.json.sources.wished, 1);
    assert.equal(quality.json.acceptance.reduce((n, b) => n + b.good, 0), 1);
    assert.equal((await member.get('/match-quality')).status, 403);
    assert.equal((await member.post('/match-quality/apply', {})).status, 403);
    assert.equal((await member.post('/match-quality/reset')).status, 403);
    const few = await officer.post('/match-quality/apply', { event: at.event.id });
    assert.equal(few.status, 422, few.body);
    assert.equal(few.json.id, 'matching.too_few_outcomes');
    assert.equal((await officer.post('/match-quality/reset')).status, 200);
    assert.equal((await officer.get('/match-quality?country=2')).status, 400);
    assert.equal((await officer.get('/match-quality?event=nowhere')).status, 404);
});

test('meetings are planned, checked, moved, locked and cancelled', async () => {
    const url = `/events/${at.event.id}`;
    const slots = (await officer.get(`${url}/slots`)).json;
    assert.equal(slots.zone, 'Asia/Seoul');
    assert.equal(slots.days.length, 2);
    assert.equal(slots.days[0].slots[0].label, '10:00');
    assert.equal(slots.days[0].slots[0].starts_at, '2027-10-28T01:00:00Z');
    const asked = await officer.post(`${url}/schedule`, { seed: 1 });
    assert.equal(asked.status, 202, asked.body);
    const job = await finished(officer, asked.json.job);
    assert.equal(job.status, 'done', JSON.stringify(job));
    const table = (await officer.get(`${url}/timetable`)).json;
    assert.equal(table.meetings.length, 1, JSON.stringify(table));
    const meeting = table.meetings[0];
    const move = { meeting: meeting.id, slot: (meeting.slot + 3) % 24,
        place: table.places[1].id };
    const before = (await officer.post(`${url}/timetable/check`, move)).json;
    assert.deepEqual(before.conflicts, [], JSON.stringify(before));
    assert.equal((await officer.post(`${url}/timetable/move`, move)).status, 428);
    const moved = await officer.post(`${url}/timetable/move`, move,
        { ifMatch: meeting.revision });
    assert.equal(moved.status, 200, moved.body);
    const stale = await officer.post(`${url}/timetable/move`, move,
        { ifMatch: meeting.revision });
    assert.equal(stale.status, 412, stale.body);
    assert.equal((await member.post(`${url}/timetable/move`, move, { ifMatch: '*' })).status, 403);
    assert.equal((await officer.post(`/meetings/${meeting.id}/lock`)).json.locked, true);
    const stuck = await officer.post(`${url}/timetable/move`,
        { ...move, slot: meeting.slot }, { ifMatch: '*' });
    assert.equal(stuck.status, 409, stuck.body);
    assert.ok(stuck.json.conflicts.some(c => c.kind === 'locked'), stuck.body);
    assert.equal((await officer.post(`/meetings/${meeting.id}/unlock`)).json.locked, false);
    assert.equal((await member.post(`/meetings/${meeting.id}/confirm`)).json.status, 'confirmed');
    at.meeting = meeting;
});

test('agenda and report come in their formats', async () => {
    const url = `/events/${at.event.id}`;
    const agenda = (await member.get(`${url}/agenda?participation=${at.a.id}`)).json;
    assert.equal(agenda.items.filter(i => i.kind === 'meeting').length, 1);
    const ics = await member.get(`${url}/agenda?format=ics`);
    assert.match(ics.headers.get('content-type'), /^text\/calendar/);
    assert.match(ics.body, /BEGIN:VEVENT/);
    const csv = await officer.get(`${url}/agenda?format=csv`);
    assert.match(csv.headers.get('content-type'), /^text\/csv/);
    assert.equal((await member.get(`${url}/agenda?format=docx`)).status, 400);
    await officer.make('outcomes', { event: at.event.id, meeting: at.meeting.id,
        from: at.a.id, to: at.b.id, stage: 'at_once', status: 'held', result: 'sample' });
    const report = (await officer.get(`${url}/report`)).json;
    assert.equal(report.participants.count, 2);
    assert.deepEqual(report.meetings_held.ids, [at.meeting.id]);
    for (const figure of ['participants', 'wishes', 'meetings_planned', 'outcomes'])
        assert.equal(report[figure].ids.length, report[figure].count, figure);
    assert.equal((await member.get(`${url}/report`)).status, 403);
    assert.match((await officer.get(`${url}/report?format=csv`)).body, /participants/);
    assert.equal((await officer.get(`${url}/overview`)).json.participants, 2);
});

test('a job is watched to its end by server-sent events, and told to nobody else', async () => {
    const asked = await officer.post(`/events/${at.event.id}/propose`);
    const response = await fetch(`${server.url}/api/v1/jobs/${asked.json.job}/events`,
        { headers: { cookie: officer.cookie } });
    assert.match(response.headers.get('content-type'), /^text\/event-stream/);
    const events = (await response.text()).split('\n\n').filter(e => e.startsWith('data: '))
        .map(e => JSON.parse(e.slice(6)));
    assert.equal(events.at(-1).status, 'done');
    for (const one of events)
        assert.ok(server.document.validator('Job')(one), JSON.stringify(one));
    assert.equal((await member.get(`/jobs/${asked.json.job}`)).status, 404);
    assert.equal((await member.get(`/jobs/${asked.json.job}/events`)).status, 404);
    assert.equal((await member.ask('DELETE', `/jobs/${asked.json.job}`)).status, 404);
    assert.equal((await officer.ask('DELETE', `/jobs/${asked.json.job}`)).status, 204);
});

test('exports can be imported again and change nothing', async () => {
    const sheet = (await officer.get('/export/organisations?format=csv')).body;
    const first = await upload(officer, 'organisations', 'all.csv', sheet);
    assert.equal((await checked(officer, first.json)).rejected, 0);
    const apply = await officer.post(`/imports/${first.json.id}/apply`, {});
    assert.equal((await finished(officer, apply.json.job)).status, 'done');
    for (const format of ['csv', 'xlsx', 'jsonl']) {
        const got = await fetch(`${server.url}/api/v1/export/organisations?format=${format}`,
            { headers: { cookie: officer.cookie } });
        assert.equal(got.status, 200);
        const bytes = Buffer.from(await got.arrayBuffer());
        const made = await upload(officer, 'organisations', `again.${format}`, bytes);
        const record = await checked(officer, made.json);
        assert.equal(record.status, 'checked', `${format}: ${JSON.stringify(record)}`);
        assert.equal(record.created + record.changed + record.rejected, 0,
            `${format}: ${JSON.stringify(record)}`);
    }
    const log = [];
    for (let after = 0; after !== null;) {
        const page = (await admin.get(`/log?after=${after}&limit=500`)).json;
        log.push(...page.items);
        after = page.next;
    }
    assert.equal(log.filter(e => e.action === 'export').length, 4);
    assert.equal((await officer.get('/export/castles')).status, 400);
});
