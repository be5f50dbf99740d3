#include "engine/scheduling/exact/encode.h"

#include "engine/scheduling/exact/hall.h"
#include "engine/scheduling/exact/order.h"

static int *row(int *table, const struct ie_exact_model *model, uint32_t index)
{
    return table + (size_t)index * model->problem->slot_count;
}

/* ---- meetings and their slots ---- */

static void encode_meetings(struct ie_formula *f, struct ie_exact_encoding *e)
{
    const struct ie_exact_problem *problem = e->model->problem;

    for (uint32_t m = 0; m < problem->meeting_count; m++) {
        int *meets = row(e->meets, e->model, m);
        for (uint32_t t = 0; t < problem->slot_count; t++)
            meets[t] = e->model->domain[m] >> t & 1 ? ie_formula_new(f) : IE_FALSE;
        ie_formula_add(f, meets, problem->slot_count);
        int all[IE_EXACT_SLOTS];
        size_t n = 0;
        for (uint32_t t = 0; t < problem->slot_count; t++)
            if (meets[t] != IE_FALSE)
                all[n++] = meets[t];
        ie_formula_at_most_one(f, all, n);
    }
}

static void encode_uses(struct ie_formula *f, struct ie_exact_encoding *e, uint32_t p,
                        int *scratch)
{
    const struct ie_exact_model *model = e->model;
    uint32_t slots = model->problem->slot_count;
    int *uses = row(e->uses, model, p);

    for (uint32_t t = 0; t < slots; t++) {
        size_t n = 0;
        for (uint32_t i = model->from[p]; i < model->from[p + 1]; i++) {
            int literal = row(e->meets, model, model->meeting_of[i])[t];
            if (literal != IE_FALSE)
                scratch[n++] = literal;
        }
        uses[t] = n == 0 ? IE_FALSE : n == 1 ? scratch[0] : ie_formula_new(f);
        if (n < 2)
            continue;
        for (size_t i = 0; i < n; i++)
            IE_CLAUSE(f, -scratch[i], uses[t]);
        ie_formula_at_most_one(f, scratch, n);
        scratch[n++] = -uses[t];
        ie_formula_add(f, scratch, n);
    }
}

static void encode_precedences(struct ie_formula *f, struct ie_exact_encoding *e)
{
    const struct ie_exact_problem *problem = e->model->problem;
    uint32_t slots = problem->slot_count;

    for (uint32_t i = 0; i < problem->precedence_count; i++) {
        const int *before = row(e->meets, e->model, problem->precedences[i].before);
        const int *after = row(e->meets, e->model, problem->precedences[i].after);
        int begun = IE_FALSE;
        for (uint32_t t = 0; t < slots; t++) { /* after at t: before earlier */
            IE_CLAUSE(f, -after[t], begun);
            if (t + 1 == slots || before[t] == IE_FALSE)
                continue;
            int next = ie_formula_new(f);
            IE_CLAUSE(f, -next, begun, before[t]);
            IE_CLAUSE(f, -begun, next);
            IE_CLAUSE(f, -before[t], next);
            begun = next;
        }
    }
}

/* ---- places ---- */

/* A participant's meetings in a slot are at most one, so a set of participants that holds
 * an end of every meeting counts a slot's meetings with a literal each. Greedy: whoever
 * has most meetings left that nobody owns. */
struct cover {
    uint32_t *participant; /* [count] */
    uint32_t *owner;       /* [meeting_count] the participant that counts it */
    uint32_t count;
};

static bool find_cover(struct ie_formula *f, const struct ie_exact_model *model,
                       struct cover *cover)
{
    const struct ie_exact_problem *problem = model->problem;
    uint32_t count = problem->participant_count;
    uint32_t *left = IE_NEW_ARRAY(f->arena, uint32_t, count + 1);

    cover->participant = IE_NEW_ARRAY(f->arena, uint32_t, count + 1);
    cover->owner = IE_NEW_ARRAY(f->arena, uint32_t, problem->meeting_count + 1);
    if (!left || !cover->participant || !cover->owner) {
        f->failed = true;
        return false;
    }
    for (uint32_t p = 0; p < count; p++)
        left[p] = ie_exact_degree(model, p);
    for (uint32_t m = 0; m < problem->meeting_count; m++)
        cover->owner[m] = count;
    for (;;) {
        uint32_t best = 0;
        for (uint32_t p = 1; p < count; p++)
            if (left[p] > left[best])
                best = p;
        if (!count || !left[best])
            return true;
        cover->participant[cover->count++] = best;
        for (uint32_t i = model->from[best]; i < model->from[best + 1]; i++) {
            uint32_t m = model->meeting_of[i];
            if (cover->owner[m] != count)
                continue;
            cover->owner[m] = best;
            left[problem->meetings[m].a]--;
            left[problem->meetings[m].b]--;
        }
    }
}

/* A literal that one of p's own meetings is in the slot; IE_FALSE if none can be. */
static int owned(struct ie_formula *f, const struct ie_exact_encoding *e,
                 const struct cover *cover, uint32_t p, uint32_t slot, int *scratch)
{
    const struct ie_exact_model *model = e->model;
    size_t n = 0;
    bool all = true;

    for (uint32_t i = model->from[p]; i < model->from[p + 1]; i++) {
        uint32_t m = model->meeting_of[i];
        int literal = row(e->meets, model, m)[slot];
        if (literal == IE_FALSE)
            continue;
        if (cover->owner[m] == p)
            scratch[n++] = literal;
        else
            all = false;
    }
    if (n < 2 || all)
        return n == 0 ? IE_FALSE : all ? row(e->uses, model, p)[slot] : scratch[0];
    int some = ie_formula_new(f);
    for (size_t i = 0; i < n; i++)
        IE_CLAUSE(f, -scratch[i], some);
    scratch[n++] = -some;
    ie_formula_add(f, scratch, n);
    return some;
}

static void at_most(struct ie_formula *f, const int *leaves, uint32_t count,
                    uint32_t most)
{
    uint32_t outputs;

    if (count <= most)
        return;
    const int *sum = ie_formula_count(f, leaves, count, most + 1, false, &outputs);
    if (sum && outputs > most)
        IE_CLAUSE(f, -sum[most + 1]);
}

/* By meetings, at most L; by participants, at most 2L, alike ones side by side. */
static void encode_places(struct ie_formula *f, struct ie_exact_encoding *e, int *scratch)
{
    const struct ie_exact_model *model = e->model;
    const struct ie_exact_problem *problem = model->problem;
    uint32_t count = problem->participant_count;
    int *leaves = IE_NEW_ARRAY(f->arena, int, count + 1);
    uint32_t *order = IE_NEW_ARRAY(f->arena, uint32_t, count + 1);
    struct cover cover = {0};
    uint32_t ordered = 0;

    if (problem->place_count >= problem->meeting_count)
        return;
    if (!leaves || !order) {
        f->failed = true;
        return;
    }
    if (!find_cover(f, model, &cover))
        return;
    for (uint32_t degree = 1; degree <= problem->slot_count; degree++)
        for (uint32_t p = 0; p < count; p++)
            if (ie_exact_degree(model, p) == degree)
                order[ordered++] = p;
    for (uint32_t t = 0; t < problem->slot_count; t++) {
        uint32_t n = 0;
        if (cover.count > problem->place_count) {
            for (uint32_t c = 0; c < cover.count; c++)
                leaves[n++] = owned(f, e, &cover, cover.participant[c], t, scratch);
            at_most(f, leaves, n, problem->place_count);
        }
        n = 0;
        for (uint32_t i = 0; i < ordered; i++)
            leaves[n++] = row(e->uses, model, order[i])[t];
        at_most(f, leaves, n, 2 * problem->place_count);
    }
}

/* ---- breaks ---- */

/* gaps[t]: p meets in t, not in t - 1, and somewhere before. Implied one way, and with
 * `both` the other too. */
static void encode_gaps(struct ie_formula *f, const int *uses, const int *run,
                        size_t width, uint32_t slots, bool both, int *gaps)
{
    gaps[0] = IE_FALSE;
    for (uint32_t t = 1; t < slots; t++) {
        int begun = run[t * width + 1];
        if (uses[t] == IE_FALSE || begun == IE_FALSE) {
            gaps[t] = IE_FALSE;
            continue;
        }
        gaps[t] = ie_formula_new(f);
        IE_CLAUSE(f, -uses[t], uses[t - 1], -begun, gaps[t]);
        if (both) {
            IE_CLAUSE(f, -gaps[t], uses[t]);
            IE_CLAUSE(f, -gaps[t], -uses[t - 1]);
            IE_CLAUSE(f, -gaps[t], begun);
        }
    }
}

/* As many of p's meetings as must be in slots i .. j - 1 are counted between the two; only
 * where neither shorter interval says the same. */
static void encode_within(struct ie_formula *f, const struct ie_exact_model *model,
                          uint32_t p, const int *run)
{
    uint32_t slots = model->problem->slot_count, degree = ie_exact_degree(model, p);
    size_t width = degree + 2;
    uint8_t within[IE_EXACT_SLOTS][IE_EXACT_SLOTS + 1];

    ie_exact_hall_within(model, p, within);
    for (uint32_t i = 0; i < slots; i++)
        for (uint32_t j = i + 1; j <= slots; j++) {
            uint32_t some = within[i][j];
            if (!some || within[i][j - 1] == some ||
                (i + 1 < slots && within[i + 1][j] == some))
                continue;
            for (uint32_t k = 0; k + some <= degree + 1; k++)
                IE_CLAUSE(f, -run[i * width + k], run[j * width + k + some]);
        }
}

/* So many of p's meetings come before (after) its meeting m: m has no slot with fewer of
 * them past (to come). */
static void encode_order(struct ie_formula *f, const struct ie_exact_encoding *e,
                         const struct ie_exact_order *order, uint32_t p, const int *run)
{
    const struct ie_exact_model *model = e->model;
    uint32_t slots = model->problem->slot_count, degree = ie_exact_degree(model, p);
    size_t width = degree + 2;

    for (uint32_t i = model->from[p]; i < model->from[p + 1]; i++) {
        uint32_t m = model->meeting_of[i];
        size_t end = 2 * (size_t)m + (model->problem->meetings[m].b == p);
        uint32_t before = order->before[end], after = order->after[end];
        const int *meets = row(e->meets, model, m);
        for (uint32_t t = 0; t < slots; t++) {
            IE_CLAUSE(f, -meets[t], run[t * width + before]);
            IE_CLAUSE(f, -meets[t], -run[(t + 1) * width + degree - after + 1]);
        }
    }
}

/* Without a break, p's meetings stand in one row: if k of them are past by slot t, all are
 * by t + degree - k; and the row begins where its meetings fit it. */
static void encode_row(struct ie_formula *f, const struct ie_exact_model *model,
                       uint32_t p, const int *run, int some_break)
{
    uint32_t slots = model->problem->slot_count, degree = ie_exact_degree(model, p);
    size_t width = degree + 2;

    for (uint32_t t = 1; t <= slots; t++)
        for (uint32_t k = 1; k < degree; k++) {
            uint32_t by = t + degree - k < slots ? t + degree - k : slots;
            IE_CLAUSE(f, some_break, -run[t * width + k], run[by * width + degree]);
        }
    for (uint32_t t = 0; t + degree <= slots; t++)
        if (!ie_exact_hall_row(model, p, t))
            IE_CLAUSE(f, some_break, run[t * width + 1], -run[(t + 1) * width + 1]);
}

static void encode_breaks(struct ie_formula *f, struct ie_exact_encoding *e,
                          const struct ie_exact_order *order, uint32_t p, uint32_t cap,
                          bool both)
{
    const struct ie_exact_model *model = e->model;
    uint32_t slots = model->problem->slot_count, degree = ie_exact_degree(model, p);
    const int *uses = row(e->uses, model, p);
    size_t width = degree + 2;
    int gaps[IE_EXACT_SLOTS];

    if (!degree)
        return;
    if (degree > slots) { /* no timetable */
        ie_formula_add(f, NULL, 0);
        return;
    }
    const int *run = ie_formula_run(f, uses, slots, degree);
    if (!run)
        return;
    IE_CLAUSE(f, run[slots * width + degree]);
    IE_CLAUSE(f, -run[slots * width + degree + 1]);
    encode_within(f, model, p, run);
    if (model->problem->precedence_count)
        encode_order(f, e, order, p, run);
    encode_gaps(f, uses, run, width, slots, both, gaps);
    uint32_t most = degree - 1 < slots - degree ? degree - 1 : slots - degree;
    most = most < cap ? most : cap;
    const int *sums = ie_formula_run(f, gaps, slots, most);
    e->breaks[p] = IE_NEW_ARRAY(f->arena, int, most + 2);
    if (!sums || !e->breaks[p]) {
        f->failed = true;
        return;
    }
    sums += (size_t)slots * (most + 2);
    IE_CLAUSE(f, -sums[most + 1]);
    for (uint32_t k = 1; k <= most && sums[k] != IE_FALSE; k++)
        e->breaks[p][++e->break_most[p]] = sums[k];
    encode_row(f, model, p, run, e->break_most[p] ? e->breaks[p][1] : IE_FALSE);
}

/* Somebody who can have no break caps everybody's; else all must be weighed, both ways. */
static bool somebody_has_no_break(const struct ie_exact_model *model)
{
    const struct ie_exact_problem *problem = model->problem;

    for (uint32_t p = 0; p < problem->participant_count; p++)
        if (ie_exact_degree(model, p) <= 1 ||
            ie_exact_degree(model, p) == problem->slot_count)
            return true;
    return false;
}

static void encode_fairness(struct ie_formula *f, struct ie_exact_encoding *e)
{
    const struct ie_exact_problem *problem = e->model->problem;

    for (uint32_t k = 1; k <= problem->slot_count; k++) {
        int all = ie_formula_new(f); /* everybody has k breaks */
        for (uint32_t p = 0; p < problem->participant_count; p++) {
            uint32_t over = k + problem->fairness;
            if (over <= e->break_most[p])
                IE_CLAUSE(f, -e->breaks[p][over], all);
            IE_CLAUSE(f, -all, k <= e->break_most[p] ? e->breaks[p][k] : IE_FALSE);
        }
    }
}

void ie_exact_encode(struct ie_formula *f, const struct ie_exact_model *model,
                     struct ie_exact_encoding *e)
{
    const struct ie_exact_problem *problem = model->problem;
    size_t slots = problem->slot_count;
    int *scratch = IE_NEW_ARRAY(f->arena, int, problem->meeting_count + 2);
    bool capped = somebody_has_no_break(model);
    struct ie_exact_order order;
    struct ie_error ignored;

    e->model = model;
    e->meets = IE_NEW_ARRAY(f->arena, int, problem->meeting_count *slots + 1);
    e->uses = IE_NEW_ARRAY(f->arena, int, problem->participant_count *slots + 1);
    e->breaks = IE_NEW_ARRAY(f->arena, int *, problem->participant_count + 1);
    e->break_most = IE_NEW_ARRAY(f->arena, uint32_t, problem->participant_count + 1);
    if (!scratch || !e->meets || !e->uses || !e->breaks || !e->break_most ||
        ie_exact_order_make(problem, f->arena, &order, &ignored)) {
        f->failed = true;
        return;
    }
    encode_meetings(f, e);
    for (uint32_t p = 0; p < problem->participant_count; p++)
        encode_uses(f, e, p, scratch);
    encode_precedences(f, e);
    encode_places(f, e, scratch);
    for (uint32_t p = 0; p < problem->participant_count; p++)
        encode_breaks(f, e, &order, p, capped ? problem->fairness : UINT32_MAX, !capped);
    if (!capped)
        encode_fairness(f, e);
}
