/* Numbers as people write them, and specs: name, relation, interval. */
#include "text/units.h"

#include <math.h>

#include "text/text.h"

/* ---- Numbers -------------------------------------------------------------------- */

enum { NUMBER_BYTES = 64 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool digit_at(struct ie_str text, size_t at)
{
    return at < text.len && is_digit(text.ptr[at]);
}

static bool has_at(struct ie_str text, size_t at, const char *what)
{
    return at <= text.len &&
           ie_str_starts(ie_str_n(text.ptr + at, text.len - at), ie_str_z(what));
}

/* Length of a group mark before exactly three digits at `at`, or 0. */
static size_t group_mark(struct ie_str text, size_t at)
{
    static const char *const marks[] = {",", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};

    for (size_t i = 0; i < IE_COUNT(marks); i++) {
        size_t len = strlen(marks[i]);
        if (has_at(text, at, marks[i]) && digit_at(text, at + len) &&
            digit_at(text, at + len + 1) && digit_at(text, at + len + 2) &&
            !digit_at(text, at + len + 3))
            return len;
    }
    return 0;
}

/* Digit of a superscript at `at` (0 to 9), 10 for a superscript minus, -1 for neither. */
static int superscript(struct ie_str text, size_t at, size_t *size)
{
    if (at >= text.len)
        return -1;
    uint32_t point = ie_utf8_next(ie_str_n(text.ptr + at, text.len - at), size);
    if (point == 0x2070 || (point >= 0x2074 && point <= 0x2079))
        return (int)(point - 0x2070);
    if (point == 0xB9)
        return 1;
    if (point == 0xB2 || point == 0xB3)
        return (int)(point - 0xB0);
    return point == 0x207B ? 10 : -1;
}

/* A small whole number with sign at *at; false if there is none. */
static bool scan_power(struct ie_str text, size_t *at, int *power)
{
    size_t p = *at, size = 0;
    bool minus = false;
    int value = 0, digits = 0, raised;

    if ((raised = superscript(text, p, &size)) >= 0) {
        if (raised == 10) {
            minus = true;
            p += size;
        }
        while ((raised = superscript(text, p, &size)) >= 0 && raised < 10 && digits < 4) {
            value = value * 10 + raised;
            digits++;
            p += size;
        }
    } else {
        if (has_at(text, p, "^"))
            p++;
        if (has_at(text, p, "-") || has_at(text, p, "+"))
            minus = text.ptr[p++] == '-';
        else if (has_at(text, p, "\xE2\x88\x92")) {
            minus = true;
            p += 3;
        }
        while (digit_at(text, p) && digits < 4) {
            value = value * 10 + (text.ptr[p++] - '0');
            digits++;
        }
    }
    if (!digits)
        return false;
    *power = minus ? -value : value;
    *at = p;
    return true;
}

/* "×10^-6" after a number: any of × x * · and blanks before the 10. */
static bool scan_times_ten(struct ie_str text, size_t *at, int *power)
{
    size_t p = *at;

    while (has_at(text, p, " "))
        p++;
    if (has_at(text, p, "\xC3\x97") || has_at(text, p, "\xC2\xB7"))
        p += 2;
    else if (has_at(text, p, "x") || has_at(text, p, "X") || has_at(text, p, "*"))
        p++;
    else
        return false;
    while (has_at(text, p, " "))
        p++;
    if (!has_at(text, p, "10"))
        return false;
    p += 2;
    size_t size;
    if (!has_at(text, p, "^") && superscript(text, p, &size) < 0)
        return false;
    if (!scan_power(text, &p, power))
        return false;
    *at = p;
    return true;
}

/* Digits with groups into `out`; returns where they end. */
static size_t scan_whole(struct ie_str text, size_t at, char *out, size_t *len)
{
    size_t mark, run = 0;

    while (digit_at(text, at)) {
        if (*len < NUMBER_BYTES - 8)
            out[(*len)++] = text.ptr[at];
        else
            return 0;
        at++;
        run++;
        if (!digit_at(text, at) && run <= 3 && (mark = group_mark(text, at))) {
            at += mark;
            run = 0;
        }
    }
    return at;
}

size_t ie_number_scan(struct ie_str text, double *value)
{
    char plain[NUMBER_BYTES];
    size_t len = 0, at = 0;
    int power = 0, shift = 0;
    bool minus = false;

    if (has_at(text, 0, "-") || has_at(text, 0, "+"))
        minus = text.ptr[at++] == '-';
    else if (has_at(text, 0, "\xE2\x88\x92")) {
        minus = true;
        at = 3;
    }
    if (!digit_at(text, at) && !(has_at(text, at, ".") && digit_at(text, at + 1)))
        return 0;
    if (!digit_at(text, at))
        plain[len++] = '0';
    else if (!(at = scan_whole(text, at, plain, &len)))
        return 0;
    if ((has_at(text, at, ".") || has_at(text, at, ",")) && digit_at(text, at + 1)) {
        at++;
        plain[len++] = '.';
        while (digit_at(text, at)) {
            if (len < NUMBER_BYTES - 8)
                plain[len++] = text.ptr[at];
            at++;
        }
    }
    if (has_at(text, at, "e") || has_at(text, at, "E")) {
        size_t p = at + 1;
        bool sign = has_at(text, p, "-") || has_at(text, p, "+");
        if (digit_at(text, p + sign) && scan_power(text, &p, &power))
            at = p;
    }
    if (scan_times_ten(text, &at, &shift))
        power += shift;
    else if (len == 2 && plain[0] == '1' && plain[1] == '0' && !power) {
        size_t p = at, size;
        if ((has_at(text, p, "^") || superscript(text, p, &size) >= 0) &&
            scan_power(text, &p, &power)) { /* a bare power of ten */
            at = p;
            plain[0] = '1';
            len = 1;
        }
    }
    plain[len] = '\0';
    char full[NUMBER_BYTES + 16];
    size_t n = 0;
    if (minus)
        full[n++] = '-';
    memcpy(full + n, plain, len);
    n += len;
    if (power) {
        int wrote = snprintf(full + n, sizeof(full) - n, "e%d", power);
        n += wrote > 0 ? (size_t)wrote : 0;
    }
    return ie_str_double(ie_str_n(full, n), value) ? at : 0;
}

/* ---- Specs ---------------------------------------------------------------------- */

enum relation { REL_NONE, REL_EQUAL, REL_LEAST, REL_MOST, REL_ABOVE, REL_BELOW };

struct value { /* what stands behind the relation */
    double low, high;
    bool low_strict, high_strict;
    struct ie_dimension dimension;
    struct ie_str unit;
    const char *fault; /* message id when it is not one */
};

static struct ie_str tail(struct ie_str text, size_t from)
{
    return ie_str_n(text.ptr + from, text.len - from);
}

/* Relations at the start of a text, longest first. */
static size_t relation_at(struct ie_str text, enum relation *relation)
{
    static const struct {
        const char *sign;
        enum relation relation;
    } signs[] = {
        {">=", REL_LEAST},
        {"=>", REL_LEAST},
        {"\xE2\x89\xA5", REL_LEAST},
        {"\xE2\x89\xA7", REL_LEAST},
        {"<=", REL_MOST},
        {"=<", REL_MOST},
        {"\xE2\x89\xA4", REL_MOST},
        {"\xE2\x89\xA6", REL_MOST},
        {">", REL_ABOVE},
        {"\xEF\xBC\x9E", REL_ABOVE},
        {"<", REL_BELOW},
        {"\xEF\xBC\x9C", REL_BELOW},
        {"=", REL_EQUAL},
        {"\xEF\xBC\x9D", REL_EQUAL},
        {":", REL_EQUAL},
        {"\xEF\xBC\x9A", REL_EQUAL},
    };

    for (size_t i = 0; i < IE_COUNT(signs); i++)
        if (ie_str_starts(text, ie_str_z(signs[i].sign))) {
            *relation = signs[i].relation;
            return strlen(signs[i].sign);
        }
    return 0;
}

/* "이하", "max." … at the end: takes it off and says what it means. */
static enum relation take_suffix(struct ie_str *text)
{
    static const struct {
        const char *word;
        enum relation relation;
    } words[] = {
        {"이상", REL_LEAST},   {"이하", REL_MOST},  {"초과", REL_ABOVE},
        {"미만", REL_BELOW},   {"min.", REL_LEAST}, {"max.", REL_MOST},
        {"min", REL_LEAST},    {"max", REL_MOST},   {"or more", REL_LEAST},
        {"or less", REL_MOST}, {"以上", REL_LEAST}, {"以下", REL_MOST},
    };

    for (size_t i = 0; i < IE_COUNT(words); i++) {
        struct ie_str word = ie_str_z(words[i].word);
        if (!ie_str_ends(*text, word))
            continue;
        struct ie_str left = ie_str_n(text->ptr, text->len - word.len);
        /* "5 min" is a time: a Latin word bounds only what already has its unit */
        struct ie_str before = ie_str_trim(left);
        if (word.ptr[0] > 0 && words[i].word[0] != 'o' &&
            (!before.len || before.len == left.len ||
             is_digit(before.ptr[before.len - 1])))
            continue;
        *text = before;
        return words[i].relation;
    }
    return REL_NONE;
}

static bool unit_of(struct ie_str text, struct ie_unit *unit, struct ie_error *err)
{
    return ie_unit_parse(text, unit, err) == 0;
}

static double in_si(double number, const struct ie_unit *unit)
{
    return number * unit->factor + unit->offset;
}

/* Length of a range sign at the start, 0 if none. */
static size_t range_sign(struct ie_str text)
{
    static const char *const signs[] = {
        "...",          "..",           "\xE2\x80\xA6", "~", "\xE3\x80\x9C",
        "\xEF\xBD\x9E", "\xE2\x80\x93", "\xE2\x80\x94", "-", "to ",
    };

    for (size_t i = 0; i < IE_COUNT(signs); i++)
        if (ie_str_starts(text, ie_str_z(signs[i])))
            return strlen(signs[i]);
    return 0;
}

static bool finish(struct value *value, double low, double high)
{
    if (!isfinite(low) || !isfinite(high) || low > high) {
        value->fault = low > high ? "spec.range" : "spec.malformed";
        return false;
    }
    value->low = low;
    value->high = high;
    return true;
}

/* [unit] range-sign number [unit]; `rest` is what follows the first number. */
static bool read_range(double first, struct ie_str rest, struct value *value,
                       struct ie_error *err)
{
    struct ie_unit near, far;

    for (size_t i = 0; i < rest.len; i++) {
        size_t sign = range_sign(tail(rest, i));
        if (!sign)
            continue;
        struct ie_str left = ie_str_trim(ie_str_n(rest.ptr, i));
        struct ie_str right = ie_str_trim(tail(rest, i + sign));
        double second;
        size_t used = ie_number_scan(right, &second);
        if (!used)
            continue;
        struct ie_str unit = ie_str_trim(tail(right, used));
        if (!unit_of(unit, &far, err))
            continue;
        if (!left.len)
            near = far;
        else if (!unit_of(left, &near, err))
            continue;
        if (!ie_dimension_eq(near.dimension, far.dimension)) {
            value->fault = "spec.units";
            return false;
        }
        value->dimension = far.dimension;
        value->unit = unit.len ? unit : left;
        value->fault = NULL;
        return finish(value, in_si(first, &near), in_si(second, &far));
    }
    return false;
}

/* [unit] ± number unit */
static bool read_tolerance(double first, struct ie_str rest, struct value *value,
                           struct ie_error *err)
{
    int64_t at = ie_str_find(rest, IE_STR("\xC2\xB1"));
    size_t sign = 2;
    struct ie_unit near, far;
    double spread;

    if (at < 0) {
        at = ie_str_find(rest, IE_STR("+/-"));
        sign = 3;
    }
    if (at < 0)
        return false;
    struct ie_str left = ie_str_trim(ie_str_n(rest.ptr, (size_t)at));
    struct ie_str right = ie_str_trim(tail(rest, (size_t)at + sign));
    size_t used = ie_number_scan(right, &spread);
    if (!used || spread < 0)
        return false;
    struct ie_str unit = ie_str_trim(tail(right, used));
    if (!unit_of(unit, &far, err) || !unit_of(left.len ? left : unit, &near, err))
        return false;
    double middle = in_si(first, &near), half = spread * far.factor;
    if (ie_str_eqz(unit, "%") && left.len && !ie_str_eqz(left, "%")) {
        half = fabs(middle) * spread / 100; /* "10 um ± 5 %" */
        far = near;
        unit = left;
    }
    if (!ie_dimension_eq(near.dimension, far.dimension)) {
        value->fault = "spec.units";
        return false;
    }
    value->dimension = far.dimension;
    value->unit = unit.len ? unit : left;
    value->fault = NULL;
    return finish(value, middle - half, middle + half);
}

static void open_side(struct value *value, enum relation relation)
{
    if (relation == REL_LEAST || relation == REL_ABOVE) {
        value->high = INFINITY;
        value->low_strict = relation == REL_ABOVE;
    } else if (relation == REL_MOST || relation == REL_BELOW) {
        value->low = -INFINITY;
        value->high_strict = relation == REL_BELOW;
    }
}

/* number and what may follow it, the whole text. On false `fault` says why. */
static bool read_value(struct ie_str text, enum relation relation, struct value *value,
                       struct ie_error *err)
{
    struct ie_unit unit;
    double number;

    memset(value, 0, sizeof(*value));
    text = ie_str_trim(text);
    size_t used = ie_number_scan(text, &number);
    if (!used) {
        value->fault = "spec.no_value";
        return false;
    }
    struct ie_str rest = ie_str_trim(tail(text, used));
    bool sided = relation != REL_NONE && relation != REL_EQUAL;
    struct ie_str bare = rest;
    enum relation suffix = unit_of(rest, &unit, err) ? REL_NONE : take_suffix(&bare);
    if (suffix != REL_NONE && sided) {
        value->fault = "spec.malformed";
        return false;
    }
    if (unit_of(bare, &unit, err)) {
        value->dimension = unit.dimension;
        value->unit = bare;
        if (!finish(value, in_si(number, &unit), in_si(number, &unit)))
            return false;
        open_side(value, suffix != REL_NONE ? suffix : relation);
        return true;
    }
    if (sided || suffix != REL_NONE) {
        value->fault = "unit.unknown";
        return false;
    }
    if (read_range(number, rest, value, err) || read_tolerance(number, rest, value, err))
        return true;
    if (!value->fault) {
        value->fault = "unit.unknown";
        unit_of(rest, &unit, err);
    }
    return false;
}

/* Where a value could begin: a number that a blank or the start sets off. */
static bool value_start(struct ie_str text, size_t at)
{
    double number;

    if (at && !strchr(" \t(", text.ptr[at - 1]) && (unsigned char)text.ptr[at - 1] < 0x80)
        return false;
    return ie_number_scan(tail(text, at), &number) > 0;
}

/* Name and value of one spec, without or with a relation between them. */
static bool read_parts(struct ie_str text, struct ie_str *name, struct value *value,
                       struct ie_error *err)
{
    enum relation relation = REL_NONE, second;

    memset(value, 0, sizeof(*value));
    for (size_t i = 0; i < text.len; i++) {
        size_t len = relation_at(tail(text, i), &relation);
        if (!len)
            continue;
        struct ie_str rest = ie_str_trim(tail(text, i + len));
        *name = ie_str_trim(ie_str_n(text.ptr, i));
        if (relation == REL_EQUAL && (len = relation_at(rest, &second))) {
            relation = second; /* "purity: >= 99 %" */
            rest = tail(rest, len);
        }
        return read_value(rest, relation, value, err);
    }
    value->fault = "spec.no_value";
    for (size_t i = 0; i < text.len; i++) {
        if (!value_start(text, i))
            continue;
        struct ie_str rest = tail(text, i);
        *name = ie_str_trim(ie_str_n(text.ptr, i));
        if (read_value(rest, REL_NONE, value, err))
            return true;
    }
    return false;
}

static int refuse(struct ie_error *err, const struct value *value, struct ie_str text,
                  uint32_t column)
{
    /* a unit's own message is already there, with what it is like */
    if (!err || strncmp(value->fault, "unit.", 5) != 0 ||
        strncmp(err->id, "unit.", 5) != 0) {
        ie_fail(err, IE_INPUT, value->fault);
        ie_error_argn(err, strncmp(value->fault, "unit.", 5) ? "value" : "unit", text.ptr,
                      text.len);
    }
    ie_error_at(err, NULL, 0, column, NULL);
    return IE_INPUT;
}

static uint32_t column_of(struct ie_str text, size_t offset)
{
    uint32_t column = 1;

    for (size_t i = 0; i < offset && i < text.len; i++)
        column += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return column;
}

/* Takes the next spec off `*at`; separators are ";", "；" and line ends. */
static struct ie_str next_part(struct ie_str text, size_t *at)
{
    size_t from = *at, i = from, sep = 0;

    for (; i < text.len; i++) {
        sep = text.ptr[i] == ';' || text.ptr[i] == '\n' || text.ptr[i] == '\r' ? 1
              : has_at(text, i, "\xEF\xBC\x9B")                                ? 3
                                                                               : 0;
        if (sep)
            break;
    }
    *at = i + (sep ? sep : 1);
    return ie_str_n(text.ptr + from, i - from);
}

int ie_specs_parse(struct ie_arena *arena, struct ie_str text, struct ie_spec **specs,
                   size_t *count, struct ie_error *err)
{
    struct ie_error local;
    struct ie_spec *made = NULL;
    size_t made_count = 0;

    if (!err)
        err = &local;
    for (int round = 0; round < 2; round++) {
        size_t found = 0;
        for (size_t at = 0; at < text.len;) {
            struct ie_str part = ie_str_trim(next_part(text, &at));
            struct value value;
            struct ie_str name = IE_STR_NONE;
            if (!part.len)
                continue;
            if (found == IE_SPECS_MAX) {
                ie_fail(err, IE_LIMIT, "spec.too_many");
                ie_error_argi(err, "limit", IE_SPECS_MAX);
                return IE_LIMIT;
            }
            if (round == 0) {
                found++;
                continue;
            }
            err->id[0] = '\0';
            size_t from = (size_t)(part.ptr - text.ptr);
            if (!read_parts(part, &name, &value, err))
                return refuse(err, &value, part, column_of(text, from));
            struct ie_spec *spec = &made[found++];
            int code = ie_text_search_key(arena, name, &spec->key, err);
            if (code)
                return code;
            spec->name = name;
            spec->low = value.low;
            spec->high = value.high;
            spec->low_strict = value.low_strict;
            spec->high_strict = value.high_strict;
            spec->dimension = value.dimension;
            spec->unit = value.unit;
            spec->text = part;
            spec->from = (uint32_t)from;
        }
        if (round == 0) {
            made_count = found;
            made = IE_NEW_ARRAY(arena, struct ie_spec, found + 1);
            if (!made)
                return ie_fail_nomem(err);
        }
    }
    memset(err, 0, sizeof(*err)); /* attempts that led nowhere are no error */
    *specs = made;
    *count = made_count;
    return 0;
}

/* ---- Comparing -------------------------------------------------------------------- */

/* x below y by more than the tolerance; infinities compare as they are. */
static bool below(double x, double y)
{
    if (isinf(x) || isinf(y))
        return x < y;
    return x < y - 1e-9 * fmax(fabs(x), fabs(y));
}

static bool within(const struct ie_spec *inner, const struct ie_spec *outer)
{
    if (below(inner->low, outer->low) || below(outer->high, inner->high))
        return false;
    if (outer->low_strict && !inner->low_strict && !below(outer->low, inner->low))
        return false;
    return !(outer->high_strict && !inner->high_strict &&
             !below(inner->high, outer->high));
}

static bool apart(const struct ie_spec *low, const struct ie_spec *high)
{
    if (below(low->high, high->low))
        return true;
    return (low->high_strict || high->low_strict) && !below(high->low, low->high);
}

enum ie_fit ie_spec_fit(const struct ie_spec *wanted, const struct ie_spec *offered)
{
    bool two_sided = isfinite(offered->low) && isfinite(offered->high) &&
                     below(offered->low, offered->high);

    if (!ie_dimension_eq(wanted->dimension, offered->dimension))
        return IE_FIT_UNKNOWN;
    if (within(offered, wanted) || (two_sided && within(wanted, offered)))
        return IE_FIT_MET;
    return apart(wanted, offered) || apart(offered, wanted) ? IE_FIT_NOT_MET
                                                            : IE_FIT_PARTLY;
}
