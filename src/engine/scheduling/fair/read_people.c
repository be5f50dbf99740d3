/* The JSON form: participants, interpreters, and the sessions that take their time. */
#include <stdlib.h>

#include "base/json.h"
#include "base/moment.h"
#include "engine/scheduling/fair/read.h"

/* Languages are those that somebody speaks, numbered as they come. */
static int language_of(struct fair_file *file, const json_t *value,
                       struct ie_str *languages, uint32_t *number)
{
    struct ie_fair_problem *p = file->problem;

    if (!json_is_string(value) || json_string_length(value) == 0)
        return ie_fair_refuse(&file->r, "fair.not_text", NULL, IE_STR_NONE);
    struct ie_str name = ie_str_n(json_string_value(value), json_string_length(value));
    for (*number = 0; *number < p->language_count; ++*number)
        if (ie_str_eq(languages[*number], name))
            return 0;
    if (p->language_count == IE_FAIR_LANGUAGES)
        return ie_fair_refuse(&file->r, "fair.too_many_languages", NULL, IE_STR_NONE);
    languages[p->language_count] = ie_arena_str(file->r.arena, name);
    return languages[p->language_count++].ptr ? 0 : ie_fail_nomem(file->r.err);
}

static int read_languages(struct fair_file *file, const json_t *row,
                          struct ie_str *languages, uint64_t *set)
{
    const json_t *array;
    uint32_t number;
    int code =
        ie_fair_array(&file->r, row, "languages", false, IE_FAIR_LANGUAGES, &array);
    size_t was = ie_fair_enter(&file->r, "languages");

    for (size_t i = 0; !code && i < json_array_size(array); i++) {
        size_t before = ie_fair_enter_at(&file->r, i);
        code = language_of(file, json_array_get(array, i), languages, &number);
        if (code)
            return code;
        *set |= UINT64_C(1) << number;
        ie_fair_leave(&file->r, before);
    }
    ie_fair_leave(&file->r, was);
    return code;
}

/* One number for every day, or an object of day -> number; days left out have no cap. */
static int read_day_caps(struct fair_file *file, const json_t *row, const uint32_t **out)
{
    const struct ie_fair_problem *p = file->problem;
    const json_t *value = json_object_get(row, "day_cap");
    struct fair_reader *r = &file->r;
    const char *key;
    json_t *number;
    int64_t all;
    int code;

    if (!value)
        return 0;
    uint32_t *caps = IE_NEW_ARRAY(r->arena, uint32_t, IE_FAIR_DAYS);
    if (!caps)
        return ie_fail_nomem(r->err);
    *out = caps;
    for (uint32_t d = 0; d < IE_FAIR_DAYS; d++)
        caps[d] = UINT32_MAX;
    if (!json_is_object(value)) {
        code = ie_fair_number(r, row, "day_cap", 0, 10000, 0, &all);
        for (uint32_t d = 0; d < IE_FAIR_DAYS; d++)
            caps[d] = (uint32_t)all;
        return code;
    }
    size_t was = ie_fair_enter(r, "day_cap");
    json_object_foreach((json_t *)(uintptr_t)value, key, number) {
        struct ie_error wrong;
        uint32_t d = p->day_count;
        ie_day day;
        if (ie_day_parse(ie_str_z(key), &day, &wrong) == 0)
            for (d = 0; d < p->day_count && p->days[d] != day; d++)
                ;
        if (d == p->day_count)
            return ie_fair_refuse(r, "fair.no_such", "value", ie_str_z(key));
        if ((code = ie_fair_number(r, value, key, 0, 10000, 0, &all)))
            return code;
        caps[d] = (uint32_t)all;
    }
    ie_fair_leave(r, was);
    return 0;
}

static int read_participant(struct fair_file *file, const json_t *row,
                            struct ie_str *languages, struct ie_fair_participant *who)
{
    static const char *const known[] = {
        "id",      "name", "available", "away", "representatives", "languages", "cap",
        "day_cap", "rest", "place",     NULL};
    struct fair_reader *r = &file->r;
    int64_t representatives, cap, rest;
    int code;

    if ((code = ie_fair_object(r, row, known)) ||
        (code = ie_fair_text(r, row, "id", true, &who->id)) ||
        (code = ie_fair_text(r, row, "name", false, &who->name)) ||
        (code =
             ie_fair_number(r, row, "representatives", 1, 1000, 1, &representatives)) ||
        (code = ie_fair_number(r, row, "cap", 0, 100000, UINT32_MAX, &cap)) ||
        (code = ie_fair_number(r, row, "rest", 0, 1440, 0, &rest)) ||
        (code = ie_fair_reference(r, row, "place", &file->places, false, &who->place)) ||
        (code = read_day_caps(file, row, &who->day_caps)) ||
        (code = read_languages(file, row, languages, &who->languages)) ||
        (code = ie_fair_available(file, row, &who->available)))
        return code;
    if (!who->name.ptr)
        who->name = who->id;
    who->representatives = (uint32_t)representatives;
    who->cap = (uint32_t)cap;
    who->rest = (uint32_t)rest;
    return 0;
}

static int read_participants(struct fair_file *file, struct ie_str *languages)
{
    struct ie_fair_problem *p = file->problem;
    struct fair_reader *r = &file->r;
    const json_t *array;
    int code =
        ie_fair_array(r, file->root, "participants", true, IE_FAIR_PARTICIPANTS, &array);

    if (code)
        return code;
    size_t n = json_array_size(array);
    file->people = IE_NEW_ARRAY(r->arena, struct ie_fair_participant, n);
    file->participants.rows = IE_NEW_ARRAY(r->arena, struct fair_name, n);
    if (!file->people || !file->participants.rows)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "participants");
    for (uint32_t i = 0; i < n; i++) {
        size_t before = ie_fair_enter_at(r, i);
        code =
            read_participant(file, json_array_get(array, i), languages, &file->people[i]);
        if (code)
            return code;
        file->participants.rows[i] = (struct fair_name){file->people[i].id, i};
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    file->participants.count = (uint32_t)n;
    p->participants = file->people;
    p->participant_count = (uint32_t)n;
    return ie_fair_names(r, "participants", &file->participants);
}

/* ---- interpreters ---- */

static int by_pair(const void *x, const void *y)
{
    const struct ie_fair_pair *a = x, *b = y;

    return a->x != b->x ? a->x - b->x : a->y - b->y;
}

static int read_pairs(struct fair_file *file, const json_t *row, struct ie_str *languages,
                      struct ie_fair_interpreter *who)
{
    struct fair_reader *r = &file->r;
    const json_t *array;
    uint32_t n = 0;
    int code = ie_fair_array(r, row, "pairs", true, 1000, &array);

    if (code)
        return code;
    struct ie_fair_pair *pairs =
        IE_NEW_ARRAY(r->arena, struct ie_fair_pair, json_array_size(array));
    if (!pairs)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "pairs");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *two = json_array_get(array, i);
        size_t before = ie_fair_enter_at(r, i);
        uint32_t x, y;
        if (!json_is_array(two) || json_array_size(two) != 2)
            return ie_fair_refuse(r, "fair.bad_pair", NULL, IE_STR_NONE);
        if ((code = language_of(file, json_array_get(two, 0), languages, &x)) ||
            (code = language_of(file, json_array_get(two, 1), languages, &y)))
            return code;
        if (x == y)
            return ie_fair_refuse(r, "fair.bad_pair", NULL, IE_STR_NONE);
        pairs[n++] =
            (struct ie_fair_pair){(uint8_t)(x < y ? x : y), (uint8_t)(x < y ? y : x)};
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    if (n > 1)
        qsort(pairs, n, sizeof(*pairs), by_pair);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!kept || by_pair(&pairs[kept - 1], &pairs[i]) != 0)
            pairs[kept++] = pairs[i];
    who->pairs = pairs;
    who->pair_count = kept;
    return 0;
}

static int read_interpreters(struct fair_file *file, struct ie_str *languages)
{
    static const char *const known[] = {"id", "name", "pairs", "available", "away", NULL};
    struct ie_fair_problem *p = file->problem;
    struct fair_reader *r = &file->r;
    const json_t *array;
    int code =
        ie_fair_array(r, file->root, "interpreters", false, IE_FAIR_INTERPRETERS, &array);

    if (code)
        return code;
    size_t n = json_array_size(array);
    struct ie_fair_interpreter *list =
        IE_NEW_ARRAY(r->arena, struct ie_fair_interpreter, n);
    file->interpreters.rows = IE_NEW_ARRAY(r->arena, struct fair_name, n);
    if (!list || !file->interpreters.rows)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "interpreters");
    for (uint32_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(array, i);
        size_t before = ie_fair_enter_at(r, i);
        if ((code = ie_fair_object(r, row, known)) ||
            (code = ie_fair_text(r, row, "id", true, &list[i].id)) ||
            (code = ie_fair_text(r, row, "name", false, &list[i].name)) ||
            (code = read_pairs(file, row, languages, &list[i])) ||
            (code = ie_fair_available(file, row, &list[i].available)))
            return code;
        if (!list[i].name.ptr)
            list[i].name = list[i].id;
        file->interpreters.rows[i] = (struct fair_name){list[i].id, i};
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    file->interpreters.count = (uint32_t)n;
    p->interpreters = list;
    p->interpreter_count = (uint32_t)n;
    p->interpreting = array != NULL;
    return ie_fair_names(r, "interpreters", &file->interpreters);
}

/* ---- sessions ---- */

/* Takes `gone` out of a set that others may share. */
static int take_out(struct fair_file *file, const uint64_t *gone, const uint64_t **set)
{
    uint64_t *own = IE_NEW_ARRAY(file->r.arena, uint64_t, file->words + 1);

    if (!own)
        return ie_fail_nomem(file->r.err);
    for (uint32_t w = 0; w < file->words; w++)
        own[w] = (*set ? (*set)[w] : UINT64_MAX) & ~gone[w];
    *set = own;
    return 0;
}

static int block_people(struct fair_file *file, const json_t *session,
                        const uint64_t *gone)
{
    struct fair_reader *r = &file->r;
    const json_t *array;
    int32_t at;
    int code =
        ie_fair_array(r, session, "participants", false, IE_FAIR_PARTICIPANTS, &array);

    if (code)
        return code;
    for (uint32_t i = 0; !array && !code && i < file->participants.count; i++)
        code = take_out(file, gone, &file->people[i].available);
    size_t was = ie_fair_enter(r, "participants");
    for (size_t i = 0; !code && i < json_array_size(array); i++) {
        size_t before = ie_fair_enter_at(r, i);
        code = ie_fair_reference_value(r, json_array_get(array, i), &file->participants,
                                       &at);
        if (code)
            return code;
        code = take_out(file, gone, &file->people[at].available);
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    return code;
}

static int block_places(struct fair_file *file, const json_t *session,
                        const uint64_t *gone)
{
    struct fair_reader *r = &file->r;
    const json_t *array;
    int32_t at;
    int code = ie_fair_array(r, session, "places", false, IE_FAIR_PLACES, &array);
    size_t was = ie_fair_enter(r, "places");

    for (size_t i = 0; !code && i < json_array_size(array); i++) {
        size_t before = ie_fair_enter_at(r, i);
        code = ie_fair_reference_value(r, json_array_get(array, i), &file->places, &at);
        if (code)
            return code;
        code = take_out(file, gone, &file->places_at[at].available);
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    return code;
}

static int read_sessions(struct fair_file *file)
{
    static const char *const known[] = {"id",           "name",   "slots",
                                        "participants", "places", NULL};
    struct fair_reader *r = &file->r;
    const json_t *array, *slots;
    struct ie_str ignored;
    int code = ie_fair_array(r, file->root, "sessions", false, 10000, &array);
    uint64_t *gone = IE_NEW_ARRAY(r->arena, uint64_t, file->words + 1);

    if (code)
        return code;
    if (!gone)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "sessions");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *row = json_array_get(array, i);
        size_t before = ie_fair_enter_at(r, i);
        memset(gone, 0, (file->words + 1) * sizeof(*gone));
        if ((code = ie_fair_object(r, row, known)) ||
            (code = ie_fair_text(r, row, "id", false, &ignored)) ||
            (code = ie_fair_text(r, row, "name", false, &ignored)) ||
            (code = ie_fair_array(r, row, "slots", true, IE_FAIR_SLOTS, &slots)))
            return code;
        size_t inner = ie_fair_enter(r, "slots");
        if ((code = ie_fair_slot_set(file, slots, gone)))
            return code;
        ie_fair_leave(r, inner);
        if ((code = block_people(file, row, gone)) ||
            (code = block_places(file, row, gone)))
            return code;
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    return 0;
}

int ie_fair_read_people(struct fair_file *file)
{
    struct ie_str *languages =
        IE_NEW_ARRAY(file->r.arena, struct ie_str, IE_FAIR_LANGUAGES);
    int code;

    if (!languages)
        return ie_fail_nomem(file->r.err);
    if ((code = read_participants(file, languages)) ||
        (code = read_interpreters(file, languages)))
        return code;
    file->problem->languages = languages;
    return read_sessions(file);
}
