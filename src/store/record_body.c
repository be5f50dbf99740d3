#include "store/record_body.h"

#include "store/column.h"

void ie_body_write(struct ie_buf *out, const struct ie_type *type,
                   const struct ie_value *values)
{
    struct ie_json json = ie_json_into(out);

    ie_json_object(&json);
    for (size_t i = 0; type->fields[i].name; i++) {
        if (values[i].null)
            continue;
        ie_json_key(&json, type->fields[i].name);
        switch (type->fields[i].kind) {
        case IE_K_INT:
        case IE_K_MOMENT:
            ie_json_int(&json, values[i].integer);
            break;
        case IE_K_BOOL:
            ie_json_bool(&json, values[i].integer != 0);
            break;
        case IE_K_REAL:
            ie_json_double(&json, values[i].real);
            break;
        case IE_K_SET:
        case IE_K_WORDS:
        case IE_K_LIST:
        case IE_K_OBJECT:
            ie_json_raw(&json, values[i].text);
            break;
        case IE_K_TEXT:
        case IE_K_DAY:
        case IE_K_CHOICE:
        case IE_K_REF:
            ie_json_str(&json, values[i].text.ptr ? values[i].text : IE_STR(""));
            break;
        }
    }
    ie_json_end(&json);
}

static bool read_text(const json_t *member, struct ie_arena *arena,
                      struct ie_value *value)
{
    value->text = ie_arena_str(
        arena, ie_str_n(json_string_value(member), json_string_length(member)));
    return value->text.ptr != NULL;
}

static bool read_json(const json_t *member, struct ie_arena *arena,
                      struct ie_value *value)
{
    struct ie_buf text = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&text);

    ie_json_value(&json, member);
    if (!text.failed)
        value->text = ie_arena_str(arena, ie_buf_str(&text));
    ie_buf_release(&text);
    return value->text.ptr != NULL;
}

/* false: memory out */
static bool read_value(const struct ie_field *field, const json_t *member,
                       struct ie_arena *arena, struct ie_value *value)
{
    value->null = false;
    switch (field->kind) {
    case IE_K_INT:
    case IE_K_MOMENT:
        value->integer = json_integer_value(member);
        return true;
    case IE_K_BOOL:
        value->integer = json_is_true(member);
        return true;
    case IE_K_REAL:
        value->real = json_number_value(member);
        return true;
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT:
        return read_json(member, arena, value);
    case IE_K_TEXT:
    case IE_K_DAY:
    case IE_K_CHOICE:
    case IE_K_REF:
        if (json_is_string(member))
            return read_text(member, arena, value);
        value->null = true; /* the field was of another kind when this was written */
        return true;
    }
    IE_BUG("a kind of field that is none");
}

int ie_body_read(struct ie_str body, const struct ie_type *type, struct ie_arena *arena,
                 struct ie_value **values, struct ie_error *err)
{
    size_t n = ie_field_count(type);
    struct ie_value *made = IE_NEW_ARRAY(arena, struct ie_value, n);
    json_t *object = NULL;
    int code = made ? ie_json_parse(body, &object, err) : ie_fail_nomem(err);

    if (code == IE_INPUT || (!code && !json_is_object(object)))
        code = ie_fail(err, IE_INTERNAL, "record.body");
    for (size_t i = 0; !code && i < n; i++) {
        const json_t *member = json_object_get(object, type->fields[i].name);
        made[i].null = !member || json_is_null(member);
        if (!made[i].null && !read_value(&type->fields[i], member, arena, &made[i]))
            code = ie_fail_nomem(err);
    }
    json_decref(object);
    if (!code)
        *values = made;
    return code;
}

bool ie_body_value_same(const struct ie_field *field, const struct ie_value *a,
                        const struct ie_value *b)
{
    if (a->null || b->null)
        return a->null == b->null;
    switch (ie_kind_storage(field->kind)) {
    case IE_STORED_INTEGER:
        return a->integer == b->integer;
    case IE_STORED_REAL:
        return a->real <= b->real && a->real >= b->real;
    case IE_STORED_TEXT:
        return ie_str_eq(a->text, b->text);
    }
    IE_BUG("a kind of field that is none");
}

/* ---- search ---- */

/* Without text/: words between white space and ASCII punctuation, ASCII case folded. */
static bool fold_ascii(struct ie_str text, struct ie_buf *out)
{
    bool within = false;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool part = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                    (c >= 'A' && c <= 'Z');
        if (part && !within)
            ie_buf_addc(out, ' ');
        if (part)
            ie_buf_addc(out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c);
        within = part;
    }
    return !out->failed;
}

/* Whether the member `key` of an object is searched: every text of WORDS, the flagged
 * fields of a LIST's items. */
static bool is_searched(const struct ie_field *field, const char *key)
{
    if (field->kind == IE_K_WORDS)
        return true;
    for (const struct ie_field *f = field->of; f && f->name; f++)
        if ((f->flags & IE_F_SEARCH) && strcmp(f->name, key) == 0)
            return true;
    return false;
}

static bool search_json(struct ie_buf *out, const struct ie_field *field, json_t *value,
                        ie_fold_fn fold)
{
    const char *key;
    json_t *member;
    size_t i;

    if (json_is_string(value))
        return fold(ie_str_n(json_string_value(value), json_string_length(value)), out);
    json_array_foreach(value, i, member)
        if (!search_json(out, field, member, fold))
            return false;
    json_object_foreach(value, key, member)
        if (is_searched(field, key) && !search_json(out, field, member, fold))
            return false;
    return true;
}

int ie_body_search(struct ie_buf *out, const struct ie_type *type,
                   const struct ie_value *values, ie_fold_fn fold, struct ie_error *err)
{
    if (!fold)
        fold = fold_ascii;
    for (size_t i = 0; type->fields[i].name; i++) {
        const struct ie_field *field = &type->fields[i];
        if (!(field->flags & IE_F_SEARCH) || values[i].null)
            continue;
        bool is_json = field->kind == IE_K_LIST || field->kind == IE_K_WORDS ||
                       field->kind == IE_K_SET;
        if (!is_json) {
            if (!fold(values[i].text, out))
                return ie_fail_nomem(err);
            continue;
        }
        json_t *value = NULL;
        int code = ie_json_parse(values[i].text, &value, err);
        if (code)
            return code;
        bool done = search_json(out, field, value, fold);
        json_decref(value);
        if (!done)
            return ie_fail_nomem(err);
    }
    return ie_buf_check(out, err);
}
