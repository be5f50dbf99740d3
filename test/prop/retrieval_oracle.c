/*
 * Retrieval against brute force over the definition in retrieval.h, to the last bit and
 * the last tie; and what must not matter: how documents are spread over parts, threads and
 * segments, which kernels run, in which ranges queries are asked.
 */
#include <math.h>

#include "base/alloc.h"
#include "engine/retrieval/format.h"
#include "harness.h"

enum { QUERY = 24, WORDS_MAX = 60, TOP = 12 };

struct bag {
    struct ie_retrieval_entry *entries;
    uint32_t count;
};

struct world {
    struct ie_arena arena;
    uint32_t documents, vocabulary, words;
    struct bag *bags;
    uint64_t *deleted, *filter;
    struct ie_retrieval_options options;
};

static uint32_t below(uint32_t n)
{
    return (uint32_t)ie_rng_below(ie_test_rng(), n);
}

static uint64_t term_of(uint32_t number)
{
    char name[16];
    int len = snprintf(name, sizeof(name), "t%u", number);

    return ie_retrieval_term(ie_str_n(name, (size_t)len), 0, number % 7 == 3);
}

/* Low numbers often, high ones seldom. */
static uint32_t some_term(const struct world *world)
{
    double u = ie_rng_unit(ie_test_rng());

    return (uint32_t)(u * u * u * world->vocabulary);
}

static struct bag some_bag(struct world *world, uint32_t most)
{
    struct bag bag = {0};

    bag.count = below(most + 1);
    bag.entries = IE_NEW_ARRAY(&world->arena, struct ie_retrieval_entry, bag.count + 1);
    for (uint32_t i = 0; i < bag.count; i++)
        bag.entries[i] = (struct ie_retrieval_entry){term_of(some_term(world)),
                                                     1 + (below(4) ? 0 : below(9))};
    return bag;
}

static void make(struct world *world)
{
    static const double norms[] = {0, 0.5, 1};
    uint32_t size = below(12);

    ie_arena_init(&world->arena, 0);
    world->documents = size == 0   ? 66000 + below(9000)
                       : size < 4  ? 2000 + below(9000)
                       : size < 11 ? 1 + below(300)
                                   : 0;
    world->vocabulary = 1 + below(size == 0 ? 40 : 400);
    world->words = 1 + below(size == 0 ? 6 : WORDS_MAX);
    world->bags = IE_NEW_ARRAY(&world->arena, struct bag, world->documents + 1);
    world->deleted = IE_NEW_ARRAY(&world->arena, uint64_t, world->documents / 64 + 1);
    world->filter = IE_NEW_ARRAY(&world->arena, uint64_t, world->documents / 64 + 1);
    world->options = ie_retrieval_options_default();
    world->options.norm = norms[below(3)];
    world->options.key_size = below(2) ? 4 : 0;
    memcpy(world->options.identity, "test/1", 6);
    for (uint32_t d = 0; d < world->documents; d++) {
        world->bags[d] = some_bag(world, world->words);
        world->deleted[d / 64] |= (uint64_t)(below(9) == 0) << (d % 64);
        world->filter[d / 64] |= (uint64_t)(below(3) > 0) << (d % 64);
    }
}

/* Documents from … to − 1, without those of `without`, over 1 to 4 parts. */
static struct ie_retrieval_image build(const struct world *world, uint32_t from,
                                       uint32_t to, const uint64_t *without,
                                       const struct ie_retrieval_index *statistics)
{
    struct ie_retrieval_options options = world->options;
    struct ie_retrieval_builder *builder = NULL;
    struct ie_retrieval_part *parts[4];
    struct ie_retrieval_image image = {0};
    struct ie_solve_control control = {.threads = 1 + below(3)};
    struct ie_error err;
    uint32_t count = 1 + below(4), number = 0;

    options.statistics = statistics;
    IE_CHECK_OK(ie_retrieval_builder_new(&options, &builder, &err), &err);
    for (uint32_t i = 0; i < count; i++)
        IE_CHECK_OK(ie_retrieval_part_new(builder, &parts[i], &err), &err);
    for (uint32_t d = from; d < to; d++)
        if (!without || !ie_bit(without, d))
            IE_CHECK_OK(ie_retrieval_add(parts[below(count)], number++,
                                         world->bags[d].entries, world->bags[d].count,
                                         IE_RETRIEVAL_SUM, &d, &err),
                        &err);
    IE_CHECK_OK(ie_retrieval_finish(builder, &control, &image, &err), &err);
    ie_retrieval_builder_free(builder);
    return image;
}

static struct ie_retrieval_index *open(const struct world *world,
                                       const struct ie_retrieval_image *image)
{
    struct ie_retrieval_index *index = NULL;
    struct ie_error err;

    IE_CHECK_OK(ie_retrieval_open(image->bytes, image->len, world->options.identity,
                                  &index, &err),
                &err);
    return index;
}

/* ---- The oracle ------------------------------------------------------------------- */

static int by_hash(const void *x, const void *y)
{
    uint64_t a = ((const struct ie_retrieval_entry *)x)->term;
    uint64_t b = ((const struct ie_retrieval_entry *)y)->term;

    return (a > b) - (a < b);
}

static uint32_t distinct(const struct bag *bag, struct ie_retrieval_entry *out)
{
    uint32_t kept = 0;

    if (bag->count)
        memcpy(out, bag->entries, bag->count * sizeof(*out));
    qsort(out, bag->count, sizeof(*out), by_hash);
    for (uint32_t i = 0; i < bag->count; i++) {
        if (kept && out[kept - 1].term == out[i].term)
            out[kept - 1].times += out[i].times;
        else
            out[kept++] = out[i];
    }
    return kept;
}

struct oracle {
    uint64_t terms[401]; /* of the vocabulary, by number */
    double df[401], average;
    uint8_t *codes; /* [documents × vocabulary] would be large: by document, sorted */
    struct ie_retrieval_entry **sorted;
    uint32_t *counts;
    double *slack;
    float *scales;
};

static double idf(const struct world *world, const struct oracle *o, uint64_t term)
{
    double in = 0, n = world->documents;

    for (uint32_t i = 0; i < world->vocabulary; i++)
        if (o->terms[i] == term)
            in = o->df[i];
    return log(1 + (n - in + 0.5) / (in + 0.5));
}

static struct oracle *weigh(struct world *world)
{
    struct oracle *o = IE_NEW(&world->arena, struct oracle);
    uint32_t n = world->documents;
    double words = 0;

    o->sorted = IE_NEW_ARRAY(&world->arena, struct ie_retrieval_entry *, n + 1);
    o->counts = IE_NEW_ARRAY(&world->arena, uint32_t, n + 1);
    o->slack = IE_NEW_ARRAY(&world->arena, double, n + 1);
    o->scales = IE_NEW_ARRAY(&world->arena, float, n + 1);
    for (uint32_t t = 0; t < world->vocabulary; t++)
        o->terms[t] = term_of(t);
    for (uint32_t d = 0; d < n; d++) {
        o->sorted[d] = IE_NEW_ARRAY(&world->arena, struct ie_retrieval_entry,
                                    world->bags[d].count + 1);
        o->counts[d] = distinct(&world->bags[d], o->sorted[d]);
        for (uint32_t i = 0; i < o->counts[d]; i++) {
            for (uint32_t t = 0; t < world->vocabulary; t++)
                o->df[t] += o->terms[t] == o->sorted[d][i].term;
            if (!(o->sorted[d][i].term & 1))
                o->slack[d] += o->sorted[d][i].times;
        }
        words += o->slack[d];
    }
    o->average = words > 0 ? words / n : 1;
    for (uint32_t d = 0; d < n; d++) {
        double square = 0;
        o->slack[d] = 1.2 * (1 - 0.75 + 0.75 * o->slack[d] / o->average);
        for (uint32_t i = 0; i < o->counts[d]; i++) {
            const struct ie_retrieval_entry *e = &o->sorted[d][i];
            double times = e->times < 15 ? e->times : 15;
            double part = idf(world, o, e->term) * (times / (times + o->slack[d]));
            if (!(e->term & 1))
                square += part * part;
        }
        o->scales[d] = (float)(square > 0 && world->options.norm > 0
                                   ? 1 / (255 * pow(square, world->options.norm / 2))
                                   : 1.0 / 255);
    }
    return o;
}

static float score(const struct oracle *o, uint32_t document,
                   const struct ie_retrieval_weight *terms, uint32_t count, double sum)
{
    uint32_t total = 0;

    for (uint32_t q = 0; q < count; q++)
        for (uint32_t i = 0; i < o->counts[document]; i++) {
            const struct ie_retrieval_entry *e = &o->sorted[document][i];
            if (e->term != terms[q].term)
                continue;
            double times = e->times < 15 ? e->times : 15;
            int code = (int)(255 * (times / (times + o->slack[document])) + 0.5);
            total += (uint32_t)((double)terms[q].weight * ((1 << 23) / sum) + 0.5) *
                     (uint32_t)(code < 1 ? 1 : code);
        }
    return (float)total * o->scales[document];
}

static int best_first(const void *x, const void *y)
{
    const struct ie_retrieval_hit *a = x, *b = y;

    if (a->score < b->score || b->score < a->score)
        return a->score < b->score ? 1 : -1;
    return (a->document > b->document) - (a->document < b->document);
}

/* Distinct terms of the query come in. */
static uint32_t brute_force(struct world *world, const struct oracle *o,
                            const struct ie_retrieval_query *query,
                            const uint64_t *deleted, struct ie_retrieval_hit *hits)
{
    uint32_t found = 0;
    double sum = 0;

    for (uint32_t i = 0; i < query->count; i++)
        sum += (double)query->terms[i].weight;
    for (uint32_t d = 0; d < world->documents && sum > 0; d++) {
        if ((deleted && ie_bit(deleted, d)) ||
            (query->filter && !ie_bit(query->filter, d)))
            continue;
        float s = score(o, d, query->terms, query->count, sum);
        if (s > 0)
            hits[found++] = (struct ie_retrieval_hit){d, s};
    }
    qsort(hits, found, sizeof(*hits), best_first);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < found && kept < query->top; i++) {
        hits[i].score = (float)((double)hits[i].score * (sum / (1 << 23)));
        if (!(hits[i].score < query->least))
            hits[kept++] = hits[i];
    }
    return kept;
}

/* ---- Queries ---------------------------------------------------------------------- */

static struct ie_retrieval_query some_query(struct world *world)
{
    struct ie_retrieval_query query = {.top = 1 + below(TOP)};
    struct ie_retrieval_weight *terms =
        IE_NEW_ARRAY(&world->arena, struct ie_retrieval_weight, QUERY);
    uint32_t want = below(4) ? 1 + below(QUERY - 1) : 1 + below(3);

    for (uint32_t i = 0; i < want; i++) {
        uint64_t term =
            term_of(below(2) ? some_term(world) : below(world->vocabulary + 2));
        bool known = false;
        for (uint32_t j = 0; j < query.count; j++)
            known |= terms[j].term == term;
        if (!known)
            terms[query.count++] = (struct ie_retrieval_weight){
                term,
                below(9) ? (float)ie_rng_unit(ie_test_rng()) * 30 : (float)below(2)};
    }
    qsort(terms, query.count, sizeof(*terms),
          by_hash); /* the term stands first in both */
    query.terms = terms;
    query.filter = below(2) ? world->filter : NULL;
    query.least = below(4) ? 0 : (float)ie_rng_unit(ie_test_rng());
    return query;
}

static bool same_hits(const struct ie_retrieval_hit *found, uint32_t count,
                      const struct ie_retrieval_hit *expected, uint32_t expected_count)
{
    bool same = IE_CHECK_INT(count, expected_count);

    for (uint32_t i = 0; i < count && same; i++)
        same = IE_CHECK_INT(found[i].document, expected[i].document) &&
               IE_CHECK(memcmp(&found[i].score, &expected[i].score, 4) == 0);
    return same;
}

IE_TEST(the_top_is_that_of_brute_force_in_one_segment_and_in_many)
{
    unsigned rounds = ie_test_rounds(60);

    for (unsigned round = 0; round < rounds && !ie_test_failed(); round++) {
        struct world world = {0};
        struct ie_retrieval_workspace *work = NULL;
        struct ie_retrieval_hit found[TOP];
        struct ie_error err;
        uint32_t count;
        make(&world);
        const struct oracle *o = weigh(&world);
        struct ie_retrieval_hit *expected =
            IE_NEW_ARRAY(&world.arena, struct ie_retrieval_hit, world.documents + 1);
        struct ie_retrieval_image image = build(&world, 0, world.documents, NULL, NULL);
        struct ie_retrieval_index *index = open(&world, &image);
        IE_REQUIRE(index != NULL);
        uint32_t cut = below(world.documents + 1);
        struct ie_retrieval_image first = build(&world, 0, cut, NULL, index);
        struct ie_retrieval_image second =
            build(&world, cut, world.documents, NULL, index);
        struct ie_retrieval_index *a = open(&world, &first), *b = open(&world, &second);
        uint64_t *late = IE_NEW_ARRAY(&world.arena, uint64_t, world.documents / 64 + 1);
        for (uint32_t d = cut; d < world.documents; d++)
            late[(d - cut) / 64] |= (uint64_t)ie_bit(world.deleted, d)
                                    << ((d - cut) % 64);
        bool deleting = below(2);
        struct ie_retrieval_segment whole = {index, deleting ? world.deleted : NULL};
        struct ie_retrieval_segment cuts[2] = {{a, deleting ? world.deleted : NULL},
                                               {b, deleting ? late : NULL}};
        IE_REQUIRE_OK(ie_retrieval_workspace_new(&work, &err), &err);
        for (int q = 0; q < 20 && !ie_test_failed(); q++) {
            struct ie_retrieval_query query = some_query(&world);
            uint32_t wanted =
                brute_force(&world, o, &query, deleting ? world.deleted : NULL, expected);
            struct ie_retrieval_view view = {&whole, 1};
            IE_CHECK_OK(ie_retrieval_search(&view, &query, work, found, &count, &err),
                        &err);
            same_hits(found, count, expected, wanted);
            view = (struct ie_retrieval_view){cuts, 2};
            IE_CHECK_OK(ie_retrieval_search(&view, &query, work, found, &count, &err),
                        &err);
            same_hits(found, count, expected, wanted);
            index->kernels = ie_kernels_scalar();
            view = (struct ie_retrieval_view){&whole, 1};
            IE_CHECK_OK(ie_retrieval_search(&view, &query, work, found, &count, &err),
                        &err);
            same_hits(found, count, expected, wanted);
            index->kernels = ie_kernels_best();
        }
        ie_retrieval_workspace_free(work);
        ie_retrieval_close(index);
        ie_retrieval_close(a);
        ie_retrieval_close(b);
        ie_free(image.bytes);
        ie_free(first.bytes);
        ie_free(second.bytes);
        ie_arena_release(&world.arena);
    }
}

IE_TEST(merging_gives_the_bytes_of_building_over_what_lives)
{
    unsigned rounds = ie_test_rounds(60);

    for (unsigned round = 0; round < rounds && !ie_test_failed(); round++) {
        struct world world = {0};
        struct ie_retrieval_image merged = {0};
        struct ie_error err;
        make(&world);
        uint32_t cut = below(world.documents + 1);
        struct ie_retrieval_image all =
            build(&world, 0, world.documents, world.deleted, NULL);
        struct ie_retrieval_image first = build(&world, 0, cut, NULL, NULL);
        struct ie_retrieval_index *a = open(&world, &first);
        struct ie_retrieval_image second = build(&world, cut, world.documents, NULL, a);
        struct ie_retrieval_index *b = open(&world, &second);
        uint64_t *late = IE_NEW_ARRAY(&world.arena, uint64_t, world.documents / 64 + 1);
        for (uint32_t d = cut; d < world.documents; d++)
            late[(d - cut) / 64] |= (uint64_t)ie_bit(world.deleted, d)
                                    << ((d - cut) % 64);
        struct ie_retrieval_segment cuts[2] = {{a, world.deleted}, {b, late}};
        struct ie_retrieval_view view = {cuts, 2};
        struct ie_solve_control control = {.threads = 1 + below(3)};
        IE_CHECK_OK(ie_retrieval_merge(&view, &control, &merged, &err), &err);
        if (IE_CHECK_INT(merged.len, all.len))
            IE_CHECK(memcmp(merged.bytes, all.bytes, all.len) == 0);
        ie_retrieval_close(a);
        ie_retrieval_close(b);
        ie_free(all.bytes);
        ie_free(first.bytes);
        ie_free(second.bytes);
        ie_free(merged.bytes);
        ie_arena_release(&world.arena);
    }
}

/* ---- Ranges and threads ----------------------------------------------------------- */

struct asking {
    struct ie_retrieval_query *queries;
    _Atomic int *stop;
    uint32_t stop_at;
};

static int ask(void *data, uint32_t number, struct ie_arena *arena,
               struct ie_retrieval_query *query, struct ie_error *err)
{
    struct asking *asking = data;

    if (asking->stop && number == asking->stop_at)
        atomic_store(asking->stop, IE_STOP_CANCEL);
    *query = asking->queries[number];
    return 0;
}

IE_TEST(many_queries_give_the_same_in_any_ranges_on_any_threads_and_go_on_when_stopped)
{
    enum { MANY = 70 };

    for (unsigned round = 0; round < ie_test_rounds(6) && !ie_test_failed(); round++) {
        struct world world = {0};
        struct ie_retrieval_hit one[MANY * TOP], other[MANY * TOP];
        uint32_t counts[MANY], others[MANY];
        _Atomic int stop = IE_GO_ON;
        struct ie_error err;
        make(&world);
        struct ie_retrieval_image image = build(&world, 0, world.documents, NULL, NULL);
        struct ie_retrieval_index *index = open(&world, &image);
        struct ie_retrieval_segment segment = {index, NULL};
        struct ie_retrieval_view view = {&segment, 1};
        struct ie_retrieval_query queries[MANY];
        for (int i = 0; i < MANY; i++)
            queries[i] = some_query(&world);
        struct asking asking = {queries, NULL, 0};
        struct ie_retrieval_many many = {.ask = ask,
                                         .data = &asking,
                                         .to = MANY,
                                         .top = TOP,
                                         .hits = one,
                                         .counts = counts};
        IE_CHECK_OK(ie_retrieval_search_many(&view, &many, NULL, &err), &err);
        IE_CHECK_INT(many.done, MANY);
        asking = (struct asking){queries, &stop, below(MANY)};
        struct ie_solve_control control = {.threads = 1 + below(4), .stop = &stop};
        many.hits = other;
        many.counts = others;
        many.from = 0;
        many.to = 1 + below(MANY);
        while (many.from < MANY) {
            IE_CHECK_OK(ie_retrieval_search_many(&view, &many, &control, &err), &err);
            many.hits += (many.done - many.from) * TOP;
            many.counts += many.done - many.from;
            many.from = many.done;
            if (many.done == many.to)
                many.to = MANY;
            if (atomic_load(&stop) != IE_GO_ON) { /* go on, this time to the end */
                asking.stop = NULL;
                atomic_store(&stop, IE_GO_ON);
            }
        }
        for (int i = 0; i < MANY && !ie_test_failed(); i++)
            same_hits(other + i * TOP, others[i], one + i * TOP, counts[i]);
        ie_retrieval_close(index);
        ie_free(image.bytes);
        ie_arena_release(&world.arena);
    }
}

/* ---- What is beside the point ------------------------------------------------------ */

IE_TEST(documents_beside_the_point_change_no_order_under_kept_statistics)
{
    for (unsigned round = 0; round < ie_test_rounds(20) && !ie_test_failed(); round++) {
        struct world world = {0};
        struct ie_retrieval_workspace *work = NULL;
        struct ie_retrieval_hit before[TOP], after[TOP];
        uint32_t counted, count;
        struct ie_error err;
        make(&world);
        struct ie_retrieval_image image = build(&world, 0, world.documents, NULL, NULL);
        struct ie_retrieval_index *index = open(&world, &image);
        struct world strangers = {.options = world.options, .documents = 5};
        struct bag bags[5];
        struct ie_retrieval_entry words[3] = {{term_of(9000), 2}, {term_of(9001), 1}};
        for (int i = 0; i < 5; i++)
            bags[i] = (struct bag){words, 2};
        strangers.bags = bags;
        struct ie_retrieval_image others = build(&strangers, 0, 5, NULL, index);
        struct ie_retrieval_index *beside = open(&strangers, &others);
        struct ie_retrieval_segment segments[2] = {{index, NULL}, {beside, NULL}};
        IE_REQUIRE_OK(ie_retrieval_workspace_new(&work, &err), &err);
        for (int q = 0; q < 20 && !ie_test_failed(); q++) {
            struct ie_retrieval_query query = some_query(&world);
            query.filter = NULL;
            struct ie_retrieval_view alone = {segments, 1}, both = {segments, 2};
            IE_CHECK_OK(ie_retrieval_search(&alone, &query, work, before, &counted, &err),
                        &err);
            IE_CHECK_OK(ie_retrieval_search(&both, &query, work, after, &count, &err),
                        &err);
            same_hits(after, count, before, counted);
        }
        ie_retrieval_workspace_free(work);
        ie_retrieval_close(index);
        ie_retrieval_close(beside);
        ie_free(image.bytes);
        ie_free(others.bytes);
        ie_arena_release(&world.arena);
    }
}
