/*
 * The pages: files of one directory, read once, kept in memory with a gzip form beside
 * each text, answered with ETag and media type. There is no look at the disk while
 * serving, so no path can lead out of the directory; what is not in the table is not
 * there. Names with a leading dot, symbolic links and unknown file types are left out.
 *
 * `live` reads again whatever changed on disk (by time and size, at most once a second):
 * for whoever works on the pages.
 */
#ifndef IE_HTTP_FILES_H
#define IE_HTTP_FILES_H

#include "http/http.h"

struct ie_files;

/* Errors: IE_IO files.directory {path, reason}; IE_LIMIT files.too_large {path}. A
 * directory that is not there gives an empty table. O(bytes, twice). */
int ie_files_load(const char *directory, bool live, struct ie_files **files,
                  struct ie_error *err) IE_MUST_CHECK;
void ie_files_free(struct ie_files *files); /* NULL is fine */
size_t ie_files_count(const struct ie_files *files);

/*
 * Answers a GET or HEAD for the path: the file of that name; "/" and page addresses
 * (no dot in the last segment) by index.html. False, unanswered, if there is none.
 * O(log files).
 */
bool ie_files_answer(struct ie_files *files, struct ie_http_exchange *exchange);

#endif
