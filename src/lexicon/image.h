/*
 * Private to lexicon/: the vocabulary as a block of bytes.
 *
 *   header      magic, checksum, version, where each section is
 *   concepts    by id, so that a concept's number is its rank; each with where its labels,
 *               notations, notes and links begin (one more at the end)
 *   labels      in order of language, kind, text: eight bytes each, since what most labels
 *   traits      have in common (language, source, kind, how they match) is said once
 *   notations, notes, links, tops, langs
 *   text        all strings once: a length of one to five bytes (LEB128), the bytes; a
 *               string is known by where it begins
 *   words       folded words of labels in alphabetic scripts, sorted, so that the words
 *               that begin with another are neighbours; where each begins in `spelling`
 *   keys        (hash of a word's key, word) by hash: which words of labels a word of a
 *               text may be (words.h); `buckets` says where each leading byte pair begins
 *   trie        labels as sequences of words, breadth first: the children of a node are
 *               neighbours in order of their symbols, so a node needs where they begin
 *   letters     the same of labels in Hangul, Han and kana, without their spaces: UTF-16
 *   ends        labels in order of the nodes where they end: those of `trie`, of `letters`
 *   hints       a Bloom filter: which three bytes go on which beginning of a word, and
 *               which follow which word; most of what a text asks is not there
 *   finds       keys of search boxes, sorted (find.c): label, place in it
 *   pages       256 bits: pages of the folding that the labels need (fold.h)
 *
 * Every section begins at a multiple of 8; numbers are little-endian. Nothing is stored
 * that can be had from the labels at the price of a microsecond when a word is met first:
 * keys of search boxes, stems, the spellings that close words up.
 */
#ifndef IE_LEXICON_IMAGE_H
#define IE_LEXICON_IMAGE_H

#include "lexicon/fold.h"
#include "lexicon/lexicon.h"

#define IE_LEX_MAGIC "ieum-lex"

enum { IE_LEX_VERSION_ROOM = 16, IE_LEX_ROOT = 0, IE_LEX_NODE_NONE = 0 };

enum ie_lex_section {
    IE_LEX_CONCEPTS = 0,
    IE_LEX_LABELS,
    IE_LEX_TRAITS,
    IE_LEX_NOTATIONS,
    IE_LEX_NOTES,
    IE_LEX_LINKS,
    IE_LEX_TOPS,
    IE_LEX_LANGS,
    IE_LEX_TEXT,
    IE_LEX_WORDS,
    IE_LEX_SPELLING,
    IE_LEX_WORD_FLAGS,
    IE_LEX_BUCKETS,
    IE_LEX_KEYS,
    IE_LEX_TRIE_FIRST,
    IE_LEX_TRIE_WORD,
    IE_LEX_TRIE_END,
    IE_LEX_LETTER_FIRST,
    IE_LEX_LETTER_UNIT,
    IE_LEX_LETTER_END,
    IE_LEX_LETTER_FLAGS,
    IE_LEX_ENDS,
    IE_LEX_HINTS,
    IE_LEX_FINDS,
    IE_LEX_FIND_SIZES,
    IE_LEX_PAGES,
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
    uint32_t text; /* string */
    uint32_t trait;
};

enum ie_lex_trait_flags {
    IE_LEX_CASED = 1,     /* up to three capitals: only in their own case */
    IE_LEX_WEAK = 2,      /* only beside other words of the field */
    IE_LEX_CLOSES = 4,    /* its words may be closed up */
    IE_LEX_ACRONYM = 8,   /* four to six capitals: weak in small letters */
    IE_LEX_ACCENTED = 16, /* German or French, with an accent */
    IE_LEX_BARE = 32,     /* French, without one */
    IE_LEX_LATIN = 64,    /* folded, it is ASCII */
    IE_LEX_SHORT = 128,   /* … of four bytes at most */
    IE_LEX_NOUN = 256,    /* German: one word with a capital */
    IE_LEX_SMALL = 512,   /* Russian: begins with a small letter */
};

struct ie_lex_trait {     /* what labels have in common */
    uint32_t source, why; /* strings */
    uint16_t lang, weight;
    uint8_t kind, review, weak;
    uint8_t rules; /* enum ie_words_of */
    uint16_t flags, unused;
};

struct ie_lex_notation {
    uint32_t scheme, edition, code, title; /* strings */
};

struct ie_lex_note {
    uint32_t lang, text; /* strings */
};

struct ie_lex_lang {
    uint32_t tag, primary; /* strings */
};

enum ie_lex_word_flags {
    IE_LEX_PIECE_DE = 1, /* part of German compounds */
    IE_LEX_GOES_ON = 2,  /* in some label another word follows */
    IE_LEX_FIRST_DE = 4, /* part of German compounds, but not the last: Schleif- */
};

struct ie_lex_key {
    uint32_t hash, word;
};

enum ie_lex_letter_flags {
    IE_LEX_PIECE = 1,  /* part of compounds, whether a label or not */
    IE_LEX_BEFORE = 2, /* a syllable that stands before a word */
    IE_LEX_BEHIND = 4, /* a syllable that stands behind a word */
    IE_LEX_ENDING = 8, /* a particle or ending of Korean */
};

/* A place in a label where a search may begin: label << 5 | what. */
enum {
    IE_LEX_FIND_BITS = 5,
    IE_LEX_FIND_INITIALS = 31, /* the first consonants; else which word, from 0 */
    IE_LEX_FIND_LABELS = 1 << 27,
};

struct ie_lex_trie { /* either of the two */
    const uint32_t
        *first; /* children of a node: from here to where the next one's begin */
    const uint32_t *word; /* symbol by which a node is reached, in the trie of words */
    const uint16_t *unit; /* … of letters */
    const uint32_t *end;  /* labels that end at a node: likewise, in `ends` */
    uint32_t nodes;
};

struct ie_lexicon {
    const struct ie_lex_header *header;
    uint32_t count[IE_LEX_SECTIONS];
    const struct ie_lex_concept *concepts;
    const struct ie_lex_label *labels;
    const struct ie_lex_trait *traits;
    const struct ie_lex_notation *notations;
    const struct ie_lex_note *notes;
    const uint32_t *links;
    const uint32_t *tops;
    const struct ie_lex_lang *langs;
    const unsigned char *text;
    const uint32_t *words;
    const char *spelling;
    const uint8_t *word_flags;
    const uint32_t *buckets;
    const struct ie_lex_key *keys;
    struct ie_lex_trie trie, letters;
    const uint8_t *letter_flags;
    const uint32_t *ends;
    const uint64_t *hints;
    const uint32_t *finds;
    const uint8_t *find_sizes; /* of keys; 255: so much or more */
    const uint64_t *pages;
    char digest[17];
    /* made on opening */
    struct ie_folding folding; /* shared by all that read; never written again */
    uint32_t *roots;           /* by UTF-16 unit: child of the letters' root, or 0 */
    uint64_t pairs[1024];      /* bits of the pairs of letters that labels begin with */
};

/* Bytes of one record of a section. */
size_t ie_lex_record(enum ie_lex_section section);
void ie_lex_version(char out[IE_LEX_VERSION_ROOM]);
struct ie_str ie_lex_string(const struct ie_lexicon *lexicon, uint32_t string);
/* Concept of a label. O(log concepts). */
uint32_t ie_lex_concept_of(const struct ie_lexicon *lexicon, uint32_t label);

static inline const struct ie_lex_trait *ie_lex_trait(const struct ie_lexicon *lexicon,
                                                      uint32_t label)
{
    return &lexicon->traits[lexicon->labels[label].trait];
}

static inline struct ie_str ie_lex_word(const struct ie_lexicon *lexicon, uint32_t word)
{
    uint32_t from = lexicon->words[word];

    return ie_str_n(lexicon->spelling + from, lexicon->words[word + 1] - from);
}

/* First word that is not below `word`; with `above`, first that does not begin with it
 * either. O(log words). */
uint32_t ie_lex_word_bound(const struct ie_lexicon *lexicon, struct ie_str word,
                           bool above);

/* ---- Hashes: FNV-1a, so that all beginnings of a word are hashed on the way ---------- */

#define IE_LEX_HASH_BEGIN UINT64_C(0xCBF29CE484222325)

static inline uint64_t ie_lex_hash_on(uint64_t hash, char byte)
{
    return (hash ^ (unsigned char)byte) * UINT64_C(0x100000001B3);
}

static inline uint32_t ie_lex_hash_end(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(hash >> 32);
}

uint32_t ie_lex_hash(struct ie_str key);

/* The keys with a hash. O(1) expected. */
struct ie_lex_keys {
    const struct ie_lex_key *at, *end;
};
struct ie_lex_keys ie_lex_keys_of(const struct ie_lexicon *lexicon, uint32_t hash);

/* 64 bits into *hash and 32 more, to know a word by. */
uint32_t ie_lex_long_hash(struct ie_str key, uint64_t *hash);

/* ---- Hints --------------------------------------------------------------------------- */

enum ie_lex_hint {
    IE_LEX_HINT_CLOSED = 1, /* a word of labels goes on so */
    IE_LEX_HINT_FOLLOWS,    /* the next word of a label begins so */
    IE_LEX_HINT_FRONT,      /* … with this byte, asked first */
};

/* `beginning`: FNV-1a of what is there; `next`: what is to go on, three bytes count. */
static inline uint64_t ie_lex_hint(enum ie_lex_hint kind, uint64_t beginning,
                                   const char *next, size_t len)
{
    uint64_t three = (unsigned char)next[0];

    if (len > 1)
        three |= (uint64_t)(unsigned char)next[1] << 8;
    if (len > 2)
        three |= (uint64_t)(unsigned char)next[2] << 16;
    return (beginning ^ three ^ (uint64_t)kind << 56) * UINT64_C(0xD6E8FEB86659FD93);
}

/* A hint is two bits of one word of the filter. */
static inline uint64_t ie_lex_hint_bits(uint64_t hint)
{
    return UINT64_C(1) << (hint >> 58) | UINT64_C(1) << (hint >> 52 & 63);
}

static inline uint32_t ie_lex_hint_word(uint64_t hint, uint32_t words)
{
    return (uint32_t)(hint >> 20) & (words - 1);
}

static inline bool ie_lex_hinted(const struct ie_lexicon *lexicon, uint64_t hint)
{
    uint64_t bits = ie_lex_hint_bits(hint);
    uint32_t word = ie_lex_hint_word(hint, lexicon->count[IE_LEX_HINTS]);

    return (lexicon->hints[word] & bits) == bits;
}

/* Words that stand for the same bit; a look and a node that share none have no word in
 * common. */
static inline uint64_t ie_lex_word_bit(uint32_t word)
{
    return UINT64_C(1) << (word * 0x9E3779B1u >> 26);
}

/* ---- Tries --------------------------------------------------------------------------- */

static inline bool ie_lex_ends_at(const struct ie_lex_trie *trie, uint32_t node)
{
    return trie->end[node + 1] > trie->end[node];
}

static inline bool ie_lex_goes_on(const struct ie_lex_trie *trie, uint32_t node)
{
    return trie->first[node + 1] > trie->first[node];
}

/* The child of a node by a word, or IE_LEX_NODE_NONE. O(log children). */
static inline uint32_t ie_lex_step(const struct ie_lex_trie *trie, uint32_t node,
                                   uint32_t word)
{
    uint32_t low = trie->first[node], high = trie->first[node + 1];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (trie->word[middle] == word)
            return middle;
        if (trie->word[middle] < word)
            low = middle + 1;
        else
            high = middle;
    }
    return IE_LEX_NODE_NONE;
}

static inline uint32_t ie_lex_step_unit(const struct ie_lexicon *lexicon, uint32_t node,
                                        uint16_t unit)
{
    const struct ie_lex_trie *trie = &lexicon->letters;

    if (node == IE_LEX_ROOT)
        return lexicon->roots[unit];
    uint32_t low = trie->first[node], high = trie->first[node + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (trie->unit[middle] == unit)
            return middle;
        if (trie->unit[middle] < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return IE_LEX_NODE_NONE;
}

/* The same by a letter: one UTF-16 unit or two. */
static inline uint32_t ie_lex_step_letter(const struct ie_lexicon *lexicon, uint32_t node,
                                          uint32_t point)
{
    if (point < 0x10000)
        return ie_lex_step_unit(lexicon, node, (uint16_t)point);
    node =
        ie_lex_step_unit(lexicon, node, (uint16_t)(0xD800 + ((point - 0x10000) >> 10)));
    if (node)
        node = ie_lex_step_unit(lexicon, node, (uint16_t)(0xDC00 + (point & 0x3FF)));
    return node;
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

    if (first >= 0x10000)
        return true;
    if (!lexicon->roots[first])
        return false;
    return lexicon->pairs[pair / 64] >> pair % 64 & 1;
}

#endif
