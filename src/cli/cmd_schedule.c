/* ieum schedule --event CODE [--replan] [--time S] */
#include <jansson.h>

#include "cli/commands.h"

const struct ie_option ie_schedule_options[] = {{"event", "CODE", ""},
                                                {"replan", NULL, NULL},
                                                {"ticks", "N", "0"},
                                                {"time", "SECONDS", "0"},
                                                {NULL, NULL, NULL}};

int ie_cmd_schedule(struct ie_cli *cli, struct ie_error *err)
{
    const char *event = ie_option(&cli->options, "event");
    int64_t ticks, seed = 0, seconds = 0;
    json_t *result = NULL;
    int code = ie_option_int(&cli->options, "ticks", 0, INT64_MAX, &ticks, err);

    if (!*event)
        return ie_cli_usage(cli, "schedule", err);
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
    if (!code)
        code = ie_cli_result(cli, "cli.scheduled", result, err);
    if (!code &&
        strcmp(json_string_value(json_object_get(result, "stopped")), "limit") == 0)
        code =
            ie_fail(err, IE_LIMIT, "schedule.time_up"); /* written all the same: exit 7 */
    json_decref(result);
    return code;
}
