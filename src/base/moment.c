#include "base/moment.h"

#include <stdio.h>
#include <time.h>

ie_moment ie_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (ie_moment)now.tv_sec * IE_SECOND + now.tv_nsec / 1000;
}

int64_t ie_monotonic_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * IE_SECOND + now.tv_nsec / 1000;
}

static bool leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Days of a March-based year and 400-year eras make both directions free of loops. */
bool ie_day_from_civil(int year, int month, int day, ie_day *out)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month))
        return false;
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    *out = era * 146097 + day_of_era - 719468;
    return true;
}

struct ie_civil ie_civil_from_day(ie_day day)
{
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int m = (5 * day_of_year + 2) / 153;
    int month = m < 10 ? m + 3 : m - 9;

    return (struct ie_civil){.year = year_of_era + era * 400 + (month <= 2),
                             .month = month,
                             .day = day_of_year - (153 * m + 2) / 5 + 1};
}

int ie_weekday(ie_day day)
{
    int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */

    return w < 0 ? w + 7 : w;
}

static int digits(const char *at, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

static int fail_text(struct ie_error *err, const char *id, struct ie_str text)
{
    ie_fail(err, IE_INPUT, id);
    ie_error_argn(err, "value", text.ptr ? text.ptr : "", text.len);
    return IE_INPUT;
}

int ie_day_parse(struct ie_str text, ie_day *out, struct ie_error *err)
{
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return fail_text(err, "day.malformed", text);
    int year = digits(text.ptr, 4), month = digits(text.ptr + 5, 2),
        day = digits(text.ptr + 8, 2);
    if (year < 0 || month < 0 || day < 0)
        return fail_text(err, "day.malformed", text);
    if (!ie_day_from_civil(year, month, day, out))
        return fail_text(err, "day.no_such_day", text);
    return 0;
}

void ie_day_format(ie_day day, char out[16])
{
    struct ie_civil c = ie_civil_from_day(day);

    snprintf(out, 16, "%04d-%02d-%02d", c.year % 10000, c.month % 100, c.day % 100);
}

/* "+09:00", "-0530" is refused, "Z"; false if malformed. */
static bool offset_parse(struct ie_str text, int *seconds)
{
    if (text.len == 1 && (text.ptr[0] == 'Z' || text.ptr[0] == 'z')) {
        *seconds = 0;
        return true;
    }
    if (text.len != 6 || text.ptr[3] != ':' || (text.ptr[0] != '+' && text.ptr[0] != '-'))
        return false;
    int hours = digits(text.ptr + 1, 2), minutes = digits(text.ptr + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return false;
    *seconds = (hours * 60 + minutes) * (text.ptr[0] == '-' ? -60 : 60);
    return true;
}

int ie_moment_parse(struct ie_str text, ie_moment *out, struct ie_error *err)
{
    ie_day day;
    int seconds_east;
    int64_t micros = 0;

    if (text.len < 20 || (text.ptr[10] != 'T' && text.ptr[10] != 't') ||
        text.ptr[13] != ':' || text.ptr[16] != ':')
        return fail_text(err, "moment.malformed", text);
    int code = ie_day_parse(ie_str_sub(text, 0, 10), &day, err);
    if (code)
        return code;
    int hour = digits(text.ptr + 11, 2), minute = digits(text.ptr + 14, 2),
        second = digits(text.ptr + 17, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return fail_text(err, "moment.malformed", text);
    size_t at = 19;
    if (text.ptr[at] == '.') {
        int64_t unit = 100000;
        for (at++; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++) {
            micros += unit * (text.ptr[at] - '0');
            unit /= 10;
        }
        if (at == 20)
            return fail_text(err, "moment.malformed", text);
    }
    if (!offset_parse(ie_str_sub(text, at, text.len), &seconds_east))
        return fail_text(err, "moment.malformed", text);
    *out = day * IE_DAY + hour * IE_HOUR + minute * IE_MINUTE + second * IE_SECOND +
           micros - seconds_east * IE_SECOND;
    return 0;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

void ie_moment_format(ie_moment moment, char out[40])
{
    int64_t day = floor_div(moment, IE_DAY);
    int64_t rest = moment - day * IE_DAY;
    struct ie_civil c = ie_civil_from_day((ie_day)day);
    int n = snprintf(out, 40, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day,
                     (int)(rest / IE_HOUR), (int)(rest / IE_MINUTE % 60),
                     (int)(rest / IE_SECOND % 60));

    if (rest % IE_SECOND)
        n += snprintf(out + n, (size_t)(40 - n), ".%06d", (int)(rest % IE_SECOND));
    snprintf(out + n, (size_t)(40 - n), "Z");
}
