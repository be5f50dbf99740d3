#include "store/db.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "store/db_backend.h"

static const struct ie_db_backend *const backends[] = {&ie_db_sqlite, &ie_db_postgres,
                                                       NULL};

/* Statements kept by text: a hash table of chains, and one list by time of use. Filters,
 * sorts and readers make many texts; past KEPT the one longest unused goes. */
enum { BUCKETS = 256, KEPT = 192 };

struct statement {
    struct statement *chain;         /* same bucket */
    struct statement *newer, *older; /* by use */
    uint64_t hash;
    void *handle; /* the backend's */
    bool busy;
    bool passing; /* a second use of a text while the kept one is busy; not kept */
    char sql[];
};

struct interned {
    struct interned *chain;
    uint64_t hash;
    char text[];
};

struct ie_db {
    const struct ie_db_backend *backend;
    void *connection;
    enum ie_db_mode mode;
    struct statement *bucket[BUCKETS];
    struct statement *newest, *oldest;
    unsigned kept;
    struct interned *texts[BUCKETS];
    bool in_transaction;
    bool writing;
    const char *begun_file; /* where the open transaction began */
    int begun_line;
    unsigned savepoints;
};

const struct ie_db_backend *ie_db_backend_of(const struct ie_db *db)
{
    return db->backend;
}

void *ie_db_connection_of(const struct ie_db *db)
{
    return db->connection;
}

int ie_db_open(const char *url, enum ie_db_mode mode, struct ie_db **db,
               struct ie_error *err)
{
    for (size_t i = 0; backends[i]; i++) {
        size_t len = strlen(backends[i]->scheme);
        if (strncmp(url, backends[i]->scheme, len) != 0 || url[len] != ':')
            continue;
        struct ie_db *made = ie_calloc(1, sizeof(*made));
        if (!made)
            return ie_fail_nomem(err);
        made->backend = backends[i];
        made->mode = mode;
        int code = made->backend->open(url, mode, &made->connection, err);
        if (code) {
            ie_free(made);
            return code;
        }
        *db = made;
        return 0;
    }
    ie_fail(err, IE_USAGE, "db.url_unknown");
    ie_error_arg(err, "url", url);
    return IE_USAGE;
}

static void drop_statement(struct ie_db *db, struct statement *s)
{
    if (s->handle)
        db->backend->finalize(s->handle);
    ie_free(s);
}

void ie_db_close(struct ie_db *db)
{
    if (!db)
        return;
    ie_db_rollback(db);
    for (struct statement *s = db->newest; s;) {
        struct statement *older = s->older;
        drop_statement(db, s);
        s = older;
    }
    for (size_t i = 0; i < BUCKETS; i++)
        while (db->texts[i]) {
            struct interned *text = db->texts[i];
            db->texts[i] = text->chain;
            ie_free(text);
        }
    db->backend->close(db->connection);
    ie_free(db);
}

/* ---- transactions ---- */

int ie_db_begin_at(struct ie_db *db, bool write, const char *file, int line,
                   struct ie_error *err)
{
    if (db->in_transaction) {
        fprintf(stderr, "ieum: transaction begun at %s:%d, still open from %s:%d\n", file,
                line, db->begun_file, db->begun_line);
        IE_BUG("transaction begun within a transaction");
    }
    int code = db->backend->begin(db->connection, write, err);
    if (code)
        return code;
    db->in_transaction = true;
    db->writing = write;
    db->begun_file = file;
    db->begun_line = line;
    db->savepoints = 0;
    return 0;
}

int ie_db_commit(struct ie_db *db, struct ie_error *err)
{
    if (!db->in_transaction)
        IE_BUG("commit without a transaction");
    ie_fault_point("store.commit");
    int code = db->backend->commit(db->connection, err);
    ie_fault_point("store.committed");
    if (code)
        db->backend->rollback(db->connection);
    db->in_transaction = false;
    return code;
}

void ie_db_rollback(struct ie_db *db)
{
    if (!db->in_transaction)
        return;
    db->backend->rollback(db->connection);
    db->in_transaction = false;
}

bool ie_db_in_transaction(const struct ie_db *db)
{
    return db->in_transaction;
}

/* A kept statement, since every write of a group is wrapped in two. */
static int run_kept(struct ie_db *db, const char *sql, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db, sql, &q);
    return ie_query_run(&q, err);
}

/* Savepoints nest; both backends let an inner one hide an outer one of the same name. */
int ie_db_savepoint(struct ie_db *db, struct ie_error *err)
{
    if (!db->in_transaction || !db->writing)
        IE_BUG("savepoint without a write transaction");
    int code = run_kept(db, "SAVEPOINT part", err);
    if (!code)
        db->savepoints++;
    return code;
}

int ie_db_savepoint_keep(struct ie_db *db, struct ie_error *err)
{
    if (db->savepoints == 0)
        IE_BUG("no savepoint to keep");
    db->savepoints--;
    return run_kept(db, "RELEASE SAVEPOINT part", err);
}

int ie_db_savepoint_undo(struct ie_db *db, struct ie_error *err)
{
    if (db->savepoints == 0)
        IE_BUG("no savepoint to undo");
    db->savepoints--;
    int code = run_kept(db, "ROLLBACK TO SAVEPOINT part", err);
    return code ? code : run_kept(db, "RELEASE SAVEPOINT part", err);
}

int ie_db_data_version(struct ie_db *db, int64_t *version, struct ie_error *err)
{
    return db->backend->data_version(db->connection, version, err);
}

int ie_db_exec(struct ie_db *db, const char *sql, struct ie_error *err)
{
    return db->backend->exec(db->connection, sql, err);
}

/* ---- kept texts and statements ---- */

const char *ie_db_intern(struct ie_db *db, struct ie_str sql)
{
    uint64_t hash = XXH3_64bits(sql.ptr, sql.len);
    struct interned **head = &db->texts[hash % BUCKETS];

    for (struct interned *t = *head; t; t = t->chain)
        if (t->hash == hash && strlen(t->text) == sql.len &&
            memcmp(t->text, sql.ptr, sql.len) == 0)
            return t->text;
    struct interned *text = ie_calloc(1, sizeof(*text) + sql.len + 1);
    if (!text)
        return NULL;
    text->hash = hash;
    memcpy(text->text, sql.ptr, sql.len);
    text->chain = *head;
    *head = text;
    return text->text;
}

static void unlink_by_use(struct ie_db *db, struct statement *s)
{
    *(s->newer ? &s->newer->older : &db->newest) = s->older;
    *(s->older ? &s->older->newer : &db->oldest) = s->newer;
    s->newer = s->older = NULL;
}

static void link_newest(struct ie_db *db, struct statement *s)
{
    s->older = db->newest;
    s->newer = NULL;
    if (db->newest)
        db->newest->newer = s;
    else
        db->oldest = s;
    db->newest = s;
}

static void forget_oldest(struct ie_db *db)
{
    struct statement *s = db->oldest;

    while (s && s->busy)
        s = s->newer;
    if (!s)
        return;
    struct statement **at = &db->bucket[s->hash % BUCKETS];
    while (*at != s)
        at = &(*at)->chain;
    *at = s->chain;
    unlink_by_use(db, s);
    db->kept--;
    drop_statement(db, s);
}

static struct statement *find(struct ie_db *db, const char *sql, uint64_t hash)
{
    for (struct statement *s = db->bucket[hash % BUCKETS]; s; s = s->chain)
        if (s->hash == hash && strcmp(s->sql, sql) == 0)
            return s;
    return NULL;
}

static int take_statement(struct ie_db *db, const char *sql, struct statement **out,
                          struct ie_error *err)
{
    size_t len = strlen(sql);
    uint64_t hash = XXH3_64bits(sql, len);
    struct statement *s = find(db, sql, hash);

    if (s && !s->busy) {
        if (s != db->newest) {
            unlink_by_use(db, s);
            link_newest(db, s);
        }
        s->busy = true;
        *out = s;
        return 0;
    }
    struct statement *made = ie_calloc(1, sizeof(*made) + len + 1);
    if (!made)
        return ie_fail_nomem(err);
    memcpy(made->sql, sql, len);
    made->hash = hash;
    made->busy = true;
    made->passing = s != NULL;
    int code = db->backend->prepare(db->connection, made->sql, &made->handle, err);
    if (code) {
        ie_free(made);
        return code;
    }
    if (!made->passing) {
        if (db->kept >= KEPT)
            forget_oldest(db);
        made->chain = db->bucket[hash % BUCKETS];
        db->bucket[hash % BUCKETS] = made;
        link_newest(db, made);
        db->kept++;
    }
    *out = made;
    return 0;
}

/* ---- queries ---- */

static void *handle_of(const struct ie_query *query)
{
    return ((struct statement *)query->statement)->handle;
}

void ie_query_begin(struct ie_db *db, const char *sql, struct ie_query *query)
{
    struct statement *s = NULL;

    query->db = db;
    query->pending.code = IE_OK;
    query->statement = NULL;
    if (take_statement(db, sql, &s, &query->pending) == 0)
        query->statement = s;
}

/* Whether a bind makes sense still. */
static bool open_for_binding(const struct ie_query *query)
{
    return query->statement && !query->pending.code;
}

void ie_query_text(struct ie_query *query, int n, struct ie_str value)
{
    if (!value.ptr)
        ie_query_null(query, n);
    else if (open_for_binding(query))
        (void)!query->db->backend->bind_text(handle_of(query), n, value, &query->pending);
}

void ie_query_textz(struct ie_query *query, int n, const char *value)
{
    ie_query_text(query, n, ie_str_z(value));
}

void ie_query_int(struct ie_query *query, int n, int64_t value)
{
    if (open_for_binding(query))
        (void)!query->db->backend->bind_int(handle_of(query), n, value, &query->pending);
}

void ie_query_real(struct ie_query *query, int n, double value)
{
    if (open_for_binding(query))
        (void)!query->db->backend->bind_real(handle_of(query), n, value, &query->pending);
}

void ie_query_blob(struct ie_query *query, int n, struct ie_str bytes)
{
    if (!bytes.ptr)
        ie_query_null(query, n);
    else if (open_for_binding(query))
        (void)!query->db->backend->bind_blob(handle_of(query), n, bytes, &query->pending);
}

void ie_query_null(struct ie_query *query, int n)
{
    if (open_for_binding(query))
        (void)!query->db->backend->bind_null(handle_of(query), n, &query->pending);
}

int ie_query_next(struct ie_query *query, bool *row, struct ie_error *err)
{
    *row = false;
    if (query->pending.code) {
        if (err)
            *err = query->pending;
        return (int)query->pending.code;
    }
    return query->db->backend->step(handle_of(query), row, err);
}

struct ie_str ie_query_get_text(struct ie_query *query, int column)
{
    return query->db->backend->get_text(handle_of(query), column);
}

int64_t ie_query_get_int(struct ie_query *query, int column)
{
    return query->db->backend->get_int(handle_of(query), column);
}

double ie_query_get_real(struct ie_query *query, int column)
{
    return query->db->backend->get_real(handle_of(query), column);
}

bool ie_query_get_null(struct ie_query *query, int column)
{
    return query->db->backend->get_null(handle_of(query), column);
}

void ie_query_end(struct ie_query *query)
{
    struct statement *s = query->statement;

    if (!s)
        return;
    query->statement = NULL;
    if (s->passing) {
        drop_statement(query->db, s);
        return;
    }
    query->db->backend->reset(s->handle);
    s->busy = false;
}

int ie_query_run(struct ie_query *query, struct ie_error *err)
{
    bool row = true;
    int code = 0;

    while (!code && row)
        code = ie_query_next(query, &row, err);
    ie_query_end(query);
    return code;
}
