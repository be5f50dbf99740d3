/*
 * The one writer: a thread with the only connection of the server that writes.
 *
 *   loops, pool ── ie_write_submit ──▶ queue (bounded) ──▶ BEGIN IMMEDIATE
 *                                                           SAVEPOINT  job 1  keep | undo
 *                                                           SAVEPOINT  job 2  keep | undo
 *                                                           …             ≤ 64 jobs, ≈ 5 ms
 *                                                          COMMIT  (one fsync for all)
 *   completions, in order ◀──────────────────────────────────┘
 *
 * Group commit: while one group waits for the disk, the next one gathers. A job that
 * fails undoes only its own savepoint; if the COMMIT fails, every job of the group fails
 * with that error and nothing of it is there. `done` is called after the commit, so what
 * it says is durable.
 *
 * A write function sees a `struct ie_call` whose connection is inside the transaction. It
 * must not begin or end transactions, block on the network, or hash passwords.
 */
#ifndef IE_SERVICE_WRITER_H
#define IE_SERVICE_WRITER_H

#include "service/service.h"

enum {
    IE_WRITE_QUEUE = 4096,    /* jobs that may wait */
    IE_WRITE_GROUP = 64,      /* jobs in one transaction */
    IE_WRITE_GROUP_US = 5000, /* no further job is taken into a group after that */
    IE_WRITE_DEADLINE_S = 30, /* a job that waited longer fails unrun */
};

/* 0, or a code with *err set: then all that it wrote is undone. */
typedef int (*ie_write_fn)(struct ie_call *call, void *arg, struct ie_error *err);
/* On the writer's thread; must be quick. call->arena is still there, the transaction is
 * not. `code` is 0 exactly if the write is durable; `err` is set otherwise. */
typedef void (*ie_write_done)(struct ie_call *call, void *arg, int code,
                              const struct ie_error *err);

/*
 * Queues a write and returns at once; `done` is called exactly once if this returns 0,
 * else never. `actor` and `arg` must live until then. Errors: IE_LIMIT write.queue_full;
 * IE_CANCELLED write.stopping; later, through `done`, IE_LIMIT write.too_late and whatever
 * fn returned. Any thread.
 */
int ie_write_submit(struct ie_service *service, const struct ie_actor *actor,
                    ie_write_fn fn, ie_write_done done, void *arg,
                    struct ie_error *err) IE_MUST_CHECK;

/* The same for a write of thousands of records: it shares its transaction with no other,
 * so that it needs no savepoint, whose cost would grow with the square of them. */
int ie_write_submit_alone(struct ie_service *service, const struct ie_actor *actor,
                          ie_write_fn fn, ie_write_done done, void *arg,
                          struct ie_error *err) IE_MUST_CHECK;

/*
 * The same, waiting for the commit: through the writer if the service runs, else on a
 * connection of its own (opened at first use, kept). Never from a write function or a
 * `done`. Any other thread.
 */
int ie_write_call(struct ie_service *service, const struct ie_actor *actor,
                  ie_write_fn fn, void *arg, struct ie_error *err) IE_MUST_CHECK;

/*
 * A read snapshot for the length of fn, on a connection of its own (kept for the next
 * call): for the command line, jobs and tests; the server's loops keep their own.
 */
int ie_read_call(struct ie_service *service, const struct ie_actor *actor, ie_write_fn fn,
                 void *arg, struct ie_error *err) IE_MUST_CHECK;

struct ie_write_stats {
    uint64_t jobs, failed, groups, refused;
    uint64_t longest_us; /* longest time one group held the store */
    uint64_t waiting;    /* jobs in the queue now */
};
void ie_write_stats(struct ie_service *service, struct ie_write_stats *stats);

/* Pool: a few threads for what must block neither a loop nor the writer (password hashes,
 * upload files). fn runs once; after ie_service_stop began, queued ones still run. Without
 * a started service fn runs at once, here. IE_LIMIT pool.full with 256 waiting. */
int ie_pool_submit(struct ie_service *service, void (*fn)(void *arg), void *arg,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
