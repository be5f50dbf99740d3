#include "engine/scheduling/fair/fair.h"

const char *ie_fair_version(void)
{
    return "fair-1";
}

const char *ie_fair_term_name(enum ie_fair_term term)
{
    static const char *const names[] = {"value",  "kept",          "moves",  "fairness",
                                        "breaks", "place_changes", "balance"};

    return (unsigned)term < IE_COUNT(names) ? names[term] : NULL;
}

const char *ie_fair_why_name(enum ie_fair_why why)
{
    static const char *const names[] = {
        "held",         "never",          "no_common_slot",
        "no_place",     "no_interpreter", "somebody_full",
        "no_free_slot", "places_full",    "interpreters_full",
        "not_found"};

    return (unsigned)why < IE_COUNT(names) ? names[why] : NULL;
}

const char *ie_fair_rule_name(enum ie_fair_rule rule)
{
    static const char *const names[] = {"range",
                                        "away",
                                        "not_allowed",
                                        "busy",
                                        "rest",
                                        "walk",
                                        "day_cap",
                                        "cap",
                                        "place_none",
                                        "place_closed",
                                        "place_small",
                                        "place_wrong",
                                        "place_taken",
                                        "interpreter_none",
                                        "interpreter_away",
                                        "interpreter_wrong",
                                        "interpreter_taken",
                                        "never",
                                        "must",
                                        "locked",
                                        "order"};

    return (unsigned)rule < IE_COUNT(names) ? names[rule] : NULL;
}

int64_t ie_fair_level_of(const struct ie_fair_level *level,
                         const struct ie_fair_objective *objective)
{
    int64_t sum = (int64_t)level->weight[IE_FAIR_VALUE] * objective->term[IE_FAIR_VALUE];

    for (int t = IE_FAIR_VALUE + 1; t < IE_FAIR_TERMS; t++)
        sum -= (int64_t)level->weight[t] * objective->term[t];
    return sum;
}
