/* Private to retrieval/: all postings by term, between gathering them (build.c, merge.c)
 * and writing the image (write.c). Because both ways end here, merging and building over
 * the same documents give the same bytes. */
#ifndef IE_ENGINE_RETRIEVAL_POSTINGS_H
#define IE_ENGINE_RETRIEVAL_POSTINGS_H

#include "engine/retrieval/format.h"

struct ie_postings {
    uint32_t documents, terms;
    uint64_t *hashes;  /* [terms] rising */
    uint64_t *first;   /* [terms + 1] */
    uint32_t *docs;    /* [first[terms]] rising within a term */
    uint8_t *times;    /* likewise, 1 … IE_TIMES_MAX */
    uint32_t *lengths; /* [documents] */
    unsigned char *keys;
};

void ie_postings_release(struct ie_postings *postings);

/* Weighs and encodes. `statistics` may be NULL. Errors as ie_retrieval_finish.
 * O(postings). */
int ie_postings_write(const struct ie_postings *postings,
                      const struct ie_retrieval_options *options,
                      const struct ie_solve_control *control,
                      struct ie_retrieval_image *image,
                      struct ie_error *err) IE_MUST_CHECK;

/* idf of a term that `in` of `documents` have. */
double ie_retrieval_idf_of(double documents, double in);
/* sat(times) for a document whose k1 · (1 − b + b · length / average) is `slack`. */
static inline double ie_retrieval_saturation(double times, double slack)
{
    return times / (times + slack);
}
/* IE_OK, or the error of a stopped solve. */
int ie_retrieval_stopped(const struct ie_solve_control *control, struct ie_error *err);
int ie_retrieval_bad(struct ie_error *err, const char *what);
int ie_retrieval_check_options(const struct ie_retrieval_options *options,
                               struct ie_error *err);

#endif
