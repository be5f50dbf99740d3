/* Every allocation of the thesaurus fails in turn: read, write, lint, merge. */
#include "harness.h"
#include "lexicon/lint.h"
#include "lexicon/merge.h"

static const char text[] = "[metal]\ntop\nen metal\nko 금속\nhe מתכת | מטאל\n\n"
                           "[die-casting]\nbroader metal\nen! die casting | ?die "
                           "{book}\nko 다이캐스팅 | 압력주조\n"
                           "ja ダイカスト\nru литьё под давлением\nrelated metal\ncode "
                           "IPC 2024.01 B22D17/00 -- x\n"
                           "note en a note\nshared en die casting =0.5 -- why\n";
static const char over[] = "[die-casting]\nen die-casting | new word\n[new]\nbroader "
                           "metal\nen new\nko 새것\n";

static int read_twice(struct ie_arena *arena, struct ie_thesaurus *base,
                      struct ie_thesaurus *overlay, struct ie_error *err)
{
    int code;

    ie_thesaurus_init(base, arena);
    ie_thesaurus_init(overlay, arena);
    if ((code = ie_thesaurus_read_text(base, ie_str_z(text), "t", err)) ||
        (code = ie_thesaurus_resolve(base, false, NULL, err)))
        return code;
    return ie_thesaurus_read_text(overlay, ie_str_z(over), "o", err);
}

static int judge(void *data, struct ie_error *err)
{
    struct ie_arena arena;
    struct ie_thesaurus base, overlay, merged;
    struct ie_conflicts conflicts;
    struct ie_lint_report report;
    struct ie_coverage coverage;
    int code;

    (void)data;
    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&merged, &arena);
    if (!(code = read_twice(&arena, &base, &overlay, err)) &&
        !(code = ie_thesaurus_merge(&base, &overlay, IE_STR("office"), &merged,
                                    &conflicts, err)) &&
        !(code = ie_lexicon_lint(&merged, NULL, 0, &arena, &report, err)))
        code = ie_lexicon_coverage(&merged, &arena, &coverage, err);
    ie_arena_release(&arena);
    return code;
}

static int round_trip(void *data, struct ie_error *err)
{
    enum ie_rdf syntax = *(enum ie_rdf *)data;
    struct ie_arena arena;
    struct ie_thesaurus base, overlay, back;
    struct ie_buf out = IE_BUF_INIT;
    int code;

    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&back, &arena);
    if (!(code = read_twice(&arena, &base, &overlay, err)) &&
        !(code = ie_thesaurus_write_rdf(&base, syntax, &out, err)))
        code = ie_thesaurus_read_rdf(&back, ie_buf_str(&out), syntax, "r", err);
    ie_buf_release(&out);
    ie_arena_release(&arena);
    return code;
}

static int sheets(void *data, struct ie_error *err)
{
    struct ie_arena arena;
    struct ie_thesaurus base, overlay, back;
    struct ie_buf out = IE_BUF_INIT;
    struct ie_sheet *sheet = NULL;
    int code;

    (void)data;
    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&back, &arena);
    if (!(code = read_twice(&arena, &base, &overlay, err)) &&
        !(code = ie_thesaurus_write_csv(&base, &out, err)) &&
        !(code = ie_sheet_open_memory(ie_buf_str(&out), "t.csv", NULL, &sheet, err)))
        code = ie_thesaurus_read_sheet(&back, sheet, "t.csv", err);
    ie_sheet_close(sheet);
    ie_buf_clear(&out);
    if (!code)
        code = ie_thesaurus_write_text(&back, &out, err);
    ie_buf_release(&out);
    ie_arena_release(&arena);
    return code;
}

IE_TEST(lint_and_merge_survive_each_failed_allocation)
{
    IE_CHECK(ie_test_each_allocation(judge, NULL) > 3);
}

IE_TEST(skos_survives_each_failed_allocation)
{
    enum ie_rdf syntax = IE_RDF_TURTLE;

    IE_CHECK(ie_test_each_allocation(round_trip, &syntax) > 3);
    syntax = IE_RDF_NTRIPLES;
    IE_CHECK(ie_test_each_allocation(round_trip, &syntax) > 3);
}

IE_TEST(sheets_survive_each_failed_allocation)
{
    IE_CHECK(ie_test_each_allocation(sheets, NULL) > 3);
}
