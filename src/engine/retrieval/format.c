/* Layout of an image, its check, and looking into it. */
#include "engine/retrieval/format.h"

#include <math.h>
#include <xxhash.h>

#include "base/alloc.h"

_Static_assert(sizeof(struct ie_retrieval_header) == 320, "the header is the format's");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "images are little-endian");

bool ie_retrieval_layout(struct ie_retrieval_header *header, uint64_t lists_len)
{
    const uint64_t documents = header->documents, terms = header->terms;
    const uint64_t sizes[IE_SECTION_COUNT] = {
        [IE_SECTION_LENGTHS] = 4 * documents,
        [IE_SECTION_SCALES] = 4 * ((documents + 63) & ~UINT64_C(63)),
        [IE_SECTION_KEYS] = documents * header->key_size,
        [IE_SECTION_BUCKETS] = 4 * ((UINT64_C(1) << header->bucket_bits) + 1),
        [IE_SECTION_HASHES] = 8 * terms,
        [IE_SECTION_STARTS] = 4 * (terms + 1),
        [IE_SECTION_LISTS] = lists_len,
        [IE_SECTION_TIMES] = (header->postings + 1) / 2,
    };
    uint64_t end = sizeof(*header);

    if (lists_len > UINT64_C(1) << 33 || header->postings > UINT64_C(1) << 40)
        return false;
    for (int i = 0; i < IE_SECTION_COUNT; i++) {
        header->section[i].at = end;
        header->section[i].len = sizes[i];
        end += (sizes[i] + 7) & ~UINT64_C(7);
    }
    header->len = end;
    return true;
}

uint64_t ie_section_checksum(const struct ie_retrieval_header *header, int section,
                             const unsigned char *bytes)
{
    uint64_t padded = (header->section[section].len + 7) & ~UINT64_C(7);

    return XXH3_64bits(bytes + header->section[section].at, (size_t)padded);
}

/* ---- Checking --------------------------------------------------------------------- */

static int damaged(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INPUT, "retrieval.index_damaged");
    ie_error_arg(err, "what", what);
    return IE_INPUT;
}

static int check_header(const unsigned char *bytes, size_t len,
                        const char identity[IE_RETRIEVAL_IDENTITY], struct ie_error *err)
{
    struct ie_retrieval_header header, again;

    if (len < sizeof(header) || (uintptr_t)bytes % 8 != 0)
        return damaged(err, "length");
    memcpy(&header, bytes, sizeof(header));
    if (memcmp(header.magic, IE_RETRIEVAL_MAGIC, sizeof(header.magic)) != 0)
        return damaged(err, "magic");
    if (header.checksum != XXH3_64bits(bytes + 16, sizeof(header) - 16))
        return damaged(err, "header");
    if (header.format != IE_RETRIEVAL_FORMAT ||
        memcmp(header.identity, identity, sizeof(header.identity)) != 0)
        return ie_fail(err, IE_INPUT, "retrieval.index_version");
    if (header.len != len)
        return damaged(err, "length");
    again = header;
    if (header.bucket_bits > 32 || header.key_size > IE_RETRIEVAL_KEY_MAX ||
        header.documents > UINT32_MAX - 1 || header.terms > UINT32_MAX - 1 ||
        !ie_retrieval_layout(&again, header.section[IE_SECTION_LISTS].len) ||
        memcmp(&again, &header, sizeof(header)) != 0)
        return damaged(err, "header");
    if (!(header.k1 >= 0) || !(header.b >= 0) || !(header.norm >= 0) ||
        !(header.average > 0) || !isfinite(header.average))
        return damaged(err, "header");
    return 0;
}

static int check_sections(const unsigned char *bytes, struct ie_error *err)
{
    static const char *const names[IE_SECTION_COUNT] = {
        "lengths", "scales", "keys", "buckets", "hashes", "starts", "lists", "times"};
    const struct ie_retrieval_header *header = (const void *)bytes;

    for (int i = 0; i < IE_SECTION_COUNT; i++)
        if (header->section[i].checksum != ie_section_checksum(header, i, bytes))
            return damaged(err, names[i]);
    return 0;
}

static void view(const unsigned char *bytes, struct ie_retrieval_index *index)
{
    const struct ie_retrieval_header *header = (const void *)bytes;
    const unsigned char *at[IE_SECTION_COUNT];

    for (int i = 0; i < IE_SECTION_COUNT; i++)
        at[i] = bytes + header->section[i].at;
    *index = (struct ie_retrieval_index){
        .header = header,
        .lengths = (const void *)at[IE_SECTION_LENGTHS],
        .scales = (const void *)at[IE_SECTION_SCALES],
        .keys = at[IE_SECTION_KEYS],
        .buckets = (const void *)at[IE_SECTION_BUCKETS],
        .hashes = (const void *)at[IE_SECTION_HASHES],
        .starts = (const void *)at[IE_SECTION_STARTS],
        .lists = at[IE_SECTION_LISTS],
        .times = at[IE_SECTION_TIMES],
        .kernels = ie_kernels_best(),
    };
}

static bool dictionary_ok(const struct ie_retrieval_index *index)
{
    const struct ie_retrieval_header *header = index->header;
    uint32_t terms = header->terms, shift = 64 - header->bucket_bits;
    uint64_t buckets = UINT64_C(1) << header->bucket_bits;

    for (uint32_t t = 0; t < terms; t++)
        if ((t && index->hashes[t - 1] >= index->hashes[t]) ||
            index->starts[t] >= index->starts[t + 1])
            return false;
    if (index->starts[0] != 0 ||
        2 * (uint64_t)index->starts[terms] != header->section[IE_SECTION_LISTS].len ||
        index->buckets[0] != 0 || index->buckets[buckets] != terms)
        return false;
    for (uint64_t i = 0; i < buckets; i++)
        if (index->buckets[i] > index->buckets[i + 1])
            return false;
    for (uint32_t t = 0; t < terms; t++) { /* each stands in its own bucket */
        uint64_t i = header->bucket_bits ? index->hashes[t] >> shift : 0;
        if (t < index->buckets[i] || t >= index->buckets[i + 1])
            return false;
    }
    return true;
}

static bool scales_ok(const struct ie_retrieval_index *index)
{
    uint32_t documents = index->header->documents;

    for (uint32_t d = 0; d < documents; d++)
        if (!(index->scales[d] >= 0) || !isfinite(index->scales[d]))
            return false;
    for (uint32_t d = documents; d < (((uint64_t)documents + 63) & ~UINT64_C(63)); d++)
        if (index->scales[d] > 0 || index->scales[d] < 0)
            return false;
    return true;
}

static bool plain_ok(const struct ie_retrieval_index *index, const struct ie_list *list)
{
    uint32_t last = 0;

    for (uint32_t i = 0; i < list->df; i++) {
        uint32_t document = ie_list_document(index, list, i);
        if (document >= index->header->documents || (i && document <= last) ||
            !list->codes[i])
            return false;
        last = document;
    }
    return true;
}

static bool blocks_ok(const struct ie_container *container)
{
    if (!container->starts)
        return true;
    for (uint32_t b = 0, before = 0; b < IE_BLOCKS; b++) {
        uint32_t at = container->starts[b];
        if (at < before || at > container->count)
            return false;
        before = at;
        if (container->docs &&
            ((at && container->docs[at - 1] >= b * IE_BLOCK) ||
             (at < container->count && container->docs[at] < b * IE_BLOCK)))
            return false;
    }
    return true;
}

static bool container_ok(const struct ie_container *container, uint32_t span)
{
    uint32_t bad = 0, set = 0;

    if (!(container->max >= 0) || !isfinite(container->max) || !blocks_ok(container))
        return false;
    if (!container->docs) {
        for (uint32_t d = 0; d < span; d++)
            set += container->codes[d] != 0;
        for (uint32_t d = span; d < ie_to_64(span); d++)
            bad |= container->codes[d];
        return set == container->count && !bad;
    }
    for (uint32_t i = 1; i < container->count; i++)
        bad |= container->docs[i - 1] >= container->docs[i];
    for (uint32_t i = 0; i < container->count; i++)
        bad |= container->codes[i] == 0;
    return !bad && container->docs[container->count - 1] < span;
}

/* Bytes of a container. */
static uint64_t container_len(uint32_t count, uint32_t span)
{
    uint64_t blocks = count >= IE_LIST_BLOCKED ? 3 * IE_BLOCKS : 0;

    return blocks + (ie_container_dense(count, span)
                         ? ie_to_64(span)
                         : 2 * (uint64_t)count + ie_even(count));
}

/* The list of term `number` fills exactly its bytes, and is well-formed. */
static bool list_ok(const struct ie_retrieval_index *index, uint32_t number,
                    uint64_t *postings)
{
    const struct ie_retrieval_header *header = index->header;
    uint64_t from = 2 * (uint64_t)index->starts[number];
    uint64_t len = 2 * (uint64_t)index->starts[number + 1] - from, at;
    uint32_t width = header->documents <= IE_WINDOW ? 2 : 4, df, sum = 0;
    uint16_t head, last;

    memcpy(&head, index->lists + from, 2);
    if (head) {
        struct ie_list list = {0};
        if (head >= IE_LIST_LONG || len != 2 + head * (uint64_t)width + ie_even(head))
            return false;
        *postings += head;
        list = ie_retrieval_list(index, number);
        return plain_ok(index, &list);
    }
    if (len < 8)
        return false;
    memcpy(&last, index->lists + from + 2, 2);
    memcpy(&df, index->lists + from + 4, 4);
    at = 8 + 12 * ((uint64_t)last + 1);
    if (len < at || df < IE_LIST_LONG)
        return false;
    for (uint32_t c = 0, before = 0; c <= last; c++) {
        const unsigned char *entry = index->lists + from + 8 + 12 * (size_t)c;
        uint32_t place;
        uint16_t window, count;
        memcpy(&place, entry, 4);
        memcpy(&window, entry + 4, 2);
        memcpy(&count, entry + 6, 2);
        if ((c && window <= before) ||
            (uint64_t)window * IE_WINDOW >= header->documents ||
            2 * (uint64_t)place != from + at)
            return false;
        uint32_t span = ie_window_span(header->documents, window);
        at += container_len((uint32_t)count + 1, span);
        if (at > len)
            return false;
        struct ie_list list = ie_retrieval_list(index, number);
        struct ie_container container = ie_retrieval_container(index, &list, c);
        if (!container_ok(&container, span))
            return false;
        sum += container.count;
        before = window;
    }
    *postings += df;
    return at == len && sum == df;
}

static bool lists_ok(const struct ie_retrieval_index *index)
{
    uint64_t postings = 0;

    for (uint32_t t = 0; t < index->header->terms; t++)
        if (!list_ok(index, t, &postings))
            return false;
    return postings == index->header->postings;
}

int ie_retrieval_open(const unsigned char *bytes, size_t len,
                      const char identity[IE_RETRIEVAL_IDENTITY],
                      struct ie_retrieval_index **index, struct ie_error *err)
{
    struct ie_retrieval_index made;
    int code = check_header(bytes, len, identity, err);

    if (!code)
        code = check_sections(bytes, err);
    if (code)
        return code;
    view(bytes, &made);
    if (!dictionary_ok(&made) || !scales_ok(&made) || !lists_ok(&made))
        return damaged(err, "contents");
    struct ie_retrieval_index *kept = ie_calloc(1, sizeof(*kept));
    if (!kept)
        return ie_fail_nomem(err);
    *kept = made;
    *index = kept;
    return 0;
}

void ie_retrieval_close(struct ie_retrieval_index *index)
{
    ie_free(index);
}

/* ---- Looking into it -------------------------------------------------------------- */

struct ie_retrieval_facts ie_retrieval_facts(const struct ie_retrieval_index *index)
{
    const struct ie_retrieval_header *header = index->header;

    return (struct ie_retrieval_facts){header->documents, header->terms, header->postings,
                                       header->average, header->key_size};
}

const void *ie_retrieval_key(const struct ie_retrieval_index *index, uint32_t document)
{
    return index->header->key_size
               ? index->keys + (size_t)document * index->header->key_size
               : NULL;
}

bool ie_retrieval_find(const struct ie_retrieval_index *index, uint64_t term,
                       uint32_t *number)
{
    uint32_t bits = index->header->bucket_bits;
    uint64_t bucket = bits ? term >> (64 - bits) : 0;
    uint32_t end = index->buckets[bucket + 1];

    for (uint32_t t = index->buckets[bucket]; t < end; t++)
        if (index->hashes[t] >= term) {
            *number = t;
            return index->hashes[t] == term;
        }
    return false;
}

struct ie_list ie_retrieval_list(const struct ie_retrieval_index *index, uint32_t number)
{
    const unsigned char *at = index->lists + 2 * (size_t)index->starts[number];
    uint32_t width = index->header->documents <= IE_WINDOW ? 2 : 4;
    struct ie_list list = {0};
    uint16_t head;

    memcpy(&head, at, 2);
    if (head) {
        list.df = head;
        list.table = at + 2;
        list.codes = at + 2 + (size_t)head * width;
        return list;
    }
    memcpy(&head, at + 2, 2);
    memcpy(&list.df, at + 4, 4);
    list.containers = (uint32_t)head + 1;
    list.table = at + 8;
    return list;
}

struct ie_container ie_retrieval_container(const struct ie_retrieval_index *index,
                                           const struct ie_list *list, uint32_t number)
{
    const unsigned char *entry = list->table + 12 * (size_t)number, *at;
    struct ie_container container = {0};
    uint32_t place;
    uint16_t window, last;

    memcpy(&place, entry, 4);
    memcpy(&window, entry + 4, 2);
    memcpy(&last, entry + 6, 2);
    memcpy(&container.max, entry + 8, 4);
    container.window = window;
    container.count = (uint32_t)last + 1;
    at = index->lists + 2 * (size_t)place;
    if (container.count >= IE_LIST_BLOCKED) {
        container.starts = (const void *)at;
        container.maxes = at + 2 * IE_BLOCKS;
        at += 3 * IE_BLOCKS;
    }
    if (ie_container_dense(container.count,
                           ie_window_span(index->header->documents, window))) {
        container.codes = at;
        return container;
    }
    container.docs = (const void *)at;
    container.codes = at + 2 * (size_t)container.count;
    return container;
}

/* ---- Documents of a term ---------------------------------------------------------- */

struct marking {
    const struct ie_retrieval_segment *segment;
    uint32_t base;
    uint64_t *bits;
};

static void mark(const struct marking *m, uint32_t document)
{
    uint32_t at = m->base + document;

    if (!m->segment->deleted || !ie_bit(m->segment->deleted, document))
        m->bits[at / 64] |= UINT64_C(1) << (at % 64);
}

static void mark_container(const struct marking *m, const struct ie_container *container)
{
    const struct ie_retrieval_index *index = m->segment->index;
    uint32_t from = container->window * IE_WINDOW;
    uint32_t span = ie_window_span(index->header->documents, container->window);

    if (container->docs) {
        for (uint32_t i = 0; i < container->count; i++)
            mark(m, from + container->docs[i]);
        return;
    }
    for (uint32_t d = 0; d < span; d++)
        if (container->codes[d])
            mark(m, from + d);
}

void ie_retrieval_documents(const struct ie_retrieval_view *view, uint64_t term,
                            uint64_t *bits)
{
    struct marking m = {.bits = bits};

    for (uint32_t s = 0; s < view->count; s++) {
        const struct ie_retrieval_index *index = view->segments[s].index;
        uint32_t number;
        m.segment = &view->segments[s];
        if (ie_retrieval_find(index, term, &number)) {
            struct ie_list list = ie_retrieval_list(index, number);
            for (uint32_t i = 0; !list.containers && i < list.df; i++)
                mark(&m, ie_list_document(index, &list, i));
            for (uint32_t c = 0; c < list.containers; c++) {
                struct ie_container container = ie_retrieval_container(index, &list, c);
                mark_container(&m, &container);
            }
        }
        m.base += index->header->documents;
    }
}
