/* Sheets out, with the headings of the sheets that come in. */
#include "service/export.h"

#include <stdio.h>
#include <unistd.h>

#include "base/sheet_write.h"
#include "service/account/authorise.h"
#include "service/import/impl.h"

struct out { /* one export under way */
    struct ie_call *call;
    const struct ie_import_shape *shape;
    struct ie_reader reader;
    struct ie_import_event event;
    struct ie_arena *page; /* cleared after each page of records */
    char format;           /* 'c' CSV, 'x' XLSX, 'j' JSON Lines */
    struct ie_csv csv;
    struct ie_xlsx *xlsx;
    struct ie_json json;
    struct ie_buf *buf;
    uint64_t rows;
    /* the record being written */
    const struct ie_record *record;
    bool private_; /* its guarded fields may be shown */
    size_t column;
    bool lacking; /* memory was out for what a cell should say */
};

/* ---- cells in the order of the shape's fields ---- */

static void begin_row(struct out *o)
{
    o->column = 0;
    if (o->format == 'j') {
        o->json = ie_json_into(o->buf);
        ie_json_object(&o->json);
    }
}

static void cell(struct out *o, const char *field, struct ie_str text)
{
    if (strcmp(o->shape->fields[o->column].name, field) != 0)
        IE_BUG("an exported column out of order");
    o->column++;
    if (o->format == 'x')
        ie_xlsx_cell(o->xlsx, text);
    else if (o->format == 'c')
        ie_csv_cell(&o->csv, text);
    else if (text.len)
        ie_json_kstr(&o->json, field, text);
}

static int end_row(struct out *o, struct ie_error *err)
{
    if (o->shape->fields[o->column].name)
        IE_BUG("an exported row that is short");
    o->rows++;
    if (o->lacking)
        return ie_fail_nomem(err);
    if (o->format == 'x')
        return ie_xlsx_end(o->xlsx, err);
    if (o->format == 'c') {
        ie_csv_end(&o->csv);
    } else {
        ie_json_end(&o->json);
        ie_buf_addc(o->buf, '\n');
    }
    return 0;
}

static int headings(struct out *o, struct ie_error *err)
{
    if (o->format == 'j')
        return 0;
    begin_row(o);
    for (const struct ie_import_field *f = o->shape->fields; f->name; f++)
        cell(o, f->name, ie_str_z(f->name));
    o->rows--;
    return end_row(o, err);
}

/* ---- values as text ---- */

/* What the reader may see of a field: a null value where it is guarded. */
static const struct ie_value *value_of(const struct out *o, const char *field)
{
    static const struct ie_value hidden = {.null = true};
    const struct ie_field *f = ie_type_field(o->record->type, ie_str_z(field));

    if (!o->private_ && (f->flags & (IE_F_PRIVATE | IE_F_RUNG)))
        return &hidden;
    return ie_record_get(o->record, field);
}

static void text_cell(struct out *o, const char *column, const char *field)
{
    const struct ie_value *value = value_of(o, field);

    cell(o, column, value->null ? IE_STR("") : value->text);
}

static void int_cell(struct out *o, const char *column, const char *field)
{
    const struct ie_value *value = value_of(o, field);
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)value->integer);
    cell(o, column, value->null ? IE_STR("") : ie_str_z(text));
}

/* NULL: there is none, or memory is out: the row's end says so. */
static json_t *list_of(struct out *o, const struct ie_value *value)
{
    json_t *list = NULL;

    if (!value->null && ie_json_parse(value->text, &list, NULL) == IE_NOMEM)
        o->lacking = true;
    return list;
}

static void join(struct ie_buf *text, struct ie_str part)
{
    if (part.len == 0)
        return;
    if (text->len)
        ie_buf_addz(text, "; ");
    ie_buf_add(text, part);
}

static void buf_cell(struct out *o, const char *column, struct ie_buf *text)
{
    o->lacking = o->lacking || text->failed;
    cell(o, column, text->len ? ie_buf_str(text) : IE_STR(""));
    ie_buf_release(text);
}

static void set_cell(struct out *o, const char *column, const char *field)
{
    json_t *list = list_of(o, value_of(o, field)), *item;
    struct ie_buf text = IE_BUF_INIT;
    size_t i;

    json_array_foreach(list, i, item)
        join(&text, ie_str_n(json_string_value(item), json_string_length(item)));
    buf_cell(o, column, &text);
    json_decref(list);
}

static void id_cell(struct out *o)
{
    cell(o, "id",
         o->record->external_id.len ? o->record->external_id : ie_id_str(&o->record->id));
}

/* The external id (or else the id) that a reference stands for: one indexed read. */
static int reference(struct out *o, const char *sql, struct ie_str id,
                     struct ie_str *text, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    *text = IE_STR("");
    if (id.len == 0)
        return 0;
    ie_query_begin(o->call->db, sql, &q);
    ie_query_text(&q, 1, ie_id_str(&o->call->actor->office));
    ie_query_text(&q, 2, id);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        *text = ie_arena_str(o->page, ie_query_get_text(&q, 0));
        if (!text->ptr)
            rc = ie_fail_nomem(err);
    }
    ie_query_end(&q);
    return rc;
}

#define ORGANISATION_REF                                                                 \
    "SELECT coalesce(external_id, id) FROM organisation WHERE office_id=$1 AND id=$2"
#define PARTICIPANT_REF                                                                  \
    "SELECT coalesce(o.external_id, o.id) FROM participation p JOIN organisation o"      \
    " ON o.office_id=p.office_id AND o.id=p.organisation WHERE p.office_id=$1 AND "      \
    "p.id=$2"

static int reference_cell(struct out *o, const char *column, const char *sql,
                          struct ie_error *err)
{
    const struct ie_value *value = value_of(o, column);
    struct ie_str text;
    int rc = reference(o, sql, value->null ? IE_STR("") : value->text, &text, err);

    if (!rc)
        cell(o, column, text);
    return rc;
}

/* ---- organisations ---- */

static bool is_national(struct ie_str scheme)
{
    static const char *const others[] = {"lei",      "duns", "eu-vat",
                                         "external", "gln",  "org-id"};

    for (size_t i = 0; i < IE_COUNT(others); i++)
        if (ie_str_eqz(scheme, others[i]))
            return false;
    return true;
}

static void identifier_cell(struct out *o, const char *column, const char *scheme)
{
    json_t *list = list_of(o, value_of(o, "identifiers")), *item;
    struct ie_str text = IE_STR("");
    size_t i;

    json_array_foreach(list, i, item) {
        struct ie_str found = ie_json_get_str(item, "scheme");
        if (text.len == 0 && (scheme ? ie_str_eqz(found, scheme) : is_national(found)))
            text = ie_json_get_str(item, "value");
    }
    cell(o, column, text);
    json_decref(list);
}

static void industry_cell(struct out *o)
{
    json_t *list = list_of(o, value_of(o, "industry_codes")), *item;
    struct ie_buf text = IE_BUF_INIT;
    size_t i;

    json_array_foreach(list, i, item) {
        struct ie_str scheme = ie_json_get_str(item, "scheme");

        if (text.len)
            ie_buf_addz(&text, "; ");
        if (!ie_str_eqz(scheme, "text")) {
            ie_buf_add(&text, scheme);
            ie_buf_addc(&text, ' ');
        }
        ie_buf_add(&text, ie_json_get_str(item, "code"));
    }
    buf_cell(o, "industry", &text);
    json_decref(list);
}

static int organisation_row(struct out *o, struct ie_error *err)
{
    begin_row(o);
    id_cell(o);
    text_cell(o, "name", "name");
    text_cell(o, "name_en", "name_en");
    text_cell(o, "country", "country");
    identifier_cell(o, "business_number", NULL);
    industry_cell(o);
    int_cell(o, "employees", "employees");
    text_cell(o, "website", "website");
    text_cell(o, "contact", "contact");
    text_cell(o, "email", "email");
    text_cell(o, "phone", "phone");
    text_cell(o, "note", "note");
    text_cell(o, "type", "type");
    text_cell(o, "size", "size_class");
    text_cell(o, "region", "region");
    text_cell(o, "language", "language");
    set_cell(o, "root_technologies", "root_technologies");
    set_cell(o, "certificates", "certificates");
    identifier_cell(o, "lei", "lei");
    identifier_cell(o, "duns", "duns");
    identifier_cell(o, "vat", "eu-vat");
    return end_row(o, err);
}

/* ---- profiles ---- */

static void specs_cell(struct out *o)
{
    json_t *list = list_of(o, value_of(o, "specs")), *item;
    struct ie_buf text = IE_BUF_INIT;
    size_t i;

    json_array_foreach(list, i, item) {
        const json_t *min = json_object_get(item, "min"),
                     *max = json_object_get(item, "max");
        struct ie_str unit = ie_json_get_str(item, "unit");
        double low = json_number_value(min), high = json_number_value(max);

        if (text.len)
            ie_buf_addz(&text, "; ");
        ie_buf_add(&text, ie_json_get_str(item, "quantity"));
        if (min && max && !(low < high))
            ie_buf_printf(&text, " = %.12g", low);
        else if (min && max)
            ie_buf_printf(&text, " %.12g..%.12g", low, high);
        else if (min)
            ie_buf_printf(&text, " >= %.12g", low);
        else
            ie_buf_printf(&text, " <= %.12g", high);
        if (unit.len) {
            ie_buf_addc(&text, ' ');
            ie_buf_add(&text, unit);
        }
    }
    buf_cell(o, "specs", &text);
    json_decref(list);
}

static void rung_cell(struct out *o)
{
    json_t *list = list_of(o, value_of(o, "rungs")), *item;
    struct ie_str rung = IE_STR("");
    size_t i;

    json_array_foreach(list, i, item)
        if (ie_str_eqz(ie_json_get_str(item, "field"), "texts"))
            rung = ie_json_get_str(item, "rung");
    cell(o, "rung", rung);
    json_decref(list);
}

/* A row of something that belongs to an organisation. */
static int begin_member_row(struct out *o, struct ie_error *err)
{
    begin_row(o);
    id_cell(o);
    return reference_cell(o, "organisation", ORGANISATION_REF, err);
}

static int profile_row(struct out *o, const json_t *text, struct ie_error *err)
{
    int rc = begin_member_row(o, err);

    if (rc)
        return rc;
    text_cell(o, "type", "type");
    cell(o, "language", ie_json_get_str(text, "language"));
    cell(o, "title", ie_json_get_str(text, "title"));
    cell(o, "text", o->private_ ? ie_json_get_str(text, "text") : IE_STR(""));
    set_cell(o, "cooperation", "cooperation");
    int_cell(o, "trl", "trl");
    int_cell(o, "mrl", "mrl");
    set_cell(o, "target_countries", "target_countries");
    text_cell(o, "valid_until", "valid_until");
    specs_cell(o);
    text_cell(o, "ipr", "ipr");
    set_cell(o, "root_technologies", "root_technologies");
    rung_cell(o);
    return end_row(o, err);
}

/* A row a language, the original first. Titles are shown to whoever sees the row. */
static int profile_rows(struct out *o, struct ie_error *err)
{
    const struct ie_value *language = ie_record_get(o->record, "language");
    json_t *list = list_of(o, ie_record_get(o->record, "texts")), *text;
    size_t i;
    int rc = 0;

    for (int original = 1; original >= 0 && !rc; original--)
        json_array_foreach(list, i, text)
            if (!rc && ie_str_eq(ie_json_get_str(text, "language"), language->text) ==
                           (original == 1))
                rc = profile_row(o, text, err);
    json_decref(list);
    return rc || !o->lacking ? rc
                             : ie_fail_nomem(err); /* no row may be there to say so */
}

/* ---- people ---- */

static int person_row(struct out *o, struct ie_error *err)
{
    struct ie_buf purposes = IE_BUF_INIT;
    struct ie_str day = IE_STR("");
    struct ie_query q;
    bool row;
    int rc = begin_member_row(o, err);

    if (rc)
        return rc;
    text_cell(o, "name", "name");
    text_cell(o, "name_en", "name_en");
    text_cell(o, "role", "role");
    text_cell(o, "email", "email");
    text_cell(o, "phone", "phone");
    set_cell(o, "languages", "languages");
    ie_query_begin(
        o->call->db,
        "SELECT purpose, given_on FROM consent WHERE office_id=$1 AND person=$2"
        " AND withdrawn_on IS NULL AND deleted_at IS NULL AND $3=1 ORDER BY id",
        &q);
    ie_query_text(&q, 1, ie_id_str(&o->call->actor->office));
    ie_query_text(&q, 2, ie_id_str(&o->record->id));
    ie_query_int(&q, 3, o->private_);
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        join(&purposes, ie_query_get_text(&q, 0));
        day = ie_arena_str(o->page, ie_query_get_text(&q, 1));
    }
    ie_query_end(&q);
    buf_cell(o, "consent", &purposes);
    cell(o, "consent_date", day);
    return rc ? rc : end_row(o, err);
}

/* ---- participations ---- */

static struct ie_str local_time(struct out *o, struct ie_str moment)
{
    ie_moment at;
    struct ie_civil civil;

    if (moment.len == 0 || ie_moment_parse(moment, &at, NULL) != 0)
        return IE_STR("");
    civil = ie_zone_civil(o->event.zone, at);
    return ie_arena_printf(o->page, "%04d-%02d-%02d %02d:%02d", civil.year, civil.month,
                           civil.day, civil.hour, civil.minute);
}

static int people_cell(struct out *o, struct ie_error *err)
{
    json_t *list = list_of(o, value_of(o, "people")), *item;
    struct ie_buf text = IE_BUF_INIT;
    size_t i;
    int rc = 0;

    json_array_foreach(list, i, item) {
        struct ie_str one = IE_STR_NONE;
        if (!rc)
            rc = reference(o,
                           "SELECT coalesce(external_id, id) FROM person"
                           " WHERE office_id=$1 AND id=$2",
                           ie_str_z(json_string_value(item)), &one, err);
        if (!rc)
            join(&text, one);
    }
    buf_cell(o, "persons", &text);
    json_decref(list);
    return rc;
}

static int participation_row(struct out *o, const json_t *span, struct ie_error *err)
{
    int rc = begin_member_row(o, err);

    if (rc)
        return rc;
    int_cell(o, "representatives", "representatives");
    set_cell(o, "languages", "languages");
    cell(o, "from", local_time(o, ie_json_get_str(span, "from")));
    cell(o, "to", local_time(o, ie_json_get_str(span, "until")));
    text_cell(o, "status", "status");
    rc = people_cell(o, err);
    if (rc)
        return rc;
    int_cell(o, "cap", "cap");
    int_cell(o, "day_cap", "day_cap");
    int_cell(o, "rest_minutes", "rest_minutes");
    rc = reference_cell(o, "place", "SELECT name FROM place WHERE office_id=$1 AND id=$2",
                        err);
    return rc ? rc : end_row(o, err);
}

static int participation_rows(struct out *o, struct ie_error *err)
{
    json_t *spans = list_of(o, value_of(o, "available")), *span;
    size_t i;
    int rc = 0;

    if (json_array_size(spans) == 0)
        rc = participation_row(o, NULL, err);
    json_array_foreach(spans, i, span)
        if (!rc)
            rc = participation_row(o, span, err);
    json_decref(spans);
    return rc;
}

/* ---- wishes and outcomes ---- */

static int begin_pair_row(struct out *o, struct ie_error *err)
{
    int rc;

    begin_row(o);
    rc = reference_cell(o, "from", PARTICIPANT_REF, err);
    return rc ? rc : reference_cell(o, "to", PARTICIPANT_REF, err);
}

static int wish_row(struct out *o, struct ie_error *err)
{
    int rc = begin_pair_row(o, err);

    if (rc)
        return rc;
    int_cell(o, "weight", "weight");
    text_cell(o, "reason", "reason");
    text_cell(o, "kind", "kind");
    return end_row(o, err);
}

static int outcome_row(struct out *o, struct ie_error *err)
{
    int rc = begin_pair_row(o, err);

    if (rc)
        return rc;
    text_cell(o, "status", "status");
    text_cell(o, "result", "result");
    text_cell(o, "note", "note");
    text_cell(o, "stage", "stage");
    return end_row(o, err);
}

static int write_record(struct out *o, struct ie_error *err)
{
    switch (o->shape->kind) {
    case IE_IMPORT_ORGANISATIONS:
        return organisation_row(o, err);
    case IE_IMPORT_PROFILES:
        return profile_rows(o, err);
    case IE_IMPORT_PEOPLE:
        return person_row(o, err);
    case IE_IMPORT_PARTICIPATIONS:
        return participation_rows(o, err);
    case IE_IMPORT_WISHES:
        return wish_row(o, err);
    case IE_IMPORT_OUTCOMES:
        return outcome_row(o, err);
    case IE_IMPORT_KINDS:
        break;
    }
    IE_BUG("an export of no kind");
}

/* ---- all pages ---- */

static int write_pages(struct out *o, struct ie_error *err)
{
    struct ie_filter by_event = {ie_type_field(o->shape->type, IE_STR("event")),
                                 ie_id_str(&o->event.id)};
    struct ie_list_query query = {
        .filters = &by_event, .filter_count = o->event.zone ? 1 : 0, .limit = 500};
    char cursor[512] = "";
    int rc = 0;

    do {
        struct ie_list list = {0};

        query.cursor = ie_str_z(cursor);
        rc = ie_record_list(o->call->db, &o->reader, o->shape->type, &query, o->page,
                            &list, err);
        for (size_t i = 0; !rc && i < list.count; i++) {
            o->record = &list.at[i];
            o->private_ = ie_sees_private(&o->reader, o->record);
            rc = write_record(o, err);
        }
        snprintf(cursor, sizeof cursor, "%.*s", IE_STR_ARG(list.next));
        ie_arena_clear(o->page);
    } while (!rc && cursor[0]);
    return rc;
}

static int load_event(struct out *o, const struct ie_export *what, struct ie_error *err)
{
    struct ie_query q;
    char zone[72] = "";
    bool row = false;
    int rc;

    if (!ie_import_needs_event(what->kind))
        return 0;
    if (what->event.len == 0) {
        ie_fail(err, IE_USAGE, "import.event_needed");
        ie_error_arg(err, "kind", ie_import_kind_names[what->kind]);
        return IE_USAGE;
    }
    rc = ie_import_event_find(o->call->db, ie_id_str(&o->call->actor->office),
                              what->event, &o->event.id, err);
    if (rc)
        return rc;
    ie_query_begin(o->call->db, "SELECT zone FROM event WHERE office_id=$1 AND id=$2",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&o->call->actor->office));
    ie_query_text(&q, 2, ie_id_str(&o->event.id));
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        struct ie_str name = ie_query_get_text(&q, 0);
        snprintf(zone, sizeof zone, "%.*s", IE_STR_ARG(name));
    }
    ie_query_end(&q);
    return rc ? rc : ie_zone_load(zone, &o->event.zone, err);
}

static int set_format(struct out *o, struct ie_str format, struct ie_error *err)
{
    if (ie_str_eqz(format, "csv"))
        o->format = 'c';
    else if (ie_str_eqz(format, "xlsx"))
        o->format = 'x';
    else if (ie_str_eqz(format, "jsonl"))
        o->format = 'j';
    if (o->format)
        return 0;
    ie_fail(err, IE_USAGE, "export.format");
    ie_error_argn(err, "format", format.ptr, format.len);
    return IE_USAGE;
}

int ie_export(struct ie_call *call, const struct ie_export *what, struct ie_buf *out,
              uint64_t *rows, struct ie_error *err)
{
    struct ie_arena page;
    struct out o = {
        .call = call, .shape = ie_import_shape(what->kind), .page = &page, .buf = out};
    char *path = NULL;
    int rc = set_format(&o, what->format, err);

    ie_arena_init(&page, 256 << 20);
    ie_reader_for(call, &o.reader);
    if (o.format == 'c')
        o.csv = ie_csv_into(out, IE_CSV_BOM | IE_CSV_GUARD);
    if (!rc)
        rc = load_event(&o, what, err);
    if (!rc && what->kind == IE_IMPORT_PEOPLE && !o.reader.staff && !o.reader.member &&
        !o.reader.event_officer)
        rc = ie_fail(err, IE_FORBIDDEN, "export.not_permitted");
    if (!rc && o.format == 'x') {
        path = ie_import_scratch(call->service, call->arena);
        rc = path ? ie_xlsx_new(path, &o.xlsx, err) : ie_fail_nomem(err);
        if (!rc)
            rc = ie_xlsx_sheet(o.xlsx, ie_str_z(ie_import_kind_names[what->kind]), NULL,
                               0, err);
    }
    if (!rc)
        rc = headings(&o, err);
    if (!rc)
        rc = write_pages(&o, err);
    if (!rc && o.xlsx)
        rc = ie_xlsx_finish(o.xlsx, err);
    ie_xlsx_free(o.xlsx);
    if (!rc && o.format == 'x')
        rc = ie_import_slurp(path, out, err);
    if (path)
        (void)unlink(path);
    if (!rc)
        rc = ie_buf_check(out, err);
    if (!rc)
        *rows = o.rows;
    if (o.event.zone)
        ie_zone_free(o.event.zone);
    ie_arena_release(&page);
    return rc;
}

const char *ie_export_media_type(struct ie_str format)
{
    if (ie_str_eqz(format, "csv"))
        return "text/csv; charset=utf-8";
    if (ie_str_eqz(format, "xlsx"))
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    if (ie_str_eqz(format, "jsonl"))
        return "application/jsonl; charset=utf-8";
    return NULL;
}
