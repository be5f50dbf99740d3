/* ieum import KIND FILE… [--event CODE] [--dry-run] [--keep-going] | --undo ID */
#include <jansson.h>

#include "cli/commands.h"
#include "service/import/import.h"
#include "service/work/writer.h"

const struct ie_option ie_import_options[] = {
    {"event", "CODE", ""}, {"dry-run", NULL, NULL}, {"keep-going", NULL, NULL},
    {"undo", "ID", ""},    {"rejects", "FILE", ""}, {NULL, NULL, NULL}};

enum { LINES_SHOWN = 20 };

struct rejected {
    struct ie_str import;
    struct ie_buf out;
};

static int lines_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct rejected *rejected = arg;

    return ie_import_report(call, rejected->import, LINES_SHOWN, &rejected->out, err);
}

static int sheet_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct rejected *rejected = arg;

    return ie_import_rejects(call, rejected->import, IE_STR("csv"), &rejected->out, err);
}

/* Each rejected row to standard error, and the sheet to mend into --rejects. */
static int tell_rejected(struct ie_cli *cli, const struct ie_id *import,
                         struct ie_error *err)
{
    const char *path = ie_option(&cli->options, "rejects");
    struct rejected rejected = {.import = ie_id_str(import)};
    int code = ie_read_call(cli->service, cli->actor, lines_in_call, &rejected, err);

    if (!code)
        ie_cli_put(stderr, ie_buf_str(&rejected.out));
    ie_buf_clear(&rejected.out);
    if (!code && *path) {
        code = ie_read_call(cli->service, cli->actor, sheet_in_call, &rejected, err);
        if (!code)
            code = ie_cli_write_file(path, ie_buf_str(&rejected.out), err);
    }
    ie_buf_release(&rejected.out);
    return code;
}

static int import_one(struct ie_cli *cli, enum ie_import_kind kind, const char *path,
                      struct ie_error *err)
{
    bool dry_run = ie_option_given(&cli->options, "dry-run");
    bool keep_going = ie_option_given(&cli->options, "keep-going");
    struct ie_solve_control control;
    struct ie_error told = {0};
    struct ie_id id = {0};
    json_t *result = NULL;
    int code = ie_cli_control(cli, &control, err);

    if (!code)
        code = ie_import_file(cli->service, cli->actor, kind,
                              ie_str_z(ie_option(&cli->options, "event")), path, dry_run,
                              keep_going, &control, &id, &result, err);
    if (id.text[0] && tell_rejected(cli, &id, &told) && !code) {
        *err = told;
        code = (int)told.code;
    }
    if (!code)
        code = ie_cli_result(cli, dry_run ? "cli.import_checked" : "cli.imported", result,
                             err);
    json_decref(result);
    return code;
}

static int undo(struct ie_cli *cli, struct ie_error *err)
{
    json_t *result = NULL;
    json_t *args = json_pack("{s:s}", "import", ie_option(&cli->options, "undo"));

    if (!args)
        return ie_fail_nomem(err);
    int code = ie_cli_job(cli, "import_undo", args, &result, err);
    json_decref(args);
    if (!code)
        code = ie_cli_result(cli, "cli.import_undone", result, err);
    json_decref(result);
    return code;
}

int ie_cmd_import(struct ie_cli *cli, struct ie_error *err)
{
    unsigned given = cli->options.argument_count;
    enum ie_import_kind kind;
    int code;

    if (*ie_option(&cli->options, "undo"))
        return given == 0 ? undo(cli, err) : ie_cli_usage(cli, "import", err);
    if (given < 2)
        return ie_cli_usage(cli, "import", err);
    code = ie_import_kind(ie_str_z(cli->options.arguments[0]), &kind, err);
    for (unsigned i = 1; i < given && !code; i++)
        code = import_one(cli, kind, cli->options.arguments[i], err);
    return code;
}
