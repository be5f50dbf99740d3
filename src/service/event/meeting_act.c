/* lock, unlock, confirm, cancel a meeting. */
#include "service/account/authorise.h"
#include "service/event/party.h"
#include "service/event/timetable.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

enum action { LOCK, UNLOCK, CONFIRM, CANCEL, ACTION_COUNT };

static const struct {
    const char *name;
    bool member_may;
} actions[ACTION_COUNT] = {
    [LOCK] = {"lock", false},
    [UNLOCK] = {"unlock", false},
    [CONFIRM] = {"confirm", true},
    [CANCEL] = {"cancel", true},
};

static int find_action(const char *name, enum action *action, struct ie_error *err)
{
    for (size_t i = 0; i < ACTION_COUNT; i++)
        if (strcmp(actions[i].name, name) == 0) {
            *action = (enum action)i;
            return 0;
        }
    ie_fail(err, IE_INPUT, "meeting.action");
    ie_error_arg(err, "action", name);
    return IE_INPUT;
}

/* Whether the actor belongs to one of the sides of the meeting. */
static int is_side(struct ie_call *call, const struct ie_record *meeting, bool *side,
                   struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    struct ie_party party = ie_party_of(meeting);

    *side = false;
    for (uint32_t i = 0; i < party.size && !*side; i++) {
        struct ie_record *participation;
        int code = ie_record_read(call->db, &office, &ie_type_participation, party.id[i],
                                  call->arena, &participation, err);
        if (code)
            return code;
        *side = ie_actor_is_member(call->actor,
                                   ie_record_get(participation, "organisation")->text);
    }
    return 0;
}

static int authorise(struct ie_call *call, const struct ie_record *meeting,
                     enum action action, struct ie_error *err)
{
    struct ie_record *event;
    bool side;
    int code = ie_event_find(call, ie_record_get(meeting, "event")->text, &event, err);

    if (code || ie_event_officer(call->actor, event))
        return code;
    if (!actions[action].member_may)
        return ie_fail(err, IE_FORBIDDEN, "event.officer_only");
    code = is_side(call, meeting, &side, err);
    return code || side ? code : ie_fail(err, IE_FORBIDDEN, "event.officer_only");
}

static int check_state(const struct ie_record *meeting, enum action action,
                       struct ie_error *err)
{
    struct ie_str status = ie_record_get(meeting, "status")->text;
    bool over = ie_str_eqz(status, "held") || ie_str_eqz(status, "no_show");
    bool placed = !ie_record_get(meeting, "starts_at")->null;

    if (over)
        return ie_fail(err, IE_CONFLICT, "meeting.over");
    if (!placed && (action == LOCK || action == CONFIRM))
        return ie_fail(err, IE_CONFLICT, "meeting.not_placed");
    return 0;
}

int ie_meeting_act(struct ie_call *call, struct ie_str id, const char *name,
                   int64_t expected, struct ie_json *json, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_meeting;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_reader reader;
    struct ie_record *meeting;
    enum action action;
    int64_t revision;
    int code;

    ie_reader_for(call, &reader);
    if ((code = find_action(name, &action, err)) ||
        (code =
             ie_record_read(call->db, &reader, type, id, call->arena, &meeting, err)) ||
        (code = authorise(call, meeting, action, err)) ||
        (code = check_state(meeting, action, err)))
        return code;
    struct ie_value *values = ie_values_of(call->arena, meeting);
    if (!values)
        return ie_fail_nomem(err);
    if (action == LOCK || action == UNLOCK)
        ie_values_int(type, values, "locked", action == LOCK);
    else
        ie_values_text(type, values, "status",
                       action == CONFIRM ? IE_STR("confirmed") : IE_STR("cancelled"));
    code =
        ie_record_revise(call->db, &writer, type, id, expected, values, &revision, err);
    if (code)
        return code;
    ie_json_object(json);
    ie_json_kstr(json, "id", id);
    ie_json_kint(json, "revision", revision);
    meeting->values = values;
    ie_json_kstr(json, "status", ie_record_get(meeting, "status")->text);
    ie_json_kbool(json, "locked", ie_record_get(meeting, "locked")->integer != 0);
    ie_json_end(json);
    return 0;
}
