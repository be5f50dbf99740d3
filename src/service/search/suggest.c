/* What might be meant by what was typed so far. */
#include "service/search/find.h"
#include "service/search/use.h"
#include "store/schema_types.h"
#include "text/text.h"

struct suggesting {
    struct ie_call *call;
    struct ie_json *json;
    struct ie_search_state *state;
    struct ie_search_tools *tools;
    struct ie_search_eyes eyes;
    unsigned limit, told;
    struct ie_error *err;
};

/* Profiles that this reader sees and that speak of the concept. */
static int count_concept(struct suggesting *s, struct ie_str id, uint64_t *count)
{
    struct ie_search_filters filters = {.valid_on = IE_SEARCH_OPEN_ENDED};
    struct ie_search_page page = {.limit = 1};
    struct ie_search_counts counts = {0};
    struct ie_str term = ie_arena_printf(s->call->arena, "#%.*s", IE_STR_ARG(id));
    struct ie_retrieval_weight weight = {0};
    struct ie_ask ask = {.weights = &weight, .count = 1};

    if (!term.ptr)
        return ie_fail_nomem(s->err);
    weight = (struct ie_retrieval_weight){ie_retrieval_term(term, 0, false), 1};
    int code = ie_search_find(s->call, s->state, s->tools, &s->eyes, &filters, &ask,
                              &page, &counts, s->err);
    *count = counts.total;
    return code;
}

static int concepts(struct suggesting *s, struct ie_str typed)
{
    const struct ie_lexicon *lexicon = ie_search_lexicon(s->state);
    struct ie_lexicon_hit *hits = NULL;
    uint32_t count = 0;
    int code = ie_lexicon_find(lexicon, typed, s->call->actor->language, s->limit,
                               s->call->arena, &hits, &count, s->err);

    for (uint32_t i = 0; i < count && !code; i++) {
        struct ie_label label;
        uint64_t profiles = 0;
        code = count_concept(s, ie_lexicon_id(lexicon, hits[i].concept), &profiles);
        if (code || !profiles)
            continue;
        ie_lexicon_label_at(lexicon, hits[i].concept, hits[i].label, &label);
        ie_json_object(s->json);
        ie_json_kstr(s->json, "kind", IE_STR("concept"));
        ie_json_kstr(s->json, "text", label.text);
        ie_json_kstr(s->json, "language", label.lang);
        ie_json_kstr(s->json, "concept", ie_lexicon_id(lexicon, hits[i].concept));
        ie_json_kint(s->json, "count", (int64_t)profiles);
        ie_json_end(s->json);
        s->told++;
    }
    return code;
}

/* Titles of profiles and names of organisations, by the words that they begin with. */
static int records(struct suggesting *s, const struct ie_type *type, const char *kind,
                   struct ie_str key)
{
    struct ie_list_query query = {.search = key, .limit = s->limit};
    struct ie_list page;
    bool profile = type == &ie_type_profile;
    int code = ie_record_list(s->call->db, &s->eyes.reader, type, &query, s->call->arena,
                              &page, s->err);

    for (size_t i = 0; !code && i < page.count && s->told < s->limit; i++) {
        const struct ie_record *record = &page.at[i];
        const struct ie_value *lang = ie_record_get(record, "language");
        ie_json_object(s->json);
        ie_json_key(s->json, "kind");
        ie_json_strz(s->json, kind);
        ie_json_kstr(s->json, "text",
                     ie_record_get(record, profile ? "title" : "name")->text);
        ie_json_kstr(s->json, "language", lang->null ? IE_STR_NONE : lang->text);
        ie_json_kstr(s->json, "id", ie_id_str(&record->id));
        ie_json_kint(s->json, "count", 1);
        ie_json_end(s->json);
        s->told++;
    }
    return code;
}

static int suggest(struct suggesting *s, struct ie_str typed)
{
    struct ie_str key;
    int code = ie_search_eyes(s->call, &s->eyes, s->err);

    if (!code)
        code = concepts(s, typed);
    if (!code)
        code = ie_text_search_key(s->call->arena, typed, &key, s->err);
    if (!code && key.len && s->told < s->limit)
        code = records(s, &ie_type_organisation, "organisation", key);
    if (!code && key.len && s->told < s->limit)
        code = records(s, &ie_type_profile, "title", key);
    return code;
}

int ie_search_suggest_json(struct ie_call *call, struct ie_str typed, unsigned limit,
                           struct ie_json *json, struct ie_error *err)
{
    struct suggesting s = {.call = call, .json = json, .limit = limit, .err = err};
    int code = ie_search_take(call, &s.state, err);

    if (!code && s.state)
        code = ie_search_tools(s.state, &s.tools, err);
    ie_json_object(json);
    ie_json_key(json, "items");
    ie_json_array(json);
    typed = ie_str_trim(typed);
    if (!code && s.state && typed.len && typed.len <= 200)
        code = suggest(&s, typed);
    ie_json_end(json);
    ie_json_end(json);
    if (s.state)
        ie_search_tools_back(s.state, s.tools);
    ie_search_give(s.state);
    return code;
}
