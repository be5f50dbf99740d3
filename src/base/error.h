/*
 * One error type for all layers.
 *
 * The callee fills a caller-owned `struct ie_error` and returns its code. `id` names a
 * message in the catalogues (po/en.json, po/ko.json), for example "import.day_invalid";
 * the arguments are what the wording needs: {value}, {field}. Nothing is allocated, so an
 * out-of-memory condition can be reported too; long arguments are cut at a character
 * boundary. `file`, `line`, `column`, `field` say where in the user's input it happened.
 */
#ifndef IE_BASE_ERROR_H
#define IE_BASE_ERROR_H

#include "base/base.h"

enum ie_code {
    IE_OK = 0,
    IE_INTERNAL,        /* our fault, or the machine's; exit 1, HTTP 500 */
    IE_USAGE,           /* the command's words are off; exit 2, HTTP 400 */
    IE_INPUT,           /* bad input; exit 3, HTTP 422 (400 when it cannot be parsed) */
    IE_INFEASIBLE,      /* no solution exists; exit 4, HTTP 409 */
    IE_FORBIDDEN,       /* signed in, but not permitted; exit 5, HTTP 403 */
    IE_UNAUTHENTICATED, /* not signed in; exit 5, HTTP 401 */
    IE_NOT_FOUND,       /* no such record for this reader; exit 3, HTTP 404 */
    IE_CONFLICT,        /* clashes with what is there; exit 6, HTTP 409 */
    IE_STALE,           /* changed since it was read (If-Match); exit 6, HTTP 412 */
    IE_LIMIT,           /* a stated limit (size, time, rate) was hit; exit 7, 413/429 */
    IE_CANCELLED,       /* the caller asked to stop; exit 130 */
    IE_NOMEM,           /* an allocation failed; exit 1, HTTP 503 */
    IE_IO,              /* the system refused a read or write; exit 1, HTTP 500 */
    IE_CODE_COUNT
};

enum { IE_ERROR_ARGS = 4 };

struct ie_error {
    enum ie_code code;
    char id[56]; /* message id, "area.what" */
    struct {
        char name[16];
        char value[160];
    } arg[IE_ERROR_ARGS];
    unsigned args;
    char file[256];
    uint32_t line;   /* from 1; 0: does not apply */
    uint32_t column; /* from 1; 0: does not apply */
    char field[56];
};

/*
 * Sets code and message id and forgets what was there before. Returns code, so that
 * `return ie_fail(err, IE_INPUT, "day.invalid");` reads well. `err` may be NULL. O(1).
 */
int ie_fail(struct ie_error *err, enum ie_code code, const char *id);

/* Adds one argument for the wording; more than IE_ERROR_ARGS are dropped. What is too long
 * is cut between characters and ends in "…"; one that is named "path" begins with it, since
 * its end tells more. O(length). */
void ie_error_arg(struct ie_error *err, const char *name, const char *value);
void ie_error_argn(struct ie_error *err, const char *name, const char *value, size_t len);
void ie_error_argi(struct ie_error *err, const char *name, int64_t value);

/* Says where in the input: any part may be NULL or 0 and then stays as it was. */
void ie_error_at(struct ie_error *err, const char *file, uint32_t line, uint32_t column,
                 const char *field);

/* Shorthands for the failures that are everywhere. */
int ie_fail_nomem(struct ie_error *err);
int ie_fail_errno(struct ie_error *err, const char *id, const char *path, int errnum);
/* The same for a file that the user named and that is only read: if it is not there
 * (IE_NOT_FOUND file.absent {path}), or not his to read or no file (IE_INPUT), the words
 * are off and not the machine. */
int ie_fail_open(struct ie_error *err, const char *id, const char *path, int errnum);

/* Process exit status for a code, as documented in ieum(1). */
int ie_exit_status(enum ie_code code);

/* Stable lower-case name of a code ("not_found"), used in JSON and in tests. */
const char *ie_code_name(enum ie_code code);

#endif
