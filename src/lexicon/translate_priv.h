/* Private to lexicon/: what the two halves of translate.h share. */
#ifndef IE_LEXICON_TRANSLATE_PRIV_H
#define IE_LEXICON_TRANSLATE_PRIV_H

#include "base/vec.h"
#include "lexicon/memo.h"
#include "lexicon/sound.h"
#include "lexicon/translate.h"
#include "lexicon/wordbook_image.h"

struct ie_translator {
    const struct ie_wordbook *book;
    struct ie_wordbook_rules rules;
    IE_VEC(struct ie_word_sense) senses;
    struct ie_memo sounds;  /* words that were looked for by sound, with what was found */
    struct ie_memo eojeols; /* Korean ones that came before, with their senses */
};

struct ie_translating { /* one call */
    struct ie_translator *translator;
    struct ie_arena *arena;
    struct ie_str text;
    enum ie_words_of of;
    bool korean, japanese;
    int common;          /* enum ie_list of the language, or -1 */
    int32_t first, then; /* tables; -1: none. `then` leads on from English */
};

/* Adds a sense; `at` is copied and, where the way goes over English, led on. */
int ie_translate_add(struct ie_translating *t, struct ie_word_sense sense,
                     const struct ie_translation *at, struct ie_error *err) IE_MUST_CHECK;
/* The same of one that has been led on already. */
int ie_translate_push(struct ie_translating *t, struct ie_word_sense sense,
                      const struct ie_translation *at,
                      struct ie_error *err) IE_MUST_CHECK;
/* Is the text at a place a word of little content? *failed when memory is out. */
bool ie_translate_common(struct ie_translating *t, uint32_t from, uint32_t end,
                         bool *failed);
/* Translations under a key in the first table; 0: not there, or no way. */
uint32_t ie_translate_find(const struct ie_translating *t, enum ie_wordbook_kind kind,
                           struct ie_str key, struct ie_translation *out);
/* Those of a folded word whose stem is in no table (Russian, French; else 0). */
uint32_t ie_translate_forms(const struct ie_translating *t, struct ie_str word,
                            struct ie_translation *out);
/* Those of a folded word with the endings of adjectives (Russian; else 0): asked before its
 * stem. */
uint32_t ie_translate_adjectives(const struct ie_translating *t, struct ie_str word,
                                 struct ie_translation *out);
/* English words that a folded word of another script sounds like, at most two, likeliest
 * first; 0: none, or it is not sure which. O(log words + found · length²). */
uint32_t ie_sound_matches(const struct ie_wordbook *book, enum ie_sound_of of,
                          struct ie_str word, struct ie_translation *out);
/* The same of a word as it stands in a text, with its ending or prefix; asked once. */
uint32_t ie_translate_sounds(const struct ie_translating *t, enum ie_sound_of of,
                             struct ie_str word, struct ie_translation *out);
/* All senses of a run of Hangul, Han and kana. */
int ie_translate_east(struct ie_translating *t, uint32_t from, uint32_t end,
                      struct ie_error *err) IE_MUST_CHECK;

#endif
