/* A plan's meetings into records. */
#include <stdlib.h>

#include "service/event/party.h"
#include "service/event/plan_use.h"
#include "service/event/timetable_rules.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

/* ---- The body's meetings as the problem's ---- */

/* A record's id, or who meets: ids are as long as each other, so that no two are alike. */
static struct ie_str key_of(struct ie_arena *arena, struct ie_str meeting,
                            const struct ie_str *who, size_t count)
{
    struct ie_buf key = IE_BUF_INIT;
    struct ie_str text = IE_STR_NONE;

    if (meeting.len)
        return ie_arena_str(arena, meeting);
    for (size_t i = 0; i < count; i++) {
        ie_buf_add(&key, who[i]);
        ie_buf_addc(&key, ' ');
    }
    if (!ie_buf_check(&key, NULL))
        text = ie_arena_str(arena, ie_buf_str(&key));
    ie_buf_release(&key);
    return text;
}

static struct ie_str key_of_row(struct ie_arena *arena, const json_t *row)
{
    const json_t *others = json_object_get(row, "others");
    struct ie_str who[IE_FAIR_MEMBERS] = {ie_json_get_str(row, "a"),
                                          ie_json_get_str(row, "b")};
    size_t n = 2;

    for (size_t i = 0; i < json_array_size(others) && n < IE_COUNT(who); i++)
        who[n++] = ie_str_z(json_string_value(json_array_get(others, i)));
    return key_of(arena, ie_json_get_str(row, "meeting"), who, n);
}

static int index_body(struct ie_call *call, const json_t *body, json_t **index,
                      struct ie_error *err)
{
    const json_t *meetings = json_object_get(body, "meetings");
    json_t *made = json_object();
    size_t i;
    json_t *row;

    json_array_foreach(meetings, i, row) {
        struct ie_str key = key_of_row(call->arena, row);
        if (!made || !key.ptr || json_object_set(made, key.ptr, row)) {
            json_decref(made);
            return ie_fail_nomem(err);
        }
    }
    *index = made;
    return made ? 0 : ie_fail_nomem(err);
}

static int spot_of(const struct ie_timetable *t, const json_t *row,
                   struct ie_fair_place_at *at, struct ie_error *err)
{
    struct ie_str place = ie_json_get_str(row, "place");
    struct ie_str voice = ie_json_get_str(row, "interpreter");
    ie_moment starts;
    int code = ie_moment_parse(ie_json_get_str(row, "starts_at"), &starts, err);

    if (code)
        return code;
    at->slot = (int32_t)ie_slot_at(&t->slots, starts);
    at->place = place.len ? (int32_t)ie_timetable_place(t, place) : IE_FAIR_NONE;
    at->interpreter =
        voice.len ? (int32_t)ie_timetable_interpreter(t, voice) : IE_FAIR_NONE;
    return 0;
}

static int place_all(struct ie_call *call, const struct ie_timetable *t,
                     const json_t *body, struct ie_fair_place_at *at, size_t *found,
                     struct ie_error *err)
{
    json_t *index = NULL;
    int code = index_body(call, body, &index, err);

    *found = 0;
    for (uint32_t i = 0; i < t->problem->meeting_count && !code; i++) {
        const struct ie_fair_meeting *m = &t->pairs[i];
        struct ie_str who[IE_FAIR_MEMBERS];
        for (uint32_t k = 0; k < m->size; k++)
            who[k] = t->problem->participants[m->who[k]].id;
        struct ie_str key = key_of(
            call->arena,
            t->record[i] < 0 ? IE_STR_NONE : ie_id_str(&t->meetings.at[t->record[i]].id),
            who, m->size);
        at[i] = (struct ie_fair_place_at){IE_FAIR_NONE, IE_FAIR_NONE, IE_FAIR_NONE};
        if (!key.ptr) {
            code = ie_fail_nomem(err);
            break;
        }
        const json_t *row = json_object_get(index, key.ptr);
        if (row && !(code = spot_of(t, row, &at[i], err)))
            ++*found;
    }
    json_decref(index);
    return code;
}

/* Nothing is written that the checker does not accept on the records of now; a must that
 * is out was out when the plan was made. */
static int check(struct ie_call *call, const struct ie_timetable *t,
                 const struct ie_fair_place_at *at, const char *message,
                 struct ie_error *err)
{
    struct ie_fair_verdict *verdict = NULL;
    int code = ie_fair_check(t->problem, at, call->arena, &verdict, err);

    for (uint32_t i = 0; !code && i < verdict->fault_count; i++)
        if (verdict->faults[i].rule != IE_FAIR_RULE_MUST)
            code = ie_fail(err, IE_CONFLICT, message);
    return code;
}

/* ---- Records ---- */

static bool is_wished(const struct ie_timetable *t, const struct ie_record *meeting)
{
    struct ie_party party = ie_party_of(meeting);

    for (size_t i = 0; i < t->wishes.count; i++) {
        struct ie_party wished = ie_party_of(&t->wishes.at[i]);
        if (ie_party_same(&party, &wished))
            return true;
    }
    return false;
}

/* Something is said of it that a new record would not know. */
static bool is_ruled(const struct ie_timetable *t, const struct ie_record *meeting)
{
    return !ie_record_get(meeting, "not_at")->null ||
           !ie_record_get(meeting, "screening")->null ||
           ie_rules_orders(t, ie_id_str(&meeting->id));
}

/* What was planned and fits no more goes, its history stays; one that nobody wished for
 * was made by hand, and one with a rule of its own keeps it: these wait. */
static int take_off(struct ie_call *call, const struct ie_timetable *t,
                    const struct ie_record *old, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_meeting;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_value *values = ie_values_of(call->arena, old);
    int64_t revision;

    if (is_wished(t, old) && !is_ruled(t, old))
        return ie_record_delete(call->db, &writer, type, ie_id_str(&old->id), 0, err);
    if (!values)
        return ie_fail_nomem(err);
    ie_values_null(type, values, "starts_at");
    ie_values_null(type, values, "ends_at");
    ie_values_null(type, values, "place");
    ie_values_null(type, values, "interpreter");
    ie_values_text(type, values, "status", IE_STR("proposed"));
    return ie_record_revise(call->db, &writer, type, ie_id_str(&old->id), 0, values,
                            &revision, err);
}

static int name_others(struct ie_call *call, const struct ie_timetable *t,
                       const struct ie_fair_meeting *m, struct ie_value *values,
                       struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    ie_json_array(&json);
    for (uint32_t i = 2; i < m->size; i++)
        ie_json_str(&json, t->problem->participants[m->who[i]].id);
    ie_json_end(&json);
    int code = ie_buf_check(&out, err);
    if (!code) {
        struct ie_str others = ie_arena_str(call->arena, ie_buf_str(&out));
        code = others.ptr ? 0 : ie_fail_nomem(err); /* else a group is kept as a pair */
        ie_values_text(&ie_type_meeting, values, "others", others);
    }
    ie_buf_release(&out);
    return code;
}

/* Most meetings of a re-plan: nothing is read or written for them. */
static bool is_as_it_was(const struct ie_timetable *t, uint32_t i,
                         const struct ie_fair_place_at *at)
{
    const struct ie_record *old = &t->meetings.at[t->record[i]];
    const struct ie_value *mutual = ie_record_get(old, "mutual");

    return at->slot == t->at[i].slot && at->place == t->at[i].place &&
           at->interpreter == t->at[i].interpreter &&
           ie_record_get(old, "weight")->integer == t->pairs[i].weight && !mutual->null &&
           (mutual->integer != 0) == t->pairs[i].mutual &&
           ie_record_get(old, "starts_at")->null == (at->slot < 0) &&
           (at->slot < 0 ||
            ie_record_get(old, "ends_at")->integer == t->slots.at[at->slot].ends_at);
}

static int store_meeting(struct ie_call *call, const struct ie_timetable *t, uint32_t i,
                         const struct ie_fair_place_at *at, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_meeting;
    const struct ie_fair_meeting *m = &t->pairs[i];
    struct ie_writer writer = ie_call_writer(call);
    const struct ie_record *old = t->record[i] < 0 ? NULL : &t->meetings.at[t->record[i]];
    struct ie_value *values =
        old ? ie_values_of(call->arena, old) : ie_values_new(call->arena, type);
    struct ie_id id = {0};
    int64_t revision;
    int code;

    if (!values)
        return ie_fail_nomem(err);
    if (old && (m->hold == IE_FAIR_BEGUN || is_as_it_was(t, i, at)))
        return 0;
    if (at->slot < 0)
        return old && t->at[i].slot >= 0 ? take_off(call, t, old, err) : 0;
    ie_values_text(type, values, "event", ie_id_str(&t->event->id));
    if (!old) {
        ie_values_text(type, values, "a", t->problem->participants[m->who[0]].id);
        ie_values_text(type, values, "b", t->problem->participants[m->who[1]].id);
        ie_values_int(type, values, "locked", 0);
    }
    if (!old && m->size > 2 && (code = name_others(call, t, m, values, err)))
        return code;
    ie_values_int(type, values, "starts_at", t->slots.at[at->slot].starts_at);
    ie_values_int(type, values, "ends_at", t->slots.at[at->slot].ends_at);
    ie_values_text(type, values, "place",
                   at->place < 0 ? IE_STR_NONE : ie_id_str(&t->places.at[at->place].id));
    ie_values_text(type, values, "interpreter",
                   at->interpreter < 0
                       ? IE_STR_NONE
                       : ie_id_str(&t->interpreters.at[at->interpreter].id));
    /* A confirmation was for the old time and place. */
    if (!old || t->at[i].slot != at->slot || t->at[i].place != at->place)
        ie_values_text(type, values, "status", IE_STR("planned"));
    ie_values_int(type, values, "weight", m->weight);
    ie_values_int(type, values, "mutual", m->mutual);
    if (old)
        return ie_record_revise(call->db, &writer, type, ie_id_str(&old->id), 0, values,
                                &revision, err);
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &id, err);
}

int ie_plan_write(struct ie_call *call, const struct ie_timetable *t, const json_t *body,
                  const char *message, struct ie_fair_place_at **out,
                  struct ie_error *err)
{
    uint32_t n = t->problem->meeting_count;
    struct ie_fair_place_at *at = IE_NEW_ARRAY(call->arena, struct ie_fair_place_at, n);
    size_t found = 0;
    int code = at ? place_all(call, t, body, at, &found, err) : ie_fail_nomem(err);

    if (!code && found != json_array_size(json_object_get(body, "meetings")))
        code = ie_fail(err, IE_CONFLICT, message); /* somebody withdrew */
    if (!code)
        code = check(call, t, at, message, err);
    for (uint32_t i = 0; i < n && !code; i++)
        code = store_meeting(call, t, i, &at[i], err);
    *out = at;
    return code;
}
