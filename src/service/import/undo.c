/*
 * Undo: every record that the import wrote goes back to the state before it, newest first,
 * in batches like those of the apply. A record that somebody has changed since, or that
 * others have come to refer to, stays and is named. What is back already is left alone, so
 * an undo that was cut short is simply run again.
 */
#include <math.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/vec.h"
#include "service/import/impl.h"

enum { BATCH_US = 25000, PAUSE_US = 2000 };

struct touched { /* one record that the import wrote */
    const struct ie_type *type;
    struct ie_id id;
    int64_t last; /* newest revision that the import made */
};

struct undo {
    struct ie_job_context *job;
    struct ie_importer *im;
    IE_VEC(struct touched) list;
    size_t next;
    struct ie_import_undone *undone;
};

static int load_touched(struct undo *u, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int rc;

    ie_query_begin(u->im->db,
                   "SELECT type, id, max(revision) FROM revision WHERE office_id=$1 AND "
                   "import_id=$2 GROUP BY type, id ORDER BY id DESC",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&u->im->actor->office));
    ie_query_text(&q, 2, ie_id_str(&u->im->import));
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        struct touched *t = IE_PUSH(&u->list);

        if (!t) {
            rc = ie_fail_nomem(err);
            break;
        }
        t->type = ie_type_by_name(ie_query_get_text(&q, 0));
        t->last = ie_query_get_int(&q, 2);
        if (!t->type || !ie_id_parse(ie_query_get_text(&q, 1), &t->id)) {
            rc = ie_fail(err, IE_INTERNAL, "import.id");
            break;
        }
    }
    ie_query_end(&q);
    return rc;
}

static int leave(struct undo *u, const struct touched *t, const char *reason,
                 struct ie_error *err)
{
    if (json_array_append_new(u->undone->left,
                              json_pack("{s:s, s:s, s:s}", "type", t->type->name, "id",
                                        t->id.text, "reason", reason)) != 0)
        return ie_fail_nomem(err);
    return 0;
}

struct newest {
    int64_t revision;
    bool deleted;
    int64_t before; /* the newest one before the import's that is not its own; 0: none */
};

static int read_newest(struct ie_db *db, struct undo *u, const struct touched *t,
                       struct newest *newest, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    ie_query_begin(
        db,
        "SELECT revision, deleted, (SELECT coalesce(max(b.revision),0) FROM revision b"
        " WHERE b.office_id=$1 AND b.id=$2 AND b.revision<$3"
        " AND (b.import_id IS NULL OR b.import_id<>$4))"
        " FROM revision WHERE office_id=$1 AND id=$2 ORDER BY revision DESC LIMIT 1",
        &q);
    ie_query_text(&q, 1, ie_id_str(&u->im->actor->office));
    ie_query_text(&q, 2, ie_id_str(&t->id));
    ie_query_int(&q, 3, t->last);
    ie_query_text(&q, 4, ie_id_str(&u->im->import));
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        newest->revision = ie_query_get_int(&q, 0);
        newest->deleted = ie_query_get_int(&q, 1) != 0;
        newest->before = ie_query_get_int(&q, 2);
    }
    ie_query_end(&q);
    return rc;
}

/* Whether two revisions of a record hold the same. */
static int same_body(struct ie_db *db, struct undo *u, const struct touched *t, int64_t a,
                     int64_t b, bool *same, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    *same = false;
    ie_query_begin(db,
                   "SELECT 1 FROM revision x JOIN revision y ON y.office_id=x.office_id"
                   " AND y.id=x.id AND y.revision=$4 AND y.body=x.body"
                   " WHERE x.office_id=$1 AND x.id=$2 AND x.revision=$3",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&u->im->actor->office));
    ie_query_text(&q, 2, ie_id_str(&t->id));
    ie_query_int(&q, 3, a);
    ie_query_int(&q, 4, b);
    rc = ie_query_next(&q, &row, err);
    *same = !rc && row;
    ie_query_end(&q);
    return rc;
}

static int remove_record(struct ie_call *call, struct undo *u, const struct touched *t,
                         struct ie_error *err)
{
    struct ie_writer writer = ie_call_writer(call);
    const struct ie_type *referrer = NULL;
    int64_t count = 0;
    int rc = ie_record_referrers(call->db, ie_id_str(&u->im->actor->office), t->type,
                                 ie_id_str(&t->id), &referrer, &count, err);

    if (rc)
        return rc;
    if (count > 0)
        return leave(u, t, "import.undo_in_use", err);
    u->undone->removed++;
    return ie_record_delete(call->db, &writer, t->type, ie_id_str(&t->id), t->last, err);
}

static int revert_one(struct ie_call *call, struct undo *u, const struct touched *t,
                      struct ie_error *err)
{
    struct ie_writer writer = ie_call_writer(call);
    struct newest newest = {0};
    bool same = false;
    int rc = read_newest(call->db, u, t, &newest, err);

    if (rc)
        return rc;
    if (newest.revision != t->last) {
        if (newest.deleted && newest.before == 0)
            return 0; /* back already */
        if (!newest.deleted && newest.before > 0)
            rc = same_body(call->db, u, t, newest.revision, newest.before, &same, err);
        if (rc || same)
            return rc;
        return leave(u, t, "import.undo_changed", err);
    }
    if (newest.before == 0)
        return remove_record(call, u, t, err);
    rc = ie_record_restore(call->db, &writer, t->type, ie_id_str(&t->id), newest.before,
                           err);
    u->undone->restored++;
    return rc;
}

/* Write function: one batch. */
static int revert_batch(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct undo *u = arg;
    int64_t began = ie_monotonic_us();
    int rc = 0;

    while (!rc && u->next < u->list.count && ie_monotonic_us() - began < BATCH_US) {
        rc = revert_one(call, u, &u->list.at[u->next], err);
        u->next++;
        ie_fault_point("import.undo_record");
    }
    return rc;
}

int ie_import_revert(struct ie_job_context *job, struct ie_importer *im,
                     struct ie_import_undone *undone, struct ie_error *err)
{
    struct undo u = {.job = job, .im = im, .undone = undone};
    int rc;

    undone->left = json_array();
    rc = undone->left ? load_touched(&u, err) : ie_fail_nomem(err);
    while (!rc && u.next < u.list.count) {
        rc = ie_write_call(im->service, im->actor, revert_batch, &u, err);
        ie_fault_point("import.undo_batch");
        ie_job_progress(job, (int)(1000 * u.next / u.list.count), (double)NAN,
                        (double)NAN);
        if (!rc && u.next < u.list.count)
            usleep(PAUSE_US);
    }
    IE_VEC_RELEASE(&u.list);
    return rc;
}

static int set_status(struct ie_importer *im, const char *status, struct ie_error *err)
{
    struct ie_import_change change = {.import = ie_id_str(&im->import), .status = status};

    return ie_write_call(im->service, im->actor, ie_import_record_set, &change, err);
}

int ie_import_undo_job(struct ie_job_context *job, const json_t *args,
                       struct ie_error *err)
{
    struct ie_arena row;
    struct ie_importer im = {.service = job->service,
                             .db = job->db,
                             .actor = job->actor,
                             .arena = job->arena,
                             .row = &row};
    struct ie_import_facts facts = {0};
    struct ie_import_undone undone = {0};
    json_t *result;
    int lock = -1, rc;

    ie_arena_init(&row, 64 << 20);
    rc = ie_importer_load(&im, ie_json_get_str(args, "import"), &facts, err);
    if (!rc)
        rc = ie_import_lock(job->service, ie_id_str(&im.import), job->arena, &lock, err);
    if (!rc && !ie_str_eqz(facts.status, "applied") &&
        !ie_str_eqz(facts.status, "undoing") && !ie_str_eqz(facts.status, "applying"))
        rc = ie_import_wrong_status(facts.status, err);
    if (!rc)
        rc = set_status(&im, "undoing", err);
    if (!rc)
        rc = ie_import_revert(job, &im, &undone, err);
    if (!rc)
        rc = set_status(&im, "undone", err);
    result = rc ? NULL
                : json_pack("{s:s, s:s, s:I, s:I, s:O}", "import", im.import.text,
                            "status", "undone", "restored", (json_int_t)undone.restored,
                            "removed", (json_int_t)undone.removed, "left", undone.left);
    if (result && json_object_update(job->result, result) != 0)
        rc = ie_fail_nomem(err);
    json_decref(result);
    json_decref(undone.left);
    ie_import_unlock(lock);
    ie_importer_release(&im);
    ie_arena_release(&row);
    return rc;
}
