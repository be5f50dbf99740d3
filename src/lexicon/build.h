/*
 * Private to lexicon/: what building an image gathers, in this order.
 *
 *   build.c        strings, concepts, labels, links; in the end the bytes
 *   build_index.c  how labels match: their words or letters, their traits
 *   build_words.c  words sorted, keys of words, hints
 *   build_trie.c   paths sorted into a trie, breadth first
 *   build_find.c   search boxes
 */
#ifndef IE_LEXICON_BUILD_H
#define IE_LEXICON_BUILD_H

#include "base/buf.h"
#include "base/vec.h"
#include "lexicon/image.h"
#include "lexicon/split.h"

struct ie_lex_table { /* an index into records that are kept elsewhere */
    uint32_t *slots;  /* number + 1 */
    uint32_t room, used;
};

struct ie_lex_path {  /* through a trie */
    uint32_t at, len; /* in symbols */
    uint32_t label;   /* or IE_THESAURUS_NONE, and then: */
    uint32_t flags;   /* of the node where it ends */
};

struct ie_lex_word_of { /* a word before words are sorted */
    uint32_t at;        /* in `letters_of` */
    uint16_t len;
    uint8_t flags, rules; /* enum ie_lex_word_flags; bits of enum ie_words_of */
};

struct ie_lex_made_trie {
    IE_VEC(struct ie_lex_path) paths;
    IE_VEC(uint32_t) symbols;
    IE_VEC(uint32_t) first, symbol, end; /* by node */
    IE_VEC(uint8_t) flags;
};

struct ie_lex_build {
    struct ie_arena *arena;
    struct ie_folding folding;
    struct ie_word_rules rules;
    IE_VEC(struct ie_lex_concept) concepts;
    IE_VEC(struct ie_lex_label) labels;
    IE_VEC(struct ie_lex_trait) trait_of; /* of each label, before they are shared */
    IE_VEC(struct ie_lex_trait) traits;
    IE_VEC(struct ie_lex_notation) notations;
    IE_VEC(struct ie_lex_note) notes;
    IE_VEC(uint32_t) links;
    IE_VEC(uint32_t) tops;
    IE_VEC(struct ie_lex_lang) langs;
    IE_VEC(uint32_t) strings; /* where each begins in text */
    struct ie_buf text;
    IE_VEC(struct ie_lex_word_of) words_of;
    struct ie_buf letters_of;
    IE_VEC(uint32_t) words; /* sorted: where each begins in spelling, and one more */
    struct ie_buf spelling;
    IE_VEC(uint8_t) word_flags;
    uint32_t *buckets;
    IE_VEC(struct ie_lex_key) keys;
    struct ie_lex_made_trie trie, letters;
    IE_VEC(uint32_t) ends;
    uint64_t *hints;
    uint32_t hint_words;
    IE_VEC(uint32_t) finds;
    IE_VEC(uint8_t) find_sizes;
    uint64_t pages[IE_FOLD_PAGES / 64];
    struct ie_lex_table string_table, word_table, trait_table;
};

enum { IE_LEX_BUCKETS_COUNT = 1 << 16 };

/* Where a text is among the strings, added if new. IE_NOMEM; IE_LIMIT
 * "lexicon.too_large" {limit}. O(1) expected. */
int ie_lex_intern(struct ie_lex_build *build, struct ie_str text, uint32_t *string,
                  struct ie_error *err) IE_MUST_CHECK;
int ie_lex_too_large(struct ie_error *err);

/* Everything that tagging reads. O(characters · log labels). */
int ie_lex_build_index(struct ie_lex_build *build, struct ie_error *err) IE_MUST_CHECK;
/* Sorts words (and says so in the paths), fills keys and hints. O(n log n). */
int ie_lex_build_words(struct ie_lex_build *build, struct ie_error *err) IE_MUST_CHECK;
/* Nodes of a trie from its paths; the labels of its nodes go to `ends`. O(n log n). */
int ie_lex_build_trie(struct ie_lex_build *build, struct ie_lex_made_trie *trie,
                      struct ie_error *err) IE_MUST_CHECK;
/* Keys of search boxes (build_find.c). O(n log n). */
int ie_lex_build_finds(struct ie_lex_build *build, struct ie_error *err) IE_MUST_CHECK;

static inline struct ie_str ie_lex_build_string(const struct ie_lex_build *build,
                                                uint32_t string)
{
    struct ie_lexicon view = {.text = (const unsigned char *)build->text.ptr};

    return ie_lex_string(&view, string);
}

/* A free slot for `hash` exists afterwards; rehashing is the caller's by `again`. */
int ie_lex_table_reserve(struct ie_lex_table *table,
                         uint32_t (*again)(const struct ie_lex_build *, uint32_t),
                         const struct ie_lex_build *build,
                         struct ie_error *err) IE_MUST_CHECK;

#endif
