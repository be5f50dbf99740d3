#include "service/upkeep_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME = 2 * crypto_hash_sha256_BYTES, BLOCK = 1 << 16 };

static int refuse(struct ie_error *err, const char *path)
{
    return ie_fail_errno(err, "attachment.store", path, errno);
}

static bool is_digest(const char *name)
{
    return strlen(name) == NAME && strspn(name, "0123456789abcdef") == NAME;
}

/* Another run may have been cut short before the bytes were there. */
static bool is_there(int from, int to, const char *name)
{
    struct stat a, b;

    return fstatat(from, name, &a, 0) == 0 && fstatat(to, name, &b, 0) == 0 &&
           a.st_size == b.st_size;
}

/* The bytes of `in` into `out` and their digest; false with errno. */
static bool pour(int in, int out, char hex[NAME + 1])
{
    unsigned char block[BLOCK], digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    ssize_t n;

    crypto_hash_sha256_init(&state);
    while ((n = read(in, block, sizeof(block))) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        crypto_hash_sha256_update(&state, block, (size_t)n);
        for (ssize_t done = 0, w; done < n; done += w) {
            w = write(out, block + done, (size_t)(n - done));
            if (w < 0 && errno != EINTR)
                return false;
            w = w < 0 ? 0 : w;
        }
    }
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(hex, NAME + 1, digest, sizeof(digest));
    return fsync(out) == 0;
}

static int copy_file(int from, int to, const char *name, const char *folder,
                     struct ie_error *err)
{
    char part[NAME + 6], path[PATH_MAX], hex[NAME + 1];

    snprintf(part, sizeof(part), "%s.part", name);
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    int in = openat(from, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int out =
        openat(to, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    int code = in >= 0 && out >= 0 && pour(in, out, hex) ? 0 : refuse(err, path);
    if (!code && strcmp(hex, name) != 0) {
        code = ie_fail(err, IE_INTERNAL, "attachment.damaged");
        ie_error_arg(err, "path", path);
    }
    if (!code && renameat(to, part, to, name) != 0)
        code = refuse(err, path);
    if (code)
        unlinkat(to, part, 0);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return code;
}

/* The directory, made with the one above it if need be; -1 with errno. */
static int open_folder(const char *path)
{
    char above[PATH_MAX];

    snprintf(above, sizeof(above), "%s", path);
    char *slash = strrchr(above, '/');
    if (slash && slash != above) {
        *slash = '\0';
        if (mkdir(above, 0700) != 0 && errno != EEXIST)
            return -1;
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return -1;
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int ie_upkeep_copy_files(const char *from, const char *to, uint64_t *files,
                         struct ie_error *err)
{
    const struct dirent *entry;
    int target = -1, code = 0;
    DIR *folder = opendir(from);

    *files = 0;
    if (!folder)
        return errno == ENOENT ? 0 : refuse(err, from);
    while (!code && (entry = readdir(folder))) {
        if (!is_digest(entry->d_name))
            continue;
        ++*files;
        if (target < 0 && (target = open_folder(to)) < 0)
            code = refuse(err, to);
        else if (!is_there(dirfd(folder), target, entry->d_name))
            code = copy_file(dirfd(folder), target, entry->d_name, from, err);
    }
    closedir(folder);
    if (target >= 0) {
        if (!code && fsync(target) != 0)
            code = refuse(err, to);
        close(target);
    }
    return code;
}
