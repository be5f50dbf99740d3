/* Vocabulary and word lists that are not whole: said, and made up for as far as can be. */
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, truncateSync,
    writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Server } from './client.mjs';
import { organisation, profile } from './fixture.mjs';

const source = process.env.IEUM_SOURCE ?? path.resolve(import.meta.dirname, '../..');
let server, place, built;

before(async () => {
    server = await Server.start();
    const admin = await server.signedIn('admin');
    const org = await admin.make('organisations', organisation('Etchers'));
    await admin.make('profiles', profile(org.id, 'Plasma etching of deep trenches',
        { status: 'published' }));
    await server.down();
    built = path.dirname(server.program);
    place = path.join(server.home, 'bin');
    mkdirSync(place);
    copyFileSync(server.program, path.join(place, 'ieum'));
    server.program = path.join(place, 'ieum');
});

after(() => rmSync(server.home, { recursive: true, force: true }));

/* The copy's files as the build made them, then one of them changed. */
function fresh(change) {
    for (const name of ['lexicon', 'share'])
        rmSync(path.join(server.home, name), { recursive: true, force: true });
    for (const name of ['ieum.lexicon', 'ieum.words'])
        copyFileSync(path.join(built, name), path.join(place, name));
    change?.();
}

const flip = name => {
    const bytes = readFileSync(path.join(place, name));
    bytes[bytes.length >> 1] ^= 0xff;
    writeFileSync(path.join(place, name), bytes);
};

const told = () => server.errors.split('\n').filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line));

/* What a search in Korean finds once word lists were tried, and what the log says. */
async function served(event) {
    await server.up();
    try {
        const admin = await server.signedIn('admin');
        const end = Date.now() + 120000;
        for (;;) {
            const answer = await admin.get('/profiles/search?' +
                new URLSearchParams({ q: '플라즈마 식각' }));
            assert.equal(answer.status, 200, answer.body);
            /* nothing is awaited any more: index and word lists were tried */
            if (answer.json.items.length > 0 && answer.json.degraded === null &&
                (!event || told().some(line => line.event === event)))
                return told();
            assert.ok(Date.now() < end, `nothing found, or nothing told: ${server.errors}`);
            await new Promise(done => setTimeout(done, 100));
        }
    } finally {
        await server.down();
    }
}

test('whole files are nothing to speak of', async () => {
    fresh();
    assert.deepEqual(await served(), []);
});

test('without any vocabulary nobody is served, and the file is named', async () => {
    fresh(() => truncateSync(path.join(place, 'ieum.lexicon'), 5000));
    await assert.rejects(server.up(),
        /ieum\.lexicon: This is no intact vocabulary file \(length\); build or install it again/);
    assert.equal(await server.exit, 3);
});

test('a damaged vocabulary is compiled from its texts, and the log says so once', async () => {
    fresh(() => {
        flip('ieum.lexicon');
        cpSync(path.join(source, 'lexicon'), path.join(server.home, 'lexicon'),
            { recursive: true });
    });
    const notes = await served('vocabulary');
    const ours = notes.filter(note => note.event === 'vocabulary');
    assert.equal(ours.length, 1);
    assert.equal(ours[0].reason, 'lexicon.damaged');
    assert.equal(ours[0].path, path.join(place, 'ieum.lexicon'));
    assert.match(ours[0].detail, /compiled from its texts/);
});

test('without word lists concepts alone lead to another language, and the log says so', async () => {
    fresh(() => flip('ieum.words'));
    const notes = await served('word_lists');
    assert.equal(notes.length, 1);
    assert.equal(notes[0].reason, 'wordbook.damaged');
    assert.match(notes[0].detail, /ieum\.words: .*\(checksum\).* Words are not translated/);
});

test('damaged word lists: the lists of the program serve, and the log says so', async () => {
    fresh(() => {
        writeFileSync(path.join(place, 'ieum.words'), '');
        cpSync(path.join(source, 'lexicon'), path.join(server.home, 'lexicon'),
            { recursive: true });
    });
    const notes = await served('word_lists');
    assert.equal(notes[0].reason, 'wordbook.damaged');
    assert.match(notes[0].detail, /own lists serve/);
});

test('where another whole file is installed nothing is lacking', async () => {
    fresh(() => {
        const installed = path.join(server.home, 'share/ieum/lexicon');
        mkdirSync(installed, { recursive: true });
        for (const name of ['ieum.lexicon', 'ieum.words']) {
            copyFileSync(path.join(place, name), path.join(installed, name));
            flip(name);
        }
    });
    assert.deepEqual(await served(), []);
});
