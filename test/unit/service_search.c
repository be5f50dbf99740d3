/* The index in its files: opened again, damaged, of another store, of a killed process; and
 * followed while it is searched. */
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "search_world.h"
#include "service/open.h"
#include "service/search/build.h"

static void titled(struct search_world *s, const char *title, const char *status,
                   struct ie_id *id)
{
    char body[400];

    snprintf(body, sizeof(body),
             "{\"organisation\":\"%s\",\"type\":\"technology_offer\",\"language\":\"en\","
             "\"status\":\"%s\",\"texts\":[{\"language\":\"en\",\"title\":\"%s\"}]}",
             s->organisations[0].text, status, title);
    struct ie_id made = make_record(s, &ie_type_profile, body);
    if (id)
        *id = made;
}

static void publish(struct search_world *s, const char *title)
{
    titled(s, title, "published", NULL);
}

/* The same store in a new process, as far as the service can tell. */
static bool reopen(struct search_world *s)
{
    struct ie_service_config config = {.db_url = s->w.url};

    ie_service_free(s->w.service);
    return IE_CHECK_OK(ie_service_new(&config, &s->w.service, &s->w.err), &s->w.err);
}

static void index_path(const struct search_world *s, const char *ending, char *path,
                       size_t room)
{
    char directory[PATH_MAX];
    struct dirent *entry;

    snprintf(directory, sizeof(directory), "%s/search/%s",
             ie_service_data_dir(s->w.service), s->w.office.text);
    DIR *dir = opendir(directory);
    path[0] = '\0';
    while (dir && (entry = readdir(dir)))
        if (ie_str_ends(ie_str_z(entry->d_name), ie_str_z(ending)))
            snprintf(path, room, "%s/%s", directory, entry->d_name);
    if (dir)
        closedir(dir);
    IE_CHECK(path[0]);
}

static const char *const endings[] = {".open", ".rest", "index"};

static int64_t file_size(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 ? (int64_t)status.st_size : -1;
}

static void damage(const char *path, int how)
{
    FILE *file = fopen(path, "r+b");
    int64_t size = file_size(path);
    long at = (long)ie_rng_below(ie_test_rng(), (uint64_t)size);
    int byte;

    if (!IE_CHECK(file != NULL))
        return;
    if (how == 0) {
        IE_CHECK(ftruncate(fileno(file), at) == 0);
    } else {
        fseek(file, at, SEEK_SET);
        byte = fgetc(file);
        fseek(file, at, SEEK_SET);
        fputc(byte ^ (1 << chance(8)), file);
    }
    fclose(file);
}

IE_TEST(what_was_written_is_opened)
{
    struct search_world s;
    char path[PATH_MAX + 300], again[PATH_MAX + 300];

    if (!search_world_open(&s, "search-files.db"))
        return;
    publish(&s, "glass tubes");
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    index_path(&s, ".open", path, sizeof(path));
    if (!reopen(&s))
        return;
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    index_path(&s, ".open", again, sizeof(again));
    IE_CHECK_STR(ie_str_z(again), ie_str_z(path)); /* the same file: nothing was built */
    /* What came after the file was written is read from the log. */
    publish(&s, "glass rods");
    if (reopen(&s))
        IE_CHECK_INT(search_total(&s, "glass"), 2);
    world_close(&s.w);
}

IE_TEST(damaged_files_are_built_anew)
{
    struct search_world s;
    char path[PATH_MAX + 300];

    if (!search_world_open(&s, "search-damaged.db"))
        return;
    publish(&s, "glass tubes");
    publish(&s, "glass rods");
    titled(&s, "glass draft", "draft", NULL);
    IE_CHECK_INT(search_total(&s, "glass"), 3);
    for (int round = 0; round < 40; round++) {
        index_path(&s, endings[round % 3], path, sizeof(path));
        damage(path, round % 2);
        if (!reopen(&s))
            return;
        if (!IE_CHECK_INT(search_total(&s, "glass"), 3))
            printf("    round %d, %s\n", round, path);
    }
    index_path(&s, ".rest", path, sizeof(path));
    IE_CHECK(unlink(path) == 0);
    if (reopen(&s))
        IE_CHECK_INT(search_total(&s, "glass"), 3);
    world_close(&s.w);
}

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    int byte;

    if (IE_CHECK(in && out))
        while ((byte = fgetc(in)) != EOF)
            fputc(byte, out);
    if (in)
        fclose(in);
    if (out)
        fclose(out);
}

/* Restored from a backup: the files know of what the store has never seen. */
IE_TEST(files_of_another_history_are_not_used)
{
    struct search_world s;
    char saved[PATH_MAX];

    if (!search_world_open(&s, "search-history.db"))
        return;
    publish(&s, "glass tubes");
    snprintf(saved, sizeof(saved), "%s", ie_test_temp("search-history.saved"));
    ie_service_free(s.w.service);
    copy_file(s.w.url + strlen("sqlite:"), saved);
    struct ie_service_config config = {.db_url = s.w.url};
    if (!IE_CHECK_OK(ie_service_new(&config, &s.w.service, &s.w.err), &s.w.err))
        return;
    publish(&s, "glass rods");
    IE_CHECK_INT(search_total(&s, "glass"), 2);
    ie_service_free(s.w.service);
    copy_file(saved, s.w.url + strlen("sqlite:"));
    if (!IE_CHECK_OK(ie_service_new(&config, &s.w.service, &s.w.err), &s.w.err))
        return;
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    world_close(&s.w);
}

/* A child dies at each point of writing in turn; whoever comes after finds all. */
IE_TEST(a_kill_while_writing_costs_nothing)
{
    struct search_world s;
    int status = 0;

    if (!search_world_open(&s, "search-kill.db"))
        return;
    publish(&s, "glass tubes");
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    for (int point = 0; point < 12; point++) {
        char title[40];
        snprintf(title, sizeof(title), "glass %d", point);
        publish(&s, title);
        /* connections do not outlive a fork */
        if (!reopen(&s))
            return;
        pid_t child = fork();
        if (child == 0) {
            struct search_asked asked = {.params =
                                             (const char *const[]){"q", "glass", NULL}};
            ie_fault_kill_after(point);
            _exit(ie_read_call(s.w.service, s.w.operator_, search_ask, &asked, &s.w.err)
                      ? 1
                      : 0);
        }
        IE_CHECK(child > 0 && waitpid(child, &status, 0) == child);
        IE_CHECK(WIFEXITED(status) &&
                 (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == IE_FAULT_STATUS));
        if (point == 0) /* the points are there */
            IE_CHECK_INT(WEXITSTATUS(status), IE_FAULT_STATUS);
        IE_CHECK_INT(search_total(&s, "glass"), point + 2);
    }
    world_close(&s.w);
}

/* ---- stopped while the index is first made ---- */

static void texts_in_two_languages(struct search_world *s, int number)
{
    char body[600];

    snprintf(body, sizeof(body),
             "{\"organisation\":\"%s\",\"type\":\"technology_offer\",\"language\":\"en\","
             "\"status\":\"published\",\"texts\":[{\"language\":\"en\",\"title\":"
             "\"glass %d\"},{\"language\":\"de\",\"title\":\"Glas %d\"}]}",
             s->organisations[0].text, number, number);
    make_record(s, &ie_type_profile, body);
}

/* Some steps of making it, then no more. */
static void begin_to_index(struct search_world *s, int steps)
{
    struct ie_search_office *office = ie_calloc(1, sizeof(*office));
    struct ie_db *db = NULL;
    bool more = true;

    if (!IE_CHECK(office != NULL) ||
        !IE_CHECK_OK(ie_service_scanner(s->w.service, &db, &s->w.err), &s->w.err))
        return;
    office->id = s->w.office;
    office->service = s->w.service;
    for (int i = 0; i < steps; i++)
        IE_CHECK_OK(ie_search_advance(office, db, &more, &s->w.err), &s->w.err);
    IE_CHECK(more);
    ie_search_office_free(office);
    ie_db_close(db);
}

/* How many profiles were read when the next process has looked at the files. */
static uint64_t known_already(struct search_world *s)
{
    struct ie_search_office *office = ie_calloc(1, sizeof(*office));
    struct ie_db *db = NULL;
    uint64_t done = 0;
    bool more = false;

    if (!IE_CHECK(office != NULL) ||
        !IE_CHECK_OK(ie_service_scanner(s->w.service, &db, &s->w.err), &s->w.err))
        return 0;
    office->id = s->w.office;
    office->service = s->w.service;
    IE_CHECK_OK(ie_search_advance(office, db, &more, &s->w.err), &s->w.err);
    IE_CHECK(more);
    done = atomic_load(&office->done);
    ie_search_office_free(office);
    ie_db_close(db);
    return done;
}

IE_TEST(a_stop_while_it_is_first_made_is_gone_on_from)
{
    enum { PROFILES = 2200 };
    struct search_world s;

    if (!search_world_open(&s, "search-checkpoint.db"))
        return;
    for (int i = 0; i < PROFILES; i++)
        texts_in_two_languages(&s, i);
    begin_to_index(&s, 4);
    /* What is written between the two is not lost either. */
    titled(&s, "glass late", "published", NULL);
    IE_CHECK(known_already(&s) >= 1024);
    IE_CHECK_INT(search_total(&s, "glass"), PROFILES + 1);
    IE_CHECK_INT(search_total(&s, "Glas"), PROFILES);
    IE_CHECK_INT(search_total(&s, "late"), 1);
    /* Now it is whole, and the checkpoint gone. */
    if (reopen(&s))
        IE_CHECK_INT(search_total(&s, "glass"), PROFILES + 1);
    world_close(&s.w);
}

/* ---- what is gone counts in no weight for long ---- */

static void withdraw(struct search_world *s, const struct ie_id *id)
{
    struct search_written written = {id, "{\"status\":\"withdrawn\"}"};

    IE_CHECK_OK(
        ie_write_call(s->w.service, s->w.operator_, search_revise, &written, &s->w.err),
        &s->w.err);
}

/* The answer without what names the moment. */
static json_t *answer_of(struct search_world *s, const char *q)
{
    json_t *answer =
        search_json(s, ie_id_str(&s->accounts[2]), (const char *const[]){"q", q, NULL});

    json_object_del(answer, "fresh");
    return answer;
}

IE_TEST(the_gone_leave_the_statistics_when_they_are_a_sixteenth)
{
    struct search_world s;
    struct ie_id ids[64];
    char path[PATH_MAX + 300];

    if (!search_world_open(&s, "search-stale.db"))
        return;
    for (int i = 0; i < 64; i++)
        titled(&s, i % 2 ? "glass tubes" : "glass rods", "published", &ids[i]);
    IE_CHECK_INT(search_total(&s, "glass"), 64);
    for (int i = 0; i < 5; i++) /* of 64, four may be gone */
        withdraw(&s, &ids[2 * i]);
    json_t *before = answer_of(&s, "glass rods");
    index_path(&s, "index", path, sizeof(path));
    IE_CHECK(unlink(path) == 0);
    if (!reopen(&s))
        return;
    json_t *anew = answer_of(&s, "glass rods");
    IE_CHECK(json_equal(before, anew));
    json_decref(before);
    json_decref(anew);
    world_close(&s.w);
}

/* ---- followed while it is searched ---- */

struct searching {
    struct ie_service *service;
    const struct ie_actor *operator_;
    _Atomic bool stop;
    _Atomic int asked, failed;
};

static void *search_thread(void *data)
{
    struct searching *searching = data;

    while (!atomic_load(&searching->stop)) {
        struct ie_error err;
        struct search_asked asked = {.params = (const char *const[]){"q", "glass", NULL}};
        json_t *json = NULL;
        if (ie_read_call(searching->service, searching->operator_, search_ask, &asked,
                         &err) ||
            ie_json_parse(ie_buf_str(&asked.json), &json, &err))
            atomic_fetch_add(&searching->failed, 1);
        /* No more items than are counted, whatever is written meanwhile. */
        if ((int64_t)json_array_size(json_object_get(json, "items")) >
            json_integer_value(json_object_get(json, "total")))
            atomic_fetch_add(&searching->failed, 1);
        json_decref(json);
        ie_buf_release(&asked.json);
        atomic_fetch_add(&searching->asked, 1);
    }
    return NULL;
}

/* Until the follower has come by; generous, since nothing here measures time. */
static bool comes_to(struct search_world *s, const char *q, int64_t total)
{
    for (int i = 0; i < 6000; i++) {
        if (search_total(s, q) == total)
            return true;
        usleep(10000);
    }
    return false;
}

IE_TEST(a_running_server_follows_every_commit)
{
    struct search_world s;
    struct searching searching = {.asked = 0};
    pthread_t threads[2];

    if (!search_world_open(&s, "search-follow.db") ||
        !IE_CHECK_OK(ie_service_start(s.w.service, &s.w.err), &s.w.err))
        return;
    IE_CHECK(comes_to(&s, "glass", 0));
    searching.service = s.w.service;
    searching.operator_ = s.w.operator_;
    for (int i = 0; i < 2; i++)
        IE_CHECK(pthread_create(&threads[i], NULL, search_thread, &searching) == 0);
    for (int i = 0; i < 30; i++)
        publish(&s, "glass tubes");
    IE_CHECK(comes_to(&s, "glass", 30));
    /* Another process writes. */
    struct ie_service_config config = {.db_url = s.w.url};
    struct ie_service *own = s.w.service, *other = NULL;
    if (IE_CHECK_OK(ie_service_new(&config, &other, &s.w.err), &s.w.err)) {
        s.w.service = other;
        publish(&s, "glass rods");
        /* which finds it too, though the files are the server's */
        IE_CHECK_INT(search_total(&s, "rods"), 1);
        s.w.service = own;
        ie_service_free(other);
        IE_CHECK(comes_to(&s, "rods", 1));
    }
    atomic_store(&searching.stop, true);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    IE_CHECK(atomic_load(&searching.asked) > 0);
    IE_CHECK_INT(atomic_load(&searching.failed), 0);
    world_close(&s.w);
}
