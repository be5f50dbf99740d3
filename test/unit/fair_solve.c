/* Planning a fair, on cases that a person can see through. */
#include "base/buf.h"
#include "engine/scheduling/fair/fair.h"
#include "harness.h"

struct fair {
    struct ie_buf text;
    struct ie_arena arena;
    struct ie_fair_problem *problem;
    struct ie_fair_output *out;
    struct ie_error err;
    bool first;
};

static void item(struct fair *f)
{
    ie_buf_addz(&f->text, f->first ? "" : ",");
    f->first = false;
}

static void list(struct fair *f, const char *name)
{
    ie_buf_printf(&f->text, ",\"%s\":[", name);
    f->first = true;
}

/* Half hours from nine o'clock on one day, people p0…, tables t0…; the wishes follow. */
static void begin(struct fair *f, unsigned slots, unsigned people, unsigned tables)
{
    *f = (struct fair){.text = IE_BUF_INIT};
    ie_arena_init(&f->arena, 0);
    ie_buf_addz(&f->text, "{\"format\":\"ieum-fair\",\"version\":1");
    list(f, "slots");
    for (unsigned s = 0; s < slots; s++) {
        unsigned from = 540 + 30 * s, until = from + 30;
        item(f);
        ie_buf_printf(&f->text,
                      "{\"id\":\"s%u\",\"day\":\"2026-10-26\",\"start\":\"%02u:%02u\","
                      "\"end\":\"%02u:%02u\"}",
                      s, from / 60, from % 60, until / 60, until % 60);
    }
    ie_buf_addz(&f->text, "]");
    list(f, "places");
    for (unsigned t = 0; t < tables; t++) {
        item(f);
        ie_buf_printf(&f->text, "{\"id\":\"t%u\"}", t);
    }
    ie_buf_addz(&f->text, "]");
    list(f, "participants");
    for (unsigned p = 0; p < people; p++) {
        item(f);
        ie_buf_printf(&f->text, "{\"id\":\"p%u\"}", p);
    }
}

static void wishes(struct fair *f)
{
    ie_buf_addz(&f->text, "]");
    list(f, "wishes");
}

static void wish(struct fair *f, unsigned a, unsigned b, const char *more)
{
    item(f);
    ie_buf_printf(&f->text, "{\"from\":\"p%u\",\"to\":\"p%u\"%s}", a, b, more);
}

static int solve(struct fair *f)
{
    struct ie_solve_control control = {.ticks = 400000};

    ie_buf_addz(&f->text, "]}");
    int code =
        ie_fair_read(ie_buf_str(&f->text), "f.json", &f->arena, &f->problem, &f->err);
    if (!code)
        code = ie_fair_solve(f->problem, &control, &f->arena, &f->out, &f->err);
    return code;
}

static void end(struct fair *f)
{
    ie_arena_release(&f->arena);
    ie_buf_release(&f->text);
}

IE_TEST(fair_of_nothing)
{
    struct fair f;

    begin(&f, 2, 2, 1);
    wishes(&f);
    if (IE_CHECK_OK(solve(&f), &f.err)) {
        IE_CHECK_INT(f.out->objective.held, 0);
        IE_CHECK_INT(f.out->status, IE_FAIR_OPTIMAL);
    }
    end(&f);
}

/* Everybody meets everybody: as many rounds as there are others, and every table taken. */
IE_TEST(fair_round_robin_is_complete_and_proved)
{
    enum { PEOPLE = 8 };
    struct fair f;

    begin(&f, PEOPLE - 1, PEOPLE, PEOPLE / 2);
    wishes(&f);
    for (unsigned a = 0; a < PEOPLE; a++)
        for (unsigned b = a + 1; b < PEOPLE; b++)
            wish(&f, a, b, "");
    if (IE_CHECK_OK(solve(&f), &f.err)) {
        IE_CHECK_INT(f.out->objective.held, PEOPLE * (PEOPLE - 1) / 2);
        IE_CHECK_INT(f.out->status, IE_FAIR_OPTIMAL);
        IE_CHECK_INT(f.out->first, f.out->bound);
        IE_CHECK_INT(f.out->objective.term[IE_FAIR_BREAKS], 0);
    }
    end(&f);
}

IE_TEST(fair_says_why_a_meeting_does_not_take_place)
{
    struct fair f;

    begin(&f, 2, 3, 1);
    ie_buf_addz(&f.text, ",{\"id\":\"p3\",\"available\":[\"s0\"]},{\"id\":\"p4\","
                         "\"available\":[\"s1\"]},{\"id\":\"p5\"},{\"id\":\"p6\"}");
    wishes(&f);
    wish(&f, 0, 1, ",\"kind\":\"must\"");  /* takes one of two table slots */
    wish(&f, 0, 2, ",\"kind\":\"must\"");  /* and the other */
    wish(&f, 3, 4, "");                    /* never there together */
    wish(&f, 1, 2, ",\"kind\":\"never\""); /* somebody asked not to */
    wish(&f, 0, 5, "");                    /* p0 is full */
    wish(&f, 5, 6, "");                    /* free, but no table is */
    if (IE_CHECK_OK(solve(&f), &f.err)) {
        static const struct {
            uint32_t a, b;
            enum ie_fair_why why;
        } told[] = {{0, 1, IE_FAIR_HELD},           {0, 2, IE_FAIR_HELD},
                    {1, 2, IE_FAIR_NEVER},          {0, 5, IE_FAIR_SOMEBODY_FULL},
                    {3, 4, IE_FAIR_NO_COMMON_SLOT}, {5, 6, IE_FAIR_PLACES_FULL}};
        IE_CHECK_INT(f.problem->meeting_count, IE_COUNT(told));
        for (uint32_t i = 0; i < f.problem->meeting_count; i++)
            for (size_t k = 0; k < IE_COUNT(told); k++)
                if (f.problem->meetings[i].who[0] == told[k].a &&
                    f.problem->meetings[i].who[1] == told[k].b) {
                    IE_CHECK_INT(f.out->why[i], told[k].why);
                    if (told[k].why == IE_FAIR_SOMEBODY_FULL)
                        IE_CHECK_INT(f.out->full[i], 0);
                }
    }
    end(&f);
}

IE_TEST(fair_explains_the_clash_of_two_locks)
{
    struct ie_fair_conflict *conflict = NULL;
    struct fair f;

    begin(&f, 2, 3, 2);
    wishes(&f);
    wish(&f, 0, 1, "");
    wish(&f, 0, 2, "");
    wish(&f, 1, 2, "");
    ie_buf_addz(&f.text, "]");
    list(&f, "locked");
    ie_buf_addz(&f.text, "{\"between\":[\"p0\",\"p1\"],\"slot\":\"s0\"},"
                         "{\"between\":[\"p0\",\"p2\"],\"slot\":\"s0\"}");
    IE_CHECK_FAIL(solve(&f), &f.err, IE_INFEASIBLE, "fair.infeasible");
    if (f.problem)
        IE_CHECK_OK(ie_fair_explain(f.problem, 100000, NULL, &f.arena, &conflict, &f.err),
                    &f.err);
    if (conflict) {
        uint32_t locks = 0;
        IE_CHECK_INT(conflict->proved, 1);
        for (uint32_t i = 0; i < conflict->reason_count; i++) {
            const struct ie_fair_reason *r = &conflict->reasons[i];
            locks += r->cause == IE_FAIR_CAUSE_LOCK;
            if (r->cause == IE_FAIR_CAUSE_SLOTS) {
                IE_CHECK_INT(r->who, 0);
                IE_CHECK_INT(r->need, 2);
                IE_CHECK_INT(r->have, 1);
            }
        }
        IE_CHECK_INT(locks, 2); /* the third meeting has nothing to do with it */
    }
    IE_CHECK(conflict != NULL);
    end(&f);
}

IE_TEST(fair_lets_several_representatives_meet_at_a_time)
{
    struct fair f;

    begin(&f, 1, 3, 3);
    ie_buf_addz(&f.text, ",{\"id\":\"p3\",\"representatives\":3}");
    wishes(&f);
    for (unsigned p = 0; p < 3; p++)
        wish(&f, p, 3, "");
    if (IE_CHECK_OK(solve(&f), &f.err))
        IE_CHECK_INT(f.out->objective.held, 3);
    end(&f);
}

IE_TEST(fair_names)
{
    IE_CHECK_STR(ie_str_z(ie_fair_rule_name(IE_FAIR_RULE_ORDER)), "order");
    IE_CHECK_STR(ie_str_z(ie_fair_why_name(IE_FAIR_NOT_FOUND)), "not_found");
    IE_CHECK_STR(ie_str_z(ie_fair_term_name(IE_FAIR_BALANCE)), "balance");
    IE_CHECK(ie_fair_rule_name(IE_FAIR_RULES) == NULL);
    IE_CHECK(ie_fair_why_name(IE_FAIR_WHYS) == NULL);
    IE_CHECK(ie_fair_term_name(IE_FAIR_TERMS) == NULL);
}
