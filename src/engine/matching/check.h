/*
 * Private to matching/: the independent checker.
 *
 * Every match again, with other means than the solver's: vectors as sorted lists of hashes,
 * counted by sorting and looked up by halving, in double precision; weights of queries by
 * their definition; structure read off the profiles. It shares with the solver what reads a
 * text into a bag of terms (bag.h): each text is read once, and both keep of the bag what
 * they need; of a seeker's text in another language it is given the bag that was asked. The
 * rows that are checked in full read it all again.
 *
 *   check_texts.c   texts as documents and as queries, both directions of a pair of texts
 *   check_count.c   in how many texts of a language a term stands
 *   check.c         concepts, structure, scores, rows
 *   check_whole.c   rows in full: nothing left out, by brute force; read again
 *
 * Rows are checked by whoever computed them, on its thread: what hands share is only read.
 */
#ifndef IE_ENGINE_MATCHING_CHECK_H
#define IE_ENGINE_MATCHING_CHECK_H

#include "base/vec.h"
#include "engine/matching/read.h"
#include "engine/matching/spread.h"

struct ie_match_checker;

/* IE_NOMEM. O(texts). */
int ie_match_checker_new(const struct ie_matching_input *input,
                         struct ie_match_checker **checker,
                         struct ie_error *err) IE_MUST_CHECK;
void ie_match_checker_free(struct ie_match_checker *checker);
/* What a text was read into: each text of each profile once, by worker 0 …
 * IE_MATCH_THREADS_MAX - 1, of one thread each. IE_NOMEM. O(terms). */
int ie_match_checker_keep(struct ie_match_checker *checker, unsigned worker,
                          uint32_t profile, uint32_t text, const struct ie_bag *bag,
                          struct ie_error *err) IE_MUST_CHECK;
/* Concepts that its texts gave a profile, where input->tag_concepts asks for them. */
int ie_match_checker_keep_concepts(struct ie_match_checker *checker, unsigned worker,
                                   uint32_t profile, const uint32_t *ids, uint32_t count,
                                   struct ie_error *err) IE_MUST_CHECK;
/* Everything was kept: counts and weighs it, on control->threads. IE_NOMEM.
 * O(terms of all texts). */
int ie_match_checker_ready(struct ie_match_checker *checker,
                           const struct ie_solve_control *control,
                           struct ie_error *err) IE_MUST_CHECK;

/* ---- Rows --------------------------------------------------------------------------- */

struct ie_match_given { /* the bag that a seeker's text was put into for a language */
    uint32_t text;
    struct ie_str lang;
    const struct ie_bag *bag;
};

struct ie_match_checked { /* a row */
    uint32_t seeker;
    const struct ie_match *matches; /* [count] */
    size_t count;
    const struct ie_match_given *given; /* [given_count]; what is not there is read */
    uint32_t given_count;
    bool whole; /* read everything again, and look whether something was left out */
};

struct ie_match_check_hand; /* one thread's */
/* `reader` is borrowed; the checker may not be ready yet. IE_NOMEM. */
int ie_match_check_hand_new(const struct ie_match_checker *checker,
                            struct ie_match_reader *reader,
                            struct ie_match_check_hand **hand,
                            struct ie_error *err) IE_MUST_CHECK;
void ie_match_check_hand_free(struct ie_match_check_hand *hand);
/* IE_INTERNAL "matching.check_failed"; IE_NOMEM. O(matches × terms); in full O(candidates ×
 * terms). */
int ie_match_check_row(struct ie_match_check_hand *hand,
                       const struct ie_match_checked *row,
                       struct ie_error *err) IE_MUST_CHECK;
/* That rows are the input's, within top, in order, and that shares make scores. O(reasons).
 */
int ie_match_check_rows(const struct ie_matching_input *input,
                        const struct ie_matching_output *output,
                        struct ie_error *err) IE_MUST_CHECK;

/* ---- Between the files ------------------------------------------------------------------ */

struct ie_check_term {
    uint64_t hash;
    float weight; /* as a query: share, then over its worth */
    union {
        struct {
            uint16_t times;  /* as a document, at most 15 */
            uint16_t pieces; /* of a word; 0: beside the words */
        } read;
        float sat; /* then: times, saturated */
    } as;
};

struct ie_check_doc {
    struct ie_check_term *terms; /* in order of appearance, then by hash */
    uint32_t count, lang;
    double length;
};

struct ie_check_lang {
    struct ie_str tag;
    uint64_t *hashes; /* [count] distinct terms of its texts, rising */
    uint32_t *in;     /* [count] texts that have them */
    uint32_t *first;  /* where hashes begin with each 16 bits; one more for the end */
    size_t count;
    double docs, average;
    double *power;   /* [docs + 1] of the idf, by texts with a term */
    bool candidates; /* some candidate has a text in it */
};

struct ie_check_asked { /* a term of a text that is asked in some language */
    uint64_t hash;
    double weight, seen;
};

struct ie_check_probe {
    uint32_t doc, lang, count;
    struct ie_check_asked *at; /* by hash */
};

enum { IE_CHECK_LANGS = 32 };

struct ie_check_texts {
    const struct ie_matching_input *input;
    struct ie_arena kept[IE_MATCH_THREADS_MAX]; /* a worker's */
    struct ie_check_doc *docs;
    uint32_t doc_count;
    uint32_t *doc_first; /* [profiles + 1] */
    struct ie_check_lang langs[IE_CHECK_LANGS];
    uint32_t lang_count;
};

struct ie_check_ids { /* concepts */
    const uint32_t *at;
    uint32_t count;
};

struct ie_match_checker {
    const struct ie_matching_input *input;
    struct ie_check_texts texts;
    bool *candidate;             /* [profiles] */
    struct ie_check_ids *tagged; /* [profiles] of the texts, if those are asked for */
    uint32_t *concepts;          /* [concept_count] that profiles have, rising */
    double *square;              /* [concept_count] idf² */
    size_t concept_count;
    double *length; /* [profiles] of the vector of their concepts */
};

struct ie_match_check_hand {
    const struct ie_match_checker *checker;
    struct ie_match_reader *reader;
    struct ie_arena row, scratch; /* row: of the running row's probes */
    IE_VEC(struct ie_check_probe) probes;
};

int ie_check_texts_init(struct ie_check_texts *texts,
                        const struct ie_matching_input *input, const bool *candidate,
                        struct ie_error *err) IE_MUST_CHECK;
void ie_check_texts_release(struct ie_check_texts *texts);
int ie_check_texts_keep(struct ie_check_texts *texts, unsigned worker, uint32_t profile,
                        uint32_t text, const struct ie_bag *bag,
                        struct ie_error *err) IE_MUST_CHECK;
/* Is text `doc`, once weighed, what this bag says? */
bool ie_check_texts_same(const struct ie_check_texts *texts, uint32_t doc,
                         const struct ie_bag *bag);
int ie_check_texts_weigh(struct ie_check_texts *texts,
                         const struct ie_solve_control *control,
                         struct ie_error *err) IE_MUST_CHECK;
/* The row's seeker's texts in the languages of candidates become the hand's probes. */
int ie_check_texts_ask(struct ie_match_check_hand *hand,
                       const struct ie_match_checked *row,
                       struct ie_error *err) IE_MUST_CHECK;
/* Both directions of the asked seeker's text `probe` and a text; their mean. */
double ie_check_likeness(const struct ie_check_texts *texts,
                         const struct ie_check_probe *probe, uint32_t doc, double *there);
/* The name of a term among hashes. */
uint64_t ie_check_hash(struct ie_str term);

/* hashes [total] of a language's texts, one for each text and term, become its distinct ones
 * with their numbers; the array is the language's from then on. IE_NOMEM. O(total) expected.
 */
int ie_check_count(struct ie_check_lang *lang, uint64_t *hashes, size_t total,
                   struct ie_error *err) IE_MUST_CHECK;
/* Texts with the term. O(1) expected. */
double ie_check_frequency(const struct ie_check_lang *lang, uint64_t hash);

int ie_check_failed(uint32_t seeker, uint32_t candidate, const char *what,
                    struct ie_error *err);
struct ie_check_ids ie_check_concepts(const struct ie_match_checker *check, uint32_t p);
/* -1: not both have any. */
double ie_check_cosine(const struct ie_match_checker *check, uint32_t seeker,
                       uint32_t candidate);
/* Degrees of a pair whose texts are so alike; the score of degrees. */
void ie_check_degrees(const struct ie_match_checker *check, uint32_t seeker,
                      uint32_t candidate, double likeness,
                      double degree[IE_MATCH_FIELD_COUNT]);
double ie_check_total(const struct ie_match_checker *check,
                      const double degree[IE_MATCH_FIELD_COUNT]);
/* By type and days; by all rules. */
bool ie_check_fits(const struct ie_matching_input *input, uint32_t seeker,
                   uint32_t candidate);
bool ie_check_excluded(const struct ie_matching_input *input, uint32_t seeker,
                       uint32_t candidate);
/* check_whole.c */
int ie_check_whole(struct ie_match_check_hand *hand, const struct ie_match_checked *row,
                   struct ie_error *err) IE_MUST_CHECK;

/* The solver keeps weights in single precision. */
#define IE_CHECK_SLACK 2e-5

#endif
