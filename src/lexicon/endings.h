/*
 * Private to lexicon/: words by their endings, for languages where a stemmer of queries
 * joins too much and too little: Russian and Hebrew.
 *
 * A word is parted into stem and ending in every way that some paradigm allows, and is
 * kept under each stem. Two words are one when they have a stem in common and both endings
 * are of one paradigm: "паром" (ferry, or by steam) is not "пара" (pair), since -а and -ом
 * are of no common declension. Russian: declensions of nouns and adjectives, no verbs, after
 * the light stemmer of Dolamic and Savoy (Indexing and stemming approaches for the Czech
 * and Russian languages, 2009), with the vowel that comes and goes (станок, станка; шов,
 * швов). Hebrew: gender, number, construct state, relational adjectives.
 */
#ifndef IE_LEXICON_ENDINGS_H
#define IE_LEXICON_ENDINGS_H

#include "lexicon/words.h"

enum { IE_STEMS = 12 };

struct ie_stems {
    unsigned count;
    struct {
        char text[IE_WORD_MAX];
        uint8_t len;
    } at[IE_STEMS];
};

/* All stems of a folded word, itself among them. O(length · endings). */
void ie_russian_stems(struct ie_str word, struct ie_stems *stems);
void ie_hebrew_stems(struct ie_str word, struct ie_stems *stems);

/* Are the two, different words, one word inflected? `named`: the label's is in the
 * nominative. O(endings). */
bool ie_russian_same(struct ie_str label, struct ie_str word, bool named);
/* `within`: in a label of several words, where adjectives agree. */
bool ie_hebrew_same(struct ie_str label, struct ie_str word, bool within);

#endif
