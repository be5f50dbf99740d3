#include "store/records/organisation.h"

#include "base/vec.h"
#include "store/column.h"
#include "store/schema_types.h"

static int forget(struct ie_db *db, struct ie_str office, struct ie_str id,
                  struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(
        db, "DELETE FROM organisation_identifier WHERE office_id=$1 AND organisation=$2",
        &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, id);
    return ie_query_run(&q, err);
}

static int add(struct ie_db *db, struct ie_str office, struct ie_str id,
               const json_t *item, struct ie_error *err)
{
    struct ie_query q;

    if (!ie_str_eqz(ie_json_get_str(item, "verdict"), "verified"))
        return 0;
    ie_query_begin(db,
                   "INSERT INTO organisation_identifier"
                   " (office_id, scheme, value_normal, organisation)"
                   " VALUES ($1, $2, $3, $4)",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, ie_json_get_str(item, "scheme"));
    ie_query_text(&q, 3, ie_json_get_str(item, "value"));
    ie_query_text(&q, 4, id);
    int code = ie_query_run(&q, err);
    if (code == IE_CONFLICT && err && strcmp(err->id, "db.unique") == 0) {
        ie_fail(err, IE_CONFLICT, "db.unique");
        ie_error_arg(err, "constraint", "uq_organisation_identifiers");
    }
    return code;
}

int ie_organisation_index(struct ie_db *db, const struct ie_writer *writer,
                          struct ie_str id, const struct ie_value *values,
                          struct ie_error *err)
{
    const struct ie_type *type = &ie_type_organisation;
    struct ie_str office = ie_id_str(&writer->office);
    int code = forget(db, office, id, err);
    json_t *list = NULL, *item;
    size_t i;

    if (code || !values)
        return code;
    i = ie_field_index(type, ie_type_field(type, IE_STR("identifiers")));
    if (values[i].null)
        return 0;
    code = ie_json_parse(values[i].text, &list, err);
    json_array_foreach(list, i, item)
        if (!code)
            code = add(db, office, id, item, err);
    json_decref(list);
    return code;
}

int ie_organisation_by_identifier(struct ie_db *db, struct ie_str office,
                                  struct ie_str scheme, struct ie_str value,
                                  struct ie_id *organisation, struct ie_error *err)
{
    struct ie_query q;
    bool row;

    *organisation = (struct ie_id){""};
    ie_query_begin(db,
                   "SELECT organisation FROM organisation_identifier"
                   " WHERE office_id=$1 AND scheme=$2 AND value_normal=$3",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, scheme);
    ie_query_text(&q, 3, value);
    int code = ie_query_next(&q, &row, err);
    if (!code && row && !ie_id_parse(ie_query_get_text(&q, 0), organisation))
        code = ie_fail(err, IE_INTERNAL, "record.body");
    ie_query_end(&q);
    return code;
}

int ie_organisations_met(struct ie_db *db, const struct ie_reader *reader,
                         struct ie_arena *arena, struct ie_id **ids, size_t *count,
                         struct ie_error *err)
{
    IE_VEC(struct ie_id) met = {0};
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(db, IE_SQL_ORGANISATIONS_MET " ORDER BY 1", &q);
    ie_query_text(&q, 1, ie_id_str(&reader->office));
    ie_query_text(&q, 3, ie_id_str(&reader->account));
    ie_query_int(&q, 4, reader->now);
    while ((code = ie_query_next(&q, &row, err)) == 0 && row) {
        struct ie_str text = ie_query_get_text(&q, 0);
        struct ie_id *id = IE_PUSH(&met);
        if (!id) {
            code = ie_fail_nomem(err);
            break;
        }
        memcpy(id->text, text.ptr, text.len < IE_ID_LEN ? text.len : IE_ID_LEN);
    }
    ie_query_end(&q);
    struct ie_id *made = code ? NULL : IE_NEW_ARRAY(arena, struct ie_id, met.count);
    if (!code && !made)
        code = ie_fail_nomem(err);
    if (!code) {
        if (met.count)
            memcpy(made, met.at, met.count * sizeof(*made));
        *ids = made;
        *count = met.count;
    }
    IE_VEC_RELEASE(&met);
    return code;
}
