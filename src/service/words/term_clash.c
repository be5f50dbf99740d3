/* What a term would meet if it were accepted: see lexicon_view.h. The kinds are those that
 * merge.h reports when the office's lexicon is made, told of one term before. */
#include "lexicon/merge.h"
#include "lexicon/terms.h"
#include "service/record/use.h"
#include "service/words/lexicon_json.h"
#include "store/schema_types.h"
#include "text/text.h"

enum { HITS = 50 };

struct clash {
    struct ie_lexicon_answer a;
    uint32_t concept; /* the term's own, or IE_THESAURUS_NONE */
    enum ie_term_kind kind;
    struct ie_str lang, label, replaces, broader;
    struct ie_error *err;
};

static void put(const struct clash *c, enum ie_conflict_kind kind, uint32_t concept,
                struct ie_str found, struct ie_str lang)
{
    struct ie_json *json = c->a.json;

    ie_json_object(json);
    ie_json_kstr(json, "kind", ie_str_z(ie_conflict_name(kind)));
    if (concept == IE_THESAURUS_NONE) {
        ie_json_kstr(json, "concept", IE_STR_NONE);
        ie_json_kstr(json, "label", IE_STR_NONE);
        ie_json_kstr(json, "language", IE_STR_NONE);
    } else {
        ie_lexicon_name_json(&c->a, concept);
    }
    ie_json_kstr(json, "found", found);
    ie_json_kstr(json, "found_language", lang);
    ie_json_end(json);
}

/* ---- labels ---- */

static bool is_name(enum ie_term_kind kind)
{
    return kind <= IE_TERM_CONCEPT || kind == IE_TERM_CORRECTION;
}

/* Other concepts that the same words name already, in whatever language. */
static int claimed(const struct clash *c)
{
    struct ie_arena *arena = c->a.call->arena;
    struct ie_lexicon_hit *hits = NULL;
    struct ie_str wanted, key;
    struct ie_label found;
    uint32_t count = 0;
    int code = ie_text_search_key(arena, c->label, &wanted, c->err);

    if (!code)
        code = ie_lexicon_find(c->a.lexicon, c->label, c->lang, HITS, arena, &hits,
                               &count, c->err);
    for (uint32_t i = 0; i < count && !code; i++) {
        if (hits[i].concept == c->concept)
            continue;
        ie_lexicon_label_at(c->a.lexicon, hits[i].concept, hits[i].label, &found);
        code = ie_text_search_key(arena, found.text, &key, c->err);
        if (!code && ie_str_eq(wanted, key))
            put(c, IE_CONFLICT_CLAIMED, hits[i].concept, found.text, found.lang);
    }
    return code;
}

/* Labels of the concept itself: one that would step back, or the very same. */
static void own_labels(const struct clash *c)
{
    uint32_t count = ie_lexicon_label_count(c->a.lexicon, c->concept);
    struct ie_label label;

    for (uint32_t i = 0; i < count; i++) {
        ie_lexicon_label_at(c->a.lexicon, c->concept, i, &label);
        if (!ie_str_eq(label.lang, c->lang))
            continue;
        bool same = ie_str_eq(label.text, c->label);
        bool preferred = label.kind == IE_LABEL_PREFERRED;
        if (c->kind == IE_TERM_PREFERRED && preferred && !same)
            put(c, IE_CONFLICT_PREFERRED, c->concept, label.text, label.lang);
        if (same && (c->kind != IE_TERM_PREFERRED || preferred))
            put(c, IE_CONFLICT_REPEATED, c->concept, label.text, label.lang);
    }
}

static bool has_own(const struct clash *c, struct ie_str text)
{
    uint32_t count = ie_lexicon_label_count(c->a.lexicon, c->concept);
    struct ie_label label;

    for (uint32_t i = 0; i < count; i++) {
        ie_lexicon_label_at(c->a.lexicon, c->concept, i, &label);
        if (ie_str_eq(label.lang, c->lang) && ie_str_eq(label.text, text))
            return true;
    }
    return false;
}

/* ---- links ---- */

/* Is `above` the concept or one it stands below? Every concept is looked at once. */
static int stands_below(const struct clash *c, uint32_t concept, uint32_t above,
                        bool *below)
{
    uint32_t all = ie_lexicon_count(c->a.lexicon), waiting = 0;
    uint32_t *stack = IE_NEW_ARRAY(c->a.call->arena, uint32_t, all);
    bool *seen = IE_NEW_ARRAY(c->a.call->arena, bool, all);

    *below = false;
    if (!stack || !seen)
        return ie_fail_nomem(c->err);
    stack[waiting++] = concept;
    seen[concept] = true;
    while (waiting && !*below) {
        uint32_t at = stack[--waiting];
        struct ie_lexicon_span up = ie_lexicon_broader(c->a.lexicon, at);
        *below = at == above;
        for (uint32_t i = 0; i < up.count; i++)
            if (!seen[up.at[i]]) {
                seen[up.at[i]] = true;
                stack[waiting++] = up.at[i];
            }
    }
    return 0;
}

static int link_to(const struct clash *c, struct ie_str id)
{
    uint32_t other = ie_lexicon_concept(c->a.lexicon, id);
    bool below = false;

    if (other == IE_THESAURUS_NONE) {
        put(c, IE_CONFLICT_DANGLING, c->concept, id, IE_STR_NONE);
        return 0;
    }
    if (c->kind != IE_TERM_BROADER || c->concept == IE_THESAURUS_NONE)
        return 0;
    int code = stands_below(c, other, c->concept, &below);
    if (!code && below)
        put(c, IE_CONFLICT_CYCLE, other, id, IE_STR_NONE);
    return code;
}

/* ---- all of it ---- */

static int clashes(const struct clash *c)
{
    struct ie_str there = c->kind == IE_TERM_CORRECTION ? c->replaces : c->label;
    bool known = c->concept != IE_THESAURUS_NONE;
    int code = 0;

    if (!known && c->kind != IE_TERM_CONCEPT)
        put(c, IE_CONFLICT_DANGLING, IE_THESAURUS_NONE, c->label, c->lang);
    if (known && c->kind >= IE_TERM_REMOVAL && !has_own(c, there))
        put(c, IE_CONFLICT_DANGLING, c->concept, there, c->lang);
    if (c->kind == IE_TERM_BROADER || c->kind == IE_TERM_RELATED)
        return link_to(c, c->label);
    if (known && is_name(c->kind))
        own_labels(c);
    if (is_name(c->kind))
        code = claimed(c);
    return code || !c->broader.len ? code : link_to(c, c->broader);
}

static struct ie_str text_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? IE_STR("") : value->text;
}

int ie_term_clashes_json(struct ie_call *call, struct ie_str id, struct ie_json *json,
                         struct ie_error *err)
{
    struct clash c = {.err = err};
    struct ie_record *term = NULL;
    struct ie_reader reader;

    ie_reader_for(call, &reader);
    int code =
        ie_record_read(call->db, &reader, &ie_type_term, id, call->arena, &term, err);
    if (!code)
        code = ie_lexicon_answer_begin(&c.a, call, json, err);
    if (code)
        return code;
    if (!ie_term_kind_of(text_of(term, "kind"), &c.kind))
        IE_BUG("a kind of term that the schema has and lexicon/ has not");
    c.concept = ie_lexicon_concept(c.a.lexicon, text_of(term, "concept"));
    c.lang = text_of(term, "language");
    c.label = text_of(term, "label");
    c.replaces = text_of(term, "replaces");
    c.broader = text_of(term, "broader");
    ie_json_key(json, "items");
    ie_json_array(json);
    code = clashes(&c);
    ie_json_end(json);
    ie_lexicon_answer_end(&c.a);
    return code;
}
