// Searches for the stand-in server: plain words over the made-up profiles, with what
// search, saved searches and inbox answer (docs/api.md).
import {id} from './mock-data.mjs';

const CONCEPTS = [['photoresist', '감광액', 'photoresist', ['포토레지스트', 'photoresist', 'fotolack']], ['metal-coating', '금속 코팅', 'metal coating', ['코팅', 'coating']]];
const FACETS = {type: (p) => [p.type], country: (p) => [p.organisation_country], root_technology: (p) => p.root_technologies || [], kind: () => ['company']};

export function makeSearch(db, tongue) {
    db['saved-searches'] = [];
    const marks = new Map();
    const hiddenFrom = (session, r) => r.account !== session.id;
    const briefOf = (p) => ({id: p.id, type: p.type, title: p.title, title_language: p.language, organisation: p.organisation, organisation_label: p.organisation_label, country: p.organisation_country, root_technologies: p.root_technologies || [], valid_until: p.valid_until, status: p.status, created_at: p.created_at});
    const recognised = (q, without = []) => CONCEPTS.filter(([c, , , words]) => !without.includes(c) && words.some((w) => q.toLowerCase().includes(w)));
    const snippetOf = (p, words) => {
        const text = p.texts.find((x) => words.some((w) => `${x.title} ${x.text}`.toLowerCase().includes(w))) || p.texts[0];
        const whole = `${text.title}. ${text.text}`;
        const at = words.map((w) => [whole.toLowerCase().indexOf(w), w]).find(([i]) => i >= 0);
        return {language: text.language, parts: at ? [{text: whole.slice(0, at[0]), hit: false}, {text: whole.slice(at[0], at[0] + at[1].length), hit: true}, {text: whole.slice(at[0] + at[1].length), hit: false}] : [{text: whole, hit: false}]};
    };
    function find(of) {
        const q = (of.q || '').toLowerCase();
        const concepts = q ? recognised(q, (of.without || '').split(',')) : [];
        const words = q ? [...new Set([...q.split(/\s+/), ...concepts.flatMap((c) => c[3])])].filter(Boolean) : [];
        const says = (p) => JSON.stringify(p.texts).toLowerCase();
        const wanted = db.profiles.filter((p) => p.status === 'published' && (!words.length || words.some((w) => says(p).includes(w))) && (!of.language || p.language === of.language) && (!of.published_since || (p.published_at || p.created_at) >= of.published_since));
        const passes = (p, but) => Object.entries(FACETS).every(([name, get]) => name === but || !of[name] || get(p).some((v) => of[name].split(',').includes(v)));
        const facets = Object.fromEntries(Object.entries(FACETS).map(([name, get]) => {
            const counts = new Map();
            for (const p of wanted.filter((x) => passes(x, name))) for (const v of get(p)) counts.set(v, (counts.get(v) || 0) + 1);
            return [name, [...counts].map(([value, count]) => ({value, count}))];
        }));
        const found = wanted.filter((p) => passes(p));
        return {found, words, concepts, facets, q};
    }
    const itemOf = (p, i, {q, words, concepts}) => ({profile: briefOf(p), score: q ? Math.max(0.1, 0.94 - i * 0.03) : null, snippet: snippetOf(p, words),
        why: q ? [concepts.length && p.language === 'en' ? {kind: 'translation', query: q, found: concepts[0][2], concept: concepts[0][0], share: 0.62} : {kind: 'word', query: q, found: q, share: 0.55}, {kind: 'quantity', query: '1.2 µm', found: '1,200 nm', share: 0.1}] : []});
    const seenAt = (account, r) => marks.get(`${account.id} ${r.id}`) || r.created_at;
    const news = (account) => db['saved-searches'].filter((r) => r.account === account.id).map((r) => {
        const at = seenAt(account, r);
        const lost = r.query?.concept === 'nowhere';
        return {id: r.id, name: r.name, alert: r.alert, new: lost ? null : find({...r.query, published_since: at}).found.length, exact: true, seen_at: at};
    });

    return function answer(method, path, q, body, session) {
        const of = Object.fromEntries(q);
        let m;
        if (path === '/profiles/search') {
            if (of.q === 'broken') return {status: 500, problem: {type: 'x', title: 'x', status: 500, code: 'internal', detail: '서버에 문제가 생겼습니다.'}};
            const hit = find(of);
            const from = Number(of.cursor || 0);
            const limit = Number(of.limit || 20);
            const korean = tongue(session) === 'ko';
            return {status: 200, body: {items: hit.found.slice(from, from + limit).map((p, i) => itemOf(p, from + i, hit)), next: from + limit < hit.found.length ? String(from + limit) : null, total: hit.found.length, total_exact: true,
                concepts: hit.concepts.map(([concept, ko, en, words]) => ({concept, label: korean ? ko : en, language: korean ? 'ko' : 'en', text: words.find((w) => hit.q.includes(w))})), facets: hit.facets, fresh: new Date().toISOString(), degraded: null}};
        }
        if (path === '/profiles/search/suggest') {
            const typed = (of.q || '').toLowerCase();
            const terms = CONCEPTS.filter(([, , , words]) => words.some((w) => w.startsWith(typed))).map(([concept, ko]) => ({kind: 'concept', text: ko, language: 'ko', concept, count: 12}));
            return {status: 200, body: {items: [...terms, ...db.profiles.filter((p) => p.title.toLowerCase().includes(typed)).slice(0, 4).map((p) => ({kind: 'title', text: p.title, language: p.language, id: p.id, count: 1}))]}};
        }
        if ((m = /^\/profiles\/(\w+)\/similar$/.exec(path))) {
            const p = db.profiles.find((x) => x.id === m[1]);
            const near = db.profiles.filter((x) => x !== p && x.status === 'published' && x.concepts.some((c) => p.concepts.includes(c))).slice(0, Number(of.limit || 10));
            return {status: 200, body: {items: near.map((x, i) => ({profile: briefOf(x), score: 0.8 - i * 0.05, why: [{kind: 'concept', query: p.concepts[0], found: x.concepts[0], share: 0.4}]})), fresh: new Date().toISOString(), degraded: null}};
        }
        if (path === '/saved-searches/new') return {status: 200, body: {items: news(session)}};
        if (path === '/saved-searches' && method === 'GET') { const items = db['saved-searches'].filter((r) => r.account === session.id); return {status: 200, body: {items, next: null, total: items.length}}; }
        if (path === '/saved-searches' && method === 'POST') {
            if (body.name === 'taken') return {status: 422, problem: {type: 'x', title: 'x', status: 422, code: 'input', id: 'saved_search.limit', detail: '계정 하나에 검색을 100개까지만 저장할 수 있습니다.', field: 'name'}};
            const r = {id: id('sav'), revision: 1, created_at: new Date().toISOString(), updated_at: new Date().toISOString(), can: {edit: true}, account: session.id, alert: 'none', ...body};
            db['saved-searches'].push(r);
            return {status: 201, body: r};
        }
        if ((m = /^\/saved-searches\/(\w+)\/seen$/.exec(path))) { marks.set(`${session.id} ${m[1]}`, body?.until || new Date().toISOString()); return {status: 200, body: {seen_at: marks.get(`${session.id} ${m[1]}`)}}; }
        if ((m = /^\/saved-searches\/(\w+)$/.exec(path)) && hiddenFrom(session, db['saved-searches'].find((r) => r.id === m[1]) || {})) return {status: 404, problem: {type: 'x', title: 'x', status: 404, code: 'not_found', detail: ''}};
        if (path === '/inbox/seen') { marks.set(session.id, body?.until || new Date().toISOString()); return {status: 200, body: {seen_at: marks.get(session.id)}}; }
        if (path === '/inbox') {
            const since = of.since || marks.get(session.id) || '2019-01-01T00:00:00Z';
            const fresh = db.matches.filter((x) => x.status === 'proposed' && x.created_at > since).sort((a, b) => b.score - a.score);
            const side = (x, name) => ({id: x[name], title: x[`${name}_label`], organisation: x[`${name}_organisation`], organisation_label: x[`${name}_organisation_label`]});
            const events = [...new Set(fresh.map((x) => x.event || ''))].map((e) => {
                const of_ = fresh.filter((x) => (x.event || '') === e);
                const event = db.events.find((x) => x.id === e);
                return {event: event ? {id: e, code: event.code, title: event.title} : null, new: of_.length, items: of_.slice(0, 5).map((x) => ({id: x.id, score: x.score, chance: null, created_at: x.created_at, need: side(x, 'need'), offer: side(x, 'offer'), reason: x.reasons?.fields?.[0] || null}))};
            });
            const profiles = db.profiles.filter((p) => p.status === 'published' && p.created_at > since);
            return {status: 200, body: {since, until: new Date().toISOString(), seen_at: marks.get(session.id) || null, matches: {new: fresh.length, events}, searches: news(session).filter((s) => s.new > 0),
                profiles: {new: profiles.length, items: profiles.slice(0, 10).map((p) => ({id: p.id, type: p.type, title: p.title, title_language: p.language, organisation: p.organisation, organisation_label: p.organisation_label, published_at: p.created_at}))}}};
        }
        return null;
    };
}
