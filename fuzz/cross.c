#include "lexicon_sample.h"

#include <math.h>

#include "base/alloc.h"
#include "engine/matching/read.h"

/*
 * Any bytes can be asked in any language of texts in any other: the terms are words, what
 * they count is finite, a group's chances are those of one word. First byte: from where to
 * where.
 */
static const char sample[] =
    "[casting]\nen casting | die casting\nko 주조\nde Guss\nja 鋳造\n"
    "ru литьё\nhe יציקה\nfr moulage\n\n"
    "[resist]\nen photoresist\nko 감광액\nde Fotolack\nja レジスト\n";
static const struct {
    const char *from, *to, *rows;
} lists[] = {
    {"ko", "en", "배\tn\tship =0.6 | pear =0.3\n제거\tn\tremoval | remove\n"},
    {"de", "en", "Guss\tn\tcasting | cast\nTeil\tn\tpart\n"},
    {"ja", "en", "装置\tn\tequipment\n作る\tv\tmake\n"},
    {"en", "ko", "part\tn\t부품\nship\tn\t배\n"},
};

static struct ie_match_reader *reader;

static void make_reader(void)
{
    static struct ie_lexicon_image image;
    static struct ie_wordbook_image words;
    static struct ie_lexicon *lexicon;
    static struct ie_wordbook *book;
    struct ie_dictionary *made[IE_COUNT(lists)];
    struct ie_wordbook_list from[IE_COUNT(lists)];
    struct ie_error err;

    ie_fuzz_lexicon(sample, &image);
    IE_FUZZ_CHECK(ie_lexicon_open(image.bytes, image.len, &lexicon, &err) == 0);
    for (size_t i = 0; i < IE_COUNT(lists); i++) {
        IE_FUZZ_CHECK(ie_dictionary_new(&made[i], &err) == 0);
        IE_FUZZ_CHECK(
            ie_dictionary_read_list(made[i], ie_str_z(lists[i].rows), "", &err) == 0);
        IE_FUZZ_CHECK(ie_dictionary_finish(made[i], 0, &err) == 0);
        from[i] = (struct ie_wordbook_list){
            .from = lists[i].from, .to = lists[i].to, .dictionary = made[i]};
    }
    IE_FUZZ_CHECK(ie_wordbook_build(from, IE_COUNT(lists), &words, &err) == 0);
    IE_FUZZ_CHECK(ie_wordbook_open(words.bytes, words.len, &book, &err) == 0);
    struct ie_match_knowledge knowledge = {lexicon, book};
    IE_FUZZ_CHECK(ie_match_reader_new(&knowledge, &reader, &err) == 0);
    for (size_t i = 0; i < IE_COUNT(lists); i++)
        ie_dictionary_free(made[i]);
}

static void check_bag(const struct ie_bag *bag)
{
    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        IE_FUZZ_CHECK(term->term.len > 0 && ie_utf8_valid(term->term));
        IE_FUZZ_CHECK(isfinite(term->share) && term->share >= 0);
        IE_FUZZ_CHECK(term->words >= 0 && term->words <= 1);
        IE_FUZZ_CHECK(term->group <= bag->groups);
        IE_FUZZ_CHECK(term->chance >= 0 && term->chance <= 1);
        IE_FUZZ_CHECK((term->group > 0) == (term->chance > 0));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const langs[] = {"en", "de", "fr", "ru", "ko", "ja", "he", ""};
    struct ie_bag bag;
    struct ie_arena arena;
    struct ie_error err;

    if (!size)
        return 0;
    if (!reader)
        make_reader();
    struct ie_str text = ie_str_n((const char *)data + 1, size - 1);
    struct ie_match_document document = {ie_str_z(langs[data[0] % 8]),
                                         ie_str_sub(text, 0, text.len / 4),
                                         ie_str_sub(text, text.len / 4, text.len)};
    ie_arena_init(&arena, 0);
    IE_FUZZ_CHECK(ie_bag_read(reader->analyser, &document, &arena, &bag, &err) == 0);
    IE_FUZZ_CHECK(ie_bag_add_concepts(reader, &document, &arena, &bag, &err) == 0);
    for (int own = 0; own < 2; own++)
        IE_FUZZ_CHECK(ie_bag_add_translations(reader, &document,
                                              ie_str_z(langs[data[0] / 8 % 7]), own != 0,
                                              &arena, &bag, &err) == 0);
    check_bag(&bag);
    IE_FUZZ_CHECK(strlen(ie_text_language(text)) <= 2);
    ie_arena_release(&arena);
    return 0;
}
