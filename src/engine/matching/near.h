/*
 * Private to matching/: the first of two stages, which candidates are looked at.
 *
 * Texts and concepts of the candidates are two indexes of the retrieval core, under the
 * cosine of their weighted vectors; idf and average length are those of all profiles, as
 * in the second stage, so that both differ by no more than quantisation. A seeker's row asks for the IE_MATCH_NEAR nearest texts
 * to each of its texts and as many nearest sets of concepts, among candidates whose type
 * and days allow the pair. These are exact for the core's scoring. The second stage
 * (row.c) judges all of them in full.
 */
#ifndef IE_ENGINE_MATCHING_NEAR_H
#define IE_ENGINE_MATCHING_NEAR_H

#include "engine/matching/matching.h"
#include "engine/retrieval/retrieval.h"

struct ie_match_near {                    /* one index */
    struct ie_retrieval_image image, all; /* of candidates; of all, for statistics */
    struct ie_retrieval_index *index, *statistics;
    struct ie_retrieval_segment segment, whole; /* the views of them */
    uint32_t *owner;                            /* [documents] the candidate's number */
    uint64_t
        *allowed[IE_MATCH_TYPE_COUNT]; /* bitmaps: documents for a seeker of a type */
};

/* The name under which a term or concept of a model stands in its index. */
static inline uint64_t ie_match_near_term(uint32_t number)
{
    return 2 * (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15); /* one to one, even */
}

struct ie_match_model;

/* The index of the candidates' texts; the model's entries hold times, not weights yet. */
int ie_match_near_texts(struct ie_match_model *model,
                        const struct ie_solve_control *control,
                        struct ie_error *err) IE_MUST_CHECK;
/* That of their concepts. */
int ie_match_near_concepts(struct ie_match_model *model,
                           const struct ie_solve_control *control,
                           struct ie_error *err) IE_MUST_CHECK;
void ie_match_near_release(struct ie_match_near *near);

/*
 * The `want` nearest to a unit vector (entries [count]) for a seeker of this type, into
 * hits [want]; hits[i].document is then the candidate's number, a candidate once for each
 * of its texts. O(search).
 */
struct ie_match_entry;
int ie_match_near_ask(const struct ie_match_near *near,
                      const struct ie_match_entry *entries, uint32_t count, uint8_t type,
                      uint32_t want, struct ie_retrieval_workspace *work,
                      struct ie_retrieval_weight *terms, struct ie_retrieval_hit *hits,
                      uint32_t *found, struct ie_error *err) IE_MUST_CHECK;
/* Postings that this search may touch at most. */
uint64_t ie_match_near_cost(const struct ie_match_near *near,
                            const struct ie_match_entry *entries, uint32_t count);

#endif
