#include "fuzz.h"

#include "text/text.h"

/* Any bytes can be analysed; tokens lie within the text, in order of their ends. */
static void analyse(struct ie_arena *arena, struct ie_str text, const char *lang)
{
    struct ie_analyser *analyser = NULL;
    struct ie_tokens tokens = {0};
    struct ie_error err;

    IE_FUZZ_CHECK(ie_analyser_new(&analyser, &err) == 0);
    IE_FUZZ_CHECK(ie_text_tokens(analyser, arena, text, ie_str_z(lang), &tokens, &err) ==
                  0);
    for (size_t i = 0; i < tokens.count; i++) {
        const struct ie_token *token = &tokens.at[i];
        IE_FUZZ_CHECK(token->term.len > 0 && ie_utf8_valid(token->term));
        IE_FUZZ_CHECK((size_t)token->from + token->len <= text.len);
        IE_FUZZ_CHECK((size_t)token->word_from + token->word_len <= text.len);
        IE_FUZZ_CHECK(token->len > 0 && token->word_from <= token->from);
        IE_FUZZ_CHECK(token->word_from + token->word_len >= token->from + token->len);
        IE_FUZZ_CHECK(token->grams >= 1);
        IE_FUZZ_CHECK(token->grams == 1 || token->kind == IE_TOKEN_GRAM);
    }
    ie_analyser_free(analyser);
}

static void keys(struct ie_arena *arena, struct ie_str text)
{
    struct ie_str out, again;
    struct ie_error err;
    int code = ie_text_accept(arena, text, IE_TEXT_LINES, &out, &err);

    if (code)
        ie_fuzz_refused(code, &err);
    else {
        IE_FUZZ_CHECK(ie_text_accept(arena, out, IE_TEXT_LINES, &again, &err) == 0);
        IE_FUZZ_CHECK(ie_str_eq(out, again));
    }
    code = ie_text_search_key(arena, text, &out, &err);
    IE_FUZZ_CHECK((code == 0) == ie_utf8_valid(text));
    if (!code) {
        IE_FUZZ_CHECK(ie_utf8_valid(out));
        IE_FUZZ_CHECK(ie_text_organisation_key(arena, text, &again, &err) == 0);
    }
}

/* First byte: the language; the rest: the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const langs[] = {"en", "de", "fr", "ru", "ko", "ja", "he", ""};
    struct ie_arena arena;
    char out[IE_LANG_MAX + 1], again[IE_LANG_MAX + 1];
    struct ie_error err;

    if (!size)
        return 0;
    struct ie_str text = ie_str_n((const char *)data + 1, size - 1);
    ie_arena_init(&arena, 0);
    analyse(&arena, text, langs[data[0] % 8]);
    keys(&arena, text);
    IE_FUZZ_CHECK(ie_text_script(text) < IE_SCRIPT_COUNT);
    int code = ie_lang_check(text, out, &err);
    if (code)
        ie_fuzz_refused(code, &err);
    else
        IE_FUZZ_CHECK(ie_lang_check(ie_str_z(out), again, &err) == 0 &&
                      ie_str_eqz(ie_str_z(out), again));
    ie_arena_release(&arena);
    return 0;
}
