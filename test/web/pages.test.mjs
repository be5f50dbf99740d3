// Every page in both languages at three widths: nothing in the console, no text without
// wording, nothing wider than the window, no serious fault of accessibility.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {startMock} from './mock.mjs';
import {faults, launch, open, shoot, visit, why} from './browser.mjs';

let server;
let browser;
const opened = new Map();

before(async () => {
    if (why) return;
    server = await startMock(0, {cache: true});
    browser = await launch();
});
after(async () => {
    await browser?.close();
    server?.close();
});

const first = (plural) => server.world.db[plural][0].id;
const event = () => server.world.event.id;
const PAGES = {
    home: () => '/', organisations: () => '/organisations', organisation: () => `/organisations/${first('organisations')}`, names: () => `/organisations/${first('organisations')}?tab=names`,
    identifiers: () => `/organisations/${first('organisations')}?tab=identifiers`, 'organisation-history': () => `/organisations/${first('organisations')}?tab=history`,
    'organisation-edit': () => `/organisations/${first('organisations')}?edit=1`, person: () => `/people/${first('people')}`, profiles: () => '/profiles?side=need', profile: () => `/profiles/${first('profiles')}`,
    partners: () => `/profiles/${first('profiles')}?tab=partners`, 'profile-edit': () => `/profiles/${first('profiles')}?edit=1`, matches: () => '/matches', 'match-quality': () => '/matches/quality', 'match-quality-empty': () => `/matches/quality?event=${event()}`, match: () => `/matches/${first('matches')}`,
    attachments: () => `/organisations/${first('organisations')}?tab=attachments`, programmes: () => '/programmes', 'programme-new': () => '/programmes?new=1', programme: () => `/programmes/${first('programmes')}`,
    'programme-edit': () => `/programmes/${first('programmes')}?edit=1`,
    imports: () => '/imports', events: () => '/events', 'event-new': () => '/events?new=1', event: () => `/events/${event()}`, participants: () => `/events/${event()}/participants`, wishes: () => `/events/${event()}/wishes`,
    matrix: () => `/events/${event()}/wishes?view=matrix`, timetable: () => `/events/${event()}/timetable`, 'timetable-people': () => `/events/${event()}/timetable?view=participant`,
    'timetable-one': () => `/events/${event()}/timetable?participation=${first('participations')}`, agenda: () => `/events/${event()}/agenda`, outcomes: () => `/events/${event()}/outcomes`, report: () => `/events/${event()}/report`,
    lexicon: () => '/lexicon', concept: () => '/lexicon?id=die-casting', 'concept-codes': () => '/lexicon?id=photoresist', terms: () => '/lexicon/terms', 'terms-decided': () => '/lexicon/terms?view=decided', 'terms-mine': () => '/lexicon/terms?view=mine',
    'lexicon-review': () => '/lexicon/review?language=he', 'lexicon-coverage': () => '/lexicon/coverage', 'lexicon-tag': () => '/lexicon/tag', 'profiles-concept': () => '/profiles?concept=photoresist',
    cases: () => '/cases', case: () => `/cases/${first('cases')}`, tasks: () => '/tasks', account: () => '/account', search: () => '/search', 'search-words': () => '/search?q=%ED%8F%AC%ED%86%A0%EB%A0%88%EC%A7%80%EC%8A%A4%ED%8A%B8&country=KR,US', 'search-none': () => '/search?q=zzzz&country=FR', 'search-like': () => `/search?like=${first('profiles')}`, searches: () => '/searches', inbox: () => '/inbox', nowhere: () => '/no/such/page',
};
const ADMIN = {admin: () => '/admin', 'admin-account': () => `/admin/accounts/${first('accounts')}`, log: () => '/log'};

async function pageFor(login, language, width, dark) {
    const key = `${login}.${language}.${width}.${dark}`;
    if (!opened.has(key)) opened.set(key, await open(browser, server.url, {login, password: 'demo-password', language, width, height: width < 500 ? 844 : 900, touch: width < 500, dark}));
    return opened.get(key);
}

for (const [width, language, deep] of [[1440, 'ko', true], [1440, 'en', false], [1024, 'ko', false], [1024, 'en', true], [390, 'ko', true], [390, 'en', false]])
    for (const [login, pages] of [['officer', PAGES], ['admin', ADMIN]])
        for (const name of Object.keys(pages))
            test(`${name}, ${language}, ${width} px`, {skip: why}, async () => {
                const page = await pageFor(login, language, width);
                await visit(page, pages[name]());
                if (process.env.IEUM_SCREENS) await shoot(page, `${name}-${width}-${language}`);
                const found = await faults(page, {axe: deep});
                assert.deepEqual(name === 'nowhere' ? found.filter((f) => !f.startsWith('error state')) : found, []);
            });

for (const name of ['home', 'match', 'timetable', 'report', 'organisation-edit', 'concept', 'lexicon-coverage', 'terms', 'search-words', 'inbox'])
    test(`${name} in the dark`, {skip: why}, async () => {
        const page = await pageFor('officer', 'ko', 1440, true);
        await visit(page, PAGES[name]());
        assert.deepEqual(await faults(page), []);
    });

test('signing in, both languages and all widths', {skip: why}, async () => {
    for (const width of [1440, 1024, 390]) for (const language of ['ko', 'en']) {
        const page = await open(browser, server.url, {language, width});
        await page.waitForSelector('.sign-in');
        if (process.env.IEUM_SCREENS) await shoot(page, `sign-in-${width}-${language}`);
        assert.deepEqual(await faults(page), []);
        await page.context().close();
    }
});

test('each role sees the navigation that it may use', {skip: why}, async () => {
    const common = ['/', '/inbox', '/search', '/organisations', '/profiles', '/matches', '/events', '/programmes', '/cases', '/tasks', '/lexicon'];
    for (const [login, more] of [['officer', ['/imports']], ['hanbit', []], ['analyst', []], ['auditor', ['/log']], ['admin', ['/imports', '/admin', '/log']]]) {
        const page = await open(browser, server.url, {login, password: 'demo-password'});
        const links = await page.$$eval('.shell > .nav .nav-link', (list) => list.map((a) => a.getAttribute('href')));
        assert.deepEqual(links, [...common, ...more], login);
        await page.context().close();
    }
});
