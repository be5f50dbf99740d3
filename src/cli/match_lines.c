#include <jansson.h>
#include <xxhash.h>

#include "base/json.h"
#include "base/vec.h"
#include "cli/line_reader.h"
#include "cli/match_files.h"

struct reader {
    const char *path;
    struct ie_line_reader *file;
    struct ie_str line;
    uint32_t number;
};

static int fail_at(const struct reader *r, enum ie_code code, const char *id,
                   struct ie_error *err)
{
    ie_fail(err, code, id);
    ie_error_at(err, r->path, r->number, 0, NULL);
    return (int)code;
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

/* A language tag as BCP 47 has it, whose primary language is of two or three letters. A name
 * of a language would be one that nobody knows. */
static int check_lang(const struct reader *r, struct ie_str lang, struct ie_error *err)
{
    char tag[IE_LANG_MAX + 1];
    size_t letters = 0;

    while (letters < lang.len &&
           ((lang.ptr[letters] >= 'a' && lang.ptr[letters] <= 'z') ||
            (lang.ptr[letters] >= 'A' && lang.ptr[letters] <= 'Z')))
        letters++;
    if (!lang.len || ((letters == 2 || letters == 3) &&
                      (letters == lang.len || lang.ptr[letters] == '-') &&
                      !ie_lang_check(lang, tag, err)))
        return 0;
    return fail_member(r, "match_file.lang", "lang", lang, err);
}

/* One JSON text a line, in UTF-8. Files of other encodings and of other kinds (UTF-16, a
 * sheet, another compression) show by their bytes. */
static int parse_line(const struct reader *r, json_t **object, struct ie_error *err)
{
    int code = 0;

    if (!ie_utf8_valid(r->line) || ie_str_find_char(r->line, '\0') >= 0)
        return fail_at(r, IE_INPUT, "match_file.encoding", err);
    code = ie_json_parse(r->line, object, err);
    if (!code)
        return 0;
    if (strcmp(err->id, "json.malformed") == 0) /* the reason and the column stay */
        snprintf(err->id, sizeof(err->id), "match_file.malformed");
    ie_error_at(err, r->path, r->number, 0, NULL);
    return code;
}

static int take_line(const struct reader *r, struct ie_arena *arena,
                     struct ie_match_line *line, struct ie_error *err)
{
    json_t *object = NULL;
    int code = parse_line(r, &object, err);

    line->number = r->number;
    if (code)
        return code;
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

int ie_match_lines_read(const char *path, const struct ie_solve_control *control,
                        struct ie_arena *arena, struct ie_match_lines *lines,
                        struct ie_error *err)
{
    struct reader r = {.path = path};
    IE_VEC(struct ie_match_line) found = {0};
    bool more = true;
    int code = ie_line_reader_open(path, control, &r.file, err);

    while (!code &&
           !(code = ie_line_reader_next(r.file, &r.line, &r.number, &more, err)) &&
           more) {
        if (!ie_str_trim(r.line).len)
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
    ie_line_reader_close(r.file);
    IE_VEC_RELEASE(&found);
    return code;
}
