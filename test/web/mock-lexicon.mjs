// The lexicon of the stand-in: few concepts in seven languages, terms with their states,
// concepts of profiles by the words of their titles.
import {id} from './mock-data.mjs';

const LANGUAGES = ['en', 'ko', 'de', 'ja', 'fr', 'ru', 'he'];
// id, what it is below, then a word or several (|) by language
const WORDS = [
    ['casting', '', 'casting technology | founding', '주조 | 주조 기술', 'Gießen', '鋳造', 'fonderie', 'литейное производство', 'יציקה'],
    ['casting-process', 'casting', 'casting process', '주조 공정', 'Gießverfahren', '鋳造法', 'procédé de coulée', 'способ литья', 'תהליך יציקה'],
    ['die-casting', 'casting-process', 'die casting | pressure die casting', '다이캐스팅 | 압력주조', 'Druckguss | Druckgießen', 'ダイカスト', 'moulage sous pression', 'литьё под давлением', 'יציקת לחץ | CNC יציקה'],
    ['semiconductor', '', 'semiconductor', '반도체', 'Halbleiter', '半導体', 'semi-conducteur', 'полупроводник', 'מוליך למחצה'],
    ['photoresist', 'semiconductor', 'photoresist | resist', '감광액 | 포토레지스트', 'Fotolack | Photolack', 'フォトレジスト', 'résine photosensible', 'фоторезист', 'פוטורזיסט'],
    ['heat-treatment', '', 'heat treatment', '열처리', 'Wärmebehandlung', '熱処理', 'traitement thermique', 'термическая обработка', ''],
];

export function makeLexicon(db) {
    const concepts = WORDS.map(([concept, broader, ...words], k) => ({concept, broader: broader ? [broader] : [], related: concept === 'die-casting' ? ['heat-treatment'] : [],
        labels: words.flatMap((w, i) => w.split('|').map((x) => x.trim()).filter(Boolean).map((text, n) => ({language: LANGUAGES[i], text, kind: n === 0 ? 'preferred' : n === 1 ? 'alternative' : 'hidden', reviewed: (k + i + n) % 3 === 0, source: n && i === 1 ? 'DEMO' : 'ieum', weak: text === 'resist', why: null})))}));
    const of = (cid) => concepts.find((c) => c.concept === cid);
    const word = (c, lang) => c.labels.find((l) => l.kind === 'preferred' && l.language === lang) || c.labels.find((l) => l.language === 'en');
    const name = (c, lang) => ({concept: c.concept, label: word(c, lang).text, language: word(c, lang).language});
    const narrower = (c) => concepts.filter((x) => x.broader.includes(c?.concept));
    const brief = (lang) => (c) => ({...name(c, lang), narrower: narrower(c).length});
    const path = (c) => { const out = []; for (let up = of(c.broader[0]); up; up = of(up.broader[0])) out.unshift(up); return out; };
    const beside = (c, but) => c.labels.filter((l) => l.kind === 'preferred' && l.language !== but).map(({language, text}) => ({language, text}));
    const tops = () => concepts.filter((c) => !c.broader.length);
    const under = (field) => concepts.filter((c) => !field || c.concept === field || path(c).some((p) => p.concept === field));
    const tags = (text) => {
        const out = [];
        const low = text.toLowerCase();
        for (const c of concepts) for (const l of c.labels) for (let at = low.indexOf(l.text.toLowerCase()); at >= 0; at = low.indexOf(l.text.toLowerCase(), at + 1))
            out.push({c, from: Buffer.byteLength(text.slice(0, at)), length: Buffer.byteLength(l.text), text: text.slice(at, at + l.text.length), weight: 0.8});
        return out.sort((a, b) => a.from - b.from || b.length - a.length);
    };
    const found = (p, lang) => [...new Map(tags(`${p.title} ${(p.concepts || []).join(' ')}`).map((x) => [x.c.concept, {...name(x.c, lang), beside: beside(x.c, word(x.c, lang).language), phrase: x.text, phrase_language: p.language, where: 'title', times: 1, weight: x.weight}])).values()];
    const proposal = (p, lang, can) => (p.root_technologies?.length ? null : {technologies: found(p, lang).slice(0, 1).map((c) => ({root_technology: 'casting', score: 1.4, words: [{concept: c.concept, label: c.label, language: c.language, beside: c.beside, phrase: c.phrase}]})), can_confirm: can});

    const term = (account, body, more = {}) => ({id: id('ter'), revision: 1, created_at: new Date(Date.now() - 7200000).toISOString(), updated_at: new Date().toISOString(), status: 'suggested', suggested_by: account.id, suggested_by_label: account.name, decided_by: null, decided_at: null, decision: null, hidden: [], can: {edit: false}, ...body, ...more});
    const [officer, member] = db.accounts;
    const decided = {decided_by: officer.id, decided_by_label: officer.name, decided_at: new Date(Date.now() - 3600000).toISOString()};
    db.terms = [
        term(member, {concept: 'die-casting', kind: 'alternative', language: 'ko', label: '쇳물 눌러 붓기', reason: '현장에서 쓰는 말입니다.'}),
        term(member, {concept: 'casting', kind: 'alternative', language: 'en', label: 'die casting'}),
        term(member, {concept: 'moon-dust-casting', kind: 'concept', language: 'en', label: 'moon-dust casting', broader: 'casting'}),
        term(member, {concept: 'moon-dust-casting', kind: 'preferred', language: 'ko', label: '월진 주조'}),
        term(member, {concept: 'photoresist', kind: 'correction', language: 'de', label: 'Photoresist', replaces: 'Photolack', source: 'SEMI'}),
        term(member, {concept: 'casting', kind: 'broader', language: 'en', label: 'semiconductor'}),
        term(officer, {concept: 'heat-treatment', kind: 'alternative', language: 'ko', label: '달구기'}, {status: 'accepted', ...decided}),
        term(member, {concept: 'heat-treatment', kind: 'removal', language: 'fr', label: 'traitement thermique'}, {status: 'declined', ...decided, decision: '맞는 말입니다.'}),
    ];

    // The answer, or null if the address is none of the lexicon's.
    return (method, path_, q, body, session, roles) => {
        const lang = session.language;
        const mayDecide = roles.some((r) => ['admin', 'officer'].includes(r));
        const maySuggest = mayDecide || roles.some((r) => ['member', 'reviewer'].includes(r));
        const ok = (more) => ({status: 200, body: {lexicon: '00c0ffee00c0ffee', current: true, ...more}});
        const wrong = (status, detail, field) => ({status, problem: {title: 'wrong', status, code: 'input', detail, field}});
        let m;
        if (path_ === '/lexicon') return ok({engine: 'mock', concepts: concepts.length, labels: concepts.reduce((n, c) => n + c.labels.length, 0), terms: 1, languages: LANGUAGES, can: {suggest: maySuggest, decide: mayDecide},
            fields: tops().map((c) => ({...brief(lang)(c), concepts: under(c.concept).length, root_technology: {casting: 'casting', 'heat-treatment': 'heat_treatment'}[c.concept] || null}))});
        if (path_ === '/lexicon/concepts') return ok({items: (q.get('ids') ? q.get('ids').split(',').map(of).filter(Boolean) : q.get('under') ? narrower(of(q.get('under'))) : tops()).map(brief(lang))});
        if (path_ === '/lexicon/concept') {
            const c = of(q.get('id'));
            if (!c) return wrong(404, 'no concept');
            return ok({...name(c, lang), languages: LANGUAGES.map((language) => ({language, labels: c.labels.filter((l) => l.language === language)})).filter((x) => x.labels.length), broader: c.broader.map(of).map(brief(lang)), narrower: narrower(c).map(brief(lang)), related: c.related.map(of).map(brief(lang)),
                fields: [path(c)[0] || c].map(brief(lang)), codes: c.concept === 'photoresist' ? [{scheme: 'HS', edition: '2022', code: '3707.90', title: 'Chemical preparations for photographic uses'}] : [], notes: c.concept === 'die-casting' ? [{language: 'en', text: 'Molten metal forced into a steel die.'}] : [], path: path(c).map(brief(lang))});
        }
        if (path_ === '/lexicon/find') {
            const s = (q.get('q') || '').toLowerCase();
            return ok({items: concepts.flatMap((c) => { const l = c.labels.find((x) => s && x.text.toLowerCase().includes(s)); return l ? [{...name(c, lang), found: l.text, found_language: l.language, field: word(path(c)[0] || c, lang).text}] : []; })});
        }
        if (path_ === '/lexicon/tag') return ok({engine: 'mock', tags: tags(body.text).map(({c, from, length, text, weight}) => ({...name(c, lang), from, length, text, weight}))});
        if (path_ === '/lexicon/coverage') {
            const row = (field) => ({concepts: under(field?.concept).length, cells: LANGUAGES.map((language) => { const all = under(field?.concept).map((c) => c.labels.filter((l) => l.language === language)); return {language, concepts: all.filter((x) => x.length).length, labels: all.flat().length, two: all.filter((x) => x.length > 1).length, reviewed: all.flat().filter((l) => l.reviewed).length}; })});
            return ok({rows: [{concept: null, label: null, language: null, ...row()}, ...tops().map((c) => ({...name(c, lang), ...row(c)}))]});
        }
        if (path_ === '/lexicon/sample') {
            const seed = Number(q.get('seed') || 0);
            const all = under(q.get('field')).flatMap((c) => c.labels.filter((l) => l.language === q.get('language') && !l.reviewed).map((l) => ({...name(c, lang), text: l.text, kind: l.kind, source: l.source, broader: c.broader.map(of).map(brief(lang)), beside: beside(c, l.language)})));
            return ok({left: all.length, items: all.map((x, i) => all[(i + seed) % all.length]).slice(0, Number(q.get('count') || 20))});
        }
        if (path_ === '/lexicon/profiles') return ok({engine: 'mock', items: (q.get('ids') || '').split(',').map((x) => db.profiles.find((p) => p.id === x)).filter(Boolean).map((p) => { const all = found(p, lang); return {profile: p.id, revision: p.revision, title: p.title, title_language: p.language, concepts: all.slice(0, Number(q.get('most') || 5)), total: all.length, ...(q.get('proposals') === '1' ? {proposal: proposal(p, lang, mayDecide)} : {})}; })});
        if ((m = /^\/profiles\/(\w+)\/concepts$/.exec(path_))) {
            const p = db.profiles.find((x) => x.id === m[1]);
            return {status: 200, body: {profile: p.id, revision: p.revision, engine: 'mock', lexicon: '00c0ffee00c0ffee', own: [], concepts: found(p, lang), proposal: proposal(p, lang, mayDecide)}};
        }
        if (path_ === '/lexicon/terms' && method === 'POST') {
            if (!maySuggest) return wrong(403, '제안할 수 없습니다.');
            if (body.language === 'ko' && !/[가-힣]/.test(body.label)) return wrong(422, '한국어의 글자가 아닙니다.', 'label');
            const {accept, ...rest} = body;
            const made = term(session, rest, {created_at: new Date().toISOString(), ...(accept ? {status: 'accepted', ...decided} : {})});
            db.terms.unshift(made);
            return {status: 201, body: made};
        }
        if ((m = /^\/lexicon\/terms\/(\w+)\/(\w+)$/.exec(path_))) {
            const x = db.terms.find((y) => y.id === m[1]);
            if (!x) return wrong(404, 'no term');
            if (m[2] === 'clashes') return ok({items: concepts.filter((c) => c.concept !== x.concept).flatMap((c) => c.labels.filter((l) => l.text === x.label).map((l) => ({kind: 'claimed', ...name(c, lang), found: l.text, found_language: l.language})))});
            if (m[2] !== 'withdraw' && !mayDecide) return wrong(403, '정할 수 없습니다.');
            if (m[2] === 'decline' && !body?.reason) return wrong(422, '이유가 필요합니다.', 'reason');
            Object.assign(x, {status: {accept: 'accepted', decline: 'declined', withdraw: 'withdrawn'}[m[2]], ...decided, decision: body?.reason || null, revision: x.revision + 1});
            return {status: 200, body: x};
        }
        return null;
    };
}
