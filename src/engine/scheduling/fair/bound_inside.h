/*
 * Private to bound*.c: the dual's prices and what they are judged by. bound_make.c builds it
 * from a model, bound.c judges prices and moves them, bound_turn.c begins a later level.
 */
#ifndef IE_ENGINE_SCHEDULING_FAIR_BOUND_INSIDE_H
#define IE_ENGINE_SCHEDULING_FAIR_BOUND_INSIDE_H

#include "engine/scheduling/fair/bound.h"

enum {
    BOUND_THREADS = 16,
    CEILING = 1 << 24, /* of one price */
};

/* The kinds of prices, in one array each: numbers of the parts. */
enum part { PART_AT, PART_DAY, PART_WHOLE, PART_UNIT, PARTS };

struct fair_bound {
    const struct fair_model *m;
    uint32_t level;                  /* that is bounded */
    int64_t reached[IE_FAIR_LEVELS]; /* of the levels before */
    float pull[IE_FAIR_LEVELS];      /* theirs, before rounding */
    int32_t best_pull[IE_FAIR_LEVELS];
    int64_t weight[IE_FAIR_TERMS]; /* units of price a unit of the term */
    size_t first[PARTS + 1];       /* where a part begins in the arrays below */
    int32_t *price, *best;         /* [first[PARTS]] */
    int32_t *room;                 /* [first[PARTS]] right sides */
    float *exact;                  /* prices of the second stage before rounding: steps */
    float *direction;              /* are often shorter than a unit */
    int32_t *flat;                 /* [people + resources] prices of the first stage */
    float *flat_exact, *flat_direction;
    int32_t *flat_room;
    uint8_t *covers;    /* [first[PARTS]] does the flat price lie on it? */
    int32_t *cover;     /* [people x slots] sum of prices, or CLOSED */
    int32_t *set_price; /* [sets x slots] */
    int64_t *profit;    /* [meetings] in units */
    int64_t *stay;      /* [meetings] less when not in the slot where it was */
    uint8_t *forced;    /* [meetings] */
    /* Of squares: pay for each meeting of somebody (people, then people x days), what is
     * best against it, and how much there could be. NULL before bound_turn.c needs them. */
    size_t squares; /* people x (1 + days) */
    int32_t *pay, *best_pay, *times, *most;
    float *pay_exact, *pay_direction;
    /* Resources that the same option sets name are one pool: of equal options the least
     * price counts, so that one price for all of them loses nothing. */
    uint32_t *pool; /* [resources] */
    uint32_t pools;
    int32_t *pool_room;              /* [pools x slots] */
    uint32_t *set_first, *set_pools; /* as the model's, over pools */
    int64_t confirmed;               /* value of meetings that may be lost */
    int64_t value;                   /* best so far, in units */
    double theta;
    unsigned idle;
    bool fine;
    int32_t *uses[BOUND_THREADS];
    unsigned threads;
    int64_t sums[IE_FAIR_TERMS]; /* terms of what the prices' best choice holds */
};

static inline size_t at_of(const struct fair_bound *b, enum part part, size_t i)
{
    return b->first[part] + i;
}

/* What meetings bring, by the weights; again whenever these change. */
void ie_fair_bound_profits(struct fair_bound *b);
/* The bound of `b->price` in units; uses[0] gets how often each thing is used. */
int64_t ie_fair_bound_judge(struct fair_bound *b);
/* Steps go on from the prices and pays as they are. */
void ie_fair_bound_go_on(struct fair_bound *b);
/* Weights from the level and the pulls as they are, rounded. */
void ie_fair_bound_weigh(struct fair_bound *b);

#endif
