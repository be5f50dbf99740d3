/* ieum report --event CODE [--json] [--csv] */
#include <jansson.h>

#include "cli/commands.h"
#include "service/report.h"
#include "service/work/writer.h"

const struct ie_option ie_report_options[] = {
    {"event", "CODE", ""}, {"csv", NULL, NULL}, {NULL, NULL, NULL}};

struct report {
    struct ie_str event;
    bool csv;
    struct ie_buf out;
};

static int report_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct report *report = arg;
    struct ie_json json;

    if (report->csv)
        return ie_report_csv(call, report->event, &report->out, err);
    json = ie_json_into(&report->out);
    int code = ie_report_json(call, report->event, &json, err);
    return code ? code : ie_buf_check(&report->out, err);
}

static int print_text(const struct ie_cli *cli, struct ie_str text, struct ie_error *err)
{
    static const char *const figures[] = {"participants",  "wishes",
                                          "mutual_wishes", "meetings_planned",
                                          "meetings_held", "outcomes"};
    json_t *report = NULL;
    int code = ie_json_parse(text, &report, err);

    for (size_t i = 0; !code && i < IE_COUNT(figures); i++) {
        char id[56], count[24];
        const json_t *figure = json_object_get(report, figures[i]);
        snprintf(id, sizeof(id), "cli.report_%s", figures[i]);
        snprintf(count, sizeof(count), "%lld",
                 (long long)json_integer_value(json_object_get(figure, "count")));
        ie_cli_say(cli, id, "count", count, NULL);
    }
    json_decref(report);
    return code;
}

int ie_cmd_report(struct ie_cli *cli, struct ie_error *err)
{
    struct report report = {.event = ie_str_z(ie_option(&cli->options, "event")),
                            .csv = ie_option_given(&cli->options, "csv")};

    if (!report.event.len)
        return ie_cli_usage(cli, "report", err);
    int code = ie_read_call(cli->service, cli->actor, report_in_call, &report, err);
    if (!code && report.csv)
        ie_cli_put(stdout, ie_buf_str(&report.out));
    else if (!code && cli->json)
        ie_cli_json(cli, ie_buf_str(&report.out));
    else if (!code)
        code = print_text(cli, ie_buf_str(&report.out), err);
    ie_buf_release(&report.out);
    return code;
}
