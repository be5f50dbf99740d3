/* The sheet as the importer sees it: where the headings are, which rows count. */
#include "base/alloc.h"
#include "service/import/impl.h"
#include "text/text.h"

struct head_cell { /* of the rows among which the heading is looked for */
    uint32_t column;
    struct ie_str text;
};

struct head_row {
    uint32_t line;
    size_t count;
    struct head_cell *cell;
};

struct ie_import_reader {
    struct ie_importer *importer;
    struct ie_sheet *sheet;
    const json_t *mapping;
    uint32_t heading_line;
    bool has_merges;
    size_t heading_count;
    struct ie_import_heading heading[IE_IMPORT_COLUMNS_MAX];
    struct ie_arena kept;                      /* headings */
    struct ie_str above[IE_IMPORT_FIELDS_MAX]; /* last value of each field, for 상동 */
    enum ie_cell_kind above_kind[IE_IMPORT_FIELDS_MAX];
    char *above_bytes[IE_IMPORT_FIELDS_MAX];
    size_t above_room[IE_IMPORT_FIELDS_MAX];
};

/* ---- the heading row ---- */

/* What somebody once mapped this heading to, or -1 for never, -2 for "leave out". */
static int remembered(struct ie_import_reader *reader, struct ie_str heading, int *field,
                      struct ie_error *err)
{
    struct ie_importer *im = reader->importer;
    struct ie_query q;
    struct ie_str key;
    bool row = false;
    int rc = ie_import_heading_key(im->row, heading, false, &key, err);

    *field = -1;
    if (rc || key.len == 0)
        return rc;
    ie_query_begin(im->db,
                   "SELECT field FROM column_mapping WHERE office_id=$1 AND kind=$2"
                   " AND heading=$3",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&im->actor->office));
    ie_query_textz(&q, 2, ie_import_kind_names[im->shape->kind]);
    ie_query_text(&q, 3, key);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        struct ie_str name = ie_query_get_text(&q, 0);
        *field = name.len ? ie_import_field_index(im->shape, name) : -2;
    }
    ie_query_end(&q);
    return rc;
}

/* The field of one heading: as mapped by hand, as remembered, as recognised. */
static int field_of(struct ie_import_reader *reader, struct ie_str heading, int *field,
                    struct ie_error *err)
{
    char *z = ie_arena_strz(reader->importer->row, heading);
    json_t *given;
    int rc;

    if (!z)
        return ie_fail_nomem(err);
    *field = -1;
    given = reader->mapping ? json_object_get(reader->mapping, z) : NULL;
    if (given) {
        struct ie_str name = json_is_string(given) ? ie_str_n(json_string_value(given),
                                                              json_string_length(given))
                                                   : IE_STR_NONE;
        if (name.len)
            *field = ie_import_field_index(reader->importer->shape, name);
        return 0;
    }
    rc = remembered(reader, heading, field, err);
    if (!rc && *field == -1)
        rc = ie_import_recognise(reader->importer->shape, reader->importer->row, heading,
                                 field, err);
    if (*field < 0)
        *field = -1;
    return rc;
}

static int count_recognised(struct ie_import_reader *reader, const struct head_row *row,
                            unsigned *count, struct ie_error *err)
{
    uint64_t seen = 0;

    *count = 0;
    for (size_t i = 0; i < row->count; i++) {
        int field, rc;

        if (row->cell[i].text.len > 200)
            continue;
        rc = field_of(reader, row->cell[i].text, &field, err);
        if (rc)
            return rc;
        if (field >= 0 && !(seen & (UINT64_C(1) << field))) {
            seen |= UINT64_C(1) << field;
            ++*count;
        }
    }
    return 0;
}

/* Reads up to IE_IMPORT_HEAD_ROWS rows and says which of them is the heading. */
static int look_for_heading(struct ie_import_reader *reader, struct ie_sheet *sheet,
                            struct head_row *best, struct ie_error *err)
{
    unsigned most = 0;
    size_t widest = 0;
    int rc = 0;

    *best = (struct head_row){0};
    for (int i = 0; i < IE_IMPORT_HEAD_ROWS; i++) {
        struct ie_import_reader *r = reader;
        struct head_row row = {0};
        const struct ie_row *in;
        unsigned count;

        rc = ie_sheet_next(sheet, &in, err);
        if (rc || !in)
            break;
        row.line = in->line;
        row.cell = IE_NEW_ARRAY(&r->kept, struct head_cell, in->cells);
        if (!row.cell)
            return ie_fail_nomem(err);
        for (uint32_t c = 0; c < in->cells && row.count < IE_IMPORT_COLUMNS_MAX; c++) {
            struct ie_str text = ie_str_trim(in->cell[c].text);
            if (text.len == 0 || in->cell[c].kind == IE_CELL_EMPTY)
                continue;
            row.cell[row.count].column = in->cell[c].column;
            row.cell[row.count].text = ie_arena_str(&r->kept, text);
            if (!row.cell[row.count++].text.ptr)
                return ie_fail_nomem(err);
        }
        rc = count_recognised(reader, &row, &count, err);
        if (rc)
            return rc;
        /* A title in merged cells recognises nothing; of two equals the first stays. */
        if (count > most || (most == 0 && row.count > widest)) {
            *best = row;
            most = count;
            widest = row.count;
        }
    }
    return rc;
}

static int take_headings(struct ie_import_reader *reader, const struct head_row *row,
                         struct ie_error *err)
{
    uint64_t seen = 0;

    reader->heading_count = row->count;
    reader->heading_line = row->line;
    for (size_t i = 0; i < row->count; i++) {
        struct ie_import_heading *heading = &reader->heading[i];
        int rc;

        heading->column = row->cell[i].column;
        heading->text = row->cell[i].text;
        rc = field_of(reader, heading->text, &heading->field, err);
        if (rc)
            return rc;
        /* The first of two columns that name one field counts, the other is reported. */
        if (heading->field >= 0 && (seen & (UINT64_C(1) << heading->field)))
            heading->field = -1;
        if (heading->field >= 0)
            seen |= UINT64_C(1) << heading->field;
    }
    return 0;
}

/* JSON Lines: each row may bring keys that were not there before. */
static int take_json_headings(struct ie_import_reader *reader, struct ie_error *err)
{
    uint32_t count = ie_sheet_headings(reader->sheet);

    while (reader->heading_count < count &&
           reader->heading_count < IE_IMPORT_COLUMNS_MAX) {
        struct ie_import_heading *heading = &reader->heading[reader->heading_count];
        uint32_t i = (uint32_t)reader->heading_count;
        int rc;

        heading->column = i + 1;
        heading->text = ie_arena_str(&reader->kept, ie_sheet_heading(reader->sheet, i));
        if (!heading->text.ptr)
            return ie_fail_nomem(err);
        rc = field_of(reader, heading->text, &heading->field, err);
        if (rc)
            return rc;
        for (uint32_t k = 0; k < i; k++)
            if (reader->heading[k].field == heading->field)
                heading->field = -1;
        reader->heading_count++;
    }
    return 0;
}

static int open_sheet(struct ie_import_reader *reader, const char *sheet_name,
                      struct ie_error *err)
{
    struct ie_importer *im = reader->importer;
    struct ie_sheet_options options = {.sheet_name = sheet_name, .fill_merged = true};
    char *path = ie_import_path(im->service, ie_id_str(&im->import), "", im->arena);
    char *name = ie_arena_strz(im->arena, im->filename);
    int fd, rc;

    if (!path || !name)
        return ie_fail_nomem(err);
    fd = ie_import_open_file(path, err);
    if (fd < 0)
        return IE_IO;
    rc = ie_sheet_open_fd(fd, name, &options, &reader->sheet, err);
    ie_import_close_file(fd);
    if (!rc) {
        const struct ie_sheet_range *ranges;
        reader->has_merges = ie_sheet_merges(reader->sheet, &ranges) > 0;
    }
    return rc;
}

int ie_import_reader_open(struct ie_importer *importer, const json_t *mapping,
                          const char *sheet_name, struct ie_import_reader **reader,
                          struct ie_error *err)
{
    struct ie_import_reader *made = ie_calloc(1, sizeof *made);
    struct head_row best;
    int rc;

    if (!made)
        return ie_fail_nomem(err);
    made->importer = importer;
    made->mapping = mapping;
    ie_arena_init(&made->kept, 64 << 20);
    rc = open_sheet(made, sheet_name, err);
    if (!rc && ie_sheet_format(made->sheet) != IE_SHEET_JSONL) {
        rc = look_for_heading(made, made->sheet, &best, err);
        if (!rc)
            rc = take_headings(made, &best, err);
        if (!rc && best.count == 0)
            rc = ie_fail(err, IE_INPUT, "import.no_rows");
        ie_sheet_close(made->sheet); /* and again, now that we know where it begins */
        made->sheet = NULL;
        if (!rc)
            rc = open_sheet(made, sheet_name, err);
    }
    if (rc)
        ie_import_reader_close(made);
    else
        *reader = made;
    return rc;
}

void ie_import_reader_close(struct ie_import_reader *reader)
{
    if (!reader)
        return;
    ie_sheet_close(reader->sheet);
    ie_arena_release(&reader->kept);
    for (size_t i = 0; i < IE_IMPORT_FIELDS_MAX; i++)
        ie_free(reader->above_bytes[i]);
    ie_free(reader);
}

const struct ie_import_heading *
ie_import_reader_headings(const struct ie_import_reader *reader, size_t *count)
{
    *count = reader->heading_count;
    return reader->heading;
}

uint32_t ie_import_reader_heading_line(const struct ie_import_reader *reader)
{
    return reader->heading_line;
}

const struct ie_sheet *ie_import_reader_sheet(const struct ie_import_reader *reader)
{
    return reader->sheet;
}

/* ---- rows ---- */

/* The text of a cell without spaces and signs, in lower case, for the words below. */
static int plain(struct ie_arena *arena, struct ie_str text, struct ie_str *out,
                 struct ie_error *err)
{
    if (text.len > 32 || !ie_utf8_valid(text)) { /* none of the words is that long */
        *out = IE_STR("");
        return 0;
    }
    return ie_import_heading_key(arena, text, true, out, err);
}

static bool is_one_of(struct ie_str text, const char *const *words)
{
    for (; *words; words++)
        if (ie_str_eqz(text, *words))
            return true;
    return false;
}

static bool is_total(struct ie_str plain_text)
{
    static const char *const words[] = {"합계",     "소계",  "총계",         "총합계",
                                        "누계",     "계",    "총합",         "total",
                                        "subtotal", "sum",   "grandtotal",   "totals",
                                        "итого",    "всего", "totalgeneral", NULL};

    return is_one_of(plain_text, words);
}

static bool is_ditto(struct ie_str text, struct ie_str plain_text)
{
    static const char *const words[] = {"상동", "위와같음",    "위와동일", "ditto",
                                        "do",   "sameasabove", "同上",     "idem",
                                        "тоже", NULL};
    static const char *const signs[] = {"〃",   "″",    "\"",     "''", "“", "”",
                                        "-〃-", "〃〃", "- 〃 -", "’’", NULL};

    return is_one_of(text, signs) || is_one_of(plain_text, words);
}

static bool starts_note(struct ie_str text)
{
    static const char *const marks[] = {"※",     "*",     "주)",   "주:",   "주 :",
                                        "(주)1", "note:", "Note:", "NOTE:", "▶",
                                        "■",     "□",     "○",     "●",     NULL};

    for (const char *const *mark = marks; *mark; mark++)
        if (ie_str_starts(text, ie_str_z(*mark)))
            return true;
    return false;
}

static bool is_figure(struct ie_str text)
{
    return text.len > 0 &&
           ((text.ptr[0] >= '0' && text.ptr[0] <= '9') || text.ptr[0] == '-');
}

/* A row of sums: one cell says so, and the others hold figures or what a merged cell
 * beside it brought. A firm called "Total" has a country, so it stays. */
static int is_total_row(struct ie_import_reader *reader, const struct ie_row *row,
                        bool *total, struct ie_error *err)
{
    size_t words = 0, sums = 0;

    for (uint32_t i = 0; i < row->cells; i++) {
        struct ie_str text = ie_str_trim(row->cell[i].text), key;
        int rc;

        if (text.len == 0 || is_figure(text))
            continue;
        rc = plain(reader->importer->row, text, &key, err);
        if (rc)
            return rc;
        words++;
        sums += is_total(key) ? 1 : 0;
    }
    *total = sums > 0 && words - sums <= (reader->has_merges ? 1 : 0);
    return 0;
}

/* Why a row is no record: message id, or NULL. */
static int why_skipped(struct ie_import_reader *reader, const struct ie_row *row,
                       const char **why, struct ie_error *err)
{
    struct ie_str first = IE_STR_NONE;
    size_t filled = 0, same = 0;
    bool total = false;
    int rc;

    for (uint32_t i = 0; i < row->cells; i++) {
        struct ie_str text = ie_str_trim(row->cell[i].text);
        if (text.len == 0)
            continue;
        if (!first.ptr)
            first = text;
        filled++;
    }
    for (size_t h = 0; h < reader->heading_count; h++)
        if (reader->heading_line &&
            ie_str_eq(ie_str_trim(ie_row_cell(row, reader->heading[h].column).text),
                      reader->heading[h].text))
            same++;
    *why = NULL;
    rc = is_total_row(reader, row, &total, err);
    if (rc)
        return rc;
    if (filled == 0)
        *why = "import.row_empty";
    else if (same > 1 && same == reader->heading_count)
        *why = "import.row_heading";
    else if (total)
        *why = "import.row_total";
    else if (filled == 1 && reader->heading_count > 2 && starts_note(first))
        *why = "import.row_note";
    return 0;
}

static int keep_above(struct ie_import_reader *reader, int field,
                      const struct ie_cell *cell, struct ie_error *err)
{
    size_t need = cell->text.len;

    if (need == 0)
        return 0;
    if (need > reader->above_room[field]) {
        char *more = ie_realloc(reader->above_bytes[field], need, 1);
        if (!more)
            return ie_fail_nomem(err);
        reader->above_bytes[field] = more;
        reader->above_room[field] = need;
    }
    memcpy(reader->above_bytes[field], cell->text.ptr, need);
    reader->above[field] = ie_str_n(reader->above_bytes[field], need);
    reader->above_kind[field] = cell->kind;
    return 0;
}

/* Takes the cells of the mapped columns; "상동" becomes what stands above. */
static int take_cells(struct ie_import_reader *reader, const struct ie_row *row,
                      struct ie_import_cells *cells, json_t *notes, struct ie_error *err)
{
    memset(cells, 0, sizeof *cells);
    cells->line = row->line;
    for (size_t h = 0; h < reader->heading_count; h++) {
        const struct ie_import_heading *heading = &reader->heading[h];
        struct ie_cell cell = ie_row_cell(row, heading->column);
        struct ie_str key;
        int f = heading->field, rc;

        if (f < 0)
            continue;
        cell.text = ie_str_trim(cell.text);
        rc = plain(reader->importer->row, cell.text, &key, err);
        if (rc)
            return rc;
        if (cell.text.len && is_ditto(cell.text, key) && reader->above[f].len) {
            const char *name = reader->importer->shape->fields[f].name;
            cell.text = ie_arena_str(reader->importer->row, reader->above[f]);
            cell.kind = reader->above_kind[f];
            if (!cell.text.ptr)
                return ie_fail_nomem(err);
            if (json_array_append_new(notes, ie_import_note("import.note_ditto", name,
                                                            "value", cell.text)) != 0)
                return ie_fail_nomem(err);
        } else {
            rc = keep_above(reader, f, &cell, err);
            if (rc)
                return rc;
        }
        cells->cell[f] = cell;
        cells->heading[f] = heading->text;
    }
    return 0;
}

int ie_import_reader_next(struct ie_import_reader *reader, enum ie_import_row *what,
                          struct ie_import_cells *cells, uint32_t *line, const char **why,
                          json_t *notes, struct ie_error *err)
{
    const struct ie_row *row;
    int rc;

    do {
        rc = ie_sheet_next(reader->sheet, &row, err);
        if (rc) {
            *what = IE_ROW_BAD;
            *line = err ? err->line : 0;
            return ie_sheet_can_go_on(reader->sheet) ? 0 : rc;
        }
    } while (row && row->line <= reader->heading_line);
    if (!row) {
        *what = IE_ROW_END;
        return 0;
    }
    *line = row->line;
    if (ie_sheet_format(reader->sheet) == IE_SHEET_JSONL)
        rc = take_json_headings(reader, err);
    if (!rc)
        rc = why_skipped(reader, row, why, err);
    if (!rc)
        *what = *why ? IE_ROW_SKIPPED : IE_ROW_DATA;
    if (!rc && !*why)
        rc = take_cells(reader, row, cells, notes, err);
    return rc;
}
