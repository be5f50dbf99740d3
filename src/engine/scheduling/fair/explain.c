/* Why must-meetings and locks cannot all be held: an irreducible set of them and of the
 * rules that stand against them, by deletion (Chinneck & Dravnieks 1991). */
#include "engine/scheduling/fair/prove.h"

struct explanation {
    struct fair_model m;
    uint32_t *kept; /* meetings still in the set */
    uint32_t count;
    uint32_t *trial;
    uint8_t *person_out;
    unsigned rules_out;
    uint64_t ticks;
    const struct ie_solve_control *control;
};

static int ask(struct explanation *x, const uint32_t *meetings, uint32_t count,
               enum fair_answer *answer, struct ie_error *err)
{
    struct fair_question q = {.m = &x->m,
                              .meetings = meetings,
                              .count = count,
                              .rules_out = x->rules_out,
                              .person_out = x->person_out};

    return ie_fair_prove(&q, &x->ticks, x->control, answer, err);
}

/* Meetings from..to are left out for good if it stays contradictory without them. */
static int try_without(struct explanation *x, uint32_t from, uint32_t to, bool *gone,
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
static int drop_meetings(struct explanation *x, struct ie_error *err)
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

static int drop_rules(struct explanation *x, struct ie_error *err)
{
    enum fair_answer answer;

    for (unsigned rule = 1; rule <= OUT_WALKS; rule <<= 1) {
        x->rules_out |= rule;
        int code = ask(x, x->kept, x->count, &answer, err);
        if (code)
            return code;
        if (answer != ANSWER_NO)
            x->rules_out &= ~rule;
    }
    return 0;
}

static int drop_person(struct explanation *x, uint32_t who, struct ie_error *err)
{
    enum fair_answer answer;

    for (unsigned rule = 1; rule <= OUT_REST; rule <<= 1) {
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

/* Rules of people that have one; the others are out from the start. */
static void mark_people(struct explanation *x)
{
    const struct ie_fair_problem *p = x->m.p;

    for (uint32_t who = 0; who < p->participant_count; who++)
        x->person_out[who] =
            (uint8_t)((p->participants[who].cap == UINT32_MAX ? OUT_CAP : 0) |
                      (p->participants[who].day_caps ? 0 : OUT_DAY_CAP) |
                      (p->participants[who].rest ? 0 : OUT_REST));
}

static bool attends(const struct ie_fair_problem *p, uint32_t meeting, uint32_t who)
{
    for (uint32_t k = 0; k < p->meetings[meeting].size; k++)
        if (p->meetings[meeting].who[k] == who)
            return true;
    return false;
}

/* How many of the set `who` attends, how many slots they have among them, and the one day
 * these are on (IE_FAIR_NONE: several). */
static struct ie_fair_reason count_slots(const struct explanation *x, uint32_t who)
{
    const struct ie_fair_problem *p = x->m.p;
    struct ie_fair_reason r = {
        IE_FAIR_CAUSE_SLOTS, IE_FAIR_NONE, (int32_t)who, IE_FAIR_NONE, 0, 0};
    bool several = false;

    for (uint32_t i = 0; i < x->count; i++)
        r.need += attends(p, x->kept[i], who);
    for (uint32_t s = 0; s < p->slot_count; s++) {
        bool some = false;
        for (uint32_t i = 0; i < x->count && !some; i++)
            some =
                attends(p, x->kept[i], who) && fair_bit(fair_can(&x->m, x->kept[i]), s);
        if (!some)
            continue;
        r.have += p->participants[who].representatives;
        several |= r.day >= 0 && r.day != (int32_t)p->slots[s].day;
        r.day = (int32_t)p->slots[s].day;
    }
    if (several)
        r.day = IE_FAIR_NONE;
    return r;
}

static void add(struct ie_fair_conflict *c, enum ie_fair_cause cause, int32_t meeting,
                int32_t who)
{
    c->reasons[c->reason_count++] =
        (struct ie_fair_reason){(uint8_t)cause, meeting, who, IE_FAIR_NONE, 0, 0};
}

static void add_people(const struct explanation *x, struct ie_fair_conflict *c)
{
    const struct ie_fair_problem *p = x->m.p;

    for (uint32_t who = 0; who < p->participant_count; who++) {
        struct ie_fair_reason r = count_slots(x, who);
        if (r.need == 0)
            continue;
        if (r.need > 1 || r.have == 0)
            c->reasons[c->reason_count++] = r;
        if (!(x->person_out[who] & OUT_CAP))
            add(c, IE_FAIR_CAUSE_CAP, IE_FAIR_NONE, (int32_t)who);
        if (!(x->person_out[who] & OUT_DAY_CAP))
            add(c, IE_FAIR_CAUSE_DAY_CAP, IE_FAIR_NONE, (int32_t)who);
        if (!(x->person_out[who] & OUT_REST))
            add(c, IE_FAIR_CAUSE_REST, IE_FAIR_NONE, (int32_t)who);
    }
}

static int word(const struct explanation *x, struct ie_arena *arena,
                struct ie_fair_conflict *c, struct ie_error *err)
{
    static const enum ie_fair_cause causes[] = {IE_FAIR_CAUSE_PLACES,
                                                IE_FAIR_CAUSE_INTERPRETERS,
                                                IE_FAIR_CAUSE_ORDER, IE_FAIR_CAUSE_WALKS};
    const struct ie_fair_problem *p = x->m.p;

    c->reasons = IE_NEW_ARRAY(arena, struct ie_fair_reason,
                              (size_t)x->count * (1 + 4 * IE_FAIR_MEMBERS) + 8);
    if (!c->reasons)
        return ie_fail_nomem(err);
    add_people(x, c);
    for (unsigned k = 0; k < IE_COUNT(causes); k++)
        if (!(x->rules_out & (1U << k))) {
            add(c, causes[k], IE_FAIR_NONE, IE_FAIR_NONE);
            c->reasons[c->reason_count - 1].need = x->count;
        }
    for (uint32_t i = 0; i < x->count; i++) {
        const struct ie_fair_meeting *one = &p->meetings[x->kept[i]];
        add(c,
            one->never                  ? IE_FAIR_CAUSE_NEVER
            : one->hold != IE_FAIR_FREE ? IE_FAIR_CAUSE_LOCK
                                        : IE_FAIR_CAUSE_MUST,
            (int32_t)x->kept[i], IE_FAIR_NONE);
    }
    return 0;
}

/* Two locks on one place or one interpreter in a slot: units of a resource are alike to the
 * proof, but not to them. */
static bool same_unit(const struct ie_fair_problem *p, uint32_t i, uint32_t k,
                      enum ie_fair_cause *cause)
{
    const struct ie_fair_meeting *a = &p->meetings[i], *b = &p->meetings[k];

    *cause = IE_FAIR_CAUSE_PLACES;
    if (a->hold == IE_FAIR_FREE || b->hold == IE_FAIR_FREE || a->slot != b->slot)
        return false;
    if (a->place >= 0 && a->place == b->place && p->places[a->place].capacity == 1)
        return true;
    *cause = IE_FAIR_CAUSE_INTERPRETERS;
    return a->interpreter >= 0 && a->interpreter == b->interpreter;
}

static int find_twins(const struct explanation *x, struct ie_arena *arena,
                      struct ie_fair_conflict **out, struct ie_error *err)
{
    const struct ie_fair_problem *p = x->m.p;
    enum ie_fair_cause cause;

    for (uint32_t i = 0; i < x->count; i++)
        for (uint32_t k = 0; k < i && p->meetings[x->kept[i]].hold != IE_FAIR_FREE; k++) {
            if (!same_unit(p, x->kept[i], x->kept[k], &cause))
                continue;
            struct ie_fair_conflict *c = IE_NEW(arena, struct ie_fair_conflict);
            if (c)
                c->reasons = IE_NEW_ARRAY(arena, struct ie_fair_reason, 3);
            if (!c || !c->reasons)
                return ie_fail_nomem(err);
            add(c, cause, IE_FAIR_NONE, IE_FAIR_NONE);
            c->reasons[0].need = 2;
            add(c, IE_FAIR_CAUSE_LOCK, (int32_t)x->kept[k], IE_FAIR_NONE);
            add(c, IE_FAIR_CAUSE_LOCK, (int32_t)x->kept[i], IE_FAIR_NONE);
            c->proved = 1;
            *out = c;
            return 0;
        }
    return 0;
}

static int reduce(struct explanation *x, struct ie_arena *arena,
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
    c->proved = 1;
    if ((code = drop_meetings(x, err)) || (code = drop_rules(x, err)))
        return code;
    for (uint32_t i = 0; i < x->count; i++) {
        const struct ie_fair_meeting *one = &x->m.p->meetings[x->kept[i]];
        for (uint32_t k = 0; k < one->size; k++)
            if ((code = drop_person(x, one->who[k], err)))
                return code;
    }
    if ((code = drop_meetings(x, err)))
        return code;
    return word(x, arena, c, err);
}

int ie_fair_explain(const struct ie_fair_problem *p, uint64_t ticks,
                    const struct ie_solve_control *control, struct ie_arena *arena,
                    struct ie_fair_conflict **conflict, struct ie_error *err)
{
    struct explanation x = {.ticks = ticks, .control = control};
    int code = ie_fair_model_init(&x.m, p, err);

    *conflict = NULL;
    if (code)
        return code;
    x.kept = ie_calloc((size_t)p->meeting_count + 1, sizeof(uint32_t));
    x.trial = ie_calloc((size_t)p->meeting_count + 1, sizeof(uint32_t));
    x.person_out = ie_calloc((size_t)p->participant_count + 1, 1);
    if (!x.kept || !x.trial || !x.person_out) {
        code = ie_fail_nomem(err);
    } else {
        for (uint32_t i = 0; i < p->meeting_count; i++)
            if (p->meetings[i].must || p->meetings[i].hold != IE_FAIR_FREE)
                x.kept[x.count++] = i;
        mark_people(&x);
        code = find_twins(&x, arena, conflict, err);
        if (!code && !*conflict)
            code = reduce(&x, arena, conflict, err);
    }
    ie_free(x.kept);
    ie_free(x.trial);
    ie_free(x.person_out);
    ie_fair_model_release(&x.m);
    return code;
}
