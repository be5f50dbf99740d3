#include "base/sheet_value.h"

#include <math.h>
#include <stdio.h>

#include "base/cellvalue.h"
#include "base/moment.h"

/* The parts of a decimal number; false if the text is none (JSON's grammar, but leading
 * zeros and a bare point are let pass as some writers make them). */
struct decimal {
    bool negative;
    struct ie_str whole, fraction;
    int exponent;
    bool has_exponent;
};

static struct ie_str take_digits(struct ie_str text, size_t *at)
{
    size_t from = *at;

    while (*at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9')
        ++*at;
    return ie_str_n(text.ptr + from, *at - from);
}

static bool parse_decimal(struct ie_str text, struct decimal *d)
{
    size_t at = 0;

    *d = (struct decimal){0};
    if (at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+'))
        d->negative = text.ptr[at++] == '-';
    d->whole = take_digits(text, &at);
    if (at < text.len && text.ptr[at] == '.') {
        at++;
        d->fraction = take_digits(text, &at);
    }
    if (d->whole.len + d->fraction.len == 0)
        return false;
    if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
        bool negative = false;
        at++;
        if (at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+'))
            negative = text.ptr[at++] == '-';
        struct ie_str digits = take_digits(text, &at);
        if (!digits.len)
            return false;
        for (size_t i = 0; i < digits.len && d->exponent < 100000; i++)
            d->exponent = d->exponent * 10 + (digits.ptr[i] - '0');
        if (negative)
            d->exponent = -d->exponent;
        d->has_exponent = true;
    }
    return at == text.len;
}

/* Writes the number without exponent by moving the point. */
static struct ie_str expand(const struct decimal *d, struct ie_str as_written, char *room)
{
    char digits[IE_NUMBER_ROOM];
    size_t n = d->whole.len + d->fraction.len, skip = 0, len = 0;

    if (d->exponent < -20 || d->exponent > 20 || n > 20)
        return as_written;
    if (d->whole.len)
        memcpy(digits, d->whole.ptr, d->whole.len);
    if (d->fraction.len)
        memcpy(digits + d->whole.len, d->fraction.ptr, d->fraction.len);
    int point = (int)d->whole.len + d->exponent; /* digits before the point */
    bool zero = true;
    for (size_t i = 0; i < n; i++)
        zero &= digits[i] == '0';
    if (zero)
        return IE_STR("0");
    while (n > skip && (int)n > point && digits[n - 1] == '0')
        n--;
    while (skip < n && (int)skip + 1 < point && digits[skip] == '0')
        skip++;
    if (d->negative && n > 0)
        room[len++] = '-';
    if (point <= 0)
        room[len++] = '0';
    for (int i = (int)skip; i < point; i++)
        room[len++] = i < (int)n ? digits[i] : '0';
    if ((int)n > point) {
        room[len++] = '.';
        for (int i = point; i < (int)n; i++)
            room[len++] = i < 0 ? '0' : digits[i];
    }
    return ie_str_n(room, len);
}

struct ie_str ie_number_text(struct ie_str text, bool binary, char room[IE_NUMBER_ROOM])
{
    struct decimal d;
    char shortest[40];
    double value;

    if (!parse_decimal(text, &d))
        return IE_STR_NONE;
    bool plain = !d.has_exponent && d.whole.len && text.ptr[0] != '+';
    if (plain && (!binary || !d.fraction.len || d.whole.len + d.fraction.len <= 15))
        return text;
    if (!binary)
        return expand(&d, text, room);
    if (!ie_str_double(text, &value))
        return IE_STR_NONE;
    for (int precision = 15; precision <= 17; precision++) {
        double back;
        int len = snprintf(shortest, sizeof(shortest), "%.*g", precision, value);
        if (ie_str_double(ie_str_n(shortest, (size_t)len), &back) && back == value)
            break;
    }
    struct ie_str found = ie_str_z(shortest);
    if (!parse_decimal(found, &d))
        return IE_STR_NONE;
    struct ie_str out = d.has_exponent ? expand(&d, found, room) : found;
    if (out.ptr == shortest) {
        memcpy(room, shortest, out.len);
        out.ptr = room;
    }
    return out;
}

/*
 * Format codes: sections parted by ';', of which the first shows positive numbers.
 * Letters count unless quoted, escaped by '\', filled by '*', spaced by '_' or inside
 * brackets (colours, conditions, locales), but [h], [mm], [s] are elapsed time. 'm' is a
 * month unless it stands by hours or seconds.
 */
enum ie_number_look ie_format_look(struct ie_str code)
{
    bool day = false, time = false, month = false;

    for (size_t i = 0; i < code.len && code.ptr[i] != ';'; i++) {
        char c = code.ptr[i];
        if (c == '"') {
            while (++i < code.len && code.ptr[i] != '"')
                ;
        } else if (c == '\\' || c == '*' || c == '_') {
            i++;
        } else if (c == '[') {
            char first = i + 1 < code.len ? (char)(code.ptr[i + 1] | 32) : ']';
            size_t inner = 0;
            while (++i < code.len && code.ptr[i] != ']')
                inner += (code.ptr[i] | 32) == first;
            time |= inner > 0 && inner <= 2 && i >= inner + 1 &&
                    code.ptr[i - inner - 1] == '[' && strchr("hms", first);
        } else if (c == 'G' &&
                   ie_str_starts(ie_str_sub(code, i, code.len), IE_STR("General"))) {
            i += 6;
        } else if (strchr("yYdDeEbBgG", c)) {
            /* E belongs to a date (era year) only without digits behind: 0.00E+00 */
            bool science = (c == 'e' || c == 'E') && i + 1 < code.len &&
                           (code.ptr[i + 1] == '+' || code.ptr[i + 1] == '-');
            day |= !science;
        } else if (strchr("hHsS", c)) {
            time = true;
        } else if (c == 'm' || c == 'M') {
            month = true;
        }
    }
    if (month && !time)
        day = true;
    return day && time ? IE_LOOK_BOTH
           : day       ? IE_LOOK_DAY
           : time      ? IE_LOOK_TIME
                       : IE_LOOK_NUMBER;
}

enum ie_number_look ie_builtin_look(unsigned id)
{
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 50 && id <= 54) ||
        id == 36 || id == 57 || id == 58)
        return IE_LOOK_DAY;
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || id == 32 || id == 33)
        return IE_LOOK_TIME;
    /* 34, 35, 55, 56: a day in Korean and Japanese, a time in Chinese: by the value */
    if (id == 22 || id == 34 || id == 35 || id == 55 || id == 56)
        return IE_LOOK_BOTH;
    return IE_LOOK_NUMBER;
}

enum ie_cell_kind ie_serial_text(double serial, bool from_1904, enum ie_number_look look,
                                 char room[IE_NUMBER_ROOM])
{
    char day_text[16];
    ie_day day;

    if (!(serial >= 0) || serial >= 2958466 || look == IE_LOOK_NUMBER)
        return IE_CELL_NUMBER;
    int64_t whole = (int64_t)serial;
    int64_t seconds = (int64_t)floor((serial - (double)whole) * 86400 + 0.5);
    if (seconds >= 86400) {
        whole++;
        seconds = 0;
    }
    if (look == IE_LOOK_DAY)
        seconds = 0;
    int clock[3] = {(int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60)};
    if (look == IE_LOOK_TIME && whole > 0 && seconds == 0)
        return IE_CELL_NUMBER; /* whole days elapsed, as [h] shows them */
    if (look == IE_LOOK_TIME || (look == IE_LOOK_BOTH && whole == 0 && !from_1904)) {
        if (whole > 0)
            return IE_CELL_NUMBER; /* more than a day: elapsed time, not a clock */
        snprintf(room, IE_NUMBER_ROOM, "%02d:%02d:%02d", clock[0], clock[1], clock[2]);
        return IE_CELL_TIME;
    }
    if (whole == 60 && !from_1904) {
        snprintf(room, IE_NUMBER_ROOM, "1900-02-29");
        return IE_CELL_TEXT;
    }
    if (!ie_day_from_serial(whole, from_1904, &day))
        return IE_CELL_NUMBER;
    ie_day_format(day, day_text);
    if (seconds == 0) {
        snprintf(room, IE_NUMBER_ROOM, "%s", day_text);
        return IE_CELL_DAY;
    }
    snprintf(room, IE_NUMBER_ROOM, "%sT%02d:%02d:%02d", day_text, clock[0], clock[1],
             clock[2]);
    return IE_CELL_TIME;
}

/* "10:30:00", "10:30", with fractions of seconds and Z let pass and dropped. */
static bool parse_clock(struct ie_str text, int clock[3])
{
    int n = 0;

    if (text.len && text.ptr[text.len - 1] == 'Z')
        text.len--;
    for (size_t i = 0; n < 3; n++) {
        if (i + 2 > text.len || text.ptr[i] < '0' || text.ptr[i] > '9' ||
            text.ptr[i + 1] < '0' || text.ptr[i + 1] > '9')
            return false;
        clock[n] = (text.ptr[i] - '0') * 10 + (text.ptr[i + 1] - '0');
        i += 2;
        if (i == text.len || (n == 2 && text.ptr[i] == '.')) {
            n++;
            break;
        }
        if (n == 2 || text.ptr[i++] != ':')
            return false;
    }
    return n >= 2 && clock[0] < 24 && clock[1] < 60 && clock[2] < 60;
}

enum ie_cell_kind ie_iso_text(struct ie_str text, char room[IE_NUMBER_ROOM])
{
    int64_t at = ie_str_find_char(text, 'T');
    struct ie_str day_text = at < 0 ? text : ie_str_sub(text, 0, (size_t)at);
    int clock[3] = {0}, alone[3] = {0};
    ie_day day;

    if (at >= 0 && !parse_clock(ie_str_sub(text, (size_t)at + 1, text.len), clock))
        return IE_CELL_EMPTY;
    if (at < 0 && parse_clock(text, alone)) {
        snprintf(room, IE_NUMBER_ROOM, "%02d:%02d:%02d", alone[0], alone[1], alone[2]);
        return IE_CELL_TIME;
    }
    if (ie_day_parse(day_text, &day, NULL))
        return IE_CELL_EMPTY;
    char shown[16];
    ie_day_format(day, shown);
    if (!clock[0] && !clock[1] && !clock[2]) {
        snprintf(room, IE_NUMBER_ROOM, "%s", shown);
        return IE_CELL_DAY;
    }
    snprintf(room, IE_NUMBER_ROOM, "%sT%02d:%02d:%02d", shown, clock[0], clock[1],
             clock[2]);
    return IE_CELL_TIME;
}
