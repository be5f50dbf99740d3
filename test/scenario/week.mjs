/*
 * What the walks through the week share: the program, the pack's sheets read by a CSV
 * parser of our own, a calendar read by an RFC 5545 parser of our own, and what can be
 * computed from the sheets without ieum.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const source = process.env.IEUM_SOURCE ?? path.resolve(import.meta.dirname, '../..');
export const ieum = process.env.IEUM ?? path.join(source, 'build/ieum');
export const pack = name => path.join(source, 'examples/week-2019', name);
export const kinds = ['organisations', 'people', 'profiles', 'participations', 'wishes',
    'outcomes'];
export const ofEvent = kind => ['participations', 'wishes', 'outcomes'].includes(kind);

/* RFC 4180, with a mark and either line end. Rows as objects by heading. */
export function parseCsv(text) {
    const rows = [];
    let row = [], cell = '', quoted = false;
    const chars = text.replace(/^\uFEFF/, '');
    for (let i = 0; i < chars.length; i++) {
        const c = chars[i];
        if (quoted) {
            if (c !== '"')
                cell += c;
            else if (chars[i + 1] === '"')
                cell += chars[++i];
            else
                quoted = false;
        } else if (c === '"') {
            quoted = true;
        } else if (c === ',' || c === '\n') {
            row.push(cell);
            cell = '';
            if (c === '\n') {
                rows.push(row);
                row = [];
            }
        } else if (c !== '\r') {
            cell += c;
        }
    }
    if (cell || row.length)
        rows.push([...row, cell]);
    const [head, ...body] = rows;
    return body.filter(r => r.some(Boolean))
        .map(r => Object.fromEntries(head.map((name, i) => [name, r[i] ?? ''])));
}

export const sheet = name => parseCsv(readFileSync(pack(name), 'utf8'));

/* RFC 5545: lines end in CR LF and hold 75 bytes at most; folded ones are joined. */
export function parseIcs(text) {
    assert.ok(text.endsWith('\r\n'), 'the calendar ends in CR LF');
    for (const line of text.slice(0, -2).split('\r\n')) {
        assert.ok(!/[\r\n]/.test(line), 'no bare CR or LF');
        assert.ok(Buffer.byteLength(line) <= 75, `a line of ${Buffer.byteLength(line)} bytes`);
    }
    const root = { type: 'ROOT', children: [] }, open = [root];
    for (const line of text.replace(/\r\n[ \t]/g, '').trimEnd().split('\r\n')) {
        const [, name, value] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? assert.fail(line);
        if (name === 'BEGIN') {
            const child = { type: value, children: [], is: {} };
            open.at(-1).children.push(child);
            open.push(child);
        } else if (name === 'END') {
            assert.equal(open.pop().type, value);
        } else {
            open.at(-1).is[name] = value.replace(/\\([nN,;\\])/g, (_, c) =>
                c.toLowerCase() === 'n' ? '\n' : c);
        }
    }
    assert.equal(open.length, 1, 'everything that begins ends');
    const [calendar, ...more] = root.children;
    assert.equal(calendar.type, 'VCALENDAR');
    assert.equal(more.length, 0);
    return calendar;
}

/* "20191028T010000Z" on the wall clock of Seoul, which was UTC+9 throughout. */
export function seoul(utc) {
    const [, y, mo, d, h, mi] = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?\d\dZ$/.exec(utc);
    return new Date(Date.UTC(+y, +mo - 1, +d, +h + 9, +mi)).toISOString().slice(0, 16);
}

/* IEUM_TEST_STORE names a PostgreSQL database (test/store/on_postgres sets it): then each
 * office has a schema there in place of a file. */
export const server = process.env.IEUM_TEST_STORE;
let schemas = 0;

function newSchema() {
    const name = `week${++schemas}`;
    const done = spawnSync('psql', ['-q', '-d', server, '-c', `CREATE SCHEMA ${name}`],
        { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    return `${server}&options=-csearch_path%3D${name}`;
}

/* A directory with a store, and the program working in it. */
export class Office {
    constructor() {
        this.home = mkdtempSync(path.join(tmpdir(), 'ieum-scenario-'));
        this.store = server ? ['--db', newSchema()] : [];
    }

    path(name) {
        return path.join(this.home, name);
    }

    /* {status, out, err}; the exit status must be `expected`. */
    try(expected, ...words) {
        const done = spawnSync(ieum, ['--lang', 'en', ...words.includes('--db') ? [] : this.store,
            ...words], { cwd: this.home,
            encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env,
                IEUM_PASSWORD: 'correct horse battery' } });
        assert.equal(done.status, expected,
            `ieum ${words.join(' ')}\n${done.stdout}${done.stderr}`);
        return { out: done.stdout, err: done.stderr };
    }

    run(...words) {
        return this.try(0, ...words).out;
    }

    json(...words) {
        return JSON.parse(this.run(...words, '--json'));
    }

    end() {
        rmSync(this.home, { recursive: true, force: true });
    }
}

/* ---- what the sheets say, without ieum ---- */

export const pairOf = (a, b) => [a, b].sort().join(' ');

export function expectations() {
    const wishes = sheet('wishes.csv'), outcomes = sheet('outcomes.csv');
    const said = new Set(wishes.map(w => `${w.from} ${w.to}`));
    const mutual = new Set(wishes.filter(w => said.has(`${w.to} ${w.from}`))
        .map(w => pairOf(w.from, w.to)));
    const names = new Map(sheet('organisations.csv').map(o => [o.name, o.id]));
    const free = new Map(sheet('participations.csv').map(p => [p.organisation,
        p.availability.split(';').map(part => part.trim().split('/'))]));
    return {
        wishes: wishes.length,
        outcomes: outcomes.length,
        mutual,
        pairs: new Set(wishes.map(w => pairOf(w.from, w.to))),
        held: new Set(outcomes.filter(o => o.status === 'held').map(o => pairOf(o.from, o.to))),
        names,
        free,
        participants: free.size,
        /* both are there for the whole of it */
        available: (organisation, from, until) => free.get(organisation)
            .some(([a, b]) => a <= from && until <= b),
    };
}

const clock = minutes => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:` +
    String(minutes % 60).padStart(2, '0');

/* Slots of the week as the command line was told them: half hours from 10 to 17 without
 * the noon hour. */
export function slots() {
    const all = new Set();
    for (const day of ['2019-10-28', '2019-10-29', '2019-10-30', '2019-10-31'])
        for (let at = 600; at + 30 <= 1020; at += 30)
            if (at + 30 <= 720 || at >= 780)
                all.add(`${day}T${clock(at)}/${day}T${clock(at + 30)}`);
    return all;
}

/* meetings: [{a, b (organisation ids), from, until ("2019-10-28T10:00"), place}] */
export function checkTimetable(meetings, expected) {
    const busy = new Set(), taken = new Set(), met = new Set(), open = slots();
    for (const m of meetings) {
        assert.ok(open.has(`${m.from}/${m.until}`), `${m.from}/${m.until} is no slot`);
        assert.ok(expected.pairs.has(pairOf(m.a, m.b)), `${m.a}, ${m.b}: nobody wished that`);
        assert.ok(!met.has(pairOf(m.a, m.b)), `${m.a}, ${m.b} meet twice`);
        met.add(pairOf(m.a, m.b));
        for (const who of [m.a, m.b]) {
            assert.ok(!busy.has(`${who} ${m.from}`), `${who} is in two meetings at ${m.from}`);
            busy.add(`${who} ${m.from}`);
            assert.ok(expected.available(who, m.from, m.until), `${who} is not there ${m.from}`);
        }
        assert.ok(m.place, 'a meeting has a place');
        assert.ok(!taken.has(`${m.place} ${m.from}`), `${m.place} is taken twice at ${m.from}`);
        taken.add(`${m.place} ${m.from}`);
    }
    return met;
}
