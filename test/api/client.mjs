/*
 * A server of our own with an empty store, and clients of it. Every answer that a client
 * gets is held against the OpenAPI document (status, media type, shape) and kept, so that
 * a suite can search what a role ever saw.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const source = process.env.IEUM_SOURCE ?? path.resolve(import.meta.dirname, '../..');
const ieum = process.env.IEUM ?? path.join(source, 'build/ieum');
export const PASSWORD = 'correct horse battery';

/* ---- the document ---- */

export class Document {
    constructor(json) {
        this.json = json;
        this.ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false,
            allErrors: true });
        addFormats(this.ajv);
        for (const word of ['x-ieum-refers', 'components'])
            this.ajv.addKeyword(word);
        this.ajv.addSchema({ $id: 'doc', components: json.components });
        this.paths = Object.keys(json.paths).map(template => ({
            template,
            literal: (template.match(/\{/g) ?? []).length,
            pattern: new RegExp('^' + template.replace(/\{[^}]+\}/g, '[^/]+') + '$'),
        })).sort((a, b) => a.literal - b.literal);
    }

    operation(method, url) {
        const where = new URL(url, 'http://x').pathname;
        const found = this.paths.find(p => p.pattern.test(where) &&
            this.json.paths[p.template][method.toLowerCase()]);
        return found && this.json.paths[found.template][method.toLowerCase()];
    }

    /* Compiled schema of a component; references are rewritten to the one document. */
    validator(name) {
        return this.ajv.getSchema(`doc#/components/schemas/${name}`);
    }

    /* All that is wrong with an answer, as text; '' when it is as documented. */
    complaints(method, url, status, type, body) {
        const operation = this.operation(method === 'HEAD' ? 'GET' : method, url);
        if (!operation)
            return status === 404 || status === 405 ? '' : `no such operation answered ${status}`;
        const answer = operation.responses[status] ??
            (status >= 400 ? operation.responses.default : undefined);
        if (!answer)
            return `status ${status} is not documented for ${operation.operationId}`;
        if (status === 304 || method === 'HEAD')
            return '';
        if (!answer.content)
            return body === '' ? '' : `a body where none is documented: ${body.slice(0, 80)}`;
        const content = type.includes('problem') ? operation.responses.default.content
            : answer.content;
        const media = Object.keys(content).find(t => type.split(';')[0] === t);
        if (!media)
            return `media type ${type} is not documented for ${operation.operationId}`;
        const schema = content[media].schema;
        if (!schema || !media.endsWith('json'))
            return '';
        const valid = this.validator(schema.$ref.split('/').pop());
        if (valid(JSON.parse(body)))
            return '';
        return `${operation.operationId} ${status}: ` +
            valid.errors.slice(0, 5).map(e => `${e.instancePath} ${e.message} ` +
                JSON.stringify(e.params)).join('; ') + ` in ${body.slice(0, 300)}`;
    }
}

/* ---- the server ---- */

export class Server {
    program = ieum; // may be changed before the next `up`

    /* options: more words for `ieum serve`. IEUM_TEST_STORE: an empty PostgreSQL database. */
    static async start(...options) {
        const server = new Server();
        server.home = mkdtempSync(path.join(tmpdir(), 'ieum-api-'));
        server.db = process.env.IEUM_TEST_STORE || `sqlite:${server.home}/t.db`;
        server.run('init', '--code', 'TEST', '--title', 'Test office');
        server.run('user', 'add', 'admin', '--name', 'Admin', '--role', 'admin',
            '--user-language', 'en');
        await server.up(...options);
        return server;
    }

    /* A command on the server's store; its standard output. */
    run(...words) {
        return execFileSync(ieum, ['--db', this.db, '--lang', 'en', ...words],
            { env: { ...process.env, IEUM_PASSWORD: PASSWORD }, encoding: 'utf8' });
    }

    async up(...options) {
        this.process = spawn(this.program, ['--db', this.db, 'serve', '--listen', '127.0.0.1:0',
            '--log-level', 'error', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
        this.errors = '';
        this.process.stderr.on('data', data => { this.errors += data; });
        this.exit = new Promise(done => this.process.once('exit', (code, signal) =>
            done(signal ?? code)));
        this.url = await new Promise((done, fail) => {
            let said = '';
            this.process.stdout.on('data', data => {
                said += data;
                if (said.includes('\n'))
                    done(said.trim());
            });
            this.process.once('exit', () => fail(new Error(`serve ended: ${this.errors}`)));
        });
        this.port = Number(new URL(this.url).port);
        this.document ??= new Document(await (await fetch(this.url +
            '/api/v1/openapi.json')).json());
    }

    /* Ends the server as an operator would, and says how it ended. */
    async down() {
        this.process.kill('SIGTERM');
        return this.exit;
    }

    async end() {
        const how = await this.down();
        rmSync(this.home, { recursive: true, force: true });
        assert.equal(how, 0, `the server ended with ${how}: ${this.errors}`);
    }

    client(name = 'anonymous') {
        return new Client(this, name);
    }

    async signedIn(login, password = PASSWORD) {
        const client = this.client(login);
        const answer = await client.signIn(login, password);
        assert.equal(answer.status, 200, `${login}: ${answer.body}`);
        return client;
    }
}

/* ---- one caller ---- */

export class Client {
    constructor(server, name) {
        this.server = server;
        this.name = name;
        this.seen = []; /* every answer: {method, url, status, body, head} */
        this.headers = {};
    }

    async signIn(login, password = PASSWORD) {
        const answer = await this.post('/sign-in', { login, password });
        if (answer.status === 200) {
            this.me = answer.json;
            this.cookie = answer.headers.get('set-cookie').split(';')[0];
        }
        return answer;
    }

    /* `url` below /api/v1 unless it is whole. Answers {status, headers, body, json}. */
    async ask(method, url, { json, body, headers = {}, ifMatch, check = true } = {}) {
        const where = /^\/(api\/|healthz|metrics)/.test(url) ? url : '/api/v1' + url;
        const sent = { ...this.headers };
        if (this.cookie)
            sent.cookie = this.cookie;
        if (this.me && method !== 'GET' && method !== 'HEAD')
            sent['x-csrf-token'] = this.me.csrf;
        if (json !== undefined) {
            sent['content-type'] = 'application/json';
            body = JSON.stringify(json);
        }
        if (ifMatch !== undefined)
            sent['if-match'] = ifMatch === '*' ? '*' : `"${ifMatch}"`;
        Object.assign(sent, headers);
        for (const key of Object.keys(sent))
            if (sent[key] === null)
                delete sent[key];
        const response = await fetch(this.server.url + where, { method, headers: sent, body,
            redirect: 'manual' });
        const text = await response.text();
        const type = response.headers.get('content-type') ?? '';
        this.seen.push({ method, url: where, status: response.status, body: text,
            head: JSON.stringify([...response.headers]) });
        if (check) {
            const wrong = this.server.document?.complaints(method, where, response.status,
                type, text) ?? '';
            assert.equal(wrong, '', `${this.name}: ${method} ${where}`);
        }
        return { status: response.status, headers: response.headers, body: text,
            json: type.includes('json') && text ? JSON.parse(text) : undefined };
    }

    get(url, options) {
        return this.ask('GET', url, options);
    }

    post(url, json, options) {
        return this.ask('POST', url, { json, ...options });
    }

    patch(url, json, ifMatch, options) {
        return this.ask('PATCH', url, { json, ifMatch, ...options });
    }

    delete(url, ifMatch, options) {
        return this.ask('DELETE', url, { ifMatch, ...options });
    }

    /* Makes a record or fails the test. */
    async make(plural, json) {
        const answer = await this.post('/' + plural, json);
        assert.equal(answer.status, 201, `${plural}: ${answer.body}`);
        return answer.json;
    }
}
