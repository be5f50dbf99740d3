/* Files of word lists: see wordlists.h. */
#include "service/words/wordlists.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/vec.h"
#include "service/words/compiled.h"
#include "service/words/vocabulary.h"
#include "text/text.h"

#define COMPILED "ieum.words"

enum { FILE_MAX = 512 << 20 };

/* What Debian's packages put where; docs/decisions says why these. */
static const struct installed {
    const char *from, *path, *index; /* index: of dictd; NULL: EDICT */
} installed_dictionaries[] = {
    {"de", "/usr/share/dictd/freedict-deu-eng.dict.dz",
     "/usr/share/dictd/freedict-deu-eng.index"},
    {"fr", "/usr/share/dictd/freedict-fra-eng.dict.dz",
     "/usr/share/dictd/freedict-fra-eng.index"},
    {"ja", "/usr/share/edict/edict", NULL},
};

int ie_wordlists_directory(char path[PATH_MAX], struct ie_error *err)
{
    char vocabulary[PATH_MAX], words[PATH_MAX + 16];

    if (ie_vocabulary_directory(vocabulary, NULL))
        return ie_fail(err, IE_IO, "wordlists.none");
    snprintf(words, sizeof(words), "%s/../words", vocabulary);
    return realpath(words, path) ? 0 : ie_fail(err, IE_IO, "wordlists.none");
}

/* ---- Reading -------------------------------------------------------------------------- */

/* All bytes of a file, inflated if it is of gzip's kind (dictzip is). */
static int read_file(const char *path, struct ie_buf *out, struct ie_error *err)
{
    gzFile file = gzopen(path, "rbe");
    char *block = ie_calloc(1, 1 << 18);
    int n = 0;

    ie_buf_clear(out);
    if (!file || !block) {
        if (file)
            gzclose(file);
        ie_free(block);
        return file ? ie_fail_nomem(err) : ie_fail_errno(err, "file.open", path, errno);
    }
    while (out->len <= FILE_MAX && (n = gzread(file, block, 1 << 18)) > 0)
        ie_buf_add(out, ie_str_n(block, (size_t)n));
    bool whole = gzclose(file) == Z_OK && n == 0;
    ie_free(block);
    return whole ? ie_buf_check(out, err) : ie_fail_errno(err, "file.read", path, EIO);
}

static int read_installed(const struct installed *one, struct ie_dictionary *into,
                          struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT, index = IE_BUF_INIT;
    struct ie_arena arena;
    struct ie_str utf8;
    int code = read_file(one->path, &text, err);

    ie_arena_init(&arena, 0);
    if (!code && one->index) {
        code = read_file(one->index, &index, err);
        if (!code)
            code = ie_dictionary_read_dictd(into, ie_buf_str(&index), ie_buf_str(&text),
                                            one->index, err);
    } else if (!code) {
        code = ie_text_from_charset(&arena, ie_buf_str(&text), "EUC-JP", &utf8, err);
        if (!code)
            code = ie_dictionary_read_edict(into, utf8, one->path, err);
    }
    ie_arena_release(&arena);
    ie_buf_release(&text);
    ie_buf_release(&index);
    return code;
}

/* ---- Lists by pair of languages --------------------------------------------------------- */

struct pair {
    char from[IE_WORDBOOK_LANG], to[IE_WORDBOOK_LANG];
    struct ie_dictionary *ours, *there, *both, *back;
};

struct gather {
    IE_VEC(struct pair) pairs;
    struct ie_arena arena; /* names of files: errors point to them */
};

static void release(struct gather *gather)
{
    for (size_t i = 0; i < gather->pairs.count; i++) {
        ie_dictionary_free(gather->pairs.at[i].ours);
        ie_dictionary_free(gather->pairs.at[i].there);
        ie_dictionary_free(gather->pairs.at[i].both);
        ie_dictionary_free(gather->pairs.at[i].back);
    }
    IE_VEC_RELEASE(&gather->pairs);
    ie_arena_release(&gather->arena);
}

static int pair_of(struct gather *gather, struct ie_str from, struct ie_str to,
                   struct pair **pair, struct ie_error *err)
{
    int code;

    for (size_t i = 0; i < gather->pairs.count; i++) {
        *pair = &gather->pairs.at[i];
        if (ie_str_eqz(from, (*pair)->from) && ie_str_eqz(to, (*pair)->to))
            return 0;
    }
    *pair = IE_PUSH(&gather->pairs);
    if (!*pair)
        return ie_fail_nomem(err);
    memcpy((*pair)->from, from.ptr, from.len);
    memcpy((*pair)->to, to.ptr, to.len);
    if ((code = ie_dictionary_new(&(*pair)->ours, err)) ||
        (code = ie_dictionary_new(&(*pair)->there, err)) ||
        (code = ie_dictionary_new(&(*pair)->both, err)) ||
        (code = ie_dictionary_new(&(*pair)->back, err)))
        return code;
    return 0;
}

static bool is_lang(struct ie_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < 'a' || text.ptr[i] > 'z')
            return false;
    return text.len == 2 || text.len == 3;
}

/* "…/ko-en.tsv" */
static int read_list(struct gather *gather, struct ie_str path, struct ie_error *err)
{
    struct ie_str rest = ie_str_z(strrchr(path.ptr, '/') + 1), from, to;
    struct ie_buf bytes = IE_BUF_INIT;
    struct pair *pair;

    if (!ie_str_split(&rest, '-', &from) || !ie_str_split(&rest, '.', &to) ||
        !is_lang(from) || !is_lang(to)) {
        ie_fail(err, IE_INPUT, "wordlists.name");
        if (err)
            ie_error_arg(err, "path", path.ptr);
        return IE_INPUT;
    }
    int code = pair_of(gather, from, to, &pair, err);
    if (!code)
        code = read_file(path.ptr, &bytes, err);
    if (!code)
        code = ie_dictionary_read_list(pair->ours, ie_buf_str(&bytes), path.ptr, err);
    ie_buf_release(&bytes);
    return code;
}

static int read_lists(struct gather *gather, const char *directory, struct ie_error *err)
{
    struct ie_str *paths;
    uint32_t count = 0;
    int code =
        ie_vocabulary_files(&gather->arena, directory, ".tsv", &paths, &count, err);

    for (uint32_t i = 0; i < count && !code; i++)
        code = read_list(gather, paths[i], err);
    return code;
}

static int read_dictionaries(struct gather *gather, struct ie_error *err)
{
    struct pair *pair;
    int code = 0;

    for (size_t i = 0; i < IE_COUNT(installed_dictionaries) && !code; i++) {
        const struct installed *one = &installed_dictionaries[i];
        if (access(one->path, R_OK) != 0)
            continue;
        code = pair_of(gather, ie_str_z(one->from), IE_STR("en"), &pair, err);
        if (!code)
            code = read_installed(one, pair->there, err);
    }
    return code;
}

/* Ours, then what ours do not have; and the other way round. */
static int join(struct pair *pair, struct ie_error *err)
{
    int code;

    if ((code = ie_dictionary_finish(pair->ours, 0, err)) ||
        (code = ie_dictionary_finish(pair->there, IE_WORDBOOK_MOST, err)) ||
        (code = ie_dictionary_add_all(pair->both, pair->ours, NULL, err)) ||
        (code = ie_dictionary_add_all(pair->both, pair->there, pair->ours, err)) ||
        (code = ie_dictionary_finish(pair->both, 0, err)) ||
        (code = ie_dictionary_add_reversed(pair->back, pair->both, err)))
        return code;
    return ie_dictionary_finish(pair->back, IE_WORDBOOK_MOST, err);
}

int ie_wordlists_compile(const char *directory, bool installed,
                         struct ie_wordbook_image *image, struct ie_error *err)
{
    struct gather gather = {0};
    IE_VEC(struct ie_wordbook_list) lists = {0};

    ie_arena_init(&gather.arena, 0);
    int code = read_lists(&gather, directory, err);
    if (!code && installed)
        code = read_dictionaries(&gather, err);
    for (size_t i = 0; i < gather.pairs.count && !code; i++) {
        struct pair *pair = &gather.pairs.at[i];
        code = join(pair, err);
        struct ie_wordbook_list *to = code ? NULL : IE_PUSH(&lists);
        if (to)
            *to = (struct ie_wordbook_list){pair->from, pair->to, pair->both, pair->ours};
        struct ie_wordbook_list *back = to ? IE_PUSH(&lists) : NULL;
        if (back)
            *back = (struct ie_wordbook_list){pair->to, pair->from, pair->back, NULL};
        else if (!code)
            code = ie_fail_nomem(err);
    }
    if (!code)
        code = ie_wordbook_build(lists.at, (uint32_t)lists.count, image, err);
    IE_VEC_RELEASE(&lists);
    release(&gather);
    return code;
}

/* ---- The compiled file -------------------------------------------------------------------- */

struct ie_wordlists {
    struct ie_wordbook *book;
    unsigned char *heap; /* one of the two */
    struct ie_compiled mapped;
    struct ie_compiled_fault fault;
};

const struct ie_error *ie_wordlists_fault(const struct ie_wordlists *lists)
{
    return lists->fault.any ? &lists->fault.why : NULL;
}

const struct ie_wordbook *ie_wordlists_book(const struct ie_wordlists *lists)
{
    return lists->book;
}

void ie_wordlists_close(struct ie_wordlists *lists)
{
    if (!lists)
        return;
    ie_wordbook_close(lists->book);
    ie_compiled_unmap(&lists->mapped);
    ie_free(lists->heap);
    ie_free(lists);
}

static int map_compiled(const char *path, struct ie_wordlists *lists,
                        struct ie_error *err)
{
    struct ie_compiled *file = &lists->mapped;
    int code = ie_compiled_map(path, file, err);

    if (!code)
        code = ie_wordbook_open(file->bytes, file->len, &lists->book, err);
    if (code)
        ie_compiled_unmap(file);
    ie_compiled_cool(file);
    return code;
}

static int compile_in_memory(struct ie_wordlists *lists, struct ie_error *err)
{
    struct ie_wordbook_image image;
    char directory[PATH_MAX];
    int code = ie_wordlists_directory(directory, err);

    if (!code)
        code = ie_wordlists_compile(directory, false, &image, err);
    if (code)
        return code;
    lists->heap = image.bytes;
    return ie_wordbook_open(image.bytes, image.len, &lists->book, err);
}

int ie_wordlists_open(struct ie_wordlists **lists, struct ie_error *err)
{
    static const char *const below[] = {"/" COMPILED, "/../share/ieum/lexicon/" COMPILED};
    struct ie_wordlists *made = ie_calloc(1, sizeof(*made));
    struct ie_compiled_fault fault = {.any = false};
    char path[PATH_MAX];
    int code;

    if (!made)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < IE_COUNT(below) && !getenv("IEUM_LEXICON"); i++) {
        if (!ie_vocabulary_beside(below[i], path))
            continue;
        struct ie_error why;
        code = map_compiled(path, made, &why);
        if (!code || code == IE_NOMEM)
            goto out;
        ie_compiled_note(&fault, path, &why);
    }
    code = ie_compiled_blame(&fault, compile_in_memory(made, err), err);
    made->fault = fault;
out:
    if (!code) {
        *lists = made;
        return 0;
    }
    ie_wordlists_close(made);
    return code == IE_NOMEM ? ie_fail_nomem(err) : code;
}
