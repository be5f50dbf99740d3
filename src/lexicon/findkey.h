/*
 * Keys of search boxes: of the lexicon, and of whatever else is found as it is typed.
 *
 * A key is the folded letters and digits of a label without anything between, katakana as
 * hiragana, Hangul taken apart into the letters as they are typed (one byte each, below
 * the first letter of ASCII; ㅘ is ㅗㅏ, ㄳ is ㄱㅅ). So the key of whatever a Korean input
 * method shows half-way (주ㅈ, 줒) is a prefix of the key of what is being typed (주조).
 * Labels of several syllables have a second key of their first consonants alone, behind
 * the byte IE_FIND_INITIALS: ㄷㅇㅋㅅㅌ finds 다이캐스팅.
 */
#ifndef IE_LEXICON_FINDKEY_H
#define IE_LEXICON_FINDKEY_H

#include "base/buf.h"
#include "lexicon/fold.h"

enum { IE_FIND_INITIALS = '"', IE_FIND_WORDS = 16, IE_FIND_KEY_MAX = 1600 };

struct ie_find_key {
    uint32_t len;
    uint32_t starts[IE_FIND_WORDS]; /* of its words behind the first */
    uint32_t words;
    uint32_t syllables; /* of Hangul */
    bool consonants;    /* nothing but single Hangul consonants, two at least */
    unsigned char bytes[IE_FIND_KEY_MAX + 16]; /* cut beyond IE_FIND_KEY_MAX */
};

/* False when memory is out. O(length). */
bool ie_find_key(struct ie_folding *folding, struct ie_str text, struct ie_find_key *key);
/* The key of first consonants. */
bool ie_find_initials(struct ie_folding *folding, struct ie_str text,
                      struct ie_find_key *key);

#endif
