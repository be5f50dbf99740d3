/* The dry run: reads the sheet into a staging file and says of each row what it would do. */
#include <math.h>

#include "base/alloc.h"
#include "service/import/impl.h"

struct check {
    struct ie_job_context *job;
    struct ie_importer im;
    struct ie_arena row;
    struct ie_db *stage;
    struct ie_import_counts counts;
};

/* ---- first pass: rows into the stage ---- */

/* Empty arrays are stored as NULL. */
static struct ie_str kept_json(struct ie_arena *arena, const json_t *json)
{
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_json out = ie_json_into(&buf);
    struct ie_str kept = IE_STR_NONE;

    if (!json || (json_is_array(json) && json_array_size(json) == 0))
        return IE_STR_NONE;
    ie_json_value(&out, json);
    if (!buf.failed)
        kept = ie_arena_str(arena, ie_buf_str(&buf));
    ie_buf_release(&buf);
    return kept;
}

/* Rows of one key share a group; its name is an id, made at the first of them. */
static int group_of(struct check *c, const struct ie_draft *draft, struct ie_id *group,
                    struct ie_error *err)
{
    const struct ie_id *known = ie_index_find(c->im.index, 'G', draft->key, 0);

    if (known) {
        *group = *known;
        return 0;
    }
    *group = ie_id_new(ie_now());
    return ie_index_add(c->im.index, 'G', draft->key, group, err);
}

static int stage_data(struct check *c, const struct ie_import_cells *cells, json_t *notes,
                      struct ie_error *err)
{
    struct ie_draft draft = {.errors = json_array(), .notes = json_incref(notes)};
    struct ie_id group = {0};
    int rc =
        draft.errors ? ie_import_parse(&c->im, cells, &draft, err) : ie_fail_nomem(err);
    bool bad = !rc && json_array_size(draft.errors) > 0;

    if (!rc && !bad)
        rc = group_of(c, &draft, &group, err);
    if (!rc) {
        struct ie_stage_row row = {.line = cells->line,
                                   .group = ie_id_str(&group),
                                   .verdict = bad ? IE_STR("rejected") : IE_STR(""),
                                   .label = ie_json_get_str(draft.json, "label"),
                                   .errors = kept_json(&c->row, draft.errors),
                                   .notes = kept_json(&c->row, draft.notes)};
        if (!bad)
            row.draft = kept_json(&c->row, draft.json);
        rc = ie_stage_add(c->stage, &row, err);
    }
    c->counts.rejected += bad;
    ie_draft_release(&draft);
    return rc;
}

static int stage_unreadable(struct check *c, uint32_t line, const struct ie_error *why,
                            struct ie_error *err)
{
    json_t *errors =
        json_pack("[o]", ie_import_problem(why, why->column, "", IE_STR_NONE));
    struct ie_stage_row row = {.line = line,
                               .verdict = IE_STR("rejected"),
                               .errors = kept_json(&c->row, errors)};
    int rc = errors ? ie_stage_add(c->stage, &row, err) : ie_fail_nomem(err);

    json_decref(errors);
    c->counts.rejected++;
    return rc;
}

static int stage_skipped(struct check *c, uint32_t line, const char *why,
                         struct ie_error *err)
{
    json_t *notes = json_pack("[o]", ie_import_note(why, NULL, NULL, IE_STR_NONE));
    struct ie_stage_row row = {
        .line = line, .verdict = IE_STR("skipped"), .notes = kept_json(&c->row, notes)};
    int rc = notes ? ie_stage_add(c->stage, &row, err) : ie_fail_nomem(err);

    json_decref(notes);
    c->counts.skipped++;
    return rc;
}

static int stage_row(struct check *c, struct ie_import_reader *reader, bool *end,
                     struct ie_error *err)
{
    struct ie_import_cells cells;
    struct ie_error why = {0};
    enum ie_import_row what = IE_ROW_END;
    const char *skipped = NULL;
    uint32_t line = 0;
    json_t *notes = json_array();
    int rc =
        notes ? ie_import_reader_next(reader, &what, &cells, &line, &skipped, notes, &why)
              : ie_fail_nomem(&why);

    if (rc) {
        if (err)
            *err = why;
    } else if (what == IE_ROW_DATA) {
        c->counts.rows++;
        rc = stage_data(c, &cells, notes, err);
    } else if (what == IE_ROW_BAD) {
        c->counts.rows++;
        rc = stage_unreadable(c, line, &why, err);
    } else if (what == IE_ROW_SKIPPED) {
        rc = stage_skipped(c, line, skipped, err);
    }
    *end = what == IE_ROW_END;
    json_decref(notes);
    ie_arena_clear(&c->row);
    return rc;
}

/* ---- what the dialog shows ---- */

static int keep_headings(struct check *c, const struct ie_import_reader *reader,
                         struct ie_error *err)
{
    const struct ie_sheet *sheet = ie_import_reader_sheet(reader);
    const struct ie_import_heading *headings;
    json_t *list = json_array(), *sheets = json_array();
    size_t count;
    int rc = 0;

    headings = ie_import_reader_headings(reader, &count);
    for (size_t i = 0; i < count; i++) {
        json_t *one = json_pack("{s:i, s:s%}", "column", (int)headings[i].column,
                                "heading", headings[i].text.ptr, headings[i].text.len);
        if (!one)
            continue; /* a heading that is no text */
        (void)json_object_set_new(
            one, "field",
            headings[i].field < 0
                ? json_null()
                : json_string(c->im.shape->fields[headings[i].field].name));
        (void)json_array_append_new(list, one);
    }
    for (uint32_t i = 0; i < ie_sheet_count(sheet); i++) {
        struct ie_str name = ie_sheet_name(sheet, i);
        (void)json_array_append_new(sheets, json_stringn(name.ptr, name.len));
    }
    rc = ie_stage_set(c->stage, "headings", list, err);
    if (!rc)
        rc = ie_stage_set(c->stage, "sheets", sheets, err);
    json_decref(list);
    json_decref(sheets);
    return rc;
}

/* Every required field has a column. JSON Lines: known only when all rows were read. */
static int check_required(struct check *c, const struct ie_import_reader *reader,
                          struct ie_error *err)
{
    const struct ie_import_field *fields = c->im.shape->fields;
    const struct ie_import_heading *headings;
    size_t count;

    headings = ie_import_reader_headings(reader, &count);
    for (int f = 0; fields[f].name; f++) {
        bool there = !fields[f].required;

        for (size_t i = 0; i < count && !there; i++)
            there = headings[i].field == f;
        if (there)
            continue;
        ie_fail(err, IE_INPUT, "import.column_missing");
        ie_error_arg(err, "field", fields[f].name);
        ie_error_at(err, c->im.filename.ptr, ie_import_reader_heading_line(reader), 0,
                    fields[f].name);
        return IE_INPUT;
    }
    return 0;
}

/* ---- second pass: each group against the store ---- */

static void count_verdict(struct ie_import_counts *counts, const char *verdict,
                          bool similar)
{
    if (strcmp(verdict, "created") == 0)
        counts->created++;
    else if (strcmp(verdict, "changed") == 0)
        counts->changed++;
    else if (strcmp(verdict, "unchanged") == 0)
        counts->unchanged++;
    else if (strcmp(verdict, "merged") == 0)
        counts->merged++;
    else
        counts->rejected++;
    counts->duplicates += similar ? 1 : 0;
}

static int note_group(struct check *c, struct ie_import_group *group,
                      struct ie_error *err)
{
    bool whole = strcmp(group->verdict, "rejected") == 0;

    for (size_t i = 0; i < group->count; i++) {
        struct ie_draft *draft = &group->rows[i];
        const char *verdict =
            json_array_size(draft->errors) > 0 ? "rejected" : group->verdict;
        struct ie_stage_row row;
        int rc;

        if (whole && json_array_size(draft->errors) == 0 &&
            json_array_append_new(
                draft->errors, ie_import_note("import.first_row", "id", "value",
                                              ie_json_get_str(draft->json, "id"))) != 0)
            return ie_fail_nomem(err);
        row = (struct ie_stage_row){
            .line = group->lines[i],
            .verdict = ie_str_z(verdict),
            .record = whole ? IE_STR("") : ie_id_str(&group->target.id),
            .changes = i == 0 ? kept_json(&c->row, group->changes) : IE_STR_NONE,
            .errors = kept_json(&c->row, draft->errors),
            .similar = i == 0 ? kept_json(&c->row, group->target.similar) : IE_STR_NONE};
        rc = ie_stage_update(c->stage, &row, err);
        if (rc)
            return rc;
        count_verdict(&c->counts, verdict, row.similar.len > 0);
    }
    return 0;
}

static int decide_group(struct check *c, struct ie_import_group *group,
                        struct ie_error *err)
{
    int rc = 0;

    if (group->count > 0)
        rc = ie_import_group_decide(&c->im, group, err);
    if (!rc && group->count > 0)
        rc = note_group(c, group, err);
    ie_import_group_clear(group);
    ie_arena_clear(&c->row);
    return rc;
}

static int decide_all(struct check *c, struct ie_error *err)
{
    struct ie_import_group group = {0};
    struct ie_query q;
    int64_t done = 0;
    bool row;
    int rc;

    ie_query_begin(
        c->stage,
        "SELECT " IE_STAGE_COLUMNS " FROM line WHERE verdict='' ORDER BY grp, line", &q);
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        struct ie_stage_row in;

        ie_stage_row_get(&q, &in);
        if (group.count > 0 && !ie_str_eqz(in.group, group.id.text))
            rc = decide_group(c, &group, err);
        if (!rc)
            rc = ie_import_group_add(&group, &in, err);
        if (!rc && ++done % 256 == 0) {
            ie_job_progress(c->job, 500 + (int)(500 * done / (c->counts.rows + 1)),
                            (double)NAN, (double)NAN);
            rc = ie_job_stopped(c->job, err);
        }
        if (rc)
            break;
    }
    ie_query_end(&q);
    if (!rc)
        rc = decide_group(c, &group, err);
    ie_import_group_release(&group);
    return rc;
}

/* ---- the job ---- */

static int read_sheet(struct check *c, const struct ie_import_facts *facts,
                      json_t **mapping_used, struct ie_error *err)
{
    struct ie_import_reader *reader = NULL;
    json_t *mapping = NULL, *options = NULL;
    char *sheet = NULL;
    bool end = false;
    int rc = 0;

    if (facts->mapping.len)
        rc = ie_json_parse(facts->mapping, &mapping, err);
    if (!rc && facts->options.len)
        rc = ie_json_parse(facts->options, &options, err);
    if (!rc && ie_json_get_str(options, "sheet").len) {
        sheet = ie_arena_strz(c->im.arena, ie_json_get_str(options, "sheet"));
        rc = sheet ? 0 : ie_fail_nomem(err);
    }
    if (!rc)
        rc = ie_import_reader_open(&c->im, mapping, sheet, &reader, err);
    for (int64_t n = 0; !rc && !end; n++) {
        rc = stage_row(c, reader, &end, err);
        if (!rc && n % 256 == 0) {
            ie_job_progress(c->job, ie_sheet_permille(ie_import_reader_sheet(reader)) / 2,
                            (double)NAN, (double)NAN);
            rc = ie_job_stopped(c->job, err);
        }
    }
    if (!rc)
        rc = keep_headings(c, reader, err);
    if (!rc)
        rc = check_required(c, reader, err);
    if (!rc && c->counts.rows == 0)
        rc = ie_fail(err, IE_INPUT, "import.no_rows");
    ie_import_reader_close(reader);
    *mapping_used = mapping;
    json_decref(options);
    return rc;
}

static int set_status(struct check *c, const char *status,
                      const struct ie_import_counts *counts, struct ie_error *err)
{
    struct ie_import_change change = {
        .import = ie_id_str(&c->im.import), .status = status, .counts = counts};

    return ie_write_call(c->im.service, c->im.actor, ie_import_record_set, &change, err);
}

static int run_check(struct check *c, const struct ie_import_facts *facts,
                     struct ie_error *err)
{
    char *path =
        ie_import_path(c->im.service, ie_id_str(&c->im.import), ".stage", c->im.arena);
    char *made = ie_import_path(c->im.service, ie_id_str(&c->im.import), ".stage.new",
                                c->im.arena);
    json_t *mapping = NULL;
    struct ie_error why;
    int rc, unread;

    if (!path || !made)
        return ie_fail_nomem(err);
    rc = ie_index_new(&c->im.index, err);
    if (!rc)
        rc = ie_stage_create(made, &c->stage, err);
    if (rc)
        return rc;
    unread = read_sheet(c, facts, &mapping, &why);
    json_decref(mapping);
    if (!unread) {
        rc = ie_db_begin_read(c->im.db, err);
        if (!rc)
            rc = ie_index_load(&c->im, err);
        if (!rc)
            rc = decide_all(c, err);
        ie_db_rollback(c->im.db);
    }
    /* Headings that could not be understood are shown, to be mapped by hand. */
    if (!rc && (!unread || unread == IE_INPUT))
        rc = ie_stage_publish(c->stage, made, path, err);
    else
        ie_db_close(c->stage);
    if (!rc && unread) {
        if (err)
            *err = why;
        rc = unread;
    }
    return rc;
}

int ie_import_check_job(struct ie_job_context *job, const json_t *args,
                        struct ie_error *err)
{
    struct check c = {.job = job};
    struct ie_import_facts facts = {0};
    struct ie_error ignored;
    int64_t began = ie_monotonic_us();
    int lock = -1, rc;

    ie_arena_init(&c.row, 64 << 20);
    c.im = (struct ie_importer){.service = job->service,
                                .db = job->db,
                                .actor = job->actor,
                                .arena = job->arena,
                                .row = &c.row};
    rc = ie_importer_load(&c.im, ie_json_get_str(args, "import"), &facts, err);
    if (!rc)
        rc =
            ie_import_lock(job->service, ie_id_str(&c.im.import), job->arena, &lock, err);
    if (!rc && !ie_str_eqz(facts.status, "uploaded") &&
        !ie_str_eqz(facts.status, "checked") && !ie_str_eqz(facts.status, "checking") &&
        !ie_str_eqz(facts.status, "failed"))
        rc = ie_import_wrong_status(facts.status, err);
    if (rc)
        goto out;
    rc = set_status(&c, "checking", NULL, err);
    if (rc)
        goto out;
    rc = run_check(&c, &facts, err);
    if (rc) {
        (void)!set_status(&c, "uploaded", NULL, &ignored);
        goto out;
    }
    rc = set_status(&c, "checked", &c.counts, err);
    if (!rc)
        rc = ie_import_finish(job->result, &c.im, "checked", &c.counts, began, err);
out:
    ie_import_unlock(lock);
    ie_importer_release(&c.im);
    ie_arena_release(&c.row);
    return rc;
}
