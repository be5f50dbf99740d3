/*
 * Private to fair/: can a few meetings be held at all? An exhaustive search with forward
 * checking (Haralick & Elliott 1980), smallest domain first, and for each person an
 * all-different check by bipartite matching (Régin 1994), so that pigeon-holes are seen at
 * once. Rules can be left out, which is how a contradiction is made irreducible.
 */
#ifndef IE_ENGINE_SCHEDULING_FAIR_PROVE_H
#define IE_ENGINE_SCHEDULING_FAIR_PROVE_H

#include "engine/scheduling/fair/model.h"

enum fair_rules_out { /* bits: a rule that is left out */
                      OUT_PLACES = 1,
                      OUT_TEAMS = 2,
};

enum fair_person_out {
    OUT_CAP = 1,
    OUT_DAY_CAP = 2,
    OUT_REST = 4,
    OUT_WALKS = 8,
    OUT_TIME = 16, /* any number of meetings at a time; then no rest either */
};

enum fair_answer { ANSWER_NO, ANSWER_YES, ANSWER_OPEN /* the ticks ran out */ };

struct fair_question {
    const struct fair_model *m;
    const uint32_t *meetings; /* [count] that are to be held */
    uint32_t count;
    unsigned rules_out;                      /* enum fair_rules_out */
    const uint8_t *person_out;               /* [people] enum fair_person_out */
    const struct ie_fair_precedence *orders; /* [order_count]; others are left out */
    uint32_t order_count;
};

/* O(ticks); `*ticks` is what is left, and goes down. IE_NOMEM. */
int ie_fair_prove(const struct fair_question *question, uint64_t *ticks,
                  const struct ie_solve_control *control, enum fair_answer *answer,
                  struct ie_error *err) IE_MUST_CHECK;

#endif
