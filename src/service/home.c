#include "service/home.h"

#include <stdlib.h>

#include "service/event/event.h"
#include "service/record/use.h"
#include "store/schema_types.h"
#include "text/text.h"

static int count_of(struct ie_call *call, const struct ie_reader *reader,
                    const struct ie_type *type, const struct ie_filter *filters,
                    size_t filter_count, int64_t *count, struct ie_error *err)
{
    struct ie_list_query query = {
        .filters = filters, .filter_count = filter_count, .limit = 1, .count = true};
    struct ie_list list;
    int code = ie_record_list(call->db, reader, type, &query, call->arena, &list, err);

    if (!code)
        *count = list.total;
    return code;
}

/* What stands at each joint: the records of that stage, and cases that have come so far.
 * Diagnoses, disclosures and agreements have no records of their own yet: their cases
 * count. */
static int joint_count(struct ie_call *call, const struct ie_reader *reader, size_t joint,
                       int64_t *count, struct ie_error *err)
{
    static const struct {
        const struct ie_type *type;
        const char *field[2], *value[2];
    } what[] = {
        {&ie_type_case, {"joint"}, {"diagnosis"}},
        {&ie_type_profile,
         {"status", "type"},
         {"published",
          "technology_request,business_request,research_request,investment_request"}},
        {&ie_type_match, {"status"}, {"proposed"}},
        {&ie_type_meeting, {NULL}, {NULL}},
        {&ie_type_case, {"joint"}, {"disclosure"}},
        {&ie_type_case, {"joint"}, {"agreement"}},
        {&ie_type_outcome, {NULL}, {NULL}},
    };
    struct ie_filter filters[2];
    size_t n = 0;

    for (; n < 2 && what[joint].field[n]; n++)
        filters[n] = (struct ie_filter){
            ie_type_field(what[joint].type, ie_str_z(what[joint].field[n])),
            ie_str_z(what[joint].value[n])};
    return count_of(call, reader, what[joint].type, filters, n, count, err);
}

enum { TASKS_SHOWN = 20, ALERTS_SHOWN = 10 };

/* Open tasks of a joint: by the kind of record they are about. */
static size_t joint_of_task(const struct ie_record *task)
{
    static const char *const about[] = {"diagnosis",  "profile",   "match",  "meeting",
                                        "disclosure", "agreement", "outcome"};
    struct ie_str type = ie_record_get(task, "about_type")->text;

    for (size_t i = 0; i < IE_COUNT(about); i++)
        if (ie_str_eqz(type, about[i]))
            return i;
    return ie_str_eqz(type, "wish") ? 3 : IE_COUNT(about);
}

static int put_joints(struct ie_call *call, const struct ie_reader *reader,
                      const struct ie_list *tasks, struct ie_json *json,
                      struct ie_error *err)
{
    ie_json_key(json, "joints");
    ie_json_array(json);
    for (size_t j = 0; ie_joints[j]; j++) {
        int64_t count, due = 0;
        struct ie_str next = IE_STR_NONE;
        int code = joint_count(call, reader, j, &count, err);
        if (code)
            return code;
        for (size_t i = 0; i < tasks->count; i++) {
            if (joint_of_task(&tasks->at[i]) != j)
                continue;
            struct ie_str day = ie_record_get(&tasks->at[i], "due")->text;
            due++;
            if (day.len && (!next.len || ie_str_cmp(day, next) < 0))
                next = day;
        }
        ie_json_object(json);
        ie_json_kstr(json, "joint", ie_str_z(ie_joints[j]));
        ie_json_kint(json, "count", count);
        ie_json_kint(json, "due", due);
        ie_json_kstr(json, "next", next);
        ie_json_end(json);
    }
    ie_json_end(json);
    return 0;
}

static void put_task(const struct ie_record *task, struct ie_json *json)
{
    static const char *const fields[] = {"title",        "kind",       "due",
                                         "organisation", "about_type", "about_id",
                                         "event",        "status"};

    ie_json_object(json);
    ie_json_kstr(json, "id", ie_id_str(&task->id));
    ie_json_kint(json, "revision", task->revision);
    for (size_t i = 0; i < IE_COUNT(fields); i++)
        ie_json_kstr(json, fields[i], ie_record_get(task, fields[i])->text);
    ie_json_end(json);
}

static bool is_alert(const struct ie_record *task)
{
    return ie_str_eqz(ie_record_get(task, "kind")->text, "saved_search");
}

/* What one's saved searches tell comes first: it has no day, and would be last by it. */
static int put_tasks(const struct ie_list *alerts, const struct ie_list *tasks,
                     struct ie_json *json)
{
    size_t shown = 0;

    ie_json_key(json, "tasks");
    ie_json_object(json);
    ie_json_key(json, "items");
    ie_json_array(json);
    for (; shown < alerts->count; shown++)
        put_task(&alerts->at[shown], json);
    for (size_t i = 0; i < tasks->count && shown < TASKS_SHOWN; i++) {
        if (is_alert(&tasks->at[i]))
            continue;
        put_task(&tasks->at[i], json);
        shown++;
    }
    ie_json_end(json);
    ie_json_kint(json, "total", tasks->total);
    ie_json_end(json);
    return 0;
}

static int put_events(struct ie_call *call, const struct ie_reader *reader,
                      struct ie_json *json, struct ie_error *err)
{
    struct ie_list_query query = {.sort =
                                      ie_type_field(&ie_type_event, IE_STR("first_day")),
                                  .descending = true,
                                  .limit = 8};
    struct ie_list events;
    int code = ie_record_list(call->db, reader, &ie_type_event, &query, call->arena,
                              &events, err);

    ie_json_key(json, "events");
    ie_json_array(json);
    for (size_t i = 0; !code && i < events.count; i++) {
        const struct ie_record *e = &events.at[i];
        struct ie_filter of_event = {
            ie_type_field(&ie_type_participation, IE_STR("event")), ie_id_str(&e->id)};
        struct ie_filter met = {ie_type_field(&ie_type_meeting, IE_STR("event")),
                                ie_id_str(&e->id)};
        int64_t participants = 0, meetings = 0;
        code = count_of(call, reader, &ie_type_participation, &of_event, 1, &participants,
                        err);
        if (!code)
            code = count_of(call, reader, &ie_type_meeting, &met, 1, &meetings, err);
        if (code)
            return code;
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&e->id));
        ie_json_kstr(json, "code", ie_record_get(e, "code")->text);
        ie_json_key(json, "title");
        ie_json_raw(json, ie_record_get(e, "title")->text);
        ie_json_kstr(json, "first_day", ie_record_get(e, "first_day")->text);
        ie_json_kstr(json, "last_day", ie_record_get(e, "last_day")->text);
        ie_json_kstr(json, "status", ie_record_get(e, "status")->text);
        ie_json_kint(json, "participants", participants);
        ie_json_kint(json, "meetings", meetings);
        ie_json_end(json);
    }
    ie_json_end(json);
    return code;
}

/* The field that names a record to a person. */
static struct ie_str label_of(const struct ie_record *record, bool *words)
{
    static const char *const names[] = {"name", "title", "filename", "code"};

    *words = false;
    for (size_t i = 0; i < IE_COUNT(names); i++) {
        const struct ie_field *field = ie_type_field(record->type, ie_str_z(names[i]));
        if (!field || ie_record_get(record, names[i])->null)
            continue;
        *words = field->kind == IE_K_WORDS;
        return ie_record_get(record, names[i])->text;
    }
    return IE_STR_NONE;
}

/* A label is a text, or for a titled record its texts by language. */
static void put_label(const struct ie_record *record, struct ie_json *json)
{
    bool words;
    struct ie_str label = label_of(record, &words);

    ie_json_key(json, "label");
    if (words)
        ie_json_raw(json, label);
    else
        ie_json_str(json, label);
}

enum { RECENT_EACH = 4, RECENT_TYPES = 5, RECENT_SHOWN = 8 };

static int by_change(const void *a, const void *b)
{
    const struct ie_record *x = a, *y = b;

    if (x->updated_at != y->updated_at)
        return x->updated_at > y->updated_at ? -1 : 1;
    return strcmp(y->id.text, x->id.text);
}

/* Who changed it: an account's name where the reader may see it, else the operator's. */
static int put_by(struct ie_view *view, const struct ie_record *record,
                  struct ie_json *json, struct ie_error *err)
{
    struct ie_str by = record->updated_by, label = IE_STR_NONE;
    int64_t colon = ie_str_find_char(by, ':');
    int code = 0;

    if (colon >= 0)
        label = ie_str_sub(by, (size_t)colon + 1, by.len);
    else
        code = ie_view_label(view, &ie_type_account, by, &label, err);
    ie_json_kstr(json, "by_name", label);
    return code;
}

static int put_change(struct ie_view *view, const struct ie_record *record,
                      struct ie_json *json, struct ie_error *err)
{
    char at[40];

    ie_moment_format(record->updated_at, at);
    ie_json_object(json);
    ie_json_key(json, "at");
    ie_json_strz(json, at);
    ie_json_kstr(json, "type", ie_str_z(record->type->name));
    ie_json_kstr(json, "id", ie_id_str(&record->id));
    put_label(record, json);
    ie_json_kstr(json, "action",
                 record->revision == 1 ? IE_STR("create") : IE_STR("revise"));
    int code = put_by(view, record, json, err);
    ie_json_end(json);
    return code;
}

/* The newest of the types that people look at. By updated_at would need an index a type;
 * ids rise with time, so the newest records of each type come by id, and are then put in
 * the order of their last change. */
static int put_recent(struct ie_call *call, const struct ie_reader *reader,
                      struct ie_json *json, struct ie_error *err)
{
    static const struct ie_type *const types[RECENT_TYPES] = {
        &ie_type_organisation, &ie_type_profile, &ie_type_case, &ie_type_event,
        &ie_type_import};
    struct ie_list_query query = {.limit = RECENT_EACH};
    struct ie_record all[RECENT_EACH * RECENT_TYPES];
    struct ie_view view;
    size_t n = 0;
    int code = 0;

    for (size_t t = 0; t < RECENT_TYPES && !code; t++) {
        struct ie_list list;
        code =
            ie_record_list(call->db, reader, types[t], &query, call->arena, &list, err);
        for (size_t i = 0; !code && i < list.count; i++)
            all[n++] = list.at[i];
    }
    if (code)
        return code;
    qsort(all, n, sizeof(*all), by_change);
    ie_view_init(&view, call);
    ie_json_key(json, "recent");
    ie_json_array(json);
    for (size_t i = 0; i < n && i < RECENT_SHOWN && !code; i++)
        code = put_change(&view, &all[i], json, err);
    ie_json_end(json);
    return code;
}

int ie_home_json(struct ie_call *call, struct ie_json *json, struct ie_error *err)
{
    struct ie_reader reader;
    struct ie_filter open = {ie_type_field(&ie_type_task, IE_STR("status")),
                             IE_STR("open")};
    struct ie_list_query query = {.filters = &open,
                                  .filter_count = 1,
                                  .sort = ie_type_field(&ie_type_task, IE_STR("due")),
                                  .limit = 100,
                                  .count = true};
    struct ie_filter told[] = {
        open, {ie_type_field(&ie_type_task, IE_STR("kind")), IE_STR("saved_search")}};
    struct ie_list_query alert_query = {
        .filters = told, .filter_count = 2, .limit = ALERTS_SHOWN};
    struct ie_list tasks, alerts;
    int code;

    ie_reader_for(call, &reader);
    if ((code = ie_record_list(call->db, &reader, &ie_type_task, &query, call->arena,
                               &tasks, err)) ||
        (code = ie_record_list(call->db, &reader, &ie_type_task, &alert_query,
                               call->arena, &alerts, err)))
        return code;
    ie_json_object(json);
    if ((code = put_joints(call, &reader, &tasks, json, err)) ||
        (code = put_tasks(&alerts, &tasks, json)) ||
        (code = put_events(call, &reader, json, err)) ||
        (code = put_recent(call, &reader, json, err)))
        return code;
    ie_json_end(json);
    return 0;
}

int ie_search_json(struct ie_call *call, struct ie_str text, struct ie_json *json,
                   struct ie_error *err)
{
    const struct ie_type *const types[] = {&ie_type_organisation, &ie_type_profile,
                                           &ie_type_event, &ie_type_person,
                                           &ie_type_case};
    struct ie_list_query query = {.limit = 8};
    struct ie_reader reader;
    ie_reader_for(call, &reader);
    int code = ie_text_search_key(call->arena, text, &query.search, err);
    if (code)
        return code;
    ie_json_object(json);
    ie_json_key(json, "items");
    ie_json_array(json);
    for (size_t t = 0; t < IE_COUNT(types) && query.search.len && !code; t++) {
        struct ie_list list;
        code =
            ie_record_list(call->db, &reader, types[t], &query, call->arena, &list, err);
        for (size_t i = 0; !code && i < list.count; i++) {
            const struct ie_field *sub = ie_type_field(types[t], IE_STR("country"));
            if (!sub)
                sub = ie_type_field(types[t], IE_STR("type"));
            ie_json_object(json);
            ie_json_kstr(json, "type", ie_str_z(types[t]->name));
            ie_json_kstr(json, "id", ie_id_str(&list.at[i].id));
            put_label(&list.at[i], json);
            ie_json_kstr(json, "sub",
                         sub ? ie_record_get(&list.at[i], sub->name)->text : IE_STR_NONE);
            ie_json_end(json);
        }
    }
    ie_json_end(json);
    ie_json_end(json);
    return code;
}
