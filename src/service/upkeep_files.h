/* Attachments from one directory into another, for backup and restore. */
#ifndef IE_SERVICE_UPKEEP_FILES_H
#define IE_SERVICE_UPKEEP_FILES_H

#include "base/error.h"

/*
 * Copies the files of `from` that `to` does not hold into `to`, which is made (mode 0700)
 * if anything is to go there. A file's name is the SHA-256 of its bytes: each is read
 * against it and gets its name when it is whole and on the disk. *files: how many `from`
 * holds. Errors: IE_INTERNAL attachment.damaged {path}; IE_IO attachment.store {path,
 * reason}. O(bytes that are not there yet).
 */
int ie_upkeep_copy_files(const char *from, const char *to, uint64_t *files,
                         struct ie_error *err) IE_MUST_CHECK;

#endif
