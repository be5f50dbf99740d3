// A tagged text for showing: in pieces, and summed by concept. Pure.

// The text in pieces: plain ones, and phrases with their tags. The server counts in bytes
// of UTF-8, and a phrase may have several concepts.
export function pieces(text, tags) {
    const bytes = new TextEncoder().encode(text);
    const decoder = new TextDecoder();
    const out = [];
    let at = 0;
    for (const tag of [...tags].sort((a, b) => a.from - b.from || b.length - a.length)) {
        const last = out[out.length - 1];
        if (last?.tags && tag.from === last.from && tag.length === last.length) { last.tags.push(tag); continue; }
        if (tag.from < at) continue; // within a longer phrase
        if (tag.from > at) out.push({text: decoder.decode(bytes.subarray(at, tag.from))});
        out.push({text: decoder.decode(bytes.subarray(tag.from, tag.from + tag.length)), from: tag.from, length: tag.length, tags: [tag]});
        at = tag.from + tag.length;
    }
    if (at < bytes.length) out.push({text: decoder.decode(bytes.subarray(at))});
    return out;
}

// Concepts of the text, those that weigh most first.
export function summed(tags) {
    const by = new Map();
    for (const x of tags) {
        const one = by.get(x.concept) || {...x, weight: 0, times: 0, phrases: new Set()};
        one.weight += x.weight;
        one.times++;
        one.phrases.add(x.text);
        by.set(x.concept, one);
    }
    return [...by.values()].sort((a, b) => b.weight - a.weight || b.times - a.times);
}
