/* Opening an image: nothing that reading relies on is taken on trust. */
#include <stdio.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "lexicon/image.h"
#include "lexicon/words.h"

static int damaged(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INPUT, "lexicon.damaged");
    ie_error_arg(err, "what", what);
    return IE_INPUT;
}

static const void *section_at(const struct ie_lexicon *lex, enum ie_lex_section section)
{
    return (const unsigned char *)lex->header + lex->header->section[section].at;
}

static bool sections_ok(struct ie_lexicon *lex, size_t len)
{
    uint64_t end = sizeof(struct ie_lex_header);

    for (int i = 0; i < IE_LEX_SECTIONS; i++) {
        uint64_t at = lex->header->section[i].at, count = lex->header->section[i].count;
        if (at != end || count >= UINT32_MAX / 2)
            return false;
        end += (count * ie_lex_record((enum ie_lex_section)i) + 7) & ~UINT64_C(7);
        if (end > len)
            return false;
        lex->count[i] = (uint32_t)count;
    }
    return end == len;
}

static void set_views(struct ie_lexicon *lex)
{
    lex->concepts = section_at(lex, IE_LEX_CONCEPTS);
    lex->labels = section_at(lex, IE_LEX_LABELS);
    lex->traits = section_at(lex, IE_LEX_TRAITS);
    lex->notations = section_at(lex, IE_LEX_NOTATIONS);
    lex->notes = section_at(lex, IE_LEX_NOTES);
    lex->links = section_at(lex, IE_LEX_LINKS);
    lex->tops = section_at(lex, IE_LEX_TOPS);
    lex->langs = section_at(lex, IE_LEX_LANGS);
    lex->text = section_at(lex, IE_LEX_TEXT);
    lex->words = section_at(lex, IE_LEX_WORDS);
    lex->spelling = section_at(lex, IE_LEX_SPELLING);
    lex->word_flags = section_at(lex, IE_LEX_WORD_FLAGS);
    lex->buckets = section_at(lex, IE_LEX_BUCKETS);
    lex->keys = section_at(lex, IE_LEX_KEYS);
    lex->trie = (struct ie_lex_trie){.first = section_at(lex, IE_LEX_TRIE_FIRST),
                                     .word = section_at(lex, IE_LEX_TRIE_WORD),
                                     .end = section_at(lex, IE_LEX_TRIE_END),
                                     .nodes = lex->count[IE_LEX_TRIE_WORD]};
    lex->letters = (struct ie_lex_trie){.first = section_at(lex, IE_LEX_LETTER_FIRST),
                                        .unit = section_at(lex, IE_LEX_LETTER_UNIT),
                                        .end = section_at(lex, IE_LEX_LETTER_END),
                                        .nodes = lex->count[IE_LEX_LETTER_UNIT]};
    lex->letter_flags = section_at(lex, IE_LEX_LETTER_FLAGS);
    lex->ends = section_at(lex, IE_LEX_ENDS);
    lex->hints = section_at(lex, IE_LEX_HINTS);
    lex->finds = section_at(lex, IE_LEX_FINDS);
    lex->find_sizes = section_at(lex, IE_LEX_FIND_SIZES);
    lex->pages = section_at(lex, IE_LEX_PAGES);
}

/* ---- Numbers ------------------------------------------------------------------------- */

static bool rises(const uint32_t *at, uint32_t count, uint32_t first, uint32_t last)
{
    if (!count || at[0] != first || at[count - 1] != last)
        return false;
    for (uint32_t i = 1; i < count; i++)
        if (at[i - 1] > at[i])
            return false;
    return true;
}

static bool within(const uint32_t *numbers, uint32_t count, uint32_t limit)
{
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] >= limit)
            return false;
    return true;
}

/* A string begins there, ends within the text and is UTF-8. */
static bool string_ok(const struct ie_lexicon *lex, uint32_t string)
{
    enum { LENGTH_BYTES = 5 };
    uint32_t size = lex->count[IE_LEX_TEXT], at = string;

    while (at < size && at - string < LENGTH_BYTES && (lex->text[at] & 0x80))
        at++;
    if (at >= size || at - string == LENGTH_BYTES ||
        (at - string == LENGTH_BYTES - 1 && lex->text[at] > 7))
        return false;
    struct ie_str text = ie_lex_string(lex, string);
    return text.len <= size - at - 1 && ie_utf8_valid(text);
}

static bool strings_ok(const struct ie_lexicon *lex, const void *records,
                       uint32_t strings)
{
    const uint32_t *string = records;

    for (uint32_t i = 0; i < strings; i++)
        if (!string_ok(lex, string[i]))
            return false;
    return true;
}

/* ---- Concepts and labels ------------------------------------------------------------- */

static bool concept_ok(const struct ie_lexicon *lex, uint32_t i)
{
    const struct ie_lex_concept *one = &lex->concepts[i], *next = one + 1;

    if (!string_ok(lex, one->id) || one->label >= next->label ||
        one->notation > next->notation || one->note > next->note ||
        next->label - one->label > UINT16_MAX ||
        one->link[IE_LEX_LINK_KINDS] != next->link[0])
        return false;
    for (int kind = 0; kind < IE_LEX_LINK_KINDS; kind++)
        if (one->link[kind] > one->link[kind + 1])
            return false;
    return i == 0 ||
           ie_str_cmp(ie_lex_string(lex, one[-1].id), ie_lex_string(lex, one->id)) < 0;
}

static bool concepts_ok(const struct ie_lexicon *lex)
{
    uint32_t count = lex->count[IE_LEX_CONCEPTS];

    if (!count)
        return false;
    const struct ie_lex_concept *first = &lex->concepts[0];
    const struct ie_lex_concept *last = &lex->concepts[count - 1];
    if (first->label || first->notation || first->note || first->link[0] ||
        last->label != lex->count[IE_LEX_LABELS] ||
        last->notation != lex->count[IE_LEX_NOTATIONS] ||
        last->note != lex->count[IE_LEX_NOTES] ||
        last->link[0] != lex->count[IE_LEX_LINKS])
        return false;
    for (uint32_t i = 0; i + 1 < count; i++)
        if (!concept_ok(lex, i))
            return false;
    return within(lex->links, lex->count[IE_LEX_LINKS], count - 1) &&
           within(lex->tops, lex->count[IE_LEX_TOPS], count - 1);
}

static bool labels_ok(const struct ie_lexicon *lex)
{
    for (uint32_t i = 0; i < lex->count[IE_LEX_LABELS]; i++)
        if (!string_ok(lex, lex->labels[i].text) ||
            lex->labels[i].trait >= lex->count[IE_LEX_TRAITS])
            return false;
    for (uint32_t i = 0; i < lex->count[IE_LEX_TRAITS]; i++) {
        const struct ie_lex_trait *trait = &lex->traits[i];
        if (!string_ok(lex, trait->source) || !string_ok(lex, trait->why) ||
            trait->lang >= lex->count[IE_LEX_LANGS] || trait->kind >= IE_LABEL_KINDS ||
            trait->review > IE_REVIEW_REVIEWED || trait->weak > 1 ||
            trait->weight > IE_LABEL_WEIGHT || trait->rules >= IE_WORDS_COUNT)
            return false;
    }
    /* notations, notes and languages are records of strings alone */
    return strings_ok(lex, lex->notations, 4 * lex->count[IE_LEX_NOTATIONS]) &&
           strings_ok(lex, lex->notes, 2 * lex->count[IE_LEX_NOTES]) &&
           strings_ok(lex, lex->langs, 2 * lex->count[IE_LEX_LANGS]);
}

/* ---- The index ----------------------------------------------------------------------- */

static bool words_ok(const struct ie_lexicon *lex)
{
    enum { BUCKETS = 1 << 16 };
    uint32_t words = lex->count[IE_LEX_WORDS], keys = lex->count[IE_LEX_KEYS];

    if (!rises(lex->words, words, 0, lex->count[IE_LEX_SPELLING]) ||
        lex->count[IE_LEX_WORD_FLAGS] != words - 1 ||
        lex->count[IE_LEX_BUCKETS] != BUCKETS + 1 ||
        !rises(lex->buckets, BUCKETS + 1, 0, keys))
        return false;
    for (uint32_t i = 0; i + 1 < words; i++)
        if (lex->words[i + 1] - lex->words[i] > IE_WORD_MAX)
            return false;
    for (uint32_t i = 0; i < keys; i++)
        if (lex->keys[i].word >= words - 1)
            return false;
    return true;
}

/* Every node but the root is the child of one node before it, so walks end. */
static bool trie_ok(const struct ie_lex_trie *trie, uint32_t firsts, uint32_t ends,
                    uint32_t from, uint32_t to)
{
    if (!trie->nodes || firsts != trie->nodes + 1 || ends != trie->nodes + 1 ||
        !rises(trie->first, firsts, 1, trie->nodes) || !rises(trie->end, ends, from, to))
        return false;
    for (uint32_t i = 0; i < trie->nodes; i++)
        if (trie->first[i + 1] > trie->first[i] && trie->first[i] <= i)
            return false;
    return true;
}

static bool index_ok(const struct ie_lexicon *lex)
{
    uint32_t ends = lex->count[IE_LEX_ENDS], hints = lex->count[IE_LEX_HINTS];

    if (!words_ok(lex) || !lex->trie.nodes || lex->count[IE_LEX_TRIE_END] < 2)
        return false;
    uint32_t parted = lex->trie.end[lex->count[IE_LEX_TRIE_END] - 1];
    return trie_ok(&lex->trie, lex->count[IE_LEX_TRIE_FIRST], lex->count[IE_LEX_TRIE_END],
                   0, parted) &&
           trie_ok(&lex->letters, lex->count[IE_LEX_LETTER_FIRST],
                   lex->count[IE_LEX_LETTER_END], parted, ends) &&
           lex->count[IE_LEX_LETTER_FLAGS] == lex->letters.nodes &&
           within(lex->trie.word, lex->trie.nodes, lex->count[IE_LEX_WORDS]) &&
           within(lex->ends, ends, lex->count[IE_LEX_LABELS]) && hints &&
           !(hints & (hints - 1));
}

static bool finds_ok(const struct ie_lexicon *lex)
{
    if (lex->count[IE_LEX_FIND_SIZES] != lex->count[IE_LEX_FINDS] ||
        lex->count[IE_LEX_PAGES] != IE_FOLD_PAGES / 64)
        return false;
    for (uint32_t i = 0; i < lex->count[IE_LEX_FINDS]; i++)
        if (lex->finds[i] >> IE_LEX_FIND_BITS >= lex->count[IE_LEX_LABELS])
            return false;
    return true;
}

static int view(struct ie_lexicon *lex, const unsigned char *bytes, size_t len,
                struct ie_error *err)
{
    char version[IE_LEX_VERSION_ROOM];

    if (len < sizeof(struct ie_lex_header) || (uintptr_t)bytes % 8 != 0)
        return damaged(err, "length");
    lex->header = (const void *)bytes;
    if (memcmp(lex->header->magic, IE_LEX_MAGIC, sizeof(lex->header->magic)) != 0)
        return damaged(err, "magic");
    ie_lex_version(version);
    if (memcmp(lex->header->version, version, sizeof(version)) != 0)
        return ie_fail(err, IE_INPUT, "lexicon.version");
    if (lex->header->len != len || !sections_ok(lex, len))
        return damaged(err, "length");
    if (lex->header->checksum != XXH3_64bits(bytes + 16, len - 16))
        return damaged(err, "checksum");
    set_views(lex);
    if (!concepts_ok(lex) || !labels_ok(lex))
        return damaged(err, "concepts");
    return index_ok(lex) && finds_ok(lex) ? 0 : damaged(err, "index");
}

/* ---- What is made on opening ----------------------------------------------------------- */

/* The root's children by letter, and which pairs begin labels; a label of one letter admits
 * any second. */
static int set_filters(struct ie_lexicon *lex, struct ie_error *err)
{
    const struct ie_lex_trie *trie = &lex->letters;

    if (!(lex->roots = ie_calloc(0x10000, sizeof(*lex->roots))))
        return ie_fail_nomem(err);
    for (uint32_t i = trie->first[0]; i < trie->first[1]; i++) {
        uint32_t one = trie->unit[i], alone = ie_lex_pair_bit(one, 0);
        lex->roots[one] = i;
        if (ie_lex_ends_at(trie, i))
            lex->pairs[alone / 64] |= UINT64_C(1) << alone % 64;
        for (uint32_t k = trie->first[i]; k < trie->first[i + 1]; k++) {
            uint32_t pair = ie_lex_pair_bit(one, trie->unit[k]);
            lex->pairs[pair / 64] |= UINT64_C(1) << pair % 64;
        }
    }
    return 0;
}

static int set_folding(struct ie_lexicon *lex, struct ie_error *err)
{
    ie_folding_init(&lex->folding, NULL);
    for (uint32_t i = 0; i < IE_FOLD_PAGES; i++)
        if ((lex->pages[i / 64] >> i % 64 & 1) && !ie_folding_page(&lex->folding, i << 8))
            return ie_fail_nomem(err);
    return 0;
}

int ie_lexicon_open(const unsigned char *bytes, size_t len, struct ie_lexicon **lexicon,
                    struct ie_error *err)
{
    struct ie_lexicon *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    int code = view(made, bytes, len, err);
    if (code || (code = set_filters(made, err)) || (code = set_folding(made, err))) {
        ie_lexicon_close(made);
        return code;
    }
    snprintf(made->digest, sizeof(made->digest), "%016llx",
             (unsigned long long)made->header->checksum);
    *lexicon = made;
    return 0;
}

void ie_lexicon_close(struct ie_lexicon *lexicon)
{
    if (!lexicon)
        return;
    ie_folding_release(&lexicon->folding);
    ie_free(lexicon->roots);
    ie_free(lexicon);
}
