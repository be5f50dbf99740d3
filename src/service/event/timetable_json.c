#include "service/event/timetable.h"

#include "base/json.h"
#include "service/open.h"
#include "store/schema_types.h"

static struct ie_str text_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? IE_STR_NONE : value->text;
}

static void put_moment(struct ie_json *json, const char *key,
                       const struct ie_value *value)
{
    char text[40];

    ie_json_key(json, key);
    if (value->null) {
        ie_json_null(json);
        return;
    }
    ie_moment_format(value->integer, text);
    ie_json_strz(json, text);
}

static void put_participants(const struct ie_timetable *t, struct ie_json *json)
{
    ie_json_key(json, "participants");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->participant_count; i++) {
        const struct ie_timetable_participant *p = &t->participants[i];
        const uint64_t *free_slots = t->problem->participants[i].available;
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&p->participation->id));
        ie_json_kstr(json, "organisation", text_of(p->participation, "organisation"));
        ie_json_kstr(json, "label",
                     p->organisation ? text_of(p->organisation, "name") : IE_STR_NONE);
        ie_json_kstr(json, "label_en",
                     p->organisation ? text_of(p->organisation, "name_en") : IE_STR_NONE);
        ie_json_kstr(json, "country",
                     p->organisation ? text_of(p->organisation, "country") : IE_STR_NONE);
        ie_json_kstr(json, "status", text_of(p->participation, "status"));
        ie_json_kbool(json, "mine", p->participation->owned);
        ie_json_key(json, "free"); /* null: always */
        if (free_slots) {
            ie_json_array(json);
            for (uint32_t s = 0; s < t->slots.count; s++)
                if (free_slots[s / 64] >> (s % 64) & 1)
                    ie_json_int(json, s);
            ie_json_end(json);
        } else {
            ie_json_null(json);
        }
        ie_json_kint(json, "representatives",
                     t->problem->participants[i].representatives);
        ie_json_kstr(json, "place", text_of(p->participation, "place"));
        struct ie_str languages = text_of(p->participation, "languages");
        ie_json_key(json, "languages");
        ie_json_raw(json, languages.len ? languages : IE_STR("[]"));
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_interpreters(const struct ie_timetable *t, struct ie_json *json)
{
    ie_json_key(json, "interpreters");
    ie_json_array(json);
    for (size_t i = 0; i < t->interpreters.count; i++) {
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&t->interpreters.at[i].id));
        ie_json_kstr(json, "name", text_of(&t->interpreters.at[i], "name"));
        ie_json_key(json, "pairs");
        ie_json_raw(json, text_of(&t->interpreters.at[i], "pairs"));
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_places(const struct ie_timetable *t, struct ie_json *json)
{
    ie_json_key(json, "places");
    ie_json_array(json);
    for (size_t i = 0; i < t->places.count; i++) {
        const struct ie_record *p = &t->places.at[i];
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&p->id));
        ie_json_kstr(json, "name", text_of(p, "name"));
        ie_json_kstr(json, "kind", text_of(p, "kind"));
        ie_json_kstr(json, "area", text_of(p, "area"));
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_meetings(const struct ie_timetable *t, struct ie_json *json)
{
    ie_json_key(json, "meetings");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->problem->meeting_count; i++) {
        const struct ie_record *m = &t->meetings.at[t->record[i]];
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&m->id));
        ie_json_kint(json, "revision", m->revision);
        ie_json_kstr(json, "a", text_of(m, "a"));
        ie_json_kstr(json, "b", text_of(m, "b"));
        ie_json_key(json, "slot");
        if (t->at[i].slot >= 0)
            ie_json_int(json, t->at[i].slot);
        else
            ie_json_null(json);
        put_moment(json, "starts_at", ie_record_get(m, "starts_at"));
        put_moment(json, "ends_at", ie_record_get(m, "ends_at"));
        ie_json_kstr(json, "place", text_of(m, "place"));
        ie_json_kstr(json, "interpreter", text_of(m, "interpreter"));
        ie_json_kstr(json, "status", text_of(m, "status"));
        ie_json_kbool(json, "locked", ie_record_get(m, "locked")->integer != 0);
        ie_json_kint(json, "weight", t->pairs[i].weight);
        ie_json_kbool(json, "mutual", ie_record_get(m, "mutual")->integer != 0);
        ie_json_end(json);
    }
    ie_json_end(json);
}

/* The plan's summary as it was stored with the event; its list of unplaced wishes is for
 * those who run the event, and for the organisations in it. */
static int put_summary(const struct ie_call *call, const struct ie_timetable *t,
                       struct ie_json *json, struct ie_error *err)
{
    struct ie_str stored = text_of(t->event, "timetable");
    bool officer = ie_event_officer(call->actor, t->event);
    json_t *plan = NULL;

    ie_json_key(json, "unplaced");
    ie_json_array(json);
    int code = stored.len ? ie_json_parse(stored, &plan, err) : 0;
    if (code)
        return code;
    const json_t *unplaced = json_object_get(plan, "unplaced");
    for (size_t i = 0; i < json_array_size(unplaced); i++) {
        const json_t *row = json_array_get(unplaced, i);
        int64_t a = ie_timetable_participant(t, ie_json_get_str(row, "a"));
        int64_t b = ie_timetable_participant(t, ie_json_get_str(row, "b"));
        /* That somebody asked never to meet is told to those who run the event alone. */
        if (!officer && ie_str_eqz(ie_json_get_str(row, "reason"), "never"))
            continue;
        if (officer || (a >= 0 && t->participants[a].participation->owned) ||
            (b >= 0 && t->participants[b].participation->owned))
            ie_json_value(json, row);
    }
    ie_json_end(json);
    if (plan)
        json_object_del(plan, "unplaced");
    /* Its figures count everybody's meetings: not for those who see their own alone. */
    bool overview =
        officer || ie_actor_has(call->actor, IE_ROLE_ANALYST | IE_ROLE_AUDITOR);
    ie_json_key(json, "summary");
    ie_json_value(json, overview ? plan : NULL);
    json_decref(plan);
    return 0;
}

static void put_days(const struct ie_timetable *t, struct ie_json *json)
{
    char text[40];

    ie_json_key(json, "days");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->slots.count; i++) {
        const struct ie_slot *s = &t->slots.at[i];
        if (i == 0 || s->day != s[-1].day) {
            if (i) {
                ie_json_end(json);
                ie_json_end(json);
            }
            ie_json_object(json);
            ie_day_format(s->date, text);
            ie_json_key(json, "day");
            ie_json_strz(json, text);
            ie_json_key(json, "slots");
            ie_json_array(json);
        }
        ie_json_object(json);
        ie_json_kint(json, "index", i);
        ie_moment_format(s->starts_at, text);
        ie_json_key(json, "starts_at");
        ie_json_strz(json, text);
        ie_moment_format(s->ends_at, text);
        ie_json_key(json, "ends_at");
        ie_json_strz(json, text);
        snprintf(text, sizeof(text), "%02u:%02u", s->start_minute / 60 % 24,
                 s->start_minute % 60);
        ie_json_key(json, "label");
        ie_json_strz(json, text);
        ie_json_end(json);
    }
    if (t->slots.count) {
        ie_json_end(json);
        ie_json_end(json);
    }
    ie_json_end(json);
}

int ie_event_slots_json(struct ie_call *call, struct ie_str event, struct ie_json *json,
                        struct ie_error *err)
{
    struct ie_timetable t = {0};
    int code = ie_event_find(call, event, &t.event, err);

    if (!code)
        code = ie_event_slots(t.event, call->arena, &t.slots, err);
    if (code)
        return code;
    ie_json_object(json);
    put_days(&t, json);
    ie_json_kstr(json, "zone", text_of(t.event, "zone"));
    ie_json_end(json);
    return 0;
}

int ie_timetable_json(struct ie_call *call, struct ie_str event, struct ie_json *json,
                      struct ie_error *err)
{
    struct ie_timetable *t;
    int code = ie_timetable_load(call, event, IE_TIMETABLE_AS_IT_STANDS, &t, err);

    if (code)
        return code;
    ie_json_object(json);
    ie_json_kstr(json, "event", ie_id_str(&t->event->id));
    ie_json_kint(json, "revision", t->event->revision);
    ie_json_kstr(json, "zone", text_of(t->event, "zone"));
    ie_json_kbool(json, "can_plan", ie_event_officer(call->actor, t->event));
    put_days(t, json);
    put_places(t, json);
    put_interpreters(t, json);
    put_participants(t, json);
    put_meetings(t, json);
    code = put_summary(call, t, json, err);
    ie_json_end(json);
    return code;
}
