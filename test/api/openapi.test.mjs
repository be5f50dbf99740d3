/* The document itself: well-formed OpenAPI 3.1, closed under its references. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import { Server } from './client.mjs';

let server, doc;
before(async () => {
    server = await Server.start();
    doc = server.document.json;
});
after(() => server.end());

/* The part of the OpenAPI 3.1 metaschema that the document uses, closed. */
const text = { type: 'string' };
const closed = (required, properties, more = {}) =>
    ({ type: 'object', additionalProperties: false, required, properties, ...more });
const content = { type: 'object', minProperties: 1,
    additionalProperties: closed([], { schema: { type: 'object' } }) };
const metaschema = {
    ...closed(['openapi', 'info', 'paths', 'components'], {
        openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
        info: closed(['title', 'version'], { title: text, version: text, summary: text,
            license: closed(['name'], { name: text, identifier: text }) }),
        paths: closed([], {}, { patternProperties: { '^/': closed([], {}, { minProperties: 1,
            patternProperties: {
                '^(get|post|put|patch|delete)$': { $ref: '#/$defs/operation' } } }) } }),
        components: closed(['schemas', 'securitySchemes'], {
            schemas: { type: 'object', propertyNames: { pattern: '^[a-zA-Z0-9._-]+$' },
                additionalProperties: { type: 'object' } },
            securitySchemes: { type: 'object', additionalProperties: { type: 'object',
                required: ['type'], properties: { type: { enum: ['apiKey', 'http'] } } } } }),
    }),
    $defs: {
        operation: closed(['operationId', 'summary', 'parameters', 'responses', 'security'], {
            operationId: { type: 'string', pattern: '^[a-z][A-Za-z]+$' },
            summary: { type: 'string', minLength: 3 },
            parameters: { type: 'array', items: { ...closed(['name', 'in', 'schema', 'required'],
                { name: text, in: { enum: ['path', 'query', 'header'] },
                    required: { type: 'boolean' }, description: text,
                    schema: { type: 'object' } }),
            if: { properties: { in: { const: 'path' } } },
            then: { properties: { required: { const: true } } } } },
            requestBody: closed(['content'], { required: { type: 'boolean' }, content }),
            responses: closed([], {}, { minProperties: 1, patternProperties: {
                '^([1-5][0-9]{2}|default)$': closed(['description'],
                    { description: text, content }) } }),
            security: { type: 'array', items: { type: 'object',
                additionalProperties: { type: 'array' } } },
        }, { patternProperties: { '^x-': true } }),
    },
};

test('the document has the form of OpenAPI 3.1', () => {
    const valid = new Ajv2020({ allErrors: true, strict: false }).compile(metaschema);
    assert.ok(valid(doc), JSON.stringify(valid.errors?.slice(0, 5), null, 1));
});

test('every schema is JSON Schema 2020-12 and every reference leads somewhere', () => {
    for (const name of Object.keys(doc.components.schemas))
        assert.ok(server.document.validator(name), name);
    const names = new Set(Object.keys(doc.components.schemas)
        .map(name => `#/components/schemas/${name}`));
    for (const [, ref] of JSON.stringify(doc).matchAll(/"\$ref":"([^"]+)"/g))
        assert.ok(names.has(ref), ref);
});

test('operation ids are unique; path parameters are those of the path', () => {
    const ids = new Set();
    for (const [where, methods] of Object.entries(doc.paths)) {
        for (const operation of Object.values(methods)) {
            assert.ok(!ids.has(operation.operationId), operation.operationId);
            ids.add(operation.operationId);
            const inPath = [...where.matchAll(/\{([^}]+)\}/g)].map(m => m[1]);
            const told = operation.parameters.filter(p => p.in === 'path').map(p => p.name);
            assert.deepEqual(told, inPath, where);
        }
    }
});

test('whatever changes something is guarded; only sign-in and machines go without', () => {
    const open = [];
    for (const [where, methods] of Object.entries(doc.paths))
        for (const [method, operation] of Object.entries(methods))
            if (operation.security.length === 0)
                open.push(`${method} ${where}`);
    assert.deepEqual(open.sort(), ['get /api/v1/openapi.json', 'get /healthz', 'get /metrics',
        'post /api/v1/sign-in']);
});

test('machines are answered: health, metrics, unknown paths and methods', async () => {
    const anyone = server.client();
    assert.equal((await anyone.get('/healthz')).json.status, 'ok');
    assert.match((await anyone.get('/metrics')).body, /^ieum_http_requests_total/m);
    assert.equal((await anyone.get('/nothing')).status, 404);
    const wrong = await anyone.ask('DELETE', '/me');
    assert.equal(wrong.status, 405);
    assert.equal(wrong.headers.get('allow'), 'GET, HEAD, PATCH');
    const head = await anyone.ask('HEAD', '/healthz');
    assert.equal(head.status, 200);
    assert.equal(head.body, '');
    assert.ok(Number(head.headers.get('content-length')) > 10);
});
