/* The passage beside a result: whole where it fits, no word cut, in the title's language where
 * nothing was asked. */
#include "search_world.h"

#define OPENING                                                                          \
    "We provide patient capital to companies in materials, parts and equipment. At "     \
    "this "                                                                              \
    "event we would like to meet firms active in carbon nanotubes, precursors, lasers "  \
    "and laser crystals of high purity"

static void written(struct search_world *s, const char *language, const char *texts)
{
    char body[1600];

    snprintf(body, sizeof(body),
             "{\"organisation\":\"%s\",\"type\":\"technology_offer\",\"language\":\"%s\","
             "\"status\":\"published\",\"texts\":[%s]}",
             s->organisations[0].text, language, texts);
    make_record(s, &ie_type_profile, body);
}

/* The passage of the first result of `q`, its marks in brackets. */
static void passage(struct search_world *s, const char *q, struct ie_buf *out)
{
    json_t *json = search_json(s, IE_STR(""), (const char *const[]){"q", q, NULL});
    const json_t *item = json_array_get(json_object_get(json, "items"), 0), *part;
    size_t i;

    ie_buf_clear(out);
    json_array_foreach(json_object_get(json_object_get(item, "snippet"), "parts"), i,
                       part)
        ie_buf_printf(out, json_is_true(json_object_get(part, "hit")) ? "[%.*s]" : "%.*s",
                      IE_STR_ARG(ie_json_get_str(part, "text")));
    json_decref(json);
}

IE_TEST(what_fits_is_shown_whole)
{
    struct ie_buf said = IE_BUF_INIT;
    struct search_world s;

    if (!search_world_open(&s, "passage-whole.db"))
        return;
    written(&s, "en",
            "{\"language\":\"en\",\"title\":\"Resin and photoacid generator know-how for "
            "193 nm photoresists\"}");
    passage(&s, "photoresist", &said);
    IE_CHECK_STR(ie_buf_str(&said),
                 IE_STR("Resin and photoacid generator know-how for 193 nm "
                        "[photoresists]"));
    ie_buf_release(&said);
    world_close(&s.w);
}

IE_TEST(no_word_is_cut)
{
    struct ie_buf said = IE_BUF_INIT;
    struct search_world s;

    if (!search_world_open(&s, "passage-words.db"))
        return;
    written(&s, "en",
            "{\"language\":\"en\",\"title\":\"Capital\",\"text\":\"" OPENING "\"}");
    passage(&s, "", &said);
    IE_CHECK_STR(ie_buf_str(&said),
                 IE_STR("We provide patient capital to companies in materials, parts and "
                        "equipment. At this event we would like to meet firms active in "
                        "carbon nanotubes, precursors, lasers and laser …"));
    /* Little is left behind the mark: so much more stands before it. */
    passage(&s, "purity", &said);
    IE_CHECK_STR(
        ie_buf_str(&said),
        IE_STR("… capital to companies in materials, parts and equipment. At this "
               "event we would like to meet firms active in carbon nanotubes, "
               "precursors, lasers and laser crystals of high [purity]"));
    ie_buf_release(&said);
    world_close(&s.w);
}

IE_TEST(where_nothing_is_asked_the_original_speaks)
{
    struct ie_buf said = IE_BUF_INIT;
    struct search_world s;

    if (!search_world_open(&s, "passage-original.db"))
        return;
    written(&s, "fr",
            "{\"language\":\"en\",\"title\":\"Valves\",\"text\":\"We make valves.\"},"
            "{\"language\":\"fr\",\"title\":\"Vannes\",\"text\":\"Nous faisons des "
            "vannes.\"}");
    passage(&s, "", &said);
    IE_CHECK_STR(ie_buf_str(&said), IE_STR("Nous faisons des vannes."));
    ie_buf_release(&said);
    world_close(&s.w);
}

IE_TEST(a_figure_that_is_exact_is_said_once)
{
    struct ie_buf said = IE_BUF_INIT;
    struct search_world s;

    if (!search_world_open(&s, "passage-specs.db"))
        return;
    written(
        &s, "en",
        "{\"language\":\"en\",\"title\":\"Lasers\"}],"
        "\"specs\":[{\"quantity\":\"wavelength\",\"min\":1064,\"max\":1064,"
        "\"unit\":\"nm\"},{\"quantity\":\"pulse\",\"min\":8,\"max\":12,\"unit\":\"ns\"}");
    passage(&s, "wavelength", &said);
    IE_CHECK(ie_str_find(ie_buf_str(&said), IE_STR("[wavelength] 1064 nm")) >= 0);
    IE_CHECK(ie_str_find(ie_buf_str(&said), IE_STR("1064 nm 1064 nm")) < 0);
    IE_CHECK(ie_str_find(ie_buf_str(&said), IE_STR("pulse 8 ns 12 ns")) >= 0);
    ie_buf_release(&said);
    world_close(&s.w);
}
