/* Private to lexicon/: what sound.c and sound_letters.c share. */
#ifndef IE_LEXICON_SOUND_PRIV_H
#define IE_LEXICON_SOUND_PRIV_H

#include "lexicon/sound.h"

/* A set of sounds: a bit for each letter of "pbfvkglrszSCjtdmnNhw" (S as in shoe, C as in
 * chip, N as in sing), then of the vowels "AEIOU". */
#define IE_SOUND_CONSONANTS UINT32_C(0xFFFFF)
#define IE_SOUND_VOWELS     UINT32_C(0x1F00000)
#define IE_SOUND_OPTIONAL   UINT32_C(0x80000000)

/* The set of such letters; '?' is IE_SOUND_OPTIONAL, 'V' all vowels. */
uint32_t ie_sound_set(struct ie_str names);
/* One sound more, joined to the last where they are one; false when there is no room. */
bool ie_sound_add(struct ie_sounds *sounds, uint32_t set);
/* Sets with spaces between them. */
bool ie_sound_add_all(struct ie_sounds *sounds, const char *names);

bool ie_sound_hangul(struct ie_str word, struct ie_sounds *out);
bool ie_sound_kana(struct ie_str word, struct ie_sounds *out);
bool ie_sound_alphabet(enum ie_sound_of of, struct ie_str word, struct ie_sounds *out);

#endif
