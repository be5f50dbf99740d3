/* Private to fair/: moves (move.c), what stands in the way (evict.c), phases (search.c). */
#ifndef IE_ENGINE_SCHEDULING_FAIR_SEARCH_H
#define IE_ENGINE_SCHEDULING_FAIR_SEARCH_H

#include "engine/scheduling/fair/state.h"

enum { VICTIMS = 12, CHAIN = 48, STEP = 96 };

struct fair_victims {
    uint32_t at[VICTIMS];
    uint32_t count;
    int64_t worth; /* what taking them off costs */
};

struct fair_undo { /* one move: where all that it touched was before */
    uint32_t meeting[STEP];
    struct fair_spot was[STEP];
    uint32_t count;
};

struct fair_search {
    struct fair_state *state;
    struct ie_rng rng;
    struct fair_undo undo;
    const struct ie_fair_level *levels;
    uint32_t level_count;
    uint32_t phase; /* level that is worked on; level_count and beyond: none */
    double heat;
    bool soft; /* levels above may be lost for a while, at a price */
    int64_t cost[IE_FAIR_LEVELS + 1]; /* before the move: musts out, then levels */
    double scale[IE_FAIR_LEVELS + 1]; /* of lower levels beside the phase's */
    int64_t *worth;         /* [meetings] what a meeting is worth to an insertion */
    const int32_t *promise; /* [meetings] what the bound's prices leave of it; or NULL */
    struct fair_spot *best; /* [meetings] */
    int64_t best_cost[IE_FAIR_LEVELS + 1];
    uint32_t *mark, epoch; /* [meetings] of chains */
};

/* What must go for `meeting` to get into s; false when something fixed stands there. */
bool ie_fair_plan_eviction(struct fair_search *search, uint32_t meeting, uint32_t s,
                           struct fair_victims *out);

/* Moves that remember what they touched, so that ie_fair_take_back can undo them. */
void ie_fair_do_put(struct fair_search *search, uint32_t meeting,
                    const struct fair_spot *spot);
void ie_fair_do_take(struct fair_search *search, uint32_t meeting);
void ie_fair_take_back(struct fair_search *search);
/* Puts the meeting where it disturbs nobody and costs the fewest breaks; false: nowhere. */
bool ie_fair_put_freely(struct fair_search *search, uint32_t meeting);

/* One move of each kind; true when something changed (to be judged by the caller). */
bool ie_fair_insert(struct fair_search *search);
bool ie_fair_exchange(struct fair_search *search);
bool ie_fair_open(struct fair_search *search);

/* Locks, confirmed meetings where they were, then greedily by worth. Stopped, it leaves out
 * what has not had its turn. */
int ie_fair_start(struct fair_state *state, const struct ie_solve_control *control,
                  struct ie_error *err) IE_MUST_CHECK;
/* From the timetable in `state` to the best one found; `goal`: a cost of the first level
 * below which nothing is; `promise` [meetings]: which of those left over to try first. */
int ie_fair_improve(struct fair_state *state, const struct ie_solve_control *control,
                    uint64_t ticks, int64_t goal, double bound, const int32_t *promise,
                    struct ie_error *err) IE_MUST_CHECK;

#endif
