/*
 * What a backend is: a table of functions under db.c. Only db.c and the backends include
 * this. A backend knows statements, values and transactions, and nothing of records.
 *
 * `prepare` may put off the real preparation to the first `step`, when the types of the
 * bound values are known (PostgreSQL cannot name the type of a parameter that a text does
 * not use; SQLite does not care). Binding a parameter that the text does not use is no
 * failure: a reader's predicate may need none of the four.
 */
#ifndef IE_STORE_DB_BACKEND_H
#define IE_STORE_DB_BACKEND_H

#include "store/db.h"

struct ie_db_backend {
    const char *scheme; /* "sqlite": what stands before the colon of the URL */
    /* What these mean in a migration: {blob}, a type of bytes; {clustered}, behind a
     * table: its rows stand in the order of its key. */
    const char *blob, *clustered;

    /* `url` begins with the scheme and a colon. */
    int (*open)(const char *url, enum ie_db_mode mode, void **connection,
                struct ie_error *err);
    void (*close)(void *connection);
    /* Statements without parameters or rows, one or many. */
    int (*exec)(void *connection, const char *sql, struct ie_error *err);
    int (*begin)(void *connection, bool write, struct ie_error *err);
    int (*commit)(void *connection, struct ie_error *err);
    void (*rollback)(void *connection);
    int (*has_table)(struct ie_db *db, const char *name, bool *there,
                     struct ie_error *err);
    int (*data_version)(void *connection, int64_t *version, struct ie_error *err);

    /* These are NULL where a server keeps the store. What the connection sees, into the empty file `path`: a copy at rest, or one ready
     * for work. */
    int (*copy)(void *connection, const char *path, bool at_rest, struct ie_error *err);
    /* Until it is closed, no other connection has the store; IE_LIMIT db.busy. */
    int (*alone)(void *connection, struct ie_error *err);
    int (*integrity)(struct ie_db *db, struct ie_error *err);

    /* `sql` lives as long as the statement. */
    int (*prepare)(void *connection, const char *sql, void **statement,
                   struct ie_error *err);
    void (*finalize)(void *statement);
    int (*bind_text)(void *statement, int n, struct ie_str value, struct ie_error *err);
    int (*bind_blob)(void *statement, int n, struct ie_str value, struct ie_error *err);
    int (*bind_int)(void *statement, int n, int64_t value, struct ie_error *err);
    int (*bind_real)(void *statement, int n, double value, struct ie_error *err);
    int (*bind_null)(void *statement, int n, struct ie_error *err);
    int (*step)(void *statement, bool *row, struct ie_error *err);
    struct ie_str (*get_text)(void *statement, int column);
    int64_t (*get_int)(void *statement, int column);
    double (*get_real)(void *statement, int column);
    bool (*get_null)(void *statement, int column);
    void (*reset)(void *statement); /* ready for the next use; forgets what was bound */
};

extern const struct ie_db_backend ie_db_sqlite, ie_db_postgres;

/* The backend of a connection, for migrate.c and backup.c. */
const struct ie_db_backend *ie_db_backend_of(const struct ie_db *db);
void *ie_db_connection_of(const struct ie_db *db);

#endif
