/*
 * A thesaurus as people write it: concepts with their labels in many languages, what is
 * broader and what is related, the codes that mean the same (SKOS, W3C 2009).
 *
 * This is the editable form. It is read from the vocabulary's own text files, from SKOS
 * (Turtle, N-Triples) or from a sheet, checked (lint.h), merged with an office's own
 * terms, and written out again. What searches and tags is made from it: lexicon.h.
 *
 *   text files ─┐                       ┌─ text, Turtle, N-Triples, CSV
 *   SKOS        ├─ struct ie_thesaurus ─┼─ lint, coverage
 *   sheets     ─┘    (merge: overlay)   └─ ie_lexicon_build ─ one file of bytes
 *
 * Everything lives in the arena given to ie_thesaurus_init and is borrowed from there.
 * Readers only append; a reference to another concept is kept as the name it was written
 * with, and ie_thesaurus_resolve turns names into numbers when all files are in, so that
 * files may refer to each other in any order. What is wrong in one place of the input is
 * an error with file and line; what is wrong between places (cycles, labels that two
 * concepts claim) is the linter's to find, all of it in one run.
 *
 * Names. A concept's id is a short name ("die-casting") for ours and an absolute IRI for
 * a foreign one. In SKOS a short name stands behind IE_THESAURUS_BASE.
 */
#ifndef IE_LEXICON_THESAURUS_H
#define IE_LEXICON_THESAURUS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/sheet.h"
#include "base/str.h"

#define IE_THESAURUS_BASE   "urn:ieum:lexicon:"
#define IE_THESAURUS_SOURCE "ieum" /* where a label comes from unless it says otherwise */

enum {
    IE_THESAURUS_BYTES = 64 << 20, /* of one file */
    IE_THESAURUS_CONCEPTS = 1000000,
    IE_THESAURUS_LABELS = 500, /* of one concept */
    IE_THESAURUS_LABEL = 400,  /* bytes of one label */
    IE_THESAURUS_NAME = 200,   /* bytes of an id */
    IE_THESAURUS_LINKS = 64,   /* broader of one concept; related likewise */
    IE_THESAURUS_NONE = UINT32_MAX,
};

/* Where something stands in the input; line 0: in no line (made by a program). */
struct ie_place {
    const char *file;
    uint32_t line;
};

enum ie_label_kind {
    IE_LABEL_PREFERRED = 0, /* one a language */
    IE_LABEL_ALTERNATIVE,
    IE_LABEL_HIDDEN, /* searched, never shown */
    IE_LABEL_KINDS
};

enum ie_review { IE_REVIEW_DRAFT = 0, IE_REVIEW_REVIEWED };

enum { IE_LABEL_WEIGHT = 1000 };

struct ie_label {
    struct ie_str lang; /* BCP 47, conventional case */
    struct ie_str text; /* NFC, one line, single spaces */
    struct ie_str source;
    struct ie_str why; /* why two concepts have it; empty: not shared on purpose */
    uint16_t weight;   /* thousandths: how likely the words mean this concept; 0: as
                           likely as any other concept that has them */
    uint8_t kind;      /* enum ie_label_kind */
    uint8_t review;    /* enum ie_review */
    bool weak;         /* counts only beside other words of the same field */
    struct ie_place at;
};

struct ie_notation {
    struct ie_str scheme, edition, code;
    struct ie_str title; /* the row's wording in the source */
    struct ie_place at;
};

struct ie_note {
    struct ie_str lang, text;
};

struct ie_link {
    struct ie_str id;
    uint32_t concept; /* IE_THESAURUS_NONE until resolved, and when it dangles */
    struct ie_place at;
};

/* Arrays grow in the arena; `*_room` belongs to the adding functions. */
struct ie_concept {
    struct ie_str id;
    struct ie_place at;
    bool top; /* said to have nothing broader */
    struct ie_label *labels;
    struct ie_notation *notations;
    struct ie_note *notes;
    struct ie_link *broader;
    struct ie_link *related;
    uint32_t label_count, label_room;
    uint32_t notation_count, notation_room;
    uint32_t note_count, note_room;
    uint32_t broader_count, broader_room;
    uint32_t related_count, related_room;
};

struct ie_thesaurus {
    struct ie_arena *arena;
    struct ie_concept *concepts; /* in order of reading */
    uint32_t count, room;
    uint32_t *slots; /* private: open addressing over ids */
    uint32_t slot_count;
};

void ie_thesaurus_init(struct ie_thesaurus *thesaurus, struct ie_arena *arena);

/* The concept of this id, or IE_THESAURUS_NONE. O(1) expected. */
uint32_t ie_thesaurus_find(const struct ie_thesaurus *thesaurus, struct ie_str id);

/*
 * A new concept. `*concept` is valid until the next one is added. IE_INPUT
 * "lexicon.bad_id" {id}, "lexicon.duplicate_id" {id} {first}; IE_LIMIT
 * "lexicon.too_many_concepts" {limit}; IE_NOMEM. O(1) amortised.
 */
int ie_thesaurus_add(struct ie_thesaurus *thesaurus, struct ie_str id, struct ie_place at,
                     struct ie_concept **concept, struct ie_error *err) IE_MUST_CHECK;

/*
 * Appends a label: text made NFC with its spaces folded, language in conventional case.
 * `label` says the rest. IE_INPUT "lexicon.bad_label" {label} (empty, control
 * characters), "lang.malformed", "lexicon.duplicate_label" {label} (the concept has it in
 * this language already), "lexicon.two_preferred" {lang}; IE_LIMIT
 * "lexicon.label_too_long" {limit}, "lexicon.too_many_labels" {limit}; IE_NOMEM. O(labels
 * of the concept).
 */
int ie_concept_add_label(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                         const struct ie_label *label,
                         struct ie_error *err) IE_MUST_CHECK;
/* IE_INPUT "lexicon.bad_notation" {value}, "lexicon.duplicate_notation" {value}. */
int ie_concept_add_notation(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                            const struct ie_notation *notation,
                            struct ie_error *err) IE_MUST_CHECK;
int ie_concept_add_note(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                        const struct ie_note *note, struct ie_error *err) IE_MUST_CHECK;
/* A link said twice is kept once. IE_INPUT "lexicon.bad_id" {id}; IE_LIMIT
 * "lexicon.too_many_links" {limit}. */
int ie_concept_add_broader(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                           struct ie_str id, struct ie_place at,
                           struct ie_error *err) IE_MUST_CHECK;
int ie_concept_add_related(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                           struct ie_str id, struct ie_place at,
                           struct ie_error *err) IE_MUST_CHECK;

/* The preferred label in `lang`, or NULL. O(labels). */
const struct ie_label *ie_concept_preferred(const struct ie_concept *concept,
                                            struct ie_str lang);

/*
 * Turns the names of links into numbers. IE_INPUT "lexicon.dangling" {id} {from} at the
 * place of the first link that leads nowhere; with `loose` such links stay unresolved
 * instead and their number is returned in *dangling (may be NULL). May be called again
 * after more was read. O(links).
 */
int ie_thesaurus_resolve(struct ie_thesaurus *thesaurus, bool loose, uint32_t *dangling,
                         struct ie_error *err) IE_MUST_CHECK;

/* ---- The vocabulary's own text (docs/formats.md, "Vocabulary") -------------------- */

/* `file` names the bytes in errors and must outlive the thesaurus. IE_INPUT with file and
 * line: "lexicon.syntax" {what}, "text.encoding", and those of the adding functions;
 * IE_LIMIT "lexicon.file_too_large" {limit}; IE_NOMEM. O(bytes). */
int ie_thesaurus_read_text(struct ie_thesaurus *thesaurus, struct ie_str bytes,
                           const char *file, struct ie_error *err) IE_MUST_CHECK;
/* Concepts in order of reading, lines in a fixed order: reading what was written and
 * writing it again gives the same bytes. O(size). */
int ie_thesaurus_write_text(const struct ie_thesaurus *thesaurus, struct ie_buf *out,
                            struct ie_error *err) IE_MUST_CHECK;

/* ---- SKOS (W3C Recommendation 2009) in Turtle 1.1 and N-Triples -------------------- */

enum ie_rdf { IE_RDF_TURTLE, IE_RDF_NTRIPLES };

/*
 * Reads skos:Concept with prefLabel, altLabel, hiddenLabel, broader, narrower, related,
 * notation, scopeNote, definition, topConceptOf, hasTopConcept; SKOS-XL labels when they
 * carry more than a text. Other statements are passed over. Labels without a language
 * and notations whose datatype names no scheme are refused with their line. `base` may be
 * empty. Errors as read_text; "lexicon.rdf" {what}: serd's complaint. O(statements).
 */
int ie_thesaurus_read_rdf(struct ie_thesaurus *thesaurus, struct ie_str bytes,
                          enum ie_rdf syntax, const char *file,
                          struct ie_error *err) IE_MUST_CHECK;
/* Concepts by id, statements in a fixed order: the same thesaurus gives the same bytes. */
int ie_thesaurus_write_rdf(const struct ie_thesaurus *thesaurus, enum ie_rdf syntax,
                           struct ie_buf *out, struct ie_error *err) IE_MUST_CHECK;

/* ---- Sheets ------------------------------------------------------------------------ */

/*
 * One row a statement: concept, kind, language, label, review, weak, weight, source, why,
 * broader (headings in English or Korean, in any order; concept, language and label are
 * needed). `kind` is preferred, alternative, hidden, broader, related, code, note, top or
 * concept (it is there, and no more); the label of a link is the other concept's id, that of a code "SCHEME EDITION CODE --
 * title". An empty kind is preferred for the first label of a language, else alternative.
 * Concepts need not be together. Errors with file, line and column: those of the adding
 * functions, of sheet.h, and IE_INPUT "lexicon.no_column" {column},
 * "lexicon.unknown_column" {column}, "lexicon.bad_kind" {value}, "lexicon.bad_review"
 * {value}, "lexicon.bad_weight" {value}. O(cells).
 */
int ie_thesaurus_read_sheet(struct ie_thesaurus *thesaurus, struct ie_sheet *sheet,
                            const char *file, struct ie_error *err) IE_MUST_CHECK;
/* Where a table goes: cells from left to right, the end of each row. */
struct ie_table_out {
    void (*cell)(void *to, struct ie_str text);
    int (*end)(void *to, struct ie_error *err);
    void *to;
};
/* The same columns, cell by cell, headings first, concepts in order of reading; an error of
 * out->end stops it. O(size). */
int ie_thesaurus_write_table(const struct ie_thesaurus *thesaurus,
                             const struct ie_table_out *out,
                             struct ie_error *err) IE_MUST_CHECK;
/* The same columns as CSV (RFC 4180, UTF-8), concepts in order of reading. O(size). */
int ie_thesaurus_write_csv(const struct ie_thesaurus *thesaurus, struct ie_buf *out,
                           struct ie_error *err) IE_MUST_CHECK;

#endif
