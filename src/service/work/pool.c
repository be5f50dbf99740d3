#include <signal.h>

#include "base/alloc.h"
#include "service/impl.h"

int ie_thread_start(pthread_t *thread, void *(*main_)(void *), void *data,
                    struct ie_error *err)
{
    sigset_t all, old;
    int rc;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    rc = pthread_create(thread, NULL, main_, data);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return rc ? ie_fail_errno(err, "service.thread", "", rc) : 0;
}

static void *pool_main(void *data)
{
    struct ie_pool *pool = data;

    pthread_mutex_lock(&pool->lock);
    for (;;) {
        struct ie_pool_task task;

        while (pool->count == 0 && !pool->stopping)
            pthread_cond_wait(&pool->arrived, &pool->lock);
        if (pool->count == 0)
            break;
        task = pool->ring[pool->first];
        pool->first = (pool->first + 1) % IE_POOL_QUEUE;
        pool->count--;
        pthread_mutex_unlock(&pool->lock);
        task.fn(task.arg);
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

int ie_pool_start(struct ie_service *service, struct ie_error *err)
{
    struct ie_pool *pool = ie_calloc(1, sizeof *pool);
    unsigned wanted = service->config.pool_threads;
    int rc = 0;

    if (!pool)
        return ie_fail_nomem(err);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->arrived, NULL);
    service->pool = pool;
    while (!rc && pool->thread_count < wanted &&
           pool->thread_count < IE_COUNT(pool->threads)) {
        rc = ie_thread_start(&pool->threads[pool->thread_count], pool_main, pool, err);
        if (!rc)
            pool->thread_count++;
    }
    if (rc)
        ie_pool_stop(service);
    return rc;
}

void ie_pool_stop(struct ie_service *service)
{
    struct ie_pool *pool = service->pool;

    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->arrived);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    service->pool = NULL;
    pthread_cond_destroy(&pool->arrived);
    pthread_mutex_destroy(&pool->lock);
    ie_free(pool);
}

int ie_pool_submit(struct ie_service *service, void (*fn)(void *arg), void *arg,
                   struct ie_error *err)
{
    struct ie_pool *pool = service->pool;
    bool full = false;

    if (!pool) {
        fn(arg);
        return 0;
    }
    pthread_mutex_lock(&pool->lock);
    if (pool->stopping || pool->count == IE_POOL_QUEUE) {
        full = true;
    } else {
        pool->ring[(pool->first + pool->count) % IE_POOL_QUEUE] =
            (struct ie_pool_task){fn, arg};
        pool->count++;
        pthread_cond_signal(&pool->arrived);
    }
    pthread_mutex_unlock(&pool->lock);
    return full ? ie_fail(err, IE_LIMIT, "pool.full") : 0;
}
