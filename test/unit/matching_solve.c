/* The structured contract of matching: small cases whose answer a person can see. */
#include <math.h>

#include "engine/matching/matching.h"
#include "harness.h"

#define PART(s)                                                                          \
    {                                                                                    \
        s, sizeof(s) - 1                                                                 \
    }
#define TEXT(l, t, b)                                                                    \
    {                                                                                    \
        PART(l), PART(t), PART(b)                                                        \
    }

static const struct ie_match_text need_text[] = {
    TEXT("ko", "고순도 불화수소 공급처",
         "반도체 식각 공정에 쓸 고순도 불화수소(HF)를 찾습니다."),
    TEXT("en", "High-purity hydrogen fluoride wanted",
         "We seek hydrogen fluoride (HF) for semiconductor etching.")};
static const struct ie_match_text offer_text[] = {
    TEXT("en", "Hydrogen fluoride purification",
         "Plant for high-purity hydrogen fluoride for semiconductor makers.")};
static const struct ie_match_text other_text[] = {
    TEXT("en", "Gear boxes", "Precision gears for robots and machine tools.")};
static const struct ie_match_text korean_offer[] = {
    TEXT("ko", "불화수소 정제", "고순도 불화수소를 생산합니다.")};

static struct ie_match_profile profile(enum ie_match_type type, uint32_t organisation,
                                       const struct ie_match_text *texts, uint32_t count)
{
    return (struct ie_match_profile){.type = (uint8_t)type,
                                     .organisation = organisation,
                                     .texts = texts,
                                     .text_count = count,
                                     .valid_from = 0,
                                     .valid_until = IE_MATCH_DAY_OPEN};
}

static struct ie_matching_input input_of(const struct ie_match_profile *profiles,
                                         uint32_t count)
{
    return (struct ie_matching_input){.profiles = profiles,
                                      .count = count,
                                      .rules = {.day = IE_MATCH_DAY_OPEN},
                                      .weights = ie_match_weights_default(),
                                      .top = 10};
}

IE_TEST(matching_finds_the_offer_and_says_why)
{
    struct ie_match_profile profiles[] = {
        profile(IE_MATCH_TECHNOLOGY_REQUEST, 1, need_text, 2),
        profile(IE_MATCH_TECHNOLOGY_OFFER, 2, offer_text, 1),
        profile(IE_MATCH_TECHNOLOGY_OFFER, 3, other_text, 1),
        profile(IE_MATCH_TECHNOLOGY_OFFER, 4, korean_offer, 1),
        profile(IE_MATCH_TECHNOLOGY_OFFER, 1, korean_offer, 1), /* the same house */
        profile(IE_MATCH_BUSINESS_OFFER, 5, korean_offer, 1),   /* no counterpart */
    };
    struct ie_matching_input input = input_of(profiles, 6);
    struct ie_matching_output *out = NULL;
    struct ie_arena arena;
    struct ie_error err;
    uint32_t seeker = 0;
    double sum = 0;

    input.seekers = &seeker;
    input.seeker_count = 1;
    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(ie_matching_solve(&input, NULL, &arena, &out, &err), &err);
    IE_CHECK_INT(out->count, 2);
    IE_CHECK_INT(out->matches[0].candidate + out->matches[1].candidate, 1 + 3);
    IE_CHECK(out->matches[0].score > 0 && out->matches[0].score <= 1);
    for (size_t m = 0; m < out->count; m++) {
        const struct ie_match *match = &out->matches[m];
        bool korean = match->candidate == 3;
        IE_CHECK(match->reason_count > 0);
        sum = 0;
        for (uint32_t i = 0; i < match->reason_count; i++)
            sum += match->reasons[i].share;
        IE_CHECK_DOUBLE(sum, match->score, 1e-9);
        IE_CHECK_INT(match->reasons[0].field, IE_MATCH_TEXT);
        IE_CHECK_INT(match->reasons[0].seeker_text, korean ? 0 : 1);
        if (korean)
            IE_CHECK_STR(match->reasons[0].candidate_surface, "불화수소");
    }
    ie_arena_release(&arena);
}

IE_TEST(matching_structure_counts_and_is_named)
{
    struct ie_spec *wanted, *offered;
    size_t wanted_count, offered_count;
    struct ie_arena arena;
    struct ie_error err;
    static const uint32_t kr[] = {'K' << 8 | 'R'}, fr[] = {'F' << 8 | 'R'};
    static const uint32_t english[] = {'e' << 8 | 'n'},
                          two[] = {'k' << 8 | 'o', 'e' << 8 | 'n'};
    static const uint32_t concepts[] = {7, 9}, concept[] = {9, 9};
    struct ie_matching_output *out = NULL;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(ie_specs_parse(&arena,
                                 IE_STR("purity >= 99.999 %; thickness 20 um; "
                                        "hardness >= 700 HV; weight <= 2 kg"),
                                 &wanted, &wanted_count, &err),
                  &err);
    IE_REQUIRE_OK(ie_specs_parse(&arena,
                                 IE_STR("Purity: 99.9995 %; thickness 10..50000 nm; "
                                        "hardness 60 HRC; weight 3000 g"),
                                 &offered, &offered_count, &err),
                  &err);
    struct ie_match_profile profiles[] = {
        profile(IE_MATCH_TECHNOLOGY_REQUEST, 1, need_text, 2),
        profile(IE_MATCH_TECHNOLOGY_OFFER, 2, offer_text, 1)};
    profiles[0].specs = wanted;
    profiles[0].spec_count = (uint32_t)wanted_count;
    profiles[1].specs = offered;
    profiles[1].spec_count = (uint32_t)offered_count;
    profiles[0].cooperation = 6;
    profiles[1].cooperation = 12;
    profiles[0].trl_low = 7;
    profiles[0].trl_high = 9;
    profiles[1].trl_low = 5;
    profiles[0].country = *kr;
    profiles[1].country = *fr;
    profiles[0].targets = fr;
    profiles[0].target_count = 1;
    profiles[1].targets = fr;
    profiles[1].target_count = 1;
    profiles[0].languages = two;
    profiles[0].language_count = 2;
    profiles[1].languages = english;
    profiles[1].language_count = 1;
    profiles[0].concepts = concepts;
    profiles[0].concept_count = 2;
    profiles[1].concepts = concept;
    profiles[1].concept_count = 2;
    struct ie_matching_input input = input_of(profiles, 2);
    IE_REQUIRE_OK(ie_matching_solve(&input, NULL, &arena, &out, &err), &err);
    IE_REQUIRE(out->count == 2);
    const struct ie_match *match = &out->matches[0];
    IE_CHECK_DOUBLE(match->degree[IE_MATCH_SPEC], 2.0 / 3, 1e-9);
    IE_CHECK_DOUBLE(match->degree[IE_MATCH_COOPERATION], 1, 0);
    IE_CHECK_DOUBLE(match->degree[IE_MATCH_TRL], 0.5, 1e-9);
    IE_CHECK_DOUBLE(match->degree[IE_MATCH_IPR], -1, 0);
    IE_CHECK_DOUBLE(match->degree[IE_MATCH_COUNTRY], 0.5, 1e-9);
    IE_CHECK_DOUBLE(match->degree[IE_MATCH_LANGUAGE], 1, 0);
    IE_CHECK(match->degree[IE_MATCH_CONCEPT] > 0 && match->degree[IE_MATCH_CONCEPT] < 1);
    static const enum ie_match_verdict verdicts[] = {IE_MATCH_MET, IE_MATCH_MET,
                                                     IE_MATCH_UNKNOWN, IE_MATCH_NOT_MET};
    for (uint32_t i = 0, spec = 0; i < match->reason_count; i++) {
        const struct ie_match_reason *reason = &match->reasons[i];
        if (reason->field == IE_MATCH_SPEC) {
            IE_CHECK_INT(reason->seeker_item, spec);
            IE_CHECK_INT(reason->candidate_item, spec);
            IE_CHECK_INT(reason->verdict, verdicts[spec++]);
        }
        if (reason->field == IE_MATCH_COOPERATION)
            IE_CHECK_INT(reason->code, 4);
        if (reason->field == IE_MATCH_TRL)
            IE_CHECK_INT(reason->distance, -2);
        if (reason->field == IE_MATCH_COUNTRY)
            IE_CHECK_INT(reason->code, 1 | 4 | 8);
        if (reason->field == IE_MATCH_LANGUAGE)
            IE_CHECK_INT(reason->code, 'e' << 8 | 'n');
        if (reason->field == IE_MATCH_CONCEPT)
            IE_CHECK_INT(reason->code, 9);
    }
    /* the same pair from the other side: one score */
    IE_CHECK_DOUBLE(out->matches[1].score, match->score, 1e-9);
    input.rules.countries = IE_MATCH_COUNTRIES_REQUIRE;
    IE_REQUIRE_OK(ie_matching_solve(&input, NULL, &arena, &out, &err), &err);
    IE_CHECK_INT(out->count, 0);
    ie_arena_release(&arena);
}

IE_TEST(matching_respects_days)
{
    struct ie_match_profile profiles[] = {
        profile(IE_MATCH_RESEARCH_REQUEST, 1, need_text, 2),
        profile(IE_MATCH_RESEARCH_REQUEST, 2, offer_text, 1)};
    struct ie_matching_input input = input_of(profiles, 2);
    struct ie_matching_output *out = NULL;
    struct ie_arena arena;
    struct ie_error err;

    profiles[1].valid_from = 10;
    profiles[1].valid_until = 20;
    ie_arena_init(&arena, 0);
    static const struct {
        ie_day day;
        size_t count;
    } cases[] = {{9, 0}, {10, 2}, {20, 2}, {21, 0}, {IE_MATCH_DAY_OPEN, 2}};
    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        input.rules.day = cases[i].day;
        IE_REQUIRE_OK(ie_matching_solve(&input, NULL, &arena, &out, &err), &err);
        IE_CHECK_INT(out->count, cases[i].count);
    }
    ie_arena_release(&arena);
}

/* 600 offers of the seeker's own organisation say what it says; those of others, further
 * away and beyond the first stage's first look, are found all the same. */
IE_TEST(matching_looks_farther_where_rules_refuse_the_near)
{
    enum { OWN = 600, OTHERS = 5 };
    static struct ie_match_profile profiles[1 + OWN + OTHERS];
    static const struct ie_match_text near[] = {
        TEXT("en", "wafer laser", "wafer laser cutting")};
    static const struct ie_match_text far[] = {
        TEXT("en", "pump", "pump with a laser gauge")};
    struct ie_matching_input input = input_of(profiles, IE_COUNT(profiles));
    struct ie_matching_output *out = NULL;
    struct ie_solve_control two = {.threads = 2};
    const uint32_t seekers[] = {0};
    struct ie_arena arena;
    struct ie_error err;

    for (uint32_t p = 0; p < IE_COUNT(profiles); p++)
        profiles[p] = profile(p ? IE_MATCH_TECHNOLOGY_OFFER : IE_MATCH_TECHNOLOGY_REQUEST,
                              p <= OWN ? 1 : p, p <= OWN ? near : far, 1);
    input.seekers = seekers;
    input.seeker_count = 1;
    input.top = 3;
    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(ie_matching_solve(&input, &two, &arena, &out, &err), &err);
    IE_CHECK_INT(out->count, 3);
    for (size_t i = 0; i < out->count; i++)
        IE_CHECK_INT(out->matches[i].candidate, OWN + 1 + i);
    ie_arena_release(&arena);
}

IE_TEST(matching_refuses_bad_input)
{
    struct ie_match_profile profiles[] = {
        profile(IE_MATCH_RESEARCH_REQUEST, 1, need_text, 2),
        profile(IE_MATCH_RESEARCH_REQUEST, 2, offer_text, 1)};
    struct ie_matching_input input = input_of(profiles, 2);
    struct ie_matching_output *out = NULL;
    struct ie_arena arena;
    struct ie_error err;
    uint32_t twice[] = {1, 1}, beyond[] = {2};

    ie_arena_init(&arena, 0);
#define REFUSED()                                                                        \
    IE_CHECK_FAIL(ie_matching_solve(&input, NULL, &arena, &out, &err), &err, IE_INPUT,   \
                  "matching.bad_input")
    input.top = 0;
    REFUSED();
    input.top = 10;
    input.weights.field[IE_MATCH_TEXT] = 0;
    REFUSED();
    input.weights.field[IE_MATCH_TEXT] = 1;
    input.weights.field[IE_MATCH_TRL] = NAN;
    REFUSED();
    input.weights = ie_match_weights_default();
    input.candidates = twice;
    input.candidate_count = 2;
    REFUSED();
    input.candidates = beyond;
    input.candidate_count = 1;
    REFUSED();
    input.candidates = NULL;
    profiles[0].type = IE_MATCH_TYPE_COUNT;
    REFUSED();
    profiles[0].type = IE_MATCH_RESEARCH_REQUEST;
    profiles[1].trl_high = 10;
    REFUSED();
    IE_CHECK(out == NULL);
    ie_arena_release(&arena);
}

IE_TEST(matching_of_nothing_is_nothing)
{
    struct ie_matching_input input = input_of(NULL, 0);
    struct ie_matching_output *out = NULL;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(ie_matching_solve(&input, NULL, &arena, &out, &err), &err);
    IE_CHECK_INT(out->count, 0);
    struct ie_match_profile bare = profile(IE_MATCH_RESEARCH_REQUEST, 1, NULL, 0);
    struct ie_match_profile two[] = {bare, bare};
    two[1].organisation = 2;
    input = input_of(two, 2);
    IE_REQUIRE_OK(ie_matching_solve(&input, NULL, &arena, &out, &err), &err);
    IE_CHECK_INT(out->count, 0);
    ie_arena_release(&arena);
}

IE_TEST(matching_names_go_there_and_back)
{
    enum ie_match_type type;

    for (int i = 0; i < IE_MATCH_TYPE_COUNT; i++) {
        IE_CHECK(ie_match_type_parse(ie_str_z(ie_match_type_name((enum ie_match_type)i)),
                                     &type));
        IE_CHECK_INT(type, i);
        int fits = 0;
        for (int k = 0; k < IE_MATCH_TYPE_COUNT; k++) {
            IE_CHECK_INT(
                ie_match_types_fit((enum ie_match_type)i, (enum ie_match_type)k),
                ie_match_types_fit((enum ie_match_type)k, (enum ie_match_type)i));
            fits += ie_match_types_fit((enum ie_match_type)i, (enum ie_match_type)k);
        }
        IE_CHECK_INT(fits, 1);
    }
    IE_CHECK(!ie_match_type_parse(IE_STR("offer"), &type));
    IE_CHECK(ie_match_type_name(IE_MATCH_TYPE_COUNT) == NULL);
}
