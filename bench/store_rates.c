/*
 * The store's rates, for bench/store.py.
 *
 *   bench-store_rates write PATH WRITES          one record a transaction, durable
 *   bench-store_rates group PATH WRITES THREADS  the same through the one writer
 *   bench-store_rates fill  PATH ROWS            organisations and profiles to read
 *   bench-store_rates read  PATH ROUNDS          prints: what, microseconds each
 *   bench-store_rates log   PATH                 verifies the log
 *
 * write, group, log print: seconds operations/s
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "service/open.h"
#include "service/record/use.h"
#include "service/work/writer.h"
#include "store/migrate.h"
#include "store/schema_types.h"
#include "store/values.h"

static void must(int code, const struct ie_error *err)
{
    if (!code)
        return;
    fprintf(stderr, "bench-store_rates: %s %s %s\n", err->id, err->arg[0].value,
            err->arg[1].value);
    exit(1);
}

static double seconds_since(int64_t begun)
{
    return (double)(ie_monotonic_us() - begun) * 1e-6;
}

/* Processor time of this thread: reads wait for nobody, so that what else the machine does
 * need not count. */
static int64_t worked_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct ie_db *open_store(const char *path, enum ie_db_mode mode)
{
    struct ie_error err = {0};
    struct ie_db *db = NULL;
    char url[600];

    snprintf(url, sizeof(url), "sqlite:%s", path);
    must(ie_db_open(url, mode, &db, &err), &err);
    if (mode == IE_DB_CREATE)
        must(ie_db_migrate(db, 0, ie_now(), &err), &err);
    return db;
}

/* One office for all of it, so that a second run finds the rows of the first. */
static struct ie_id office_id(void)
{
    struct ie_id id = {"01hs0000000e00000000000000"};

    return id;
}

static struct ie_writer a_writer(void)
{
    return (struct ie_writer){.office = office_id(),
                              .by = IE_STR("operator:bench"),
                              .now = ie_now(),
                              .fold = ie_search_fold};
}

/* About 400 bytes, as the bare peer writes. */
static struct ie_value *organisation(struct ie_arena *arena, int number)
{
    const struct ie_type *type = &ie_type_organisation;
    struct ie_value *values = ie_values_new(arena, type);
    static char note[300];

    for (size_t i = 0; i < sizeof(note); i++)
        note[i] = (char)('a' + i % 26);
    ie_values_text(type, values, "name",
                   ie_arena_printf(arena, "Organisation %d", number));
    ie_values_text(type, values, "name_en",
                   ie_arena_printf(arena, "Organisation %d", number));
    ie_values_text(type, values, "type", IE_STR("company"));
    ie_values_text(type, values, "country", number % 3 ? IE_STR("KR") : IE_STR("FR"));
    ie_values_text(type, values, "status", IE_STR("active"));
    ie_values_text(type, values, "note", ie_str_n(note, sizeof(note)));
    return values;
}

static struct ie_value *profile(struct ie_arena *arena, int number,
                                const struct ie_id *owner)
{
    const struct ie_type *type = &ie_type_profile;
    struct ie_value *values = ie_values_new(arena, type);
    static char text[1200];

    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = i % 7 == 6 ? ' ' : (char)('a' + i % 26);
    ie_values_text(type, values, "organisation", ie_id_str(owner));
    ie_values_text(type, values, "type", IE_STR("technology_offer"));
    ie_values_text(type, values, "language", IE_STR("en"));
    ie_values_text(type, values, "title",
                   ie_arena_printf(arena, "Etching of depth %d", number));
    ie_values_text(
        type, values, "texts",
        ie_arena_printf(arena,
                        "[{\"language\":\"en\",\"title\":\"Etching of depth %d\","
                        "\"text\":\"%.*s\",\"origin\":\"original\"}]",
                        number, (int)sizeof(text), text));
    ie_values_text(type, values, "cooperation", IE_STR("[\"licence\",\"supply\"]"));
    ie_values_int(type, values, "trl", 1 + number % 9);
    ie_values_text(type, values, "status",
                   number % 10 ? IE_STR("published") : IE_STR("draft"));
    return values;
}

/* ---- writing ---- */

static void write_one(struct ie_db *db, struct ie_arena *arena, int number)
{
    struct ie_writer writer = a_writer();
    struct ie_id id = {""};
    struct ie_error err = {0};

    must(ie_db_begin_write(db, &err), &err);
    must(ie_record_create(db, &writer, &ie_type_organisation, organisation(arena, number),
                          IE_STR_NONE, &id, &err),
         &err);
    must(ie_db_commit(db, &err), &err);
    ie_arena_clear(arena);
}

static void measure_write(const char *path, int writes)
{
    struct ie_db *db = open_store(path, IE_DB_CREATE);
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    write_one(db, &arena, 0);
    int64_t begun = ie_monotonic_us();
    for (int i = 1; i <= writes; i++)
        write_one(db, &arena, i);
    double seconds = seconds_since(begun);
    printf("%.6f %.1f\n", seconds, writes / seconds);
    ie_arena_release(&arena);
    ie_db_close(db);
}

struct group {
    struct ie_service *service;
    struct ie_actor actor;
    int each;
};

static int group_write(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_writer writer = ie_call_writer(call);
    struct ie_id id = {""};

    return ie_record_create(call->db, &writer, &ie_type_organisation,
                            organisation(call->arena, *(const int *)arg), IE_STR_NONE,
                            &id, err);
}

static void *group_thread(void *arg)
{
    const struct group *group = arg;
    struct ie_error err = {0};

    for (int i = 0; i < group->each; i++)
        must(ie_write_call(group->service, &group->actor, group_write, &i, &err), &err);
    return NULL;
}

static void measure_group(const char *path, int writes, int threads)
{
    enum { MOST = 64 };
    pthread_t thread[MOST];
    char url[600];
    struct ie_error err = {0};
    struct group group = {.each = writes / threads};

    if (threads < 1 || threads > MOST)
        exit(2);
    snprintf(url, sizeof(url), "sqlite:%s", path);
    struct ie_service_config config = {.db_url = url};
    must(ie_service_new(&config, &group.service, &err), &err);
    must(ie_service_prepare(group.service, true, &err), &err);
    must(ie_service_start(group.service, &err), &err);
    group.actor = (struct ie_actor){
        .office = office_id(), .by = IE_STR("operator:bench"), .operator_ = true};
    int64_t begun = ie_monotonic_us();
    for (int i = 0; i < threads; i++)
        if (pthread_create(&thread[i], NULL, group_thread, &group) != 0)
            exit(1);
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    double seconds = seconds_since(begun);
    printf("%.6f %.1f\n", seconds, group.each * threads / seconds);
    ie_service_free(group.service);
}

/* ---- reading ---- */

static struct ie_id create(struct ie_db *db, const struct ie_type *type,
                           const struct ie_value *values, const char *external)
{
    struct ie_writer writer = a_writer();
    struct ie_id id = {""};
    struct ie_error err = {0};

    must(ie_record_create(db, &writer, type, values, ie_str_z(external), &id, &err),
         &err);
    return id;
}

static void fill(const char *path, int rows)
{
    const struct ie_type *account = &ie_type_account, *grant = &ie_type_role_grant;
    struct ie_db *db = open_store(path, IE_DB_CREATE);
    struct ie_error err = {0};
    struct ie_arena arena;
    struct ie_id owner = {""};

    ie_arena_init(&arena, 0);
    int64_t begun = ie_monotonic_us();
    must(ie_db_begin_write(db, &err), &err);
    for (int i = 0; i < rows; i++) {
        char external[20];
        snprintf(external, sizeof(external), "p%d", i);
        if (i % 3 == 0)
            owner = create(db, &ie_type_organisation, organisation(&arena, i), "");
        create(db, &ie_type_profile, profile(&arena, i, &owner), external);
        ie_arena_clear(&arena);
    }
    struct ie_value *values = ie_values_new(&arena, account);
    ie_values_text(account, values, "login", IE_STR("member"));
    ie_values_text(account, values, "name", IE_STR("member"));
    struct ie_id member = create(db, account, values, "member");
    values = ie_values_new(&arena, grant);
    ie_values_text(grant, values, "account", ie_id_str(&member));
    ie_values_text(grant, values, "role", IE_STR("member"));
    ie_values_text(grant, values, "scope_kind", IE_STR("organisation"));
    ie_values_text(grant, values, "scope_id", ie_id_str(&owner));
    create(db, grant, values, "");
    must(ie_db_commit(db, &err), &err);
    double seconds = seconds_since(begun);
    printf("%.6f %.1f\n", seconds, rows / seconds);
    ie_arena_release(&arena);
    ie_db_close(db);
}

struct reading {
    struct ie_db *db;
    struct ie_arena arena;
    struct ie_reader reader;
    struct ie_id *ids;
    size_t count;
    int rounds;
};

static void all_ids(struct reading *r, int most)
{
    struct ie_query q;
    struct ie_error err = {0};
    bool row;

    r->ids = calloc((size_t)most, sizeof(*r->ids));
    ie_query_begin(r->db, "SELECT id FROM profile WHERE status='published' LIMIT $1", &q);
    ie_query_int(&q, 1, most);
    while (ie_query_next(&q, &row, &err) == 0 && row)
        snprintf(r->ids[r->count++].text, sizeof(r->ids[0].text), "%.*s",
                 IE_STR_ARG(ie_query_get_text(&q, 0)));
    ie_query_end(&q);
}

static void measure_single(struct reading *r, const char *who)
{
    struct ie_error err = {0};
    struct ie_record *record;
    struct ie_rng rng;

    ie_rng_init(&rng, 1);
    int64_t begun = worked_us();
    for (int i = 0; i < r->rounds; i++) {
        struct ie_str id = ie_id_str(&r->ids[ie_rng_below(&rng, r->count)]);
        must(ie_record_read(r->db, &r->reader, &ie_type_profile, id, &r->arena, &record,
                            &err),
             &err);
        ie_arena_clear(&r->arena);
    }
    printf("read_%s %.2f\n", who, (double)(worked_us() - begun) / r->rounds);
}

static void measure_list(struct reading *r, const char *who, const char *what,
                         struct ie_list_query query, int rounds)
{
    struct ie_error err = {0};
    struct ie_list list;

    query.limit = 50;
    int64_t begun = worked_us();
    for (int i = 0; i < rounds; i++) {
        must(ie_record_list(r->db, &r->reader, &ie_type_profile, &query, &r->arena, &list,
                            &err),
             &err);
        ie_arena_clear(&r->arena);
    }
    printf("%s_%s %.2f\n", what, who, (double)(worked_us() - begun) / rounds);
}

static void measure_lists(struct reading *r, const char *who)
{
    const struct ie_type *type = &ie_type_profile;
    struct ie_filter filter = {ie_type_field(type, IE_STR("type")),
                               IE_STR("technology_offer")};
    int rounds = r->rounds / 20 + 1;

    measure_list(r, who, "list", (struct ie_list_query){0}, rounds);
    measure_list(r, who, "sorted",
                 (struct ie_list_query){.sort = ie_type_field(type, IE_STR("title"))},
                 rounds);
    measure_list(r, who, "filtered",
                 (struct ie_list_query){.filters = &filter, .filter_count = 1}, rounds);
    measure_list(r, who, "counted", (struct ie_list_query){.count = true},
                 rounds / 20 + 1);
    measure_list(r, who, "searched", (struct ie_list_query){.search = IE_STR("etch 77")},
                 rounds / 20 + 1);
}

static void measure_read(const char *path, int rounds)
{
    struct reading r = {.db = open_store(path, IE_DB_READ), .rounds = rounds};
    struct ie_record *member = NULL;
    struct ie_error err = {0};

    ie_arena_init(&r.arena, 0);
    all_ids(&r, 100000);
    r.reader = (struct ie_reader){.office = office_id(), .now = ie_now(), .staff = true};
    must(ie_record_by_external(r.db, &r.reader, &ie_type_account, IE_STR("member"),
                               &r.arena, &member, &err),
         &err);
    struct ie_id account = member->id;
    must(ie_db_begin_read(r.db, &err), &err);
    measure_single(&r, "staff");
    measure_lists(&r, "staff");
    r.reader = (struct ie_reader){
        .office = office_id(), .account = account, .now = ie_now(), .member = true};
    measure_single(&r, "member");
    measure_lists(&r, "member");
    ie_db_rollback(r.db);
    free(r.ids);
    ie_arena_release(&r.arena);
    ie_db_close(r.db);
}

static void measure_log(const char *path)
{
    struct ie_db *db = open_store(path, IE_DB_READ);
    struct ie_error err = {0};
    int64_t entries = 0, erased = 0, begun = ie_monotonic_us();

    must(ie_log_verify(db, &entries, &erased, &err), &err);
    double seconds = seconds_since(begun);
    printf("%.6f %.1f\n", seconds, (double)entries / seconds);
    ie_db_close(db);
}

int main(int argc, char **argv)
{
    int n = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0;
    struct ie_str what = ie_str_z(argc > 2 ? argv[1] : "");

    if (ie_str_eqz(what, "write") && n > 0)
        measure_write(argv[2], n);
    else if (ie_str_eqz(what, "group") && n > 0 && argc > 4)
        measure_group(argv[2], n, (int)strtol(argv[4], NULL, 10));
    else if (ie_str_eqz(what, "fill") && n > 0)
        fill(argv[2], n);
    else if (ie_str_eqz(what, "read") && n > 0)
        measure_read(argv[2], n);
    else if (ie_str_eqz(what, "log"))
        measure_log(argv[2]);
    else
        return 2;
    return 0;
}
