/*
 * The peer of the store's durable writes: the same SQLite with the same settings (WAL,
 * synchronous=FULL) and nothing around it. Each write is a transaction of its own: a row
 * of about the size of one of our records and a row of log.
 *
 *   bench-bare_sqlite PATH WRITES THREADS [BYTES [like-ours]]    prints: seconds writes/s
 *
 * `like-ours`: the rows that one of our writes leaves (record, revision, entry, head of the
 * log) with the same keys and indexes, still without schema, checks, JSON and digests.
 *
 * With more than one thread each has its own connection and waits for its turn, as a
 * program without group commit would.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct {
    const char *path;
    int writes_each, bytes;
    bool like_ours;
} plan;

static void must(int rc, int expected, sqlite3 *db)
{
    if (rc == expected)
        return;
    fprintf(stderr, "sqlite: %s\n", db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
    exit(1);
}

static sqlite3 *open_database(void)
{
    sqlite3 *db = NULL;

    must(
        sqlite3_open_v2(plan.path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
        SQLITE_OK, db);
    sqlite3_busy_timeout(db, 60000);
    must(sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", NULL, NULL,
                      NULL),
         SQLITE_OK, db);
    return db;
}

static void run_once(sqlite3 *db, sqlite3_stmt *statement)
{
    must(sqlite3_step(statement), SQLITE_DONE, db);
    sqlite3_reset(statement);
}

/* ---- what is written ---- */

static const char plain_tables[] =
    "CREATE TABLE record (id TEXT PRIMARY KEY, office INTEGER, data TEXT) WITHOUT ROWID;"
    "CREATE TABLE entry (number INTEGER PRIMARY KEY, at INTEGER, what TEXT)";
static const char *const plain_writes[] = {
    "INSERT INTO record VALUES (hex(randomblob(13)), ?1, ?2)",
    "INSERT INTO entry (at, what) VALUES (?3, substr(?2, 1, length(?2) / 2))", NULL};

#define OFFICE "'01hs0000000e00000000000000'"
#define KEY    "printf('01hs000000%016d', ?3)"
static const char like_ours_tables[] =
    "CREATE TABLE record (office TEXT, id TEXT, name TEXT, country TEXT, data TEXT,"
    " PRIMARY KEY (office, id));"
    "CREATE INDEX record_name ON record (office, name, id);"
    "CREATE INDEX record_country ON record (office, country, id);"
    "CREATE TABLE revision (office TEXT, id TEXT, revision INTEGER, body TEXT,"
    " PRIMARY KEY (office, id, revision));"
    "CREATE TABLE entry (office TEXT, seq INTEGER, what TEXT, PRIMARY KEY (office, seq))"
    " WITHOUT ROWID;"
    "CREATE TABLE head (one INTEGER PRIMARY KEY, seq INTEGER);"
    "INSERT INTO head VALUES (1, 0)";
static const char *const like_ours_writes[] = {
    "INSERT INTO record VALUES (" OFFICE ", " KEY ", printf('Organisation %d', ?3),"
    " CASE ?3 % 3 WHEN 0 THEN 'FR' ELSE 'KR' END, ?2)",
    "INSERT INTO revision VALUES (" OFFICE ", " KEY ", 1, ?2)",
    "UPDATE head SET seq=seq+1", "INSERT INTO entry SELECT " OFFICE ", seq, ?2 FROM head",
    NULL};

enum { MOST_WRITES = 4 };

static void *write_all(void *number)
{
    sqlite3 *db = open_database();
    sqlite3_stmt *begin, *commit, *write[MOST_WRITES] = {NULL};
    const char *const *sql = plan.like_ours ? like_ours_writes : plain_writes;
    char *payload = calloc((size_t)plan.bytes + 1, 1);

    if (!payload)
        exit(1);
    for (int i = 0; i < plan.bytes; i++)
        payload[i] = (char)('a' + i % 26);
    must(sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &begin, NULL), SQLITE_OK, db);
    must(sqlite3_prepare_v2(db, "COMMIT", -1, &commit, NULL), SQLITE_OK, db);
    for (int k = 0; sql[k]; k++)
        must(sqlite3_prepare_v2(db, sql[k], -1, &write[k], NULL), SQLITE_OK, db);
    for (int i = 0; i < plan.writes_each; i++) {
        run_once(db, begin);
        for (int k = 0; sql[k]; k++) {
            sqlite3_bind_int(write[k], 1, *(const int *)number);
            sqlite3_bind_text(write[k], 2, payload, plan.bytes, SQLITE_STATIC);
            sqlite3_bind_int(write[k], 3, *(const int *)number * plan.writes_each + i);
            run_once(db, write[k]);
        }
        run_once(db, commit);
    }
    sqlite3_finalize(begin);
    sqlite3_finalize(commit);
    for (int k = 0; sql[k]; k++)
        sqlite3_finalize(write[k]);
    sqlite3_close(db);
    free(payload);
    return NULL;
}

int main(int argc, char **argv)
{
    enum { MOST = 64 };
    pthread_t thread[MOST];
    int number[MOST];
    struct timespec begun, ended;

    if (argc < 4) {
        fprintf(stderr, "usage: %s PATH WRITES THREADS [BYTES [like-ours]]\n", argv[0]);
        return 2;
    }
    int writes = (int)strtol(argv[2], NULL, 10), threads = (int)strtol(argv[3], NULL, 10);
    if (writes < 1 || threads < 1 || threads > MOST)
        return 2;
    plan.path = argv[1];
    plan.bytes = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 400;
    plan.like_ours = argc > 5 && strcmp(argv[5], "like-ours") == 0;
    plan.writes_each = writes / threads ? writes / threads : 1;
    sqlite3 *db = open_database();
    must(sqlite3_exec(db, plan.like_ours ? like_ours_tables : plain_tables, NULL, NULL,
                      NULL),
         SQLITE_OK, db);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (int i = 0; i < threads; i++) {
        number[i] = i;
        if (pthread_create(&thread[i], NULL, write_all, &number[i]) != 0)
            return 1;
    }
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    sqlite3_close(db);
    double seconds = (double)(ended.tv_sec - begun.tv_sec) +
                     (double)(ended.tv_nsec - begun.tv_nsec) * 1e-9;
    printf("%.6f %.1f\n", seconds, plan.writes_each * threads / seconds);
    return 0;
}
