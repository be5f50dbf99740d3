/* Gathering documents: parts, each with its own vocabulary, then postings by term. */
#include "base/alloc.h"
#include "base/vec.h"
#include "engine/retrieval/postings.h"

struct place { /* a document in its part */
    uint32_t number;
    uint32_t length;
    uint64_t first; /* of its entries */
};

struct ie_retrieval_part {
    struct ie_retrieval_builder *builder;
    IE_VEC(uint64_t) hashes; /* by number in this part */
    IE_VEC(uint64_t) latest; /* by number: entry + 1 of the running document, or less */
    uint32_t *table;         /* number + 1; 0: empty; linear probing */
    uint32_t room;           /* a power of two */
    IE_VEC(struct place) places;
    IE_VEC(uint32_t) numbers; /* entries: term */
    IE_VEC(uint8_t) times;    /* entries: how often, up to IE_TIMES_MAX */
    IE_VEC(unsigned char) keys;
    uint32_t *merged; /* by number: number among all */
};

struct ie_retrieval_builder {
    struct ie_retrieval_options options;
    IE_VEC(struct ie_retrieval_part *) parts;
};

int ie_retrieval_builder_new(const struct ie_retrieval_options *options,
                             struct ie_retrieval_builder **builder, struct ie_error *err)
{
    int code = ie_retrieval_check_options(options, err);

    if (code)
        return code;
    struct ie_retrieval_builder *made = ie_calloc(1, sizeof(*made));
    if (!made)
        return ie_fail_nomem(err);
    made->options = *options;
    *builder = made;
    return 0;
}

static void part_free(struct ie_retrieval_part *part)
{
    IE_VEC_RELEASE(&part->hashes);
    IE_VEC_RELEASE(&part->latest);
    IE_VEC_RELEASE(&part->places);
    IE_VEC_RELEASE(&part->numbers);
    IE_VEC_RELEASE(&part->times);
    IE_VEC_RELEASE(&part->keys);
    ie_free(part->table);
    ie_free(part->merged);
    ie_free(part);
}

static void free_parts(struct ie_retrieval_builder *builder)
{
    for (size_t i = 0; i < builder->parts.count; i++)
        part_free(builder->parts.at[i]);
    IE_VEC_RELEASE(&builder->parts);
}

void ie_retrieval_builder_free(struct ie_retrieval_builder *builder)
{
    if (!builder)
        return;
    free_parts(builder);
    ie_free(builder);
}

int ie_retrieval_part_new(struct ie_retrieval_builder *builder,
                          struct ie_retrieval_part **part, struct ie_error *err)
{
    struct ie_retrieval_part *made = ie_calloc(1, sizeof(*made));
    struct ie_retrieval_part **kept = made ? IE_PUSH(&builder->parts) : NULL;

    if (!kept) {
        ie_free(made);
        return ie_fail_nomem(err);
    }
    made->builder = builder;
    *kept = *part = made;
    return 0;
}

/* ---- Adding ----------------------------------------------------------------------- */

static bool grow_table(struct ie_retrieval_part *part)
{
    uint32_t room = part->room ? 2 * part->room : 1024;
    uint32_t *table = room ? ie_calloc(room, sizeof(*table)) : NULL;

    if (!table)
        return false;
    for (size_t n = 0; n < part->hashes.count; n++) {
        uint64_t at = (part->hashes.at[n] >> 1) & (room - 1);
        while (table[at])
            at = (at + 1) & (room - 1);
        table[at] = (uint32_t)n + 1;
    }
    ie_free(part->table);
    part->table = table;
    part->room = room;
    return true;
}

static bool number_of(struct ie_retrieval_part *part, uint64_t term, uint32_t *number)
{
    if (2 * part->hashes.count >= part->room && !grow_table(part))
        return false;
    uint64_t at = (term >> 1) & (part->room - 1);
    for (; part->table[at]; at = (at + 1) & (part->room - 1))
        if (part->hashes.at[part->table[at] - 1] == term) {
            *number = part->table[at] - 1;
            return true;
        }
    uint64_t *hash = IE_PUSH(&part->hashes), *latest = IE_PUSH(&part->latest);
    if (!hash || !latest)
        return false;
    *hash = term;
    *number = (uint32_t)part->hashes.count - 1;
    part->table[at] = *number + 1;
    return true;
}

static bool add_entry(struct ie_retrieval_part *part, struct place *place,
                      const struct ie_retrieval_entry *entry)
{
    uint32_t number;

    if (!number_of(part, entry->term, &number))
        return false;
    if (part->latest.at[number] <= place->first) {
        uint32_t *kept = IE_PUSH(&part->numbers);
        uint8_t *times = IE_PUSH(&part->times);
        if (!kept || !times)
            return false;
        *kept = number;
        part->latest.at[number] = part->numbers.count;
    }
    uint8_t *times = &part->times.at[part->latest.at[number] - 1];
    *times =
        (uint8_t)(entry->times < (uint32_t)(IE_TIMES_MAX - *times) ? *times + entry->times
                                                                   : IE_TIMES_MAX);
    if (!(entry->term & IE_RETRIEVAL_ASIDE))
        place->length = entry->times < UINT32_MAX - place->length
                            ? place->length + entry->times
                            : UINT32_MAX;
    return true;
}

int ie_retrieval_add(struct ie_retrieval_part *part, uint32_t number,
                     const struct ie_retrieval_entry *entries, size_t count,
                     uint32_t length, const void *key, struct ie_error *err)
{
    uint32_t key_size = part->builder->options.key_size;
    struct place place = {number, 0, part->numbers.count};

    if (part->places.count && part->places.at[part->places.count - 1].number >= number)
        return ie_retrieval_bad(err, "number");
    for (size_t i = 0; i < count; i++)
        if (!entries[i].times)
            return ie_retrieval_bad(err, "times");
    if (number >= UINT32_MAX - 1 || part->hashes.count + count > UINT32_MAX / 4)
        return ie_fail(err, IE_LIMIT, "retrieval.too_large");
    for (size_t i = 0; i < count; i++)
        if (!add_entry(part, &place, &entries[i]))
            return ie_fail_nomem(err);
    if (length != IE_RETRIEVAL_SUM)
        place.length = length;
    for (uint32_t i = 0; i < key_size; i++) {
        unsigned char *byte = IE_PUSH(&part->keys);
        if (!byte)
            return ie_fail_nomem(err);
        *byte = ((const unsigned char *)key)[i];
    }
    struct place *kept = IE_PUSH(&part->places);
    if (!kept)
        return ie_fail_nomem(err);
    *kept = place;
    return 0;
}

/* ---- Putting parts together ------------------------------------------------------- */

struct whole {
    struct ie_retrieval_builder *builder;
    struct ie_postings postings;
    uint32_t *part_of, *place_of; /* by document */
};

static int by_hash(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return (a > b) - (a < b);
}

static int merge_terms(struct whole *whole, struct ie_error *err)
{
    struct ie_retrieval_builder *builder = whole->builder;
    struct ie_postings *p = &whole->postings;
    size_t total = 0, kept = 0;

    for (size_t i = 0; i < builder->parts.count; i++)
        total += builder->parts.at[i]->hashes.count;
    uint64_t *all = p->hashes = ie_calloc(total + 1, sizeof(*all));
    if (!all)
        return ie_fail_nomem(err);
    for (size_t i = 0, at = 0; i < builder->parts.count; i++) {
        const struct ie_retrieval_part *part = builder->parts.at[i];
        if (part->hashes.count)
            memcpy(all + at, part->hashes.at, part->hashes.count * sizeof(*all));
        at += part->hashes.count;
    }
    qsort(all, total, sizeof(*all), by_hash);
    for (size_t i = 0; i < total; i++)
        if (!kept || all[kept - 1] != all[i])
            all[kept++] = all[i];
    if (kept >= UINT32_MAX)
        return ie_fail(err, IE_LIMIT, "retrieval.too_large");
    p->terms = (uint32_t)kept;
    for (size_t i = 0; i < builder->parts.count; i++) {
        struct ie_retrieval_part *part = builder->parts.at[i];
        part->merged = ie_calloc(part->hashes.count + 1, sizeof(*part->merged));
        if (!part->merged)
            return ie_fail_nomem(err);
        for (size_t n = 0; n < part->hashes.count; n++) {
            const uint64_t *found =
                bsearch(&part->hashes.at[n], all, kept, sizeof(*all), by_hash);
            part->merged[n] = (uint32_t)(found - all);
        }
    }
    return 0;
}

/* Where each document stands; gaps and repeats are refused. */
static int place_documents(struct whole *whole, struct ie_error *err)
{
    struct ie_retrieval_builder *builder = whole->builder;
    struct ie_postings *p = &whole->postings;
    uint64_t total = 0;

    for (size_t i = 0; i < builder->parts.count; i++)
        total += builder->parts.at[i]->places.count;
    if (total >= UINT32_MAX)
        return ie_fail(err, IE_LIMIT, "retrieval.too_large");
    p->documents = (uint32_t)total;
    whole->part_of = ie_calloc(total + 1, sizeof(uint32_t));
    whole->place_of = ie_calloc(total + 1, sizeof(uint32_t));
    p->lengths = ie_calloc(total + 1, sizeof(uint32_t));
    p->keys = ie_calloc(total * builder->options.key_size + 1, 1);
    if (!whole->part_of || !whole->place_of || !p->lengths || !p->keys)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < builder->parts.count; i++) {
        const struct ie_retrieval_part *part = builder->parts.at[i];
        uint32_t size = builder->options.key_size;
        for (size_t j = 0; j < part->places.count; j++) {
            uint32_t number = part->places.at[j].number;
            if (number >= total || whole->place_of[number])
                return ie_retrieval_bad(err, "documents");
            whole->part_of[number] = (uint32_t)i;
            whole->place_of[number] = (uint32_t)j + 1;
            p->lengths[number] = part->places.at[j].length;
            if (size)
                memcpy(p->keys + (size_t)number * size, part->keys.at + j * size, size);
        }
    }
    return 0;
}

/* Counting sort by term, documents in order. */
static int sort_postings(struct whole *whole, const struct ie_solve_control *control,
                         struct ie_error *err)
{
    struct ie_retrieval_builder *builder = whole->builder;
    struct ie_postings *p = &whole->postings;
    uint64_t total = 0;
    int code = 0;

    p->first = ie_calloc((size_t)p->terms + 2, sizeof(*p->first));
    if (!p->first)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < builder->parts.count; i++) {
        const struct ie_retrieval_part *part = builder->parts.at[i];
        for (size_t e = 0; e < part->numbers.count; e++)
            p->first[part->merged[part->numbers.at[e]] + 2]++;
        total += part->numbers.count;
    }
    p->docs = ie_calloc(total + 1, sizeof(*p->docs));
    p->times = ie_calloc(total + 1, sizeof(*p->times));
    if (!p->docs || !p->times)
        return ie_fail_nomem(err);
    for (uint32_t t = 0; t < p->terms; t++)
        p->first[t + 2] += p->first[t + 1];
    for (uint32_t d = 0; d < p->documents && !code; d++) {
        const struct ie_retrieval_part *part = builder->parts.at[whole->part_of[d]];
        size_t at = whole->place_of[d] - 1;
        uint64_t end = at + 1 < part->places.count ? part->places.at[at + 1].first
                                                   : part->numbers.count;
        for (uint64_t e = part->places.at[at].first; e < end; e++) {
            uint64_t to = p->first[part->merged[part->numbers.at[e]] + 1]++;
            p->docs[to] = d;
            p->times[to] = part->times.at[e];
        }
        if (d % 4096 == 0)
            code = ie_retrieval_stopped(control, err);
    }
    return code;
}

int ie_retrieval_finish(struct ie_retrieval_builder *builder,
                        const struct ie_solve_control *control,
                        struct ie_retrieval_image *image, struct ie_error *err)
{
    struct whole whole = {.builder = builder};
    int code = place_documents(&whole, err);

    if (!code)
        code = merge_terms(&whole, err);
    if (!code)
        code = sort_postings(&whole, control, err);
    ie_free(whole.part_of);
    ie_free(whole.place_of);
    free_parts(builder);
    if (!code)
        code = ie_postings_write(&whole.postings, &builder->options, control, image, err);
    ie_postings_release(&whole.postings);
    return code;
}
