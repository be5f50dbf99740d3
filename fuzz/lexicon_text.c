#include "fuzz.h"

#include "lexicon/lint.h"

/* The vocabulary's text: what is read and written reads back as the same bytes, and the
 * linter can judge whatever was read. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_arena arena;
    struct ie_thesaurus first, second;
    struct ie_lint_report report;
    struct ie_buf x = IE_BUF_INIT, y = IE_BUF_INIT;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&first, &arena);
    ie_thesaurus_init(&second, &arena);
    int code =
        ie_thesaurus_read_text(&first, ie_str_n((const char *)data, size), "fuzz", &err);
    if (code) {
        ie_fuzz_refused(code, &err);
    } else {
        IE_FUZZ_CHECK(!ie_thesaurus_write_text(&first, &x, &err));
        IE_FUZZ_CHECK(!ie_thesaurus_read_text(&second, ie_buf_str(&x), "again", &err));
        IE_FUZZ_CHECK(!ie_thesaurus_write_text(&second, &y, &err));
        IE_FUZZ_CHECK(ie_str_eq(ie_buf_str(&x), ie_buf_str(&y)));
        IE_FUZZ_CHECK(!ie_thesaurus_resolve(&first, true, NULL, &err));
        IE_FUZZ_CHECK(!ie_lexicon_lint(&first, NULL, 0, &arena, &report, &err));
    }
    ie_buf_release(&x);
    ie_buf_release(&y);
    ie_arena_release(&arena);
    return 0;
}
