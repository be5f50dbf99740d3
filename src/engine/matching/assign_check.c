/* The checker of an assignment: shares nothing with the solver. */
#include <math.h>

#include "engine/matching/assign.h"

struct tally {
    uint32_t *used;   /* [count] chosen edges at an end */
    double *least;    /* [count] the least weight among them */
    uint32_t *degree; /* [count] different partners that its edges lead to */
    size_t *first;    /* [count + 1] of partners */
    uint32_t *partners;
};

static int failed(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INTERNAL, "matching.assign_failed");
    ie_error_arg(err, "what", what);
    return IE_INTERNAL;
}

static bool has_partner(const struct tally *t, uint32_t v, uint32_t other)
{
    for (size_t i = t->first[v]; i < t->first[v + 1]; i++)
        if (t->partners[i] == other)
            return true;
    return false;
}

static int count_partners(const struct ie_match_assign_input *input, struct tally *t,
                          struct ie_arena *arena, struct ie_error *err)
{
    size_t n = (size_t)input->count + 1;
    size_t *at = IE_NEW_ARRAY(arena, size_t, n + 1);
    uint32_t *all = IE_NEW_ARRAY(arena, uint32_t, 2 * input->edge_count + 1);
    uint32_t *seen = IE_NEW_ARRAY(arena, uint32_t, n);

    if (!at || !all || !seen)
        return ie_fail_nomem(err);
    for (size_t e = 0; e < input->edge_count; e++) {
        at[input->edges[e].ends[0] + 1]++;
        at[input->edges[e].ends[1] + 1]++;
    }
    for (uint32_t v = 0; v < input->count; v++)
        at[v + 1] += at[v];
    for (size_t e = 0; e < input->edge_count; e++) {
        const uint32_t *ends = input->edges[e].ends;
        all[at[ends[0]]++] = ends[1];
        all[at[ends[1]]++] = ends[0];
    }
    for (uint32_t v = 0, different; v < input->count; v++) {
        different = 0;
        for (size_t i = v ? at[v - 1] : 0; i < at[v]; i++) {
            different += seen[all[i]] != v + 1;
            seen[all[i]] = v + 1;
        }
        t->degree[v] = different;
    }
    return 0;
}

static int take(const struct ie_match_assign_input *input,
                const struct ie_match_assignment *a, struct tally *t,
                struct ie_arena *arena, struct ie_error *err)
{
    size_t n = (size_t)input->count + 1;
    size_t *fill;

    t->used = IE_NEW_ARRAY(arena, uint32_t, n);
    t->least = IE_NEW_ARRAY(arena, double, n);
    t->degree = IE_NEW_ARRAY(arena, uint32_t, n);
    t->first = IE_NEW_ARRAY(arena, size_t, n + 1);
    t->partners = IE_NEW_ARRAY(arena, uint32_t, 2 * a->chosen_count + 2);
    fill = IE_NEW_ARRAY(arena, size_t, n + 1);
    if (!t->used || !t->least || !t->degree || !t->first || !t->partners || !fill)
        return ie_fail_nomem(err);
    size_t count = 0;
    for (size_t e = 0; e < input->edge_count; e++)
        for (int side = 0; a->chosen[e] && side < 2; side++) {
            uint32_t v = input->edges[e].ends[side];
            double weight = input->edges[e].weight;
            if (t->used[v]++ == 0 || weight < t->least[v])
                t->least[v] = weight;
            count += side == 0;
        }
    if (count != a->chosen_count)
        return failed(err, "count");
    for (uint32_t v = 0; v < input->count; v++) {
        if (t->used[v] > input->capacity[v])
            return failed(err, "capacity");
        fill[v] = t->first[v];
        t->first[v + 1] = t->first[v] + t->used[v];
    }
    for (size_t e = 0; e < input->edge_count; e++) {
        const uint32_t *ends = input->edges[e].ends;
        if (!a->chosen[e])
            continue;
        for (size_t i = t->first[ends[0]]; i < fill[ends[0]]; i++)
            if (t->partners[i] == ends[1])
                return failed(err, "pair_twice");
        t->partners[fill[ends[0]]++] = ends[1];
        t->partners[fill[ends[1]]++] = ends[0];
    }
    return 0;
}

/* v refuses some of its edges; what it took is worth at least this. */
static bool refuses(const struct ie_match_assign_input *input, const struct tally *t,
                    uint32_t v, double *least)
{
    *least = t->used[v] ? t->least[v] : 0;
    return t->used[v] == input->capacity[v] && t->degree[v] > input->capacity[v];
}

static int weigh(const struct ie_match_assign_input *input,
                 const struct ie_match_assignment *a, const struct tally *t,
                 struct ie_error *err)
{
    double value = 0, bound = 0, least;

    for (uint32_t v = 0; v < input->count; v++)
        if (refuses(input, t, v, &least))
            bound += input->capacity[v] * least;
    for (size_t e = 0; e < input->edge_count; e++) {
        const uint32_t *ends = input->edges[e].ends;
        double weight = input->edges[e].weight, left = weight;
        bool refused = false;
        for (int side = 0; side < 2; side++)
            if (refuses(input, t, ends[side], &least)) {
                left -= least;
                refused |= !input->capacity[ends[side]] || least >= weight;
            }
        if (a->chosen[e]) {
            value += weight;
            bound += left > 0 ? left : 0;
        } else if (!refused && !has_partner(t, ends[0], ends[1])) {
            return failed(err, "left_out");
        }
    }
    double slack = 1e-9 * (1 + bound);
    if (fabs(value - a->value) > slack || fabs(bound - a->bound) > slack)
        return failed(err, "value");
    return bound > 2 * value + slack ? failed(err, "bound") : 0;
}

int ie_match_assign_check(const struct ie_match_assign_input *input,
                          const struct ie_match_assignment *a, struct ie_error *err)
{
    struct ie_arena arena;
    struct tally t;

    ie_arena_init(&arena, 0);
    int code = take(input, a, &t, &arena, err);
    if (!code)
        code = count_partners(input, &t, &arena, err);
    if (!code)
        code = weigh(input, a, &t, err);
    ie_arena_release(&arena);
    return code;
}
