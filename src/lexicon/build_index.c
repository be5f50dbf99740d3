/* What tagging reads: terms, tries, closed words. */
#include "base/alloc.h"
#include "lexicon/build.h"
#include "lexicon/pieces.h"

#include <stdlib.h>

enum {
    WORDS_MAX = 12,     /* of one label; longer ones are only for reading */
    LETTERS_MAX = 64,   /* of one label in Hangul, Han, kana */
    JOIN_WORDS = 3,     /* labels of so many words are also known closed up */
    JOIN_LETTERS = 5,   /* closed words below mean too little */
    CLOSED_LETTERS = 5, /* closed words that a text may have written apart */
    CASED_LETTERS = 3,  /* capitals up to here match in their own case only */
    ACRONYM_LETTERS = 6,
    HINT_BITS = 8, /* a hint: one in ten is there by chance */
};

/* ---- Terms and edges --------------------------------------------------------------- */

static struct ie_str term_key(const struct ie_lex_build *build, uint32_t term)
{
    uint32_t from = term ? build->terms.at[term - 1] : 0;

    return ie_str_n(build->keys.ptr + from, build->terms.at[term] - from);
}

static uint64_t term_hash(const struct ie_lex_build *build, uint32_t term)
{
    return ie_lex_hash(term_key(build, term));
}

static uint64_t edge_hash(const struct ie_lex_build *build, uint32_t edge)
{
    return ie_lex_edge_hash(build->edges.at[edge].node, build->edges.at[edge].symbol);
}

static int add_term(struct ie_lex_build *build, struct ie_str key, uint32_t *term,
                    struct ie_error *err)
{
    struct ie_lex_table *table = &build->term_table;
    int code = ie_lex_table_reserve(build, table, term_hash, err);

    if (code)
        return code;
    uint32_t at = (uint32_t)ie_lex_hash(key) & (table->room - 1);
    for (; table->slots[at]; at = (at + 1) & (table->room - 1))
        if (ie_str_eq(term_key(build, table->slots[at] - 1), key)) {
            *term = table->slots[at] - 1;
            return 0;
        }
    ie_buf_add(&build->keys, key);
    uint32_t *end = IE_PUSH(&build->terms);
    if (!end || build->keys.failed)
        return ie_fail_nomem(err);
    *end = (uint32_t)build->keys.len;
    table->slots[at] = ++table->used;
    *term = table->used - 1;
    return 0;
}

static int add_node(struct ie_lex_build *build, struct ie_error *err)
{
    return IE_PUSH(&build->nodes) ? 0 : ie_fail_nomem(err);
}

/* The node behind `symbol`, made if there is none. */
static int step(struct ie_lex_build *build, uint32_t symbol, uint32_t *node,
                struct ie_error *err)
{
    struct ie_lex_table *table = &build->edge_table;
    int code = ie_lex_table_reserve(build, table, edge_hash, err);

    if (code)
        return code;
    uint32_t at = ie_lex_edge_hash(*node, symbol) & (table->room - 1);
    for (; table->slots[at]; at = (at + 1) & (table->room - 1)) {
        const struct ie_lex_edge *edge = &build->edges.at[table->slots[at] - 1];
        if (edge->node == *node && edge->symbol == symbol) {
            *node = edge->child;
            return 0;
        }
    }
    struct ie_lex_edge *edge = IE_PUSH(&build->edges);
    if (!edge)
        return ie_fail_nomem(err);
    *edge = (struct ie_lex_edge){*node, symbol, (uint32_t)build->nodes.count};
    build->nodes.at[*node].flags |= IE_LEX_INNER;
    build->nodes.at[*node].next |= ie_lex_symbol_bit(symbol);
    *node = edge->child;
    table->slots[at] = ++table->used;
    return add_node(build, err);
}

static int add_ending(struct ie_lex_build *build, uint32_t node,
                      const struct ie_lex_entry *entry, struct ie_error *err)
{
    struct ie_lex_ending *ending = IE_PUSH(&build->endings);

    if (!ending)
        return ie_fail_nomem(err);
    *ending = (struct ie_lex_ending){node, (uint32_t)(build->endings.count - 1), *entry};
    return 0;
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

/* A word that a text may have written in two. */
static int add_closed(struct ie_lex_build *build, uint32_t at, struct ie_str word,
                      struct ie_error *err)
{
    if (word.len < CLOSED_LETTERS)
        return 0;
    struct ie_lex_key *key = IE_PUSH(&build->closed);
    if (!key)
        return ie_fail_nomem(err);
    *key = (struct ie_lex_key){at, (uint32_t)word.len};
    return 0;
}

/* German words are also known letter for letter, as parts of compounds. */
static int add_piece(struct ie_lex_build *build, struct ie_str word, struct ie_error *err)
{
    char key[IE_WORD_KEY_MAX];
    uint32_t term;

    if (word.len < 3 || word.len >= sizeof(key))
        return 0;
    key[0] = 'd';
    memcpy(key + 1, word.ptr, word.len);
    return add_term(build, ie_str_n(key, word.len + 1), &term, err);
}

/* 'f' and the words of a spelling, a space between; returns the length. */
static size_t write_form(const struct label *label, unsigned joins, char *form)
{
    size_t len = 0;

    form[len++] = 'f';
    for (unsigned i = 0; i < label->count; i++) {
        memcpy(form + len, label->words[i].text, label->words[i].len);
        len += label->words[i].len;
        if (i + 1 < label->count && !(joins >> i & 1))
            form[len++] = ' ';
    }
    return len;
}

/* One spelling of a label: its words with those closed up whose bit in `joins` is set
 * (bit i: word i with word i + 1). */
static int add_spelling(struct ie_lex_build *build, const struct label *label,
                        unsigned joins, struct ie_lex_entry entry, struct ie_error *err)
{
    char form[1 + WORDS_MAX * (IE_WORD_MAX + 1)], key[IE_WORD_KEY_MAX];
    enum ie_words_of rules = (enum ie_words_of)entry.rules;
    uint32_t node = IE_LEX_ROOT_WORDS, term = 0;
    size_t from = 1, len = write_form(label, joins, form);

    if (joins)
        entry.flags |= IE_LEX_JOINED;
    /* the form is kept as a term, since terms are kept once */
    int code = add_term(build, ie_str_n(form, len), &term, err);
    if (code)
        return code;
    entry.form = (uint32_t)(term_key(build, term).ptr - build->keys.ptr) + 1;
    entry.form_len = (uint16_t)(len - 1);
    for (size_t at = 1; at <= len; at++) {
        if (at < len && form[at] != ' ')
            continue;
        struct ie_str word = ie_str_n(form + from, at - from);
        if (word.len > IE_WORD_MAX)
            return 0;
        size_t size = ie_word_key(&build->rules, rules, word, key);
        if (!size)
            return ie_fail_nomem(err);
        if ((code = add_term(build, ie_str_n(key, size), &term, err)) ||
            (code = step(build, term, &node, err)) ||
            (code = add_closed(build, entry.form + (uint32_t)from - 1, word, err)) ||
            (rules == IE_WORDS_DE && (code = add_piece(build, word, err))))
            return code;
        from = at + 1;
    }
    return add_ending(build, node, &entry, err);
}

static unsigned joined_letters(const struct label *label)
{
    unsigned letters = 0;

    for (unsigned i = 0; i < label->count; i++)
        letters += label->words[i].len;
    return letters;
}

static int add_words(struct ie_lex_build *build, const struct label *label,
                     struct ie_lex_entry entry, struct ie_error *err)
{
    bool join = label->count > 1 && label->count <= JOIN_WORDS &&
                joined_letters(label) >= JOIN_LETTERS;
    unsigned spellings = join ? 1u << (label->count - 1) : 1;
    int code = 0;

    if (label->letters < 2 || !label->count)
        return 0; /* one letter means anything */
    for (unsigned joins = 0; joins < spellings && !code; joins++)
        code = add_spelling(build, label, joins, entry, err);
    return code;
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
            gap = false;
        }
        gap |= !next.count && next.glyph != IE_GLYPH_SKIP;
        text.ptr += next.size;
        text.len -= next.size;
    }
    return 0;
}

static int add_path(struct ie_lex_build *build, const struct letter *letters,
                    unsigned count, uint32_t *node, struct ie_error *err)
{
    int code = 0;

    *node = IE_LEX_ROOT_LETTERS;
    for (unsigned i = 0; i < count && !code; i++)
        code = step(build, letters[i].point, node, err);
    return code;
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
        uint32_t node;
        if (part) {
            int code = add_path(build, letters + from, at - from, &node, err);
            if (code)
                return code;
            build->nodes.at[node].flags |= IE_LEX_PIECE;
        }
        from = at;
    }
    return 0;
}

static int add_letters(struct ie_lex_build *build, struct ie_str text,
                       struct ie_lex_entry entry, struct ie_error *err)
{
    struct letter letters[LETTERS_MAX];
    unsigned count;
    uint32_t node;
    int code = read_letters(build, text, letters, &count, err);

    if (code || !count || (code = add_path(build, letters, count, &node, err)) ||
        (code = add_parts(build, letters, count, err)))
        return code;
    if (count == 1)
        entry.flags |= IE_LEX_WEAK; /* 강 is steel, a river and a family */
    return add_ending(build, node, &entry, err);
}

static int add_list(struct ie_lex_build *build, struct ie_pieces list, uint32_t flag,
                    struct ie_error *err)
{
    struct letter letters[LETTERS_MAX];
    unsigned count;
    uint32_t node;
    int code = 0;

    for (size_t i = 0; i < list.count && !code; i++) {
        if ((code = read_letters(build, ie_str_z(list.at[i]), letters, &count, err)) ||
            (code = add_path(build, letters, count, &node, err)))
            return code;
        build->nodes.at[node].flags |= flag;
    }
    return code;
}

/* ---- All of them ------------------------------------------------------------------- */

/* "GaN" has two capitals and is short, so it counts as a name in capitals too. */
static bool mostly_capitals(struct ie_str text)
{
    unsigned capitals = 0;

    for (size_t i = 0; i < text.len; i++)
        capitals += text.ptr[i] >= 'A' && text.ptr[i] <= 'Z';
    return capitals > 1;
}

static uint8_t flags_of(const struct label *label, struct ie_str text,
                        struct ie_str primary)
{
    bool french = ie_str_eqz(primary, "fr");
    unsigned flags = 0;

    if (label->letters <= CASED_LETTERS && (label->capitals || mostly_capitals(text)))
        flags = IE_LEX_CASED;
    else if (label->letters <= ACRONYM_LETTERS && label->count == 1 && label->capitals)
        flags = IE_LEX_ACRONYM;
    if (label->accented && (french || ie_str_eqz(primary, "de")))
        flags |= IE_LEX_ACCENTED;
    if (!label->accented && french)
        flags |= IE_LEX_BARE;
    return (uint8_t)flags;
}

static int add_label(struct ie_lex_build *build, uint32_t concept, uint32_t number,
                     struct ie_error *err)
{
    const struct ie_lex_label *row = &build->labels.at[number];
    struct ie_str text = ie_lex_build_string(build, row->text);
    struct ie_str primary =
        ie_lex_build_string(build, build->langs.at[row->lang].primary);
    struct ie_lex_entry entry = {.concept = concept,
                                 .label = number,
                                 .lang = row->lang,
                                 .flags = row->weak ? IE_LEX_WEAK : 0,
                                 .rules = (uint8_t)ie_words_of(primary)};
    struct ie_arena_mark mark = ie_arena_mark(build->arena);
    struct label *label = IE_NEW(build->arena, struct label);

    if (!label)
        return ie_fail_nomem(err);
    int code = split_label(build, text, label, err);
    if (code)
        return code;
    entry.flags |= flags_of(label, text, primary);
    if (label->east)
        code = add_letters(build, text, entry, err);
    else if (!label->too_long && label->alphabetic)
        code = add_words(build, label, entry, err);
    ie_arena_rewind(build->arena, mark);
    return code;
}

struct closed_sort {
    const char *keys;
};

static int closed_cmp(const void *left, const void *right, void *data)
{
    const struct ie_lex_key *x = left, *y = right;
    const struct closed_sort *sort = data;
    int order = ie_str_cmp(ie_str_n(sort->keys + x->at, x->len),
                           ie_str_n(sort->keys + y->at, y->len));

    if (order)
        return order;
    return (x->at > y->at) - (x->at < y->at);
}

static void sort_closed(struct ie_lex_build *build)
{
    struct closed_sort sort = {build->keys.ptr};
    size_t kept = 0;

    if (!build->closed.count)
        return;
    qsort_r(build->closed.at, build->closed.count, sizeof(*build->closed.at), closed_cmp,
            &sort);
    for (size_t i = 0; i < build->closed.count; i++) {
        struct ie_lex_key key = build->closed.at[i],
                          last = build->closed.at[kept ? kept - 1 : 0];
        if (!kept || !ie_str_eq(ie_str_n(sort.keys + key.at, key.len),
                                ie_str_n(sort.keys + last.at, last.len)))
            build->closed.at[kept++] = key;
    }
    build->closed.count = kept;
}

/* ---- Hints ------------------------------------------------------------------------- */

static void set_hint(struct ie_lex_build *build, uint64_t hint)
{
    uint64_t bit = hint >> 32;

    build->hints[bit / 64 & (build->hint_words - 1)] |= UINT64_C(1) << bit % 64;
}

/* Every way to part a closed word; beginnings of one byte are never asked for. */
static void hint_closed(struct ie_lex_build *build, struct ie_lex_key key)
{
    const char *word = build->keys.ptr + key.at;

    for (uint32_t i = 2; i < key.len; i++)
        set_hint(build, ie_lex_closed_hint(ie_lex_hash(ie_str_n(word, i)), word + i,
                                           key.len - i));
}

static int add_hints(struct ie_lex_build *build, struct ie_error *err)
{
    size_t count = build->edges.count, words = 16;

    for (size_t i = 0; i < build->closed.count; i++)
        count += build->closed.at[i].len;
    while (words * 64 < HINT_BITS * count)
        words *= 2;
    if (!(build->hints = ie_calloc(words, sizeof(*build->hints))))
        return ie_fail_nomem(err);
    build->hint_words = (uint32_t)words;
    for (size_t i = 0; i < build->edges.count; i++)
        set_hint(build,
                 ie_lex_edge_hint(build->edges.at[i].node, build->edges.at[i].symbol));
    for (size_t i = 0; i < build->closed.count; i++)
        hint_closed(build, build->closed.at[i]);
    return 0;
}

int ie_lex_build_index(struct ie_lex_build *build, struct ie_error *err)
{
    struct ie_pieces german = ie_pieces_german();
    int code;

    if ((code = add_node(build, err)) || (code = add_node(build, err)) ||
        (code = ie_lex_table_reserve(build, &build->term_table, term_hash, err)) ||
        (code = ie_lex_table_reserve(build, &build->edge_table, edge_hash, err)) ||
        (code = add_list(build, ie_pieces_korean(), IE_LEX_PIECE, err)) ||
        (code = add_list(build, ie_pieces_katakana(), IE_LEX_PIECE, err)) ||
        (code = add_list(build, ie_pieces_korean_before(), IE_LEX_BEFORE, err)) ||
        (code = add_list(build, ie_pieces_korean_behind(), IE_LEX_BEHIND, err)))
        return code;
    for (size_t i = 0; i < german.count; i++)
        if ((code = add_piece(build, ie_str_z(german.at[i]), err)))
            return code;
    for (uint32_t c = 0; c + 1 < build->concepts.count; c++)
        for (uint32_t i = build->concepts.at[c].label;
             i < build->concepts.at[c + 1].label; i++)
            if ((code = add_label(build, c, i, err)))
                return code;
    sort_closed(build);
    return add_hints(build, err);
}
