/* str, utf8, id, rng */
#include "harness.h"

#include <math.h>

#include "base/id.h"
#include "base/str.h"

IE_TEST(str_compares_bytes)
{
    IE_CHECK(ie_str_cmp(IE_STR("a"), IE_STR("b")) < 0);
    IE_CHECK(ie_str_cmp(IE_STR("ab"), IE_STR("a")) > 0);
    IE_CHECK(ie_str_cmp(IE_STR("z"), IE_STR("\xC3\xA9")) < 0);
    IE_CHECK_INT(ie_str_cmp(IE_STR(""), IE_STR_NONE), 0);
    IE_CHECK(ie_str_eq(IE_STR_NONE, IE_STR("")));
}

IE_TEST(str_finds)
{
    IE_CHECK_INT(ie_str_find(IE_STR("banana"), IE_STR("na")), 2);
    IE_CHECK_INT(ie_str_find(IE_STR("banana"), IE_STR("")), 0);
    IE_CHECK_INT(ie_str_find(IE_STR("ban"), IE_STR("banana")), -1);
    IE_CHECK_INT(ie_str_find_char(IE_STR_NONE, 'a'), -1);
    IE_CHECK(ie_str_starts(IE_STR("banana"), IE_STR("ban")));
    IE_CHECK(!ie_str_ends(IE_STR("a"), IE_STR("ana")));
    IE_CHECK(ie_str_ends(IE_STR("banana"), IE_STR("ana")));
}

IE_TEST(str_sub_stays_inside)
{
    IE_CHECK_STR(ie_str_sub(IE_STR("hello"), 1, 3), "ell");
    IE_CHECK_STR(ie_str_sub(IE_STR("hello"), 3, SIZE_MAX), "lo");
    IE_CHECK_INT(ie_str_sub(IE_STR("hello"), 9, 1).len, 0);
    IE_CHECK_INT(ie_str_sub(IE_STR_NONE, 0, 1).len, 0);
}

IE_TEST(str_trims_wide_spaces)
{
    IE_CHECK_STR(ie_str_trim(IE_STR("\xEF\xBB\xBF \t\xE3\x80\x80x y\xC2\xA0\r\n")),
                 "x y");
    IE_CHECK_INT(ie_str_trim(IE_STR(" \xE3\x80\x80 ")).len, 0);
    IE_CHECK_STR(ie_str_trim(IE_STR("\x80 a")), "\x80 a");
}

IE_TEST(str_splits)
{
    static const char *const parts[] = {"a", "", "b", ""};
    struct ie_str rest = IE_STR("a,,b,"), part;
    size_t n = 0;

    while (ie_str_split(&rest, ',', &part)) {
        IE_REQUIRE(n < IE_COUNT(parts));
        IE_CHECK_STR(part, parts[n++]);
    }
    IE_CHECK_INT(n, 4);
    rest = IE_STR("");
    IE_CHECK(ie_str_split(&rest, ',', &part));
    IE_CHECK(!ie_str_split(&rest, ',', &part));
}

IE_TEST(str_case_is_ascii_only)
{
    IE_CHECK(ie_str_eq_ascii_nocase(IE_STR("AbZ"), IE_STR("aBz")));
    IE_CHECK(!ie_str_eq_ascii_nocase(IE_STR("\xC3\x89"), IE_STR("\xC3\xA9")));
    IE_CHECK(!ie_str_eq_ascii_nocase(IE_STR("@"), IE_STR("`")));
}

IE_TEST(int64_takes_the_whole_text)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "--1",
                                      "1-",
                                      "9223372036854775808",
                                      "-9223372036854775809"};
    int64_t value = 42;

    for (size_t i = 0; i < IE_COUNT(bad); i++)
        if (!IE_CHECK(!ie_str_int64(ie_str_z(bad[i]), &value)))
            IE_CHECK_STR("taken", bad[i]);
    IE_CHECK_INT(value, 42);
    IE_CHECK(ie_str_int64(IE_STR("9223372036854775807"), &value) && value == INT64_MAX);
    IE_CHECK(ie_str_int64(IE_STR("-9223372036854775808"), &value) && value == INT64_MIN);
    IE_CHECK(ie_str_int64(IE_STR("007"), &value) && value == 7);
    IE_CHECK(!ie_str_int64(ie_str_n("1\0", 2), &value));
}

IE_TEST(double_takes_the_whole_text)
{
    static const char *const bad[] = {"",   "-",     "1,5", "nan", "inf",   "0x1p3",
                                      "1e", "1e999", " 1",  "1 ",  "1.2.3", "e5"};
    double value = 42;

    for (size_t i = 0; i < IE_COUNT(bad); i++)
        if (!IE_CHECK(!ie_str_double(ie_str_z(bad[i]), &value)))
            IE_CHECK_STR("taken", bad[i]);
    IE_CHECK_DOUBLE(value, 42, 0);
    IE_CHECK(ie_str_double(IE_STR("-1.5e3"), &value));
    IE_CHECK_DOUBLE(value, -1500, 0);
    IE_CHECK(!ie_str_double(ie_str_n("1\0", 2), &value));
}

IE_TEST(utf8_round_trips_every_code_point)
{
    for (uint32_t c = 0; c <= 0x10FFFF && !ie_test_failed(); c++) {
        char bytes[4];
        size_t size, n = ie_utf8_put(c, bytes);
        bool surrogate = c >= 0xD800 && c < 0xE000;
        uint32_t back = ie_utf8_next(ie_str_n(bytes, n), &size);
        if (ie_utf8_valid(ie_str_n(bytes, n)) == surrogate ||
            (!surrogate && (back != c || size != n)))
            IE_CHECK_INT(back, c);
    }
}

IE_TEST(utf8_refuses_what_unicode_refuses)
{
    static const struct ie_str bad[] = {{"\x80", 1},         {"\xC0\x80", 2},
                                        {"\xC1\xBF", 2},     {"\xC3", 1},
                                        {"\xE0\x80\x80", 3}, {"\xED\xA0\x80", 3},
                                        {"\xE3\x81", 2},     {"\xF0\x80\x80\x80", 4},
                                        {"\xFF", 1},         {"\xF4\x90\x80\x80", 4},
                                        {"a\xF5", 2},        {"\xE3\x81\x41", 3}};

    for (size_t i = 0; i < IE_COUNT(bad); i++)
        if (!IE_CHECK(!ie_utf8_valid(bad[i])))
            IE_CHECK_INT(i, -1);
    /* U+FFFD itself is a character like any other */
    IE_CHECK(ie_utf8_valid(IE_STR("\xEF\xBF\xBD")));
    IE_CHECK(ie_utf8_valid(IE_STR("")));
}

IE_TEST(ids_rise_and_parse)
{
    struct ie_id before = ie_id_new(1572224400000000), back;

    for (int i = 0; i < 5000; i++) {
        struct ie_id id = ie_id_new(1572224400000000);
        IE_REQUIRE(strcmp(before.text, id.text) < 0);
        IE_REQUIRE(ie_id_parse(ie_id_str(&id), &back) && strcmp(back.text, id.text) == 0);
        before = id;
    }
}

IE_TEST(id_holds_time_and_version)
{
    struct ie_id id = ie_id_new(INT64_C(4102444800000) * 1000);
    char uuid[37];

    ie_id_uuid(&id, uuid);
    IE_CHECK_INT(strlen(uuid), 36);
    uuid[13] = '\0';
    IE_CHECK_STR(uuid, "03bb2cc3-d800");
    IE_CHECK_INT(uuid[14], '7');
    IE_CHECK(strchr("89ab", uuid[19]) != NULL);
}

IE_TEST(id_refuses_other_texts)
{
    struct ie_id id = ie_id_new(1), out;
    char text[IE_ID_LEN + 2];

    memcpy(text, id.text, sizeof(id.text));
    text[0] = '8'; /* more than 128 bits */
    IE_CHECK(!ie_id_parse(ie_str_z(text), &out));
    memcpy(text, id.text, sizeof(id.text));
    text[25] = 'u';
    IE_CHECK(!ie_id_parse(ie_str_z(text), &out));
    text[25] = 'A';
    IE_CHECK(!ie_id_parse(ie_str_z(text), &out));
    IE_CHECK(!ie_id_parse(ie_str_n(id.text, 25), &out));
    IE_CHECK(!ie_id_parse(IE_STR("00000000000000000000000000"), &out));
    IE_CHECK(!ie_id_parse(IE_STR_NONE, &out));
}

/* The reference C code of xoshiro256** (Blackman, Vigna) seeded by splitmix64(1). */
IE_TEST(rng_repeats)
{
    struct ie_rng a, b, c;

    ie_rng_init(&a, 1);
    ie_rng_init(&b, 1);
    ie_rng_init(&c, 2);
    IE_CHECK(a.s[0] == UINT64_C(0x910a2dec89025cc1));
    IE_CHECK(a.s[1] == UINT64_C(0xbeeb8da1658eec67));
    unsigned same = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t x = ie_rng_next(&a);
        IE_REQUIRE(x == ie_rng_next(&b));
        same += x == ie_rng_next(&c);
    }
    IE_CHECK_INT(same, 0);
}

IE_TEST(rng_below_is_even)
{
    struct ie_rng rng;
    unsigned count[7] = {0};

    ie_rng_init(&rng, 3);
    for (int i = 0; i < 70000; i++)
        count[ie_rng_below(&rng, 7)]++;
    for (int i = 0; i < 7; i++)
        IE_CHECK_DOUBLE(count[i], 10000, 500); /* five standard deviations */
    for (int i = 0; i < 1000; i++) {
        double unit = ie_rng_unit(&rng);
        IE_REQUIRE(unit >= 0 && unit < 1);
        IE_REQUIRE(ie_rng_below(&rng, 1) == 0);
    }
}
