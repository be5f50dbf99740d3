/* The search: a core-guided descent from below, with the best timetable met on the way. */
#include "engine/scheduling/exact/exact.h"

#include "base/vec.h"
#include "engine/scheduling/exact/encode.h"

/* A literal that should hold, at the price of a break if it does not; of a totalizer over
 * an earlier core, then `sum` [1 .. sums] are its outputs and `at` is the one refused. */
struct soft {
    int literal; /* 0: given up */
    const int *sum;
    uint32_t sums, at;
};

struct search {
    const struct ie_exact_problem *problem;
    const struct ie_solve_control *control;
    struct ie_arena *arena;
    struct ie_formula formula;
    struct ie_exact_encoding encoding;
    IE_VEC(struct soft) softs;
    IE_VEC(int) core;
    struct ie_exact_output *out;
    int32_t *slots; /* a timetable just read off */
    enum ie_code stopped;
};

const char *ie_exact_status_name(enum ie_exact_status status)
{
    static const char *const names[] = {"unknown", "feasible", "optimal", "infeasible"};

    return (size_t)status < IE_COUNT(names) ? names[status] : NULL;
}

static bool on_tick(void *data, uint64_t ticks)
{
    struct search *s = data;
    enum ie_stop stop = ie_solve_stopped(s->control);

    if (stop)
        s->stopped = stop == IE_STOP_LIMIT ? IE_LIMIT : IE_CANCELLED;
    else if (s->control && s->control->ticks && ticks >= s->control->ticks)
        s->stopped = IE_LIMIT;
    return s->stopped != IE_OK;
}

static void tell(const struct search *s)
{
    if (s->control && s->control->progress)
        s->control->progress(s->control->progress_data, -1,
                             s->out->slots ? (double)s->out->breaks : -1,
                             (double)s->out->bound);
}

/* ---- timetables ---- */

/* Each slot's meetings, in the input's order, go to the place where one of the two sat
 * last if it is free, the others to the first free one. */
static void seat(const struct ie_exact_problem *problem, const int32_t *slots,
                 int32_t *places, int32_t *last, uint32_t *taken)
{
    for (uint32_t p = 0; p < problem->participant_count; p++)
        last[p] = IE_EXACT_NONE;
    for (uint32_t t = 0; t < problem->slot_count; t++) {
        uint32_t next = 0;
        for (uint32_t m = 0; m < problem->meeting_count; m++) {
            const struct ie_exact_meeting *meeting = &problem->meetings[m];
            int32_t was = last[meeting->a] >= 0 && taken[last[meeting->a]] != t + 1
                              ? last[meeting->a]
                              : last[meeting->b];
            if ((uint32_t)slots[m] != t)
                continue;
            places[m] = IE_EXACT_NONE;
            if (was >= 0 && taken[was] != t + 1) {
                places[m] = was;
                taken[was] = t + 1;
            }
        }
        for (uint32_t m = 0; m < problem->meeting_count; m++) {
            if ((uint32_t)slots[m] != t)
                continue;
            while (places[m] == IE_EXACT_NONE && taken[next] == t + 1)
                next++;
            if (places[m] == IE_EXACT_NONE)
                places[m] = (int32_t)next;
            taken[places[m]] = t + 1;
            last[problem->meetings[m].a] = last[problem->meetings[m].b] = places[m];
        }
    }
}

static int seat_all(struct search *s, struct ie_error *err)
{
    uint32_t most = s->problem->meeting_count;
    int32_t *last = IE_NEW_ARRAY(s->arena, int32_t, s->problem->participant_count + 1);
    uint32_t *taken = IE_NEW_ARRAY(s->arena, uint32_t, most + 1);

    s->out->places = IE_NEW_ARRAY(s->arena, int32_t, most + 1);
    if (!last || !taken || !s->out->places)
        return ie_fail_nomem(err);
    seat(s->problem, s->out->slots, s->out->places, last, taken);
    return 0;
}

/* The SAT solver's model as a timetable, judged; the best one so far is kept. */
static int take_timetable(struct search *s, struct ie_error *err)
{
    const struct ie_exact_problem *problem = s->problem;
    struct ie_exact_verdict verdict;

    for (uint32_t m = 0; m < problem->meeting_count; m++) {
        const int *meets = s->encoding.meets + (size_t)m * problem->slot_count;
        s->slots[m] = IE_EXACT_NONE;
        for (uint32_t t = 0; t < problem->slot_count; t++)
            if (meets[t] != IE_FALSE && ie_sat_value(s->formula.sat, meets[t]))
                s->slots[m] = (int32_t)t;
    }
    struct ie_arena_mark mark = ie_arena_mark(s->arena);
    int code = ie_exact_check(problem, s->slots, s->arena, &verdict, err);
    if (code)
        return code;
    if (verdict.violation_count) {
        ie_fail(err, IE_INTERNAL, "schedule.check_failed");
        ie_error_arg(err, "rule",
                     ie_exact_rule_name((enum ie_exact_rule)verdict.violations[0].rule));
        ie_error_argi(err, "meeting", verdict.violations[0].meeting + 1);
        return IE_INTERNAL;
    }
    ie_arena_rewind(s->arena, mark);
    if (!s->out->slots || verdict.break_total < s->out->breaks) {
        int32_t *spare = s->out->slots;
        s->out->slots = s->slots;
        s->slots =
            spare ? spare : IE_NEW_ARRAY(s->arena, int32_t, problem->meeting_count + 1);
        s->out->breaks = verdict.break_total;
        tell(s);
    }
    return s->slots ? 0 : ie_fail_nomem(err);
}

/* ---- cores ---- */

static int add_soft(struct search *s, int literal, const int *sum, uint32_t sums,
                    uint32_t at, struct ie_error *err)
{
    struct soft *soft = IE_PUSH(&s->softs);

    if (!soft)
        return ie_fail_nomem(err);
    *soft = (struct soft){literal, sum, sums, at};
    return 0;
}

static int add_softs(struct search *s, struct ie_error *err)
{
    int code = 0;

    for (uint32_t p = 0; p < s->problem->participant_count && !code; p++)
        for (uint32_t k = 1; k <= s->encoding.break_most[p] && !code; k++)
            code = add_soft(s, -s->encoding.breaks[p][k], NULL, 0, 0, err);
    return code;
}

/* The soft literals that cannot all hold give way: each to the next output of its
 * totalizer, if it has one; one break is sure, and of the core one soft literal remains:
 * not two. */
static int relax(struct search *s, struct ie_error *err)
{
    uint32_t sums;

    s->core.count = 0;
    for (size_t i = 0; i < s->softs.count; i++) {
        struct soft *soft = &s->softs.at[i];
        if (!soft->literal || !ie_sat_failed(s->formula.sat, soft->literal))
            continue;
        int *literal = IE_PUSH(&s->core);
        if (!literal)
            return ie_fail_nomem(err);
        *literal = -soft->literal;
    }
    for (size_t i = 0, k = 0; i < s->softs.count && k < s->core.count; i++) {
        struct soft *soft = &s->softs.at[i];
        if (soft->literal != -s->core.at[k])
            continue;
        k++;
        soft->literal = soft->at < soft->sums ? -soft->sum[++soft->at] : 0;
    }
    if (s->core.count == 0)
        return 0;
    s->out->bound++;
    const int *sum = ie_formula_count(&s->formula, s->core.at, (uint32_t)s->core.count,
                                      (uint32_t)s->core.count, false, &sums);
    if (!sum)
        return ie_fail_nomem(err);
    IE_CLAUSE(&s->formula, sum[1]);
    return sums > 1 ? add_soft(s, -sum[2], sum, sums, 2, err) : 0;
}

static int answer(struct search *s, enum ie_sat_answer answer, bool *yes,
                  struct ie_error *err)
{
    if (answer == IE_SAT_NOMEM || s->formula.failed)
        return ie_fail_nomem(err);
    *yes = answer == IE_SAT_YES;
    return *yes ? take_timetable(s, err) : 0;
}

static bool settled(struct search *s)
{
    return s->stopped || (s->out->slots && s->out->breaks == s->out->bound);
}

static int descend(struct search *s, struct ie_error *err)
{
    int code = add_softs(s, err);
    bool yes;

    while (!code && !settled(s)) {
        for (size_t i = 0; i < s->softs.count; i++)
            if (s->softs.at[i].literal)
                ie_sat_assume(s->formula.sat, s->softs.at[i].literal);
        code = answer(s, ie_sat_solve(s->formula.sat, -1), &yes, err);
        if (code || yes || s->stopped)
            continue;
        code = relax(s, err);
        if (!code && s->core.count == 0)
            IE_BUG("a formula with a model has an empty core");
        tell(s);
    }
    return code;
}

static int search(struct search *s, struct ie_error *err)
{
    bool yes = false;
    int code;

    ie_exact_encode(&s->formula, s->encoding.model, &s->encoding);
    if (s->formula.failed)
        return ie_fail_nomem(err);
    for (uint32_t p = 0; p < s->problem->participant_count; p++)
        for (uint32_t k = 1; k <= s->encoding.break_most[p]; k++)
            ie_sat_phase(s->formula.sat, -s->encoding.breaks[p][k]);
    code = answer(s, ie_sat_solve(s->formula.sat, -1), &yes, err);
    if (code || s->stopped)
        return code;
    if (!yes) {
        s->out->status = IE_EXACT_INFEASIBLE;
        return 0;
    }
    return descend(s, err);
}

static void conclude(struct search *s)
{
    s->out->ticks = ie_sat_ticks(s->formula.sat);
    s->out->stopped = s->stopped;
    if (s->out->slots)
        s->out->status =
            s->out->breaks == s->out->bound ? IE_EXACT_OPTIMAL : IE_EXACT_FEASIBLE;
    if (s->out->status == IE_EXACT_OPTIMAL)
        s->out->stopped = IE_OK;
}

int ie_exact_solve(const struct ie_exact_problem *problem,
                   const struct ie_solve_control *control, struct ie_arena *arena,
                   struct ie_exact_output *output, struct ie_error *err)
{
    struct search s = {.problem = problem, .control = control, .arena = arena};
    struct ie_exact_model model;
    int code = ie_exact_model_make(problem, arena, &model, err);

    s.out = output;
    *output = (struct ie_exact_output){0};
    if (code)
        return code;
    if (model.hopeless) {
        output->status = IE_EXACT_INFEASIBLE;
        return 0;
    }
    s.slots = IE_NEW_ARRAY(arena, int32_t, problem->meeting_count + 1);
    s.encoding.model = &model;
    s.formula = (struct ie_formula){.arena = arena};
    s.formula.sat = s.slots ? ie_sat_new(control ? control->seed : 0) : NULL;
    if (!s.formula.sat)
        return ie_fail_nomem(err);
    ie_sat_on_tick(s.formula.sat, on_tick, &s);
    code = search(&s, err);
    if (!code)
        conclude(&s);
    if (!code && output->slots)
        code = seat_all(&s, err);
    ie_sat_free(s.formula.sat);
    IE_VEC_RELEASE(&s.softs);
    IE_VEC_RELEASE(&s.core);
    return code;
}
