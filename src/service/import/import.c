/* What all steps of an import need: its record, its event, its rights, its files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "service/import/impl.h"

/* ---- files ---- */

char *ie_import_path(const struct ie_service *service, struct ie_str import,
                     const char *ending, struct ie_arena *arena)
{
    struct ie_str path =
        ie_arena_printf(arena, "%s/imports/%.*s%s", ie_service_data_dir(service),
                        IE_STR_ARG(import), ending);

    return path.ptr ? ie_arena_strz(arena, path) : NULL;
}

int ie_import_open_file(const char *path, struct ie_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0 && errno == ENOENT)
        (void)!ie_fail(err, IE_CONFLICT, "import.files_gone");
    else if (fd < 0)
        (void)!ie_fail_errno(err, "import.store", path, errno);
    return fd;
}

void ie_import_close_file(int fd)
{
    close(fd);
}

/* ---- rights ---- */

static bool officer_of_event(const struct ie_actor *actor, struct ie_str event)
{
    for (size_t i = 0; i < actor->grant_count; i++)
        if ((actor->grants[i].role & (IE_ROLE_ADMIN | IE_ROLE_OFFICER)) &&
            strcmp(actor->grants[i].scope_kind, "event") == 0 &&
            ie_str_eqz(event, actor->grants[i].scope.text))
            return true;
    return false;
}

static int takes_part(struct ie_db *db, const struct ie_actor *actor, struct ie_str event,
                      bool *yes, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc = 0;

    *yes = false;
    for (size_t i = 0; i < actor->grant_count && !*yes && !rc; i++) {
        if (actor->grants[i].role != IE_ROLE_MEMBER ||
            strcmp(actor->grants[i].scope_kind, "organisation") != 0)
            continue;
        ie_query_begin(db,
                       "SELECT 1 FROM participation WHERE office_id=$1 AND event=$2"
                       " AND organisation=$3 AND deleted_at IS NULL",
                       &q);
        ie_query_text(&q, 1, ie_id_str(&actor->office));
        ie_query_text(&q, 2, event);
        ie_query_text(&q, 3, ie_id_str(&actor->grants[i].scope));
        rc = ie_query_next(&q, &row, err);
        ie_query_end(&q);
        *yes = !rc && row;
    }
    return rc;
}

int ie_import_permitted(struct ie_db *db, const struct ie_actor *actor,
                        enum ie_import_kind kind, struct ie_str event, bool *staff,
                        struct ie_error *err)
{
    bool member = false;
    int rc = 0;

    *staff = ie_actor_has(actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER) ||
             (ie_import_needs_event(kind) && officer_of_event(actor, event));
    if (*staff)
        return 0;
    if (kind == IE_IMPORT_WISHES || kind == IE_IMPORT_OUTCOMES)
        rc = takes_part(db, actor, event, &member, err);
    if (rc || member)
        return rc;
    return ie_fail(err, IE_FORBIDDEN, "import.not_permitted");
}

/* ---- the event ---- */

int ie_import_event_find(struct ie_db *db, struct ie_str office, struct ie_str text,
                         struct ie_id *event, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    ie_query_begin(db,
                   "SELECT id FROM event WHERE office_id=$1 AND deleted_at IS NULL"
                   " AND (id=$2 OR code=$2)",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, text.ptr ? text : IE_STR(""));
    rc = ie_query_next(&q, &row, err);
    if (!rc && row && !ie_id_parse(ie_query_get_text(&q, 0), event))
        row = false;
    ie_query_end(&q);
    if (rc || row)
        return rc;
    ie_fail(err, IE_NOT_FOUND, "event.unknown");
    ie_error_argn(err, "event", text.ptr, text.len);
    return IE_NOT_FOUND;
}

static int load_event(struct ie_importer *im, struct ie_str id, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    char zone[72] = "";
    int rc;

    ie_query_begin(im->db,
                   "SELECT id, zone, first_day, last_day FROM event"
                   " WHERE office_id=$1 AND id=$2 AND deleted_at IS NULL",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&im->actor->office));
    ie_query_text(&q, 2, id);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        struct ie_str name = ie_query_get_text(&q, 1);
        snprintf(zone, sizeof zone, "%.*s", IE_STR_ARG(name));
        if (!ie_id_parse(ie_query_get_text(&q, 0), &im->event.id))
            rc = ie_fail(err, IE_INTERNAL, "import.id");
        if (!rc)
            rc = ie_day_parse(ie_query_get_text(&q, 2), &im->event.first_day, err);
        if (!rc)
            rc = ie_day_parse(ie_query_get_text(&q, 3), &im->event.last_day, err);
    }
    ie_query_end(&q);
    if (!rc && !row) {
        rc = ie_fail(err, IE_NOT_FOUND, "event.unknown");
        ie_error_argn(err, "event", id.ptr, id.len);
    }
    return rc ? rc : ie_zone_load(zone, &im->event.zone, err);
}

/* ---- the record ---- */

static int read_record(struct ie_importer *im, struct ie_str import,
                       struct ie_import_facts *facts, struct ie_str *event,
                       struct ie_error *err)
{
    struct ie_query q;
    enum ie_import_kind kind;
    bool row = false;
    int rc;

    ie_query_begin(im->db,
                   "SELECT id, kind, event, filename, status, mapping, options, revision"
                   " FROM import WHERE office_id=$1 AND id=$2 AND deleted_at IS NULL",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&im->actor->office));
    ie_query_text(&q, 2, import.ptr ? import : IE_STR(""));
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        rc = ie_import_kind(ie_query_get_text(&q, 1), &kind, err);
        if (!rc) {
            im->shape = ie_import_shape(kind);
            *event = ie_arena_str(im->arena, ie_query_get_text(&q, 2));
            facts->filename = ie_arena_str(im->arena, ie_query_get_text(&q, 3));
            facts->status = ie_arena_str(im->arena, ie_query_get_text(&q, 4));
            facts->mapping = ie_arena_str(im->arena, ie_query_get_text(&q, 5));
            facts->options = ie_arena_str(im->arena, ie_query_get_text(&q, 6));
            facts->revision = ie_query_get_int(&q, 7);
            im->filename = facts->filename;
        }
        if (!rc && !ie_id_parse(ie_query_get_text(&q, 0), &im->import))
            rc = ie_fail(err, IE_INTERNAL, "import.id");
    }
    ie_query_end(&q);
    if (!rc && !row)
        rc = ie_fail(err, IE_NOT_FOUND, "import.not_found");
    return rc;
}

int ie_importer_load(struct ie_importer *im, struct ie_str import,
                     struct ie_import_facts *facts, struct ie_error *err)
{
    struct ie_str event = IE_STR("");
    int rc = read_record(im, import, facts, &event, err);

    if (!rc)
        rc = ie_import_permitted(im->db, im->actor, im->shape->kind, event,
                                 &im->event_staff, err);
    if (!rc && ie_import_needs_event(im->shape->kind))
        rc = load_event(im, event, err);
    im->now = ie_now();
    return rc;
}

void ie_importer_release(struct ie_importer *im)
{
    ie_index_free(im->index);
    im->index = NULL;
    if (im->event.zone)
        ie_zone_free(im->event.zone);
    im->event.zone = NULL;
}

int ie_import_wrong_status(struct ie_str status, struct ie_error *err)
{
    ie_fail(err, IE_CONFLICT, "import.status");
    ie_error_argn(err, "status", status.ptr, status.len);
    return IE_CONFLICT;
}

/* ---- writing the record ---- */

static int put_json(const struct ie_type *type, struct ie_value *values,
                    const char *field, const json_t *json, struct ie_arena *arena,
                    struct ie_error *err)
{
    return json ? ie_values_json(type, values, field, json, arena, err) : 0;
}

static void put_counts(struct ie_value *values, const struct ie_import_counts *counts)
{
    const struct ie_type *type = &ie_type_import;

    ie_values_int(type, values, "rows", counts->rows);
    ie_values_int(type, values, "created", counts->created);
    ie_values_int(type, values, "changed", counts->changed);
    ie_values_int(type, values, "unchanged", counts->unchanged);
    ie_values_int(type, values, "merged", counts->merged);
    ie_values_int(type, values, "rejected", counts->rejected);
    ie_values_int(type, values, "duplicates", counts->duplicates);
}

int ie_import_record_set(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct ie_import_change *change = arg;
    const struct ie_type *type = &ie_type_import;
    struct ie_reader all = {
        .office = call->actor->office, .now = call->now, .staff = true};
    struct ie_writer writer = ie_call_writer(call);
    struct ie_record *record;
    struct ie_value *values;
    int64_t revision;
    int rc =
        ie_record_read(call->db, &all, type, change->import, call->arena, &record, err);

    if (rc)
        return rc;
    if (change->only_from &&
        !ie_str_eqz(ie_record_get(record, "status")->text, change->only_from))
        return ie_import_wrong_status(ie_record_get(record, "status")->text, err);
    values = ie_values_of(call->arena, record);
    if (!values)
        return ie_fail_nomem(err);
    if (change->status)
        ie_values_text(type, values, "status", ie_str_z(change->status));
    if (change->counts)
        put_counts(values, change->counts);
    rc = put_json(type, values, "mapping", change->mapping, call->arena, err);
    if (!rc)
        rc = put_json(type, values, "options", change->options, call->arena, err);
    if (!rc)
        rc = ie_record_revise(call->db, &writer, type, change->import, 0, values,
                              &revision, err);
    return rc;
}

int ie_import_finish(json_t *job_result, const struct ie_importer *im, const char *status,
                     const struct ie_import_counts *counts, int64_t began,
                     struct ie_error *err)
{
    json_t *result = json_pack(
        "{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "import",
        im->import.text, "status", status, "rows", (json_int_t)counts->rows, "created",
        (json_int_t)counts->created, "changed", (json_int_t)counts->changed, "unchanged",
        (json_int_t)counts->unchanged, "merged", (json_int_t)counts->merged, "rejected",
        (json_int_t)counts->rejected, "duplicates", (json_int_t)counts->duplicates,
        "skipped", (json_int_t)counts->skipped, "seconds",
        (double)(ie_monotonic_us() - began) / 1e6);
    int code =
        result && json_object_update(job_result, result) == 0 ? 0 : ie_fail_nomem(err);

    json_decref(result);
    return code;
}
