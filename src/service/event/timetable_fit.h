/*
 * Where one meeting could go while all others stay: counts of who, which place and which
 * interpreter is taken when, from a timetable as it stands. For a person's eyes (a drag, a
 * waiting list); what is stored passes the engine's checker.
 */
#ifndef IE_SERVICE_TIMETABLE_FIT_H
#define IE_SERVICE_TIMETABLE_FIT_H

#include "service/event/timetable.h"

struct ie_fit {
    const struct ie_timetable *timetable;
    const struct ie_fair_place_at *at;
    uint16_t *busy;       /* [participants x slots] */
    uint16_t *place_used; /* [places x slots] */
    uint16_t *voice_used; /* [interpreters x slots] */
    bool *owned;          /* [places] somebody's own */
    int32_t *room;        /* [participants x slots] place of the meeting there, or NONE */
};

/* O(meetings + (participants + places + interpreters) × slots). */
int ie_fit_init(const struct ie_timetable *timetable, const struct ie_fair_place_at *at,
                struct ie_arena *arena, struct ie_fit *fit,
                struct ie_error *err) IE_MUST_CHECK;
/* Takes a meeting out of the counts (n = -1) or puts it in (n = 1). O(1). */
void ie_fit_count(struct ie_fit *fit, uint32_t meeting, int n);

bool ie_fit_needs_interpreter(const struct ie_fair_problem *problem,
                              const struct ie_fair_meeting *meeting);
/* A free place for a meeting in a slot, which is not counted: the one it is at now if it
 * will do, one where a member just was, any; IE_FAIR_NONE: none is free. Likewise an
 * interpreter. O(places). */
int32_t ie_fit_place(const struct ie_fit *fit, uint32_t meeting, int32_t slot);
int32_t ie_fit_interpreter(const struct ie_fit *fit, uint32_t meeting, int32_t slot);
/* Could the meeting, which is not counted, go there with every rule held? *at is where.
 * O(places + interpreters + slots of a day + precedences). */
bool ie_fit_try(const struct ie_fit *fit, uint32_t meeting, int32_t slot,
                struct ie_fair_place_at *at);

#endif
