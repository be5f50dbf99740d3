/* The calendar form of an agenda (agenda.h); apart because it alone speaks libical. */
#ifndef IE_SERVICE_AGENDA_ICS_H
#define IE_SERVICE_AGENDA_ICS_H

#include "service/service.h"

struct ie_agenda_entry {
    const struct ie_record *record; /* meeting or session */
    struct ie_str kind;             /* "meeting" or the session's kind */
    struct ie_str title;            /* of a session */
    ie_moment starts_at, ends_at;
    struct ie_str a, b;       /* names of the two sides of a meeting */
    struct ie_str a_id, b_id; /* their participations */
    struct ie_str place, area, interpreter, status;
    struct ie_str others; /* of a group: the names of the third and so on */
    bool cancelled;
};

/* One VCALENDAR with a VEVENT an entry. IE_NOMEM. O(entries). */
int ie_agenda_ics(struct ie_call *call, const struct ie_record *event,
                  const struct ie_agenda_entry *entries, size_t count,
                  struct ie_str language, struct ie_buf *out,
                  struct ie_error *err) IE_MUST_CHECK;

#endif
