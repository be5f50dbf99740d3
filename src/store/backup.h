/*
 * Keeping a store safe: a copy while others go on writing, the copy back in its place, and
 * the question whether a store is whole.
 *
 *   backup    snapshot ──▶ FILE.part (mode 0600) ──▶ verified, synced ──▶ renamed to FILE
 *   restore   FILE verified ──▶ STORE.part ──▶ synced ──▶ renamed to STORE, which nobody
 *             may have open; a journal left beside it belongs to the old bytes and is
 *             never put together with the new ones
 *
 * A backup is one file at rest (no journal beside it), so that it can be read where
 * nothing may be written. Whatever fails leaves the old file as it was.
 */
#ifndef IE_STORE_BACKUP_H
#define IE_STORE_BACKUP_H

#include "store/db.h"

/*
 * Copies what `db` sees into `path`; writers go on meanwhile. Errors: IE_CONFLICT
 * backup.exists {path} unless `replace`; IE_IO file.write {path, reason}, db.failed;
 * IE_INTERNAL store.damaged {reason}; IE_USAGE backup.not_a_file for a store that a
 * server keeps. O(size).
 */
int ie_db_backup(struct ie_db *db, const char *path, bool replace,
                 struct ie_error *err) IE_MUST_CHECK;

/*
 * Puts a verified copy of the store at `from` in the place that `url` names. Errors: those
 * of ie_db_open and ie_db_integrity for `from`; store.newer; IE_CONFLICT backup.exists
 * {path} for a store that is there unless `replace`, backup.in_use {path} if it is open
 * elsewhere, backup.leftover {path} for a journal without its store; IE_IO file.write.
 * O(size).
 */
int ie_db_restore(const char *from, const char *url, bool replace,
                  struct ie_error *err) IE_MUST_CHECK;

/* Every page, index, reference and constraint, where the backend keeps them in a file of
 * ours; a database server looks after its own. IE_INTERNAL store.damaged {reason}.
 * O(size · log size). */
int ie_db_integrity(struct ie_db *db, struct ie_error *err) IE_MUST_CHECK;

#endif
