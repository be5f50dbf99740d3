/* Access log and counters: one of each a loop, so that no request waits for another
 * loop's. */
#ifndef IE_HTTP_ACCESS_H
#define IE_HTTP_ACCESS_H

#include <stdatomic.h>

#include "http/http.h"

enum { IE_HTTP_BUCKETS = 10 };
/* Upper bounds of the duration histogram, µs; the last bucket has none. */
extern const unsigned ie_http_buckets[IE_HTTP_BUCKETS];

/* Written by the loop's thread alone, read by any (relaxed). */
struct ie_http_counters {
    _Atomic uint64_t by_status[6]; /* hundreds: 1xx … 5xx */
    _Atomic uint64_t durations[IE_HTTP_BUCKETS + 1];
    _Atomic uint64_t duration_us;
    _Atomic uint64_t body_bytes;
    _Atomic uint64_t refused;     /* not understood, or too slow */
    _Atomic uint64_t connections; /* ever */
    _Atomic uint64_t open;        /* now */
};

static inline void ie_http_count(_Atomic uint64_t *counter, uint64_t by)
{
    /* One writer: load and store do, without a locked instruction. */
    atomic_store_explicit(counter,
                          atomic_load_explicit(counter, memory_order_relaxed) + by,
                          memory_order_relaxed);
}

struct ie_http_access {
    int fd; /* -1: off */
    enum ie_log_level level;
    struct ie_buf lines; /* not written yet */
    uint64_t dropped;    /* lines, when memory was out or the reader too slow */
};

struct ie_http_entry {
    int64_t at; /* moment */
    struct ie_str id, client, account, path;
    const char *method;
    int status;
    uint64_t bytes;
    int64_t us;
};

/* A line for a request: errors (5xx) at every level, 4xx from warn, the rest from info.
 * The query is left out: what people search for is nobody's business. */
void ie_http_access_add(struct ie_http_access *access, const struct ie_http_entry *entry);
void ie_http_access_flush(struct ie_http_access *access);
/* Sums counters of several loops into the Prometheus text format. */
void ie_http_counters_print(const struct ie_http_counters *const *counters, size_t count,
                            struct ie_buf *out);

#endif
