/* Private to lexicon/: what compounds are made of besides labels (pieces.c). */
#ifndef IE_LEXICON_PIECES_H
#define IE_LEXICON_PIECES_H

#include "base/str.h"

struct ie_pieces {
    const char *const *at;
    size_t count;
};

/* Korean words of two syllables and more that stand beside labels in one eojeol. */
struct ie_pieces ie_pieces_korean(void);
/* Korean morphemes of one syllable before (신-, 고-) and behind a word (-용, -기). */
struct ie_pieces ie_pieces_korean_before(void);
struct ie_pieces ie_pieces_korean_behind(void);
/* Korean particles and endings. */
struct ie_pieces ie_pieces_korean_endings(void);
/* Katakana words. */
struct ie_pieces ie_pieces_katakana(void);
/* Folded German words. */
struct ie_pieces ie_pieces_german(void);

/* Single kanji that stand before or behind a compound: 新素材, 鋳造品. O(n). */
bool ie_piece_before(uint32_t kanji);
bool ie_piece_behind(uint32_t kanji);
/* Hiragana that ends or begins a word of its own beside a hiragana label. */
bool ie_piece_particle(uint32_t kana);

#endif
