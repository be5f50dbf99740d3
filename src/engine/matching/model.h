/*
 * Private to matching/: the input made ready for rows.
 *
 *   profiles ─ texts.c ─▶ docs: one a text, with its terms as a document and as a query
 *            ├ field.c ─▶ concepts: one unit vector a profile
 *            └ near.c  ─▶ an index of the candidates' texts a language, one of concepts
 *   a seeker's text ─ probe.c ─▶ how it is asked in a language ─ row.c, reasons.c
 *
 * Languages are kept apart: idf and average length are those of all profiles' texts of one
 * language, so that a rare language's words are not all rare words, and a language that is
 * cut into grams is not longer than another.
 */
#ifndef IE_ENGINE_MATCHING_MODEL_H
#define IE_ENGINE_MATCHING_MODEL_H

#include "engine/matching/check.h"
#include "engine/matching/near.h"
#include "engine/matching/read.h"
#include "engine/matching/spread.h"
#include "engine/matching/terms.h"

#define IE_MATCH_NONE UINT32_MAX

enum { IE_MATCH_LANGS = 32 }; /* more languages than that count as unknown ones */

struct ie_match_value { /* of one term of one text */
    float sat;          /* saturated frequency: the text as a document */
    float weight;       /* the text as a query, over its worth; 0: not asked */
};

struct ie_match_doc { /* one text of one profile */
    uint32_t profile, text;
    uint32_t lang; /* of the model's languages */
    uint32_t count;
    const uint32_t *terms;             /* [count] apart: most are only looked for */
    struct ie_match_value *values;     /* [count] */
    const float *words;                /* [count] ie_bag_term.words; NULL once weighed */
    const struct ie_bag_place *places; /* [count]; NULL with no_reasons */
    double length;
};

struct ie_match_lang {
    struct ie_str tag; /* primary subtag in lower case; empty: not known */
    char bytes[9];
    uint32_t docs, with_candidates; /* texts; those of candidates */
    double average;                 /* length of a text */
    uint32_t *frequency;            /* [terms] texts that have it */
    double *power;                  /* [docs + 1] ie_bag_power */
    struct ie_match_near near;      /* the candidates' texts */
};

struct ie_match_weighted { /* one concept of one profile */
    uint32_t term;
    float weight; /* of the unit vector */
};

struct ie_match_texts; /* what the readers of texts leave behind (texts.c) */

struct ie_match_model {
    const struct ie_matching_input *input;
    struct ie_match_checker *checker; /* is told what texts are read into */
    struct ie_match_texts *texts;
    struct ie_match_vocabulary terms;
    struct ie_match_doc *docs; /* by profile, then text */
    uint32_t doc_count;
    uint32_t *doc_first; /* [profiles + 1] */
    struct ie_match_lang langs[IE_MATCH_LANGS];
    uint32_t lang_count;
    uint32_t *candidate_of; /* [profiles] index in candidates or NONE */
    uint32_t candidates, seekers;
    struct ie_match_near near_concepts;
    /* concepts of a profile as a unit vector over distinct ids */
    uint64_t *concept_first;            /* [profiles + 1] */
    struct ie_match_weighted *concepts; /* by profile, then number */
    uint32_t *concept_ids;              /* by number */
    uint32_t concept_count;
    bool stopped; /* while it was made: it is not to be used */
};

int ie_match_model_build(struct ie_match_model *model,
                         const struct ie_matching_input *input,
                         struct ie_match_checker *checker,
                         const struct ie_solve_control *control,
                         struct ie_error *err) IE_MUST_CHECK;
void ie_match_model_release(struct ie_match_model *model);

/* Texts into docs, weighed (texts.c). */
int ie_match_texts_read(struct ie_match_model *model,
                        const struct ie_solve_control *control,
                        struct ie_error *err) IE_MUST_CHECK;
void ie_match_texts_release(struct ie_match_model *model);
/* Concepts that its texts gave a profile, where input->tag_concepts asks for them. */
const uint32_t *ie_match_texts_concepts(const struct ie_match_model *model,
                                        uint32_t profile, uint32_t *count);
/* Concepts into unit vectors (field.c). */
int ie_match_concepts_read(struct ie_match_model *model,
                           struct ie_error *err) IE_MUST_CHECK;
void ie_match_concepts_release(struct ie_match_model *model);

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

/* ---- A seeker's text as it is asked ----------------------------------------------- */

struct ie_match_slot {
    uint32_t term; /* number + 1; 0: empty */
    float weight;  /* as a query, over its worth */
    float seen;    /* as a document: saturated frequency by chance */
    struct ie_bag_place place;
};

enum { IE_MATCH_MAYBE = 1 << 16 };

struct ie_match_probe {
    uint32_t doc, lang;
    struct ie_match_slot *slots; /* linear probing */
    uint32_t room, count;
    const struct ie_bag
        *bag; /* in the scratch: put into another language; NULL: its own */
    /* A bit for each term by its number, which is as good as drawn by chance: most of those
     * that it has not are told by it. */
    uint64_t maybe[IE_MATCH_MAYBE / 64];
};

/* One text in one language: its own terms, or their translations where the reader knows
 * any. `probe` may have been used before; its bag stays in the scratch. O(text). */
int ie_match_probe_make(const struct ie_match_model *model,
                        struct ie_match_reader *reader, uint32_t doc, uint32_t lang,
                        struct ie_arena *scratch, struct ie_match_probe *probe,
                        struct ie_error *err) IE_MUST_CHECK;

static inline uint32_t ie_match_slot_hash(uint32_t term)
{
    return (uint32_t)(((uint64_t)term * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
}

/* NULL: the text has no such term. */
static inline const struct ie_match_slot *
ie_match_probe_find(const struct ie_match_probe *probe, uint32_t term)
{
    uint32_t mask = probe->room - 1, at = ie_match_slot_hash(term) & mask;

    while (probe->slots[at].term && probe->slots[at].term != term + 1)
        at = (at + 1) & mask;
    return probe->slots[at].term ? &probe->slots[at] : NULL;
}

/* Numbers `from` … of a text's terms that the probe may have, at most IE_MATCH_FEW, into
 * `found`, and how far it got. Without branches: which terms are there is chance. */
enum { IE_MATCH_FEW = 128 };
static inline uint32_t ie_match_probe_sift(const struct ie_match_probe *probe,
                                           const struct ie_match_doc *doc, uint32_t *from,
                                           uint32_t found[IE_MATCH_FEW])
{
    uint32_t end = doc->count - *from < IE_MATCH_FEW ? doc->count : *from + IE_MATCH_FEW;
    uint32_t count = 0;

    for (uint32_t i = *from; i < end; i++) {
        uint32_t term = doc->terms[i];
        found[count] = i;
        count += (uint32_t)(probe->maybe[term % IE_MATCH_MAYBE / 64] >> (term % 64) & 1);
    }
    *from = end;
    return count;
}

/* Two directions as one: how much of what the seeker says the candidate speaks of, and the
 * other way. Symmetric, 0..1. */
static inline double ie_match_likeness(double there, double back)
{
    double mean = (there + back) / 2;

    return mean < 1 ? mean : 1;
}

/* ---- Rows --------------------------------------------------------------------------- */

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
    double score, there, back; /* the two directions of the text */
    double likeness;
    double concept_cosine; /* -1: not both have any */
    uint32_t candidate;    /* number among the candidates */
    uint32_t seeker_doc, candidate_doc;
};

struct ie_match_workspace {
    const struct ie_match_model *model;
    struct ie_match_reader *reader;
    struct ie_arena scratch; /* of the running row */
    struct ie_retrieval_workspace *search;
    uint32_t *seen;            /* [candidates] the row that judged it last */
    float *concepts;           /* [concepts] the running row's seeker's, else 0 */
    uint32_t row;              /* rows so far: the running one */
    uint64_t judged, compared; /* so far: pairs, terms of their texts */
    IE_VEC(struct ie_match_probe) probes; /* of the running row, the first `asked` */
    size_t asked;
    IE_VEC(struct ie_match_pick) found; /* candidates to be judged */
    IE_VEC(struct ie_retrieval_weight) terms;
    IE_VEC(struct ie_retrieval_hit) hits;
    IE_VEC(struct ie_match_given) given; /* the probes' bags, for the checker */
};

int ie_match_workspace_init(struct ie_match_workspace *work,
                            const struct ie_match_model *model,
                            struct ie_error *err) IE_MUST_CHECK;
void ie_match_workspace_release(struct ie_match_workspace *work);
/* Best partners of seekers[row] into `picks` [top], best first. */
int ie_match_row(struct ie_match_workspace *work, uint32_t row,
                 struct ie_match_pick *picks, uint32_t *count,
                 struct ie_error *err) IE_MUST_CHECK;
/* About how many postings a row touches, known beforehand. O(its terms). */
uint64_t ie_match_row_cost(const struct ie_match_model *model, uint32_t row);

/* Reasons of one pick of the row that ran last (reasons.c). */
int ie_match_explain(struct ie_match_workspace *work, uint32_t seeker,
                     const struct ie_match_pick *pick, struct ie_arena *arena,
                     struct ie_match *match, struct ie_error *err) IE_MUST_CHECK;

/* The fusion point: evidence in 0..1 as a degree, stretched where it crowds (row.c). */
double ie_match_fuse(double evidence, double half);

#endif
