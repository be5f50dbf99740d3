/*
 * ieum lexicon import FILE… [--dry-run]
 *
 *   files ─▶ overlay ─▶ over the shipped vocabulary and the terms there are: conflicts
 *                    ─▶ lint of what the files say
 *                    ─▶ statements that are new ─▶ accepted terms, in batches
 *
 * Importing the same files again finds nothing new and changes nothing.
 */
#include "cli/lexicon_office.h"

#include "cli/commands.h"
#include "cli/lexicon_lines.h"
#include "lexicon/lint.h"
#include "service/words/term_use.h"
#include "service/words/vocabulary.h"
#include "service/work/writer.h"

enum { BATCH = 200 }; /* terms a transaction */

/* ---- the office's terms ---- */

struct office {
    struct ie_cli *cli;
    struct ie_term *terms;
    uint32_t count;
    struct ie_str code;
    struct ie_office_lexicon *state;
};

static int read_terms(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct office *office = arg;
    struct ie_call own = *call;

    own.arena = &office->cli->arena; /* they are needed after the call */
    int code = ie_terms_accepted(&own, &office->terms, &office->count, err);
    return code ? code : ie_office_code(&own, &office->code, err);
}

static int take_state(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct office *office = arg;

    return ie_office_lexicon_take(call, &office->state, err);
}

static int open_office(struct ie_cli *cli, struct office *office, struct ie_error *err)
{
    *office = (struct office){.cli = cli};
    int code = ie_cli_open(cli, false, err);
    return code ? code : ie_read_call(cli->service, cli->actor, read_terms, office, err);
}

int ie_lexicon_take_office(struct ie_cli *cli, struct ie_office_lexicon **state,
                           struct ie_error *err)
{
    struct office office = {.cli = cli};
    int code = ie_cli_open(cli, false, err);

    if (!code)
        code = ie_read_call(cli->service, cli->actor, take_state, &office, err);
    *state = office.state;
    return code;
}

static int apply(struct ie_cli *cli, const struct office *office,
                 struct ie_thesaurus *thesaurus, struct ie_error *err)
{
    struct ie_thesaurus base = *thesaurus;
    struct ie_conflicts conflicts;

    ie_thesaurus_init(thesaurus, &cli->arena);
    return ie_terms_apply(&base, office->terms, office->count, office->code, thesaurus,
                          &conflicts, err);
}

int ie_lexicon_add_office_terms(struct ie_cli *cli, struct ie_thesaurus *thesaurus,
                                struct ie_error *err)
{
    struct office office;
    int code = open_office(cli, &office, err);

    return code ? code : apply(cli, &office, thesaurus, err);
}

/* ---- import ---- */

/* The shipped vocabulary with the terms there are. */
static int read_present(struct ie_cli *cli, const struct office *office,
                        char directory[PATH_MAX], struct ie_thesaurus *present,
                        struct ie_error *err)
{
    ie_thesaurus_init(present, &cli->arena);
    int code = ie_vocabulary_directory(directory, err);
    if (!code)
        code = ie_vocabulary_read(present, directory, err);
    if (!code)
        code = ie_thesaurus_resolve(present, true, NULL, err);
    return code ? code : apply(cli, office, present, err);
}

static int read_files(struct ie_cli *cli, struct ie_thesaurus *read, struct ie_error *err)
{
    int code = 0;

    ie_thesaurus_init(read, &cli->arena);
    for (unsigned i = 1; i < cli->options.argument_count && !code; i++)
        code = ie_vocabulary_read(read, cli->options.arguments[i], err);
    return code ? code : ie_thesaurus_resolve(read, true, NULL, err);
}

/* Of the findings those about the files, not about what was there. */
static void keep_own(struct ie_lint_report *report, const char *directory)
{
    uint32_t kept = 0;

    report->errors = 0;
    for (uint32_t i = 0; i < report->count; i++) {
        const struct ie_lint_finding *f = &report->at[i];
        if (!f->at.file || ie_str_starts(ie_str_z(f->at.file), ie_str_z(directory)))
            continue;
        report->errors += f->error;
        report->at[kept++] = *f;
    }
    report->count = kept;
}

static int check(struct ie_cli *cli, const struct office *office,
                 const struct ie_thesaurus *present, const struct ie_thesaurus *read,
                 const char *directory, struct ie_error *err)
{
    struct ie_thesaurus merged;
    struct ie_conflicts conflicts;
    struct ie_lint_report report;
    struct ie_native *natives;
    uint32_t count = 0;

    ie_thesaurus_init(&merged, &cli->arena);
    int code = ie_thesaurus_merge(present, read, office->code, &merged, &conflicts, err);
    if (!code)
        code = ie_lexicon_print_conflicts(cli, &conflicts, err);
    if (!code)
        code = ie_vocabulary_natives(&cli->arena, &natives, &count, err);
    if (!code)
        code = ie_lexicon_lint(&merged, natives, count, &cli->arena, &report, err);
    if (code)
        return code;
    keep_own(&report, directory);
    bool shown =
        report.count && (!cli->json || report.errors); /* one JSON text at most */
    code = shown ? ie_lexicon_print_lint(cli, &merged, &report, err) : 0;
    if (!code && report.errors) {
        ie_fail(err, IE_INPUT, "lexicon.lint_failed");
        ie_error_argi(err, "errors", report.errors);
        code = IE_INPUT;
    }
    return code;
}

struct batch {
    const struct ie_term *terms;
    uint32_t from, count, made;
};

static int import_batch(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct batch *b = arg;

    return ie_terms_import(call, b->terms, b->from, BATCH, b->count, &b->made, err);
}

static int import_all(struct ie_cli *cli, const struct ie_term *terms, uint32_t count,
                      uint32_t *made, struct ie_error *err)
{
    struct batch b = {.terms = terms, .count = count};
    int code = 0;

    for (; b.from < count && !code; b.from += BATCH) {
        code = ie_write_call(cli->service, cli->actor, import_batch, &b, err);
        *made += code ? 0 : b.made;
    }
    return code;
}

static int tell(const struct ie_cli *cli, bool dry, uint32_t said, uint32_t new_,
                struct ie_error *err)
{
    json_t *result =
        json_pack("{s:I, s:I}", "statements", (json_int_t)said, "new", (json_int_t)new_);
    int code = result
                   ? ie_cli_result(cli, dry ? "cli.terms_checked" : "cli.terms_imported",
                                   result, err)
                   : ie_fail_nomem(err);

    json_decref(result);
    return code;
}

int ie_lexicon_import(struct ie_cli *cli, struct ie_error *err)
{
    bool dry = ie_option_given(&cli->options, "dry-run");
    struct ie_thesaurus present, read;
    struct office office;
    struct ie_term *terms = NULL;
    char directory[PATH_MAX];
    uint32_t count = 0, fresh = 0, made = 0;
    int code = open_office(cli, &office, err);

    if (!code)
        code = read_present(cli, &office, directory, &present, err);
    if (!code)
        code = read_files(cli, &read, err);
    if (!code)
        code = check(cli, &office, &present, &read, directory, err);
    if (!code)
        code = ie_terms_of(&read, &terms, &count, err);
    if (code)
        return code;
    fresh = ie_terms_beyond(&present, terms, count);
    if (!dry)
        code = import_all(cli, terms, fresh, &made, err);
    return code ? code : tell(cli, dry, count, dry ? fresh : made, err);
}
