#include "store/records/profile.h"

#include "base/vec.h"
#include "store/records/organisation.h"
#include "store/schema_types.h"

int ie_profile_tag_due(struct ie_db *db, struct ie_str office, struct ie_str profile,
                       struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db,
                   "INSERT INTO profile_tag_due (office_id, profile) VALUES ($1, $2)"
                   " ON CONFLICT DO NOTHING",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, profile);
    return ie_query_run(&q, err);
}

/* Whoever is neither staff nor of the profile's own: by the rung he stands on. */
static void add_rungs(struct ie_buf *sql, const struct ie_reader *reader)
{
    if (reader->staff)
        return;
    ie_buf_addz(sql, " AND (t.rung<=1");
    if (reader->member)
        ie_buf_addz(sql, " OR r.organisation IN " IE_SQL_MY_ORGANISATIONS
                         " OR (t.rung=2 AND r.organisation IN "
                         "(" IE_SQL_ORGANISATIONS_MET "))");
    if (reader->event_officer) {
        ie_buf_addz(sql, " OR ");
        ie_buf_addz(sql, ie_type_profile.officer);
    }
    ie_buf_addc(sql, ')');
}

/* The inner `r` stands before the outer one, so that nothing in here depends on the row
 * outside: the few profiles of a concept are found first. */
void ie_sql_tagged(struct ie_buf *sql, const struct ie_reader *reader, size_t count,
                   int *n)
{
    ie_buf_addz(sql,
                " AND r.id IN (SELECT t.profile FROM profile_tag t JOIN profile r ON"
                " r.office_id=t.office_id AND r.id=t.profile"
                " AND r.revision=t.revision WHERE t.office_id=$1 AND t.concept IN (");
    for (size_t i = 0; i < count; i++) {
        ie_buf_addz(sql, i ? ", " : "");
        ie_sql_parameter(sql, (*n)++);
    }
    ie_buf_addc(sql, ')');
    add_rungs(sql, reader);
    ie_buf_addc(sql, ')');
}

/* ---- writing ---- */

static int run_for(struct ie_db *db, const char *sql, struct ie_str office,
                   struct ie_str profile, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db, sql, &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, profile);
    return ie_query_run(&q, err);
}

static int put_tag(struct ie_db *db, struct ie_str office,
                   const struct ie_profile_tagging *tagging,
                   const struct ie_profile_tag *tag, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db,
                   "INSERT INTO profile_tag (office_id, concept, profile, part, revision,"
                   " rung, weight, times, phrase)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, tag->concept);
    ie_query_text(&q, 3, tagging->profile);
    ie_query_int(&q, 4, tag->part);
    ie_query_int(&q, 5, tagging->revision);
    ie_query_int(&q, 6, tag->rung);
    ie_query_int(&q, 7, tag->weight);
    ie_query_int(&q, 8, tag->times);
    ie_query_text(&q, 9, tag->phrase.ptr ? tag->phrase : IE_STR(""));
    return ie_query_run(&q, err);
}

static int put_tagging(struct ie_db *db, struct ie_str office,
                       const struct ie_profile_tagging *tagging, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db,
                   "INSERT INTO profile_tagging (office_id, profile, revision, engine,"
                   " lexicon) VALUES ($1, $2, $3, $4, $5)",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, tagging->profile);
    ie_query_int(&q, 3, tagging->revision);
    ie_query_text(&q, 4, tagging->engine);
    ie_query_text(&q, 5, tagging->lexicon);
    return ie_query_run(&q, err);
}

static int cross_off(struct ie_db *db, struct ie_str office,
                     const struct ie_profile_tagging *tagging, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db,
                   "DELETE FROM profile_tag_due WHERE office_id=$1 AND profile=$2"
                   " AND NOT EXISTS (SELECT 1 FROM profile p WHERE p.office_id=$1"
                   " AND p.id=$2 AND p.deleted_at IS NULL AND p.revision<>$3)",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, tagging->profile);
    ie_query_int(&q, 3, tagging->revision);
    return ie_query_run(&q, err);
}

int ie_profile_tags_put(struct ie_db *db, struct ie_str office,
                        const struct ie_profile_tagging *tagging, struct ie_error *err)
{
    int code = run_for(db, "DELETE FROM profile_tag WHERE office_id=$1 AND profile=$2",
                       office, tagging->profile, err);

    if (!code)
        code =
            run_for(db, "DELETE FROM profile_tagging WHERE office_id=$1 AND profile=$2",
                    office, tagging->profile, err);
    for (size_t i = 0; i < tagging->count && !code; i++)
        code = put_tag(db, office, tagging, &tagging->tags[i], err);
    if (!code && tagging->revision > 0)
        code = put_tagging(db, office, tagging, err);
    return code ? code : cross_off(db, office, tagging, err);
}

/* ---- reading ---- */

static int is_current(struct ie_db *db, struct ie_str office,
                      const struct ie_profile_tagging *of, bool *current,
                      struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db,
                   "SELECT 1 FROM profile_tagging WHERE office_id=$1 AND profile=$2"
                   " AND revision=$3 AND engine=$4 AND lexicon=$5",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, of->profile);
    ie_query_int(&q, 3, of->revision);
    ie_query_text(&q, 4, of->engine);
    ie_query_text(&q, 5, of->lexicon);
    int code = ie_query_next(&q, current, err);
    ie_query_end(&q);
    return code;
}

int ie_profile_tags_get(struct ie_db *db, struct ie_str office,
                        const struct ie_profile_tagging *of, int64_t rung,
                        struct ie_arena *arena, struct ie_profile_tag **tags,
                        size_t *count, bool *current, struct ie_error *err)
{
    IE_VEC(struct ie_profile_tag) found = {0};
    struct ie_query q;
    bool row = false;
    int code = is_current(db, office, of, current, err);

    *tags = NULL;
    *count = 0;
    if (code || !*current)
        return code;
    ie_query_begin(db,
                   "SELECT concept, part, weight, times FROM profile_tag"
                   " WHERE office_id=$1 AND profile=$2 AND revision=$3 AND rung<=$4"
                   " ORDER BY concept, part",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, of->profile);
    ie_query_int(&q, 3, of->revision);
    ie_query_int(&q, 4, rung);
    while (!(code = ie_query_next(&q, &row, err)) && row) {
        struct ie_profile_tag *tag = IE_PUSH(&found);
        struct ie_str concept = ie_arena_str(arena, ie_query_get_text(&q, 0));
        if (!tag || !concept.ptr) {
            code = ie_fail_nomem(err);
            break;
        }
        *tag = (struct ie_profile_tag){.concept = concept,
                                       .part = ie_query_get_int(&q, 1),
                                       .weight = ie_query_get_int(&q, 2),
                                       .times = ie_query_get_int(&q, 3)};
    }
    ie_query_end(&q);
    if (!code && !(*tags = IE_NEW_ARRAY(arena, struct ie_profile_tag, found.count + 1)))
        code = ie_fail_nomem(err);
    if (!code && found.count)
        memcpy(*tags, found.at, found.count * sizeof(*found.at));
    *count = code ? 0 : found.count;
    IE_VEC_RELEASE(&found);
    return code;
}

/* ---- what is to be done ---- */

/* Whether the first, or with `last` the last, tagging by lexicon and engine is another. */
static int end_is_stale(struct ie_db *db, struct ie_str office, struct ie_str engine,
                        struct ie_str lexicon, bool last, bool *stale,
                        struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(db,
                   last ? "SELECT lexicon, engine FROM profile_tagging WHERE office_id=$1"
                          " ORDER BY lexicon DESC, engine DESC LIMIT 1"
                        : "SELECT lexicon, engine FROM profile_tagging WHERE office_id=$1"
                          " ORDER BY lexicon, engine LIMIT 1",
                   &q);
    ie_query_text(&q, 1, office);
    int code = ie_query_next(&q, &row, err);
    if (!code && row)
        *stale = !ie_str_eq(ie_query_get_text(&q, 0), lexicon) ||
                 !ie_str_eq(ie_query_get_text(&q, 1), engine);
    ie_query_end(&q);
    return code;
}

/* Both ends of the order being current, all between them are: so that a start need not read
 * every row of a large office to learn that nothing is to be done. O(log n). */
static int any_stale(struct ie_db *db, struct ie_str office, struct ie_str engine,
                     struct ie_str lexicon, bool *stale, struct ie_error *err)
{
    int code = end_is_stale(db, office, engine, lexicon, false, stale, err);

    return code || *stale ? code
                          : end_is_stale(db, office, engine, lexicon, true, stale, err);
}

int ie_profiles_to_tag(struct ie_db *db, struct ie_str office, struct ie_str engine,
                       struct ie_str lexicon, struct ie_str after, unsigned limit,
                       struct ie_arena *arena, struct ie_str **ids, size_t *count,
                       struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int code = 0;

    *count = 0;
    *ids = IE_NEW_ARRAY(arena, struct ie_str, limit);
    if (!*ids)
        return ie_fail_nomem(err);
    if (after.ptr) {
        bool stale = false;
        code = any_stale(db, office, engine, lexicon, &stale, err);
        if (code || !stale)
            return code;
    }
    ie_query_begin(db,
                   after.ptr ? "SELECT profile FROM profile_tagging WHERE office_id=$1"
                               " AND profile>$2 AND (engine<>$4 OR lexicon<>$5)"
                               " ORDER BY profile LIMIT $3"
                             : "SELECT profile FROM profile_tag_due WHERE office_id=$1"
                               " ORDER BY profile LIMIT $3",
                   &q);
    ie_query_text(&q, 1, office);
    if (after.ptr) {
        ie_query_text(&q, 2, after);
        ie_query_text(&q, 4, engine);
        ie_query_text(&q, 5, lexicon);
    }
    ie_query_int(&q, 3, limit);
    while (!(code = ie_query_next(&q, &row, err)) && row && *count < limit) {
        (*ids)[*count] = ie_arena_str(arena, ie_query_get_text(&q, 0));
        if (!(*ids)[(*count)++].ptr) {
            code = ie_fail_nomem(err);
            break;
        }
    }
    ie_query_end(&q);
    return code;
}
