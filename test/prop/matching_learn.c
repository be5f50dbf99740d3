/*
 * Learning from outcomes: the solver against the conditions of optimality by finite
 * differences, planted weights found again, and what must never happen (a weight below
 * zero, a field moved that may not be, a history of nothing that overturns judgement).
 */
#include <math.h>

#include "engine/matching/learn.h"
#include "engine/matching/regression.h"
#include "harness.h"

enum { EXAMPLES = 4000, F = IE_MATCH_FIELD_COUNT };

static struct ie_match_example examples[EXAMPLES];

static double unit(void)
{
    return (double)ie_rng_below(ie_test_rng(), 1u << 30) / (1u << 30);
}

/* Examples judged by the chance that `weights` give, `slope` sharp. */
static void judge(size_t count, const double *weights, double slope, double at)
{
    for (size_t i = 0; i < count; i++) {
        double logit = at;
        for (int f = 0; f < F; f++) {
            bool open = f != IE_MATCH_TEXT && ie_rng_below(ie_test_rng(), 4) == 0;
            examples[i].degree[f] = open ? -1 : unit();
            if (!open)
                logit += slope * weights[f] * (examples[i].degree[f] - 0.5);
        }
        examples[i].good = unit() < ie_logistic(logit);
        examples[i].importance = 1;
        examples[i].group = (uint32_t)ie_rng_below(ie_test_rng(), 50);
    }
}

static struct ie_match_learn_input input_of(size_t count)
{
    struct ie_match_learn_input input = {.examples = examples,
                                         .count = count,
                                         .prior = ie_match_weights_default(),
                                         .ridge = 4,
                                         .folds = 5};

    for (int f = 0; f < F; f++)
        input.learnable[f] = f != IE_MATCH_COUNTRY;
    return input;
}

IE_TEST(the_regression_ends_where_no_small_step_helps)
{
    for (int round = 0; round < 300; round++) {
        enum { N = 40, D = 4 };
        double features[N * D], target[N], importance[N], offset[N];
        struct ie_regression fit = {N,          D,   features, offset, target,
                                    importance, {0}, {0},      {0}};
        struct ie_regression_result result;

        for (int i = 0; i < N * D; i++)
            features[i] = 2 * unit() - 1;
        for (int i = 0; i < N; i++) {
            target[i] = (double)ie_rng_below(ie_test_rng(), 2);
            importance[i] = 0.1 + unit();
            offset[i] = unit() - 0.5;
        }
        for (int j = 0; j < D; j++) {
            fit.centre[j] = 2 * unit() - 1;
            fit.strength[j] = 0.01 + unit();
            fit.lower[j] = j == 0 ? -INFINITY : 0;
        }
        ie_regression_solve(&fit, &result);
        double best = ie_regression_objective(&fit, result.at);
        for (int j = 0; j < D; j++)
            for (double step = -0.01; step < 0.02; step += 0.02) {
                double x[IE_REGRESSION_UNKNOWNS];
                for (int k = 0; k < D; k++)
                    x[k] = result.at[k];
                x[j] += step;
                if (x[j] < fit.lower[j])
                    continue;
                IE_CHECK(ie_regression_objective(&fit, x) > best);
            }
        for (int j = 0; j < D; j++)
            IE_CHECK(result.at[j] >= fit.lower[j]);
        IE_CHECK(result.steps < 100);
    }
}

IE_TEST(planted_weights_are_found_again)
{
    /* texts count for little here, specs for much, maturity for nothing */
    static const double planted[F] = {1, 3, 6, 1, 0, 0.5, 0.5, 0.5};
    struct ie_match_learn_input input = input_of(EXAMPLES);
    struct ie_match_learned *learned;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    judge(EXAMPLES, planted, 1, -0.5);
    IE_REQUIRE_OK(ie_match_learn(&input, NULL, &arena, &learned, &err), &err);
    IE_CHECK(learned->better);
    IE_CHECK(learned->learned.logarithmic < learned->base.logarithmic);
    IE_CHECK(learned->learned.brier < learned->prior.brier);
    double sum = 0, prior = 0, of = 0; /* of the fields that are learned */
    for (int f = 0; f < F; f++) {
        if (f == IE_MATCH_COUNTRY)
            continue;
        prior += input.prior.field[f];
        of += planted[f];
    }
    for (int f = 0; f < F; f++) {
        const struct ie_match_evidence *e = &learned->evidence[f];
        sum += learned->weights.field[f];
        IE_CHECK(learned->weights.field[f] >= 0);
        IE_CHECK(e->stated_good + e->stated_other <= EXAMPLES);
        if (f != IE_MATCH_COUNTRY)
            IE_CHECK_DOUBLE(e->learned, planted[f] * prior / of, 0.2 + 4 * e->error);
    }
    IE_CHECK_DOUBLE(sum, prior + input.prior.field[IE_MATCH_COUNTRY], 1e-9);
    IE_CHECK(learned->weights.field[IE_MATCH_SPEC] >
             learned->weights.field[IE_MATCH_TEXT]);
    ie_arena_release(&arena);
}

IE_TEST(chances_are_calibrated_on_what_was_held_out)
{
    static const double planted[F] = {6, 3, 2, 1, 0.5, 0.5, 0.5, 0.5};
    struct ie_match_learn_input input = input_of(EXAMPLES);
    struct ie_match_learned *learned;
    struct ie_arena arena;
    struct ie_error err;
    size_t count = 0, outside = 0;

    ie_arena_init(&arena, 0);
    judge(EXAMPLES, planted, 1, 0);
    IE_REQUIRE_OK(ie_match_learn(&input, NULL, &arena, &learned, &err), &err);
    for (int b = 0; b < IE_MATCH_BANDS; b++) {
        const struct ie_match_band *band = &learned->bands[b];
        count += band->count;
        IE_CHECK(band->low <= band->observed && band->observed <= band->high);
        outside += band->count > 50 &&
                   (band->predicted < band->low || band->predicted > band->high);
    }
    IE_CHECK_INT(count, EXAMPLES);
    IE_CHECK(outside <= 3); /* 95 % intervals, and scores only roughly logistic */
    double before = 0;
    for (double score = 0; score <= 1; score += 0.125) {
        double chance = ie_match_chance(&learned->curve, score);
        IE_CHECK(chance >= before && chance <= 1);
        before = chance;
    }
    struct ie_match_curve none = {false, 0, 0};
    IE_CHECK_DOUBLE(ie_match_chance(&none, 0.25), 0.25, 0);
    ie_arena_release(&arena);
}

/* Whatever agreements count for, a chance foretells the share of matches. */
IE_TEST(importance_does_not_raise_the_chances)
{
    static const double planted[F] = {6, 3, 2, 1, 0.5, 0.5, 0.5, 0.5};
    struct ie_match_learn_input input = input_of(EXAMPLES);
    struct ie_match_learned *learned;
    struct ie_arena arena;
    struct ie_error err;
    double told = 0, seen = 0;

    ie_arena_init(&arena, 0);
    judge(EXAMPLES, planted, 1, 0);
    for (size_t i = 0; i < EXAMPLES; i++)
        examples[i].importance = examples[i].good ? 3 : 1;
    IE_REQUIRE_OK(ie_match_learn(&input, NULL, &arena, &learned, &err), &err);
    for (int b = 0; b < IE_MATCH_BANDS; b++) {
        told += (double)learned->bands[b].count * learned->bands[b].predicted;
        seen += (double)learned->bands[b].count * learned->bands[b].observed;
    }
    IE_CHECK_DOUBLE(told / EXAMPLES, seen / EXAMPLES, 0.02);
    double share = seen / EXAMPLES,
           entropy = -share * log(share) - (1 - share) * log(1 - share);
    IE_CHECK_DOUBLE(learned->base.logarithmic, entropy, 0.01);
    ie_arena_release(&arena);
}

IE_TEST(a_few_outcomes_of_chance_move_the_weights_little)
{
    static const double nothing[F] = {0};
    struct ie_match_learn_input input = input_of(40);
    struct ie_match_learned *learned;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    judge(40, nothing, 1, 0);
    input.ridge = 1e6;
    IE_REQUIRE_OK(ie_match_learn(&input, NULL, &arena, &learned, &err), &err);
    for (int f = 0; f < F; f++)
        IE_CHECK_DOUBLE(learned->weights.field[f], input.prior.field[f], 1e-3);
    ie_arena_release(&arena);
}

IE_TEST(what_may_not_be_learned_is_not)
{
    /* everything hangs on the country, and the officer did not allow it to count */
    static const double planted[F] = {[IE_MATCH_COUNTRY] = 8};
    struct ie_match_learn_input input = input_of(EXAMPLES);
    struct ie_match_learned *closed, *open;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    judge(EXAMPLES, planted, 1, 0);
    IE_REQUIRE_OK(ie_match_learn(&input, NULL, &arena, &closed, &err), &err);
    input.learnable[IE_MATCH_COUNTRY] = true;
    IE_REQUIRE_OK(ie_match_learn(&input, NULL, &arena, &open, &err), &err);
    IE_CHECK_DOUBLE(closed->evidence[IE_MATCH_COUNTRY].error, 0, 0);
    IE_CHECK_DOUBLE(closed->weights.field[IE_MATCH_COUNTRY],
                    input.prior.field[IE_MATCH_COUNTRY], 0);
    IE_CHECK(open->weights.field[IE_MATCH_COUNTRY] >
             4 * input.prior.field[IE_MATCH_COUNTRY]);
    IE_CHECK(open->learned.logarithmic < closed->learned.logarithmic);
    ie_arena_release(&arena);
}

/* The order of examples and the numbers of groups of one example each say nothing. */
IE_TEST(the_order_of_outcomes_says_nothing)
{
    static const double planted[F] = {6, 3, 2, 1, 0.5, 0.5, 0.5, 0.5};
    struct ie_match_learn_input input = input_of(600);
    struct ie_match_learned *one, *other;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    judge(600, planted, 1, 0);
    IE_REQUIRE_OK(ie_match_learn(&input, NULL, &arena, &one, &err), &err);
    for (size_t i = 0; i < 300; i++) {
        struct ie_match_example keep = examples[i];
        examples[i] = examples[599 - i];
        examples[599 - i] = keep;
    }
    IE_REQUIRE_OK(ie_match_learn(&input, NULL, &arena, &other, &err), &err);
    for (int f = 0; f < F; f++)
        IE_CHECK_DOUBLE(one->weights.field[f], other->weights.field[f], 1e-5);
    IE_CHECK_DOUBLE(one->learned.logarithmic, other->learned.logarithmic, 1e-6);
    ie_arena_release(&arena);
}

IE_TEST(too_few_or_senseless_outcomes_are_refused)
{
    static const double planted[F] = {6, 3, 2, 1, 0.5, 0.5, 0.5, 0.5};
    struct ie_match_learn_input input = input_of(19);
    struct ie_match_learned *learned;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    judge(200, planted, 1, 0);
    IE_CHECK_FAIL(ie_match_learn(&input, NULL, &arena, &learned, &err), &err, IE_INPUT,
                  "matching.too_few_outcomes");
    input = input_of(200);
    for (int i = 0; i < 200; i++)
        examples[i].good = i < 4;
    IE_CHECK_FAIL(ie_match_learn(&input, NULL, &arena, &learned, &err), &err, IE_INPUT,
                  "matching.too_few_outcomes");
    examples[7].degree[2] = -0.5;
    IE_CHECK_FAIL(ie_match_learn(&input, NULL, &arena, &learned, &err), &err, IE_INPUT,
                  "matching.bad_input");
    examples[7].degree[2] = (double)NAN;
    IE_CHECK_FAIL(ie_match_learn(&input, NULL, &arena, &learned, &err), &err, IE_INPUT,
                  "matching.bad_input");
    ie_arena_release(&arena);
}
