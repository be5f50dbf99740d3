/* Numbers, quantities, and codes joined by hyphens. */
#include "text/analyse.h"

/* ---- Codes joined over hyphens ---------------------------------------------------- */

void ie_chain_end(struct ie_scan *scan)
{
    if (scan->chain.parts > 1 && scan->chain.digit && scan->chain.letter)
        ie_scan_emit(scan, ie_str_n(scan->chain.text, scan->chain.len),
                     (struct ie_token_span){scan->chain.from, scan->chain.end,
                                            scan->chain.from, scan->chain.end},
                     IE_TOKEN_CODE, IE_SCRIPT_LATIN, false, 1);
    scan->chain.parts = 0;
}

static size_t hyphen_length(struct ie_scan *scan, size_t at)
{
    struct ie_str rest = ie_str_n(scan->text.ptr + at, scan->text.len - at);

    if (ie_str_starts(rest, IE_STR("-")))
        return 1;
    return ie_str_starts(rest, IE_STR("\xE2\x80\x90")) ||
                   ie_str_starts(rest, IE_STR("\xE2\x80\x91"))
               ? 3
               : 0;
}

/* Called before a word or number is emitted: does it go on after a hyphen? */
void ie_chain_link(struct ie_scan *scan, struct ie_str part, size_t from, size_t end)
{
    bool follows = scan->chain.parts &&
                   scan->chain.end + hyphen_length(scan, scan->chain.end) == from &&
                   scan->chain.end < from;

    if (!follows) {
        ie_chain_end(scan);
        scan->chain.len = 0;
        scan->chain.from = from;
        scan->chain.digit = scan->chain.letter = false;
    }
    if (scan->chain.len + part.len > IE_CODE_MAX) {
        scan->chain.parts = 0;
        return;
    }
    memcpy(scan->chain.text + scan->chain.len, part.ptr, part.len);
    scan->chain.len += part.len;
    scan->chain.end = end;
    scan->chain.parts++;
    for (size_t i = 0; i < part.len; i++) {
        bool digit = part.ptr[i] >= '0' && part.ptr[i] <= '9';
        scan->chain.digit |= digit;
        scan->chain.letter |= !digit && part.ptr[i] != '.';
    }
}

/* ---- Numbers and quantities ------------------------------------------------------- */

/* Bytes from `at` that could be a unit: letters, signs and powers without a blank. */
static size_t unit_reach(const struct ie_scan *scan, size_t at)
{
    size_t start = at;

    while (at < scan->text.len && at - start < IE_UNIT_REACH) {
        size_t size;
        uint32_t point = ie_scan_point(scan, at, &size);
        if (point <= ' ' || (point < 0x80 && strchr(",;:!?[]{}\"'<>=|&", (int)point)))
            break;
        if (point >= 0x1100 && !(point >= 0x2070 && point <= 0x22FF) &&
            !(point >= 0x3380 && point <= 0x33DF) && point != 0x2030)
            break;
        at += size;
    }
    while (at > start && strchr(".)", scan->text.ptr[at - 1]) &&
           !(scan->text.ptr[at - 1] == ')' &&
             memchr(scan->text.ptr + start, '(', at - start)))
        at--;
    return at - start;
}

/* "in" and "d" are more often a word and half of "3d" than inches and days. */
static bool reads_as_unit(struct ie_str word, struct ie_unit *unit)
{
    if (!word.len || ie_str_eqz(word, "in") || ie_str_eqz(word, "d"))
        return false;
    return ie_unit_parse(word, unit, NULL) == 0;
}

static size_t unit_behind(const struct ie_scan *scan, size_t at, struct ie_unit *unit)
{
    size_t start = at, size;

    if (at < scan->text.len) {
        uint32_t point = ie_scan_point(scan, at, &size);
        if (point == ' ' || point == 0xA0 || point == 0x202F || point == 0x2009)
            at += size;
    }
    struct ie_str word = ie_str_n(scan->text.ptr + at, unit_reach(scan, at));
    if (reads_as_unit(word, unit))
        return at + word.len - start;
    int64_t slash = ie_str_find_char(word, '/');
    if (slash <= 0)
        slash = ie_str_find_char(word, '-');
    if (slash <= 0)
        return 0;
    word.len = (size_t)slash;
    return reads_as_unit(word, unit) ? at + word.len - start : 0;
}

/* The number as a term of its own. */
static void emit_plain(struct ie_scan *scan, size_t end, double value)
{
    char term[96];
    struct ie_str written = ie_str_n(scan->text.ptr + scan->at, end - scan->at);
    struct ie_token_span span = {scan->at, end, scan->at, end};
    size_t len;

    bool as_written = written.len > 15 ||
                      (written.len > 1 && written.ptr[0] == '0' && written.ptr[1] >= '0');
    if (as_written) {
        len = written.len < sizeof(term) ? written.len : sizeof(term);
        memcpy(term, written.ptr, len);
    } else {
        int wrote = snprintf(term, sizeof(term), "%.15g", value);
        len = wrote > 0 ? (size_t)wrote : 0;
    }
    ie_chain_link(scan, ie_str_n(term, len), span.from, span.end);
    ie_scan_emit(scan, ie_str_n(term, len), span, IE_TOKEN_NUMBER, IE_SCRIPT_NONE, false,
                 1);
}

/* A number with its unit is one quantity and nothing else, so that writing it in another
 * unit changes no term; returns where the unit ends. */
static size_t emit_number(struct ie_scan *scan, size_t end, double value, bool joined)
{
    char term[96], symbol[48];
    struct ie_unit unit;
    size_t behind = joined ? 0 : unit_behind(scan, end, &unit);

    if (!behind) {
        emit_plain(scan, end, value);
        return end;
    }
    struct ie_token_span span = {scan->at, end + behind, scan->at, end + behind};
    ie_chain_end(scan);
    ie_dimension_symbol(unit.dimension, symbol);
    int wrote = snprintf(term, sizeof(term), "=%.6g%s%s",
                         value * unit.factor + unit.offset, *symbol ? " " : "", symbol);
    if (wrote > 0)
        ie_scan_emit(scan, ie_str_n(term, (size_t)wrote), span, IE_TOKEN_QUANTITY,
                     IE_SCRIPT_NONE, false, 1);
    return end + behind;
}

/* Digits that are not ASCII: other scripts' numerals, superscripts by themselves. */
static void emit_foreign_digits(struct ie_scan *scan)
{
    char *term = scan->an->word;
    size_t len = 0;

    ie_scan_take(scan, IE_RUN_DIGIT);
    for (size_t i = 0; i < scan->count; i++) {
        int32_t digit = u_charDigitValue((UChar32)scan->an->run[i].point);
        if (digit >= 0)
            term[len++] = (char)('0' + digit);
    }
    ie_chain_end(scan);
    if (len)
        ie_scan_emit(scan, ie_str_n(term, len), ie_scan_span(scan, 0, scan->count - 1),
                     IE_TOKEN_NUMBER, IE_SCRIPT_NONE, false, 1);
}

void ie_emit_digits(struct ie_scan *scan)
{
    struct ie_str rest = ie_str_n(scan->text.ptr + scan->at, scan->text.len - scan->at);
    struct ie_unit unit;
    double value;
    size_t size, used = ie_number_scan(rest, &value);

    if (!used) {
        emit_foreign_digits(scan);
        return;
    }
    size_t end = scan->at + used;
    enum ie_run next =
        end < scan->text.len ? ie_run_of(ie_scan_point(scan, end, &size)) : IE_RUN_BREAK;
    /* "Ti-6Al-4V": behind a hyphen that follows letters there is no quantity */
    bool joined = scan->chain.parts && scan->chain.letter && scan->at &&
                  scan->chain.end < scan->at &&
                  scan->chain.end + hyphen_length(scan, scan->chain.end) == scan->at;
    if (next == IE_RUN_LATIN || next == IE_RUN_CYRILLIC) {
        struct ie_str word = ie_str_n(scan->text.ptr + end, unit_reach(scan, end));
        if (joined || (!reads_as_unit(word, &unit) && !unit_behind(scan, end, &unit))) {
            ie_scan_run(scan, next); /* "3d", "5214e": digits are part of the word */
            return;
        }
    }
    scan->at = emit_number(scan, end, value, joined);
}
