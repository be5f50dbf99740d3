/*
 * Events made at random in a store, planned, changed and re-planned: whatever was put in
 * force is accepted by the engine's independent checker on the records as they then are;
 * what has begun or is locked stays; what the waiting list offers can be done; the same
 * seed plans the same.
 */
#include "../unit/memory_store.h"
#include "service/event/changes.h"
#include "service/event/day_of.h"
#include "service/event/plan_use.h"
#include "service/record/use.h"
#include "store/schema_types.h"

enum { FIRMS = 9, TABLES = 4, WISHES = 26, ROUNDS = 12 };

struct world {
    struct memory_store m;
    struct ie_error err;
    struct ie_id event, part[FIRMS], table[TABLES], voice;
    bool voices;
    unsigned screened; /* a firm, not before `ruling` */
    ie_moment ruling;
};

static unsigned pick(unsigned n)
{
    return (unsigned)ie_rng_below(ie_test_rng(), n);
}

static struct ie_id create(struct world *w, const struct ie_type *type,
                           struct ie_str text)
{
    struct ie_problem_list problems = {0};
    struct ie_id id = {""};
    json_t *body = NULL;
    int64_t revision;

    w->m.call.now += IE_SECOND;
    IE_CHECK_OK(ie_json_parse(text, &body, &w->err), &w->err);
    IE_CHECK_OK(
        ie_use_create(&w->m.call, type, body, &id, &revision, NULL, &problems, &w->err),
        &w->err);
    json_decref(body);
    return id;
}

/* Some hours of one of the two days, in the zone of the event (UTC + 9). */
static const char *some_hours(void)
{
    static const char *const hours[] = {
        "[]", "[]",
        "[{\"from\":\"2019-10-28T01:00:00Z\",\"until\":\"2019-10-28T03:00:00Z\"}]",
        "[{\"from\":\"2019-10-28T01:30:00Z\",\"until\":\"2019-10-29T04:30:00Z\"}]",
        "[{\"from\":\"2019-10-29T01:00:00Z\",\"until\":\"2019-10-29T05:00:00Z\"}]"};

    return hours[pick(IE_COUNT(hours))];
}

static void make_participation(struct world *w, int i)
{
    static const char *const tongues[] = {"[]", "[\"ko\"]", "[\"fr\"]",
                                          "[\"ko\",\"fr-FR\"]"};
    struct ie_id firm =
        create(w, &ie_type_organisation,
               ie_arena_printf(&w->m.arena,
                               "{\"name\":\"Firm %d\",\"type\":\"company\",\"country\":"
                               "\"KR\"}",
                               i));
    bool own = i == 0 && pick(2);

    w->part[i] = create(
        w, &ie_type_participation,
        ie_arena_printf(&w->m.arena,
                        "{\"event\":\"%s\",\"organisation\":\"%s\",\"status\":"
                        "\"confirmed\",\"representatives\":%u,\"languages\":%s,"
                        "\"available\":%s%s%s%s%s%s%s}",
                        w->event.text, firm.text, 1 + (pick(5) == 0), tongues[pick(4)],
                        some_hours(), pick(4) ? "" : ",\"cap\":2",
                        pick(4) ? "" : ",\"day_cap\":1",
                        pick(4) ? "" : ",\"rest_minutes\":20", own ? ",\"place\":\"" : "",
                        own ? w->table[0].text : "", own ? "\"" : ""));
}

static void make_world(struct world *w)
{
    struct ie_event_plan plan = {.code = IE_STR("W"),
                                 .title = IE_STR("Week"),
                                 .zone = IE_STR("Asia/Seoul"),
                                 .days = IE_STR("2019-10-28..2019-10-29"),
                                 .slots = IE_STR("10:00-14:00/30m"),
                                 .break_ = IE_STR("12:00-13:00")};

    IE_CHECK_OK(ie_event_create(&w->m.call, &plan, &w->event, &w->err), &w->err);
    for (int i = 0; i < TABLES; i++)
        w->table[i] =
            create(w, &ie_type_place,
                   ie_arena_printf(
                       &w->m.arena,
                       "{\"event\":\"%s\",\"name\":\"T%d\",\"kind\":\"table\","
                       "\"position\":%d,\"area\":\"Hall %d\",\"parallel\":%u,"
                       "\"available\":%s}",
                       w->event.text, i, i, i / 2, 1 + (pick(6) == 0), some_hours()));
    for (int i = 0; i < FIRMS; i++)
        make_participation(w, i);
    w->voices = pick(2);
    if (w->voices)
        w->voice = create(w, &ie_type_interpreter,
                          ie_arena_printf(&w->m.arena,
                                          "{\"event\":\"%s\",\"name\":\"V\",\"pairs\":[{"
                                          "\"from\":\"ko\",\"to\":\"fr\"}],"
                                          "\"available\":%s}",
                                          w->event.text, some_hours()));
}

static void make_wishes(struct world *w)
{
    bool taken[FIRMS][FIRMS] = {{false}};

    for (int i = 0; i < WISHES; i++) {
        unsigned a = pick(FIRMS), b = (a + 1 + pick(FIRMS - 1)) % FIRMS;
        unsigned c = pick(FIRMS);
        if (taken[a][b])
            continue;
        taken[a][b] = true;
        bool group = c != a && c != b && pick(4) == 0; /* three together */
        create(w, &ie_type_wish,
               ie_arena_printf(&w->m.arena,
                               "{\"event\":\"%s\",\"from\":\"%s\",\"to\":\"%s\","
                               "\"weight\":%u%s%s%s%s}",
                               w->event.text, w->part[a].text, w->part[b].text,
                               1 + pick(5), pick(12) ? "" : ",\"kind\":\"never\"",
                               group ? ",\"others\":[\"" : "",
                               group ? w->part[c].text : "", group ? "\"]" : ""));
    }
}

/* A session that takes the time of all or of one, and somebody who is screened. */
static void make_rules(struct world *w)
{
    const char *who = pick(2) ? w->part[pick(FIRMS)].text : NULL;

    create(w, &ie_type_session,
           ie_arena_printf(&w->m.arena,
                           "{\"event\":\"%s\",\"title\":{\"en\":\"S\"},\"kind\":"
                           "\"pitch\",\"starts_at\":\"2019-10-28T01:10:00Z\",\"ends_at\":"
                           "\"2019-10-28T01:50:00Z\",\"blocks\":true%s%s%s}",
                           w->event.text, who ? ",\"participants\":[\"" : "",
                           who ? who : "", who ? "\"]" : ""));
    w->screened = pick(FIRMS);
    w->ruling = INT64_C(1572231600) * IE_SECOND; /* 12:00 of the first day, in Seoul */
}

static void screen_somebody(struct world *w)
{
    struct ie_problem_list problems = {0};
    json_t *body = json_pack("{s:s, s:s}", "screening", "pending", "ruling_at",
                             "2019-10-28T03:00:00Z");
    int64_t revision;

    IE_CHECK_OK(ie_use_revise(&w->m.call, &ie_type_participation,
                              ie_id_str(&w->part[w->screened]), 0, body, &revision, NULL,
                              &problems, &w->err),
                &w->err);
    json_decref(body);
}

static bool world_open(struct world *w)
{
    memset(w, 0, sizeof(*w));
    if (!memory_store_open(&w->m, "en", 1570000000))
        return false;
    make_world(w);
    make_wishes(w);
    make_rules(w);
    screen_somebody(w);
    return true;
}

static void world_close(struct world *w)
{
    memory_store_close(&w->m);
}

/* ---- What must hold ---- */

/* The timetable in force, judged by the checker on the problem of that very moment. */
static struct ie_timetable *judge(struct world *w)
{
    struct ie_fair_verdict *verdict = NULL;
    struct ie_timetable *t = NULL;

    if (!IE_CHECK_OK(
            ie_timetable_load(&w->m.call, IE_STR("W"), IE_TIMETABLE_TO_FILL, &t, &w->err),
            &w->err) ||
        !IE_CHECK_OK(ie_fair_check(t->problem, t->at, &w->m.arena, &verdict, &w->err),
                     &w->err))
        return NULL;
    for (uint32_t i = 0; i < verdict->fault_count; i++)
        if (!IE_CHECK(verdict->faults[i].rule == IE_FAIR_RULE_MUST))
            fprintf(stderr, "    fault %s of meeting %u\n",
                    ie_fair_rule_name((enum ie_fair_rule)verdict->faults[i].rule),
                    verdict->faults[i].meeting);
    /* The two rules of records that the checker sees as availability alone. */
    for (uint32_t i = 0; i < t->problem->meeting_count; i++)
        for (uint32_t k = 0; t->at[i].slot >= 0 && k < t->pairs[i].size; k++) {
            struct ie_id id = t->participants[t->pairs[i].who[k]].participation->id;
            const struct ie_slot *slot = &t->slots.at[t->at[i].slot];
            const uint64_t *taken = t->taken[t->pairs[i].who[k]];
            if (strcmp(id.text, w->part[w->screened].text) == 0)
                IE_CHECK(slot->starts_at >= w->ruling);
            IE_CHECK(!taken || !(taken[0] >> t->at[i].slot & 1));
        }
    return t;
}

static json_t *json_of(struct world *w, struct ie_buf *out)
{
    json_t *value = NULL;

    IE_CHECK_OK(ie_buf_check(out, &w->err), &w->err);
    IE_CHECK_OK(ie_json_parse(ie_buf_str(out), &value, &w->err), &w->err);
    ie_buf_release(out);
    return value;
}

static json_t *make(struct world *w, const struct ie_plan_order *order, uint64_t seed,
                    bool publish)
{
    struct ie_solve_control control = {.seed = seed, .ticks = 60000};
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    struct ie_plan *plan = NULL;

    w->m.call.now += IE_SECOND;
    if (!IE_CHECK_OK(ie_plan_prepare(&w->m.call, order, &plan, &w->err), &w->err) ||
        !IE_CHECK_OK(ie_plan_run(plan, &control, &w->m.arena, &w->err), &w->err) ||
        !IE_CHECK_OK(ie_plan_store(&w->m.call, plan, publish, &json, &w->err), &w->err)) {
        ie_buf_release(&out);
        return NULL;
    }
    return json_of(w, &out);
}

/* Whatever the waiting list offers stands against no rule. */
static void try_waiting(struct world *w, const struct ie_timetable *t)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    json_t *row, *could;
    size_t i, k;

    if (!IE_CHECK_OK(ie_waiting_json(&w->m.call, IE_STR("W"), &json, &w->err), &w->err))
        return;
    json_t *waiting = json_of(w, &out);
    json_array_foreach(json_object_get(waiting, "items"), i, row) {
        int64_t a = ie_timetable_participant(t, ie_json_get_str(row, "a"));
        int64_t b = ie_timetable_participant(t, ie_json_get_str(row, "b"));
        uint32_t meeting = UINT32_MAX;
        for (uint32_t m = 0; m < t->problem->meeting_count; m++)
            if (t->pairs[m].who[0] == a && t->pairs[m].who[1] == b &&
                t->pairs[m].size == 2 + json_array_size(json_object_get(row, "others")) &&
                t->at[m].slot < 0)
                meeting = m;
        if (!IE_CHECK(meeting != UINT32_MAX))
            continue;
        json_array_foreach(json_object_get(row, "could"), k, could) {
            struct ie_fair_place_at was = t->at[meeting];
            struct ie_fair_verdict *verdict = NULL;
            struct ie_str voice = ie_json_get_str(could, "interpreter");
            t->at[meeting] = (struct ie_fair_place_at){
                (int32_t)json_integer_value(json_object_get(could, "slot")),
                (int32_t)ie_timetable_place(t, ie_json_get_str(could, "place")),
                voice.len ? (int32_t)ie_timetable_interpreter(t, voice) : IE_FAIR_NONE};
            IE_CHECK_OK(ie_fair_check(t->problem, t->at, &w->m.arena, &verdict, &w->err),
                        &w->err);
            if (verdict)
                IE_CHECK_INT(verdict->fault_count, 0);
            t->at[meeting] = was;
        }
    }
    json_decref(waiting);
}

static json_t *some_change(struct world *w)
{
    unsigned who = pick(FIRMS), other = (who + 1 + pick(FIRMS - 1)) % FIRMS;

    switch (pick(w->voices ? 6 : 5)) {
    case 0:
        return json_pack("{s:s, s:s}", "kind", "no_show", "participation",
                         w->part[who].text);
    case 1:
        return json_pack("{s:s, s:s, s:i}", "kind", "late", "participation",
                         w->part[who].text, "until_slot", (int)pick(12));
    case 2:
        return json_pack("{s:s, s:s, s:i}", "kind", "leaves", "participation",
                         w->part[who].text, "from_slot", (int)pick(12));
    case 3:
        return json_pack("{s:s, s:s, s:i}", "kind", "place_lost", "place",
                         w->table[pick(TABLES)].text, "from_slot", (int)pick(12));
    case 4:
        return json_pack("{s:s, s:s, s:s, s:i}", "kind", "new_wish", "a",
                         w->part[who].text, "b", w->part[other].text, "weight",
                         (int)(1 + pick(5)));
    default:
        return json_pack("{s:s, s:s}", "kind", "interpreter_ill", "interpreter",
                         w->voice.text);
    }
}

/* Published and changed: what has begun is where it was. */
static void replan(struct world *w, const struct ie_timetable *before)
{
    ie_moment now = before->slots.at[2 + pick(6)].starts_at;
    json_t *changes = json_array();
    struct ie_plan_order order = {
        .event = IE_STR("W"), .kind = "replan", .changes = changes, .now = now};
    struct ie_timetable *after = NULL;
    unsigned n = 1 + pick(3);

    for (unsigned i = 0; i < n; i++)
        json_array_append_new(changes, some_change(w));
    json_t *summary = make(w, &order, 3, true);
    json_decref(summary);
    json_decref(changes);
    if (!summary ||
        !IE_CHECK_OK(ie_timetable_load(&w->m.call, IE_STR("W"), IE_TIMETABLE_AS_IT_STANDS,
                                       &after, &w->err),
                     &w->err))
        return;
    for (uint32_t i = 0; i < before->problem->meeting_count; i++) {
        const struct ie_fair_place_at *was = &before->at[i];
        if (was->slot < 0 || before->slots.at[was->slot].starts_at >= now)
            continue;
        int64_t at = ie_timetable_meeting(
            after, ie_id_str(&before->meetings.at[before->record[i]].id));
        if (IE_CHECK(at >= 0)) {
            IE_CHECK_INT(after->at[at].slot, was->slot);
            IE_CHECK_INT(after->at[at].place, was->place);
        }
    }
    /* And of those to come, each keeps to the rules of the records as they are now. */
    w->m.call.now = now;
    struct ie_timetable *t = judge(w);
    if (t)
        try_waiting(w, t);
}

IE_TEST(plans_of_random_events_are_accepted_by_the_checker)
{
    for (int round = 0; round < ROUNDS && !ie_test_failed(); round++) {
        struct ie_plan_order order = {.event = IE_STR("W"), .kind = "schedule"};
        struct world w;
        if (world_open(&w)) {
            json_t *summary = make(&w, &order, 1, true);
            struct ie_timetable *t = judge(&w);
            if (t) {
                uint32_t placed = 0;
                for (uint32_t i = 0; i < t->problem->meeting_count; i++)
                    placed += t->at[i].slot >= 0;
                IE_CHECK_INT(placed,
                             json_integer_value(json_object_get(summary, "placed")));
                try_waiting(&w, t);
                replan(&w, t);
            }
            json_decref(summary);
        }
        world_close(&w);
    }
}

IE_TEST(the_same_seed_plans_the_same_and_a_locked_meeting_stays)
{
    struct ie_plan_order order = {.event = IE_STR("W"), .kind = "schedule"};
    struct world w;

    if (world_open(&w)) {
        json_decref(make(&w, &order, 1, true));
        struct ie_timetable *first = judge(&w), *second;
        json_decref(make(&w, &order, 1, true));
        second = judge(&w);
        if (first && second &&
            IE_CHECK_INT(first->meetings.count, second->meetings.count))
            for (uint32_t i = 0; i < first->problem->meeting_count; i++) {
                IE_CHECK_INT(first->at[i].slot, second->at[i].slot);
                IE_CHECK_INT(first->at[i].place, second->at[i].place);
            }
        struct ie_buf out = IE_BUF_INIT;
        struct ie_json json = ie_json_into(&out);
        uint32_t one = 0;
        while (second && second->at[one].slot < 0)
            one++;
        struct ie_str id = ie_id_str(&second->meetings.at[second->record[one]].id);
        IE_CHECK_OK(ie_meeting_act(&w.m.call, id, "lock", 0, &json, &w.err), &w.err);
        ie_buf_release(&out);
        for (uint64_t seed = 2; seed < 6; seed++) {
            json_decref(make(&w, &order, seed, true));
            struct ie_timetable *t = judge(&w);
            int64_t at = t ? ie_timetable_meeting(t, id) : -1;
            if (IE_CHECK(at >= 0))
                IE_CHECK_INT(t->at[at].slot, second->at[one].slot);
        }
    }
    world_close(&w);
}
