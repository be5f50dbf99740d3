/* Tiny instances of the exact scheduling problem and what brute force says of them, by
 * code of the tests' own: pairs of meetings are compared, nothing is counted on the fly. */
#ifndef IE_TEST_EXACT_INSTANCE_H
#define IE_TEST_EXACT_INSTANCE_H

#include "engine/scheduling/exact/exact.h"
#include "harness.h"

enum { TINY_PEOPLE = 6, TINY_MEETINGS = 6, TINY_SLOTS = 6, TINY_ORDERS = 4 };

struct tiny {
    struct ie_exact_problem problem;
    struct ie_exact_meeting meetings[TINY_MEETINGS];
    struct ie_exact_precedence orders[TINY_ORDERS];
    uint64_t forbidden[TINY_PEOPLE];
};

static inline struct ie_exact_problem *tiny_begin(struct tiny *it)
{
    memset(it, 0, sizeof(*it));
    it->problem.meetings = it->meetings;
    it->problem.forbidden = it->forbidden;
    it->problem.precedences = it->orders;
    return &it->problem;
}

static inline bool tiny_attends(const struct ie_exact_meeting *m, uint32_t p)
{
    return m->a == p || m->b == p;
}

static inline bool tiny_meeting_ok(const struct ie_exact_problem *in, uint32_t m,
                                   const int32_t *slots)
{
    const struct ie_exact_meeting *meeting = &in->meetings[m];
    bool morning = slots[m] < (int32_t)in->morning_count;
    uint32_t together = 0;

    if ((meeting->session == 1 && !morning) || (meeting->session == 2 && morning) ||
        (meeting->fixed >= 0 && meeting->fixed != slots[m]) ||
        (in->forbidden[meeting->a] & UINT64_C(1) << slots[m]) ||
        (in->forbidden[meeting->b] & UINT64_C(1) << slots[m]))
        return false;
    for (uint32_t o = 0; o < in->meeting_count; o++) {
        together += slots[o] == slots[m];
        if (o != m && slots[o] == slots[m] &&
            (tiny_attends(meeting, in->meetings[o].a) ||
             tiny_attends(meeting, in->meetings[o].b)))
            return false;
    }
    return together <= in->place_count;
}

/* Pairs of p's meetings with nothing of p's between them and no meeting next door. */
static inline uint32_t tiny_breaks(const struct ie_exact_problem *in, uint32_t p,
                                   const int32_t *slots)
{
    uint32_t breaks = 0;

    for (uint32_t m = 0; m < in->meeting_count; m++)
        for (uint32_t o = 0; o < in->meeting_count; o++) {
            bool between = false;
            if (!tiny_attends(&in->meetings[m], p) ||
                !tiny_attends(&in->meetings[o], p) || slots[o] < slots[m] + 2)
                continue;
            for (uint32_t k = 0; k < in->meeting_count; k++)
                between = between || (tiny_attends(&in->meetings[k], p) &&
                                      slots[k] > slots[m] && slots[k] < slots[o]);
            breaks += !between;
        }
    return breaks;
}

/* Breaks in all, or -1 if a rule is broken. */
static inline int tiny_judge(const struct ie_exact_problem *in, const int32_t *slots)
{
    int total = 0;

    for (uint32_t m = 0; m < in->meeting_count; m++)
        if (!tiny_meeting_ok(in, m, slots))
            return -1;
    for (uint32_t i = 0; i < in->precedence_count; i++)
        if (slots[in->precedences[i].before] >= slots[in->precedences[i].after])
            return -1;
    for (uint32_t p = 0; p < in->participant_count; p++) {
        total += (int)tiny_breaks(in, p, slots);
        for (uint32_t q = 0; q < in->participant_count; q++)
            if (tiny_breaks(in, p, slots) > tiny_breaks(in, q, slots) + in->fairness)
                return -1;
    }
    return total;
}

/* The next assignment of slots, as an odometer; false after the last. */
static inline bool tiny_next(const struct ie_exact_problem *in, int32_t *slots)
{
    for (uint32_t m = 0; m < in->meeting_count; m++) {
        if (++slots[m] < (int32_t)in->slot_count)
            return true;
        slots[m] = 0;
    }
    return false;
}

/* Fewest breaks, or -1: no timetable. */
static inline int tiny_best(const struct ie_exact_problem *in)
{
    int32_t slots[TINY_MEETINGS] = {0};
    int best = -1;

    if (in->slot_count == 0)
        return in->meeting_count ? -1 : 0;
    do {
        int breaks = tiny_judge(in, slots);
        if (breaks >= 0 && (best < 0 || breaks < best))
            best = breaks;
    } while (tiny_next(in, slots));
    return best;
}

static inline uint32_t tiny_below(uint32_t n)
{
    return (uint32_t)ie_rng_below(ie_test_rng(), n);
}

/* Any instance within the limits; what is rare in life is frequent here. */
static inline void tiny_random(struct tiny *it)
{
    struct ie_exact_problem *in = tiny_begin(it);

    in->participant_count = 2 + tiny_below(TINY_PEOPLE - 1);
    in->slot_count = 1 + tiny_below(TINY_SLOTS);
    in->morning_count = tiny_below(in->slot_count + 1);
    in->meeting_count = tiny_below(in->slot_count > 4 ? 5 : TINY_MEETINGS + 1);
    in->place_count = tiny_below(8) ? 1 + tiny_below(3) : 0;
    in->fairness = tiny_below(4);
    for (uint32_t m = 0; m < in->meeting_count; m++) {
        uint32_t a = tiny_below(in->participant_count);
        it->meetings[m] = (struct ie_exact_meeting){
            .a = a,
            .b = (a + 1 + tiny_below(in->participant_count - 1)) % in->participant_count,
            .session = tiny_below(4) ? 3 : (uint8_t)(1 + tiny_below(2)),
            .fixed = (int16_t)(tiny_below(6) ? -1 : (int)tiny_below(in->slot_count))};
    }
    for (uint32_t p = 0; p < in->participant_count; p++)
        it->forbidden[p] = tiny_below(2) ? 0 : tiny_below(64) & tiny_below(64);
    if (in->meeting_count > 1 && tiny_below(2))
        for (in->precedence_count = 0;
             in->precedence_count < TINY_ORDERS && tiny_below(3);
             in->precedence_count++) {
            uint32_t before = tiny_below(in->meeting_count);
            it->orders[in->precedence_count] = (struct ie_exact_precedence){
                before,
                (before + 1 + tiny_below(in->meeting_count - 1)) % in->meeting_count};
        }
}

/*
 * Instance `number` of two exhaustive families, one after the other; false beyond them.
 *   A: 3 people, 3 slots, any 0 to 3 meetings, any forbidden slots, 1 or 2 places,
 *      fairness 0 or 1
 *   B: 3 people, 3 slots, any 2 meetings of any session, each fixed anywhere or not, any
 *      length of the morning, first before second or after or neither, any slots forbidden
 *      to the first person, 1 or 2 places
 */
enum { FAMILY_A = 20 * 512 * 4, FAMILY_B = 6 * 9 * 16 * 4 * 3 * 8 * 2 };

static inline uint32_t tiny_digit(uint32_t *number, uint32_t base)
{
    uint32_t digit = *number % base;

    *number /= base;
    return digit;
}

static inline bool tiny_numbered(struct tiny *it, uint32_t number)
{
    /* multisets of the three pairs, as a digit string of pairs; 9: no meeting */
    static const uint16_t three[20] = {999, 99, 199, 299, 9,  109, 209, 119, 219, 229,
                                       0,   1,  2,   11,  12, 22,  111, 112, 122, 222};
    static const uint8_t two[6] = {0, 1, 2, 11, 12, 22};
    struct ie_exact_problem *in = tiny_begin(it);
    bool b = number >= FAMILY_A;

    if (number >= FAMILY_A + FAMILY_B)
        return false;
    number -= b ? FAMILY_A : 0;
    in->participant_count = in->slot_count = in->morning_count = 3;
    in->place_count = 1 + tiny_digit(&number, 2);
    in->fairness = b ? 1 : tiny_digit(&number, 2);
    uint32_t pairs =
        b ? 900U + two[tiny_digit(&number, 6)] : three[tiny_digit(&number, 20)];
    for (uint32_t place = 0; place < 3; place++, pairs /= 10) {
        uint32_t pair = pairs % 10;
        if (pair < 3)
            it->meetings[in->meeting_count++] =
                (struct ie_exact_meeting){pair == 2, pair == 0 ? 1 : 2, 3, -1};
    }
    for (uint32_t p = 0; p < (b ? 1U : 3U); p++)
        it->forbidden[p] = tiny_digit(&number, 8);
    if (!b)
        return true;
    in->morning_count = tiny_digit(&number, 4);
    for (uint32_t m = 0; m < 2; m++) {
        it->meetings[m].session = (uint8_t)(1 + tiny_digit(&number, 3));
        it->meetings[m].fixed = (int16_t)(tiny_digit(&number, 4) - 1);
    }
    uint32_t order = tiny_digit(&number, 3);
    in->precedence_count = order > 0;
    it->orders[0] = (struct ie_exact_precedence){order == 2, order == 1};
    return true;
}

#endif
