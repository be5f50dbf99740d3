#include "service/upkeep.h"

#include "base/json.h"
#include "service/writer.h"
#include "store/backup.h"
#include "store/migrate.h"

static int note_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    const char *path = arg;
    struct ie_buf payload = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&payload);

    ie_json_object(&json);
    ie_json_kstr(&json, "file", ie_str_z(path));
    ie_json_end(&json);
    struct ie_log_entry entry = {.at = call->now,
                                 .office = ie_id_str(&call->actor->office),
                                 .actor = call->actor->by,
                                 .action = IE_STR("backup"),
                                 .type = IE_STR(""),
                                 .record = IE_STR(""),
                                 .payload = ie_buf_str(&payload)};
    int code = ie_buf_check(&payload, err);
    if (!code)
        code = ie_log_append(call->db, &entry, err);
    ie_buf_release(&payload);
    return code;
}

/* The note is of the copy that now is: writing it first could tell of one that failed. */
int ie_upkeep_backup(struct ie_service *service, const struct ie_actor *actor,
                     const char *path, bool replace, struct ie_error *err)
{
    struct ie_buf named = IE_BUF_INIT;
    struct ie_db *db = NULL;
    int code = ie_service_reader(service, &db, err);

    if (!code)
        code = ie_db_backup(db, path, replace, err);
    ie_db_close(db);
    if (code)
        return code;
    ie_buf_addz(&named, path);
    ie_buf_addc(&named, '\0');
    code = ie_buf_check(&named, err);
    if (!code)
        code = ie_write_call(service, actor, note_in_call, named.ptr, err);
    ie_buf_release(&named);
    return code;
}

int ie_upkeep_restore(const char *from, const char *url, bool replace,
                      struct ie_error *err)
{
    return ie_db_restore(from, url, replace, err);
}

int ie_upkeep_check(const char *url, struct ie_upkeep *found, struct ie_error *err)
{
    struct ie_db *db = NULL;
    int code = ie_db_open(url, IE_DB_READ, &db, err);

    if (!code)
        code = ie_db_integrity(db, err);
    if (!code)
        code = ie_db_version(db, &found->version, err);
    if (!code)
        code = ie_db_check_version(db, err);
    if (!code)
        code = ie_log_verify(db, &found->entries, &found->erased, err);
    ie_db_close(db);
    return code;
}
