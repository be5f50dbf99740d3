/*
 * terms: single statements about a vocabulary, as an office collects them.
 *
 * People change a vocabulary one statement at a time: another word for a concept, a new
 * concept below one of ours, a label that is wrong. Each is a term. The accepted ones in
 * the order of their acceptance say all that an office's lexicon has beside ours:
 *
 *   terms ── overlay ──▶ thesaurus ── merge.h over ours ──▶ merged ── amend ──▶ the office's
 *
 * What adds goes into the overlay, so that merge.h decides and reports where it clashes.
 * What takes away or corrects (REMOVAL, CORRECTION, REVIEW) has no place in an overlay,
 * which never edits ours; it is done to the merged copy.
 *
 * A later term wins over an earlier one. A term that can no longer be followed (its
 * concept or label is gone, since ours has a new edition) is passed over: an office's
 * lexicon never fails because of one line.
 */
#ifndef IE_LEXICON_TERMS_H
#define IE_LEXICON_TERMS_H

#include "lexicon/thesaurus.h"

enum ie_term_kind {
    IE_TERM_PREFERRED,
    IE_TERM_ALTERNATIVE,
    IE_TERM_HIDDEN,
    IE_TERM_CONCEPT,    /* a new one, `label` preferred; top unless `broader` is given */
    IE_TERM_BROADER,    /* `label` is the other concept's id */
    IE_TERM_RELATED,    /* likewise */
    IE_TERM_CODE,       /* "SCHEME EDITION CODE -- title", edition "-" for none */
    IE_TERM_NOTE,       /* a scope note */
    IE_TERM_REMOVAL,    /* `label` goes */
    IE_TERM_CORRECTION, /* `replaces` becomes `label` */
    IE_TERM_REVIEW,     /* `label` was looked at and is right */
    IE_TERM_KINDS
};

/* "preferred", …; NULL beyond the last. */
const char *ie_term_kind_name(enum ie_term_kind kind);
/* False for a name that is none. */
bool ie_term_kind_of(struct ie_str name, enum ie_term_kind *kind);

struct ie_term {
    struct ie_str concept, lang, label;
    struct ie_str replaces, broader;
    struct ie_str why;    /* why two concepts have the label; empty: not on purpose */
    struct ie_str source; /* empty: the office */
    uint16_t weight;      /* thousandths; 0: none given */
    uint8_t kind;         /* enum ie_term_kind */
    bool weak, draft;     /* draft: of a label that nobody has reviewed yet */
};

/*
 * The terms that add, as a thesaurus of their own; labels without a source are from
 * IE_THESAURUS_SOURCE, which merge.h replaces by the office's name. The thesaurus' arena
 * keeps copies. *passed (may be NULL): how many were passed over. IE_NOMEM and limits of
 * thesaurus.h only. O(terms · labels of a concept).
 */
int ie_terms_overlay(const struct ie_term *terms, uint32_t count,
                     struct ie_thesaurus *overlay, uint32_t *passed,
                     struct ie_error *err) IE_MUST_CHECK;

/* Does the removals, corrections and reviews to a merged thesaurus. A concept keeps its
 * last label; where a preferred label goes, the first alternative of its language steps
 * up. IE_NOMEM. O(terms · labels of a concept). */
int ie_terms_amend(const struct ie_term *terms, uint32_t count, struct ie_str source,
                   struct ie_thesaurus *merged, uint32_t *passed,
                   struct ie_error *err) IE_MUST_CHECK;

/* A thesaurus as terms, in order of reading, in its arena; overlay of them gives it back
 * (but for labels' places). IE_NOMEM. O(size). */
int ie_terms_of(const struct ie_thesaurus *thesaurus, struct ie_term **terms,
                uint32_t *count, struct ie_error *err) IE_MUST_CHECK;

/* Of the terms (as ie_terms_of makes them) those that `thesaurus` does not say yet, in
 * place; returns how many are left. A concept that it has is no new one: what was to
 * introduce it stays as its preferred label. O(terms · labels of a concept). */
uint32_t ie_terms_beyond(const struct ie_thesaurus *thesaurus, struct ie_term *terms,
                         uint32_t count);

/* Could the term stand? Tries it on a thesaurus of its own and holds its label against the
 * script of its language. IE_INPUT: that of the adding functions, "lexicon.term_script"
 * {label} {lang}. O(length). */
int ie_term_check(const struct ie_term *term, struct ie_arena *arena,
                  struct ie_error *err) IE_MUST_CHECK;

#endif
