/* A vocabulary as a table, one row a statement: what a reviewer opens in a spreadsheet. */
#include "lexicon/thesaurus_priv.h"

#include <stdio.h>

#include "base/sheet_write.h"

enum column {
    CONCEPT,
    KIND,
    LANGUAGE,
    LABEL,
    REVIEW,
    WEAK,
    WEIGHT,
    SOURCE,
    WHY,
    BROADER,
    COLUMNS
};

static const struct {
    const char *english, *korean;
} headings[COLUMNS] = {
    [CONCEPT] = {"concept", "개념"},   [KIND] = {"kind", "종류"},
    [LANGUAGE] = {"language", "언어"}, [LABEL] = {"label", "용어"},
    [REVIEW] = {"review", "검토"},     [WEAK] = {"weak", "약함"},
    [WEIGHT] = {"weight", "가중치"},   [SOURCE] = {"source", "출처"},
    [WHY] = {"why", "이유"},           [BROADER] = {"broader", "상위"},
};

enum kind {
    K_PREFERRED,
    K_ALTERNATIVE,
    K_HIDDEN,
    K_BROADER,
    K_RELATED,
    K_CODE,
    K_NOTE,
    K_TOP,
    K_CONCEPT, /* nothing is said but that it is there */
};

static const char *const kinds[] = {"preferred", "alternative", "hidden",
                                    "broader",   "related",     "code",
                                    "note",      "top",         "concept"};

/* ---- In ----------------------------------------------------------------------------- */

struct reader {
    struct ie_thesaurus *thesaurus;
    const char *file;
    uint32_t line;
    int32_t column[COLUMNS]; /* cell index, or -1 */
    const struct ie_row *row;
};

static struct ie_place here(const struct reader *r)
{
    return (struct ie_place){r->file, r->line};
}

static struct ie_str cell(const struct reader *r, enum column column)
{
    int32_t at = r->column[column];

    return at < 0 || (uint32_t)at >= r->row->cells ? IE_STR("")
                                                   : ie_str_trim(r->row->cell[at].text);
}

/* Puts the column of `column` into an error about its cell. */
static int at_column(const struct reader *r, enum column column, int code,
                     struct ie_error *err)
{
    if (code && err)
        ie_error_at(err, r->file, r->line, (uint32_t)(r->column[column] + 1),
                    headings[column].english);
    return code;
}

static int bad(const struct reader *r, const char *id, enum column column,
               struct ie_error *err)
{
    return at_column(r, column,
                     ie_lexicon_fail_value(err, id, here(r), "value", cell(r, column)),
                     err);
}

static int read_headings(struct reader *r, struct ie_error *err)
{
    for (int c = 0; c < COLUMNS; c++)
        r->column[c] = -1;
    for (uint32_t i = 0; i < r->row->cells; i++) {
        struct ie_str text = ie_str_trim(r->row->cell[i].text);
        int c = 0;
        while (c < COLUMNS &&
               !ie_str_eq_ascii_nocase(text, ie_str_z(headings[c].english)) &&
               !ie_str_eqz(text, headings[c].korean))
            c++;
        if (c == COLUMNS && text.len)
            return ie_lexicon_fail_value(err, "lexicon.unknown_column", here(r), "column",
                                         text);
        if (c < COLUMNS)
            r->column[c] = (int32_t)i;
    }
    for (int c = 0; c < COLUMNS; c++)
        if (r->column[c] < 0 && (c == CONCEPT || c == LANGUAGE || c == LABEL))
            return ie_lexicon_fail_value(err, "lexicon.no_column", here(r), "column",
                                         ie_str_z(headings[c].english));
    return 0;
}

static bool truth(struct ie_str text)
{
    return ie_str_eq_ascii_nocase(text, IE_STR("true")) || ie_str_eqz(text, "1") ||
           ie_str_eq_ascii_nocase(text, IE_STR("yes")) || ie_str_eqz(text, "예");
}

static int read_label(const struct reader *r, struct ie_concept *concept, int kind,
                      struct ie_error *err)
{
    struct ie_label label = {.lang = cell(r, LANGUAGE),
                             .text = cell(r, LABEL),
                             .source = cell(r, SOURCE),
                             .why = cell(r, WHY),
                             .weak = truth(cell(r, WEAK)),
                             .at = here(r)};
    struct ie_str review = cell(r, REVIEW);
    double weight = 0;

    if (kind < 0)
        kind = ie_concept_preferred(concept, label.lang) ? K_ALTERNATIVE : K_PREFERRED;
    label.kind = (uint8_t)kind;
    if (ie_str_eqz(review, "reviewed") || ie_str_eqz(review, "검토됨"))
        label.review = IE_REVIEW_REVIEWED;
    else if (review.len && !ie_str_eqz(review, "draft") && !ie_str_eqz(review, "초안"))
        return bad(r, "lexicon.bad_review", REVIEW, err);
    if (cell(r, WEIGHT).len &&
        (!ie_str_double(cell(r, WEIGHT), &weight) || weight <= 0 || weight > 1))
        return bad(r, "lexicon.bad_weight", WEIGHT, err);
    label.weight = (uint16_t)(weight * IE_LABEL_WEIGHT + 0.5);
    return at_column(r, LABEL, ie_concept_add_label(r->thesaurus, concept, &label, err),
                     err);
}

/* "SCHEME EDITION CODE -- title", an edition of "-" for none. */
static int read_code(const struct reader *r, struct ie_concept *concept,
                     struct ie_error *err)
{
    struct ie_notation notation = {.at = here(r)};
    struct ie_str rest = cell(r, LABEL);
    int64_t dashes = ie_str_find(rest, IE_STR(" -- "));

    if (dashes >= 0) {
        notation.title = ie_str_sub(rest, (size_t)dashes + 4, rest.len);
        rest = ie_str_sub(rest, 0, (size_t)dashes);
    }
    ie_str_split(&rest, ' ', &notation.scheme);
    if (!ie_str_split(&rest, ' ', &notation.edition))
        return bad(r, "lexicon.bad_notation", LABEL, err);
    notation.code = ie_str_trim(rest);
    if (ie_str_eqz(notation.edition, "-"))
        notation.edition = IE_STR("");
    return at_column(r, LABEL,
                     ie_concept_add_notation(r->thesaurus, concept, &notation, err), err);
}

static int read_statement(const struct reader *r, struct ie_concept *concept, int kind,
                          struct ie_error *err)
{
    struct ie_note note = {cell(r, LANGUAGE), cell(r, LABEL)};

    switch (kind) {
    case K_BROADER:
        return at_column(
            r, LABEL,
            ie_concept_add_broader(r->thesaurus, concept, note.text, here(r), err), err);
    case K_RELATED:
        return at_column(
            r, LABEL,
            ie_concept_add_related(r->thesaurus, concept, note.text, here(r), err), err);
    case K_CODE:
        return read_code(r, concept, err);
    case K_NOTE:
        return at_column(r, LABEL, ie_concept_add_note(r->thesaurus, concept, &note, err),
                         err);
    case K_TOP:
        concept->top = true;
        return 0;
    case K_CONCEPT:
        return 0;
    default:
        return read_label(r, concept, kind, err);
    }
}

static int kind_of(const struct reader *r, int *kind, struct ie_error *err)
{
    struct ie_str text = cell(r, KIND);

    *kind = -1;
    for (int i = 0; i < (int)IE_COUNT(kinds) && text.len; i++)
        if (ie_str_eq_ascii_nocase(text, ie_str_z(kinds[i])))
            *kind = i;
    return *kind < 0 && text.len ? bad(r, "lexicon.bad_kind", KIND, err) : 0;
}

static int read_row(const struct reader *r, struct ie_error *err)
{
    struct ie_str id = cell(r, CONCEPT), broader = cell(r, BROADER), one;
    uint32_t there = ie_thesaurus_find(r->thesaurus, id);
    struct ie_concept *concept =
        there == IE_THESAURUS_NONE ? NULL : &r->thesaurus->concepts[there];
    int kind, code = kind_of(r, &kind, err);

    if (!code && !concept)
        code = at_column(r, CONCEPT,
                         ie_thesaurus_add(r->thesaurus, id, here(r), &concept, err), err);
    while (!code && broader.len && ie_str_split(&broader, ' ', &one))
        if (one.len)
            code = at_column(
                r, BROADER,
                ie_concept_add_broader(r->thesaurus, concept, one, here(r), err), err);
    return code ? code : read_statement(r, concept, kind, err);
}

int ie_thesaurus_read_sheet(struct ie_thesaurus *thesaurus, struct ie_sheet *sheet,
                            const char *file, struct ie_error *err)
{
    struct reader r = {.thesaurus = thesaurus, .file = file};
    bool headed = false;
    int code;

    while (!(code = ie_sheet_next(sheet, &r.row, err)) && r.row) {
        r.line = r.row->line;
        code = headed ? read_row(&r, err) : read_headings(&r, err);
        if (code)
            return code;
        headed = true;
    }
    if (!code && !headed)
        code = ie_lexicon_fail_value(err, "lexicon.no_column", here(&r), "column",
                                     IE_STR("concept"));
    return code;
}

/* ---- Out ---------------------------------------------------------------------------- */

static void put_cell(const struct ie_table_out *out, const char *text)
{
    out->cell(out->to, ie_str_z(text));
}

static int put_row(const struct ie_table_out *out, const struct ie_concept *concept,
                   enum kind kind, struct ie_str lang, struct ie_str text,
                   const struct ie_label *label, struct ie_error *err)
{
    char weight[16] = "";

    out->cell(out->to, concept->id);
    put_cell(out, kinds[kind]);
    out->cell(out->to, lang);
    out->cell(out->to, text);
    if (label && label->weight)
        snprintf(weight, sizeof(weight), "%u.%03u", label->weight / IE_LABEL_WEIGHT,
                 label->weight % IE_LABEL_WEIGHT);
    put_cell(out, !label                                ? ""
                  : label->review == IE_REVIEW_REVIEWED ? "reviewed"
                                                        : "draft");
    put_cell(out, label && label->weak ? "true" : "");
    put_cell(out, weight);
    out->cell(out->to, label ? label->source : IE_STR(""));
    out->cell(out->to, label ? label->why : IE_STR(""));
    return out->end(out->to, err);
}

static int put_code(const struct ie_table_out *out, const struct ie_concept *concept,
                    const struct ie_notation *n, struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;

    ie_buf_printf(&text, "%.*s %.*s %.*s", IE_STR_ARG(n->scheme),
                  IE_STR_ARG(n->edition.len ? n->edition : IE_STR("-")),
                  IE_STR_ARG(n->code));
    if (n->title.len)
        ie_buf_printf(&text, " -- %.*s", IE_STR_ARG(n->title));
    int code = ie_buf_check(&text, err);
    if (!code)
        code = put_row(out, concept, K_CODE, IE_STR(""), ie_buf_str(&text), NULL, err);
    ie_buf_release(&text);
    return code;
}

static int put_labels(const struct ie_table_out *out, const struct ie_concept *concept,
                      struct ie_error *err)
{
    struct ie_label_walk walk = {0};
    const struct ie_label *label;
    int code = 0;

    while (!code && (label = ie_lexicon_next_label(concept, &walk)))
        code = put_row(out, concept, (enum kind)label->kind, label->lang, label->text,
                       label, err);
    return code;
}

static int put_concept(const struct ie_table_out *out, const struct ie_concept *concept,
                       struct ie_error *err)
{
    static const struct ie_str none = {"", 0};
    int code = 0;

    if (!concept->top && !concept->broader_count && !concept->label_count)
        code = put_row(out, concept, K_CONCEPT, none, none, NULL, err);
    if (!code && concept->top)
        code = put_row(out, concept, K_TOP, none, none, NULL, err);
    for (uint32_t i = 0; i < concept->broader_count && !code; i++)
        code = put_row(out, concept, K_BROADER, none, concept->broader[i].id, NULL, err);
    if (!code)
        code = put_labels(out, concept, err);
    for (uint32_t i = 0; i < concept->related_count && !code; i++)
        code = put_row(out, concept, K_RELATED, none, concept->related[i].id, NULL, err);
    for (uint32_t i = 0; i < concept->notation_count && !code; i++)
        code = put_code(out, concept, &concept->notations[i], err);
    for (uint32_t i = 0; i < concept->note_count && !code; i++)
        code = put_row(out, concept, K_NOTE, concept->notes[i].lang,
                       concept->notes[i].text, NULL, err);
    return code;
}

int ie_thesaurus_write_table(const struct ie_thesaurus *thesaurus,
                             const struct ie_table_out *out, struct ie_error *err)
{
    for (int c = 0; c < BROADER; c++)
        put_cell(out, headings[c].english);
    int code = out->end(out->to, err);
    for (uint32_t i = 0; i < thesaurus->count && !code; i++)
        code = put_concept(out, &thesaurus->concepts[i], err);
    return code;
}

static void csv_cell(void *to, struct ie_str text)
{
    ie_csv_cell(to, text);
}

static int csv_end(void *to, struct ie_error *err)
{
    struct ie_csv *csv = to;

    ie_csv_end(csv);
    return ie_buf_check(csv->out, err);
}

int ie_thesaurus_write_csv(const struct ie_thesaurus *thesaurus, struct ie_buf *out,
                           struct ie_error *err)
{
    struct ie_csv csv = ie_csv_into(out, IE_CSV_BOM | IE_CSV_GUARD);
    struct ie_table_out table = {csv_cell, csv_end, &csv};

    return ie_thesaurus_write_table(thesaurus, &table, err);
}
