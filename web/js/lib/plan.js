// Plans as data: what is better or worse between two, how good one is. Pure.

// −1 worse, 0 the same, 1 better, of `after` against `before`.
export function verdict(before, after, better = 'less') {
    if (before === after || before === null || after === null || before === undefined || after === undefined) return 0;
    return (after > before) === (better === 'more') ? 1 : -1;
}

// Both summaries' terms by name, in the order of the one that has them.
export function termPairs(a, b) {
    const [left, right] = [a?.terms || [], b?.terms || []];
    const names = [...new Set([...right, ...left].map((x) => x.name))];
    return names.map((name) => {
        const [x, y] = [left.find((t) => t.name === name), right.find((t) => t.name === name)];
        return {name, before: x?.value ?? null, after: y?.value ?? null, bound: y?.bound ?? x?.bound ?? null, better: (y || x).better || (name === 'value' ? 'more' : 'less')};
    });
}

// How good a summary is: proved best, or so far from best at most, in percent, or in moves
// where a re-plan was to disturb as little as it can; null unknown.
export function quality(summary) {
    if (!summary) return null;
    const first = summary.first;
    const calm = first?.terms?.kept !== undefined; // what counts first is to leave things as they are
    if (summary.changed) return {proved: false, changed: true, calm};
    if (summary.proved) return {proved: true, gap: 0, calm};
    // A move counts ten, another place in the same slot one (docs/formats.md, Changes).
    if (calm) return first.bound === null || first.bound === undefined ? null : {proved: false, calm, moves: Math.ceil(Math.max(0, first.bound - first.reached) / 10)};
    const gap = summary.at_most_from_best_percent ?? summary.gap_percent;
    if (gap !== undefined && gap !== null) return {proved: false, gap, calm};
    if (summary.bound > 0 && summary.weight !== null && summary.weight !== undefined) return {proved: false, calm, gap: Math.max(0, ((summary.bound - summary.weight) * 100) / summary.bound)};
    return null;
}

// What is known of each measure, in the order in which they count: what was reached, the limit
// that none that is as good in all before it can pass (null: only that it is not negative),
// whether it is there. Empty for a summary of before limits were kept of every measure.
export function limits(summary) {
    const terms = summary?.terms || [];
    if (!summary || summary.changed || !terms.some((x) => x.proved !== undefined)) return [];
    return terms.filter((x) => x.bound !== null && x.bound !== undefined)
        .map((x) => ({name: x.name, value: x.value, proved: x.proved === true, limit: x.better === 'less' && !x.proved && x.bound <= 0 ? null : x.bound}));
}

// Who has more or fewer meetings than before, those who lose most first.
export const gainsAndLosses = (people) => people.filter((p) => p.a !== p.b).sort((x, y) => (x.b - x.a) - (y.b - y.a) || String(x.label).localeCompare(String(y.label)));

// Changes of the day kept until they are planned, one of a kind for each participant, place…
export function addChange(changes, change) {
    const key = (c) => JSON.stringify([c.kind, c.participation || c.place || c.interpreter || c.meeting || [c.a, c.b]]);
    return [...changes.filter((c) => key(c) !== key(change)), change];
}
