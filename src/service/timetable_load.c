#include "service/timetable.h"

#include <stdlib.h>

#include "base/json.h"
#include "store/schema_types.h"

static bool status_is(const struct ie_record *record, const char *status)
{
    return ie_str_eqz(ie_record_get(record, "status")->text, status);
}

static int by_participation_id(const void *a, const void *b)
{
    const struct ie_timetable_participant *x = a, *y = b;

    return strcmp(x->participation->id.text, y->participation->id.text);
}

int64_t ie_timetable_participant(const struct ie_timetable *timetable, struct ie_str id)
{
    uint32_t low = 0, high = timetable->participant_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order =
            ie_str_cmp(ie_id_str(&timetable->participants[middle].participation->id), id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

int64_t ie_timetable_place(const struct ie_timetable *timetable, struct ie_str id)
{
    for (size_t i = 0; i < timetable->places.count; i++)
        if (ie_str_eq(ie_id_str(&timetable->places.at[i].id), id))
            return (int64_t)i;
    return -1;
}

static int load_participants(struct ie_call *call, const struct ie_reader *reader,
                             struct ie_timetable *t, struct ie_error *err)
{
    struct ie_list rows;
    int code = ie_event_rows(call, &ie_type_participation, "event",
                             ie_id_str(&t->event->id), &rows, err);

    if (code)
        return code;
    t->participants =
        IE_NEW_ARRAY(call->arena, struct ie_timetable_participant, rows.count);
    if (!t->participants)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < rows.count; i++) {
        struct ie_record *organisation = NULL;
        if (status_is(&rows.at[i], "withdrawn"))
            continue;
        code = ie_record_read(call->db, reader, &ie_type_organisation,
                              ie_record_get(&rows.at[i], "organisation")->text,
                              call->arena, &organisation, err);
        if (code && code != IE_NOT_FOUND)
            return code;
        t->participants[t->participant_count++] =
            (struct ie_timetable_participant){&rows.at[i], code ? NULL : organisation};
    }
    if (t->participant_count)
        qsort(t->participants, t->participant_count, sizeof(*t->participants),
              by_participation_id);
    return 0;
}

static int by_position(const void *a, const void *b)
{
    const struct ie_record *x = a, *y = b;
    int64_t p = ie_record_get(x, "position")->integer,
            q = ie_record_get(y, "position")->integer;

    return p != q ? (p > q) - (p < q) : strcmp(x->id.text, y->id.text);
}

/* Rooms are for sessions; the others hold meetings. */
static int load_places(struct ie_call *call, struct ie_timetable *t, struct ie_error *err)
{
    size_t kept = 0;
    int code = ie_event_rows(call, &ie_type_place, "event", ie_id_str(&t->event->id),
                             &t->places, err);

    if (code)
        return code;
    for (size_t i = 0; i < t->places.count; i++)
        if (!ie_str_eqz(ie_record_get(&t->places.at[i], "kind")->text, "room"))
            t->places.at[kept++] = t->places.at[i];
    t->places.count = kept;
    if (kept)
        qsort(t->places.at, kept, sizeof(*t->places.at), by_position);
    return 0;
}

static void set_bit(uint64_t *set, size_t bit)
{
    set[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/* Slots that lie wholly within one of the spans; no spans: NULL, which means always. */
static int availability(struct ie_call *call, const struct ie_slots *slots,
                        struct ie_str spans, const uint64_t **set, struct ie_error *err)
{
    json_t *list = NULL;
    uint64_t *bits;
    int code;

    *set = NULL;
    if (!spans.len)
        return 0;
    code = ie_json_parse(spans, &list, err);
    if (code || json_array_size(list) == 0)
        goto out;
    bits = IE_NEW_ARRAY(call->arena, uint64_t, IE_SCHEDULE_WORDS(slots->count));
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
            if (slots->at[s].starts_at >= from && slots->at[s].ends_at <= until)
                set_bit(bits, s);
    }
    *set = bits;
out:
    json_decref(list);
    return code;
}

static int fill_slots(struct ie_call *call, struct ie_timetable *t, struct ie_error *err)
{
    struct ie_schedule_slot *slots =
        IE_NEW_ARRAY(call->arena, struct ie_schedule_slot, t->slots.count);

    if (!slots)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < t->slots.count; i++) {
        const struct ie_slot *s = &t->slots.at[i];
        /* A pause between two slots parts the day into sessions. */
        bool apart = i > 0 && s[0].starts_at != s[-1].ends_at;
        slots[i] =
            (struct ie_schedule_slot){.start = s->starts_at,
                                      .end = s->ends_at,
                                      .day = s->day,
                                      .session = i ? slots[i - 1].session + apart : 0};
    }
    t->input.slots = slots;
    t->input.slot_count = t->slots.count;
    return 0;
}

static int fill_participants(struct ie_call *call, struct ie_timetable *t,
                             struct ie_error *err)
{
    struct ie_schedule_participation *rows =
        IE_NEW_ARRAY(call->arena, struct ie_schedule_participation, t->participant_count);

    if (!rows)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < t->participant_count; i++) {
        const struct ie_record *p = t->participants[i].participation;
        const struct ie_value *representatives = ie_record_get(p, "representatives");
        const struct ie_value *place = ie_record_get(p, "place");
        rows[i].representatives =
            representatives->null ? 1 : (uint32_t)representatives->integer;
        rows[i].place =
            place->null ? IE_SCHEDULE_NONE : (int32_t)ie_timetable_place(t, place->text);
        int code = availability(call, &t->slots, ie_record_get(p, "available")->text,
                                &rows[i].available, err);
        if (code)
            return code;
    }
    t->input.participations = rows;
    t->input.participation_count = t->participant_count;
    return 0;
}

static int fill_places(struct ie_call *call, struct ie_timetable *t, struct ie_error *err)
{
    struct ie_schedule_place *rows =
        IE_NEW_ARRAY(call->arena, struct ie_schedule_place, t->places.count);

    if (!rows)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < t->places.count; i++)
        rows[i].capacity = 1;
    t->input.places = rows;
    t->input.place_count = (uint32_t)t->places.count;
    return 0;
}

struct pair { /* a < b; what is known of it */
    uint32_t a, b;
    uint32_t forth, back; /* weights of the wishes a→b, b→a; 0: none */
    int64_t record;       /* meeting, or -1 */
    bool cancelled;
};

static int by_pair(const void *x, const void *y)
{
    const struct pair *p = x, *q = y;

    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    if (p->b != q->b)
        return p->b < q->b ? -1 : 1;
    return (p->record > q->record) - (p->record < q->record);
}

static bool pair_of(const struct ie_timetable *t, struct ie_str from, struct ie_str to,
                    struct pair *pair, bool *turned)
{
    int64_t a = ie_timetable_participant(t, from), b = ie_timetable_participant(t, to);

    if (a < 0 || b < 0 || a == b)
        return false;
    *turned = a > b;
    *pair = (struct pair){
        .a = (uint32_t)(a < b ? a : b), .b = (uint32_t)(a < b ? b : a), .record = -1};
    return true;
}

static size_t collect_pairs(const struct ie_timetable *t, bool wishes, struct pair *pairs)
{
    size_t n = 0;
    bool turned;

    for (size_t i = 0; i < t->meetings.count; i++) {
        const struct ie_record *m = &t->meetings.at[i];
        if (!pair_of(t, ie_record_get(m, "a")->text, ie_record_get(m, "b")->text,
                     &pairs[n], &turned))
            continue;
        pairs[n].record = (int64_t)i;
        pairs[n].cancelled = status_is(m, "cancelled");
        n++;
    }
    for (size_t i = 0; wishes && i < t->wishes.count; i++) {
        const struct ie_record *w = &t->wishes.at[i];
        if (!pair_of(t, ie_record_get(w, "from")->text, ie_record_get(w, "to")->text,
                     &pairs[n], &turned))
            continue;
        uint32_t weight = (uint32_t)ie_record_get(w, "weight")->integer;
        *(turned ? &pairs[n].back : &pairs[n].forth) = weight;
        n++;
    }
    return n;
}

/* One row a pair. A meeting that stands wins over a cancelled one of the same pair; two
 * that stand (made by hand) are both kept, so that a check can complain of them. */
static size_t merge_pairs(struct pair *pairs, size_t count)
{
    size_t kept = 0;

    if (count)
        qsort(pairs, count, sizeof(*pairs), by_pair);
    for (size_t i = 0, end; i < count; i = end) {
        struct pair wish = {0};
        size_t first = kept, standing = 0, cancelled = 0;
        for (end = i;
             end < count && pairs[end].a == pairs[i].a && pairs[end].b == pairs[i].b;
             end++) {
            wish.forth = pairs[end].forth > wish.forth ? pairs[end].forth : wish.forth;
            wish.back = pairs[end].back > wish.back ? pairs[end].back : wish.back;
            cancelled += pairs[end].record >= 0 && pairs[end].cancelled;
            standing += pairs[end].record >= 0 && !pairs[end].cancelled;
        }
        for (size_t k = i; k < end; k++)
            if (pairs[k].record >= 0 && !pairs[k].cancelled)
                pairs[kept++] = pairs[k];
        if (standing == 0 && cancelled == 0)
            pairs[kept++] = pairs[i];
        for (size_t k = first; k < kept; k++) {
            pairs[k].forth = wish.forth;
            pairs[k].back = wish.back;
        }
    }
    return kept;
}

static enum ie_schedule_hold hold_of(const struct ie_record *m, enum ie_timetable_for use,
                                     ie_moment now)
{
    if (status_is(m, "held") || status_is(m, "no_show"))
        return IE_SCHEDULE_BEGUN;
    if (!ie_record_get(m, "starts_at")->null &&
        ie_record_get(m, "starts_at")->integer <= now &&
        use != IE_TIMETABLE_AS_IT_STANDS && status_is(m, "confirmed"))
        return IE_SCHEDULE_BEGUN;
    if (ie_record_get(m, "locked")->integer)
        return IE_SCHEDULE_LOCKED;
    if (use == IE_TIMETABLE_TO_PLAN && status_is(m, "confirmed"))
        return IE_SCHEDULE_LOCKED;
    return IE_SCHEDULE_FREE;
}

static void fill_meeting(const struct ie_timetable *t, const struct pair *pair,
                         enum ie_timetable_for use, ie_moment now,
                         struct ie_schedule_meeting *meeting,
                         struct ie_schedule_placement *at)
{
    uint32_t weight = pair->forth > pair->back ? pair->forth : pair->back;

    *at = (struct ie_schedule_placement){IE_SCHEDULE_NONE, IE_SCHEDULE_NONE};
    *meeting = (struct ie_schedule_meeting){.a = pair->a,
                                            .b = pair->b,
                                            .weight = weight ? weight : 1,
                                            .mutual = pair->forth && pair->back,
                                            .slot = IE_SCHEDULE_NONE,
                                            .place = IE_SCHEDULE_NONE,
                                            .was_slot = IE_SCHEDULE_NONE,
                                            .was_place = IE_SCHEDULE_NONE};
    if (pair->record < 0)
        return;
    const struct ie_record *m = &t->meetings.at[pair->record];
    if (!ie_record_get(m, "starts_at")->null)
        at->slot = (int32_t)ie_slot_at(&t->slots, ie_record_get(m, "starts_at")->integer);
    if (at->slot >= 0 && !ie_record_get(m, "place")->null)
        at->place = (int32_t)ie_timetable_place(t, ie_record_get(m, "place")->text);
    enum ie_schedule_hold hold = hold_of(m, use, now);
    if (at->slot < 0) /* nowhere on today's slots: nothing to hold on to */
        return;
    meeting->hold = (uint8_t)hold;
    if (hold != IE_SCHEDULE_FREE) {
        meeting->slot = at->slot;
        meeting->place = at->place;
    } else if (status_is(m, "confirmed")) {
        meeting->was_slot = at->slot;
        meeting->was_place = at->place;
    }
}

static int fill_meetings(struct ie_call *call, struct ie_timetable *t,
                         enum ie_timetable_for use, struct ie_error *err)
{
    size_t most = t->meetings.count + t->wishes.count;
    struct pair *pairs = IE_NEW_ARRAY(call->arena, struct pair, most);

    if (!pairs)
        return ie_fail_nomem(err);
    size_t n = collect_pairs(t, true, pairs);
    n = merge_pairs(pairs, n);
    if (use == IE_TIMETABLE_AS_IT_STANDS) {
        size_t kept = 0;
        for (size_t i = 0; i < n; i++)
            if (pairs[i].record >= 0)
                pairs[kept++] = pairs[i];
        n = kept;
    }
    struct ie_schedule_meeting *meetings =
        IE_NEW_ARRAY(call->arena, struct ie_schedule_meeting, n);
    t->placements = IE_NEW_ARRAY(call->arena, struct ie_schedule_placement, n);
    t->record = IE_NEW_ARRAY(call->arena, int64_t, n);
    if (!meetings || !t->placements || !t->record)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        fill_meeting(t, &pairs[i], use, call->now, &meetings[i], &t->placements[i]);
        t->record[i] = pairs[i].record;
    }
    t->input.meetings = meetings;
    t->input.meeting_count = (uint32_t)n;
    t->input.move_cost = use == IE_TIMETABLE_TO_REPLAN ? 1 : 0;
    return 0;
}

int ie_timetable_load(struct ie_call *call, struct ie_str event,
                      enum ie_timetable_for use, struct ie_timetable **out,
                      struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    struct ie_timetable *t = IE_NEW(call->arena, struct ie_timetable);
    int code;

    if (!t)
        return ie_fail_nomem(err);
    if ((code = ie_event_find(call, event, &t->event, err)) ||
        (code = ie_event_slots(t->event, call->arena, &t->slots, err)) ||
        (code = load_participants(call, &office, t, err)) ||
        (code = load_places(call, t, err)) ||
        (code = ie_event_rows(call, &ie_type_wish, "event", ie_id_str(&t->event->id),
                              &t->wishes, err)) ||
        (code = ie_event_rows(call, &ie_type_meeting, "event", ie_id_str(&t->event->id),
                              &t->meetings, err)) ||
        (code = fill_slots(call, t, err)) || (code = fill_places(call, t, err)) ||
        (code = fill_participants(call, t, err)) ||
        (code = fill_meetings(call, t, use, err)))
        return code;
    *out = t;
    return 0;
}
