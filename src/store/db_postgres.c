/*
 * PostgreSQL behind the same seam. A database is made with the collation C and the
 * encoding UTF8, so that text is ordered by bytes as in SQLite.
 *
 * A statement is prepared at its first step, when the kinds of its parameters are known;
 * a parameter that was never bound goes as a NULL text. Rows come as text and all at once:
 * callers ask for pages, not for tables. Writers are one at a time, by an advisory lock
 * that the end of the transaction gives back: the use cases look before they write, and
 * the log's numbers follow the commits.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "store/db_backend.h"

enum {
    MOST_PARAMETERS = 128,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_TEXT = 25,
    OID_FLOAT8 = 701
};

struct connection {
    PGconn *pg;
    unsigned named; /* statements prepared so far: their names */
};

struct statement {
    struct connection *connection;
    const char *sql; /* the caller's; lives as long */
    char name[16];
    bool prepared;
    int parameters; /* highest that the text uses */
    Oid type[MOST_PARAMETERS];
    size_t offset[MOST_PARAMETERS]; /* of the value in `values` */
    int length[MOST_PARAMETERS];
    bool null[MOST_PARAMETERS];
    struct ie_buf values;
    PGresult *result;
    int row;              /* next one */
    unsigned char *bytes; /* a byte string that get_text gave out */
};

/* ---- errors ---- */

static bool is_state(const char *state, const char *what)
{
    return state && strcmp(state, what) == 0;
}

/* "event_pkey" -> "uq_event_id", as SQLite's backend says it. */
static void add_constraint(struct ie_error *err, const char *name)
{
    struct ie_str text = ie_str_z(name ? name : "");
    char as_unique[100];

    if (ie_str_ends(text, IE_STR("_pkey"))) {
        snprintf(as_unique, sizeof(as_unique), "uq_%.*s_id", (int)(text.len - 5),
                 text.ptr);
        text = ie_str_z(as_unique);
    }
    ie_error_argn(err, "constraint", text.ptr, text.len);
}

static int failed(PGconn *pg, const PGresult *result, struct ie_error *err)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *reason =
        result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;

    if (is_state(state, "23505")) {
        ie_fail(err, IE_CONFLICT, "db.unique");
        add_constraint(err, PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME));
        return IE_CONFLICT;
    }
    if (is_state(state, "23503"))
        return ie_fail(err, IE_CONFLICT, "db.reference");
    if (is_state(state, "40001") || is_state(state, "40P01") || is_state(state, "55P03"))
        return ie_fail(err, IE_LIMIT, "db.busy");
    if (is_state(state, "53200") || (!result && PQstatus(pg) == CONNECTION_OK))
        return ie_fail_nomem(err);
    ie_fail(err, IE_IO, "db.failed");
    ie_error_arg(err, "reason", reason ? reason : PQerrorMessage(pg));
    return IE_IO;
}

static int finished(PGconn *pg, PGresult *result, struct ie_error *err)
{
    ExecStatusType status = PQresultStatus(result);
    bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    int code = fine ? 0 : failed(pg, result, err);

    PQclear(result);
    return code;
}

/* ---- connections ---- */

static void be_silent(void *nothing, const char *message)
{
    (void)nothing;
    (void)message;
}

static void pg_close(void *connection)
{
    struct connection *c = connection;

    PQfinish(c->pg);
    ie_free(c);
}

static int pg_exec(void *connection, const char *sql, struct ie_error *err)
{
    struct connection *c = connection;

    return finished(c->pg, PQexec(c->pg, sql), err);
}

static int pg_open(const char *url, enum ie_db_mode mode, void **connection,
                   struct ie_error *err)
{
    struct connection *c = ie_calloc(1, sizeof(*c));
    int code = 0;

    if (!c)
        return ie_fail_nomem(err);
    c->pg = PQconnectdb(url);
    if (!c->pg) {
        ie_free(c);
        return ie_fail_nomem(err);
    }
    if (PQstatus(c->pg) != CONNECTION_OK) {
        ie_fail(err, IE_IO, "db.open");
        ie_error_arg(err, "path", PQhost(c->pg)); /* the URL may hold a password */
        ie_error_arg(err, "reason", PQerrorMessage(c->pg));
        code = IE_IO;
    }
    if (!code) {
        PQsetNoticeProcessor(c->pg, be_silent, NULL);
        code = pg_exec(c,
                       "SET client_encoding='UTF8'; SET synchronous_commit=on;"
                       "SET standard_conforming_strings=on; SET lock_timeout='10s'",
                       err);
    }
    if (!code && (mode == IE_DB_READ || mode == IE_DB_SCAN))
        code = pg_exec(c, "SET default_transaction_read_only=on", err);
    if (code) {
        pg_close(c);
        return code;
    }
    *connection = c;
    return 0;
}

/* The number of the lock is that of the file format's mark ("ieum"). */
static int pg_begin(void *connection, bool write, struct ie_error *err)
{
    int code = pg_exec(connection,
                       write ? "BEGIN; SELECT pg_advisory_xact_lock(1768256877)"
                             : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                       err);

    if (code)
        (void)!pg_exec(connection, "ROLLBACK", NULL);
    return code;
}

/* A transaction in which a statement failed answers COMMIT by rolling back, politely. */
static int pg_commit(void *connection, struct ie_error *err)
{
    struct connection *c = connection;

    if (PQtransactionStatus(c->pg) == PQTRANS_INERROR) {
        ie_fail(err, IE_IO, "db.failed");
        ie_error_arg(err, "reason", "the transaction had failed before");
        return IE_IO;
    }
    return pg_exec(c, "COMMIT", err);
}

static void pg_rollback(void *connection)
{
    struct connection *c = connection;

    if (PQtransactionStatus(c->pg) != PQTRANS_IDLE)
        (void)!pg_exec(c, "ROLLBACK", NULL);
}

static int single_int(struct ie_db *db, const char *sql, const char *text, int64_t *value,
                      struct ie_error *err)
{
    struct ie_query q;
    bool row;

    ie_query_begin(db, sql, &q);
    if (text)
        ie_query_textz(&q, 1, text);
    int code = ie_query_next(&q, &row, err);
    if (!code)
        *value = row ? ie_query_get_int(&q, 0) : 0;
    ie_query_end(&q);
    return code;
}

static int pg_has_table(struct ie_db *db, const char *name, bool *there,
                        struct ie_error *err)
{
    int64_t found = 0;
    int code =
        single_int(db, "SELECT CASE WHEN to_regclass($1) IS NULL THEN 0 ELSE 1 END", name,
                   &found, err);

    *there = found != 0;
    return code;
}

/* Rises with every transaction of the server that writes. */
static int pg_data_version(void *connection, int64_t *version, struct ie_error *err)
{
    struct connection *c = connection;
    PGresult *result = PQexec(c->pg, "SELECT pg_snapshot_xmax(pg_current_snapshot())");

    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        *version = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    return finished(c->pg, result, err);
}

/* ---- statements ---- */

static int highest_parameter(const char *sql)
{
    long highest = 0;

    for (const char *p = sql; *p; p++)
        if (*p == '$' && strtol(p + 1, NULL, 10) > highest)
            highest = strtol(p + 1, NULL, 10);
    if (highest > MOST_PARAMETERS)
        IE_BUG("a parameter beyond the last");
    return (int)highest;
}

/* As nothing were bound: every parameter a NULL text until then. */
static void forget_bindings(struct statement *s)
{
    ie_buf_clear(&s->values);
    for (int i = 0; i < MOST_PARAMETERS; i++) {
        s->null[i] = true;
        s->type[i] = s->prepared ? s->type[i] : OID_TEXT;
    }
}

static int pg_prepare(void *connection, const char *sql, void **statement,
                      struct ie_error *err)
{
    struct connection *c = connection;
    struct statement *s = ie_calloc(1, sizeof(*s));

    if (!s)
        return ie_fail_nomem(err);
    s->connection = c;
    s->sql = sql;
    s->parameters = highest_parameter(sql);
    snprintf(s->name, sizeof(s->name), "s%u", c->named++);
    forget_bindings(s);
    *statement = s;
    return 0;
}

static void drop_result(struct statement *s)
{
    PQclear(s->result);
    PQfreemem(s->bytes);
    s->result = NULL;
    s->bytes = NULL;
    s->row = 0;
}

static void pg_reset(void *statement)
{
    struct statement *s = statement;

    drop_result(s);
    forget_bindings(s);
}

static void pg_finalize(void *statement)
{
    struct statement *s = statement;
    char sql[40];

    drop_result(s);
    if (s->prepared && PQtransactionStatus(s->connection->pg) != PQTRANS_INERROR) {
        snprintf(sql, sizeof(sql), "DEALLOCATE %s", s->name);
        (void)!pg_exec(s->connection, sql, NULL);
    }
    ie_buf_release(&s->values);
    ie_free(s);
}

static int bind(struct statement *s, int n, Oid type, struct ie_str value,
                struct ie_error *err)
{
    if (n < 1 || n > MOST_PARAMETERS)
        IE_BUG("a parameter beyond the last");
    s->null[n - 1] = value.ptr == NULL;
    if (!s->prepared)
        s->type[n - 1] = type;
    if (!value.ptr)
        return 0;
    s->offset[n - 1] = s->values.len;
    s->length[n - 1] = (int)value.len;
    ie_buf_add(&s->values, value);
    ie_buf_addc(&s->values, '\0');
    return ie_buf_check(&s->values, err);
}

static int pg_bind_text(void *statement, int n, struct ie_str value, struct ie_error *err)
{
    return bind(statement, n, OID_TEXT, value, err);
}

static int pg_bind_blob(void *statement, int n, struct ie_str value, struct ie_error *err)
{
    return bind(statement, n, OID_BYTEA, value, err);
}

static int pg_bind_int(void *statement, int n, int64_t value, struct ie_error *err)
{
    char text[24];

    snprintf(text, sizeof(text), "%lld", (long long)value);
    return bind(statement, n, OID_INT8, ie_str_z(text), err);
}

static int pg_bind_real(void *statement, int n, double value, struct ie_error *err)
{
    char text[40];

    snprintf(text, sizeof(text), "%.17g", value);
    return bind(statement, n, OID_FLOAT8, ie_str_z(text), err);
}

/* Of no type: the server finds it from where the parameter stands. */
static int pg_bind_null(void *statement, int n, struct ie_error *err)
{
    return bind(statement, n, 0, IE_STR_NONE, err);
}

static int prepare_now(struct statement *s, struct ie_error *err)
{
    PGconn *pg = s->connection->pg;
    int code = finished(pg, PQprepare(pg, s->name, s->sql, s->parameters, s->type), err);

    s->prepared = code == 0;
    return code;
}

static int run(struct statement *s, struct ie_error *err)
{
    const char *values[MOST_PARAMETERS];
    int formats[MOST_PARAMETERS];
    PGconn *pg = s->connection->pg;

    if (!s->prepared) {
        int code = prepare_now(s, err);
        if (code)
            return code;
    }
    for (int i = 0; i < s->parameters; i++) {
        values[i] = s->null[i] ? NULL : s->values.ptr + s->offset[i];
        formats[i] = s->type[i] == OID_BYTEA;
    }
    s->result = PQexecPrepared(pg, s->name, s->parameters, values, s->length, formats, 0);
    ExecStatusType status = PQresultStatus(s->result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return 0;
    int code = failed(pg, s->result, err);
    drop_result(s);
    return code;
}

static int pg_step(void *statement, bool *row, struct ie_error *err)
{
    struct statement *s = statement;

    if (!s->result) {
        int code = run(s, err);
        if (code)
            return code;
    } else {
        s->row++;
    }
    *row = s->row < PQntuples(s->result);
    return 0;
}

static struct ie_str pg_get_text(void *statement, int column)
{
    struct statement *s = statement;
    size_t len = 0;

    if (PQgetisnull(s->result, s->row, column))
        return IE_STR_NONE;
    const char *text = PQgetvalue(s->result, s->row, column);
    if (PQftype(s->result, column) != OID_BYTEA)
        return ie_str_n(text, (size_t)PQgetlength(s->result, s->row, column));
    PQfreemem(s->bytes);
    s->bytes = PQunescapeBytea((const unsigned char *)text, &len);
    return s->bytes ? ie_str_n((const char *)s->bytes, len) : IE_STR_NONE;
}

static int64_t pg_get_int(void *statement, int column)
{
    struct statement *s = statement;

    return strtoll(PQgetvalue(s->result, s->row, column), NULL, 10);
}

static double pg_get_real(void *statement, int column)
{
    struct statement *s = statement;

    return strtod(PQgetvalue(s->result, s->row, column), NULL);
}

static bool pg_get_null(void *statement, int column)
{
    struct statement *s = statement;

    return PQgetisnull(s->result, s->row, column) != 0;
}

const struct ie_db_backend ie_db_postgres = {
    .scheme = "postgresql",
    .blob = "BYTEA",
    .clustered = "",
    .open = pg_open,
    .close = pg_close,
    .exec = pg_exec,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .has_table = pg_has_table,
    .data_version = pg_data_version,
    .prepare = pg_prepare,
    .finalize = pg_finalize,
    .bind_text = pg_bind_text,
    .bind_blob = pg_bind_blob,
    .bind_int = pg_bind_int,
    .bind_real = pg_bind_real,
    .bind_null = pg_bind_null,
    .step = pg_step,
    .get_text = pg_get_text,
    .get_int = pg_get_int,
    .get_real = pg_get_real,
    .get_null = pg_get_null,
    .reset = pg_reset,
};
