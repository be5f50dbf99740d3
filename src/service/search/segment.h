/*
 * Private to service/search*: segments, states, and what states are searched with.
 */
#ifndef IE_SERVICE_SEARCH_SEGMENT_H
#define IE_SERVICE_SEARCH_SEGMENT_H

#include <pthread.h>
#include <stdatomic.h>

#include "service/search/complete.h"
#include "service/search/index.h"
#include "service/words/office_lexicon.h"

/* ---- segments ---- */

#define IE_SEARCH_MAGIC "ieumseg3"

enum { IE_SEARCH_NAME = 40 };

/* Whose file it is, and which: one that was copied over another is sound in itself. */
struct ie_search_stamp {
    char office[32]; /* id, zeros behind it */
    char name[IE_SEARCH_NAME];
};

struct ie_search_ending { /* of a segment's file, behind both images */
    uint64_t terms;       /* bytes of the first */
    struct ie_search_stamp stamp;
    char magic[8];
};

struct ie_search_image { /* on the heap */
    struct ie_retrieval_image terms;
    struct ie_completion_image completion;
};

struct ie_search_segment {
    _Atomic unsigned references;
    struct ie_retrieval_index *index;
    struct ie_completion completion;
    struct ie_search_image heap; /* or */
    void *map;                   /* a file with both (files.h) */
    size_t len;
    uint32_t documents;
    const struct ie_search_key *keys;
    struct ie_search_fact *facts; /* of the keys */
    ie_moment newest;             /* published_at of any */
    uint32_t *by_id; /* documents in order of their profiles' ids; NULL: as they stand */
};

/* Takes the image over, also on failure, and when `code` says that making it has failed:
 * then it returns that. */
int ie_search_segment_of(int code, struct ie_search_image *image,
                         const char identity[IE_RETRIEVAL_IDENTITY],
                         struct ie_search_segment **segment,
                         struct ie_error *err) IE_MUST_CHECK;
/* A file, mapped and checked. IE_IO "file.open" {path}; IE_INPUT "file.not_regular" {path},
 * "search.index_foreign" when it does not end in the stamp; those of ie_retrieval_open. */
int ie_search_segment_map(const char *path, const struct ie_search_stamp *stamp,
                          const char identity[IE_RETRIEVAL_IDENTITY],
                          struct ie_search_segment **segment,
                          struct ie_error *err) IE_MUST_CHECK;
struct ie_search_segment *ie_search_segment_share(struct ie_search_segment *segment);
void ie_search_segment_give(struct ie_search_segment *segment);
/* Documents of one profile: *from in by_id's order, how many. O(log documents). */
uint32_t ie_search_segment_find(const struct ie_search_segment *segment,
                                const unsigned char profile[16], uint32_t *from);
static inline uint32_t ie_search_segment_at(const struct ie_search_segment *segment,
                                            uint32_t i)
{
    return segment->by_id ? segment->by_id[i] : i;
}

/* ---- knowledge: a lexicon and what reads by it ---- */

struct ie_search_knowledge {
    _Atomic unsigned references;
    struct ie_office_lexicon *lexicon;
    struct ie_service *service; /* whose word lists questions are translated by */
    char identity[IE_RETRIEVAL_IDENTITY];
    _Atomic bool used;    /* since they were last trimmed */
    pthread_mutex_t lock; /* guards the tools */
    struct ie_search_tools *tools;
};

/* Takes the reference to the lexicon over, also on failure. */
int ie_search_knowledge_new(struct ie_office_lexicon *lexicon, struct ie_service *service,
                            struct ie_search_knowledge **knowledge,
                            struct ie_error *err) IE_MUST_CHECK;
void ie_search_knowledge_give(struct ie_search_knowledge *knowledge);
/* Frees tools unless somebody asked for some since the last time: they hold some
 * megabytes. */
void ie_search_knowledge_trim(struct ie_search_knowledge *knowledge);

/* ---- states ---- */

struct ie_search_state {
    _Atomic unsigned references;
    struct ie_search_knowledge *knowledge;
    struct ie_search_segment *segments[IE_SEARCH_SEGMENTS];
    uint64_t *deleted[IE_SEARCH_SEGMENTS]; /* its own; NULL: none */
    struct ie_retrieval_segment view[IE_SEARCH_SEGMENTS];
    uint32_t first[IE_SEARCH_SEGMENTS + 1]; /* number of a segment's first document */
    uint32_t count;
    struct ie_str langs[16];
    char lang_room[16][5];
    uint32_t lang_count;
    const struct ie_search_office *office; /* outlives states */
};

#endif
