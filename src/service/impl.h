/* What `struct ie_service` is made of; for the files of this folder only. */
#ifndef IE_SERVICE_IMPL_H
#define IE_SERVICE_IMPL_H

#include <pthread.h>

#include "service/open.h"
#include "service/work/writer.h"

enum {
    IE_POOL_QUEUE = 256,
    IE_CALL_ARENA = 256 << 20, /* bytes that one call may take */
};

struct ie_write_job {
    const struct ie_actor *actor;
    ie_write_fn fn;
    ie_write_done done;
    void *arg;
    bool alone; /* with no other in its transaction */
    int64_t queued_us;
};

struct ie_write_queue {
    pthread_mutex_t lock; /* guards all below but thread and db */
    pthread_cond_t arrived;
    struct ie_write_job *ring; /* [IE_WRITE_QUEUE] */
    size_t first, count;
    bool stopping;
    struct ie_write_stats stats;
    pthread_t thread;
    struct ie_db *db; /* the writer thread's */
};

struct ie_pool_task {
    void (*fn)(void *arg);
    void *arg;
};

struct ie_pool {
    pthread_mutex_t lock; /* guards all below but threads */
    pthread_cond_t arrived;
    struct ie_pool_task ring[IE_POOL_QUEUE];
    size_t first, count;
    bool stopping;
    unsigned thread_count;
    pthread_t threads[16];
};

struct ie_jobs;     /* job.c */
struct ie_lexicons; /* office_lexicon.c */
struct ie_alerts;   /* alert.c */
struct ie_searches; /* search/index.c */

struct ie_service {
    struct ie_service_config config;
    char *db_url, *data_dir, *program;
    _Atomic bool running;          /* asked by threads that start before it is set */
    struct ie_write_queue *writer; /* NULL unless running */
    struct ie_pool *pool;          /* NULL unless running */
    struct ie_jobs *jobs;          /* NULL unless running */
    struct ie_lexicons *lexicons;
    struct ie_alerts *alerts; /* NULL unless running */
    struct ie_searches *searches;
    _Atomic bool profiles_written; /* since the writer last looked */

    /* Connections of calls made without threads of ours, one at a time each. */
    pthread_mutex_t write_lock, read_lock;
    struct ie_db *write_db, *read_db;
};

/* Each starts or stops one part; stop of NULL is fine. */
int ie_write_queue_start(struct ie_service *service, struct ie_error *err) IE_MUST_CHECK;
void ie_write_queue_stop(struct ie_service *service);
int ie_pool_start(struct ie_service *service, struct ie_error *err) IE_MUST_CHECK;
void ie_pool_stop(struct ie_service *service);
int ie_jobs_start(struct ie_service *service, struct ie_error *err) IE_MUST_CHECK;
void ie_jobs_stop(struct ie_service *service);
int ie_alerts_start(struct ie_service *service, struct ie_error *err) IE_MUST_CHECK;
void ie_alerts_stop(struct ie_service *service);

/* A thread with all signals blocked (they are for the main thread). */
int ie_thread_start(pthread_t *thread, void *(*main_)(void *), void *data,
                    struct ie_error *err) IE_MUST_CHECK;

#endif
