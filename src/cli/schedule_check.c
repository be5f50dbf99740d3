/* ieum schedule --check FILE.dzn SOL.json: reads a timetable back and judges it. */
#include <errno.h>

#include "base/message.h"
#include "cli/schedule_dzn.h"

enum { TIMETABLE_BYTES = 16 << 20, SHOWN = 20 };

static int refuse(struct ie_error *err, const char *id, const char *path, int64_t meeting)
{
    ie_fail(err, IE_INPUT, id);
    ie_error_argi(err, "meeting", meeting);
    ie_error_at(err, path, 0, 0, "meetings");
    return IE_INPUT;
}

/* A whole number from 1 to `most` under `key`, made one to count from 0. */
static bool take(const json_t *object, const char *key, uint32_t most, int32_t *value)
{
    const json_t *number = json_object_get(object, key);

    if (!json_is_integer(number) || json_integer_value(number) < 1 ||
        json_integer_value(number) > most)
        return false;
    *value = (int32_t)(json_integer_value(number) - 1);
    return true;
}

static int take_meetings(const json_t *list, const char *path,
                         const struct ie_exact_problem *problem,
                         struct ie_cli_timetable *timetable, struct ie_error *err)
{
    const json_t *row;
    size_t i;

    json_array_foreach(list, i, row) {
        int32_t meeting, slot;
        if (!take(row, "meeting", problem->meeting_count, &meeting))
            return refuse(err, "timetable.no_meeting", path, (int64_t)i + 1);
        if (timetable->slots[meeting] != IE_EXACT_NONE)
            return refuse(err, "timetable.twice", path, meeting + 1);
        if (!take(row, "slot", problem->slot_count, &slot))
            return refuse(err, "timetable.no_slot", path, meeting + 1);
        timetable->slots[meeting] = slot;
        if (json_object_get(row, "place") &&
            !take(row, "place", problem->place_count, &timetable->places[meeting]))
            return refuse(err, "timetable.no_place", path, meeting + 1);
    }
    return 0;
}

static int take_timetable(const json_t *root, const char *path,
                          const struct ie_exact_problem *problem,
                          struct ie_cli_timetable *timetable, struct ie_error *err)
{
    const json_t *list = json_object_get(root, "meetings");
    const json_t *breaks = json_object_get(root, "breaks");

    if (!json_is_array(list)) {
        ie_fail(err, IE_INPUT, "timetable.no_meetings");
        ie_error_at(err, path, 0, 0, "meetings");
        return IE_INPUT;
    }
    timetable->breaks = json_is_integer(breaks) ? json_integer_value(breaks) : -1;
    return take_meetings(list, path, problem, timetable, err);
}

int ie_cli_read_timetable(const char *path, const struct ie_exact_problem *problem,
                          struct ie_arena *arena, struct ie_cli_timetable *timetable,
                          struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;
    json_t *root = NULL;
    int code = ie_cli_read_file(path, TIMETABLE_BYTES, &text, err);

    timetable->slots = IE_NEW_ARRAY(arena, int32_t, problem->meeting_count + 1);
    timetable->places = IE_NEW_ARRAY(arena, int32_t, problem->meeting_count + 1);
    if (!code && (!timetable->slots || !timetable->places))
        code = ie_fail_nomem(err);
    if (!code && (code = ie_json_parse(ie_buf_str(&text), &root, err)))
        ie_error_at(err, path, 0, 0, NULL);
    if (!code) {
        for (uint32_t m = 0; m < problem->meeting_count; m++)
            timetable->slots[m] = timetable->places[m] = IE_EXACT_NONE;
        code = take_timetable(root, path, problem, timetable, err);
    }
    json_decref(root);
    ie_buf_release(&text);
    return code;
}

/* ---- judging ---- */

static void add_violation(struct ie_json *json, const char *rule, int64_t meeting,
                          int64_t other, int64_t participant, int64_t slot)
{
    ie_json_object(json);
    ie_json_key(json, "rule");
    ie_json_strz(json, rule);
    if (meeting >= 0)
        ie_json_kint(json, "meeting", meeting + 1);
    if (other >= 0)
        ie_json_kint(json, "other", other + 1);
    if (participant >= 0)
        ie_json_kint(json, "participant", participant + 1);
    if (slot >= 0)
        ie_json_kint(json, "slot", slot + 1);
    ie_json_end(json);
}

/* Two meetings of a slot at one place: tables are no matter of the engine's checker. */
static uint32_t add_places(struct ie_json *json, const struct ie_exact_problem *problem,
                           const struct ie_cli_timetable *timetable)
{
    uint32_t clashes = 0;

    for (uint32_t m = 0; m < problem->meeting_count; m++)
        for (uint32_t o = 0; o < m && timetable->places[m] != IE_EXACT_NONE; o++)
            if (timetable->places[o] == timetable->places[m] &&
                timetable->slots[o] == timetable->slots[m]) {
                add_violation(json, "same_place", m, o, IE_EXACT_NONE,
                              timetable->slots[m]);
                clashes++;
                break;
            }
    return clashes;
}

static void tell(const struct ie_cli *cli, const json_t *violations)
{
    const json_t *violation;
    size_t i;

    json_array_foreach(violations, i, violation) {
        struct ie_buf line = IE_BUF_INIT;
        char id[56];
        if (i == SHOWN)
            break;
        snprintf(id, sizeof(id), "timetable.rule_%s",
                 json_string_value(json_object_get(violation, "rule")));
        ie_message_filled(cli->language, id, violation, &line);
        fprintf(stderr, "%.*s\n", IE_STR_ARG(ie_buf_str(&line)));
        ie_buf_release(&line);
    }
}

static int judge(struct ie_cli *cli, const struct ie_exact_problem *problem,
                 const struct ie_cli_timetable *timetable, struct ie_buf *out,
                 uint32_t *count, uint32_t *breaks, struct ie_error *err)
{
    struct ie_exact_verdict verdict;
    struct ie_json json = ie_json_into(out);
    int code = ie_exact_check(problem, timetable->slots, &cli->arena, &verdict, err);

    if (code)
        return code;
    ie_json_object(&json);
    ie_json_key(&json, "violations");
    ie_json_array(&json);
    for (uint32_t i = 0; i < verdict.violation_count; i++) {
        const struct ie_exact_violation *v = &verdict.violations[i];
        add_violation(&json, ie_exact_rule_name((enum ie_exact_rule)v->rule), v->meeting,
                      v->other, v->participant, v->slot);
    }
    *count = verdict.violation_count + add_places(&json, problem, timetable);
    if (timetable->breaks >= 0 && timetable->breaks != verdict.break_total) {
        add_violation(&json, "breaks", IE_EXACT_NONE, IE_EXACT_NONE, IE_EXACT_NONE,
                      IE_EXACT_NONE);
        ++*count;
    }
    ie_json_end(&json);
    ie_json_kint(&json, "breaks", verdict.break_total);
    ie_json_kint(&json, "fewest", verdict.break_least);
    ie_json_kint(&json, "most", verdict.break_most);
    ie_json_kbool(&json, "valid", *count == 0);
    ie_json_end(&json);
    *breaks = verdict.break_total;
    return ie_buf_check(out, err);
}

int ie_cli_check_dzn(struct ie_cli *cli, const char *instance, const char *path,
                     struct ie_error *err)
{
    struct ie_exact_problem problem;
    struct ie_cli_timetable timetable;
    struct ie_buf out = IE_BUF_INIT;
    json_t *root = NULL;
    uint32_t count = 0, breaks = 0;
    char number[16];
    int code = ie_cli_read_dzn(cli, instance, &problem, err);

    if (!code)
        code = ie_cli_read_timetable(path, &problem, &cli->arena, &timetable, err);
    if (!code)
        code = judge(cli, &problem, &timetable, &out, &count, &breaks, err);
    if (!code && cli->json)
        ie_cli_json(cli, ie_buf_str(&out));
    if (!code && count)
        code = ie_json_parse(ie_buf_str(&out), &root, err);
    if (!code && count) {
        if (!cli->json)
            tell(cli, json_object_get(root, "violations"));
        code = ie_fail(err, IE_INPUT, "timetable.broken");
        ie_error_argi(err, "count", count);
        ie_error_at(err, path, 0, 0, NULL);
    } else if (!code) {
        snprintf(number, sizeof(number), "%u", breaks);
        ie_cli_say(cli, "cli.timetable_valid", "breaks", number, NULL);
    }
    json_decref(root);
    ie_buf_release(&out);
    return code;
}
