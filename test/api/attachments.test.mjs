/* Files beside records, and likely duplicates. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, organisation, profile } from './fixture.mjs';
import { Server } from './client.mjs';

let server, admin, member, other, mine, theirs;
before(async () => {
    server = await Server.start();
    admin = await server.signedIn('admin');
    mine = await admin.make('organisations', organisation('Mine'));
    theirs = await admin.make('organisations', organisation('Theirs'));
    await account(admin, 'member', 'member', 'organisation', mine.id);
    await account(admin, 'other', 'member', 'organisation', theirs.id);
    member = await server.signedIn('member');
    other = await server.signedIn('other');
});
after(() => server.end());

const upload = (client, type, id, name, body, rung = 'nda') => client.ask('POST',
    `/attachments/content?about_type=${type}&about_id=${id}&rung=${rung}` +
    `&name=${encodeURIComponent(name)}`,
    { body, headers: { 'content-type': 'application/octet-stream' } });

test('a file comes back as it was sent, as a download, to its owner and staff', async () => {
    const about = await member.make('profiles', profile(mine.id, 'With a file'));
    const bytes = '<script>alert(1)</script>\u0000한글';
    const made = await upload(member, 'profile', about.id, '설명 "서".html', bytes);
    assert.equal(made.status, 201, made.body);
    assert.equal(made.json.name, '설명 "서".html');
    assert.equal(made.json.size, Buffer.byteLength(bytes));
    assert.equal(made.json.media_type, 'application/octet-stream');
    assert.match(made.json.sha256, /^[0-9a-f]{64}$/);
    for (const client of [member, admin]) {
        const got = await client.get(`/attachments/${made.json.id}/content`);
        assert.equal(got.status, 200);
        assert.equal(got.body, bytes);
        assert.match(got.headers.get('content-disposition'), /^attachment; filename\*=UTF-8''/);
        assert.doesNotMatch(got.headers.get('content-disposition'), /["<>]/);
        assert.match(got.headers.get('content-security-policy'), /default-src 'none'/);
    }
    for (const url of ['', '/content', '/revisions'])
        assert.equal((await other.get(`/attachments/${made.json.id}${url}`)).status, 404, url);
    assert.equal((await upload(other, 'profile', about.id, 'x.txt', 'x')).status, 404);
    assert.equal((await server.client().get(`/attachments/${made.json.id}/content`)).status, 401);
});

test('what cannot be attached is refused', async () => {
    for (const [type, id, name, body, rung, wanted] of [
        ['castle', mine.id, 'a.txt', 'x', 'nda', 422],
        ['account', admin.me.account.id, 'a.txt', 'x', 'nda', 422],
        ['organisation', mine.id, '../../etc/passwd', 'x', 'nda', 422],
        ['organisation', mine.id, 'a\nb', 'x', 'nda', 422],
        ['organisation', mine.id, 'a.txt', '', 'nda', 422],
        ['organisation', mine.id, 'a.txt', 'x', 'open', 422],
        ['organisation', 'nothing', 'a.txt', 'x', 'nda', 404],
        ['organisation', theirs.id, 'a.txt', 'x', 'nda', 404]]) {
        const answer = await upload(member, type, id, name, body, rung);
        assert.equal(answer.status, wanted, `${type} ${name}: ${answer.body}`);
    }
    const bare = await admin.ask('POST', '/attachments', { json: {}, check: false });
    assert.equal(bare.status, 405);
});

test('organisations that are likely one are listed for the office only', async () => {
    await admin.make('organisations', organisation('Dubbel Präzision GmbH', { country: 'DE' }));
    await admin.make('organisations', organisation('DUBBEL Prazision', { country: 'DE' }));
    await admin.make('organisations', organisation('Dubbel Präzision', { country: 'AT' }));
    const found = (await admin.get('/duplicates')).json.items;
    assert.equal(found.length, 1, JSON.stringify(found));
    assert.equal(found[0].country, 'DE');
    assert.equal(found[0].organisations.length, 2);
    assert.equal((await member.get('/duplicates')).status, 403);
});
