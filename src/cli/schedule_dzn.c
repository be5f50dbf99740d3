/* ieum schedule FILE.dzn: reads the instance, solves it, writes the timetable. */
#include "cli/schedule_dzn.h"

bool ie_cli_is_dzn(const char *path)
{
    return ie_str_ends(ie_str_z(path), IE_STR(".dzn"));
}

int ie_cli_read_dzn(struct ie_cli *cli, const char *path,
                    struct ie_exact_problem *problem, struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;
    int64_t fairness = 0;
    int code =
        ie_option_int(&cli->options, "fairness", 0, IE_EXACT_SLOTS, &fairness, err);

    if (!code)
        code = ie_cli_read_file(path, IE_EXACT_BYTES, &text, err);
    if (!code)
        code = ie_exact_read(ie_buf_str(&text), path, &cli->arena, problem, err);
    if (!code)
        problem->fairness = (uint32_t)fairness;
    ie_buf_release(&text);
    return code;
}

int ie_cli_schedule_dzn(struct ie_cli *cli, struct ie_error *err)
{
    unsigned given = cli->options.argument_count;

    if (ie_option_given(&cli->options, "check"))
        return given == 2 ? ie_cli_check_dzn(cli, cli->options.arguments[0],
                                             cli->options.arguments[1], err)
                          : ie_cli_usage(cli, "schedule", err);
    return ie_cli_usage(cli, "schedule", err);
}
