/* ieum schedule FILE.dzn: reads the instance, solves it, writes the timetable. */
#include <time.h>

#include "base/message.h"
#include "cli/schedule_dzn.h"
#include "engine/scheduling/exact/exact.h"
#include "engine/scheduling/exact/explain.h"
#include "engine/scheduling/exact/proof.h"

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

/* What is left of --time for the solver's way out and for writing. */
enum { WRITING_PERCENT = 3, WRITING_LEAST_US = 60000, WRITING_MOST_US = 300000 };

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
    int64_t whole = 1000000 * seconds, part = whole / 100 * WRITING_PERCENT;
    part = part < WRITING_LEAST_US ? WRITING_LEAST_US : part;
    part = part > WRITING_MOST_US ? WRITING_MOST_US : part;
    ie_cli_stop_after_us(seconds ? whole - part : 0);
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

/* ---- why there is none ---- */

static void add_slots(struct ie_json *json, const char *key, uint64_t slots)
{
    ie_json_key(json, key);
    ie_json_array(json);
    for (uint32_t t = 0; t < IE_EXACT_SLOTS; t++)
        if (slots >> t & 1)
            ie_json_int(json, t + 1);
    ie_json_end(json);
}

static void add_person(struct ie_json *json, const struct ie_exact_problem *problem,
                       uint32_t person)
{
    uint64_t day = problem->slot_count < 64 ? (UINT64_C(1) << problem->slot_count) - 1
                                            : ~UINT64_C(0);
    uint32_t meetings = 0;

    for (uint32_t m = 0; m < problem->meeting_count; m++)
        meetings += problem->meetings[m].a == person || problem->meetings[m].b == person;
    ie_json_kint(json, "participant", (int64_t)person + 1);
    ie_json_kint(json, "meetings", meetings);
    ie_json_kint(json, "slots", problem->slot_count);
    ie_json_kint(json, "free", __builtin_popcountll(day & ~problem->forbidden[person]));
    add_slots(json, "away", problem->forbidden[person]);
}

static void add_meeting(struct ie_json *json, const struct ie_exact_problem *problem,
                        uint32_t m)
{
    const struct ie_exact_meeting *meeting = &problem->meetings[m];

    ie_json_kint(json, "meeting", (int64_t)m + 1);
    ie_json_kint(json, "one", (int64_t)meeting->a + 1);
    ie_json_kint(json, "two", (int64_t)meeting->b + 1);
    if (meeting->fixed >= 0)
        ie_json_kint(json, "slot", meeting->fixed + 1);
    ie_json_kint(json, "morning_slots", problem->morning_count);
    ie_json_kbool(json, "morning", meeting->session == IE_EXACT_MORNING);
}

static void add_clash(struct ie_json *json, const struct ie_exact_problem *problem,
                      const struct ie_exact_clash *clash)
{
    enum ie_exact_constraint constraint = (enum ie_exact_constraint)clash->constraint;

    ie_json_object(json);
    ie_json_key(json, "constraint");
    ie_json_strz(json, ie_exact_constraint_name(constraint));
    if (constraint == IE_EXACT_ONE_AT_A_TIME || constraint == IE_EXACT_AWAY)
        add_person(json, problem, clash->index);
    if (constraint == IE_EXACT_IN_SESSION || constraint == IE_EXACT_IN_SLOT)
        add_meeting(json, problem, clash->index);
    if (constraint == IE_EXACT_IN_ORDER) {
        const struct ie_exact_precedence *order = &problem->precedences[clash->index];
        ie_json_kint(json, "before", (int64_t)order->before + 1);
        ie_json_kint(json, "after", (int64_t)order->after + 1);
    }
    if (constraint == IE_EXACT_ENOUGH_PLACES)
        ie_json_kint(json, "places", problem->place_count);
    if (constraint == IE_EXACT_FAIR)
        ie_json_kint(json, "fairness", problem->fairness);
    ie_json_end(json);
}

static void add_explanation(struct ie_json *json, const struct ie_exact_problem *problem,
                            const struct ie_exact_explanation *why)
{
    ie_json_key(json, "conflict");
    ie_json_array(json);
    for (uint32_t i = 0; i < why->clash_count; i++)
        add_clash(json, problem, &why->clashes[i]);
    ie_json_end(json);
    ie_json_kbool(json, "irreducible", why->irreducible);
}

/* Somebody whose absences are in the set too is told in one sentence. */
static const char *sentence(const struct ie_exact_explanation *why, uint32_t i,
                            const json_t *clash)
{
    const struct ie_exact_clash *it = &why->clashes[i];

    for (uint32_t k = 0; k < why->clash_count; k++) {
        const struct ie_exact_clash *other = &why->clashes[k];
        if (other->index != it->index || k == i)
            continue;
        if (it->constraint == IE_EXACT_ONE_AT_A_TIME &&
            other->constraint == IE_EXACT_AWAY)
            return "clash.meetings_and_away";
        if (it->constraint == IE_EXACT_AWAY &&
            other->constraint == IE_EXACT_ONE_AT_A_TIME)
            return NULL;
    }
    switch ((enum ie_exact_constraint)it->constraint) {
    case IE_EXACT_ONE_AT_A_TIME:
        return "clash.one_at_a_time";
    case IE_EXACT_AWAY:
        return "clash.away";
    case IE_EXACT_IN_SESSION:
        return json_is_true(json_object_get(clash, "morning")) ? "clash.morning"
                                                               : "clash.afternoon";
    case IE_EXACT_IN_SLOT:
        return "clash.slot";
    case IE_EXACT_IN_ORDER:
        return "clash.order";
    case IE_EXACT_ENOUGH_PLACES:
        return "clash.places";
    case IE_EXACT_FAIR:
        return "clash.fairness";
    case IE_EXACT_CONSTRAINT_COUNT:
        break;
    }
    return NULL;
}

/* The list of slots as words, since wordings take numbers and texts only. */
static void word_slots(json_t *clash)
{
    const json_t *away = json_object_get(clash, "away"), *slot;
    struct ie_buf text = IE_BUF_INIT;
    size_t i;

    json_array_foreach(away, i, slot) {
        ie_buf_addz(&text, i ? ", " : "");
        ie_buf_addi(&text, json_integer_value(slot));
    }
    if (json_is_array(away) && !text.failed)
        json_object_set_new(clash, "away",
                            json_stringn(text.ptr ? text.ptr : "", text.len));
    ie_buf_release(&text);
}

static int tell_why(const struct ie_cli *cli, const struct ie_exact_problem *problem,
                    const struct ie_exact_explanation *why, struct ie_error *err)
{
    int code = 0;

    if (cli->quiet || !why->clash_count)
        return 0;
    fprintf(stderr, "%s\n",
            ie_message_wording(cli->language,
                               why->irreducible ? "clash.head" : "clash.head_some"));
    for (uint32_t i = 0; i < why->clash_count && !code; i++) {
        struct ie_buf text = IE_BUF_INIT, line = IE_BUF_INIT;
        struct ie_json json = ie_json_into(&text);
        json_t *clash = NULL;
        add_clash(&json, problem, &why->clashes[i]);
        if (!(code = ie_buf_check(&text, err)))
            code = ie_json_parse(ie_buf_str(&text), &clash, err);
        const char *id = code ? NULL : sentence(why, i, clash);
        if (id) {
            word_slots(clash);
            ie_message_filled(cli->language, id, clash, &line);
            fprintf(stderr, "- %.*s\n", IE_STR_ARG(ie_buf_str(&line)));
        }
        json_decref(clash);
        ie_buf_release(&text);
        ie_buf_release(&line);
    }
    return code;
}

static int write_result(struct ie_cli *cli, const struct ie_exact_problem *problem,
                        const struct ie_exact_output *out,
                        const struct ie_exact_explanation *why, double seconds,
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
    if (out->status == IE_EXACT_INFEASIBLE)
        add_explanation(&json, problem, why);
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

/* What --proof asks for: that there is no better timetable, or none at all. */
static int prove(struct ie_cli *cli, const struct ie_exact_problem *problem,
                 const struct ie_exact_output *out,
                 const struct ie_solve_control *control, struct ie_error *err)
{
    const char *path = ie_option(&cli->options, "proof");
    int64_t breaks = out->status == IE_EXACT_INFEASIBLE ? IE_EXACT_ANY_BREAKS
                                                        : (int64_t)out->breaks - 1;

    if (!*path || (out->status != IE_EXACT_OPTIMAL && out->status != IE_EXACT_INFEASIBLE))
        return 0;
    enum ie_stop stop = ie_solve_stopped(control);
    if (stop)
        return ie_fail(err, stop == IE_STOP_LIMIT ? IE_LIMIT : IE_CANCELLED,
                       "proof.stopped");
    return ie_cli_write_proof(cli, problem, breaks, control, path, err);
}

static int solve(struct ie_cli *cli, const char *path, struct ie_error *err)
{
    struct ie_exact_problem problem;
    struct ie_exact_output out;
    struct ie_exact_explanation why = {0};
    struct ie_solve_control control;
    double begun = ie_cli_seconds();
    int code = ie_cli_read_dzn(cli, path, &problem, err);

    if (!code)
        code = ie_cli_exact_control(cli, &control, err);
    if (!code)
        code = ie_exact_solve(&problem, &control, &cli->arena, &out, err);
    double seconds = ie_cli_seconds() - begun;
    if (!code && out.status == IE_EXACT_INFEASIBLE && !ie_solve_stopped(&control))
        code = ie_exact_explain(&problem, &control, &cli->arena, &why, err);
    if (!code)
        code = write_result(cli, &problem, &out, &why, seconds, err);
    if (!code)
        code = prove(cli, &problem, &out, &control, err);
    if (code)
        return code;
    say(cli, &out);
    if (out.status == IE_EXACT_INFEASIBLE && (code = tell_why(cli, &problem, &why, err)))
        return code;
    if (out.status == IE_EXACT_INFEASIBLE)
        return ie_fail(err, IE_INFEASIBLE, "schedule.no_timetable");
    if (out.stopped == IE_CANCELLED)
        return ie_fail(err, IE_CANCELLED, "schedule.cancelled");
    if (out.stopped)
        return ie_fail(err, IE_LIMIT,
                       out.slots ? "schedule.limit_best" : "schedule.limit_none");
    return 0;
}

bool ie_cli_schedules_dzn(const struct ie_cli *cli)
{
    return ie_option_given(&cli->options, "check-proof") ||
           ie_option_given(&cli->options, "bench") ||
           (cli->options.argument_count && ie_cli_is_dzn(cli->options.arguments[0]));
}

int ie_cli_schedule_dzn(struct ie_cli *cli, struct ie_error *err)
{
    unsigned given = cli->options.argument_count;
    const char **arguments = cli->options.arguments;
    bool check = ie_option_given(&cli->options, "check");
    bool check_proof = ie_option_given(&cli->options, "check-proof");
    bool bench = ie_option_given(&cli->options, "bench");

    if (check + check_proof + bench > 1 || given != 1U + (check || check_proof))
        return ie_cli_usage(cli, "schedule", err);
    if (check)
        return ie_cli_check_dzn(cli, arguments[0], arguments[1], err);
    if (check_proof)
        return ie_cli_check_proof(cli, arguments[0], arguments[1], err);
    return bench ? ie_cli_bench_dzn(cli, arguments[0], err)
                 : solve(cli, arguments[0], err);
}
