#include "lexicon_sample.h"

#include "base/alloc.h"
#include "lexicon/lexicon.h"

/*
 * Any bytes can be tagged and looked up; tags lie within the text, in order, those of one
 * phrase weigh at most 1000 and do not overlap those of another. First byte: the language.
 */
static const char sample[] =
    "[casting]\ntop\nen casting | HPDC | CAD/CAM\nko 주조 | 강 | CNC 가공\nde Guss\n"
    "ja 鋳造 | アルミ | めっき | 鋼\nru литьё | станок\nhe יציקה\nfr moulage d'or\n\n"
    "[die-casting]\nbroader casting\nen die casting | ?die | in situ cast part\n"
    "ko 다이캐스팅\nde Druckguss\nja ダイカスト\nrelated part\n\n"
    "[part]\ntop\nen cast part | LED\nde Gussteil | Präzision\nko 주조품 | 전기차\n"
    "fr résine\nel χύτευση\n\n"
    "[other]\ntop\nen casting | LED\n";

static void check_tags(const struct ie_tags *tags, size_t len, uint32_t concepts)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < tags->count; i++) {
        const struct ie_tag *tag = &tags->at[i], *last = i ? tag - 1 : NULL;
        bool same = last && last->from == tag->from;
        IE_FUZZ_CHECK(tag->concept < concepts && tag->len > 0);
        IE_FUZZ_CHECK((size_t)tag->from + tag->len <= len);
        IE_FUZZ_CHECK(!same || (last->len == tag->len && last->weight >= tag->weight));
        IE_FUZZ_CHECK(!last || same || last->from + last->len <= tag->from);
        sum = (same ? sum : 0) + tag->weight;
        IE_FUZZ_CHECK(sum <= 1000);
    }
}

static struct ie_lexicon *lexicon;
static struct ie_tagger *tagger;

static void make_sample(void)
{
    static struct ie_lexicon_image image;
    struct ie_error err;

    ie_fuzz_lexicon(sample, &image);
    IE_FUZZ_CHECK(ie_lexicon_open(image.bytes, image.len, &lexicon, &err) == 0);
    IE_FUZZ_CHECK(ie_tagger_new(lexicon, &tagger, &err) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const langs[] = {"en", "de", "fr", "ru", "ko", "ja", "he", ""};
    struct ie_lexicon_hit *hits;
    struct ie_tags tags = {0}, again = {0};
    struct ie_arena arena;
    struct ie_error err;
    uint32_t count = 0;

    if (!size)
        return 0;
    if (!lexicon)
        make_sample();
    struct ie_str text = ie_str_n((const char *)data + 1, size - 1);
    struct ie_str lang = ie_str_z(langs[data[0] % IE_COUNT(langs)]);
    IE_FUZZ_CHECK(ie_tagger_tag(tagger, text, lang, &tags, &err) == 0);
    check_tags(&tags, text.len, ie_lexicon_count(lexicon));
    uint32_t first = tags.count;
    IE_FUZZ_CHECK(ie_tagger_tag(tagger, text, lang, &again, &err) == 0);
    IE_FUZZ_CHECK(again.count == first);
    ie_arena_init(&arena, 0);
    IE_FUZZ_CHECK(ie_lexicon_find(lexicon, text, lang, 3, &arena, &hits, &count, &err) ==
                  0);
    IE_FUZZ_CHECK(count <= 3);
    ie_arena_release(&arena);
    return 0;
}
