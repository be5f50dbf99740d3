/* What a person asks of an import, and what a start finds left over. */
#include <unistd.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "service/import/impl.h"

/* ---- acting ---- */

static int remember_one(struct ie_call *call, const struct ie_importer *im,
                        struct ie_str key, struct ie_str field, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(
        call->db,
        "INSERT INTO column_mapping (office_id, kind, heading, field, by_, at)"
        " VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (office_id, kind, heading)"
        " DO UPDATE SET field=excluded.field, by_=excluded.by_, at=excluded.at",
        &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_textz(&q, 2, ie_import_kind_names[im->shape->kind]);
    ie_query_text(&q, 3, key);
    ie_query_text(&q, 4, field.ptr ? field : IE_STR(""));
    ie_query_text(&q, 5, call->actor->by);
    ie_query_int(&q, 6, call->now);
    return ie_query_run(&q, err);
}

static int check_mapping(struct ie_call *call, const struct ie_importer *im,
                         const struct ie_import_action *action, struct ie_error *err)
{
    const char *heading;
    json_t *value;
    int rc = 0;

    if (!json_is_object(action->mapping) || json_object_size(action->mapping) > 512)
        return ie_fail(err, IE_INPUT, "import.mapping");
    json_object_foreach((json_t *)(uintptr_t)action->mapping, heading, value) {
        struct ie_str field =
            json_is_string(value) ? ie_str_z(json_string_value(value)) : IE_STR("");
        struct ie_str key;

        if (!json_is_string(value) && !json_is_null(value))
            return ie_fail(err, IE_INPUT, "import.mapping");
        if (field.len && ie_import_field_index(im->shape, field) < 0) {
            ie_fail(err, IE_INPUT, "import.mapping_field");
            ie_error_argn(err, "field", field.ptr, field.len);
            return IE_INPUT;
        }
        rc = ie_import_heading_key(call->arena, ie_str_z(heading), false, &key, err);
        if (!rc && action->remember && key.len)
            rc = remember_one(call, im, key, field, err);
        if (rc)
            return rc;
    }
    return 0;
}

int ie_import_act(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_import_action *action = arg;
    struct ie_importer im = {.service = call->service,
                             .db = call->db,
                             .actor = call->actor,
                             .arena = call->arena,
                             .row = call->arena};
    struct ie_import_facts facts = {0};
    bool check = strcmp(action->kind, "import_check") == 0;
    bool apply = strcmp(action->kind, "import_apply") == 0;
    json_t *args;
    int rc = ie_importer_load(&im, action->import, &facts, err);

    ie_importer_release(&im);
    if (!rc &&
        ((check && !ie_str_eqz(facts.status, "uploaded") &&
          !ie_str_eqz(facts.status, "checked") && !ie_str_eqz(facts.status, "failed")) ||
         (apply && !ie_str_eqz(facts.status, "checked")) ||
         (!check && !apply && !ie_str_eqz(facts.status, "applied"))))
        rc = ie_import_wrong_status(facts.status, err);
    if (!rc && action->mapping) {
        struct ie_import_change change = {.import = action->import,
                                          .mapping = action->mapping};
        rc = check_mapping(call, &im, action, err);
        if (!rc)
            rc = ie_import_record_set(call, &change, err);
    }
    if (rc)
        return rc;
    args = json_pack("{s:s, s:b}", "import", im.import.text, "keep_going",
                     action->keep_going);
    rc = args ? ie_job_submit(call, action->kind, args, &action->job, err)
              : ie_fail_nomem(err);
    json_decref(args);
    return rc;
}

/* ---- recovery ---- */

struct leftover {
    struct ie_id office, import;
    bool applying, checking, keep_going;
    char by[80];
};

struct leftovers {
    struct ie_str only; /* this import, or "" for all */
    IE_VEC(struct leftover) list;
};

static int find_leftovers(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct leftovers *left = arg;
    struct ie_query q;
    bool row;
    int rc;

    ie_query_begin(
        call->db,
        "SELECT office_id, id, status, coalesce(options,''), updated_by FROM import"
        " WHERE status IN ('applying','undoing','checking') AND deleted_at IS NULL"
        " AND ($1='' OR id=$1) ORDER BY id",
        &q);
    ie_query_text(&q, 1, left->only);
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        struct leftover *one = IE_PUSH(&left->list);
        struct ie_str by = ie_query_get_text(&q, 4);

        if (!one || !ie_id_parse(ie_query_get_text(&q, 0), &one->office) ||
            !ie_id_parse(ie_query_get_text(&q, 1), &one->import)) {
            rc = ie_fail_nomem(err);
            break;
        }
        one->applying = ie_str_eqz(ie_query_get_text(&q, 2), "applying");
        one->checking = ie_str_eqz(ie_query_get_text(&q, 2), "checking");
        one->keep_going =
            ie_str_find(ie_query_get_text(&q, 3), IE_STR("\"keep_going\":true")) >= 0;
        snprintf(one->by, sizeof one->by, "%.*s", IE_STR_ARG(by));
    }
    ie_query_end(&q);
    return rc;
}

/* Whoever began it goes on: the same name in the revisions. */
static int take_up(struct ie_service *service, const struct leftover *one,
                   struct ie_error *err)
{
    struct ie_actor actor = {.office = one->office,
                             .by = ie_str_z(one->by),
                             .name = ie_str_z(one->by),
                             .language = IE_STR("en"),
                             .operator_ = true};
    struct ie_import_change back = {
        .import = ie_id_str(&one->import), .only_from = "checking", .status = "uploaded"};
    json_t *args, *result = NULL;
    struct ie_arena arena;
    int lock = -1, rc;

    ie_arena_init(&arena, 1 << 20);
    rc = ie_import_lock(service, ie_id_str(&one->import), &arena, &lock, err);
    ie_import_unlock(lock);
    ie_arena_release(&arena);
    if (rc == IE_CONFLICT)
        return 0; /* another process is at it */
    if (rc)
        return rc;
    if (one->checking)
        return ie_write_call(service, &actor, ie_import_record_set, &back, err);
    args = json_pack("{s:s, s:b}", "import", one->import.text, "keep_going",
                     one->keep_going);
    if (!args)
        return ie_fail_nomem(err);
    rc = ie_job_run(service, &actor, one->applying ? "import_apply" : "import_undo", args,
                    NULL, &result, err);
    if (rc && one->applying) { /* it cannot go on: back with what is there */
        json_decref(result);
        result = NULL;
        rc = ie_job_run(service, &actor, "import_undo", args, NULL, &result, err);
        if (rc == IE_CONFLICT) /* the apply has taken it back itself */
            rc = 0;
    }
    json_decref(result);
    json_decref(args);
    return rc;
}

static int recover(struct ie_service *service, struct ie_str only, struct ie_error *err)
{
    struct leftovers left = {.only = only};
    int rc = ie_read_call(service, ie_actor_nobody(), find_leftovers, &left, err);

    for (size_t i = 0; !rc && i < left.list.count; i++)
        rc = take_up(service, &left.list.at[i], err);
    IE_VEC_RELEASE(&left.list);
    return rc;
}

int ie_import_recover(struct ie_service *service, struct ie_error *err)
{
    return recover(service, IE_STR(""), err);
}

int ie_import_recover_job(struct ie_job_context *job, const json_t *args,
                          struct ie_error *err)
{
    struct ie_str import = ie_json_get_str(args, "import");

    return recover(job->service, import.ptr ? import : IE_STR("-"), err);
}
