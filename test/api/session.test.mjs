/* Signing in and out, cookies, tokens, CSRF, lock-out, passwords. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, Server } from './client.mjs';

let server, admin;
before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
});
after(() => server.end());

async function makeAccount(login, language = 'en') {
    const account = await admin.make('accounts', { login, name: login, language });
    const set = await admin.post(`/accounts/${account.id}/password`, { password: PASSWORD });
    assert.equal(set.status, 204, set.body);
    return account;
}

test('signing in answers who one is and sets a guarded cookie', async () => {
    const client = server.client();
    const answer = await client.signIn('admin');
    assert.equal(answer.status, 200);
    const cookie = answer.headers.get('set-cookie');
    assert.match(cookie, /^ieum=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.deepEqual(answer.json.roles, ['admin']);
    assert.equal(answer.json.office.code, 'TEST');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.deepEqual((await client.get('/me')).json, answer.json);
});

test('a wrong password and an unknown login get the same answer', async () => {
    const wrong = await server.client().signIn('admin', 'not the password');
    const unknown = await server.client().signIn('nobody', 'not the password');
    assert.equal(wrong.status, 401);
    assert.equal(unknown.status, 401);
    const same = ({ request_id: _, ...rest }) => rest;
    assert.deepEqual(same(wrong.json), same(unknown.json));
    assert.equal(wrong.headers.get('set-cookie'), null);
});

test('without a session nothing is answered but 401', async () => {
    for (const url of ['/me', '/organisations', '/home', '/log']) {
        const answer = await server.client().get(url);
        assert.equal(answer.status, 401, url);
        assert.equal(answer.json.code, 'unauthenticated');
    }
});

test('signing out ends the session for good', async () => {
    const client = await server.signedIn('admin');
    assert.equal((await client.get('/me')).status, 200);
    const out = await client.post('/sign-out');
    assert.equal(out.status, 204);
    assert.match(out.headers.get('set-cookie'), /Max-Age=0/);
    assert.equal((await client.get('/me')).status, 401);
});

test('a change needs the session\'s CSRF token', async () => {
    const other = await server.signedIn('admin');
    const body = { name: 'Org', type: 'company', country: 'KR' };
    for (const token of [null, '', 'x', other.me.csrf, admin.me.csrf + 'x']) {
        const answer = await admin.post('/organisations', body,
            { headers: { 'x-csrf-token': token } });
        assert.equal(answer.status, 403, String(token));
        assert.equal(answer.json.id, 'session.csrf');
    }
});

test('a change from another site is refused, token or not', async () => {
    const body = { name: 'Org', type: 'company', country: 'KR' };
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
        const answer = await admin.post('/organisations', body, { headers });
        assert.equal(answer.status, 403, JSON.stringify(headers));
        assert.equal(answer.json.id, 'request.origin');
        const signIn = await server.client().post('/sign-in',
            { login: 'admin', password: PASSWORD }, { headers });
        assert.equal(signIn.status, 403);
    }
    const own = await admin.post('/organisations', body, { headers: { origin: server.url } });
    assert.equal(own.status, 201);
});

test('cookies that are no session of ours are nobody', async () => {
    for (const cookie of ['ieum=', 'ieum=x', `ieum=${'A'.repeat(43)}`, 'other=1',
        `${admin.cookie}; ${admin.cookie}`, `${admin.cookie}x`]) {
        const answer = await server.client().get('/me', { headers: { cookie } });
        assert.equal(answer.status, 401, cookie);
    }
});

test('guessing is slowed down, also for the right password then', async () => {
    await makeAccount('guessed');
    let last;
    for (let i = 0; i < 6; i++)
        last = await server.client().signIn('guessed', `wrong password ${i}`);
    assert.equal(last.status, 429);
    assert.ok(Number(last.headers.get('retry-after')) >= 1);
    const right = await server.client().signIn('guessed');
    assert.equal(right.status, 429);
});

test('changing the password needs the old one and ends other sessions', async () => {
    await makeAccount('changer');
    const one = await server.signedIn('changer');
    const two = await server.signedIn('changer');
    const next = 'another good password';
    const wrong = await one.patch('/me', { password: next, old_password: 'not it at all' });
    assert.equal(wrong.status, 403);
    const weak = await one.patch('/me', { password: 'short', old_password: PASSWORD });
    assert.equal(weak.status, 422);
    assert.equal(weak.json.field, 'password');
    const done = await one.patch('/me', { password: next, old_password: PASSWORD });
    assert.equal(done.status, 200);
    assert.equal((await one.get('/me')).status, 200);
    assert.equal((await two.get('/me')).status, 401);
    assert.equal((await server.client().signIn('changer')).status, 401);
    assert.equal((await server.client().signIn('changer', next)).status, 200);
});

test('problems are worded in the account\'s language, else the request\'s', async () => {
    const headers = { 'accept-language': 'ko-KR,en;q=0.5' };
    const ko = await server.client().get('/me', { headers });
    assert.match(ko.json.title, /로그인/);
    assert.equal(ko.headers.get('content-language'), 'ko');
    const en = await server.client().get('/me',
        { headers: { 'accept-language': 'fr, en;q=0.9' } });
    assert.equal(en.json.title, 'Sign in first');
    await makeAccount('korean', 'ko');
    const korean = await server.signedIn('korean');
    assert.match((await korean.get('/organisations/x')).json.detail, /[가-힣]/);
    const changed = await korean.patch('/me', { language: 'en' });
    assert.equal(changed.status, 200, changed.body);
    assert.equal(changed.json.account.language, 'en');
    assert.doesNotMatch((await korean.get('/organisations/x')).json.detail, /[가-힣]/);
    assert.equal((await korean.patch('/me', { language: 'k!' })).status, 422);
});

test('a closed account is signed out at once', async () => {
    const account = await makeAccount('leaver');
    const leaver = await server.signedIn('leaver');
    assert.equal((await leaver.get('/me')).status, 200);
    const read = await admin.get(`/accounts/${account.id}`);
    const closed = await admin.patch(`/accounts/${account.id}`, { status: 'closed' },
        read.json.revision);
    assert.equal(closed.status, 200);
    assert.equal((await leaver.get('/me')).status, 401);
    assert.notEqual((await server.client().signIn('leaver')).status, 200);
});

test('a script uses a token, without cookie and CSRF token', async () => {
    const said = server.run('user', 'token', 'admin', '--json');
    const token = said.match(/ieum_[\w-]{43}/)[0];
    const script = server.client('script');
    script.headers = { authorization: `Bearer ${token}` };
    assert.equal((await script.get('/me')).json.account.login, 'admin');
    assert.equal((await script.get('/me')).json.csrf, undefined);
    const made = await script.post('/organisations',
        { name: 'By script', type: 'company', country: 'KR' });
    assert.equal(made.status, 201);
    script.headers = { authorization: `Bearer ${token.slice(0, 20)}${'x'.repeat(28)}` };
    assert.equal((await script.get('/me')).status, 401);
});

test('sessions outlive the server', async () => {
    const client = await server.signedIn('admin');
    assert.equal(await server.down(), 0);
    await server.up();
    assert.equal((await client.get('/me')).status, 200);
});

test('every answer carries the guarding headers', async () => {
    const answer = await admin.get('/me');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.match(answer.headers.get('content-security-policy'), /frame-ancestors 'none'/);
    assert.equal(answer.headers.get('referrer-policy'), 'same-origin');
    assert.equal(answer.headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.match(answer.headers.get('x-request-id'), /^[0-9a-f]{16}$/);
    assert.equal(answer.headers.get('cache-control'), 'private, no-cache');
});
