/* From dictionaries to the bytes of a wordbook. */
#include <stdlib.h>
#include <xxhash.h>

#include "base/buf.h"
#include "base/vec.h"
#include "lexicon/wordbook_image.h"

enum { TEXT_MAX = 1 << 30, GATHER_MAX = 4096 };

struct gathered {      /* a word under one of its keys */
    uint32_t key, len; /* in build->keys */
    uint32_t word;     /* of the dictionary */
    uint8_t kind;
};

struct build {
    struct ie_wordbook_rules rules;
    struct ie_buf keys; /* of the table at hand */
    IE_VEC(struct gathered) gathered;
    IE_VEC(uint32_t) alone; /* by word: entry + 1 that is this word's and no other's */
    IE_VEC(struct ie_wordbook_table) tables;
    IE_VEC(struct ie_wordbook_entry) entries;
    IE_VEC(struct ie_wordbook_share) pairs;
    struct ie_buf text;
    struct { /* texts that are kept already: offset + 1, length in a parallel array */
        uint32_t *at;
        uint8_t *len;
        size_t room, used;
    } known;
};

static int too_large(struct ie_error *err)
{
    return ie_fail(err, IE_LIMIT, "wordbook.too_large");
}

/* ---- Texts, each once -------------------------------------------------------------- */

static bool grow_known(struct build *build)
{
    size_t room = build->known.room ? 2 * build->known.room : 1 << 12;
    uint32_t *at = ie_calloc(room, sizeof(*at));
    uint8_t *len = ie_calloc(room, 1);

    if (!at || !len) {
        ie_free(at);
        ie_free(len);
        return false;
    }
    for (size_t i = 0; i < build->known.room; i++) {
        if (!build->known.at[i])
            continue;
        size_t slot =
            XXH3_64bits(build->text.ptr + build->known.at[i] - 1, build->known.len[i]) &
            (room - 1);
        while (at[slot])
            slot = (slot + 1) & (room - 1);
        at[slot] = build->known.at[i];
        len[slot] = build->known.len[i];
    }
    ie_free(build->known.at);
    ie_free(build->known.len);
    build->known.at = at;
    build->known.len = len;
    build->known.room = room;
    return true;
}

/* Where a text of at most 255 bytes is kept. */
static int keep(struct build *build, struct ie_str text, uint32_t *at,
                struct ie_error *err)
{
    if (2 * build->known.used >= build->known.room && !grow_known(build))
        return ie_fail_nomem(err);
    size_t slot = XXH3_64bits(text.ptr, text.len) & (build->known.room - 1);
    for (; build->known.at[slot]; slot = (slot + 1) & (build->known.room - 1)) {
        *at = build->known.at[slot] - 1;
        if (ie_str_eq(text, ie_str_n(build->text.ptr + *at, build->known.len[slot])))
            return 0;
    }
    if (build->text.len > TEXT_MAX)
        return too_large(err);
    *at = (uint32_t)build->text.len;
    build->known.at[slot] = *at + 1;
    build->known.len[slot] = (uint8_t)text.len;
    build->known.used++;
    ie_buf_add(&build->text, text);
    return ie_buf_check(&build->text, err);
}

/* ---- One table ---------------------------------------------------------------------- */

static int gather(struct build *build, const struct ie_wordbook_list *list,
                  struct ie_error *err)
{
    uint32_t count = ie_dictionary_words(list->dictionary);
    struct ie_wordbook_keys keys;
    struct ie_translations translations;

    build->gathered.count = build->alone.count = 0;
    ie_buf_clear(&build->keys);
    for (uint32_t i = 0; i < count; i++) {
        struct ie_str word = ie_dictionary_word(list->dictionary, i, NULL, &translations);
        int code =
            ie_wordbook_keys(&build->rules, ie_str_z(list->from), word, &keys, err);
        if (code)
            return code;
        if (!IE_PUSH(&build->alone))
            return ie_fail_nomem(err);
        for (uint8_t kind = 0; kind < 2 && keys.words <= IE_WORDBOOK_PHRASE; kind++) {
            struct gathered *one = keys.len[kind] ? IE_PUSH(&build->gathered) : NULL;
            if (keys.len[kind] && !one)
                return ie_fail_nomem(err);
            if (!one)
                continue;
            *one = (struct gathered){(uint32_t)build->keys.len, (uint32_t)keys.len[kind],
                                     i, kind};
            ie_buf_add(&build->keys, ie_str_n(keys.text[kind], keys.len[kind]));
        }
    }
    return ie_buf_check(&build->keys, err);
}

static struct ie_str key_of(const struct build *build, const struct gathered *one)
{
    return ie_str_n(build->keys.ptr + one->key, one->len);
}

static int by_key(const void *x, const void *y, void *data)
{
    const struct gathered *a = x, *b = y;
    int order = (int)a->kind - b->kind;

    order = order ? order : ie_str_cmp(key_of(data, a), key_of(data, b));
    return order ? order : (a->word > b->word) - (a->word < b->word);
}

static unsigned words_of(struct ie_str text)
{
    unsigned words = 1;

    for (size_t i = 0; i < text.len; i++)
        words += text.ptr[i] == ' ';
    return words;
}

static float weight_of(const struct ie_wordbook_list *list, struct ie_str key)
{
    return list->ours && ie_dictionary_look(list->ours, key).count ? 8 : 1;
}

/* What the words of one key mean together, into `out`: at most GATHER_MAX, likeliest
 * first. Each word counts as much, but ours more: of a stem that a frequent word shares
 * with rare ones, the frequent one is meant. */
static uint32_t mix(const struct build *build, const struct ie_wordbook_list *list,
                    size_t first, size_t end, struct ie_translation *out)
{
    uint32_t count = 0;
    struct ie_translations from;
    struct ie_str key;
    float all = 0;

    for (size_t i = first; i < end; i++) {
        ie_dictionary_word(list->dictionary, build->gathered.at[i].word, &key, &from);
        all += weight_of(list, key);
    }
    for (size_t i = first; i < end; i++) {
        ie_dictionary_word(list->dictionary, build->gathered.at[i].word, &key, &from);
        float weight = weight_of(list, key) / all;
        for (uint32_t k = 0; k < from.count && count < GATHER_MAX; k++) {
            if (words_of(from.at[k].text) > IE_WORDBOOK_PHRASE)
                continue;
            out[count] = from.at[k];
            out[count++].probability *= weight;
        }
    }
    return ie_translations_merge(out, count);
}

static int add_entry(struct build *build, const struct gathered *one,
                     const struct ie_translation *at, uint32_t count,
                     struct ie_error *err)
{
    struct ie_wordbook_entry *entry = IE_PUSH(&build->entries);
    uint32_t first = (uint32_t)build->pairs.count, where;

    if (!entry)
        return ie_fail_nomem(err);
    *entry = (struct ie_wordbook_entry){.first = first,
                                        .key_len = (uint8_t)one->len,
                                        .table = (uint8_t)(build->tables.count - 1),
                                        .kind = one->kind};
    int code = keep(build, key_of(build, one), &where, err);
    entry->key = code ? 0 : where;
    for (uint32_t i = 0; i < count && entry->count < IE_WORDBOOK_MOST && !code; i++) {
        double share = (double)at[i].probability * IE_WORDBOOK_SHARES;
        if (share < 1 || at[i].text.len > UINT8_MAX)
            continue;
        struct ie_wordbook_share *pair = IE_PUSH(&build->pairs);
        if (!pair)
            return ie_fail_nomem(err);
        *pair = (struct ie_wordbook_share){
            .share = share < IE_WORDBOOK_SHARES ? (uint16_t)share : IE_WORDBOOK_SHARES,
            .len = (uint8_t)at[i].text.len};
        entry->count++;
        code = keep(build, at[i].text, &where, err);
        pair->text = code ? 0 : where;
    }
    if (!entry->count)
        build->entries.count--;
    return code;
}

/* Float sums may pass one by a hair; shares may not. */
static void settle(struct build *build, const struct ie_wordbook_entry *entry)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < entry->count; i++) {
        struct ie_wordbook_share *pair = &build->pairs.at[entry->first + i];
        if (sum + pair->share > IE_WORDBOOK_SHARES)
            pair->share = (uint16_t)(IE_WORDBOOK_SHARES - sum);
        sum += pair->share;
    }
}

static void set_lang(char out[IE_WORDBOOK_LANG], const char *lang)
{
    size_t len = strnlen(lang, IE_WORDBOOK_LANG - 1);

    memcpy(out, lang, len); /* zeros behind it */
}

/* A stem that one word alone has: no entry if it is the word as written (wordbook.h),
 * else one with that entry's translations. */
static int add_alone(struct build *build, const struct gathered *one, bool *done,
                     struct ie_error *err)
{
    uint32_t written = build->alone.at[one->word], where;

    *done = one->kind == IE_WORDBOOK_STEM && written;
    if (!*done)
        return 0;
    struct ie_wordbook_entry entry = build->entries.at[written - 1];
    struct ie_str key = key_of(build, one);
    if (ie_str_eq(key, ie_str_n(build->text.ptr + entry.key, entry.key_len)))
        return 0;
    int code = keep(build, key, &where, err);
    struct ie_wordbook_entry *made = code ? NULL : IE_PUSH(&build->entries);
    if (code || !made)
        return code ? code : ie_fail_nomem(err);
    *made = entry;
    made->key = where;
    made->key_len = (uint8_t)key.len;
    made->kind = one->kind;
    return 0;
}

/* The entry of gathered words first … end - 1, which have one key. */
static int add_group(struct build *build, const struct ie_wordbook_list *list,
                     size_t first, size_t end, struct ie_translation *room,
                     struct ie_error *err)
{
    struct ie_wordbook_table *table = &build->tables.at[build->tables.count - 1];
    const struct gathered *one = &build->gathered.at[first];
    size_t before = build->entries.count;
    bool done = false;
    int code = end - first == 1 ? add_alone(build, one, &done, err) : 0;

    if (code || done)
        return code;
    uint32_t count = mix(build, list, first, end, room);
    code = add_entry(build, one, room, count, err);
    if (code || build->entries.count == before)
        return code;
    const struct ie_wordbook_entry *entry = &build->entries.at[before];
    settle(build, entry);
    if (entry->kind == IE_WORDBOOK_STEM)
        return 0;
    table->words++;
    table->pairs += entry->count;
    if (end - first == 1)
        build->alone.at[one->word] = (uint32_t)before + 1;
    return 0;
}

static bool same_key(const struct build *build, size_t a, size_t b)
{
    return build->gathered.at[a].kind == build->gathered.at[b].kind &&
           ie_str_eq(key_of(build, &build->gathered.at[a]),
                     key_of(build, &build->gathered.at[b]));
}

static int add_table(struct build *build, const struct ie_wordbook_list *list,
                     struct ie_error *err)
{
    struct ie_wordbook_table *table = IE_PUSH(&build->tables);
    struct ie_translation *room = ie_calloc(GATHER_MAX, sizeof(*room));
    int code = table && room ? gather(build, list, err) : ie_fail_nomem(err);

    if (!code) {
        set_lang(table->from, list->from);
        set_lang(table->to, list->to);
    }
    if (!code && build->gathered.count)
        qsort_r(build->gathered.at, build->gathered.count, sizeof(*build->gathered.at),
                by_key, build);
    for (size_t first = 0, end; !code && first < build->gathered.count; first = end) {
        for (end = first + 1; end < build->gathered.count; end++)
            if (!same_key(build, first, end))
                break;
        code = add_group(build, list, first, end, room, err);
    }
    ie_free(room);
    return code;
}

/* ---- The bytes ----------------------------------------------------------------------- */

static uint32_t *make_slots(const struct build *build, size_t *room)
{
    for (*room = 8; *room < 2 * build->entries.count + 2;)
        *room *= 2;
    uint32_t *slots = ie_calloc(*room, sizeof(*slots));
    for (size_t i = 0; i < build->entries.count && slots; i++) {
        const struct ie_wordbook_entry *entry = &build->entries.at[i];
        struct ie_str key = ie_str_n(build->text.ptr + entry->key, entry->key_len);
        size_t slot = ie_wordbook_hash(entry->table, entry->kind, key) & (*room - 1);
        while (slots[slot])
            slot = (slot + 1) & (*room - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    return slots;
}

static void add_section(struct ie_buf *out, struct ie_wordbook_header *header,
                        enum ie_wordbook_section section, const void *at, size_t count)
{
    static const char zeros[8];

    header->section[section].at = out->len;
    header->section[section].count = count;
    if (count)
        ie_buf_add(out, ie_str_n(at, count * ie_wordbook_record(section)));
    ie_buf_add(out, ie_str_n(zeros, -out->len & 7));
}

static int gather_english(const struct build *build, struct ie_wordbook_sounds *out,
                          struct ie_error *err)
{
    struct ie_wordbook_share *words = ie_calloc(build->pairs.count + 1, sizeof(*words));
    size_t count = 0;

    if (!words)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < build->entries.count; i++) {
        const struct ie_wordbook_entry *entry = &build->entries.at[i];
        if (entry->kind == IE_WORDBOOK_STEM ||
            strcmp(build->tables.at[entry->table].to, "en") != 0)
            continue;
        memcpy(words + count, build->pairs.at + entry->first,
               entry->count * sizeof(*words));
        count += entry->count;
    }
    int code = ie_wordbook_sound_all(build->text.ptr, words, count, out, err);
    ie_free(words);
    return code;
}

static int write_image(const struct build *build, struct ie_buf *out,
                       struct ie_error *err)
{
    struct ie_wordbook_header header = {0};
    struct ie_wordbook_sounds sounds = {0};
    size_t room;
    uint32_t *slots = make_slots(build, &room);
    int code = slots ? gather_english(build, &sounds, err) : ie_fail_nomem(err);

    if (code) {
        ie_free(slots);
        IE_VEC_RELEASE(&sounds);
        return code;
    }
    memcpy(header.magic, IE_WORDBOOK_MAGIC, sizeof(header.magic));
    ie_wordbook_stamp(header.version);
    ie_buf_add(out, ie_str_n((const char *)&header, sizeof(header)));
    add_section(out, &header, IE_WB_TABLES, build->tables.at, build->tables.count);
    add_section(out, &header, IE_WB_ENTRIES, build->entries.at, build->entries.count);
    add_section(out, &header, IE_WB_SLOTS, slots, room);
    add_section(out, &header, IE_WB_PAIRS, build->pairs.at, build->pairs.count);
    add_section(out, &header, IE_WB_TEXT, build->text.ptr, build->text.len);
    add_section(out, &header, IE_WB_SOUNDS, sounds.at, sounds.count);
    ie_free(slots);
    IE_VEC_RELEASE(&sounds);
    code = ie_buf_check(out, err);
    if (code)
        return code;
    header.len = out->len;
    memcpy(out->ptr, &header, sizeof(header));
    header.checksum = XXH3_64bits(out->ptr + 16, out->len - 16);
    memcpy(out->ptr, &header, sizeof(header));
    return 0;
}

int ie_wordbook_build(const struct ie_wordbook_list *lists, uint32_t count,
                      struct ie_wordbook_image *image, struct ie_error *err)
{
    struct build build = {0};
    struct ie_buf out = IE_BUF_INIT;
    int code = ie_wordbook_rules_init(&build.rules, err);

    if (!code && count > IE_WORDBOOK_TABLES)
        code = too_large(err);
    for (uint32_t i = 0; i < count && !code; i++)
        code = add_table(&build, &lists[i], err);
    if (!code)
        code = write_image(&build, &out, err);
    if (!code) {
        *image = (struct ie_wordbook_image){(unsigned char *)out.ptr, out.len};
        out = IE_BUF_INIT;
    }
    ie_wordbook_rules_release(&build.rules);
    ie_buf_release(&build.keys);
    ie_buf_release(&build.text);
    ie_buf_release(&out);
    IE_VEC_RELEASE(&build.gathered);
    IE_VEC_RELEASE(&build.alone);
    IE_VEC_RELEASE(&build.tables);
    IE_VEC_RELEASE(&build.entries);
    IE_VEC_RELEASE(&build.pairs);
    ie_free(build.known.at);
    ie_free(build.known.len);
    return code;
}
