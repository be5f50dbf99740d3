/* The file comes in: copied to the data directory, then its record is made. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "service/import/impl.h"

enum { COPY = 1 << 16 };
#define UPLOAD_MAX (UINT64_C(1) << 30)

struct ie_import_upload_state {
    struct ie_arena arena;
    struct ie_id event;
    uint64_t size;
    char sha256[2 * crypto_hash_sha256_BYTES + 1];
};

static struct ie_str base_name(struct ie_str path)
{
    for (size_t i = path.len; i > 0; i--)
        if (path.ptr[i - 1] == '/' || path.ptr[i - 1] == '\\')
            return ie_str_sub(path, i, path.len);
    return path;
}

static int write_all(int fd, const char *bytes, size_t len, const char *path,
                     struct ie_error *err)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ie_fail_errno(err, "import.store", path, errno);
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

static int too_large(struct ie_error *err)
{
    ie_fail(err, IE_LIMIT, "sheet.file_too_large");
    ie_error_argi(err, "limit", (int64_t)UPLOAD_MAX);
    return IE_LIMIT;
}

static int copy_path(struct ie_import_upload *upload, int to, const char *path,
                     crypto_hash_sha256_state *hash, struct ie_error *err)
{
    struct stat facts;
    char *bytes = ie_calloc(COPY, 1);
    int from = open(upload->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int rc = 0;

    if (!bytes)
        rc = ie_fail_nomem(err);
    else if (from < 0 || fstat(from, &facts) != 0)
        rc = ie_fail_open(err, "sheet.open", upload->path, errno);
    else if (!S_ISREG(facts.st_mode))
        rc = ie_fail(err, IE_INPUT, "sheet.not_a_file");
    while (!rc) {
        ssize_t n = read(from, bytes, COPY);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            rc = ie_fail_errno(err, "sheet.open", upload->path, errno);
        if (n <= 0)
            break;
        upload->state->size += (uint64_t)n;
        if (upload->state->size > UPLOAD_MAX)
            rc = too_large(err);
        if (!rc)
            rc = write_all(to, bytes, (size_t)n, path, err);
        crypto_hash_sha256_update(hash, (const unsigned char *)bytes, (size_t)n);
    }
    if (from >= 0)
        close(from);
    ie_free(bytes);
    return rc;
}

static int copy_bytes(struct ie_import_upload *upload, int to, const char *path,
                      crypto_hash_sha256_state *hash, struct ie_error *err)
{
    if (upload->bytes.len > UPLOAD_MAX)
        return too_large(err);
    upload->state->size = upload->bytes.len;
    crypto_hash_sha256_update(hash, (const unsigned char *)upload->bytes.ptr,
                              upload->bytes.len);
    return write_all(to, upload->bytes.ptr, upload->bytes.len, path, err);
}

/* The file under the import's id, on the disk before there is a record of it. */
static int store_file(struct ie_import_upload *upload, struct ie_error *err)
{
    struct ie_import_upload_state *state = upload->state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state hash;
    char *path;
    int fd, rc;

    upload->id = ie_id_new(ie_now());
    path = ie_import_path(upload->service, ie_id_str(&upload->id), "", &state->arena);
    if (!path)
        return ie_fail_nomem(err);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return ie_fail_errno(err, "import.store", path, errno);
    crypto_hash_sha256_init(&hash);
    rc = upload->path ? copy_path(upload, fd, path, &hash, err)
                      : copy_bytes(upload, fd, path, &hash, err);
    if (!rc && state->size == 0)
        rc = ie_fail(err, IE_INPUT, "sheet.empty");
    if (!rc && fsync(fd) != 0)
        rc = ie_fail_errno(err, "import.store", path, errno);
    close(fd);
    if (rc)
        (void)unlink(path);
    crypto_hash_sha256_final(&hash, digest);
    sodium_bin2hex(state->sha256, sizeof state->sha256, digest, sizeof digest);
    return rc;
}

/* ---- the record ---- */

static int check_upload(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_import_upload *upload = arg;
    bool staff;
    int rc = 0;

    if (ie_import_needs_event(upload->kind)) {
        if (upload->event.len == 0) {
            ie_fail(err, IE_USAGE, "import.event_needed");
            ie_error_arg(err, "kind", ie_import_kind_names[upload->kind]);
            return IE_USAGE;
        }
        rc = ie_import_event_find(call->db, ie_id_str(&call->actor->office),
                                  upload->event, &upload->state->event, err);
    }
    return rc ? rc
              : ie_import_permitted(call->db, call->actor, upload->kind,
                                    ie_id_str(&upload->state->event), &staff, err);
}

static struct ie_str shown_name(const struct ie_import_upload *upload,
                                struct ie_arena *arena)
{
    struct ie_str name = base_name(upload->filename.len ? upload->filename
                                   : upload->path       ? ie_str_z(upload->path)
                                                        : IE_STR("upload"));

    name = ie_str_sub(name, 0, 255);
    while (name.len > 0 && !ie_utf8_valid(name))
        name.len--;
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7F)
            return IE_STR("upload");
    return name.len ? ie_arena_str(arena, name) : IE_STR("upload");
}

static int make_record(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_import_upload *upload = arg;
    const struct ie_type *type = &ie_type_import;
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_writer writer = ie_call_writer(call);
    json_t *options, *args;
    int rc;

    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "kind", ie_str_z(ie_import_kind_names[upload->kind]));
    if (upload->state->event.text[0])
        ie_values_text(type, values, "event", ie_id_str(&upload->state->event));
    ie_values_text(type, values, "filename", shown_name(upload, call->arena));
    ie_values_int(type, values, "size", (int64_t)upload->state->size);
    ie_values_text(type, values, "sha256", ie_str_z(upload->state->sha256));
    ie_values_text(type, values, "status", IE_STR("uploaded"));
    options = json_object();
    if (upload->sheet.len)
        (void)json_object_set_new(options, "sheet",
                                  json_stringn(upload->sheet.ptr, upload->sheet.len));
    rc = ie_values_json(type, values, "options", options, call->arena, err);
    if (!rc && upload->mapping)
        rc = ie_values_json(type, values, "mapping", upload->mapping, call->arena, err);
    json_decref(options);
    if (!rc)
        rc = ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &upload->id,
                              err);
    if (!rc && upload->with_job) {
        args = json_pack("{s:s}", "import", upload->id.text);
        rc = args ? ie_job_submit(call, "import_check", args, &upload->job, err)
                  : ie_fail_nomem(err);
        json_decref(args);
    }
    return rc;
}

static void finish(struct ie_import_upload *upload, int code, const struct ie_error *err)
{
    if (code) {
        char *path = ie_import_path(upload->service, ie_id_str(&upload->id), "",
                                    &upload->state->arena);
        if (path && upload->id.text[0])
            (void)unlink(path);
    }
    ie_arena_release(&upload->state->arena);
    ie_free(upload->state);
    upload->state = NULL;
    upload->code = code;
    if (code)
        upload->error = *err;
    upload->done(upload);
}

static void recorded(struct ie_call *call, void *arg, int code,
                     const struct ie_error *err)
{
    struct ie_import_upload *upload = arg;

    if (!code && upload->with_job && call)
        ie_job_wake(call->service);
    finish(upload, code, err);
}

/* On the pool. */
static void take_upload(void *arg)
{
    struct ie_import_upload *upload = arg;
    struct ie_error err;
    int rc = ie_read_call(upload->service, upload->actor, check_upload, upload, &err);

    if (!rc)
        rc = store_file(upload, &err);
    if (rc) {
        finish(upload, rc, &err);
        return;
    }
    if (ie_service_running(upload->service)) {
        rc = ie_write_submit(upload->service, upload->actor, make_record, recorded,
                             upload, &err);
        if (rc)
            finish(upload, rc, &err);
        return;
    }
    rc = ie_write_call(upload->service, upload->actor, make_record, upload, &err);
    recorded(NULL, upload, rc, &err);
}

int ie_import_upload_begin(struct ie_import_upload *upload, struct ie_error *err)
{
    int rc;

    upload->id = upload->job = (struct ie_id){0};
    upload->state = ie_calloc(1, sizeof *upload->state);
    if (!upload->state)
        return ie_fail_nomem(err);
    ie_arena_init(&upload->state->arena, 1 << 20);
    rc = ie_pool_submit(upload->service, take_upload, upload, err);
    if (rc) {
        ie_arena_release(&upload->state->arena);
        ie_free(upload->state);
        upload->state = NULL;
    }
    return rc;
}

/* ---- all of it, for the command line ---- */

static void nothing(struct ie_import_upload *upload)
{
    (void)upload;
}

int ie_import_file(struct ie_service *service, const struct ie_actor *actor,
                   enum ie_import_kind kind, struct ie_str event, const char *path,
                   bool dry_run, bool keep_going, const struct ie_solve_control *control,
                   struct ie_id *id, json_t **result, struct ie_error *err)
{
    struct ie_import_upload upload = {.service = service,
                                      .actor = actor,
                                      .kind = kind,
                                      .event = event,
                                      .path = path,
                                      .filename = ie_str_z(path),
                                      .done = nothing};
    json_t *args = NULL;
    int rc;

    *result = NULL;
    rc = ie_import_upload_begin(&upload, err);
    if (!rc && upload.code) {
        rc = upload.code;
        if (err)
            *err = upload.error;
    }
    if (rc)
        return rc;
    *id = upload.id;
    args = json_pack("{s:s, s:b}", "import", upload.id.text, "keep_going", keep_going);
    if (!args)
        return ie_fail_nomem(err);
    rc = ie_job_run(service, actor, "import_check", args, control, result, err);
    if (!rc && !dry_run) {
        json_t *checked = *result;

        rc = ie_job_run(service, actor, "import_apply", args, control, result, err);
        if (rc && !*result)
            *result = checked;
        else
            json_decref(checked);
    }
    json_decref(args);
    return rc;
}
