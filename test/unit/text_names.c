/* What may be stored, keys, order, scripts, language tags. */
#include "harness.h"
#include "text/text.h"

IE_TEST(text_accept_makes_nfc_and_refuses_what_hides)
{
    static const struct {
        const char *text, *out, *id;
    } cases[] = {
        {"plain", "plain", NULL},
        {"\xEF\xBB\xBF"
         "bom",
         "bom", NULL},
        {"e\xCC\x81", "\xC3\xA9", NULL},
        {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한", NULL},
        {"a\r\nb\rc\n", "a\nb\nc\n", NULL},
        {"a\tb", "a\tb", NULL},
        {"bell\x07", NULL, "text.control"},
        {"\xC2\x85", NULL, "text.control"},
        {"a\xE2\x80\xA8"
         "b",
         NULL, "text.control"},
        {"\xEF\xBF\xBE", NULL, "text.control"},
        {"x\xEF\xBB\xBFy", NULL, "text.control"},
        {"\xF3\xA0\x81\xA1", NULL, "text.control"},
        {"\xE2\x80\xAE"
         "abc\xE2\x80\xAC",
         NULL, "text.bidi"},
        {"\xE2\x81\xA6open", NULL, "text.bidi"},
        {"\xE2\x81\xA6"
         "a\n\xE2\x81\xA9",
         NULL, "text.bidi"},
        {"close\xE2\x80\xAC", NULL, "text.bidi"},
        {"\xE2\x80\xAB"
         "x\xE2\x81\xA9",
         NULL, "text.bidi"},
        {"\xE2\x81\xA7שלום\xE2\x81\xA9", "\xE2\x81\xA7שלום\xE2\x81\xA9", NULL},
        {"\xE2\x80\x8Fשלום", "\xE2\x80\x8Fשלום", NULL},
        {"bad\xFF", NULL, "text.encoding"},
        {"\xED\xA0\x80", NULL, "text.encoding"},
    };
    struct ie_arena arena;
    struct ie_error err;
    struct ie_str out;

    ie_arena_init(&arena, 0);
    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        int code =
            ie_text_accept(&arena, ie_str_z(cases[i].text), IE_TEXT_LINES, &out, &err);
        if (cases[i].id)
            IE_CHECK_FAIL(code, &err, IE_INPUT, cases[i].id);
        else if (IE_CHECK_OK(code, &err))
            IE_CHECK_STR(out, cases[i].out);
    }
    IE_CHECK_FAIL(ie_text_accept(&arena, IE_STR("a\nb"), IE_TEXT_LINE, &out, &err), &err,
                  IE_INPUT, "text.control");
    IE_CHECK_STR(err.arg[0].value, "U+000A");
    IE_CHECK_STR(err.arg[1].value, "1");
    ie_arena_release(&arena);
}

IE_TEST(text_search_keys_are_what_people_type)
{
    static const struct {
        const char *text, *key;
    } cases[] = {
        {"  Hello,  WORLD! ", "hello world"},
        {"Société Générale", "societe generale"},
        {"Straße", "strasse"},
        {"Łódź Øresund", "lodz oresund"},
        {"Cœur d’Ærø", "coeur d aero"},
        {"ＡＢＣ１２３", "abc123"},
        {"㈜한빛", "주 한빛"},
        {"Ёлка Чайка", "елка чайка"},
        {"שָׁלוֹם", "שלום"},
        {"フォト", "ふぉと"},
        {"ﾌｫﾄ", "ふぉと"},
        {"Ελλάδα", "ελλαδα"},
        {"—", ""},
        {"", ""},
        {"A&B Co.", "a b co"},
        {"x²", "x2"},
    };
    struct ie_arena arena;
    struct ie_error err;
    struct ie_str key;

    ie_arena_init(&arena, 0);
    for (size_t i = 0; i < IE_COUNT(cases); i++)
        if (IE_CHECK_OK(ie_text_search_key(&arena, ie_str_z(cases[i].text), &key, &err),
                        &err))
            IE_CHECK_STR(key, cases[i].key);
    IE_CHECK_FAIL(ie_text_search_key(&arena, IE_STR("\xC3"), &key, &err), &err, IE_INPUT,
                  "text.encoding");
    ie_arena_release(&arena);
}

IE_TEST(text_organisation_keys_drop_legal_forms)
{
    static const struct {
        const char *name, *key;
    } cases[] = {
        {"주식회사 한빛소재", "한빛소재"},
        {"한빛소재(주)", "한빛소재"},
        {"㈜한빛소재", "한빛소재"},
        {"한빛소재주식회사", "한빛소재"},
        {"(주) 한빛 소재", "한빛소재"},
        {"유한회사 가온", "가온"},
        {"Hanbit Materials Co., Ltd.", "hanbitmaterials"},
        {"HANBIT MATERIALS CO LTD", "hanbitmaterials"},
        {"Hanbit Materials Inc.", "hanbitmaterials"},
        {"The Hanbit Company", "hanbit"},
        {"Müller GmbH & Co. KG", "muller"},
        {"Dupont S.A.R.L.", "dupont"},
        {"Dupont SAS", "dupont"},
        {"SAS Dupont", "dupont"},
        {"ООО «Технолит»", "технолит"},
        {"АО Технолит", "технолит"},
        {"חיישני אור בע\"מ", "חיישניאור"},
        {"חיישני אור בע״מ", "חיישניאור"},
        {"株式会社光学", "光学"},
        {"光学株式会社", "光学"},
        {"Co., Ltd.", "co"},
        {"주식회사", "주식회사"},
        {"Cosa Nova S.p.A.", "cosanova"},
        {"Incorporated Devices", "devices"},
        {"Agora AG", "agora"},
    };
    struct ie_arena arena;
    struct ie_error err;
    struct ie_str key;

    ie_arena_init(&arena, 0);
    for (size_t i = 0; i < IE_COUNT(cases); i++)
        if (IE_CHECK_OK(
                ie_text_organisation_key(&arena, ie_str_z(cases[i].name), &key, &err),
                &err) &&
            !IE_CHECK_STR(key, cases[i].key))
            IE_CHECK_STR(cases[i].name, "");
    ie_arena_release(&arena);
}

IE_TEST(text_scripts)
{
    static const struct {
        const char *text, *code;
    } cases[] = {
        {"Hanbit", "Latn"},   {"한빛 Hanbit", "Latn"}, {"한빛소재 LED", "Kore"},
        {"韓國 주", "Kore"},  {"株式会社", "Hani"},    {"光のテスト", "Jpan"},
        {"Технолит", "Cyrl"}, {"חיישן", "Hebr"},       {"Αθήνα", "Grek"},
        {"شركة", "Arab"},     {"123 !", "Zyyy"},       {"", "Zyyy"},
        {"हिन्दी", "Zzzz"},    {"ﾃｽﾄ", "Jpan"},
    };

    for (size_t i = 0; i < IE_COUNT(cases); i++)
        if (!IE_CHECK_STR(ie_script_code(ie_text_script(ie_str_z(cases[i].text))),
                          cases[i].code))
            IE_CHECK_STR(cases[i].text, "");
}

IE_TEST(lang_tags_after_rfc_5646)
{
    /* well-formed: appendix A and section 2.2.8 */
    static const char *const good[][2] = {
        {"de", "de"},
        {"KO", "ko"},
        {"zh-hant", "zh-Hant"},
        {"zh-cmn-hans-cn", "zh-cmn-Hans-CN"},
        {"zh-yue-HK", "zh-yue-HK"},
        {"sr-Latn-RS", "sr-Latn-RS"},
        {"sl-rozaj-biske", "sl-rozaj-biske"},
        {"sl-IT-nedis", "sl-IT-nedis"},
        {"hy-latn-it-arevela", "hy-Latn-IT-arevela"},
        {"es-419", "es-419"},
        {"de-ch-x-phonebk", "de-CH-x-phonebk"},
        {"x-whatever", "x-whatever"},
        {"qaa-Qaaa-QM-x-southern", "qaa-Qaaa-QM-x-southern"},
        {"en-us-u-islamcal", "en-US-u-islamcal"},
        {"zh-CN-a-myext-x-private", "zh-CN-a-myext-x-private"},
        {"i-klingon", "i-klingon"},
        {"de-CH-1996", "de-CH-1996"},
        {"az-arab-x-aze-derbend", "az-Arab-x-aze-derbend"},
        {"EN-GB-OED", "en-GB-oed"},
    };
    static const char *const bad[] = {"",
                                      "-",
                                      "a",
                                      "de-419-DE",
                                      "a-DE",
                                      "ar-a-aaa-b-bbb-a-ccc",
                                      "de-DE-1901-1901",
                                      "en-",
                                      "en--us",
                                      "en_US",
                                      "toolonglanguage",
                                      "de-u",
                                      "de-x",
                                      "12",
                                      "e1",
                                      "ko KR",
                                      "kö",
                                      "x",
                                      "i-unknown",
                                      "en-a",
                                      "de-abcdefghi",
                                      "en-us-us-us",
                                      "aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa"};
    char out[IE_LANG_MAX + 1];
    struct ie_error err;

    for (size_t i = 0; i < IE_COUNT(good); i++)
        if (IE_CHECK_OK(ie_lang_check(ie_str_z(good[i][0]), out, &err), &err))
            IE_CHECK_STR(out, good[i][1]);
    for (size_t i = 0; i < IE_COUNT(bad); i++)
        if (!IE_CHECK_FAIL(ie_lang_check(ie_str_z(bad[i]), out, &err), &err, IE_INPUT,
                           "lang.malformed"))
            IE_CHECK_STR(bad[i], "");
    IE_CHECK(ie_lang_is(IE_STR("KO-Kore-KR"), "ko"));
    IE_CHECK(!ie_lang_is(IE_STR("kok"), "ko"));
    IE_CHECK(!ie_lang_is(IE_STR(""), "ko"));
}

static struct ie_str key_of(const struct ie_collator *collator, struct ie_arena *arena,
                            const char *text)
{
    struct ie_str key = IE_STR_NONE;
    struct ie_error err;

    IE_CHECK_OK(ie_collator_key(collator, arena, ie_str_z(text), &key, &err), &err);
    return key;
}

IE_TEST(collators_order_names)
{
    static const char *const english[] = {
        "", "Abel", "abet", "Ångström", "Stand 9", "Stand 10", "Zoo", "가온", "한빛"};
    static const char *const korean[] = {"가온",     "나래", "한빛",
                                         "한빛소재", "Abel", "Zoo"};
    struct ie_collator *collator = NULL;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(ie_collator_new(IE_STR("en"), &collator, &err), &err);
    for (size_t i = 1; i < IE_COUNT(english); i++)
        if (!IE_CHECK(ie_str_cmp(key_of(collator, &arena, english[i - 1]),
                                 key_of(collator, &arena, english[i])) < 0))
            IE_CHECK_STR(english[i], "");
    IE_CHECK(strncmp(ie_collator_version(collator), "en", 2) == 0);
    ie_collator_free(collator);
    IE_REQUIRE_OK(ie_collator_new(IE_STR("ko"), &collator, &err), &err);
    for (size_t i = 1; i < IE_COUNT(korean); i++)
        if (!IE_CHECK(ie_str_cmp(key_of(collator, &arena, korean[i - 1]),
                                 key_of(collator, &arena, korean[i])) < 0))
            IE_CHECK_STR(korean[i], "");
    ie_collator_free(collator);
    ie_arena_release(&arena);
}

IE_TEST(the_language_of_a_text_is_guessed_or_left_open)
{
    static const char *const cases[][2] = {
        {"고순도 불화수소를 찾습니다 (HF)", "ko"},
        {"フォトレジストの製造装置", "ja"},
        {"半導体製造装置のメーカー", "ja"},
        {"поиск партнёра для PCB", "ru"},
        {"חיישנים לבקרת תהליכים", "he"},
        {"We are looking for a supplier of sensors", "en"},
        {"Gesucht wird ein Lieferant für Sensoren", "de"},
        {"Kugellager für Pumpen", "de"},
        {"Nous cherchons un fournisseur de capteurs pour l'automobile", "fr"},
        {"moteur à combustion", "fr"},
        {"die casting die", ""},
        {"photoresist", ""},
        {"naïve Bayes", ""},
        {"1200 mm", ""},
        {"", ""},
        {"\xFF\xFE", ""},
        {"有限公司", ""},
    };

    for (size_t i = 0; i < IE_COUNT(cases); i++)
        IE_CHECK_STR(ie_str_z(ie_text_language(ie_str_z(cases[i][0]))),
                     ie_str_z(cases[i][1]));
}
