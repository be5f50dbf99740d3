/* Searching as a use case: see search/use.h. */
#include "service/search/use.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/cellvalue.h"
#include "service/search/find.h"
#include "store/schema_types.h"
#include "text/text.h"

struct searching {
    struct ie_call *call;
    const struct ie_search_params *params;
    struct ie_json *json;
    struct ie_search_state *state;
    struct ie_search_tools *tools;
    struct ie_search_eyes eyes;
    struct ie_search_filters filters;
    struct ie_search_page page;
    struct ie_search_counts counts;
    struct ie_ask ask;
    bool asked;    /* there is a question */
    uint32_t lang; /* that it is in (ie_search_lang) */
    bool passages;
    struct ie_view view;
    struct ie_error *err;
};

static struct ie_str param(const struct searching *s, const char *name)
{
    struct ie_str value =
        s->params ? s->params->param(s->params->context, name) : IE_STR_NONE;

    return value.ptr ? value : IE_STR("");
}

/* ---- the question ---- */

/* What nobody said it is in: by its letters and words, else by the labels in it; else the
 * account's language where it is written in the same letters, else English. */
static int question_lang(struct searching *s, struct ie_str q, struct ie_str *lang)
{
    struct ie_str own = s->call->actor->language, langs[4];
    const char *guess = ie_text_language(q);
    uint32_t count = 0, best;

    *lang = ie_str_z(guess);
    if (guess[0])
        return 0;
    if (ie_lang_is(own, "de") || ie_lang_is(own, "fr"))
        langs[count++] = own;
    langs[count++] = IE_STR("en");
    langs[count++] = IE_STR("de");
    langs[count++] = IE_STR("fr");
    int code =
        ie_ask_language(s->tools->reader, q, langs, count, s->call->arena, &best, s->err);
    *lang = langs[best];
    return code;
}

static int split_ids(struct searching *s, struct ie_str list, const struct ie_str **ids,
                     uint32_t *count)
{
    struct ie_str *made = IE_NEW_ARRAY(s->call->arena, struct ie_str, list.len / 2 + 2);

    if (!made)
        return ie_fail_nomem(s->err);
    *count = 0;
    while (list.len && ie_str_split(&list, ',', &made[*count]))
        *count += made[*count].len > 0;
    *ids = made;
    return 0;
}

static int ask_words(struct searching *s)
{
    struct ie_retrieval_view view = ie_search_view(s->state);
    struct ie_str q = ie_str_trim(param(s, "q"));
    struct ie_ask_question question = {.document = {.text = IE_STR("")}};
    int code = 0;

    if (q.len > IE_SEARCH_Q) {
        ie_fail(s->err, IE_INPUT, "search.too_long");
        ie_error_argi(s->err, "limit", IE_SEARCH_Q);
        return IE_INPUT;
    }
    if (!q.len)
        return 0;
    code = question_lang(s, q, &question.document.lang);
    s->lang = ie_search_lang(question.document.lang);
    question.document.title = IE_STR("");
    question.document.text = q;
    question.langs = ie_search_langs(s->state, &question.lang_count);
    if (!code)
        code =
            split_ids(s, param(s, "without"), &question.without, &question.without_count);
    if (!code)
        code = ie_ask_make(s->tools->reader, &view, &question, s->call->arena, &s->ask,
                           s->err);
    s->asked = !code;
    return code;
}

/* ---- pages ---- */

static int read_limit(struct searching *s)
{
    struct ie_str limit = param(s, "limit");
    int64_t n = 20;

    if (limit.len && (!ie_str_int64(limit, &n) || n < 1 || n > IE_SEARCH_LIMIT)) {
        ie_fail(s->err, IE_INPUT, "list.limit");
        ie_error_argn(s->err, "value", limit.ptr, limit.len);
        ie_error_argi(s->err, "limit", IE_SEARCH_LIMIT);
        ie_error_at(s->err, NULL, 0, 0, "limit");
        return IE_INPUT;
    }
    s->page.limit = (unsigned)n;
    return 0;
}

static bool hex(struct ie_str text, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                                                : 16;
        if (digit > 15)
            return false;
        *value = *value << 4 | digit;
    }
    return text.len == 8;
}

/* A place: what was asked, score, profile. */
static int read_cursor(struct searching *s)
{
    struct ie_str cursor = param(s, "cursor");
    uint32_t check, bits;
    struct ie_id id;

    if (!cursor.len)
        return 0;
    if (cursor.len != 16 + IE_ID_LEN || !hex(ie_str_sub(cursor, 0, 8), &check) ||
        !hex(ie_str_sub(cursor, 8, 8), &bits) ||
        !ie_id_parse(ie_str_sub(cursor, 16, IE_ID_LEN), &id) || check != s->filters.check)
        return ie_fail(s->err, IE_INPUT, "list.cursor");
    memcpy(&s->page.score, &bits, sizeof(bits));
    if (!isfinite(s->page.score))
        return ie_fail(s->err, IE_INPUT, "list.cursor");
    ie_search_pack_id(ie_id_str(&id), s->page.profile);
    s->page.behind = true;
    return 0;
}

static void next_json(const struct searching *s)
{
    const struct ie_search_page *page = &s->page;
    char cursor[16 + IE_ID_LEN + 1];

    ie_json_key(s->json, "next");
    if (page->count <= page->limit) {
        ie_json_null(s->json);
        return;
    }
    const struct ie_search_hit *last = &page->hits[page->limit - 1];
    struct ie_id id = ie_search_unpack_id(last->key->profile);
    uint32_t bits;
    memcpy(&bits, &last->score, sizeof(bits));
    snprintf(cursor, sizeof(cursor), "%08" PRIx32 "%08" PRIx32 "%s", s->filters.check,
             bits, id.text);
    ie_json_strz(s->json, cursor);
}

/* ---- items ---- */

static const char *const why_kinds[] = {
    [IE_BAG_WORD] = "word",         [IE_BAG_QUANTITY] = "quantity",
    [IE_BAG_ID] = "concept",        [IE_BAG_TRANSLATION] = "translation",
    [IE_BAG_LABEL] = "translation",
};

static double rounded(double value)
{
    return floor(value * 10000 + 0.5) / 10000;
}

static void why_json(const struct searching *s, const struct ie_ask_answer *answer)
{
    const struct ie_lexicon *lexicon = ie_search_lexicon(s->state);

    ie_json_key(s->json, "why");
    ie_json_array(s->json);
    for (uint32_t i = 0; i < answer->why_count; i++) {
        const struct ie_ask_why *why = &answer->why[i];
        ie_json_object(s->json);
        ie_json_key(s->json, "kind");
        ie_json_strz(s->json, why_kinds[why->kind]);
        ie_json_kstr(s->json, "query", why->query);
        ie_json_kstr(s->json, "found", why->found);
        if (why->concept != IE_THESAURUS_NONE)
            ie_json_kstr(s->json, "concept", ie_lexicon_id(lexicon, why->concept));
        ie_json_key(s->json, "share");
        ie_json_double(s->json, rounded(why->share));
        ie_json_end(s->json);
    }
    ie_json_end(s->json);
}

static void passage_json(const struct searching *s, const struct ie_ask_answer *answer,
                         struct ie_str lang)
{
    ie_json_key(s->json, "snippet");
    ie_json_object(s->json);
    ie_json_kstr(s->json, "language", lang);
    ie_json_key(s->json, "parts");
    ie_json_array(s->json);
    for (uint32_t i = 0; i < answer->part_count; i++) {
        ie_json_object(s->json);
        ie_json_kstr(s->json, "text", answer->parts[i].text);
        ie_json_kbool(s->json, "hit", answer->parts[i].hit);
        ie_json_end(s->json);
    }
    ie_json_end(s->json);
    ie_json_end(s->json);
}

static void moment_json(struct ie_json *json, const char *key, ie_moment moment)
{
    char text[40];

    ie_moment_format(moment, text);
    ie_json_key(json, key);
    ie_json_strz(json, text);
}

static void column_json(struct ie_json *json, const struct ie_record *record,
                        const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    ie_json_kstr(json, field, value->null ? IE_STR_NONE : value->text);
}

static int profile_json(struct searching *s, const struct ie_record *record,
                        const struct ie_search_key *key)
{
    const struct ie_value *roots = ie_record_get(record, "root_technologies");
    struct ie_str organisation = ie_record_get(record, "organisation")->text, label;
    struct ie_json *json = s->json;
    char country[2] = {(char)(key->country >> 8), (char)(key->country & 0xFF)};
    int code =
        ie_view_label(&s->view, &ie_type_organisation, organisation, &label, s->err);

    if (code)
        return code;
    ie_json_key(json, "profile");
    ie_json_object(json);
    ie_json_kstr(json, "id", ie_id_str(&record->id));
    column_json(json, record, "type");
    column_json(json, record, "title");
    ie_json_kstr(json, "title_language", ie_record_get(record, "language")->text);
    ie_json_kstr(json, "organisation", organisation);
    ie_json_kstr(json, "organisation_label", label);
    ie_json_kstr(json, "country", key->country ? ie_str_n(country, 2) : IE_STR_NONE);
    ie_json_key(json, "root_technologies");
    ie_json_raw(json, roots->null ? IE_STR("[]") : roots->text);
    column_json(json, record, "valid_until");
    column_json(json, record, "status");
    moment_json(json, "created_at", record->created_at);
    ie_json_end(json);
    return 0;
}

/* The document that was found, as this reader reads the record now. */
static int document_of(struct searching *s, const struct ie_record *record, uint32_t lang,
                       struct ie_search_document *found)
{
    struct ie_search_documents documents;
    struct ie_search_shows shows;
    bool guarded;
    int code = ie_view_shows(&s->view, record, "texts", &shows.texts, &guarded, s->err);

    if (!code)
        code = ie_view_shows(&s->view, record, "concepts", &shows.concepts, &guarded,
                             s->err);
    if (!code)
        code = ie_view_shows(&s->view, record, "specs", &shows.specs, &guarded, s->err);
    if (!code)
        code =
            ie_search_documents_shown(record, shows, s->call->arena, &documents, s->err);
    *found = (struct ie_search_document){.own = NULL};
    for (uint32_t i = code ? 0 : documents.count; i-- > 0;)
        if (documents.at[i].key.lang == lang || !i)
            *found = documents.at[i];
    if (!code && documents.count)
        for (uint32_t i = documents.count; i-- > 0;)
            if (documents.at[i].key.lang == lang)
                *found = documents.at[i];
    return code;
}

/* What of the document answers the question. */
static int explain(struct searching *s, const struct ie_search_document *document,
                   struct ie_ask_answer *answer)
{
    return !s->asked
               ? ie_ask_opening(&document->text, s->call->arena, answer, s->err)
               : ie_ask_explain(s->tools->reader, &s->ask, &document->text, document->own,
                                document->own_count, s->call->arena, answer, s->err);
}

static bool has_own_word(const struct ie_ask_answer *answer)
{
    for (uint32_t i = 0; i < answer->why_count; i++)
        if (answer->why[i].kind == IE_BAG_WORD)
            return true;
    return false;
}

/* The text that found the profile; or the one in the question's language, when it has a
 * word as it was asked: a reader need not be shown the translation of what he wrote. Where
 * nothing was asked the original, as the title beside it. */
static int explain_best(struct searching *s, const struct ie_record *record,
                        uint32_t found_by, struct ie_search_document *document,
                        struct ie_ask_answer *answer)
{
    struct ie_search_document own;
    struct ie_ask_answer its;
    struct ie_str original = ie_record_get(record, "language")->text;
    int code =
        document_of(s, record, s->asked ? found_by : ie_search_lang(original), document);

    if (!code)
        code = explain(s, document, answer);
    if (code || !s->asked || !s->lang || document->key.lang == s->lang)
        return code;
    code = document_of(s, record, s->lang, &own);
    if (code || own.key.lang != s->lang)
        return code;
    code = explain(s, &own, &its);
    if (!code && has_own_word(&its)) {
        *document = own;
        *answer = its;
    }
    return code;
}

static int item_json(struct searching *s, const struct ie_search_hit *hit)
{
    struct ie_id id = ie_search_unpack_id(hit->key->profile);
    struct ie_ask_answer answer = {0};
    struct ie_search_document document;
    struct ie_record *record = NULL;
    int code = ie_record_read(s->call->db, &s->view.reader, &ie_type_profile,
                              ie_id_str(&id), s->call->arena, &record, s->err);

    if (code)
        return code == IE_NOT_FOUND ? 0 : code; /* withdrawn this moment */
    code = explain_best(s, record, hit->key->lang, &document, &answer);
    if (code)
        return code;
    ie_json_object(s->json);
    code = profile_json(s, record, hit->key);
    double score = s->ask.whole > 0 ? (double)hit->score / s->ask.whole : 0;
    ie_json_key(s->json, "score");
    if (s->asked)
        ie_json_double(s->json, rounded(score < 1 ? score : 1));
    else
        ie_json_null(s->json);
    if (s->passages)
        passage_json(s, &answer, document.text.lang);
    why_json(s, &answer);
    ie_json_end(s->json);
    return code;
}

static int items_json(struct searching *s)
{
    unsigned count = s->page.count < s->page.limit ? s->page.count : s->page.limit;
    int code = 0;

    ie_json_key(s->json, "items");
    ie_json_array(s->json);
    for (unsigned i = 0; i < count && !code; i++)
        code = item_json(s, &s->page.hits[i]);
    ie_json_end(s->json);
    return code;
}

/* ---- around the items ---- */

static void concepts_json(const struct searching *s)
{
    struct ie_str given;

    ie_json_key(s->json, "concepts");
    ie_json_array(s->json);
    for (uint32_t i = 0; i < s->ask.concept_count; i++) {
        const struct ie_lexicon *lexicon = ie_search_lexicon(s->state);
        uint32_t concept = s->ask.concepts[i].concept;
        struct ie_str label =
            ie_lexicon_label(lexicon, concept, s->call->actor->language, &given);
        ie_json_object(s->json);
        ie_json_kstr(s->json, "concept", ie_lexicon_id(lexicon, concept));
        ie_json_kstr(s->json, "label", label);
        ie_json_kstr(s->json, "language", given);
        ie_json_kstr(s->json, "text", s->ask.concepts[i].phrase);
        ie_json_end(s->json);
    }
    ie_json_end(s->json);
}

static void facet_value(const struct searching *s, struct ie_str value, const char *label,
                        uint32_t count)
{
    if (!count || !value.len)
        return;
    ie_json_object(s->json);
    ie_json_kstr(s->json, "value", value);
    if (label) {
        ie_json_key(s->json, "label");
        ie_json_strz(s->json, label);
    }
    ie_json_kint(s->json, "count", (int64_t)count);
    ie_json_end(s->json);
}

static void choices_json(const struct searching *s, const char *key,
                         const char *const *choices, const uint32_t *counts)
{
    ie_json_key(s->json, key);
    ie_json_array(s->json);
    for (size_t i = 0; choices[i]; i++)
        facet_value(s, ie_str_z(choices[i]), NULL, counts[i]);
    ie_json_end(s->json);
}

static void countries_json(const struct searching *s, const uint32_t *counts)
{
    char lang[8];

    snprintf(lang, sizeof(lang), "%.*s", IE_STR_ARG(s->call->actor->language));
    ie_json_key(s->json, "country");
    ie_json_array(s->json);
    for (uint32_t i = 0; i < IE_FACET_VALUES; i++) {
        char code[2] = {(char)('A' + (i - 1) / 26), (char)('A' + (i - 1) % 26)};
        if (i && counts[i])
            facet_value(s, ie_str_n(code, 2), ie_country_name(ie_str_n(code, 2), lang),
                        counts[i]);
    }
    ie_json_end(s->json);
}

static void facets_json(const struct searching *s)
{
    const struct ie_field *kind = ie_type_field(&ie_type_organisation, IE_STR("type"));

    ie_json_key(s->json, "facets");
    ie_json_object(s->json);
    choices_json(s, "type", ie_profile_types, s->counts.by[IE_FACET_TYPE]);
    countries_json(s, s->counts.by[IE_FACET_COUNTRY]);
    choices_json(s, "root_technology", ie_root_technologies, s->counts.by[IE_FACET_ROOT]);
    choices_json(s, "kind", kind->choices, s->counts.by[IE_FACET_KIND]);
    ie_json_end(s->json);
}

/* Null, or why something may be missing. */
static void degraded_json(const struct searching *s)
{
    struct ie_search_progress progress = {.rebuilding = true};
    bool words = ie_search_words_awaited(s->call->service);

    if (s->state)
        progress = ie_search_progress(s->state);
    ie_json_key(s->json, "degraded");
    if (!progress.rebuilding && !words) {
        ie_json_null(s->json);
        return;
    }
    ie_json_object(s->json);
    ie_json_kstr(s->json, "reason",
                 progress.rebuilding ? IE_STR("index_rebuilding")
                                     : IE_STR("words_loading"));
    ie_json_kint(s->json, "done", (int64_t)progress.done);
    ie_json_kint(s->json, "of", (int64_t)progress.of);
    ie_json_end(s->json);
}

static void fresh_json(const struct searching *s)
{
    ie_moment fresh = s->state ? ie_search_fresh(s->state) : 0;

    if (fresh) {
        moment_json(s->json, "fresh", fresh);
        return;
    }
    ie_json_key(s->json, "fresh");
    ie_json_null(s->json);
}

/* ---- a search ---- */

static int begin(struct searching *s)
{
    ie_view_init(&s->view, s->call);
    int code = ie_search_take(s->call, &s->state, s->err);
    if (!code && s->state)
        code = ie_search_tools(s->state, &s->tools, s->err);
    return code ? code : ie_search_eyes(s->call, &s->eyes, s->err);
}

static void end(struct searching *s)
{
    if (s->state)
        ie_search_tools_back(s->state, s->tools);
    ie_search_give(s->state);
}

static int make_counts(struct searching *s)
{
    for (int f = 0; f < IE_FACET_COUNT; f++) {
        s->counts.by[f] = IE_NEW_ARRAY(s->call->arena, uint32_t,
                                       f == IE_FACET_COUNTRY ? IE_FACET_VALUES : 256);
        if (!s->counts.by[f])
            return ie_fail_nomem(s->err);
    }
    return 0;
}

static int run(struct searching *s)
{
    int code = ie_search_filters_read(s->call, s->params, &s->filters, s->err);

    if (!code)
        code = read_limit(s);
    if (!code)
        code = read_cursor(s);
    if (!code)
        code = make_counts(s);
    if (code || !s->state)
        return code;
    code = ask_words(s);
    return code ? code
                : ie_search_find(s->call, s->state, s->tools, &s->eyes, &s->filters,
                                 s->asked ? &s->ask : NULL, &s->page, &s->counts, s->err);
}

int ie_search_profiles_json(struct ie_call *call, const struct ie_search_params *params,
                            struct ie_json *json, struct ie_error *err)
{
    struct searching s = {
        .call = call, .params = params, .json = json, .passages = true, .err = err};
    int code = begin(&s);

    if (!code)
        code = run(&s);
    if (!code) {
        ie_json_object(json);
        code = items_json(&s);
        next_json(&s);
        ie_json_kint(json, "total", (int64_t)s.counts.total);
        ie_json_kbool(json, "total_exact", true);
        concepts_json(&s);
        facets_json(&s);
        fresh_json(&s);
        degraded_json(&s);
        ie_json_end(json);
    }
    end(&s);
    return code;
}

int ie_search_profiles_find(struct ie_call *call, const struct ie_search_params *params,
                            unsigned limit, struct ie_search_found *found,
                            struct ie_error *err)
{
    struct searching s = {.call = call, .params = params, .err = err};
    struct ie_id *ids = IE_NEW_ARRAY(call->arena, struct ie_id, limit + 1);
    int code = ids ? begin(&s) : ie_fail_nomem(err);

    *found = (struct ie_search_found){.ids = ids};
    if (!code)
        code = run(&s);
    if (!code && s.state) {
        unsigned count = s.page.count < limit ? s.page.count : limit;
        for (unsigned i = 0; i < count; i++)
            ids[i] = ie_search_unpack_id(s.page.hits[i].key->profile);
        found->total = s.counts.total;
        found->count = count;
        found->whole = !ie_search_progress(s.state).rebuilding;
        found->fresh = ie_search_fresh(s.state);
    }
    end(&s);
    return code;
}

/* ---- more like this ---- */

/* The profile's own words in every language that it has, as the reader reads it. */
static int ask_profile(struct searching *s, struct ie_str id)
{
    struct ie_retrieval_view view = ie_search_view(s->state);
    struct ie_ask_question question = {.own = NULL};
    struct ie_search_document document;
    struct ie_record *record = NULL;
    int code = ie_record_read(s->call->db, &s->view.reader, &ie_type_profile, id,
                              s->call->arena, &record, s->err);

    if (!code)
        code = document_of(s, record,
                           ie_search_lang(ie_record_get(record, "language")->text),
                           &document);
    if (code)
        return code;
    question.document = document.text;
    question.own = document.own;
    question.own_count = document.own_count;
    question.langs = ie_search_langs(s->state, &question.lang_count);
    code =
        ie_ask_make(s->tools->reader, &view, &question, s->call->arena, &s->ask, s->err);
    s->asked = !code;
    return code;
}

static int find_similar(struct searching *s, struct ie_str id, unsigned limit)
{
    unsigned char itself[16];
    unsigned kept = 0;

    s->filters.valid_on = IE_SEARCH_OPEN_ENDED;
    s->page.limit = limit + 1;
    int code = ask_profile(s, id);
    if (!code)
        code = ie_search_find(s->call, s->state, s->tools, &s->eyes, &s->filters, &s->ask,
                              &s->page, &s->counts, s->err);
    if (code)
        return code;
    ie_search_pack_id(id, itself);
    for (unsigned i = 0; i < s->page.count; i++)
        if (memcmp(s->page.hits[i].key->profile, itself, 16) != 0)
            s->page.hits[kept++] = s->page.hits[i];
    s->page.count = kept;
    s->page.limit = limit;
    return 0;
}

int ie_search_similar_json(struct ie_call *call, struct ie_str profile, unsigned limit,
                           struct ie_json *json, struct ie_error *err)
{
    struct searching s = {.call = call, .json = json, .err = err};
    int code = begin(&s);

    if (!code && s.state)
        code = find_similar(&s, profile, limit);
    if (!code) {
        ie_json_object(json);
        code = items_json(&s);
        fresh_json(&s);
        degraded_json(&s);
        ie_json_end(json);
    }
    end(&s);
    return code;
}
