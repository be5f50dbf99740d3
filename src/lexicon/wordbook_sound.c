/* English words of a wordbook by their sound: the section, and asking it. See sound.h. */
#include <stdlib.h>

#include "base/alloc.h"
#include "lexicon/wordbook_image.h"
#include "text/lists.h"

enum { LETTERS_MIN = 4, LETTERS_MAX = 24 };

bool ie_wordbook_spoken(struct ie_str text, struct ie_sounds *sounds)
{
    char small[LETTERS_MAX];

    if (text.len < LETTERS_MIN || text.len > LETTERS_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        small[i] = !i && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        if (small[i] < 'a' || small[i] > 'z')
            return false;
    }
    return ie_sounds_of(IE_SOUND_EN, ie_str_n(small, text.len), sounds);
}

/* ---- Making --------------------------------------------------------------------------- */

static int by_text(const void *x, const void *y)
{
    const struct ie_wordbook_share *a = x, *b = y;

    return (a->text > b->text) - (a->text < b->text);
}

static int by_key(const void *x, const void *y)
{
    const struct ie_wordbook_sound *a = x, *b = y;
    int order = (a->key > b->key) - (a->key < b->key);

    return order ? order : (a->text > b->text) - (a->text < b->text);
}

static int add_word(const char *text, const struct ie_wordbook_share *word, size_t heads,
                    struct ie_wordbook_sounds *out, struct ie_error *err)
{
    struct ie_str letters = ie_str_n(text + word->text, word->len);
    struct ie_sounds sounds;
    uint32_t keys[IE_SOUND_KEYS];

    if (ie_list_common(IE_LIST_EN, letters) || !ie_wordbook_spoken(letters, &sounds))
        return 0;
    uint32_t count = ie_sound_keys(&sounds, keys);
    for (uint32_t i = 0; i < count; i++) {
        struct ie_wordbook_sound *one = NULL;
        if (ie_sound_key_len(keys[i]) < IE_WORDBOOK_SOUND_MIN)
            continue;
        if (!(one = IE_PUSH(out)))
            return ie_fail_nomem(err);
        *one = (struct ie_wordbook_sound){
            .key = keys[i],
            .text = word->text,
            .len = word->len,
            .heads = (uint8_t)(heads < UINT8_MAX ? heads : UINT8_MAX)};
    }
    return 0;
}

int ie_wordbook_sound_all(const char *text, struct ie_wordbook_share *words, size_t count,
                          struct ie_wordbook_sounds *out, struct ie_error *err)
{
    int code = 0;

    if (count)
        qsort(words, count, sizeof(*words), by_text);
    for (size_t first = 0, end; first < count && !code; first = end) {
        for (end = first + 1; end < count && words[end].text == words[first].text; end++)
            ;
        code = add_word(text, &words[first], end - first, out, err);
    }
    if (!code && out->count)
        qsort(out->at, out->count, sizeof(*out->at), by_key);
    return code;
}

/* ---- Asking --------------------------------------------------------------------------- */

bool ie_wordbook_sounds_ok(const struct ie_wordbook *book)
{
    uint32_t count = book->count[IE_WB_SOUNDS], texts = book->count[IE_WB_TEXT];

    for (uint32_t i = 0; i < count; i++) {
        const struct ie_wordbook_sound *one = &book->sounds[i];
        if (one->len < LETTERS_MIN || one->len > LETTERS_MAX || one->len > texts ||
            one->text > texts - one->len || one->zero || (i && by_key(one - 1, one) >= 0))
            return false; /* what cannot be spoken is passed over when it is met */
    }
    return true;
}

const struct ie_wordbook_sound *ie_wordbook_sounding(const struct ie_wordbook *book,
                                                     uint32_t key, uint32_t *count)
{
    uint32_t first = 0, end = book->count[IE_WB_SOUNDS], all = end;

    while (first < end) {
        uint32_t half = first + (end - first) / 2;
        if (book->sounds[half].key < key)
            first = half + 1;
        else
            end = half;
    }
    for (end = first; end < all && book->sounds[end].key == key; end++)
        ;
    *count = end - first;
    return &book->sounds[first];
}
