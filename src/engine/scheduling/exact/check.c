/*
 * The independent checker: from the problem and a slot a meeting, every broken rule and
 * every participant's breaks. It keeps a plain table participant × slot and looks at it;
 * no bit sets, no code of the solver.
 */
#include "engine/scheduling/exact/problem.h"

const char *ie_exact_rule_name(enum ie_exact_rule rule)
{
    static const char *const names[] = {"no_slot", "session",    "fixed",  "forbidden",
                                        "busy",    "precedence", "places", "unfair"};

    return (size_t)rule < IE_COUNT(names) ? names[rule] : NULL;
}

struct judge {
    const struct ie_exact_problem *problem;
    const int32_t *slots;
    int32_t *grid; /* [participant × slot] the meeting there, or IE_EXACT_NONE */
    struct ie_exact_verdict *verdict;
    uint32_t room;
};

static bool held(const struct judge *j, uint32_t meeting)
{
    return j->slots[meeting] >= 0 && (uint32_t)j->slots[meeting] < j->problem->slot_count;
}

/* The caller has made room: at most 8 a meeting, one a precedence, slot, participant. */
static void blame(struct judge *j, enum ie_exact_rule rule, int64_t meeting,
                  int64_t other, int64_t participant, int64_t slot)
{
    struct ie_exact_verdict *v = j->verdict;

    if (v->violation_count == j->room)
        IE_BUG("more violations than there are rules to break");
    v->violations[v->violation_count++] =
        (struct ie_exact_violation){(uint8_t)rule, (int32_t)meeting, (int32_t)other,
                                    (int32_t)participant, (int32_t)slot};
}

static void judge_side(struct judge *j, uint32_t meeting, uint32_t participant)
{
    uint32_t slot = (uint32_t)j->slots[meeting];
    int32_t *cell = &j->grid[(size_t)participant * j->problem->slot_count + slot];

    if (j->problem->forbidden[participant] / ((uint64_t)1 << slot) % 2 == 1)
        blame(j, IE_EXACT_FORBIDDEN, meeting, IE_EXACT_NONE, participant, slot);
    if (*cell != IE_EXACT_NONE)
        blame(j, IE_EXACT_BUSY, meeting, *cell, participant, slot);
    else
        *cell = (int32_t)meeting;
}

static void judge_meeting(struct judge *j, uint32_t m)
{
    const struct ie_exact_meeting *meeting = &j->problem->meetings[m];

    if (!held(j, m)) {
        blame(j, IE_EXACT_NO_SLOT, m, IE_EXACT_NONE, IE_EXACT_NONE, IE_EXACT_NONE);
        return;
    }
    int32_t slot = j->slots[m];
    bool morning = (uint32_t)slot < j->problem->morning_count;
    if (meeting->session != IE_EXACT_ANY &&
        morning != (meeting->session == IE_EXACT_MORNING))
        blame(j, IE_EXACT_SESSION, m, IE_EXACT_NONE, IE_EXACT_NONE, slot);
    if (meeting->fixed != IE_EXACT_NONE && meeting->fixed != slot)
        blame(j, IE_EXACT_FIXED, m, IE_EXACT_NONE, IE_EXACT_NONE, slot);
    judge_side(j, m, meeting->a);
    judge_side(j, m, meeting->b);
}

static void judge_places(struct judge *j)
{
    for (uint32_t t = 0; t < j->problem->slot_count; t++) {
        uint32_t here = 0;
        for (uint32_t m = 0; m < j->problem->meeting_count; m++)
            here += held(j, m) && (uint32_t)j->slots[m] == t;
        if (here > j->problem->place_count)
            blame(j, IE_EXACT_PLACES, IE_EXACT_NONE, IE_EXACT_NONE, IE_EXACT_NONE, t);
    }
}

/* A break: one or more empty slots with a meeting somewhere before and after. */
static uint32_t breaks_of(const struct judge *j, uint32_t participant)
{
    const int32_t *row = &j->grid[(size_t)participant * j->problem->slot_count];
    uint32_t breaks = 0;
    bool begun = false, gap = false;

    for (uint32_t t = 0; t < j->problem->slot_count; t++) {
        if (row[t] == IE_EXACT_NONE) {
            gap = begun;
            continue;
        }
        breaks += gap;
        begun = true;
        gap = false;
    }
    return breaks;
}

static void judge_breaks(struct judge *j)
{
    struct ie_exact_verdict *v = j->verdict;

    for (uint32_t p = 0; p < j->problem->participant_count; p++) {
        uint32_t breaks = v->breaks[p] = breaks_of(j, p);
        v->break_total += breaks;
        v->break_least = p == 0 || breaks < v->break_least ? breaks : v->break_least;
        v->break_most = breaks > v->break_most ? breaks : v->break_most;
    }
    for (uint32_t p = 0; p < j->problem->participant_count; p++)
        if (v->breaks[p] - v->break_least > j->problem->fairness)
            blame(j, IE_EXACT_UNFAIR, IE_EXACT_NONE, IE_EXACT_NONE, p, IE_EXACT_NONE);
}

int ie_exact_check(const struct ie_exact_problem *problem, const int32_t *slots,
                   struct ie_arena *arena, struct ie_exact_verdict *verdict,
                   struct ie_error *err)
{
    struct judge j = {.problem = problem, .slots = slots, .verdict = verdict};
    size_t cells = (size_t)problem->participant_count * problem->slot_count;

    *verdict = (struct ie_exact_verdict){0};
    j.room = 8 * problem->meeting_count + problem->precedence_count +
             problem->slot_count + problem->participant_count;
    j.grid = IE_NEW_ARRAY(arena, int32_t, cells + 1);
    verdict->breaks = IE_NEW_ARRAY(arena, uint32_t, problem->participant_count + 1);
    verdict->violations = IE_NEW_ARRAY(arena, struct ie_exact_violation, j.room + 1);
    if (!j.grid || !verdict->breaks || !verdict->violations)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < cells; i++)
        j.grid[i] = IE_EXACT_NONE;
    for (uint32_t m = 0; m < problem->meeting_count; m++)
        judge_meeting(&j, m);
    for (uint32_t i = 0; i < problem->precedence_count; i++) {
        const struct ie_exact_precedence *p = &problem->precedences[i];
        if (held(&j, p->before) && held(&j, p->after) &&
            slots[p->before] >= slots[p->after])
            blame(&j, IE_EXACT_PRECEDENCE, p->after, p->before, IE_EXACT_NONE,
                  slots[p->after]);
    }
    judge_places(&j);
    judge_breaks(&j);
    return 0;
}
