#include "service/event/timetable.h"

#include "base/json.h"
#include "service/account/authorise.h"
#include "service/event/timetable_fit.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

enum act { MOVE, LOCK, UNLOCK, FORBID };

struct move {
    struct ie_timetable *timetable;
    uint32_t meeting; /* index in the problem */
    enum act act;
    struct ie_fair_place_at to;
    struct ie_fair_place_at *after; /* [meetings] */
    struct ie_fair_verdict *before_verdict, *after_verdict;
};

static int no_meeting(struct ie_error *err, struct ie_str id)
{
    ie_fail(err, IE_NOT_FOUND, "record.not_found");
    ie_error_arg(err, "type", "meeting");
    ie_error_argn(err, "id", id.ptr ? id.ptr : "", id.len);
    return IE_NOT_FOUND;
}

static int bad_slot(int64_t slot, struct ie_error *err)
{
    ie_fail(err, IE_INPUT, "timetable.slot");
    ie_error_argi(err, "value", slot);
    ie_error_at(err, NULL, 0, 0, "slot");
    return IE_INPUT;
}

static int act_of(struct ie_str name, enum act *act, struct ie_error *err)
{
    static const char *const names[] = {"move", "lock", "unlock", "forbid"};

    *act = MOVE;
    for (size_t i = 0; i < IE_COUNT(names); i++)
        if (ie_str_eqz(name, names[i])) {
            *act = (enum act)i;
            return 0;
        }
    if (!name.len)
        return 0;
    ie_fail(err, IE_INPUT, "meeting.action");
    ie_error_argn(err, "action", name.ptr, name.len);
    ie_error_at(err, NULL, 0, 0, "action");
    return IE_INPUT;
}

/* Where it would be: with a free place and an interpreter if it needs one. */
static int place_it(struct ie_call *call, struct move *move, int64_t slot,
                    struct ie_str place, struct ie_error *err)
{
    struct ie_timetable *t = move->timetable;
    struct ie_fit fit;
    int code = ie_fit_init(t, t->at, call->arena, &fit, err);

    move->to = (struct ie_fair_place_at){(int32_t)slot, IE_FAIR_NONE, IE_FAIR_NONE};
    if (code || slot < 0)
        return code;
    ie_fit_count(&fit, move->meeting, -1);
    if (place.len) {
        move->to.place = (int32_t)ie_timetable_place(t, place);
        if (move->to.place < 0) {
            ie_fail(err, IE_INPUT, "timetable.place");
            ie_error_at(err, NULL, 0, 0, "place");
            return IE_INPUT;
        }
    } else if (t->places.count) {
        move->to.place = ie_fit_place(&fit, move->meeting, move->to.slot);
    }
    if (ie_fit_needs_interpreter(t->problem, &t->pairs[move->meeting]))
        move->to.interpreter = ie_fit_interpreter(&fit, move->meeting, move->to.slot);
    return 0;
}

/* Moves are the officer's, so the check looks with the office's eyes: another's meeting
 * in the way must count. */
static int try_move(struct ie_call *call, struct ie_str event,
                    const struct ie_timetable_act *act, struct move *move,
                    struct ie_error *err)
{
    struct ie_timetable *t = NULL;
    int code = ie_timetable_load(call, event, IE_TIMETABLE_AS_IT_STANDS, &t, err);

    if (!code)
        code = ie_event_require_officer(call, t->event, err);
    if (!code)
        code = act_of(act->action, &move->act, err);
    if (code)
        return code;
    int64_t at = ie_timetable_meeting(t, act->meeting);
    if (at < 0)
        return no_meeting(err, act->meeting);
    if (act->slot < -1 || act->slot >= (int64_t)t->slots.count)
        return bad_slot(act->slot, err);
    uint32_t n = t->problem->meeting_count;
    move->timetable = t;
    move->meeting = (uint32_t)at;
    move->after = IE_NEW_ARRAY(call->arena, struct ie_fair_place_at, n);
    if (!move->after)
        return ie_fail_nomem(err);
    memcpy(move->after, t->at, n * sizeof(*t->at));
    if (move->act == LOCK || move->act == UNLOCK)
        move->to = t->at[at]; /* stays where it is: nothing changes now */
    else if (move->act == FORBID && act->slot >= 0 && act->slot != t->at[at].slot)
        move->to = t->at[at]; /* a time that it is not at */
    else
        code =
            place_it(call, move, move->act == FORBID ? -1 : act->slot, act->place, err);
    if (code)
        return code;
    if ((code =
             ie_fair_check(t->problem, t->at, call->arena, &move->before_verdict, err)))
        return code;
    move->after[at] = move->to;
    if (move->act == FORBID && t->pairs[at].hold == IE_FAIR_LOCKED)
        t->pairs[at].hold = IE_FAIR_FREE; /* forbidding unlocks */
    return ie_fair_check(t->problem, move->after, call->arena, &move->after_verdict, err);
}

/* ---- What stands against it ---- */

static const char *kind_of(enum ie_fair_rule rule)
{
    static const char *const kinds[] = {
        [IE_FAIR_RULE_RANGE] = "range",
        [IE_FAIR_RULE_AWAY] = "participant_absent",
        [IE_FAIR_RULE_ALLOWED] = "not_allowed",
        [IE_FAIR_RULE_BUSY] = "participant_busy",
        [IE_FAIR_RULE_REST] = "participant_rest",
        [IE_FAIR_RULE_WALK] = "participant_walk",
        [IE_FAIR_RULE_DAY_CAP] = "participant_full",
        [IE_FAIR_RULE_CAP] = "participant_full",
        [IE_FAIR_RULE_PLACE_NONE] = "place_none",
        [IE_FAIR_RULE_PLACE_CLOSED] = "place_closed",
        [IE_FAIR_RULE_PLACE_SMALL] = "place_small",
        [IE_FAIR_RULE_PLACE_WRONG] = "place_fixed",
        [IE_FAIR_RULE_PLACE_TAKEN] = "place_busy",
        [IE_FAIR_RULE_INTERPRETER_NONE] = "interpreter_none",
        [IE_FAIR_RULE_INTERPRETER_AWAY] = "interpreter_absent",
        [IE_FAIR_RULE_INTERPRETER_WRONG] = "interpreter_wrong",
        [IE_FAIR_RULE_INTERPRETER_TAKEN] = "interpreter_busy",
        [IE_FAIR_RULE_NEVER] = "never",
        [IE_FAIR_RULE_MUST] = "must",
        [IE_FAIR_RULE_LOCKED] = "locked",
        [IE_FAIR_RULE_ORDER] = "order"};

    return kinds[rule];
}

static bool was_before(const struct move *move, const struct ie_fair_fault *fault)
{
    for (uint32_t i = 0; i < move->before_verdict->fault_count; i++) {
        const struct ie_fair_fault *old = &move->before_verdict->faults[i];
        if (old->rule == fault->rule && old->meeting == fault->meeting &&
            old->who == fault->who)
            return true;
    }
    return false;
}

/* A must that is taken off is the officer's own decision; what was wrong before and has
 * nothing to do with this meeting is not its fault. */
static bool counts(const struct move *move, const struct ie_fair_fault *fault)
{
    bool involved =
        fault->meeting == move->meeting || fault->other == (int32_t)move->meeting;

    if (fault->rule == IE_FAIR_RULE_MUST)
        return false;
    if (involved)
        return move->to.slot >= 0 || fault->rule == IE_FAIR_RULE_LOCKED;
    return !was_before(move, fault);
}

static bool repeats(const struct move *move)
{
    const struct ie_timetable *t = move->timetable;
    const struct ie_fair_meeting *m = &t->pairs[move->meeting];

    for (uint32_t i = 0; move->to.slot >= 0 && i < t->problem->meeting_count; i++)
        if (i != move->meeting && move->after[i].slot >= 0 &&
            t->pairs[i].who[0] == m->who[0] && t->pairs[i].who[1] == m->who[1])
            return true;
    return false;
}

static uint32_t conflict_count(const struct move *move)
{
    uint32_t n = repeats(move);

    for (uint32_t i = 0; i < move->after_verdict->fault_count; i++)
        n += counts(move, &move->after_verdict->faults[i]);
    return n;
}

static void put_conflict(const struct move *move, const char *kind, int32_t who,
                         int32_t other, struct ie_json *json)
{
    const struct ie_timetable *t = move->timetable;

    ie_json_object(json);
    ie_json_key(json, "kind");
    ie_json_strz(json, kind);
    ie_json_kstr(json, "who",
                 who < 0 ? IE_STR_NONE
                         : ie_id_str(&t->participants[who].participation->id));
    ie_json_kstr(json, "label",
                 who < 0 ? IE_STR_NONE : ie_timetable_label(t, (uint32_t)who));
    ie_json_kstr(json, "other",
                 other < 0 ? IE_STR_NONE
                           : ie_id_str(&t->meetings.at[t->record[other]].id));
    ie_json_end(json);
}

/* The rule, or what lies behind it: a session that takes the time, a ruling to wait for. */
static const char *told_as(const struct move *move, const struct ie_fair_fault *f)
{
    const struct ie_timetable *t = move->timetable;
    int32_t slot = move->after[f->meeting].slot;
    const uint64_t *taken =
        f->rule == IE_FAIR_RULE_AWAY && f->who >= 0 ? t->taken[f->who] : NULL;

    if (taken && slot >= 0 && (taken[slot / 64] >> (slot % 64) & 1))
        return "in_session";
    if (f->rule == IE_FAIR_RULE_ALLOWED && slot >= 0 && t->screen[f->meeting].pending &&
        t->slots.at[slot].starts_at < t->screen[f->meeting].not_before)
        return "screening";
    if (f->rule == IE_FAIR_RULE_NEVER && t->screen[f->meeting].refused)
        return "refused";
    return kind_of((enum ie_fair_rule)f->rule);
}

static void put_conflicts(const struct move *move, struct ie_json *json)
{
    ie_json_key(json, "conflicts");
    ie_json_array(json);
    for (uint32_t i = 0; i < move->after_verdict->fault_count; i++) {
        const struct ie_fair_fault *f = &move->after_verdict->faults[i];
        if (!counts(move, f))
            continue;
        int32_t other = f->meeting == move->meeting ? f->other : (int32_t)f->meeting;
        put_conflict(move, told_as(move, f), f->who, other, json);
    }
    if (repeats(move))
        put_conflict(move, "repeated", IE_FAIR_NONE, IE_FAIR_NONE, json);
    ie_json_end(json);
}

static void put_terms(const struct move *move, struct ie_json *json)
{
    const int64_t *before = move->before_verdict->objective.term;
    const int64_t *after = move->after_verdict->objective.term;

    ie_json_key(json, "effect");
    ie_json_object(json);
    ie_json_kint(json, "weight", after[IE_FAIR_VALUE] - before[IE_FAIR_VALUE]);
    ie_json_kint(json, "breaks", after[IE_FAIR_BREAKS] - before[IE_FAIR_BREAKS]);
    ie_json_kint(json, "place_changes",
                 after[IE_FAIR_PLACE_CHANGES] - before[IE_FAIR_PLACE_CHANGES]);
    ie_json_end(json);
    ie_json_key(json, "terms");
    ie_json_array(json);
    for (int term = 0; term < IE_FAIR_TERMS; term++) {
        if (term == IE_FAIR_LOST || term == IE_FAIR_MOVES)
            continue;
        ie_json_object(json);
        ie_json_key(json, "name");
        ie_json_strz(json, ie_fair_term_name((enum ie_fair_term)term));
        ie_json_kint(json, "before", before[term]);
        ie_json_kint(json, "after", after[term]);
        ie_json_key(json, "better");
        ie_json_strz(json, term == IE_FAIR_VALUE ? "more" : "less");
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_move(const struct move *move, struct ie_json *json)
{
    const struct ie_timetable *t = move->timetable;

    put_conflicts(move, json);
    put_terms(move, json);
    ie_json_kstr(json, "place",
                 move->to.place < 0 ? IE_STR_NONE
                                    : ie_id_str(&t->places.at[move->to.place].id));
    ie_json_kstr(json, "interpreter",
                 move->to.interpreter < 0
                     ? IE_STR_NONE
                     : ie_id_str(&t->interpreters.at[move->to.interpreter].id));
}

int ie_timetable_check_json(struct ie_call *call, struct ie_str event,
                            const struct ie_timetable_act *act, struct ie_json *json,
                            struct ie_error *err)
{
    struct move move = {0};
    int code = try_move(call, event, act, &move, err);

    if (code)
        return code;
    ie_json_object(json);
    put_move(&move, json);
    ie_json_end(json);
    return 0;
}

/* ---- Doing it ---- */

static void take_off(struct ie_value *values)
{
    const struct ie_type *type = &ie_type_meeting;

    ie_values_null(type, values, "starts_at");
    ie_values_null(type, values, "ends_at");
    ie_values_null(type, values, "place");
    ie_values_null(type, values, "interpreter");
    ie_values_text(type, values, "status", IE_STR("proposed"));
}

static int write_move(struct ie_call *call, const struct move *move, int64_t expected,
                      int64_t *revision, struct ie_error *err)
{
    const struct ie_timetable *t = move->timetable;
    const struct ie_record *meeting = &t->meetings.at[t->record[move->meeting]];
    const struct ie_type *type = &ie_type_meeting;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_value *values = ie_values_of(call->arena, meeting);
    const struct ie_fair_place_at *to = &move->to;

    if (!values)
        return ie_fail_nomem(err);
    if (to->slot < 0) {
        take_off(values);
    } else {
        ie_values_int(type, values, "starts_at", t->slots.at[to->slot].starts_at);
        ie_values_int(type, values, "ends_at", t->slots.at[to->slot].ends_at);
        ie_values_text(type, values, "place",
                       to->place < 0 ? IE_STR_NONE
                                     : ie_id_str(&t->places.at[to->place].id));
        ie_values_text(type, values, "interpreter",
                       to->interpreter < 0
                           ? IE_STR_NONE
                           : ie_id_str(&t->interpreters.at[to->interpreter].id));
        /* A confirmation was for the old time. */
        ie_values_text(type, values, "status", IE_STR("planned"));
    }
    return ie_record_revise(call->db, &writer, type, ie_id_str(&meeting->id), expected,
                            values, revision, err);
}

int ie_timetable_move(struct ie_call *call, struct ie_str event,
                      const struct ie_timetable_act *act, int64_t expected,
                      struct ie_json *json, bool *moved, struct ie_error *err)
{
    struct move move = {0};
    int64_t revision = 0;
    int code = try_move(call, event, act, &move, err);

    if (code)
        return code;
    bool may = conflict_count(&move) == 0;
    if (may)
        code = write_move(call, &move, expected, &revision, err);
    if (code)
        return code;
    ie_json_object(json);
    put_move(&move, json);
    ie_json_kbool(json, "moved", may);
    if (may)
        ie_json_kint(json, "revision", revision);
    ie_json_end(json);
    *moved = may;
    return 0;
}
