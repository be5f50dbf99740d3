/* ieum schedule FILE.json: reads, solves, writes; or checks. */
#include "cli/schedule_fair.h"

#include "base/message.h"
#include "base/moment.h"
#include "cli/schedule_dzn.h"

enum { FILE_MOST = 512 << 20 };

bool ie_cli_is_fair(const char *path)
{
    return ie_str_ends(ie_str_z(path), IE_STR(".json"));
}

static int read_fair(struct ie_cli *cli, const char *path,
                     struct ie_fair_problem **problem, struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;
    int code = ie_cli_read_file(path, FILE_MOST, &text, err);

    if (!code)
        code = ie_fair_read(ie_buf_str(&text), path, &cli->arena, problem, err);
    ie_buf_release(&text);
    return code;
}

static void say_line(struct ie_cli *cli, const struct ie_error *message)
{
    struct ie_buf text = IE_BUF_INIT;

    ie_message(cli->language, message, &text);
    fprintf(stderr, "%.*s\n", IE_STR_ARG(ie_buf_str(&text)));
    ie_buf_release(&text);
}

/* ---- Checking ---- */

static struct ie_str label(const struct ie_fair_problem *p, int32_t meeting)
{
    const struct ie_fair_meeting *m = &p->meetings[meeting];

    return m->id.ptr ? m->id : p->participants[m->who[0]].name;
}

static void say_fault(struct ie_cli *cli, const struct ie_fair_problem *p,
                      const struct ie_fair_fault *fault)
{
    struct ie_str one = label(p, (int32_t)fault->meeting), other = IE_STR("");
    const struct ie_fair_meeting *m = &p->meetings[fault->meeting];
    struct ie_error line;
    char id[56];

    if (!m->id.ptr)
        other = p->participants[m->who[1]].name;
    snprintf(id, sizeof(id), "fair.rule_%s",
             ie_fair_rule_name((enum ie_fair_rule)fault->rule));
    ie_fail(&line, IE_OK, "fair.broken");
    const char *rule = ie_message_wording(cli->language, id);
    ie_error_argi(&line, "meeting", fault->meeting + 1);
    ie_error_argn(&line, "one", one.ptr, one.len);
    ie_error_argn(&line, "other", other.ptr, other.len);
    ie_error_arg(&line, "rule", rule ? rule : id);
    say_line(cli, &line);
}

static int check_fair(struct ie_cli *cli, const char *file, const char *timetable,
                      struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;
    struct ie_fair_verdict *verdict = NULL;
    struct ie_fair_problem *problem = NULL;
    struct ie_fair_place_at *at = NULL;
    int code = read_fair(cli, file, &problem, err);

    if (!code)
        code = ie_cli_read_file(timetable, FILE_MOST, &text, err);
    if (!code)
        code = ie_fair_read_timetable(ie_buf_str(&text), timetable, problem, false,
                                      &cli->arena, &at, err);
    ie_buf_release(&text);
    if (!code)
        code = ie_fair_check(problem, at, &cli->arena, &verdict, err);
    if (code)
        return code;
    for (uint32_t i = 0; i < verdict->fault_count && !cli->quiet; i++)
        say_fault(cli, problem, &verdict->faults[i]);
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    ie_json_object(&json);
    ie_json_kbool(&json, "holds", verdict->fault_count == 0);
    ie_json_kint(&json, "held", verdict->objective.held);
    for (int t = 0; t < IE_FAIR_TERMS; t++)
        ie_json_kint(&json, ie_fair_term_name((enum ie_fair_term)t),
                     verdict->objective.term[t]);
    ie_json_end(&json);
    if (!(code = ie_buf_check(&out, err)))
        ie_cli_json(cli, ie_buf_str(&out));
    ie_buf_release(&out);
    if (!code && verdict->fault_count) {
        ie_fail(err, IE_INPUT, "fair.faults");
        ie_error_argi(err, "count", verdict->fault_count);
        code = IE_INPUT;
    }
    return code;
}

/* ---- Planning ---- */

static int put_out(struct ie_cli *cli, const struct ie_buf *text, struct ie_error *err)
{
    const char *path = ie_option(&cli->options, "out");
    int code = ie_buf_check(text, err);

    if (code)
        return code;
    if (*path)
        return ie_cli_write_file(path, ie_buf_str(text), err);
    ie_cli_json(cli, ie_buf_str(text));
    return 0;
}

static int plan_fair(struct ie_cli *cli, const char *file, struct ie_error *err)
{
    int64_t began = ie_monotonic_us(), ticks = 0, seconds = 0;
    struct ie_solve_control control;
    struct ie_fair_problem *problem = NULL;
    struct ie_fair_output *output = NULL;
    struct ie_buf text = IE_BUF_INIT;
    int code = ie_option_int(&cli->options, "ticks", 0, INT64_MAX, &ticks, err);

    if (!code)
        code = ie_option_int(&cli->options, "time", 0, 86400, &seconds, err);
    if (!code)
        code = ie_cli_control(cli, &control, err);
    if (code)
        return code;
    ie_cli_stop_after(seconds);
    control.ticks = (uint64_t)ticks;
    code = read_fair(cli, file, &problem, err);
    if (!code)
        code = ie_fair_solve(problem, &control, &cli->arena, &output, err);
    if (code)
        return code;
    ie_fair_write(problem, output, (double)(ie_monotonic_us() - began) / 1e6,
                  control.seed, &text);
    code = put_out(cli, &text, err);
    ie_buf_release(&text);
    if (!code && output->stopped == IE_CANCELLED)
        code = ie_fail(err, IE_CANCELLED, "job.cancelled");
    else if (!code && (output->stopped == IE_LIMIT || output->status == IE_FAIR_UNKNOWN))
        code = ie_fail(err, IE_LIMIT,
                       output->status == IE_FAIR_UNKNOWN ? "fair.musts_out"
                                                         : "schedule.time_up");
    return code;
}

int ie_cli_schedule_fair(struct ie_cli *cli, struct ie_error *err)
{
    const char **argument = cli->options.arguments;
    unsigned given = cli->options.argument_count;

    if (ie_option_given(&cli->options, "check"))
        return given == 2 ? check_fair(cli, argument[0], argument[1], err)
                          : ie_cli_usage(cli, "schedule", err);
    return given == 1 ? plan_fair(cli, argument[0], err)
                      : ie_cli_usage(cli, "schedule", err);
}
