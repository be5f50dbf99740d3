/*
 * The lexicon as one office uses it: the shipped vocabulary with the office's accepted
 * terms over it, one immutable state of it shared by all threads.
 *
 *   shipped file, mapped ─────────────────────────┐ no terms: as it is
 *   accepted terms ── key ── DATA/lexicon/KEY ────┤ mapped, checksum verified
 *                       └─ not there, damaged ────┘ compiled (lexicon/terms.h), kept there
 *
 * The key is a digest of the engine's version, the shipped vocabulary's digest and the
 * terms, so that server, `ieum worker` and command line share the file and none of them
 * can take a stale one for a fresh one.
 *
 * Readers take a state without locks: they step into the slot (a counter), read its
 * pointer, take a reference, step out. Whoever publishes a new state exchanges the pointer
 * and waits until nobody stands in the slot; from then on nobody can come by the old state
 * any more, and it goes with its last reference. Steps take nanoseconds, so neither side
 * is held up.
 *
 * A state knows the version of the terms it was made from (a row that every acceptance
 * counts up). A running server that meets a newer version goes on with the state it has,
 * and a thread makes the new one, then tags the profiles by it; a process of its own
 * (command line, worker) makes it there and then.
 */
#ifndef IE_SERVICE_OFFICE_LEXICON_H
#define IE_SERVICE_OFFICE_LEXICON_H

#include "lexicon/lexicon.h"
#include "lexicon/merge.h"
#include "lexicon/terms.h"
#include "service/service.h"

struct ie_office_lexicon; /* a state */

/*
 * The newest state there is of the call's office; the caller gives it back. Errors: those
 * of ie_vocabulary_open and of compiling when there is none yet. O(1) once there is one.
 */
int ie_office_lexicon_take(struct ie_call *call, struct ie_office_lexicon **state,
                           struct ie_error *err) IE_MUST_CHECK;
void ie_office_lexicon_give(struct ie_office_lexicon *state); /* NULL is fine */

const struct ie_lexicon *ie_office_lexicon_of(const struct ie_office_lexicon *state);
/* Made from the terms as they stand for this call; false: a newer one is being made. */
bool ie_office_lexicon_is_current(const struct ie_office_lexicon *state,
                                  struct ie_call *call);
/* How many accepted terms it was made from. */
uint32_t ie_office_lexicon_terms(const struct ie_office_lexicon *state);

/* A tagger over the state, for one thread at a time; warm ones are kept with the state. */
int ie_office_lexicon_tagger(struct ie_office_lexicon *state, struct ie_tagger **tagger,
                             struct ie_error *err) IE_MUST_CHECK;
void ie_office_lexicon_tagger_back(struct ie_office_lexicon *state,
                                   struct ie_tagger *tagger);

/* Accepted terms of the call's office, oldest decision first, in the arena. O(terms). */
int ie_terms_accepted(struct ie_call *call, struct ie_term **terms, uint32_t *count,
                      struct ie_error *err) IE_MUST_CHECK;
/* Counts the version up, in the transaction that changes accepted terms. */
int ie_terms_changed(struct ie_call *call, struct ie_error *err) IE_MUST_CHECK;

/*
 * `base` with the terms over it, resolved, into the empty `merged`, whose arena takes
 * everything; `conflicts` as in merge.h. Errors: those of ie_thesaurus_merge.
 */
int ie_terms_apply(const struct ie_thesaurus *base, const struct ie_term *terms,
                   uint32_t count, struct ie_str office, struct ie_thesaurus *merged,
                   struct ie_conflicts *conflicts, struct ie_error *err) IE_MUST_CHECK;

/* Name of the call's office, as labels of its own carry it as source. */
int ie_office_code(struct ie_call *call, struct ie_str *code,
                   struct ie_error *err) IE_MUST_CHECK;

/* IE_NOT_FOUND lexicon.no_concept {id}. */
int ie_fail_no_concept(struct ie_error *err, struct ie_str id);

/* ---- private to service/ ---- */
struct ie_lexicons; /* all offices' slots of one service */
struct ie_lexicons *ie_lexicons_new(struct ie_service *service); /* NULL: memory out */
/* The thread that makes new states and tags profiles (profile_tag.h). */
int ie_lexicons_start(struct ie_lexicons *lexicons, struct ie_error *err) IE_MUST_CHECK;
void ie_lexicons_stop(struct ie_lexicons *lexicons); /* NULL is fine */
void ie_lexicons_free(struct ie_lexicons *lexicons); /* no call is under way any more */

#endif
