/* The lexicon: browsing, searching, tagging, terms; and profiles' concepts. */
#include "api/inside.h"
#include "service/words/lexicon_view.h"
#include "service/words/profile_tag.h"
#include "service/words/term_use.h"

/* ---- reading ---- */

static int overview(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_lexicon_overview_json(call, &j, err);
}

static int narrower(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_str ids = ie_query_word(request, "ids");

    return ids.len
               ? ie_lexicon_names_json(call, ids, &j, err)
               : ie_lexicon_narrower_json(call, ie_query_word(request, "under"), &j, err);
}

static int concept(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_lexicon_concept_json(call, ie_query_word(request, "id"), &j, err);
}

static int find(struct ie_call *call, const struct ie_request *request,
                struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    int64_t limit;
    int code = ie_query_number(request, "limit", 10, 1, 100, &limit, err);

    return code ? code
                : ie_lexicon_find_json(call, ie_query_word(request, "q"),
                                       ie_query_word(request, "language"),
                                       (unsigned)limit, &j, err);
}

static int tag(struct ie_call *call, const struct ie_request *request,
               struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_str text, language = IE_STR_NONE;
    int code = ie_body_str(request, "text", true, &text, err);

    if (!code)
        code = ie_body_str(request, "language", false, &language, err);
    return code ? code
                : ie_lexicon_tag_json(call, text, language.len ? language : IE_STR(""),
                                      &j, err);
}

static int coverage(struct ie_call *call, const struct ie_request *request,
                    struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_lexicon_coverage_json(call, &j, err);
}

static int sample(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_lexicon_sample wanted = {.lang = ie_query_word(request, "language"),
                                       .field = ie_query_word(request, "field")};
    int64_t seed = 0, count = 0;
    int code = ie_query_number(request, "seed", 0, 0, INT64_MAX, &seed, err);

    if (!code)
        code = ie_query_number(request, "count", 20, 1, 200, &count, err);
    wanted.seed = (uint64_t)seed;
    wanted.count = (unsigned)count;
    return code ? code : ie_lexicon_sample_json(call, &wanted, &j, err);
}

static int clashes(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);

    return ie_term_clashes_json(call, request->id, &j, err);
}

static int profile_concepts(struct ie_call *call, const struct ie_request *request,
                            struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_look look = {0};
    int code = ie_profile_concepts_json(call, request->id, &j, &look, err);

    if (!code)
        ie_note_look(call, request, &look);
    return code;
}

static int profiles_concepts(struct ie_call *call, const struct ie_request *request,
                             struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_profiles_wanted wanted = {.ids = ie_query_word(request, "ids")};
    int64_t most = 0, proposals = 0;
    int code = ie_query_number(request, "most", 5, 0, 50, &most, err);

    if (!code)
        code = ie_query_number(request, "proposals", 0, 0, 1, &proposals, err);
    wanted.most = (unsigned)most;
    wanted.proposals = proposals != 0;
    return code ? code : ie_profiles_concepts_json(call, &wanted, &j, err);
}

/* ---- terms ---- */

static int respond_term(struct ie_call *call, struct ie_str id,
                        struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    struct ie_look look = {0};
    int code = ie_use_read(call, ie_type_by_name(IE_STR("term")), id, &j, &look, err);

    response->etag = look.revision;
    return code;
}

static int suggest(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    const json_t *accept = json_object_get(request->body, "accept");
    json_t *body = json_copy(request->body);
    struct ie_id id = {""};
    int code = body ? 0 : ie_fail_nomem(err);

    response->problems = IE_NEW(ie_http_arena(request->exchange), struct ie_problem_list);
    if (!response->problems)
        code = ie_fail_nomem(err);
    (void)json_object_del(body, "accept");
    if (!code)
        code = ie_term_suggest(call, body, json_is_true(accept), &id, response->problems,
                               err);
    json_decref(body);
    if (code)
        return code;
    response->location = ie_arena_printf(call->arena, "/api/v1/terms/%s", id.text);
    return respond_term(call, ie_id_str(&id), response, err);
}

static int decide(struct ie_call *call, const struct ie_request *request,
                  enum ie_term_decision decision, struct ie_response *response,
                  struct ie_error *err)
{
    struct ie_str reason = IE_STR_NONE;
    int code = request->body ? ie_body_str(request, "reason", false, &reason, err) : 0;

    if (!code)
        code = ie_term_decide(call, request->id, decision, reason, err);
    return code ? code : respond_term(call, request->id, response, err);
}

static int accept_term(struct ie_call *call, const struct ie_request *request,
                       struct ie_response *response, struct ie_error *err)
{
    return decide(call, request, IE_TERM_ACCEPT, response, err);
}

static int decline_term(struct ie_call *call, const struct ie_request *request,
                        struct ie_response *response, struct ie_error *err)
{
    return decide(call, request, IE_TERM_DECLINE, response, err);
}

static int withdraw_term(struct ie_call *call, const struct ie_request *request,
                         struct ie_response *response, struct ie_error *err)
{
    return decide(call, request, IE_TERM_WITHDRAW, response, err);
}

/* ---- the table ---- */

static const struct ie_route_param under_params[] = {
    {"under", "query", "text", false, "Id of the concept; absent: the fields"},
    {"ids", "query", "text", false, "In its place: these concepts, joined by commas"},
    {0}};
static const struct ie_route_param concept_params[] = {
    {"id", "query", "text", true, "Id of the concept"}, {0}};
static const struct ie_route_param find_params[] = {
    {"q", "query", "text", false,
     "What was typed, in any language; Korean first consonants too"},
    {"language", "query", "text", false, "Preferred where labels are equally good"},
    {"limit", "query", "int", false, "1 to 100; 10 if absent"},
    {0}};
static const struct ie_route_param sample_params[] = {
    {"language", "query", "text", true, "Of the labels, as a BCP 47 tag"},
    {"field", "query", "text", false, "Id of a field; absent: all"},
    {"seed", "query", "int", false, "The same seed gives the same sample; 0 if absent"},
    {"count", "query", "int", false, "1 to 200; 20 if absent"},
    {0}};

static const struct ie_route_param profiles_params[] = {
    {"ids", "query", "text", true, "Ids of profiles joined by commas, 100 at most"},
    {"most", "query", "int", false, "Concepts of each, 0 to 50; 5 if absent"},
    {"proposals", "query", "int", false, "1: with the root technologies proposed"},
    {0}};

enum {
    SUGGESTS = IE_ROLE_ADMIN | IE_ROLE_OFFICER | IE_ROLE_MEMBER | IE_ROLE_REVIEWER,
};

const struct ie_route ie_lexicon_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/lexicon",
     .roles = IE_ROLES_ANY,
     .handle = overview,
     .name = "getLexicon",
     .about = "The office's lexicon: size, state, fields",
     .response_schema = "Lexicon"},
    {.method = IE_GET,
     .path = "/api/v1/lexicon/concepts",
     .roles = IE_ROLES_ANY,
     .handle = narrower,
     .name = "listConcepts",
     .about = "Concepts right below one, or the fields, or those asked for by id",
     .params = under_params,
     .response_schema = "ConceptList"},
    {.method = IE_GET,
     .path = "/api/v1/lexicon/concept",
     .roles = IE_ROLES_ANY,
     .handle = concept,
     .name = "getConcept",
     .about = "One concept with its labels in all languages",
     .params = concept_params,
     .response_schema = "Concept"},
    {.method = IE_GET,
     .path = "/api/v1/lexicon/find",
     .roles = IE_ROLES_ANY,
     .handle = find,
     .name = "findConcepts",
     .about = "Concepts with a label that begins so",
     .params = find_params,
     .response_schema = "ConceptHits"},
    {.method = IE_POST,
     .path = "/api/v1/lexicon/tag",
     .roles = IE_ROLES_ANY,
     .handle = tag,
     .name = "tagText",
     .about = "Concepts that a text speaks of; nothing is kept",
     .request_schema = "TagText",
     .response_schema = "TextTags"},
    {.method = IE_GET,
     .path = "/api/v1/lexicon/coverage",
     .roles = IE_ROLES_ANY,
     .handle = coverage,
     .name = "getLexiconCoverage",
     .about = "How much is said and reviewed, by field and language",
     .response_schema = "LexiconCoverage"},
    {.method = IE_GET,
     .path = "/api/v1/lexicon/sample",
     .roles = IE_ROLES_ANY,
     .handle = sample,
     .name = "sampleLabels",
     .about = "Labels by chance that nobody has reviewed",
     .params = sample_params,
     .response_schema = "LabelSample"},
    {.method = IE_POST,
     .path = "/api/v1/lexicon/terms",
     .mode = IE_ROUTE_WRITE,
     .roles = SUGGESTS,
     .handle = suggest,
     .name = "suggestTerm",
     .about = "Suggest a term or a change; officers may accept in the same step",
     .request_schema = "TermSuggestion",
     .response_schema = "Term",
     .status = 201},
    {.method = IE_GET,
     .path = "/api/v1/lexicon/terms/{id}/clashes",
     .roles = IE_ROLES_ANY,
     .handle = clashes,
     .name = "listTermClashes",
     .about = "What a term would meet if it were accepted",
     .response_schema = "ConceptClashes"},
    {.method = IE_POST,
     .path = "/api/v1/lexicon/terms/{id}/accept",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_STAFF,
     .handle = accept_term,
     .name = "acceptTerm",
     .about = "Take a suggested term into the office's lexicon",
     .response_schema = "Term"},
    {.method = IE_POST,
     .path = "/api/v1/lexicon/terms/{id}/decline",
     .mode = IE_ROUTE_WRITE,
     .roles = IE_ROLES_STAFF,
     .handle = decline_term,
     .name = "declineTerm",
     .about = "Decline a suggested term, or take an accepted one back, with a reason",
     .request_schema = "TermReason",
     .response_schema = "Term"},
    {.method = IE_POST,
     .path = "/api/v1/lexicon/terms/{id}/withdraw",
     .mode = IE_ROUTE_WRITE,
     .roles = SUGGESTS,
     .handle = withdraw_term,
     .name = "withdrawTerm",
     .about = "Withdraw a suggestion of one's own",
     .response_schema = "Term"},
    {.method = IE_GET,
     .path = "/api/v1/lexicon/profiles",
     .roles = IE_ROLES_ANY,
     .handle = profiles_concepts,
     .name = "listConceptsOfProfiles",
     .about = "Concepts of several profiles in brief, as far as one may read them",
     .params = profiles_params,
     .response_schema = "ConceptsOfProfiles"},
    {.method = IE_GET,
     .path = "/api/v1/profiles/{id}/concepts",
     .roles = IE_ROLES_ANY,
     .handle = profile_concepts,
     .name = "listProfileConcepts",
     .about = "Concepts that a profile's texts speak of, and technologies they propose",
     .response_schema = "ProfileConcepts"},
    {0}};
