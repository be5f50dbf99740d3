#include "api/inside.h"
#include "service/home.h"

static int home(struct ie_call *call, const struct ie_request *request,
                struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_home_json(call, &j, err);
}

static int search(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_search_json(call, ie_query_word(request, "q"), &j, err);
}

static const struct ie_route_param search_params[] = {
    {"q", "query", "text", false, "Words that must all occur, as prefixes"}, {0}};

const struct ie_route ie_home_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/home",
     .roles = IE_ROLES_ANY,
     .handle = home,
     .name = "getHome",
     .about = "The chain with counts, one's tasks, events, what changed lately",
     .response_schema = "Home"},
    {.method = IE_GET,
     .path = "/api/v1/search",
     .roles = IE_ROLES_ANY,
     .handle = search,
     .name = "search",
     .about = "Organisations, profiles, events, people and cases by words",
     .params = search_params,
     .response_schema = "SearchResult"},
    {0}};
