/* What must not change an answer: a profile about something else, in whatever language; a
 * label of a concept in place of another; a quantity in another unit. */
#include <math.h>

#include "../unit/search_world.h"

enum { PROFILES = 90, PAGE = 100 };

static json_t *items_for(struct search_world *s, const char *q)
{
    json_t *answer =
        search_json(s, IE_STR(""), (const char *const[]){"q", q, "limit", "100", NULL});
    json_t *items = json_incref(json_object_get(answer, "items"));

    json_decref(answer);
    return items;
}

static struct ie_str id_at(const json_t *items, size_t i)
{
    return ie_json_get_str(json_object_get(json_array_get(items, i), "profile"), "id");
}

static double score_at(const json_t *items, size_t i)
{
    return json_real_value(json_object_get(json_array_get(items, i), "score"));
}

static size_t place_of(const json_t *items, struct ie_str id)
{
    size_t at = 0;

    while (at < json_array_size(items) && !ie_str_eq(id_at(items, at), id))
        at++;
    return at;
}

static void some_profiles(struct search_world *s)
{
    for (int i = 0; i < PROFILES; i++)
        some_profile(s, "");
}

/* All weights grow a little with the number of texts, and together: whoever stood clearly
 * before another, of whatever language, still does. */
static void check_order(const json_t *before, const json_t *after)
{
    const double clearly = 1.03;

    if (!IE_CHECK_INT(json_array_size(after), json_array_size(before)))
        return;
    for (size_t i = 0; i < json_array_size(before); i++) {
        size_t place = place_of(after, id_at(before, i));
        IE_CHECK(place < json_array_size(after));
        for (size_t k = i + 1; k < json_array_size(before); k++)
            if (score_at(before, i) > clearly * score_at(before, k))
                IE_CHECK(place < place_of(after, id_at(before, k)));
    }
}

IE_TEST(a_profile_about_something_else_changes_no_order_in_any_language)
{
    static const char *const strangers[][2] = {{"en", "Violin strings and varnish"},
                                               {"ko", "바이올린 현과 광택제"},
                                               {"de", "Geigensaiten und Lack"},
                                               {"ru", "струны для скрипки"},
                                               {"he", "מיתרים לכינור"},
                                               {"ja", "ヴァイオリンの弦"}};
    static const char *const questions[] = {"die casting", "다이캐스팅 센서",
                                            "Druckguss laser", "robot 0.3 mm"};
    json_t *before[IE_COUNT(questions)];
    struct search_world s;

    if (!search_world_open(&s, "search-strangers.db"))
        return;
    some_profiles(&s);
    for (size_t q = 0; q < IE_COUNT(questions); q++) {
        before[q] = items_for(&s, questions[q]);
        IE_CHECK(json_array_size(before[q]) > 5);
    }
    for (size_t i = 0; i < IE_COUNT(strangers); i++) {
        char body[500];
        snprintf(body, sizeof(body),
                 "{\"organisation\":\"%s\",\"type\":\"technology_offer\",\"language\":"
                 "\"%s\",\"status\":\"published\",\"texts\":[{\"language\":\"%s\","
                 "\"title\":\"%s\",\"text\":\"%s\"}]}",
                 s.organisations[0].text, strangers[i][0], strangers[i][0],
                 strangers[i][1], strangers[i][1]);
        make_record(&s, &ie_type_profile, body);
        for (size_t q = 0; q < IE_COUNT(questions); q++) {
            json_t *after = items_for(&s, questions[q]);
            check_order(before[q], after);
            json_decref(after);
        }
    }
    for (size_t q = 0; q < IE_COUNT(questions); q++)
        json_decref(before[q]);
    world_close(&s.w);
}

/* Who speaks of the concept, in whatever language, is found by every label of it. */
IE_TEST(each_label_of_a_concept_finds_whoever_speaks_of_it)
{
    static const char *const labels[] = {"die casting", "다이캐스팅", "Druckguss"};
    json_t *found[IE_COUNT(labels)];
    struct search_world s;
    int64_t speak;

    if (!search_world_open(&s, "search-labels.db"))
        return;
    some_profiles(&s);
    json_t *all = search_json(
        &s, IE_STR(""),
        (const char *const[]){"concept", "die-casting", "limit", "100", NULL});
    json_t *list = json_object_get(all, "items");
    speak = (int64_t)json_array_size(list);
    IE_CHECK(speak > 5);
    for (size_t l = 0; l < IE_COUNT(labels); l++) {
        json_t *answer =
            search_json(&s, IE_STR(""), (const char *const[]){"q", labels[l], NULL});
        const json_t *first = json_array_get(json_object_get(answer, "concepts"), 0);
        IE_CHECK_STR(ie_json_get_str(first, "concept"), IE_STR("die-casting"));
        json_decref(answer);
        found[l] = items_for(&s, labels[l]);
        for (size_t i = 0; i < json_array_size(list); i++)
            if (!IE_CHECK(place_of(found[l], id_at(list, i)) < json_array_size(found[l])))
                printf("    by “%s”\n", labels[l]);
        json_decref(found[l]);
    }
    json_decref(all);
    world_close(&s.w);
}

IE_TEST(a_quantity_in_another_unit_finds_the_same_to_the_byte)
{
    static const char *const same[][4] = {
        {"0.3 mm", "300 µm", "300000 nm", "0,3 мм"},
        {"laser 5 nm", "laser 0.005 µm", "laser 0.000005 mm", "laser 5e-9 m"},
        {"gap 0.3 mm robot", "gap 300 µm robot", "gap 0.0003 m robot",
         "gap 300 um robot"}};
    struct search_world s;

    if (!search_world_open(&s, "search-units.db"))
        return;
    some_profiles(&s);
    for (size_t i = 0; i < IE_COUNT(same); i++) {
        json_t *first = items_for(&s, same[i][0]);
        IE_CHECK(json_array_size(first) > 5);
        for (size_t k = 1; k < IE_COUNT(same[i]); k++) {
            json_t *other = items_for(&s, same[i][k]);
            if (!IE_CHECK_INT(json_array_size(other), json_array_size(first)))
                printf("    “%s”\n", same[i][k]);
            for (size_t n = 0; n < json_array_size(other); n++) {
                IE_CHECK_STR(id_at(other, n), id_at(first, n));
                IE_CHECK_DOUBLE(score_at(other, n), score_at(first, n), 1e-12);
            }
            json_decref(other);
        }
        json_decref(first);
    }
    world_close(&s.w);
}
