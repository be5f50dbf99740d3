/* Files of vocabularies: see vocabulary.h. */
#include "service/words/vocabulary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/sheet_write.h"
#include "base/vec.h"
#include "service/words/compiled.h"

#define COMPILED "ieum.lexicon"

/* ---- Where --------------------------------------------------------------------------- */

static const struct {
    const char *ending;
    enum ie_vocabulary_format format;
} endings[] = {
    {".txt", IE_VOCABULARY_TEXT},    {".ttl", IE_VOCABULARY_TURTLE},
    {".nt", IE_VOCABULARY_NTRIPLES}, {".csv", IE_VOCABULARY_CSV},
    {".xlsx", IE_VOCABULARY_XLSX},   {".lexicon", IE_VOCABULARY_COMPILED},
};

int ie_vocabulary_format(const char *path, enum ie_vocabulary_format *format,
                         struct ie_error *err)
{
    for (size_t i = 0; i < IE_COUNT(endings); i++)
        if (ie_str_ends(ie_str_z(path), ie_str_z(endings[i].ending))) {
            *format = endings[i].format;
            return 0;
        }
    ie_fail(err, IE_USAGE, "vocabulary.format");
    if (err)
        ie_error_arg(err, "path", path);
    return IE_USAGE;
}

bool ie_vocabulary_beside(const char *below, char path[PATH_MAX])
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

    if (n <= 0)
        return false;
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (!slash)
        return false;
    *slash = '\0';
    char there[PATH_MAX];
    int len = snprintf(there, sizeof(there), "%s%s", exe, below);
    return len > 0 && len < PATH_MAX && realpath(there, path);
}

int ie_vocabulary_directory(char path[PATH_MAX], struct ie_error *err)
{
    static const char *const below[] = {"/../lexicon/vocabulary",
                                        "/../../lexicon/vocabulary",
                                        "/../share/ieum/lexicon/vocabulary"};
    const char *given = getenv("IEUM_LEXICON");

    if (given && *given && strlen(given) < PATH_MAX) {
        memcpy(path, given, strlen(given) + 1);
        return 0;
    }
    for (size_t i = 0; i < IE_COUNT(below); i++)
        if (ie_vocabulary_beside(below[i], path) && access(path, R_OK | X_OK) == 0)
            return 0;
    return ie_fail(err, IE_IO, "vocabulary.none");
}

/* ---- Reading -------------------------------------------------------------------------- */

/* All bytes of an open file, up to one more than a reader takes. */
static int read_bytes(struct ie_arena *arena, int fd, size_t want, const char *path,
                      struct ie_str *bytes, struct ie_error *err)
{
    size_t len = 0;
    char *room = ie_arena_alloc(arena, want + 1);

    if (!room)
        return ie_fail_nomem(err);
    while (len < want) {
        ssize_t n = read(fd, room + len, want - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ie_fail_errno(err, "file.read", path, errno);
        if (n == 0)
            break;
        len += (size_t)n;
    }
    *bytes = ie_str_n(room, len);
    return 0;
}

static int read_file(struct ie_arena *arena, const char *path, struct ie_str *bytes,
                     struct ie_error *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC), code;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        ie_fail_errno(err, "file.open", path, fd < 0 ? errno : EISDIR);
        if (err)
            err->code = IE_INPUT;
        code = IE_INPUT;
    } else {
        code = read_bytes(arena, fd,
                          st.st_size > IE_THESAURUS_BYTES ? IE_THESAURUS_BYTES + 1
                                                          : (size_t)st.st_size,
                          path, bytes, err);
    }
    if (fd >= 0)
        close(fd);
    return code;
}

static int read_sheet(struct ie_thesaurus *thesaurus, const char *path,
                      struct ie_error *err)
{
    struct ie_sheet *sheet;
    int code = ie_sheet_open_path(path, NULL, &sheet, err);

    if (code)
        return code;
    code = ie_thesaurus_read_sheet(thesaurus, sheet, path, err);
    ie_sheet_close(sheet);
    return code;
}

static int read_one(struct ie_thesaurus *thesaurus, const char *path,
                    struct ie_error *err)
{
    enum ie_vocabulary_format format;
    struct ie_str bytes = IE_STR_NONE;
    const char *name = ie_arena_strz(thesaurus->arena, ie_str_z(path));
    int code = ie_vocabulary_format(path, &format, err);

    if (!code && !name)
        code = ie_fail_nomem(err);
    if (!code && (format == IE_VOCABULARY_CSV || format == IE_VOCABULARY_XLSX))
        return read_sheet(thesaurus, name, err);
    if (!code && format == IE_VOCABULARY_COMPILED) {
        ie_fail(err, IE_USAGE, "vocabulary.format");
        if (err)
            ie_error_arg(err, "path", path);
        return IE_USAGE;
    }
    if (!code)
        code = read_file(thesaurus->arena, path, &bytes, err);
    if (code)
        return code;
    return format == IE_VOCABULARY_TEXT
               ? ie_thesaurus_read_text(thesaurus, bytes, name, err)
               : ie_thesaurus_read_rdf(thesaurus, bytes,
                                       format == IE_VOCABULARY_TURTLE ? IE_RDF_TURTLE
                                                                      : IE_RDF_NTRIPLES,
                                       name, err);
}

static int by_bytes(const void *x, const void *y)
{
    return ie_str_cmp(*(const struct ie_str *)x, *(const struct ie_str *)y);
}

int ie_vocabulary_files(struct ie_arena *arena, const char *path, const char *ending,
                        struct ie_str **paths, uint32_t *count, struct ie_error *err)
{
    IE_VEC(struct ie_str) list = {0};
    struct dirent *entry;
    DIR *directory = opendir(path);
    int code = 0;

    if (!directory)
        return ie_fail_errno(err, "file.open", path, errno);
    while (!code && (entry = readdir(directory))) {
        if (!ie_str_ends(ie_str_z(entry->d_name), ie_str_z(ending)))
            continue;
        struct ie_str *name = IE_PUSH(&list);
        if (name)
            *name = ie_arena_printf(arena, "%s/%s", path, entry->d_name);
        if (!name || !name->ptr)
            code = ie_fail_nomem(err);
    }
    closedir(directory);
    if (list.count)
        qsort(list.at, list.count, sizeof(*list.at), by_bytes);
    *count = (uint32_t)list.count;
    *paths = code ? NULL : IE_NEW_ARRAY(arena, struct ie_str, list.count + 1);
    if (*paths && list.count)
        memcpy(*paths, list.at, list.count * sizeof(*list.at));
    IE_VEC_RELEASE(&list);
    return !code && !*paths ? ie_fail_nomem(err) : code;
}

static int read_directory(struct ie_thesaurus *thesaurus, const char *path,
                          struct ie_error *err)
{
    struct ie_str *paths;
    uint32_t count = 0;
    int code = ie_vocabulary_files(thesaurus->arena, path, ".txt", &paths, &count, err);

    if (!code && !count) {
        code = ie_fail(err, IE_INPUT, "vocabulary.empty");
        if (err)
            ie_error_arg(err, "path", path);
    }
    for (uint32_t i = 0; i < count && !code; i++)
        code = read_one(thesaurus, paths[i].ptr, err);
    return code;
}

int ie_vocabulary_read(struct ie_thesaurus *thesaurus, const char *path,
                       struct ie_error *err)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode)
               ? read_directory(thesaurus, path, err)
               : read_one(thesaurus, path, err);
}

int ie_vocabulary_natives(struct ie_arena *arena, struct ie_native **natives,
                          uint32_t *count, struct ie_error *err)
{
    char directory[PATH_MAX], path[PATH_MAX + 32];
    struct ie_str bytes = IE_STR("");
    int code = ie_vocabulary_directory(directory, err);

    if (code)
        return code;
    snprintf(path, sizeof(path), "%s/../native.tsv", directory);
    if (access(path, R_OK) == 0)
        code = read_file(arena, path, &bytes, err);
    return code ? code : ie_natives_read(arena, bytes, "native.tsv", natives, count, err);
}

int ie_vocabulary_write(const struct ie_thesaurus *thesaurus,
                        enum ie_vocabulary_format format, struct ie_buf *out,
                        struct ie_error *err)
{
    struct ie_lexicon_image image;
    int code;

    switch (format) {
    case IE_VOCABULARY_TEXT:
        return ie_thesaurus_write_text(thesaurus, out, err);
    case IE_VOCABULARY_TURTLE:
        return ie_thesaurus_write_rdf(thesaurus, IE_RDF_TURTLE, out, err);
    case IE_VOCABULARY_NTRIPLES:
        return ie_thesaurus_write_rdf(thesaurus, IE_RDF_NTRIPLES, out, err);
    case IE_VOCABULARY_CSV:
        return ie_thesaurus_write_csv(thesaurus, out, err);
    case IE_VOCABULARY_COMPILED:
        if ((code = ie_lexicon_build(thesaurus, &image, err)))
            return code;
        ie_buf_add(out, ie_str_n((const char *)image.bytes, image.len));
        ie_free(image.bytes);
        return ie_buf_check(out, err);
    case IE_VOCABULARY_XLSX:
    default:
        IE_BUG("format");
    }
}

static void xlsx_cell(void *to, struct ie_str text)
{
    ie_xlsx_cell(to, text);
}

static int xlsx_end(void *to, struct ie_error *err)
{
    return ie_xlsx_end(to, err);
}

int ie_vocabulary_write_xlsx(const struct ie_thesaurus *thesaurus, const char *path,
                             struct ie_error *err)
{
    static const uint16_t widths[] = {28, 12, 10, 40, 10, 8, 8, 16, 40};
    struct ie_xlsx *xlsx = NULL;
    int code = ie_xlsx_new(path, &xlsx, err);

    if (!code)
        code = ie_xlsx_sheet(xlsx, IE_STR("vocabulary"), widths, IE_COUNT(widths), err);
    struct ie_table_out table = {xlsx_cell, xlsx_end, xlsx};
    if (!code)
        code = ie_thesaurus_write_table(thesaurus, &table, err);
    if (!code)
        code = ie_xlsx_finish(xlsx, err);
    ie_xlsx_free(xlsx);
    return code;
}

/* ---- The lexicon ------------------------------------------------------------------------ */

struct ie_vocabulary {
    struct ie_lexicon *lexicon;
    unsigned char *heap; /* one of the two */
    struct ie_compiled mapped;
    struct ie_compiled_fault fault;
};

const struct ie_error *ie_vocabulary_fault(const struct ie_vocabulary *vocabulary)
{
    return vocabulary->fault.any ? &vocabulary->fault.why : NULL;
}

const struct ie_lexicon *ie_vocabulary_lexicon(const struct ie_vocabulary *vocabulary)
{
    return vocabulary->lexicon;
}

void ie_vocabulary_close(struct ie_vocabulary *vocabulary)
{
    if (!vocabulary)
        return;
    ie_lexicon_close(vocabulary->lexicon);
    ie_compiled_unmap(&vocabulary->mapped);
    ie_free(vocabulary->heap);
    ie_free(vocabulary);
}

int ie_vocabulary_of_image(struct ie_lexicon_image *image,
                           struct ie_vocabulary **vocabulary, struct ie_error *err)
{
    struct ie_vocabulary *made = ie_calloc(1, sizeof(*made));

    if (!made) {
        ie_free(image->bytes);
        return ie_fail_nomem(err);
    }
    made->heap = image->bytes;
    int code = ie_lexicon_open(made->heap, image->len, &made->lexicon, err);
    if (code)
        ie_vocabulary_close(made);
    else
        *vocabulary = made;
    return code;
}

int ie_vocabulary_of(const struct ie_thesaurus *thesaurus,
                     struct ie_vocabulary **vocabulary, struct ie_error *err)
{
    struct ie_lexicon_image image;
    int code = ie_lexicon_build(thesaurus, &image, err);

    return code ? code : ie_vocabulary_of_image(&image, vocabulary, err);
}

static int map_compiled(const char *path, struct ie_vocabulary *vocabulary,
                        struct ie_error *err)
{
    struct ie_compiled *file = &vocabulary->mapped;
    int code = ie_compiled_map(path, file, err);

    if (!code)
        code = ie_lexicon_open(file->bytes, file->len, &vocabulary->lexicon, err);
    if (code)
        ie_compiled_unmap(file);
    ie_compiled_cool(file);
    return code;
}

int ie_vocabulary_map(const char *path, struct ie_vocabulary **vocabulary,
                      struct ie_error *err)
{
    struct ie_vocabulary *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    int code = map_compiled(path, made, err);
    if (code)
        ie_free(made);
    else
        *vocabulary = made;
    return code;
}

static int compile_directory(struct ie_vocabulary **vocabulary, struct ie_error *err)
{
    struct ie_arena arena;
    struct ie_thesaurus thesaurus;
    char path[PATH_MAX];

    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&thesaurus, &arena);
    int code = ie_vocabulary_directory(path, err);
    if (!code)
        code = ie_vocabulary_read(&thesaurus, path, err);
    if (!code)
        code = ie_thesaurus_resolve(&thesaurus, true, NULL, err);
    if (!code)
        code = ie_vocabulary_of(&thesaurus, vocabulary, err);
    ie_arena_release(&arena);
    return code;
}

int ie_vocabulary_open(struct ie_vocabulary **vocabulary, struct ie_error *err)
{
    static const char *const below[] = {"/" COMPILED, "/../share/ieum/lexicon/" COMPILED};
    struct ie_compiled_fault fault = {.any = false};
    char path[PATH_MAX];

    for (size_t i = 0; i < IE_COUNT(below) && !getenv("IEUM_LEXICON"); i++) {
        if (!ie_vocabulary_beside(below[i], path))
            continue;
        struct ie_error why;
        int code = ie_vocabulary_map(path, vocabulary, &why);
        if (!code)
            return 0;
        if (code == IE_NOMEM)
            return ie_fail_nomem(err);
        ie_compiled_note(&fault, path, &why);
    }
    int code = compile_directory(vocabulary, err);
    if (!code)
        (*vocabulary)->fault = fault;
    return ie_compiled_blame(&fault, code, err);
}
