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

enum { MANIFEST_MOST = 4096, NAME_ROOM = IE_SEARCH_NAME, PATH_ROOM = PATH_MAX + 64 };

struct ie_search_files {
    struct ie_service *service;
    struct ie_id office;
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

/* Tells the operator what cannot be used or written, and what is done about it. */
static void note(const struct ie_search_files *files, const char *path, bool usual,
                 const char *then, const struct ie_error *why)
{
    ie_service_tell(files->service, &(struct ie_service_note){.event = "search_index",
                                                              .path = path,
                                                              .usual = usual,
                                                              .then = then,
                                                              .why = why});
}

int ie_search_files_open(struct ie_service *service, const struct ie_id *office,
                         struct ie_search_files **files, struct ie_error *err)
{
    struct ie_search_files *made = ie_calloc(1, sizeof(*made));
    struct ie_error why;
    char path[PATH_ROOM];

    *files = NULL;
    if (!made)
        return ie_fail_nomem(err);
    made->service = service;
    made->office = *office;
    made->lock = -1;
    errno = ENAMETOOLONG;
    if (make_directory(service, ie_id_str(office), made->directory)) {
        snprintf(path, sizeof(path), "%s/lock", made->directory);
        made->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    } else {
        snprintf(path, sizeof(path), "%s", made->directory);
    }
    if (made->lock >= 0 && flock(made->lock, LOCK_EX | LOCK_NB) == 0) {
        *files = made;
        return 0;
    }
    if (errno != EWOULDBLOCK) { /* that is another process: nothing is wrong */
        ie_fail_errno(&why, "file.open", path, errno);
        note(made, path, false, "search.then_memory", &why);
    }
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
    char office[32];
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
                  "ieum search 3\noffice %s\nidentity %s\nseq %" PRId64
                  "\nhash %s\nafter %s\nopen %s\nrest %s\nlanguages %s\n",
                  m->office, m->identity, m->seq, m->hash, m->after, m->open, m->rest,
                  m->langs);
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
    return take_line(&text, "ieum", sum, sizeof(sum)) && strcmp(sum, "search 3") == 0 &&
           take_line(&text, "office", m->office, sizeof(m->office)) &&
           take_line(&text, "identity", m->identity, sizeof(m->identity)) &&
           take_line(&text, "seq", seq, sizeof(seq)) &&
           ie_str_int64(ie_str_z(seq), &m->seq) &&
           take_line(&text, "hash", m->hash, sizeof(m->hash)) &&
           take_line(&text, "after", m->after, sizeof(m->after)) &&
           take_line(&text, "open", m->open, sizeof(m->open)) &&
           take_line(&text, "rest", m->rest, sizeof(m->rest)) &&
           take_line(&text, "languages", m->langs, sizeof(m->langs)) &&
           take_line(&text, "checksum", sum, sizeof(sum)) && strcmp(sum, expected) == 0 &&
           !text.len && ie_str_ends(all, IE_STR("\n")) && name_ok(m->open) &&
           name_ok(m->rest);
}

/* Of another version it cannot be read, and need not be. */
static bool is_other_version(struct ie_str text)
{
    return ie_str_starts(text, IE_STR("ieum search ")) &&
           !ie_str_starts(text, IE_STR("ieum search 3\n"));
}

static int damaged_manifest(struct ie_error *why)
{
    ie_fail(why, IE_INPUT, "retrieval.index_damaged");
    ie_error_arg(why, "what", "manifest");
    return IE_INPUT;
}

static int read_manifest(const char *path, struct manifest *m, struct ie_error *why)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    char text[MANIFEST_MOST];
    struct stat status;

    if (file < 0)
        return ie_fail_open(why, "file.open", path, errno);
    ssize_t n = fstat(file, &status) == 0 && S_ISREG(status.st_mode)
                    ? read(file, text, sizeof(text))
                    : -1;
    (void)close(file);
    if (n < 0) {
        ie_fail(why, IE_INPUT, "file.not_regular");
        ie_error_arg(why, "path", path);
        return IE_INPUT;
    }
    struct ie_str all = ie_str_n(text, (size_t)n);
    if (is_other_version(all))
        return ie_fail(why, IE_INPUT, "retrieval.index_version");
    return (size_t)n < sizeof(text) && parse(all, m) ? 0 : damaged_manifest(why);
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

static void stamp_of(const struct ie_search_files *files, const char *name,
                     struct ie_search_stamp *stamp)
{
    memset(stamp, 0, sizeof(*stamp));
    snprintf(stamp->office, sizeof(stamp->office), "%s", files->office.text);
    snprintf(stamp->name, sizeof(stamp->name), "%s", name);
}

static int map_one(const struct ie_search_files *files, const char *name,
                   const char identity[IE_RETRIEVAL_IDENTITY], char path[PATH_ROOM],
                   struct ie_search_segment **segment, struct ie_error *err)
{
    struct ie_search_stamp stamp;

    stamp_of(files, name, &stamp);
    path_of(files, name, path);
    return ie_search_segment_map(path, &stamp, identity, segment, err);
}

static int map_both(struct ie_search_files *files, const struct manifest *m,
                    const char identity[IE_RETRIEVAL_IDENTITY],
                    struct ie_search_generation *generation, struct ie_error *err)
{
    char path[PATH_ROOM];
    int code = map_one(files, m->open, identity, path, &generation->open, err);

    if (!code)
        code = map_one(files, m->rest, identity, path, &generation->rest, err);
    if (!code)
        return 0;
    ie_search_segment_give(generation->open);
    generation->open = generation->rest = NULL;
    if (code == IE_NOMEM)
        return code;
    note(files, path, false, "search.then_rebuild", err);
    return 0; /* damaged or gone: it is built anew */
}

/* Images lie there: then a manifest should too. */
static bool any_image(const struct ie_search_files *files)
{
    DIR *directory = opendir(files->directory);
    struct dirent *entry;
    bool found = false;

    while (directory && !found && (entry = readdir(directory)))
        found = ie_str_ends(ie_str_z(entry->d_name), IE_STR(".open"));
    if (directory)
        closedir(directory);
    return found;
}

/* Why what stands there is not to be looked at any further; 0: it is. */
static int check_manifest(const struct ie_search_files *files, const char *hash,
                          const char identity[IE_RETRIEVAL_IDENTITY],
                          const struct manifest *m, struct ie_error *why)
{
    if (strncmp(m->identity, identity, IE_RETRIEVAL_IDENTITY) != 0)
        return ie_fail(why, IE_INPUT, "retrieval.index_version");
    if (strcmp(m->office, files->office.text) != 0)
        return ie_fail(why, IE_INPUT, "search.index_foreign");
    return strcmp(hash, m->hash) == 0 ? 0
                                      : ie_fail(why, IE_INPUT, "search.index_history");
}

int ie_search_files_load(struct ie_search_files *files, struct ie_call *call,
                         const char identity[IE_RETRIEVAL_IDENTITY],
                         struct ie_search_generation *generation, struct ie_error *err)
{
    struct manifest m = {.seq = 0};
    char path[PATH_ROOM], hash[80];

    path_of(files, "index", path);
    int unusable = read_manifest(path, &m, err);
    if (unusable == IE_NOT_FOUND && !any_image(files))
        return 0; /* nothing was written here yet */
    int code = unusable ? 0 : ie_search_files_hash(call->db, m.seq, hash, err);
    if (code)
        return code;
    if (!unusable)
        unusable = check_manifest(files, hash, identity, &m, err);
    if (unusable) {
        bool usual = strcmp(err->id, "retrieval.index_version") == 0 ||
                     strcmp(err->id, "search.index_history") == 0;
        note(files, path, usual, "search.then_rebuild", err);
        return 0;
    }
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
            : open(beside,
                   O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                   0600);
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
    struct ie_str parts[3] = {span(image->terms.bytes, image->terms.len),
                              span(image->completion.bytes, image->completion.len),
                              span(&ending, sizeof(ending))};
    char path[PATH_ROOM];

    if (segment->map) { /* under another name: all but the stamp */
        size_t images = segment->len - sizeof(ending);
        memcpy(&ending, (const unsigned char *)segment->map + images, sizeof(ending));
        parts[0] = span(segment->map, images);
        parts[1] = IE_STR("");
    }
    stamp_of(files, name, &ending.stamp);
    memcpy(ending.magic, IE_SEARCH_MAGIC, sizeof(ending.magic));
    int code = write_file(files, name, parts, IE_COUNT(parts), err);
    return code ? code : map_one(files, name, identity, path, mapped, err);
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

    memcpy(m.office, files->office.text, sizeof(files->office.text));
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
        if (code != IE_NOMEM)
            note(files, files->directory, false, "search.then_memory", err);
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
