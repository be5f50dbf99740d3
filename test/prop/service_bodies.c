/*
 * Random bodies for every type: each is either refused with problems that name fields, or
 * stored; and what is stored, shown and sent back changes nothing.
 */
#include <stdio.h>

#include "harness.h"
#include "service/open.h"
#include "service/record/use.h"
#include "store/column.h"
#include "store/migrate.h"
#include "store/schema_types.h"

struct world {
    struct ie_db *db;
    struct ie_arena arena;
    struct ie_error err;
    struct ie_problem_list problems;
    struct ie_actor actor;
    struct ie_call call;
    struct ie_id made[200]; /* to refer to */
    const struct ie_type *type_of[200];
    int count;
};

static int pick(int n)
{
    return (int)ie_rng_below(ie_test_rng(), (uint64_t)n);
}

static const char *const texts[] = {"",
                                    "a",
                                    "한글 이름",
                                    "KR",
                                    "ko",
                                    "2019-10-28",
                                    "casting",
                                    "Asia/Seoul",
                                    "10:00",
                                    "17:00",
                                    "company",
                                    "2019-10-28T10:00:00Z",
                                    "x@y.kr",
                                    "null",
                                    "\xEF\xBB\xBF",
                                    "a\nb",
                                    "e\xCC\x81",
                                    "https://a.example",
                                    "full",
                                    "texts",
                                    "office",
                                    "\xE2\x80\xAE",
                                    "<script>",
                                    "technology_offer",
                                    "open",
                                    "table",
                                    "en",
                                    "published",
                                    "2019-02-30",
                                    "week"};

static json_t *any_value(const struct world *w, int depth)
{
    switch (pick(depth ? 9 : 6)) {
    case 0:
        return json_null();
    case 1:
        return json_integer(pick(40) - 5);
    case 2:
        return json_real(pick(1000) / 8.0 - 20);
    case 3:
        return json_boolean(pick(2));
    case 4:
    case 5:
        if (w->count && pick(3) == 0)
            return json_string(w->made[pick(w->count)].text);
        return json_string(texts[pick(IE_COUNT(texts))]);
    case 6: {
        json_t *array = json_array();
        for (int n = pick(4); n-- > 0;)
            json_array_append_new(array, any_value(w, depth - 1));
        return array;
    }
    default: {
        json_t *object = json_object();
        for (int n = pick(4); n-- > 0;)
            json_object_set_new(object, texts[1 + pick(IE_COUNT(texts) - 1)],
                                any_value(w, depth - 1));
        return object;
    }
    }
}

static json_t *fitting(const struct world *w, const struct ie_field *field);

static json_t *fitting_item(const struct world *w, const struct ie_field *of)
{
    json_t *item = json_object();

    for (const struct ie_field *f = of; f->name; f++)
        if (!(f->flags & IE_F_SERVER) && ((f->flags & IE_F_REQUIRED) || pick(2)))
            json_object_set_new(item, f->name, fitting(w, f));
    return item;
}

static const char *word_for(const char *name)
{
    static const char *const words[][2] = {
        {"country", "KR"},          {"countries", "FR"},
        {"target_countries", "IL"}, {"language", "ko"},
        {"languages", "fr"},        {"zone", "Asia/Seoul"},
        {"email", "a@b.kr"},        {"website", "https://a.example"},
        {"day_from", "10:00"},      {"day_until", "17:00"},
        {"from", "12:00"},          {"until", "13:00"},
        {"about_type", "event"},    {"field", "trl"}};

    for (size_t i = 0; i < IE_COUNT(words); i++)
        if (strcmp(words[i][0], name) == 0)
            return words[i][1];
    return NULL;
}

/* A value that the schema would take, mostly. */
static json_t *fitting(const struct world *w, const struct ie_field *field)
{
    char text[40];
    int choices = 0;

    switch (field->kind) {
    case IE_K_INT:
        return json_integer(field->min + pick(30));
    case IE_K_REAL:
        return json_real(pick(100) / 4.0);
    case IE_K_BOOL:
        return json_boolean(pick(2));
    case IE_K_DAY:
        snprintf(text, sizeof(text), "2019-10-%02d", 20 + pick(9));
        return json_string(text);
    case IE_K_MOMENT:
        snprintf(text, sizeof(text), "2019-10-28T%02d:00:00+09:00", pick(24));
        return json_string(text);
    case IE_K_CHOICE:
        while (field->choices[choices])
            choices++;
        return json_string(field->choices[pick(choices)]);
    case IE_K_REF:
        for (int tries = 0; tries < 50 && w->count; tries++) {
            int i = pick(w->count);
            if (strcmp(w->type_of[i]->name, field->refers) == 0)
                return json_string(w->made[i].text);
        }
        return json_null();
    case IE_K_SET: {
        json_t *set = json_array();
        while (field->choices && field->choices[choices])
            choices++;
        json_array_append_new(set,
                              json_string(choices ? field->choices[pick(choices)]
                                          : word_for(field->name) ? word_for(field->name)
                                                                  : "x"));
        return set;
    }
    case IE_K_WORDS:
        return json_pack("{s:s}", pick(2) ? "ko" : "en", "낱말");
    case IE_K_LIST: {
        json_t *list = json_array();
        json_array_append_new(list, fitting_item(w, field->of));
        return list;
    }
    case IE_K_TEXT:
        if (word_for(field->name))
            return json_string(word_for(field->name));
        snprintf(text, sizeof(text), "t%d", pick(100000));
        return json_string(text);
    case IE_K_OBJECT:
        return field->of ? fitting_item(w, field->of) : json_null();
    }
    return json_null();
}

static json_t *random_body(const struct world *w, const struct ie_type *type, int wild)
{
    json_t *body = json_object();

    for (const struct ie_field *f = type->fields; f->name; f++) {
        if (pick(100) < wild)
            json_object_set_new(body, f->name, any_value(w, 3));
        else if (!(f->flags & IE_F_SERVER) && ((f->flags & IE_F_REQUIRED) || pick(2)))
            json_object_set_new(body, f->name, fitting(w, f));
    }
    if (pick(100) < wild)
        json_object_set_new(body, texts[1 + pick(IE_COUNT(texts) - 1)], any_value(w, 2));
    return body;
}

static void send_back(struct world *w, const struct ie_type *type, struct ie_str shown,
                      const struct ie_id *id, int64_t revision)
{
    static const char *const ours[] = {"id",         "revision",   "external_id",
                                       "created_at", "updated_at", "updated_by",
                                       "hidden",     "can"};
    json_t *body = NULL;
    int64_t after = 0;
    char label[80];

    if (!IE_CHECK_OK(ie_json_parse(shown, &body, &w->err), &w->err))
        return;
    for (size_t i = 0; i < IE_COUNT(ours); i++) {
        IE_CHECK(json_object_get(body, ours[i]) != NULL);
        json_object_del(body, ours[i]);
    }
    for (const struct ie_field *f = type->fields; f->name; f++) {
        IE_CHECK(json_object_get(body, f->name) != NULL);
        snprintf(label, sizeof(label), "%s_label", f->name);
        json_object_del(body, label);
        if (f->flags & IE_F_SERVER)
            json_object_del(body, f->name);
    }
    IE_CHECK_OK(ie_use_revise(&w->call, type, ie_id_str(id), revision, body, &after, NULL,
                              &w->problems, &w->err),
                &w->err);
    if (!IE_CHECK_INT(after, revision) || ie_test_failed())
        printf("  %s: %.*s\n", type->name, IE_STR_ARG(shown));
    json_decref(body);
}

static void try_one(struct world *w, const struct ie_type *type, int wild)
{
    json_t *body = random_body(w, type, wild);
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    struct ie_id id = {""};
    int64_t revision = 0;

    w->call.now += IE_SECOND;
    IE_CHECK_OK(ie_db_savepoint(w->db, NULL), NULL);
    int code =
        ie_use_create(&w->call, type, body, &id, &revision, &json, &w->problems, &w->err);
    if (code) {
        bool refused = code == IE_INPUT || code == IE_CONFLICT || code == IE_FORBIDDEN;
        if (!IE_CHECK(refused))
            printf("  %s: %s %s\n", type->name, w->err.id, w->err.arg[0].value);
        if (code == IE_INPUT)
            IE_CHECK(w->problems.count > 0 && w->err.field[0]);
        IE_CHECK_OK(ie_db_savepoint_undo(w->db, NULL), NULL);
    } else {
        IE_CHECK_INT(revision, 1);
        send_back(w, type, ie_buf_str(&out), &id, 1);
        IE_CHECK_OK(ie_db_savepoint_keep(w->db, NULL), NULL);
        if (w->count < (int)IE_COUNT(w->made)) {
            w->made[w->count] = id;
            w->type_of[w->count++] = type;
        }
    }
    ie_buf_release(&out);
    json_decref(body);
}

IE_TEST(bodies_are_refused_or_kept_whole)
{
    static struct world w;
    struct ie_service_config config = {0};
    char url[300];
    struct ie_service *service = NULL; /* for its lexicon: concepts of saved searches */
    unsigned rounds = ie_test_rounds(60);
    int stored = 0;

    memset(&w, 0, sizeof(w));
    ie_arena_init(&w.arena, 0);
    IE_REQUIRE_OK(ie_db_open("sqlite::memory:", IE_DB_CREATE, &w.db, &w.err), &w.err);
    IE_REQUIRE_OK(ie_db_migrate(w.db, 0, 1, &w.err), &w.err);
    w.actor = (struct ie_actor){.office = ie_id_new(1),
                                .by = IE_STR("operator:test"),
                                .language = IE_STR("ko"),
                                .operator_ = true};
    snprintf(url, sizeof(url), "sqlite:%s", ie_test_temp("bodies.db"));
    config.db_url = url;
    IE_REQUIRE_OK(ie_service_new(&config, &service, &w.err), &w.err);
    w.call = (struct ie_call){
        .db = w.db, .arena = &w.arena, .actor = &w.actor, .now = 1, .service = service};
    IE_REQUIRE_OK(ie_db_begin_write(w.db, &w.err), &w.err);
    for (unsigned round = 0; round < rounds && !ie_test_failed(); round++)
        for (size_t t = 0; ie_types[t] && !ie_test_failed(); t++) {
            struct ie_arena_mark mark = ie_arena_mark(&w.arena);
            int before = w.count;
            try_one(&w, ie_types[t], round % 3 == 0 ? 0 : round % 3 == 1 ? 10 : 60);
            stored += w.count - before;
            ie_arena_rewind(&w.arena, mark);
        }
    IE_CHECK(stored > 40);
    ie_db_rollback(w.db);
    ie_db_close(w.db);
    ie_service_free(service);
    ie_arena_release(&w.arena);
}
