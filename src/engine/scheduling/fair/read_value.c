/* Values of the JSON form, with the place of every mistake. */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/moment.h"
#include "engine/scheduling/fair/read.h"

size_t ie_fair_enter(struct fair_reader *r, const char *member)
{
    size_t was = r->path_len;
    int n =
        snprintf(r->path + was, sizeof(r->path) - was, "%s%s", was ? "." : "", member);

    r->path_len =
        was + (size_t)n < sizeof(r->path) ? was + (size_t)n : sizeof(r->path) - 1;
    return was;
}

size_t ie_fair_enter_at(struct fair_reader *r, size_t index)
{
    size_t was = r->path_len;
    int n = snprintf(r->path + was, sizeof(r->path) - was, "[%zu]", index);

    r->path_len =
        was + (size_t)n < sizeof(r->path) ? was + (size_t)n : sizeof(r->path) - 1;
    return was;
}

void ie_fair_leave(struct fair_reader *r, size_t was)
{
    r->path_len = was;
    r->path[was] = '\0';
}

int ie_fair_refuse(struct fair_reader *r, const char *id, const char *name,
                   struct ie_str value)
{
    ie_fail(r->err, IE_INPUT, id);
    if (name)
        ie_error_argn(r->err, name, value.ptr ? value.ptr : "", value.len);
    ie_error_at(r->err, r->file, ie_fair_line_of(r->text, r->path), 0, r->path);
    return IE_INPUT;
}

static int refuse_at(struct fair_reader *r, const char *member, const char *id,
                     const char *name, struct ie_str value)
{
    size_t was = ie_fair_enter(r, member);
    int code = ie_fair_refuse(r, id, name, value);

    ie_fair_leave(r, was);
    return code;
}

int ie_fair_object(struct fair_reader *r, const json_t *value, const char *const *known)
{
    const char *key;
    json_t *member;

    if (!json_is_object(value))
        return ie_fair_refuse(r, "fair.not_object", NULL, IE_STR_NONE);
    /* jansson's iterator wants a mutable tree; nothing is changed */
    json_object_foreach((json_t *)(uintptr_t)value, key, member) {
        size_t k = 0;
        while (known[k] && strcmp(known[k], key) != 0)
            k++;
        if (!known[k])
            return refuse_at(r, key, "fair.unknown_member", "member", ie_str_z(key));
    }
    return 0;
}

int ie_fair_array(struct fair_reader *r, const json_t *object, const char *member,
                  bool needed, size_t most, const json_t **array)
{
    const json_t *value = json_object_get(object, member);
    char number[24];

    *array = NULL;
    if (!value)
        return needed ? ie_fair_refuse(r, "fair.missing", "member", ie_str_z(member)) : 0;
    if (!json_is_array(value))
        return refuse_at(r, member, "fair.not_array", NULL, IE_STR_NONE);
    if (json_array_size(value) > most) {
        snprintf(number, sizeof(number), "%zu", most);
        return refuse_at(r, member, "fair.too_many", "most", ie_str_z(number));
    }
    *array = value;
    return 0;
}

int ie_fair_text(struct fair_reader *r, const json_t *object, const char *member,
                 bool needed, struct ie_str *text)
{
    const json_t *value = json_object_get(object, member);

    *text = IE_STR_NONE;
    if (!value)
        return needed ? ie_fair_refuse(r, "fair.missing", "member", ie_str_z(member)) : 0;
    if (!json_is_string(value) || json_string_length(value) == 0)
        return refuse_at(r, member, "fair.not_text", NULL, IE_STR_NONE);
    *text = ie_arena_str(r->arena,
                         ie_str_n(json_string_value(value), json_string_length(value)));
    return text->ptr ? 0 : ie_fail_nomem(r->err);
}

int ie_fair_number(struct fair_reader *r, const json_t *object, const char *member,
                   int64_t least, int64_t most, int64_t fallback, int64_t *number)
{
    const json_t *value = json_object_get(object, member);
    char range[56];

    *number = fallback;
    if (!value)
        return 0;
    if (json_is_integer(value) && json_integer_value(value) >= least &&
        json_integer_value(value) <= most) {
        *number = json_integer_value(value);
        return 0;
    }
    snprintf(range, sizeof(range), "%lld..%lld", (long long)least, (long long)most);
    return refuse_at(r, member, "fair.not_number", "range", ie_str_z(range));
}

int ie_fair_version_of(struct fair_reader *r, const json_t *object)
{
    const json_t *value = json_object_get(object, "version");

    return !value || (json_is_integer(value) && json_integer_value(value) == 1)
               ? 0
               : refuse_at(r, "version", "fair.other_version", NULL, IE_STR_NONE);
}

int ie_fair_flag(struct fair_reader *r, const json_t *object, const char *member,
                 bool fallback, bool *flag)
{
    const json_t *value = json_object_get(object, member);

    *flag = fallback;
    if (!value)
        return 0;
    if (!json_is_boolean(value))
        return refuse_at(r, member, "fair.not_flag", NULL, IE_STR_NONE);
    *flag = json_is_true(value);
    return 0;
}

static bool two_digits(const char *at, int most, int *number)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return false;
    *number = 10 * (at[0] - '0') + at[1] - '0';
    return *number <= most;
}

static bool parse_moment(struct ie_str text, int32_t *minute)
{
    struct ie_error ignored;
    ie_day day;
    int hour, min;

    if (text.len != 16 || text.ptr[10] != 'T' || text.ptr[13] != ':' ||
        ie_day_parse(ie_str_n(text.ptr, 10), &day, &ignored) ||
        !two_digits(text.ptr + 11, 23, &hour) || !two_digits(text.ptr + 14, 59, &min) ||
        day < -36525 || day > 365250)
        return false;
    *minute = day * 1440 + hour * 60 + min;
    return true;
}

int ie_fair_moment(struct fair_reader *r, const json_t *object, const char *member,
                   int32_t fallback, int32_t *minute)
{
    const json_t *value = json_object_get(object, member);
    struct ie_str text = ie_json_get_str(object, member);

    *minute = fallback;
    if (!value)
        return 0;
    if (!text.ptr || !parse_moment(text, minute))
        return refuse_at(r, member, "fair.bad_moment", "value", text);
    return 0;
}

/* ---- names ---- */

static int by_id(const void *x, const void *y)
{
    const struct fair_name *a = x, *b = y;
    int order = ie_str_cmp(a->id, b->id);

    return order ? order : (a->at > b->at) - (a->at < b->at);
}

int ie_fair_names(struct fair_reader *r, const char *list, struct fair_names *names)
{
    if (names->count > 1)
        qsort(names->rows, names->count, sizeof(*names->rows), by_id);
    for (uint32_t i = 1; i < names->count; i++)
        if (ie_str_eq(names->rows[i].id, names->rows[i - 1].id)) {
            size_t was = ie_fair_enter(r, list);
            (void)ie_fair_enter_at(r, names->rows[i].at);
            (void)ie_fair_enter(r, "id");
            int code = ie_fair_refuse(r, "fair.repeated", "value", names->rows[i].id);
            ie_fair_leave(r, was);
            return code;
        }
    return 0;
}

int32_t ie_fair_name_at(const struct fair_names *names, struct ie_str id)
{
    uint32_t low = 0, high = names->count;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = ie_str_cmp(names->rows[mid].id, id);
        if (order == 0)
            return (int32_t)names->rows[mid].at;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return IE_FAIR_NONE;
}

int ie_fair_reference_value(struct fair_reader *r, const json_t *value,
                            const struct fair_names *names, int32_t *at)
{
    if (!json_is_string(value))
        return ie_fair_refuse(r, "fair.not_text", NULL, IE_STR_NONE);
    struct ie_str id = ie_str_n(json_string_value(value), json_string_length(value));
    *at = ie_fair_name_at(names, id);
    return *at < 0 ? ie_fair_refuse(r, "fair.no_such", "value", id) : 0;
}

int ie_fair_reference(struct fair_reader *r, const json_t *object, const char *member,
                      const struct fair_names *names, bool needed, int32_t *at)
{
    const json_t *value = json_object_get(object, member);

    *at = IE_FAIR_NONE;
    if (!value)
        return needed ? ie_fair_refuse(r, "fair.missing", "member", ie_str_z(member)) : 0;
    size_t was = ie_fair_enter(r, member);
    int code = ie_fair_reference_value(r, value, names, at);
    ie_fair_leave(r, was);
    return code;
}

static int by_number(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

    return (a > b) - (a < b);
}

int ie_fair_read_who(struct fair_reader *r, const json_t *value,
                     const struct fair_names *names, size_t least, uint32_t **who,
                     uint32_t *size)
{
    size_t count = json_array_size(value);
    char range[32];
    int32_t at;

    snprintf(range, sizeof(range), "%zu..%d", least, IE_FAIR_MEMBERS);
    if (!json_is_array(value) || count < least || count > IE_FAIR_MEMBERS)
        return ie_fair_refuse(r, "fair.bad_group", "range", ie_str_z(range));
    uint32_t *list = IE_NEW_ARRAY(r->arena, uint32_t, count);
    if (!list)
        return ie_fail_nomem(r->err);
    for (size_t i = 0; i < count; i++) {
        size_t was = ie_fair_enter_at(r, i);
        int code = ie_fair_reference_value(r, json_array_get(value, i), names, &at);
        ie_fair_leave(r, was);
        if (code)
            return code;
        list[i] = (uint32_t)at;
    }
    qsort(list, count, sizeof(*list), by_number);
    for (size_t i = 1; i < count; i++)
        if (list[i] == list[i - 1])
            return ie_fair_refuse(r, "fair.with_itself", NULL, IE_STR_NONE);
    *who = list;
    *size = (uint32_t)count;
    return 0;
}
