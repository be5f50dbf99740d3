/*
 * What stands beside profiles: the concepts found in their texts.
 *
 * They are derived (service/words/profile_tag.h), so they live apart from the record: each row
 * says from which revision it comes, and counts only while that is the newest. A guarded
 * text's concepts carry the rung that guards it, and a reader finds a profile by them only
 * if he may read that text; those of titles are open to whoever sees the profile.
 */
#ifndef IE_STORE_RECORDS_PROFILE_H
#define IE_STORE_RECORDS_PROFILE_H

#include "store/record_sql.h"

enum ie_profile_part {
    IE_PROFILE_TITLE,
    IE_PROFILE_TEXT,
    IE_PROFILE_OWN, /* the author's own `concepts` */
};

/* The profile is to be tagged again. Called by record_write.c with every change. O(log n). */
int ie_profile_tag_due(struct ie_db *db, struct ie_str office, struct ie_str profile,
                       struct ie_error *err) IE_MUST_CHECK;

/* " AND r.id IN (profiles tagged with one of `count` concepts that the reader may know
 * of)"; the concepts are parameters from *n on, which is moved behind them. */
void ie_sql_tagged(struct ie_buf *sql, const struct ie_reader *reader, size_t count,
                   int *n);

struct ie_profile_tag {
    struct ie_str concept, phrase;
    int64_t part, rung, weight, times;
};
struct ie_profile_tagging { /* of one profile */
    struct ie_str profile, engine, lexicon;
    int64_t revision;
    const struct ie_profile_tag *tags;
    size_t count;
};
/* Puts the tags in place of those that were there and crosses the profile off those that
 * are due, unless it has been written since. A profile that is gone loses its tags. In the
 * caller's write transaction. O(tags · log n). */
int ie_profile_tags_put(struct ie_db *db, struct ie_str office,
                        const struct ie_profile_tagging *tagging,
                        struct ie_error *err) IE_MUST_CHECK;

/*
 * The tags of one profile that a reader of rung `rung` may know of, in the arena. *current
 * is false, and there are none, where it was not tagged in this revision by this engine
 * with this lexicon. `phrase` and `rung` of a tag are left empty. O(tags · log n).
 */
int ie_profile_tags_get(struct ie_db *db, struct ie_str office,
                        const struct ie_profile_tagging *of, int64_t rung,
                        struct ie_arena *arena, struct ie_profile_tag **tags,
                        size_t *count, bool *current, struct ie_error *err) IE_MUST_CHECK;

/* Up to `limit` profiles that are due, by id. With `after` (not IE_STR_NONE): those behind
 * it that were tagged by another engine or lexicon. In the arena. O(limit), with `after`
 * O(log n) where there are none, else O(profiles). */
int ie_profiles_to_tag(struct ie_db *db, struct ie_str office, struct ie_str engine,
                       struct ie_str lexicon, struct ie_str after, unsigned limit,
                       struct ie_arena *arena, struct ie_str **ids, size_t *count,
                       struct ie_error *err) IE_MUST_CHECK;

#endif
