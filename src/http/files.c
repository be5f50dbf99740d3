#include "http/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>
#include <zlib.h>

#include "base/alloc.h"
#include "base/moment.h"
#include "base/vec.h"

enum { FILE_MAX = 16 * 1024 * 1024, DEPTH_MAX = 12, GZIP_MIN = 512 };

struct file {
    char *path; /* "/js/app.mjs" */
    const struct media *media;
    struct ie_buf plain, packed; /* packed: gzip, empty if not worth it */
    char etag[24], etag_packed[24];
};

struct table {
    IE_VEC(struct file) files;
    uint64_t stamp;      /* of names, times and sizes on disk */
    struct table *older; /* answers under way may still borrow from it */
};

struct ie_files {
    char *directory;
    bool live;
    pthread_mutex_t lock; /* live only */
    int64_t checked;
    struct table *table;
};

struct media {
    const char *ending, *type;
    bool text;
};

static const struct media medias[] = {
    {".html", "text/html; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".json", "application/json", true},
    {".map", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".ico", "image/x-icon", false},
    {".woff2", "font/woff2", false},
};

static const struct media *media_of(const char *name)
{
    for (size_t i = 0; i < IE_COUNT(medias); i++)
        if (ie_str_ends(ie_str_z(name), ie_str_z(medias[i].ending)))
            return &medias[i];
    return NULL;
}

static void table_free(struct table *table)
{
    while (table) {
        struct table *older = table->older;
        for (size_t i = 0; i < table->files.count; i++) {
            ie_free(table->files.at[i].path);
            ie_buf_release(&table->files.at[i].plain);
            ie_buf_release(&table->files.at[i].packed);
        }
        IE_VEC_RELEASE(&table->files);
        ie_free(table);
        table = older;
    }
}

static int read_whole(int fd, size_t size, struct ie_buf *out, struct ie_error *err)
{
    if (!ie_buf_reserve(out, size + 1))
        return ie_fail_nomem(err);
    while (out->len < size) {
        ssize_t n = read(fd, out->ptr + out->len, size - out->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ie_fail_errno(err, "files.directory", "", n < 0 ? errno : EIO);
        out->len += (size_t)n;
    }
    return 0;
}

/* gzip form, kept only if it saves a tenth. */
static int pack(struct file *file, struct ie_error *err)
{
    z_stream z = {0};

    if (!file->media->text || file->plain.len < GZIP_MIN)
        return 0;
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return ie_fail_nomem(err);
    size_t room = deflateBound(&z, (uLong)file->plain.len);
    if (!ie_buf_reserve(&file->packed, room)) {
        deflateEnd(&z);
        return ie_fail_nomem(err);
    }
    z.next_in = (Bytef *)file->plain.ptr;
    z.avail_in = (uInt)file->plain.len;
    z.next_out = (Bytef *)file->packed.ptr;
    z.avail_out = (uInt)room;
    int done = deflate(&z, Z_FINISH);
    file->packed.len = room - z.avail_out;
    deflateEnd(&z);
    if (done != Z_STREAM_END || file->packed.len > file->plain.len / 10 * 9)
        ie_buf_release(&file->packed);
    return 0;
}

static int add_file(struct table *table, int directory, const char *name,
                    const char *path, const struct stat *info, struct ie_error *err)
{
    int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int code;

    if (fd < 0)
        return ie_fail_errno(err, "files.directory", path, errno);
    struct file *file = IE_PUSH(&table->files);
    if (!file) {
        close(fd);
        return ie_fail_nomem(err);
    }
    file->media = media_of(name);
    file->path = ie_calloc(strlen(path) + 1, 1);
    if (file->path)
        memcpy(file->path, path, strlen(path));
    code = file->path ? read_whole(fd, (size_t)info->st_size, &file->plain, err)
                      : ie_fail_nomem(err);
    close(fd);
    if (!code)
        code = pack(file, err);
    uint64_t hash = XXH3_64bits(file->plain.ptr, file->plain.len);
    snprintf(file->etag, sizeof(file->etag), "\"%016llx\"", (unsigned long long)hash);
    snprintf(file->etag_packed, sizeof(file->etag_packed), "\"%016llxz\"",
             (unsigned long long)hash);
    return code;
}

typedef int visit(struct table *table, int directory, const char *name, const char *path,
                  const struct stat *info, struct ie_error *err);

/* Visits what may be served, depth first. */
static int walk(struct table *table, int fd, const char *prefix, unsigned depth,
                visit *each, struct ie_error *err)
{
    DIR *directory = fdopendir(fd);
    struct dirent *entry;
    int code = 0;

    if (!directory) {
        close(fd);
        return ie_fail_errno(err, "files.directory", prefix, errno);
    }
    while (!code && (entry = readdir(directory))) {
        char path[512];
        struct stat info;
        if (entry->d_name[0] == '.' ||
            fstatat(dirfd(directory), entry->d_name, &info, AT_SYMLINK_NOFOLLOW))
            continue;
        if (snprintf(path, sizeof(path), "%s/%s", prefix, entry->d_name) >=
            (int)sizeof(path))
            continue;
        if (S_ISDIR(info.st_mode) && depth < DEPTH_MAX) {
            int below = openat(dirfd(directory), entry->d_name,
                               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (below >= 0)
                code = walk(table, below, path, depth + 1, each, err);
        } else if (S_ISREG(info.st_mode) && media_of(entry->d_name)) {
            if (info.st_size > FILE_MAX) {
                ie_fail(err, IE_LIMIT, "files.too_large");
                ie_error_arg(err, "path", path);
                code = IE_LIMIT;
            } else {
                code = each(table, dirfd(directory), entry->d_name, path, &info, err);
            }
        }
    }
    closedir(directory);
    return code;
}

static int add_stamp(struct table *table, int directory, const char *name,
                     const char *path, const struct stat *info, struct ie_error *err)
{
    /* Summed, so that the order of the directory does not matter. */
    table->stamp += XXH3_64bits_withSeed(path, strlen(path),
                                         (uint64_t)info->st_mtim.tv_sec * 1000000007u ^
                                             (uint64_t)info->st_mtim.tv_nsec ^
                                             (uint64_t)info->st_size << 40);
    return 0;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static int read_table(const char *path, visit *each, struct table **table,
                      struct ie_error *err)
{
    struct table *made = ie_calloc(1, sizeof(*made));
    int code = 0;

    if (!made)
        return ie_fail_nomem(err);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        code = walk(made, fd, "", 0, each, err);
    else if (errno != ENOENT)
        code = ie_fail_errno(err, "files.directory", path, errno);
    if (code) {
        table_free(made);
        return code;
    }
    if (made->files.count)
        qsort(made->files.at, made->files.count, sizeof(made->files.at[0]), by_path);
    *table = made;
    return 0;
}

int ie_files_load(const char *directory, bool live, struct ie_files **files,
                  struct ie_error *err)
{
    struct ie_files *made = ie_calloc(1, sizeof(*made));
    int code = made ? 0 : ie_fail_nomem(err);

    if (code)
        return code;
    pthread_mutex_init(&made->lock, NULL);
    made->live = live;
    made->directory = ie_calloc(strlen(directory) + 1, 1);
    if (made->directory) {
        memcpy(made->directory, directory, strlen(directory));
        code = read_table(directory, add_file, &made->table, err);
    } else {
        code = ie_fail_nomem(err);
    }
    if (code) {
        ie_files_free(made);
        return code;
    }
    *files = made;
    return 0;
}

void ie_files_free(struct ie_files *files)
{
    if (!files)
        return;
    table_free(files->table);
    ie_free(files->directory);
    pthread_mutex_destroy(&files->lock);
    ie_free(files);
}

size_t ie_files_count(const struct ie_files *files)
{
    return files->table ? files->table->files.count : 0;
}

/* Reads all again if anything changed; what was served before stays in memory, since
 * answers under way borrow from it. */
static void refresh(struct ie_files *files)
{
    int64_t now = ie_monotonic_us();
    struct table *stamp, *fresh;
    struct ie_error err;

    if (now - files->checked < IE_SECOND)
        return;
    files->checked = now;
    if (read_table(files->directory, add_stamp, &stamp, &err))
        return;
    uint64_t value = stamp->stamp;
    table_free(stamp);
    if (value == files->table->stamp ||
        read_table(files->directory, add_file, &fresh, &err))
        return;
    fresh->stamp = value;
    fresh->older = files->table;
    files->table = fresh;
}

static const struct file *find(const struct table *table, struct ie_str path)
{
    size_t low = 0, high = table->files.count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = ie_str_cmp(path, ie_str_z(table->files.at[middle].path));
        if (order == 0)
            return &table->files.at[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* A page's address has no dot in its last segment; a file's has one. */
static bool is_page(struct ie_str path)
{
    for (size_t i = path.len; i-- > 0 && path.ptr[i] != '/';)
        if (path.ptr[i] == '.')
            return false;
    return true;
}

static bool takes_gzip(struct ie_str field)
{
    struct ie_str part;

    while (field.len && ie_str_split(&field, ',', &part)) {
        part = ie_str_trim(part);
        if (ie_str_eq_ascii_nocase(part, IE_STR("gzip")))
            return true;
        if (ie_str_starts(part, IE_STR("gzip;")))
            return !ie_str_ends(part, IE_STR("q=0"));
    }
    return false;
}

bool ie_files_answer(struct ie_files *files, struct ie_http_exchange *exchange)
{
    struct ie_str path = ie_http_path(exchange);

    if (files->live) {
        pthread_mutex_lock(&files->lock);
        refresh(files);
    }
    const struct table *table = files->table;
    if (files->live)
        pthread_mutex_unlock(&files->lock);
    const struct file *file = find(table, path);
    if (!file && is_page(path))
        file = find(table, IE_STR("/index.html"));
    if (!file)
        return false;

    bool packed =
        file->packed.len && takes_gzip(ie_http_header(exchange, "accept-encoding"));
    struct ie_str etag = ie_str_z(packed ? file->etag_packed : file->etag);
    struct ie_str known = ie_http_header(exchange, "if-none-match");
    ie_http_set(exchange, "ETag", etag);
    /* Names carry no hash, so a browser asks each time and mostly gets a 304. */
    ie_http_set(exchange, "Cache-Control", IE_STR("no-cache"));
    if (file->packed.len)
        ie_http_set(exchange, "Vary", IE_STR("Accept-Encoding"));
    if (packed)
        ie_http_set(exchange, "Content-Encoding", IE_STR("gzip"));
    /* The type goes along: the headers of a 304 replace those that the browser kept, and
     * a page must keep the policy of a page. */
    if (known.len && ie_str_find(known, etag) >= 0)
        ie_http_reply(exchange, 304, file->media->type, IE_STR(""));
    else
        ie_http_reply_static(exchange, 200, file->media->type,
                             ie_buf_str(packed ? &file->packed : &file->plain));
    return true;
}
