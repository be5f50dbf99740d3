/* ieum backup FILE [--force], ieum restore FILE [--force], ieum check */
#include <inttypes.h>

#include "cli/commands.h"
#include "service/upkeep.h"

const struct ie_option ie_force_options[] = {{"force", NULL, NULL}, {NULL, NULL, NULL}};

static int tell_file(struct ie_cli *cli, const char *id, const char *path, uint64_t files,
                     struct ie_error *err)
{
    char number[24];
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    ie_json_object(&json);
    ie_json_kstr(&json, "file", ie_str_z(path));
    ie_json_kstr(&json, "store", ie_str_z(ie_option(&cli->options, "db")));
    ie_json_kint(&json, "attachments", (int64_t)files);
    ie_json_end(&json);
    int code = ie_buf_check(&out, err);
    if (!code && cli->json)
        ie_cli_json(cli, ie_buf_str(&out));
    ie_buf_release(&out);
    snprintf(number, sizeof(number), "%" PRIu64, files);
    ie_cli_say(cli, id, "path", path, "store", ie_option(&cli->options, "db"), "files",
               number, NULL);
    return code;
}

int ie_cmd_backup(struct ie_cli *cli, struct ie_error *err)
{
    const char *path = cli->options.arguments[0];
    uint64_t files = 0;
    int code = ie_upkeep_backup(cli->service, cli->actor, path,
                                ie_option_given(&cli->options, "force"), &files, err);

    return code ? code : tell_file(cli, "cli.backed_up", path, files, err);
}

int ie_cmd_restore(struct ie_cli *cli, struct ie_error *err)
{
    const char *path = cli->options.arguments[0];
    uint64_t files = 0;
    int code = ie_upkeep_restore(path, ie_option(&cli->options, "db"),
                                 ie_option_given(&cli->options, "force"), &files, err);

    return code ? code : tell_file(cli, "cli.restored", path, files, err);
}

int ie_cmd_check(struct ie_cli *cli, struct ie_error *err)
{
    struct ie_upkeep found = {0};
    char version[24], entries[24], erased[24];
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    int code = ie_upkeep_check(ie_option(&cli->options, "db"), &found, err);

    if (code)
        return code;
    snprintf(version, sizeof(version), "%lld", (long long)found.version);
    snprintf(entries, sizeof(entries), "%lld", (long long)found.entries);
    snprintf(erased, sizeof(erased), "%lld", (long long)found.erased);
    ie_cli_say(cli, "cli.checked", "version", version, "entries", entries, "erased",
               erased, NULL);
    ie_json_object(&json);
    ie_json_kint(&json, "version", found.version);
    ie_json_kint(&json, "entries", found.entries);
    ie_json_kint(&json, "erased", found.erased);
    ie_json_end(&json);
    code = ie_buf_check(&out, err);
    if (!code && cli->json)
        ie_cli_json(cli, ie_buf_str(&out));
    ie_buf_release(&out);
    return code;
}
