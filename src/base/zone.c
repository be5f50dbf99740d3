/* IANA zones from the system's TZif files (RFC 8536). The explicit transitions are used
 * and, after the last of them, the POSIX rule of the footer. */
#include <errno.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/moment.h"

struct rule {  /* Mm.w.d/time, Jn/time or n/time of a POSIX TZ string */
    char kind; /* 'M', 'J', '0' */
    int month, week, weekday, day;
    int32_t seconds;
};

struct ie_zone {
    size_t count;
    int64_t *at;     /* [count] seconds, ascending */
    int32_t *offset; /* [count] seconds east from at[i] on */
    int32_t first;   /* before at[0] */
    bool has_rule;
    int32_t standard, summer; /* seconds east, from the footer */
    bool has_summer;
    struct rule begin, end;
};

static int fail_zone(struct ie_error *err, const char *name)
{
    ie_fail(err, IE_INPUT, "zone.unknown");
    ie_error_arg(err, "zone", name);
    return IE_INPUT;
}

static bool plain_name(const char *name)
{
    size_t n = strlen(name);

    return n > 0 && n < 64 && name[0] != '/' && !strstr(name, "..") &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                        "_+-/") == n;
}

static int64_t big_endian(const unsigned char *p, int bytes)
{
    uint64_t value = (p[0] & 0x80) ? UINT64_MAX : 0;

    for (int i = 0; i < bytes; i++)
        value = value << 8 | p[i];
    return (int64_t)value;
}

struct header {
    int64_t isut, isstd, leaps, times, types, chars;
};

static bool read_header(const unsigned char *p, size_t len, struct header *h)
{
    if (len < 44 || memcmp(p, "TZif", 4) != 0)
        return false;
    h->isut = big_endian(p + 20, 4);
    h->isstd = big_endian(p + 24, 4);
    h->leaps = big_endian(p + 28, 4);
    h->times = big_endian(p + 32, 4);
    h->types = big_endian(p + 36, 4);
    h->chars = big_endian(p + 40, 4);
    return h->isut >= 0 && h->isstd >= 0 && h->leaps >= 0 && h->times >= 0 &&
           h->times < 100000 && h->types > 0 && h->types <= 256 && h->chars >= 0 &&
           h->isut <= 256 && h->isstd <= 256 && h->leaps < 1000 && h->chars < 4096;
}

static size_t body_size(const struct header *h, size_t time_size)
{
    return (size_t)h->times * (time_size + 1) + (size_t)h->types * 6 + (size_t)h->chars +
           (size_t)h->leaps * (time_size + 4) + (size_t)h->isstd + (size_t)h->isut;
}

static bool skip_name(const char **p)
{
    if (**p == '<') {
        const char *close = strchr(*p, '>');
        if (!close)
            return false;
        *p = close + 1;
        return true;
    }
    size_t n = strspn(*p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    *p += n;
    return n >= 3;
}

static bool read_hms(const char **p, int32_t *seconds)
{
    int sign = 1;
    int32_t part[3] = {0};

    if (**p == '+' || **p == '-')
        sign = *(*p)++ == '-' ? -1 : 1;
    for (int i = 0; i < 3; i++) {
        if (**p < '0' || **p > '9')
            return false;
        while (**p >= '0' && **p <= '9' && part[i] < 1000)
            part[i] = part[i] * 10 + (*(*p)++ - '0');
        if (**p != ':' || i == 2)
            break;
        (*p)++;
    }
    *seconds = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
    return true;
}

static bool read_number(const char **p, int *value)
{
    *value = 0;
    if (**p < '0' || **p > '9')
        return false;
    while (**p >= '0' && **p <= '9' && *value < 1000)
        *value = *value * 10 + (*(*p)++ - '0');
    return true;
}

static bool read_rule(const char **p, struct rule *r)
{
    memset(r, 0, sizeof(*r));
    r->seconds = 7200;
    if (**p == 'M') {
        r->kind = 'M';
        (*p)++;
        if (!read_number(p, &r->month) || *(*p)++ != '.' || !read_number(p, &r->week) ||
            *(*p)++ != '.' || !read_number(p, &r->weekday))
            return false;
        if (r->month < 1 || r->month > 12 || r->week < 1 || r->week > 5 || r->weekday > 6)
            return false;
    } else {
        r->kind = **p == 'J' ? 'J' : '0';
        if (r->kind == 'J')
            (*p)++;
        if (!read_number(p, &r->day) || r->day > 366)
            return false;
    }
    if (**p == '/') {
        (*p)++;
        return read_hms(p, &r->seconds);
    }
    return true;
}

/* RFC 8536, 3.2: offsets outside this range are nobody's. */
static bool sane_offset(int64_t seconds)
{
    return seconds > -25 * 3600 && seconds < 26 * 3600;
}

/* POSIX TZ string: offsets there are seconds WEST. */
static bool read_footer(struct ie_zone *zone, const char *p)
{
    int32_t west;

    if (!skip_name(&p) || !read_hms(&p, &west))
        return false;
    zone->standard = -west;
    if (*p) {
        if (!skip_name(&p))
            return false;
        zone->summer = zone->standard + 3600;
        if (*p != ',') {
            if (!read_hms(&p, &west))
                return false;
            zone->summer = -west;
        }
        if (*p++ != ',' || !read_rule(&p, &zone->begin) || *p++ != ',' ||
            !read_rule(&p, &zone->end))
            return false;
        zone->has_summer = true;
    }
    zone->has_rule = true;
    return sane_offset(zone->standard) && sane_offset(zone->summer);
}

static int read_body(struct ie_zone *zone, const unsigned char *p, const struct header *h)
{
    const unsigned char *times = p, *index = p + h->times * 8, *types = index + h->times;

    zone->count = (size_t)h->times;
    zone->at = ie_calloc(zone->count, sizeof(*zone->at));
    zone->offset = ie_calloc(zone->count, sizeof(*zone->offset));
    if (!zone->at || !zone->offset)
        return IE_NOMEM;
    for (int64_t i = 0; i < h->types; i++)
        if (!sane_offset(big_endian(types + i * 6, 4)))
            return IE_INPUT;
    zone->first = (int32_t)big_endian(types, 4);
    for (size_t i = 0; i < zone->count; i++) {
        zone->at[i] = big_endian(times + i * 8, 8);
        if (index[i] >= h->types || (i > 0 && zone->at[i] <= zone->at[i - 1]))
            return IE_INPUT;
        zone->offset[i] = (int32_t)big_endian(types + index[i] * 6, 4);
    }
    return IE_OK;
}

static int parse_tzif(struct ie_zone *zone, const unsigned char *p, size_t len)
{
    struct header h;

    if (!read_header(p, len, &h) || p[4] < '2')
        return IE_INPUT;
    size_t skip = 44 + body_size(&h, 4);
    if (skip > len || !read_header(p + skip, len - skip, &h))
        return IE_INPUT;
    size_t body = skip + 44, after = body + body_size(&h, 8);
    if (after > len)
        return IE_INPUT;
    int code = read_body(zone, p + body, &h);
    if (code)
        return code;
    if (after + 2 < len && p[after] == '\n') {
        char footer[128];
        size_t n = len - after - 1;
        const unsigned char *close = memchr(p + after + 1, '\n', n);
        if (close && (size_t)(close - (p + after + 1)) < sizeof(footer)) {
            n = (size_t)(close - (p + after + 1));
            memcpy(footer, p + after + 1, n);
            footer[n] = '\0';
            if (n && !read_footer(zone, footer))
                return IE_INPUT;
        }
    }
    return IE_OK;
}

int ie_zone_read(const void *bytes, size_t len, struct ie_zone **out,
                 struct ie_error *err)
{
    struct ie_zone *zone = ie_calloc(1, sizeof(*zone));

    if (!zone)
        return ie_fail_nomem(err);
    int code = parse_tzif(zone, bytes, len);
    if (code) {
        ie_zone_free(zone);
        return code == IE_NOMEM ? ie_fail_nomem(err)
                                : ie_fail(err, IE_INPUT, "zone.malformed");
    }
    *out = zone;
    return 0;
}

int ie_zone_load(const char *name, struct ie_zone **out, struct ie_error *err)
{
    static const size_t room = 1 << 17;
    char path[128];

    if (!plain_name(name))
        return fail_zone(err, name);
    snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
    FILE *file = fopen(path, "rbe");
    if (!file)
        return fail_zone(err, name);
    unsigned char *bytes = ie_calloc(room, 1);
    size_t len = bytes ? fread(bytes, 1, room, file) : 0;
    fclose(file);
    int code = bytes ? ie_zone_read(bytes, len, out, err) : ie_fail_nomem(err);
    ie_free(bytes);
    return code == IE_INPUT ? fail_zone(err, name) : code;
}

void ie_zone_free(struct ie_zone *zone)
{
    if (!zone)
        return;
    ie_free(zone->at);
    ie_free(zone->offset);
    ie_free(zone);
}

/* The moment (seconds UTC) at which a rule falls in a year, given the offset before it.
 */
static int64_t rule_at(const struct rule *r, int year, int32_t offset)
{
    ie_day first = 0, day; /* years beyond 9999 have no rule; any answer will do */

    if (r->kind == 'M') {
        (void)ie_day_from_civil(year, r->month, 1, &first);
        int weekday = (ie_weekday(first) + 1) % 7; /* POSIX counts from Sunday */
        day = first + (r->weekday - weekday + 7) % 7 + (r->week - 1) * 7;
        while (r->week == 5 && ie_civil_from_day(day).month != r->month)
            day -= 7;
    } else {
        (void)ie_day_from_civil(year, 1, 1, &first);
        ie_day march = 0;
        (void)ie_day_from_civil(year, 3, 1, &march);
        day = first + r->day - (r->kind == 'J');
        if (r->kind == 'J' && r->day >= 60 && march - first == 60)
            day++; /* J counts never include 29 February */
    }
    return (int64_t)day * 86400 + r->seconds - offset;
}

static int32_t rule_offset(const struct ie_zone *zone, int64_t seconds)
{
    if (!zone->has_summer)
        return zone->standard;
    int64_t day = seconds / 86400 - (seconds % 86400 < 0);
    int year = ie_civil_from_day((ie_day)day).year;
    int64_t begin = rule_at(&zone->begin, year, zone->standard);
    int64_t end = rule_at(&zone->end, year, zone->summer);
    bool summer = begin < end ? seconds >= begin && seconds < end
                              : seconds >= begin || seconds < end;
    return summer ? zone->summer : zone->standard;
}

int32_t ie_zone_offset(const struct ie_zone *zone, ie_moment moment)
{
    int64_t seconds = moment / IE_SECOND - (moment % IE_SECOND < 0);
    size_t low = 0, high = zone->count;

    if (zone->has_rule && (zone->count == 0 || seconds >= zone->at[zone->count - 1]))
        return rule_offset(zone, seconds);
    while (low < high) { /* first transition after the moment */
        size_t middle = low + (high - low) / 2;
        if (zone->at[middle] <= seconds)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? zone->first : zone->offset[low - 1];
}

struct ie_civil ie_zone_civil(const struct ie_zone *zone, ie_moment moment)
{
    int64_t local =
        moment / IE_SECOND - (moment % IE_SECOND < 0) + ie_zone_offset(zone, moment);
    int64_t day = local / 86400 - (local % 86400 < 0);
    int rest = (int)(local - day * 86400);
    struct ie_civil civil = ie_civil_from_day((ie_day)day);

    civil.hour = rest / 3600;
    civil.minute = rest / 60 % 60;
    civil.second = rest % 60;
    return civil;
}

ie_moment ie_zone_moment(const struct ie_zone *zone, struct ie_civil civil)
{
    ie_day day = 0;

    if (!ie_day_from_civil(civil.year, civil.month, civil.day, &day))
        IE_BUG("a wall clock reading on a day that does not exist");
    ie_moment wall = day * IE_DAY + civil.hour * IE_HOUR + civil.minute * IE_MINUTE +
                     civil.second * IE_SECOND;
    /* The offset a day earlier is the one before any change near `wall`: in an overlap it
     * gives the first reading, in a gap a moment after the change. */
    int32_t before = ie_zone_offset(zone, wall - IE_DAY);
    ie_moment guess = wall - before * IE_SECOND;
    if (ie_zone_offset(zone, guess) == before)
        return guess;
    int32_t after = ie_zone_offset(zone, guess);
    ie_moment other = wall - after * IE_SECOND;
    return ie_zone_offset(zone, other) == after ? other : guess;
}
