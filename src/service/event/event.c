#include "service/event/event.h"

#include <stdlib.h>

#include "base/json.h"
#include "service/account/authorise.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

struct ie_reader ie_office_reader(const struct ie_call *call)
{
    return (struct ie_reader){.office = call->actor->office,
                              .account = call->actor->account,
                              .now = call->now,
                              .staff = true};
}

int ie_event_rows(struct ie_call *call, const struct ie_type *type, const char *field,
                  struct ie_str value, struct ie_list *rows, struct ie_error *err)
{
    struct ie_reader reader;
    struct ie_filter filter = {
        .field = field ? ie_type_field(type, ie_str_z(field)) : NULL, .value = value};
    struct ie_list_query query = {
        .filters = &filter, .filter_count = field ? 1 : 0, .limit = 500};
    struct ie_list all = {.total = -1}, page;
    size_t room = 0;
    int code = 0;

    ie_reader_for(call, &reader);
    while (!code) {
        code = ie_record_list(call->db, &reader, type, &query, call->arena, &page, err);
        if (code)
            break;
        if (all.count + page.count > room) {
            room = (all.count + page.count) * 2;
            struct ie_record *grown = IE_NEW_ARRAY(call->arena, struct ie_record, room);
            if (!grown)
                return ie_fail_nomem(err);
            if (all.count)
                memcpy(grown, all.at, all.count * sizeof(*grown));
            all.at = grown;
        }
        if (page.count)
            memcpy(all.at + all.count, page.at, page.count * sizeof(*page.at));
        all.count += page.count;
        if (!page.next.ptr)
            break;
        query.cursor = page.next;
    }
    if (code)
        return code;
    /* Pages come newest first; what is derived from them reads better in order of making. */
    for (size_t i = 0; i < all.count / 2; i++) {
        struct ie_record swap = all.at[i];
        all.at[i] = all.at[all.count - 1 - i];
        all.at[all.count - 1 - i] = swap;
    }
    *rows = all;
    return 0;
}

int ie_event_find(struct ie_call *call, struct ie_str id_or_code,
                  struct ie_record **event, struct ie_error *err)
{
    struct ie_reader reader;
    struct ie_id id;
    struct ie_filter filter = {.field = ie_type_field(&ie_type_event, IE_STR("code")),
                               .value = id_or_code};
    struct ie_list_query query = {.filters = &filter, .filter_count = 1, .limit = 1};
    struct ie_list list;
    int code;

    ie_reader_for(call, &reader);
    if (ie_id_parse(id_or_code, &id))
        return ie_record_read(call->db, &reader, &ie_type_event, id_or_code, call->arena,
                              event, err);
    code = ie_record_list(call->db, &reader, &ie_type_event, &query, call->arena, &list,
                          err);
    if (code)
        return code;
    if (list.count == 0) {
        ie_fail(err, IE_NOT_FOUND, "record.not_found");
        ie_error_arg(err, "type", "event");
        ie_error_argn(err, "id", id_or_code.ptr ? id_or_code.ptr : "", id_or_code.len);
        return IE_NOT_FOUND;
    }
    *event = &list.at[0];
    return 0;
}

int ie_organisation_find(struct ie_call *call, struct ie_str id_or_external,
                         struct ie_id *id, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_organisation;
    struct ie_reader reader;
    struct ie_record *found;
    struct ie_id parsed;

    ie_reader_for(call, &reader);
    int code = ie_id_parse(id_or_external, &parsed)
                   ? ie_record_read(call->db, &reader, type, id_or_external, call->arena,
                                    &found, err)
                   : ie_record_by_external(call->db, &reader, type, id_or_external,
                                           call->arena, &found, err);
    if (!code)
        *id = found->id;
    return code;
}

bool ie_event_officer(const struct ie_actor *actor, const struct ie_record *event)
{
    const struct ie_value *programme = ie_record_get(event, "programme");

    if (ie_actor_has(actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER))
        return true;
    for (size_t i = 0; i < actor->grant_count; i++) {
        const struct ie_grant *grant = &actor->grants[i];
        struct ie_str scope = ie_id_str(&grant->scope);
        if (grant->role != IE_ROLE_OFFICER)
            continue;
        if (strcmp(grant->scope_kind, "event") == 0 &&
            ie_str_eq(scope, ie_id_str(&event->id)))
            return true;
        if (strcmp(grant->scope_kind, "programme") == 0 && !programme->null &&
            ie_str_eq(scope, programme->text))
            return true;
    }
    return false;
}

bool ie_actor_is_member(const struct ie_actor *actor, struct ie_str organisation)
{
    for (size_t i = 0; i < actor->grant_count; i++)
        if (actor->grants[i].role == IE_ROLE_MEMBER &&
            strcmp(actor->grants[i].scope_kind, "organisation") == 0 &&
            ie_str_eq(ie_id_str(&actor->grants[i].scope), organisation))
            return true;
    return false;
}

int ie_event_require_officer(const struct ie_call *call, const struct ie_record *event,
                             struct ie_error *err)
{
    return ie_event_officer(call->actor, event)
               ? 0
               : ie_fail(err, IE_FORBIDDEN, "event.officer_only");
}

int ie_event_require_overview(const struct ie_call *call, const struct ie_record *event,
                              struct ie_error *err)
{
    if (ie_actor_has(call->actor, IE_ROLE_ANALYST | IE_ROLE_AUDITOR))
        return 0;
    return ie_event_require_officer(call, event, err);
}

static bool value_is(const struct ie_record *record, const char *field, const char *text)
{
    return ie_str_eqz(ie_record_get(record, field)->text, text);
}

/* How often a text value occurs, for each of the choices of a field. */
static void put_counts(const struct ie_list *rows, const char *field,
                       const char *const *choices, struct ie_json *json)
{
    ie_json_object(json);
    for (size_t c = 0; choices[c]; c++) {
        int64_t n = 0;
        for (size_t i = 0; i < rows->count; i++)
            n += value_is(&rows->at[i], field, choices[c]);
        ie_json_kint(json, choices[c], n);
    }
    ie_json_end(json);
}

struct wished {
    struct ie_str low, high; /* the two, by id */
};

static int by_pair(const void *x, const void *y)
{
    const struct wished *a = x, *b = y;
    int order = ie_str_cmp(a->low, b->low);

    return order ? order : ie_str_cmp(a->high, b->high);
}

/* Somebody wishes for another once, so that a pair that is there twice is mutual. */
static int mutual_pairs(struct ie_call *call, const struct ie_list *wishes,
                        int64_t *mutual, struct ie_error *err)
{
    struct wished *pairs = IE_NEW_ARRAY(call->arena, struct wished, wishes->count);

    if (!pairs)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < wishes->count; i++) {
        struct ie_str from = ie_record_get(&wishes->at[i], "from")->text;
        struct ie_str to = ie_record_get(&wishes->at[i], "to")->text;
        bool turned = ie_str_cmp(from, to) > 0;
        pairs[i] = (struct wished){turned ? to : from, turned ? from : to};
    }
    if (wishes->count > 1)
        qsort(pairs, wishes->count, sizeof(*pairs), by_pair);
    *mutual = 0;
    for (size_t i = 1; i < wishes->count; i++)
        *mutual += by_pair(&pairs[i], &pairs[i - 1]) == 0;
    return 0;
}

int ie_event_overview_json(struct ie_call *call, struct ie_str event_id,
                           struct ie_json *json, struct ie_error *err)
{
    struct ie_record *event;
    struct ie_list participations, wishes, meetings;
    int64_t mutual = 0;
    int code = ie_event_find(call, event_id, &event, err);

    if (code ||
        (code = ie_event_rows(call, &ie_type_participation, "event",
                              ie_id_str(&event->id), &participations, err)) ||
        (code = ie_event_rows(call, &ie_type_wish, "event", ie_id_str(&event->id),
                              &wishes, err)) ||
        (code = ie_event_rows(call, &ie_type_meeting, "event", ie_id_str(&event->id),
                              &meetings, err)) ||
        (code = mutual_pairs(call, &wishes, &mutual, err)))
        return code;
    ie_json_object(json);
    ie_json_kint(json, "participants", (int64_t)participations.count);
    ie_json_key(json, "by_status");
    put_counts(&participations, "status",
               ie_type_field(&ie_type_participation, IE_STR("status"))->choices, json);
    ie_json_kint(json, "wishes", (int64_t)wishes.count);
    ie_json_kint(json, "mutual", mutual);
    ie_json_kint(json, "meetings", (int64_t)meetings.count);
    ie_json_key(json, "meetings_by_status");
    put_counts(&meetings, "status",
               ie_type_field(&ie_type_meeting, IE_STR("status"))->choices, json);
    ie_json_kbool(json, "can_plan", ie_event_officer(call->actor, event));
    ie_json_key(json, "summary");
    ie_json_raw(json, ie_event_require_overview(call, event, NULL)
                          ? IE_STR_NONE
                          : ie_record_get(event, "timetable")->text);
    ie_json_end(json);
    return 0;
}
