// Made-up records in the shape of docs/api.md, for looking at pages without a server.
// Firms, people and numbers are invented.
let n = 0;
export const id = (tag) => (tag + String(++n).padStart(26 - tag.length, '0')).toUpperCase().replace(/[ILOU]/g, 'X');
let seed = 7;
export const rnd = (k) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % k; };
const one = (list) => list[rnd(list.length)];

const FIRMS = [
    ['한빛정밀소재', 'Hanbit Precision Materials', 'KR', '경기 화성'], ['대성플루오로', 'Daesung Fluoro', 'KR', '충북 청주'], ['세움반도체장비', 'Seum Semiconductor Equipment', 'KR', '경기 평택'],
    ['가온열처리', 'Gaon Heat Treatment', 'KR', '인천 남동'], ['누리센서', 'Nuri Sensors', 'KR', '대전 유성'], ['동해항공부품', 'Donghae Aero Parts', 'KR', '경남 사천'],
    ['이든케미칼', 'Eden Chemical', 'KR', '울산 남구'], ['미래진공', 'Mirae Vacuum', 'KR', '경기 이천'], ['솔찬소프트', 'Solchan Software', 'KR', '서울 금천'], ['청람디스플레이', 'Cheongnam Display', 'KR', '충남 아산'],
    ['Ateliers Vauclair', 'Ateliers Vauclair', 'FR', 'Toulouse'], ['Chimie Fine de Loire', 'Chimie Fine de Loire', 'FR', 'Nantes'], ['Mécanique Ardente', 'Mecanique Ardente', 'FR', 'Saint-Étienne'], ['Rhône Composites', 'Rhone Composites', 'FR', 'Lyon'],
    ['Silver Creek Photonics', 'Silver Creek Photonics', 'US', 'Oregon'], ['Palo Verde Etch', 'Palo Verde Etch', 'US', 'Arizona'], ['Lakeshore Display Labs', 'Lakeshore Display Labs', 'US', 'New York'], ['Tidewater Deposition', 'Tidewater Deposition', 'US', 'Virginia'],
    ['כרמל מטרולוגיה', 'Carmel Metrology', 'IL', 'חיפה'], ['גליל תוכנה תעשייתית', 'Galil Industrial Software', 'IL', 'כרמיאל'], ['Negev Plasma', 'Negev Plasma', 'IL', 'באר שבע'],
    ['Новые материалы Урала', 'Ural New Materials', 'RU', 'Екатеринбург'], ['Тонкая химия Дзержинск', 'Dzerzhinsk Fine Chemicals', 'RU', 'Дзержинск'], ['Лаборатория аморфных сплавов', 'Amorphous Alloys Laboratory', 'RU', 'Москва'],
];
const TOPICS = [
    ['극자외선용 고순도 포토레지스트', 'High-purity photoresist for EUV', ['포토레지스트', '고순도', '극자외선'], [['순도', 99.999, null, '%'], ['금속 불순물', null, 5, 'ppb']]],
    ['반도체 식각용 고순도 불화수소', 'High-purity hydrogen fluoride for etching', ['불화수소', '식각'], [['순도', 99.9999, null, '%'], ['공급량', 20, 60, 't/month']]],
    ['진공 챔버용 내플라스마 세라믹 코팅', 'Plasma-resistant ceramic coating for vacuum chambers', ['이트리아', '코팅', '플라스마'], [['두께', 50, 200, 'µm'], ['경도', 600, null, 'HV']]],
    ['웨이퍼 결함 광학 검사 장비', 'Optical wafer defect inspection tool', ['결함 검사', '광학'], [['검출 크기', null, 18, 'nm'], ['처리량', 80, null, 'wafers/h']]],
    ['항공기용 티타늄 합금 정밀 단조', 'Precision forging of titanium alloy for aircraft', ['티타늄', '단조'], [['최대 길이', null, 1200, 'mm'], ['인장 강도', 950, null, 'MPa']]],
    ['비정질 합금 와이어 양산 공정', 'Mass production of metallic-glass wire', ['비정질 합금', '와이어'], [['지름', 20, 120, 'µm'], ['인장 강도', 3000, null, 'MPa']]],
    ['폴리이미드 투명 필름', 'Transparent polyimide film', ['폴리이미드', '필름'], [['투과율', 89, null, '%'], ['유리 전이 온도', 300, null, '°C']]],
    ['공정 데이터 이상 감지 소프트웨어', 'Anomaly detection software for process data', ['이상 감지', '공정 데이터'], [['지연', null, 50, 'ms']]],
    ['탄소 복합재 자동 적층', 'Automated lay-up of carbon composites', ['탄소 복합재', '적층'], [['적층 속도', 15, null, 'kg/h']]],
    ['초고온 열처리로용 단열재', 'Insulation for ultra-high-temperature furnaces', ['단열재', '열처리'], [['사용 온도', null, 2200, '°C']]],
];
const SENTENCE = ['양산 조건에서 검증한 기술이며, 공동 개발과 시료 제공이 가능합니다. 품질 보증 체계를 갖추었고 1년 이상의 공급 실적이 있습니다.', 'Proven under production conditions; samples and joint development are possible. Quality assurance is in place, with more than a year of deliveries.'];
const stamp = (days) => new Date(Date.UTC(2019, 9, 20) + days * 86400000).toISOString().replace('.000', '');
const base = (tag, more) => ({id: id(tag), revision: 1 + rnd(4), external_id: null, created_at: stamp(-rnd(90)), updated_at: stamp(-rnd(20)), updated_by: 'x', can: {edit: true}, ...more});
const LANG = {KR: 'ko', FR: 'fr', US: 'en', IL: 'he', RU: 'ru'};

export function makeData() {
    const db = {};
    const offices = [base('off', {code: 'KR-MP', title: {ko: '소재·부품 국제협력 사무국', en: 'Materials and Parts Cooperation Office'}, country: 'KR', zone: 'Asia/Seoul'})];
    const organisations = [];
    for (let i = 0; i < 240; i++) {
        const f = FIRMS[i % FIRMS.length];
        const more = i < FIRMS.length ? '' : ` ${Math.floor(i / FIRMS.length) + 1}`;
        organisations.push(base('org', {name: f[0] + more, name_en: f[1] + more, language: LANG[f[2]], type: i % 11 === 10 ? 'institute' : 'company', country: f[2], region: f[3], size_class: one(['small', 'medium', 'micro', 'large']), employees: 12 + rnd(600),
            names: [{language: LANG[f[2]], script: 'Hang', kind: 'preferred', name: f[0] + more}, {language: 'en', script: 'Latn', kind: 'alternative', name: f[1] + more}], root_technologies: [one(['surface_treatment', 'heat_treatment', 'sensors', 'precision_machining'])], certificates: ['ISO 9001', 'AS9100'].slice(0, 1 + rnd(2)),
            identifiers: f[2] === 'KR' ? [{scheme: 'kr-brn', value: '220-81-62517', verdict: i % 5 === 3 ? 'wrong_check_digit' : 'verified'}] : [{scheme: 'lei', value: '5493001KJTIIGC8Y1R12', verdict: 'verified'}],
            industry_codes: [{scheme: 'KSIC', edition: '10', code: 'C26'}], website: 'https://example.org', contact: '김서연', email: 'contact@example.org', phone: '+82 2 000 0000', note: '', status: 'active'}));
    }
    const people = organisations.slice(0, 40).map((o, i) => base('per', {organisation: o.id, organisation_label: o.name, name: ['김서연', 'Claire Morel', 'Dana Levi', 'Игорь Соколов', 'Emma Carter'][i % 5], name_en: ['Kim Seoyeon', 'Claire Morel', 'Dana Levi', 'Igor Sokolov', 'Emma Carter'][i % 5], role: i % 2 ? 'CTO' : '해외사업팀장', email: 'person@example.org', languages: ['ko', 'en']}));
    const profiles = [];
    for (let i = 0; i < 120; i++) {
        const o = organisations[i % 48];
        const topic = TOPICS[i % TOPICS.length];
        const need = i % 3 === 0;
        profiles.push(base('pro', {organisation: o.id, organisation_label: o.name, organisation_country: o.country, type: need ? one(['technology_request', 'business_request', 'research_request']) : one(['technology_offer', 'technology_offer', 'business_offer', 'investment_offer']), language: o.country === 'KR' ? 'ko' : 'en',
            title: o.country === 'KR' ? topic[0] : topic[1], texts: [{language: 'ko', title: topic[0], text: SENTENCE[0], origin: o.country === 'KR' ? 'original' : 'translation', state: o.country === 'KR' ? 'reviewed' : 'machine'}, {language: 'en', title: topic[1], text: SENTENCE[1], origin: o.country === 'KR' ? 'translation' : 'original', state: 'reviewed'}],
            concepts: topic[2], root_technologies: [one(['surface_treatment', 'sensors'])], specs: topic[3].map(([quantity, min, max, unit]) => ({quantity, min, max, unit})), cooperation: ['joint_development', 'supply', 'licence'].slice(0, 1 + rnd(3)), trl: 4 + rnd(6), mrl: 3 + rnd(6), ipr: one(['granted', 'applied', 'secret_know_how']),
            target_countries: ['KR', 'FR', 'US', 'IL', 'RU'].filter(() => rnd(2)), valid_until: '2020-06-30', rungs: [{field: 'specs', rung: 'introduced'}, {field: 'texts', rung: 'teaser'}, {field: 'ipr', rung: 'nda'}], status: i % 9 === 4 ? 'draft' : 'published'}));
    }
    const event = base('eve', {code: 'WEEK-2019', title: {ko: '소재·부품 국제협력주간', en: 'Materials and Parts International Cooperation Week'}, description: {ko: '네 나라와 함께하는 세미나, 상담회, 1:1 면담.', en: 'Seminars, a consultation fair and one-to-one meetings with four countries.'}, zone: 'Asia/Seoul', first_day: '2019-10-28', last_day: '2019-10-31', day_from: '10:00', day_until: '17:00', slot_minutes: 30, breaks: [{from: '12:00', until: '13:00'}], status: 'planned', timetable: {}});
    const programmes = [base('pro', {code: 'WEEKS', kind: 'week', title: {ko: '소재·부품 국제협력', en: 'International cooperation in materials and parts'}, description: {ko: '해마다 가을에 여는 협력주간.', en: 'A cooperation week each autumn.'}, first_day: '2019-01-01', last_day: '2023-12-31'})];
    event.programme = programmes[0].id;
    const draft = base('eve', {...event, id: id('eve'), code: 'ROUND-2020', title: {ko: '히든챔피언 라운드테이블', en: 'Hidden champions round table'}, first_day: '2020-04-20', last_day: '2020-04-20', status: 'draft'});
    const places = Array.from({length: 20}, (_, i) => base('pla', {event: event.id, name: i < 16 ? `T${i + 1}` : `R${i - 15}`, kind: i < 16 ? 'table' : 'room', capacity: i < 16 ? 4 : 12, area: i < 8 ? '3F A' : '3F B', position: i + 1}));
    const sessions = [['세미나: 반도체·디스플레이', 'Seminar: semiconductors and displays', 'seminar', '2019-10-29T00:00:00Z', '2019-10-29T02:00:00Z', ['US']], ['기술 투자·금융 세션', 'Technology investment session', 'investment', '2019-10-31T05:00:00Z', '2019-10-31T07:00:00Z', ['RU']], ['공동 R&D 성공 사례', 'Joint R&D success cases', 'seminar', '2019-10-28T01:00:00Z', '2019-10-28T02:30:00Z', ['FR']]]
        .map(([ko, en, kind, a, b, countries]) => base('ses', {event: event.id, title: {ko, en}, kind, starts_at: a, ends_at: b, place: places[16].id, place_label: 'R1', countries}));
    const strengths = [['FR', '항공기 부품, 화학, 기계', 'Aircraft parts, chemicals, machinery'], ['US', '반도체, 디스플레이', 'Semiconductors, displays'], ['IL', '반도체 장비, 소프트웨어', 'Semiconductor equipment, software'], ['RU', '기초 과학, 원천 기술, 정밀 화학, 신소재', 'Basic science, source technology, fine chemicals, new materials']]
        .map(([country, ko, en]) => base('str', {country, field: {ko, en}, event: event.id, source: 'Ministry announcement', dated: '2019-10-27'}));
    const participations = organisations.slice(0, 40).map((o, i) => base('par', {event: event.id, organisation: o.id, organisation_label: o.name, representatives: 1 + rnd(2), people: [], languages: [LANG[o.country], 'en'].filter((x, k, a) => a.indexOf(x) === k),
        available: i % 6 === 2 ? [{from: '2019-10-28T01:00:00Z', until: '2019-10-28T08:00:00Z'}, {from: '2019-10-29T04:00:00Z', until: '2019-10-29T08:00:00Z'}] : [], place: null, status: ['confirmed', 'registered', 'confirmed', 'invited'][i % 4], note: ''}));
    const kr = participations.filter((p) => organisations.find((o) => o.id === p.organisation).country === 'KR');
    const foreign = participations.filter((p) => !kr.includes(p));
    const wishes = [];
    for (const a of kr) for (let k = 0; k < 5; k++) {
        const b = one(foreign);
        if (wishes.some((w) => w.from === a.id && w.to === b.id)) continue;
        wishes.push(base('wis', {event: event.id, from: a.id, from_label: a.organisation_label, to: b.id, to_label: b.organisation_label, weight: 1 + rnd(5), reason: k % 2 ? '시료 평가와 공동 개발을 논의하고 싶습니다.' : ''}));
        if (rnd(3) === 0) wishes.push(base('wis', {event: event.id, from: b.id, from_label: b.organisation_label, to: a.id, to_label: a.organisation_label, weight: 1 + rnd(5), reason: 'Interested in supply and joint development.'}));
    }
    const days = ['2019-10-28', '2019-10-29', '2019-10-30', '2019-10-31'].map((day, d) => ({day, slots: ['10:00', '10:30', '11:00', '11:30', '13:00', '13:30', '14:00', '14:30', '15:00', '15:30', '16:00', '16:30'].map((label, s) => {
        const at = Date.parse(`${day}T${label}:00+09:00`);
        return {index: d * 12 + s, starts_at: new Date(at).toISOString().replace('.000', ''), ends_at: new Date(at + 1800000).toISOString().replace('.000', ''), label};
    })}));
    const slots = days.flatMap((d) => d.slots);
    const meetings = [];
    const away = (part, s) => { const v = participations.find((p) => p.id === part).available; return v.length > 0 && !v.some((x) => x.from <= s.starts_at && s.ends_at <= x.until); };
    const used = new Set();
    const seen = new Set();
    const unplaced = [];
    for (const w of wishes) {
        const key = [w.from, w.to].sort().join();
        if (seen.has(key)) continue;
        seen.add(key);
        const mutual = wishes.some((x) => x.from === w.to && x.to === w.from);
        let done = false;
        for (let s = rnd(30), tries = 0; tries < 48 && !done; tries++, s = (s + 1) % 48) {
            if (used.has(`${w.from}.${s}`) || used.has(`${w.to}.${s}`) || away(w.from, slots[s]) || away(w.to, slots[s])) continue;
            const place = places.slice(0, 16).find((p) => !used.has(`${p.id}.${s}`));
            if (!place) continue;
            [w.from, w.to, place.id].forEach((x) => used.add(`${x}.${s}`));
            meetings.push(base('mee', {event: event.id, a: w.from, a_label: w.from_label, b: w.to, b_label: w.to_label, starts_at: slots[s].starts_at, ends_at: slots[s].ends_at, place: place.id, place_label: place.name, status: s < 12 ? 'held' : rnd(3) ? 'planned' : 'confirmed', locked: rnd(9) === 0, weight: w.weight, mutual}));
            done = true;
        }
        if (unplaced.length < 5 && rnd(16) === 0) { meetings.pop(); unplaced.push({a: w.from, b: w.to, weight: w.weight, mutual, reason: one(['a_full', 'no_common_slot', 'places_full'])}); }
    }
    const outcomes = meetings.filter((m) => m.status === 'held').slice(0, 18).map((m, i) => base('out', {event: event.id, meeting: m.id, from: m.a, from_label: m.a_label, to: m.b, to_label: m.b_label, stage: 'at_once', status: i % 9 === 8 ? 'no_show' : 'held', result: i % 9 === 8 ? 'none' : one(['follow_up', 'sample', 'nda', 'follow_up', 'joint_development']), note: i % 3 ? '' : '시료 규격서를 2주 안에 교환하기로 했습니다.'}));
    const cases = [];
    const matches = [];
    const needs = profiles.filter((p) => /request/.test(p.type));
    const offers = profiles.filter((p) => /offer/.test(p.type));
    for (let i = 0; i < 80; i++) {
        const need = needs[i % needs.length];
        const offer = offers[(i * 7 + 3) % offers.length];
        const near = need.concepts.filter((c) => offer.concepts.includes(c)).length;
        const score = Math.max(0.08, 0.93 - i * 0.009 + near * 0.02);
        matches.push(base('mat', {event: i % 2 ? event.id : null, event_label: i % 2 ? event.title.ko : undefined, need: need.id, need_label: need.title, offer: offer.id, offer_label: offer.title, need_organisation: need.organisation, need_organisation_label: need.organisation_label, offer_organisation: offer.organisation, offer_organisation_label: offer.organisation_label, score, engine: 'bm25f/1', status: i === 3 ? 'dismissed' : i === 5 ? 'taken_up' : 'proposed', dismissal: i === 3 ? 'competitor' : null,
            reasons: {fields: [{field: 'text', verdict: 'met', share: 0.21, term: 'photoresist', need: need.concepts[0], offer: 'photoresist'}, {field: 'text', verdict: 'met', share: 0.14, term: 'purity', need: '고순도', offer: 'high-purity'}, {field: 'concept', verdict: 'met', share: 0.12, concept: need.concepts[0]},
                {field: 'spec', verdict: i % 3 ? 'partly' : 'met', share: 0.18, need: {quantity: need.specs[0].quantity, unit: '%', low_si: 0.99999, high_si: null}, offer: {quantity: offer.specs[0].quantity, unit: '%', low_si: 0.9999, high_si: null}}, {field: 'cooperation', verdict: 'met', share: 0.1, common: ['joint_development', 'supply']},
                {field: 'trl', verdict: 'partly', share: 0.04, distance: 2, need: need.trl, offer: offer.trl}, {field: 'ipr', verdict: 'unknown', share: 0, common: []}, {field: 'country', verdict: i % 4 ? 'met' : 'not_met', share: i % 4 ? 0.06 : 0, need_seeks: true, offer_seeks: true, need_named: true, offer_named: false}, {field: 'language', verdict: 'met', share: 0.02, language: 'en'}]}}));
    }
    ['match', 'meeting', 'disclosure', 'agreement', 'meeting', 'result'].forEach((joint, i) => {
        const m = matches[i];
        cases.push(base('cas', {title: `${m.need_label} × ${m.offer_organisation_label}`, need: m.need, need_label: m.need_label, need_organisation: m.need_organisation, need_organisation_label: m.need_organisation_label, counterparty: m.offer_organisation, counterparty_label: m.offer_organisation_label, match: m.id, event: event.id, event_label: 'WEEK-2019', joint, owner: null, owner_label: '박담당', status: i === 3 ? 'dormant' : 'open', note: ''}));
    });
    const accounts = [['officer', '박담당'], ['hanbit', '김서연'], ['vauclair', 'Claire Morel'], ['analyst', '이분석'], ['auditor', '최감사'], ['admin', '관리자']].map(([login, name]) => base('acc', {login, name, language: login === 'vauclair' ? 'en' : 'ko', status: 'active'}));
    const grants = accounts.map((a, i) => base('rol', {account: a.id, account_label: a.name, role: ['officer', 'member', 'member', 'analyst', 'auditor', 'admin'][i], scope_kind: i === 1 || i === 2 ? 'organisation' : 'office', scope_id: i === 1 ? organisations[0].id : i === 2 ? organisations[10].id : offices[0].id}));
    matches.slice(0, 3).forEach((m) => { m.created_at = new Date().toISOString(); });
    const tasks = [['review_matches', '새 연결 후보 24건을 검토해 주십시오', '2019-10-21'], ['report_outcome', '면담 결과 6건을 입력해 주십시오', '2026-12-01'], ['mend_import', '거절된 행 3개를 고쳐 주십시오', '2026-12-03'], ['answer_wish', '받은 면담 희망 4건에 답해 주십시오', '2026-12-05']]
        .map(([kind, title, due]) => base('tas', {kind, title, due, assignee: accounts[0].id, assignee_label: accounts[0].name, event: event.id, status: 'open', about_type: 'event', about_id: event.id}));
    const attachments = ['카탈로그.pdf', 'certificate ISO 9001.pdf'].map((name, i) => base('att', {about_type: 'organisation', about_id: organisations[0].id, organisation: organisations[0].id, name, media_type: 'application/pdf', size: 182000 * (i + 1), sha256: 'a'.repeat(64), rung: ['teaser', 'nda'][i]}));
    Object.assign(db, {offices, organisations, people, profiles, programmes, events: [event, draft], sessions, places, participations, wishes, meetings, outcomes, matches, cases, tasks, attachments, imports: [], accounts, 'role-grants': grants, codes: [], strengths, affiliations: [], consents: [], interpreters: [], plans: []});
    return {db, days, slots, unplaced, event};
}
