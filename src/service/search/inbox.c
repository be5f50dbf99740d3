#include "service/search/inbox.h"

#include "service/record/use.h"
#include "service/search/saved.h"
#include "store/records/saved_search.h"
#include "store/schema_types.h"

static const struct ie_str mark = {"inbox", 5};

static void put_moment(struct ie_json *json, const char *key, ie_moment moment)
{
    char text[40];

    ie_json_key(json, key);
    if (!moment) {
        ie_json_null(json);
        return;
    }
    ie_moment_format(moment, text);
    ie_json_strz(json, text);
}

/* ---- matches ---- */

/* {id, title, title_language?, organisation, organisation_label} of one side. */
static int put_side(struct ie_view *view, const struct ie_record *match, const char *side,
                    const char *organisation, struct ie_json *json, struct ie_error *err)
{
    struct ie_str profile = ie_record_get(match, side)->text;
    struct ie_str firm = ie_record_get(match, organisation)->text;
    struct ie_str title = IE_STR_NONE, name = IE_STR_NONE;
    int code = ie_view_label(view, &ie_type_profile, profile, &title, err);

    if (!code)
        code = ie_view_label(view, &ie_type_organisation, firm, &name, err);
    ie_json_key(json, side);
    ie_json_object(json);
    ie_json_kstr(json, "id", profile);
    ie_json_kstr(json, "title", title);
    ie_json_kstr(json, "organisation", firm);
    ie_json_kstr(json, "organisation_label", name);
    ie_json_end(json);
    return code;
}

/* A reason that names something: a word, a concept, a quantity, what is in common. */
static bool names_something(const json_t *reason)
{
    static const char *const telling[] = {"concept", "term", "need", "offer", "common"};

    for (size_t i = 0; i < IE_COUNT(telling); i++) {
        const json_t *value = json_object_get(reason, telling[i]);
        if (json_is_string(value) || json_is_object(value) || json_array_size(value) > 0)
            return true;
    }
    return false;
}

/* The reason that carries most of the score among those that are met and name something,
 * else among all that are met. */
static int put_reason(const struct ie_record *match, struct ie_json *json,
                      struct ie_error *err)
{
    const struct ie_value *value = ie_record_get(match, "reasons");
    json_t *reasons = NULL, *reason, *best = NULL;
    bool telling = false;
    double most = 0;
    size_t i;
    int code = value->null ? 0 : ie_json_parse(value->text, &reasons, err);

    json_array_foreach(json_object_get(reasons, "fields"), i, reason) {
        double share = json_number_value(json_object_get(reason, "share"));
        bool names = names_something(reason);
        if (ie_str_eqz(ie_json_get_str(reason, "verdict"), "not_met") || share <= 0 ||
            (telling && !names) || (telling == names && share <= most))
            continue;
        telling = names;
        most = share;
        best = reason;
    }
    ie_json_key(json, "reason");
    if (best)
        ie_json_value(json, best);
    else
        ie_json_null(json);
    json_decref(reasons);
    return code;
}

static int put_match(struct ie_view *view, const struct ie_record *match,
                     struct ie_json *json, struct ie_error *err)
{
    const struct ie_value *chance = ie_record_get(match, "chance");

    ie_json_object(json);
    ie_json_kstr(json, "id", ie_id_str(&match->id));
    ie_json_key(json, "score");
    ie_json_double(json, ie_record_get(match, "score")->real);
    ie_json_key(json, "chance");
    if (chance->null)
        ie_json_null(json);
    else
        ie_json_double(json, chance->real);
    put_moment(json, "created_at", match->created_at);
    int code = put_side(view, match, "need", "need_organisation", json, err);
    if (!code)
        code = put_side(view, match, "offer", "offer_organisation", json, err);
    if (!code)
        code = put_reason(match, json, err);
    ie_json_end(json);
    return code;
}

static struct ie_str event_of(const struct ie_record *match)
{
    const struct ie_value *event = ie_record_get(match, "event");

    return event->null ? IE_STR("") : event->text;
}

/* The event by id, code and title; null for matches outside of any. */
static int put_event(struct ie_view *view, struct ie_str id, struct ie_json *json,
                     struct ie_error *err)
{
    struct ie_record *event = NULL;
    int code = 0;

    ie_json_key(json, "event");
    if (id.len)
        code = ie_record_read(view->call->db, &view->reader, &ie_type_event, id,
                              view->call->arena, &event, err);
    if (!event) {
        ie_json_null(json);
        return code == IE_NOT_FOUND ? 0 : code;
    }
    ie_json_object(json);
    ie_json_kstr(json, "id", id);
    ie_json_kstr(json, "code", ie_record_get(event, "code")->text);
    ie_json_key(json, "title");
    ie_json_raw(json, ie_record_get(event, "title")->text);
    ie_json_end(json);
    return 0;
}

static struct ie_list_query new_matches(const struct ie_filter *filters, size_t count,
                                        ie_moment since, unsigned limit)
{
    return (struct ie_list_query){.filters = filters,
                                  .filter_count = count,
                                  .created_since = since + 1,
                                  .sort = ie_type_field(&ie_type_match, IE_STR("score")),
                                  .descending = true,
                                  .limit = limit,
                                  .count = true};
}

/* How many there are of an event, where the list does not hold all. */
static int count_event(struct ie_view *view, struct ie_str event, ie_moment since,
                       int64_t *count, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct ie_filter filters[] = {
        {ie_type_field(type, IE_STR("status")), IE_STR("proposed")},
        {ie_type_field(type, IE_STR("event")), event}};
    struct ie_list_query query = new_matches(filters, 2, since, 1);
    struct ie_list list;
    int code = ie_record_list(view->call->db, &view->reader, type, &query,
                              view->call->arena, &list, err);

    if (!code)
        *count = list.total;
    return code;
}

/* Those of the event of list->at[first], and how many there are. */
static int put_group(struct ie_view *view, const struct ie_list *list, size_t first,
                     ie_moment since, struct ie_json *json, struct ie_error *err)
{
    struct ie_str event = event_of(&list->at[first]);
    int64_t count = 0;

    ie_json_object(json);
    int code = put_event(view, event, json, err);
    ie_json_key(json, "items");
    ie_json_array(json);
    for (size_t i = first; i < list->count && !code; i++)
        if (ie_str_eq(event_of(&list->at[i]), event) && count++ < IE_INBOX_EACH)
            code = put_match(view, &list->at[i], json, err);
    ie_json_end(json);
    if (!code && event.len && list->total > (int64_t)list->count)
        code = count_event(view, event, since, &count, err);
    ie_json_kint(json, "new", count);
    ie_json_end(json);
    return code;
}

/* The list is by score, so that the events come in the order of their best match. */
static int put_groups(struct ie_view *view, const struct ie_list *list, ie_moment since,
                      struct ie_json *json, struct ie_error *err)
{
    int code = 0;

    ie_json_array(json);
    for (size_t i = 0; i < list->count && !code; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = ie_str_eq(event_of(&list->at[k]), event_of(&list->at[i]));
        if (!again)
            code = put_group(view, list, i, since, json, err);
    }
    ie_json_end(json);
    return code;
}

static int put_matches(struct ie_view *view, ie_moment since, struct ie_json *json,
                       struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct ie_filter proposed = {ie_type_field(type, IE_STR("status")),
                                 IE_STR("proposed")};
    struct ie_list_query query = new_matches(&proposed, 1, since, IE_INBOX_MATCHES);
    struct ie_list list;
    int code = ie_record_list(view->call->db, &view->reader, type, &query,
                              view->call->arena, &list, err);

    if (code)
        return code;
    ie_json_key(json, "matches");
    ie_json_object(json);
    ie_json_kint(json, "new", list.total);
    ie_json_key(json, "events");
    code = put_groups(view, &list, since, json, err);
    ie_json_end(json);
    return code;
}

/* ---- profiles ---- */

static int put_profile(struct ie_view *view, const struct ie_record *profile,
                       struct ie_json *json, struct ie_error *err)
{
    static const char *const fields[] = {"type", "title", "organisation"};
    struct ie_str name = IE_STR_NONE;

    ie_json_object(json);
    ie_json_kstr(json, "id", ie_id_str(&profile->id));
    for (size_t i = 0; i < IE_COUNT(fields); i++)
        ie_json_kstr(json, fields[i], ie_record_get(profile, fields[i])->text);
    ie_json_kstr(json, "title_language", ie_record_get(profile, "language")->text);
    put_moment(json, "published_at", ie_record_get(profile, "published_at")->integer);
    int code = ie_view_label(view, &ie_type_organisation,
                             ie_record_get(profile, "organisation")->text, &name, err);
    ie_json_kstr(json, "organisation_label", name);
    ie_json_end(json);
    return code;
}

static int put_profiles(struct ie_view *view, ie_moment since, struct ie_json *json,
                        struct ie_error *err)
{
    const struct ie_type *type = &ie_type_profile;
    struct ie_filter published = {ie_type_field(type, IE_STR("status")),
                                  IE_STR("published")};
    struct ie_list_query query = {.filters = &published,
                                  .filter_count = 1,
                                  .published_since = since + 1,
                                  .limit = IE_INBOX_PROFILES,
                                  .count = true};
    struct ie_list list;
    int code = ie_record_list(view->call->db, &view->reader, type, &query,
                              view->call->arena, &list, err);

    if (code)
        return code;
    ie_json_key(json, "profiles");
    ie_json_object(json);
    ie_json_kint(json, "new", list.total);
    ie_json_key(json, "items");
    ie_json_array(json);
    for (size_t i = 0; i < list.count && !code; i++)
        code = put_profile(view, &list.at[i], json, err);
    ie_json_end(json);
    ie_json_end(json);
    return code;
}

/* ---- the whole ---- */

int ie_inbox_json(struct ie_call *call, ie_moment since, struct ie_json *json,
                  struct ie_error *err)
{
    struct ie_view view;
    ie_moment seen_at = 0;
    int code = ie_seen_mark_get(call->db, ie_id_str(&call->actor->office),
                                ie_id_str(&call->actor->account), mark, &seen_at, err);

    if (code)
        return code;
    if (!since)
        since = seen_at ? seen_at : call->now - IE_DAY;
    ie_view_init(&view, call);
    ie_json_object(json);
    put_moment(json, "since", since);
    put_moment(json, "until", call->now);
    put_moment(json, "seen_at", seen_at);
    if ((code = put_matches(&view, since, json, err)))
        return code;
    ie_json_key(json, "searches");
    if ((code = ie_saved_searches_json(call, true, json, err)) ||
        (code = put_profiles(&view, since, json, err)))
        return code;
    ie_json_end(json);
    return 0;
}

int ie_inbox_see(struct ie_call *call, ie_moment until, ie_moment *seen_at,
                 struct ie_error *err)
{
    struct ie_str office = ie_id_str(&call->actor->office);
    struct ie_str account = ie_id_str(&call->actor->account);

    if (!account.len)
        return ie_fail(err, IE_FORBIDDEN, "inbox.operator");
    if (until <= 0 || until > call->now)
        until = call->now;
    int code = ie_seen_mark_put(call->db, office, account, mark, until, err);
    return code ? code : ie_seen_mark_get(call->db, office, account, mark, seen_at, err);
}
