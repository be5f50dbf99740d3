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
#include "base/alloc.h"
#include "engine/scheduling/fair/fair.h"

typedef __int128 wide; /* a square of 10^6 meetings, times a weight */

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

static int64_t interpreter_price(const struct pricing *c, const uint8_t *fits, uint32_t s)
{
    int64_t least = INT64_MAX;

    for (uint32_t t = 0; t < c->q->teams; t++) {
        int64_t price = c->q->interpreter[(size_t)t * c->p->slot_count + s];
        if (fits[t] && c->team_open[(size_t)t * c->p->slot_count + s] && price < least)
            least = price;
    }
    return least;
}

/* Which teams have somebody for the meeting; false when it needs none. */
static bool list_teams(const struct pricing *c, const struct ie_fair_meeting *m,
                       uint8_t *fits)
{
    const struct ie_fair_problem *p = c->p;
    uint64_t common = UINT64_MAX;

    memset(fits, 0, c->q->teams + 1);
    for (uint32_t k = 0; k < m->size; k++)
        common &= p->participants[m->who[k]].languages
                      ? p->participants[m->who[k]].languages
                      : UINT64_MAX;
    if (!p->interpreting || common)
        return false;
    for (uint32_t i = 0; i < p->interpreter_count; i++)
        for (uint32_t x = 0; x < p->interpreters[i].pair_count && !fits[c->q->team[i]];
             x++) {
            const struct ie_fair_pair *pair = &p->interpreters[i].pairs[x];
            uint32_t n = 0;
            for (uint32_t k = 0; k < m->size; k++) {
                uint64_t own = p->participants[m->who[k]].languages;
                n += !own || (own >> pair->x & 1) || (own >> pair->y & 1);
            }
            fits[c->q->team[i]] = n == m->size;
        }
    return true;
}

/* What is left of the meeting in its best slot; 0 at least unless it has to be held. */
static int64_t surplus(const struct pricing *c, const struct ie_fair_meeting *m,
                       uint8_t *fits)
{
    const struct ie_fair_problem *p = c->p;
    const int64_t *w = c->weight;
    int64_t value = (int64_t)m->weight * (m->mutual ? p->mutual_factor : 1);
    int64_t best = INT64_MIN;
    bool forced = m->must || m->hold != IE_FAIR_FREE, teamed = list_teams(c, m, fits);

    for (uint32_t s = 0; s < p->slot_count; s++) {
        bool open = in_set(m->allowed, s) && !m->never &&
                    (m->hold == IE_FAIR_FREE ? p->slots[s].start >= p->now
                                             : (int32_t)s == m->slot);
        int64_t price = 0, profit;
        for (uint32_t k = 0; k < m->size && open; k++) {
            open = in_set(p->participants[m->who[k]].available, s);
            price += c->time[(size_t)m->who[k] * p->slot_count + s];
        }
        if (!open)
            continue;
        int64_t place = place_price(c, m, s);
        int64_t team = teamed ? interpreter_price(c, fits, s) : 0;
        if (place == INT64_MAX || team == INT64_MAX)
            continue;
        profit = w[IE_FAIR_VALUE] * value;
        if (m->was_slot >= 0)
            profit += w[IE_FAIR_LOST] * value -
                      ((int32_t)s != m->was_slot ? 10 * w[IE_FAIR_MOVES] : 0);
        profit -= price + place + team;
        best = profit > best ? profit : best;
    }
    if (best == INT64_MIN)
        return 0;
    return best > 0 || forced ? best : 0;
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
static wide sum_up(const struct pricing *c, uint8_t *fits)
{
    const struct ie_fair_problem *p = c->p;
    wide sum = 0;

    for (uint32_t i = 0; i < p->meeting_count; i++)
        for (uint32_t k = 0; k < p->meetings[i].size && !p->meetings[i].never; k++)
            c->asked[p->meetings[i].who[k]]++;
    sum = price_people(c) + price_units(c) + price_squares(c);
    for (uint32_t i = 0; i < p->meeting_count; i++) {
        const struct ie_fair_meeting *m = &p->meetings[i];
        sum += surplus(c, m, fits);
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
    return c->time && c->asked && c->group_seats && c->owned && c->shared &&
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
}

int ie_fair_check_bound(const struct ie_fair_problem *p, const struct ie_fair_prices *q,
                        const int64_t *reached, int64_t *bound, struct ie_error *err)
{
    struct pricing c = {.p = p, .q = q};
    uint8_t *fits = ie_calloc((size_t)q->teams + 1, 1);
    int code = 0;

    if (!fits || !allocate(&c)) {
        code = ie_fail_nomem(err);
    } else if (!valid(p, q)) {
        code = ie_fail(err, IE_INTERNAL, "fair.bad_prices");
    } else {
        weigh(&c);
        mark_places(&c);
        wide sum = sum_up(&c, fits);
        for (uint32_t k = 0; k < q->level; k++)
            sum -= (wide)q->pull[k] * reached[k];
        sum = sum >= 0 ? sum / IE_FAIR_UNIT : -((-sum + IE_FAIR_UNIT - 1) / IE_FAIR_UNIT);
        *bound = sum > INT64_MAX ? INT64_MAX : sum < INT64_MIN ? INT64_MIN : (int64_t)sum;
    }
    ie_free(fits);
    release(&c);
    return code;
}
