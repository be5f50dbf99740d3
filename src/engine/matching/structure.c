/* What two profiles state beside their texts: filters, degrees, reasons. */
#include "engine/matching/model.h"

struct pair {
    const struct ie_match_profile *seeker, *candidate;
    const struct ie_match_profile *wanted, *offered; /* the same two by role */
    bool seeker_wants;
    struct ie_match_reason *reasons; /* NULL: not asked for */
    struct ie_match_reason spare;
    uint32_t count;
};

static bool wants(const struct ie_match_profile *profile)
{
    return profile->type == IE_MATCH_TECHNOLOGY_REQUEST ||
           profile->type == IE_MATCH_BUSINESS_REQUEST ||
           profile->type == IE_MATCH_RESEARCH_REQUEST ||
           profile->type == IE_MATCH_INVESTMENT_REQUEST;
}

static bool has_code(const uint32_t *codes, uint32_t count, uint32_t code)
{
    for (uint32_t i = 0; i < count; i++)
        if (codes[i] == code)
            return true;
    return false;
}

static bool valid_on(const struct ie_match_profile *profile, ie_day day)
{
    return day == IE_MATCH_DAY_OPEN ||
           (profile->valid_from <= day &&
            (profile->valid_until == IE_MATCH_DAY_OPEN || day <= profile->valid_until));
}

static bool wants_country_of(const struct ie_match_profile *x,
                             const struct ie_match_profile *y)
{
    return !x->target_count || has_code(x->targets, x->target_count, y->country);
}

bool ie_match_allowed(const struct ie_matching_input *input, uint32_t seeker,
                      uint32_t candidate)
{
    const struct ie_match_profile *x = &input->profiles[seeker];
    const struct ie_match_profile *y = &input->profiles[candidate];

    if (seeker == candidate ||
        !ie_match_types_fit((enum ie_match_type)x->type, (enum ie_match_type)y->type))
        return false;
    if (!input->rules.same_organisation && x->organisation == y->organisation &&
        x->organisation != UINT32_MAX)
        return false;
    if (!valid_on(x, input->rules.day) || !valid_on(y, input->rules.day))
        return false;
    return input->rules.countries != IE_MATCH_COUNTRIES_REQUIRE ||
           (wants_country_of(x, y) && wants_country_of(y, x));
}

double ie_match_score(const struct ie_match_weights *weights,
                      const double degree[IE_MATCH_FIELD_COUNT])
{
    double sum = 0, of = 0;

    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        if (degree[f] >= 0) {
            sum += weights->field[f] * degree[f];
            of += weights->field[f];
        }
    return of > 0 ? sum / of : 0;
}

static struct ie_match_reason *reason(struct pair *pair, enum ie_match_field field,
                                      enum ie_match_verdict verdict, double share)
{
    struct ie_match_reason *made =
        pair->reasons ? &pair->reasons[pair->count++] : &pair->spare;

    memset(made, 0, sizeof(*made));
    made->field = (uint8_t)field;
    made->verdict = (uint8_t)verdict;
    made->share = share;
    made->seeker_item = made->candidate_item = UINT32_MAX;
    return made;
}

/* The best that the offer says about one wanted spec. */
static enum ie_fit best_fit(const struct ie_match_profile *offered,
                            const struct ie_spec *wanted, uint32_t *item)
{
    static const uint8_t rank[] = {[IE_FIT_UNKNOWN] = 0,
                                   [IE_FIT_NOT_MET] = 1,
                                   [IE_FIT_PARTLY] = 2,
                                   [IE_FIT_MET] = 3};
    enum ie_fit best = IE_FIT_UNKNOWN;

    *item = UINT32_MAX;
    for (uint32_t i = 0; i < offered->spec_count; i++) {
        if (!ie_str_eq(offered->specs[i].key, wanted->key))
            continue;
        enum ie_fit fit = ie_spec_fit(wanted, &offered->specs[i]);
        if (*item == UINT32_MAX || rank[fit] > rank[best]) {
            best = fit;
            *item = i;
        }
    }
    return best;
}

/* Mean over the wanted specs that the offer speaks of: met 1, partly 1/2, not met 0. */
static double spec_degree(struct pair *pair)
{
    const struct ie_match_profile *wanted = pair->wanted, *offered = pair->offered;
    double sum = 0;
    uint32_t known = 0, first = pair->count;

    for (uint32_t i = 0; i < wanted->spec_count; i++) {
        uint32_t item;
        enum ie_fit fit = best_fit(offered, &wanted->specs[i], &item);
        double worth = fit == IE_FIT_MET ? 1 : fit == IE_FIT_PARTLY ? 0.5 : 0;
        enum ie_match_verdict verdict = fit == IE_FIT_MET       ? IE_MATCH_MET
                                        : fit == IE_FIT_PARTLY  ? IE_MATCH_PARTLY
                                        : fit == IE_FIT_NOT_MET ? IE_MATCH_NOT_MET
                                                                : IE_MATCH_UNKNOWN;
        struct ie_match_reason *made = reason(pair, IE_MATCH_SPEC, verdict, worth);
        made->seeker_item = pair->seeker_wants ? i : item;
        made->candidate_item = pair->seeker_wants ? item : i;
        known += fit != IE_FIT_UNKNOWN;
        sum += worth;
    }
    if (!known)
        return -1;
    for (uint32_t i = first; i < pair->count; i++)
        pair->reasons[i].share /= known;
    return sum / known;
}

static double bits_degree(struct pair *pair, enum ie_match_field field, uint32_t x,
                          uint32_t y)
{
    if (!x || !y) {
        if (x || y)
            reason(pair, field, IE_MATCH_UNKNOWN, 0);
        return -1;
    }
    double degree = (x & y) != 0;
    struct ie_match_reason *made =
        reason(pair, field, x & y ? IE_MATCH_MET : IE_MATCH_NOT_MET, degree);
    made->code = x & y;
    return degree;
}

/* An offer below the wanted levels is worth less by a quarter a level, one above by an
 * eighth: maturity that is missing costs more than maturity to spare. */
static double trl_degree(struct pair *pair)
{
    const struct ie_match_profile *wanted = pair->wanted, *offered = pair->offered;
    int want_low = wanted->trl_low ? wanted->trl_low : wanted->trl_high;
    int want_high = wanted->trl_high ? wanted->trl_high : wanted->trl_low;
    int low = offered->trl_low ? offered->trl_low : offered->trl_high;
    int high = offered->trl_high ? offered->trl_high : offered->trl_low;

    if (!want_low || !low) {
        if (want_low || low)
            reason(pair, IE_MATCH_TRL, IE_MATCH_UNKNOWN, 0);
        return -1;
    }
    int distance = high < want_low   ? high - want_low
                   : low > want_high ? low - want_high
                                     : 0;
    double degree = distance < 0 ? 1 + distance / 4.0 : 1 - distance / 8.0;
    if (degree < 0)
        degree = 0;
    reason(pair, IE_MATCH_TRL,
           distance == 0   ? IE_MATCH_MET
           : degree >= 0.5 ? IE_MATCH_PARTLY
                           : IE_MATCH_NOT_MET,
           degree)
        ->distance = distance;
    return degree;
}

static double country_degree(struct pair *pair)
{
    const struct ie_match_profile *x = pair->seeker, *y = pair->candidate;
    bool asks = x->target_count && y->country, asked = y->target_count && x->country;
    bool met = asks && wants_country_of(x, y), meets = asked && wants_country_of(y, x);
    uint32_t code = (uint32_t)met | (uint32_t)meets << 1 |
                    (uint32_t)(x->target_count != 0) << 2 |
                    (uint32_t)(y->target_count != 0) << 3;
    int stated = asks + asked, held = met + meets;

    if (!stated) {
        if (code)
            reason(pair, IE_MATCH_COUNTRY, IE_MATCH_UNKNOWN, 0)->code = code;
        return -1;
    }
    double degree = (double)held / stated;
    reason(pair, IE_MATCH_COUNTRY,
           held == stated ? IE_MATCH_MET
           : held         ? IE_MATCH_PARTLY
                          : IE_MATCH_NOT_MET,
           degree)
        ->code = code;
    return degree;
}

static double language_degree(struct pair *pair)
{
    const struct ie_match_profile *x = pair->seeker, *y = pair->candidate;
    uint32_t common = 0;

    if (!x->language_count || !y->language_count) {
        if (x->language_count || y->language_count)
            reason(pair, IE_MATCH_LANGUAGE, IE_MATCH_UNKNOWN, 0);
        return -1;
    }
    for (uint32_t i = 0; i < x->language_count && !common; i++)
        if (has_code(y->languages, y->language_count, x->languages[i]))
            common = x->languages[i];
    reason(pair, IE_MATCH_LANGUAGE, common ? IE_MATCH_MET : IE_MATCH_NOT_MET, common != 0)
        ->code = common;
    return common != 0;
}

uint32_t ie_match_structure(const struct ie_matching_input *input, uint32_t seeker,
                            uint32_t candidate, double degree[IE_MATCH_FIELD_COUNT],
                            struct ie_match_reason *reasons)
{
    const struct ie_match_profile *x = &input->profiles[seeker];
    const struct ie_match_profile *y = &input->profiles[candidate];
    bool seeker_wants = wants(x);
    struct pair pair = {.seeker = x,
                        .candidate = y,
                        .wanted = seeker_wants ? x : y,
                        .offered = seeker_wants ? y : x,
                        .seeker_wants = seeker_wants,
                        .reasons = reasons};

    degree[IE_MATCH_SPEC] = spec_degree(&pair);
    degree[IE_MATCH_COOPERATION] =
        bits_degree(&pair, IE_MATCH_COOPERATION, x->cooperation, y->cooperation);
    degree[IE_MATCH_TRL] = trl_degree(&pair);
    degree[IE_MATCH_IPR] = bits_degree(&pair, IE_MATCH_IPR, x->ipr, y->ipr);
    degree[IE_MATCH_COUNTRY] =
        input->rules.countries == IE_MATCH_COUNTRIES_IGNORE ? -1 : country_degree(&pair);
    degree[IE_MATCH_LANGUAGE] = language_degree(&pair);
    return pair.count;
}
