// A text in pieces: what of it is to be marked, by words that stand in it.
const JOINED = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u; // no spaces around words
const escape = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// `words`: [{text, kind}]; the longest wins where two begin at one place. Case does not
// matter; a word of letters with spaces between is marked only where it stands whole.
export function marked(text, words) {
    const known = new Map();
    for (const w of words) if (w.text?.trim() && !known.has(w.text.toLowerCase())) known.set(w.text.toLowerCase(), w.kind);
    const list = [...known.keys()].sort((a, b) => b.length - a.length);
    if (!text || !list.length) return text ? [{text}] : [];
    const one = (w) => (JOINED.test(w) ? escape(w) : `(?<![\\p{L}\\p{N}])${escape(w)}(?![\\p{L}\\p{N}])`);
    const out = [];
    let at = 0;
    for (const m of text.matchAll(new RegExp(list.map(one).join('|'), 'giu'))) {
        if (m.index > at) out.push({text: text.slice(at, m.index)});
        out.push({text: m[0], kind: known.get(m[0].toLowerCase()) || 'word'});
        at = m.index + m[0].length;
    }
    if (at < text.length) out.push({text: text.slice(at)});
    return out;
}

// The text, of several, in which most of the words stand; the first of equals.
export function bestText(texts, words) {
    const hits = (x) => new Set(marked(`${x.title} ${x.text || ''}`, words).filter((p) => p.kind).map((p) => p.text.toLowerCase())).size;
    let best = texts[0];
    for (const x of texts.slice(1)) if (hits(x) > hits(best)) best = x;
    return best;
}
