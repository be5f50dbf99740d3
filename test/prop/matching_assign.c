/*
 * Assignment against its definition: the greedy choice by one total order, the best value
 * by trying all subsets, the stated bound between them; and a checker that notices each
 * kind of lie.
 */
#include <stdlib.h>

#include "engine/matching/assign.h"
#include "harness.h"

enum { VERTICES = 9, EDGES = 14, ROUNDS = 4000 };

struct world {
    struct ie_match_edge edges[EDGES];
    uint32_t capacity[VERTICES];
    struct ie_match_assign_input input;
};

static uint32_t below(uint32_t n)
{
    return (uint32_t)ie_rng_below(ie_test_rng(), n);
}

/* Few different weights, so that ties are the rule; pairs may come twice. */
static void make(struct world *w)
{
    uint32_t count = 2 + below(VERTICES - 1), edges = below(EDGES + 1);

    for (uint32_t v = 0; v < count; v++)
        w->capacity[v] = below(4);
    for (uint32_t e = 0; e < edges; e++) {
        uint32_t a = below(count), b = (a + 1 + below(count - 1)) % count;
        w->edges[e] = (struct ie_match_edge){{a, b}, (1 + below(5)) / 4.0};
    }
    w->input = (struct ie_match_assign_input){w->edges, edges, w->capacity, count};
}

static bool same_pair(const struct ie_match_edge *x, const struct ie_match_edge *y)
{
    return (x->ends[0] == y->ends[0] && x->ends[1] == y->ends[1]) ||
           (x->ends[0] == y->ends[1] && x->ends[1] == y->ends[0]);
}

static bool before(const struct ie_match_edge *x, const struct ie_match_edge *y)
{
    uint32_t lx = x->ends[x->ends[0] > x->ends[1]], hx = x->ends[x->ends[0] < x->ends[1]];
    uint32_t ly = y->ends[y->ends[0] > y->ends[1]], hy = y->ends[y->ends[0] < y->ends[1]];

    if (x->weight > y->weight || x->weight < y->weight)
        return x->weight > y->weight;
    return lx != ly ? lx < ly : hx != hy ? hx < hy : x < y;
}

static bool can_take(const struct world *w, const bool *chosen, const uint32_t *used,
                     size_t e)
{
    for (size_t f = 0; f < w->input.edge_count; f++)
        if (chosen[f] && same_pair(&w->edges[e], &w->edges[f]))
            return false;
    return used[w->edges[e].ends[0]] < w->capacity[w->edges[e].ends[0]] &&
           used[w->edges[e].ends[1]] < w->capacity[w->edges[e].ends[1]];
}

static void greedy(const struct world *w, bool *chosen)
{
    uint32_t used[VERTICES] = {0};
    bool looked[EDGES] = {false};

    for (size_t k = 0; k < w->input.edge_count; k++) {
        size_t best = SIZE_MAX;
        for (size_t e = 0; e < w->input.edge_count; e++)
            if (!looked[e] && (best == SIZE_MAX || before(&w->edges[e], &w->edges[best])))
                best = e;
        looked[best] = true;
        chosen[best] = can_take(w, chosen, used, best);
        used[w->edges[best].ends[0]] += chosen[best];
        used[w->edges[best].ends[1]] += chosen[best];
    }
}

static double best_of(const struct world *w, size_t e, bool *chosen, uint32_t *used)
{
    if (e == w->input.edge_count)
        return 0;
    double best = best_of(w, e + 1, chosen, used);
    if (can_take(w, chosen, used, e)) {
        chosen[e] = true;
        used[w->edges[e].ends[0]]++;
        used[w->edges[e].ends[1]]++;
        double with = w->edges[e].weight + best_of(w, e + 1, chosen, used);
        chosen[e] = false;
        used[w->edges[e].ends[0]]--;
        used[w->edges[e].ends[1]]--;
        if (with > best)
            best = with;
    }
    return best;
}

IE_TEST(assignment_is_the_greedy_one_and_its_bound_holds)
{
    struct ie_error err;

    for (int round = 0; round < ROUNDS; round++) {
        struct world w;
        struct ie_arena arena;
        struct ie_match_assignment *made;
        bool expected[EDGES] = {false}, none[EDGES] = {false};
        uint32_t used[VERTICES] = {0};

        ie_arena_init(&arena, 0);
        make(&w);
        IE_REQUIRE_OK(ie_match_assign(&w.input, NULL, &arena, &made, &err), &err);
        IE_CHECK_OK(ie_match_assign_check(&w.input, made, &err), &err);
        greedy(&w, expected);
        for (size_t e = 0; e < w.input.edge_count; e++)
            IE_CHECK_INT(made->chosen[e], expected[e]);
        double best = best_of(&w, 0, none, used);
        IE_CHECK(made->value <= best + 1e-9);
        IE_CHECK(best <= made->bound + 1e-9);
        IE_CHECK(2 * made->value + 1e-9 >= made->bound);
        ie_arena_release(&arena);
    }
}

/* Any single change of what was chosen is a fault, and so is a figure that is off. */
IE_TEST(the_checker_of_assignments_notices_every_change)
{
    struct ie_error err;

    for (int round = 0; round < ROUNDS / 10; round++) {
        struct world w;
        struct ie_arena arena;
        struct ie_match_assignment *made;

        ie_arena_init(&arena, 0);
        make(&w);
        IE_REQUIRE_OK(ie_match_assign(&w.input, NULL, &arena, &made, &err), &err);
        for (size_t e = 0; e < w.input.edge_count; e++) {
            size_t delta = made->chosen[e] ? (size_t)-1 : 1;
            double weight = w.edges[e].weight;
            made->chosen[e] = !made->chosen[e];
            made->chosen_count += delta;
            made->value += made->chosen[e] ? weight : -weight;
            IE_CHECK_FAIL(ie_match_assign_check(&w.input, made, &err), &err, IE_INTERNAL,
                          "matching.assign_failed");
            made->chosen[e] = !made->chosen[e];
            made->chosen_count -= delta;
            made->value -= made->chosen[e] ? -weight : weight;
        }
        IE_CHECK_OK(ie_match_assign_check(&w.input, made, &err), &err);
        made->bound += 0.125;
        IE_CHECK_FAIL(ie_match_assign_check(&w.input, made, &err), &err, IE_INTERNAL,
                      "matching.assign_failed");
        ie_arena_release(&arena);
    }
}

/* Profiles that change places change nothing but their numbers, where no weights tie. */
IE_TEST(assignment_does_not_depend_on_the_order_of_edges)
{
    struct ie_error err;

    for (int round = 0; round < ROUNDS / 4; round++) {
        struct world w, turned;
        struct ie_arena arena;
        struct ie_match_assignment *made, *again;

        ie_arena_init(&arena, 0);
        make(&w);
        turned = w;
        turned.input.edges = turned.edges;
        turned.input.capacity = turned.capacity;
        for (size_t e = 0; e < w.input.edge_count; e++) {
            w.edges[e].weight += (double)e / 1024;
            turned.edges[w.input.edge_count - 1 - e] = (struct ie_match_edge){
                {w.edges[e].ends[1], w.edges[e].ends[0]}, w.edges[e].weight};
        }
        IE_REQUIRE_OK(ie_match_assign(&w.input, NULL, &arena, &made, &err), &err);
        IE_REQUIRE_OK(ie_match_assign(&turned.input, NULL, &arena, &again, &err), &err);
        for (size_t e = 0; e < w.input.edge_count; e++)
            IE_CHECK_INT(made->chosen[e], again->chosen[w.input.edge_count - 1 - e]);
        ie_arena_release(&arena);
    }
}

IE_TEST(assignment_refuses_what_is_no_graph)
{
    uint32_t capacity[] = {1, 1};
    struct ie_match_edge edges[] = {{{0, 1}, 0.5}};
    struct ie_match_assign_input input = {edges, 1, capacity, 2};
    struct ie_match_assignment *made;
    struct ie_arena arena;
    struct ie_error err;
    _Atomic int stop = IE_STOP_CANCEL;
    struct ie_solve_control control = {.stop = &stop};

    ie_arena_init(&arena, 0);
    IE_CHECK_FAIL(ie_match_assign(&input, &control, &arena, &made, &err), &err,
                  IE_CANCELLED, "matching.stopped");
    edges[0].ends[1] = 2;
    IE_CHECK_FAIL(ie_match_assign(&input, NULL, &arena, &made, &err), &err, IE_INPUT,
                  "matching.bad_input");
    edges[0].ends[1] = 0;
    IE_CHECK_FAIL(ie_match_assign(&input, NULL, &arena, &made, &err), &err, IE_INPUT,
                  "matching.bad_input");
    edges[0] = (struct ie_match_edge){{0, 1}, 0};
    IE_CHECK_FAIL(ie_match_assign(&input, NULL, &arena, &made, &err), &err, IE_INPUT,
                  "matching.bad_input");
    input.edge_count = 0;
    IE_CHECK_OK(ie_match_assign(&input, NULL, &arena, &made, &err), &err);
    IE_CHECK_INT(made->chosen_count, 0);
    ie_arena_release(&arena);
}
