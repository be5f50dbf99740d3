/*
 * sound: words of different scripts, compared by how they are spoken.
 *
 * A technical word that no list knows is often an English word in other letters: 자이로트론,
 * フェージング, гиротрон, סינתסייזר. Machine transliteration (Knight & Graehl 1998) finds the
 * word that was most likely written so. Models of its kind are learned from pairs; here the
 * channel is stated by hand, since the ways in which a language writes foreign sounds are
 * rules of its orthography, and the source is the list of English words that we have, so
 * that what comes out is always a word.
 *
 * Letters become sounds, and a sound is a set: that of the English sounds which the letters
 * may stand for (ㅍ is p or f; English c before e is s, ch is "ch", k or "sh"; チ is "ch" or
 * t; ㅓ is any vowel). Two sounds agree when their sets meet. Letters that may be silent are
 * optional: ㅡ and the u of ス, which keep consonants apart, r before a consonant, a final e.
 * Vowels that stand together are one sound.
 *
 *   distance   edit distance (Zobel & Dart 1996 found it, over classes of letters, better
 *              than phonetic keys alone) in hundredths of a consonant; a vowel costs less,
 *              an optional sound next to nothing
 *   key        the classes of the consonants in order (p b f v | k g | l r | s z sh ch j |
 *              t d | m n), each run once, h, w and vowels left out; a sound of two classes
 *              makes two keys. It only chooses what is compared
 *
 * Korean, Japanese (katakana), Russian and Hebrew have tables; Hebrew leaves vowels out, so
 * those of the other side cost it little. translate_sound.c says which are used.
 */
#ifndef IE_LEXICON_SOUND_H
#define IE_LEXICON_SOUND_H

#include <stdint.h>

#include "base/str.h"

enum ie_sound_of {
    IE_SOUND_EN = 0,
    IE_SOUND_KO,
    IE_SOUND_JA,
    IE_SOUND_RU,
    IE_SOUND_HE,
};

enum {
    IE_SOUND_MAX = 32,     /* sounds of a word */
    IE_SOUND_KEYS = 16,    /* of a word at most; further ones are left out */
    IE_SOUND_CLASSES = 10, /* of a key at most; what follows does not count */
};

struct ie_sounds {
    uint32_t at[IE_SOUND_MAX]; /* sets; see sound.c */
    uint8_t count;
    uint8_t of; /* enum ie_sound_of */
};

/* Of a folded word of one script; false for one with other letters or too many of them.
 * O(length). */
bool ie_sounds_of(enum ie_sound_of of, struct ie_str word, struct ie_sounds *out);

/* Keys of a word, each once; how many (0: it has none). O(length · keys). */
uint32_t ie_sound_keys(const struct ie_sounds *sounds, uint32_t keys[IE_SOUND_KEYS]);
/* Consonants that a key counts. */
unsigned ie_sound_key_len(uint32_t key);

/* In hundredths of a consonant; at least `limit` when it is not below. `english` is one of
 * IE_SOUND_EN. O(lengths' product). */
uint32_t ie_sound_distance(const struct ie_sounds *word, const struct ie_sounds *english,
                           uint32_t limit);

/* Is this Hangul spelled as foreign words are and native ones and those from Chinese are
 * not (스, 트, 렌, 티)? At least one syllable in five. O(length). */
bool ie_sound_korean_loan(struct ie_str word);

#endif
