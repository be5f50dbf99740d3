/* Searching offers and needs: what is found, why, by whom; nothing above a reader's rung. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { account, event, organisation, profile } from './fixture.mjs';
import { Server } from './client.mjs';

let server, admin, member, other, met, orgA, orgB, orgC;
const made = {};
before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    orgA = await admin.make('organisations', organisation('Alpha', { country: 'DE' }));
    orgB = await admin.make('organisations', organisation('Beta', { type: 'university' }));
    orgC = await admin.make('organisations', organisation('Gamma', { country: 'FR' }));
    await account(admin, 'memberA', 'member', 'organisation', orgA.id);
    await account(admin, 'memberB', 'member', 'organisation', orgB.id);
    await account(admin, 'memberC', 'member', 'organisation', orgC.id);
    member = await server.signedIn('memberA');
    other = await server.signedIn('memberB');
    met = await server.signedIn('memberC');
});
after(() => server.end());

const published = { status: 'published' };
const search = async (client, params) => {
    const answer = await client.get(`/profiles/search?${new URLSearchParams(params)}`);
    assert.equal(answer.status, 200, answer.body);
    return answer.json;
};
const titles = found => found.items.map(i => i.profile.title);

/* Asks until it holds; the index is made beside the answers. */
async function until(what, ask, holds) {
    const end = Date.now() + 120000;
    for (;;) {
        const answer = await ask();
        if (holds(answer))
            return answer;
        assert.ok(Date.now() < end, `${what}: ${JSON.stringify(answer).slice(0, 600)}`);
        await new Promise(done => setTimeout(done, 30));
    }
}
const has = title => found => titles(found).includes(title);

test('a published profile is found across languages, with the passage and the reason', async () => {
    made.german = await admin.make('profiles', profile(orgA.id, 'Fotolack für feine Strukturen', {
        language: 'de', ...published, root_technologies: ['surface_treatment'],
        texts: [{ language: 'de', title: 'Fotolack für feine Strukturen',
            text: 'Wir liefern einen Fotolack mit einer Auflösung von 1,2 µm für die Lithografie.' }] }));
    const found = await until('fresh', () => search(other, { q: '포토레지스트' }),
        has('Fotolack für feine Strukturen'));
    const [item] = found.items;
    assert.equal(item.profile.id, made.german.id);
    assert.equal(item.profile.organisation_label, 'Alpha');
    assert.equal(item.profile.country, 'DE');
    assert.ok(item.score > 0 && item.score <= 1);
    assert.equal(item.snippet.language, 'de');
    assert.ok(item.snippet.parts.some(p => p.hit && /Fotolack/i.test(p.text)),
        JSON.stringify(item.snippet));
    assert.ok(item.why.some(w => w.query === '포토레지스트' && /Fotolack/i.test(w.found)),
        JSON.stringify(item.why));
    const chip = found.concepts.find(c => c.text === '포토레지스트');
    assert.ok(chip && chip.concept && chip.label);
    assert.equal(found.degraded, null);
    assert.ok(Date.parse(found.fresh) > 0);
    // Turned off, the concept no longer counts.
    const without = await search(other, { q: '포토레지스트', without: chip.concept });
    assert.ok(without.concepts.some(c => c.concept === chip.concept));
    for (const { why } of without.items)
        assert.ok(why.every(w => w.concept !== chip.concept));
});

test('a quantity is found in another unit, a typed word in its own language', async () => {
    const found = await search(other, { q: '1200 nm' });
    assert.deepEqual(titles(found), ['Fotolack für feine Strukturen']);
    assert.equal(found.items[0].why[0].kind, 'quantity');
    assert.equal(found.items[0].why[0].found, '1,2 µm');
    assert.deepEqual(titles(await search(other, { q: 'zzzzqqq' })), []);
});

test('changed, withdrawn and deleted profiles are found no more', async () => {
    const one = await admin.make('profiles', profile(orgA.id, 'Quagga lamp', published));
    await until('made', () => search(other, { q: 'quagga' }), has('Quagga lamp'));
    let now = await admin.get(`/profiles/${one.id}`);
    assert.equal((await admin.patch(`/profiles/${one.id}`, { texts: [{ language: 'en',
        title: 'Okapi lamp', text: 'Okapi' }] }, now.json.revision)).status, 200);
    await until('changed', () => search(other, { q: 'okapi' }), has('Okapi lamp'));
    assert.equal((await search(other, { q: 'quagga' })).total, 0);
    now = await admin.get(`/profiles/${one.id}`);
    assert.equal((await admin.patch(`/profiles/${one.id}`, { status: 'withdrawn' },
        now.json.revision)).status, 200);
    await until('withdrawn', () => search(other, { q: 'okapi' }), f => f.total === 0);
    assert.equal((await search(admin, { q: 'okapi' })).total, 1);
    assert.equal((await search(member, { q: 'okapi' })).total, 1, 'its own organisation');
    now = await admin.get(`/profiles/${one.id}`);
    assert.equal((await admin.delete(`/profiles/${one.id}`, now.json.revision)).status, 204);
    await until('deleted', () => search(admin, { q: 'okapi' }), f => f.total === 0);
});

test('guarded fields find nothing, rank nothing and count nothing for a stranger', async () => {
    const guarded = rung => ['texts', 'specs', 'concepts'].map(field => ({ field, rung }));
    const secret = (title, rung) => profile(orgA.id, title, { ...published,
        rungs: guarded(rung), concepts: ['die-casting'],
        specs: [{ quantity: 'Thickness', min: 77, max: 77, unit: 'mm' }],
        texts: [{ language: 'en', title, text: 'Contains Quokkaite crystals of graphene oxide.' }] });
    const one = await admin.make('profiles', secret('Sealed ware', 'nda'));
    const two = await admin.make('profiles', secret('Opened ware', 'introduced'));
    await until('there', () => search(other, { q: 'ware' }), f => f.total === 2);
    for (const q of ['quokkaite', 'graphene oxide', '77 mm', 'die casting', '다이캐스팅']) {
        const found = await search(other, { q });
        assert.ok(!titles(found).some(t => / ware$/.test(t)), `${q}: ${titles(found)}`);
        const sum = Object.values(found.facets).flat().reduce((n, v) => n + v.count, 0);
        if (found.total === 0)
            assert.equal(sum, 0, q);
        // owner and staff find both
        for (const client of [member, admin])
            assert.deepEqual(titles(await search(client, { q })).filter(t => / ware$/.test(t)).sort(),
                ['Opened ware', 'Sealed ware'], q);
    }
    for (const concept of ['die-casting', 'casting'])
        assert.equal((await search(other, { concept })).total, 0);
    assert.equal((await search(member, { concept: 'casting' })).total, 2);
    // The passage is of what the reader reads, and so are the reasons.
    const seen = await search(other, { q: 'ware graphene' });
    const told = seen.items.map(i => [i.snippet.parts, i.why.map(w => [w.query, w.found])]);
    assert.ok(!JSON.stringify(told).match(/quokkaite|oxide|77/i), JSON.stringify(told));
    // The score of what one sees does not depend on what one does not see.
    const before = (await search(other, { q: 'sealed ware quokkaite' })).items;
    assert.equal(before[0].profile.id, one.id);
    assert.deepEqual(before[0].why.map(w => w.query).sort(), ['sealed', 'ware']);
    const similar = (await other.get(`/profiles/${one.id}/similar`)).json.items;
    assert.ok(similar.every(i => i.why.every(w => !/quokkaite/i.test(w.query))));

    // Whose organisation met the owner's stands on the next rung.
    assert.equal((await search(met, { q: 'quokkaite' })).total, 0);
    const fair = await admin.make('events', event('FAIR'));
    const [a, c] = [await admin.make('participations', { event: fair.id, organisation: orgA.id }),
        await admin.make('participations', { event: fair.id, organisation: orgC.id })];
    const place = await admin.make('places', { event: fair.id, name: 'T1', kind: 'table' });
    await admin.make('meetings', { event: fair.id, a: a.id, b: c.id, place: place.id,
        starts_at: '2027-10-28T01:00:00Z', ends_at: '2027-10-28T01:30:00Z', status: 'confirmed' });
    const opened = await search(met, { q: 'quokkaite' });
    assert.deepEqual(titles(opened), ['Opened ware']);
    assert.ok(opened.items[0].snippet.parts.some(p => p.hit && p.text === 'Quokkaite'));
    assert.deepEqual(opened.facets.country, [{ value: 'DE', label: 'Germany', count: 1 }]);
    assert.equal((await search(other, { q: 'quokkaite' })).total, 0);
    assert.deepEqual(titles(await search(other, { q: 'ware', event: fair.id })), [],
        'who takes part is not for him to see');
    assert.equal((await search(admin, { q: 'ware', event: fair.id })).total, 2);
    for (const p of [one, two]) {
        const now = await admin.get(`/profiles/${p.id}`);
        await admin.delete(`/profiles/${p.id}`, now.json.revision);
    }
    await until('gone', () => search(admin, { q: 'ware' }), f => f.total === 0);
});

test('drafts are for their own people', async () => {
    await admin.make('profiles', profile(orgB.id, 'Draft of a gyroscope', { status: 'draft' }));
    await until('there', () => search(admin, { q: 'gyroscope' }), f => f.total === 1);
    assert.equal((await search(other, { q: 'gyroscope' })).total, 1);
    assert.equal((await search(member, { q: 'gyroscope' })).total, 0);
    assert.equal((await member.get('/profiles/search/suggest?q=gyrosc')).json.items.length, 0);
});

test('filters are exact and each facet counts with the others on', async () => {
    const rows = [
        ['Pump one', orgA, 'technology_offer', ['welding']],
        ['Pump two', orgA, 'technology_request', ['welding', 'casting']],
        ['Pump three', orgB, 'technology_offer', ['casting']],
        ['Pump four', orgC, 'business_offer', []],
    ];
    const roots = (await admin.get('/openapi.json')).json;
    assert.ok(roots.paths['/api/v1/profiles/search'].get);
    for (const [title, org, type, technologies] of rows)
        await admin.make('profiles', profile(org.id, title, { ...published, type,
            root_technologies: technologies.map(t => t === 'welding' ? 'welding' : 'casting'),
            valid_until: title === 'Pump one' ? '2031-01-01' : undefined }));
    await until('all four', () => search(member, { q: 'pump' }), f => f.total === 4);
    const of = list => Object.fromEntries(list.map(v => [v.value, v.count]));
    const all = await search(member, { q: 'pump' });
    assert.deepEqual(of(all.facets.type),
        { technology_offer: 2, technology_request: 1, business_offer: 1 });
    assert.deepEqual(of(all.facets.country), { DE: 2, FR: 1, KR: 1 });
    assert.deepEqual(of(all.facets.kind), { company: 3, university: 1 });
    const german = await search(member, { q: 'pump', country: 'DE' });
    assert.equal(german.total, 2);
    assert.deepEqual(of(german.facets.country), of(all.facets.country), 'its own is off');
    assert.deepEqual(of(german.facets.type), { technology_offer: 1, technology_request: 1 });
    const both = await search(member, { q: 'pump', country: 'DE,KR', type: 'technology_offer' });
    assert.deepEqual(titles(both).sort(), ['Pump one', 'Pump three']);
    assert.deepEqual(titles(await search(member, { q: 'pump', valid_on: '2032-01-01' })).length, 3);
    assert.deepEqual(titles(await search(member, { q: 'pump', organisation: orgC.id })), ['Pump four']);
    for (const bad of [{ type: 'pump' }, { country: 'Germany' }, { valid_on: 'soon' },
        { limit: '0' }, { cursor: 'x' }, { created_since: 'once' }])
        assert.equal((await member.get(`/profiles/search?${new URLSearchParams({ q: 'pump', ...bad })}`)).status,
            422, JSON.stringify(bad));
    assert.equal((await member.get(`/profiles/search?concept=nowhere`)).status, 404);
    // A page after the other gives each once, in the order of the whole.
    const whole = titles(await search(member, { q: 'pump' }));
    const paged = [];
    for (let cursor = ''; ;) {
        const page = await search(member, { q: 'pump', limit: 1, ...(cursor && { cursor }) });
        paged.push(...titles(page));
        if (!(cursor = page.next))
            break;
    }
    assert.deepEqual(paged, whole);
    // Nothing asked: the newest first.
    const newest = await search(member, { limit: 3 });
    assert.deepEqual(titles(newest), ['Pump four', 'Pump three', 'Pump two']);
    assert.equal(newest.items[0].score, null);
});

test('suggestions: concepts in any language, organisations, titles', async () => {
    const kinds = async q => (await other.get(`/profiles/search/suggest?q=${encodeURIComponent(q)}`)).json.items;
    assert.ok((await kinds('포토레')).some(i => i.kind === 'concept' && i.count === 1));
    assert.ok((await kinds('ㅍㅌㄹㅈ')).some(i => i.kind === 'concept' && /포토/.test(i.text)));
    assert.ok((await kinds('fotol')).some(i => i.kind === 'concept' || i.kind === 'title'));
    assert.ok((await kinds('alph')).some(i => i.kind === 'organisation' && i.id === orgA.id));
    assert.ok((await kinds('pump t')).some(i => i.kind === 'title'));
    assert.deepEqual(await kinds(''), []);
});

test('more like this', async () => {
    const like = await admin.make('profiles', profile(orgC.id, 'Photoresist stripper', { ...published,
        texts: [{ language: 'en', title: 'Photoresist stripper',
            text: 'Removes photoresist after lithography.' }] }));
    await until('there', () => search(other, { q: 'stripper' }), f => f.total === 1);
    const found = (await other.get(`/profiles/${made.german.id}/similar`)).json;
    assert.equal(found.items[0].profile.id, like.id);
    assert.ok(found.items[0].why.length > 0 && !found.items.some(i => i.profile.id === made.german.id));
    assert.equal((await other.get('/profiles/01j00000000000000000000000/similar')).status, 404);
});

test('a name of an organisation that changes its country moves in the facets', async () => {
    const now = await admin.get(`/organisations/${orgC.id}`);
    await admin.patch(`/organisations/${orgC.id}`, { country: 'IL' }, now.json.revision);
    await until('moved', () => search(member, { q: 'pump', country: 'IL' }), f => f.total === 1);
});

test('the index outlives the server', async () => {
    const before = await search(member, { q: 'pump lithography' });
    await new Promise(done => setTimeout(done, 4000));
    assert.equal(await server.down(), 0);
    await server.up();
    admin = await server.signedIn('admin');
    member = await server.signedIn('memberA');
    const again = await until('again', () => search(member, { q: 'pump lithography' }),
        f => f.degraded === null && f.total === before.total);
    assert.deepEqual(titles(again), titles(before));
});

/* Its files lie beside the store, where disks and people can reach them. */
test('a damaged index is not served, and the log says so while it is made anew', async () => {
    const question = { q: 'pump lithography' };
    const before = await search(member, question);
    const data = process.env.IEUM_TEST_STORE ? path.resolve('var/ieum.d')
        : `${server.home}/t.db.d`;
    const office = path.join(data, 'search', admin.me.office.id);
    const harms = {
        '.open': file => truncateSync(file, statSync(file).size - 100),
        '.rest': file => rmSync(file),
        index: file => writeFileSync(file, readFileSync(file, 'utf8').replace('seq ', 'seq 1')),
    };
    for (const [ending, harm] of Object.entries(harms)) {
        assert.equal(await server.down(), 0);
        const file = path.join(office, readdirSync(office).find(n => n.endsWith(ending)));
        harm(file);
        await server.up(); // with --log-level error: this is one
        admin = await server.signedIn('admin');
        member = await server.signedIn('memberA');
        const again = await until(ending, () => search(member, question),
            f => f.degraded === null && f.total === before.total);
        assert.deepEqual(titles(again), titles(before));
        const told = server.errors.trim().split('\n').filter(Boolean).map(JSON.parse);
        assert.equal(told.length, 1, server.errors);
        assert.equal(told[0].event, 'search_index');
        assert.equal(told[0].level, 'error');
        assert.equal(path.resolve(told[0].path), file);
        assert.match(told[0].reason, /^(retrieval\.index_damaged|file\.open)$/);
        assert.match(told[0].detail, /made anew from the store\.$/);
    }
    assert.equal(await server.down(), 0); // mended: nothing is told
    await server.up();
    admin = await server.signedIn('admin');
    member = await server.signedIn('memberA');
    await until('mended', () => search(member, question), f => f.total === before.total);
    assert.equal(server.errors, '');
});
