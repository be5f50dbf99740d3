/* How profiles meet by the concepts of their texts, and what is learned from matches. */
#include <limits.h>
#include <sys/stat.h>

#include "service/propose.h"
#include "service_fixture.h"

static const char vocabulary[] = "[casting]\ntop\nen casting\nko 주조\nde Gießen\n"
                                 "[die-casting]\nbroader casting\nen die casting\n"
                                 "ko 다이캐스팅\nde Druckguss\n"
                                 "[robotics]\ntop\nen robot\nko 로봇\nde Roboter\n"
                                 "[cooperation]\ntop\nen cooperation\nko 협력\n"
                                 "[partner]\nbroader cooperation\nen partner\nko 협력사\n"
                                 "de Partner\n";

static const char organisations[] = "id,name,country,type\nA,에이,KR,company\n"
                                    "B,Bee,DE,company\nC,Cee,DE,company\n";

static bool open_world(struct world *w, const char *name, const char *profiles)
{
    char path[PATH_MAX + 32];
    const char *directory = ie_test_temp("vocabulary");
    json_t *result = NULL;
    struct ie_id id;

    mkdir(directory, 0700);
    snprintf(path, sizeof(path), "%s/a.txt", directory);
    FILE *file = fopen(path, "wb");
    if (!IE_CHECK(file != NULL))
        return false;
    fputs(vocabulary, file);
    fclose(file);
    setenv("IEUM_LEXICON", directory, 1);
    if (!world_open(w, name) ||
        !IE_CHECK_INT(world_import(w, IE_IMPORT_ORGANISATIONS, "", "o.csv", organisations,
                                   false, false, &id, &result),
                      0))
        return false;
    json_decref(result);
    bool good = IE_CHECK_INT(world_import(w, IE_IMPORT_PROFILES, "", "p.csv", profiles,
                                          false, false, &id, &result),
                             0);
    json_decref(result);
    return good;
}

/* Matches of profile N, solved in a read call; concepts that the best one names. */
struct met {
    const char *need;
    size_t matches;
    double score, degree;
    char concepts[128];
    bool with_lexicon;
};

static int meet(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct met *met = arg;
    struct ie_reader reader = {
        .office = call->actor->office, .staff = true, .now = call->now};
    struct ie_proposal *p = NULL;
    struct ie_record *need;
    int code = ie_record_by_external(call->db, &reader, &ie_type_profile,
                                     ie_str_z(met->need), call->arena, &need, err);

    if (!code)
        code = ie_match_prepare(call, ie_id_str(&need->id), 10, &p, err);
    if (!code)
        code = ie_propose_run(p, NULL, call->arena, err);
    if (code)
        return code;
    met->with_lexicon = p->with_lexicon;
    met->matches = p->output->count;
    met->concepts[0] = '\0';
    if (!met->matches)
        return 0;
    const struct ie_match *best = &p->output->matches[0];
    met->score = best->score;
    met->degree = best->degree[IE_MATCH_CONCEPT];
    for (uint32_t i = 0; i < best->reason_count; i++) {
        const struct ie_match_reason *r = &best->reasons[i];
        if (r->field != IE_MATCH_CONCEPT || r->verdict != IE_MATCH_MET)
            continue;
        size_t at = strlen(met->concepts);
        snprintf(met->concepts + at, sizeof(met->concepts) - at, "%s%.*s", at ? " " : "",
                 IE_STR_ARG(p->concepts[r->code]));
    }
    return 0;
}

static const char across[] =
    "id,organisation,type,language,title,text\n"
    "N,A,technology_request,ko,다이캐스팅 금형 협력사,협력사를 찾습니다\n"
    "O,B,technology_offer,de,Druckguss von Gehäusen,Wir suchen Partner\n"
    "P,C,technology_offer,de,Roboter für Lager,Wir suchen Partner\n";

IE_TEST(a_korean_need_meets_a_german_offer_by_concept)
{
    struct met met = {.need = "N"};
    struct world w;

    IE_REQUIRE(open_world(&w, "across.db", across));
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, meet, &met, &w.err), &w.err);
    IE_CHECK(met.with_lexicon);
    /* of the two offers only one is about casting; that both seek partners is no match */
    IE_CHECK_INT(met.matches, 1);
    IE_CHECK(strcmp(met.concepts, "casting die-casting") == 0);
    IE_CHECK(met.degree > 0.99);
    world_close(&w);
}

static int run_sql(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(call->db, arg, &q);
    return ie_query_run(&q, err);
}

static void change(struct world *w, char *sql)
{
    IE_CHECK_OK(ie_write_call(w->service, w->operator_, run_sql, sql, &w->err), &w->err);
}

IE_TEST(what_a_stranger_may_not_read_brings_nobody_together)
{
    static const char hidden[] =
        "id,organisation,type,language,title,text\n"
        "N,A,technology_request,ko,다이캐스팅,문의 바랍니다\n"
        "O,B,technology_offer,de,Vertrauliches Angebot,Druckguss von Gehäusen\n";
    struct met met = {.need = "N"};
    char guard[] = "UPDATE profile SET rungs='[{\"field\":\"texts\",\"rung\":\"nda\"}]'"
                   " WHERE external_id='O'";
    char tags[] = "UPDATE profile_tag SET rung=3 WHERE part=1";
    char old[] = "UPDATE profile_tagging SET engine='old'";
    struct world w;

    IE_REQUIRE(open_world(&w, "guard.db", hidden));
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, meet, &met, &w.err), &w.err);
    IE_CHECK_INT(met.matches, 1);
    change(&w, guard);
    change(&w, tags);
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, meet, &met, &w.err), &w.err);
    IE_CHECK_INT(met.matches, 0);
    change(&w, old); /* tagged at once, no more than that */
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, meet, &met, &w.err), &w.err);
    IE_CHECK_INT(met.matches, 0);
    world_close(&w);
}

IE_TEST(without_current_rows_texts_are_tagged_at_once)
{
    struct met stored = {.need = "N"}, at_once = {.need = "N"};
    char old[] = "UPDATE profile_tagging SET engine='old'";
    struct world w;

    IE_REQUIRE(open_world(&w, "stale.db", across));
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, meet, &stored, &w.err), &w.err);
    change(&w, old);
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, meet, &at_once, &w.err), &w.err);
    IE_CHECK_INT(at_once.matches, 1);
    IE_CHECK(strcmp(at_once.concepts, stored.concepts) == 0);
    IE_CHECK(at_once.score <= stored.score && at_once.score >= stored.score);
    world_close(&w);
}
