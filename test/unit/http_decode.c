#include "harness.h"

#include "http/decode.h"

IE_TEST(paths_that_mean_one_thing_are_decoded)
{
    static const char *const cases[][2] = {
        {"/", "/"},         {"/a/b", "/a/b"}, {"/a/", "/a/"},  {"/%EA%B0%80", "/가"},
        {"/a%20b", "/a b"}, {"/...", "/..."}, {"/a.b", "/a.b"}};
    struct ie_arena arena;
    struct ie_str path;

    ie_arena_init(&arena, 0);
    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        IE_CHECK(ie_http_decode_path(ie_str_z(cases[i][0]), &arena, &path));
        IE_CHECK_STR(path, cases[i][1]);
    }
    ie_arena_release(&arena);
}

IE_TEST(paths_that_could_mean_two_are_refused)
{
    static const char *const cases[] = {
        "",        "a",      "/..",    "/../etc", "/a/../b", "/a/./b",  "/%2e%2e/x",
        "/.%2E/x", "/a%2Fb", "/a%5cb", "/a%00",   "/a%0a",   "/a%7F",   "/%",
        "/%4",     "/%zz",   "//a",    "/a//b",   "/%ff",    "/%C0%AF", "/a%2e/%2e%2e"};
    struct ie_arena arena;
    struct ie_str path;

    ie_arena_init(&arena, 0);
    for (size_t i = 0; i < IE_COUNT(cases); i++)
        if (!IE_CHECK(!ie_http_decode_path(ie_str_z(cases[i]), &arena, &path)))
            printf("    %s\n", cases[i]);
    ie_arena_release(&arena);
}

IE_TEST(queries_are_pairs)
{
    struct ie_arena arena;
    struct ie_http_params params;

    ie_arena_init(&arena, 0);
    IE_REQUIRE(ie_http_decode_query(IE_STR("q=a+b%2B&&flag&x=1=2&%EA=%EA%B0%80"), &arena,
                                    &params) == false); /* a name that is no UTF-8 */
    IE_REQUIRE(ie_http_decode_query(IE_STR("q=a+b%2B&&flag&x=1=2&y=%EA%B0%80"), &arena,
                                    &params));
    IE_CHECK_INT(params.count, 4);
    IE_CHECK_STR(params.at[0].value, "a b+");
    IE_CHECK_STR(params.at[1].name, "flag");
    IE_CHECK_STR(params.at[1].value, "");
    IE_CHECK_STR(params.at[2].value, "1=2");
    IE_CHECK_STR(params.at[3].value, "가");
    IE_CHECK(!ie_http_decode_query(IE_STR("a=1&a=2"), &arena, &params));
    IE_CHECK(!ie_http_decode_query(IE_STR("a=%00"), &arena, &params));
    IE_CHECK(!ie_http_decode_query(IE_STR("a=%4"), &arena, &params));
    IE_CHECK(ie_http_decode_query(IE_STR(""), &arena, &params));
    IE_CHECK_INT(params.count, 0);
    ie_arena_release(&arena);
}

IE_TEST(cookies_are_found_once)
{
    struct ie_str name = IE_STR("ieum");

    IE_CHECK_STR(ie_http_find_cookie(IE_STR("a=b; ieum=xyz; c=d"), name), "xyz");
    IE_CHECK_STR(ie_http_find_cookie(IE_STR("ieum="), name), "");
    IE_CHECK(!ie_http_find_cookie(IE_STR("xieum=1; ieum2=3"), name).ptr);
    IE_CHECK(!ie_http_find_cookie(IE_STR("ieum=1; ieum=2"), name).ptr);
    IE_CHECK(!ie_http_find_cookie(IE_STR("ieum=a b"), name).ptr);
    IE_CHECK(!ie_http_find_cookie(IE_STR(""), name).ptr);
}
