/* The table text_analysis.txt: what each language's texts become. A line that differs is
 * printed as it is now, so that an intended change can be copied over. */
#include <stdio.h>

#include "base/buf.h"
#include "harness.h"
#include "text/text.h"

static void write_tokens(struct ie_buf *out, const struct ie_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct ie_token *token = &tokens->at[i];
        if (i)
            ie_buf_addc(out, '|');
        ie_buf_add(out, token->term);
        if (token->common)
            ie_buf_addc(out, '*');
    }
}

static bool next_field(struct ie_str *line, struct ie_str *field)
{
    int64_t bar = ie_str_find(*line, IE_STR(" | "));

    *field = bar < 0 ? *line : ie_str_n(line->ptr, (size_t)bar);
    if (bar < 0)
        *line = IE_STR_NONE;
    else
        *line = ie_str_n(line->ptr + bar + 3, line->len - (size_t)bar - 3);
    *field = ie_str_trim(*field);
    return field->len > 0;
}

IE_TEST(analysis_is_as_written_down)
{
    struct ie_error err;
    struct ie_analyser *analyser = NULL;
    struct ie_arena arena;
    struct ie_buf found = IE_BUF_INIT;
    char line[4096];
    int lines = 0;

    FILE *file = fopen(ie_test_source("test/golden/text_analysis.txt"), "r");
    IE_REQUIRE(file != NULL);
    ie_arena_init(&arena, 0);
    IE_CHECK_OK(ie_analyser_new(&analyser, &err), &err);
    while (fgets(line, sizeof(line), file)) {
        struct ie_str rest = ie_str_trim(ie_str_z(line)), lang, text, expected;
        struct ie_tokens tokens;
        if (!rest.len || rest.ptr[0] == '#' || !next_field(&rest, &lang) ||
            !next_field(&rest, &text))
            continue;
        next_field(&rest, &expected);
        if (!IE_CHECK_OK(ie_text_tokens(analyser, &arena, text, lang, &tokens, &err),
                         &err))
            break;
        ie_buf_clear(&found);
        write_tokens(&found, &tokens);
        if (!IE_CHECK_STR(ie_buf_str(&found), expected))
            printf("%.*s | %.*s | %.*s\n", IE_STR_ARG(lang), IE_STR_ARG(text),
                   IE_STR_ARG(ie_buf_str(&found)));
        ie_arena_clear(&arena);
        lines++;
    }
    IE_CHECK(lines >= 30);
    fclose(file);
    ie_buf_release(&found);
    ie_analyser_free(analyser);
    ie_arena_release(&arena);
}
