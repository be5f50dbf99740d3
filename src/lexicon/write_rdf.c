/*
 * SKOS out. A label that carries more than its text (reviewed, weak, weighed, from another
 * source, shared on purpose) is written twice: plainly, for every reader of SKOS, and as a
 * SKOS-XL label with an IRI of its own that holds the rest.
 */
#include "lexicon/rdf.h"

#include <stdio.h>
#include <stdlib.h>

struct writer {
    struct ie_buf *out;
    bool turtle;
};

/* ---- Nodes -------------------------------------------------------------------------- */

static void put_iri(struct writer *w, struct ie_str id, const char *behind)
{
    bool ours = ie_str_find_char(id, ':') < 0;

    ie_buf_addc(w->out, '<');
    if (ours)
        ie_buf_addz(w->out, IE_THESAURUS_BASE);
    ie_buf_add(w->out, id);
    ie_buf_addz(w->out, behind);
    ie_buf_addc(w->out, '>');
}

static void put_word(struct writer *w, enum ie_rdf_word word)
{
    if (w->turtle)
        ie_buf_addz(w->out, ie_rdf_qname(word));
    else
        ie_buf_printf(w->out, "<%s>", ie_rdf_iri(word));
}

static void put_literal(struct writer *w, struct ie_str text, struct ie_str lang)
{
    ie_buf_addc(w->out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"' || c == '\\')
            ie_buf_addc(w->out, '\\');
        ie_buf_addc(w->out, c);
    }
    ie_buf_addc(w->out, '"');
    if (lang.len) {
        ie_buf_addc(w->out, '@');
        ie_buf_add(w->out, lang);
    }
}

/* ---- Statements: Turtle shares the subject, N-Triples says it again ------------------ */

static void begin(struct writer *w, struct ie_str id, const char *behind, bool *first,
                  enum ie_rdf_word word)
{
    if (w->turtle && !*first)
        ie_buf_addz(w->out, " ;\n    ");
    else {
        put_iri(w, id, behind);
        ie_buf_addc(w->out, ' ');
    }
    *first = false;
    put_word(w, word);
    ie_buf_addc(w->out, ' ');
}

static void end(struct writer *w)
{
    if (!w->turtle)
        ie_buf_addz(w->out, " .\n");
}

static bool says_more(const struct ie_label *label)
{
    return label->review != IE_REVIEW_DRAFT || label->weak || label->weight ||
           label->why.len || !ie_str_eqz(label->source, IE_THESAURUS_SOURCE);
}

/* "/label/ko/2": the second label of that language as they are written. */
static void label_name(const struct ie_concept *concept, uint32_t index, char *name,
                       size_t size)
{
    struct ie_label_walk walk = {0};
    struct ie_str lang = concept->labels[index].lang;
    const struct ie_label *label;
    unsigned number = 0;

    while ((label = ie_lexicon_next_label(concept, &walk))) {
        number += ie_str_eq(label->lang, lang);
        if (walk.index == index)
            break;
    }
    snprintf(name, size, "/label/%.*s/%u", IE_STR_ARG(lang), number);
}

static void write_labels(struct writer *w, const struct ie_concept *concept, bool xl,
                         bool *first)
{
    struct ie_label_walk walk = {0};
    const struct ie_label *label;
    char name[IE_THESAURUS_NAME];

    while ((label = ie_lexicon_next_label(concept, &walk))) {
        if (xl && !says_more(label))
            continue;
        begin(w, concept->id, "", first,
              (xl ? IE_RDF_XL_PREF : IE_RDF_PREF_LABEL) + label->kind);
        if (xl) {
            label_name(concept, walk.index, name, sizeof(name));
            put_iri(w, concept->id, name);
        } else {
            put_literal(w, label->text, label->lang);
        }
        end(w);
    }
}

static void write_links(struct writer *w, const struct ie_concept *concept,
                        enum ie_rdf_word word, const struct ie_link *links,
                        uint32_t count, bool *first)
{
    for (uint32_t i = 0; i < count; i++) {
        begin(w, concept->id, "", first, word);
        put_iri(w, links[i].id, "");
        end(w);
    }
}

static void write_notations(struct writer *w, const struct ie_concept *concept,
                            bool *first)
{
    for (uint32_t i = 0; i < concept->notation_count; i++) {
        const struct ie_notation *n = &concept->notations[i];
        bool foreign = ie_str_find_char(n->scheme, ':') >= 0;
        begin(w, concept->id, "", first, IE_RDF_NOTATION);
        put_literal(w, n->code, IE_STR_NONE);
        ie_buf_addz(w->out, foreign ? "^^<" : "^^<" IE_RDF_SCHEME);
        ie_buf_add(w->out, n->scheme);
        if (n->edition.len) {
            ie_buf_addc(w->out, ':');
            ie_buf_add(w->out, n->edition);
        }
        ie_buf_addc(w->out, '>');
        end(w);
    }
    for (uint32_t i = 0; i < concept->notation_count; i++) {
        const struct ie_notation *n = &concept->notations[i];
        if (!n->title.len)
            continue;
        begin(w, concept->id, "", first, IE_RDF_CODE_TITLE);
        struct ie_buf text = IE_BUF_INIT;
        ie_buf_printf(&text, "%.*s %.*s %.*s -- %.*s", IE_STR_ARG(n->scheme),
                      IE_STR_ARG(n->edition.len ? n->edition : IE_STR("-")),
                      IE_STR_ARG(n->code), IE_STR_ARG(n->title));
        w->out->failed |= text.failed;
        put_literal(w, ie_buf_str(&text), IE_STR_NONE);
        ie_buf_release(&text);
        end(w);
    }
}

static void say(struct writer *w, const struct ie_concept *concept, const char *name,
                bool *first, enum ie_rdf_word word, struct ie_str text,
                struct ie_str lang)
{
    begin(w, concept->id, name, first, word);
    put_literal(w, text, lang);
    end(w);
}

/* The description of one SKOS-XL label. */
static void write_label(struct writer *w, const struct ie_concept *concept,
                        uint32_t index)
{
    const struct ie_label *label = &concept->labels[index];
    char name[IE_THESAURUS_NAME], weight[16];
    bool first = true;

    label_name(concept, index, name, sizeof(name));
    say(w, concept, name, &first, IE_RDF_XL_FORM, label->text, label->lang);
    if (label->review != IE_REVIEW_DRAFT)
        say(w, concept, name, &first, IE_RDF_REVIEW, IE_STR("reviewed"), IE_STR_NONE);
    if (!ie_str_eqz(label->source, IE_THESAURUS_SOURCE))
        say(w, concept, name, &first, IE_RDF_SOURCE, label->source, IE_STR_NONE);
    if (label->weak)
        say(w, concept, name, &first, IE_RDF_WEAK, IE_STR("true"), IE_STR_NONE);
    if (label->weight) {
        snprintf(weight, sizeof(weight), "%u.%03u", label->weight / IE_LABEL_WEIGHT,
                 label->weight % IE_LABEL_WEIGHT);
        say(w, concept, name, &first, IE_RDF_WEIGHT, ie_str_z(weight), IE_STR_NONE);
    }
    if (label->why.len)
        say(w, concept, name, &first, IE_RDF_WHY, label->why, IE_STR_NONE);
    if (w->turtle)
        ie_buf_addz(w->out, " .\n");
}

static void write_concept(struct writer *w, const struct ie_concept *concept)
{
    struct ie_label_walk walk = {0};
    const struct ie_label *label;
    bool first = true;

    begin(w, concept->id, "", &first, IE_RDF_IS_A);
    ie_buf_addz(w->out, w->turtle ? "skos:Concept" : "<" IE_RDF_SKOS "Concept>");
    end(w);
    if (concept->top) {
        begin(w, concept->id, "", &first, IE_RDF_TOP_OF);
        ie_buf_addz(w->out, "<" IE_THESAURUS_BASE ">");
        end(w);
    }
    write_links(w, concept, IE_RDF_BROADER, concept->broader, concept->broader_count,
                &first);
    write_labels(w, concept, false, &first);
    write_labels(w, concept, true, &first);
    write_links(w, concept, IE_RDF_RELATED, concept->related, concept->related_count,
                &first);
    write_notations(w, concept, &first);
    for (uint32_t i = 0; i < concept->note_count; i++)
        say(w, concept, "", &first, IE_RDF_SCOPE_NOTE, concept->notes[i].text,
            concept->notes[i].lang);
    if (w->turtle)
        ie_buf_addz(w->out, " .\n");
    while ((label = ie_lexicon_next_label(concept, &walk)))
        if (says_more(label))
            write_label(w, concept, walk.index);
    if (w->turtle)
        ie_buf_addc(w->out, '\n');
}

static int id_order(const void *x, const void *y)
{
    const struct ie_concept *a = *(const struct ie_concept *const *)x;
    const struct ie_concept *b = *(const struct ie_concept *const *)y;

    return ie_str_cmp(a->id, b->id);
}

int ie_lexicon_sorted(const struct ie_thesaurus *thesaurus,
                      const struct ie_concept ***sorted, struct ie_error *err)
{
    const struct ie_concept **at =
        IE_NEW_ARRAY(thesaurus->arena, const struct ie_concept *, thesaurus->count + 1);

    if (!at)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < thesaurus->count; i++)
        at[i] = &thesaurus->concepts[i];
    qsort(at, thesaurus->count, sizeof(*at), id_order);
    *sorted = at;
    return 0;
}

int ie_thesaurus_write_rdf(const struct ie_thesaurus *thesaurus, enum ie_rdf syntax,
                           struct ie_buf *out, struct ie_error *err)
{
    struct writer w = {out, syntax == IE_RDF_TURTLE};
    const struct ie_concept **sorted;
    int code = ie_lexicon_sorted(thesaurus, &sorted, err);

    if (code)
        return code;
    if (w.turtle)
        ie_buf_addz(out, "@prefix skos: <" IE_RDF_SKOS "> .\n"
                         "@prefix skosxl: <" IE_RDF_SKOSXL "> .\n"
                         "@prefix dct: <" IE_RDF_DCT "> .\n"
                         "@prefix ieum: <" IE_RDF_TERMS "> .\n\n");
    for (uint32_t i = 0; i < thesaurus->count; i++)
        write_concept(&w, sorted[i]);
    return ie_buf_check(out, err);
}
