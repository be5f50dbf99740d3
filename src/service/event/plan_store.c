/* Plans as records: kept, put in force, thrown away. */
#include <sodium.h>

#include "base/json.h"
#include "service/account/authorise.h"
#include "service/event/changes.h"
#include "service/event/party.h"
#include "service/event/plan_use.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

static struct ie_str text_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? IE_STR_NONE : value->text;
}

static int64_t moment_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? 0 : value->integer;
}

/* ---- The basis ---- */

int ie_plan_basis(struct ie_call *call, const struct ie_timetable *t,
                  struct ie_str *basis, struct ie_error *err)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * crypto_hash_sha256_BYTES + 1];
    struct ie_buf text = IE_BUF_INIT;

    for (size_t i = 0; i < t->meetings.count; i++) {
        const struct ie_record *m = &t->meetings.at[i];
        ie_buf_printf(
            &text, "%s %lld %d %.*s %.*s %.*s\n", m->id.text,
            (long long)moment_of(m, "starts_at"),
            (int)ie_record_get(m, "locked")->integer, IE_STR_ARG(text_of(m, "place")),
            IE_STR_ARG(text_of(m, "interpreter")), IE_STR_ARG(text_of(m, "status")));
    }
    int code = ie_buf_check(&text, err);
    if (!code) {
        struct ie_str all = ie_buf_str(&text);
        crypto_hash_sha256(digest, (const unsigned char *)(all.ptr ? all.ptr : ""),
                           all.len);
        sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
        *basis = ie_arena_str(call->arena, ie_str_z(hex));
        code = basis->ptr ? 0 : ie_fail_nomem(err);
    }
    ie_buf_release(&text);
    return code;
}

/* ---- The body ---- */

static void put_spot(const struct ie_timetable *t, const struct ie_fair_place_at *at,
                     struct ie_json *json)
{
    char text[40];

    ie_moment_format(t->slots.at[at->slot].starts_at, text);
    ie_json_key(json, "starts_at");
    ie_json_strz(json, text);
    ie_json_kstr(json, "place",
                 at->place < 0 ? IE_STR_NONE : ie_id_str(&t->places.at[at->place].id));
    ie_json_kstr(json, "interpreter",
                 at->interpreter < 0
                     ? IE_STR_NONE
                     : ie_id_str(&t->interpreters.at[at->interpreter].id));
}

static void put_who(const struct ie_timetable *t, uint32_t i, struct ie_json *json)
{
    ie_json_kstr(json, "meeting",
                 t->record[i] < 0 ? IE_STR_NONE
                                  : ie_id_str(&t->meetings.at[t->record[i]].id));
    ie_json_kstr(json, "a", t->problem->participants[t->pairs[i].who[0]].id);
    ie_json_kstr(json, "b", t->problem->participants[t->pairs[i].who[1]].id);
    ie_timetable_put_others(t, i, json);
}

static const char *change_of(const struct ie_fair_place_at *was,
                             const struct ie_fair_place_at *at)
{
    if (at->slot < 0)
        return was->slot >= 0 ? "dropped" : NULL;
    if (was->slot < 0)
        return "new";
    if (was->slot != at->slot)
        return "moved";
    if (was->place != at->place)
        return "place";
    return was->interpreter != at->interpreter ? "interpreter" : NULL;
}

/* Who is in the record of a meeting and does not come to it; with `news` only whom nobody
 * was told of yet: by the changes that the plan answers, or since the last one. */
static uint32_t missing(const struct ie_plan *plan, uint32_t i,
                        struct ie_str who[IE_FAIR_MEMBERS])
{
    const struct ie_timetable *t = plan->timetable;
    const struct ie_fair_meeting *m = &t->pairs[i];
    uint32_t n = 0;

    if (t->record[i] < 0)
        return 0;
    struct ie_party party = ie_party_of(&t->meetings.at[t->record[i]]);
    for (uint32_t k = 0; k < party.size; k++) {
        int64_t one = ie_timetable_participant(t, party.id[k]);
        bool comes = false, news = false;
        json_t *change;
        size_t c;
        for (uint32_t h = 0; h < m->size; h++)
            comes |= (int64_t)m->who[h] == one;
        if (comes || one < 0)
            continue;
        json_array_foreach(plan->changes, c, change)
            news |= ie_str_eq(ie_json_get_str(change, "participation"), party.id[k]);
        if (news || t->participants[one].participation->updated_at > plan->since)
            who[n++] = party.id[k];
    }
    return n;
}

static void put_missing(const struct ie_plan *plan, uint32_t i, struct ie_json *json)
{
    struct ie_str who[IE_FAIR_MEMBERS];
    uint32_t n = missing(plan, i, who);

    ie_json_key(json, "without");
    ie_json_array(json);
    for (uint32_t k = 0; k < n; k++)
        ie_json_str(json, who[k]);
    ie_json_end(json);
}

static void put_move(const struct ie_plan *plan, uint32_t i, const char *change,
                     const struct ie_fair_place_at *at, struct ie_json *json)
{
    const struct ie_timetable *t = plan->timetable;

    ie_json_object(json);
    put_who(t, i, json);
    put_missing(plan, i, json);
    ie_json_key(json, "change");
    ie_json_strz(json, change);
    for (int side = 0; side < 2; side++) {
        const struct ie_fair_place_at *spot = side ? at : &t->at[i];
        ie_json_key(json, side ? "to" : "from");
        if (spot->slot < 0) {
            ie_json_null(json);
            continue;
        }
        ie_json_object(json);
        put_spot(t, spot, json);
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_body(const struct ie_plan *plan, struct ie_json *json)
{
    const struct ie_timetable *t = plan->timetable;
    const struct ie_fair_place_at *at = plan->result->at;
    int64_t same = 0;

    ie_json_object(json);
    ie_json_key(json, "meetings");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->problem->meeting_count; i++) {
        if (at[i].slot < 0)
            continue;
        ie_json_object(json);
        put_who(t, i, json);
        put_spot(t, &at[i], json);
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_json_key(json, "moves");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->problem->meeting_count; i++) {
        /* A begun meeting is where it is, whatever the engine took it for. */
        const char *change = t->pairs[i].hold == IE_FAIR_BEGUN && t->record[i] >= 0
                                 ? NULL
                                 : change_of(&t->at[i], &at[i]);
        struct ie_str gone[IE_FAIR_MEMBERS];
        if (change)
            put_move(plan, i, change, &at[i], json);
        else if (at[i].slot >= 0 && t->pairs[i].hold != IE_FAIR_BEGUN &&
                 missing(plan, i, gone))
            put_move(plan, i, "smaller", &at[i], json);
        same += !change && at[i].slot >= 0;
    }
    ie_json_end(json);
    ie_json_kint(json, "same", same);
    ie_json_kint(json, "use", t->use);
    ie_json_kint(json, "now", t->now);
    ie_json_key(json, "changes");
    if (plan->changes)
        ie_json_value(json, plan->changes);
    else
        ie_json_null(json);
    ie_json_end(json);
}

/* ---- In force ---- */

static int store_event(struct ie_call *call, const struct ie_timetable *t,
                       struct ie_str summary, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_event;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_value *values = ie_values_of(call->arena, t->event);
    struct ie_str status = text_of(t->event, "status");
    int64_t revision;

    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "timetable", summary);
    if (ie_str_eqz(status, "draft") || ie_str_eqz(status, "open"))
        ie_values_text(type, values, "status", IE_STR("planned"));
    return ie_record_revise(call->db, &writer, type, ie_id_str(&t->event->id), 0, values,
                            &revision, err);
}

/* The timetable must still be the one that the plan was made from. */
static int still_holds(struct ie_call *call, const struct ie_timetable *t,
                       struct ie_str basis, const char *message, struct ie_error *err)
{
    struct ie_str now = IE_STR_NONE;
    int code = ie_plan_basis(call, t, &now, err);

    if (code)
        return code;
    return ie_str_eq(now, basis) ? 0 : ie_fail(err, IE_CONFLICT, message);
}

static bool within(const json_t *spot, ie_moment after, ie_moment until)
{
    ie_moment starts;

    return json_is_object(spot) &&
           !ie_moment_parse(ie_json_get_str(spot, "starts_at"), &starts, NULL) &&
           starts > after && starts <= until;
}

/* While the event runs, time goes on between making a plan and publishing it: it must not
 * change what has begun meanwhile. */
static int still_ahead(const struct ie_call *call, const struct ie_timetable *t,
                       const json_t *body, const char *message, struct ie_error *err)
{
    const struct ie_slots *slots = &t->slots;
    const json_t *moves = json_object_get(body, "moves"), *move;
    ie_moment made = json_integer_value(json_object_get(body, "now"));
    bool runs = slots->count && call->now > slots->at[0].starts_at &&
                call->now < slots->at[slots->count - 1].ends_at;
    size_t i;

    json_array_foreach(moves, i, move)
        if (runs && (within(json_object_get(move, "from"), made, call->now) ||
                     within(json_object_get(move, "to"), made, call->now)))
            return ie_fail(err, IE_CONFLICT, message);
    return 0;
}

static int put_in_force(struct ie_call *call, struct ie_str plan, struct ie_str event,
                        struct ie_str basis, const json_t *body, struct ie_str summary,
                        const char *message, struct ie_error *err)
{
    const json_t *changes = json_object_get(body, "changes");
    enum ie_timetable_for use =
        (enum ie_timetable_for)json_integer_value(json_object_get(body, "use"));
    struct ie_fair_place_at *at = NULL;
    struct ie_timetable *t = NULL;
    char hex[IE_DIGEST_HEX];
    int code = ie_timetable_read(call, event, &t, err);

    if (code || (code = ie_event_require_officer(call, t->event, err)) ||
        (code = still_holds(call, t, basis, message, err)) ||
        (code = still_ahead(call, t, body, message, err)))
        return code;
    t->now = json_integer_value(json_object_get(body, "now"));
    if ((code = ie_changes_apply(call, t, changes, true, err)) ||
        (code = ie_timetable_build(call, t, use, err)) ||
        (code = ie_plan_write(call, t, body, message, &at, err)) ||
        (code = ie_timetable_digest(call, t, at, hex, err)) ||
        (code = ie_plan_mark(call, plan, ie_str_z(hex), err)))
        return code;
    return store_event(call, t, summary, err);
}

static int make_record(struct ie_call *call, const struct ie_plan *plan, bool publish,
                       struct ie_str summary, struct ie_id *id, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_plan;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_value *values = ie_values_new(call->arena, type);

    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "event", ie_id_str(&plan->timetable->event->id));
    ie_values_text(type, values, "kind", ie_str_z(plan->kind));
    ie_values_text(type, values, "status",
                   publish ? IE_STR("published") : IE_STR("proposed"));
    ie_values_text(type, values, "engine", ie_str_z(ie_fair_version()));
    ie_values_int(type, values, "seed", (int64_t)plan->seed);
    ie_values_text(type, values, "summary", summary);
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, id, err);
}

static int as_text(struct ie_call *call, struct ie_buf *out, struct ie_str *text,
                   struct ie_error *err)
{
    int code = ie_buf_check(out, err);

    if (!code) {
        *text = ie_arena_str(call->arena, ie_buf_str(out));
        code = text->ptr ? 0 : ie_fail_nomem(err);
    }
    ie_buf_release(out);
    return code;
}

/* "{…}" with two members more. */
static void put_result(struct ie_str summary, struct ie_str plan, bool published,
                       struct ie_json *json)
{
    json_t *object = NULL;
    const char *key;
    json_t *value;

    ie_json_object(json);
    ie_json_kstr(json, "plan", plan);
    ie_json_kbool(json, "published", published);
    if (ie_json_parse(summary, &object, NULL) == IE_NOMEM)
        json->out->failed = true;
    json_object_foreach(object, key, value) {
        ie_json_key(json, key);
        ie_json_value(json, value);
    }
    json_decref(object);
    ie_json_end(json);
}

int ie_plan_store(struct ie_call *call, struct ie_plan *plan, bool publish,
                  struct ie_json *json, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json text = ie_json_into(&out);
    struct ie_str summary, body, basis;
    struct ie_id id = {0};
    json_t *parsed = NULL;
    int code;

    ie_plan_summary(call, plan, true, &text);
    if ((code = as_text(call, &out, &summary, err)))
        return code;
    text = ie_json_into(&out);
    put_body(plan, &text);
    if ((code = as_text(call, &out, &body, err)) ||
        (code = ie_plan_basis(call, plan->timetable, &basis, err)) ||
        (code = make_record(call, plan, publish, summary, &id, err)) ||
        (code = ie_plan_keep_body(call, ie_id_str(&id), basis, body, err)))
        return code;
    if (publish && !(code = ie_json_parse(body, &parsed, err)))
        code = put_in_force(call, ie_id_str(&id), ie_id_str(&plan->timetable->event->id),
                            basis, parsed, summary, "schedule.changed_meanwhile", err);
    json_decref(parsed);
    if (!code)
        code = ie_plan_sweep(call, ie_id_str(&plan->timetable->event->id), err);
    if (!code)
        put_result(summary, ie_id_str(&id), publish, json);
    return code;
}

/* ---- Acts ---- */

static int find_plan(struct ie_call *call, struct ie_str id, struct ie_record **plan,
                     struct ie_error *err)
{
    struct ie_reader reader;
    struct ie_record *event;
    int code;

    ie_reader_for(call, &reader);
    code = ie_record_read(call->db, &reader, &ie_type_plan, id, call->arena, plan, err);
    if (!code)
        code = ie_event_find(call, text_of(*plan, "event"), &event, err);
    return code ? code : ie_event_require_officer(call, event, err);
}

static int set_status(struct ie_call *call, struct ie_record *plan, const char *status,
                      struct ie_json *json, struct ie_error *err)
{
    struct ie_writer writer = ie_call_writer(call);
    struct ie_value *values = ie_values_of(call->arena, plan);
    int64_t revision = 0;

    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(plan->type, values, "status", ie_str_z(status));
    int code = ie_record_revise(call->db, &writer, plan->type, ie_id_str(&plan->id), 0,
                                values, &revision, err);
    if (code)
        return code;
    ie_json_object(json);
    ie_json_kstr(json, "id", ie_id_str(&plan->id));
    ie_json_kint(json, "revision", revision);
    ie_json_key(json, "status");
    ie_json_strz(json, status);
    ie_json_end(json);
    return 0;
}

int ie_plan_publish(struct ie_call *call, struct ie_str id, struct ie_json *json,
                    struct ie_error *err)
{
    struct ie_record *plan = NULL;
    struct ie_str basis = IE_STR_NONE;
    json_t *body = NULL;
    int code = find_plan(call, id, &plan, err);

    if (!code && !ie_str_eqz(text_of(plan, "status"), "proposed"))
        code = ie_fail(err, IE_CONFLICT, "plan.decided");
    if (!code)
        code = ie_plan_body(call, id, &body, &basis, err);
    if (!code)
        code = put_in_force(call, id, text_of(plan, "event"), basis, body,
                            text_of(plan, "summary"), "plan.outdated", err);
    json_decref(body);
    if (!code)
        code = set_status(call, plan, "published", json, err);
    return code ? code : ie_plan_sweep(call, text_of(plan, "event"), err);
}

int ie_plan_discard(struct ie_call *call, struct ie_str id, struct ie_json *json,
                    struct ie_error *err)
{
    struct ie_record *plan = NULL;
    int code = find_plan(call, id, &plan, err);

    if (!code && !ie_str_eqz(text_of(plan, "status"), "proposed"))
        code = ie_fail(err, IE_CONFLICT, "plan.decided");
    return code ? code : set_status(call, plan, "discarded", json, err);
}
