/* Properties of the analysis: what may change in a text without changing its terms, and
 * what holds for the terms of any bytes. */
#include <math.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/id.h"
#include "harness.h"
#include "text/text.h"

static const char *const words[] = {
    "Schlüsseltechnologie",
    "Größe",
    "photoresist",
    "naïve",
    "résine",
    "Ångström",
    "AZ-5214E",
    "Al2O3",
    "1,200",
    "3.14",
    "반도체",
    "포토레지스트를",
    "공급합니다",
    "半導体",
    "フォトレジスト",
    "データを",
    "における",
    "ギガバイト",
    "плёнка",
    "Йод",
    "полупроводников",
    "חיישנים",
    "בע\"מ",
    "αθήνα",
    "e.g.",
    "12 µm",
    "99.9 %",
    "5 кВт",
    "20 kHz",
    "l'acier",
};
static const char *const langs[] = {"en", "de", "fr", "ru", "ko", "ja", "he", ""};
static const char *const between[] = {" ", ", ", ". ", "\n", " (", ") "};

struct analysing {
    struct ie_analyser *analyser;
    struct ie_arena arena;
};

static void start(struct analysing *a)
{
    struct ie_error err;

    ie_arena_init(&a->arena, 0);
    IE_CHECK_OK(ie_analyser_new(&a->analyser, &err), &err);
}

static void stop(struct analysing *a)
{
    ie_analyser_free(a->analyser);
    ie_arena_release(&a->arena);
}

static uint32_t below(uint32_t limit)
{
    return (uint32_t)ie_rng_below(ie_test_rng(), limit);
}

static struct ie_str some_text(struct ie_arena *arena)
{
    struct ie_buf buf = IE_BUF_INIT;

    for (uint32_t i = 1 + below(12); i > 0; i--) {
        ie_buf_addz(&buf, words[below(IE_COUNT(words))]);
        ie_buf_addz(&buf, between[below(IE_COUNT(between))]);
    }
    struct ie_str text = ie_arena_str(arena, ie_buf_str(&buf));
    ie_buf_release(&buf);
    return text;
}

/* The terms, joined by bars. */
static struct ie_str terms_of(struct analysing *a, struct ie_str text, const char *lang)
{
    struct ie_tokens tokens = {0};
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_error err;

    IE_CHECK_OK(
        ie_text_tokens(a->analyser, &a->arena, text, ie_str_z(lang), &tokens, &err),
        &err);
    for (size_t i = 0; i < tokens.count; i++) {
        ie_buf_add(&buf, tokens.at[i].term);
        ie_buf_addc(&buf, tokens.at[i].common ? '*' : '|');
    }
    struct ie_str terms = ie_arena_str(&a->arena, ie_buf_str(&buf));
    ie_buf_release(&buf);
    return terms;
}

/* ---- What changes nothing ------------------------------------------------------------ */

enum { UNITS = 4096 };

static struct ie_str as_utf8(struct ie_arena *arena, const UChar *units, int32_t count)
{
    UErrorCode status = U_ZERO_ERROR;
    char bytes[3 * UNITS];
    int32_t len = 0;

    u_strToUTF8(bytes, sizeof(bytes), &len, units, count, &status);
    IE_CHECK(U_SUCCESS(status));
    return ie_arena_str(arena, ie_str_n(bytes, (size_t)len));
}

enum change { DECOMPOSED, COMPOSED, WIDE, CHANGES };

static struct ie_str changed(struct ie_arena *arena, struct ie_str text,
                             enum change change)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar from[UNITS], to[UNITS];
    int32_t count = 0;

    u_strFromUTF8(from, UNITS, &count, text.ptr, (int32_t)text.len, &status);
    const UNormalizer2 *form = change == DECOMPOSED ? unorm2_getNFDInstance(&status)
                                                    : unorm2_getNFCInstance(&status);
    if (change != WIDE) {
        count = unorm2_normalize(form, from, count, to, UNITS, &status);
        IE_CHECK(U_SUCCESS(status));
        return as_utf8(arena, to, count);
    }
    for (int32_t i = 0; i < count; i++)
        to[i] = (from[i] >= 'a' && from[i] <= 'z') || (from[i] >= 'A' && from[i] <= 'Z')
                    ? (UChar)(from[i] + 0xFEE0)
                    : from[i];
    return as_utf8(arena, to, count);
}

IE_TEST(writing_the_same_letters_otherwise_changes_no_term)
{
    struct analysing a;

    start(&a);
    for (unsigned round = 0; round < ie_test_rounds(400) && !ie_test_failed(); round++) {
        const char *lang = langs[below(IE_COUNT(langs))];
        struct ie_str text = some_text(&a.arena), terms = terms_of(&a, text, lang);
        for (enum change c = 0; c < WIDE; c++)
            IE_CHECK_STR(terms_of(&a, changed(&a.arena, text, c), lang), terms);
        ie_arena_clear(&a.arena);
    }
    /* full-width letters in words; units and codes are written in narrow ones */
    static const char *const plain[] = {"photoresist", "naive", "Schluessel", "resine"};
    for (size_t i = 0; i < IE_COUNT(plain); i++)
        for (size_t l = 0; l < IE_COUNT(langs); l++) {
            struct ie_str text = ie_str_z(plain[i]);
            IE_CHECK_STR(terms_of(&a, changed(&a.arena, text, WIDE), langs[l]),
                         terms_of(&a, text, langs[l]));
        }
    stop(&a);
}

IE_TEST(capitals_change_no_term_but_those_of_units)
{
    struct analysing a;

    start(&a);
    for (size_t i = 0; i < IE_COUNT(words); i++) {
        UErrorCode status = U_ZERO_ERROR;
        UChar from[256], to[256];
        int32_t count = 0;
        if (strchr(words[i], ' ')) /* "mm" is not "MM" */
            continue;
        u_strFromUTF8(from, 256, &count, words[i], -1, &status);
        count = u_strToUpper(to, 256, from, count, "", &status);
        IE_REQUIRE(U_SUCCESS(status));
        struct ie_str upper = as_utf8(&a.arena, to, count);
        for (size_t l = 0; l < IE_COUNT(langs); l++)
            IE_CHECK_STR(terms_of(&a, upper, langs[l]),
                         terms_of(&a, ie_str_z(words[i]), langs[l]));
    }
    stop(&a);
}

IE_TEST(another_unit_changes_no_term)
{
    static const char *const same[][4] = {
        {"1.2 µm", "0.0012 mm", "1200 nm", "1,2 мкм"},
        {"5 bar", "0.5 MPa", "500 kPa", "500 кПа"},
        {"2 h", "120 min", "7200 s", "2 heures"},
        {"3 kW", "3000 W", "0.003 MW", "3 кВт"},
        {"0.1 %", "1000 ppm", "0.1 wt%", "0.1%"},
        {"25 °C", "25℃", "298.15 K", "25 °С"},
    };
    struct analysing a;

    start(&a);
    for (size_t i = 0; i < IE_COUNT(same); i++)
        for (size_t l = 0; l < IE_COUNT(langs); l++) {
            struct ie_str first = IE_STR_NONE;
            for (int k = 0; k < 4; k++) {
                struct ie_str text = ie_arena_printf(&a.arena, "x %s, y", same[i][k]);
                struct ie_str terms = terms_of(&a, text, langs[l]);
                first = k ? first : terms;
                IE_CHECK_STR(terms, first);
            }
        }
    stop(&a);
}

/* ---- What holds for any bytes ---------------------------------------------------------- */

/* Tokens lie in the text; grams of a word are as many as they say; what stands beside a
 * word spans it. */
static void check_tokens(const struct ie_tokens *tokens, struct ie_str text)
{
    for (size_t i = 0; i < tokens->count && !ie_test_failed();) {
        const struct ie_token *token = &tokens->at[i];
        IE_CHECK(token->term.len > 0 && ie_utf8_valid(token->term));
        IE_CHECK((size_t)token->from + token->len <= text.len && token->len > 0);
        IE_CHECK(token->word_from <= token->from &&
                 token->word_from + token->word_len >= token->from + token->len);
        IE_CHECK(token->grams >= 1);
        IE_CHECK(token->grams == 1 || token->kind == IE_TOKEN_GRAM);
        IE_REQUIRE(i + token->grams <= tokens->count);
        for (size_t k = 1; k < token->grams; k++) {
            IE_CHECK_INT(tokens->at[i + k].grams, token->grams);
            IE_CHECK(tokens->at[i + k].from >= tokens->at[i + k - 1].from);
        }
        i += token->grams;
    }
}

static struct ie_str some_bytes(struct ie_arena *arena, size_t len)
{
    static const char *const hard[] = {
        "\xFF",
        "\xE2\x80\xAE",
        "\xE2\x80\x8F",
        "\xED\xA0\x80",
        "\xF0\x9F\x98\x80",
        "\xCC\x81",
        "\xE2\x80\x8D",
        "\xC2\xAD",
        "\xEF\xBB\xBF",
        "\xE3\x80\x80",
        "\xF4\x90\x80",
        "\xC0\xAF",
        "12",
        " mm ",
        "٣",
    };
    struct ie_buf buf = IE_BUF_INIT;

    while (buf.len < len)
        if (below(3))
            ie_buf_addz(&buf, words[below(IE_COUNT(words))]);
        else
            ie_buf_addz(&buf, hard[below(IE_COUNT(hard))]);
    struct ie_str text = ie_arena_str(arena, ie_buf_str(&buf));
    ie_buf_release(&buf);
    return text;
}

IE_TEST(any_bytes_have_sound_tokens)
{
    struct analysing a;
    struct ie_error err;

    start(&a);
    for (unsigned round = 0; round < ie_test_rounds(300) && !ie_test_failed(); round++) {
        struct ie_str text = some_bytes(&a.arena, below(400));
        struct ie_tokens tokens = {0};
        const char *lang = langs[below(IE_COUNT(langs))];
        IE_CHECK_OK(
            ie_text_tokens(a.analyser, &a.arena, text, ie_str_z(lang), &tokens, &err),
            &err);
        check_tokens(&tokens, text);
        ie_arena_clear(&a.arena);
    }
    stop(&a);
}

/* Ten megabytes of mixed scripts and directions, broken UTF-8 between: nothing is lost, the
 * words around the broken bytes are found. */
IE_TEST(ten_megabytes_of_mixed_and_broken_text_are_analysed)
{
    enum { LEN = 10 << 20 };
    struct analysing a;
    struct ie_tokens tokens = {0};
    struct ie_error err;
    size_t marked = 0;

    start(&a);
    struct ie_buf buf = IE_BUF_INIT;
    while (buf.len < LEN) {
        ie_buf_add(&buf, some_bytes(&a.arena, 4000));
        ie_buf_addz(&buf, "\xFFxylophone\xFF");
        marked++;
        ie_arena_clear(&a.arena);
    }
    IE_CHECK_OK(ie_text_tokens(a.analyser, &a.arena, ie_buf_str(&buf), IE_STR("en"),
                               &tokens, &err),
                &err);
    check_tokens(&tokens, ie_buf_str(&buf));
    for (size_t i = 0; i < tokens.count; i++)
        marked -= ie_str_eqz(tokens.at[i].term, "xylophon");
    IE_CHECK_INT(marked, 0);
    ie_buf_release(&buf);
    stop(&a);
}

/* A word without a blank that is longer than any run is cut, not lost or refused. */
IE_TEST(an_endless_word_is_cut_into_runs)
{
    static const char *const letters[] = {"a", "가", "漢", "カ", "ש", "ж"};
    struct analysing a;
    struct ie_error err;

    start(&a);
    for (size_t l = 0; l < IE_COUNT(letters); l++) {
        struct ie_buf buf = IE_BUF_INIT;
        struct ie_tokens tokens = {0};
        for (int i = 0; i < 5000; i++)
            ie_buf_addz(&buf, letters[l]);
        IE_CHECK_OK(ie_text_tokens(a.analyser, &a.arena, ie_buf_str(&buf), IE_STR("ko"),
                                   &tokens, &err),
                    &err);
        check_tokens(&tokens, ie_buf_str(&buf));
        IE_CHECK(tokens.count >= 10);
        ie_buf_release(&buf);
    }
    stop(&a);
}
