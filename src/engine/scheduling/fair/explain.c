/* Why must-meetings and locks cannot all be held: an irreducible set of them and of the
 * rules that stand against them, by deletion (Chinneck & Dravnieks 1991). */
#include "engine/scheduling/fair/explain.h"

#include <stdlib.h>

static int ask(struct fair_explanation *x, const uint32_t *meetings, uint32_t count,
               enum fair_answer *answer, struct ie_error *err)
{
    struct fair_question q = {.m = &x->m,
                              .meetings = meetings,
                              .count = count,
                              .rules_out = x->rules_out,
                              .person_out = x->person_out,
                              .orders = x->orders,
                              .order_count = x->order_count};
    int code = ie_fair_prove(&q, &x->ticks, x->control, answer, err);

    x->open |= !code && *answer == ANSWER_OPEN;
    return code;
}

/* Meetings from..to are left out for good if it stays contradictory without them. */
static int try_without(struct fair_explanation *x, uint32_t from, uint32_t to, bool *gone,
                       struct ie_error *err)
{
    enum fair_answer answer;
    uint32_t n = 0;

    for (uint32_t i = 0; i < x->count; i++)
        if (i < from || i >= to)
            x->trial[n++] = x->kept[i];
    int code = ask(x, x->trial, n, &answer, err);
    *gone = !code && answer == ANSWER_NO;
    if (*gone) {
        memcpy(x->kept, x->trial, n * sizeof(*x->kept));
        x->count = n;
    }
    return code;
}

/* By halves first, then one by one. */
static int drop_meetings(struct fair_explanation *x, struct ie_error *err)
{
    uint32_t step = x->count;
    bool gone;

    while (step > 1) {
        step = (step + 1) / 2;
        for (uint32_t from = 0; from < x->count;) {
            uint32_t to = from + step < x->count ? from + step : x->count;
            int code = try_without(x, from, to, &gone, err);
            if (code)
                return code;
            from += gone ? 0 : step;
        }
    }
    return 0;
}

static int drop_rules(struct fair_explanation *x, struct ie_error *err)
{
    enum fair_answer answer;

    for (unsigned rule = 1; rule <= OUT_TEAMS; rule <<= 1) {
        x->rules_out |= rule;
        int code = ask(x, x->kept, x->count, &answer, err);
        if (code)
            return code;
        if (answer != ANSWER_NO)
            x->rules_out &= ~rule;
    }
    return 0;
}

static int drop_orders(struct fair_explanation *x, struct ie_error *err)
{
    enum fair_answer answer;

    for (uint32_t i = x->order_count; i-- > 0;) {
        struct ie_fair_precedence one = x->orders[i];
        x->orders[i] = x->orders[--x->order_count];
        int code = ask(x, x->kept, x->count, &answer, err);
        if (code)
            return code;
        if (answer != ANSWER_NO) {
            x->orders[x->order_count++] = x->orders[i];
            x->orders[i] = one;
        }
    }
    return 0;
}

static int drop_person(struct fair_explanation *x, uint32_t who, struct ie_error *err)
{
    enum fair_answer answer;

    for (unsigned rule = 1; rule <= OUT_TIME; rule <<= 1) {
        if (x->person_out[who] & rule)
            continue;
        x->person_out[who] |= (uint8_t)rule;
        int code = ask(x, x->kept, x->count, &answer, err);
        if (code)
            return code;
        if (answer != ANSWER_NO)
            x->person_out[who] &= (uint8_t)~rule;
    }
    return 0;
}

static int drop_people(struct fair_explanation *x, struct ie_error *err)
{
    int code = 0;

    for (uint32_t i = 0; i < x->count; i++) {
        const struct ie_fair_meeting *one = &x->m.p->meetings[x->kept[i]];
        for (uint32_t k = 0; k < one->size && !code; k++)
            code = drop_person(x, one->who[k], err);
    }
    return code;
}

/* Rules of people that have one; the others are out from the start. */
static void mark_people(struct fair_explanation *x)
{
    const struct ie_fair_problem *p = x->m.p;

    for (uint32_t who = 0; who < p->participant_count; who++) {
        const struct ie_fair_participant *one = &p->participants[who];
        bool walks = x->m.walking && one->representatives == 1;
        x->person_out[who] =
            (uint8_t)((one->cap == UINT32_MAX ? OUT_CAP : 0) |
                      (one->day_caps ? 0 : OUT_DAY_CAP) | (one->rest ? 0 : OUT_REST) |
                      (walks ? 0 : OUT_WALKS));
    }
}

/* ---- Two locks too many on one place ---------------------------------------------------- */

struct seat { /* a locked meeting at a place or with an interpreter */
    int32_t slot, unit;
    uint32_t meeting;
};

static int by_seat(const void *x, const void *y)
{
    const struct seat *a = x, *b = y;

    if (a->slot != b->slot)
        return a->slot < b->slot ? -1 : 1;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    return (a->meeting > b->meeting) - (a->meeting < b->meeting);
}

static int tell_seats(const struct fair_explanation *x, const struct seat *seats,
                      uint32_t n, bool places, struct ie_arena *arena,
                      struct ie_fair_conflict **out, struct ie_error *err)
{
    struct ie_fair_conflict *c = IE_NEW(arena, struct ie_fair_conflict);

    if (c) {
        c->reasons = IE_NEW_ARRAY(arena, struct ie_fair_reason, (size_t)n + 1);
        c->meetings = IE_NEW_ARRAY(arena, uint32_t, n);
    }
    if (!c || !c->reasons || !c->meetings)
        return ie_fail_nomem(err);
    c->reasons[c->reason_count++] = (struct ie_fair_reason){
        .cause = (uint8_t)(places ? IE_FAIR_CAUSE_PLACES : IE_FAIR_CAUSE_INTERPRETERS),
        .meeting = IE_FAIR_NONE,
        .who = IE_FAIR_NONE,
        .day = IE_FAIR_NONE,
        .slot = seats[0].slot,
        .other = seats[0].unit,
        .need = n,
        .have = places ? x->m.p->places[seats[0].unit].capacity : 1};
    for (uint32_t i = 0; i < n; i++) {
        c->meetings[c->meeting_count++] = seats[i].meeting;
        c->reasons[c->reason_count++] =
            (struct ie_fair_reason){.cause = IE_FAIR_CAUSE_LOCK,
                                    .meeting = (int32_t)seats[i].meeting,
                                    .who = IE_FAIR_NONE,
                                    .day = IE_FAIR_NONE,
                                    .slot = seats[i].slot,
                                    .other = IE_FAIR_NONE};
    }
    c->proved = c->irreducible = true;
    *out = c;
    return 0;
}

/* More locks on one place or interpreter in a slot than it holds: units of a resource are
 * alike to the proof, but not to them. */
static int find_seats(const struct fair_explanation *x, bool places,
                      struct ie_arena *arena, struct ie_fair_conflict **out,
                      struct ie_error *err)
{
    const struct ie_fair_problem *p = x->m.p;
    struct seat *seats = ie_calloc((size_t)x->count + 1, sizeof(*seats));
    uint32_t n = 0;
    int code = 0;

    if (!seats)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < x->count; i++) {
        const struct ie_fair_meeting *one = &p->meetings[x->kept[i]];
        int32_t unit = places ? one->place : one->interpreter;
        if (one->hold != IE_FAIR_FREE && unit >= 0)
            seats[n++] = (struct seat){one->slot, unit, x->kept[i]};
    }
    if (n > 1)
        qsort(seats, n, sizeof(*seats), by_seat);
    for (uint32_t i = 0, from = 0; i < n && !code && !*out; i++) {
        if (seats[i].slot != seats[from].slot || seats[i].unit != seats[from].unit)
            from = i;
        uint32_t most = places ? p->places[seats[i].unit].capacity : 1;
        if (i - from == most)
            code = tell_seats(x, seats + from, most + 1, places, arena, out, err);
    }
    ie_free(seats);
    return code;
}

/* ---- The whole -------------------------------------------------------------------------- */

static int reduce(struct fair_explanation *x, struct ie_arena *arena,
                  struct ie_fair_conflict **out, struct ie_error *err)
{
    enum fair_answer answer;
    int code = ask(x, x->kept, x->count, &answer, err);

    if (code || answer == ANSWER_YES)
        return code;
    struct ie_fair_conflict *c = IE_NEW(arena, struct ie_fair_conflict);
    if (!c)
        return ie_fail_nomem(err);
    *out = c;
    if (answer == ANSWER_OPEN)
        return 0;
    c->proved = true;
    if ((code = drop_meetings(x, err)) || (code = drop_rules(x, err)) ||
        (code = drop_orders(x, err)) || (code = drop_people(x, err)) ||
        (code = drop_meetings(x, err)))
        return code;
    c->irreducible = !x->open;
    return ie_fair_explain_word(x, arena, c, err);
}

/* Musts and locks, and the orders among them. */
static void list_set(struct fair_explanation *x)
{
    const struct ie_fair_problem *p = x->m.p;

    for (uint32_t i = 0; i < p->meeting_count; i++)
        if (p->meetings[i].must || p->meetings[i].hold != IE_FAIR_FREE)
            x->kept[x->count++] = i;
    for (uint32_t i = 0; i < p->precedence_count; i++) {
        const struct ie_fair_meeting *a = &p->meetings[p->precedences[i].before];
        const struct ie_fair_meeting *b = &p->meetings[p->precedences[i].after];
        if ((a->must || a->hold != IE_FAIR_FREE) && (b->must || b->hold != IE_FAIR_FREE))
            x->orders[x->order_count++] = p->precedences[i];
    }
}

int ie_fair_explain(const struct ie_fair_problem *p, uint64_t ticks,
                    const struct ie_solve_control *control, struct ie_arena *arena,
                    struct ie_fair_conflict **conflict, struct ie_error *err)
{
    struct fair_explanation x = {.ticks = ticks, .control = control};
    int code = ie_fair_model_init(&x.m, p, err);

    *conflict = NULL;
    if (code)
        return code;
    x.kept = ie_calloc((size_t)p->meeting_count + 1, sizeof(uint32_t));
    x.trial = ie_calloc((size_t)p->meeting_count + 1, sizeof(uint32_t));
    x.person_out = ie_calloc((size_t)p->participant_count + 1, 1);
    x.orders = ie_calloc((size_t)p->precedence_count + 1, sizeof(*x.orders));
    if (!x.kept || !x.trial || !x.person_out || !x.orders) {
        code = ie_fail_nomem(err);
    } else {
        list_set(&x);
        mark_people(&x);
        code = find_seats(&x, true, arena, conflict, err);
        if (!code && !*conflict)
            code = find_seats(&x, false, arena, conflict, err);
        if (!code && !*conflict)
            code = reduce(&x, arena, conflict, err);
    }
    ie_free(x.kept);
    ie_free(x.trial);
    ie_free(x.person_out);
    ie_free(x.orders);
    ie_fair_model_release(&x.m);
    return code;
}
