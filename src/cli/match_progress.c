#include "cli/match_progress.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/json.h"
#include "cli/cli.h"

enum { STATE_BYTES = 1 << 16 };

static int failed(const char *path, struct ie_error *err)
{
    return ie_fail_errno(err, "file.write", path, errno);
}

static int refuse(enum ie_code code, const char *id, const char *path,
                  struct ie_error *err)
{
    ie_fail(err, code, id);
    ie_error_arg(err, "path", path);
    return (int)code;
}

/* ---- the state ---- */

static void digest_of(const struct ie_match_progress *progress, char text[17])
{
    snprintf(text, 17, "%016" PRIx64, XXH3_64bits_digest(progress->digest));
}

static int write_state(const struct ie_match_progress *progress, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    char digest[17];

    digest_of(progress, digest);
    ie_buf_printf(&out,
                  "{\"key\":\"%s\",\"needs\":%u,\"pairs\":%zu,\"bytes\":%" PRId64
                  ",\"digest\":\"%s\"}\n",
                  progress->key, progress->needs, progress->pairs, progress->bytes,
                  digest);
    int code = ie_buf_check(&out, err);
    if (!code)
        code = ie_cli_write_file(progress->state, ie_buf_str(&out), err);
    ie_buf_release(&out);
    return code;
}

static bool take_count(const json_t *state, const char *member, int64_t most,
                       int64_t *count)
{
    const json_t *value = json_object_get(state, member);

    *count = json_integer_value(value);
    return json_is_integer(value) && *count >= 0 && *count <= most;
}

/* What a stopped run left; `digest` of the bytes that it wrote. */
static int read_state(struct ie_match_progress *progress, char digest[17],
                      struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;
    json_t *state = NULL;
    int code = ie_cli_read_file(progress->state, STATE_BYTES, &text, err);

    if (!code)
        code = ie_json_parse(ie_buf_str(&text), &state, err);
    ie_buf_release(&text);
    if (code == IE_NOMEM)
        return code;
    struct ie_str key = ie_json_get_str(state, "key");
    struct ie_str told = ie_json_get_str(state, "digest");
    int64_t needs = 0, pairs = 0;
    bool right = key.len == 16 && told.len == 16 &&
                 take_count(state, "needs", UINT32_MAX, &needs) &&
                 take_count(state, "pairs", INT64_MAX, &pairs) &&
                 take_count(state, "bytes", INT64_MAX, &progress->bytes);
    bool ours = right && ie_str_eqz(key, progress->key);

    if (ours) {
        memcpy(digest, told.ptr, 17);
        progress->stated = true;
        progress->needs = (uint32_t)needs;
        progress->pairs = (size_t)pairs;
    }
    json_decref(state);
    if (!right)
        return refuse(IE_INPUT, "match.resume_state", progress->state, err);
    return ours ? 0 : refuse(IE_CONFLICT, "match.resume_other", progress->state, err);
}

/* ---- the part ---- */

/* Whoever writes it has it locked. */
static int open_part(struct ie_match_progress *progress, struct ie_error *err)
{
    int fd = open(progress->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    struct stat found, named;

    if (fd < 0 || fstat(fd, &found) != 0)
        return failed(progress->part, err);
    if (!S_ISREG(found.st_mode)) {
        close(fd);
        return refuse(IE_INPUT, "file.not_regular", progress->part, err);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 || stat(progress->part, &named) != 0 ||
        named.st_ino != found.st_ino || named.st_dev != found.st_dev) {
        close(fd);
        return refuse(IE_CONFLICT, "match.running", progress->part, err);
    }
    progress->file = fdopen(fd, "r+");
    if (progress->file)
        return 0;
    close(fd);
    return failed(progress->part, err);
}

/* Goes over what was written: is it still that? */
static int check_part(struct ie_match_progress *progress, const char digest[17],
                      struct ie_error *err)
{
    char block[1 << 16], found[17];
    int64_t left = progress->bytes;

    while (left > 0) {
        size_t want = left < (int64_t)sizeof(block) ? (size_t)left : sizeof(block);
        if (fread(block, 1, want, progress->file) != want)
            return refuse(IE_INPUT, "match.resume_part", progress->part, err);
        XXH3_64bits_update(progress->digest, block, want);
        left -= (int64_t)want;
    }
    digest_of(progress, found);
    return strcmp(found, digest) == 0
               ? 0
               : refuse(IE_INPUT, "match.resume_part", progress->part, err);
}

/* Stands behind what was written; what half a batch left there goes. */
static int go_on(struct ie_match_progress *progress, const char digest[17],
                 struct ie_error *err)
{
    int code = check_part(progress, digest, err);

    if (code)
        return code;
    if (ftruncate(fileno(progress->file), progress->bytes) != 0 ||
        fseeko(progress->file, progress->bytes, SEEK_SET) != 0)
        return failed(progress->part, err);
    return 0;
}

static int put(struct ie_match_progress *progress, struct ie_str bytes,
               struct ie_error *err)
{
    if ((bytes.len && fwrite(bytes.ptr, 1, bytes.len, progress->file) != bytes.len) ||
        fflush(progress->file) != 0)
        return failed(progress->part, err);
    XXH3_64bits_update(progress->digest, bytes.ptr, bytes.len);
    progress->bytes += (int64_t)bytes.len;
    return 0;
}

static int begin_anew(struct ie_match_progress *progress, struct ie_str head,
                      struct ie_error *err)
{
    unlink(progress->state);
    if (ftruncate(fileno(progress->file), 0) != 0)
        return failed(progress->part, err);
    return put(progress, head, err);
}

/* A stopped run of the same answer is there and could be gone on with: hours of work that
 * are not thrown away without a word. */
static bool is_unfinished(struct ie_match_progress *progress)
{
    struct ie_match_progress there = *progress;
    struct ie_error ignored;
    char digest[17];
    bool unfinished = read_state(&there, digest, &ignored) == 0 &&
                      check_part(&there, digest, &ignored) == 0;

    rewind(progress->file);
    (void)XXH3_64bits_reset(progress->digest);
    return unfinished;
}

int ie_match_progress_begin(struct ie_match_progress *progress, const char *path,
                            const char key[17], bool resume, struct ie_str head,
                            struct ie_error *err)
{
    char digest[17] = "";
    struct stat found;
    bool there, goes_on = false;
    int code = 0;

    *progress = (struct ie_match_progress){.path = path};
    memcpy(progress->key, key, sizeof(progress->key));
    if ((size_t)snprintf(progress->part, PATH_MAX, "%s.part", path) >= PATH_MAX ||
        (size_t)snprintf(progress->state, PATH_MAX, "%s.part.state", path) >= PATH_MAX)
        return ie_fail_errno(err, "file.write", path, ENAMETOOLONG);
    if (stat(path, &found) == 0 && !S_ISREG(found.st_mode))
        return refuse(IE_INPUT, "file.not_regular", path, err);
    progress->digest = XXH3_createState();
    if (!progress->digest || XXH3_64bits_reset(progress->digest) != XXH_OK)
        return ie_fail_nomem(err);
    there = access(progress->part, F_OK) == 0 && access(progress->state, F_OK) == 0;
    if (resume && there) {
        goes_on = true;
        code = read_state(progress, digest, err);
    }
    if (!code)
        code = open_part(progress, err);
    if (!code && there && !resume && is_unfinished(progress))
        code = refuse(IE_CONFLICT, "match.unfinished", progress->state, err);
    if (!code)
        code = goes_on ? go_on(progress, digest, err) : begin_anew(progress, head, err);
    if (code && progress->file) {
        fclose(progress->file); /* what is there stays as it is */
        progress->file = NULL;
    }
    return code;
}

int ie_match_progress_add(struct ie_match_progress *progress, struct ie_str bytes,
                          uint32_t needs, size_t pairs, struct ie_error *err)
{
    int code = put(progress, bytes, err);

    progress->needs += needs;
    progress->pairs += pairs;
    if (!code && needs) {
        code = write_state(progress, err);
        progress->stated = progress->stated || !code;
    }
    return code;
}

int ie_match_progress_end(struct ie_match_progress *progress, int code,
                          struct ie_error *err)
{
    bool goes_on = code && progress->stated;
    bool written = progress->file && fsync(fileno(progress->file)) == 0;

    if (progress->file && !code &&
        (!written || rename(progress->part, progress->path) != 0))
        code = failed(progress->path, err);
    if (progress->file && !goes_on) {
        if (code)
            unlink(progress->part);
        unlink(progress->state);
    }
    if (progress->file)
        fclose(progress->file);
    XXH3_freeState(progress->digest);
    progress->digest = NULL;
    progress->file = NULL;
    return code;
}
