/*
 * ieum schedule --event CODE [--replan] [--time S]    an event of the store
 * ieum schedule FILE.dzn …                            schedule_dzn.h
 * ieum schedule FILE.json …                           schedule_fair.h
 */
#include <jansson.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/schedule_dzn.h"
#include "cli/schedule_fair.h"

const struct ie_option ie_schedule_options[] = {
    {"event", "CODE", ""},    {"replan", NULL, NULL}, {"ticks", "N", "0"},
    {"time", "SECONDS", "0"}, {"check", NULL, NULL},  {"fairness", "D", "2"},
    {"out", "FILE", ""},      {"proof", "FILE", ""},  {"check-proof", NULL, NULL},
    {"bench", NULL, NULL},    {NULL, NULL, NULL}};

/* Why there is none, a sentence a line. */
static void say_conflict(struct ie_cli *cli, const json_t *result)
{
    const json_t *row;
    size_t i;

    json_array_foreach(json_object_get(result, "conflict"), i, row) {
        struct ie_str line = ie_json_get_str(row, cli->language);
        if (!cli->quiet)
            fprintf(stderr, "%.*s\n", IE_STR_ARG(line));
    }
}

static int schedule_event(struct ie_cli *cli, struct ie_error *err)
{
    const char *event = ie_option(&cli->options, "event");
    int64_t ticks, seed = 0, seconds = 0;
    json_t *result = NULL;
    int code = ie_option_int(&cli->options, "ticks", 0, INT64_MAX, &ticks, err);

    if (!code)
        code = ie_cli_open(cli, false, err);
    if (!code)
        code = ie_option_int(&cli->options, "seed", 0, INT64_MAX, &seed, err);
    if (!code)
        code = ie_option_int(&cli->options, "time", 0, 86400, &seconds, err);
    if (code)
        return code;
    json_t *args = json_pack("{s:s, s:b, s:I, s:I}", "event", event, "replan",
                             ie_option_given(&cli->options, "replan"), "seed",
                             (json_int_t)seed, "ticks", (json_int_t)ticks);
    if (!args)
        return ie_fail_nomem(err);
    ie_cli_stop_after(seconds);
    code = ie_cli_job(cli, "schedule", args, &result, err);
    json_decref(args);
    if (code == IE_INFEASIBLE)
        say_conflict(cli, result);
    if (!code || (code == IE_LIMIT && json_object_get(result, "plan"))) {
        struct ie_error told;
        int printed = ie_cli_result(cli, "cli.scheduled", result, &told);
        if (!code && printed)
            *err = told;
        code = code ? code : printed;
    }
    if (!code &&
        strcmp(json_string_value(json_object_get(result, "stopped")), "limit") == 0)
        code =
            ie_fail(err, IE_LIMIT, "schedule.time_up"); /* written all the same: exit 7 */
    json_decref(result);
    return code;
}

int ie_cmd_schedule(struct ie_cli *cli, struct ie_error *err)
{
    unsigned given = cli->options.argument_count;

    if (*ie_option(&cli->options, "event"))
        return given ? ie_cli_usage(cli, "schedule", err) : schedule_event(cli, err);
    if (ie_cli_schedules_dzn(cli))
        return ie_cli_schedule_dzn(cli, err);
    if (given && ie_cli_is_fair(cli->options.arguments[0]))
        return ie_cli_schedule_fair(cli, err);
    return ie_cli_usage(cli, "schedule", err);
}
