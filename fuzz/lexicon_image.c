#include "base/alloc.h"
#include "lexicon/lexicon.h"
#include "lexicon_sample.h"
#include "sealed.h"

/*
 * Compiled vocabularies. The bytes are taken as an image as they are, and as changes to a
 * sound one (a place of two bytes and a value, again and again) whose checksum is then
 * set right: either it is refused, or all of it can be read, tagged with and searched.
 */
static const char sample[] =
    "[casting]\ntop\nen casting | HPDC\nko 주조 | 강\nde Guss\nja 鋳造 | アルミ\nru "
    "литьё\n"
    "he יציקה\n\n"
    "[die-casting]\nbroader casting\nen die casting | ?die\nko 다이캐스팅\nde Druckguss\n"
    "ja ダイカスト\nrelated part\ncode IPC 2024.01 B22D17/00 -- x\nnote en y\n\n"
    "[part]\ntop\nen cast part\nde Gussteil\nko 주조품\n";

static const char text[] =
    "die-casting, a die of cast parts; Druckgussteile 고압다이캐스팅 "
    "주조 품을 アルミダイカスト litья ביציקה diecasting HPDC";

static void read_all(const struct ie_lexicon *lexicon, struct ie_error *err)
{
    for (uint32_t i = 0; i < ie_lexicon_count(lexicon); i++) {
        struct ie_label label;
        struct ie_notation notation;
        struct ie_note note;
        ie_lexicon_concept(lexicon, ie_lexicon_id(lexicon, i));
        ie_lexicon_label(lexicon, i, IE_STR("ko"), NULL);
        for (uint32_t k = 0; k < ie_lexicon_label_count(lexicon, i); k++)
            ie_lexicon_label_at(lexicon, i, k, &label);
        for (uint32_t k = 0; k < ie_lexicon_notation_count(lexicon, i); k++)
            ie_lexicon_notation_at(lexicon, i, k, &notation);
        for (uint32_t k = 0; k < ie_lexicon_note_count(lexicon, i); k++)
            ie_lexicon_note_at(lexicon, i, k, &note);
    }
}

static void use(const struct ie_lexicon *lexicon)
{
    static const char *const typed[] = {"d", "주", "ㄷㅇ", "casting"};
    struct ie_tagger *tagger = NULL;
    struct ie_tags tags = {0};
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    read_all(lexicon, &err);
    IE_FUZZ_CHECK(ie_tagger_new(lexicon, &tagger, &err) == 0);
    IE_FUZZ_CHECK(ie_tagger_tag(tagger, ie_str_z(text), IE_STR(""), &tags, &err) == 0);
    for (uint32_t i = 0; i < tags.count; i++)
        IE_FUZZ_CHECK(tags.at[i].concept < ie_lexicon_count(lexicon));
    for (size_t i = 0; i < IE_COUNT(typed); i++) {
        struct ie_lexicon_hit *hits;
        uint32_t count = 0;
        IE_FUZZ_CHECK(ie_lexicon_find(lexicon, ie_str_z(typed[i]), IE_STR("ko"), 5,
                                      &arena, &hits, &count, &err) == 0);
    }
    ie_tagger_free(tagger);
    ie_arena_release(&arena);
}

static void open_bytes(const unsigned char *bytes, size_t size)
{
    struct ie_lexicon *lexicon = NULL;
    struct ie_error err;
    int code = ie_lexicon_open(bytes, size, &lexicon, &err);

    if (code) {
        ie_fuzz_refused(code, &err);
        return;
    }
    use(lexicon);
    ie_lexicon_close(lexicon);
}

static void make_sample(struct ie_lexicon_image *image)
{
    ie_fuzz_lexicon(sample, image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ie_lexicon_image image; /* made once: the fuzzer runs many times */
    unsigned char *copy = ie_calloc(size + 8, 1);

    if (!image.bytes)
        make_sample(&image);
    if (!copy)
        return 0;
    if (size)
        memcpy(copy, data, size);
    open_bytes(copy, size);
    ie_free(copy);
    if (!(copy = ie_fuzz_resealed(image.bytes, image.len, data, size)))
        return 0;
    open_bytes(copy, image.len);
    ie_free(copy);
    return 0;
}
