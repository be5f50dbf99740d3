/* Searching when memory runs out: each allocation of a search, of suggestions, of building,
 * following, merging and opening the index is refused in turn. An answer is right and whole,
 * or says that memory is out; and the one after it is right. */
#include "service/search/build.h"
#include "service_memory.h"

static const char *const passing[] = {"fresh", NULL};

static struct ie_id offer(struct search_world *s, int organisation, const char *more,
                          const char *texts)
{
    struct ie_buf body = IE_BUF_INIT;

    ie_buf_printf(&body,
                  "{\"organisation\":\"%s\",\"type\":\"technology_offer\",\"language\":"
                  "\"en\",%s\"texts\":[%s]}",
                  s->organisations[organisation].text, more, texts);
    ie_buf_addc(&body, '\0');
    struct ie_id id = make_record(s, &ie_type_profile, body.ptr);
    ie_buf_release(&body);
    return id;
}

#define PUBLISHED "\"status\":\"published\","

/* Few, but of each kind: guarded, drafts, two languages, own concepts, specs, last days. */
static void offers(struct search_world *s)
{
    offer(
        s, 0, PUBLISHED "\"valid_until\":\"2090-01-01\",",
        "{\"language\":\"en\",\"title\":\"Die casting of glass\",\"text\":\"High "
        "pressure die casting, 5 nm wafer, 0.3 mm, laser etching for robots\"},"
        "{\"language\":\"ko\",\"title\":\"다이캐스팅\",\"text\":\"주조와 로봇 레이저\"}");
    offer(s, 1,
          PUBLISHED "\"concepts\":[\"casting\"],\"rungs\":[{\"field\":\"texts\","
                    "\"rung\":\"nda\"}],",
          "{\"language\":\"en\",\"title\":\"Glass tubes\",\"text\":\"Guarded glass\"}");
    offer(s, 2, "\"status\":\"draft\",",
          "{\"language\":\"en\",\"title\":\"Glass draft\",\"text\":\"laser glass\"}");
    offer(s, 3, PUBLISHED,
          "{\"language\":\"de\",\"title\":\"Druckguss\",\"text\":\"Laser und Druckguss "
          "für Roboter\"}");
    offer(s, 0, PUBLISHED,
          "{\"language\":\"ko\",\"title\":\"반도체 식각\",\"text\":\"식각을 위한 센서, "
          "주조 로봇\"}");
}

static int ask_search(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_search_params params = {search_param, use->arg};
    struct ie_json json = ie_json_into(&use->out);
    struct ie_call own;
    int code = use_as(call, use, &own, err);

    return code ? code : ie_search_profiles_json(&own, &params, &json, err);
}

static int ask_suggest(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_json json = ie_json_into(&use->out);
    struct ie_call own;
    int code = use_as(call, use, &own, err);

    return code ? code : ie_search_suggest_json(&own, ie_str_z(use->arg), 8, &json, err);
}

static int ask_similar(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_json json = ie_json_into(&use->out);
    struct ie_call own;
    int code = use_as(call, use, &own, err);

    return code ? code : ie_search_similar_json(&own, ie_str_z(use->arg), 5, &json, err);
}

static struct ie_str member(const struct search_world *s)
{
    return ie_id_str(&s->accounts[1]);
}

static unsigned search(struct search_world *s, const char *name, struct ie_str account,
                       const char *const *params, unsigned most)
{
    struct use use = {.w = &s->w,
                      .call = ask_search,
                      .arg = params,
                      .account = account,
                      .passing = passing};

    return use_refuse(name, &use, most);
}

#define Q(...) ((const char *const[]){__VA_ARGS__, NULL})

IE_TEST(a_search_is_right_or_says_that_memory_is_out)
{
    struct search_world s;

    if (!search_world_open(&s, "memory-search.db"))
        return;
    offers(&s);
    IE_CHECK(search(&s, "search, short", IE_STR(""), Q("q", "glass"), 0) > 100);
    IE_CHECK(search(&s, "search, nothing asked", member(&s), Q("limit", "2"), 0) > 50);
    IE_CHECK(search(&s, "search, Korean by concept", member(&s),
                    Q("q", "다이캐스팅 주조를 찾습니다"), 0) > 100);
    IE_CHECK(
        search(&s, "search, filters", member(&s),
               Q("q", "laser casting", "without", "robotics", "type", "technology_offer",
                 "country", "KR,DE", "concept", "casting", "valid_on", "2026-01-01"),
               0) > 100);
    world_close(&s.w);
}

/* ---- with lists of words ---- */

static void word_lists(const char *name, const char *rows)
{
    char path[PATH_MAX + 32];
    const char *directory = ie_test_temp("words"); /* beside "vocabulary" */

    (void)mkdir(directory, 0700);
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    if (!rows) {
        IE_CHECK(unlink(path) == 0);
        return;
    }
    FILE *file = fopen(path, "wb");
    if (!IE_CHECK(file != NULL))
        return;
    fputs(rows, file);
    fclose(file);
}

/* The cursor behind the first page of one, in a text that lasts for the next call. */
static const char *second_page(struct search_world *s, const char *const *first)
{
    static char cursor[64];
    json_t *page = search_json(s, member(s), first);
    struct ie_str next = ie_json_get_str(page, "next");

    IE_CHECK(next.len > 0 && next.len < sizeof(cursor));
    snprintf(cursor, sizeof(cursor), "%.*s", IE_STR_ARG(next));
    json_decref(page);
    return cursor;
}

#define PAGED "q", "레이저 Druckguss", "type", "technology_offer", "limit", "1"

IE_TEST(pages_and_filters_with_word_lists)
{
    struct search_world s;

    word_lists("ko-en.tsv", "레이저\tn\tlaser\n찾다\tv\tlook for | seek\n");
    word_lists("de-en.tsv", "Druckguss\tn\tdie casting\nRoboter\tn\trobot\n");
    if (!search_world_open(&s, "memory-words.db"))
        return;
    offers(&s);
    const char *cursor = second_page(&s, Q(PAGED));
    IE_CHECK(ie_search_words(s.w.service) != NULL);
    IE_CHECK(search(&s, "search, the first page", member(&s), Q(PAGED), 0) > 100);
    IE_CHECK(search(&s, "search, by cursor", member(&s), Q(PAGED, "cursor", cursor), 0) >
             100);
    IE_CHECK(search(&s, "search, by words and filters", member(&s),
                    Q("q", "레이저", "country", "KR,DE", "language", "en", "without",
                      "robotics", "concept", "casting", "valid_on", "2026-01-01"),
                    0) > 100);
    world_close(&s.w);
    word_lists("ko-en.tsv", NULL);
    word_lists("de-en.tsv", NULL);
}

IE_TEST(suggestions_are_right_or_say_that_memory_is_out)
{
    struct search_world s;
    struct use use = {.w = &s.w, .call = ask_suggest, .arg = "gla"};

    if (!search_world_open(&s, "memory-suggest.db"))
        return;
    offers(&s);
    use.account = member(&s);
    IE_CHECK(use_refuse("suggest", &use, 0) > 50);
    use.arg = "주";
    IE_CHECK(use_refuse("suggest, Korean", &use, 0) > 50);
    world_close(&s.w);
}

static const char *whole(void)
{
    return "We look for a partner who casts aluminium by die casting under high "
           "pressure, "
           "with wafers of 5 nm and walls of 0.3 mm, laser etching and robots";
}

IE_TEST(a_whole_profile_as_question)
{
    struct search_world s;

    if (!search_world_open(&s, "memory-whole.db"))
        return;
    offers(&s);
    struct ie_id first = offer(&s, 4, PUBLISHED,
                               "{\"language\":\"en\",\"title\":\"Casting for glass\","
                               "\"text\":\"die casting by laser\"}");
    struct use use = {.w = &s.w,
                      .call = ask_similar,
                      .arg = first.text,
                      .account = member(&s),
                      .passing = passing};
    IE_CHECK(search(&s, "search, a whole profile", member(&s), Q("q", whole()), 0) > 100);
    IE_CHECK(use_refuse("similar", &use, 0) > 100);
    world_close(&s.w);
}

/* ---- the index made, followed, merged, opened ---- */

/* Steps of each sort, from a start by chance (the seed): each needs files put back. With
 * IEUM_TEST_EFFORT=10 it is every allocation. */
enum { INDEX_STEPS = 250 };

struct indexed {
    struct use use;
    struct kept kept;
    bool files; /* the index's are put back too: else it is made from the store */
    bool begun;
};

/* Whatever was refused: the call after it has left the files. */
static void begin_indexed(struct use *use)
{
    struct indexed *indexed = (struct indexed *)use;
    char path[PATH];

    IE_CHECK(snprintf(path, PATH, "%s.d/search/%s/index", store_path(use->w),
                      use->w->office.text) < PATH);
    IE_CHECK(!indexed->begun || access(path, R_OK) == 0);
    indexed->begun = true;
    put_back(use->w, &indexed->kept, false, indexed->files);
}

/* What was asked last stays, and a new service is asked. */
static void restarted(struct use *use)
{
    ie_service_free(use->w->service);
    (void)start_service(use->w);
}

static unsigned index_refuse(struct search_world *s, const char *name, bool files,
                             unsigned most)
{
    struct indexed indexed = {.use = {.w = &s->w,
                                      .call = ask_search,
                                      .arg = Q("q", "glass laser 주조"),
                                      .account = member(s),
                                      .passing = passing,
                                      .begin = begin_indexed},
                              .files = files};

    ie_service_free(s->w.service);
    s->w.service = NULL;
    keep_store(&s->w, &indexed.kept);
    unsigned steps = use_refuse(name, &indexed.use, most);
    indexed.use.failed = restarted; /* and once more with what the failure left */
    steps += use_refuse(name, &indexed.use, most / 4 + 1);
    kept_free(&indexed.kept);
    return steps;
}

IE_TEST(an_index_is_made_whole_or_not_at_all)
{
    struct search_world s;

    if (!search_world_open(&s, "memory-build.db"))
        return;
    offers(&s);
    IE_CHECK(index_refuse(&s, "first build", false, INDEX_STEPS) > 4);
    /* the files of it, opened again */
    IE_CHECK_INT(search_total(&s, "glass"), 3);
    IE_CHECK(index_refuse(&s, "opening files", true, INDEX_STEPS) > 4);
    /* what was written since: read from the log, and merged */
    offer(&s, 2, PUBLISHED,
          "{\"language\":\"en\",\"title\":\"Glass lens\",\"text\":\"\"}");
    IE_CHECK(index_refuse(&s, "following and merging", true, INDEX_STEPS) > 4);
    world_close(&s.w);
}

/* ---- a scan that was stopped ---- */

/* So many profiles that a stopped scan leaves a checkpoint. */
enum { LANGUAGES = 2, MANY = 1100 };

static int publish_many(struct ie_call *call, void *arg, struct ie_error *err)
{
    static const char *const languages[LANGUAGES] = {"en", "de"};
    struct search_world *s = arg;
    struct ie_buf body = IE_BUF_INIT;
    int code = 0;

    for (int i = 0; i < MANY && !code; i++) {
        ie_buf_clear(&body);
        ie_buf_printf(&body,
                      "{\"organisation\":\"%s\",\"type\":\"technology_offer\","
                      "\"language\":\"en\"," PUBLISHED "\"texts\":[",
                      s->organisations[i % 3].text);
        for (int l = 0; l < LANGUAGES; l++)
            ie_buf_printf(&body, "%s{\"language\":\"%s\",\"title\":\"glass %d\"}",
                          l ? "," : "", languages[l], i);
        ie_buf_addz(&body, "]}");
        ie_buf_addc(&body, '\0');
        struct search_made made = {.type = &ie_type_profile, .body = body.ptr};
        code = search_make(call, &made, err);
    }
    ie_buf_release(&body);
    return code;
}

/* Steps of making the index until its files are there, in part. */
static void begin_to_index(struct search_world *s)
{
    struct ie_search_office *office = ie_calloc(1, sizeof(*office));
    struct ie_db *db = NULL;
    char path[PATH];
    bool more = true;

    snprintf(path, PATH, "%s.d/search/%s/index", store_path(&s->w), s->w.office.text);
    if (!IE_CHECK(office != NULL) ||
        !IE_CHECK_OK(ie_service_scanner(s->w.service, &db, &s->w.err), &s->w.err))
        return;
    office->id = s->w.office;
    office->service = s->w.service;
    for (int i = 0; i < 100 && more && access(path, R_OK) != 0; i++)
        IE_CHECK_OK(ie_search_advance(office, db, &more, &s->w.err), &s->w.err);
    IE_CHECK(more && access(path, R_OK) == 0);
    ie_search_office_free(office);
    ie_db_close(db);
}

enum { CHECKPOINT_STEPS = 60 };

IE_TEST(a_scan_goes_on_from_its_checkpoint)
{
    struct search_world s;

    if (!search_world_open(&s, "memory-part.db"))
        return;
    IE_CHECK_OK(ie_write_call(s.w.service, s.w.operator_, publish_many, &s, &s.w.err),
                &s.w.err);
    IE_CHECK_INT(world_count(&s.w, "SELECT count(*) FROM profile"), MANY);
    begin_to_index(&s);
    offer(&s, 2, PUBLISHED,
          "{\"language\":\"en\",\"title\":\"Glass, late\",\"text\":\"\"}");
    IE_CHECK(index_refuse(&s, "a scan gone on", true, CHECKPOINT_STEPS) > 4);
    IE_CHECK_INT(search_total(&s, "glass"), MANY + 1);
    world_close(&s.w);
}
