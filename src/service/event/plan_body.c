/* Bodies of plans: kept, read, let go. */
#include "base/json.h"
#include "service/event/plan_use.h"
#include "store/store.h"

int ie_plan_keep_body(struct ie_call *call, struct ie_str plan, struct ie_str basis,
                      struct ie_str body, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(call->db,
                   "INSERT INTO plan_body (office_id, plan, basis, body)"
                   " VALUES ($1,$2,$3,$4)",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, plan);
    ie_query_text(&q, 3, basis);
    ie_query_text(&q, 4, body);
    return ie_query_run(&q, err);
}

int ie_plan_body(struct ie_call *call, struct ie_str plan, json_t **body,
                 struct ie_str *basis, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int code;

    *body = NULL;
    ie_query_begin(
        call->db, "SELECT basis, body FROM plan_body WHERE office_id=$1 AND plan=$2", &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, plan);
    code = ie_query_next(&q, &row, err);
    if (!code && row) {
        *basis = ie_arena_str(call->arena, ie_query_get_text(&q, 0));
        code = basis->ptr ? ie_json_parse(ie_query_get_text(&q, 1), body, err)
                          : ie_fail_nomem(err);
    } else if (!code) {
        code = ie_fail(err, IE_CONFLICT, "plan.body_gone");
    }
    ie_query_end(&q);
    return code;
}

int ie_plan_mark(struct ie_call *call, struct ie_str plan, struct ie_str state,
                 struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(call->db,
                   "UPDATE plan_body SET state=$3 WHERE office_id=$1 AND plan=$2", &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, plan);
    ie_query_text(&q, 3, state);
    return ie_query_run(&q, err);
}

/* A query of the office's ($1) plans of an event ($2). */
static void begin_of_event(struct ie_call *call, const char *sql, struct ie_str event,
                           struct ie_query *q)
{
    ie_query_begin(call->db, sql, q);
    ie_query_text(q, 1, ie_id_str(&call->actor->office));
    ie_query_text(q, 2, event);
}

int ie_plan_is_of(struct ie_call *call, struct ie_str event, const char *state, bool *is,
                  struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int code;

    begin_of_event(
        call,
        "SELECT b.state FROM plan p LEFT JOIN plan_body b"
        " ON b.office_id=p.office_id AND b.plan=p.id"
        " WHERE p.office_id=$1 AND p.event=$2 AND p.status='published'"
        " AND p.deleted_at IS NULL ORDER BY p.updated_at DESC, p.id DESC LIMIT 1",
        event, &q);
    code = ie_query_next(&q, &row, err);
    *is = !code && row && ie_str_eqz(ie_query_get_text(&q, 0), state);
    ie_query_end(&q);
    return code;
}

int ie_plan_published(struct ie_call *call, struct ie_str event, ie_moment *at,
                      struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int code;

    begin_of_event(call,
                   "SELECT COALESCE(MAX(updated_at), 0) FROM plan WHERE office_id=$1"
                   " AND event=$2 AND status='published' AND deleted_at IS NULL",
                   event, &q);
    code = ie_query_next(&q, &row, err);
    *at = !code && row ? ie_query_get_int(&q, 0) : 0;
    ie_query_end(&q);
    return code;
}

/* Ids rise with time, so that the last made are the greatest. */
#define KEPT(status, order, most)                                                        \
    "SELECT id FROM plan WHERE office_id=$1 AND event=$2 AND deleted_at IS NULL"         \
    " AND status='" status "' ORDER BY " order " DESC, id DESC LIMIT " most

int ie_plan_sweep(struct ie_call *call, struct ie_str event, struct ie_error *err)
{
    struct ie_query q;

    begin_of_event(call,
                   "DELETE FROM plan_body WHERE office_id=$1 AND plan IN"
                   " (SELECT id FROM plan WHERE office_id=$1 AND event=$2)"
                   " AND plan NOT IN (SELECT id FROM (" KEPT(
                       "published", "updated_at", "1") ") AS in_force)"
                                                       " AND plan NOT IN (SELECT id FROM "
                                                       "(" KEPT("proposed", "created_at",
                                                                "20") ") AS open_plans)",
                   event, &q);
    return ie_query_run(&q, err);
}
