/*
 * memo: what was worked out about a text once, for the next time it comes (Zipf).
 *
 * A table from keys to values of the user's that stand in the memo's arena. It holds `most`
 * entries; `tidy`, called where nobody holds a value, empties it when it is full. What is
 * kept must follow from the key alone, so that a memo changes how long something takes and
 * nothing else.
 */
#ifndef IE_LEXICON_MEMO_H
#define IE_LEXICON_MEMO_H

#include "base/arena.h"

struct ie_memo_slot;

struct ie_memo {
    struct ie_arena arena; /* keys, values */
    struct ie_memo_slot *slots;
    uint32_t room, count, most;
};

/* Nothing is allocated before the first entry. */
void ie_memo_init(struct ie_memo *memo, uint32_t most);
void ie_memo_release(struct ie_memo *memo);
/* Empties a full memo. O(entries) then. */
void ie_memo_tidy(struct ie_memo *memo);
/* The value under a key of a kind; NULL: none. O(length) expected. */
const void *ie_memo_find(const struct ie_memo *memo, uint64_t kind, struct ie_str key);
/* Keeps a value under a key that has none; a full memo, or one that is out of memory, keeps
 * nothing. O(length) expected. */
void ie_memo_keep(struct ie_memo *memo, uint64_t kind, struct ie_str key,
                  const void *value);
/* Is there room for another? Else a value need not be made. */
static inline bool ie_memo_open(const struct ie_memo *memo)
{
    return memo->count < memo->most;
}

#endif
