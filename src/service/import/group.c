/* From staged rows to a decision; the same for the check and, inside the transaction, for
 * the apply, so that what was shown is what is done. */
#include "base/alloc.h"
#include "service/import/impl.h"

void ie_import_group_clear(struct ie_import_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        ie_draft_release(&group->rows[i]);
    group->count = 0;
    json_decref(group->changes);
    json_decref(group->target.similar);
    group->changes = NULL;
    group->target = (struct ie_target){0};
    group->old = NULL;
    group->values = NULL;
    group->verdict = NULL;
}

void ie_import_group_release(struct ie_import_group *group)
{
    ie_import_group_clear(group);
    ie_free(group->rows);
    ie_free(group->lines);
    *group = (struct ie_import_group){0};
}

static int make_room(struct ie_import_group *group, struct ie_error *err)
{
    size_t room = group->room ? 2 * group->room : 8;
    struct ie_draft *rows;
    int64_t *lines;

    if (group->count < group->room)
        return 0;
    rows = ie_realloc(group->rows, room, sizeof *rows);
    if (rows)
        group->rows = rows;
    lines = ie_realloc(group->lines, room, sizeof *lines);
    if (lines)
        group->lines = lines;
    if (!rows || !lines)
        return ie_fail_nomem(err);
    group->room = room;
    return 0;
}

int ie_import_group_add(struct ie_import_group *group, const struct ie_stage_row *row,
                        struct ie_error *err)
{
    struct ie_draft draft = {0};
    int rc = make_room(group, err);

    if (rc)
        return rc;
    if (group->count == 0 && !ie_id_parse(row->group, &group->id))
        return ie_fail(err, IE_INTERNAL, "import.id");
    rc = ie_json_parse(row->draft, &draft.json, err);
    if (rc)
        return rc;
    draft.errors = json_array();
    draft.notes = json_array();
    group->lines[group->count] = row->line;
    group->rows[group->count++] = draft;
    return draft.errors && draft.notes ? 0 : ie_fail_nomem(err);
}

static int read_old(struct ie_importer *im, struct ie_import_group *group,
                    struct ie_error *err)
{
    struct ie_reader all = {.office = im->actor->office, .now = im->now, .staff = true};
    struct ie_error why;
    int rc;

    if (!group->target.exists)
        return 0;
    rc = ie_record_read(im->db, &all, im->shape->type, ie_id_str(&group->target.id),
                        im->row, &group->old, &why);
    if (rc == IE_NOT_FOUND) /* the check sees no record that an earlier row will make */
        return 0;
    if (rc && err)
        *err = why;
    return rc;
}

static int decide_verdict(struct ie_importer *im, struct ie_import_group *group,
                          struct ie_error *err)
{
    const struct ie_type *type = im->shape->type;
    int rc;

    if (!group->old) {
        group->verdict = group->target.exists ? "merged" : "created";
        return 0;
    }
    rc = ie_import_changes(type, group->old->values, group->values, &group->changes, err);
    if (rc)
        return rc;
    group->verdict = json_array_size(group->changes) == 0 ? "unchanged"
                     : group->target.merged               ? "merged"
                                                          : "changed";
    return 0;
}

int ie_import_group_decide(struct ie_importer *im, struct ie_import_group *group,
                           struct ie_error *err)
{
    struct ie_draft *first = &group->rows[0];
    int rc = ie_import_join(im, group->rows, group->count, err);

    if (!rc && json_array_size(first->errors) == 0)
        rc = ie_import_resolve(im, first, &group->id, &group->target, err);
    if (!rc && json_array_size(first->errors) == 0)
        rc = read_old(im, group, err);
    if (!rc && json_array_size(first->errors) == 0)
        rc = ie_import_values(im, first, &group->target, group->old, &group->values, err);
    if (rc)
        return rc;
    if (json_array_size(first->errors) > 0) {
        group->verdict = "rejected";
        return 0;
    }
    return decide_verdict(im, group, err);
}
