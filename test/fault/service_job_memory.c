/* Proposing as a job when memory runs out: in this process, and in a worker of its own that
 * this program is when it is called with "worker". The job is done and its result whole, or
 * it says that memory is out and its matches are all there or none; the job after it does
 * what was left. */
#include "fair_memory.h"
#include "service/work/job.h"

/* The worker's allocations as the environment says: "alone" or all from the n-th on. */
__attribute__((constructor)) static void be_worker(int argc, char **argv)
{
    const char *alone = getenv("REFUSE_ALONE"), *all = getenv("REFUSE_ALL");

    if (argc != 2 || strcmp(argv[1], "worker") != 0)
        return;
    ie_json_memory();
    ie_arena_chunk_each(true);
    sqlite_counts = false;
    if (alone)
        ie_alloc_fail_only(strtol(alone, NULL, 10));
    else if (all)
        ie_alloc_fail_after(strtol(all, NULL, 10));
    exit(ie_worker_main());
}

struct proposing {
    struct fair fair;
    json_t *args, *result, *expected;
    int64_t matches; /* of a whole proposal */
};

/* A job after one that failed at its end finds its matches there. */
static void number_kept(json_t *result)
{
    json_int_t kept = json_integer_value(json_object_get(result, "created")) +
                      json_integer_value(json_object_get(result, "unchanged"));

    json_object_del(result, "created");
    json_object_del(result, "unchanged");
    json_object_set_new(result, "kept", json_integer(kept));
}

static int64_t count_matches(struct proposing *p)
{
    return world_count(&p->fair.s.w, "SELECT count(*) FROM match_");
}

static void right_result(struct proposing *p, json_t *result)
{
    number_kept(result);
    if (!p->expected) {
        p->expected = json_incref(result);
        p->matches = count_matches(p);
        IE_CHECK(p->matches > 0);
        IE_CHECK(json_object_size(result) == 11);
    }
    if (!IE_CHECK(json_equal(result, p->expected))) {
        char *found = json_dumps(result, 0);
        printf("    found %s\n", found);
        free(found);
    }
    IE_CHECK_INT(count_matches(p), p->matches);
}

static void all_or_none(struct proposing *p)
{
    int64_t there = count_matches(p);

    IE_CHECK(there == 0 || there == p->matches);
}

static bool proposing_open(struct proposing *p, const char *name)
{
    memset(p, 0, sizeof(*p));
    if (!fair_open(&p->fair, name))
        return false;
    p->args = json_pack("{s:s, s:i}", "event", p->fair.event.text, "most", 2);
    ie_service_free(p->fair.s.w.service);
    p->fair.s.w.service = NULL;
    keep_store(&p->fair.s.w, &p->fair.kept);
    return IE_CHECK(p->args != NULL);
}

static void proposing_close(struct proposing *p)
{
    json_decref(p->args);
    json_decref(p->result);
    json_decref(p->expected);
    fair_close(&p->fair);
}

/* ---- in this process ---- */

static int run_here(void *data, struct ie_error *err)
{
    struct proposing *p = data;
    struct world *w = &p->fair.s.w;

    json_decref(p->result);
    return ie_job_run(w->service, w->operator_, "propose", p->args, NULL, &p->result,
                      err);
}

static void begin_here(void *data)
{
    struct proposing *p = data;

    put_back(&p->fair.s.w, &p->fair.kept, true, true);
}

static void right_here(void *data)
{
    struct proposing *p = data;

    right_result(p, p->result);
}

static void failed_here(void *data)
{
    all_or_none(data);
}

enum { HERE_STEPS = 100 };

IE_TEST(a_proposal_as_a_job_is_whole_or_says_that_memory_is_out)
{
    struct proposing p;
    struct ie_test_refusals what = {.name = "job, here",
                                    .run = run_here,
                                    .data = &p,
                                    .begin = begin_here,
                                    .right = right_here,
                                    .failed = failed_here,
                                    .survives = true,
                                    .once = true,
                                    .most = HERE_STEPS};

    if (!proposing_open(&p, "memory-job.db"))
        return;
    sqlite_counts = false;
    IE_CHECK(ie_test_refuse(&what) > 1);
    sqlite_counts = true;
    what.most = SQLITE_STEPS;
    if (!ie_test_failed())
        IE_CHECK(ie_test_refuse(&what) > 1);
    sqlite_counts = false;
    proposing_close(&p);
}

/* ---- in a process of its own ---- */

struct waiting {
    struct proposing *p;
    struct ie_id id;
    char status[16], problem[600];
};

static int submit(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct waiting *waiting = arg;

    return ie_job_submit(call, "propose", waiting->p->args, &waiting->id, err);
}

static int look(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct waiting *waiting = arg;
    struct ie_job_state state;
    int code = ie_job_read(call, ie_id_str(&waiting->id), &state, err);

    if (code)
        return code;
    snprintf(waiting->status, sizeof(waiting->status), "%.*s", IE_STR_ARG(state.status));
    snprintf(waiting->problem, sizeof(waiting->problem), "%.*s",
             IE_STR_ARG(state.problem));
    json_decref(waiting->p->result);
    waiting->p->result = NULL;
    return state.result.len ? ie_json_parse(state.result, &waiting->p->result, err) : 0;
}

/* Whether it got to "done"; else it failed. */
static bool run_beside(struct proposing *p, struct waiting *waiting)
{
    struct world *w = &p->fair.s.w;

    *waiting = (struct waiting){.p = p};
    if (!IE_CHECK_OK(ie_write_call(w->service, w->operator_, submit, waiting, &w->err),
                     &w->err))
        return false;
    ie_job_wake(w->service);
    for (int i = 0; i < 3000; i++) {
        if (!IE_CHECK_OK(ie_read_call(w->service, w->operator_, look, waiting, &w->err),
                         &w->err) ||
            strcmp(waiting->status, "failed") == 0)
            return false;
        if (strcmp(waiting->status, "done") == 0)
            return true;
        usleep(10000);
    }
    bool ended_in_time = false;
    return IE_CHECK(ended_in_time);
}

static void refuse_beside(struct proposing *p, const char *how, uint64_t at,
                          int *failures)
{
    struct world *w = &p->fair.s.w;
    struct waiting waiting;
    char text[24];

    snprintf(text, sizeof(text), "%llu", (unsigned long long)at);
    put_back(w, &p->fair.kept, true, true);
    IE_CHECK_OK(ie_service_start(w->service, &w->err), &w->err);
    setenv(how, text, 1);
    bool done = run_beside(p, &waiting);
    unsetenv(how);
    if (done) {
        right_result(p, p->result);
    } else {
        (*failures)++;
        IE_CHECK(strstr(waiting.problem, "memory.exhausted") ||
                 strstr(waiting.problem, "job.died")); /* not even that could be said */
        all_or_none(p);
        if (IE_CHECK(run_beside(p, &waiting)))
            right_result(p, p->result);
    }
    if (ie_test_failed())
        printf("    %s=%s: %s %s\n", how, text, waiting.status, waiting.problem);
}

enum { BESIDE_STEPS = 8, BESIDE_LEAST = 3, BESIDE_MOST = 2200 };

IE_TEST(a_worker_whose_memory_runs_out_fails_its_job_alone)
{
    static const char *const how[] = {"REFUSE_ALONE", "REFUSE_ALL"};
    struct proposing p;
    unsigned usual = ie_test_rounds(BESIDE_STEPS);
    unsigned rounds = usual > BESIDE_LEAST ? usual : BESIDE_LEAST;
    int failures[2] = {0, 0};

    if (!proposing_open(&p, "memory-worker.db"))
        return;
    refuse_beside(&p, how[0], BESIDE_MOST * 1000, &failures[0]); /* with memory enough */
    IE_CHECK_INT(failures[0], 0);
    for (int h = 0; h < 2; h++)
        for (unsigned i = 0; i < rounds && !ie_test_failed(); i++)
            refuse_beside(&p, how[h],
                          i * BESIDE_MOST / rounds + chance(BESIDE_MOST / rounds),
                          &failures[h]);
    IE_CHECK(failures[1] > 0);
    if (getenv("IEUM_TEST_TELL"))
        printf("    job, beside: %u refused each, %d and %d failed\n", rounds,
               failures[0], failures[1]);
    proposing_close(&p);
}
