/*
 * lint: what is wrong between the places of a vocabulary, all of it in one run.
 *
 * A reader refuses what it cannot understand; the linter judges what it understood. An
 * error makes a vocabulary unfit to ship; a warning asks a person to look. A label that
 * carries a reason (`shared`, struct ie_label.why) has been looked at: neither sharing nor
 * being a loan is held against it.
 *
 * Loans. A list of pairs (language, loan, native word) says which transliterations have a
 * native word in use; a preferred label with such a loan in it is an error. Where the list
 * is silent, the linter listens: whether a label is a transliteration of an English label
 * of its concept is told by their consonants. Both are romanised (ICU Any-Latin), classes
 * of consonants that languages confuse (b p f v, l r, s z sh ch, k c g q …) are merged,
 * vowels dropped, and the two skeletons compared by edit distance. A preferred label in
 * ko, ja, ru or he that sounds English although the concept has another word in the
 * language is a warning, since the loan may well be what the field says.
 */
#ifndef IE_LEXICON_LINT_H
#define IE_LEXICON_LINT_H

#include "lexicon/thesaurus.h"

enum ie_lint_rule {
    IE_LINT_DANGLING,     /* a link leads nowhere; `other_id` */
    IE_LINT_CYCLE,        /* broader leads back; `other` is the next concept of it */
    IE_LINT_ORPHAN,       /* nothing broader, and not said to be top */
    IE_LINT_TOP_BELOW,    /* said to be top, yet something is broader */
    IE_LINT_SHARED,       /* `other` claims the label too, and no reason is given */
    IE_LINT_SCRIPT,       /* not written in the script of its language */
    IE_LINT_MIXED,        /* one word in two scripts whose letters look alike */
    IE_LINT_LOAN,         /* preferred, a transliteration, and another word is there */
    IE_LINT_NATIVE,       /* preferred, and the list has a native word; `other_id` */
    IE_LINT_NO_LANGUAGE,  /* no preferred label in Korean or English; `lang` */
    IE_LINT_NO_PREFERRED, /* labels in `lang`, none preferred */
    IE_LINT_VARIANT,      /* differs from another label of the concept only in case,
                               width, spaces or hyphens, which the tagger ignores */
    IE_LINT_RULES
};

/* "cycle", "shared", …: stable names, and the last part of the message id
 * "lexicon.lint_cycle". NULL beyond the last. */
const char *ie_lint_rule_name(enum ie_lint_rule rule);

struct ie_lint_finding {
    uint8_t rule; /* enum ie_lint_rule */
    bool error;   /* else a warning */
    uint32_t concept;
    uint32_t label;     /* of the concept, or IE_THESAURUS_NONE */
    uint32_t other;     /* concept, or IE_THESAURUS_NONE */
    struct ie_str lang; /* of label, or what is missing */
    struct ie_str other_id;
    struct ie_place at;
};

struct ie_lint_report {
    struct ie_lint_finding *at; /* in order of the input: file, line */
    uint32_t count, room;
    uint32_t errors;
};

struct ie_native {
    struct ie_str lang, loan, native;
};

/* A list of natives: language TAB loan TAB native word; `#` begins a comment line. IE_INPUT
 * "lexicon.native_columns" with file and line; IE_NOMEM. The rows borrow from `bytes`. */
int ie_natives_read(struct ie_arena *arena, struct ie_str bytes, const char *file,
                    struct ie_native **natives, uint32_t *count,
                    struct ie_error *err) IE_MUST_CHECK;

/* The thesaurus must have been resolved (loosely will do); `natives` may be NULL. IE_NOMEM.
 * O(n log n) for n labels and links, O(length²) of a label for each loan that is looked
 * for, and O(labels × natives of the language). */
int ie_lexicon_lint(const struct ie_thesaurus *thesaurus, const struct ie_native *natives,
                    uint32_t native_count, struct ie_arena *arena,
                    struct ie_lint_report *report, struct ie_error *err) IE_MUST_CHECK;

/* True if `text` is a transliteration of `english`, by the consonants of both; short
 * words (skeletons below three) never are. IE_NOMEM, IE_INTERNAL "text.icu". */
struct ie_romaniser;
int ie_romaniser_new(struct ie_romaniser **romaniser, struct ie_error *err) IE_MUST_CHECK;
void ie_romaniser_free(struct ie_romaniser *romaniser);
int ie_is_loan(struct ie_romaniser *romaniser, struct ie_str text, struct ie_str english,
               bool *loan, struct ie_error *err) IE_MUST_CHECK;

/* ---- Coverage ----------------------------------------------------------------------- */

enum { IE_COVERAGE_LANGUAGES = 32 };

struct ie_coverage_cell {
    uint32_t concepts; /* with a preferred label */
    uint32_t labels;
    uint32_t reviewed; /* labels */
    uint32_t two;      /* concepts with at least two shown labels */
};

struct ie_coverage_row {
    uint32_t field;    /* a top concept; IE_THESAURUS_NONE for the whole */
    uint32_t concepts; /* below the field, itself too */
    struct ie_coverage_cell cell[IE_COVERAGE_LANGUAGES];
};

struct ie_coverage {
    struct ie_str lang[IE_COVERAGE_LANGUAGES]; /* those that occur, in order */
    uint32_t languages;
    struct ie_coverage_row *rows; /* the whole first, then fields in order of reading */
    uint32_t row_count;
};

/* A concept below two tops counts in both rows, once in the whole. More than
 * IE_COVERAGE_LANGUAGES languages: the later ones are left out. IE_NOMEM.
 * O(fields × links × depth + labels). */
int ie_lexicon_coverage(const struct ie_thesaurus *thesaurus, struct ie_arena *arena,
                        struct ie_coverage *coverage, struct ie_error *err) IE_MUST_CHECK;

/* The same of a compiled vocabulary; fields in its order. O(labels + concepts · fields). */
struct ie_lexicon;
int ie_lexicon_coverage_of(const struct ie_lexicon *lexicon, struct ie_arena *arena,
                           struct ie_coverage *coverage,
                           struct ie_error *err) IE_MUST_CHECK;

#endif
