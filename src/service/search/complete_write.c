#include "service/search/complete_write.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/vec.h"

struct ranked { /* an entry, by what it is sorted by first */
    uint64_t prefix;
    const struct ie_completion_entry *entry;
};

struct placed {
    uint64_t prefix; /* of the key from there on */
    struct ie_str rest;
    struct ie_completion_place place;
};

struct writing {
    const uint32_t *hashes;
    struct ie_folding *folding;
    struct ie_find_key key;
    struct ie_buf keys, texts;
    IE_VEC(struct ie_completion_item) items;
    IE_VEC(uint32_t) docs;
    IE_VEC(struct placed) places;
    uint32_t place_count[IE_COMPLETION_KINDS];
};

/* The first bytes as a number that sorts as they do. */
static uint64_t prefix_of(struct ie_str key, size_t bytes)
{
    uint64_t prefix = 0;

    for (size_t i = 0; i < bytes; i++)
        prefix = prefix << 8 | (i < key.len ? (unsigned char)key.ptr[i] : 0);
    return prefix;
}

/* ---- one item a key ----------------------------------------------------------------- */

static int by_identity(const struct ie_completion_entry *x,
                       const struct ie_completion_entry *y)
{
    int order = (x->item.kind > y->item.kind) - (x->item.kind < y->item.kind);

    if (!order)
        order = ie_str_cmp(x->key, y->key);
    return order ? order : memcmp(x->item.id, y->item.id, sizeof(x->item.id));
}

static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;

    if (a->prefix != b->prefix)
        return a->prefix < b->prefix ? -1 : 1;
    int order = by_identity(a->entry, b->entry);
    /* the form that most documents have comes first; then the one in small letters */
    if (!order)
        order = (a->entry->item.times < b->entry->item.times) -
                (a->entry->item.times > b->entry->item.times);
    return order ? order : ie_str_cmp(b->entry->text, a->entry->text);
}

static int by_number(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

    return (a > b) - (a < b);
}

struct sample {
    uint32_t hash, document;
};

static int by_hash(const void *x, const void *y)
{
    const struct sample *a = x, *b = y;

    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return (a->document > b->document) - (a->document < b->document);
}

/* Of a word so many, by hash. False: memory is out. */
static bool sample(struct writing *w, uint32_t *docs, uint32_t *count)
{
    if (*count <= IE_COMPLETION_SAMPLES)
        return true;
    struct sample *all = ie_calloc(*count, sizeof(*all));
    if (!all)
        return false;
    for (uint32_t i = 0; i < *count; i++)
        all[i] = (struct sample){w->hashes[docs[i]], docs[i]};
    qsort(all, *count, sizeof(*all), by_hash);
    for (uint32_t i = 0; i < IE_COMPLETION_SAMPLES; i++)
        docs[i] = all[i].document;
    *count = IE_COMPLETION_SAMPLES;
    qsort(docs, *count, sizeof(*docs), by_number);
    ie_free(all);
    return true;
}

/* The documents of a group behind those that are there. */
static bool put_docs(struct writing *w, const struct ranked *group, size_t size,
                     struct ie_completion_item *item)
{
    size_t first = w->docs.count;
    uint32_t kept = 0;

    for (size_t i = 0; i < size; i++)
        for (uint32_t k = 0; k < group[i].entry->item.doc_count; k++) {
            uint32_t *document = IE_PUSH(&w->docs);
            if (!document)
                return false;
            *document = group[i].entry->docs[k];
        }
    uint32_t *docs = w->docs.at + first, count = (uint32_t)(w->docs.count - first);
    if (size > 1)
        qsort(docs, count, sizeof(*docs), by_number);
    for (uint32_t i = 0; i < count; i++)
        if (!kept || docs[kept - 1] != docs[i])
            docs[kept++] = docs[i];
    if (item->kind != IE_COMPLETION_WORD)
        item->times = kept;
    else if (!sample(w, docs, &kept))
        return false;
    w->docs.count = first + kept;
    item->docs = (uint32_t)first;
    item->doc_count = kept;
    return true;
}

static bool put_place(struct writing *w, uint32_t item, const struct ie_find_key *key,
                      uint32_t from)
{
    struct placed *made = from < key->len ? IE_PUSH(&w->places) : NULL;

    if (made)
        made->place = (struct ie_completion_place){item, from};
    return made || from >= key->len;
}

/* Where words of the item's key begin; of a word, where it does. */
static bool put_places(struct writing *w, uint32_t number, struct ie_str text)
{
    const struct ie_completion_item *item = &w->items.at[number];
    size_t before = w->places.count;
    bool ok = ie_find_key(w->folding, text, &w->key) && put_place(w, number, &w->key, 0);

    for (uint32_t i = 0; ok && item->kind != IE_COMPLETION_WORD && i < w->key.words; i++)
        ok = put_place(w, number, &w->key, w->key.starts[i]);
    w->place_count[item->kind] += (uint32_t)(w->places.count - before);
    return ok;
}

/* Entries of one identity as one item, told as the first of them. */
static bool put_group(struct writing *w, const struct ranked *group, size_t size)
{
    const struct ie_completion_entry *best = group[0].entry;
    struct ie_completion_item *item = IE_PUSH(&w->items);
    uint64_t times = 0;

    if (!item)
        return false;
    *item = best->item;
    for (size_t i = 0; i < size; i++)
        times += group[i].entry->item.times;
    item->times = (uint32_t)(times < UINT32_MAX ? times : UINT32_MAX);
    item->key = (uint32_t)w->keys.len;
    item->key_len = (uint16_t)best->key.len;
    item->text = (uint32_t)w->texts.len;
    item->text_len = (uint16_t)best->text.len;
    ie_buf_add(&w->keys, best->key);
    ie_buf_add(&w->texts, best->text);
    return put_docs(w, group, size, item) &&
           put_places(w, (uint32_t)w->items.count - 1, best->text);
}

static bool put_all(struct writing *w, const struct ranked *ranked, size_t count)
{
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1;
             end < count && by_identity(ranked[i].entry, ranked[end].entry) == 0; end++)
            ;
        if (!put_group(w, ranked + i, end - i))
            return false;
    }
    return true;
}

/* ---- places by key ------------------------------------------------------------------ */

static int by_rest(const void *x, const void *y)
{
    const struct placed *a = x, *b = y;

    if (a->prefix != b->prefix)
        return a->prefix < b->prefix ? -1 : 1;
    int order = ie_str_cmp(a->rest, b->rest);
    if (!order)
        order = (a->place.item > b->place.item) - (a->place.item < b->place.item);
    return order ? order
                 : (a->place.from > b->place.from) - (a->place.from < b->place.from);
}

/* They stand by kind already, since items do. */
static void sort_places(struct writing *w)
{
    struct placed *at = w->places.at;

    for (size_t i = 0; i < w->places.count; i++) {
        const struct ie_completion_item *item = &w->items.at[at[i].place.item];
        at[i].rest = ie_str_n(w->keys.ptr + item->key + at[i].place.from,
                              item->key_len - at[i].place.from);
        at[i].prefix = prefix_of(at[i].rest, 8);
    }
    for (int kind = 0; kind < IE_COMPLETION_KINDS; kind++) {
        if (w->place_count[kind])
            qsort(at, w->place_count[kind], sizeof(*at), by_rest);
        at = at ? at + w->place_count[kind] : NULL;
    }
}

/* ---- the image ---------------------------------------------------------------------- */

static void copy(unsigned char *to, const void *from, size_t len)
{
    if (len)
        memcpy(to, from, len);
}

static int lay(const struct writing *w, uint32_t documents,
               struct ie_completion_image *image, struct ie_error *err)
{
    struct ie_completion_header h = {.documents = documents,
                                     .items = (uint32_t)w->items.count,
                                     .docs = (uint32_t)w->docs.count,
                                     .keys = (uint32_t)w->keys.len,
                                     .texts = (uint32_t)w->texts.len};
    uint64_t at[IE_COMPLETION_SECTIONS];

    if (w->keys.len > UINT32_MAX || w->texts.len > UINT32_MAX ||
        w->docs.count > UINT32_MAX || w->places.count > UINT32_MAX)
        return ie_fail(err, IE_LIMIT, "retrieval.too_large");
    memcpy(h.magic, IE_COMPLETION_MAGIC, sizeof(h.magic));
    memcpy(h.places, w->place_count, sizeof(h.places));
    image->len = ie_completion_layout(&h, at);
    image->bytes = ie_calloc(image->len, 1);
    if (!image->bytes)
        return ie_fail_nomem(err);
    copy(image->bytes, &h, sizeof(h));
    copy(image->bytes + at[IE_COMPLETION_ITEMS], w->items.at,
         w->items.count * sizeof(*w->items.at));
    struct ie_completion_place *places =
        (void *)(image->bytes + at[IE_COMPLETION_PLACES]);
    for (size_t i = 0; i < w->places.count; i++)
        places[i] = w->places.at[i].place;
    copy(image->bytes + at[IE_COMPLETION_DOCS], w->docs.at,
         w->docs.count * sizeof(*w->docs.at));
    copy(image->bytes + at[IE_COMPLETION_KEYS], w->keys.ptr, w->keys.len);
    copy(image->bytes + at[IE_COMPLETION_TEXTS], w->texts.ptr, w->texts.len);
    h.checksum = ie_completion_checksum(image->bytes, image->len);
    copy(image->bytes, &h, sizeof(h));
    return 0;
}

int ie_completion_write(const struct ie_completion_entry *entries, size_t count,
                        const uint32_t *hashes, uint32_t documents,
                        struct ie_folding *folding, struct ie_completion_image *image,
                        struct ie_error *err)
{
    struct writing *w = ie_calloc(1, sizeof(*w));
    struct ranked *ranked = ie_calloc(count + 1, sizeof(*ranked));
    int code = w && ranked ? 0 : ie_fail_nomem(err);

    if (!code) {
        w->hashes = hashes;
        w->folding = folding;
        w->keys = w->texts = (struct ie_buf)IE_BUF_INIT;
        for (size_t i = 0; i < count; i++)
            ranked[i] = (struct ranked){(uint64_t)entries[i].item.kind << 56 |
                                            prefix_of(entries[i].key, 7),
                                        &entries[i]};
        if (count)
            qsort(ranked, count, sizeof(*ranked), by_rank);
        if (!put_all(w, ranked, count) || w->keys.failed || w->texts.failed)
            code = ie_fail_nomem(err);
    }
    ie_free(ranked);
    if (!code) {
        sort_places(w);
        code = lay(w, documents, image, err);
    }
    if (w) {
        ie_buf_release(&w->keys);
        ie_buf_release(&w->texts);
        IE_VEC_RELEASE(&w->items);
        IE_VEC_RELEASE(&w->docs);
        IE_VEC_RELEASE(&w->places);
    }
    ie_free(w);
    return code;
}
