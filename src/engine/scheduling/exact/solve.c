/* The search: a core-guided descent from below, with the best timetable met on the way. */
#include "engine/scheduling/exact/exact.h"

#include "base/id.h"
#include "base/vec.h"
#include "engine/scheduling/exact/encode.h"

/* A literal that should hold, at the price of a break if it does not; of a totalizer over
 * an earlier core, then `sum` [1 .. sums] are its outputs and `at` is the one refused. */
struct soft {
    int literal; /* 0: given up */
    const int *sum;
    uint32_t sums, at;
};

enum {
    FIRST = 20000, /* conflicts before a good timetable is sought */
    AGAIN = 4,     /* times as many before it is sought again */
    STEP = 200,    /* conflicts of one step towards it */
    FAILURES = 40, /* steps in vain that end it */
};

/* A SAT solver with the instance's clauses. */
struct solver {
    struct ie_formula formula;
    struct ie_exact_encoding encoding;
};

struct search {
    const struct ie_exact_problem *problem;
    const struct ie_solve_control *control;
    struct ie_arena *arena;
    const struct ie_exact_model *model;
    struct solver main; /* for the bound, and in the end the best timetable */
    struct solver
        side; /* for better timetables meanwhile, so that the first is left alone */
    IE_VEC(struct soft) softs;
    IE_VEC(int) core;
    const int *all; /* a totalizer over all breaks in `side`, once that is needed */
    struct ie_rng rng;
    struct ie_exact_output *out;
    int32_t *slots;   /* a timetable just read off */
    uint32_t *breaks; /* [participant] of the best timetable */
    enum ie_code stopped;
};

const char *ie_exact_status_name(enum ie_exact_status status)
{
    static const char *const names[] = {"unknown", "feasible", "optimal", "infeasible"};

    return (size_t)status < IE_COUNT(names) ? names[status] : NULL;
}

static uint64_t all_ticks(const struct search *s)
{
    return ie_sat_ticks(s->main.formula.sat) +
           (s->side.formula.sat ? ie_sat_ticks(s->side.formula.sat) : 0);
}

static bool on_tick(void *data, uint64_t ticks)
{
    struct search *s = data;
    enum ie_stop stop = ie_solve_stopped(s->control);

    (void)ticks; /* of one solver */
    if (stop)
        s->stopped = stop == IE_STOP_LIMIT ? IE_LIMIT : IE_CANCELLED;
    else if (s->control && s->control->ticks && all_ticks(s) >= s->control->ticks)
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

/* A SAT solver's model as a timetable, judged; the best one so far is kept. */
static int take_timetable(struct search *s, const struct solver *solver,
                          struct ie_error *err)
{
    const struct ie_exact_problem *problem = s->problem;
    struct ie_exact_verdict verdict;

    for (uint32_t m = 0; m < problem->meeting_count; m++) {
        const int *meets = solver->encoding.meets + (size_t)m * problem->slot_count;
        s->slots[m] = IE_EXACT_NONE;
        for (uint32_t t = 0; t < problem->slot_count; t++)
            if (meets[t] != IE_FALSE && ie_sat_value(solver->formula.sat, meets[t]))
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
    bool better = !s->out->slots || verdict.break_total < s->out->breaks;
    for (uint32_t p = 0; p < problem->participant_count && better; p++)
        s->breaks[p] = verdict.breaks[p];
    ie_arena_rewind(s->arena, mark);
    if (better) {
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
        for (uint32_t k = 1; k <= s->main.encoding.break_most[p] && !code; k++)
            code = add_soft(s, -s->main.encoding.breaks[p][k], NULL, 0, 0, err);
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
        if (!soft->literal || !ie_sat_failed(s->main.formula.sat, soft->literal))
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
    const int *sum =
        ie_formula_count(&s->main.formula, s->core.at, (uint32_t)s->core.count,
                         (uint32_t)s->core.count, false, &sums);
    if (!sum)
        return ie_fail_nomem(err);
    IE_CLAUSE(&s->main.formula, sum[1]);
    return sums > 1 ? add_soft(s, -sum[2], sum, sums, 2, err) : 0;
}

static int answer(struct search *s, const struct solver *solver,
                  enum ie_sat_answer answer, struct ie_error *err)
{
    if (answer == IE_SAT_NOMEM || solver->formula.failed)
        return ie_fail_nomem(err);
    return answer == IE_SAT_YES ? take_timetable(s, solver, err) : 0;
}

/* ---- a good timetable early ---- */

static bool settled(const struct search *s)
{
    return s->stopped || (s->out->slots && s->out->breaks == s->out->bound);
}

/* A solver of its own, with all breaks in one totalizer up to as many as there are. */
static int set_aside(struct search *s, struct ie_error *err)
{
    struct solver *side = &s->side;
    uint32_t count = 0, sums;

    side->formula = (struct ie_formula){.arena = s->arena};
    side->formula.sat = ie_sat_new(s->control ? s->control->seed : 0);
    if (!side->formula.sat)
        return ie_fail_nomem(err);
    ie_sat_on_tick(side->formula.sat, on_tick, s);
    ie_exact_encode(&side->formula, s->model, &side->encoding);
    for (uint32_t p = 0; p < s->problem->participant_count && !side->formula.failed; p++)
        count += side->encoding.break_most[p];
    int *all = IE_NEW_ARRAY(s->arena, int, count + 1);
    if (!all || side->formula.failed)
        return ie_fail_nomem(err);
    count = 0;
    for (uint32_t p = 0; p < s->problem->participant_count; p++)
        for (uint32_t k = 1; k <= side->encoding.break_most[p]; k++)
            all[count++] = side->encoding.breaks[p][k];
    s->all = ie_formula_count(&side->formula, all, count, s->out->breaks, false, &sums);
    return s->all ? 0 : ie_fail_nomem(err);
}

/* Somebody with breaks and the people it meets are `moved`; all meetings of those may get
 * another slot, the others are assumed where they are. */
static void choose_region(struct search *s, bool *moved)
{
    const struct ie_exact_model *model = s->model;
    uint32_t people = s->problem->participant_count;
    uint32_t centre = (uint32_t)ie_rng_below(&s->rng, people);

    for (uint32_t i = 0; i < people && !s->breaks[centre]; i++)
        centre = (centre + 1) % people;
    memset(moved, 0, people * sizeof(*moved));
    for (uint32_t i = model->from[centre]; i < model->from[centre + 1]; i++) {
        const struct ie_exact_meeting *m = &s->problem->meetings[model->meeting_of[i]];
        moved[m->a] = moved[m->b] = true;
    }
    for (uint32_t m = 0; m < s->problem->meeting_count; m++) {
        const struct ie_exact_meeting *meeting = &s->problem->meetings[m];
        size_t at = (size_t)m * s->problem->slot_count + (size_t)s->out->slots[m];
        if (!moved[meeting->a] && !moved[meeting->b])
            ie_sat_assume(s->side.formula.sat, s->side.encoding.meets[at]);
    }
}

/* Large neighbourhood search (Shaw, CP 1998), each step a few conflicts, for at most a
 * tenth of all effort and until it fails too often in a row. */
static int improve(struct search *s, struct ie_error *err)
{
    int code = s->all ? 0 : set_aside(s, err);
    struct ie_arena_mark mark = ie_arena_mark(s->arena);
    bool *moved = IE_NEW_ARRAY(s->arena, bool, s->problem->participant_count + 1);

    if (!code && !moved)
        code = ie_fail_nomem(err);
    for (uint32_t failures = 0; !code && !settled(s) && failures < FAILURES; failures++) {
        uint32_t before = s->out->breaks;
        if (ie_sat_ticks(s->side.formula.sat) > all_ticks(s) / 10)
            break;
        choose_region(s, moved);
        ie_sat_assume(s->side.formula.sat, -s->all[s->out->breaks]);
        code = answer(s, &s->side, ie_sat_solve(s->side.formula.sat, STEP), err);
        if (s->out->breaks < before)
            failures = 0;
    }
    if (!code)
        ie_arena_rewind(s->arena, mark);
    return code;
}

/* Conflicts until a better timetable is sought. Each interruption costs the solver some of
 * its pace (its limits begin anew), so they are few; a small effort limit brings the first
 * one forward, for then the search will be cut short. */
static int first_slice(const struct search *s)
{
    uint64_t ticks = s->control ? s->control->ticks : 0;

    return ticks && ticks / 10 < FIRST ? (int)(ticks / 10) + 1 : FIRST;
}

static int descend(struct search *s, struct ie_error *err)
{
    int slice = first_slice(s);
    int code = add_softs(s, err);

    while (!code && !settled(s)) {
        for (size_t i = 0; i < s->softs.count; i++)
            if (s->softs.at[i].literal)
                ie_sat_assume(s->main.formula.sat, s->softs.at[i].literal);
        enum ie_sat_answer found = ie_sat_solve(s->main.formula.sat, slice);
        code = answer(s, &s->main, found, err);
        if (code || s->stopped)
            break;
        if (found == IE_SAT_UNKNOWN) {
            slice = slice < INT32_MAX / AGAIN ? AGAIN * slice : INT32_MAX;
            code = improve(s, err);
        } else if (found == IE_SAT_NO) {
            code = relax(s, err);
            if (!code && s->core.count == 0)
                IE_BUG("a formula with a model has an empty core");
            tell(s);
        }
    }
    return code;
}

static int search(struct search *s, struct ie_error *err)
{
    struct solver *main = &s->main;

    ie_exact_encode(&main->formula, s->model, &main->encoding);
    if (main->formula.failed)
        return ie_fail_nomem(err);
    for (uint32_t p = 0; p < s->problem->participant_count; p++)
        for (uint32_t k = 1; k <= main->encoding.break_most[p]; k++)
            ie_sat_phase(main->formula.sat, -main->encoding.breaks[p][k]);
    enum ie_sat_answer found = ie_sat_solve(main->formula.sat, -1);
    int code = answer(s, main, found, err);
    if (code || s->stopped)
        return code;
    if (found == IE_SAT_NO) {
        s->out->status = IE_EXACT_INFEASIBLE;
        return 0;
    }
    return descend(s, err);
}

static void conclude(struct search *s)
{
    s->out->ticks = all_ticks(s);
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
    s.model = &model;
    ie_rng_init(&s.rng, control ? control->seed : 0);
    s.main.formula = (struct ie_formula){.arena = arena};
    s.breaks = IE_NEW_ARRAY(arena, uint32_t, problem->participant_count + 1);
    s.main.formula.sat =
        s.slots && s.breaks ? ie_sat_new(control ? control->seed : 0) : NULL;
    if (!s.main.formula.sat)
        return ie_fail_nomem(err);
    ie_sat_on_tick(s.main.formula.sat, on_tick, &s);
    code = search(&s, err);
    if (!code)
        conclude(&s);
    if (!code && output->slots)
        code = seat_all(&s, err);
    ie_sat_free(s.main.formula.sat);
    ie_sat_free(s.side.formula.sat);
    IE_VEC_RELEASE(&s.softs);
    IE_VEC_RELEASE(&s.core);
    return code;
}
