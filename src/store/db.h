/*
 * One connection to the store, and the seam behind which the backends stand.
 *
 *   struct ie_query q;
 *   ie_query_begin(db, "SELECT name FROM organisation WHERE office_id=$1 AND id=$2", &q);
 *   ie_query_text(&q, 1, office); ie_query_text(&q, 2, id);
 *   while ((code = ie_query_next(&q, &row, err)) == 0 && row)
 *       use(ie_query_get_text(&q, 0));
 *   ie_query_end(&q);
 *
 * Statements are prepared once a connection and kept by their SQL text. A connection
 * belongs to one thread at a time.
 */
#ifndef IE_STORE_DB_H
#define IE_STORE_DB_H

#include "base/arena.h"
#include "base/error.h"
#include "base/moment.h"
#include "base/str.h"

struct ie_db;

enum ie_db_mode {
    IE_DB_READ, /* may only read; a write is refused by the backend itself */
    IE_DB_SCAN, /* as READ, for passes in the background: maps nothing, since mapped pages
                     that nobody asks for again would stay in memory */
    IE_DB_WRITE,  /* reads and writes the existing store */
    IE_DB_CREATE, /* as WRITE, and makes the store if there is none */
};

/*
 * Opens `url` ("sqlite:PATH", "sqlite::memory:" for tests, or "postgresql://…" as libpq
 * takes it; that database has encoding UTF8 and collation C). Does not migrate.
 * Errors: IE_USAGE db.url_unknown; IE_NOT_FOUND db.absent {path} unless it may be made;
 * IE_IO db.open {path, reason}; IE_INPUT db.not_ours for
 * a file that is no store of ours. SQLite: WAL, synchronous=FULL, foreign keys on,
 * busy timeout 10 s, mmap, trusted_schema off, defensive mode.
 */
int ie_db_open(const char *url, enum ie_db_mode mode, struct ie_db **db,
               struct ie_error *err) IE_MUST_CHECK;
void ie_db_close(struct ie_db *db); /* NULL is fine */

/* Transactions. A read one holds one snapshot; a write one takes the writer's lock at
 * once (BEGIN IMMEDIATE) and is durable when commit returns 0. The place that opened it is
 * remembered for the message when it was left open or opened twice (after fossil). */
#define ie_db_begin_read(db, err)  ie_db_begin_at((db), false, __FILE__, __LINE__, (err))
#define ie_db_begin_write(db, err) ie_db_begin_at((db), true, __FILE__, __LINE__, (err))
int ie_db_begin_at(struct ie_db *db, bool write, const char *file, int line,
                   struct ie_error *err) IE_MUST_CHECK;
int ie_db_commit(struct ie_db *db, struct ie_error *err) IE_MUST_CHECK;
void ie_db_rollback(struct ie_db *db); /* no transaction open: does nothing */
bool ie_db_in_transaction(const struct ie_db *db);

/* Nested part of a write transaction that can be undone alone (group commit). */
int ie_db_savepoint(struct ie_db *db, struct ie_error *err) IE_MUST_CHECK;
int ie_db_savepoint_keep(struct ie_db *db, struct ie_error *err) IE_MUST_CHECK;
int ie_db_savepoint_undo(struct ie_db *db, struct ie_error *err) IE_MUST_CHECK;

/* Changes when another connection has committed (SQLite data_version). O(1). */
int ie_db_data_version(struct ie_db *db, int64_t *version,
                       struct ie_error *err) IE_MUST_CHECK;

struct ie_query {
    struct ie_db *db;
    void *statement;         /* the backend's */
    struct ie_error pending; /* first failure of begin or bind, reported by next */
};

/* `sql` must live as long as the connection (a literal, or interned by ie_db_intern). */
void ie_query_begin(struct ie_db *db, const char *sql, struct ie_query *query);
const char *ie_db_intern(struct ie_db *db, struct ie_str sql); /* NULL: memory out */
/* $n from 1. Bound bytes are copied. IE_STR_NONE binds NULL. */
void ie_query_text(struct ie_query *query, int n, struct ie_str value);
void ie_query_textz(struct ie_query *query, int n, const char *value);
void ie_query_int(struct ie_query *query, int n, int64_t value);
void ie_query_real(struct ie_query *query, int n, double value);
void ie_query_blob(struct ie_query *query, int n, struct ie_str bytes);
void ie_query_null(struct ie_query *query, int n);
/* Next row; *row false at the end. Errors: IE_CONFLICT db.unique {constraint},
 * IE_CONFLICT db.reference, IE_IO db.failed {reason}, IE_LIMIT db.busy, IE_NOMEM. */
int ie_query_next(struct ie_query *query, bool *row, struct ie_error *err) IE_MUST_CHECK;
/* Columns from 0; text stays valid until the next step or end of this query. */
struct ie_str ie_query_get_text(struct ie_query *query,
                                int column); /* NULL: IE_STR_NONE */
int64_t ie_query_get_int(struct ie_query *query, int column);
double ie_query_get_real(struct ie_query *query, int column);
bool ie_query_get_null(struct ie_query *query, int column);
void ie_query_end(struct ie_query *query); /* always, also after failure; resets */

/* For statements without rows: next until done, then end. */
int ie_query_run(struct ie_query *query, struct ie_error *err) IE_MUST_CHECK;
int ie_db_exec(struct ie_db *db, const char *sql, struct ie_error *err) IE_MUST_CHECK;

#endif
