// A participant's own day: now and next by the clock of the event, changes since one looked
// last, why two meet, here and late; the codes by which the desk finds them.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {startMock} from './mock.mjs';
import {faults, launch, open, settled, shoot, visit, why} from './browser.mjs';
import {around, changesSince, codeOf, foundBy, lateUntil, linesOf, minutesTo, reasonsOf, snapshot, spanOf, wayBetween, withGaps} from '../../web/js/lib/day.js';
import {qrOf, SIZE} from '../../web/js/lib/qr.js';

let server;
let browser;
let own;

before(async () => {
    if (why) return;
    server = await startMock(0, {cache: true});
    browser = await launch();
    own = server.world.db.participations[10]; // of the account that signs in below
    server.world.event.walks = [{area: '3F A', other: '3F B', minutes: 4}];
});
after(async () => {
    await browser?.close();
    server?.close();
});

const member = (options) => open(browser, server.url, {login: 'vauclair', password: 'demo-password', ...options});
const agenda = (query = '') => `/events/${server.world.event.id}/agenda${query}`;
const mine = () => server.world.db.meetings.filter((m) => m.a === own.id || m.b === own.id).sort((x, y) => x.starts_at.localeCompare(y.starts_at));
async function done(page) {
    assert.deepEqual(await faults(page), []);
    await page.context().close();
}

// A day at the venue, its clock nine hours ahead of UTC.
const at = (time) => `2026-10-19T${time}:00Z`;
const ms = (time) => Date.parse(at(time));
const meeting = (id, from, to, more = {}) => ({id, kind: 'meeting', starts_at: at(from), ends_at: at(to), a: 'me', b: `p-${id}`, a_label: '우리', b_label: `회사 ${id}`, b_label_en: `Firm ${id}`, b_organisation: `o-${id}`, b_country: 'FR', place: 'T1', area: 'A', status: 'planned', interpreter: '', ...more});
const some = () => linesOf([meeting('2', '02:00', '02:30', {place: 'T2'}), meeting('1', '01:00', '01:30'), {id: 's', kind: 'seminar', title: '세미나', starts_at: at('01:10'), ends_at: at('01:50'), place: 'R1', area: 'B'},
    meeting('3', '02:30', '03:00', {a: 'p-3', b: 'me', a_label: '회사 3', a_organisation: 'o-3', place: 'T9', area: 'B'}), meeting('x', '01:30', '02:00', {status: 'cancelled'}), {...meeting('w', '01:00', '01:30'), starts_at: null}], 'me', 'Asia/Seoul');

test('lines stand in order, on the day of the event, with the other side', () => {
    const lines = some();
    assert.deepEqual(lines.map((l) => l.id), ['1', 's', 'x', '2', '3']);
    assert.deepEqual(lines.filter((l) => l.meeting).map((l) => [l.other.label, l.other.participation, l.other.organisation]), [['회사 1', 'p-1', 'o-1'], ['회사 x', 'p-x', 'o-x'], ['회사 2', 'p-2', 'o-2'], ['회사 3', 'p-3', 'o-3']]);
    assert.equal(linesOf([meeting('1', '16:00', '16:30')], 'me', 'Asia/Seoul')[0].day, '2026-10-20', 'one in the morning there');
    assert.equal(linesOf([meeting('1', '01:00', '01:30')], 'me', 'Asia/Seoul', true)[0].other.label, 'Firm 1');
    assert.deepEqual(['כרמל', 'Vauclair (주)', '한빛', '東京'].map((b_label) => linesOf([meeting('1', '01:00', '01:30', {b_label})], 'me', 'Asia/Seoul')[0].other.also), ['Firm 1', '', '', 'Firm 1']);
});

test('now and next: meetings before sessions, what is cancelled is neither', () => {
    const ids = (time) => { const a = around(some(), ms(time)); return [a.current?.id, a.next?.id, a.before?.id, a.session?.id].map((x) => x ?? null); };
    assert.deepEqual(ids('00:30'), [null, '1', null, null]);
    assert.deepEqual(ids('01:00'), ['1', '2', null, 's']);
    assert.deepEqual(ids('01:30'), ['s', '2', '1', null], 'the last instant belongs to what follows');
    assert.deepEqual(ids('01:55'), [null, '2', '1', null]);
    assert.deepEqual(ids('02:30'), ['3', null, '2', null]);
    assert.deepEqual(ids('09:00'), [null, null, '3', null]);
});

test('how long until then', () => {
    assert.deepEqual([minutesTo(ms('01:00'), ms('00:47')), minutesTo(ms('01:00'), ms('00:59') + 30000), minutesTo(ms('01:00'), ms('02:00'))], [13, 1, 0]);
    assert.deepEqual([spanOf(59), spanOf(60), spanOf(135), spanOf(2879), spanOf(2880)].map((s) => [s.unit, s.hours ?? s.days ?? s.minutes]), [['minutes', 59], ['hours', 1], ['hours', 2], ['hours', 47], ['days', 2]]);
});

test('the way: the same place, the same area, so many minutes either way round, or only where', () => {
    const [a, b, c] = [{place: 'T1', area: 'A'}, {place: 'T2', area: 'A'}, {place: 'T9', area: 'B'}];
    const walks = [{area: 'B', other: 'A', minutes: 6}];
    assert.deepEqual([wayBetween(a, a, walks), wayBetween(a, b, walks), wayBetween(a, c, walks), wayBetween(c, a, walks), wayBetween(a, c, [])], [{same: 'place'}, {same: 'area', area: 'A'}, {minutes: 6, area: 'B'}, {minutes: 6, area: 'A'}, {area: 'B'}]);
    assert.deepEqual([wayBetween(null, a, walks), wayBetween(a, {place: '', area: ''}, walks), wayBetween(a, {place: 'T3', area: ''}, walks)], [null, null, null]);
});

test('what changed since one looked: each kind, and nothing where nothing did', () => {
    const kept = snapshot(some());
    assert.deepEqual(changesSince(kept, some()), []);
    assert.deepEqual(changesSince(null, some()), [], 'the first look is no change');
    const now = linesOf([meeting('1', '01:00', '01:30', {place: 'T5'}), meeting('2', '03:30', '04:00'), meeting('3', '02:30', '03:00', {status: 'cancelled'}), meeting('4', '05:00', '05:30')], 'me', 'Asia/Seoul');
    assert.deepEqual(changesSince(kept, now).map((c) => [c.id, c.kind]), [['1', 'place'], ['3', 'gone'], ['2', 'moved'], ['4', 'new']]);
    assert.deepEqual(changesSince(snapshot(now), linesOf([meeting('1', '01:00', '01:30', {place: 'T5', interpreter: '이서연'})], 'me', 'Asia/Seoul')).map((c) => c.kind), ['interpreter', 'gone', 'gone']);
});

test('gaps are told where they are long enough, and not around what is cancelled', () => {
    assert.deepEqual(withGaps(some()).filter((x) => x.gap).map((x) => x.minutes), [30]);
    const seminar = linesOf([meeting('1', '01:00', '01:30'), {id: 's', kind: 'seminar', starts_at: at('02:00'), ends_at: at('03:00')}, meeting('2', '04:00', '04:30')], 'me', 'Asia/Seoul');
    assert.deepEqual(withGaps(seminar).map((x) => x.id), ['1', 'gap-2', 's', '2'], 'free time begins where the meeting ends');
    assert.deepEqual(withGaps(some(), 31).filter((x) => x.gap), []);
});

test('late until: what stands in the time that one is not there', () => {
    const lines = some();
    assert.equal(lateUntil(lines, [], ms('00:00')), null);
    assert.deepEqual(lateUntil(lines, [{from: at('02:00'), until: at('09:00')}], ms('00:00')), {from: ms('02:00'), broken: 1});
    assert.equal(lateUntil(lines, [{from: at('02:00'), until: at('09:00')}], ms('01:40')), null, 'what is over is not to be settled');
});

test('reasons: both wishes, and the best match that was not dismissed', () => {
    const [line] = some();
    const why = reasonsOf('o-me', 'me', [{from: 'me', to: 'p-1', reason: 'a'}, {from: 'p-1', to: 'me', reason: 'b'}, {from: 'p-2', to: 'me'}],
        [{id: 'm1', need_organisation: 'o-me', offer_organisation: 'o-1', score: 0.5}, {id: 'm2', need_organisation: 'o-1', offer_organisation: 'o-me', score: 0.7}, {id: 'm3', need_organisation: 'o-me', offer_organisation: 'o-1', score: 0.9, status: 'dismissed'}]).of(line);
    assert.deepEqual([why.ours.reason, why.theirs.reason, why.match.id], ['a', 'b', 'm2']);
});

test('who is meant at the desk: scanned, a code, a part of a name', () => {
    const rows = ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FBW', '01ARZ3NDEKTSV4RRFFQ69G5FAX'].map((id, i) => ({id, names: [`회사 ${i}`, `Firm ${i}`]}));
    const found = (q) => { const f = foundBy(q, rows); return [f.rows.map((r) => r.names[0]), f.exact]; };
    assert.equal(codeOf(rows[0].id), '9G5FAV');
    assert.deepEqual(found(`IEUM:${rows[1].id}`), [['회사 1'], true]);
    assert.deepEqual(found(`https://ieum.example/events/x/agenda?participation=${rows[2].id.toLowerCase()}`), [['회사 2'], true]);
    assert.deepEqual(found('9g5 fav'), [['회사 0'], true]);
    assert.deepEqual(found('firm'), [['회사 0', '회사 1', '회사 2'], false]);
    assert.deepEqual([found('nobody'), found(' ')], [[[], false], [['회사 0', '회사 1', '회사 2'], false]]);
});

// Reads a code as a scanner does, from the standard and not from the writer: format, mask,
// the way through the modules, the check of Reed and Solomon, the letters.
function scan(m) {
    const format = [0, 1, 2, 3, 4, 5, 7, 8].map((c) => m[8][c]).concat([7, 5, 4, 3, 2, 1, 0].map((r) => m[r][8])).reduce((n, b) => n * 2 + Number(b), 0) ^ 0b101010000010010;
    assert.equal(format >> 13, 0, 'error correction M');
    const mask = (format >> 10) & 7;
    const flip = [(i, j) => (i + j) % 2 === 0, (i) => i % 2 === 0, (i, j) => j % 3 === 0, (i, j) => (i + j) % 3 === 0, (i, j) => ((i >> 1) + Math.floor(j / 3)) % 2 === 0, (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
        (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0, (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0][mask];
    const set = (r, c) => (r < 9 && c < 9) || (r < 9 && c > 16) || (r > 16 && c < 9) || r === 6 || c === 6 || (Math.abs(r - 18) < 3 && Math.abs(c - 18) < 3);
    const bits = [];
    let up = true;
    for (const right of [24, 22, 20, 18, 16, 14, 12, 10, 8, 5, 3, 1]) {
        for (let k = 0; k < 25; k++) for (const c of [right, right - 1]) { const r = up ? 24 - k : k; if (!set(r, c)) bits.push(m[r][c] !== flip(r, c)); }
        up = !up;
    }
    const words = Array.from({length: 44}, (_, i) => bits.slice(i * 8, i * 8 + 8).reduce((n, b) => n * 2 + Number(b), 0));
    const times = (a, b) => { let p = 0; for (; b; b >>= 1) { if (b & 1) p ^= a; a = (a << 1) ^ (a & 128 ? 0x11d : 0); } return p; };
    for (let i = 0, root = 1; i < 16; i++, root = times(root, 2)) assert.equal(words.reduce((n, w) => times(n, root) ^ w, 0), 0, `syndrome ${i}`);
    const text = words.slice(0, 28).map((w) => w.toString(2).padStart(8, '0')).join('');
    assert.equal(text.slice(0, 4), '0010');
    const n = parseInt(text.slice(4, 13), 2);
    const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
    let out = '';
    for (let i = 13; out.length < n;) if (n - out.length === 1) { out += letters[parseInt(text.slice(i, i + 6), 2)]; i += 6; } else { const v = parseInt(text.slice(i, i + 11), 2); out += letters[Math.floor(v / 45)] + letters[v % 45]; i += 11; }
    return out;
}

test('a QR code says what was put in, at every length; what cannot be said is refused', () => {
    const text = 'IEUM:01ARZ3NDEKTSV4RRFFQ69G5FAV$%*+-./';
    for (let n = 1; n <= 38; n++) {
        const m = qrOf(text.slice(0, n));
        assert.deepEqual([m.length, m[0].length], [SIZE, SIZE]);
        assert.equal(scan(m), text.slice(0, n));
    }
    for (const bad of ['', 'A'.repeat(39), 'lower', 'ÄÖ']) assert.throws(() => qrOf(bad), RangeError);
});

test('on the phone: what is next, how far, why; the day below', {skip: why}, async () => {
    const page = await member({width: 390, height: 844, touch: true});
    const [first] = mine().filter((m) => m.starts_at > '2019-10-29');
    const start = new Date(Date.parse(first.starts_at) - 12 * 60000).toISOString();
    await visit(page, agenda(`?now=${start}`));
    await page.waitForSelector('.day-next');
    assert.match(await page.innerText('.day-count'), /1[12]분 뒤/);
    const other = first.a === own.id ? first.b_label : first.a_label;
    const next = await page.innerText('.day-next');
    assert.ok(next.includes(other) && next.includes(first.place_label), next);
    assert.ok((await page.locator('.day-hero').boundingBox()).y < 500, 'what is next is on the first screen');
    assert.match(await page.innerText('.note'), /미리 보기/);
    await page.$$eval('.day details', (list) => list.forEach((x) => { x.open = true; }));
    const small = await page.$$eval('.day summary, .day .btn, .day-days button', (list) => list.filter((b) => b.checkVisibility() && b.getBoundingClientRect().height < 40).map((b) => b.innerText));
    assert.deepEqual(small, []);
    await page.waitForSelector('.day-next .day-why, .day-next details[open] p');
    await shoot(page, 'day-phone');
    await done(page);
});

test('while a meeting goes on it is now, and the next one says the way', {skip: why}, async () => {
    const page = await member({language: 'en', width: 1024});
    const list = mine();
    const i = list.findIndex((m, k) => list[k + 1] && m.starts_at.slice(0, 10) === list[k + 1].starts_at.slice(0, 10) && m.ends_at <= list[k + 1].starts_at);
    await visit(page, agenda(`?now=${new Date(Date.parse(list[i].starts_at) + 5 * 60000).toISOString()}`));
    await page.waitForSelector('.day-now');
    assert.match(await page.innerText('.day-now'), /25 minutes left/);
    assert.match(await page.innerText('.day-next'), /Stay where you are|In the same area|min on foot/);
    assert.equal(await page.locator('.day-line.is:not(.session)').count(), 1);
    await done(page);
});

test('after the last one, what came of them is asked for', {skip: why}, async () => {
    const page = await member({width: 390, language: 'en', dark: true});
    await visit(page, agenda('?now=2019-11-02T00:00:00Z'));
    await page.waitForSelector('.day-over');
    assert.match(await page.innerText('.day-over'), /over/);
    await done(page);
});

test('a meeting that moved is told until it has been seen, after a reload too', {skip: why}, async () => {
    const page = await member();
    await visit(page, agenda());
    await page.waitForSelector('.day-list');
    assert.equal(await page.locator('.day-changes').count(), 0);
    const m = mine().find((x) => x.starts_at > '2019-10-30');
    const was = {starts_at: m.starts_at, ends_at: m.ends_at};
    Object.assign(m, {starts_at: '2019-10-31T08:00:00Z', ends_at: '2019-10-31T08:30:00Z'});
    for (let turn = 0; turn < 2; turn++) {
        await visit(page, agenda());
        await page.waitForSelector('.day-changes');
        assert.match(await page.innerText('.day-changes'), /시간 변경[\s\S]*17:00/);
    }
    assert.deepEqual(await faults(page), []);
    await page.click('.day-changes .btn');
    await page.waitForSelector('.day-changes', {state: 'detached'});
    await visit(page, agenda());
    await page.waitForSelector('.day-list');
    assert.equal(await page.locator('.day-changes').count(), 0);
    Object.assign(m, was);
    await done(page);
});

test('without a connection the agenda that came last is shown, and said to be that', {skip: why}, async () => {
    const page = await member({width: 390});
    await visit(page, agenda());
    await page.waitForSelector('.day-line');
    const lines = await page.locator('.day-line').count();
    await page.route('**/agenda?*format=json*', (route) => route.abort());
    await page.goto(page.base + agenda());
    await settled(page);
    await page.waitForSelector('.note.warn');
    assert.match(await page.innerText('.note.warn'), /연결되지 않아/);
    assert.equal(await page.locator('.day-line').count(), lines);
    await page.unroute('**/agenda?*format=json*');
    page.problems.length = 0;
    await page.click('.note.warn .btn');
    await page.waitForSelector('.note.warn', {state: 'detached'});
    await page.click('[aria-expanded]:has(.account-name)');
    await page.click('.menu-list button:last-of-type');
    await page.waitForSelector('.sign-in');
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('ieum.day.'))), [], 'what was kept is its reader’s alone');
    await page.context().close();
});

test('here and late are told from the page on the day, by the clock of the server', {skip: why}, async () => {
    const m = mine().find((x) => x.starts_at > '2019-10-30');
    server.world.now = Date.parse(m.starts_at) - 90 * 60000;
    const page = await member({width: 390, touch: true});
    await visit(page, agenda());
    await page.waitForSelector('.day-presence');
    assert.match(await page.innerText('.day-next'), /1시간 30분 뒤/);
    const tall = await page.$$eval('.day-presence .btn', (list) => list.map((b) => b.getBoundingClientRect().height));
    assert.ok(Math.min(...tall) >= 44);
    await page.click('.day-presence .btn.primary');
    await page.waitForSelector('.day-presence .chip.good');
    assert.equal(own.status, 'attended');
    await page.click('.day-presence .btn >> nth=0');
    await page.waitForSelector('.day-presence .btn.primary');
    assert.notEqual(own.status, 'attended');
    await page.click('.day-presence .btn >> nth=1');
    await page.waitForSelector('.desk-times .btn');
    assert.deepEqual(await faults(page), []);
    await page.click('.desk-times .btn >> nth=-1');
    await page.waitForSelector('.day-presence .chip.warn');
    await page.click('.day-presence .btn >> nth=0');
    await page.waitForSelector('.day-presence .btn.primary');
    server.world.now = 0;
    await done(page);
});

test('on a day of the event, home leads to it: a participant to the own day, the office to the desk', {skip: why}, async () => {
    for (const [login, tab] of [['vauclair', 'agenda'], ['officer', 'desk']]) {
        server.world.now = Date.parse('2019-10-29T03:00:00Z');
        const page = await open(browser, server.url, {login, password: 'demo-password', width: 390});
        await visit(page, '/');
        await page.click('.next-step a');
        await page.waitForURL(new RegExp(`/events/${server.world.event.id}/${tab}$`));
        server.world.now = 0;
        await visit(page, '/');
        assert.equal(await page.locator('.next-step').count(), 0);
        await done(page);
    }
});

test('on paper all days come out, without what is for the screen', {skip: why}, async () => {
    const page = await member({language: 'en', width: 390});
    await visit(page, agenda());
    await page.waitForSelector('.day-list');
    await page.emulateMedia({media: 'print'});
    const shown = await page.$$eval('.day-list', (list) => list.filter((x) => x.getBoundingClientRect().height > 10).length);
    assert.equal(shown, new Set(mine().map((m) => m.starts_at.slice(0, 10))).size);
    assert.equal(await page.isVisible('.day-hero'), false);
    assert.match(await page.innerText('.day-paper'), /Check-in code/);
    await page.emulateMedia({media: 'screen'});
    await done(page);
});

for (const [width, language, dark] of [[1440, 'ko'], [1024, 'en', true], [390, 'ko'], [390, 'en']])
    test(`an officer looks at anybody's day, at ${width} px, ${language}`, {skip: why}, async () => {
        const page = await open(browser, server.url, {login: 'officer', password: 'demo-password', width, language, dark});
        for (const p of [server.world.db.participations[5], server.world.db.participations[0]]) {
            await visit(page, agenda(`?participation=${p.id}&now=2019-10-29T03:50:00Z`));
            await page.waitForSelector('.day, .state');
            assert.deepEqual(await faults(page), []);
        }
        await visit(page, agenda());
        await page.waitForSelector('.agenda');
        await done(page);
    });
