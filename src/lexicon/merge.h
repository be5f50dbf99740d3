/*
 * merge: an office's own terms over the shipped vocabulary.
 *
 * An overlay is a thesaurus of its own, in its own file. It may add concepts, and labels,
 * codes, notes and links to concepts of ours; ours is never edited, so that a new edition
 * of it is merged with the same overlay again. Where both speak of the same thing, the
 * merge does the least surprising and says so in a list of conflicts:
 *
 *   PREFERRED  both prefer a word for the concept in one language: the office's is
 *              preferred in the result, ours becomes an alternative
 *   CLAIMED    the overlay gives a concept a label that the base has under another
 *              concept, without a reason: both keep it, with equal weight
 *   CYCLE      a broader link of the overlay would close a cycle: it is left out
 *   DANGLING   a link to a concept that neither has (say, ours removed it): left out
 *   REPEATED   the overlay repeats a label of the base: kept once (no harm, but the
 *              overlay can be shortened)
 */
#ifndef IE_LEXICON_MERGE_H
#define IE_LEXICON_MERGE_H

#include "lexicon/thesaurus.h"

enum ie_conflict_kind {
    IE_CONFLICT_PREFERRED,
    IE_CONFLICT_CLAIMED,
    IE_CONFLICT_CYCLE,
    IE_CONFLICT_DANGLING,
    IE_CONFLICT_REPEATED,
    IE_CONFLICT_KINDS
};

/* "preferred", …; NULL beyond the last. */
const char *ie_conflict_name(enum ie_conflict_kind kind);

struct ie_conflict {
    uint8_t kind;          /* enum ie_conflict_kind */
    struct ie_str concept; /* id */
    struct ie_str lang;
    struct ie_str theirs; /* the overlay's label, or the link's id */
    struct ie_str ours;   /* our label, or the id of the concept that claims it too */
    struct ie_place at;   /* in the overlay */
};

struct ie_conflicts {
    struct ie_conflict *at;
    uint32_t count, room;
};

/*
 * Fills the empty `merged` with `base` and then `overlay`, resolved; its arena takes the
 * result and the conflicts. Order: the base's concepts, then the overlay's own. Labels of
 * the overlay carry their source ("ieum" is replaced by `source`, the office's name).
 * Errors: limits of thesaurus.h, IE_NOMEM. O(labels + overlay's links × concepts).
 */
int ie_thesaurus_merge(const struct ie_thesaurus *base,
                       const struct ie_thesaurus *overlay, struct ie_str source,
                       struct ie_thesaurus *merged, struct ie_conflicts *conflicts,
                       struct ie_error *err) IE_MUST_CHECK;

#endif
