/* ieum init: the store and its office. */
#include "cli/commands.h"
#include "service/work/writer.h"

const struct ie_option ie_init_options[] = {{"code", "CODE", "OFFICE"},
                                            {"title", "TEXT", "Programme office"},
                                            {"country", "CC", "KR"},
                                            {"zone", "ZONE", "Asia/Seoul"},
                                            {NULL, NULL, NULL}};

struct init {
    struct ie_office_new office;
    struct ie_id id;
};

static int init_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct init *init = arg;

    return ie_office_create(call, &init->office, &init->id, err);
}

int ie_cmd_init(struct ie_cli *cli, struct ie_error *err)
{
    struct init init = {
        .office = {.code = ie_str_z(ie_option(&cli->options, "code")),
                   .title = ie_str_z(ie_option(&cli->options, "title")),
                   .title_language = ie_str_z(cli->language),
                   .country = ie_str_z(ie_option(&cli->options, "country")),
                   .zone = ie_str_z(ie_option(&cli->options, "zone"))}};
    int code = ie_cli_open(cli, true, err);

    if (!code)
        code = ie_write_call(cli->service, ie_actor_nobody(), init_in_call, &init, err);
    if (!code)
        ie_cli_say(cli, "cli.office_created", "code", ie_option(&cli->options, "code"),
                   "id", init.id.text, NULL);
    return code;
}
