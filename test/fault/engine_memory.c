/*
 * Every allocation of the text layer and the engines fails in turn. Each time the call must
 * say IE_NOMEM, leave its result alone and leak nothing (the address sanitizer looks); and
 * the call after it, with memory again, must succeed as if nothing had been.
 */
#include "base/alloc.h"
#include "engine/matching/matching.h"
#include "engine/scheduling/fair/fair.h"
#include "harness.h"

typedef int work_fn(struct ie_arena *, struct ie_error *);

static int in_an_arena(void *data, struct ie_error *err)
{
    work_fn *const *work = data;
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    int code = (*work)(&arena, err);
    ie_arena_release(&arena);
    return code;
}

static void torture(const char *name, work_fn *work)
{
    struct ie_test_refusals what = {.name = name, .run = in_an_arena, .data = &work};

    IE_CHECK(ie_test_refuse(&what) > 0);
}

static int do_tokens(struct ie_arena *arena, struct ie_error *err)
{
    struct ie_analyser *analyser = NULL;
    struct ie_tokens tokens;
    int code = ie_analyser_new(&analyser, err);

    for (int i = 0; i < 40 && !code; i++)
        code = ie_text_tokens(
            analyser, arena,
            IE_STR("고순도 photoresists AZ-5214E 1.2 µm חיישנים 半導体 датчик"),
            IE_STR("ko"), &tokens, err);
    ie_analyser_free(analyser);
    return code;
}

static int do_names(struct ie_arena *arena, struct ie_error *err)
{
    struct ie_str out;
    struct ie_spec *specs;
    size_t count;
    struct ie_collator *collator = NULL;
    int code;

    if ((code =
             ie_text_accept(arena, IE_STR("e\xCC\x81\r\n"), IE_TEXT_LINES, &out, err)) ||
        (code = ie_text_search_key(arena, IE_STR("Société ㈜한빛"), &out, err)) ||
        (code = ie_text_organisation_key(arena, IE_STR("㈜한빛"), &out, err)) ||
        (code = ie_specs_parse(arena, IE_STR("순도 >= 99.9 %; 폭 7 nm 이하"), &specs,
                               &count, err)) ||
        (code = ie_collator_new(IE_STR("ko"), &collator, err)))
        return code;
    code = ie_collator_key(collator, arena, IE_STR("한빛"), &out, err);
    ie_collator_free(collator);
    return code;
}

#define PART(s)                                                                          \
    {                                                                                    \
        s, sizeof(s) - 1                                                                 \
    }
static const struct ie_match_text texts[] = {
    {PART("ko"), PART("고순도 불화수소"),
     PART("반도체 식각 공정에 쓸 고순도 불화수소(HF)")},
    {PART("en"), PART("Hydrogen fluoride"),
     PART("High-purity HF for wafer etching, 99.999 %")},
    {PART("en"), PART("Etching"), PART("We etch wafers with HF of high purity 불화수소")},
};

static int do_match(struct ie_arena *arena, struct ie_error *err)
{
    static const uint32_t concepts[] = {1, 2, 3};
    struct ie_match_profile profiles[] = {{.type = IE_MATCH_RESEARCH_REQUEST,
                                           .organisation = 1,
                                           .texts = texts,
                                           .text_count = 2,
                                           .concepts = concepts,
                                           .concept_count = 2,
                                           .valid_until = IE_MATCH_DAY_OPEN},
                                          {.type = IE_MATCH_RESEARCH_REQUEST,
                                           .organisation = 2,
                                           .texts = texts + 2,
                                           .text_count = 1,
                                           .concepts = concepts + 1,
                                           .concept_count = 2,
                                           .valid_until = IE_MATCH_DAY_OPEN}};
    struct ie_matching_input input = {.profiles = profiles,
                                      .count = 2,
                                      .rules = {.day = IE_MATCH_DAY_OPEN},
                                      .weights = ie_match_weights_default(),
                                      .top = 5};
    struct ie_matching_output *out = NULL;
    int code = ie_matching_solve(&input, NULL, arena, &out, err);

    IE_CHECK_INT(out != NULL, code == 0);
    return code;
}

static int do_index(struct ie_arena *arena, struct ie_error *err)
{
    struct ie_match_document documents[3];
    struct ie_matching_image image = {0}, more = {0};
    struct ie_matching_index *index = NULL;
    struct ie_match_reader *reader = NULL;
    struct ie_match_hit *hits = NULL;
    uint32_t count = 0;
    int code;

    for (int i = 0; i < 3; i++)
        documents[i] =
            (struct ie_match_document){texts[i].lang, texts[i].title, texts[i].text};
    if ((code = ie_matching_index_build(documents, 2, NULL, NULL, &image, err)) ||
        (code = ie_matching_index_append(image.bytes, image.len, documents + 2, 1, NULL,
                                         NULL, &more, err)) ||
        (code = ie_matching_index_open(more.bytes, more.len, NULL, &index, err)) ||
        (code = ie_match_reader_new(NULL, &reader, err)))
        goto out;
    code = ie_matching_index_search(
        index, reader, &(struct ie_match_question){.document = documents[0], .top = 3},
        arena, &hits, &count, err);
    if (!code)
        IE_CHECK_INT(count, 3);
out:
    ie_match_reader_free(reader);
    ie_matching_index_close(index);
    ie_free(image.bytes);
    ie_free(more.bytes);
    return code;
}

/* Reading, planning, explaining and re-planning a fair. */
static int do_fair(struct ie_arena *arena, struct ie_error *err)
{
    static const struct ie_str fair = PART(
        "{\"format\":\"ieum-fair\",\"version\":1,\"slots\":[{\"id\":\"s\",\"day\":"
        "\"2026-10-26\",\"start\":\"09:00\",\"end\":\"09:30\"},{\"id\":\"t\",\"day\":"
        "\"2026-10-26\",\"start\":\"09:30\",\"end\":\"10:00\"}],\"places\":[{\"id\":"
        "\"T\"}],\"interpreters\":[{\"id\":\"I\",\"pairs\":[[\"ko\",\"fr\"]]}],"
        "\"participants\":[{\"id\":\"a\",\"languages\":[\"ko\"],\"day_cap\":2},{\"id\":"
        "\"b\",\"languages\":[\"fr\"],\"away\":[\"s\"]},{\"id\":\"c\"}],\"wishes\":[{"
        "\"from\":\"a\",\"to\":\"b\",\"kind\":\"must\"},{\"from\":\"c\",\"to\":\"b\"}],"
        "\"sessions\":[{\"slots\":[\"s\"],\"participants\":[\"c\"]}]}");
    static const struct ie_str changes = PART(
        "{\"format\":\"ieum-fair-changes\",\"version\":1,\"changes\":[{\"kind\":\"late\","
        "\"participant\":\"b\",\"until\":\"2026-10-26T09:30\"}]}");
    struct ie_solve_control control = {.ticks = 200};
    struct ie_fair_problem *problem = NULL, *again = NULL;
    struct ie_fair_conflict *conflict = NULL;
    struct ie_fair_output *output = NULL;
    struct ie_buf text = IE_BUF_INIT;
    int code = ie_fair_read(fair, "f", arena, &problem, err);

    if (!code)
        code = ie_fair_solve(problem, &control, arena, &output, err);
    if (!code)
        code = ie_fair_explain(problem, 1000, NULL, arena, &conflict, err);
    if (!code)
        code = ie_fair_replan(changes, "c", problem, output->at, arena, &again, err);
    if (!code)
        code = ie_fair_solve(again, &control, arena, &output, err);
    if (!code)
        code = ie_fair_write(again, output, 0, 0, true, &text, err);
    ie_buf_release(&text);
    return code;
}

IE_TEST(memory_runs_out_in_tokens)
{
    torture("tokens", do_tokens);
}

IE_TEST(memory_runs_out_in_names)
{
    torture("names", do_names);
}

IE_TEST(memory_runs_out_in_matching)
{
    torture("match", do_match);
}

IE_TEST(memory_runs_out_in_retrieval)
{
    torture("index", do_index);
}

IE_TEST(memory_runs_out_in_planning_a_fair)
{
    torture("fair", do_fair);
}
