#include "lexicon/image.h"

#include <stdio.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "lexicon/words.h"

_Static_assert(sizeof(struct ie_lex_header) == 40 + 16 * IE_LEX_SECTIONS,
               "the header is part of the format");
_Static_assert(sizeof(struct ie_lex_trait) == 20, "traits are compared as bytes");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "images are little-endian");

const char *ie_lexicon_version(void)
{
    return "4";
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
        [IE_LEX_TRAITS] = sizeof(struct ie_lex_trait),
        [IE_LEX_NOTATIONS] = sizeof(struct ie_lex_notation),
        [IE_LEX_NOTES] = sizeof(struct ie_lex_note),
        [IE_LEX_LINKS] = sizeof(uint32_t),
        [IE_LEX_TOPS] = sizeof(uint32_t),
        [IE_LEX_LANGS] = sizeof(struct ie_lex_lang),
        [IE_LEX_TEXT] = 1,
        [IE_LEX_WORDS] = sizeof(uint32_t),
        [IE_LEX_SPELLING] = 1,
        [IE_LEX_WORD_FLAGS] = 1,
        [IE_LEX_BUCKETS] = sizeof(uint32_t),
        [IE_LEX_KEYS] = sizeof(struct ie_lex_key),
        [IE_LEX_TRIE_FIRST] = sizeof(uint32_t),
        [IE_LEX_TRIE_WORD] = sizeof(uint32_t),
        [IE_LEX_TRIE_END] = sizeof(uint32_t),
        [IE_LEX_LETTER_FIRST] = sizeof(uint32_t),
        [IE_LEX_LETTER_UNIT] = sizeof(uint16_t),
        [IE_LEX_LETTER_END] = sizeof(uint32_t),
        [IE_LEX_LETTER_FLAGS] = 1,
        [IE_LEX_ENDS] = sizeof(uint32_t),
        [IE_LEX_HINTS] = sizeof(uint64_t),
        [IE_LEX_FINDS] = sizeof(uint32_t),
        [IE_LEX_FIND_SIZES] = 1,
        [IE_LEX_PAGES] = sizeof(uint64_t),
    };

    return sizes[section];
}

/* ---- Reading ----------------------------------------------------------------------- */

uint32_t ie_lex_hash(struct ie_str key)
{
    uint64_t hash = IE_LEX_HASH_BEGIN;

    for (size_t i = 0; i < key.len; i++)
        hash = ie_lex_hash_on(hash, key.ptr[i]);
    return ie_lex_hash_end(hash);
}

uint32_t ie_lex_long_hash(struct ie_str key, uint64_t *hash)
{
    XXH128_hash_t both = XXH3_128bits(key.ptr, key.len);

    *hash = both.low64;
    return (uint32_t)both.high64;
}

struct ie_lex_keys ie_lex_keys_of(const struct ie_lexicon *lexicon, uint32_t hash)
{
    const uint32_t *bucket = &lexicon->buckets[hash >> 16];
    const struct ie_lex_key *at = lexicon->keys + bucket[0];
    const struct ie_lex_key *last = lexicon->keys + bucket[1], *end;

    while (at < last && at->hash < hash)
        at++;
    for (end = at; end < last && end->hash == hash;)
        end++;
    return (struct ie_lex_keys){at, end};
}

struct ie_str ie_lex_string(const struct ie_lexicon *lexicon, uint32_t string)
{
    const unsigned char *at = lexicon->text + string;
    uint32_t len = 0;
    unsigned shift = 0;

    for (; *at & 0x80; shift += 7)
        len |= (uint32_t)(*at++ & 0x7F) << shift;
    len |= (uint32_t)*at++ << shift;
    return ie_str_n((const char *)at, len);
}

uint32_t ie_lex_concept_of(const struct ie_lexicon *lexicon, uint32_t label)
{
    uint32_t low = 0, high = lexicon->count[IE_LEX_CONCEPTS] - 1;

    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lexicon->concepts[middle].label <= label)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t ie_lex_word_bound(const struct ie_lexicon *lexicon, struct ie_str word,
                           bool above)
{
    uint32_t low = 0, high = lexicon->count[IE_LEX_WORDS] - 1;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct ie_str one = ie_lex_word(lexicon, middle);
        if (ie_str_cmp(one, word) < 0 || (above && ie_str_starts(one, word)))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
