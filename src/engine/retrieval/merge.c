/* One image of the living documents of several. */
#include "base/alloc.h"
#include "engine/retrieval/postings.h"

struct source {
    const struct ie_retrieval_index *index;
    uint32_t *renumbered; /* by document; UINT32_MAX: deleted */
    uint32_t term;        /* the next one to take */
    uint64_t posting;     /* the first of it, in TIMES */
};

struct merging {
    struct source *sources;
    uint32_t count;
    struct ie_postings postings;
    uint64_t room;
};

static int same_options(const struct ie_retrieval_view *view,
                        struct ie_retrieval_options *options, struct ie_error *err)
{
    const struct ie_retrieval_header *first = view->segments[0].index->header;

    *options = (struct ie_retrieval_options){
        .k1 = first->k1, .b = first->b, .norm = first->norm, .key_size = first->key_size};
    memcpy(options->identity, first->identity, sizeof(options->identity));
    for (uint32_t i = 1; i < view->count; i++) {
        const struct ie_retrieval_header *header = view->segments[i].index->header;
        if (header->key_size != first->key_size ||
            memcmp(&header->k1, &first->k1, 3 * sizeof(double)) != 0 ||
            memcmp(header->identity, first->identity, sizeof(first->identity)) != 0)
            return ie_retrieval_bad(err, "segments");
    }
    return 0;
}

static int renumber(struct merging *m, const struct ie_retrieval_view *view,
                    struct ie_error *err)
{
    struct ie_postings *p = &m->postings;
    uint64_t documents = 0;
    uint32_t next = 0;

    for (uint32_t i = 0; i < view->count; i++) {
        documents += view->segments[i].index->header->documents;
        m->room += view->segments[i].index->header->postings;
    }
    if (documents >= UINT32_MAX)
        return ie_fail(err, IE_LIMIT, "retrieval.too_large");
    uint32_t key_size = view->segments[0].index->header->key_size;
    p->lengths = ie_calloc(documents + 1, sizeof(*p->lengths));
    p->keys = ie_calloc(documents * key_size + 1, 1);
    if (!p->lengths || !p->keys)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < view->count; i++) {
        const struct ie_retrieval_segment *segment = &view->segments[i];
        uint32_t count = segment->index->header->documents;
        struct source *source = &m->sources[i];
        source->index = segment->index;
        source->renumbered = ie_calloc((size_t)count + 1, sizeof(uint32_t));
        if (!source->renumbered)
            return ie_fail_nomem(err);
        for (uint32_t d = 0; d < count; d++) {
            if (segment->deleted && ie_bit(segment->deleted, d)) {
                source->renumbered[d] = UINT32_MAX;
                continue;
            }
            if (key_size)
                memcpy(p->keys + (size_t)next * key_size,
                       ie_retrieval_key(segment->index, d), key_size);
            p->lengths[next] = segment->index->lengths[d];
            source->renumbered[d] = next++;
        }
    }
    p->documents = next;
    return 0;
}

/* The running posting's document in the source, and how often. */
static void take(struct merging *m, struct source *source, uint32_t document,
                 uint64_t *at)
{
    uint32_t number = source->renumbered[document];
    uint8_t times =
        (source->index->times[source->posting / 2] >> (source->posting % 2 * 4)) &
        IE_TIMES_MAX;

    source->posting++;
    if (number == UINT32_MAX)
        return;
    m->postings.docs[*at] = number;
    m->postings.times[(*at)++] = times ? times : 1;
}

static void take_list(struct merging *m, struct source *source, uint64_t *at)
{
    struct ie_list list = ie_retrieval_list(source->index, source->term++);

    for (uint32_t i = 0; !list.containers && i < list.df; i++)
        take(m, source, ie_list_document(source->index, &list, i), at);
    for (uint32_t c = 0; c < list.containers; c++) {
        struct ie_container container = ie_retrieval_container(source->index, &list, c);
        uint32_t base = container.window * IE_WINDOW;
        uint32_t span =
            ie_window_span(source->index->header->documents, container.window);
        for (uint32_t i = 0; container.docs && i < container.count; i++)
            take(m, source, base + container.docs[i], at);
        for (uint32_t d = 0; !container.docs && d < span; d++)
            if (container.codes[d])
                take(m, source, base + d, at);
    }
}

static bool lowest(const struct merging *m, uint64_t *term)
{
    bool any = false;

    for (uint32_t i = 0; i < m->count; i++) {
        const struct source *source = &m->sources[i];
        if (source->term >= source->index->header->terms)
            continue;
        uint64_t hash = source->index->hashes[source->term];
        if (!any || hash < *term)
            *term = hash;
        any = true;
    }
    return any;
}

static int merge_lists(struct merging *m, const struct ie_solve_control *control,
                       struct ie_error *err)
{
    struct ie_postings *p = &m->postings;
    uint64_t at = 0, term = 0, terms = 0;
    int code = 0;

    for (uint32_t i = 0; i < m->count; i++)
        terms += m->sources[i].index->header->terms;
    if (terms >= UINT32_MAX)
        return ie_fail(err, IE_LIMIT, "retrieval.too_large");
    p->hashes = ie_calloc(terms + 1, sizeof(*p->hashes));
    p->first = ie_calloc(terms + 1, sizeof(*p->first));
    p->docs = ie_calloc(m->room + 1, sizeof(*p->docs));
    p->times = ie_calloc(m->room + 1, sizeof(*p->times));
    if (!p->hashes || !p->first || !p->docs || !p->times)
        return ie_fail_nomem(err);
    while (!code && lowest(m, &term)) {
        uint64_t before = at;
        for (uint32_t i = 0; i < m->count; i++) {
            struct source *source = &m->sources[i];
            if (source->term < source->index->header->terms &&
                source->index->hashes[source->term] == term)
                take_list(m, source, &at);
        }
        if (at > before) { /* a term of deleted documents alone is gone */
            p->hashes[p->terms++] = term;
            p->first[p->terms] = at;
        }
        if (p->terms % 1024 == 0)
            code = ie_retrieval_stopped(control, err);
    }
    return code;
}

int ie_retrieval_merge_under(const struct ie_retrieval_view *view,
                             const struct ie_retrieval_index *statistics,
                             const struct ie_solve_control *control,
                             struct ie_retrieval_image *image, struct ie_error *err)
{
    struct merging m = {.count = view->count};
    struct ie_retrieval_options options;

    if (!view->count)
        return ie_retrieval_bad(err, "segments");
    int code = same_options(view, &options, err);
    if (code)
        return code;
    options.statistics = statistics;
    m.sources = ie_calloc(view->count, sizeof(*m.sources));
    if (!m.sources)
        return ie_fail_nomem(err);
    if (!(code = renumber(&m, view, err)) && !(code = merge_lists(&m, control, err)))
        code = ie_postings_write(&m.postings, &options, control, image, err);
    for (uint32_t i = 0; i < m.count; i++)
        ie_free(m.sources[i].renumbered);
    ie_free(m.sources);
    ie_postings_release(&m.postings);
    return code;
}

int ie_retrieval_merge(const struct ie_retrieval_view *view,
                       const struct ie_solve_control *control,
                       struct ie_retrieval_image *image, struct ie_error *err)
{
    return ie_retrieval_merge_under(view, NULL, control, image, err);
}
