#include "service/event/event.h"

#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

static int bad_option(struct ie_error *err, const char *option, struct ie_str value)
{
    ie_fail(err, IE_USAGE, "event.option");
    ie_error_arg(err, "option", option);
    ie_error_argn(err, "value", value.ptr ? value.ptr : "", value.len);
    return IE_USAGE;
}

/* "A<separator>B" in two trimmed parts. */
static bool halves(struct ie_str text, const char *separator, struct ie_str *left,
                   struct ie_str *right)
{
    int64_t at = ie_str_find(text, ie_str_z(separator));

    if (!text.len || at < 0)
        return false;
    *left = ie_str_trim(ie_str_sub(text, 0, (size_t)at));
    *right = ie_str_trim(ie_str_sub(text, (size_t)at + strlen(separator), text.len));
    return true;
}

/* "10:00-17:00/30m" */
static int set_hours(struct ie_value *values, struct ie_str text, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_event;
    struct ie_str hours, length, from, until;
    uint32_t minute;
    int64_t minutes;

    if (!halves(text, "/", &hours, &length) || !halves(hours, "-", &from, &until) ||
        !ie_clock_parse(from, &minute) || !ie_clock_parse(until, &minute) ||
        !ie_str_ends(length, IE_STR("m")) ||
        !ie_str_int64(ie_str_sub(length, 0, length.len - 1), &minutes))
        return bad_option(err, "--slots", text);
    ie_values_text(type, values, "day_from", from);
    ie_values_text(type, values, "day_until", until);
    ie_values_int(type, values, "slot_minutes", minutes);
    return 0;
}

/* "12:00-13:00,15:00-15:30" */
static int set_breaks(struct ie_call *call, struct ie_value *values, struct ie_str text,
                      struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    struct ie_str rest = text, part, from, until;
    uint32_t minute;
    int code = 0;

    if (!text.len)
        return 0;
    ie_json_array(&json);
    while (ie_str_split(&rest, ',', &part)) {
        if (!halves(part, "-", &from, &until) || !ie_clock_parse(from, &minute) ||
            !ie_clock_parse(until, &minute)) {
            code = bad_option(err, "--break", text);
            goto out;
        }
        ie_json_object(&json);
        ie_json_kstr(&json, "from", from);
        ie_json_kstr(&json, "until", until);
        ie_json_end(&json);
    }
    ie_json_end(&json);
    code = ie_buf_check(&out, err);
    if (!code)
        ie_values_text(&ie_type_event, values, "breaks",
                       ie_arena_str(call->arena, ie_buf_str(&out)));
out:
    ie_buf_release(&out);
    return code;
}

/* The title in the language it seems to be in: Hangul is Korean, else English. */
static int set_title(struct ie_call *call, struct ie_value *values, struct ie_str title,
                     struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    bool hangul = false;

    for (struct ie_str rest = title; rest.len;) {
        size_t size;
        uint32_t point = ie_utf8_next(rest, &size);
        hangul = hangul || (point >= 0xAC00 && point <= 0xD7A3);
        rest = ie_str_n(rest.ptr + size, rest.len - size);
    }
    ie_json_object(&json);
    ie_json_kstr(&json, hangul ? "ko" : "en", title);
    ie_json_end(&json);
    int code = ie_buf_check(&out, err);
    if (!code)
        ie_values_text(&ie_type_event, values, "title",
                       ie_arena_str(call->arena, ie_buf_str(&out)));
    ie_buf_release(&out);
    return code;
}

static int make_places(struct ie_call *call, const struct ie_id *event, unsigned count,
                       struct ie_error *err)
{
    const struct ie_type *type = &ie_type_place;
    struct ie_writer writer = ie_call_writer(call);
    int code = 0;

    for (unsigned i = 1; i <= count && !code; i++) {
        struct ie_value *values = ie_values_new(call->arena, type);
        struct ie_str name = ie_arena_printf(call->arena, "Table %u", i);
        struct ie_id id = {0};
        if (!values || !name.ptr)
            return ie_fail_nomem(err);
        ie_values_text(type, values, "event", ie_id_str(event));
        ie_values_text(type, values, "name", name);
        ie_values_text(type, values, "kind", IE_STR("table"));
        ie_values_int(type, values, "position", i);
        code = ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &id, err);
    }
    return code;
}

/* The engine of slots judges the hours before anything is written. */
static int check_hours(struct ie_call *call, struct ie_value *values,
                       struct ie_error *err)
{
    struct ie_record probe = {.type = &ie_type_event, .values = values};
    struct ie_slots slots;

    return ie_event_slots(&probe, call->arena, &slots, err);
}

int ie_event_create(struct ie_call *call, const struct ie_event_plan *plan,
                    struct ie_id *event, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_event;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_str first, last;
    struct ie_id id = {0};
    ie_day day;
    int code;

    if (!ie_actor_has(call->actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER))
        return ie_fail(err, IE_FORBIDDEN, "event.officer_only");
    if (!values)
        return ie_fail_nomem(err);
    if (!plan->code.len || plan->code.len > 40)
        return bad_option(err, "--code", plan->code);
    if (!plan->title.len)
        return bad_option(err, "--title", plan->title);
    if (plan->places > 10000)
        return bad_option(err, "--places", IE_STR_NONE);
    if (!halves(plan->days, "..", &first, &last))
        return bad_option(err, "--days", plan->days);
    if ((code = ie_day_parse(first, &day, err)) ||
        (code = ie_day_parse(last, &day, err)) ||
        (code = set_hours(values, plan->slots, err)) ||
        (code = set_breaks(call, values, plan->break_, err)) ||
        (code = set_title(call, values, plan->title, err)))
        return code;
    ie_values_text(type, values, "code", plan->code);
    ie_values_text(type, values, "zone",
                   plan->zone.len ? plan->zone : IE_STR("Asia/Seoul"));
    ie_values_text(type, values, "first_day", first);
    ie_values_text(type, values, "last_day", last);
    ie_values_text(type, values, "status", IE_STR("open"));
    if ((code = check_hours(call, values, err)) ||
        (code =
             ie_record_create(call->db, &writer, type, values, plan->code, &id, err)) ||
        (code = make_places(call, &id, plan->places, err)))
        return code;
    *event = id;
    return 0;
}
