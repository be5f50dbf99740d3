/* Opening a wordbook and finding in it. */
#include "lexicon/wordbook.h"

#include <stdio.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "lexicon/wordbook_image.h"

_Static_assert(sizeof(struct ie_wordbook_header) == 40 + 16 * IE_WB_SECTIONS &&
                   sizeof(struct ie_wordbook_table) == 24 &&
                   sizeof(struct ie_wordbook_entry) == 12 &&
                   sizeof(struct ie_wordbook_share) == 8 &&
                   sizeof(struct ie_wordbook_sound) == 12,
               "these are the format");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "images are little-endian");

const char *ie_wordbook_version(void)
{
    return "2";
}

void ie_wordbook_stamp(char out[IE_WORDBOOK_VERSION_ROOM])
{
    memset(out, 0, IE_WORDBOOK_VERSION_ROOM);
    snprintf(out, IE_WORDBOOK_VERSION_ROOM, "%.15s", ie_wordbook_version());
}

size_t ie_wordbook_record(enum ie_wordbook_section section)
{
    static const uint8_t sizes[IE_WB_SECTIONS] = {
        [IE_WB_TABLES] = sizeof(struct ie_wordbook_table),
        [IE_WB_ENTRIES] = sizeof(struct ie_wordbook_entry),
        [IE_WB_SLOTS] = sizeof(uint32_t),
        [IE_WB_PAIRS] = sizeof(struct ie_wordbook_share),
        [IE_WB_TEXT] = 1,
        [IE_WB_SOUNDS] = sizeof(struct ie_wordbook_sound),
    };

    return sizes[section];
}

uint64_t ie_wordbook_hash(uint32_t table, uint32_t kind, struct ie_str key)
{
    return XXH3_64bits_withSeed(key.ptr, key.len, table * 2 + kind + 1);
}

/* ---- Opening: nothing that finding relies on is taken on trust ------------------------ */

static int damaged(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INPUT, "wordbook.damaged");
    if (err)
        ie_error_arg(err, "what", what);
    return IE_INPUT;
}

static bool sections_ok(struct ie_wordbook *book, size_t len)
{
    uint64_t end = sizeof(struct ie_wordbook_header);

    for (int i = 0; i < IE_WB_SECTIONS; i++) {
        uint64_t at = book->header->section[i].at, count = book->header->section[i].count;
        if (at != end || count >= UINT32_MAX / 2)
            return false;
        end +=
            (count * ie_wordbook_record((enum ie_wordbook_section)i) + 7) & ~UINT64_C(7);
        if (end > len)
            return false;
        book->count[i] = (uint32_t)count;
    }
    return end == len;
}

static bool tables_ok(const struct ie_wordbook *book)
{
    for (uint32_t i = 0; i < book->count[IE_WB_TABLES]; i++) {
        const struct ie_wordbook_table *table = &book->tables[i];
        if (table->from[IE_WORDBOOK_LANG - 1] || table->to[IE_WORDBOOK_LANG - 1])
            return false;
    }
    return book->count[IE_WB_TABLES] <= IE_WORDBOOK_TABLES;
}

static bool text_at(const struct ie_wordbook *book, uint32_t at, uint32_t len)
{
    return len <= book->count[IE_WB_TEXT] && at <= book->count[IE_WB_TEXT] - len;
}

static bool entry_ok(const struct ie_wordbook *book,
                     const struct ie_wordbook_entry *entry)
{
    uint32_t sum = 0;

    if (!text_at(book, entry->key, entry->key_len) ||
        entry->table >= book->count[IE_WB_TABLES] || entry->kind > IE_WORDBOOK_STEM ||
        !entry->count || entry->count > IE_WORDBOOK_MOST ||
        entry->first > book->count[IE_WB_PAIRS] ||
        entry->count > book->count[IE_WB_PAIRS] - entry->first)
        return false;
    for (uint32_t i = 0; i < entry->count; i++) {
        const struct ie_wordbook_share *pair = &book->pairs[entry->first + i];
        if (!text_at(book, pair->text, pair->len) || !pair->len ||
            !ie_utf8_valid(ie_str_n(book->text + pair->text, pair->len)))
            return false;
        sum += pair->share;
    }
    return sum <= IE_WORDBOOK_SHARES;
}

static bool slots_ok(const struct ie_wordbook *book)
{
    uint32_t room = book->count[IE_WB_SLOTS], used = 0;

    if (!room || (room & (room - 1)))
        return false;
    for (uint32_t i = 0; i < room; i++) {
        if (book->slots[i] > book->count[IE_WB_ENTRIES])
            return false;
        used += book->slots[i] != 0;
    }
    return used < room; /* so that probing ends */
}

static const void *section_at(const struct ie_wordbook *book,
                              enum ie_wordbook_section section)
{
    return (const unsigned char *)book->header + book->header->section[section].at;
}

static int view(struct ie_wordbook *book, const unsigned char *bytes, size_t len,
                struct ie_error *err)
{
    char version[IE_WORDBOOK_VERSION_ROOM];

    if (len < sizeof(struct ie_wordbook_header) || (uintptr_t)bytes % 8 != 0)
        return damaged(err, "length");
    book->header = (const void *)bytes;
    if (memcmp(book->header->magic, IE_WORDBOOK_MAGIC, sizeof(book->header->magic)) != 0)
        return damaged(err, "magic");
    ie_wordbook_stamp(version);
    if (memcmp(book->header->version, version, sizeof(version)) != 0)
        return ie_fail(err, IE_INPUT, "wordbook.version");
    if (book->header->len != len || !sections_ok(book, len))
        return damaged(err, "length");
    if (book->header->checksum != XXH3_64bits(bytes + 16, len - 16))
        return damaged(err, "checksum");
    book->tables = section_at(book, IE_WB_TABLES);
    book->entries = section_at(book, IE_WB_ENTRIES);
    book->slots = section_at(book, IE_WB_SLOTS);
    book->pairs = section_at(book, IE_WB_PAIRS);
    book->text = section_at(book, IE_WB_TEXT);
    book->sounds = section_at(book, IE_WB_SOUNDS);
    if (!tables_ok(book) || !slots_ok(book))
        return damaged(err, "tables");
    for (uint32_t i = 0; i < book->count[IE_WB_ENTRIES]; i++)
        if (!entry_ok(book, &book->entries[i]))
            return damaged(err, "entries");
    return ie_wordbook_sounds_ok(book) ? 0 : damaged(err, "sounds");
}

int ie_wordbook_open(const unsigned char *bytes, size_t len, struct ie_wordbook **book,
                     struct ie_error *err)
{
    struct ie_wordbook *made = ie_calloc(1, sizeof(*made));
    int code = made ? view(made, bytes, len, err) : ie_fail_nomem(err);

    if (code)
        ie_free(made);
    else
        *book = made;
    return code;
}

void ie_wordbook_close(struct ie_wordbook *book)
{
    ie_free(book);
}

uint64_t ie_wordbook_checksum(const struct ie_wordbook *book)
{
    return book->header->checksum;
}

/* ---- Finding ------------------------------------------------------------------------- */

uint32_t ie_wordbook_tables(const struct ie_wordbook *book)
{
    return book->count[IE_WB_TABLES];
}

const struct ie_wordbook_table *ie_wordbook_table(const struct ie_wordbook *book,
                                                  uint32_t number)
{
    return &book->tables[number];
}

static bool primary_is(struct ie_str tag, const char *primary)
{
    size_t len = strlen(primary);

    return tag.len >= len && (tag.len == len || tag.ptr[len] == '-') &&
           ie_str_eq_ascii_nocase(ie_str_n(tag.ptr, len), ie_str_n(primary, len));
}

int32_t ie_wordbook_pair(const struct ie_wordbook *book, struct ie_str from,
                         struct ie_str to)
{
    for (uint32_t i = 0; i < book->count[IE_WB_TABLES]; i++)
        if (primary_is(from, book->tables[i].from) && primary_is(to, book->tables[i].to))
            return (int32_t)i;
    return -1;
}

static const struct ie_wordbook_entry *entry_of(const struct ie_wordbook *book,
                                                uint32_t table,
                                                enum ie_wordbook_kind kind,
                                                struct ie_str key)
{
    uint32_t mask = book->count[IE_WB_SLOTS] - 1;
    uint32_t slot = (uint32_t)ie_wordbook_hash(table, kind, key) & mask;

    for (; book->slots[slot]; slot = (slot + 1) & mask) {
        const struct ie_wordbook_entry *entry = &book->entries[book->slots[slot] - 1];
        if (entry->table == table && entry->kind == kind &&
            ie_str_eq(key, ie_str_n(book->text + entry->key, entry->key_len)))
            return entry;
    }
    return NULL;
}

uint32_t ie_wordbook_find(const struct ie_wordbook *book, uint32_t table,
                          enum ie_wordbook_kind kind, struct ie_str key,
                          struct ie_translation out[IE_WORDBOOK_MOST])
{
    const struct ie_wordbook_entry *entry = entry_of(book, table, kind, key);

    for (uint32_t i = 0; entry && i < entry->count; i++) {
        const struct ie_wordbook_share *pair = &book->pairs[entry->first + i];
        out[i] = (struct ie_translation){ie_str_n(book->text + pair->text, pair->len),
                                         (float)pair->share / IE_WORDBOOK_SHARES};
    }
    return entry ? entry->count : 0;
}
