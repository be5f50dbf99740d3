/* Private to lexicon/: what building an image gathers, section by section. */
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

struct ie_lex_ending { /* an entry and the node where it ends */
    uint32_t node, at;
    struct ie_lex_entry entry;
};

struct ie_lex_build {
    struct ie_arena *arena;
    struct ie_folding folding;
    struct ie_word_rules rules;
    IE_VEC(struct ie_lex_concept) concepts;
    IE_VEC(struct ie_lex_label) labels;
    IE_VEC(struct ie_lex_notation) notations;
    IE_VEC(struct ie_lex_note) notes;
    IE_VEC(uint32_t) links;
    IE_VEC(uint32_t) tops;
    IE_VEC(struct ie_lex_lang) langs;
    IE_VEC(uint32_t) strings; /* where each ends */
    struct ie_buf text;
    IE_VEC(uint32_t) terms; /* where each ends in keys */
    IE_VEC(struct ie_lex_edge) edges;
    IE_VEC(struct ie_lex_node) nodes; /* without their entries */
    IE_VEC(struct ie_lex_ending) endings;
    IE_VEC(struct ie_lex_key) closed;
    uint64_t *hints;
    uint32_t hint_words;
    IE_VEC(struct ie_lex_find) finds;
    struct ie_buf keys;
    struct ie_lex_table string_table, term_table, edge_table;
};

/* Number of a text among the strings, added if new. IE_NOMEM; IE_LIMIT
 * "lexicon.too_large" {limit}. O(1) expected. */
int ie_lex_intern(struct ie_lex_build *build, struct ie_str text, uint32_t *number,
                  struct ie_error *err) IE_MUST_CHECK;

/* Tries, terms and closed words of all labels (build_index.c). O(characters). */
int ie_lex_build_index(struct ie_lex_build *build, struct ie_error *err) IE_MUST_CHECK;
/* Keys of search boxes (build_find.c). O(n log n). */
int ie_lex_build_finds(struct ie_lex_build *build, struct ie_error *err) IE_MUST_CHECK;

static inline struct ie_str ie_lex_build_string(const struct ie_lex_build *build,
                                                uint32_t number)
{
    uint32_t from = number ? build->strings.at[number - 1] : 0;

    return ie_str_n(build->text.ptr + from, build->strings.at[number] - from);
}

/* A free slot for `hash` exists afterwards; rehashing is the caller's by `again`. */
int ie_lex_table_reserve(struct ie_lex_build *build, struct ie_lex_table *table,
                         uint64_t (*again)(const struct ie_lex_build *, uint32_t),
                         struct ie_error *err) IE_MUST_CHECK;

#endif
