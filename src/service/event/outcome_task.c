#include "service/event/outcome_task.h"

#include "service/event/party.h"
#include "service/event/timetable.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

enum { DAYS_TO_ANSWER = 14 };

/* The event's title in the office's first language, for the task's list entry. */
static int title_of(struct ie_arena *arena, const struct ie_record *event,
                    struct ie_str *title, struct ie_error *err)
{
    json_t *words = NULL, *value;
    const char *key;
    int code = ie_json_parse(ie_record_get(event, "title")->text, &words, err);

    *title = ie_record_get(event, "code")->text;
    json_object_foreach(words, key, value) {
        *title = ie_arena_str(arena, ie_str_z(json_string_value(value)));
        if (!title->ptr)
            code = ie_fail_nomem(err);
        break;
    }
    json_decref(words);
    return code == IE_NOMEM ? code : 0;
}

static bool reported(const struct ie_list *outcomes, const struct ie_record *meeting,
                     struct ie_str by)
{
    for (size_t i = 0; i < outcomes->count; i++)
        if (ie_str_eq(ie_record_get(&outcomes->at[i], "meeting")->text,
                      ie_id_str(&meeting->id)) &&
            ie_str_eq(ie_record_get(&outcomes->at[i], "from")->text, by))
            return true;
    return false;
}

static int ask(struct ie_call *call, const struct ie_timetable *t, int64_t participant,
               struct ie_str title, int64_t *made, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_task;
    const struct ie_record *part = t->participants[participant].participation;
    struct ie_reader office = ie_office_reader(call);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_str key = ie_arena_printf(call->arena, "report_outcome:%s", part->id.text);
    struct ie_record *there;
    struct ie_id id = {0};
    char due[16];

    if (!key.ptr)
        return ie_fail_nomem(err);
    int code =
        ie_record_by_external(call->db, &office, type, key, call->arena, &there, err);
    if (code != IE_NOT_FOUND)
        return code;
    struct ie_value *values = ie_values_new(call->arena, type);
    if (!values)
        return ie_fail_nomem(err);
    ie_day_format((ie_day)(call->now / IE_DAY) + DAYS_TO_ANSWER, due);
    ie_values_text(type, values, "title", title);
    ie_values_text(type, values, "kind", IE_STR("report_outcome"));
    ie_values_text(type, values, "due", ie_str_z(due));
    ie_values_text(type, values, "organisation",
                   ie_record_get(part, "organisation")->text);
    ie_values_text(type, values, "about_type", IE_STR("event"));
    ie_values_text(type, values, "about_id", ie_id_str(&t->event->id));
    ie_values_text(type, values, "event", ie_id_str(&t->event->id));
    ie_values_text(type, values, "status", IE_STR("open"));
    (*made)++;
    return ie_record_create(call->db, &writer, type, values, key, &id, err);
}

int ie_outcome_ask(struct ie_call *call, struct ie_str event, int64_t *made,
                   struct ie_error *err)
{
    struct ie_timetable *t;
    struct ie_list outcomes;
    struct ie_str title;
    int code = ie_timetable_load(call, event, IE_TIMETABLE_AS_IT_STANDS, &t, err);

    if (code || (code = ie_event_require_officer(call, t->event, err)) ||
        (code = title_of(call->arena, t->event, &title, err)) ||
        (code = ie_event_rows(call, &ie_type_outcome, "event", ie_id_str(&t->event->id),
                              &outcomes, err)))
        return code;
    *made = 0;
    for (size_t i = 0; i < t->meetings.count && !code; i++) {
        const struct ie_record *m = &t->meetings.at[i];
        const struct ie_value *end = ie_record_get(m, "ends_at");
        if (end->null || end->integer > call->now ||
            ie_str_eqz(ie_record_get(m, "status")->text, "cancelled"))
            continue;
        struct ie_party party = ie_party_of(m);
        for (uint32_t s = 0; s < party.size && !code; s++) {
            struct ie_str part = party.id[s];
            int64_t participant = ie_timetable_participant(t, part);
            if (participant >= 0 && !reported(&outcomes, m, part))
                code = ask(call, t, participant, title, made, err);
        }
    }
    return code;
}
