/*
 * Files that the build compiled and every process maps read-only: the vocabulary and the
 * word lists. What is behind such a file can be made anew from its texts, so one that is
 * not there or damaged ends nothing; but it is never silence either: whoever opens one
 * keeps why it was not used, for the operator.
 */
#ifndef IE_SERVICE_COMPILED_H
#define IE_SERVICE_COMPILED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct ie_compiled {
    void *bytes; /* NULL: nothing is mapped */
    size_t len;
};

/* Maps the file at `path`; of an empty one nothing is mapped. Errors: those of ie_fail_open;
 * IE_INPUT "file.not_regular" {path}. O(1): nothing is read. */
int ie_compiled_map(const char *path, struct ie_compiled *file,
                    struct ie_error *err) IE_MUST_CHECK;
/* Checked, it need not stay in memory: what is asked for comes back from the cache. */
void ie_compiled_cool(const struct ie_compiled *file);
void ie_compiled_unmap(struct ie_compiled *file);

/* The first file of its kind that could not be used though it is there. */
struct ie_compiled_fault {
    bool any;
    struct ie_error why; /* its file is named */
};

/* Notes why the file at `path` is not used, unless it is just not there or another was
 * noted before. */
void ie_compiled_note(struct ie_compiled_fault *fault, const char *path,
                      const struct ie_error *why);
/* When making it anew failed too: the file that is there and damaged is what to look at,
 * not the texts that an installation need not have. Returns the code of `err`. */
int ie_compiled_blame(const struct ie_compiled_fault *fault, int code,
                      struct ie_error *err) IE_MUST_CHECK;

#endif
