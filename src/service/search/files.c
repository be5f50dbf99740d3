#include "service/search/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "service/open.h"
#include "store/db.h"

enum { MANIFEST_MOST = 4096, NAME_ROOM = 40, PATH_ROOM = PATH_MAX + 64 };

struct ie_search_files {
    char directory[PATH_MAX];
    int lock;
    bool any;
    uint64_t made; /* generations of this process: names differ */
};

/* ---- the directory ---- */

static bool make_directory(struct ie_service *service, struct ie_str office,
                           char path[PATH_MAX])
{
    const char *data = ie_service_data_dir(service);
    int len = snprintf(path, PATH_MAX, "%s/search", data);

    if (len < 0 || len >= PATH_MAX)
        return false;
    (void)mkdir(path, 0700); /* it is there, or the next one fails */
    len = snprintf(path, PATH_MAX, "%s/search/%.*s", data, IE_STR_ARG(office));
    return len > 0 && len < PATH_MAX && (mkdir(path, 0700) == 0 || errno == EEXIST);
}

int ie_search_files_open(struct ie_service *service, struct ie_str office,
                         struct ie_search_files **files, struct ie_error *err)
{
    struct ie_search_files *made = ie_calloc(1, sizeof(*made));
    char path[PATH_ROOM];

    *files = NULL;
    if (!made)
        return ie_fail_nomem(err);
    made->lock = -1;
    if (make_directory(service, office, made->directory)) {
        snprintf(path, sizeof(path), "%s/lock", made->directory);
        made->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    }
    if (made->lock >= 0 && flock(made->lock, LOCK_EX | LOCK_NB) == 0)
        *files = made;
    else
        ie_search_files_close(made);
    return 0;
}

void ie_search_files_close(struct ie_search_files *files)
{
    if (!files)
        return;
    if (files->lock >= 0)
        (void)close(files->lock);
    ie_free(files);
}

bool ie_search_files_any(const struct ie_search_files *files)
{
    return !files || files->any;
}

static void path_of(const struct ie_search_files *files, const char *name,
                    char path[PATH_ROOM])
{
    snprintf(path, PATH_ROOM, "%s/%s", files->directory, name);
}

/* ---- the manifest ---- */

struct manifest {
    char identity[IE_RETRIEVAL_IDENTITY + 1];
    char open[NAME_ROOM], rest[NAME_ROOM];
    char hash[80];  /* of the log entry */
    char after[40]; /* "-": all profiles are in it */
    int64_t seq;
    char langs[100];
};

static uint64_t checksum(struct ie_str text)
{
    return ie_retrieval_term(text, 2, false);
}

static void format(const struct manifest *m, struct ie_buf *out)
{
    ie_buf_printf(out,
                  "ieum search 2\nidentity %s\nseq %" PRId64
                  "\nhash %s\nafter %s\nopen %s\nrest %s\nlanguages %s\n",
                  m->identity, m->seq, m->hash, m->after, m->open, m->rest, m->langs);
    uint64_t sum = checksum(ie_buf_str(out));
    ie_buf_printf(out, "checksum %016" PRIx64 "\n", sum);
}

/* "key value\n" off the front; false if it is another key or too long. */
static bool take_line(struct ie_str *text, const char *key, char *value, size_t room)
{
    struct ie_str line, word = ie_str_z(key);

    if (!ie_str_split(text, '\n', &line) || !ie_str_starts(line, word) ||
        line.len <= word.len || line.ptr[word.len] != ' ')
        return false;
    line = ie_str_sub(line, word.len + 1, line.len);
    if (line.len >= room)
        return false;
    if (line.len)
        memcpy(value, line.ptr, line.len);
    value[line.len] = '\0';
    return true;
}

/* Names are ours: digits and letters and a dot, so that none leads out of the directory. */
static bool name_ok(const char *name)
{
    for (const char *at = name; *at; at++)
        if (!((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') || *at == '.' ||
              *at == '-'))
            return false;
    return name[0] && name[0] != '.';
}

static bool parse(struct ie_str text, struct manifest *m)
{
    char seq[24], sum[24], expected[24];
    struct ie_str all = text;
    int64_t last = ie_str_find(text, IE_STR("\nchecksum "));

    if (last < 0)
        return false;
    snprintf(expected, sizeof(expected), "%016" PRIx64,
             checksum(ie_str_sub(all, 0, (size_t)last + 1)));
    return take_line(&text, "ieum", sum, sizeof(sum)) && strcmp(sum, "search 2") == 0 &&
           take_line(&text, "identity", m->identity, sizeof(m->identity)) &&
           take_line(&text, "seq", seq, sizeof(seq)) &&
           ie_str_int64(ie_str_z(seq), &m->seq) &&
           take_line(&text, "hash", m->hash, sizeof(m->hash)) &&
           take_line(&text, "after", m->after, sizeof(m->after)) &&
           take_line(&text, "open", m->open, sizeof(m->open)) &&
           take_line(&text, "rest", m->rest, sizeof(m->rest)) &&
           take_line(&text, "languages", m->langs, sizeof(m->langs)) &&
           take_line(&text, "checksum", sum, sizeof(sum)) && strcmp(sum, expected) == 0 &&
           name_ok(m->open) && name_ok(m->rest);
}

static bool read_manifest(const struct ie_search_files *files, struct manifest *m)
{
    char path[PATH_ROOM], text[MANIFEST_MOST];

    path_of(files, "index", path);
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return false;
    ssize_t n = read(file, text, sizeof(text));
    (void)close(file);
    return n > 0 && (size_t)n < sizeof(text) && parse(ie_str_n(text, (size_t)n), m);
}

/* ---- the log that it belongs to ---- */

int ie_search_files_hash(struct ie_db *db, int64_t seq, char hash[80],
                         struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int code = 0;

    snprintf(hash, 80, "-");
    if (seq == 0)
        return 0;
    ie_query_begin(db, "SELECT hash FROM log_entry WHERE seq=$1", &q);
    ie_query_int(&q, 1, seq);
    code = ie_query_next(&q, &row, err);
    struct ie_str found = !code && row ? ie_query_get_text(&q, 0) : IE_STR("");
    snprintf(hash, 80, "%.*s", IE_STR_ARG(found));
    ie_query_end(&q);
    return code;
}

/* ---- loading ---- */

static void read_langs(const char *text, struct ie_search_generation *generation)
{
    struct ie_str rest = ie_str_z(text), lang;

    while (generation->lang_count < IE_COUNT(generation->langs) &&
           ie_str_split(&rest, ',', &lang))
        if (lang.len)
            generation->langs[generation->lang_count++] = ie_match_code(lang);
}

static int map_both(struct ie_search_files *files, const struct manifest *m,
                    const char identity[IE_RETRIEVAL_IDENTITY],
                    struct ie_search_generation *generation, struct ie_error *err)
{
    char path[PATH_ROOM];

    path_of(files, m->open, path);
    int code = ie_search_segment_map(path, identity, &generation->open, err);
    if (!code) {
        path_of(files, m->rest, path);
        code = ie_search_segment_map(path, identity, &generation->rest, err);
    }
    if (code) {
        ie_search_segment_give(generation->open);
        generation->open = generation->rest = NULL;
    }
    return code == IE_NOMEM ? code : 0; /* damaged or gone: it is built anew */
}

int ie_search_files_load(struct ie_search_files *files, struct ie_call *call,
                         const char identity[IE_RETRIEVAL_IDENTITY],
                         struct ie_search_generation *generation, struct ie_error *err)
{
    struct manifest m = {.seq = 0};
    char hash[80];

    if (!read_manifest(files, &m) ||
        strncmp(m.identity, identity, IE_RETRIEVAL_IDENTITY) != 0)
        return 0;
    int code = ie_search_files_hash(call->db, m.seq, hash, err);
    if (code || strcmp(hash, m.hash) != 0)
        return code;
    code = map_both(files, &m, identity, generation, err);
    if (!code && generation->open) {
        generation->seq = m.seq;
        generation->part = ie_id_parse(ie_str_z(m.after), &generation->after);
        read_langs(m.langs, generation);
        files->any = !generation->part;
    }
    return code;
}

/* ---- writing ---- */

static int write_bytes(int file, struct ie_str bytes)
{
    size_t done = 0;

    while (done < bytes.len) {
        ssize_t n = ie_fault_io() ? -1 : write(file, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno != EINTR)
            return errno;
        done += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static int sync_file(int file)
{
    return !ie_fault_io() && fsync(file) == 0 ? 0 : errno;
}

static int rename_file(const char *from, const char *to)
{
    return !ie_fault_io() && rename(from, to) == 0 ? 0 : errno;
}

/* Whole file or none: beside, synced, renamed. */
static int write_file(const struct ie_search_files *files, const char *name,
                      const struct ie_str *parts, size_t count, struct ie_error *err)
{
    char path[PATH_ROOM], beside[PATH_ROOM + 8];

    path_of(files, name, path);
    snprintf(beside, sizeof(beside), "%s.new", path);
    int file =
        ie_fault_io()
            ? -1
            : open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return ie_fail_errno(err, "file.write", beside, errno);
    int why = 0;
    for (size_t i = 0; i < count && !why; i++)
        why = write_bytes(file, parts[i]);
    if (!why)
        why = sync_file(file);
    (void)close(file);
    ie_fault_point("search.written");
    if (!why)
        why = rename_file(beside, path);
    if (!why)
        return 0;
    (void)unlink(beside);
    return ie_fail_errno(err, "file.write", path, why);
}

/* The names in the directory are safe once the directory is. */
static void sync_directory(const struct ie_search_files *files)
{
    int directory = open(files->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (directory >= 0) {
        (void)fsync(directory);
        (void)close(directory);
    }
}

static void remove_others(const struct ie_search_files *files, const struct manifest *m)
{
    struct dirent *entry;
    DIR *directory = opendir(files->directory);
    char path[PATH_ROOM + 256];

    while (directory && (entry = readdir(directory))) {
        const char *name = entry->d_name;
        if (name[0] == '.' || strcmp(name, "lock") == 0 || strcmp(name, "index") == 0 ||
            strcmp(name, m->open) == 0 || strcmp(name, m->rest) == 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s", files->directory, name);
        (void)unlink(path);
    }
    if (directory)
        closedir(directory);
}

static struct ie_str span(const void *bytes, size_t len)
{
    return ie_str_n(bytes, len);
}

static int write_image(struct ie_search_files *files, const char *name,
                       const struct ie_search_segment *segment,
                       const char identity[IE_RETRIEVAL_IDENTITY],
                       struct ie_search_segment **mapped, struct ie_error *err)
{
    const struct ie_search_image *image = &segment->heap;
    struct ie_search_ending ending = {.terms = image->terms.len};
    struct ie_str parts[3] = {span(segment->map, segment->len)};
    char path[PATH_ROOM];

    memcpy(ending.magic, IE_SEARCH_MAGIC, sizeof(ending.magic));
    if (!segment->map) {
        parts[0] = span(image->terms.bytes, image->terms.len);
        parts[1] = span(image->completion.bytes, image->completion.len);
        parts[2] = span(&ending, sizeof(ending));
    }
    int code = write_file(files, name, parts, segment->map ? 1 : 3, err);

    path_of(files, name, path);
    return code ? code : ie_search_segment_map(path, identity, mapped, err);
}

static void list_langs(const struct ie_search_generation *generation, struct manifest *m)
{
    size_t at = 0;

    for (uint32_t i = 0; i < generation->lang_count && at + 6 < sizeof(m->langs); i++) {
        for (int shift = 24; shift >= 0; shift -= 8)
            if (generation->langs[i] >> shift & 0xFF)
                m->langs[at++] = (char)(generation->langs[i] >> shift & 0xFF);
        m->langs[at++] = ',';
    }
    m->langs[at] = '\0';
}

int ie_search_files_write(struct ie_search_files *files,
                          const char identity[IE_RETRIEVAL_IDENTITY],
                          struct ie_search_generation *generation, struct ie_error *err)
{
    struct ie_search_segment *open = NULL, *rest = NULL;
    struct manifest m = {.seq = generation->seq};
    struct ie_buf text = IE_BUF_INIT;
    uint64_t stamp = (uint64_t)ie_now() + files->made++;

    memcpy(m.identity, identity, IE_RETRIEVAL_IDENTITY);
    snprintf(m.open, sizeof(m.open), "%016" PRIx64 ".open", stamp);
    snprintf(m.rest, sizeof(m.rest), "%016" PRIx64 ".rest", stamp);
    list_langs(generation, &m);
    snprintf(m.after, sizeof(m.after), "%s",
             generation->part ? generation->after.text : "-");
    memcpy(m.hash, generation->hash, sizeof(m.hash));
    int code = write_image(files, m.open, generation->open, identity, &open, err);
    if (!code)
        code = write_image(files, m.rest, generation->rest, identity, &rest, err);
    format(&m, &text);
    if (!code)
        code = ie_buf_check(&text, err);
    sync_directory(files);
    ie_fault_point("search.images");
    if (!code)
        code = write_file(files, "index", &(struct ie_str){text.ptr, text.len}, 1, err);
    sync_directory(files);
    ie_buf_release(&text);
    if (code) {
        ie_search_segment_give(open);
        ie_search_segment_give(rest);
        return code;
    }
    remove_others(files, &m);
    ie_search_segment_give(generation->open);
    ie_search_segment_give(generation->rest);
    generation->open = open;
    generation->rest = rest;
    files->any = !generation->part;
    return 0;
}
