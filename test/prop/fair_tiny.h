/*
 * Fairs of a few people made as JSON text, so that the reader is on the way, and what brute
 * force says of them by the independent checker: the best in order, the best of each level
 * among those no worse before, and whether a set of reasons is a contradiction.
 */
#ifndef IE_TEST_FAIR_TINY_H
#define IE_TEST_FAIR_TINY_H

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

static inline void comma(struct making *m)
{
    ie_buf_addz(&m->text, m->first ? "" : ",");
    m->first = false;
}

static inline void open_list(struct making *m, const char *name)
{
    ie_buf_printf(&m->text, ",\n\"%s\":[", name);
    m->first = true;
}

static inline void make_slots(struct making *m, unsigned slots)
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

static inline void make_available(struct making *m, unsigned slots)
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

static inline void make_people(struct making *m, unsigned people, unsigned slots)
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
        if (chance(m, 6) == 0)
            ie_buf_addz(&m->text, ",\"day_cap\":1");
        ie_buf_addz(&m->text, "}");
    }
    ie_buf_addz(&m->text, "]");
}

static inline void make_places(struct making *m)
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

static inline void make_wishes(struct making *m, bool musts)
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
static inline struct ie_fair_problem *make_tiny(struct ie_arena *arena, struct making *m,
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
static inline void add_order(struct making *m, struct ie_fair_problem *p,
                             struct ie_arena *arena)
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
    const struct ie_fair_reach *reach; /* of the timetable that is compared; or NULL */
    int64_t best[IE_FAIR_LEVELS];      /* levels as maximised, in order */
    int64_t beside[IE_FAIR_LEVELS];    /* best of those no worse than `reach` before */
    bool some;
};

static inline void judge_levels(struct brute *b,
                                const struct ie_fair_objective *objective)
{
    bool better = !b->some, no_worse = b->reach != NULL, follows = true;

    for (uint32_t l = 0; l < b->p->level_count; l++) {
        int64_t now = ie_fair_level_of(&b->p->levels[l], objective);
        if (no_worse && now > b->beside[l])
            b->beside[l] = now;
        no_worse = no_worse && now >= b->reach[l].value;
        follows = follows && (better || now >= b->best[l]);
        better = better || (follows && now > b->best[l]);
        if (better)
            b->best[l] = now;
    }
    b->some = true;
}

static inline void judge(struct brute *b)
{
    struct ie_arena_mark mark = ie_arena_mark(&b->arena);
    struct ie_fair_verdict *v = NULL;
    struct ie_error err;

    IE_CHECK_OK(ie_fair_check(b->p, b->at, &b->arena, &v, &err), &err);
    if (v && v->fault_count == 0)
        judge_levels(b, &v->objective);
    ie_arena_rewind(&b->arena, mark);
}

static inline void enumerate(struct brute *b, uint32_t i)
{
    if (i == b->p->meeting_count) {
        judge(b);
        return;
    }
    b->at[i] = (struct ie_fair_place_at){-1, -1, -1};
    enumerate(b, i + 1);
    for (int32_t s = 0; s < (int32_t)b->p->slot_count; s++)
        for (int32_t t = b->p->place_count ? 0 : -1; t < (int32_t)b->p->place_count; t++)
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
                    wrong |= verdict->faults[f].rule != IE_FAIR_RULE_MUST &&
                             (verdict->faults[f].rule != IE_FAIR_RULE_LOCKED ||
                              verdict->faults[f].meeting <= i);
                ie_arena_rewind(&b->arena, mark);
                if (!wrong)
                    enumerate(b, i + 1);
            }
    b->at[i] = (struct ie_fair_place_at){-1, -1, -1};
}

/* ---- Contradictions ----------------------------------------------------------------------- */

/* The problem with the rules of a set of reasons alone. */
struct relaxed {
    struct ie_fair_problem p;
    struct ie_fair_participant people[TINY_PEOPLE];
    struct ie_fair_meeting meetings[16];
    struct ie_fair_precedence orders[16];
};

static inline bool has_reason(const struct ie_fair_conflict *c, enum ie_fair_cause cause,
                              int32_t meeting, int32_t who)
{
    for (uint32_t i = 0; i < c->reason_count; i++)
        if (c->reasons[i].cause == cause && c->reasons[i].meeting == meeting &&
            c->reasons[i].who == who)
            return true;
    return false;
}

static inline void copy_people(const struct ie_fair_problem *p,
                               const struct ie_fair_conflict *c, struct relaxed *r)
{
    for (uint32_t i = 0; i < p->participant_count; i++) {
        struct ie_fair_participant *one = &r->people[i];
        *one = p->participants[i];
        if (!has_reason(c, IE_FAIR_CAUSE_CAP, -1, (int32_t)i))
            one->cap = UINT32_MAX;
        if (!has_reason(c, IE_FAIR_CAUSE_DAY_CAP, -1, (int32_t)i))
            one->day_caps = NULL;
        if (!has_reason(c, IE_FAIR_CAUSE_REST, -1, (int32_t)i))
            one->rest = 0;
        if (!has_reason(c, IE_FAIR_CAUSE_SLOTS, -1, (int32_t)i) &&
            !has_reason(c, IE_FAIR_CAUSE_WALKS, -1, (int32_t)i))
            one->representatives = 1000;
    }
}

static inline void drop_places(struct relaxed *r)
{
    r->p.place_count = 0;
    for (uint32_t i = 0; i < r->p.participant_count; i++)
        r->people[i].place = IE_FAIR_NONE;
}

static inline void drop_walks(struct relaxed *r)
{
    static const uint16_t none[16];

    r->p.walks = none;
}

static inline void copy_set(const struct ie_fair_problem *p,
                            const struct ie_fair_conflict *c, struct relaxed *r)
{
    bool places = false, voices = false, walks = false;

    r->p = *p;
    r->p.participants = r->people;
    r->p.meetings = r->meetings;
    r->p.precedences = r->orders;
    r->p.precedence_count = 0;
    copy_people(p, c, r);
    memcpy(r->meetings, p->meetings, p->meeting_count * sizeof(*r->meetings));
    for (uint32_t i = 0; i < p->meeting_count; i++) {
        bool in = false;
        for (uint32_t k = 0; k < c->meeting_count; k++)
            in |= c->meetings[k] == i;
        if (!in) {
            r->meetings[i].must = false;
            r->meetings[i].hold = IE_FAIR_FREE;
            r->meetings[i].never = true; /* out of the way */
        }
    }
    for (uint32_t i = 0; i < c->reason_count; i++) {
        const struct ie_fair_reason *reason = &c->reasons[i];
        places |= reason->cause == IE_FAIR_CAUSE_PLACES ||
                  reason->cause == IE_FAIR_CAUSE_NO_PLACE;
        voices |= reason->cause == IE_FAIR_CAUSE_INTERPRETERS ||
                  reason->cause == IE_FAIR_CAUSE_NO_INTERPRETER;
        walks |= reason->cause == IE_FAIR_CAUSE_WALKS;
        if (reason->cause == IE_FAIR_CAUSE_ORDER)
            r->orders[r->p.precedence_count++] = (struct ie_fair_precedence){
                (uint32_t)reason->meeting, (uint32_t)reason->other};
    }
    if (!places)
        drop_places(r);
    if (!walks)
        drop_walks(r);
    r->p.interpreting = voices;
}

/* Takes the rule of one reason away; false: it is no rule, but says how things are. */
static inline bool take_away(struct relaxed *r, const struct ie_fair_reason *reason)
{
    switch ((enum ie_fair_cause)reason->cause) {
    case IE_FAIR_CAUSE_MUST:
    case IE_FAIR_CAUSE_LOCK:
    case IE_FAIR_CAUSE_NEVER:
        r->meetings[reason->meeting].must = false;
        r->meetings[reason->meeting].hold = IE_FAIR_FREE;
        return true;
    case IE_FAIR_CAUSE_SLOTS:
        r->people[reason->who].representatives = 1000;
        r->people[reason->who].rest = 0;
        return true;
    case IE_FAIR_CAUSE_DAY_CAP:
        r->people[reason->who].day_caps = NULL;
        return true;
    case IE_FAIR_CAUSE_CAP:
        r->people[reason->who].cap = UINT32_MAX;
        return true;
    case IE_FAIR_CAUSE_REST:
        r->people[reason->who].rest = 0;
        return true;
    case IE_FAIR_CAUSE_WALKS:
        drop_walks(r);
        return true;
    case IE_FAIR_CAUSE_PLACES:
    case IE_FAIR_CAUSE_NO_PLACE:
        drop_places(r);
        return true;
    case IE_FAIR_CAUSE_INTERPRETERS:
    case IE_FAIR_CAUSE_NO_INTERPRETER:
        r->p.interpreting = false;
        return true;
    case IE_FAIR_CAUSE_ORDER:
        for (uint32_t i = 0; i < r->p.precedence_count; i++)
            if (r->orders[i].before == (uint32_t)reason->meeting &&
                r->orders[i].after == (uint32_t)reason->other)
                r->orders[i] = r->orders[--r->p.precedence_count];
        return true;
    case IE_FAIR_CAUSE_EARLIEST:
    case IE_FAIR_CAUSE_LATEST:
    case IE_FAIR_CAUSE_SPAN:
    case IE_FAIR_CAUSE_APART:
    case IE_FAIR_CAUSE_TIMES:
    case IE_FAIR_CAUSE_AWAY:
    case IE_FAIR_CAUSES:
        break;
    }
    return false;
}

static inline bool can_be(const struct ie_fair_problem *p)
{
    struct brute brute = {.p = p};

    ie_arena_init(&brute.arena, 0);
    enumerate(&brute, 0);
    ie_arena_release(&brute.arena);
    return brute.some;
}

/* The set cannot be held, and can without any one of its rules; each is counted. */
static inline void check_conflict(const struct ie_fair_problem *p,
                                  const struct ie_fair_conflict *c, unsigned *causes)
{
    struct relaxed r;

    IE_CHECK(c->reason_count > 0 && c->irreducible);
    copy_set(p, c, &r);
    IE_CHECK(!can_be(&r.p));
    for (uint32_t i = 0; i < c->reason_count; i++) {
        copy_set(p, c, &r);
        causes[c->reasons[i].cause]++;
        if (take_away(&r, &c->reasons[i]) && !IE_CHECK(can_be(&r.p)))
            printf("    reason %u\n", c->reasons[i].cause);
    }
}

/* Each level's bound against the best of all timetables that are no worse before it, and
 * what is called proved against the best in order. */
static inline void compare_levels(const struct ie_fair_problem *p,
                                  const struct brute *brute,
                                  const struct ie_fair_output *out, unsigned *proved)
{
    bool so_far = true;

    for (uint32_t l = 0; l < p->level_count; l++) {
        const struct ie_fair_reach *r = &out->reach[l];
        IE_CHECK_INT(r->value, ie_fair_level_of(&p->levels[l], &out->objective));
        IE_CHECK(r->bound >= brute->beside[l]);
        so_far = so_far && r->value == r->bound;
        IE_CHECK_INT(r->proved, so_far);
        if (r->proved)
            IE_CHECK_INT(r->value, brute->best[l]);
        proved[l] += r->proved;
    }
    IE_CHECK_INT(out->first, out->reach[0].value);
    IE_CHECK_INT(out->bound, out->reach[0].bound);
    IE_CHECK_INT(out->status == IE_FAIR_OPTIMAL, out->reach[0].proved);
}

/* The solver's answer, NULL when there is none, having been compared. */
static inline struct ie_fair_output *compare(const struct ie_fair_problem *p,
                                             uint64_t ticks, struct ie_arena *arena,
                                             unsigned *proved, unsigned *causes)
{
    struct ie_solve_control control = {.ticks = ticks};
    struct brute brute = {.p = p};
    struct ie_fair_conflict *conflict = NULL;
    struct ie_fair_output *out = NULL;
    struct ie_error err;
    int code = ie_fair_solve(p, &control, arena, &out, &err);

    if (code != IE_INFEASIBLE)
        IE_CHECK_OK(code, &err);
    brute.reach = out && !out->objective.musts_out ? out->reach : NULL;
    for (uint32_t l = 0; l < IE_FAIR_LEVELS; l++)
        brute.beside[l] = INT64_MIN;
    ie_arena_init(&brute.arena, 0);
    enumerate(&brute, 0);
    ie_arena_release(&brute.arena);
    IE_CHECK_OK(ie_fair_explain(p, 100000, NULL, arena, &conflict, &err), &err);
    IE_CHECK_INT(conflict && conflict->proved, !brute.some);
    IE_CHECK_INT(!out || out->status == IE_FAIR_UNKNOWN, !brute.some);
    if (!brute.some || !out) {
        if (conflict)
            check_conflict(p, conflict, causes);
        return NULL;
    }
    IE_CHECK_INT(out->first, brute.best[0]);
    /* the second level is found too on fairs as small as these */
    if (p->level_count > 1)
        IE_CHECK_INT(out->reach[1].value, brute.best[1]);
    compare_levels(p, &brute, out, proved);
    return out;
}

/* 40 people, 8 slots, 6 tables, 150 wishes; `idle` more people whom nobody wants; people
 * and tables in an order turned by `turn`. */
static inline void make_middle(struct ie_buf *text, unsigned idle, unsigned turn)
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

static inline void make_changes(struct making *m, struct ie_buf *out)
{
    static const char *const kinds[] = {
        "{\"kind\":\"no_show\",\"participant\":\"p0\"}",
        "{\"kind\":\"late\",\"participant\":\"p1\",\"until\":\"2026-10-26T10:00\"}",
        "{\"kind\":\"leaves\",\"participant\":\"p2\",\"from\":\"2026-10-26T12:00\"}",
        "{\"kind\":\"place_lost\",\"place\":\"t1\",\"from\":\"2026-10-26T09:15\"}",
        "{\"kind\":\"new_wish\",\"from\":\"p3\",\"to\":\"p1\",\"weight\":3}",
        "{\"kind\":\"new_wish\",\"from\":\"p4\",\"to\":\"p0\",\"mutual\":true}"};
    bool first = true;

    ie_buf_clear(out);
    ie_buf_addz(out, "{\"format\":\"ieum-fair-changes\",\"version\":1");
    if (chance(m, 2))
        ie_buf_addz(out, ",\"now\":\"2026-10-26T09:20\"");
    ie_buf_addz(out, ",\"changes\":[");
    for (size_t k = 0; k < IE_COUNT(kinds); k++)
        if (chance(m, 3) == 0) {
            ie_buf_printf(out, "%s%s", first ? "" : ",", kinds[k]);
            first = false;
        }
    ie_buf_addz(out, "]}");
}

#endif
