/*
 * What people did with matches, held against the scores they had; and weights learned
 * from it (engine/matching/learn.h).
 *
 *   match taken up ─────────────────────────────── good, importance 1
 *   wish between the two organisations ─────────── good, 1   of the best match
 *   meeting held between them ──────────────────── good, 2   between the two
 *   outcome agreed (memorandum … investment) ───── good, 3   in that event
 *   match dismissed ────────────────────────────── not good
 *     known_already, capacity, competitor ──────── left out: true of a fitting one too
 *   proposed, and nothing came of it yet ───────── left out: not judged
 *
 * Learning starts from the default weights whatever is in force: weights that were learned
 * have seen these very outcomes, so starting from them would count each outcome once more
 * at every application, and what they foretell of it would be no test.
 *
 * A match that was made before degrees were kept has a score but cannot teach weights. The
 * organisation of the need is the group that learn.h never splits between folds.
 */
#ifndef IE_SERVICE_MATCH_LEARN_H
#define IE_SERVICE_MATCH_LEARN_H

#include "service/match/model.h"

enum {
    IE_LEARN_RIDGE = 20,
    IE_LEARN_FOLDS = 5,
    IE_LEARN_LEAST = 20, /* judged matches; those of learn.h, told to people */
    IE_LEARN_LEAST_OF_A_KIND = 5,
};

struct ie_match_learning {
    struct ie_record *event; /* NULL: all that the office has */
    bool country;            /* the officer switched it on */
    struct ie_match_example *examples;
    double *scores; /* [judged], beside examples: as they were shown */
    bool *good;     /* [judged] */
    size_t count;   /* examples: judged and with degrees */
    size_t judged;
    struct ie_match_model_set present;
    struct ie_record *model;          /* NULL: never applied */
    struct ie_match_learned *learned; /* NULL: too few */
    /* by what they were judged; the strongest counts */
    size_t taken_up, wished, met, agreed, dismissed, left_out, without_degrees;
};

/* `event`: "" for all. Errors: IE_FORBIDDEN match.quality_officer_only; those of
 * ie_event_find and of ie_match_learn, but too few outcomes are none. One query a record
 * type, O(matches · log matches): 11 ms for 2,000 matches and 400 wishes. */
int ie_match_learning(struct ie_call *call, struct ie_str event, bool country,
                      struct ie_match_learning *learning,
                      struct ie_error *err) IE_MUST_CHECK;
/* docs/api.md, "MatchQuality". */
void ie_match_learning_json(const struct ie_match_learning *learning,
                            struct ie_json *json);

/* Learns once more in the transaction and puts what comes out in force, with its evidence,
 * a revision and a log entry. Errors: IE_FORBIDDEN match.quality_officer_only unless
 * officer of the office; IE_INPUT matching.too_few_outcomes. */
int ie_match_model_apply(struct ie_call *call, struct ie_str event, bool country,
                         struct ie_match_learning *learning,
                         struct ie_error *err) IE_MUST_CHECK;
/* Back to the default weights; nothing happens where they are in force. */
int ie_match_model_reset(struct ie_call *call, struct ie_error *err) IE_MUST_CHECK;

#endif
