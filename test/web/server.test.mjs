// The pages on the real server with the demonstration in it: every page as every role,
// and the week's path by hand: import, match, wish, timetable, outcome, report.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {SOURCE, faults, launch, open, settled, shoot, visit} from './browser.mjs';
import {PROGRAM, makeRoom, password, serve, why} from './served.mjs';

const room = makeRoom('web');
const ids = {};
let server;
let base;
let browser;

before(async () => {
    if (why) return;
    const db = `sqlite:${room}/d.db`;
    const demo = spawnSync(PROGRAM, ['--db', db, 'demo'], {encoding: 'utf8', cwd: SOURCE});
    assert.equal(demo.status, 0, demo.stderr);
    server = await serve(db, room);
    base = server.base;
    browser = await launch();
    const page = await open(browser, base, {login: 'officer@ieum.example', password});
    Object.assign(ids, await page.evaluate(async () => {
        const out = {};
        for (const [name, path] of [['organisation', 'organisations?sort=name&country=KR'], ['profile', 'profiles?type=technology_request'], ['match', 'matches?sort=-score&status=proposed'], ['event', 'events?sort=first_day'], ['person', 'people']]) out[name] = (await (await fetch(`/api/v1/${path}&limit=1`.replace('people&', 'people?'))).json()).items[0]?.id;
        return out;
    }));
    await page.context().close();
});
after(async () => {
    await browser?.close();
    await server?.stop();
});

const everywhere = () => ['/', '/organisations', `/organisations/${ids.organisation}`, `/organisations/${ids.organisation}?tab=names`, `/organisations/${ids.organisation}?tab=identifiers`, `/organisations/${ids.organisation}?tab=profiles`,
    `/organisations/${ids.organisation}?tab=history`, `/organisations/${ids.organisation}?tab=attachments`, '/programmes', '/profiles', '/profiles?side=need', `/profiles/${ids.profile}`, `/profiles/${ids.profile}?tab=partners`, '/matches', '/events', `/events/${ids.event}`, `/events/${ids.event}/participants`, `/events/${ids.event}/wishes`,
    `/events/${ids.event}/wishes?view=matrix`, `/events/${ids.event}/timetable`, `/events/${ids.event}/timetable?view=participant`, `/events/${ids.event}/agenda`, `/events/${ids.event}/outcomes`, '/lexicon', '/lexicon?id=photoresist', '/lexicon/terms', '/lexicon/terms?view=decided', '/lexicon/review?language=ja', '/lexicon/coverage', '/lexicon/tag', '/profiles?concept=casting', '/cases', '/tasks', '/account', '/search?q=%EC%86%8C%EC%9E%AC'];
const more = {
    'officer@ieum.example': () => [`/events/${ids.event}/report`, `/organisations/${ids.organisation}?tab=people`, `/organisations/${ids.organisation}?edit=1`, `/profiles/${ids.profile}?edit=1`, `/people/${ids.person}`, `/matches/${ids.match}`, '/imports'],
    'admin@ieum.example': () => ['/admin', '/log'], 'auditor@ieum.example': () => ['/log'], 'analyst@ieum.example': () => [`/events/${ids.event}/report`],
};

test('a programme is made, and a file goes into it and out again', {skip: why}, async () => {
    const page = await open(browser, base, {login: 'officer@ieum.example', password, language: 'en'});
    await visit(page, '/programmes?new=1');
    await page.getByLabel('Code').fill('HIDDEN-CHAMPIONS');
    await page.fill('input[lang=en]', 'Hidden champions');
    await page.click('form button[type=submit]');
    await page.waitForURL(/\/programmes\/\w{26}$/, {timeout: 15000});
    assert.match(await page.innerText('h1'), /Hidden champions/);
    await visit(page, `${new URL(page.url()).pathname}?tab=attachments`);
    await page.setInputFiles('input[type=file]', {name: '합의서 초안.txt', mimeType: 'text/plain', buffer: Buffer.from('본문')});
    await page.selectOption('select', 'nda');
    await page.click('form button[type=submit]');
    const link = page.locator('.line-item a[download]');
    await link.waitFor();
    assert.equal(await link.innerText(), '합의서 초안.txt');
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    assert.equal(readFileSync(await download.path(), 'utf8'), '본문');
    await page.click('.line-item button');
    await link.waitFor({state: 'detached'});
    await page.context().close();
});

for (const [login, language, width] of [['officer@ieum.example', 'ko', 1440], ['officer@ieum.example', 'en', 390], ['korea@ieum.example', 'ko', 390], ['france@ieum.example', 'en', 1024], ['analyst@ieum.example', 'en', 1440], ['auditor@ieum.example', 'ko', 1440], ['admin@ieum.example', 'ko', 1024]])
    test(`every page as ${login}, ${language}, ${width} px`, {skip: why}, async () => {
        const page = await open(browser, base, {login, password, language, width, touch: width < 500});
        const wrong = [];
        const own = more[login]?.() || [];
        for (const path of [...(login.startsWith('officer') && width === 390 ? everywhere().slice(0, 12) : everywhere()), ...own]) {
            await visit(page, path);
            if (process.env.IEUM_SCREENS) await shoot(page, `real-${login.split('@')[0]}${path.replace(ids.event, 'EVENT').replace(/[^A-Za-z0-9]+/g, '_')}-${width}-${language}`);
            for (const fault of await faults(page, {axe: login.startsWith('officer') && width === 1440})) wrong.push(`${path}: ${fault}`);
        }
        assert.deepEqual(wrong, []);
        await page.context().close();
    });

test('a sheet as an office sends it: dry run, reasons, apply, undo', {skip: why}, async () => {
    const messy = readdirSync(join(SOURCE, 'examples/week-2019')).find((f) => /messy|raw|sent/i.test(f));
    const page = await open(browser, base, {login: 'officer@ieum.example', password});
    await visit(page, '/imports?kind=organisations');
    await page.setInputFiles('#import-file', messy ? join(SOURCE, 'examples/week-2019', messy) : {name: 'firms.csv', mimeType: 'text/csv', buffer: Buffer.from('회사명,국가,직원수\n가람시험소재,KR,12\n,KR,3\n나루시험전자,KR,많음\n')});
    await page.click('form button[type=submit]');
    await page.waitForURL(/\/imports\/[\w-]+/);
    await page.waitForSelector('.page-head .btn.primary', {timeout: 20000});
    await settled(page);
    assert.deepEqual(await faults(page), []);
    await page.click('a.tile.rejected');
    await page.waitForSelector('.import-rows .reject');
    await page.click('.page-head .btn.primary');
    await page.waitForSelector('.page-head .btn.danger', {timeout: 20000});
    await page.click('.page-head .btn.danger');
    await page.click('dialog .answer-yes');
    await page.waitForSelector('text=되돌린 가져오기입니다', {timeout: 20000});
    assert.deepEqual(await faults(page, {axe: false}), []);
    await page.context().close();
});

test('offers come in by sheet, and a person takes over the root technologies that their words speak for', {skip: why}, async () => {
    const page = await open(browser, base, {login: 'officer@ieum.example', password});
    await visit(page, '/imports?kind=profiles');
    const organisation = await page.evaluate(async (id) => (await (await fetch(`/api/v1/organisations/${id}`)).json()).external_id, ids.organisation);
    const sheet = `id,organisation,type,language,title,text\nWEB-1,${organisation},technology_offer,ko,다이캐스팅 하우징,고압 다이캐스팅으로 알루미늄 하우징을 주조합니다.\nWEB-2,${organisation},business_offer,en,Chairs,Comfortable.\n`;
    await page.setInputFiles('#import-file', {name: 'offers.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet)});
    await page.click('form button[type=submit]');
    await page.waitForURL(/\/imports\/[\w-]+/);
    await page.waitForSelector('.page-head .btn.primary', {timeout: 20000});
    await page.click('.page-head .btn.primary');
    await page.waitForSelector('.import-tech > li', {timeout: 20000});
    assert.equal(await page.locator('.import-tech > li').count(), 1);
    assert.match(await page.innerText('.import-tech > li'), /주조[\s\S]*다이캐스팅/);
    assert.deepEqual(await faults(page), []);
    const href = await page.getAttribute('.import-tech > li .grow a', 'href');
    const technologies = () => page.evaluate(async (id) => (await (await fetch(`/api/v1/profiles/${id}`)).json()).root_technologies, href.split('/').pop());
    assert.equal(await technologies(), null);
    await page.click('.import-tech > li .btn.primary');
    await page.waitForSelector('.import-tech', {state: 'detached'});
    assert.deepEqual(await technologies(), ['casting']);
    await visit(page, href);
    await page.waitForSelector('a.chip.concept');
    assert.match(await page.getAttribute('a.chip.concept >> nth=0', 'title'), /다이캐스팅[\s\S]*die casting/);
    assert.deepEqual(await faults(page), []);
    await page.context().close();
});

test('a word that a member suggests is found by all once an officer accepts it', {skip: why}, async () => {
    const member = await open(browser, base, {login: 'korea@ieum.example', password});
    await visit(member, '/lexicon?id=die-casting');
    await member.click('.lex-head .btn');
    await member.locator('dialog .field.wide input').first().fill('쇳물눌러붓기');
    await member.click('dialog .dialog-foot .primary');
    await member.waitForSelector('dialog', {state: 'detached'});
    const officer = await open(browser, base, {login: 'officer@ieum.example', password, language: 'en'});
    await visit(officer, '/lexicon/terms');
    assert.match(await officer.innerText('.term-group'), /die casting[\s\S]*쇳물눌러붓기/);
    await officer.click('.term .btn.primary');
    await officer.waitForSelector('.toast');
    await visit(officer, '/lexicon?id=die-casting');
    await officer.waitForSelector('.lex-words .lex-source', {timeout: 30000});
    const france = await open(browser, base, {login: 'france@ieum.example', password, language: 'en'});
    await visit(france, '/lexicon');
    await france.fill('.lex-find input', '쇳물눌러');
    await france.waitForSelector('[role=option] bdi[lang=ko]');
    await france.keyboard.press('Enter');
    await france.waitForSelector('#concept-name');
    assert.equal(await france.innerText('#concept-name'), 'die casting');
    for (const page of [member, officer, france]) { assert.deepEqual(await faults(page, {axe: false}), []); await page.context().close(); }
});

test('the quality of matches: bands, what was learned, the countries, in force and back', {skip: why}, async () => {
    for (const [language, width] of [['ko', 1440], ['en', 390]]) {
        const page = await open(browser, base, {login: 'officer@ieum.example', password, language, width, touch: width < 500});
        for (const path of ['/matches/quality', `/matches/quality?event=${ids.event}`, '/matches/quality?country=1']) {
            await visit(page, path);
            const quality = await page.evaluate(async (query) => (await (await fetch(`/api/v1/match-quality${query}`)).json()), path.replace('/matches/quality', ''));
            const rows = await page.$$eval('.band-table', (tables) => tables.map((table) => [...table.tBodies[0].rows].map((row) => Number(row.cells[1].innerText.replace(/\D/g, '')))));
            assert.deepEqual(rows, [quality.acceptance, quality.learned.bands].map((bands) => bands.map((b) => b.count).filter(Boolean)), path);
            assert.equal(await page.locator('.field-table tbody tr').count(), quality.learned.fields.length);
            assert.equal(await page.locator('.quality-verdicts > li').count(), 3);
            assert.equal(await page.locator('.note.warn').count(), path.endsWith('country=1') ? 1 : 0);
            assert.ok(await page.$$eval('.field-table, .band-table', (tables) => tables.every((table) => table.scrollWidth <= table.parentElement.clientWidth + 1)), `${path}: a table is cut off at ${width}`);
            assert.deepEqual(await faults(page), [], path);
        }
        await page.context().close();
    }
    const page = await open(browser, base, {login: 'officer@ieum.example', password, language: 'en'});
    await visit(page, '/matches/quality');
    await page.click('.page-head .btn.primary');
    await page.click('dialog .btn.primary');
    await page.waitForSelector('.quality-verdicts >> text=The learned weights are in force');
    assert.equal(await page.locator('.page-head .btn').count(), 1, 'nothing more to apply');
    assert.deepEqual(await faults(page), []);
    await page.click('.page-head .btn');
    await page.click('dialog .btn.primary');
    await page.waitForSelector('.page-head .btn.primary');
    assert.match(await page.innerText('.quality-verdicts'), /The default weights are in force/);
    await page.context().close();
});

test('dismissed matches say why, in the list and on their own page', {skip: why}, async () => {
    const page = await open(browser, base, {login: 'officer@ieum.example', password, language: 'en'});
    await visit(page, `/matches?event=${ids.event}&status=dismissed`);
    await page.waitForSelector('.match-card.faded');
    const card = page.locator('.match-card', {has: page.locator('.match-note')}).first();
    const note = (await card.locator('.match-note').evaluate((p) => p.lastChild.textContent)).trim();
    assert.ok(note.length > 5);
    await card.locator('.match-link').click();
    await page.waitForSelector('.match-pair');
    assert.match(await page.innerText('.stack > .note'), new RegExp(note.replace(/[^\p{L}\p{N} ]/gu, '.'), 'u'));
    assert.deepEqual(await faults(page), []);
    await page.context().close();
});

test('a match is taken up by keyboard and a case begins', {skip: why}, async () => {
    const page = await open(browser, base, {login: 'officer@ieum.example', password});
    await visit(page, `/matches?event=${ids.event}&status=proposed`);
    await page.waitForSelector('.match-card');
    await page.keyboard.press('t');
    await page.click('.toast >> text=협력 건 열기');
    await page.waitForURL(/\/cases\//);
    await settled(page);
    assert.equal(await page.locator('.joint.now').count(), 1);
    assert.deepEqual(await faults(page), []);
    await page.context().close();
});

test('a meeting is moved by keyboard to a free place, and its outcome reported', {skip: why}, async () => {
    const page = await open(browser, base, {login: 'officer@ieum.example', password});
    await visit(page, `/events/${ids.event}/timetable?day=2019-10-31`);
    await page.waitForSelector('.tt');
    let id = null;
    for (const day of ['2019-10-31', '2019-10-30', '2019-10-29', '2019-10-28']) {
        await page.click(`[data-day="${day}"]`);
        id = await page.$$eval('.tt .mtg.planned:not(.locked), .tt .mtg.confirmed:not(.locked)', (list) => list[0]?.dataset.meeting);
        if (id) break;
    }
    if (id) {
        await page.focus(`[data-meeting="${id}"]`);
        await page.keyboard.press('m');
        await page.waitForSelector('.move-bar');
        const free = await page.$$eval('td.fits', (list) => list.map((td) => td.dataset.rc));
        const [r, c] = await page.evaluate((m) => document.querySelector(`[data-meeting="${m}"]`).closest('td').dataset.rc.split('.').map(Number), id);
        const to = free.map((x) => x.split('.').map(Number)).find((x) => x[0] !== r || x[1] !== c);
        assert.ok(to, 'no cell is free');
        for (let i = 0; i < Math.abs(to[0] - r); i++) await page.keyboard.press(to[0] > r ? 'ArrowDown' : 'ArrowUp');
        for (let i = 0; i < Math.abs(to[1] - c); i++) await page.keyboard.press(to[1] > c ? 'ArrowRight' : 'ArrowLeft');
        await page.waitForSelector('td.target.fits');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.toast >> text=옮겼습니다');
        await page.reload();
        await page.waitForSelector('.tt');
        assert.equal(await page.evaluate((m) => document.querySelector(`[data-meeting="${m}"]`)?.closest('td').dataset.rc, id), to.join('.'));
    }
    await visit(page, `/events/${ids.event}/outcomes?state=missing`);
    if (await page.locator('.outcome').count()) {
        await page.click('.outcome .btn >> nth=0');
        await page.selectOption('dialog select', 'sample');
        await page.click('dialog .btn.primary');
        await page.waitForSelector('dialog', {state: 'detached'});
    }
    await visit(page, `/events/${ids.event}/report`);
    await page.click('button.tile:not(:disabled) >> nth=0');
    await page.waitForSelector('dialog .line-item');
    assert.deepEqual(await faults(page, {axe: false}), []);
    await page.context().close();
});
