/*
 * Migrations: the numbered files migrations/NNNN_name.sql, embedded in the program by
 * tools/embed-sql. Forward only. Each runs in one transaction with its row in
 * `schema_version`, so that a store is always at exactly one version, whenever the power
 * goes. A file that has been released is never changed: its checksum is in the row.
 *
 * The SQL is the dialect that both backends understand; {blob} stands for the type of a
 * byte string.
 */
#ifndef IE_STORE_MIGRATE_H
#define IE_STORE_MIGRATE_H

#include "store/db.h"

struct ie_migration {
    int version; /* from 1, without a gap */
    const char *name;
    const char *sql;
};

extern const struct ie_migration ie_migrations[]; /* version 0 at the end */

/* The version of this program. */
int ie_migration_latest(void);

/* Version of the store; 0 for an empty one. */
int ie_db_version(struct ie_db *db, int64_t *version, struct ie_error *err) IE_MUST_CHECK;

/*
 * Brings the store to `version` (0: the latest), `now` being noted as the time. Does
 * nothing if it is there. Must not be called within a transaction. Two programs may call
 * it at the same time. Errors: IE_CONFLICT store.newer {version, known} for a store of a
 * newer program; IE_INTERNAL store.migration_changed {version} when a file that the store
 * has run is not the one in this program; those of the statements.
 */
int ie_db_migrate(struct ie_db *db, int version, ie_moment now,
                  struct ie_error *err) IE_MUST_CHECK;

/* 0 if the store is at this program's version; else IE_CONFLICT store.newer or
 * IE_CONFLICT store.older {version, known}. For readers, which can't migrate. */
int ie_db_check_version(struct ie_db *db, struct ie_error *err) IE_MUST_CHECK;

#endif
