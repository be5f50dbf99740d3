/*
 * Programme 1 in the browser, on the real server with the demonstration loaded: what an
 * officer does first, and what a member sees. The pages' own suite is test/web.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { faults, launch, open, settled, visit, why } from '../web/browser.mjs';
import { Demo } from './demo.mjs';
import { expectations, pack } from './week.mjs';

let demo, browser, expected;
before(async () => {
    if (why)
        return;
    expected = expectations();
    demo = await Demo.start();
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await demo?.end();
});

const enter = (login, language = 'en') => open(browser, demo.url,
    { login, password: demo.password, language });
const fine = async page => assert.deepEqual(await faults(page, { axe: false }), []);

test('an officer opens every page of the week without a fault', { skip: why }, async () => {
    const page = await enter('officer@ieum.example');
    const event = `/events/${demo.event}`;
    for (const path of ['/', '/organisations', '/profiles', '/matches', '/imports', '/events',
        event, `${event}/participants`, `${event}/wishes`, `${event}/timetable`,
        `${event}/outcomes`, `${event}/report`, '/cases', '/tasks', '/account']) {
        await visit(page, path);
        assert.ok((await page.innerText('#page-title')).length > 1, path);
        await fine(page);
    }
    await page.context().close();
});

test('the report shows the figures of the sheets', { skip: why }, async () => {
    const page = await enter('officer@ieum.example');
    await visit(page, `/events/${demo.event}/report`);
    const text = await page.innerText('main');
    const report = demo.office.json('report', '--event', 'WEEK-2019'); /* it takes up matches */
    assert.ok(report.wishes.count >= expected.wishes);
    for (const figure of [expected.participants, report.wishes.count, expected.outcomes])
        assert.match(text, new RegExp(`\\b${figure}\\b`));
    await fine(page);
    await page.context().close();
});

test('the messy spreadsheet is told row by row, applied, and undone', { skip: why }, async () => {
    const page = await enter('officer@ieum.example');
    await visit(page, '/imports');
    await page.setInputFiles('#import-file', { name: '2019 기업 목록.xlsx',
        mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        buffer: readFileSync(pack('messy.xlsx')) });
    await page.selectOption('form select', 'organisations');
    await page.click('form button[type=submit]');
    await page.waitForURL(/\/imports\/\w+/);
    await page.waitForSelector('.import-rows', { timeout: 20000 });
    await settled(page);
    assert.match(await page.innerText('main'), /contact\(at\)kvartsevy-yar/);
    await page.click('.page-head .btn.primary');
    await page.waitForSelector('.page-head .btn.danger', { timeout: 30000 });
    await page.click('.page-head .btn.danger');
    await page.click('dialog .answer-yes');
    await page.waitForSelector('.page-head .btn.danger', { state: 'detached', timeout: 20000 });
    await fine(page);
    await page.context().close();
});

test('a member finds its own agenda and no administration', { skip: why }, async () => {
    const page = await enter('korea@ieum.example', 'ko');
    await visit(page, '/');
    await fine(page);
    assert.equal(await page.locator('nav a[href="/admin"]').count(), 0);
    await visit(page, `/events/${demo.event}/agenda`);
    await fine(page);
    await page.context().close();
});
