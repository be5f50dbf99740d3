/*
 * retrieval: the best K of a million documents for a bag of weighted terms, exactly.
 *
 * Below matching and above text: it knows terms as 64-bit hashes and documents as
 * numbers, and nothing of languages, profiles or files. Who makes the terms decides what
 * they are (words, grams, concepts, translations); who calls maps and writes the bytes.
 *
 *   documents ─ add ─▶ parts (one a thread) ─ finish ─▶ image: one block of bytes
 *                                                          │ open: checked, borrowed
 *   pending documents ─ the same way, small ─▶ image ──────┤
 *                                                          ▼
 *   deletes as bitmaps ───────────────────────────▶ view: segments in order ─ search ─▶
 *                                                                              top K
 * What a score is. A document is a bag of (term, times); its length is the
 * sum of times, or what the caller says.
 * BM25's saturation (k1 1.2, b 0.75; Robertson & Zaragoza 2009; weighted fields are the
 * caller's: a word in the title is so many times in the bag) gives
 *
 *   sat(t,d) = times / (times + k1 · (1 − b + b · length / average length))
 *   code(t,d) = max(1, round(255 · sat))                                      8 bits
 *   scale(d)  = 1 / (255 · sqrt(Σ (idf(t) · sat(t,d))²)^norm)             one float
 *   score(q,d) = scale(d) · Σ weight(q,t) · code(t,d)
 *
 * The score is defined on the quantised code, on weights rounded to 2^-23 of their sum,
 * and on an integer sum: it does not depend on the order of adding, so that "the best K"
 * has one answer on any number of threads, shards or segments, and an oracle can check
 * it bit by bit. Ties go to the lower document. A document that shares no term has no
 * score. With norm 1 and ie_retrieval_weigh's weights (idf² · sat(q) / |q|) the score is
 * the cosine of the two BM25-weighted vectors; with norm 0 and idf it is BM25.
 * bench/results/retrieval.md shows that 8 bits cost no nDCG.
 *
 * Terms are XXH3 hashes; two terms of one hash are one term (n²/2^65 for n terms: one in
 * forty million at a million terms). The lowest bit of a hash says that the term stands
 * aside (IE_RETRIEVAL_ASIDE): it can be found, but counts neither in length nor in norm,
 * as words of little content and fields beside the text should.
 *
 * How it is stored. Sorted hashes; behind each a list by document number. A list of less
 * than 128 postings is plain. A longer one is cut into windows of 65,536 documents, each
 * with its own container (after Roaring bitmaps, Lemire et al. 2016): 16-bit numbers with
 * 8-bit codes, or, when a third of the window has the term, an array of codes, one a
 * document. From 1,024 postings on a container has for each 1,024 documents the greatest
 * impact (code · scale: a document-ordered block-max, Dimopoulos, Nepomnyachiy & Suel
 * 2013) and where to jump to. Numbers stay 16 bits instead of bit-packed differences:
 * they cost one byte more a posting, need no decoding, and are the index into the
 * accumulators as they are. The times behind the codes (four bits) are kept in a place
 * that searching never reads: merging needs them to weigh afresh.
 *
 * How it is searched. Window by window, in steps of 8,192 documents whose accumulators
 * stay in the first-level cache. In a step, lists are taken in order of how much they can
 * add a posting; as long as those not yet taken could together lift a document above the
 * K-th best so far, each is added whole (scalar into accumulators, dense containers by
 * SIMD). After that only documents that can still enter are candidates, and each further
 * list is either added whole or looked up for them, whichever costs less (MaxScore, Turtle
 * & Flood 1995, by steps and by cost). Lists go on being added until the rest is well
 * below the K-th best, so that candidates are few. Since documents come in rising order, a
 * bound equal to the K-th score may be cut.
 *
 * Statistics (documents, average length, idf) are those of the first segment of a view.
 * A segment of pending documents is built against them (options.statistics), so its
 * scores are the same as if its documents had been built into the first one under the
 * same statistics; merging weighs everything afresh and gives byte for byte what building
 * over all living documents gives.
 *
 * Cost: build O(postings) and 11 bytes a posting; image about 3.5 bytes a posting and 12
 * a term; search O(postings of lists that are added whole + candidates), at worst all
 * postings of the query's terms.
 */
#ifndef IE_ENGINE_RETRIEVAL_RETRIEVAL_H
#define IE_ENGINE_RETRIEVAL_RETRIEVAL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/solve.h"
#include "base/str.h"

/* ---- Terms ---------------------------------------------------------------------- */

enum { IE_RETRIEVAL_ASIDE = 1 };    /* bit of a hash: not in length, not in norm */
#define IE_RETRIEVAL_SUM UINT32_MAX /* a length: the sum of times that are not aside */

/* The hash of a term in a space of terms (0: words of the text; a field beside it, such
 * as concepts, takes another number), with the lowest bit as `aside` says. O(len). */
uint64_t ie_retrieval_term(struct ie_str term, uint32_t space, bool aside);

struct ie_retrieval_entry { /* of a document, or of a query before it is weighed */
    uint64_t term;
    uint32_t times; /* >= 1, weights of fields included; beyond 15 counts as 15 */
};

/* ---- Building ------------------------------------------------------------------- */

struct ie_retrieval_index;

enum { IE_RETRIEVAL_IDENTITY = 32, IE_RETRIEVAL_KEY_MAX = 96 };

struct ie_retrieval_options {
    double k1, b; /* 0 <= k1 <= 10, 0 <= b <= 1 */
    double norm;  /* 0..1: 0 BM25, 1 cosine */
    /* Names what made the terms (engine and analysis version): an image opens only under
     * the same. Zero-padded. */
    char identity[IE_RETRIEVAL_IDENTITY];
    uint32_t key_size; /* bytes of a key that each document carries; 0: none */
    /* Weigh by this index's statistics instead of by those of the documents themselves.
     * NULL: own. */
    const struct ie_retrieval_index *statistics;
};
/* k1 1.2, b 0.75, norm 1, no keys. */
struct ie_retrieval_options ie_retrieval_options_default(void);

struct ie_retrieval_image {
    unsigned char *bytes; /* ie_free */
    size_t len;
};

struct ie_retrieval_builder;
struct ie_retrieval_part; /* documents that one thread adds */

/* IE_INPUT "retrieval.bad_input" {what}; IE_NOMEM. `options` is copied. */
int ie_retrieval_builder_new(const struct ie_retrieval_options *options,
                             struct ie_retrieval_builder **builder,
                             struct ie_error *err) IE_MUST_CHECK;
/* Frees parts too. */
void ie_retrieval_builder_free(struct ie_retrieval_builder *builder);
/* A part for one thread; the builder owns it. Not thread-safe: take them beforehand. */
int ie_retrieval_part_new(struct ie_retrieval_builder *builder,
                          struct ie_retrieval_part **part,
                          struct ie_error *err) IE_MUST_CHECK;
/*
 * Adds document `number`: its entries in any order, a term as often as one likes (times
 * are summed), none at all too. `length` as the saturation sees it, or IE_RETRIEVAL_SUM.
 * Each number 0 … documents − 1 goes to one part, once; a
 * part takes numbers in rising order. `key`: options.key_size bytes. One thread a part.
 * IE_INPUT "retrieval.bad_input" (times 0, numbers not rising); IE_LIMIT
 * "retrieval.too_large"; IE_NOMEM. O(count).
 */
int ie_retrieval_add(struct ie_retrieval_part *part, uint32_t number,
                     const struct ie_retrieval_entry *entries, size_t count,
                     uint32_t length, const void *key,
                     struct ie_error *err) IE_MUST_CHECK;
/*
 * The image of all documents added; the same bytes for any spread over parts and any
 * number of control->threads. The builder is empty afterwards, free it. IE_INPUT
 * "retrieval.bad_input" {what: documents} when numbers have gaps or repeat; IE_LIMIT
 * "retrieval.too_large" (2^32 − 2 documents, 2^33 bytes of lists); IE_LIMIT or
 * IE_CANCELLED "retrieval.stopped"; IE_NOMEM. O(postings + terms log terms).
 */
int ie_retrieval_finish(struct ie_retrieval_builder *builder,
                        const struct ie_solve_control *control,
                        struct ie_retrieval_image *image,
                        struct ie_error *err) IE_MUST_CHECK;

/* ---- An opened image ------------------------------------------------------------ */

/*
 * Checks the whole image (length, checksum of each section, structure) and gives a handle
 * that borrows the bytes, which must be 8-aligned and stay as they are until close.
 * `identity` as in the options it was built with. IE_INPUT "retrieval.index_damaged"
 * {what}, "retrieval.index_version"; IE_NOMEM. O(len): reads at memory speed.
 */
int ie_retrieval_open(const unsigned char *bytes, size_t len,
                      const char identity[IE_RETRIEVAL_IDENTITY],
                      struct ie_retrieval_index **index,
                      struct ie_error *err) IE_MUST_CHECK;
void ie_retrieval_close(struct ie_retrieval_index *index);

struct ie_retrieval_facts {
    uint32_t documents, terms;
    uint64_t postings;
    double average; /* length that weights were made with */
    uint32_t key_size;
};
struct ie_retrieval_facts ie_retrieval_facts(const struct ie_retrieval_index *index);
/* The document's key, key_size bytes; NULL if there are none. */
const void *ie_retrieval_key(const struct ie_retrieval_index *index, uint32_t document);

/* ---- Views: what is searched ---------------------------------------------------- */

struct ie_retrieval_segment {
    const struct ie_retrieval_index *index;
    const uint64_t *deleted; /* bitmap over its documents; NULL: none */
};

/* Documents of a view are numbered through: those of segment 0, then of segment 1, … */
struct ie_retrieval_view {
    const struct ie_retrieval_segment *segments;
    uint32_t count;
};

/* ln(1 + (n − df + ½) / (df + ½)) by the statistics of segment 0; a term that it does
 * not have gets df 0; a view without segments, 0. O(1) expected. */
double ie_retrieval_idf(const struct ie_retrieval_view *view, uint64_t term);
/* Sets the bits of all living documents of the view that have the term; the others stay as
 * they are. O(postings of the term). */
void ie_retrieval_documents(const struct ie_retrieval_view *view, uint64_t term,
                            uint64_t *bits);
/* Documents of segment 0 with the term. */
uint32_t ie_retrieval_frequency(const struct ie_retrieval_view *view, uint64_t term);

/*
 * One image of all living documents, in order, weighed afresh; byte for byte what
 * building over them gives. Sources must agree in options (IE_INPUT
 * "retrieval.bad_input" {what}). Errors as finish. O(postings + terms × segments).
 */
int ie_retrieval_merge(const struct ie_retrieval_view *view,
                       const struct ie_solve_control *control,
                       struct ie_retrieval_image *image,
                       struct ie_error *err) IE_MUST_CHECK;

/* The same, weighed by the statistics of another index (NULL: own): what building with
 * options.statistics gives. */
int ie_retrieval_merge_under(const struct ie_retrieval_view *view,
                             const struct ie_retrieval_index *statistics,
                             const struct ie_solve_control *control,
                             struct ie_retrieval_image *image,
                             struct ie_error *err) IE_MUST_CHECK;

/* ---- Searching ------------------------------------------------------------------ */

struct ie_retrieval_weight {
    uint64_t term;
    float weight; /* >= 0, finite */
};

enum { IE_RETRIEVAL_TERMS_MAX = 32768, IE_RETRIEVAL_TOP_MAX = 1 << 20 };

struct ie_retrieval_query {
    const struct ie_retrieval_weight *terms; /* in any order; of one term, summed */
    uint32_t count;
    uint32_t top;           /* K >= 1 */
    float least;            /* leave out scores below */
    const uint64_t *filter; /* bitmap over the view's documents: only these; NULL: all */
};

struct ie_retrieval_hit {
    uint32_t document; /* of the view */
    float score;
};

/*
 * A text as a query: weight idf² · sat(times) / |q|, under which the score is the cosine
 * of the weighted vectors (0..1 up to rounding). Saturation takes the bag's own length.
 * Terms aside get a weight too but do not count in |q|: leave them out, or pass them
 * alone. `limit`: keep that many terms, the heaviest; 0: all. Weights in the arena, by
 * falling weight. IE_NOMEM. O(count log count).
 */
int ie_retrieval_weigh(const struct ie_retrieval_view *view,
                       const struct ie_retrieval_entry *entries, size_t count,
                       uint32_t limit, struct ie_arena *arena,
                       struct ie_retrieval_query *query,
                       struct ie_error *err) IE_MUST_CHECK;

struct ie_retrieval_workspace; /* of one thread; serves any number of searches */
int ie_retrieval_workspace_new(struct ie_retrieval_workspace **work,
                               struct ie_error *err) IE_MUST_CHECK;
void ie_retrieval_workspace_free(struct ie_retrieval_workspace *work);

/*
 * The best query->top documents, exactly, best first; fewer if fewer share a term.
 * `hits` has room for query->top. Thread-safe over one view with a workspace a thread.
 * IE_INPUT "retrieval.bad_input" {what}; IE_NOMEM.
 */
int ie_retrieval_search(const struct ie_retrieval_view *view,
                        const struct ie_retrieval_query *query,
                        struct ie_retrieval_workspace *work,
                        struct ie_retrieval_hit *hits, uint32_t *count,
                        struct ie_error *err) IE_MUST_CHECK;

/* All documents that reach query->least (top is not looked at), by rising number; scores are
 * to the bit what a search gives. *hits is the workspace's until its next search. For
 * counting over all that is found. Same errors. O(postings + documents / 8192). */
int ie_retrieval_all(const struct ie_retrieval_view *view,
                     const struct ie_retrieval_query *query,
                     struct ie_retrieval_workspace *work,
                     const struct ie_retrieval_hit **hits, uint32_t *count,
                     struct ie_error *err) IE_MUST_CHECK;

/* What searches of this workspace did so far: for bounds in benchmarks. */
struct ie_retrieval_effort {
    uint64_t searches;
    uint64_t postings;  /* in the lists of the queries' terms */
    uint64_t added;     /* of these, put into accumulators one by one */
    uint64_t dense;     /* documents of dense containers, added by SIMD */
    uint64_t looked_up; /* candidates × lists */
};
struct ie_retrieval_effort ie_retrieval_effort(const struct ie_retrieval_workspace *work);

/* ---- Many searches: all pairs --------------------------------------------------- */

/* Gives query `number`; its terms may stand in the arena, which lasts until it is
 * answered. Called from several threads at once. */
typedef int ie_retrieval_ask(void *data, uint32_t number, struct ie_arena *arena,
                             struct ie_retrieval_query *query, struct ie_error *err);

struct ie_retrieval_many {
    ie_retrieval_ask *ask;
    void *data;
    uint32_t from, to; /* queries from … to − 1: a shard, or what is left */
    uint32_t top;      /* of every query */
    struct ie_retrieval_hit *hits; /* [(to − from) × top] */
    uint32_t *counts;              /* [to − from] */
    uint32_t done;                 /* out: from … done − 1 are answered in full */
};

/*
 * Answers a range of queries over control->threads; the answer to a query does not depend
 * on threads, range or its neighbours, so ranges may be computed anywhere and laid side by
 * side. Stopped (control->stop, looked at for each query): IE_OK with done < to; go on
 * with from = done. Errors of `ask` and of search.
 */
int ie_retrieval_search_many(const struct ie_retrieval_view *view,
                             struct ie_retrieval_many *many,
                             const struct ie_solve_control *control,
                             struct ie_error *err) IE_MUST_CHECK;

#endif
