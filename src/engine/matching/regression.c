#include "engine/matching/regression.h"

#include <math.h>
#include <string.h>

enum { D = IE_REGRESSION_UNKNOWNS, STEPS = 100, HALVINGS = 40 };

struct model {
    double gradient[D];
    double hessian[D][D];
};

double ie_logistic(double x)
{
    if (x >= 0)
        return 1 / (1 + exp(-x));
    double e = exp(x);
    return e / (1 + e);
}

/* ln(1 + exp(x)) */
static double softplus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static double logit_of(const struct ie_regression *fit, const double *x, size_t i)
{
    const double *row = &fit->features[i * fit->unknowns];
    double sum = fit->offset ? fit->offset[i] : 0;

    for (unsigned j = 0; j < fit->unknowns; j++)
        sum += x[j] * row[j];
    return sum;
}

double ie_regression_objective(const struct ie_regression *fit, const double *x)
{
    double sum = 0;

    for (size_t i = 0; i < fit->count; i++) {
        double logit = logit_of(fit, x, i);
        sum += fit->importance[i] * (softplus(logit) - fit->target[i] * logit);
    }
    for (unsigned j = 0; j < fit->unknowns; j++) {
        double off = x[j] - fit->centre[j];
        sum += fit->strength[j] / 2 * off * off;
    }
    return sum;
}

static void look(const struct ie_regression *fit, const double *x, struct model *model)
{
    unsigned d = fit->unknowns;

    memset(model, 0, sizeof(*model));
    for (size_t i = 0; i < fit->count; i++) {
        const double *row = &fit->features[i * d];
        double p = ie_logistic(logit_of(fit, x, i));
        double slope = fit->importance[i] * (p - fit->target[i]);
        double bend = fit->importance[i] * p * (1 - p);
        for (unsigned j = 0; j < d; j++) {
            model->gradient[j] += slope * row[j];
            for (unsigned k = 0; k <= j; k++)
                model->hessian[j][k] += bend * row[j] * row[k];
        }
    }
    for (unsigned j = 0; j < d; j++) {
        model->gradient[j] += fit->strength[j] * (x[j] - fit->centre[j]);
        model->hessian[j][j] += fit->strength[j];
        for (unsigned k = 0; k < j; k++)
            model->hessian[k][j] = model->hessian[j][k];
    }
}

/* Cholesky of the rows and columns in `free`, with a little added where the data say
 * nothing, so that a step exists. */
static unsigned factor(const struct model *model, const bool *free, unsigned d,
                       unsigned *index, double l[D][D])
{
    unsigned n = 0;

    for (unsigned j = 0; j < d; j++)
        if (free[j])
            index[n++] = j;
    for (unsigned j = 0; j < n; j++)
        for (unsigned k = 0; k <= j; k++) {
            double sum = model->hessian[index[j]][index[k]];
            double least = 1e-12 * (1 + sum);
            for (unsigned i = 0; i < k; i++)
                sum -= l[j][i] * l[k][i];
            l[j][k] = j == k ? sqrt(sum > least ? sum : least) : sum / l[k][k];
        }
    return n;
}

static void back(double l[D][D], unsigned n, double *y)
{
    for (unsigned j = 0; j < n; j++) {
        for (unsigned k = 0; k < j; k++)
            y[j] -= l[j][k] * y[k];
        y[j] /= l[j][j];
    }
    for (unsigned j = n; j-- > 0;) {
        for (unsigned k = j + 1; k < n; k++)
            y[j] -= l[k][j] * y[k];
        y[j] /= l[j][j];
    }
}

/* Held: at its bound, and the gradient pushes it further. */
static void find_free(const struct ie_regression *fit, const double *x,
                      const double *gradient, bool *free)
{
    for (unsigned j = 0; j < fit->unknowns; j++)
        free[j] = x[j] > fit->lower[j] || gradient[j] < 0;
}

/* A step along -direction, cut at the bounds, as long as it helps; 0: none does. */
static bool step(const struct ie_regression *fit, double *x, const double *direction)
{
    double here = ie_regression_objective(fit, x), length = 1, next[D];

    for (int i = 0; i < HALVINGS; i++, length /= 2) {
        for (unsigned j = 0; j < fit->unknowns; j++) {
            next[j] = x[j] - length * direction[j];
            if (next[j] < fit->lower[j])
                next[j] = fit->lower[j];
        }
        if (ie_regression_objective(fit, next) < here) {
            memcpy(x, next, fit->unknowns * sizeof(*x));
            return true;
        }
    }
    return false;
}

static void find_errors(const struct model *model, const bool *free, unsigned d,
                        double *error)
{
    unsigned index[D], n;
    double l[D][D] = {{0}};

    memset(error, 0, d * sizeof(*error));
    n = factor(model, free, d, index, l);
    for (unsigned j = 0; j < n; j++) {
        double unit[D] = {0};
        unit[j] = 1;
        back(l, n, unit);
        error[index[j]] = sqrt(unit[j]);
    }
}

void ie_regression_solve(const struct ie_regression *fit,
                         struct ie_regression_result *result)
{
    unsigned d = fit->unknowns, index[D], n;
    double *x = result->at, enough = 1e-12;
    struct model model;
    bool free[D];

    memset(result, 0, sizeof(*result));
    for (size_t i = 0; i < fit->count; i++)
        enough += 1e-9 * fit->importance[i];
    for (unsigned j = 0; j < d; j++)
        x[j] = fit->centre[j] > fit->lower[j] ? fit->centre[j] : fit->lower[j];
    for (;;) {
        double l[D][D] = {{0}}, direction[D] = {0}, y[D] = {0}, largest = 0;
        look(fit, x, &model);
        find_free(fit, x, model.gradient, free);
        for (unsigned j = 0; j < d; j++)
            if (free[j] && fabs(model.gradient[j]) > largest)
                largest = fabs(model.gradient[j]);
        if (largest <= enough || result->steps == STEPS)
            break;
        n = factor(&model, free, d, index, l);
        for (unsigned j = 0; j < n; j++)
            y[j] = model.gradient[index[j]];
        back(l, n, y);
        for (unsigned j = 0; j < n; j++)
            direction[index[j]] = y[j];
        result->steps++;
        if (!step(fit, x, direction))
            break;
    }
    for (unsigned j = 0; j < d; j++)
        free[j] = x[j] > fit->lower[j];
    find_errors(&model, free, d, result->error);
}
