// QR codes of short texts (ISO/IEC 18004): version 2 (25 × 25 modules), error correction M,
// alphanumeric mode, at most 38 of 0–9 A–Z space $ % * + - . / : — enough for an identifier
// on a badge. Pure; rows of booleans, true is dark, without the quiet zone of 4 modules.

export const SIZE = 25;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const DATA = 28; // code words of the text
const CHECK = 16; // code words of error correction
const MOST = 38;

// Numbers of 8 bits modulo x^8 + x^4 + x^3 + x^2 + 1.
const EXP = [];
const LOG = [];
for (let i = 0, x = 1; i < 255; i++) { EXP[i] = x; LOG[x] = i; x = (x << 1) ^ (x & 128 ? 0x11d : 0); }
const times = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);

function checkWords(data) {
    let generator = [1];
    for (let i = 0; i < CHECK; i++) {
        const next = [...generator, 0];
        for (let k = 0; k < generator.length; k++) next[k + 1] ^= times(generator[k], EXP[i]);
        generator = next;
    }
    const rest = [...data, ...Array(CHECK).fill(0)];
    for (let i = 0; i < data.length; i++) {
        const lead = rest[i];
        if (lead) for (let k = 0; k < generator.length; k++) rest[i + k] ^= times(generator[k], lead);
    }
    return rest.slice(data.length);
}

function codeWords(text) {
    const bits = [];
    const put = (value, n) => { for (let i = n - 1; i >= 0; i--) bits.push((value >> i) & 1); };
    put(0b0010, 4);
    put(text.length, 9);
    for (let i = 0; i < text.length; i += 2) {
        const [a, b] = [ALPHABET.indexOf(text[i]), i + 1 < text.length ? ALPHABET.indexOf(text[i + 1]) : null];
        if (b === null) put(a, 6); else put(a * 45 + b, 11);
    }
    put(0, Math.min(4, DATA * 8 - bits.length));
    while (bits.length % 8) bits.push(0);
    const words = [];
    for (let i = 0; i < bits.length; i += 8) words.push(parseInt(bits.slice(i, i + 8).join(''), 2));
    for (let pad = 0xec; words.length < DATA; pad ^= 0xec ^ 0x11) words.push(pad);
    return [...words, ...checkWords(words)];
}

// The fixed patterns: three finders, one alignment, timing, the dark module; `null` is free.
function frame() {
    const m = Array.from({length: SIZE}, () => Array(SIZE).fill(null));
    const finder = (r0, c0) => {
        for (let r = -1; r < 8; r++) for (let c = -1; c < 8; c++) {
            if (r0 + r < 0 || c0 + c < 0 || r0 + r >= SIZE || c0 + c >= SIZE) continue;
            const ring = Math.max(Math.abs(r - 3), Math.abs(c - 3));
            m[r0 + r][c0 + c] = ring !== 2 && ring !== 4;
        }
    };
    finder(0, 0);
    finder(0, SIZE - 7);
    finder(SIZE - 7, 0);
    for (let r = -2; r <= 2; r++) for (let c = -2; c <= 2; c++) m[18 + r][18 + c] = Math.max(Math.abs(r), Math.abs(c)) !== 1;
    for (let i = 8; i < SIZE - 8; i++) m[6][i] = m[i][6] = i % 2 === 0;
    for (let i = 0; i < 9; i++) for (const [r, c] of [[8, i], [i, 8]]) m[r][c] ??= false;
    for (let i = 0; i < 8; i++) m[8][SIZE - 1 - i] = m[SIZE - 1 - i][8] = false;
    m[SIZE - 8][8] = true;
    return m;
}

const MASKS = [(r, c) => (r + c) % 2, (r) => r % 2, (r, c) => c % 3, (r, c) => (r + c) % 3, (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2,
    (r, c) => ((r * c) % 2) + ((r * c) % 3), (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2, (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2];

// Level M is 00; five bits with their BCH check, masked as the standard says.
function formatBits(mask) {
    let rest = mask << 10;
    for (let i = 14; i >= 10; i--) if (rest & (1 << i)) rest ^= 0x537 << (i - 10);
    return ((mask << 10) | rest) ^ 0x5412;
}

function fill(words, mask) {
    const fixed = frame();
    const m = fixed.map((row) => [...row]);
    let i = 0;
    for (let right = SIZE - 1, up = true; right > 0; right -= 2, up = !up) {
        if (right === 6) right = 5; // the timing column
        for (let k = 0; k < SIZE; k++) {
            const r = up ? SIZE - 1 - k : k;
            for (const c of [right, right - 1]) {
                if (fixed[r][c] !== null) continue;
                const bit = i < words.length * 8 ? (words[i >> 3] >> (7 - (i & 7))) & 1 : 0;
                m[r][c] = Boolean(bit) !== (MASKS[mask](r, c) === 0);
                i++;
            }
        }
    }
    const format = formatBits(mask);
    for (let b = 0; b < 15; b++) {
        const on = Boolean((format >> b) & 1);
        if (b < 6) m[b][8] = on; else if (b < 8) m[b + 1][8] = on; else m[SIZE - 15 + b][8] = on;
        if (b < 8) m[8][SIZE - 1 - b] = on; else if (b === 8) m[8][7] = on; else m[8][14 - b] = on;
    }
    m[SIZE - 8][8] = true;
    return m;
}

// The standard's four penalties: long runs, blocks, what looks like a finder, imbalance.
function penalty(m) {
    let sum = 0;
    const lines = [...m, ...m[0].map((_, c) => m.map((row) => row[c]))].map((l) => l.map((x) => (x ? '1' : '0')).join(''));
    for (const l of lines) {
        for (const run of l.match(/0{5,}|1{5,}/g) || []) sum += run.length - 2;
        for (const pattern of ['10111010000', '00001011101']) for (let i = l.indexOf(pattern); i >= 0; i = l.indexOf(pattern, i + 1)) sum += 40;
    }
    let dark = 0;
    for (let r = 0; r < SIZE; r++) for (let c = 0; c < SIZE; c++) {
        dark += Number(m[r][c]);
        if (r && c && m[r][c] === m[r - 1][c] && m[r][c] === m[r][c - 1] && m[r][c] === m[r - 1][c - 1]) sum += 3;
    }
    return sum + 10 * Math.floor(Math.abs(dark * 20 - SIZE * SIZE * 10) / (SIZE * SIZE));
}

// The modules of a text; RangeError for what cannot be said in this version.
export function qrOf(text) {
    if (!text.length || text.length > MOST || [...text].some((x) => !ALPHABET.includes(x))) throw new RangeError(`not for a QR code of this size: ${text}`);
    const words = codeWords(text);
    return MASKS.map((_, mask) => fill(words, mask)).reduce((best, m) => (penalty(m) < penalty(best) ? m : best));
}

// The dark modules as a path of one unit a module, the quiet zone of 4 units around.
export function qrPath(text) {
    let d = '';
    qrOf(text).forEach((row, r) => row.forEach((on, c) => { if (on) d += `M${c + 4} ${r + 4}h1v1h-1z`; }));
    return d;
}
