/* TLS with a certificate made here, the proxy's role, and what is refused without either. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PASSWORD } from './client.mjs';

const source = process.env.IEUM_SOURCE ?? path.resolve(import.meta.dirname, '../..');
const ieum = process.env.IEUM ?? path.join(source, 'build/ieum');
let home, db, cert, key;

before(() => {
    home = mkdtempSync(path.join(tmpdir(), 'ieum-transport-'));
    db = `sqlite:${home}/t.db`;
    [cert, key] = [`${home}/cert.pem`, `${home}/key.pem`];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
        'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
        '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert],
    { stdio: 'ignore' });
    const environment = { ...process.env, IEUM_PASSWORD: PASSWORD };
    execFileSync(ieum, ['--db', db, 'init'], { stdio: 'ignore' });
    execFileSync(ieum, ['--db', db, 'user', 'add', 'admin', '--name', 'Admin', '--role', 'admin'],
        { env: environment, stdio: 'ignore' });
});
after(() => rmSync(home, { recursive: true, force: true }));

/* Runs `use(url)` against `ieum serve` with these words. */
async function serving(words, use) {
    const server = spawn(ieum, ['--db', db, 'serve', '--log-level', 'error', ...words],
        { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise(done => server.once('exit', done));
    try {
        const url = await new Promise((done, fail) => {
            server.stdout.once('data', said => done(String(said).trim()));
            server.once('exit', code => fail(new Error(`serve exits ${code}`)));
        });
        await use(url);
    } finally {
        server.kill('SIGTERM');
        assert.equal(await ended, 0);
    }
}

/* {status, headers, body} of one request. */
function ask(url, { method = 'GET', headers = {}, json, ca } = {}) {
    const body = json === undefined ? undefined : JSON.stringify(json);
    return new Promise((done, fail) => {
        const request = (url.startsWith('https') ? https : http).request(url, { method, ca,
            agent: false, headers: { ...headers, ...body && { 'content-type': 'application/json',
                'content-length': Buffer.byteLength(body) } } }, answer => {
            let text = '';
            answer.setEncoding('utf8').on('data', data => { text += data; })
                .on('end', () => done({ status: answer.statusCode, headers: answer.headers,
                    body: text }));
        });
        request.on('error', fail);
        request.end(body);
    });
}

const signIn = (url, more) => ask(`${url}/api/v1/sign-in`, { method: 'POST',
    json: { login: 'admin', password: PASSWORD }, ...more });

test('over TLS the cookie is __Host- and Secure, and carries the session', async () => {
    const ca = readFileSync(cert);
    await serving(['--listen', '127.0.0.1:0', '--tls-cert', cert, '--tls-key', key], async url => {
        assert.match(url, /^https:\/\/127\.0\.0\.1:\d+$/);
        const signed = await signIn(url, { ca });
        assert.equal(signed.status, 200, signed.body);
        const cookie = signed.headers['set-cookie'][0];
        assert.match(cookie, /^__Host-[a-z]+=/);
        for (const word of ['Path=/', 'HttpOnly', 'SameSite=Strict', 'Secure'])
            assert.ok(cookie.split('; ').includes(word), `${word} in ${cookie}`);
        assert.doesNotMatch(cookie, /Domain/i);
        assert.match(signed.headers['strict-transport-security'] ?? '', /max-age=\d+/);
        const me = await ask(`${url}/api/v1/me`, { ca, headers: { cookie: cookie.split(';')[0] } });
        assert.equal(JSON.parse(me.body).account.login, 'admin');
        await assert.rejects(ask(`${url}/api/v1/me`), /self.signed|certificate/);
        await assert.rejects(ask(`${url.replace('https', 'http')}/api/v1/me`));
    });
});

test('on the loopback plain HTTP works, with a cookie that says so', async () => {
    await serving(['--listen', '127.0.0.1:0'], async url => {
        assert.match(url, /^http:/);
        const cookie = (await signIn(url)).headers['set-cookie'][0];
        assert.doesNotMatch(cookie, /__Host-|Secure/);
        assert.match(cookie, /HttpOnly; SameSite=Strict/);
    });
});

test('behind a proxy the cookie is for TLS, on any address', async () => {
    await serving(['--listen', '0.0.0.0:0', '--behind-proxy'], async url => {
        const local = url.replace('0.0.0.0', '127.0.0.1');
        const cookie = (await signIn(local)).headers['set-cookie'][0];
        assert.match(cookie, /^__Host-.*; Secure/);
    });
});

test('plain HTTP off the loopback is refused before the port is open', () => {
    for (const address of ['0.0.0.0:0', '[::]:0', '192.0.2.7:0']) {
        const done = spawnSync(ieum, ['--db', db, '--lang', 'en', 'serve', '--listen', address],
            { encoding: 'utf8', timeout: 20000 });
        assert.equal(done.status, 2, `${address}: ${done.stderr}`);
        assert.match(done.stderr, /--behind-proxy/);
        assert.equal(done.stdout, '');
    }
});

test('a certificate that is not there, or whose key is another, ends the start', () => {
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', `${home}/other.pem`]);
    for (const [c, k] of [[`${home}/none.pem`, key], [cert, `${home}/other.pem`], [cert, null]]) {
        const done = spawnSync(ieum, ['--db', db, 'serve', '--listen', '127.0.0.1:0',
            '--tls-cert', c, ...k ? ['--tls-key', k] : []], { encoding: 'utf8', timeout: 20000 });
        assert.notEqual(done.status, 0);
        assert.notEqual(done.status, null, 'it went on serving');
        assert.equal(done.stdout, '');
    }
});
