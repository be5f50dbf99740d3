/* The general use cases: bodies checked, fields hidden, rights held. */
#include "service/record/use.h"

#include "base/alloc.h"
#include "memory_store.h"
#include "store/schema_types.h"
#include "store/values.h"

struct world {
    struct memory_store m;
    struct ie_error err;
    struct ie_problem_list problems;
    struct ie_id office;
};

static bool world_open(struct world *w)
{
    memset(w, 0, sizeof(*w));
    bool opened = memory_store_open(&w->m, "ko", 1571000000);
    w->office = w->m.operator_.office;
    return opened;
}

static void world_close(struct world *w)
{
    memory_store_close(&w->m);
}

static json_t *body_of(const char *text)
{
    struct ie_error err = {0};
    json_t *json = NULL;

    IE_CHECK_OK(ie_json_parse(ie_str_z(text), &json, &err), &err);
    return json;
}

static int create(struct world *w, const struct ie_actor *actor,
                  const struct ie_type *type, const char *text, struct ie_id *id)
{
    json_t *body = body_of(text);
    int64_t revision = 0;

    w->m.call.actor = actor;
    w->m.call.now += IE_SECOND;
    IE_CHECK_OK(ie_db_savepoint(w->m.db, NULL), NULL);
    int code =
        ie_use_create(&w->m.call, type, body, id, &revision, NULL, &w->problems, &w->err);
    if (code)
        IE_CHECK_OK(ie_db_savepoint_undo(w->m.db, NULL), NULL);
    else
        IE_CHECK_OK(ie_db_savepoint_keep(w->m.db, NULL), NULL);
    json_decref(body);
    return code;
}

static int revise(struct world *w, const struct ie_actor *actor,
                  const struct ie_type *type, const struct ie_id *id, const char *text)
{
    json_t *body = body_of(text);
    int64_t revision = 0;

    w->m.call.actor = actor;
    w->m.call.now += IE_SECOND;
    IE_CHECK_OK(ie_db_savepoint(w->m.db, NULL), NULL);
    int code = ie_use_revise(&w->m.call, type, ie_id_str(id), 0, body, &revision, NULL,
                             &w->problems, &w->err);
    if (code)
        IE_CHECK_OK(ie_db_savepoint_undo(w->m.db, NULL), NULL);
    else
        IE_CHECK_OK(ie_db_savepoint_keep(w->m.db, NULL), NULL);
    json_decref(body);
    return code;
}

/* "record.field_long texts[0].title; …" of the last call's problems. */
static const char *problems(const struct world *w)
{
    static char out[8192];
    size_t at = 0;

    out[0] = '\0';
    for (unsigned i = 0; i < w->problems.count; i++)
        at += (size_t)snprintf(out + at, sizeof(out) - at, "%s%s %s", i ? "; " : "",
                               w->problems.at[i].id, w->problems.at[i].field);
    return out;
}

static json_t *read_as(struct world *w, const struct ie_actor *actor,
                       const struct ie_type *type, const struct ie_id *id, bool *look)
{
    struct ie_buf text = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&text);
    struct ie_look seen = {0};
    json_t *parsed = NULL;

    w->m.call.actor = actor;
    if (ie_use_read(&w->m.call, type, ie_id_str(id), &json, &seen, &w->err) == 0)
        IE_CHECK_OK(ie_json_parse(ie_buf_str(&text), &parsed, &w->err), &w->err);
    if (look)
        *look = seen.due;
    ie_buf_release(&text);
    return parsed;
}

IE_PRINTF(3, 4)
static struct ie_id make(struct world *w, const struct ie_type *type, const char *format,
                         ...)
{
    struct ie_id id = {""};
    char text[4000];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (!IE_CHECK_OK(create(w, &w->m.operator_, type, text, &id), &w->err))
        printf("  %s\n", problems(w));
    return id;
}

static struct ie_id make_organisation(struct world *w, const char *name)
{
    return make(w, &ie_type_organisation,
                "{\"name\":\"%s\",\"type\":\"company\",\"country\":\"KR\","
                "\"email\":\"a@b.kr\"}",
                name);
}

/* An account with one grant; the actor lives in the arena. */
static const struct ie_actor *make_actor(struct world *w, const char *login,
                                         enum ie_role role, const char *role_name,
                                         const char *kind, const struct ie_id *scope)
{
    struct ie_actor *actor = IE_NEW(&w->m.arena, struct ie_actor);
    struct ie_grant *grant = IE_NEW(&w->m.arena, struct ie_grant);
    struct ie_id *account = IE_NEW(&w->m.arena, struct ie_id);

    *account =
        make(w, &ie_type_account, "{\"login\":\"%s\",\"name\":\"%s\"}", login, login);
    if (scope)
        make(w, &ie_type_role_grant,
             "{\"account\":\"%s\",\"role\":\"%s\",\"scope_kind\":\"%s\",\"scope_id\":\"%"
             "s\"}",
             account->text, role_name, kind, scope->text);
    else
        make(w, &ie_type_role_grant,
             "{\"account\":\"%s\",\"role\":\"%s\",\"scope_kind\":\"office\"}",
             account->text, role_name);
    grant->role = role;
    snprintf(grant->scope_kind, sizeof(grant->scope_kind), "%s", kind);
    if (scope)
        grant->scope = *scope;
    *actor = (struct ie_actor){.account = *account,
                               .office = w->office,
                               .by = ie_id_str(account),
                               .language = IE_STR("en"),
                               .office_roles = scope ? 0 : (unsigned)role,
                               .grants = grant,
                               .grant_count = 1};
    return actor;
}

static bool hides(const json_t *record, const char *field)
{
    const json_t *hidden = json_object_get(record, "hidden"), *item;
    size_t i;

    json_array_foreach(hidden, i, item)
        if (strcmp(json_string_value(item), field) == 0)
            return true;
    return false;
}

IE_TEST(all_problems_are_told)
{
    struct world w;
    struct ie_id id;

    IE_REQUIRE(world_open(&w));
    IE_CHECK_FAIL(
        create(&w, &w.m.operator_, &ie_type_organisation,
               "{\"name\":\"\",\"type\":\"circus\",\"country\":\"Korea\","
               "\"employees\":-3,\"email\":\"nobody\",\"website\":\"javascript:x\","
               "\"root_technologies\":[\"casting\",\"casting\",\"magic\",7],"
               "\"names\":[{\"language\":\"xx-toolongsubtag\",\"name\":\"A\"},{},3],"
               "\"status\":\"active\",\"wings\":2,\"id\":\"x\","
               "\"identifiers\":{}}",
               &id),
        &w.err, IE_INPUT, "record.problems");
    IE_CHECK_STR(
        problems(&w),
        "record.field_choice type; record.field_long country; "
        "record.field_small employees; record.email email; record.website website; "
        "record.field_repeated root_technologies[1]; "
        "record.field_choice root_technologies[2]; "
        "record.field_kind root_technologies[3]; "
        "lang.malformed names[0].language; record.field_required names[1].language; "
        "record.field_required names[1].name; record.field_kind names[2]; "
        "record.field_server status; record.field_unknown wings; "
        "record.field_unknown id; record.field_kind identifiers; "
        "record.field_required name");
    world_close(&w);
}

IE_TEST(text_is_stored_composed)
{
    struct world w;
    struct ie_id id;

    IE_REQUIRE(world_open(&w));
    IE_CHECK_OK(
        create(&w, &w.m.operator_, &ie_type_organisation,
               "{\"name\":\"  e\\u0301cole \",\"type\":\"company\",\"country\":\"FR\","
               "\"names\":[{\"language\":\"KO-kr\",\"name\":\"\\ud55c\\ube5b\"}],"
               "\"identifiers\":[{\"scheme\":\"kr-brn\",\"value\":\"1248100998\"},"
               "{\"scheme\":\"kr-brn\",\"value\":\"1248100997\",\"verdict\":"
               "\"verified\"},{\"scheme\":\"club\",\"value\":\"7\"}]}",
               &id),
        &w.err);
    json_t *r = read_as(&w, &w.m.operator_, &ie_type_organisation, &id, NULL);
    IE_CHECK_STR(ie_json_get_str(r, "name"), "\xC3\xA9"
                                             "cole");
    IE_CHECK_STR(ie_json_get_str(r, "status"), "active");
    const json_t *name = json_array_get(json_object_get(r, "names"), 0);
    IE_CHECK_STR(ie_json_get_str(name, "language"), "ko-KR");
    IE_CHECK_STR(ie_json_get_str(name, "script"), "Kore");
    const json_t *ids = json_object_get(r, "identifiers");
    IE_CHECK_STR(ie_json_get_str(json_array_get(ids, 0), "verdict"), "verified");
    IE_CHECK_STR(ie_json_get_str(json_array_get(ids, 0), "value"), "124-81-00998");
    IE_CHECK_STR(ie_json_get_str(json_array_get(ids, 1), "verdict"), "wrong_check_digit");
    IE_CHECK_STR(ie_json_get_str(json_array_get(ids, 2), "verdict"), "unchecked");
    json_decref(r);
    world_close(&w);
}

static const char profile_text[] =
    "{\"organisation\":\"%s\",\"type\":\"technology_offer\",\"language\":\"ko\","
    "\"texts\":[{\"language\":\"en\",\"title\":\"Etching\",\"text\":\"secret depth\","
    "\"origin\":\"translation\"},{\"language\":\"ko\",\"title\":\"식각\",\"text\":"
    "\"깊이\"}],"
    "\"trl\":7,\"mrl\":5,\"ipr\":\"granted\",\"specs\":[{\"quantity\":\"depth\",\"max\":"
    "3,"
    "\"unit\":\"um\"}],\"status\":\"published\",\"rungs\":[{\"field\":\"texts\",\"rung\":"
    "\"introduced\"},{\"field\":\"specs\",\"rung\":\"full\"},{\"field\":\"trl\",\"rung\":"
    "\"introduced\"}]}";

IE_TEST(guarded_fields_open_by_rung)
{
    struct world w;
    bool look = true;

    IE_REQUIRE(world_open(&w));
    struct ie_id a = make_organisation(&w, "A"), b = make_organisation(&w, "B");
    struct ie_id profile = make(&w, &ie_type_profile, profile_text, a.text);
    const struct ie_actor *owner =
        make_actor(&w, "owner@a.kr", IE_ROLE_MEMBER, "member", "organisation", &a);
    const struct ie_actor *other =
        make_actor(&w, "other@b.kr", IE_ROLE_MEMBER, "member", "organisation", &b);
    const struct ie_actor *analyst =
        make_actor(&w, "analyst@o.kr", IE_ROLE_ANALYST, "analyst", "office", NULL);
    const struct ie_actor *reviewer =
        make_actor(&w, "reviewer@o.kr", IE_ROLE_REVIEWER, "reviewer", "office", NULL);

    json_t *r = read_as(&w, owner, &ie_type_profile, &profile, &look);
    IE_CHECK_STR(ie_json_get_str(r, "title"), "식각");
    IE_CHECK_INT(json_array_size(json_object_get(r, "hidden")), 0);
    IE_CHECK(json_is_true(json_object_get(json_object_get(r, "can"), "edit")));
    IE_CHECK_STR(ie_json_get_str(r, "organisation_label"), "A");
    IE_CHECK(!look);
    json_decref(r);

    const struct ie_actor *strangers[] = {other, analyst, reviewer};
    for (size_t i = 0; i < IE_COUNT(strangers); i++) {
        r = read_as(&w, strangers[i], &ie_type_profile, &profile, &look);
        IE_CHECK(r != NULL);
        IE_CHECK(hides(r, "texts") && hides(r, "specs") && hides(r, "trl"));
        IE_CHECK(!json_object_get(r, "specs") && !json_object_get(r, "trl"));
        IE_CHECK_INT(json_integer_value(json_object_get(r, "mrl")), 5);
        const json_t *text = json_array_get(json_object_get(r, "texts"), 0);
        IE_CHECK_STR(ie_json_get_str(text, "title"), "Etching");
        IE_CHECK(!json_object_get(text, "text"));
        IE_CHECK(json_is_false(json_object_get(json_object_get(r, "can"), "edit")));
        IE_CHECK(!look);
        json_decref(r);
    }

    /* They meet: what is for the introduced opens, and looking at it is to be logged. */
    struct ie_id event =
        make(&w, &ie_type_event,
             "{\"code\":\"w19\",\"title\":{\"en\":\"Week\",\"ko\":\"주간\"},\"zone\":"
             "\"Asia/Seoul\",\"first_day\":\"2019-10-28\",\"last_day\":\"2019-10-31\","
             "\"day_from\":\"10:00\",\"day_until\":\"17:00\",\"slot_minutes\":30,"
             "\"status\":\"open\"}");
    struct ie_id pa =
        make(&w, &ie_type_participation, "{\"event\":\"%s\",\"organisation\":\"%s\"}",
             event.text, a.text);
    struct ie_id pb =
        make(&w, &ie_type_participation, "{\"event\":\"%s\",\"organisation\":\"%s\"}",
             event.text, b.text);
    struct ie_id meeting =
        make(&w, &ie_type_meeting, "{\"event\":\"%s\",\"a\":\"%s\",\"b\":\"%s\"}",
             event.text, pb.text, pa.text);
    r = read_as(&w, other, &ie_type_profile, &profile, &look);
    IE_CHECK(hides(r, "trl") && !look);
    json_decref(r);
    IE_CHECK_OK(revise(&w, &w.m.operator_, &ie_type_meeting, &meeting,
                       "{\"status\":\"confirmed\"}"),
                &w.err);
    r = read_as(&w, other, &ie_type_profile, &profile, &look);
    IE_CHECK(!hides(r, "trl") && !hides(r, "texts") && hides(r, "specs") && look);
    const json_t *text = json_array_get(json_object_get(r, "texts"), 0);
    IE_CHECK_STR(ie_json_get_str(text, "text"), "secret depth");
    json_decref(r);

    /* The owner shuts a field: its old states are shut too. */
    IE_CHECK_OK(revise(&w, owner, &ie_type_profile, &profile,
                       "{\"rungs\":[{\"field\":\"trl\",\"rung\":\"full\"}]}"),
                &w.err);
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    w.m.call.actor = other;
    IE_CHECK_OK(ie_use_revision(&w.m.call, &ie_type_profile, ie_id_str(&profile), 1,
                                &json, NULL, &w.err),
                &w.err);
    IE_CHECK(ie_str_find(ie_buf_str(&out), IE_STR("\"trl\"")) >= 0);
    IE_CHECK(ie_str_find(ie_buf_str(&out), IE_STR("\"trl\":7")) < 0);
    ie_buf_release(&out);
    world_close(&w);
}

IE_TEST(a_draft_is_its_owner_s)
{
    struct world w;
    struct ie_id id, draft;

    IE_REQUIRE(world_open(&w));
    struct ie_id a = make_organisation(&w, "A"), b = make_organisation(&w, "B");
    const struct ie_actor *owner =
        make_actor(&w, "owner@a.kr", IE_ROLE_MEMBER, "member", "organisation", &a);
    const struct ie_actor *other =
        make_actor(&w, "other@b.kr", IE_ROLE_MEMBER, "member", "organisation", &b);
    char text[2000], mine[2000];
    snprintf(
        mine, sizeof(mine),
        "{\"organisation\":\"%s\",\"type\":\"technology_request\",\"language\":\"en\","
        "\"texts\":[{\"language\":\"en\",\"title\":\"Wanted\"}]}",
        a.text);
    IE_CHECK_OK(create(&w, owner, &ie_type_profile, mine, &draft), &w.err);
    IE_CHECK(read_as(&w, other, &ie_type_profile, &draft, NULL) == NULL);
    IE_CHECK_INT(w.err.code, IE_NOT_FOUND);
    IE_CHECK_FAIL(revise(&w, other, &ie_type_profile, &draft, "{\"trl\":3}"), &w.err,
                  IE_NOT_FOUND, "record.not_found");
    IE_CHECK_FAIL(
        revise(&w, owner, &ie_type_profile, &draft, "{\"status\":\"published\"}"), &w.err,
        IE_INPUT, "record.state");
    IE_CHECK_OK(
        revise(&w, &w.m.operator_, &ie_type_profile, &draft, "{\"status\":\"reviewed\"}"),
        &w.err);
    IE_CHECK_OK(revise(&w, owner, &ie_type_profile, &draft, "{\"status\":\"published\"}"),
                &w.err);
    IE_CHECK_FAIL(revise(&w, other, &ie_type_profile, &draft, "{\"trl\":3}"), &w.err,
                  IE_FORBIDDEN, "record.write_forbidden");
    /* Nobody makes records for others: the organisation is not even open to him. */
    snprintf(text, sizeof(text), "{\"organisation\":\"%s\",\"name\":\"Kim\"}", a.text);
    IE_CHECK_FAIL(create(&w, other, &ie_type_person, text, &id), &w.err, IE_FORBIDDEN,
                  "record.write_forbidden");
    IE_CHECK_OK(create(&w, owner, &ie_type_person, text, &id), &w.err);
    IE_CHECK_FAIL(revise(&w, owner, &ie_type_profile, &draft, "{\"organisation\":null}"),
                  &w.err, IE_INPUT, "record.field_fixed");
    IE_CHECK_FAIL(create(&w, owner, &ie_type_organisation,
                         "{\"name\":\"C\",\"type\":\"company\",\"country\":\"KR\"}", &id),
                  &w.err, IE_FORBIDDEN, "record.write_forbidden");
    IE_CHECK_FAIL(create(&w, owner, &ie_type_programme, "{}", &id), &w.err, IE_FORBIDDEN,
                  "record.write_forbidden");
    world_close(&w);
}

IE_TEST(an_event_officer_has_his_event)
{
    struct world w;
    struct ie_id id;
    static const char event_text[] =
        "{\"code\":\"%s\",\"title\":{\"en\":\"W\"},\"zone\":\"Asia/Seoul\",\"first_day\":"
        "\"2019-10-28\",\"last_day\":\"2019-10-28\",\"day_from\":\"10:00\",\"day_until\":"
        "\"17:00\",\"slot_minutes\":30}";

    IE_REQUIRE(world_open(&w));
    struct ie_id e1 = make(&w, &ie_type_event, event_text, "e1");
    struct ie_id e2 = make(&w, &ie_type_event, event_text, "e2");
    struct ie_id a = make_organisation(&w, "A"), b = make_organisation(&w, "B");
    make(&w, &ie_type_participation, "{\"event\":\"%s\",\"organisation\":\"%s\"}",
         e1.text, a.text);
    struct ie_id pb = make(&w, &ie_type_participation,
                           "{\"event\":\"%s\",\"organisation\":\"%s\"}", e2.text, b.text);
    const struct ie_actor *officer =
        make_actor(&w, "off@o.kr", IE_ROLE_OFFICER, "officer", "event", &e1);
    json_t *r = read_as(&w, officer, &ie_type_organisation, &a, NULL);
    IE_CHECK_STR(ie_json_get_str(r, "email"), "a@b.kr");
    IE_CHECK(json_is_true(json_object_get(json_object_get(r, "can"), "edit")));
    json_decref(r);
    IE_CHECK(read_as(&w, officer, &ie_type_organisation, &b, NULL) == NULL);
    IE_CHECK(read_as(&w, officer, &ie_type_event, &e2, NULL) == NULL);
    IE_CHECK(read_as(&w, officer, &ie_type_participation, &pb, NULL) == NULL);
    char text[500];
    snprintf(text, sizeof(text), "{\"event\":\"%s\",\"name\":\"T1\",\"kind\":\"table\"}",
             e2.text);
    IE_CHECK_FAIL(create(&w, officer, &ie_type_place, text, &id), &w.err, IE_INPUT,
                  "record.field_ref");
    snprintf(text, sizeof(text), "{\"event\":\"%s\",\"name\":\"T1\",\"kind\":\"table\"}",
             e1.text);
    IE_CHECK_OK(create(&w, officer, &ie_type_place, text, &id), &w.err);
    IE_CHECK_OK(create(&w, officer, &ie_type_organisation,
                       "{\"name\":\"New\",\"type\":\"company\",\"country\":\"FR\"}", &id),
                &w.err);
    snprintf(text, sizeof(text),
             "{\"event\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"weight\":3}", e1.text,
             pb.text, pb.text);
    IE_CHECK_FAIL(create(&w, &w.m.operator_, &ie_type_wish, text, &id), &w.err, IE_INPUT,
                  "record.problems");
    IE_CHECK_STR(problems(&w), "record.field_same to; record.other_event from; "
                               "record.other_event to");
    world_close(&w);
}

IE_TEST(deleting_waits_for_referrers)
{
    struct world w;

    IE_REQUIRE(world_open(&w));
    struct ie_id a = make_organisation(&w, "A");
    struct ie_id person =
        make(&w, &ie_type_person, "{\"organisation\":\"%s\",\"name\":\"Kim\"}", a.text);
    w.m.call.actor = &w.m.operator_;
    IE_CHECK_FAIL(
        ie_use_delete(&w.m.call, &ie_type_organisation, ie_id_str(&a), 0, &w.err), &w.err,
        IE_CONFLICT, "record.referred");
    IE_CHECK_FAIL(
        ie_use_delete(&w.m.call, &ie_type_person, ie_id_str(&person), 7, &w.err), &w.err,
        IE_STALE, "record.stale");
    IE_CHECK_OK(ie_use_delete(&w.m.call, &ie_type_person, ie_id_str(&person), 1, &w.err),
                &w.err);
    IE_CHECK_OK(ie_use_delete(&w.m.call, &ie_type_organisation, ie_id_str(&a), 1, &w.err),
                &w.err);
    world_close(&w);
}

static struct ie_str list_param(const void *context, const char *name)
{
    return ie_json_get_str(context, name);
}

IE_TEST(lists_show_what_may_be_seen)
{
    struct world w;
    struct ie_buf out = IE_BUF_INIT;

    IE_REQUIRE(world_open(&w));
    struct ie_id a = make_organisation(&w, "Alpha Optics"),
                 b = make_organisation(&w, "B");
    make(&w, &ie_type_profile, profile_text, a.text);
    const struct ie_actor *other =
        make_actor(&w, "other@b.kr", IE_ROLE_MEMBER, "member", "organisation", &b);
    static const struct {
        const char *params;
        int64_t total; /* -1: refused */
    } cases[] = {{"{}", 2},
                 {"{\"q\":\"ALPHA opt\"}", 1},
                 {"{\"q\":\"a@b\"}", 0},
                 {"{\"country\":\"KR\"}", 2},
                 {"{\"sort\":\"-name\",\"limit\":\"1\"}", 2},
                 {"{\"sort\":\"email\"}", -1},
                 {"{\"limit\":\"501\"}", -1},
                 {"{\"cursor\":\"x\"}", -1}};
    w.m.call.actor = other;
    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        json_t *params = body_of(cases[i].params), *page = NULL;
        struct ie_use_list list = {list_param, params};
        json_object_set_new(params, "count", json_string("1"));
        ie_buf_clear(&out);
        struct ie_json json = ie_json_into(&out);
        int code = ie_use_list(&w.m.call, &ie_type_organisation, &list, &json, &w.err);
        IE_CHECK_INT(code, cases[i].total < 0 ? IE_INPUT : 0);
        if (!code &&
            IE_CHECK_OK(ie_json_parse(ie_buf_str(&out), &page, &w.err), &w.err)) {
            IE_CHECK_INT(json_integer_value(json_object_get(page, "total")),
                         cases[i].total);
            json_decref(page);
        }
        json_decref(params);
    }
    /* Words of a guarded text find nothing; titles in any language do. */
    static const struct {
        const char *q;
        int64_t total;
    } words[] = {{"secret", 0}, {"etching", 1}, {"식각", 1}, {"깊이", 0}};
    for (size_t i = 0; i < IE_COUNT(words); i++) {
        json_t *params = json_pack("{s:s,s:s}", "q", words[i].q, "count", "1"),
               *page = NULL;
        struct ie_use_list list = {list_param, params};
        ie_buf_clear(&out);
        struct ie_json json = ie_json_into(&out);
        IE_CHECK_OK(ie_use_list(&w.m.call, &ie_type_profile, &list, &json, &w.err),
                    &w.err);
        IE_CHECK_OK(ie_json_parse(ie_buf_str(&out), &page, &w.err), &w.err);
        IE_CHECK_INT(json_integer_value(json_object_get(page, "total")), words[i].total);
        json_decref(page);
        json_decref(params);
    }
    ie_buf_release(&out);
    world_close(&w);
}

/* A record as shown, without what only the system sets: as a page would send it back. */
static json_t *as_sent_back(const struct ie_type *type, json_t *shown)
{
    static const char *const ours[] = {"id",         "revision",   "external_id",
                                       "created_at", "updated_at", "updated_by",
                                       "hidden",     "can"};
    char label[80];

    for (size_t i = 0; i < IE_COUNT(ours); i++)
        json_object_del(shown, ours[i]);
    for (const struct ie_field *f = type->fields; f->name; f++) {
        snprintf(label, sizeof(label), "%s_label", f->name);
        json_object_del(shown, label);
        if (f->flags & IE_F_SERVER)
            json_object_del(shown, f->name);
    }
    return shown;
}

static void send_back(struct world *w, const struct ie_type *type, const struct ie_id *id,
                      int64_t revision)
{
    json_t *body = as_sent_back(type, read_as(w, &w->m.operator_, type, id, NULL));
    int64_t after = 0;

    if (!IE_CHECK_OK(ie_use_revise(&w->m.call, type, ie_id_str(id), revision, body,
                                   &after, NULL, &w->problems, &w->err),
                     &w->err))
        printf("  %s: %s\n", type->name, problems(w));
    IE_CHECK_INT(after, revision);
    json_decref(body);
}

IE_TEST(what_is_shown_can_be_sent_back)
{
    struct world w;

    IE_REQUIRE(world_open(&w));
    struct ie_id org = make(
        &w, &ie_type_organisation,
        "{\"name\":\"<A & B> \\\"x\\\"\",\"type\":\"company\",\"country\":\"IL\","
        "\"employees\":12,\"website\":\"https://a.example\",\"note\":\"a\\nb\\tc\","
        "\"names\":[{\"language\":\"he\",\"name\":\"\u05d0\",\"kind\":\"former\"}],"
        "\"root_technologies\":[\"robots\",\"casting\"],\"certificates\":[\"ISO 9001\"],"
        "\"identifiers\":[{\"scheme\":\"kr-brn\",\"value\":\"124-81-00998\"}],"
        "\"industry_codes\":[{\"scheme\":\"ksic\",\"edition\":\"10\",\"code\":\"C26\"}]"
        "}");
    struct ie_id profile = make(&w, &ie_type_profile, profile_text, org.text);
    struct ie_id event =
        make(&w, &ie_type_event,
             "{\"code\":\"w19\",\"title\":{\"ko\":\"\uc8fc\uac04\",\"EN\":\"Week\"},"
             "\"zone\":\"Asia/Seoul\",\"first_day\":\"2019-10-28\",\"last_day\":"
             "\"2019-10-31\",\"day_from\":\"10:00\",\"day_until\":\"17:00\",\"slot_"
             "minutes\":30,"
             "\"breaks\":[{\"from\":\"12:00\",\"until\":\"13:00\"}]}");
    struct ie_id participation =
        make(&w, &ie_type_participation,
             "{\"event\":\"%s\",\"organisation\":\"%s\",\"languages\":[\"ko\",\"EN-us\"],"
             "\"available\":[{\"from\":\"2019-10-28T10:00:00+09:00\",\"until\":"
             "\"2019-10-28T12:00:00.5+09:00\"}]}",
             event.text, org.text);
    struct ie_id session = make(&w, &ie_type_session,
                                "{\"event\":\"%s\",\"title\":{\"en\":\"S\"},\"kind\":"
                                "\"seminar\",\"starts_at\":\"2019-10-28T01:00:00Z\","
                                "\"ends_at\":\"2019-10-28T02:00:00Z\"}",
                                event.text);
    send_back(&w, &ie_type_organisation, &org, 1);
    send_back(&w, &ie_type_profile, &profile, 1);
    send_back(&w, &ie_type_event, &event, 1);
    send_back(&w, &ie_type_participation, &participation, 1);
    send_back(&w, &ie_type_session, &session, 1);
    world_close(&w);
}

IE_TEST(a_member_gives_no_external_id)
{
    struct world w;
    struct ie_id id;
    char text[500];

    IE_REQUIRE(world_open(&w));
    struct ie_id a = make_organisation(&w, "A");
    const struct ie_actor *owner =
        make_actor(&w, "owner@a.kr", IE_ROLE_MEMBER, "member", "organisation", &a);
    snprintf(text, sizeof(text),
             "{\"organisation\":\"%s\",\"name\":\"Kim\",\"external_id\":\"p1\"}", a.text);
    IE_CHECK_FAIL(create(&w, owner, &ie_type_person, text, &id), &w.err, IE_INPUT,
                  "record.field_office");
    IE_CHECK_OK(create(&w, &w.m.operator_, &ie_type_person, text, &id), &w.err);
    IE_CHECK_FAIL(create(&w, &w.m.operator_, &ie_type_organisation,
                         "{\"name\":\"Q\",\"type\":\"company\",\"country\":\"QQ\"}", &id),
                  &w.err, IE_INPUT, "country.unknown");
    world_close(&w);
}
