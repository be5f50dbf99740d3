/*
 * Private to lexicon/: letters as the vocabulary compares them.
 *
 * One table step a character: pages of 256 code points, filled by ICU when the first
 * character of a page is met, say what a character becomes and what it is to the tagger.
 * The folding is NFKC_Casefold (width, case, ligatures), then without accents of Latin,
 * Greek and Cyrillic letters (й and ў stay) and without Hebrew points; Hebrew final
 * letters as their plain form. Letters that fold to several (ß, ﬁ, ㎛) and what composes
 * with the character behind it (conjoining jamo, half-width voiced kana) go a slow way.
 *
 * A text and a label go through the same function, so they agree by construction.
 */
#ifndef IE_LEXICON_FOLD_H
#define IE_LEXICON_FOLD_H

#include "base/error.h"
#include "base/str.h"

enum ie_glyph {
    IE_GLYPH_BREAK = 0,  /* parts phrases */
    IE_GLYPH_SPACE,      /* parts words */
    IE_GLYPH_LINE,       /* a line break: a space, but two of them part phrases */
    IE_GLYPH_SOFT,       /* hyphen, slash, middle dot: parts words as a space does */
    IE_GLYPH_APOSTROPHE, /* within a word, or behind an elided article */
    IE_GLYPH_POINT,      /* '.': within a number; else it parts phrases */
    IE_GLYPH_OPEN,       /* '(': between two letters soft, else it parts phrases */
    IE_GLYPH_SKIP,       /* marks and invisible characters: as if not there */
    IE_GLYPH_DIGIT,
    IE_GLYPH_LATIN, /* and Greek */
    IE_GLYPH_CYRILLIC,
    IE_GLYPH_HEBREW,
    IE_GLYPH_OTHER, /* letters of other alphabets */
    IE_GLYPH_HANGUL,
    IE_GLYPH_HAN,
    IE_GLYPH_KATAKANA,
    IE_GLYPH_HIRAGANA,
    IE_GLYPH_COUNT
};

static inline bool ie_glyph_is_letter(enum ie_glyph glyph)
{
    return glyph >= IE_GLYPH_DIGIT;
}

/* Of words that stand between spaces: what is looked up as a whole. */
static inline bool ie_glyph_in_word(enum ie_glyph glyph)
{
    return glyph >= IE_GLYPH_DIGIT && glyph <= IE_GLYPH_OTHER;
}

static inline bool ie_glyph_is_east(enum ie_glyph glyph)
{
    return glyph >= IE_GLYPH_HANGUL;
}

enum { IE_FOLD_MAX = 18, IE_FOLD_PAGES = 256 }; /* U+FDFA becomes 18 letters */

struct ie_fold_page {
    uint16_t to[256];   /* what it becomes; 0: the slow way */
    uint8_t glyph[256]; /* enum ie_glyph of the result */
    uint8_t upper[256]; /* 1: a capital letter */
};

struct ie_folding {
    struct ie_fold_page *pages[IE_FOLD_PAGES];
    const struct ie_folding *base; /* whose pages it began with; they are not its own */
};

struct ie_folded {
    uint32_t point[IE_FOLD_MAX];
    uint8_t count; /* 0 for what is skipped or parts */
    uint8_t glyph; /* of the first point */
    bool upper;
    uint32_t size; /* bytes of the text that were taken */
};

/* `base` (may be NULL) must outlive it and have no page added. O(IE_FOLD_PAGES). */
void ie_folding_init(struct ie_folding *folding, const struct ie_folding *base);
void ie_folding_release(struct ie_folding *folding);

/* The page of a point below U+10000, or NULL when memory is out. */
const struct ie_fold_page *ie_folding_page(struct ie_folding *folding, uint32_t point);

/* The character at the start of `text`, which must not be empty; bad bytes are breaks of
 * one byte. False when memory is out. O(1). */
bool ie_fold_next(struct ie_folding *folding, struct ie_str text, struct ie_folded *out);

/*
 * The same for what is most of all text and needs no look behind it: ASCII, letters of two
 * bytes before no combining mark, Hangul syllables and Han, kana before no voicing mark.
 * False for all else and for the first character of a page.
 */
static inline bool ie_fold_fast(const struct ie_folding *folding, struct ie_str text,
                                struct ie_folded *out)
{
    const unsigned char *at = (const unsigned char *)text.ptr;
    uint32_t point = at[0], size = 1;

    if (point >= 0x80 && text.len < 6)
        return false;
    if (point >= 0xE3 && point <= 0xED) {
        bool voiced = (at[3] == 0xE3 && at[4] == 0x82 && at[5] >= 0x99) ||
                      (at[3] == 0xEF && at[4] == 0xBE && at[5] >= 0x9E);
        if ((at[1] & 0xC0) != 0x80 || (at[2] & 0xC0) != 0x80 || voiced ||
            (point == 0xED && at[1] >= 0xA0))
            return false;
        point = (point & 0xF) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
        size = 3;
    } else if (point >= 0xC3 && point <= 0xDF) {
        if ((at[1] & 0xC0) != 0x80 || at[2] == 0xCC)
            return false;
        point = (point & 0x1F) << 6 | (at[1] & 0x3Fu);
        size = 2;
    } else if (point >= 0x80) {
        return false;
    }
    const struct ie_fold_page *page = folding->pages[point >> 8];
    if (!page)
        return false;
    out->glyph = page->glyph[point & 0xFF];
    out->point[0] = page->to[point & 0xFF];
    out->upper = page->upper[point & 0xFF];
    out->size = size;
    out->count = ie_glyph_is_letter(out->glyph);
    return out->point[0] || !out->count;
}

/*
 * Is the letter the long vowel that Japanese may leave out behind three letters of a loan
 * (JIS Z 8301): センサー, センサ? `run` counts the letters of katakana before it, from 0
 * where a label may begin.
 */
static inline bool ie_fold_leaves_out(uint32_t point, uint8_t glyph, bool gap,
                                      uint32_t *run)
{
    enum { LONG_VOWEL = 0x30FC, BEHIND = 3 };
    bool katakana = glyph == IE_GLYPH_KATAKANA;

    if (katakana && !gap && point == LONG_VOWEL && *run >= BEHIND)
        return true;
    *run = !katakana ? 0 : gap ? 1 : *run + 1;
    return false;
}

/* What a folded letter is. */
enum ie_glyph ie_glyph_of(uint32_t point);

#endif
