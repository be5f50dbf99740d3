/*
 * Speed of retrieval over made-up profiles: 120 to 160 words each, drawn by Zipf's law from
 * a made-up vocabulary of 100,000, so that lists are as uneven as real ones and no two
 * texts are about the same (the hard case: nothing stands out, bounds cut little).
 *
 *   bench-retrieval_made DOCUMENTS QUERIES PAIRS THREADS [IMAGE]
 *   bench-retrieval_made DOCUMENTS QUERIES write FOLDER
 *
 * Builds the index with the analysis of text (or maps the file IMAGE, made by an earlier
 * run and kept there if it is absent), opens it, asks QUERIES whole profiles and as
 * many short queries (1 to 5 words of the same law) for the top 10, and PAIRS whole
 * profiles as one job over all documents. `write` puts the same texts into
 * FOLDER/corpus.jsonl, whole.jsonl and short.jsonl instead, for peers. Prints lines "NAME VALUE". Times of searching
 * are of the thread's processor clock (what an idle machine's wall clock would show), of
 * building and all pairs both clocks.
 */
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/moment.h"
#include "base/vec.h"
#include "engine/retrieval/kernel.h"
#include "engine/retrieval/retrieval.h"
#include "text/text.h"

enum { WORDS = 100000, BATCH = 1000, THREADS_MAX = 16, TOP = 10, LIMIT = 0 };

static const char identity[IE_RETRIEVAL_IDENTITY] = "bench/1";

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void fail(const struct ie_error *err)
{
    fprintf(stderr, "%s\n", err->id);
    exit(1);
}

/* ---- Texts ------------------------------------------------------------------------ */

static void make_word(uint32_t number, struct ie_buf *out)
{
    static const char *const parts[] = {"ka",  "ro",  "mi",  "te",  "sul", "pan",
                                        "dor", "vex", "lim", "qua", "nos", "her",
                                        "bi",  "gra", "zen", "fo"};

    for (uint32_t n = number + 16; n; n /= 16)
        ie_buf_addz(out, parts[n % 16]);
}

/* Rank r with a chance of about 1/r. */
static uint32_t zipf(struct ie_rng *rng)
{
    double rank = exp(ie_rng_unit(rng) * log(WORDS));

    return rank < WORDS ? (uint32_t)rank : WORDS - 1;
}

static void make_text(uint64_t seed, uint32_t least, uint32_t more, struct ie_buf *out)
{
    struct ie_rng rng;

    ie_rng_init(&rng, seed);
    ie_buf_clear(out);
    for (uint32_t i = least + (uint32_t)ie_rng_below(&rng, more); i > 0; i--) {
        make_word(zipf(&rng), out);
        ie_buf_addc(out, ' ');
    }
}

/* ---- Analysis --------------------------------------------------------------------- */

struct reader {
    struct ie_analyser *analyser;
    struct ie_arena arena;
    struct ie_buf text;
    IE_VEC(struct ie_retrieval_entry) entries;
};

static void reader_init(struct reader *reader)
{
    struct ie_error err;

    *reader = (struct reader){.text = IE_BUF_INIT};
    ie_arena_init(&reader->arena, 0);
    if (ie_analyser_new(&reader->analyser, &err))
        fail(&err);
}

static void reader_release(struct reader *reader)
{
    ie_analyser_free(reader->analyser);
    ie_arena_release(&reader->arena);
    ie_buf_release(&reader->text);
    IE_VEC_RELEASE(&reader->entries);
}

static void read_text(struct reader *reader)
{
    struct ie_tokens tokens;
    struct ie_error err;

    ie_arena_clear(&reader->arena);
    reader->entries.count = 0;
    if (ie_text_tokens(reader->analyser, &reader->arena, ie_buf_str(&reader->text),
                       IE_STR("en"), &tokens, &err))
        fail(&err);
    for (size_t i = 0; i < tokens.count; i++) {
        struct ie_retrieval_entry *entry = IE_PUSH(&reader->entries);
        if (!entry)
            exit(1);
        *entry = (struct ie_retrieval_entry){
            ie_retrieval_term(tokens.at[i].term, 0, tokens.at[i].common), 1};
    }
}

/* ---- Building --------------------------------------------------------------------- */

struct building {
    uint32_t documents;
    _Atomic uint32_t next;
    _Atomic uint64_t bytes;
};

struct adder {
    struct building *building;
    struct ie_retrieval_part *part;
    struct reader reader;
    pthread_t thread;
};

static void *add_documents(void *data)
{
    struct adder *adder = data;
    struct building *b = adder->building;
    struct ie_error err;
    uint32_t from;

    while ((from = atomic_fetch_add(&b->next, BATCH)) < b->documents)
        for (uint32_t d = from; d < from + BATCH && d < b->documents; d++) {
            make_text(1000 + d, 120, 41, &adder->reader.text);
            atomic_fetch_add(&b->bytes, adder->reader.text.len);
            read_text(&adder->reader);
            if (ie_retrieval_add(adder->part, d, adder->reader.entries.at,
                                 adder->reader.entries.count, IE_RETRIEVAL_SUM, NULL,
                                 &err))
                fail(&err);
        }
    return NULL;
}

static struct ie_retrieval_image build(uint32_t documents, unsigned threads)
{
    struct ie_retrieval_options options = ie_retrieval_options_default();
    struct ie_retrieval_builder *builder;
    struct ie_retrieval_image image;
    struct building building = {.documents = documents};
    struct adder adders[THREADS_MAX];
    struct ie_solve_control control = {.threads = threads};
    struct ie_error err;
    double begun = seconds(CLOCK_MONOTONIC), used = seconds(CLOCK_PROCESS_CPUTIME_ID);

    memcpy(options.identity, identity, sizeof(identity));
    if (ie_retrieval_builder_new(&options, &builder, &err))
        fail(&err);
    for (unsigned i = 0; i < threads; i++) {
        adders[i].building = &building;
        reader_init(&adders[i].reader);
        if (ie_retrieval_part_new(builder, &adders[i].part, &err) ||
            pthread_create(&adders[i].thread, NULL, add_documents, &adders[i]) != 0)
            fail(&err);
    }
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(adders[i].thread, NULL);
        reader_release(&adders[i].reader);
    }
    double read = seconds(CLOCK_MONOTONIC), read_used = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (ie_retrieval_finish(builder, &control, &image, &err))
        fail(&err);
    ie_retrieval_builder_free(builder);
    printf("build_wall %.3f\nbuild_cpu %.3f\n", seconds(CLOCK_MONOTONIC) - begun,
           seconds(CLOCK_PROCESS_CPUTIME_ID) - used);
    printf("finish_wall %.3f\nfinish_cpu %.3f\n", seconds(CLOCK_MONOTONIC) - read,
           seconds(CLOCK_PROCESS_CPUTIME_ID) - read_used);
    printf("text_bytes %llu\nindex_bytes %zu\n",
           (unsigned long long)atomic_load(&building.bytes), image.len);
    return image;
}

/* ---- Searching -------------------------------------------------------------------- */

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

static void tell(const char *name, double *times, uint32_t count)
{
    if (!count)
        return;
    qsort(times, count, sizeof(*times), by_size);
    printf("%s_p50 %.4f\n%s_p99 %.4f\n%s_max %.4f\n", name, 1e3 * times[count / 2], name,
           1e3 * times[(uint64_t)count * 99 / 100], name, 1e3 * times[count - 1]);
}

/* Times of searches alone, and with analysis and weighing of the query. */
static void ask_some(const struct ie_retrieval_view *view, const char *name,
                     uint32_t queries, uint32_t least, uint32_t more)
{
    struct ie_retrieval_workspace *work;
    struct ie_retrieval_hit hits[TOP];
    struct reader reader;
    struct ie_error err;
    double *all = ie_calloc(queries + 1, sizeof(*all));
    double *search = ie_calloc(queries + 1, sizeof(*search)), sum = 0;
    char label[64];
    uint32_t count;

    reader_init(&reader);
    if (!all || !search || ie_retrieval_workspace_new(&work, &err))
        exit(1);
    for (uint32_t q = 0; q < queries; q++) {
        struct ie_retrieval_query query = {.top = TOP};
        make_text(UINT64_C(1) << 40 | q, least, more, &reader.text);
        double begun = seconds(CLOCK_THREAD_CPUTIME_ID);
        read_text(&reader);
        if (ie_retrieval_weigh(view, reader.entries.at, reader.entries.count, LIMIT,
                               &reader.arena, &query, &err))
            fail(&err);
        query.top = TOP;
        double weighed = seconds(CLOCK_THREAD_CPUTIME_ID);
        if (ie_retrieval_search(view, &query, work, hits, &count, &err))
            fail(&err);
        double end = seconds(CLOCK_THREAD_CPUTIME_ID);
        all[q] = end - begun;
        sum += search[q] = end - weighed;
    }
    tell(name, all, queries);
    snprintf(label, sizeof(label), "%s_search", name);
    tell(label, search, queries);
    struct ie_retrieval_effort e = ie_retrieval_effort(work);
    double n = queries ? queries : 1;
    printf("%s_postings %.0f\n%s_added %.0f\n%s_dense %.0f\n%s_looked %.0f\n", name,
           (double)e.postings / n, name, (double)e.added / n, name, (double)e.dense / n,
           name, (double)e.looked_up / n);
    printf("%s_mean %.4f\n", name, 1e3 * sum / n);
    ie_retrieval_workspace_free(work);
    reader_release(&reader);
    ie_free(all);
    ie_free(search);
}

/* ---- All pairs -------------------------------------------------------------------- */

struct bags { /* the needs, analysed beforehand */
    struct ie_retrieval_query *queries;
};

static int ask(void *data, uint32_t number, struct ie_arena *arena,
               struct ie_retrieval_query *query, struct ie_error *err)
{
    const struct bags *bags = data;

    *query = bags->queries[number];
    return 0;
}

static void all_pairs(const struct ie_retrieval_view *view, uint32_t pairs,
                      unsigned threads)
{
    struct bags bags = {ie_calloc(pairs + 1, sizeof(*bags.queries))};
    struct ie_retrieval_many many = {.ask = ask, .data = &bags, .to = pairs, .top = TOP};
    struct ie_solve_control control = {.threads = threads};
    struct ie_arena arena;
    struct reader reader;
    struct ie_error err;

    many.hits = ie_calloc((size_t)pairs * TOP + 1, sizeof(*many.hits));
    many.counts = ie_calloc((size_t)pairs + 1, sizeof(*many.counts));
    if (!bags.queries || !many.hits || !many.counts)
        exit(1);
    double begun = seconds(CLOCK_MONOTONIC), used = seconds(CLOCK_PROCESS_CPUTIME_ID);
    ie_arena_init(&arena, 0);
    reader_init(&reader);
    for (uint32_t q = 0; q < pairs; q++) {
        make_text(UINT64_C(1) << 41 | q, 120, 41, &reader.text);
        read_text(&reader);
        if (ie_retrieval_weigh(view, reader.entries.at, reader.entries.count, LIMIT,
                               &arena, &bags.queries[q], &err))
            fail(&err);
    }
    double read = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    if (ie_retrieval_search_many(view, &many, &control, &err) || many.done != pairs)
        fail(&err);
    printf("pairs_wall %.3f\npairs_cpu %.3f\npairs_read_cpu %.3f\npairs_all_wall %.3f\n",
           seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - read,
           read - used, seconds(CLOCK_MONOTONIC) - begun);
    ie_arena_release(&arena);
    reader_release(&reader);
    ie_free(bags.queries);
    ie_free(many.hits);
    ie_free(many.counts);
}

/* Nanoseconds that one posting costs where all is in the first-level cache: the bound. */
static void tell_cost(void)
{
    enum { SUMS = 8192, POSTINGS = 1024, TIMES = 20000 };
    static uint32_t sums[SUMS];
    static uint16_t docs[POSTINGS];
    static uint8_t codes[POSTINGS];

    for (uint32_t i = 0; i < POSTINGS; i++) {
        docs[i] = (uint16_t)(i * (SUMS / POSTINGS) + i % 7);
        codes[i] = (uint8_t)(1 + i % 255);
    }
    double begun = seconds(CLOCK_THREAD_CPUTIME_ID);
    for (uint32_t i = 0; i < TIMES; i++)
        ie_add_sparse(sums, docs, codes, POSTINGS, 0, i);
    printf("posting_ns %.4f\n",
           (seconds(CLOCK_THREAD_CPUTIME_ID) - begun) * 1e9 / ((double)POSTINGS * TIMES));
}

static void tell_memory(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[128];

    while (status && fgets(line, sizeof(line), status))
        if (strncmp(line, "VmHWM:", 6) == 0)
            printf("peak_mib %ld\n", strtol(line + 6, NULL, 10) / 1024);
    if (status)
        fclose(status);
}

/* The mapped file; nothing if there is none. */
static struct ie_retrieval_image map(const char *path)
{
    struct ie_retrieval_image image = {0};
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    struct stat about;

    if (file < 0)
        return image;
    if (fstat(file, &about) == 0 && about.st_size > 0) {
        void *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, file, 0);
        if (at != MAP_FAILED)
            image = (struct ie_retrieval_image){at, (size_t)about.st_size};
    }
    close(file);
    return image;
}

static void keep(const char *path, const struct ie_retrieval_image *image)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(image->bytes, 1, image->len, file) != image->len ||
        fclose(file) != 0)
        exit(1);
}

/* The seeds of documents, of whole and of short queries. */
static void write_texts(const char *folder, const char *name, uint64_t seed,
                        uint32_t count, uint32_t least, uint32_t more)
{
    struct ie_buf text = IE_BUF_INIT;
    char path[512];

    snprintf(path, sizeof(path), "%s/%s.jsonl", folder, name);
    FILE *file = fopen(path, "w");
    for (uint32_t i = 0; file && i < count; i++) {
        make_text(seed + i, least, more, &text);
        fprintf(file, "{\"id\": \"%u\", \"lang\": \"en\", \"text\": \"%.*s\"}\n", i,
                IE_STR_ARG(ie_buf_str(&text)));
    }
    ie_buf_release(&text);
    if (!file || fclose(file) != 0)
        exit(1);
}

int main(int argc, char **argv)
{
    int64_t documents, queries, pairs, threads;
    struct ie_retrieval_index *index;
    struct ie_error err;

    if (argc == 5 && strcmp(argv[3], "write") == 0 &&
        ie_str_int64(ie_str_z(argv[1]), &documents) &&
        ie_str_int64(ie_str_z(argv[2]), &queries)) {
        write_texts(argv[4], "corpus", 1000, (uint32_t)documents, 120, 41);
        write_texts(argv[4], "whole", UINT64_C(1) << 40, (uint32_t)queries, 120, 41);
        write_texts(argv[4], "short", UINT64_C(1) << 40, (uint32_t)queries, 1, 5);
        return 0;
    }
    if (argc < 5 || argc > 6 || !ie_str_int64(ie_str_z(argv[1]), &documents) ||
        !ie_str_int64(ie_str_z(argv[2]), &queries) ||
        !ie_str_int64(ie_str_z(argv[3]), &pairs) ||
        !ie_str_int64(ie_str_z(argv[4]), &threads) || threads < 1 ||
        threads > THREADS_MAX) {
        fprintf(stderr, "usage: %s DOCUMENTS QUERIES PAIRS THREADS [IMAGE]\n", argv[0]);
        return 2;
    }
    struct ie_retrieval_image image = map(argv[5]);
    bool mapped = image.bytes != NULL;
    if (!mapped)
        image = build((uint32_t)documents, (unsigned)threads);
    if (!mapped && argv[5])
        keep(argv[5], &image);
    double begun = seconds(CLOCK_THREAD_CPUTIME_ID);
    if (ie_retrieval_open(image.bytes, image.len, identity, &index, &err))
        fail(&err);
    struct ie_retrieval_facts facts = ie_retrieval_facts(index);
    printf("open_cpu %.3f\nterms %u\npostings %llu\n",
           seconds(CLOCK_THREAD_CPUTIME_ID) - begun, facts.terms,
           (unsigned long long)facts.postings);
    struct ie_retrieval_segment segment = {index, NULL};
    struct ie_retrieval_view view = {&segment, 1};
    ask_some(&view, "whole", (uint32_t)queries, 120, 41);
    ask_some(&view, "short", (uint32_t)queries, 1, 5);
    if (pairs)
        all_pairs(&view, (uint32_t)pairs, (unsigned)threads);
    tell_cost();
    tell_memory();
    ie_retrieval_close(index);
    if (mapped)
        munmap(image.bytes, image.len);
    else
        ie_free(image.bytes);
    return 0;
}
