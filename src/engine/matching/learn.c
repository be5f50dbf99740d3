/* Weights and calibration from outcomes: folds, fits, losses, evidence. */
#include "engine/matching/learn.h"

#include <math.h>
#include <stdlib.h>

#include "engine/matching/model.h"
#include "engine/matching/regression.h"

enum { F = IE_MATCH_FIELD_COUNT, LEAST = 20, LEAST_OF_A_KIND = 5, ALL = -1 };

/* A span of 1 in every field moves the logit by about this much under the first guess of
 * the factor: from one chance in twenty to nineteen. */
#define FIRST_SPAN 6.0
/* Part of one field in it: what a weight may well differ by from its centre. */
#define SPREAD (FIRST_SPAN / IE_MATCH_FIELD_COUNT)

struct learner {
    const struct ie_match_learn_input *input;
    uint32_t *fold;     /* [count] */
    double *features;   /* [count × unknowns] of the fit at hand */
    double *offset;     /* [count] */
    double *target;     /* [count] */
    double *importance; /* [count] */
    uint64_t ticks;
};

/* What a fit over some of the folds says. */
struct rule {
    struct ie_match_weights weights;
    double error[F];
    struct ie_match_curve curve, prior_curve;
    double base; /* share of good ones, smoothed */
};

static int bad_input(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INPUT, "matching.bad_input");
    ie_error_arg(err, "what", what);
    return IE_INPUT;
}

static int check_input(const struct ie_match_learn_input *input, struct ie_error *err)
{
    size_t good = 0, groups = 0;

    if (!(input->ridge > 0) || !isfinite(input->ridge))
        return bad_input(err, "ridge");
    if (input->folds < 2 || input->folds > 20)
        return bad_input(err, "folds");
    for (int f = 0; f < F; f++)
        if (!(input->prior.field[f] >= 0) || !isfinite(input->prior.field[f]))
            return bad_input(err, "prior");
    if (!(input->prior.field[IE_MATCH_TEXT] > 0))
        return bad_input(err, "prior");
    for (size_t i = 0; i < input->count; i++) {
        const struct ie_match_example *example = &input->examples[i];
        for (int f = 0; f < F; f++) {
            double degree = example->degree[f];
            if (!(degree >= -1 && degree <= 1) || (degree < 0 && degree > -1))
                return bad_input(err, "degree");
        }
        if (!(example->importance > 0) || !isfinite(example->importance))
            return bad_input(err, "importance");
        good += example->good;
        groups += example->group != input->examples[0].group;
    }
    if (input->count < LEAST || good < LEAST_OF_A_KIND ||
        input->count - good < LEAST_OF_A_KIND || groups == 0) {
        ie_fail(err, IE_INPUT, "matching.too_few_outcomes");
        ie_error_argi(err, "count", (int64_t)input->count);
        return IE_INPUT;
    }
    return 0;
}

/* ---- folds ---- */

/* Groups in an order that has nothing to do with how they were numbered (the finaliser of
 * SplitMix64), dealt out in turn. */
static uint64_t shuffled(uint32_t group)
{
    uint64_t x = group + UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static int by_number(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return a < b ? -1 : a > b;
}

static int deal(struct learner *l, struct ie_arena *arena, struct ie_error *err)
{
    const struct ie_match_learn_input *input = l->input;
    uint64_t *groups = IE_NEW_ARRAY(arena, uint64_t, input->count);
    size_t count = 0;

    if (!groups)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < input->count; i++)
        groups[i] = shuffled(input->examples[i].group);
    qsort(groups, input->count, sizeof(*groups), by_number);
    for (size_t i = 0; i < input->count; i++)
        if (i == 0 || groups[i] != groups[count - 1])
            groups[count++] = groups[i];
    for (size_t i = 0; i < input->count; i++) {
        uint64_t key = shuffled(input->examples[i].group);
        const uint64_t *at = bsearch(&key, groups, count, sizeof(*groups), by_number);
        l->fold[i] = (uint32_t)((size_t)(at - groups) % input->folds);
    }
    return 0;
}

static bool taught(const struct learner *l, size_t i, int left_out)
{
    return left_out == ALL || l->fold[i] != (uint32_t)left_out;
}

/* ---- fits ---- */

static void find_means(const struct learner *l, int left_out, double *mean)
{
    for (int f = 0; f < F; f++) {
        double sum = 0, of = 0;
        for (size_t i = 0; i < l->input->count; i++) {
            double degree = l->input->examples[i].degree[f];
            if (degree < 0 || !taught(l, i, left_out))
                continue;
            sum += degree;
            of++;
        }
        mean[f] = of > 0 ? sum / of : 0;
    }
}

static double centred(const struct ie_match_example *example, const double *mean, int f)
{
    return example->degree[f] < 0 ? 0 : example->degree[f] - mean[f];
}

static double factor_of_prior(struct learner *l, int left_out, const double *mean)
{
    const struct ie_match_weights *prior = &l->input->prior;
    struct ie_regression fit = {.unknowns = 2,
                                .features = l->features,
                                .target = l->target,
                                .importance = l->importance};
    struct ie_regression_result result;
    double sum = 0, first;

    for (int f = 0; f < F; f++)
        sum += prior->field[f];
    first = FIRST_SPAN / sum;
    for (size_t i = 0; i < l->input->count; i++) {
        const struct ie_match_example *example = &l->input->examples[i];
        double z = 0;
        if (!taught(l, i, left_out))
            continue;
        for (int f = 0; f < F; f++)
            z += prior->field[f] * centred(example, mean, f);
        l->features[2 * fit.count] = 1;
        l->features[2 * fit.count + 1] = z;
        l->target[fit.count] = example->good;
        l->importance[fit.count++] = example->importance;
    }
    fit.centre[1] = first;
    fit.strength[1] = l->input->ridge / (first * first);
    fit.lower[0] = -INFINITY;
    fit.lower[1] = first / 100;
    ie_regression_solve(&fit, &result);
    l->ticks += result.steps * fit.count;
    return result.at[1];
}

static void fit_weights(struct learner *l, int left_out, const double *mean,
                        double factor, struct rule *rule)
{
    const struct ie_match_learn_input *input = l->input;
    struct ie_regression fit = {.unknowns = 1,
                                .features = l->features,
                                .offset = l->offset,
                                .target = l->target,
                                .importance = l->importance};
    struct ie_regression_result result;
    int field[F + 1] = {0};
    double sum = 0, prior_sum = 0, scale;

    fit.lower[0] = -INFINITY;
    for (int f = 0; f < F; f++) {
        double centre = factor * input->prior.field[f];
        rule->weights.field[f] = centre;
        rule->error[f] = 0;
        if (!input->learnable[f] || !(centre > 0))
            continue;
        field[fit.unknowns] = f;
        fit.centre[fit.unknowns] = centre;
        fit.strength[fit.unknowns++] = input->ridge / (SPREAD * SPREAD);
    }
    for (size_t i = 0; i < input->count; i++) {
        const struct ie_match_example *example = &input->examples[i];
        double *row = &l->features[fit.count * fit.unknowns], fixed = 0;
        if (!taught(l, i, left_out))
            continue;
        row[0] = 1;
        for (unsigned j = 1; j < fit.unknowns; j++)
            row[j] = centred(example, mean, field[j]);
        for (int f = 0; f < F; f++)
            if (!input->learnable[f])
                fixed += rule->weights.field[f] * centred(example, mean, f);
        l->offset[fit.count] = fixed;
        l->target[fit.count] = example->good;
        l->importance[fit.count++] = example->importance;
    }
    ie_regression_solve(&fit, &result);
    l->ticks += result.steps * fit.count;
    for (unsigned j = 1; j < fit.unknowns; j++) {
        rule->weights.field[field[j]] = result.at[j];
        rule->error[field[j]] = result.error[j];
    }
    /* what is not learned keeps its weight, and so its part of the whole */
    for (int f = 0; f < F; f++)
        if (input->learnable[f]) {
            sum += rule->weights.field[f];
            prior_sum += input->prior.field[f];
        }
    scale = sum > 0 ? prior_sum / sum : 0;
    for (int f = 0; f < F; f++) {
        bool keeps = !input->learnable[f] || !(sum > 0);
        rule->weights.field[f] =
            keeps ? input->prior.field[f] : scale * rule->weights.field[f];
        rule->error[f] *= scale;
    }
}

static struct ie_match_curve fit_curve(struct learner *l, int left_out,
                                       const struct ie_match_weights *weights,
                                       double good, double other)
{
    struct ie_regression fit = {.unknowns = 2,
                                .features = l->features,
                                .target = l->target,
                                .importance = l->importance};
    struct ie_regression_result result;

    for (size_t i = 0; i < l->input->count; i++) {
        const struct ie_match_example *example = &l->input->examples[i];
        if (!taught(l, i, left_out))
            continue;
        l->features[2 * fit.count] = 1;
        l->features[2 * fit.count + 1] = ie_match_score(weights, example->degree);
        l->target[fit.count] = example->good ? (good + 1) / (good + 2) : 1 / (other + 2);
        l->importance[fit.count++] = 1; /* a chance is of matches, each counted once */
    }
    fit.lower[0] = -INFINITY;
    fit.strength[1] = 1e-6; /* scores that are all the same say nothing */
    ie_regression_solve(&fit, &result);
    l->ticks += result.steps * fit.count;
    return (struct ie_match_curve){true, result.at[0], result.at[1]};
}

/* False: the folds that teach lack one kind, and only the base rate is known. */
static bool fit_rule(struct learner *l, int left_out, struct rule *rule)
{
    double mean[F], good = 0, other = 0;

    for (size_t i = 0; i < l->input->count; i++) {
        const struct ie_match_example *example = &l->input->examples[i];
        if (taught(l, i, left_out))
            *(example->good ? &good : &other) += 1;
    }
    rule->base = (good + 1) / (good + other + 2);
    if (!(good > 0) || !(other > 0))
        return false;
    find_means(l, left_out, mean);
    fit_weights(l, left_out, mean, factor_of_prior(l, left_out, mean), rule);
    rule->curve = fit_curve(l, left_out, &rule->weights, good, other);
    rule->prior_curve = fit_curve(l, left_out, &l->input->prior, good, other);
    return true;
}

/* ---- what it is worth ---- */

static void lose(struct ie_match_loss *loss, double chance, bool good)
{
    double held = chance < 1e-9 ? 1e-9 : chance > 1 - 1e-9 ? 1 - 1e-9 : chance;
    double off = (good ? 1 : 0) - chance;

    loss->logarithmic -= log(good ? held : 1 - held);
    loss->brier += off * off;
}

static void test_fold(const struct learner *l, uint32_t fold, const struct rule *rule,
                      bool known, struct ie_match_learned *made)
{
    for (size_t i = 0; i < l->input->count; i++) {
        const struct ie_match_example *example = &l->input->examples[i];
        double chance = rule->base, before = rule->base;
        if (l->fold[i] != fold)
            continue;
        if (known) {
            chance = ie_match_chance(&rule->curve,
                                     ie_match_score(&rule->weights, example->degree));
            before = ie_match_chance(&rule->prior_curve,
                                     ie_match_score(&l->input->prior, example->degree));
        }
        lose(&made->base, rule->base, example->good);
        lose(&made->prior, before, example->good);
        lose(&made->learned, chance, example->good);
        int b = (int)(chance * IE_MATCH_BANDS);
        struct ie_match_band *band =
            &made->bands[b < IE_MATCH_BANDS ? b : IE_MATCH_BANDS - 1];
        band->count++;
        band->predicted += chance;
        band->observed += example->good;
    }
}

/* Wilson, J. Am. Stat. Assoc. 22 (1927), at 95 %. */
static void close_bands(struct ie_match_band *bands)
{
    const double z = 1.959963984540054;

    for (int b = 0; b < IE_MATCH_BANDS; b++) {
        double n = (double)bands[b].count;
        if (bands[b].count == 0)
            continue;
        bands[b].predicted /= n;
        bands[b].observed /= n;
        double p = bands[b].observed, mid = (p + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        bands[b].low = mid - half > 0 ? mid - half : 0;
        bands[b].high = mid + half < 1 ? mid + half : 1;
    }
}

static void tell(const struct learner *l, const struct rule *rule,
                 struct ie_match_learned *made)
{
    for (size_t i = 0; i < l->input->count; i++) {
        const struct ie_match_example *example = &l->input->examples[i];
        made->good += example->good;
        for (int f = 0; f < F; f++) {
            struct ie_match_evidence *e = &made->evidence[f];
            if (example->degree[f] < 0)
                continue;
            *(example->good ? &e->stated_good : &e->stated_other) += 1;
            *(example->good ? &e->mean_good : &e->mean_other) += example->degree[f];
        }
    }
    for (int f = 0; f < F; f++) {
        struct ie_match_evidence *e = &made->evidence[f];
        e->mean_good /= e->stated_good ? (double)e->stated_good : 1;
        e->mean_other /= e->stated_other ? (double)e->stated_other : 1;
        e->prior = l->input->prior.field[f];
        e->learned = rule->weights.field[f];
        e->error = rule->error[f];
    }
    struct ie_match_loss *losses[] = {&made->base, &made->prior, &made->learned};
    for (size_t k = 0; k < IE_COUNT(losses); k++) {
        losses[k]->logarithmic /= (double)l->input->count;
        losses[k]->brier /= (double)l->input->count;
    }
}

int ie_match_learn(const struct ie_match_learn_input *input,
                   const struct ie_solve_control *control, struct ie_arena *arena,
                   struct ie_match_learned **learned, struct ie_error *err)
{
    struct learner l = {.input = input};
    struct rule rule;
    int code = check_input(input, err);

    *learned = NULL;
    if (code)
        return code;
    struct ie_match_learned *made = IE_NEW(arena, struct ie_match_learned);
    l.fold = IE_NEW_ARRAY(arena, uint32_t, input->count);
    l.features = IE_NEW_ARRAY(arena, double, input->count *(F + 1));
    l.offset = IE_NEW_ARRAY(arena, double, input->count);
    l.target = IE_NEW_ARRAY(arena, double, input->count);
    l.importance = IE_NEW_ARRAY(arena, double, input->count);
    if (!made || !l.fold || !l.features || !l.offset || !l.target || !l.importance)
        return ie_fail_nomem(err);
    code = deal(&l, arena, err);
    for (uint32_t fold = 0; !code && fold < input->folds; fold++) {
        enum ie_stop stop = ie_solve_stopped(control);
        if (stop != IE_GO_ON)
            return ie_fail(err, stop == IE_STOP_CANCEL ? IE_CANCELLED : IE_LIMIT,
                           "matching.stopped");
        bool known = fit_rule(&l, (int)fold, &rule);
        test_fold(&l, fold, &rule, known, made);
    }
    if (code)
        return code;
    (void)fit_rule(&l, ALL, &rule);
    close_bands(made->bands);
    tell(&l, &rule, made);
    made->weights = rule.weights;
    made->curve = rule.curve;
    made->prior_curve = rule.prior_curve;
    made->count = input->count;
    made->better = made->learned.logarithmic < made->prior.logarithmic;
    made->ticks = l.ticks;
    *learned = made;
    return 0;
}

double ie_match_chance(const struct ie_match_curve *curve, double score)
{
    return curve->known ? ie_logistic(curve->at + curve->slope * score) : score;
}
