/* The reasons of an irreducible set, with the figures that a person can check. */
#include "engine/scheduling/fair/explain.h"

struct wording {
    const struct fair_explanation *x;
    struct ie_fair_conflict *c;
};

static struct ie_fair_reason *add(struct wording *w, enum ie_fair_cause cause,
                                  int32_t meeting, int32_t who)
{
    struct ie_fair_reason *r = &w->c->reasons[w->c->reason_count++];

    *r = (struct ie_fair_reason){.cause = (uint8_t)cause,
                                 .meeting = meeting,
                                 .who = who,
                                 .day = IE_FAIR_NONE,
                                 .slot = IE_FAIR_NONE,
                                 .other = IE_FAIR_NONE};
    return r;
}

static bool attends(const struct ie_fair_problem *p, uint32_t meeting, uint32_t who)
{
    for (uint32_t k = 0; k < p->meetings[meeting].size; k++)
        if (p->meetings[meeting].who[k] == who)
            return true;
    return false;
}

/* Is some meeting of the set, with `who` unless it is NONE, possible in s? */
static bool some_in(const struct wording *w, int32_t who, uint32_t s)
{
    const struct fair_explanation *x = w->x;

    for (uint32_t i = 0; i < x->count; i++)
        if (fair_bit(fair_can(&x->m, x->kept[i]), s) &&
            (who < 0 || attends(x->m.p, x->kept[i], (uint32_t)who)))
            return true;
    return false;
}

/* ---- A meeting that cannot be by itself ------------------------------------------------- */

static bool all_there(const struct ie_fair_problem *p, const struct ie_fair_meeting *m,
                      uint32_t s)
{
    for (uint32_t k = 0; k < m->size; k++)
        if (!fair_bit(p->participants[m->who[k]].available, s))
            return false;
    return true;
}

static bool may_be(const struct ie_fair_problem *p, const struct ie_fair_meeting *m,
                   uint32_t s)
{
    return fair_bit(m->allowed, s) &&
           (m->hold == IE_FAIR_BEGUN || p->slots[s].start >= p->now) &&
           (m->hold == IE_FAIR_FREE || (int32_t)s == m->slot);
}

static bool has_place(const struct fair_model *m, uint32_t meeting, uint32_t s)
{
    uint32_t set = m->option[ROOM][meeting];

    for (uint32_t i = m->set_first[set]; i < m->set_first[set + 1]; i++)
        if (m->capacity[(size_t)m->set_items[i] * m->slots + s])
            return true;
    return !set && !(m->closed[meeting] >> ROOM & 1);
}

static bool add_away(struct wording *w, uint32_t meeting)
{
    const struct ie_fair_problem *p = w->x->m.p;
    const struct ie_fair_meeting *m = &p->meetings[meeting];
    bool some = false;

    for (uint32_t k = 0; k < m->size && m->hold != IE_FAIR_FREE; k++)
        if (!fair_bit(p->participants[m->who[k]].available, (uint32_t)m->slot)) {
            add(w, IE_FAIR_CAUSE_AWAY, (int32_t)meeting, (int32_t)m->who[k])->slot =
                m->slot;
            some = true;
        }
    return some;
}

/* Which of what a meeting needs there is at no time, when it has no slot at all. */
static void add_alone(struct wording *w, uint32_t meeting)
{
    const struct fair_model *model = &w->x->m;
    const struct ie_fair_problem *p = model->p;
    const struct ie_fair_meeting *m = &p->meetings[meeting];
    bool there = false, allowed = false, placed = false;

    for (uint32_t s = 0; s < p->slot_count; s++) {
        bool all = all_there(p, m, s), may = all && may_be(p, m, s);
        if (fair_bit(fair_can(model, meeting), s))
            return;
        there |= all;
        allowed |= may;
        placed |= may && has_place(model, meeting, s);
    }
    if (m->never || add_away(w, meeting))
        return;
    add(w,
        !there     ? IE_FAIR_CAUSE_APART
        : !allowed ? IE_FAIR_CAUSE_TIMES
        : !placed  ? IE_FAIR_CAUSE_NO_PLACE
                   : IE_FAIR_CAUSE_NO_INTERPRETER,
        (int32_t)meeting, IE_FAIR_NONE);
}

/* ---- People ------------------------------------------------------------------------------ */

/* How many of the set's meetings could be within the time open to them, and the one day
 * that this is on. */
static void count_time(const struct wording *w, struct ie_fair_reason *r)
{
    const struct ie_fair_problem *p = w->x->m.p;
    bool several = false;

    for (uint32_t s = 0; s < p->slot_count; s++) {
        if (!some_in(w, r->who, s))
            continue;
        r->have += p->participants[r->who].representatives;
        several |= r->day >= 0 && r->day != (int32_t)p->slots[s].day;
        r->day = (int32_t)p->slots[s].day;
    }
    if (several)
        r->day = IE_FAIR_NONE;
}

static void count_day_caps(const struct wording *w, struct ie_fair_reason *r)
{
    const struct ie_fair_problem *p = w->x->m.p;
    int32_t last = IE_FAIR_NONE;
    uint32_t days = 0;

    for (uint32_t s = 0; s < p->slot_count; s++) {
        if ((int32_t)p->slots[s].day == last || !some_in(w, r->who, s))
            continue;
        last = (int32_t)p->slots[s].day;
        days++;
        uint32_t cap = fair_day_cap(&w->x->m, (uint32_t)r->who, p->slots[s].day);
        r->have = cap > r->need || r->have > r->need ? r->need : r->have + cap;
    }
    r->day = days == 1 ? last : IE_FAIR_NONE;
}

static uint32_t longest_walk(const struct ie_fair_problem *p)
{
    uint32_t most = 0;

    for (uint32_t i = 0; i < p->zone_count * p->zone_count; i++)
        most = p->walks[i] > most ? p->walks[i] : most;
    return most;
}

static void add_person(struct wording *w, uint32_t who, uint32_t need)
{
    static const struct {
        enum fair_person_out out;
        enum ie_fair_cause cause;
    } rules[] = {{OUT_TIME, IE_FAIR_CAUSE_SLOTS},
                 {OUT_CAP, IE_FAIR_CAUSE_CAP},
                 {OUT_DAY_CAP, IE_FAIR_CAUSE_DAY_CAP},
                 {OUT_REST, IE_FAIR_CAUSE_REST},
                 {OUT_WALKS, IE_FAIR_CAUSE_WALKS}};
    const struct ie_fair_problem *p = w->x->m.p;

    for (size_t k = 0; k < IE_COUNT(rules); k++) {
        if (w->x->person_out[who] & rules[k].out)
            continue;
        struct ie_fair_reason *r = add(w, rules[k].cause, IE_FAIR_NONE, (int32_t)who);
        r->need = need;
        if (rules[k].out == OUT_TIME)
            count_time(w, r);
        else if (rules[k].out == OUT_DAY_CAP)
            count_day_caps(w, r);
        else
            r->have = rules[k].out == OUT_CAP    ? p->participants[who].cap
                      : rules[k].out == OUT_REST ? p->participants[who].rest
                                                 : longest_walk(p);
    }
}

static void add_people(struct wording *w)
{
    const struct ie_fair_problem *p = w->x->m.p;

    for (uint32_t who = 0; who < p->participant_count; who++) {
        uint32_t need = 0;
        for (uint32_t i = 0; i < w->x->count; i++)
            need += attends(p, w->x->kept[i], who);
        if (need)
            add_person(w, who, need);
    }
}

/* ---- Places, interpreters, order ---------------------------------------------------------- */

/* Units that some meeting of the set could use, slot by slot. */
static void count_units(const struct wording *w, int kind, struct ie_fair_reason *r)
{
    const struct fair_model *m = &w->x->m;

    for (uint32_t s = 0; s < m->slots; s++)
        for (uint32_t u = 0; u < m->resources; u++) {
            bool used = false;
            for (uint32_t i = 0; i < w->x->count && !used; i++) {
                uint32_t set = m->option[kind][w->x->kept[i]];
                if (!fair_bit(fair_can(m, w->x->kept[i]), s))
                    continue;
                for (uint32_t k = m->set_first[set]; k < m->set_first[set + 1]; k++)
                    used |= m->set_items[k] == u;
            }
            r->have += used ? m->capacity[(size_t)u * m->slots + s] : 0;
        }
    for (uint32_t i = 0; i < w->x->count; i++)
        r->need += m->option[kind][w->x->kept[i]] != 0;
}

static int32_t edge(const struct wording *w, uint32_t meeting, bool last)
{
    const uint64_t *can = fair_can(&w->x->m, meeting);
    int32_t found = IE_FAIR_NONE;

    for (uint32_t s = 0; s < w->x->m.slots && (last || found < 0); s++)
        if (fair_bit(can, s))
            found = (int32_t)s;
    return found;
}

/* The order, and when it is the times that break it, these. */
static void add_orders(struct wording *w)
{
    const struct fair_explanation *x = w->x;
    bool plain = false, people = false;
    uint32_t slots = 0;

    for (uint32_t i = 0; i < x->order_count; i++) {
        uint32_t before = x->orders[i].before, after = x->orders[i].after;
        int32_t earliest = edge(w, before, false), latest = edge(w, after, true);
        add(w, IE_FAIR_CAUSE_ORDER, (int32_t)before, IE_FAIR_NONE)->other =
            (int32_t)after;
        if (earliest < latest || x->order_count > 1)
            continue;
        plain = true;
        add(w, IE_FAIR_CAUSE_EARLIEST, (int32_t)before, IE_FAIR_NONE)->slot = earliest;
        add(w, IE_FAIR_CAUSE_LATEST, (int32_t)after, IE_FAIR_NONE)->slot = latest;
    }
    for (uint32_t i = 0; i < w->c->reason_count; i++)
        people |= w->c->reasons[i].cause == IE_FAIR_CAUSE_SLOTS;
    for (uint32_t s = 0; s < x->m.slots; s++)
        slots += some_in(w, IE_FAIR_NONE, s);
    if (x->order_count && x->order_count < x->count && !plain && !people) {
        struct ie_fair_reason *r = add(w, IE_FAIR_CAUSE_SPAN, IE_FAIR_NONE, IE_FAIR_NONE);
        r->need = x->count;
        r->have = slots;
    }
}

static void add_meetings(struct wording *w)
{
    const struct ie_fair_problem *p = w->x->m.p;

    for (uint32_t i = 0; i < w->x->count; i++) {
        const struct ie_fair_meeting *one = &p->meetings[w->x->kept[i]];
        add(w,
            one->never                  ? IE_FAIR_CAUSE_NEVER
            : one->hold != IE_FAIR_FREE ? IE_FAIR_CAUSE_LOCK
                                        : IE_FAIR_CAUSE_MUST,
            (int32_t)w->x->kept[i], IE_FAIR_NONE)
            ->slot = one->hold != IE_FAIR_FREE ? one->slot : IE_FAIR_NONE;
    }
}

int ie_fair_explain_word(const struct fair_explanation *x, struct ie_arena *arena,
                         struct ie_fair_conflict *c, struct ie_error *err)
{
    struct wording w = {x, c};

    c->reasons = IE_NEW_ARRAY(arena, struct ie_fair_reason,
                              (size_t)x->count * (3 + 6 * IE_FAIR_MEMBERS) +
                                  3 * x->order_count + 8);
    c->meetings = IE_NEW_ARRAY(arena, uint32_t, (size_t)x->count + 1);
    if (!c->reasons || !c->meetings)
        return ie_fail_nomem(err);
    memcpy(c->meetings, x->kept, x->count * sizeof(*x->kept));
    c->meeting_count = x->count;
    if (x->count == 1)
        add_alone(&w, x->kept[0]);
    bool alone = c->reason_count > 0;
    add_people(&w);
    if (!(x->rules_out & OUT_PLACES) && !alone)
        count_units(&w, ROOM, add(&w, IE_FAIR_CAUSE_PLACES, IE_FAIR_NONE, IE_FAIR_NONE));
    if (!(x->rules_out & OUT_TEAMS) && !alone)
        count_units(&w, TEAM,
                    add(&w, IE_FAIR_CAUSE_INTERPRETERS, IE_FAIR_NONE, IE_FAIR_NONE));
    add_orders(&w);
    add_meetings(&w);
    return 0;
}
