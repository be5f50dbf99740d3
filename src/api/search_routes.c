/* Searching offers and needs. */
#include "api/inside.h"
#include "service/search/use.h"

static struct ie_str word(const void *request, const char *name)
{
    return ie_query_word(request, name);
}

static int search(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_search_params params = {word, request};

    return ie_search_profiles_json(call, &params, &j, err);
}

static int suggest(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    int64_t limit;
    int code = ie_query_number(request, "limit", 8, 1, 30, &limit, err);

    return code ? code
                : ie_search_suggest_json(call, ie_query_word(request, "q"),
                                         (unsigned)limit, &j, err);
}

static int similar(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    int64_t limit;
    int code = ie_query_number(request, "limit", 10, 1, 50, &limit, err);

    return code ? code
                : ie_search_similar_json(call, request->id, (unsigned)limit, &j, err);
}

static const struct ie_route_param search_params[] = {
    {"q", "query", "text", false,
     "Words in any language, quantities with units; absent: the newest first"},
    {"type", "query", "text", false, "Types of profile, joined by commas"},
    {"root_technology", "query", "text", false, "Root technologies, joined by commas"},
    {"country", "query", "text", false,
     "Countries of the organisation (ISO 3166-1 alpha-2), joined by commas"},
    {"kind", "query", "text", false, "Types of organisation, joined by commas"},
    {"language", "query", "text", false, "Language of the original"},
    {"valid_on", "query", "day", false, "Valid on that day"},
    {"concept", "query", "text", false, "Speaks of this concept or one below it"},
    {"without", "query", "text", false,
     "Concepts recognised in q that are not meant, joined by commas"},
    {"created_since", "query", "text", false, "Made at or after this moment"},
    {"published_since", "query", "text", false,
     "Became published at or after this moment, and still are"},
    {"event", "query", "text", false, "Of organisations that take part in this event"},
    {"organisation", "query", "text", false, "Of this organisation"},
    {"limit", "query", "int", false, "1 to 100; 20 if absent"},
    {"cursor", "query", "text", false, "`next` of the page before"},
    {0}};
static const struct ie_route_param suggest_params[] = {
    {"q", "query", "text", false,
     "What was typed, in any language; Korean first consonants too"},
    {"limit", "query", "int", false, "1 to 30; 8 if absent"},
    {0}};
static const struct ie_route_param similar_params[] = {
    {"limit", "query", "int", false, "1 to 50; 10 if absent"}, {0}};

const struct ie_route ie_search_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/profiles/search",
     .roles = IE_ROLES_ANY,
     .handle = search,
     .name = "searchProfiles",
     .about = "Offers and needs by what they say, in any language, with the reasons",
     .params = search_params,
     .response_schema = "ProfileSearch"},
    {.method = IE_GET,
     .path = "/api/v1/profiles/search/suggest",
     .roles = IE_ROLES_ANY,
     .handle = suggest,
     .name = "suggestSearches",
     .about = "What might be meant by what was typed so far",
     .params = suggest_params,
     .response_schema = "SearchSuggestions"},
    {.method = IE_GET,
     .path = "/api/v1/profiles/{id}/similar",
     .roles = IE_ROLES_ANY,
     .handle = similar,
     .name = "listSimilarProfiles",
     .about = "Offers and needs that speak of the same",
     .params = similar_params,
     .response_schema = "SimilarProfiles"},
    {0}};
