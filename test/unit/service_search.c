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

static struct {
    unsigned count, usual;
    char reason[56], then[56], path[PATH_MAX];
} told;

static void note(void *data, const struct ie_service_note *note)
{
    if (strcmp(note->event, "search_index") != 0)
        return; /* the vocabulary of these tests has no word lists beside it */
    told.count++;
    told.usual += note->usual;
    snprintf(told.reason, sizeof(told.reason), "%s", note->why->id);
    snprintf(told.then, sizeof(told.then), "%s", note->then);
    snprintf(told.path, sizeof(told.path), "%s", note->path);
}

/* The same store in a new process, as far as the service can tell. */
static bool reopen(struct search_world *s)
{
    struct ie_service_config config = {.db_url = s->w.url, .tell = note};

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

/* ---- each kind of damage by itself, and that it is told ---- */

enum harm {
    EMPTY,
    ONE_BYTE,
    HALF,
    LAST_BYTE,
    FIRST_BIT,
    MIDDLE_BIT,
    LAST_BIT,
    LONGER,
    GONE,
    DIRECTORY,
    PIPE,
    LINK,
    HARMS
};

static void flip(const char *path, long at)
{
    FILE *file = fopen(path, "r+b");

    if (!IE_CHECK(file != NULL))
        return;
    fseek(file, at, SEEK_SET);
    int byte = fgetc(file);
    fseek(file, at, SEEK_SET);
    fputc(byte ^ 1, file);
    fclose(file);
}

static void harm_file(const char *path, enum harm harm)
{
    int64_t size = file_size(path);
    const int64_t lengths[] = {0, 1, size / 2, size - 1};
    const long bits[] = {0, (long)size / 2, (long)size - 1};
    FILE *file;

    if (harm <= LAST_BYTE) {
        IE_CHECK(truncate(path, lengths[harm]) == 0);
    } else if (harm <= LAST_BIT) {
        flip(path, bits[harm - FIRST_BIT]);
    } else if (harm == LONGER) {
        file = fopen(path, "ab");
        if (IE_CHECK(file != NULL)) {
            fputs("and more", file);
            fclose(file);
        }
    } else {
        IE_CHECK(unlink(path) == 0);
        IE_CHECK(harm == GONE || (harm == DIRECTORY ? mkdir(path, 0700)
                                  : harm == PIPE    ? mkfifo(path, 0600)
                                                    : symlink("/dev/zero", path)) == 0);
    }
}

/* Whatever lies in the way of the manifest stays there, and the index in memory. */
static bool blocks(int ending, enum harm harm)
{
    return ending == 2 && harm == DIRECTORY;
}

IE_TEST(each_damage_is_told_and_mended)
{
    struct search_world s;
    char path[PATH_MAX + 300];

    if (!search_world_open(&s, "search-harm.db"))
        return;
    publish(&s, "glass tubes");
    titled(&s, "glass draft", "draft", NULL);
    IE_CHECK_INT(search_total(&s, "glass"), 2);
    for (int ending = 0; ending < 3; ending++)
        for (enum harm harm = EMPTY; harm < HARMS; harm++) {
            index_path(&s, endings[ending], path, sizeof(path));
            harm_file(path, harm);
            memset(&told, 0, sizeof(told));
            if (!reopen(&s))
                return;
            if (!IE_CHECK_INT(search_total(&s, "glass"), 2) ||
                !IE_CHECK_INT(told.count, blocks(ending, harm) ? 2 : 1) ||
                !IE_CHECK_INT(told.usual, 0))
                printf("    %s, harm %d: %s\n", endings[ending], (int)harm, told.reason);
            if (!blocks(ending, harm)) {
                IE_CHECK_STR(ie_str_z(told.then), IE_STR("search.then_rebuild"));
                IE_CHECK_STR(ie_str_z(told.path), ie_str_z(path));
            } else {
                IE_CHECK_STR(ie_str_z(told.then), IE_STR("search.then_memory"));
            }
            if (harm == DIRECTORY) {
                IE_CHECK(rmdir(path) == 0);
                if (!reopen(&s) || !IE_CHECK_INT(search_total(&s, "glass"), 2))
                    return;
            }
            memset(&told, 0, sizeof(told)); /* mended: the next start finds it sound */
            if (!reopen(&s) || !IE_CHECK_INT(search_total(&s, "glass"), 2))
                return;
            IE_CHECK_INT(told.count, 0);
        }
    world_close(&s.w);
}

IE_TEST(a_lock_that_cannot_be_taken_is_told)
{
    struct search_world s;
    char path[PATH_MAX + 300];

    if (!search_world_open(&s, "search-lock.db"))
        return;
    publish(&s, "glass tubes");
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    index_path(&s, "lock", path, sizeof(path));
    harm_file(path, DIRECTORY);
    memset(&told, 0, sizeof(told));
    if (!reopen(&s))
        return;
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    IE_CHECK_INT(told.count, 1);
    IE_CHECK_STR(ie_str_z(told.then), IE_STR("search.then_memory"));
    world_close(&s.w);
}

static void rewrite(const char *path, const char *from, const char *to)
{
    char text[4096];
    FILE *file = fopen(path, "r+b");

    if (!IE_CHECK(file != NULL))
        return;
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    text[len] = '\0';
    char *at = strstr(text, from);
    if (IE_CHECK(at != NULL && strlen(from) == strlen(to))) {
        memcpy(at, to, strlen(to));
        rewind(file);
        IE_CHECK(fwrite(text, 1, len, file) == len);
    }
    fclose(file);
}

/* After an upgrade there is nothing wrong, and it is told as that. */
IE_TEST(files_of_an_older_version_are_built_anew)
{
    struct search_world s;
    char path[PATH_MAX + 300];

    if (!search_world_open(&s, "search-older.db"))
        return;
    publish(&s, "glass tubes");
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    index_path(&s, "index", path, sizeof(path));
    rewrite(path, "ieum search 3\n", "ieum search 2\n");
    memset(&told, 0, sizeof(told));
    if (!reopen(&s))
        return;
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    IE_CHECK_INT(told.count, 1);
    IE_CHECK_INT(told.usual, 1);
    IE_CHECK_STR(ie_str_z(told.reason), IE_STR("retrieval.index_version"));
    world_close(&s.w);
}

/* ---- files of another office, and of another time ---- */

static int second_office(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_office_new office = {.code = IE_STR("TWO"),
                                   .title = IE_STR("Second office"),
                                   .title_language = IE_STR("en"),
                                   .country = IE_STR("KR"),
                                   .zone = IE_STR("Asia/Seoul")};

    return ie_office_create(call, &office, arg, err);
}

static int second_operator(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct world *w = arg;

    return ie_actor_operator(call->db, IE_STR("TWO"), IE_STR("tester"), IE_STR("en"),
                             &w->arena, &w->operator_, err);
}

/* The same store as its second office sees it, with two profiles. */
static bool open_second(struct search_world *s, struct search_world *two)
{
    *two = *s;
    if (!IE_CHECK_OK(
            ie_write_call(s->w.service, NULL, second_office, &two->w.office, &s->w.err),
            &s->w.err) ||
        !IE_CHECK_OK(
            ie_read_call(s->w.service, NULL, second_operator, &two->w, &s->w.err),
            &s->w.err))
        return false;
    two->organisations[0] =
        make_record(two, &ie_type_organisation,
                    "{\"name\":\"Firm\",\"type\":\"company\",\"country\":\"KR\"}");
    publish(two, "glass of the second office");
    publish(two, "more glass of the second office");
    return IE_CHECK_INT(search_total(two, "glass"), 2);
}

IE_TEST(files_of_another_office_are_not_used)
{
    struct search_world s, two;
    char ours[3][PATH_MAX + 300], theirs[3][PATH_MAX + 300], moved[PATH_MAX + 300];

    if (!search_world_open(&s, "search-offices.db"))
        return;
    publish(&s, "glass tubes");
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    if (!open_second(&s, &two))
        return;
    for (int i = 0; i < 3; i++) {
        index_path(&s, endings[i], ours[i], sizeof(ours[i]));
        index_path(&two, endings[i], theirs[i], sizeof(theirs[i]));
    }
    /* The whole folder, as it stands there. */
    for (int i = 0; i < 3; i++) {
        snprintf(moved, sizeof(moved), "%.*s/%s", (int)(strrchr(ours[i], '/') - ours[i]),
                 ours[i], strrchr(theirs[i], '/') + 1);
        copy_file(theirs[i], moved);
    }
    memset(&told, 0, sizeof(told));
    if (!reopen(&s))
        return;
    IE_CHECK_INT(search_total(&s, "glass"), 1);
    IE_CHECK_STR(ie_str_z(told.reason), IE_STR("search.index_foreign"));
    /* One of the files alone, under the name of ours. */
    for (int i = 0; i < 2; i++) {
        char path[PATH_MAX + 300];
        index_path(&s, endings[i], path, sizeof(path));
        copy_file(theirs[i], path);
        memset(&told, 0, sizeof(told));
        if (!reopen(&s))
            return;
        IE_CHECK_INT(search_total(&s, "glass"), 1);
        IE_CHECK_STR(ie_str_z(told.reason), IE_STR("search.index_foreign"));
    }
    two.w.service = s.w.service;
    IE_CHECK_INT(search_total(&two, "glass"), 2);
    world_close(&s.w);
}

/* Each for itself is sound; only the name says that it is not of now. */
IE_TEST(a_file_of_an_older_generation_is_not_used)
{
    struct search_world s;
    char path[PATH_MAX + 300], saved[PATH_MAX], rest[PATH_MAX + 300];

    if (!search_world_open(&s, "search-generation.db"))
        return;
    publish(&s, "glass tubes");
    titled(&s, "glass draft", "draft", NULL);
    IE_CHECK_INT(search_total(&s, "glass"), 2);
    index_path(&s, ".open", path, sizeof(path));
    snprintf(saved, sizeof(saved), "%s", ie_test_temp("search-generation.saved"));
    copy_file(path, saved);
    publish(&s, "glass rods");
    harm_file(path, GONE); /* so that a new generation is written, with all three */
    if (!reopen(&s) || !IE_CHECK_INT(search_total(&s, "glass"), 3))
        return;
    index_path(&s, ".open", path, sizeof(path));
    copy_file(saved, path);
    if (reopen(&s))
        IE_CHECK_INT(search_total(&s, "glass"), 3);
    index_path(&s, ".open", path, sizeof(path));
    index_path(&s, ".rest", rest, sizeof(rest));
    copy_file(rest, path); /* one for the other */
    if (reopen(&s))
        IE_CHECK_INT(search_total(&s, "glass"), 3);
    world_close(&s.w);
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
