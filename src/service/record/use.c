#include "service/record/use.h"

#include <stdatomic.h>

#include "base/cellvalue.h"
#include "service/event/consequence.h"
#include "service/impl.h"
#include "service/record/check.h"
#include "service/words/profile_tag.h"
#include "store/column.h"
#include "store/schema_types.h"
#include "store/values.h"
#include "text/text.h"

/* ---- values ---- */

static int report(struct ie_problem_list *problems, struct ie_error *err)
{
    if (problems->count == 0)
        return 0;
    if (problems->count == 1) { /* one problem speaks for itself */
        if (err)
            *err = problems->at[0];
        return IE_INPUT;
    }
    ie_fail(err, IE_INPUT, "record.problems");
    ie_error_argi(err, "count", (int64_t)problems->count + problems->more);
    ie_error_at(err, NULL, 0, 0, problems->at[0].field);
    return IE_INPUT;
}

static struct ie_check begin_check(struct ie_call *call, const struct ie_type *type,
                                   const struct ie_record *old, struct ie_value *values,
                                   struct ie_problem_list *problems)
{
    struct ie_check check = {
        .call = call, .type = type, .old = old, .values = values, .problems = problems};

    problems->count = problems->more = 0;
    ie_reader_for(call, &check.reader);
    return check;
}

int ie_values_from_json(struct ie_call *call, const struct ie_type *type,
                        const struct ie_record *old, const json_t *body,
                        struct ie_value *values, struct ie_problem_list *problems,
                        struct ie_error *err)
{
    struct ie_check check = begin_check(call, type, old, values, problems);
    int code = ie_check_body(&check, body, err);

    if (!code)
        code = ie_check_rules(&check, err);
    return code ? code : report(problems, err);
}

int ie_values_finish(struct ie_call *call, const struct ie_type *type,
                     const struct ie_record *old, struct ie_value *values,
                     struct ie_problem_list *problems, struct ie_error *err)
{
    struct ie_check check = begin_check(call, type, old, values, problems);
    int code = ie_check_rules(&check, err);

    return code ? code : report(problems, err);
}

/* ---- lists ---- */

static struct ie_str param(const struct ie_use_list *list, const char *name)
{
    return list->param(list->context, name);
}

static int list_sort(const struct ie_type *type, struct ie_str sort,
                     struct ie_list_query *query, struct ie_error *err)
{
    struct ie_str name = sort;

    if (!sort.len)
        return 0;
    query->descending = sort.ptr[0] == '-';
    if (query->descending)
        name = ie_str_sub(sort, 1, sort.len);
    query->sort = ie_type_field(type, name);
    if (query->sort && (query->sort->flags & IE_F_SORT))
        return 0;
    ie_fail(err, IE_INPUT, "list.sort");
    ie_error_argn(err, "value", sort.ptr, sort.len);
    ie_error_at(err, NULL, 0, 0, "sort");
    return IE_INPUT;
}

static int list_limit(struct ie_str limit, struct ie_list_query *query,
                      struct ie_error *err)
{
    int64_t n = 50;

    if (limit.len && (!ie_str_int64(limit, &n) || n < 1 || n > 500)) {
        ie_fail(err, IE_INPUT, "list.limit");
        ie_error_argn(err, "value", limit.ptr, limit.len);
        ie_error_argi(err, "limit", 500);
        ie_error_at(err, NULL, 0, 0, "limit");
        return IE_INPUT;
    }
    query->limit = (unsigned)n;
    return 0;
}

static int list_search(struct ie_call *call, struct ie_str q, struct ie_list_query *query,
                       struct ie_error *err)
{
    int code = q.len ? ie_text_search_key(call->arena, q, &query->search, err) : 0;

    if (code == IE_INPUT)
        ie_error_at(err, NULL, 0, 0, "q");
    return code;
}

static int list_since(struct ie_str since, struct ie_list_query *query,
                      struct ie_error *err)
{
    int code = since.len ? ie_moment_parse(since, &query->created_since, err) : 0;

    if (code)
        ie_error_at(err, NULL, 0, 0, "created_since");
    return code;
}

static int list_concepts(struct ie_call *call, struct ie_str concept,
                         struct ie_list_query *query, struct ie_error *err)
{
    struct ie_str *ids = NULL;
    int code = ie_concept_and_below(call, concept, &ids, &query->concept_count, err);

    query->concepts = ids;
    return code;
}

static bool is_choice(const char *const *choices, struct ie_str text)
{
    while (*choices && !ie_str_eqz(text, *choices))
        choices++;
    return *choices != NULL;
}

/* What cannot be a value would find nothing, as if there were nothing. */
static int check_filter(const struct ie_filter *filter, struct ie_error *err)
{
    const struct ie_field *field = filter->field;
    bool country = strcmp(field->name, "country") == 0;
    bool several = field->kind == IE_K_CHOICE; /* joined by commas: any of them */
    struct ie_str rest = filter->value, one = filter->value;

    if (!field->choices && !country)
        return 0;
    for (bool more = true; more;) {
        more = several && ie_str_split(&rest, ',', &one) && rest.len;
        if (country ? ie_country_known(one) : is_choice(field->choices, one))
            continue;
        ie_fail(err, IE_INPUT, "list.filter");
        ie_error_arg(err, "field", field->name);
        ie_error_argn(err, "value", one.ptr ? one.ptr : "", one.len);
        ie_error_at(err, NULL, 0, 0, field->name);
        return IE_INPUT;
    }
    return 0;
}

static int list_query(struct ie_call *call, const struct ie_type *type,
                      const struct ie_use_list *list, struct ie_list_query *query,
                      struct ie_error *err)
{
    struct ie_filter *filters =
        IE_NEW_ARRAY(call->arena, struct ie_filter, ie_field_count(type));
    struct ie_str count = param(list, "count");

    *query = (struct ie_list_query){.filters = filters,
                                    .cursor = param(list, "cursor"),
                                    .count = ie_str_eqz(count, "1") ||
                                             ie_str_eqz(count, "true")};
    if (!filters)
        return ie_fail_nomem(err);
    for (const struct ie_field *f = type->fields; f->name; f++) {
        struct ie_str value = f->flags & IE_F_FILTER ? param(list, f->name) : IE_STR_NONE;
        if (value.ptr)
            filters[query->filter_count++] = (struct ie_filter){f, value};
    }
    int code = 0;
    for (size_t i = 0; i < query->filter_count && !code; i++)
        code = check_filter(&filters[i], err);
    if (!code)
        code = list_sort(type, param(list, "sort"), query, err);
    if (!code && type == &ie_type_profile && param(list, "concept").len)
        code = list_concepts(call, param(list, "concept"), query, err);
    if (!code)
        code = list_since(param(list, "created_since"), query, err);
    if (!code)
        code = list_limit(param(list, "limit"), query, err);
    return code ? code : list_search(call, param(list, "q"), query, err);
}

int ie_use_list(struct ie_call *call, const struct ie_type *type,
                const struct ie_use_list *list, struct ie_json *json,
                struct ie_error *err)
{
    struct ie_list_query query;
    struct ie_list page;
    struct ie_view view;
    int code = list_query(call, type, list, &query, err);

    if (code)
        return code;
    ie_view_init(&view, call);
    code = ie_record_list(call->db, &view.reader, type, &query, call->arena, &page, err);
    if (!code)
        code = ie_view_prepare(&view, page.at, page.count, err);
    if (code)
        return code;
    ie_json_object(json);
    ie_json_key(json, "items");
    ie_json_array(json);
    for (size_t i = 0; !code && i < page.count; i++)
        code = ie_record_json(&view, &page.at[i], json, NULL, err);
    if (code)
        return code;
    ie_json_end(json);
    ie_json_kstr(json, "next", page.next);
    if (page.total >= 0)
        ie_json_kint(json, "total", page.total);
    ie_json_end(json);
    return 0;
}

/* ---- single records ---- */

static int show(struct ie_view *view, const struct ie_record *record,
                struct ie_json *json, struct ie_look *look, struct ie_error *err)
{
    bool guarded = false;
    int code = ie_view_prepare(view, record, 1, err);

    if (!code)
        code = ie_record_json(view, record, json, &guarded, err);
    if (!code && look)
        *look = (struct ie_look){.type = record->type,
                                 .id = record->id,
                                 .revision = record->revision,
                                 .due = guarded};
    return code;
}

int ie_use_read(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                struct ie_json *json, struct ie_look *look, struct ie_error *err)
{
    struct ie_record *record = NULL;
    struct ie_view view;

    ie_view_init(&view, call);
    int code =
        ie_record_read(call->db, &view.reader, type, id, call->arena, &record, err);
    return code ? code : show(&view, record, json, look, err);
}

/*
 * An old state is shown by the rungs of the newest one where that is stricter: whoever
 * guards a field today would not have it read from yesterday.
 */
int ie_use_revision(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                    int64_t revision, struct ie_json *json, struct ie_look *look,
                    struct ie_error *err)
{
    const struct ie_field *rungs = ie_type_field(type, IE_STR("rungs"));
    struct ie_record *record = NULL, *newest = NULL;
    struct ie_view view;

    ie_view_init(&view, call);
    int code = ie_record_revision(call->db, &view.reader, type, id, revision, call->arena,
                                  &record, err);
    if (!code && rungs && !ie_sees_private(&view.reader, record)) {
        code =
            ie_record_read(call->db, &view.reader, type, id, call->arena, &newest, err);
        if (!code)
            record->values[ie_field_index(type, rungs)] = *ie_record_get(newest, "rungs");
    }
    return code ? code : show(&view, record, json, look, err);
}

static int history_item(struct ie_view *view, const struct ie_revision *revision,
                        struct ie_json *json, struct ie_error *err)
{
    struct ie_str name = IE_STR_NONE;
    struct ie_id id;
    char at[40];
    int code = 0;

    if (ie_id_parse(revision->by, &id))
        code = ie_view_label(view, &ie_type_account, revision->by, &name, err);
    ie_moment_format(revision->at, at);
    ie_json_object(json);
    ie_json_kint(json, "revision", revision->revision);
    ie_json_key(json, "at");
    ie_json_strz(json, at);
    ie_json_kstr(json, "by", revision->by);
    ie_json_kstr(json, "by_name", name);
    ie_json_kstr(json, "import", revision->import_id);
    ie_json_kbool(json, "deleted", revision->deleted);
    ie_json_end(json);
    return code;
}

int ie_use_history(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                   int64_t before, unsigned limit, struct ie_json *json,
                   struct ie_error *err)
{
    struct ie_revision *history = NULL;
    struct ie_view view;
    size_t count = 0;

    ie_view_init(&view, call);
    int code = ie_record_history(call->db, &view.reader, type, id, before, limit + 1,
                                 call->arena, &history, &count, err);
    if (code)
        return code;
    ie_json_object(json);
    ie_json_key(json, "items");
    ie_json_array(json);
    for (size_t i = 0; !code && i < count && i < limit; i++)
        code = history_item(&view, &history[i], json, err);
    ie_json_end(json);
    ie_json_key(json, "next");
    if (count > limit)
        ie_json_int(json, history[limit - 1].revision);
    else
        ie_json_null(json);
    ie_json_end(json);
    return code;
}

int ie_use_look(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct ie_look *look = arg;
    struct ie_log_entry entry = {.at = call->now,
                                 .office = ie_id_str(&call->actor->office),
                                 .actor = call->actor->by,
                                 .action = IE_STR("look"),
                                 .type = ie_str_z(look->type->name),
                                 .record = ie_id_str(&look->id),
                                 .revision = look->revision,
                                 .payload = IE_STR("{}")};

    return ie_log_append(call->db, &entry, err);
}

/* ---- writing ---- */

/* The writer then has the concepts of what was written found (profile_tag.h). */
static void note_profile(const struct ie_call *call, const struct ie_type *type)
{
    if (type == &ie_type_profile && call->service)
        atomic_store(&call->service->profiles_written, true);
}

static int show_written(struct ie_call *call, const struct ie_record *record,
                        struct ie_json *json, struct ie_error *err)
{
    struct ie_view view;

    if (!json)
        return 0;
    ie_view_init(&view, call);
    return show(&view, record, json, NULL, err);
}

/*
 * The row as it stands now, which must be the actor's. An officer of an event may add an
 * organisation, which is nobody's until it takes part; he is shown it this once.
 */
static int read_back(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                     bool made, struct ie_record **record, struct ie_error *err)
{
    struct ie_reader reader;

    ie_reader_for(call, &reader);
    bool adds =
        made && type == &ie_type_organisation && reader.event_officer && !reader.staff;
    if (adds)
        reader.staff = true;
    int code = ie_record_read(call->db, &reader, type, id, call->arena, record, err);
    if (code == IE_NOT_FOUND) { /* written, and out of his sight: not his to write */
        ie_fail(err, IE_FORBIDDEN, "record.write_forbidden");
        ie_error_arg(err, "type", type->name);
        return IE_FORBIDDEN;
    }
    if (!code && adds)
        (*record)->scoped = true;
    return code ? code : ie_may_write(call, *record, err);
}

/* The external id is the office's name for a record. A member does not give one: that it is
 * taken would tell of a record that he does not see. */
static int check_external(const struct ie_call *call, const json_t *body,
                          struct ie_str *external, struct ie_error *err)
{
    const json_t *member = json_object_get(body, "external_id");
    struct ie_reader reader;

    *external = ie_json_get_str(body, "external_id");
    if (!member || json_is_null(member))
        return 0;
    ie_reader_for(call, &reader);
    if (!reader.staff && !reader.event_officer)
        ie_fail(err, IE_INPUT, "record.field_office");
    else if (external->ptr && external->len && external->len <= 200)
        return 0;
    else
        ie_fail(err, IE_INPUT, "record.external_id");
    ie_error_at(err, NULL, 0, 0, "external_id");
    return IE_INPUT;
}

int ie_use_create(struct ie_call *call, const struct ie_type *type, const json_t *body,
                  struct ie_id *id, int64_t *revision, struct ie_json *json,
                  struct ie_problem_list *problems, struct ie_error *err)
{
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_str external = IE_STR_NONE;
    struct ie_record *record = NULL;
    struct ie_id made = {""};

    problems->count = problems->more = 0;
    if (!values)
        return ie_fail_nomem(err);
    if (type == &ie_type_office) /* an office is made where it stands (service/open.h) */
        return ie_fail(err, IE_FORBIDDEN, "record.office");
    int code = ie_may_create(call, type, err);
    if (!code)
        code = check_external(call, body, &external, err);
    if (!code)
        code = ie_values_from_json(call, type, NULL, body, values, problems, err);
    if (!code)
        code = ie_record_create(call->db, &writer, type, values, external, &made, err);
    if (!code)
        code = ie_consequence(call, &writer, type, values, err);
    if (!code)
        code = read_back(call, type, ie_id_str(&made), true, &record, err);
    if (!code)
        code = show_written(call, record, json, err);
    if (code)
        return code;
    note_profile(call, type);
    *id = made;
    *revision = record->revision;
    return 0;
}

/* The record as the actor sees it, if he may change it and it is the state he means. */
static int read_to_change(struct ie_call *call, const struct ie_type *type,
                          struct ie_str id, int64_t expected, struct ie_record **record,
                          struct ie_error *err)
{
    struct ie_reader reader;

    ie_reader_for(call, &reader);
    int code = ie_record_read(call->db, &reader, type, id, call->arena, record, err);
    if (!code)
        code = ie_may_write(call, *record, err);
    if (!code && expected && (*record)->revision != expected) {
        ie_fail(err, IE_STALE, "record.stale");
        ie_error_arg(err, "type", type->name);
        ie_error_argn(err, "id", id.ptr, id.len);
        code = IE_STALE;
    }
    return code;
}

int ie_use_revise(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                  int64_t expected, const json_t *body, int64_t *revision,
                  struct ie_json *json, struct ie_problem_list *problems,
                  struct ie_error *err)
{
    struct ie_writer writer = ie_call_writer(call);
    struct ie_record *record = NULL;
    struct ie_value *values = NULL;
    int64_t now_at = 0;

    problems->count = problems->more = 0;
    int code = read_to_change(call, type, id, expected, &record, err);
    if (code)
        return code;
    values = ie_values_of(call->arena, record);
    if (!values)
        return ie_fail_nomem(err);
    code = ie_values_from_json(call, type, record, body, values, problems, err);
    if (!code)
        code = ie_record_revise(call->db, &writer, type, id, record->revision, values,
                                &now_at, err);
    if (!code)
        code = ie_consequence(call, &writer, type, values, err);
    if (!code)
        code = read_back(call, type, id, false, &record, err);
    if (!code)
        code = show_written(call, record, json, err);
    if (!code) {
        note_profile(call, type);
        *revision = now_at;
    }
    return code;
}

int ie_use_delete(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                  int64_t expected, struct ie_error *err)
{
    struct ie_writer writer = ie_call_writer(call);
    const struct ie_type *referrer = NULL;
    struct ie_record *record = NULL;
    int64_t count = 0;
    int code = read_to_change(call, type, id, expected, &record, err);

    if (!code)
        code = ie_record_referrers(call->db, ie_id_str(&call->actor->office), type, id,
                                   &referrer, &count, err);
    if (!code && count) {
        ie_fail(err, IE_CONFLICT, "record.referred");
        ie_error_arg(err, "type", referrer->name);
        ie_error_argi(err, "count", count);
        code = IE_CONFLICT;
    }
    if (!code)
        note_profile(call, type);
    return code ? code
                : ie_record_delete(call->db, &writer, type, id, record->revision, err);
}
