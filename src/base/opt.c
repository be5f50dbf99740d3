#include "base/opt.h"

#include <string.h>

#include "base/str.h"

void ie_options_add(struct ie_options *options, const struct ie_option *table)
{
    for (; table && table->name; table++) {
        if (options->row_count == IE_OPTIONS_MAX)
            IE_BUG("more options than the table holds");
        options->values[options->row_count] = NULL;
        options->rows[options->row_count++] = table;
    }
}

static int fail(struct ie_error *err, const char *id, const char *option)
{
    ie_fail(err, IE_USAGE, id);
    ie_error_arg(err, "option", option);
    return IE_USAGE;
}

static int find(const struct ie_options *options, const char *name, size_t len)
{
    for (unsigned i = 0; i < options->row_count; i++)
        if (strlen(options->rows[i]->name) == len &&
            memcmp(options->rows[i]->name, name, len) == 0)
            return (int)i;
    return -1;
}

int ie_options_parse(struct ie_options *options, int argc, const char **argv,
                     struct ie_error *err)
{
    bool ended = false;

    options->arguments = argv;
    options->argument_count = 0;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        if (ended || word[0] != '-' || word[1] != '-') {
            if (!ended && word[0] == '-' && word[1] != '\0')
                return fail(err, "option.unknown", word);
            argv[options->argument_count++] = word; /* never ahead of i */
            continue;
        }
        if (word[2] == '\0') {
            ended = true;
            continue;
        }
        const char *equals = strchr(word, '=');
        size_t len = equals ? (size_t)(equals - word - 2) : strlen(word + 2);
        int row = find(options, word + 2, len);
        if (row < 0)
            return fail(err, "option.unknown", word);
        if (!options->rows[row]->argument) {
            if (equals)
                return fail(err, "option.no_argument", word);
            options->values[row] = "";
        } else if (equals) {
            options->values[row] = equals + 1;
        } else if (i + 1 < argc) {
            options->values[row] = argv[++i];
        } else {
            return fail(err, "option.argument", word);
        }
    }
    return 0;
}

static unsigned row_of(const struct ie_options *options, const char *name)
{
    int row = find(options, name, strlen(name));

    if (row < 0)
        IE_BUG("an option that is in no table");
    return (unsigned)row;
}

const char *ie_option(const struct ie_options *options, const char *name)
{
    unsigned row = row_of(options, name);

    return options->values[row] ? options->values[row] : options->rows[row]->fallback;
}

bool ie_option_given(const struct ie_options *options, const char *name)
{
    return options->values[row_of(options, name)] != NULL;
}

int ie_option_int(const struct ie_options *options, const char *name, int64_t min,
                  int64_t max, int64_t *value, struct ie_error *err)
{
    const char *text = ie_option(options, name);
    int64_t number;

    if (text && ie_str_int64(ie_str_z(text), &number) && number >= min && number <= max) {
        *value = number;
        return 0;
    }
    fail(err, "option.number", name);
    ie_error_arg(err, "value", text ? text : "");
    ie_error_argi(err, "min", min);
    ie_error_argi(err, "max", max);
    return IE_USAGE;
}
