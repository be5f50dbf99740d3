#include "service/event/timetable_rules.h"

#include <stdlib.h>

#include "base/json.h"

static bool has_bit(const uint64_t *set, uint32_t bit)
{
    return (set[bit / 64] >> (bit % 64)) & 1;
}

static uint64_t *new_set(struct ie_call *call, const struct ie_timetable *t)
{
    return IE_NEW_ARRAY(call->arena, uint64_t, IE_FAIR_WORDS(t->slots.count));
}

/* ---- Sessions ---- */

static bool touches(const struct ie_slot *slot, const struct ie_record *session)
{
    return slot->starts_at < ie_record_get(session, "ends_at")->integer &&
           slot->ends_at > ie_record_get(session, "starts_at")->integer;
}

/* Those of the session's slots into *set, which is made when there is none. */
static int take(struct ie_call *call, const struct ie_timetable *t,
                const struct ie_record *session, uint64_t **set, struct ie_error *err)
{
    if (!*set && !(*set = new_set(call, t)))
        return ie_fail_nomem(err);
    for (uint32_t s = 0; s < t->slots.count; s++)
        if (touches(&t->slots.at[s], session))
            (*set)[s / 64] |= UINT64_C(1) << (s % 64);
    return 0;
}

/* Of those whom it names, or of everybody. */
static int take_people(struct ie_call *call, struct ie_timetable *t,
                       const struct ie_record *session, struct ie_error *err)
{
    const struct ie_value *named = ie_record_get(session, "participants");
    json_t *list = NULL, *id;
    size_t i;
    int code = named->null ? 0 : ie_json_parse(named->text, &list, err);

    if (!code && json_array_size(list) == 0)
        for (uint32_t k = 0; k < t->participant_count && !code; k++)
            code = take(call, t, session, &t->taken[k], err);
    json_array_foreach(list, i, id) {
        int64_t who = ie_timetable_participant(t, ie_str_z(json_string_value(id)));
        if (!code && who >= 0)
            code = take(call, t, session, &t->taken[who], err);
    }
    json_decref(list);
    return code;
}

static int without(struct ie_call *call, const struct ie_timetable *t,
                   const uint64_t *taken, const uint64_t **open, struct ie_error *err)
{
    uint64_t *left = new_set(call, t);

    if (!left)
        return ie_fail_nomem(err);
    for (size_t w = 0; w < IE_FAIR_WORDS(t->slots.count); w++)
        left[w] = (*open ? (*open)[w] : UINT64_MAX) & ~taken[w];
    *open = left;
    return 0;
}

static int take_place(struct ie_call *call, const struct ie_timetable *t,
                      const struct ie_record *session, struct ie_fair_place *places,
                      struct ie_error *err)
{
    const struct ie_value *place = ie_record_get(session, "place");
    int64_t at = place->null ? -1 : ie_timetable_place(t, place->text);
    uint64_t *taken = NULL;
    int code = at < 0 ? 0 : take(call, t, session, &taken, err);

    return code || at < 0 ? code : without(call, t, taken, &places[at].available, err);
}

int ie_rules_sessions(struct ie_call *call, struct ie_timetable *t,
                      struct ie_fair_participant *people, struct ie_fair_place *places,
                      struct ie_error *err)
{
    int code = 0;

    t->hours = IE_NEW_ARRAY(call->arena, const uint64_t *, t->participant_count);
    t->taken = IE_NEW_ARRAY(call->arena, uint64_t *, t->participant_count);
    if (!t->hours || !t->taken)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < t->sessions.count && !code; i++) {
        const struct ie_record *session = &t->sessions.at[i];
        const struct ie_value *blocks = ie_record_get(session, "blocks");
        if (blocks->null || !blocks->integer)
            continue;
        code = take_people(call, t, session, err);
        if (!code)
            code = take_place(call, t, session, places, err);
    }
    for (uint32_t i = 0; i < t->participant_count && !code; i++) {
        t->hours[i] = people[i].available;
        if (t->taken[i])
            code = without(call, t, t->taken[i], &people[i].available, err);
    }
    return code;
}

/* ---- Screening ---- */

static bool says(const struct ie_record *record, const char *state)
{
    const struct ie_value *value = ie_record_get(record, "screening");

    return !value->null && ie_str_eqz(value->text, state);
}

/* The moment from which on it may be, for all that is known now. */
static ie_moment ruling_of(const struct ie_timetable *t, const struct ie_record *record)
{
    const struct ie_value *ruling = ie_record_get(record, "ruling_at"),
                          *minutes = ie_record_get(t->event, "screening_minutes");

    if (!ruling->null)
        return ruling->integer;
    if (minutes->null || t->slots.count == 0)
        return INT64_MAX;
    return t->slots.at[0].starts_at + minutes->integer * IE_MINUTE;
}

static void add_ruling(const struct ie_timetable *t, const struct ie_record *record,
                       struct ie_screen *screen)
{
    screen->refused |= says(record, "refused");
    if (!says(record, "pending"))
        return;
    ie_moment ruling = ruling_of(t, record);
    screen->pending = true;
    screen->not_before = ruling > screen->not_before ? ruling : screen->not_before;
}

struct ie_screen ie_rules_screen(const struct ie_timetable *t,
                                 const struct ie_record *meeting, const uint32_t *who,
                                 uint32_t size)
{
    struct ie_screen screen = {0};

    if (meeting && !ie_record_get(meeting, "screening")->null) {
        add_ruling(t, meeting, &screen);
        return screen;
    }
    for (uint32_t i = 0; i < size; i++)
        add_ruling(t, t->participants[who[i]].participation, &screen);
    return screen;
}

int ie_rules_screened(struct ie_call *call, const struct ie_timetable *t,
                      const struct ie_screen *screen, const uint64_t **allowed,
                      struct ie_error *err)
{
    uint64_t *left;

    if (!screen->pending)
        return 0;
    left = new_set(call, t);
    if (!left)
        return ie_fail_nomem(err);
    for (uint32_t s = 0; s < t->slots.count; s++)
        if (t->slots.at[s].starts_at >= screen->not_before &&
            (!*allowed || has_bit(*allowed, s)))
            left[s / 64] |= UINT64_C(1) << (s % 64);
    *allowed = left;
    return 0;
}

/* ---- Precedences ---- */

struct known { /* a meeting's record by its id */
    const char *id;
    uint32_t meeting;
};

static int by_id(const void *x, const void *y)
{
    const struct known *a = x, *b = y;

    return strcmp(a->id, b->id);
}

static int64_t find(const struct known *known, size_t count, struct ie_str id)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = ie_str_cmp(ie_str_z(known[middle].id), id);
        if (order == 0)
            return known[middle].meeting;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

int ie_rules_order(struct ie_call *call, struct ie_timetable *t,
                   struct ie_fair_problem *problem, struct ie_error *err)
{
    const struct ie_list *rows = &t->precedences;
    struct ie_fair_precedence *list =
        IE_NEW_ARRAY(call->arena, struct ie_fair_precedence, rows->count);
    struct known *known = IE_NEW_ARRAY(call->arena, struct known, problem->meeting_count);
    size_t n = 0;

    if (!list || !known)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; rows->count && i < problem->meeting_count; i++)
        if (t->record[i] >= 0)
            known[n++] = (struct known){t->meetings.at[t->record[i]].id.text, i};
    if (n)
        qsort(known, n, sizeof(*known), by_id);
    for (size_t i = 0; i < rows->count; i++) {
        int64_t x = find(known, n, ie_record_get(&rows->at[i], "before")->text);
        int64_t y = find(known, n, ie_record_get(&rows->at[i], "after")->text);
        if (x < 0 || y < 0 || problem->meetings[y].hold == IE_FAIR_BEGUN)
            continue;
        list[problem->precedence_count++] =
            (struct ie_fair_precedence){(uint32_t)x, (uint32_t)y};
    }
    problem->precedences = list;
    return 0;
}

bool ie_rules_orders(const struct ie_timetable *t, struct ie_str meeting)
{
    for (size_t i = 0; i < t->precedences.count; i++)
        if (ie_str_eq(ie_record_get(&t->precedences.at[i], "before")->text, meeting) ||
            ie_str_eq(ie_record_get(&t->precedences.at[i], "after")->text, meeting))
            return true;
    return false;
}
