/*
 * A step of a search: MaxScore over the accumulators of 8,192 documents.
 *
 * `bar` is the score that a newcomer must exceed. Bounds are floats: sums of a few
 * thousand products, each rounded; UP and DOWN keep more room than they can err by
 * (2^-24 relative a rounding, and the lists of one step number at most 2^15, but their
 * bounds are summed in double).
 */
#include "engine/retrieval/search.h"

#include <math.h>

static const double UP = 1 + 1e-6, DOWN = 1 - 1e-6;

enum {
    FEW = 384,         /* postings to add up to which touched documents are kept apart */
    LOOK_BLOCKED = 10, /* cost of looking a candidate up, in postings added */
    LOOK_DENSE = 2,
    DENSE_SHARE = 6, /* documents of a dense list added at the cost of one posting */
};

/* Lists are added whole until the rest is at most this part of the bar, not just below
 * it: a rest as high as the bar would make a candidate of every document touched. */
static const double SHARE = 0.5;
/* Candidates are sifted again when what may still come has fallen to this part. */
static const double SIFT = 0.75;

/* The last of docs[low … high − 1] that is no greater than `document`, or low. Halving
 * without branches: which half is chance, and a wrong guess costs more than the step. */
static uint32_t halve(const uint16_t *docs, uint32_t low, uint32_t high,
                      uint32_t document)
{
    uint32_t left = high - low;

    while (left > 1) {
        uint32_t half = left / 2;
        low += docs[low + half] <= document ? half : 0;
        left -= half;
    }
    return low;
}

/* The part of each run that lies in the step; the sum of bounds. */
static double cut_runs(struct ie_retrieval_workspace *work, uint32_t offset)
{
    uint32_t block = offset / IE_BLOCK, end = block + IE_STEP / IE_BLOCK;
    double all = 0;

    for (size_t i = 0; i < work->runs.count; i++) {
        struct ie_run *run = &work->runs.at[i];
        if (run->starts) {
            uint8_t most = 0;
            for (uint32_t b = block; b < end; b++)
                most = run->maxes[b] > most ? run->maxes[b] : most;
            run->low = run->starts[block];
            run->high = end < IE_BLOCKS ? run->starts[end] : run->count;
            run->bound = run->max * (float)most * (1 / 255.0F);
        } else {
            run->low = run->high;
            if (run->high < run->count) {
                uint32_t last =
                    halve(run->docs, run->high, run->count, offset + IE_STEP - 1);
                run->high = last + (run->docs[last] < offset + IE_STEP);
            }
            run->bound = run->max;
        }
        if (run->high == run->low)
            run->bound = 0;
        all += (double)run->bound;
    }
    return all * UP;
}

/* How many runs must be added whole before the rest can no longer lift a document above
 * the bar, and what the rest then is. */
static size_t must_add(const struct ie_retrieval_workspace *work, double bar,
                       double *rest, uint64_t *postings)
{
    size_t i = 0;

    *postings = 0;
    for (; i < work->runs.count && (bar <= 0 || *rest > bar * SHARE); i++) {
        const struct ie_run *run = &work->runs.at[i];
        *rest -= (double)run->bound * UP;
        *postings += run->docs ? run->high - run->low : IE_STEP; /* dense: never few */
    }
    return i;
}

static void add_run(struct ie_search *search, const struct ie_run *run, uint32_t offset,
                    uint32_t padded)
{
    struct ie_retrieval_workspace *work = search->work;

    if (run->high == run->low)
        return;
    if (run->docs) {
        ie_add_sparse(work->sums, run->docs + run->low, run->codes + run->low,
                      run->high - run->low, offset, run->weight);
        work->effort.added += run->high - run->low;
    } else {
        search->index->kernels.add_dense(work->sums, run->codes + offset, padded,
                                         run->weight);
        work->effort.dense += padded;
    }
}

static void add_touching(struct ie_retrieval_workspace *work, const struct ie_run *run,
                         uint32_t offset)
{
    for (uint32_t i = run->low; i < run->high; i++) {
        uint32_t at = run->docs[i] - offset;
        work->touched[at / 64] |= UINT64_C(1) << (at % 64);
        work->sums[at] += run->weight * run->codes[i];
    }
    work->effort.added += run->high - run->low;
}

/* Documents above `least` among those touched. */
static uint32_t scan_touched(struct ie_retrieval_workspace *work, const float *scales,
                             float least)
{
    uint32_t found = 0;

    for (uint32_t w = 0; w < IE_STEP / 64; w++) {
        for (uint64_t bits = work->touched[w]; bits; bits &= bits - 1) {
            uint32_t at = 64 * w + (uint32_t)__builtin_ctzll(bits);
            if ((float)work->sums[at] * scales[at] > least)
                work->found[found++] = (uint16_t)at;
        }
    }
    return found;
}

/* Drops what is deleted or filtered out. */
static uint32_t keep_wanted(const struct ie_search *search, uint32_t from, uint32_t found)
{
    uint16_t *at = search->work->found;
    uint32_t kept = 0;

    if (!search->deleted && !search->filter)
        return found;
    for (uint32_t i = 0; i < found; i++) {
        uint32_t document = from + at[i];
        if ((!search->deleted || !ie_bit(search->deleted, document)) &&
            (!search->filter || ie_bit(search->filter, search->base + document)))
            at[kept++] = at[i];
    }
    return kept;
}

static uint32_t keep_above(struct ie_retrieval_workspace *work, const float *scales,
                           uint32_t found, float least)
{
    uint16_t *at = work->found;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < found; i++) {
        at[kept] = at[i];
        kept += (float)work->sums[at[i]] * scales[at[i]] > least;
    }
    return kept;
}

/* Adds a run to the candidates alone, looking each up. */
static void look_up(struct ie_retrieval_workspace *work, const struct ie_run *run,
                    uint32_t offset, uint32_t found)
{
    uint32_t at = run->low;

    work->effort.looked_up += found;
    for (uint32_t i = 0; i < found && (!run->docs || at < run->high); i++) {
        uint32_t own = work->found[i], document = offset + own, end = run->high;
        if (!run->docs) {
            work->sums[own] += run->weight * run->codes[document];
            continue;
        }
        if (run->starts) {
            uint32_t block = document / IE_BLOCK;
            at = run->starts[block];
            end = block + 1 < IE_BLOCKS ? run->starts[block + 1] : run->count;
        }
        if (at >= end)
            continue;
        at = halve(run->docs, at, end, document);
        if (run->docs[at] == document)
            work->sums[own] += run->weight * run->codes[at];
    }
}

static bool looking_is_cheaper(const struct ie_run *run, uint32_t found, uint32_t padded)
{
    uint32_t postings = run->high - run->low;

    if (!run->docs)
        return (uint64_t)found * LOOK_DENSE < padded / DENSE_SHARE;
    if (!run->starts) /* found by walking, which is about as dear as adding */
        return found < postings;
    return (uint64_t)found * LOOK_BLOCKED < postings;
}

/* What a sum must exceed now if `rest` may still come; all of it come: the bar itself. */
static float least_sum(double bar, double rest, bool last)
{
    double least = last ? bar : bar * DOWN - rest;

    return (float)(least > 0 ? least : 0);
}

static void take_found(struct ie_search *search, const float *scales, uint32_t from,
                       uint32_t found)
{
    struct ie_retrieval_workspace *work = search->work;

    for (uint32_t i = 0; i < found; i++) {
        uint32_t at = work->found[i];
        float score = (float)work->sums[at] * scales[at];
        if (score > search->best->bar)
            ie_best_put(search->best, search->base + from + at, score);
    }
}

/* Candidates go through the runs not yet added, the fewer the further. Returns whether a
 * run was added whole. */
static bool finish_found(struct ie_search *search, size_t next, double rest,
                         uint32_t from, uint32_t padded, uint32_t found)
{
    struct ie_retrieval_workspace *work = search->work;
    const float *scales = search->index->scales + from;
    uint32_t offset = from % IE_WINDOW;
    double bar = (double)search->best->bar, sifted = rest;
    bool whole = false;

    for (; next < work->runs.count && found; next++) {
        const struct ie_run *run = &work->runs.at[next];
        if (run->high == run->low)
            continue;
        if (looking_is_cheaper(run, found, padded)) {
            look_up(work, run, offset, found);
        } else {
            add_run(search, run, offset, padded);
            whole = true;
        }
        rest = fmax(rest - (double)run->bound * UP, 0);
        if (rest > sifted * SIFT)
            continue;
        found = keep_above(work, scales, found, least_sum(bar, rest, false));
        sifted = rest;
    }
    take_found(search, scales, from, found);
    return whole;
}

/* All sums are zero again. */
static void clear(struct ie_retrieval_workspace *work, uint32_t padded, bool touched_only)
{
    if (!touched_only) {
        memset(work->sums, 0, padded * sizeof(*work->sums));
        memset(work->touched, 0, sizeof(work->touched));
        return;
    }
    for (uint32_t w = 0; w < IE_STEP / 64; w++) {
        for (uint64_t bits = work->touched[w]; bits; bits &= bits - 1)
            work->sums[64 * w + (uint32_t)__builtin_ctzll(bits)] = 0;
        work->touched[w] = 0;
    }
}

void ie_search_step(struct ie_search *search, uint32_t from, uint32_t count)
{
    struct ie_retrieval_workspace *work = search->work;
    const float *scales = search->index->scales + from;
    uint32_t offset = from % IE_WINDOW, padded = ie_to_64(count), found;
    double bar = (double)search->best->bar, rest = cut_runs(work, offset);
    uint64_t postings;

    if (rest <= bar * DOWN || rest <= 0)
        return;
    size_t added = must_add(work, bar, &rest, &postings);
    bool last = added == work->runs.count, few = postings <= FEW;
    float least = least_sum(bar, rest > 0 ? rest : 0, last);
    for (size_t i = 0; i < added; i++) {
        if (few)
            add_touching(work, &work->runs.at[i], offset);
        else
            add_run(search, &work->runs.at[i], offset, padded);
    }
    found =
        few ? scan_touched(work, scales, least)
            : search->index->kernels.scan(work->sums, scales, padded, least, work->found);
    found = keep_wanted(search, from, found);
    bool whole = found && finish_found(search, added, fmax(rest, 0), from, padded, found);
    clear(work, padded, few && !whole);
}
