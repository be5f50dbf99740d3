/* Dictionaries from our lists, dictd and EDICT. */
#include "harness.h"
#include "lexicon/dictionary.h"

static struct ie_error err;

static struct ie_dictionary *fresh(void)
{
    struct ie_dictionary *d = NULL;

    IE_CHECK_OK(ie_dictionary_new(&d, &err), &err);
    return d;
}

IE_TEST(what_stands_first_is_likeliest)
{
    struct ie_dictionary *d = fresh();
    struct ie_translations t;

    IE_CHECK_OK(
        ie_dictionary_read_list(d,
                                IE_STR("# a comment\n배\tn\tship | pear | abdomen\n\n"
                                       "개발\tn\tdevelopment =0.6 | develop =0.2\n"
                                       "개발\tv\tdevelop =0.2\n"),
                                "l.tsv", &err),
        &err);
    IE_REQUIRE_OK(ie_dictionary_finish(d, 0, &err), &err);
    IE_CHECK_INT(ie_dictionary_words(d), 2);
    IE_CHECK_INT(ie_dictionary_pairs(d), 5);
    t = ie_dictionary_look(d, IE_STR("배"));
    IE_REQUIRE(t.count == 3);
    IE_CHECK_STR(t.at[0].text, "ship");
    IE_CHECK_DOUBLE(t.at[0].probability, 6.0 / 11, 1e-6);
    IE_CHECK_DOUBLE(t.at[2].probability, 2.0 / 11, 1e-6);
    t = ie_dictionary_look(d, IE_STR("개발"));
    IE_REQUIRE(t.count == 2);
    IE_CHECK_DOUBLE(t.at[1].probability, 0.4, 1e-6);
    IE_CHECK_INT(ie_dictionary_look(d, IE_STR("없음")).count, 0);
    ie_dictionary_free(d);
}

IE_TEST(bad_rows_of_a_list_are_refused_with_their_line)
{
    static const struct {
        const char *text, *id;
        unsigned line;
    } cases[] = {
        {"a\tn\n", "dictionary.columns", 1},
        {"a\tn\tx\ty\n", "dictionary.columns", 1},
        {"# c\n\tn\tx\n", "dictionary.columns", 2},
        {"a\tn\tx | \n", "dictionary.columns", 1},
        {"a\tn\tx =2\n", "dictionary.weight", 1},
        {"a\tn\tx =\n", "dictionary.weight", 1},
        {"a\tn\tx\nb\xFF\tn\ty\n", "lexicon.encoding", 2},
    };

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        struct ie_dictionary *d = fresh();
        IE_CHECK_FAIL(ie_dictionary_read_list(d, ie_str_z(cases[i].text), "l.tsv", &err),
                      &err, IE_INPUT, cases[i].id);
        IE_CHECK_INT(err.line, cases[i].line);
        ie_dictionary_free(d);
    }
}

IE_TEST(dictd_entries_lose_their_grammar)
{
    static const char text[] =
        "Druckguss /x/ <masc, n, sg>\n [techn.] die casting <n>, pressure casting\n"
        "         Note: foundry\n   Synonym: {Spritzguss}\n\n see: {X}\n"
        "abattre /y/ <v>\n1. cut down, fell\n2. to slaughter\n";
    struct ie_dictionary *d = fresh();
    struct ie_translations t;
    char index[128];

    /* offsets in base 64: 0 = "A", first entry 145 bytes long = 2*64+17 = "CR" */
    const char *second = strstr(text, "abattre");
    unsigned split = (unsigned)(second - text), rest = (unsigned)strlen(second);
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    snprintf(index, sizeof(index),
             "00databasealphabet\tA\tA\nDruckguss\tA\t%c%c\n"
             "abattre\t%c%c\t%c%c\n",
             digits[split / 64], digits[split % 64], digits[split / 64],
             digits[split % 64], digits[rest / 64], digits[rest % 64]);
    IE_CHECK_OK(ie_dictionary_read_dictd(d, ie_str_z(index), ie_str_z(text), "i", &err),
                &err);
    IE_REQUIRE_OK(ie_dictionary_finish(d, 2, &err), &err);
    t = ie_dictionary_look(d, IE_STR("druckguss"));
    IE_REQUIRE(t.count == 2);
    IE_CHECK_STR(t.at[0].text, "die casting");
    IE_CHECK_STR(t.at[1].text, "pressure casting");
    t = ie_dictionary_look(d, IE_STR("abattre"));
    IE_REQUIRE(t.count == 2); /* of three, as asked */
    IE_CHECK_STR(t.at[0].text, "cut down");
    IE_CHECK_STR(t.at[1].text, "fell");
    ie_dictionary_free(d);

    d = fresh();
    IE_CHECK_FAIL(ie_dictionary_read_dictd(d, IE_STR("x\tA\tB\ny\tA\t////////////\n"),
                                           ie_str_z(text), "i", &err),
                  &err, IE_INPUT, "dictionary.index");
    IE_CHECK_INT(err.line, 2);
    ie_dictionary_free(d);
}

IE_TEST(edict_gives_kanji_and_kana)
{
    struct ie_dictionary *d = fresh();
    struct ie_translations t;

    IE_CHECK_OK(
        ie_dictionary_read_edict(
            d,
            IE_STR("鋳造;鑄造(oK) [ちゅうぞう] /(n,vs) casting/founding/(P)/EntL1/\n"
                   "ダイカスト /(n) die casting/\n"
                   "中層 [ちゅうぞう] /(n) middle layer/\n"),
            "edict", &err),
        &err);
    IE_REQUIRE_OK(ie_dictionary_finish(d, 0, &err), &err);
    t = ie_dictionary_look(d, IE_STR("鋳造"));
    IE_REQUIRE(t.count == 2);
    IE_CHECK_STR(t.at[0].text, "casting");
    IE_CHECK_INT(ie_dictionary_look(d, IE_STR("鑄造")).count, 2);
    t = ie_dictionary_look(d, IE_STR("ちゅうぞう"));
    IE_CHECK_INT(t.count, 2); /* 中層 is neither common nor written in kana */
    t = ie_dictionary_look(d, IE_STR("だいかすと")); /* keys fold katakana */
    IE_CHECK_INT(t.count, 1);
    ie_dictionary_free(d);

    d = fresh();
    IE_CHECK_FAIL(ie_dictionary_read_edict(d, IE_STR("a /b/\nnothing\n"), "edict", &err),
                  &err, IE_INPUT, "dictionary.edict");
    IE_CHECK_INT(err.line, 2);
    ie_dictionary_free(d);
}

IE_TEST(a_dictionary_turns_round)
{
    struct ie_dictionary *d = fresh(), *back = fresh();
    struct ie_translations t;

    IE_CHECK_OK(ie_dictionary_read_list(d,
                                        IE_STR("소재\tn\tmaterial | substance\n"
                                               "재료\tn\tmaterial | ingredient\n"),
                                        "l", &err),
                &err);
    IE_REQUIRE_OK(ie_dictionary_finish(d, 0, &err), &err);
    IE_CHECK_OK(ie_dictionary_add_reversed(back, d, &err), &err);
    IE_REQUIRE_OK(ie_dictionary_finish(back, 0, &err), &err);
    t = ie_dictionary_look(back, IE_STR("material"));
    IE_REQUIRE(t.count == 2);
    IE_CHECK_DOUBLE(t.at[0].probability, 0.5, 1e-6);
    ie_dictionary_free(d);
    ie_dictionary_free(back);
}

static int fill(void *data, struct ie_error *error)
{
    struct ie_dictionary *d = NULL;
    int code = ie_dictionary_new(&d, error);

    (void)data;
    if (!code)
        code = ie_dictionary_read_list(d, IE_STR("a\tn\tx | y\nb\tn\tz\n"), "l", error);
    if (!code)
        code = ie_dictionary_finish(d, 0, error);
    ie_dictionary_free(d);
    return code;
}

IE_TEST(each_failed_allocation_is_survived)
{
    IE_CHECK(ie_test_each_allocation(fill, NULL) > 3);
}
