/* The single writer: groups, failures that stay alone, completions in order. */
#include <pthread.h>

#include "service_fixture.h"

struct step {
    const char *key;
    bool fail;
    int code;
    int order;
    int *clock;
};

static int put_bucket(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct step *step = arg;
    struct ie_query q;
    int rc;

    ie_query_begin(call->db,
                   "INSERT INTO rate_bucket (kind, key, tokens, at) VALUES ('t',$1,1,$2)",
                   &q);
    ie_query_textz(&q, 1, step->key);
    ie_query_int(&q, 2, call->now); /* an old one would be swept */
    rc = ie_query_run(&q, err);
    return rc ? rc : step->fail ? ie_fail(err, IE_INPUT, "day.malformed") : 0;
}

static void put_done(struct ie_call *call, void *arg, int code,
                     const struct ie_error *err)
{
    struct step *step = arg;

    IE_CHECK(!ie_db_in_transaction(call->db));
    IE_CHECK((code == 0) == (err == NULL));
    step->code = code;
    step->order = ++*step->clock;
}

IE_TEST(a_failing_write_undoes_itself_alone)
{
    struct world w;
    int clock = 0;
    char names[40][8];
    struct step steps[40];

    IE_REQUIRE(world_open(&w, "writer.db"));
    IE_REQUIRE_OK(ie_service_start(w.service, &w.err), &w.err);
    for (int i = 0; i < 40; i++) {
        snprintf(names[i], sizeof names[i], "k%d", i);
        steps[i] = (struct step){names[i], i % 7 == 3, -1, 0, &clock};
        IE_CHECK_OK(
            ie_write_submit(w.service, NULL, put_bucket, put_done, &steps[i], &w.err),
            &w.err);
    }
    ie_service_stop(w.service); /* drains */
    for (int i = 0; i < 40; i++) {
        IE_CHECK_INT(steps[i].code, i % 7 == 3 ? IE_INPUT : 0);
        IE_CHECK_INT(steps[i].order, i + 1);
    }
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM rate_bucket WHERE kind='t'"), 34);
    IE_CHECK_FAIL(
        ie_write_submit(w.service, NULL, put_bucket, put_done, &steps[0], &w.err), &w.err,
        IE_CANCELLED, "write.stopping");
    world_close(&w);
}

/* A large write has its transaction to itself: what fails in it is all undone, and takes
 * nothing with it of those before and after. */
IE_TEST(a_write_that_is_alone_fails_or_holds_as_a_whole)
{
    struct world w;
    int clock = 0;
    char names[12][8];
    struct step steps[12];

    IE_REQUIRE(world_open(&w, "alone.db"));
    IE_REQUIRE_OK(ie_service_start(w.service, &w.err), &w.err);
    for (int i = 0; i < 12; i++) {
        snprintf(names[i], sizeof names[i], "k%d", i);
        steps[i] = (struct step){names[i], i == 4 || i == 9, -1, 0, &clock};
        IE_CHECK_OK(i % 2 == 0 ? ie_write_submit_alone(w.service, NULL, put_bucket,
                                                       put_done, &steps[i], &w.err)
                               : ie_write_submit(w.service, NULL, put_bucket, put_done,
                                                 &steps[i], &w.err),
                    &w.err);
    }
    ie_service_stop(w.service); /* drains */
    for (int i = 0; i < 12; i++) {
        IE_CHECK_INT(steps[i].code, i == 4 || i == 9 ? IE_INPUT : 0);
        IE_CHECK_INT(steps[i].order, i + 1);
    }
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM rate_bucket WHERE kind='t'"), 10);
    world_close(&w);
}

struct crowd {
    struct world *w;
    int first;
    int failed;
};

static void *write_some(void *arg)
{
    struct crowd *crowd = arg;
    struct ie_error err;

    for (int i = 0; i < 25; i++) {
        char key[16];
        int clock = 0;
        struct step step = {key, false, 0, 0, &clock};

        snprintf(key, sizeof key, "c%d", crowd->first + i);
        crowd->failed +=
            ie_write_call(crowd->w->service, NULL, put_bucket, &step, &err) != 0;
    }
    return NULL;
}

IE_TEST(many_threads_write_and_share_commits)
{
    struct world w;
    struct crowd crowds[8];
    pthread_t threads[8];
    struct ie_write_stats stats;

    IE_REQUIRE(world_open(&w, "crowd.db"));
    IE_REQUIRE_OK(ie_service_start(w.service, &w.err), &w.err);
    for (int i = 0; i < 8; i++) {
        crowds[i] = (struct crowd){&w, i * 25, 0};
        IE_REQUIRE(pthread_create(&threads[i], NULL, write_some, &crowds[i]) == 0);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        IE_CHECK_INT(crowds[i].failed, 0);
    }
    ie_write_stats(w.service, &stats);
    IE_CHECK(stats.jobs >= 200);
    IE_CHECK(stats.groups < stats.jobs);
    ie_service_stop(w.service);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM rate_bucket WHERE kind='t'"), 200);
    world_close(&w);
}
