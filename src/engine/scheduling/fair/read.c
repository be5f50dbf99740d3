/* The JSON form: slots, zones, places, interpreters; people and wishes have files of
 * their own. */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/moment.h"
#include "engine/scheduling/fair/read.h"

/* ---- slots ---- */

static int clock_of(struct fair_reader *r, const json_t *object, const char *member,
                    int *minute)
{
    struct ie_str text;
    int code = ie_fair_text(r, object, member, true, &text);
    size_t was;

    if (code)
        return code;
    const char *t = text.ptr;
    if (text.len == 5 && t[2] == ':' && t[0] >= '0' && t[0] <= '2' && t[1] >= '0' &&
        t[1] <= '9' && t[3] >= '0' && t[3] <= '5' && t[4] >= '0' && t[4] <= '9') {
        *minute = ((t[0] - '0') * 10 + t[1] - '0') * 60 + (t[3] - '0') * 10 + t[4] - '0';
        if (*minute <= 1440)
            return 0;
    }
    was = ie_fair_enter(r, member);
    code = ie_fair_refuse(r, "fair.bad_clock", "value", text);
    ie_fair_leave(r, was);
    return code;
}

struct slot_row { /* what a slot's row says before days are numbered */
    ie_day day;
    struct ie_str session;
};

static int read_slot(struct fair_file *file, const json_t *row, struct ie_fair_slot *slot,
                     struct slot_row *raw)
{
    static const char *const known[] = {"id", "day", "start", "end", "session", NULL};
    struct fair_reader *r = &file->r;
    struct ie_error wrong;
    struct ie_str day;
    int start = 0, end = 0, code;

    if ((code = ie_fair_object(r, row, known)) ||
        (code = ie_fair_text(r, row, "id", true, &slot->id)) ||
        (code = ie_fair_text(r, row, "day", true, &day)) ||
        (code = clock_of(r, row, "start", &start)) ||
        (code = clock_of(r, row, "end", &end)) ||
        (code = ie_fair_text(r, row, "session", false, &raw->session)))
        return code;
    if (ie_day_parse(day, &raw->day, &wrong) || raw->day < -36525 || raw->day > 365250) {
        (void)ie_fair_enter(r, "day");
        return ie_fair_refuse(r, "fair.bad_day", "value", day);
    }
    if (end <= start) {
        (void)ie_fair_enter(r, "end");
        return ie_fair_refuse(r, "fair.ends_before_start", NULL, IE_STR_NONE);
    }
    slot->start = raw->day * 1440 + start;
    slot->end = raw->day * 1440 + end;
    return 0;
}

static int number_slot(struct fair_file *file, struct ie_fair_slot *slots, uint32_t i,
                       const struct slot_row *raw, int32_t *days)
{
    struct ie_fair_problem *p = file->problem;
    bool new_day = i == 0 || raw[i].day != raw[i - 1].day;

    if (i && slots[i].start < slots[i - 1].end)
        return ie_fair_refuse(&file->r, "fair.slot_order", "value", slots[i].id);
    if (new_day && p->day_count == IE_FAIR_DAYS)
        return ie_fair_refuse(&file->r, "fair.too_many_days", NULL, IE_STR_NONE);
    if (new_day)
        days[p->day_count++] = raw[i].day;
    slots[i].day = p->day_count - 1;
    slots[i].session =
        i == 0 ? 0
               : slots[i - 1].session +
                     (new_day || !ie_str_eq(raw[i].session, raw[i - 1].session));
    return 0;
}

static int read_slots(struct fair_file *file)
{
    struct ie_fair_problem *p = file->problem;
    struct fair_reader *r = &file->r;
    const json_t *array;
    int code = ie_fair_array(r, file->root, "slots", true, IE_FAIR_SLOTS, &array);

    if (code)
        return code;
    size_t n = json_array_size(array);
    struct ie_fair_slot *slots = IE_NEW_ARRAY(r->arena, struct ie_fair_slot, n);
    struct slot_row *raw = IE_NEW_ARRAY(r->arena, struct slot_row, n);
    int32_t *days = IE_NEW_ARRAY(r->arena, int32_t, IE_FAIR_DAYS);
    file->slots.rows = IE_NEW_ARRAY(r->arena, struct fair_name, n);
    if (!slots || !raw || !days || !file->slots.rows)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "slots");
    for (uint32_t i = 0; i < n; i++) {
        size_t before = ie_fair_enter_at(r, i);
        if ((code = read_slot(file, json_array_get(array, i), &slots[i], &raw[i])) ||
            (code = number_slot(file, slots, i, raw, days)))
            return code;
        file->slots.rows[i] = (struct fair_name){slots[i].id, i};
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    file->slots.count = (uint32_t)n;
    p->slots = slots;
    p->slot_count = (uint32_t)n;
    p->days = days;
    file->words = (uint32_t)IE_FAIR_WORDS(n);
    return ie_fair_names(r, "slots", &file->slots);
}

static int read_span(struct fair_file *file, const json_t *span, uint64_t *set)
{
    static const char *const known[] = {"from", "until", NULL};
    const struct ie_fair_problem *p = file->problem;
    int32_t from, until;
    int code;

    if ((code = ie_fair_object(&file->r, span, known)) ||
        (code = ie_fair_moment(&file->r, span, "from", INT32_MIN, &from)) ||
        (code = ie_fair_moment(&file->r, span, "until", INT32_MAX, &until)))
        return code;
    for (uint32_t s = 0; s < p->slot_count; s++)
        if (p->slots[s].start >= from && p->slots[s].end <= until)
            set[s / 64] |= UINT64_C(1) << (s % 64);
    return 0;
}

int ie_fair_slot_set(struct fair_file *file, const json_t *array, uint64_t *set)
{
    int32_t s;
    int code = 0;

    for (size_t i = 0; !code && i < json_array_size(array); i++) {
        const json_t *one = json_array_get(array, i);
        size_t was = ie_fair_enter_at(&file->r, i);
        if (json_is_object(one)) {
            code = read_span(file, one, set);
        } else {
            code = ie_fair_reference_value(&file->r, one, &file->slots, &s);
            if (!code)
                set[s / 64] |= UINT64_C(1) << (s % 64);
        }
        if (!code)
            ie_fair_leave(&file->r, was);
    }
    return code;
}

int ie_fair_available(struct fair_file *file, const json_t *object, const uint64_t **out)
{
    struct fair_reader *r = &file->r;
    const json_t *available, *away;
    uint64_t *set, *gone;
    int code;

    *out = NULL;
    if ((code =
             ie_fair_array(r, object, "available", false, IE_FAIR_SLOTS, &available)) ||
        (code = ie_fair_array(r, object, "away", false, IE_FAIR_SLOTS, &away)) ||
        (!available && !away))
        return code;
    set = IE_NEW_ARRAY(r->arena, uint64_t, file->words + 1);
    gone = IE_NEW_ARRAY(r->arena, uint64_t, file->words + 1);
    if (!set || !gone)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "available");
    if (!available)
        memset(set, 0xFF, file->words * sizeof(*set));
    else if ((code = ie_fair_slot_set(file, available, set)))
        return code;
    ie_fair_leave(r, was);
    was = ie_fair_enter(r, "away");
    if (away && (code = ie_fair_slot_set(file, away, gone)))
        return code;
    ie_fair_leave(r, was);
    for (uint32_t w = 0; w < file->words; w++)
        set[w] &= ~gone[w];
    *out = set;
    return 0;
}

/* ---- zones and places ---- */

/* Zones are those that places name, numbered as they come. */
static int zone_of(struct fair_file *file, struct ie_str name, struct ie_str *zones,
                   uint32_t *zone)
{
    struct ie_fair_problem *p = file->problem;

    for (*zone = 0; *zone < p->zone_count; ++*zone)
        if (ie_str_eq(zones[*zone], name))
            return 0;
    if (p->zone_count == IE_FAIR_ZONES)
        return ie_fair_refuse(&file->r, "fair.too_many_zones", NULL, IE_STR_NONE);
    zones[p->zone_count++] = name;
    return 0;
}

static int read_place(struct fair_file *file, const json_t *row, struct ie_str *zones,
                      struct ie_fair_place *place)
{
    static const char *const known[] = {"id",   "name",      "capacity", "seats",
                                        "zone", "available", "away",     NULL};
    struct fair_reader *r = &file->r;
    int64_t capacity, seats;
    struct ie_str zone;
    int code;

    if ((code = ie_fair_object(r, row, known)) ||
        (code = ie_fair_text(r, row, "id", true, &place->id)) ||
        (code = ie_fair_text(r, row, "name", false, &place->name)) ||
        (code = ie_fair_text(r, row, "zone", false, &zone)) ||
        (code = ie_fair_number(r, row, "capacity", 1, 10000, 1, &capacity)) ||
        (code = ie_fair_number(r, row, "seats", 2, 1000, IE_FAIR_MEMBERS, &seats)) ||
        (code = ie_fair_available(file, row, &place->available)))
        return code;
    if (!place->name.ptr)
        place->name = place->id;
    place->capacity = (uint32_t)capacity;
    place->seats = (uint32_t)seats;
    return zone_of(file, zone.ptr ? zone : IE_STR(""), zones, &place->zone);
}

static int read_places(struct fair_file *file)
{
    struct ie_fair_problem *p = file->problem;
    struct fair_reader *r = &file->r;
    const json_t *array;
    int code = ie_fair_array(r, file->root, "places", false, IE_FAIR_PLACES, &array);

    if (code)
        return code;
    size_t n = json_array_size(array);
    struct ie_fair_place *places = IE_NEW_ARRAY(r->arena, struct ie_fair_place, n);
    struct ie_str *zones = IE_NEW_ARRAY(r->arena, struct ie_str, IE_FAIR_ZONES);
    file->places.rows = IE_NEW_ARRAY(r->arena, struct fair_name, n);
    if (!places || !zones || !file->places.rows)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "places");
    for (uint32_t i = 0; i < n; i++) {
        size_t before = ie_fair_enter_at(r, i);
        if ((code = read_place(file, json_array_get(array, i), zones, &places[i])))
            return code;
        file->places.rows[i] = (struct fair_name){places[i].id, i};
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    file->places.count = (uint32_t)n;
    file->places_at = places;
    p->places = places;
    p->place_count = (uint32_t)n;
    p->zones = zones;
    return ie_fair_names(r, "places", &file->places);
}

static int read_walks(struct fair_file *file)
{
    static const char *const known[] = {"from", "to", "minutes", NULL};
    struct ie_fair_problem *p = file->problem;
    struct fair_reader *r = &file->r;
    const json_t *array;
    size_t n = p->zone_count;
    int code = ie_fair_array(r, file->root, "walks", false,
                             (size_t)IE_FAIR_ZONES * IE_FAIR_ZONES, &array);
    uint16_t *walks = IE_NEW_ARRAY(r->arena, uint16_t, n * n);

    file->zones.rows = IE_NEW_ARRAY(r->arena, struct fair_name, n);
    if (code)
        return code;
    if (!walks || !file->zones.rows)
        return ie_fail_nomem(r->err);
    for (uint32_t z = 0; z < n; z++)
        file->zones.rows[z] = (struct fair_name){p->zones[z], z};
    file->zones.count = (uint32_t)n;
    if ((code = ie_fair_names(r, "zones", &file->zones)))
        return code;
    size_t was = ie_fair_enter(r, "walks");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *row = json_array_get(array, i);
        size_t before = ie_fair_enter_at(r, i);
        int64_t minutes;
        int32_t from, to;
        if ((code = ie_fair_object(r, row, known)) ||
            (code = ie_fair_reference(r, row, "from", &file->zones, true, &from)) ||
            (code = ie_fair_reference(r, row, "to", &file->zones, true, &to)) ||
            (code = ie_fair_number(r, row, "minutes", 0, 1440, 0, &minutes)))
            return code;
        if (from == to && minutes)
            return ie_fair_refuse(r, "fair.walk_in_zone", NULL, IE_STR_NONE);
        walks[(size_t)from * n + (size_t)to] = (uint16_t)minutes;
        walks[(size_t)to * n + (size_t)from] = (uint16_t)minutes;
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    p->walks = walks;
    return 0;
}

/* ---- objectives ---- */

static int read_level(struct fair_reader *r, const json_t *value,
                      struct ie_fair_level *level)
{
    const char *key;
    json_t *weight;
    int t;

    if (json_is_string(value)) {
        for (t = 0; t < IE_FAIR_TERMS; t++)
            if (strcmp(ie_fair_term_name((enum ie_fair_term)t),
                       json_string_value(value)) == 0) {
                level->weight[t] = 1;
                return 0;
            }
        return ie_fair_refuse(r, "fair.no_such_objective", "value",
                              ie_str_z(json_string_value(value)));
    }
    if (!json_is_object(value) || json_object_size(value) == 0)
        return ie_fair_refuse(r, "fair.not_objective", NULL, IE_STR_NONE);
    json_object_foreach((json_t *)(uintptr_t)value, key, weight) {
        size_t was = ie_fair_enter(r, key);
        for (t = 0; t < IE_FAIR_TERMS; t++)
            if (strcmp(ie_fair_term_name((enum ie_fair_term)t), key) == 0)
                break;
        if (t == IE_FAIR_TERMS)
            return ie_fair_refuse(r, "fair.no_such_objective", "value", ie_str_z(key));
        if (!json_is_integer(weight) || json_integer_value(weight) < 1 ||
            json_integer_value(weight) > 1000)
            return ie_fair_refuse(r, "fair.not_number", "range", IE_STR("1..1000"));
        level->weight[t] = (uint32_t)json_integer_value(weight);
        ie_fair_leave(r, was);
    }
    return 0;
}

int ie_fair_read_levels(struct fair_reader *r, const json_t *object,
                        struct ie_fair_problem *p)
{
    const json_t *array;
    int code = ie_fair_array(r, object, "objectives", false, IE_FAIR_LEVELS, &array);

    if (code || !array)
        return code;
    size_t n = json_array_size(array);
    struct ie_fair_level *levels =
        IE_NEW_ARRAY(r->arena, struct ie_fair_level, IE_FAIR_LEVELS);
    if (!levels)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "objectives");
    for (size_t i = 0; i < n; i++) {
        size_t before = ie_fair_enter_at(r, i);
        if ((code = read_level(r, json_array_get(array, i), &levels[i])))
            return code;
        ie_fair_leave(r, before);
    }
    if (n == 0)
        return ie_fair_refuse(r, "fair.not_objective", NULL, IE_STR_NONE);
    ie_fair_leave(r, was);
    p->levels = levels;
    p->level_count = (uint32_t)n;
    return 0;
}

/* ---- the whole ---- */

static int read_head(struct fair_file *file)
{
    static const char *const known[] = {
        "format", "version",     "title",        "slots",      "participants",
        "places", "walks",       "sessions",     "wishes",     "groups",
        "locked", "precedences", "interpreters", "objectives", "mutual_factor",
        "now",    NULL};
    static const struct ie_fair_level usual[] = {{{[IE_FAIR_VALUE] = 1}},
                                                 {{[IE_FAIR_UNSERVED] = 1}},
                                                 {{[IE_FAIR_BREAKS] = 1}},
                                                 {{[IE_FAIR_PLACE_CHANGES] = 1}},
                                                 {{[IE_FAIR_BALANCE] = 1}}};
    struct ie_fair_problem *p = file->problem;
    struct fair_reader *r = &file->r;
    struct ie_str format;
    int64_t factor;
    int code;

    if (!json_is_object(file->root))
        return ie_fair_refuse(r, "fair.not_object", NULL, IE_STR_NONE);
    if ((code = ie_fair_text(r, file->root, "format", true, &format)))
        return code;
    if (!ie_str_eqz(format, "ieum-fair")) {
        (void)ie_fair_enter(r, "format");
        return ie_fair_refuse(r, "fair.other_format", "value", format);
    }
    if (!json_object_get(file->root, "version"))
        return ie_fair_refuse(r, "fair.missing", "member", IE_STR("version"));
    if ((code = ie_fair_version_of(r, file->root)))
        return code;
    if ((code = ie_fair_object(r, file->root, known)) ||
        (code = ie_fair_text(r, file->root, "title", false, &p->title)) ||
        (code = ie_fair_number(r, file->root, "mutual_factor", 1, IE_FAIR_FACTOR, 3,
                               &factor)) ||
        (code = ie_fair_moment(r, file->root, "now", IE_FAIR_TIME_MIN, &p->now)))
        return code;
    p->mutual_factor = (uint32_t)factor;
    p->levels = usual;
    p->level_count = IE_COUNT(usual);
    return ie_fair_read_levels(r, file->root, p);
}

int ie_fair_read(struct ie_str text, const char *name, struct ie_arena *arena,
                 struct ie_fair_problem **problem, struct ie_error *err)
{
    struct fair_file file = {
        .r = {.text = text, .file = name, .arena = arena, .err = err}};
    json_t *root = NULL;
    int code = ie_json_parse(text, &root, err);

    if (code) {
        ie_error_at(err, name, 0, 0, NULL);
        return code;
    }
    file.root = root;
    file.problem = IE_NEW(arena, struct ie_fair_problem);
    if (!file.problem)
        code = ie_fail_nomem(err);
    else if (!(code = read_head(&file)) && !(code = read_slots(&file)) &&
             !(code = read_places(&file)) && !(code = read_walks(&file)) &&
             !(code = ie_fair_read_people(&file)))
        code = ie_fair_read_wishes(&file);
    json_decref(root);
    if (!code)
        *problem = file.problem;
    return code;
}
