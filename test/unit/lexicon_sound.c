/* Letters as sounds, their keys and distances, and what is found by them. */
#include "wordbook_fixture.h"

#include "lexicon/translate_priv.h"

static struct ie_error err;

static uint32_t apart(enum ie_sound_of of, const char *word, const char *english)
{
    struct ie_sounds x, y;

    IE_CHECK(ie_sounds_of(of, ie_str_z(word), &x));
    IE_CHECK(ie_sounds_of(IE_SOUND_EN, ie_str_z(english), &y));
    return ie_sound_distance(&x, &y, 10000);
}

static bool share_a_key(enum ie_sound_of of, const char *word, const char *english)
{
    uint32_t a[IE_SOUND_KEYS], b[IE_SOUND_KEYS];
    struct ie_sounds x, y;
    bool shared = false;

    IE_CHECK(ie_sounds_of(of, ie_str_z(word), &x));
    IE_CHECK(ie_sounds_of(IE_SOUND_EN, ie_str_z(english), &y));
    uint32_t m = ie_sound_keys(&x, a), n = ie_sound_keys(&y, b);
    for (uint32_t i = 0; i < m; i++)
        for (uint32_t k = 0; k < n; k++)
            shared |= a[i] == b[k];
    return shared;
}

static const struct loan {
    enum ie_sound_of of;
    const char *word, *english;
} loans[] = {
    {IE_SOUND_KO, "자이로트론", "gyrotron"},
    {IE_SOUND_KO, "포렌식", "forensic"},
    {IE_SOUND_KO, "클러스터", "cluster"},
    {IE_SOUND_KO, "트랜지스터", "transistor"},
    {IE_SOUND_KO, "브렉시트", "brexit"},
    {IE_SOUND_KO, "콜렉션", "collection"},
    {IE_SOUND_JA, "フェージング", "fading"},
    {IE_SOUND_JA, "ジャイロトロン", "gyrotron"},
    {IE_SOUND_JA, "コンピュータ", "computer"},
    {IE_SOUND_JA, "プラスチック", "plastic"},
    {IE_SOUND_RU, "гиротрон", "gyrotron"},
    {IE_SOUND_RU, "гипервизор", "hypervisor"},
    {IE_SOUND_RU, "конвертер", "converter"},
    {IE_SOUND_RU, "нотация", "notation"},
    {IE_SOUND_HE, "טרנזיסטור", "transistor"},
    {IE_SOUND_HE, "סינתסייזר", "synthesizer"},
    {IE_SOUND_HE, "פסטיבל", "festival"},
};

IE_TEST(a_loan_is_near_its_word_and_shares_a_key_with_it)
{
    for (size_t i = 0; i < IE_COUNT(loans); i++) {
        IE_CHECK(apart(loans[i].of, loans[i].word, loans[i].english) < 80);
        IE_CHECK(share_a_key(loans[i].of, loans[i].word, loans[i].english));
        for (size_t k = 0; k < IE_COUNT(loans); k++) /* and far from the others */
            IE_CHECK(ie_str_eqz(ie_str_z(loans[k].english), loans[i].english) ||
                     apart(loans[i].of, loans[i].word, loans[k].english) >
                         60 + apart(loans[i].of, loans[i].word, loans[i].english));
    }
}

IE_TEST(letters_that_stand_for_each_other_cost_nothing)
{
    IE_CHECK(apart(IE_SOUND_KO, "파일", "file") < 10);
    IE_CHECK(apart(IE_SOUND_KO, "파일", "pile") < 10);
    IE_CHECK(apart(IE_SOUND_KO, "바일", "pile") >= 45); /* of one class, but not it */
    IE_CHECK(apart(IE_SOUND_KO, "메일", "pile") >= 100);
    IE_CHECK(apart(IE_SOUND_RU, "сенсор", "sensor") == 0);
    IE_CHECK(apart(IE_SOUND_RU, "сенсор", "censor") == 0);
    IE_CHECK(apart(IE_SOUND_HE, "פלזמה", "plasma") <
             apart(IE_SOUND_RU, "плзма", "plasma"));
}

IE_TEST(what_is_not_written_so_has_no_sounds)
{
    struct ie_sounds sounds;

    IE_CHECK(!ie_sounds_of(IE_SOUND_EN, IE_STR("naïve"), &sounds));
    IE_CHECK(!ie_sounds_of(IE_SOUND_KO, IE_STR("값"), &sounds));
    IE_CHECK(!ie_sounds_of(IE_SOUND_JA, IE_STR("半導体"), &sounds));
    IE_CHECK(!ie_sounds_of(IE_SOUND_RU, IE_STR("robot"), &sounds));
    IE_CHECK(!ie_sounds_of(IE_SOUND_HE, IE_STR(""), &sounds));
    IE_CHECK(!ie_sounds_of(IE_SOUND_JA, IE_STR("\xFF\xFE"), &sounds));
    IE_CHECK(!ie_sounds_of(IE_SOUND_RU, IE_STR("бабабабабабабабабабабабабабабабабаба"),
                           &sounds));
    IE_CHECK(ie_sound_korean_loan(IE_STR("트랜지스터")));
    IE_CHECK(!ie_sound_korean_loan(IE_STR("전자현미경")));
}

/* A random English word that is written in Cyrillic letter by letter finds itself. */
IE_TEST(a_word_in_other_letters_is_the_word)
{
    static const struct {
        const char *english, *russian;
    } letters[] = {{"b", "б"}, {"d", "д"}, {"f", "ф"}, {"k", "к"},
                   {"l", "л"}, {"m", "м"}, {"n", "н"}, {"p", "п"},
                   {"r", "р"}, {"t", "т"}, {"v", "в"}, {"z", "з"}},
      vowels[] = {{"a", "а"}, {"e", "е"}, {"i", "и"}, {"o", "о"}, {"u", "у"}};
    struct ie_rng *rng = ie_test_rng();

    for (int round = 0; round < 2000; round++) {
        char english[32] = "", russian[64] = "";
        size_t at = 0, there = 0, syllables = 2 + ie_rng_below(rng, 5);
        for (size_t i = 0; i < syllables; i++) {
            size_t one = ie_rng_below(rng, IE_COUNT(letters));
            size_t vowel = ie_rng_below(rng, IE_COUNT(vowels));
            english[at++] = letters[one].english[0];
            english[at++] = vowels[vowel].english[0];
            memcpy(russian + there, letters[one].russian, 2);
            memcpy(russian + there + 2, vowels[vowel].russian, 2);
            there += 4;
        }
        IE_CHECK(apart(IE_SOUND_RU, russian, english) <= 45); /* -ture has no e */
        IE_CHECK(share_a_key(IE_SOUND_RU, russian, english));
    }
}

/* ---- In a wordbook ----------------------------------------------------------------------- */

static const char rows[] =
    "집\tn\thouse\n모음\tn\tgyrotron | forensic | cluster | transistor | hostel | "
    "festival\n"
    "둘\tn\tfading | phasing | facing | hypervisor | synthesizer | the | with\n"
    "셋\tn\tcluster | forensic | fading | gyrotron\n넷\tn\tcluster | tin can\n";

static struct fixture setup(void)
{
    static const char *const langs[] = {"ko", "ja", "ru", "he"};
    struct ie_wordbook_list lists[IE_COUNT(langs)];
    struct ie_dictionary *d = dictionary_of(rows);

    for (size_t i = 0; i < IE_COUNT(langs); i++)
        lists[i] = (struct ie_wordbook_list){langs[i], "en", d, NULL};
    struct fixture f = fixture_of(lists, IE_COUNT(langs));
    ie_dictionary_free(d);
    return f;
}

IE_TEST(a_word_that_no_list_knows_is_found_by_its_sound)
{
    static const struct {
        const char *lang, *text, *want; /* NULL: nothing by sound */
    } cases[] = {
        {"ko", "자이로트론을", "gyrotron"}, {"ko", "포렌식", "forensic"},
        {"ko", "클러스터에서", "cluster"},  {"ja", "ジャイロトロンの", "gyrotron"},
        {"ja", "フェージング", "fading"}, /* or phasing */
        {"ru", "гиротрон", NULL},         /* Russian is not asked for */
        {"he", "טרנזיסטור", "transistor"},  {"he", "בטרנזיסטור", "transistor"},
        {"ko", "전자현미경", NULL},         {"ko", "집", NULL}, /* known */
    };
    struct fixture f = setup();

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        struct ie_senses senses;
        struct ie_str found = IE_STR("");
        for (int again = 0; again < 2; again++) { /* the second time from the memo */
            IE_CHECK_OK(ie_translate_text(f.translator, &f.arena, ie_str_z(cases[i].text),
                                          ie_str_z(cases[i].lang), IE_STR("en"), &senses,
                                          &err),
                        &err);
            found = IE_STR("");
            for (uint32_t k = 0; k < senses.count; k++) {
                if (senses.at[k].by != IE_SENSE_SOUND)
                    continue;
                IE_REQUIRE(senses.at[k].count > 0);
                found = senses.at[k].at[0].text;
                IE_CHECK((double)senses.at[k].at[0].probability <= 0.5);
            }
            IE_CHECK_STR(found, cases[i].want ? cases[i].want : "");
        }
    }
    teardown(&f);
}

IE_TEST(words_are_kept_by_key_without_those_of_little_content)
{
    struct fixture f = setup();
    uint32_t count = f.book->count[IE_WB_SOUNDS];

    IE_CHECK(count > 10);
    for (uint32_t i = 0; i < count; i++) {
        const struct ie_wordbook_sound *one = &f.book->sounds[i];
        struct ie_str text = ie_str_n(f.book->text + one->text, one->len);
        IE_CHECK(!ie_str_eqz(text, "with") && !ie_str_eqz(text, "tin can"));
        IE_CHECK(!i || f.book->sounds[i - 1].key <= one->key);
        if (ie_str_eqz(text, "cluster")) /* three rows in each of four tables */
            IE_CHECK_INT(one->heads, 12);
    }
    teardown(&f);
}

static int once(void *data, struct ie_error *error)
{
    struct fixture *f = data;
    struct ie_translator *translator = NULL;
    struct ie_senses senses;
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    int code = ie_translator_new(f->book, &translator, error);
    if (!code)
        code = ie_translate_text(translator, &arena, IE_STR("טרנזיסטור בטרנזיסטור"),
                                 IE_STR("he"), IE_STR("en"), &senses, error);
    if (!code)
        code = ie_translate_text(translator, &arena, IE_STR("자이로트론을 클러스터"),
                                 IE_STR("ko"), IE_STR("en"), &senses, error);
    if (!code) { /* what could not be remembered is found all the same */
        IE_CHECK_INT(senses.count, 2);
        IE_CHECK_INT(senses.at[0].by, IE_SENSE_SOUND);
    }
    ie_translator_free(translator);
    ie_arena_release(&arena);
    return code;
}

IE_TEST(each_failed_allocation_is_survived)
{
    struct fixture f = setup();

    IE_CHECK(ie_test_refuse(&(struct ie_test_refusals){
                 .run = once, .data = &f, .survives = true}) > 3);
    teardown(&f);
}
