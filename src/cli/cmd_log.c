/* ieum log verify */
#include "cli/commands.h"
#include "service/work/writer.h"

struct verdict {
    int64_t entries, erased;
};

static int verify_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct verdict *verdict = arg;

    return ie_log_verify(call->db, &verdict->entries, &verdict->erased, err);
}

static int verify(struct ie_cli *cli, struct ie_error *err)
{
    struct verdict verdict = {0};
    char entries[24], erased[24];
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    int code = ie_read_call(cli->service, cli->actor, verify_in_call, &verdict, err);

    if (code)
        return code;
    snprintf(entries, sizeof(entries), "%lld", (long long)verdict.entries);
    snprintf(erased, sizeof(erased), "%lld", (long long)verdict.erased);
    ie_cli_say(cli, "cli.log_verified", "entries", entries, "erased", erased, NULL);
    ie_json_object(&json);
    ie_json_kint(&json, "entries", verdict.entries);
    ie_json_kint(&json, "erased", verdict.erased);
    ie_json_end(&json);
    if (cli->json)
        ie_cli_json(cli, ie_buf_str(&out));
    ie_buf_release(&out);
    return 0;
}

int ie_cmd_log(struct ie_cli *cli, struct ie_error *err)
{
    if (strcmp(cli->options.arguments[0], "verify") != 0)
        return ie_cli_usage(cli, "log", err);
    return verify(cli, err);
}
