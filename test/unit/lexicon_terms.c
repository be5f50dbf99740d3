/* Terms: into an overlay and an amended vocabulary, and back out of one; classification. */
#include "lexicon/terms.h"

#include "base/alloc.h"
#include "harness.h"
#include "lexicon/classify.h"
#include "lexicon/merge.h"

#define ENGLISH IE_STR("en")

static const char base_text[] =
    "[casting]\ntop\nen casting | founding\nko 주조 | 캐스팅\n"
    "code IPC 2024.01 B22D -- Casting of metals\n"
    "[die-casting]\nbroader casting\nen die casting\n"
    "ko 다이캐스팅\n"
    "[robotics]\ntop\nen robotics | robot\nko 로봇\n"
    "[gripper]\nbroader robotics\nen gripper\nko 그리퍼\n";

struct made {
    struct ie_arena arena;
    struct ie_error err;
    struct ie_thesaurus base, merged;
    struct ie_conflicts conflicts;
    uint32_t passed, unamended;
};

static bool begin(struct made *m)
{
    memset(m, 0, sizeof(*m));
    ie_arena_init(&m->arena, 0);
    ie_thesaurus_init(&m->base, &m->arena);
    ie_thesaurus_init(&m->merged, &m->arena);
    return IE_CHECK_OK(
               ie_thesaurus_read_text(&m->base, ie_str_z(base_text), "base", &m->err),
               &m->err) &&
           IE_CHECK_OK(ie_thesaurus_resolve(&m->base, false, NULL, &m->err), &m->err);
}

static bool apply(struct made *m, const struct ie_term *terms, uint32_t count)
{
    struct ie_thesaurus overlay;
    struct ie_str office = IE_STR("OFFICE");

    ie_thesaurus_init(&overlay, &m->arena);
    return IE_CHECK_OK(ie_terms_overlay(terms, count, &overlay, &m->passed, &m->err),
                       &m->err) &&
           IE_CHECK_OK(ie_thesaurus_merge(&m->base, &overlay, office, &m->merged,
                                          &m->conflicts, &m->err),
                       &m->err) &&
           IE_CHECK_OK(
               ie_terms_amend(terms, count, office, &m->merged, &m->unamended, &m->err),
               &m->err);
}

/* "preferred|alternative|…" of a concept in a language, in order. */
static const char *labels(const struct made *m, const char *concept, const char *lang)
{
    static char text[400];
    uint32_t at = ie_thesaurus_find(&m->merged, ie_str_z(concept));
    size_t len = 0;

    text[0] = '\0';
    if (at == IE_THESAURUS_NONE)
        return "no such concept";
    const struct ie_concept *c = &m->merged.concepts[at];
    for (int kind = 0; kind < IE_LABEL_KINDS; kind++)
        for (uint32_t i = 0; i < c->label_count; i++)
            if (c->labels[i].kind == kind && ie_str_eqz(c->labels[i].lang, lang))
                len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%.*s",
                                        len ? "|" : "", IE_STR_ARG(c->labels[i].text));
    return text;
}

#define CHECK_LABELS(m, concept, lang, expected)                                         \
    IE_CHECK_STR(ie_str_z(labels(m, concept, lang)), expected)

static struct ie_term term(enum ie_term_kind kind, const char *concept, const char *lang,
                           const char *label)
{
    return (struct ie_term){.kind = (uint8_t)kind,
                            .concept = ie_str_z(concept),
                            .lang = ie_str_z(lang),
                            .label = ie_str_z(label)};
}

IE_TEST(what_adds_is_laid_over)
{
    struct made m;
    struct ie_term terms[] = {
        term(IE_TERM_ALTERNATIVE, "casting", "ko", "쇳물 붓기"),
        term(IE_TERM_PREFERRED, "casting", "en", "metal casting"),
        term(IE_TERM_PREFERRED, "casting", "en", "casting technology"),
        term(IE_TERM_CONCEPT, "hot-chamber", "en", "hot chamber die casting"),
        term(IE_TERM_RELATED, "hot-chamber", "en", "gripper"),
        term(IE_TERM_CODE, "hot-chamber", "en", "IPC 2024.01 B22D17 -- Pressure die"),
        term(IE_TERM_NOTE, "hot-chamber", "en", "For zinc and magnesium."),
        term(IE_TERM_CODE, "casting", "en", "nonsense"),
    };
    terms[3].broader = IE_STR("die-casting");

    IE_REQUIRE(begin(&m) && apply(&m, terms, IE_COUNT(terms)));
    IE_CHECK_INT(m.passed, 1); /* the last one */
    CHECK_LABELS(&m, "casting", "ko", "주조|캐스팅|쇳물 붓기");
    /* the later one is preferred; the earlier and ours step back */
    CHECK_LABELS(&m, "casting", "en",
                 "casting technology|casting|founding|metal casting");
    uint32_t at = ie_thesaurus_find(&m.merged, IE_STR("hot-chamber"));
    IE_REQUIRE(at != IE_THESAURUS_NONE);
    const struct ie_concept *c = &m.merged.concepts[at];
    IE_CHECK_INT(c->broader_count, 1);
    IE_CHECK_INT(c->related_count, 1);
    IE_CHECK_INT(c->notation_count, 1);
    IE_CHECK_INT(c->note_count, 1);
    IE_CHECK_STR(c->labels[0].source, "OFFICE");
    IE_CHECK_INT(c->labels[0].review, IE_REVIEW_REVIEWED);
    ie_arena_release(&m.arena);
}

IE_TEST(what_takes_away_is_done_to_the_merged_copy)
{
    struct made m;
    struct ie_term terms[] = {
        term(IE_TERM_REMOVAL, "casting", "en", "casting"),
        term(IE_TERM_CORRECTION, "casting", "ko", "주물"),
        term(IE_TERM_REVIEW, "gripper", "en", "gripper"),
        term(IE_TERM_REMOVAL, "casting", "en", "never there"),
        term(IE_TERM_REMOVAL, "no-such-concept", "en", "x"),
    };
    terms[1].replaces = IE_STR("캐스팅");

    IE_REQUIRE(begin(&m) && apply(&m, terms, IE_COUNT(terms)));
    IE_CHECK_INT(m.unamended, 2);
    CHECK_LABELS(&m, "casting", "en", "founding"); /* stepped up */
    CHECK_LABELS(&m, "casting", "ko", "주조|주물");
    const struct ie_concept *gripper =
        &m.merged.concepts[ie_thesaurus_find(&m.merged, IE_STR("gripper"))];
    IE_CHECK_INT(gripper->labels[0].review, IE_REVIEW_REVIEWED);
    IE_CHECK_INT(gripper->labels[1].review, IE_REVIEW_DRAFT);
    /* ours is untouched */
    IE_CHECK_INT(m.base.concepts[0].label_count, 4);
    ie_arena_release(&m.arena);
}

IE_TEST(a_correction_into_a_label_that_is_there_joins_both)
{
    struct made m;
    struct ie_term correction = term(IE_TERM_CORRECTION, "casting", "ko", "캐스팅");
    correction.replaces = IE_STR("주조");

    IE_REQUIRE(begin(&m) && apply(&m, &correction, 1));
    CHECK_LABELS(&m, "casting", "ko", "캐스팅");
    ie_arena_release(&m.arena);
}

IE_TEST(the_last_label_stays)
{
    struct made m;
    struct ie_term terms[] = {term(IE_TERM_REMOVAL, "gripper", "en", "gripper"),
                              term(IE_TERM_REMOVAL, "gripper", "ko", "그리퍼")};

    IE_REQUIRE(begin(&m) && apply(&m, terms, 2));
    CHECK_LABELS(&m, "gripper", "en", "");
    CHECK_LABELS(&m, "gripper", "ko", "그리퍼");
    ie_arena_release(&m.arena);
}

/* A vocabulary taken apart and put together again is the same bytes. */
IE_TEST(terms_of_a_vocabulary_give_it_back)
{
    struct made m;
    struct ie_thesaurus again;
    struct ie_buf first = IE_BUF_INIT, second = IE_BUF_INIT;
    struct ie_term *terms = NULL;
    uint32_t count = 0;

    IE_REQUIRE(begin(&m));
    IE_CHECK_OK(ie_terms_of(&m.base, &terms, &count, &m.err), &m.err);
    ie_thesaurus_init(&again, &m.arena);
    IE_CHECK_OK(ie_terms_overlay(terms, count, &again, &m.passed, &m.err), &m.err);
    IE_CHECK_INT(m.passed, 0);
    IE_CHECK_OK(ie_thesaurus_write_text(&m.base, &first, &m.err), &m.err);
    IE_CHECK_OK(ie_thesaurus_write_text(&again, &second, &m.err), &m.err);
    IE_CHECK(ie_str_eq(ie_buf_str(&first), ie_buf_str(&second)));
    /* and nothing in it is new to itself */
    IE_CHECK_INT(ie_terms_beyond(&m.base, terms, count), 0);
    ie_buf_release(&first);
    ie_buf_release(&second);
    ie_arena_release(&m.arena);
}

IE_TEST(beyond_keeps_what_is_new)
{
    struct made m;
    struct ie_term terms[] = {
        term(IE_TERM_CONCEPT, "casting", "en", "casting"),    /* there, as preferred */
        term(IE_TERM_CONCEPT, "casting", "ja", "鋳造"),       /* a new label of it */
        term(IE_TERM_PREFERRED, "casting", "en", "founding"), /* preferred now */
        term(IE_TERM_ALTERNATIVE, "casting", "en", "casting"),
        term(IE_TERM_BROADER, "die-casting", "en", "casting"),
        term(IE_TERM_CODE, "casting", "en", "IPC 2024.01 B22D"),
        term(IE_TERM_CODE, "casting", "en", "IPC 2024.01 B22D1"),
    };

    IE_REQUIRE(begin(&m));
    IE_CHECK_INT(ie_terms_beyond(&m.base, terms, IE_COUNT(terms)), 3);
    IE_CHECK_INT(terms[0].kind, IE_TERM_PREFERRED);
    IE_CHECK_STR(terms[0].label, "鋳造");
    IE_CHECK_STR(terms[1].label, "founding");
    IE_CHECK_STR(terms[2].label, "IPC 2024.01 B22D1");
    ie_arena_release(&m.arena);
}

IE_TEST(a_term_alone_is_checked)
{
    static const struct {
        struct ie_term term;
        const char *id; /* of the error; NULL: it may stand */
    } cases[] = {
        {{.kind = IE_TERM_ALTERNATIVE,
          .concept = IE_STR("casting"),
          .lang = ENGLISH,
          .label = IE_STR("pouring")},
         NULL},
        {{.kind = IE_TERM_ALTERNATIVE,
          .concept = IE_STR("casting"),
          .lang = IE_STR("ko"),
          .label = IE_STR("Привет")},
         "lexicon.term_script"},
        {{.kind = IE_TERM_CORRECTION,
          .concept = IE_STR("casting"),
          .lang = IE_STR("ru"),
          .label = IE_STR("주조"),
          .replaces = IE_STR("литьё")},
         "lexicon.term_script"},
        {{.kind = IE_TERM_ALTERNATIVE,
          .concept = IE_STR("Not An Id"),
          .lang = ENGLISH,
          .label = IE_STR("x")},
         "lexicon.bad_id"},
        {{.kind = IE_TERM_ALTERNATIVE,
          .concept = IE_STR("casting"),
          .lang = ENGLISH,
          .label = IE_STR(" ")},
         "lexicon.bad_label"},
        {{.kind = IE_TERM_CODE,
          .concept = IE_STR("casting"),
          .lang = ENGLISH,
          .label = IE_STR("B22D")},
         "lexicon.bad_notation"},
    };

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        struct ie_arena arena;
        struct ie_error err = {0};
        ie_arena_init(&arena, 0);
        int code = ie_term_check(&cases[i].term, &arena, &err);
        IE_CHECK_INT(code, cases[i].id ? IE_INPUT : 0);
        IE_CHECK_STR(ie_str_z(code ? err.id : ""), cases[i].id ? cases[i].id : "");
        ie_arena_release(&arena);
    }
}

IE_TEST(kinds_have_names)
{
    enum ie_term_kind kind = IE_TERM_KINDS;

    for (int i = 0; i < IE_TERM_KINDS; i++) {
        const char *name = ie_term_kind_name((enum ie_term_kind)i);
        IE_REQUIRE(name && ie_term_kind_of(ie_str_z(name), &kind));
        IE_CHECK_INT(kind, i);
    }
    IE_CHECK(ie_term_kind_name(IE_TERM_KINDS) == NULL);
    IE_CHECK(!ie_term_kind_of(IE_STR("top"), &kind));
}

/* ---- classification ---- */

struct fields {
    struct ie_lexicon_image image;
    struct ie_lexicon *lexicon;
    uint32_t field[2], die_casting, gripper;
};

static bool compile(struct made *m, struct fields *f)
{
    if (!IE_CHECK_OK(ie_lexicon_build(&m->base, &f->image, &m->err), &m->err) ||
        !IE_CHECK_OK(ie_lexicon_open(f->image.bytes, f->image.len, &f->lexicon, &m->err),
                     &m->err))
        return false;
    f->field[0] = ie_lexicon_concept(f->lexicon, IE_STR("casting"));
    f->field[1] = ie_lexicon_concept(f->lexicon, IE_STR("robotics"));
    f->die_casting = ie_lexicon_concept(f->lexicon, IE_STR("die-casting"));
    f->gripper = ie_lexicon_concept(f->lexicon, IE_STR("gripper"));
    return true;
}

IE_TEST(fields_are_told_with_their_words)
{
    struct made m;
    struct fields f;
    struct ie_field_score *scores = NULL;
    uint32_t count = 0;

    IE_REQUIRE(begin(&m) && compile(&m, &f));
    const struct ie_mention mentions[] = {{f.field[0], 1000, 1, false},
                                          {f.die_casting, 1000, 2, true},
                                          {f.gripper, 300, 1, false}};
    IE_CHECK_OK(ie_lexicon_classify(f.lexicon, mentions, 3, f.field, 2, &m.arena, &scores,
                                    &count, &m.err),
                &m.err);
    IE_REQUIRE(IE_CHECK_INT(count, 1)); /* one weak word is no field */
    IE_CHECK_INT(scores[0].field, f.field[0]);
    IE_CHECK_INT(scores[0].score, 1000 + 3386); /* 2 · (1 + ln 2) */
    IE_CHECK_INT(scores[0].words, 2);
    IE_CHECK_INT(scores[0].word[0], 1);
    IE_CHECK_INT(scores[0].word[1], 0);
    /* beside the best only with a share of its score */
    const struct ie_mention two[] = {{f.die_casting, 1000, 2, true},
                                     {f.gripper, 1000, 1, false}};
    IE_CHECK_OK(ie_lexicon_classify(f.lexicon, two, 2, f.field, 2, &m.arena, &scores,
                                    &count, &m.err),
                &m.err);
    IE_CHECK_INT(count, 1);
    IE_CHECK_OK(ie_lexicon_classify(f.lexicon, two + 1, 1, f.field, 2, &m.arena, &scores,
                                    &count, &m.err),
                &m.err);
    IE_CHECK_INT(count, 1);
    IE_CHECK_INT(scores[0].field, f.field[1]);
    IE_CHECK_OK(ie_lexicon_classify(f.lexicon, NULL, 0, f.field, 2, &m.arena, &scores,
                                    &count, &m.err),
                &m.err);
    IE_CHECK_INT(count, 0);
    ie_lexicon_close(f.lexicon);
    ie_free(f.image.bytes);
    ie_arena_release(&m.arena);
}
