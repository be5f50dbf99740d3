/*
 * fair: the timetable of a whole cooperation fair, with a bound that says how far from
 * best, and re-planning that moves as few confirmed meetings as possible.
 *
 * The form. Several days of slots with clock times; participations with availability,
 * representatives, languages, caps a day and in all, a rest between meetings and perhaps a
 * place of their own; places with capacity, seats, a zone and walking times between zones;
 * interpreters, who work between pairs of languages; meetings of 2 to 8, wished with a
 * weight, mutual or one-sided, as must, nice or never; locks; precedences; screened pairs
 * that may not meet before a ruling. docs/formats.md words it, docs/fair.schema.json is
 * its JSON Schema, and fair/read.c reads it strictly.
 *
 * Never broken (check.c is the word on it, and shares no code with the solver):
 *   - everybody is available in the slot, the place is open, the slot allowed;
 *   - a participation's meetings, each with the rest after it, overlap at most as often as
 *     it has representatives; at most day_caps[d] a day and cap in all;
 *   - a single representative can walk from one meeting to the next in the gap between;
 *   - a place holds at most `capacity` meetings at a time, each of at most `seats` people;
 *     who has a place meets there (two such: at either's), and nobody else does;
 *   - people without a common language have an interpreter who works between two
 *     languages such that each of them speaks one of the two; one meeting at a time;
 *   - never-pairs do not meet, must-meetings take place, locked and begun ones stay;
 *   - of two meetings with a precedence that both take place, the first is earlier.
 *
 * Objectives. Terms (all integers): value (weight × factor of mutual ones, maximised),
 * kept and moves (re-planning), unserved (Σ (attainable − has)², lifts the worst served),
 * breaks (maximal gaps within a session; Bofill et al., JAIR 74, 2022), place changes, and
 * balance (Σ over days of has², least when days are even). Levels are weighted sums of
 * terms in an order that the file may change; each level is optimised without losing the
 * one before.
 *
 * Method.
 *   model    Places that are alike (zone, seats, nobody's) are one resource with a
 *            capacity a slot, and so are interpreters with the same pairs. A meeting needs
 *            a unit of one resource of each of at most two option sets. Thousands of
 *            tables become a handful of counters.
 *   bound    Lagrangean dual of the time-indexed formulation (Fisher 1981; Held & Karp
 *            1971): prices on (participation, slot window), (participation, day),
 *            (participation), (resource, slot). Rest makes windows longer than one slot,
 *            which keeps the clique form. Any prices give a bound; the steps are taken in
 *            integers, first on prices that are the same over time (a weighted b-matching's
 *            dual, where nearly all of the gap closes), then slot by slot. Walks and
 *            precedences are relaxed. The prices are the certificate: check.c recomputes
 *            the bound from them before it is stated.
 *            Options that every set names together share a price (bound.c: pools).
 *   start    Locked meetings, confirmed ones where they were, then greedily by worth, those
 *            with the fewest slots first, each where it costs the fewest breaks.
 *   search   Annealing under counted ticks over (a) insertions that eject what is in the
 *            way, rule by rule, and put it elsewhere, by ejecting in turn up to three deep
 *            (Glover 1996), (b) Kempe exchanges of two slots (de Werra 1985), (c) openings:
 *            an exchange that frees a slot for a meeting left over, as in the proof of
 *            Vizing's theorem. Of meetings left over, those that the bound's prices leave
 *            most of are tried more often. Level by level: in the phase of a level a loss at an earlier
 *            one is refused, but in every other round, which may cross valleys; the best is
 *            kept by exact order.
 *   seat     Which table, which interpreter: exact within a resource and a slot, since its
 *            units are alike; chosen along each day for few changes of place.
 *   levels   Every later level is bounded too, among timetables that are no worse before:
 *            the levels before pull with multipliers of their own, fairness and balance are
 *            parted from the meetings by a pay a meeting (bound_turn.c). A level is proved
 *            when it and all before reach their bounds.
 *   explain  When must-meetings cannot all be held: an exhaustive search with matching
 *            (all-different) filtering proves it, deletion, meeting by meeting and rule by
 *            rule, makes the set irreducible, and it is told in organisers' words.
 *
 *   text ─ read ─ problem ─┬─ model ─┬─ bound (threads) ───────┐
 *                          │         └─ start ─ search ─ seat ─┴─ check ─ out ─ write
 *                          └─ explain (musts that do not fit)
 *
 * Same problem, seed and ticks give the same timetable on any number of threads: threads
 * share the sums of the bound, which are integers. Memory O(participations × slots +
 * meetings × (words + members)).
 *
 * Indices count from 0. A bit set over slots has IE_FAIR_WORDS(slot_count) words.
 */
#ifndef IE_ENGINE_SCHEDULING_FAIR_H
#define IE_ENGINE_SCHEDULING_FAIR_H

#include "base/buf.h"
#include "base/json.h"
#include "base/solve.h"

#define IE_FAIR_WORDS(n) (((size_t)(n) + 63) / 64)

enum {
    IE_FAIR_NONE = -1,
    IE_FAIR_SLOTS = 1024, /* at most */
    IE_FAIR_DAYS = 64,
    IE_FAIR_PARTICIPANTS = 200000,
    IE_FAIR_PLACES = 65535,
    IE_FAIR_INTERPRETERS = 65535,
    IE_FAIR_MEETINGS = 2000000,
    IE_FAIR_ZONES = 64,
    IE_FAIR_LANGUAGES = 64,
    IE_FAIR_MEMBERS = 8,
    IE_FAIR_LEVELS = 8,
    IE_FAIR_WEIGHT = 1000,
    IE_FAIR_FACTOR = 100,
    IE_FAIR_TIME_MIN = INT32_MIN, /* before everything */
};

/* Times are minutes of the fair's local clock since 1970-01-01T00:00. */
struct ie_fair_slot {
    struct ie_str id;
    int32_t start, end;
    uint32_t day;     /* number of its day, rising */
    uint32_t session; /* number of its block within all days, rising */
};

struct ie_fair_participant {
    struct ie_str id, name;    /* name: id when none was given */
    const uint64_t *available; /* over slots, sessions taken out; NULL: always */
    const uint32_t *day_caps;  /* [day_count], UINT32_MAX: none; NULL: no caps */
    uint32_t representatives;  /* >= 1 */
    uint32_t cap;              /* UINT32_MAX: none */
    uint32_t rest;             /* minutes between two meetings of one representative */
    int32_t place;             /* own place, or IE_FAIR_NONE */
    uint64_t languages;        /* bit set; 0: any */
};

struct ie_fair_place {
    struct ie_str id, name;
    const uint64_t *available;
    uint32_t capacity; /* meetings at a time, >= 1 */
    uint32_t seats;    /* people of one meeting, >= 2 */
    uint32_t zone;
};

struct ie_fair_pair {
    uint8_t x, y; /* languages */
};

struct ie_fair_interpreter {
    struct ie_str id, name;
    const uint64_t *available;
    const struct ie_fair_pair *pairs; /* sorted, x < y */
    uint32_t pair_count;
};

enum ie_fair_hold {
    IE_FAIR_FREE = 0,
    IE_FAIR_LOCKED, /* by hand: stays in slot, and at place and with interpreter if given */
    IE_FAIR_BEGUN, /* under way or held */
};

struct ie_fair_meeting {
    struct ie_str id;    /* a group's id; {NULL, 0} for a pair */
    const uint32_t *who; /* [size], rising, no two alike */
    uint8_t size;
    uint8_t hold; /* enum ie_fair_hold */
    bool mutual, must, never;
    uint32_t weight;                              /* >= 1 */
    int32_t slot, place, interpreter;             /* of locked and begun ones */
    int32_t was_slot, was_place, was_interpreter; /* confirmed before, or NONE */
    const uint64_t *allowed;                      /* NULL: any slot */
};

struct ie_fair_precedence {
    uint32_t before, after;
};

enum ie_fair_term {
    IE_FAIR_VALUE,    /* Σ weight × factor, more is better; the rest: less */
    IE_FAIR_LOST,     /* value of confirmed meetings that do not take place */
    IE_FAIR_MOVES,    /* tenths: 10 another slot, 1 another place in the same */
    IE_FAIR_UNSERVED, /* Σ (attainable − has)² */
    IE_FAIR_BREAKS,
    IE_FAIR_PLACE_CHANGES,
    IE_FAIR_BALANCE, /* Σ over participations and days of has² */
    IE_FAIR_TERMS
};

/* "value", "kept", "moves", "fairness", "breaks", "place_changes", "balance". */
const char *ie_fair_term_name(enum ie_fair_term term);

struct ie_fair_level {
    uint32_t weight[IE_FAIR_TERMS]; /* of what is better less; value counts negative */
};

struct ie_fair_problem {
    struct ie_str title;
    const struct ie_fair_slot *slots;
    uint32_t slot_count;
    const int32_t *days; /* [day_count] days since 1970-01-01 */
    uint32_t day_count;
    const struct ie_fair_participant *participants;
    uint32_t participant_count;
    const struct ie_fair_place *places; /* none: places are not planned */
    uint32_t place_count;
    const struct ie_str *zones;
    uint32_t zone_count;
    const uint16_t *walks; /* [zone_count x zone_count] minutes */
    const struct ie_str *languages;
    uint32_t language_count;
    const struct ie_fair_interpreter *interpreters;
    uint32_t interpreter_count;
    bool interpreting; /* false: languages are of no account */
    const struct ie_fair_meeting *meetings;
    uint32_t meeting_count;
    const struct ie_fair_precedence *precedences;
    uint32_t precedence_count;
    uint32_t mutual_factor; /* >= 1 */
    int32_t now;            /* free meetings start at or after it; IE_FAIR_TIME_MIN */
    const struct ie_fair_level *levels; /* first counts first */
    uint32_t level_count;
};

/* ---- The file ---------------------------------------------------------------------- */

/*
 * Reads the .json form (format "ieum-fair", version 1), all of it or nothing; what it
 * points to lives in `arena`. Errors: IE_INPUT "fair.…" with file, line and the field as a
 * path ("wishes[3].weight"), json.malformed…; IE_LIMIT fair.too_many {what} {most};
 * IE_NOMEM. O(length + entries x log).
 */
int ie_fair_read(struct ie_str text, const char *file, struct ie_arena *arena,
                 struct ie_fair_problem **problem, struct ie_error *err) IE_MUST_CHECK;

struct ie_fair_place_at {             /* where a meeting is */
    int32_t slot, place, interpreter; /* IE_FAIR_NONE: not, or not needed */
};

/* A timetable as ie_fair_write gives it; meetings are found by group id or by who meets.
 * Errors as ie_fair_read; a meeting that the problem does not know is IE_INPUT
 * fair.no_such_meeting unless `lenient` (re-planning: it was taken off the file). */
int ie_fair_read_timetable(struct ie_str text, const char *file,
                           const struct ie_fair_problem *problem, bool lenient,
                           struct ie_arena *arena, struct ie_fair_place_at **at,
                           struct ie_error *err) IE_MUST_CHECK;

struct ie_fair_output;
/* "between": [A, B] or "group": G of a meeting, into an object that is open. */
void ie_fair_write_named(const struct ie_fair_problem *problem, uint32_t meeting,
                         struct ie_json *json);
/* The timetable as JSON (format "ieum-fair-timetable", version 1; docs/formats.md), with
 * `changes` also those since the published one. IE_NOMEM. */
int ie_fair_write(const struct ie_fair_problem *problem,
                  const struct ie_fair_output *output, double seconds, uint64_t seed,
                  bool changes, struct ie_buf *out, struct ie_error *err) IE_MUST_CHECK;

/* 1-based line of a path such as "wishes[3].weight" in a JSON text, or of the nearest
 * part of it that is there. O(length). */
uint32_t ie_fair_line_of(struct ie_str text, const char *path);

/* ---- Solving ------------------------------------------------------------------------- */

struct ie_fair_objective {
    int64_t term[IE_FAIR_TERMS];
    uint32_t held, mutual; /* meetings that take place, mutual ones among them */
    uint32_t musts_out;    /* must-meetings that do not */
};

/*
 * The certificate of a level's bound: prices, any non-negative ones of which are valid, and
 * prices of either sign on how often somebody meets. Units: a UNIT-th of the level's own.
 */
enum { IE_FAIR_UNIT = 64, IE_FAIR_PULL = 1 << 16 /* at most */ };
struct ie_fair_prices {
    uint32_t level;       /* what is bounded */
    const int32_t *pull;  /* [level] units that one of an earlier level is worth */
    const int32_t *at;    /* [participants x slots] on the window that ends in the slot */
    const int32_t *day;   /* [participants x days] */
    const int32_t *whole; /* [participants] */
    const int32_t *served; /* [participants] either sign; NULL: none */
    const int32_t *daily;  /* [participants x days] either sign; NULL: none */
    const uint32_t
        *group; /* [places] any partition of them; of places no rule tells apart
                              it loses nothing */
    uint32_t groups;
    const int32_t *place; /* [groups x slots] */
    const uint32_t *team; /* [interpreters] likewise */
    uint32_t teams;
    const int32_t *interpreter; /* [teams x slots] */
};

/* How good the timetable is at a level, and how good any could be. */
struct ie_fair_reach {
    int64_t value; /* of the level as it is maximised: what is better less is negative */
    int64_t bound; /* none has more that is no worse at every level before */
    bool proved;   /* there, and at every level before: none is better so far down */
    struct ie_fair_prices prices;
};

enum ie_fair_status {
    IE_FAIR_FEASIBLE,
    IE_FAIR_OPTIMAL, /* the first level equals its bound, recomputed from the prices */
    IE_FAIR_UNKNOWN, /* must-meetings are out, and no proof that they cannot be in */
};

enum ie_fair_why {
    IE_FAIR_HELD = 0,
    IE_FAIR_NEVER,          /* somebody asked not to */
    IE_FAIR_NO_COMMON_SLOT, /* never all available */
    IE_FAIR_NO_PLACE,       /* no place fits at any common time */
    IE_FAIR_NO_INTERPRETER, /* nobody works between their languages then */
    IE_FAIR_SOMEBODY_FULL,  /* `who` has no free slot left in common, or a cap */
    IE_FAIR_NO_FREE_SLOT,   /* each has free slots, but never the same */
    IE_FAIR_PLACES_FULL,    /* at every time free for all */
    IE_FAIR_INTERPRETERS_FULL,
    IE_FAIR_NOT_FOUND, /* would fit, or a rest, walk or order stands against it */
    IE_FAIR_WHYS
};
const char *ie_fair_why_name(enum ie_fair_why why);

struct ie_fair_output {
    enum ie_fair_status status;
    enum ie_code stopped;        /* IE_OK, IE_LIMIT or IE_CANCELLED: best so far */
    struct ie_fair_place_at *at; /* [meeting_count] */
    uint8_t *why;                /* [meeting_count] enum ie_fair_why */
    uint32_t *full;              /* [meeting_count] who is full, for SOMEBODY_FULL */
    struct ie_fair_objective objective;
    int64_t first;               /* first level as it is maximised */
    int64_t bound;               /* no timetable has more; of musts' being in too */
    struct ie_fair_reach *reach; /* [level_count]; the first repeats the two above */
    uint64_t ticks;
};

const char *ie_fair_version(void);
/* The level's sum, more is better. */
int64_t ie_fair_level_of(const struct ie_fair_level *level,
                         const struct ie_fair_objective *objective);

/*
 * The best timetable found in `control->ticks` steps (0: by size) and the bound of its
 * first level. Errors: IE_INFEASIBLE fair.infeasible when must-meetings or locks provably
 * cannot all be held (ie_fair_explain says why); IE_NOMEM. When stopped: 0, and
 * `output->stopped` says so. O(ticks + bound steps x meetings x slots / threads).
 */
int ie_fair_solve(const struct ie_fair_problem *problem,
                  const struct ie_solve_control *control, struct ie_arena *arena,
                  struct ie_fair_output **output, struct ie_error *err) IE_MUST_CHECK;

/* ---- Re-planning ------------------------------------------------------------------------ */

/*
 * The problem after changes (format "ieum-fair-changes", version 1; docs/formats.md): who
 * does not come, comes late or leaves early, meetings cancelled, locked or forbidden, new
 * wishes, places lost, interpreters ill. `old` is the published timetable of `base`: it
 * becomes the meetings' was_slot, was_place and was_interpreter; what has begun by the
 * file's "now" is held. Locks that the changes make impossible are let go, and so are
 * musts without any slot left. Unless the file has objectives of its own, the first level
 * is 100 kept + 1 moves (a meeting of value 1 is worth ten moves), then value and the
 * rest. ie_fair_solve on the result is the re-plan. Errors as ie_fair_read. O(base).
 */
int ie_fair_replan(struct ie_str changes, const char *file,
                   const struct ie_fair_problem *base, const struct ie_fair_place_at *old,
                   struct ie_arena *arena, struct ie_fair_problem **problem,
                   struct ie_error *err) IE_MUST_CHECK;
/* Ticks that are enough for a re-plan of that size, in less than 2 s for 1,000 people. */
uint64_t ie_fair_replan_ticks(const struct ie_fair_problem *problem);

enum ie_fair_change {
    IE_FAIR_SAME = 0,
    IE_FAIR_NEW,
    IE_FAIR_MOVED,  /* another slot */
    IE_FAIR_PLACED, /* another place in the same slot */
    IE_FAIR_VOICED, /* another interpreter at the same place */
    IE_FAIR_DROPPED,
};
enum ie_fair_change ie_fair_change_of(const struct ie_fair_problem *problem,
                                      const struct ie_fair_output *output,
                                      uint32_t meeting);
/* Members "changes" (each meeting that is not as it was) and "tell" (what each person and
 * each interpreter must be told), into an object that is open. IE_NOMEM. */
int ie_fair_write_changes(const struct ie_fair_problem *problem,
                          const struct ie_fair_output *output, struct ie_json *json,
                          struct ie_error *err) IE_MUST_CHECK;

/* ---- Checking: shares no code with the solver ------------------------------------------ */

enum ie_fair_rule {
    IE_FAIR_RULE_RANGE,   /* a slot, place or interpreter that there is not */
    IE_FAIR_RULE_AWAY,    /* `who` is not available in the slot */
    IE_FAIR_RULE_ALLOWED, /* the meeting may not be in the slot */
    IE_FAIR_RULE_BUSY,    /* `who` has more meetings at a time than representatives */
    IE_FAIR_RULE_REST,    /* only because of the rest between them */
    IE_FAIR_RULE_WALK,    /* `who` cannot walk from `other` in time */
    IE_FAIR_RULE_DAY_CAP,
    IE_FAIR_RULE_CAP,
    IE_FAIR_RULE_PLACE_NONE,
    IE_FAIR_RULE_PLACE_CLOSED,
    IE_FAIR_RULE_PLACE_SMALL, /* seats */
    IE_FAIR_RULE_PLACE_WRONG, /* somebody's own place, or not their own */
    IE_FAIR_RULE_PLACE_TAKEN, /* with `other` */
    IE_FAIR_RULE_INTERPRETER_NONE,
    IE_FAIR_RULE_INTERPRETER_AWAY,
    IE_FAIR_RULE_INTERPRETER_WRONG, /* does not work between their languages */
    IE_FAIR_RULE_INTERPRETER_TAKEN, /* by `other` */
    IE_FAIR_RULE_NEVER,
    IE_FAIR_RULE_MUST,
    IE_FAIR_RULE_LOCKED,
    IE_FAIR_RULE_ORDER, /* not after `other` */
    IE_FAIR_RULES
};
const char *ie_fair_rule_name(enum ie_fair_rule rule);

struct ie_fair_fault {
    uint8_t rule;
    uint32_t meeting;
    int32_t other; /* meeting, or IE_FAIR_NONE */
    int32_t who;   /* participant, or IE_FAIR_NONE */
};

struct ie_fair_verdict {
    struct ie_fair_objective objective;
    struct ie_fair_fault *faults;
    uint32_t fault_count;
};

/* Judges a timetable [meeting_count] from the raw problem. IE_NOMEM. O(meetings x log +
 * participants x slots). */
int ie_fair_check(const struct ie_fair_problem *problem,
                  const struct ie_fair_place_at *at, struct ie_arena *arena,
                  struct ie_fair_verdict **verdict, struct ie_error *err) IE_MUST_CHECK;

/*
 * The bound of level `prices->level` that the prices prove, from the raw problem, for
 * timetables that have at least reached[k] at every level k before (as maximised). Breaks,
 * changes of place, and moves to another place are taken to be none: of these the bound is
 * what the other terms leave. IE_INTERNAL fair.bad_prices for negative ones, or for some so
 * large that the sum might not be exact. O(meetings x slots x members).
 */
int ie_fair_check_bound(const struct ie_fair_problem *problem,
                        const struct ie_fair_prices *prices, const int64_t *reached,
                        int64_t *bound, struct ie_error *err) IE_MUST_CHECK;

/* ---- No timetable: why ------------------------------------------------------------------ */

enum ie_fair_cause {
    IE_FAIR_CAUSE_MUST,    /* meeting must take place */
    IE_FAIR_CAUSE_LOCK,    /* meeting is locked where it is (slot) */
    IE_FAIR_CAUSE_NEVER,   /* meeting is both must and never */
    IE_FAIR_CAUSE_SLOTS,   /* who can be in `have` of `need` of these, by free time */
    IE_FAIR_CAUSE_DAY_CAP, /* who: `have` by the caps of these days, of `need` */
    IE_FAIR_CAUSE_CAP,     /* who: `have` in all, of `need` */
    IE_FAIR_CAUSE_REST,    /* who: `have` minutes after each */
    IE_FAIR_CAUSE_WALKS,   /* who: up to `have` minutes from one place to the next */
    IE_FAIR_CAUSE_PLACES,  /* `have` at the times open to `need` meetings, or `other` */
    IE_FAIR_CAUSE_INTERPRETERS,
    IE_FAIR_CAUSE_ORDER,    /* meeting is to be before `other` */
    IE_FAIR_CAUSE_EARLIEST, /* meeting can be in `slot` at the earliest */
    IE_FAIR_CAUSE_LATEST,
    IE_FAIR_CAUSE_SPAN,  /* these have `have` slots in all */
    IE_FAIR_CAUSE_APART, /* meeting: its members are never all there */
    IE_FAIR_CAUSE_TIMES, /* meeting: they are, but not when it may be held */
    IE_FAIR_CAUSE_AWAY,  /* who is not there in `slot` */
    IE_FAIR_CAUSE_NO_PLACE,
    IE_FAIR_CAUSE_NO_INTERPRETER,
    IE_FAIR_CAUSES
};

struct ie_fair_reason {
    uint8_t cause;
    int32_t meeting, who, day, slot; /* as far as they apply, else IE_FAIR_NONE */
    int32_t other;                   /* meeting, place or interpreter */
    uint32_t need, have;
};

struct ie_fair_conflict {
    struct ie_fair_reason *reasons;
    uint32_t reason_count;
    bool proved;      /* shown to be contradictory; else the search gave up */
    bool irreducible; /* without any one rule or meeting among them it would go */
    /* What the set is made of, beside people's being there and what a meeting allows. */
    uint32_t *meetings;
    uint32_t meeting_count;
};

/* Looks for a contradiction among must- and locked meetings; `*conflict` NULL when there
 * is none (a timetable of them alone exists) and `proved` 0 when `ticks` ran out first.
 * IE_NOMEM. Exponential in the worst case, bounded by ticks. */
int ie_fair_explain(const struct ie_fair_problem *problem, uint64_t ticks,
                    const struct ie_solve_control *control, struct ie_arena *arena,
                    struct ie_fair_conflict **conflict,
                    struct ie_error *err) IE_MUST_CHECK;

#endif
