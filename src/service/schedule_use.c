#include "service/schedule_use.h"

#include "base/json.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

int ie_schedule_prepare(struct ie_call *call, struct ie_str event, bool replan,
                        struct ie_schedule_plan **out, struct ie_error *err)
{
    struct ie_schedule_plan *plan = IE_NEW(call->arena, struct ie_schedule_plan);
    int code;

    if (!plan)
        return ie_fail_nomem(err);
    plan->replan = replan;
    code = ie_timetable_load(call, event,
                             replan ? IE_TIMETABLE_TO_REPLAN : IE_TIMETABLE_TO_PLAN,
                             &plan->timetable, err);
    if (!code)
        code = ie_event_require_officer(call, plan->timetable->event, err);
    if (!code)
        *out = plan;
    return code;
}

static struct ie_str label_of(const struct ie_timetable *t, uint32_t participant)
{
    const struct ie_record *organisation = t->participants[participant].organisation;

    return organisation ? ie_record_get(organisation, "name")->text : IE_STR("?");
}

/* The engine numbers meetings; a person knows firms. */
static int locked_clash(const struct ie_schedule_plan *plan, struct ie_arena *arena,
                        struct ie_error *err)
{
    const struct ie_timetable *t = plan->timetable;
    struct ie_schedule_conflict conflict;
    bool found = false;
    int code = ie_schedule_locked_conflict(&t->input, arena, &conflict, &found, err);

    if (code)
        return code;
    if (!found)
        return ie_fail(err, IE_INTERNAL, "schedule.unexplained");
    const struct ie_schedule_meeting *m = &t->input.meetings[conflict.meeting];
    struct ie_str a = label_of(t, m->a), b = label_of(t, m->b);
    ie_fail(err, IE_INFEASIBLE, "schedule.locked_clash");
    ie_error_arg(err, "rule",
                 ie_schedule_rule_name((enum ie_schedule_rule)conflict.rule));
    ie_error_argn(err, "one", a.ptr, a.len);
    ie_error_argn(err, "other", b.ptr, b.len);
    return IE_INFEASIBLE;
}

int ie_schedule_run(struct ie_schedule_plan *plan, const struct ie_solve_control *control,
                    struct ie_arena *arena, struct ie_error *err)
{
    plan->seed = control ? control->seed : 0;
    int code =
        ie_schedule_solve(&plan->timetable->input, control, arena, &plan->result, err);

    return code == IE_INFEASIBLE ? locked_clash(plan, arena, err) : code;
}

static const char *reason_name(enum ie_schedule_reason reason)
{
    switch (reason) {
    case IE_SCHEDULE_PLACED:
        return "placed";
    case IE_SCHEDULE_REPEATED:
        return "repeated";
    case IE_SCHEDULE_NO_COMMON_SLOT:
        return "no_common_slot";
    case IE_SCHEDULE_PLACE_CLOSED:
        return "place_closed";
    case IE_SCHEDULE_A_FULL:
        return "a_full";
    case IE_SCHEDULE_B_FULL:
        return "b_full";
    case IE_SCHEDULE_NO_FREE_SLOT:
        return "no_free_slot";
    case IE_SCHEDULE_PLACES_FULL:
        return "places_full";
    case IE_SCHEDULE_NOT_FOUND:
        return "not_found";
    }
    IE_BUG("a reason that the scheduling engine does not have");
}

static bool same_meeting(const struct ie_schedule_meeting *x,
                         const struct ie_schedule_meeting *y)
{
    return x->a == y->a && x->b == y->b && x->hold == y->hold && x->slot == y->slot &&
           x->place == y->place;
}

/* The records as they are now must still be those that were planned for: the same people,
 * pairs and holds. A new wish or a changed text does not matter. */
static int still_holds(struct ie_call *call, const struct ie_schedule_plan *plan,
                       struct ie_timetable **now, struct ie_error *err)
{
    const struct ie_timetable *then = plan->timetable;
    struct ie_schedule_verdict *verdict;
    struct ie_timetable *t;
    int code = ie_timetable_load(
        call, ie_id_str(&then->event->id),
        plan->replan ? IE_TIMETABLE_TO_REPLAN : IE_TIMETABLE_TO_PLAN, &t, err);

    if (code)
        return code;
    bool same = t->participant_count == then->participant_count &&
                t->places.count == then->places.count &&
                t->input.meeting_count == then->input.meeting_count &&
                t->slots.count == then->slots.count;
    for (uint32_t i = 0; same && i < t->participant_count; i++)
        same = strcmp(t->participants[i].participation->id.text,
                      then->participants[i].participation->id.text) == 0;
    for (size_t i = 0; same && i < t->places.count; i++)
        same = strcmp(t->places.at[i].id.text, then->places.at[i].id.text) == 0;
    for (uint32_t i = 0; same && i < t->input.meeting_count; i++)
        same = same_meeting(&t->input.meetings[i], &then->input.meetings[i]);
    if (same) {
        code = ie_schedule_check(&t->input, plan->result->placements, call->arena,
                                 &verdict, err);
        if (code)
            return code;
        same = verdict->conflict_count == 0;
    }
    if (!same)
        return ie_fail(err, IE_CONFLICT, "schedule.changed_meanwhile");
    *now = t;
    return 0;
}

static int store_meeting(struct ie_call *call, const struct ie_timetable *t, uint32_t i,
                         const struct ie_schedule_placement *at, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_meeting;
    const struct ie_schedule_meeting *m = &t->input.meetings[i];
    struct ie_writer writer = ie_call_writer(call);
    const struct ie_record *old = t->record[i] < 0 ? NULL : &t->meetings.at[t->record[i]];
    struct ie_value *values =
        old ? ie_values_of(call->arena, old) : ie_values_new(call->arena, type);
    struct ie_id id = {0};
    int64_t revision;

    if (!values)
        return ie_fail_nomem(err);
    if (old && m->hold == IE_SCHEDULE_BEGUN)
        return 0;
    if (at->slot < 0) /* what was planned and fits no more goes; its history stays */
        return old && t->placements[i].slot >= 0
                   ? ie_record_delete(call->db, &writer, type, ie_id_str(&old->id), 0,
                                      err)
                   : 0;
    bool stays =
        old && t->placements[i].slot == at->slot && t->placements[i].place == at->place;
    ie_values_text(type, values, "event", ie_id_str(&t->event->id));
    ie_values_text(type, values, "a",
                   ie_id_str(&t->participants[m->a].participation->id));
    ie_values_text(type, values, "b",
                   ie_id_str(&t->participants[m->b].participation->id));
    ie_values_int(type, values, "starts_at", t->slots.at[at->slot].starts_at);
    ie_values_int(type, values, "ends_at", t->slots.at[at->slot].ends_at);
    ie_values_text(type, values, "place",
                   at->place < 0 ? IE_STR_NONE : ie_id_str(&t->places.at[at->place].id));
    if (!stays)
        ie_values_text(type, values, "status", IE_STR("planned"));
    if (!old)
        ie_values_int(type, values, "locked", 0);
    ie_values_int(type, values, "weight", m->weight);
    ie_values_int(type, values, "mutual", m->mutual);
    if (old)
        return ie_record_revise(call->db, &writer, type, ie_id_str(&old->id), 0, values,
                                &revision, err);
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &id, err);
}

static void put_unplaced(const struct ie_timetable *t,
                         const struct ie_schedule_output *result, struct ie_json *json)
{
    ie_json_key(json, "unplaced");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->input.meeting_count; i++) {
        const struct ie_schedule_meeting *m = &t->input.meetings[i];
        if (result->placements[i].slot >= 0)
            continue;
        ie_json_object(json);
        ie_json_kstr(json, "a", ie_id_str(&t->participants[m->a].participation->id));
        ie_json_kstr(json, "b", ie_id_str(&t->participants[m->b].participation->id));
        ie_json_kint(json, "weight", m->weight);
        ie_json_kbool(json, "mutual", m->mutual);
        ie_json_key(json, "reason");
        ie_json_strz(json, reason_name((enum ie_schedule_reason)result->reasons[i]));
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_plan(const struct ie_call *call, const struct ie_schedule_plan *plan,
                     const struct ie_timetable *t, struct ie_json *json)
{
    const struct ie_schedule_output *r = plan->result;
    char text[40];

    ie_json_object(json);
    ie_json_key(json, "status");
    ie_json_strz(json, r->status == IE_SCHEDULE_OPTIMAL ? "optimal" : "feasible");
    ie_json_kint(json, "weight", r->objective.value);
    ie_json_kint(json, "bound", r->bound);
    ie_json_kint(json, "placed", r->objective.placed);
    ie_json_kint(json, "mutual", r->objective.mutual);
    ie_json_kint(json, "wished", t->input.meeting_count);
    ie_json_kint(json, "breaks", r->objective.breaks);
    ie_json_kint(json, "place_changes", r->objective.place_changes);
    ie_json_kint(json, "unserved", r->objective.unserved);
    ie_json_key(json, "engine");
    ie_json_strz(json, ie_scheduling_version());
    ie_json_kint(json, "seed", (int64_t)plan->seed);
    ie_json_kint(json, "ticks", (int64_t)r->ticks);
    ie_json_key(json, "stopped");
    ie_json_strz(json, r->stopped == IE_OK ? "no" : ie_code_name(r->stopped));
    ie_moment_format(call->now, text);
    ie_json_key(json, "planned_at");
    ie_json_strz(json, text);
    ie_json_kstr(json, "planned_by", call->actor->by);
    put_unplaced(t, r, json);
    ie_json_end(json);
}

static int store_plan(struct ie_call *call, const struct ie_timetable *t,
                      struct ie_str plan, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_event;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_value *values = ie_values_of(call->arena, t->event);
    struct ie_str status = ie_record_get(t->event, "status")->text;
    int64_t revision;

    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "timetable", plan);
    if (ie_str_eqz(status, "draft") || ie_str_eqz(status, "open"))
        ie_values_text(type, values, "status", IE_STR("planned"));
    return ie_record_revise(call->db, &writer, type, ie_id_str(&t->event->id), 0, values,
                            &revision, err);
}

int ie_schedule_store(struct ie_call *call, struct ie_schedule_plan *plan,
                      struct ie_json *json, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json text = ie_json_into(&out);
    struct ie_timetable *t = NULL;
    int code = still_holds(call, plan, &t, err);

    for (uint32_t i = 0; !code && i < t->input.meeting_count; i++)
        code = store_meeting(call, t, i, &plan->result->placements[i], err);
    if (code)
        goto out;
    put_plan(call, plan, t, &text);
    code = ie_buf_check(&out, err);
    if (!code)
        code = store_plan(call, t, ie_buf_str(&out), err);
    if (!code)
        ie_json_raw(json, ie_buf_str(&out));
out:
    ie_buf_release(&out);
    return code;
}
