/*
 * Private to lexicon/: the bytes of a wordbook, and the keys under which it finds.
 *
 *   header    magic, checksum, version, where each section is
 *   tables    struct ie_wordbook_table
 *   entries   by table, kind, key
 *   slots     hash table of (table, kind, key): entry + 1; open addressing over a power of
 *             two, at most half full, filled in order of entries
 *   pairs     an entry's translations, likeliest first
 *   text      keys and translations, each once
 *   sounds    English words by the keys of their sound (sound.h), then by text
 *
 * Sections begin at multiples of 8; numbers are little-endian.
 */
#ifndef IE_LEXICON_WORDBOOK_IMAGE_H
#define IE_LEXICON_WORDBOOK_IMAGE_H

#include "base/vec.h"
#include "lexicon/sound.h"
#include "lexicon/split.h"
#include "lexicon/wordbook.h"

#define IE_WORDBOOK_MAGIC "ieum-wbk"

enum { IE_WORDBOOK_SHARES = 65535, IE_WORDBOOK_VERSION_ROOM = 16 };

enum ie_wordbook_section {
    IE_WB_TABLES = 0,
    IE_WB_ENTRIES,
    IE_WB_SLOTS,
    IE_WB_PAIRS,
    IE_WB_TEXT,
    IE_WB_SOUNDS,
    IE_WB_SECTIONS
};

struct ie_wordbook_header {
    char magic[8];
    uint64_t checksum; /* XXH3 of all that follows this field */
    char version[IE_WORDBOOK_VERSION_ROOM];
    uint64_t len;
    struct {
        uint64_t at, count;
    } section[IE_WB_SECTIONS];
};

struct ie_wordbook_entry {
    uint32_t key;   /* in text */
    uint32_t first; /* pair */
    uint8_t key_len;
    uint8_t table;
    uint8_t kind;  /* enum ie_wordbook_kind */
    uint8_t count; /* of pairs */
};

struct ie_wordbook_share {
    uint32_t text;
    uint16_t share; /* of IE_WORDBOOK_SHARES */
    uint8_t len;
    uint8_t zero;
};

struct ie_wordbook_sound {
    uint32_t key;
    uint32_t text;
    uint8_t len;
    uint8_t heads; /* how many entries it translates; 255: or more */
    uint16_t zero;
};

struct ie_wordbook {
    const struct ie_wordbook_header *header;
    const struct ie_wordbook_table *tables;
    const struct ie_wordbook_entry *entries;
    const uint32_t *slots;
    const struct ie_wordbook_share *pairs;
    const char *text;
    const struct ie_wordbook_sound *sounds;
    uint32_t count[IE_WB_SECTIONS];
};

size_t ie_wordbook_record(enum ie_wordbook_section section);
void ie_wordbook_stamp(char out[IE_WORDBOOK_VERSION_ROOM]);
uint64_t ie_wordbook_hash(uint32_t table, uint32_t kind, struct ie_str key);

enum { IE_WORDBOOK_KEY = 255 }; /* bytes of a key at most */

struct ie_wordbook_keys {
    size_t len[2];                 /* by kind; 0: none */
    char text[2][IE_WORDBOOK_KEY]; /* by kind */
    unsigned words;                /* a run of Hangul, Han or kana is one */
};

struct ie_wordbook_rules { /* what makes keys; one thread at a time */
    struct ie_folding folding;
    struct ie_word_rules words;
};
int ie_wordbook_rules_init(struct ie_wordbook_rules *rules,
                           struct ie_error *err) IE_MUST_CHECK;
void ie_wordbook_rules_release(struct ie_wordbook_rules *rules);

/* Keys of a headword of a language; no keys for what is too long or has no letters.
 * IE_NOMEM. O(length). */
int ie_wordbook_keys(struct ie_wordbook_rules *rules, struct ie_str lang,
                     struct ie_str headword, struct ie_wordbook_keys *keys,
                     struct ie_error *err) IE_MUST_CHECK;

/* Folded letters of a run of Hangul, Han and kana, at most `room` bytes of them. False
 * when memory is out or they are more. */
bool ie_wordbook_letters(struct ie_folding *folding, struct ie_str run, char *out,
                         size_t room, size_t *len);

/* ---- English words by their sound ------------------------------------------------------- */

enum { IE_WORDBOOK_SOUND_MIN = 3 }; /* consonants of a key that is kept */

struct ie_wordbook_sounds {
    struct ie_wordbook_sound *at;
    size_t count, room;
};

/* Sounds of a text that is one English word of 4 to 24 letters; else false. */
bool ie_wordbook_spoken(struct ie_str text, struct ie_sounds *sounds);
/* The section for the words in `words`, which are sorted for it and may come again; words of
 * little content are left out. IE_NOMEM. O(n log n). */
int ie_wordbook_sound_all(const char *text, struct ie_wordbook_share *words, size_t count,
                          struct ie_wordbook_sounds *out,
                          struct ie_error *err) IE_MUST_CHECK;
/* Is the section such as asking relies on? O(length). */
bool ie_wordbook_sounds_ok(const struct ie_wordbook *book);
/* Words of a key, by text. O(log n + found). */
const struct ie_wordbook_sound *ie_wordbook_sounding(const struct ie_wordbook *book,
                                                     uint32_t key, uint32_t *count);

#endif
