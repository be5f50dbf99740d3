/*
 * Private to matching/: a text as a bag of terms, which is all that retrieval sees of it.
 *
 * One text, two readings:
 *
 *   as a document   term → times. A word in the title counts twice. Words of little
 *                   content and what stands beside the words (wholes, roots) can be found
 *                   but do not lengthen the text.
 *   as a query      term → share, later times idf^IE_BAG_IDF. A word that was cut into n
 *                   grams gives each of them 1/√n: as n independent terms it would count n
 *                   times, as one term once, and grams of one word are neither. A whole
 *                   word or a root beside the words counts IE_BAG_ASIDE. Words of little
 *                   content are left out unless there are no others.
 *
 * Concepts (src/lexicon) stand beside the words as terms "#id", which are the same in every
 * language. A query that is to find texts of another language also gets, for each of its
 * words, what that word may be there: a group of terms, each with a chance p. Probabilistic
 * structured queries (Darwish & Oard 2003) add up the group's frequencies in a document
 * before they saturate them, Σ p · tf; an index of ready weights adds up after. Adding
 * √p · sat(tf) instead came out the same on the collections or better (the root does what
 * saturating late did: an unlikely translation that is there counts for more than its
 * chance), and it is a plain bag of weighted terms. The group's idf is that of its expected
 * frequency, Σ p · df.
 *
 * Only the heaviest words of a long query are kept, IE_BAG_WORDS of them: the light ones
 * find little but long documents, and each costs a long list.
 *
 * One configuration serves all languages and collections; bench/matching.py says how it
 * was chosen and how sure each number is.
 */
#ifndef IE_ENGINE_MATCHING_BAG_H
#define IE_ENGINE_MATCHING_BAG_H

#include "engine/matching/matching.h"
#include "engine/retrieval/retrieval.h"

#define IE_BAG_K1      0.9
#define IE_BAG_B       0.75
#define IE_BAG_IDF     1.15
#define IE_BAG_ASIDE   0.3
#define IE_BAG_CONCEPT 0.4 /* a concept; the words of its labels in another language */
#define IE_BAG_SELF    0.2 /* chance that a translated word stays as it is (names) */
enum { IE_BAG_WORDS = 64, IE_BAG_TITLE = 2 };

struct ie_bag_place {   /* where a term first stands in its text, for showing */
    uint32_t from, len; /* bytes; of a gram, a whole or a root the word around it */
    uint8_t kind;       /* enum ie_token_kind */
    bool title;
};

enum ie_bag_kind {              /* what a term is, for reasons */
                   IE_BAG_WORD, /* the text's own: a word, what it was cut into, a number */
                   IE_BAG_QUANTITY,    /* a number with its unit */
                   IE_BAG_ID,          /* a concept */
                   IE_BAG_TRANSLATION, /* of a word, by the word lists */
                   IE_BAG_LABEL, /* a word of a concept's label in another language */
};

struct ie_bag_term {
    struct ie_str term;    /* in the arena */
    struct ie_str surface; /* the text's words that led to it, as written; borrowed */
    uint32_t concept;      /* that it stands for, IE_THESAURUS_NONE: none */
    uint8_t kind;          /* enum ie_bag_kind */
    uint32_t title, text;  /* times in each; common ones included */
    bool aside;            /* not part of the length */
    float share;           /* as a query; 0: as a document only */
    float words;           /* how much of a word it is: 1/n for one gram of n, else 1 */
    uint32_t group;        /* of translations of one word, from 1; 0: by itself */
    float chance;          /* in its group */
    float seen;            /* as a document: how much a time of it counts; translations */
    uint16_t grams;        /* of how many it is one; else 1 */
    struct ie_bag_place place; /* of a translation: the word that it translates */
};

struct ie_bag {
    struct ie_bag_term *at; /* distinct terms, in order of first appearance */
    uint32_t count;
    uint64_t length; /* Σ times of those that are not aside, title words twice */
    uint32_t groups;
    double unknown; /* words, times counted, of which no translation is known */
};

/* IE_LIMIT "text.too_long", IE_NOMEM. O(bytes). */
int ie_bag_read(struct ie_analyser *analyser, const struct ie_match_document *document,
                struct ie_arena *arena, struct ie_bag *bag,
                struct ie_error *err) IE_MUST_CHECK;

/* A bag as entries of an index, in the arena; they are hashed in space 0. IE_NOMEM.
 * O(terms). */
int ie_bag_entries(const struct ie_bag *bag, struct ie_arena *arena,
                   struct ie_retrieval_entry **entries, uint32_t *length,
                   struct ie_error *err) IE_MUST_CHECK;

struct ie_bag_place ie_bag_place_of(const struct ie_token *token, bool title);

/* Adds the concepts that a text speaks of, if the reader knows a lexicon (read.c). Errors
 * as above. O(bytes). */
int ie_bag_add_concepts(struct ie_match_reader *reader,
                        const struct ie_match_document *document, struct ie_arena *arena,
                        struct ie_bag *bag, struct ie_error *err) IE_MUST_CHECK;

/*
 * Adds what the text's words may be in the language `to` (cross.c): translations by the
 * reader's word lists, labels of the concepts. `own`: the bag already has the text's own
 * terms; else words of other scripts, codes, numbers and quantities, which need no
 * translation, are added too. Errors as above. O(bytes).
 */
int ie_bag_add_translations(struct ie_match_reader *reader,
                            const struct ie_match_document *document, struct ie_str to,
                            bool own, struct ie_arena *arena, struct ie_bag *bag,
                            struct ie_error *err) IE_MUST_CHECK;

/* More terms behind those of a bag. IE_NOMEM. O(both). */
int ie_bag_append(struct ie_bag *bag, const struct ie_bag_term *terms, uint32_t count,
                  struct ie_arena *arena, struct ie_error *err) IE_MUST_CHECK;

/* Times of a term in a document, those in the title twice; beyond 15 they are as 15, as the
 * retrieval core has them. */
static inline double ie_bag_times(const struct ie_bag_term *term)
{
    double times = (double)term->title * IE_BAG_TITLE + (double)term->text;

    return times < 15 ? times : 15;
}

/* Saturated frequency of a term in a document: times / (times + norm), by IE_BAG_K1 and
 * IE_BAG_B. `ratio`: length of the document over the average. */
static inline double ie_bag_norm(double ratio)
{
    return IE_BAG_K1 * (1 - IE_BAG_B + IE_BAG_B * ratio);
}

struct ie_bag_pick { /* a term of a query with its weight */
    uint32_t number; /* the caller's */
    float words, weight;
};

struct ie_bag_statistics { /* of the index that is asked */
    double documents;
    /* Documents with the term; 0 if there are none. */
    double (*frequency)(const void *data, const struct ie_bag_term *term);
    const void *data;
    bool unknown; /* weigh those terms alone that no document has */
    /* [documents + 1] ie_bag_power by whole numbers of documents; NULL: reckoned each time.
     */
    const double *power;
};

/* The weight that a term has by the documents with it: idf^IE_BAG_IDF. */
double ie_bag_power(double documents, double in);

/*
 * The query's terms with their weights, the heaviest of them, IE_BAG_WORDS words, by
 * falling weight (ties: by number); `number` counts in the bag. Terms that no document has
 * are left out (or alone weighed: statistics->unknown); one term may come several times. Picks in the arena.
 *
 * `worth`, which may be NULL: what the picks sum to where every word is found once, by its
 * best translation; words that nothing is known of count as much as the known ones do on
 * average. Weights over worth are comparable between questions. IE_NOMEM. O(n log n).
 */
int ie_bag_weigh(const struct ie_bag *bag, const struct ie_bag_statistics *statistics,
                 struct ie_arena *arena, struct ie_bag_pick **picks, uint32_t *count,
                 double *worth, struct ie_error *err) IE_MUST_CHECK;

#endif
