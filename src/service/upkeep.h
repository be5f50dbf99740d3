/* Keeping the store of an office safe: backup, restore, check. For the operator alone. */
#ifndef IE_SERVICE_UPKEEP_H
#define IE_SERVICE_UPKEEP_H

#include "service/open.h"

/*
 * Backs the store up into `path` (store/backup.h) and notes it in the log, since whoever
 * holds the file can read everything. The note is in the log of the store, not of the copy.
 */
int ie_upkeep_backup(struct ie_service *service, const struct ie_actor *actor,
                     const char *path, bool replace, struct ie_error *err) IE_MUST_CHECK;

/* A copy of the backup `from` becomes the store at `url` (store/backup.h). */
int ie_upkeep_restore(const char *from, const char *url, bool replace,
                      struct ie_error *err) IE_MUST_CHECK;

struct ie_upkeep {
    int64_t version;         /* of the store */
    int64_t entries, erased; /* of the log */
};

/* Reads the whole store at `url` and changes nothing, not even its version: pages, indexes
 * and references, then the log. Errors: those of ie_db_open, ie_db_integrity,
 * ie_db_check_version, ie_log_verify. O(size · log size). */
int ie_upkeep_check(const char *url, struct ie_upkeep *found,
                    struct ie_error *err) IE_MUST_CHECK;

#endif
