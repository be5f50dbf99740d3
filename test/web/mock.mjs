// A small stand-in for the server, shaped as docs/api.md, with records in memory: lets
// the pages be looked at and the browser suite run without a database.
//   node test/web/mock.mjs [port]
import {createServer} from 'node:http';
import {readFile} from 'node:fs/promises';
import {extname, join, normalize} from 'node:path';
import {fileURLToPath} from 'node:url';
import {makeData, id} from './mock-data.mjs';
import {makeLexicon} from './mock-lexicon.mjs';
import {makeSearch} from './mock-search.mjs';
import {quality} from './mock-quality.mjs';

const ROOT = fileURLToPath(new URL('../../web/', import.meta.url));
const MIME = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml'};
const CSP = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'";
const REFS = {organisation: 'organisations', event: 'events', place: 'places', from: 'participations', to: 'participations', a: 'participations', b: 'participations', account: 'accounts', owner: 'accounts', assignee: 'accounts', need: 'profiles', offer: 'profiles', counterparty: 'organisations', need_organisation: 'organisations'};
const FINAL = {organisations: 'name', people: 'name', profiles: 'title', accounts: 'name', places: 'name', participations: 'organisation_label'};

export function startMock(port = 0, {cache = false} = {}) {
    const world = makeData();
    const {db, days, slots, event} = world;
    const lexicon = makeLexicon(db);
    const searching = makeSearch(db, (account) => account.language || 'ko');
    const sessions = new Map();
    const jobs = new Map();
    const labelOf = (plural, x) => { const v = x?.[FINAL[plural]] ?? x?.title; return v && typeof v === 'object' ? v.ko : v; };
    const label = (r) => { for (const [f, plural] of Object.entries(REFS)) if (r[f]) { const x = db[plural].find((y) => y.id === r[f]); if (x) r[`${f}_label`] = labelOf(plural, x); } return r; };
    const problem = (status, code, detail, more) => ({status, problem: {type: `/problems/${code}`, title: code, status, code, detail, ...more}});
    const touch = (r) => { r.revision++; r.updated_at = new Date().toISOString(); return r; };
    const job = (kind, result, {steps = 6, done} = {}) => {
        const j = {id: id('job'), kind, status: 'running', permille: 0, objective: null, bound: null, message: '', result: null};
        jobs.set(j.id, j);
        let k = 0;
        const timer = setInterval(() => {
            k++;
            j.permille = Math.round((k * 1000) / steps);
            if (kind === 'schedule') { j.objective = 180 + k * 9; j.bound = 260 - k * 2; }
            if (k >= steps) { clearInterval(timer); done?.(); j.status = 'done'; j.permille = 1000; j.result = result || {}; }
        }, 120);
        return {status: 202, body: {job: j.id}};
    };
    const meOf = (account) => {
        const grants = db['role-grants'].filter((g) => g.account === account.id);
        const organisations = grants.filter((g) => g.scope_kind === 'organisation').map((g) => db.organisations.find((o) => o.id === g.scope_id)).map((o) => ({id: o.id, name: o.name, name_en: o.name_en}));
        return {account: {id: account.id, login: account.login, name: account.name, language: account.language}, csrf: 'mock', roles: [...new Set(grants.map((g) => g.role))], office: {id: db.offices[0].id, title: db.offices[0].title}, grants, organisations};
    };
    const conflictsOf = (m, slot, place) => {
        const out = [];
        const s = slots[slot];
        if (m.locked) out.push({kind: 'locked', who: m.id, label: '', detail: '잠긴 면담입니다.'});
        for (const x of db.meetings) {
            if (x.id === m.id || x.starts_at !== s.starts_at || x.status === 'cancelled') continue;
            for (const p of [m.a, m.b]) if (x.a === p || x.b === p) out.push({kind: 'participant_busy', who: p, label: p === x.a ? x.a_label : x.b_label, detail: ''});
            if (x.place === place) out.push({kind: 'place_busy', who: place, label: x.place_label, detail: ''});
        }
        for (const p of [m.a, m.b]) {
            const part = db.participations.find((q) => q.id === p);
            if (part.available.length && !part.available.some((v) => v.from <= s.starts_at && s.ends_at <= v.until)) out.push({kind: 'participant_absent', who: p, label: part.organisation_label, detail: ''});
        }
        return out;
    };
    const timetable = () => ({days, places: db.places, participants: db.participations.map((p) => {
        const o = db.organisations.find((x) => x.id === p.organisation);
        return {id: p.id, label: o.name, label_en: o.name_en, country: o.country, languages: p.languages, status: p.status, free: slots.filter((s) => !p.available.length || p.available.some((v) => v.from <= s.starts_at && s.ends_at <= v.until)).map((s) => s.index), busy: []};
    }), meetings: db.meetings.filter((m) => m.event === event.id).map((m) => ({id: m.id, revision: m.revision, a: m.a, b: m.b, a_label: m.a_label, b_label: m.b_label, slot: slots.findIndex((s) => s.starts_at === m.starts_at), place: m.place, status: m.status, locked: m.locked, weight: m.weight, mutual: m.mutual})),
    unplaced: world.unplaced, summary: {weight: 232, bound: 248, status: 'feasible', breaks: 31, planned_at: '2019-10-25T03:10:00Z', engine: 'greedy+ls/1'}, zone: 'Asia/Seoul'});
    const report = () => {
        const f = (list) => ({count: list.length, ids: list.map((x) => x.id)});
        const mutual = db.wishes.filter((w) => db.wishes.some((x) => x.from === w.to && x.to === w.from));
        return {participants: f(db.participations), wishes: f(db.wishes), mutual_wishes: f(mutual), meetings_planned: f(db.meetings), meetings_held: f(db.meetings.filter((m) => m.status === 'held')), outcomes: f(db.outcomes),
            by_country: ['FR', 'US', 'IL', 'RU'].map((country, i) => ({country, participants: 4 - (i % 2), meetings_planned: 12 - i, meetings_held: 8 - i, outcomes: 5 - i})), by_result: ['follow_up', 'sample', 'nda', 'joint_development', 'none'].map((result) => ({result, count: db.outcomes.filter((o) => o.result === result).length})), engine: 'greedy+ls/1', generated_at: new Date().toISOString()};
    };
    const importRows = (verdict) => ({rejected: [{line: 9, verdict, label: '동양소재(주)', changes: [], errors: [{column: '유효기한', field: 'valid_until', id: 'day.no_such_day', detail: '달력에 없는 날짜입니다: 2019-02-30', value: '2019-02-30'}], similar: []}, {line: 17, verdict, label: '', changes: [], errors: [{column: '회사명', field: 'name', id: 'field.required', detail: '이 칸은 비워 둘 수 없습니다.', value: ''}], similar: []}],
        changed: [{line: 4, verdict, label: '가온열처리', record_id: db.organisations[3].id, changes: [{field: 'employees', old: 120, new: 134}, {field: 'website', old: '', new: 'https://gaon.example.org'}], errors: [], similar: []}],
        created: Array.from({length: 21}, (_, i) => ({line: 2 + i, verdict, label: `새 회사 ${i + 1}`, changes: [{field: 'name', old: null, new: `새 회사 ${i + 1}`}, {field: 'country', old: null, new: 'KR'}], errors: [], similar: []})),
        duplicate: [{line: 12, verdict, label: '한빛 정밀소재', changes: [], errors: [], similar: [{id: db.organisations[0].id, label: '한빛정밀소재', reason: 'name'}]}]}[verdict] || []);
    const imported = (r) => ({...r, headings: [['A', '회사명', 'name'], ['B', 'Company name (EN)', 'name_en'], ['C', '국가', 'country'], ['D', '사업자등록번호', 'business_number'], ['E', '직원수', 'employees'], ['F', '비고2', null]].map(([column, heading, field]) => ({column, heading, field: r.mapping?.[heading] ?? field})), fields: ['id', 'name', 'name_en', 'country', 'business_number', 'industry', 'employees', 'website', 'contact', 'email', 'note'].map((name) => ({name, label: name, required: name === 'name' || name === 'country'})), sheets: ['기업', '참고']});

    async function api(method, path, url, body, raw, headers, session) {
        const q = url.searchParams;
        if (path === '/sign-in') {
            const account = db.accounts.find((a) => a.login === body?.login);
            if (!account || body.password !== 'demo-password') return problem(401, 'unauthorised', '');
            const token = id('tok');
            sessions.set(token, account);
            return {status: 200, body: meOf(account), cookie: `session=${token}; HttpOnly; SameSite=Strict; Path=/`};
        }
        if (!session) return problem(401, 'unauthorised', '로그인이 필요합니다.');
        const word = lexicon(method, path, q, body, session, meOf(session).roles);
        if (word) return word;
        const sought = searching(method, path, q, body, session);
        if (sought) return sought;
        if (path === '/sign-out') return {status: 204, cookie: 'session=; Max-Age=0; Path=/'};
        if (path === '/me' && method === 'GET') return {status: 200, body: meOf(session)};
        if (path === '/me') { Object.assign(session, body.language ? {language: body.language} : {}); return {status: 200, body: meOf(session)}; }
        if (path === '/home') return {status: 200, body: {joints: [['diagnosis', 0], ['need', 40, 3], ['match', 78, 24], ['meeting', db.meetings.length, 6], ['disclosure', 1], ['agreement', 1, 1], ['result', 1]].map(([joint, count, due = 0]) => ({joint, count, due, next: null})), tasks: {items: db.tasks.filter((x) => x.status === 'open')}, events: db.events.map((e) => ({...e, participants: db.participations.filter((p) => p.event === e.id).length, meetings: db.meetings.filter((m) => m.event === e.id).length})), recent: [['organisation', db.organisations[1], 'revised'], ['profile', db.profiles[4], 'created'], ['event', event, 'scheduled'], ['case', db.cases[0], 'created'], ['profile', db.profiles[7], 'revised']].map(([type, r, action], i) => ({at: new Date(Date.now() - i * 5400000).toISOString(), type, id: r.id, label: r.name || (typeof r.title === 'object' ? r.title.ko : r.title), action, by_name: '박담당'}))}};
        if (path === '/search') { const s = q.get('q').toLowerCase(); return {status: 200, body: {items: [...db.organisations.filter((o) => (o.name + o.name_en).toLowerCase().includes(s)).slice(0, 6).map((o) => ({type: 'organisation', id: o.id, label: o.name, sub: o.country})), ...db.profiles.filter((p) => p.title.toLowerCase().includes(s)).slice(0, 5).map((p) => ({type: 'profile', id: p.id, label: p.title, sub: p.organisation_label}))]}}; }
        if (path === '/log') return {status: 200, body: {items: Array.from({length: 40}, (_, i) => ({seq: i + 1, at: new Date(Date.now() - (40 - i) * 900000).toISOString(), actor: db.accounts[0].id, action: ['create', 'revise', 'sign_in'][i % 3], type: 'organisation', record: db.organisations[i].id, revision: 1, erased: false, payload: {fields: ['name', 'country']}})), next: null}};
        if (path === '/attachments/content') { const r = {id: id('att'), revision: 1, created_at: new Date().toISOString(), can: {edit: true}, size: raw.length, media_type: 'application/octet-stream', ...Object.fromEntries(q)}; db.attachments.unshift(r); return {status: 201, body: r}; }
        if (path === '/duplicates') return {status: 200, body: {items: []}};
        let m;
        if ((m = /^\/jobs\/(\w+)$/.exec(path))) { const j = jobs.get(m[1]); if (method === 'DELETE') j.status = 'cancelled'; return j ? {status: 200, body: j} : problem(404, 'not_found', ''); }
        if (path === '/imports' && method === 'POST') {
            const r = {id: id('imp'), revision: 1, created_at: new Date().toISOString(), kind: q.get('kind'), event: q.get('event'), filename: q.get('filename'), size: raw.length, status: 'checked', rows: 30, created: 21, changed: 1, unchanged: 4, merged: 1, rejected: 2, duplicates: 1, mapping: {}};
            db.imports.unshift(r);
            return {status: 201, body: imported(r)};
        }
        if ((m = /^\/imports\/(\w+)(?:\/(\w+))?$/.exec(path))) {
            const r = db.imports.find((x) => x.id === m[1]);
            if (!r) return problem(404, 'not_found', '');
            if (m[2] === 'rows') return {status: 200, body: {items: importRows(q.get('verdict')), next: null}};
            if (m[2] === 'mapping') { r.mapping = body.mapping; return job('import_check', {}); }
            if (m[2] === 'apply') { r.status = 'applying'; return job('import_apply', null, {done: () => { r.status = 'applied'; }}); }
            if (m[2] === 'undo') { r.status = 'undoing'; return job('import_undo', null, {done: () => { r.status = 'undone'; }}); }
            if (!m[2]) return {status: 200, body: imported(r)};
        }
        if (path === '/match-quality') return {status: 200, body: quality(world, q.get('event'), q.get('country') === '1')};
        if (path === '/match-quality/apply' || path === '/match-quality/reset') { world.applied = path.endsWith('apply'); return {status: 200, body: quality(world, '', false)}; }
        if ((m = /^\/profiles\/(\w+)\/match$/.exec(path))) return job('match', {});
        if ((m = /^\/matches\/(\w+)\/(take-up|dismiss|reopen)$/.exec(path))) {
            const r = touch(db.matches.find((x) => x.id === m[1]));
            if (m[2] === 'take-up') { r.status = 'taken_up'; r.case = db.cases[0].id; return {status: 201, body: db.cases[0]}; }
            r.status = m[2] === 'dismiss' ? 'dismissed' : 'proposed';
            if (m[2] === 'dismiss') Object.assign(r, {dismissal: body.reason, dismissal_note: body.note});
            return {status: 200, body: r};
        }
        if ((m = /^\/meetings\/(\w+)\/(lock|unlock|cancel|confirm)$/.exec(path))) {
            const r = touch(db.meetings.find((x) => x.id === m[1]));
            if (m[2] === 'lock' || m[2] === 'unlock') r.locked = m[2] === 'lock';
            else r.status = m[2] === 'cancel' ? 'cancelled' : 'confirmed';
            return {status: 200, body: r};
        }
        if ((m = /^\/participations\/(\w+)\/(arrive|no-show|late|undo)$/.exec(path))) {
            const r = touch(db.participations.find((x) => x.id === m[1]));
            if (m[2] !== 'undo') r.before = {status: r.status, available: r.available};
            if (m[2] === 'undo') Object.assign(r, r.before);
            else if (m[2] === 'late') { const s = slots[body.slot]; const d = days.find((x) => x.slots.includes(s)); r.available = [{from: s.starts_at, until: d.slots.at(-1).ends_at}, ...days.filter((x) => x !== d).map((x) => ({from: x.slots[0].starts_at, until: x.slots.at(-1).ends_at}))]; } else r.status = m[2] === 'arrive' ? 'attended' : 'absent';
            return {status: 200, body: {id: r.id, revision: r.revision, status: r.status, available: r.available}};
        }
        if ((m = /^\/events\/(\w+)\/(.+)$/.exec(path))) {
            const sub = m[2];
            const mine = m[1] === event.id;
            if (sub === 'overview') return {status: 200, body: {participants: db.participations.length, by_status: {invited: 10, registered: 10, confirmed: 20}, wishes: db.wishes.length, mutual: 14, meetings: db.meetings.length, meetings_by_status: {planned: db.meetings.length - 20, held: 20}, can_plan: true, summary: {unplaced: world.unplaced}}};
            if (sub === 'slots') return {status: 200, body: {days, zone: 'Asia/Seoul'}};
            if (sub === 'timetable') return {status: 200, body: mine ? timetable() : {days: [], places: [], participants: [], meetings: [], unplaced: [], summary: {}}};
            if (sub === 'schedule') return job(sub, {});
            if (sub === 'propose') return job(sub, {needs: 24, matches: body?.most ? 60 : 96, ...(body?.most ? {introductions: 41, left_out: 36, percent_of_bound: 88} : {})});
            if (sub === 'timetable/check') { const r = db.meetings.find((x) => x.id === body.meeting); return {status: 200, body: {conflicts: body.action ? [] : conflictsOf(r, body.slot, body.place), effect: {weight: 0, breaks: body.action ? 0 : 1}, place: r.place, terms: [{name: 'value', before: 232, after: 232, better: 'more'}, {name: 'breaks', before: 31, after: body.action ? 31 : 32, better: 'less'}]}}; }
            if (sub === 'timetable/move') {
                const r = db.meetings.find((x) => x.id === body.meeting);
                const conflicts = conflictsOf(r, body.slot, body.place);
                if (conflicts.length) return {status: 409, body: {conflicts, effect: {weight: 0, breaks: 0}, moved: false}};
                Object.assign(touch(r), {starts_at: slots[body.slot].starts_at, ends_at: slots[body.slot].ends_at, place: body.place});
                return {status: 200, body: {conflicts: [], effect: {weight: 0, breaks: 0}, place: r.place, moved: true, revision: r.revision}};
            }
            if (sub === 'agenda') {
                const p = q.get('participation');
                const side = (x, s) => { const o = db.organisations.find((y) => y.id === db.participations.find((z) => z.id === x[s])?.organisation); return {[`${s}_organisation`]: o?.id, [`${s}_country`]: o?.country, [`${s}_label_en`]: o?.name_en}; };
                const items = db.meetings.filter((x) => x.event === m[1] && (!p || x.a === p || x.b === p)).sort((x, y) => x.starts_at.localeCompare(y.starts_at)).map((x) => ({id: x.id, revision: x.revision, kind: 'meeting', starts_at: x.starts_at, ends_at: x.ends_at, place: db.places.find((y) => y.id === x.place)?.name, area: db.places.find((y) => y.id === x.place)?.area, a: x.a, b: x.b, a_label: x.a_label, b_label: x.b_label, ...side(x, 'a'), ...side(x, 'b'), status: x.status, mutual: x.mutual, weight: x.weight, interpreter: x.interpreter || ''}));
                return {status: 200, body: {items: [...items, ...db.sessions.map((x) => ({id: x.id, kind: x.kind, title: x.title.ko, starts_at: x.starts_at, ends_at: x.ends_at, place: x.place_label, area: '3F A'}))], zone: 'Asia/Seoul'}};
            }
            if (sub === 'report') return {status: 200, body: report()};
        }
        if ((m = /^\/([a-z-]+)(?:\/(\w+))?(?:\/revisions(?:\/(\d+))?)?$/.exec(path)) && db[m[1]]) {
            const rows = db[m[1]];
            if (!m[2] && method === 'GET') {
                let out = rows;
                for (const [k, v] of q) {
                    if (['limit', 'cursor', 'count', 'sort'].includes(k) || (k === 'concept' && m[1] === 'profiles')) continue;
                    if (k === 'created_since') { out = out.filter((r) => (r.created_at || '') >= v); continue; }
                    if (k === 'q') out = out.filter((r) => JSON.stringify([r.label, r.name, r.name_en, r.title, r.login, r.organisation_label]).toLowerCase().includes(v.toLowerCase()));
                    else if (!out.length || (k in out[0])) out = out.filter((r) => (Array.isArray(r[k]) ? r[k].includes(v) : v.split(',').includes(String(r[k]))));
                }
                const s = q.get('sort');
                if (s) { const f = s.replace('-', ''); out = [...out].sort((a, b) => (a[f] > b[f] ? 1 : -1) * (s[0] === '-' ? -1 : 1)); }
                const from = Number(q.get('cursor') || 0);
                const limit = Number(q.get('limit') || 50);
                return {status: 200, body: {items: out.slice(from, from + limit), next: from + limit < out.length ? String(from + limit) : null, total: q.get('count') ? out.length : undefined}};
            }
            if (!m[2] && method === 'POST') { const r = label({id: id('new'), revision: 1, created_at: new Date().toISOString(), updated_at: new Date().toISOString(), can: {edit: true}, ...body}); rows.unshift(r); return {status: 201, body: r}; }
            const r = rows.find((x) => x.id === m[2]);
            if (!r) return problem(404, 'not_found', '');
            if (path.endsWith('/revisions')) return {status: 200, body: {items: Array.from({length: r.revision}, (_, i) => ({revision: r.revision - i, at: r.updated_at, by: 'x', by_name: '박담당'}))}};
            if (m[3]) return {status: 200, body: r};
            if (method === 'GET') return {status: 200, body: r};
            const match = /"(\d+)"/.exec(headers['if-match'] || '');
            if (!match) return problem(428, 'precondition', 'If-Match');
            if (Number(match[1]) !== r.revision) return problem(412, 'stale', '다른 사람이 먼저 고쳤습니다.');
            if (method === 'DELETE') { rows.splice(rows.indexOf(r), 1); return {status: 204}; }
            if (m[1] === 'organisations' && body.email && !body.email.includes('@')) return problem(422, 'input', '전자우편 주소가 아닙니다.', {field: 'email', errors: [{field: 'email', detail: '전자우편 주소가 아닙니다.'}]});
            return {status: 200, body: label(touch(Object.assign(r, body)))};
        }
        return problem(404, 'not_found', path);
    }

    const server = createServer(async (req, res) => {
        const url = new URL(req.url, 'http://x');
        const chunks = [];
        for await (const c of req) chunks.push(c);
        const raw = Buffer.concat(chunks);
        if (url.pathname.startsWith('/api/v1/')) {
            const session = sessions.get(/session=(\w+)/.exec(req.headers.cookie || '')?.[1]);
            const stream = /^\/api\/v1\/jobs\/(\w+)\/events$/.exec(url.pathname);
            if (stream) {
                res.writeHead(200, {'Content-Type': 'text/event-stream'});
                const timer = setInterval(() => { const j = jobs.get(stream[1]); res.write(`data: ${JSON.stringify(j)}\n\n`); if (!j || j.status !== 'running') { clearInterval(timer); res.end(); } }, 80);
                req.on('close', () => clearInterval(timer));
                return;
            }
            let body = null;
            try { body = raw.length && (req.headers['content-type'] || '').includes('json') ? JSON.parse(raw) : null; } catch { body = null; }
            if (process.env.MOCK_SLOW) await new Promise((r) => setTimeout(r, Number(process.env.MOCK_SLOW)));
            let out;
            try { out = await api(req.method, url.pathname.slice(7), url, body, raw, req.headers, session); } catch (e) { console.error(e); out = problem(500, 'internal', String(e)); }
            if (world.now) res.setHeader('Date', new Date(world.now).toUTCString()); // a fair whose days are these
            const h = {'Content-Type': out.problem ? 'application/problem+json' : 'application/json'};
            if (out.cookie) h['Set-Cookie'] = out.cookie;
            res.writeHead(out.status, h);
            res.end(out.status === 204 ? '' : JSON.stringify(out.problem || out.body));
            return;
        }
        const path = extname(url.pathname) ? normalize(url.pathname) : '/index.html';
        try {
            const bytes = await readFile(join(ROOT, path));
            res.writeHead(200, {'Content-Type': MIME[extname(path)] || 'application/octet-stream', 'Content-Security-Policy': CSP, 'Cache-Control': cache ? 'max-age=600' : 'no-store'});
            res.end(bytes);
        } catch { res.writeHead(404); res.end(); }
    });
    return new Promise((resolve) => { server.listen(port, '127.0.0.1', () => resolve({url: `http://127.0.0.1:${server.address().port}`, world, close: () => server.close()})); });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) startMock(Number(process.argv[2] || 8099)).then((s) => console.log(s.url));
