/* Days and times of day in cells. */
#include "base/cellvalue.h"
#include "base/cellvalue_priv.h"

bool ie_day_from_serial(int64_t serial, bool from_1904, ie_day *day)
{
    ie_day epoch = 0;

    if (serial < (from_1904 ? 0 : 1) || serial > 2958465)
        return false;
    if (from_1904) {
        if (!ie_day_from_civil(1904, 1, 1, &epoch))
            return false;
        *day = epoch + (ie_day)serial;
        return *day <= 2932896; /* 9999-12-31 */
    }
    if (serial == 60)
        return false;
    /* 1900-01-01 is 1; behind the day that never was, all are one too high */
    if (!ie_day_from_civil(1899, 12, 31, &epoch))
        return false;
    *day = epoch + (ie_day)(serial - (serial > 60));
    return true;
}

/* Clock times: "10:00", "9:05:30", "10시 30분", each perhaps with 오전/오후 or AM/PM. */

static bool take_number(struct ie_str *text, size_t most, int *value, size_t *digits)
{
    size_t n = 0;

    *value = 0;
    while (n < text->len && n < most && text->ptr[n] >= '0' && text->ptr[n] <= '9')
        *value = *value * 10 + (text->ptr[n++] - '0');
    *text = ie_str_sub(*text, n, text->len);
    if (digits)
        *digits = n;
    return n > 0;
}

/* 0: neither, 1: before noon, 2: after noon */
static int take_half(struct ie_str *text)
{
    static const struct {
        struct ie_str word;
        int half;
    } words[] = {{{"오전", 6}, 1}, {{"오후", 6}, 2}, {{"상오", 6}, 1}, {{"하오", 6}, 2},
                 {{"a.m.", 4}, 1}, {{"p.m.", 4}, 2}, {{"am", 2}, 1},   {{"pm", 2}, 2},
                 {{"上午", 6}, 1}, {{"下午", 6}, 2}, {{"午前", 6}, 1}, {{"午後", 6}, 2}};

    for (size_t i = 0; i < IE_COUNT(words); i++)
        if (ie_cell_take(text, words[i].word) || ie_cell_take_end(text, words[i].word))
            return words[i].half;
    return 0;
}

/* Seconds of the day; false if it is no time. */
static bool parse_clock(struct ie_str text, int *seconds)
{
    static const struct ie_str hour_words[] = {{"시", 3}, {"時", 3}, {"h", 1}};
    static const struct ie_str minute_words[] = {{"분", 3}, {"分", 3}, {"min", 3}};
    int half = take_half(&text), part[3] = {0};
    bool worded = false, minutes = false;

    if (!take_number(&text, 2, &part[0], NULL))
        return false;
    for (size_t i = 0; i < IE_COUNT(hour_words) && !worded; i++)
        worded = ie_cell_take(&text, hour_words[i]);
    if (worded && text.len) {
        minutes = take_number(&text, 2, &part[1], NULL);
        for (size_t i = 0; i < IE_COUNT(minute_words); i++)
            ie_cell_take(&text, minute_words[i]);
        if (!minutes || text.len)
            return false;
    }
    for (int i = 1; i < 3 && !worded && ie_str_starts(text, IE_STR(":")); i++) {
        size_t digits;
        text = ie_str_sub(text, 1, text.len);
        if (!take_number(&text, 2, &part[i], &digits) || digits != 2)
            return false;
        minutes = true;
    }
    if (minutes && !worded && ie_str_starts(text, IE_STR("."))) {
        int fraction;
        text = ie_str_sub(text, 1, text.len);
        if (!take_number(&text, 9, &fraction, NULL))
            return false;
    }
    if (text.len || (!worded && !minutes && !half))
        return false;
    if (half && (part[0] < 1 || part[0] > 12))
        return false;
    if (half)
        part[0] = part[0] % 12 + (half == 2 ? 12 : 0);
    *seconds = part[0] * 3600 + part[1] * 60 + part[2];
    return part[1] < 60 && part[2] < 60 && *seconds <= 86400;
}

int ie_cell_clock(struct ie_str text, int *minutes, struct ie_error *err)
{
    char room[IE_CELL_ROOM];
    struct ie_str folded;
    int seconds;

    if (!ie_cell_fold(text, room, &folded) || !parse_clock(folded, &seconds))
        return ie_cell_fail(err, "time.malformed", text);
    *minutes = seconds / 60;
    return 0;
}

/* Days: three parts, each a number or the name of a month, and what stands between. */

struct part {
    int value;
    size_t digits; /* 0: the name of a month */
};

struct reading {
    struct part part[3];
    char between[2]; /* '-', '.', '/', ' '; 'y', 'm' for 년, 월 */
    struct ie_str rest;
};

/* Names of months: English, French, Russian (as in dates), German; three letters suffice
 * for English. */
static int take_month(struct ie_str *text)
{
    static const char *const names[][12] = {
        {"january", "february", "march", "april", "may", "june", "july", "august",
         "september", "october", "november", "december"},
        {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
         "septembre", "octobre", "novembre", "décembre"},
        {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа",
         "сентября", "октября", "ноября", "декабря"},
        {"januar", "februar", "märz", "april", "mai", "juni", "juli", "august",
         "september", "oktober", "november", "dezember"},
        {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sept", "oct", "nov",
         "dec"},
        {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
         "dec"}};
    size_t longest = 0;
    int month = 0;

    for (size_t set = 0; set < IE_COUNT(names); set++)
        for (int i = 0; i < 12; i++) {
            struct ie_str name = ie_str_z(names[set][i]);
            if (name.len > longest &&
                ie_str_eq_ascii_nocase(ie_str_sub(*text, 0, name.len), name)) {
                longest = name.len;
                month = i + 1;
            }
        }
    *text = ie_str_sub(*text, longest, text->len);
    /* a letter behind it: some other word */
    if (text->len && ((unsigned char)text->ptr[0] >= 0x80 ||
                      ((text->ptr[0] | 32) >= 'a' && (text->ptr[0] | 32) <= 'z')))
        return 0;
    return month;
}

static bool take_part(struct ie_str *text, struct part *part)
{
    static const struct ie_str ordinals[] = {
        {"st", 2}, {"nd", 2}, {"rd", 2}, {"th", 2}, {"er", 2}};

    if (take_number(text, 8, &part->value, &part->digits)) {
        for (size_t i = 0; i < IE_COUNT(ordinals) && part->digits <= 2; i++)
            if (ie_str_eq_ascii_nocase(ie_str_sub(*text, 0, 2), ordinals[i])) {
                *text = ie_str_sub(*text, 2, text->len);
                break;
            }
        return true;
    }
    part->digits = 0;
    part->value = take_month(text);
    return part->value > 0;
}

/* What stands between two parts, as one character; '\0' if it is nothing known. */
static char take_between(struct ie_str *text)
{
    static const struct {
        struct ie_str word;
        char as;
    } words[] = {{{"년", 3}, 'y'}, {{"年", 3}, 'y'}, {{"월", 3}, 'm'}, {{"月", 3}, 'm'},
                 {{"-", 1}, '-'},  {{".", 1}, '.'},  {{"/", 1}, '/'},  {{",", 1}, ' '}};
    bool space = text->len && text->ptr[0] == ' ';

    *text = ie_str_trim(*text);
    for (size_t i = 0; i < IE_COUNT(words); i++)
        if (ie_cell_take(text, words[i].word))
            return words[i].as;
    return space ? ' ' : '\0';
}

/* Three parts and the rest behind them. */
static bool read_parts(struct ie_str text, struct reading *r)
{
    for (int i = 0; i < 3; i++) {
        if (!take_part(&text, &r->part[i]))
            return false;
        if (i < 2 && !(r->between[i] = take_between(&text)))
            return false;
    }
    r->rest = text;
    return true;
}

/* Takes off what may follow a date: 일, a full stop, г., a weekday in brackets. */
static struct ie_str after_date(struct ie_str rest)
{
    static const struct ie_str tails[] = {
        {"일", 3}, {"日", 3}, {".", 1}, {"г.", 3}, {"г", 2}};
    static const char *const weekdays[] = {"(월)",  "(화)",  "(수)",  "(목)",  "(금)",
                                           "(토)",  "(일)",  "(Mon)", "(Tue)", "(Wed)",
                                           "(Thu)", "(Fri)", "(Sat)", "(Sun)"};

    rest = ie_str_trim(rest);
    for (size_t i = 0; i < IE_COUNT(tails); i++)
        if (ie_cell_take(&rest, tails[i]))
            break;
    for (size_t i = 0; i < IE_COUNT(weekdays); i++)
        if (ie_cell_take(&rest, ie_str_z(weekdays[i])))
            break;
    return rest;
}

enum order { NO_ORDER, YEAR_FIRST, DAY_FIRST, MONTH_FIRST, AMBIGUOUS, TWO_DIGITS };

/* Which part is what, if there is only one way to read it. */
static enum order order_of(const struct reading *r)
{
    const struct part *p = r->part;
    char a = r->between[0], b = r->between[1];

    if (a == 'y' || p[0].digits == 4) {
        bool alike = a == b || (a == 'y' && b == 'm');
        if (p[0].digits == 2)
            return TWO_DIGITS;
        return alike && p[0].digits == 4 && p[1].digits <= 2 && p[2].digits &&
                       p[2].digits <= 2 && a != 'm'
                   ? YEAR_FIRST
                   : NO_ORDER;
    }
    if (p[0].digits > 2 || p[1].digits > 2 || a == 'm' || b == 'm' || b == 'y')
        return NO_ORDER;
    if (p[2].digits == 2 && (a == b || !p[0].digits || !p[1].digits))
        return TWO_DIGITS;
    if (p[2].digits != 4)
        return NO_ORDER;
    if (!p[0].digits)
        return p[1].digits ? MONTH_FIRST : NO_ORDER;
    if (!p[1].digits)
        return DAY_FIRST;
    if (a != b || a == ' ')
        return NO_ORDER;
    if (a == '.' || p[0].value > 12 || p[0].value == p[1].value)
        return DAY_FIRST;
    return p[1].value > 12 ? MONTH_FIRST : AMBIGUOUS;
}

/* 20191028 */
static bool read_compact(struct ie_str text, struct reading *r)
{
    int value;
    size_t digits;

    if (!take_number(&text, 8, &value, &digits) || digits != 8)
        return false;
    if (text.len && text.ptr[0] >= '0' && text.ptr[0] <= '9')
        return false;
    r->part[0] = (struct part){value / 10000, 4};
    r->part[1] = (struct part){value / 100 % 100, 2};
    r->part[2] = (struct part){value % 100, 2};
    r->rest = text;
    return true;
}

static int read_day(struct ie_str folded, struct ie_str text, ie_day *day,
                    struct ie_error *err)
{
    struct reading r = {0};
    enum order order = YEAR_FIRST;
    int seconds = 0;

    if (!read_compact(folded, &r)) {
        if (!read_parts(folded, &r))
            return ie_cell_fail(err, "day.malformed", text);
        order = order_of(&r);
    }
    if (order == NO_ORDER)
        return ie_cell_fail(err, "day.malformed", text);
    if (order == TWO_DIGITS)
        return ie_cell_fail(err, "day.two_digit_year", text);
    if (order == AMBIGUOUS)
        return ie_cell_fail(err, "day.ambiguous", text);
    struct ie_str rest = after_date(r.rest);
    if (ie_str_starts(rest, IE_STR("T")) && rest.len > 1)
        rest = ie_str_sub(rest, 1, rest.len);
    if (ie_str_ends(rest, IE_STR("Z")))
        rest.len--;
    if (rest.len && !parse_clock(rest, &seconds))
        return ie_cell_fail(err, "day.malformed", text);
    if (seconds)
        return ie_cell_fail(err, "day.has_time", text);
    const struct part *p = r.part;
    int year = order == YEAR_FIRST ? p[0].value : p[2].value;
    int month = order == MONTH_FIRST ? p[0].value : p[1].value;
    int of_month = order == YEAR_FIRST  ? p[2].value
                   : order == DAY_FIRST ? p[0].value
                                        : p[1].value;
    if (!ie_day_from_civil(year, month, of_month, day))
        return ie_cell_fail(err, "day.no_such_day", text);
    return 0;
}

int ie_cell_day(struct ie_str text, ie_day *day, struct ie_error *err)
{
    char room[IE_CELL_ROOM];
    struct ie_str folded;

    if (!ie_cell_fold(text, room, &folded))
        return ie_cell_fail(err, "day.malformed", text);
    return read_day(folded, text, day, err);
}

int ie_cell_day_of(const struct ie_cell *cell, ie_day *day, struct ie_error *err)
{
    int64_t serial;

    if (cell->kind != IE_CELL_NUMBER || !ie_str_int64(cell->text, &serial) ||
        serial > 2958465)
        return ie_cell_day(cell->text, day, err);
    /* below 10,000 (1927) a number in a column of days is far more often a year */
    if (serial < 10000)
        return ie_cell_fail(err, serial < 1 ? "day.malformed" : "day.ambiguous",
                            cell->text);
    if (!ie_day_from_serial(serial, false, day))
        return ie_cell_fail(err, "day.no_such_day", cell->text);
    return 0;
}
