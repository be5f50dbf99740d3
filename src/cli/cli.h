/*
 * cli: the command line. One file a command (cmd_NAME.c); its row in the table of
 * commands.c gives name, options and function, and its help stands in the catalogues as
 * "help.command.NAME" and "help.option.NAME" (a test holds table, help and manual page
 * together).
 *
 * A command works on the database itself, as the operator; it is a use case of service/
 * with words around it. It writes its result to standard output (text for people, or with
 * --json one JSON text), everything else to standard error, and returns 0 or the enum
 * ie_code that becomes the exit status (error.h).
 */
#ifndef IE_CLI_CLI_H
#define IE_CLI_CLI_H

#include <stdio.h>

#include "base/opt.h"
#include "base/solve.h"
#include "service/open.h"

struct ie_cli {
    struct ie_options options;
    const char *language; /* "ko" or "en" */
    bool json, quiet;
    struct ie_service *service;   /* for commands with `store` */
    const struct ie_actor *actor; /* the operator */
    struct ie_arena arena;        /* for the whole command */
};

struct ie_command {
    const char *name;
    const char *arguments;           /* shown in help: "CODE", "FILE…" */
    const struct ie_option *options; /* beside the global ones; may be NULL */
    int (*run)(struct ie_cli *cli, struct ie_error *err);
    bool store;           /* open the service and the operator before run */
    bool create;          /* and make the store if there is none */
    unsigned least, most; /* arguments */
};

extern const struct ie_command ie_commands[]; /* NULL-name-terminated */
extern const struct ie_option ie_global_options[];

/* The whole program: parses, runs, words the error; returns the exit status. */
int ie_cli_main(int argc, const char **argv);

/* Progress of a long step on standard error, when that is a terminal. */
void ie_cli_progress(void *cli, int permille, double objective, double bound);
/* A sentence of the catalogues ("cli.…") with arguments, to standard output; not with
 * --json, not with --quiet. Arguments are (name, value) pairs up to NULL. */
void ie_cli_say(const struct ie_cli *cli, const char *id, ...) __attribute__((sentinel));
/* Something that ends nothing and yet has to be known: why, and what is done about it (a
 * message id), to standard error; not with --quiet. */
void ie_cli_warn(const struct ie_cli *cli, const struct ie_error *why, const char *then);
/* Bytes as they are; none is fine. */
static inline void ie_cli_put(FILE *to, struct ie_str bytes)
{
    if (bytes.len)
        fwrite(bytes.ptr, 1, bytes.len, to);
}
/* A JSON text and a line end to standard output. */
void ie_cli_json(const struct ie_cli *cli, struct ie_str json);

/* Opens service and operator, as for a command with `store`; the error of a store without
 * office is IE_NOT_FOUND, and the service is open then. May be called again. */
int ie_cli_open(struct ie_cli *cli, bool create, struct ie_error *err) IE_MUST_CHECK;
/* Seed, threads, progress, and the stop flag that SIGINT, SIGTERM, SIGHUP and
 * ie_cli_stop_after set. */
int ie_cli_control(struct ie_cli *cli, struct ie_solve_control *control,
                   struct ie_error *err) IE_MUST_CHECK;
/* Asks what runs to stop with its best result after so many seconds (0: never). */
void ie_cli_stop_after(int64_t seconds);
void ie_cli_stop_after_us(int64_t microseconds);
/* Forgets that the time was up, for the next piece of work; a cancel stays. */
void ie_cli_go_on(void);
/* IE_USAGE command.arguments for a command's name. */
int ie_cli_usage(const struct ie_cli *cli, const char *command, struct ie_error *err);
/* The result of a job: with --json as it is, else the sentence `id` with its integer and
 * text members as arguments. IE_NOMEM. */
int ie_cli_result(const struct ie_cli *cli, const char *id, const json_t *result,
                  struct ie_error *err) IE_MUST_CHECK;
/* Reads a whole file into `out`. IE_NOT_FOUND, IE_IO, IE_INPUT file.…; IE_LIMIT
 * file.too_large {most}, in MiB; IE_NOMEM. */
int ie_cli_read_file(const char *path, size_t most, struct ie_buf *out,
                     struct ie_error *err) IE_MUST_CHECK;
/* Whole file or none: written beside, synced, renamed. IE_INPUT file.not_regular for what
 * is there and no file; IE_IO file.write. */
int ie_cli_write_file(const char *path, struct ie_str bytes,
                      struct ie_error *err) IE_MUST_CHECK;

/* Runs a job (job.h) here, with progress; SIGINT asks it to stop. The result is the
 * caller's to json_decref. */
int ie_cli_job(struct ie_cli *cli, const char *kind, const json_t *args, json_t **result,
               struct ie_error *err) IE_MUST_CHECK;

#endif
