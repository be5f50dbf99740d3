/* The vocabulary's text, SKOS and sheets in and out; lint, coverage, merge. */
#include "harness.h"
#include "lexicon/lint.h"
#include "lexicon/merge.h"

static struct ie_arena arena;
static struct ie_error err;

static const char sample[] =
    "# two fields\n"
    "[metal]\ntop\nen metal\nko 금속\n\n"
    "[casting]\ntop\nen casting\nko 주조\nde Gießen\n\n"
    "[die-casting]\n"
    "broader casting metal\n"
    "en pressure die casting | die casting | ~HPDC | ?die\n"
    "ko! 다이캐스팅 | 압력주조 {KS D 0001}\n"
    "de Druckguss | !Druckgießen\n"
    "related metal\n"
    "code IPC 2024.01 B22D17/00 -- Pressure die casting\n"
    "code KSIC - 24321\n"
    "note en Molten metal, forced into a die.\n"
    "shared en die casting =0.8 -- gravity die casting in Britain\n";

static int read(struct ie_thesaurus *t, const char *text)
{
    ie_thesaurus_init(t, &arena);
    return ie_thesaurus_read_text(t, ie_str_z(text), "sample.txt", &err);
}

IE_TEST(a_block_says_all_of_a_concept)
{
    struct ie_thesaurus t;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(read(&t, sample), &err);
    IE_REQUIRE_OK(ie_thesaurus_resolve(&t, false, NULL, &err), &err);
    IE_CHECK_INT(t.count, 3);
    const struct ie_concept *c =
        &t.concepts[ie_thesaurus_find(&t, IE_STR("die-casting"))];
    IE_CHECK_INT(c->at.line, 13);
    IE_CHECK_INT(c->broader_count, 2);
    IE_CHECK_INT(c->broader[1].concept, 0);
    IE_CHECK_INT(c->label_count, 8);
    IE_CHECK_STR(ie_concept_preferred(c, IE_STR("en"))->text, "pressure die casting");
    IE_CHECK_INT(c->labels[1].weight, 800);
    IE_CHECK_STR(c->labels[1].why, "gravity die casting in Britain");
    IE_CHECK_INT(c->labels[2].kind, IE_LABEL_HIDDEN);
    IE_CHECK(c->labels[3].weak);
    IE_CHECK_INT(c->labels[4].review, IE_REVIEW_REVIEWED);
    IE_CHECK_STR(c->labels[5].text, "압력주조");
    IE_CHECK_STR(c->labels[5].source, "KS D 0001");
    IE_CHECK_STR(c->labels[4].source, "ieum");
    IE_CHECK_INT(c->labels[6].review, IE_REVIEW_DRAFT);
    IE_CHECK_INT(c->labels[7].review, IE_REVIEW_REVIEWED);
    IE_CHECK_STR(c->notations[0].title, "Pressure die casting");
    IE_CHECK_INT(c->notations[1].edition.len, 0);
    IE_CHECK_STR(c->notes[0].text, "Molten metal, forced into a die.");
    ie_arena_release(&arena);
}

IE_TEST(bad_lines_are_refused_with_their_number)
{
    static const struct {
        const char *text, *id;
        unsigned line;
    } cases[] = {
        {"en word\n", "lexicon.syntax", 1},
        {"[a]\n[a]\n", "lexicon.duplicate_id", 2},
        {"[A b]\n", "lexicon.bad_id", 1},
        {"[a\n", "lexicon.syntax", 1},
        {"[-a]\n", "lexicon.bad_id", 1},
        {"[a--b]\n", "lexicon.bad_id", 1},
        {"[a]\nen\n", "lexicon.syntax", 2},
        {"[a]\nen x |  | y\n", "lexicon.bad_label", 2},
        {"[a]\nen x | x\n", "lexicon.duplicate_label", 2},
        {"[a]\nen ?x\n", "lexicon.bad_label", 2},
        {"[a]\nen x\nen! y\n[b]\n[b]\n", "lexicon.duplicate_id", 5},
        {"[a]\nen_US x\n", "lang.malformed", 2},
        {"[a]\nbroader\n", "lexicon.syntax", 2},
        {"[a]\nbroader B!\n", "lexicon.bad_id", 2},
        {"[a]\ncode IPC 2024\n", "lexicon.bad_notation", 2},
        {"[a]\ncode IPC 1 X\ncode IPC 1 X\n", "lexicon.duplicate_notation", 3},
        {"[a]\nen x\nshared en y -- why\n", "lexicon.no_such_label", 3},
        {"[a]\nen x\nshared en x\n", "lexicon.syntax", 3},
        {"[a]\n\nen b\xFF\n", "lexicon.encoding", 3},
        {"[a]\nen be\x07ll\n", "text.control", 2},
    };
    struct ie_thesaurus t;

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        ie_arena_init(&arena, 0);
        IE_CHECK_FAIL(read(&t, cases[i].text), &err, IE_INPUT, cases[i].id);
        if (!IE_CHECK_INT(err.line, cases[i].line))
            printf("  in case %zu\n", i);
        IE_CHECK_STR(err.file, "sample.txt");
        ie_arena_release(&arena);
    }
}

IE_TEST(a_second_line_of_a_language_adds_alternatives)
{
    struct ie_thesaurus t;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(read(&t, "[a]\nen x\nen y\nen ~\\~z \\| \\{q\\}\n"), &err);
    IE_CHECK_INT(t.concepts[0].labels[1].kind, IE_LABEL_ALTERNATIVE);
    IE_CHECK_STR(t.concepts[0].labels[2].text, "~z | {q}");
    IE_CHECK_INT(t.concepts[0].labels[2].kind, IE_LABEL_HIDDEN);
    ie_arena_release(&arena);
}

IE_TEST(dangling_links_say_where)
{
    struct ie_thesaurus t;
    uint32_t dangling = 0;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(read(&t, "[a]\nbroader nowhere\nrelated b\n"), &err);
    IE_CHECK_FAIL(ie_thesaurus_resolve(&t, false, NULL, &err), &err, IE_INPUT,
                  "lexicon.dangling");
    IE_CHECK_INT(err.line, 2);
    IE_CHECK_OK(ie_thesaurus_resolve(&t, true, &dangling, &err), &err);
    IE_CHECK_INT(dangling, 2);
    ie_arena_release(&arena);
}

/* ---- SKOS ---------------------------------------------------------------------------- */

IE_TEST(turtle_of_others_is_read)
{
    static const char turtle[] =
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix ex: <http://example.org/> .\n"
        "ex:scheme skos:hasTopConcept ex:a .\n"
        "ex:a a skos:Concept ; skos:prefLabel \"\"\"foundry \"\"\"@en , \"주조\"@ko ;\n"
        "  skos:altLabel 'caf\\u00E9'@fr ; skos:narrower ex:b ;\n"
        "  skos:notation \"C21\"^^ex:nace ; skos:definition \"what it is\"@en .\n"
        "ex:b skos:prefLabel \"b\"@en ; skos:related ex:a .\n"
        "ex:other ex:says [ ex:deep ( 1 2 ) ] .\n";
    struct ie_thesaurus t;

    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&t, &arena);
    IE_REQUIRE_OK(
        ie_thesaurus_read_rdf(&t, ie_str_z(turtle), IE_RDF_TURTLE, "t.ttl", &err), &err);
    IE_REQUIRE_OK(ie_thesaurus_resolve(&t, false, NULL, &err), &err);
    IE_CHECK_INT(t.count, 2);
    const struct ie_concept *a = &t.concepts[0];
    IE_CHECK_STR(a->id, "http://example.org/a");
    IE_CHECK(a->top);
    IE_CHECK_STR(ie_concept_preferred(a, IE_STR("en"))->text, "foundry");
    IE_CHECK_STR(a->labels[2].text, "café");
    IE_CHECK_STR(a->notations[0].scheme, "http://example.org/nace");
    IE_CHECK_STR(a->notes[0].text, "what it is");
    IE_CHECK_INT(t.concepts[1].broader[0].concept, 0);
    ie_arena_release(&arena);
}

IE_TEST(bad_rdf_is_refused_with_its_line)
{
#define PREFIX "@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n"
    static const struct {
        const char *text, *id;
        unsigned line;
    } cases[] = {
        {PREFIX "<urn:a:b> s:prefLabel \"x\" .\n", "lexicon.no_language", 2},
        {PREFIX "\n<urn:a:b> s:prefLabel <urn:c:d> .\n", "lexicon.not_a_text", 3},
        {PREFIX "<urn:a:b> s:broader \"x\" .\n", "lexicon.not_a_link", 2},
        {PREFIX "<urn:a:b> s:prefLabel \"x\"@en .\n<urn:a:b> s:notation \"1\" .\n",
         "lexicon.no_scheme", 3},
        {PREFIX "<urn:a:b> s:prefLabel \"x\"@en , \"y\"@en .\n", "lexicon.two_preferred",
         2},
        {PREFIX "<urn:a:b> s:prefLabel \"x\"@en ;\n", "lexicon.rdf", 3},
        {PREFIX "<urn:a:b> t:prefLabel \"x\"@en .\n", "lexicon.prefix", 2},
        {PREFIX "<a b> s:prefLabel \"x\"@en .\n", "lexicon.rdf", 2},
        {PREFIX "_:b s:prefLabel \"x\"@en .\n", "lexicon.bad_id", 2},
        {PREFIX "\n\n<urn:a:b> s:prefLabel \"x\xC3\"@en .\n", "lexicon.encoding", 4},
    };
    struct ie_thesaurus t;

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        ie_arena_init(&arena, 0);
        ie_thesaurus_init(&t, &arena);
        IE_CHECK_FAIL(ie_thesaurus_read_rdf(&t, ie_str_z(cases[i].text), IE_RDF_TURTLE,
                                            "t.ttl", &err),
                      &err, IE_INPUT, cases[i].id);
        if (!IE_CHECK_INT(err.line, cases[i].line))
            printf("  in case %zu\n", i);
        ie_arena_release(&arena);
    }
#undef PREFIX
}

IE_TEST(deep_and_large_rdf_is_refused)
{
    struct ie_buf deep = IE_BUF_INIT;
    struct ie_thesaurus t;

    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&t, &arena);
    ie_buf_addz(&deep, "<urn:a:b> <urn:c:d> ");
    for (int i = 0; i < 100000; i++)
        ie_buf_addz(&deep, "[ <urn:c:d> ");
    IE_CHECK_FAIL(
        ie_thesaurus_read_rdf(&t, ie_buf_str(&deep), IE_RDF_TURTLE, "t.ttl", &err), &err,
        IE_LIMIT, "lexicon.too_deep");
    deep.len = 0;
    while (deep.len <= IE_THESAURUS_BYTES)
        ie_buf_addz(&deep,
                    "# a comment that goes on and on and on and on and on and on\n");
    IE_CHECK_FAIL(
        ie_thesaurus_read_rdf(&t, ie_buf_str(&deep), IE_RDF_TURTLE, "t.ttl", &err), &err,
        IE_LIMIT, "lexicon.file_too_large");
    IE_CHECK_FAIL(ie_thesaurus_read_text(&t, ie_buf_str(&deep), "t.txt", &err), &err,
                  IE_LIMIT, "lexicon.file_too_large");
    ie_buf_release(&deep);
    ie_arena_release(&arena);
}

/* ---- Sheets --------------------------------------------------------------------------- */

static int read_csv(struct ie_thesaurus *t, struct ie_str bytes)
{
    struct ie_sheet *sheet;
    int code = ie_sheet_open_memory(bytes, "v.csv", NULL, &sheet, &err);

    ie_thesaurus_init(t, &arena);
    if (code)
        return code;
    code = ie_thesaurus_read_sheet(t, sheet, "v.csv", &err);
    ie_sheet_close(sheet);
    return code;
}

IE_TEST(a_short_sheet_is_enough)
{
    struct ie_thesaurus t;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(read_csv(&t, IE_STR("용어,개념,언어,상위\n"
                                      "주조,casting,ko,\n"
                                      "다이캐스팅,die-casting,ko,casting\n"
                                      "압력주조,die-casting,ko,\n")),
                  &err);
    IE_CHECK_INT(t.count, 2);
    IE_CHECK_INT(t.concepts[1].labels[1].kind, IE_LABEL_ALTERNATIVE);
    IE_CHECK_STR(t.concepts[1].broader[0].id, "casting");
    ie_arena_release(&arena);
}

IE_TEST(bad_cells_are_refused_with_line_and_column)
{
    static const struct {
        const char *text, *id;
        unsigned line, column;
    } cases[] = {
        {"concept,language\n", "lexicon.no_column", 1, 0},
        {"concept,language,label,colour\n", "lexicon.unknown_column", 1, 0},
        {"concept,language,label\nA,en,x\n", "lexicon.bad_id", 2, 1},
        {"concept,language,label\na,en_,x\n", "lang.malformed", 2, 3},
        {"concept,language,label,kind\na,en,x,odd\n", "lexicon.bad_kind", 2, 4},
        {"concept,language,label,weight\na,en,x,2\n", "lexicon.bad_weight", 2, 4},
        {"concept,language,label,review\na,en,x,maybe\n", "lexicon.bad_review", 2, 4},
        {"concept,language,label\na,en,x\na,en,x\n", "lexicon.duplicate_label", 3, 3},
        {"concept,language,label,kind\na,,IPC,code\n", "lexicon.bad_notation", 2, 3},
    };
    struct ie_thesaurus t;

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        ie_arena_init(&arena, 0);
        IE_CHECK_FAIL(read_csv(&t, ie_str_z(cases[i].text)), &err, IE_INPUT, cases[i].id);
        if (!IE_CHECK_INT(err.line, cases[i].line) ||
            !IE_CHECK_INT(err.column, cases[i].column))
            printf("  in case %zu\n", i);
        ie_arena_release(&arena);
    }
}

/* ---- Lint ----------------------------------------------------------------------------- */

static unsigned found(const struct ie_lint_report *report, enum ie_lint_rule rule,
                      unsigned line)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < report->count; i++)
        n += report->at[i].rule == rule && report->at[i].at.line == line;
    return n;
}

IE_TEST(each_rule_finds_its_fault_and_nothing_else)
{
    static const struct {
        const char *text;
        enum ie_lint_rule rule;
        unsigned line;
        bool error;
    } cases[] = {
        {"[a]\ntop\nen a\nko 가나\nrelated b\n", IE_LINT_DANGLING, 5, true},
        {"[a]\nbroader b\nen aa\nko 가나\n[b]\nbroader a\nen bb\nko 나다\n",
         IE_LINT_CYCLE, 6, true},
        {"[a]\nen a\nko 가나\n", IE_LINT_ORPHAN, 1, true},
        {"[a]\ntop\nen a\nko 가나\n[b]\ntop\nbroader a\nen b\nko 나다\n",
         IE_LINT_TOP_BELOW, 5, true},
        {"[a]\ntop\nen film\nko 가나\n[b]\nbroader a\nen bb | Film\nko 나다\n"
         "shared en Film -- photographic\n",
         IE_LINT_SHARED, 3, true},
        {"[a]\ntop\nen a\nko 가나\nru casting\n", IE_LINT_SCRIPT, 5, true},
        {"[a]\ntop\nen a\nko 가나\nhe литьё\n", IE_LINT_SCRIPT, 5, true},
        {"[a]\ntop\nen a\nko 가나\nru c\xD1\x82\xD0\xB0\xD0\xBB\xD1\x8C\n", IE_LINT_MIXED,
         5, true},
        {"[a]\ntop\nen compressor\nko 압축기\nhe קומפרסור | מדחס\n", IE_LINT_LOAN, 5,
         false},
        {"[a]\ntop\nen photoresist\nko 포토레지스트 | 감광액\n", IE_LINT_LOAN, 4, false},
        {"[a]\ntop\nen a\n", IE_LINT_NO_LANGUAGE, 1, true},
        {"[a]\ntop\nen a\nko 가나\nde ~A\n", IE_LINT_NO_PREFERRED, 5, true},
        {"[a]\ntop\nen die casting | Die-Casting\nko 가나\n", IE_LINT_VARIANT, 3, false},
    };
    struct ie_thesaurus t;
    struct ie_lint_report report;

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        ie_arena_init(&arena, 0);
        if (IE_CHECK_OK(read(&t, cases[i].text), &err) &&
            IE_CHECK_OK(ie_thesaurus_resolve(&t, true, NULL, &err), &err) &&
            IE_CHECK_OK(ie_lexicon_lint(&t, NULL, 0, &arena, &report, &err), &err) &&
            (!IE_CHECK_INT(found(&report, cases[i].rule, cases[i].line), 1) ||
             !IE_CHECK_INT(report.count, 1) ||
             !IE_CHECK_INT(report.errors, cases[i].error)))
            for (uint32_t k = 0; k < report.count; k++)
                printf("  case %zu: %s at line %u\n", i,
                       ie_lint_rule_name((enum ie_lint_rule)report.at[k].rule),
                       report.at[k].at.line);
        ie_arena_release(&arena);
    }
}

IE_TEST(the_list_of_natives_decides)
{
    struct ie_thesaurus t;
    struct ie_lint_report report;
    struct ie_native *natives;
    uint32_t count;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(
        ie_natives_read(&arena,
                        IE_STR("# list\nhe\tקומפרסור\tמדחס\nko\t콤프레서\t압축기\n"), "n",
                        &natives, &count, &err),
        &err);
    IE_CHECK_INT(count, 2);
    IE_REQUIRE_OK(read(&t, "[a]\ntop\nen piston compressor\nko 피스톤 콤프레서\n"
                           "he מדחס | קומפרסור\n"),
                  &err);
    IE_REQUIRE_OK(ie_thesaurus_resolve(&t, false, NULL, &err), &err);
    IE_REQUIRE_OK(ie_lexicon_lint(&t, natives, count, &arena, &report, &err), &err);
    IE_CHECK_INT(report.count, 1);
    IE_CHECK_INT(found(&report, IE_LINT_NATIVE, 4), 1);
    IE_CHECK_STR(report.at[0].other_id, "압축기");
    IE_CHECK_FAIL(ie_natives_read(&arena, IE_STR("he\tx\n"), "n", &natives, &count, &err),
                  &err, IE_INPUT, "lexicon.native_columns");
    IE_CHECK_INT(err.line, 1);
    ie_arena_release(&arena);
}

IE_TEST(what_is_right_is_let_be)
{
    struct ie_thesaurus t;
    struct ie_lint_report report;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(read(&t,
                       "[a]\ntop\nen MES | manufacturing execution system\n"
                       "ko 제조 실행 시스템 | MES\nde MES\nja MES | 製造実行システム\n"
                       "ru MES | система управления производством\nhe MES\n"
                       "[b]\nbroader a\nen beta phase\nko 베타상\nru β-фаза\n"
                       "[c]\nbroader a b\nen polymer\nko 고분자\nhe פולימר\n"
                       "[d]\nbroader a\nen photoresist\nko 포토레지스트 | 감광액\n"
                       "shared ko 포토레지스트 -- what the field says\n"),
                  &err);
    IE_REQUIRE_OK(ie_thesaurus_resolve(&t, false, NULL, &err), &err);
    IE_REQUIRE_OK(ie_lexicon_lint(&t, NULL, 0, &arena, &report, &err), &err);
    for (uint32_t k = 0; k < report.count; k++)
        printf("  %s at line %u\n",
               ie_lint_rule_name((enum ie_lint_rule)report.at[k].rule),
               report.at[k].at.line);
    IE_CHECK_INT(report.count, 0);
    ie_arena_release(&arena);
}

IE_TEST(coverage_counts_a_concept_in_each_of_its_fields)
{
    struct ie_thesaurus t;
    struct ie_coverage coverage;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(read(&t, sample), &err);
    IE_REQUIRE_OK(ie_thesaurus_resolve(&t, false, NULL, &err), &err);
    IE_REQUIRE_OK(ie_lexicon_coverage(&t, &arena, &coverage, &err), &err);
    IE_CHECK_INT(coverage.languages, 3);
    IE_CHECK_STR(coverage.lang[1], "ko");
    IE_CHECK_INT(coverage.row_count, 3);
    IE_CHECK_INT(coverage.rows[0].concepts, 3);
    IE_CHECK_INT(coverage.rows[0].cell[0].labels, 6);
    IE_CHECK_INT(coverage.rows[0].cell[2].concepts, 2);
    IE_CHECK_INT(coverage.rows[1].concepts, 2); /* metal: itself and die-casting */
    IE_CHECK_INT(coverage.rows[2].concepts, 2);
    IE_CHECK_INT(coverage.rows[2].cell[1].reviewed, 2);
    IE_CHECK_INT(coverage.rows[2].cell[0].two, 1);
    ie_arena_release(&arena);
}

/* ---- Merge ----------------------------------------------------------------------------- */

static unsigned clashes(const struct ie_conflicts *conflicts, enum ie_conflict_kind kind)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < conflicts->count; i++)
        n += conflicts->at[i].kind == kind;
    return n;
}

IE_TEST(an_overlay_adds_and_its_clashes_show)
{
    struct ie_thesaurus base, over, merged;
    struct ie_conflicts conflicts;

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(read(&base, sample), &err);
    IE_REQUIRE_OK(ie_thesaurus_resolve(&base, false, NULL, &err), &err);
    IE_REQUIRE_OK(read(&over, "[die-casting]\nen die-cast work\nko 압력주조 | 금속\n"
                              "related nowhere\n"
                              "[casting]\nbroader die-casting\nen casting\n"
                              "[giga-casting]\nbroader die-casting\nen giga casting\n"),
                  &err);
    ie_thesaurus_init(&merged, &arena);
    IE_REQUIRE_OK(
        ie_thesaurus_merge(&base, &over, IE_STR("office"), &merged, &conflicts, &err),
        &err);
    IE_CHECK_INT(merged.count, 4);
    IE_CHECK_INT(conflicts.count, 6);
    /* "die-cast work" over ours, 압력주조 over 다이캐스팅 */
    IE_CHECK_INT(clashes(&conflicts, IE_CONFLICT_PREFERRED), 2);
    IE_CHECK_INT(clashes(&conflicts, IE_CONFLICT_CLAIMED), 1);
    IE_CHECK_INT(clashes(&conflicts, IE_CONFLICT_CYCLE), 1);
    IE_CHECK_INT(clashes(&conflicts, IE_CONFLICT_DANGLING), 1);
    IE_CHECK_INT(clashes(&conflicts, IE_CONFLICT_REPEATED), 1);
    const struct ie_concept *c = &merged.concepts[2];
    IE_CHECK_STR(ie_concept_preferred(c, IE_STR("en"))->text, "die-cast work");
    IE_CHECK_STR(ie_concept_preferred(c, IE_STR("en"))->source, "office");
    IE_CHECK_STR(ie_concept_preferred(c, IE_STR("ko"))->text, "압력주조");
    IE_CHECK_INT(merged.concepts[3].broader[0].concept, 2);
    IE_CHECK_INT(c->related_count, 1);
    /* ours is as it was */
    IE_CHECK_STR(ie_concept_preferred(&base.concepts[2], IE_STR("en"))->text,
                 "pressure die casting");
    ie_arena_release(&arena);
}
