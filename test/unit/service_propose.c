/* How profiles meet by the concepts of their texts, and what is learned from matches. */
#include <limits.h>
#include <sys/stat.h>

#include "service/match/learn.h"
#include "service/match/propose.h"
#include "service/open.h"
#include "service_fixture.h"
#include "store/values.h"

static const char vocabulary[] = "[casting]\ntop\nen casting\nko 주조\nde Gießen\n"
                                 "[die-casting]\nbroader casting\nen die casting\n"
                                 "ko 다이캐스팅\nde Druckguss\n"
                                 "[robotics]\ntop\nen robot\nko 로봇\nde Roboter\n"
                                 "[cooperation]\ntop\nen cooperation\nko 협력\n"
                                 "[partner]\nbroader cooperation\nen partner\nko 협력사\n"
                                 "de Partner\n";

static const char organisations[] = "id,name,country,type\nA,에이,KR,company\n"
                                    "B,Bee,DE,company\nC,Cee,DE,company\n"
                                    "D,Dee,DE,company\n";

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
    double second; /* score of the next one */
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
    met->second = met->matches > 1 ? best[1].score : 0;
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
    /* of the two offers only one is about casting; that both seek partners is less */
    IE_CHECK_INT(met.matches, 2);
    IE_CHECK(met.second > 0 && met.second < met.score * 0.8);
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
    IE_CHECK_INT(at_once.matches, 2);
    IE_CHECK(strcmp(at_once.concepts, stored.concepts) == 0);
    IE_CHECK(at_once.score <= stored.score && at_once.score >= stored.score);
    world_close(&w);
}

/* ---- what is learned ---- */

static const char sides[] = "id,organisation,type,language,title,text\n"
                            "N,A,technology_request,ko,다이캐스팅,주조품을 찾습니다\n"
                            "M,C,technology_request,en,die casting,castings wanted\n"
                            "O,B,technology_offer,de,Druckguss von Gehäusen,Guss\n";

struct judged {
    size_t good, other, no_judgement;
    bool degrees;
};

static int id_of(struct ie_call *call, const struct ie_type *type, const char *external,
                 struct ie_str *id, struct ie_error *err)
{
    struct ie_reader office = {
        .office = call->actor->office, .staff = true, .now = call->now};
    struct ie_record *found;
    int code = ie_record_by_external(call->db, &office, type, ie_str_z(external),
                                     call->arena, &found, err);

    if (!code)
        *id = ie_id_str(&found->id);
    return code;
}

static int add_match(struct ie_call *call, const char *need, const char *firm,
                     const char *status, const char *dismissal, double text, bool degrees,
                     struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_str need_id, offer_id, from, to;
    struct ie_id id = {0};
    int code = id_of(call, &ie_type_profile, need, &need_id, err);

    if (code || (code = id_of(call, &ie_type_profile, "O", &offer_id, err)) ||
        (code = id_of(call, &ie_type_organisation, firm, &from, err)) ||
        (code = id_of(call, &ie_type_organisation, "B", &to, err)))
        return code;
    ie_values_text(type, values, "need", need_id);
    ie_values_text(type, values, "offer", offer_id);
    ie_values_text(type, values, "need_organisation", from);
    ie_values_text(type, values, "offer_organisation", to);
    ie_values_real(type, values, "score", text);
    ie_values_text(type, values, "status", ie_str_z(status));
    if (dismissal)
        ie_values_text(type, values, "dismissal", ie_str_z(dismissal));
    if (degrees)
        ie_values_text(type, values, "degrees",
                       ie_arena_printf(call->arena,
                                       "{\"text\":%.4f,\"concept\":0.3,\"spec\":null}",
                                       text));
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &id, err);
}

static int judge(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct judged *judged = arg;
    int code = 0;

    for (size_t i = 0; i < judged->good && !code; i++)
        code = add_match(call, i % 2 ? "N" : "M", i % 2 ? "A" : "C", "taken_up", NULL,
                         0.5 + 0.01 * (double)i, judged->degrees, err);
    for (size_t i = 0; i < judged->other && !code; i++)
        code = add_match(call, i % 2 ? "N" : "M", i % 2 ? "A" : "C", "dismissed",
                         "not_relevant", 0.1 + 0.01 * (double)i, judged->degrees, err);
    for (size_t i = 0; i < judged->no_judgement && !code; i++)
        code = add_match(call, "N", "A", "dismissed", i % 2 ? "capacity" : "competitor",
                         0.9, judged->degrees, err);
    return code;
}

struct looked {
    bool country;
    struct ie_match_learning learning;
    struct ie_match_model_set set;
    bool learned, better;
    double text, country_weight;
};

static int look(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct looked *looked = arg;
    struct ie_record *model;
    int code =
        ie_match_learning(call, IE_STR(""), looked->country, &looked->learning, err);

    if (code)
        return code;
    looked->learned = looked->learning.learned != NULL;
    looked->better = looked->learned && looked->learning.learned->better;
    looked->text =
        looked->learned ? looked->learning.learned->weights.field[IE_MATCH_TEXT] : 0;
    return ie_match_model_load(call, &looked->set, &model, err);
}

static int apply(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct looked *looked = arg;

    return ie_match_model_apply(call, IE_STR(""), false, &looked->learning, err);
}

static int reset(struct ie_call *call, void *arg, struct ie_error *err)
{
    (void)arg;
    return ie_match_model_reset(call, err);
}

IE_TEST(weights_are_learned_from_judged_matches_applied_and_taken_back)
{
    struct judged judged = {.good = 25, .other = 25, .no_judgement = 4, .degrees = true};
    struct looked looked = {0};
    struct met met = {.need = "N"};
    struct world w;

    IE_REQUIRE(open_world(&w, "learn.db", sides));
    double standard = ie_match_weights_default().field[IE_MATCH_TEXT];
    /* nothing yet: no error, nothing learned, nothing to apply */
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, look, &looked, &w.err), &w.err);
    IE_CHECK(!looked.learned);
    IE_CHECK_FAIL(ie_write_call(w.service, w.operator_, apply, &looked, &w.err), &w.err,
                  IE_INPUT, "matching.too_few_outcomes");
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM match_model"), 0);

    IE_CHECK_OK(ie_write_call(w.service, w.operator_, judge, &judged, &w.err), &w.err);
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, look, &looked, &w.err), &w.err);
    IE_CHECK_INT(looked.learning.count, 50);
    IE_CHECK_INT(looked.learning.judged, 50);
    IE_CHECK_INT(looked.learning.left_out, 4);
    IE_CHECK_INT(looked.learning.taken_up, 25);
    IE_CHECK_INT(looked.learning.dismissed, 25);
    IE_CHECK(looked.better);
    IE_CHECK(looked.text > standard); /* the text alone told good from other */
    IE_CHECK(!looked.set.curve.known);

    IE_CHECK_OK(ie_write_call(w.service, w.operator_, apply, &looked, &w.err), &w.err);
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, look, &looked, &w.err), &w.err);
    IE_CHECK(looked.set.curve.known && looked.set.curve.slope > 0);
    IE_CHECK(looked.set.weights.field[IE_MATCH_TEXT] > standard);
    /* the country was not switched on: its weight stands */
    double country = ie_match_weights_default().field[IE_MATCH_COUNTRY];
    IE_CHECK(looked.set.weights.field[IE_MATCH_COUNTRY] >= country &&
             looked.set.weights.field[IE_MATCH_COUNTRY] <= country);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM match_model"
                                 " WHERE status='applied' AND examples=50 AND good=25"),
                 1);
    /* once more from the same outcomes: the same weights, counted from the default ones */
    double once = looked.set.weights.field[IE_MATCH_TEXT];
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, apply, &looked, &w.err), &w.err);
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, look, &looked, &w.err), &w.err);
    IE_CHECK_DOUBLE(looked.set.weights.field[IE_MATCH_TEXT], once, 1e-9);
    double before = met.score;
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, meet, &met, &w.err), &w.err);
    IE_CHECK(met.matches == 1 && met.score > before);

    IE_CHECK_OK(ie_write_call(w.service, w.operator_, reset, NULL, &w.err), &w.err);
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, look, &looked, &w.err), &w.err);
    IE_CHECK(!looked.set.curve.known);
    IE_CHECK(looked.set.weights.field[IE_MATCH_TEXT] <= standard);
    IE_CHECK_INT(world_count(&w, "SELECT revision FROM match_model"), 3);
    world_close(&w);
}

IE_TEST(matches_without_degrees_count_for_acceptance_alone)
{
    struct judged judged = {.good = 15, .other = 15};
    struct looked looked = {0};
    struct world w;

    IE_REQUIRE(open_world(&w, "nodegrees.db", sides));
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, judge, &judged, &w.err), &w.err);
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, look, &looked, &w.err), &w.err);
    IE_CHECK(!looked.learned);
    IE_CHECK_INT(looked.learning.judged, 30);
    IE_CHECK_INT(looked.learning.count, 0);
    IE_CHECK_INT(looked.learning.without_degrees, 30);
    world_close(&w);
}

IE_TEST(weights_from_a_file_are_checked)
{
    static const struct {
        const char *text;
        bool good;
    } files[] = {{"{\"weights\":{\"text\":2,\"spec\":0},\"curve\":null}", true},
                 {"{\"weights\":{},\"curve\":{\"at\":-1,\"slope\":2}}", true},
                 {"{\"weights\":{\"text\":0}}", false},
                 {"{\"weights\":{\"text\":-1}}", false},
                 {"{\"weights\":{\"text\":\"6\"}}", false},
                 {"{\"weights\":{\"size\":1}}", false},
                 {"{\"weights\":[]}", false},
                 {"{\"curve\":null}", false},
                 {"{\"weights\":{},\"curve\":{\"at\":1,\"slope\":-2}}", false},
                 {"{\"weights\":{},\"more\":1}", false},
                 {"[]", false}};

    for (size_t i = 0; i < IE_COUNT(files); i++) {
        struct ie_match_model_set set;
        struct ie_error err = {0};
        json_t *object = NULL;
        IE_CHECK_OK(ie_json_parse(ie_str_z(files[i].text), &object, &err), &err);
        int code = ie_match_model_read(object, &set, &err);
        IE_CHECK_INT(code, files[i].good ? 0 : IE_INPUT);
        json_decref(object);
    }
}

/* ---- capacity ---- */

static const char popular[] =
    "id,organisation,type,language,title,text\n"
    "O,B,technology_offer,de,Druckguss von Gehäusen,Guss\n"
    "N1,A,technology_request,ko,다이캐스팅 금형,주조\n"
    "N2,C,technology_request,en,die casting of housings,castings\n"
    "N3,D,technology_request,en,die casting,castings\n"
    "N4,D,technology_request,en,die casting,castings\n";

struct spread {
    unsigned most;
    size_t matches, introductions, left_out;
    double value, bound;
};

static int spread(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct spread *spread = arg;
    struct ie_proposal *p = NULL;
    struct ie_str offer;
    int code = id_of(call, &ie_type_profile, "O", &offer, err);

    if (!code)
        code = ie_match_prepare(call, offer, 10, &p, err);
    if (!code && spread->most)
        code = ie_propose_limit(call, p, spread->most, err);
    if (!code)
        code = ie_propose_run(p, NULL, call->arena, err);
    if (code)
        return code;
    spread->matches = p->output->count;
    spread->introductions = p->introductions;
    spread->left_out = p->left_out;
    spread->value = p->value;
    spread->bound = p->bound;
    IE_CHECK_INT(p->output->first[p->output->seeker_count], p->output->count);
    return 0;
}

IE_TEST(no_firm_gets_more_introductions_than_it_can_attend_to)
{
    struct judged taken = {.good = 1, .degrees = true}; /* C with B */
    struct spread free_ = {0}, two = {.most = 2}, after = {.most = 2};
    struct world w;

    IE_REQUIRE(open_world(&w, "spread.db", popular));
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, spread, &free_, &w.err), &w.err);
    IE_CHECK_INT(free_.matches, 4); /* of three firms */
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, spread, &two, &w.err), &w.err);
    IE_CHECK_INT(two.introductions, 2);
    IE_CHECK_INT(two.matches + two.left_out, 4);
    IE_CHECK(two.left_out > 0);
    IE_CHECK(two.value > 0 && two.value <= two.bound && two.bound <= 2 * two.value);
    /* one that was taken up is one of the two */
    char rename[] = "UPDATE profile SET external_id='M' WHERE external_id='N2'";
    change(&w, rename);
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, judge, &taken, &w.err), &w.err);
    IE_CHECK_OK(ie_read_call(w.service, w.operator_, spread, &after, &w.err), &w.err);
    IE_CHECK_INT(after.introductions, 1);
    world_close(&w);
}
