#include "service/event/changes.h"

#include "base/json.h"
#include "service/event/spans.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

struct change {
    struct ie_call *call;
    struct ie_timetable *t;
    const json_t *row;
    struct ie_str kind;
    size_t number;
    bool write;
};

static int refuse(const struct change *c, const char *id, const char *field,
                  struct ie_error *err)
{
    char path[56];

    ie_fail(err, IE_INPUT, id);
    ie_error_argn(err, "kind", c->kind.ptr ? c->kind.ptr : "", c->kind.len);
    ie_error_arg(err, "field", field);
    snprintf(path, sizeof(path), "changes[%zu].%s", c->number, field);
    ie_error_at(err, NULL, 0, 0, path);
    return IE_INPUT;
}

/* ---- One record, in memory and in the store ---- */

/* Its own values to be changed; the record is the timetable's own, not a shared one. */
static struct ie_value *values_of(struct ie_call *call, struct ie_record *record)
{
    struct ie_value *values = ie_values_of(call->arena, record);

    if (values)
        record->values = values;
    return values;
}

static int keep(struct ie_call *call, const struct ie_record *record, bool write,
                struct ie_error *err)
{
    struct ie_writer writer = ie_call_writer(call);
    int64_t revision;

    return write
               ? ie_record_revise(call->db, &writer, record->type, ie_id_str(&record->id),
                                  0, record->values, &revision, err)
               : 0;
}

static int set_status(struct ie_call *call, struct ie_record *record, const char *status,
                      bool write, struct ie_error *err)
{
    struct ie_value *values = values_of(call, record);

    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(record->type, values, "status", ie_str_z(status));
    return keep(call, record, write, err);
}

/* ---- Spans ---- */

/* An empty list would mean always: nothing left is a span of no length. */
static int cut(const struct ie_slots *slots, struct ie_str available, ie_moment from,
               ie_moment until, struct ie_json *json, struct ie_error *err)
{
    ie_moment first = slots->at[0].starts_at;
    size_t n = 0;
    int code = 0;

    ie_json_array(json);
    if (available.len && memchr(available.ptr, '{', available.len)) /* not empty */
        code = ie_spans_without(available, from, until, json, &n, err);
    else
        n = ie_span_without(first, slots->at[slots->count - 1].ends_at, from, until,
                            json);
    if (!code && n == 0)
        ie_span_json(json, first, first);
    ie_json_end(json);
    return code;
}

int ie_available_without(struct ie_call *call, const struct ie_timetable *t,
                         struct ie_record *record, ie_moment from, ie_moment until,
                         bool write, struct ie_error *err)
{
    const struct ie_value *now = ie_record_get(record, "available");
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    int code =
        cut(&t->slots, now->null ? IE_STR_NONE : now->text, from, until, &json, err);

    if (!code)
        code = ie_buf_check(&out, err);
    if (!code) {
        struct ie_value *values = values_of(call, record);
        struct ie_str text = ie_arena_str(call->arena, ie_buf_str(&out));
        if (!values || !text.ptr)
            code = ie_fail_nomem(err);
        else
            ie_values_text(record->type, values, "available", text);
    }
    ie_buf_release(&out);
    return code ? code : keep(call, record, write, err);
}

/* ---- Whom and when ---- */

static int find(const struct change *c, const char *field,
                int64_t (*at)(const struct ie_timetable *, struct ie_str), int64_t *found,
                struct ie_error *err)
{
    struct ie_str id = ie_json_get_str(c->row, field);

    *found = id.len ? at(c->t, id) : -1;
    return *found < 0 ? refuse(c, "changes.who", field, err) : 0;
}

/* A slot's index; -1 when absent and not needed. */
static int slot_of(const struct change *c, const char *field, bool needed, int64_t *slot,
                   struct ie_error *err)
{
    const json_t *value = json_object_get(c->row, field);

    *slot = -1;
    if (!value || json_is_null(value))
        return needed ? refuse(c, "changes.slot", field, err) : 0;
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) >= (json_int_t)c->t->slots.count)
        return refuse(c, "changes.slot", field, err);
    *slot = json_integer_value(value);
    return 0;
}

static ie_moment day_edge(const struct ie_slots *slots, int64_t slot, bool end)
{
    ie_moment edge = end ? slots->at[slot].ends_at : slots->at[slot].starts_at;

    for (uint32_t i = 0; i < slots->count; i++)
        if (slots->at[i].day == slots->at[slot].day) {
            if (end && slots->at[i].ends_at > edge)
                edge = slots->at[i].ends_at;
            if (!end && slots->at[i].starts_at < edge)
                edge = slots->at[i].starts_at;
        }
    return edge;
}

/* ---- Kinds ---- */

static int no_show(struct change *c, struct ie_error *err)
{
    int64_t who;
    int code = find(c, "participation", ie_timetable_participant, &who, err);

    return code ? code
                : set_status(c->call, c->t->participants[who].participation, "absent",
                             c->write, err);
}

static int part_of_day(struct change *c, struct ie_error *err)
{
    const struct ie_slots *slots = &c->t->slots;
    bool late = ie_str_eqz(c->kind, "late");
    int64_t who, slot = -1;
    int code = find(c, "participation", ie_timetable_participant, &who, err);

    if (!code)
        code = slot_of(c, late ? "until_slot" : "from_slot", true, &slot, err);
    if (code)
        return code;
    return ie_available_without(
        c->call, c->t, c->t->participants[who].participation,
        late ? day_edge(slots, slot, false) : slots->at[slot].starts_at,
        late ? slots->at[slot].starts_at : day_edge(slots, slot, true), c->write, err);
}

static int64_t meeting_at(const struct ie_timetable *t, struct ie_str id)
{
    for (size_t i = 0; i < t->meetings.count; i++)
        if (ie_str_eq(ie_id_str(&t->meetings.at[i].id), id))
            return (int64_t)i;
    return -1;
}

static int cancelled(struct change *c, struct ie_error *err)
{
    int64_t at;
    int code = find(c, "meeting", meeting_at, &at, err);

    return code ? code
                : set_status(c->call, &c->t->meetings.at[at], "cancelled", c->write, err);
}

static int lost(struct change *c, struct ie_error *err)
{
    const struct ie_slots *slots = &c->t->slots;
    bool place = ie_str_eqz(c->kind, "place_lost");
    int64_t at, from, until;
    int code = place ? find(c, "place", ie_timetable_place, &at, err)
                     : find(c, "interpreter", ie_timetable_interpreter, &at, err);

    if (code || (code = slot_of(c, "from_slot", false, &from, err)) ||
        (code = slot_of(c, "until_slot", false, &until, err)))
        return code;
    return ie_available_without(
        c->call, c->t, place ? &c->t->places.at[at] : &c->t->interpreters.at[at],
        from < 0 ? slots->at[0].starts_at : slots->at[from].starts_at,
        until < 0 ? slots->at[slots->count - 1].ends_at : slots->at[until].starts_at,
        c->write, err);
}

/* The wish from one to the other, made or made stronger. */
static int wish(struct change *c, struct ie_str from, struct ie_str to, int64_t weight,
                bool must, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_wish;
    struct ie_writer writer = ie_call_writer(c->call);
    struct ie_list *wishes = &c->t->wishes;
    struct ie_record *known = NULL;

    for (size_t i = 0; i < wishes->count && !known; i++)
        if (ie_record_get(&wishes->at[i], "others")->null &&
            ie_str_eq(ie_record_get(&wishes->at[i], "from")->text, from) &&
            ie_str_eq(ie_record_get(&wishes->at[i], "to")->text, to))
            known = &wishes->at[i];
    if (!known) {
        struct ie_record *more =
            IE_NEW_ARRAY(c->call->arena, struct ie_record, wishes->count + 1);
        if (!more)
            return ie_fail_nomem(err);
        if (wishes->count)
            memcpy(more, wishes->at, wishes->count * sizeof(*more));
        known = &more[wishes->count++];
        wishes->at = more;
        *known = (struct ie_record){.type = type};
        known->values = ie_values_new(c->call->arena, type);
        if (!known->values)
            return ie_fail_nomem(err);
        ie_values_text(type, known->values, "event", ie_id_str(&c->t->event->id));
        ie_values_text(type, known->values, "from", from);
        ie_values_text(type, known->values, "to", to);
        ie_values_int(type, known->values, "weight", weight);
    } else if (!values_of(c->call, known)) {
        return ie_fail_nomem(err);
    }
    if (ie_record_get(known, "weight")->integer < weight)
        ie_values_int(type, known->values, "weight", weight);
    if (must || ie_str_eqz(ie_record_get(known, "kind")->text, "never"))
        ie_values_text(type, known->values, "kind",
                       must ? IE_STR("must") : IE_STR("nice"));
    if (known->id.text[0])
        return keep(c->call, known, c->write, err);
    return c->write ? ie_record_create(c->call->db, &writer, type, known->values,
                                       IE_STR_NONE, &known->id, err)
                    : 0;
}

static int new_wish(struct change *c, struct ie_error *err)
{
    const json_t *weight = json_object_get(c->row, "weight");
    bool must = json_is_true(json_object_get(c->row, "must"));
    int64_t a, b = -1, worth = weight && !json_is_null(weight) ? -1 : 3;
    int code = find(c, "a", ie_timetable_participant, &a, err);

    if (!code)
        code = find(c, "b", ie_timetable_participant, &b, err);
    if (code)
        return code;
    if (json_is_integer(weight))
        worth = json_integer_value(weight);
    if (a == b || worth < 1 || worth > 5)
        return refuse(c, "changes.wish", a == b ? "b" : "weight", err);
    struct ie_str one = ie_id_str(&c->t->participants[a].participation->id);
    struct ie_str other = ie_id_str(&c->t->participants[b].participation->id);
    code = wish(c, one, other, worth, must, err);
    if (!code && json_is_true(json_object_get(c->row, "mutual")))
        code = wish(c, other, one, worth, must, err);
    return code;
}

static int apply(struct change *c, struct ie_error *err)
{
    static const struct {
        const char *kind;
        int (*apply)(struct change *, struct ie_error *);
    } kinds[] = {{"no_show", no_show},    {"late", part_of_day},
                 {"leaves", part_of_day}, {"cancelled", cancelled},
                 {"place_lost", lost},    {"interpreter_ill", lost},
                 {"new_wish", new_wish}};

    c->kind = ie_json_get_str(c->row, "kind");
    for (size_t i = 0; i < IE_COUNT(kinds); i++)
        if (ie_str_eqz(c->kind, kinds[i].kind))
            return kinds[i].apply(c, err);
    return refuse(c, "changes.kind", "kind", err);
}

int ie_changes_apply(struct ie_call *call, struct ie_timetable *t, const json_t *changes,
                     bool write, struct ie_error *err)
{
    struct change c = {.call = call, .t = t, .write = write};
    int code = 0;

    if (json_array_size(changes) > IE_CHANGES_MOST) {
        ie_fail(err, IE_LIMIT, "changes.too_many");
        ie_error_argi(err, "most", IE_CHANGES_MOST);
        return IE_LIMIT;
    }
    for (size_t i = 0; i < json_array_size(changes) && !code; i++) {
        c.row = json_array_get(changes, i);
        c.number = i;
        code = apply(&c, err);
    }
    return code;
}
