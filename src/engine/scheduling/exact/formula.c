#include "engine/scheduling/exact/formula.h"

enum { CLAUSE = 512, PAIRWISE = 12, BLOCK = 4 };

int ie_formula_new(struct ie_formula *formula)
{
    return ie_sat_variable(formula->sat);
}

void ie_formula_add(struct ie_formula *formula, const int *literals, size_t count)
{
    int small[CLAUSE];
    int *kept = small;
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        if (literals[i] == IE_TRUE)
            return;
    struct ie_arena_mark mark = ie_arena_mark(formula->arena);
    if (count > CLAUSE)
        kept = IE_NEW_ARRAY(formula->arena, int, count);
    if (!kept) {
        formula->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (literals[i] != IE_FALSE)
            kept[n++] = literals[i];
    ie_sat_clause(formula->sat, kept, n);
    formula->clauses++;
    formula->literals += n;
    if (count > CLAUSE)
        ie_arena_rewind(formula->arena, mark);
}

static void pairwise(struct ie_formula *f, const int *literals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++)
            IE_CLAUSE(f, -literals[i], -literals[k]);
}

/* Blocks of BLOCK literals pairwise; each block and all before it are at most one. */
void ie_formula_at_most_one(struct ie_formula *f, const int *literals, size_t count)
{
    int before = IE_FALSE;

    if (count <= PAIRWISE) {
        pairwise(f, literals, count);
        return;
    }
    for (size_t from = 0; from < count; from += BLOCK) {
        size_t len = count - from < BLOCK ? count - from : BLOCK;
        pairwise(f, literals + from, len);
        int now = from + len < count ? ie_formula_new(f) : IE_TRUE;
        IE_CLAUSE(f, -before, now);
        for (size_t i = from; i < from + len; i++) {
            IE_CLAUSE(f, -literals[i], now);
            IE_CLAUSE(f, -literals[i], -before);
        }
        before = now;
    }
}

/* ---- totalizer ---- */

/* Outputs 1 .. return value of the merged halves stand in `out` (from index 1). */
static uint32_t merge(struct ie_formula *f, const int *a, uint32_t m, const int *b,
                      uint32_t n, uint32_t most, bool both, int *out)
{
    uint32_t count = m + n < most ? m + n : most;

    for (uint32_t k = 1; k <= count; k++)
        out[k] = ie_formula_new(f);
    for (uint32_t i = 0; i <= m; i++)
        for (uint32_t k = 0; k <= n; k++) {
            uint32_t sum = i + k < most ? i + k : most;
            if (sum) /* a ≥ i and b ≥ k: the sum is */
                IE_CLAUSE(f, i ? -a[i] : IE_FALSE, k ? -b[k] : IE_FALSE, out[sum]);
            if (both && i + k + 1 <= count) /* a ≤ i and b ≤ k */
                IE_CLAUSE(f, i < m ? a[i + 1] : IE_FALSE, k < n ? b[k + 1] : IE_FALSE,
                          -out[i + k + 1]);
        }
    for (uint32_t k = 1; k < count; k++)
        IE_CLAUSE(f, -out[k + 1], out[k]);
    return count;
}

static uint32_t count_part(struct ie_formula *f, const int *literals, uint32_t count,
                           uint32_t most, bool both, int *out)
{
    if (count <= 1 || f->failed) {
        if (count)
            out[1] = literals[0];
        return count;
    }
    uint32_t half = count / 2;
    int *left = IE_NEW_ARRAY(f->arena, int, half + 1);
    int *right = IE_NEW_ARRAY(f->arena, int, count - half + 1);
    if (!left || !right) {
        f->failed = true;
        return 0;
    }
    uint32_t m = count_part(f, literals, half, most, both, left);
    uint32_t n = count_part(f, literals + half, count - half, most, both, right);
    return f->failed ? 0 : merge(f, left, m, right, n, most, both, out);
}

int *ie_formula_count(struct ie_formula *f, const int *literals, uint32_t count,
                      uint32_t most, bool both, uint32_t *outputs)
{
    uint32_t fixed = 0, open = 0;
    int *free_ones = IE_NEW_ARRAY(f->arena, int, count + 1);
    int *out = IE_NEW_ARRAY(f->arena, int, count + 1);
    int *counted = IE_NEW_ARRAY(f->arena, int, count + 1);

    *outputs = 0;
    if (!free_ones || !out || !counted) {
        f->failed = true;
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        fixed += literals[i] == IE_TRUE;
        if (literals[i] != IE_TRUE && literals[i] != IE_FALSE)
            free_ones[open++] = literals[i];
    }
    uint32_t rest =
        fixed < most ? count_part(f, free_ones, open, most - fixed, both, counted) : 0;
    if (f->failed) /* fewer sums than there are would be another formula */
        return NULL;
    for (uint32_t k = 1; k <= fixed && k <= most; k++)
        out[++*outputs] = IE_TRUE;
    for (uint32_t k = 1; k <= rest; k++)
        out[++*outputs] = counted[k];
    return out;
}

/* ---- running count ---- */

static void run_step(struct ie_formula *f, const int *before, int literal, uint32_t i,
                     uint32_t most, int *now)
{
    now[0] = IE_TRUE;
    for (uint32_t k = 1; k <= most + 1; k++) {
        if (k > i || (before[k] == IE_FALSE && before[k - 1] == IE_FALSE)) {
            now[k] = IE_FALSE;
            continue;
        }
        if (literal == IE_FALSE || literal == IE_TRUE) {
            now[k] = literal == IE_TRUE ? before[k - 1] : before[k];
            continue;
        }
        now[k] = ie_formula_new(f);
        IE_CLAUSE(f, -before[k], now[k]);
        IE_CLAUSE(f, -before[k - 1], -literal, now[k]);
        IE_CLAUSE(f, before[k], literal, -now[k]);
        IE_CLAUSE(f, before[k - 1], -now[k]);
        IE_CLAUSE(f, -now[k], now[k - 1]);
    }
}

int *ie_formula_run(struct ie_formula *f, const int *literals, uint32_t count,
                    uint32_t most)
{
    size_t width = (size_t)most + 2;
    int *run = IE_NEW_ARRAY(f->arena, int, (count + 1) * width);

    if (!run) {
        f->failed = true;
        return NULL;
    }
    run[0] = IE_TRUE;
    for (uint32_t k = 1; k < width; k++)
        run[k] = IE_FALSE;
    for (uint32_t i = 1; i <= count; i++)
        run_step(f, run + (i - 1) * width, literals[i - 1], i, most, run + i * width);
    return run;
}
