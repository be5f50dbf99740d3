/* What a row says, laid over what is there. An empty cell says nothing and changes
 * nothing. */
#include "service/import/impl.h"

/* ---- rows of one record ---- */

static int refuse_row(struct ie_draft *row, const char *field, const char *id,
                      struct ie_str value, struct ie_error *err)
{
    struct ie_error problem;

    ie_fail(&problem, IE_INPUT, id);
    ie_error_argn(&problem, "value", value.ptr, value.len);
    if (json_array_append_new(row->errors,
                              ie_import_problem(&problem, 0, field, value)) != 0)
        return ie_fail_nomem(err);
    return 0;
}

static bool has_language(const json_t *texts, struct ie_str language)
{
    size_t i;
    json_t *text;

    json_array_foreach(texts, i, text)
        if (ie_str_eq(ie_json_get_str(text, "language"), language))
            return true;
    return false;
}

/* Facts that the first row left open. */
static int fill_in(json_t *to, const json_t *from, struct ie_error *err)
{
    return json_object_update_missing(to, json_object_get(from, "f")) == 0
               ? 0
               : ie_fail_nomem(err);
}

static int join_profile(struct ie_draft *rows, size_t count, struct ie_error *err)
{
    json_t *texts = json_array();

    if (!texts || json_object_set_new(rows[0].json, "texts", texts) != 0)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < count; i++) {
        json_t *text = json_object_get(rows[i].json, "text");
        struct ie_str language = ie_json_get_str(text, "language");
        int rc = 0;

        if (json_array_size(rows[i].errors) > 0)
            continue;
        if (has_language(texts, language))
            rc = refuse_row(&rows[i], "id", "import.language_twice", language, err);
        else if (json_array_append(texts, text) != 0)
            rc = ie_fail_nomem(err);
        else if (i > 0)
            rc = fill_in(json_object_get(rows[0].json, "f"), rows[i].json, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int join_participation(struct ie_draft *rows, size_t count, struct ie_error *err)
{
    json_t *spans = json_object_get(rows[0].json, "spans");

    for (size_t i = 1; i < count; i++) {
        json_t *more = json_object_get(rows[i].json, "spans");
        int rc;

        if (json_array_size(rows[i].errors) > 0)
            continue;
        if (!spans || !more)
            rc = refuse_row(&rows[i], "organisation", "import.twice",
                            ie_json_get_str(rows[i].json, "label"), err);
        else if (json_array_extend(spans, more) != 0)
            rc = ie_fail_nomem(err);
        else
            rc = fill_in(json_object_get(rows[0].json, "f"), rows[i].json, err);
        if (rc)
            return rc;
    }
    return 0;
}

int ie_import_join(struct ie_importer *im, struct ie_draft *rows, size_t count,
                   struct ie_error *err)
{
    if (im->shape->kind == IE_IMPORT_PROFILES)
        return join_profile(rows, count, err);
    if (im->shape->kind == IE_IMPORT_PARTICIPATIONS)
        return join_participation(rows, count, err);
    for (size_t i = 1; i < count; i++) {
        int rc = refuse_row(&rows[i], "id", "import.id_twice",
                            ie_json_get_str(rows[i].json, "id"), err);
        if (rc)
            return rc;
    }
    return 0;
}

/* ---- JSON -> values ---- */

static int set_value(struct ie_importer *im, const struct ie_field *field,
                     struct ie_value *value, const json_t *json, struct ie_error *err)
{
    struct ie_value made = {0};

    switch (field->kind) {
    case IE_K_INT:
        made.integer = json_integer_value(json);
        break;
    case IE_K_BOOL:
        made.integer = json_is_true(json);
        break;
    case IE_K_REAL:
        made.real = json_number_value(json);
        break;
    case IE_K_MOMENT: {
        int rc = ie_moment_parse(ie_str_z(json_string_value(json)), &made.integer, err);
        if (rc)
            return rc;
        break;
    }
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT: {
        struct ie_value *only = &made;
        struct ie_buf buf = IE_BUF_INIT;
        struct ie_json out = ie_json_into(&buf);
        int rc;

        ie_json_value(&out, json);
        rc = ie_buf_check(&buf, err);
        if (!rc) {
            only->text = ie_arena_str(im->row, ie_buf_str(&buf));
            if (!only->text.ptr)
                rc = ie_fail_nomem(err);
        }
        ie_buf_release(&buf);
        if (rc)
            return rc;
        break;
    }
    case IE_K_TEXT:
    case IE_K_DAY:
    case IE_K_CHOICE:
    case IE_K_REF:
        made.text = ie_arena_str(
            im->row, ie_str_n(json_string_value(json), json_string_length(json)));
        if (!made.text.ptr)
            return ie_fail_nomem(err);
        break;
    }
    *value = made;
    return 0;
}

/* An empty one if there is none; NULL: memory is out. */
static json_t *parse_list(const struct ie_value *value)
{
    json_t *list = NULL;
    int code = value->null ? IE_NOT_FOUND : ie_json_parse(value->text, &list, NULL);

    return code && code != IE_NOMEM ? json_array() : list;
}

static struct ie_value *value_of(const struct ie_type *type, struct ie_value *values,
                                 const char *field)
{
    for (size_t i = 0; type->fields[i].name; i++)
        if (strcmp(type->fields[i].name, field) == 0)
            return &values[i];
    IE_BUG("no such field");
}

static int put(struct ie_importer *im, struct ie_value *values, const char *field,
               const json_t *json, struct ie_error *err)
{
    const struct ie_type *type = im->shape->type;
    const struct ie_field *f = ie_type_field(type, ie_str_z(field));

    return set_value(im, f, value_of(type, values, field), json, err);
}

/* A list that got all its items becomes the value of the field; it is used up. */
static int put_list(struct ie_importer *im, struct ie_value *values, const char *field,
                    json_t *list, bool whole, struct ie_error *err)
{
    int rc = whole ? put(im, values, field, list, err) : ie_fail_nomem(err);

    json_decref(list);
    return rc;
}

/* A default for a new record, where the sheet says nothing. */
static void put_default(struct ie_importer *im, struct ie_value *values,
                        const char *field, struct ie_str text)
{
    struct ie_value *value = value_of(im->shape->type, values, field);

    if (value->null)
        *value = (struct ie_value){.text = text};
}

/* ---- organisations ---- */

static bool is_verified(const json_t *identifier)
{
    return ie_str_eqz(ie_json_get_str(identifier, "verdict"), "verified");
}

static int put_identifiers(struct ie_importer *im, const struct ie_draft *draft,
                           const struct ie_target *target, struct ie_value *values,
                           struct ie_error *err)
{
    struct ie_value *value = value_of(im->shape->type, values, "identifiers");
    const json_t *fresh =
        json_object_get(json_object_get(draft->json, "f"), "identifiers");
    struct ie_str external = ie_json_get_str(draft->json, "id");
    json_t *list = parse_list(value), *item, *old;
    bool whole = list != NULL;
    size_t i, k;

    json_array_foreach(fresh, i, item) {
        bool there = false;

        json_array_foreach(list, k, old) {
            bool same = ie_str_eq(ie_json_get_str(old, "scheme"),
                                  ie_json_get_str(item, "scheme"));
            bool equal =
                ie_str_eq(ie_json_get_str(old, "value"), ie_json_get_str(item, "value"));
            if (same && (equal || !target->merged)) {
                there = true;
                /* a slip does not take the place of a number that is right */
                if (!equal && (is_verified(item) || !is_verified(old)))
                    whole = json_array_set(list, k, item) == 0 && whole;
                break;
            }
        }
        if (!there)
            whole = json_array_append(list, item) == 0 && whole;
    }
    if (target->merged && external.len) {
        bool there = false;
        json_array_foreach(list, k, old)
            there = there || (ie_str_eqz(ie_json_get_str(old, "scheme"), "external") &&
                              ie_str_eq(ie_json_get_str(old, "value"), external));
        if (!there)
            whole = json_array_append_new(list, json_pack("{s:s, s:s%, s:s}", "scheme",
                                                          "external", "value",
                                                          external.ptr, external.len,
                                                          "verdict", "unchecked")) == 0 &&
                    whole;
    }
    if (whole && !json_array_size(list)) {
        json_decref(list);
        return 0;
    }
    return put_list(im, values, "identifiers", list, whole, err);
}

/* The sheet's names: preferred ones of their language, or alternatives of a merged row. */
static int put_names(struct ie_importer *im, const struct ie_draft *draft,
                     const struct ie_target *target, struct ie_value *values,
                     struct ie_error *err)
{
    struct ie_value *value = value_of(im->shape->type, values, "names");
    json_t *list = parse_list(value), *item, *old;
    bool whole = list != NULL;
    size_t i, k;

    json_array_foreach(json_object_get(draft->json, "names"), i, item) {
        bool there = false;

        json_array_foreach(list, k, old) {
            bool equal =
                ie_str_eq(ie_json_get_str(old, "name"), ie_json_get_str(item, "name"));
            bool replaces = !target->merged &&
                            ie_str_eqz(ie_json_get_str(old, "kind"), "preferred") &&
                            ie_str_eq(ie_json_get_str(old, "language"),
                                      ie_json_get_str(item, "language"));
            if (equal || replaces) {
                there = true;
                if (!equal)
                    whole = json_array_set(list, k, item) == 0 && whole;
                break;
            }
        }
        if (!there) {
            json_t *copy = json_copy(item);
            if (target->merged)
                whole =
                    json_object_set_new(copy, "kind", json_string("alternative")) == 0 &&
                    whole;
            whole = json_array_append_new(list, copy) == 0 && whole;
        }
    }
    return put_list(im, values, "names", list, whole, err);
}

/* ---- profiles ---- */

static int put_texts(struct ie_importer *im, const struct ie_draft *draft, bool is_new,
                     struct ie_value *values, struct ie_error *err)
{
    const struct ie_type *type = im->shape->type;
    json_t *list = parse_list(value_of(type, values, "texts")), *text, *old;
    const struct ie_value *language = value_of(type, values, "language");
    bool whole = list != NULL;
    size_t i, k;
    int rc = 0;

    if (is_new)
        rc = put(im, values, "language",
                 json_object_get(json_array_get(json_object_get(draft->json, "texts"), 0),
                                 "language"),
                 err);
    json_array_foreach(json_object_get(draft->json, "texts"), i, text) {
        json_t *target = NULL;

        json_array_foreach(list, k, old)
            if (ie_str_eq(ie_json_get_str(old, "language"),
                          ie_json_get_str(text, "language")))
                target = old;
        if (!target) {
            target = json_pack("{s:O, s:s, s:s}", "language",
                               json_object_get(text, "language"), "origin",
                               is_new && i == 0 ? "original" : "translation", "state",
                               "reviewed");
            whole = json_array_append_new(list, target) == 0 && whole;
            if (!whole)
                break;
        }
        if (json_object_get(text, "title"))
            whole =
                json_object_set(target, "title", json_object_get(text, "title")) == 0 &&
                whole;
        if (json_object_get(text, "text"))
            whole = json_object_set(target, "text", json_object_get(text, "text")) == 0 &&
                    whole;
    }
    json_array_foreach(list, k, old)
        if (!rc && ie_str_eq(ie_json_get_str(old, "language"), language->text))
            rc = put(im, values, "title", json_object_get(old, "title"), err);
    if (rc)
        json_decref(list);
    else
        rc = put_list(im, values, "texts", list, whole, err);
    return rc;
}

/* ---- all kinds ---- */

/* Scheme, "www.", case of the host and a last slash make no other address. */
static bool same_website(struct ie_arena *arena, struct ie_str a, struct ie_str b)
{
    struct ie_str host[2] = {ie_website_host(arena, a), ie_website_host(arena, b)},
                  url[2] = {a, b};

    for (int i = 0; i < 2; i++) {
        int64_t at = ie_str_find(url[i], IE_STR("://"));
        struct ie_str rest =
            at < 0 ? url[i] : ie_str_sub(url[i], (size_t)at + 3, url[i].len);

        at = ie_str_find_char(rest, '/');
        url[i] = at < 0 ? IE_STR("") : ie_str_sub(rest, (size_t)at, rest.len);
        if (ie_str_eqz(url[i], "/"))
            url[i] = IE_STR("");
    }
    return host[0].len && ie_str_eq(host[0], host[1]) && ie_str_eq(url[0], url[1]);
}

static int put_special(struct ie_importer *im, const struct ie_draft *draft,
                       const struct ie_target *target, bool is_new,
                       struct ie_value *values, struct ie_error *err)
{
    json_t *spans = json_object_get(draft->json, "spans");
    int rc = 0;

    switch (im->shape->kind) {
    case IE_IMPORT_ORGANISATIONS:
        rc = put_identifiers(im, draft, target, values, err);
        if (!rc)
            rc = put_names(im, draft, target, values, err);
        put_default(im, values, "type", IE_STR("company"));
        put_default(im, values, "status", IE_STR("active"));
        break;
    case IE_IMPORT_PROFILES:
        rc = put_texts(im, draft, is_new, values, err);
        put_default(im, values, "status", IE_STR("published"));
        if (is_new) /* as old as its log entry (store/records/saved_search.h) */
            *value_of(im->shape->type, values, "published_at") =
                (struct ie_value){.integer = im->now};
        break;
    case IE_IMPORT_PARTICIPATIONS:
        if (spans)
            rc = put(im, values, "available", spans, err);
        if (value_of(im->shape->type, values, "representatives")->null)
            *value_of(im->shape->type, values, "representatives") =
                (struct ie_value){.integer = 1};
        put_default(im, values, "status", IE_STR("registered"));
        break;
    case IE_IMPORT_WISHES:
        if (value_of(im->shape->type, values, "weight")->null)
            *value_of(im->shape->type, values, "weight") =
                (struct ie_value){.integer = 3};
        break;
    case IE_IMPORT_OUTCOMES:
        put_default(im, values, "stage", IE_STR("at_once"));
        put_default(im, values, "status", IE_STR("held"));
        break;
    case IE_IMPORT_PEOPLE:
    case IE_IMPORT_KINDS:
        break;
    }
    return rc;
}

static int refuse_fixed(const struct ie_draft *draft, const char *field,
                        const struct ie_value *value, struct ie_error *err)
{
    struct ie_error problem;

    ie_fail(&problem, IE_INPUT, "import.fixed");
    if (json_array_append_new(draft->errors,
                              ie_import_problem(&problem, 0, field, value->text)) != 0)
        return ie_fail_nomem(err);
    return 0;
}

int ie_import_values(struct ie_importer *im, const struct ie_draft *draft,
                     const struct ie_target *target, const struct ie_record *old,
                     struct ie_value **values, struct ie_error *err)
{
    const struct ie_type *type = im->shape->type;
    struct ie_value *made =
        old ? ie_values_of(im->row, old) : ie_values_new(im->row, type);
    const json_t *f = json_object_get(draft->json, "f");
    int rc = 0;

    if (!made)
        return ie_fail_nomem(err);
    for (size_t i = 0; type->fields[i].name && !rc; i++) {
        const struct ie_field *field = &type->fields[i];
        const json_t *json = json_object_get(f, field->name);
        struct ie_value value;
        bool same = true;

        if (!json || strcmp(field->name, "identifiers") == 0 ||
            (target->merged && !made[i].null))
            continue;
        rc = set_value(im, field, &value, json, err);
        if (!rc && old && (field->flags & IE_F_FIXED))
            rc = ie_value_same(field, &old->values[i], &value, &same, err);
        if (!rc && !same)
            rc = refuse_fixed(draft, field->name, &value, err);
        else if (!rc && !(strcmp(field->name, "website") == 0 && !made[i].null &&
                          same_website(im->row, made[i].text, value.text)))
            made[i] = value;
    }
    if (!rc)
        rc = put_special(im, draft, target, !old, made, err);
    if (!rc)
        *values = made;
    return rc;
}

/* ---- what changes ---- */

/* A value as it is shown: JSON kinds as JSON, long texts cut. NULL: memory is out. */
static json_t *shown(const struct ie_field *field, const struct ie_value *value)
{
    size_t n = value->text.len < 300 ? value->text.len : 300;
    json_t *json = NULL;
    char text[40];

    if (value->null)
        return json_null();
    switch (field->kind) {
    case IE_K_INT:
    case IE_K_BOOL:
        return json_integer(value->integer);
    case IE_K_REAL:
        return json_real(value->real);
    case IE_K_MOMENT:
        ie_moment_format(value->integer, text);
        return json_string(text);
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT:
        return ie_json_parse(value->text, &json, NULL) == IE_INPUT ? json_null() : json;
    case IE_K_TEXT:
    case IE_K_DAY:
    case IE_K_CHOICE:
    case IE_K_REF:
        break;
    }
    while (n > 0 && n < value->text.len &&
           ((unsigned char)value->text.ptr[n] & 0xC0) == 0x80)
        n--;
    return json_stringn_nocheck(value->text.ptr, n);
}

int ie_import_changes(const struct ie_type *type, const struct ie_value *old,
                      const struct ie_value *new_, json_t **changes, struct ie_error *err)
{
    json_t *list = json_array();
    int rc = list ? 0 : ie_fail_nomem(err);

    for (size_t i = 0; !rc && type->fields[i].name; i++) {
        const struct ie_field *field = &type->fields[i];
        bool same = true;

        rc = ie_value_same(field, &old[i], &new_[i], &same, err);
        if (!rc && !same &&
            json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "field", field->name,
                                                  "old", shown(field, &old[i]), "new",
                                                  shown(field, &new_[i]))) != 0)
            rc = ie_fail_nomem(err);
    }
    if (rc)
        json_decref(list);
    else
        *changes = list;
    return rc;
}
