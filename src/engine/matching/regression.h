/* Penalised logistic regression with lower bounds, over few unknowns (see learn.h). */
#ifndef IE_ENGINE_MATCHING_REGRESSION_H
#define IE_ENGINE_MATCHING_REGRESSION_H

#include "base/base.h"

enum { IE_REGRESSION_UNKNOWNS = 12 }; /* at most */

struct ie_regression {
    size_t count;             /* of examples */
    unsigned unknowns;        /* d */
    const double *features;   /* [count × d] */
    const double *offset;     /* [count] of the logit; NULL: 0 */
    const double *target;     /* [count] 0..1: the chance that is wanted */
    const double *importance; /* [count] */
    double centre[IE_REGRESSION_UNKNOWNS];
    double strength[IE_REGRESSION_UNKNOWNS]; /* of the pull to the centre, >= 0 */
    double lower[IE_REGRESSION_UNKNOWNS];    /* -INFINITY: free */
};

struct ie_regression_result {
    double at[IE_REGRESSION_UNKNOWNS];
    double error
        [IE_REGRESSION_UNKNOWNS]; /* standard error; 0 where the lower bound holds it */
    unsigned steps;
};

/* 1 / (1 + exp(-x)) without overflow. */
double ie_logistic(double x);

/* Σ importance · loss + Σ strength/2 · (x - centre)² at x. O(count · d). */
double ie_regression_objective(const struct ie_regression *fit, const double *x);

/* Starts at the centre; ends where the projected gradient is below 1e-9 of the examples'
 * importance, or after 100 steps. O(steps · count · d²). */
void ie_regression_solve(const struct ie_regression *fit,
                         struct ie_regression_result *result);

#endif
