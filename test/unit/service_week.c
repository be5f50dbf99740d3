/* The use cases of a week on a small event: slots, matches, timetable, moves, report. */
#include <math.h>

#include "memory_store.h"
#include "service/event/agenda.h"
#include "service/event/plan_use.h"
#include "service/match/propose.h"
#include "service/match/use.h"
#include "service/record/use.h"
#include "service/report.h"
#include "store/schema_types.h"
#include "store/values.h"

enum { FIRMS = 4 }; /* 0, 1 Korean; 2 French; 3 American */

struct week {
    struct memory_store m;
    struct ie_error err;
    struct ie_id event, firm[FIRMS], part[FIRMS];
};

static struct ie_id create(struct week *w, const struct ie_type *type, struct ie_str text)
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

static bool week_open(struct week *w)
{
    static const char *const countries[FIRMS] = {"KR", "KR", "FR", "US"};
    struct ie_event_plan plan = {.code = IE_STR("W"),
                                 .title = IE_STR("주간"),
                                 .zone = IE_STR("Asia/Seoul"),
                                 .days = IE_STR("2019-10-28..2019-10-29"),
                                 .slots = IE_STR("10:00-14:00/30m"),
                                 .break_ = IE_STR("12:00-13:00"),
                                 .places = 2};

    memset(w, 0, sizeof(*w));
    if (!memory_store_open(&w->m, "en", 1570000000) ||
        !IE_CHECK_OK(ie_event_create(&w->m.call, &plan, &w->event, &w->err), &w->err))
        return false;
    for (int i = 0; i < FIRMS; i++) {
        w->firm[i] = create(w, &ie_type_organisation,
                            ie_arena_printf(&w->m.arena,
                                            "{\"name\":\"Firm %d\",\"type\":\"company\","
                                            "\"country\":\"%s\"}",
                                            i, countries[i]));
        w->part[i] = create(w, &ie_type_participation,
                            ie_arena_printf(&w->m.arena,
                                            "{\"event\":\"%s\",\"organisation\":\"%s\","
                                            "\"status\":\"confirmed\"}",
                                            w->event.text, w->firm[i].text));
    }
    return true;
}

static void week_close(struct week *w)
{
    memory_store_close(&w->m);
}

static struct ie_id wish(struct week *w, int from, int to, int weight)
{
    return create(
        w, &ie_type_wish,
        ie_arena_printf(&w->m.arena,
                        "{\"event\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"weight\":%d}",
                        w->event.text, w->part[from].text, w->part[to].text, weight));
}

static struct ie_id profile(struct week *w, int firm, const char *type,
                            const char *language, const char *title, const char *text,
                            const char *more)
{
    return create(
        w, &ie_type_profile,
        ie_arena_printf(&w->m.arena,
                        "{\"organisation\":\"%s\",\"type\":\"%s\",\"language\":\"%s\","
                        "\"status\":\"published\",\"texts\":[{\"language\":\"%s\","
                        "\"title\":\"%s\",\"text\":\"%s\"}]%s}",
                        w->firm[firm].text, type, language, language, title, text, more));
}

static json_t *json_of(struct week *w, struct ie_buf *out)
{
    json_t *value = NULL;

    IE_CHECK_OK(ie_buf_check(out, &w->err), &w->err);
    IE_CHECK_OK(ie_json_parse(ie_buf_str(out), &value, &w->err), &w->err);
    ie_buf_release(out);
    return value;
}

static json_t *plan(struct week *w, bool replan)
{
    struct ie_plan_order order = {
        .event = IE_STR("W"), .kind = "schedule", .move_confirmed = replan};
    struct ie_plan *made;
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    IE_CHECK_OK(ie_plan_prepare(&w->m.call, &order, &made, &w->err), &w->err);
    IE_CHECK_OK(ie_plan_run(made, NULL, &w->m.arena, &w->err), &w->err);
    IE_CHECK_OK(ie_plan_store(&w->m.call, made, true, &json, &w->err), &w->err);
    return json_of(w, &out);
}

static int move(struct week *w, const char *meeting, int64_t slot, struct ie_json *json,
                bool *moved)
{
    struct ie_timetable_act act = {.meeting = ie_str_z(meeting), .slot = slot};

    return ie_timetable_move(&w->m.call, IE_STR("W"), &act, 1, json, moved, &w->err);
}

static json_t *timetable(struct week *w)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    IE_CHECK_OK(ie_timetable_json(&w->m.call, IE_STR("W"), &json, &w->err), &w->err);
    return json_of(w, &out);
}

static int64_t int_at(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

IE_TEST(slots_leave_breaks_and_the_end_of_the_day_out)
{
    struct week w;
    struct ie_record *event;
    struct ie_slots slots;

    if (week_open(&w)) {
        IE_CHECK_OK(ie_event_find(&w.m.call, IE_STR("W"), &event, &w.err), &w.err);
        IE_CHECK_OK(ie_event_slots(event, &w.m.arena, &slots, &w.err), &w.err);
        IE_CHECK_INT(slots.count, 12); /* 10:00 … 11:30, 13:00, 13:30, on two days */
        IE_CHECK_INT(slots.days, 2);
        IE_CHECK_INT(slots.at[0].starts_at, INT64_C(1572224400) * IE_SECOND); /* 01:00Z */
        IE_CHECK_INT(slots.at[4].start_minute, 13 * 60);
        IE_CHECK_INT(slots.at[6].day, 1);
        IE_CHECK_INT(ie_slot_at(&slots, slots.at[7].starts_at), 7);
        IE_CHECK_INT(ie_slot_at(&slots, slots.at[7].starts_at + 1), -1);
    }
    week_close(&w);
}

IE_TEST(event_refuses_hours_that_give_no_slot)
{
    struct week w;
    struct ie_event_plan plan_ = {.code = IE_STR("X"),
                                  .title = IE_STR("x"),
                                  .days = IE_STR("2019-10-28..2019-10-28"),
                                  .slots = IE_STR("10:00-10:20/30m"),
                                  .places = 1};
    struct ie_id id;

    if (week_open(&w)) {
        IE_CHECK_FAIL(ie_event_create(&w.m.call, &plan_, &id, &w.err), &w.err, IE_INPUT,
                      "event.slots");
        plan_.slots = IE_STR("10:00-9:00/30m");
        IE_CHECK_FAIL(ie_event_create(&w.m.call, &plan_, &id, &w.err), &w.err, IE_USAGE,
                      "event.option");
        plan_.slots = IE_STR("10:00-17:00/30m");
        plan_.days = IE_STR("2019-02-28..2019-02-30");
        IE_CHECK_FAIL(ie_event_create(&w.m.call, &plan_, &id, &w.err), &w.err, IE_INPUT,
                      "day.no_such_day");
        plan_.days = IE_STR("2019-10-29..2019-10-28");
        IE_CHECK_FAIL(ie_event_create(&w.m.call, &plan_, &id, &w.err), &w.err, IE_INPUT,
                      "event.days");
    }
    week_close(&w);
}

IE_TEST(a_plan_places_every_wish_that_fits_and_can_be_made_again)
{
    struct week w;

    if (week_open(&w)) {
        wish(&w, 0, 2, 5);
        wish(&w, 2, 0, 4);
        wish(&w, 1, 2, 3);
        wish(&w, 3, 1, 2);
        json_t *summary = plan(&w, false);
        IE_CHECK_INT(int_at(summary, "placed"), 3);
        IE_CHECK_INT(int_at(summary, "mutual"), 1);
        IE_CHECK_STR(text_at(summary, "status"), "optimal");
        json_decref(summary);
        json_t *first = timetable(&w);
        IE_CHECK_INT(json_array_size(json_object_get(first, "meetings")), 3);
        IE_CHECK_INT(json_array_size(json_object_get(first, "participants")), 4);
        summary = plan(&w, false); /* nothing new: the same meetings stand */
        json_decref(summary);
        json_t *second = timetable(&w);
        IE_CHECK(json_equal(json_object_get(first, "meetings"),
                            json_object_get(second, "meetings")));
        json_decref(first);
        json_decref(second);
    }
    week_close(&w);
}

IE_TEST(a_move_into_a_clash_names_who_and_changes_nothing)
{
    struct week w;

    if (week_open(&w)) {
        wish(&w, 0, 2, 5);
        wish(&w, 1, 2, 3);
        json_decref(plan(&w, false));
        json_t *table = timetable(&w);
        const json_t *meetings = json_object_get(table, "meetings");
        const json_t *a = json_array_get(meetings, 0), *b = json_array_get(meetings, 1);
        struct ie_buf out = IE_BUF_INIT;
        struct ie_json json = ie_json_into(&out);
        bool moved = true;
        IE_CHECK_OK(move(&w, text_at(a, "id"), int_at(b, "slot"), &json, &moved), &w.err);
        IE_CHECK(!moved);
        json_t *told = json_of(&w, &out);
        const json_t *conflict = json_array_get(json_object_get(told, "conflicts"), 0);
        IE_CHECK_STR(text_at(conflict, "kind"), "participant_busy");
        IE_CHECK_STR(text_at(conflict, "label"), "Firm 2");
        json_decref(told);

        json = ie_json_into(&out);
        IE_CHECK_OK(move(&w, text_at(a, "id"), 11, &json, &moved), &w.err);
        IE_CHECK(moved);
        told = json_of(&w, &out);
        IE_CHECK_INT(int_at(told, "revision"), 2);
        json_decref(told);
        json = ie_json_into(&out);
        IE_CHECK_FAIL(move(&w, text_at(a, "id"), 10, &json, &moved), &w.err, IE_STALE,
                      "record.stale");
        ie_buf_release(&out);
        json_decref(table);
    }
    week_close(&w);
}

static int act(struct week *w, const char *meeting, const char *action)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    int code = ie_meeting_act(&w->m.call, ie_str_z(meeting), action, 0, &json, &w->err);

    ie_buf_release(&out);
    return code;
}

IE_TEST(locked_meetings_stay_and_cancelled_pairs_are_not_planned_again)
{
    struct week w;

    if (week_open(&w)) {
        wish(&w, 0, 2, 5);
        wish(&w, 1, 3, 3);
        json_decref(plan(&w, false));
        json_t *table = timetable(&w);
        const json_t *a = json_array_get(json_object_get(table, "meetings"), 0);
        const json_t *b = json_array_get(json_object_get(table, "meetings"), 1);
        IE_CHECK_OK(act(&w, text_at(a, "id"), "lock"), &w.err);
        IE_CHECK_OK(act(&w, text_at(b, "id"), "cancel"), &w.err);
        IE_CHECK_FAIL(act(&w, text_at(b, "id"), "dance"), &w.err, IE_INPUT,
                      "meeting.action");
        json_t *summary = plan(&w, true);
        IE_CHECK_INT(int_at(summary, "placed"), 1);
        json_t *after = timetable(&w);
        const json_t *meetings = json_object_get(after, "meetings");
        IE_CHECK_INT(json_array_size(meetings), 1);
        IE_CHECK_STR(text_at(json_array_get(meetings, 0), "id"), text_at(a, "id"));
        IE_CHECK_INT(int_at(json_array_get(meetings, 0), "slot"), int_at(a, "slot"));
        json_decref(after);
        json_decref(summary);
        json_decref(table);
    }
    week_close(&w);
}

IE_TEST(a_plan_is_refused_when_a_meeting_was_locked_meanwhile)
{
    struct week w;

    if (week_open(&w)) {
        struct ie_plan_order order = {.event = IE_STR("W"), .kind = "schedule"};
        struct ie_plan *made;
        struct ie_buf out = IE_BUF_INIT;
        struct ie_json json = ie_json_into(&out);
        wish(&w, 0, 2, 5);
        json_decref(plan(&w, false));
        json_t *table = timetable(&w);
        IE_CHECK_OK(ie_plan_prepare(&w.m.call, &order, &made, &w.err), &w.err);
        IE_CHECK_OK(ie_plan_run(made, NULL, &w.m.arena, &w.err), &w.err);
        IE_CHECK_OK(
            act(&w, text_at(json_array_get(json_object_get(table, "meetings"), 0), "id"),
                "lock"),
            &w.err);
        IE_CHECK_FAIL(ie_plan_store(&w.m.call, made, true, &json, &w.err), &w.err,
                      IE_CONFLICT, "schedule.changed_meanwhile");
        ie_buf_release(&out);
        json_decref(table);
    }
    week_close(&w);
}

/* The first of three meetings has begun: a plan made now leaves it, without being told the
 * time; and once another has begun that it would drop, it is not published. */
IE_TEST(a_replan_takes_the_moment_of_the_call)
{
    struct week w;

    if (week_open(&w)) {
        json_t *changes = json_array();
        struct ie_plan_order order = {
            .event = IE_STR("W"), .kind = "replan", .changes = changes};
        struct ie_buf out = IE_BUF_INIT;
        struct ie_json json = ie_json_into(&out);
        struct ie_timetable *t = NULL;
        struct ie_plan *made = NULL;
        for (int i = 0; i < 3; i++)
            wish(&w, i, 3, 3);
        json_decref(plan(&w, false));
        json_array_append_new(changes, json_pack("{s:s, s:s}", "kind", "no_show",
                                                 "participation", w.part[3].text));
        IE_CHECK_OK(ie_timetable_load(&w.m.call, IE_STR("W"), IE_TIMETABLE_AS_IT_STANDS,
                                      &t, &w.err),
                    &w.err);
        IE_CHECK_INT(t->problem->meeting_count, 3);
        int32_t first = INT32_MAX, next = INT32_MAX;
        for (uint32_t i = 0; i < 3; i++)
            first = t->at[i].slot < first ? t->at[i].slot : first;
        for (uint32_t i = 0; i < 3; i++)
            if (t->at[i].slot > first && t->at[i].slot < next)
                next = t->at[i].slot;
        ie_moment second = t->slots.at[next].starts_at;
        w.m.call.now = second - IE_MINUTE;
        IE_CHECK_OK(ie_plan_prepare(&w.m.call, &order, &made, &w.err), &w.err);
        IE_CHECK_OK(ie_plan_run(made, NULL, &w.m.arena, &w.err), &w.err);
        for (uint32_t i = 0; i < 3; i++) {
            int32_t was = made->timetable->at[i].slot;
            IE_CHECK_INT(made->result->at[i].slot, was == first ? first : -1);
        }
        IE_CHECK_OK(ie_plan_store(&w.m.call, made, false, &json, &w.err), &w.err);
        json_t *stored = json_of(&w, &out);
        w.m.call.now = second + IE_MINUTE;
        json = ie_json_into(&out);
        IE_CHECK_FAIL(
            ie_plan_publish(&w.m.call, ie_str_z(text_at(stored, "plan")), &json, &w.err),
            &w.err, IE_CONFLICT, "plan.outdated");
        w.m.call.now = second - IE_SECOND;
        IE_CHECK_OK(
            ie_plan_publish(&w.m.call, ie_str_z(text_at(stored, "plan")), &json, &w.err),
            &w.err);
        ie_buf_release(&out);
        json_decref(stored);
        json_decref(changes);
    }
    week_close(&w);
}

static size_t propose(struct week *w, struct ie_proposal **proposal)
{
    size_t next = 0;

    IE_CHECK_OK(ie_propose_prepare(&w->m.call, IE_STR("W"), 5, proposal, &w->err),
                &w->err);
    IE_CHECK_OK(ie_propose_run(*proposal, NULL, &w->m.arena, &w->err), &w->err);
    while (next != SIZE_MAX)
        if (!IE_CHECK_OK(ie_propose_store(&w->m.call, *proposal, &next, &w->err),
                         &w->err))
            break;
    return (*proposal)->output->count;
}

static void two_profiles(struct week *w, const char *guard)
{
    profile(w, 0, "technology_request", "en", "Photoresist for 193 nm lithography",
            "We seek a chemically amplified photoresist with low metal impurities.", "");
    profile(
        w, 2, "technology_offer", "en", "Chemically amplified photoresist",
        "Our zirconylate photoresist for 193 nm lithography holds metal impurities low.",
        guard);
}

IE_TEST(matches_are_proposed_once_and_kept_when_decided)
{
    struct week w;
    struct ie_proposal *proposal;

    if (week_open(&w)) {
        two_profiles(&w, "");
        IE_CHECK_INT(propose(&w, &proposal), 1);
        IE_CHECK_INT(proposal->created, 1);
        IE_CHECK_INT(propose(&w, &proposal), 1);
        IE_CHECK_INT(proposal->created + proposal->changed + proposal->removed, 0);
        struct ie_list matches;
        IE_CHECK_OK(
            ie_event_rows(&w.m.call, &ie_type_match, NULL, IE_STR_NONE, &matches, &w.err),
            &w.err);
        struct ie_str id = ie_id_str(&matches.at[0].id);
        struct ie_id made;
        IE_CHECK_FAIL(
            ie_match_dismiss(&w.m.call, id, IE_STR("dull"), IE_STR_NONE, &w.err), &w.err,
            IE_INPUT, "match.reason");
        IE_CHECK_OK(
            ie_match_dismiss(&w.m.call, id, IE_STR("spec_not_met"), IE_STR_NONE, &w.err),
            &w.err);
        IE_CHECK_FAIL(ie_match_take_up(&w.m.call, id, IE_STR_NONE, &made, &w.err), &w.err,
                      IE_CONFLICT, "match.decided");
        IE_CHECK_OK(ie_match_reopen(&w.m.call, id, &w.err), &w.err);
        IE_CHECK_OK(ie_match_take_up(&w.m.call, id, IE_STR("talk"), &made, &w.err),
                    &w.err);
        struct ie_list wishes, cases, tasks;
        IE_CHECK_OK(
            ie_event_rows(&w.m.call, &ie_type_wish, NULL, IE_STR_NONE, &wishes, &w.err),
            &w.err);
        IE_CHECK_OK(
            ie_event_rows(&w.m.call, &ie_type_case, NULL, IE_STR_NONE, &cases, &w.err),
            &w.err);
        IE_CHECK_OK(
            ie_event_rows(&w.m.call, &ie_type_task, NULL, IE_STR_NONE, &tasks, &w.err),
            &w.err);
        IE_CHECK_INT(wishes.count, 1);
        IE_CHECK_INT(cases.count, 1);
        IE_CHECK_INT(tasks.count, 1);
        IE_CHECK_STR(ie_record_get(&cases.at[0], "counterparty")->text,
                     ie_id_str(&w.firm[2]));
        propose(&w, &proposal); /* a taken-up match is neither changed nor taken off */
        IE_CHECK_INT(proposal->unchanged, 1);
    }
    week_close(&w);
}

/* Whether there was a match of the two to dismiss. */
static bool dismiss_pair(struct week *w, const char *need, const char *offer)
{
    bool done = false;

    IE_CHECK_OK(ie_match_dismiss_pair(&w->m.call, IE_STR("W"), ie_str_z(need),
                                      ie_str_z(offer), IE_STR("country"), IE_STR("far"),
                                      &done, &w->err),
                &w->err);
    return done;
}

IE_TEST(a_pair_is_dismissed_only_where_it_is_proposed)
{
    struct week w;
    struct ie_proposal *proposal;
    struct ie_list matches;
    struct ie_id made;

    if (week_open(&w)) {
        profile(&w, 0, "research_request", "en", "Photoresist for lithography",
                "We study photoresist together.", ",\"external_id\":\"P-1\"");
        profile(&w, 2, "research_request", "en", "Lithography with photoresist",
                "We study photoresist together.", ",\"external_id\":\"P-2\"");
        IE_CHECK(!dismiss_pair(&w, "P-1", "P-2")); /* not proposed yet */
        propose(&w, &proposal);
        IE_CHECK_INT(proposal->created, 1);
        IE_CHECK(!dismiss_pair(&w, "P-1", "P-9"));
        IE_CHECK(!dismiss_pair(&w, "P-1", "P-1"));
        IE_CHECK(
            dismiss_pair(&w, "P-2", "P-1")); /* either of two that seek may be first */
        IE_CHECK(!dismiss_pair(&w, "P-1", "P-2"));
        IE_CHECK_OK(ie_event_rows(&w.m.call, &ie_type_match, "status",
                                  IE_STR("dismissed"), &matches, &w.err),
                    &w.err);
        if (IE_CHECK_INT(matches.count, 1)) {
            struct ie_str id = ie_id_str(&matches.at[0].id);
            IE_CHECK_STR(ie_record_get(&matches.at[0], "dismissal")->text,
                         IE_STR("country"));
            IE_CHECK_STR(ie_record_get(&matches.at[0], "dismissal_note")->text,
                         IE_STR("far"));
            IE_CHECK_OK(ie_match_reopen(&w.m.call, id, &w.err), &w.err);
            IE_CHECK_OK(ie_match_take_up(&w.m.call, id, IE_STR_NONE, &made, &w.err),
                        &w.err);
            IE_CHECK(!dismiss_pair(&w, "P-1", "P-2")); /* taken up: passed over */
        }
    }
    week_close(&w);
}

IE_TEST(an_offer_that_seeks_is_still_the_offer_of_its_match)
{
    struct week w;
    struct ie_proposal *proposal;
    struct ie_list matches;
    size_t next = 0;

    if (week_open(&w)) {
        struct ie_id need =
            profile(&w, 0, "technology_request", "en", "Photoresist wanted",
                    "A photoresist for 193 nm lithography.", "");
        struct ie_id offer = profile(&w, 2, "technology_offer", "en", "Photoresist",
                                     "Photoresist for 193 nm lithography.",
                                     ",\"valid_until\":\"2019-11-30\"");
        w.m.call.now += 400 * IE_DAY; /* the offer has run out: its last day counts */
        IE_CHECK_OK(ie_match_prepare(&w.m.call, ie_id_str(&offer), 5, &proposal, &w.err),
                    &w.err);
        IE_CHECK_OK(ie_propose_run(proposal, NULL, &w.m.arena, &w.err), &w.err);
        while (next != SIZE_MAX)
            if (!IE_CHECK_OK(ie_propose_store(&w.m.call, proposal, &next, &w.err),
                             &w.err))
                break;
        IE_CHECK_OK(
            ie_event_rows(&w.m.call, &ie_type_match, NULL, IE_STR_NONE, &matches, &w.err),
            &w.err);
        IE_CHECK_INT(matches.count, 1);
        IE_CHECK_STR(ie_record_get(&matches.at[0], "need")->text, ie_id_str(&need));
        IE_CHECK_STR(ie_record_get(&matches.at[0], "offer")->text, ie_id_str(&offer));
    }
    week_close(&w);
}

IE_TEST(guarded_text_reaches_no_match)
{
    struct week w;
    struct ie_proposal *open, *guarded;

    if (week_open(&w)) {
        two_profiles(&w, ",\"rungs\":[{\"field\":\"texts\",\"rung\":\"nda\"}]");
        profile(&w, 1, "technology_request", "en", "zirconylate", "zirconylate wanted",
                "");
        propose(&w, &guarded); /* the word stands in the offer's guarded text alone */
        for (size_t i = 0; i < guarded->output->count; i++)
            for (uint32_t r = 0; r < guarded->output->matches[i].reason_count; r++)
                IE_CHECK(!ie_str_starts(guarded->output->matches[i].reasons[r].term,
                                        IE_STR("zircon")));
    }
    week_close(&w);
    if (week_open(&w)) {
        bool seen = false;
        two_profiles(&w, "");
        profile(&w, 1, "technology_request", "en", "zirconylate", "zirconylate wanted",
                "");
        propose(&w, &open);
        for (size_t i = 0; i < open->output->count; i++)
            for (uint32_t r = 0; r < open->output->matches[i].reason_count; r++)
                seen = seen || ie_str_starts(open->output->matches[i].reasons[r].term,
                                             IE_STR("zircon"));
        IE_CHECK(seen); /* else the check above would prove nothing */
    }
    week_close(&w);
}

IE_TEST(report_counts_the_records_that_it_names)
{
    struct week w;

    if (week_open(&w)) {
        struct ie_buf out = IE_BUF_INIT;
        struct ie_json json = ie_json_into(&out);
        struct ie_id older = wish(&w, 0, 2, 5);
        wish(&w, 2, 0, 4);
        wish(&w, 1, 3, 3);
        json_decref(plan(&w, false));
        json_t *table = timetable(&w);
        create(&w, &ie_type_outcome,
               ie_arena_printf(
                   &w.m.arena,
                   "{\"event\":\"%s\",\"meeting\":\"%s\",\"from\":\"%s\",\"to\":\"%s\","
                   "\"stage\":\"at_once\",\"status\":\"held\",\"result\":\"nda\"}",
                   w.event.text,
                   text_at(json_array_get(json_object_get(table, "meetings"), 0), "id"),
                   w.part[0].text, w.part[2].text));
        json_t *after = timetable(&w); /* an outcome says that they met */
        IE_CHECK_STR(
            text_at(json_array_get(json_object_get(after, "meetings"), 0), "status"),
            "held");
        json_decref(after);
        IE_CHECK_OK(ie_report_json(&w.m.call, IE_STR("W"), &json, &w.err), &w.err);
        json_t *report = json_of(&w, &out);
        IE_CHECK_INT(int_at(json_object_get(report, "participants"), "count"), 4);
        IE_CHECK_INT(int_at(json_object_get(report, "wishes"), "count"), 3);
        IE_CHECK_INT(int_at(json_object_get(report, "mutual_wishes"), "count"), 1);
        IE_CHECK_STR(
            json_string_value(json_array_get(
                json_object_get(json_object_get(report, "mutual_wishes"), "ids"), 0)),
            older.text);
        IE_CHECK_INT(int_at(json_object_get(report, "meetings_planned"), "count"), 2);
        IE_CHECK_INT(int_at(json_object_get(report, "meetings_held"), "count"), 1);
        IE_CHECK_INT(int_at(json_object_get(report, "outcomes"), "count"), 1);
        json_decref(report);
        json_decref(table);
    }
    week_close(&w);
}

IE_TEST(agenda_is_a_calendar_with_stable_uids)
{
    struct week w;

    if (week_open(&w)) {
        struct ie_buf out = IE_BUF_INIT;
        wish(&w, 0, 2, 5);
        json_decref(plan(&w, false));
        IE_CHECK_OK(ie_agenda_write(&w.m.call, IE_STR("W"), ie_id_str(&w.part[0]),
                                    IE_AGENDA_ICS, IE_STR("en"), &out, &w.err),
                    &w.err);
        struct ie_str text = ie_buf_str(&out);
        IE_CHECK(ie_str_starts(text, IE_STR("BEGIN:VCALENDAR\r\n")));
        IE_CHECK(ie_str_find(text, IE_STR("BEGIN:VEVENT")) > 0);
        IE_CHECK(ie_str_find(text, IE_STR("@W.ieum\r\n")) > 0);
        IE_CHECK(ie_str_find(text, IE_STR("SEQUENCE:0\r\n")) > 0);
        IE_CHECK(ie_str_find(text, IE_STR("STATUS:TENTATIVE\r\n")) > 0);
        ie_buf_clear(&out);
        IE_CHECK_OK(ie_agenda_write(&w.m.call, IE_STR("W"), ie_id_str(&w.part[1]),
                                    IE_AGENDA_CSV, IE_STR("ko"), &out, &w.err),
                    &w.err);
        IE_CHECK(ie_str_find(ie_buf_str(&out), IE_STR("날짜,시작")) >= 0);
        IE_CHECK(ie_str_find(ie_buf_str(&out), IE_STR("Firm")) <
                 0); /* firm 1 meets nobody */
        ie_buf_release(&out);
    }
    week_close(&w);
}
