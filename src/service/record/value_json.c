#include "service/record/value_json.h"

int ie_values_words(const struct ie_type *type, struct ie_value *values,
                    const char *field, struct ie_str language, struct ie_str text,
                    struct ie_arena *arena, struct ie_error *err)
{
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&buf);
    char *key = ie_arena_strz(arena, language);
    int rc = key ? 0 : ie_fail_nomem(err);

    if (!rc) {
        ie_json_object(&json);
        ie_json_key(&json, key);
        ie_json_str(&json, text);
        ie_json_end(&json);
        rc = ie_buf_check(&buf, err);
    }
    if (!rc) {
        struct ie_str kept = ie_arena_str(arena, ie_buf_str(&buf));
        if (kept.ptr)
            ie_values_text(type, values, field, kept);
        else
            rc = ie_fail_nomem(err);
    }
    ie_buf_release(&buf);
    return rc;
}

int ie_values_json(const struct ie_type *type, struct ie_value *values, const char *field,
                   const json_t *json, struct ie_arena *arena, struct ie_error *err)
{
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_json out = ie_json_into(&buf);
    struct ie_str kept;
    int rc;

    ie_json_value(&out, json);
    rc = ie_buf_check(&buf, err);
    if (!rc) {
        kept = ie_arena_str(arena, ie_buf_str(&buf));
        if (kept.ptr)
            ie_values_text(type, values, field, kept);
        else
            rc = ie_fail_nomem(err);
    }
    ie_buf_release(&buf);
    return rc;
}

/* What is no JSON is like nothing. */
static int same_json(struct ie_str a, struct ie_str b, bool *same, struct ie_error *err)
{
    json_t *x = NULL, *y = NULL;
    int code = ie_json_parse(a, &x, err);

    if (!code)
        code = ie_json_parse(b, &y, err);
    *same = !code && json_equal(x, y) == 1;
    json_decref(x);
    json_decref(y);
    return code == IE_NOMEM ? code : 0;
}

static bool same_value(const struct ie_field *field, const struct ie_value *a,
                       const struct ie_value *b)
{
    if (a->null || b->null)
        return a->null && b->null;
    switch (field->kind) {
    case IE_K_INT:
    case IE_K_BOOL:
    case IE_K_MOMENT:
        return a->integer == b->integer;
    case IE_K_REAL:
        return !(a->real < b->real) && !(a->real > b->real);
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT:
    case IE_K_TEXT:
    case IE_K_DAY:
    case IE_K_CHOICE:
    case IE_K_REF:
        break;
    }
    return ie_str_eq(a->text, b->text);
}

int ie_value_same(const struct ie_field *field, const struct ie_value *a,
                  const struct ie_value *b, bool *same, struct ie_error *err)
{
    bool json = field->kind == IE_K_SET || field->kind == IE_K_WORDS ||
                field->kind == IE_K_LIST || field->kind == IE_K_OBJECT;

    *same = same_value(field, a, b);
    return *same || !json || a->null || b->null ? 0
                                                : same_json(a->text, b->text, same, err);
}
