/*
 * Planning a fair, against brute force on tiny fairs and against itself: what must not
 * matter (order of people and places, an idle participant, threads), and contradictions that
 * are proved exactly when there are any.
 */
#include "fair_tiny.h"

static void against_brute_force(bool musts, unsigned rounds)
{
    struct making m = {.text = IE_BUF_INIT, .rng = ie_test_rng()};
    unsigned proved[IE_FAIR_LEVELS] = {0}, causes[IE_FAIR_CAUSES] = {0}, solved = 0;

    for (unsigned i = ie_test_rounds(rounds); i > 0 && !ie_test_failed(); i--) {
        struct ie_arena arena;
        ie_arena_init(&arena, 0);
        struct ie_fair_problem *p = make_tiny(&arena, &m, musts);
        if (p) {
            add_order(&m, p, &arena);
            solved += compare(p, 300000, &arena, proved, causes) != NULL;
            if (ie_test_failed())
                printf("%.*s\n", IE_STR_ARG(ie_buf_str(&m.text)));
        }
        ie_arena_release(&arena);
    }
    IE_CHECK(2 * proved[0] > solved); /* else this says little */
    if (musts && ie_test_rounds(rounds) >= rounds)
        IE_CHECK(causes[IE_FAIR_CAUSE_MUST] && causes[IE_FAIR_CAUSE_CAP] &&
                 causes[IE_FAIR_CAUSE_SLOTS] + causes[IE_FAIR_CAUSE_PLACES] > 0);
    ie_buf_release(&m.text);
}

IE_TEST(fair_finds_what_brute_force_finds)
{
    against_brute_force(false, 120);
}

IE_TEST(fair_proves_exactly_what_cannot_be)
{
    against_brute_force(true, 120);
}

/* Objectives in any order and mixture: bounds hold whatever is asked for first. */
static void make_levels(struct making *m, struct ie_fair_problem *p,
                        struct ie_arena *arena)
{
    uint32_t n = 1 + (uint32_t)chance(m, 4);
    struct ie_fair_level *levels = IE_NEW_ARRAY(arena, struct ie_fair_level, n);

    if (!levels)
        return;
    for (uint32_t l = 0; l < n; l++)
        for (unsigned k = 1 + (unsigned)chance(m, 3); k > 0; k--)
            levels[l].weight[chance(m, IE_FAIR_TERMS)] = 1 + (uint32_t)chance(m, 20);
    p->levels = levels;
    p->level_count = n;
}

/* What `compare` says of level values holds for the usual orders only, where the search is
 * known to find them; here the bounds alone are held against all timetables. */
IE_TEST(fair_bounds_hold_for_objectives_in_any_order)
{
    struct making m = {.text = IE_BUF_INIT, .rng = ie_test_rng()};

    for (unsigned i = ie_test_rounds(150); i > 0 && !ie_test_failed(); i--) {
        struct ie_solve_control control = {.ticks = 20000};
        struct ie_fair_output *out = NULL;
        unsigned proved[IE_FAIR_LEVELS] = {0};
        struct ie_arena arena;
        struct ie_error err;
        ie_arena_init(&arena, 0);
        struct ie_fair_problem *p = make_tiny(&arena, &m, false);
        if (p) {
            struct brute brute = {.p = p};
            make_levels(&m, p, &arena);
            IE_CHECK_OK(ie_fair_solve(p, &control, &arena, &out, &err), &err);
            brute.reach = out ? out->reach : NULL;
            for (uint32_t l = 0; l < IE_FAIR_LEVELS; l++)
                brute.beside[l] = INT64_MIN;
            ie_arena_init(&brute.arena, 0);
            enumerate(&brute, 0);
            ie_arena_release(&brute.arena);
            if (out)
                compare_levels(p, &brute, out, proved);
            if (ie_test_failed())
                printf("%.*s\n", IE_STR_ARG(ie_buf_str(&m.text)));
        }
        ie_arena_release(&arena);
    }
    ie_buf_release(&m.text);
}

/* ---- Re-planning against brute force ----------------------------------------------------- */

/* The whole objective of a re-plan (what is kept and moved, the value, and what follows):
 * the best of all timetables at the first two levels, and bounds of every level that none
 * of them breaks. */
IE_TEST(fair_replans_as_brute_force_would)
{
    struct making m = {.text = IE_BUF_INIT, .rng = ie_test_rng()};
    struct ie_buf changes = IE_BUF_INIT;
    unsigned proved[IE_FAIR_LEVELS] = {0}, causes[IE_FAIR_CAUSES] = {0}, again = 0;

    for (unsigned i = ie_test_rounds(120); i > 0 && !ie_test_failed(); i--) {
        struct ie_solve_control control = {.ticks = 20000};
        struct ie_fair_output *out = NULL;
        struct ie_fair_problem *p, *new = NULL;
        struct ie_arena arena;
        struct ie_error err;
        ie_arena_init(&arena, 0);
        if ((p = make_tiny(&arena, &m, false)) &&
            IE_CHECK_OK(ie_fair_solve(p, &control, &arena, &out, &err), &err)) {
            make_changes(&m, &changes);
            IE_CHECK_OK(ie_fair_replan(ie_buf_str(&changes), "c.json", p, out->at, &arena,
                                       &new, &err),
                        &err);
        }
        if (new)
            again +=
                compare(new, ie_fair_replan_ticks(new), &arena, proved, causes) != NULL;
        if (ie_test_failed())
            printf("%.*s\n%.*s\n", IE_STR_ARG(ie_buf_str(&m.text)),
                   IE_STR_ARG(ie_buf_str(&changes)));
        ie_arena_release(&arena);
    }
    IE_CHECK(2 * proved[0] > again && 4 * proved[1] > again);
    ie_buf_release(&changes);
    ie_buf_release(&m.text);
}

/* As make_available, but with the two slots of each session changed for each other. */
static void make_turned(struct making *m, unsigned slots, bool turned)
{
    bool inner = true;

    ie_buf_addz(&m->text, ",\"available\":[");
    for (unsigned s = 0; s < slots; s++)
        if (chance(m, 5)) {
            ie_buf_printf(&m->text, "%s\"s%u\"", inner ? "" : ",", turned ? s ^ 1 : s);
            inner = false;
        }
    ie_buf_addz(&m->text, "]");
}

/* ---- What must not matter -------------------------------------------------------------- */

/* What is reached, and its bound; first < 0: it was not solved. Releases the text. */
static void solve_text(struct ie_buf *text, uint64_t ticks, int64_t *first,
                       int64_t *bound)
{
    struct ie_solve_control control = {.ticks = ticks};
    struct ie_fair_problem *p = NULL;
    struct ie_fair_output *out = NULL;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    IE_CHECK_OK(ie_fair_read(ie_buf_str(text), "made.json", &arena, &p, &err), &err);
    if (p)
        IE_CHECK_OK(ie_fair_solve(p, &control, &arena, &out, &err), &err);
    *first = out ? out->first : -1;
    *bound = out ? out->bound : -1;
    ie_arena_release(&arena);
    ie_buf_release(text);
}

static void solve_middle(unsigned idle, unsigned turn, int64_t *first, int64_t *bound)
{
    struct ie_buf text = IE_BUF_INIT;

    make_middle(&text, idle, turn);
    solve_text(&text, 3000000, first, bound);
}

IE_TEST(fair_is_blind_to_order_and_to_the_idle)
{
    int64_t first, bound, other, other_bound;

    solve_middle(0, 0, &first, &bound);
    IE_CHECK(first > 0);
    IE_CHECK_INT(first, bound); /* proved best, so that others must come to the same */
    solve_middle(0, 11, &other, &other_bound);
    IE_CHECK_INT(other, first);
    solve_middle(3, 5, &other, &other_bound);
    IE_CHECK_INT(other, first);
}

/* 24 people who are now and then away, 8 slots in four sessions, 5 tables with hours of
 * their own; the slots of every session change places when `turned` (so do the tables). */
static void make_hours(struct ie_buf *text, bool turned, uint64_t seed)
{
    struct ie_rng rng;
    struct making m = {.text = *text, .rng = &rng};

    ie_rng_init(&rng, seed);
    ie_buf_clear(&m.text);
    make_slots(&m, 8);
    open_list(&m, "participants");
    for (unsigned p = 0; p < 24; p++) {
        comma(&m);
        ie_buf_printf(&m.text, "{\"id\":\"p%u\"", p);
        make_turned(&m, 8, turned);
        ie_buf_addz(&m.text, "}");
    }
    ie_buf_addz(&m.text, "]");
    open_list(&m, "places");
    for (unsigned t = 0; t < 5; t++) {
        comma(&m);
        ie_buf_printf(&m.text, "{\"id\":\"t%u\"", turned ? 4 - t : t);
        make_turned(&m, 8, turned);
        ie_buf_addz(&m.text, "}");
    }
    ie_buf_addz(&m.text, "]");
    open_list(&m, "wishes");
    for (unsigned i = 0; i < 60; i++) {
        unsigned a = (unsigned)chance(&m, 24),
                 b = (a + 1 + (unsigned)chance(&m, 23)) % 24;
        comma(&m);
        ie_buf_printf(&m.text, "{\"from\":\"p%u\",\"to\":\"p%u\",\"weight\":%u}", a, b,
                      1 + (unsigned)chance(&m, 5));
    }
    ie_buf_addz(&m.text, "]}");
    *text = m.text;
}

static void solve_hours(bool turned, uint64_t seed, int64_t *first, int64_t *bound)
{
    struct ie_buf text = IE_BUF_INIT;

    make_hours(&text, turned, seed);
    solve_text(&text, 1500000, first, bound);
}

/* Within a session slots are alike but for who is there: when all that is said of two of
 * them changes places, what can be held stays what it was; no order may change a proof. */
IE_TEST(fair_is_blind_to_the_order_of_slots_within_a_session)
{
    unsigned proved = 0;

    for (uint64_t seed = 1; seed <= 6; seed++) {
        int64_t first, bound, other, other_bound;
        solve_hours(false, seed, &first, &bound);
        solve_hours(true, seed, &other, &other_bound);
        IE_CHECK(first > 0 && other > 0);
        IE_CHECK(first <= other_bound && other <= bound);
        if (first != bound || other != other_bound)
            continue;
        IE_CHECK_INT(other, first);
        proved++;
    }
    IE_CHECK(proved >= 3); /* else this says nothing */
}

/* ---- Threads and stopping ----------------------------------------------------------------- */

static void make_large(struct ie_buf *text)
{
    struct ie_rng rng;
    struct making m = {.text = *text, .rng = &rng};

    ie_rng_init(&rng, 3);
    ie_buf_clear(&m.text);
    make_slots(&m, 16);
    make_people(&m, 400, 16);
    open_list(&m, "places");
    for (unsigned t = 0; t < 60; t++) {
        comma(&m);
        ie_buf_printf(&m.text, "{\"id\":\"t%u\",\"zone\":\"z%u\"}", t, t / 20);
    }
    ie_buf_addz(&m.text,
                "],\"interpreters\":[{\"id\":\"i\",\"pairs\":[[\"ko\",\"fr\"]]}]");
    open_list(&m, "wishes");
    for (unsigned i = 0; i < 15000; i++) {
        unsigned a = (unsigned)chance(&m, 400),
                 b = (a + 1 + (unsigned)chance(&m, 399)) % 400;
        comma(&m);
        ie_buf_printf(&m.text, "{\"from\":\"p%u\",\"to\":\"p%u\",\"weight\":%u}", a, b,
                      1 + (unsigned)chance(&m, 5));
    }
    ie_buf_addz(&m.text, "]}");
    *text = m.text;
}

IE_TEST(fair_does_not_depend_on_threads)
{
    struct ie_solve_control control = {.seed = 5, .ticks = 200000};
    struct ie_fair_output *out[3] = {NULL, NULL, NULL};
    const unsigned threads[3] = {1, 2, 5};
    struct ie_buf text = IE_BUF_INIT;
    struct ie_fair_problem *p = NULL;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    make_large(&text);
    IE_CHECK_OK(ie_fair_read(ie_buf_str(&text), "large.json", &arena, &p, &err), &err);
    for (int i = 0; p && i < 3; i++) {
        control.threads = threads[i];
        IE_CHECK_OK(ie_fair_solve(p, &control, &arena, &out[i], &err), &err);
    }
    for (int i = 1; i < 3 && out[0] && out[i]; i++) {
        IE_CHECK_INT(out[i]->bound, out[0]->bound);
        IE_CHECK(memcmp(out[i]->at, out[0]->at, p->meeting_count * sizeof(*out[0]->at)) ==
                 0);
    }
    ie_arena_release(&arena);
    ie_buf_release(&text);
}
