#include "service/event/agenda.h"

#include <stdlib.h>

#include "base/sheet_write.h"
#include "service/account/authorise.h"
#include "service/event/agenda_ics.h"
#include "service/event/party.h"
#include "service/event/timetable.h"
#include "store/schema_types.h"

int ie_agenda_format_parse(struct ie_str text, enum ie_agenda_format *format,
                           struct ie_error *err)
{
    static const char *const names[] = {
        [IE_AGENDA_JSON] = "json", [IE_AGENDA_ICS] = "ics", [IE_AGENDA_CSV] = "csv"};

    for (size_t i = 0; i < IE_COUNT(names); i++)
        if (ie_str_eqz(text, names[i])) {
            *format = (enum ie_agenda_format)i;
            return 0;
        }
    ie_fail(err, IE_USAGE, "agenda.format");
    ie_error_argn(err, "value", text.ptr ? text.ptr : "", text.len);
    return IE_USAGE;
}

static int by_start(const void *a, const void *b)
{
    const struct ie_agenda_entry *x = a, *y = b;

    if (x->starts_at != y->starts_at)
        return x->starts_at < y->starts_at ? -1 : 1;
    return strcmp(x->record->id.text, y->record->id.text);
}

/* As it is registered, whatever the reader's language: scripts go by it. */
static struct ie_str name_of(const struct ie_timetable *t, struct ie_str participation)
{
    int64_t i = ie_timetable_participant(t, participation);

    if (i < 0 || !t->participants[i].organisation)
        return IE_STR_NONE;
    return ie_record_get(t->participants[i].organisation, "name")->text;
}

static struct ie_str place_fact(const struct ie_timetable *t,
                                const struct ie_record *record, const char *field)
{
    const struct ie_value *place = ie_record_get(record, "place");
    int64_t i = place->null ? -1 : ie_timetable_place(t, place->text);

    return i < 0 ? IE_STR_NONE : ie_record_get(&t->places.at[i], field)->text;
}

/* A text in the language asked for, else in the first there is. */
static int in_language(struct ie_arena *arena, struct ie_str words,
                       struct ie_str language, struct ie_str *text, struct ie_error *err)
{
    json_t *object = NULL;
    const char *key, *chosen = NULL;
    json_t *value;

    if (words.len && ie_json_parse(words, &object, err) == IE_NOMEM)
        return IE_NOMEM;
    json_object_foreach(object, key, value)
        if (json_is_string(value) && (!chosen || ie_str_eqz(language, key)))
            chosen = json_string_value(value);
    *text = chosen ? ie_arena_str(arena, ie_str_z(chosen)) : IE_STR_NONE;
    json_decref(object);
    return chosen && !text->ptr ? ie_fail_nomem(err) : 0;
}

static struct ie_str voice_name(const struct ie_timetable *t,
                                const struct ie_record *record)
{
    const struct ie_value *voice = ie_record_get(record, "interpreter");
    int64_t i = voice->null ? -1 : ie_timetable_interpreter(t, voice->text);

    return i < 0 ? IE_STR_NONE : ie_record_get(&t->interpreters.at[i], "name")->text;
}

static bool is_side(const struct ie_record *meeting, struct ie_str participation)
{
    struct ie_party party = ie_party_of(meeting);

    return !participation.len || ie_party_has(&party, participation);
}

/* "C, D" of a group of A, B, C and D. */
static int others_of(struct ie_call *call, const struct ie_timetable *t,
                     const struct ie_record *meeting, struct ie_str *text,
                     struct ie_error *err)
{
    struct ie_party party = ie_party_of(meeting);

    *text = IE_STR_NONE;
    for (uint32_t i = 2; i < party.size; i++) {
        *text =
            ie_arena_printf(call->arena, "%.*s%s%.*s", IE_STR_ARG(*text),
                            text->len ? ", " : "", IE_STR_ARG(name_of(t, party.id[i])));
        if (!text->ptr)
            return ie_fail_nomem(err);
    }
    return 0;
}

static int add_meetings(struct ie_call *call, const struct ie_timetable *t,
                        struct ie_str participation, struct ie_agenda_entry *entries,
                        size_t *count, struct ie_error *err)
{
    size_t n = *count;
    int code = 0;

    for (size_t i = 0; i < t->meetings.count && !code; i++) {
        const struct ie_record *m = &t->meetings.at[i];
        if (ie_record_get(m, "starts_at")->null || !is_side(m, participation))
            continue;
        entries[n] = (struct ie_agenda_entry){
            .record = m,
            .kind = IE_STR("meeting"),
            .starts_at = ie_record_get(m, "starts_at")->integer,
            .ends_at = ie_record_get(m, "ends_at")->integer,
            .a = name_of(t, ie_record_get(m, "a")->text),
            .b = name_of(t, ie_record_get(m, "b")->text),
            .a_id = ie_record_get(m, "a")->text,
            .b_id = ie_record_get(m, "b")->text,
            .place = place_fact(t, m, "name"),
            .area = place_fact(t, m, "area"),
            .interpreter = voice_name(t, m),
            .status = ie_record_get(m, "status")->text,
            .cancelled = ie_str_eqz(ie_record_get(m, "status")->text, "cancelled"),
        };
        code = others_of(call, t, m, &entries[n++].others, err);
    }
    *count = n;
    return code;
}

/* A session that names who is in it is in their agendas alone; everybody's agenda, which
 * those who run the event read, has it too. */
static int is_in(const struct ie_timetable *t, const struct ie_record *session,
                 struct ie_str participation, bool officer, bool *is,
                 struct ie_error *err)
{
    const struct ie_value *named = ie_record_get(session, "participants");
    json_t *list = NULL, *id;
    bool in = officer && !participation.len;
    size_t i;

    if (!named->null && ie_json_parse(named->text, &list, err) == IE_NOMEM)
        return IE_NOMEM;
    if (json_array_size(list) == 0)
        in = true;
    json_array_foreach(list, i, id) {
        struct ie_str one = ie_str_z(json_string_value(id));
        int64_t at = ie_timetable_participant(t, one);
        in |= participation.len ? ie_str_eq(one, participation)
                                : at >= 0 && t->participants[at].participation->owned;
    }
    json_decref(list);
    *is = in;
    return 0;
}

static int add_sessions(struct ie_call *call, const struct ie_timetable *t,
                        const struct ie_list *places, struct ie_str participation,
                        struct ie_str language, struct ie_agenda_entry *entries,
                        size_t *count, struct ie_error *err)
{
    int code = ie_event_require_overview(call, t->event, err);
    bool officer = code == 0;
    size_t n = *count;

    code = code == IE_FORBIDDEN ? 0 : code;
    for (size_t i = 0; i < t->sessions.count && !code; i++) {
        const struct ie_record *s = &t->sessions.at[i];
        bool in = false;
        code = is_in(t, s, participation, officer, &in, err);
        if (!in)
            continue;
        entries[n] = (struct ie_agenda_entry){
            .record = s,
            .kind = ie_record_get(s, "kind")->text,
            .starts_at = ie_record_get(s, "starts_at")->integer,
            .ends_at = ie_record_get(s, "ends_at")->integer,
        };
        for (size_t k = 0; k < places->count; k++)
            if (ie_str_eq(ie_id_str(&places->at[k].id),
                          ie_record_get(s, "place")->text)) {
                entries[n].place = ie_record_get(&places->at[k], "name")->text;
                entries[n].area = ie_record_get(&places->at[k], "area")->text;
            }
        code = in_language(call->arena, ie_record_get(s, "title")->text, language,
                           &entries[n++].title, err);
    }
    *count = n;
    return code;
}

static int gather(struct ie_call *call, struct ie_str event, struct ie_str participation,
                  struct ie_str language, struct ie_timetable **timetable,
                  struct ie_agenda_entry **entries, size_t *count, struct ie_error *err)
{
    struct ie_timetable *t;
    struct ie_list places;
    int code = ie_timetable_load(call, event, IE_TIMETABLE_AS_IT_STANDS, &t, err);

    if (code)
        return code;
    if (participation.len && ie_timetable_participant(t, participation) < 0) {
        ie_fail(err, IE_NOT_FOUND, "record.not_found");
        ie_error_arg(err, "type", "participation");
        ie_error_argn(err, "id", participation.ptr, participation.len);
        return IE_NOT_FOUND;
    }
    code = ie_event_rows(call, &ie_type_place, "event", ie_id_str(&t->event->id), &places,
                         err);
    if (code)
        return code;
    *entries = IE_NEW_ARRAY(call->arena, struct ie_agenda_entry,
                            t->meetings.count + t->sessions.count);
    if (!*entries)
        return ie_fail_nomem(err);
    *count = 0;
    code = add_meetings(call, t, participation, *entries, count, err);
    if (!code)
        code =
            add_sessions(call, t, &places, participation, language, *entries, count, err);
    if (code)
        return code;
    if (*count)
        qsort(*entries, *count, sizeof(**entries), by_start);
    *timetable = t;
    return 0;
}

static void put_moment(struct ie_json *json, const char *key, ie_moment moment)
{
    char text[40];

    ie_moment_format(moment, text);
    ie_json_key(json, key);
    ie_json_strz(json, text);
}

/* What a page shows of a side beside its name: its English name, organisation, country. */
static void put_side(struct ie_json *json, const struct ie_timetable *t, char side,
                     struct ie_str participation)
{
    int64_t i = ie_timetable_participant(t, participation);
    const struct ie_record *o = i < 0 ? NULL : t->participants[i].organisation;
    static const struct {
        const char *key, *field;
    } facts[] = {{"label_en", "name_en"}, {"country", "country"}};

    for (size_t k = 0; k < IE_COUNT(facts); k++) {
        char key[32];
        const struct ie_value *value = o ? ie_record_get(o, facts[k].field) : NULL;
        snprintf(key, sizeof(key), "%c_%s", side, facts[k].key);
        ie_json_kstr(json, key, value && !value->null ? value->text : IE_STR_NONE);
    }
    char key[] = "a_organisation";
    key[0] = side;
    ie_json_kstr(json, key, o ? ie_id_str(&o->id) : IE_STR_NONE);
}

static void put_sides(struct ie_json *json, const struct ie_timetable *t,
                      const struct ie_agenda_entry *e)
{
    if (!e->a_id.len)
        return;
    put_side(json, t, 'a', e->a_id);
    put_side(json, t, 'b', e->b_id);
    struct ie_party party = ie_party_of(e->record);
    ie_party_put_others(&party, json);
    ie_json_key(json, "others_labels");
    ie_json_array(json);
    for (uint32_t i = 2; i < party.size; i++)
        ie_json_str(json, name_of(t, party.id[i]));
    ie_json_end(json);
    ie_json_kbool(json, "mutual", ie_record_get(e->record, "mutual")->integer != 0);
}

static void write_json(const struct ie_timetable *t,
                       const struct ie_agenda_entry *entries, size_t count,
                       struct ie_buf *out)
{
    struct ie_json json = ie_json_into(out);

    ie_json_object(&json);
    ie_json_kstr(&json, "event", ie_id_str(&t->event->id));
    ie_json_kstr(&json, "zone", ie_record_get(t->event, "zone")->text);
    ie_json_key(&json, "items");
    ie_json_array(&json);
    for (size_t i = 0; i < count; i++) {
        const struct ie_agenda_entry *e = &entries[i];
        ie_json_object(&json);
        ie_json_kstr(&json, "id", ie_id_str(&e->record->id));
        ie_json_kint(&json, "revision", e->record->revision);
        ie_json_kstr(&json, "kind", e->kind);
        ie_json_kstr(&json, "title", e->title);
        put_moment(&json, "starts_at", e->starts_at);
        put_moment(&json, "ends_at", e->ends_at);
        ie_json_kstr(&json, "place", e->place);
        ie_json_kstr(&json, "area", e->area);
        ie_json_kstr(&json, "a", e->a_id);
        ie_json_kstr(&json, "b", e->b_id);
        ie_json_kstr(&json, "a_label", e->a);
        ie_json_kstr(&json, "b_label", e->b);
        ie_json_kstr(&json, "interpreter", e->interpreter);
        ie_json_kstr(&json, "status", e->status);
        put_sides(&json, t, e);
        ie_json_end(&json);
    }
    ie_json_end(&json);
    ie_json_end(&json);
}

static int write_csv(struct ie_call *call, const struct ie_timetable *t,
                     const struct ie_agenda_entry *entries, size_t count,
                     struct ie_str language, struct ie_buf *out, struct ie_error *err)
{
    static const char *const headings[2][8] = {
        {"day", "from", "until", "kind", "title", "with", "place", "status"},
        {"날짜", "시작", "종료", "구분", "제목", "상대", "장소", "상태"}};
    struct ie_csv csv = ie_csv_into(out, IE_CSV_BOM | IE_CSV_GUARD);
    struct ie_zone *zone = NULL;
    char *name = ie_arena_strz(call->arena, ie_record_get(t->event, "zone")->text);

    if (!name)
        return ie_fail_nomem(err);
    int code = ie_zone_load(name, &zone, err);
    if (code)
        return code;
    for (size_t i = 0; i < IE_COUNT(headings[0]); i++)
        ie_csv_cellz(&csv, headings[ie_str_eqz(language, "ko")][i]);
    ie_csv_end(&csv);
    for (size_t i = 0; i < count; i++) {
        const struct ie_agenda_entry *e = &entries[i];
        struct ie_civil from = ie_zone_civil(zone, e->starts_at),
                        until = ie_zone_civil(zone, e->ends_at);
        char text[40];
        snprintf(text, sizeof(text), "%04d-%02d-%02d", from.year, from.month, from.day);
        ie_csv_cellz(&csv, text);
        snprintf(text, sizeof(text), "%02d:%02d", from.hour, from.minute);
        ie_csv_cellz(&csv, text);
        snprintf(text, sizeof(text), "%02d:%02d", until.hour, until.minute);
        ie_csv_cellz(&csv, text);
        ie_csv_cell(&csv, e->kind);
        ie_csv_cell(&csv, e->title.ptr ? e->title : e->a);
        ie_csv_cell(&csv, e->others.len
                              ? ie_arena_printf(call->arena, "%.*s, %.*s",
                                                IE_STR_ARG(e->b), IE_STR_ARG(e->others))
                              : e->b);
        ie_csv_cell(&csv, e->place);
        ie_csv_cell(&csv, e->status);
        ie_csv_end(&csv);
    }
    ie_zone_free(zone);
    return 0;
}

int ie_agenda_write(struct ie_call *call, struct ie_str event,
                    struct ie_str participation, enum ie_agenda_format format,
                    struct ie_str language, struct ie_buf *out, struct ie_error *err)
{
    struct ie_timetable *t = NULL;
    struct ie_agenda_entry *entries = NULL;
    size_t count = 0, before = out->len;
    int code = gather(call, event, participation, language, &t, &entries, &count, err);

    if (code)
        return code;
    switch (format) {
    case IE_AGENDA_JSON:
        write_json(t, entries, count, out);
        break;
    case IE_AGENDA_CSV:
        code = write_csv(call, t, entries, count, language, out, err);
        break;
    case IE_AGENDA_ICS:
        code = ie_agenda_ics(call, t->event, entries, count, language, out, err);
        break;
    }
    if (!code)
        code = ie_buf_check(out, err);
    if (code)
        out->len = before;
    return code;
}
