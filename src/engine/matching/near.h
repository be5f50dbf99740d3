/*
 * Private to matching/: the first of two stages, which candidates are looked at.
 *
 * The candidates' texts of each language, and their concepts, are indexes of the retrieval
 * core. Texts stand there as documents, asked by weighted terms (bag.h) as in plain
 * retrieval; concepts under the cosine of their weighted vectors. Statistics are those of
 * all profiles, as in the second stage, so that both differ by no more than quantisation. A
 * seeker's row asks each language for the IE_MATCH_NEAR nearest texts to each of its texts
 * and for as many nearest sets of concepts, among candidates whose type and days allow the
 * pair. These are exact for the core's scoring. The second stage (row.c) judges all of them
 * in full.
 */
#ifndef IE_ENGINE_MATCHING_NEAR_H
#define IE_ENGINE_MATCHING_NEAR_H

#include "engine/matching/matching.h"
#include "engine/retrieval/retrieval.h"

struct ie_match_near {                    /* one index */
    struct ie_retrieval_image image, all; /* of candidates; what it is weighed by */
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

/* The indexes of the candidates' texts; the model's values hold times, not weights yet. */
int ie_match_near_texts(struct ie_match_model *model,
                        const struct ie_solve_control *control,
                        struct ie_error *err) IE_MUST_CHECK;
/* That of their concepts. */
int ie_match_near_concepts(struct ie_match_model *model,
                           const struct ie_solve_control *control,
                           struct ie_error *err) IE_MUST_CHECK;
void ie_match_near_release(struct ie_match_near *near);

/*
 * The `want` nearest to `count` weighted terms, which are named by ie_match_near_term, for a
 * seeker of this type, into hits [want]; hits[i].document is then the candidate's number, a
 * candidate once for each of its texts. O(search).
 */
int ie_match_near_ask(const struct ie_match_near *near,
                      const struct ie_retrieval_weight *terms, uint32_t count,
                      uint8_t type, uint32_t want, struct ie_retrieval_workspace *work,
                      struct ie_retrieval_hit *hits, uint32_t *found,
                      struct ie_error *err) IE_MUST_CHECK;
/* The idf of a term by all profiles; of concepts. */
double ie_match_near_idf(const struct ie_match_near *near, uint32_t number);

#endif
