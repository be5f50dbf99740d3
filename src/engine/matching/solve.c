/* The structured contract: validate, rows over threads, reasons, check. */
#include <math.h>

#include "base/alloc.h"
#include "engine/matching/check.h"
#include "engine/matching/model.h"

enum {
    TICK = 1000,
    TOP_MAX = 1000,
    BATCH = 1024, /* rows between two gatherings */
    SAMPLE = 3,   /* rows of the first range that are checked in full; of others one */
};

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

struct ie_matching {
    struct ie_matching_input input;
    struct ie_match_model model;
    struct ie_match_checker *checker;
    bool begun; /* some rows were computed */
};

int ie_matching_open(const struct ie_matching_input *input,
                     const struct ie_solve_control *control,
                     struct ie_matching **matching, struct ie_error *err)
{
    int code = check_input(input, err);
    struct ie_matching *made = code ? NULL : ie_calloc(1, sizeof(*made));

    if (!made)
        return code ? code : ie_fail_nomem(err);
    made->input = *input;
    code = ie_match_checker_new(&made->input, &made->checker, err);
    if (!code)
        code =
            ie_match_model_build(&made->model, &made->input, made->checker, control, err);
    if (!code && !made->model.stopped)
        code = ie_match_checker_ready(made->checker, control, err);
    if (code)
        ie_matching_close(made);
    else
        *matching = made;
    return code;
}

void ie_matching_close(struct ie_matching *matching)
{
    if (!matching)
        return;
    ie_match_model_release(&matching->model);
    ie_match_checker_free(matching->checker);
    ie_free(matching);
}

/* ---- A batch of rows over threads --------------------------------------------------- */

struct done { /* a row; its matches lie in a worker's arena */
    struct ie_match *matches;
    uint32_t count;
    bool done;
};

struct sample { /* rows that are checked in full: `count` of from … from + of - 1 */
    uint32_t from, of, count;
};

struct worker {
    struct ie_match_workspace work;
    struct ie_match_check_hand *hand;
    const struct sample *sample;
    struct ie_arena arena;
    struct ie_match_pick *picks; /* [top] */
    struct done *rows;           /* of the batch */
    uint32_t from;               /* its first row */
};

static bool is_of(const struct sample *sample, uint32_t row)
{
    for (uint32_t i = 0; i < sample->count; i++)
        if (row == sample->from + (uint32_t)((uint64_t)i * sample->of / sample->count))
            return true;
    return false;
}

static int run_row(void *data, uint32_t number, struct ie_error *err)
{
    struct worker *worker = data;
    const struct ie_match_model *model = worker->work.model;
    struct done *row = &worker->rows[number];
    uint32_t seeker = ie_match_seeker(model->input, worker->from + number);
    int code = ie_match_row(&worker->work, worker->from + number, worker->picks,
                            &row->count, err);

    if (code)
        return code;
    row->matches = IE_NEW_ARRAY(&worker->arena, struct ie_match, (size_t)row->count + 1);
    if (!row->matches)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < row->count && !code; i++)
        code = ie_match_explain(&worker->work, seeker, &worker->picks[i], &worker->arena,
                                &row->matches[i], err);
    const struct ie_match_checked checked = {
        seeker,
        row->matches,
        row->count,
        worker->work.given.at,
        (uint32_t)worker->work.given.count,
        is_of(worker->sample, worker->from + number)};
    if (!code)
        code = ie_match_check_row(worker->hand, &checked, err);
    row->done = !code;
    return code;
}

struct running {
    const struct ie_match_model *model;
    const struct ie_solve_control *control;
    struct sample sample;
    struct worker workers[IE_MATCH_THREADS_MAX];
    void *hands[IE_MATCH_THREADS_MAX];
    unsigned count;
    struct done rows[BATCH];
    IE_VEC(struct ie_match) matches;
    uint32_t rows_done, all; /* of all that are wanted */
};

static void release(struct running *run)
{
    for (unsigned i = 0; i < run->count; i++) {
        ie_match_check_hand_free(run->workers[i].hand);
        ie_match_workspace_release(&run->workers[i].work);
        ie_arena_release(&run->workers[i].arena);
        ie_free(run->workers[i].picks);
    }
    IE_VEC_RELEASE(&run->matches);
}

static int begin(struct running *run, struct ie_error *err)
{
    unsigned workers = ie_match_workers(run->control, run->all, 1);
    int code = 0;

    for (unsigned i = 0; i < workers && !code; i++) {
        struct worker *worker = &run->workers[i];
        run->count = i + 1;
        run->hands[i] = worker;
        worker->rows = run->rows;
        worker->sample = &run->sample;
        ie_arena_init(&worker->arena, 0);
        worker->picks = ie_calloc(run->model->input->top, sizeof(*worker->picks));
        code = worker->picks ? ie_match_workspace_init(&worker->work, run->model, err)
                             : ie_fail_nomem(err);
        if (!code)
            code = ie_match_check_hand_new(run->model->checker, worker->work.reader,
                                           &worker->hand, err);
    }
    return code;
}

/* Reasons and the terms that are not of the input move into the caller's arena. */
static int keep(struct ie_match *match, struct ie_arena *arena, struct ie_error *err)
{
    if (!match->reason_count)
        return 0;
    struct ie_match_reason *reasons =
        IE_NEW_ARRAY(arena, struct ie_match_reason, match->reason_count);
    if (!reasons)
        return ie_fail_nomem(err);
    memcpy(reasons, match->reasons, match->reason_count * sizeof(*reasons));
    for (uint32_t i = 0; i < match->reason_count; i++) {
        struct ie_str *term = &reasons[i].term;
        if (!term->len || term->ptr == reasons[i].seeker_surface.ptr)
            continue;
        *term = ie_arena_str(arena, *term);
        if (!term->ptr)
            return ie_fail_nomem(err);
    }
    match->reasons = reasons;
    return 0;
}

/* The rows of a batch in order, up to the first that was not done. */
static int gather(struct running *run, uint32_t from, uint32_t count, size_t *first,
                  struct ie_arena *arena, struct ie_error *err)
{
    for (uint32_t row = 0; row < count; row++) {
        if (!run->rows[row].done)
            return 0;
        for (uint32_t i = 0; i < run->rows[row].count; i++) {
            struct ie_match *match = IE_PUSH(&run->matches);
            if (!match)
                return ie_fail_nomem(err);
            *match = run->rows[row].matches[i];
            int code = keep(match, arena, err);
            if (code)
                return code;
        }
        run->rows_done++;
        first[from + row + 1] = run->matches.count;
    }
    return 0;
}

static int run_batches(struct running *run, uint32_t from, size_t *first,
                       struct ie_arena *arena, struct ie_error *err)
{
    const struct ie_solve_control *control = run->control;
    struct ie_solve_control own = {.threads = run->count,
                                   .stop = control ? control->stop : NULL};
    struct ie_match_spread spread = {.together = 1,
                                     .each = run_row,
                                     .workers = run->hands,
                                     .worker_count = run->count,
                                     .control = &own};
    int code = 0;

    for (uint32_t at = 0; at < run->all && !code && !spread.stopped; at += BATCH) {
        spread.count = run->all - at < BATCH ? run->all - at : BATCH;
        memset(run->rows, 0, sizeof(run->rows));
        for (unsigned i = 0; i < run->count; i++) {
            run->workers[i].from = from + at;
            ie_arena_clear(&run->workers[i].arena);
        }
        code = ie_match_spread(&spread, err);
        if (!code)
            code = gather(run, at, spread.count, first, arena, err);
        if (control && control->progress)
            control->progress(control->progress_data,
                              (int)(1000 * (uint64_t)at / run->all), at, run->all);
    }
    return code;
}

/* Rows that the tick limit allows: known beforehand, so it cuts at the same row on any
 * number of threads. */
static uint32_t rows_within(const struct ie_match_model *model, uint32_t from,
                            uint32_t to, const struct ie_solve_control *control,
                            uint64_t *ticks)
{
    uint64_t limit = control && control->ticks ? control->ticks : UINT64_MAX, cost = 0;
    uint32_t row = from;

    for (; row < to; row++) {
        uint64_t more = ie_match_row_cost(model, row);
        if ((cost + more) / TICK > limit)
            break;
        cost += more;
    }
    *ticks = cost / TICK;
    return row - from;
}

static void sum_effort(const struct running *run, struct ie_match_effort *effort)
{
    for (unsigned i = 0; i < run->count; i++) {
        const struct ie_match_workspace *work = &run->workers[i].work;
        struct ie_retrieval_effort search = ie_retrieval_effort(work->search);
        effort->postings += search.postings;
        effort->added += search.added;
        effort->looked_up += search.looked_up;
        effort->judged += work->judged;
        effort->compared += work->compared;
    }
}

/* Rows beyond those that were done are empty. */
static int end(struct running *run, uint32_t wanted, struct ie_arena *arena,
               struct ie_matching_output *output, struct ie_error *err)
{
    output->count = run->matches.count;
    output->rows_done = run->rows_done;
    for (uint32_t row = run->rows_done; row < wanted; row++)
        output->first[row + 1] = output->count;
    output->matches = IE_NEW_ARRAY(arena, struct ie_match, output->count + 1);
    if (!output->matches)
        return ie_fail_nomem(err);
    if (output->count)
        memcpy(output->matches, run->matches.at, output->count * sizeof(struct ie_match));
    if (output->rows_done < wanted)
        output->stopped =
            ie_solve_stopped(run->control) == IE_STOP_CANCEL ? IE_CANCELLED : IE_LIMIT;
    return 0;
}

static int run_rows(const struct ie_match_model *model, uint32_t from, uint32_t to,
                    uint32_t sample, const struct ie_solve_control *control,
                    struct ie_arena *arena, struct ie_matching_output *output,
                    struct ie_error *err)
{
    struct running *run = ie_calloc(1, sizeof(*run));

    if (!run)
        return ie_fail_nomem(err);
    run->model = model;
    run->control = control;
    run->sample = (struct sample){from, to - from, sample};
    output->first = IE_NEW_ARRAY(arena, size_t, (size_t)(to - from) + 1);
    int code = output->first ? 0 : ie_fail_nomem(err);
    if (!code && !model->stopped) {
        run->all = rows_within(model, from, to, control, &output->ticks);
        code = begin(run, err);
        if (!code)
            code = run_batches(run, from, output->first, arena, err);
        if (!code)
            sum_effort(run, &output->effort);
    }
    if (!code)
        code = end(run, to - from, arena, output, err);
    release(run);
    ie_free(run);
    return code;
}

int ie_matching_rows(struct ie_matching *matching, uint32_t from, uint32_t to,
                     const struct ie_solve_control *control, struct ie_arena *arena,
                     struct ie_matching_output **output, struct ie_error *err)
{
    if (from > to || to > matching->model.seekers)
        return bad(err, "rows");
    struct ie_matching_output *made = IE_NEW(arena, struct ie_matching_output);
    if (!made)
        return ie_fail_nomem(err);
    made->from = from;
    made->seeker_count = to - from;
    int code = run_rows(&matching->model, from, to, matching->begun ? 1 : SAMPLE, control,
                        arena, made, err);
    if (!code)
        code = ie_match_check_rows(&matching->input, made, err);
    matching->begun |= made->rows_done > 0;
    if (!code)
        *output = made;
    return code;
}

int ie_matching_solve(const struct ie_matching_input *input,
                      const struct ie_solve_control *control, struct ie_arena *arena,
                      struct ie_matching_output **output, struct ie_error *err)
{
    struct ie_matching *matching = NULL;
    int code = ie_matching_open(input, control, &matching, err);

    if (!code)
        code = ie_matching_rows(matching, 0, matching->model.seekers, control, arena,
                                output, err);
    ie_matching_close(matching);
    return code;
}
