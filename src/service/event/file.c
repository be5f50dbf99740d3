#include "service/event/file.h"

#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

struct loader {
    struct ie_call *call;
    struct ie_writer writer;
    const json_t *file;
    struct ie_id event;
    struct ie_zone *zone;
};

static int bad_field(struct ie_error *err, const char *field)
{
    ie_fail(err, IE_INPUT, "event_file.field");
    ie_error_arg(err, "field", field);
    ie_error_at(err, NULL, 0, 0, field);
    return IE_INPUT;
}

/* A required text member, borrowed. */
static int need_text(const json_t *object, const char *key, struct ie_str *text,
                     struct ie_error *err)
{
    *text = ie_json_get_str(object, key);
    return text->len ? 0 : bad_field(err, key);
}

/* A member as compact JSON in the arena, for WORDS, SET and LIST columns. */
static int need_json(struct loader *l, const json_t *value, const char *key,
                     struct ie_str *text, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    if (!value)
        return bad_field(err, key);
    ie_json_value(&json, value);
    int code = ie_buf_check(&out, err);
    if (!code) {
        *text = ie_arena_str(l->call->arena, ie_buf_str(&out));
        code = text->ptr ? 0 : ie_fail_nomem(err);
    }
    ie_buf_release(&out);
    return code;
}

static int make(struct loader *l, const struct ie_type *type, struct ie_value *values,
                struct ie_str external, struct ie_id *id, struct ie_error *err)
{
    return ie_record_create(l->call->db, &l->writer, type, values, external, id, err);
}

static int make_programme(struct loader *l, struct ie_id *id, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_programme;
    struct ie_value *values = ie_values_new(l->call->arena, type);
    struct ie_str code_text, title;
    const json_t *days = json_object_get(l->file, "days");
    int code;

    if (!values)
        return ie_fail_nomem(err);
    if ((code = need_text(l->file, "code", &code_text, err)) ||
        (code = need_json(l, json_object_get(l->file, "title"), "title", &title, err)))
        return code;
    ie_values_text(type, values, "code", code_text);
    ie_values_text(type, values, "title", title);
    ie_values_text(type, values, "kind", IE_STR("week"));
    ie_values_text(type, values, "first_day", ie_json_get_str(days, "from"));
    ie_values_text(type, values, "last_day", ie_json_get_str(days, "to"));
    return make(l, type, values, code_text, id, err);
}

/* Breaks are {from, to} in the file and {from, until} in the record. */
static int set_breaks(struct loader *l, struct ie_value *values, struct ie_error *err)
{
    const json_t *breaks = json_object_get(l->file, "breaks");
    json_t *list = json_array();
    struct ie_str text;

    if (!list)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < json_array_size(breaks); i++) {
        const json_t *b = json_array_get(breaks, i);
        struct ie_str from = ie_json_get_str(b, "from"), until = ie_json_get_str(b, "to");
        if (!from.len || !until.len) {
            json_decref(list);
            return bad_field(err, "breaks");
        }
        if (json_array_append_new(
                list, json_pack("{s:s, s:s}", "from", from.ptr, "until", until.ptr))) {
            json_decref(list);
            return ie_fail_nomem(err);
        }
    }
    int code = need_json(l, list, "breaks", &text, err);
    json_decref(list);
    if (!code)
        ie_values_text(&ie_type_event, values, "breaks", text);
    return code;
}

static int make_event(struct loader *l, const struct ie_id *programme,
                      struct ie_error *err)
{
    const struct ie_type *type = &ie_type_event;
    struct ie_value *values = ie_values_new(l->call->arena, type);
    const json_t *days = json_object_get(l->file, "days");
    const json_t *slots = json_object_get(l->file, "slots");
    struct ie_record probe = {.type = type, .values = values};
    struct ie_str code_text, title, zone, text;
    struct ie_slots laid;
    int code;

    if (!values)
        return ie_fail_nomem(err);
    if ((code = need_text(l->file, "code", &code_text, err)) ||
        (code = need_text(l->file, "zone", &zone, err)) ||
        (code = need_json(l, json_object_get(l->file, "title"), "title", &title, err)) ||
        (code = set_breaks(l, values, err)))
        return code;
    ie_values_text(type, values, "programme", ie_id_str(programme));
    ie_values_text(type, values, "code", code_text);
    ie_values_text(type, values, "title", title);
    ie_values_text(type, values, "zone", zone);
    ie_values_text(type, values, "status", IE_STR("open"));
    if ((code = need_text(days, "from", &text, err)))
        return code;
    ie_values_text(type, values, "first_day", text);
    if ((code = need_text(days, "to", &text, err)))
        return code;
    ie_values_text(type, values, "last_day", text);
    if ((code = need_text(slots, "from", &text, err)))
        return code;
    ie_values_text(type, values, "day_from", text);
    if ((code = need_text(slots, "to", &text, err)))
        return code;
    ie_values_text(type, values, "day_until", text);
    ie_values_int(type, values, "slot_minutes",
                  json_integer_value(json_object_get(slots, "minutes")));
    if (json_object_get(l->file, "walks")) {
        if ((code = need_json(l, json_object_get(l->file, "walks"), "walks", &text, err)))
            return code;
        ie_values_text(type, values, "walks", text);
    }
    if ((code = ie_event_slots(&probe, l->call->arena, &laid, err)) ||
        (code = ie_zone_load(zone.ptr, &l->zone, err)))
        return code;
    return make(l, type, values, code_text, &l->event, err);
}

static int make_places(struct loader *l, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_place;
    const json_t *places = json_object_get(l->file, "places");
    int code = 0;

    for (size_t i = 0; i < json_array_size(places) && !code; i++) {
        const json_t *p = json_array_get(places, i);
        struct ie_value *values = ie_values_new(l->call->arena, type);
        struct ie_str name, kind = ie_json_get_str(p, "kind");
        struct ie_id id = {0};
        if (!values)
            return ie_fail_nomem(err);
        if ((code = need_text(p, "name", &name, err)))
            return code;
        ie_values_text(type, values, "event", ie_id_str(&l->event));
        ie_values_text(type, values, "name", name);
        ie_values_text(type, values, "kind", kind.len ? kind : IE_STR("table"));
        if (json_is_integer(json_object_get(p, "seats")))
            ie_values_int(type, values, "capacity",
                          json_integer_value(json_object_get(p, "seats")));
        ie_values_int(type, values, "position", (int64_t)i + 1);
        ie_values_text(type, values, "area", ie_json_get_str(p, "area"));
        code = make(l, type, values, IE_STR_NONE, &id, err);
    }
    return code;
}

/* "2019-10-28T10:00" on the wall clock of the event; `field` is named when it is not. */
static int wall_moment(const struct loader *l, const char *field, struct ie_str text,
                       ie_moment *moment, struct ie_error *err)
{
    ie_day day;
    uint32_t minutes;

    if (text.len != 16 || text.ptr[10] != 'T' ||
        !ie_clock_parse(ie_str_sub(text, 11, 5), &minutes))
        return bad_field(err, field);
    int code = ie_day_parse(ie_str_sub(text, 0, 10), &day, err);
    if (code)
        return code;
    struct ie_civil civil = ie_civil_from_day(day);
    civil.hour = (int)(minutes / 60 % 24);
    civil.minute = (int)(minutes % 60);
    *moment = ie_zone_moment(l->zone, civil);
    return 0;
}

/* [["ko", "fr"]] as the record's [{"from": "ko", "to": "fr"}]. */
static int set_pairs(struct loader *l, struct ie_value *values, const json_t *pairs,
                     struct ie_error *err)
{
    json_t *list = json_array(), *pair;
    struct ie_str text = IE_STR_NONE;
    size_t i;
    int code = list ? 0 : ie_fail_nomem(err);

    json_array_foreach(pairs, i, pair) {
        const char *from = json_string_value(json_array_get(pair, 0));
        const char *to = json_string_value(json_array_get(pair, 1));
        if (!code && (!from || !to))
            code = bad_field(err, "interpreters");
        if (!code &&
            json_array_append_new(list, json_pack("{s:s, s:s}", "from", from, "to", to)))
            code = ie_fail_nomem(err);
    }
    if (!code)
        code = need_json(l, list, "interpreters", &text, err);
    json_decref(list);
    if (!code)
        ie_values_text(&ie_type_interpreter, values, "pairs", text);
    return code;
}

static int set_hours(struct loader *l, struct ie_value *values, const json_t *hours,
                     struct ie_error *err)
{
    json_t *list = json_array(), *span;
    struct ie_str text = IE_STR_NONE;
    size_t i;
    int code = list ? 0 : ie_fail_nomem(err);

    json_array_foreach(hours, i, span) {
        char from_text[40], until_text[40];
        ie_moment from, until = 0;
        if (code ||
            (code = wall_moment(l, "interpreters", ie_json_get_str(span, "from"), &from,
                                err)) ||
            (code = wall_moment(l, "interpreters", ie_json_get_str(span, "to"), &until,
                                err)))
            break;
        ie_moment_format(from, from_text);
        ie_moment_format(until, until_text);
        if (json_array_append_new(
                list, json_pack("{s:s, s:s}", "from", from_text, "until", until_text)))
            code = ie_fail_nomem(err);
    }
    if (!code && json_array_size(list))
        code = need_json(l, list, "interpreters", &text, err);
    json_decref(list);
    if (!code)
        ie_values_text(&ie_type_interpreter, values, "available", text);
    return code;
}

static int make_interpreter(struct loader *l, const json_t *row, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_interpreter;
    struct ie_value *values = ie_values_new(l->call->arena, type);
    struct ie_str name;
    struct ie_id id = {0};
    int code;

    if (!values)
        return ie_fail_nomem(err);
    if ((code = need_text(row, "name", &name, err)) ||
        (code = set_pairs(l, values, json_object_get(row, "pairs"), err)) ||
        (code = set_hours(l, values, json_object_get(row, "available"), err)))
        return code;
    ie_values_text(type, values, "event", ie_id_str(&l->event));
    ie_values_text(type, values, "name", name);
    return make(l, type, values, IE_STR_NONE, &id, err);
}

static struct ie_str session_kind(struct ie_str kind)
{
    const char *const *choices = ie_type_field(&ie_type_session, IE_STR("kind"))->choices;

    if (ie_str_eqz(kind, "one-to-one"))
        return IE_STR("one_to_one");
    for (size_t i = 0; choices[i]; i++)
        if (ie_str_eqz(kind, choices[i]))
            return kind;
    return IE_STR("other");
}

static int make_session(struct loader *l, const json_t *s, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_session;
    struct ie_value *values = ie_values_new(l->call->arena, type);
    struct ie_str title, countries = IE_STR_NONE;
    ie_moment from, until;
    struct ie_id id = {0};
    int code;

    if (!values)
        return ie_fail_nomem(err);
    if ((code = need_json(l, json_object_get(s, "title"), "title", &title, err)) ||
        (code = wall_moment(l, "sessions", ie_json_get_str(s, "from"), &from, err)) ||
        (code = wall_moment(l, "sessions", ie_json_get_str(s, "to"), &until, err)))
        return code;
    if (json_object_get(s, "countries") &&
        (code =
             need_json(l, json_object_get(s, "countries"), "countries", &countries, err)))
        return code;
    ie_values_text(type, values, "event", ie_id_str(&l->event));
    ie_values_text(type, values, "title", title);
    ie_values_text(type, values, "kind", session_kind(ie_json_get_str(s, "kind")));
    ie_values_int(type, values, "starts_at", from);
    ie_values_int(type, values, "ends_at", until);
    ie_values_text(type, values, "countries", countries);
    return make(l, type, values, IE_STR_NONE, &id, err);
}

static int make_strength(struct loader *l, const json_t *s, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_strength;
    struct ie_value *values = ie_values_new(l->call->arena, type);
    const json_t *source = json_object_get(s, "source");
    struct ie_str country, field, told;
    struct ie_id id = {0};
    int code;

    if (!values)
        return ie_fail_nomem(err);
    if ((code = need_text(s, "country", &country, err)) ||
        (code = need_json(l, json_object_get(s, "title"), "title", &field, err)) ||
        (code = need_text(source, "text", &told, err)))
        return code;
    ie_values_text(type, values, "country", country);
    ie_values_text(type, values, "field", field);
    ie_values_text(type, values, "event", ie_id_str(&l->event));
    ie_values_text(type, values, "source", told);
    ie_values_text(type, values, "dated", ie_json_get_str(source, "date"));
    return make(l, type, values, IE_STR_NONE, &id, err);
}

int ie_event_file_load(struct ie_call *call, const json_t *file, struct ie_id *event,
                       struct ie_error *err)
{
    struct loader l = {.call = call, .writer = ie_call_writer(call), .file = file};
    const json_t *sessions = json_object_get(file, "sessions");
    const json_t *strengths = json_object_get(file, "country_strengths");
    const json_t *interpreters = json_object_get(file, "interpreters");
    struct ie_id programme = {0};
    int code;

    if (!ie_actor_has(call->actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER))
        return ie_fail(err, IE_FORBIDDEN, "event.officer_only");
    if ((code = make_programme(&l, &programme, err)) ||
        (code = make_event(&l, &programme, err)) || (code = make_places(&l, err)))
        goto out;
    for (size_t i = 0; i < json_array_size(sessions) && !code; i++)
        code = make_session(&l, json_array_get(sessions, i), err);
    for (size_t i = 0; i < json_array_size(strengths) && !code; i++)
        code = make_strength(&l, json_array_get(strengths, i), err);
    for (size_t i = 0; i < json_array_size(interpreters) && !code; i++)
        code = make_interpreter(&l, json_array_get(interpreters, i), err);
    if (!code)
        *event = l.event;
out:
    ie_zone_free(l.zone);
    return code;
}

/* ---- Own places ---- */

static int seat_one(struct ie_call *call, struct ie_record *participation,
                    const struct ie_record *place, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_participation;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_value *values = ie_values_of(call->arena, participation);
    int64_t revision;

    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "place", ie_id_str(&place->id));
    return ie_record_revise(call->db, &writer, type, ie_id_str(&participation->id), 0,
                            values, &revision, err);
}

static struct ie_record *find(const struct ie_list *list, const char *field,
                              struct ie_str value)
{
    for (size_t i = 0; i < list->count; i++)
        if (ie_str_eq(ie_record_get(&list->at[i], field)->text, value))
            return &list->at[i];
    return NULL;
}

int ie_event_file_seat(struct ie_call *call, const json_t *file, struct ie_str event,
                       struct ie_error *err)
{
    const json_t *rows = json_object_get(file, "places");
    struct ie_list places, people;
    int code = ie_event_rows(call, &ie_type_place, "event", event, &places, err);

    if (!code)
        code = ie_event_rows(call, &ie_type_participation, "event", event, &people, err);
    for (size_t i = 0; i < json_array_size(rows) && !code; i++) {
        const json_t *row = json_array_get(rows, i);
        struct ie_str of = ie_json_get_str(row, "of");
        struct ie_id organisation;
        if (!of.len)
            continue;
        code = ie_organisation_find(call, of, &organisation, err);
        if (code)
            break;
        struct ie_record *place = find(&places, "name", ie_json_get_str(row, "name"));
        struct ie_record *who = find(&people, "organisation", ie_id_str(&organisation));
        if (place && who)
            code = seat_one(call, who, place, err);
    }
    return code;
}
