/* From postings by term to an image: weighing, sizes, encoding. */
#include <math.h>
#include <pthread.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "engine/retrieval/postings.h"

enum { TASK = 1 << 18 /* postings */, THREADS_MAX = 64 };

struct writing {
    const struct ie_postings *postings;
    const struct ie_retrieval_options *options;
    const struct ie_solve_control *control;
    struct ie_retrieval_header header;
    double *slack; /* by document */
    float *scales; /* in the image */
    uint32_t *starts;
    unsigned char *bytes;
    struct ie_retrieval_image image;
    _Atomic uint32_t next; /* term at which the next task begins */
};

void ie_postings_release(struct ie_postings *postings)
{
    ie_free(postings->hashes);
    ie_free(postings->first);
    ie_free(postings->docs);
    ie_free(postings->times);
    ie_free(postings->lengths);
    ie_free(postings->keys);
    *postings = (struct ie_postings){0};
}

int ie_retrieval_bad(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INPUT, "retrieval.bad_input");
    ie_error_arg(err, "what", what);
    return IE_INPUT;
}

int ie_retrieval_stopped(const struct ie_solve_control *control, struct ie_error *err)
{
    enum ie_stop stop = ie_solve_stopped(control);

    if (stop == IE_GO_ON)
        return 0;
    return ie_fail(err, stop == IE_STOP_CANCEL ? IE_CANCELLED : IE_LIMIT,
                   "retrieval.stopped");
}

int ie_retrieval_check_options(const struct ie_retrieval_options *options,
                               struct ie_error *err)
{
    if (!(options->k1 >= 0 && options->k1 <= 10))
        return ie_retrieval_bad(err, "k1");
    if (!(options->b >= 0 && options->b <= 1))
        return ie_retrieval_bad(err, "b");
    if (!(options->norm >= 0 && options->norm <= 1))
        return ie_retrieval_bad(err, "norm");
    if (options->key_size > IE_RETRIEVAL_KEY_MAX)
        return ie_retrieval_bad(err, "key_size");
    return 0;
}

double ie_retrieval_idf_of(double documents, double in)
{
    return log(1 + (documents - in + 0.5) / (in + 0.5));
}

/* ---- Weighing --------------------------------------------------------------------- */

static uint8_t code_of(uint32_t times, double slack)
{
    int code = (int)(255 * ie_retrieval_saturation(times, slack) + 0.5);

    return (uint8_t)(code < 1 ? 1 : code);
}

static double term_idf(const struct writing *w, uint32_t term)
{
    const struct ie_postings *p = w->postings;
    const struct ie_retrieval_index *statistics = w->options->statistics;
    uint32_t number;

    if (!statistics)
        return ie_retrieval_idf_of(p->documents,
                                   (double)(p->first[term + 1] - p->first[term]));
    uint32_t in = ie_retrieval_find(statistics, p->hashes[term], &number)
                      ? ie_retrieval_list(statistics, number).df
                      : 0;
    return ie_retrieval_idf_of(statistics->header->documents, in);
}

/* Sums of squares go term by term in the order of hashes, so that they are the same to
 * the last bit whichever way the postings came together. */
static int weigh(struct writing *w, struct ie_error *err)
{
    const struct ie_postings *p = w->postings;
    const struct ie_retrieval_options *o = w->options;
    struct ie_retrieval_header *header = &w->header;
    double *squares = ie_calloc((size_t)p->documents + 1, sizeof(*squares));

    w->slack = ie_calloc((size_t)p->documents + 1, sizeof(*w->slack));
    if (!squares || !w->slack) {
        ie_free(squares);
        return ie_fail_nomem(err);
    }
    for (uint32_t d = 0; d < p->documents; d++)
        header->words += p->lengths[d];
    header->average = o->statistics   ? o->statistics->header->average
                      : header->words ? (double)header->words / p->documents
                                      : 1;
    for (uint32_t d = 0; d < p->documents; d++)
        w->slack[d] = o->k1 * (1 - o->b + o->b * p->lengths[d] / header->average);
    for (uint32_t t = 0; t < p->terms && o->norm > 0; t++) {
        if (p->hashes[t] & IE_RETRIEVAL_ASIDE)
            continue;
        double idf = term_idf(w, t);
        for (uint64_t i = p->first[t]; i < p->first[t + 1]; i++) {
            double part =
                idf * ie_retrieval_saturation(p->times[i], w->slack[p->docs[i]]);
            squares[p->docs[i]] += part * part;
        }
    }
    for (uint32_t d = 0; d < p->documents; d++)
        w->scales[d] = (float)(squares[d] > 0 ? 1 / (255 * pow(squares[d], o->norm / 2))
                                              : 1.0 / 255);
    ie_free(squares);
    return 0;
}

/* ---- Sizes ------------------------------------------------------------------------ */

/* End of the run of one window that begins at posting i. */
static uint64_t window_end(const struct ie_postings *p, uint64_t i, uint64_t end)
{
    uint32_t window = p->docs[i] / IE_WINDOW;
    uint64_t low = i + 1, high = end;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (p->docs[middle] / IE_WINDOW == window)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint64_t container_size(const struct ie_postings *p, uint32_t document,
                               uint32_t count)
{
    uint32_t span = ie_window_span(p->documents, document / IE_WINDOW);

    return (count >= IE_LIST_BLOCKED ? 3 * IE_BLOCKS : 0) +
           (ie_container_dense(count, span) ? ie_to_64(span)
                                            : 2 * (uint64_t)count + ie_even(count));
}

static uint64_t list_size(const struct ie_postings *p, uint32_t term)
{
    uint64_t from = p->first[term], end = p->first[term + 1], size = 8;
    uint32_t width = p->documents <= IE_WINDOW ? 2 : 4;

    if (end - from < IE_LIST_LONG)
        return 2 + (end - from) * width + ie_even((uint32_t)(end - from));
    for (uint64_t i = from; i < end;) {
        uint64_t to = window_end(p, i, end);
        size += 12 + container_size(p, p->docs[i], (uint32_t)(to - i));
        i = to;
    }
    return size;
}

/* ---- Encoding --------------------------------------------------------------------- */

static float impact_of(const struct writing *w, uint64_t posting, uint8_t *code)
{
    uint32_t document = w->postings->docs[posting];

    *code = code_of(w->postings->times[posting], w->slack[document]);
    return (float)*code * w->scales[document];
}

/* The least m with m/255 of `max` no less than `impact`. */
static uint8_t block_max(float impact, float max)
{
    float m = max > 0 ? ceilf(255 * (impact / max)) : 0;

    return (uint8_t)(m < 255 ? m : 255);
}

static void put_blocks(const struct writing *w, uint64_t from, uint64_t to, float max,
                       unsigned char *at)
{
    float best[IE_BLOCKS] = {0};
    uint16_t starts[IE_BLOCKS] = {0};
    uint8_t code;
    uint64_t i = from;

    for (uint32_t b = 0; b < IE_BLOCKS; b++) {
        starts[b] = (uint16_t)(i - from < UINT16_MAX ? i - from : UINT16_MAX);
        for (; i < to && w->postings->docs[i] % IE_WINDOW / IE_BLOCK == b; i++) {
            float impact = impact_of(w, i, &code);
            if (impact > best[b])
                best[b] = impact;
        }
    }
    memcpy(at, starts, sizeof(starts));
    for (uint32_t b = 0; b < IE_BLOCKS; b++)
        at[2 * IE_BLOCKS + b] = block_max(best[b], max);
}

static float put_container(const struct writing *w, uint64_t from, uint64_t to,
                           unsigned char *at)
{
    const struct ie_postings *p = w->postings;
    uint32_t count = (uint32_t)(to - from);
    uint32_t span = ie_window_span(p->documents, p->docs[from] / IE_WINDOW);
    unsigned char *blocks = at;
    float max = 0;
    uint8_t code;

    if (count >= IE_LIST_BLOCKED)
        at += 3 * IE_BLOCKS;
    bool dense = ie_container_dense(count, span);
    for (uint64_t i = from; i < to; i++) {
        float impact = impact_of(w, i, &code);
        uint16_t document = (uint16_t)(p->docs[i] % IE_WINDOW);
        if (impact > max)
            max = impact;
        if (dense) {
            at[document] = code;
        } else {
            memcpy(at + 2 * (i - from), &document, 2);
            at[2 * (size_t)count + (i - from)] = code;
        }
    }
    if (count >= IE_LIST_BLOCKED)
        put_blocks(w, from, to, max, blocks);
    return max;
}

static void put_long(const struct writing *w, uint32_t term, unsigned char *list)
{
    const struct ie_postings *p = w->postings;
    uint64_t from = p->first[term], end = p->first[term + 1];
    uint32_t df = (uint32_t)(end - from), windows = 0;

    for (uint64_t i = from; i < end; i = window_end(p, i, end))
        windows++;
    uint16_t last = (uint16_t)(windows - 1);
    memcpy(list + 2, &last, 2);
    memcpy(list + 4, &df, 4);
    unsigned char *entry = list + 8, *at = entry + 12 * (size_t)windows;
    for (uint64_t i = from; i < end; entry += 12) {
        uint64_t to = window_end(p, i, end);
        uint32_t place = (uint32_t)((size_t)(at - w->bytes) / 2);
        uint16_t window = (uint16_t)(p->docs[i] / IE_WINDOW);
        uint16_t count = (uint16_t)(to - i - 1);
        float max = put_container(w, i, to, at);
        memcpy(entry, &place, 4);
        memcpy(entry + 4, &window, 2);
        memcpy(entry + 6, &count, 2);
        memcpy(entry + 8, &max, 4);
        at += container_size(p, p->docs[i], (uint32_t)(to - i));
        i = to;
    }
}

static void put_plain(const struct writing *w, uint32_t term, unsigned char *list)
{
    const struct ie_postings *p = w->postings;
    uint64_t from = p->first[term];
    uint16_t df = (uint16_t)(p->first[term + 1] - from);
    uint32_t width = p->documents <= IE_WINDOW ? 2 : 4;

    memcpy(list, &df, 2);
    for (uint32_t i = 0; i < df; i++) {
        uint8_t code;
        memcpy(list + 2 + (size_t)i * width, &p->docs[from + i], width);
        impact_of(w, from + i, &code);
        list[2 + (size_t)df * width + i] = code;
    }
}

static void put_list(const struct writing *w, uint32_t term)
{
    unsigned char *list = w->bytes + 2 * (size_t)w->starts[term];

    if (w->postings->first[term + 1] - w->postings->first[term] < IE_LIST_LONG)
        put_plain(w, term, list);
    else
        put_long(w, term, list);
}

/* Terms from the place of others' tasks on, until about TASK postings. */
static void *put_lists(void *data)
{
    struct writing *w = data;
    const struct ie_postings *p = w->postings;

    while (ie_solve_stopped(w->control) == IE_GO_ON) {
        uint32_t from = atomic_load(&w->next), to;
        do {
            if (from >= p->terms)
                return NULL;
            for (to = from + 1; to < p->terms && p->first[to] - p->first[from] < TASK;)
                to++;
        } while (!atomic_compare_exchange_weak(&w->next, &from, to));
        for (uint32_t t = from; t < to; t++)
            put_list(w, t);
    }
    return NULL;
}

static void put_all_lists(struct writing *w)
{
    pthread_t threads[THREADS_MAX];
    unsigned want = w->control && w->control->threads ? w->control->threads : 1;
    unsigned started = 0;

    while (started + 1 < want && started < THREADS_MAX &&
           pthread_create(&threads[started], NULL, put_lists, w) == 0)
        started++;
    put_lists(w);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

/* ---- The image -------------------------------------------------------------------- */

static uint32_t bucket_bits(uint32_t terms)
{
    uint32_t bits = 0;

    while (bits < 30 && (UINT64_C(4) << bits) < terms)
        bits++;
    return bits;
}

static void put_dictionary(struct writing *w, uint32_t *buckets, uint64_t *hashes)
{
    const struct ie_postings *p = w->postings;
    uint32_t bits = w->header.bucket_bits, t = 0;

    for (uint64_t i = 0; i < UINT64_C(1) << bits; i++) {
        while (t < p->terms && bits && p->hashes[t] >> (64 - bits) < i)
            t++;
        buckets[i] = t;
    }
    buckets[UINT64_C(1) << bits] = p->terms;
    if (p->terms)
        memcpy(hashes, p->hashes, p->terms * sizeof(*hashes));
}

static void put_times(const struct ie_postings *p, unsigned char *times)
{
    for (uint64_t i = 0; i < p->first[p->terms]; i++)
        times[i / 2] |= (unsigned char)(p->times[i] << (i % 2 * 4));
}

static int allocate(struct writing *w, struct ie_error *err)
{
    const struct ie_postings *p = w->postings;
    uint64_t size = 0;
    uint32_t *starts = ie_calloc((size_t)p->terms + 1, sizeof(*starts));

    if (!starts)
        return ie_fail_nomem(err);
    for (uint32_t t = 0; t < p->terms; t++) {
        starts[t] = (uint32_t)(size / 2);
        size += list_size(p, t);
        if (size / 2 > UINT32_MAX)
            break;
    }
    starts[p->terms] = (uint32_t)(size / 2);
    if (size / 2 > UINT32_MAX || !ie_retrieval_layout(&w->header, size)) {
        ie_free(starts);
        return ie_fail(err, IE_LIMIT, "retrieval.too_large");
    }
    w->image.len = (size_t)w->header.len;
    w->image.bytes = ie_calloc(w->image.len, 1);
    if (!w->image.bytes) {
        ie_free(starts);
        return ie_fail_nomem(err);
    }
    w->starts = (void *)(w->image.bytes + w->header.section[IE_SECTION_STARTS].at);
    memcpy(w->starts, starts, ((size_t)p->terms + 1) * sizeof(*starts));
    ie_free(starts);
    w->bytes = w->image.bytes + w->header.section[IE_SECTION_LISTS].at;
    w->scales = (void *)(w->image.bytes + w->header.section[IE_SECTION_SCALES].at);
    return 0;
}

static void seal(struct writing *w)
{
    struct ie_retrieval_header *header = &w->header;

    for (int i = 0; i < IE_SECTION_COUNT; i++)
        header->section[i].checksum = ie_section_checksum(header, i, w->image.bytes);
    header->checksum = XXH3_64bits((const char *)header + 16, sizeof(*header) - 16);
    memcpy(w->image.bytes, header, sizeof(*header));
}

int ie_postings_write(const struct ie_postings *postings,
                      const struct ie_retrieval_options *options,
                      const struct ie_solve_control *control,
                      struct ie_retrieval_image *image, struct ie_error *err)
{
    const struct ie_postings *p = postings;
    struct writing w = {.postings = p, .options = options, .control = control};

    w.header = (struct ie_retrieval_header){
        .magic = {'i', 'e', 'u', 'm', '-', 'r', 'e', 't'},
        .format = IE_RETRIEVAL_FORMAT,
        .key_size = options->key_size,
        .documents = p->documents,
        .terms = p->terms,
        .bucket_bits = bucket_bits(p->terms),
        .postings = p->first[p->terms],
        .k1 = options->k1,
        .b = options->b,
        .norm = options->norm,
    };
    memcpy(w.header.identity, options->identity, sizeof(w.header.identity));
    int code = allocate(&w, err);
    if (!code)
        code = weigh(&w, err);
    if (!code)
        code = ie_retrieval_stopped(control, err);
    if (code)
        goto out;
    put_all_lists(&w);
    if ((code = ie_retrieval_stopped(control, err)))
        goto out;
    unsigned char *at[IE_SECTION_COUNT];
    for (int i = 0; i < IE_SECTION_COUNT; i++)
        at[i] = w.image.bytes + w.header.section[i].at;
    put_dictionary(&w, (void *)at[IE_SECTION_BUCKETS], (void *)at[IE_SECTION_HASHES]);
    put_times(p, at[IE_SECTION_TIMES]);
    if (p->documents)
        memcpy(at[IE_SECTION_LENGTHS], p->lengths, p->documents * sizeof(*p->lengths));
    if (p->documents && options->key_size)
        memcpy(at[IE_SECTION_KEYS], p->keys, (size_t)p->documents * options->key_size);
    seal(&w);
    *image = w.image;
    w.image.bytes = NULL;
out:
    ie_free(w.slack);
    ie_free(w.image.bytes);
    return code;
}
