/* Each allocation of the store fails in turn, SQLite's own too: the call says that memory
 * is out, and afterwards the store works and holds nothing half done. */
#include "../store/fixture.h"
#include "base/alloc.h"
#include "sqlite_memory.h"

/* ---- what is tried ---- */

static int open_and_close(void *data, struct ie_error *err)
{
    struct ie_db *db = NULL;
    int code = ie_db_open(data, IE_DB_CREATE, &db, err);

    ie_db_close(db);
    return code;
}

/* SQLite does without some: a cache, a shorter way. */
static unsigned refuse_each(int (*run)(void *, struct ie_error *), void *data)
{
    return ie_test_refuse(
        &(struct ie_test_refusals){.run = run, .data = data, .survives = true});
}

IE_TEST(opening_survives)
{
    char url[400];

    snprintf(url, sizeof(url), "sqlite:%s", ie_test_temp("open.db"));
    IE_CHECK(refuse_each(open_and_close, url) > 20);
}

struct plan {
    struct fixture f;
    const struct ie_value *values, *other;
    struct ie_id id;
    int64_t revision;
};

static int create_and_undo(void *data, struct ie_error *err)
{
    struct plan *p = data;
    struct ie_id id = {""};
    int code = ie_db_begin_write(p->f.db, err);

    if (!code)
        code = ie_record_create(p->f.db, &p->f.writer, &ie_type_organisation, p->values,
                                IE_STR("x"), &id, err);
    if (!code)
        code = ie_record_revise(p->f.db, &p->f.writer, &ie_type_organisation,
                                ie_id_str(&p->id), 0, p->other, &p->revision, err);
    ie_db_rollback(p->f.db);
    return code;
}

static int read_and_list(void *data, struct ie_error *err)
{
    struct plan *p = data;
    struct ie_list_query query = {
        .limit = 1,
        .count = true,
        .search = IE_STR("org"),
        .sort = ie_type_field(&ie_type_organisation, IE_STR("name"))};
    struct ie_record *record = NULL;
    struct ie_arena arena;
    struct ie_list list;

    ie_arena_init(&arena, 0);
    int code = ie_record_read(p->f.db, &p->f.staff, &ie_type_organisation,
                              ie_id_str(&p->id), &arena, &record, err);
    if (!code)
        code = ie_record_list(p->f.db, &p->f.staff, &ie_type_organisation, &query, &arena,
                              &list, err);
    if (!code)
        query.cursor = list.next;
    if (!code)
        code = ie_record_list(p->f.db, &p->f.staff, &ie_type_organisation, &query, &arena,
                              &list, err);
    if (!code)
        code = ie_record_revision(p->f.db, &p->f.staff, &ie_type_organisation,
                                  ie_id_str(&p->id), 1, &arena, &record, err);
    ie_arena_release(&arena);
    return code;
}

static int log_and_verify(void *data, struct ie_error *err)
{
    struct plan *p = data;
    struct ie_log_entry entry = {
        .at = 1, .action = IE_STR("look"), .payload = IE_STR("{}")};
    int64_t entries = 0, erased = 0;
    int code = ie_db_begin_write(p->f.db, err);

    if (!code)
        code = ie_log_append(p->f.db, &entry, err);
    if (!code)
        code = ie_log_verify(p->f.db, &entries, &erased, err);
    ie_db_rollback(p->f.db);
    return code;
}

static bool make_plan(struct plan *p, const char *url)
{
    if (!fixture_open(&p->f, url))
        return false;
    p->values = fixture_values(
        &p->f, &ie_type_organisation, "name", "organisation", "type", "company",
        "country", "KR", "names", "[{\"language\":\"en\",\"name\":\"other\"}]",
        "identifiers", "[{\"scheme\":\"lei\",\"value\":\"X\",\"verdict\":\"verified\"}]",
        NULL);
    p->other = fixture_values(&p->f, &ie_type_organisation, "name", "other", "type",
                              "company", "country", "FR", NULL);
    for (int i = 0; i < 2; i++)
        p->id = fixture_create(&p->f, &ie_type_organisation,
                               fixture_values(&p->f, &ie_type_organisation, "name",
                                              "organisation", "type", "company",
                                              "country", "KR", NULL));
    return !ie_test_failed();
}

static void on_one_connection(int (*run)(void *, struct ie_error *))
{
    struct plan p;
    int64_t entries = 0, erased = 0;

    IE_REQUIRE(make_plan(&p, NULL));
    IE_CHECK(refuse_each(run, &p) > 3);
    IE_CHECK_OK(ie_log_verify(p.f.db, &entries, &erased, &p.f.err), &p.f.err);
    IE_CHECK_INT(entries, 2);
    fixture_close(&p.f);
}

IE_TEST(writing_survives)
{
    on_one_connection(create_and_undo);
}

IE_TEST(reading_survives)
{
    on_one_connection(read_and_list);
}

IE_TEST(logging_survives)
{
    on_one_connection(log_and_verify);
}

/* Migrating makes thousands of allocations: one in so many fails, then all goes well. */
IE_TEST(migrating_survives)
{
    unsigned stride = 4001 / ie_test_rounds(40) + 1;
    bool reached = true;

    for (int64_t at = 0; reached && !ie_test_failed(); at += stride) {
        struct ie_error err = {0};
        struct ie_db *db = NULL;
        IE_REQUIRE_OK(ie_db_open("sqlite::memory:", IE_DB_CREATE, &db, &err), &err);
        ie_alloc_fail_after(at);
        int code = ie_db_migrate(db, 0, 1, &err);
        reached = ie_alloc_refused() > 0;
        ie_alloc_fail_after(-1);
        IE_CHECK_INT(code, reached ? IE_NOMEM : 0);
        IE_CHECK(!ie_db_in_transaction(db));
        IE_CHECK_OK(ie_db_migrate(db, 0, 1, &err), &err);
        IE_CHECK_OK(ie_db_check_version(db, &err), &err);
        ie_db_close(db);
    }
}
