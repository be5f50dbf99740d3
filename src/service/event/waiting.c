/* Who waits for a meeting, and where there is room. */
#include <stdlib.h>

#include "base/json.h"
#include "service/event/day_of.h"
#include "service/event/timetable_fit.h"

struct waiting {
    uint32_t meeting;
    int64_t worth;
    bool must;
};

static int by_worth(const void *x, const void *y)
{
    const struct waiting *a = x, *b = y;

    if (a->must != b->must)
        return a->must ? -1 : 1;
    if (a->worth != b->worth)
        return a->worth > b->worth ? -1 : 1;
    return (a->meeting > b->meeting) - (a->meeting < b->meeting);
}

static struct ie_str name_of(const struct ie_list *list, int32_t at)
{
    return at < 0 ? IE_STR_NONE : ie_record_get(&list->at[at], "name")->text;
}

static struct ie_str id_of(const struct ie_list *list, int32_t at)
{
    return at < 0 ? IE_STR_NONE : ie_id_str(&list->at[at].id);
}

static void put_could(const struct ie_timetable *t, const struct ie_fair_place_at *at,
                      struct ie_json *json)
{
    char text[40];

    ie_json_object(json);
    ie_json_kint(json, "slot", at->slot);
    ie_moment_format(t->slots.at[at->slot].starts_at, text);
    ie_json_key(json, "starts_at");
    ie_json_strz(json, text);
    ie_json_kstr(json, "place", id_of(&t->places, at->place));
    ie_json_kstr(json, "place_label", name_of(&t->places, at->place));
    ie_json_kstr(json, "interpreter", id_of(&t->interpreters, at->interpreter));
    ie_json_kstr(json, "interpreter_label", name_of(&t->interpreters, at->interpreter));
    ie_json_end(json);
}

/* ---- Why it waits ---- */

static bool open_at(const uint64_t *set, uint32_t slot)
{
    return !set || ((set[slot / 64] >> (slot % 64)) & 1);
}

/* How far the slots open to all get: nothing in common, somebody's time, a place, a voice. */
static const char *reason_of(const struct ie_fit *fit, uint32_t meeting)
{
    const struct ie_fair_problem *p = fit->timetable->problem;
    const struct ie_fair_meeting *m = &p->meetings[meeting];
    bool common = false, all = false, place = false;
    bool free_of[IE_FAIR_MEMBERS] = {false};

    for (uint32_t s = 0; s < p->slot_count; s++) {
        bool open = open_at(m->allowed, s) && p->slots[s].start >= p->now, idle = true;
        for (uint32_t i = 0; i < m->size; i++)
            open &= open_at(p->participants[m->who[i]].available, s);
        if (!open)
            continue;
        common = true;
        for (uint32_t i = 0; i < m->size; i++) {
            bool free_ = fit->busy[(size_t)m->who[i] * p->slot_count + s] <
                         p->participants[m->who[i]].representatives;
            free_of[i] |= free_;
            idle &= free_;
        }
        if (!idle)
            continue;
        all = true;
        place |= p->place_count == 0 || ie_fit_place(fit, meeting, (int32_t)s) >= 0;
    }
    if (!common)
        return fit->timetable->screen[meeting].pending ? "screening" : "no_common_slot";
    for (uint32_t i = 0; i < m->size; i++)
        if (!free_of[i])
            return m->size > 2 ? "member_full" : i ? "b_full" : "a_full";
    if (!all)
        return "no_free_slot";
    if (!place)
        return "places_full";
    return ie_fit_needs_interpreter(p, m) ? "interpreters_full" : "not_found";
}

static void put_labels(const struct ie_timetable *t, const struct ie_fair_meeting *m,
                       struct ie_json *json)
{
    ie_json_key(json, "others_labels");
    ie_json_array(json);
    for (uint32_t i = 2; i < m->size; i++)
        ie_json_str(json, ie_timetable_label(t, m->who[i]));
    ie_json_end(json);
}

/* The ruling that it waits for; null: none, or no day is known. */
static void put_not_before(const struct ie_screen *screen, struct ie_json *json)
{
    char text[40];

    ie_json_key(json, "not_before");
    if (!screen->pending || screen->not_before == INT64_MAX) {
        ie_json_null(json);
        return;
    }
    ie_moment_format(screen->not_before, text);
    ie_json_strz(json, text);
}

static void put_waiting(const struct ie_fit *fit, const struct waiting *w,
                        struct ie_json *json)
{
    const struct ie_timetable *t = fit->timetable;
    const struct ie_fair_meeting *m = &t->pairs[w->meeting];
    struct ie_fair_place_at at;
    uint32_t could = 0;

    ie_json_object(json);
    ie_json_kstr(json, "meeting",
                 t->record[w->meeting] < 0
                     ? IE_STR_NONE
                     : ie_id_str(&t->meetings.at[t->record[w->meeting]].id));
    ie_json_kstr(json, "a", t->problem->participants[m->who[0]].id);
    ie_json_kstr(json, "b", t->problem->participants[m->who[1]].id);
    ie_json_kstr(json, "a_label", ie_timetable_label(t, m->who[0]));
    ie_json_kstr(json, "b_label", ie_timetable_label(t, m->who[1]));
    ie_timetable_put_others(t, w->meeting, json);
    put_labels(t, m, json);
    ie_json_kint(json, "weight", m->weight);
    ie_json_kbool(json, "mutual", m->mutual);
    ie_json_kbool(json, "must", m->must);
    put_not_before(&t->screen[w->meeting], json);
    ie_json_key(json, "could");
    ie_json_array(json);
    for (int32_t s = 0; s < (int32_t)t->slots.count && could < IE_COULD_MOST; s++)
        if (ie_fit_try(fit, w->meeting, s, &at)) {
            put_could(t, &at, json);
            could++;
        }
    ie_json_end(json);
    ie_json_key(json, "reason");
    ie_json_strz(json, could ? "has_room" : reason_of(fit, w->meeting));
    ie_json_end(json);
}

int ie_waiting_json(struct ie_call *call, struct ie_str event, struct ie_json *json,
                    struct ie_error *err)
{
    struct ie_timetable *t = NULL;
    struct ie_fit fit;
    uint32_t n = 0;
    int code = ie_timetable_load(call, event, IE_TIMETABLE_TO_FILL, &t, err);

    if (!code)
        code = ie_event_require_overview(call, t->event, err);
    if (!code)
        code = ie_fit_init(t, t->at, call->arena, &fit, err);
    if (code)
        return code;
    struct waiting *list =
        IE_NEW_ARRAY(call->arena, struct waiting, t->problem->meeting_count);
    if (!list)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < t->problem->meeting_count; i++) {
        const struct ie_fair_meeting *m = &t->pairs[i];
        if (t->at[i].slot < 0 && !m->never)
            list[n++] = (struct waiting){
                i, (int64_t)m->weight * (m->mutual ? t->problem->mutual_factor : 1),
                m->must};
    }
    if (n > 1)
        qsort(list, n, sizeof(*list), by_worth);
    ie_json_object(json);
    ie_json_kstr(json, "event", ie_id_str(&t->event->id));
    ie_json_key(json, "items");
    ie_json_array(json);
    for (uint32_t i = 0; i < n; i++)
        put_waiting(&fit, &list[i], json);
    ie_json_end(json);
    ie_json_end(json);
    return 0;
}
