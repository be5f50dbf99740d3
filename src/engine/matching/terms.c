#include "engine/matching/terms.h"

#include <xxhash.h>

#include "base/alloc.h"

uint64_t ie_term_hash(struct ie_str term)
{
    return XXH3_64bits(term.ptr, term.len);
}

uint32_t ie_term_room(uint32_t terms)
{
    uint32_t room = 16;

    while (room < UINT32_C(1) << 31 && room / 2 < terms)
        room *= 2;
    return room;
}

void ie_terms_release(struct ie_terms *terms)
{
    ie_buf_release(&terms->bytes);
    IE_VEC_RELEASE(&terms->from);
    ie_free(terms->table);
    memset(terms, 0, sizeof(*terms));
}

struct ie_str ie_terms_get(const struct ie_terms *terms, uint32_t number)
{
    uint64_t from = terms->from.at[number];
    uint64_t end =
        number + 1 < terms->from.count ? terms->from.at[number + 1] : terms->bytes.len;

    return ie_str_n(terms->bytes.ptr + from, (size_t)(end - from));
}

static bool grow(struct ie_terms *terms)
{
    uint32_t count = (uint32_t)terms->from.count;
    uint32_t room = ie_term_room(count + count / 2 + 1024);
    uint32_t *table = ie_calloc(room, sizeof(*table));

    if (!table)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = ie_term_hash(ie_terms_get(terms, i)) & (room - 1);
        while (table[at])
            at = (at + 1) & (room - 1);
        table[at] = i + 1;
    }
    ie_free(terms->table);
    terms->table = table;
    terms->room = room;
    return true;
}

bool ie_terms_add(struct ie_terms *terms, struct ie_str term, uint32_t *number)
{
    if (terms->from.count + 1 > terms->room / 2 &&
        (terms->from.count >= UINT32_C(1) << 29 || !grow(terms)))
        return false;
    uint64_t at = ie_term_hash(term) & (terms->room - 1);
    while (terms->table[at]) {
        *number = terms->table[at] - 1;
        if (ie_str_eq(ie_terms_get(terms, *number), term))
            return true;
        at = (at + 1) & (terms->room - 1);
    }
    uint64_t *from = IE_PUSH(&terms->from);
    if (!from)
        return false;
    *from = terms->bytes.len;
    ie_buf_add(&terms->bytes, term);
    if (terms->bytes.failed)
        return false;
    *number = (uint32_t)terms->from.count - 1;
    terms->table[at] = *number + 1;
    return true;
}
