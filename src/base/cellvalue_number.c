/*
 * Numbers in cells. A number is read in three layers: words around it (about, people),
 * Korean and other units of magnitude (3만 5천, 1.2 million), and the digits with their
 * separators, each of which has to leave exactly one reading. All arithmetic is in
 * millionths in 128 bits, so nothing is rounded on the way.
 */
#include "base/cellvalue.h"
#include "base/cellvalue_priv.h"

typedef __int128 fixed; /* millionths */

enum { SCALE_DIGITS = 6 };
#define SCALE ((fixed)1000000)
#define MOST  ((fixed)INT64_MAX * SCALE)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits and their separators. */

struct digits {
    struct ie_str text; /* digits, points, commas, apostrophes, spaces between digits */
    unsigned points, commas, others;
};

/* The longest run of digits and separators; a separator counts only before a digit. */
static struct digits take_digits(struct ie_str *text)
{
    struct digits d = {{text->ptr, 0}, 0, 0, 0};
    size_t i = 0;

    while (i < text->len) {
        char c = text->ptr[i];
        bool inside = i > 0 && i + 1 < text->len && is_digit(text->ptr[i + 1]) &&
                      is_digit(text->ptr[i - 1]);
        if (!is_digit(c) && !(inside && strchr(".,' ", c) && c))
            break;
        d.points += c == '.';
        d.commas += c == ',';
        d.others += c == ' ' || c == '\'';
        i++;
    }
    d.text.len = i;
    *text = ie_str_sub(*text, i, text->len);
    return d;
}

/* Whether the separators part the digits into groups of three; `end` is where the whole
 * part ends. */
static bool in_groups(struct ie_str text, char separator, size_t end)
{
    size_t group = 0;
    bool first = true;

    for (size_t i = 0; i <= end; i++) {
        if (i < end && text.ptr[i] != separator) {
            if (!is_digit(text.ptr[i]))
                return false;
            group++;
            continue;
        }
        if (first ? group == 0 || (i < end && group > 3) : group != 3)
            return false;
        first = false;
        group = 0;
    }
    return true;
}

/* Digits before `end` as the whole part, those behind as millionths; false if there are
 * too many of either. */
static bool value_of(struct ie_str text, size_t end, fixed *value)
{
    fixed sum = 0;
    int decimals = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]))
            continue;
        if (i > end && decimals++ == SCALE_DIGITS) {
            decimals--;
            if (text.ptr[i] != '0')
                return false;
            continue;
        }
        sum = sum * 10 + (text.ptr[i] - '0');
        if (sum > MOST)
            return false;
    }
    for (; decimals < SCALE_DIGITS; decimals++)
        sum *= 10;
    *value = sum;
    return sum <= MOST;
}

enum reading { READ, NO_NUMBER, TWO_READINGS, TOO_LARGE };

/* One reading, or why not. `whole`: the number has to be whole, which lets "1.234" be read
 * as thousands. */
static enum reading read_digits(const struct digits *d, bool whole, fixed *value)
{
    struct ie_str t = d->text;
    int kinds = (d->points > 0) + (d->commas > 0) + (d->others > 0);
    size_t end = t.len;
    char grouping = d->commas ? ',' : d->points ? '.' : ' ';

    if (!t.len)
        return NO_NUMBER;
    if (d->others) {
        grouping = ie_str_find_char(t, ' ') >= 0 ? ' ' : '\'';
        if (ie_str_find_char(t, ' ') >= 0 && ie_str_find_char(t, '\'') >= 0)
            return NO_NUMBER;
    }
    if (kinds == 2) { /* groups, then a decimal point or comma */
        char last = d->points == 1 && (d->others || t.ptr[t.len - 1] != '.') &&
                            ie_str_find_char(t, ',') < ie_str_find_char(t, '.')
                        ? '.'
                        : ',';
        if ((last == ',' && d->commas != 1) || (last == '.' && d->points != 1))
            return NO_NUMBER;
        grouping = d->others ? grouping : last == '.' ? ',' : '.';
        end = (size_t)ie_str_find_char(t, last);
    } else if (kinds == 1 && d->points == 1) {
        size_t at = (size_t)ie_str_find_char(t, '.');
        bool groups = in_groups(t, '.', t.len) && t.ptr[0] != '0';
        if (whole && groups) {
            bool zeros = ie_str_eqz(ie_str_sub(t, at + 1, 3), "000");
            if (zeros)
                return TWO_READINGS; /* 120.000: 120 or 120,000 */
        } else {
            end = at;
            grouping = '\0';
        }
    } else if (kinds == 1 && d->commas && !in_groups(t, ',', t.len)) {
        return TWO_READINGS; /* 1,23: a decimal comma, or a slip */
    } else if (kinds > 2) {
        return NO_NUMBER;
    }
    if (kinds && grouping && !in_groups(t, grouping, end))
        return NO_NUMBER;
    for (size_t i = end + 1; i < t.len; i++)
        if (!is_digit(t.ptr[i]))
            return NO_NUMBER;
    return value_of(t, end, value) ? READ : TOO_LARGE;
}

/* Words. */

struct word {
    struct ie_str text;
    fixed times; /* of units */
};

#define WORD(text)                                                                       \
    {                                                                                    \
        text, sizeof(text) - 1                                                           \
    }

static bool take_any(struct ie_str *text, const struct ie_str *words, size_t count,
                     bool at_end)
{
    for (size_t i = 0; i < count; i++)
        if (at_end ? ie_cell_take_end(text, words[i]) : ie_cell_take(text, words[i]))
            return true;
    return false;
}

/* Takes off what says "roughly" and the counters, at both ends, until nothing is left to
 * take. */
static void strip_words(struct ie_str *text, bool *about)
{
    static const struct ie_str roughly_before[] = {
        WORD("약"),      WORD("대략"),      WORD("~"),
        WORD("≈"),       WORD("about"),     WORD("approximately"),
        WORD("approx."), WORD("approx"),    WORD("circa"),
        WORD("ca."),     WORD("c."),        WORD("environ"),
        WORD("env."),    WORD("около"),     WORD("примерно"),
        WORD("ок."),     WORD("כ-"),        WORD("etwa"),
        WORD("over"),    WORD("more than"), WORD("최소"),
        WORD(">")};
    static const struct ie_str roughly_after[] = {
        WORD("정도"), WORD("내외"), WORD("가량"), WORD("쯤"),
        WORD("이상"), WORD("여"),   WORD("+"),    WORD("or so")};
    static const struct ie_str counters[] = {
        WORD("명"),          WORD("인"),       WORD("개사"),      WORD("개국"),
        WORD("개"),          WORD("건"),       WORD("대"),        WORD("원"),
        WORD("개월"),        WORD("people"),   WORD("persons"),   WORD("person"),
        WORD("employees"),   WORD("employee"), WORD("staff"),     WORD("workers"),
        WORD("salariés"),    WORD("employés"), WORD("personnes"), WORD("сотрудников"),
        WORD("человек"),     WORD("чел."),     WORD("чел"),       WORD("עובדים"),
        WORD("Mitarbeiter"), WORD("名"),       WORD("人"),        WORD("人以上")};
    bool more = true;

    while (more && text->len) {
        more = false;
        if (take_any(text, roughly_before, IE_COUNT(roughly_before), false) ||
            take_any(text, roughly_after, IE_COUNT(roughly_after), true)) {
            *about = true;
            more = true;
        }
        if (take_any(text, counters, IE_COUNT(counters), true))
            more = true;
    }
}

/* 십 백 천 multiply within a myriad, 만 억 조 close it; English and Russian words are
 * like 만. */
static const struct word small_units[] = {
    {WORD("십"), 10}, {WORD("백"), 100}, {WORD("천"), 1000}};
static const struct word large_units[] = {
    {WORD("만"), 10000},      {WORD("억"), 100000000},    {WORD("조"), 1000000000000},
    {WORD("thousand"), 1000}, {WORD("million"), 1000000}, {WORD("billion"), 1000000000},
    {WORD("тыс."), 1000},     {WORD("млн"), 1000000},     {WORD("млрд"), 1000000000}};

static fixed take_unit(struct ie_str *text, const struct word *units, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ie_cell_take(text, units[i].text))
            return units[i].times;
    return 0;
}

/* "12억 3천만", "3.5만", "1,234": the sum of its parts, units falling. */
static enum reading read_magnitude(struct ie_str *text, bool whole, fixed *value)
{
    fixed total = 0, myriad = 0, lowest_large = 0, lowest_small = 0;
    bool any = false;

    *text = ie_str_trim(*text);
    while (text->len) {
        fixed number = SCALE, times;
        struct digits d = take_digits(text);
        bool follows = text->len > 0;
        *text = ie_str_trim(*text);
        if (d.text.len) {
            /* before a unit a point is a decimal point: 3.5만 */
            struct ie_str ahead = *text;
            bool unit = take_unit(&ahead, small_units, IE_COUNT(small_units)) ||
                        take_unit(&ahead, large_units, IE_COUNT(large_units));
            enum reading r = read_digits(&d, whole && !unit, &number);
            if (r != READ)
                return r;
        }
        if ((times = take_unit(text, small_units, IE_COUNT(small_units)))) {
            if (lowest_small && times >= lowest_small)
                return NO_NUMBER;
            lowest_small = times;
            myriad += number * times;
            if (myriad > MOST)
                return TOO_LARGE;
            /* 천만: the myriad may close at once */
            fixed large = take_unit(text, large_units, IE_COUNT(large_units));
            if (!large) {
                any = true;
                continue;
            }
            times = large;
            number = 0;
        } else if (!(times = take_unit(text, large_units, IE_COUNT(large_units)))) {
            if (!d.text.len)
                break;
            /* digits without a unit end the number */
            total += myriad + number;
            *value = total;
            return follows && text->len && is_digit(text->ptr[0]) ? NO_NUMBER
                   : total > MOST                                 ? TOO_LARGE
                                                                  : READ;
        }
        if (lowest_large && times >= lowest_large)
            return NO_NUMBER;
        lowest_large = times;
        lowest_small = 0;
        if (!d.text.len && myriad)
            number = 0;
        total += (myriad + number) * times;
        myriad = 0;
        any = true;
        if (total > MOST)
            return TOO_LARGE;
    }
    *value = total + myriad;
    return !any ? NO_NUMBER : *value > MOST ? TOO_LARGE : READ;
}

static bool is_range(struct ie_str text)
{
    struct ie_str rest = text;
    struct digits first = take_digits(&rest);
    bool about = false;

    if (!first.text.len)
        return false;
    strip_words(&rest, &about);
    rest = ie_str_trim(rest);
    if (!ie_cell_take(&rest, IE_STR("-")) && !ie_cell_take(&rest, IE_STR("~")) &&
        !ie_cell_take(&rest, IE_STR("to ")))
        return about && rest.len && is_digit(rest.ptr[0]);
    return rest.len && is_digit(rest.ptr[0]);
}

/* The number in the text, in millionths. */
static int read_number(struct ie_str text, bool whole, fixed *value, bool *about,
                       struct ie_error *err)
{
    char room[IE_CELL_ROOM];
    struct ie_str rest;
    bool negative = false;

    *about = false;
    if (!ie_cell_fold(text, room, &rest))
        return ie_cell_fail(err, "number.malformed", text);
    if (is_range(rest))
        return ie_cell_fail(err, "number.range", text);
    strip_words(&rest, about);
    if (rest.len && (rest.ptr[0] == '-' || rest.ptr[0] == '+')) {
        negative = rest.ptr[0] == '-';
        rest = ie_str_sub(rest, 1, rest.len);
        if (!rest.len || !is_digit(rest.ptr[0]))
            return ie_cell_fail(err, "number.malformed", text);
    }
    enum reading r = read_magnitude(&rest, whole, value);
    if (r == TWO_READINGS)
        return ie_cell_fail(err, "number.ambiguous", text);
    if (r == TOO_LARGE)
        return ie_cell_fail(err, "number.too_large", text);
    if (r != READ || rest.len)
        return ie_cell_fail(err, "number.malformed", text);
    if (negative)
        *value = -*value;
    return 0;
}

int ie_cell_int(struct ie_str text, int64_t *value, bool *about, struct ie_error *err)
{
    fixed number;
    bool roughly;

    int rc = read_number(text, true, &number, &roughly, err);
    if (rc)
        return rc;
    if (number % SCALE)
        return ie_cell_fail(err, "number.not_whole", text);
    *value = (int64_t)(number / SCALE);
    if (about)
        *about = roughly;
    return 0;
}

int ie_cell_decimal(struct ie_str text, double *value, struct ie_error *err)
{
    struct ie_str number = ie_str_trim(text);
    fixed exact;
    bool about;

    /* what a machine wrote, with any number of digits and an exponent */
    if (ie_str_double(number, value))
        return 0;
    bool percent =
        ie_cell_take_end(&number, IE_STR("%")) || ie_cell_take_end(&number, IE_STR("％"));
    if (percent && ie_str_double(number, value)) {
        *value /= 100;
        return 0;
    }
    int rc = read_number(number, false, &exact, &about, err);
    if (rc)
        return rc;
    *value = (double)exact / (double)SCALE / (percent ? 100 : 1);
    return 0;
}
