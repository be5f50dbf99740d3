/* The dual of a later level, begun from that of the one before. */
#include "engine/scheduling/fair/bound_inside.h"

enum { GUESSES = 12 }; /* of how much the levels before pull: 4^-6 .. 4^5 units */

static uint64_t today_of(const struct fair_model *m, uint32_t who, uint32_t day)
{
    const struct ie_fair_participant *one = &m->p->participants[who];
    uint64_t most = 0;

    for (uint32_t s = 0; s < m->slots; s++)
        if (m->p->slots[s].day == day && fair_bit(one->available, s))
            most += one->representatives;
    return most > fair_day_cap(m, who, day) ? fair_day_cap(m, who, day) : most;
}

/* How often each could meet, in all and a day. */
static void fill_most(struct fair_bound *b)
{
    const struct fair_model *m = b->m;

    for (uint32_t i = 0; i < m->meetings; i++)
        for (uint32_t k = 0; k < m->p->meetings[i].size && !m->p->meetings[i].never; k++)
            b->most[m->people + (size_t)m->p->meetings[i].who[k] * m->days]++;
    for (uint32_t who = 0; who < m->people; who++) {
        int32_t *daily = b->most + m->people + (size_t)who * m->days;
        uint32_t asked = m->days ? (uint32_t)daily[0] : 0;
        b->most[who] = (int32_t)m->most[who];
        for (uint32_t d = 0; d < m->days; d++) {
            uint64_t today = today_of(m, who, d);
            daily[d] = (int32_t)(today < asked ? today : asked);
        }
    }
}

static int make_squares(struct fair_bound *b, struct ie_error *err)
{
    const struct fair_model *m = b->m;

    b->squares = (size_t)m->people * (1 + (size_t)m->days);
    b->pay = ie_calloc(b->squares + 1, sizeof(int32_t));
    b->best_pay = ie_calloc(b->squares + 1, sizeof(int32_t));
    b->times = ie_calloc(b->squares + 1, sizeof(int32_t));
    b->most = ie_calloc(b->squares + 1, sizeof(int32_t));
    b->pay_direction = ie_calloc(b->squares + 1, sizeof(float));
    b->pay_exact = ie_calloc(b->squares + 1, sizeof(float));
    if (!b->pay || !b->best_pay || !b->times || !b->most || !b->pay_direction ||
        !b->pay_exact)
        return ie_fail_nomem(err);
    fill_most(b);
    return 0;
}

/* Pay at which what is held now is what is best against it: the square's slope there. */
static void pay_as_held(struct fair_bound *b, const struct fair_state *state)
{
    const struct fair_model *m = b->m;

    for (size_t i = 0; i < b->squares; i++) {
        int64_t pay = i < m->people ? 2 * b->weight[IE_FAIR_UNSERVED] *
                                          ((int64_t)b->most[i] - (int64_t)state->has[i])
                                    : -2 * b->weight[IE_FAIR_BALANCE] *
                                          (int64_t)state->today[i - m->people];
        b->pay[i] = (int32_t)(pay > CEILING ? CEILING : pay < -CEILING ? -CEILING : pay);
    }
}

/* Prices and pulls of the level before, `times` over. */
static void scale(struct fair_bound *b, const int32_t *pull, double times,
                  const struct fair_state *state)
{
    for (size_t i = 0; i < b->first[PARTS]; i++) {
        double price = times * (double)b->best[i];
        b->price[i] = price < CEILING ? (int32_t)(price + 0.5) : CEILING;
    }
    for (uint32_t k = 0; k < b->level; k++) {
        double to = times * pull[k];
        b->pull[k] = (float)(to < IE_FAIR_PULL ? to : IE_FAIR_PULL);
    }
    ie_fair_bound_weigh(b);
    if (b->pay)
        pay_as_held(b, state);
}

int ie_fair_bound_turn(struct fair_bound *b, uint32_t level, const int64_t *reached,
                       const struct fair_state *state, struct ie_error *err)
{
    const uint32_t *weight = b->m->p->levels[level].weight;
    bool square = weight[IE_FAIR_UNSERVED] || weight[IE_FAIR_BALANCE];
    int32_t pull[IE_FAIR_LEVELS] = {0};
    int64_t least = INT64_MAX;
    double best = 0;

    if (square && !b->pay && make_squares(b, err))
        return IE_NOMEM;
    for (uint32_t k = 0; k < b->level; k++)
        pull[k] = b->best_pull[k];
    if (level)
        pull[b->level] = IE_FAIR_UNIT;
    b->level = level;
    if (level)
        memcpy(b->reached, reached, level * sizeof(*reached));
    for (int guess = 0; guess <= GUESSES; guess++) {
        double times = guess ? 1.0 / 4096 * (double)(UINT64_C(1) << (2 * guess)) / 4 : 0;
        scale(b, pull, times, state);
        int64_t now = ie_fair_bound_judge(b);
        if (now < least) {
            least = now;
            best = times;
        }
        if (!level)
            break;
    }
    scale(b, pull, best, state);
    b->value = INT64_MAX;
    ie_fair_bound_go_on(b);
    return 0;
}

/* ---- The certificate --------------------------------------------------------------------- */

/* Prices in one block, `pay` NULL or in another, pulls only of the bound's own; pools of rooms and of teams have numbers of
 * one row, and each kind names its own. */
static int lay_out(const struct fair_bound *b, uint32_t level, const int32_t *price,
                   const int32_t *pay, bool from, struct ie_arena *arena,
                   struct ie_fair_prices *out, struct ie_error *err)
{
    const struct fair_model *m = b->m;
    int32_t *pull = IE_NEW_ARRAY(arena, int32_t, IE_FAIR_LEVELS);
    uint32_t *group = IE_NEW_ARRAY(arena, uint32_t, m->p->place_count);
    uint32_t *team = IE_NEW_ARRAY(arena, uint32_t, m->p->interpreter_count);

    if (!pull || !group || !team)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < m->p->place_count; i++)
        group[i] = b->pool[m->room_of[i]];
    for (uint32_t i = 0; i < m->p->interpreter_count; i++)
        team[i] = b->pool[m->team_of[i]];
    if (from)
        memcpy(pull, b->best_pull, sizeof(b->best_pull));
    *out = (struct ie_fair_prices){.level = level,
                                   .pull = pull,
                                   .at = price + b->first[PART_AT],
                                   .day = price + b->first[PART_DAY],
                                   .whole = price + b->first[PART_WHOLE],
                                   .served = pay,
                                   .daily = pay ? pay + m->people : NULL,
                                   .group = group,
                                   .groups = b->pools,
                                   .place = price + b->first[PART_UNIT],
                                   .team = team,
                                   .teams = b->pools,
                                   .interpreter = price + b->first[PART_UNIT]};
    return 0;
}

int ie_fair_bound_prices(const struct fair_bound *b, struct ie_arena *arena,
                         struct ie_fair_prices *out, struct ie_error *err)
{
    int32_t *price = IE_NEW_ARRAY(arena, int32_t, b->first[PARTS] + 1);
    int32_t *pay = b->pay ? IE_NEW_ARRAY(arena, int32_t, b->squares + 1) : NULL;

    if (!price || (b->pay && !pay))
        return ie_fail_nomem(err);
    memcpy(price, b->best, b->first[PARTS] * sizeof(int32_t));
    if (pay)
        memcpy(pay, b->best_pay, b->squares * sizeof(int32_t));
    return lay_out(b, b->level, price, pay, true, arena, out, err);
}

int ie_fair_bound_nothing(const struct fair_bound *b, uint32_t level,
                          struct ie_arena *arena, struct ie_fair_prices *out,
                          struct ie_error *err)
{
    int32_t *price = IE_NEW_ARRAY(arena, int32_t, b->first[PARTS] + 1);

    return price ? lay_out(b, level, price, NULL, false, arena, out, err)
                 : ie_fail_nomem(err);
}
