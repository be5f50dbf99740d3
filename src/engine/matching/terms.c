#include "engine/matching/terms.h"

#include <stdlib.h>
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

/* ---- Several tables ----------------------------------------------------------------- */

struct entry {
    uint64_t hash;
    uint32_t local;
    uint16_t table;
};

static int by_hash(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;

    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return (a->table > b->table) - (a->table < b->table);
}

void ie_match_vocabulary_release(struct ie_match_vocabulary *v)
{
    ie_free(v->hashes);
    ie_free(v->table);
    ie_free(v->local);
    ie_free(v->slots);
    memset(v, 0, sizeof(*v));
}

static struct entry *gather(const struct ie_terms *const *tables, unsigned table_count,
                            size_t *total)
{
    size_t n = 0;

    *total = 0;
    for (unsigned t = 0; t < table_count; t++)
        *total += tables[t]->from.count;
    struct entry *all = ie_calloc(*total + 1, sizeof(*all));
    for (unsigned t = 0; all && t < table_count; t++)
        for (uint32_t i = 0; i < tables[t]->from.count; i++)
            all[n++] =
                (struct entry){ie_term_hash(ie_terms_get(tables[t], i)), i, (uint16_t)t};
    if (all && n)
        qsort(all, n, sizeof(*all), by_hash);
    return all;
}

bool ie_match_vocabulary_make(struct ie_match_vocabulary *v,
                              const struct ie_terms *const *tables, unsigned table_count,
                              uint32_t *const *maps)
{
    size_t total;
    struct entry *all = gather(tables, table_count, &total);

    *v = (struct ie_match_vocabulary){.tables = tables};
    if (!all || total >= UINT32_C(1) << 30) {
        ie_free(all);
        return false;
    }
    v->room = ie_term_room((uint32_t)total + 1);
    v->hashes = ie_calloc(total + 1, sizeof(*v->hashes));
    v->table = ie_calloc(total + 1, sizeof(*v->table));
    v->local = ie_calloc(total + 1, sizeof(*v->local));
    v->slots = ie_calloc(v->room, sizeof(*v->slots));
    bool ok = v->hashes && v->table && v->local && v->slots;
    for (size_t i = 0; ok && i < total; i++) {
        uint32_t number = v->count - 1;
        if (!v->count || v->hashes[number] != all[i].hash) {
            number = v->count++;
            v->hashes[number] = all[i].hash;
            v->table[number] = all[i].table;
            v->local[number] = all[i].local;
            uint64_t at = all[i].hash & (v->room - 1);
            while (v->slots[at])
                at = (at + 1) & (v->room - 1);
            v->slots[at] = number + 1;
        }
        maps[all[i].table][all[i].local] = number;
    }
    ie_free(all);
    return ok;
}

uint32_t ie_match_vocabulary_find(const struct ie_match_vocabulary *v, struct ie_str term)
{
    uint64_t hash = ie_term_hash(term), at = hash & (v->room - 1);

    for (; v->slots[at]; at = (at + 1) & (v->room - 1))
        if (v->hashes[v->slots[at] - 1] == hash)
            return v->slots[at] - 1;
    return UINT32_MAX;
}

struct ie_str ie_match_vocabulary_get(const struct ie_match_vocabulary *v,
                                      uint32_t number)
{
    return ie_terms_get(v->tables[v->table[number]], v->local[number]);
}
