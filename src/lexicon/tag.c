/* Tagging: which languages count in a text, and its phrases one by one. */
#include "lexicon/tag.h"

#include "base/alloc.h"
#include "text/text.h"

enum { GUESS_BYTES = 4000, GUESS_WORDS = 2, SHOUTED = 3, LONG_WORD = 5 };

/* ---- Making and forgetting --------------------------------------------------------- */

int ie_tagger_new(const struct ie_lexicon *lexicon, struct ie_tagger **tagger,
                  struct ie_error *err)
{
    struct ie_tagger *made = ie_calloc(1, sizeof(*made));
    uint32_t langs = lexicon->count[IE_LEX_LANGS] + 1;

    if (!made)
        return ie_fail_nomem(err);
    made->lexicon = lexicon;
    ie_folding_init(&made->folding, &lexicon->folding);
    made->native = ie_calloc(4, langs);
    made->marks = ie_calloc(2, (size_t)ie_lexicon_count(lexicon) + 1);
    if (!made->native || !made->marks || !IE_PUSH(&made->looks) ||
        ie_word_rules_init(&made->rules, err)) {
        ie_tagger_free(made);
        return ie_fail_nomem(err);
    }
    made->latin = made->native + langs;
    made->favoured = made->latin + langs;
    made->own = made->favoured + langs;
    made->fields = made->marks + ie_lexicon_count(lexicon) + 1;
    *tagger = made;
    return 0;
}

void ie_tagger_free(struct ie_tagger *tagger)
{
    if (!tagger)
        return;
    ie_folding_release(&tagger->folding);
    ie_word_rules_release(&tagger->rules);
    IE_VEC_RELEASE(&tagger->looks);
    IE_VEC_RELEASE(&tagger->forms);
    IE_VEC_RELEASE(&tagger->cuts);
    IE_VEC_RELEASE(&tagger->parts);
    ie_buf_release(&tagger->phrase);
    ie_free(tagger->slots);
    ie_free(tagger->native);
    IE_VEC_RELEASE(&tagger->units);
    IE_VEC_RELEASE(&tagger->letters);
    IE_VEC_RELEASE(&tagger->words);
    IE_VEC_RELEASE(&tagger->hits);
    IE_VEC_RELEASE(&tagger->covered);
    IE_VEC_RELEASE(&tagger->found);
    IE_VEC_RELEASE(&tagger->tags);
    ie_free(tagger->marks);
    ie_free(tagger);
}

/* Words kept have a limit; when it is reached, all are forgotten. */
static void forget(struct ie_tagger *tagger)
{
    if (tagger->kept < IE_LEX_KEPT)
        return;
    tagger->looks.count = 1; /* nothing */
    tagger->forms.count = tagger->cuts.count = tagger->parts.count = tagger->kept = 0;
    if (tagger->slots)
        memset(tagger->slots, 0, tagger->slot_count * sizeof(*tagger->slots));
}

/* ---- Languages --------------------------------------------------------------------- */

/* Languages that write with another language's script and so do not read its labels. */
static bool shares_script(struct ie_str text, struct ie_str label)
{
    static const char *const pairs[][2] = {{"zh", "ja"}, {"yue", "ja"}, {"uk", "ru"},
                                           {"be", "ru"}, {"bg", "ru"},  {"sr", "ru"},
                                           {"mk", "ru"}, {"kk", "ru"},  {"ky", "ru"},
                                           {"mn", "ru"}, {"tg", "ru"},  {"yi", "he"}};

    for (size_t i = 0; i < IE_COUNT(pairs); i++)
        if (ie_str_eqz(text, pairs[i][0]) && ie_str_eqz(label, pairs[i][1]))
            return true;
    return false;
}

static bool own_script(struct ie_str lang)
{
    return ie_str_eqz(lang, "ko") || ie_str_eqz(lang, "ja") || ie_str_eqz(lang, "ru") ||
           ie_str_eqz(lang, "he");
}

/* Which of the languages in Latin letters has more of its little words in the text. */
static struct ie_str guess_latin(struct ie_str text)
{
    static const char *const little[3] = {
        " the of and for with is are by from which ",
        " der das und mit von ist ein eine einer zur zum auf den dem des sind ",
        " le la les des et pour une du dans avec sur est aux ",
    };
    static const char *const langs[3] = {"en", "de", "fr"};
    unsigned seen[3] = {0}, best = 0;
    char word[8] = " ";
    size_t len = 1;

    for (size_t i = 0; i <= text.len && i < GUESS_BYTES; i++) {
        char c = i < text.len ? text.ptr[i] : ' ';
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        bool letter = (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
        if (letter && len < 7)
            word[len] = c;
        len += letter;
        if (letter)
            continue;
        if (len > 2 && len < 7) {
            word[len++] = ' ';
            for (int k = 0; k < 3; k++)
                seen[k] += ie_str_find(ie_str_z(little[k]), ie_str_n(word, len)) >= 0;
        }
        len = 1;
    }
    for (unsigned k = 1; k < 3; k++)
        if (seen[k] > seen[best])
            best = k;
    for (unsigned k = 0; k < 3; k++)
        if (seen[best] < GUESS_WORDS || (k != best && seen[k] == seen[best]))
            return IE_STR_NONE;
    return ie_str_z(langs[best]);
}

static void set_languages(struct ie_tagger *tagger, struct ie_str lang)
{
    const struct ie_lexicon *lexicon = tagger->lexicon;
    char primary[9];
    size_t len = 0;

    for (; len < lang.len && len < 8 && lang.ptr[len] != '-' && lang.ptr[len] != '_';
         len++)
        primary[len] = (char)(lang.ptr[len] | 0x20);
    struct ie_str text = ie_str_n(primary, len);
    bool unknown = !len || ie_str_eqz(text, "und");
    struct ie_str guess = unknown ? guess_latin(tagger->text) : IE_STR_NONE;
    tagger->mode =
        ie_lex_mode(IE_WORDS_EN) | ie_lex_mode(IE_WORDS_RU) | ie_lex_mode(IE_WORDS_HE);
    for (uint32_t i = 0; i < lexicon->count[IE_LEX_LANGS]; i++) {
        struct ie_str label = ie_lex_string(lexicon, lexicon->langs[i].primary);
        bool english = ie_str_eqz(label, "en"), same = ie_str_eq(label, text);
        tagger->native[i] = english || same || unknown ||
                            (own_script(label) && !shares_script(text, label));
        tagger->latin[i] =
            english || same || (unknown && (!guess.len || ie_str_eq(guess, label)));
        tagger->favoured[i] = unknown ? english : same;
        tagger->own[i] = unknown ? !guess.len || ie_str_eq(guess, label) : same;
        if (tagger->latin[i] || ie_words_of(label) == IE_WORDS_OTHER)
            tagger->mode |= ie_lex_mode(ie_words_of(label));
    }
}

/* ---- Phrases ----------------------------------------------------------------------- */

/* Room for the letters of so many bytes more. */
static int reserve_letters(struct ie_tagger *tagger, size_t bytes, struct ie_error *err)
{
    size_t need = tagger->letters.count + bytes + IE_FOLD_MAX;

    return ie_vec_grow((void **)&tagger->letters.at, &tagger->letters.room, need,
                       sizeof(*tagger->letters.at))
               ? 0
               : ie_fail_nomem(err);
}

/* The letters of the text between two bytes, with what parts them. */
static int read_letters(struct ie_tagger *tagger, uint32_t from, uint32_t end,
                        struct ie_error *err)
{
    struct ie_folded next;
    bool gap = true;
    int code = 0;

    tagger->letters.count = 0;
    for (uint32_t at = from; at < end; at += next.size) {
        struct ie_str rest = ie_str_n(tagger->text.ptr + at, tagger->text.len - at);
        if (!ie_fold_fast(&tagger->folding, rest, &next) &&
            !ie_fold_next(&tagger->folding, rest, &next))
            return ie_fail_nomem(err);
        if (tagger->letters.room < tagger->letters.count + next.count &&
            (code = reserve_letters(tagger, end - at, err)))
            return code;
        gap |= !next.count && next.glyph != IE_GLYPH_SKIP;
        for (unsigned i = 0; i < next.count; i++) {
            uint8_t glyph = i ? (uint8_t)ie_glyph_of(next.point[i]) : next.glyph;
            tagger->letters.at[tagger->letters.count++] =
                (struct ie_lex_letter){.point = next.point[i],
                                       .from = at,
                                       .end = at + next.size,
                                       .glyph = glyph,
                                       .gap = gap};
            gap = false;
        }
    }
    return 0;
}

static int look_up_words(struct ie_tagger *tagger, struct ie_error *err)
{
    int code = 0;

    for (size_t i = 0; i < tagger->units.count && !code; i++) {
        struct ie_lex_unit *unit = &tagger->units.at[i];
        struct ie_str word = ie_str_n(tagger->phrase.ptr + unit->text, unit->len);
        if (!unit->len)
            continue;
        code = ie_lex_look_up(tagger, unit->name, word, (enum ie_glyph)unit->glyph,
                              &unit->look, err);
        if (!code && unit->look != IE_LEX_NOTHING)
            __builtin_prefetch(&tagger->looks.at[unit->look]);
    }
    return code;
}

static int end_phrase(struct ie_tagger *tagger, struct ie_error *err)
{
    unsigned capitals = 0, small = 0, east = 0;
    bool long_word = false;
    int code = 0;

    if (!tagger->units.count)
        return 0;
    for (size_t i = 0; i < tagger->units.count; i++) {
        const struct ie_lex_unit *unit = &tagger->units.at[i];
        east += ie_glyph_is_east(unit->glyph);
        if (unit->glyph != IE_GLYPH_LATIN)
            continue;
        capitals += unit->capitals;
        small += !unit->capitals;
        long_word |= unit->end - unit->from >= LONG_WORD;
    }
    code = look_up_words(tagger, err);
    if (code)
        return code;
    tagger->shouted = capitals >= SHOUTED && !small && !east && long_word;
    tagger->hits.count = 0;
    code = ie_lex_match_words(tagger, err);
    if (!code && east)
        code = read_letters(tagger, tagger->units.at[0].from,
                            tagger->units.at[tagger->units.count - 1].end, err);
    if (!code && east)
        code = ie_lex_match_letters(tagger, err);
    tagger->units.count = 0;
    return code ? code : ie_lex_choose(tagger, err);
}

static int add_unit(struct ie_tagger *tagger, const struct ie_word *word,
                    struct ie_error *err)
{
    struct ie_lex_unit *unit;
    int code = 0;

    if ((word->gap == IE_GAP_BREAK || tagger->units.count == IE_LEX_PHRASE) &&
        (code = end_phrase(tagger, err)))
        return code;
    if (!tagger->units.count) {
        forget(tagger);
        ie_buf_clear(&tagger->phrase);
    }
    if (!(unit = IE_PUSH(&tagger->units)))
        return ie_fail_nomem(err);
    *unit = (struct ie_lex_unit){.from = word->from,
                                 .end = word->end,
                                 .look = IE_LEX_NOTHING,
                                 .text = (uint32_t)tagger->phrase.len,
                                 .gap = word->gap,
                                 .glyph = word->glyph,
                                 .len = (uint8_t)word->len,
                                 .capitals = word->capitals};
    if (word->len)
        unit->name = ie_lex_name(tagger, ie_str_n(word->text, word->len));
    ie_buf_add(&tagger->phrase, ie_str_n(word->text, word->len));
    if (tagger->phrase.failed)
        return ie_fail_nomem(err);
    return 0;
}

static bool has_capital(struct ie_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z')
            return true;
    return false;
}

int ie_tagger_tag(struct ie_tagger *tagger, struct ie_str text, struct ie_str lang,
                  struct ie_tags *tags, struct ie_error *err)
{
    struct ie_split split = {.folding = &tagger->folding, .text = text};
    struct ie_word word;
    int code = 0;

    if (text.len > IE_TEXT_MAX) {
        ie_fail(err, IE_LIMIT, "text.too_long");
        ie_error_argi(err, "limit", IE_TEXT_MAX);
        return IE_LIMIT;
    }
    tagger->text = text;
    tagger->accented = ie_lex_accented(text);
    tagger->capitals = has_capital(text);
    tagger->units.count = tagger->found.count = 0;
    tagger->groups = 0;
    set_languages(tagger, lang);
    while (!code && ie_split_next(&split, &word))
        code = add_unit(tagger, &word, err);
    if (!code && split.failed)
        code = ie_fail_nomem(err);
    if (code || (code = end_phrase(tagger, err)) || (code = ie_lex_weigh(tagger, err)))
        return code;
    *tags = (struct ie_tags){tagger->tags.at, (uint32_t)tagger->tags.count};
    return 0;
}
