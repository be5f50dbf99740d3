/*
 * The benchmark's data file: a strict parser of the part of MiniZinc's data language that
 * it uses. Two steps: every assignment becomes an `item` (numbers, each with its line, and
 * where rows or sets begin); then the items are read by name, in any order, and what the
 * file says twice is held against itself.
 *
 * Traps of the format (and how they are read): `meetingsxBusiness` numbers meetings from 2
 * and holds the dummy 1; `precedences` numbers them from 1; `forbidden` holds the dummy
 * slot 0; `fixed` is 0 for none.
 */
#include "base/vec.h"
#include "engine/scheduling/exact/problem.h"

enum kind { KIND_NUMBER, KIND_LIST, KIND_SETS, KIND_TABLE, KIND_COUNT };

enum name {
    BUSINESSES,
    MEETINGS,
    TABLES,
    SLOTS,
    MORNING,
    REQUESTED,
    MEETINGS_OF,
    DEGREES,
    FORBIDDEN,
    FIXED,
    PRECEDENCES,
    NAME_COUNT
};

static const struct {
    const char *name;
    enum kind kind;
} names[NAME_COUNT] = {
    [BUSINESSES] = {"nBusiness", KIND_NUMBER},
    [MEETINGS] = {"nMeetings", KIND_NUMBER},
    [TABLES] = {"nTables", KIND_NUMBER},
    [SLOTS] = {"nTotalSlots", KIND_NUMBER},
    [MORNING] = {"nMorningSlots", KIND_NUMBER},
    [REQUESTED] = {"requested", KIND_TABLE},
    [MEETINGS_OF] = {"meetingsxBusiness", KIND_SETS},
    [DEGREES] = {"nMeetingsBusiness", KIND_LIST},
    [FORBIDDEN] = {"forbidden", KIND_SETS},
    [FIXED] = {"fixed", KIND_LIST},
    [PRECEDENCES] = {"precedences", KIND_SETS},
};

struct number {
    int32_t value;
    uint32_t line;
};

struct part { /* a row or a set: from here to the next part */
    size_t from;
    uint32_t line;
};

struct item {
    bool given;
    uint32_t line;
    IE_VEC(struct number) numbers;
    IE_VEC(struct part) parts;
};

struct reader {
    const char *file, *at, *end;
    uint32_t line;
    struct item items[NAME_COUNT];
    struct ie_error *err;
};

static int fail(struct reader *r, const char *id, uint32_t line, const char *field)
{
    ie_fail(r->err, IE_INPUT, id);
    ie_error_at(r->err, r->file, line, 0, field);
    return IE_INPUT;
}

/* ---- words ---- */

/* White space and MiniZinc's comments (% to the end of the line, and C's). */
static int skip_space(struct reader *r)
{
    while (r->at < r->end) {
        char c = *r->at;
        if (c == '\n') {
            r->line++;
            r->at++;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            r->at++;
        } else if (c == '%') {
            while (r->at < r->end && *r->at != '\n')
                r->at++;
        } else if (c == '/' && r->end - r->at > 1 && r->at[1] == '*') {
            uint32_t begun = r->line;
            for (r->at += 2; r->end - r->at > 1 && (r->at[0] != '*' || r->at[1] != '/');
                 r->at++)
                r->line += *r->at == '\n';
            if (r->end - r->at < 2)
                return fail(r, "dzn.open_comment", begun, NULL);
            r->at += 2;
        } else {
            break;
        }
    }
    return 0;
}

/* What stands at the reader instead, for the message: a word or a character, cut short. */
static int expected(struct reader *r, const char *what, const char *field)
{
    size_t len = 0, most = (size_t)(r->end - r->at);

    if (most == 0) {
        fail(r, "dzn.ends", r->line, field);
        ie_error_arg(r->err, "what", what);
        return IE_INPUT;
    }
    while (len < most && len < 20 && r->at[len] > ' ' && r->at[len] < 127 &&
           !strchr(",;[]{}|=", r->at[len]))
        len++;
    fail(r, "dzn.expected", r->line, field);
    ie_error_arg(r->err, "what", what);
    if (len)
        ie_error_argn(r->err, "found", r->at, len);
    else if (*r->at > ' ' && *r->at < 127)
        ie_error_argn(r->err, "found", r->at, 1);
    else
        ie_error_arg(r->err, "found", "?");
    return IE_INPUT;
}

/* Goes past `text` if it stands next; *found says whether. */
static int accept(struct reader *r, const char *text, bool *found)
{
    size_t len = strlen(text);
    int code = skip_space(r);

    *found = !code && (size_t)(r->end - r->at) >= len && memcmp(r->at, text, len) == 0;
    if (*found)
        r->at += len;
    return code;
}

static int need(struct reader *r, const char *text, const char *field)
{
    bool found;
    int code = accept(r, text, &found);

    return code || found ? code : expected(r, text, field);
}

static int read_number(struct reader *r, const char *field, struct number *number)
{
    int64_t value = 0;
    int code = skip_space(r);

    if (code)
        return code;
    const char *from = r->at;
    bool minus = r->at < r->end && *r->at == '-';
    r->at += minus;
    const char *digits = r->at;
    for (; r->at < r->end && *r->at >= '0' && *r->at <= '9' && value <= INT32_MAX;
         r->at++)
        value = 10 * value + (*r->at - '0');
    if (r->at == digits) {
        r->at = from;
        return expected(r, "0-9", field);
    }
    if (value > INT32_MAX)
        return fail(r, "dzn.number_too_large", r->line, field);
    *number = (struct number){(int32_t)(minus ? -value : value), r->line};
    return 0;
}

/* ---- values ---- */

static int add_number(struct reader *r, struct item *item, struct number number)
{
    struct number *next = IE_PUSH(&item->numbers);

    if (!next)
        return ie_fail_nomem(r->err);
    *next = number;
    return 0;
}

static int add_part(struct reader *r, struct item *item)
{
    struct part *next = IE_PUSH(&item->parts);

    if (!next)
        return ie_fail_nomem(r->err);
    *next = (struct part){item->numbers.count, r->line};
    return 0;
}

/* Numbers with commas between (one may stand at the end) up to `close`. */
static int read_numbers(struct reader *r, struct item *item, const char *close,
                        const char *field)
{
    struct number number;
    bool found;
    int code;

    for (;;) {
        if ((code = accept(r, close, &found)) || found)
            return code;
        if ((code = read_number(r, field, &number)) ||
            (code = add_number(r, item, number)) || (code = accept(r, ",", &found)))
            return code;
        if (!found)
            return need(r, close, field);
    }
}

static int read_sets(struct reader *r, struct item *item, const char *field)
{
    bool found;
    int code = need(r, "[", field);

    while (!code) {
        if ((code = accept(r, "]", &found)) || found)
            return code;
        if ((code = need(r, "{", field)) || (code = add_part(r, item)) ||
            (code = read_numbers(r, item, "}", field)) || (code = accept(r, ",", &found)))
            return code;
        if (!found)
            return need(r, "]", field);
    }
    return code;
}

/* [| a, b, c, | d, e, f, |] with or without a comma at the end of a row. */
static int read_table(struct reader *r, struct item *item, const char *field)
{
    bool found;
    int code = need(r, "[|", field);

    if (!code && ((code = accept(r, "|]", &found)) || found))
        return code;
    while (!code) {
        if ((code = accept(r, "]", &found)) || found)
            return code;
        if ((code = add_part(r, item)))
            return code;
        code = read_numbers(r, item, "|", field);
    }
    return code;
}

static int read_value(struct reader *r, enum name name)
{
    const char *field = names[name].name;
    struct item *item = &r->items[name];
    struct number number;
    int code = 0;

    switch (names[name].kind) {
    case KIND_NUMBER:
        code = read_number(r, field, &number);
        return code ? code : add_number(r, item, number);
    case KIND_LIST:
        code = need(r, "[", field);
        return code ? code : read_numbers(r, item, "]", field);
    case KIND_SETS:
        return read_sets(r, item, field);
    case KIND_TABLE:
        return read_table(r, item, field);
    case KIND_COUNT:
        break;
    }
    IE_BUG("a name without a kind");
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

static int read_assignment(struct reader *r)
{
    const char *from = r->at;
    size_t len = 0;
    int code, name = 0;

    while (r->at < r->end && letter(*r->at))
        r->at++;
    len = (size_t)(r->at - from);
    while (name < NAME_COUNT &&
           !(strlen(names[name].name) == len && memcmp(names[name].name, from, len) == 0))
        name++;
    if (name == NAME_COUNT) {
        r->at = from;
        if (!len)
            return expected(r, "nBusiness = …", NULL);
        fail(r, "dzn.unknown_name", r->line, NULL);
        ie_error_argn(r->err, "name", from, len);
        return IE_INPUT;
    }
    struct item *item = &r->items[name];
    if (item->given)
        return fail(r, "dzn.twice", r->line, names[name].name);
    item->given = true;
    item->line = r->line;
    if ((code = need(r, "=", names[name].name)) ||
        (code = read_value(r, (enum name)name)))
        return code;
    return need(r, ";", names[name].name);
}

static int read_items(struct reader *r)
{
    int code;

    while (!(code = skip_space(r)) && r->at < r->end)
        if ((code = read_assignment(r)))
            break;
    if (code)
        return code;
    for (int name = 0; name < NAME_COUNT; name++)
        if (!r->items[name].given)
            return fail(r, "dzn.missing", r->line, names[name].name);
    return 0;
}

/* ---- meaning ---- */

static int out_of_range(struct reader *r, enum name name, struct number number,
                        int64_t least, int64_t most)
{
    fail(r, "dzn.range", number.line, names[name].name);
    ie_error_argi(r->err, "value", number.value);
    ie_error_argi(r->err, "least", least);
    ie_error_argi(r->err, "most", most);
    return IE_INPUT;
}

static int bounded(struct reader *r, enum name name, struct number number, int64_t least,
                   int64_t most)
{
    return number.value >= least && number.value <= most
               ? 0
               : out_of_range(r, name, number, least, most);
}

static int scalar(struct reader *r, enum name name, int64_t least, int64_t most,
                  uint32_t *value)
{
    struct number number = r->items[name].numbers.at[0];
    int code = bounded(r, name, number, least, most);

    if (!code)
        *value = (uint32_t)number.value;
    return code;
}

static int count_is(struct reader *r, enum name name, size_t found, size_t wanted)
{
    if (found == wanted)
        return 0;
    fail(r, "dzn.count", r->items[name].line, names[name].name);
    ie_error_argi(r->err, "found", (int64_t)found);
    ie_error_argi(r->err, "wanted", (int64_t)wanted);
    return IE_INPUT;
}

static size_t part_end(const struct item *item, size_t part)
{
    return part + 1 < item->parts.count ? item->parts.at[part + 1].from
                                        : item->numbers.count;
}

static int take_meetings(struct reader *r, const struct ie_exact_problem *p,
                         struct ie_exact_meeting *meetings)
{
    const struct item *item = &r->items[REQUESTED];
    int code = count_is(r, REQUESTED, item->parts.count, p->meeting_count);

    for (size_t m = 0; m < p->meeting_count && !code; m++) {
        const struct number *row = item->numbers.at + item->parts.at[m].from;
        size_t width = part_end(item, m) - item->parts.at[m].from;
        if (width != 3) {
            fail(r, "dzn.row", item->parts.at[m].line, names[REQUESTED].name);
            ie_error_argi(r->err, "found", (int64_t)width);
            return IE_INPUT;
        }
        if ((code = bounded(r, REQUESTED, row[0], 1, p->participant_count)) ||
            (code = bounded(r, REQUESTED, row[1], 1, p->participant_count)) ||
            (code = bounded(r, REQUESTED, row[2], 1, 3)))
            return code;
        if (row[0].value == row[1].value) {
            fail(r, "dzn.with_itself", row[0].line, names[REQUESTED].name);
            ie_error_argi(r->err, "value", row[0].value);
            return IE_INPUT;
        }
        meetings[m] = (struct ie_exact_meeting){(uint32_t)row[0].value - 1,
                                                (uint32_t)row[1].value - 1,
                                                (uint8_t)row[2].value, IE_EXACT_NONE};
    }
    return code;
}

static int take_fixed(struct reader *r, const struct ie_exact_problem *p,
                      struct ie_exact_meeting *meetings)
{
    const struct item *item = &r->items[FIXED];
    int code = count_is(r, FIXED, item->numbers.count, p->meeting_count);

    for (size_t m = 0; m < p->meeting_count && !code; m++) {
        code = bounded(r, FIXED, item->numbers.at[m], 0, p->slot_count);
        if (!code)
            meetings[m].fixed = (int16_t)(item->numbers.at[m].value - 1);
    }
    return code;
}

static int take_forbidden(struct reader *r, const struct ie_exact_problem *p,
                          uint64_t *forbidden)
{
    const struct item *item = &r->items[FORBIDDEN];
    int code = count_is(r, FORBIDDEN, item->parts.count, p->participant_count);

    for (size_t b = 0; b < p->participant_count && !code; b++)
        for (size_t i = item->parts.at[b].from; i < part_end(item, b) && !code; i++) {
            struct number slot = item->numbers.at[i];
            code = bounded(r, FORBIDDEN, slot, 0, p->slot_count);
            if (!code && slot.value)
                forbidden[b] |= UINT64_C(1) << (slot.value - 1);
        }
    return code;
}

static int take_precedences(struct reader *r, struct ie_exact_problem *p,
                            struct ie_arena *arena)
{
    const struct item *item = &r->items[PRECEDENCES];
    int code = count_is(r, PRECEDENCES, item->parts.count, p->meeting_count);

    if (!code && item->numbers.count > IE_EXACT_PRECEDENCES) {
        fail(r, "dzn.too_many", item->line, names[PRECEDENCES].name);
        ie_error_argi(r->err, "most", IE_EXACT_PRECEDENCES);
        return IE_INPUT;
    }
    struct ie_exact_precedence *all =
        IE_NEW_ARRAY(arena, struct ie_exact_precedence, item->numbers.count + 1);
    if (!code && !all)
        return ie_fail_nomem(r->err);
    for (size_t m = 0; m < p->meeting_count && !code; m++)
        for (size_t i = item->parts.at[m].from; i < part_end(item, m) && !code; i++) {
            struct number before = item->numbers.at[i];
            if ((code = bounded(r, PRECEDENCES, before, 1, p->meeting_count)))
                break;
            if ((size_t)before.value == m + 1) {
                fail(r, "dzn.before_itself", before.line, names[PRECEDENCES].name);
                ie_error_argi(r->err, "value", before.value);
                return IE_INPUT;
            }
            all[p->precedence_count++] =
                (struct ie_exact_precedence){(uint32_t)before.value - 1, (uint32_t)m};
        }
    p->precedences = all;
    return code;
}

/* ---- what is said twice ---- */

static int contradicts(struct reader *r, enum name name, uint32_t line,
                       int64_t participant)
{
    fail(r, "dzn.contradicts", line, names[name].name);
    ie_error_argi(r->err, "participant", participant);
    return IE_INPUT;
}

/* Every participant's set is {1} and its meetings + 1, and its degree their number. A
 * meeting is marked by the last participant whose set named it: two marks a meeting. */
static int check_said_twice(struct reader *r, const struct ie_exact_problem *p,
                            struct ie_arena *arena)
{
    const struct item *sets = &r->items[MEETINGS_OF], *degrees = &r->items[DEGREES];
    uint32_t *degree = IE_NEW_ARRAY(arena, uint32_t, p->participant_count + 1);
    uint32_t *last = IE_NEW_ARRAY(arena, uint32_t, p->meeting_count + 2);
    int code = count_is(r, MEETINGS_OF, sets->parts.count, p->participant_count);

    if (!degree || !last)
        return ie_fail_nomem(r->err);
    if (!code)
        code = count_is(r, DEGREES, degrees->numbers.count, p->participant_count);
    for (size_t m = 0; m < p->meeting_count; m++) {
        degree[p->meetings[m].a]++;
        degree[p->meetings[m].b]++;
    }
    for (uint32_t b = 0; b < p->participant_count && !code; b++) {
        uint32_t different = 0;
        for (size_t i = sets->parts.at[b].from; i < part_end(sets, b); i++) {
            struct number id = sets->numbers.at[i];
            if ((code = bounded(r, MEETINGS_OF, id, 1, (int64_t)p->meeting_count + 1)))
                return code;
            if (id.value == 1 || last[id.value - 1] == b + 1)
                continue;
            const struct ie_exact_meeting *meeting = &p->meetings[id.value - 2];
            if (meeting->a != b && meeting->b != b)
                return contradicts(r, MEETINGS_OF, id.line, b + 1);
            last[id.value - 1] = b + 1;
            different++;
        }
        if (different != degree[b])
            code = contradicts(r, MEETINGS_OF, sets->parts.at[b].line, b + 1);
        else if (degrees->numbers.at[b].value != (int64_t)degree[b])
            code = contradicts(r, DEGREES, degrees->numbers.at[b].line, b + 1);
    }
    return code;
}

static int take_all(struct reader *r, struct ie_arena *arena, struct ie_exact_problem *p)
{
    int code;

    if ((code = scalar(r, BUSINESSES, 0, IE_EXACT_PARTICIPANTS, &p->participant_count)) ||
        (code = scalar(r, MEETINGS, 0, IE_EXACT_MEETINGS, &p->meeting_count)) ||
        (code = scalar(r, TABLES, 0, INT32_MAX, &p->place_count)) ||
        (code = scalar(r, SLOTS, 0, IE_EXACT_SLOTS, &p->slot_count)) ||
        (code = scalar(r, MORNING, 0, p->slot_count, &p->morning_count)))
        return code;
    struct ie_exact_meeting *meetings =
        IE_NEW_ARRAY(arena, struct ie_exact_meeting, p->meeting_count + 1);
    uint64_t *forbidden = IE_NEW_ARRAY(arena, uint64_t, p->participant_count + 1);
    if (!meetings || !forbidden)
        return ie_fail_nomem(r->err);
    p->meetings = meetings;
    p->forbidden = forbidden;
    if ((code = take_meetings(r, p, meetings)) || (code = take_fixed(r, p, meetings)) ||
        (code = take_forbidden(r, p, forbidden)) ||
        (code = take_precedences(r, p, arena)))
        return code;
    return check_said_twice(r, p, arena);
}

int ie_exact_read(struct ie_str bytes, const char *name, struct ie_arena *arena,
                  struct ie_exact_problem *problem, struct ie_error *err)
{
    struct reader r = {.file = name, .line = 1, .err = err};
    struct ie_exact_problem read = {.fairness = IE_EXACT_FAIRNESS};
    int code = 0;

    if (bytes.len > IE_EXACT_BYTES) {
        code = fail(&r, "dzn.too_large", 0, NULL);
        ie_error_argi(err, "most", IE_EXACT_BYTES >> 20);
        return code;
    }
    r.at = bytes.ptr ? bytes.ptr : "";
    r.end = r.at + bytes.len;
    code = read_items(&r);
    if (!code)
        code = take_all(&r, arena, &read);
    for (int i = 0; i < NAME_COUNT; i++) {
        IE_VEC_RELEASE(&r.items[i].numbers);
        IE_VEC_RELEASE(&r.items[i].parts);
    }
    if (!code)
        *problem = read;
    return code;
}
