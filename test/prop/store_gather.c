/*
 * Two connections that gather their writes, and a third that reads past them, against a
 * count kept beside: transactions larger than the cache spill into the log and are rolled
 * back, the other connection writes over the same places, and nobody's bytes may land late.
 */
#include <stdio.h>

#include "../store/single.h"

enum { WRITERS = 2, BYTES = 3000 };

struct world {
    struct ie_db *writer[WRITERS], *reader;
    int64_t rows, sum;
};

static void add(struct ie_db *db, int64_t value)
{
    static char text[BYTES];
    struct ie_error err = {0};
    struct ie_query q;

    memset(text, 'a' + (int)(value % 26), sizeof(text));
    ie_query_begin(db, "INSERT INTO heap (value, text) VALUES ($1, $2)", &q);
    ie_query_int(&q, 1, value);
    ie_query_text(&q, 2, ie_str_n(text, sizeof(text)));
    IE_CHECK_OK(ie_query_run(&q, &err), &err);
}

/* Some rows; half of the time larger than the cache of 20 pages; a third rolled back. */
static void transact(struct world *w, struct ie_db *db)
{
    struct ie_rng *rng = ie_test_rng();
    struct ie_error err = {0};
    int64_t rows = (int64_t)ie_rng_below(rng, ie_rng_below(rng, 2) ? 4 : 80) + 1, sum = 0;

    if (!IE_CHECK_OK(ie_db_begin_write(db, &err), &err))
        return;
    for (int64_t i = 0; i < rows; i++) {
        int64_t value = (int64_t)ie_rng_below(rng, 1000);
        add(db, value);
        sum += value;
    }
    IE_CHECK_INT(single(db, "SELECT count(*) FROM heap"), w->rows + rows);
    if (ie_rng_below(rng, 3) == 0) {
        ie_db_rollback(db);
        return;
    }
    if (IE_CHECK_OK(ie_db_commit(db, &err), &err)) {
        w->rows += rows;
        w->sum += sum;
    }
}

static void look(struct world *w, struct ie_db *db)
{
    IE_CHECK_INT(single(db, "SELECT count(*) FROM heap"), w->rows);
    IE_CHECK_INT(single(db, "SELECT COALESCE(sum(value), 0) FROM heap"), w->sum);
    IE_CHECK_INT(single(db, "SELECT count(*) FROM heap WHERE length(text)<>3000"), 0);
}

static struct ie_db *open_one(const char *url, enum ie_db_mode mode)
{
    struct ie_error err = {0};
    struct ie_db *db = NULL;

    if (IE_CHECK_OK(ie_db_open(url, mode, &db, &err), &err) && mode != IE_DB_READ)
        IE_CHECK_OK(
            ie_db_exec(db, "PRAGMA cache_size=20; PRAGMA wal_autocheckpoint=50", &err),
            &err);
    return db;
}

IE_TEST(gathered_writes_never_land_late)
{
    struct world w = {0};
    struct ie_error err = {0};
    struct ie_query q;
    char url[600];
    bool row = false;

    snprintf(url, sizeof(url), "sqlite:%s", ie_test_temp("gather.db"));
    w.writer[0] = open_one(url, IE_DB_CREATE);
    IE_REQUIRE_OK(ie_db_exec(w.writer[0],
                             "CREATE TABLE heap (value BIGINT NOT NULL, text TEXT);"
                             "CREATE INDEX heap_value ON heap (value)",
                             &err),
                  &err);
    w.writer[1] = open_one(url, IE_DB_WRITE);
    w.reader = open_one(url, IE_DB_READ);
    unsigned rounds = ie_test_rounds(200);
    for (unsigned i = 0; i < rounds && !ie_test_failed(); i++) {
        size_t which = (size_t)ie_rng_below(ie_test_rng(), WRITERS);
        transact(&w, w.writer[which]);
        look(&w, w.reader);
        look(&w, w.writer[(size_t)ie_rng_below(ie_test_rng(), WRITERS)]);
        if (ie_rng_below(ie_test_rng(), 10) ==
            0) { /* with what waits, after a rollback */
            ie_db_close(w.writer[which]);
            w.writer[which] = open_one(url, IE_DB_WRITE);
        }
    }
    ie_query_begin(w.reader, "PRAGMA integrity_check", &q);
    if (IE_CHECK_OK(ie_query_next(&q, &row, &err), &err))
        IE_CHECK_STR(ie_query_get_text(&q, 0), "ok");
    ie_query_end(&q);
    IE_CHECK(w.rows > 0);
    for (size_t i = 0; i < WRITERS; i++)
        ie_db_close(w.writer[i]);
    ie_db_close(w.reader);
}
