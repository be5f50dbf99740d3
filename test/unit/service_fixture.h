/* A store of its own in a temporary file, with an office and an operator. */
#ifndef IE_TEST_SERVICE_FIXTURE_H
#define IE_TEST_SERVICE_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness.h"
#include "service/import/import.h"
#include "service/work/writer.h"
#include "store/schema_types.h"

struct world {
    struct ie_service *service;
    struct ie_arena arena;
    struct ie_id office;
    const struct ie_actor *operator_;
    struct ie_error err;
    char url[300];
};

static int world_office(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_office_new office = {.code = IE_STR("TEST"),
                                   .title = IE_STR("Test office"),
                                   .title_language = IE_STR("en"),
                                   .country = IE_STR("KR"),
                                   .zone = IE_STR("Asia/Seoul")};

    return ie_office_create(call, &office, arg, err);
}

static int world_operator(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct world *w = arg;

    return ie_actor_operator(call->db, IE_STR(""), IE_STR("tester"), IE_STR("en"),
                             &w->arena, &w->operator_, err);
}

static inline bool world_open_with(struct world *w, const char *path,
                                   const struct ie_service_config *base)
{
    struct ie_service_config config = base ? *base : (struct ie_service_config){0};

    memset(w, 0, sizeof *w);
    ie_arena_init(&w->arena, 0);
    snprintf(w->url, sizeof w->url, "sqlite:%s", path);
    config.db_url = w->url;
    return IE_CHECK_OK(ie_service_new(&config, &w->service, &w->err), &w->err) &&
           IE_CHECK_OK(ie_service_prepare(w->service, true, &w->err), &w->err) &&
           IE_CHECK_OK(ie_write_call(w->service, NULL, world_office, &w->office, &w->err),
                       &w->err) &&
           IE_CHECK_OK(ie_read_call(w->service, NULL, world_operator, w, &w->err),
                       &w->err);
}

static inline bool world_open(struct world *w, const char *name)
{
    return world_open_with(w, ie_test_temp(name), NULL);
}

static inline void world_close(struct world *w)
{
    ie_service_free(w->service);
    ie_arena_release(&w->arena);
}

/* One whole number of a statement without parameters. */
struct world_number {
    const char *sql;
    int64_t value;
};

static inline int world_number(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct world_number *number = arg;
    struct ie_query q;
    bool row = false;
    int rc;

    ie_query_begin(call->db, number->sql, &q);
    rc = ie_query_next(&q, &row, err);
    number->value = !rc && row ? ie_query_get_int(&q, 0) : -1;
    ie_query_end(&q);
    return rc;
}

static inline int64_t world_count(struct world *w, const char *sql)
{
    struct world_number number = {sql, -1};

    IE_CHECK_OK(ie_read_call(w->service, w->operator_, world_number, &number, &w->err),
                &w->err);
    return number.value;
}

/* Imports a text; the result's member `name` is what the tests ask. */
static inline int world_import(struct world *w, enum ie_import_kind kind,
                               const char *event, const char *name, const char *text,
                               bool dry_run, bool keep_going, struct ie_id *id,
                               json_t **result)
{
    const char *path = ie_test_temp(name);
    FILE *file = fopen(path, "wb");

    *result = NULL;
    if (!IE_CHECK(file != NULL))
        return IE_IO;
    fputs(text, file);
    fclose(file);
    return ie_import_file(w->service, w->operator_, kind, ie_str_z(event), path, dry_run,
                          keep_going, NULL, id, result, &w->err);
}

static inline int64_t world_result(const json_t *result, const char *name)
{
    return result ? json_integer_value(json_object_get(result, name)) : -1;
}

#endif
