/* Images of completions: see complete.h. */
#include "service/search/complete_image.h"

static int damaged(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INPUT, "retrieval.index_damaged");
    ie_error_arg(err, "what", what);
    return IE_INPUT;
}

uint64_t ie_completion_layout(const struct ie_completion_header *h,
                              uint64_t at[IE_COMPLETION_SECTIONS])
{
    const uint64_t sizes[IE_COMPLETION_SECTIONS] = {
        [IE_COMPLETION_ITEMS] = h->items * (uint64_t)sizeof(struct ie_completion_item),
        [IE_COMPLETION_PLACES] = ((uint64_t)h->places[0] + h->places[1] + h->places[2]) *
                                 sizeof(struct ie_completion_place),
        [IE_COMPLETION_DOCS] = h->docs * (uint64_t)sizeof(uint32_t),
        [IE_COMPLETION_KEYS] = h->keys,
        [IE_COMPLETION_TEXTS] = h->texts,
    };
    uint64_t end = sizeof(*h);

    for (int i = 0; i < IE_COMPLETION_SECTIONS; i++) {
        at[i] = end;
        end += (sizes[i] + 7) & ~UINT64_C(7);
    }
    return end;
}

uint64_t ie_completion_checksum(const unsigned char *bytes, size_t len)
{
    return ie_retrieval_term(ie_str_n((const char *)bytes + 16, len - 16), 3, false);
}

/* ---- checking --------------------------------------------------------------------- */

static bool item_ok(const struct ie_completion *c, const struct ie_completion_header *h,
                    const struct ie_completion_item *item)
{
    if (item->kind >= IE_COMPLETION_KINDS || !item->key_len || !item->doc_count ||
        (uint64_t)item->key + item->key_len > h->keys ||
        (uint64_t)item->text + item->text_len > h->texts ||
        (uint64_t)item->docs + item->doc_count > h->docs)
        return false;
    for (uint32_t i = 0; i < item->doc_count; i++) {
        uint32_t document = c->docs[item->docs + i];
        if (document >= c->documents || (i && document <= c->docs[item->docs + i - 1]))
            return false;
    }
    return true;
}

static struct ie_str key_at(const struct ie_completion *c, uint32_t place)
{
    const struct ie_completion_place *at = &c->places[place];
    struct ie_str key = ie_completion_key(c, &c->items[at->item]);

    return ie_str_sub(key, at->from, key.len - at->from);
}

/* Of one kind, rising by key. */
static bool places_ok(const struct ie_completion *c)
{
    for (int kind = 0; kind < IE_COMPLETION_KINDS; kind++)
        for (uint32_t i = c->first[kind]; i < c->first[kind + 1]; i++) {
            const struct ie_completion_place *at = &c->places[i];
            if (at->item >= c->item_count || c->items[at->item].kind != kind ||
                at->from >= c->items[at->item].key_len ||
                (i > c->first[kind] && ie_str_cmp(key_at(c, i - 1), key_at(c, i)) > 0))
                return false;
        }
    return true;
}

int ie_completion_open(const unsigned char *bytes, size_t len, uint32_t documents,
                       struct ie_completion *completion, struct ie_error *err)
{
    struct ie_completion_header h;
    uint64_t at[IE_COMPLETION_SECTIONS];

    if (len < sizeof(h) || (uintptr_t)bytes % 8 != 0)
        return damaged(err, "completion length");
    memcpy(&h, bytes, sizeof(h));
    if (memcmp(h.magic, IE_COMPLETION_MAGIC, sizeof(h.magic)) != 0 ||
        h.documents != documents || ie_completion_layout(&h, at) != len)
        return damaged(err, "completion header");
    if (h.checksum != ie_completion_checksum(bytes, len))
        return damaged(err, "completion");
    struct ie_completion c = {
        .documents = h.documents,
        .item_count = h.items,
        .items = (const void *)(bytes + at[IE_COMPLETION_ITEMS]),
        .places = (const void *)(bytes + at[IE_COMPLETION_PLACES]),
        .docs = (const void *)(bytes + at[IE_COMPLETION_DOCS]),
        .keys = (const char *)bytes + at[IE_COMPLETION_KEYS],
        .texts = (const char *)bytes + at[IE_COMPLETION_TEXTS],
    };
    for (int kind = 0; kind < IE_COMPLETION_KINDS; kind++)
        c.first[kind + 1] = c.first[kind] + h.places[kind];
    for (uint32_t i = 0; i < c.item_count; i++)
        if (!item_ok(&c, &h, &c.items[i]))
            return damaged(err, "completion items");
    if (!places_ok(&c))
        return damaged(err, "completion places");
    *completion = c;
    return 0;
}

/* ---- looking up ------------------------------------------------------------------- */

/* The first place that is not below `typed`; `above`: that does not begin with it either. */
static uint32_t bound(const struct ie_completion *c, uint32_t low, uint32_t high,
                      struct ie_str typed, bool above)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct ie_str key = key_at(c, middle);
        if (ie_str_cmp(key, typed) < 0 || (above && ie_str_starts(key, typed)))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void ie_completion_range(const struct ie_completion *completion,
                         enum ie_completion_kind kind, struct ie_str typed, uint32_t *low,
                         uint32_t *high)
{
    uint32_t end = completion->first[kind + 1];

    *low = bound(completion, completion->first[kind], end, typed, false);
    *high = bound(completion, *low, end, typed, true);
}
