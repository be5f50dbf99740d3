#include "fuzz.h"

#include "lexicon/thesaurus.h"

static int read(struct ie_thesaurus *thesaurus, struct ie_str bytes, struct ie_error *err)
{
    struct ie_sheet_options options = {.format = IE_SHEET_CSV};
    struct ie_sheet *sheet;
    int code = ie_sheet_open_memory(bytes, "fuzz.csv", &options, &sheet, err);

    if (code)
        return code;
    code = ie_thesaurus_read_sheet(thesaurus, sheet, "fuzz.csv", err);
    ie_sheet_close(sheet);
    return code;
}

/* A vocabulary as CSV: what is written reads back as the same bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_arena arena;
    struct ie_thesaurus first, second;
    struct ie_buf x = IE_BUF_INIT, y = IE_BUF_INIT;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&first, &arena);
    ie_thesaurus_init(&second, &arena);
    int code = read(&first, ie_str_n((const char *)data, size), &err);
    if (code) {
        ie_fuzz_refused(code, &err);
    } else {
        IE_FUZZ_CHECK(!ie_thesaurus_write_csv(&first, &x, &err));
        IE_FUZZ_CHECK(!read(&second, ie_buf_str(&x), &err));
        IE_FUZZ_CHECK(!ie_thesaurus_write_csv(&second, &y, &err));
        IE_FUZZ_CHECK(ie_str_eq(ie_buf_str(&x), ie_buf_str(&y)));
    }
    ie_buf_release(&x);
    ie_buf_release(&y);
    ie_arena_release(&arena);
    return 0;
}
