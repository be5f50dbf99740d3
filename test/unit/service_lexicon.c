/* The lexicon of an office: terms decided, states made and kept, profiles tagged by them. */
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "service/account/authorise.h"
#include "service/words/lexicon_view.h"
#include "service/words/office_lexicon.h"
#include "service/words/profile_tag.h"
#include "service/words/term_use.h"
#include "service_fixture.h"
#include "store/records/profile.h"

static const char vocabulary[] = "[casting]\ntop\nen casting\nko 주조\n"
                                 "[die-casting]\nbroader casting\nen die casting\n"
                                 "ko 다이캐스팅\n"
                                 "[robotics]\ntop\nen robot\nko 로봇\n";

/* A world with a small vocabulary of its own in place of the shipped one. */
static bool open_world(struct world *w, const char *name)
{
    char path[PATH_MAX + 32];
    const char *directory = ie_test_temp("vocabulary");

    mkdir(directory, 0700);
    snprintf(path, sizeof(path), "%s/a.txt", directory);
    FILE *file = fopen(path, "wb");
    if (!IE_CHECK(file != NULL))
        return false;
    fputs(vocabulary, file);
    fclose(file);
    setenv("IEUM_LEXICON", directory, 1);
    return world_open(w, name);
}

/* ---- steps ---- */

struct step {
    const char *body; /* of a suggestion */
    bool accept;
    struct ie_id id; /* of the term */
    enum ie_term_decision decision;
    const char *reason;
};

static int suggest(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct step *step = arg;
    struct ie_problem_list problems;
    json_t *body = NULL;
    int code = ie_json_parse(ie_str_z(step->body), &body, err);

    if (!code)
        code = ie_term_suggest(call, body, step->accept, &step->id, &problems, err);
    json_decref(body);
    return code;
}

static int decide(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct step *step = arg;

    return ie_term_decide(call, ie_id_str(&step->id), step->decision,
                          ie_str_z(step->reason), err);
}

struct asked { /* of the lexicon */
    const char *text;
    bool found; /* the concept that it begins */
    bool current;
    char digest[17];
};

static int ask(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct asked *asked = arg;
    struct ie_office_lexicon *state = NULL;
    struct ie_lexicon_hit *hits;
    uint32_t count = 0;
    int code = ie_office_lexicon_take(call, &state, err);

    if (code)
        return code;
    code = ie_lexicon_find(ie_office_lexicon_of(state), ie_str_z(asked->text),
                           IE_STR("ko"), 5, call->arena, &hits, &count, err);
    asked->found = count > 0;
    asked->current = ie_office_lexicon_is_current(state, call);
    struct ie_str digest = ie_lexicon_digest(ie_office_lexicon_of(state));
    snprintf(asked->digest, sizeof(asked->digest), "%.*s", IE_STR_ARG(digest));
    ie_office_lexicon_give(state);
    return code;
}

static bool knows(struct world *w, const char *text)
{
    struct asked asked = {.text = text};

    IE_CHECK_OK(ie_read_call(w->service, w->operator_, ask, &asked, &w->err), &w->err);
    return asked.found;
}

/* The compiled file in the data directory; how many there are. */
static int kept_file(struct world *w, char path[PATH_MAX * 2])
{
    char directory[PATH_MAX];
    struct dirent *entry;
    int count = 0;

    snprintf(directory, sizeof(directory), "%s/lexicon", ie_service_data_dir(w->service));
    DIR *dir = opendir(directory);
    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.') {
            snprintf(path, PATH_MAX * 2, "%s/%s", directory, entry->d_name);
            count++;
        }
    if (dir)
        closedir(dir);
    return count;
}

/* ---- tests ---- */

IE_TEST(an_accepted_term_is_in_the_lexicon_until_it_is_taken_back)
{
    struct world w;
    struct step step = {.body = "{\"concept\":\"casting\",\"kind\":\"alternative\","
                                "\"language\":\"ko\",\"label\":\"쇳물 붓기\"}"};

    IE_REQUIRE(open_world(&w, "terms.db"));
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, suggest, &step, &w.err), &w.err);
    IE_CHECK(!knows(&w, "쇳물"));
    /* the same again */
    struct step again = step;
    IE_CHECK_FAIL(ie_write_call(w.service, w.operator_, suggest, &again, &w.err), &w.err,
                  IE_CONFLICT, "lexicon.term_exists");
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, decide, &step, &w.err), &w.err);
    IE_CHECK(knows(&w, "쇳물"));
    IE_CHECK_FAIL(ie_write_call(w.service, w.operator_, decide, &step, &w.err), &w.err,
                  IE_CONFLICT, "lexicon.decided");
    step.decision = IE_TERM_DECLINE;
    IE_CHECK_FAIL(ie_write_call(w.service, w.operator_, decide, &step, &w.err), &w.err,
                  IE_INPUT, "lexicon.reason_needed");
    step.reason = "nobody says so";
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, decide, &step, &w.err), &w.err);
    IE_CHECK(!knows(&w, "쇳물"));
    world_close(&w);
}

IE_TEST(what_makes_no_sense_beside_the_lexicon_is_refused)
{
    static const struct {
        const char *body, *id;
        int code;
    } cases[] = {
        {"{\"concept\":\"nowhere\",\"kind\":\"alternative\",\"language\":\"ko\","
         "\"label\":\"x\"}",
         "lexicon.term_script", IE_INPUT},
        {"{\"concept\":\"nowhere\",\"kind\":\"alternative\",\"language\":\"en\","
         "\"label\":\"x\"}",
         "lexicon.no_concept", IE_NOT_FOUND},
        {"{\"concept\":\"casting\",\"kind\":\"concept\",\"language\":\"en\","
         "\"label\":\"x\"}",
         "lexicon.concept_known", IE_INPUT},
        {"{\"concept\":\"new\",\"kind\":\"concept\",\"language\":\"en\",\"label\":\"x\","
         "\"broader\":\"nowhere\"}",
         "lexicon.broader_unknown", IE_INPUT},
        {"{\"concept\":\"casting\",\"kind\":\"removal\",\"language\":\"en\","
         "\"label\":\"x\"}",
         "lexicon.label_unknown", IE_INPUT},
        {"{\"concept\":\"casting\",\"kind\":\"correction\",\"language\":\"en\","
         "\"label\":\"x\"}",
         "lexicon.correction", IE_INPUT},
        {"{\"concept\":\"casting\",\"kind\":\"top\",\"language\":\"en\",\"label\":\"x\"}",
         "record.field_choice", IE_INPUT},
        {"{\"concept\":\"casting\",\"kind\":\"hidden\",\"language\":\"en\","
         "\"label\":\"x\",\"status\":\"accepted\"}",
         "record.field_server", IE_INPUT},
    };
    struct world w;

    IE_REQUIRE(open_world(&w, "refused.db"));
    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        struct step step = {.body = cases[i].body};
        IE_CHECK_FAIL(ie_write_call(w.service, w.operator_, suggest, &step, &w.err),
                      &w.err, cases[i].code, cases[i].id);
    }
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM term"), 0);
    world_close(&w);
}

/* An actor of the office with one grant. */
static struct ie_actor actor_with(const struct world *w, const struct ie_grant *grant,
                                  const struct ie_id *account)
{
    return (struct ie_actor){.account = *account,
                             .office = w->office,
                             .by = ie_id_str(account),
                             .language = IE_STR("en"),
                             .grants = grant,
                             .grant_count = 1,
                             .office_roles = strcmp(grant->scope_kind, "office") == 0
                                                 ? (unsigned)grant->role
                                                 : 0};
}

static int make_account(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_problem_list problems;
    int64_t revision;
    json_t *body = json_pack("{s:s,s:s}", "login", "who", "name", "Who");
    int code =
        ie_use_create(call, &ie_type_account, body, arg, &revision, NULL, &problems, err);

    json_decref(body);
    return code;
}

IE_TEST(who_may_suggest_and_who_may_decide)
{
    static const struct {
        enum ie_role role;
        const char *scope;
        bool suggests, decides;
    } cases[] = {
        {IE_ROLE_ADMIN, "office", true, true},
        {IE_ROLE_OFFICER, "office", true, true},
        {IE_ROLE_OFFICER, "event", true, false},
        {IE_ROLE_MEMBER, "organisation", true, false},
        {IE_ROLE_REVIEWER, "event", true, false},
        {IE_ROLE_ANALYST, "office", false, false},
        {IE_ROLE_AUDITOR, "office", false, false},
    };
    struct world w;
    struct ie_id account = {""};

    IE_REQUIRE(open_world(&w, "rights.db"));
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, make_account, &account, &w.err),
                &w.err);
    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        struct ie_grant grant = {.role = cases[i].role, .scope = w.office};
        char body[200];
        snprintf(grant.scope_kind, sizeof(grant.scope_kind), "%s", cases[i].scope);
        struct ie_actor actor = actor_with(&w, &grant, &account);
        snprintf(body, sizeof(body),
                 "{\"concept\":\"casting\",\"kind\":\"hidden\",\"language\":\"en\","
                 "\"label\":\"word %zu\"}",
                 i);
        struct step step = {.body = body};
        int code = ie_write_call(w.service, &actor, suggest, &step, &w.err);
        IE_CHECK_INT(code, cases[i].suggests ? 0 : IE_FORBIDDEN);
        if (code) /* then of somebody else's */
            IE_CHECK_OK(ie_write_call(w.service, w.operator_, suggest, &step, &w.err),
                        &w.err);
        step.decision = IE_TERM_ACCEPT;
        code = ie_write_call(w.service, &actor, decide, &step, &w.err);
        IE_CHECK(cases[i].decides ? code == 0
                                  : code == IE_FORBIDDEN || code == IE_NOT_FOUND);
        struct step quick = {.body = body, .accept = true};
        body[strlen(body) - 4] = '-'; /* another label */
        code = ie_write_call(w.service, &actor, suggest, &quick, &w.err);
        IE_CHECK_INT(code, cases[i].decides ? 0 : IE_FORBIDDEN);
        step.decision = IE_TERM_WITHDRAW;
        code = ie_write_call(w.service, w.operator_, decide, &step, &w.err);
        IE_CHECK_INT(code, IE_FORBIDDEN); /* the operator suggested none of them */
    }
    world_close(&w);
}

IE_TEST(the_compiled_file_is_kept_verified_and_made_again)
{
    struct world w;
    struct asked first = {.text = "쇳물"}, other = {.text = "쇳물"};
    struct step step = {.body = "{\"concept\":\"casting\",\"kind\":\"alternative\","
                                "\"language\":\"ko\",\"label\":\"쇳물 붓기\"}",
                        .accept = true};
    char path[PATH_MAX * 2] = "", before[PATH_MAX * 2];

    IE_REQUIRE(open_world(&w, "kept.db"));
    IE_CHECK(knows(&w, "주조"));
    IE_CHECK_INT(kept_file(&w, path), 0); /* the shipped one needs none */
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, suggest, &step, &w.err), &w.err);
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, ask, &first, &w.err), &w.err);
    IE_CHECK(first.found && first.current);
    IE_REQUIRE(IE_CHECK_INT(kept_file(&w, path), 1));
    memcpy(before, path, sizeof(path));

    /* damaged: another process makes it again */
    FILE *file = fopen(path, "r+b");
    IE_REQUIRE(file != NULL);
    fseek(file, 4000, SEEK_SET);
    fputs("damaged", file);
    fclose(file);
    struct ie_service_config config = {.db_url = w.url};
    struct ie_service *second = NULL;
    IE_CHECK_OK(ie_service_new(&config, &second, &w.err), &w.err);
    IE_CHECK_OK(ie_read_call(second, w.operator_, ask, &other, &w.err), &w.err);
    IE_CHECK(other.found);
    IE_CHECK_STR(ie_str_z(other.digest), first.digest);
    ie_service_free(second);
    IE_CHECK_OK(ie_service_new(&config, &second, &w.err), &w.err);
    unlink(path); /* gone altogether */
    IE_CHECK_OK(ie_read_call(second, w.operator_, ask, &other, &w.err), &w.err);
    IE_CHECK_STR(ie_str_z(other.digest), first.digest);
    ie_service_free(second);

    /* another term: another file in its place */
    step.body = "{\"concept\":\"robotics\",\"kind\":\"alternative\",\"language\":\"ko\","
                "\"label\":\"자동 기계\"}";
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, suggest, &step, &w.err), &w.err);
    IE_CHECK(knows(&w, "자동 기계"));
    IE_CHECK_INT(kept_file(&w, path), 1);
    IE_CHECK(strcmp(path, before) != 0);
    world_close(&w);
}

/* ---- a running server: many readers while states change ---- */

struct readers {
    struct world *w;
    _Atomic bool stop;
    _Atomic int looks, wrong;
};

static void *reader_main(void *data)
{
    struct readers *readers = data;
    struct ie_db *db = NULL;
    struct ie_error err;

    if (ie_service_reader(readers->w->service, &db, &err)) {
        atomic_fetch_add(&readers->wrong, 1);
        return NULL;
    }
    while (!atomic_load(&readers->stop)) {
        struct ie_arena arena;
        struct asked asked = {.text = "다이캐스팅"};
        ie_arena_init(&arena, 0);
        struct ie_call call = {.db = db,
                               .arena = &arena,
                               .actor = readers->w->operator_,
                               .now = ie_now(),
                               .service = readers->w->service};
        if (ie_db_begin_read(db, &err) || ask(&call, &asked, &err) || !asked.found)
            atomic_fetch_add(&readers->wrong, 1);
        ie_db_rollback(db);
        ie_arena_release(&arena);
        atomic_fetch_add(&readers->looks, 1);
    }
    ie_db_close(db);
    return NULL;
}

IE_TEST(readers_go_on_while_states_change)
{
    struct world w;
    struct readers readers = {.w = &w};
    pthread_t threads[3];
    struct asked asked = {.text = "word 9"};

    IE_REQUIRE(open_world(&w, "running.db"));
    IE_CHECK_OK(ie_service_start(w.service, &w.err), &w.err);
    for (size_t i = 0; i < IE_COUNT(threads); i++)
        pthread_create(&threads[i], NULL, reader_main, &readers);
    for (int i = 0; i < 10; i++) {
        char body[160];
        snprintf(body, sizeof(body),
                 "{\"concept\":\"casting\",\"kind\":\"alternative\",\"language\":\"en\","
                 "\"label\":\"word %d\"}",
                 i);
        struct step step = {.body = body, .accept = true};
        IE_CHECK_OK(ie_write_call(w.service, w.operator_, suggest, &step, &w.err),
                    &w.err);
        int seen = atomic_load(&readers.looks); /* some look between */
        while (atomic_load(&readers.looks) < seen + 6)
            sched_yield();
    }
    do /* it comes, since every look asks for it */
        IE_CHECK_OK(ie_read_call(w.service, w.operator_, ask, &asked, &w.err), &w.err);
    while (!asked.current && !ie_test_failed());
    IE_CHECK(asked.found);
    atomic_store(&readers.stop, true);
    for (size_t i = 0; i < IE_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    IE_CHECK_INT(atomic_load(&readers.wrong), 0);
    world_close(&w);
}

/* ---- profiles ---- */

static const char organisations[] = "id,name,country\nA,Alpha,KR\nB,Beta,KR\n";
static const char profiles[] =
    "id,organisation,type,language,title,text\n"
    "P1,A,technology_offer,en,Die casting of housings,We use a robot.\n"
    "P2,B,technology_offer,ko,로봇 제작,주조품을 다룹니다.\n";

struct listing {
    const char *concept;
    struct ie_reader reader;
    int64_t total;
};

static int list(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct listing *listing = arg;
    struct ie_str *ids = NULL;
    struct ie_list_query query = {.limit = 10, .count = true};
    struct ie_list page;
    int code = ie_concept_and_below(call, ie_str_z(listing->concept), &ids,
                                    &query.concept_count, err);

    query.concepts = ids;
    listing->reader.office = call->actor->office;
    listing->reader.now = call->now;
    if (!code)
        code = ie_record_list(call->db, &listing->reader, &ie_type_profile, &query,
                              call->arena, &page, err);
    listing->total = code ? -1 : page.total;
    if (!code)
        IE_CHECK_INT(page.count, page.total);
    return code;
}

static int64_t count_tagged(struct world *w, const char *concept, bool staff)
{
    struct listing listing = {.concept = concept,
                              .reader = {.staff = staff, .reviewer = !staff}};

    IE_CHECK_OK(ie_read_call(w->service, w->operator_, list, &listing, &w->err), &w->err);
    return listing.total;
}

static int set_profile(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_problem_list problems;
    struct ie_record *record = NULL;
    struct ie_reader reader;
    json_t *body = NULL;
    int64_t revision;

    ie_reader_for(call, &reader);
    int code = ie_json_parse(ie_str_z(arg), &body, err);
    if (!code)
        code = ie_record_by_external(call->db, &reader, &ie_type_profile, IE_STR("P1"),
                                     call->arena, &record, err);
    if (!code)
        code = ie_use_revise(call, &ie_type_profile, ie_id_str(&record->id), 0, body,
                             &revision, NULL, &problems, err);
    json_decref(body);
    return code;
}

static bool set_p1(struct world *w, const char *body)
{
    return IE_CHECK_OK(ie_write_call(w->service, w->operator_, set_profile,
                                     (void *)(uintptr_t)body, &w->err),
                       &w->err);
}

static bool import_profiles(struct world *w)
{
    struct ie_id id;
    json_t *result = NULL;
    bool good = IE_CHECK_INT(world_import(w, IE_IMPORT_ORGANISATIONS, "", "o.csv",
                                          organisations, false, false, &id, &result),
                             0);
    json_decref(result);
    good = good && IE_CHECK_INT(world_import(w, IE_IMPORT_PROFILES, "", "p.csv", profiles,
                                             false, false, &id, &result),
                                0);
    json_decref(result);
    return good;
}

IE_TEST(profiles_are_found_by_what_the_reader_may_read)
{
    struct world w;

    IE_REQUIRE(open_world(&w, "tags.db") && import_profiles(&w));
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM profile_tag_due"), 0);
    IE_CHECK_INT(count_tagged(&w, "die-casting", true), 1);
    IE_CHECK_INT(count_tagged(&w, "casting", true), 2); /* with what is below it */
    IE_CHECK_INT(count_tagged(&w, "robotics", true), 2);
    IE_CHECK_INT(count_tagged(&w, "robotics", false), 2);

    /* the text guarded: until it is tagged again, no old row may tell */
    IE_REQUIRE(set_p1(&w, "{\"rungs\":[{\"field\":\"texts\",\"rung\":\"nda\"}]}"));
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM profile_tag_due"), 1);
    IE_CHECK_INT(count_tagged(&w, "robotics", false), 1); /* the other profile */
    IE_CHECK_OK(ie_profile_tags_all(w.service, IE_TAG_DUE, &w.err), &w.err);
    IE_CHECK_INT(count_tagged(&w, "robotics", false), 1);    /* in the guarded text */
    IE_CHECK_INT(count_tagged(&w, "die-casting", false), 1); /* in the title */
    IE_CHECK_INT(count_tagged(&w, "robotics", true), 2);

    /* opened */
    IE_REQUIRE(set_p1(&w, "{\"rungs\":[]}"));
    IE_CHECK_OK(ie_profile_tags_all(w.service, IE_TAG_DUE, &w.err), &w.err);
    IE_CHECK_INT(count_tagged(&w, "robotics", false), 2);
    world_close(&w);
}

IE_TEST(another_lexicon_tags_anew_and_touches_no_revision)
{
    struct world w;
    struct step step = {.body = "{\"concept\":\"robotics\",\"kind\":\"alternative\","
                                "\"language\":\"en\",\"label\":\"housing\"}",
                        .accept = true};

    IE_REQUIRE(open_world(&w, "retag.db") && import_profiles(&w));
    int64_t revisions = world_count(&w, "SELECT count(*) FROM revision");
    IE_CHECK_INT(world_count(&w, "SELECT times FROM profile_tag WHERE part=1 AND"
                                 " concept='robotics'"),
                 1);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM profile_tag WHERE part=0 AND"
                                 " concept='robotics'"),
                 1);
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, suggest, &step, &w.err), &w.err);
    IE_CHECK_OK(ie_profile_tags_all(w.service, IE_TAG_DUE, &w.err), &w.err);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM profile_tag WHERE part=0 AND"
                                 " concept='robotics'"),
                 1); /* not due: stale */
    IE_CHECK_OK(ie_profile_tags_all(w.service, IE_TAG_STALE, &w.err), &w.err);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM profile_tag WHERE part=0 AND"
                                 " concept='robotics'"),
                 2); /* "housings" */
    IE_CHECK_INT(world_count(&w, "SELECT count(DISTINCT lexicon) FROM profile_tagging"),
                 1);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM revision"),
                 revisions + 1); /* the term's own */
    world_close(&w);
}

/* Write function: arg is the statement. */
static int run_sql(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(call->db, arg, &q);
    return ie_query_run(&q, err);
}

/* Any one row of an office, wherever its tagging stands in the order of lexicons and engines. */
IE_TEST(one_profile_of_another_lexicon_or_engine_is_tagged_anew)
{
    static const char *const others[] = {"lexicon='0'", "lexicon='~'", "engine='0'",
                                         "engine='~'"};
    char sql[200];
    struct world w;

    IE_REQUIRE(open_world(&w, "ends.db") && import_profiles(&w));
    for (size_t i = 0; i < IE_COUNT(others); i++) {
        snprintf(sql, sizeof(sql),
                 "UPDATE profile_tagging SET %s WHERE profile=(SELECT max(profile) FROM"
                 " profile_tagging)",
                 others[i]);
        IE_CHECK_OK(ie_write_call(w.service, w.operator_, run_sql, sql, &w.err), &w.err);
        IE_CHECK_INT(world_count(&w,
                                 "SELECT count(*) FROM (SELECT DISTINCT lexicon, engine"
                                 " FROM profile_tagging) AS found"),
                     2);
        IE_CHECK_OK(ie_profile_tags_all(w.service, IE_TAG_STALE, &w.err), &w.err);
        IE_CHECK_INT(world_count(&w,
                                 "SELECT count(*) FROM (SELECT DISTINCT lexicon, engine"
                                 " FROM profile_tagging) AS found"),
                     1);
    }
    world_close(&w);
}

IE_TEST(every_root_technology_has_its_concept)
{
    size_t i = 0;

    for (; ie_root_technologies[i]; i++)
        IE_CHECK(ie_root_concept(i).len > 0);
    IE_CHECK(ie_root_concept(i).ptr == NULL);
}

/* The schema repeats the kinds, since store/ lies below lexicon/. */
IE_TEST(the_schema_has_the_kinds_of_terms)
{
    const char *const *choices = ie_type_field(&ie_type_term, IE_STR("kind"))->choices;

    for (int i = 0; i <= IE_TERM_KINDS; i++) {
        const char *name = ie_term_kind_name((enum ie_term_kind)i);
        IE_CHECK(name ? choices[i] && strcmp(name, choices[i]) == 0 : !choices[i]);
    }
}
