/*
 * Programme 1, a cooperation week, by command line: the exact contract of the commands on
 * the demonstration pack, from empty directory to report, each figure computed again from
 * the sheets.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Office, checkTimetable, expectations, kinds, ofEvent, pack, pairOf, parseCsv,
    parseIcs, seoul, server, sheet } from './week.mjs';

const EVENT = 'WEEK-2019';
let office, expected;
before(() => {
    office = new Office();
    expected = expectations();
});
after(() => office.end());

const importWords = kind => ['import', kind, pack(`${kind}.csv`),
    ...(ofEvent(kind) ? ['--event', EVENT] : [])];

test('the office, its organisations, people and profiles', () => {
    office.run('init', '--code', 'KOR', '--title', 'Programme office');
    for (const kind of ['organisations', 'people', 'profiles']) {
        const result = office.json(...importWords(kind));
        assert.equal(result.rejected, 0);
        assert.equal(result.rows, sheet(`${kind}.csv`).length);
    }
    for (const kind of ['organisations', 'people', 'profiles']) {
        const ids = new Set(sheet(`${kind}.csv`).map(row => row.id));
        const kept = parseCsv(office.run('export', kind)).map(row => row.id);
        assert.deepEqual(new Set(kept), ids);
    }
});

test('the event and who takes part', () => {
    office.run('event', 'create', '--code', EVENT, '--title', 'Cooperation week',
        '--zone', 'Asia/Seoul', '--days', '2019-10-28..2019-10-31',
        '--slots', '10:00-17:00/30m', '--break', '12:00-13:00', '--places', '20');
    const result = office.json(...importWords('participations'));
    assert.equal(result.created, expected.participants);
});

test('matches are proposed, and the same ones again', () => {
    const first = office.json('event', 'propose', EVENT);
    assert.ok(first.created > 0 && first.needs > 0);
    const again = office.json('event', 'propose', EVENT);
    assert.equal(again.created + again.changed + again.removed, 0);
    assert.equal(again.matches, first.matches);
});

test('wishes', () => {
    const result = office.json(...importWords('wishes'));
    assert.equal(result.created, expected.wishes);
});

let agenda; /* meetings by organisation ids, from the CSV */
test('the timetable holds every rule, whoever looks', () => {
    const plan = office.json('schedule', '--event', EVENT, '--seed', '1');
    assert.equal(plan.wished, expected.pairs.size);
    assert.ok(plan.weight <= plan.bound);
    const rows = parseCsv(office.run('event', 'agenda', EVENT, '--format', 'csv'));
    agenda = rows.map(r => ({ a: expected.names.get(r.title), b: expected.names.get(r.with),
        from: `${r.day}T${r.from}`, until: `${r.day}T${r.until}`, place: r.place }));
    const met = checkTimetable(agenda, expected);
    assert.equal(met.size, plan.placed);
    assert.equal([...met].filter(pair => expected.mutual.has(pair)).length, plan.mutual);
    assert.equal(plan.placed + plan.unplaced.length, plan.wished);
    assert.ok(plan.placed >= 0.95 * plan.wished, `only ${plan.placed} of ${plan.wished}`);
});

test('planning anew with the same seed moves nobody', () => {
    const before_ = office.run('event', 'agenda', EVENT, '--format', 'csv');
    office.run('schedule', '--event', EVENT, '--seed', '1', '--threads', '2');
    assert.equal(office.run('event', 'agenda', EVENT, '--format', 'csv'), before_);
});

test('the calendar says what the table says', () => {
    const calendar = parseIcs(office.run('event', 'agenda', EVENT, '--format', 'ics'));
    assert.equal(calendar.is.VERSION, '2.0');
    assert.ok(calendar.is.PRODID);
    const events = calendar.children.filter(c => c.type === 'VEVENT').map(c => c.is);
    assert.equal(new Set(events.map(e => e.UID)).size, events.length);
    for (const e of events)
        assert.match(e.DTSTAMP, /^\d{8}T\d{6}Z$/);
    const told = events.map(e => [seoul(e.DTSTART), seoul(e.DTEND), e.LOCATION].join(' '));
    const table = agenda.map(m => [m.from, m.until, m.place].join(' '));
    assert.deepEqual(told.sort(), table.sort());
});

test('one participation has its own agenda', () => {
    const report = office.json('report', '--event', EVENT);
    let sum = 0;
    for (const id of report.participants.ids.slice(0, 12)) {
        const own = parseIcs(office.run('event', 'agenda', EVENT, '--participation', id,
            '--format', 'ics')).children.filter(c => c.type === 'VEVENT');
        const starts = own.map(c => c.is.DTSTART);
        assert.equal(new Set(starts).size, starts.length);
        sum += own.length;
    }
    assert.ok(sum > 0);
});

test('outcomes and the report, each figure with its records', () => {
    office.run(...importWords('outcomes'));
    const report = office.json('report', '--event', EVENT);
    for (const figure of ['participants', 'wishes', 'mutual_wishes', 'meetings_planned',
        'meetings_held', 'outcomes']) {
        const { count, ids } = report[figure];
        assert.equal(ids.length, count, figure);
        assert.equal(new Set(ids).size, count, figure);
    }
    assert.equal(report.participants.count, expected.participants);
    assert.equal(report.wishes.count, expected.wishes);
    assert.equal(report.mutual_wishes.count, expected.mutual.size);
    assert.equal(report.meetings_planned.count, agenda.length);
    assert.equal(report.outcomes.count, expected.outcomes);
    const planned = new Set(agenda.map(m => pairOf(m.a, m.b)));
    assert.equal(report.meetings_held.count,
        [...expected.held].filter(pair => planned.has(pair)).length);
});

/* A second reader of the store: the ids of the report are rows. */
test('the ids exist', t => {
    if (server)
        return t.skip('the store is no file');
    if (spawnSync('sqlite3', ['--version']).status !== 0)
        return t.skip('sqlite3 is not installed');
    const report = office.json('report', '--event', EVENT);
    for (const [figure, table] of [['participants', 'participation'], ['wishes', 'wish'],
        ['mutual_wishes', 'wish'], ['meetings_planned', 'meeting'],
        ['meetings_held', 'meeting'], ['outcomes', 'outcome']]) {
        const list = report[figure].ids.map(id => `'${id}'`).join(',');
        const done = spawnSync('sqlite3', [office.path('var/ieum.db'),
            `SELECT count(*) FROM ${table} WHERE deleted_at IS NULL AND id IN (${list})`],
        { encoding: 'utf8' });
        assert.equal(Number(done.stdout), report[figure].count, figure);
    }
});

test('importing everything again changes nothing', () => {
    for (const kind of kinds) {
        const result = office.json(...importWords(kind));
        assert.deepEqual([result.created, result.changed, result.rejected], [0, 0, 0], kind);
        assert.equal(result.unchanged, result.rows, kind);
    }
    office.run('log', 'verify');
    office.run('check');
});

test('what is exported can be imported, and changes nothing', () => {
    for (const kind of kinds)
        for (const format of ['csv', 'xlsx', 'jsonl']) {
            const file = office.path(`${kind}.${format}`);
            const event = ofEvent(kind) ? ['--event', EVENT] : [];
            office.run('export', kind, ...event, '--format', format, '--out', file);
            const result = office.json('import', kind, file, ...event, '--dry-run');
            assert.deepEqual([result.created, result.changed, result.rejected], [0, 0, 0],
                `${kind} as ${format}`);
        }
});

/* Into an empty office the rows are new; into the week's they speak of firms that are
 * there. Either way undo leaves what was before, to the byte. */
const messy = (at, fresh) => {
    const all = () => at.run('export', 'organisations');
    const before_ = all();
    const words = ['import', 'organisations', pack('messy.xlsx')];
    const dry = at.json(...words, '--dry-run');
    assert.equal(dry.rows, 30);
    assert.ok(dry.rejected > 0);
    assert.equal(all(), before_);

    const refused = at.try(3, ...words); /* all or nothing */
    assert.match(refused.err, /messy\.xlsx:33:\d+: phone: /);
    assert.equal(all(), before_);

    const mend = at.path('mend.csv');
    const taken = at.json(...words, '--keep-going', '--rejects', mend);
    assert.equal(taken.created + taken.merged + taken.changed + taken.unchanged,
        30 - dry.rejected);
    assert.equal(taken.created > 0, fresh);

    const rejected = readFileSync(mend, 'utf8');
    assert.equal(parseCsv(rejected).length, dry.rejected);
    for (const row of parseCsv(rejected))
        assert.ok(row.line && row.column && row.reason);
    writeFileSync(mend, rejected.replace('contact(at)kvartsevy-yar.ru.example',
        '+7 000 000-00-33'));
    const mended = at.json('import', 'organisations', mend);
    assert.deepEqual([mended.created + mended.changed, mended.rejected],
        [dry.rejected, 0]);
    assert.match(all(), /Кварцевый Яр.*\+7 000 000-00-33/);

    const again = at.json(...words, '--keep-going');
    assert.equal(again.created, 0);
    assert.equal(parseCsv(all()).length,
        parseCsv(before_).length + taken.created + mended.created);

    for (const id of [again.import, mended.import, taken.import])
        at.run('import', '--undo', id);
    assert.equal(all(), before_);
    at.run('log', 'verify');
};

test('the messy spreadsheet over the week: told, mended, imported, undone', () =>
    messy(office, false));

test('the messy spreadsheet into an empty office', () => {
    const empty = new Office();
    empty.run('init');
    messy(empty, true);
    empty.end();
});

test('a backup is the week, wherever it is restored', t => {
    if (server) {
        office.try(2, 'backup', office.path('week.ieum'));
        return t.skip('a server keeps the store');
    }
    office.run('backup', office.path('week.ieum'));
    const report = office.json('report', '--event', EVENT);
    const other = ['--db', `sqlite:${office.path('other.db')}`];
    office.run(...other, 'restore', office.path('week.ieum'));
    const restored = office.json(...other, 'report', '--event', EVENT);
    delete report.generated_at;
    delete restored.generated_at;
    assert.deepEqual(restored, report);
    office.run(...other, 'check');
});
