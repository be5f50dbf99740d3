/* How labels match: their words, their letters, their traits. */
#include <unicode/uchar.h>

#include "base/alloc.h"
#include "lexicon/build.h"
#include "lexicon/pieces.h"

enum {
    WORDS_MAX = 12,   /* of one label; longer ones are only for reading */
    LETTERS_MAX = 64, /* of one label in Hangul, Han, kana */
    JOIN_LETTERS = 5, /* labels closed up that are shorter mean too little */
    PIECE_LETTERS = 3,
    CASED_LETTERS = 3, /* capitals up to here match in their own case only */
    ACRONYM_LETTERS = 6,
    SHORT_LETTERS = 4,
};

/* ---- Words ----------------------------------------------------------------------------- */

static uint32_t word_hash(const struct ie_lex_build *build, uint32_t number)
{
    const struct ie_lex_word_of *word = &build->words_of.at[number];

    return ie_lex_hash(ie_str_n(build->letters_of.ptr + word->at, word->len));
}

/* Number of a word, as met; what is said of it is added. */
static int add_word(struct ie_lex_build *build, struct ie_str text, unsigned rules,
                    unsigned flags, uint32_t *number, struct ie_error *err)
{
    struct ie_lex_table *table = &build->word_table;
    int code = ie_lex_table_reserve(table, word_hash, build, err);

    if (code)
        return code;
    uint32_t at = ie_lex_hash(text) & (table->room - 1);
    for (; table->slots[at]; at = (at + 1) & (table->room - 1)) {
        struct ie_lex_word_of *word = &build->words_of.at[table->slots[at] - 1];
        if (ie_str_eq(ie_str_n(build->letters_of.ptr + word->at, word->len), text))
            break;
    }
    if (!table->slots[at]) {
        struct ie_lex_word_of *made = IE_PUSH(&build->words_of);
        if (!made)
            return ie_fail_nomem(err);
        *made = (struct ie_lex_word_of){.at = (uint32_t)build->letters_of.len,
                                        .len = (uint16_t)text.len};
        ie_buf_add(&build->letters_of, text);
        table->slots[at] = ++table->used;
    }
    *number = table->slots[at] - 1;
    build->words_of.at[*number].rules |= (uint8_t)rules;
    build->words_of.at[*number].flags |= (uint8_t)flags;
    return ie_buf_check(&build->letters_of, err);
}

/* ---- Labels in words --------------------------------------------------------------- */

struct label { /* one label, split */
    struct ie_word words[WORDS_MAX];
    unsigned count, letters, capitals; /* capitals: words of nothing else */
    bool east, too_long, alphabetic, accented;
};

static int split_label(struct ie_lex_build *build, struct ie_str text,
                       struct label *label, struct ie_error *err)
{
    struct ie_split split = {.folding = &build->folding, .text = text};
    struct ie_word word;

    label->count = label->letters = label->capitals = 0;
    label->east = label->too_long = label->alphabetic = false;
    label->accented = ie_lex_accented(text);
    while (ie_split_next(&split, &word)) {
        label->east |= ie_glyph_is_east(word.glyph);
        label->alphabetic |= word.glyph > IE_GLYPH_DIGIT;
        label->capitals += word.capitals && word.len > 1;
        if (label->count == WORDS_MAX || (!word.len && !ie_glyph_is_east(word.glyph)))
            label->too_long = true;
        else
            label->words[label->count++] = word;
    }
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        label->letters += (c & 0xC0) != 0x80 && c > ' ';
    }
    return split.failed ? ie_fail_nomem(err) : 0;
}

/* What German compounds make of a verb in front: Schleifen, Schleifmaschine. */
static int add_first_part(struct ie_lex_build *build, struct ie_str word,
                          struct ie_error *err)
{
    enum { LEFT = 5, ENDING = 2 };
    uint32_t number;

    if (word.len < LEFT + ENDING || !ie_str_ends(word, IE_STR("en")))
        return 0;
    return add_word(build, ie_str_n(word.ptr, word.len - ENDING), 0, IE_LEX_FIRST_DE,
                    &number, err);
}

static int add_path(struct ie_lex_made_trie *trie, uint32_t at, uint32_t label,
                    uint32_t flags, struct ie_error *err)
{
    struct ie_lex_path *path = IE_PUSH(&trie->paths);

    if (!path)
        return ie_fail_nomem(err);
    *path = (struct ie_lex_path){at, (uint32_t)trie->symbols.count - at, label, flags};
    return 0;
}

static int add_symbol(struct ie_lex_made_trie *trie, uint32_t symbol,
                      struct ie_error *err)
{
    uint32_t *made = IE_PUSH(&trie->symbols);

    if (!made)
        return ie_fail_nomem(err);
    *made = symbol;
    return 0;
}

static int add_words(struct ie_lex_build *build, const struct label *label,
                     uint32_t number, unsigned rules, struct ie_error *err)
{
    uint32_t at = (uint32_t)build->trie.symbols.count, word = 0;
    int code = 0;

    if (label->letters < 2 || !label->count)
        return 0; /* one letter means anything */
    for (unsigned i = 0; i < label->count && !code; i++) {
        const struct ie_word *one = &label->words[i];
        bool piece = rules == IE_WORDS_DE && one->len >= PIECE_LETTERS;
        code = add_word(build, ie_str_n(one->text, one->len), 1u << rules,
                        piece ? IE_LEX_PIECE_DE : 0, &word, err);
        if (!code)
            code = add_symbol(&build->trie, word, err);
        if (!code && piece)
            code = add_first_part(build, ie_str_n(one->text, one->len), err);
    }
    return code ? code : add_path(&build->trie, at, number, 0, err);
}

/* ---- Labels in letters ------------------------------------------------------------- */

struct letter {
    uint32_t point;
    enum ie_glyph glyph;
    bool gap; /* something stands before it */
};

static int read_letters(struct ie_lex_build *build, struct ie_str text,
                        struct letter letters[LETTERS_MAX], unsigned *count,
                        struct ie_error *err)
{
    uint32_t run = 0;
    bool gap = true;

    *count = 0;
    while (text.len) {
        struct ie_folded next;
        if (!ie_fold_next(&build->folding, text, &next))
            return ie_fail_nomem(err);
        for (unsigned i = 0; i < next.count; i++) {
            if (*count == LETTERS_MAX) {
                *count = 0;
                return 0;
            }
            letters[(*count)++] =
                (struct letter){next.point[i], ie_glyph_of(next.point[i]), gap};
            const struct letter *last = &letters[*count - 1];
            *count -= ie_fold_leaves_out(last->point, (uint8_t)last->glyph, gap, &run);
            gap = false;
        }
        gap |= !next.count && next.glyph != IE_GLYPH_SKIP;
        text.ptr += next.size;
        text.len -= next.size;
    }
    return 0;
}

static int add_letter_path(struct ie_lex_build *build, const struct letter *letters,
                           unsigned count, uint32_t label, uint32_t flags,
                           struct ie_error *err)
{
    uint32_t at = (uint32_t)build->letters.symbols.count;
    int code = 0;

    for (unsigned i = 0; i < count && !code; i++) {
        uint32_t point = letters[i].point;
        if (point >= 0x10000) {
            code = add_symbol(&build->letters, 0xD800 + ((point - 0x10000) >> 10), err);
            point = 0xDC00 + (point & 0x3FF);
        }
        if (!code)
            code = add_symbol(&build->letters, point, err);
    }
    return code ? code : add_path(&build->letters, at, label, flags, err);
}

/* Words of Hangul and runs of katakana within a label are parts of compounds. */
static int add_parts(struct ie_lex_build *build, const struct letter *letters,
                     unsigned count, struct ie_error *err)
{
    for (unsigned from = 0, at = 1; from < count; at++) {
        if (at < count && !letters[at].gap && letters[at].glyph == letters[from].glyph)
            continue;
        bool part = at - from > 1 && (letters[from].glyph == IE_GLYPH_HANGUL ||
                                      letters[from].glyph == IE_GLYPH_KATAKANA);
        if (part) {
            int code = add_letter_path(build, letters + from, at - from,
                                       IE_THESAURUS_NONE, IE_LEX_PIECE, err);
            if (code)
                return code;
        }
        from = at;
    }
    return 0;
}

static int add_letters(struct ie_lex_build *build, struct ie_str text, uint32_t number,
                       struct ie_lex_trait *trait, struct ie_error *err)
{
    struct letter letters[LETTERS_MAX];
    unsigned count;
    int code = read_letters(build, text, letters, &count, err);

    if (code || !count)
        return code;
    if (count == 1)
        trait->flags |= IE_LEX_WEAK; /* 강 is steel, a river and a family */
    code = add_letter_path(build, letters, count, number, 0, err);
    return code ? code : add_parts(build, letters, count, err);
}

static int add_list(struct ie_lex_build *build, struct ie_pieces list, uint32_t flag,
                    struct ie_error *err)
{
    struct letter letters[LETTERS_MAX];
    unsigned count;
    int code = 0;

    for (size_t i = 0; i < list.count && !code; i++) {
        code = read_letters(build, ie_str_z(list.at[i]), letters, &count, err);
        if (!code)
            code = add_letter_path(build, letters, count, IE_THESAURUS_NONE, flag, err);
    }
    return code;
}

static int add_german(struct ie_lex_build *build, struct ie_error *err)
{
    struct ie_pieces german = ie_pieces_german();
    uint32_t word;
    int code = 0;

    for (size_t i = 0; i < german.count && !code; i++)
        code = add_word(build, ie_str_z(german.at[i]), 0, IE_LEX_PIECE_DE, &word, err);
    return code;
}

/* ---- Traits ------------------------------------------------------------------------ */

static uint32_t trait_hash(const struct ie_lex_build *build, uint32_t number)
{
    return ie_lex_hash(
        ie_str_n((const char *)&build->traits.at[number], sizeof(*build->traits.at)));
}

static int share_trait(struct ie_lex_build *build, uint32_t label, struct ie_error *err)
{
    const struct ie_lex_trait *trait = &build->trait_of.at[label];
    struct ie_lex_table *table = &build->trait_table;
    int code = ie_lex_table_reserve(table, trait_hash, build, err);

    if (code)
        return code;
    uint32_t at = ie_lex_hash(ie_str_n((const char *)trait, sizeof(*trait)));
    for (at &= table->room - 1; table->slots[at]; at = (at + 1) & (table->room - 1))
        if (!memcmp(&build->traits.at[table->slots[at] - 1], trait, sizeof(*trait)))
            break;
    if (!table->slots[at]) {
        struct ie_lex_trait *made = IE_PUSH(&build->traits);
        if (!made)
            return ie_fail_nomem(err);
        *made = *trait;
        table->slots[at] = ++table->used;
    }
    build->labels.at[label].trait = table->slots[at] - 1;
    return 0;
}

/* "GaN" has two capitals and is short, so it counts as a name in capitals too. */
static bool mostly_capitals(struct ie_str text)
{
    unsigned capitals = 0;

    for (size_t i = 0; i < text.len; i++)
        capitals += text.ptr[i] >= 'A' && text.ptr[i] <= 'Z';
    return capitals > 1;
}

/* Flags of how its words are spelt. */
static unsigned spelling_flags(const struct label *label)
{
    unsigned flags = IE_LEX_LATIN;
    size_t letters = 0;

    if (label->east || label->too_long)
        return 0;
    for (unsigned i = 0; i < label->count; i++) {
        letters += label->words[i].len;
        for (uint32_t k = 0; k < label->words[i].len; k++)
            if ((unsigned char)label->words[i].text[k] >= 0xD0)
                flags &= ~(unsigned)IE_LEX_LATIN;
    }
    if (label->count > 1 && letters >= JOIN_LETTERS)
        flags |= IE_LEX_CLOSES;
    if (label->count && letters + label->count - 1 <= SHORT_LETTERS)
        flags |= IE_LEX_SHORT;
    return label->count ? flags : 0;
}

/* Of the first letter. */
static unsigned case_flags(const struct label *label, struct ie_str text,
                           struct ie_str primary)
{
    size_t size;
    uint32_t first = text.len ? ie_utf8_next(text, &size) : 0;

    if (ie_str_eqz(primary, "de") && label->count == 1 && !label->capitals &&
        u_isupper((UChar32)first))
        return IE_LEX_NOUN;
    bool small = label->count == 1 && u_islower((UChar32)first);
    return ie_str_eqz(primary, "ru") && small ? IE_LEX_SMALL : 0;
}

static uint16_t flags_of(const struct label *label, struct ie_str text,
                         struct ie_str primary)
{
    bool french = ie_str_eqz(primary, "fr");
    unsigned flags = spelling_flags(label) | case_flags(label, text, primary);

    if (label->letters <= CASED_LETTERS && (label->capitals || mostly_capitals(text)))
        flags |= IE_LEX_CASED;
    else if (label->letters <= ACRONYM_LETTERS && label->count == 1 &&
             (label->capitals ||
              (mostly_capitals(text) && ie_str_ends(text, IE_STR("S"))))) /* RoHS */
        flags |= IE_LEX_ACRONYM;
    if (label->accented && (french || ie_str_eqz(primary, "de")))
        flags |= IE_LEX_ACCENTED;
    if (!label->accented && french)
        flags |= IE_LEX_BARE;
    return (uint16_t)flags;
}

/* ---- All of them ------------------------------------------------------------------- */

static int add_label(struct ie_lex_build *build, uint32_t number, struct label *label,
                     struct ie_error *err)
{
    struct ie_lex_trait *trait = &build->trait_of.at[number];
    struct ie_str text = ie_lex_build_string(build, build->labels.at[number].text);
    struct ie_str primary =
        ie_lex_build_string(build, build->langs.at[trait->lang].primary);
    int code = split_label(build, text, label, err);

    if (code)
        return code;
    trait->rules = (uint8_t)ie_words_of(primary);
    trait->flags =
        (uint16_t)(flags_of(label, text, primary) | (trait->weak ? IE_LEX_WEAK : 0));
    if (label->east)
        code = add_letters(build, text, number, trait, err);
    else if (!label->too_long && label->alphabetic)
        code = add_words(build, label, number, trait->rules, err);
    return code ? code : share_trait(build, number, err);
}

int ie_lex_build_index(struct ie_lex_build *build, struct ie_error *err)
{
    struct label *label = IE_NEW(build->arena, struct label);
    int code;

    if (!label)
        return ie_fail_nomem(err);
    if ((code = add_list(build, ie_pieces_korean(), IE_LEX_PIECE, err)) ||
        (code = add_list(build, ie_pieces_katakana(), IE_LEX_PIECE, err)) ||
        (code = add_list(build, ie_pieces_korean_before(), IE_LEX_BEFORE, err)) ||
        (code = add_list(build, ie_pieces_korean_behind(), IE_LEX_BEHIND, err)) ||
        (code = add_list(build, ie_pieces_korean_endings(), IE_LEX_ENDING, err)) ||
        (code = add_german(build, err)))
        return code;
    for (uint32_t i = 0; i < build->labels.count && !code; i++)
        code = add_label(build, i, label, err);
    if (code || (code = ie_lex_build_words(build, err)) ||
        (code = ie_lex_build_trie(build, &build->trie, err)))
        return code;
    return ie_lex_build_trie(build, &build->letters, err);
}
