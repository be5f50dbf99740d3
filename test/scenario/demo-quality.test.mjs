/*
 * What the demonstration teaches: its dismissals are those of the sheet, nothing else was
 * touched, and the quality of matches has bands and a learned model, by the API alone.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from '../api/client.mjs';
import { expectations, sheet } from './week.mjs';

const NO_JUDGEMENT = ['known_already', 'capacity', 'competitor'];
const key = (need, offer) => `${need} ${offer}`;
let server, officer, said, event;
before(async () => {
    server = await Server.start();
    said = server.run('demo');
    officer = await server.signedIn('officer@ieum.example', 'ieum-demo-2019');
    [event] = await all('/events');
});
after(() => server?.end());

/* Every page of a list. */
async function all(url) {
    const items = [];
    for (let cursor = ''; cursor !== null;) {
        const { json } = await officer.get(
            `${url}${url.includes('?') ? '&' : '?'}limit=500${cursor && `&cursor=${cursor}`}`);
        items.push(...json.items);
        cursor = json.next;
    }
    return items;
}

test('dismissed is what the sheet turns down and was proposed, no more and no less', async () => {
    const rows = new Map(sheet('dismissals.csv').map(r => [key(r.need, r.offer), r]));
    const code = new Map((await all('/profiles')).map(p => [p.id, p.external_id]));
    const row = m => rows.get(key(code.get(m.need), code.get(m.offer))) ??
        rows.get(key(code.get(m.offer), code.get(m.need)));
    const matches = await all(`/matches?event=${event.id}`);
    const dismissed = matches.filter(m => m.status === 'dismissed');
    assert.ok(dismissed.length >= 60 && dismissed.length <= 200, `${dismissed.length} dismissed`);
    for (const match of dismissed) {
        assert.equal(match.dismissal, row(match)?.reason, match.id);
        assert.equal(match.dismissal_note ?? '', row(match).note);
    }
    for (const match of matches.filter(m => m.status === 'proposed'))
        assert.equal(row(match), undefined, `${match.id} was to be dismissed`);
    const counts = /dismissals\.csv: (\d+) matches dismissed \((\d+) rows/.exec(said);
    assert.deepEqual(counts?.slice(1).map(Number), [dismissed.length, rows.size]);
});

test('cases, wishes and tasks are those that there were without', async () => {
    const cases = await all('/cases');
    assert.equal(cases.length, 8);
    assert.equal((await all(`/matches?event=${event.id}&status=taken_up`)).length, 8);
    const tasks = await all('/tasks');
    assert.equal(tasks.filter(t => t.kind === 'answer_match').length, 8);
    const pairs = new Set((await all('/wishes')).map(w => [w.from, w.to].sort().join(' ')));
    assert.ok(pairs.size >= expectations().pairs.size);
});

test('the quality of matches has bands, a learned model and what was left out', async () => {
    const dismissed = await all(`/matches?event=${event.id}&status=dismissed`);
    const leftOut = dismissed.filter(m => NO_JUDGEMENT.includes(m.dismissal)).length;
    for (const about of ['', `?event=${event.id}`]) {
        const { json: q } = await officer.get(`/match-quality${about}`);
        assert.equal(q.sources.left_out, leftOut);
        assert.equal(q.sources.dismissed, dismissed.length - leftOut);
        assert.equal(q.acceptance.reduce((n, b) => n + b.count - b.good, 0), q.sources.dismissed);
        assert.ok(q.acceptance.filter(b => b.count >= 10).length >= 4, 'too few bands');
        const share = (from, to) => q.acceptance.slice(from, to).reduce((n, b) => n + b.good, 0) /
            q.acceptance.slice(from, to).reduce((n, b) => n + b.count, 0);
        assert.ok(share(0, 5) < share(6, 10), 'the score says nothing');
        assert.ok(q.learned, 'nothing was learned');
        assert.equal(q.learned.bands.reduce((n, b) => n + b.count, 0), q.examples);
        assert.ok(q.learned.losses.default.logarithmic < q.learned.losses.base.logarithmic);
        assert.ok(q.learned.curve.slope > 0);
    }
});

test('what was learned is put in force, and taken back', async () => {
    const applied = await officer.post('/match-quality/apply', { event: event.id });
    assert.equal(applied.status, 200, applied.body);
    assert.ok(applied.json.in_force.applied);
    assert.ok(applied.json.in_force.curve);
    const back = await officer.post('/match-quality/reset');
    assert.equal(back.json.in_force.applied, false);
    assert.equal(back.json.in_force.curve, null);
});
