#include "service/timetable.h"

#include "base/json.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

struct move {
    struct ie_timetable *timetable;
    uint32_t meeting; /* index in the engine's input */
    int32_t slot, place;
    struct ie_schedule_move *effect;
};

static int no_meeting(struct ie_error *err, struct ie_str id)
{
    ie_fail(err, IE_NOT_FOUND, "record.not_found");
    ie_error_arg(err, "type", "meeting");
    ie_error_argn(err, "id", id.ptr ? id.ptr : "", id.len);
    return IE_NOT_FOUND;
}

static int find_meeting(const struct ie_timetable *t, struct ie_str id, uint32_t *meeting,
                        struct ie_error *err)
{
    for (uint32_t i = 0; i < t->input.meeting_count; i++)
        if (ie_str_eq(ie_id_str(&t->meetings.at[t->record[i]].id), id)) {
            *meeting = i;
            return 0;
        }
    return no_meeting(err, id);
}

/* Moves are the officer's, so the check looks with the office's eyes: another's meeting
 * in the way must count. */
static int try_move(struct ie_call *call, struct ie_str event, struct ie_str meeting,
                    int64_t slot, struct ie_str place, struct move *move,
                    struct ie_error *err)
{
    struct ie_timetable *t;
    int64_t place_index = IE_SCHEDULE_NONE;
    int code = ie_timetable_load(call, event, IE_TIMETABLE_AS_IT_STANDS, &t, err);

    if (!code)
        code = ie_event_require_officer(call, t->event, err);
    if (!code)
        code = find_meeting(t, meeting, &move->meeting, err);
    if (code)
        return code;
    if (slot < -1 || slot >= (int64_t)t->slots.count) {
        ie_fail(err, IE_INPUT, "timetable.slot");
        ie_error_argi(err, "value", slot);
        ie_error_at(err, NULL, 0, 0, "slot");
        return IE_INPUT;
    }
    if (place.len && slot >= 0) {
        place_index = ie_timetable_place(t, place);
        if (place_index < 0) {
            ie_fail(err, IE_INPUT, "timetable.place");
            ie_error_at(err, NULL, 0, 0, "place");
            return IE_INPUT;
        }
    }
    move->timetable = t;
    move->slot = (int32_t)slot;
    move->place = (int32_t)place_index;
    return ie_schedule_try(&t->input, t->placements, move->meeting, move->slot,
                           &move->place, call->arena, &move->effect, err);
}

/* Whose name goes with a rule: the participation, else the meeting that is in the way. */
static int64_t participant_of(const struct ie_timetable *t,
                              const struct ie_schedule_conflict *c)
{
    const struct ie_schedule_meeting *m = &t->input.meetings[c->meeting];

    switch ((enum ie_schedule_rule)c->rule) {
    case IE_SCHEDULE_RULE_A_AWAY:
    case IE_SCHEDULE_RULE_A_BUSY:
    case IE_SCHEDULE_RULE_A_DAY_CAP:
    case IE_SCHEDULE_RULE_A_CAP:
        return m->a;
    case IE_SCHEDULE_RULE_B_AWAY:
    case IE_SCHEDULE_RULE_B_BUSY:
    case IE_SCHEDULE_RULE_B_DAY_CAP:
    case IE_SCHEDULE_RULE_B_CAP:
        return m->b;
    case IE_SCHEDULE_RULE_PLACE_CLOSED:
    case IE_SCHEDULE_RULE_PLACE_TAKEN:
    case IE_SCHEDULE_RULE_PLACE_WRONG:
    case IE_SCHEDULE_RULE_PLACE_NONE:
    case IE_SCHEDULE_RULE_NOT_ALLOWED:
    case IE_SCHEDULE_RULE_REPEATED:
    case IE_SCHEDULE_RULE_LOCKED:
    case IE_SCHEDULE_RULE_COUNT:
        break;
    }
    return -1;
}

static const char *kind_of(enum ie_schedule_rule rule)
{
    switch (rule) {
    case IE_SCHEDULE_RULE_A_AWAY:
    case IE_SCHEDULE_RULE_B_AWAY:
        return "participant_absent";
    case IE_SCHEDULE_RULE_A_BUSY:
    case IE_SCHEDULE_RULE_B_BUSY:
        return "participant_busy";
    case IE_SCHEDULE_RULE_A_DAY_CAP:
    case IE_SCHEDULE_RULE_B_DAY_CAP:
    case IE_SCHEDULE_RULE_A_CAP:
    case IE_SCHEDULE_RULE_B_CAP:
        return "participant_full";
    case IE_SCHEDULE_RULE_PLACE_CLOSED:
        return "place_closed";
    case IE_SCHEDULE_RULE_PLACE_TAKEN:
        return "place_busy";
    case IE_SCHEDULE_RULE_PLACE_WRONG:
        return "place_fixed";
    case IE_SCHEDULE_RULE_PLACE_NONE:
        return "place_none";
    case IE_SCHEDULE_RULE_NOT_ALLOWED:
        return "not_allowed";
    case IE_SCHEDULE_RULE_REPEATED:
        return "repeated";
    case IE_SCHEDULE_RULE_LOCKED:
        return "locked";
    case IE_SCHEDULE_RULE_COUNT:
        break;
    }
    IE_BUG("a rule that the scheduling engine does not have");
}

static void put_move(const struct move *move, struct ie_json *json)
{
    const struct ie_timetable *t = move->timetable;
    const struct ie_schedule_objective *before = &move->effect->before;
    const struct ie_schedule_objective *after = &move->effect->after;

    ie_json_key(json, "conflicts");
    ie_json_array(json);
    for (uint32_t i = 0; i < move->effect->conflict_count; i++) {
        const struct ie_schedule_conflict *c = &move->effect->conflicts[i];
        int64_t who = participant_of(t, c);
        const struct ie_record *organisation =
            who < 0 ? NULL : t->participants[who].organisation;
        ie_json_object(json);
        ie_json_key(json, "kind");
        ie_json_strz(json, kind_of((enum ie_schedule_rule)c->rule));
        ie_json_kstr(json, "who",
                     who < 0 ? IE_STR_NONE
                             : ie_id_str(&t->participants[who].participation->id));
        ie_json_kstr(json, "label",
                     organisation ? ie_record_get(organisation, "name")->text
                                  : IE_STR_NONE);
        ie_json_kstr(json, "other",
                     c->other < 0 ? IE_STR_NONE
                                  : ie_id_str(&t->meetings.at[t->record[c->other]].id));
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_json_key(json, "effect");
    ie_json_object(json);
    ie_json_kint(json, "weight", after->value - before->value);
    ie_json_kint(json, "breaks", after->breaks - before->breaks);
    ie_json_kint(json, "place_changes", after->place_changes - before->place_changes);
    ie_json_end(json);
    ie_json_kstr(json, "place",
                 move->place < 0 ? IE_STR_NONE
                                 : ie_id_str(&t->places.at[move->place].id));
}

int ie_timetable_check_json(struct ie_call *call, struct ie_str event,
                            struct ie_str meeting, int64_t slot, struct ie_str place,
                            struct ie_json *json, struct ie_error *err)
{
    struct move move = {0};
    int code = try_move(call, event, meeting, slot, place, &move, err);

    if (code)
        return code;
    ie_json_object(json);
    put_move(&move, json);
    ie_json_end(json);
    return 0;
}

static int write_move(struct ie_call *call, const struct move *move, int64_t expected,
                      int64_t *revision, struct ie_error *err)
{
    const struct ie_timetable *t = move->timetable;
    const struct ie_record *meeting = &t->meetings.at[t->record[move->meeting]];
    const struct ie_type *type = &ie_type_meeting;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_value *values = ie_values_of(call->arena, meeting);

    if (!values)
        return ie_fail_nomem(err);
    if (move->slot < 0) {
        ie_values_null(type, values, "starts_at");
        ie_values_null(type, values, "ends_at");
        ie_values_null(type, values, "place");
        ie_values_text(type, values, "status", IE_STR("proposed"));
    } else {
        ie_values_int(type, values, "starts_at", t->slots.at[move->slot].starts_at);
        ie_values_int(type, values, "ends_at", t->slots.at[move->slot].ends_at);
        ie_values_text(type, values, "place",
                       move->place < 0 ? IE_STR_NONE
                                       : ie_id_str(&t->places.at[move->place].id));
        /* A confirmation was for the old time. */
        ie_values_text(type, values, "status", IE_STR("planned"));
    }
    return ie_record_revise(call->db, &writer, type, ie_id_str(&meeting->id), expected,
                            values, revision, err);
}

int ie_timetable_move(struct ie_call *call, struct ie_str event, struct ie_str meeting,
                      int64_t expected, int64_t slot, struct ie_str place,
                      struct ie_json *json, bool *moved, struct ie_error *err)
{
    struct move move = {0};
    int64_t revision = 0;
    int code = try_move(call, event, meeting, slot, place, &move, err);

    if (code)
        return code;
    bool may = move.effect->conflict_count == 0;
    if (may)
        code = write_move(call, &move, expected, &revision, err);
    if (code)
        return code;
    ie_json_object(json);
    put_move(&move, json);
    ie_json_kbool(json, "moved", may);
    if (may)
        ie_json_kint(json, "revision", revision);
    ie_json_end(json);
    *moved = may;
    return 0;
}
