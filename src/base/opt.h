/*
 * Command-line options by table: one row gives name, argument and default; the help text
 * is the catalogue's "help.option.NAME" (po/), so that option table, help and manual can
 * be held together by a test.
 *
 * "--name value", "--name=value" and, for flags, "--name". Options and arguments may come
 * in any order; "--" ends options. An option given twice: the last one counts.
 */
#ifndef IE_BASE_OPT_H
#define IE_BASE_OPT_H

#include "base/error.h"

struct ie_option {
    const char *name;     /* without dashes; NULL ends a table */
    const char *argument; /* shown in help: "FILE"; NULL: a flag */
    const char *fallback; /* value when not given; NULL: none */
};

enum { IE_OPTIONS_MAX = 64, IE_ARGUMENTS_MAX = 4096 };

struct ie_options {
    const struct ie_option *rows[IE_OPTIONS_MAX];
    const char *values[IE_OPTIONS_MAX]; /* "" for a flag that was given */
    unsigned row_count;
    const char **arguments; /* borrowed from argv, which is reordered */
    unsigned argument_count;
};

/* Adds a table's rows; BUG beyond IE_OPTIONS_MAX. */
void ie_options_add(struct ie_options *options, const struct ie_option *table);

/* Parses argv[0 .. argc). Errors: IE_USAGE option.unknown {option}, option.argument
 * {option}, option.no_argument {option}, option.too_many. O(argc · rows). */
int ie_options_parse(struct ie_options *options, int argc, const char **argv,
                     struct ie_error *err) IE_MUST_CHECK;

/* The value, the fallback, or NULL. BUG for a name in no table. */
const char *ie_option(const struct ie_options *options, const char *name);
bool ie_option_given(const struct ie_options *options, const char *name);
/* As a whole number within [min, max]; the fallback must be one. IE_USAGE option.number
 * {option} {value} {min} {max}. */
int ie_option_int(const struct ie_options *options, const char *name, int64_t min,
                  int64_t max, int64_t *value, struct ie_error *err) IE_MUST_CHECK;

#endif
