// A fair of any size, made up from a seed: sheets as an office would send them, imported by
// the program itself. For looking at the event's pages as they are with 300 participants.
//   node test/web/fair.mjs DIRECTORY [PARTICIPANTS] [SEED]     leaves DIRECTORY/fair.db
import {spawnSync} from 'node:child_process';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const SOURCE = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = process.env.IEUM || join(SOURCE, 'build/ieum');
export const FAIR = 'FAIR-2031';
const PASSWORD = 'ieum-demo-2019';
const DAYS = ['2031-10-20', '2031-10-21', '2031-10-22', '2031-10-23'];
const SHARES = [['KR', 40, 'ko'], ['DE', 12, 'de'], ['FR', 10, 'fr'], ['US', 10, 'en'], ['JP', 8, 'ja'], ['IL', 6, 'he'], ['VN', 5, 'vi'], ['IT', 4, 'it'], ['CZ', 3, 'cs'], ['TW', 2, 'zh']];
const HEADS = [['한빛', 'Hanbit'], ['다온', 'Daon'], ['누리', 'Nuri'], ['가람', 'Garam'], ['새벼리', 'Saebyeori'], ['도담', 'Dodam'], ['아라', 'Ara'], ['미르', 'Mir'], ['온새미', 'Onsaemi'], ['나래', 'Narae'], ['벼리', 'Byeori'], ['해솔', 'Haesol'], ['늘봄', 'Neulbom'], ['이든', 'Ideun'], ['초롱', 'Chorong'], ['윤슬', 'Yunseul']];
const TAILS = [['정밀', 'Precision'], ['소재', 'Materials'], ['케미칼', 'Chemical'], ['전자', 'Electronics'], ['로보틱스', 'Robotics'], ['금형', 'Moulds'], ['바이오', 'Bio'], ['에너지', 'Energy'], ['광학', 'Optics'], ['표면처리', 'Coatings']];
const ABROAD = ['Vauclair', 'Lindner', 'Brandt', 'Moreau', 'Okada', 'Shapiro', 'Whitfield', 'Nguyen Phat', 'Bianchi', 'Novak', 'Castellan', 'Ebersbach', 'Kestrel', 'Halvorsen', 'Matsuura', 'Tamir'];
const FORMS = {DE: 'GmbH', FR: 'SAS', US: 'Inc.', JP: 'K.K.', IL: 'Ltd', VN: 'JSC', IT: 'S.r.l.', CZ: 's.r.o.', TW: 'Co., Ltd'};

// mulberry32: the same numbers from the same seed on every machine.
function random(seed) {
    let a = seed >>> 0;
    return () => {
        a = (a + 0x6d2b79f5) >>> 0;
        let x = Math.imul(a ^ (a >>> 15), a | 1);
        x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
        return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
    };
}

const csv = (head, rows) => [head, ...rows].map((row) => row.map((x) => (/[",\n]/.test(String(x)) ? `"${String(x).replace(/"/g, '""')}"` : x)).join(',')).join('\n') + '\n';

// The sheets: organisations, participations (some for a part of the days), wishes, two in
// five of them mutual, most from the popular half.
export function sheets(count = 300, seed = 1) {
    const next = random(seed);
    const below = (n) => Math.floor(next() * n);
    const firms = [];
    for (let i = 0; i < count; i++) {
        let at = (i * 100) / count;
        const [country, , language] = SHARES.find(([, share]) => (at -= share) < 0) || SHARES[0];
        const [head, tail] = [HEADS[(i * 7 + below(3)) % HEADS.length], TAILS[(i * 3 + below(4)) % TAILS.length]];
        const n = i >= 100 ? ` ${Math.floor(i / 100) + 1}` : '';
        firms.push(country === 'KR' ? {id: `F${i + 1}`, name: `${head[0]}${tail[0]}${n}`, en: `${head[1]} ${tail[1]}${n}`, country, language}
            : {id: `F${i + 1}`, name: `${ABROAD[below(ABROAD.length)]} ${tail[1]}${n} ${FORMS[country]}`, en: '', country, language});
    }
    const parts = firms.map((f) => {
        const days = below(4) ? DAYS : DAYS.slice(below(2), 2 + below(3));
        return [f.id, 1, f.language === 'en' ? 'en' : `${f.language}; en`, 'confirmed', `${days[0]}T${below(3) ? '10:00' : '13:30'}`, `${days.at(-1)}T${below(3) ? '18:00' : '16:00'}`];
    });
    const home = firms.filter((f) => f.country === 'KR');
    const abroad = firms.filter((f) => f.country !== 'KR');
    const popular = (list) => list[Math.floor(list.length * next() * next())];
    const wishes = new Map();
    for (const f of firms) {
        const others = f.country === 'KR' ? abroad : home;
        for (let k = 4 + below(9); k > 0; k--) {
            const to = popular(others);
            wishes.set(`${f.id} ${to.id}`, [f.id, to.id, 1 + below(5), '']);
            if (below(10) < 3) wishes.set(`${to.id} ${f.id}`, [to.id, f.id, 1 + below(5), '']);
        }
    }
    return {organisations: csv(['id', 'name', 'name_en', 'country', 'type'], firms.map((f) => [f.id, f.name, f.en, f.country, 'company'])),
        participations: csv(['organisation', 'representatives', 'languages', 'status', 'from', 'to'], parts), wishes: csv(['from', 'to', 'weight', 'reason'], [...wishes.values()])};
}

function run(db, args, input) {
    const r = spawnSync(PROGRAM, ['--db', db, ...args], {encoding: 'utf8', input, cwd: SOURCE});
    if (r.status !== 0) throw new Error(`ieum ${args.join(' ')}: ${r.stderr || r.stdout}`);
    return r.stdout;
}

// Makes the database, with the fair in the office of the demonstration, whose accounts sign in.
export function makeFair(dir, {participants = 300, seed = 1, seconds = 10, places = Math.round(participants / 7)} = {}) {
    mkdirSync(dir, {recursive: true});
    const path = join(dir, 'fair.db');
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, {force: true});
    const db = `sqlite:${path}`;
    run(db, ['demo']);
    run(db, ['event', 'create', '--code', FAIR, '--title', '소재·부품·장비 상담회 2031', '--zone', 'Asia/Seoul', '--days', `${DAYS[0]}..${DAYS[3]}`, '--slots', '10:00-18:00/30m', '--break', '12:00-13:30', '--places', String(places)]);
    for (const [kind, text] of Object.entries(sheets(participants, seed))) {
        const file = join(dir, `${kind}.csv`);
        writeFileSync(file, text);
        run(db, ['import', kind, ...(kind === 'organisations' ? [] : ['--event', FAIR]), file]);
    }
    if (seconds) run(db, ['schedule', '--event', FAIR, '--time', String(seconds)]);
    return db;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const [dir, count, seed] = process.argv.slice(2);
    if (!dir) { console.error('usage: node test/web/fair.mjs DIRECTORY [PARTICIPANTS] [SEED]'); process.exit(2); }
    console.log(`${makeFair(dir, {participants: Number(count || 300), seed: Number(seed || 1)})}\nofficer@ieum.example / ${PASSWORD}`);
}
