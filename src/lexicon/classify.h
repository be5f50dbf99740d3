/*
 * classify: which fields a text is about, with the words that say so.
 *
 * A field is a concept with others below it (the 14 root technologies are fields). Every
 * concept that a text was tagged with speaks for the fields above it; a field's score is
 *
 *   sum over distinct concepts c below it of  weight(c) · (1 + ln(times c was named)) / n(c)
 *
 * where n(c) is the number of asked fields above c, so that a word that fits three fields
 * decides little between them. What was said in the title counts twice. A field is
 * proposed from a score of IE_CLASSIFY_LEAST on, and only beside the best one if it has at
 * least IE_CLASSIFY_SHARE of the best one's score; three at most.
 */
#ifndef IE_LEXICON_CLASSIFY_H
#define IE_LEXICON_CLASSIFY_H

#include "lexicon/lexicon.h"

enum {
    IE_CLASSIFY_LEAST = 900, /* thousandths: one sure word in a text, or so */
    IE_CLASSIFY_SHARE = 400,
    IE_CLASSIFY_MOST = 3,
    IE_CLASSIFY_WORDS = 5, /* told of a field */
};

struct ie_mention { /* of a concept in a text */
    uint32_t concept;
    uint32_t weight; /* thousandths, the best of all places */
    uint32_t times;
    bool title;
};

struct ie_field_score {
    uint32_t field;                   /* concept */
    uint32_t score;                   /* thousandths */
    uint32_t word[IE_CLASSIFY_WORDS]; /* which mentions, heaviest first */
    uint32_t words;
};

/* `fields`: concepts asked for. Best first; *count at most IE_CLASSIFY_MOST. Equal scores
 * stand in the order of `fields`. Concepts of one text should be mentioned once each.
 * IE_NOMEM. O(mentions · fields above each). */
int ie_lexicon_classify(const struct ie_lexicon *lexicon,
                        const struct ie_mention *mentions, uint32_t mention_count,
                        const uint32_t *fields, uint32_t field_count,
                        struct ie_arena *arena, struct ie_field_score **scores,
                        uint32_t *count, struct ie_error *err) IE_MUST_CHECK;

#endif
