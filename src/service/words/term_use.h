/*
 * What people do with an office's terms (lexicon/terms.h, record type "term").
 *
 *   suggested ──▶ accepted    by an officer of the office: from then on in its lexicon
 *       │ └─────▶ declined    by an officer, with a reason
 *       └───────▶ withdrawn   by whoever suggested it
 *   accepted ───▶ declined    by an officer: the term leaves the lexicon again
 *   declined ───▶ accepted    by an officer who thinks better of it
 *
 * A term is held against the lexicon twice: when it is suggested and when it is accepted,
 * since what it speaks of may have gone in between. A concept that is suggested itself may
 * be given labels at once; they are accepted after it.
 *
 * Members, officers and reviewers suggest; officers of single events suggest like members,
 * since the lexicon is the whole office's. Analysts and auditors read.
 */
#ifndef IE_SERVICE_TERM_USE_H
#define IE_SERVICE_TERM_USE_H

#include "lexicon/terms.h"
#include "service/record/use.h"

bool ie_may_suggest_terms(const struct ie_call *call);
bool ie_may_decide_terms(const struct ie_call *call);

/*
 * Makes a suggested term of a JSON object; with `accept` an accepted one, which needs the
 * right to decide. Errors: those of ie_use_create; IE_FORBIDDEN lexicon.may_not_suggest,
 * lexicon.may_not_decide; IE_INPUT those of ie_term_check, lexicon.concept_known {id} (a
 * new concept whose id is taken), lexicon.label_unknown {label} (to be removed, corrected
 * or reviewed, and not there), lexicon.broader_unknown {id}, lexicon.correction (without
 * `replaces`); IE_NOT_FOUND lexicon.no_concept {id}; IE_CONFLICT lexicon.term_exists
 * {status}. In the call's write transaction. O(terms of the concept).
 */
int ie_term_suggest(struct ie_call *call, const json_t *body, bool accept,
                    struct ie_id *id, struct ie_problem_list *problems,
                    struct ie_error *err) IE_MUST_CHECK;

enum ie_term_decision { IE_TERM_ACCEPT, IE_TERM_DECLINE, IE_TERM_WITHDRAW };
/* `reason` is needed to decline (IE_INPUT lexicon.reason_needed). Errors: IE_NOT_FOUND;
 * IE_FORBIDDEN lexicon.may_not_decide, lexicon.not_yours; IE_CONFLICT lexicon.decided
 * {status}; to accept, those of ie_term_suggest that hold it against the lexicon. */
int ie_term_decide(struct ie_call *call, struct ie_str id, enum ie_term_decision decision,
                   struct ie_str reason, struct ie_error *err) IE_MUST_CHECK;

/*
 * Accepted terms of a whole vocabulary: those that are accepted already are left alone, so
 * that importing it again changes nothing. *made: how many were new. In the call's write
 * transaction, for terms [from, from + most); the caller goes on until all are through.
 */
int ie_terms_import(struct ie_call *call, const struct ie_term *terms, uint32_t from,
                    uint32_t most, uint32_t count, uint32_t *made,
                    struct ie_error *err) IE_MUST_CHECK;

#endif
