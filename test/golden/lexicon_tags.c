/* The table lexicon_tags.txt: what each language's texts speak of, by the vocabulary
 * lexicon_words.txt. A line that differs is printed as it is now. */
#include "../unit/lexicon_fixture.h"

static bool next_field(struct ie_str *line, struct ie_str *field)
{
    int64_t bar = ie_str_find_char(*line, '|');

    *field = ie_str_trim(bar < 0 ? *line : ie_str_n(line->ptr, (size_t)bar));
    *line = bar < 0 ? IE_STR_NONE
                    : ie_str_n(line->ptr + bar + 1, line->len - (size_t)bar - 1);
    return bar >= 0;
}

IE_TEST(texts_speak_of_what_is_written_down)
{
    struct vocabulary words;
    struct ie_error err = {0};
    struct ie_buf found = IE_BUF_INIT, table = IE_BUF_INIT;
    struct ie_str rest, line;
    int lines = 0;

    vocabulary_init(&words);
    IE_REQUIRE_OK(vocabulary_add_file(
                      &words, ie_test_source("test/golden/lexicon_words.txt"), &err),
                  &err);
    IE_REQUIRE_OK(vocabulary_open(&words, &err), &err);
    IE_REQUIRE(read_whole(ie_test_source("test/golden/lexicon_tags.txt"), &table));
    rest = ie_buf_str(&table);
    while (ie_str_split(&rest, '\n', &line)) {
        struct ie_str lang, text, expected;
        struct ie_tags tags = {0};
        if (!line.len || line.ptr[0] == '#' || !next_field(&line, &lang) ||
            !next_field(&line, &text))
            continue;
        next_field(&line, &expected);
        IE_CHECK_OK(ie_tagger_tag(words.tagger, text, lang, &tags, &err), &err);
        vocabulary_say(&words, text, &tags, &found);
        if (!IE_CHECK_STR(ie_buf_str(&found), expected))
            printf("%.*s | %.*s | %.*s\n", IE_STR_ARG(lang), IE_STR_ARG(text),
                   IE_STR_ARG(ie_buf_str(&found)));
        lines++;
    }
    IE_CHECK(lines >= 80);
    ie_buf_release(&found);
    ie_buf_release(&table);
    vocabulary_release(&words);
}
