/* The engine's problem from the records. */
#include <stdlib.h>

#include "base/json.h"
#include "service/event/timetable_meets.h"
#include "service/event/timetable_rules.h"
#include "store/schema_types.h"

enum { MUTUAL_FACTOR = 3 }; /* more than two one-sided wishes of the same weight */

struct build {
    struct ie_call *call;
    struct ie_timetable *t;
    struct ie_fair_problem *p;
    struct ie_fair_slot *slots;
    struct ie_fair_participant *people;
    struct ie_fair_place *places;
    struct ie_fair_interpreter *interpreters;
    struct ie_str zones[IE_FAIR_ZONES], languages[IE_FAIR_LANGUAGES];
    ie_moment now;
    bool running; /* the event runs at `now` */
};

static bool status_is(const struct ie_record *record, const char *status)
{
    return ie_str_eqz(ie_record_get(record, "status")->text, status);
}

static struct ie_str text_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? IE_STR_NONE : value->text;
}

static uint64_t *new_set(struct build *b)
{
    return IE_NEW_ARRAY(b->call->arena, uint64_t, IE_FAIR_WORDS(b->t->slots.count));
}

static void set_bit(uint64_t *set, uint32_t bit)
{
    set[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/* ---- Slots ---- */

static int fill_slots(struct build *b, struct ie_error *err)
{
    const struct ie_slots *slots = &b->t->slots;
    int32_t *days = IE_NEW_ARRAY(b->call->arena, int32_t, slots->days);

    b->slots = IE_NEW_ARRAY(b->call->arena, struct ie_fair_slot, slots->count);
    if (!b->slots || !days)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < slots->count; i++) {
        const struct ie_slot *s = &slots->at[i];
        /* A pause between two slots parts the day into sessions. */
        bool apart = i > 0 && s[0].starts_at != s[-1].ends_at;
        int32_t minute = s->date * 1440 + (int32_t)s->start_minute;
        char text[24];
        ie_timetable_slot_text(b->t, (int32_t)i, text);
        b->slots[i] = (struct ie_fair_slot){
            .id = ie_arena_str(b->call->arena, ie_str_z(text)),
            .start = minute,
            .end = minute + (int32_t)((s->ends_at - s->starts_at) / IE_MINUTE),
            .day = s->day,
            .session = i ? b->slots[i - 1].session + apart : 0};
        days[s->day] = s->date;
        if (!b->slots[i].id.ptr)
            return ie_fail_nomem(err);
    }
    b->p->slots = b->slots;
    b->p->slot_count = slots->count;
    b->p->days = days;
    b->p->day_count = slots->days;
    return 0;
}

/* Nothing new before now while the event runs; a week that is over, or to come, may be
 * planned whole. */
static void fill_now(struct build *b)
{
    const struct ie_slots *slots = &b->t->slots;

    b->now = b->t->now ? b->t->now : b->call->now;
    b->running = slots->count && b->now > slots->at[0].starts_at &&
                 b->now < slots->at[slots->count - 1].ends_at;
    b->p->now = IE_FAIR_TIME_MIN;
    if (!b->running || b->t->use == IE_TIMETABLE_AS_IT_STANDS)
        return;
    b->p->now = b->slots[slots->count - 1].end;
    for (uint32_t i = slots->count; i-- > 0;)
        if (slots->at[i].starts_at >= b->now)
            b->p->now = b->slots[i].start;
}

/* Slots that lie wholly within (or, `touch`, meet) one of the spans; *set NULL: there are
 * none. */
static int spans(struct build *b, struct ie_str text, bool touch, uint64_t **set,
                 struct ie_error *err)
{
    const struct ie_slots *slots = &b->t->slots;
    json_t *list = NULL;
    uint64_t *bits;
    int code = 0;

    *set = NULL;
    if (!text.len)
        return 0;
    code = ie_json_parse(text, &list, err);
    if (code || json_array_size(list) == 0)
        goto out;
    bits = new_set(b);
    if (!bits) {
        code = ie_fail_nomem(err);
        goto out;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *span = json_array_get(list, i);
        ie_moment from, until = 0;
        code = ie_moment_parse(ie_json_get_str(span, "from"), &from, err);
        if (!code)
            code = ie_moment_parse(ie_json_get_str(span, "until"), &until, err);
        if (code)
            goto out;
        for (uint32_t s = 0; s < slots->count; s++)
            if (touch ? slots->at[s].starts_at < until && slots->at[s].ends_at > from
                      : slots->at[s].starts_at >= from && slots->at[s].ends_at <= until)
                set_bit(bits, s);
    }
    *set = bits;
out:
    json_decref(list);
    return code;
}

/* ---- Languages, areas ---- */

/* "zh-Hant" and "zh" are one language to an interpreter: the primary subtag counts. */
static struct ie_str primary(struct ie_str tag)
{
    int64_t dash = ie_str_find_char(tag, '-');

    return dash < 0 ? tag : ie_str_sub(tag, 0, (size_t)dash);
}

static int number_of(struct ie_str *known, uint32_t *count, uint32_t most,
                     struct ie_str word, const char *message, uint32_t *number,
                     struct ie_error *err)
{
    for (uint32_t i = 0; i < *count; i++)
        if (ie_str_eq(known[i], word)) {
            *number = i;
            return 0;
        }
    if (*count == most)
        return ie_fail(err, IE_LIMIT, message);
    known[*count] = word;
    *number = (*count)++;
    return 0;
}

static int language_of(struct build *b, struct ie_str tag, uint32_t *number,
                       struct ie_error *err)
{
    struct ie_str word = ie_arena_str(b->call->arena, primary(tag));

    if (!word.ptr)
        return ie_fail_nomem(err);
    return number_of(b->languages, &b->p->language_count, IE_FAIR_LANGUAGES, word,
                     "fair.too_many_languages", number, err);
}

static int languages_of(struct build *b, struct ie_str text, uint64_t *set,
                        struct ie_error *err)
{
    json_t *list = NULL, *tag;
    uint32_t number;
    size_t i;
    int code = text.len ? ie_json_parse(text, &list, err) : 0;

    json_array_foreach(list, i, tag) {
        struct ie_str word = ie_str_n(json_string_value(tag), json_string_length(tag));
        if (!code && !(code = language_of(b, word, &number, err)))
            *set |= UINT64_C(1) << number;
    }
    json_decref(list);
    return code;
}

static int zone_of(struct build *b, struct ie_str area, uint32_t *number,
                   struct ie_error *err)
{
    return number_of(b->zones, &b->p->zone_count, IE_FAIR_ZONES,
                     area.ptr ? area : IE_STR(""), "fair.too_many_zones", number, err);
}

static int fill_walks(struct build *b, struct ie_error *err)
{
    struct ie_str text = text_of(b->t->event, "walks");
    uint32_t n = b->p->zone_count ? b->p->zone_count : 1;
    uint16_t *walks = IE_NEW_ARRAY(b->call->arena, uint16_t, (size_t)n * n);
    json_t *list = NULL, *row;
    size_t i;
    int code = 0;

    if (!walks)
        return ie_fail_nomem(err);
    if (text.len && (code = ie_json_parse(text, &list, err)))
        return code;
    json_array_foreach(list, i, row) {
        uint32_t ends[2] = {n, n};
        for (uint32_t z = 0; z < b->p->zone_count; z++) {
            if (ie_str_eq(b->zones[z], ie_json_get_str(row, "area")))
                ends[0] = z;
            if (ie_str_eq(b->zones[z], ie_json_get_str(row, "other")))
                ends[1] = z;
        }
        if (ends[0] == n || ends[1] == n || ends[0] == ends[1])
            continue; /* an area where nobody meets */
        uint16_t minutes = (uint16_t)json_integer_value(json_object_get(row, "minutes"));
        walks[ends[0] * n + ends[1]] = walks[ends[1] * n + ends[0]] = minutes;
    }
    json_decref(list);
    b->p->zones = b->zones;
    b->p->walks = walks;
    return 0;
}

/* ---- People, places, interpreters ---- */

static int64_t number(const struct ie_record *record, const char *field, int64_t absent)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? absent : value->integer;
}

/* Whoever did not come meets nobody any more. */
static int leave(struct build *b, struct ie_fair_participant *who, struct ie_error *err)
{
    uint64_t *begun = new_set(b);

    if (!begun)
        return ie_fail_nomem(err);
    for (uint32_t s = 0; s < b->p->slot_count; s++)
        if (b->slots[s].start < b->p->now)
            set_bit(begun, s);
    who->available = begun;
    return 0;
}

static int fill_participant(struct build *b, uint32_t i, struct ie_error *err)
{
    const struct ie_record *record = b->t->participants[i].participation;
    const struct ie_value *place = ie_record_get(record, "place");
    int64_t day_cap = number(record, "day_cap", 0);
    struct ie_fair_participant *who = &b->people[i];
    uint64_t *available;
    int code = spans(b, text_of(record, "available"), false, &available, err);

    if (code)
        return code;
    *who = (struct ie_fair_participant){
        .id = ie_id_str(&record->id),
        .name = ie_timetable_label(b->t, i),
        .available = available,
        .representatives = (uint32_t)number(record, "representatives", 1),
        .cap = (uint32_t)number(record, "cap", UINT32_MAX),
        .rest = (uint32_t)number(record, "rest_minutes", 0),
        .place =
            place->null ? IE_FAIR_NONE : (int32_t)ie_timetable_place(b->t, place->text)};
    if (who->representatives == 0)
        who->representatives = 1;
    if (day_cap) {
        uint32_t *caps = IE_NEW_ARRAY(b->call->arena, uint32_t, b->p->day_count);
        if (!caps)
            return ie_fail_nomem(err);
        for (uint32_t d = 0; d < b->p->day_count; d++)
            caps[d] = (uint32_t)day_cap;
        who->day_caps = caps;
    }
    if (status_is(record, "absent") && b->t->use != IE_TIMETABLE_AS_IT_STANDS &&
        (code = leave(b, who, err)))
        return code;
    return languages_of(b, text_of(record, "languages"), &who->languages, err);
}

static int fill_place(struct build *b, uint32_t i, struct ie_error *err)
{
    const struct ie_record *record = &b->t->places.at[i];
    int64_t people = number(record, "capacity", IE_FAIR_MEMBERS);
    uint64_t *available;
    uint32_t zone = 0;
    int code = spans(b, text_of(record, "available"), false, &available, err);

    if (!code)
        code = zone_of(b, text_of(record, "area"), &zone, err);
    b->places[i] =
        (struct ie_fair_place){.id = ie_id_str(&record->id),
                               .name = text_of(record, "name"),
                               .available = available,
                               .capacity = (uint32_t)number(record, "parallel", 1),
                               .seats = (uint32_t)(people < 2 ? 2 : people),
                               .zone = zone};
    return code;
}

static int by_languages(const void *x, const void *y)
{
    const struct ie_fair_pair *a = x, *b = y;

    return a->x != b->x ? (a->x > b->x) - (a->x < b->x) : (a->y > b->y) - (a->y < b->y);
}

static int fill_interpreter(struct build *b, uint32_t i, struct ie_error *err)
{
    const struct ie_record *record = &b->t->interpreters.at[i];
    struct ie_fair_interpreter *who = &b->interpreters[i];
    json_t *list = NULL, *row;
    uint64_t *available;
    size_t k;
    int code = spans(b, text_of(record, "available"), false, &available, err);

    if (!code)
        code = ie_json_parse(text_of(record, "pairs"), &list, err);
    if (code)
        return code;
    struct ie_fair_pair *pairs =
        IE_NEW_ARRAY(b->call->arena, struct ie_fair_pair, json_array_size(list));
    *who = (struct ie_fair_interpreter){.id = ie_id_str(&record->id),
                                        .name = text_of(record, "name"),
                                        .available = available,
                                        .pairs = pairs};
    if (!pairs)
        code = ie_fail_nomem(err);
    json_array_foreach(list, k, row) {
        uint32_t from = 0, to = 0;
        if (!code)
            code = language_of(b, ie_json_get_str(row, "from"), &from, err);
        if (!code)
            code = language_of(b, ie_json_get_str(row, "to"), &to, err);
        if (code || from == to)
            continue;
        pairs[who->pair_count++] = (struct ie_fair_pair){
            (uint8_t)(from < to ? from : to), (uint8_t)(from < to ? to : from)};
    }
    if (!code && who->pair_count > 1)
        qsort(pairs, who->pair_count, sizeof(*pairs), by_languages);
    json_decref(list);
    return code;
}

static int fill_all(struct build *b, struct ie_error *err)
{
    struct ie_timetable *t = b->t;
    uint32_t places = (uint32_t)t->places.count, voices = (uint32_t)t->interpreters.count;
    int code = 0;

    b->people =
        IE_NEW_ARRAY(b->call->arena, struct ie_fair_participant, t->participant_count);
    b->places = IE_NEW_ARRAY(b->call->arena, struct ie_fair_place, places);
    b->interpreters = IE_NEW_ARRAY(b->call->arena, struct ie_fair_interpreter, voices);
    if (!b->people || !b->places || !b->interpreters)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < t->participant_count && !code; i++)
        code = fill_participant(b, i, err);
    for (uint32_t i = 0; i < places && !code; i++)
        code = fill_place(b, i, err);
    for (uint32_t i = 0; i < voices && !code; i++)
        code = fill_interpreter(b, i, err);
    if (!code)
        code = ie_rules_sessions(b->call, t, b->people, b->places, err);
    if (!code)
        code = fill_walks(b, err);
    b->p->participants = b->people;
    b->p->participant_count = t->participant_count;
    b->p->places = b->places;
    b->p->place_count = places;
    b->p->interpreters = b->interpreters;
    b->p->interpreter_count = voices;
    b->p->interpreting = voices > 0;
    b->p->languages = b->languages;
    return code;
}

/* ---- Meetings ---- */

static enum ie_fair_hold hold_of(const struct build *b, const struct ie_record *m)
{
    const struct ie_value *starts = ie_record_get(m, "starts_at");
    enum ie_timetable_for use = b->t->use;
    bool confirmed = status_is(m, "confirmed");

    if (status_is(m, "held") || status_is(m, "no_show"))
        return IE_FAIR_BEGUN;
    if (use != IE_TIMETABLE_AS_IT_STANDS && !starts->null && starts->integer <= b->now &&
        (b->running || confirmed))
        return IE_FAIR_BEGUN;
    if (ie_record_get(m, "locked")->integer || use == IE_TIMETABLE_TO_FILL)
        return IE_FAIR_LOCKED;
    return use == IE_TIMETABLE_TO_PLAN && confirmed ? IE_FAIR_LOCKED : IE_FAIR_FREE;
}

static struct ie_fair_place_at where(const struct ie_timetable *t,
                                     const struct ie_record *m)
{
    struct ie_fair_place_at at = {IE_FAIR_NONE, IE_FAIR_NONE, IE_FAIR_NONE};
    const struct ie_value *starts = ie_record_get(m, "starts_at"),
                          *place = ie_record_get(m, "place"),
                          *voice = ie_record_get(m, "interpreter");

    if (!starts->null)
        at.slot = (int32_t)ie_slot_at(&t->slots, starts->integer);
    if (at.slot >= 0 && !place->null)
        at.place = (int32_t)ie_timetable_place(t, place->text);
    if (at.slot >= 0 && !voice->null)
        at.interpreter = (int32_t)ie_timetable_interpreter(t, voice->text);
    return at;
}

static bool open_at(const uint64_t *set, int32_t slot)
{
    return !set || ((set[slot / 64] >> (slot % 64)) & 1);
}

/* A lock stands against what happened since: somebody left, the place is lost. */
static bool still_possible(const struct build *b, const struct ie_fair_meeting *m)
{
    for (uint32_t i = 0; i < m->size; i++)
        if (!open_at(b->people[m->who[i]].available, m->slot))
            return false;
    return open_at(m->allowed, m->slot) && !m->never &&
           (m->place < 0 || open_at(b->places[m->place].available, m->slot)) &&
           (m->interpreter < 0 ||
            open_at(b->interpreters[m->interpreter].available, m->slot));
}

static int open_slot(struct build *b, const uint64_t **set, int32_t slot,
                     struct ie_error *err)
{
    if (open_at(*set, slot))
        return 0;
    uint64_t *own = new_set(b);
    if (!own)
        return ie_fail_nomem(err);
    memcpy(own, *set, IE_FAIR_WORDS(b->p->slot_count) * sizeof(*own));
    set_bit(own, (uint32_t)slot);
    *set = own;
    return 0;
}

/* Facts are no matter of rules: what they need was there. */
static int grant(struct build *b, struct ie_fair_meeting *m, struct ie_error *err)
{
    int code = 0;

    for (uint32_t i = 0; i < m->size && !code; i++)
        code = open_slot(b, &b->people[m->who[i]].available, m->slot, err);
    if (!code && m->place >= 0)
        code = open_slot(b, &b->places[m->place].available, m->slot, err);
    if (!code && m->interpreter >= 0)
        code = open_slot(b, &b->interpreters[m->interpreter].available, m->slot, err);
    m->never = false;
    m->allowed = NULL;
    return code;
}

/* A hold on a place or an interpreter that no rule would give them is a hold on the time. */
static void ease(const struct build *b, struct ie_fair_meeting *m)
{
    uint64_t common = UINT64_MAX;
    bool somebody = false, own = false;

    for (uint32_t i = 0; i < m->size; i++) {
        const struct ie_fair_participant *who = &b->people[m->who[i]];
        common &= who->languages ? who->languages : UINT64_MAX;
        somebody |= who->place >= 0;
        own |= who->place >= 0 && who->place == m->place;
    }
    if (m->place >= 0 && somebody && !own)
        m->place = IE_FAIR_NONE;
    if (m->interpreter >= 0 && common)
        m->interpreter = IE_FAIR_NONE;
}

static int hold_on(struct build *b, const struct ie_record *record,
                   const struct ie_fair_place_at *at, struct ie_fair_meeting *m,
                   struct ie_error *err)
{
    enum ie_timetable_for use = b->t->use;

    m->hold = (uint8_t)hold_of(b, record);
    if (m->hold != IE_FAIR_FREE) {
        m->slot = at->slot;
        m->place = at->place;
        m->interpreter = at->interpreter;
        if (use != IE_TIMETABLE_AS_IT_STANDS)
            ease(b, m);
    }
    if (use == IE_TIMETABLE_TO_AMEND || use == IE_TIMETABLE_TO_FILL ||
        (m->hold == IE_FAIR_FREE && status_is(record, "confirmed"))) {
        m->was_slot = at->slot;
        m->was_place = at->place;
        m->was_interpreter = at->interpreter;
    }
    if (m->hold == IE_FAIR_BEGUN && use != IE_TIMETABLE_AS_IT_STANDS)
        return grant(b, m, err);
    if (m->hold == IE_FAIR_LOCKED && use >= IE_TIMETABLE_TO_AMEND &&
        !still_possible(b, m))
        m->hold = IE_FAIR_FREE;
    return 0;
}

/* What its record and a screening say of the times that it may be at. */
static int limit_times(struct build *b, const struct ie_record *record,
                       struct ie_fair_meeting *m, struct ie_screen *screen,
                       struct ie_error *err)
{
    uint64_t *not_at = NULL;
    int code = record ? spans(b, text_of(record, "not_at"), true, &not_at, err) : 0;

    for (size_t w = 0; not_at && w < IE_FAIR_WORDS(b->p->slot_count); w++)
        not_at[w] = ~not_at[w];
    m->allowed = not_at;
    *screen = ie_rules_screen(b->t, record, m->who, m->size);
    m->never |= screen->refused;
    return code ? code : ie_rules_screened(b->call, b->t, screen, &m->allowed, err);
}

/* A group meets without who does not come, as long as two are left; what has begun is as it
 * was, and the record goes on naming all of them. */
static uint8_t who_comes(const struct build *b, const struct ie_meets *party,
                         const struct ie_record *record, uint32_t *who)
{
    bool facts = b->t->use == IE_TIMETABLE_AS_IT_STANDS || party->size == 2 ||
                 (record && hold_of(b, record) == IE_FAIR_BEGUN);
    uint8_t n = 0;

    for (uint8_t i = 0; i < party->size; i++)
        if (facts ||
            !status_is(b->t->participants[party->who[i]].participation, "absent"))
            who[n++] = party->who[i];
    if (n >= 2)
        return n;
    memcpy(who, party->who, party->size * sizeof(*who));
    return party->size;
}

static int fill_meeting(struct build *b, const struct ie_meets *party, bool second,
                        struct ie_fair_meeting *m, struct ie_fair_place_at *at,
                        struct ie_screen *screen, struct ie_error *err)
{
    const struct ie_record *record =
        party->record < 0 ? NULL : &b->t->meetings.at[party->record];
    uint32_t *who = IE_NEW_ARRAY(b->call->arena, uint32_t, IE_FAIR_MEMBERS);
    uint8_t several = party->wished_by & (uint8_t)(party->wished_by - 1);
    int code = 0;

    if (!who)
        return ie_fail_nomem(err);
    *at = (struct ie_fair_place_at){IE_FAIR_NONE, IE_FAIR_NONE, IE_FAIR_NONE};
    *m = (struct ie_fair_meeting){.who = who,
                                  .size = who_comes(b, party, record, who),
                                  .weight = party->weight ? party->weight : 1,
                                  .mutual = several != 0,
                                  .must = party->must,
                                  .never = party->never,
                                  .slot = IE_FAIR_NONE,
                                  .place = IE_FAIR_NONE,
                                  .interpreter = IE_FAIR_NONE,
                                  .was_slot = IE_FAIR_NONE,
                                  .was_place = IE_FAIR_NONE,
                                  .was_interpreter = IE_FAIR_NONE};
    if ((code = limit_times(b, record, m, screen, err)) || !record)
        return code;
    *at = where(b->t, record);
    if (at->slot >= 0) /* else nowhere on today's slots: nothing to hold on to */
        code = hold_on(b, record, at, m, err);
    /* The same people meet once: of two that were made by hand the first stays. */
    if (second && m->hold == IE_FAIR_FREE && b->t->use != IE_TIMETABLE_AS_IT_STANDS) {
        m->never = true;
        m->must = false;
    }
    return code;
}

static int fill_meetings(struct build *b, struct ie_error *err)
{
    struct ie_timetable *t = b->t;
    struct ie_meets *parties = NULL;
    size_t n = 0, kept = 0;
    int code = ie_meets_collect(b->call, t, &parties, &n, err);

    if (code)
        return code;
    for (size_t i = 0; i < n; i++)
        if (parties[i].record >= 0 || t->use != IE_TIMETABLE_AS_IT_STANDS)
            parties[kept++] = parties[i];
    t->pairs = IE_NEW_ARRAY(b->call->arena, struct ie_fair_meeting, kept);
    t->at = IE_NEW_ARRAY(b->call->arena, struct ie_fair_place_at, kept);
    t->record = IE_NEW_ARRAY(b->call->arena, int64_t, kept);
    t->repeated = IE_NEW_ARRAY(b->call->arena, bool, kept);
    t->screen = IE_NEW_ARRAY(b->call->arena, struct ie_screen, kept);
    if (!t->pairs || !t->at || !t->record || !t->repeated || !t->screen)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < kept; i++) {
        bool second = i && ie_meets_order(&parties[i], &parties[i - 1]) == 0;
        code = fill_meeting(b, &parties[i], second, &t->pairs[i], &t->at[i],
                            &t->screen[i], err);
        if (code)
            return code;
        t->record[i] = parties[i].record;
        t->repeated[i] = parties[i].repeated;
    }
    b->p->meetings = t->pairs;
    b->p->meeting_count = (uint32_t)kept;
    return ie_rules_order(b->call, t, b->p, err);
}

/* ---- Objectives ---- */

static int fill_levels(struct build *b, struct ie_error *err)
{
    static const enum ie_fair_term usual[] = {IE_FAIR_VALUE, IE_FAIR_UNSERVED,
                                              IE_FAIR_BREAKS, IE_FAIR_PLACE_CHANGES,
                                              IE_FAIR_BALANCE};
    struct ie_fair_level *levels =
        IE_NEW_ARRAY(b->call->arena, struct ie_fair_level, IE_FAIR_LEVELS);
    struct ie_str text = text_of(b->t->event, "objectives");
    json_t *list = NULL, *name;
    bool taken[IE_FAIR_TERMS] = {false};
    uint32_t n = 0;
    size_t i;
    int code = text.len ? ie_json_parse(text, &list, err) : 0;

    if (code || !levels)
        return code ? code : ie_fail_nomem(err);
    if (b->t->use == IE_TIMETABLE_TO_AMEND) /* a meeting of value 1 is worth ten moves */
        levels[n++] = (struct ie_fair_level){{[IE_FAIR_LOST] = 100, [IE_FAIR_MOVES] = 1}};
    json_array_foreach(list, i, name)
        for (size_t k = 0; k < IE_COUNT(usual); k++)
            if (!taken[usual[k]] && ie_str_eqz(ie_str_z(json_string_value(name)),
                                               ie_fair_term_name(usual[k]))) {
                taken[usual[k]] = true;
                levels[n++].weight[usual[k]] = 1;
            }
    for (size_t k = 0; k < IE_COUNT(usual); k++)
        if (!taken[usual[k]])
            levels[n++].weight[usual[k]] = 1;
    if (b->t->use == IE_TIMETABLE_TO_REPLAN) /* a confirmed one that moves costs 1 */
        for (uint32_t k = 0; k < n; k++)
            if (levels[k].weight[IE_FAIR_VALUE])
                levels[k] = (struct ie_fair_level){
                    {[IE_FAIR_VALUE] = 10, [IE_FAIR_LOST] = 1, [IE_FAIR_MOVES] = 1}};
    b->p->levels = levels;
    b->p->level_count = n;
    json_decref(list);
    return 0;
}

static int check_size(const struct ie_timetable *t, struct ie_error *err)
{
    static const char *const what[] = {"slots", "participations", "places",
                                       "interpreters", "meetings"};
    const size_t have[] = {t->slots.count, t->participant_count, t->places.count,
                           t->interpreters.count, t->meetings.count + t->wishes.count};
    static const int64_t most[] = {IE_FAIR_SLOTS, IE_FAIR_PARTICIPANTS, IE_FAIR_PLACES,
                                   IE_FAIR_INTERPRETERS, IE_FAIR_MEETINGS};

    for (size_t i = 0; i < IE_COUNT(what); i++)
        if (have[i] > (size_t)most[i]) {
            ie_fail(err, IE_LIMIT, "schedule.too_many");
            ie_error_arg(err, "what", what[i]);
            ie_error_argi(err, "most", most[i]);
            return IE_LIMIT;
        }
    return 0;
}

int ie_timetable_build(struct ie_call *call, struct ie_timetable *t,
                       enum ie_timetable_for use, struct ie_error *err)
{
    struct build *b = IE_NEW(call->arena, struct build);
    int code;

    if (!b)
        return ie_fail_nomem(err);
    b->call = call;
    b->t = t;
    b->p = IE_NEW(call->arena, struct ie_fair_problem);
    if (!b->p)
        return ie_fail_nomem(err);
    t->use = use;
    t->problem = b->p;
    b->p->mutual_factor = (uint32_t)number(t->event, "mutual_factor", MUTUAL_FACTOR);
    if ((code = check_size(t, err)) || (code = fill_slots(b, err)))
        return code;
    fill_now(b);
    if ((code = fill_all(b, err)) || (code = fill_meetings(b, err)))
        return code;
    return fill_levels(b, err);
}
