/* ieum export KIND [--event CODE] [--format csv|xlsx|jsonl] [--out FILE] */
#include "cli/commands.h"
#include "service/export.h"
#include "service/work/writer.h"

const struct ie_option ie_export_options[] = {{"event", "CODE", ""},
                                              {"format", "csv|xlsx|jsonl", "csv"},
                                              {"out", "FILE", ""},
                                              {NULL, NULL, NULL}};

struct task {
    struct ie_export what;
    struct ie_buf out;
    uint64_t rows;
};

static int export_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct task *task = arg;

    return ie_export(call, &task->what, &task->out, &task->rows, err);
}

int ie_cmd_export(struct ie_cli *cli, struct ie_error *err)
{
    const char *path = ie_option(&cli->options, "out");
    struct task task = {.what = {.event = ie_str_z(ie_option(&cli->options, "event")),
                                 .format = ie_str_z(ie_option(&cli->options, "format"))}};
    int code = ie_import_kind(ie_str_z(cli->options.arguments[0]), &task.what.kind, err);

    if (!code)
        code = ie_read_call(cli->service, cli->actor, export_in_call, &task, err);
    if (!code && *path)
        code = ie_cli_write_file(path, ie_buf_str(&task.out), err);
    else if (!code)
        ie_cli_put(stdout, ie_buf_str(&task.out));
    ie_buf_release(&task.out);
    return code;
}
