/* Private to matching/: terms to numbers, in order of first appearance. */
#ifndef IE_ENGINE_MATCHING_TERMS_H
#define IE_ENGINE_MATCHING_TERMS_H

#include "base/buf.h"
#include "base/vec.h"

struct ie_terms {
    struct ie_buf bytes;
    IE_VEC(uint64_t) from; /* where each term begins in `bytes` */
    uint32_t *table;       /* number + 1, 0: empty; linear probing */
    uint32_t room;         /* a power of two, at least twice the terms */
};

void ie_terms_release(struct ie_terms *terms);
/* The number of a term, added if it is new; false when memory is out or there are 2^31. */
bool ie_terms_add(struct ie_terms *terms, struct ie_str term, uint32_t *number);
struct ie_str ie_terms_get(const struct ie_terms *terms, uint32_t number);

/* The terms of several tables, numbered by their hashes: the same numbers whichever table
 * a term stood in. */
struct ie_match_vocabulary {
    const struct ie_terms *const *tables;
    uint64_t *hashes; /* [count] rising */
    uint16_t *table;  /* [count] where the term is spelled */
    uint32_t *local;  /* [count] its number there */
    uint32_t count;
    uint32_t *slots; /* number + 1; linear probing */
    uint32_t room;
};

/* `maps[t]` [terms of table t] gets the numbers. Borrows the tables. False when memory is
 * out. O(n log n). */
bool ie_match_vocabulary_make(struct ie_match_vocabulary *vocabulary,
                              const struct ie_terms *const *tables, unsigned table_count,
                              uint32_t *const *maps);
void ie_match_vocabulary_release(struct ie_match_vocabulary *vocabulary);
/* UINT32_MAX: there is no such term. O(1) expected. */
uint32_t ie_match_vocabulary_find(const struct ie_match_vocabulary *vocabulary,
                                  struct ie_str term);
struct ie_str ie_match_vocabulary_get(const struct ie_match_vocabulary *vocabulary,
                                      uint32_t number);

/* Shared with the image: the hash and one look-up in a table of number + 1. */
uint64_t ie_term_hash(struct ie_str term);
/* The table size that a number of terms needs. */
uint32_t ie_term_room(uint32_t terms);

#endif
