/* A JSON body against the schema, field by field. */
#include "service/record/check.h"

#include <stdarg.h>

#include "store/column.h"
#include "text/text.h"

enum {
    DEFAULT_TEXT = 1000, /* bytes of a text whose field names no limit */
    WORDS_LINE = 1000,   /* bytes of one language's title */
    WORDS_LINES = 20000, /* of one language's description */
    DEFAULT_ITEMS = 100,
    LINES_FROM = 1000, /* longer texts may have line breaks */
    PATH_ROOM = 160,   /* cut to what an error holds */
};

/* A path as far as it fits. */
static void path_of(char out[PATH_ROOM], const char *format, ...) IE_PRINTF(2, 3);
static void path_of(char out[PATH_ROOM], const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(out, PATH_ROOM, format, args);
    va_end(args);
}

struct ie_error *ie_problem(struct ie_problem_list *problems, const char *id,
                            const char *path)
{
    static _Thread_local struct ie_error spare;
    struct ie_error *at = &spare;

    if (problems->count < IE_PROBLEMS)
        at = &problems->at[problems->count++];
    else
        problems->more++;
    ie_fail(at, IE_INPUT, id);
    ie_error_at(at, NULL, 0, 0, path);
    return at;
}

int ie_problem_take(struct ie_problem_list *problems, struct ie_error *err,
                    const char *path)
{
    if (err->code != IE_INPUT && err->code != IE_LIMIT)
        return (int)err->code;
    struct ie_error *problem = ie_problem(problems, err->id, path);
    *problem = *err;
    problem->code = IE_INPUT;
    ie_error_at(problem, NULL, 0, 0, path);
    return 0;
}

static void problem_number(struct ie_problem_list *problems, const char *id,
                           const char *path, const char *name, int64_t number)
{
    ie_error_argi(ie_problem(problems, id, path), name, number);
}

static void problem_value(struct ie_problem_list *problems, const char *id,
                          const char *path, struct ie_str value)
{
    ie_error_argn(ie_problem(problems, id, path), "value", value.ptr ? value.ptr : "",
                  value.len);
}

struct ie_value *ie_check_value(const struct ie_check *check, const char *field)
{
    const struct ie_field *f = ie_type_field(check->type, ie_str_z(field));

    return f ? &check->values[ie_field_index(check->type, f)] : NULL;
}

/* ---- texts ---- */

static struct ie_str text_of(const json_t *json)
{
    return ie_str_n(json_string_value(json), json_string_length(json));
}

/* Well-formed, NFC, trimmed, not too long. *out {NULL, 0} when it was a problem. */
static int check_text(struct ie_check *check, const json_t *json, int64_t max, bool lines,
                      const char *path, struct ie_str *out, struct ie_error *err)
{
    struct ie_str text;

    *out = IE_STR_NONE;
    if (!json_is_string(json)) {
        ie_error_arg(ie_problem(check->problems, "record.field_kind", path), "kind",
                     "text");
        return 0;
    }
    if (ie_text_accept(check->call->arena, text_of(json),
                       lines ? IE_TEXT_LINES : IE_TEXT_LINE, &text, err))
        return ie_problem_take(check->problems, err, path);
    text = ie_str_trim(text);
    if ((int64_t)text.len > max) {
        problem_number(check->problems, "record.field_long", path, "limit", max);
        return 0;
    }
    *out = text.len ? text : IE_STR("");
    return 0;
}

static bool is_choice(const char *const *choices, struct ie_str text)
{
    for (size_t i = 0; choices && choices[i]; i++)
        if (ie_str_eqz(text, choices[i]))
            return true;
    return choices == NULL;
}

static int check_day(struct ie_check *check, const char *path, struct ie_str *text,
                     struct ie_error *err)
{
    char room[16];
    ie_day day;

    if (ie_day_parse(*text, &day, err)) {
        *text = IE_STR_NONE;
        return ie_problem_take(check->problems, err, path);
    }
    ie_day_format(day, room);
    *text = ie_arena_str(check->call->arena, ie_str_z(room));
    return text->ptr ? 0 : ie_fail_nomem(err);
}

static int check_ref(struct ie_check *check, const struct ie_field *field,
                     const char *path, struct ie_str *text, struct ie_error *err)
{
    const struct ie_type *to = ie_type_by_name(ie_str_z(field->refers));
    struct ie_record *record;
    struct ie_id id;

    if (ie_id_parse(*text, &id)) {
        int code = ie_record_read(check->call->db, &check->reader, to, *text,
                                  check->call->arena, &record, err);
        if (code != IE_NOT_FOUND)
            return code;
    }
    struct ie_error *problem = ie_problem(check->problems, "record.field_ref", path);
    ie_error_arg(problem, "type", to->name);
    ie_error_argn(problem, "value", text->ptr, text->len);
    *text = IE_STR_NONE;
    return 0;
}

/* A value that is kept as text: TEXT, CHOICE, DAY, REF. {NULL, 0}: absent or a problem. */
static int check_textual(struct ie_check *check, const struct ie_field *field,
                         const json_t *json, const char *path, struct ie_str *out,
                         struct ie_error *err)
{
    int64_t max = field->max ? field->max : DEFAULT_TEXT;
    int code = check_text(check, json, max, field->kind == IE_K_TEXT && max >= LINES_FROM,
                          path, out, err);

    if (code || !out->ptr || !out->len) {
        *out = IE_STR_NONE;
        return code;
    }
    if (field->kind == IE_K_CHOICE && !is_choice(field->choices, *out)) {
        problem_value(check->problems, "record.field_choice", path, *out);
        *out = IE_STR_NONE;
        return 0;
    }
    if (field->kind == IE_K_DAY)
        return check_day(check, path, out, err);
    if (field->kind == IE_K_REF)
        return check_ref(check, field, path, out, err);
    if (field->flags & IE_F_PLAIN)
        return 0;
    return ie_check_meaning(check, field->name, path, out, err);
}

/* ---- numbers ---- */

static bool in_range(struct ie_check *check, const struct ie_field *field,
                     const char *path, double number)
{
    bool bounded = field->min || field->max || field->kind == IE_K_INT;

    if (bounded && number < (double)field->min) {
        problem_number(check->problems, "record.field_small", path, "limit", field->min);
        return false;
    }
    if (field->max && number > (double)field->max) {
        problem_number(check->problems, "record.field_large", path, "limit", field->max);
        return false;
    }
    return true;
}

static int check_moment(struct ie_check *check, const json_t *json, const char *path,
                        struct ie_value *value, struct ie_error *err)
{
    if (!json_is_string(json)) {
        ie_error_arg(ie_problem(check->problems, "record.field_kind", path), "kind",
                     "moment");
        return 0;
    }
    if (ie_moment_parse(text_of(json), &value->integer, err))
        return ie_problem_take(check->problems, err, path);
    value->null = false;
    return 0;
}

static void check_number(struct ie_check *check, const struct ie_field *field,
                         const json_t *json, const char *path, struct ie_value *value)
{
    bool whole = field->kind == IE_K_INT;

    if (whole ? !json_is_integer(json) : !json_is_number(json)) {
        ie_error_arg(ie_problem(check->problems, "record.field_kind", path), "kind",
                     whole ? "whole_number" : "number");
        return;
    }
    if (!in_range(check, field, path, json_number_value(json)))
        return;
    value->integer = whole ? json_integer_value(json) : 0;
    value->real = whole ? 0 : json_number_value(json);
    value->null = false;
}

/* ---- JSON kinds; *out is the caller's to json_decref, NULL when it was a problem ---- */

static int check_set(struct ie_check *check, const struct ie_field *field,
                     const json_t *json, const char *path, json_t **out,
                     struct ie_error *err)
{
    static const struct ie_field item = {.name = "", .kind = IE_K_TEXT, .max = 300};
    size_t max = field->max ? (size_t)field->max : DEFAULT_ITEMS;
    unsigned before = check->problems->count + check->problems->more;
    json_t *made = json_array();
    struct ie_field one = item;
    int code = made ? 0 : ie_fail_nomem(err);

    one.name = field->name;
    for (size_t i = 0; !code && i < json_array_size(json) && i <= max; i++) {
        char place[PATH_ROOM];
        struct ie_str text;
        path_of(place, "%s[%zu]", path, i);
        code = check_textual(check, &one, json_array_get(json, i), place, &text, err);
        if (code || !text.ptr)
            continue;
        if (!is_choice(field->choices, text))
            problem_value(check->problems, "record.field_choice", place, text);
        for (size_t k = 0; k < json_array_size(made); k++)
            if (ie_str_eq(text, text_of(json_array_get(made, k))))
                problem_value(check->problems, "record.field_repeated", place, text);
        if (json_array_append_new(made, json_stringn(text.ptr, text.len)))
            code = ie_fail_nomem(err);
    }
    if (!code && json_array_size(json) > max)
        problem_number(check->problems, "record.field_items", path, "limit",
                       (int64_t)max);
    if (code || check->problems->count + check->problems->more != before) {
        json_decref(made);
        made = NULL;
    }
    *out = made;
    return code;
}

static int check_words(struct ie_check *check, const struct ie_field *field, json_t *json,
                       const char *path, json_t **out, struct ie_error *err)
{
    bool line = (field->flags & (IE_F_REQUIRED | IE_F_SEARCH)) != 0;
    unsigned before = check->problems->count + check->problems->more;
    json_t *made = json_object(), *member;
    const char *key;
    int code = made ? 0 : ie_fail_nomem(err);

    json_object_foreach(json, key, member) {
        char place[PATH_ROOM], tag[IE_LANG_MAX + 1];
        struct ie_str text;
        if (code)
            break;
        path_of(place, "%s.%s", path, key);
        if (ie_lang_check_known(ie_str_z(key), tag, err)) {
            code = ie_problem_take(check->problems, err, place);
            continue;
        }
        code = check_text(check, member, line ? WORDS_LINE : WORDS_LINES, !line, place,
                          &text, err);
        if (code || !text.ptr || !text.len)
            continue;
        if (json_object_get(made, tag))
            problem_value(check->problems, "record.field_repeated", place, ie_str_z(tag));
        if (json_object_set_new(made, tag, json_stringn(text.ptr, text.len)))
            code = ie_fail_nomem(err);
    }
    if (code || check->problems->count + check->problems->more != before) {
        json_decref(made);
        made = NULL;
    }
    *out = made;
    return code;
}

/* One field of a list's item as JSON; NULL when absent or a problem. */
static int check_member(struct ie_check *check, const struct ie_field *field,
                        const json_t *json, const char *path, json_t **out,
                        struct ie_error *err)
{
    struct ie_value value = {.null = true};
    struct ie_str text = IE_STR_NONE;
    char room[40];
    int code = 0;

    *out = NULL;
    switch (field->kind) {
    case IE_K_INT:
    case IE_K_REAL:
        check_number(check, field, json, path, &value);
        if (!value.null)
            *out = field->kind == IE_K_INT ? json_integer(value.integer)
                                           : json_real(value.real);
        break;
    case IE_K_MOMENT:
        code = check_moment(check, json, path, &value, err);
        if (!value.null) {
            ie_moment_format(value.integer, room);
            *out = json_string(room);
        }
        break;
    case IE_K_BOOL:
        if (json_is_boolean(json))
            *out = json_boolean(json_is_true(json));
        else
            ie_error_arg(ie_problem(check->problems, "record.field_kind", path), "kind",
                         "boolean");
        return 0;
    case IE_K_TEXT:
    case IE_K_CHOICE:
    case IE_K_DAY:
    case IE_K_REF:
        code = check_textual(check, field, json, path, &text, err);
        if (!code && text.ptr)
            *out = json_stringn(text.ptr, text.len);
        value.null = !text.ptr;
        break;
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT:
        IE_BUG("a list within a list");
    }
    return code || value.null || *out ? code : ie_fail_nomem(err);
}

/* Members that the items do not have, by name. */
static void unknown_members(struct ie_check *check, const struct ie_field *of,
                            json_t *item, const char *path)
{
    const char *key;
    json_t *member;

    json_object_foreach(item, key, member) {
        bool known = false;
        for (const struct ie_field *f = of; f->name; f++)
            known = known || strcmp(f->name, key) == 0;
        if (!known) {
            char place[PATH_ROOM];
            path_of(place, "%s.%s", path, key);
            ie_problem(check->problems, "record.field_unknown", place);
        }
    }
}

static int check_item(struct ie_check *check, const struct ie_field *of, json_t *item,
                      const char *path, json_t *made, struct ie_error *err)
{
    int code = 0;

    if (!json_is_object(item)) {
        ie_error_arg(ie_problem(check->problems, "record.field_kind", path), "kind",
                     "object");
        return 0;
    }
    unknown_members(check, of, item, path);
    for (const struct ie_field *f = of; !code && f->name; f++) {
        const json_t *member = json_object_get(item, f->name);
        char place[PATH_ROOM];
        json_t *value = NULL;
        unsigned before = check->problems->count + check->problems->more;
        if (f->flags & IE_F_SERVER) /* sent back as it was shown; we set it anew */
            continue;
        path_of(place, "%s.%s", path, f->name);
        if (member && !json_is_null(member))
            code = check_member(check, f, member, place, &value, err);
        if (!code && value && json_object_set_new(made, f->name, value))
            code = ie_fail_nomem(err);
        if (!code && !value && (f->flags & IE_F_REQUIRED) &&
            check->problems->count + check->problems->more == before)
            ie_problem(check->problems, "record.field_required", place);
    }
    return code;
}

static int check_list(struct ie_check *check, const struct ie_field *field,
                      const json_t *json, const char *path, json_t **out,
                      struct ie_error *err)
{
    size_t max = field->max ? (size_t)field->max : DEFAULT_ITEMS;
    unsigned before = check->problems->count + check->problems->more;
    json_t *made = json_array();
    int code = made ? 0 : ie_fail_nomem(err);

    for (size_t i = 0; !code && i < json_array_size(json) && i <= max; i++) {
        char place[PATH_ROOM];
        json_t *item = json_object();
        path_of(place, "%s[%zu]", path, i);
        if (!item || json_array_append_new(made, item))
            code = ie_fail_nomem(err);
        else
            code =
                check_item(check, field->of, json_array_get(json, i), place, item, err);
    }
    if (!code && json_array_size(json) > max)
        problem_number(check->problems, "record.field_items", path, "limit",
                       (int64_t)max);
    if (code || check->problems->count + check->problems->more != before) {
        json_decref(made);
        made = NULL;
    }
    *out = made;
    return code;
}

/* One object with the members of `field->of`. */
static int check_object(struct ie_check *check, const struct ie_field *field,
                        json_t *json, const char *path, json_t **out,
                        struct ie_error *err)
{
    unsigned before = check->problems->count + check->problems->more;
    json_t *made = json_object();
    int code =
        made ? check_item(check, field->of, json, path, made, err) : ie_fail_nomem(err);

    if (code || check->problems->count + check->problems->more != before) {
        json_decref(made);
        made = NULL;
    }
    *out = made;
    return code;
}

static int check_json(struct ie_check *check, const struct ie_field *field, json_t *json,
                      struct ie_value *value, struct ie_error *err)
{
    bool object = field->kind == IE_K_WORDS || field->kind == IE_K_OBJECT;
    struct ie_buf text = IE_BUF_INIT;
    json_t *made = NULL;
    int code;

    if (object ? !json_is_object(json) : !json_is_array(json)) {
        ie_error_arg(ie_problem(check->problems, "record.field_kind", field->name),
                     "kind", object ? "object" : "array");
        return 0;
    }
    if (field->kind == IE_K_WORDS)
        code = check_words(check, field, json, field->name, &made, err);
    else if (field->kind == IE_K_OBJECT)
        code = check_object(check, field, json, field->name, &made, err);
    else if (field->kind == IE_K_SET)
        code = check_set(check, field, json, field->name, &made, err);
    else
        code = check_list(check, field, json, field->name, &made, err);
    if (code || !made)
        return code;
    if (object ? json_object_size(made) > 0 : json_array_size(made) > 0) {
        struct ie_json out = ie_json_into(&text);
        ie_json_value(&out, made);
        code = ie_buf_check(&text, err);
        value->text = ie_arena_str(check->call->arena, ie_buf_str(&text));
        value->null = false;
        if (!code && !value->text.ptr)
            code = ie_fail_nomem(err);
        ie_buf_release(&text);
    }
    json_decref(made);
    return code;
}

/* ---- one field, the whole body ---- */

static int check_field(struct ie_check *check, const struct ie_field *field, json_t *json,
                       struct ie_value *out, struct ie_error *err)
{
    struct ie_value value = {.null = true};
    int code = 0;

    if (json_is_null(json)) {
        *out = value;
        return 0;
    }
    switch (field->kind) {
    case IE_K_INT:
    case IE_K_REAL:
        check_number(check, field, json, field->name, &value);
        break;
    case IE_K_MOMENT:
        code = check_moment(check, json, field->name, &value, err);
        break;
    case IE_K_BOOL:
        value.null = !json_is_boolean(json);
        value.integer = json_is_true(json);
        if (value.null)
            ie_error_arg(ie_problem(check->problems, "record.field_kind", field->name),
                         "kind", "boolean");
        break;
    case IE_K_TEXT:
    case IE_K_CHOICE:
    case IE_K_DAY:
    case IE_K_REF:
        code = check_textual(check, field, json, field->name, &value.text, err);
        value.null = !value.text.ptr;
        break;
    case IE_K_OBJECT:
        if (!field->of) {
            ie_problem(check->problems, "record.field_server", field->name);
            return 0;
        }
        code = check_json(check, field, json, &value, err);
        break;
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
        code = check_json(check, field, json, &value, err);
        break;
    }
    *out = value;
    return code;
}

static bool same_value(const struct ie_field *field, const struct ie_value *a,
                       const struct ie_value *b)
{
    if (a->null || b->null)
        return a->null == b->null;
    if (field->kind == IE_K_INT || field->kind == IE_K_MOMENT || field->kind == IE_K_BOOL)
        return a->integer == b->integer;
    return ie_str_eq(a->text, b->text);
}

/* A reference that does not change is not looked at again: what it names may have been
 * hidden from the actor since. */
static bool unchanged_ref(const struct ie_check *check, const struct ie_field *field,
                          const struct ie_value *old, const json_t *json)
{
    return check->old && field->kind == IE_K_REF && !old->null && json_is_string(json) &&
           ie_str_eq(old->text, text_of(json));
}

static int take_member(struct ie_check *check, const char *key, json_t *json,
                       struct ie_error *err)
{
    const struct ie_field *field = ie_type_field(check->type, ie_str_z(key));

    if (!field) {
        ie_problem(check->problems, "record.field_unknown", key);
        return 0;
    }
    if (field->flags & IE_F_SERVER) {
        ie_problem(check->problems, "record.field_server", key);
        return 0;
    }
    struct ie_value *value = &check->values[ie_field_index(check->type, field)];
    struct ie_value old = *value;
    if (unchanged_ref(check, field, &old, json))
        return 0;
    int code = check_field(check, field, json, value, err);
    if (!code && check->old && (field->flags & IE_F_FIXED) &&
        !same_value(field, &old, value)) {
        *value = old;
        ie_problem(check->problems, "record.field_fixed", key);
    }
    return code;
}

int ie_check_body(struct ie_check *check, const json_t *body, struct ie_error *err)
{
    int code = 0;

    if (!json_is_object(body)) {
        ie_error_arg(ie_problem(check->problems, "record.field_kind", ""), "kind",
                     "object");
        return 0;
    }
    for (void *at = json_object_iter((json_t *)(uintptr_t)body); !code && at;
         at = json_object_iter_next((json_t *)(uintptr_t)body, at)) {
        const char *key = json_object_iter_key(at);
        if (strcmp(key, "external_id") != 0 || check->old)
            code = take_member(check, key, json_object_iter_value(at), err);
    }
    return code;
}
