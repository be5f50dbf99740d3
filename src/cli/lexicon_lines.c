/* Lines and JSON of `ieum lexicon`. */
#include "cli/lexicon_lines.h"

#include "base/message.h"

/* A sentence of the catalogues behind "file:line: ". */
static void add_line(const struct ie_cli *cli, const struct ie_error *message,
                     struct ie_buf *out)
{
    ie_message_at(cli->language, message, out);
    ie_buf_addc(out, '\n');
}

static int print(const struct ie_cli *cli, struct ie_buf *out, FILE *to,
                 struct ie_error *err)
{
    int code = ie_buf_check(out, err);

    if (!code && cli->json && to == stdout)
        ie_cli_json(cli, ie_buf_str(out));
    else if (!code)
        ie_cli_put(to, ie_buf_str(out));
    ie_buf_release(out);
    return code;
}

/* ---- lint ------------------------------------------------------------------------------ */

static struct ie_str label_text(const struct ie_thesaurus *thesaurus,
                                const struct ie_lint_finding *f)
{
    return f->label == IE_THESAURUS_NONE
               ? IE_STR("")
               : thesaurus->concepts[f->concept].labels[f->label].text;
}

static struct ie_str other_of(const struct ie_thesaurus *thesaurus,
                              const struct ie_lint_finding *f)
{
    return f->other == IE_THESAURUS_NONE ? f->other_id : thesaurus->concepts[f->other].id;
}

static void lint_json(const struct ie_thesaurus *thesaurus,
                      const struct ie_lint_finding *f, struct ie_json *json)
{
    ie_json_object(json);
    ie_json_kstr(json, "rule", ie_str_z(ie_lint_rule_name((enum ie_lint_rule)f->rule)));
    ie_json_kbool(json, "error", f->error);
    ie_json_kstr(json, "file", ie_str_z(f->at.file));
    ie_json_kint(json, "line", f->at.line);
    ie_json_kstr(json, "concept", thesaurus->concepts[f->concept].id);
    ie_json_kstr(json, "language", f->lang);
    ie_json_kstr(json, "label", label_text(thesaurus, f));
    ie_json_kstr(json, "other", other_of(thesaurus, f));
    ie_json_end(json);
}

static void lint_line(const struct ie_cli *cli, const struct ie_thesaurus *thesaurus,
                      const struct ie_lint_finding *f, struct ie_buf *out)
{
    struct ie_error message;
    struct ie_str concept = thesaurus->concepts[f->concept].id;
    struct ie_str label = label_text(thesaurus, f), other = other_of(thesaurus, f);
    char id[56];

    snprintf(id, sizeof(id), "lexicon.lint_%s",
             ie_lint_rule_name((enum ie_lint_rule)f->rule));
    ie_fail(&message, IE_INPUT, id);
    ie_error_at(&message, f->at.file, f->at.line, 0,
                ie_message_wording(cli->language,
                                   f->error ? "lexicon.error" : "lexicon.warning"));
    ie_error_argn(&message, "concept", concept.ptr, concept.len);
    ie_error_argn(&message, "lang", f->lang.ptr, f->lang.len);
    ie_error_argn(&message, "label", label.ptr, label.len);
    ie_error_argn(&message, "other", other.ptr, other.len);
    add_line(cli, &message, out);
}

static void lint_sum(const struct ie_cli *cli, const struct ie_thesaurus *thesaurus,
                     const struct ie_lint_report *report)
{
    char concepts[16], errors[16], warnings[16];

    snprintf(concepts, sizeof(concepts), "%u", thesaurus->count);
    snprintf(errors, sizeof(errors), "%u", report->errors);
    snprintf(warnings, sizeof(warnings), "%u", report->count - report->errors);
    ie_cli_say(cli, "lexicon.linted", "concepts", concepts, "errors", errors, "warnings",
               warnings, NULL);
}

int ie_lexicon_print_lint(const struct ie_cli *cli, const struct ie_thesaurus *thesaurus,
                          const struct ie_lint_report *report, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    if (cli->json) {
        ie_json_object(&json);
        ie_json_kint(&json, "concepts", thesaurus->count);
        ie_json_kint(&json, "errors", report->errors);
        ie_json_key(&json, "findings");
        ie_json_array(&json);
        for (uint32_t i = 0; i < report->count; i++)
            lint_json(thesaurus, &report->at[i], &json);
        ie_json_end(&json);
        ie_json_end(&json);
    } else {
        for (uint32_t i = 0; i < report->count; i++)
            lint_line(cli, thesaurus, &report->at[i], &out);
    }
    int code = print(cli, &out, stdout, err);
    if (!code)
        lint_sum(cli, thesaurus, report);
    return code;
}

int ie_lexicon_print_conflicts(const struct ie_cli *cli,
                               const struct ie_conflicts *conflicts, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;

    for (uint32_t i = 0; i < conflicts->count; i++) {
        const struct ie_conflict *c = &conflicts->at[i];
        struct ie_error message;
        char id[56];
        snprintf(id, sizeof(id), "lexicon.conflict_%s",
                 ie_conflict_name((enum ie_conflict_kind)c->kind));
        ie_fail(&message, IE_CONFLICT, id);
        ie_error_at(&message, c->at.file, c->at.line, 0, NULL);
        ie_error_argn(&message, "concept", c->concept.ptr, c->concept.len);
        ie_error_argn(&message, "lang", c->lang.ptr, c->lang.len);
        ie_error_argn(&message, "theirs", c->theirs.ptr, c->theirs.len);
        ie_error_argn(&message, "ours", c->ours.ptr, c->ours.len);
        add_line(cli, &message, &out);
    }
    return print(cli, &out, stderr, err);
}

/* ---- coverage ---------------------------------------------------------------------------- */

static struct ie_str field_name(const struct ie_thesaurus *thesaurus,
                                const struct ie_coverage_row *row)
{
    return row->field == IE_THESAURUS_NONE ? IE_STR("*")
                                           : thesaurus->concepts[row->field].id;
}

static void coverage_json(const struct ie_thesaurus *thesaurus,
                          const struct ie_coverage *coverage, struct ie_json *json)
{
    ie_json_array(json);
    for (uint32_t i = 0; i < coverage->row_count; i++) {
        const struct ie_coverage_row *row = &coverage->rows[i];
        ie_json_object(json);
        ie_json_kstr(json, "field", field_name(thesaurus, row));
        ie_json_kint(json, "concepts", row->concepts);
        ie_json_key(json, "languages");
        ie_json_object(json);
        for (uint32_t k = 0; k < coverage->languages; k++) {
            char lang[40];
            snprintf(lang, sizeof(lang), "%.*s", IE_STR_ARG(coverage->lang[k]));
            ie_json_key(json, lang);
            ie_json_object(json);
            ie_json_kint(json, "concepts", row->cell[k].concepts);
            ie_json_kint(json, "labels", row->cell[k].labels);
            ie_json_kint(json, "two", row->cell[k].two);
            ie_json_kint(json, "reviewed", row->cell[k].reviewed);
            ie_json_end(json);
        }
        ie_json_end(json);
        ie_json_end(json);
    }
    ie_json_end(json);
}

/* A table: field, concepts, and of each language how many percent have a word. */
static void coverage_table(const struct ie_cli *cli, const struct ie_thesaurus *thesaurus,
                           const struct ie_coverage *coverage, struct ie_buf *out)
{
    ie_buf_printf(out, "%-36s %8s", ie_message_wording(cli->language, "lexicon.field"),
                  ie_message_wording(cli->language, "lexicon.concepts"));
    for (uint32_t k = 0; k < coverage->languages; k++)
        ie_buf_printf(out, " %6.*s", IE_STR_ARG(coverage->lang[k]));
    ie_buf_addc(out, '\n');
    for (uint32_t i = 0; i < coverage->row_count; i++) {
        const struct ie_coverage_row *row = &coverage->rows[i];
        struct ie_str name = field_name(thesaurus, row);
        ie_buf_printf(out, "%-36.*s %8u", IE_STR_ARG(name), row->concepts);
        for (uint32_t k = 0; k < coverage->languages; k++)
            ie_buf_printf(out, " %5.1f%%",
                          row->concepts ? 100.0 * row->cell[k].concepts / row->concepts
                                        : 0.0);
        ie_buf_addc(out, '\n');
    }
}

int ie_lexicon_print_coverage(const struct ie_cli *cli,
                              const struct ie_thesaurus *thesaurus,
                              const struct ie_coverage *coverage, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    if (cli->json)
        coverage_json(thesaurus, coverage, &json);
    else
        coverage_table(cli, thesaurus, coverage, &out);
    return print(cli, &out, stdout, err);
}

/* ---- find and tag --------------------------------------------------------------------------- */

static void hit(const struct ie_cli *cli, const struct ie_lexicon *lexicon,
                const struct ie_lexicon_hit *h, struct ie_buf *out, struct ie_json *json)
{
    struct ie_label found;
    struct ie_str shown =
        ie_lexicon_label(lexicon, h->concept, ie_str_z(cli->language), NULL);

    ie_lexicon_label_at(lexicon, h->concept, h->label, &found);
    if (!cli->json) {
        ie_buf_printf(out, "%.*s\t%.*s\t%.*s (%.*s)\n",
                      IE_STR_ARG(ie_lexicon_id(lexicon, h->concept)), IE_STR_ARG(shown),
                      IE_STR_ARG(found.text), IE_STR_ARG(found.lang));
        return;
    }
    ie_json_object(json);
    ie_json_kstr(json, "concept", ie_lexicon_id(lexicon, h->concept));
    ie_json_kstr(json, "label", shown);
    ie_json_kstr(json, "found", found.text);
    ie_json_kstr(json, "language", found.lang);
    ie_json_end(json);
}

int ie_lexicon_print_hits(const struct ie_cli *cli, const struct ie_lexicon *lexicon,
                          const struct ie_lexicon_hit *hits, uint32_t count,
                          struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    if (cli->json)
        ie_json_array(&json);
    for (uint32_t i = 0; i < count; i++)
        hit(cli, lexicon, &hits[i], &out, &json);
    if (cli->json)
        ie_json_end(&json);
    return print(cli, &out, stdout, err);
}

static void tag(const struct ie_cli *cli, const struct ie_lexicon *lexicon,
                struct ie_str text, const struct ie_tag *t, struct ie_buf *out,
                struct ie_json *json)
{
    struct ie_str shown =
        ie_lexicon_label(lexicon, t->concept, ie_str_z(cli->language), NULL);
    struct ie_str phrase = ie_str_sub(text, t->from, t->len);

    if (!cli->json) {
        ie_buf_printf(out, "%u\t%.*s\t%.*s\t%.*s\t%u.%03u\n", t->from, IE_STR_ARG(phrase),
                      IE_STR_ARG(ie_lexicon_id(lexicon, t->concept)), IE_STR_ARG(shown),
                      t->weight / IE_LABEL_WEIGHT, t->weight % IE_LABEL_WEIGHT);
        return;
    }
    ie_json_object(json);
    ie_json_kint(json, "from", t->from);
    ie_json_kint(json, "length", t->len);
    ie_json_kstr(json, "text", phrase);
    ie_json_kstr(json, "concept", ie_lexicon_id(lexicon, t->concept));
    ie_json_kstr(json, "label", shown);
    ie_json_key(json, "weight");
    ie_json_double(json, (double)t->weight / IE_LABEL_WEIGHT);
    ie_json_end(json);
}

int ie_lexicon_print_tags(const struct ie_cli *cli, const struct ie_lexicon *lexicon,
                          struct ie_str text, const struct ie_tags *tags,
                          struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    if (cli->json)
        ie_json_array(&json);
    for (uint32_t i = 0; i < tags->count; i++)
        tag(cli, lexicon, text, &tags->at[i], &out, &json);
    if (cli->json)
        ie_json_end(&json);
    return print(cli, &out, stdout, err);
}

void ie_lexicon_say_exported(const struct ie_cli *cli, uint32_t concepts,
                             const char *path)
{
    char number[16];

    snprintf(number, sizeof(number), "%u", concepts);
    ie_cli_say(cli, "lexicon.exported", "concepts", number, "path", path, NULL);
}
