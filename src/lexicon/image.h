/*
 * Private to lexicon/: the vocabulary as a block of bytes.
 *
 *   header      magic, checksum, version, where each section is
 *   concepts    by id, so that a concept's number is its rank; each with where its labels,
 *               notations, notes and links begin (one more at the end)
 *   labels …    in order of language, kind, text
 *   strings     all text once, by number: where each begins in `text`
 *   slots       hash table of word keys (words.h): term number + 1
 *   edges       hash table (node, symbol) → node: two tries in one. From node 0 a symbol
 *               is a term: labels as sequences of words. From node 1 it is a folded
 *               character: labels in Hangul, Han and kana, without their spaces
 *   nodes       which entries end there; is it part of compounds
 *   entries     a label ending at a node, with its words as they were folded
 *   closed      folded words of labels, sorted: may two words of a text be one of ours?
 *   hints       a Bloom filter: which terms follow which nodes, which three bytes go on
 *               which beginning of a closed word; most of what a text asks is not there,
 *               and the filter stays in the cache where the tables do not
 *   finds       keys of search boxes, sorted (find.c)
 *   keys        bytes of terms, forms and find keys
 *
 * Every section begins at a multiple of 8; numbers are little-endian. Hash tables are
 * open addressing over a power of two, at most half full, filled in order of numbers.
 */
#ifndef IE_LEXICON_IMAGE_H
#define IE_LEXICON_IMAGE_H

#include "lexicon/lexicon.h"

#define IE_LEX_MAGIC "ieum-lex"

enum { IE_LEX_ROOT_WORDS = 0, IE_LEX_ROOT_LETTERS = 1, IE_LEX_VERSION_ROOM = 16 };

enum ie_lex_section {
    IE_LEX_CONCEPTS = 0,
    IE_LEX_LABELS,
    IE_LEX_NOTATIONS,
    IE_LEX_NOTES,
    IE_LEX_LINKS,
    IE_LEX_TOPS,
    IE_LEX_LANGS,
    IE_LEX_STRINGS,
    IE_LEX_TEXT,
    IE_LEX_SLOTS,
    IE_LEX_TERMS,
    IE_LEX_EDGES,
    IE_LEX_NODES,
    IE_LEX_ENTRIES,
    IE_LEX_CLOSED,
    IE_LEX_HINTS,
    IE_LEX_FINDS,
    IE_LEX_KEYS,
    IE_LEX_SECTIONS
};

struct ie_lex_header {
    char magic[8];
    uint64_t checksum; /* XXH3 of all that follows this field */
    char version[IE_LEX_VERSION_ROOM];
    uint64_t len; /* of the image */
    struct {
        uint64_t at, count; /* offset; number of records */
    } section[IE_LEX_SECTIONS];
};

enum ie_lex_link {
    IE_LEX_BROADER = 0,
    IE_LEX_NARROWER,
    IE_LEX_RELATED,
    IE_LEX_FIELDS,
    IE_LEX_LINK_KINDS
};

struct ie_lex_concept {
    uint32_t id; /* string */
    uint32_t label, notation, note;
    uint32_t link[IE_LEX_LINK_KINDS + 1]; /* the last: where those of the next begin */
};

struct ie_lex_label {
    uint32_t text, source, why; /* strings */
    uint16_t lang, weight;
    uint8_t kind, review, weak, unused;
};

struct ie_lex_notation {
    uint32_t scheme, edition, code, title;
};

struct ie_lex_note {
    uint32_t lang, text; /* strings */
};

struct ie_lex_lang {
    uint32_t tag, primary; /* strings */
};

struct ie_lex_edge {
    uint32_t node, symbol, child; /* child 0: an empty slot */
};

enum ie_lex_node_flags {
    IE_LEX_PIECE = 1,  /* part of compounds, whether a label or not */
    IE_LEX_BEFORE = 2, /* a syllable that stands before a word */
    IE_LEX_BEHIND = 4, /* a syllable that stands behind a word */
    IE_LEX_INNER = 8,  /* edges lead on */
};

struct ie_lex_node {
    uint32_t entry; /* first; one more node at the end */
    uint32_t flags;
    uint64_t next; /* ie_lex_symbol_bit of the symbols that lead on */
};

enum ie_lex_entry_flags {
    IE_LEX_CASED = 1,     /* up to three capitals: only in their own case */
    IE_LEX_WEAK = 2,      /* only beside other words of the field */
    IE_LEX_JOINED = 4,    /* a spelling that closes several words up */
    IE_LEX_ACRONYM = 8,   /* four to six capitals: weak in small letters */
    IE_LEX_ACCENTED = 16, /* German or French, with an accent */
    IE_LEX_BARE = 32,     /* French, without one */
};

struct ie_lex_entry {
    uint32_t concept, label; /* label: of all */
    uint32_t form;           /* in keys: folded words, a space between */
    uint16_t form_len, lang;
    uint8_t flags, rules; /* enum ie_words_of */
    uint16_t unused;
};

struct ie_lex_key { /* of a closed word */
    uint32_t at, len;
};

enum ie_lex_find_flags {
    IE_LEX_FIND_LATER = 1, /* begins at a later word of the label */
};

struct ie_lex_find {
    uint32_t key, label;
    uint16_t key_len, flags;
};

struct ie_lexicon {
    const struct ie_lex_header *header;
    uint32_t count[IE_LEX_SECTIONS];
    const struct ie_lex_concept *concepts;
    const struct ie_lex_label *labels;
    const struct ie_lex_notation *notations;
    const struct ie_lex_note *notes;
    const uint32_t *links;
    const uint32_t *tops;
    const struct ie_lex_lang *langs;
    const uint32_t *strings;
    const char *text;
    const uint32_t *slots;
    const uint32_t *terms;
    const struct ie_lex_edge *edges;
    const struct ie_lex_node *nodes;
    const struct ie_lex_entry *entries;
    const struct ie_lex_key *closed;
    const uint64_t *hints;
    const struct ie_lex_find *finds;
    const char *keys;
    char digest[17];
    /* made on opening, so that few letters of a text lead into the trie in vain */
    uint64_t firsts[1024]; /* bits of the letters that labels begin with */
    uint64_t pairs[1024];  /* bits of the pairs of letters that they begin with */
};

/* Bytes of one record of a section. */
size_t ie_lex_record(enum ie_lex_section section);
void ie_lex_version(char out[IE_LEX_VERSION_ROOM]);
struct ie_str ie_lex_string(const struct ie_lexicon *lexicon, uint32_t string);

/* Term under a key, or IE_THESAURUS_NONE. O(1) expected. */
uint32_t ie_lex_term(const struct ie_lexicon *lexicon, struct ie_str key);
uint64_t ie_lex_hash(struct ie_str key);
/* 64 bits into *hash and 32 more. */
uint32_t ie_lex_long_hash(struct ie_str key, uint64_t *hash);
uint32_t ie_lex_edge_hash(uint32_t node, uint32_t symbol);

static inline uint64_t ie_lex_symbol_bit(uint32_t symbol)
{
    return UINT64_C(1) << (symbol * 0x9E3779B1u >> 26);
}

static inline uint32_t ie_lex_pair_bit(uint32_t first, uint32_t second)
{
    return (first * 0x9E3779B1u ^ second * 0x85EBCA6Bu) >> 16;
}

/* May a label begin with these letters (`second` 0: with the first alone)? False is sure. */
static inline bool ie_lex_may_begin(const struct ie_lexicon *lexicon, uint32_t first,
                                    uint32_t second)
{
    uint32_t pair = ie_lex_pair_bit(first, second);

    if (first < 0x10000 && !(lexicon->firsts[first / 64] >> first % 64 & 1))
        return false;
    return lexicon->pairs[pair / 64] >> pair % 64 & 1;
}

/* What hints are kept of: a term behind a node; the next bytes of a closed word. */
static inline uint64_t ie_lex_edge_hint(uint32_t node, uint32_t term)
{
    return ((uint64_t)node << 32 | term) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline uint64_t ie_lex_closed_hint(uint64_t beginning, const char *next,
                                          size_t len)
{
    uint64_t three = (unsigned char)next[0];

    if (len > 1)
        three |= (uint64_t)(unsigned char)next[1] << 8;
    if (len > 2)
        three |= (uint64_t)(unsigned char)next[2] << 16;
    return (beginning ^ three) * UINT64_C(0xD6E8FEB86659FD93);
}

/* Of `words` 64-bit words, a power of two. */
static inline bool ie_lex_hinted(const uint64_t *hints, uint32_t words, uint64_t hint)
{
    uint64_t bit = hint >> 32;

    return hints[bit / 64 & (words - 1)] >> bit % 64 & 1;
}

/* Where a symbol leads from a node; 0: nowhere. O(1) expected. */
static inline uint32_t ie_lex_step(const struct ie_lexicon *lexicon, uint32_t node,
                                   uint32_t symbol)
{
    uint32_t mask = lexicon->count[IE_LEX_EDGES] - 1;
    uint32_t at = ie_lex_edge_hash(node, symbol) & mask;

    while (lexicon->edges[at].child) {
        if (lexicon->edges[at].node == node && lexicon->edges[at].symbol == symbol)
            return lexicon->edges[at].child;
        at = (at + 1) & mask;
    }
    return 0;
}

#endif
