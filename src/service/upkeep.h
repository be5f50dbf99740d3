/* Keeping the store of an office safe: backup, restore, check. For the operator alone. */
#ifndef IE_SERVICE_UPKEEP_H
#define IE_SERVICE_UPKEEP_H

#include "service/open.h"

/*
 * Backs the store up into `path` (store/backup.h), its attachments into the directory
 * `path`.d/attachments (after the store, so that what the copy speaks of is there; what is
 * there already is not copied again), and notes it in the log, since whoever holds the file
 * can read everything. The note is in the log of the store, not of the copy. *files: how
 * many attachments the copy has. Errors: those of ie_db_backup and ie_upkeep_copy_files.
 */
int ie_upkeep_backup(struct ie_service *service, const struct ie_actor *actor,
                     const char *path, bool replace, uint64_t *files,
                     struct ie_error *err) IE_MUST_CHECK;

/* A copy of the backup `from` becomes the store at `url` (store/backup.h), with the
 * attachments of `from`.d/attachments; if one of them cannot be copied, the store is there
 * already and restoring again goes on where this stopped. */
int ie_upkeep_restore(const char *from, const char *url, bool replace, uint64_t *files,
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
