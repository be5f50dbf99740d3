/* Single statements and the thesaurus that they make: see terms.h. */
#include "lexicon/terms.h"

#include <stdio.h>

#include "lexicon/lint.h"
#include "lexicon/thesaurus_priv.h"

static const char *const kind_names[IE_TERM_KINDS] = {
    [IE_TERM_PREFERRED] = "preferred", [IE_TERM_ALTERNATIVE] = "alternative",
    [IE_TERM_HIDDEN] = "hidden",       [IE_TERM_CONCEPT] = "concept",
    [IE_TERM_BROADER] = "broader",     [IE_TERM_RELATED] = "related",
    [IE_TERM_CODE] = "code",           [IE_TERM_NOTE] = "note",
    [IE_TERM_REMOVAL] = "removal",     [IE_TERM_CORRECTION] = "correction",
    [IE_TERM_REVIEW] = "review"};

const char *ie_term_kind_name(enum ie_term_kind kind)
{
    return (unsigned)kind < IE_TERM_KINDS ? kind_names[kind] : NULL;
}

bool ie_term_kind_of(struct ie_str name, enum ie_term_kind *kind)
{
    for (int i = 0; i < IE_TERM_KINDS; i++)
        if (ie_str_eqz(name, kind_names[i])) {
            *kind = (enum ie_term_kind)i;
            return true;
        }
    return false;
}

/* ---- terms into an overlay --------------------------------------------------------- */

static struct ie_label *find_label(struct ie_concept *concept, struct ie_str lang,
                                   struct ie_str text)
{
    for (uint32_t i = 0; i < concept->label_count; i++) {
        struct ie_label *label = &concept->labels[i];
        if (ie_str_eq(label->lang, lang) && ie_str_eq(label->text, text))
            return label;
    }
    return NULL;
}

/* What was preferred in the language steps back. */
static void step_back(struct ie_concept *concept, struct ie_str lang)
{
    for (uint32_t i = 0; i < concept->label_count; i++) {
        struct ie_label *label = &concept->labels[i];
        if (label->kind == IE_LABEL_PREFERRED && ie_str_eq(label->lang, lang))
            label->kind = IE_LABEL_ALTERNATIVE;
    }
}

static int add_label(struct ie_thesaurus *overlay, struct ie_concept *concept,
                     const struct ie_term *term, enum ie_label_kind kind,
                     struct ie_error *err)
{
    struct ie_label label = {.lang = term->lang,
                             .text = term->label,
                             .source = term->source.len ? term->source
                                                        : IE_STR(IE_THESAURUS_SOURCE),
                             .why = term->why,
                             .weight = term->weight,
                             .kind = (uint8_t)kind,
                             .review = term->draft ? IE_REVIEW_DRAFT : IE_REVIEW_REVIEWED,
                             .weak = term->weak};
    struct ie_label *there = find_label(concept, term->lang, term->label);

    if (kind == IE_LABEL_PREFERRED)
        step_back(concept, term->lang);
    if (there) {
        there->kind = (uint8_t)kind;
        return 0;
    }
    return ie_concept_add_label(overlay, concept, &label, err);
}

static int add_code(struct ie_thesaurus *overlay, struct ie_concept *concept,
                    const struct ie_term *term, struct ie_error *err)
{
    struct ie_notation notation = {.title = IE_STR_NONE};
    struct ie_str rest = term->label;
    int64_t dashes = ie_str_find(rest, IE_STR(" -- "));

    if (dashes >= 0) {
        notation.title = ie_str_sub(rest, (size_t)dashes + 4, rest.len);
        rest = ie_str_sub(rest, 0, (size_t)dashes);
    }
    ie_str_split(&rest, ' ', &notation.scheme);
    if (!ie_str_split(&rest, ' ', &notation.edition))
        return ie_lexicon_fail_value(err, "lexicon.bad_notation", (struct ie_place){0},
                                     "value", term->label);
    notation.code = ie_str_trim(rest);
    if (ie_str_eqz(notation.edition, "-"))
        notation.edition = IE_STR_NONE;
    return ie_concept_add_notation(overlay, concept, &notation, err);
}

static int add_new(struct ie_thesaurus *overlay, struct ie_concept *concept,
                   const struct ie_term *term, struct ie_error *err)
{
    int code = add_label(overlay, concept, term, IE_LABEL_PREFERRED, err);

    if (!code && term->broader.len)
        return ie_concept_add_broader(overlay, concept, term->broader,
                                      (struct ie_place){0}, err);
    concept->top = concept->top || (!code && !term->broader.len);
    return code;
}

static int add_term(struct ie_thesaurus *overlay, struct ie_concept *concept,
                    const struct ie_term *term, struct ie_error *err)
{
    const struct ie_place nowhere = {0};
    struct ie_note note = {term->lang, term->label};

    switch ((enum ie_term_kind)term->kind) {
    case IE_TERM_PREFERRED:
    case IE_TERM_ALTERNATIVE:
    case IE_TERM_HIDDEN:
        return add_label(overlay, concept, term, (enum ie_label_kind)term->kind, err);
    case IE_TERM_CONCEPT:
        return add_new(overlay, concept, term, err);
    case IE_TERM_BROADER:
        return ie_concept_add_broader(overlay, concept, term->label, nowhere, err);
    case IE_TERM_RELATED:
        return ie_concept_add_related(overlay, concept, term->label, nowhere, err);
    case IE_TERM_CODE:
        return add_code(overlay, concept, term, err);
    case IE_TERM_NOTE:
        return ie_concept_add_note(overlay, concept, &note, err);
    case IE_TERM_REMOVAL:
    case IE_TERM_CORRECTION:
    case IE_TERM_REVIEW:
    case IE_TERM_KINDS:
        return 0;
    }
    IE_BUG("a kind of term that is none");
}

static bool adds(const struct ie_term *term)
{
    return term->kind < IE_TERM_REMOVAL;
}

static int overlay_term(struct ie_thesaurus *overlay, const struct ie_term *term,
                        struct ie_error *err)
{
    uint32_t at = ie_thesaurus_find(overlay, term->concept);
    struct ie_concept *concept = NULL;

    if (at != IE_THESAURUS_NONE)
        return add_term(overlay, &overlay->concepts[at], term, err);
    int code =
        ie_thesaurus_add(overlay, term->concept, (struct ie_place){0}, &concept, err);
    return code ? code : add_term(overlay, concept, term, err);
}

int ie_terms_overlay(const struct ie_term *terms, uint32_t count,
                     struct ie_thesaurus *overlay, uint32_t *passed, struct ie_error *err)
{
    uint32_t over = 0;
    int code = 0;

    for (uint32_t i = 0; i < count && !code; i++) {
        if (adds(&terms[i]))
            code = overlay_term(overlay, &terms[i], err);
        if (code == IE_INPUT || code == IE_LIMIT) {
            over++;
            code = 0;
        }
    }
    if (passed)
        *passed = over;
    return code ? code : ie_thesaurus_resolve(overlay, true, NULL, err);
}

/* ---- amending ------------------------------------------------------------------------ */

static void remove_label(struct ie_concept *concept, struct ie_label *label)
{
    struct ie_label gone = *label;
    uint32_t at = (uint32_t)(label - concept->labels);

    memmove(label, label + 1, (concept->label_count - at - 1) * sizeof(*label));
    concept->label_count--;
    if (gone.kind != IE_LABEL_PREFERRED)
        return;
    for (uint32_t i = 0; i < concept->label_count; i++)
        if (concept->labels[i].kind == IE_LABEL_ALTERNATIVE && !concept->labels[i].weak &&
            ie_str_eq(concept->labels[i].lang, gone.lang)) {
            concept->labels[i].kind = IE_LABEL_PREFERRED;
            return;
        }
}

/* The old label keeps its place and kind; where the concept has the new one already, the
 * better kind of both stays. */
static bool correct_label(struct ie_concept *concept, const struct ie_term *term,
                          struct ie_str source)
{
    struct ie_label *old = find_label(concept, term->lang, term->replaces);
    struct ie_label *made = find_label(concept, term->lang, term->label);

    if (!old || old == made)
        return false;
    if (made) {
        if (old->kind < made->kind)
            made->kind = old->kind;
        old->kind = IE_LABEL_HIDDEN; /* nobody steps up for it */
        remove_label(concept, old);
        return true;
    }
    old->text = term->label;
    old->source = term->source.len ? term->source : source;
    old->review = IE_REVIEW_REVIEWED;
    return true;
}

static bool amend(struct ie_concept *concept, const struct ie_term *term,
                  struct ie_str source)
{
    if (term->kind == IE_TERM_CORRECTION)
        return correct_label(concept, term, source);
    struct ie_label *label = find_label(concept, term->lang, term->label);
    if (!label)
        return false;
    if (term->kind == IE_TERM_REVIEW)
        label->review = IE_REVIEW_REVIEWED;
    else if (concept->label_count > 1)
        remove_label(concept, label);
    return true;
}

int ie_terms_amend(const struct ie_term *terms, uint32_t count, struct ie_str source,
                   struct ie_thesaurus *merged, uint32_t *passed, struct ie_error *err)
{
    uint32_t over = 0;

    for (uint32_t i = 0; i < count; i++) {
        struct ie_term term = terms[i];
        uint32_t at =
            adds(&term) ? IE_THESAURUS_NONE : ie_thesaurus_find(merged, term.concept);
        if (adds(&term))
            continue;
        term.label = ie_arena_str(merged->arena, term.label);
        if (!term.label.ptr)
            return ie_fail_nomem(err);
        if (at == IE_THESAURUS_NONE || !amend(&merged->concepts[at], &term, source))
            over++;
    }
    if (passed)
        *passed = over;
    return 0;
}

/* ---- a thesaurus as terms ------------------------------------------------------------ */

struct list {
    struct ie_term *at;
    uint32_t count;
};

static void put(struct list *list, const struct ie_concept *concept,
                enum ie_term_kind kind, struct ie_str lang, struct ie_str label)
{
    list->at[list->count++] = (struct ie_term){
        .concept = concept->id, .lang = lang, .label = label, .kind = (uint8_t)kind};
}

static void put_labels(struct list *list, const struct ie_concept *concept)
{
    const struct ie_label *first = NULL;

    for (uint32_t i = 0; i < concept->label_count && !first; i++)
        if (concept->labels[i].kind == IE_LABEL_PREFERRED)
            first = &concept->labels[i];
    for (uint32_t i = 0; i < concept->label_count; i++) {
        const struct ie_label *label = &concept->labels[i];
        bool introduces = label == first && (concept->top || concept->broader_count);
        put(list, concept, introduces ? IE_TERM_CONCEPT : (enum ie_term_kind)label->kind,
            label->lang, label->text);
        struct ie_term *term = &list->at[list->count - 1];
        term->source = label->source;
        term->why = label->why;
        term->weight = label->weight;
        term->weak = label->weak;
        term->draft = label->review == IE_REVIEW_DRAFT;
        if (introduces && concept->broader_count)
            term->broader = concept->broader[0].id;
    }
}

static int put_rest(struct list *list, const struct ie_concept *concept,
                    struct ie_arena *arena, struct ie_error *err)
{
    const struct ie_str en =
        IE_STR("en"); /* what has no language is filed under English */

    for (uint32_t i = 0; i < concept->broader_count; i++)
        put(list, concept, IE_TERM_BROADER, en, concept->broader[i].id);
    for (uint32_t i = 0; i < concept->related_count; i++)
        put(list, concept, IE_TERM_RELATED, en, concept->related[i].id);
    for (uint32_t i = 0; i < concept->note_count; i++)
        put(list, concept, IE_TERM_NOTE, concept->notes[i].lang, concept->notes[i].text);
    for (uint32_t i = 0; i < concept->notation_count; i++) {
        const struct ie_notation *n = &concept->notations[i];
        struct ie_str text = ie_arena_printf(
            arena, "%.*s %.*s %.*s%s%.*s", IE_STR_ARG(n->scheme),
            IE_STR_ARG(n->edition.len ? n->edition : IE_STR("-")), IE_STR_ARG(n->code),
            n->title.len ? " -- " : "", IE_STR_ARG(n->title));
        if (!text.ptr)
            return ie_fail_nomem(err);
        put(list, concept, IE_TERM_CODE, en, text);
    }
    return 0;
}

int ie_terms_of(const struct ie_thesaurus *thesaurus, struct ie_term **terms,
                uint32_t *count, struct ie_error *err)
{
    struct list list = {0};
    uint64_t room = 0;
    int code = 0;

    for (uint32_t i = 0; i < thesaurus->count; i++) {
        const struct ie_concept *c = &thesaurus->concepts[i];
        room += (uint64_t)c->label_count + c->broader_count + c->related_count +
                c->note_count + c->notation_count;
    }
    list.at = IE_NEW_ARRAY(thesaurus->arena, struct ie_term, room + 1);
    if (!list.at)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < thesaurus->count && !code; i++) {
        put_labels(&list, &thesaurus->concepts[i]);
        code = put_rest(&list, &thesaurus->concepts[i], thesaurus->arena, err);
    }
    *terms = list.at;
    *count = list.count;
    return code;
}

/* ---- what is new ----------------------------------------------------------------------- */

static bool has_link(const struct ie_link *links, uint32_t count, struct ie_str id)
{
    for (uint32_t i = 0; i < count; i++)
        if (ie_str_eq(links[i].id, id))
            return true;
    return false;
}

static bool has_note(const struct ie_concept *concept, const struct ie_term *term)
{
    for (uint32_t i = 0; i < concept->note_count; i++)
        if (ie_str_eq(concept->notes[i].lang, term->lang) &&
            ie_str_eq(concept->notes[i].text, term->label))
            return true;
    return false;
}

/* "SCHEME EDITION CODE", whatever the title says. */
static bool has_code(const struct ie_concept *concept, const struct ie_term *term)
{
    for (uint32_t i = 0; i < concept->notation_count; i++) {
        const struct ie_notation *n = &concept->notations[i];
        char text[260];
        int len = snprintf(text, sizeof(text), "%.*s %.*s %.*s", IE_STR_ARG(n->scheme),
                           IE_STR_ARG(n->edition.len ? n->edition : IE_STR("-")),
                           IE_STR_ARG(n->code));
        struct ie_str key = ie_str_n(text, len > 0 ? (size_t)len : 0);
        if (ie_str_starts(term->label, key) &&
            (term->label.len == key.len || term->label.ptr[key.len] == ' '))
            return true;
    }
    return false;
}

static bool says(struct ie_concept *concept, const struct ie_term *term)
{
    const struct ie_label *label;

    switch ((enum ie_term_kind)term->kind) {
    case IE_TERM_PREFERRED:
    case IE_TERM_ALTERNATIVE:
    case IE_TERM_HIDDEN:
        label = find_label(concept, term->lang, term->label);
        return label && label->kind <= term->kind;
    case IE_TERM_BROADER:
        return has_link(concept->broader, concept->broader_count, term->label);
    case IE_TERM_RELATED:
        return has_link(concept->related, concept->related_count, term->label);
    case IE_TERM_CODE:
        return has_code(concept, term);
    case IE_TERM_NOTE:
        return has_note(concept, term);
    case IE_TERM_CONCEPT:
    case IE_TERM_REMOVAL:
    case IE_TERM_CORRECTION:
    case IE_TERM_REVIEW:
    case IE_TERM_KINDS:
        return false;
    }
    IE_BUG("a kind of term that is none");
}

uint32_t ie_terms_beyond(const struct ie_thesaurus *thesaurus, struct ie_term *terms,
                         uint32_t count)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < count; i++) {
        struct ie_term term = terms[i];
        uint32_t at = ie_thesaurus_find(thesaurus, term.concept);
        if (at != IE_THESAURUS_NONE && term.kind == IE_TERM_CONCEPT) {
            term.kind = IE_TERM_PREFERRED;
            term.broader = IE_STR_NONE;
        }
        if (at == IE_THESAURUS_NONE || !says(&thesaurus->concepts[at], &term))
            terms[left++] = term;
    }
    return left;
}

/* ---- one term alone ------------------------------------------------------------------ */

static int check_script(const struct ie_thesaurus *alone, struct ie_arena *arena,
                        struct ie_error *err)
{
    struct ie_lint_report report = {0};
    int code = ie_lexicon_lint(alone, NULL, 0, arena, &report, err);

    for (uint32_t i = 0; i < report.count && !code; i++) {
        const struct ie_lint_finding *f = &report.at[i];
        const struct ie_label *label;
        if (f->label == IE_THESAURUS_NONE || !f->error ||
            (f->rule != IE_LINT_SCRIPT && f->rule != IE_LINT_MIXED))
            continue;
        label = &alone->concepts[f->concept].labels[f->label];
        code = ie_lexicon_fail_value(err, "lexicon.term_script", (struct ie_place){0},
                                     "label", label->text);
        if (err)
            ie_error_argn(err, "lang", label->lang.ptr, label->lang.len);
    }
    return code;
}

int ie_term_check(const struct ie_term *term, struct ie_arena *arena,
                  struct ie_error *err)
{
    struct ie_thesaurus alone;
    struct ie_term tried = *term;

    ie_thesaurus_init(&alone, arena);
    if (tried.kind == IE_TERM_CORRECTION)
        tried.kind = IE_TERM_ALTERNATIVE;
    int code = adds(&tried) ? overlay_term(&alone, &tried, err) : 0;
    if (!code)
        code = ie_thesaurus_resolve(&alone, true, NULL, err);
    return code ? code : check_script(&alone, arena, err);
}
