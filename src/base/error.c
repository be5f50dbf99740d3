#include "base/error.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CUT "\xE2\x80\xA6" /* … */

enum { CUT_BYTES = sizeof(CUT) - 1 };

static bool inside_character(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* What does not fit into room-1 bytes is cut between two characters, and that shows. */
static void copy_cut(char *to, size_t room, const char *from, size_t len)
{
    size_t n = len;

    if (len >= room) {
        n = room - 1 - CUT_BYTES;
        while (n > 0 && inside_character((unsigned char)from[n]))
            n--;
    }
    if (n) /* no bytes may stand nowhere */
        memcpy(to, from, n);
    memcpy(to + n, CUT, n < len ? CUT_BYTES : 0);
    to[n < len ? n + CUT_BYTES : n] = '\0';
}

/* Of a path the end tells more. */
static void copy_path(char *to, size_t room, const char *from, size_t len)
{
    if (len < room) {
        copy_cut(to, room, from, len);
        return;
    }
    size_t n = room - 1 - CUT_BYTES;

    while (n > 0 && inside_character((unsigned char)from[len - n]))
        n--;
    memcpy(to, CUT, CUT_BYTES);
    memcpy(to + CUT_BYTES, from + len - n, n);
    to[CUT_BYTES + n] = '\0';
}

void ie_bug(const char *file, int line, const char *what)
{
    fprintf(stderr, "ieum: BUG at %s:%d: %s\n", file, line, what);
    abort();
}

int ie_fail(struct ie_error *err, enum ie_code code, const char *id)
{
    if (err) {
        memset(err, 0, sizeof(*err));
        err->code = code;
        copy_cut(err->id, sizeof(err->id), id, strlen(id));
    }
    return (int)code;
}

void ie_error_argn(struct ie_error *err, const char *name, const char *value, size_t len)
{
    if (!err || err->args == IE_ERROR_ARGS)
        return;
    copy_cut(err->arg[err->args].name, sizeof(err->arg[0].name), name, strlen(name));
    (strcmp(name, "path") == 0 ? copy_path : copy_cut)(
        err->arg[err->args].value, sizeof(err->arg[0].value), value, len);
    err->args++;
}

void ie_error_arg(struct ie_error *err, const char *name, const char *value)
{
    ie_error_argn(err, name, value ? value : "", value ? strlen(value) : 0);
}

void ie_error_argi(struct ie_error *err, const char *name, int64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, value);
    ie_error_arg(err, name, text);
}

void ie_error_at(struct ie_error *err, const char *file, uint32_t line, uint32_t column,
                 const char *field)
{
    if (!err)
        return;
    if (file)
        copy_path(err->file, sizeof(err->file), file, strlen(file));
    if (line)
        err->line = line;
    if (column)
        err->column = column;
    if (field)
        copy_cut(err->field, sizeof(err->field), field, strlen(field));
}

int ie_fail_nomem(struct ie_error *err)
{
    return ie_fail(err, IE_NOMEM, "memory.exhausted");
}

int ie_fail_errno(struct ie_error *err, const char *id, const char *path, int errnum)
{
    char reason[96];

    ie_fail(err, IE_IO, id);
    ie_error_arg(err, "path", path);
    ie_error_arg(err, "reason", strerror_r(errnum, reason, sizeof(reason)));
    return IE_IO;
}

int ie_fail_open(struct ie_error *err, const char *id, const char *path, int errnum)
{
    switch (errnum) {
    case ENOENT:
    case ENOTDIR:
        ie_fail(err, IE_NOT_FOUND, "file.absent");
        ie_error_arg(err, "path", path);
        return IE_NOT_FOUND;
    case EACCES:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG:
        ie_fail_errno(err, id, path, errnum);
        if (err)
            err->code = IE_INPUT;
        return IE_INPUT;
    default:
        return ie_fail_errno(err, id, path, errnum);
    }
}

static const struct {
    const char *name;
    int exit_status;
} code_facts[IE_CODE_COUNT] = {
    [IE_OK] = {"ok", 0},
    [IE_INTERNAL] = {"internal", 1},
    [IE_USAGE] = {"usage", 2},
    [IE_INPUT] = {"input", 3},
    [IE_INFEASIBLE] = {"infeasible", 4},
    [IE_FORBIDDEN] = {"forbidden", 5},
    [IE_UNAUTHENTICATED] = {"unauthenticated", 5},
    [IE_NOT_FOUND] = {"not_found", 3},
    [IE_CONFLICT] = {"conflict", 6},
    [IE_STALE] = {"stale", 6},
    [IE_LIMIT] = {"limit", 7},
    [IE_CANCELLED] = {"cancelled", 130},
    [IE_NOMEM] = {"memory", 1},
    [IE_IO] = {"io", 1},
};

int ie_exit_status(enum ie_code code)
{
    return code < IE_CODE_COUNT ? code_facts[code].exit_status : 1;
}

const char *ie_code_name(enum ie_code code)
{
    return code < IE_CODE_COUNT ? code_facts[code].name : "internal";
}
