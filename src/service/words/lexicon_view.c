/* Concepts, search and tags as JSON: see lexicon_view.h. */
#include "service/words/lexicon_view.h"

#include "lexicon/lint.h"
#include "service/words/lexicon_json.h"
#include "service/words/profile_tag.h"
#include "service/words/term_use.h"
#include "store/schema_types.h"

/* ---- what all answers share ---- */

int ie_lexicon_answer_begin(struct ie_lexicon_answer *answer, struct ie_call *call,
                            struct ie_json *json, struct ie_error *err)
{
    int code = ie_office_lexicon_take(call, &answer->state, err);

    if (code)
        return code;
    answer->call = call;
    answer->json = json;
    answer->lexicon = ie_office_lexicon_of(answer->state);
    ie_json_object(json);
    ie_json_kstr(json, "lexicon", ie_lexicon_digest(answer->lexicon));
    ie_json_kbool(json, "current", ie_office_lexicon_is_current(answer->state, call));
    return 0;
}

int ie_lexicon_answer_coverage(struct ie_lexicon_answer *answer, struct ie_call *call,
                               struct ie_json *json, struct ie_coverage *coverage,
                               struct ie_error *err)
{
    int code = ie_lexicon_answer_begin(answer, call, json, err);

    if (code)
        return code;
    code = ie_lexicon_coverage_of(answer->lexicon, call->arena, coverage, err);
    if (code)
        ie_lexicon_answer_end(answer);
    return code;
}

void ie_lexicon_answer_end(struct ie_lexicon_answer *answer)
{
    ie_json_end(answer->json);
    ie_office_lexicon_give(answer->state);
}

int ie_lexicon_answer_concept(const struct ie_lexicon_answer *answer, struct ie_str id,
                              uint32_t *concept, struct ie_error *err)
{
    *concept = ie_lexicon_concept(answer->lexicon, id);
    return *concept == IE_THESAURUS_NONE ? ie_fail_no_concept(err, id) : 0;
}

void ie_lexicon_name_json(const struct ie_lexicon_answer *answer, uint32_t concept)
{
    struct ie_str given, label = ie_lexicon_label(answer->lexicon, concept,
                                                  answer->call->actor->language, &given);

    ie_json_kstr(answer->json, "concept", ie_lexicon_id(answer->lexicon, concept));
    ie_json_kstr(answer->json, "label", label);
    ie_json_kstr(answer->json, "language", given);
}

void ie_lexicon_beside_json(const struct ie_lexicon *lexicon, uint32_t concept,
                            struct ie_str but, struct ie_json *json)
{
    struct ie_label label;

    ie_json_key(json, "beside");
    ie_json_array(json);
    for (uint32_t i = 0; i < ie_lexicon_label_count(lexicon, concept); i++) {
        ie_lexicon_label_at(lexicon, concept, i, &label);
        if (label.kind != IE_LABEL_PREFERRED || ie_str_eq(label.lang, but))
            continue;
        ie_json_object(json);
        ie_json_kstr(json, "language", label.lang);
        ie_json_kstr(json, "text", label.text);
        ie_json_end(json);
    }
    ie_json_end(json);
}

void ie_lexicon_brief_json(const struct ie_lexicon_answer *answer, uint32_t concept)
{
    ie_json_object(answer->json);
    ie_lexicon_name_json(answer, concept);
    ie_json_kint(answer->json, "narrower",
                 ie_lexicon_narrower(answer->lexicon, concept).count);
    ie_json_end(answer->json);
}

void ie_lexicon_briefs_json(const struct ie_lexicon_answer *answer, const char *key,
                            struct ie_lexicon_span concepts)
{
    ie_json_key(answer->json, key);
    ie_json_array(answer->json);
    for (uint32_t i = 0; i < concepts.count; i++)
        ie_lexicon_brief_json(answer, concepts.at[i]);
    ie_json_end(answer->json);
}

/* ---- the whole ---- */

static void root_json(const struct ie_lexicon_answer *a, uint32_t concept)
{
    struct ie_str id = ie_lexicon_id(a->lexicon, concept);

    ie_json_key(a->json, "root_technology");
    for (size_t i = 0; ie_root_technologies[i]; i++)
        if (ie_str_eq(ie_root_concept(i), id)) {
            ie_json_strz(a->json, ie_root_technologies[i]);
            return;
        }
    ie_json_null(a->json);
}

static void fields_json(const struct ie_lexicon_answer *a,
                        const struct ie_coverage *coverage)
{
    ie_json_key(a->json, "fields");
    ie_json_array(a->json);
    for (uint32_t i = 1; i < coverage->row_count; i++) {
        uint32_t field = coverage->rows[i].field;
        ie_json_object(a->json);
        ie_lexicon_name_json(a, field);
        ie_json_kint(a->json, "narrower", ie_lexicon_narrower(a->lexicon, field).count);
        ie_json_kint(a->json, "concepts", coverage->rows[i].concepts);
        root_json(a, field);
        ie_json_end(a->json);
    }
    ie_json_end(a->json);
}

static void sizes_json(const struct ie_lexicon_answer *a,
                       const struct ie_coverage *coverage)
{
    uint64_t labels = 0;

    for (uint32_t i = 0; i < coverage->languages; i++)
        labels += coverage->rows[0].cell[i].labels;
    ie_json_kstr(a->json, "engine", ie_str_z(ie_lexicon_version()));
    ie_json_kint(a->json, "concepts", ie_lexicon_count(a->lexicon));
    ie_json_kint(a->json, "labels", (int64_t)labels);
    ie_json_kint(a->json, "terms", ie_office_lexicon_terms(a->state));
    ie_json_key(a->json, "languages");
    ie_json_array(a->json);
    for (uint32_t i = 0; i < coverage->languages; i++)
        ie_json_str(a->json, coverage->lang[i]);
    ie_json_end(a->json);
    ie_json_key(a->json, "can");
    ie_json_object(a->json);
    ie_json_kbool(a->json, "suggest", ie_may_suggest_terms(a->call));
    ie_json_kbool(a->json, "decide", ie_may_decide_terms(a->call));
    ie_json_end(a->json);
}

int ie_lexicon_overview_json(struct ie_call *call, struct ie_json *json,
                             struct ie_error *err)
{
    struct ie_lexicon_answer a;
    struct ie_coverage coverage;
    int code = ie_lexicon_answer_coverage(&a, call, json, &coverage, err);

    if (code)
        return code;
    sizes_json(&a, &coverage);
    fields_json(&a, &coverage);
    ie_lexicon_answer_end(&a);
    return 0;
}

int ie_lexicon_narrower_json(struct ie_call *call, struct ie_str id, struct ie_json *json,
                             struct ie_error *err)
{
    struct ie_lexicon_answer a;
    uint32_t concept = IE_THESAURUS_NONE;
    int code = ie_lexicon_answer_begin(&a, call, json, err);

    if (code)
        return code;
    if (id.len)
        code = ie_lexicon_answer_concept(&a, id, &concept, err);
    if (!code)
        ie_lexicon_briefs_json(&a, "items",
                               id.len ? ie_lexicon_narrower(a.lexicon, concept)
                                      : ie_lexicon_tops(a.lexicon));
    ie_lexicon_answer_end(&a);
    return code;
}

int ie_lexicon_names_json(struct ie_call *call, struct ie_str ids, struct ie_json *json,
                          struct ie_error *err)
{
    struct ie_lexicon_answer a;
    struct ie_str id;
    int code = ie_lexicon_answer_begin(&a, call, json, err);

    if (code)
        return code;
    ie_json_key(json, "items");
    ie_json_array(json);
    while (ie_str_split(&ids, ',', &id)) {
        uint32_t concept = ie_lexicon_concept(a.lexicon, id);
        if (concept != IE_THESAURUS_NONE)
            ie_lexicon_brief_json(&a, concept);
    }
    ie_json_end(json);
    ie_lexicon_answer_end(&a);
    return 0;
}

/* ---- one concept ---- */

static const char *const label_kinds[] = {"preferred", "alternative", "hidden"};

static void label_json(struct ie_json *json, const struct ie_label *label)
{
    ie_json_object(json);
    ie_json_kstr(json, "text", label->text);
    ie_json_kstr(json, "kind", ie_str_z(label_kinds[label->kind]));
    ie_json_kbool(json, "reviewed", label->review == IE_REVIEW_REVIEWED);
    ie_json_kstr(json, "source", label->source);
    ie_json_kbool(json, "weak", label->weak);
    ie_json_kstr(json, "why", label->why.len ? label->why : IE_STR_NONE);
    ie_json_end(json);
}

/* Labels stand by language already. */
static void languages_json(const struct ie_lexicon_answer *a, uint32_t concept)
{
    struct ie_str lang = IE_STR_NONE;
    struct ie_label label;

    ie_json_key(a->json, "languages");
    ie_json_array(a->json);
    for (uint32_t i = 0; i < ie_lexicon_label_count(a->lexicon, concept); i++) {
        ie_lexicon_label_at(a->lexicon, concept, i, &label);
        if (!lang.ptr || !ie_str_eq(lang, label.lang)) {
            if (lang.ptr) {
                ie_json_end(a->json);
                ie_json_end(a->json);
            }
            lang = label.lang;
            ie_json_object(a->json);
            ie_json_kstr(a->json, "language", lang);
            ie_json_key(a->json, "labels");
            ie_json_array(a->json);
        }
        label_json(a->json, &label);
    }
    if (lang.ptr) {
        ie_json_end(a->json);
        ie_json_end(a->json);
    }
    ie_json_end(a->json);
}

/* One way down from a field, by what is first said to be broader. Broader links have no
 * cycles, so the way is no longer than there are concepts. */
static int path_json(const struct ie_lexicon_answer *a, uint32_t concept,
                     struct ie_error *err)
{
    struct ie_lexicon_span up = ie_lexicon_broader(a->lexicon, concept);
    uint32_t steps = 0;

    for (struct ie_lexicon_span b = up; b.count; steps++)
        b = ie_lexicon_broader(a->lexicon, b.at[0]);
    uint32_t *way = IE_NEW_ARRAY(a->call->arena, uint32_t, steps + 1);
    if (!way)
        return ie_fail_nomem(err);
    for (uint32_t i = steps; i > 0; i--) {
        way[i - 1] = up.at[0];
        up = ie_lexicon_broader(a->lexicon, up.at[0]);
    }
    ie_lexicon_briefs_json(a, "path", (struct ie_lexicon_span){way, steps});
    return 0;
}

static void codes_json(const struct ie_lexicon_answer *a, uint32_t concept)
{
    struct ie_notation code;

    ie_json_key(a->json, "codes");
    ie_json_array(a->json);
    for (uint32_t i = 0; i < ie_lexicon_notation_count(a->lexicon, concept); i++) {
        ie_lexicon_notation_at(a->lexicon, concept, i, &code);
        ie_json_object(a->json);
        ie_json_kstr(a->json, "scheme", code.scheme);
        ie_json_kstr(a->json, "edition", code.edition);
        ie_json_kstr(a->json, "code", code.code);
        ie_json_kstr(a->json, "title", code.title);
        ie_json_end(a->json);
    }
    ie_json_end(a->json);
}

static void notes_json(const struct ie_lexicon_answer *a, uint32_t concept)
{
    struct ie_note note;

    ie_json_key(a->json, "notes");
    ie_json_array(a->json);
    for (uint32_t i = 0; i < ie_lexicon_note_count(a->lexicon, concept); i++) {
        ie_lexicon_note_at(a->lexicon, concept, i, &note);
        ie_json_object(a->json);
        ie_json_kstr(a->json, "language", note.lang);
        ie_json_kstr(a->json, "text", note.text);
        ie_json_end(a->json);
    }
    ie_json_end(a->json);
}

int ie_lexicon_concept_json(struct ie_call *call, struct ie_str id, struct ie_json *json,
                            struct ie_error *err)
{
    struct ie_lexicon_answer a;
    uint32_t concept;
    int code = ie_lexicon_answer_begin(&a, call, json, err);

    if (code)
        return code;
    code = ie_lexicon_answer_concept(&a, id, &concept, err);
    if (!code) {
        ie_lexicon_name_json(&a, concept);
        languages_json(&a, concept);
        ie_lexicon_briefs_json(&a, "broader", ie_lexicon_broader(a.lexicon, concept));
        ie_lexicon_briefs_json(&a, "narrower", ie_lexicon_narrower(a.lexicon, concept));
        ie_lexicon_briefs_json(&a, "related", ie_lexicon_related(a.lexicon, concept));
        ie_lexicon_briefs_json(&a, "fields", ie_lexicon_fields(a.lexicon, concept));
        codes_json(&a, concept);
        notes_json(&a, concept);
        code = path_json(&a, concept, err);
    }
    ie_lexicon_answer_end(&a);
    return code;
}

/* ---- search and tags ---- */

static void hit_json(const struct ie_lexicon_answer *a, const struct ie_lexicon_hit *hit)
{
    struct ie_lexicon_span fields = ie_lexicon_fields(a->lexicon, hit->concept);
    struct ie_label found;

    ie_lexicon_label_at(a->lexicon, hit->concept, hit->label, &found);
    ie_json_object(a->json);
    ie_lexicon_name_json(a, hit->concept);
    ie_json_kstr(a->json, "found", found.text);
    ie_json_kstr(a->json, "found_language", found.lang);
    ie_json_kstr(a->json, "field",
                 fields.count ? ie_lexicon_label(a->lexicon, fields.at[0],
                                                 a->call->actor->language, NULL)
                              : IE_STR_NONE);
    ie_json_end(a->json);
}

int ie_lexicon_find_json(struct ie_call *call, struct ie_str typed, struct ie_str lang,
                         unsigned top, struct ie_json *json, struct ie_error *err)
{
    struct ie_lexicon_answer a;
    struct ie_lexicon_hit *hits = NULL;
    uint32_t count = 0;
    int code = ie_lexicon_answer_begin(&a, call, json, err);

    if (code)
        return code;
    if (ie_str_trim(typed).len)
        code = ie_lexicon_find(a.lexicon, typed, lang.len ? lang : call->actor->language,
                               top, call->arena, &hits, &count, err);
    ie_json_key(json, "items");
    ie_json_array(json);
    for (uint32_t i = 0; i < count && !code; i++)
        hit_json(&a, &hits[i]);
    ie_json_end(json);
    ie_lexicon_answer_end(&a);
    return code;
}

static void tag_json(const struct ie_lexicon_answer *a, struct ie_str text,
                     const struct ie_tag *tag)
{
    ie_json_object(a->json);
    ie_json_kint(a->json, "from", tag->from);
    ie_json_kint(a->json, "length", tag->len);
    ie_json_kstr(a->json, "text", ie_str_sub(text, tag->from, tag->len));
    ie_lexicon_name_json(a, tag->concept);
    ie_json_key(a->json, "weight");
    ie_json_double(a->json, (double)tag->weight / IE_LABEL_WEIGHT);
    ie_json_end(a->json);
}

int ie_lexicon_tag_json(struct ie_call *call, struct ie_str text, struct ie_str lang,
                        struct ie_json *json, struct ie_error *err)
{
    struct ie_lexicon_answer a;
    struct ie_tagger *tagger = NULL;
    struct ie_tags tags = {0};

    if (text.len > IE_LEXICON_TEXT) {
        ie_fail(err, IE_LIMIT, "lexicon.text_too_long");
        if (err)
            ie_error_argi(err, "limit", IE_LEXICON_TEXT);
        return IE_LIMIT;
    }
    int code = ie_lexicon_answer_begin(&a, call, json, err);
    if (code)
        return code;
    ie_json_kstr(json, "engine", ie_str_z(ie_lexicon_version()));
    code = ie_office_lexicon_tagger(a.state, &tagger, err);
    if (!code)
        code = ie_tagger_tag(tagger, text, lang, &tags, err);
    ie_json_key(json, "tags");
    ie_json_array(json);
    for (uint32_t i = 0; i < tags.count && !code; i++)
        tag_json(&a, text, &tags.at[i]);
    ie_json_end(json);
    ie_office_lexicon_tagger_back(a.state, tagger);
    ie_lexicon_answer_end(&a);
    return code;
}
