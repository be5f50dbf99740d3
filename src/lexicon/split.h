/*
 * Private to lexicon/: a text as folded words and what stands between them. Labels and
 * texts are split by the same function.
 *
 * A word is a run of letters and digits of one alphabet, or a run of Hangul, Han and kana
 * (of which only the place is given: letters.h looks into it). Marks are dropped; an
 * apostrophe joins ("Young's" is "youngs"), but parts an elided article ("l'acier"); a
 * point joins digits ("4.0").
 */
#ifndef IE_LEXICON_SPLIT_H
#define IE_LEXICON_SPLIT_H

#include "lexicon/fold.h"
#include "lexicon/words.h"

enum ie_gap { /* before a word; the strongest of what stands there */
              IE_GAP_NONE = 0,
              IE_GAP_SPACE,
              IE_GAP_SOFT,
              IE_GAP_BREAK
};

struct ie_split {
    struct ie_folding *folding;
    struct ie_str text;
    uint32_t at;
    bool failed; /* memory is out */
};

struct ie_word {
    uint32_t from, end; /* bytes of the text */
    uint8_t gap;        /* enum ie_gap */
    uint8_t glyph;      /* of its letters; digits alone: IE_GLYPH_DIGIT */
    bool capitals;      /* no small letter, but for a plural s */
    uint32_t len;       /* of `text`; 0: Hangul, Han, kana, or longer than IE_WORD_MAX */
    char text[IE_WORD_MAX + 8];
};

/* Has the text a Latin letter with an accent (but ß)? O(n). */
bool ie_lex_accented(struct ie_str text);

/* False at the end of the text, or when memory is out (split->failed). O(bytes). */
bool ie_split_next(struct ie_split *split, struct ie_word *word);

#endif
