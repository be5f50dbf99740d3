/* What people write into cells. */
#include <stdio.h>

#include "base/alloc.h"
#include "base/cellvalue.h"
#include "base/names.h"
#include "harness.h"

static void check_day(const char *text, const char *expected)
{
    struct ie_error err = {0};
    char shown[16];
    ie_day day;

    if (ie_cell_day(ie_str_z(text), &day, &err)) {
        if (!IE_CHECK_STR(err.id, expected))
            IE_CHECK_STR(text, "see the line before");
        return;
    }
    ie_day_format(day, shown);
    if (!IE_CHECK_STR(shown, expected))
        IE_CHECK_STR(text, "see the line before");
}

IE_TEST(days_in_many_spellings)
{
    static const char *const same[] = {
        "2019-10-28",          "2019.10.28",           "2019. 10. 28.",
        "2019.10.28.",         "2019/10/28",           "20191028",
        "2019년 10월 28일",    "2019년10월28일",       "2019年10月28日",
        " 2019-10-28 ",        "２０１９－１０－２８", "28.10.2019",
        "28. 10. 2019",        "28/10/2019",           "10/28/2019",
        "28-10-2019",          "28 October 2019",      "28 oct 2019",
        "28-Oct-2019",         "Oct 28, 2019",         "October 28th, 2019",
        "28 octobre 2019",     "28 октября 2019 г.",   "28. Oktober 2019",
        "2019-10-28T00:00:00", "2019-10-28 00:00",     "2019-10-28T00:00:00Z",
        "2019-10-28(월)",      "2019. 10. 28 (월)",    "2019-10-28 오전 12:00",
        "2019 Oct 28",         "28th October 2019"};

    for (size_t i = 0; i < IE_COUNT(same); i++)
        check_day(same[i], "2019-10-28");
    check_day("2019-1-5", "2019-01-05");
    check_day("5.1.2019", "2019-01-05");
    check_day("1er août 2019", "2019-08-01");
    check_day("2020-02-29", "2020-02-29");
    check_day("11/11/2019", "2019-11-11");
}

IE_TEST(days_that_are_refused)
{
    check_day("10/11/2019", "day.ambiguous");
    check_day("10-11-2019", "day.ambiguous");
    check_day("2019-02-30", "day.no_such_day");
    check_day("20191332", "day.no_such_day");
    check_day("1900-02-29", "day.no_such_day");
    check_day("31.11.2019", "day.no_such_day");
    check_day("13/13/2019", "day.no_such_day");
    check_day("19.10.28", "day.two_digit_year");
    check_day("19년 10월 28일", "day.two_digit_year");
    check_day("10/28/19", "day.two_digit_year");
    check_day("28 Oct 19", "day.two_digit_year");
    check_day("2019-10-28 10:30", "day.has_time");
    check_day("2019-10-28T10:30:00Z", "day.has_time");
    check_day("2019", "day.malformed");
    check_day("2019-10", "day.malformed");
    check_day("2019-10/28", "day.malformed");
    check_day("10월 28일", "day.malformed");
    check_day("2019-10-28-1", "day.malformed");
    check_day("28 Octopus 2019", "day.malformed");
    check_day("201910281", "day.malformed");
    check_day("tomorrow", "day.malformed");
    check_day("", "cell.empty");
    check_day("  ", "cell.empty");
}

static void check_cell_day(enum ie_cell_kind kind, const char *text, const char *expected)
{
    struct ie_cell cell = {ie_str_z(text), kind, 1};
    struct ie_error err = {0};
    char shown[16];
    ie_day day;

    if (ie_cell_day_of(&cell, &day, &err)) {
        IE_CHECK_STR(err.id, expected);
        return;
    }
    ie_day_format(day, shown);
    IE_CHECK_STR(shown, expected);
}

IE_TEST(days_from_cells)
{
    check_cell_day(IE_CELL_DAY, "2019-10-28", "2019-10-28");
    check_cell_day(IE_CELL_NUMBER, "43766", "2019-10-28");
    check_cell_day(IE_CELL_NUMBER, "20191028", "2019-10-28");
    check_cell_day(IE_CELL_NUMBER, "1985", "day.ambiguous");
    check_cell_day(IE_CELL_NUMBER, "-3", "day.malformed");
    check_cell_day(IE_CELL_NUMBER, "43766.5", "day.malformed");
    check_cell_day(IE_CELL_TEXT, "43766", "day.malformed");
    check_cell_day(IE_CELL_TIME, "2019-10-28T10:30:00", "day.has_time");
}

IE_TEST(serial_days_go_up_by_one)
{
    ie_day day, before = 0;

    IE_CHECK(!ie_day_from_serial(60, false, &day));
    IE_CHECK(!ie_day_from_serial(0, false, &day));
    IE_CHECK(!ie_day_from_serial(2958466, false, &day));
    IE_CHECK(ie_day_from_serial(0, true, &day));
    IE_CHECK(!ie_day_from_serial(2958465, true, &day));
    for (int64_t serial = 1; serial < 100000; serial++) {
        if (!ie_day_from_serial(serial, false, &day))
            continue;
        if (serial > 1 && day != before + 1)
            IE_CHECK_INT(serial, 0);
        before = day;
    }
}

static void check_int(const char *text, int64_t expected, bool expect_about)
{
    struct ie_error err = {0};
    int64_t value = 0;
    bool about = false;

    if (!IE_CHECK_OK(ie_cell_int(ie_str_z(text), &value, &about, &err), &err) ||
        !IE_CHECK_INT(value, expected) || !IE_CHECK_INT(about, expect_about))
        IE_CHECK_STR(text, "see the line before");
}

static void check_int_fails(const char *text, const char *id)
{
    struct ie_error err = {0};
    int64_t value = 0;

    if (!IE_CHECK_FAIL(ie_cell_int(ie_str_z(text), &value, NULL, &err), &err, IE_INPUT,
                       id))
        IE_CHECK_STR(text, "see the line before");
}

IE_TEST(whole_numbers)
{
    check_int("1234", 1234, false);
    check_int("1,234", 1234, false);
    check_int("1,234,567", 1234567, false);
    check_int("1.234", 1234, false);
    check_int("1.234.567", 1234567, false);
    check_int("1 234 567", 1234567, false);
    check_int("1\u00A0234", 1234, false);
    check_int("1'234", 1234, false);
    check_int("1,234.00", 1234, false);
    check_int("1.234,00", 1234, false);
    check_int("1 234,0", 1234, false);
    check_int("120.0", 120, false);
    check_int("-5", -5, false);
    check_int("−5", -5, false);
    check_int("+5", 5, false);
    check_int("0", 0, false);
    check_int("１２３", 123, false);
    check_int("1,234명", 1234, false);
    check_int("250 employees", 250, false);
    check_int("9223372036854775807", INT64_MAX, false);
    check_int("1200원", 1200, false);
}

IE_TEST(numbers_said_roughly)
{
    check_int("약 120명", 120, true);
    check_int("~120", 120, true);
    check_int("120여 명", 120, true);
    check_int("120명 이상", 120, true);
    check_int("120+", 120, true);
    check_int("approx. 1,200", 1200, true);
    check_int("environ 50 salariés", 50, true);
    check_int("около 30 человек", 30, true);
}

IE_TEST(numbers_in_korean_units)
{
    check_int("3만", 30000, false);
    check_int("3만 5천", 35000, false);
    check_int("3.5만", 35000, false);
    check_int("12억 3천만", 1230000000, false);
    check_int("1억 2,000만", 120000000, false);
    check_int("5천 300명", 5300, false);
    check_int("천만", 10000000, false);
    check_int("2조 3억", INT64_C(2000300000000), false);
}

IE_TEST(numbers_with_words_of_magnitude)
{
    check_int("1.2 million", 1200000, false);
    check_int("3 thousand", 3000, false);
    check_int("5 млн", 5000000, false);
}

IE_TEST(numbers_that_are_refused)
{
    check_int_fails("", "cell.empty");
    check_int_fails("abc", "number.malformed");
    check_int_fails("12a", "number.malformed");
    check_int_fails("1,23", "number.ambiguous");
    check_int_fails("1,2345", "number.ambiguous");
    check_int_fails("120.000", "number.ambiguous");
    check_int_fails("1.5", "number.not_whole");
    check_int_fails("12.34.567", "number.malformed");
    check_int_fails("1,234.567.8", "number.malformed");
    check_int_fails("100~200", "number.range");
    check_int_fails("50-99", "number.range");
    check_int_fails("50 – 99명", "number.range");
    check_int_fails("9223372036854775808", "number.too_large");
    check_int_fails("99999999999조", "number.too_large");
    check_int_fails("3천 5천", "number.malformed");
    check_int_fails("3만 2억", "number.malformed");
    check_int_fails("--5", "number.malformed");
    check_int_fails("-", "number.malformed");
    check_int_fails("1e3", "number.malformed");
    check_int_fails("명", "number.malformed");
    check_int_fails("1 23", "number.malformed");
}

IE_TEST(decimals)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {{"12.5", 12.5},  {"12.5%", 0.125},   {"1,234.5", 1234.5},
                {"1e-3", 0.001}, {"1.234", 1.234},   {"-0.5", -0.5},
                {"50 %", 0.5},   {"3.5만", 35000},   {"１２．５", 12.5},
                {"1,234", 1234}, {"1 234,5", 1234.5}};
    struct ie_error err;
    double value = 0;

    for (size_t i = 0; i < IE_COUNT(good); i++) {
        IE_CHECK_OK(ie_cell_decimal(ie_str_z(good[i].text), &value, &err), &err);
        IE_CHECK_DOUBLE(value, good[i].value, 1e-12);
    }
    IE_CHECK_FAIL(ie_cell_decimal(IE_STR("12,5"), &value, &err), &err, IE_INPUT,
                  "number.ambiguous");
    IE_CHECK_FAIL(ie_cell_decimal(IE_STR("nan"), &value, &err), &err, IE_INPUT,
                  "number.malformed");
    IE_CHECK_FAIL(ie_cell_decimal(IE_STR(" "), &value, &err), &err, IE_INPUT,
                  "cell.empty");
}

IE_TEST(booleans)
{
    static const char *const yes[] = {"예",   "네",   "Y",  "yes",  "O",   "○",
                                      "TRUE", "1",    "유", "있음", "oui", "да",
                                      "כן",   "はい", "v",  " ✓ ",  "Ｙ"};
    static const char *const no[] = {"아니오",   "아니요", "N",   "no", "X",
                                     "×",        "false",  "0",   "무", "없음",
                                     "해당없음", "non",    "нет", "לא", "いいえ"};
    struct ie_error err;
    bool value;

    for (size_t i = 0; i < IE_COUNT(yes); i++) {
        value = false;
        IE_CHECK_OK(ie_cell_bool(ie_str_z(yes[i]), &value, &err), &err);
        IE_CHECK(value);
    }
    for (size_t i = 0; i < IE_COUNT(no); i++) {
        value = true;
        IE_CHECK_OK(ie_cell_bool(ie_str_z(no[i]), &value, &err), &err);
        IE_CHECK(!value);
    }
    IE_CHECK_FAIL(ie_cell_bool(IE_STR("maybe"), &value, &err), &err, IE_INPUT,
                  "bool.malformed");
    IE_CHECK_FAIL(ie_cell_bool(IE_STR("2"), &value, &err), &err, IE_INPUT,
                  "bool.malformed");
    IE_CHECK_FAIL(ie_cell_bool(IE_STR(""), &value, &err), &err, IE_INPUT, "cell.empty");
}

IE_TEST(clock_times)
{
    static const struct {
        const char *text;
        int minutes;
    } good[] = {{"10:00", 600},         {"9:05:30", 545},    {"오전 10:00", 600},
                {"오후 2시 30분", 870}, {"2 PM", 840},       {"2:30pm", 870},
                {"12 AM", 0},           {"12:15 p.m.", 735}, {"24:00", 1440},
                {"14h30", 870},         {"10시", 600},       {"00:00", 0},
                {"오후2:30", 870},      {"10：00", 600},     {"10:30:00.5", 630}};
    static const char *const bad[] = {"25:00", "10",   "10:60",  "24:01", "13 PM",
                                      "0 AM",  "10:0", "10시반", "noon",  "10:00:00:00"};
    struct ie_error err;
    int minutes;

    for (size_t i = 0; i < IE_COUNT(good); i++) {
        minutes = -1;
        if (!IE_CHECK_OK(ie_cell_clock(ie_str_z(good[i].text), &minutes, &err), &err) ||
            !IE_CHECK_INT(minutes, good[i].minutes))
            IE_CHECK_STR(good[i].text, "see the line before");
    }
    for (size_t i = 0; i < IE_COUNT(bad); i++)
        if (!IE_CHECK_FAIL(ie_cell_clock(ie_str_z(bad[i]), &minutes, &err), &err,
                           IE_INPUT, "time.malformed"))
            IE_CHECK_STR(bad[i], "see the line before");
}

static void check_list(const char *text, const char *expected)
{
    struct ie_str rest = ie_str_z(text), part;
    char out[256] = "";
    size_t len = 0;

    while (ie_cell_list(&rest, &part) && len + part.len + 2 < sizeof(out)) {
        memcpy(out + len, part.ptr, part.len);
        len += part.len;
        out[len++] = '|';
    }
    IE_CHECK_STR(ie_str_n(out, len), expected);
}

IE_TEST(lists)
{
    check_list("a;b ; c", "a|b|c|");
    check_list("ko, en/fr", "ko|en|fr|");
    check_list("금형·주조ㆍ용접", "금형|주조|용접|");
    check_list("주조、금형，용접；열처리", "주조|금형|용접|열처리|");
    check_list("one\ntwo\r\n", "one|two|");
    check_list(";;a;;", "a|");
    check_list("parts (rings, seals), gears", "parts (rings, seals)|gears|");
    check_list("open (bracket, here", "open (bracket|here|");
    check_list("1,000 pcs; 2/3", "1,000 pcs|2/3|");
    check_list("https://a.example/b; x", "https://a.example|b|x|");
    check_list("", "");
    check_list(" , ", "");
}

IE_TEST(telephone_numbers)
{
    char out[48];

    IE_CHECK(ie_cell_phone(IE_STR(" ＋82-2-123-4567 "), out));
    IE_CHECK_STR(out, "+82-2-123-4567");
    IE_CHECK(ie_cell_phone(IE_STR("(02) 123.4567 ext 12"), out));
    IE_CHECK(ie_cell_phone(IE_STR("00821012345678"), out));
    IE_CHECK_STR(out, "00821012345678");
    IE_CHECK(!ie_cell_phone(IE_STR("call me"), out));
    IE_CHECK(!ie_cell_phone(IE_STR("12"), out));
    IE_CHECK(!ie_cell_phone(IE_STR("1-2+3"), out));
    IE_CHECK(!ie_cell_phone(IE_STR("123456789012345678901"), out));
    IE_CHECK(!ie_cell_phone(IE_STR("123 456 7890 x"), out));
}

static void check_country(const char *text, const char *expected)
{
    struct ie_error err = {0};
    char code[3];

    if (!IE_CHECK_STR(ie_cell_country(ie_str_z(text), code, &err) ? err.id : code,
                      expected))
        IE_CHECK_STR(text, "see the line before");
}

IE_TEST(countries)
{
    static const char *const korea[] = {"KR",
                                        "kr",
                                        "KOR",
                                        "410",
                                        "대한민국",
                                        "한국",
                                        " 대한민국 ",
                                        "Korea",
                                        "South Korea",
                                        "Republic of Korea",
                                        "Korea, Republic of",
                                        "KOREA (REPUBLIC OF)",
                                        "S. Korea",
                                        "R.O.K.",
                                        "Corée du Sud",
                                        "COREE DU SUD",
                                        "Республика Корея",
                                        "קוריאה",
                                        "韓国",
                                        "the Republic of Korea",
                                        "대한민국 (KR)",
                                        "KR - South Korea",
                                        "Ｋｏｒｅａ"};

    for (size_t i = 0; i < IE_COUNT(korea); i++)
        check_country(korea[i], "KR");
    check_country("프랑스", "FR");
    check_country("Россия", "RU");
    check_country("российская федерация", "RU");
    check_country("러시아연방", "RU");
    check_country("ישראל", "IL");
    check_country("Israël", "IL");
    check_country("UK", "GB");
    check_country("U.S.A.", "US");
    check_country("미국", "US");
    check_country("터키", "TR");
    check_country("튀르키예", "TR");
    check_country("Côte d’Ivoire", "CI");
    check_country("cote divoire", "CI");
    check_country("Bosnia & Herzegovina", "BA");
    check_country("Netherlands", "NL");
    check_country("The Netherlands", "NL");
    check_country("ÖSTERREICH", "AT");
    check_country("Việt Nam", "VN");
    check_country("AO", "AO");
    check_country("호주", "AU");
    check_country("오스트레일리아", "AU");
}

IE_TEST(countries_that_are_refused)
{
    check_country("Congo", "country.ambiguous");
    check_country("콩고", "country.ambiguous");
    check_country("Virgin Islands", "country.ambiguous");
    check_country("Atlantis", "country.unknown");
    check_country("XX", "country.unknown");
    check_country("France (DE)", "country.unknown");
    check_country("the", "country.unknown");
    check_country("...", "country.unknown");
    check_country("", "cell.empty");
}

/* Every name of the table leads back to its country, so that both sides fold alike. */
IE_TEST(every_country_by_every_name)
{
    char code[3];

    IE_CHECK_INT(ie_country_count(), 249);
    for (uint32_t i = 0; i < ie_country_count(); i++) {
        const char *c = ie_country_code(i);
        IE_CHECK(ie_country_known(ie_str_z(c)));
        check_country(c, c);
        check_country(ie_country_name(ie_str_z(c), "en"), c);
        check_country(ie_country_name(ie_str_z(c), "ko"), c);
    }
    IE_CHECK(!ie_country_known(IE_STR("XX")));
    IE_CHECK(!ie_country_known(IE_STR("kr")));
    IE_CHECK(ie_country_name(IE_STR("XX"), "en") == NULL);
    IE_CHECK_STR(ie_country_name(IE_STR("KR"), "ko"), "대한민국");
    for (uint32_t i = 0; i < ie_country_key_count; i++) {
        const struct ie_name_key *k = &ie_country_keys[i];
        if (k->record != IE_NAME_AMBIGUOUS)
            IE_CHECK_OK(ie_cell_country(ie_str_z(k->key), code, NULL), NULL);
    }
}

IE_TEST(the_table_of_countries_folds_as_the_program_does)
{
    FILE *file = fopen(ie_test_source("src/base/countries.tsv"), "r");
    char *line = NULL;
    size_t room = 0, names = 0;
    ssize_t len;

    IE_REQUIRE(file != NULL);
    while ((len = getline(&line, &room, file)) > 0) {
        struct ie_str rest = ie_str_n(line, (size_t)len - 1), field, code = IE_STR_NONE;

        if (line[0] == '#')
            continue;
        while (ie_str_split(&rest, '\t', &field)) {
            struct ie_str name;
            if (!code.ptr)
                code = field;
            while (ie_str_split(&field, '|', &name)) {
                struct ie_error err = {0};
                char found[3] = "";
                if (!name.len)
                    continue;
                names++;
                if (ie_cell_country(name, found, &err)) {
                    if (!IE_CHECK_STR(err.id, "country.ambiguous"))
                        IE_CHECK_STR(name, "see the line before");
                } else if (!IE_CHECK_STR(found, code)) {
                    IE_CHECK_STR(name, "see the line before");
                }
            }
        }
    }
    IE_CHECK(names > 4000);
    ie_free(line); /* getline's */
    fclose(file);
}

static void check_language(const char *text, const char *expected)
{
    struct ie_error err = {0};
    char code[4];

    if (!IE_CHECK_STR(ie_cell_language(ie_str_z(text), code, &err) ? err.id : code,
                      expected))
        IE_CHECK_STR(text, "see the line before");
}

IE_TEST(languages)
{
    check_language("ko", "ko");
    check_language("한국어", "ko");
    check_language("Korean", "ko");
    check_language("kor", "ko");
    check_language("ko-KR", "ko");
    check_language("en_US", "en");
    check_language("ENGLISH", "en");
    check_language("영어", "en");
    check_language("Français", "fr");
    check_language("불어", "fr");
    check_language("русский", "ru");
    check_language("러시아어", "ru");
    check_language("עברית", "he");
    check_language("히브리어", "he");
    check_language("日本語", "ja");
    check_language("Deutsch", "de");
    check_language("ger", "de");
    check_language("중국어", "zh");
    check_language("중국어(간체)", "zh");
    check_language("zh-Hans-CN", "zh");
    check_language("Klingon", "language.unknown");
    check_language("xx-KR", "language.unknown");
    check_language("", "cell.empty");
    IE_CHECK_STR(ie_language_name(IE_STR("he"), "ko"), "히브리어");
    IE_CHECK_STR(ie_language_name(IE_STR("he"), "en"), "Hebrew");
    IE_CHECK(ie_language_name(IE_STR("xx"), "en") == NULL);
}
