/* One office's index, step by step: see search/index.h. */
#include "service/search/build.h"

#include <malloc.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "service/event/event.h"
#include "service/impl.h"
#include "service/search/merge.h"
#include "store/schema_types.h"

enum {
    AT_ONCE = 128,         /* profiles of a step */
    SCAN_AT_ONCE = 512,    /* of a step while all are read */
    LOG_AT_ONCE = 4096,    /* entries looked at in a step */
    FEW = 2048,            /* documents: merging them is a matter of milliseconds */
    QUIET_LEAST = 16,      /* the same in a quiet moment */
    QUIET_US = 3000000,    /* without a change */
    LATEST_US = 600000000, /* then whatever has changed is merged and written */
};

struct ie_search_builder {
    struct ie_search_knowledge *knowledge;
    struct ie_match_reader *reader; /* of documents: it knows no word lists */
    struct ie_search_files *files;  /* NULL: in memory alone */
    struct ie_search_segment *segments[IE_SEARCH_SEGMENTS]; /* open, rest, changes … */
    uint64_t *deleted[IE_SEARCH_SEGMENTS];
    uint32_t crossed[IE_SEARCH_SEGMENTS]; /* documents crossed out */
    uint32_t count;
    struct ie_search_merge *merge; /* of the first `frozen` segments; NULL: none */
    uint32_t frozen;
    int64_t frozen_us;          /* first_us of what it does not have */
    IE_VEC(struct ie_id) since; /* written since it began */
    int64_t read_seq;           /* of the log: as far as `due` says what is to be done */
    bool noted;                 /* `due` has what is not crossed out yet */
    bool hasty;    /* something has changed since the scan began: see is_shown */
    bool behind;   /* the log has more than was looked at */
    bool scanning; /* all profiles, by id, from `after` on */
    struct ie_id after;
    bool written; /* the files say what the segments do */
    IE_VEC(struct ie_id) due;
    uint32_t langs[16];
    uint32_t lang_count;
    int64_t changed_us, first_us; /* last change; the first that is not in the files */
};

/* ---- made and unmade ---- */

static void drop_segments(struct ie_search_builder *b)
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

static void builder_free(struct ie_search_builder *b)
{
    if (!b)
        return;
    drop_segments(b);
    ie_match_reader_free(b->reader);
    ie_search_knowledge_give(b->knowledge);
    ie_search_files_close(b->files);
    IE_VEC_RELEASE(&b->due);
    IE_VEC_RELEASE(&b->since);
    ie_free(b);
}

void ie_search_office_free(struct ie_search_office *office)
{
    ie_search_give(atomic_load(&office->state));
    builder_free(office->builder);
    ie_free(office);
}

static void drop_last(struct ie_search_builder *b)
{
    b->count--;
    ie_search_segment_give(b->segments[b->count]);
    ie_free(b->deleted[b->count]);
    b->deleted[b->count] = NULL;
}

static bool add_segment(struct ie_search_builder *b, struct ie_search_segment *segment)
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

/* ---- publishing ---- */

static int copy_deleted(const struct ie_search_builder *b, uint32_t i,
                        struct ie_search_state *state, struct ie_error *err)
{
    size_t words = ((size_t)b->segments[i]->documents + 63) / 64;

    if (!b->deleted[i])
        return 0;
    state->deleted[i] = ie_calloc(words, sizeof(uint64_t));
    if (!state->deleted[i])
        return ie_fail_nomem(err);
    memcpy(state->deleted[i], b->deleted[i], words * sizeof(uint64_t));
    return 0;
}

static void list_langs(const struct ie_search_builder *b, struct ie_search_state *state)
{
    for (uint32_t i = 0; i < b->lang_count; i++) {
        char *room = state->lang_room[i];
        size_t n = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
            if (b->langs[i] >> shift & 0xFF)
                room[n++] = (char)(b->langs[i] >> shift & 0xFF);
        state->langs[i] = ie_str_n(room, n);
    }
    state->lang_count = b->lang_count;
}

static int publish(struct ie_search_office *office, struct ie_error *err)
{
    struct ie_search_builder *b = office->builder;
    struct ie_search_state *made = ie_calloc(1, sizeof(*made));
    int code = made ? 0 : ie_fail_nomem(err);

    if (code)
        return code;
    atomic_init(&made->references, 1);
    made->office = office;
    made->knowledge = b->knowledge;
    atomic_fetch_add(&b->knowledge->references, 1);
    for (uint32_t i = 0; i < b->count; i++) {
        made->segments[i] = ie_search_segment_share(b->segments[i]);
        made->count++;
        if (!code)
            code = copy_deleted(b, i, made, err);
        made->view[i] =
            (struct ie_retrieval_segment){b->segments[i]->index, made->deleted[i]};
        made->first[i + 1] = made->first[i] + b->segments[i]->documents;
    }
    list_langs(b, made);
    if (code)
        ie_search_give(made);
    else
        ie_search_publish(office, made);
    return code;
}

/* ---- making a segment of documents ---- */

static int add_document(struct ie_search_builder *b, struct ie_retrieval_part *part,
                        uint32_t number, const struct ie_search_document *document,
                        struct ie_arena *arena, struct ie_error *err)
{
    struct ie_arena_mark mark = ie_arena_mark(arena);
    struct ie_retrieval_entry *entries = NULL;
    uint32_t count = 0, length = 0;
    int code = ie_ask_entries(b->reader, &document->text, document->own,
                              document->own_count, arena, &entries, &count, &length, err);

    if (!code)
        code =
            ie_retrieval_add(part, number, entries, count, length, &document->key, err);
    ie_arena_rewind(arena, mark);
    if (!code && ie_search_is_open(&document->key))
        note_lang(b, document->key.lang);
    return code;
}

/* Those documents that are open, or are not, or either (-1). NULL: none are. */
static int make_segment(struct ie_search_builder *b,
                        const struct ie_search_document *documents, size_t count,
                        int open, struct ie_arena *arena,
                        struct ie_search_segment **segment, struct ie_error *err)
{
    struct ie_retrieval_options options = {.k1 = IE_BAG_K1,
                                           .b = IE_BAG_B,
                                           .norm = 0,
                                           .key_size = sizeof(struct ie_search_key),
                                           .statistics =
                                               b->count ? b->segments[0]->index : NULL};
    struct ie_retrieval_builder *builder = NULL;
    struct ie_retrieval_part *part = NULL;
    struct ie_retrieval_image image = {0};
    uint32_t n = 0;

    memcpy(options.identity, b->knowledge->identity, sizeof(options.identity));
    int code = ie_retrieval_builder_new(&options, &builder, err);
    if (!code)
        code = ie_retrieval_part_new(builder, &part, err);
    for (size_t i = 0; i < count && !code; i++)
        if (open < 0 || ie_search_is_open(&documents[i].key) == (open > 0))
            code = add_document(b, part, n++, &documents[i], arena, err);
    if (!code)
        code = ie_retrieval_finish(builder, NULL, &image, err);
    ie_retrieval_builder_free(builder);
    return code ? code
                : ie_search_segment_of(&image, b->knowledge->identity, segment, err);
}

static int append_segment(struct ie_search_builder *b, struct ie_search_segment *segment,
                          struct ie_error *err)
{
    if (add_segment(b, segment))
        return 0;
    ie_search_segment_give(segment);
    return ie_fail(err, IE_LIMIT, "retrieval.too_large");
}

/* The first two, then whatever comes as one more. */
static int add_documents(struct ie_search_builder *b,
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
            drop_segments(b);
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

static int cross_out_all(struct ie_search_builder *b, const struct ie_id *ids,
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
static int merge_tail(struct ie_search_builder *b, struct ie_error *err)
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
            (void)add_segment(b, made);
    }
    return code;
}

static uint64_t unmerged(const struct ie_search_builder *b)
{
    uint64_t n = 0;

    for (uint32_t i = 0; i < b->count; i++)
        n += i < 2 ? b->crossed[i] : b->segments[i]->documents;
    return n;
}

/* ---- what has changed ---- */

static int push_due(struct ie_search_builder *b, struct ie_str id, struct ie_error *err)
{
    struct ie_id *due = IE_PUSH(&b->due);

    if (!due)
        return ie_fail_nomem(err);
    if (!ie_id_parse(id, due))
        b->due.count--;
    return 0;
}

static int profiles_of(struct ie_search_builder *b, struct ie_call *call,
                       struct ie_str organisation, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(call->db,
                   "SELECT id FROM profile WHERE office_id=$1 AND organisation=$2"
                   " AND deleted_at IS NULL ORDER BY id",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, organisation);
    while (!(code = ie_query_next(&q, &row, err)) && row)
        if ((code = push_due(b, ie_query_get_text(&q, 0), err)))
            break;
    ie_query_end(&q);
    return code;
}

/* Profiles that the log names, and those of organisations that it names: a profile carries
 * country and kind of its organisation. */
static int read_log(struct ie_search_builder *b, struct ie_call *call, bool *more,
                    struct ie_error *err)
{
    IE_VEC(struct ie_id) organisations = {0};
    struct ie_query q;
    int64_t n = 0;
    bool row;
    int code;

    ie_query_begin(call->db,
                   "SELECT seq, type, record, action FROM log_entry WHERE office_id=$1"
                   " AND seq>$2 ORDER BY seq LIMIT $3",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_int(&q, 2, b->read_seq);
    ie_query_int(&q, 3, LOG_AT_ONCE);
    while (!(code = ie_query_next(&q, &row, err)) && row) {
        struct ie_str type = ie_query_get_text(&q, 1);
        n++;
        b->read_seq = ie_query_get_int(&q, 0);
        if (ie_str_eqz(ie_query_get_text(&q, 3), "look"))
            continue;
        if (ie_str_eqz(type, "profile"))
            code = push_due(b, ie_query_get_text(&q, 2), err);
        else if (ie_str_eqz(type, "organisation")) {
            struct ie_id *id = IE_PUSH(&organisations);
            if (!id)
                code = ie_fail_nomem(err);
            else if (!ie_id_parse(ie_query_get_text(&q, 2), id))
                organisations.count--;
        }
        if (code)
            break;
    }
    ie_query_end(&q);
    for (size_t i = 0; i < organisations.count && !code; i++)
        code = profiles_of(b, call, ie_id_str(&organisations.at[i]), err);
    IE_VEC_RELEASE(&organisations);
    *more = n == LOG_AT_ONCE;
    return code;
}

/* Until so many are due, or the log has no more. */
static int read_due(struct ie_search_builder *b, struct ie_call *call, size_t enough,
                    struct ie_error *err)
{
    int code;

    do
        code = read_log(b, call, &b->behind, err);
    while (!code && b->behind && b->due.count < enough);
    b->noted = b->noted || b->due.count > 0;
    return code;
}

static int by_id(const void *x, const void *y)
{
    return strcmp(((const struct ie_id *)x)->text, ((const struct ie_id *)y)->text);
}

/* Each once. */
static void tidy_due(struct ie_search_builder *b)
{
    size_t kept = 0;

    if (!b->due.count)
        return;
    qsort(b->due.at, b->due.count, sizeof(*b->due.at), by_id);
    for (size_t i = 0; i < b->due.count; i++)
        if (!kept || by_id(&b->due.at[kept - 1], &b->due.at[i]) != 0)
            b->due.at[kept++] = b->due.at[i];
    b->due.count = kept;
}

static int scan(struct ie_search_builder *b, struct ie_call *call, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(call->db,
                   "SELECT id FROM profile WHERE office_id=$1 AND id>$2"
                   " AND deleted_at IS NULL ORDER BY id LIMIT $3",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, ie_id_str(&b->after));
    ie_query_int(&q, 3, SCAN_AT_ONCE);
    while (!(code = ie_query_next(&q, &row, err)) && row)
        if ((code = push_due(b, ie_query_get_text(&q, 0), err)))
            break;
    ie_query_end(&q);
    if (!code && b->due.count)
        b->after = b->due.at[b->due.count - 1];
    else if (!code)
        b->scanning = false;
    return code;
}

/* ---- reading profiles ---- */

struct gathered {
    struct ie_arena arena;
    const struct ie_id *ids; /* that the step is about: they end b->due */
    size_t id_count;
    IE_VEC(struct ie_search_document) documents;
};

static int read_organisation(struct ie_call *call, struct ie_str id, uint16_t *country,
                             uint8_t *kind, struct ie_error *err)
{
    const struct ie_field *type = ie_type_field(&ie_type_organisation, IE_STR("type"));
    struct ie_query q;
    bool row = false;

    *country = 0;
    *kind = UINT8_MAX;
    ie_query_begin(call->db,
                   "SELECT country, type FROM organisation WHERE office_id=$1 AND id=$2",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, id);
    int code = ie_query_next(&q, &row, err);
    if (!code && row) {
        struct ie_str name = ie_query_get_text(&q, 1);
        *country = (uint16_t)ie_match_code(ie_query_get_text(&q, 0));
        for (uint8_t i = 0; type->choices[i]; i++)
            if (ie_str_eqz(name, type->choices[i]))
                *kind = i;
    }
    ie_query_end(&q);
    return code;
}

static int gather_one(struct ie_call *call, struct ie_str id, struct gathered *g,
                      struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    struct ie_search_documents documents;
    struct ie_record *record = NULL;
    uint16_t country;
    uint8_t kind;
    int code =
        ie_record_read(call->db, &office, &ie_type_profile, id, &g->arena, &record, err);

    if (code)
        return code == IE_NOT_FOUND ? 0 : code; /* gone */
    code = read_organisation(call, ie_record_get(record, "organisation")->text, &country,
                             &kind, err);
    if (!code)
        code = ie_search_documents_of(record, country, kind, &g->arena, &documents, err);
    for (uint32_t i = 0; !code && i < documents.count; i++) {
        struct ie_search_document *kept = IE_PUSH(&g->documents);
        if (!kept)
            return ie_fail_nomem(err);
        *kept = documents.at[i];
    }
    return code;
}

/* Has a profile been written since the scan began? */
static int look_ahead(struct ie_search_builder *b, struct ie_call *call,
                      struct ie_error *err)
{
    struct ie_query q;
    int code;

    if (b->hasty)
        return 0;
    ie_query_begin(call->db,
                   "SELECT 1 FROM log_entry WHERE office_id=$1 AND seq>$2"
                   " AND type='profile' AND action<>'look' LIMIT 1",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_int(&q, 2, b->read_seq);
    code = ie_query_next(&q, &b->hasty, err);
    ie_query_end(&q);
    return code;
}

/* What the next step is about; nothing is changed but what b knows to be due. */
static int gather(struct ie_search_builder *b, struct ie_call *call, struct gathered *g,
                  struct ie_error *err)
{
    size_t most = b->scanning ? SCAN_AT_ONCE : AT_ONCE;
    int code = 0;

    if (!b->due.count && b->scanning)
        code = scan(b, call, err);
    if (!code && b->scanning)
        code = look_ahead(b, call, err);
    if (!code && !b->due.count && !b->scanning)
        code = read_due(b, call, AT_ONCE, err);
    tidy_due(b);
    g->id_count = b->due.count < most ? b->due.count : most;
    g->ids = b->due.at ? b->due.at + (b->due.count - g->id_count) : NULL;
    for (size_t i = 0; i < g->id_count && !code; i++)
        code = gather_one(call, ie_id_str(&g->ids[i]), g, err);
    return code;
}

/* ---- beginning ---- */

static int count_profiles(struct ie_call *call, uint64_t *count, int64_t *head,
                          struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(call->db,
                   "SELECT (SELECT count(*) FROM profile WHERE office_id=$1"
                   " AND deleted_at IS NULL), (SELECT seq FROM log_head WHERE one=1)",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    int code = ie_query_next(&q, &row, err);
    *count = !code && row ? (uint64_t)ie_query_get_int(&q, 0) : 0;
    *head = !code && row ? ie_query_get_int(&q, 1) : 0;
    ie_query_end(&q);
    return code;
}

/* From nothing, by this knowledge. */
static int begin_scan(struct ie_search_office *office, struct ie_call *call,
                      struct ie_error *err)
{
    struct ie_search_builder *b = office->builder;
    uint64_t count;
    int code = count_profiles(call, &count, &b->read_seq, err);

    if (code)
        return code;
    drop_segments(b);
    b->due.count = 0;
    b->lang_count = 0;
    b->after = (struct ie_id){""};
    b->scanning = true;
    b->written = b->behind = b->noted = b->hasty = false;
    atomic_store(&office->done, 0);
    atomic_store(&office->of, count);
    atomic_store(&office->rebuilding, true);
    return 0;
}

static int take_knowledge(struct ie_search_builder *b, struct ie_call *call,
                          struct ie_office_lexicon *lexicon, struct ie_error *err)
{
    struct ie_search_knowledge *made = NULL;
    struct ie_match_knowledge known = {ie_office_lexicon_of(lexicon), NULL};
    struct ie_match_reader *reader = NULL;
    int code = ie_match_reader_new(&known, &reader, err);

    if (code) {
        ie_office_lexicon_give(lexicon);
        return code;
    }
    code = ie_search_knowledge_new(lexicon, call->service, &made, err);
    if (code) {
        ie_match_reader_free(reader);
        return code;
    }
    ie_match_reader_free(b->reader);
    ie_search_knowledge_give(b->knowledge);
    b->reader = reader;
    b->knowledge = made;
    return 0;
}

/* What the files hold, if it is of this store and can be trusted. */
static int open_files(struct ie_search_office *office, struct ie_call *call, bool *opened,
                      struct ie_error *err)
{
    struct ie_search_builder *b = office->builder;
    struct ie_search_generation generation = {0};
    int code =
        ie_search_files_open(office->service, ie_id_str(&office->id), &b->files, err);

    *opened = false;
    if (code || !b->files)
        return code;
    code = ie_search_files_load(b->files, call, b->knowledge->identity, &generation, err);
    if (code || !generation.open)
        return code;
    (void)add_segment(b, generation.open);
    (void)add_segment(b, generation.rest);
    memcpy(b->langs, generation.langs, sizeof(b->langs));
    b->lang_count = generation.lang_count;
    b->read_seq = generation.seq;
    b->written = *opened = true;
    /* What has changed since may be closed by now: out, until it has been read again. */
    code = read_due(b, call, SIZE_MAX, err);
    tidy_due(b);
    atomic_store(&office->done, 0);
    atomic_store(&office->of, b->due.count);
    atomic_store(&office->rebuilding, b->due.count > 0);
    return code ? code : cross_out_all(b, b->due.at, b->due.count, b->count, err);
}

static int begin(struct ie_search_office *office, struct ie_call *call,
                 struct ie_office_lexicon *lexicon, struct ie_error *err)
{
    bool opened = false;

    office->builder = ie_calloc(1, sizeof(*office->builder));
    if (!office->builder) {
        ie_office_lexicon_give(lexicon);
        return ie_fail_nomem(err);
    }
    int code = take_knowledge(office->builder, call, lexicon, err);
    if (!code)
        code = open_files(office, call, &opened, err);
    if (!code)
        code = opened ? publish(office, err) : begin_scan(office, call, err);
    if (code) {
        builder_free(office->builder);
        office->builder = NULL;
    }
    return code;
}

/* Another lexicon gives other terms: all is read again, and until then the state that is
 * there goes on being served, by its own lexicon. */
static int renew(struct ie_search_office *office, struct ie_call *call,
                 struct ie_office_lexicon *lexicon, struct ie_error *err)
{
    int code = take_knowledge(office->builder, call, lexicon, err);

    return code ? code : begin_scan(office, call, err);
}

static int prepare(struct ie_search_office *office, struct ie_call *call,
                   struct ie_error *err)
{
    struct ie_office_lexicon *lexicon = NULL;
    int code = ie_office_lexicon_take(call, &lexicon, err);

    if (code)
        return code;
    if (!office->builder)
        return begin(office, call, lexicon, err);
    if (!ie_str_eq(
            ie_lexicon_digest(ie_office_lexicon_of(lexicon)),
            ie_lexicon_digest(ie_office_lexicon_of(office->builder->knowledge->lexicon))))
        return renew(office, call, lexicon, err);
    ie_office_lexicon_give(lexicon);
    return 0;
}

/* ---- a step ---- */

static int read_step(struct ie_search_office *office, struct ie_db *db,
                     struct gathered *g, struct ie_error *err)
{
    struct ie_actor actor = {.office = office->id, .by = IE_STR("search")};
    struct ie_arena arena;
    struct ie_call call = {.db = db,
                           .arena = &arena,
                           .actor = &actor,
                           .now = ie_now(),
                           .service = office->service};
    int code = ie_db_begin_read(db, err);

    if (code)
        return code;
    ie_arena_init(&arena, 0);
    code = prepare(office, &call, err);
    if (!code)
        code = gather(office->builder, &call, g, err);
    if (!code)
        code = ie_db_commit(db, err);
    if (code)
        ie_db_rollback(db);
    ie_arena_release(&arena);
    return code;
}

/* A merge that is under way does not know of these. Non-zero: memory is out. */
static int note_since(struct ie_search_builder *b, const struct ie_id *ids, size_t count)
{
    for (size_t i = 0; i < count && b->merge; i++) {
        struct ie_id *since = IE_PUSH(&b->since);
        if (!since)
            return IE_NOMEM;
        *since = ids[i];
    }
    return 0;
}

/* The gathered in place of what was there of the same profiles. */
static int apply(struct ie_search_builder *b, const struct gathered *g,
                 struct ie_error *err)
{
    uint32_t before = b->count;
    struct ie_arena arena;

    if (!g->id_count && b->count)
        return 0;
    ie_arena_init(&arena, 0);
    int code = add_documents(b, g->documents.at, g->documents.count, &arena, err);
    ie_arena_release(&arena);
    if (!code) /* all that is due at once: an old state of theirs may be closed by now */
        code = b->noted ? cross_out_all(b, b->due.at, b->due.count, before, err)
                        : cross_out_all(b, g->ids, g->id_count, before, err);
    if (code)
        return code; /* what was added twice is crossed out when the step is tried again */
    if (note_since(b, b->noted ? b->due.at : g->ids,
                   b->noted ? b->due.count : g->id_count))
        return ie_fail_nomem(err);
    b->noted = false;
    b->due.count -= g->id_count;
    b->changed_us = ie_monotonic_us();
    if (b->written || !b->first_us)
        b->first_us = b->changed_us;
    if (b->merge && !b->frozen_us)
        b->frozen_us = b->changed_us;
    b->written = false;
    return merge_tail(b, err);
}

/* Up to the store, as far as was seen. */
static bool is_complete(const struct ie_search_builder *b)
{
    return !b->scanning && !b->behind && !b->due.count;
}

/* A process that comes and goes (no follower) leaves what it has made behind. */
static bool wants_merge(const struct ie_search_office *office, int64_t now)
{
    const struct ie_search_builder *b = office->builder;
    uint64_t base = b->count > 1
                        ? (uint64_t)b->segments[0]->documents + b->segments[1]->documents
                        : 0;
    uint64_t changed = unmerged(b);
    bool quiet = now - b->changed_us > QUIET_US || !ie_service_running(office->service);

    if (b->written || b->merge || !b->count)
        return false;
    /* Weights follow the documents: closely while there are few. */
    if (changed > (base < FEW ? base / 8 : base / 2))
        return true;
    if (!is_complete(b))
        return false;
    if (!ie_search_files_any(b->files)) /* made from the store: not to be made twice */
        return true;
    return (quiet && changed >= base / 100 + QUIET_LEAST) ||
           now - b->first_us > LATEST_US;
}

/* Open and rest of all that is there now; written too when that is all. */
static int begin_merge(struct ie_search_office *office, struct ie_db *db,
                       struct ie_error *err)
{
    struct ie_search_builder *b = office->builder;
    struct ie_search_merging what = {.segments = b->segments,
                                     .deleted = b->deleted,
                                     .count = b->count,
                                     .identity = b->knowledge->identity,
                                     .files = is_complete(b) ? b->files : NULL};
    uint64_t documents = 0;
    int code = 0;

    for (uint32_t i = 0; i < b->count; i++)
        documents += b->segments[i]->documents;
    what.generation.seq = b->read_seq;
    what.generation.lang_count = b->lang_count;
    memcpy(what.generation.langs, b->langs, sizeof(b->langs));
    if (what.files)
        code = ie_search_files_hash(db, b->read_seq, what.generation.hash, err);
    b->since.count = 0;
    b->frozen_us = 0;
    if (!code)
        code = ie_search_merge_begin(
            &what, ie_service_running(office->service) && documents > FEW, &b->merge,
            err);
    b->frozen = code ? 0 : b->count;
    return code;
}

/* What came since, as one segment weighed by the new statistics (NULL: nothing). */
static int weigh_tail(struct ie_search_builder *b, struct ie_search_segment *open,
                      struct ie_search_segment **tail, struct ie_error *err)
{
    *tail = NULL;
    return b->count == b->frozen
               ? 0
               : ie_search_merge_segments(b->segments + b->frozen, b->deleted + b->frozen,
                                          b->count - b->frozen, -1, open->index,
                                          b->knowledge->identity, NULL, tail, err);
}

/* The merged in place of what it was made from. */
static int end_merge(struct ie_search_builder *b, struct ie_error *err)
{
    struct ie_search_segment *made[2], *tail = NULL;
    struct ie_search_merge *merge = b->merge;
    bool written, failed;

    b->merge = NULL;
    int code = ie_search_merge_end(merge, made, &written, &failed, err);
    if (!code && (code = weigh_tail(b, made[0], &tail, err))) {
        ie_search_segment_give(made[0]);
        ie_search_segment_give(made[1]);
    }
    if (code) {
        b->frozen = 0;
        return code;
    }
    drop_segments(b);
    (void)add_segment(b, made[0]);
    (void)add_segment(b, made[1]);
    if (tail)
        (void)add_segment(b, tail);
    code = cross_out_all(b, b->since.at, b->since.count, 2, err);
    if (code) { /* half crossed out is no state: all is read again */
        drop_segments(b);
        b->after = (struct ie_id){""};
        b->scanning = true;
    }
    b->written = written && !b->since.count;
    b->first_us = b->frozen_us;
    if (failed) { /* a full disk costs the files, not the search */
        ie_search_files_close(b->files);
        b->files = NULL;
    }
    return code;
}

void ie_search_trim(struct ie_search_office *office)
{
    if (office->builder)
        ie_search_knowledge_trim(office->builder->knowledge);
}

bool ie_search_wants(const struct ie_search_office *office)
{
    const struct ie_search_builder *b = office->builder;

    return !b || !is_complete(b) || b->merge || wants_merge(office, ie_monotonic_us());
}

/* Another lexicon's documents are shown when they are all there; or as they come, when
 * something was written meanwhile, which may be closed by now in what is shown. */
static bool is_shown(const struct ie_search_office *office)
{
    const struct ie_search_builder *b = office->builder;
    const struct ie_search_state *shown = atomic_load(&office->state);

    return !b->scanning || b->hasty || !shown || shown->knowledge == b->knowledge;
}

int ie_search_advance(struct ie_search_office *office, struct ie_db *db, bool *more,
                      struct ie_error *err)
{
    struct gathered g = {.ids = NULL};

    ie_arena_init(&g.arena, 0);
    int code = read_step(office, db, &g, err);
    struct ie_search_builder *b = office->builder;
    bool changes = g.id_count > 0 || (!code && !b->count);
    if (!code && changes)
        code = apply(b, &g, err);
    if (!code && is_complete(b) && atomic_exchange(&office->rebuilding, false))
        changes = true;
    if (!code && !b->merge && wants_merge(office, ie_monotonic_us()))
        code = begin_merge(office, db, err);
    if (!code && b->merge && ie_search_merge_done(b->merge)) {
        code = end_merge(b, err);
        (void)malloc_trim(0); /* what making it took is for others now */
        changes = true;
    }
    if (!code && changes && b->count) {
        atomic_fetch_add(&office->done, g.id_count);
        if (is_shown(office))
            code = publish(office, err);
    }
    *more = !code && !is_complete(b);
    IE_VEC_RELEASE(&g.documents);
    ie_arena_release(&g.arena);
    return code;
}
