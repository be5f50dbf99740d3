/*
 * The timetable of an event: the records as the fair engine sees them, and what a person
 * does with the result.
 *
 *   records ── ie_timetable_read ──► lists of records
 *              (changes.h may alter them here, in memory)
 *          ── ie_timetable_build ──► engine/scheduling/fair problem: every pair that was
 *                                    wished for or that meets, and where it is now
 *
 * Participations that withdrew take no part; those marked absent meet nobody any more. A
 * pair's weight is the larger of its wishes; it is mutual when both wished; `never` of
 * either side is final. Held, missed and begun meetings are facts: the engine gets them as
 * begun. Locked ones stay, confirmed ones too unless planning is told otherwise. A
 * cancelled pair is not planned again. Interpreters are asked for only in events that have
 * some; a place's `area` is its zone for walking. While an event runs, nothing is planned
 * before now. Sessions that take time, screening and the order of meetings are laid over
 * it by timetable_rules.h.
 */
#ifndef IE_SERVICE_TIMETABLE_H
#define IE_SERVICE_TIMETABLE_H

#include "engine/scheduling/fair/fair.h"
#include "service/event/event.h"

struct ie_timetable_participant {
    struct ie_record *participation;
    const struct ie_record *organisation; /* NULL when the actor may not see it */
    struct ie_str label;                  /* its name in the actor's language */
};

enum ie_timetable_for {
    IE_TIMETABLE_AS_IT_STANDS, /* the meetings that are there: to look at, to check */
    IE_TIMETABLE_TO_PLAN,      /* and every pair that was wished for */
    IE_TIMETABLE_TO_REPLAN,    /* as PLAN, but confirmed meetings may move, at a cost */
    IE_TIMETABLE_TO_AMEND,     /* the published one, changed as little as can be */
    IE_TIMETABLE_TO_FILL,      /* what is placed stays, what waits may come in */
};

struct ie_screen {
    ie_moment not_before; /* INT64_MAX: until it is cleared */
    bool pending, refused;
};

struct ie_timetable {
    struct ie_record *event;
    struct ie_slots slots;
    struct ie_timetable_participant *participants; /* by id */
    uint32_t participant_count;
    struct ie_list places; /* only those that hold meetings, in the order shown */
    struct ie_list interpreters;
    struct ie_list wishes;   /* of the event */
    struct ie_list meetings; /* of the event, cancelled ones included */
    struct ie_list sessions, precedences;
    ie_moment now; /* 0: the call's */
    /* Built: meeting i of the problem is meetings.at[record[i]] or, when record[i] is -1,
     * a pair that has no record yet. */
    enum ie_timetable_for use;
    struct ie_fair_problem *problem;
    struct ie_fair_meeting
        *pairs; /* the problem's meetings, to be changed by a what-if */
    int64_t *record;
    struct ie_fair_place_at *at; /* as they stand */
    bool *repeated;              /* its pair has another meeting that stands */
    struct ie_screen *screen;    /* of each meeting */
    const uint64_t **hours;      /* [participants] when they are there; NULL: always */
    uint64_t **taken;            /* [participants] slots of sessions; NULL: none */
};

/* Reads what the actor may see (the caller has checked that whoever plans runs the event).
 * Errors: those of ie_event_slots; IE_NOT_FOUND. O(participations + wishes + meetings). */
int ie_timetable_read(struct ie_call *call, struct ie_str event,
                      struct ie_timetable **timetable,
                      struct ie_error *err) IE_MUST_CHECK;
/* Makes the engine's problem. Errors: IE_LIMIT fair.too_many…; IE_NOMEM. O(pairs × log +
 * availability spans × slots). */
int ie_timetable_build(struct ie_call *call, struct ie_timetable *timetable,
                       enum ie_timetable_for use, struct ie_error *err) IE_MUST_CHECK;
/* Both. */
int ie_timetable_load(struct ie_call *call, struct ie_str event,
                      enum ie_timetable_for use, struct ie_timetable **timetable,
                      struct ie_error *err) IE_MUST_CHECK;

/* Index of the participation, place or interpreter with this id, or -1. */
int64_t ie_timetable_participant(const struct ie_timetable *timetable, struct ie_str id);
int64_t ie_timetable_place(const struct ie_timetable *timetable, struct ie_str id);
int64_t ie_timetable_interpreter(const struct ie_timetable *timetable, struct ie_str id);
/* Index of the meeting of that id among the built problem's, or -1. O(meetings). */
int64_t ie_timetable_meeting(const struct ie_timetable *timetable, struct ie_str id);
/*
 * What each participant's organisation is called in a language ("ko", "en"): its name of
 * that language; in English else what it is called in Latin letters, romanised if nothing
 * else is known; "?" for one that the actor may not see. IE_NOMEM. O(names).
 */
int ie_timetable_labels(struct ie_call *call, struct ie_timetable *timetable,
                        const char *language, struct ie_str *labels,
                        struct ie_error *err) IE_MUST_CHECK;
/* The same of one, in the actor's language. */
struct ie_str ie_timetable_label(const struct ie_timetable *timetable,
                                 uint32_t participant);
/* The people of a built meeting from the third on, as "others": [ids]. */
void ie_timetable_put_others(const struct ie_timetable *timetable, uint32_t meeting,
                             struct ie_json *json);
/* "10-28 10:30" of a slot. `room` at least 16 bytes. */
void ie_timetable_slot_text(const struct ie_timetable *timetable, int32_t slot,
                            char room[24]);

/* What planning reads and where the meetings are (timetable_digest.c), of a timetable that is
 * built: the same for as long as what was proved of a plan holds. `at` [meetings]. IE_NOMEM.
 * O(records). */
enum { IE_DIGEST_HEX = 33 };
int ie_timetable_digest(struct ie_call *call, const struct ie_timetable *timetable,
                        const struct ie_fair_place_at *at, char hex[IE_DIGEST_HEX],
                        struct ie_error *err) IE_MUST_CHECK;

/* The whole timetable (docs/api.md, GET …/timetable). */
int ie_timetable_json(struct ie_call *call, struct ie_str event, struct ie_json *json,
                      struct ie_error *err) IE_MUST_CHECK;

/* What somebody would do with a meeting. `slot` is an index, -1: off the timetable;
 * `place` empty: any that is free. */
struct ie_timetable_act {
    struct ie_str meeting, action; /* "move" (also ""), "lock", "unlock", "forbid" */
    int64_t slot;
    struct ie_str place;
};
/* What it would do: {"conflicts":[…],"effect":{…},"place":id,"terms":[…]}. Errors:
 * IE_INPUT timetable.slot {value}, timetable.place, meeting.action {action}; IE_NOT_FOUND;
 * IE_FORBIDDEN. O(as ie_fair_check). */
int ie_timetable_check_json(struct ie_call *call, struct ie_str event,
                            const struct ie_timetable_act *act, struct ie_json *json,
                            struct ie_error *err) IE_MUST_CHECK;

/* Moves, if nothing stands against it: *moved true. Otherwise *moved is false and
 * nothing changed. The JSON is that of ie_timetable_check_json, with "revision" of the
 * meeting when moved. Errors also: IE_STALE. */
int ie_timetable_move(struct ie_call *call, struct ie_str event,
                      const struct ie_timetable_act *act, int64_t expected,
                      struct ie_json *json, bool *moved,
                      struct ie_error *err) IE_MUST_CHECK;
/* The slot (-1: the one that the meeting is in) becomes forbidden for the meeting, which
 * leaves it if it is there. The JSON is that of ie_meeting_act. Errors as above; IE_CONFLICT
 * meeting.over, meeting.not_placed. */
int ie_timetable_forbid(struct ie_call *call, struct ie_str meeting, int64_t slot,
                        int64_t expected, struct ie_json *json,
                        struct ie_error *err) IE_MUST_CHECK;

/* The slot is forbidden no more, -1: no time is. The meeting stays where it is. The JSON is
 * that of ie_meeting_act. Errors also: IE_CONFLICT meeting.over, meeting.nothing_forbidden. */
int ie_timetable_allow(struct ie_call *call, struct ie_str meeting, int64_t slot,
                       int64_t expected, struct ie_json *json,
                       struct ie_error *err) IE_MUST_CHECK;

/* lock, unlock, cancel, confirm. Errors: IE_INPUT meeting.action {action}; IE_CONFLICT
 * meeting.over (held or missed already); IE_FORBIDDEN: members may confirm and cancel
 * meetings of their own organisation, the rest is the officer's. */
int ie_meeting_act(struct ie_call *call, struct ie_str meeting, const char *action,
                   int64_t expected, struct ie_json *json,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
