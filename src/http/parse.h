/*
 * A request's head and body framing, read strictly.
 *
 * Two parties that read the same bytes differently are what request smuggling needs, so
 * one spelling of everything is accepted and every other is refused with a status: lines
 * end in CR LF, a field name touches its colon, no folded lines, one Host, one plain
 * decimal Content-Length or one "chunked", never both; chunk sizes are bare hexadecimal
 * digits without extensions, and nothing trails the last chunk. Only the origin form of a
 * target is taken ("/path?query"). RFC 9112 allows all of this refusing.
 *
 * Pure functions over bytes: no connection, no clock; the fuzz targets call them directly.
 */
#ifndef IE_HTTP_PARSE_H
#define IE_HTTP_PARSE_H

#include "http/http.h"

enum {
    IE_HTTP_HEAD_MAX = 16 * 1024,
    IE_HTTP_TARGET_MAX = 8 * 1024,
    IE_HTTP_FIELDS_MAX = 64,
};

struct ie_http_field {
    struct ie_str name, value; /* name as sent; value without white space at its ends */
};

struct ie_http_head {
    enum ie_method method;
    struct ie_str target, path, query; /* as sent; query without its "?" */
    bool http_1_0;
    bool keep_alive;
    bool expects_continue;
    bool chunked;
    int64_t length; /* of Content-Length; -1: none given */
    struct ie_http_field fields[IE_HTTP_FIELDS_MAX];
    size_t field_count;
};

/* Not an error and not a head yet: more bytes are needed. */
enum { IE_HTTP_MORE = -1 };

/*
 * Looks for the end of a head in `bytes`, of which the first `*scanned` were looked at by
 * earlier calls (updated). Returns 0 with the head's length, final empty line included,
 * in *size; IE_HTTP_MORE; or the status to refuse with (400 for a bare LF, 431 when too
 * long). O(new bytes).
 */
int ie_http_find_head(struct ie_str bytes, size_t *scanned, size_t *size);

/*
 * Takes a whole head apart; every str in *head borrows from `bytes`. Returns 0 or the
 * status to refuse with: 400, 405 (CONNECT, TRACE), 414, 417, 431, 501, 505. O(length).
 */
int ie_http_parse_head(struct ie_str bytes, struct ie_http_head *head);

/* Value of a field by name, ASCII case ignored; IE_STR_NONE if absent. O(fields). */
struct ie_str ie_http_head_field(const struct ie_http_head *head, const char *name);

/* Decoder of a chunked body, fed as bytes come. */
struct ie_http_chunks {
    enum {
        IE_CHUNK_SIZE,
        IE_CHUNK_DATA,
        IE_CHUNK_DATA_END,
        IE_CHUNK_LAST,
        IE_CHUNK_DONE
    } at;
    uint64_t left;   /* of the chunk under way */
    unsigned digits; /* of the size line under way */
    bool cr;         /* the CR of a line end was seen */
};

/*
 * Takes from the front of `bytes`: framing up to the next data, and at most one run of
 * data, which comes back in *data (borrowed, may be empty). *used says how many bytes
 * were taken. Returns 0 (done when chunks->at is IE_CHUNK_DONE), IE_HTTP_MORE when all
 * was taken and more is needed, or 400. O(used).
 */
int ie_http_chunk_next(struct ie_http_chunks *chunks, struct ie_str bytes, size_t *used,
                       struct ie_str *data);

#endif
