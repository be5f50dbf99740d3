/* Concepts, structure, scores, rows: see check.h. */
#include "engine/matching/check.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

int ie_check_failed(uint32_t seeker, uint32_t candidate, const char *what,
                    struct ie_error *err)
{
    ie_fail(err, IE_INTERNAL, "matching.check_failed");
    ie_error_argi(err, "seeker", seeker);
    ie_error_argi(err, "candidate", candidate);
    ie_error_arg(err, "what", what);
    return IE_INTERNAL;
}

static int failed(const struct ie_match *match, const char *what, struct ie_error *err)
{
    return ie_check_failed(match->seeker, match->candidate, what, err);
}

static bool differ(double x, double y)
{
    return !(fabs(x - y) <= IE_CHECK_SLACK);
}

static double stretched(double evidence, double half)
{
    return evidence * (1 + half) / (evidence + half);
}

/* Of the asked seeker. */
static double best_likeness(const struct ie_match_check_hand *hand, uint32_t candidate)
{
    const struct ie_check_texts *texts = &hand->checker->texts;
    double best = 0, there;

    for (size_t i = 0; i < hand->probes.count; i++)
        for (uint32_t d = texts->doc_first[candidate];
             d < texts->doc_first[candidate + 1]; d++)
            if (texts->docs[d].lang == hand->probes.at[i].lang)
                best =
                    fmax(best, ie_check_likeness(texts, &hand->probes.at[i], d, &there));
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

struct ie_check_ids ie_check_concepts(const struct ie_match_checker *check, uint32_t p)
{
    const struct ie_match_profile *profile = &check->input->profiles[p];

    return check->input->tag_concepts
               ? check->tagged[p]
               : (struct ie_check_ids){profile->concepts, profile->concept_count};
}

/* 0: no profile has it. */
static double square_of(const struct ie_match_checker *check, uint32_t id)
{
    const uint32_t *found =
        check->concept_count
            ? bsearch(&id, check->concepts, check->concept_count, sizeof(id), by_id)
            : NULL;

    return found ? check->square[found - check->concepts] : 0;
}

/* Each once, with the square of its idf: `all` [total] has one for each profile. */
static void weigh_concepts(struct ie_match_checker *check, uint32_t *all, size_t total,
                           double profiles)
{
    if (total)
        qsort(all, total, sizeof(*all), by_id);
    for (size_t i = 0, end; i < total; i = end) {
        for (end = i; end < total && all[end] == all[i];)
            end++;
        double in = (double)(end - i);
        check->square[check->concept_count] =
            pow(log(1 + (profiles - in + 0.5) / (in + 0.5)), 2);
        all[check->concept_count++] = all[i];
    }
    check->concepts = all;
}

static int read_concepts(struct ie_match_checker *check, struct ie_error *err)
{
    size_t total = 0, n = 0;
    double profiles = 0;

    for (uint32_t p = 0; p < check->input->count; p++)
        total += ie_check_concepts(check, p).count;
    check->concepts = ie_calloc(total + 1, sizeof(*check->concepts));
    check->square = ie_calloc(total + 1, sizeof(*check->square));
    check->length = ie_calloc((size_t)check->input->count + 1, sizeof(*check->length));
    if (!check->concepts || !check->square || !check->length)
        return ie_fail_nomem(err);
    for (uint32_t p = 0; p < check->input->count; p++) {
        struct ie_check_ids own = ie_check_concepts(check, p);
        profiles += own.count > 0;
        for (uint32_t i = 0; i < own.count; i++)
            if (!has(own.at, i, own.at[i]))
                check->concepts[n++] = own.at[i];
    }
    weigh_concepts(check, check->concepts, n, profiles);
    for (uint32_t p = 0; p < check->input->count; p++) {
        struct ie_check_ids own = ie_check_concepts(check, p);
        double sum = 0;
        for (uint32_t i = 0; i < own.count; i++)
            sum += has(own.at, i, own.at[i]) ? 0 : square_of(check, own.at[i]);
        check->length[p] = sqrt(sum);
    }
    return 0;
}

double ie_check_cosine(const struct ie_match_checker *check, uint32_t seeker,
                       uint32_t candidate)
{
    struct ie_check_ids x = ie_check_concepts(check, seeker);
    struct ie_check_ids y = ie_check_concepts(check, candidate);
    double both = 0;

    if (!x.count || !y.count)
        return -1;
    for (uint32_t i = 0; i < x.count; i++)
        if (has(y.at, y.count, x.at[i]) && !has(x.at, i, x.at[i]))
            both += square_of(check, x.at[i]);
    return fmin(1, both / (check->length[seeker] * check->length[candidate]));
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

void ie_check_degrees(const struct ie_match_checker *check, uint32_t seeker,
                      uint32_t candidate, double likeness,
                      double degree[IE_MATCH_FIELD_COUNT])
{
    const struct ie_match_profile *x = &check->input->profiles[seeker];
    const struct ie_match_profile *y = &check->input->profiles[candidate];
    const struct ie_match_profile *wanted = asks(x) ? x : y, *offered = asks(x) ? y : x;
    double cosine = ie_check_cosine(check, seeker, candidate);

    degree[IE_MATCH_TEXT] = stretched(likeness, IE_MATCH_TEXT_HALF);
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

double ie_check_total(const struct ie_match_checker *check,
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

bool ie_check_fits(const struct ie_matching_input *input, uint32_t seeker,
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

bool ie_check_excluded(const struct ie_matching_input *input, uint32_t seeker,
                       uint32_t candidate)
{
    const struct ie_match_profile *x = &input->profiles[seeker];
    const struct ie_match_profile *y = &input->profiles[candidate];

    if (seeker == candidate ||
        (x->organisation == y->organisation && x->organisation != UINT32_MAX &&
         !input->rules.same_organisation) ||
        !ie_check_fits(input, seeker, candidate))
        return true;
    if (input->rules.countries != IE_MATCH_COUNTRIES_REQUIRE)
        return false;
    return (x->target_count && !has(x->targets, x->target_count, y->country)) ||
           (y->target_count && !has(y->targets, y->target_count, x->country));
}

/* ---- A row ---------------------------------------------------------------------------- */

static int check_reasons(const struct ie_match_checker *check,
                         const struct ie_match *match,
                         const double degree[IE_MATCH_FIELD_COUNT], struct ie_error *err)
{
    double share[IE_MATCH_FIELD_COUNT] = {0}, of = 0;

    if (check->input->no_reasons)
        return match->reason_count ? failed(match, "reasons", err) : 0;
    for (uint32_t i = 0; i < match->reason_count; i++) {
        const struct ie_match_reason *reason = &match->reasons[i];
        if (reason->field >= IE_MATCH_FIELD_COUNT || reason->share < 0)
            return failed(match, "reason", err);
        share[reason->field] += reason->share;
    }
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        of += degree[f] < 0 ? 0 : check->input->weights.field[f];
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        if (differ(share[f], check->input->weights.field[f] * fmax(0, degree[f]) / of))
            return failed(match, "share", err);
    return 0;
}

static int check_match(const struct ie_match_check_hand *hand,
                       const struct ie_match *match, struct ie_error *err)
{
    const struct ie_match_checker *check = hand->checker;
    const struct ie_matching_input *input = check->input;
    double degree[IE_MATCH_FIELD_COUNT];

    if (match->candidate >= input->count || !check->candidate[match->candidate])
        return failed(match, "candidate", err);
    if (ie_check_excluded(input, match->seeker, match->candidate))
        return failed(match, "filter", err);
    double likeness = best_likeness(hand, match->candidate);
    ie_check_degrees(check, match->seeker, match->candidate, likeness, degree);
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        if (differ(degree[f], match->degree[f]))
            return failed(match, ie_match_field_name((enum ie_match_field)f), err);
    if (differ(likeness, match->likeness) ||
        differ(ie_check_total(check, degree), match->score) || match->score > 1 + 1e-12 ||
        match->score < input->rules.least)
        return failed(match, "score", err);
    return check_reasons(check, match, degree, err);
}

int ie_match_check_row(struct ie_match_check_hand *hand,
                       const struct ie_match_checked *row, struct ie_error *err)
{
    int code = 0;

    if (row->count || row->whole)
        code = ie_check_texts_ask(hand, row, err);
    for (size_t i = 0; i < row->count && !code; i++)
        code = check_match(hand, &row->matches[i], err);
    return !code && row->whole ? ie_check_whole(hand, row, err) : code;
}

/* ---- All of it ---------------------------------------------------------------------------- */

static int check_order(const struct ie_matching_input *input,
                       const struct ie_matching_output *output, uint32_t row,
                       struct ie_error *err)
{
    uint32_t number = output->from + row;
    uint32_t seeker = input->seekers ? input->seekers[number] : number;
    size_t from = output->first[row], end = output->first[row + 1];

    if (from > end || end > output->count || end - from > input->top ||
        (row >= output->rows_done && from != end))
        return ie_check_failed(seeker, seeker, "row", err);
    for (size_t i = from; i < end; i++) {
        const struct ie_match *match = &output->matches[i], *before = match - 1;
        double shares = 0;
        if (match->seeker != seeker)
            return failed(match, "seeker", err);
        if (i > from &&
            (before->score < match->score ||
             (!(before->score > match->score) && before->candidate >= match->candidate)))
            return failed(match, "order", err);
        for (uint32_t r = 0; r < match->reason_count; r++)
            shares += match->reasons[r].share;
        if (!input->no_reasons && differ(shares, match->score))
            return failed(match, "share", err);
    }
    return 0;
}

int ie_match_check_rows(const struct ie_matching_input *input,
                        const struct ie_matching_output *output, struct ie_error *err)
{
    int code = 0;

    for (uint32_t row = 0; row < output->seeker_count && !code; row++)
        code = check_order(input, output, row, err);
    return code;
}

int ie_match_checker_new(const struct ie_matching_input *input,
                         struct ie_match_checker **checker, struct ie_error *err)
{
    struct ie_match_checker *check = ie_calloc(1, sizeof(*check));

    if (!check)
        return ie_fail_nomem(err);
    check->input = input;
    check->candidate = ie_calloc((size_t)input->count + 1, sizeof(bool));
    check->tagged = ie_calloc((size_t)input->count + 1, sizeof(*check->tagged));
    int code = check->candidate && check->tagged ? 0 : ie_fail_nomem(err);
    for (uint32_t p = 0; p < input->count && !code; p++)
        check->candidate[p] = !input->candidates;
    for (uint32_t c = 0; input->candidates && c < input->candidate_count && !code; c++)
        check->candidate[input->candidates[c]] = true;
    if (!code)
        code = ie_check_texts_init(&check->texts, input, check->candidate, err);
    if (code)
        ie_match_checker_free(check);
    else
        *checker = check;
    return code;
}

void ie_match_checker_free(struct ie_match_checker *check)
{
    if (!check)
        return;
    ie_check_texts_release(&check->texts);
    ie_free(check->candidate);
    ie_free(check->tagged);
    ie_free(check->concepts);
    ie_free(check->square);
    ie_free(check->length);
    ie_free(check);
}

int ie_match_checker_keep(struct ie_match_checker *check, unsigned worker,
                          uint32_t profile, uint32_t text, const struct ie_bag *bag,
                          struct ie_error *err)
{
    return ie_check_texts_keep(&check->texts, worker, profile, text, bag, err);
}

int ie_match_checker_keep_concepts(struct ie_match_checker *check, unsigned worker,
                                   uint32_t profile, const uint32_t *ids, uint32_t count,
                                   struct ie_error *err)
{
    uint32_t *kept =
        IE_NEW_ARRAY(&check->texts.kept[worker], uint32_t, (size_t)count + 1);

    if (!kept)
        return ie_fail_nomem(err);
    if (count)
        memcpy(kept, ids, count * sizeof(*kept));
    check->tagged[profile] = (struct ie_check_ids){kept, count};
    return 0;
}

int ie_match_checker_ready(struct ie_match_checker *check,
                           const struct ie_solve_control *control, struct ie_error *err)
{
    int code = ie_check_texts_weigh(&check->texts, control, err);

    return code ? code : read_concepts(check, err);
}

int ie_match_check_hand_new(const struct ie_match_checker *checker,
                            struct ie_match_reader *reader,
                            struct ie_match_check_hand **hand, struct ie_error *err)
{
    struct ie_match_check_hand *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    made->checker = checker;
    made->reader = reader;
    ie_arena_init(&made->row, 0);
    ie_arena_init(&made->scratch, 0);
    *hand = made;
    return 0;
}

void ie_match_check_hand_free(struct ie_match_check_hand *hand)
{
    if (!hand)
        return;
    ie_arena_release(&hand->row);
    ie_arena_release(&hand->scratch);
    IE_VEC_RELEASE(&hand->probes);
    ie_free(hand);
}
