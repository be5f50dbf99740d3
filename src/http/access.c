#include "http/access.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/json.h"
#include "base/moment.h"

enum { FLUSH_AT = 32 * 1024 };

const unsigned ie_http_buckets[IE_HTTP_BUCKETS] = {
    100, 500, 1000, 5000, 20000, 50000, 100000, 500000, 2000000, 10000000};

void ie_http_access_add(struct ie_http_access *access, const struct ie_http_entry *entry)
{
    enum ie_log_level level = entry->status >= 500   ? IE_LOG_ERROR
                              : entry->status >= 400 ? IE_LOG_WARN
                                                     : IE_LOG_INFO;
    static const char *const names[] = {"error", "warn", "info"};
    char at[40];

    if (access->fd < 0 || level > access->level)
        return;
    size_t before = access->lines.len;
    struct ie_json j = ie_json_into(&access->lines);
    ie_moment_format(entry->at, at);
    ie_json_object(&j);
    ie_json_kstr(&j, "time", ie_str_z(at));
    ie_json_kstr(&j, "level", ie_str_z(names[level]));
    ie_json_kstr(&j, "event", IE_STR("request"));
    ie_json_kstr(&j, "id", entry->id);
    ie_json_kstr(&j, "client", entry->client);
    if (entry->account.len)
        ie_json_kstr(&j, "account", entry->account);
    ie_json_kstr(&j, "method", ie_str_z(entry->method));
    ie_json_kstr(&j, "path", entry->path);
    ie_json_kint(&j, "status", entry->status);
    ie_json_kint(&j, "bytes", (int64_t)entry->bytes);
    ie_json_kint(&j, "us", entry->us);
    ie_json_end(&j);
    ie_buf_addc(&access->lines, '\n');
    if (access->lines.failed) {
        ie_buf_clear(&access->lines);
        access->lines.len = before;
        access->dropped++;
    }
    if (access->lines.len >= FLUSH_AT || level == IE_LOG_ERROR)
        ie_http_access_flush(access);
}

void ie_http_access_flush(struct ie_http_access *access)
{
    struct ie_str left = ie_buf_str(&access->lines);

    while (left.len) {
        ssize_t n = write(access->fd, left.ptr, left.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            access->dropped++;
            break;
        }
        left.ptr += n;
        left.len -= (size_t)n;
    }
    ie_buf_clear(&access->lines);
}

static uint64_t sum(const struct ie_http_counters *const *counters, size_t count,
                    size_t offset)
{
    uint64_t total = 0;

    for (size_t i = 0; i < count; i++) {
        const _Atomic uint64_t *at =
            (const _Atomic uint64_t *)(const void *)((const char *)counters[i] + offset);
        total += atomic_load_explicit(at, memory_order_relaxed);
    }
    return total;
}

#define SUM(field) sum(counters, count, offsetof(struct ie_http_counters, field))

static void head(struct ie_buf *out, const char *name, const char *kind, const char *help)
{
    ie_buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

static void one(struct ie_buf *out, const char *name, const char *kind, const char *help,
                uint64_t value)
{
    head(out, name, kind, help);
    ie_buf_printf(out, "%s %" PRIu64 "\n", name, value);
}

void ie_http_counters_print(const struct ie_http_counters *const *counters, size_t count,
                            struct ie_buf *out)
{
    uint64_t running = 0;

    head(out, "ieum_http_requests_total", "counter",
         "Requests answered, by class of status.");
    for (size_t i = 1; i < 6; i++)
        ie_buf_printf(
            out, "ieum_http_requests_total{status=\"%zuxx\"} %" PRIu64 "\n", i,
            sum(counters, count,
                offsetof(struct ie_http_counters, by_status) + i * sizeof(uint64_t)));
    head(out, "ieum_http_request_seconds", "histogram", "From first byte to answer.");
    for (size_t i = 0; i <= IE_HTTP_BUCKETS; i++) {
        running +=
            sum(counters, count,
                offsetof(struct ie_http_counters, durations) + i * sizeof(uint64_t));
        if (i < IE_HTTP_BUCKETS)
            ie_buf_printf(out,
                          "ieum_http_request_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                          ie_http_buckets[i] / 1e6, running);
    }
    ie_buf_printf(out, "ieum_http_request_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n",
                  running);
    ie_buf_printf(out, "ieum_http_request_seconds_sum %.6f\n",
                  (double)SUM(duration_us) / 1e6);
    ie_buf_printf(out, "ieum_http_request_seconds_count %" PRIu64 "\n", running);
    one(out, "ieum_http_body_bytes_total", "counter", "Bytes of bodies sent.",
        SUM(body_bytes));
    one(out, "ieum_http_refused_total", "counter",
        "Requests refused unread: malformed, too large or too slow.", SUM(refused));
    one(out, "ieum_http_connections_total", "counter", "Connections taken.",
        SUM(connections));
    one(out, "ieum_http_connections_open", "gauge", "Connections open now.", SUM(open));
}
