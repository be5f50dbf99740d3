/* Plans made: from the records to the engine, and its answer told. */
#include <math.h>

#include "base/json.h"
#include "base/message.h"
#include "service/event/changes.h"
#include "service/event/fair_words.h"
#include "service/event/plan_use.h"

/* Musts that are out, or locks that clash: a proof, if there is one in so many ticks. */
enum { PROOF_TICKS = 2000000 };

static enum ie_timetable_for use_of(const struct ie_plan_order *order)
{
    if (strcmp(order->kind, "replan") == 0)
        return IE_TIMETABLE_TO_AMEND;
    if (strcmp(order->kind, "fill") == 0)
        return IE_TIMETABLE_TO_FILL;
    return order->move_confirmed ? IE_TIMETABLE_TO_REPLAN : IE_TIMETABLE_TO_PLAN;
}

int ie_plan_prepare(struct ie_call *call, const struct ie_plan_order *order,
                    struct ie_plan **out, struct ie_error *err)
{
    struct ie_plan *plan = IE_NEW(call->arena, struct ie_plan);
    int code;

    if (!plan)
        return ie_fail_nomem(err);
    plan->kind = order->kind;
    plan->changes = order->changes;
    code = ie_timetable_read(call, order->event, &plan->timetable, err);
    if (!code)
        code = ie_event_require_officer(call, plan->timetable->event, err);
    if (code)
        return code;
    /* The clock is the service's; kept with the plan, which may be published later. */
    plan->timetable->now = order->now ? order->now : call->now;
    if ((code = ie_plan_published(call, ie_id_str(&plan->timetable->event->id),
                                  &plan->since, err)) ||
        (code = ie_changes_apply(call, plan->timetable, order->changes, false, err)) ||
        (code = ie_timetable_build(call, plan->timetable, use_of(order), err)))
        return code;
    *out = plan;
    return 0;
}

uint64_t ie_plan_ticks(const struct ie_plan *plan)
{
    return plan->timetable->use == IE_TIMETABLE_TO_AMEND ||
                   plan->timetable->use == IE_TIMETABLE_TO_FILL
               ? ie_fair_replan_ticks(plan->timetable->problem)
               : 0;
}

/* The problem with the names of a language. */
static int renamed(struct ie_plan *plan, const char *language, struct ie_arena *arena,
                   const struct ie_fair_problem **out, struct ie_error *err)
{
    const struct ie_fair_problem *p = plan->timetable->problem;
    struct ie_fair_problem *copy = IE_NEW(arena, struct ie_fair_problem);
    struct ie_fair_participant *people =
        IE_NEW_ARRAY(arena, struct ie_fair_participant, p->participant_count);
    struct ie_str *labels = IE_NEW_ARRAY(arena, struct ie_str, p->participant_count);
    struct ie_call call = {.arena = arena};

    if (!copy || !people || !labels)
        return ie_fail_nomem(err);
    int code = ie_timetable_labels(&call, plan->timetable, language, labels, err);
    if (code)
        return code;
    *copy = *p;
    copy->participants = people;
    for (uint32_t i = 0; i < p->participant_count; i++) {
        people[i] = p->participants[i];
        people[i].name = labels[i];
    }
    *out = copy;
    return 0;
}

static int word_conflict(struct ie_plan *plan, const struct ie_fair_conflict *conflict,
                         struct ie_arena *arena, struct ie_error *err)
{
    const struct ie_fair_problem *problems[8] = {NULL};
    int code = 0;

    for (size_t l = 0; ie_message_languages[l] && l < IE_COUNT(problems) && !code; l++)
        code = renamed(plan, ie_message_languages[l], arena, &problems[l], err);
    if (code)
        return code;
    plan->conflict = ie_fair_word_conflict(problems, conflict);
    return plan->conflict ? 0 : ie_fail_nomem(err);
}

static int explain(struct ie_plan *plan, const struct ie_solve_control *control,
                   struct ie_arena *arena, struct ie_error *err)
{
    const struct ie_fair_problem *p = plan->timetable->problem;
    struct ie_fair_conflict *conflict = NULL;
    int code = ie_fair_explain(p, PROOF_TICKS, control, arena, &conflict, err);

    if (code || !conflict || !conflict->proved)
        return code;
    if ((code = word_conflict(plan, conflict, arena, err)))
        return code;
    ie_fail(err, IE_INFEASIBLE, "schedule.conflict");
    ie_error_argi(err, "count", (int64_t)json_array_size(plan->conflict));
    return IE_INFEASIBLE;
}

int ie_plan_run(struct ie_plan *plan, const struct ie_solve_control *control,
                struct ie_arena *arena, struct ie_error *err)
{
    plan->seed = control ? control->seed : 0;
    int code =
        ie_fair_solve(plan->timetable->problem, control, arena, &plan->result, err);

    if (code == IE_INFEASIBLE || (!code && plan->result->status == IE_FAIR_UNKNOWN)) {
        struct ie_error why;
        int told = explain(plan, control, arena, &why);
        if (told && err)
            *err = why;
        if (told)
            return told;
    }
    return code;
}

/* ---- The summary ---- */

static const char *reason_name(const struct ie_timetable *t,
                               const struct ie_fair_output *r, uint32_t i)
{
    enum ie_fair_why why = (enum ie_fair_why)r->why[i];

    if (why == IE_FAIR_NEVER && t->screen[i].refused)
        return "refused";
    if (why == IE_FAIR_NO_COMMON_SLOT && t->screen[i].pending)
        return "screening";
    if (why == IE_FAIR_SOMEBODY_FULL)
        return t->pairs[i].size > 2               ? "member_full"
               : r->full[i] == t->pairs[i].who[0] ? "a_full"
                                                  : "b_full";
    return why == IE_FAIR_NO_PLACE ? "place_closed" : ie_fair_why_name(why);
}

static void put_unplaced(const struct ie_timetable *t,
                         const struct ie_fair_output *result, struct ie_json *json)
{
    ie_json_key(json, "unplaced");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->problem->meeting_count; i++) {
        const struct ie_fair_meeting *m = &t->pairs[i];
        if (result->at[i].slot >= 0)
            continue;
        ie_json_object(json);
        ie_json_kstr(json, "a", t->problem->participants[m->who[0]].id);
        ie_json_kstr(json, "b", t->problem->participants[m->who[1]].id);
        ie_timetable_put_others(t, i, json);
        ie_json_kint(json, "weight", m->weight);
        ie_json_kbool(json, "mutual", m->mutual);
        ie_json_key(json, "reason");
        ie_json_strz(json, reason_name(t, result, i));
        ie_json_end(json);
    }
    ie_json_end(json);
}

/* The bound is of the first level. When that is the value (in tenths where a move costs),
 * it bounds the value. */
static bool bounds_value(const struct ie_plan *plan, int64_t *bound)
{
    const struct ie_fair_level *first = &plan->timetable->problem->levels[0];

    if (!first->weight[IE_FAIR_VALUE])
        return false;
    *bound = plan->result->bound / first->weight[IE_FAIR_VALUE];
    return true;
}

/* Rounded so that it never claims too much: `share` down, distance up. */
static double percent(int64_t part, int64_t whole, bool up)
{
    double value = whole ? 1000.0 * (double)part / (double)whole : up ? 0.0 : 1000.0;

    return (up ? ceil(value) : floor(value)) / 10;
}

/* The level that the term counts in; NULL: in none. */
static const struct ie_fair_reach *reach_of(const struct ie_plan *plan,
                                            enum ie_fair_term term,
                                            const struct ie_fair_level **level)
{
    const struct ie_fair_problem *p = plan->timetable->problem;

    for (uint32_t k = 0; k < p->level_count; k++)
        if (p->levels[k].weight[term]) {
            *level = &p->levels[k];
            return &plan->result->reach[k];
        }
    return NULL;
}

static bool alone(const struct ie_fair_level *level, enum ie_fair_term term)
{
    for (int t = 0; t < IE_FAIR_TERMS; t++)
        if (t != (int)term && level->weight[t])
            return false;
    return true;
}

/* What the bound of its level says of the term by itself: the value is bounded whatever
 * moves cost in its level, what is better less only where it stands alone. */
static bool bounds_term(const struct ie_plan *plan, enum ie_fair_term term,
                        int64_t *bound, bool *proved)
{
    const struct ie_fair_level *level = NULL;
    const struct ie_fair_reach *reach = reach_of(plan, term, &level);

    if (!reach || (term != IE_FAIR_VALUE && !alone(level, term)))
        return false;
    *bound = term == IE_FAIR_VALUE ? reach->bound / level->weight[term]
                                   : -(reach->bound / level->weight[term]);
    *proved = reach->proved && alone(level, term);
    return true;
}

static void put_term(const struct ie_plan *plan, enum ie_fair_term term,
                     struct ie_json *json)
{
    int64_t value = plan->result->objective.term[term], bound = 0;
    bool proved = false, bounded = bounds_term(plan, term, &bound, &proved);
    bool more = term == IE_FAIR_VALUE;

    ie_json_object(json);
    ie_json_key(json, "name");
    ie_json_strz(json, ie_fair_term_name(term));
    ie_json_kint(json, "value", value);
    ie_json_key(json, "better");
    ie_json_strz(json, more ? "more" : "less");
    ie_json_key(json, "bound");
    if (bounded)
        ie_json_int(json, bound);
    else
        ie_json_null(json);
    ie_json_kbool(json, "proved", proved);
    ie_json_key(json, "percent");
    ie_json_double(json, bounded && more ? percent(value, bound, false) : (double)NAN);
    ie_json_end(json);
}

/* In the order in which they count. */
static void put_terms(const struct ie_plan *plan, struct ie_json *json)
{
    const struct ie_fair_problem *p = plan->timetable->problem;

    ie_json_key(json, "terms");
    ie_json_array(json);
    for (uint32_t k = 0; k < p->level_count; k++)
        for (int term = 0; term < IE_FAIR_TERMS; term++)
            if (p->levels[k].weight[term])
                put_term(plan, (enum ie_fair_term)term, json);
    ie_json_end(json);
}

/* What is best first, and how near it is: of a re-plan that is what is kept and moved. */
static void put_first(const struct ie_plan *plan, struct ie_json *json)
{
    const struct ie_fair_level *first = &plan->timetable->problem->levels[0];
    const struct ie_fair_output *r = plan->result;

    ie_json_key(json, "first");
    ie_json_object(json);
    ie_json_key(json, "terms");
    ie_json_object(json);
    for (int term = 0; term < IE_FAIR_TERMS; term++)
        if (first->weight[term])
            ie_json_kint(json, ie_fair_term_name((enum ie_fair_term)term),
                         first->weight[term]);
    ie_json_end(json);
    ie_json_kint(json, "reached", r->first);
    ie_json_kint(json, "bound", r->bound);
    ie_json_end(json);
}

void ie_plan_summary(const struct ie_call *call, const struct ie_plan *plan,
                     bool with_unplaced, struct ie_json *json)
{
    const struct ie_fair_output *r = plan->result;
    const int64_t *term = r->objective.term;
    bool proved = r->status == IE_FAIR_OPTIMAL;
    int64_t bound = 0;
    bool bounded = bounds_value(plan, &bound);
    char text[40];

    ie_json_object(json);
    ie_json_key(json, "status");
    ie_json_strz(json, proved ? "optimal" : "feasible");
    ie_json_kbool(json, "proved", proved);
    ie_json_kint(json, "weight", term[IE_FAIR_VALUE]);
    ie_json_key(json, "bound");
    if (bounded)
        ie_json_int(json, bound);
    else
        ie_json_null(json);
    ie_json_key(json, "at_most_from_best_percent");
    ie_json_double(json, bounded ? percent(bound - term[IE_FAIR_VALUE], bound, true)
                                 : (double)NAN);
    ie_json_kint(json, "placed", r->objective.held);
    ie_json_kint(json, "mutual", r->objective.mutual);
    ie_json_kint(json, "wished", plan->timetable->problem->meeting_count);
    ie_json_kint(json, "musts_out", r->objective.musts_out);
    ie_json_kint(json, "breaks", term[IE_FAIR_BREAKS]);
    ie_json_kint(json, "place_changes", term[IE_FAIR_PLACE_CHANGES]);
    ie_json_kint(json, "unserved", term[IE_FAIR_UNSERVED]);
    ie_json_kint(json, "balance", term[IE_FAIR_BALANCE]);
    put_terms(plan, json);
    put_first(plan, json);
    ie_json_key(json, "engine");
    ie_json_strz(json, ie_fair_version());
    ie_json_kint(json, "seed", (int64_t)plan->seed);
    ie_json_kint(json, "ticks", (int64_t)r->ticks);
    ie_json_key(json, "stopped");
    ie_json_strz(json, r->stopped == IE_OK ? "no" : ie_code_name(r->stopped));
    ie_moment_format(call->now, text);
    ie_json_key(json, "planned_at");
    ie_json_strz(json, text);
    ie_json_kstr(json, "planned_by", call->actor->by);
    if (with_unplaced)
        put_unplaced(plan->timetable, r, json);
    ie_json_end(json);
}
