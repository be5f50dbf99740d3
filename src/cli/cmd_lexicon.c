/*
 * ieum lexicon lint [FILE…]                  what is wrong with a vocabulary
 * ieum lexicon coverage [FILE…]              how much is said in which language
 * ieum lexicon export OUT [FILE…]            in the format of OUT's ending
 * ieum lexicon find TEXT                     concepts with a label that begins so
 * ieum lexicon tag FILE|-                    the concepts that a text speaks of
 * ieum lexicon translate FILE|-              what its words may be in another language
 * ieum lexicon import FILE…                  accepted terms of the office (lexicon_import.c)
 *
 * FILE is a vocabulary or a directory of them; without one the shipped vocabulary is
 * meant. `--overlay FILE` merges the terms of a file over it first, `--office-terms` those
 * that the store's office has accepted.
 */
#include <errno.h>

#include "base/message.h"
#include "cli/commands.h"
#include "cli/lexicon_lines.h"
#include "cli/lexicon_office.h"
#include "cli/lexicon_words.h"
#include "lexicon/lint.h"
#include "lexicon/merge.h"
#include "service/words/vocabulary.h"
#include "text/text.h"

const struct ie_option ie_lexicon_options[] = {
    {"overlay", "FILE", ""}, {"office-terms", NULL, NULL}, {"text-lang", "TAG", ""},
    {"dry-run", NULL, NULL}, {"into", "TAG", "en"},        {"top", "N", "10"},
    {NULL, NULL, NULL}};

/* ---- Reading what is asked about ---------------------------------------------------------- */

static int read_sources(struct ie_cli *cli, unsigned first,
                        struct ie_thesaurus *thesaurus, struct ie_error *err)
{
    char path[PATH_MAX];
    int code = 0;

    ie_thesaurus_init(thesaurus, &cli->arena);
    if (first == cli->options.argument_count) {
        code = ie_vocabulary_directory(path, err);
        if (!code)
            code = ie_vocabulary_read(thesaurus, path, err);
    }
    for (unsigned i = first; i < cli->options.argument_count && !code; i++)
        code = ie_vocabulary_read(thesaurus, cli->options.arguments[i], err);
    return code ? code : ie_thesaurus_resolve(thesaurus, true, NULL, err);
}

static int overlay(struct ie_cli *cli, const char *path, struct ie_thesaurus *thesaurus,
                   struct ie_error *err)
{
    struct ie_thesaurus base = *thesaurus, over;
    struct ie_conflicts conflicts;

    ie_thesaurus_init(&over, &cli->arena);
    int code = ie_vocabulary_read(&over, path, err);
    if (code)
        return code;
    ie_thesaurus_init(thesaurus, &cli->arena);
    code = ie_thesaurus_merge(&base, &over, IE_STR("office"), thesaurus, &conflicts, err);
    return code ? code : ie_lexicon_print_conflicts(cli, &conflicts, err);
}

static int load(struct ie_cli *cli, unsigned first, struct ie_thesaurus *thesaurus,
                struct ie_error *err)
{
    const char *over = ie_option(&cli->options, "overlay");
    int code = read_sources(cli, first, thesaurus, err);

    if (!code && ie_option_given(&cli->options, "office-terms"))
        code = ie_lexicon_add_office_terms(cli, thesaurus, err);
    return code || !*over ? code : overlay(cli, over, thesaurus, err);
}

/* The lexicon that find and tag ask: shipped, the office's (one of these two is kept
 * compiled), or one compiled with the overlay here. */
struct opened {
    struct ie_vocabulary *vocabulary;
    struct ie_office_lexicon *office;
    const struct ie_lexicon *lexicon;
};

static int open_lexicon(struct ie_cli *cli, struct opened *opened, struct ie_error *err)
{
    struct ie_thesaurus thesaurus;
    int code;

    *opened = (struct opened){0};
    if (*ie_option(&cli->options, "overlay")) {
        code = load(cli, cli->options.argument_count, &thesaurus, err);
        if (!code)
            code = ie_vocabulary_of(&thesaurus, &opened->vocabulary, err);
    } else if (ie_option_given(&cli->options, "office-terms")) {
        code = ie_lexicon_take_office(cli, &opened->office, err);
    } else {
        code = ie_vocabulary_open(&opened->vocabulary, err);
    }
    if (!code)
        opened->lexicon = opened->office ? ie_office_lexicon_of(opened->office)
                                         : ie_vocabulary_lexicon(opened->vocabulary);
    return code;
}

static void close_lexicon(struct opened *opened)
{
    ie_office_lexicon_give(opened->office);
    ie_vocabulary_close(opened->vocabulary);
}

/* ---- The subcommands ------------------------------------------------------------------------ */

static int run_lint(struct ie_cli *cli, struct ie_error *err)
{
    struct ie_thesaurus thesaurus;
    struct ie_lint_report report;
    struct ie_native *natives;
    uint32_t count = 0;
    int code = load(cli, 1, &thesaurus, err);

    if (!code)
        code = ie_vocabulary_natives(&cli->arena, &natives, &count, err);
    if (!code)
        code = ie_lexicon_lint(&thesaurus, natives, count, &cli->arena, &report, err);
    if (!code)
        code = ie_lexicon_print_lint(cli, &thesaurus, &report, err);
    if (!code && report.errors) {
        ie_fail(err, IE_INPUT, "lexicon.lint_failed");
        ie_error_argi(err, "errors", report.errors);
        code = IE_INPUT;
    }
    return code;
}

static int run_coverage(struct ie_cli *cli, struct ie_error *err)
{
    struct ie_thesaurus thesaurus;
    struct ie_coverage coverage;
    int code = load(cli, 1, &thesaurus, err);

    if (!code)
        code = ie_lexicon_coverage(&thesaurus, &cli->arena, &coverage, err);
    return code ? code : ie_lexicon_print_coverage(cli, &thesaurus, &coverage, err);
}

static int run_export(struct ie_cli *cli, struct ie_error *err)
{
    const char *path = cli->options.arguments[1];
    enum ie_vocabulary_format format;
    struct ie_thesaurus thesaurus;
    struct ie_buf out = IE_BUF_INIT;

    if (ie_lexicon_names_words(path) && cli->options.argument_count == 2)
        return ie_lexicon_export_words(cli, path, err);
    int code = ie_vocabulary_format(path, &format, err);
    if (!code)
        code = load(cli, 2, &thesaurus, err);
    if (!code && format == IE_VOCABULARY_XLSX) {
        code = ie_vocabulary_write_xlsx(&thesaurus, path, err);
    } else if (!code) {
        code = ie_vocabulary_write(&thesaurus, format, &out, err);
        if (!code)
            code = ie_cli_write_file(path, ie_buf_str(&out), err);
    }
    if (!code)
        ie_lexicon_say_exported(cli, thesaurus.count, path);
    ie_buf_release(&out);
    return code;
}

static int run_find(struct ie_cli *cli, struct ie_error *err)
{
    struct ie_lexicon_hit *hits;
    struct opened opened;
    uint32_t count;
    int64_t top;
    int code = ie_option_int(&cli->options, "top", 1, 1000, &top, err);

    if (!code)
        code = open_lexicon(cli, &opened, err);
    if (code)
        return code;
    code = ie_lexicon_find(opened.lexicon, ie_str_z(cli->options.arguments[1]),
                           ie_str_z(cli->language), (uint32_t)top, &cli->arena, &hits,
                           &count, err);
    if (!code)
        code = ie_lexicon_print_hits(cli, opened.lexicon, hits, count, err);
    close_lexicon(&opened);
    return code;
}

static int read_text(const char *path, struct ie_buf *out, struct ie_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "re");
    char block[1 << 16];
    size_t n;

    if (!file) {
        ie_fail_errno(err, "file.open", path, errno);
        return (int)(err->code = IE_INPUT);
    }
    while ((n = fread(block, 1, sizeof(block), file)) > 0 && out->len <= IE_TEXT_MAX)
        ie_buf_add(out, ie_str_n(block, n));
    if (!standard)
        fclose(file);
    return ie_buf_check(out, err);
}

static int run_tag(struct ie_cli *cli, struct ie_error *err)
{
    struct opened opened = {0};
    struct ie_tagger *tagger = NULL;
    struct ie_buf text = IE_BUF_INIT;
    struct ie_tags tags;
    int code = read_text(cli->options.arguments[1], &text, err);

    if (!code)
        code = open_lexicon(cli, &opened, err);
    if (!code)
        code = ie_tagger_new(opened.lexicon, &tagger, err);
    if (!code)
        code = ie_tagger_tag(tagger, ie_buf_str(&text),
                             ie_str_z(ie_option(&cli->options, "text-lang")), &tags, err);
    if (!code)
        code = ie_lexicon_print_tags(cli, opened.lexicon, ie_buf_str(&text), &tags, err);
    ie_tagger_free(tagger);
    close_lexicon(&opened);
    ie_buf_release(&text);
    return code;
}

static int run_translate(struct ie_cli *cli, struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;
    int code = read_text(cli->options.arguments[1], &text, err);

    if (!code)
        code = ie_lexicon_translate(cli, ie_buf_str(&text), err);
    ie_buf_release(&text);
    return code;
}

int ie_cmd_lexicon(struct ie_cli *cli, struct ie_error *err)
{
    static const struct {
        const char *name;
        int (*run)(struct ie_cli *, struct ie_error *);
        unsigned least, most;
    } verbs[] = {
        {"lint", run_lint, 1, UINT_MAX},
        {"coverage", run_coverage, 1, UINT_MAX},
        {"export", run_export, 2, UINT_MAX},
        {"find", run_find, 2, 2},
        {"tag", run_tag, 2, 2},
        {"translate", run_translate, 2, 2},
        {"import", ie_lexicon_import, 2, UINT_MAX},
    };
    const char *verb = cli->options.arguments[0];

    for (size_t i = 0; i < IE_COUNT(verbs); i++)
        if (strcmp(verb, verbs[i].name) == 0 &&
            cli->options.argument_count >= verbs[i].least &&
            cli->options.argument_count <= verbs[i].most)
            return verbs[i].run(cli, err);
    return ie_cli_usage(cli, "lexicon", err);
}
