/*
 * The scheduling engine against exhaustive search. Instances are tiny; the oracle tries
 * every assignment of meetings to (slot, place) or none, and judges with a program of its
 * own, written from the definitions in scheduling.h, that asks pairs of meetings and never
 * sorts or counts incrementally. The checker is held to the same oracle on random
 * placements, broken ones included.
 */
#include <stdio.h>

#include "base/alloc.h"
#include "engine/scheduling/scheduling.h"
#include "harness.h"

enum { SLOTS = 4, PEOPLE = 5, PLACES = 3, MEETINGS = 5 };

struct instance {
    struct ie_schedule_slot slots[SLOTS];
    struct ie_schedule_participation people[PEOPLE];
    struct ie_schedule_place places[PLACES];
    struct ie_schedule_meeting meetings[MEETINGS];
    uint64_t available[PEOPLE], open[PLACES], allowed[MEETINGS];
    struct ie_schedule_input input;
};

static uint32_t below(uint32_t n)
{
    return (uint32_t)ie_rng_below(ie_test_rng(), n);
}

static void make(struct instance *it, bool held)
{
    struct ie_schedule_input *in = &it->input;

    memset(it, 0, sizeof(*it));
    *in = (struct ie_schedule_input){.slots = it->slots,
                                     .slot_count = 1 + below(SLOTS),
                                     .participations = it->people,
                                     .participation_count = 2 + below(PEOPLE - 1),
                                     .places = it->places,
                                     .place_count = below(PLACES + 1),
                                     .meetings = it->meetings,
                                     .meeting_count = below(MEETINGS + 1),
                                     .mutual_factor = below(4),
                                     .move_cost = below(2) ? below(3) : 0};
    for (uint32_t s = 0; s < in->slot_count; s++) {
        it->slots[s].start = s ? it->slots[s - 1].end : 0;
        it->slots[s].end = it->slots[s].start + 30 * IE_MINUTE;
        it->slots[s].day = s ? it->slots[s - 1].day + (below(4) == 0) : 0;
        bool same = s && it->slots[s].day == it->slots[s - 1].day;
        it->slots[s].session = same ? it->slots[s - 1].session + (below(3) == 0) : 0;
    }
    for (uint32_t p = 0; p < in->participation_count; p++) {
        it->available[p] = below(16) | below(16);
        it->people[p] = (struct ie_schedule_participation){
            .available = below(3) ? &it->available[p] : NULL,
            .representatives = below(4) ? below(2) : 2,
            .place = in->place_count && below(4) == 0 ? (int32_t)below(in->place_count)
                                                      : IE_SCHEDULE_NONE,
            .day_cap = below(4) ? 0 : 1 + below(2),
            .cap = below(4) ? 0 : 1 + below(2)};
    }
    for (uint32_t q = 0; q < in->place_count; q++) {
        it->open[q] = below(16) | below(16);
        it->places[q] = (struct ie_schedule_place){below(3) ? NULL : &it->open[q],
                                                   below(5) ? below(2) : 2};
    }
    for (uint32_t m = 0; m < in->meeting_count; m++) {
        uint32_t a = below(in->participation_count);
        uint32_t b =
            (a + 1 + below(in->participation_count - 1)) % in->participation_count;
        it->allowed[m] = below(16) | below(16);
        it->meetings[m] = (struct ie_schedule_meeting){
            .a = a,
            .b = b,
            .weight = 1 + below(4),
            .mutual = below(2),
            .slot = IE_SCHEDULE_NONE,
            .place = IE_SCHEDULE_NONE,
            .was_slot = below(4) ? IE_SCHEDULE_NONE : (int32_t)below(in->slot_count),
            .was_place = in->place_count && below(2) ? (int32_t)below(in->place_count)
                                                     : IE_SCHEDULE_NONE,
            .allowed = below(3) ? NULL : &it->allowed[m]};
        if (held && below(5) == 0) {
            it->meetings[m].hold = 1 + below(2) % 2;
            it->meetings[m].slot = (int32_t)below(in->slot_count);
            if (in->place_count && below(2))
                it->meetings[m].place = (int32_t)below(in->place_count);
        }
    }
}

/* ---- The oracle ------------------------------------------------------------------------- */

static bool in(const uint64_t *set, int32_t slot)
{
    return set == NULL || (*set >> slot & 1);
}

static bool of(const struct ie_schedule_meeting *m, uint32_t p)
{
    return m->a == p || m->b == p;
}

static bool feasible(const struct instance *it, const struct ie_schedule_placement *put)
{
    const struct ie_schedule_input *in_ = &it->input;

    for (uint32_t m = 0; m < in_->meeting_count; m++) {
        const struct ie_schedule_meeting *x = &it->meetings[m];
        int32_t s = put[m].slot, q = put[m].place;
        if (x->hold && (s != x->slot || (x->place >= 0 && q != x->place)))
            return false;
        if (s < 0)
            continue;
        if (!in(it->people[x->a].available, s) || !in(it->people[x->b].available, s) ||
            !in(x->allowed, s))
            return false;
        for (uint32_t k = 0; k < m; k++)
            if (put[k].slot >= 0 && of(&it->meetings[k], x->a) &&
                of(&it->meetings[k], x->b))
                return false;
        if (!in_->place_count)
            continue;
        if (q < 0 || !in(it->places[q].available, s))
            return false;
        int32_t home_a = it->people[x->a].place, home_b = it->people[x->b].place;
        if ((home_a >= 0 || home_b >= 0) && q != home_a && q != home_b)
            return false;
        uint32_t there = 0;
        for (uint32_t k = 0; k < in_->meeting_count; k++)
            there += put[k].slot == s && put[k].place == q;
        if (there > (it->places[q].capacity ? it->places[q].capacity : 1))
            return false;
        for (uint32_t p = 0; p < in_->participation_count; p++)
            if (it->people[p].place == q && home_a < 0 && home_b < 0)
                return false;
    }
    for (uint32_t p = 0; p < in_->participation_count; p++) {
        const struct ie_schedule_participation *who = &it->people[p];
        uint32_t all = 0;
        for (uint32_t s = 0; s < in_->slot_count; s++) {
            uint32_t now = 0, today = 0;
            for (uint32_t m = 0; m < in_->meeting_count; m++) {
                bool mine = put[m].slot >= 0 && of(&it->meetings[m], p);
                now += mine && put[m].slot == (int32_t)s;
                today += mine && it->slots[put[m].slot].day == it->slots[s].day;
            }
            all += now;
            if (now > (who->representatives ? who->representatives : 1) ||
                (who->day_cap && today > who->day_cap))
                return false;
        }
        if (who->cap && all > who->cap)
            return false;
    }
    return true;
}

static uint32_t meets(const struct instance *it, const struct ie_schedule_placement *put,
                      uint32_t p, uint32_t s, uint32_t *places)
{
    uint32_t count = 0;

    *places = 0;
    for (uint32_t m = 0; m < it->input.meeting_count; m++)
        if (put[m].slot == (int32_t)s && of(&it->meetings[m], p)) {
            count++;
            *places |= 1u << (put[m].place + 1);
        }
    return count;
}

static struct ie_schedule_objective objective(const struct instance *it,
                                              const struct ie_schedule_placement *put)
{
    const struct ie_schedule_input *in_ = &it->input;
    struct ie_schedule_objective sum = {0};

    for (uint32_t m = 0; m < in_->meeting_count; m++) {
        const struct ie_schedule_meeting *x = &it->meetings[m];
        uint32_t factor = in_->mutual_factor ? in_->mutual_factor : 3;
        if (x->was_slot >= 0 && put[m].slot != x->was_slot)
            sum.move_tenths += 10;
        else if (x->was_slot >= 0 && x->was_place >= 0 && put[m].place != x->was_place)
            sum.move_tenths += 1;
        if (put[m].slot < 0)
            continue;
        sum.placed++;
        sum.mutual += x->mutual;
        sum.value += x->weight * (x->mutual ? factor : 1);
    }
    for (uint32_t p = 0; p < in_->participation_count; p++) {
        const struct ie_schedule_participation *who = &it->people[p];
        int64_t has = 0, partners = 0, room = 0;
        int last = -1;
        uint32_t last_places = 0, places;
        for (uint32_t o = 0; o < in_->participation_count; o++)
            for (uint32_t m = 0; m < in_->meeting_count; m++)
                if (o != p && of(&it->meetings[m], p) && of(&it->meetings[m], o)) {
                    partners++;
                    break;
                }
        for (uint32_t day = 0; day < SLOTS; day++) {
            int64_t today = 0;
            for (uint32_t s = 0; s < in_->slot_count; s++)
                if (it->slots[s].day == day && in(who->available, (int32_t)s))
                    today += who->representatives ? who->representatives : 1;
            room += who->day_cap && today > who->day_cap ? who->day_cap : today;
        }
        if (who->cap && room > who->cap)
            room = who->cap;
        for (uint32_t s = 0; s < in_->slot_count; s++) {
            uint32_t now = meets(it, put, p, s, &places);
            has += now;
            if (!now)
                continue;
            if (last >= 0 && it->slots[last].day == it->slots[s].day) {
                sum.breaks +=
                    (int)s > last + 1 && it->slots[last].session == it->slots[s].session;
                sum.place_changes += (places & last_places) == 0;
            }
            last = (int)s;
            last_places = places;
        }
        int64_t lack = (room < partners ? room : partners) - has;
        sum.unserved += lack * lack;
    }
    return sum;
}

static bool same(const struct ie_schedule_objective *x,
                 const struct ie_schedule_objective *y)
{
    return x->value == y->value && x->move_tenths == y->move_tenths &&
           x->unserved == y->unserved && x->breaks == y->breaks &&
           x->place_changes == y->place_changes && x->placed == y->placed &&
           x->mutual == y->mutual;
}

/* Every assignment of meeting `m` and those after it. */
static void search(const struct instance *it, struct ie_schedule_placement *put,
                   uint32_t m, struct ie_schedule_objective *best, bool *found)
{
    if (m == it->input.meeting_count) {
        if (!feasible(it, put))
            return;
        struct ie_schedule_objective now = objective(it, put);
        if (!*found || ie_schedule_compare(&it->input, &now, best) > 0)
            *best = now;
        *found = true;
        return;
    }
    put[m] = (struct ie_schedule_placement){-1, -1};
    search(it, put, m + 1, best, found);
    for (int32_t s = 0; s < (int32_t)it->input.slot_count; s++) {
        int32_t q = it->input.place_count ? 0 : -1;
        do {
            put[m] = (struct ie_schedule_placement){s, q};
            /* a cheap cut: two meetings of one pair, and absences, never help */
            if (in(it->people[it->meetings[m].a].available, s) &&
                in(it->people[it->meetings[m].b].available, s))
                search(it, put, m + 1, best, found);
        } while (++q < (int32_t)it->input.place_count);
    }
}

static void print_instance(const struct instance *it,
                           const struct ie_schedule_placement *put)
{
    const struct ie_schedule_input *in_ = &it->input;

    printf("factor %u move %u\n", in_->mutual_factor, in_->move_cost);
    for (uint32_t s = 0; s < in_->slot_count; s++)
        printf("slot %u: day %u session %u\n", s, it->slots[s].day, it->slots[s].session);
    for (uint32_t p = 0; p < in_->participation_count; p++)
        printf("person %u: open %x reps %u place %d caps %u %u\n", p,
               it->people[p].available ? (unsigned)it->available[p] : 15u,
               it->people[p].representatives, it->people[p].place, it->people[p].day_cap,
               it->people[p].cap);
    for (uint32_t q = 0; q < in_->place_count; q++)
        printf("place %u: open %x capacity %u\n", q,
               it->places[q].available ? (unsigned)it->open[q] : 15u,
               it->places[q].capacity);
    for (uint32_t m = 0; m < in_->meeting_count; m++) {
        const struct ie_schedule_meeting *x = &it->meetings[m];
        printf("meeting %u: %u-%u weight %u%s allowed %x hold %u at %d/%d was %d/%d put "
               "%d/%d\n",
               m, x->a, x->b, x->weight, x->mutual ? " mutual" : "",
               x->allowed ? (unsigned)it->allowed[m] : 15u, x->hold, x->slot, x->place,
               x->was_slot, x->was_place, put[m].slot, put[m].place);
    }
}

/* ---- Properties --------------------------------------------------------------------------- */

IE_TEST(checker_agrees_with_the_definitions)
{
    struct ie_schedule_placement put[MEETINGS];
    struct ie_schedule_verdict *verdict;
    struct instance it;
    struct ie_arena arena;
    struct ie_error err;
    unsigned sound = 0, rounds = ie_test_rounds(20000);

    ie_arena_init(&arena, 0);
    for (unsigned i = 0; i < rounds && !ie_test_failed(); i++) {
        make(&it, true);
        for (uint32_t m = 0; m < it.input.meeting_count; m++) {
            bool off = below(3) == 0;
            put[m].slot = off ? -1 : (int32_t)below(it.input.slot_count);
            put[m].place =
                off || !it.input.place_count ? -1 : (int32_t)below(it.input.place_count);
        }
        IE_REQUIRE_OK(ie_schedule_check(&it.input, put, &arena, &verdict, &err), &err);
        IE_CHECK_INT(verdict->conflict_count == 0, feasible(&it, put));
        struct ie_schedule_objective expected = objective(&it, put);
        IE_CHECK(same(&verdict->objective, &expected));
        sound += verdict->conflict_count == 0;
        ie_arena_clear(&arena);
    }
    IE_CHECK(sound > rounds / 50);
    ie_arena_release(&arena);
}

IE_TEST(solver_reaches_the_exhaustive_optimum)
{
    struct ie_solve_control control = {.ticks = 100000};
    struct ie_schedule_placement put[MEETINGS];
    struct instance it;
    struct ie_arena arena;
    struct ie_error err;
    unsigned infeasible = 0, optimal = 0, changes = 0, rounds = ie_test_rounds(200);

    ie_arena_init(&arena, 0);
    for (unsigned i = 0; i < rounds && !ie_test_failed(); i++) {
        struct ie_schedule_objective best = {0};
        struct ie_schedule_output *out = NULL;
        bool found = false;
        make(&it, i % 3 == 0);
        control.seed = i;
        search(&it, put, 0, &best, &found);
        int code = ie_schedule_solve(&it.input, &control, &arena, &out, &err);
        if (!found) {
            IE_CHECK_FAIL(code, &err, IE_INFEASIBLE, "schedule.locked_conflict");
            infeasible++;
            continue;
        }
        if (!IE_CHECK_OK(code, &err))
            break;
        int64_t rank = ie_schedule_rank(&it.input, &best);
        IE_CHECK(feasible(&it, out->placements));
        struct ie_schedule_objective now = objective(&it, out->placements);
        IE_CHECK(same(&now, &out->objective));
        IE_CHECK(out->bound * 10 + 9 >= rank);
        /* objective 1 counts places of confirmed meetings only when seats are chosen */
        if (!it.input.move_cost) {
            IE_CHECK_INT(ie_schedule_rank(&it.input, &now), rank);
            IE_CHECK_INT(now.unserved, best.unserved);
            IE_CHECK_INT(now.breaks, best.breaks);
            changes += now.place_changes > best.place_changes;
        } else {
            IE_CHECK(ie_schedule_rank(&it.input, &now) >= rank - 9);
        }
        if (out->status == IE_SCHEDULE_OPTIMAL)
            IE_CHECK_INT(ie_schedule_rank(&it.input, &now), rank);
        optimal += out->status == IE_SCHEDULE_OPTIMAL;
        for (uint32_t m = 0; m < it.input.meeting_count; m++) {
            IE_CHECK_INT(out->reasons[m] == IE_SCHEDULE_PLACED,
                         out->placements[m].slot >= 0);
            IE_CHECK(out->reasons[m] != IE_SCHEDULE_NOT_FOUND);
        }
        if (ie_test_failed())
            print_instance(&it, out->placements);
        ie_arena_clear(&arena);
    }
    printf("of %u instances %u infeasible, %u proved, %u with more changes of place\n",
           rounds, infeasible, optimal, changes);
    IE_CHECK(infeasible > 0);
    IE_CHECK(optimal > rounds / 2);
    ie_arena_release(&arena);
}
