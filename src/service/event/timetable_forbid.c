/* Times that a meeting may not be at: one more, one less, none. */
#include "base/json.h"
#include "service/account/authorise.h"
#include "service/event/spans.h"
#include "service/event/timetable.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

struct forbid { /* of one meeting */
    struct ie_call *call;
    struct ie_record *meeting, *event;
    struct ie_slots slots;
    struct ie_value *values;
};

static int bad_slot(int64_t slot, struct ie_error *err)
{
    ie_fail(err, IE_INPUT, "timetable.slot");
    ie_error_argi(err, "value", slot);
    ie_error_at(err, NULL, 0, 0, "slot");
    return IE_INPUT;
}

/* ---- The list ---- */

/* The meeting's list without the slot, and with it at the end when it is `forbidden`. */
static int set_list(const struct forbid *f, int64_t slot, bool forbidden,
                    struct ie_error *err)
{
    const struct ie_value *had = ie_record_get(f->meeting, "not_at");
    const struct ie_slot *s = &f->slots.at[slot];
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    struct ie_str text = IE_STR_NONE;
    size_t left = forbidden;

    ie_json_array(&json);
    int code = ie_spans_without(had->null ? IE_STR_NONE : had->text, s->starts_at,
                                s->ends_at, &json, &left, err);
    if (forbidden)
        ie_span_json(&json, s->starts_at, s->ends_at);
    ie_json_end(&json);
    if (!code)
        code = ie_buf_check(&out, err);
    if (!code && left) {
        text = ie_arena_str(f->call->arena, ie_buf_str(&out));
        code = text.ptr ? 0 : ie_fail_nomem(err);
    }
    if (!code)
        ie_values_text(f->meeting->type, f->values, "not_at", text);
    ie_buf_release(&out);
    return code;
}

/* ---- The meeting ---- */

static int begin(struct ie_call *call, struct ie_str id, struct forbid *f,
                 struct ie_error *err)
{
    struct ie_reader reader;
    int code;

    *f = (struct forbid){.call = call};
    ie_reader_for(call, &reader);
    if ((code = ie_record_read(call->db, &reader, &ie_type_meeting, id, call->arena,
                               &f->meeting, err)) ||
        (code = ie_event_find(call, ie_record_get(f->meeting, "event")->text, &f->event,
                              err)) ||
        (code = ie_event_require_officer(call, f->event, err)) ||
        (code = ie_event_slots(f->event, call->arena, &f->slots, err)))
        return code;
    struct ie_str status = ie_record_get(f->meeting, "status")->text;
    if (ie_str_eqz(status, "held") || ie_str_eqz(status, "no_show"))
        return ie_fail(err, IE_CONFLICT, "meeting.over");
    f->values = ie_values_of(call->arena, f->meeting);
    return f->values ? 0 : ie_fail_nomem(err);
}

static int finish(struct forbid *f, int64_t expected, struct ie_json *json,
                  struct ie_error *err)
{
    struct ie_writer writer = ie_call_writer(f->call);
    struct ie_record *meeting = f->meeting;
    int64_t revision = 0;
    int code =
        ie_record_revise(f->call->db, &writer, meeting->type, ie_id_str(&meeting->id),
                         expected, f->values, &revision, err);

    if (code)
        return code;
    meeting->values = f->values;
    ie_json_object(json);
    ie_json_kstr(json, "id", ie_id_str(&meeting->id));
    ie_json_kint(json, "revision", revision);
    ie_json_kstr(json, "status", ie_record_get(meeting, "status")->text);
    ie_json_kbool(json, "locked", ie_record_get(meeting, "locked")->integer != 0);
    ie_json_end(json);
    return 0;
}

static void take_off(struct forbid *f)
{
    const struct ie_type *type = f->meeting->type;

    ie_values_null(type, f->values, "starts_at");
    ie_values_null(type, f->values, "ends_at");
    ie_values_null(type, f->values, "place");
    ie_values_null(type, f->values, "interpreter");
    ie_values_text(type, f->values, "status", IE_STR("proposed"));
    ie_values_int(type, f->values, "locked", 0);
}

int ie_timetable_forbid(struct ie_call *call, struct ie_str id, int64_t slot,
                        int64_t expected, struct ie_json *json, struct ie_error *err)
{
    struct forbid f;
    int code = begin(call, id, &f, err);

    if (code)
        return code;
    const struct ie_value *starts = ie_record_get(f.meeting, "starts_at");
    int64_t at = starts->null ? -1 : ie_slot_at(&f.slots, starts->integer);
    if (slot < 0 && at < 0)
        return ie_fail(err, IE_CONFLICT, "meeting.not_placed");
    if (slot >= (int64_t)f.slots.count)
        return bad_slot(slot, err);
    slot = slot < 0 ? at : slot;
    if ((code = set_list(&f, slot, true, err)))
        return code;
    if (slot == at)
        take_off(&f);
    return finish(&f, expected, json, err);
}

int ie_timetable_allow(struct ie_call *call, struct ie_str id, int64_t slot,
                       int64_t expected, struct ie_json *json, struct ie_error *err)
{
    struct forbid f;
    int code = begin(call, id, &f, err);

    if (code)
        return code;
    if (ie_record_get(f.meeting, "not_at")->null)
        return ie_fail(err, IE_CONFLICT, "meeting.nothing_forbidden");
    if (slot >= (int64_t)f.slots.count)
        return bad_slot(slot, err);
    if (slot < 0)
        ie_values_null(f.meeting->type, f.values, "not_at");
    else if ((code = set_list(&f, slot, false, err)))
        return code;
    return finish(&f, expected, json, err);
}
