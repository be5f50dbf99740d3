/* Rules of what belongs to an event that look at more than one record. */
#include "service/event/party.h"
#include "service/record/check.h"
#include "store/schema_types.h"

static void not_there(struct ie_check *check, const char *path, struct ie_str id)
{
    struct ie_error *problem = ie_problem(check->problems, "record.field_ref", path);

    ie_error_arg(problem, "type", "participation");
    ie_error_argn(problem, "value", id.ptr ? id.ptr : "", id.len);
}

/* One participation that a list names must be of the event. */
static int check_one(struct ie_check *check, struct ie_str id, const char *path,
                     struct ie_error *err)
{
    struct ie_record *record = NULL;
    int code = ie_record_read(check->call->db, &check->reader, &ie_type_participation, id,
                              check->call->arena, &record, err);

    if (code == IE_NOT_FOUND)
        not_there(check, path, id);
    else if (!code && !ie_str_eq(ie_record_get(record, "event")->text,
                                 ie_check_value(check, "event")->text))
        ie_problem(check->problems, "record.other_event", path);
    return code == IE_NOT_FOUND ? 0 : code;
}

static int check_list(struct ie_check *check, const char *field, struct ie_error *err)
{
    const struct ie_value *value = ie_check_value(check, field);
    json_t *list = NULL, *item;
    char path[56];
    size_t i;
    int code = value->null ? 0 : ie_json_parse(value->text, &list, err);

    json_array_foreach(list, i, item) {
        if (code)
            break;
        snprintf(path, sizeof(path), "%s[%zu]", field, i);
        code = check_one(check, ie_str_z(json_string_value(item)), path, err);
    }
    json_decref(list);
    return code;
}

/* ---- The order of meetings ---- */

/* Marks all that must be after `id`, by going along the records until nothing is added:
 * O(precedences²) at worst, and there are few. */
static bool leads_to(const struct ie_list *all, struct ie_str from, struct ie_str to,
                     bool *reached)
{
    bool more = true;

    while (more) {
        more = false;
        for (size_t i = 0; i < all->count; i++) {
            struct ie_str before = ie_record_get(&all->at[i], "before")->text;
            bool on = ie_str_eq(before, from);
            for (size_t k = 0; k < all->count && !on; k++)
                on = reached[k] &&
                     ie_str_eq(ie_record_get(&all->at[k], "after")->text, before);
            if (!on || reached[i])
                continue;
            if (ie_str_eq(ie_record_get(&all->at[i], "after")->text, to))
                return true;
            reached[i] = more = true;
        }
    }
    return false;
}

/* First, then, and at last first again: all of these could never take place. */
static int check_circle(struct ie_check *check, struct ie_error *err)
{
    struct ie_list all;
    const struct ie_value *before = ie_check_value(check, "before"),
                          *after = ie_check_value(check, "after");
    int code;

    if (before->null || after->null || ie_check_value(check, "event")->null)
        return 0;
    code = ie_event_rows(check->call, &ie_type_precedence, "event",
                         ie_check_value(check, "event")->text, &all, err);
    if (code)
        return code;
    bool *reached = IE_NEW_ARRAY(check->call->arena, bool, all.count);
    if (!reached)
        return ie_fail_nomem(err);
    if (leads_to(&all, after->text, before->text, reached))
        ie_problem(check->problems, "precedence.circle", "after");
    return 0;
}

/* Nobody is in a group twice. */
static int check_others(struct ie_check *check, const char *one, const char *other,
                        struct ie_error *err)
{
    const struct ie_record record = {.type = check->type, .values = check->values};
    struct ie_party party = ie_party_of(&record);

    if (ie_check_value(check, "others")->null)
        return 0;
    for (uint32_t i = 2; i < party.size; i++) {
        char path[56];
        snprintf(path, sizeof(path), "others[%u]", i - 2);
        for (uint32_t k = 0; k < 2; k++)
            if (ie_str_eq(party.id[i], party.id[k]))
                ie_error_arg(ie_problem(check->problems, "record.field_same", path),
                             "first", k ? other : one);
    }
    return check_list(check, "others", err);
}

int ie_check_event_rules(struct ie_check *check, struct ie_error *err)
{
    if (check->type == &ie_type_session)
        return check_list(check, "participants", err);
    if (check->type == &ie_type_wish)
        return check_others(check, "from", "to", err);
    if (check->type == &ie_type_meeting)
        return check_others(check, "a", "b", err);
    if (check->type == &ie_type_precedence && !check->old)
        return check_circle(check, err);
    return 0;
}
