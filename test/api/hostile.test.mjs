/* Hostile input over real sockets: a clear error each, nothing stored, and the server goes
 * on serving. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { organisation } from './fixture.mjs';
import { Server } from './client.mjs';

let server, admin, total;
before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    await admin.make('organisations', organisation('Witness'));
    total = 1;
});
afterEach(async () => {
    const list = (await admin.get('/organisations?count=1')).json;
    assert.equal(list.total, total, 'something was stored');
});
after(() => server.end());

/* Sends bytes as they are; all that comes back until the server closes (or 4 s). */
function raw(bytes, { wait = 4000, end = false } = {}) {
    return new Promise(done => {
        const socket = net.connect(server.port, '127.0.0.1');
        let heard = '';
        const timer = setTimeout(() => socket.destroy(), wait);
        socket.on('data', data => { heard += data; });
        socket.on('error', () => {});
        socket.on('close', () => {
            clearTimeout(timer);
            done(heard);
        });
        socket.on('connect', () => {
            socket.write(bytes);
            if (end)
                socket.end();
        });
    });
}

const head = (method, url, more = '') => `${method} ${url} HTTP/1.1\r\nHost: a\r\n` +
    `Cookie: ${admin.cookie}\r\nX-CSRF-Token: ${admin.me.csrf}\r\n${more}`;
const json = 'Content-Type: application/json\r\n';
const smuggled = `POST /api/v1/organisations HTTP/1.1\r\nHost: a\r\n`;
const status = heard => Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1] ?? 0);
const statuses = heard => [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(m => Number(m[1]));

test('malformed JSON is refused with the place', async () => {
    for (const body of ['', '{', '{"name":}', '[1', '{"a":1,}', 'nope', '"text"', '[]', 'null',
        '{"name":"x"} trailing', '{"a":\u0000}', '{"name":"\\ud800"}', '{"n":1e999}',
        '{"n":NaN}', '// c\n{}', '\ufeff{}']) {
        const answer = await admin.ask('POST', '/organisations',
            { body, headers: { 'content-type': 'application/json' } });
        assert.ok([400, 415, 422].includes(answer.status), `${body}: ${answer.status}`);
        assert.ok(answer.json.detail.length > 5);
    }
    const placed = await admin.ask('POST', '/organisations',
        { body: '{\n  "name": oops }', headers: { 'content-type': 'application/json' } });
    assert.equal(placed.status, 400);
    assert.equal(placed.json.id, 'json.malformed');
    assert.equal(placed.json.line, 2);
});

test('JSON 10,000 deep is refused', async () => {
    for (const body of ['['.repeat(10000) + ']'.repeat(10000),
        '{"a":'.repeat(10000) + '1' + '}'.repeat(10000), '['.repeat(500000)]) {
        const answer = await admin.ask('POST', '/organisations',
            { body, headers: { 'content-type': 'application/json' } });
        assert.equal(answer.status, 400, answer.body);
    }
});

test('a name given twice in JSON is refused', async () => {
    const answer = await admin.ask('POST', '/organisations', { body:
        '{"name":"A","name":"B","type":"company","country":"KR"}',
    headers: { 'content-type': 'application/json' } });
    assert.equal(answer.status, 400);
});

test('bytes that are no UTF-8 are refused', async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]),
        Buffer.from('","type":"company","country":"KR"}')]);
    const answer = await admin.ask('POST', '/organisations',
        { body, headers: { 'content-type': 'application/json' } });
    assert.equal(answer.status, 400);
});

test('a field of 10 MB is refused before it is read', async () => {
    const answer = await raw(head('POST', '/api/v1/organisations',
        `${json}Content-Length: 10485760\r\n\r\n`) + '{"name":"' + 'x'.repeat(100000));
    assert.equal(status(answer), 413);
    const large = await admin.post('/organisations', organisation('x'.repeat(900000)));
    assert.equal(large.status, 422);
    const chunked = await raw(head('POST', '/api/v1/organisations',
        `${json}Transfer-Encoding: chunked\r\n\r\n`) +
        `100000\r\n${'x'.repeat(0x100000)}\r\n100000\r\n${'x'.repeat(0x100000)}\r\n`);
    assert.equal(status(chunked), 413);
});

test('other content types are refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x', 'application/jsonp', '', 'application/json5']) {
        const answer = await admin.ask('POST', '/organisations',
            { body: JSON.stringify(organisation('X')), headers: { 'content-type': type } });
        assert.equal(answer.status, 415, type);
    }
    const accept = await admin.get('/organisations', { headers: { accept: 'text/html' } });
    assert.equal(accept.status, 406);
});

test('uploads that break off leave nothing', async () => {
    const cut = await raw(head('POST', '/api/v1/organisations',
        `${json}Content-Length: 100\r\n\r\n{"name":"cut"`), { end: true });
    assert.equal(statuses(cut).includes(201), false);
    const upload = await raw(head('POST', '/api/v1/imports?kind=organisations&filename=x.csv',
        'Content-Length: 5000\r\n\r\nid,name,country\n1,Cut,KR\n'), { end: true });
    assert.equal(statuses(upload).includes(201), false);
    assert.deepEqual((await admin.get('/imports')).json.items, []);
});

test('an upload without a session is refused before its body', async () => {
    const from = Date.now();
    const answer = await raw('POST /api/v1/imports?kind=organisations HTTP/1.1\r\nHost: a\r\n' +
        'Content-Length: 60000000\r\n\r\n');
    assert.equal(status(answer), 401);
    assert.match(answer, /connection: close/i);
    assert.ok(Date.now() - from < 3500);
});

const body = JSON.stringify(organisation('Smuggled'));
const inner = smuggled + `Cookie: COOKIE\r\nX-CSRF-Token: CSRF\r\n${json}` +
    `Content-Length: ${body.length}\r\n\r\n${body}`;
const shapes = {
    'both framings': [`Content-Length: 6\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'],
    'both, other order': [`Transfer-Encoding: chunked\r\nContent-Length: 6\r\n`, '0\r\n\r\n'],
    'two lengths': ['Content-Length: 0\r\nContent-Length: 500\r\n', ''],
    'a list of lengths': ['Content-Length: 0, 500\r\n', ''],
    'a signed length': ['Content-Length: +0\r\n', ''],
    'a length in hex': ['Content-Length: 0x0\r\n', ''],
    'a blank before the colon': ['Content-Length : 0\r\n', ''],
    'a folded length': ['Content-Length:\r\n 0\r\n', ''],
    'a tab before chunked': ['Transfer-Encoding:\tchunked\r\nContent-Length: 0\r\n', '0\r\n\r\n'],
    'an unknown coding': ['Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'],
    'chunked in capitals with x': ['Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'],
    'a bare line feed': ['X: y\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    'a bare carriage return': ['X: y\rTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    'a chunk extension': ['Transfer-Encoding: chunked\r\n', '0;x\r\n\r\n'],
    'a chunk size with a blank': ['Transfer-Encoding: chunked\r\n', '0 \r\n\r\n'],
    'a chunk size in 0x': ['Transfer-Encoding: chunked\r\n', '0x0\r\n\r\n'],
    'a trailer': ['Transfer-Encoding: chunked\r\n', '0\r\nX: y\r\n\r\n'],
    'a chunk that ends in LF': ['Transfer-Encoding: chunked\r\n', '1\r\nx\n0\r\n\r\n'],
    'a huge chunk': ['Transfer-Encoding: chunked\r\n', 'ffffffffffffffff\r\n'],
    'a second Host': ['Host: b\r\nContent-Length: 0\r\n', ''],
    'NUL in a field': ['X: a\0b\r\nContent-Length: 0\r\n', ''],
};

test('no smuggling shape gets a second request through', async () => {
    const hidden = inner.replace('COOKIE', admin.cookie).replace('CSRF', admin.me.csrf);
    for (const [name, [fields, rest]] of Object.entries(shapes)) {
        const heard = await raw(head('POST', '/api/v1/sign-out-nowhere', fields) +
            `\r\n${rest}${hidden}`);
        assert.ok([400, 413, 501].includes(status(heard)), `${name}: ${status(heard)}`);
        assert.equal(statuses(heard).length, 1, `${name}: ${statuses(heard)}`);
    }
});

test('request lines that are no origin form are refused', async () => {
    for (const [line, wanted] of [['GET http://a/api/v1/me HTTP/1.1', 400],
        ['CONNECT a:443 HTTP/1.1', 405], ['TRACE / HTTP/1.1', 405], ['GET * HTTP/1.1', 400],
        ['GET /x HTTP/3.0', 505], ['GET /x', 400], ['FROB /x HTTP/1.1', 501],
        ['GET /a b HTTP/1.1', 400], ['GET  /x HTTP/1.1', 400], ['\x16\x03\x01\x02\x00', 400],
        ['GET /%00 HTTP/1.1', 400], ['GET /../etc/passwd HTTP/1.1', 400],
        ['GET /%2e%2e/etc/passwd HTTP/1.1', 400], ['GET /a%2f..%2fb HTTP/1.1', 400],
        ['GET //etc/passwd HTTP/1.1', 400], ['GET /a\\b HTTP/1.1', 400],
        [`GET /${'a'.repeat(9000)} HTTP/1.1`, 414]]) {
        const heard = await raw(`${line}\r\nHost: a\r\n\r\n`);
        assert.equal(status(heard), wanted, line.slice(0, 40));
    }
    const large = await raw(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20000)}\r\n\r\n`);
    assert.equal(status(large), 431);
    const many = await raw(`GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(100)}\r\n`);
    assert.equal(status(many), 431);
});

test('pipelined requests are answered in order, one by one', async () => {
    const one = head('GET', '/api/v1/me', '\r\n');
    const heard = await raw(one.repeat(5) + head('GET', '/healthz', 'Connection: close\r\n\r\n'));
    assert.deepEqual(statuses(heard), [200, 200, 200, 200, 200, 200]);
});

test('slow clients hold nobody up', async () => {
    const slow = [];
    for (let i = 0; i < 200; i++) {
        const socket = net.connect(server.port, '127.0.0.1');
        socket.on('error', () => {});
        socket.write(i % 2 ? 'GET /api/v1/me HT'
            : head('POST', '/api/v1/organisations', `${json}Content-Length: 90\r\n\r\n{`));
        slow.push(socket);
    }
    for (let i = 0; i < 20; i++) {
        const from = Date.now();
        assert.equal((await admin.get('/me')).status, 200);
        assert.ok(Date.now() - from < 1000, 'held up by slow clients');
    }
    /* The transport's own test sees that they are cut off (unit/http_server). */
    for (const socket of slow)
        socket.destroy();
});

test('clients that leave in the middle of an answer do no harm', async () => {
    for (let i = 0; i < 50; i++) {
        await new Promise(done => {
            const socket = net.connect(server.port, '127.0.0.1', () => {
                socket.write(head('GET', '/api/v1/openapi.json', '\r\n').repeat(5));
                setTimeout(() => {
                    socket.resetAndDestroy();
                    done();
                }, i % 5);
            });
            socket.on('error', () => {});
        });
    }
    assert.equal((await admin.get('/me')).status, 200);
});

test('pages: no way out of their directory, nothing hidden served', async () => {
    for (const where of ['/.git/config', '/%2egit/config', '/js/../../etc/passwd',
        '/js/.hidden', '/js/', '/etc/passwd.html']) {
        const heard = await raw(`GET ${where} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
        assert.ok([400, 404].includes(status(heard)) || /<html/i.test(heard),
            `${where}: ${status(heard)}`);
        assert.doesNotMatch(heard, /root:|\[core\]/);
    }
});
