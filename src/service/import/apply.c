/*
 * Applying: the staged rows, group by group, in batches that each are one transaction and
 * hold the store for about 30 ms. Nothing marks how far it came: a row that is done
 * changes nothing when it is done again, so going on after a kill is starting over.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "service/event/consequence.h"
#include "service/import/impl.h"
#include "service/words/profile_tag.h"
#include "store/schema_types.h"

enum {
    BATCH_US = 30000, /* no further group is begun in a batch after that */
    PAUSE_US = 2000,  /* between batches, so that other writers get their turn */
};

/* ---- one process at a time ---- */

int ie_import_lock(const struct ie_service *service, struct ie_str import,
                   struct ie_arena *arena, int *fd, struct ie_error *err)
{
    char *path = ie_import_path(service, import, ".lock", arena);

    if (!path)
        return ie_fail_nomem(err);
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*fd < 0)
        return ie_fail_errno(err, "import.store", path, errno);
    if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    close(*fd);
    *fd = -1;
    return ie_fail(err, IE_CONFLICT, "import.busy");
}

void ie_import_unlock(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* ---- people bring their consent along ---- */

static int create_consent(struct ie_call *call, struct ie_importer *im,
                          const struct ie_writer *writer, const struct ie_id *person,
                          struct ie_str purpose, struct ie_str day, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_consent;
    struct ie_value *values;
    struct ie_query q;
    struct ie_id id = {0};
    char today[16];
    bool row = false;
    int rc;

    ie_query_begin(call->db,
                   "SELECT 1 FROM consent WHERE office_id=$1 AND person=$2 AND purpose=$3"
                   " AND withdrawn_on IS NULL AND deleted_at IS NULL",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&im->actor->office));
    ie_query_text(&q, 2, ie_id_str(person));
    ie_query_text(&q, 3, purpose);
    rc = ie_query_next(&q, &row, err);
    ie_query_end(&q);
    if (rc || row)
        return rc;
    values = ie_values_new(im->row, type);
    if (!values)
        return ie_fail_nomem(err);
    ie_day_format((ie_day)(call->now / IE_DAY), today);
    ie_values_text(type, values, "person", ie_id_str(person));
    ie_values_text(type, values, "purpose", purpose);
    ie_values_text(type, values, "given_on", day.len ? day : ie_str_z(today));
    return ie_record_create(call->db, writer, type, values, IE_STR_NONE, &id, err);
}

static int create_consents(struct ie_call *call, struct ie_importer *im,
                           const struct ie_writer *writer,
                           const struct ie_import_group *group, struct ie_error *err)
{
    const json_t *consent = json_object_get(group->rows[0].json, "consent");
    json_t *purpose;
    size_t i;
    int rc = 0;

    json_array_foreach(json_object_get(consent, "purposes"), i, purpose)
        if (!rc)
            rc = create_consent(call, im, writer, &group->target.id,
                                ie_str_z(json_string_value(purpose)),
                                ie_json_get_str(consent, "day"), err);
    return rc;
}

/* ---- one group ---- */

struct apply {
    struct ie_job_context *job;
    struct ie_importer im;
    struct ie_arena row;
    struct ie_db *stage;
    struct ie_query rows; /* open over the stage */
    bool pending;         /* a row under `rows` is not taken yet */
    bool ended;
    struct ie_import_group group;
    struct ie_import_counts counts; /* of the check; rejections found now are added */
    int64_t done;
};

static int write_group(struct ie_call *call, struct apply *a, struct ie_error *err)
{
    struct ie_import_group *group = &a->group;
    const struct ie_type *type = a->im.shape->type;
    struct ie_writer writer = ie_call_writer(call);
    int64_t revision;
    int rc = 0;

    writer.import_id = ie_id_str(&a->im.import);
    if (!group->old) {
        struct ie_id id = group->target.id;
        rc = ie_record_create(call->db, &writer, type, group->values,
                              ie_json_get_str(group->rows[0].json, "id"), &id, err);
    } else if (json_array_size(group->changes) > 0) {
        rc = ie_record_revise(call->db, &writer, type, ie_id_str(&group->target.id),
                              group->old->revision, group->values, &revision, err);
    }
    if (!rc)
        rc = ie_consequence(call, &writer, type, group->values, err);
    if (!rc && a->im.shape->kind == IE_IMPORT_PEOPLE)
        rc = create_consents(call, &a->im, &writer, group, err);
    ie_fault_point("import.group");
    return rc;
}

/* Rows that were right at the check and are wrong now: the store has moved meanwhile. */
static int group_rejected(struct apply *a, struct ie_error *err)
{
    if (a->im.keep_going) {
        a->counts.rejected += (int64_t)a->group.count;
        return 0;
    }
    ie_import_problem_error(json_array_get(a->group.rows[0].errors, 0), err);
    ie_error_at(err, a->im.filename.ptr, (uint32_t)a->group.lines[0], 0, NULL);
    return err ? (int)err->code : IE_INPUT;
}

static int apply_group(struct ie_call *call, struct apply *a, struct ie_error *err)
{
    int rc = ie_import_group_decide(&a->im, &a->group, err);

    if (!rc && strcmp(a->group.verdict, "rejected") == 0)
        rc = group_rejected(a, err);
    else if (!rc)
        rc = write_group(call, a, err);
    a->done += (int64_t)a->group.count;
    ie_import_group_clear(&a->group);
    ie_arena_clear(&a->row);
    return rc;
}

/* Takes the rows of the next group off the stage. The stage is ours alone, so its cursor
 * stays open over the batches. */
static int take_group(struct apply *a, struct ie_error *err)
{
    bool row = a->pending;
    int rc = 0;

    if (!row)
        rc = ie_query_next(&a->rows, &row, err);
    while (!rc && row) {
        struct ie_stage_row in;

        ie_stage_row_get(&a->rows, &in);
        a->pending = a->group.count > 0 && !ie_str_eqz(in.group, a->group.id.text);
        if (a->pending)
            return 0;
        rc = ie_import_group_add(&a->group, &in, err);
        if (!rc)
            rc = ie_query_next(&a->rows, &row, err);
    }
    if (!rc && !row)
        a->ended = true;
    return rc;
}

/* Write function: one batch. */
static int apply_batch(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct apply *a = arg;
    int64_t began = ie_monotonic_us();
    int rc = 0;

    a->im.db = call->db;
    a->im.now = call->now;
    while (!rc && !a->ended && ie_monotonic_us() - began < BATCH_US) {
        rc = take_group(a, err);
        if (!rc && a->group.count > 0)
            rc = apply_group(call, a, err);
    }
    return rc;
}

static int apply_all(struct apply *a, struct ie_error *err)
{
    int rc = 0;

    ie_query_begin(a->stage,
                   "SELECT " IE_STAGE_COLUMNS " FROM line"
                   " WHERE verdict IN ('created','changed','merged','unchanged')"
                   " ORDER BY grp, line",
                   &a->rows);
    while (!rc && !a->ended) {
        rc = ie_write_call(a->im.service, a->im.actor, apply_batch, a, err);
        ie_fault_point("import.batch");
        if (!rc)
            rc = ie_job_stopped(a->job, err);
        ie_job_progress(a->job, (int)(1000 * a->done / (a->counts.rows + 1)), (double)NAN,
                        (double)NAN);
        if (!rc && !a->ended)
            usleep(PAUSE_US);
    }
    ie_query_end(&a->rows);
    return rc;
}

/* ---- the job ---- */

static int read_counts(struct ie_db *db, struct ie_importer *im,
                       struct ie_import_counts *counts, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    ie_query_begin(db,
                   "SELECT coalesce(rows,0), coalesce(created,0), coalesce(changed,0),"
                   " coalesce(unchanged,0), coalesce(merged,0), coalesce(rejected,0),"
                   " coalesce(duplicates,0) FROM import WHERE office_id=$1 AND id=$2",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&im->actor->office));
    ie_query_text(&q, 2, ie_id_str(&im->import));
    rc = ie_query_next(&q, &row, err);
    if (!rc && row)
        *counts = (struct ie_import_counts){.rows = ie_query_get_int(&q, 0),
                                            .created = ie_query_get_int(&q, 1),
                                            .changed = ie_query_get_int(&q, 2),
                                            .unchanged = ie_query_get_int(&q, 3),
                                            .merged = ie_query_get_int(&q, 4),
                                            .rejected = ie_query_get_int(&q, 5),
                                            .duplicates = ie_query_get_int(&q, 6)};
    ie_query_end(&q);
    return rc;
}

static int set_status(struct apply *a, const char *only_from, const char *status,
                      const struct ie_import_counts *counts, struct ie_error *err)
{
    json_t *options = json_pack("{s:b}", "keep_going", a->im.keep_going);
    struct ie_import_change change = {.import = ie_id_str(&a->im.import),
                                      .only_from = only_from,
                                      .status = status,
                                      .counts = counts,
                                      .options = counts ? NULL : options};
    int rc = options ? ie_write_call(a->im.service, a->im.actor, ie_import_record_set,
                                     &change, err)
                     : ie_fail_nomem(err);

    json_decref(options);
    return rc;
}

static int count_skipped(struct apply *a, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    ie_query_begin(a->stage, "SELECT count(*) FROM line WHERE verdict='skipped'", &q);
    rc = ie_query_next(&q, &row, err);
    a->counts.skipped = !rc && row ? ie_query_get_int(&q, 0) : 0;
    ie_query_end(&q);
    return rc;
}

static int run_apply(struct apply *a, struct ie_error *err)
{
    char *path =
        ie_import_path(a->im.service, ie_id_str(&a->im.import), ".stage", a->im.arena);
    int rc = path ? ie_stage_open(path, false, &a->stage, err) : ie_fail_nomem(err);

    if (!rc)
        rc = count_skipped(a, err);
    if (!rc)
        rc = ie_index_new(&a->im.index, err);
    if (!rc)
        rc = ie_db_begin_read(a->im.db, err);
    if (!rc)
        rc = ie_index_load(&a->im, err);
    ie_db_rollback(a->im.db);
    if (!rc)
        rc = apply_all(a, err);
    ie_import_group_release(&a->group);
    ie_db_close(a->stage);
    return rc;
}

/* What was written goes back: all or nothing. What the check found may be past, so it is
 * to be made again. */
static void take_back(struct apply *a)
{
    struct ie_error ignored;
    struct ie_import_undone undone = {0};

    a->im.db = a->job->db;
    if (ie_import_revert(a->job, &a->im, &undone, &ignored) == 0)
        (void)!set_status(a, NULL, "uploaded", NULL, &ignored);
    json_decref(undone.left);
}

/* What was written has its concepts found. The import stands whatever comes of it: what is
 * due stays due for the server's next start. */
static void tag_profiles(struct apply *a)
{
    struct ie_error ignored;

    (void)!ie_profile_tags_all(a->im.service, IE_TAG_DUE, &ignored);
}

int ie_import_apply_job(struct ie_job_context *job, const json_t *args,
                        struct ie_error *err)
{
    struct apply a = {.job = job};
    struct ie_import_facts facts = {0};
    int64_t began = ie_monotonic_us();
    int lock = -1, rc;
    bool again;

    ie_arena_init(&a.row, 64 << 20);
    a.im = (struct ie_importer){.service = job->service,
                                .db = job->db,
                                .actor = job->actor,
                                .arena = job->arena,
                                .row = &a.row,
                                .keep_going =
                                    json_is_true(json_object_get(args, "keep_going"))};
    rc = ie_importer_load(&a.im, ie_json_get_str(args, "import"), &facts, err);
    if (!rc)
        rc =
            ie_import_lock(job->service, ie_id_str(&a.im.import), job->arena, &lock, err);
    if (!rc)
        rc = read_counts(job->db, &a.im, &a.counts, err);
    if (rc)
        goto out;
    again = ie_str_eqz(facts.status, "applying");
    if (!again && !ie_str_eqz(facts.status, "checked"))
        rc = ie_import_wrong_status(facts.status, err);
    if (!rc && a.counts.rejected > 0 && !a.im.keep_going) {
        rc = ie_fail(err, IE_INPUT, "import.rejected");
        ie_error_argi(err, "count", a.counts.rejected);
    }
    if (!rc && !again)
        rc = set_status(&a, "checked", "applying", NULL, err);
    if (rc)
        goto out;
    rc = run_apply(&a, err);
    if (rc) {
        take_back(&a);
        goto out;
    }
    ie_fault_point("import.applied");
    rc = set_status(&a, "applying", "applied", &a.counts, err);
    if (!rc && a.im.shape->type == &ie_type_profile)
        tag_profiles(&a);
    if (!rc)
        rc = ie_import_finish(job->result, &a.im, "applied", &a.counts, began, err);
out:
    ie_import_unlock(lock);
    ie_importer_release(&a.im);
    ie_arena_release(&a.row);
    return rc;
}
