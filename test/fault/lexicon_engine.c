/* Every allocation of building, opening, tagging and looking up fails in turn; a tagger
 * that was out of memory tags as before when there is memory again. */
#include "../unit/lexicon_fixture.h"

static const char sample[] =
    "[casting]\ntop\nen casting\nko 주조\nde Guss\nja 鋳造\nru литьё\nhe יציקה\n\n"
    "[die-casting]\nbroader casting\nen die casting | ?die\nko 다이캐스팅\nde Druckguss\n"
    "ja ダイカスト\nrelated part\ncode IPC 2024.01 B22D17/00 -- x\nnote en y\n\n"
    "[part]\ntop\nen cast part\nde Gussteil\n";

static const char text[] = "die-cast diecasting, a die; Druckgussteile 고압다이캐스팅 "
                           "다이 캐스팅을 アルミダイカスト部品 "
                           "литья ביציקה photo resist";

static struct vocabulary words; /* read once, with memory */

static int run(void *data, struct ie_error *err)
{
    struct ie_lexicon_image image = {0};
    struct ie_lexicon *lexicon = NULL;
    struct ie_tagger *tagger = NULL;
    struct ie_lexicon_hit *hits = NULL;
    struct ie_arena arena;
    struct ie_tags tags;
    uint32_t count = 0;
    int code;

    ie_arena_init(&arena, 0);
    if ((code = ie_lexicon_build(&words.thesaurus, &image, err)) ||
        (code = ie_lexicon_open(image.bytes, image.len, &lexicon, err)) ||
        (code = ie_tagger_new(lexicon, &tagger, err)) ||
        (code = ie_tagger_tag(tagger, ie_str_z(text), IE_STR("de"), &tags, err)))
        goto out;
    IE_CHECK_INT(tags.count, 7);
    code = ie_lexicon_find(lexicon, IE_STR("ㄷㅇㅋ"), IE_STR("ko"), 4, &arena, &hits,
                           &count, err);
    if (!code)
        IE_CHECK_INT(count, 1);
out:
    (void)data;
    ie_tagger_free(tagger);
    ie_lexicon_close(lexicon);
    ie_free(image.bytes);
    ie_arena_release(&arena);
    return code;
}

IE_TEST(each_allocation_may_fail)
{
    struct ie_error err;

    IE_REQUIRE_OK(vocabulary_from(&words, sample, &err), &err);
    IE_CHECK(ie_test_each_allocation(run, NULL) > 50);
    vocabulary_release(&words);
}

static int tag(void *data, struct ie_error *err)
{
    struct ie_tagger **tagger = data;
    struct ie_tags tags;
    int code = ie_tagger_tag(*tagger, ie_str_z(text), IE_STR("de"), &tags, err);

    if (!code)
        IE_CHECK_INT(tags.count, 7);
    return code;
}

static void anew(void *data)
{
    struct ie_tagger **tagger = data;
    struct ie_error err;

    ie_tagger_free(*tagger);
    IE_REQUIRE_OK(ie_tagger_new(words.lexicon, tagger, &err), &err);
}

IE_TEST(a_tagger_recovers)
{
    struct ie_tagger *tagger = NULL;
    struct ie_test_refusals what = {.run = tag, .data = &tagger, .begin = anew};
    struct ie_error err;

    IE_REQUIRE_OK(vocabulary_from(&words, sample, &err), &err);
    IE_CHECK(ie_test_refuse(&what) > 0);
    ie_tagger_free(tagger);
    vocabulary_release(&words);
}
