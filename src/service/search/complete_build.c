/* Completions of documents as they come, and of completions: see complete.h. */
#include "base/vec.h"
#include "service/search/complete_write.h"

enum { WORD_LEAST = 2 /* letters */, WORD_MOST = 60, ROOM_FIRST = 1024 };

/* ---- of documents -------------------------------------------------------------------- */

struct said { /* by one document */
    uint32_t entry, document;
};

struct ie_completion_builder {
    struct ie_arena arena; /* keys and texts */
    struct ie_folding folding;
    struct ie_find_key key;
    IE_VEC(struct ie_completion_entry) entries; /* one a form as written */
    IE_VEC(uint64_t) names;                     /* what they are known by */
    uint32_t *table;                            /* entry + 1; linear probing */
    size_t room;
    IE_VEC(struct said) said; /* documents rising */
    IE_VEC(uint32_t) hashes;  /* by document */
};

int ie_completion_builder_new(struct ie_completion_builder **builder,
                              struct ie_error *err)
{
    struct ie_completion_builder *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    ie_arena_init(&made->arena, 0);
    ie_folding_init(&made->folding, NULL);
    *builder = made;
    return 0;
}

void ie_completion_builder_free(struct ie_completion_builder *builder)
{
    if (!builder)
        return;
    ie_arena_release(&builder->arena);
    ie_folding_release(&builder->folding);
    IE_VEC_RELEASE(&builder->entries);
    IE_VEC_RELEASE(&builder->names);
    IE_VEC_RELEASE(&builder->said);
    IE_VEC_RELEASE(&builder->hashes);
    ie_free(builder->table);
    ie_free(builder);
}

static bool grow(struct ie_completion_builder *b)
{
    size_t room = b->room ? 2 * b->room : ROOM_FIRST;

    if (b->room && 2 * (b->entries.count + 1) < b->room)
        return true;
    uint32_t *table = ie_calloc(room, sizeof(*table));
    if (!table)
        return false;
    for (size_t i = 0; i < b->names.count; i++) {
        size_t at = b->names.at[i] & (room - 1);
        while (table[at])
            at = (at + 1) & (room - 1);
        table[at] = (uint32_t)i + 1;
    }
    ie_free(b->table);
    b->table = table;
    b->room = room;
    return true;
}

/* At most so many bytes, no letter cut. */
static struct ie_str cut(struct ie_str text, size_t most)
{
    if (text.len <= most)
        return text;
    while (most && ((unsigned char)text.ptr[most] & 0xC0) == 0x80)
        most--;
    return ie_str_n(text.ptr, most);
}

/* A new entry; one without a letter has no key and stands for nothing. */
static bool add_entry(struct ie_completion_builder *b, uint64_t name,
                      const struct ie_completion_item *item, struct ie_str text)
{
    struct ie_completion_entry *made = IE_PUSH(&b->entries);
    uint64_t *kept = made ? IE_PUSH(&b->names) : NULL;

    if (!kept || !ie_find_key(&b->folding, text, &b->key))
        return false;
    *kept = name;
    made->item = *item;
    made->key = ie_arena_str(&b->arena, ie_str_n((const char *)b->key.bytes, b->key.len));
    made->text = ie_arena_str(&b->arena, text);
    return made->key.ptr && made->text.ptr;
}

/* The document has this text. False: memory is out. */
static bool say(struct ie_completion_builder *b, const struct ie_completion_item *item,
                struct ie_str text, uint32_t document)
{
    text = cut(text, IE_COMPLETION_TEXT);
    uint64_t name = ie_retrieval_term(text, 6 + item->kind, false);
    if (item->kind == IE_COMPLETION_ORGANISATION)
        name ^= ie_retrieval_term(ie_str_n((const char *)item->id, 16), 9, false);
    if (!text.len)
        return true;
    if (!grow(b))
        return false;
    size_t at = name & (b->room - 1);
    while (b->table[at] && b->names.at[b->table[at] - 1] != name)
        at = (at + 1) & (b->room - 1);
    if (!b->table[at]) {
        if (!add_entry(b, name, item, text))
            return false;
        b->table[at] = (uint32_t)b->entries.count;
    }
    struct said *said = IE_PUSH(&b->said);
    if (said)
        *said = (struct said){b->table[at] - 1, document};
    return said != NULL;
}

/* As it may be suggested: without particles in Korean, else as written; none for grams of
 * words, numbers and words of little content. */
static struct ie_str word_of(const struct ie_bag_term *term)
{
    bool whole = term->place.kind == IE_TOKEN_WHOLE;
    bool gram = term->place.kind == IE_TOKEN_GRAM;
    struct ie_str word = term->surface;
    size_t letters = 0;

    if (term->kind != IE_BAG_WORD || (term->aside && !whole) ||
        (gram && term->grams != 1) || term->place.kind == IE_TOKEN_ROOT ||
        term->place.kind == IE_TOKEN_NUMBER)
        return IE_STR_NONE;
    if (whole || gram) {
        word = ie_text_script(term->term) == IE_SCRIPT_HANGUL ? term->term : word;
    }
    for (size_t i = 0; i < word.len; i++)
        letters += ((unsigned char)word.ptr[i] & 0xC0) != 0x80;
    return letters >= WORD_LEAST && letters <= WORD_MOST ? word : IE_STR_NONE;
}

int ie_completion_add(struct ie_completion_builder *builder,
                      const struct ie_search_document *document, const struct ie_bag *bag,
                      struct ie_error *err)
{
    struct ie_completion_item item = {.kind = IE_COMPLETION_TITLE,
                                      .lang = document->key.lang};
    uint32_t number = (uint32_t)builder->hashes.count, *hash = IE_PUSH(&builder->hashes);
    bool ok = hash && say(builder, &item, document->text.title, number);

    if (hash)
        *hash = ie_completion_hash(document->key.profile);
    item.kind = IE_COMPLETION_WORD;
    for (uint32_t i = 0; i < bag->count && ok; i++) {
        struct ie_str word = word_of(&bag->at[i]);
        if (!word.ptr)
            continue;
        item.term = ie_retrieval_term(bag->at[i].term, 0, false);
        ok = say(builder, &item, word, number);
    }
    item = (struct ie_completion_item){.kind = IE_COMPLETION_ORGANISATION};
    memcpy(item.id, document->key.organisation, sizeof(item.id));
    for (uint32_t i = 0; i < document->name_count && ok; i++)
        ok = say(builder, &item, document->names[i], number);
    return ok ? 0 : ie_fail_nomem(err);
}

/* Documents by entry, each once. */
static bool gather_docs(struct ie_completion_builder *b, uint32_t *docs)
{
    uint32_t *next = ie_calloc(b->entries.count + 1, sizeof(*next));

    if (!next)
        return false;
    for (size_t i = 0; i < b->said.count; i++)
        next[b->said.at[i].entry]++;
    for (size_t e = 0, first = 0; e < b->entries.count; e++) {
        uint32_t count = next[e];
        b->entries.at[e].docs = docs + first;
        b->entries.at[e].item.doc_count = 0;
        next[e] = (uint32_t)first;
        first += count;
    }
    for (size_t i = 0; i < b->said.count; i++) {
        struct ie_completion_item *item = &b->entries.at[b->said.at[i].entry].item;
        uint32_t *at = &next[b->said.at[i].entry];
        if (item->doc_count && docs[*at - 1] == b->said.at[i].document)
            continue;
        docs[(*at)++] = b->said.at[i].document;
        item->times = ++item->doc_count;
    }
    ie_free(next);
    return true;
}

int ie_completion_finish(struct ie_completion_builder *builder,
                         struct ie_completion_image *image, struct ie_error *err)
{
    uint32_t *docs = ie_calloc(builder->said.count + 1, sizeof(*docs));
    size_t kept = 0;
    int code = docs && gather_docs(builder, docs) ? 0 : ie_fail_nomem(err);

    for (size_t i = 0; i < builder->entries.count && !code; i++)
        if (builder->entries.at[i].key.len)
            builder->entries.at[kept++] = builder->entries.at[i];
    if (!code)
        code = ie_completion_write(builder->entries.at, kept, builder->hashes.at,
                                   (uint32_t)builder->hashes.count, &builder->folding,
                                   image, err);
    ie_free(docs);
    return code;
}

/* ---- of completions ------------------------------------------------------------------ */

struct merging {
    uint32_t *hashes; /* by new document */
    uint32_t documents;
    uint32_t *numbers; /* by old document of the source at hand */
    IE_VEC(uint32_t) docs;
    IE_VEC(struct ie_completion_entry) entries;
    IE_VEC(size_t) first; /* of an entry in docs, which may move */
};

static bool is_deleted(const struct ie_completion_source *source, uint32_t document)
{
    return source->deleted && source->deleted[document / 64] >> (document % 64) & 1;
}

/* The living are numbered through. */
static void number_documents(struct merging *m, const struct ie_completion_source *source)
{
    for (uint32_t d = 0; d < source->completion->documents; d++) {
        m->numbers[d] = UINT32_MAX;
        if (is_deleted(source, d))
            continue;
        m->hashes[m->documents] = ie_completion_hash(source->keys[d].profile);
        m->numbers[d] = m->documents++;
    }
}

static bool take_item(struct merging *m, const struct ie_completion *c,
                      const struct ie_completion_item *item)
{
    size_t first = m->docs.count;

    for (uint32_t i = 0; i < item->doc_count; i++) {
        uint32_t number = m->numbers[c->docs[item->docs + i]], *kept;
        if (number == UINT32_MAX)
            continue;
        if (!(kept = IE_PUSH(&m->docs)))
            return false;
        *kept = number;
    }
    if (m->docs.count == first)
        return true;
    size_t *from = IE_PUSH(&m->first);
    struct ie_completion_entry *entry = from ? IE_PUSH(&m->entries) : NULL;
    if (!entry)
        return false;
    *from = first;
    entry->item = *item;
    entry->item.doc_count = (uint32_t)(m->docs.count - first);
    entry->item.times -= item->doc_count - entry->item.doc_count;
    entry->key = ie_completion_key(c, item);
    entry->text = ie_completion_text(c, item);
    return true;
}

static bool take_source(struct merging *m, const struct ie_completion_source *source)
{
    const struct ie_completion *c = source->completion;
    bool ok = true;

    number_documents(m, source);
    for (uint32_t i = 0; i < c->item_count && ok; i++)
        ok = take_item(m, c, &c->items[i]);
    return ok;
}

int ie_completion_merge(const struct ie_completion_source *sources, uint32_t count,
                        struct ie_completion_image *image, struct ie_error *err)
{
    struct merging m = {.documents = 0};
    struct ie_folding *folding = ie_calloc(1, sizeof(*folding));
    size_t all = 0, most = 0;
    int code = 0;

    for (uint32_t i = 0; i < count; i++) {
        all += sources[i].completion->documents;
        if (sources[i].completion->documents > most)
            most = sources[i].completion->documents;
    }
    m.hashes = ie_calloc(all + 1, sizeof(*m.hashes));
    m.numbers = ie_calloc(most + 1, sizeof(*m.numbers));
    bool ok = folding && m.hashes && m.numbers;
    for (uint32_t i = 0; i < count && ok; i++)
        ok = take_source(&m, &sources[i]);
    if (!ok)
        code = ie_fail_nomem(err);
    for (size_t i = 0; i < m.entries.count && !code; i++)
        m.entries.at[i].docs = m.docs.at + m.first.at[i];
    if (!code) {
        ie_folding_init(folding, NULL);
        code = ie_completion_write(m.entries.at, m.entries.count, m.hashes, m.documents,
                                   folding, image, err);
        ie_folding_release(folding);
    }
    ie_free(folding);
    ie_free(m.hashes);
    ie_free(m.numbers);
    IE_VEC_RELEASE(&m.docs);
    IE_VEC_RELEASE(&m.entries);
    IE_VEC_RELEASE(&m.first);
    return code;
}
