/*
 * Moments and days. A moment is microseconds since 1970-01-01T00:00Z (int64); a day is a
 * proleptic Gregorian date, stored as days since 1970-01-01 (int32). Zones are IANA names
 * read from the system's zone files; nothing here depends on TZ or locale.
 */
#ifndef IE_BASE_MOMENT_H
#define IE_BASE_MOMENT_H

#include "base/error.h"
#include "base/str.h"

typedef int64_t ie_moment; /* microseconds since the Unix epoch */
typedef int32_t ie_day;    /* days since the Unix epoch */

#define IE_SECOND INT64_C(1000000)
#define IE_MINUTE (60 * IE_SECOND)
#define IE_HOUR   (60 * IE_MINUTE)
#define IE_DAY    (24 * IE_HOUR)

struct ie_civil { /* a wall clock reading */
    int year, month, day, hour, minute, second;
};

ie_moment ie_now(void);        /* the wall clock; for service and above only */
int64_t ie_monotonic_us(void); /* for durations and deadlines */

/* false for a date that does not exist (2019-02-30). O(1). */
bool ie_day_from_civil(int year, int month, int day, ie_day *out);
struct ie_civil ie_civil_from_day(ie_day day);
int ie_weekday(ie_day day); /* 0 = Monday … 6 = Sunday (ISO 8601) */

/* ISO 8601 "2019-10-28"; IE_INPUT "day.malformed", "day.no_such_day" with {value}. */
int ie_day_parse(struct ie_str text, ie_day *out, struct ie_error *err) IE_MUST_CHECK;
void ie_day_format(ie_day day, char out[16]);

/* RFC 3339 with Z or offset, "2019-10-28T10:00:00+09:00"; IE_INPUT "moment.malformed". */
int ie_moment_parse(struct ie_str text, ie_moment *out,
                    struct ie_error *err) IE_MUST_CHECK;
/* RFC 3339 in UTC, microseconds only if not zero: "2019-10-28T01:00:00Z". */
void ie_moment_format(ie_moment moment, char out[40]);

/*
 * A time zone: transitions of one IANA zone (RFC 8536 TZif, version 2 data and footer).
 * ie_zone_load: IE_INPUT "zone.unknown" {zone} for a name that is not installed or not a
 * plain zone name. Cost O(file), then O(log transitions) a conversion.
 */
struct ie_zone;
int ie_zone_load(const char *name, struct ie_zone **zone,
                 struct ie_error *err) IE_MUST_CHECK;
/* The same from the bytes of a zone file; IE_INPUT "zone.malformed". */
int ie_zone_read(const void *bytes, size_t len, struct ie_zone **zone,
                 struct ie_error *err) IE_MUST_CHECK;
void ie_zone_free(struct ie_zone *zone);
struct ie_civil ie_zone_civil(const struct ie_zone *zone, ie_moment moment);
int32_t ie_zone_offset(const struct ie_zone *zone, ie_moment moment); /* seconds east */
/* Wall clock to moment; in a gap the time after it, in an overlap the first. */
ie_moment ie_zone_moment(const struct ie_zone *zone, struct ie_civil civil);

#endif
