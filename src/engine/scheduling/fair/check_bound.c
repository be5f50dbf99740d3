/*
 * The independent check of a bound: what the prices prove, from the raw problem. For any
 * prices >= 0, a timetable's level is at most the sum of what is left of each meeting in its
 * best slot when its people, a place and an interpreter are paid for, plus what all the time
 * and units there are would fetch.
 *
 * Two more things are priced. Earlier levels, which may not be worse than `reached`, are
 * added with their pull, and the pull of what was reached is taken off: whoever has no less
 * there loses nothing. Fairness and balance are not sums over meetings but squares of how
 * often somebody meets, in all or on a day; a meeting is paid `served` and `daily` for each
 * member, and the square's best against that pay is taken for each person by itself.
 *
 * It shares no code with the solver.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "engine/scheduling/fair/fair.h"

typedef __int128 wide; /* a square of 10^6 meetings, times a weight */

struct tongue { /* somebody of the team works between x and y */
    uint32_t team;
    struct ie_fair_pair pair;
};

struct pricing {
    const struct ie_fair_problem *p;
    const struct ie_fair_prices *q;
    int64_t weight[IE_FAIR_TERMS]; /* of the level and those before, by their pull */
    int64_t *time;                 /* [people x slots] what a slot of a person costs */
    uint32_t *asked;               /* [people] meetings that could be held with them */
    uint32_t *group_seats; /* [groups] most seats of a place that is nobody's; 0: none */
    uint8_t *owned;        /* [places] somebody's */
    uint8_t *group_open;   /* [groups x slots] some place that is nobody's is open */
    uint8_t *team_open;    /* [teams x slots] some interpreter is there */
    int64_t *shared;       /* [(IE_FAIR_MEMBERS + 1) x slots] cheapest that is nobody's */
    struct tongue *tongues; /* by team, no two alike */
    uint32_t tongue_count;
    uint32_t *fits; /* [teams] those that have somebody for a meeting */
    uint64_t later[IE_FAIR_WORDS(IE_FAIR_SLOTS)]; /* slots from "now" on */
};

static bool in_set(const uint64_t *set, uint32_t at)
{
    return set == NULL || (set[at >> 6] >> (at & 63) & 1) != 0;
}

/* Slot s lies in the window that ends in e: a meeting in s, and its rest, reach into e. */
static bool in_window(const struct ie_fair_problem *p, uint32_t who, uint32_t s,
                      uint32_t e)
{
    return p->slots[s].day == p->slots[e].day &&
           (s == e || (s < e && p->slots[s].end + (int32_t)p->participants[who].rest >
                                    p->slots[e].start));
}

static wide price_people(const struct pricing *c)
{
    const struct ie_fair_problem *p = c->p;
    wide income = 0;

    for (uint32_t who = 0; who < p->participant_count; who++) {
        const struct ie_fair_participant *one = &p->participants[who];
        const int32_t *at = c->q->at + (size_t)who * p->slot_count;
        const int32_t *day = c->q->day + (size_t)who * p->day_count;
        int64_t *time = c->time + (size_t)who * p->slot_count;
        if (c->q->whole[who])
            income += (int64_t)c->q->whole[who] * one->cap;
        for (uint32_t d = 0; d < p->day_count; d++)
            if (day[d])
                income +=
                    (int64_t)day[d] * (one->day_caps ? one->day_caps[d] : UINT32_MAX);
        for (uint32_t e = 0; e < p->slot_count; e++) {
            income += (int64_t)at[e] * one->representatives;
            time[e] += c->q->whole[who] + day[p->slots[e].day];
            if (c->q->served)
                time[e] -= c->q->served[who];
            if (c->q->daily)
                time[e] -= c->q->daily[(size_t)who * p->day_count + p->slots[e].day];
            for (uint32_t s = e + 1; at[e] && s-- > 0 && in_window(p, who, s, e);)
                time[s] += at[e];
        }
    }
    return income;
}

static wide price_units(const struct pricing *c)
{
    const struct ie_fair_problem *p = c->p;
    wide income = 0;

    for (uint32_t i = 0; i < p->place_count; i++)
        for (uint32_t s = 0; s < p->slot_count; s++)
            if (in_set(p->places[i].available, s))
                income += (int64_t)p->places[i].capacity *
                          c->q->place[(size_t)c->q->group[i] * p->slot_count + s];
    for (uint32_t i = 0; i < p->interpreter_count; i++)
        for (uint32_t s = 0; s < p->slot_count; s++)
            if (in_set(p->interpreters[i].available, s))
                income += c->q->interpreter[(size_t)c->q->team[i] * p->slot_count + s];
    return income;
}

/* ---- Squares of how often somebody meets ---- */

/* Meetings of `who` that day can hold: their time, by how many they are, and their cap. */
static uint64_t most_today(const struct ie_fair_problem *p, uint32_t who, uint32_t day)
{
    const struct ie_fair_participant *one = &p->participants[who];
    uint64_t most = 0;

    for (uint32_t s = 0; s < p->slot_count; s++)
        if (p->slots[s].day == day && in_set(one->available, s))
            most += one->representatives;
    return one->day_caps && most > one->day_caps[day] ? one->day_caps[day] : most;
}

/* The best of -weight x (aim - n)^2 - pay x n over n in 0..most. */
static wide best_square(int64_t weight, int64_t aim, int64_t pay, uint64_t most)
{
    wide best = -(wide)weight * aim * aim;

    for (int64_t n = 1; n <= (int64_t)most; n++) {
        wide here = -(wide)weight * (aim - n) * (aim - n) - (wide)pay * n;
        best = here > best ? here : best;
    }
    return best;
}

static wide price_squares(const struct pricing *c)
{
    const struct ie_fair_problem *p = c->p;
    wide sum = 0;

    for (uint32_t who = 0; who < p->participant_count; who++) {
        uint64_t all = 0;
        for (uint32_t d = 0; d < p->day_count; d++) {
            uint64_t today = most_today(p, who, d);
            int64_t pay = c->q->daily ? c->q->daily[(size_t)who * p->day_count + d] : 0;
            all += today;
            if (pay)
                sum += best_square(c->weight[IE_FAIR_BALANCE], 0, pay,
                                   today < c->asked[who] ? today : c->asked[who]);
        }
        all = all > p->participants[who].cap ? p->participants[who].cap : all;
        all = all > c->asked[who] ? c->asked[who] : all;
        if (c->q->served && c->q->served[who])
            sum += best_square(c->weight[IE_FAIR_UNSERVED], (int64_t)all,
                               c->q->served[who], all);
    }
    return sum;
}

/* ---- Meetings ---- */

/* The cheapest place for the meeting in s; INT64_MAX: none. */
static int64_t place_price(const struct pricing *c, const struct ie_fair_meeting *m,
                           uint32_t s)
{
    const struct ie_fair_problem *p = c->p;
    int64_t least = INT64_MAX;
    bool somebody = false;

    if (p->place_count == 0)
        return 0;
    for (uint32_t k = 0; k < m->size; k++) {
        int32_t place = p->participants[m->who[k]].place;
        if (place < 0)
            continue;
        somebody = true;
        if (!in_set(p->places[place].available, s))
            continue;
        int64_t price = c->q->place[(size_t)c->q->group[place] * p->slot_count + s];
        least = price < least ? price : least;
    }
    return somebody ? least : c->shared[(size_t)m->size * p->slot_count + s];
}

static void mark_open(const struct pricing *c)
{
    const struct ie_fair_problem *p = c->p;

    for (uint32_t s = 0; s < p->slot_count; s++) {
        for (uint32_t i = 0; i < p->place_count; i++)
            c->group_open[(size_t)c->q->group[i] * p->slot_count + s] |=
                !c->owned[i] && in_set(p->places[i].available, s);
        for (uint32_t i = 0; i < p->interpreter_count; i++)
            c->team_open[(size_t)c->q->team[i] * p->slot_count + s] |=
                in_set(p->interpreters[i].available, s);
    }
}

static void price_shared(const struct pricing *c)
{
    for (uint32_t size = 0; size <= IE_FAIR_MEMBERS; size++)
        for (uint32_t s = 0; s < c->p->slot_count; s++) {
            int64_t *least = &c->shared[(size_t)size * c->p->slot_count + s];
            *least = INT64_MAX;
            for (uint32_t g = 0; g < c->q->groups; g++) {
                int64_t price = c->q->place[(size_t)g * c->p->slot_count + s];
                if (c->group_open[(size_t)g * c->p->slot_count + s] &&
                    c->group_seats[g] >= size && price < *least)
                    *least = price;
            }
        }
}

static int by_tongue(const void *x, const void *y)
{
    const struct tongue *a = x, *b = y;

    if (a->team != b->team)
        return a->team < b->team ? -1 : 1;
    return a->pair.x != b->pair.x ? a->pair.x - b->pair.x : a->pair.y - b->pair.y;
}

/* What is spoken between by each team: many interpreters, few of them different. */
static bool list_tongues(struct pricing *c)
{
    const struct ie_fair_problem *p = c->p;
    size_t all = 0;
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->interpreter_count; i++)
        all += p->interpreters[i].pair_count;
    c->tongues = ie_calloc(all + 1, sizeof(*c->tongues));
    if (!c->tongues)
        return false;
    for (uint32_t i = 0; i < p->interpreter_count; i++)
        for (uint32_t k = 0; k < p->interpreters[i].pair_count; k++)
            c->tongues[n++] = (struct tongue){c->q->team[i], p->interpreters[i].pairs[k]};
    if (n > 1)
        qsort(c->tongues, n, sizeof(*c->tongues), by_tongue);
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || by_tongue(&c->tongues[i], &c->tongues[i - 1]) != 0)
            c->tongues[c->tongue_count++] = c->tongues[i];
    return true;
}

/* The teams that have somebody for the meeting into c->fits, and how many they are;
 * UINT32_MAX: it needs none. */
static uint32_t list_teams(const struct pricing *c, const struct ie_fair_meeting *m)
{
    const struct ie_fair_problem *p = c->p;
    uint64_t common = UINT64_MAX;
    uint32_t count = 0;

    for (uint32_t k = 0; k < m->size; k++)
        common &= p->participants[m->who[k]].languages
                      ? p->participants[m->who[k]].languages
                      : UINT64_MAX;
    if (!p->interpreting || common)
        return UINT32_MAX;
    for (uint32_t i = 0; i < c->tongue_count; i++) {
        const struct tongue *one = &c->tongues[i];
        uint32_t n = 0;
        if (count && c->fits[count - 1] == one->team)
            continue;
        for (uint32_t k = 0; k < m->size; k++) {
            uint64_t own = p->participants[m->who[k]].languages;
            n += !own || (own >> one->pair.x & 1) || (own >> one->pair.y & 1);
        }
        if (n == m->size)
            c->fits[count++] = one->team;
    }
    return count;
}

/* The cheapest of the teams listed in s; INT64_MAX: none is there. */
static int64_t interpreter_price(const struct pricing *c, uint32_t count, uint32_t s)
{
    int64_t least = count == UINT32_MAX ? 0 : INT64_MAX;

    for (uint32_t i = 0; i < count && count != UINT32_MAX; i++) {
        size_t at = (size_t)c->fits[i] * c->p->slot_count + s;
        if (c->team_open[at] && c->q->interpreter[at] < least)
            least = c->q->interpreter[at];
    }
    return least;
}

/* A word of the slots in which the meeting may be, as far as people and times go. */
static uint64_t open_slots(const struct pricing *c, const struct ie_fair_meeting *m,
                           uint32_t word)
{
    const struct ie_fair_problem *p = c->p;
    uint64_t set = m->never ? 0 : m->allowed ? m->allowed[word] : UINT64_MAX;

    if (m->hold == IE_FAIR_FREE)
        set &= c->later[word];
    else
        set &=
            (uint32_t)m->slot / 64 == word ? UINT64_C(1) << ((uint32_t)m->slot % 64) : 0;
    for (uint32_t k = 0; k < m->size; k++)
        if (p->participants[m->who[k]].available)
            set &= p->participants[m->who[k]].available[word];
    return set;
}

/* What is left of the meeting in s; INT64_MIN: no place, or nobody who interprets. */
static int64_t left_in(const struct pricing *c, const struct ie_fair_meeting *m,
                       uint32_t teams, uint32_t s)
{
    const int64_t *w = c->weight;
    int64_t value = (int64_t)m->weight * (m->mutual ? c->p->mutual_factor : 1);
    int64_t place = place_price(c, m, s), team = interpreter_price(c, teams, s);
    int64_t left = w[IE_FAIR_VALUE] * value;

    if (place == INT64_MAX || team == INT64_MAX)
        return INT64_MIN;
    if (m->was_slot >= 0)
        left += w[IE_FAIR_LOST] * value -
                ((int32_t)s != m->was_slot ? 10 * w[IE_FAIR_MOVES] : 0);
    for (uint32_t k = 0; k < m->size; k++)
        left -= c->time[(size_t)m->who[k] * c->p->slot_count + s];
    return left - place - team;
}

/* What is left of the meeting in its best slot; 0 at least unless it has to be held. */
static int64_t surplus(const struct pricing *c, const struct ie_fair_meeting *m)
{
    uint32_t teams = list_teams(c, m);
    int64_t best = INT64_MIN;

    for (uint32_t word = 0; word < IE_FAIR_WORDS(c->p->slot_count); word++)
        for (uint64_t set = open_slots(c, m, word); set; set &= set - 1) {
            int64_t left =
                left_in(c, m, teams, 64 * word + (uint32_t)__builtin_ctzll(set));
            best = left > best ? left : best;
        }
    if (best == INT64_MIN)
        return 0;
    return best > 0 || m->must || m->hold != IE_FAIR_FREE ? best : 0;
}

static bool all_positive(const int32_t *prices, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (prices[i] < 0)
            return false;
    return true;
}

static bool valid(const struct ie_fair_problem *p, const struct ie_fair_prices *q)
{
    for (uint32_t i = 0; i < p->place_count; i++)
        if (q->group[i] >= q->groups)
            return false;
    for (uint32_t i = 0; i < p->interpreter_count; i++)
        if (q->team[i] >= q->teams)
            return false;
    for (uint32_t k = 0; k < q->level; k++)
        if (q->pull[k] < 0 || q->pull[k] > IE_FAIR_PULL)
            return false;
    return q->level < p->level_count &&
           all_positive(q->at, (size_t)p->participant_count * p->slot_count) &&
           all_positive(q->day, (size_t)p->participant_count * p->day_count) &&
           all_positive(q->whole, p->participant_count) &&
           all_positive(q->place, (size_t)q->groups * p->slot_count) &&
           all_positive(q->interpreter, (size_t)q->teams * p->slot_count);
}

/* The level's weights in units, with those of the levels before by their pull; of what is
 * better less, as what it costs. */
static void weigh(struct pricing *c)
{
    const struct ie_fair_level *levels = c->p->levels;

    for (int t = 0; t < IE_FAIR_TERMS; t++) {
        c->weight[t] = IE_FAIR_UNIT * (int64_t)levels[c->q->level].weight[t];
        for (uint32_t k = 0; k < c->q->level; k++)
            c->weight[t] += (int64_t)c->q->pull[k] * levels[k].weight[t];
    }
}

static void mark_places(struct pricing *c)
{
    const struct ie_fair_problem *p = c->p;

    for (uint32_t i = 0; i < p->participant_count; i++)
        if (p->participants[i].place >= 0)
            c->owned[p->participants[i].place] = 1;
    for (uint32_t i = 0; i < p->place_count; i++)
        if (!c->owned[i] && p->places[i].seats > c->group_seats[c->q->group[i]])
            c->group_seats[c->q->group[i]] = p->places[i].seats;
    mark_open(c);
    price_shared(c);
}

/* All of it, in units. */
static wide sum_up(const struct pricing *c)
{
    const struct ie_fair_problem *p = c->p;
    wide sum = 0;

    for (uint32_t i = 0; i < p->meeting_count; i++)
        for (uint32_t k = 0; k < p->meetings[i].size && !p->meetings[i].never; k++)
            c->asked[p->meetings[i].who[k]]++;
    sum = price_people(c) + price_units(c) + price_squares(c);
    for (uint32_t i = 0; i < p->meeting_count; i++) {
        const struct ie_fair_meeting *m = &p->meetings[i];
        sum += surplus(c, m);
        if (m->was_slot >= 0 && !m->never)
            sum -= (wide)c->weight[IE_FAIR_LOST] * m->weight *
                   (m->mutual ? p->mutual_factor : 1);
    }
    return sum;
}

static bool allocate(struct pricing *c)
{
    size_t people = (size_t)c->p->participant_count + 1, slots = c->p->slot_count + 1;
    size_t groups = (size_t)c->q->groups + 1, teams = (size_t)c->q->teams + 1;

    c->time = ie_calloc(people * slots, sizeof(*c->time));
    c->asked = ie_calloc(people, sizeof(*c->asked));
    c->group_seats = ie_calloc(groups, sizeof(*c->group_seats));
    c->owned = ie_calloc((size_t)c->p->place_count + 1, 1);
    c->shared = ie_calloc((IE_FAIR_MEMBERS + 1) * slots, sizeof(*c->shared));
    c->group_open = ie_calloc(groups * slots, 1);
    c->team_open = ie_calloc(teams * slots, 1);
    c->fits = ie_calloc(teams, sizeof(*c->fits));
    return c->fits && c->time && c->asked && c->group_seats && c->owned && c->shared &&
           c->group_open && c->team_open;
}

static void release(struct pricing *c)
{
    ie_free(c->time);
    ie_free(c->asked);
    ie_free(c->group_seats);
    ie_free(c->owned);
    ie_free(c->shared);
    ie_free(c->group_open);
    ie_free(c->team_open);
    ie_free(c->tongues);
    ie_free(c->fits);
}

int ie_fair_check_bound(const struct ie_fair_problem *p, const struct ie_fair_prices *q,
                        const int64_t *reached, int64_t *bound, struct ie_error *err)
{
    struct pricing c = {.p = p, .q = q};
    int code = 0;

    if (!allocate(&c)) {
        code = ie_fail_nomem(err);
    } else if (!valid(p, q)) {
        code = ie_fail(err, IE_INTERNAL, "fair.bad_prices");
    } else if (!list_tongues(&c)) {
        code = ie_fail_nomem(err);
    } else {
        for (uint32_t s = 0; s < p->slot_count; s++)
            if (p->slots[s].start >= p->now)
                c.later[s / 64] |= UINT64_C(1) << (s % 64);
        weigh(&c);
        mark_places(&c);
        wide sum = sum_up(&c);
        for (uint32_t k = 0; k < q->level; k++)
            sum -= (wide)q->pull[k] * reached[k];
        sum = sum >= 0 ? sum / IE_FAIR_UNIT : -((-sum + IE_FAIR_UNIT - 1) / IE_FAIR_UNIT);
        *bound = sum > INT64_MAX ? INT64_MAX : sum < INT64_MIN ? INT64_MIN : (int64_t)sum;
    }
    release(&c);
    return code;
}
