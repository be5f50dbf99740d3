/* Keys of headwords: see wordbook.h. */
#include "lexicon/wordbook_image.h"

int ie_wordbook_rules_init(struct ie_wordbook_rules *rules, struct ie_error *err)
{
    ie_folding_init(&rules->folding, NULL);
    return ie_word_rules_init(&rules->words, err);
}

void ie_wordbook_rules_release(struct ie_wordbook_rules *rules)
{
    ie_folding_release(&rules->folding);
    ie_word_rules_release(&rules->words);
}

bool ie_wordbook_letters(struct ie_folding *folding, struct ie_str run, char *out,
                         size_t room, size_t *len)
{
    struct ie_folded next;

    *len = 0;
    while (run.len) {
        if (!ie_fold_fast(folding, run, &next) && !ie_fold_next(folding, run, &next))
            return false;
        for (unsigned i = 0; i < next.count; i++) {
            if (*len + 4 > room)
                return false;
            *len += ie_utf8_put(next.point[i], out + *len);
        }
        run = ie_str_sub(run, next.size, run.len);
    }
    return true;
}

static bool append(struct ie_wordbook_keys *keys, int kind, struct ie_str part,
                   bool space)
{
    size_t at = keys->len[kind];

    if (at + part.len + 1 > IE_WORDBOOK_KEY)
        return false;
    if (space && at)
        keys->text[kind][at++] = ' ';
    memcpy(keys->text[kind] + at, part.ptr, part.len);
    keys->len[kind] = at + part.len;
    return true;
}

/* The Korean or Japanese key without the ending of the dictionary form. */
static void cut_east(struct ie_wordbook_keys *keys, struct ie_str lang)
{
    static const char *const kana[] = {"う", "く", "ぐ", "す", "つ",   "ぬ",
                                       "ぶ", "む", "る", "い", "ずる", "する"};
    struct ie_str key = ie_str_n(keys->text[IE_WORDBOOK_STEM], keys->len[1]);
    size_t gone = 0, size;

    if (ie_str_eqz(lang, "ko") && key.len > 3 && ie_str_ends(key, IE_STR("다")))
        gone = 3;
    if (ie_str_eqz(lang, "ja") && key.len > 3) {
        uint32_t first = ie_utf8_next(key, &size);
        for (size_t i = 0; i < IE_COUNT(kana) && first >= 0x3400; i++)
            if (ie_str_ends(key, ie_str_z(kana[i])) && strlen(kana[i]) < key.len)
                gone = strlen(kana[i]);
    }
    keys->len[IE_WORDBOOK_STEM] = gone ? key.len - gone : 0;
}

/* The hyphen of an affix goes back to its place. */
static void mark_affix(struct ie_wordbook_keys *keys, struct ie_str headword)
{
    size_t len = keys->len[0];

    if (!len || len + 1 > IE_WORDBOOK_KEY)
        return;
    if (headword.ptr[0] == '-') {
        memmove(keys->text[0] + 1, keys->text[0], len);
        keys->text[0][0] = '-';
    } else if (headword.ptr[headword.len - 1] == '-') {
        keys->text[0][len] = '-';
    } else {
        return;
    }
    keys->len[0]++;
    keys->len[1] = 0;
}

static int add_word(struct ie_wordbook_rules *rules, enum ie_words_of of,
                    struct ie_str headword, const struct ie_word *word, bool spaced,
                    struct ie_wordbook_keys *keys, bool *fits, struct ie_error *err)
{
    char key[IE_WORD_KEY_MAX], east[IE_WORDBOOK_KEY];
    struct ie_str folded = ie_str_n(word->text, word->len);
    struct ie_str stem = folded;

    if (ie_glyph_is_east(word->glyph)) {
        struct ie_str run = ie_str_sub(headword, word->from, word->end - word->from);
        *fits =
            ie_wordbook_letters(&rules->folding, run, east, sizeof(east), &folded.len);
        folded.ptr = east;
        stem = folded;
    } else {
        *fits = word->len > 0;
        size_t len = *fits ? ie_word_key(&rules->words, of, folded, key) : 1;
        if (!len)
            return ie_fail_nomem(err);
        stem = ie_str_n(key + 1, len - 1); /* without the language's letter */
    }
    *fits = *fits && append(keys, IE_WORDBOOK_WRITTEN, folded, spaced) &&
            append(keys, IE_WORDBOOK_STEM, stem, spaced);
    return 0;
}

int ie_wordbook_keys(struct ie_wordbook_rules *rules, struct ie_str lang,
                     struct ie_str headword, struct ie_wordbook_keys *keys,
                     struct ie_error *err)
{
    struct ie_split split = {.folding = &rules->folding, .text = headword};
    struct ie_word word;
    bool east = false, fits = true;
    int code = 0;

    keys->len[0] = keys->len[1] = 0;
    keys->words = 0;
    while (!code && fits && ie_split_next(&split, &word)) {
        bool now = ie_glyph_is_east(word.glyph);
        code = add_word(rules, ie_words_of(lang), headword, &word, !now && !east, keys,
                        &fits, err);
        east = now;
        keys->words++;
    }
    if (split.failed)
        return ie_fail_nomem(err);
    if (code)
        return code;
    if (!fits)
        keys->len[0] = keys->len[1] = 0;
    else if (east)
        cut_east(keys, lang);
    if (headword.len)
        mark_affix(keys, headword);
    return 0;
}
