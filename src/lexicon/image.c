#include "lexicon/image.h"

#include <stdio.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "text/text.h"

_Static_assert(sizeof(struct ie_lex_header) == 40 + 16 * IE_LEX_SECTIONS,
               "the header is part of the format");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "images are little-endian");

const char *ie_lexicon_version(void)
{
    return "3";
}

void ie_lex_version(char out[IE_LEX_VERSION_ROOM])
{
    memset(out, 0, IE_LEX_VERSION_ROOM);
    snprintf(out, IE_LEX_VERSION_ROOM, "%.15s", ie_lexicon_version());
}

size_t ie_lex_record(enum ie_lex_section section)
{
    static const uint8_t sizes[IE_LEX_SECTIONS] = {
        [IE_LEX_CONCEPTS] = sizeof(struct ie_lex_concept),
        [IE_LEX_LABELS] = sizeof(struct ie_lex_label),
        [IE_LEX_NOTATIONS] = sizeof(struct ie_lex_notation),
        [IE_LEX_NOTES] = sizeof(struct ie_lex_note),
        [IE_LEX_LINKS] = sizeof(uint32_t),
        [IE_LEX_TOPS] = sizeof(uint32_t),
        [IE_LEX_LANGS] = sizeof(struct ie_lex_lang),
        [IE_LEX_STRINGS] = sizeof(uint32_t),
        [IE_LEX_TEXT] = 1,
        [IE_LEX_SLOTS] = sizeof(uint32_t),
        [IE_LEX_TERMS] = sizeof(uint32_t),
        [IE_LEX_EDGES] = sizeof(struct ie_lex_edge),
        [IE_LEX_NODES] = sizeof(struct ie_lex_node),
        [IE_LEX_ENTRIES] = sizeof(struct ie_lex_entry),
        [IE_LEX_CLOSED] = sizeof(struct ie_lex_key),
        [IE_LEX_HINTS] = sizeof(uint64_t),
        [IE_LEX_FINDS] = sizeof(struct ie_lex_find),
        [IE_LEX_KEYS] = 1,
    };

    return sizes[section];
}

/* ---- Hashing ----------------------------------------------------------------------- */

uint64_t ie_lex_hash(struct ie_str key)
{
    return XXH3_64bits(key.ptr, key.len);
}

uint32_t ie_lex_long_hash(struct ie_str key, uint64_t *hash)
{
    XXH128_hash_t both = XXH3_128bits(key.ptr, key.len);

    *hash = both.low64;
    return (uint32_t)both.high64;
}

uint32_t ie_lex_edge_hash(uint32_t node, uint32_t symbol)
{
    uint64_t mixed = ((uint64_t)node << 32 | symbol) * UINT64_C(0x9E3779B97F4A7C15);

    return (uint32_t)(mixed >> 32 ^ mixed >> 15);
}

struct ie_str ie_lex_string(const struct ie_lexicon *lexicon, uint32_t string)
{
    uint32_t from = lexicon->strings[string];

    return ie_str_n(lexicon->text + from, lexicon->strings[string + 1] - from);
}

uint32_t ie_lex_term(const struct ie_lexicon *lexicon, struct ie_str key)
{
    uint32_t mask = lexicon->count[IE_LEX_SLOTS] - 1;
    uint32_t at = (uint32_t)ie_lex_hash(key) & mask;

    while (lexicon->slots[at]) {
        uint32_t term = lexicon->slots[at] - 1;
        uint32_t from = lexicon->terms[term];
        if (ie_str_eq(key,
                      ie_str_n(lexicon->keys + from, lexicon->terms[term + 1] - from)))
            return term;
        at = (at + 1) & mask;
    }
    return IE_THESAURUS_NONE;
}

/* ---- Opening: nothing that reading relies on is taken on trust ----------------------- */

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
    lex->notations = section_at(lex, IE_LEX_NOTATIONS);
    lex->notes = section_at(lex, IE_LEX_NOTES);
    lex->links = section_at(lex, IE_LEX_LINKS);
    lex->tops = section_at(lex, IE_LEX_TOPS);
    lex->langs = section_at(lex, IE_LEX_LANGS);
    lex->strings = section_at(lex, IE_LEX_STRINGS);
    lex->text = section_at(lex, IE_LEX_TEXT);
    lex->slots = section_at(lex, IE_LEX_SLOTS);
    lex->terms = section_at(lex, IE_LEX_TERMS);
    lex->edges = section_at(lex, IE_LEX_EDGES);
    lex->nodes = section_at(lex, IE_LEX_NODES);
    lex->entries = section_at(lex, IE_LEX_ENTRIES);
    lex->closed = section_at(lex, IE_LEX_CLOSED);
    lex->hints = section_at(lex, IE_LEX_HINTS);
    lex->finds = section_at(lex, IE_LEX_FINDS);
    lex->keys = section_at(lex, IE_LEX_KEYS);
}

static bool rises(const uint32_t *at, uint32_t count, uint32_t last)
{
    if (!count || at[0] != 0 || at[count - 1] != last)
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

static bool strings_ok(const struct ie_lexicon *lex)
{
    if (!rises(lex->strings, lex->count[IE_LEX_STRINGS], lex->count[IE_LEX_TEXT]))
        return false;
    for (uint32_t i = 0; i + 1 < lex->count[IE_LEX_STRINGS]; i++)
        if (!ie_utf8_valid(ie_lex_string(lex, i)))
            return false;
    return true;
}

static bool concept_ok(const struct ie_lexicon *lex, uint32_t i)
{
    const struct ie_lex_concept *one = &lex->concepts[i], *next = one + 1;
    uint32_t strings = lex->count[IE_LEX_STRINGS] - 1;

    if (one->id >= strings || one->label >= next->label ||
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
    uint32_t strings = lex->count[IE_LEX_STRINGS] - 1;

    for (uint32_t i = 0; i < lex->count[IE_LEX_LABELS]; i++) {
        const struct ie_lex_label *label = &lex->labels[i];
        if (label->text >= strings || label->source >= strings || label->why >= strings ||
            label->lang >= lex->count[IE_LEX_LANGS] || label->kind >= IE_LABEL_KINDS ||
            label->review > IE_REVIEW_REVIEWED || label->weak > 1 ||
            label->weight > IE_LABEL_WEIGHT)
            return false;
    }
    /* notations, notes and languages are records of string numbers alone */
    return within(&lex->notations->scheme, 4 * lex->count[IE_LEX_NOTATIONS], strings) &&
           within(&lex->notes->lang, 2 * lex->count[IE_LEX_NOTES], strings) &&
           within(&lex->langs->tag, 2 * lex->count[IE_LEX_LANGS], strings);
}

static bool power_of_two(uint32_t count)
{
    return count && !(count & (count - 1));
}

static bool terms_ok(const struct ie_lexicon *lex)
{
    uint32_t terms = lex->count[IE_LEX_TERMS], used = 0;

    if (!terms || !power_of_two(lex->count[IE_LEX_SLOTS]) || lex->terms[0] != 0 ||
        lex->terms[terms - 1] > lex->count[IE_LEX_KEYS])
        return false;
    for (uint32_t i = 1; i < terms; i++)
        if (lex->terms[i - 1] > lex->terms[i])
            return false;
    for (uint32_t i = 0; i < lex->count[IE_LEX_SLOTS]; i++) {
        if (lex->slots[i] >= terms)
            return false;
        used += lex->slots[i] != 0;
    }
    return used < lex->count[IE_LEX_SLOTS]; /* so that probing ends */
}

static bool trie_ok(const struct ie_lexicon *lex)
{
    uint32_t nodes = lex->count[IE_LEX_NODES], used = 0;

    if (nodes < 3 || !power_of_two(lex->count[IE_LEX_EDGES]) ||
        lex->nodes[0].entry != 0 ||
        lex->nodes[nodes - 1].entry != lex->count[IE_LEX_ENTRIES])
        return false;
    for (uint32_t i = 1; i < nodes; i++)
        if (lex->nodes[i - 1].entry > lex->nodes[i].entry)
            return false;
    for (uint32_t i = 0; i < lex->count[IE_LEX_EDGES]; i++) {
        const struct ie_lex_edge *edge = &lex->edges[i];
        if (edge->child && (edge->child >= nodes - 1 || edge->node >= edge->child ||
                            edge->child <= IE_LEX_ROOT_LETTERS))
            return false;
        used += edge->child != 0;
    }
    return used < lex->count[IE_LEX_EDGES] && power_of_two(lex->count[IE_LEX_HINTS]);
}

/* Each node has one way to it, or walks could multiply. */
static int check_tree(const struct ie_lexicon *lex, struct ie_error *err)
{
    uint8_t *seen = ie_calloc(lex->count[IE_LEX_NODES], 1);
    bool tree = true;

    if (!seen)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < lex->count[IE_LEX_EDGES]; i++) {
        uint32_t child = lex->edges[i].child;
        tree &= !child || !seen[child];
        seen[child] = 1;
    }
    ie_free(seen);
    return tree ? 0 : damaged(err, "index");
}

static bool key_ok(const struct ie_lexicon *lex, uint32_t at, uint32_t len)
{
    return len <= lex->count[IE_LEX_KEYS] && at <= lex->count[IE_LEX_KEYS] - len;
}

static bool entries_ok(const struct ie_lexicon *lex)
{
    for (uint32_t i = 0; i < lex->count[IE_LEX_ENTRIES]; i++) {
        const struct ie_lex_entry *entry = &lex->entries[i];
        if (entry->concept >= lex->count[IE_LEX_CONCEPTS] - 1 ||
            entry->label < lex->concepts[entry->concept].label ||
            entry->label >= lex->concepts[entry->concept + 1].label ||
            entry->lang >= lex->count[IE_LEX_LANGS] ||
            !key_ok(lex, entry->form, entry->form_len))
            return false;
    }
    for (uint32_t i = 0; i < lex->count[IE_LEX_CLOSED]; i++)
        if (!key_ok(lex, lex->closed[i].at, lex->closed[i].len))
            return false;
    for (uint32_t i = 0; i < lex->count[IE_LEX_FINDS]; i++)
        if (!key_ok(lex, lex->finds[i].key, lex->finds[i].key_len) ||
            lex->finds[i].label >= lex->count[IE_LEX_LABELS])
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
    if (!strings_ok(lex) || !concepts_ok(lex) || !labels_ok(lex))
        return damaged(err, "concepts");
    if (!terms_ok(lex) || !trie_ok(lex) || !entries_ok(lex))
        return damaged(err, "index");
    return check_tree(lex, err);
}

/* Bits of first letters and of pairs; a label of one letter admits any second. */
static int set_filters(struct ie_lexicon *lex, struct ie_error *err)
{
    uint32_t *first = ie_calloc(lex->count[IE_LEX_NODES], sizeof(*first));

    if (!first)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < lex->count[IE_LEX_EDGES]; i++) {
        const struct ie_lex_edge *edge = &lex->edges[i];
        if (!edge->child || edge->node != IE_LEX_ROOT_LETTERS)
            continue;
        first[edge->child] = edge->symbol;
        if (edge->symbol < 0x10000)
            lex->firsts[edge->symbol / 64] |= UINT64_C(1) << edge->symbol % 64;
        uint32_t bit = ie_lex_pair_bit(edge->symbol, 0);
        if (lex->nodes[edge->child + 1].entry > lex->nodes[edge->child].entry)
            lex->pairs[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    for (uint32_t i = 0; i < lex->count[IE_LEX_EDGES]; i++) {
        const struct ie_lex_edge *edge = &lex->edges[i];
        uint32_t from = edge->child ? first[edge->node] : 0;
        uint32_t bit = ie_lex_pair_bit(from, edge->symbol);
        if (from)
            lex->pairs[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    ie_free(first);
    return 0;
}

int ie_lexicon_open(const unsigned char *bytes, size_t len, struct ie_lexicon **lexicon,
                    struct ie_error *err)
{
    struct ie_lexicon *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    int code = view(made, bytes, len, err);
    if (!code)
        code = set_filters(made, err);
    if (code) {
        ie_free(made);
        return code;
    }
    snprintf(made->digest, sizeof(made->digest), "%016llx",
             (unsigned long long)made->header->checksum);
    *lexicon = made;
    return 0;
}

void ie_lexicon_close(struct ie_lexicon *lexicon)
{
    ie_free(lexicon);
}
