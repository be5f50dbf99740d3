/*
 * The benchmark's form of the meeting problem, as it is read: one day of slots, pairs that
 * all must meet, tables that are alike. exact.h solves it, check.c judges it, dzn.c reads it.
 *
 * All indices from 0. A set of slots is a word: bit t is slot t, at most 64 slots.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_PROBLEM_H
#define IE_ENGINE_SCHEDULING_EXACT_PROBLEM_H

#include "base/arena.h"
#include "base/error.h"

enum {
    IE_EXACT_SLOTS = 64, /* at most */
    IE_EXACT_PARTICIPANTS = 10000,
    IE_EXACT_MEETINGS = 20000,
    IE_EXACT_PRECEDENCES = 200000,
    IE_EXACT_BYTES = 16 << 20, /* of one .dzn file */
    IE_EXACT_NONE = -1,
    IE_EXACT_FAIRNESS = 2, /* unless told otherwise */
};

enum ie_exact_session {
    IE_EXACT_MORNING = 1, /* slots before `morning_count` */
    IE_EXACT_AFTERNOON = 2,
    IE_EXACT_ANY = 3,
};

struct ie_exact_meeting {
    uint32_t a, b;   /* participants, a != b; a pair may stand twice */
    uint8_t session; /* enum ie_exact_session */
    int16_t fixed;   /* the slot it must have, or IE_EXACT_NONE */
};

struct ie_exact_precedence {
    uint32_t before, after; /* meetings: slot(before) < slot(after) */
};

struct ie_exact_problem {
    uint32_t participant_count, meeting_count, precedence_count;
    uint32_t slot_count, morning_count;
    uint32_t place_count; /* meetings in a slot at most */
    const struct ie_exact_meeting *meetings;
    const uint64_t *forbidden; /* [participant_count] sets of slots */
    const struct ie_exact_precedence *precedences;
    uint32_t fairness; /* breaks of any two participants differ by at most this */
};

/*
 * Reads MiniZinc data with exactly the benchmark's eleven names (docs/formats.md). The file
 * is parsed strictly, and what it says twice must agree (degrees, each participant's
 * meetings). `problem->fairness` is IE_EXACT_FAIRNESS: it is not in the file. All memory
 * is the arena's. Errors: IE_INPUT "dzn.…" with `name`, line and, where it is known, the
 * data's name as field; IE_NOMEM. O(bytes + meetings log meetings).
 */
int ie_exact_read(struct ie_str bytes, const char *name, struct ie_arena *arena,
                  struct ie_exact_problem *problem, struct ie_error *err) IE_MUST_CHECK;

/* ---- Judging a timetable (check.c; shares nothing with the solver) -------------------- */

enum ie_exact_rule {
    IE_EXACT_NO_SLOT,    /* the meeting has no slot of the day */
    IE_EXACT_SESSION,    /* not in its session */
    IE_EXACT_FIXED,      /* not in its fixed slot */
    IE_EXACT_FORBIDDEN,  /* `participant` is away in the slot */
    IE_EXACT_BUSY,       /* `participant` meets in the slot already, as `other` */
    IE_EXACT_PRECEDENCE, /* not after `other`, which must come before */
    IE_EXACT_PLACES,     /* more meetings in the slot than places */
    IE_EXACT_UNFAIR,     /* `participant` has too many breaks beside the fewest */
    IE_EXACT_RULE_COUNT
};

/* "no_slot", "session", …; NULL beyond the last. */
const char *ie_exact_rule_name(enum ie_exact_rule rule);

struct ie_exact_violation {
    uint8_t rule;        /* enum ie_exact_rule */
    int32_t meeting;     /* or IE_EXACT_NONE */
    int32_t other;       /* a second meeting, or IE_EXACT_NONE */
    int32_t participant; /* or IE_EXACT_NONE */
    int32_t slot;        /* or IE_EXACT_NONE */
};

struct ie_exact_verdict {
    struct ie_exact_violation *violations; /* each rule broken, in order of the rules */
    uint32_t violation_count;
    uint32_t *breaks; /* [participant_count] */
    uint32_t break_total, break_least, break_most;
};

/*
 * Judges slots [meeting_count] (any value; what is no slot of the day is IE_EXACT_NO_SLOT
 * and then counts nowhere) from the problem alone. IE_NOMEM.
 * O((meetings + participants) × slots + precedences).
 */
int ie_exact_check(const struct ie_exact_problem *problem, const int32_t *slots,
                   struct ie_arena *arena, struct ie_exact_verdict *verdict,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
