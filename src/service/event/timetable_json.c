#include "service/event/party.h"
#include "service/event/plan_use.h"

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

/* The slots of a set as a list; null: there is none. */
static void put_slots(const struct ie_timetable *t, const char *key, const uint64_t *set,
                      struct ie_json *json)
{
    ie_json_key(json, key);
    if (!set) {
        ie_json_null(json);
        return;
    }
    ie_json_array(json);
    for (uint32_t s = 0; s < t->slots.count; s++)
        if (set[s / 64] >> (s % 64) & 1)
            ie_json_int(json, s);
    ie_json_end(json);
}

static void put_participants(const struct ie_timetable *t, const struct ie_str *english,
                             struct ie_json *json)
{
    ie_json_key(json, "participants");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->participant_count; i++) {
        const struct ie_timetable_participant *p = &t->participants[i];
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&p->participation->id));
        ie_json_kstr(json, "organisation", text_of(p->participation, "organisation"));
        ie_json_kstr(json, "label",
                     p->organisation ? text_of(p->organisation, "name") : IE_STR_NONE);
        ie_json_kstr(json, "label_en", p->organisation ? english[i] : IE_STR_NONE);
        ie_json_kstr(json, "country",
                     p->organisation ? text_of(p->organisation, "country") : IE_STR_NONE);
        ie_json_kstr(json, "status", text_of(p->participation, "status"));
        ie_json_kbool(json, "mine", p->participation->owned);
        put_slots(t, "free", t->hours[i], json); /* null: always */
        put_slots(t, "taken", t->taken[i], json);
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

static void put_sessions(const struct ie_timetable *t, struct ie_json *json)
{
    ie_json_key(json, "sessions");
    ie_json_array(json);
    for (size_t i = 0; i < t->sessions.count; i++) {
        const struct ie_record *s = &t->sessions.at[i];
        struct ie_str named = text_of(s, "participants");
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&s->id));
        ie_json_key(json, "title");
        ie_json_raw(json, text_of(s, "title"));
        ie_json_kstr(json, "kind", text_of(s, "kind"));
        put_moment(json, "starts_at", ie_record_get(s, "starts_at"));
        put_moment(json, "ends_at", ie_record_get(s, "ends_at"));
        ie_json_kstr(json, "place", text_of(s, "place"));
        ie_json_kbool(json, "blocks", ie_record_get(s, "blocks")->integer != 0);
        ie_json_key(json, "participants"); /* none: everybody */
        ie_json_raw(json, named.len ? named : IE_STR("[]"));
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_precedences(const struct ie_timetable *t, struct ie_json *json)
{
    ie_json_key(json, "precedences");
    ie_json_array(json);
    for (size_t i = 0; i < t->precedences.count; i++) {
        const struct ie_record *p = &t->precedences.at[i];
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&p->id));
        ie_json_kint(json, "revision", p->revision);
        ie_json_kstr(json, "before", text_of(p, "before"));
        ie_json_kstr(json, "after", text_of(p, "after"));
        ie_json_kstr(json, "note", text_of(p, "note"));
        ie_json_end(json);
    }
    ie_json_end(json);
}

/* Times that it may not be at, and why: for those who run the event. */
static void put_limits(const struct ie_timetable *t, uint32_t i, bool officer,
                       struct ie_json *json)
{
    const struct ie_record *m = &t->meetings.at[t->record[i]];
    const struct ie_screen *screen = &t->screen[i];
    struct ie_value moment = {.integer = screen->not_before};

    moment.null = !officer || !screen->pending || screen->not_before == INT64_MAX;
    ie_json_kstr(json, "screening",
                 !officer          ? IE_STR_NONE
                 : screen->refused ? IE_STR("refused")
                 : screen->pending ? IE_STR("pending")
                                   : text_of(m, "screening"));
    ie_json_kbool(json, "screening_own", officer && text_of(m, "screening").len > 0);
    put_moment(json, "not_before", &moment);
    ie_json_key(json, "not_at");
    ie_json_raw(json, officer && text_of(m, "not_at").len ? text_of(m, "not_at")
                                                          : IE_STR("[]"));
}

static void put_meetings(const struct ie_timetable *t, bool officer, struct ie_json *json)
{
    ie_json_key(json, "meetings");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->problem->meeting_count; i++) {
        const struct ie_record *m = &t->meetings.at[t->record[i]];
        struct ie_party party = ie_party_of(m);
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&m->id));
        ie_json_kint(json, "revision", m->revision);
        ie_json_kstr(json, "a", text_of(m, "a"));
        ie_json_kstr(json, "b", text_of(m, "b"));
        ie_party_put_others(&party, json);
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
        put_limits(t, i, officer, json);
        ie_json_end(json);
    }
    ie_json_end(json);
}

/* That somebody asked never to meet, or is looked into, is told to those who run the event
 * alone. */
static bool is_for_members(const json_t *row)
{
    static const char *const kept[] = {"never", "refused", "screening"};

    for (size_t i = 0; i < IE_COUNT(kept); i++)
        if (ie_str_eqz(ie_json_get_str(row, "reason"), kept[i]))
            return false;
    return true;
}

static bool owns(const struct ie_timetable *t, struct ie_str participation)
{
    int64_t at = ie_timetable_participant(t, participation);

    return at >= 0 && t->participants[at].participation->owned;
}

/* One of those of a row with "a", "b" and "others" is the actor's. */
static bool is_own(const struct ie_timetable *t, const json_t *row)
{
    const json_t *others = json_object_get(row, "others");
    json_t *id;
    bool own = owns(t, ie_json_get_str(row, "a")) || owns(t, ie_json_get_str(row, "b"));
    size_t i;

    json_array_foreach(others, i, id)
        own |= owns(t, ie_str_z(json_string_value(id)));
    return own;
}

/* "changed": what was proved was of another timetable, or of other wishes and rules, or
 * before it was kept of what. */
static int say_whether_it_stands(struct ie_call *call, const struct ie_timetable *t,
                                 json_t *plan, struct ie_error *err)
{
    char hex[IE_DIGEST_HEX];
    bool same = false;
    int code = ie_timetable_digest(call, t, t->at, hex, err);

    if (!code)
        code = ie_plan_is_of(call, ie_id_str(&t->event->id), hex, &same, err);
    if (code)
        return code;
    json_object_del(plan, "unplaced");
    return json_object_set_new(plan, "changed", json_boolean(!same)) ? ie_fail_nomem(err)
                                                                     : 0;
}

/* The plan's summary as it was stored with the event; its list of unplaced wishes is for
 * those who run the event, and for the organisations in it. */
static int put_summary(struct ie_call *call, const struct ie_timetable *t,
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
        bool own = is_own(t, row);
        if (officer || (own && is_for_members(row)))
            ie_json_value(json, row);
    }
    ie_json_end(json);
    /* Its figures count everybody's meetings: not for those who see their own alone. */
    bool overview =
        officer || ie_actor_has(call->actor, IE_ROLE_ANALYST | IE_ROLE_AUDITOR);
    if (plan && overview)
        code = say_whether_it_stands(call, t, plan, err);
    ie_json_key(json, "summary");
    ie_json_value(json, overview ? plan : NULL);
    json_decref(plan);
    return code;
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
    struct ie_str *english =
        IE_NEW_ARRAY(call->arena, struct ie_str, t->participant_count);
    if (!english)
        return ie_fail_nomem(err);
    if ((code = ie_timetable_labels(call, t, "en", english, err)))
        return code;
    ie_json_object(json);
    ie_json_kstr(json, "event", ie_id_str(&t->event->id));
    ie_json_kint(json, "revision", t->event->revision);
    ie_json_kstr(json, "zone", text_of(t->event, "zone"));
    ie_json_kbool(json, "can_plan", ie_event_officer(call->actor, t->event));
    put_days(t, json);
    put_places(t, json);
    put_interpreters(t, json);
    put_participants(t, english, json);
    put_sessions(t, json);
    put_precedences(t, json);
    put_meetings(t, ie_event_officer(call->actor, t->event), json);
    code = put_summary(call, t, json, err);
    ie_json_end(json);
    return code;
}
