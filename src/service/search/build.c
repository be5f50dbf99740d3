/* One office's index, step by step: see search/index.h. */
#include "service/search/build.h"

#include <malloc.h>

#include "base/alloc.h"
#include "service/event/event.h"
#include "service/impl.h"
#include "service/search/builder.h"

enum {
    FEW = 2048,            /* documents: merging them is a matter of milliseconds */
    STALE = 16,            /* of so many documents in the statistics one may be gone */
    CHECKPOINT = 2048,     /* documents: so many are not read again after a stop */
    QUIET_LEAST = 16,      /* the same in a quiet moment */
    QUIET_US = 3000000,    /* without a change */
    LATEST_US = 600000000, /* then whatever has changed is merged and written */
    RETRY_US = 60000000,   /* after memory was out while it was written */
};

/* ---- made and unmade ---- */

static void builder_free(struct ie_search_builder *b)
{
    if (!b)
        return;
    ie_search_drop_segments(b);
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
    b->unshown = code != 0;
    return code;
}

/* ---- beginning ---- */

/* From nothing, by the knowledge that is there. */
static void begin_scan(struct ie_search_office *office, uint64_t count, int64_t head)
{
    struct ie_search_builder *b = office->builder;

    ie_search_drop_segments(b);
    b->read_seq = head;
    b->due.count = 0;
    b->lang_count = 0;
    b->after = (struct ie_id){""};
    b->scanning = true;
    b->written = b->behind = b->noted = b->hasty = false;
    atomic_store(&office->done, 0);
    atomic_store(&office->of, count);
    atomic_store(&office->rebuilding, true);
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

/* A checkpoint: the scan goes on where it was. */
static int go_on(struct ie_search_office *office, struct ie_call *call,
                 const struct ie_search_generation *generation, struct ie_error *err)
{
    struct ie_search_builder *b = office->builder;
    uint64_t count, before;
    int64_t head;
    int code =
        ie_search_count_profiles(call, &generation->after, &count, &before, &head, err);

    b->scanning = true;
    b->after = generation->after;
    b->written = false;
    atomic_store(&office->done, before);
    atomic_store(&office->of, count + b->due.count);
    atomic_store(&office->rebuilding, true);
    return code;
}

/* What the files hold, if it is of this store and can be trusted. */
static int open_files(struct ie_search_office *office, struct ie_call *call, bool *opened,
                      struct ie_error *err)
{
    struct ie_search_builder *b = office->builder;
    struct ie_search_generation generation = {0};
    int code = ie_search_files_open(office->service, &office->id, &b->files, err);

    *opened = false;
    if (code || !b->files)
        return code;
    code = ie_search_files_load(b->files, call, b->knowledge->identity, &generation, err);
    if (code || !generation.open)
        return code;
    (void)ie_search_add_segment(b, generation.open);
    (void)ie_search_add_segment(b, generation.rest);
    memcpy(b->langs, generation.langs, sizeof(b->langs));
    b->lang_count = generation.lang_count;
    b->read_seq = generation.seq;
    b->written = *opened = true;
    /* What has changed since may be closed by now: out, until it has been read again. */
    code = ie_search_read_due(b, call, SIZE_MAX, err);
    ie_search_tidy_due(b);
    atomic_store(&office->done, 0);
    atomic_store(&office->of, b->due.count);
    atomic_store(&office->rebuilding, b->due.count > 0);
    if (!code && generation.part)
        code = go_on(office, call, &generation, err);
    return code ? code
                : ie_search_cross_out_all(b, b->due.at, b->due.count, b->count, err);
}

static int begin(struct ie_search_office *office, struct ie_call *call,
                 struct ie_office_lexicon *lexicon, struct ie_error *err)
{
    struct ie_id none = {""};
    uint64_t count = 0, before;
    int64_t head = 0;
    bool opened = false;

    office->builder = ie_calloc(1, sizeof(*office->builder));
    if (!office->builder) {
        ie_office_lexicon_give(lexicon);
        return ie_fail_nomem(err);
    }
    int code = take_knowledge(office->builder, call, lexicon, err);
    if (!code)
        code = open_files(office, call, &opened, err);
    if (!code && opened)
        code = publish(office, err);
    else if (!code)
        code = ie_search_count_profiles(call, &none, &count, &before, &head, err);
    if (!code && !opened)
        begin_scan(office, count, head);
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
    struct ie_id none = {""};
    uint64_t count, before;
    int64_t head;
    int code = ie_search_count_profiles(call, &none, &count, &before, &head, err);

    if (code) {
        ie_office_lexicon_give(lexicon);
        return code;
    }
    code = take_knowledge(office->builder, call, lexicon, err);
    if (!code) /* segments of the one are not for the other */
        begin_scan(office, count, head);
    return code;
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
                     struct ie_search_gathered *g, struct ie_error *err)
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
        code = ie_search_gather(office->builder, &call, g, err);
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
static int apply(struct ie_search_builder *b, const struct ie_search_gathered *g,
                 struct ie_error *err)
{
    uint32_t before = b->count;
    struct ie_arena arena;

    if (!g->id_count && b->count)
        return 0;
    ie_arena_init(&arena, 0);
    int code =
        ie_search_add_documents(b, g->documents.at, g->documents.count, &arena, err);
    ie_arena_release(&arena);
    if (!code) /* all that is due at once: an old state of theirs may be closed by now */
        code = b->noted ? ie_search_cross_out_all(b, b->due.at, b->due.count, before, err)
                        : ie_search_cross_out_all(b, g->ids, g->id_count, before, err);
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
    return ie_search_merge_tail(b, err);
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
    uint64_t changed = ie_search_unmerged(b);
    bool running = ie_service_running(office->service);
    bool quiet = now - b->changed_us > QUIET_US || !running;

    if (b->written || b->merge || !b->count)
        return false;
    /* Weights follow the documents: closely while there are few. Those that are gone still
     * count in them, so they may never be many. */
    if (changed > (base < FEW ? base / 8 : base / 2) ||
        b->crossed[0] > b->segments[0]->documents / STALE)
        return true;
    if (!is_complete(b) || (running && now < b->retry_us))
        return false;
    if (!ie_search_files_any(b->files)) /* made from the store: not to be made twice */
        return true;
    return (quiet && changed >= base / 100 + QUIET_LEAST) ||
           now - b->first_us > LATEST_US;
}

/* Open and rest of all that is there now; written too when that is all, or so much of it
 * that it should not be read again after a stop. */
static int begin_merge(struct ie_search_office *office, struct ie_db *db,
                       struct ie_error *err)
{
    struct ie_search_builder *b = office->builder;
    struct ie_search_merging what = {.segments = b->segments,
                                     .deleted = b->deleted,
                                     .count = b->count,
                                     .identity = b->knowledge->identity};
    uint64_t documents = 0;
    int code = 0;

    for (uint32_t i = 0; i < b->count; i++)
        documents += b->segments[i]->documents;
    b->part = b->scanning && !b->due.count && documents >= CHECKPOINT;
    if (b->part || is_complete(b))
        what.files = b->files;
    what.generation.part = b->part;
    what.generation.after = b->after;
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
static int end_merge(struct ie_search_office *office, struct ie_error *err)
{
    struct ie_search_builder *b = office->builder;
    struct ie_search_segment *made[2], *tail = NULL;
    struct ie_search_merge *merge = b->merge;
    bool written;
    int failed;

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
    ie_search_drop_segments(b);
    (void)ie_search_add_segment(b, made[0]);
    (void)ie_search_add_segment(b, made[1]);
    if (tail)
        (void)ie_search_add_segment(b, tail);
    code = ie_search_cross_out_all(b, b->since.at, b->since.count, 2, err);
    if (code) { /* half crossed out is no state: all is read again */
        ie_search_drop_segments(b);
        b->after = (struct ie_id){""};
        b->scanning = true;
        atomic_store(&office->rebuilding, true);
    }
    b->written = !code && written && !b->since.count && !b->part;
    b->first_us = b->frozen_us;
    if (failed == IE_NOMEM) {
        b->retry_us = ie_monotonic_us() + RETRY_US;
    } else if (failed) { /* a full disk costs the files, not the search */
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

    return !b || !is_complete(b) || b->unshown || b->merge ||
           wants_merge(office, ie_monotonic_us());
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
    struct ie_search_gathered g = {.ids = NULL};

    ie_arena_init(&g.arena, 0);
    int code = read_step(office, db, &g, err);
    struct ie_search_builder *b = office->builder;
    if (!code && (g.id_count || !b->count)) {
        b->unshown = true;
        code = apply(b, &g, err);
        if (!code)
            atomic_fetch_add(&office->done, g.id_count);
    }
    if (!code && is_complete(b) && atomic_exchange(&office->rebuilding, false))
        b->unshown = true;
    if (!code && !b->merge && wants_merge(office, ie_monotonic_us()))
        code = begin_merge(office, db, err);
    if (!code && b->merge && ie_search_merge_done(b->merge)) {
        b->unshown = true;
        code = end_merge(office, err);
        (void)malloc_trim(0); /* what making it took is for others now */
    }
    if (!code && b->unshown && b->count && is_shown(office))
        code = publish(office, err);
    *more = !code && !is_complete(b);
    IE_VEC_RELEASE(&g.documents);
    ie_arena_release(&g.arena);
    return code;
}
