/* Lists: filters, search, keyset paging, counts. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <xxhash.h>

#include "store/record_sql.h"
#include "store/records/profile.h"

enum { MOST_WORDS = 8, MOST_CHOICES = 40, LONGEST_CURSOR = 4000 };

/* ---- what the caller asks for, as SQL ---- */

/* Several choices joined by commas: any of them. Choices hold no comma. */
static bool is_any_of(const struct ie_filter *filter)
{
    return filter->field->kind == IE_K_CHOICE && filter->value.ptr &&
           memchr(filter->value.ptr, ',', filter->value.len);
}

static void add_filters(struct ie_buf *sql, const struct ie_reader *reader,
                        const struct ie_list_query *query, int *n)
{
    if (query->concept_count)
        ie_sql_tagged(sql, reader, query->concept_count, n);
    if (query->created_since) {
        ie_buf_addz(sql, " AND r.created_at>=");
        ie_sql_parameter(sql, (*n)++);
    }
    if (query->published_since) {
        ie_buf_addz(sql, " AND r.published_at>=");
        ie_sql_parameter(sql, (*n)++);
    }
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct ie_field *field = query->filters[i].field;
        ie_buf_addz(sql, " AND r.");
        ie_buf_addz(sql, ie_column_name(field));
        if (is_any_of(&query->filters[i])) {
            struct ie_str rest = query->filters[i].value, choice;
            for (const char *before = " IN ("; ie_str_split(&rest, ',', &choice);
                 before = ", ") {
                ie_buf_addz(sql, before);
                ie_sql_parameter(sql, (*n)++);
            }
            ie_buf_addc(sql, ')');
            continue;
        }
        ie_buf_addz(sql, field->kind == IE_K_SET ? " LIKE " : "=");
        ie_sql_parameter(sql, (*n)++);
        if (field->kind == IE_K_SET)
            ie_buf_addz(sql, " ESCAPE '\\'");
    }
}

/* Next word of folded text; false at the end. */
static bool next_word(struct ie_str *rest, struct ie_str *word)
{
    while (ie_str_split(rest, ' ', word))
        if (word->len)
            return true;
    return false;
}

static void add_search(struct ie_buf *sql, struct ie_str search, int *n)
{
    struct ie_str word;

    for (int words = 0; words < MOST_WORDS && next_word(&search, &word); words++) {
        ie_buf_addz(sql, " AND r.search LIKE ");
        ie_sql_parameter(sql, (*n)++);
        ie_buf_addz(sql, " ESCAPE '\\'");
    }
}

static bool newest_first(const struct ie_list_query *query)
{
    return !query->sort || query->descending;
}

static void add_after(struct ie_buf *sql, const struct ie_list_query *query, int *n)
{
    ie_buf_addz(sql, query->sort ? " AND (" : " AND ");
    if (query->sort) {
        ie_sql_sort(sql, query->sort);
        ie_buf_addz(sql, ", ");
    }
    ie_buf_addz(sql, query->sort ? "r.id) " : "r.id ");
    ie_buf_addz(sql, newest_first(query) ? "< " : "> ");
    ie_buf_addz(sql, query->sort ? "(" : "");
    if (query->sort) {
        ie_sql_parameter(sql, (*n)++);
        ie_buf_addz(sql, ", ");
    }
    ie_sql_parameter(sql, (*n)++);
    ie_buf_addz(sql, query->sort ? ")" : "");
}

static void add_order(struct ie_buf *sql, const struct ie_list_query *query, int *n)
{
    const char *direction = newest_first(query) ? " DESC" : "";

    ie_buf_addz(sql, " ORDER BY ");
    if (query->sort) {
        ie_sql_sort(sql, query->sort);
        ie_buf_addz(sql, direction);
        ie_buf_addz(sql, ", ");
    }
    ie_buf_addz(sql, "r.id");
    ie_buf_addz(sql, direction);
    ie_buf_addz(sql, " LIMIT ");
    ie_sql_parameter(sql, (*n)++);
}

/* ---- its values ---- */

static int fail_filter(struct ie_error *err, const struct ie_filter *filter)
{
    ie_fail(err, IE_INPUT, "list.filter");
    ie_error_arg(err, "field", filter->field->name);
    ie_error_argn(err, "value", filter->value.ptr ? filter->value.ptr : "",
                  filter->value.len);
    ie_error_at(err, NULL, 0, 0, filter->field->name);
    return IE_INPUT;
}

static void add_like_escaped(struct ie_buf *out, struct ie_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\\' || c == '%' || c == '_')
            ie_buf_addc(out, '\\');
        ie_buf_addc(out, c);
    }
}

/* A SET is stored as a JSON array of texts, so that `"x"` with its quotes stands in it
 * exactly if x is a member. */
static int bind_contains(struct ie_query *q, int n, struct ie_str value,
                         struct ie_error *err)
{
    struct ie_buf quoted = IE_BUF_INIT, pattern = IE_BUF_INIT;
    json_t *text = json_stringn(value.ptr ? value.ptr : "", value.len);
    struct ie_json json = ie_json_into(&quoted);

    ie_json_value(&json, text);
    json_decref(text);
    ie_buf_addc(&pattern, '%');
    add_like_escaped(&pattern, ie_buf_str(&quoted));
    ie_buf_addc(&pattern, '%');
    int code = quoted.failed ? ie_fail_nomem(err) : ie_buf_check(&pattern, err);
    if (!code)
        ie_query_text(q, n, ie_buf_str(&pattern));
    ie_buf_release(&quoted);
    ie_buf_release(&pattern);
    return code;
}

static int bind_filter(struct ie_query *q, int n, const struct ie_filter *filter,
                       struct ie_error *err)
{
    struct ie_str value = filter->value.ptr ? filter->value : IE_STR("");
    int64_t integer;
    double real;

    switch (filter->field->kind) {
    case IE_K_SET:
        return bind_contains(q, n, value, err);
    case IE_K_BOOL:
        if (!ie_str_eqz(value, "true") && !ie_str_eqz(value, "false"))
            return fail_filter(err, filter);
        ie_query_int(q, n, ie_str_eqz(value, "true"));
        return 0;
    case IE_K_INT:
        if (!ie_str_int64(value, &integer))
            return fail_filter(err, filter);
        ie_query_int(q, n, integer);
        return 0;
    case IE_K_MOMENT:
        if (ie_moment_parse(value, &integer, NULL))
            return fail_filter(err, filter);
        ie_query_int(q, n, integer);
        return 0;
    case IE_K_REAL:
        if (!ie_str_double(value, &real))
            return fail_filter(err, filter);
        ie_query_real(q, n, real);
        return 0;
    case IE_K_TEXT:
    case IE_K_DAY:
    case IE_K_CHOICE:
    case IE_K_REF:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT:
        ie_query_text(q, n, value);
        return 0;
    }
    IE_BUG("a kind of field that is none");
}

/* Each text has a statement of its own for every number of choices: a few dozen at most. */
static int bind_any_of(struct ie_query *q, int *n, const struct ie_filter *filter,
                       struct ie_error *err)
{
    struct ie_str rest = filter->value, choice;
    int count = 0;

    while (ie_str_split(&rest, ',', &choice)) {
        if (++count > MOST_CHOICES)
            return fail_filter(err, filter);
        ie_query_text(q, (*n)++, choice);
    }
    return 0;
}

static int bind_conditions(struct ie_query *q, const struct ie_list_query *query, int *n,
                           struct ie_error *err)
{
    struct ie_str rest = query->search, word;
    int code = 0;

    for (size_t i = 0; i < query->concept_count; i++)
        ie_query_text(q, (*n)++, query->concepts[i]);
    if (query->created_since)
        ie_query_int(q, (*n)++, query->created_since);
    if (query->published_since)
        ie_query_int(q, (*n)++, query->published_since);
    for (size_t i = 0; !code && i < query->filter_count; i++)
        code = is_any_of(&query->filters[i])
                   ? bind_any_of(q, n, &query->filters[i], err)
                   : bind_filter(q, (*n)++, &query->filters[i], err);
    for (int words = 0; !code && words < MOST_WORDS && next_word(&rest, &word); words++) {
        struct ie_buf pattern = IE_BUF_INIT;
        ie_buf_addz(&pattern, "% ");
        add_like_escaped(&pattern, word);
        ie_buf_addc(&pattern, '%');
        code = ie_buf_check(&pattern, err);
        if (!code)
            ie_query_text(q, (*n)++, ie_buf_str(&pattern));
        ie_buf_release(&pattern);
    }
    return code;
}

/* ---- cursors: check (4 bytes), id (26), sort value as text; in base64url ---- */

struct place { /* where a page ends */
    struct ie_str id;
    struct ie_str value;
};

static uint32_t cursor_check(const struct ie_type *type,
                             const struct ie_list_query *query, struct ie_str rest)
{
    XXH32_hash_t seed = newest_first(query) ? 1 : 2;

    seed = XXH32(type->name, strlen(type->name), seed);
    if (query->sort)
        seed = XXH32(query->sort->name, strlen(query->sort->name), seed);
    return XXH32(rest.ptr, rest.len, seed);
}

static struct ie_str sort_text(const struct ie_field *field, const struct ie_value *value,
                               char room[40])
{
    switch (field->kind) {
    case IE_K_INT:
    case IE_K_BOOL:
    case IE_K_MOMENT:
        snprintf(room, 40, "%" PRId64,
                 !value->null                 ? value->integer
                 : field->kind == IE_K_MOMENT ? INT64_MAX
                                              : 0);
        return ie_str_z(room);
    case IE_K_REAL:
        snprintf(room, 40, "%.17g", value->null ? 0.0 : value->real);
        return ie_str_z(room);
    case IE_K_DAY:
        return value->null ? IE_STR("9999-12-31") : value->text;
    case IE_K_TEXT:
    case IE_K_CHOICE:
    case IE_K_REF:
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT:
        return value->null ? IE_STR("") : value->text;
    }
    IE_BUG("a kind of field that is none");
}

static int make_cursor(const struct ie_type *type, const struct ie_list_query *query,
                       const struct ie_record *last, struct ie_arena *arena,
                       struct ie_str *cursor, struct ie_error *err)
{
    struct ie_buf bytes = IE_BUF_INIT;
    char room[40], *text;
    uint32_t check;
    size_t size;
    int code;

    ie_buf_add(&bytes, ie_str_n("\0\0\0\0", 4));
    ie_buf_add(&bytes, ie_id_str(&last->id));
    if (query->sort)
        ie_buf_add(&bytes,
                   sort_text(query->sort,
                             &last->values[ie_field_index(type, query->sort)], room));
    if ((code = ie_buf_check(&bytes, err)) != 0)
        goto out;
    check = cursor_check(type, query, ie_str_n(bytes.ptr + 4, bytes.len - 4));
    memcpy(bytes.ptr, &check, 4);
    size = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text = ie_arena_alloc(arena, size);
    if (!text) {
        code = ie_fail_nomem(err);
        goto out;
    }
    sodium_bin2base64(text, size, (const unsigned char *)bytes.ptr, bytes.len,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    *cursor = ie_str_z(text);
out:
    ie_buf_release(&bytes);
    return code;
}

static int read_cursor(const struct ie_type *type, const struct ie_list_query *query,
                       struct ie_arena *arena, struct place *place, struct ie_error *err)
{
    size_t room = query->cursor.len, len = 0;
    uint32_t check;

    if (room > LONGEST_CURSOR)
        return ie_fail(err, IE_INPUT, "list.cursor");
    char *bytes = ie_arena_alloc(arena, room + 1);
    if (!bytes)
        return ie_fail_nomem(err);
    if (sodium_base642bin((unsigned char *)bytes, room, query->cursor.ptr,
                          query->cursor.len, NULL, &len, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        len < 4 + IE_ID_LEN || (!query->sort && len > 4 + IE_ID_LEN))
        return ie_fail(err, IE_INPUT, "list.cursor");
    memcpy(&check, bytes, 4);
    if (check != cursor_check(type, query, ie_str_n(bytes + 4, len - 4)))
        return ie_fail(err, IE_INPUT, "list.cursor");
    place->id = ie_str_n(bytes + 4, IE_ID_LEN);
    place->value = ie_str_n(bytes + 4 + IE_ID_LEN, len - 4 - IE_ID_LEN);
    return 0;
}

static int bind_place(struct ie_query *q, const struct ie_field *sort,
                      const struct place *place, int *n, struct ie_error *err)
{
    int64_t integer = 0;
    double real = 0;

    if (!sort) {
        ie_query_text(q, (*n)++, place->id);
        return 0;
    }
    const char *type = ie_column_type(sort->kind);
    if (strcmp(type, "BIGINT") == 0) {
        if (!ie_str_int64(place->value, &integer))
            return ie_fail(err, IE_INPUT, "list.cursor");
        ie_query_int(q, (*n)++, integer);
    } else if (strcmp(type, "TEXT") == 0) {
        ie_query_text(q, (*n)++, place->value);
    } else {
        if (!ie_str_double(place->value, &real))
            return ie_fail(err, IE_INPUT, "list.cursor");
        ie_query_real(q, (*n)++, real);
    }
    ie_query_text(q, (*n)++, place->id);
    return 0;
}

/* ---- the list ---- */

static int count_all(struct ie_db *db, const struct ie_reader *reader,
                     const struct ie_type *type, const struct ie_list_query *query,
                     int64_t *total, struct ie_error *err)
{
    struct ie_buf sql = IE_BUF_INIT;
    struct ie_query q;
    int n = IE_SQL_FIRST_FREE;
    bool row;

    ie_buf_addz(&sql, "SELECT count(*) FROM ");
    ie_buf_addz(&sql, ie_table_name(type));
    ie_buf_addz(&sql, " r");
    ie_sql_where(&sql, type, reader);
    add_filters(&sql, reader, query, &n);
    add_search(&sql, query->search, &n);
    ie_buf_addc(&sql, '\0');
    int code = ie_buf_check(&sql, err);
    if (code)
        goto out;
    n = IE_SQL_FIRST_FREE;
    ie_query_begin(db, sql.ptr, &q);
    ie_sql_bind_reader(&q, reader);
    code = bind_conditions(&q, query, &n, err);
    if (!code)
        code = ie_query_next(&q, &row, err);
    if (!code)
        *total = ie_query_get_int(&q, 0);
    ie_query_end(&q);
out:
    ie_buf_release(&sql);
    return code;
}

/* Rows of the page into list->at, which has room for query->limit; *more: one too many. */
static int read_rows(struct ie_query *q, const struct ie_type *type, unsigned limit,
                     struct ie_arena *arena, struct ie_list *list, bool *more,
                     struct ie_error *err)
{
    bool row;
    int code;

    while ((code = ie_query_next(q, &row, err)) == 0 && row) {
        if (list->count == limit) {
            *more = true;
            return 0;
        }
        if (!ie_sql_fill(q, type, arena, &list->at[list->count]))
            return ie_fail_nomem(err);
        list->count++;
    }
    return code;
}

static int read_page(struct ie_db *db, const struct ie_reader *reader,
                     const struct ie_type *type, const struct ie_list_query *query,
                     const struct place *place, struct ie_arena *arena,
                     struct ie_list *list, struct ie_error *err)
{
    struct ie_buf sql = IE_BUF_INIT;
    struct ie_query q;
    int n = IE_SQL_FIRST_FREE;
    bool more = false;

    ie_sql_select(&sql, type, reader);
    ie_sql_where(&sql, type, reader);
    add_filters(&sql, reader, query, &n);
    add_search(&sql, query->search, &n);
    if (place)
        add_after(&sql, query, &n);
    add_order(&sql, query, &n);
    ie_buf_addc(&sql, '\0');
    int code = ie_buf_check(&sql, err);
    if (code)
        goto out;
    n = IE_SQL_FIRST_FREE;
    ie_query_begin(db, sql.ptr, &q);
    ie_sql_bind_reader(&q, reader);
    code = bind_conditions(&q, query, &n, err);
    if (!code && place)
        code = bind_place(&q, query->sort, place, &n, err);
    if (!code) {
        ie_query_int(&q, n, (int64_t)query->limit + 1);
        code = read_rows(&q, type, query->limit, arena, list, &more, err);
    }
    ie_query_end(&q);
    if (!code && more)
        code =
            make_cursor(type, query, &list->at[list->count - 1], arena, &list->next, err);
out:
    ie_buf_release(&sql);
    return code;
}

int ie_record_list(struct ie_db *db, const struct ie_reader *reader,
                   const struct ie_type *type, const struct ie_list_query *query,
                   struct ie_arena *arena, struct ie_list *list, struct ie_error *err)
{
    struct ie_list made = {.total = -1};
    struct place place;
    bool from_start = query->cursor.len == 0;
    int code = 0;

    if (query->limit == 0 || query->limit > 500)
        IE_BUG("a list of none or of more than 500");
    if (!from_start)
        code = read_cursor(type, query, arena, &place, err);
    if (!code) {
        made.at = IE_NEW_ARRAY(arena, struct ie_record, query->limit);
        if (!made.at)
            code = ie_fail_nomem(err);
    }
    if (!code)
        code = read_page(db, reader, type, query, from_start ? NULL : &place, arena,
                         &made, err);
    if (!code && query->count)
        code = count_all(db, reader, type, query, &made.total, err);
    if (!code)
        *list = made;
    return code;
}
