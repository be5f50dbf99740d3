#include "service/record/attachment.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/account/authorise.h"
#include "service/work/writer.h"
#include "store/schema_types.h"
#include "store/values.h"

enum { PATH_ROOM = 1024 };

/* Media type by the name's ending; never believed from the sender. */
static const char *media_type(struct ie_str name)
{
    static const char *const known[][2] = {
        {".pdf", "application/pdf"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".txt", "text/plain"},
        {".csv", "text/csv"},
        {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {".docx",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}};

    for (size_t i = 0; i < IE_COUNT(known); i++) {
        struct ie_str ending = ie_str_z(known[i][0]);
        if (name.len > ending.len &&
            ie_str_eq_ascii_nocase(ie_str_sub(name, name.len - ending.len, ending.len),
                                   ending))
            return known[i][1];
    }
    return "application/octet-stream";
}

static void path_of(const struct ie_service *service, const char *name,
                    char path[PATH_ROOM])
{
    snprintf(path, PATH_ROOM, "%s/attachments/%s", ie_service_data_dir(service), name);
}

static int refuse(const char *path, struct ie_error *err)
{
    return ie_fail_errno(err, "attachment.store", path, errno);
}

/* Writes aside, makes it durable, then gives it its name: no reader sees half a file. */
static int keep_bytes(const struct ie_attachment_upload *u, struct ie_error *err)
{
    char directory[PATH_ROOM], aside[PATH_ROOM], path[PATH_ROOM];
    struct ie_str left = u->bytes;
    ssize_t n = 0;

    path_of(u->service, "", directory);
    path_of(u->service, u->sha256, path);
    if (snprintf(aside, sizeof(aside), "%s.XXXXXX", path) >= (int)sizeof(aside)) {
        errno = ENAMETOOLONG;
        return refuse(path, err);
    }
    if (mkdir(directory, 0700) && errno != EEXIST)
        return refuse(directory, err);
    if (access(path, R_OK) == 0)
        return 0; /* the same bytes are there */
    int fd = mkostemp(aside, O_CLOEXEC);
    if (fd < 0)
        return refuse(directory, err);
    while (left.len && (n = write(fd, left.ptr, left.len)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        left = ie_str_sub(left, (size_t)n, left.len);
    }
    bool kept = left.len == 0 && fsync(fd) == 0;
    kept = close(fd) == 0 && kept && rename(aside, path) == 0;
    int why = errno;
    int above = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (above >= 0) {
        kept = fsync(above) == 0 && kept;
        close(above);
    }
    if (kept)
        return 0;
    unlink(aside);
    errno = why;
    return refuse(path, err);
}

/* The organisation that the record belongs to: its own, or none (staff only). */
static struct ie_str owner_of(const struct ie_record *about)
{
    if (about->type == &ie_type_organisation)
        return ie_id_str(&about->id);
    if (ie_type_field(about->type, IE_STR("organisation")))
        return ie_record_get(about, "organisation")->text;
    return IE_STR_NONE;
}

static int make_record(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_attachment_upload *u = arg;
    const struct ie_type *type = &ie_type_attachment;
    const struct ie_type *about_type = ie_type_by_name(u->about_type);
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_reader reader;
    struct ie_record *about;

    if (!values)
        return ie_fail_nomem(err);
    ie_reader_for(call, &reader);
    int code = ie_record_read(call->db, &reader, about_type, u->about_id, call->arena,
                              &about, err);
    if (!code)
        code = ie_may_write(call, about, err);
    if (code)
        return code;
    ie_values_text(type, values, "about_type", u->about_type);
    ie_values_text(type, values, "about_id", u->about_id);
    ie_values_text(type, values, "organisation", owner_of(about));
    ie_values_text(type, values, "name", u->name);
    ie_values_text(type, values, "media_type", ie_str_z(media_type(u->name)));
    ie_values_int(type, values, "size", (int64_t)u->bytes.len);
    ie_values_text(type, values, "sha256", ie_str_z(u->sha256));
    ie_values_text(type, values, "rung", u->rung);
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &u->id, err);
}

static void finish(struct ie_attachment_upload *u, int code, const struct ie_error *err)
{
    u->code = code;
    if (code)
        u->error = *err;
    u->done(u);
}

static void made(struct ie_call *call, void *arg, int code, const struct ie_error *err)
{
    finish(arg, code, err);
}

static void on_pool(void *arg)
{
    struct ie_attachment_upload *u = arg;
    unsigned char hash[crypto_hash_sha256_BYTES];
    struct ie_error err;

    crypto_hash_sha256(hash, (const unsigned char *)u->bytes.ptr, u->bytes.len);
    sodium_bin2hex(u->sha256, sizeof(u->sha256), hash, sizeof(hash));
    int code = keep_bytes(u, &err);
    if (!code)
        code = ie_write_submit(u->service, u->actor, make_record, made, u, &err);
    if (code)
        finish(u, code, &err);
}

static int wrong(struct ie_error *err, const char *id, const char *field,
                 struct ie_str value)
{
    ie_fail(err, IE_INPUT, id);
    ie_error_argn(err, "value", value.ptr, value.len);
    ie_error_at(err, NULL, 0, 0, field);
    return IE_INPUT;
}

int ie_attachment_upload_begin(struct ie_attachment_upload *u, struct ie_error *err)
{
    const struct ie_type *about = ie_type_by_name(u->about_type);
    bool rung = false;

    for (size_t i = 0; ie_rungs[i]; i++)
        rung = rung || ie_str_eqz(u->rung, ie_rungs[i]);
    if (!about || about == &ie_type_attachment || about == &ie_type_account ||
        about == &ie_type_role_grant)
        return wrong(err, "attachment.about", "about_type", u->about_type);
    if (!rung)
        return wrong(err, "attachment.rung", "rung", u->rung);
    if (u->bytes.len == 0)
        return wrong(err, "attachment.empty", "content", IE_STR(""));
    bool plain = u->name.len > 0 && u->name.len <= 255 && ie_utf8_valid(u->name);
    for (size_t i = 0; i < u->name.len && plain; i++)
        plain = (unsigned char)u->name.ptr[i] >= 0x20 && u->name.ptr[i] != '/' &&
                u->name.ptr[i] != '\\' && u->name.ptr[i] != 0x7F;
    if (!plain)
        return wrong(err, "attachment.name", "name", u->name);
    return ie_pool_submit(u->service, on_pool, u, err);
}

int ie_attachment_content(struct ie_call *call, struct ie_str id, struct ie_buf *out,
                          struct ie_record **record, struct ie_error *err)
{
    struct ie_reader reader;
    char name[65] = "", path[PATH_ROOM];
    ssize_t n = 1;

    ie_reader_for(call, &reader);
    int code = ie_record_read(call->db, &reader, &ie_type_attachment, id, call->arena,
                              record, err);
    if (code)
        return code;
    struct ie_str hash = ie_record_get(*record, "sha256")->text;
    snprintf(name, sizeof(name), "%.*s", IE_STR_ARG(hash));
    path_of(call->service, name, path);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return refuse(path, err);
    while (n > 0 && ie_buf_reserve(out, 64 * 1024)) {
        n = read(fd, out->ptr + out->len, 64 * 1024);
        if (n > 0)
            out->len += (size_t)n;
        else if (n < 0 && errno == EINTR)
            n = 1;
    }
    int why = errno;
    close(fd);
    errno = why;
    return n < 0 ? refuse(path, err) : ie_buf_check(out, err);
}
