/* Words of labels: sorted, by their keys, and hints of what follows what. */
#include <stdlib.h>

#include "base/alloc.h"
#include "lexicon/build.h"

enum {
    HINT_BITS = 8,      /* a hint: one in twenty is there by chance */
    CLOSED_LETTERS = 5, /* words that a text may have written apart */
    CLOSED_FIRST = 2,   /* bytes of the shortest beginning */
};

static struct ie_str word_of(const struct ie_lex_build *build, uint32_t number)
{
    const struct ie_lex_word_of *word = &build->words_of.at[number];

    return ie_str_n(build->letters_of.ptr + word->at, word->len);
}

static struct ie_str sorted_word(const struct ie_lex_build *build, uint32_t word)
{
    uint32_t from = build->words.at[word];

    return ie_str_n(build->spelling.ptr + from, build->words.at[word + 1] - from);
}

/* ---- Sorting --------------------------------------------------------------------------- */

static int word_cmp(const void *left, const void *right, void *data)
{
    const struct ie_lex_build *build = data;

    return ie_str_cmp(word_of(build, *(const uint32_t *)left),
                      word_of(build, *(const uint32_t *)right));
}

/* rank[number as met] = number in order. */
static int sort_words(struct ie_lex_build *build, uint32_t *rank, struct ie_error *err)
{
    size_t count = build->words_of.count;
    uint32_t *order = IE_NEW_ARRAY(build->arena, uint32_t, count + 1);

    if (!order)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    qsort_r(order, count, sizeof(*order), word_cmp, build);
    for (uint32_t i = 0; i <= count; i++) {
        uint32_t *start = IE_PUSH(&build->words);
        if (!start)
            return ie_fail_nomem(err);
        *start = (uint32_t)build->spelling.len;
        if (i == count)
            break;
        uint8_t *flags = IE_PUSH(&build->word_flags);
        if (!flags)
            return ie_fail_nomem(err);
        *flags = build->words_of.at[order[i]].flags;
        rank[order[i]] = i;
        ie_buf_add(&build->spelling, word_of(build, order[i]));
    }
    return ie_buf_check(&build->spelling, err);
}

/* ---- Keys ------------------------------------------------------------------------------ */

static int key_cmp(const void *left, const void *right)
{
    const struct ie_lex_key *x = left, *y = right;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->word > y->word) - (x->word < y->word);
}

static int add_key(struct ie_lex_build *build, struct ie_str key, uint32_t word,
                   struct ie_error *err)
{
    struct ie_lex_key *made = IE_PUSH(&build->keys);

    if (!made)
        return ie_fail_nomem(err);
    *made = (struct ie_lex_key){ie_lex_hash(key), word};
    return 0;
}

static int add_keys(struct ie_lex_build *build, uint32_t number, uint32_t word,
                    struct ie_error *err)
{
    struct ie_str text = word_of(build, number);
    char key[IE_WORD_KEY_MAX];
    struct ie_word_keys keys;
    int code = 0;

    for (int r = 0; r < IE_WORDS_COUNT && !code; r++) {
        if (!(build->words_of.at[number].rules >> r & 1))
            continue;
        if (!ie_word_keys(&build->rules, (enum ie_words_of)r, text, &keys))
            return ie_fail_nomem(err);
        for (unsigned i = 0; i < keys.count && !code; i++)
            code = add_key(build, ie_str_n(keys.at[i].text, keys.at[i].len), word, err);
    }
    if (code || !(build->words_of.at[number].flags & (IE_LEX_PIECE_DE | IE_LEX_FIRST_DE)))
        return code;
    key[0] = 'd'; /* German words are also known letter for letter, in compounds */
    memcpy(key + 1, text.ptr, text.len);
    return add_key(build, ie_str_n(key, text.len + 1), word, err);
}

static int fill_keys(struct ie_lex_build *build, const uint32_t *rank,
                     struct ie_error *err)
{
    int code = 0;

    for (uint32_t i = 0; i < build->words_of.count && !code; i++)
        code = add_keys(build, i, rank[i], err);
    if (code)
        return code;
    if (!(build->buckets = ie_calloc(IE_LEX_BUCKETS_COUNT + 1, sizeof(uint32_t))))
        return ie_fail_nomem(err);
    if (build->keys.count)
        qsort(build->keys.at, build->keys.count, sizeof(*build->keys.at), key_cmp);
    for (size_t i = 0; i < build->keys.count; i++)
        build->buckets[(build->keys.at[i].hash >> 16) + 1]++;
    for (size_t i = 0; i < IE_LEX_BUCKETS_COUNT; i++)
        build->buckets[i + 1] += build->buckets[i];
    return 0;
}

/* ---- Hints ----------------------------------------------------------------------------- */

static void set_hint(struct ie_lex_build *build, uint64_t hint)
{
    build->hints[ie_lex_hint_word(hint, build->hint_words)] |= ie_lex_hint_bits(hint);
}

/* Every way to part a word; what the word before it in order has said already is left
 * out. Without a filter yet, only counts. */
static size_t hint_closed(struct ie_lex_build *build, uint32_t word)
{
    struct ie_str text = sorted_word(build, word), last = IE_STR_NONE;
    uint64_t hash = IE_LEX_HASH_BEGIN;
    size_t shared = 0, said = 0;

    if (text.len < CLOSED_LETTERS)
        return 0;
    if (word)
        last = sorted_word(build, word - 1);
    while (last.len >= CLOSED_LETTERS && shared < last.len && shared < text.len &&
           text.ptr[shared] == last.ptr[shared])
        shared++;
    for (size_t i = 0; i + 1 < text.len; i++) {
        size_t begun = i + 1;
        hash = ie_lex_hash_on(hash, text.ptr[i]);
        if (begun < CLOSED_FIRST || begun + 3 <= shared)
            continue;
        said++;
        if (build->hints)
            set_hint(build, ie_lex_hint(IE_LEX_HINT_CLOSED, hash, text.ptr + begun,
                                        text.len - begun));
    }
    return said;
}

static void hint_follows(struct ie_lex_build *build, uint32_t word, uint32_t next)
{
    struct ie_str one = sorted_word(build, word), two = sorted_word(build, next);
    uint64_t hash = IE_LEX_HASH_BEGIN;

    for (size_t i = 0; i < one.len; i++)
        hash = ie_lex_hash_on(hash, one.ptr[i]);
    set_hint(build, ie_lex_hint(IE_LEX_HINT_FOLLOWS, hash, two.ptr, two.len));
    set_hint(build, ie_lex_hint(IE_LEX_HINT_FRONT, hash, two.ptr, 1));
}

static int fill_hints(struct ie_lex_build *build, struct ie_error *err)
{
    const struct ie_lex_made_trie *trie = &build->trie;
    uint32_t words = (uint32_t)build->word_flags.count;
    size_t count = 0, room = 16;

    for (uint32_t i = 0; i < words; i++)
        count += hint_closed(build, i);
    for (size_t i = 0; i < trie->paths.count; i++)
        count += 2 * (trie->paths.at[i].len - 1);
    while (room * 64 < HINT_BITS * count)
        room *= 2;
    if (!(build->hints = ie_calloc(room, sizeof(*build->hints))))
        return ie_fail_nomem(err);
    build->hint_words = (uint32_t)room;
    for (uint32_t i = 0; i < words; i++)
        hint_closed(build, i);
    for (size_t i = 0; i < trie->paths.count; i++) {
        const struct ie_lex_path *path = &trie->paths.at[i];
        for (uint32_t k = 0; k + 1 < path->len; k++) {
            uint32_t one = trie->symbols.at[path->at + k];
            hint_follows(build, one, trie->symbols.at[path->at + k + 1]);
            build->word_flags.at[one] |= IE_LEX_GOES_ON;
        }
    }
    return 0;
}

int ie_lex_build_words(struct ie_lex_build *build, struct ie_error *err)
{
    uint32_t *rank = IE_NEW_ARRAY(build->arena, uint32_t, build->words_of.count + 1);
    int code;

    if (!rank)
        return ie_fail_nomem(err);
    if ((code = sort_words(build, rank, err)) || (code = fill_keys(build, rank, err)))
        return code;
    for (size_t i = 0; i < build->trie.symbols.count; i++)
        build->trie.symbols.at[i] = rank[build->trie.symbols.at[i]];
    return fill_hints(build, err);
}
