/* The lexicon: browsing, searching, suggesting, deciding; concepts of profiles by rung. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, organisation, profile } from './fixture.mjs';
import { Server } from './client.mjs';

let server, admin, member, other, reviewer, orgA, orgB;
before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    orgA = await admin.make('organisations', organisation('Alpha'));
    orgB = await admin.make('organisations', organisation('Beta'));
    await account(admin, 'memberA', 'member', 'organisation', orgA.id);
    await account(admin, 'memberB', 'member', 'organisation', orgB.id);
    await account(admin, 'reviewer', 'reviewer');
    member = await server.signedIn('memberA');
    other = await server.signedIn('memberB');
    reviewer = await server.signedIn('reviewer');
});
after(() => server.end());

/* Asks until it holds; the lexicon and the tags are made beside the answers. */
async function until(what, ask, holds) {
    const end = Date.now() + 120000;
    for (;;) {
        const answer = await ask();
        if (holds(answer.json))
            return answer.json;
        assert.ok(Date.now() < end, `${what}: ${answer.body.slice(0, 300)}`);
        await new Promise(done => setTimeout(done, 50));
    }
}
const find = (client, q) => client.get(`/lexicon/find?q=${encodeURIComponent(q)}`);
const concept = (client, id) => client.get(`/lexicon/concept?id=${encodeURIComponent(id)}`);
const suggest = (client, body) => client.post('/lexicon/terms', body);

test('from fields down to a concept, side by side in its languages', async () => {
    const lexicon = (await member.get('/lexicon')).json;
    assert.ok(lexicon.concepts > 3000 && lexicon.current);
    assert.deepEqual(lexicon.can, { suggest: true, decide: false });
    assert.equal(lexicon.fields.filter(f => f.root_technology).length, 14);
    const fields = (await member.get('/lexicon/concepts')).json.items;
    assert.equal(fields.length, lexicon.fields.length);
    const below = (await member.get('/lexicon/concepts?under=casting')).json.items;
    assert.equal(below.length, fields.find(f => f.concept === 'casting').narrower);
    const named = (await member.get('/lexicon/concepts?ids=die-casting,nowhere,plating')).json.items;
    assert.deepEqual(named.map(c => c.concept), ['die-casting', 'plating']);
    const one = (await concept(member, 'die-casting')).json;
    assert.ok(one.fields.some(f => f.concept === 'casting') && one.broader.length > 0);
    const tags = one.languages.map(l => l.language);
    for (const tag of ['ko', 'en', 'de', 'ja', 'fr', 'ru', 'he'])
        assert.ok(tags.includes(tag), tag);
    for (const { language, labels } of one.languages)
        assert.equal(labels.filter(l => l.kind === 'preferred').length, 1, language);
    assert.deepEqual(one.path.map(p => p.concept), ['casting', 'casting-process']);
    assert.deepEqual((await concept(member, 'casting')).json.path, []);
    assert.equal((await concept(member, 'nowhere')).status, 404);
    assert.equal((await member.get('/lexicon/concepts?under=nowhere')).status, 404);
});

test('a word in any language leads to the same concept', async () => {
    for (const typed of ['die cast', '다이캐스', 'ㄷㅇㅋㅅㅌ', 'Druckgus', 'ダイカス']) {
        const { items } = (await find(member, typed)).json;
        assert.ok(items.some(i => i.concept === 'die-casting'),
            `${typed}: ${items.map(i => i.concept)}`);
    }
    assert.deepEqual((await find(member, ' ')).json.items, []);
    assert.equal((await member.get('/lexicon/find?q=x&limit=0')).status, 400);
});

test('a text is tagged and nothing of it is kept', async () => {
    const text = '고압 다이캐스팅 부품을 찾습니다. We offer Druckguss.';
    const { tags } = (await member.post('/lexicon/tag', { text })).json;
    const bytes = Buffer.from(text);
    for (const tag of tags)
        assert.equal(bytes.subarray(tag.from, tag.from + tag.length).toString(), tag.text);
    assert.ok(tags.filter(t => /die-casting/.test(t.concept)).length >= 2);
    assert.equal((await member.post('/lexicon/tag', { text: 'x'.repeat(200001) })).status, 413);
});

test('coverage counts each concept once in the whole', async () => {
    const { rows } = (await member.get('/lexicon/coverage')).json;
    const { concepts } = (await member.get('/lexicon')).json;
    assert.equal(rows[0].concept, null);
    assert.equal(rows[0].concepts, concepts);
    const ko = rows[0].cells.find(c => c.language === 'ko');
    assert.ok(ko.concepts > 0.95 * concepts && ko.two <= ko.concepts && ko.reviewed <= ko.labels);
});

test('a suggestion becomes a word of the lexicon when it is accepted', async () => {
    const body = { concept: 'die-casting', kind: 'alternative', language: 'ko',
        label: '압력 쇳물부음', reason: 'said in our foundry' };
    const made = await suggest(member, body);
    assert.equal(made.status, 201, made.body);
    assert.equal(made.json.status, 'suggested');
    assert.equal(made.headers.get('location'), `/api/v1/terms/${made.json.id}`);
    assert.equal((await suggest(other, body)).status, 409);
    assert.equal((await other.get(`/terms/${made.json.id}`)).status, 404);
    assert.deepEqual((await find(member, '압력 쇳물')).json.items, []);
    const accepted = await admin.post(`/lexicon/terms/${made.json.id}/accept`);
    assert.equal(accepted.json.status, 'accepted');
    assert.equal(accepted.json.decided_by, admin.me.account.id);
    await until('the word is found', () => find(other, '압력 쇳물'),
        json => json.items.some(i => i.concept === 'die-casting'));
    const one = (await concept(other, 'die-casting')).json;
    const label = one.languages.find(l => l.language === 'ko').labels
        .find(l => l.text === '압력 쇳물부음');
    assert.deepEqual([label.source, label.reviewed, label.kind], ['TEST', true, 'alternative']);
    assert.equal((await other.get(`/terms/${made.json.id}`)).status, 200);
    const taken = await admin.post(`/lexicon/terms/${made.json.id}/decline`, { reason: 'no' });
    assert.equal(taken.json.status, 'declined');
    await until('the word is gone', () => find(other, '압력 쇳물'),
        json => json.current && json.items.length === 0);
});

test('what is wrong with a suggestion is said at its field', async () => {
    const base = { concept: 'casting', kind: 'alternative', language: 'ko', label: '쇳물 일' };
    for (const [change, status, id, field] of [
        [{ label: 'Привет' }, 422, 'lexicon.term_script', 'label'],
        [{ concept: 'nowhere' }, 404, 'lexicon.no_concept'],
        [{ kind: 'removal' }, 422, 'lexicon.label_unknown', 'label'],
        [{ kind: 'correction' }, 422, 'lexicon.correction', 'replaces'],
        [{ kind: 'concept' }, 422, 'lexicon.concept_known', 'concept'],
        [{ kind: 'concept', concept: 'quite-new', broader: 'nowhere' }, 422,
            'lexicon.broader_unknown', 'broader'],
        [{ kind: 'nonsense' }, 422, 'record.field_choice', 'kind'],
        [{ language: 'nonsense-tag-x-' }, 422, 'lang.malformed', 'language'],
        [{ status: 'accepted' }, 422, 'request.field_unknown', 'status'],
        [{ accept: 'yes' }, 422, 'request.field_boolean', 'accept'],
        [{ accept: true }, 403, 'lexicon.may_not_decide'],
    ]) {
        const answer = await suggest(member, { ...base, ...change });
        assert.equal(answer.status, status, `${JSON.stringify(change)} ${answer.body}`);
        assert.equal(answer.json.id, id);
        if (field)
            assert.equal(answer.json.field, field);
    }
});

test('a clash with another concept is shown before a decision', async () => {
    const made = await suggest(member, { concept: 'casting', kind: 'alternative',
        language: 'en', label: 'die casting' });
    const { items } = (await admin.get(`/lexicon/terms/${made.json.id}/clashes`)).json;
    assert.ok(items.some(i => i.concept === 'die-casting' && i.found === 'die casting'));
    assert.equal((await other.get(`/lexicon/terms/${made.json.id}/clashes`)).status, 404);
});

test('what a term would meet is told by kind', async () => {
    const clashes = async body => {
        const made = await suggest(member, { language: 'en', ...body });
        assert.equal(made.status, 201, made.body);
        return (await admin.get(`/lexicon/terms/${made.json.id}/clashes`)).json.items
            .map(i => `${i.kind} ${i.concept} ${i.found}`);
    };
    const at = label => ({ concept: 'casting', kind: 'alternative', label });
    assert.deepEqual(await clashes(at('pouring of liquid words')), []);
    assert.ok((await clashes(at('Die-Casting'))).includes('claimed die-casting die casting'));
    assert.deepEqual(await clashes({ ...at('metal pouring trade'), kind: 'preferred' }),
        ['preferred casting casting technology']);
    assert.deepEqual(await clashes(at('casting')), ['repeated casting casting']);
    assert.deepEqual(await clashes({ ...at('die-casting'), kind: 'broader' }),
        ['cycle die-casting die-casting']);
    assert.deepEqual(await clashes({ ...at('welding-and-joining'), kind: 'broader' }), []);
});

test('an acceptance is held against the lexicon of that moment', async () => {
    const label = '주물 만들기 일';
    const made = (await suggest(admin, { concept: 'casting', kind: 'alternative',
        language: 'ko', label, accept: true })).json;
    await until('there', () => concept(admin, 'casting'), json => json.languages
        .find(l => l.language === 'ko').labels.some(l => l.text === label));
    const mend = (await suggest(member, { concept: 'casting', kind: 'correction',
        language: 'ko', label: '주물을 만드는 일', replaces: label })).json;
    assert.equal((await admin.post(`/lexicon/terms/${made.id}/decline`, { reason: 'no' })).status, 200);
    await until('gone', () => concept(admin, 'casting'), json => json.current && !json.languages
        .find(l => l.language === 'ko').labels.some(l => l.text === label));
    const late = await admin.post(`/lexicon/terms/${mend.id}/accept`);
    assert.deepEqual([late.status, late.json.id], [422, 'lexicon.label_unknown']);
    const { items } = (await admin.get(`/lexicon/terms/${mend.id}/clashes`)).json;
    assert.deepEqual(items.filter(i => i.kind === 'dangling').map(i => i.found), [label]);
    /* whoever declined may think better of it */
    const back = await admin.post(`/lexicon/terms/${made.id}/accept`);
    assert.deepEqual([back.status, back.json.status], [200, 'accepted']);
    assert.equal((await member.post(`/lexicon/terms/${made.id}/accept`)).status, 403);
});

test('a new concept has its words in several languages from the start', async () => {
    const id = 'moon-dust-casting';
    const word = (language, label) => ({ concept: id, kind: 'preferred', language, label });
    assert.equal((await suggest(member, word('ko', '월진 주조'))).status, 404);
    const made = (await suggest(member, { concept: id, kind: 'concept', language: 'en',
        label: 'moon-dust casting', broader: 'casting' })).json;
    const ko = await suggest(member, word('ko', '월진 주조'));
    assert.equal(ko.status, 201, ko.body);
    assert.equal((await suggest(member, { ...word('ko', '달먼지'), kind: 'review' })).status, 422);
    const early = await admin.post(`/lexicon/terms/${ko.json.id}/accept`);
    assert.deepEqual([early.status, early.json.id], [404, 'lexicon.no_concept']);
    for (const term of [made, ko.json])
        assert.equal((await admin.post(`/lexicon/terms/${term.id}/accept`)).status, 200);
    const one = await until('it is there', () => concept(other, id),
        json => json.languages?.length === 2);
    assert.deepEqual(one.path.map(p => p.concept), ['casting']);
    const own = (await admin.get(`/terms?suggested_by=${member.me.account.id}&concept=${id}`)).json;
    assert.equal(own.items.length, 2);
});

test('a sample is the same for its seed and without what was reviewed', async () => {
    const ask = seed => reviewer.get(`/lexicon/sample?language=de&field=casting&count=8&seed=${seed}`);
    const first = (await ask(7)).json, second = (await ask(7)).json, third = (await ask(8)).json;
    assert.equal(first.items.length, 8);
    assert.deepEqual(first.items, second.items);
    assert.notDeepEqual(first.items, third.items);
    const one = first.items[0];
    assert.ok(one.beside.some(b => b.language === 'ko'));
    const review = { concept: one.concept, kind: 'review', language: 'de', label: one.text };
    assert.equal((await suggest(reviewer, { ...review, accept: true })).status, 403);
    assert.equal((await suggest(admin, { ...review, accept: true })).json.status, 'accepted');
    const after_ = await until('it is reviewed', () => ask(7), json => json.left === first.left - 1);
    assert.ok(!after_.items.some(i => i.concept === one.concept && i.text === one.text));
});

/* ---- profiles ---- */

const guarded = title => profile(orgA.id, title, { status: 'published',
    texts: [{ language: 'en', title, text: 'We draw optical fibre and coat it by electroplating.' }],
    rungs: [{ field: 'texts', rung: 'nda' }] });
const concepts = (client, id) => client.get(`/profiles/${id}/concepts`);

test('concepts of a guarded text show to nobody who may not read it', async () => {
    const one = await admin.make('profiles', guarded('Die casting of housings'));
    const own = (await concepts(member, one.id)).json;
    assert.ok(own.concepts.some(c => c.concept === 'plating' && c.where === 'text' &&
        c.phrase === 'electroplating'));
    for (const client of [other, reviewer]) {
        const seen = (await concepts(client, one.id));
        assert.ok(seen.json.concepts.some(c => c.concept === 'die-casting' && c.where === 'title'));
        assert.ok(!/plating|fib(re|er)/.test(seen.body), `${client.name}: ${seen.body}`);
        assert.ok(seen.json.concepts.every(c => c.where === 'title'));
    }
    /* the same by list and count */
    const count = (client, id) => client.get(`/profiles?concept=${id}&count=1`);
    await until('tagged', () => count(admin, 'plating'), json => json.total === 1);
    assert.equal((await count(member, 'plating')).json.total, 1);
    for (const client of [other, reviewer]) {
        assert.equal((await count(client, 'plating')).json.total, 0, client.name);
        assert.equal((await count(client, 'die-casting')).json.total, 1, client.name);
        assert.equal((await count(client, 'casting')).json.total, 1, client.name);
        assert.deepEqual((await count(client, 'plating')).json.items, []);
    }
    /* opened: the old rows tell nothing, the new ones do */
    await admin.patch(`/profiles/${one.id}`, { rungs: [] }, '*');
    await until('opened', () => count(other, 'plating'), json => json.total === 1);
    /* shut again */
    await admin.patch(`/profiles/${one.id}`, { rungs: [{ field: 'texts', rung: 'full' }] }, '*');
    assert.equal((await count(other, 'plating')).json.total, 0);
    await until('tagged again', () => count(admin, 'plating'), json => json.total === 1);
    assert.equal((await count(other, 'plating')).json.total, 0);
    await admin.delete(`/profiles/${one.id}`, '*');
    assert.equal((await count(admin, 'plating')).json.total, 0);
    assert.equal((await admin.get('/profiles?concept=nowhere')).status, 404);
    assert.equal((await admin.get('/organisations?concept=casting')).status, 400);
});

test('root technologies are proposed with their words and written by a person alone', async () => {
    const one = await admin.make('profiles', profile(orgA.id, '다이캐스팅 금형 설계와 제작', {
        language: 'ko', status: 'published', texts: [{ language: 'ko',
            title: '다이캐스팅 제품과 주조 금형', text: '고압 다이캐스팅으로 하우징을 주조합니다.' }] }));
    const { proposal, revision } = (await concepts(member, one.id)).json;
    assert.equal(proposal.can_confirm, true);
    const names = proposal.technologies.map(t => t.root_technology);
    assert.equal(names[0], 'casting');
    assert.ok(proposal.technologies[0].words.some(w => w.phrase.includes('다이캐스팅')));
    assert.equal((await concepts(other, one.id)).json.proposal.can_confirm, false);
    assert.equal((await admin.get(`/profiles/${one.id}`)).json.root_technologies, null);
    const confirmed = await member.patch(`/profiles/${one.id}`, { root_technologies: names },
        revision);
    assert.equal(confirmed.status, 200, confirmed.body);
    assert.equal((await concepts(member, one.id)).json.proposal, null);
});

test('concepts of several profiles at once show no more than one by one', async () => {
    const shut = await admin.make('profiles', guarded('Die casting of brackets'));
    const draft = await admin.make('profiles', profile(orgA.id, 'Casting, not published'));
    const open = await admin.make('profiles', profile(orgB.id, 'Plating line', {
        status: 'published', concepts: ['die-casting'] }));
    const brief = async (client, query) => (await client.get(
        `/lexicon/profiles?ids=${[shut.id, draft.id, open.id]}&${query}`)).json.items;
    const seen = await brief(other, 'proposals=1');
    assert.deepEqual(seen.map(i => i.profile), [shut.id, open.id]);
    assert.ok(seen[0].concepts.every(c => c.where === 'title') && seen[0].total === seen[0].concepts.length);
    assert.ok(!/plating/.test(JSON.stringify(seen[0])));
    assert.deepEqual([seen[1].concepts[0].concept, seen[1].concepts[0].where], ['die-casting', 'own']);
    assert.ok(seen[1].concepts[0].beside.some(b => b.language === 'de' && b.text === 'Druckguss'));
    assert.equal(seen[0].proposal.can_confirm, false);
    assert.equal(seen[1].proposal.can_confirm, true);
    const own = await brief(member, 'most=1');
    assert.ok(own[0].total > 1 && own[0].concepts.length === 1 && !('proposal' in own[0]));
    assert.ok(/plating/.test(JSON.stringify(await brief(member, 'most=50'))));
    const many = Array(101).fill(shut.id).join();
    assert.equal((await member.get(`/lexicon/profiles?ids=${many}`)).json.id, 'lexicon.too_many_profiles');
    assert.deepEqual((await member.get('/lexicon/profiles?ids=')).json.items, []);
});

test('the author names concepts by id or by words', async () => {
    const one = await admin.make('profiles', profile(orgA.id, 'Untitled',
        { concepts: ['die-casting', '전기도금', 'no concept at all'] }));
    const { own } = (await concepts(member, one.id)).json;
    assert.deepEqual(own.map(c => c.concept).sort(), ['die-casting', 'plating']);
});

test('concepts cite what they come from', async () => {
    const one = await admin.make('profiles', profile(orgA.id, 'Die casting'));
    const before_ = (await concepts(member, one.id)).json;
    const { engine, lexicon } = (await member.get('/lexicon')).json;
    assert.deepEqual([before_.revision, before_.engine, before_.lexicon], [1, engine, lexicon]);
    await suggest(admin, { concept: 'casting', kind: 'hidden', language: 'en',
        label: 'anything new', accept: true });
    const later = await until('a new lexicon', () => concepts(member, one.id),
        json => json.lexicon !== lexicon);
    assert.equal(later.revision, 1);
});

test('the command line and the server have one lexicon', async () => {
    const out = server.run('lexicon', 'find', 'anything new', '--office-terms');
    assert.match(out, /^casting\t/);
});
