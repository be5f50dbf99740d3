/*
 * The independent checker: judges a timetable from the raw problem. It shares no code
 * with the solver: no model, no state, its own way through every rule. It goes person by
 * person and unit by unit over sorted lists of meetings.
 */
#include <stdlib.h>

#include "engine/scheduling/fair/fair.h"

struct visit { /* a meeting as one person (or place, or interpreter) sees it */
    uint32_t key, slot, meeting;
};

struct check {
    const struct ie_fair_problem *p;
    const struct ie_fair_place_at *at;
    struct ie_arena *arena;
    struct ie_fair_verdict *verdict;
    uint32_t room; /* for faults */
    bool failed;   /* memory was out */
};

static int by_visit(const void *x, const void *y)
{
    const struct visit *a = x, *b = y;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->slot != b->slot)
        return a->slot < b->slot ? -1 : 1;
    return (a->meeting > b->meeting) - (a->meeting < b->meeting);
}

static void fault(struct check *c, enum ie_fair_rule rule, uint32_t meeting,
                  int32_t other, int32_t who)
{
    struct ie_fair_verdict *v = c->verdict;

    if (v->fault_count == c->room) {
        uint32_t room = c->room ? 2 * c->room : 64;
        struct ie_fair_fault *more = IE_NEW_ARRAY(c->arena, struct ie_fair_fault, room);
        if (!more) {
            c->failed = true;
            return;
        }
        if (v->fault_count)
            memcpy(more, v->faults, v->fault_count * sizeof(*more));
        v->faults = more;
        c->room = room;
    }
    v->faults[v->fault_count++] =
        (struct ie_fair_fault){(uint8_t)rule, meeting, other, who};
}

static bool in_set(const uint64_t *set, uint32_t at)
{
    return set == NULL || (set[at >> 6] >> (at & 63) & 1) != 0;
}

static bool speaks(const struct ie_fair_problem *p, uint32_t who, uint32_t language)
{
    uint64_t own = p->participants[who].languages;

    return own == 0 || (own >> language & 1) != 0;
}

/* ---- Each meeting by itself ---- */

static bool needs_interpreter(const struct ie_fair_problem *p,
                              const struct ie_fair_meeting *m)
{
    if (!p->interpreting)
        return false;
    for (uint32_t l = 0; l < IE_FAIR_LANGUAGES; l++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < m->size; i++)
            n += speaks(p, m->who[i], l);
        if (n == m->size)
            return false;
    }
    return true;
}

static bool interprets(const struct ie_fair_problem *p, uint32_t interpreter,
                       const struct ie_fair_meeting *m)
{
    const struct ie_fair_interpreter *who = &p->interpreters[interpreter];

    for (uint32_t k = 0; k < who->pair_count; k++) {
        bool all = true;
        for (uint32_t i = 0; i < m->size; i++)
            all = all && (speaks(p, m->who[i], who->pairs[k].x) ||
                          speaks(p, m->who[i], who->pairs[k].y));
        if (all)
            return true;
    }
    return false;
}

/* Own places of members, and of others: owner[place] is 1 + a participant. */
static void check_place(struct check *c, uint32_t i, const uint32_t *owner)
{
    const struct ie_fair_meeting *m = &c->p->meetings[i];
    int32_t place = c->at[i].place;
    bool somebody = false, own = false;

    if (c->p->place_count == 0)
        return;
    if (place < 0) {
        fault(c, IE_FAIR_RULE_PLACE_NONE, i, IE_FAIR_NONE, IE_FAIR_NONE);
        return;
    }
    if (!in_set(c->p->places[place].available, (uint32_t)c->at[i].slot))
        fault(c, IE_FAIR_RULE_PLACE_CLOSED, i, IE_FAIR_NONE, IE_FAIR_NONE);
    if (c->p->places[place].seats < m->size)
        fault(c, IE_FAIR_RULE_PLACE_SMALL, i, IE_FAIR_NONE, IE_FAIR_NONE);
    for (uint32_t k = 0; k < m->size; k++) {
        somebody |= c->p->participants[m->who[k]].place >= 0;
        own |= c->p->participants[m->who[k]].place == place;
    }
    if (somebody ? !own : owner[place] != 0)
        fault(c, IE_FAIR_RULE_PLACE_WRONG, i, IE_FAIR_NONE, IE_FAIR_NONE);
}

static void check_interpreter(struct check *c, uint32_t i)
{
    const struct ie_fair_meeting *m = &c->p->meetings[i];
    int32_t who = c->at[i].interpreter;

    if (!needs_interpreter(c->p, m)) {
        if (who >= 0)
            fault(c, IE_FAIR_RULE_INTERPRETER_WRONG, i, IE_FAIR_NONE, IE_FAIR_NONE);
        return;
    }
    if (who < 0) {
        fault(c, IE_FAIR_RULE_INTERPRETER_NONE, i, IE_FAIR_NONE, IE_FAIR_NONE);
        return;
    }
    if (!in_set(c->p->interpreters[who].available, (uint32_t)c->at[i].slot))
        fault(c, IE_FAIR_RULE_INTERPRETER_AWAY, i, IE_FAIR_NONE, IE_FAIR_NONE);
    if (!interprets(c->p, (uint32_t)who, m))
        fault(c, IE_FAIR_RULE_INTERPRETER_WRONG, i, IE_FAIR_NONE, IE_FAIR_NONE);
}

static bool in_range(const struct check *c, uint32_t i)
{
    const struct ie_fair_place_at *at = &c->at[i];

    return at->slot >= IE_FAIR_NONE && at->slot < (int32_t)c->p->slot_count &&
           at->place >= IE_FAIR_NONE && at->place < (int32_t)c->p->place_count &&
           at->interpreter >= IE_FAIR_NONE &&
           at->interpreter < (int32_t)c->p->interpreter_count;
}

static void check_held(struct check *c, uint32_t i, const uint32_t *owner)
{
    const struct ie_fair_meeting *m = &c->p->meetings[i];
    uint32_t s = (uint32_t)c->at[i].slot;

    if (m->never)
        fault(c, IE_FAIR_RULE_NEVER, i, IE_FAIR_NONE, IE_FAIR_NONE);
    if (m->hold != IE_FAIR_BEGUN &&
        (!in_set(m->allowed, s) || c->p->slots[s].start < c->p->now))
        fault(c, IE_FAIR_RULE_ALLOWED, i, IE_FAIR_NONE, IE_FAIR_NONE);
    for (uint32_t k = 0; k < m->size; k++)
        if (!in_set(c->p->participants[m->who[k]].available, s))
            fault(c, IE_FAIR_RULE_AWAY, i, IE_FAIR_NONE, (int32_t)m->who[k]);
    check_place(c, i, owner);
    check_interpreter(c, i);
}

static void check_meeting(struct check *c, uint32_t i, const uint32_t *owner)
{
    const struct ie_fair_meeting *m = &c->p->meetings[i];
    const struct ie_fair_place_at *at = &c->at[i];
    struct ie_fair_objective *o = &c->verdict->objective;

    if (m->hold != IE_FAIR_FREE &&
        (at->slot != m->slot || (m->place >= 0 && at->place != m->place) ||
         (m->interpreter >= 0 && at->interpreter != m->interpreter)))
        fault(c, IE_FAIR_RULE_LOCKED, i, IE_FAIR_NONE, IE_FAIR_NONE);
    if (at->slot < 0) {
        if (at->place >= 0 || at->interpreter >= 0)
            fault(c, IE_FAIR_RULE_RANGE, i, IE_FAIR_NONE, IE_FAIR_NONE);
        if (m->must) {
            o->musts_out++;
            fault(c, IE_FAIR_RULE_MUST, i, IE_FAIR_NONE, IE_FAIR_NONE);
        }
        if (m->was_slot >= 0 && !m->never)
            o->term[IE_FAIR_LOST] +=
                (int64_t)m->weight * (m->mutual ? c->p->mutual_factor : 1);
        return;
    }
    o->held++;
    o->mutual += m->mutual;
    o->term[IE_FAIR_VALUE] += (int64_t)m->weight * (m->mutual ? c->p->mutual_factor : 1);
    if (m->was_slot >= 0 && m->was_slot != at->slot)
        o->term[IE_FAIR_MOVES] += 10;
    else if (m->was_slot >= 0 && m->was_place >= 0 && m->was_place != at->place)
        o->term[IE_FAIR_MOVES] += 1;
    check_held(c, i, owner);
}

/* ---- Places and interpreters, slot by slot ---- */

static void check_units(struct check *c, struct visit *v, uint32_t n, bool places)
{
    for (uint32_t i = 0, end; i < n; i = end) {
        uint32_t most = places ? c->p->places[v[i].key].capacity : 1;
        for (end = i; end < n && v[end].key == v[i].key && v[end].slot == v[i].slot;
             end++)
            if (end - i >= most)
                fault(c,
                      places ? IE_FAIR_RULE_PLACE_TAKEN : IE_FAIR_RULE_INTERPRETER_TAKEN,
                      v[end].meeting, (int32_t)v[i].meeting, IE_FAIR_NONE);
    }
}

static uint32_t list_units(const struct check *c, struct visit *v, bool places)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < c->p->meeting_count; i++) {
        int32_t unit = places ? c->at[i].place : c->at[i].interpreter;
        if (in_range(c, i) && c->at[i].slot >= 0 && unit >= 0)
            v[n++] = (struct visit){(uint32_t)unit, (uint32_t)c->at[i].slot, i};
    }
    if (n > 1)
        qsort(v, n, sizeof(*v), by_visit);
    return n;
}

/* ---- A person's days ---- */

/* At the start of each meeting, those that run or rest then. Slots do not overlap, so
 * that checking at starts is enough. */
static void check_overlaps(struct check *c, const struct visit *v, uint32_t n)
{
    const struct ie_fair_participant *who = &c->p->participants[v[0].key];
    const struct ie_fair_slot *slots = c->p->slots;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t running = 0, resting = 0;
        int32_t other = IE_FAIR_NONE;
        for (uint32_t k = i + 1; k-- > 0;) {
            const struct ie_fair_slot *then = &slots[v[k].slot];
            if (then->day != slots[v[i].slot].day)
                break;
            running += v[k].slot == v[i].slot;
            if (v[k].slot == v[i].slot ||
                then->end + (int32_t)who->rest > slots[v[i].slot].start) {
                resting++;
                other = k < i ? (int32_t)v[k].meeting : other;
            }
        }
        if (resting > who->representatives)
            fault(c,
                  running > who->representatives ? IE_FAIR_RULE_BUSY : IE_FAIR_RULE_REST,
                  v[i].meeting, other, (int32_t)v[0].key);
    }
}

static void check_walks(struct check *c, const struct visit *v, uint32_t n)
{
    const struct ie_fair_problem *p = c->p;

    if (p->participants[v[0].key].representatives != 1 || !p->place_count)
        return;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = i + 1; k < n; k++) {
            const struct ie_fair_slot *x = &p->slots[v[i].slot],
                                      *y = &p->slots[v[k].slot];
            int32_t from = c->at[v[i].meeting].place, to = c->at[v[k].meeting].place;
            if (x->day != y->day)
                break;
            if (v[i].slot == v[k].slot || from < 0 || to < 0)
                continue;
            uint16_t walk =
                p->walks[p->places[from].zone * p->zone_count + p->places[to].zone];
            if (y->start - x->end < walk)
                fault(c, IE_FAIR_RULE_WALK, v[k].meeting, (int32_t)v[i].meeting,
                      (int32_t)v[0].key);
        }
}

static void check_caps(struct check *c, const struct visit *v, uint32_t n)
{
    const struct ie_fair_participant *who = &c->p->participants[v[0].key];

    if (n > who->cap)
        fault(c, IE_FAIR_RULE_CAP, v[who->cap].meeting, IE_FAIR_NONE, (int32_t)v[0].key);
    for (uint32_t i = 0, end; i < n; i = end) {
        uint32_t day = c->p->slots[v[i].slot].day;
        for (end = i; end < n && c->p->slots[v[end].slot].day == day; end++)
            ;
        if (who->day_caps && end - i > who->day_caps[day])
            fault(c, IE_FAIR_RULE_DAY_CAP, v[i + who->day_caps[day]].meeting,
                  IE_FAIR_NONE, (int32_t)v[0].key);
        c->verdict->objective.term[IE_FAIR_BALANCE] += (int64_t)(end - i) * (end - i);
    }
}

static bool share_place(const struct check *c, const struct visit *v, uint32_t from,
                        uint32_t mid, uint32_t to)
{
    for (uint32_t i = from; i < mid; i++)
        for (uint32_t k = mid; k < to; k++)
            if (c->at[v[i].meeting].place == c->at[v[k].meeting].place)
                return true;
    return false;
}

/* Breaks and changes of place between one used slot and the next. */
static void count_gaps(struct check *c, const struct visit *v, uint32_t n)
{
    const struct ie_fair_slot *slots = c->p->slots;

    for (uint32_t i = 0, mid, to; i < n; i = mid) {
        for (mid = i; mid < n && v[mid].slot == v[i].slot; mid++)
            ;
        for (to = mid; to < n && v[to].slot == v[mid].slot; to++)
            ;
        if (mid == n || slots[v[mid].slot].day != slots[v[i].slot].day)
            continue;
        if (slots[v[mid].slot].session == slots[v[i].slot].session &&
            v[mid].slot > v[i].slot + 1)
            c->verdict->objective.term[IE_FAIR_BREAKS]++;
        if (c->p->place_count && !share_place(c, v, i, mid, to))
            c->verdict->objective.term[IE_FAIR_PLACE_CHANGES]++;
    }
}

/* Slots that the person could be in, capped as far as caps go, and no more than partners. */
static int64_t attainable(const struct ie_fair_problem *p, uint32_t who, uint32_t asked)
{
    const struct ie_fair_participant *one = &p->participants[who];
    uint64_t sum = 0;

    for (uint32_t d = 0; d < p->day_count; d++) {
        uint64_t today = 0;
        for (uint32_t s = 0; s < p->slot_count; s++)
            if (p->slots[s].day == d && in_set(one->available, s))
                today += one->representatives;
        if (one->day_caps && today > one->day_caps[d])
            today = one->day_caps[d];
        sum += today;
    }
    sum = sum > one->cap ? one->cap : sum;
    return (int64_t)(sum > asked ? asked : sum);
}

static void check_people(struct check *c, struct visit *v, const uint32_t *asked)
{
    uint32_t n = 0, i = 0;

    for (uint32_t m = 0; m < c->p->meeting_count; m++)
        for (uint32_t k = 0;
             in_range(c, m) && c->at[m].slot >= 0 && k < c->p->meetings[m].size; k++)
            v[n++] = (struct visit){c->p->meetings[m].who[k], (uint32_t)c->at[m].slot, m};
    if (n > 1)
        qsort(v, n, sizeof(*v), by_visit);
    for (uint32_t who = 0; who < c->p->participant_count; who++) {
        uint32_t from = i;
        while (i < n && v[i].key == who)
            i++;
        int64_t lack = attainable(c->p, who, asked[who]) - (int64_t)(i - from);
        c->verdict->objective.term[IE_FAIR_UNSERVED] += lack * lack;
        if (i == from)
            continue;
        check_overlaps(c, v + from, i - from);
        check_walks(c, v + from, i - from);
        check_caps(c, v + from, i - from);
        count_gaps(c, v + from, i - from);
    }
}

static void check_order(struct check *c)
{
    for (uint32_t i = 0; i < c->p->precedence_count; i++) {
        uint32_t x = c->p->precedences[i].before, y = c->p->precedences[i].after;
        if (c->at[x].slot >= 0 && c->at[y].slot >= 0 && c->at[x].slot >= c->at[y].slot)
            fault(c, IE_FAIR_RULE_ORDER, y, (int32_t)x, IE_FAIR_NONE);
    }
}

int ie_fair_check(const struct ie_fair_problem *p, const struct ie_fair_place_at *at,
                  struct ie_arena *arena, struct ie_fair_verdict **out,
                  struct ie_error *err)
{
    struct check c = {.p = p, .at = at, .arena = arena};
    size_t visits = 0;

    c.verdict = IE_NEW(arena, struct ie_fair_verdict);
    for (uint32_t i = 0; i < p->meeting_count; i++)
        visits += p->meetings[i].size;
    struct visit *v = IE_NEW_ARRAY(arena, struct visit, visits + 1);
    uint32_t *owner = IE_NEW_ARRAY(arena, uint32_t, (size_t)p->place_count + 1);
    uint32_t *asked = IE_NEW_ARRAY(arena, uint32_t, (size_t)p->participant_count + 1);
    if (!c.verdict || !v || !owner || !asked)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < p->participant_count; i++)
        if (p->participants[i].place >= 0)
            owner[p->participants[i].place] = i + 1;
    for (uint32_t i = 0; i < p->meeting_count; i++) {
        for (uint32_t k = 0; k < p->meetings[i].size && !p->meetings[i].never; k++)
            asked[p->meetings[i].who[k]]++;
        if (in_range(&c, i))
            check_meeting(&c, i, owner);
        else
            fault(&c, IE_FAIR_RULE_RANGE, i, IE_FAIR_NONE, IE_FAIR_NONE);
    }
    check_units(&c, v, list_units(&c, v, true), true);
    check_units(&c, v, list_units(&c, v, false), false);
    check_people(&c, v, asked);
    check_order(&c);
    if (c.failed)
        return ie_fail_nomem(err);
    *out = c.verdict;
    return 0;
}
