/* States of offices' lexicons: see office_lexicon.h. */
#include "service/words/office_lexicon.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/alloc.h"
#include "service/impl.h"
#include "service/words/office_lexicon_make.h"
#include "service/words/profile_tag.h"

enum { TAGGERS_KEPT = 8 };

struct ie_office_lexicon {
    _Atomic unsigned references;
    struct ie_vocabulary *vocabulary;
    int64_t version; /* -1: older than any */
    uint32_t terms;
    pthread_mutex_t lock; /* guards the taggers */
    struct ie_tagger *taggers[TAGGERS_KEPT];
    unsigned tagger_count;
};

struct slot { /* of one office; never freed before the service */
    struct slot *next;
    struct ie_id office;
    _Atomic(struct ie_office_lexicon *) state;
    _Atomic unsigned inside; /* readers between reading `state` and taking a reference */
    _Atomic bool stale;      /* the thread is to make a new state */
};

struct ie_lexicons {
    struct ie_service *service;
    _Atomic(struct slot *) first;
    pthread_t thread;
    _Atomic bool running; /* read by every thread that takes a state */
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t arrived;
    bool stopping, renew;
    unsigned tag; /* enum ie_tag_which, bits */
};

/* ---- references ---- */

const struct ie_lexicon *ie_office_lexicon_of(const struct ie_office_lexicon *state)
{
    return ie_vocabulary_lexicon(state->vocabulary);
}

uint32_t ie_office_lexicon_terms(const struct ie_office_lexicon *state)
{
    return state->terms;
}

void ie_office_lexicon_give(struct ie_office_lexicon *state)
{
    if (!state || atomic_fetch_sub(&state->references, 1) > 1)
        return;
    for (unsigned i = 0; i < state->tagger_count; i++)
        ie_tagger_free(state->taggers[i]);
    pthread_mutex_destroy(&state->lock);
    ie_vocabulary_close(state->vocabulary);
    ie_free(state);
}

static struct ie_office_lexicon *take(struct slot *slot)
{
    struct ie_office_lexicon *state;

    atomic_fetch_add(&slot->inside, 1);
    state = atomic_load(&slot->state);
    if (state)
        atomic_fetch_add(&state->references, 1);
    atomic_fetch_sub(&slot->inside, 1);
    return state;
}

/* `made` is published with one of its references. */
static void publish(struct slot *slot, struct ie_office_lexicon *made)
{
    struct ie_office_lexicon *old = atomic_exchange(&slot->state, made);

    while (old && atomic_load(&slot->inside) > 0)
        sched_yield();
    ie_office_lexicon_give(old);
}

static struct slot *find_slot(struct ie_lexicons *lexicons, const struct ie_id *office,
                              struct ie_error *err)
{
    struct slot *first = atomic_load(&lexicons->first), *made;

    for (struct slot *slot = first; slot; slot = slot->next)
        if (ie_str_eq(ie_id_str(&slot->office), ie_id_str(office)))
            return slot;
    made = ie_calloc(1, sizeof(*made));
    if (!made) {
        ie_fail_nomem(err);
        return NULL;
    }
    made->office = *office;
    do { /* another thread may have been quicker: then the office has two, and both work */
        made->next = first;
    } while (!atomic_compare_exchange_weak(&lexicons->first, &first, made));
    return made;
}

/* ---- making a state ---- */

static int make_state(struct ie_service *service, const struct ie_office_terms *terms,
                      int64_t version, bool quick, struct ie_office_lexicon **state,
                      struct ie_error *err)
{
    struct ie_office_lexicon *made = ie_calloc(1, sizeof(*made));
    bool whole;

    if (!made)
        return ie_fail_nomem(err);
    int code =
        ie_office_vocabulary(service, terms, quick, &made->vocabulary, &whole, err);
    if (code) {
        ie_free(made);
        return code;
    }
    atomic_init(&made->references, 1);
    pthread_mutex_init(&made->lock, NULL);
    made->version = whole ? version : -1;
    made->terms = whole ? terms->count : 0;
    *state = made;
    return 0;
}

static int version_of(struct ie_call *call, int64_t *version, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(call->db, "SELECT version FROM lexicon_state WHERE office_id=$1", &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    int code = ie_query_next(&q, &row, err);
    *version = !code && row ? ie_query_get_int(&q, 0) : 0;
    ie_query_end(&q);
    return code;
}

struct renewal {
    struct slot *slot;
    struct ie_arena arena;
    struct ie_office_terms terms;
    int64_t version;
};

static int read_terms(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct renewal *renewal = arg;
    struct ie_actor office = {.office = renewal->slot->office, .by = IE_STR("lexicon")};
    struct ie_call own = *call;

    own.actor = &office;
    own.arena =
        &renewal->arena; /* outlives the call, so that compiling holds nothing up */
    int code = version_of(&own, &renewal->version, err);
    return code ? code : ie_office_terms_read(&own, &renewal->terms, err);
}

static int renew(struct ie_service *service, struct slot *slot, struct ie_error *err)
{
    struct renewal renewal = {.slot = slot};
    struct ie_office_lexicon *made = NULL;

    ie_arena_init(&renewal.arena, 0);
    int code = ie_read_call(service, NULL, read_terms, &renewal, err);
    if (!code)
        code = make_state(service, &renewal.terms, renewal.version, false, &made, err);
    if (!code)
        publish(slot, made);
    ie_arena_release(&renewal.arena);
    return code;
}

/* ---- the thread of a running server: new states, then tags by them ---- */

static bool is_stopping(struct ie_lexicons *lexicons)
{
    pthread_mutex_lock(&lexicons->lock);
    bool stopping = lexicons->stopping;
    pthread_mutex_unlock(&lexicons->lock);
    return stopping;
}

/* A failure leaves the state that is there, and the next reader asks again. */
static bool renew_stale(struct ie_lexicons *lexicons)
{
    struct ie_error ignored;
    bool any = false;

    for (struct slot *s = atomic_load(&lexicons->first); s; s = s->next)
        if (atomic_exchange(&s->stale, false))
            any = renew(lexicons->service, s, &ignored) == 0 || any;
    return any;
}

static void tag_all(struct ie_lexicons *lexicons, unsigned which)
{
    struct ie_error ignored;
    struct ie_tagging_round round = {.which = which};

    while (!round.done && !is_stopping(lexicons))
        if (ie_profile_tags_step(lexicons->service, &round, &ignored))
            return; /* what is due stays due */
}

static void *thread_main(void *data)
{
    struct ie_lexicons *lexicons = data;

    pthread_mutex_lock(&lexicons->lock);
    while (!lexicons->stopping) {
        unsigned which = lexicons->tag;
        bool fresh = lexicons->renew;
        lexicons->tag = 0;
        lexicons->renew = false;
        if (!which && !fresh) {
            pthread_cond_wait(&lexicons->arrived, &lexicons->lock);
            continue;
        }
        pthread_mutex_unlock(&lexicons->lock);
        if (fresh && renew_stale(lexicons))
            which |= IE_TAG_STALE;
        if (which)
            tag_all(lexicons, which);
        pthread_mutex_lock(&lexicons->lock);
    }
    pthread_mutex_unlock(&lexicons->lock);
    return NULL;
}

static void ask(struct ie_lexicons *lexicons, bool fresh, unsigned which)
{
    pthread_mutex_lock(&lexicons->lock);
    lexicons->renew = lexicons->renew || fresh;
    lexicons->tag |= which;
    pthread_cond_signal(&lexicons->arrived);
    pthread_mutex_unlock(&lexicons->lock);
}

void ie_profile_tags_wake(struct ie_service *service)
{
    if (service->lexicons && service->lexicons->running)
        ask(service->lexicons, false, IE_TAG_DUE);
}

struct ie_lexicons *ie_lexicons_new(struct ie_service *service)
{
    struct ie_lexicons *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return NULL;
    made->service = service;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->arrived, NULL);
    return made;
}

int ie_lexicons_start(struct ie_lexicons *lexicons, struct ie_error *err)
{
    lexicons->stopping = false;
    lexicons->tag = IE_TAG_DUE | IE_TAG_STALE;
    lexicons->running = true; /* before the thread, which reads it too */
    int code = ie_thread_start(&lexicons->thread, thread_main, lexicons, err);
    if (code)
        lexicons->running = false;
    return code;
}

void ie_lexicons_stop(struct ie_lexicons *lexicons)
{
    if (!lexicons || !lexicons->running)
        return;
    pthread_mutex_lock(&lexicons->lock);
    lexicons->stopping = true;
    pthread_cond_signal(&lexicons->arrived);
    pthread_mutex_unlock(&lexicons->lock);
    pthread_join(lexicons->thread, NULL);
    lexicons->running = false;
}

void ie_lexicons_free(struct ie_lexicons *lexicons)
{
    if (!lexicons)
        return;
    ie_lexicons_stop(lexicons);
    for (struct slot *slot = atomic_load(&lexicons->first), *next; slot; slot = next) {
        next = slot->next;
        ie_office_lexicon_give(atomic_load(&slot->state));
        ie_free(slot);
    }
    pthread_cond_destroy(&lexicons->arrived);
    pthread_mutex_destroy(&lexicons->lock);
    ie_free(lexicons);
}

/* ---- taking one ---- */

/* A first state, or in a process without the thread a newer one. A server's loop does not
 * wait for a compilation. */
static int make_now(struct ie_call *call, struct slot *slot, int64_t version, bool quick,
                    struct ie_office_lexicon **state, struct ie_error *err)
{
    struct ie_office_terms terms = {.count = 0};
    int code = ie_office_terms_read(call, &terms, err);

    if (!code)
        code = make_state(call->service, &terms, version, quick, state, err);
    if (code)
        return code;
    atomic_fetch_add(&(*state)->references, 1);
    publish(slot, *state);
    return 0;
}

int ie_office_lexicon_take(struct ie_call *call, struct ie_office_lexicon **state,
                           struct ie_error *err)
{
    struct ie_lexicons *lexicons = call->service->lexicons;
    struct slot *slot = find_slot(lexicons, &call->actor->office, err);
    int64_t version = 0;
    int code = slot ? version_of(call, &version, err) : IE_NOMEM;

    if (code)
        return code;
    struct ie_office_lexicon *found = take(slot);
    if (!found || (found->version != version && !lexicons->running)) {
        ie_office_lexicon_give(found);
        code = make_now(call, slot, version, lexicons->running, &found, err);
    }
    if (!code && found->version != version && !atomic_exchange(&slot->stale, true))
        ask(lexicons, true, 0);
    if (!code)
        *state = found;
    return code;
}

bool ie_office_lexicon_is_current(const struct ie_office_lexicon *state,
                                  struct ie_call *call)
{
    struct ie_error ignored;
    int64_t version;

    return version_of(call, &version, &ignored) == 0 && version == state->version;
}

int ie_terms_changed(struct ie_call *call, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(call->db,
                   "INSERT INTO lexicon_state (office_id, version) VALUES ($1, 1)"
                   " ON CONFLICT (office_id)"
                   " DO UPDATE SET version=lexicon_state.version+1",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    return ie_query_run(&q, err);
}

int ie_fail_no_concept(struct ie_error *err, struct ie_str id)
{
    ie_fail(err, IE_NOT_FOUND, "lexicon.no_concept");
    if (err)
        ie_error_argn(err, "id", id.ptr ? id.ptr : "", id.len);
    return IE_NOT_FOUND;
}

/* ---- taggers ---- */

int ie_office_lexicon_tagger(struct ie_office_lexicon *state, struct ie_tagger **tagger,
                             struct ie_error *err)
{
    *tagger = NULL;
    pthread_mutex_lock(&state->lock);
    if (state->tagger_count)
        *tagger = state->taggers[--state->tagger_count];
    pthread_mutex_unlock(&state->lock);
    return *tagger ? 0 : ie_tagger_new(ie_office_lexicon_of(state), tagger, err);
}

void ie_office_lexicon_tagger_back(struct ie_office_lexicon *state,
                                   struct ie_tagger *tagger)
{
    pthread_mutex_lock(&state->lock);
    if (tagger && state->tagger_count < TAGGERS_KEPT) {
        state->taggers[state->tagger_count++] = tagger;
        tagger = NULL;
    }
    pthread_mutex_unlock(&state->lock);
    ie_tagger_free(tagger);
}
