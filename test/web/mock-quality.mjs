// What the server says of matches' quality: plenty of outcomes for the whole office, too few
// within an event.
const FIELDS = ['text', 'concept', 'spec', 'cooperation', 'trl', 'ipr', 'country', 'language'];
const WEIGHTS = [6, 8, 2, 1, 0.5, 0.5, 0.5, 0.5];
const LEARNED = [7.4, 6.1, 2.9, 0.8, 0.7, 0, 0.5, 0.6];
const JUDGED = [4, 11, 22, 31, 38, 35, 24, 16, 9, 3];
const GOOD = [0, 2, 5, 11, 19, 22, 18, 13, 8, 3];
const weights = (list) => Object.fromEntries(FIELDS.map((f, i) => [f, list[i]]));

function band(i, count, good) {
    const z = 1.96;
    const p = count ? good / count : 0.5;
    const of = 1 + (count ? (z * z) / count : 0);
    const middle = count ? (p + (z * z) / (2 * count)) / of : 0.5;
    const half = count ? (z / of) * Math.sqrt((p * (1 - p)) / count + (z * z) / (4 * count * count)) : 0.5;
    return {from: i / 10, to: (i + 1) / 10, count, low: Math.max(0, middle - half), high: Math.min(1, middle + half)};
}

export function quality(world, event, country) {
    const few = Boolean(event);
    const judged = few ? [0, 0, 1, 2, 2, 1, 0, 0, 0, 0] : JUDGED;
    const good = few ? [0, 0, 0, 1, 2, 1, 0, 0, 0, 0] : GOOD;
    const sum = (list) => list.reduce((n, x) => n + x, 0);
    const curve = {at: -3.1, slope: 6.4};
    return {engine: 'match/3', event: event || null, country, examples: sum(judged), good: sum(good), needed: {examples: 20, of_a_kind: 5},
        sources: {taken_up: few ? 2 : 41, wished: few ? 2 : 38, met: few ? 0 : 17, agreed: few ? 0 : 5, dismissed: sum(judged) - sum(good), left_out: few ? 1 : 12, without_degrees: 0},
        acceptance: judged.map((n, i) => ({...band(i, n, good[i]), good: good[i]})),
        in_force: {applied: Boolean(world.applied), weights: weights(world.applied ? LEARNED : WEIGHTS), curve: world.applied ? curve : null, ...(world.applied ? {model: 'mdl1', revision: 1, since: '2026-11-20T02:00:00Z', examples: 193} : {})},
        learned: few ? null : {better: true, losses: {base: {logarithmic: 0.6925, brier: 0.2497}, default: {logarithmic: 0.6012, brier: 0.2081}, learned: {logarithmic: 0.5731, brier: 0.1958}},
            fields: FIELDS.map((f, i) => ({field: f, learned_from: f !== 'country' || country, stated_good: 101 - 9 * i, stated_other: 92 - 8 * i, mean_good: 0.7 - i * 0.02, mean_other: 0.52 - i * 0.02, default: WEIGHTS[i], learned: LEARNED[i], error: LEARNED[i] && f !== 'country' ? 0.9 - i * 0.08 : 0})),
            weights: weights(LEARNED), curve, bands: JUDGED.map((n, i) => ({...band(i, n, GOOD[i]), predicted: i / 10 + 0.05, observed: n ? GOOD[i] / n : 0}))}};
}
