/* Concepts, structure, scores, rows: see check.h. */
#include "engine/matching/check.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

struct ie_match_checker {
    const struct ie_matching_input *input;
    struct ie_check_texts texts;
    bool *candidate;           /* [profiles] */
    bool begun;                /* some range was checked */
    IE_VEC(uint32_t) concepts; /* all ids of all profiles, distinct a profile, sorted */
    uint32_t concept_profiles;
    struct ie_error *err;
};

static const double SLACK = 2e-5; /* the solver keeps weights in single precision */

static int failed(const struct ie_match *match, const char *what, struct ie_error *err)
{
    ie_fail(err, IE_INTERNAL, "matching.check_failed");
    ie_error_argi(err, "seeker", match->seeker);
    ie_error_argi(err, "candidate", match->candidate);
    ie_error_arg(err, "what", what);
    return IE_INTERNAL;
}

static bool differ(double x, double y)
{
    return !(fabs(x - y) <= SLACK);
}

static double stretched(double evidence, double half)
{
    return evidence * (1 + half) / (evidence + half);
}

/* Of the asked seeker. */
static double best_likeness(const struct ie_match_checker *check, uint32_t candidate)
{
    const struct ie_check_texts *texts = &check->texts;
    double best = 0, there;

    for (size_t i = 0; i < texts->probes.count; i++)
        for (uint32_t d = texts->doc_first[candidate];
             d < texts->doc_first[candidate + 1]; d++)
            if (texts->docs[d].lang == texts->probes.at[i].lang)
                best =
                    fmax(best, ie_check_likeness(texts, &texts->probes.at[i], d, &there));
    return best;
}

/* ---- Concepts ------------------------------------------------------------------------ */

static bool has(const uint32_t *list, uint32_t count, uint32_t what)
{
    while (count)
        if (list[--count] == what)
            return true;
    return false;
}

static int by_id(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

    return (a > b) - (a < b);
}

struct ids {
    const uint32_t *at;
    uint32_t count;
};

static struct ids ids_of(const struct ie_match_checker *check, uint32_t p)
{
    const struct ie_match_profile *profile = &check->input->profiles[p];

    return check->input->tag_concepts
               ? (struct ids){check->texts.tagged[p], check->texts.tagged_count[p]}
               : (struct ids){profile->concepts, profile->concept_count};
}

/* A sorted list with one copy of an id for each profile that has it. */
static int read_concepts(struct ie_match_checker *check)
{
    for (uint32_t p = 0; p < check->input->count; p++) {
        struct ids own = ids_of(check, p);
        check->concept_profiles += own.count > 0;
        for (uint32_t i = 0; i < own.count; i++) {
            if (has(own.at, i, own.at[i]))
                continue;
            uint32_t *id = IE_PUSH(&check->concepts);
            if (!id)
                return ie_fail_nomem(check->err);
            *id = own.at[i];
        }
    }
    if (check->concepts.count)
        qsort(check->concepts.at, check->concepts.count, sizeof(uint32_t), by_id);
    return 0;
}

static size_t below(const struct ie_match_checker *check, uint64_t id)
{
    size_t low = 0, high = check->concepts.count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (check->concepts.at[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static double concept_idf(const struct ie_match_checker *check, uint32_t id)
{
    double in = (double)(below(check, (uint64_t)id + 1) - below(check, id));

    return log(1 + (check->concept_profiles - in + 0.5) / (in + 0.5));
}

static double concept_cosine(const struct ie_match_checker *check, uint32_t seeker,
                             uint32_t candidate)
{
    struct ids x = ids_of(check, seeker), y = ids_of(check, candidate);
    double both = 0, xx = 0, yy = 0;

    if (!x.count || !y.count)
        return -1;
    for (uint32_t i = 0; i < x.count; i++) {
        if (has(x.at, i, x.at[i]))
            continue;
        double square = pow(concept_idf(check, x.at[i]), 2);
        xx += square;
        if (has(y.at, y.count, x.at[i]))
            both += square;
    }
    for (uint32_t i = 0; i < y.count; i++)
        if (!has(y.at, i, y.at[i]))
            yy += pow(concept_idf(check, y.at[i]), 2);
    return fmin(1, both / sqrt(xx * yy));
}

/* ---- Structure ----------------------------------------------------------------------- */

static bool asks(const struct ie_match_profile *x)
{
    return x->type != IE_MATCH_TECHNOLOGY_OFFER && x->type != IE_MATCH_BUSINESS_OFFER &&
           x->type != IE_MATCH_INVESTMENT_OFFER;
}

static double spec_degree(const struct ie_match_profile *wanted,
                          const struct ie_match_profile *offered)
{
    double met = 0;
    int known = 0;

    for (uint32_t i = 0; i < wanted->spec_count; i++) {
        double best = -1;
        for (uint32_t j = 0; j < offered->spec_count; j++) {
            enum ie_fit fit = ie_spec_fit(&wanted->specs[i], &offered->specs[j]);
            if (fit != IE_FIT_UNKNOWN &&
                ie_str_eq(wanted->specs[i].key, offered->specs[j].key))
                best = fmax(best, fit == IE_FIT_MET ? 1 : fit == IE_FIT_PARTLY ? 0.5 : 0);
        }
        if (best >= 0) {
            met += best;
            known++;
        }
    }
    return known ? met / known : -1;
}

static double trl_degree(const struct ie_match_profile *wanted,
                         const struct ie_match_profile *offered)
{
    int a = wanted->trl_low, b = wanted->trl_high, c = offered->trl_low,
        d = offered->trl_high;

    if ((!a && !b) || (!c && !d))
        return -1;
    a = a ? a : b;
    b = b ? b : a;
    c = c ? c : d;
    d = d ? d : c;
    if (d < a)
        return fmax(0, 1 - (a - d) / 4.0);
    return c > b ? 1 - (c - b) / 8.0 : 1;
}

static double country_degree(const struct ie_match_profile *x,
                             const struct ie_match_profile *y)
{
    double held = 0, asked = 0;

    for (int side = 0; side < 2; side++) {
        const struct ie_match_profile *who = side ? y : x, *whom = side ? x : y;
        if (who->target_count && whom->country) {
            asked += 1;
            held += has(who->targets, who->target_count, whom->country);
        }
    }
    return asked > 0 ? held / asked : -1;
}

static double language_degree(const struct ie_match_profile *x,
                              const struct ie_match_profile *y)
{
    if (!x->language_count || !y->language_count)
        return -1;
    for (uint32_t i = 0; i < x->language_count; i++)
        if (has(y->languages, y->language_count, x->languages[i]))
            return 1;
    return 0;
}

static void degrees(const struct ie_match_checker *check, uint32_t seeker,
                    uint32_t candidate, double degree[IE_MATCH_FIELD_COUNT])
{
    const struct ie_match_profile *x = &check->input->profiles[seeker];
    const struct ie_match_profile *y = &check->input->profiles[candidate];
    const struct ie_match_profile *wanted = asks(x) ? x : y, *offered = asks(x) ? y : x;
    double cosine = concept_cosine(check, seeker, candidate);

    degree[IE_MATCH_TEXT] =
        stretched(best_likeness(check, candidate), IE_MATCH_TEXT_HALF);
    degree[IE_MATCH_CONCEPT] = cosine < 0 ? -1 : stretched(cosine, IE_MATCH_CONCEPT_HALF);
    degree[IE_MATCH_SPEC] = spec_degree(wanted, offered);
    degree[IE_MATCH_COOPERATION] =
        x->cooperation && y->cooperation ? (x->cooperation & y->cooperation) != 0 : -1;
    degree[IE_MATCH_TRL] = trl_degree(wanted, offered);
    degree[IE_MATCH_IPR] = x->ipr && y->ipr ? (x->ipr & y->ipr) != 0 : -1;
    degree[IE_MATCH_COUNTRY] = check->input->rules.countries == IE_MATCH_COUNTRIES_IGNORE
                                   ? -1
                                   : country_degree(x, y);
    degree[IE_MATCH_LANGUAGE] = language_degree(x, y);
}

static double total(const struct ie_match_checker *check,
                    const double degree[IE_MATCH_FIELD_COUNT])
{
    double sum = 0, of = 0;

    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++) {
        double weight = degree[f] < 0 ? 0 : check->input->weights.field[f];
        sum += weight * fmax(0, degree[f]);
        of += weight;
    }
    return sum / of;
}

/* First letter of technology, business, research, investment. */
static char kind_of(const struct ie_match_profile *x)
{
    return ie_match_type_name((enum ie_match_type)x->type)[0];
}

/* By type and days. */
static bool fits_at_once(const struct ie_matching_input *input, uint32_t seeker,
                         uint32_t candidate)
{
    const struct ie_match_profile *x = &input->profiles[seeker];
    const struct ie_match_profile *y = &input->profiles[candidate];
    ie_day day = input->rules.day;

    if (x->type == IE_MATCH_RESEARCH_REQUEST || y->type == IE_MATCH_RESEARCH_REQUEST) {
        if (x->type != y->type)
            return false;
    } else if (asks(x) == asks(y) || kind_of(x) != kind_of(y)) {
        return false;
    }
    return day == IE_MATCH_DAY_OPEN || (x->valid_from <= day && y->valid_from <= day &&
                                        x->valid_until >= day && y->valid_until >= day);
}

static bool excluded(const struct ie_matching_input *input, uint32_t seeker,
                     uint32_t candidate)
{
    const struct ie_match_profile *x = &input->profiles[seeker];
    const struct ie_match_profile *y = &input->profiles[candidate];

    if (seeker == candidate ||
        (x->organisation == y->organisation && x->organisation != UINT32_MAX &&
         !input->rules.same_organisation) ||
        !fits_at_once(input, seeker, candidate))
        return true;
    if (input->rules.countries != IE_MATCH_COUNTRIES_REQUIRE)
        return false;
    return (x->target_count && !has(x->targets, x->target_count, y->country)) ||
           (y->target_count && !has(y->targets, y->target_count, x->country));
}

/* ---- The output ------------------------------------------------------------------------ */

static int check_reasons(const struct ie_match_checker *check,
                         const struct ie_match *match,
                         const double degree[IE_MATCH_FIELD_COUNT])
{
    double share[IE_MATCH_FIELD_COUNT] = {0}, of = 0;

    if (check->input->no_reasons)
        return match->reason_count ? failed(match, "reasons", check->err) : 0;
    for (uint32_t i = 0; i < match->reason_count; i++) {
        const struct ie_match_reason *reason = &match->reasons[i];
        if (reason->field >= IE_MATCH_FIELD_COUNT || reason->share < 0)
            return failed(match, "reason", check->err);
        share[reason->field] += reason->share;
    }
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        of += degree[f] < 0 ? 0 : check->input->weights.field[f];
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        if (differ(share[f], check->input->weights.field[f] * fmax(0, degree[f]) / of))
            return failed(match, "share", check->err);
    return 0;
}

static int check_match(const struct ie_match_checker *check, const struct ie_match *match)
{
    const struct ie_matching_input *input = check->input;
    double degree[IE_MATCH_FIELD_COUNT];

    if (match->candidate >= input->count || !check->candidate[match->candidate])
        return failed(match, "candidate", check->err);
    if (excluded(input, match->seeker, match->candidate))
        return failed(match, "filter", check->err);
    degrees(check, match->seeker, match->candidate, degree);
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        if (differ(degree[f], match->degree[f]))
            return failed(match, ie_match_field_name((enum ie_match_field)f), check->err);
    if (differ(best_likeness(check, match->candidate), match->likeness) ||
        differ(total(check, degree), match->score) || match->score > 1 + 1e-12 ||
        match->score < input->rules.least)
        return failed(match, "score", check->err);
    return check_reasons(check, match, degree);
}

static uint32_t seeker_of(const struct ie_match_checker *check,
                          const struct ie_matching_output *output, uint32_t row)
{
    row += output->from;
    return check->input->seekers ? check->input->seekers[row] : row;
}

static int check_row(struct ie_match_checker *check,
                     const struct ie_matching_output *output, uint32_t row)
{
    uint32_t seeker = seeker_of(check, output, row);
    int code = 0;

    if (output->first[row] > output->first[row + 1] ||
        output->first[row + 1] > output->count ||
        output->first[row + 1] - output->first[row] > check->input->top)
        return failed(&(struct ie_match){.seeker = seeker}, "row", check->err);
    if (output->first[row] < output->first[row + 1])
        code = ie_check_texts_ask(&check->texts, seeker, check->err);
    for (size_t i = output->first[row]; i < output->first[row + 1] && !code; i++) {
        const struct ie_match *match = &output->matches[i];
        const struct ie_match *before = i > output->first[row] ? match - 1 : NULL;
        if (match->seeker != seeker)
            return failed(match, "seeker", check->err);
        if (before &&
            (before->score < match->score ||
             (!(before->score > match->score) && before->candidate >= match->candidate)))
            return failed(match, "order", check->err);
        code = check_match(check, match);
    }
    return code;
}

/* ---- Nothing left out ------------------------------------------------------------------ */

/* A candidate of the sampled row, by brute force. */
struct look {
    uint32_t candidate;
    double concept; /* cosine */
    double score;   /* < 0 where rules refuse */
    bool near;      /* the first stage had to find it */
};

static int falling(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a < b) - (a > b);
}

/* What must be exceeded to be among the `near` nearest, with room for what the first
 * stage's quantisation may move; < 0: all are among them. */
static double reach(double *values, size_t count, size_t near)
{
    if (count <= near)
        return -2;
    qsort(values, count, sizeof(*values), falling);
    return fmax(0, values[near - 1]) * 1.03 + 0.002;
}

/* Candidates whose type and days allow the pair: those that the first stage looks at. */
static size_t look_at_all(const struct ie_match_checker *check, uint32_t seeker,
                          struct look *looks)
{
    const struct ie_matching_input *input = check->input;
    uint32_t count = input->candidates ? input->candidate_count : input->count;
    size_t found = 0;

    for (uint32_t c = 0; c < count; c++) {
        uint32_t p = input->candidates ? input->candidates[c] : c;
        double degree[IE_MATCH_FIELD_COUNT];
        if (!fits_at_once(input, seeker, p))
            continue;
        degrees(check, seeker, p, degree);
        looks[found++] =
            (struct look){p, concept_cosine(check, seeker, p),
                          excluded(input, seeker, p) ? -1 : total(check, degree), false};
    }
    return found;
}

/* Of one text of the seeker's in one language: which candidates' texts are nearest. */
static void mark_texts(const struct ie_match_checker *check,
                       const struct ie_check_probe *probe, size_t near,
                       struct look *looks, size_t count, double *values)
{
    const struct ie_check_texts *texts = &check->texts;
    double least = 0, there;

    for (int again = 0; again < 2; again++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++) {
            uint32_t p = looks[i].candidate;
            for (uint32_t d = texts->doc_first[p]; d < texts->doc_first[p + 1]; d++) {
                if (texts->docs[d].lang != probe->lang)
                    continue;
                ie_check_likeness(texts, probe, d, &there);
                values[n++] = there;
                looks[i].near |= again && there > 0 && there > least;
            }
        }
        if (!again)
            least = reach(values, n, near);
    }
}

static void mark_near(const struct ie_match_checker *check, size_t near,
                      struct look *looks, size_t count, double *values)
{
    for (size_t i = 0; i < count; i++)
        values[i] = looks[i].concept;
    double least = reach(values, count, near);
    for (size_t i = 0; i < count; i++)
        looks[i].near = looks[i].concept > 0 && looks[i].concept > least;
    for (size_t i = 0; i < check->texts.probes.count; i++)
        mark_texts(check, &check->texts.probes.at[i], near, looks, count, values);
}

/* That nothing better was left out of what the first stage had to find: one row in full.
 * O(candidates × (terms + log candidates)). */
static int check_complete(struct ie_match_checker *check,
                          const struct ie_matching_output *output, uint32_t row)
{
    const struct ie_matching_input *input = check->input;
    uint32_t seeker = seeker_of(check, output, row);
    size_t have = output->first[row + 1] - output->first[row], better = 0;
    size_t near =
        4 * (size_t)input->top > IE_MATCH_NEAR ? 4 * (size_t)input->top : IE_MATCH_NEAR;
    double last = have == input->top ? output->matches[output->first[row + 1] - 1].score
                                     : input->rules.least;
    struct look *looks = ie_calloc((size_t)input->count + 1, sizeof(*looks));
    double *values =
        ie_calloc((size_t)input->count + check->texts.doc_count + 1, sizeof(*values));
    int code = looks && values ? ie_check_texts_ask(&check->texts, seeker, check->err)
                               : ie_fail_nomem(check->err);

    if (!code) {
        size_t count = look_at_all(check, seeker, looks);
        mark_near(check, near, looks, count, values);
        for (size_t i = 0; i < count; i++)
            better += looks[i].near && looks[i].score > fmax(last, 0) + SLACK;
        if (better > have)
            code = failed(&(struct ie_match){.seeker = seeker}, "left out", check->err);
    }
    ie_free(looks);
    ie_free(values);
    return code;
}

/* ---- All of it ---------------------------------------------------------------------------- */

enum { SAMPLE = 3 }; /* rows of the first range checked for completeness; of others one */

int ie_match_checker_open(const struct ie_matching_input *input,
                          const struct ie_solve_control *control,
                          struct ie_match_checker **checker, struct ie_error *err)
{
    struct ie_match_checker *check = ie_calloc(1, sizeof(*check));

    if (!check)
        return ie_fail_nomem(err);
    check->input = input;
    check->err = err;
    check->candidate = ie_calloc((size_t)input->count + 1, sizeof(bool));
    int code = check->candidate ? ie_check_texts_open(&check->texts, input, control, err)
                                : ie_fail_nomem(err);
    for (uint32_t p = 0; p < input->count && !code; p++)
        check->candidate[p] = !input->candidates;
    for (uint32_t c = 0; input->candidates && c < input->candidate_count && !code; c++)
        check->candidate[input->candidates[c]] = true;
    if (!code)
        code = read_concepts(check);
    if (code)
        ie_match_checker_close(check);
    else
        *checker = check;
    return code;
}

int ie_match_checker_rows(struct ie_match_checker *check,
                          const struct ie_matching_output *output, struct ie_error *err)
{
    uint32_t sample = check->begun ? 1 : SAMPLE;
    int code = 0;

    check->err = err;
    check->begun = true;
    for (uint32_t row = 0; row < output->seeker_count && !code; row++)
        code = check_row(check, output, row);
    for (uint32_t i = 0; i < sample && !code && output->rows_done; i++)
        code = check_complete(check, output,
                              (uint32_t)((uint64_t)i * output->rows_done / sample));
    return code;
}

void ie_match_checker_close(struct ie_match_checker *check)
{
    if (!check)
        return;
    ie_check_texts_close(&check->texts);
    ie_free(check->candidate);
    IE_VEC_RELEASE(&check->concepts);
    ie_free(check);
}

int ie_matching_check(const struct ie_matching_input *input,
                      const struct ie_matching_output *output, struct ie_error *err)
{
    struct ie_match_checker *check = NULL;
    int code = ie_match_checker_open(input, NULL, &check, err);

    if (!code)
        code = ie_match_checker_rows(check, output, err);
    ie_match_checker_close(check);
    return code;
}
