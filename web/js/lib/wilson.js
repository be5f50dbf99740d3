// What a sample says of the whole.

// Wilson's interval at 95 %: what share of all is wrong when k of n were.
export function wilson(k, n, z = 1.96) {
    if (!n) return [0, 1];
    const p = k / n;
    const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
    const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
    return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
