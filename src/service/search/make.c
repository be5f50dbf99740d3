/* Documents as segments, segments crossed out and merged: see search/index.h. */
#include "base/alloc.h"
#include "service/search/builder.h"

/* ---- made and unmade ---- */

void ie_search_drop_segments(struct ie_search_builder *b)
{
    ie_search_merge_cancel(b->merge);
    b->merge = NULL;
    b->frozen = 0;
    for (uint32_t i = 0; i < b->count; i++) {
        ie_search_segment_give(b->segments[i]);
        ie_free(b->deleted[i]);
        b->segments[i] = NULL;
        b->deleted[i] = NULL;
        b->crossed[i] = 0;
    }
    b->count = 0;
}

static void drop_last(struct ie_search_builder *b)
{
    b->count--;
    ie_search_segment_give(b->segments[b->count]);
    ie_free(b->deleted[b->count]);
    b->deleted[b->count] = NULL;
}

bool ie_search_add_segment(struct ie_search_builder *b, struct ie_search_segment *segment)
{
    if (b->count == IE_SEARCH_SEGMENTS)
        return false;
    b->segments[b->count] = segment;
    b->deleted[b->count] = NULL;
    b->crossed[b->count++] = 0;
    return true;
}

static void note_lang(struct ie_search_builder *b, uint32_t lang)
{
    uint32_t i = 0;

    while (i < b->lang_count && b->langs[i] != lang)
        i++;
    if (i == b->lang_count && lang && b->lang_count < IE_COUNT(b->langs))
        b->langs[b->lang_count++] = lang;
}

/* ---- making a segment of documents ---- */

struct making { /* a segment */
    struct ie_search_builder *b;
    struct ie_retrieval_builder *terms;
    struct ie_retrieval_part *part;
    struct ie_completion_builder *completion;
    uint32_t count; /* documents so far */
    struct ie_arena *arena;
    struct ie_error *err;
};

static int add_document(struct making *m, const struct ie_search_document *document)
{
    struct ie_arena_mark mark = ie_arena_mark(m->arena);
    struct ie_retrieval_entry *entries = NULL;
    struct ie_bag bag = {0};
    uint32_t length = 0;
    int code =
        ie_ask_entries(m->b->reader, &document->text, document->own, document->own_count,
                       m->arena, &bag, &entries, &length, m->err);

    if (!code)
        code = ie_retrieval_add(m->part, m->count++, entries, bag.count, length,
                                &document->key, m->err);
    if (!code)
        code = ie_completion_add(m->completion, document, &bag, m->err);
    ie_arena_rewind(m->arena, mark);
    if (!code && ie_search_is_open(&document->key))
        note_lang(m->b, document->key.lang);
    return code;
}

static int begin_segment(struct making *m)
{
    struct ie_search_builder *b = m->b;
    struct ie_retrieval_options options = {.k1 = IE_BAG_K1,
                                           .b = IE_BAG_B,
                                           .norm = 0,
                                           .key_size = sizeof(struct ie_search_key),
                                           .statistics =
                                               b->count ? b->segments[0]->index : NULL};

    memcpy(options.identity, b->knowledge->identity, sizeof(options.identity));
    int code = ie_retrieval_builder_new(&options, &m->terms, m->err);
    if (!code)
        code = ie_retrieval_part_new(m->terms, &m->part, m->err);
    return code ? code : ie_completion_builder_new(&m->completion, m->err);
}

/* Those documents that are open, or are not, or either (-1). */
static int make_segment(struct ie_search_builder *b,
                        const struct ie_search_document *documents, size_t count,
                        int open, struct ie_arena *arena,
                        struct ie_search_segment **segment, struct ie_error *err)
{
    struct making m = {.b = b, .arena = arena, .err = err};
    struct ie_search_image image = {.terms = {0}};
    int code = begin_segment(&m);

    for (size_t i = 0; i < count && !code; i++)
        if (open < 0 || ie_search_is_open(&documents[i].key) == (open > 0))
            code = add_document(&m, &documents[i]);
    if (!code)
        code = ie_retrieval_finish(m.terms, NULL, &image.terms, err);
    if (!code)
        code = ie_completion_finish(m.completion, &image.completion, err);
    ie_retrieval_builder_free(m.terms);
    ie_completion_builder_free(m.completion);
    return ie_search_segment_of(code, &image, b->knowledge->identity, segment, err);
}

static int append_segment(struct ie_search_builder *b, struct ie_search_segment *segment,
                          struct ie_error *err)
{
    if (ie_search_add_segment(b, segment))
        return 0;
    ie_search_segment_give(segment);
    return ie_fail(err, IE_LIMIT, "retrieval.too_large");
}

/* The first two, then whatever comes as one more. */
int ie_search_add_documents(struct ie_search_builder *b,
                            const struct ie_search_document *documents, size_t count,
                            struct ie_arena *arena, struct ie_error *err)
{
    struct ie_search_segment *made = NULL;
    int code = 0;

    if (b->count == 0) {
        for (int open = 1; open >= 0 && !code; open--) {
            code = make_segment(b, documents, count, open, arena, &made, err);
            if (!code)
                code = append_segment(b, made, err);
        }
        if (code)
            ie_search_drop_segments(b);
        return code;
    }
    if (!count)
        return 0;
    code = make_segment(b, documents, count, -1, arena, &made, err);
    return code ? code : append_segment(b, made, err);
}

/* ---- crossing out ---- */

static int cross_out(struct ie_search_builder *b, uint32_t segment,
                     const unsigned char profile[16], struct ie_error *err)
{
    const struct ie_search_segment *s = b->segments[segment];
    uint32_t from, count = ie_search_segment_find(s, profile, &from);

    if (count && !b->deleted[segment]) {
        b->deleted[segment] =
            ie_calloc(((size_t)s->documents + 63) / 64, sizeof(uint64_t));
        if (!b->deleted[segment])
            return ie_fail_nomem(err);
    }
    for (uint32_t i = from; i < from + count; i++) {
        uint32_t d = ie_search_segment_at(s, i);
        uint64_t bit = UINT64_C(1) << (d % 64), *word = &b->deleted[segment][d / 64];
        b->crossed[segment] += !(*word & bit);
        *word |= bit;
    }
    return 0;
}

int ie_search_cross_out_all(struct ie_search_builder *b, const struct ie_id *ids,
                            size_t count, uint32_t segments, struct ie_error *err)
{
    unsigned char profile[16];
    int code = 0;

    for (size_t i = 0; i < count && !code; i++) {
        ie_search_pack_id(ie_id_str(&ids[i]), profile);
        for (uint32_t s = 0; s < segments && !code; s++)
            code = cross_out(b, s, profile, err);
    }
    return code;
}

/* ---- merging ---- */

/* The last two into one as long as the one before is no more than twice the last: so there
 * are never more than a logarithm of them. What a merge beside is about stays as it is. */
int ie_search_merge_tail(struct ie_search_builder *b, struct ie_error *err)
{
    uint32_t fixed = b->frozen > 2 ? b->frozen : 2;
    int code = 0;

    while (b->count > fixed + 1 && !code &&
           (b->segments[b->count - 2]->documents <=
                2 * (uint64_t)b->segments[b->count - 1]->documents ||
            b->count > IE_SEARCH_SEGMENTS - 2)) {
        struct ie_search_segment *made = NULL;
        code = ie_search_merge_segments(
            b->segments + b->count - 2, b->deleted + b->count - 2, 2, -1,
            b->segments[0]->index, b->knowledge->identity, NULL, &made, err);
        for (int i = 0; i < 2 && !code; i++)
            drop_last(b);
        if (!code)
            (void)ie_search_add_segment(b, made);
    }
    return code;
}

uint64_t ie_search_unmerged(const struct ie_search_builder *b)
{
    uint64_t n = 0;

    for (uint32_t i = 0; i < b->count; i++)
        n += i < 2 ? b->crossed[i] : b->segments[i]->documents;
    return n;
}
