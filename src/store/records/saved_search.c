#include "store/records/saved_search.h"

#include "base/vec.h"

/* ---- marks ---- */

int ie_seen_mark_get(struct ie_db *db, struct ie_str office, struct ie_str account,
                     struct ie_str what, ie_moment *at, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(
        db, "SELECT seen_at FROM seen_mark WHERE office_id=$1 AND account=$2 AND what=$3",
        &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, account);
    ie_query_text(&q, 3, what);
    int code = ie_query_next(&q, &row, err);
    if (!code && row)
        *at = ie_query_get_int(&q, 0);
    ie_query_end(&q);
    return code;
}

int ie_seen_mark_put(struct ie_db *db, struct ie_str office, struct ie_str account,
                     struct ie_str what, ie_moment at, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db,
                   "INSERT INTO seen_mark (office_id, account, what, seen_at)"
                   " VALUES ($1, $2, $3, $4) ON CONFLICT (office_id, account, what)"
                   " DO UPDATE SET seen_at=excluded.seen_at"
                   " WHERE seen_mark.seen_at<excluded.seen_at",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, account);
    ie_query_text(&q, 3, what);
    ie_query_int(&q, 4, at);
    return ie_query_run(&q, err);
}

/* ---- how far alerts are ---- */

int ie_alert_state_get(struct ie_db *db, struct ie_str office, struct ie_str alert,
                       struct ie_alert_state *state, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    *state = (struct ie_alert_state){0};
    ie_query_begin(
        db, "SELECT seq, told_at FROM alert_state WHERE office_id=$1 AND alert=$2", &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, alert);
    int code = ie_query_next(&q, &row, err);
    if (!code && row) {
        state->seq = ie_query_get_int(&q, 0);
        state->told_at = ie_query_get_int(&q, 1);
    }
    ie_query_end(&q);
    return code;
}

int ie_alert_state_put(struct ie_db *db, struct ie_str office, struct ie_str alert,
                       const struct ie_alert_state *state, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db,
                   "INSERT INTO alert_state (office_id, alert, seq, told_at)"
                   " VALUES ($1, $2, $3, $4) ON CONFLICT (office_id, alert)"
                   " DO UPDATE SET seq=excluded.seq, told_at=excluded.told_at",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, alert);
    ie_query_int(&q, 3, state->seq);
    ie_query_int(&q, 4, state->told_at);
    return ie_query_run(&q, err);
}

/* ---- what became published ---- */

int ie_profiles_published(struct ie_db *db, struct ie_str office, int64_t after,
                          int64_t until, int64_t *count, ie_moment *earliest,
                          struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(
        db,
        "SELECT count(*), MIN(p.published_at) FROM log_entry l JOIN profile p"
        " ON p.office_id=l.office_id AND p.id=l.record"
        " WHERE l.office_id=$1 AND l.seq>$2 AND l.seq<=$3 AND l.type='profile'"
        " AND p.deleted_at IS NULL AND p.status='published' AND p.published_at=l.at",
        &q);
    ie_query_text(&q, 1, office);
    ie_query_int(&q, 2, after);
    ie_query_int(&q, 3, until);
    int code = ie_query_next(&q, &row, err);
    *count = !code && row ? ie_query_get_int(&q, 0) : 0;
    *earliest = *count ? ie_query_get_int(&q, 1) : 0;
    ie_query_end(&q);
    return code;
}

int ie_profile_was_published(struct ie_db *db, struct ie_str office, struct ie_str id,
                             int64_t after, int64_t until, bool *was,
                             struct ie_error *err)
{
    struct ie_query q;

    *was = false;
    ie_query_begin(db,
                   "SELECT 1 FROM log_entry l JOIN profile p"
                   " ON p.office_id=l.office_id AND p.id=l.record"
                   " WHERE l.office_id=$1 AND l.record=$2 AND l.seq>$3 AND l.seq<=$4"
                   " AND p.published_at=l.at",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, id);
    ie_query_int(&q, 3, after);
    ie_query_int(&q, 4, until);
    int code = ie_query_next(&q, was, err);
    ie_query_end(&q);
    return code;
}

/* ---- who wants to be told ---- */

static bool take_alerting(struct ie_query *q, struct ie_arena *arena,
                          struct ie_alerting *made)
{
    struct ie_str query = ie_query_get_text(q, 3);

    *made =
        (struct ie_alerting){.created_at = ie_query_get_int(q, 4), .query = IE_STR_NONE};
    if (!ie_id_parse(ie_query_get_text(q, 0), &made->id) ||
        !ie_id_parse(ie_query_get_text(q, 1), &made->account))
        return false;
    made->name = ie_arena_str(arena, ie_query_get_text(q, 2));
    if (query.ptr)
        made->query = ie_arena_str(arena, query);
    return made->name.ptr && (made->query.ptr || !query.ptr);
}

int ie_alerting_list(struct ie_db *db, struct ie_str office, struct ie_str alert,
                     struct ie_str after, unsigned limit, struct ie_arena *arena,
                     struct ie_alerting **list, size_t *count, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int code;

    *count = 0;
    *list = IE_NEW_ARRAY(arena, struct ie_alerting, limit);
    if (!*list)
        return ie_fail_nomem(err);
    ie_query_begin(db,
                   "SELECT id, account, name, query, created_at FROM saved_search"
                   " WHERE office_id=$1 AND alert=$2 AND alert<>'none'"
                   " AND deleted_at IS NULL AND id>$3 ORDER BY id LIMIT $4",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, alert);
    ie_query_text(&q, 3, after);
    ie_query_int(&q, 4, limit);
    while ((code = ie_query_next(&q, &row, err)) == 0 && row)
        if (!take_alerting(&q, arena, &(*list)[(*count)++])) {
            code = ie_fail_nomem(err);
            break;
        }
    ie_query_end(&q);
    return code;
}
