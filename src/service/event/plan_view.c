/* A plan to look at before it is put in force, and two plans side by side. */
#include "base/json.h"
#include "base/message.h"
#include "service/account/authorise.h"
#include "service/event/party.h"
#include "service/event/plan_use.h"
#include "store/schema_types.h"

static struct ie_str text_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? IE_STR_NONE : value->text;
}

static struct ie_str label_of(const struct ie_timetable *t, struct ie_str participation)
{
    int64_t at = ie_timetable_participant(t, participation);

    return at < 0 ? IE_STR("?") : ie_timetable_label(t, (uint32_t)at);
}

static struct ie_str place_label(const struct ie_timetable *t, struct ie_str place)
{
    int64_t at = place.len ? ie_timetable_place(t, place) : -1;

    return at < 0 ? IE_STR_NONE : text_of(&t->places.at[at], "name");
}

static struct ie_str voice_label(const struct ie_timetable *t, struct ie_str voice)
{
    int64_t at = voice.len ? ie_timetable_interpreter(t, voice) : -1;

    return at < 0 ? IE_STR_NONE : text_of(&t->interpreters.at[at], "name");
}

static int64_t slot_of(const struct ie_timetable *t, const json_t *spot)
{
    ie_moment starts;

    if (!json_is_object(spot) ||
        ie_moment_parse(ie_json_get_str(spot, "starts_at"), &starts, NULL))
        return -1;
    return ie_slot_at(&t->slots, starts);
}

static void put_spot(const struct ie_timetable *t, const char *key, const json_t *spot,
                     struct ie_json *json)
{
    int64_t slot = slot_of(t, spot);

    ie_json_key(json, key);
    if (!json_is_object(spot)) {
        ie_json_null(json);
        return;
    }
    ie_json_object(json);
    ie_json_key(json, "slot");
    if (slot < 0)
        ie_json_null(json);
    else
        ie_json_int(json, slot);
    ie_json_kstr(json, "starts_at", ie_json_get_str(spot, "starts_at"));
    ie_json_kstr(json, "place", ie_json_get_str(spot, "place"));
    ie_json_kstr(json, "place_label", place_label(t, ie_json_get_str(spot, "place")));
    ie_json_kstr(json, "interpreter", ie_json_get_str(spot, "interpreter"));
    ie_json_kstr(json, "interpreter_label",
                 voice_label(t, ie_json_get_str(spot, "interpreter")));
    ie_json_end(json);
}

/* Who meets in a row of a body: a, b and the others. */
static struct ie_party party_of(const json_t *row)
{
    const json_t *others = json_object_get(row, "others");
    struct ie_party party = {.id = {ie_json_get_str(row, "a"), ie_json_get_str(row, "b")},
                             .size = 2};

    for (size_t i = 0; i < json_array_size(others) && party.size < IE_FAIR_MEMBERS; i++)
        party.id[party.size++] = ie_str_z(json_string_value(json_array_get(others, i)));
    return party;
}

static void put_pair(const struct ie_timetable *t, const json_t *row,
                     struct ie_json *json)
{
    struct ie_party party = party_of(row);

    ie_json_kstr(json, "meeting", ie_json_get_str(row, "meeting"));
    ie_json_kstr(json, "a", party.id[0]);
    ie_json_kstr(json, "b", party.id[1]);
    ie_json_kstr(json, "a_label", label_of(t, party.id[0]));
    ie_json_kstr(json, "b_label", label_of(t, party.id[1]));
    ie_party_put_others(&party, json);
    ie_json_key(json, "others_labels");
    ie_json_array(json);
    for (uint32_t i = 2; i < party.size; i++)
        ie_json_str(json, label_of(t, party.id[i]));
    ie_json_end(json);
}

/* ---- Who is told what ---- */

struct telling {
    struct ie_call *call;
    const struct ie_timetable *t;
    const char *language;
    const json_t *moves;
    struct ie_json *json;
};

static void name_slot(const struct ie_timetable *t, const json_t *spot, const char *name,
                      struct ie_error *line)
{
    int64_t slot = slot_of(t, spot);
    char text[24] = "?";

    if (slot >= 0)
        ie_timetable_slot_text(t, (int32_t)slot, text);
    ie_error_arg(line, name, text);
}

/* The names of a list of ids but `who`'s, with commas between. */
static struct ie_str names_of(const struct telling *tell, const struct ie_str *ids,
                              uint32_t count, struct ie_str who)
{
    struct ie_str text = IE_STR("");

    for (uint32_t i = 0; i < count; i++)
        if (!ie_str_eq(ids[i], who))
            text = ie_arena_printf(tell->call->arena, "%.*s%s%.*s", IE_STR_ARG(text),
                                   text.len ? ", " : "",
                                   IE_STR_ARG(label_of(tell->t, ids[i])));
    return text;
}

static void put_line(const struct telling *tell, const json_t *move, struct ie_str with)
{
    const json_t *from = json_object_get(move, "from"), *to = json_object_get(move, "to");
    struct ie_str place = place_label(tell->t, ie_json_get_str(to, "place"));
    struct ie_buf text = IE_BUF_INIT;
    struct ie_error line;
    char id[56];

    snprintf(id, sizeof(id), "plan.tell_%.*s",
             IE_STR_ARG(ie_json_get_str(move, "change")));
    ie_fail(&line, IE_OK, id);
    ie_error_argn(&line, "with", with.ptr ? with.ptr : "?", with.len);
    if (json_is_object(from))
        name_slot(tell->t, from, "from", &line);
    if (json_is_object(to))
        name_slot(tell->t, to, "to", &line);
    const json_t *missing = json_object_get(move, "without");
    struct ie_str gone[IE_FAIR_MEMBERS];
    uint32_t n = 0;
    for (size_t i = 0; i < json_array_size(missing) && n < IE_COUNT(gone); i++)
        gone[n++] = ie_str_z(json_string_value(json_array_get(missing, i)));
    struct ie_str without = names_of(tell, gone, n, IE_STR(""));
    ie_error_argn(&line, "without", without.ptr ? without.ptr : "?", without.len);
    ie_error_argn(&line, "place", place.ptr ? place.ptr : "–", place.ptr ? place.len : 3);
    ie_message(tell->language, &line, &text);
    ie_json_str(tell->json, ie_buf_str(&text));
    ie_buf_release(&text);
}

static bool is_told(const json_t *move, struct ie_str who, bool person)
{
    struct ie_str change = ie_json_get_str(move, "change");

    if (person) {
        struct ie_party party = party_of(move);
        return !ie_str_eqz(change, "interpreter") && ie_party_has(&party, who);
    }
    return ie_str_eq(ie_json_get_str(json_object_get(move, "from"), "interpreter"),
                     who) ||
           ie_str_eq(ie_json_get_str(json_object_get(move, "to"), "interpreter"), who);
}

/* An interpreter is told who meets whom, a participant with whom. */
static struct ie_str with_whom(const struct telling *tell, const json_t *move,
                               struct ie_str who, bool person)
{
    struct ie_party party = party_of(move);

    if (person)
        return names_of(tell, party.id, party.size, who);
    return ie_arena_printf(
        tell->call->arena, "%.*s ↔ %.*s", IE_STR_ARG(label_of(tell->t, party.id[0])),
        IE_STR_ARG(names_of(tell, party.id + 1, party.size - 1, IE_STR(""))));
}

static void tell_one(const struct telling *tell, struct ie_str who, struct ie_str label,
                     bool person)
{
    struct ie_json *json = tell->json;
    bool begun = false;
    size_t i;
    json_t *move;

    json_array_foreach(tell->moves, i, move) {
        if (!is_told(move, who, person))
            continue;
        if (!begun) {
            ie_json_object(json);
            ie_json_kstr(json, person ? "participation" : "interpreter", who);
            ie_json_kstr(json, "label", label);
            ie_json_key(json, "lines");
            ie_json_array(json);
            begun = true;
        }
        put_line(tell, move, with_whom(tell, move, who, person));
    }
    if (begun) {
        ie_json_end(json);
        ie_json_end(json);
    }
}

/* Everybody is asked for: O(participants × moves) of short comparisons, and moves are few. */
static void put_tell(const struct telling *tell)
{
    const struct ie_timetable *t = tell->t;

    ie_json_key(tell->json, "tell");
    ie_json_array(tell->json);
    for (uint32_t i = 0; i < t->participant_count; i++)
        tell_one(tell, ie_id_str(&t->participants[i].participation->id),
                 ie_timetable_label(t, i), true);
    for (size_t i = 0; i < t->interpreters.count; i++)
        tell_one(tell, ie_id_str(&t->interpreters.at[i].id),
                 text_of(&t->interpreters.at[i], "name"), false);
    ie_json_end(tell->json);
}

/* ---- The preview ---- */

static void put_moves(const struct ie_timetable *t, const json_t *body,
                      struct ie_json *json)
{
    static const char *const kinds[] = {"new",         "moved",   "place",
                                        "interpreter", "dropped", "smaller"};
    static const char *const names[] = {
        "added", "moved", "place_changed", "interpreter_changed", "dropped", "smaller"};
    const json_t *moves = json_object_get(body, "moves");
    int64_t count[IE_COUNT(kinds)] = {0};
    size_t i;
    json_t *move;

    ie_json_key(json, "moves");
    ie_json_array(json);
    json_array_foreach(moves, i, move) {
        struct ie_str change = ie_json_get_str(move, "change");
        for (size_t k = 0; k < IE_COUNT(kinds); k++)
            count[k] += ie_str_eqz(change, kinds[k]);
        ie_json_object(json);
        put_pair(t, move, json);
        ie_json_kstr(json, "change", change);
        put_spot(t, "from", json_object_get(move, "from"), json);
        put_spot(t, "to", json_object_get(move, "to"), json);
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_json_key(json, "same");
    ie_json_value(json, json_object_get(body, "same"));
    for (size_t k = 0; k < IE_COUNT(kinds); k++)
        ie_json_kint(json, names[k], count[k]);
}

/* A plan that the actor may see as a whole: those who run the event. */
static int find_plan(struct ie_call *call, struct ie_str id, struct ie_record **plan,
                     struct ie_timetable **t, struct ie_error *err)
{
    struct ie_reader reader;
    int code;

    ie_reader_for(call, &reader);
    code = ie_record_read(call->db, &reader, &ie_type_plan, id, call->arena, plan, err);
    if (!code)
        code = ie_timetable_read(call, text_of(*plan, "event"), t, err);
    return code ? code : ie_event_require_overview(call, (*t)->event, err);
}

int ie_plan_preview(struct ie_call *call, struct ie_str id, const char *language,
                    struct ie_json *json, struct ie_error *err)
{
    struct ie_record *plan = NULL;
    struct ie_timetable *t = NULL;
    struct ie_str basis = IE_STR_NONE, now = IE_STR_NONE;
    json_t *body = NULL;
    int code = find_plan(call, id, &plan, &t, err);

    if (!code)
        code = ie_plan_body(call, id, &body, &basis, err);
    if (!code)
        code = ie_plan_basis(call, t, &now, err);
    if (code)
        goto out;
    ie_json_object(json);
    ie_json_kstr(json, "plan", ie_id_str(&plan->id));
    ie_json_kint(json, "revision", plan->revision);
    ie_json_kstr(json, "event", ie_id_str(&t->event->id));
    ie_json_kstr(json, "kind", text_of(plan, "kind"));
    ie_json_kstr(json, "status", text_of(plan, "status"));
    ie_json_kbool(json, "current",
                  ie_str_eqz(text_of(plan, "status"), "proposed") &&
                      ie_str_eq(now, basis));
    ie_json_key(json, "summary");
    ie_json_raw(json, text_of(plan, "summary"));
    ie_json_key(json, "changes");
    ie_json_value(json, json_object_get(body, "changes"));
    put_moves(t, body, json);
    put_tell(&(struct telling){call, t, language, json_object_get(body, "moves"), json});
    ie_json_end(json);
out:
    json_decref(body);
    return code;
}

/* ---- Side by side ---- */

struct side {
    json_t *at;            /* "a b" -> {meeting, a, b, starts_at, place, interpreter} */
    struct ie_str summary; /* JSON or NONE */
    uint32_t *count;       /* [participants] */
};

/* The same for the same people, in whatever order. */
static struct ie_str key_of(struct ie_call *call, struct ie_party party)
{
    struct ie_str key = IE_STR("");

    for (uint32_t i = 1; i < party.size; i++)
        for (uint32_t k = i; k > 0 && ie_str_cmp(party.id[k - 1], party.id[k]) > 0; k--) {
            struct ie_str other = party.id[k];
            party.id[k] = party.id[k - 1];
            party.id[k - 1] = other;
        }
    for (uint32_t i = 0; i < party.size && key.ptr; i++)
        key = ie_arena_printf(call->arena, "%.*s %.*s", IE_STR_ARG(key),
                              IE_STR_ARG(party.id[i]));
    return key;
}

static int add_row(struct ie_call *call, const struct ie_timetable *t, struct side *side,
                   json_t *row, struct ie_error *err)
{
    struct ie_party party = party_of(row);
    struct ie_str key = key_of(call, party);

    if (!key.ptr || json_object_set(side->at, key.ptr, row))
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < party.size; i++) {
        int64_t one = ie_timetable_participant(t, party.id[i]);
        if (one >= 0)
            side->count[one]++;
    }
    return 0;
}

static json_t *text_or_null(struct ie_str text)
{
    return text.len ? json_stringn(text.ptr, text.len) : json_null();
}

/* NULL: memory is out. */
static json_t *list_or_null(struct ie_str text)
{
    json_t *list = NULL;
    int code = text.len ? ie_json_parse(text, &list, NULL) : IE_NOT_FOUND;

    return code && code != IE_NOMEM ? json_null() : list;
}

static int add_current(struct ie_call *call, const struct ie_timetable *t,
                       struct side *side, struct ie_error *err)
{
    int code = 0;

    side->summary = text_of(t->event, "timetable");
    for (size_t i = 0; i < t->meetings.count && !code; i++) {
        const struct ie_record *m = &t->meetings.at[i];
        char starts[40];
        if (ie_record_get(m, "starts_at")->null ||
            ie_str_eqz(text_of(m, "status"), "cancelled"))
            continue;
        ie_moment_format(ie_record_get(m, "starts_at")->integer, starts);
        json_t *row =
            json_pack("{s:s, s:o, s:o, s:o, s:s, s:o, s:o}", "meeting", m->id.text, "a",
                      text_or_null(text_of(m, "a")), "b", text_or_null(text_of(m, "b")),
                      "others", list_or_null(text_of(m, "others")), "starts_at", starts,
                      "place", text_or_null(text_of(m, "place")), "interpreter",
                      text_or_null(text_of(m, "interpreter")));
        code = row ? add_row(call, t, side, row, err) : ie_fail_nomem(err);
        json_decref(row);
    }
    return code;
}

static int add_plan(struct ie_call *call, const struct ie_timetable *t, struct ie_str id,
                    struct side *side, struct ie_error *err)
{
    struct ie_record *plan = NULL;
    struct ie_str basis;
    struct ie_reader reader;
    json_t *body = NULL, *row;
    size_t i;
    int code;

    ie_reader_for(call, &reader);
    code = ie_record_read(call->db, &reader, &ie_type_plan, id, call->arena, &plan, err);
    if (!code && !ie_str_eq(text_of(plan, "event"), ie_id_str(&t->event->id)))
        code = ie_fail(err, IE_INPUT, "record.other_event");
    if (!code)
        code = ie_plan_body(call, id, &body, &basis, err);
    json_array_foreach(json_object_get(body, "meetings"), i, row)
        if (!code)
            code = add_row(call, t, side, row, err);
    if (!code)
        side->summary = text_of(plan, "summary");
    json_decref(body);
    return code;
}

static int fill_side(struct ie_call *call, const struct ie_timetable *t, struct ie_str id,
                     struct side *side, struct ie_error *err)
{
    side->at = json_object();
    side->count = IE_NEW_ARRAY(call->arena, uint32_t, t->participant_count);
    if (!side->at || !side->count)
        return ie_fail_nomem(err);
    return ie_str_eqz(id, "current") ? add_current(call, t, side, err)
                                     : add_plan(call, t, id, side, err);
}

static void put_side(const char *key, const struct side *side, struct ie_json *json)
{
    json_t *summary = NULL;
    int code =
        side->summary.len ? ie_json_parse(side->summary, &summary, NULL) : IE_NOT_FOUND;

    ie_json_key(json, key);
    ie_json_object(json);
    ie_json_kint(json, "meetings", (int64_t)json_object_size(side->at));
    ie_json_key(json, "summary");
    if (code) {
        json->out->failed = json->out->failed || code == IE_NOMEM;
        ie_json_null(json);
    } else {
        json_object_del(summary, "unplaced");
        ie_json_value(json, summary);
    }
    json_decref(summary);
    ie_json_end(json);
}

static void put_only(const struct ie_timetable *t, const char *name,
                     const struct side *here, const struct side *there,
                     struct ie_json *json)
{
    const char *key;
    json_t *row;

    ie_json_key(json, name);
    ie_json_array(json);
    json_object_foreach(here->at, key, row) {
        if (json_object_get(there->at, key))
            continue;
        ie_json_object(json);
        put_pair(t, row, json);
        put_spot(t, "at", row, json);
        ie_json_end(json);
    }
    ie_json_end(json);
}

static bool same_member(const json_t *x, const json_t *y, const char *member)
{
    struct ie_str a = ie_json_get_str(x, member), b = ie_json_get_str(y, member);

    return a.len == b.len && (a.len == 0 || ie_str_eq(a, b));
}

static void put_moved(const struct ie_timetable *t, const struct side *a,
                      const struct side *b, struct ie_json *json)
{
    int64_t same = 0;
    const char *key;
    json_t *row;

    ie_json_key(json, "moved");
    ie_json_array(json);
    json_object_foreach(a->at, key, row) {
        const json_t *other = json_object_get(b->at, key);
        if (!other)
            continue;
        if (same_member(row, other, "starts_at") && same_member(row, other, "place") &&
            same_member(row, other, "interpreter")) {
            same++;
            continue;
        }
        ie_json_object(json);
        put_pair(t, row, json);
        put_spot(t, "from", row, json);
        put_spot(t, "to", other, json);
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_json_kint(json, "same", same);
}

/* Those who meet more, or fewer, in one than in the other. */
static void put_people(const struct ie_timetable *t, const struct side *a,
                       const struct side *b, struct ie_json *json)
{
    ie_json_key(json, "people");
    ie_json_array(json);
    for (uint32_t i = 0; i < t->participant_count; i++) {
        if (a->count[i] == b->count[i])
            continue;
        ie_json_object(json);
        ie_json_kstr(json, "participation",
                     ie_id_str(&t->participants[i].participation->id));
        ie_json_kstr(json, "label", ie_timetable_label(t, i));
        ie_json_kint(json, "a", a->count[i]);
        ie_json_kint(json, "b", b->count[i]);
        ie_json_end(json);
    }
    ie_json_end(json);
}

int ie_plan_compare(struct ie_call *call, struct ie_str event, struct ie_str a,
                    struct ie_str b, struct ie_json *json, struct ie_error *err)
{
    struct side one = {0}, other = {0};
    struct ie_timetable *t = NULL;
    int code = ie_timetable_read(call, event, &t, err);

    if (code || (code = ie_event_require_overview(call, t->event, err)) ||
        (code = fill_side(call, t, a, &one, err)) ||
        (code = fill_side(call, t, b, &other, err)))
        goto out;
    ie_json_object(json);
    put_side("a", &one, json);
    put_side("b", &other, json);
    put_only(t, "only_a", &one, &other, json);
    put_only(t, "only_b", &other, &one, json);
    put_moved(t, &one, &other, json);
    put_people(t, &one, &other, json);
    ie_json_end(json);
out:
    json_decref(one.at);
    json_decref(other.at);
    return code;
}
