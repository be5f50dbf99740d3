#include "service/report.h"

#include <stdlib.h>

#include "base/sheet_write.h"
#include "service/account/authorise.h"
#include "service/event/party.h"
#include "service/event/timetable.h"
#include "store/schema_types.h"

/* A figure is a list of records; its count is their number, never counted another way. */
struct figure {
    const char *name;
    const struct ie_record **rows;
    size_t count;
};

enum { PARTICIPANTS, WISHES, MUTUAL, PLANNED, HELD, OUTCOMES, FIGURES };

struct report {
    struct ie_record *event;
    struct ie_list participations, wishes, meetings, outcomes;
    struct ie_str *country; /* of participation i's organisation */
    struct figure figures[FIGURES];
};

static bool text_is(const struct ie_record *record, const char *field, const char *text)
{
    return ie_str_eqz(ie_record_get(record, field)->text, text);
}

static bool withdrawn(const struct ie_record *r)
{
    return text_is(r, "status", "withdrawn");
}

static void add(struct figure *figure, const struct ie_record *record)
{
    figure->rows[figure->count++] = record;
}

struct pair_key {
    struct ie_str low, high, from;
    const struct ie_record *wish;
};

static int by_pair(const void *a, const void *b)
{
    const struct pair_key *x = a, *y = b;
    int order = ie_str_cmp(x->low, y->low);

    if (!order)
        order = ie_str_cmp(x->high, y->high);
    return order ? order : strcmp(x->wish->id.text, y->wish->id.text);
}

static int find_mutual(struct ie_call *call, struct report *r, struct ie_error *err)
{
    struct pair_key *keys = IE_NEW_ARRAY(call->arena, struct pair_key, r->wishes.count);

    if (!keys)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < r->wishes.count; i++) {
        struct ie_str from = ie_record_get(&r->wishes.at[i], "from")->text;
        struct ie_str to = ie_record_get(&r->wishes.at[i], "to")->text;
        bool turn = ie_str_cmp(from, to) > 0;
        keys[i] =
            (struct pair_key){turn ? to : from, turn ? from : to, from, &r->wishes.at[i]};
    }
    if (r->wishes.count)
        qsort(keys, r->wishes.count, sizeof(*keys), by_pair);
    for (size_t i = 0; i + 1 < r->wishes.count; i++)
        if (ie_str_eq(keys[i].low, keys[i + 1].low) &&
            ie_str_eq(keys[i].high, keys[i + 1].high) &&
            !ie_str_eq(keys[i].from, keys[i + 1].from))
            add(&r->figures[MUTUAL], keys[i].wish);
    return 0;
}

static bool outcome_says_held(const struct report *r, const struct ie_record *meeting)
{
    for (size_t i = 0; i < r->outcomes.count; i++)
        if (ie_str_eq(ie_record_get(&r->outcomes.at[i], "meeting")->text,
                      ie_id_str(&meeting->id)) &&
            text_is(&r->outcomes.at[i], "status", "held"))
            return true;
    return false;
}

static int count_figures(struct ie_call *call, struct report *r, struct ie_error *err)
{
    static const char *const names[FIGURES] = {"participants",  "wishes",
                                               "mutual_wishes", "meetings_planned",
                                               "meetings_held", "outcomes"};
    size_t rooms[FIGURES] = {r->participations.count, r->wishes.count,
                             r->wishes.count,         r->meetings.count,
                             r->meetings.count,       r->outcomes.count};

    for (size_t i = 0; i < FIGURES; i++) {
        r->figures[i].name = names[i];
        r->figures[i].rows =
            IE_NEW_ARRAY(call->arena, const struct ie_record *, rooms[i]);
        if (!r->figures[i].rows)
            return ie_fail_nomem(err);
    }
    for (size_t i = 0; i < r->participations.count; i++)
        if (!withdrawn(&r->participations.at[i]))
            add(&r->figures[PARTICIPANTS], &r->participations.at[i]);
    for (size_t i = 0; i < r->wishes.count; i++)
        add(&r->figures[WISHES], &r->wishes.at[i]);
    for (size_t i = 0; i < r->meetings.count; i++) {
        const struct ie_record *m = &r->meetings.at[i];
        if (ie_record_get(m, "starts_at")->null || text_is(m, "status", "cancelled"))
            continue;
        add(&r->figures[PLANNED], m);
        if (text_is(m, "status", "held") || outcome_says_held(r, m))
            add(&r->figures[HELD], m);
    }
    for (size_t i = 0; i < r->outcomes.count; i++)
        add(&r->figures[OUTCOMES], &r->outcomes.at[i]);
    return find_mutual(call, r, err);
}

static int load_countries(struct ie_call *call, struct report *r, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);

    r->country = IE_NEW_ARRAY(call->arena, struct ie_str, r->participations.count);
    if (!r->country)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < r->participations.count; i++) {
        struct ie_record *organisation;
        int code =
            ie_record_read(call->db, &office, &ie_type_organisation,
                           ie_record_get(&r->participations.at[i], "organisation")->text,
                           call->arena, &organisation, err);
        if (code == IE_NOT_FOUND)
            continue;
        if (code)
            return code;
        r->country[i] = ie_record_get(organisation, "country")->text;
    }
    return 0;
}

static int load(struct ie_call *call, struct ie_str event, struct report *r,
                struct ie_error *err)
{
    int code = ie_event_find(call, event, &r->event, err);

    if (code || (code = ie_event_require_overview(call, r->event, err)))
        return code;
    struct ie_str id = ie_id_str(&r->event->id);
    if ((code = ie_event_rows(call, &ie_type_participation, "event", id,
                              &r->participations, err)) ||
        (code = ie_event_rows(call, &ie_type_wish, "event", id, &r->wishes, err)) ||
        (code = ie_event_rows(call, &ie_type_meeting, "event", id, &r->meetings, err)) ||
        (code = ie_event_rows(call, &ie_type_outcome, "event", id, &r->outcomes, err)) ||
        (code = count_figures(call, r, err)))
        return code;
    return load_countries(call, r, err);
}

static void put_figure(const struct figure *figure, struct ie_json *json)
{
    ie_json_key(json, figure->name);
    ie_json_object(json);
    ie_json_kint(json, "count", (int64_t)figure->count);
    ie_json_key(json, "ids");
    ie_json_array(json);
    for (size_t i = 0; i < figure->count; i++)
        ie_json_str(json, ie_id_str(&figure->rows[i]->id));
    ie_json_end(json);
    ie_json_end(json);
}

/* Rows come in order of making, and ids rise with it. */
static int64_t participation_index(const struct report *r, struct ie_str id)
{
    size_t low = 0, high = r->participations.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = ie_str_cmp(ie_id_str(&r->participations.at[middle].id), id);
        if (order == 0)
            return (int64_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static bool of_country(const struct report *r, struct ie_str participation,
                       struct ie_str country)
{
    int64_t i = participation_index(r, participation);

    return i >= 0 && ie_str_eq(r->country[i], country);
}

static void put_ids(const struct report *r, const char *key, const struct figure *figure,
                    struct ie_str country, struct ie_json *json)
{
    int64_t n = 0;

    ie_json_key(json, key);
    ie_json_object(json);
    ie_json_key(json, "ids");
    ie_json_array(json);
    for (size_t i = 0; i < figure->count; i++) {
        const struct ie_record *m = figure->rows[i];
        struct ie_party party = ie_party_of(m);
        bool of = false;
        for (uint32_t k = 0; k < party.size; k++)
            of |= of_country(r, party.id[k], country);
        if (!of)
            continue;
        ie_json_str(json, ie_id_str(&m->id));
        n++;
    }
    ie_json_end(json);
    ie_json_kint(json, "count", n);
    ie_json_end(json);
}

static void put_countries(const struct report *r, struct ie_json *json)
{
    ie_json_key(json, "by_country");
    ie_json_array(json);
    for (size_t i = 0; i < r->participations.count; i++) {
        bool seen = !r->country[i].ptr || withdrawn(&r->participations.at[i]);
        for (size_t k = 0; k < i && !seen; k++)
            seen = ie_str_eq(r->country[k], r->country[i]) &&
                   !withdrawn(&r->participations.at[k]);
        if (seen)
            continue;
        int64_t n = 0;
        ie_json_object(json);
        ie_json_kstr(json, "country", r->country[i]);
        ie_json_key(json, "participants");
        ie_json_object(json);
        ie_json_key(json, "ids");
        ie_json_array(json);
        for (size_t k = i; k < r->participations.count; k++)
            if (ie_str_eq(r->country[k], r->country[i]) &&
                !withdrawn(&r->participations.at[k])) {
                ie_json_str(json, ie_id_str(&r->participations.at[k].id));
                n++;
            }
        ie_json_end(json);
        ie_json_kint(json, "count", n);
        ie_json_end(json);
        put_ids(r, "meetings_planned", &r->figures[PLANNED], r->country[i], json);
        put_ids(r, "meetings_held", &r->figures[HELD], r->country[i], json);
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void put_results(const struct report *r, struct ie_json *json)
{
    const char *const *results =
        ie_type_field(&ie_type_outcome, IE_STR("result"))->choices;

    ie_json_key(json, "by_result");
    ie_json_array(json);
    for (size_t c = 0; results[c]; c++) {
        int64_t n = 0;
        ie_json_object(json);
        ie_json_key(json, "result");
        ie_json_strz(json, results[c]);
        ie_json_key(json, "ids");
        ie_json_array(json);
        for (size_t i = 0; i < r->outcomes.count; i++)
            if (text_is(&r->outcomes.at[i], "result", results[c])) {
                ie_json_str(json, ie_id_str(&r->outcomes.at[i].id));
                n++;
            }
        ie_json_end(json);
        ie_json_kint(json, "count", n);
        ie_json_end(json);
    }
    ie_json_end(json);
}

int ie_report_json(struct ie_call *call, struct ie_str event, struct ie_json *json,
                   struct ie_error *err)
{
    struct report r = {0};
    char text[40];
    int code = load(call, event, &r, err);

    if (code)
        return code;
    ie_json_object(json);
    ie_json_kstr(json, "event", ie_id_str(&r.event->id));
    ie_json_kstr(json, "code", ie_record_get(r.event, "code")->text);
    ie_json_kint(json, "event_revision", r.event->revision);
    for (size_t i = 0; i < FIGURES; i++)
        put_figure(&r.figures[i], json);
    put_countries(&r, json);
    put_results(&r, json);
    ie_json_key(json, "timetable");
    ie_json_raw(json, ie_record_get(r.event, "timetable")->text);
    ie_moment_format(call->now, text);
    ie_json_key(json, "generated_at");
    ie_json_strz(json, text);
    ie_json_end(json);
    return 0;
}

int ie_report_csv(struct ie_call *call, struct ie_str event, struct ie_buf *out,
                  struct ie_error *err)
{
    struct report r = {0};
    struct ie_csv csv = ie_csv_into(out, IE_CSV_BOM | IE_CSV_GUARD);
    int code = load(call, event, &r, err);

    if (code)
        return code;
    ie_csv_cellz(&csv, "figure");
    ie_csv_cellz(&csv, "count");
    ie_csv_cellz(&csv, "id");
    ie_csv_end(&csv);
    for (size_t i = 0; i < FIGURES; i++) {
        ie_csv_cellz(&csv, r.figures[i].name);
        ie_csv_int(&csv, (int64_t)r.figures[i].count);
        ie_csv_end(&csv);
        for (size_t k = 0; k < r.figures[i].count; k++) {
            ie_csv_cellz(&csv, r.figures[i].name);
            ie_csv_cellz(&csv, "");
            ie_csv_cell(&csv, ie_id_str(&r.figures[i].rows[k]->id));
            ie_csv_end(&csv);
        }
    }
    return ie_buf_check(out, err);
}
