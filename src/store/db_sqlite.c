#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "store/db_backend.h"
#include "store/vfs_gather.h"

enum { APPLICATION_ID = 0x6965756D /* "ieum" */, BUSY_MS = 10000 };

/* ---- errors ---- */

/*
 * "UNIQUE constraint failed: event.office_id, event.code" -> "uq_event_code", the name
 * that the index bears in the migrations and that PostgreSQL reports; an index over an
 * expression is reported by name already: "… failed: index 'uq_account_login'".
 */
static void add_constraint(struct ie_error *err, const char *message)
{
    struct ie_str text = ie_str_z(message);
    int64_t at = ie_str_find(text, IE_STR("index '"));

    if (at >= 0) {
        struct ie_str name = ie_str_sub(text, (size_t)at + 7, text.len);
        if (name.len)
            name.len--;
        ie_error_argn(err, "constraint", name.ptr, name.len);
        return;
    }
    const char *last = strrchr(message, ' ');
    const char *dot = last ? strchr(last, '.') : NULL;
    char name[100];
    if (dot)
        snprintf(name, sizeof(name), "uq_%.*s_%s", (int)(dot - last - 1), last + 1,
                 dot + 1);
    else
        snprintf(name, sizeof(name), "%s", message);
    ie_error_arg(err, "constraint", name);
}

static int failed(sqlite3 *sqlite, int rc, struct ie_error *err)
{
    switch (rc & 0xFF) {
    case SQLITE_NOMEM:
        return ie_fail_nomem(err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ie_fail(err, IE_LIMIT, "db.busy");
    case SQLITE_CONSTRAINT:
        if (rc == SQLITE_CONSTRAINT_FOREIGNKEY)
            return ie_fail(err, IE_CONFLICT, "db.reference");
        if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY) {
            ie_fail(err, IE_CONFLICT, "db.unique");
            add_constraint(err, sqlite3_errmsg(sqlite));
            return IE_CONFLICT;
        }
        break;
    case SQLITE_NOTADB:
        return ie_fail(err, IE_INPUT, "db.not_ours");
    case SQLITE_READONLY:
        return ie_fail(err, IE_IO, "db.read_only");
    case SQLITE_FULL:
        return ie_fail(err, IE_IO, "db.full");
    case SQLITE_CORRUPT:
        ie_fail(err, IE_IO, "db.damaged");
        ie_error_arg(err, "reason", sqlite ? sqlite3_errmsg(sqlite) : sqlite3_errstr(rc));
        return IE_IO;
    default:
        break;
    }
    ie_fail(err, IE_IO, "db.failed");
    ie_error_arg(err, "reason", sqlite ? sqlite3_errmsg(sqlite) : sqlite3_errstr(rc));
    return IE_IO;
}

/* ---- connections ---- */

/* Statements around every transaction. */
enum { BEGIN, BEGIN_WRITE, COMMIT, ROLLBACK, DATA_VERSION, KEPT };
static const char *const kept_sql[KEPT] = {[BEGIN] = "BEGIN",
                                           [BEGIN_WRITE] = "BEGIN IMMEDIATE",
                                           [COMMIT] = "COMMIT",
                                           [ROLLBACK] = "ROLLBACK",
                                           [DATA_VERSION] = "PRAGMA data_version"};

struct connection {
    sqlite3 *sqlite;
    sqlite3_stmt *kept[KEPT];
};

/* SQLite counts its memory under one lock for all threads; nobody here reads the count. */
static void set_up_library(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int run(struct connection *c, const char *sql, struct ie_error *err)
{
    int rc = sqlite3_exec(c->sqlite, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0
                           : failed(c->sqlite, sqlite3_extended_errcode(c->sqlite), err);
}

/* All at once, at the start: a rollback must not need memory. */
static int prepare_kept(struct connection *c, struct ie_error *err)
{
    for (int i = 0; i < KEPT; i++) {
        int rc = sqlite3_prepare_v3(c->sqlite, kept_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                    &c->kept[i], NULL);
        if (rc != SQLITE_OK)
            return failed(c->sqlite, rc, err);
    }
    return 0;
}

/* Runs one of the kept statements; its first column, if it gives a row. */
static int run_kept(struct connection *c, int which, int64_t *value, struct ie_error *err)
{
    int rc = sqlite3_step(c->kept[which]);

    if (rc == SQLITE_ROW && value)
        *value = sqlite3_column_int64(c->kept[which], 0);
    int code = rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : failed(c->sqlite, rc, err);
    sqlite3_reset(c->kept[which]);
    return code;
}

static int single_int(struct connection *c, const char *sql, int64_t *value,
                      struct ie_error *err)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(c->sqlite, sql, -1, &statement, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement);
    *value = rc == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    int code = rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : failed(c->sqlite, rc, err);
    sqlite3_finalize(statement);
    return code;
}

/* A file that somebody else's program made must not be written into. An empty one is
 * taken when we may create. */
static int check_ours(struct connection *c, const char *path, enum ie_db_mode mode,
                      struct ie_error *err)
{
    int64_t application = 0, objects = 0;
    int code = single_int(c, "SELECT count(*) FROM sqlite_master", &objects, err);

    if (!code)
        code = single_int(c, "PRAGMA application_id", &application, err);
    if (code == IE_INPUT)
        ie_error_arg(err, "path", path);
    if (code || application == APPLICATION_ID)
        return code;
    if (objects || mode != IE_DB_CREATE) {
        ie_fail(err, IE_INPUT, "db.not_ours");
        ie_error_arg(err, "path", path);
        return IE_INPUT;
    }
    char sql[64];
    snprintf(sql, sizeof(sql), "PRAGMA application_id=%d", APPLICATION_ID);
    return run(c, sql, err);
}

static int set_up(struct connection *c, const char *path, enum ie_db_mode mode,
                  struct ie_error *err)
{
    sqlite3_extended_result_codes(c->sqlite, 1);
    sqlite3_busy_timeout(c->sqlite, BUSY_MS);
    sqlite3_db_config(c->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(c->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(c->sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(c->sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    int code = check_ours(c, path, mode, err);
    if (!code && mode == IE_DB_CREATE)
        code = run(c, "PRAGMA journal_mode=WAL", err);
    if (!code)
        code = run(c,
                   "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                   "PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY; PRAGMA "
                   "journal_size_limit=67108864;"
                   "PRAGMA case_sensitive_like=ON" /* as in PostgreSQL */,
                   err);
    if (!code && (mode == IE_DB_READ || mode == IE_DB_SCAN))
        code = run(c, "PRAGMA query_only=ON", err);
    /* Mapped pages count as the process's memory: only those who answer requests map. */
    if (!code && mode == IE_DB_READ)
        code = run(c, "PRAGMA mmap_size=268435456", err);
    return code ? code : prepare_kept(c, err);
}

static void sqlite_close_connection(void *connection)
{
    struct connection *c = connection;

    for (size_t i = 0; i < KEPT; i++)
        sqlite3_finalize(c->kept[i]);
    sqlite3_close(c->sqlite);
    ie_free(c);
}

static int sqlite_open_connection(const char *url, enum ie_db_mode mode,
                                  void **connection, struct ie_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_up_library);
    const char *path = url + strlen("sqlite:");
    struct connection *c = ie_calloc(1, sizeof(*c));
    bool memory = strcmp(path, ":memory:") == 0;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    if (!c)
        return ie_fail_nomem(err);
    if (mode == IE_DB_CREATE || memory)
        flags |= SQLITE_OPEN_CREATE;
    const char *vfs =
        mode == IE_DB_READ || mode == IE_DB_SCAN || memory ? NULL : ie_vfs_gather();
    int rc = sqlite3_open_v2(path, &c->sqlite, flags, vfs);
    if (rc != SQLITE_OK) {
        int code;
        if ((rc & 0xFF) == SQLITE_NOMEM) {
            code = ie_fail_nomem(err);
        } else {
            int number = c->sqlite ? sqlite3_system_errno(c->sqlite) : 0;
            if (number == ENOENT && mode != IE_DB_CREATE) {
                code = ie_fail(err, IE_NOT_FOUND, "db.absent");
                ie_error_arg(err, "path", path);
            } else {
                code = ie_fail_errno(err, "db.open", path, number ? number : EIO);
            }
        }
        sqlite_close_connection(c);
        return code;
    }
    int code = set_up(c, path, memory ? IE_DB_CREATE : mode, err);
    if (code) {
        sqlite_close_connection(c);
        return code;
    }
    *connection = c;
    return 0;
}

static int sqlite_exec_texts(void *connection, const char *sql, struct ie_error *err)
{
    return run(connection, sql, err);
}

static void sqlite_rollback(void *connection);

/* A rollback that had no memory for itself left the old transaction open: it is made up
 * for here. A begin that fails half-way must not leave one either. */
static int sqlite_begin(void *connection, bool write, struct ie_error *err)
{
    struct connection *c = connection;

    if (!sqlite3_get_autocommit(c->sqlite)) {
        int code = run_kept(c, ROLLBACK, NULL, err);
        if (code)
            return code;
    }
    int code = run_kept(c, write ? BEGIN_WRITE : BEGIN, NULL, err);
    if (code)
        sqlite_rollback(c);
    return code;
}

static int sqlite_commit(void *connection, struct ie_error *err)
{
    return run_kept(connection, COMMIT, NULL, err);
}

/* Some failures (disk full, memory out) have rolled back already. */
static void sqlite_rollback(void *connection)
{
    struct connection *c = connection;

    if (!sqlite3_get_autocommit(c->sqlite))
        (void)!run_kept(c, ROLLBACK, NULL, NULL);
}

static int sqlite_data_version(void *connection, int64_t *version, struct ie_error *err)
{
    return run_kept(connection, DATA_VERSION, version, err);
}

static int sqlite_has_table(struct ie_db *db, const char *name, bool *there,
                            struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db, "SELECT 1 FROM sqlite_master WHERE type='table' AND name=$1", &q);
    ie_query_textz(&q, 1, name);
    int code = ie_query_next(&q, there, err);
    ie_query_end(&q);
    return code;
}

/* ---- whole stores ---- */

static int sqlite_copy(void *connection, const char *path, bool at_rest,
                       struct ie_error *err)
{
    struct connection *from = connection, into = {0};
    sqlite3_backup *backup = NULL;
    int rc = sqlite3_open_v2(path, &into.sqlite,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);

    if (rc == SQLITE_OK) {
        backup = sqlite3_backup_init(into.sqlite, "main", from->sqlite, "main");
        rc = sqlite3_errcode(into.sqlite);
    }
    if (backup) {
        sqlite3_backup_step(backup, -1); /* one snapshot; its failure comes with finish */
        rc = sqlite3_backup_finish(backup);
    }
    int code =
        rc == SQLITE_OK
            ? run(&into,
                  at_rest ? "PRAGMA journal_mode=DELETE" : "PRAGMA journal_mode=WAL", err)
            : failed(into.sqlite, rc, err);
    sqlite3_close(into.sqlite);
    return code;
}

/* Leaving WAL needs the file for oneself, and takes the journal away. */
static int sqlite_alone(void *connection, struct ie_error *err)
{
    struct connection *c = connection;

    sqlite3_busy_timeout(c->sqlite, 0);
    return run(c,
               "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE;"
               "BEGIN EXCLUSIVE",
               err);
}

static int damaged(struct ie_str reason, struct ie_error *err)
{
    ie_fail(err, IE_INTERNAL, "store.damaged");
    ie_error_argn(err, "reason", reason.ptr, reason.len);
    return IE_INTERNAL;
}

static int sqlite_integrity(struct ie_db *db, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(db, "PRAGMA integrity_check(1)", &q);
    int code = ie_query_next(&q, &row, err);
    if (!code && row && !ie_str_eqz(ie_query_get_text(&q, 0), "ok"))
        code = damaged(ie_query_get_text(&q, 0), err);
    ie_query_end(&q);
    if (code)
        return code;
    ie_query_begin(db, "PRAGMA foreign_key_check", &q);
    code = ie_query_next(&q, &row, err);
    if (!code && row)
        code = damaged(ie_query_get_text(&q, 0), err);
    ie_query_end(&q);
    return code;
}

/* ---- statements ---- */

/*
 * SQLite numbers `$1`, `$2` … by order of appearance, whatever the digits say; only `?1`
 * is taken at its word. So `$n` becomes `?n`, outside quotes.
 */
static int to_question_marks(const char *sql, struct ie_buf *out, struct ie_error *err)
{
    char quote = 0;

    if (!ie_buf_reserve(out, strlen(sql) + 1))
        return ie_fail_nomem(err);
    for (const char *p = sql; *p; p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '\'' || *p == '"')
            quote = *p;
        ie_buf_addc(out, !quote && *p == '$' ? '?' : *p);
    }
    return ie_buf_check(out, err);
}

static int sqlite_prepare(void *connection, const char *sql, void **statement,
                          struct ie_error *err)
{
    struct connection *c = connection;
    struct ie_buf text = IE_BUF_INIT;
    sqlite3_stmt *made = NULL;
    int code = to_question_marks(sql, &text, err);

    if (!code) {
        int rc = sqlite3_prepare_v3(c->sqlite, text.ptr, (int)text.len,
                                    SQLITE_PREPARE_PERSISTENT, &made, NULL);
        if (rc != SQLITE_OK)
            code = failed(c->sqlite, rc, err);
    }
    ie_buf_release(&text);
    if (!code)
        *statement = made;
    return code;
}

static void sqlite_finalize_statement(void *statement)
{
    sqlite3_finalize(statement);
}

/* SQLITE_RANGE: the text does not use this parameter, which is fine. */
static int bound(sqlite3_stmt *statement, int rc, struct ie_error *err)
{
    if (rc == SQLITE_OK || rc == SQLITE_RANGE)
        return 0;
    if (rc == SQLITE_TOOBIG)
        return ie_fail(err, IE_LIMIT, "db.too_big");
    return failed(sqlite3_db_handle(statement), rc, err);
}

static int sqlite_bind_text(void *statement, int n, struct ie_str value,
                            struct ie_error *err)
{
    return bound(statement,
                 sqlite3_bind_text64(statement, n, value.ptr, value.len, SQLITE_TRANSIENT,
                                     SQLITE_UTF8),
                 err);
}

static int sqlite_bind_blob(void *statement, int n, struct ie_str value,
                            struct ie_error *err)
{
    return bound(
        statement,
        sqlite3_bind_blob64(statement, n, value.ptr, value.len, SQLITE_TRANSIENT), err);
}

static int sqlite_bind_int(void *statement, int n, int64_t value, struct ie_error *err)
{
    return bound(statement, sqlite3_bind_int64(statement, n, value), err);
}

static int sqlite_bind_real(void *statement, int n, double value, struct ie_error *err)
{
    return bound(statement, sqlite3_bind_double(statement, n, value), err);
}

static int sqlite_bind_null(void *statement, int n, struct ie_error *err)
{
    return bound(statement, sqlite3_bind_null(statement, n), err);
}

static int sqlite_step(void *statement, bool *row, struct ie_error *err)
{
    int rc = sqlite3_step(statement);

    *row = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW || rc == SQLITE_DONE)
        return 0;
    return failed(sqlite3_db_handle(statement), rc, err);
}

static struct ie_str sqlite_get_text(void *statement, int column)
{
    int type = sqlite3_column_type(statement, column);

    if (type == SQLITE_NULL)
        return IE_STR_NONE;
    const void *bytes = type == SQLITE_BLOB ? sqlite3_column_blob(statement, column)
                                            : sqlite3_column_text(statement, column);
    int len = sqlite3_column_bytes(statement, column);
    return ie_str_n(bytes ? bytes : "", len > 0 ? (size_t)len : 0);
}

static int64_t sqlite_get_int(void *statement, int column)
{
    return sqlite3_column_int64(statement, column);
}

static double sqlite_get_real(void *statement, int column)
{
    return sqlite3_column_double(statement, column);
}

static bool sqlite_get_null(void *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

static void sqlite_reset_statement(void *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

const struct ie_db_backend ie_db_sqlite = {
    .scheme = "sqlite",
    .blob = "BLOB",
    .clustered = " WITHOUT ROWID",
    .open = sqlite_open_connection,
    .close = sqlite_close_connection,
    .exec = sqlite_exec_texts,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .has_table = sqlite_has_table,
    .data_version = sqlite_data_version,
    .copy = sqlite_copy,
    .alone = sqlite_alone,
    .integrity = sqlite_integrity,
    .prepare = sqlite_prepare,
    .finalize = sqlite_finalize_statement,
    .bind_text = sqlite_bind_text,
    .bind_blob = sqlite_bind_blob,
    .bind_int = sqlite_bind_int,
    .bind_real = sqlite_bind_real,
    .bind_null = sqlite_bind_null,
    .step = sqlite_step,
    .get_text = sqlite_get_text,
    .get_int = sqlite_get_int,
    .get_real = sqlite_get_real,
    .get_null = sqlite_get_null,
    .reset = sqlite_reset_statement,
};
