/* Table of options, help in the catalogues and ieum(1) say the same. */
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/message.h"
#include "cli/cli.h"
#include "harness.h"

static struct ie_buf manual = IE_BUF_INIT;

static bool read_manual(void)
{
    char block[4096];
    size_t n;

    if (manual.len)
        return true;
    FILE *file = fopen(ie_test_source("man/ieum.1"), "re");
    if (!IE_CHECK(file != NULL))
        return false;
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        ie_buf_add(&manual, ie_str_n(block, n));
    fclose(file);
    return IE_CHECK(manual.len > 0);
}

/* A command without wording is not for people. */
static bool shown(const char *command)
{
    char id[64];

    snprintf(id, sizeof(id), "help.command.%s", command);
    return ie_message_wording("en", id) != NULL;
}

/* The lines from the one that begins a part to the next part. */
static struct ie_str part(const char *head)
{
    struct ie_str all = ie_buf_str(&manual);
    int64_t at = ie_str_find(all, ie_str_z(head));

    if (at < 0)
        return IE_STR_NONE;
    struct ie_str rest = ie_str_sub(all, (size_t)at + strlen(head), all.len);
    int64_t section = ie_str_find(rest, IE_STR("\n.Sh "));
    int64_t next = ie_str_find(rest, IE_STR("\n.Ss "));
    if (next < 0 || (section >= 0 && section < next))
        next = section;
    return next < 0 ? rest : ie_str_sub(rest, 0, (size_t)next + 1);
}

static struct ie_str part_of(const char *command)
{
    char head[64];

    snprintf(head, sizeof(head), "\n.Ss %s\n", command);
    return part(head);
}

/* ".It Fl -name Ar ARGUMENT" or ".It Fl -name" */
static unsigned options_in(struct ie_str text)
{
    unsigned count = 0;
    struct ie_str line;

    while (ie_str_split(&text, '\n', &line))
        count += ie_str_starts(line, IE_STR(".It Fl -"));
    return count;
}

static unsigned check_options(const char *where, struct ie_str text,
                              const struct ie_option *table)
{
    unsigned count = 0;

    for (; table && table->name; table++, count++) {
        char line[128], id[64];
        snprintf(line, sizeof(line), "\n.It Fl -%s%s%s\n", table->name,
                 table->argument ? " Ar " : "", table->argument ? table->argument : "");
        if (!IE_CHECK(ie_str_find(text, ie_str_z(line)) >= 0))
            printf("    ieum %s: the manual lacks%s", where, line);
        snprintf(id, sizeof(id), "help.option.%s", table->name);
        for (char *c = id; *c; c++)
            if (*c == '-')
                *c = '_';
        if (!IE_CHECK(ie_message_wording("en", id) && ie_message_wording("ko", id)))
            printf("    no wording %s\n", id);
    }
    return count;
}

IE_TEST(each_command_and_option_stands_in_the_manual_and_both_catalogues)
{
    IE_REQUIRE(read_manual());
    for (const struct ie_command *c = ie_commands; c->name; c++) {
        char id[64];
        struct ie_str text = part_of(c->name);
        if (!shown(c->name)) {
            IE_CHECK(text.ptr == NULL);
            continue;
        }
        if (!IE_CHECK(text.ptr != NULL)) {
            printf("    the manual lacks .Ss %s\n", c->name);
            continue;
        }
        snprintf(id, sizeof(id), "help.command.%s", c->name);
        IE_CHECK(ie_message_wording("ko", id) != NULL);
        unsigned told = options_in(text);
        if (!IE_CHECK_INT(told, check_options(c->name, text, c->options)))
            printf("    ieum %s\n", c->name);
    }
}

IE_TEST(global_options_stand_in_the_manual)
{
    IE_REQUIRE(read_manual());
    struct ie_str text = part("\n.Sh GLOBAL OPTIONS\n");
    IE_CHECK_INT(options_in(text), check_options("", text, ie_global_options));
}

IE_TEST(each_command_of_the_manual_exists)
{
    IE_REQUIRE(read_manual());
    struct ie_str rest = ie_buf_str(&manual), line;
    while (ie_str_split(&rest, '\n', &line)) {
        bool found = !ie_str_starts(line, IE_STR(".Ss "));
        for (const struct ie_command *c = ie_commands; c->name && !found; c++)
            found = ie_str_eqz(ie_str_sub(line, 4, line.len), c->name);
        if (!IE_CHECK(found))
            printf("    %.*s\n", IE_STR_ARG(line));
    }
}

static bool in_table(struct ie_str name, const struct ie_option *table)
{
    for (; table && table->name; table++) {
        size_t i = 0;
        for (; i < name.len && table->name[i]; i++)
            if (name.ptr[i] != (table->name[i] == '-' ? '_' : table->name[i]))
                break;
        if (i == name.len && !table->name[i])
            return true;
    }
    return false;
}

IE_TEST(each_help_text_is_of_something)
{
    for (size_t i = 0; i < ie_message_row_count; i++) {
        struct ie_str id = ie_str_z(ie_message_rows[i].id);
        bool option = ie_str_starts(id, IE_STR("help.option."));
        bool command = ie_str_starts(id, IE_STR("help.command."));
        struct ie_str name = ie_str_sub(id, option ? 12 : 13, id.len);
        bool found = (!option && !command) || (command && ie_str_eqz(name, "ieum")) ||
                     (option && in_table(name, ie_global_options));
        for (const struct ie_command *c = ie_commands; c->name && !found; c++)
            found = option ? in_table(name, c->options) : ie_str_eqz(name, c->name);
        if (!IE_CHECK(found))
            printf("    %s is of nothing\n", ie_message_rows[i].id);
    }
}

/* An option that several commands have means one thing, since its help is one text. */
IE_TEST(options_do_not_hide_global_ones)
{
    for (const struct ie_command *c = ie_commands; c->name; c++)
        for (const struct ie_option *o = c->options; o && o->name; o++)
            for (const struct ie_option *g = ie_global_options; g->name; g++)
                IE_CHECK(strcmp(o->name, g->name) != 0);
}
