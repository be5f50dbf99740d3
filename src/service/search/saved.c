#include "service/search/saved.h"

#include "service/account/authorise.h"
#include "service/event/event.h"
#include "service/open.h"
#include "service/search/find.h"
#include "store/records/saved_search.h"
#include "store/schema_types.h"
#include "store/values.h"

/* ---- what a query finds ---- */

struct asked { /* parameters: those of the query, and since when */
    const json_t *query;
    char since[40];
};

static struct ie_str param(const void *context, const char *name)
{
    const struct asked *asked = context;

    if (strcmp(name, "published_since") == 0)
        return asked->since[0] ? ie_str_z(asked->since) : IE_STR_NONE;
    return ie_json_get_str(asked->query, name);
}

int ie_saved_search_new(struct ie_call *call, struct ie_str query, ie_moment since,
                        unsigned limit, struct ie_search_found *found,
                        struct ie_error *err)
{
    struct asked asked = {.query = NULL};
    struct ie_search_params params = {param, &asked};
    json_t *json = NULL;
    int code = query.ptr ? ie_json_parse(query, &json, err) : 0;

    asked.query = json;
    ie_moment_format(since, asked.since);
    if (!code)
        code = ie_search_profiles_find(call, &params, limit, found, err);
    json_decref(json);
    return code;
}

int ie_saved_search_check(struct ie_call *call, struct ie_str query, struct ie_error *err)
{
    struct asked asked = {.since = ""};
    struct ie_search_params params = {param, &asked};
    struct ie_search_filters filters;
    json_t *json = NULL;
    int code = query.ptr ? ie_json_parse(query, &json, err) : 0;

    asked.query = json;
    if (!code)
        code = ie_search_filters_read(call, &params, &filters, err);
    json_decref(json);
    return code == IE_NOT_FOUND ? 0 : code; /* what is not there may come */
}

/* ---- an account's own ---- */

int ie_saved_search_seen_at(struct ie_call *call, struct ie_str id, ie_moment created_at,
                            ie_moment *seen_at, struct ie_error *err)
{
    *seen_at = created_at;
    return ie_seen_mark_get(call->db, ie_id_str(&call->actor->office),
                            ie_id_str(&call->actor->account), id, seen_at, err);
}

static void put_moment(struct ie_json *json, const char *key, ie_moment moment)
{
    char text[40];

    ie_moment_format(moment, text);
    ie_json_kstr(json, key, ie_str_z(text));
}

static int put_search(struct ie_call *call, const struct ie_record *record, bool only_new,
                      struct ie_json *json, struct ie_error *err)
{
    const struct ie_value *query = ie_record_get(record, "query");
    struct ie_search_found found = {.whole = true};
    ie_moment seen_at;
    int code = ie_saved_search_seen_at(call, ie_id_str(&record->id), record->created_at,
                                       &seen_at, err);

    if (!code)
        code = ie_saved_search_new(call, query->null ? IE_STR_NONE : query->text,
                                   seen_at + 1, 1, &found, err);
    bool lost = code == IE_INPUT || code == IE_NOT_FOUND;
    if (code && !lost)
        return code;
    if (only_new && !found.total)
        return 0;
    ie_json_object(json);
    ie_json_kstr(json, "id", ie_id_str(&record->id));
    ie_json_kstr(json, "name", ie_record_get(record, "name")->text);
    ie_json_kstr(json, "alert", ie_record_get(record, "alert")->text);
    ie_json_key(json, "new");
    if (lost)
        ie_json_null(json);
    else
        ie_json_int(json, (int64_t)found.total);
    ie_json_kbool(json, "exact", found.whole);
    put_moment(json, "seen_at", seen_at);
    ie_json_end(json);
    return 0;
}

int ie_saved_searches_json(struct ie_call *call, bool only_new, struct ie_json *json,
                           struct ie_error *err)
{
    struct ie_list_query query = {
        .sort = ie_type_field(&ie_type_saved_search, IE_STR("name")),
        .limit = IE_SAVED_SEARCHES};
    struct ie_reader reader;
    struct ie_list list = {0};

    ie_reader_for(call, &reader);
    int code = 0;
    if (call->actor->account.text[0]) /* the operator keeps none */
        code = ie_record_list(call->db, &reader, &ie_type_saved_search, &query,
                              call->arena, &list, err);
    ie_json_array(json);
    for (size_t i = 0; i < list.count && !code; i++)
        code = put_search(call, &list.at[i], only_new, json, err);
    ie_json_end(json);
    return code;
}

/* ---- looking at one ---- */

struct ie_str ie_saved_search_task(struct ie_arena *arena, struct ie_str id)
{
    return ie_arena_printf(arena, "saved_search:%.*s", IE_STR_ARG(id));
}

static int end_task(struct ie_call *call, struct ie_str id, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_str key = ie_saved_search_task(call->arena, id);
    struct ie_record *task = NULL;
    int64_t revision;

    if (!key.ptr)
        return ie_fail_nomem(err);
    int code = ie_record_by_external(call->db, &office, &ie_type_task, key, call->arena,
                                     &task, err);
    if (code)
        return code == IE_NOT_FOUND ? 0 : code;
    struct ie_value *values = ie_values_of(call->arena, task);
    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(&ie_type_task, values, "status", IE_STR("done"));
    return ie_record_revise(call->db, &writer, &ie_type_task, ie_id_str(&task->id), 0,
                            values, &revision, err);
}

int ie_saved_search_see(struct ie_call *call, struct ie_str id, ie_moment until,
                        ie_moment *seen_at, struct ie_error *err)
{
    struct ie_record *record = NULL;
    struct ie_reader reader;

    ie_reader_for(call, &reader);
    if (until <= 0 || until > call->now)
        until = call->now;
    int code = ie_record_read(call->db, &reader, &ie_type_saved_search, id, call->arena,
                              &record, err);
    if (!code)
        code = ie_seen_mark_put(call->db, ie_id_str(&call->actor->office),
                                ie_id_str(&call->actor->account), id, until, err);
    if (!code)
        code = end_task(call, id, err);
    return code ? code
                : ie_saved_search_seen_at(call, id, record->created_at, seen_at, err);
}
