/* The follower: see search/index.h. */
#include "service/search/index.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "service/impl.h"
#include "service/search/build.h"
#include "service/words/wordlists.h"

enum {
    POLL_MS = 250, /* looks for commits of other processes */
    TRIM_S = 60,   /* between two looks at what is idle */
    PAUSE_MS = 15, /* between two looks, so that many small commits are one change */
};

struct ie_searches {
    struct ie_service *service;
    _Atomic(struct ie_search_office *) first; /* never freed before the service */
    _Atomic(struct ie_wordlists *) words;     /* NULL: not yet, or there are none */
    _Atomic bool words_tried;
    pthread_mutex_t inline_lock;
    pthread_t thread;
    _Atomic bool running;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t arrived;
    bool stopping, woken;
};

/* ---- offices and their states ---- */

static struct ie_search_office *office_of(struct ie_searches *searches,
                                          const struct ie_id *id, struct ie_error *err)
{
    struct ie_search_office *first = atomic_load(&searches->first), *made;

    for (struct ie_search_office *o = first; o; o = o->next)
        if (ie_str_eq(ie_id_str(&o->id), ie_id_str(id)))
            return o;
    made = ie_calloc(1, sizeof(*made));
    if (!made) {
        ie_fail_nomem(err);
        return NULL;
    }
    made->id = *id;
    made->service = searches->service;
    do { /* whoever adds is the follower, or holds inline_lock */
        made->next = first;
    } while (!atomic_compare_exchange_weak(&searches->first, &first, made));
    return made;
}

static struct ie_search_office *known_office(struct ie_searches *searches,
                                             const struct ie_id *id)
{
    for (struct ie_search_office *o = atomic_load(&searches->first); o; o = o->next)
        if (ie_str_eq(ie_id_str(&o->id), ie_id_str(id)))
            return o;
    return NULL;
}

static struct ie_search_state *take(struct ie_search_office *office)
{
    struct ie_search_state *state;

    atomic_fetch_add(&office->inside, 1);
    state = atomic_load(&office->state);
    if (state)
        atomic_fetch_add(&state->references, 1);
    atomic_fetch_sub(&office->inside, 1);
    return state;
}

void ie_search_publish(struct ie_search_office *office, struct ie_search_state *made)
{
    struct ie_search_state *old = atomic_exchange(&office->state, made);

    while (old && atomic_load(&office->inside) > 0)
        sched_yield();
    ie_search_give(old);
}

/* ---- word lists: for questions alone ---- */

/* Takes a second where they are checked, so no question waits for it: until then concepts
 * alone lead to other languages. */
static void open_words(struct ie_searches *searches)
{
    struct ie_wordlists *lists = NULL;
    struct ie_error err;

    if (atomic_load(&searches->words_tried))
        return;
    int code = ie_wordlists_open(&lists, &err);
    if (code == IE_NOMEM) /* they are there: another time */
        return;
    const struct ie_error *why = code ? &err : ie_wordlists_fault(lists);
    if (why)
        ie_service_tell(searches->service,
                        &(struct ie_service_note){.event = "word_lists",
                                                  .path = why->file,
                                                  .then = code ? "wordlists.then_none"
                                                               : "wordlists.then_own",
                                                  .why = why});
    if (!code)
        atomic_store(&searches->words, lists);
    atomic_store(&searches->words_tried, true);
}

const struct ie_wordbook *ie_search_words(struct ie_service *service)
{
    struct ie_wordlists *lists = atomic_load(&service->searches->words);

    return lists ? ie_wordlists_book(lists) : NULL;
}

bool ie_search_words_awaited(struct ie_service *service)
{
    return !atomic_load(&service->searches->words_tried);
}

/* ---- the thread ---- */

static bool is_stopping(struct ie_searches *searches)
{
    pthread_mutex_lock(&searches->lock);
    bool stopping = searches->stopping;
    pthread_mutex_unlock(&searches->lock);
    return stopping;
}

static int all_offices(struct ie_searches *searches, struct ie_db *db,
                       struct ie_error *err)
{
    struct ie_query q;
    struct ie_id id;
    bool row;
    int code;

    ie_query_begin(db, "SELECT id FROM office WHERE deleted_at IS NULL ORDER BY id", &q);
    while (!(code = ie_query_next(&q, &row, err)) && row)
        if (ie_id_parse(ie_query_get_text(&q, 0), &id) &&
            !office_of(searches, &id, err)) {
            code = IE_NOMEM; /* else it would not be looked at before the next commit */
            break;
        }
    ie_query_end(&q);
    return code;
}

/* Sleeps until woken or the time is over. */
static void rest(struct ie_searches *searches, int ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ms % 1000 * 1000000L;
    until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&searches->lock);
    while (!searches->woken && !searches->stopping &&
           pthread_cond_timedwait(&searches->arrived, &searches->lock, &until) == 0)
        ;
    searches->woken = false;
    pthread_mutex_unlock(&searches->lock);
}

/* One round over all offices; *more: there is work left. */
static int round_of(struct ie_searches *searches, struct ie_db *db, bool *more,
                    struct ie_error *err)
{
    int code = all_offices(searches, db, err);

    *more = false;
    for (struct ie_search_office *o = atomic_load(&searches->first); o && !code;
         o = o->next) {
        bool left = false;
        code = ie_search_advance(o, db, &left, err);
        *more = *more || left;
    }
    return code;
}

static void all_fresh(struct ie_searches *searches)
{
    ie_moment now = ie_now();

    for (struct ie_search_office *o = atomic_load(&searches->first); o; o = o->next)
        atomic_store(&o->fresh, now);
}

static void pause_ms(int ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000L};

    nanosleep(&time, NULL);
}

static bool any_wants(struct ie_searches *searches)
{
    for (struct ie_search_office *o = atomic_load(&searches->first); o; o = o->next)
        if (ie_search_wants(o))
            return true;
    return false;
}

/* A look at the store; *more as above, *done the head that was worked off. */
static int look(struct ie_searches *searches, struct ie_db *db, int64_t *done, bool *more,
                struct ie_error *err)
{
    int64_t head = 0;
    int code = ie_log_newest(db, &head, err);

    if (!code && (*more || head != *done || any_wants(searches)))
        code = round_of(searches, db, more, err);
    if (!code && !*more) {
        *done = head;
        all_fresh(searches);
    }
    return code;
}

static void trim_idle(struct ie_searches *searches, int64_t *trimmed)
{
    int64_t now = ie_monotonic_us();

    if (now - *trimmed < TRIM_S * IE_SECOND)
        return;
    *trimmed = now;
    for (struct ie_search_office *o = atomic_load(&searches->first); o; o = o->next)
        ie_search_trim(o);
    ie_alloc_trim();
}

static void *thread_main(void *data)
{
    struct ie_searches *searches = data;
    struct ie_db *db = NULL;
    struct ie_error err;
    int64_t done = -1, trimmed = ie_monotonic_us();
    bool more = true, worked = false;

    /* Whoever reads or writes comes first: linux gives each thread a nice value. */
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 10);
    while (!is_stopping(searches)) {
        int code = db ? 0 : ie_service_scanner(searches->service, &db, &err);
        worked = worked || more;
        if (!code)
            code = look(searches, db, &done, &more, &err);
        if (code) { /* another connection next time: the store may have gone for a while */
            ie_db_close(db);
            db = NULL;
        }
        if (!code && !more) {
            if (worked)
                ie_alloc_trim();
            worked = false;
            open_words(searches);
            trim_idle(searches, &trimmed);
        }
        if (code || !more) {
            rest(searches, POLL_MS);
            pause_ms(PAUSE_MS);
        }
    }
    ie_db_close(db);
    return NULL;
}

void ie_search_wake(struct ie_service *service)
{
    struct ie_searches *searches = service->searches;

    if (!searches || !atomic_load(&searches->running))
        return;
    pthread_mutex_lock(&searches->lock);
    searches->woken = true;
    pthread_cond_signal(&searches->arrived);
    pthread_mutex_unlock(&searches->lock);
}

/* ---- life ---- */

struct ie_searches *ie_searches_new(struct ie_service *service)
{
    struct ie_searches *made = ie_calloc(1, sizeof(*made));
    pthread_condattr_t monotonic;

    if (!made)
        return NULL;
    made->service = service;
    pthread_mutex_init(&made->lock, NULL);
    pthread_mutex_init(&made->inline_lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&made->arrived, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return made;
}

int ie_searches_start(struct ie_searches *searches, struct ie_error *err)
{
    searches->stopping = false;
    atomic_store(&searches->running, true);
    int code = ie_thread_start(&searches->thread, thread_main, searches, err);
    if (code)
        atomic_store(&searches->running, false);
    return code;
}

void ie_searches_stop(struct ie_searches *searches)
{
    if (!searches || !atomic_load(&searches->running))
        return;
    pthread_mutex_lock(&searches->lock);
    searches->stopping = true;
    pthread_cond_signal(&searches->arrived);
    pthread_mutex_unlock(&searches->lock);
    pthread_join(searches->thread, NULL);
    atomic_store(&searches->running, false);
}

void ie_searches_free(struct ie_searches *searches)
{
    if (!searches)
        return;
    ie_searches_stop(searches);
    for (struct ie_search_office *o = atomic_load(&searches->first), *next; o; o = next) {
        next = o->next;
        ie_search_office_free(o);
    }
    ie_wordlists_close(atomic_load(&searches->words));
    pthread_cond_destroy(&searches->arrived);
    pthread_mutex_destroy(&searches->lock);
    pthread_mutex_destroy(&searches->inline_lock);
    ie_free(searches);
}

/* ---- taking ---- */

/* Without the follower: here and now, up to the store. */
static int catch_up(struct ie_call *call, struct ie_searches *searches,
                    struct ie_search_state **state, struct ie_error *err)
{
    struct ie_db *db = NULL;
    bool more = true;
    int code = ie_service_scanner(call->service, &db, err);

    pthread_mutex_lock(&searches->inline_lock);
    struct ie_search_office *office =
        code ? NULL : office_of(searches, &call->actor->office, err);
    if (!code && !office)
        code = IE_NOMEM;
    while (!code && more)
        code = ie_search_advance(office, db, &more, err);
    open_words(searches);
    if (!code) {
        atomic_store(&office->fresh, ie_now());
        *state = take(office);
    }
    pthread_mutex_unlock(&searches->inline_lock);
    ie_db_close(db);
    return code;
}

int ie_search_take(struct ie_call *call, struct ie_search_state **state,
                   struct ie_error *err)
{
    struct ie_searches *searches = call->service->searches;

    *state = NULL;
    if (!atomic_load(&searches->running))
        return catch_up(call, searches, state, err);
    struct ie_search_office *office = known_office(searches, &call->actor->office);
    if (office)
        *state = take(office);
    return 0;
}
