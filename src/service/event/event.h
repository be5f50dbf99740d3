/*
 * An event as the other use cases need it: found by id or code, its slots laid out, and
 * who may run it.
 *
 * Slots are not stored. They follow from the event record (days, hours of the day, slot
 * length, breaks, zone), so that a change of the hours needs no second truth:
 *
 *   day 0   10:00 10:30 11:00 11:30 | break | 13:00 … 16:30      index 0 … 11
 *   day 1   10:00 …                                              index 12 …
 *
 * A slot that would reach into a break or past the end of the day is left out. Across a
 * change of clock the wall time stands and the moment moves.
 */
#ifndef IE_SERVICE_EVENT_H
#define IE_SERVICE_EVENT_H

#include "service/service.h"

struct ie_slot {
    ie_moment starts_at, ends_at;
    ie_day date;
    uint32_t day;          /* 0 … days - 1 */
    uint32_t start_minute; /* of the day, on the wall clock */
};

struct ie_slots {
    struct ie_slot *at; /* ascending */
    uint32_t count;
    uint32_t days;
    ie_day first_day;
};

enum { IE_SLOTS_MAX = 1024, IE_EVENT_DAYS_MAX = 60 };

/* "10:30" as minutes since midnight; false if malformed; "24:00" is 1440. */
bool ie_clock_parse(struct ie_str text, uint32_t *minutes);

/*
 * Slots of an event record, in the arena. Errors: IE_INPUT event.days (last before first,
 * or more than IE_EVENT_DAYS_MAX), event.hours {value}, event.slots (none, or more than
 * IE_SLOTS_MAX), zone.unknown. O(days · slots a day · breaks).
 */
int ie_event_slots(const struct ie_record *event, struct ie_arena *arena,
                   struct ie_slots *slots, struct ie_error *err) IE_MUST_CHECK;
/* Slot that begins at the moment, or -1. O(log slots). */
int64_t ie_slot_at(const struct ie_slots *slots, ie_moment starts_at);

/* Event the actor may see, by id or by code; IE_NOT_FOUND record.not_found. */
int ie_event_find(struct ie_call *call, struct ie_str id_or_code,
                  struct ie_record **event, struct ie_error *err) IE_MUST_CHECK;

/* Organisation by id or by the office's own (external) id, for the command line. Errors:
 * IE_NOT_FOUND record.not_found. */
int ie_organisation_find(struct ie_call *call, struct ie_str id_or_external,
                         struct ie_id *id, struct ie_error *err) IE_MUST_CHECK;

/* True when the actor runs this event: operator, admin, officer of the office, of its
 * programme or of the event itself. */
bool ie_event_officer(const struct ie_actor *actor, const struct ie_record *event);
/* IE_FORBIDDEN event.officer_only unless ie_event_officer. */
int ie_event_require_officer(const struct ie_call *call, const struct ie_record *event,
                             struct ie_error *err) IE_MUST_CHECK;
/* As above, but whoever may read the whole event will do: analyst, auditor. */
int ie_event_require_overview(const struct ie_call *call, const struct ie_record *event,
                              struct ie_error *err) IE_MUST_CHECK;

/* Has a member grant on that organisation, valid now. O(grants). */
bool ie_actor_is_member(const struct ie_actor *actor, struct ie_str organisation);

/* All records of a type that the actor may see and whose FILTER field has the value
 * (field NULL: all), over as many pages as it takes. Newest last. O(rows). */
int ie_event_rows(struct ie_call *call, const struct ie_type *type, const char *field,
                  struct ie_str value, struct ie_list *rows,
                  struct ie_error *err) IE_MUST_CHECK;

/* Reader that sees every row of the office, for use cases that have authorised already. */
struct ie_reader ie_office_reader(const struct ie_call *call);

/* What `ieum event create` says in options (design section 5). */
struct ie_event_plan {
    struct ie_str code, title, zone;
    struct ie_str days;   /* "2019-10-28..2019-10-31" */
    struct ie_str slots;  /* "10:00-17:00/30m" */
    struct ie_str break_; /* "12:00-13:00", several with commas, or IE_STR_NONE */
    unsigned places;      /* tables named "Table 1" … */
};
/* Makes event and places. Errors: IE_USAGE event.option {option, value}; IE_CONFLICT
 * record.exists when the code is taken; what ie_event_slots refuses. */
int ie_event_create(struct ie_call *call, const struct ie_event_plan *plan,
                    struct ie_id *event, struct ie_error *err) IE_MUST_CHECK;

/* {"days":[{"day","slots":[…]}],"zone"} (docs/api.md). */
int ie_event_slots_json(struct ie_call *call, struct ie_str event, struct ie_json *json,
                        struct ie_error *err) IE_MUST_CHECK;
/* Counts by state, wishes, meetings, coverage (docs/api.md). */
int ie_event_overview_json(struct ie_call *call, struct ie_str event,
                           struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

#endif
