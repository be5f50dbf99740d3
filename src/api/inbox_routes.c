/* Saved searches' counts, and the inbox. The records themselves go by the general routes. */
#include "api/inside.h"
#include "service/search/inbox.h"
#include "service/search/saved.h"

static int query_moment(const struct ie_request *request, const char *name,
                        ie_moment *moment, struct ie_error *err)
{
    struct ie_str text = ie_query_word(request, name);

    *moment = 0;
    if (!text.len)
        return 0;
    int code = ie_moment_parse(text, moment, err);
    if (code)
        ie_error_at(err, NULL, 0, 0, name);
    return code;
}

/* `until` of the body, 0 where it is absent. */
static int body_until(const struct ie_request *request, ie_moment *until,
                      struct ie_error *err)
{
    struct ie_str text = IE_STR_NONE;
    int code = ie_body_str(request, "until", false, &text, err);

    *until = 0;
    if (code || !text.len)
        return code;
    code = ie_moment_parse(text, until, err);
    if (code)
        ie_error_at(err, NULL, 0, 0, "until");
    return code;
}

static void put_seen(struct ie_response *response, ie_moment seen_at)
{
    struct ie_json j = ie_respond_json(response);
    char text[40];

    ie_moment_format(seen_at, text);
    ie_json_object(&j);
    ie_json_kstr(&j, "seen_at", ie_str_z(text));
    ie_json_end(&j);
}

static int new_in_searches(struct ie_call *call, const struct ie_request *request,
                           struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    (void)request;
    ie_json_object(&j);
    ie_json_key(&j, "items");
    int code = ie_saved_searches_json(call, false, &j, err);
    ie_json_end(&j);
    return code;
}

static int see_search(struct ie_call *call, const struct ie_request *request,
                      struct ie_response *response, struct ie_error *err)
{
    ie_moment until, seen_at = 0;
    int code = body_until(request, &until, err);

    if (!code)
        code = ie_saved_search_see(call, request->id, until, &seen_at, err);
    if (!code)
        put_seen(response, seen_at);
    return code;
}

static int inbox(struct ie_call *call, const struct ie_request *request,
                 struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    ie_moment since;
    int code = query_moment(request, "since", &since, err);

    return code ? code : ie_inbox_json(call, since, &j, err);
}

static int see_inbox(struct ie_call *call, const struct ie_request *request,
                     struct ie_response *response, struct ie_error *err)
{
    ie_moment until, seen_at = 0;
    int code = body_until(request, &until, err);

    if (!code)
        code = ie_inbox_see(call, until, &seen_at, err);
    if (!code)
        put_seen(response, seen_at);
    return code;
}

static const struct ie_route_param inbox_params[] = {
    {"since", "query", "text", false,
     "New since this moment (RFC 3339); absent: since one last looked, or yesterday"},
    {0}};

const struct ie_route ie_inbox_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/saved-searches/new",
     .roles = IE_ROLES_ANY,
     .handle = new_in_searches,
     .name = "listSavedSearchesNew",
     .about = "One's saved searches with what is new in each",
     .response_schema = "SavedSearchNews"},
    {.method = IE_POST,
     .path = "/api/v1/saved-searches/{id}/seen",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = see_search,
     .name = "seeSavedSearch",
     .about = "One has looked at a saved search",
     .request_schema = "Seen",
     .body_optional = true,
     .response_schema = "SeenMark"},
    {.method = IE_GET,
     .path = "/api/v1/inbox",
     .roles = IE_ROLES_ANY,
     .handle = inbox,
     .name = "getInbox",
     .about = "New matches by event, saved searches with something new, new profiles",
     .params = inbox_params,
     .response_schema = "Inbox"},
    {.method = IE_POST,
     .path = "/api/v1/inbox/seen",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_ANY,
     .handle = see_inbox,
     .name = "seeInbox",
     .about = "One has looked at one's inbox",
     .request_schema = "Seen",
     .body_optional = true,
     .response_schema = "SeenMark"},
    {0}};
