/* What each table and each interpreter has to do, for printing and for spreadsheets. */
#include <stdlib.h>

#include "base/json.h"
#include "base/sheet_write.h"
#include "service/event/day_of.h"
#include "service/event/party.h"
#include "store/schema_types.h"

struct row {
    const struct ie_record *meeting;
    int64_t of; /* index of the place or interpreter */
    ie_moment starts_at;
};

struct paper {
    struct ie_call *call;
    struct ie_timetable *t;
    bool interpreters;
    const struct ie_list *owners; /* places or interpreters */
    struct row *rows;
    size_t count;
};

static struct ie_str text_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? IE_STR_NONE : value->text;
}

static int by_owner(const void *x, const void *y)
{
    const struct row *a = x, *b = y;

    if (a->of != b->of)
        return a->of < b->of ? -1 : 1;
    if (a->starts_at != b->starts_at)
        return a->starts_at < b->starts_at ? -1 : 1;
    return strcmp(a->meeting->id.text, b->meeting->id.text);
}

static int gather(struct paper *p, struct ie_error *err)
{
    const struct ie_list *meetings = &p->t->meetings;

    p->rows = IE_NEW_ARRAY(p->call->arena, struct row, meetings->count);
    if (!p->rows)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < meetings->count; i++) {
        const struct ie_record *m = &meetings->at[i];
        struct ie_str id = text_of(m, p->interpreters ? "interpreter" : "place");
        if (ie_record_get(m, "starts_at")->null || !id.len ||
            ie_str_eqz(text_of(m, "status"), "cancelled"))
            continue;
        int64_t of = p->interpreters ? ie_timetable_interpreter(p->t, id)
                                     : ie_timetable_place(p->t, id);
        if (of >= 0)
            p->rows[p->count++] =
                (struct row){m, of, ie_record_get(m, "starts_at")->integer};
    }
    if (p->count > 1)
        qsort(p->rows, p->count, sizeof(*p->rows), by_owner);
    return 0;
}

static struct ie_str name_of(const struct paper *p, struct ie_str participation)
{
    int64_t at = ie_timetable_participant(p->t, participation);

    return at < 0 ? IE_STR("?") : ie_timetable_label(p->t, (uint32_t)at);
}

static struct ie_str side(const struct paper *p, const struct ie_record *meeting,
                          const char *field)
{
    return name_of(p, text_of(meeting, field));
}

/* All but the first, with commas between. */
static struct ie_str other_sides(const struct paper *p, const struct ie_record *meeting)
{
    struct ie_party party = ie_party_of(meeting);
    struct ie_str text = name_of(p, party.id[1]);

    for (uint32_t i = 2; i < party.size; i++)
        text = ie_arena_printf(p->call->arena, "%.*s, %.*s", IE_STR_ARG(text),
                               IE_STR_ARG(name_of(p, party.id[i])));
    return text;
}

/* The place of an interpreter's meeting, the interpreter of a table's. */
static struct ie_str other_label(const struct paper *p, const struct ie_record *meeting)
{
    struct ie_str id = text_of(meeting, p->interpreters ? "place" : "interpreter");
    int64_t at = !id.len           ? -1
                 : p->interpreters ? ie_timetable_place(p->t, id)
                                   : ie_timetable_interpreter(p->t, id);

    if (at < 0)
        return IE_STR_NONE;
    return text_of(p->interpreters ? &p->t->places.at[at] : &p->t->interpreters.at[at],
                   "name");
}

/* ---- JSON ---- */

static void put_moment(struct ie_json *json, const char *key, ie_moment moment)
{
    char text[40];

    ie_moment_format(moment, text);
    ie_json_key(json, key);
    ie_json_strz(json, text);
}

static void put_row(const struct paper *p, const struct row *row, struct ie_json *json)
{
    int64_t slot = ie_slot_at(&p->t->slots, row->starts_at);

    ie_json_object(json);
    ie_json_kstr(json, "meeting", ie_id_str(&row->meeting->id));
    ie_json_key(json, "slot");
    if (slot < 0)
        ie_json_null(json);
    else
        ie_json_int(json, slot);
    put_moment(json, "starts_at", row->starts_at);
    put_moment(json, "ends_at", ie_record_get(row->meeting, "ends_at")->integer);
    ie_json_kstr(json, "a", text_of(row->meeting, "a"));
    ie_json_kstr(json, "b", text_of(row->meeting, "b"));
    ie_json_kstr(json, "a_label", side(p, row->meeting, "a"));
    ie_json_kstr(json, "b_label", side(p, row->meeting, "b"));
    struct ie_party party = ie_party_of(row->meeting);
    ie_party_put_others(&party, json);
    ie_json_key(json, "others_labels");
    ie_json_array(json);
    for (uint32_t i = 2; i < party.size; i++)
        ie_json_str(json, name_of(p, party.id[i]));
    ie_json_end(json);
    ie_json_kstr(json, p->interpreters ? "place_label" : "interpreter_label",
                 other_label(p, row->meeting));
    ie_json_kstr(json, "status", text_of(row->meeting, "status"));
    ie_json_end(json);
}

static void write_json(const struct paper *p, struct ie_buf *out)
{
    struct ie_json json = ie_json_into(out);
    size_t at = 0;

    ie_json_object(&json);
    ie_json_kstr(&json, "event", ie_id_str(&p->t->event->id));
    ie_json_kstr(&json, "zone", text_of(p->t->event, "zone"));
    ie_json_key(&json, "items");
    ie_json_array(&json);
    for (size_t i = 0; i < p->owners->count; i++) {
        const struct ie_record *owner = &p->owners->at[i];
        ie_json_object(&json);
        ie_json_kstr(&json, p->interpreters ? "interpreter" : "place",
                     ie_id_str(&owner->id));
        ie_json_kstr(&json, "name", text_of(owner, "name"));
        if (p->interpreters) {
            ie_json_key(&json, "pairs");
            ie_json_raw(&json, text_of(owner, "pairs"));
        } else {
            ie_json_kstr(&json, "area", text_of(owner, "area"));
        }
        ie_json_key(&json, "meetings");
        ie_json_array(&json);
        for (; at < p->count && p->rows[at].of == (int64_t)i; at++)
            put_row(p, &p->rows[at], &json);
        ie_json_end(&json);
        ie_json_end(&json);
    }
    ie_json_end(&json);
    ie_json_end(&json);
}

/* ---- CSV ---- */

static int write_csv(const struct paper *p, struct ie_str language, struct ie_buf *out,
                     struct ie_error *err)
{
    static const char *const headings[2][2][8] = {
        {{"place", "day", "from", "until", "one", "other", "interpreter", "status"},
         {"interpreter", "day", "from", "until", "one", "other", "place", "status"}},
        {{"장소", "날짜", "시작", "종료", "한쪽", "상대", "통역", "상태"},
         {"통역", "날짜", "시작", "종료", "한쪽", "상대", "장소", "상태"}}};
    struct ie_csv csv = ie_csv_into(out, IE_CSV_BOM | IE_CSV_GUARD);
    struct ie_zone *zone = NULL;
    char *name = ie_arena_strz(p->call->arena, text_of(p->t->event, "zone"));
    char text[40];

    if (!name)
        return ie_fail_nomem(err);
    int code = ie_zone_load(name, &zone, err);
    if (code)
        return code;
    for (size_t i = 0; i < IE_COUNT(headings[0][0]); i++)
        ie_csv_cellz(&csv, headings[ie_str_eqz(language, "ko")][p->interpreters][i]);
    ie_csv_end(&csv);
    for (size_t i = 0; i < p->count; i++) {
        const struct row *row = &p->rows[i];
        struct ie_civil from = ie_zone_civil(zone, row->starts_at);
        struct ie_civil until =
            ie_zone_civil(zone, ie_record_get(row->meeting, "ends_at")->integer);
        ie_csv_cell(&csv, text_of(&p->owners->at[row->of], "name"));
        snprintf(text, sizeof(text), "%04d-%02d-%02d", from.year, from.month, from.day);
        ie_csv_cellz(&csv, text);
        snprintf(text, sizeof(text), "%02d:%02d", from.hour, from.minute);
        ie_csv_cellz(&csv, text);
        snprintf(text, sizeof(text), "%02d:%02d", until.hour, until.minute);
        ie_csv_cellz(&csv, text);
        ie_csv_cell(&csv, side(p, row->meeting, "a"));
        ie_csv_cell(&csv, other_sides(p, row->meeting));
        ie_csv_cell(&csv, other_label(p, row->meeting));
        ie_csv_cell(&csv, text_of(row->meeting, "status"));
        ie_csv_end(&csv);
    }
    ie_zone_free(zone);
    return 0;
}

int ie_paper_write(struct ie_call *call, struct ie_str event, bool interpreters, bool csv,
                   struct ie_str language, struct ie_buf *out, struct ie_error *err)
{
    struct paper p = {.call = call, .interpreters = interpreters};
    size_t before = out->len;
    int code = ie_timetable_read(call, event, &p.t, err);

    if (!code)
        code = ie_event_require_overview(call, p.t->event, err);
    if (code)
        return code;
    p.owners = interpreters ? &p.t->interpreters : &p.t->places;
    code = gather(&p, err);
    if (!code && csv)
        code = write_csv(&p, language, out, err);
    else if (!code)
        write_json(&p, out);
    if (!code)
        code = ie_buf_check(out, err);
    if (code)
        out->len = before;
    return code;
}
