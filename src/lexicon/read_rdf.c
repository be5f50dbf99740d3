/*
 * SKOS statements into a thesaurus, in three passes: what is a concept, its plain labels
 * and links, and what SKOS-XL adds to labels. The passes make the order of statements in
 * the file immaterial, except that labels keep theirs.
 */
#include "lexicon/rdf.h"

#include <stdlib.h>

struct skos {
    struct ie_thesaurus *thesaurus;
    const struct ie_rdf_statements *statements;
    const struct ie_rdf_statement **by_subject; /* sorted; statements about XL labels */
    uint32_t by_subject_count;
    const char *file;
};

static struct ie_place place_of(const struct skos *skos, const struct ie_rdf_statement *s)
{
    return (struct ie_place){skos->file, s->line};
}

static struct ie_str id_of(struct ie_str iri)
{
    struct ie_str base = IE_STR(IE_THESAURUS_BASE);

    return ie_str_starts(iri, base) ? ie_str_sub(iri, base.len, iri.len) : iri;
}

static struct ie_concept *concept_of(const struct skos *skos, struct ie_str iri)
{
    uint32_t there = ie_thesaurus_find(skos->thesaurus, id_of(iri));

    return there == IE_THESAURUS_NONE ? NULL : &skos->thesaurus->concepts[there];
}

static int ensure_concept(const struct skos *skos, struct ie_str iri,
                          const struct ie_rdf_statement *s, struct ie_error *err)
{
    struct ie_concept *concept;

    if (concept_of(skos, iri))
        return 0;
    return ie_thesaurus_add(skos->thesaurus, id_of(iri), place_of(skos, s), &concept,
                            err);
}

/* ---- First: what is a concept ------------------------------------------------------- */

static int find_concepts(const struct skos *skos, struct ie_error *err)
{
    int code = 0;

    for (uint32_t i = 0; i < skos->statements->count && !code; i++) {
        const struct ie_rdf_statement *s = &skos->statements->at[i];
        bool typed =
            s->word == IE_RDF_IS_A && ie_str_eqz(s->object, IE_RDF_SKOS "Concept");
        bool labelled = s->word == IE_RDF_PREF_LABEL || s->word == IE_RDF_XL_PREF ||
                        s->word == IE_RDF_BROADER || s->word == IE_RDF_TOP_OF;
        if (typed || labelled)
            code = ensure_concept(skos, s->subject, s, err);
    }
    return code;
}

/* ---- Second: labels, links, codes --------------------------------------------------- */

static int literal_needed(const struct skos *skos, const struct ie_rdf_statement *s,
                          struct ie_error *err)
{
    if (!s->literal)
        return ie_lexicon_fail_value(err, "lexicon.not_a_text", place_of(skos, s), "iri",
                                     s->object);
    if (!s->lang.len)
        return ie_lexicon_fail_value(err, "lexicon.no_language", place_of(skos, s),
                                     "label", s->object);
    return 0;
}

static int add_label(const struct skos *skos, const struct ie_rdf_statement *s,
                     struct ie_concept *concept, struct ie_error *err)
{
    struct ie_label label = {.lang = s->lang,
                             .text = s->object,
                             .kind = (uint8_t)(s->word - IE_RDF_PREF_LABEL),
                             .at = place_of(skos, s)};
    int code = literal_needed(skos, s, err);

    return code ? code : ie_concept_add_label(skos->thesaurus, concept, &label, err);
}

static int add_notation(const struct skos *skos, const struct ie_rdf_statement *s,
                        struct ie_concept *concept, struct ie_error *err)
{
    struct ie_str scheme = s->datatype, base = IE_STR(IE_RDF_SCHEME);
    struct ie_notation notation = {.code = s->object, .at = place_of(skos, s)};

    if (!s->literal || !scheme.len)
        return ie_lexicon_fail_value(err, "lexicon.no_scheme", place_of(skos, s), "value",
                                     s->object);
    if (ie_str_starts(scheme, base)) {
        scheme = ie_str_sub(scheme, base.len, scheme.len);
        ie_str_split(&scheme, ':', &notation.scheme);
        notation.edition = scheme;
    } else {
        notation.scheme = scheme;
    }
    return ie_concept_add_notation(skos->thesaurus, concept, &notation, err);
}

static int add_note(const struct skos *skos, const struct ie_rdf_statement *s,
                    struct ie_concept *concept, struct ie_error *err)
{
    struct ie_note note = {s->lang, s->object};
    int code = literal_needed(skos, s, err);

    if (!code)
        code = ie_concept_add_note(skos->thesaurus, concept, &note, err);
    if (code && err)
        ie_error_at(err, skos->file, s->line, 0, NULL);
    return code;
}

static int link_needed(const struct skos *skos, const struct ie_rdf_statement *s,
                       struct ie_error *err)
{
    return s->literal ? ie_lexicon_fail_value(err, "lexicon.not_a_link",
                                              place_of(skos, s), "value", s->object)
                      : 0;
}

/* "SCHEME EDITION CODE -- title", written beside the notation it belongs to. */
static int add_code_title(const struct skos *skos, const struct ie_rdf_statement *s,
                          struct ie_concept *concept, struct ie_error *err)
{
    int64_t at = ie_str_find(s->object, IE_STR(" -- "));

    for (uint32_t i = 0; at > 0 && i < concept->notation_count; i++) {
        struct ie_notation *n = &concept->notations[i];
        struct ie_str head = ie_arena_printf(
            skos->thesaurus->arena, "%.*s %.*s %.*s", IE_STR_ARG(n->scheme),
            IE_STR_ARG(n->edition.len ? n->edition : IE_STR("-")), IE_STR_ARG(n->code));
        if (!head.ptr)
            return ie_fail_nomem(err);
        if (ie_str_eq(head, ie_str_sub(s->object, 0, (size_t)at))) {
            n->title = ie_str_sub(s->object, (size_t)at + 4, s->object.len);
            return 0;
        }
    }
    return ie_lexicon_fail_value(err, "lexicon.bad_notation", place_of(skos, s), "value",
                                 s->object);
}

static int add_narrower(const struct skos *skos, const struct ie_rdf_statement *s,
                        struct ie_error *err)
{
    struct ie_concept *below;
    int code = link_needed(skos, s, err);

    if (code || (code = ensure_concept(skos, s->object, s, err)))
        return code;
    below = concept_of(skos, s->object);
    return ie_concept_add_broader(skos->thesaurus, below, id_of(s->subject),
                                  place_of(skos, s), err);
}

static int add_statement(const struct skos *skos, const struct ie_rdf_statement *s,
                         struct ie_error *err)
{
    struct ie_concept *concept = concept_of(skos, s->subject);
    int code;

    if (s->word == IE_RDF_HAS_TOP) {
        struct ie_concept *top = concept_of(skos, s->object);
        if (top)
            top->top = true;
        return 0;
    }
    if (!concept)
        return 0;
    switch (s->word) {
    case IE_RDF_PREF_LABEL:
    case IE_RDF_ALT_LABEL:
    case IE_RDF_HIDDEN_LABEL:
        return add_label(skos, s, concept, err);
    case IE_RDF_BROADER:
    case IE_RDF_RELATED:
        if ((code = link_needed(skos, s, err)))
            return code;
        return (s->word == IE_RDF_BROADER ? ie_concept_add_broader
                                          : ie_concept_add_related)(
            skos->thesaurus, concept, id_of(s->object), place_of(skos, s), err);
    case IE_RDF_NARROWER:
        return add_narrower(skos, s, err);
    case IE_RDF_NOTATION:
        return add_notation(skos, s, concept, err);
    case IE_RDF_SCOPE_NOTE:
    case IE_RDF_DEFINITION:
        return add_note(skos, s, concept, err);
    case IE_RDF_TOP_OF:
        concept->top = true;
        return 0;
    default:
        return 0;
    }
}

/* ---- Third: SKOS-XL ------------------------------------------------------------------ */

static int subject_order(const void *x, const void *y)
{
    const struct ie_rdf_statement *a = *(const struct ie_rdf_statement *const *)x;
    const struct ie_rdf_statement *b = *(const struct ie_rdf_statement *const *)y;
    int order = ie_str_cmp(a->subject, b->subject);

    return order ? order : (a > b) - (a < b);
}

static int sort_label_statements(struct skos *skos, struct ie_error *err)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < skos->statements->count; i++)
        count += skos->statements->at[i].word >= IE_RDF_XL_FORM &&
                 skos->statements->at[i].word <= IE_RDF_WHY;
    skos->by_subject =
        IE_NEW_ARRAY(skos->thesaurus->arena, const struct ie_rdf_statement *, count + 1);
    if (!skos->by_subject)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < skos->statements->count; i++)
        if (skos->statements->at[i].word >= IE_RDF_XL_FORM &&
            skos->statements->at[i].word <= IE_RDF_WHY)
            skos->by_subject[skos->by_subject_count++] = &skos->statements->at[i];
    qsort(skos->by_subject, skos->by_subject_count, sizeof(*skos->by_subject),
          subject_order);
    return 0;
}

static uint32_t first_of(const struct skos *skos, struct ie_str subject)
{
    uint32_t low = 0, high = skos->by_subject_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ie_str_cmp(skos->by_subject[middle]->subject, subject) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int describe(const struct skos *skos, const struct ie_rdf_statement *s,
                    struct ie_label *label, struct ie_error *err)
{
    double weight;

    switch (s->word) {
    case IE_RDF_XL_FORM:
        label->text = s->object;
        label->lang = s->lang;
        label->at = place_of(skos, s);
        return literal_needed(skos, s, err);
    case IE_RDF_SOURCE:
        label->source = s->object;
        return 0;
    case IE_RDF_REVIEW:
        label->review =
            ie_str_eqz(s->object, "reviewed") ? IE_REVIEW_REVIEWED : IE_REVIEW_DRAFT;
        return 0;
    case IE_RDF_WEAK:
        label->weak = ie_str_eqz(s->object, "true");
        return 0;
    case IE_RDF_WHY:
        label->why = s->object;
        return 0;
    case IE_RDF_WEIGHT:
        if (!ie_str_double(s->object, &weight) || weight <= 0 || weight > 1)
            return ie_lexicon_fail_value(err, "lexicon.bad_weight", place_of(skos, s),
                                         "value", s->object);
        label->weight = (uint16_t)(weight * IE_LABEL_WEIGHT + 0.5);
        return 0;
    default:
        return 0;
    }
}

static int add_xl_label(const struct skos *skos, const struct ie_rdf_statement *s,
                        struct ie_error *err)
{
    struct ie_concept *concept = concept_of(skos, s->subject);
    struct ie_label label = {.kind = (uint8_t)(s->word - IE_RDF_XL_PREF),
                             .at = place_of(skos, s)};

    if (!concept)
        return 0;
    for (uint32_t i = first_of(skos, s->object); i < skos->by_subject_count; i++) {
        if (!ie_str_eq(skos->by_subject[i]->subject, s->object))
            break;
        int code = describe(skos, skos->by_subject[i], &label, err);
        if (code)
            return code;
    }
    if (!label.text.len)
        return ie_lexicon_fail_value(err, "lexicon.no_form", place_of(skos, s), "iri",
                                     s->object);
    for (uint32_t i = 0; i < concept->label_count; i++) {
        struct ie_label *there = &concept->labels[i];
        if (there->kind != label.kind || !ie_str_eq(there->lang, label.lang) ||
            !ie_str_eq(there->text, label.text))
            continue;
        there->review = label.review;
        there->weak = label.weak && label.kind != IE_LABEL_PREFERRED;
        there->weight = label.weight;
        there->why = label.why;
        if (label.source.len)
            there->source = label.source;
        return 0;
    }
    return ie_concept_add_label(skos->thesaurus, concept, &label, err);
}

int ie_thesaurus_read_rdf(struct ie_thesaurus *thesaurus, struct ie_str bytes,
                          enum ie_rdf syntax, const char *file, struct ie_error *err)
{
    struct ie_rdf_statements statements = {0};
    struct skos skos = {.thesaurus = thesaurus, .statements = &statements, .file = file};
    int code = ie_rdf_parse(thesaurus->arena, bytes, syntax, file, &statements, err);

    if (code || (code = find_concepts(&skos, err)) ||
        (code = sort_label_statements(&skos, err)))
        return code;
    for (uint32_t i = 0; i < statements.count; i++)
        if (statements.at[i].word != IE_RDF_CODE_TITLE &&
            (code = add_statement(&skos, &statements.at[i], err)))
            return code;
    for (uint32_t i = 0; i < statements.count && !code; i++) {
        const struct ie_rdf_statement *s = &statements.at[i];
        if (s->word == IE_RDF_CODE_TITLE && concept_of(&skos, s->subject))
            code = add_code_title(&skos, s, concept_of(&skos, s->subject), err);
        else if (s->word >= IE_RDF_XL_PREF && s->word <= IE_RDF_XL_HIDDEN)
            code = add_xl_label(&skos, s, err);
    }
    return code;
}
