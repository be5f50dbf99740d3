/* Saved searches, alerts and the inbox when memory runs out: each allocation is refused in
 * turn. What is listed is right or memory is said to be out; a round of alerts that failed
 * is made again by the next one, whole, and nothing is told twice. */
#include "service/search/alert.h"
#include "service/search/inbox.h"
#include "service/search/saved.h"
#include "service_memory.h"

struct desk { /* an officer with two searches, a firm that offers */
    struct search_world s;
    struct ie_id account, search;
    struct kept kept;
};

struct own_made { /* made by the account itself */
    struct desk *desk;
    const char *body;
    struct ie_id id;
};

static int make_own(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct own_made *made = arg;
    struct ie_problem_list problems;
    struct ie_call own;
    json_t *body = NULL;
    int64_t revision;
    int code = search_as(call, ie_id_str(&made->desk->account), &own, err);

    if (!code)
        code = ie_json_parse(ie_str_z(made->body), &body, err);
    if (!code)
        code = ie_use_create(&own, &ie_type_saved_search, body, &made->id, &revision,
                             NULL, &problems, err);
    json_decref(body);
    return code;
}

static struct ie_id as_account(struct desk *d, const char *body)
{
    struct own_made made = {.desk = d, .body = body};
    struct world *w = &d->s.w;

    IE_CHECK_OK(ie_write_call(w->service, w->operator_, make_own, &made, &w->err),
                &w->err);
    return made.id;
}

static void publish(struct desk *d, const char *title)
{
    char body[400];

    snprintf(
        body, sizeof(body),
        "{\"organisation\":\"%s\",\"type\":\"technology_offer\",\"language\":\"en\","
        "\"status\":\"published\",\"texts\":[{\"language\":\"en\",\"title\":\"%s\"}]}",
        d->s.organisations[0].text, title);
    make_record(&d->s, &ie_type_profile, body);
}

static const char saved[] = "{\"name\":\"Now\",\"query\":{\"q\":\"glass\",\"country\":"
                            "\"KR\"},\"alert\":\"at_once\"}";

static bool desk_open(struct desk *d, const char *name)
{
    char grant[300];

    memset(d, 0, sizeof(*d));
    if (!search_world_open(&d->s, name))
        return false;
    d->account =
        make_record(&d->s, &ie_type_account, "{\"login\":\"clerk\",\"name\":\"Clerk\"}");
    snprintf(grant, sizeof(grant),
             "{\"account\":\"%s\",\"role\":\"officer\",\"scope_kind\":\"office\","
             "\"scope_id\":\"%s\"}",
             d->account.text, d->s.w.office.text);
    make_record(&d->s, &ie_type_role_grant, grant);
    d->search = as_account(d, saved);
    as_account(d, "{\"name\":\"Later\",\"query\":{\"q\":\"glass\"},\"alert\":\"daily\"}");
    publish(d, "Glass tubes");
    publish(d, "Wooden tubes");
    return !ie_test_failed();
}

/* ---- writes ---- */

struct desk_use {
    struct use use;
    struct desk *desk;
    int64_t newest; /* of the log */
};

static int64_t newest(struct world *w)
{
    return world_count(w, "SELECT seq FROM log_head WHERE one=1");
}

static void begin_again(struct use *use)
{
    struct desk_use *d = (struct desk_use *)use;

    put_back(use->w, &d->desk->kept, true, true);
    d->newest = newest(use->w);
}

static void nothing_written(struct use *use)
{
    IE_CHECK_INT(newest(use->w), ((struct desk_use *)use)->newest);
}

static unsigned refuse_write(struct desk *d, const char *name, ie_write_fn call,
                             unsigned most)
{
    struct desk_use use = {.use = {.w = &d->s.w,
                                   .call = call,
                                   .arg = d,
                                   .account = ie_id_str(&d->account),
                                   .write = true,
                                   .begin = begin_again,
                                   .failed = nothing_written},
                           .desk = d};

    ie_service_free(d->s.w.service);
    d->s.w.service = NULL;
    kept_free(&d->kept);
    keep_store(&d->s.w, &d->kept);
    return use_refuse(name, &use.use, most);
}

static int make_one(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct use *use = arg;
    struct ie_problem_list problems;
    struct ie_id id;
    struct ie_call own;
    json_t *body = NULL;
    int64_t revision;
    int code = use_as(call, use, &own, err);

    if (!code)
        code = ie_json_parse(ie_str_z(saved), &body, err);
    if (!code)
        code = ie_use_create(&own, &ie_type_saved_search, body, &id, &revision, NULL,
                             &problems, err);
    json_decref(body);
    return code;
}

static int see_one(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct use *use = arg;
    const struct desk *d = use->arg;
    struct ie_call own;
    ie_moment seen_at;
    int code = use_as(call, use, &own, err);

    return code ? code
                : ie_saved_search_see(&own, ie_id_str(&d->search), 0, &seen_at, err);
}

static int see_inbox(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct use *use = arg;
    struct ie_call own;
    ie_moment seen_at;
    int code = use_as(call, use, &own, err);

    return code ? code : ie_inbox_see(&own, 0, &seen_at, err);
}

/* ---- reads ---- */

static int list(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_json json = ie_json_into(&use->out);
    struct ie_call own;
    int code = use_as(call, use, &own, err);

    return code ? code : ie_saved_searches_json(&own, false, &json, err);
}

static int inbox(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_json json = ie_json_into(&use->out);
    struct ie_call own;
    int code = use_as(call, use, &own, err);

    return code ? code : ie_inbox_json(&own, 1, &json, err);
}

static const char *const passing[] = {"until", NULL};

static unsigned refuse_read(struct desk *d, const char *name, ie_write_fn call)
{
    struct use use = {.w = &d->s.w,
                      .call = call,
                      .account = ie_id_str(&d->account),
                      .passing = passing};

    return use_refuse(name, &use, 0);
}

/* Steps of each sort, from a start by chance: each needs a store put back. */
enum { WRITE_STEPS = 40 };

IE_TEST(saved_searches_and_the_inbox)
{
    struct desk d;

    if (!desk_open(&d, "memory-saved.db"))
        return;
    IE_CHECK(refuse_read(&d, "saved searches", list) > 100);
    IE_CHECK(refuse_read(&d, "inbox", inbox) > 100);
    IE_CHECK(refuse_write(&d, "a search saved", make_one, WRITE_STEPS) > 4);
    IE_CHECK(refuse_write(&d, "a search looked at", see_one, WRITE_STEPS) > 4);
    IE_CHECK(refuse_write(&d, "inbox looked at", see_inbox, WRITE_STEPS) > 4);
    kept_free(&d.kept);
    world_close(&d.s.w);
}

/* ---- alerts ---- */

struct alerting {
    struct desk desk;
};

static int round_of(void *data, struct ie_error *err)
{
    struct alerting *a = data;
    struct ie_alert_round round = {.told = 0};

    return ie_alert_make_round(a->desk.s.w.service, &round, err);
}

static void round_begins(void *data)
{
    struct alerting *a = data;

    put_back(&a->desk.s.w, &a->desk.kept, true, true);
}

/* The search that tells at once and the one of the day each have one open task. */
static void all_told(void *data)
{
    struct alerting *a = data;

    IE_CHECK_INT(world_count(&a->desk.s.w, "SELECT count(*) FROM task WHERE"
                                           " kind='saved_search' AND status='open'"),
                 2);
    IE_CHECK_INT(world_count(&a->desk.s.w, "SELECT count(*) FROM alert_state"), 2);
}

IE_TEST(a_round_of_alerts_is_made_whole_by_the_next_one)
{
    struct alerting a;
    struct ie_test_refusals what = {.name = "alerts",
                                    .run = round_of,
                                    .data = &a,
                                    .begin = round_begins,
                                    .right = all_told,
                                    .survives = true,
                                    .most = WRITE_STEPS};

    if (!desk_open(&a.desk, "memory-alert.db"))
        return;
    ie_service_free(a.desk.s.w.service);
    a.desk.s.w.service = NULL;
    keep_store(&a.desk.s.w, &a.desk.kept);
    sqlite_counts = false;
    IE_CHECK(ie_test_refuse(&what) > 1);
    sqlite_counts = true;
    what.most = SQLITE_STEPS;
    IE_CHECK(ie_test_refuse(&what) > 1);
    kept_free(&a.desk.kept);
    world_close(&a.desk.s.w);
}
