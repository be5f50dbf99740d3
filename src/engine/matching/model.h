/* Private to matching/: the input made ready for rows. */
#ifndef IE_ENGINE_MATCHING_MODEL_H
#define IE_ENGINE_MATCHING_MODEL_H

#include "engine/matching/matching.h"
#include "engine/matching/near.h"
#include "engine/matching/terms.h"

enum { IE_MATCH_TITLE = 2 }; /* a word in the title counts as so many in the text */

struct ie_match_entry { /* one term of one text */
    uint32_t term;
    float weight; /* of the unit vector */
};

struct ie_match_place { /* where a term first stands in its text */
    uint32_t from, len;
    uint8_t kind;
    bool title;
    bool gram; /* part of the word at from, len */
};

struct ie_match_doc { /* one text of one profile */
    uint32_t profile, text;
    uint64_t first; /* entries and places */
    uint32_t count;
};

struct ie_match_model {
    const struct ie_matching_input *input;
    struct ie_terms terms;
    IE_VEC(struct ie_match_doc) docs;      /* by profile, then text */
    IE_VEC(struct ie_match_entry) entries; /* by doc, then term */
    IE_VEC(struct ie_match_place) places;  /* as entries; none with no_reasons */
    uint32_t *doc_first;                   /* [profiles + 1] */
    uint32_t *candidate_of;                /* [profiles] index in candidates or NONE */
    uint32_t candidates, seekers;
    struct ie_match_near near_texts, near_concepts;
    /* concepts of a profile as a unit vector over distinct ids */
    uint64_t *concept_first;         /* [profiles + 1] */
    struct ie_match_entry *concepts; /* by profile, then number */
    uint32_t *concept_ids;           /* by number */
    uint32_t concept_count;
};

#define IE_MATCH_NONE UINT32_MAX

int ie_match_model_build(struct ie_match_model *model,
                         const struct ie_matching_input *input,
                         const struct ie_solve_control *control,
                         struct ie_error *err) IE_MUST_CHECK;
void ie_match_model_release(struct ie_match_model *model);

static inline uint32_t ie_match_seeker(const struct ie_matching_input *input,
                                       uint32_t row)
{
    return input->seekers ? input->seekers[row] : row;
}

static inline uint32_t ie_match_candidate(const struct ie_matching_input *input,
                                          uint32_t number)
{
    return input->candidates ? input->candidates[number] : number;
}

/* Structure of a pair (structure.c). `reasons` may be NULL; else it has room for one
 * reason a field and one a wanted spec. Shares are left as degree parts: the caller
 * scales them. Returns how many reasons it wrote. */
uint32_t ie_match_structure(const struct ie_matching_input *input, uint32_t seeker,
                            uint32_t candidate, double degree[IE_MATCH_FIELD_COUNT],
                            struct ie_match_reason *reasons);
/* Do the filters let the pair through? */
bool ie_match_allowed(const struct ie_matching_input *input, uint32_t seeker,
                      uint32_t candidate);
/* Weighted mean of the degrees that are stated. */
double ie_match_score(const struct ie_match_weights *weights,
                      const double degree[IE_MATCH_FIELD_COUNT]);

/* One row (row.c). */
struct ie_match_pick {
    double score, cosine, concept_degree;
    uint32_t candidate; /* number among the candidates */
    uint32_t seeker_doc, candidate_doc;
};

struct ie_match_workspace {
    struct ie_retrieval_workspace *search;
    uint32_t *seen;                     /* [candidates] the row that judged it last */
    uint32_t row;                       /* rows so far: the running one */
    float *spread;                      /* [terms] weights of the running text; else 0 */
    IE_VEC(struct ie_match_pick) found; /* candidates to be judged */
    IE_VEC(struct ie_retrieval_weight) terms;
    IE_VEC(struct ie_retrieval_hit) hits;
};

int ie_match_workspace_init(struct ie_match_workspace *work,
                            const struct ie_match_model *model, struct ie_error *err);
void ie_match_workspace_release(struct ie_match_workspace *work);
/* Best partners of seekers[row] into `picks` [top], best first. */
int ie_match_row(const struct ie_match_model *model, struct ie_match_workspace *work,
                 uint32_t row, struct ie_match_pick *picks, uint32_t *count,
                 struct ie_error *err) IE_MUST_CHECK;
/* Postings that a row may touch: its cost, known beforehand. */
uint64_t ie_match_row_cost(const struct ie_match_model *model, uint32_t row);

/* Reasons of one pick (reasons.c). */
int ie_match_explain(const struct ie_match_model *model, uint32_t seeker,
                     const struct ie_match_pick *pick, struct ie_arena *arena,
                     struct ie_match *match, struct ie_error *err) IE_MUST_CHECK;

/* The fusion point: evidence about the texts to a degree in 0..1 (row.c). */
double ie_match_fuse(double cosine);

#endif
