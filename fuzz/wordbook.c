#include "lexicon/translate.h"
#include "sealed.h"

static const char rows[] =
    "가다\tv\tgo\n반도체\tn\tsemiconductor | chip\n제조\tn\tmaking\n"
    "빠르다\ta\tfast\nacier doux\tn\tmild steel\nlayer\tn\tfilm\n"
    "半導体\tn\tsemiconductor\n作る\tv\tmake\nמפעל\tn\tplant\n";
static const char text[] =
    "반도체제조를 빠른 가까운 acier doux layers 半導体を作った המפעל";

static void use(const struct ie_wordbook *book, struct ie_str words)
{
    struct ie_translator *translator = NULL;
    struct ie_senses senses;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    IE_FUZZ_CHECK(ie_translator_new(book, &translator, &err) == 0);
    for (uint32_t i = 0; i < ie_wordbook_tables(book); i++) {
        const struct ie_wordbook_table *table = ie_wordbook_table(book, i);
        IE_FUZZ_CHECK(ie_translate_text(translator, &arena, words, ie_str_z(table->from),
                                        ie_str_z(table->to), &senses, &err) == 0);
        uint32_t last = 0;
        for (uint32_t k = 0; k < senses.count; k++) {
            const struct ie_word_sense *sense = &senses.at[k];
            double sum = 0;
            IE_FUZZ_CHECK(sense->from >= last && sense->len <= words.len &&
                          sense->from <= words.len - sense->len);
            last = sense->from;
            for (uint32_t n = 0; n < sense->count; n++)
                sum += (double)sense->at[n].probability;
            IE_FUZZ_CHECK(sum < 1.0001);
        }
    }
    ie_translator_free(translator);
    ie_arena_release(&arena);
}

static void open_bytes(const unsigned char *bytes, size_t size, struct ie_str words)
{
    struct ie_wordbook *book = NULL;
    struct ie_error err;
    int code = ie_wordbook_open(bytes, size, &book, &err);

    if (code) {
        ie_fuzz_refused(code, &err);
        return;
    }
    use(book, words);
    ie_wordbook_close(book);
}

static void make_sample(struct ie_wordbook_image *image)
{
    static const char *const langs[] = {"ko", "fr", "de", "ja", "he"};
    struct ie_wordbook_list lists[IE_COUNT(langs)];
    struct ie_dictionary *d = NULL;
    struct ie_error err;

    IE_FUZZ_CHECK(ie_dictionary_new(&d, &err) == 0);
    IE_FUZZ_CHECK(ie_dictionary_read_list(d, ie_str_z(rows), "", &err) == 0);
    IE_FUZZ_CHECK(ie_dictionary_finish(d, 0, &err) == 0);
    for (size_t i = 0; i < IE_COUNT(langs); i++)
        lists[i] = (struct ie_wordbook_list){langs[i], "en", d, NULL};
    IE_FUZZ_CHECK(ie_wordbook_build(lists, IE_COUNT(langs), image, &err) == 0);
    ie_dictionary_free(d);
}

/* The bytes as a wordbook; as changes to a good one, with the checksum made right; as a
 * text that is looked up in a good one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ie_wordbook_image image; /* made once: the fuzzer runs many times */
    unsigned char *copy = ie_calloc(size + 8, 1);

    if (!image.bytes)
        make_sample(&image);
    if (!copy)
        return 0;
    if (size)
        memcpy(copy, data, size);
    open_bytes(copy, size, ie_str_z(text));
    open_bytes(image.bytes, image.len, ie_str_n((const char *)copy, size));
    ie_free(copy);
    if (!(copy = ie_fuzz_resealed(image.bytes, image.len, data, size)))
        return 0;
    open_bytes(copy, image.len, ie_str_z(text));
    ie_free(copy);
    return 0;
}
