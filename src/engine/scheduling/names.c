#include "engine/scheduling/scheduling.h"

const char *ie_scheduling_version(void)
{
    return "1";
}

int64_t ie_schedule_rank(const struct ie_schedule_input *input,
                         const struct ie_schedule_objective *objective)
{
    return 10 * objective->value - (int64_t)input->move_cost * objective->move_tenths;
}

int ie_schedule_compare(const struct ie_schedule_input *input,
                        const struct ie_schedule_objective *x,
                        const struct ie_schedule_objective *y)
{
    int64_t a = ie_schedule_rank(input, x), b = ie_schedule_rank(input, y);

    if (a != b)
        return a > b ? 1 : -1;
    if (x->unserved != y->unserved)
        return x->unserved < y->unserved ? 1 : -1;
    if (x->breaks != y->breaks)
        return x->breaks < y->breaks ? 1 : -1;
    if (x->place_changes != y->place_changes)
        return x->place_changes < y->place_changes ? 1 : -1;
    return 0;
}

const char *ie_schedule_rule_name(enum ie_schedule_rule rule)
{
    static const char *const names[IE_SCHEDULE_RULE_COUNT] = {
        [IE_SCHEDULE_RULE_A_AWAY] = "a_away",
        [IE_SCHEDULE_RULE_B_AWAY] = "b_away",
        [IE_SCHEDULE_RULE_A_BUSY] = "a_busy",
        [IE_SCHEDULE_RULE_B_BUSY] = "b_busy",
        [IE_SCHEDULE_RULE_A_DAY_CAP] = "a_day_cap",
        [IE_SCHEDULE_RULE_B_DAY_CAP] = "b_day_cap",
        [IE_SCHEDULE_RULE_A_CAP] = "a_cap",
        [IE_SCHEDULE_RULE_B_CAP] = "b_cap",
        [IE_SCHEDULE_RULE_PLACE_CLOSED] = "place_closed",
        [IE_SCHEDULE_RULE_PLACE_TAKEN] = "place_taken",
        [IE_SCHEDULE_RULE_PLACE_WRONG] = "place_wrong",
        [IE_SCHEDULE_RULE_PLACE_NONE] = "place_none",
        [IE_SCHEDULE_RULE_NOT_ALLOWED] = "not_allowed",
        [IE_SCHEDULE_RULE_REPEATED] = "repeated",
        [IE_SCHEDULE_RULE_LOCKED] = "locked",
    };

    return (unsigned)rule < IE_SCHEDULE_RULE_COUNT ? names[rule] : NULL;
}

int ie_schedule_conflict_fail(const struct ie_schedule_conflict *conflict,
                              struct ie_error *err)
{
    ie_fail(err, IE_INFEASIBLE, "schedule.locked_conflict");
    ie_error_arg(err, "rule",
                 ie_schedule_rule_name((enum ie_schedule_rule)conflict->rule));
    ie_error_argi(err, "meeting", conflict->meeting);
    ie_error_argi(err, "other", conflict->other);
    ie_error_argi(err, "slot", conflict->slot);
    return IE_INFEASIBLE;
}
