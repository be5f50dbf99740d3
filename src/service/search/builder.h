/*
 * Private to service/search*: what the follower builds an office's index with, shared by
 *
 *   build.c    when: a step, a merge begun and ended, what is published
 *   gather.c   from what: the log, the scan, profiles as documents
 *   make.c     into what: segments, made, crossed out, merged
 */
#ifndef IE_SERVICE_SEARCH_BUILDER_H
#define IE_SERVICE_SEARCH_BUILDER_H

#include "base/vec.h"
#include "service/search/build.h"
#include "service/search/merge.h"

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
    bool part;                  /* the merge is of a scan that goes on */
    int64_t frozen_us;          /* first_us of what it does not have */
    IE_VEC(struct ie_id) since; /* written since it began */
    int64_t read_seq;           /* of the log: as far as `due` says what is to be done */
    bool noted;                 /* `due` has what is not crossed out yet */
    bool hasty;    /* something has changed since the scan began: see is_shown */
    bool behind;   /* the log has more than was looked at */
    bool scanning; /* all profiles, by id, from `after` on */
    struct ie_id after;
    bool written; /* the files say what the segments do */
    bool unshown; /* the published state does not */
    IE_VEC(struct ie_id) due;
    uint32_t langs[16];
    uint32_t lang_count;
    int64_t changed_us, first_us; /* last change; the first that is not in the files */
    int64_t retry_us;             /* the files are not written before */
};

/* ---- gather.c ---- */

struct ie_search_gathered {
    struct ie_arena arena;
    const struct ie_id *ids; /* that the step is about: they end b->due */
    size_t id_count;
    IE_VEC(struct ie_search_document) documents;
};

/* What the next step is about; nothing is changed but what b knows to be due. */
int ie_search_gather(struct ie_search_builder *b, struct ie_call *call,
                     struct ie_search_gathered *g, struct ie_error *err) IE_MUST_CHECK;
/* Reads on in the log until so many are due, or it has no more. */
int ie_search_read_due(struct ie_search_builder *b, struct ie_call *call, size_t enough,
                       struct ie_error *err) IE_MUST_CHECK;
/* Each once. */
void ie_search_tidy_due(struct ie_search_builder *b);
/* Of the office, and those up to an id; *head the log's newest entry. */
int ie_search_count_profiles(struct ie_call *call, const struct ie_id *up_to,
                             uint64_t *count, uint64_t *before, int64_t *head,
                             struct ie_error *err) IE_MUST_CHECK;

/* ---- make.c ---- */

/* A merge that is under way is given up too. */
void ie_search_drop_segments(struct ie_search_builder *b);
/* False: there is no room for more. */
bool ie_search_add_segment(struct ie_search_builder *b,
                           struct ie_search_segment *segment);
/* The first two, then whatever comes as one more. */
int ie_search_add_documents(struct ie_search_builder *b,
                            const struct ie_search_document *documents, size_t count,
                            struct ie_arena *arena, struct ie_error *err) IE_MUST_CHECK;
/* Documents of these profiles in the first so many segments. */
int ie_search_cross_out_all(struct ie_search_builder *b, const struct ie_id *ids,
                            size_t count, uint32_t segments,
                            struct ie_error *err) IE_MUST_CHECK;
/* The last two into one as long as the one before is no more than twice the last: so there
 * are never more than a logarithm of them. What a merge beside is about stays as it is. */
int ie_search_merge_tail(struct ie_search_builder *b, struct ie_error *err) IE_MUST_CHECK;
/* Documents that are not where a merge would put them. */
uint64_t ie_search_unmerged(const struct ie_search_builder *b);

#endif
