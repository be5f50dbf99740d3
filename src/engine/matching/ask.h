/*
 * A question put to an index of bags (bag.h), and what in a text answers it.
 *
 *   words typed ─ bag ─┬ own words, quantities ─────────┐
 *                      ├ concepts "#id" ────────────────┼ weights ─▶ retrieval ─▶ documents
 *                      └ each word in other languages ──┘                          │
 *   the same weighted terms ─ looked for in the document's text ◀──────────────────┘
 *                      └▶ passage with its hits marked; why, with shares of the score
 *
 * One set of facts: what is marked and what is given as a reason are the very terms that
 * the index added up, so that a reason cannot tell of anything that did not count, nor of
 * a text that the reader was not given.
 *
 * Scores. A document's raw score is Σ weight · saturation. `whole` is what a text could
 * reach at most that said all that is asked, in the language that says most of it; a score
 * is the raw one over that, at most 1. A document counts as found from `least` on: about
 * a third of the question's heaviest word, or an eighth of the whole where that is less.
 * Both depend on the question and the index's statistics alone, not on filters, so that
 * "how many are found" has one answer for every facet.
 *
 * Words that no document of the statistics has are asked for all the same, as the rarest
 * (documents that are not part of the statistics may have them); they count neither in
 * `whole` nor in `least`, unless there are no others. So what a question weighs says nothing of such documents.
 */
#ifndef IE_ENGINE_MATCHING_ASK_H
#define IE_ENGINE_MATCHING_ASK_H

#include "engine/matching/bag.h"

#define IE_ASK_LEAST_OF_WORD  0.35
#define IE_ASK_LEAST_OF_WHOLE 0.12

struct ie_ask_term {
    uint64_t hash;
    float weight;
    struct ie_str surface; /* the question's words that led to it */
    uint32_t concept;      /* IE_THESAURUS_NONE: none */
    uint8_t kind;          /* enum ie_bag_kind */
};

struct ie_ask_concept { /* recognised in the question */
    uint32_t concept;
    struct ie_str phrase;
};

struct ie_ask {
    const struct ie_ask_term *terms;           /* by hash, each once */
    const struct ie_retrieval_weight *weights; /* the same, for retrieval */
    uint32_t count;
    double whole, least; /* raw */
    const struct ie_ask_concept *concepts;
    uint32_t concept_count;
    double average; /* length of the statistics' documents */
};

struct ie_ask_question {
    struct ie_match_document document;
    const struct ie_str *langs; /* of the index's documents */
    uint32_t lang_count;
    const struct ie_str *own; /* ids of concepts that it speaks of beside its text */
    uint32_t own_count;
    const struct ie_str *without; /* ids of concepts that are not meant */
    uint32_t without_count;
};

/*
 * The question's terms weighed by the statistics of `view` (its first segment). In the
 * arena; surfaces borrow from the question. IE_LIMIT "text.too_long", IE_NOMEM.
 * O(bytes · languages).
 */
int ie_ask_make(struct ie_match_reader *reader, const struct ie_retrieval_view *view,
                const struct ie_ask_question *question, struct ie_arena *arena,
                struct ie_ask *ask, struct ie_error *err) IE_MUST_CHECK;

/*
 * In which of the languages a few words are, by the labels of the lexicon: *best is the
 * number of the one in which concepts have most of the text, the first of equals. For what
 * is too short to tell by its little words: "Druckguss". IE_LIMIT "text.too_long", IE_NOMEM.
 * O(bytes · languages).
 */
int ie_ask_language(struct ie_match_reader *reader, struct ie_str text,
                    const struct ie_str *langs, uint32_t lang_count,
                    struct ie_arena *arena, uint32_t *best,
                    struct ie_error *err) IE_MUST_CHECK;

/* A document as entries of an index, with concepts named beside its text; *bag is what they
 * were made of. IE_LIMIT "text.too_long", IE_NOMEM. O(bytes). */
int ie_ask_entries(struct ie_match_reader *reader,
                   const struct ie_match_document *document, const struct ie_str *own,
                   uint32_t own_count, struct ie_arena *arena, struct ie_bag *bag,
                   struct ie_retrieval_entry **entries, uint32_t *length,
                   struct ie_error *err) IE_MUST_CHECK;

struct ie_ask_why {
    struct ie_str query,
        found;        /* as written, its heaviest mention; `found` borrows from the
                         document, or is the concept's id where it was named beside the text */
    uint8_t kind;     /* enum ie_bag_kind, of what counted most */
    uint32_t concept; /* IE_THESAURUS_NONE: none */
    double share;     /* of 1: the shares of all reasons sum to the score */
};

struct ie_ask_part {
    struct ie_str text;
    bool hit; /* a word that a reason names, perhaps in another form of it */
};

struct ie_ask_answer {
    const struct ie_ask_why *why; /* greatest share first */
    uint32_t why_count;
    const struct ie_ask_part *parts; /* a passage of the text or of the title, which has
                                        what the first reason names, if it stands there */
    uint32_t part_count;
    double score; /* of the document as given, by unrounded arithmetic */
};

enum { IE_ASK_PASSAGE = 180 /* code points */ };

/* What of the document answers the question. In the arena. Errors as above. O(bytes). */
int ie_ask_explain(struct ie_match_reader *reader, const struct ie_ask *ask,
                   const struct ie_match_document *document, const struct ie_str *own,
                   uint32_t own_count, struct ie_arena *arena,
                   struct ie_ask_answer *answer, struct ie_error *err) IE_MUST_CHECK;

/* The beginning of a document as its passage, for when nothing is asked. IE_NOMEM. O(1). */
int ie_ask_opening(const struct ie_match_document *document, struct ie_arena *arena,
                   struct ie_ask_answer *answer, struct ie_error *err) IE_MUST_CHECK;

#endif
