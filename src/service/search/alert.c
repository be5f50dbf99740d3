/* Rounds of alerts, and the thread that makes them: see alert.h. */
#include "service/search/alert.h"

#include "base/alloc.h"
#include "base/vec.h"
#include "service/event/event.h"
#include "service/impl.h"
#include "service/search/saved.h"
#include "store/records/saved_search.h"
#include "store/schema_types.h"
#include "store/values.h"

enum {
    AT_A_TIME = 200, /* searches read at once */
    LOOKED_AT = 100, /* finds of one search looked through for one that is new */
    TICK_MS = 1000,
    SETTLE_US = 300000, /* the index is to have looked that long after we did */
    ROUND_TICKS = 60,   /* a round at least this often: a day may have begun */
    KEPT_BEHIND = 1000, /* entries without news that a start may read again */
};

static const char *const kinds[] = {"at_once", "daily"};

struct office { /* and its zone */
    struct ie_id id;
    struct ie_str zone;
};

/* One kind of alert in one office. */
struct telling {
    struct ie_actor actor; /* the office itself */
    const char *kind;
    struct ie_alert_state before, after;
    ie_moment earliest; /* publication among the news */
    IE_VEC(struct ie_alerting) tell;
    struct ie_alert_round *round;
    uint64_t told;
};

/* ---- finding (in a read snapshot) ---- */

/* Does a search find one of the news that its owner has not looked at? */
static int has_news(struct ie_call *call, const struct ie_alerting *search,
                    struct telling *t, bool *news, struct ie_error *err)
{
    struct ie_search_found found = {0};
    struct ie_str office = ie_id_str(&call->actor->office);
    ie_moment since;
    int code = ie_saved_search_seen_at(call, ie_id_str(&search->id), search->created_at,
                                       &since, err);

    *news = false;
    since = since + 1 > t->earliest ? since + 1 : t->earliest;
    if (!code)
        code = ie_saved_search_new(call, search->query, since, LOOKED_AT, &found, err);
    if (code == IE_INPUT || code == IE_NOT_FOUND)
        return 0; /* asks for what is no longer there: its owner's list says so */
    if (!found.whole || found.fresh < t->round->known_at)
        t->round->behind = true;
    for (size_t i = 0; i < found.count && !code && !*news; i++)
        code = ie_profile_was_published(call->db, office, ie_id_str(&found.ids[i]),
                                        t->before.seq, t->after.seq, news, err);
    return code;
}

/* Runs one search as its owner, in an arena of its own. */
static int try_search(struct ie_call *office, struct telling *t,
                      const struct ie_alerting *search, struct ie_error *err)
{
    const struct ie_actor *owner = NULL;
    struct ie_call call = *office;
    struct ie_arena arena;
    bool news = false;

    ie_arena_init(&arena, IE_CALL_ARENA);
    call.arena = &arena;
    int code = ie_actor_load(call.db, ie_id_str(&t->actor.office),
                             ie_id_str(&search->account), call.now, &arena, &owner, err);
    call.actor = owner;
    if (!code)
        code = has_news(&call, search, t, &news, err);
    else if (code == IE_UNAUTHENTICATED)
        code = 0; /* a closed account is told nothing */
    if (!code && news) {
        struct ie_alerting *kept = IE_PUSH(&t->tell);
        if (kept)
            *kept = *search;
        else
            code = ie_fail_nomem(err);
    }
    ie_arena_release(&arena);
    return code;
}

static int try_searches(struct ie_call *call, struct telling *t, struct ie_error *err)
{
    struct ie_id after = {""};
    size_t count;
    int code;

    do {
        struct ie_alerting *list = NULL;
        code = ie_alerting_list(call->db, ie_id_str(&t->actor.office), ie_str_z(t->kind),
                                ie_id_str(&after), AT_A_TIME, call->arena, &list, &count,
                                err);
        for (size_t i = 0; i < count && !code && !t->round->behind; i++)
            code = try_search(call, t, &list[i], err);
        if (!code && count)
            after = list[count - 1].id;
    } while (!code && !t->round->behind && count == AT_A_TIME);
    return code;
}

/* Two moments of one day in the office's zone; in UTC if the zone is not known here. */
static int same_day(struct ie_str zone_name, ie_moment x, ie_moment y, bool *same,
                    struct ie_error *err)
{
    struct ie_zone *zone = NULL;
    char name[64];

    snprintf(name, sizeof(name), "%.*s", IE_STR_ARG(zone_name));
    int code = ie_zone_load(name, &zone, err);
    if (code == IE_NOMEM) /* UTC's day would tell at another hour */
        return code;
    if (!code) {
        x += (ie_moment)ie_zone_offset(zone, x) * IE_SECOND;
        y += (ie_moment)ie_zone_offset(zone, y) * IE_SECOND;
    }
    ie_zone_free(zone);
    *same = x / IE_DAY == y / IE_DAY;
    return 0;
}

/* What is to be told; t->after.seq is 0 when there is nothing to do. */
static int find_news(struct ie_call *call, const struct office *office, struct telling *t,
                     struct ie_error *err)
{
    struct ie_str id = ie_id_str(&office->id);
    int64_t until = t->round->until, count = 0;
    bool today = false;
    int code = ie_alert_state_get(call->db, id, ie_str_z(t->kind), &t->before, err);

    if (code || until <= t->before.seq)
        return code;
    if (strcmp(t->kind, "daily") == 0)
        code = same_day(office->zone, call->now, t->before.told_at, &today, err);
    if (code || today)
        return code;
    t->after = (struct ie_alert_state){.seq = until, .told_at = call->now};
    code = ie_profiles_published(call->db, id, t->before.seq, until, &count, &t->earliest,
                                 err);
    if (!code && count)
        code = try_searches(call, t, err);
    else if (strcmp(t->kind, "at_once") == 0 && until - t->before.seq < KEPT_BEHIND)
        t->after.seq = 0; /* not worth a write */
    return code;
}

/* ---- telling (write function) ---- */

static int open_task(struct ie_call *call, const struct ie_alerting *search,
                     uint64_t *told, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_task;
    struct ie_reader office = ie_office_reader(call);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_str key = ie_saved_search_task(call->arena, ie_id_str(&search->id));
    struct ie_record *there = NULL;
    struct ie_id id = {0};
    int64_t revision;

    if (!key.ptr)
        return ie_fail_nomem(err);
    int code =
        ie_record_by_external(call->db, &office, type, key, call->arena, &there, err);
    if (code && code != IE_NOT_FOUND)
        return code;
    struct ie_value *values =
        code ? ie_values_new(call->arena, type) : ie_values_of(call->arena, there);
    if (!values)
        return ie_fail_nomem(err);
    *told += code || !ie_str_eqz(ie_record_get(there, "status")->text, "open");
    ie_values_text(type, values, "title", search->name);
    ie_values_text(type, values, "kind", IE_STR("saved_search"));
    ie_values_text(type, values, "assignee", ie_id_str(&search->account));
    ie_values_text(type, values, "about_type", IE_STR("saved_search"));
    ie_values_text(type, values, "about_id", ie_id_str(&search->id));
    ie_values_text(type, values, "status", IE_STR("open"));
    return code ? ie_record_create(call->db, &writer, type, values, key, &id, err)
                : ie_record_revise(call->db, &writer, type, ie_id_str(&there->id), 0,
                                   values, &revision, err);
}

static int tell(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct telling *t = arg;
    struct ie_call own = *call;
    struct ie_alert_state now;

    own.actor = &t->actor;
    int code = ie_alert_state_get(own.db, ie_id_str(&t->actor.office), ie_str_z(t->kind),
                                  &now, err);
    if (code || now.seq != t->before.seq || now.told_at != t->before.told_at)
        return code; /* another server was quicker */
    for (size_t i = 0; i < t->tell.count && !code; i++)
        code = open_task(&own, &t->tell.at[i], &t->told, err);
    return code ? code
                : ie_alert_state_put(own.db, ie_id_str(&t->actor.office),
                                     ie_str_z(t->kind), &t->after, err);
}

/* ---- a round ---- */

static int list_offices(struct ie_call *call, struct office **list, size_t *count,
                        struct ie_error *err)
{
    IE_VEC(struct office) found = {0};
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(
        call->db, "SELECT id, zone FROM office WHERE deleted_at IS NULL ORDER BY id", &q);
    while ((code = ie_query_next(&q, &row, err)) == 0 && row) {
        struct office *office = IE_PUSH(&found);
        if (!office || !ie_id_parse(ie_query_get_text(&q, 0), &office->id)) {
            code = ie_fail_nomem(err);
            break;
        }
        office->zone = ie_arena_str(call->arena, ie_query_get_text(&q, 1));
        if (!office->zone.ptr) {
            code = ie_fail_nomem(err);
            break;
        }
    }
    ie_query_end(&q);
    *count = found.count;
    *list = IE_NEW_ARRAY(call->arena, struct office, found.count + 1);
    if (!code && !*list)
        code = ie_fail_nomem(err);
    if (!code && found.count)
        memcpy(*list, found.at, found.count * sizeof(**list));
    IE_VEC_RELEASE(&found);
    return code;
}

static int tell_kind(struct ie_call *call, const struct office *office, const char *kind,
                     struct ie_alert_round *round, struct ie_error *err)
{
    struct telling t = {.actor = {.by = IE_STR("system"), .office = office->id},
                        .kind = kind,
                        .round = round};
    int code = ie_db_begin_read(call->db, err);

    if (code)
        return code;
    call->actor = &t.actor;
    code = find_news(call, office, &t, err);
    ie_db_rollback(call->db);
    if (!code && t.after.seq && !round->behind)
        code = ie_write_call(call->service, NULL, tell, &t, err);
    round->told += code ? 0 : t.told;
    IE_VEC_RELEASE(&t.tell);
    return code;
}

/* Offices and the end of the log, in a snapshot of their own. */
static int begin_round(struct ie_call *call, struct ie_alert_round *round,
                       struct office **offices, size_t *count, struct ie_error *err)
{
    int64_t newest = 0;
    int code = ie_db_begin_read(call->db, err);

    if (code)
        return code;
    code = ie_log_newest(call->db, &newest, err);
    if (!code)
        code = list_offices(call, offices, count, err);
    if (round->until <= 0) {
        round->until = newest;
        round->known_at = call->now;
    }
    round->told = 0;
    round->behind = false;
    ie_db_rollback(call->db);
    return code;
}

int ie_alert_make_round(struct ie_service *service, struct ie_alert_round *round,
                        struct ie_error *err)
{
    struct ie_arena arena;
    struct ie_call call = {.arena = &arena, .now = ie_now(), .service = service};
    struct office *offices = NULL;
    size_t count = 0;
    int code = ie_service_scanner(service, &call.db, err);

    if (code)
        return code;
    ie_arena_init(&arena, IE_CALL_ARENA);
    code = begin_round(&call, round, &offices, &count, err);
    for (size_t i = 0; i < count && !code; i++)
        for (size_t k = 0; k < IE_COUNT(kinds) && !code; k++)
            code = tell_kind(&call, &offices[i], kinds[k], round, err);
    ie_arena_release(&arena);
    ie_db_close(call.db);
    return code;
}

/* ---- the thread of a running server ---- */

struct ie_alerts {
    struct ie_service *service;
    pthread_mutex_t lock; /* guards `stopping` */
    pthread_cond_t arrived;
    bool stopping;
    pthread_t thread;
};

static int newest(struct ie_call *call, void *seq, struct ie_error *err)
{
    return ie_log_newest(call->db, seq, err);
}

/* True after TICK_MS, false when the server stops. */
static bool wait_tick(struct ie_alerts *alerts)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += TICK_MS / 1000;
    pthread_mutex_lock(&alerts->lock);
    while (!alerts->stopping &&
           pthread_cond_timedwait(&alerts->arrived, &alerts->lock, &until) == 0)
        ;
    bool on = !alerts->stopping;
    pthread_mutex_unlock(&alerts->lock);
    return on;
}

/* A round goes as far as the log was a tick ago. What fails or comes too early for the
 * search index is tried again at the next. */
static void *thread_main(void *data)
{
    struct ie_alerts *alerts = data;
    struct ie_alert_round round = {.until = 0};
    struct ie_error ignored;
    int64_t done = -1, now = 0;
    unsigned ticks = 0;

    while (wait_tick(alerts)) {
        if (ie_read_call(alerts->service, NULL, newest, &now, &ignored))
            continue;
        if (round.until && (round.until > done || ++ticks >= ROUND_TICKS)) {
            if (ie_alert_make_round(alerts->service, &round, &ignored) || round.behind)
                continue;
            done = round.until;
            ticks = 0;
        }
        round.until = now;
        round.known_at = ie_now() + SETTLE_US;
    }
    return NULL;
}

int ie_alerts_start(struct ie_service *service, struct ie_error *err)
{
    struct ie_alerts *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    made->service = service;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->arrived, NULL);
    int code = ie_thread_start(&made->thread, thread_main, made, err);
    if (code)
        ie_free(made);
    else
        service->alerts = made;
    return code;
}

void ie_alerts_stop(struct ie_service *service)
{
    struct ie_alerts *alerts = service->alerts;

    if (!alerts)
        return;
    pthread_mutex_lock(&alerts->lock);
    alerts->stopping = true;
    pthread_cond_signal(&alerts->arrived);
    pthread_mutex_unlock(&alerts->lock);
    pthread_join(alerts->thread, NULL);
    service->alerts = NULL;
    pthread_cond_destroy(&alerts->arrived);
    pthread_mutex_destroy(&alerts->lock);
    ie_free(alerts);
}
