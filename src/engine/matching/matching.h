/*
 * matching: which profiles fit each other, how well, and why, field by field.
 *
 * Two contracts:
 *
 *   ie_matching_solve    structured: profiles in, for every seeker its best K partners
 *                        out, with a score in 0..1 and the reasons that add up to it
 *   ie_matching_index_*  plain retrieval over documents (BEIR layout in, TREC run out),
 *                        the same analysis and index without the structure
 *
 * How a pair is judged.
 *   1. Filters exclude: types must be counterparts (request ↔ offer of technology,
 *      business or investment; research ↔ research); not the same organisation; both
 *      valid on `rules.day`; target countries both ways when `rules.countries` says so.
 *   2. Evidence from text: each profile has one text a language (the original first, then
 *      translations), and each is a document of its language and a question at once, under
 *      bag.h's terms and weights: words, grams, concepts. Of two texts of one language it is
 *      asked how much of what the seeker's says the candidate's speaks of,
 *        there = Σ weight(t, seeker) · sat(t, candidate) / worth(seeker),
 *      where worth is the sum if every word were found, and the same the other way; their
 *      likeness is the mean of both: symmetric, within 0..1, a sum over terms, and
 *      comparable between pairs, which a search's score is not. Between two languages the
 *      seeker's text is put into the candidate's once (cross.c), as a question and as a
 *      document: a word that may be translated by chance p counts √p either way. So a pair
 *      of two languages may be a little likelier from one side than from the other.
 *      The pair's likeness is the best over its pairs of texts. This maximum in
 *      `compare_text()` of row.c is the fusion point: embeddings join there as a further
 *      source.
 *   3. Evidence from structure: concepts in common (idf-weighted cosine), specs
 *      (units.h), cooperation types, maturity, intellectual property, countries,
 *      languages.
 *   4. Score = Σ weight × degree / Σ weight over the fields that both sides state. A
 *      field that one side leaves open neither helps nor harms; text is always stated.
 *      The degree of text is x·(1 + h)/(x + h) for likeness x with h = IE_MATCH_TEXT_HALF,
 *      a monotone stretch, since related texts crowd below 0.3; that of concepts the same
 *      for their cosine with IE_MATCH_CONCEPT_HALF.
 *
 * Two stages, stated.
 *
 *   texts ─ tokens ─┐                    ┌ the IE_MATCH_NEAR nearest to each text ┐
 *                   ├ retrieval's index ─┤                                        ├─┐
 *   concepts ───────┘                    └ and to the set of concepts ────────────┘ │
 *   ┌───────────────────────────────────────────────────────────────────────────────┘
 *   └▶ each judged in full: likeness, concepts, structure ─ top K ─ reasons ─ checker ─ out
 *
 * The first stage looks only at candidates whose type and days allow the pair, asks the
 * texts of each language by the seeker's words in it, and is exact for its scoring
 * (retrieval.h). The second computes both directions of all pairs of texts without
 * quantisation. Statistics are those of all profiles, a language at a time. A pair that is near
 * by neither text nor concepts is not judged: structure alone makes no match. Where the
 * rules refuse so many of the near that fewer than K are left, four times as many are
 * looked at, and so on. So with at most IE_MATCH_NEAR candidates the top K is that of all
 * pairs that share a term or a concept; with more it is that of the near ones. Ties go to
 * the lower candidate index. Before it is returned, every match is recomputed by check.h,
 * which shares nothing with the solver but what texts were read into, terms with their
 * times; some rows are read again and compared with all candidates. Rows are independent: the result is the same for any number of threads, for any
 * ranges of rows, and for any order in which those are computed.
 *
 * The engine sees no wording and no rung: the caller passes what the reader may see, and
 * reasons are codes, indices and the reader's own terms.
 *
 * Cost: O(tokens) to build, over threads; a row O(a search a language + IE_MATCH_NEAR ×
 * terms of a text), the search at worst O(Σ postings of its terms); memory about 20 bytes a
 * posting, with reasons 36, and 16 for the checker. One tick = 1,000 postings that a row may
 * touch, as far as that is known beforehand.
 */
#ifndef IE_ENGINE_MATCHING_H
#define IE_ENGINE_MATCHING_H

#include "base/moment.h"
#include "base/solve.h"
#include "lexicon/lexicon.h"
#include "lexicon/wordbook.h"
#include "text/text.h"
#include "text/units.h"

/* ---- Knowledge -------------------------------------------------------------------- */

/*
 * What matching may know of words, besides letters; any part may be NULL. A lexicon makes
 * concepts terms beside the words, the same in all languages; word lists let a question
 * find texts of another language (bag.h). Both are only read.
 */
struct ie_match_knowledge {
    const struct ie_lexicon *lexicon;
    const struct ie_wordbook *words;
};

/* ---- Profiles ------------------------------------------------------------------- */

enum ie_match_type {
    IE_MATCH_TECHNOLOGY_OFFER,
    IE_MATCH_TECHNOLOGY_REQUEST,
    IE_MATCH_BUSINESS_OFFER,
    IE_MATCH_BUSINESS_REQUEST,
    IE_MATCH_RESEARCH_REQUEST, /* a research partner is sought: symmetric */
    IE_MATCH_INVESTMENT_OFFER,
    IE_MATCH_INVESTMENT_REQUEST,
    IE_MATCH_TYPE_COUNT
};

/* "technology_offer", …; NULL beyond the last. And back; false if unknown. */
const char *ie_match_type_name(enum ie_match_type type);
bool ie_match_type_parse(struct ie_str name, enum ie_match_type *type);
/* Counterparts by type alone. */
bool ie_match_types_fit(enum ie_match_type x, enum ie_match_type y);

/* Up to four ASCII characters of a code as a number, letter case kept: 'K' << 8 | 'R' for
 * "KR". Countries are ISO 3166-1 alpha-2 in upper case, languages the primary subtag in
 * lower case. 0 for an empty text; longer texts are cut. */
static inline uint32_t ie_match_code(struct ie_str text)
{
    uint32_t code = 0;

    for (size_t i = 0; i < text.len && i < 4; i++)
        code = code << 8 | (unsigned char)text.ptr[i];
    return code;
}

struct ie_match_text {
    struct ie_str lang; /* BCP 47; may be empty */
    struct ie_str title;
    struct ie_str text;
};

enum { IE_MATCH_DAY_OPEN = INT32_MAX };

struct ie_match_profile {
    uint8_t type;          /* enum ie_match_type */
    uint32_t organisation; /* equal numbers: one organisation; UINT32_MAX: not known */
    const struct ie_match_text *texts; /* [text_count], original first; one a language */
    uint32_t text_count;
    const uint32_t *concepts; /* [concept_count] ids; root technologies and thesaurus */
    uint32_t concept_count;
    const struct ie_spec *specs; /* [spec_count] */
    uint32_t spec_count;
    uint32_t cooperation;      /* bit set, the caller's meaning; 0: open */
    uint8_t trl_low, trl_high; /* 1..9: stated (offer) or acceptable (request); 0: open */
    uint32_t ipr;     /* bit set: status (offer) or acceptable ones (request); 0: open */
    uint32_t country; /* ie_match_code; 0: not known */
    const uint32_t *targets; /* [target_count] countries sought; none: any */
    uint32_t target_count;
    const uint32_t *languages; /* [language_count] spoken; none: not known */
    uint32_t language_count;
    ie_day valid_from;  /* first day */
    ie_day valid_until; /* last day; IE_MATCH_DAY_OPEN: no end */
};

/* ---- Input ---------------------------------------------------------------------- */

enum ie_match_field {
    IE_MATCH_TEXT,
    IE_MATCH_CONCEPT,
    IE_MATCH_SPEC,
    IE_MATCH_COOPERATION,
    IE_MATCH_TRL,
    IE_MATCH_IPR,
    IE_MATCH_COUNTRY,
    IE_MATCH_LANGUAGE,
    IE_MATCH_FIELD_COUNT
};

/* "text", "concept", …; NULL beyond the last. */
const char *ie_match_field_name(enum ie_match_field field);

enum ie_match_countries {
    IE_MATCH_COUNTRIES_PREFER = 0, /* a field of the score */
    IE_MATCH_COUNTRIES_REQUIRE,    /* exclude pairs outside each other's targets */
    IE_MATCH_COUNTRIES_IGNORE,
};

struct ie_match_rules {
    ie_day day; /* both profiles must be valid on it; IE_MATCH_DAY_OPEN: no check */
    uint8_t countries;      /* enum ie_match_countries */
    bool same_organisation; /* true: do not exclude */
    double least;           /* matches below this score are left out */
};

/* Weights of the fields, >= 0, text > 0. ie_match_weights_default: 6 text (in which
 * concepts speak as well), 1 concept, 2 spec, 1 cooperation, 0.5 each of TRL, IPR, country
 * and language. */
struct ie_match_weights {
    double field[IE_MATCH_FIELD_COUNT];
};
struct ie_match_weights ie_match_weights_default(void);

struct ie_matching_input {
    const struct ie_match_profile *profiles; /* [count] */
    uint32_t count;
    const uint32_t *seekers; /* [seeker_count] profiles that want partners; NULL: all */
    uint32_t seeker_count;
    const uint32_t *candidates; /* [candidate_count] profiles to choose from; NULL: all */
    uint32_t candidate_count;
    struct ie_match_rules rules;
    struct ie_match_weights weights;
    uint32_t top;    /* K, 1..1000 */
    bool no_reasons; /* only scores and parts, for mass runs */
    struct ie_match_knowledge knowledge;
    /* Concepts are those that the knowledge's lexicon finds in the texts (field.h), by its
     * numbers, instead of the profiles' own. */
    bool tag_concepts;
};

/* A seeker may be a request, an offer or a research profile; its counterparts are found
 * either way. Indices repeated in seekers or candidates are refused. */

/* ---- Output --------------------------------------------------------------------- */

enum ie_match_verdict {
    IE_MATCH_UNKNOWN = 0, /* one side leaves it open; share 0 */
    IE_MATCH_MET,
    IE_MATCH_PARTLY,
    IE_MATCH_NOT_MET,
};

struct ie_match_reason {
    uint8_t field;   /* enum ie_match_field */
    uint8_t verdict; /* enum ie_match_verdict */
    double share;    /* of the score: shares of a match's reasons sum to its score */
    /* IE_MATCH_TEXT: a shared term, most telling first; the last text reason may have an
     * empty term and gathers the remaining ones. */
    struct ie_str term;
    uint8_t kind;                                    /* enum ie_token_kind */
    uint32_t seeker_text, candidate_text;            /* which texts[] were compared */
    struct ie_str seeker_surface, candidate_surface; /* the words as written; borrowed
                                                        from the input's texts */
    /* IE_MATCH_SPEC: indices into specs; UINT32_MAX: the other side says nothing */
    uint32_t seeker_item, candidate_item;
    /* IE_MATCH_CONCEPT: the concept. COOPERATION, IPR: bits in common. LANGUAGE: one in
     * common (0: none). COUNTRY: bit 0 the candidate's country is in the seeker's
     * targets, bit 1 the other way, bits 2 and 3: the respective side named targets. */
    uint32_t code;
    /* IE_MATCH_TRL: levels that the offer lies below (< 0) or above (> 0) what is asked
     */
    int32_t distance;
};

struct ie_match {
    uint32_t seeker, candidate;          /* profile indices */
    double score;                        /* 0..1 */
    double likeness;                     /* of the best pair of texts */
    double degree[IE_MATCH_FIELD_COUNT]; /* 0..1; -1: not stated by both */
    const struct ie_match_reason *reasons;
    uint32_t reason_count;
};

enum { IE_MATCH_TERMS = 12 }; /* text reasons a match at most */

struct
    ie_match_effort {  /* what rows took, for bounds: the same on any number of threads */
    uint64_t postings; /* in the lists of the terms that were asked */
    uint64_t added;    /* of these, put into accumulators one by one */
    uint64_t looked_up; /* candidates × lists */
    uint64_t judged;    /* pairs in full */
    uint64_t compared;  /* terms of their texts */
};

struct ie_matching_output {
    struct ie_match *matches; /* grouped by seeker, best first */
    size_t count;
    size_t *first; /* [seeker_count + 1]: row i is matches[first[i]] .. [first[i+1]) */
    uint32_t from; /* row 0 is this one of the input's seekers */
    uint32_t seeker_count;
    enum ie_code stopped; /* IE_OK, or IE_LIMIT / IE_CANCELLED: later rows are empty */
    uint32_t rows_done;   /* rows 0 .. rows_done-1 are complete */
    uint64_t ticks;
    struct ie_match_effort effort; /* without the checker's */
};

#define IE_MATCH_TEXT_HALF    0.15
#define IE_MATCH_CONCEPT_HALF 0.15
enum { IE_MATCH_NEAR = 200 }; /* and at least 4 × top */

/* Part of every stored match's identity, with ie_analyser_version(). */
const char *ie_matching_version(void);

/*
 * Errors: IE_INPUT "matching.bad_input" {what} (index out of range or repeated, top out
 * of range, weights negative or not finite, type unknown, TRL beyond 9); IE_LIMIT
 * "text.too_long"; IE_NOMEM. The seed has no effect. control may be NULL.
 */
int ie_matching_solve(const struct ie_matching_input *input,
                      const struct ie_solve_control *control, struct ie_arena *arena,
                      struct ie_matching_output **output,
                      struct ie_error *err) IE_MUST_CHECK;

/*
 * The same in parts: `open` reads the profiles, `rows` answers seekers from … to - 1, as
 * often as one likes and in any order; a row does not depend on the others, so ranges may be
 * computed anywhere and laid side by side, and a stopped run goes on with the first row that
 * it has not. The input's arrays must stay as they are until close. A control that stops
 * `open` leaves rows that are none. One thread at a time. Errors as solve; IE_INPUT
 * "matching.bad_input" {what: rows}.
 */
struct ie_matching;
int ie_matching_open(const struct ie_matching_input *input,
                     const struct ie_solve_control *control,
                     struct ie_matching **matching, struct ie_error *err) IE_MUST_CHECK;
int ie_matching_rows(struct ie_matching *matching, uint32_t from, uint32_t to,
                     const struct ie_solve_control *control, struct ie_arena *arena,
                     struct ie_matching_output **output,
                     struct ie_error *err) IE_MUST_CHECK;
void ie_matching_close(struct ie_matching *matching);

/*
 * The checker: recomputes filters, likeness, degrees, score and reason shares of every
 * match from the raw input, and that rows are sorted, within top and without repeats.
 * IE_INTERNAL "matching.check_failed" {seeker} {candidate} {what}. O(tokens × log) +
 * O(matches × terms). Three rows are compared with all candidates by brute force; rows
 * computed by `rows` were: three of the first range and one of each further one, these
 * read again as well.
 */
int ie_matching_check(const struct ie_matching_input *input,
                      const struct ie_matching_output *output,
                      struct ie_error *err) IE_MUST_CHECK;

/* ---- Retrieval ------------------------------------------------------------------ */

/*
 * Plain retrieval is the core of engine/retrieval under bag.h's terms and weights: its
 * essay says what a score is, how an index is laid out and searched. `build` makes the
 * block of bytes that service writes to a file and maps; `append` makes a new one with
 * more documents behind the old ones; `open` validates a block and gives a handle that
 * borrows it; `search` is thread-safe over one handle.
 */
/* Reads texts into terms: of one thread; borrows the knowledge (NULL: none). IE_NOMEM. */
struct ie_match_reader;
int ie_match_reader_new(const struct ie_match_knowledge *knowledge,
                        struct ie_match_reader **reader,
                        struct ie_error *err) IE_MUST_CHECK;
void ie_match_reader_free(struct ie_match_reader *reader);

struct ie_match_document {
    struct ie_str lang;
    struct ie_str title;
    struct ie_str text;
};

struct ie_matching_image {
    unsigned char *bytes; /* ie_free */
    size_t len;
};

struct ie_matching_index;

/* A text and how it is asked. Its title and text are one bag of terms, of which the
 * heaviest count (bag.h). */
struct ie_match_question {
    struct ie_match_document document;
    /* Languages of the index's documents (BCP 47); none: only the question's own. For each
     * other one its words are translated, if the reader knows how. */
    const struct ie_str *langs; /* [lang_count] */
    uint32_t lang_count;
    uint32_t top; /* >= 1 */
};

struct ie_match_hit {
    uint32_t document; /* number in order of adding, from 0 */
    double score;      /* > 0; bag.h says of what */
};

/* Texts are analysed on control->threads; the bytes are the same on any number. IE_LIMIT
 * "retrieval.too_large", "text.too_long"; IE_NOMEM; IE_CANCELLED or IE_LIMIT when
 * stopped. O(tokens). */
int ie_matching_index_build(const struct ie_match_document *documents, uint32_t count,
                            const struct ie_match_knowledge *knowledge,
                            const struct ie_solve_control *control,
                            struct ie_matching_image *image,
                            struct ie_error *err) IE_MUST_CHECK;
/* `old` must be an image of this version; the result equals building over all documents
 * at once, byte for byte. Errors as build and open. O(old postings + new tokens). */
int ie_matching_index_append(const unsigned char *old, size_t old_len,
                             const struct ie_match_document *documents, uint32_t count,
                             const struct ie_match_knowledge *knowledge,
                             const struct ie_solve_control *control,
                             struct ie_matching_image *image,
                             struct ie_error *err) IE_MUST_CHECK;
/* The bytes must be 8-aligned and outlive the handle. IE_INPUT "retrieval.index_damaged"
 * {what}: not an index, cut short, changed; "retrieval.index_version": made by another
 * version of engine or analysis. O(len). */
int ie_matching_index_open(const unsigned char *bytes, size_t len,
                           const struct ie_match_knowledge *knowledge,
                           struct ie_matching_index **index,
                           struct ie_error *err) IE_MUST_CHECK;
void ie_matching_index_close(struct ie_matching_index *index);
uint32_t ie_matching_index_count(const struct ie_matching_index *index);
/*
 * The question->top documents with the highest score (exact; ties to the lower number), best
 * first; fewer if fewer share a term.
 * IE_INPUT "matching.bad_input"; IE_NOMEM. At worst O(postings of the query's terms).
 */
int ie_matching_index_search(const struct ie_matching_index *index,
                             struct ie_match_reader *reader,
                             const struct ie_match_question *question,
                             struct ie_arena *arena, struct ie_match_hit **hits,
                             uint32_t *count, struct ie_error *err) IE_MUST_CHECK;

#endif
