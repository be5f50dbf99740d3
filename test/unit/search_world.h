/* Profiles by chance, with guarded fields and drafts, of a few organisations; accounts that
 * see different parts of them. */
#ifndef IE_TEST_SEARCH_WORLD_H
#define IE_TEST_SEARCH_WORLD_H

#include <limits.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "service/record/use.h"
#include "service/search/text.h"
#include "service/search/use.h"
#include "service_fixture.h"

enum { ORGANISATIONS = 6, READERS = 4 };

static const char vocabulary[] = "[casting]\ntop\nen casting\nko 주조\n"
                                 "[die-casting]\nbroader casting\nen die casting\n"
                                 "ko 다이캐스팅\nde Druckguss\n"
                                 "[robotics]\ntop\nen robot\nko 로봇\n";
static const char *const words[] = {
    "laser",  "plasma", "etching", "wafer",  "polymer", "sensor", "반도체",
    "식각을", "센서",   "вакуум",  "датчик", "resin",   "robot",  "die casting",
    "주조",   "5 nm",   "0.3 mm",  "Al2O3",  "valve",   "pump",   "bearing"};

struct search_world {
    struct world w;
    struct ie_id organisations[ORGANISATIONS];
    struct ie_id accounts[READERS]; /* [0] is the operator and has none */
};

static inline uint32_t chance(uint32_t n)
{
    return (uint32_t)ie_rng_below(ie_test_rng(), n);
}

struct search_made {
    const struct ie_type *type;
    const char *body;
    struct ie_id id;
};

static inline int search_make(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct search_made *made = arg;
    struct ie_problem_list problems;
    json_t *body = NULL;
    int64_t revision;
    int code = ie_json_parse(ie_str_z(made->body), &body, err);

    if (!code)
        code = ie_use_create(call, made->type, body, &made->id, &revision, NULL,
                             &problems, err);
    json_decref(body);
    return code;
}

static inline struct ie_id make_record(struct search_world *s, const struct ie_type *type,
                                       const char *body)
{
    struct search_made made = {.type = type, .body = body};

    IE_CHECK_OK(
        ie_write_call(s->w.service, s->w.operator_, search_make, &made, &s->w.err),
        &s->w.err);
    return made.id;
}

struct search_written {
    const struct ie_id *id;
    const char *body;
};

/* A profile's fields as the body says. */
static inline int search_revise(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct search_written *written = arg;
    struct ie_problem_list problems;
    json_t *body = NULL;
    int64_t revision;
    int code = ie_json_parse(ie_str_z(written->body), &body, err);

    if (!code)
        code = ie_use_revise(call, &ie_type_profile, ie_id_str(written->id), 0, body,
                             &revision, NULL, &problems, err);
    json_decref(body);
    return code;
}

static inline void some_words(struct ie_buf *out, uint32_t most)
{
    for (uint32_t i = 1 + chance(most); i > 0; i--) {
        ie_buf_addz(out, words[chance(IE_COUNT(words))]);
        ie_buf_addc(out, ' ');
    }
}

static inline void some_text(struct ie_buf *out, const char *lang)
{
    ie_buf_printf(out, "{\"language\":\"%s\",\"title\":\"", lang);
    some_words(out, 3);
    ie_buf_addz(out, "\",\"text\":\"");
    some_words(out, 12);
    ie_buf_addz(out, "\"}");
}

/* A profile by chance; `more` (may be ""): members behind the others. */
static inline struct ie_id some_profile(struct search_world *s, const char *more)
{
    static const char *const types[] = {"technology_offer", "technology_request",
                                        "research_request"};
    static const char *const rungs[] = {"teaser", "introduced", "nda", "full"};
    static const char *const langs[] = {"en", "ko", "de"};
    struct ie_buf body = IE_BUF_INIT;
    uint32_t lang = chance(3);

    ie_buf_printf(&body,
                  "{\"organisation\":\"%s\",\"type\":\"%s\",\"language\":\"%s\","
                  "\"status\":\"%s\",\"texts\":[",
                  s->organisations[chance(ORGANISATIONS)].text, types[chance(3)],
                  langs[lang], chance(5) ? "published" : "draft");
    some_text(&body, langs[lang]);
    if (!chance(3)) {
        ie_buf_addc(&body, ',');
        some_text(&body, langs[(lang + 1) % 3]);
    }
    ie_buf_addz(&body, "]");
    if (!chance(3))
        ie_buf_addz(&body, ",\"concepts\":[\"die-casting\"]");
    if (!chance(3))
        ie_buf_addz(&body, ",\"specs\":[{\"quantity\":\"gap\",\"min\":300,\"unit\":"
                           "\"µm\"}]");
    if (!chance(2))
        ie_buf_printf(&body, ",\"root_technologies\":[\"%s\"]",
                      chance(2) ? "casting" : "robots");
    if (!chance(2)) {
        const char *names[] = {"texts", "concepts", "specs"};
        ie_buf_addz(&body, ",\"rungs\":[");
        for (int i = 0; i < 3; i++)
            ie_buf_printf(&body, "%s{\"field\":\"%s\",\"rung\":\"%s\"}", i ? "," : "",
                          names[i], rungs[chance(4)]);
        ie_buf_addz(&body, "]");
    }
    ie_buf_printf(&body, "%s}", more);
    ie_buf_addc(&body, '\0');
    struct ie_id id = make_record(s, &ie_type_profile, body.ptr);
    ie_buf_release(&body);
    return id;
}

static inline void make_readers(struct search_world *s)
{
    static const char *const roles[READERS] = {"", "member", "reviewer", "analyst"};

    for (int i = 1; i < READERS; i++) {
        char body[300];
        snprintf(body, sizeof(body), "{\"login\":\"reader%d\",\"name\":\"Reader\"}", i);
        s->accounts[i] = make_record(s, &ie_type_account, body);
        snprintf(body, sizeof(body),
                 "{\"account\":\"%s\",\"role\":\"%s\",\"scope_kind\":\"%s\","
                 "\"scope_id\":\"%s\"}",
                 s->accounts[i].text, roles[i], i == 1 ? "organisation" : "office",
                 i == 1 ? s->organisations[0].text : s->w.office.text);
        make_record(s, &ie_type_role_grant, body);
    }
}

/* With a small vocabulary in place of the shipped one. */
static inline bool search_world_open(struct search_world *s, const char *name)
{
    static const char *const countries[] = {"KR", "DE", "FR"};
    char path[PATH_MAX + 32], body[200];
    const char *directory = ie_test_temp("vocabulary");

    memset(s, 0, sizeof(*s));
    mkdir(directory, 0700);
    snprintf(path, sizeof(path), "%s/a.txt", directory);
    FILE *file = fopen(path, "wb");
    if (!IE_CHECK(file != NULL))
        return false;
    fputs(vocabulary, file);
    fclose(file);
    setenv("IEUM_LEXICON", directory, 1);
    if (!world_open(&s->w, name))
        return false;
    for (int i = 0; i < ORGANISATIONS; i++) {
        snprintf(body, sizeof(body),
                 "{\"name\":\"Firm %d\",\"type\":\"%s\",\"country\":\"%s\"}", i,
                 i % 2 ? "company" : "university", countries[i % 3]);
        s->organisations[i] = make_record(s, &ie_type_organisation, body);
    }
    make_readers(s);
    return true;
}

/* ---- asking ---- */

struct search_asked {
    const char *const *params; /* name, value, …, NULL */
    struct ie_str account;     /* "": the operator */
    struct ie_buf json;
};

static inline struct ie_str search_param(const void *context, const char *name)
{
    for (const char *const *at = context; at && *at; at += 2)
        if (strcmp(at[0], name) == 0)
            return ie_str_z(at[1]);
    return IE_STR_NONE;
}

static inline int search_as(struct ie_call *call, struct ie_str account,
                            struct ie_call *own, struct ie_error *err)
{
    *own = *call;
    return account.len ? ie_actor_load(call->db, ie_id_str(&call->actor->office), account,
                                       call->now, call->arena, &own->actor, err)
                       : 0;
}

static inline int search_ask(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct search_asked *asked = arg;
    struct ie_search_params params = {search_param, asked->params};
    struct ie_json json = ie_json_into(&asked->json);
    struct ie_call own;
    int code = search_as(call, asked->account, &own, err);

    return code ? code : ie_search_profiles_json(&own, &params, &json, err);
}

/* The answer; NULL after a failure. */
static inline json_t *search_json(struct search_world *s, struct ie_str account,
                                  const char *const *params)
{
    struct search_asked asked = {.params = params, .account = account};
    json_t *json = NULL;

    if (IE_CHECK_OK(
            ie_read_call(s->w.service, s->w.operator_, search_ask, &asked, &s->w.err),
            &s->w.err))
        IE_CHECK_OK(ie_json_parse(ie_buf_str(&asked.json), &json, &s->w.err), &s->w.err);
    ie_buf_release(&asked.json);
    return json;
}

static inline int64_t search_total(struct search_world *s, const char *q)
{
    json_t *json = search_json(s, IE_STR(""), (const char *const[]){"q", q, NULL});
    int64_t total = json_integer_value(json_object_get(json, "total"));

    json_decref(json);
    return total;
}

/* What the reader may read of the profile, as documents. */
static inline int search_shown(struct ie_view *view, const struct ie_record *record,
                               struct ie_search_documents *documents,
                               struct ie_error *err)
{
    struct ie_search_shows shows;
    bool guarded = false;
    int code = ie_view_shows(view, record, "texts", &shows.texts, &guarded, err);

    if (!code)
        code = ie_view_shows(view, record, "concepts", &shows.concepts, &guarded, err);
    if (!code)
        code = ie_view_shows(view, record, "specs", &shows.specs, &guarded, err);
    return code ? code
                : ie_search_documents_shown(record, shows, view->call->arena, documents,
                                            err);
}

#endif
