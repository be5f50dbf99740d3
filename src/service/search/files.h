/*
 * Private to service/search*: generations of an office's index as files.
 *
 *   DATA/search/OFFICE/lock       held by the one process that writes here
 *                      NAME.open  segments: an image of terms (engine/retrieval), one of
 *                      NAME.rest  completions (complete.h), and where the one ends
 *                      index      the manifest, lines of text, the last one a checksum
 *
 * Images are written beside, synced and renamed, then the manifest, which is what counts;
 * then the images that it no longer names are taken away (whoever has them mapped keeps
 * them). A process that finds the lock taken keeps its index in memory.
 *
 * Manifest and segments name their office, and segments their own file, so that what was
 * copied over from another office or an older generation is not taken for this one's. What
 * is there and cannot be used, or cannot be written, is told to the operator
 * (ie_service_tell).
 */
#ifndef IE_SERVICE_SEARCH_FILES_H
#define IE_SERVICE_SEARCH_FILES_H

#include "service/search/segment.h"

struct ie_search_files;

struct ie_search_generation {
    struct ie_search_segment *open, *rest;
    int64_t seq;        /* the last log entry that is in it … */
    char hash[80];      /* … and its hash */
    bool part;          /* a checkpoint of a scan: … */
    struct ie_id after; /* … profiles up to this id are in it */
    uint32_t langs[16];
    uint32_t lang_count;
};

/* NULL in *files: another process writes here, or there is no room to. IE_NOMEM. */
int ie_search_files_open(struct ie_service *service, const struct ie_id *office,
                         struct ie_search_files **files,
                         struct ie_error *err) IE_MUST_CHECK;
void ie_search_files_close(struct ie_search_files *files); /* NULL is fine */
/* A whole generation was loaded or written. NULL: true, there is nothing to be written. */
bool ie_search_files_any(const struct ie_search_files *files);

/* The generation that stands there; `open` NULL when there is none that is whole, of this
 * identity, and of this store's log. Errors: those of the store; IE_NOMEM. */
int ie_search_files_load(struct ie_search_files *files, struct ie_call *call,
                         const char identity[IE_RETRIEVAL_IDENTITY],
                         struct ie_search_generation *generation,
                         struct ie_error *err) IE_MUST_CHECK;

/* The hash of a log entry, "" where there is none; "-" before the first. */
int ie_search_files_hash(struct ie_db *db, int64_t seq, char hash[80],
                         struct ie_error *err) IE_MUST_CHECK;

/* Writes it; the segments are exchanged for the same ones mapped. Unchanged on failure.
 * IE_IO "file.write" {path}. Any thread, one at a time. */
int ie_search_files_write(struct ie_search_files *files,
                          const char identity[IE_RETRIEVAL_IDENTITY],
                          struct ie_search_generation *generation,
                          struct ie_error *err) IE_MUST_CHECK;

#endif
