/*
 * The independent checker: every match again, from the raw input, with other means than
 * the solver's: terms compared as spellings, vectors as sorted lists in double precision,
 * structure read off the profiles. It shares only the text layer with the solver.
 */
#include <math.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "engine/matching/matching.h"

struct term {
    struct ie_str spelling;
    double value; /* times, then weight */
    uint32_t doc;
    uint32_t number; /* rank of the spelling */
};

struct doc {
    size_t first, count;
    double length;
};

struct checker {
    const struct ie_matching_input *input;
    struct ie_analyser *analyser;
    struct ie_arena words, scratch;
    IE_VEC(struct term) terms;
    IE_VEC(struct doc) docs;
    uint32_t *doc_first;       /* [profiles + 1] */
    bool *candidate;           /* [profiles] */
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

/* ---- Vectors ------------------------------------------------------------------------ */

static int by_spelling(const void *x, const void *y)
{
    const struct term *a = x, *b = y;
    int order = ie_str_cmp(a->spelling, b->spelling);

    return order ? order : (a->doc > b->doc) - (a->doc < b->doc);
}

static int add_field(struct checker *check, struct ie_str text, struct ie_str lang,
                     double times, bool common)
{
    struct ie_tokens tokens;
    struct doc *doc = &check->docs.at[check->docs.count - 1];
    int code =
        ie_text_tokens(check->analyser, &check->scratch, text, lang, &tokens, check->err);

    for (size_t i = 0; !code && i < tokens.count; i++) {
        if (tokens.at[i].common != common || ie_token_aside(&tokens.at[i]))
            continue;
        struct term *term = IE_PUSH(&check->terms);
        if (!term)
            return ie_fail_nomem(check->err);
        term->spelling = tokens.at[i].term;
        term->value = times;
        doc->count++;
        doc->length += times;
    }
    return code;
}

/* Sorts a doc's occurrences, sums equal ones, and keeps their spellings. */
static int settle(struct checker *check)
{
    struct doc *doc = &check->docs.at[check->docs.count - 1];
    struct term *terms = check->terms.at + doc->first;
    size_t kept = 0;

    if (doc->count)
        qsort(terms, doc->count, sizeof(*terms), by_spelling);
    for (size_t i = 0; i < doc->count; i++) {
        if (kept && ie_str_eq(terms[kept - 1].spelling, terms[i].spelling)) {
            terms[kept - 1].value += terms[i].value;
            continue;
        }
        terms[kept] = terms[i];
        terms[kept].doc = (uint32_t)(check->docs.count - 1);
        terms[kept].spelling = ie_arena_str(&check->words, terms[i].spelling);
        if (!terms[kept++].spelling.ptr)
            return ie_fail_nomem(check->err);
    }
    doc->count = kept;
    check->terms.count = doc->first + kept;
    return 0;
}

static int add_text(struct checker *check, const struct ie_match_text *text)
{
    int code = 0;

    if (!IE_PUSH(&check->docs))
        return ie_fail_nomem(check->err);
    check->docs.at[check->docs.count - 1].first = check->terms.count;
    for (int common = 0; common < 2 && !code; common++) {
        if (check->docs.at[check->docs.count - 1].count)
            break;
        code = add_field(check, text->title, text->lang, 2, common);
        if (!code)
            code = add_field(check, text->text, text->lang, 1, common);
    }
    if (!code)
        code = settle(check);
    ie_arena_clear(&check->scratch);
    return code;
}

/* Document frequencies from one sort of all terms, then weights and unit length. */
static void weigh(struct checker *check)
{
    size_t count = check->terms.count, docs = check->docs.count;
    struct term *terms = check->terms.at;
    double words = 0;
    uint32_t number = 0;

    for (size_t d = 0; d < docs; d++)
        words += check->docs.at[d].length;
    if (count)
        qsort(terms, count, sizeof(*terms), by_spelling);
    for (size_t i = 0, end; i < count; i = end, number++) {
        for (end = i + 1;
             end < count && ie_str_eq(terms[i].spelling, terms[end].spelling);)
            end++;
        double in = (double)(end - i);
        double idf = log(1 + ((double)docs - in + 0.5) / (in + 0.5));
        for (size_t k = i; k < end; k++) {
            double length = check->docs.at[terms[k].doc].length;
            double norm = 1.2 * (0.25 + 0.75 * length / (words / (double)docs));
            terms[k].value = idf * terms[k].value / (terms[k].value + norm);
            terms[k].number = number;
        }
    }
}

static int by_doc(const void *x, const void *y)
{
    const struct term *a = x, *b = y;

    if (a->doc != b->doc)
        return a->doc < b->doc ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static void regroup(struct checker *check)
{
    struct term *terms = check->terms.at;

    if (check->terms.count)
        qsort(terms, check->terms.count, sizeof(*terms), by_doc);
    for (size_t d = 0; d < check->docs.count; d++) {
        const struct doc *doc = &check->docs.at[d];
        double square = 0;
        for (size_t i = doc->first; i < doc->first + doc->count; i++)
            square += terms[i].value * terms[i].value;
        for (size_t i = doc->first; i < doc->first + doc->count; i++)
            terms[i].value /= sqrt(square);
    }
}

static int read_texts(struct checker *check)
{
    const struct ie_matching_input *input = check->input;
    int code = 0;

    for (uint32_t p = 0; p < input->count && !code; p++) {
        check->doc_first[p] = (uint32_t)check->docs.count;
        for (uint32_t t = 0; t < input->profiles[p].text_count && !code; t++)
            code = add_text(check, &input->profiles[p].texts[t]);
    }
    check->doc_first[input->count] = (uint32_t)check->docs.count;
    if (!code) {
        weigh(check);
        regroup(check);
    }
    return code;
}

static double cosine_of(const struct checker *check, uint32_t x, uint32_t y)
{
    const struct doc *a = &check->docs.at[x], *b = &check->docs.at[y];
    const struct term *i = check->terms.at + a->first, *i_end = i + a->count;
    const struct term *j = check->terms.at + b->first, *j_end = j + b->count;
    double sum = 0;

    while (i < i_end && j < j_end) {
        if (i->number == j->number)
            sum += i++->value * j++->value;
        else if (i->number < j->number)
            i++;
        else
            j++;
    }
    return sum;
}

static double best_cosine(const struct checker *check, uint32_t x, uint32_t y)
{
    double best = 0;

    for (uint32_t i = check->doc_first[x]; i < check->doc_first[x + 1]; i++)
        for (uint32_t j = check->doc_first[y]; j < check->doc_first[y + 1]; j++)
            best = fmax(best, cosine_of(check, i, j));
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

/* A sorted list with one copy of an id for each profile that has it. */
static int read_concepts(struct checker *check)
{
    for (uint32_t p = 0; p < check->input->count; p++) {
        const struct ie_match_profile *profile = &check->input->profiles[p];
        check->concept_profiles += profile->concept_count > 0;
        for (uint32_t i = 0; i < profile->concept_count; i++) {
            if (has(profile->concepts, i, profile->concepts[i]))
                continue;
            uint32_t *id = IE_PUSH(&check->concepts);
            if (!id)
                return ie_fail_nomem(check->err);
            *id = profile->concepts[i];
        }
    }
    if (check->concepts.count)
        qsort(check->concepts.at, check->concepts.count, sizeof(uint32_t), by_id);
    return 0;
}

static size_t below(const struct checker *check, uint64_t id)
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

static double concept_idf(const struct checker *check, uint32_t id)
{
    double in = (double)(below(check, (uint64_t)id + 1) - below(check, id));

    return log(1 + (check->concept_profiles - in + 0.5) / (in + 0.5));
}

static double concept_degree(const struct checker *check,
                             const struct ie_match_profile *x,
                             const struct ie_match_profile *y)
{
    double both = 0, xx = 0, yy = 0;

    if (!x->concept_count || !y->concept_count)
        return -1;
    for (uint32_t i = 0; i < x->concept_count; i++) {
        if (has(x->concepts, i, x->concepts[i]))
            continue;
        double square = pow(concept_idf(check, x->concepts[i]), 2);
        xx += square;
        if (has(y->concepts, y->concept_count, x->concepts[i]))
            both += square;
    }
    for (uint32_t i = 0; i < y->concept_count; i++)
        if (!has(y->concepts, i, y->concepts[i]))
            yy += pow(concept_idf(check, y->concepts[i]), 2);
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

static void degrees(const struct checker *check, uint32_t seeker, uint32_t candidate,
                    double degree[IE_MATCH_FIELD_COUNT])
{
    const struct ie_match_profile *x = &check->input->profiles[seeker];
    const struct ie_match_profile *y = &check->input->profiles[candidate];
    const struct ie_match_profile *wanted = asks(x) ? x : y, *offered = asks(x) ? y : x;
    double cosine = fmin(1, best_cosine(check, seeker, candidate));

    degree[IE_MATCH_TEXT] =
        cosine * (1 + IE_MATCH_TEXT_HALF) / (cosine + IE_MATCH_TEXT_HALF);
    degree[IE_MATCH_CONCEPT] = concept_degree(check, x, y);
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

static double total(const struct checker *check,
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

static int check_reasons(const struct checker *check, const struct ie_match *match,
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

static int check_match(const struct checker *check, const struct ie_match *match)
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
    if (differ(best_cosine(check, match->seeker, match->candidate), match->cosine) ||
        differ(total(check, degree), match->score) || match->score > 1 + 1e-12 ||
        match->score < input->rules.least)
        return failed(match, "score", check->err);
    return check_reasons(check, match, degree);
}

static int check_row(const struct checker *check, const struct ie_matching_output *output,
                     uint32_t row)
{
    uint32_t seeker = check->input->seekers ? check->input->seekers[row] : row;
    int code = 0;

    if (output->first[row] > output->first[row + 1] ||
        output->first[row + 1] > output->count ||
        output->first[row + 1] - output->first[row] > check->input->top)
        return failed(&(struct ie_match){.seeker = seeker}, "row", check->err);
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

/* A candidate of the sampled row, by brute force. */
struct look {
    double text, concept, score; /* degrees; the score is < 0 where rules refuse */
};

static int falling(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a < b) - (a > b);
}

/* The degree that a candidate must exceed to be among the `near` nearest, with room for
 * what the first stage's quantisation may move; < 0: all are among them. */
static double reach(double *degrees, size_t count, size_t near)
{
    if (count <= near)
        return -2;
    qsort(degrees, count, sizeof(*degrees), falling);
    return fmax(0, degrees[near - 1]) * 1.03 + 0.002;
}

/* Texts that one candidate has at most: so often may it stand among the nearest texts. */
static size_t most_texts(const struct ie_matching_input *input)
{
    size_t most = 1;

    for (uint32_t p = 0; p < input->count; p++)
        if (input->profiles[p].text_count > most)
            most = input->profiles[p].text_count;
    return most;
}

/* Candidates whose type and days allow the pair: those that the first stage looks at. */
static size_t look_at_all(const struct checker *check, uint32_t seeker,
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
            (struct look){degree[IE_MATCH_TEXT], degree[IE_MATCH_CONCEPT],
                          excluded(input, seeker, p) ? -1 : total(check, degree)};
    }
    return found;
}

/* That nothing better was left out of what the first stage had to find: one row in full.
 * O(candidates × (terms + log candidates)). */
static int check_complete(const struct checker *check,
                          const struct ie_matching_output *output, uint32_t row)
{
    const struct ie_matching_input *input = check->input;
    uint32_t seeker = input->seekers ? input->seekers[row] : row;
    size_t have = output->first[row + 1] - output->first[row], better = 0;
    size_t near =
        4 * (size_t)input->top > IE_MATCH_NEAR ? 4 * (size_t)input->top : IE_MATCH_NEAR;
    double last = have == input->top ? output->matches[output->first[row + 1] - 1].score
                                     : input->rules.least;
    struct look *looks = ie_calloc((size_t)input->count + 1, sizeof(*looks));
    double *texts = ie_calloc((size_t)input->count + 1, sizeof(*texts));
    double *concepts = ie_calloc((size_t)input->count + 1, sizeof(*concepts));
    int code = looks && texts && concepts ? 0 : ie_fail_nomem(check->err);

    if (!code) {
        size_t count = look_at_all(check, seeker, looks);
        for (size_t i = 0; i < count; i++) {
            texts[i] = looks[i].text;
            concepts[i] = looks[i].concept;
        }
        double text = reach(texts, count, near / most_texts(input));
        double concept = reach(concepts, count, near);
        for (size_t i = 0; i < count; i++)
            better += looks[i].score > fmax(last, 0) + SLACK &&
                      ((looks[i].text > 0 && looks[i].text > text) ||
                       (looks[i].concept > 0 && looks[i].concept > concept));
        if (better > have)
            code = failed(&(struct ie_match){.seeker = seeker}, "left out", check->err);
    }
    ie_free(looks);
    ie_free(texts);
    ie_free(concepts);
    return code;
}

enum { SAMPLE = 3 }; /* rows checked for completeness */

int ie_matching_check(const struct ie_matching_input *input,
                      const struct ie_matching_output *output, struct ie_error *err)
{
    struct checker check = {.input = input, .err = err};
    int code;

    ie_arena_init(&check.words, 0);
    ie_arena_init(&check.scratch, 0);
    check.doc_first = ie_calloc((size_t)input->count + 1, sizeof(uint32_t));
    check.candidate = ie_calloc((size_t)input->count + 1, sizeof(bool));
    if (!check.doc_first || !check.candidate) {
        code = ie_fail_nomem(err);
        goto out;
    }
    for (uint32_t p = 0; p < input->count; p++)
        check.candidate[p] = !input->candidates;
    for (uint32_t c = 0; input->candidates && c < input->candidate_count; c++)
        check.candidate[input->candidates[c]] = true;
    if ((code = ie_analyser_new(&check.analyser, err)) || (code = read_texts(&check)) ||
        (code = read_concepts(&check)))
        goto out;
    for (uint32_t row = 0; row < output->seeker_count && !code; row++)
        code = check_row(&check, output, row);
    for (uint32_t i = 0; i < SAMPLE && !code && output->rows_done; i++)
        code = check_complete(&check, output,
                              (uint32_t)((uint64_t)i * output->rows_done / SAMPLE));
out:
    ie_analyser_free(check.analyser);
    ie_arena_release(&check.words);
    ie_arena_release(&check.scratch);
    IE_VEC_RELEASE(&check.terms);
    IE_VEC_RELEASE(&check.docs);
    IE_VEC_RELEASE(&check.concepts);
    ie_free(check.doc_first);
    ie_free(check.candidate);
    return code;
}
