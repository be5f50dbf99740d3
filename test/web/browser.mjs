// A browser for the suite: Chromium without a window, console and page errors kept, the
// checks that every page has to pass.
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const SOURCE = fileURLToPath(new URL('../../', import.meta.url));
const SCREENS = join(process.env.IEUM_BUILD || join(SOURCE, 'build'), 'screens');
const PROGRAM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => existsSync(p));
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let playwright = null;
let axe = '';
try {
    playwright = await import('playwright-core');
    axe = readFileSync(join(SOURCE, 'node_modules/axe-core/axe.min.js'), 'utf8');
} catch { /* said by `why` */ }

// Why there can be no browser here; false if there can.
export const why = (!PROGRAM && 'no Chromium here') || ((!playwright || !axe) && 'node_modules is not there')
    || (!existsSync(join(SOURCE, 'web/vendor/preact.mjs')) && 'web/vendor is not there');

export const launch = () => playwright.chromium.launch({executablePath: PROGRAM, args: ARGS});

// A page signed in, with the language chosen. What goes wrong is kept in page.problems.
export async function open(browser, base, {login, password, language = 'ko', width = 1440, height = 900, touch = false, dark = false} = {}) {
    const context = await browser.newContext({viewport: {width, height}, locale: language === 'ko' ? 'ko-KR' : 'en-GB', hasTouch: touch, colorScheme: dark ? 'dark' : 'light', timezoneId: 'Asia/Seoul'});
    await context.addInitScript((lang) => { if (localStorage.getItem('ieum.language.chosen')) return; localStorage.setItem('ieum.language', lang); localStorage.setItem('ieum.language.chosen', '1'); }, language);
    const page = await context.newPage();
    page.problems = [];
    page.on('console', (m) => {
        const text = m.text();
        // Asking who is signed in is how a page learns that nobody is.
        if (m.type() === 'error' && !(/status of 401/.test(text) && /\/api\/v1\/(me|sign-in)$/.test(m.location().url))) page.problems.push(`console: ${text} ${m.location().url}`);
    });
    page.on('pageerror', (e) => page.problems.push(`error: ${e.stack || e}`));
    page.base = base;
    await page.goto(base);
    if (login) {
        await page.fill('[name=login]', login);
        await page.fill('[name=password]', password);
        await page.click('form button[type=submit]');
        await page.waitForSelector('.shell');
    }
    return page;
}

// Goes to an address and waits until nothing is loading any more.
export async function visit(page, path) {
    await page.goto(page.base + path);
    await settled(page);
}
export async function settled(page) {
    await page.waitForSelector('#page-title, .state, .sign-in', {timeout: 15000});
    await page.waitForFunction(() => !document.querySelector('.skeleton'), null, {timeout: 15000});
}

// What is wrong with the page as it stands, in words; empty if nothing is.
export async function faults(page, {axe: deep = true} = {}) {
    const found = page.problems.splice(0);
    found.push(...await page.evaluate(() => {
        const out = [];
        const wide = document.documentElement.scrollWidth - innerWidth;
        if (wide > 0) out.push(`the page is ${wide} px wider than the window`);
        for (const m of document.body.innerText.matchAll(/⟦[^⟧]*⟧/g)) out.push(`no text for ${m[0]}`);
        if (/\b(undefined|NaN|\[object Object\])\b/.test(document.body.innerText)) out.push(`shows ${/.{0,30}\b(undefined|NaN|\[object Object\])\b.{0,20}/.exec(document.body.innerText)?.[0]}`);
        if (document.querySelector('[role=alert] h3')) out.push(`error state: ${document.querySelector('[role=alert]').innerText}`);
        return out;
    }));
    if (deep) {
        await page.addScriptTag({content: axe}).catch(() => {});
        if (!await page.evaluate(() => Boolean(window.axe))) await page.evaluate(axe);
        const violations = await page.evaluate(async () => (await window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})).violations
            .filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 140)} ${n.any[0]?.message || ''}`).join(' | ')}`));
        found.push(...violations);
    }
    page.problems.length = 0; // what looking caused is not the page's fault
    return found;
}

export async function shoot(page, name) {
    mkdirSync(SCREENS, {recursive: true});
    await page.screenshot({path: join(SCREENS, `${name}.png`)});
}
