/* ieum match learn [--event EVENT] [--allow-country] [--apply | --reset] [--out FILE] */
#include <jansson.h>

#include "base/message.h"
#include "cli/commands.h"
#include "cli/match_files.h"
#include "service/match/learn.h"
#include "service/work/writer.h"

enum { WEIGHTS_BYTES = 1 << 20 };

struct learn {
    struct ie_str event;
    bool country;
    struct ie_buf out;
};

static int put(struct learn *learn, const struct ie_match_learning *learning,
               struct ie_error *err)
{
    struct ie_json json = ie_json_into(&learn->out);

    ie_match_learning_json(learning, &json);
    return ie_buf_check(&learn->out, err);
}

static int look_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_match_learning learning;
    struct learn *learn = arg;
    int code = ie_match_learning(call, learn->event, learn->country, &learning, err);

    return code ? code : put(learn, &learning, err);
}

static int apply_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_match_learning learning;
    struct learn *learn = arg;
    int code = ie_match_model_apply(call, learn->event, learn->country, &learning, err);

    return code ? code : put(learn, &learning, err);
}

static int reset_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    int code = ie_match_model_reset(call, err);

    return code ? code : look_in_call(call, arg, err);
}

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static void print_field(const struct ie_cli *cli, const json_t *field)
{
    char id[56];
    const char *name = json_string_value(json_object_get(field, "field"));

    snprintf(id, sizeof(id), "match.field_%s", name);
    const char *worded = ie_message_wording(cli->language, id);
    printf("  %6.2f → %5.2f ± %4.2f   %.2f / %.2f   (%lld / %lld)  %s\n",
           number(field, "default"), number(field, "learned"), number(field, "error"),
           number(field, "mean_good"), number(field, "mean_other"),
           (long long)json_integer_value(json_object_get(field, "stated_good")),
           (long long)json_integer_value(json_object_get(field, "stated_other")),
           worded ? worded : name);
}

static void print_losses(const struct ie_cli *cli, const json_t *losses)
{
    static const char *const names[] = {"base", "default", "learned"};
    char values[3][24];

    for (size_t i = 0; i < IE_COUNT(names); i++)
        snprintf(values[i], sizeof(values[i]), "%.3f",
                 number(json_object_get(losses, names[i]), "logarithmic"));
    ie_cli_say(cli, "cli.learn_losses", "base", values[0], "default", values[1],
               "learned", values[2], NULL);
}

static void print_bands(const json_t *bands)
{
    const json_t *band;
    size_t i;

    json_array_foreach(bands, i, band)
        if (number(band, "count") > 0)
            printf("  %.1f–%.1f  %4lld  %3.0f %%  (%.0f–%.0f %%)\n", number(band, "from"),
                   number(band, "to"),
                   (long long)json_integer_value(json_object_get(band, "count")),
                   100 * number(band, "good") / number(band, "count"),
                   100 * number(band, "low"), 100 * number(band, "high"));
}

static void tell(const struct ie_cli *cli, const json_t *quality)
{
    const json_t *learned = json_object_get(quality, "learned"), *field;
    char examples[24], good[24];
    size_t i;

    snprintf(examples, sizeof(examples), "%.0f", number(quality, "examples"));
    snprintf(good, sizeof(good), "%.0f", number(quality, "good"));
    ie_cli_say(cli, "cli.learn_examples", "examples", examples, "good", good, NULL);
    if (cli->quiet)
        return;
    ie_cli_say(cli, "cli.learn_acceptance", NULL);
    print_bands(json_object_get(quality, "acceptance"));
    if (!json_is_object(learned)) {
        ie_cli_say(cli, "cli.learn_too_few", NULL);
        return;
    }
    print_losses(cli, json_object_get(learned, "losses"));
    ie_cli_say(cli, "cli.learn_fields", NULL);
    json_array_foreach(json_object_get(learned, "fields"), i, field)
        print_field(cli, field);
    ie_cli_say(cli,
               json_is_true(json_object_get(learned, "better")) ? "cli.learn_better"
                                                                : "cli.learn_not_better",
               NULL);
}

/* The learned weights, or those in force where nothing was learned. */
static int write_weights(const struct ie_cli *cli, const json_t *quality,
                         struct ie_error *err)
{
    const char *path = ie_option(&cli->options, "out");
    const json_t *from = json_object_get(quality, "learned");
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    if (!*path)
        return 0;
    if (!json_is_object(from))
        from = json_object_get(quality, "in_force");
    ie_json_object(&json);
    ie_json_key(&json, "weights");
    ie_json_value(&json, json_object_get(from, "weights"));
    ie_json_key(&json, "curve");
    ie_json_value(&json, json_object_get(from, "curve"));
    ie_json_end(&json);
    ie_buf_addc(&out, '\n');
    int code = ie_buf_check(&out, err);
    if (!code)
        code = ie_cli_write_file(path, ie_buf_str(&out), err);
    ie_buf_release(&out);
    return code;
}

int ie_cli_match_learn(struct ie_cli *cli, struct ie_error *err)
{
    bool apply = ie_option_given(&cli->options, "apply");
    bool reset = ie_option_given(&cli->options, "reset");
    struct learn learn = {.event = ie_str_z(ie_option(&cli->options, "event")),
                          .country = ie_option_given(&cli->options, "allow-country"),
                          .out = IE_BUF_INIT};
    static const char *const none[] = {NULL};
    json_t *quality = NULL;
    int code = apply && reset ? ie_cli_usage(cli, "match", err) : 0;

    if (!code && *ie_option(&cli->options, "out")) /* before weights are in force */
        code = ie_match_check_out(cli, "out", none, err);
    if (!code)
        code = ie_cli_open(cli, false, err);

    if (!code && (apply || reset))
        code = ie_write_call(cli->service, cli->actor,
                             apply ? apply_in_call : reset_in_call, &learn, err);
    else if (!code)
        code = ie_read_call(cli->service, cli->actor, look_in_call, &learn, err);
    if (!code)
        code = ie_json_parse(ie_buf_str(&learn.out), &quality, err);
    if (!code)
        code = write_weights(cli, quality, err);
    if (!code && cli->json)
        ie_cli_json(cli, ie_buf_str(&learn.out));
    else if (!code)
        tell(cli, quality);
    if (!code && (apply || reset))
        ie_cli_say(cli, apply ? "cli.learn_applied" : "cli.learn_reset", NULL);
    json_decref(quality);
    ie_buf_release(&learn.out);
    return code;
}

int ie_cli_match_weights(struct ie_cli *cli, struct ie_match_model_set *set,
                         struct ie_error *err)
{
    const char *path = ie_option(&cli->options, "weights");
    struct ie_buf text = IE_BUF_INIT;
    json_t *object = NULL;

    *set = ie_match_model_default();
    if (!*path)
        return 0;
    int code = ie_cli_read_file(path, WEIGHTS_BYTES, &text, err);
    if (!code) {
        code = ie_json_parse(ie_buf_str(&text), &object, err);
        if (!code)
            code = ie_match_model_read(object, set, err);
        if (code && code != IE_NOMEM)
            ie_error_at(err, path, err->line, err->column, NULL);
    }
    json_decref(object);
    ie_buf_release(&text);
    return code;
}
