#include <errno.h>
#include <stdlib.h>
#include <xxhash.h>
#include <zlib.h>

#include "base/json.h"
#include "base/vec.h"
#include "cli/match_files.h"

enum { LINE_MAX_BYTES = 64 * 1024 * 1024, BLOCK = 256 * 1024 };

struct reader {
    const char *path;
    gzFile file;
    struct ie_buf line;
    uint32_t number;
    char *block;
    int have, at;
};

static int fail_at(const struct reader *r, enum ie_code code, const char *id,
                   struct ie_error *err)
{
    ie_fail(err, code, id);
    ie_error_at(err, r->path, r->number, 0, NULL);
    return (int)code;
}

/* gzip's own failure (a cut or damaged member), or the system's. */
static int fail_read(const struct reader *r, struct ie_error *err)
{
    int number;
    const char *reason = gzerror(r->file, &number);

    if (number == Z_ERRNO)
        return ie_fail_open(err, "file.read", r->path, errno);
    ie_fail(err, IE_INPUT, "file.read");
    ie_error_arg(err, "path", r->path);
    ie_error_arg(err, "reason", reason);
    return IE_INPUT;
}

/* Some editors begin a file with it. */
static void drop_mark(struct reader *r)
{
    static const char mark[] = "\xEF\xBB\xBF";

    if (r->have >= 3 && memcmp(r->block, mark, 3) == 0)
        r->at = 3;
}

/* The next line without its end; *more false when the file is spent. */
static int next_line(struct reader *r, bool *more, struct ie_error *err)
{
    ie_buf_clear(&r->line);
    r->number++;
    *more = true;
    for (;;) {
        if (r->at == r->have) {
            int number;
            r->at = 0;
            r->have = gzread(r->file, r->block, BLOCK);
            gzerror(r->file, &number); /* a cut member gives its bytes and this */
            if (r->have < 0 || number != Z_OK)
                return fail_read(r, err);
            if (r->number == 1 && !r->line.len)
                drop_mark(r);
            if (r->have == 0) {
                *more = r->line.len > 0;
                return ie_buf_check(&r->line, err);
            }
        }
        const char *from = r->block + r->at;
        const char *end = memchr(from, '\n', (size_t)(r->have - r->at));
        size_t len = end ? (size_t)(end - from) : (size_t)(r->have - r->at);
        ie_buf_add(&r->line, ie_str_n(from, len));
        if (r->line.len > LINE_MAX_BYTES) {
            fail_at(r, IE_LIMIT, "match_file.line_long", err);
            ie_error_argi(err, "limit", LINE_MAX_BYTES);
            return IE_LIMIT;
        }
        r->at += (int)len + (end != NULL);
        if (end)
            return ie_buf_check(&r->line, err);
    }
}

/* Where an error of a member stands, with its value. */
static int fail_member(const struct reader *r, const char *id, const char *member,
                       struct ie_str value, struct ie_error *err)
{
    ie_fail(err, IE_INPUT, id);
    ie_error_argn(err, "value", value.ptr, value.len);
    ie_error_at(err, r->path, r->number, 0, member);
    return IE_INPUT;
}

/* A text member, or "" where it is absent or null; numbers will do as ids. */
static int take(const struct reader *r, const json_t *object, const char *member,
                struct ie_arena *arena, struct ie_str *text, struct ie_error *err)
{
    const json_t *value = json_object_get(object, member);

    *text = IE_STR("");
    if (!value || json_is_null(value))
        return 0;
    if (json_is_integer(value))
        *text = ie_arena_printf(arena, "%lld", (long long)json_integer_value(value));
    else if (json_is_string(value))
        *text = ie_arena_str(
            arena, ie_str_n(json_string_value(value), json_string_length(value)));
    else {
        fail_at(r, IE_INPUT, "match_file.member", err);
        ie_error_arg(err, "member", member);
        ie_error_at(err, NULL, 0, 0, member);
        return IE_INPUT;
    }
    return text->ptr ? 0 : ie_fail_nomem(err);
}

static int take_id(const struct reader *r, const json_t *object, struct ie_arena *arena,
                   struct ie_str *id, struct ie_error *err)
{
    int code = take(r, object, "_id", arena, id, err);

    if (!code && !id->len)
        code = take(r, object, "id", arena, id, err);
    if (code)
        return code;
    if (!id->len)
        return fail_at(r, IE_INPUT, "match_file.no_id", err);
    for (size_t i = 0; i < id->len; i++) /* a run separates its columns by white space */
        if ((unsigned char)id->ptr[i] <= ' ')
            return fail_at(r, IE_INPUT, "match_file.id_space", err);
    return 0;
}

/* A language tag as BCP 47 has it, as far as its primary language goes: of two or three
 * letters. A name of a language would be one that nobody knows. */
static int check_lang(const struct reader *r, struct ie_str lang, struct ie_error *err)
{
    size_t letters = 0;

    while (letters < lang.len &&
           ((lang.ptr[letters] >= 'a' && lang.ptr[letters] <= 'z') ||
            (lang.ptr[letters] >= 'A' && lang.ptr[letters] <= 'Z')))
        letters++;
    if (!lang.len || ((letters == 2 || letters == 3) &&
                      (letters == lang.len || lang.ptr[letters] == '-')))
        return 0;
    return fail_member(r, "match_file.lang", "lang", lang, err);
}

static int take_line(const struct reader *r, struct ie_arena *arena,
                     struct ie_match_line *line, struct ie_error *err)
{
    json_t *object = NULL;
    int code = ie_json_parse(ie_buf_str(&r->line), &object, err);

    line->number = r->number;
    if (code) {
        ie_error_at(err, r->path, r->number, 0, NULL);
        return code;
    }
    if (!json_is_object(object))
        code = fail_at(r, IE_INPUT, "match_file.no_object", err);
    if (!code)
        code = take_id(r, object, arena, &line->id, err);
    const struct {
        const char *member;
        struct ie_str *text;
    } rest[] = {{"title", &line->document.title},      {"text", &line->document.text},
                {"lang", &line->document.lang},        {"type", &line->type},
                {"organisation", &line->organisation}, {"country", &line->country}};
    for (size_t i = 0; i < IE_COUNT(rest) && !code; i++)
        code = take(r, object, rest[i].member, arena, rest[i].text, err);
    json_decref(object);
    return code ? code : check_lang(r, line->document.lang, err);
}

/* ---- ids must differ ---- */

struct seen {
    uint32_t *slot; /* number of the line + 1 */
    size_t size;    /* a power of two, at least twice the lines */
};

static int check_ids(const char *path, const struct ie_match_lines *lines,
                     struct ie_error *err)
{
    struct seen seen = {.size = 16};
    int code = 0;

    while (seen.size < lines->count * 2)
        seen.size *= 2;
    seen.slot = ie_calloc(seen.size, sizeof(*seen.slot));
    if (!seen.slot)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < lines->count && !code; i++) {
        struct ie_str id = lines->at[i].id;
        size_t at = XXH3_64bits(id.ptr, id.len) & (seen.size - 1);
        while (seen.slot[at] && !ie_str_eq(lines->at[seen.slot[at] - 1].id, id))
            at = (at + 1) & (seen.size - 1);
        if (seen.slot[at]) {
            code = ie_fail(err, IE_INPUT, "match_file.id_twice");
            ie_error_argn(err, "id", id.ptr, id.len);
            ie_error_argi(err, "line", lines->at[seen.slot[at] - 1].number);
            ie_error_at(err, path, lines->at[i].number, 0, NULL);
        }
        seen.slot[at] = (uint32_t)i + 1;
    }
    ie_free(seen.slot);
    return code;
}

int ie_match_lines_read(const char *path, struct ie_arena *arena,
                        struct ie_match_lines *lines, struct ie_error *err)
{
    struct reader r = {.path = path, .file = gzopen(path, "rbe")};
    IE_VEC(struct ie_match_line) found = {0};
    bool more = true;
    int code = 0;

    if (!r.file)
        return ie_fail_open(err, "file.open", path, errno ? errno : ENOMEM);
    r.block = ie_calloc(BLOCK, 1);
    if (!r.block)
        code = ie_fail_nomem(err);
    while (!code && !(code = next_line(&r, &more, err)) && more) {
        if (!ie_str_trim(ie_buf_str(&r.line)).len)
            continue;
        struct ie_match_line *line = IE_PUSH(&found);
        code = line ? take_line(&r, arena, line, err) : ie_fail_nomem(err);
    }
    lines->count = found.count;
    lines->at = IE_NEW_ARRAY(arena, struct ie_match_line, found.count + 1);
    if (!code && !lines->at)
        code = ie_fail_nomem(err);
    if (!code && found.count)
        memcpy(lines->at, found.at, found.count * sizeof(*found.at));
    if (!code)
        code = check_ids(path, lines, err);
    gzclose(r.file);
    ie_free(r.block);
    ie_buf_release(&r.line);
    IE_VEC_RELEASE(&found);
    return code;
}
