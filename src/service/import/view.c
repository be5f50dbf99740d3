/* What an import found, for people: rows as JSON, the sheet to mend, lines for a terminal. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/message.h"
#include "base/sheet_write.h"
#include "service/import/impl.h"

struct view { /* of one import by one reader */
    struct ie_call *call;
    struct ie_importer im;
    struct ie_import_facts facts;
    struct ie_db *stage;
    json_t *headings;
    const char *lang;
};

static void close_view(struct view *v)
{
    ie_db_close(v->stage);
    json_decref(v->headings);
    ie_importer_release(&v->im);
}

/* The stage stays NULL when there is none yet, unless it is needed. */
static int open_view(struct view *v, struct ie_call *call, struct ie_str import,
                     bool need_stage, struct ie_error *err)
{
    char tag[40], *path;
    int rc;

    *v = (struct view){.call = call};
    v->im = (struct ie_importer){.service = call->service,
                                 .db = call->db,
                                 .actor = call->actor,
                                 .arena = call->arena,
                                 .row = call->arena};
    snprintf(tag, sizeof tag, "%.*s", IE_STR_ARG(call->actor->language));
    v->lang = ie_message_language(tag);
    rc = ie_importer_load(&v->im, import, &v->facts, err);
    if (rc)
        return rc;
    path = ie_import_path(call->service, ie_id_str(&v->im.import), ".stage", call->arena);
    if (!path)
        return ie_fail_nomem(err);
    if (access(path, R_OK) == 0 || need_stage)
        rc = ie_stage_open(path, false, &v->stage, err);
    if (!rc && v->stage)
        rc = ie_stage_get(v->stage, "headings", &v->headings, err);
    return rc;
}

/* ---- the dialog ---- */

static void fields_json(const struct view *v, struct ie_json *json)
{
    ie_json_key(json, "fields");
    ie_json_array(json);
    for (const struct ie_import_field *f = v->im.shape->fields; f->name; f++) {
        char id[64];
        const char *label;

        snprintf(id, sizeof id, "import_field.%s", f->name);
        label = ie_message_wording(v->lang, id);
        ie_json_object(json);
        ie_json_key(json, "name");
        ie_json_strz(json, f->name);
        ie_json_key(json, "label");
        ie_json_strz(json, label ? label : f->name);
        ie_json_kbool(json, "required", f->required);
        ie_json_end(json);
    }
    ie_json_end(json);
}

static int job_json(const struct view *v, struct ie_json *json, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    ie_query_begin(
        v->call->db,
        "SELECT id FROM job WHERE status IN ('waiting','running') AND office_id=$1"
        " AND kind LIKE 'import_%' AND args LIKE '%' || $2 || '%'"
        " ORDER BY id DESC LIMIT 1",
        &q);
    ie_query_text(&q, 1, ie_id_str(&v->call->actor->office));
    ie_query_text(&q, 2, ie_id_str(&v->im.import));
    rc = ie_query_next(&q, &row, err);
    if (!rc)
        ie_json_kstr(json, "job", row ? ie_query_get_text(&q, 0) : IE_STR_NONE);
    ie_query_end(&q);
    return rc;
}

int ie_import_view(struct ie_call *call, struct ie_str import, struct ie_json *json,
                   struct ie_error *err)
{
    struct view v;
    json_t *sheets = NULL;
    int rc = open_view(&v, call, import, false, err);

    if (!rc && v.stage)
        rc = ie_stage_get(v.stage, "sheets", &sheets, err);
    if (!rc) {
        json_t *none = json_array();
        ie_json_key(json, "headings");
        ie_json_value(json, v.headings ? v.headings : none);
        ie_json_key(json, "sheets");
        ie_json_value(json, sheets ? sheets : none);
        fields_json(&v, json);
        json_decref(none);
        rc = job_json(&v, json, err);
    }
    json_decref(sheets);
    close_view(&v);
    return rc;
}

/* ---- rows ---- */

/* Column of the heading that is mapped to a field; 0: none. */
static int64_t column_of(const struct view *v, struct ie_str field)
{
    size_t i;
    json_t *heading;

    json_array_foreach(v->headings, i, heading)
        if (field.len && ie_str_eq(ie_json_get_str(heading, "field"), field))
            return json_integer_value(json_object_get(heading, "column"));
    return 0;
}

static int64_t problem_column(const struct view *v, const json_t *problem)
{
    int64_t column = json_integer_value(json_object_get(problem, "column"));

    return column ? column : column_of(v, ie_json_get_str(problem, "field"));
}

static void word(const struct view *v, const json_t *problem, struct ie_buf *out)
{
    struct ie_error err;

    ie_import_problem_error(problem, &err);
    ie_message(v->lang, &err, out);
}

/* Of text that the check wrote; a list that is none is empty. IE_NOMEM. */
static int read_list(struct ie_str text, json_t **list, struct ie_error *err)
{
    int rc = text.len ? ie_json_parse(text, list, err) : 0;

    return rc == IE_NOMEM ? rc : 0;
}

static int problems_json(const struct view *v, const char *key, struct ie_str text,
                         struct ie_json *json, struct ie_error *err)
{
    json_t *list = NULL, *problem;
    size_t i;
    int rc = read_list(text, &list, err);

    ie_json_key(json, key);
    ie_json_array(json);
    json_array_foreach(list, i, problem) {
        struct ie_buf words = IE_BUF_INIT;

        word(v, problem, &words);
        if (!rc)
            rc = ie_buf_check(&words, err);
        ie_json_object(json);
        ie_json_kint(json, "column", problem_column(v, problem));
        ie_json_kstr(json, "field", ie_json_get_str(problem, "field"));
        ie_json_kstr(json, "id", ie_json_get_str(problem, "id"));
        ie_json_kstr(json, "detail", ie_buf_str(&words));
        if (json_object_get(problem, "value"))
            ie_json_kstr(json, "value", ie_json_get_str(problem, "value"));
        ie_json_end(json);
        ie_buf_release(&words);
    }
    ie_json_end(json);
    json_decref(list);
    return rc;
}

static int similar_json(const struct view *v, struct ie_str text, struct ie_json *json,
                        struct ie_error *err)
{
    json_t *list = NULL, *one;
    size_t i;
    int rc = read_list(text, &list, err);

    ie_json_key(json, "similar");
    ie_json_array(json);
    json_array_foreach(list, i, one) {
        struct ie_query q;
        bool row = false;

        ie_query_begin(v->call->db,
                       "SELECT name FROM organisation WHERE office_id=$1 AND id=$2"
                       " AND deleted_at IS NULL",
                       &q);
        ie_query_text(&q, 1, ie_id_str(&v->call->actor->office));
        ie_query_text(&q, 2, ie_json_get_str(one, "id"));
        rc = ie_query_next(&q, &row, err);
        if (!rc) { /* one of the file itself has no record yet */
            ie_json_object(json);
            ie_json_kstr(json, "id", ie_json_get_str(one, "id"));
            ie_json_kstr(json, "label", row ? ie_query_get_text(&q, 0) : IE_STR(""));
            ie_json_kstr(json, "reason", ie_json_get_str(one, "reason"));
            ie_json_end(json);
        }
        ie_query_end(&q);
        if (rc)
            break;
    }
    ie_json_end(json);
    json_decref(list);
    return rc;
}

static int row_json(const struct view *v, const struct ie_stage_row *row,
                    struct ie_json *json, struct ie_error *err)
{
    int rc;

    ie_json_object(json);
    ie_json_kint(json, "line", row->line);
    ie_json_kstr(json, "verdict", row->verdict);
    ie_json_kstr(json, "label", row->label);
    ie_json_kstr(json, "record_id", row->record.len ? row->record : IE_STR_NONE);
    ie_json_key(json, "changes");
    ie_json_raw(json, row->changes.len ? row->changes : IE_STR("[]"));
    rc = problems_json(v, "errors", row->errors, json, err);
    if (!rc)
        rc = problems_json(v, "notes", row->notes, json, err);
    if (!rc)
        rc = similar_json(v, row->similar, json, err);
    ie_json_end(json);
    return rc;
}

int ie_import_rows(struct ie_call *call, const struct ie_import_rows *rows,
                   struct ie_json *json, struct ie_error *err)
{
    struct view v;
    struct ie_query q;
    int64_t after = 0, last = 0;
    unsigned limit = rows->limit ? rows->limit : 50, count = 0;
    bool row, more = false;
    int rc;

    if (rows->cursor.len && !ie_str_int64(rows->cursor, &after))
        return ie_fail(err, IE_INPUT, "list.cursor");
    if (limit > 500)
        limit = 500;
    rc = open_view(&v, call, rows->import, true, err);
    if (rc)
        goto out;
    ie_json_object(json);
    ie_json_key(json, "items");
    ie_json_array(json);
    ie_query_begin(
        v.stage,
        "SELECT " IE_STAGE_COLUMNS " FROM line WHERE line>$1"
        " AND ($2='' OR verdict=$2 OR ($2='duplicate' AND similar IS NOT NULL))"
        " ORDER BY line LIMIT $3",
        &q);
    ie_query_int(&q, 1, after);
    ie_query_text(&q, 2, rows->verdict.ptr ? rows->verdict : IE_STR(""));
    ie_query_int(&q, 3, (int64_t)limit + 1);
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        struct ie_stage_row one;

        more = count == limit;
        if (more)
            break;
        ie_stage_row_get(&q, &one);
        last = one.line;
        count++;
        rc = row_json(&v, &one, json, err);
        if (rc)
            break;
    }
    ie_query_end(&q);
    ie_json_end(json);
    ie_json_key(json, "next");
    if (more) {
        char text[24];
        snprintf(text, sizeof text, "%lld", (long long)last);
        ie_json_strz(json, text);
    } else {
        ie_json_null(json);
    }
    ie_json_end(json);
out:
    close_view(&v);
    return rc;
}

/* ---- rejected rows ---- */

typedef int (*take_problem)(void *data, struct view *v, const struct ie_stage_row *row,
                            const json_t *problems, struct ie_error *err);

static int each_rejected(struct view *v, int64_t limit, take_problem take, void *data,
                         struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int rc;

    ie_query_begin(v->stage,
                   "SELECT " IE_STAGE_COLUMNS " FROM line WHERE verdict='rejected'"
                   " ORDER BY line LIMIT $1",
                   &q);
    ie_query_int(&q, 1, limit);
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        struct ie_stage_row one;
        json_t *problems = NULL;

        ie_stage_row_get(&q, &one);
        rc = ie_json_parse(one.errors.len ? one.errors : IE_STR("[]"), &problems, err);
        if (!rc)
            rc = take(data, v, &one, problems, err);
        json_decref(problems);
        if (rc)
            break;
    }
    ie_query_end(&q);
    return rc;
}

static int report_row(void *data, struct view *v, const struct ie_stage_row *row,
                      const json_t *problems, struct ie_error *err)
{
    struct ie_buf *out = data;
    json_t *problem;
    size_t i;

    json_array_foreach(problems, i, problem) {
        int64_t column = problem_column(v, problem);
        struct ie_str field = ie_json_get_str(problem, "field");

        ie_buf_printf(out, "%.*s:%lld:", IE_STR_ARG(v->facts.filename),
                      (long long)row->line);
        if (column)
            ie_buf_printf(out, "%lld:", (long long)column);
        ie_buf_addc(out, ' ');
        if (field.len)
            ie_buf_printf(out, "%.*s: ", IE_STR_ARG(field));
        word(v, problem, out);
        ie_buf_addc(out, '\n');
    }
    return ie_buf_check(out, err);
}

int ie_import_report(struct ie_call *call, struct ie_str import, unsigned limit,
                     struct ie_buf *out, struct ie_error *err)
{
    struct view v;
    int rc = open_view(&v, call, import, true, err);

    if (!rc)
        rc = each_rejected(&v, limit, report_row, out, err);
    close_view(&v);
    return rc;
}

/* The sheet to mend, written cell by cell in either format. */
struct out_sheet {
    struct ie_csv csv;
    struct ie_xlsx *xlsx; /* NULL: CSV */
    struct ie_sheet *in;
    const struct ie_row *row; /* of `in`, the one being looked at */
    uint32_t columns;
};

static void out_cell(struct out_sheet *o, struct ie_str text)
{
    if (o->xlsx)
        ie_xlsx_cell(o->xlsx, text);
    else
        ie_csv_cell(&o->csv, text);
}

static int out_end(struct out_sheet *o, struct ie_error *err)
{
    if (o->xlsx)
        return ie_xlsx_end(o->xlsx, err);
    ie_csv_end(&o->csv);
    return 0;
}

static int out_headings(struct out_sheet *o, const struct view *v, struct ie_error *err)
{
    static const char *const added[] = {"line", "column", "reason"};
    size_t i;
    json_t *heading;

    json_array_foreach(v->headings, i, heading) {
        json_int_t column = json_integer_value(json_object_get(heading, "column"));
        while (o->columns + 1 < (uint32_t)column) {
            out_cell(o, IE_STR(""));
            o->columns++;
        }
        out_cell(o, ie_json_get_str(heading, "heading"));
        o->columns++;
    }
    for (i = 0; i < IE_COUNT(added); i++)
        out_cell(o, ie_str_z(added[i]));
    return out_end(o, err);
}

/* Advances the original to a line; the row is NULL when it can't be read any more. */
static int find_line(struct out_sheet *o, int64_t line, struct ie_error *err)
{
    int rc = 0;

    while (!rc && (!o->row || o->row->line < line)) {
        rc = ie_sheet_next(o->in, &o->row, err);
        if (rc && ie_sheet_can_go_on(o->in)) {
            o->row = NULL;
            if (err->line >= line)
                return 0;
            rc = 0;
            continue;
        }
        if (!rc && !o->row)
            return 0;
    }
    return rc;
}

static int out_rejected(void *data, struct view *v, const struct ie_stage_row *row,
                        const json_t *problems, struct ie_error *err)
{
    struct out_sheet *o = data;
    struct ie_buf words = IE_BUF_INIT;
    char text[40] = "";
    json_t *problem;
    size_t i;
    int rc = find_line(o, row->line, err);

    if (rc)
        return rc;
    for (uint32_t c = 1; c <= o->columns; c++)
        out_cell(o, o->row && o->row->line == row->line ? ie_row_cell(o->row, c).text
                                                        : IE_STR(""));
    snprintf(text, sizeof text, "%lld", (long long)row->line);
    out_cell(o, ie_str_z(text));
    text[0] = '\0';
    json_array_foreach(problems, i, problem) {
        int64_t column = problem_column(v, problem);

        if (i == 0 && column)
            ie_column_letters((uint32_t)column, text);
        if (i > 0)
            ie_buf_addz(&words, " / ");
        if (ie_json_get_str(problem, "field").len)
            ie_buf_printf(&words,
                          "%.*s: ", IE_STR_ARG(ie_json_get_str(problem, "field")));
        word(v, problem, &words);
    }
    out_cell(o, ie_str_z(text));
    rc = ie_buf_check(&words, err);
    if (!rc) {
        out_cell(o, ie_buf_str(&words));
        rc = out_end(o, err);
    }
    ie_buf_release(&words);
    return rc;
}

static int open_original(struct out_sheet *o, struct view *v, struct ie_error *err)
{
    struct ie_sheet_options options = {.fill_merged = true};
    char *path =
        ie_import_path(v->call->service, ie_id_str(&v->im.import), "", v->call->arena);
    json_t *stored = NULL;
    int fd, rc = 0;

    if (v->facts.options.len)
        rc = ie_json_parse(v->facts.options, &stored, err);
    if (!rc && ie_json_get_str(stored, "sheet").len)
        options.sheet_name =
            ie_arena_strz(v->call->arena, ie_json_get_str(stored, "sheet"));
    json_decref(stored);
    if (rc)
        return rc;
    fd = path ? ie_import_open_file(path, err) : -1;
    if (fd < 0)
        return path ? IE_IO : ie_fail_nomem(err);
    rc = ie_sheet_open_fd(fd, v->facts.filename.ptr, &options, &o->in, err);
    ie_import_close_file(fd);
    return rc;
}

int ie_import_slurp(const char *path, struct ie_buf *out, struct ie_error *err)
{
    char bytes[16384];
    int fd = ie_import_open_file(path, err);
    ssize_t n;

    if (fd < 0)
        return IE_IO;
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        ie_buf_add(out, ie_str_n(bytes, (size_t)n));
    ie_import_close_file(fd);
    return ie_buf_check(out, err);
}

char *ie_import_scratch(const struct ie_service *service, struct ie_arena *arena)
{
    struct ie_id id = ie_id_new(ie_now());

    return ie_import_path(service, ie_id_str(&id), ".out", arena);
}

int ie_import_rejects(struct ie_call *call, struct ie_str import, struct ie_str format,
                      struct ie_buf *out, struct ie_error *err)
{
    struct out_sheet o = {0};
    bool xlsx = ie_str_eqz(format, "xlsx");
    char *path = NULL;
    struct view v;
    int rc;

    if (!xlsx && !ie_str_eqz(format, "csv")) {
        ie_fail(err, IE_USAGE, "export.format");
        ie_error_argn(err, "format", format.ptr, format.len);
        return IE_USAGE;
    }
    if (!xlsx)
        o.csv = ie_csv_into(out, IE_CSV_BOM | IE_CSV_GUARD);
    rc = open_view(&v, call, import, true, err);
    if (!rc && xlsx) {
        path = ie_import_scratch(call->service, call->arena);
        rc = path ? ie_xlsx_new(path, &o.xlsx, err) : ie_fail_nomem(err);
        if (!rc)
            rc = ie_xlsx_sheet(o.xlsx, IE_STR("rejected"), NULL, 0, err);
    }
    if (!rc)
        rc = open_original(&o, &v, err);
    if (!rc)
        rc = out_headings(&o, &v, err);
    if (!rc)
        rc = each_rejected(&v, INT64_MAX, out_rejected, &o, err);
    ie_sheet_close(o.in);
    if (!rc && xlsx)
        rc = ie_xlsx_finish(o.xlsx, err);
    ie_xlsx_free(o.xlsx);
    if (!rc && xlsx)
        rc = ie_import_slurp(path, out, err);
    if (path)
        (void)unlink(path);
    if (!rc)
        rc = ie_buf_check(out, err);
    close_view(&v);
    return rc;
}
