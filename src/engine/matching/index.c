/* Building an index image, afresh or behind an old one. */
#include <xxhash.h>

#include "engine/matching/bag.h"
#include "engine/matching/image.h"
#include "engine/matching/terms.h"

struct row { /* one term of one document, while building */
    uint32_t term, document;
    uint16_t title, text;
};

struct builder {
    struct ie_terms terms;
    IE_VEC(struct row) rows;
    IE_VEC(uint32_t) lengths;
    struct ie_analyser *analyser;
    struct ie_arena scratch;
};

static void builder_release(struct builder *builder)
{
    ie_terms_release(&builder->terms);
    IE_VEC_RELEASE(&builder->rows);
    IE_VEC_RELEASE(&builder->lengths);
    ie_analyser_free(builder->analyser);
    ie_arena_release(&builder->scratch);
}

/* Adds a term of the running document. */
static bool add_term(struct builder *builder, const struct ie_bag_term *term)
{
    uint32_t number, document = (uint32_t)builder->lengths.count - 1;

    if (!ie_terms_add(&builder->terms, term->term, &number))
        return false;
    struct row *row =
        builder->rows.count < UINT32_MAX - 1 ? IE_PUSH(&builder->rows) : NULL;
    if (!row)
        return false;
    *row = (struct row){
        .term = number,
        .document = document,
        .title = (uint16_t)(term->title < UINT16_MAX ? term->title : UINT16_MAX),
        .text = (uint16_t)(term->text < UINT16_MAX ? term->text : UINT16_MAX)};
    return true;
}

static int add_document(struct builder *builder, const struct ie_match_document *document,
                        struct ie_error *err)
{
    struct ie_bag bag;
    uint32_t *length = IE_PUSH(&builder->lengths);

    if (!length)
        return ie_fail_nomem(err);
    int code = ie_bag_read(builder->analyser, document, &builder->scratch, &bag, err);
    if (code)
        return code;
    *length = (uint32_t)bag.length;
    for (uint32_t i = 0; i < bag.count; i++)
        if (!add_term(builder, &bag.at[i]))
            return ie_fail_nomem(err);
    ie_arena_clear(&builder->scratch);
    return 0;
}

static int add_documents(struct builder *builder,
                         const struct ie_match_document *documents, uint32_t count,
                         const struct ie_solve_control *control, struct ie_error *err)
{
    for (uint32_t i = 0; i < count; i++) {
        enum ie_stop stop = ie_solve_stopped(control);
        int code;
        if (stop != IE_GO_ON)
            return ie_fail(err, stop == IE_STOP_CANCEL ? IE_CANCELLED : IE_LIMIT,
                           "matching.stopped");
        if ((code = add_document(builder, &documents[i], err)))
            return code;
        if (control && control->progress && (i + 1) % 1024 == 0)
            control->progress(control->progress_data, (int)(1000 * (uint64_t)i / count),
                              0, 0);
    }
    return 0;
}

/* Old terms keep their numbers, old rows come first. */
static int add_image(struct builder *builder, const struct ie_image *old,
                     struct ie_error *err)
{
    const struct ie_image_header *header = old->header;
    uint32_t number;

    for (uint32_t t = 0; t < header->terms; t++) {
        struct ie_str term = ie_str_n(old->bytes + old->spelling[t],
                                      (size_t)(old->spelling[t + 1] - old->spelling[t]));
        if (!ie_terms_add(&builder->terms, term, &number))
            return ie_fail_nomem(err);
        if (number != t) {
            ie_fail(err, IE_INPUT, "matching.index_damaged");
            ie_error_arg(err, "what", "terms");
            return IE_INPUT;
        }
        for (uint64_t p = old->first[t]; p < old->first[t + 1]; p++) {
            struct row *row = IE_PUSH(&builder->rows);
            if (!row)
                return ie_fail_nomem(err);
            *row = (struct row){t, old->postings[p].document, old->postings[p].title,
                                old->postings[p].text};
        }
    }
    for (uint32_t d = 0; d < header->documents; d++) {
        uint32_t *length = IE_PUSH(&builder->lengths);
        if (!length)
            return ie_fail_nomem(err);
        *length = old->lengths[d];
    }
    return 0;
}

static void write_postings(const struct builder *builder, uint64_t *first,
                           struct ie_posting *postings)
{
    uint32_t terms = (uint32_t)builder->terms.from.count;

    for (size_t i = 0; i < builder->rows.count; i++)
        first[builder->rows.at[i].term + 1]++;
    for (uint32_t t = 0; t < terms; t++)
        first[t + 1] += first[t];
    for (size_t i = 0; i < builder->rows.count; i++) {
        const struct row *row = &builder->rows.at[i];
        postings[first[row->term]++] =
            (struct ie_posting){row->document, row->title, row->text};
    }
    /* each first[t] has moved to its end, which is where t + 1 begins */
    for (uint32_t t = terms; t > 0; t--)
        first[t] = first[t - 1];
    first[0] = 0;
}

static void write_terms(const struct builder *builder, uint64_t *spelling,
                        uint32_t *table, uint32_t room, char *bytes)
{
    uint32_t terms = (uint32_t)builder->terms.from.count;

    for (uint32_t t = 0; t < terms; t++) {
        uint64_t at = ie_term_hash(ie_terms_get(&builder->terms, t)) & (room - 1);
        spelling[t] = builder->terms.from.at[t];
        while (table[at])
            at = (at + 1) & (room - 1);
        table[at] = t + 1;
    }
    spelling[terms] = builder->terms.bytes.len;
    if (builder->terms.bytes.len)
        memcpy(bytes, builder->terms.bytes.ptr, builder->terms.bytes.len);
}

static int write_image(const struct builder *builder, struct ie_matching_image *image,
                       struct ie_error *err)
{
    struct ie_image_header header = {
        .magic = {'i', 'e', 'u', 'm', '-', 'i', 'd', 'x'},
        .documents = (uint32_t)builder->lengths.count,
        .terms = (uint32_t)builder->terms.from.count,
        .room = ie_term_room((uint32_t)builder->terms.from.count),
        .postings = builder->rows.count,
        .bytes = builder->terms.bytes.len,
    };
    uint64_t at[6];

    ie_image_version(header.version);
    if (!ie_image_layout(&header, at, &header.len))
        return ie_fail(err, IE_LIMIT, "matching.index_too_large");
    unsigned char *bytes = ie_calloc((size_t)header.len, 1);
    if (!bytes)
        return ie_fail_nomem(err);
    for (size_t d = 0; d < builder->lengths.count; d++)
        header.words += builder->lengths.at[d];
    if (builder->lengths.count)
        memcpy(bytes + at[0], builder->lengths.at,
               builder->lengths.count * sizeof(*builder->lengths.at));
    write_postings(builder, (void *)(bytes + at[1]), (void *)(bytes + at[4]));
    write_terms(builder, (void *)(bytes + at[2]), (void *)(bytes + at[3]), header.room,
                (char *)bytes + at[5]);
    memcpy(bytes, &header, sizeof(header));
    header.checksum = XXH3_64bits(bytes + 16, (size_t)header.len - 16);
    memcpy(bytes, &header, sizeof(header));
    *image = (struct ie_matching_image){bytes, (size_t)header.len};
    return 0;
}

static int build(const struct ie_image *old, const struct ie_match_document *documents,
                 uint32_t count, const struct ie_solve_control *control,
                 struct ie_matching_image *image, struct ie_error *err)
{
    struct builder builder = {.analyser = NULL};
    int code;

    ie_arena_init(&builder.scratch, 0);
    code = ie_analyser_new(&builder.analyser, err);
    if (!code && old && (uint64_t)old->header->documents + count > UINT32_MAX)
        code = ie_fail(err, IE_LIMIT, "matching.index_too_large");
    if (!code && old)
        code = add_image(&builder, old, err);
    if (!code)
        code = add_documents(&builder, documents, count, control, err);
    if (!code)
        code = write_image(&builder, image, err);
    builder_release(&builder);
    return code;
}

int ie_matching_index_build(const struct ie_match_document *documents, uint32_t count,
                            const struct ie_solve_control *control,
                            struct ie_matching_image *image, struct ie_error *err)
{
    return build(NULL, documents, count, control, image, err);
}

int ie_matching_index_append(const unsigned char *old, size_t old_len,
                             const struct ie_match_document *documents, uint32_t count,
                             const struct ie_solve_control *control,
                             struct ie_matching_image *image, struct ie_error *err)
{
    struct ie_image view;
    int code = ie_image_view(old, old_len, &view, err);

    return code ? code : build(&view, documents, count, control, image, err);
}
