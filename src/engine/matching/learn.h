/*
 * learn: weights of the fields from what people did with the matches they were shown.
 *
 * An example is a match that somebody judged: wished, met or agreed (good), or dismissed
 * (not). The chance that a match is good is modelled as
 *
 *     p = 1 / (1 + exp(-(b + Σ_f w_f · x_f))),    x_f = degree_f - mean_f,
 *
 * over the fields that both sides state; a field that one leaves open adds nothing, as in
 * the score itself. Weights are never negative: a better degree must not lower a score.
 *
 * Few outcomes must not overthrow judgement. First one factor s is fitted for the present
 * weights as they are, giving centres c_f = s · prior_f; then the weights minimise
 *
 *     Σ importance · loss  +  ridge/2 · Σ_f ((w_f - c_f) / spread)²,    w_f >= 0,
 *
 * so that with no examples the present weights come out, and `ridge` says how much
 * evidence it takes to move one by `spread` (6 / fields, of a logit). They are scaled to
 * the sum that the learned fields had. A field that is not `learnable` keeps its weight,
 * and so its part of the whole: country, and whatever else no history shall decide, is
 * learned only when the officer switched it on.
 *
 * What is said about the result is measured on examples that it was not fitted to: cross-
 * validation in folds by group, so that one firm's taste is not both taught and tested.
 * Logarithmic loss and Brier score of the base rate, of the present and of the learned
 * weights; the observed share of good matches by bands of the stated chance, with Wilson's
 * interval. `better` is the advice: use the learned weights only where they lose less.
 *
 * Scores become chances by p = 1 / (1 + exp(-(at + slope · score))) with Platt's smoothed
 * targets (Platt 1999; Lin, Lin & Weng, Machine Learning 68, 2007). slope >= 0, so that
 * the order of matches does not change. Importance teaches the weights alone: curve, base
 * rate, losses and bands count every example once, or a chance would promise more than
 * the share of matches that people accept.
 *
 *   examples ─ folds ─┬─ fit without one (regression.c) ─ curve ─ its chances ─┬─ losses
 *                     └─ fit over all ─ weights, errors, curve                └─ bands
 *
 * Method: projected Newton (Bertsekas, SIAM J. Control Optim. 20, 1982) over at most
 * fields + 1 unknowns; the problem is strictly convex. Standard errors are those of the
 * inverse Hessian at the solution, over the weights that are not at zero.
 */
#ifndef IE_ENGINE_MATCHING_LEARN_H
#define IE_ENGINE_MATCHING_LEARN_H

#include "engine/matching/matching.h"

struct ie_match_example {
    double degree[IE_MATCH_FIELD_COUNT]; /* 0..1; -1: not stated by both */
    bool good;
    double importance; /* > 0; an agreement may count more than a wish */
    uint32_t group;    /* who judged: all examples of a group fall in one fold */
};

struct ie_match_learn_input {
    const struct ie_match_example *examples; /* [count] */
    size_t count;
    struct ie_match_weights prior; /* the present ones, > 0 in text */
    bool learnable[IE_MATCH_FIELD_COUNT];
    double ridge;   /* > 0: how many examples' worth of trust in the present weights */
    uint32_t folds; /* 2..20 */
};

struct ie_match_curve {
    bool known; /* false: nothing learned, scores stay as they are */
    double at, slope;
};

struct ie_match_loss {
    double logarithmic; /* mean, natural logarithm */
    double brier;       /* mean squared error */
};

struct ie_match_evidence {
    size_t stated_good, stated_other; /* examples in which both sides state the field */
    double mean_good, mean_other;     /* of the degree in these; 0 when there is none */
    double prior, learned;            /* weights, both the sum is that of the prior */
    double error; /* standard error of learned; 0: not learned, at 0 */
};

enum { IE_MATCH_BANDS = 10 };

struct ie_match_band {
    size_t count;
    double predicted; /* mean chance, held out */
    double observed;  /* share of good ones */
    double low, high; /* Wilson's 95 % interval of it */
};

struct ie_match_learned {
    struct ie_match_weights weights;   /* the sum is that of the prior */
    struct ie_match_curve curve;       /* of scores by these weights */
    struct ie_match_curve prior_curve; /* of scores by the present ones */
    struct ie_match_evidence evidence[IE_MATCH_FIELD_COUNT];
    struct ie_match_band bands[IE_MATCH_BANDS]; /* by tenths of the chance */
    struct ie_match_loss base, prior, learned;  /* held out */
    size_t count, good;
    bool better;
    uint64_t ticks;
};

/*
 * Errors: IE_INPUT "matching.bad_input" {what} (degree or importance out of range, ridge
 * not above 0, folds out of range); IE_INPUT "matching.too_few_outcomes" {count} with
 * fewer than 20 examples, 5 of either kind or two groups; IE_CANCELLED or IE_LIMIT
 * "matching.stopped"; IE_NOMEM. No chance is in it: folds follow from the groups' numbers.
 * O(folds · steps · examples · fields²), about ten steps a fit.
 */
int ie_match_learn(const struct ie_match_learn_input *input,
                   const struct ie_solve_control *control, struct ie_arena *arena,
                   struct ie_match_learned **learned, struct ie_error *err) IE_MUST_CHECK;

/* Chance that a match of this score is good; the score itself where no curve is known. */
double ie_match_chance(const struct ie_match_curve *curve, double score);

#endif
