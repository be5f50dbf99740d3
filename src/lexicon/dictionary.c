/* Pairs of words: gathered, then sorted into runs of one word. See dictionary.h. */
#include "lexicon/dictionary.h"

#include <stdlib.h>

#include "base/vec.h"
#include "text/text.h"

struct pair {
    struct ie_str key;     /* of the word */
    struct ie_str written; /* the word */
    struct ie_str text;    /* the translation */
    float weight;
};

struct word {
    struct ie_str key, written;
    uint32_t first, count; /* in translations */
};

struct ie_dictionary {
    struct ie_arena arena; /* the bytes of keys and texts */
    IE_VEC(struct pair) pairs;
    struct word *words;
    struct ie_translation *translations;
    uint32_t word_count, translation_count;
    bool finished;
};

int ie_dictionary_new(struct ie_dictionary **dictionary, struct ie_error *err)
{
    struct ie_dictionary *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    ie_arena_init(&made->arena, 0);
    *dictionary = made;
    return 0;
}

void ie_dictionary_free(struct ie_dictionary *dictionary)
{
    if (!dictionary)
        return;
    IE_VEC_RELEASE(&dictionary->pairs);
    ie_free(dictionary->words);
    ie_free(dictionary->translations);
    ie_arena_release(&dictionary->arena);
    ie_free(dictionary);
}

/* The search key; an affix keeps its hyphen, or -화 (-ization) would be 화 (anger). */
static int word_key(struct ie_arena *arena, struct ie_str word, struct ie_str *key,
                    struct ie_error *err)
{
    bool behind = word.len > 1 && word.ptr[0] == '-';
    bool before = word.len > 1 && word.ptr[word.len - 1] == '-';
    int code = ie_text_search_key(arena, word, key, err);

    if (code || !key->len || behind == before)
        return code;
    *key = ie_arena_printf(arena, "%s%.*s%s", behind ? "-" : "", IE_STR_ARG(*key),
                           before ? "-" : "");
    return key->ptr ? 0 : ie_fail_nomem(err);
}

int ie_dictionary_add(struct ie_dictionary *dictionary, struct ie_str word,
                      struct ie_str translation, double weight, struct ie_error *err)
{
    struct ie_arena_mark mark = ie_arena_mark(&dictionary->arena);
    struct ie_str key;

    if (dictionary->finished)
        IE_BUG("a finished dictionary takes no pairs");
    translation = ie_str_trim(translation);
    if (!translation.len || word.len > IE_DICTIONARY_WORD ||
        translation.len > IE_DICTIONARY_WORD)
        return 0;
    if (dictionary->pairs.count == IE_DICTIONARY_ROWS) {
        ie_fail(err, IE_LIMIT, "dictionary.too_large");
        if (err)
            ie_error_argi(err, "limit", IE_DICTIONARY_ROWS);
        return IE_LIMIT;
    }
    int code = word_key(&dictionary->arena, word, &key, err);
    if (code)
        return code;
    if (!key.len) {
        ie_arena_rewind(&dictionary->arena, mark);
        return 0;
    }
    struct pair *pair = IE_PUSH(&dictionary->pairs);
    if (!pair)
        return ie_fail_nomem(err);
    pair->key = key;
    pair->written = ie_arena_str(&dictionary->arena, word);
    pair->text = ie_arena_str(&dictionary->arena, translation);
    pair->weight = (float)weight;
    if (!pair->text.ptr || !pair->written.ptr) {
        dictionary->pairs.count--;
        return ie_fail_nomem(err);
    }
    return 0;
}

static int pair_order(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    int order = ie_str_cmp(a->key, b->key);

    order = order ? order : ie_str_cmp(a->text, b->text);
    return order ? order : ie_str_cmp(a->written, b->written);
}

static bool same_pair(const struct pair *a, const struct pair *b)
{
    return ie_str_eq(a->key, b->key) && ie_str_eq(a->text, b->text);
}

static int likeliest_first(const void *x, const void *y)
{
    const struct ie_translation *a = x, *b = y;

    if (a->probability != b->probability)
        return a->probability > b->probability ? -1 : 1;
    return ie_str_cmp(a->text, b->text);
}

static int by_text(const void *x, const void *y)
{
    return ie_str_cmp(((const struct ie_translation *)x)->text,
                      ((const struct ie_translation *)y)->text);
}

uint32_t ie_translations_merge(struct ie_translation *at, uint32_t count)
{
    uint32_t kept = 0;

    if (count)
        qsort(at, count, sizeof(*at), by_text);
    for (uint32_t i = 0; i < count; i++)
        if (kept && ie_str_eq(at[kept - 1].text, at[i].text))
            at[kept - 1].probability += at[i].probability;
        else
            at[kept++] = at[i];
    if (kept)
        qsort(at, kept, sizeof(*at), likeliest_first);
    return kept;
}

/* Sums equal pairs; what stays is one row a pair. */
static void merge_pairs(struct ie_dictionary *d)
{
    size_t kept = 0;

    for (size_t i = 0; i < d->pairs.count; i++)
        if (kept && same_pair(&d->pairs.at[kept - 1], &d->pairs.at[i]))
            d->pairs.at[kept - 1].weight += d->pairs.at[i].weight;
        else
            d->pairs.at[kept++] = d->pairs.at[i];
    d->pairs.count = kept;
}

/* The translations of one word, from `end` - `first` merged pairs. */
static void finish_word(struct ie_dictionary *d, size_t first, size_t end, uint32_t most)
{
    struct word *word = &d->words[d->word_count++];
    struct ie_translation *at = d->translations + d->translation_count;
    uint32_t count = (uint32_t)(end - first);
    double sum = 0;

    for (uint32_t i = 0; i < count; i++)
        at[i] = (struct ie_translation){d->pairs.at[first + i].text,
                                        d->pairs.at[first + i].weight};
    qsort(at, count, sizeof(*at), likeliest_first);
    if (most && count > most)
        count = most;
    for (uint32_t i = 0; i < count; i++)
        sum += (double)at[i].probability;
    for (uint32_t i = 0; i < count; i++)
        at[i].probability = (float)((double)at[i].probability / sum);
    *word = (struct word){d->pairs.at[first].key, d->pairs.at[first].written,
                          d->translation_count, count};
    d->translation_count += count;
}

int ie_dictionary_finish(struct ie_dictionary *dictionary, uint32_t most,
                         struct ie_error *err)
{
    struct ie_dictionary *d = dictionary;
    uint32_t words = 0;

    if (d->pairs.count)
        qsort(d->pairs.at, d->pairs.count, sizeof(*d->pairs.at), pair_order);
    merge_pairs(d);
    for (size_t i = 0; i < d->pairs.count; i++)
        words += !i || !ie_str_eq(d->pairs.at[i].key, d->pairs.at[i - 1].key);
    d->words = ie_calloc(words + 1, sizeof(*d->words));
    d->translations = ie_calloc(d->pairs.count + 1, sizeof(*d->translations));
    if (!d->words || !d->translations)
        return ie_fail_nomem(err);
    for (size_t first = 0, end; first < d->pairs.count; first = end) {
        for (end = first + 1; end < d->pairs.count; end++)
            if (!ie_str_eq(d->pairs.at[end].key, d->pairs.at[first].key))
                break;
        finish_word(d, first, end, most);
    }
    IE_VEC_RELEASE(&d->pairs);
    d->finished = true;
    return 0;
}

int ie_dictionary_add_reversed(struct ie_dictionary *dictionary,
                               const struct ie_dictionary *from, struct ie_error *err)
{
    int code = 0;

    for (uint32_t i = 0; i < from->word_count && !code; i++) {
        const struct word *word = &from->words[i];
        for (uint32_t k = 0; k < word->count && !code; k++) {
            const struct ie_translation *t = &from->translations[word->first + k];
            code = ie_dictionary_add(dictionary, t->text, word->written,
                                     (double)t->probability, err);
        }
    }
    return code;
}

int ie_dictionary_add_all(struct ie_dictionary *dictionary,
                          const struct ie_dictionary *from,
                          const struct ie_dictionary *unless, struct ie_error *err)
{
    int code = 0;

    for (uint32_t i = 0; i < from->word_count && !code; i++) {
        const struct word *word = &from->words[i];
        if (unless && ie_dictionary_look(unless, word->key).count)
            continue;
        for (uint32_t k = 0; k < word->count && !code; k++) {
            const struct ie_translation *t = &from->translations[word->first + k];
            code = ie_dictionary_add(dictionary, word->written, t->text,
                                     (double)t->probability, err);
        }
    }
    return code;
}

uint32_t ie_dictionary_words(const struct ie_dictionary *dictionary)
{
    return dictionary->word_count;
}

uint32_t ie_dictionary_pairs(const struct ie_dictionary *dictionary)
{
    return dictionary->translation_count;
}

struct ie_str ie_dictionary_word(const struct ie_dictionary *dictionary, uint32_t number,
                                 struct ie_str *key, struct ie_translations *translations)
{
    const struct word *word = &dictionary->words[number];

    if (key)
        *key = word->key;
    *translations =
        (struct ie_translations){dictionary->translations + word->first, word->count};
    return word->written;
}

struct ie_translations ie_dictionary_look(const struct ie_dictionary *dictionary,
                                          struct ie_str key)
{
    uint32_t low = 0, high = dictionary->word_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = ie_str_cmp(dictionary->words[middle].key, key);
        if (order == 0)
            return (struct ie_translations){dictionary->translations +
                                                dictionary->words[middle].first,
                                            dictionary->words[middle].count};
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct ie_translations){NULL, 0};
}
