/*
 * Private to lexicon/: when two words are one, language by language.
 *
 * Each word has keys, under which it is looked up: its Snowball stem (en, de, fr), its stems
 * by endings (ru, he: endings.h), the folded word itself in other languages. A stem alone
 * joins too much ("plate" and "plating", "Lager" and "Lage"), so that words with the same
 * key are then compared by the rules of the language's inflection, which say how near they
 * are, and that depends on the place in the label: the nearest labels win.
 */
#ifndef IE_LEXICON_WORDS_H
#define IE_LEXICON_WORDS_H

#include "base/error.h"
#include "base/str.h"

struct sb_stemmer;

enum ie_words_of { /* whose rules a label's words follow; part of their keys */
                   IE_WORDS_EN = 0,
                   IE_WORDS_DE,
                   IE_WORDS_FR,
                   IE_WORDS_RU,
                   IE_WORDS_HE,
                   IE_WORDS_OTHER,
                   IE_WORDS_COUNT
};

/* How near a word of a text is to the word of a label. */
enum ie_nearness {
    IE_NEAR_SAME = 0,  /* letter for letter after folding */
    IE_NEAR_INFLECTED, /* plural, case */
    IE_NEAR_DERIVED,   /* "annealed" for "annealing", Hebrew words with a prefix */
    IE_NEAR_LOOSE,     /* "die cast" for "die casting" */
    IE_NEAR_NOT
};

enum ie_word_place { /* of a word in its label */
                     IE_PLACE_ONLY = 0,
                     IE_PLACE_FIRST, /* of several */
                     IE_PLACE_INNER,
                     IE_PLACE_LAST,
                     IE_WORD_PLACES
};

enum {
    IE_WORD_MAX = 96, /* bytes of a folded word; longer ones mean nothing */
    IE_WORD_KEY_MAX = IE_WORD_MAX + 8,
    IE_WORD_VARIANTS = 8,
    IE_WORD_KEYS = 12,
    IE_PLACES_ALL = 15, /* bits of enum ie_word_place */
    IE_PLACES_WITHIN = 15 - (1 << IE_PLACE_ONLY),
    IE_PLACES_FIRST = 1 << IE_PLACE_ONLY | 1 << IE_PLACE_FIRST,
    IE_PLACES_LAST = 1 << IE_PLACE_LAST,
};

struct ie_word_rules { /* stemmers; one thread at a time */
    struct sb_stemmer *stemmers[IE_WORDS_RU + 1];
};

int ie_word_rules_init(struct ie_word_rules *rules, struct ie_error *err) IE_MUST_CHECK;
void ie_word_rules_release(struct ie_word_rules *rules);

/* The rules that labels of a language (its primary tag) follow. */
enum ie_words_of ie_words_of(struct ie_str primary);

/*
 * One key of a folded word of at most IE_WORD_MAX bytes, for lists of words, into
 * out[IE_WORD_KEY_MAX]: its Snowball stem, Hebrew without one ending. Returns its length, 0
 * when memory is out. O(length).
 */
size_t ie_word_key(struct ie_word_rules *rules, enum ie_words_of of, struct ie_str word,
                   char *out);

struct ie_word_keys {
    unsigned count;
    struct {
        char text[IE_WORD_KEY_MAX];
        uint8_t len;
    } at[IE_WORD_KEYS];
};

/* All keys of a folded word of at most IE_WORD_MAX bytes, for labels; false when memory is out.
 * O(length). */
bool ie_word_keys(struct ie_word_rules *rules, enum ie_words_of of, struct ie_str word,
                  struct ie_word_keys *keys) IE_MUST_CHECK;

/* Of two words that have a key in common. O(length). */
enum ie_nearness ie_word_near(enum ie_words_of of, struct ie_str label,
                              struct ie_str word, enum ie_word_place place);

struct ie_word_variant {
    char text[IE_WORD_MAX];
    uint8_t len;
    uint8_t nearness; /* at best */
    uint8_t places;   /* where it may stand: bits of enum ie_word_place */
};

/*
 * What a word of a text may stand for besides itself: singulars that a stemmer misses,
 * American spelling, "ae" for "ä", Hebrew words without their glued prefixes. Returns how
 * many. O(length).
 */
unsigned ie_word_variants(enum ie_words_of of, struct ie_str word,
                          struct ie_word_variant out[IE_WORD_VARIANTS]);
/* The same of a word that closes several up, whose parts have no inflection of their own:
 * Hebrew without prefixes and plural. */
unsigned ie_word_closed_variants(enum ie_words_of of, struct ie_str word,
                                 struct ie_word_variant out[IE_WORD_VARIANTS]);

#endif
