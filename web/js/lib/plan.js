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

// How good a summary is: proved best, or so many percent from best at most; null unknown.
export function quality(summary) {
    if (!summary) return null;
    if (summary.proved) return {proved: true, gap: 0};
    const gap = summary.at_most_from_best_percent ?? summary.gap_percent;
    if (gap !== undefined && gap !== null) return {proved: false, gap};
    if (summary.bound > 0 && summary.weight !== null && summary.weight !== undefined) return {proved: false, gap: Math.max(0, ((summary.bound - summary.weight) * 100) / summary.bound)};
    return null;
}

// Who has more or fewer meetings than before, those who lose most first.
export const gainsAndLosses = (people) => people.filter((p) => p.a !== p.b).sort((x, y) => (x.b - x.a) - (y.b - y.a) || String(x.label).localeCompare(String(y.label)));

// Changes of the day kept until they are planned, one of a kind for each participant.
export function addChange(changes, change) {
    const key = (c) => JSON.stringify([c.participation || c.place || c.interpreter || c.meeting || [c.a, c.b], c.participation ? 'who' : c.kind]);
    return [...changes.filter((c) => key(c) !== key(change)), change];
}
