/*
 * Planning a fair, against brute force on tiny fairs and against itself: what must not
 * matter (order of people and places, an idle participant, threads), what must hold when it
 * is stopped at any point, and contradictions that are proved exactly when there are any.
 * Fairs are made as JSON text, so that the reader is on the way.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "engine/scheduling/fair/fair.h"
#include "harness.h"

enum { TINY_PEOPLE = 5, TINY_SLOTS = 4 };

struct making {
    struct ie_buf text;
    struct ie_rng *rng;
    bool first;
};

static uint64_t chance(struct making *m, uint64_t n)
{
    return ie_rng_below(m->rng, n);
}

static void comma(struct making *m)
{
    ie_buf_addz(&m->text, m->first ? "" : ",");
    m->first = false;
}

static void open_list(struct making *m, const char *name)
{
    ie_buf_printf(&m->text, ",\n\"%s\":[", name);
    m->first = true;
}

static void make_slots(struct making *m, unsigned slots)
{
    ie_buf_addz(&m->text, "{\"format\":\"ieum-fair\",\"version\":1");
    open_list(m, "slots");
    for (unsigned s = 0; s < slots; s++) {
        unsigned minute = 540 + 30 * (s % 2 + (s % 4) / 2 * 6);
        comma(m);
        ie_buf_printf(&m->text,
                      "{\"id\":\"s%u\",\"day\":\"2026-10-%02u\",\"start\":\"%02u:%02u\","
                      "\"end\":\"%02u:%02u\",\"session\":\"%u\"}",
                      s, 26 + s / 4, minute / 60, minute % 60, (minute + 25) / 60,
                      (minute + 25) % 60, s % 4 / 2);
    }
    ie_buf_addz(&m->text, "]");
}

static void make_available(struct making *m, unsigned slots)
{
    bool inner = true;

    ie_buf_addz(&m->text, ",\"available\":[");
    for (unsigned s = 0; s < slots; s++)
        if (chance(m, 5)) {
            ie_buf_printf(&m->text, "%s\"s%u\"", inner ? "" : ",", s);
            inner = false;
        }
    ie_buf_addz(&m->text, "]");
}

static void make_people(struct making *m, unsigned people, unsigned slots)
{
    static const char *const tongues[] = {"\"ko\"", "\"fr\"", "\"ko\",\"fr\"", ""};

    open_list(m, "participants");
    for (unsigned p = 0; p < people; p++) {
        comma(m);
        ie_buf_printf(&m->text, "{\"id\":\"p%u\",\"languages\":[%s]", p,
                      tongues[chance(m, 4)]);
        make_available(m, slots);
        if (chance(m, 5) == 0)
            ie_buf_addz(&m->text, ",\"representatives\":2");
        if (chance(m, 4) == 0)
            ie_buf_addz(&m->text, ",\"rest\":10");
        if (chance(m, 4) == 0)
            ie_buf_printf(&m->text, ",\"cap\":%u", 1 + (unsigned)chance(m, 2));
        if (chance(m, 6) == 0)
            ie_buf_addz(&m->text, ",\"place\":\"t0\"");
        ie_buf_addz(&m->text, "}");
    }
    ie_buf_addz(&m->text, "]");
}

static void make_places(struct making *m)
{
    open_list(m, "places");
    for (unsigned t = 0; t < 2; t++) {
        comma(m);
        ie_buf_printf(&m->text, "{\"id\":\"t%u\",\"zone\":\"z%u\"", t, t);
        make_available(m, TINY_SLOTS);
        ie_buf_addz(&m->text, chance(m, 4) ? "}" : ",\"capacity\":2}");
    }
    ie_buf_addz(&m->text, "],\"walks\":[{\"from\":\"z0\",\"to\":\"z1\",\"minutes\":10}]");
    if (chance(m, 2)) {
        open_list(m, "interpreters");
        ie_buf_addz(&m->text, "{\"id\":\"i0\",\"pairs\":[[\"ko\",\"fr\"]]");
        make_available(m, TINY_SLOTS);
        ie_buf_addz(&m->text, "}]");
    }
}

static void make_wishes(struct making *m, bool musts)
{
    open_list(m, "wishes");
    for (unsigned i = 0; i < 4; i++) {
        unsigned a = (unsigned)chance(m, TINY_PEOPLE);
        unsigned b = (a + 1 + (unsigned)chance(m, TINY_PEOPLE - 1)) % TINY_PEOPLE;
        comma(m);
        ie_buf_printf(&m->text, "{\"from\":\"p%u\",\"to\":\"p%u\",\"weight\":%u%s%s}", a,
                      b, 1 + (unsigned)chance(m, 4),
                      chance(m, 3) ? "" : ",\"mutual\":true",
                      musts && chance(m, 2) ? ",\"kind\":\"must\"" : "");
        if (i == 0 && chance(m, 3) == 0)
            ie_buf_printf(&m->text, ",{\"from\":\"p%u\",\"to\":\"p%u\",\"kind\":\"%s\"}",
                          b, a, chance(m, 2) ? "never" : "nice");
    }
    ie_buf_addz(&m->text, "]");
    if (chance(m, 2)) {
        open_list(m, "groups");
        ie_buf_printf(&m->text,
                      "{\"id\":\"g\",\"participants\":[\"p0\",\"p1\",\"p2\"],"
                      "\"weight\":%u}]",
                      1 + (unsigned)chance(m, 6));
        if (chance(m, 2))
            ie_buf_addz(&m->text, ",\"precedences\":[{\"before\":{\"group\":\"g\"},"
                                  "\"after\":{\"group\":\"h\"}}]");
    }
    ie_buf_addz(&m->text, "}");
}

/* "h" is no group: such a file is refused; the caller takes the orders out again. */
static struct ie_fair_problem *make_tiny(struct ie_arena *arena, struct making *m,
                                         bool musts)
{
    struct ie_fair_problem *problem = NULL;
    struct ie_error err;

    ie_buf_clear(&m->text);
    make_slots(m, TINY_SLOTS);
    make_people(m, TINY_PEOPLE, TINY_SLOTS);
    make_places(m);
    make_wishes(m, musts);
    int code = ie_fair_read(ie_buf_str(&m->text), "tiny.json", arena, &problem, &err);
    if (code && strcmp(err.id, "fair.no_such_meeting") == 0)
        return NULL;
    IE_CHECK_OK(code, &err);
    return problem;
}

/* Orders between two meetings of the problem at random. */
static void add_order(struct making *m, struct ie_fair_problem *p, struct ie_arena *arena)
{
    struct ie_fair_precedence *one = IE_NEW(arena, struct ie_fair_precedence);

    if (!one || p->meeting_count < 2 || chance(m, 2))
        return;
    one->before = (uint32_t)chance(m, p->meeting_count);
    one->after = (one->before + 1) % p->meeting_count;
    p->precedences = one;
    p->precedence_count = 1;
}

/* ---- Brute force ----------------------------------------------------------------------- */

struct brute {
    const struct ie_fair_problem *p;
    struct ie_fair_place_at at[16];
    struct ie_arena arena;
    int64_t best[IE_FAIR_LEVELS]; /* levels as maximised */
    bool some;
};

static void judge(struct brute *b)
{
    struct ie_arena_mark mark = ie_arena_mark(&b->arena);
    struct ie_fair_verdict *v = NULL;
    struct ie_error err;
    bool better = !b->some;

    IE_CHECK_OK(ie_fair_check(b->p, b->at, &b->arena, &v, &err), &err);
    for (uint32_t l = 0; v && !v->fault_count && l < b->p->level_count; l++) {
        int64_t now = ie_fair_level_of(&b->p->levels[l], &v->objective);
        if (!better && now < b->best[l])
            break;
        better = better || now > b->best[l];
        if (better)
            b->best[l] = now;
    }
    b->some |= v && v->fault_count == 0;
    ie_arena_rewind(&b->arena, mark);
}

static void enumerate(struct brute *b, uint32_t i)
{
    if (i == b->p->meeting_count) {
        judge(b);
        return;
    }
    b->at[i] = (struct ie_fair_place_at){-1, -1, -1};
    enumerate(b, i + 1);
    for (int32_t s = 0; s < (int32_t)b->p->slot_count; s++)
        for (int32_t t = 0; t < (int32_t)b->p->place_count; t++)
            for (int32_t v = -1; v < (int32_t)b->p->interpreter_count; v++) {
                /* what is wrong by itself is not worth following */
                struct ie_fair_verdict *verdict = NULL;
                struct ie_arena_mark mark = ie_arena_mark(&b->arena);
                struct ie_error err;
                bool wrong = false;
                b->at[i] = (struct ie_fair_place_at){s, t, v};
                for (uint32_t k = i + 1; k < b->p->meeting_count; k++)
                    b->at[k] = (struct ie_fair_place_at){-1, -1, -1};
                IE_CHECK_OK(ie_fair_check(b->p, b->at, &b->arena, &verdict, &err), &err);
                for (uint32_t f = 0; verdict && f < verdict->fault_count; f++)
                    wrong |= verdict->faults[f].rule != IE_FAIR_RULE_MUST;
                ie_arena_rewind(&b->arena, mark);
                if (!wrong)
                    enumerate(b, i + 1);
            }
    b->at[i] = (struct ie_fair_place_at){-1, -1, -1};
}

static void compare(const struct ie_fair_problem *p, struct ie_arena *arena)
{
    struct ie_solve_control control = {.ticks = 300000};
    struct brute brute = {.p = p};
    struct ie_fair_conflict *conflict = NULL;
    struct ie_fair_output *out = NULL;
    struct ie_error err;

    ie_arena_init(&brute.arena, 0);
    enumerate(&brute, 0);
    ie_arena_release(&brute.arena);
    IE_REQUIRE_OK(ie_fair_solve(p, &control, arena, &out, &err), &err);
    IE_REQUIRE_OK(ie_fair_explain(p, 100000, NULL, arena, &conflict, &err), &err);
    IE_CHECK_INT(conflict && conflict->proved, !brute.some);
    IE_CHECK_INT(out->status == IE_FAIR_UNKNOWN, !brute.some);
    if (!brute.some) {
        IE_CHECK(conflict && conflict->reason_count > 0);
        return;
    }
    IE_CHECK_INT(out->first, brute.best[0]);
    IE_CHECK(out->bound >= brute.best[0]);
    IE_CHECK_INT(out->status == IE_FAIR_OPTIMAL, out->bound == out->first);
    /* fairness, the second level, is found too on fairs as small as these */
    IE_CHECK_INT(ie_fair_level_of(&p->levels[1], &out->objective), brute.best[1]);
}

static void against_brute_force(bool musts, unsigned rounds)
{
    struct making m = {.text = IE_BUF_INIT, .rng = ie_test_rng()};

    for (unsigned i = ie_test_rounds(rounds); i > 0 && !ie_test_failed(); i--) {
        struct ie_arena arena;
        ie_arena_init(&arena, 0);
        struct ie_fair_problem *p = make_tiny(&arena, &m, musts);
        if (p) {
            add_order(&m, p, &arena);
            compare(p, &arena);
            if (ie_test_failed())
                printf("%.*s\n", IE_STR_ARG(ie_buf_str(&m.text)));
        }
        ie_arena_release(&arena);
    }
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

/* 40 people, 8 slots, 6 tables, 150 wishes; `idle` more people whom nobody wants; people
 * and tables in an order turned by `turn`. */
static void make_middle(struct ie_buf *text, unsigned idle, unsigned turn)
{
    struct ie_rng rng;
    struct making m = {.text = *text, .rng = &rng};

    ie_rng_init(&rng, 7);
    ie_buf_clear(&m.text);
    make_slots(&m, 8);
    open_list(&m, "participants");
    for (unsigned p = 0; p < 40 + idle; p++) {
        comma(&m);
        ie_buf_printf(&m.text, "{\"id\":\"p%u\"}", p < 40 ? (p + turn) % 40 : p);
    }
    ie_buf_addz(&m.text, "]");
    open_list(&m, "places");
    for (unsigned t = 0; t < 6; t++) {
        comma(&m);
        ie_buf_printf(&m.text, "{\"id\":\"t%u\",\"zone\":\"z%u\"}", (t + turn) % 6,
                      (t + turn) % 6 / 3);
    }
    ie_buf_addz(&m.text, "]");
    open_list(&m, "wishes");
    for (unsigned i = 0; i < 150; i++) {
        unsigned a = (unsigned)chance(&m, 40),
                 b = (a + 1 + (unsigned)chance(&m, 39)) % 40;
        comma(&m);
        ie_buf_printf(&m.text, "{\"from\":\"p%u\",\"to\":\"p%u\",\"weight\":%u}", a, b,
                      1 + (unsigned)chance(&m, 5));
    }
    ie_buf_addz(&m.text, "]}");
    *text = m.text;
}

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
    for (unsigned i = 0; i < 5000; i++) {
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

struct stopping {
    _Atomic int stop;
    unsigned calls, stop_at;
    double objective;
};

static void on_progress(void *data, int permille, double objective, double bound)
{
    struct stopping *s = data;

    IE_CHECK(permille <= 1001);
    IE_CHECK(objective <= bound);
    IE_CHECK(s->calls == 0 || objective >= s->objective);
    s->objective = objective;
    if (s->calls++ == s->stop_at)
        atomic_store(&s->stop, IE_STOP_CANCEL);
}

IE_TEST(fair_can_be_stopped_at_every_point)
{
    struct ie_buf text = IE_BUF_INIT;
    unsigned points = 1;

    make_middle(&text, 0, 0);
    for (unsigned at = 0; at < points && !ie_test_failed(); at++) {
        struct stopping stopping = {.stop_at = at};
        struct ie_solve_control control = {.ticks = 60000,
                                           .stop = &stopping.stop,
                                           .progress = on_progress,
                                           .progress_data = &stopping};
        struct ie_fair_verdict *v = NULL;
        struct ie_fair_problem *p = NULL;
        struct ie_fair_output *out = NULL;
        struct ie_arena arena;
        struct ie_error err;
        ie_arena_init(&arena, 0);
        IE_CHECK_OK(ie_fair_read(ie_buf_str(&text), "m.json", &arena, &p, &err), &err);
        if (p)
            IE_CHECK_OK(ie_fair_solve(p, &control, &arena, &out, &err), &err);
        if (out)
            IE_CHECK_OK(ie_fair_check(p, out->at, &arena, &v, &err), &err);
        if (v) {
            IE_CHECK_INT(v->fault_count, 0);
            IE_CHECK_INT(out->stopped, stopping.calls > at ? IE_CANCELLED : IE_OK);
            IE_CHECK((double)out->first >= stopping.objective);
            points = stopping.calls > at ? at + 2 : at;
        }
        ie_arena_release(&arena);
    }
    IE_CHECK(points > 3);
    ie_buf_release(&text);
}
