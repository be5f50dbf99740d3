#include "service/event/week_jobs.h"

#include <math.h>

#include "service/event/plan_use.h"
#include "service/match/propose.h"
#include "service/work/writer.h"

static struct ie_call call_of(struct ie_job_context *job)
{
    return (struct ie_call){.db = job->db,
                            .arena = job->arena,
                            .actor = job->actor,
                            .now = ie_now(),
                            .service = job->service};
}

static unsigned top_of(const json_t *args)
{
    json_int_t top = json_integer_value(json_object_get(args, "top"));

    return top > 0 && top <= 1000 ? (unsigned)top : IE_PROPOSE_TOP;
}

/* 0: no limit. */
static unsigned most_of(const json_t *args)
{
    json_int_t most = json_integer_value(json_object_get(args, "most"));

    return most > 0 && most <= 1000 ? (unsigned)most : 0;
}

struct store_step {
    struct ie_proposal *proposal;
    size_t next;
};

static int store_step(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct store_step *step = arg;

    return ie_propose_store(call, step->proposal, &step->next, err);
}

/* Batches, each in a transaction of its own: a stop between two leaves whole matches. */
static int store_all(struct ie_job_context *job, struct ie_proposal *proposal,
                     struct ie_error *err)
{
    struct store_step step = {.proposal = proposal};
    int code = 0;

    while (!code && step.next != SIZE_MAX) {
        code = ie_job_stopped(job, err);
        if (!code)
            code = ie_write_call(job->service, job->actor, store_step, &step, err);
        if (proposal->output->count && step.next != SIZE_MAX)
            ie_job_progress(job, 700 + (int)(step.next * 300 / proposal->output->count),
                            NAN, NAN);
    }
    return code;
}

/* Adds what was made (used up; NULL: memory was out) to the result. */
static int add_to(json_t *result, json_t *made, struct ie_error *err)
{
    int code = made && json_object_update(result, made) == 0 ? 0 : ie_fail_nomem(err);

    json_decref(made);
    return code;
}

/* How much was left out so that nobody has too many introductions, and how far the choice
 * may be from the best one. */
static json_t *limit_told(const struct ie_proposal *proposal)
{
    double share = proposal->bound > 0 ? proposal->value / proposal->bound : 1;

    return json_pack("{s:I, s:I, s:f, s:f, s:I}", "introductions",
                     (json_int_t)proposal->introductions, "left_out",
                     (json_int_t)proposal->left_out, "value", proposal->value, "bound",
                     proposal->bound, "percent_of_bound", (json_int_t)floor(share * 100));
}

static json_t *proposal_told(const struct ie_proposal *proposal)
{
    return json_pack(
        "{s:I, s:b, s:I, s:I, s:I, s:I, s:I}", "needs",
        (json_int_t)proposal->input.seeker_count, "with_lexicon", proposal->with_lexicon,
        "matches", (json_int_t)proposal->output->count, "created",
        (json_int_t)proposal->created, "changed", (json_int_t)proposal->changed,
        "unchanged", (json_int_t)proposal->unchanged, "removed",
        (json_int_t)proposal->removed);
}

static int run_proposal(struct ie_job_context *job, struct ie_proposal *proposal,
                        struct ie_error *err)
{
    int code = ie_propose_run(proposal, &job->control, job->arena, err);

    if (!code && proposal->output->stopped == IE_CANCELLED)
        code = ie_fail(err, IE_CANCELLED, "job.cancelled");
    if (!code)
        code = store_all(job, proposal, err);
    if (!code)
        code = add_to(job->result, proposal_told(proposal), err);
    if (!code && proposal->limit)
        code = add_to(job->result, limit_told(proposal), err);
    return code;
}

int ie_job_propose(struct ie_job_context *job, const json_t *args, struct ie_error *err)
{
    struct ie_call call = call_of(job);
    struct ie_proposal *proposal = NULL;
    int code = ie_db_begin_read(job->db, err);

    if (code)
        return code;
    code = ie_propose_prepare(&call, ie_json_get_str(args, "event"), top_of(args),
                              &proposal, err);
    if (!code && most_of(args))
        code = ie_propose_limit(&call, proposal, most_of(args), err);
    ie_db_rollback(job->db);
    if (code)
        ie_propose_drop(proposal);
    return code ? code : run_proposal(job, proposal, err);
}

int ie_job_match(struct ie_job_context *job, const json_t *args, struct ie_error *err)
{
    struct ie_call call = call_of(job);
    struct ie_proposal *proposal = NULL;
    int code = ie_db_begin_read(job->db, err);

    if (code)
        return code;
    code = ie_match_prepare(&call, ie_json_get_str(args, "profile"), top_of(args),
                            &proposal, err);
    ie_db_rollback(job->db);
    return code ? code : run_proposal(job, proposal, err);
}

/* ---- plans ---- */

enum { PLAN_THREADS = 2 }; /* of a worker; the result does not depend on it */

struct plan_step {
    struct ie_plan *plan;
    bool publish;
    struct ie_buf summary;
};

static int store_plan(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct plan_step *step = arg;
    struct ie_json json;

    ie_buf_clear(&step->summary);
    json = ie_json_into(&step->summary);
    int code = ie_plan_store(call, step->plan, step->publish, &json, err);
    return code ? code : ie_buf_check(&step->summary, err);
}

/* What was found goes into the store; only what was not cut short by hand, and leaves no
 * must out, goes into force unseen. */
static int keep_plan(struct ie_job_context *job, struct ie_plan *plan, bool publish,
                     struct ie_error *err)
{
    bool stopped = plan->result->stopped == IE_CANCELLED;
    bool short_ = plan->result->status == IE_FAIR_UNKNOWN;
    struct plan_step step = {plan, publish && !stopped && !short_, IE_BUF_INIT};
    json_t *summary = NULL;
    int code = ie_write_call(job->service, job->actor, store_plan, &step, err);

    if (!code)
        code = ie_json_parse(ie_buf_str(&step.summary), &summary, err);
    if (!code)
        code = add_to(job->result, summary, err);
    ie_buf_release(&step.summary);
    if (!code && stopped)
        code = ie_fail(err, IE_CANCELLED, "job.cancelled");
    if (!code && short_)
        code = ie_fail(err, IE_LIMIT, "fair.musts_out");
    return code;
}

static int make_plan(struct ie_job_context *job, const json_t *args,
                     const struct ie_plan_order *order, bool publish,
                     struct ie_error *err)
{
    struct ie_call call = call_of(job);
    struct ie_solve_control control = job->control;
    struct ie_plan *plan = NULL;
    const json_t *seed = json_object_get(args, "seed"),
                 *ticks = json_object_get(args, "ticks");
    int code = ie_db_begin_read(job->db, err);

    if (code)
        return code;
    code = ie_plan_prepare(&call, order, &plan, err);
    ie_db_rollback(job->db);
    if (code)
        return code;
    if (json_is_integer(seed))
        control.seed = (uint64_t)json_integer_value(seed);
    control.ticks = json_is_integer(ticks) && json_integer_value(ticks) > 0
                        ? (uint64_t)json_integer_value(ticks)
                        : ie_plan_ticks(plan);
    if (control.threads == 0)
        control.threads = PLAN_THREADS;
    job->keep_result = true;
    code = ie_plan_run(plan, &control, job->arena, err);
    if (plan->conflict &&
        json_object_set_new(job->result, "conflict", plan->conflict) != 0)
        code = ie_fail_nomem(err);
    return code ? code : keep_plan(job, plan, publish, err);
}

int ie_job_schedule(struct ie_job_context *job, const json_t *args, struct ie_error *err)
{
    struct ie_plan_order order = {.event = ie_json_get_str(args, "event"),
                                  .kind = "schedule",
                                  .move_confirmed =
                                      json_is_true(json_object_get(args, "replan"))};
    struct ie_str now = ie_json_get_str(args, "now");
    int code = now.len ? ie_moment_parse(now, &order.now, err) : 0;

    return code ? code
                : make_plan(job, args, &order,
                            !json_is_false(json_object_get(args, "publish")), err);
}

int ie_job_replan(struct ie_job_context *job, const json_t *args, struct ie_error *err)
{
    bool fill = json_is_true(json_object_get(args, "fill"));
    struct ie_plan_order order = {.event = ie_json_get_str(args, "event"),
                                  .kind = fill ? "fill" : "replan",
                                  .changes = json_object_get(args, "changes")};
    struct ie_str now = ie_json_get_str(args, "now");
    int code = now.len ? ie_moment_parse(now, &order.now, err) : 0;

    return code ? code
                : make_plan(job, args, &order,
                            json_is_true(json_object_get(args, "publish")), err);
}
