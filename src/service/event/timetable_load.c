#include "service/event/timetable.h"

#include <stdlib.h>

#include "base/json.h"
#include "store/schema_types.h"

static bool status_is(const struct ie_record *record, const char *status)
{
    return ie_str_eqz(ie_record_get(record, "status")->text, status);
}

static int by_participation_id(const void *a, const void *b)
{
    const struct ie_timetable_participant *x = a, *y = b;

    return strcmp(x->participation->id.text, y->participation->id.text);
}

int64_t ie_timetable_participant(const struct ie_timetable *timetable, struct ie_str id)
{
    uint32_t low = 0, high = timetable->participant_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order =
            ie_str_cmp(ie_id_str(&timetable->participants[middle].participation->id), id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

int64_t ie_timetable_place(const struct ie_timetable *timetable, struct ie_str id)
{
    for (size_t i = 0; i < timetable->places.count; i++)
        if (ie_str_eq(ie_id_str(&timetable->places.at[i].id), id))
            return (int64_t)i;
    return -1;
}

static int name_participants(struct ie_call *call, struct ie_timetable *t,
                             struct ie_error *err)
{
    bool korean = ie_str_starts(call->actor->language, IE_STR("ko"));
    struct ie_str *labels =
        IE_NEW_ARRAY(call->arena, struct ie_str, t->participant_count);

    if (!labels)
        return ie_fail_nomem(err);
    int code = ie_timetable_labels(call, t, korean ? "ko" : "en", labels, err);
    for (uint32_t i = 0; i < t->participant_count && !code; i++)
        t->participants[i].label = labels[i];
    return code;
}

static int load_participants(struct ie_call *call, const struct ie_reader *reader,
                             struct ie_timetable *t, struct ie_error *err)
{
    struct ie_list rows;
    int code = ie_event_rows(call, &ie_type_participation, "event",
                             ie_id_str(&t->event->id), &rows, err);

    if (code)
        return code;
    t->participants =
        IE_NEW_ARRAY(call->arena, struct ie_timetable_participant, rows.count);
    if (!t->participants)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < rows.count; i++) {
        struct ie_record *organisation = NULL;
        if (status_is(&rows.at[i], "withdrawn"))
            continue;
        code = ie_record_read(call->db, reader, &ie_type_organisation,
                              ie_record_get(&rows.at[i], "organisation")->text,
                              call->arena, &organisation, err);
        if (code && code != IE_NOT_FOUND)
            return code;
        t->participants[t->participant_count++] = (struct ie_timetable_participant){
            &rows.at[i], code ? NULL : organisation, IE_STR_NONE};
    }
    if (t->participant_count)
        qsort(t->participants, t->participant_count, sizeof(*t->participants),
              by_participation_id);
    return name_participants(call, t, err);
}

static int by_position(const void *a, const void *b)
{
    const struct ie_record *x = a, *y = b;
    int64_t p = ie_record_get(x, "position")->integer,
            q = ie_record_get(y, "position")->integer;

    return p != q ? (p > q) - (p < q) : strcmp(x->id.text, y->id.text);
}

int64_t ie_timetable_interpreter(const struct ie_timetable *timetable, struct ie_str id)
{
    for (size_t i = 0; i < timetable->interpreters.count; i++)
        if (ie_str_eq(ie_id_str(&timetable->interpreters.at[i].id), id))
            return (int64_t)i;
    return -1;
}

int64_t ie_timetable_meeting(const struct ie_timetable *timetable, struct ie_str id)
{
    for (uint32_t i = 0; i < timetable->problem->meeting_count; i++)
        if (timetable->record[i] >= 0 &&
            ie_str_eq(ie_id_str(&timetable->meetings.at[timetable->record[i]].id), id))
            return i;
    return -1;
}

struct ie_str ie_timetable_label(const struct ie_timetable *timetable,
                                 uint32_t participant)
{
    return timetable->participants[participant].label;
}

void ie_timetable_put_others(const struct ie_timetable *timetable, uint32_t meeting,
                             struct ie_json *json)
{
    const struct ie_fair_meeting *m = &timetable->pairs[meeting];

    ie_json_key(json, "others");
    ie_json_array(json);
    for (uint32_t i = 2; i < m->size; i++)
        ie_json_str(json, timetable->problem->participants[m->who[i]].id);
    ie_json_end(json);
}

void ie_timetable_slot_text(const struct ie_timetable *timetable, int32_t slot,
                            char room[24])
{
    const struct ie_slot *s = &timetable->slots.at[slot];
    char day[16];

    ie_day_format(s->date, day);
    snprintf(room, 24, "%s %02u:%02u", day + 5, s->start_minute / 60 % 24,
             s->start_minute % 60);
}

/* Rooms are for sessions; the others hold meetings. */
static int load_places(struct ie_call *call, struct ie_timetable *t, struct ie_error *err)
{
    size_t kept = 0;
    int code = ie_event_rows(call, &ie_type_place, "event", ie_id_str(&t->event->id),
                             &t->places, err);

    if (code)
        return code;
    for (size_t i = 0; i < t->places.count; i++)
        if (!ie_str_eqz(ie_record_get(&t->places.at[i], "kind")->text, "room"))
            t->places.at[kept++] = t->places.at[i];
    t->places.count = kept;
    if (kept)
        qsort(t->places.at, kept, sizeof(*t->places.at), by_position);
    return 0;
}

static int by_id(const void *a, const void *b)
{
    const struct ie_record *x = a, *y = b;

    return strcmp(x->id.text, y->id.text);
}

int ie_timetable_read(struct ie_call *call, struct ie_str event,
                      struct ie_timetable **out, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    struct ie_timetable *t = IE_NEW(call->arena, struct ie_timetable);
    int code;

    if (!t)
        return ie_fail_nomem(err);
    if ((code = ie_event_find(call, event, &t->event, err)) ||
        (code = ie_event_slots(t->event, call->arena, &t->slots, err)) ||
        (code = load_participants(call, &office, t, err)) ||
        (code = load_places(call, t, err)) ||
        (code = ie_event_rows(call, &ie_type_interpreter, "event",
                              ie_id_str(&t->event->id), &t->interpreters, err)) ||
        (code = ie_event_rows(call, &ie_type_wish, "event", ie_id_str(&t->event->id),
                              &t->wishes, err)) ||
        (code = ie_event_rows(call, &ie_type_meeting, "event", ie_id_str(&t->event->id),
                              &t->meetings, err)) ||
        (code = ie_event_rows(call, &ie_type_session, "event", ie_id_str(&t->event->id),
                              &t->sessions, err)) ||
        (code = ie_event_rows(call, &ie_type_precedence, "event",
                              ie_id_str(&t->event->id), &t->precedences, err)))
        return code;
    if (t->interpreters.count)
        qsort(t->interpreters.at, t->interpreters.count, sizeof(*t->interpreters.at),
              by_id);
    *out = t;
    return 0;
}

int ie_timetable_load(struct ie_call *call, struct ie_str event,
                      enum ie_timetable_for use, struct ie_timetable **out,
                      struct ie_error *err)
{
    int code = ie_timetable_read(call, event, out, err);

    return code ? code : ie_timetable_build(call, *out, use, err);
}
