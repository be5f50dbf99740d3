#include "fuzz.h"

#include "lexicon/thesaurus.h"

static void check(struct ie_str bytes, enum ie_rdf syntax)
{
    struct ie_arena arena;
    struct ie_thesaurus first, second;
    struct ie_buf x = IE_BUF_INIT, y = IE_BUF_INIT;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&first, &arena);
    ie_thesaurus_init(&second, &arena);
    int code = ie_thesaurus_read_rdf(&first, bytes, syntax, "fuzz", &err);
    if (code) {
        ie_fuzz_refused(code, &err);
    } else {
        IE_FUZZ_CHECK(!ie_thesaurus_write_rdf(&first, syntax, &x, &err));
        IE_FUZZ_CHECK(
            !ie_thesaurus_read_rdf(&second, ie_buf_str(&x), syntax, "again", &err));
        IE_FUZZ_CHECK(!ie_thesaurus_write_rdf(&second, syntax, &y, &err));
        IE_FUZZ_CHECK(ie_str_eq(ie_buf_str(&x), ie_buf_str(&y)));
    }
    ie_buf_release(&x);
    ie_buf_release(&y);
    ie_arena_release(&arena);
}

/* SKOS in Turtle and N-Triples: what is written reads back as the same bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_str bytes = ie_str_n((const char *)data, size);

    check(bytes, IE_RDF_TURTLE);
    check(bytes, IE_RDF_NTRIPLES);
    return 0;
}
