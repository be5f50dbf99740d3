// A made-up fair on the real server, for the time of a test file; and how its tests ask it.
import {before, after} from 'node:test';
import {join} from 'node:path';
import {SOURCE, launch, open} from './browser.mjs';
import {makeRoom, password, serve, why} from './served.mjs';
import {FAIR, makeFair} from './fair.mjs';

export const api = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);

// {officer, at}: a page signed in as the fair's officer, the path of one of its tabs; `event`
// is there once the tests run. Registered as the calling file's before and after.
export function servedFair(name, sizes) {
    const room = makeRoom(name);
    const fair = {event: null};
    let server;
    let browser;
    fair.officer = (options) => open(browser, server.base, {login: 'officer@ieum.example', password, ...options});
    fair.at = (tab, query = '') => `/events/${fair.event.id}/${tab}${query}`;
    before(async () => {
        if (why) return;
        server = await serve(makeFair(room, sizes), room, '--web', join(SOURCE, 'web'));
        browser = await launch();
        const page = await fair.officer();
        fair.event = (await api(page, '/events?limit=50')).items.find((e) => e.code === FAIR);
        await page.context().close();
    });
    after(async () => {
        await browser?.close();
        await server?.stop();
    });
    return fair;
}
