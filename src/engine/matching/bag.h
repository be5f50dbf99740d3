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
 * Only the heaviest words of a long query are kept, IE_BAG_WORDS of them: the light ones
 * find little but long documents, and each costs a long list.
 *
 * These three numbers, k1 and b are one configuration for all languages. They were chosen
 * on the collections of bench/results/matching.md, each with an eye on the others: a value
 * was taken only where leaving out any one collection would have led to the same choice.
 */
#ifndef IE_ENGINE_MATCHING_BAG_H
#define IE_ENGINE_MATCHING_BAG_H

#include "engine/matching/matching.h"

#define IE_BAG_K1    0.9
#define IE_BAG_B     0.75
#define IE_BAG_IDF   1.15
#define IE_BAG_ASIDE 0.3
enum { IE_BAG_WORDS = 64, IE_BAG_TITLE = 2 };

struct ie_bag_term {
    struct ie_str term;   /* in the arena */
    uint32_t title, text; /* times in each; common ones included */
    bool aside;           /* not part of the length */
    float share;          /* as a query; 0: as a document only */
    float words;          /* how much of a word it is: 1/n for one gram of n, else 1 */
};

struct ie_bag {
    struct ie_bag_term *at; /* distinct terms, in order of first appearance */
    uint32_t count;
    uint64_t length; /* Σ times of those that are not aside, title words twice */
};

/* IE_LIMIT "text.too_long", IE_NOMEM. O(bytes). */
int ie_bag_read(struct ie_analyser *analyser, const struct ie_match_document *document,
                struct ie_arena *arena, struct ie_bag *bag,
                struct ie_error *err) IE_MUST_CHECK;

/* What a term weighs in a query: its share times its idf, the power included. */
double ie_bag_weight(const struct ie_bag_term *term, double idf);

/* Saturated frequency of a term in a document: IE_BAG_K1 and IE_BAG_B. `ratio`: length of
 * the document over the average. */
static inline double ie_bag_norm(double ratio)
{
    return IE_BAG_K1 * (1 - IE_BAG_B + IE_BAG_B * ratio);
}

struct ie_bag_pick { /* a term of a query with its weight */
    uint32_t number; /* the caller's */
    float words, weight;
};

/* Keeps the heaviest, IE_BAG_WORDS words of them, sorted by falling weight (ties: by
 * number); returns how many. O(n log n). */
uint32_t ie_bag_prune(struct ie_bag_pick *picks, uint32_t count);

#endif
