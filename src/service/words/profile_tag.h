/*
 * Concepts of profiles: found in their texts by the lexicon (lexicon/lexicon.h), beside
 * those that the author named himself.
 *
 * They are derived, so they never touch a revision. There are two ways to them, and both
 * cite what they come from (revision, engine version, digest of the lexicon):
 *
 *   one profile     ie_profile_concepts_json: tagged at once from the very texts that this
 *                   reader may read (a few hundred microseconds), so that nothing hidden
 *                   can show
 *   which profiles  rows in the store (store/records/profile.h), each with the rung of the
 *                   text it comes from, for lists and counts
 *
 * The rows follow the records: every write of a profile notes it as due in the same
 * transaction, and until it is tagged again its old rows count no more, since they are of
 * an older revision. A running server tags what is due after the commit; an import does it
 * at its end; a new state of the lexicon and every start look for what was tagged by
 * another engine or lexicon.
 *
 * Which of the 14 root technologies a text is about (lexicon/classify.h) is only ever
 * proposed, with the words that led to it: a person confirms it by writing the record.
 */
#ifndef IE_SERVICE_PROFILE_TAG_H
#define IE_SERVICE_PROFILE_TAG_H

#include "base/json.h"
#include "service/record/use.h"

/*
 * {profile, revision, engine, lexicon, own: […], concepts: […], proposal: {…}|null}
 * (docs/api.md). `look` as in ie_use_read. Errors: IE_NOT_FOUND record.not_found; those of
 * ie_office_lexicon_take. O(texts).
 */
int ie_profile_concepts_json(struct ie_call *call, struct ie_str profile,
                             struct ie_json *json, struct ie_look *look,
                             struct ie_error *err) IE_MUST_CHECK;

enum { IE_PROFILES_AT_ONCE = 100 };

struct ie_profiles_wanted {
    struct ie_str ids; /* joined by commas */
    unsigned most;     /* concepts of each */
    bool proposals;    /* of root technologies too */
};
/*
 * The same for a page of a list, in brief: {items: [{profile, revision, title, title_language,
 * concepts, total, proposal?}]}, the author's own concepts first, then the loudest. Profiles
 * that the reader does not see are left out. Like any list it is not noted as a look.
 * Errors: IE_INPUT lexicon.too_many_profiles {limit}. O(texts).
 */
int ie_profiles_concepts_json(struct ie_call *call,
                              const struct ie_profiles_wanted *wanted,
                              struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

/* The concept and all below it, 1,024 at most, for ie_list_query.concepts, in the arena.
 * IE_NOT_FOUND lexicon.no_concept {id}. */
int ie_concept_and_below(struct ie_call *call, struct ie_str concept, struct ie_str **ids,
                         size_t *count, struct ie_error *err) IE_MUST_CHECK;

/* ---- keeping the rows ---- */

enum ie_tag_which {
    IE_TAG_DUE = 1,   /* written since */
    IE_TAG_STALE = 2, /* tagged by another engine or lexicon */
};

struct ie_tagging_round { /* begin with `which` alone set */
    unsigned which;       /* enum ie_tag_which, bits */
    bool done;
    uint64_t tagged;
    struct ie_id office, after; /* private */
};

/* Tags up to 64 profiles: a read call, then a write call that holds the store for a few
 * milliseconds. Not from a write function. */
int ie_profile_tags_step(struct ie_service *service, struct ie_tagging_round *round,
                         struct ie_error *err) IE_MUST_CHECK;
/* All that is due, here and now: the end of an import. */
int ie_profile_tags_all(struct ie_service *service, unsigned which,
                        struct ie_error *err) IE_MUST_CHECK;

/* A running server's thread is to look for what is due. Any thread, after the commit. */
void ie_profile_tags_wake(struct ie_service *service);

/* Concept of one of ie_root_technologies, by its index. */
struct ie_str ie_root_concept(size_t root);

#endif
