/*
 * Is the timetable still the one that was planned, of the same wishes under the same rules?
 * Only then does what was proved of the plan hold of it. The digest is of what planning
 * reads, field by field, and of where the meetings are, by who meets; not of locks,
 * confirmations and arrivals, which leave what was proved as it is.
 */
#include <sodium.h>

#include "base/json.h"
#include "service/event/timetable.h"
#include "store/schema_types.h"

static const char *const event_fields[] = {
    "first_day", "last_day", "day_from",      "day_until",  "slot_minutes",      "breaks",
    "zone",      "walks",    "mutual_factor", "objectives", "screening_minutes", NULL};
static const char *const participation_fields[] = {
    "representatives", "languages",    "available", "place",     "cap",
    "day_cap",         "rest_minutes", "screening", "ruling_at", NULL};
static const char *const place_fields[] = {"capacity", "parallel", "available", "area",
                                           NULL};
static const char *const interpreter_fields[] = {"pairs", "available", NULL};
static const char *const session_fields[] = {"blocks", "starts_at",    "ends_at",
                                             "place",  "participants", NULL};
static const char *const wish_fields[] = {"weight", "kind", "others", NULL};
static const char *const precedence_fields[] = {"before", "after", NULL};
static const char *const meeting_fields[] = {"not_at", "screening", "ruling_at", NULL};

static void add_record(struct ie_buf *out, const struct ie_record *record,
                       const char *const *fields)
{
    ie_buf_add(out, ie_id_str(&record->id));
    for (size_t i = 0; fields[i]; i++) {
        const struct ie_value *value = ie_record_get(record, fields[i]);
        ie_buf_addc(out, '|');
        if (!value->null && value->text.ptr)
            ie_buf_add(out, value->text);
        else if (!value->null)
            ie_buf_printf(out, "%lld", (long long)value->integer);
    }
    ie_buf_addc(out, '\n');
}

static void add_list(struct ie_buf *out, const struct ie_list *list,
                     const char *const *fields)
{
    for (size_t i = 0; i < list->count; i++)
        add_record(out, &list->at[i], fields);
    ie_buf_addc(out, '\n');
}

static void add_participants(struct ie_buf *out, const struct ie_timetable *t)
{
    for (uint32_t i = 0; i < t->participant_count; i++) {
        const struct ie_record *record = t->participants[i].participation;
        if (ie_str_eqz(ie_record_get(record, "status")->text, "absent"))
            ie_buf_addc(out, '-');
        add_record(out, record, participation_fields);
    }
}

static void add_places_of_meetings(struct ie_buf *out, const struct ie_timetable *t,
                                   const struct ie_fair_place_at *at)
{
    for (uint32_t i = 0; i < t->problem->meeting_count; i++) {
        const struct ie_fair_meeting *m = &t->pairs[i];
        const struct ie_fair_place_at *is =
            m->hold == IE_FAIR_BEGUN && t->record[i] >= 0 ? &t->at[i] : &at[i];
        if (is->slot < 0)
            continue;
        for (uint32_t k = 0; k < m->size; k++)
            ie_buf_add(out, t->problem->participants[m->who[k]].id);
        ie_buf_printf(out, "|%d|%d|%d\n", is->slot, is->place, is->interpreter);
    }
}

/* Rules that a meeting's record has: few do. */
static void add_rules_of_meetings(struct ie_buf *out, const struct ie_timetable *t)
{
    for (size_t i = 0; i < t->meetings.count; i++) {
        const struct ie_record *m = &t->meetings.at[i];
        if (!ie_record_get(m, "not_at")->null || !ie_record_get(m, "screening")->null)
            add_record(out, m, meeting_fields);
    }
}

/* Lists that not everybody who sees the timetable may read. */
static int add_hidden(struct ie_call *call, const struct ie_timetable *t,
                      struct ie_buf *out, struct ie_error *err)
{
    struct ie_actor whole = *call->actor;
    struct ie_call office = *call;
    struct ie_str event = ie_id_str(&t->event->id);
    struct ie_list interpreters, precedences;
    int code;

    whole.operator_ = true;
    office.actor = &whole;
    code =
        ie_event_rows(&office, &ie_type_interpreter, "event", event, &interpreters, err);
    if (!code)
        code = ie_event_rows(&office, &ie_type_precedence, "event", event, &precedences,
                             err);
    if (code)
        return code;
    add_list(out, &interpreters, interpreter_fields);
    add_list(out, &precedences, precedence_fields);
    return 0;
}

int ie_timetable_digest(struct ie_call *call, const struct ie_timetable *t,
                        const struct ie_fair_place_at *at, char hex[IE_DIGEST_HEX],
                        struct ie_error *err)
{
    unsigned char digest[(IE_DIGEST_HEX - 1) / 2];
    struct ie_buf text = IE_BUF_INIT;
    int code = add_hidden(call, t, &text, err);

    add_record(&text, t->event, event_fields);
    add_participants(&text, t);
    add_list(&text, &t->places, place_fields);
    add_list(&text, &t->sessions, session_fields);
    add_list(&text, &t->wishes, wish_fields);
    add_rules_of_meetings(&text, t);
    add_places_of_meetings(&text, t, at);
    if (!code)
        code = ie_buf_check(&text, err);
    if (!code) {
        struct ie_str all = ie_buf_str(&text);
        crypto_generichash(digest, sizeof(digest), (const unsigned char *)all.ptr,
                           all.len, NULL, 0);
        sodium_bin2hex(hex, IE_DIGEST_HEX, digest, sizeof(digest));
    }
    ie_buf_release(&text);
    return code;
}
