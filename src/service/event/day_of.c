/* arrive, no-show, late, undo. */
#include "service/event/day_of.h"

#include "base/json.h"
#include "service/account/authorise.h"
#include "service/event/changes.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

enum action { ARRIVE, NO_SHOW, LATE, UNDO, ACTION_COUNT };

static int find_action(const char *name, enum action *action, struct ie_error *err)
{
    static const char *const names[ACTION_COUNT] = {"arrive", "no_show", "late", "undo"};

    for (size_t i = 0; i < ACTION_COUNT; i++)
        if (strcmp(names[i], name) == 0) {
            *action = (enum action)i;
            return 0;
        }
    ie_fail(err, IE_INPUT, "participation.action");
    ie_error_arg(err, "action", name);
    return IE_INPUT;
}

static int set_status(struct ie_call *call, struct ie_record *record, const char *status,
                      struct ie_error *err)
{
    struct ie_value *values = ie_values_of(call->arena, record);

    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(record->type, values, "status", ie_str_z(status));
    record->values = values;
    return 0;
}

/* Whoever was marked absent and comes late after all is expected again. */
static int come_late(struct ie_call *call, struct ie_timetable *t,
                     struct ie_record *record, int64_t slot, struct ie_error *err)
{
    const struct ie_slots *slots = &t->slots;

    if (slot < 0 || slot >= (int64_t)slots->count) {
        ie_fail(err, IE_INPUT, "timetable.slot");
        ie_error_argi(err, "value", slot);
        ie_error_at(err, NULL, 0, 0, "slot");
        return IE_INPUT;
    }
    int64_t first = slot;
    while (first > 0 && slots->at[first - 1].day == slots->at[slot].day)
        first--;
    int code = ie_available_without(call, t, record, slots->at[first].starts_at,
                                    slots->at[slot].starts_at, false, err);
    if (!code && ie_str_eqz(ie_record_get(record, "status")->text, "absent"))
        code = set_status(call, record, "confirmed", err);
    return code;
}

static bool same(const struct ie_record *x, const struct ie_record *y, const char *field)
{
    const struct ie_value *a = ie_record_get(x, field), *b = ie_record_get(y, field);

    return a->null == b->null && (a->null || ie_str_eq(a->text, b->text));
}

/* Back to the newest state in which status or availability was another. */
static int undo(struct ie_call *call, const struct ie_reader *reader,
                struct ie_record *record, struct ie_error *err)
{
    for (int64_t revision = record->revision - 1; revision > 0; revision--) {
        struct ie_record *old = NULL;
        int code =
            ie_record_revision(call->db, reader, record->type, ie_id_str(&record->id),
                               revision, call->arena, &old, err);
        if (code)
            return code;
        if (same(record, old, "status") && same(record, old, "available"))
            continue;
        struct ie_value *values = ie_values_of(call->arena, record);
        if (!values)
            return ie_fail_nomem(err);
        const struct ie_value *available = ie_record_get(old, "available");
        ie_values_text(record->type, values, "status",
                       ie_record_get(old, "status")->text);
        ie_values_text(record->type, values, "available",
                       available->null ? IE_STR_NONE : available->text);
        record->values = values;
        return 0;
    }
    return ie_fail(err, IE_CONFLICT, "participation.nothing_to_undo");
}

static int do_it(struct ie_call *call, const struct ie_reader *reader,
                 struct ie_timetable *t, struct ie_record *record, enum action action,
                 int64_t slot, struct ie_error *err)
{
    switch (action) {
    case ARRIVE:
        return set_status(call, record, "attended", err);
    case NO_SHOW:
        return set_status(call, record, "absent", err);
    case LATE:
        return come_late(call, t, record, slot, err);
    case UNDO:
        return undo(call, reader, record, err);
    case ACTION_COUNT:
        break;
    }
    IE_BUG("an act of the day that is none");
}

/* Whoever runs the event; and of themselves a participant may tell that they are there or
 * late, and take that back. That somebody does not come is for the desk to say. */
static int authorise(struct ie_call *call, const struct ie_record *event,
                     const struct ie_record *participation, enum action action,
                     struct ie_error *err)
{
    if (action != NO_SHOW &&
        ie_actor_is_member(call->actor,
                           ie_record_get(participation, "organisation")->text))
        return 0;
    return ie_event_require_officer(call, event, err);
}

int ie_participation_act(struct ie_call *call, struct ie_str id, const char *name,
                         int64_t slot, int64_t expected, struct ie_json *json,
                         struct ie_error *err)
{
    const struct ie_type *type = &ie_type_participation;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_timetable t = {0};
    struct ie_record *record = NULL;
    struct ie_reader reader;
    enum action action;
    int64_t revision = 0;
    int code;

    ie_reader_for(call, &reader);
    if ((code = find_action(name, &action, err)) ||
        (code = ie_record_read(call->db, &reader, type, id, call->arena, &record, err)) ||
        (code =
             ie_event_find(call, ie_record_get(record, "event")->text, &t.event, err)) ||
        (code = authorise(call, t.event, record, action, err)) ||
        (code = ie_event_slots(t.event, call->arena, &t.slots, err)) ||
        (code = do_it(call, &reader, &t, record, action, slot, err)) ||
        (code = ie_record_revise(call->db, &writer, type, id, expected, record->values,
                                 &revision, err)))
        return code;
    const struct ie_value *available = ie_record_get(record, "available");
    ie_json_object(json);
    ie_json_kstr(json, "id", id);
    ie_json_kint(json, "revision", revision);
    ie_json_kstr(json, "status", ie_record_get(record, "status")->text);
    ie_json_key(json, "available");
    ie_json_raw(json, available->null ? IE_STR("[]") : available->text);
    ie_json_end(json);
    return 0;
}
