/* The compiled vocabulary: what is in it is what was put in, and nothing else is opened. */
#include <xxhash.h>

#include "../unit/lexicon_fixture.h"

static struct ie_error err;

static const char *const blocks[] = {
    "[metal]\ntop\nen metal\nko 금속\nnote en Pure ones and alloys.\n\n",
    "[casting]\ntop\nen casting\nko 주조\nde Gießen\n\n",
    "[die-casting]\nbroader casting metal\nen pressure die casting | die casting | "
    "~HPDC\n"
    "ko 다이캐스팅 | 압력주조\npt-BR fundição sob pressão\npt fundição injetada\n"
    "related steel\ncode IPC 2024.01 B22D17/00 -- Pressure die casting\n"
    "shared en die casting =0.8 -- also gravity die casting in Britain\n\n",
    "[steel]\nbroader metal\nen steel\nko 강\n\n",
};

static int read_order(struct vocabulary *words, const int order[4])
{
    struct ie_buf text = IE_BUF_INIT;

    for (int i = 0; i < 4; i++)
        ie_buf_addz(&text, blocks[order[i]]);
    ie_buf_addc(&text, '\0');
    int code = vocabulary_from(words, text.ptr, &err);
    ie_buf_release(&text);
    return code;
}

IE_TEST(the_order_of_reading_does_not_show)
{
    static const int orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
    struct vocabulary first, other;

    IE_REQUIRE_OK(read_order(&first, orders[0]), &err);
    for (size_t i = 1; i < IE_COUNT(orders); i++) {
        IE_REQUIRE_OK(read_order(&other, orders[i]), &err);
        IE_CHECK_INT(other.image.len, first.image.len);
        IE_CHECK(other.image.len == first.image.len &&
                 !memcmp(other.image.bytes, first.image.bytes, first.image.len));
        IE_CHECK_STR(ie_lexicon_digest(other.lexicon), ie_lexicon_digest(first.lexicon));
        vocabulary_release(&other);
    }
    IE_CHECK_INT(ie_lexicon_digest(first.lexicon).len, 16);
    vocabulary_release(&first);
}

static uint32_t concept(const struct vocabulary *words, const char *id)
{
    return ie_lexicon_concept(words->lexicon, ie_str_z(id));
}

IE_TEST(concepts_keep_what_was_said_of_them)
{
    static const int order[4] = {0, 1, 2, 3};
    struct vocabulary words;
    struct ie_label label;
    struct ie_notation notation;
    struct ie_note note;
    struct ie_str given;

    IE_REQUIRE_OK(read_order(&words, order), &err);
    const struct ie_lexicon *lex = words.lexicon;
    uint32_t die = concept(&words, "die-casting"), casting = concept(&words, "casting");
    uint32_t metal = concept(&words, "metal"), steel = concept(&words, "steel");
    IE_CHECK_INT(ie_lexicon_count(lex), 4);
    IE_CHECK_INT(concept(&words, "nothing"), IE_THESAURUS_NONE);
    IE_CHECK_STR(ie_lexicon_id(lex, die), "die-casting");
    IE_CHECK_INT(ie_lexicon_broader(lex, die).count, 2);
    IE_CHECK_INT(ie_lexicon_broader(lex, die).at[0], casting);
    IE_CHECK_INT(ie_lexicon_narrower(lex, metal).count, 2);
    IE_CHECK_INT(ie_lexicon_related(lex, steel).at[0], die); /* said of the other alone */
    IE_CHECK_INT(ie_lexicon_fields(lex, die).count, 2);
    IE_CHECK_INT(ie_lexicon_fields(lex, metal).at[0], metal);
    IE_CHECK_INT(ie_lexicon_tops(lex).count, 2);
    IE_CHECK_INT(ie_lexicon_label_count(lex, die), 7);
    ie_lexicon_label_at(lex, die, 1, &label);
    IE_CHECK_STR(label.text, "die casting");
    IE_CHECK_INT(label.weight, 800);
    IE_CHECK_STR(label.why, "also gravity die casting in Britain");
    IE_CHECK_STR(label.source, IE_THESAURUS_SOURCE);
    ie_lexicon_label_at(lex, die, 2, &label);
    IE_CHECK_INT(label.kind, IE_LABEL_HIDDEN);
    IE_CHECK_INT(ie_lexicon_notation_count(lex, die), 1);
    ie_lexicon_notation_at(lex, die, 0, &notation);
    IE_CHECK_STR(notation.code, "B22D17/00");
    IE_CHECK_STR(notation.edition, "2024.01");
    IE_CHECK_INT(ie_lexicon_note_count(lex, metal), 1);
    ie_lexicon_note_at(lex, metal, 0, &note);
    IE_CHECK_STR(note.text, "Pure ones and alloys.");
    IE_CHECK_STR(ie_lexicon_label(lex, die, IE_STR("pt-BR"), &given),
                 "fundição sob pressão");
    IE_CHECK_STR(given, "pt-BR");
    IE_CHECK_STR(ie_lexicon_label(lex, die, IE_STR("pt-PT"), &given),
                 "fundição injetada");
    IE_CHECK_STR(ie_lexicon_label(lex, die, IE_STR("ko-KR"), &given), "다이캐스팅");
    IE_CHECK_STR(ie_lexicon_label(lex, steel, IE_STR("pt"), &given), "steel");
    IE_CHECK_STR(given, "en");
    vocabulary_release(&words);
}

IE_TEST(a_concept_needs_a_label)
{
    struct vocabulary words;
    struct ie_concept *made;
    struct ie_place here = {"here", 7};

    vocabulary_init(&words);
    IE_REQUIRE_OK(ie_thesaurus_add(&words.thesaurus, IE_STR("mute"), here, &made, &err),
                  &err);
    IE_CHECK_FAIL(ie_lexicon_build(&words.thesaurus, &words.image, &err), &err, IE_INPUT,
                  "lexicon.no_label");
    IE_CHECK_INT(err.line, 7);
    vocabulary_release(&words);
}

IE_TEST(no_concepts_are_a_vocabulary_too)
{
    struct vocabulary words;
    struct ie_lexicon_hit *hits;
    struct ie_tags tags;
    uint32_t count;

    vocabulary_init(&words);
    IE_REQUIRE_OK(vocabulary_open(&words, &err), &err);
    IE_CHECK_INT(ie_lexicon_count(words.lexicon), 0);
    IE_CHECK_OK(
        ie_tagger_tag(words.tagger, IE_STR("steel 강철 鋼"), IE_STR(""), &tags, &err),
        &err);
    IE_CHECK_INT(tags.count, 0);
    IE_CHECK_OK(ie_lexicon_find(words.lexicon, IE_STR("st"), IE_STR("en"), 5,
                                &words.arena, &hits, &count, &err),
                &err);
    IE_CHECK_INT(count, 0);
    vocabulary_release(&words);
}

IE_TEST(damaged_bytes_are_refused)
{
    static const int order[4] = {0, 1, 2, 3};
    struct vocabulary words;
    struct ie_lexicon *lexicon = NULL;

    IE_REQUIRE_OK(read_order(&words, order), &err);
    unsigned char *copy = ie_calloc(words.image.len + 8, 1);
    IE_REQUIRE(copy != NULL);
    for (size_t at = 0; at < words.image.len; at += 1 + at / 64) {
        memcpy(copy, words.image.bytes, words.image.len);
        copy[at] ^= 1;
        int code = ie_lexicon_open(copy, words.image.len, &lexicon, &err);
        bool version = at >= 16 && at < 32;
        IE_CHECK_FAIL(code, &err, IE_INPUT,
                      version ? "lexicon.version" : "lexicon.damaged");
    }
    memcpy(copy, words.image.bytes, words.image.len);
    IE_CHECK_FAIL(ie_lexicon_open(copy, words.image.len - 8, &lexicon, &err), &err,
                  IE_INPUT, "lexicon.damaged");
    IE_CHECK_FAIL(ie_lexicon_open(copy + 4, words.image.len - 8, &lexicon, &err), &err,
                  IE_INPUT, "lexicon.damaged");
    IE_CHECK_FAIL(ie_lexicon_open(copy, 0, &lexicon, &err), &err, IE_INPUT,
                  "lexicon.damaged");
    IE_CHECK(lexicon == NULL);
    ie_free(copy);
    vocabulary_release(&words);
}

/* ---- Search boxes ------------------------------------------------------------------ */

static const char boxes[] =
    "[casting]\ntop\nen casting\nko 주조\nja 鋳造\n\n"
    "[die-casting]\nbroader casting\nen die casting | pressure casting\nko 다이캐스팅\n"
    "ja ダイカスト\nru литьё под давлением\n\n"
    "[cast-iron]\nbroader casting\nen cast iron | ~casting iron\nko 주철\nde "
    "Gusseisen\n\n"
    "[overmolding]\nbroader casting\nko 과주형\nen overmolding\n";

static struct ie_str found(struct vocabulary *words, const char *typed, const char *lang)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_lexicon_hit *hits = NULL;
    uint32_t count = 0;

    IE_CHECK_OK(ie_lexicon_find(words->lexicon, ie_str_z(typed), ie_str_z(lang), 9,
                                &words->arena, &hits, &count, &err),
                &err);
    for (uint32_t i = 0; i < count; i++) {
        struct ie_label label;
        ie_lexicon_label_at(words->lexicon, hits[i].concept, hits[i].label, &label);
        if (i)
            ie_buf_addc(&out, '|');
        ie_buf_add(&out, label.text);
    }
    struct ie_str kept = ie_arena_str(&words->arena, ie_buf_str(&out));
    ie_buf_release(&out);
    return kept;
}

IE_TEST(search_boxes_find_what_is_being_typed)
{
    struct vocabulary words;

    IE_REQUIRE_OK(vocabulary_from(&words, boxes, &err), &err);
    IE_CHECK_STR(found(&words, "cast", "en"), "casting|cast iron|die casting");
    IE_CHECK_STR(found(&words, "casting", "en"), "casting|casting iron|die casting");
    IE_CHECK_STR(found(&words, "DIE-CA", "en"), "die casting");
    IE_CHECK_STR(found(&words, "diecasting", "en"), "die casting");
    IE_CHECK_STR(found(&words, "ㅈ", "ko"), "주조|주철");
    IE_CHECK_STR(found(&words, "주ㅈ", "ko"), "주조");
    IE_CHECK_STR(found(&words, "줒", "ko"), "주조"); /* 주조, half typed */
    IE_CHECK_STR(found(&words, "다이 캐", "ko"), "다이캐스팅");
    IE_CHECK_STR(found(&words, "고", "ko"), "과주형"); /* 과 begins as 고 */
    IE_CHECK_STR(found(&words, "ㄷㅇㅋㅅㅌ", "ko"), "다이캐스팅");
    IE_CHECK_STR(found(&words, "ㅈㅈ", "ko"), "주조");
    IE_CHECK_STR(found(&words, "だいか", "ja"), "ダイカスト");
    IE_CHECK_STR(found(&words, "ﾀﾞｲ", "ja"), "ダイカスト");
    IE_CHECK_STR(found(&words, "литье", "ru"), "литьё под давлением");
    IE_CHECK_STR(found(&words, "давл", "ru"), "литьё под давлением");
    IE_CHECK_STR(found(&words, "guss", "de"), "Gusseisen");
    IE_CHECK_STR(found(&words, "", "de"), "");
    IE_CHECK_STR(found(&words, " - ", "de"), "");
    IE_CHECK_STR(found(&words, "zzz", "de"), "");
    vocabulary_release(&words);
}
