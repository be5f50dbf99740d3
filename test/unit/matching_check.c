/* The checker: passes what is right, and says what is wrong of what was changed. */
#include "engine/matching/matching.h"
#include "harness.h"

enum { NEEDS = 3, OFFERS = 6, ALL = NEEDS + OFFERS };

static const char *const texts[ALL] = {
    "plasma etching of silicon wafers",
    "casting of aluminium housings for pumps",
    "coating of battery separators",
    "We etch silicon wafers by plasma",
    "Aluminium castings, pumps and housings",
    "Ceramic coating for separators of lithium batteries",
    "Pumps for plasma chambers",
    "Wafers of silicon",
    "Coating of housings",
};

struct world {
    struct ie_match_text texts[ALL];
    struct ie_match_profile profiles[ALL];
    uint32_t seekers[NEEDS], candidates[OFFERS];
    struct ie_matching_input input;
    struct ie_matching_output *output;
    struct ie_arena arena;
    struct ie_error err;
};

static void setup(struct world *w)
{
    static const uint32_t concepts[] = {1, 2, 3, 4};

    memset(w, 0, sizeof(*w));
    ie_arena_init(&w->arena, 0);
    for (uint32_t p = 0; p < ALL; p++) {
        w->texts[p] =
            (struct ie_match_text){IE_STR("en"), IE_STR(""), ie_str_z(texts[p])};
        w->profiles[p] = (struct ie_match_profile){
            .type = p < NEEDS ? IE_MATCH_TECHNOLOGY_REQUEST : IE_MATCH_TECHNOLOGY_OFFER,
            .organisation = p,
            .texts = &w->texts[p],
            .text_count = 1,
            .concepts = concepts + p % 3,
            .concept_count = 2,
            .trl_low = 4,
            .valid_until = IE_MATCH_DAY_OPEN};
        if (p < NEEDS)
            w->seekers[p] = p;
        else
            w->candidates[p - NEEDS] = p;
    }
    w->input = (struct ie_matching_input){.profiles = w->profiles,
                                          .count = ALL,
                                          .seekers = w->seekers,
                                          .seeker_count = NEEDS,
                                          .candidates = w->candidates,
                                          .candidate_count = OFFERS,
                                          .rules = {.day = IE_MATCH_DAY_OPEN},
                                          .weights = ie_match_weights_default(),
                                          .top = 3};
    IE_REQUIRE_OK(ie_matching_solve(&w->input, NULL, &w->arena, &w->output, &w->err),
                  &w->err);
}

static void check_refused(struct world *w, const char *what)
{
    IE_CHECK_FAIL(ie_matching_check(&w->input, w->output, &w->err), &w->err, IE_INTERNAL,
                  "matching.check_failed");
    IE_CHECK_STR(ie_str_z(w->err.arg[2].value), what);
}

IE_TEST(what_was_computed_passes)
{
    struct world w;

    setup(&w);
    IE_CHECK(w.output->count >= NEEDS);
    IE_CHECK_OK(ie_matching_check(&w.input, w.output, &w.err), &w.err);
    IE_CHECK(w.output->effort.judged >= w.output->count);
    IE_CHECK(w.output->effort.postings >= w.output->effort.added);
    ie_arena_release(&w.arena);
}

IE_TEST(a_changed_match_is_refused)
{
    struct world w;

    setup(&w);
    struct ie_match *match = &w.output->matches[0], kept = *match;
    match->likeness += 0.01;
    check_refused(&w, "score");
    *match = kept;
    match->degree[IE_MATCH_TEXT] -= 0.01;
    check_refused(&w, "text");
    *match = kept;
    match->degree[IE_MATCH_CONCEPT] = -1;
    check_refused(&w, "concept");
    *match = kept;
    match->candidate = w.seekers[1];
    check_refused(&w, "candidate");
    *match = kept;
    match->seeker = w.seekers[1];
    check_refused(&w, "seeker");
    *match = kept;
    w.profiles[match->candidate].organisation = match->seeker;
    check_refused(&w, "filter");
    ie_arena_release(&w.arena);
}

IE_TEST(changed_reasons_are_refused)
{
    struct world w;

    setup(&w);
    struct ie_match *match = &w.output->matches[0];
    struct ie_match_reason *reasons =
        IE_NEW_ARRAY(&w.arena, struct ie_match_reason, match->reason_count);
    IE_REQUIRE(reasons && match->reason_count > 1);
    memcpy(reasons, match->reasons, match->reason_count * sizeof(*reasons));
    match->reasons = reasons;
    reasons[0].share += 0.01; /* no longer the score's */
    check_refused(&w, "share");
    for (uint32_t i = 1; i < match->reason_count; i++)
        if (reasons[i].field != reasons[0].field && reasons[i].share > 0.01) {
            reasons[i].share -= 0.01; /* the score's again, but not its field's */
            check_refused(&w, "share");
            break;
        }
    w.input.no_reasons = true;
    check_refused(&w, "reasons");
    ie_arena_release(&w.arena);
}

IE_TEST(rows_out_of_order_or_short_are_refused)
{
    struct world w;

    setup(&w);
    struct ie_matching_output *out = w.output;
    IE_REQUIRE(out->first[1] >= 2);
    struct ie_match first = out->matches[0];
    out->matches[0] = out->matches[1];
    out->matches[1] = first;
    check_refused(&w, "order");
    out->matches[1] = out->matches[0];
    out->matches[0] = first;
    IE_CHECK_OK(ie_matching_check(&w.input, out, &w.err), &w.err);
    w.input.top = OFFERS;
    out->first[1]--; /* the last of the row goes to the next need */
    check_refused(&w, "seeker");
    out->first[1]++;
    w.input.top = 1;
    check_refused(&w, "row");
    ie_arena_release(&w.arena);
}

/* The best of the first row is taken out, the others stay as they are. */
IE_TEST(what_was_left_out_is_missed)
{
    struct world w;

    setup(&w);
    struct ie_matching_output *out = w.output;
    IE_REQUIRE(out->first[1] >= 2);
    memmove(out->matches, out->matches + 1, (out->count - 1) * sizeof(*out->matches));
    out->count--;
    for (uint32_t row = 1; row <= out->seeker_count; row++)
        out->first[row]--;
    check_refused(&w, "left out");
    ie_arena_release(&w.arena);
}
