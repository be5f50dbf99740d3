/*
 * Private to matching/: the independent checker.
 *
 * Every match again, from the raw input, with other means than the solver's: vectors as
 * sorted lists of hashes in double precision, looked up by halving; weights of queries by
 * their definition; structure read off the profiles. It shares with the solver only what
 * reads a text into a bag of terms (bag.h) and the parallel loop.
 *
 *   check_texts.c   texts as documents and as queries, both directions of a pair of texts
 *   check.c         concepts, structure, scores, rows
 */
#ifndef IE_ENGINE_MATCHING_CHECK_H
#define IE_ENGINE_MATCHING_CHECK_H

#include "base/vec.h"
#include "engine/matching/read.h"
#include "engine/matching/spread.h"

struct ie_match_checker;

/* Reads all texts on control->threads. Errors as solve. */
int ie_match_checker_open(const struct ie_matching_input *input,
                          const struct ie_solve_control *control,
                          struct ie_match_checker **checker,
                          struct ie_error *err) IE_MUST_CHECK;
/* IE_INTERNAL "matching.check_failed". O(matches × terms). */
int ie_match_checker_rows(struct ie_match_checker *checker,
                          const struct ie_matching_output *output,
                          struct ie_error *err) IE_MUST_CHECK;
void ie_match_checker_close(struct ie_match_checker *checker);

/* ---- Between the two files ------------------------------------------------------------ */

struct ie_check_term {
    uint64_t hash;
    float times; /* as a document */
    float words;
    uint32_t order; /* of its first appearance in the text */
    double weight;  /* as a query: share, then over its worth */
};

struct ie_check_doc {
    struct ie_check_term *terms; /* by hash */
    uint32_t count, lang;
    double length;
};

struct ie_check_lang {
    struct ie_str tag;
    uint64_t *hashes; /* [count] distinct terms of its texts, rising */
    uint32_t *in;     /* [count] texts that have them */
    size_t count;
    double docs, average;
};

struct ie_check_asked { /* a term of a text that is asked in some language */
    uint64_t hash;
    double weight, seen;
};

struct ie_check_probe {
    uint32_t doc, lang, count;
    struct ie_check_asked *at; /* by hash */
};

struct ie_check_reading { /* a thread's */
    struct ie_check_texts *texts;
    struct ie_match_reader *reader;
    struct ie_arena kept, scratch;
};

struct ie_check_texts {
    const struct ie_matching_input *input;
    struct ie_check_reading readings[IE_MATCH_THREADS_MAX];
    unsigned reading_count;
    struct ie_check_doc *docs;
    uint32_t doc_count;
    uint32_t *doc_first; /* [profiles + 1] */
    struct ie_check_lang langs[32];
    uint32_t lang_count;
    uint32_t **tagged; /* [profiles] concepts of the texts, if those are asked for */
    uint32_t *tagged_count;
    struct ie_arena row; /* of the running row's probes */
    IE_VEC(struct ie_check_probe) probes;
};

int ie_check_texts_open(struct ie_check_texts *texts,
                        const struct ie_matching_input *input,
                        const struct ie_solve_control *control,
                        struct ie_error *err) IE_MUST_CHECK;
void ie_check_texts_close(struct ie_check_texts *texts);
/* A seeker's texts in all languages become the probes. */
int ie_check_texts_ask(struct ie_check_texts *texts, uint32_t seeker,
                       struct ie_error *err) IE_MUST_CHECK;
/* Both directions of the asked seeker's text `probe` and a text; their mean. */
double ie_check_likeness(const struct ie_check_texts *texts,
                         const struct ie_check_probe *probe, uint32_t doc, double *there);

#endif
