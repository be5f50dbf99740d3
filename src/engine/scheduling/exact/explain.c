#include "engine/scheduling/exact/explain.h"

#include "engine/scheduling/exact/formula.h"

enum { SHARE = 20000 }; /* conflicts that one deletion may cost */

enum stage { PEOPLE, PLACES, FAIRNESS, STAGE_COUNT };

/* Ticks after which a stage is given up, counted over all: that there is no timetable is
 * known already, and who asks why will not wait for ever. Some seconds in all. */
static const uint64_t stage_ends[STAGE_COUNT] = {8000, 16000, 100000};

struct explainer {
    const struct ie_exact_problem *problem;
    const struct ie_solve_control *control;
    struct ie_arena *arena;
    struct ie_formula formula;
    struct ie_exact_explanation *out;
    int *selectors;                 /* [groups] */
    struct ie_exact_clash *clashes; /* [groups] what each stands for */
    bool *kept;                     /* [groups] */
    uint32_t groups, room;
    int *meets; /* [meeting × slot] */
    int *uses;  /* [participant × slot]; IE_FALSE where it has no meeting */
    int *scratch;
    uint64_t ticks_before; /* of the stages that are done */
    uint64_t stage_end;    /* ticks, see stage_ends */
};

const char *ie_exact_constraint_name(enum ie_exact_constraint constraint)
{
    static const char *const names[] = {"one_at_a_time", "away",   "session", "slot",
                                        "order",         "places", "fairness"};

    return (size_t)constraint < IE_COUNT(names) ? names[constraint] : NULL;
}

static bool on_tick(void *data, uint64_t ticks)
{
    struct explainer *e = data;
    enum ie_stop stop = ie_solve_stopped(e->control);

    if (stop)
        e->out->stopped = stop == IE_STOP_LIMIT ? IE_LIMIT : IE_CANCELLED;
    else if (e->control && e->control->ticks &&
             e->ticks_before + ticks >= e->control->ticks)
        e->out->stopped = IE_LIMIT;
    return e->out->stopped != IE_OK || e->ticks_before + ticks >= e->stage_end;
}

/* The literal that lets the group's clauses off when it is false: -selector in each. */
static int group(struct explainer *e, enum ie_exact_constraint constraint, uint32_t index)
{
    if (e->groups == e->room)
        IE_BUG("more groups than constraints");
    e->clashes[e->groups] = (struct ie_exact_clash){(uint8_t)constraint, index};
    e->kept[e->groups] = true;
    return e->selectors[e->groups++] = ie_formula_new(&e->formula);
}

static int *row(int *table, const struct explainer *e, uint32_t index)
{
    return table + (size_t)index * e->problem->slot_count;
}

/* ---- clauses ---- */

static void add_meetings(struct explainer *e)
{
    uint32_t slots = e->problem->slot_count;

    for (uint32_t m = 0; m < e->problem->meeting_count; m++) {
        const struct ie_exact_meeting *meeting = &e->problem->meetings[m];
        int *meets = row(e->meets, e, m);
        for (uint32_t t = 0; t < slots; t++)
            meets[t] = ie_formula_new(&e->formula);
        ie_formula_add(&e->formula, meets, slots);
        ie_formula_at_most_one(&e->formula, meets, slots);
        if (meeting->session != IE_EXACT_ANY) {
            int selector = group(e, IE_EXACT_IN_SESSION, m);
            for (uint32_t t = 0; t < slots; t++)
                if ((t < e->problem->morning_count) !=
                    (meeting->session == IE_EXACT_MORNING))
                    IE_CLAUSE(&e->formula, -selector, -meets[t]);
        }
        if (meeting->fixed >= 0)
            IE_CLAUSE(&e->formula, -group(e, IE_EXACT_IN_SLOT, m), meets[meeting->fixed]);
    }
}

static void add_orders(struct explainer *e)
{
    for (uint32_t i = 0; i < e->problem->precedence_count; i++) {
        const int *before = row(e->meets, e, e->problem->precedences[i].before);
        const int *after = row(e->meets, e, e->problem->precedences[i].after);
        int selector = group(e, IE_EXACT_IN_ORDER, i);
        int some[IE_EXACT_SLOTS + 2];
        for (uint32_t t = 0; t < e->problem->slot_count; t++) {
            for (uint32_t s = 0; s < t; s++)
                some[s] = before[s];
            some[t] = -after[t];
            some[t + 1] = -selector;
            ie_formula_add(&e->formula, some, t + 2);
        }
    }
}

/* uses[t] is whether any of p's meetings is in t; one at a time, then, they fill as many
 * slots as there are meetings. Returns that count's table, or NULL without meetings. */
static int *add_participant(struct explainer *e, uint32_t p)
{
    struct ie_formula *f = &e->formula;
    uint32_t slots = e->problem->slot_count, degree = 0;
    int *uses = row(e->uses, e, p), selector = 0;

    for (uint32_t m = 0; m < e->problem->meeting_count; m++)
        degree += e->problem->meetings[m].a == p || e->problem->meetings[m].b == p;
    if (degree > 1)
        selector = group(e, IE_EXACT_ONE_AT_A_TIME, p);
    for (uint32_t t = 0; t < slots; t++) {
        size_t n = 0;
        uses[t] = degree ? ie_formula_new(f) : IE_FALSE;
        for (uint32_t m = 0; m < e->problem->meeting_count && degree; m++) {
            if (e->problem->meetings[m].a != p && e->problem->meetings[m].b != p)
                continue;
            int meets = row(e->meets, e, m)[t];
            IE_CLAUSE(f, -meets, uses[t]);
            for (size_t k = 0; k < n; k++)
                IE_CLAUSE(f, -selector, -meets, -e->scratch[k]);
            e->scratch[n++] = meets;
        }
        e->scratch[n++] = -uses[t];
        if (degree)
            ie_formula_add(f, e->scratch, n);
    }
    if (degree && e->problem->forbidden[p]) {
        int away = group(e, IE_EXACT_AWAY, p);
        for (uint32_t t = 0; t < slots; t++)
            if (e->problem->forbidden[p] >> t & 1)
                IE_CLAUSE(f, -away, -uses[t]);
    }
    if (!degree || !slots)
        return NULL;
    int *run = ie_formula_run(f, uses, slots, degree < slots ? degree : slots);
    if (run && degree > 1)
        IE_CLAUSE(f, -selector,
                  degree > slots ? IE_FALSE : run[slots * ((size_t)degree + 2) + degree]);
    return run;
}

static void add_places(struct explainer *e)
{
    uint32_t meetings = e->problem->meeting_count, outputs;
    int selector = group(e, IE_EXACT_ENOUGH_PLACES, 0);

    for (uint32_t t = 0; t < e->problem->slot_count; t++) {
        for (uint32_t m = 0; m < meetings; m++)
            e->scratch[m] = row(e->meets, e, m)[t];
        const int *sum = ie_formula_count(&e->formula, e->scratch, meetings,
                                          e->problem->place_count + 1, false, &outputs);
        if (sum && outputs > e->problem->place_count)
            IE_CLAUSE(&e->formula, -selector, -sum[e->problem->place_count + 1]);
    }
}

/* breaks[k] (from 1 to slots, IE_FALSE where there cannot be so many): at least k. */
static bool add_breaks(struct explainer *e, uint32_t p, const int *run, uint32_t degree,
                       int *breaks)
{
    struct ie_formula *f = &e->formula;
    uint32_t slots = e->problem->slot_count, most = slots / 2;
    const int *uses = row(e->uses, e, p);
    size_t width = (size_t)(degree < slots ? degree : slots) + 2;
    int gaps[IE_EXACT_SLOTS];

    for (uint32_t k = 1; k <= slots; k++)
        breaks[k] = IE_FALSE;
    if (!run)
        return true;
    gaps[0] = IE_FALSE;
    for (uint32_t t = 1; t < slots; t++) {
        gaps[t] = ie_formula_new(f);
        IE_CLAUSE(f, -uses[t], uses[t - 1], -run[t * width + 1], gaps[t]);
        IE_CLAUSE(f, -gaps[t], uses[t]);
        IE_CLAUSE(f, -gaps[t], -uses[t - 1]);
        IE_CLAUSE(f, -gaps[t], run[t * width + 1]);
    }
    const int *sum = ie_formula_run(f, gaps, slots, most);
    for (uint32_t k = 1; k <= most && sum; k++)
        breaks[k] = sum[slots * ((size_t)most + 2) + k];
    return sum != NULL;
}

static void add_fairness(struct explainer *e, int *const *runs, const uint32_t *degrees)
{
    struct ie_formula *f = &e->formula;
    uint32_t slots = e->problem->slot_count, people = e->problem->participant_count;
    int selector = group(e, IE_EXACT_FAIR, 0);
    size_t width = (size_t)slots + 1;
    int *breaks = IE_NEW_ARRAY(e->arena, int, people *width + 1);

    for (uint32_t p = 0; p < people && breaks && !f->failed; p++)
        if (!add_breaks(e, p, runs[p], degrees[p], breaks + p * width))
            f->failed = true;
    f->failed = f->failed || !breaks;
    for (uint32_t k = 1; k <= slots && !f->failed; k++) {
        int everybody = ie_formula_new(f);
        for (uint32_t p = 0; p < people; p++) {
            if (k + e->problem->fairness <= slots)
                IE_CLAUSE(f, -selector, -breaks[p * width + k + e->problem->fairness],
                          everybody);
            IE_CLAUSE(f, -everybody, breaks[p * width + k]);
        }
    }
}

static void add_all(struct explainer *e, enum stage stage)
{
    uint32_t people = e->problem->participant_count;
    int **runs = IE_NEW_ARRAY(e->arena, int *, people + 1);
    uint32_t *degrees = IE_NEW_ARRAY(e->arena, uint32_t, people + 1);

    if (!runs || !degrees) {
        e->formula.failed = true;
        return;
    }
    add_meetings(e);
    add_orders(e);
    for (uint32_t m = 0; m < e->problem->meeting_count; m++) {
        degrees[e->problem->meetings[m].a]++;
        degrees[e->problem->meetings[m].b]++;
    }
    for (uint32_t p = 0; p < people; p++)
        runs[p] = add_participant(e, p);
    if (stage >= PLACES)
        add_places(e);
    if (stage >= FAIRNESS && !e->formula.failed)
        add_fairness(e, runs, degrees);
}

/* ---- the set ---- */

static enum ie_sat_answer solve_kept(struct explainer *e, uint32_t without, int conflicts)
{
    for (uint32_t g = 0; g < e->groups; g++)
        if (e->kept[g] && g != without)
            ie_sat_assume(e->formula.sat, e->selectors[g]);
    return ie_sat_solve(e->formula.sat, conflicts);
}

/* Keeps only what the last refutation used. */
static void shrink(struct explainer *e)
{
    for (uint32_t g = 0; g < e->groups; g++)
        e->kept[g] = e->kept[g] && ie_sat_failed(e->formula.sat, e->selectors[g]);
}

static int thin(struct explainer *e, struct ie_error *err)
{
    e->out->irreducible = true;
    for (uint32_t g = e->groups; g-- > 0;) { /* places and fairness stay if they can */
        if (!e->kept[g])
            continue;
        enum ie_sat_answer answer =
            e->out->stopped ? IE_SAT_UNKNOWN : solve_kept(e, g, SHARE);
        if (answer == IE_SAT_NOMEM)
            return ie_fail_nomem(err);
        if (answer == IE_SAT_NO) {
            e->kept[g] = false;
            shrink(e);
        } else if (answer == IE_SAT_UNKNOWN) {
            e->out->irreducible = false;
        }
    }
    e->out->clashes = IE_NEW_ARRAY(e->arena, struct ie_exact_clash, e->groups + 1);
    if (!e->out->clashes)
        return ie_fail_nomem(err);
    for (uint32_t g = 0; g < e->groups; g++)
        if (e->kept[g])
            e->out->clashes[e->out->clash_count++] = e->clashes[g];
    return 0;
}

static int try_stage(struct explainer *e, enum stage stage, bool *found,
                     struct ie_error *err)
{
    int code = 0;

    e->groups = 0;
    e->stage_end = stage_ends[stage];
    e->formula = (struct ie_formula){.arena = e->arena};
    e->formula.sat = ie_sat_new(e->control ? e->control->seed : 0);
    if (!e->formula.sat)
        return ie_fail_nomem(err);
    ie_sat_on_tick(e->formula.sat, on_tick, e);
    add_all(e, stage);
    enum ie_sat_answer answer =
        e->formula.failed ? IE_SAT_NOMEM : solve_kept(e, UINT32_MAX, -1);
    *found = answer == IE_SAT_NO;
    if (answer == IE_SAT_NOMEM)
        code = ie_fail_nomem(err);
    else if (*found) {
        shrink(e);
        code = thin(e, err);
    }
    e->out->feasible = answer == IE_SAT_YES && stage + 1 == STAGE_COUNT;
    e->ticks_before += ie_sat_ticks(e->formula.sat);
    ie_sat_free(e->formula.sat);
    return code;
}

/* ---- what counting shows ---- */

static void blame(struct ie_exact_explanation *out, enum ie_exact_constraint constraint,
                  uint32_t index)
{
    out->clashes[out->clash_count++] =
        (struct ie_exact_clash){(uint8_t)constraint, index};
}

/* More meetings than a session, or the day, has places: resolution would count for ever.
 * Of a session's meetings so many are named that with one less they would fit. */
static int count_places(const struct ie_exact_problem *in, struct ie_arena *arena,
                        struct ie_exact_explanation *out, bool *found,
                        struct ie_error *err)
{
    const uint64_t slots[] = {in->slot_count, in->morning_count,
                              in->slot_count - in->morning_count};
    uint64_t meetings[] = {in->meeting_count, 0, 0};
    unsigned part = 0;

    for (uint32_t m = 0; m < in->meeting_count; m++)
        if (in->meetings[m].session < IE_COUNT(meetings))
            meetings[in->meetings[m].session] += in->meetings[m].session > 0;
    while (part < IE_COUNT(meetings) && meetings[part] <= slots[part] * in->place_count)
        part++;
    *found = part < IE_COUNT(meetings);
    if (!*found)
        return 0;
    out->clashes = IE_NEW_ARRAY(arena, struct ie_exact_clash, in->meeting_count + 1);
    if (!out->clashes)
        return ie_fail_nomem(err);
    uint64_t wanted = part ? slots[part] * in->place_count + 1 : 0;
    for (uint32_t m = 0; m < in->meeting_count && out->clash_count < wanted; m++)
        if (in->meetings[m].session == part)
            blame(out, IE_EXACT_IN_SESSION, m);
    if (slots[part] > 0) /* a session without slots holds nothing anywhere */
        blame(out, IE_EXACT_ENOUGH_PLACES, 0);
    out->irreducible = true;
    return 0;
}

int ie_exact_explain(const struct ie_exact_problem *problem,
                     const struct ie_solve_control *control, struct ie_arena *arena,
                     struct ie_exact_explanation *explanation, struct ie_error *err)
{
    struct explainer e = {.problem = problem, .control = control, .arena = arena};
    size_t slots = problem->slot_count;
    bool found = false;
    int code = 0;

    *explanation = (struct ie_exact_explanation){0};
    e.out = explanation;
    e.room = 2 * problem->meeting_count + 2 * problem->participant_count +
             problem->precedence_count + 2;
    e.selectors = IE_NEW_ARRAY(arena, int, e.room + 1);
    e.clashes = IE_NEW_ARRAY(arena, struct ie_exact_clash, e.room + 1);
    e.kept = IE_NEW_ARRAY(arena, bool, e.room + 1);
    e.meets = IE_NEW_ARRAY(arena, int, problem->meeting_count *slots + 1);
    e.uses = IE_NEW_ARRAY(arena, int, problem->participant_count *slots + 1);
    e.scratch = IE_NEW_ARRAY(arena, int, problem->meeting_count + 2);
    if (!e.selectors || !e.clashes || !e.kept || !e.meets || !e.uses || !e.scratch)
        return ie_fail_nomem(err);
    if ((code = count_places(problem, arena, explanation, &found, err)))
        return code;
    for (int stage = PEOPLE; stage < STAGE_COUNT && !found && !code; stage++) {
        struct ie_arena_mark mark = ie_arena_mark(arena);
        if (explanation->stopped)
            break;
        code = try_stage(&e, (enum stage)stage, &found, err);
        if (!found)
            ie_arena_rewind(arena, mark);
    }
    return code;
}
