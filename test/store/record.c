/* Records: write, read, list, history. The property tests are in test/prop. */
#include "fixture.h"
#include "store/records/organisation.h"

#define ORG &ie_type_organisation

static struct ie_value *organisation(struct fixture *f, const char *name)
{
    return fixture_values(f, ORG, "name", name, "type", "company", "country", "KR",
                          "root_technologies", "[\"casting\",\"robots\"]", "employees",
                          "120", NULL);
}

IE_TEST(what_is_written_is_read)
{
    struct fixture f;
    struct ie_record *r = NULL;

    IE_REQUIRE(fixture_open(&f, NULL));
    struct ie_id id = fixture_create(&f, ORG, organisation(&f, "한빛정밀 \"<100%_\\"));
    IE_REQUIRE_OK(
        ie_record_read(f.db, &f.staff, ORG, ie_id_str(&id), &f.arena, &r, &f.err),
        &f.err);
    IE_CHECK_STR(r->id.text, id.text);
    IE_CHECK_INT(r->revision, 1);
    IE_CHECK_INT(r->created_at, f.now);
    IE_CHECK_STR(r->updated_by, "operator:test");
    IE_CHECK(r->external_id.ptr == NULL);
    IE_CHECK_STR(ie_record_get(r, "name")->text, "한빛정밀 \"<100%_\\");
    IE_CHECK_INT(ie_record_get(r, "employees")->integer, 120);
    IE_CHECK(ie_record_get(r, "website")->null);
    IE_CHECK_FAIL(
        ie_record_read(f.db, &f.staff, ORG, IE_STR("nobody"), &f.arena, &r, &f.err),
        &f.err, IE_NOT_FOUND, "record.not_found");
    struct ie_reader other = f.staff;
    other.office = ie_id_new(f.now);
    IE_CHECK_FAIL(ie_record_read(f.db, &other, ORG, ie_id_str(&id), &f.arena, &r, &f.err),
                  &f.err, IE_NOT_FOUND, "record.not_found");
    fixture_close(&f);
}

IE_TEST(every_state_stays)
{
    struct fixture f;
    struct ie_record *r = NULL;
    struct ie_revision *history = NULL;
    int64_t revision = 0;
    size_t n = 0;

    IE_REQUIRE(fixture_open(&f, NULL));
    struct ie_id id = fixture_create(&f, ORG, organisation(&f, "One"));
    struct ie_str key = ie_id_str(&id);
    IE_REQUIRE_OK(ie_db_begin_write(f.db, &f.err), &f.err);
    IE_CHECK_OK(ie_record_revise(f.db, &f.writer, ORG, key, 1, organisation(&f, "Two"),
                                 &revision, &f.err),
                &f.err);
    IE_CHECK_INT(revision, 2);
    IE_CHECK_OK(ie_record_revise(f.db, &f.writer, ORG, key, 2, organisation(&f, "Two"),
                                 &revision, &f.err),
                &f.err);
    IE_CHECK_INT(revision, 2);
    IE_CHECK_FAIL(ie_record_revise(f.db, &f.writer, ORG, key, 1,
                                   organisation(&f, "Three"), &revision, &f.err),
                  &f.err, IE_STALE, "record.stale");
    IE_CHECK_OK(ie_record_revision(f.db, &f.staff, ORG, key, 1, &f.arena, &r, &f.err),
                &f.err);
    IE_CHECK_STR(ie_record_get(r, "name")->text, "One");
    IE_CHECK_STR(ie_record_get(r, "root_technologies")->text, "[\"casting\",\"robots\"]");
    IE_CHECK_FAIL(ie_record_delete(f.db, &f.writer, ORG, key, 1, &f.err), &f.err,
                  IE_STALE, "record.stale");
    IE_CHECK_OK(ie_record_delete(f.db, &f.writer, ORG, key, 2, &f.err), &f.err);
    IE_CHECK_FAIL(ie_record_read(f.db, &f.staff, ORG, key, &f.arena, &r, &f.err), &f.err,
                  IE_NOT_FOUND, "record.not_found");
    IE_CHECK_FAIL(ie_record_revision(f.db, &f.staff, ORG, key, 1, &f.arena, &r, &f.err),
                  &f.err, IE_NOT_FOUND, "record.not_found");
    IE_CHECK_FAIL(ie_record_delete(f.db, &f.writer, ORG, key, 0, &f.err), &f.err,
                  IE_NOT_FOUND, "record.not_found");
    IE_CHECK_OK(ie_record_restore(f.db, &f.writer, ORG, key, 1, &f.err), &f.err);
    IE_CHECK_OK(ie_record_read(f.db, &f.staff, ORG, key, &f.arena, &r, &f.err), &f.err);
    IE_CHECK_INT(r->revision, 4);
    IE_CHECK_STR(ie_record_get(r, "name")->text, "One");
    IE_CHECK_OK(ie_record_history(f.db, &f.staff, ORG, key, 0, 10, &f.arena, &history, &n,
                                  &f.err),
                &f.err);
    IE_CHECK_INT(n, 4);
    IE_CHECK(n == 4 && history[0].revision == 4 && history[1].deleted &&
             !history[0].deleted);
    IE_REQUIRE_OK(ie_db_commit(f.db, &f.err), &f.err);
    int64_t entries = 0, erased = 0;
    IE_CHECK_OK(ie_log_verify(f.db, &entries, &erased, &f.err), &f.err);
    IE_CHECK_INT(entries, 4);
    fixture_close(&f);
}

IE_TEST(keys_are_unique_among_the_living)
{
    struct fixture f;
    struct ie_id id = {""}, second = {""};
    struct ie_record *r = NULL;

    IE_REQUIRE(fixture_open(&f, NULL));
    IE_REQUIRE_OK(ie_db_begin_write(f.db, &f.err), &f.err);
    const struct ie_value *v = organisation(&f, "A");
    IE_CHECK_OK(ie_record_create(f.db, &f.writer, ORG, v, IE_STR("x1"), &id, &f.err),
                &f.err);
    IE_REQUIRE_OK(ie_db_savepoint(f.db, &f.err), &f.err);
    IE_CHECK_FAIL(
        ie_record_create(f.db, &f.writer, ORG, v, IE_STR("x1"), &second, &f.err), &f.err,
        IE_CONFLICT, "record.exists");
    IE_CHECK_STR(f.err.arg[1].value, "external_id");
    IE_CHECK(second.text[0] == '\0');
    IE_REQUIRE_OK(ie_db_savepoint_undo(f.db, &f.err), &f.err);
    IE_CHECK_OK(
        ie_record_by_external(f.db, &f.staff, ORG, IE_STR("x1"), &f.arena, &r, &f.err),
        &f.err);
    IE_CHECK_STR(r->id.text, id.text);
    IE_CHECK_OK(ie_record_delete(f.db, &f.writer, ORG, ie_id_str(&id), 0, &f.err),
                &f.err);
    IE_CHECK_OK(ie_record_create(f.db, &f.writer, ORG, v, IE_STR("x1"), &second, &f.err),
                &f.err);
    IE_CHECK_FAIL(ie_record_restore(f.db, &f.writer, ORG, ie_id_str(&id), 1, &f.err),
                  &f.err, IE_CONFLICT, "record.exists");
    ie_db_rollback(f.db);

    struct ie_id account = {""};
    IE_REQUIRE_OK(ie_db_begin_write(f.db, &f.err), &f.err);
    IE_CHECK_OK(ie_record_create(f.db, &f.writer, &ie_type_account,
                                 fixture_values(&f, &ie_type_account, "login", "kim@a.kr",
                                                "name", "Kim", NULL),
                                 IE_STR_NONE, &account, &f.err),
                &f.err);
    account = (struct ie_id){""};
    IE_CHECK_FAIL(ie_record_create(f.db, &f.writer, &ie_type_account,
                                   fixture_values(&f, &ie_type_account, "login",
                                                  "KIM@a.kr", "name", "Kim", NULL),
                                   IE_STR_NONE, &account, &f.err),
                  &f.err, IE_CONFLICT, "record.exists");
    IE_CHECK_STR(f.err.field, "login");
    ie_db_rollback(f.db);

    IE_REQUIRE_OK(ie_db_begin_write(f.db, &f.err), &f.err);
    struct ie_id person = {""};
    IE_CHECK_FAIL(ie_record_create(f.db, &f.writer, &ie_type_person,
                                   fixture_values(&f, &ie_type_person, "name", "Kim",
                                                  "organisation", "no such", NULL),
                                   IE_STR_NONE, &person, &f.err),
                  &f.err, IE_CONFLICT, "record.reference");
    ie_db_rollback(f.db);
    fixture_close(&f);
}

IE_TEST(verified_identifiers_belong_to_one)
{
    static const char brn[] = "[{\"scheme\":\"kr-brn\",\"value\":\"124-81-00998\","
                              "\"verdict\":\"verified\"},{\"scheme\":\"duns\",\"value\":"
                              "\"123456789\",\"verdict\":\"unchecked\"}]";
    struct fixture f;
    struct ie_id found, second = {""};
    int64_t revision;

    IE_REQUIRE(fixture_open(&f, NULL));
    struct ie_value *v = organisation(&f, "A");
    ie_values_text(ORG, v, "identifiers", ie_str_z(brn));
    struct ie_id id = fixture_create(&f, ORG, v);
    struct ie_str office = ie_id_str(&f.writer.office);
    IE_CHECK_OK(ie_organisation_by_identifier(f.db, office, IE_STR("kr-brn"),
                                              IE_STR("124-81-00998"), &found, &f.err),
                &f.err);
    IE_CHECK_STR(found.text, id.text);
    IE_CHECK_OK(ie_organisation_by_identifier(f.db, office, IE_STR("duns"),
                                              IE_STR("123456789"), &found, &f.err),
                &f.err);
    IE_CHECK_STR(found.text, "");
    IE_REQUIRE_OK(ie_db_begin_write(f.db, &f.err), &f.err);
    IE_CHECK_FAIL(ie_record_create(f.db, &f.writer, ORG, v, IE_STR_NONE, &second, &f.err),
                  &f.err, IE_CONFLICT, "record.exists");
    IE_CHECK_STR(f.err.field, "identifiers");
    ie_db_rollback(f.db);
    IE_REQUIRE_OK(ie_db_begin_write(f.db, &f.err), &f.err);
    IE_CHECK_OK(ie_record_revise(f.db, &f.writer, ORG, ie_id_str(&id), 0,
                                 organisation(&f, "A"), &revision, &f.err),
                &f.err);
    IE_CHECK_OK(ie_record_create(f.db, &f.writer, ORG, v, IE_STR_NONE, &second, &f.err),
                &f.err);
    IE_CHECK_OK(ie_db_commit(f.db, &f.err), &f.err);
    IE_CHECK_OK(ie_organisation_by_identifier(f.db, office, IE_STR("kr-brn"),
                                              IE_STR("124-81-00998"), &found, &f.err),
                &f.err);
    IE_CHECK_STR(found.text, second.text);
    fixture_close(&f);
}

/* Walks a list page by page and returns the names, each followed by a comma. */
static const char *walk(struct fixture *f, struct ie_list_query query, unsigned limit)
{
    static char out[4096];
    struct ie_list list = {0};

    out[0] = '\0';
    query.limit = limit;
    query.cursor = IE_STR("");
    for (int pages = 0; pages < 100; pages++) {
        if (!IE_CHECK_OK(
                ie_record_list(f->db, &f->staff, ORG, &query, &f->arena, &list, &f->err),
                &f->err))
            return "failed";
        for (size_t i = 0; i < list.count; i++) {
            size_t at = strlen(out);
            snprintf(out + at, sizeof(out) - at, "%.*s,",
                     IE_STR_ARG(ie_record_get(&list.at[i], "name")->text));
        }
        if (!list.next.ptr)
            return out;
        query.cursor = list.next;
    }
    return "no end";
}

IE_TEST(lists)
{
    struct fixture f;
    struct ie_list list = {0};

    IE_REQUIRE(fixture_open(&f, NULL));
    const char *names[] = {"delta works", "alpha", "charlie", "bravo works", "echo"};
    for (size_t i = 0; i < IE_COUNT(names); i++) {
        struct ie_value *v = organisation(&f, names[i]);
        if (i % 2)
            ie_values_text(ORG, v, "name_en", ie_str_z(names[i]));
        if (i == 2)
            ie_values_text(ORG, v, "root_technologies", IE_STR("[\"sensors\"]"));
        fixture_create(&f, ORG, v);
    }
    const struct ie_field *name = ie_type_field(ORG, IE_STR("name"));
    const struct ie_field *name_en = ie_type_field(ORG, IE_STR("name_en"));
    for (unsigned limit = 1; limit <= 6; limit++) {
        IE_CHECK_STR(walk(&f, (struct ie_list_query){0}, limit),
                     "echo,bravo works,charlie,alpha,delta works,");
        IE_CHECK_STR(walk(&f, (struct ie_list_query){.sort = name}, limit),
                     "alpha,bravo works,charlie,delta works,echo,");
        IE_CHECK_STR(
            walk(&f, (struct ie_list_query){.sort = name, .descending = true}, limit),
            "echo,delta works,charlie,bravo works,alpha,");
        IE_CHECK_STR(walk(&f, (struct ie_list_query){.sort = name_en}, limit),
                     "delta works,charlie,echo,alpha,bravo works,");
        IE_CHECK_STR(
            walk(&f, (struct ie_list_query){.sort = name_en, .descending = true}, limit),
            "bravo works,alpha,echo,charlie,delta works,");
    }
    IE_CHECK_STR(walk(&f, (struct ie_list_query){.search = IE_STR("work")}, 2),
                 "bravo works,delta works,");
    IE_CHECK_STR(walk(&f, (struct ie_list_query){.search = IE_STR("  wor brav")}, 2),
                 "bravo works,");
    IE_CHECK_STR(walk(&f, (struct ie_list_query){.search = IE_STR("orks")}, 2), "");
    IE_CHECK_STR(walk(&f, (struct ie_list_query){.search = IE_STR("%")}, 2), "");
    struct ie_filter tech = {ie_type_field(ORG, IE_STR("root_technologies")),
                             IE_STR("sensors")};
    IE_CHECK_STR(walk(&f, (struct ie_list_query){.filters = &tech, .filter_count = 1}, 2),
                 "charlie,");
    tech.value = IE_STR("sensor");
    IE_CHECK_STR(walk(&f, (struct ie_list_query){.filters = &tech, .filter_count = 1}, 2),
                 "");
    struct ie_filter kinds = {ie_type_field(ORG, IE_STR("type")), IE_STR("company")};
    struct ie_list_query of_kind = {.filters = &kinds, .filter_count = 1, .sort = name};
    char companies[400];
    snprintf(companies, sizeof(companies), "%s", walk(&f, of_kind, 2));
    kinds.value = IE_STR("institute,company");
    IE_CHECK_STR(walk(&f, of_kind, 2), companies);
    kinds.value = IE_STR("institute,compan");
    IE_CHECK_STR(walk(&f, of_kind, 2), "");
    tech.value = IE_STR("%");
    struct ie_list_query q = {
        .filters = &tech, .filter_count = 1, .limit = 2, .count = true};
    IE_CHECK_OK(ie_record_list(f.db, &f.staff, ORG, &q, &f.arena, &list, &f.err), &f.err);
    IE_CHECK_INT(list.total, 0);
    q = (struct ie_list_query){.limit = 2, .count = true};
    IE_CHECK_OK(ie_record_list(f.db, &f.staff, ORG, &q, &f.arena, &list, &f.err), &f.err);
    IE_CHECK_INT(list.total, 5);
    IE_CHECK_INT(list.count, 2);

    /* A cursor of one list is none of another. */
    q.cursor = list.next;
    q.sort = name;
    IE_CHECK_FAIL(ie_record_list(f.db, &f.staff, ORG, &q, &f.arena, &list, &f.err),
                  &f.err, IE_INPUT, "list.cursor");
    q.sort = NULL;
    char broken[200];
    snprintf(broken, sizeof(broken), "%.*s", IE_STR_ARG(q.cursor));
    broken[7] = broken[7] == 'A' ? 'B' : 'A';
    q.cursor = ie_str_z(broken);
    IE_CHECK_FAIL(ie_record_list(f.db, &f.staff, ORG, &q, &f.arena, &list, &f.err),
                  &f.err, IE_INPUT, "list.cursor");
    q.cursor = IE_STR("not base64!");
    IE_CHECK_FAIL(ie_record_list(f.db, &f.staff, ORG, &q, &f.arena, &list, &f.err),
                  &f.err, IE_INPUT, "list.cursor");
    fixture_close(&f);
}

IE_TEST(labels_and_referrers)
{
    struct fixture f;
    struct ie_id ids[70];
    struct ie_str keys[70], labels[70];
    const struct ie_type *referrer = NULL;
    int64_t n = 0;

    IE_REQUIRE(fixture_open(&f, NULL));
    for (size_t i = 0; i < 70; i++) {
        char name[20];
        snprintf(name, sizeof(name), "org %zu", i);
        ids[i] = fixture_create(
            &f, ORG, organisation(&f, ie_arena_strz(&f.arena, ie_str_z(name))));
        keys[i] = ie_id_str(&ids[i]);
    }
    keys[3] = IE_STR("nobody");
    IE_CHECK_OK(ie_record_labels(f.db, &f.staff, ORG, keys, 70, &f.arena, labels, &f.err),
                &f.err);
    IE_CHECK_STR(labels[0], "org 0");
    IE_CHECK(labels[3].ptr == NULL);
    IE_CHECK_STR(labels[69], "org 69");
    IE_CHECK_OK(
        ie_record_labels(f.db, &f.staff, ORG, keys + 1, 5, &f.arena, labels, &f.err),
        &f.err);
    IE_CHECK_STR(labels[4], "org 5");
    fixture_create(&f, &ie_type_person,
                   fixture_values(&f, &ie_type_person, "name", "Kim", "organisation",
                                  ids[0].text, NULL));
    IE_CHECK_OK(ie_record_referrers(f.db, ie_id_str(&f.writer.office), ORG, keys[0],
                                    &referrer, &n, &f.err),
                &f.err);
    IE_CHECK_INT(n, 1);
    IE_CHECK(referrer == &ie_type_person);
    IE_CHECK_OK(ie_record_referrers(f.db, ie_id_str(&f.writer.office), ORG, keys[1],
                                    &referrer, &n, &f.err),
                &f.err);
    IE_CHECK_INT(n, 0);
    IE_CHECK(referrer == NULL);
    fixture_close(&f);
}

/* Every statement of every type and kind of reader prepares and runs. */
IE_TEST(every_shape_of_statement_runs)
{
    struct fixture f;

    IE_REQUIRE(fixture_open(&f, NULL));
    for (size_t t = 0; ie_types[t]; t++)
        for (unsigned bits = 0; bits < 32; bits++) {
            const struct ie_type *type = ie_types[t];
            struct ie_reader reader = {.office = f.writer.office,
                                       .account = ie_id_new(f.now),
                                       .now = f.now,
                                       .staff = bits & 1,
                                       .analyst = bits & 2,
                                       .event_officer = bits & 4,
                                       .member = bits & 8,
                                       .reviewer = bits & 16};
            for (const struct ie_field *field = type->fields; field->name; field++) {
                struct ie_filter filter = {
                    field, field->kind == IE_K_BOOL     ? IE_STR("true")
                           : field->kind == IE_K_MOMENT ? IE_STR("2019-10-28T00:00:00Z")
                                                        : IE_STR("1")};
                struct ie_list_query q = {
                    .limit = 10, .count = true, .sort = field, .descending = bits & 1};
                struct ie_list list;
                if (field->flags & IE_F_FILTER) {
                    q.filters = &filter;
                    q.filter_count = 1;
                } else if (!(field->flags & IE_F_SORT)) {
                    continue;
                }
                if (!(field->flags & IE_F_SORT))
                    q.sort = NULL;
                IE_REQUIRE_OK(
                    ie_record_list(f.db, &reader, type, &q, &f.arena, &list, &f.err),
                    &f.err);
                IE_CHECK_INT(list.count, 0);
                IE_CHECK_INT(list.total, 0);
            }
            struct ie_record *r = NULL;
            struct ie_str id = IE_STR("nobody"), label;
            IE_CHECK_FAIL(ie_record_read(f.db, &reader, type, id, &f.arena, &r, &f.err),
                          &f.err, IE_NOT_FOUND, "record.not_found");
            IE_CHECK_OK(
                ie_record_labels(f.db, &reader, type, &id, 1, &f.arena, &label, &f.err),
                &f.err);
            if (ie_test_failed())
                return;
        }
    fixture_close(&f);
}

/* Lists, sorts, filters and search go by fields that every reader of the row may see. */
IE_TEST(nothing_guarded_can_be_probed)
{
    for (size_t t = 0; ie_types[t]; t++)
        for (const struct ie_field *f = ie_types[t]->fields; f->name; f++) {
            if (f->flags & (IE_F_RUNG | IE_F_PRIVATE))
                IE_CHECK(!(f->flags & (IE_F_FILTER | IE_F_SORT)));
            if (f->flags & IE_F_PRIVATE) /* people: no reader but staff and owner */
                IE_CHECK(!(f->flags & IE_F_SEARCH) ||
                         (!ie_types[t]->visible && !ie_types[t]->analyst));
            if ((f->flags & IE_F_RUNG) && (f->flags & IE_F_SEARCH))
                IE_CHECK(f->kind == IE_K_LIST && strcmp(f->name, "texts") == 0);
        }
}
