/*
 * The search index over an office's profiles: kept in step with the store, published to
 * readers without locks, lying in files beside the database.
 *
 *   any writer connection ── log entries ──▶ follower (one thread of a running server)
 *                                              │ reads what changed, makes documents
 *                                              ▼
 *   [ open | rest | change | change … ]  ◀── a small segment more; old places crossed out
 *      │                                       │ published: readers take it from now on
 *      └── merged into a new open and rest ────┘ now and then, in the background; then
 *                                                written to DATA/search/OFFICE/
 *
 *   open    documents of published profiles as strangers read them; the statistics
 *   rest    all other documents (drafts, guarded texts), weighed by the same statistics
 *   change  documents of profiles written since, of either sort, weighed likewise
 *
 * What is written, and when it is believed. A generation is two images (retrieval.h, each
 * with a checksum a section) and a manifest that is renamed over the one before it: the
 * number of the last log entry that is in them, with that entry's hash, and the names of
 * the images. A start opens what the manifest names; an image that is cut short, changed,
 * of another version of engine, analysis or lexicon, or of a log that does not have that
 * entry is not used, and the index is built anew from the store, in steps. Until that is
 * done, answers say that they are not complete. What the log has beyond the number is read
 * again. So a kill at any moment costs at most the work since the last generation.
 *
 * A state is immutable, and whoever took one may search it as long as he likes. Taking is
 * as in office_lexicon.h. One state has one lexicon: questions are read by the one that
 * its documents were read by.
 */
#ifndef IE_SERVICE_SEARCH_INDEX_H
#define IE_SERVICE_SEARCH_INDEX_H

#include "engine/matching/ask.h"
#include "service/search/text.h"
#include "service/service.h"

enum { IE_SEARCH_SEGMENTS = 48 };

struct ie_search_progress {
    bool rebuilding;   /* the answer may lack profiles */
    uint64_t done, of; /* profiles */
};

struct ie_search_state;

/* What a state is searched with; for one thread until it is given back. */
struct ie_search_tools {
    struct ie_match_reader *reader;
    struct ie_retrieval_workspace *work;
    const struct ie_wordbook *words; /* private */
    struct ie_search_tools *next;    /* private */
};

/*
 * The newest state of the call's office; the caller gives it back. In a process without
 * the follower it is brought up to the store first. NULL in *state: there is none yet (the
 * server has just begun). Errors: those of the store and of ie_office_lexicon_take.
 */
int ie_search_take(struct ie_call *call, struct ie_search_state **state,
                   struct ie_error *err) IE_MUST_CHECK;
void ie_search_give(struct ie_search_state *state); /* NULL is fine */

struct ie_retrieval_view ie_search_view(const struct ie_search_state *state);
/* Documents of all segments; numbered through as the view does. */
uint32_t ie_search_count(const struct ie_search_state *state);
/* NULL for one that is crossed out. O(segments). */
const struct ie_search_key *ie_search_key(const struct ie_search_state *state,
                                          uint32_t document);
/* Keys and facts of a segment by its documents, and which are crossed out (NULL: none). */
const struct ie_search_key *ie_search_keys(const struct ie_search_state *state,
                                           uint32_t segment, uint32_t *count,
                                           const struct ie_search_fact **facts,
                                           const uint64_t **deleted);
/* Has the segment a profile that was published at or after the moment? O(1). */
bool ie_search_published(const struct ie_search_state *state, uint32_t segment,
                         ie_moment since);
/* Languages of open documents, as tags. */
const struct ie_str *ie_search_langs(const struct ie_search_state *state,
                                     uint32_t *count);
const struct ie_lexicon *ie_search_lexicon(const struct ie_search_state *state);
struct ie_search_progress ie_search_progress(const struct ie_search_state *state);
/* When it was last seen to be up to the store. */
ie_moment ie_search_fresh(const struct ie_search_state *state);

int ie_search_tools(struct ie_search_state *state, struct ie_search_tools **tools,
                    struct ie_error *err) IE_MUST_CHECK;
void ie_search_tools_back(struct ie_search_state *state, struct ie_search_tools *tools);

/* The word lists are still being opened: no word is translated but by its concepts. */
bool ie_search_words_awaited(struct ie_service *service);

/* A commit that may have written profiles. Any thread. */
void ie_search_wake(struct ie_service *service);

/* ---- private to service/ ---- */
struct ie_searches; /* all offices' of one service */
struct ie_searches *ie_searches_new(struct ie_service *service); /* NULL: memory out */
int ie_searches_start(struct ie_searches *searches, struct ie_error *err) IE_MUST_CHECK;
void ie_searches_stop(struct ie_searches *searches); /* NULL is fine */
void ie_searches_free(struct ie_searches *searches);

#endif
