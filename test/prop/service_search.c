/*
 * The search against brute force. The oracle knows no index: it reads every profile as the
 * record routes do (the reader's predicate, the rungs), makes the texts that the reader may
 * read, scores them by the plain arithmetic of reasons, and counts. What the search gives
 * is rounded to 8 bits, so scores are compared with a tolerance, and profiles within it of
 * the least that counts may fall on either side.
 */
#include <math.h>

#include "../unit/search_world.h"
#include "service/event/event.h"
#include "service/search/index.h"

enum { PROFILES = 120, QUESTIONS = 60, PAGE = 7 };
static const double TOLERANCE = 0.004; /* of a saturation: a step and a half of 255 */

struct judged { /* a profile as the oracle sees it */
    struct ie_id id;
    double score; /* raw */
    uint32_t type;
    char country[3];
    bool casting; /* root technology */
};

struct judging {
    struct search_world *s;
    const char *q, *country, *type;
    struct ie_str account;
    struct judged judged[2 * PROFILES];
    uint32_t count;
    double least, slack;
};

static int judge_text(struct ie_search_tools *tools, const struct ie_ask *ask,
                      struct ie_view *view, const struct ie_record *record, double *score,
                      struct ie_error *err)
{
    struct ie_search_documents documents;
    struct ie_ask_answer answer;
    int code = search_shown(view, record, &documents, err);
    *score = 0;
    for (uint32_t i = 0; !code && i < documents.count; i++) {
        code =
            ie_ask_explain(tools->reader, ask, &documents.at[i].text, documents.at[i].own,
                           documents.at[i].own_count, view->call->arena, &answer, err);
        if (!code)
            *score = fmax(*score, answer.score * ask->whole);
    }
    return code;
}

static int judge_record(struct judging *j, struct ie_search_tools *tools,
                        const struct ie_ask *ask, struct ie_view *view,
                        const struct ie_record *record, struct ie_error *err)
{
    struct judged *judged = &j->judged[j->count++];
    struct ie_reader office = ie_office_reader(view->call);
    struct ie_record *organisation = NULL;
    const struct ie_value *roots = ie_record_get(record, "root_technologies");
    int code = judge_text(tools, ask, view, record, &judged->score, err);

    judged->id = record->id;
    judged->casting =
        !roots->null && ie_str_find(roots->text, IE_STR("\"casting\"")) >= 0;
    for (uint32_t t = 0; ie_profile_types[t]; t++)
        if (ie_str_eqz(ie_record_get(record, "type")->text, ie_profile_types[t]))
            judged->type = t;
    if (!code)
        code = ie_record_read(view->call->db, &office, &ie_type_organisation,
                              ie_record_get(record, "organisation")->text,
                              view->call->arena, &organisation, err);
    if (!code)
        snprintf(judged->country, sizeof(judged->country), "%.*s",
                 IE_STR_ARG(ie_record_get(organisation, "country")->text));
    return code;
}

static int judge_all(struct ie_call *own, struct judging *j,
                     struct ie_search_state *state, struct ie_search_tools *tools,
                     struct ie_error *err)
{
    struct ie_retrieval_view view = ie_search_view(state);
    struct ie_ask_question question = {
        .document = {IE_STR("en"), IE_STR(""), ie_str_z(j->q)}};
    const char *guess = ie_text_language(ie_str_z(j->q));
    struct ie_list rows = {0};
    struct ie_view eyes;
    struct ie_ask ask;

    static const struct ie_str latin[] = {{"en", 2}, {"de", 2}, {"fr", 2}};
    uint32_t best = 0;
    int code = 0;

    if (guess[0])
        question.document.lang = ie_str_z(guess);
    else if (!(code = ie_ask_language(tools->reader, ie_str_z(j->q), latin,
                                      IE_COUNT(latin), own->arena, &best, err)))
        question.document.lang = latin[best];
    question.langs = ie_search_langs(state, &question.lang_count);
    ie_view_init(&eyes, own);
    if (!code)
        code = ie_ask_make(tools->reader, &view, &question, own->arena, &ask, err);
    if (!code)
        code = ie_event_rows(own, &ie_type_profile, NULL, IE_STR(""), &rows, err);
    for (size_t i = 0; i < rows.count && !code; i++)
        code = judge_record(j, tools, &ask, &eyes, &rows.at[i], err);
    j->least = ask.least;
    j->slack = 0;
    for (uint32_t i = 0; i < ask.count; i++)
        j->slack += TOLERANCE * (double)ask.terms[i].weight;
    return code;
}

static int judge(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct judging *j = arg;
    struct ie_search_state *state = NULL;
    struct ie_search_tools *tools = NULL;
    struct ie_call own;
    int code = search_as(call, j->account, &own, err);

    j->count = 0;
    if (!code)
        code = ie_search_take(&own, &state, err);
    if (!code)
        code = ie_search_tools(state, &tools, err);
    if (!code)
        code = judge_all(&own, j, state, tools, err);
    if (state)
        ie_search_tools_back(state, tools);
    ie_search_give(state);
    return code;
}

/* ---- comparing ---- */

static bool passes(const struct judging *j, const struct judged *judged, bool country,
                   bool type)
{
    return (!country || !j->country || strcmp(judged->country, j->country) == 0) &&
           (!type || !j->type || strcmp(ie_profile_types[judged->type], j->type) == 0);
}

/* `count` lies between those surely found and those perhaps found. */
static void check_count(const struct judging *j, int64_t count, const char *only_country,
                        const char *only_type, bool country, bool type, bool casting)
{
    int64_t surely = 0, perhaps = 0;

    for (uint32_t i = 0; i < j->count; i++) {
        const struct judged *one = &j->judged[i];
        if (!passes(j, one, country, type) ||
            (only_country && strcmp(one->country, only_country) != 0) ||
            (only_type && strcmp(ie_profile_types[one->type], only_type) != 0) ||
            (casting && !one->casting))
            continue;
        surely += one->score > 0 && one->score >= j->least + j->slack;
        perhaps += one->score > 0 && one->score >= j->least - j->slack;
    }
    if (!IE_CHECK(count >= surely && count <= perhaps))
        printf("    “%s”: %lld counted, %lld to %lld\n", j->q, (long long)count,
               (long long)surely, (long long)perhaps);
}

static int64_t facet(const json_t *answer, const char *name, const char *value)
{
    const json_t *item, *list = json_object_get(json_object_get(answer, "facets"), name);
    size_t i;

    json_array_foreach(list, i, item)
        if (ie_str_eqz(ie_json_get_str(item, "value"), value))
            return json_integer_value(json_object_get(item, "count"));
    return 0;
}

static const struct judged *judged_of(const struct judging *j, struct ie_str id)
{
    for (uint32_t i = 0; i < j->count; i++)
        if (ie_str_eqz(id, j->judged[i].id.text))
            return &j->judged[i];
    return NULL;
}

/* The page is the best there is: known to the reader, in falling order, and nobody left
 * out is better than its last. */
static void check_page(const struct judging *j, const json_t *answer)
{
    const json_t *items = json_object_get(answer, "items"), *item;
    double before = INFINITY;
    size_t i;

    json_array_foreach(items, i, item) {
        const struct judged *one =
            judged_of(j, ie_json_get_str(json_object_get(item, "profile"), "id"));
        if (!IE_CHECK(one != NULL)) /* not this reader's to see */
            return;
        IE_CHECK(passes(j, one, true, true));
        IE_CHECK(one->score <= before + 2 * j->slack);
        before = one->score;
    }
    if (json_array_size(items) < PAGE)
        return;
    for (uint32_t k = 0; k < j->count; k++) {
        bool told = false;
        json_array_foreach(items, i, item)
            told = told ||
                   ie_str_eqz(ie_json_get_str(json_object_get(item, "profile"), "id"),
                              j->judged[k].id.text);
        if (!told && passes(j, &j->judged[k], true, true))
            IE_CHECK(j->judged[k].score <= before + 2 * j->slack);
    }
}

/* ---- marks ---- */

struct reading {
    struct ie_analyser *analyser;
    struct ie_arena arena;
    struct ie_str lang;
};

static bool share_a_term(struct reading *r, struct ie_str x, struct ie_str y)
{
    struct ie_tokens a, b;
    struct ie_error err;

    if (!IE_CHECK_OK(ie_text_tokens(r->analyser, &r->arena, x, r->lang, &a, &err),
                     &err) ||
        !IE_CHECK_OK(ie_text_tokens(r->analyser, &r->arena, y, r->lang, &b, &err), &err))
        return false;
    for (size_t i = 0; i < a.count; i++)
        for (size_t k = 0; k < b.count; k++)
            if (ie_str_eq(a.at[i].term, b.at[k].term))
                return true;
    return false;
}

/* Whatever is marked is a word that some reason names; the passage has what the first
 * reason names, unless that is a concept named beside the texts. */
static void check_marks(const json_t *item)
{
    const json_t *why = json_object_get(item, "why"), *reason, *part;
    const json_t *snippet = json_object_get(item, "snippet");
    struct reading r = {.lang = ie_json_get_str(snippet, "language")};
    struct ie_error err;
    bool has_first = false;
    size_t i, k;

    if (!IE_CHECK_OK(ie_analyser_new(&r.analyser, &err), &err))
        return;
    ie_arena_init(&r.arena, 0);
    json_array_foreach(json_object_get(snippet, "parts"), i, part) {
        bool named = false;
        if (!json_is_true(json_object_get(part, "hit")))
            continue;
        json_array_foreach(why, k, reason) {
            bool it = share_a_term(&r, ie_json_get_str(part, "text"),
                                   ie_json_get_str(reason, "found"));
            named = named || it;
            has_first = has_first || (it && k == 0);
        }
        if (!IE_CHECK(named))
            printf("    “%s” is marked\n", ie_json_get_str(part, "text").ptr);
    }
    reason = json_array_get(why, 0);
    if (reason && !ie_str_eqz(ie_json_get_str(reason, "found"), "die-casting") &&
        !IE_CHECK(has_first))
        json_dumpf(item, stdout, 0);
    ie_arena_release(&r.arena);
    ie_analyser_free(r.analyser);
}

static void check_answer(const struct judging *j, const json_t *answer)
{
    const json_t *item;
    size_t k;

    json_array_foreach(json_object_get(answer, "items"), k, item)
        check_marks(item);
    static const char *const countries[] = {"KR", "DE", "FR"};
    int64_t total = json_integer_value(json_object_get(answer, "total"));

    check_count(j, total, NULL, NULL, true, true, false);
    for (size_t i = 0; i < IE_COUNT(countries); i++)
        check_count(j, facet(answer, "country", countries[i]), countries[i], NULL, false,
                    true, false);
    for (size_t t = 0; ie_profile_types[t]; t++)
        check_count(j, facet(answer, "type", ie_profile_types[t]), NULL,
                    ie_profile_types[t], true, false, false);
    check_count(j, facet(answer, "root_technology", "casting"), NULL, NULL, true, true,
                true);
    check_page(j, answer);
}

static void ask_one(struct search_world *s, struct judging *j)
{
    static const char *const countries[] = {NULL, "KR", "DE"}, *const types[] = {
                                                                   NULL,
                                                                   "technology_offer"};
    const char *params[12];
    struct ie_buf q = IE_BUF_INIT;
    size_t n = 0;

    some_words(&q, 3);
    ie_buf_addc(&q, '\0');
    *j = (struct judging){.s = s,
                          .q = q.ptr,
                          .country = countries[chance(3)],
                          .type = types[chance(2)],
                          .account = ie_id_str(&s->accounts[chance(READERS)])};
    params[n++] = "q";
    params[n++] = q.ptr;
    params[n++] = "limit";
    params[n++] = "7";
    if (j->country) {
        params[n++] = "country";
        params[n++] = j->country;
    }
    if (j->type) {
        params[n++] = "type";
        params[n++] = j->type;
    }
    params[n] = NULL;
    json_t *answer = search_json(s, j->account, params);
    IE_CHECK_OK(ie_read_call(s->w.service, s->w.operator_, judge, j, &s->w.err),
                &s->w.err);
    if (answer)
        check_answer(j, answer);
    json_decref(answer);
    ie_buf_release(&q);
}

/* In two parts, so that some profiles stand in open and rest, others in what came since. */
IE_TEST(what_is_found_is_what_may_be_read)
{
    static struct judging j; /* too large for a stack */
    struct search_world s;

    if (!search_world_open(&s, "search-oracle.db"))
        return;
    for (int part = 0; part < 3; part++) {
        for (int i = 0; i < PROFILES / (part + 1); i++)
            some_profile(&s, "");
        for (int i = 0; i < QUESTIONS / 3; i++)
            ask_one(&s, &j);
    }
    world_close(&s.w);
}

/* Nothing that a stranger may not read changes what he is answered, to the byte. */
IE_TEST(hidden_texts_change_no_answer)
{
    static const char *const questions[] = {"plasma etching", "die casting robot",
                                            "센서 반도체", "0.3 mm laser", "zirconium"};
    json_t *before[IE_COUNT(questions)];
    struct search_world s;
    struct ie_str stranger;

    if (!search_world_open(&s, "search-hidden.db"))
        return;
    stranger = ie_id_str(&s.accounts[2]);
    for (int i = 0; i < 40; i++)
        some_profile(&s, "");
    for (size_t i = 0; i < IE_COUNT(questions); i++) {
        before[i] =
            search_json(&s, stranger, (const char *const[]){"q", questions[i], NULL});
        json_object_del(before[i], "fresh");
    }
    for (int i = 0; i < 200; i++) {
        char body[600];
        snprintf(body, sizeof(body),
                 "{\"organisation\":\"%s\",\"type\":\"technology_offer\",\"language\":"
                 "\"en\",\"status\":\"draft\",\"texts\":[{\"language\":\"en\",\"title\":"
                 "\"plasma zirconium %d\",\"text\":\"etching die casting robot laser "
                 "센서\"}],\"concepts\":[\"die-casting\"]}",
                 s.organisations[chance(ORGANISATIONS)].text, i);
        make_record(&s, &ie_type_profile, body);
    }
    IE_CHECK(search_total(&s, "zirconium") == 200);
    for (size_t i = 0; i < IE_COUNT(questions); i++) {
        json_t *after =
            search_json(&s, stranger, (const char *const[]){"q", questions[i], NULL});
        json_object_del(after, "fresh");
        if (!IE_CHECK(json_equal(before[i], after)))
            printf("    %s\n", questions[i]);
        json_decref(before[i]);
        json_decref(after);
    }
    world_close(&s.w);
}
