#include "harness.h"

#include "base/moment.h"

static struct ie_str day_text(ie_day day)
{
    static char out[16];

    ie_day_format(day, out);
    return ie_str_z(out);
}

IE_TEST(days_round_trip_over_all_years)
{
    ie_day day, previous;
    int weekday;

    IE_REQUIRE(ie_day_from_civil(1, 1, 1, &previous));
    weekday = ie_weekday(previous);
    IE_CHECK_INT(weekday, 0); /* a Monday in the proleptic calendar */
    for (ie_day d = previous + 1; !ie_test_failed(); d++) {
        struct ie_civil c = ie_civil_from_day(d);
        if (c.year > 9999)
            break;
        weekday = (weekday + 1) % 7;
        if (!ie_day_from_civil(c.year, c.month, c.day, &day) || day != d ||
            ie_weekday(d) != weekday)
            IE_CHECK_INT(day, d);
    }
}

IE_TEST(days_that_do_not_exist)
{
    static const char *const none[] = {"2019-02-29", "2019-02-30", "1900-02-29",
                                       "2019-13-01", "2019-00-10", "2019-04-31",
                                       "2019-10-00", "0000-01-01"};
    static const char *const malformed[] = {"",           "2019-1-01",   "2019/10/28",
                                            "20191028",   "2019-10-28 ", "2019-1a-28",
                                            "+019-10-28", "2019-10--1"};
    struct ie_error err;
    ie_day day = 77;

    for (size_t i = 0; i < IE_COUNT(none); i++) {
        IE_CHECK_FAIL(ie_day_parse(ie_str_z(none[i]), &day, &err), &err, IE_INPUT,
                      "day.no_such_day");
        IE_CHECK_STR(err.arg[0].value, none[i]);
    }
    for (size_t i = 0; i < IE_COUNT(malformed); i++)
        IE_CHECK_FAIL(ie_day_parse(ie_str_z(malformed[i]), &day, &err), &err, IE_INPUT,
                      "day.malformed");
    IE_CHECK_FAIL(ie_day_parse(IE_STR_NONE, &day, &err), &err, IE_INPUT, "day.malformed");
    IE_CHECK_INT(day, 77);
}

IE_TEST(days_that_exist)
{
    struct ie_error err;
    ie_day day;

    IE_CHECK_OK(ie_day_parse(IE_STR("1970-01-01"), &day, &err), &err);
    IE_CHECK_INT(day, 0);
    IE_CHECK_OK(ie_day_parse(IE_STR("2000-02-29"), &day, &err), &err);
    IE_CHECK_STR(day_text(day), "2000-02-29");
    IE_CHECK_OK(ie_day_parse(IE_STR("2019-10-28"), &day, &err), &err);
    IE_CHECK_INT(day, 18197);
    IE_CHECK_INT(ie_weekday(day), 0);
}

IE_TEST(moments_are_read_and_written)
{
    static const struct {
        const char *in, *out;
    } good[] = {
        {"2019-10-28T10:00:00+09:00", "2019-10-28T01:00:00Z"},
        {"2019-10-28T01:00:00Z", "2019-10-28T01:00:00Z"},
        {"2019-10-28t01:00:00z", "2019-10-28T01:00:00Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        {"2019-01-01T00:00:00.5-05:30", "2019-01-01T05:30:00.500000Z"},
        {"2019-01-01T00:00:00.1234567Z", "2019-01-01T00:00:00.123456Z"},
        {"1937-01-01T12:00:27.87+00:20",
         "1937-01-01T11:40:27.870000Z"}, /* RFC 3339, 5.8 */
    };
    struct ie_error err;
    char out[40];

    for (size_t i = 0; i < IE_COUNT(good); i++) {
        ie_moment moment = 0;
        IE_CHECK_OK(ie_moment_parse(ie_str_z(good[i].in), &moment, &err), &err);
        ie_moment_format(moment, out);
        IE_CHECK_STR(out, good[i].out);
    }
}

IE_TEST(moments_that_are_none)
{
    static const char *const bad[] = {"2019-10-28",
                                      "2019-10-28T10:00:00",
                                      "2019-10-28 10:00:00Z",
                                      "2019-10-28T24:00:00Z",
                                      "2019-10-28T10:60:00Z",
                                      "2019-10-28T10:00:61Z",
                                      "2019-10-28T10:00:00+0900",
                                      "2019-10-28T10:00:00.Z",
                                      "2019-10-28T10:00:00+24:00",
                                      "2019-10-28T10:00Z",
                                      "2019-10-28T10:00:00ZZ",
                                      "2019-10-28T1a:00:00Z"};
    struct ie_error err;
    ie_moment moment = 5;

    for (size_t i = 0; i < IE_COUNT(bad); i++)
        IE_CHECK_FAIL(ie_moment_parse(ie_str_z(bad[i]), &moment, &err), &err, IE_INPUT,
                      "moment.malformed");
    IE_CHECK_FAIL(ie_moment_parse(IE_STR("2019-02-30T10:00:00Z"), &moment, &err), &err,
                  IE_INPUT, "day.no_such_day");
    IE_CHECK_INT(moment, 5);
}

/* ------------------------------------------------------------------------ zones */

static struct ie_str wall(const struct ie_zone *zone, const char *utc)
{
    static char out[64];
    struct ie_error err;
    ie_moment moment = 0;

    if (!IE_CHECK_OK(ie_moment_parse(ie_str_z(utc), &moment, &err), &err))
        return IE_STR_NONE;
    struct ie_civil c = ie_zone_civil(zone, moment);
    snprintf(out, sizeof(out), "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day,
             c.hour, c.minute, c.second);
    return ie_str_z(out);
}

static struct ie_str instant(const struct ie_zone *zone, struct ie_civil civil)
{
    static char out[40];

    ie_moment_format(ie_zone_moment(zone, civil), out);
    return ie_str_z(out);
}

IE_TEST(seoul_has_no_summer_time_now)
{
    struct ie_error err;
    struct ie_zone *zone = NULL;

    IE_REQUIRE_OK(ie_zone_load("Asia/Seoul", &zone, &err), &err);
    IE_CHECK_STR(wall(zone, "2019-10-28T01:00:00Z"), "2019-10-28 10:00:00");
    IE_CHECK_STR(wall(zone, "2019-07-01T15:30:00Z"), "2019-07-02 00:30:00");
    IE_CHECK_STR(wall(zone, "2090-07-01T15:30:00Z"), "2090-07-02 00:30:00");
    /* it had in the Olympic year 1988 */
    IE_CHECK_STR(wall(zone, "1988-07-01T00:00:00Z"), "1988-07-01 10:00:00");
    IE_CHECK_STR(instant(zone, (struct ie_civil){2019, 10, 28, 10, 0, 0}),
                 "2019-10-28T01:00:00Z");
    ie_zone_free(zone);
}

IE_TEST(paris_gap_and_overlap)
{
    struct ie_error err;
    struct ie_zone *zone = NULL;

    IE_REQUIRE_OK(ie_zone_load("Europe/Paris", &zone, &err), &err);
    IE_CHECK_STR(wall(zone, "2019-03-31T00:59:59Z"), "2019-03-31 01:59:59");
    IE_CHECK_STR(wall(zone, "2019-03-31T01:00:00Z"), "2019-03-31 03:00:00");
    IE_CHECK_STR(wall(zone, "2019-10-27T00:59:59Z"), "2019-10-27 02:59:59");
    IE_CHECK_STR(wall(zone, "2019-10-27T01:00:00Z"), "2019-10-27 02:00:00");
    /* 02:30 was skipped: the time after it, by as much as was skipped */
    IE_CHECK_STR(instant(zone, (struct ie_civil){2019, 3, 31, 2, 30, 0}),
                 "2019-03-31T01:30:00Z");
    IE_CHECK_STR(wall(zone, "2019-03-31T01:30:00Z"), "2019-03-31 03:30:00");
    /* 02:30 came twice: the first */
    IE_CHECK_STR(instant(zone, (struct ie_civil){2019, 10, 27, 2, 30, 0}),
                 "2019-10-27T00:30:00Z");
    IE_CHECK_STR(instant(zone, (struct ie_civil){2019, 3, 31, 3, 0, 0}),
                 "2019-03-31T01:00:00Z");
    IE_CHECK_STR(instant(zone, (struct ie_civil){2019, 10, 27, 3, 0, 0}),
                 "2019-10-27T02:00:00Z");
    /* by the footer's rule, after the last written transition */
    IE_CHECK_STR(wall(zone, "2075-07-01T12:00:00Z"), "2075-07-01 14:00:00");
    IE_CHECK_STR(wall(zone, "2075-01-01T12:00:00Z"), "2075-01-01 13:00:00");
    /* before the first: local mean time */
    IE_CHECK_STR(wall(zone, "1850-01-01T00:00:00Z"), "1850-01-01 00:09:21");
    ie_zone_free(zone);
}

IE_TEST(new_york_gap_and_overlap)
{
    struct ie_error err;
    struct ie_zone *zone = NULL;

    IE_REQUIRE_OK(ie_zone_load("America/New_York", &zone, &err), &err);
    IE_CHECK_INT(ie_zone_offset(zone, 0), -5 * 3600);
    IE_CHECK_STR(instant(zone, (struct ie_civil){2019, 3, 10, 2, 30, 0}),
                 "2019-03-10T07:30:00Z");
    IE_CHECK_STR(instant(zone, (struct ie_civil){2019, 11, 3, 1, 30, 0}),
                 "2019-11-03T05:30:00Z");
    IE_CHECK_STR(instant(zone, (struct ie_civil){2019, 11, 3, 2, 0, 0}),
                 "2019-11-03T07:00:00Z");
    IE_CHECK_STR(wall(zone, "2019-11-03T06:30:00Z"), "2019-11-03 01:30:00");
    ie_zone_free(zone);
}

/* South of the equator summer spans the new year; Lord Howe moves by half an hour. */
IE_TEST(southern_zones)
{
    struct ie_error err;
    struct ie_zone *zone = NULL;

    IE_REQUIRE_OK(ie_zone_load("Australia/Lord_Howe", &zone, &err), &err);
    IE_CHECK_STR(wall(zone, "2060-01-01T00:00:00Z"), "2060-01-01 11:00:00");
    IE_CHECK_STR(wall(zone, "2060-07-01T00:00:00Z"), "2060-07-01 10:30:00");
    ie_zone_free(zone);
}

IE_TEST(utc_has_no_transitions)
{
    struct ie_error err;
    struct ie_zone *zone = NULL;

    IE_REQUIRE_OK(ie_zone_load("UTC", &zone, &err), &err);
    IE_CHECK_STR(wall(zone, "2019-10-28T01:00:00Z"), "2019-10-28 01:00:00");
    ie_zone_free(zone);
}

IE_TEST(every_wall_reading_of_a_year_comes_back)
{
    static const char *const names[] = {"Europe/Paris", "America/New_York", "Asia/Seoul",
                                        "Asia/Jerusalem", "Europe/Moscow"};
    struct ie_error err;

    for (size_t i = 0; i < IE_COUNT(names); i++) {
        struct ie_zone *zone = NULL;
        ie_moment from = 0;
        IE_REQUIRE_OK(ie_zone_load(names[i], &zone, &err), &err);
        IE_REQUIRE_OK(ie_moment_parse(IE_STR("2019-01-01T00:00:00Z"), &from, &err), &err);
        for (ie_moment m = from; m < from + 366 * IE_DAY && !ie_test_failed();
             m += 10 * IE_MINUTE) {
            ie_moment back = ie_zone_moment(zone, ie_zone_civil(zone, m));
            /* the second of two equal readings gives the first */
            if (back != m && (back > m || m - back > IE_HOUR ||
                              ie_zone_offset(zone, back) <= ie_zone_offset(zone, m)))
                IE_CHECK_INT(back, m);
        }
        ie_zone_free(zone);
    }
}

IE_TEST(zone_names_are_plain)
{
    static const char *const bad[] = {"",
                                      "Nowhere/City",
                                      "../../etc/passwd",
                                      "/etc/passwd",
                                      "Asia/../Asia/Seoul",
                                      "tzdata.zi",
                                      "Asia",
                                      "zone.tab"};
    struct ie_error err;
    struct ie_zone *zone = NULL;

    for (size_t i = 0; i < IE_COUNT(bad); i++)
        IE_CHECK_FAIL(ie_zone_load(bad[i], &zone, &err), &err, IE_INPUT, "zone.unknown");
    IE_CHECK(zone == NULL);
}
