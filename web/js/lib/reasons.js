// Reasons and passages of a search result as a person reads them.

const has = (whole, part) => whole.length > part.length && ` ${whole.toLocaleLowerCase()} `.includes(` ${part.toLocaleLowerCase()} `);

// A form of the word that was asked, which says itself: "photoresists" for "photoresist".
export function isForm(why) {
    const [found, asked] = [why.found.toLocaleLowerCase(), why.query.toLocaleLowerCase()];
    return why.kind === 'word' && (found.startsWith(asked) || asked.startsWith(found));
}

// Without what a longer reason says already: "solid = 고체" beside "solid electrolyte = 고체 전해질".
export function wholeReasons(list) {
    return list.filter((w) => !list.some((x) => x !== w && has(x.found || '', w.found || '') && has(x.query || '', w.query || '')));
}

// Lines of a passage in one, told apart.
export const oneLine = (text) => text.replace(/\s*\n\s*/g, ' · ');
