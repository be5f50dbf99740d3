/*
 * Power cuts and failing disks. At every write and sync of a run in turn the power goes;
 * after the restart each commit that was acknowledged is there, nothing is half done, and
 * the log verifies. Then each call fails in turn instead, once and for good.
 */
#include "../store/fixture.h"
#include "../store/single.h"
#include "vfs_power.h"

enum { RECORDS = 12 };

struct acknowledged { /* what a caller was told is durable */
    bool migrated;
    struct ie_id id[RECORDS];
    int64_t revision[RECORDS];
    int count;
};

/* Small checkpoints, so that a short run has some. */
static int open_disk(struct fixture *f, struct ie_error *err)
{
    int code = ie_db_open("sqlite:disk.db", IE_DB_CREATE, &f->db, err);

    return code ? code : ie_db_exec(f->db, "PRAGMA wal_autocheckpoint=24", err);
}

static struct ie_value *organisation(struct fixture *f, int number)
{
    char name[40];

    snprintf(name, sizeof(name), "organisation %d", number);
    return fixture_values(f, &ie_type_organisation, "name",
                          ie_arena_strz(&f->arena, ie_str_z(name)), "type", "company",
                          "country", "KR", NULL);
}

/* One transaction: a new record, and every third time a revision of the one before. */
static int write_one(struct fixture *f, struct acknowledged *a, int number,
                     struct ie_error *err)
{
    struct ie_id id = {""};
    int64_t revision = 0;
    bool revise = number % 3 == 2 && a->count > 0;
    int last = a->count - 1;
    int code = ie_db_begin_write(f->db, err);

    if (code)
        return code;
    f->writer.now += IE_SECOND;
    code = ie_record_create(f->db, &f->writer, &ie_type_organisation,
                            organisation(f, number), IE_STR_NONE, &id, err);
    if (!code && revise)
        code = ie_record_revise(f->db, &f->writer, &ie_type_organisation,
                                ie_id_str(&a->id[last]), 0, organisation(f, 100 + number),
                                &revision, err);
    if (!code)
        code = ie_db_commit(f->db, err);
    if (code) {
        ie_db_rollback(f->db);
        return code;
    }
    if (revise)
        a->revision[last] = revision;
    a->id[a->count] = id;
    a->revision[a->count++] = 1;
    return 0;
}

/* The whole run: as far as it gets. */
static int work(struct fixture *f, struct acknowledged *a, struct ie_error *err)
{
    int code = open_disk(f, err);

    if (!code)
        code = ie_db_migrate(f->db, 0, 1, err);
    if (!code)
        a->migrated = true;
    for (int i = 0; !code && i < RECORDS; i++)
        code = write_one(f, a, i, err);
    return code;
}

static void start(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    ie_arena_init(&f->arena, 0);
    f->writer =
        (struct ie_writer){.office = ie_id_new(1), .by = IE_STR("system"), .now = 1};
    f->staff = (struct ie_reader){.office = f->writer.office, .staff = true};
}

static void check_integrity(struct ie_db *db)
{
    struct ie_error err = {0};
    struct ie_query q;
    bool row = false;

    ie_query_begin(db, "PRAGMA integrity_check", &q);
    if (IE_CHECK_OK(ie_query_next(&q, &row, &err), &err))
        IE_CHECK_STR(ie_query_get_text(&q, 0), "ok");
    ie_query_end(&q);
}

/* After the restart: all that was acknowledged, at most one more, nothing in part. */
static void check(struct fixture *f, const struct acknowledged *a)
{
    int64_t entries = 0, erased = 0, version = 0;

    if (!IE_CHECK_OK(open_disk(f, &f->err), &f->err) ||
        !IE_CHECK_OK(ie_db_version(f->db, &version, &f->err), &f->err))
        return;
    if (a->migrated)
        IE_CHECK_INT(version, ie_migration_latest());
    if (!IE_CHECK_OK(ie_db_migrate(f->db, 0, 1, &f->err), &f->err))
        return;
    check_integrity(f->db);
    for (int i = 0; i < a->count; i++) {
        struct ie_record *record = NULL;
        if (!IE_CHECK_OK(ie_record_read(f->db, &f->staff, &ie_type_organisation,
                                        ie_id_str(&a->id[i]), &f->arena, &record,
                                        &f->err),
                         &f->err))
            return;
        IE_CHECK(record->revision >= a->revision[i]);
    }
    int64_t rows = single(f->db, "SELECT count(*) FROM organisation");
    IE_CHECK(rows == a->count || rows == a->count + 1);
    int64_t states = single(f->db, "SELECT sum(revision) FROM organisation");
    IE_CHECK_INT(single(f->db, "SELECT count(*) FROM revision"), rows ? states : 0);
    IE_CHECK_OK(ie_log_verify(f->db, &entries, &erased, &f->err), &f->err);
    IE_CHECK_INT(entries, rows ? states : 0);
    struct acknowledged more = {0};
    IE_CHECK_OK(write_one(f, &more, 0, &f->err), &f->err);
}

static int64_t calls_of_a_run(void)
{
    struct fixture f;
    struct acknowledged a = {0};

    power_format();
    start(&f);
    IE_CHECK_OK(work(&f, &a, &f.err), &f.err);
    IE_CHECK_INT(a.count, RECORDS);
    int64_t calls = power.count;
    fixture_close(&f);
    return calls;
}

/* One run with an event at one call, a restart if the power went, and the look after. */
static void run_with(enum power_event event, int64_t at, int result)
{
    struct fixture f;
    struct acknowledged a = {0};

    power_format();
    start(&f);
    struct ie_id office = f.writer.office;
    power_plan(event, at, result);
    int code = work(&f, &a, &f.err);
    if (event == POWER_CUT)
        IE_CHECK(code != 0 || a.count == RECORDS);
    if (code)
        IE_CHECK(f.err.code == IE_IO || f.err.code == IE_LIMIT || f.err.code == IE_INPUT);
    fixture_close(&f);
    if (event == POWER_CUT)
        IE_CHECK(power.off || !power.hit);
    if (event == POWER_CUT)
        power_boot();
    power_plan(POWER_NOTHING, 0, 0);
    start(&f);
    f.writer.office = f.staff.office = office;
    check(&f, &a);
    fixture_close(&f);
    if (ie_test_failed())
        printf("  event %d at call %lld, %d acknowledged\n", (int)event, (long long)at,
               a.count);
}

/* Each call of a run, or every so many of them when the effort is small. */
static void each_call(enum power_event event, int result, unsigned usual)
{
    power_install();
    int64_t calls = calls_of_a_run();
    int64_t runs = ie_test_rounds(usual), stride = calls / runs + 1;

    IE_CHECK(calls > 200);
    for (int64_t at = 1 + (int64_t)ie_rng_below(ie_test_rng(), (uint64_t)stride);
         at <= calls && !ie_test_failed(); at += stride)
        run_with(event, at, result);
    power_format();
}

/* What vfs_gather.h promises, and that these tests run through it. */
IE_TEST(a_commit_is_one_write_and_one_sync)
{
    struct fixture f;
    struct acknowledged a = {0};

    power_install();
    power_format();
    start(&f);
    IE_REQUIRE_OK(ie_db_open("sqlite:disk.db", IE_DB_CREATE, &f.db, &f.err), &f.err);
    IE_REQUIRE_OK(ie_db_migrate(f.db, 0, 1, &f.err), &f.err);
    IE_REQUIRE_OK(write_one(&f, &a, 0, &f.err), &f.err);
    power_plan(POWER_NOTHING, 0, 0);
    IE_CHECK_OK(write_one(&f, &a, 1, &f.err), &f.err);
    IE_CHECK_INT(power.count, 2);
    fixture_close(&f);
    power_format();
}

IE_TEST(power_goes_at_each_call)
{
    each_call(POWER_CUT, 0, 400); /* IEUM_TEST_EFFORT=3: all of them */
}

IE_TEST(each_call_fails_once)
{
    each_call(POWER_FAIL_ONCE, 0, 60);
}

IE_TEST(each_call_fails_from_then_on)
{
    each_call(POWER_FAIL_ON, 0, 60);
}

IE_TEST(the_disk_is_full_from_then_on)
{
    each_call(POWER_FAIL_ON, SQLITE_FULL, 60);
}

/* The disk is worth something only if it loses what nobody synced: the same run without
 * syncs must lose commits that were acknowledged. */
IE_TEST(without_syncs_the_disk_forgets)
{
    int lost = 0;

    power_install();
    for (int round = 0; round < 10; round++) {
        struct fixture f;
        struct acknowledged a = {0};
        power_format();
        start(&f);
        struct ie_id office = f.writer.office;
        IE_REQUIRE_OK(open_disk(&f, &f.err), &f.err);
        IE_REQUIRE_OK(ie_db_migrate(f.db, 0, 1, &f.err), &f.err);
        IE_REQUIRE_OK(ie_db_exec(f.db, "PRAGMA synchronous=OFF", &f.err), &f.err);
        power_plan(POWER_CUT, 20 + (int64_t)ie_rng_below(ie_test_rng(), 20), 0);
        for (int i = 0; i < RECORDS && write_one(&f, &a, i, &f.err) == 0; i++)
            continue;
        fixture_close(&f);
        power_boot();
        start(&f);
        f.staff.office = office;
        if (open_disk(&f, &f.err) == 0)
            for (int i = 0; i < a.count; i++) {
                struct ie_record *record = NULL;
                lost +=
                    ie_record_read(f.db, &f.staff, &ie_type_organisation,
                                   ie_id_str(&a.id[i]), &f.arena, &record, &f.err) != 0;
            }
        fixture_close(&f);
    }
    IE_CHECK(lost > 0);
    power_format();
}
