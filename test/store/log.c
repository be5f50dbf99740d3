/* The log: chain, erasure, and every way of tampering with it. */
#include "fixture.h"

static void append(struct fixture *f, int n)
{
    IE_CHECK_OK(ie_db_begin_write(f->db, &f->err), &f->err);
    for (int i = 0; i < n; i++) {
        struct ie_log_entry e = {.at = f->now + i,
                                 .office = ie_id_str(&f->writer.office),
                                 .actor = IE_STR("system"),
                                 .action = IE_STR("look"),
                                 .payload = i % 2 ? IE_STR("{\"a\":1}") : IE_STR_NONE};
        IE_CHECK_OK(ie_log_append(f->db, &e, &f->err), &f->err);
        IE_CHECK(e.seq > 0);
    }
    IE_CHECK_OK(ie_db_commit(f->db, &f->err), &f->err);
}

IE_TEST(an_honest_log_verifies)
{
    struct fixture f;
    struct ie_log_entry *entries = NULL;
    int64_t n = -1, erased = -1;
    size_t count = 0;

    IE_REQUIRE(fixture_open(&f, NULL));
    IE_CHECK_OK(ie_log_verify(f.db, &n, &erased, &f.err), &f.err);
    IE_CHECK_INT(n, 0);
    append(&f, 10);
    append(&f, 3);
    IE_CHECK_OK(ie_log_erase(f.db, ie_id_str(&f.writer.office), 4, &f.err), &f.err);
    IE_CHECK_FAIL(ie_log_erase(f.db, IE_STR("other"), 5, &f.err), &f.err, IE_NOT_FOUND,
                  "log.no_entry");
    IE_CHECK_OK(ie_log_verify(f.db, &n, &erased, &f.err), &f.err);
    IE_CHECK_INT(n, 13);
    IE_CHECK_INT(erased, 1);
    IE_CHECK_OK(ie_log_read(f.db, ie_id_str(&f.writer.office), false, 2, 5, &f.arena,
                            &entries, &count, &f.err),
                &f.err);
    IE_CHECK_INT(count, 5);
    IE_CHECK_INT(entries[0].seq, 3);
    IE_CHECK(entries[1].payload.ptr == NULL);
    IE_CHECK_STR(entries[3].payload, "{\"a\":1}");
    IE_CHECK_OK(ie_log_read(f.db, IE_STR("other"), false, 0, 5, &f.arena, &entries,
                            &count, &f.err),
                &f.err);
    IE_CHECK_INT(count, 0);
    fixture_close(&f);
}

IE_TEST(tampering_shows)
{
    static const struct {
        const char *sql, *reason;
    } cases[] = {
        {"UPDATE log_entry SET actor='other' WHERE seq=3", "hash"},
        {"UPDATE log_entry SET at=at+1 WHERE seq=3", "hash"},
        {"UPDATE log_entry SET type='sy', actor='stem' WHERE seq=3", "hash"},
        {"UPDATE log_entry SET commitment=hash WHERE seq=3", "hash"},
        {"UPDATE log_entry SET payload='{\"a\":2}' WHERE seq=2", "payload"},
        {"UPDATE log_entry SET salt=payload WHERE seq=2", "payload"},
        {"DELETE FROM log_entry WHERE seq=3", "missing"},
        {"DELETE FROM log_entry WHERE seq=6", "head"},
        {"DELETE FROM log_entry WHERE seq=1", "missing"},
        {"UPDATE log_head SET seq=7", "head"},
        {"UPDATE log_head SET hash=''", "head"},
        {"UPDATE log_entry SET payload=NULL WHERE seq=2", "payload"},
        {"UPDATE log_entry SET salt=NULL WHERE seq=2", "payload"},
        {"UPDATE log_entry SET office_id='other' WHERE seq=5", "hash"},
        {"UPDATE log_entry SET seq=2000 WHERE seq=6", "missing"},
    };

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        struct fixture f;
        int64_t n, erased;
        IE_REQUIRE(fixture_open(&f, NULL));
        append(&f, 6);
        IE_CHECK_OK(ie_db_exec(f.db, cases[i].sql, &f.err), &f.err);
        IE_CHECK_FAIL(ie_log_verify(f.db, &n, &erased, &f.err), &f.err, IE_INTERNAL,
                      "log.broken");
        IE_CHECK_STR(f.err.arg[1].value, cases[i].reason);
        fixture_close(&f);
    }
}

/* The key begins with the office: the chain still runs through all of them, in batches. */
IE_TEST(one_chain_holds_many_offices)
{
    enum { OFFICES = 3, ENTRIES = 2345 };
    struct fixture f;
    struct ie_log_entry *entries = NULL;
    struct ie_id office[OFFICES];
    int64_t n = 0, erased = 0;
    size_t count = 0;

    IE_REQUIRE(fixture_open(&f, NULL));
    for (size_t i = 0; i < OFFICES; i++)
        office[i] = ie_id_new(f.now);
    IE_CHECK_OK(ie_db_begin_write(f.db, &f.err), &f.err);
    for (int i = 0; i < ENTRIES; i++) {
        struct ie_log_entry e = {
            .at = f.now,
            .office = i % 7 ? ie_id_str(&office[(unsigned)i % OFFICES]) : IE_STR(""),
            .action = IE_STR("look"),
            .payload = IE_STR("{}")};
        IE_REQUIRE_OK(ie_log_append(f.db, &e, &f.err), &f.err);
    }
    IE_CHECK_OK(ie_db_commit(f.db, &f.err), &f.err);
    IE_CHECK_OK(ie_log_verify(f.db, &n, &erased, &f.err), &f.err);
    IE_CHECK_INT(n, ENTRIES);
    IE_CHECK_OK(ie_log_read(f.db, ie_id_str(&office[1]), false, 0, 3, &f.arena, &entries,
                            &count, &f.err),
                &f.err);
    IE_REQUIRE(count == 3);
    IE_CHECK_INT(entries[0].seq, 2);
    IE_CHECK_INT(entries[1].seq, 5);
    IE_CHECK_INT(entries[2].seq, 11); /* the eighth is of no office */
    IE_CHECK_OK(ie_log_read(f.db, ie_id_str(&office[1]), true, 0, 2, &f.arena, &entries,
                            &count, &f.err),
                &f.err);
    IE_REQUIRE(count == 2);
    IE_CHECK_INT(entries[0].seq, 2345);
    IE_CHECK_INT(entries[1].seq, 2342);
    IE_CHECK_OK(ie_log_read(f.db, ie_id_str(&office[1]), true, 5, 9, &f.arena, &entries,
                            &count, &f.err),
                &f.err);
    IE_REQUIRE(count == 1);
    IE_CHECK_INT(entries[0].seq, 2);
    fixture_close(&f);
}
