/*
 * `ieum schedule FILE.dzn`: the benchmark's form of the meeting problem, from files to
 * files, without a store. The forms of the command that begin here:
 *
 *   ieum schedule FILE.dzn [--fairness D] [--time S] [--out SOL.json] [--proof FILE]
 *   ieum schedule --check FILE.dzn SOL.json
 *   ieum schedule --check-proof FILE FILE.dzn
 *   ieum schedule --bench DIR
 *
 * The timetable goes to standard output as JSON, or into --out.
 */
#ifndef IE_CLI_SCHEDULE_DZN_H
#define IE_CLI_SCHEDULE_DZN_H

#include "base/solve.h"
#include "cli/cli.h"
#include "engine/scheduling/exact/problem.h"

/* Is this a file of the benchmark, by its name? */
bool ie_cli_is_dzn(const char *path);
/* Is it one of the forms above? */
bool ie_cli_schedules_dzn(const struct ie_cli *cli);
int ie_cli_schedule_dzn(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;

/* Of a clock that only goes on. */
double ie_cli_seconds(void);
/* As ie_cli_control, with --ticks and --time. */
int ie_cli_exact_control(struct ie_cli *cli, struct ie_solve_control *control,
                         struct ie_error *err) IE_MUST_CHECK;
/* The instance of a file with --fairness as given. */
int ie_cli_read_dzn(struct ie_cli *cli, const char *path,
                    struct ie_exact_problem *problem, struct ie_error *err) IE_MUST_CHECK;

/* A timetable file's meetings. */
struct ie_cli_timetable {
    int32_t *slots;  /* [meeting_count] from 0; IE_EXACT_NONE: none given */
    int32_t *places; /* the same */
    int64_t breaks;  /* as the file says; -1: it does not */
};

/* IE_INPUT json.…, timetable.… {…} with file and field; IE_NOMEM. */
int ie_cli_read_timetable(const char *path, const struct ie_exact_problem *problem,
                          struct ie_arena *arena, struct ie_cli_timetable *timetable,
                          struct ie_error *err) IE_MUST_CHECK;
/* `ieum schedule --check`. IE_INPUT timetable.broken {count} once its lines are told. */
int ie_cli_check_dzn(struct ie_cli *cli, const char *instance, const char *timetable,
                     struct ie_error *err) IE_MUST_CHECK;

/* Proves that no timetable has at most `breaks` breaks, into a file: whole or none. Errors as
 * ie_exact_prove, IE_LIMIT or IE_CANCELLED proof.stopped, IE_IO file.write. */
int ie_cli_write_proof(struct ie_cli *cli, const struct ie_exact_problem *problem,
                       int64_t breaks, const struct ie_solve_control *control,
                       const char *path, struct ie_error *err) IE_MUST_CHECK;
/* `ieum schedule --check-proof`. Errors as ie_exact_verify. */
int ie_cli_check_proof(struct ie_cli *cli, const char *path, const char *instance,
                       struct ie_error *err) IE_MUST_CHECK;

/* `ieum schedule --bench`. IE_INTERNAL schedule.bench_differs {count}: a result is not the
 * published one; IE_LIMIT schedule.bench_open {count}: some were stopped. */
int ie_cli_bench_dzn(struct ie_cli *cli, const char *directory,
                     struct ie_error *err) IE_MUST_CHECK;

#endif
