#include "service/event/event.h"

#include "base/json.h"

static bool two_digits(const char *at, uint32_t *value)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return false;
    *value = (uint32_t)(at[0] - '0') * 10 + (uint32_t)(at[1] - '0');
    return true;
}

bool ie_clock_parse(struct ie_str text, uint32_t *minutes)
{
    uint32_t hour, minute;

    if (text.len != 5 || text.ptr[2] != ':' || !two_digits(text.ptr, &hour) ||
        !two_digits(text.ptr + 3, &minute) || minute > 59 || hour > 24 ||
        (hour == 24 && minute > 0))
        return false;
    *minutes = hour * 60 + minute;
    return true;
}

enum { BREAKS_MAX = 10 };

struct hours {
    uint32_t from, until, length;
    struct {
        uint32_t from, until;
    } pause[BREAKS_MAX];
    size_t pauses;
};

static int bad_hours(struct ie_error *err, const char *field, struct ie_str value)
{
    ie_fail(err, IE_INPUT, "event.hours");
    ie_error_argn(err, "value", value.ptr ? value.ptr : "", value.len);
    ie_error_at(err, NULL, 0, 0, field);
    return IE_INPUT;
}

static int read_breaks(struct ie_str text, struct hours *hours, struct ie_error *err)
{
    json_t *list = NULL;
    int code = 0;

    if (!text.len)
        return 0;
    code = ie_json_parse(text, &list, err);
    if (code)
        return code;
    for (size_t i = 0; i < json_array_size(list) && hours->pauses < BREAKS_MAX; i++) {
        const json_t *item = json_array_get(list, i);
        struct ie_str from = ie_json_get_str(item, "from");
        struct ie_str until = ie_json_get_str(item, "until");
        size_t n = hours->pauses++;
        if (!ie_clock_parse(from, &hours->pause[n].from)) {
            code = bad_hours(err, "breaks", from);
            goto out;
        }
        if (!ie_clock_parse(until, &hours->pause[n].until) ||
            hours->pause[n].until <= hours->pause[n].from) {
            code = bad_hours(err, "breaks", until);
            goto out;
        }
    }
out:
    json_decref(list);
    return code;
}

static int read_hours(const struct ie_record *event, struct hours *hours,
                      struct ie_error *err)
{
    struct ie_str from = ie_record_get(event, "day_from")->text;
    struct ie_str until = ie_record_get(event, "day_until")->text;
    int64_t length = ie_record_get(event, "slot_minutes")->integer;

    memset(hours, 0, sizeof(*hours));
    if (!ie_clock_parse(from, &hours->from))
        return bad_hours(err, "day_from", from);
    if (!ie_clock_parse(until, &hours->until) || hours->until <= hours->from)
        return bad_hours(err, "day_until", until);
    if (length < 5 || length > 480)
        return bad_hours(err, "slot_minutes", IE_STR_NONE);
    hours->length = (uint32_t)length;
    return read_breaks(ie_record_get(event, "breaks")->text, hours, err);
}

/* Start of the first slot at or after `minute` that fits, or UINT32_MAX. */
static uint32_t next_start(const struct hours *hours, uint32_t minute)
{
    bool moved = true;

    while (moved) {
        moved = false;
        for (size_t i = 0; i < hours->pauses; i++)
            if (minute < hours->pause[i].until &&
                minute + hours->length > hours->pause[i].from) {
                minute = hours->pause[i].until;
                moved = true;
            }
    }
    return minute + hours->length <= hours->until ? minute : UINT32_MAX;
}

static ie_moment at_wall(const struct ie_zone *zone, ie_day day, uint32_t minute)
{
    struct ie_civil civil = ie_civil_from_day(day + (ie_day)(minute / 1440));

    civil.hour = (int)(minute % 1440 / 60);
    civil.minute = (int)(minute % 60);
    return ie_zone_moment(zone, civil);
}

int ie_event_slots(const struct ie_record *event, struct ie_arena *arena,
                   struct ie_slots *slots, struct ie_error *err)
{
    struct ie_zone *zone = NULL;
    struct hours hours;
    ie_day first, last = 0;
    struct ie_slots made = {0};

    int code = ie_day_parse(ie_record_get(event, "first_day")->text, &first, err);
    if (!code)
        code = ie_day_parse(ie_record_get(event, "last_day")->text, &last, err);
    if (!code)
        code = read_hours(event, &hours, err);
    if (code)
        return code;
    if (last < first || last - first >= IE_EVENT_DAYS_MAX)
        return ie_fail(err, IE_INPUT, "event.days");
    char *name = ie_arena_strz(arena, ie_record_get(event, "zone")->text);
    if (!name)
        return ie_fail_nomem(err);
    code = ie_zone_load(name, &zone, err);
    if (code)
        return code;
    uint32_t a_day = 0;
    for (uint32_t m = hours.from; (m = next_start(&hours, m)) != UINT32_MAX;
         m += hours.length)
        a_day++;
    made.first_day = first;
    made.days = (uint32_t)(last - first + 1);
    if (a_day == 0 || a_day * made.days > IE_SLOTS_MAX) {
        code = ie_fail(err, IE_INPUT, "event.slots");
        goto out;
    }
    made.at = IE_NEW_ARRAY(arena, struct ie_slot, a_day * made.days);
    if (!made.at) {
        code = ie_fail_nomem(err);
        goto out;
    }
    for (uint32_t d = 0; d < made.days; d++)
        for (uint32_t m = hours.from; (m = next_start(&hours, m)) != UINT32_MAX;
             m += hours.length)
            made.at[made.count++] = (struct ie_slot){
                .starts_at = at_wall(zone, first + (ie_day)d, m),
                .ends_at = at_wall(zone, first + (ie_day)d, m + hours.length),
                .date = first + (ie_day)d,
                .day = d,
                .start_minute = m};
    *slots = made;
out:
    ie_zone_free(zone);
    return code;
}

int64_t ie_slot_at(const struct ie_slots *slots, ie_moment starts_at)
{
    uint32_t low = 0, high = slots->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (slots->at[middle].starts_at < starts_at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < slots->count && slots->at[low].starts_at == starts_at ? (int64_t)low
                                                                       : -1;
}
