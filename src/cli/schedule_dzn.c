/* ieum schedule FILE.dzn: reads the instance, solves it, writes the timetable. */
#include <time.h>

#include "cli/schedule_dzn.h"
#include "engine/scheduling/exact/exact.h"

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

double ie_cli_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int ie_cli_exact_control(struct ie_cli *cli, struct ie_solve_control *control,
                         struct ie_error *err)
{
    int64_t ticks = 0, seconds = 0;
    int code = ie_cli_control(cli, control, err);

    if (!code)
        code = ie_option_int(&cli->options, "ticks", 0, INT64_MAX, &ticks, err);
    if (!code)
        code = ie_option_int(&cli->options, "time", 0, 86400, &seconds, err);
    if (code)
        return code;
    control->ticks = (uint64_t)ticks;
    ie_cli_stop_after(seconds);
    return 0;
}

/* ---- the timetable as JSON ---- */

static void add_timetable(struct ie_json *json, const struct ie_exact_problem *problem,
                          const struct ie_exact_output *out)
{
    ie_json_key(json, "objective");
    ie_json_object(json);
    ie_json_kint(json, "breaks", out->breaks);
    ie_json_end(json);
    ie_json_kint(json, "breaks", out->breaks);
    ie_json_key(json, "bound");
    ie_json_object(json);
    ie_json_kint(json, "breaks", out->bound);
    ie_json_end(json);
    ie_json_key(json, "meetings");
    ie_json_array(json);
    for (uint32_t m = 0; m < problem->meeting_count; m++) {
        ie_json_object(json);
        ie_json_kint(json, "meeting", (int64_t)m + 1);
        ie_json_kint(json, "slot", out->slots[m] + 1);
        ie_json_kint(json, "place", out->places[m] + 1);
        ie_json_end(json);
    }
    ie_json_end(json);
}

static int write_result(struct ie_cli *cli, const struct ie_exact_problem *problem,
                        const struct ie_exact_output *out, double seconds,
                        struct ie_error *err)
{
    const char *path = ie_option(&cli->options, "out");
    struct ie_buf text = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&text);

    ie_json_object(&json);
    ie_json_key(&json, "status");
    ie_json_strz(&json, ie_exact_status_name(out->status));
    ie_json_kint(&json, "fairness", problem->fairness);
    ie_json_key(&json, "seconds");
    ie_json_double(&json, (double)(int64_t)(seconds * 1000 + 0.5) / 1000);
    ie_json_kint(&json, "ticks", (int64_t)out->ticks);
    if (out->slots)
        add_timetable(&json, problem, out);
    ie_json_end(&json);
    int code = ie_buf_check(&text, err);
    if (!code && *path) {
        ie_buf_addc(&text, '\n');
        code = ie_buf_check(&text, err);
        if (!code)
            code = ie_cli_write_file(path, ie_buf_str(&text), err);
    } else if (!code) {
        ie_cli_json(cli, ie_buf_str(&text));
    }
    ie_buf_release(&text);
    return code;
}

static void say(const struct ie_cli *cli, const struct ie_exact_output *out)
{
    char breaks[16], bound[16], apart[16];

    if (!*ie_option(&cli->options, "out") || !out->slots)
        return;
    snprintf(breaks, sizeof(breaks), "%u", out->breaks);
    snprintf(bound, sizeof(bound), "%u", out->bound);
    snprintf(apart, sizeof(apart), "%u", out->breaks - out->bound);
    if (out->status == IE_EXACT_OPTIMAL)
        ie_cli_say(cli, "cli.exact_optimal", "breaks", breaks, NULL);
    else
        ie_cli_say(cli, "cli.exact_feasible", "breaks", breaks, "bound", bound, "apart",
                   apart, NULL);
}

static int solve(struct ie_cli *cli, const char *path, struct ie_error *err)
{
    struct ie_exact_problem problem;
    struct ie_exact_output out;
    struct ie_solve_control control;
    double begun = ie_cli_seconds();
    int code = ie_cli_read_dzn(cli, path, &problem, err);

    if (!code)
        code = ie_cli_exact_control(cli, &control, err);
    if (!code)
        code = ie_exact_solve(&problem, &control, &cli->arena, &out, err);
    if (!code)
        code = write_result(cli, &problem, &out, ie_cli_seconds() - begun, err);
    if (code)
        return code;
    say(cli, &out);
    if (out.status == IE_EXACT_INFEASIBLE)
        return ie_fail(err, IE_INFEASIBLE, "schedule.no_timetable");
    if (out.stopped == IE_CANCELLED)
        return ie_fail(err, IE_CANCELLED, "schedule.cancelled");
    if (out.stopped)
        return ie_fail(err, IE_LIMIT,
                       out.slots ? "schedule.limit_best" : "schedule.limit_none");
    return 0;
}

int ie_cli_schedule_dzn(struct ie_cli *cli, struct ie_error *err)
{
    unsigned given = cli->options.argument_count;
    const char **arguments = cli->options.arguments;

    if (ie_option_given(&cli->options, "check"))
        return given == 2 ? ie_cli_check_dzn(cli, arguments[0], arguments[1], err)
                          : ie_cli_usage(cli, "schedule", err);
    return given == 1 ? solve(cli, arguments[0], err)
                      : ie_cli_usage(cli, "schedule", err);
}
