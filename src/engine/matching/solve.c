/* The structured contract: validate, rows over threads, reasons, check. */
#include <math.h>
#include <pthread.h>

#include "base/alloc.h"
#include "engine/matching/model.h"

enum { THREADS_MAX = 64, TICK = 1000, TOP_MAX = 1000 };

static int bad(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INPUT, "matching.bad_input");
    ie_error_arg(err, "what", what);
    return IE_INPUT;
}

/* Indices in range, none twice. */
static int check_indices(const uint32_t *at, uint32_t count, uint32_t of,
                         const char *what, struct ie_error *err)
{
    if (!at)
        return 0;
    uint64_t *seen = ie_calloc((size_t)of / 64 + 1, sizeof(*seen));
    if (!seen)
        return ie_fail_nomem(err);
    bool ok = true;
    for (uint32_t i = 0; i < count && ok; i++) {
        ok = at[i] < of && !((seen[at[i] / 64] >> (at[i] % 64)) & 1);
        if (ok)
            seen[at[i] / 64] |= UINT64_C(1) << (at[i] % 64);
    }
    ie_free(seen);
    return ok ? 0 : bad(err, what);
}

static int check_input(const struct ie_matching_input *input, struct ie_error *err)
{
    if (input->top < 1 || input->top > TOP_MAX)
        return bad(err, "top");
    if (!isfinite(input->rules.least))
        return bad(err, "least");
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        if (!isfinite(input->weights.field[f]) || input->weights.field[f] < 0)
            return bad(err, "weights");
    if (!(input->weights.field[IE_MATCH_TEXT] > 0))
        return bad(err, "weights");
    for (uint32_t p = 0; p < input->count; p++) {
        const struct ie_match_profile *profile = &input->profiles[p];
        if (profile->type >= IE_MATCH_TYPE_COUNT)
            return bad(err, "type");
        if (profile->trl_low > 9 || profile->trl_high > 9 ||
            (profile->trl_low && profile->trl_high &&
             profile->trl_low > profile->trl_high))
            return bad(err, "trl");
    }
    int code =
        check_indices(input->seekers, input->seeker_count, input->count, "seekers", err);
    return code ? code
                : check_indices(input->candidates, input->candidate_count, input->count,
                                "candidates", err);
}

struct job {
    const struct ie_match_model *model;
    const struct ie_solve_control *control;
    uint32_t limit;              /* rows that the ticks allow */
    struct ie_match_pick *picks; /* [limit × top] */
    uint32_t *counts;            /* [limit]; NONE: not done */
    _Atomic uint32_t next;
    _Atomic bool failed;
};

struct worker {
    struct job *job;
    struct ie_match_workspace work;
    struct ie_error err;
    pthread_t thread;
    bool first; /* reports progress: it runs on the caller's thread */
};

static void *run_rows(void *data)
{
    struct worker *worker = data;
    struct job *job = worker->job;
    const struct ie_solve_control *control = job->control;
    uint32_t top = job->model->input->top, row;

    while (ie_solve_stopped(control) == IE_GO_ON && !atomic_load(&job->failed) &&
           (row = atomic_fetch_add(&job->next, 1)) < job->limit) {
        uint32_t count;
        if (ie_match_row(job->model, &worker->work, row, job->picks + (size_t)row * top,
                         &count, &worker->err)) {
            atomic_store(&job->failed, true);
            break;
        }
        job->counts[row] = count;
        if (worker->first && control && control->progress && row % 64 == 0)
            control->progress(control->progress_data,
                              (int)(1000 * (uint64_t)row / job->limit), row, job->limit);
    }
    return NULL;
}

static int run_job(struct job *job, unsigned threads, struct ie_error *err)
{
    struct worker workers[THREADS_MAX];
    unsigned ready = 0, started = 1;
    int code = 0;

    if (threads > job->limit)
        threads = job->limit;
    if (threads > THREADS_MAX)
        threads = THREADS_MAX;
    if (threads < 1)
        threads = 1;
    for (; ready < threads && !code; ready++) {
        workers[ready] = (struct worker){.job = job, .first = ready == 0};
        code = ie_match_workspace_init(&workers[ready].work, job->model, err);
    }
    if (code) {
        ready--; /* the last one released itself */
    } else {
        /* fewer threads than asked for do the same rows */
        while (started < threads && pthread_create(&workers[started].thread, NULL,
                                                   run_rows, &workers[started]) == 0)
            started++;
        run_rows(&workers[0]);
        for (unsigned i = 1; i < started; i++)
            pthread_join(workers[i].thread, NULL);
    }
    for (unsigned i = 0; i < ready; i++) {
        if (!code && workers[i].err.code) {
            *err = workers[i].err;
            code = (int)err->code;
        }
        ie_match_workspace_release(&workers[i].work);
    }
    return code;
}

/* Rows that the tick limit allows: known beforehand, so it cuts at the same row on any
 * number of threads. */
static uint32_t rows_within(const struct ie_match_model *model,
                            const struct ie_solve_control *control, uint64_t *ticks)
{
    uint64_t limit = control && control->ticks ? control->ticks : UINT64_MAX, cost = 0;
    uint32_t row = 0;

    for (; row < model->seekers; row++) {
        uint64_t more = ie_match_row_cost(model, row);
        if ((cost + more) / TICK > limit)
            break;
        cost += more;
    }
    *ticks = cost / TICK;
    return row;
}

static int assemble(const struct job *job, struct ie_arena *arena,
                    struct ie_matching_output *output, struct ie_error *err)
{
    const struct ie_match_model *model = job->model;
    uint32_t top = model->input->top;

    while (output->rows_done < job->limit &&
           job->counts[output->rows_done] != IE_MATCH_NONE)
        output->count += job->counts[output->rows_done++];
    output->matches = IE_NEW_ARRAY(arena, struct ie_match, output->count + 1);
    output->first = IE_NEW_ARRAY(arena, size_t, (size_t)model->seekers + 1);
    if (!output->matches || !output->first)
        return ie_fail_nomem(err);
    size_t at = 0;
    for (uint32_t row = 0; row < model->seekers; row++) {
        output->first[row] = at;
        for (uint32_t i = 0; row < output->rows_done && i < job->counts[row]; i++) {
            int code = ie_match_explain(model, ie_match_seeker(model->input, row),
                                        &job->picks[(size_t)row * top + i], arena,
                                        &output->matches[at++], err);
            if (code)
                return code;
        }
    }
    output->first[model->seekers] = at;
    return 0;
}

static int run_model(const struct ie_match_model *model,
                     const struct ie_solve_control *control, struct ie_arena *arena,
                     struct ie_matching_output *output, struct ie_error *err)
{
    struct job job = {.model = model, .control = control};
    int code = 0;

    output->seeker_count = model->seekers;
    job.limit = rows_within(model, control, &output->ticks);
    job.picks = ie_calloc((size_t)job.limit * model->input->top + 1, sizeof(*job.picks));
    job.counts = ie_calloc((size_t)job.limit + 1, sizeof(*job.counts));
    if (!job.picks || !job.counts) {
        code = ie_fail_nomem(err);
        goto out;
    }
    for (uint32_t row = 0; row < job.limit; row++)
        job.counts[row] = IE_MATCH_NONE;
    if ((code = run_job(&job, control && control->threads ? control->threads : 1, err)))
        goto out;
    code = assemble(&job, arena, output, err);
    if (output->rows_done < model->seekers)
        output->stopped =
            ie_solve_stopped(control) == IE_STOP_CANCEL ? IE_CANCELLED : IE_LIMIT;
out:
    ie_free(job.picks);
    ie_free(job.counts);
    return code;
}

int ie_matching_solve(const struct ie_matching_input *input,
                      const struct ie_solve_control *control, struct ie_arena *arena,
                      struct ie_matching_output **output, struct ie_error *err)
{
    struct ie_match_model model;
    int code = check_input(input, err);

    if (code)
        return code;
    struct ie_matching_output *made = IE_NEW(arena, struct ie_matching_output);
    if (!made)
        return ie_fail_nomem(err);
    if ((code = ie_match_model_build(&model, input, control, err)))
        return code;
    code = run_model(&model, control, arena, made, err);
    ie_match_model_release(&model);
    if (!code)
        code = ie_matching_check(input, made, err);
    if (!code)
        *output = made;
    return code;
}
