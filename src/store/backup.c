#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/db_backend.h"
#include "store/log.h"
#include "store/migrate.h"

int ie_db_integrity(struct ie_db *db, struct ie_error *err)
{
    const struct ie_db_backend *backend = ie_db_backend_of(db);

    return backend->integrity ? backend->integrity(db, err) : 0;
}

/* A server keeps its stores in its own way and has its own programs to copy them. */
static int fail_not_a_file(struct ie_error *err)
{
    return ie_fail(err, IE_USAGE, "backup.not_a_file");
}

static int fail_path(struct ie_error *err, const char *id, const char *path)
{
    ie_fail(err, IE_CONFLICT, id);
    ie_error_arg(err, "path", path);
    return IE_CONFLICT;
}

/* An empty file that only its owner may read; what a dead run left is replaced. */
static int make_part(const char *path, char part[PATH_MAX], struct ie_error *err)
{
    if ((size_t)snprintf(part, PATH_MAX, "%s.part", path) >= PATH_MAX)
        return ie_fail_errno(err, "file.write", path, ENAMETOOLONG);
    unlink(part);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return ie_fail_errno(err, "file.write", part, errno);
    close(fd);
    return 0;
}

/* Bytes first, then the name, then the directory: a name never stands for half a file. */
static int publish(const char *part, const char *path, struct ie_error *err)
{
    char directory[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int fd = open(part, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    ok = ok && rename(part, path) == 0;
    if (!ok)
        return ie_fail_errno(err, "file.write", path, errno);
    snprintf(directory, sizeof(directory), "%.*s", slash ? (int)(slash - path + 1) : 1,
             slash ? path : ".");
    fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok ? 0 : ie_fail_errno(err, "file.write", directory, errno);
}

/* Whole, of a version that this program knows, with a log that verifies. */
static int verify(struct ie_db *db, struct ie_error *err)
{
    int64_t entries, erased;
    int code = ie_db_check_version(db, err);

    if (code == IE_CONFLICT && strcmp(err->id, "store.older") == 0)
        code = 0; /* brought up to date when it is opened for work */
    if (!code)
        code = ie_db_integrity(db, err);
    return code ? code : ie_log_verify(db, &entries, &erased, err);
}

static int verify_file(const struct ie_db_backend *backend, const char *path,
                       struct ie_error *err)
{
    char url[PATH_MAX + 16];
    struct ie_db *db = NULL;

    snprintf(url, sizeof(url), "%s:%s", backend->scheme, path);
    int code = ie_db_open(url, IE_DB_READ, &db, err);
    if (!code)
        code = verify(db, err);
    ie_db_close(db);
    return code;
}

int ie_db_backup(struct ie_db *db, const char *path, bool replace, struct ie_error *err)
{
    const struct ie_db_backend *backend = ie_db_backend_of(db);
    char part[PATH_MAX];

    if (!backend->copy)
        return fail_not_a_file(err);
    if (!replace && access(path, F_OK) == 0)
        return fail_path(err, "backup.exists", path);
    int code = make_part(path, part, err);
    if (code)
        return code;
    code = backend->copy(ie_db_connection_of(db), part, true, err);
    if (!code)
        code = verify_file(backend, part, err);
    if (!code)
        code = publish(part, path, err);
    if (code)
        unlink(part);
    return code;
}

/* The new file is for whoever could use the old one. */
static void keep_owner(const char *path, const char *part)
{
    struct stat old;

    if (stat(path, &old) != 0)
        return;
    if (chown(part, old.st_uid, old.st_gid) == 0)
        (void)!chmod(part, old.st_mode & 07777);
}

/* The old store is held against every other program until the new one has its name. */
static int take_place(const char *url, const char *path, const char *part,
                      struct ie_error *err)
{
    struct ie_db *old = NULL;
    int code = 0;

    if (access(path, F_OK) == 0)
        code = ie_db_open(url, IE_DB_WRITE, &old, err);
    if (old)
        code = ie_db_backend_of(old)->alone(ie_db_connection_of(old), err);
    if (code == IE_LIMIT)
        code = fail_path(err, "backup.in_use", path);
    if (!code) {
        keep_owner(path, part);
        code = publish(part, path, err);
    }
    ie_db_close(old);
    return code;
}

static int check_place(const char *path, bool replace, struct ie_error *err)
{
    static const char *const ends[] = {"-wal", "-journal"};
    char beside[PATH_MAX];
    bool there = access(path, F_OK) == 0;

    if (there && !replace)
        return fail_path(err, "backup.exists", path);
    for (size_t i = 0; !there && i < IE_COUNT(ends); i++) {
        snprintf(beside, sizeof(beside), "%s%s", path, ends[i]);
        if (access(beside, F_OK) == 0)
            return fail_path(err, "backup.leftover", beside);
    }
    return 0;
}

int ie_db_restore(const char *from, const char *url, bool replace, struct ie_error *err)
{
    char source[PATH_MAX + 16], part[PATH_MAX] = "";
    const char *path = strchr(url, ':');
    struct ie_db *db = NULL;

    if (!path) {
        ie_fail(err, IE_USAGE, "db.url_unknown");
        ie_error_arg(err, "url", url);
        return IE_USAGE;
    }
    if (strncmp(url, "sqlite:", 7) != 0)
        return fail_not_a_file(err);
    path++;
    int code = check_place(path, replace, err);
    if (code)
        return code;
    snprintf(source, sizeof(source), "%.*s:%s", (int)(path - url) - 1, url, from);
    code = ie_db_open(source, IE_DB_READ, &db, err);
    if (!code)
        code = verify(db, err);
    if (!code)
        code = make_part(path, part, err);
    if (!code)
        code = ie_db_backend_of(db)->copy(ie_db_connection_of(db), part, false, err);
    if (!code)
        code = take_place(url, path, part, err);
    if (code && part[0])
        unlink(part);
    ie_db_close(db);
    return code;
}
