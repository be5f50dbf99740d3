/* Rounds of alerts: once a day, once in all, and nothing for who is gone. */
#include "service/record/use.h"
#include "service/search/alert.h"
#include "service/search/saved.h"
#include "service_fixture.h"
#include "store/records/saved_search.h"

struct made {
    const struct ie_type *type;
    const char *body;
    struct ie_str as; /* id of an account; none: the operator */
    struct ie_id id;
};

static int make(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct made *made = arg;
    struct ie_problem_list problems;
    const struct ie_actor *actor = call->actor;
    struct ie_call own = *call;
    json_t *body = NULL;
    int64_t revision;
    int code = ie_json_parse(ie_str_z(made->body), &body, err);

    if (!code && made->as.len)
        code = ie_actor_load(call->db, ie_id_str(&actor->office), made->as, call->now,
                             call->arena, &own.actor, err);
    if (!code)
        code = ie_use_create(&own, made->type, body, &made->id, &revision, NULL,
                             &problems, err);
    json_decref(body);
    return code;
}

/* Makes a record; `format` has one %s at most, for an id. */
static struct ie_id made_by(struct world *w, struct ie_str as, const struct ie_type *type,
                            const char *format, const char *id)
{
    char body[600];
    struct made made = {.type = type, .body = body, .as = as};

    int64_t at = ie_str_find(ie_str_z(format), IE_STR("%s"));
    size_t head = at < 0 ? strlen(format) : (size_t)at;
    snprintf(body, sizeof(body), "%.*s%s%s", (int)head, format, at < 0 ? "" : id,
             at < 0 ? "" : format + head + 2);
    IE_CHECK_OK(ie_write_call(w->service, w->operator_, make, &made, &w->err), &w->err);
    return made.id;
}

struct desk { /* an account with two searches, and a firm */
    struct world w;
    struct ie_id account, firm, at_once, daily;
};

static bool open_desk(struct desk *d, const char *name)
{
    char grant[200];

    if (!world_open(&d->w, name))
        return false;
    d->account = made_by(&d->w, IE_STR_NONE, &ie_type_account,
                         "{\"login\":\"clerk\",\"name\":\"Clerk\"}", "");
    snprintf(grant, sizeof(grant),
             "{\"account\":\"%%s\",\"role\":\"officer\",\"scope_kind\":\"office\","
             "\"scope_id\":\"%s\"}",
             d->w.office.text);
    made_by(&d->w, IE_STR_NONE, &ie_type_role_grant, grant, d->account.text);
    d->firm = made_by(&d->w, IE_STR_NONE, &ie_type_organisation,
                      "{\"name\":\"Firm\",\"type\":\"company\",\"country\":\"KR\"}", "");
    d->at_once = made_by(
        &d->w, ie_id_str(&d->account), &ie_type_saved_search,
        "{\"name\":\"Now\",\"query\":{\"q\":\"glass\"},\"alert\":\"at_once\"}", "");
    d->daily = made_by(
        &d->w, ie_id_str(&d->account), &ie_type_saved_search,
        "{\"name\":\"Later\",\"query\":{\"q\":\"glass\"},\"alert\":\"daily\"}", "");
    return true;
}

static void publish(struct desk *d, const char *title)
{
    char body[400];

    snprintf(
        body, sizeof(body),
        "{\"organisation\":\"%%s\",\"type\":\"technology_offer\",\"language\":\"en\","
        "\"status\":\"published\",\"texts\":[{\"language\":\"en\",\"title\":\"%s\"}]}",
        title);
    made_by(&d->w, IE_STR_NONE, &ie_type_profile, body, d->firm.text);
}

static uint64_t round_of(struct desk *d)
{
    struct ie_alert_round round = {.told = 99};

    IE_CHECK_OK(ie_alert_make_round(d->w.service, &round, &d->w.err), &d->w.err);
    IE_CHECK(!round.behind);
    return round.told;
}

static int run_sql(struct ie_call *call, void *sql, struct ie_error *err)
{
    return ie_db_exec(call->db, sql, err);
}

static void change(struct desk *d, char *sql)
{
    IE_CHECK_OK(ie_write_call(d->w.service, d->w.operator_, run_sql, sql, &d->w.err),
                &d->w.err);
}

#define OPEN "SELECT count(*) FROM task WHERE kind='saved_search' AND status='open'"

static int see(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct desk *d = arg;
    struct ie_call own = *call;
    ie_moment seen_at;
    int code = ie_actor_load(call->db, ie_id_str(&d->w.office), ie_id_str(&d->account),
                             call->now, call->arena, &own.actor, err);

    if (!code)
        code = ie_saved_search_see(&own, ie_id_str(&d->daily), 0, &seen_at, err);
    return code;
}

IE_TEST(once_a_day_and_at_once)
{
    struct desk d;

    if (!open_desk(&d, "alert-daily.db"))
        return;
    IE_CHECK_INT(round_of(&d), 0); /* nothing is there; the day's round is made */
    publish(&d, "Glass tubes");
    IE_CHECK_INT(round_of(&d), 1);
    IE_CHECK_INT(round_of(&d), 0);
    IE_CHECK_INT(world_count(&d.w, OPEN), 1);
    publish(&d, "Glass rods"); /* its task is open: no second one */
    IE_CHECK_INT(round_of(&d), 0);
    IE_CHECK_INT(world_count(&d.w, OPEN), 1);
    /* The next day the daily one tells of both, in one task. */
    change(&d, (char[]){"UPDATE alert_state SET told_at=told_at-86400000000"
                        " WHERE alert='daily'"});
    IE_CHECK_INT(round_of(&d), 1);
    IE_CHECK_INT(round_of(&d), 0);
    IE_CHECK_INT(world_count(&d.w, OPEN), 2);
    IE_CHECK_INT(world_count(&d.w,
                             "SELECT count(*) FROM task WHERE title='Later'"
                             " AND status='open' AND assignee=(SELECT id FROM account)"),
                 1);
    /* Whoever has looked meanwhile is told only what came after. */
    IE_CHECK_OK(ie_write_call(d.w.service, d.w.operator_, see, &d, &d.w.err), &d.w.err);
    IE_CHECK_INT(world_count(&d.w, OPEN), 1);
    change(&d, (char[]){"UPDATE alert_state SET told_at=told_at-86400000000, seq=0"
                        " WHERE alert='daily'"});
    IE_CHECK_INT(round_of(&d), 0);
    IE_CHECK_INT(world_count(&d.w, OPEN), 1);
    world_close(&d.w);
}

IE_TEST(a_first_round_reads_the_whole_log)
{
    struct desk d;

    if (!open_desk(&d, "alert-first.db"))
        return;
    publish(&d, "Glass tubes");
    publish(&d, "Wooden tubes");
    IE_CHECK_INT(round_of(&d), 2); /* at once, and the first of the day */
    IE_CHECK_INT(round_of(&d), 0);
    /* The entry that was told is noted with what it told: reading it again tells nothing
     * that its reader has looked at, and opens no second task. */
    change(&d, (char[]){"UPDATE alert_state SET seq=0"});
    IE_CHECK_INT(round_of(&d), 0);
    IE_CHECK_INT(world_count(&d.w, OPEN), 2);
    world_close(&d.w);
}

IE_TEST(who_is_gone_is_told_nothing)
{
    struct desk d;

    if (!open_desk(&d, "alert-gone.db"))
        return;
    change(&d, (char[]){"UPDATE account SET status='closed'"});
    publish(&d, "Glass tubes");
    IE_CHECK_INT(round_of(&d), 0);
    IE_CHECK_INT(world_count(&d.w, OPEN), 0);
    change(&d, (char[]){"UPDATE account SET status='active'"});
    change(&d, (char[]){"UPDATE saved_search SET deleted_at=1"});
    publish(&d, "Glass rods");
    IE_CHECK_INT(round_of(&d), 0);
    IE_CHECK_INT(world_count(&d.w, OPEN), 0);
    world_close(&d.w);
}
