#include "service/upkeep.h"

#include "base/json.h"
#include "service/upkeep_files.h"
#include "service/work/writer.h"
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

/* Where the attachments of the store or backup at `path`.d stand. */
static int attachments_of(const char *path, const char *ending, struct ie_buf *out,
                          struct ie_error *err)
{
    ie_buf_addz(out, path);
    ie_buf_addz(out, ending);
    ie_buf_addz(out, "/attachments");
    ie_buf_addc(out, '\0');
    return ie_buf_check(out, err);
}

/* The note is of the copy that now is: writing it first could tell of one that failed. */
int ie_upkeep_backup(struct ie_service *service, const struct ie_actor *actor,
                     const char *path, bool replace, uint64_t *files,
                     struct ie_error *err)
{
    struct ie_buf named = IE_BUF_INIT, from = IE_BUF_INIT, to = IE_BUF_INIT;
    struct ie_db *db = NULL;
    int code = ie_service_scanner(service, &db, err);

    if (!code)
        code = ie_db_backup(db, path, replace, err);
    ie_db_close(db);
    if (!code)
        code = attachments_of(ie_service_data_dir(service), "", &from, err);
    if (!code)
        code = attachments_of(path, ".d", &to, err);
    if (!code)
        code = ie_upkeep_copy_files(from.ptr, to.ptr, files, err);
    ie_buf_addz(&named, path);
    ie_buf_addc(&named, '\0');
    if (!code)
        code = ie_buf_check(&named, err);
    if (!code)
        code = ie_write_call(service, actor, note_in_call, named.ptr, err);
    ie_buf_release(&named);
    ie_buf_release(&from);
    ie_buf_release(&to);
    return code;
}

int ie_upkeep_restore(const char *from, const char *url, bool replace, uint64_t *files,
                      struct ie_error *err)
{
    struct ie_service_config config = {.db_url = url};
    struct ie_service *service = NULL;
    struct ie_buf source = IE_BUF_INIT, target = IE_BUF_INIT;
    int code = ie_service_new(&config, &service, err); /* says where its files stand */

    if (!code)
        code = ie_db_restore(from, url, replace, err);
    if (!code)
        code = attachments_of(from, ".d", &source, err);
    if (!code)
        code = attachments_of(ie_service_data_dir(service), "", &target, err);
    if (!code)
        code = ie_upkeep_copy_files(source.ptr, target.ptr, files, err);
    ie_service_free(service);
    ie_buf_release(&source);
    ie_buf_release(&target);
    return code;
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
