/* The search index when the disk is full at any write and memory is out at any allocation:
 * an answer is right or an error, and afterwards everything is found again. */
#include "../unit/search_world.h"
#include "base/alloc.h"
#include "base/fault.h"
#include "service/open.h"
#include "service/search/index.h"

static struct ie_id titled(struct search_world *s, const char *title, const char *status)
{
    char body[400];

    snprintf(body, sizeof(body),
             "{\"organisation\":\"%s\",\"type\":\"technology_offer\",\"language\":\"en\","
             "\"status\":\"%s\",\"texts\":[{\"language\":\"en\",\"title\":\"%s\"}]}",
             s->organisations[0].text, status, title);
    return make_record(s, &ie_type_profile, body);
}

/* The same store in a new process, as far as the service can tell. */
static bool reopen(struct search_world *s)
{
    struct ie_service_config config = {.db_url = s->w.url};

    ie_service_free(s->w.service);
    return IE_CHECK_OK(ie_service_new(&config, &s->w.service, &s->w.err), &s->w.err);
}

/* So that all is built and written again. */
static void forget_files(struct search_world *s)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/search/%s/index", ie_service_data_dir(s->w.service),
             s->w.office.text);
    (void)unlink(path);
}

/* The n-th write of a generation is refused, alone or with all behind it. Whoever asks meets
 * none of it; whoever comes after finds all. */
IE_TEST(a_full_disk_costs_the_files_and_no_answer)
{
    struct search_world s;
    int64_t expected = 0, refused = 0, most = 0;

    if (!search_world_open(&s, "search-full.db"))
        return;
    for (int only = 0; only < 2; only++)
        for (int64_t n = 0; n < 60; n++) {
            titled(&s, "glass tubes", "published");
            titled(&s, "glass draft", "draft");
            expected += 2;
            forget_files(&s);
            if (!reopen(&s))
                return;
            ie_fault_io_after(n, only);
            IE_CHECK_INT(search_total(&s, "glass"), expected);
            refused = ie_fault_io_refused();
            ie_fault_io_after(-1, false);
            if (!refused)
                break;
            most = n > most ? n : most;
            IE_CHECK_INT(search_total(&s, "glass"), expected);
            if (!reopen(&s))
                return;
            IE_CHECK_INT(search_total(&s, "glass"), expected);
        }
    IE_CHECK(most >= 8); /* two images, a manifest: opened, written, synced, renamed */
    world_close(&s.w);
}

/* ---- memory ---- */

static int ask_suggestions(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_json json = ie_json_into(arg);

    return ie_search_suggest_json(call, IE_STR("gla"), 8, &json, err);
}

/* How many it finds; -1: memory was out. */
static int64_t total_or_none(struct search_world *s, bool *suggested)
{
    struct search_asked asked = {.params = (const char *const[]){"q", "glass", NULL}};
    struct ie_buf suggestions = IE_BUF_INIT;
    json_t *json = NULL;
    int64_t total = -1;
    int code = ie_read_call(s->w.service, s->w.operator_, search_ask, &asked, &s->w.err);

    *suggested = !code && !ie_read_call(s->w.service, s->w.operator_, ask_suggestions,
                                        &suggestions, &s->w.err);
    ie_alloc_fail_after(-1);
    IE_CHECK(!code || code == IE_NOMEM);
    if (!code && !asked.json.failed &&
        IE_CHECK_OK(ie_json_parse(ie_buf_str(&asked.json), &json, &s->w.err), &s->w.err))
        total = json_integer_value(json_object_get(json, "total"));
    if (*suggested && !suggestions.failed)
        IE_CHECK(ie_str_find(ie_buf_str(&suggestions), IE_STR("glass")) >= 0);
    json_decref(json);
    ie_buf_release(&asked.json);
    ie_buf_release(&suggestions);
    return total;
}

/* Changes wait to be read, in every third step all is to be read anew; then an allocation
 * and all behind it fail: any of as many as the last step of that sort made that had
 * enough. */
IE_TEST(memory_out_anywhere_gives_no_wrong_answer)
{
    enum { STEPS = 300 };
    struct search_world s;
    int64_t expected = 20, total;
    uint64_t all[2] = {0};
    int refused = 0;
    bool suggested;

    if (!search_world_open(&s, "search-memory.db"))
        return;
    for (int i = 0; i < expected; i++)
        titled(&s, "glass tubes", "published");
    for (int step = 0; step < STEPS; step++) {
        bool anew = step % 3 == 0;
        titled(&s, step % 2 ? "glass rods" : "glass draft",
               step % 2 ? "published" : "draft");
        expected++;
        if (anew && step % 2)
            forget_files(&s);
        if (anew && !reopen(&s))
            return;
        uint64_t before = ie_alloc_count();
        if (all[anew])
            ie_alloc_fail_after((int64_t)ie_rng_below(ie_test_rng(), all[anew]));
        total = total_or_none(&s, &suggested);
        if (total >= 0 && suggested)
            all[anew] = ie_alloc_count() - before;
        if (!IE_CHECK(total == expected || total == -1))
            printf("    step %d: %lld of %lld\n", step, (long long)total,
                   (long long)expected);
        refused += total < 0 || !suggested;
        IE_CHECK_INT(total_or_none(&s, &suggested), expected);
        IE_CHECK(suggested);
    }
    IE_CHECK(refused > STEPS / 4);
    world_close(&s.w);
}
