/* Words between spaces, phrases, German compounds, and the way over English. The essay is
 * in translate.h; translate_east.c has Korean and Japanese, translate_forms.c what the
 * Russian and French stemmers leave. */
#include "lexicon/translate.h"

#include "lexicon/translate_priv.h"
#include "text/lists.h"
#include "text/text.h"

enum {
    LED = IE_WORDBOOK_MOST * IE_WORDBOOK_MOST,
    HEAD_MIN = 3, /* letters of the first part of a German compound */
    TAIL_MIN = 4, /* of the last */
    PARTS = 4,
    EOJEOLS = 1 << 17, /* kept; some 200 bytes each */
    SOUNDS = 1 << 16,  /* kept; some 100 bytes each */
};

int ie_translator_new(const struct ie_wordbook *book, struct ie_translator **translator,
                      struct ie_error *err)
{
    struct ie_translator *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    made->book = book;
    ie_memo_init(&made->eojeols, EOJEOLS);
    ie_memo_init(&made->sounds, SOUNDS);
    int code = ie_wordbook_rules_init(&made->rules, err);
    if (code)
        ie_translator_free(made);
    else
        *translator = made;
    return code;
}

void ie_translator_free(struct ie_translator *translator)
{
    if (!translator)
        return;
    ie_wordbook_rules_release(&translator->rules);
    IE_VEC_RELEASE(&translator->senses);
    ie_memo_release(&translator->eojeols);
    ie_memo_release(&translator->sounds);
    ie_free(translator);
}

/* ---- Ways ----------------------------------------------------------------------------- */

static bool find_way(const struct ie_wordbook *book, struct ie_str from, struct ie_str to,
                     int32_t *first, int32_t *then)
{
    *then = -1;
    *first = ie_wordbook_pair(book, from, to);
    if (*first >= 0)
        return true;
    *first = ie_wordbook_pair(book, from, IE_STR("en"));
    *then = ie_wordbook_pair(book, IE_STR("en"), to);
    return *first >= 0 && *then >= 0;
}

bool ie_translator_can(const struct ie_translator *translator, struct ie_str from,
                       struct ie_str to)
{
    int32_t first, then;

    return find_way(translator->book, from, to, &first, &then);
}

/* From English words on to the other language: P(c|a) = sum over b of P(b|a) P(c|b). */
static int lead_on(struct ie_translating *t, struct ie_translation *at, uint32_t *count,
                   struct ie_error *err)
{
    struct ie_translation led[LED], next[IE_WORDBOOK_MOST];
    struct ie_wordbook_keys keys;
    uint32_t all = 0, kept;

    for (uint32_t i = 0; i < *count; i++) {
        int code =
            ie_wordbook_keys(&t->translator->rules, IE_STR("en"), at[i].text, &keys, err);
        if (code)
            return code;
        uint32_t n = 0;
        for (int try = 0; try < 3 && !n && keys.len[try > 0]; try++)
            n = ie_wordbook_find(t->translator->book, (uint32_t)t->then,
                                 try == 1 ? IE_WORDBOOK_STEM : IE_WORDBOOK_WRITTEN,
                                 ie_str_n(keys.text[try > 0], keys.len[try > 0]), next);
        for (uint32_t k = 0; k < n && all < LED; k++)
            led[all++] = (struct ie_translation){next[k].text,
                                                 at[i].probability * next[k].probability};
    }
    kept = ie_translations_merge(led, all);
    *count = kept < IE_WORDBOOK_MOST ? kept : IE_WORDBOOK_MOST;
    memcpy(at, led, *count * sizeof(*at));
    return 0;
}

int ie_translate_add(struct ie_translating *t, struct ie_word_sense sense,
                     const struct ie_translation *at, struct ie_error *err)
{
    struct ie_translation room[IE_WORDBOOK_MOST];
    int code = 0;

    if (sense.count)
        memcpy(room, at, sense.count * sizeof(*at));
    if (sense.count && t->then >= 0)
        code = lead_on(t, room, &sense.count, err);
    if (code)
        return code;
    if (!sense.count && sense.by != IE_SENSE_COMMON)
        sense.by = IE_SENSE_NONE;
    return ie_translate_push(t, sense, room, err);
}

int ie_translate_push(struct ie_translating *t, struct ie_word_sense sense,
                      const struct ie_translation *at, struct ie_error *err)
{
    struct ie_translation *copy =
        IE_NEW_ARRAY(t->arena, struct ie_translation, sense.count + 1);
    struct ie_word_sense *one = copy ? IE_PUSH(&t->translator->senses) : NULL;

    if (!one)
        return ie_fail_nomem(err);
    if (sense.count)
        memcpy(copy, at, sense.count * sizeof(*at));
    *one = sense;
    one->at = copy;
    return 0;
}

/* ---- Words of alphabets ----------------------------------------------------------------- */

bool ie_translate_common(struct ie_translating *t, uint32_t from, uint32_t end,
                         bool *failed)
{
    struct ie_arena_mark mark = ie_arena_mark(t->arena);
    struct ie_str folded;
    bool common = false;
    int code = 0;

    if (t->common >= 0) {
        code =
            ie_text_fold(t->arena, ie_str_sub(t->text, from, end - from), &folded, NULL);
        common = !code && ie_list_common((enum ie_list)t->common, folded);
    }
    *failed |= code == IE_NOMEM;
    ie_arena_rewind(t->arena, mark);
    return common;
}

uint32_t ie_translate_find(const struct ie_translating *t, enum ie_wordbook_kind kind,
                           struct ie_str key, struct ie_translation *out)
{
    return t->first < 0 || !key.len
               ? 0
               : ie_wordbook_find(t->translator->book, (uint32_t)t->first, kind, key,
                                  out);
}

/* By the stem of a folded word; *failed when memory is out. */
static uint32_t find_stem(struct ie_translating *t, struct ie_str word,
                          struct ie_translation *out, bool *failed)
{
    char key[IE_WORD_KEY_MAX];
    size_t len = ie_word_key(&t->translator->rules.words, t->of, word, key);

    *failed |= !len;
    if (len < 2)
        return 0;
    struct ie_str stem = ie_str_n(key + 1, len - 1); /* without the language's letter */
    uint32_t n = ie_translate_find(t, IE_WORDBOOK_STEM, stem, out);
    return n ? n : ie_translate_find(t, IE_WORDBOOK_WRITTEN, stem, out);
}

/* Several words as one headword, as written or by their stems. */
static uint32_t find_phrase(struct ie_translating *t, const struct ie_word *words,
                            unsigned count, struct ie_translation *out, bool *failed)
{
    char written[IE_WORDBOOK_KEY + 1], stems[IE_WORDBOOK_KEY + 1], key[IE_WORD_KEY_MAX];
    size_t at = 0, stem_at = 0;

    for (unsigned i = 0; i < count; i++) {
        size_t len = ie_word_key(&t->translator->rules.words, t->of,
                                 ie_str_n(words[i].text, words[i].len), key);
        *failed |= !len;
        if (len < 2 || at + words[i].len + 1 > IE_WORDBOOK_KEY ||
            stem_at + len + 1 > IE_WORDBOOK_KEY)
            return 0;
        if (i)
            written[at++] = stems[stem_at++] = ' ';
        memcpy(written + at, words[i].text, words[i].len);
        memcpy(stems + stem_at, key + 1, len - 1); /* without the language's letter */
        at += words[i].len;
        stem_at += len - 1;
    }
    uint32_t n = ie_translate_find(t, IE_WORDBOOK_WRITTEN, ie_str_n(written, at), out);
    n = n ? n : ie_translate_find(t, IE_WORDBOOK_STEM, ie_str_n(stems, stem_at), out);
    return n ? n
             : ie_translate_find(t, IE_WORDBOOK_WRITTEN, ie_str_n(stems, stem_at), out);
}

/* The same of Hebrew words that carry prefixes in the text: a preposition or conjunction on
 * the first, the article on any (בחומרי הנפץ: חומרי נפץ). */
static uint32_t find_glued(struct ie_translating *t, const struct ie_word *words,
                           unsigned count, struct ie_translation *out, bool *failed)
{
    struct ie_word_variant variants[IE_WORD_VARIANTS];
    struct ie_word bare[IE_WORDBOOK_PHRASE];
    struct ie_str article = IE_STR("ה");
    bool stripped = false;
    uint32_t n = 0;

    memcpy(bare, words, count * sizeof(*bare));
    for (unsigned i = 1; i < count; i++) {
        struct ie_str word = ie_str_n(words[i].text, words[i].len);
        if (word.len < article.len + 4 || !ie_str_starts(word, article))
            continue;
        bare[i].len -= (uint8_t)article.len;
        memmove(bare[i].text, bare[i].text + article.len, bare[i].len);
        stripped = true;
    }
    if (stripped)
        n = find_phrase(t, bare, count, out, failed);
    unsigned forms =
        n ? 0 : ie_word_variants(t->of, ie_str_n(words[0].text, words[0].len), variants);
    for (unsigned i = 0; i < forms && !n; i++) {
        memcpy(bare[0].text, variants[i].text, variants[i].len);
        bare[0].len = variants[i].len;
        n = find_phrase(t, bare, count, out, failed);
    }
    return n;
}

static bool ours(const struct ie_translating *t, const struct ie_word *word)
{
    enum ie_glyph glyph = t->of == IE_WORDS_RU   ? IE_GLYPH_CYRILLIC
                          : t->of == IE_WORDS_HE ? IE_GLYPH_HEBREW
                                                 : IE_GLYPH_LATIN;

    if (word->glyph != glyph || !word->len || t->korean || t->japanese)
        return false;
    for (uint32_t i = 0; i < word->len; i++)
        if (word->text[i] >= '0' && word->text[i] <= '9')
            return false; /* a code or formula is the same in all languages */
    return true;
}

/* ---- German compounds --------------------------------------------------------------------- */

struct compound {
    struct {
        struct ie_translation at[IE_WORDBOOK_MOST];
        uint32_t count;
    } part[PARTS];
    unsigned count;
    bool failed;
};

static bool take_part(struct ie_translating *t, struct ie_str part,
                      struct compound *compound)
{
    struct ie_translation *out = compound->part[compound->count].at;

    if (ie_list_common(IE_LIST_DE, part))
        return false;
    uint32_t n = ie_translate_find(t, IE_WORDBOOK_WRITTEN, part, out);
    if (!n)
        n = find_stem(t, part, out, &compound->failed);
    compound->part[compound->count].count = n;
    compound->count += n > 0;
    return n > 0;
}

static bool cut_german(struct ie_translating *t, struct ie_str word,
                       struct compound *compound);

static bool take_head(struct ie_translating *t, struct ie_str head,
                      struct compound *compound)
{
    static const char *const links[] = {"", "s", "n", "en", "es", "er", "e"};

    for (size_t i = 0; i < IE_COUNT(links); i++) {
        size_t len = strlen(links[i]);
        if (head.len >= HEAD_MIN + len && ie_str_ends(head, ie_str_z(links[i])) &&
            take_part(t, ie_str_sub(head, 0, head.len - len), compound))
            return true;
    }
    return compound->count + 2 < PARTS && cut_german(t, head, compound);
}

/* In parts that are all known, the longest last part first; false and no parts else. */
static bool cut_german(struct ie_translating *t, struct ie_str word,
                       struct compound *compound)
{
    unsigned before = compound->count;

    for (size_t at = HEAD_MIN; at + TAIL_MIN <= word.len; at++) {
        struct ie_str tail = ie_str_sub(word, at, word.len);
        compound->count = before;
        if (!take_part(t, tail, compound))
            continue;
        compound->count = before; /* the head stands before it */
        if (take_head(t, ie_str_sub(word, 0, at), compound) && compound->count < PARTS &&
            take_part(t, tail, compound))
            return true;
    }
    compound->count = before;
    return false;
}

static int add_compound(struct ie_translating *t, const struct ie_word *word, bool *found,
                        struct ie_error *err)
{
    struct compound compound = {.count = 0};
    int code = 0;

    *found = t->of == IE_WORDS_DE && word->len >= HEAD_MIN + TAIL_MIN &&
             cut_german(t, ie_str_n(word->text, word->len), &compound);
    if (compound.failed)
        return ie_fail_nomem(err);
    for (unsigned i = 0; i < compound.count && !code; i++)
        code = ie_translate_add(t,
                                (struct ie_word_sense){.from = word->from,
                                                       .len = word->end - word->from,
                                                       .by = IE_SENSE_PART,
                                                       .words = 1,
                                                       .count = compound.part[i].count},
                                compound.part[i].at, err);
    return code;
}

/* ---- A text -------------------------------------------------------------------------------- */

/* As written, by stem, by variants. */
static uint32_t find_word(struct ie_translating *t, const struct ie_word *word,
                          uint8_t *by, struct ie_translation *out, bool *failed)
{
    struct ie_word_variant variants[IE_WORD_VARIANTS];
    struct ie_str text = ie_str_n(word->text, word->len);
    uint32_t n = ie_translate_find(t, IE_WORDBOOK_WRITTEN, text, out);

    *by = n ? IE_SENSE_WRITTEN : IE_SENSE_STEM;
    if (!n) /* surer than a stem, which данным and Дания share */
        n = ie_translate_adjectives(t, text, out);
    if (!n)
        n = find_stem(t, text, out, failed);
    if (!n)
        n = ie_translate_forms(t, text, out);
    unsigned count = n ? 0 : ie_word_variants(t->of, text, variants);
    for (unsigned i = 0; i < count && !n; i++)
        n = ie_translate_find(t, IE_WORDBOOK_WRITTEN,
                              ie_str_n(variants[i].text, variants[i].len), out);
    for (unsigned i = 0; i < count && !n; i++)
        n = find_stem(t, ie_str_n(variants[i].text, variants[i].len), out, failed);
    return n;
}

static bool one_letter(struct ie_str word)
{
    size_t size;

    ie_utf8_next(word, &size);
    return size == word.len;
}

/* The sense that begins with words[0]; how many words it takes. */
static int take_words(struct ie_translating *t, const struct ie_word *words,
                      unsigned count, unsigned *taken, struct ie_error *err)
{
    struct ie_translation out[IE_WORDBOOK_MOST];
    struct ie_word_sense sense = {.from = words[0].from};
    unsigned reach = 1;
    bool failed = false, found = false;

    if (one_letter(ie_str_n(words[0].text, words[0].len)) ||
        ie_translate_common(t, words[0].from, words[0].end, &failed))
        sense.by = IE_SENSE_COMMON;
    while (!sense.by && reach < count && ours(t, &words[reach]) &&
           words[reach].gap != IE_GAP_BREAK)
        reach++;
    for (; reach > 1 && !sense.count; reach -= !sense.count) {
        sense.count = find_phrase(t, words, reach, out, &failed);
        if (!sense.count && t->of == IE_WORDS_HE)
            sense.count = find_glued(t, words, reach, out, &failed);
        if (sense.count)
            sense.by = IE_SENSE_WRITTEN;
    }
    if (!sense.by)
        sense.count = find_word(t, words, &sense.by, out, &failed);
    if (failed)
        return ie_fail_nomem(err);
    *taken = reach;
    sense.words = (uint8_t)reach;
    sense.len = words[reach - 1].end - words[0].from;
    if (!sense.count && sense.by != IE_SENSE_COMMON) {
        int code = add_compound(t, words, &found, err);
        if (code || found)
            return code;
        if (t->of == IE_WORDS_HE)
            sense.count = ie_translate_sounds(t, IE_SOUND_HE,
                                              ie_str_n(words[0].text, words[0].len), out);
        sense.by = sense.count ? IE_SENSE_SOUND : IE_SENSE_NONE;
    }
    return ie_translate_add(t, sense, out, err);
}

static int scan(struct ie_translating *t, struct ie_error *err)
{
    struct ie_split split = {.folding = &t->translator->rules.folding, .text = t->text};
    struct ie_word words[IE_WORDBOOK_PHRASE];
    unsigned count = 0, taken;
    bool more = true;
    int code = 0;

    while (!code) {
        while (more && count < IE_WORDBOOK_PHRASE &&
               (more = ie_split_next(&split, &words[count])))
            count++;
        if (split.failed)
            return ie_fail_nomem(err);
        if (!count)
            break;
        taken = 1;
        if (ours(t, &words[0]))
            code = take_words(t, words, count, &taken, err);
        else if (ie_glyph_is_east(words[0].glyph) && (t->korean || t->japanese))
            code = ie_translate_east(t, words[0].from, words[0].end, err);
        count -= taken;
        memmove(words, words + taken, count * sizeof(*words));
    }
    return code;
}

static int common_list(struct ie_str from)
{
    static const struct {
        const char *lang;
        enum ie_list list;
    } lists[] = {{"en", IE_LIST_EN}, {"de", IE_LIST_DE}, {"fr", IE_LIST_FR},
                 {"ru", IE_LIST_RU}, {"he", IE_LIST_HE}, {"ko", IE_LIST_KO}};

    for (size_t i = 0; i < IE_COUNT(lists); i++)
        if (ie_lang_is(from, lists[i].lang))
            return (int)lists[i].list;
    return -1;
}

static struct ie_str primary_of(struct ie_str tag)
{
    int64_t hyphen = ie_str_find_char(tag, '-');

    return hyphen < 0 ? tag : ie_str_sub(tag, 0, (size_t)hyphen);
}

int ie_translate_text(struct ie_translator *translator, struct ie_arena *arena,
                      struct ie_str text, struct ie_str from, struct ie_str to,
                      struct ie_senses *senses, struct ie_error *err)
{
    struct ie_translating t = {.translator = translator,
                               .arena = arena,
                               .text = text,
                               .of = ie_words_of(primary_of(from)),
                               .korean = ie_lang_is(from, "ko"),
                               .japanese = ie_lang_is(from, "ja"),
                               .common = common_list(from)};

    if (text.len > IE_TEXT_MAX)
        return ie_fail(err, IE_LIMIT, "text.too_long");
    if (!find_way(translator->book, from, to, &t.first, &t.then))
        t.first = t.then = -1;
    translator->senses.count = 0;
    ie_memo_tidy(&translator->eojeols);
    ie_memo_tidy(&translator->sounds);
    int code = scan(&t, err);
    if (code)
        return code;
    size_t count = translator->senses.count;
    struct ie_word_sense *copy = IE_NEW_ARRAY(arena, struct ie_word_sense, count + 1);
    if (!copy)
        return ie_fail_nomem(err);
    if (count)
        memcpy(copy, translator->senses.at, count * sizeof(*copy));
    *senses = (struct ie_senses){copy, (uint32_t)count};
    return 0;
}

int ie_translate_term(struct ie_translator *translator, struct ie_arena *arena,
                      struct ie_str term, struct ie_str from, struct ie_str to,
                      struct ie_translations *out, struct ie_error *err)
{
    struct ie_senses senses;
    int code = ie_translate_text(translator, arena, term, from, to, &senses, err);

    if (code)
        return code;
    *out = (struct ie_translations){NULL, 0};
    if (senses.count == 1 && senses.at[0].by != IE_SENSE_PART)
        *out = (struct ie_translations){senses.at[0].at, senses.at[0].count};
    return 0;
}
