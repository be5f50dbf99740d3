/*
 * Private to service/search*: what may be suggested for what was typed so far.
 *
 * Beside the terms of a segment lies a completion: titles of its documents, names of their
 * organisations and the words that stand in them, each with the documents that it is of.
 *
 *   "포ㅌ" ─ key (lexicon/findkey.h) ─▶ range of places ─▶ items ─ documents ─▶ may he see one?
 *
 *   items    kind, key, text as written, documents rising; each key of a kind once (of an
 *            organisation: with its id)
 *   places   (item, where a word of its key begins), sorted by the key from there on, so
 *            that whatever begins with what was typed stands side by side
 *
 * Keys have letters folded by ICU and Hangul taken apart into the letters that are typed: a
 * syllable that an input method shows half-way finds what it will become. Titles and names
 * are found by each of their words, words by how they begin.
 *
 * Nothing is suggested but by a document: whoever asks looks for one that is not crossed
 * out and that the reader may see (find.h), so drafts and guarded texts neither show nor
 * count. Of titles and organisations all documents are kept. A word keeps
 * IE_COMPLETION_SAMPLES of its documents, those whose profiles' ids hash lowest (bottom-k
 * sampling, Cohen & Kaplan 2007): a fair sample, the same however segments were merged. A
 * word of which none of the kept ones may be seen is not suggested, so that a sample can
 * lose a suggestion but never leak one. How many profiles have a word is counted in the
 * terms, not here.
 *
 * An image is one block of bytes with a checksum (layout in complete.c); it is written
 * behind the segment's terms in one file, made and merged with them.
 */
#ifndef IE_SERVICE_COMPLETE_H
#define IE_SERVICE_COMPLETE_H

#include "engine/matching/ask.h"
#include "lexicon/findkey.h"
#include "service/search/text.h"

enum ie_completion_kind {
    IE_COMPLETION_WORD,
    IE_COMPLETION_ORGANISATION,
    IE_COMPLETION_TITLE,
    IE_COMPLETION_KINDS
};

enum { IE_COMPLETION_SAMPLES = 16, IE_COMPLETION_TEXT = 1000 /* bytes; cut beyond */ };

/* ---- an image --------------------------------------------------------------------- */

struct ie_completion_item { /* in the image */
    uint64_t term;          /* of a word: its hash in the index (retrieval.h) */
    unsigned char id[16];   /* of an organisation */
    uint32_t key, text;     /* where they begin */
    uint16_t key_len, text_len;
    uint32_t docs, doc_count;
    uint32_t times; /* documents in all, of a word more than are kept */
    uint32_t lang;  /* ie_match_code; 0: not known */
    uint8_t kind, unused[3];
};

struct ie_completion_place {
    uint32_t item, from; /* from: bytes of the key before the word */
};

struct ie_completion { /* borrows the bytes */
    uint32_t documents, item_count;
    const struct ie_completion_item *items;
    const struct ie_completion_place *places;
    uint32_t first[IE_COMPLETION_KINDS + 1]; /* of a kind's places */
    const uint32_t *docs;
    const char *keys, *texts;
};

/* Checks all of it. IE_INPUT "retrieval.index_damaged" {what}. O(len). */
int ie_completion_open(const unsigned char *bytes, size_t len, uint32_t documents,
                       struct ie_completion *completion,
                       struct ie_error *err) IE_MUST_CHECK;

/* Places of a kind whose key goes on as `typed`: [*low, *high). O(log places). */
void ie_completion_range(const struct ie_completion *completion,
                         enum ie_completion_kind kind, struct ie_str typed, uint32_t *low,
                         uint32_t *high);

static inline struct ie_str ie_completion_text(const struct ie_completion *completion,
                                               const struct ie_completion_item *item)
{
    return ie_str_n(completion->texts + item->text, item->text_len);
}

static inline struct ie_str ie_completion_key(const struct ie_completion *completion,
                                              const struct ie_completion_item *item)
{
    return ie_str_n(completion->keys + item->key, item->key_len);
}

/* ---- making ----------------------------------------------------------------------- */

struct ie_completion_builder; /* of documents in rising order */

/* IE_NOMEM. */
int ie_completion_builder_new(struct ie_completion_builder **builder,
                              struct ie_error *err) IE_MUST_CHECK;
void ie_completion_builder_free(struct ie_completion_builder *builder);

/* Of the next document, whose words stand in `bag`: its title, its organisation's names and
 * its words. IE_NOMEM. O(terms). */
int ie_completion_add(struct ie_completion_builder *builder,
                      const struct ie_search_document *document, const struct ie_bag *bag,
                      struct ie_error *err) IE_MUST_CHECK;

struct ie_completion_image {
    unsigned char *bytes; /* ie_free */
    size_t len;
};
/* IE_NOMEM, IE_LIMIT "retrieval.too_large". O(items log items). */
int ie_completion_finish(struct ie_completion_builder *builder,
                         struct ie_completion_image *image,
                         struct ie_error *err) IE_MUST_CHECK;

struct ie_completion_source {
    const struct ie_completion *completion;
    const uint64_t *deleted; /* NULL: none */
    const struct ie_search_key *keys;
};
/* One of all living documents of the sources, numbered through as retrieval's merge does.
 * Errors and cost as above. */
int ie_completion_merge(const struct ie_completion_source *sources, uint32_t count,
                        struct ie_completion_image *image,
                        struct ie_error *err) IE_MUST_CHECK;

#endif
