/* ieum schedule FILE.json: reads, solves, writes; or checks. */
#include "cli/schedule_fair.h"

#include <inttypes.h>

#include "base/message.h"
#include "base/moment.h"
#include "cli/schedule_dzn.h"
#include "service/event/fair_words.h"

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

/* The published timetable and the changes make another problem of the fair. */
static int replan_problem(struct ie_cli *cli, const char *old, const char *changes,
                          struct ie_fair_problem **problem, struct ie_error *err)
{
    struct ie_buf timetable = IE_BUF_INIT, text = IE_BUF_INIT;
    struct ie_fair_place_at *at = NULL;
    int code = ie_cli_read_file(old, FILE_MOST, &timetable, err);

    if (!code)
        code = ie_cli_read_file(changes, FILE_MOST, &text, err);
    if (!code)
        code = ie_fair_read_timetable(ie_buf_str(&timetable), old, *problem, true,
                                      &cli->arena, &at, err);
    if (!code)
        code = ie_fair_replan(ie_buf_str(&text), changes, *problem, at, &cli->arena,
                              problem, err);
    ie_buf_release(&timetable);
    ie_buf_release(&text);
    return code;
}

/* ---- No timetable ---- */

static int tell_conflict(struct ie_cli *cli, const struct ie_fair_problem *p,
                         const struct ie_fair_conflict *conflict, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT, text = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    struct ie_error line;

    ie_json_object(&json);
    ie_json_key(&json, "status");
    ie_json_strz(&json, "infeasible");
    ie_json_key(&json, "conflict");
    ie_json_array(&json);
    for (uint32_t i = 0; i < conflict->reason_count; i++) {
        ie_fair_word_reason(cli->language, p, &conflict->reasons[i], &line);
        ie_buf_clear(&text);
        ie_message(cli->language, &line, &text);
        ie_json_str(&json, ie_buf_str(&text));
        if (!cli->quiet)
            fprintf(stderr, "%.*s\n", IE_STR_ARG(ie_buf_str(&text)));
    }
    ie_json_end(&json);
    ie_json_end(&json);
    int code = put_out(cli, &out, err);
    ie_buf_release(&text);
    ie_buf_release(&out);
    return code ? code : ie_fail(err, IE_INFEASIBLE, "fair.infeasible");
}

/* Musts that are out, or locks that clash: a proof, if there is one in so many ticks. */
enum { PROOF_TICKS = 2000000 };

static int explain(struct ie_cli *cli, const struct ie_fair_problem *p,
                   const struct ie_solve_control *control, bool *proved,
                   struct ie_error *err)
{
    struct ie_fair_conflict *conflict = NULL;
    struct ie_error why = {0};
    int code = ie_fair_explain(p, PROOF_TICKS, control, &cli->arena, &conflict, &why);

    *proved = !code && conflict && conflict->proved;
    if (!*proved)
        return 0;
    return tell_conflict(cli, p, conflict, err);
}

static int word_end(const struct ie_fair_output *output, struct ie_error *err)
{
    if (output->stopped == IE_CANCELLED)
        return ie_fail(err, IE_CANCELLED, "job.cancelled");
    if (output->status == IE_FAIR_UNKNOWN)
        return ie_fail(err, IE_LIMIT, "fair.musts_out");
    return output->stopped == IE_LIMIT ? ie_fail(err, IE_LIMIT, "schedule.time_up") : 0;
}

/* "100 × value of confirmed meetings lost + moves": a level by its terms. */
static void name_level(const struct ie_cli *cli, const struct ie_fair_level *level,
                       struct ie_buf *out)
{
    for (int t = 0; t < IE_FAIR_TERMS; t++) {
        char id[56];
        if (!level->weight[t])
            continue;
        snprintf(id, sizeof(id), "fair.term_%s", ie_fair_term_name((enum ie_fair_term)t));
        const char *name = ie_message_wording(cli->language, id);
        if (out->len) /* the rest is better less */
            ie_buf_addz(out, level->weight[IE_FAIR_VALUE] ? " − " : " + ");
        if (level->weight[t] > 1)
            ie_buf_printf(out, "%u × ", level->weight[t]);
        ie_buf_addz(out, name ? name : id);
    }
}

/* Beside a file, a line a level: how good, and how good any could be. */
static void say_levels(const struct ie_cli *cli, const struct ie_fair_problem *p,
                       const struct ie_fair_output *output)
{
    struct ie_buf level = IE_BUF_INIT;

    for (uint32_t k = 0; k < p->level_count && *ie_option(&cli->options, "out"); k++) {
        const struct ie_fair_reach *reach = &output->reach[k];
        bool more = p->levels[k].weight[IE_FAIR_VALUE] > 0;
        char value[24], bound[24];
        ie_buf_clear(&level);
        name_level(cli, &p->levels[k], &level);
        snprintf(value, sizeof(value), "%" PRId64, more ? reach->value : -reach->value);
        snprintf(bound, sizeof(bound), "%" PRId64, more ? reach->bound : -reach->bound);
        ie_buf_addc(&level, '\0');
        if (ie_buf_check(&level, NULL) == 0)
            ie_cli_say(cli,
                       reach->proved ? "cli.fair_level_proved"
                       : more        ? "cli.fair_level_more"
                                     : "cli.fair_level_less",
                       "level", level.ptr, "value", value, "bound", bound, NULL);
    }
    ie_buf_release(&level);
}

/* What is left for solving: judging, wording and writing what was found takes about as
 * long as a part of the reading. */
enum { WRITING_PERCENT = 60, WRITING_LEAST_US = 20000 };

static void stop_in_time(int64_t began, int64_t seconds)
{
    int64_t spent = ie_monotonic_us() - began;
    int64_t left =
        1000000 * seconds - spent - spent * WRITING_PERCENT / 100 - WRITING_LEAST_US;

    if (seconds)
        ie_cli_stop_after_us(left > 1 ? left : 1);
}

/* FILE, or FILE OLD CHANGES to re-plan. */
static int plan_fair(struct ie_cli *cli, const char *const *files, bool again,
                     struct ie_error *err)
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
    code = read_fair(cli, files[0], &problem, err);
    if (!code && again)
        code = replan_problem(cli, files[1], files[2], &problem, err);
    if (code)
        return code;
    stop_in_time(began, seconds);
    control.ticks = ticks == 0 && again ? ie_fair_replan_ticks(problem) : (uint64_t)ticks;
    bool proved = false;
    code = ie_fair_solve(problem, &control, &cli->arena, &output, err);
    if (code == IE_INFEASIBLE || (!code && output->status == IE_FAIR_UNKNOWN)) {
        int told = explain(cli, problem, &control, &proved, err);
        if (proved)
            return told;
    }
    if (!code)
        code = ie_fair_write(problem, output, (double)(ie_monotonic_us() - began) / 1e6,
                             control.seed, again, &text, err);
    if (!code)
        code = put_out(cli, &text, err);
    if (!code)
        say_levels(cli, problem, output);
    ie_buf_release(&text);
    return code ? code : word_end(output, err);
}

int ie_cli_schedule_fair(struct ie_cli *cli, struct ie_error *err)
{
    const char **argument = cli->options.arguments;
    unsigned given = cli->options.argument_count;
    bool again = ie_option_given(&cli->options, "replan");

    if (ie_option_given(&cli->options, "check"))
        return given == 2 ? check_fair(cli, argument[0], argument[1], err)
                          : ie_cli_usage(cli, "schedule", err);
    return given == (again ? 3 : 1) ? plan_fair(cli, argument, again, err)
                                    : ie_cli_usage(cli, "schedule", err);
}
