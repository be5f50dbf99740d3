#include "lexicon/memo.h"

#include <xxhash.h>

#include "base/alloc.h"

struct ie_memo_slot { /* linear probing */
    uint64_t hash;    /* 0: empty */
    uint64_t kind;
    struct ie_str key;
    const void *value;
};

enum { ROOM_FIRST = 1024 };

void ie_memo_init(struct ie_memo *memo, uint32_t most)
{
    *memo = (struct ie_memo){.most = most};
    ie_arena_init(&memo->arena, 0);
}

void ie_memo_release(struct ie_memo *memo)
{
    ie_arena_release(&memo->arena);
    ie_free(memo->slots);
    memo->slots = NULL;
    memo->room = memo->count = 0;
}

void ie_memo_tidy(struct ie_memo *memo)
{
    if (ie_memo_open(memo))
        return;
    memset(memo->slots, 0, memo->room * sizeof(*memo->slots));
    ie_arena_clear(&memo->arena);
    memo->count = 0;
}

static uint64_t hash_of(uint64_t kind, struct ie_str key)
{
    uint64_t hash = XXH3_64bits_withSeed(key.ptr, key.len, kind);

    return hash ? hash : 1;
}

static struct ie_memo_slot *slot_of(const struct ie_memo *memo, uint64_t hash,
                                    uint64_t kind, struct ie_str key)
{
    uint32_t mask = memo->room - 1, at = (uint32_t)hash & mask;

    for (; memo->slots[at].hash; at = (at + 1) & mask) {
        const struct ie_memo_slot *slot = &memo->slots[at];
        if (slot->hash == hash && slot->kind == kind && ie_str_eq(slot->key, key))
            break;
    }
    return &memo->slots[at];
}

const void *ie_memo_find(const struct ie_memo *memo, uint64_t kind, struct ie_str key)
{
    return memo->count ? slot_of(memo, hash_of(kind, key), kind, key)->value : NULL;
}

static bool grow(struct ie_memo *memo)
{
    struct ie_memo larger = {.room = memo->room ? memo->room * 2 : ROOM_FIRST};

    larger.slots = ie_calloc(larger.room, sizeof(*larger.slots));
    if (!larger.slots)
        return false;
    for (uint32_t i = 0; i < memo->room; i++) {
        const struct ie_memo_slot *slot = &memo->slots[i];
        if (slot->hash)
            *slot_of(&larger, slot->hash, slot->kind, slot->key) = *slot;
    }
    ie_free(memo->slots);
    memo->slots = larger.slots;
    memo->room = larger.room;
    return true;
}

void ie_memo_keep(struct ie_memo *memo, uint64_t kind, struct ie_str key,
                  const void *value)
{
    if (!value || !ie_memo_open(memo) || (memo->count >= memo->room / 2 && !grow(memo)))
        return;
    uint64_t hash = hash_of(kind, key);
    struct ie_memo_slot *slot = slot_of(memo, hash, kind, key);
    struct ie_str kept = ie_arena_str(&memo->arena, key);
    if (!kept.ptr || slot->hash)
        return;
    *slot = (struct ie_memo_slot){hash, kind, kept, value};
    memo->count++;
}
