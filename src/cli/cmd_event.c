/* ieum event create | propose CODE | agenda CODE */
#include <jansson.h>

#include "cli/commands.h"
#include "service/event/agenda.h"
#include "service/work/writer.h"

const struct ie_option ie_event_options[] = {{"code", "CODE", ""},
                                             {"title", "TEXT", ""},
                                             {"zone", "ZONE", "Asia/Seoul"},
                                             {"days", "DAY..DAY", ""},
                                             {"slots", "TIME-TIME/Nm", "10:00-17:00/30m"},
                                             {"break", "TIME-TIME", ""},
                                             {"places", "N", "20"},
                                             {"top", "N", "10"},
                                             {"most", "N", ""},
                                             {"participation", "ID", ""},
                                             {"format", "ics|csv|json", "csv"},
                                             {NULL, NULL, NULL}};

struct create {
    struct ie_event_plan plan;
    struct ie_id id;
};

static int create_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct create *create = arg;

    return ie_event_create(call, &create->plan, &create->id, err);
}

static struct ie_str text_option(const struct ie_cli *cli, const char *name)
{
    return ie_str_z(ie_option(&cli->options, name));
}

static void put_created(struct ie_cli *cli, const struct create *create)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    ie_json_object(&json);
    ie_json_kstr(&json, "id", ie_id_str(&create->id));
    ie_json_kstr(&json, "code", create->plan.code);
    ie_json_end(&json);
    if (cli->json)
        ie_cli_json(cli, ie_buf_str(&out));
    ie_buf_release(&out);
    ie_cli_say(cli, "cli.event_created", "code", ie_option(&cli->options, "code"), "id",
               create->id.text, NULL);
}

static int run_create(struct ie_cli *cli, struct ie_error *err)
{
    struct create create = {.plan = {.code = text_option(cli, "code"),
                                     .title = text_option(cli, "title"),
                                     .zone = text_option(cli, "zone"),
                                     .days = text_option(cli, "days"),
                                     .slots = text_option(cli, "slots"),
                                     .break_ = text_option(cli, "break")}};
    int64_t places;
    int code = ie_option_int(&cli->options, "places", 0, 10000, &places, err);

    if (code)
        return code;
    create.plan.places = (unsigned)places;
    code = ie_write_call(cli->service, cli->actor, create_in_call, &create, err);
    if (!code)
        put_created(cli, &create);
    return code;
}

static int run_propose(struct ie_cli *cli, const char *event, struct ie_error *err)
{
    bool limited = ie_option_given(&cli->options, "most");
    int64_t top, most = 0;
    json_t *result = NULL;
    int code = ie_option_int(&cli->options, "top", 1, 1000, &top, err);

    if (!code && limited)
        code = ie_option_int(&cli->options, "most", 1, 1000, &most, err);
    if (code)
        return code;
    json_t *args = json_pack("{s:s, s:I, s:I}", "event", event, "top", (json_int_t)top,
                             "most", (json_int_t)most);
    if (!args)
        return ie_fail_nomem(err);
    code = ie_cli_job(cli, "propose", args, &result, err);
    json_decref(args);
    if (!code)
        code = ie_cli_result(cli, "cli.proposed", result, err);
    if (!code && limited && !cli->json)
        code = ie_cli_result(cli, "cli.spread", result, err);
    json_decref(result);
    return code;
}

struct agenda {
    const struct ie_cli *cli;
    struct ie_str event, participation;
    enum ie_agenda_format format;
    struct ie_buf out;
};

static int agenda_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct agenda *agenda = arg;

    return ie_agenda_write(call, agenda->event, agenda->participation, agenda->format,
                           ie_str_z(agenda->cli->language), &agenda->out, err);
}

static int run_agenda(struct ie_cli *cli, const char *event, struct ie_error *err)
{
    struct agenda agenda = {.cli = cli,
                            .event = ie_str_z(event),
                            .participation = text_option(cli, "participation")};
    struct ie_str format = cli->json ? IE_STR("json") : text_option(cli, "format");
    int code = ie_agenda_format_parse(format, &agenda.format, err);

    if (!code)
        code = ie_read_call(cli->service, cli->actor, agenda_in_call, &agenda, err);
    if (!code)
        ie_cli_put(stdout, ie_buf_str(&agenda.out));
    if (!code && agenda.format == IE_AGENDA_JSON)
        putchar('\n');
    ie_buf_release(&agenda.out);
    return code;
}

int ie_cmd_event(struct ie_cli *cli, struct ie_error *err)
{
    const char *what = cli->options.arguments[0];
    const char *event =
        cli->options.argument_count > 1 ? cli->options.arguments[1] : NULL;

    if (strcmp(what, "create") == 0 && !event)
        return run_create(cli, err);
    if (strcmp(what, "propose") == 0 && event)
        return run_propose(cli, event, err);
    if (strcmp(what, "agenda") == 0 && event)
        return run_agenda(cli, event, err);
    return ie_cli_usage(cli, "event", err);
}
