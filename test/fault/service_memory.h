/* Uses of the service whose memory runs out: a store with its files as it was prepared, put
 * back for each step, and questions whose answers must stay the same. */
#ifndef IE_TEST_SERVICE_MEMORY_H
#define IE_TEST_SERVICE_MEMORY_H

#include <dirent.h>

#include "../unit/search_world.h"
#include "base/alloc.h"
#include "service/open.h"
#include "sqlite_memory.h"

/* ---- a store put back ---- */

enum { KEPT_FILES = 24, PATH = 1024 };

struct kept { /* the store's file and those of its data directory */
    struct {
        char path[PATH];
        struct ie_buf bytes;
    } files[KEPT_FILES];
    unsigned count;
};

static inline void keep_file(struct kept *kept, const char *path)
{
    FILE *file = fopen(path, "rb");
    char block[8192];
    size_t n;

    if (!IE_CHECK(file != NULL && kept->count < KEPT_FILES))
        return;
    snprintf(kept->files[kept->count].path, PATH, "%s", path);
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        ie_buf_add(&kept->files[kept->count].bytes, ie_str_n(block, n));
    fclose(file);
    kept->count++;
}

/* Each file below a directory is kept, or taken away. */
static inline void each_file(const char *directory, struct kept *kept)
{
    DIR *dir = opendir(directory);
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        char path[PATH];
        struct stat status;
        if (entry->d_name[0] == '.')
            continue;
        if (!IE_CHECK(snprintf(path, PATH, "%s/%s", directory, entry->d_name) < PATH))
            continue;
        if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
            each_file(path, kept);
        else if (kept)
            keep_file(kept, path);
        else
            (void)unlink(path);
    }
    if (dir)
        closedir(dir);
}

static inline const char *store_path(const struct world *w)
{
    return w->url + strlen("sqlite:");
}

static inline bool start_service(struct world *w)
{
    struct ie_service_config config = {.db_url = w->url};

    return IE_CHECK_OK(ie_service_new(&config, &w->service, &w->err), &w->err);
}

/* Of a world whose service is free. */
static inline void keep_store(const struct world *w, struct kept *kept)
{
    char directory[PATH];

    memset(kept, 0, sizeof(*kept));
    keep_file(kept, store_path(w));
    snprintf(directory, sizeof(directory), "%s.d", store_path(w));
    each_file(directory, kept);
}

/* The kept store, and a service that knows nothing of it yet. `store_too` false: but for
 * the store, which nobody wrote; `files_too` false: without what lay beside it. */
static inline void put_back(struct world *w, const struct kept *kept, bool store_too,
                            bool files_too)
{
    char path[PATH];

    ie_service_free(w->service);
    w->service = NULL;
    if (store_too) {
        snprintf(path, sizeof(path), "%s-wal", store_path(w));
        (void)unlink(path);
        snprintf(path, sizeof(path), "%s-shm", store_path(w));
        (void)unlink(path);
    }
    snprintf(path, sizeof(path), "%s.d", store_path(w));
    each_file(path, NULL);
    for (unsigned i = store_too ? 0 : 1; i < (files_too ? kept->count : 1); i++) {
        FILE *file = fopen(kept->files[i].path, "wb");
        struct ie_str bytes = ie_buf_str(&kept->files[i].bytes);
        if (IE_CHECK(file != NULL)) {
            IE_CHECK(!bytes.len || fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len);
            fclose(file);
        }
    }
    (void)start_service(w);
}

static inline void kept_free(struct kept *kept)
{
    for (unsigned i = 0; i < kept->count; i++)
        ie_buf_release(&kept->files[i].bytes);
}

/* ---- questions ---- */

/* One use: a call whose answer is JSON, and what it answered when there was memory. */
struct use {
    struct world *w;
    ie_write_fn call; /* its argument is this use */
    const void *arg;
    struct ie_str account; /* "": the operator */
    bool write;
    struct ie_buf out;
    json_t *expected;                /* NULL: not yet known */
    const char *const *passing;      /* members that may differ, …, NULL */
    void (*begin)(struct use *use);  /* before each step */
    void (*failed)(struct use *use); /* after one that failed */
};

/* The answer is whole before anything is committed, as the API has it. */
static inline int use_inside(struct ie_call *call, void *data, struct ie_error *err)
{
    struct use *use = data;
    int code = use->call(call, use, err);

    return code ? code : ie_buf_check(&use->out, err);
}

static inline int use_run(void *data, struct ie_error *err)
{
    struct use *use = data;

    ie_buf_release(&use->out);
    return (use->write ? ie_write_call : ie_read_call)(use->w->service, use->w->operator_,
                                                       use_inside, use, err);
}

static inline json_t *use_answer(struct use *use)
{
    json_t *json = NULL;

    if (use->out.len)
        IE_CHECK_OK(ie_json_parse(ie_buf_str(&use->out), &json, &use->w->err),
                    &use->w->err);
    for (const char *const *at = use->passing; at && *at; at++)
        json_object_del(json, *at);
    json_t *degraded = json_object_get(json, "degraded");
    if (ie_str_eqz(ie_json_get_str(degraded, "reason"), "words_loading"))
        json_object_set_new(json, "degraded", json_null()); /* it says so: another time */
    return json ? json : json_true();
}

static inline void use_right(void *data)
{
    struct use *use = data;
    json_t *answer = use_answer(use);

    if (!use->expected) {
        use->expected = answer;
        return;
    }
    if (!IE_CHECK(json_equal(answer, use->expected))) {
        char *found = json_dumps(answer, 0), *expected = json_dumps(use->expected, 0);
        printf("    found    %s\n    expected %s\n", found, expected);
        free(found);
        free(expected);
    }
    json_decref(answer);
}

static inline void use_begin(void *data)
{
    struct use *use = data;

    if (use->begin)
        use->begin(use);
}

static inline void use_failed(void *data)
{
    struct use *use = data;

    if (use->failed)
        use->failed(use);
}

/* As the account of the use, in its own call. */
static inline int use_as(struct ie_call *call, const struct use *use, struct ie_call *own,
                         struct ie_error *err)
{
    return search_as(call, use->account, own, err);
}

/* Some of SQLite's own allocations are refused too: it has thousands a call. */
enum { SQLITE_STEPS = 20 };

/* Refuses each allocation of a use but SQLite's, or `most` of them, and then so many of
 * all, SQLite's too; returns how many steps that took. */
static inline unsigned use_refuse(const char *name, struct use *use, unsigned most)
{
    struct ie_test_refusals what = {.name = name,
                                    .run = use_run,
                                    .data = use,
                                    .begin = use_begin,
                                    .right = use_right,
                                    .failed = use_failed,
                                    .survives = true,
                                    .once = use->write,
                                    .most = most};
    sqlite_counts = false;
    unsigned steps = ie_test_refuse(&what);
    sqlite_counts = true;
    what.most = SQLITE_STEPS;
    if (!ie_test_failed())
        steps += ie_test_refuse(&what);
    sqlite_counts = false;
    json_decref(use->expected);
    use->expected = NULL;
    ie_buf_release(&use->out);
    return steps;
}

#endif
