/*
 * The peer of the store's durable writes: the same SQLite with the same settings (WAL,
 * synchronous=FULL) and nothing around it. Each write is a transaction of its own: a row
 * of about the size of one of our records and a row of log.
 *
 *   bench-bare_sqlite PATH WRITES THREADS [BYTES]      prints: seconds writes/s
 *
 * With more than one thread each has its own connection and waits for its turn, as a
 * program without group commit would.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct {
    const char *path;
    int writes_each, bytes;
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

static void *write_all(void *number)
{
    sqlite3 *db = open_database();
    sqlite3_stmt *begin, *record, *entry, *commit;
    char *payload = calloc((size_t)plan.bytes + 1, 1);

    if (!payload)
        exit(1);
    for (int i = 0; i < plan.bytes; i++)
        payload[i] = (char)('a' + i % 26);
    must(sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &begin, NULL), SQLITE_OK, db);
    must(sqlite3_prepare_v2(db, "COMMIT", -1, &commit, NULL), SQLITE_OK, db);
    must(sqlite3_prepare_v2(db, "INSERT INTO record VALUES (hex(randomblob(13)), ?1, ?2)",
                            -1, &record, NULL),
         SQLITE_OK, db);
    must(sqlite3_prepare_v2(db, "INSERT INTO entry (at, what) VALUES (?1, ?2)", -1,
                            &entry, NULL),
         SQLITE_OK, db);
    for (int i = 0; i < plan.writes_each; i++) {
        run_once(db, begin);
        sqlite3_bind_int(record, 1, *(const int *)number);
        sqlite3_bind_text(record, 2, payload, plan.bytes, SQLITE_STATIC);
        run_once(db, record);
        sqlite3_bind_int(entry, 1, i);
        sqlite3_bind_text(entry, 2, payload, plan.bytes / 2, SQLITE_STATIC);
        run_once(db, entry);
        run_once(db, commit);
    }
    sqlite3_finalize(begin);
    sqlite3_finalize(record);
    sqlite3_finalize(entry);
    sqlite3_finalize(commit);
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
        fprintf(stderr, "usage: %s PATH WRITES THREADS [BYTES]\n", argv[0]);
        return 2;
    }
    int writes = (int)strtol(argv[2], NULL, 10), threads = (int)strtol(argv[3], NULL, 10);
    if (writes < 1 || threads < 1 || threads > MOST)
        return 2;
    plan.path = argv[1];
    plan.bytes = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 400;
    plan.writes_each = writes / threads ? writes / threads : 1;
    sqlite3 *db = open_database();
    must(sqlite3_exec(
             db,
             "CREATE TABLE record (id TEXT PRIMARY KEY, office INTEGER, data TEXT)"
             " WITHOUT ROWID;"
             "CREATE TABLE entry (number INTEGER PRIMARY KEY, at INTEGER, what TEXT)",
             NULL, NULL, NULL),
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
