#include <semaphore.h>
#include <stdatomic.h>

#include "base/alloc.h"
#include "service/impl.h"
#include "service/search/index.h"
#include "service/words/profile_tag.h"

/* ---- the writer's thread ---- */

struct group {
    size_t count;
    struct ie_write_job job[IE_WRITE_GROUP];
    struct ie_call call[IE_WRITE_GROUP];
    struct ie_arena arena[IE_WRITE_GROUP];
    int code[IE_WRITE_GROUP];
    struct ie_error error[IE_WRITE_GROUP];
};

/* Takes the oldest job; with `wait`, sleeps until there is one, without it leaves one that
 * is to be alone for the next group. False: none (left). */
static bool take(struct ie_write_queue *queue, bool wait, struct ie_write_job *job)
{
    bool got = false;

    pthread_mutex_lock(&queue->lock);
    while (wait && queue->count == 0 && !queue->stopping)
        pthread_cond_wait(&queue->arrived, &queue->lock);
    if (queue->count > 0 && (wait || !queue->ring[queue->first].alone)) {
        *job = queue->ring[queue->first];
        queue->first = (queue->first + 1) % IE_WRITE_QUEUE;
        queue->count--;
        got = true;
    }
    pthread_mutex_unlock(&queue->lock);
    return got;
}

/*
 * One job inside its savepoint; one that is alone has the transaction for it. Non-zero: the
 * transaction itself is lost.
 *
 * A savepoint keeps a copy of every page that is changed after it, and SQLite walks the
 * list of these copies at the end of every statement (memjrnlTruncate): of n records each
 * in a place of its own the walk is n²/2. Publishing 7,300 moved meetings took 5 to 9 s in
 * a savepoint.
 */
static int run_job(struct ie_db *db, struct group *group, size_t i, struct ie_error *err)
{
    struct ie_write_job *job = &group->job[i];
    int rc;

    group->error[i] = (struct ie_error){0};
    if (ie_monotonic_us() - job->queued_us > IE_WRITE_DEADLINE_S * IE_SECOND) {
        group->code[i] = ie_fail(&group->error[i], IE_LIMIT, "write.too_late");
        return 0;
    }
    if (job->alone) {
        group->code[i] = job->fn(&group->call[i], job->arg, &group->error[i]);
        if (group->code[i] && err)
            *err = group->error[i];
        return group->code[i];
    }
    rc = ie_db_savepoint(db, err);
    if (rc)
        return rc;
    group->code[i] = job->fn(&group->call[i], job->arg, &group->error[i]);
    if (group->code[i])
        return ie_db_savepoint_undo(db, err);
    return ie_db_savepoint_keep(db, err);
}

static void fail_all(struct group *group, int code, const struct ie_error *err)
{
    for (size_t i = 0; i < group->count; i++)
        if (!group->code[i]) {
            group->code[i] = code;
            group->error[i] = *err;
        }
}

static void add_to_group(struct ie_service *service, struct ie_db *db,
                         struct group *group, const struct ie_write_job *job)
{
    size_t i = group->count++;

    group->job[i] = *job;
    group->code[i] = 0;
    ie_arena_init(&group->arena[i], IE_CALL_ARENA);
    group->call[i] =
        (struct ie_call){.db = db,
                         .arena = &group->arena[i],
                         .actor = job->actor ? job->actor : ie_actor_nobody(),
                         .now = ie_now(),
                         .service = service};
}

static void account_for(struct ie_write_queue *queue, const struct group *group,
                        int64_t took_us)
{
    pthread_mutex_lock(&queue->lock);
    queue->stats.groups++;
    queue->stats.jobs += group->count;
    for (size_t i = 0; i < group->count; i++)
        queue->stats.failed += group->code[i] != 0;
    if ((uint64_t)took_us > queue->stats.longest_us)
        queue->stats.longest_us = (uint64_t)took_us;
    pthread_mutex_unlock(&queue->lock);
}

/* From BEGIN to the last completion. The group's first job is there already. */
static void run_group(struct ie_service *service, struct group *group)
{
    struct ie_write_queue *queue = service->writer;
    struct ie_db *db = queue->db;
    struct ie_error err;
    struct ie_write_job job;
    int64_t began;
    size_t i = 0;
    int rc;

    rc = ie_db_begin_write(db, &err);
    began = ie_monotonic_us();
    while (!rc) {
        rc = run_job(db, group, i, &err);
        i++;
        if (rc || group->job[0].alone || i == IE_WRITE_GROUP ||
            ie_monotonic_us() - began >= IE_WRITE_GROUP_US || !take(queue, false, &job))
            break;
        add_to_group(service, db, group, &job);
    }
    if (!rc)
        rc = ie_db_commit(db, &err);
    if (rc) {
        ie_db_rollback(db);
        fail_all(group, rc, &err);
    } else {
        if (atomic_exchange(&service->profiles_written, false))
            ie_profile_tags_wake(service);
        ie_search_wake(service);
    }
    account_for(queue, group, ie_monotonic_us() - began);
    for (i = 0; i < group->count; i++) {
        if (group->job[i].done)
            group->job[i].done(&group->call[i], group->job[i].arg, group->code[i],
                               group->code[i] ? &group->error[i] : NULL);
        ie_arena_release(&group->arena[i]);
    }
}

static void *writer_main(void *data)
{
    struct ie_service *service = data;
    struct group *group = ie_calloc(1, sizeof *group);
    struct ie_write_job job;

    if (!group)
        IE_BUG("no memory to start the writer");
    while (take(service->writer, true, &job)) {
        group->count = 0;
        add_to_group(service, service->writer->db, group, &job);
        run_group(service, group);
    }
    ie_free(group);
    return NULL;
}

int ie_write_queue_start(struct ie_service *service, struct ie_error *err)
{
    struct ie_write_queue *queue = ie_calloc(1, sizeof *queue);
    int rc = 0;

    if (!queue)
        return ie_fail_nomem(err);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->arrived, NULL);
    queue->ring = ie_calloc(IE_WRITE_QUEUE, sizeof *queue->ring);
    if (!queue->ring)
        rc = ie_fail_nomem(err);
    if (!rc)
        rc = ie_db_open(service->db_url, IE_DB_WRITE, &queue->db, err);
    service->writer = queue;
    if (!rc)
        rc = ie_thread_start(&queue->thread, writer_main, service, err);
    if (rc) {
        service->writer = NULL;
        ie_db_close(queue->db);
        ie_free(queue->ring);
        ie_free(queue);
    }
    return rc;
}

void ie_write_queue_stop(struct ie_service *service)
{
    struct ie_write_queue *queue = service->writer;

    if (!queue)
        return;
    pthread_mutex_lock(&queue->lock);
    queue->stopping = true;
    pthread_cond_broadcast(&queue->arrived);
    pthread_mutex_unlock(&queue->lock);
    pthread_join(queue->thread, NULL);
    service->writer = NULL;
    ie_db_close(queue->db);
    pthread_cond_destroy(&queue->arrived);
    pthread_mutex_destroy(&queue->lock);
    ie_free(queue->ring);
    ie_free(queue);
}

/* ---- handing in ---- */

static int submit(struct ie_service *service, const struct ie_actor *actor, bool alone,
                  ie_write_fn fn, ie_write_done done, void *arg, struct ie_error *err)
{
    struct ie_write_queue *queue = service->writer;
    int rc = 0;

    if (!queue)
        return ie_fail(err, IE_CANCELLED, "write.stopping");
    pthread_mutex_lock(&queue->lock);
    if (queue->stopping)
        rc = IE_CANCELLED;
    else if (queue->count == IE_WRITE_QUEUE)
        rc = IE_LIMIT;
    if (rc) {
        queue->stats.refused++;
    } else {
        queue->ring[(queue->first + queue->count) % IE_WRITE_QUEUE] =
            (struct ie_write_job){.actor = actor,
                                  .fn = fn,
                                  .done = done,
                                  .arg = arg,
                                  .alone = alone,
                                  .queued_us = ie_monotonic_us()};
        queue->count++;
        pthread_cond_signal(&queue->arrived);
    }
    pthread_mutex_unlock(&queue->lock);
    if (rc == IE_LIMIT)
        return ie_fail(err, IE_LIMIT, "write.queue_full");
    return rc ? ie_fail(err, IE_CANCELLED, "write.stopping") : 0;
}

int ie_write_submit(struct ie_service *service, const struct ie_actor *actor,
                    ie_write_fn fn, ie_write_done done, void *arg, struct ie_error *err)
{
    return submit(service, actor, false, fn, done, arg, err);
}

int ie_write_submit_alone(struct ie_service *service, const struct ie_actor *actor,
                          ie_write_fn fn, ie_write_done done, void *arg,
                          struct ie_error *err)
{
    return submit(service, actor, true, fn, done, arg, err);
}

struct waiting {
    ie_write_fn fn;
    void *arg;
    int code;
    struct ie_error error;
    sem_t ready;
};

static int run_waiting(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct waiting *waiting = arg;

    return waiting->fn(call, waiting->arg, err);
}

static void wake(struct ie_call *call, void *arg, int code, const struct ie_error *err)
{
    struct waiting *waiting = arg;

    waiting->code = code;
    if (code)
        waiting->error = *err;
    sem_post(&waiting->ready);
}

static int call_through_writer(struct ie_service *service, const struct ie_actor *actor,
                               ie_write_fn fn, void *arg, struct ie_error *err)
{
    struct waiting waiting = {.fn = fn, .arg = arg};
    int rc;

    if (pthread_equal(pthread_self(), service->writer->thread))
        IE_BUG("ie_write_call from the writer's own thread");
    sem_init(&waiting.ready, 0, 0);
    rc = ie_write_submit(service, actor, run_waiting, wake, &waiting, err);
    if (!rc) {
        while (sem_wait(&waiting.ready) != 0)
            ;
        rc = waiting.code;
        if (rc && err)
            *err = waiting.error;
    }
    sem_destroy(&waiting.ready);
    return rc;
}

/* fn in one transaction of `db`. */
static int call_on(struct ie_service *service, struct ie_db *db, bool write,
                   const struct ie_actor *actor, ie_write_fn fn, void *arg,
                   struct ie_error *err)
{
    struct ie_arena arena;
    struct ie_call call = {.db = db,
                           .arena = &arena,
                           .actor = actor ? actor : ie_actor_nobody(),
                           .now = ie_now(),
                           .service = service};
    int rc = write ? ie_db_begin_write(db, err) : ie_db_begin_read(db, err);

    if (rc)
        return rc;
    ie_arena_init(&arena, IE_CALL_ARENA);
    rc = fn(&call, arg, err);
    if (!rc)
        rc = ie_db_commit(db, err);
    if (rc)
        ie_db_rollback(db);
    ie_arena_release(&arena);
    return rc;
}

int ie_write_call(struct ie_service *service, const struct ie_actor *actor,
                  ie_write_fn fn, void *arg, struct ie_error *err)
{
    int rc = 0;

    if (service->writer)
        return call_through_writer(service, actor, fn, arg, err);
    pthread_mutex_lock(&service->write_lock);
    if (!service->write_db)
        rc = ie_db_open(service->db_url, IE_DB_WRITE, &service->write_db, err);
    if (!rc)
        rc = call_on(service, service->write_db, true, actor, fn, arg, err);
    pthread_mutex_unlock(&service->write_lock);
    return rc;
}

int ie_read_call(struct ie_service *service, const struct ie_actor *actor, ie_write_fn fn,
                 void *arg, struct ie_error *err)
{
    int rc = 0;

    pthread_mutex_lock(&service->read_lock);
    if (!service->read_db)
        rc = ie_db_open(service->db_url, IE_DB_SCAN, &service->read_db, err);
    if (!rc)
        rc = call_on(service, service->read_db, false, actor, fn, arg, err);
    pthread_mutex_unlock(&service->read_lock);
    return rc;
}

void ie_write_stats(struct ie_service *service, struct ie_write_stats *stats)
{
    struct ie_write_queue *queue = service->writer;

    *stats = (struct ie_write_stats){0};
    if (!queue)
        return;
    pthread_mutex_lock(&queue->lock);
    *stats = queue->stats;
    stats->waiting = queue->count;
    pthread_mutex_unlock(&queue->lock);
}
