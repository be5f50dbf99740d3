#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>

#include "base/alloc.h"
#include "http/inside.h"

enum { STREAM_BACKLOG_MAX = 1024 * 1024 };

#define COMMON_HEADERS                                                                   \
    "X-Content-Type-Options: nosniff\r\n"                                                \
    "X-Frame-Options: DENY\r\n"                                                          \
    "Referrer-Policy: same-origin\r\n"                                                   \
    "Cross-Origin-Opener-Policy: same-origin\r\n"                                        \
    "Cross-Origin-Resource-Policy: same-origin\r\n"
#define HSTS "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"
/* Pages load code, styles and data from here only; charts set styles through the object
 * model, which the policy allows, never by attribute. data: is for drawn images. */
#define PAGE_POLICY                                                                      \
    "Content-Security-Policy: default-src 'self'; img-src 'self' data: blob:; "          \
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n" \
    "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n"
#define DATA_POLICY                                                                      \
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"

const char *ie_method_name(enum ie_method method)
{
    static const char *const names[] = {"GET",   "HEAD",   "POST",   "PUT",
                                        "PATCH", "DELETE", "OPTIONS"};

    return names[method];
}

const char *ie_http_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } known[] = {{200, "OK"},
                 {201, "Created"},
                 {202, "Accepted"},
                 {204, "No Content"},
                 {304, "Not Modified"},
                 {400, "Bad Request"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {405, "Method Not Allowed"},
                 {406, "Not Acceptable"},
                 {408, "Request Timeout"},
                 {409, "Conflict"},
                 {412, "Precondition Failed"},
                 {413, "Content Too Large"},
                 {414, "URI Too Long"},
                 {415, "Unsupported Media Type"},
                 {417, "Expectation Failed"},
                 {422, "Unprocessable Content"},
                 {428, "Precondition Required"},
                 {429, "Too Many Requests"},
                 {431, "Request Header Fields Too Large"},
                 {500, "Internal Server Error"},
                 {501, "Not Implemented"},
                 {503, "Service Unavailable"},
                 {505, "HTTP Version Not Supported"}};

    for (size_t i = 0; i < IE_COUNT(known); i++)
        if (known[i].status == status)
            return known[i].reason;
    return "Status";
}

enum ie_method ie_http_method(const struct ie_http_exchange *x)
{
    return x->head.method;
}

struct ie_str ie_http_path(const struct ie_http_exchange *x)
{
    return x->path;
}

struct ie_str ie_http_query(const struct ie_http_exchange *x, const char *name)
{
    for (size_t i = 0; i < x->params.count; i++)
        if (ie_str_eqz(x->params.at[i].name, name))
            return x->params.at[i].value;
    return IE_STR_NONE;
}

bool ie_http_query_at(const struct ie_http_exchange *x, size_t i, struct ie_str *name,
                      struct ie_str *value)
{
    if (i >= x->params.count)
        return false;
    *name = x->params.at[i].name;
    *value = x->params.at[i].value;
    return true;
}

struct ie_str ie_http_query_raw(const struct ie_http_exchange *x)
{
    return x->head.query;
}

struct ie_str ie_http_header(const struct ie_http_exchange *x, const char *name)
{
    return ie_http_head_field(&x->head, name);
}

struct ie_str ie_http_cookie(const struct ie_http_exchange *x, const char *name)
{
    return ie_http_find_cookie(ie_http_head_field(&x->head, "cookie"), ie_str_z(name));
}

struct ie_str ie_http_body(const struct ie_http_exchange *x)
{
    return x->body.len ? ie_buf_str(&x->body) : IE_STR("");
}

struct ie_str ie_http_client(const struct ie_http_exchange *x)
{
    return x->client;
}

struct ie_str ie_http_id(const struct ie_http_exchange *x)
{
    return x->id;
}

bool ie_http_secure(const struct ie_http_exchange *x)
{
    return x->secure;
}

struct ie_arena *ie_http_arena(struct ie_http_exchange *x)
{
    return &x->arena;
}

void *ie_http_loop_state(struct ie_http_exchange *x)
{
    return x->connection->loop->state;
}

bool ie_http_gone(const struct ie_http_exchange *x)
{
    return !x->connection->bev || x->connection->loop->stopping;
}

void ie_http_set_account(struct ie_http_exchange *x, struct ie_str account)
{
    x->account = account;
}

void ie_http_set(struct ie_http_exchange *x, const char *header, struct ie_str value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7F)
            return;
    if (x->header_count == IE_HTTP_HEADERS_MAX)
        IE_BUG("too many headers in a response");
    x->headers[x->header_count].name = header;
    x->headers[x->header_count++].value = value;
}

static void add_line(struct ie_buf *out, const char *name, struct ie_str value)
{
    ie_buf_addz(out, name);
    ie_buf_add(out, IE_STR(": "));
    ie_buf_add(out, value);
    ie_buf_add(out, IE_STR("\r\n"));
}

enum framing { BY_LENGTH, BY_CHUNKS, BY_CLOSE };

/* Writes the head into the loop's buffer. */
static struct ie_str make_head(struct ie_http_exchange *x, int status,
                               const char *content_type, enum framing framing,
                               size_t length)
{
    struct ie_http_loop *loop = x->connection->loop;
    struct ie_buf *out = &loop->head;
    bool empty = status == 204 || status == 304;

    ie_buf_clear(out);
    ie_buf_add(out, IE_STR("HTTP/1.1 "));
    ie_buf_addi(out, status);
    ie_buf_addc(out, ' ');
    ie_buf_addz(out, ie_http_reason(status));
    ie_buf_add(out, IE_STR("\r\n"));
    ie_buf_addz(out, loop->date);
    if (content_type && !empty)
        add_line(out, "Content-Type", ie_str_z(content_type));
    if (framing == BY_CHUNKS) {
        ie_buf_add(out, IE_STR("Transfer-Encoding: chunked\r\n"));
    } else if (framing == BY_LENGTH && !empty) {
        ie_buf_add(out, IE_STR("Content-Length: "));
        ie_buf_addi(out, (int64_t)length);
        ie_buf_add(out, IE_STR("\r\n"));
    }
    if (x->close)
        ie_buf_add(out, IE_STR("Connection: close\r\n"));
    else if (x->head.http_1_0)
        ie_buf_add(out, IE_STR("Connection: keep-alive\r\n"));
    ie_buf_add(out, IE_STR(COMMON_HEADERS));
    if (content_type && ie_str_starts(ie_str_z(content_type), IE_STR("text/html")))
        ie_buf_add(out, IE_STR(PAGE_POLICY));
    else
        ie_buf_add(out, IE_STR(DATA_POLICY));
    if (x->secure)
        ie_buf_add(out, IE_STR(HSTS));
    add_line(out, "X-Request-Id", x->id.ptr ? x->id : IE_STR(""));
    for (size_t i = 0; i < x->header_count; i++)
        add_line(out, x->headers[i].name, x->headers[i].value);
    ie_buf_add(out, IE_STR("\r\n"));
    return out->failed ? IE_STR_NONE : ie_buf_str(out);
}

static void answer(struct ie_http_exchange *x, int status, const char *content_type,
                   struct ie_str body, enum ie_http_keep keep)
{
    struct ie_http_connection *c = x->connection;

    if (x->answered)
        IE_BUG("an exchange was answered twice");
    x->answered = true;
    x->status = status;
    if (c->loop->stopping)
        x->close = true;
    struct ie_str head = make_head(x, status, content_type, BY_LENGTH, body.len);
    void *block = (void *)(uintptr_t)body.ptr;
    if (status == 204 || status == 304 || x->head.method == IE_HEAD || !head.ptr) {
        if (keep == IE_TAKE)
            ie_free(block);
        body = IE_STR("");
        keep = IE_STATIC;
    }
    x->sent = body.len;
    if (head.ptr)
        ie_http_write(c, head, body, keep);
    else
        x->close = true; /* memory is out: nothing can be said */
    ie_http_exchange_done(c);
}

void ie_http_reply(struct ie_http_exchange *x, int status, const char *content_type,
                   struct ie_str body)
{
    answer(x, status, content_type, body, IE_COPY);
}

void ie_http_reply_static(struct ie_http_exchange *x, int status,
                          const char *content_type, struct ie_str body)
{
    answer(x, status, content_type, body, IE_STATIC);
}

void ie_http_reply_buf(struct ie_http_exchange *x, int status, const char *content_type,
                       struct ie_buf *body)
{
    struct ie_buf taken = *body;

    *body = IE_BUF_INIT;
    answer(x, status, content_type, ie_buf_str(&taken), IE_TAKE);
}

void ie_http_stream(struct ie_http_exchange *x, int status, const char *content_type)
{
    struct ie_http_connection *c = x->connection;

    if (x->answered)
        IE_BUG("an exchange was answered twice");
    x->answered = x->streaming = true;
    x->status = status;
    if (x->head.http_1_0)
        x->close = true;
    c->state = IE_CONN_STREAM;
    struct ie_str head =
        make_head(x, status, content_type, x->head.http_1_0 ? BY_CLOSE : BY_CHUNKS, 0);
    if (head.ptr)
        ie_http_write(c, head, IE_STR(""), IE_COPY);
    else
        ie_http_connection_close(c);
}

bool ie_http_send(struct ie_http_exchange *x, struct ie_str bytes)
{
    struct ie_http_connection *c = x->connection;
    char size[24];

    if (ie_http_gone(x) || bytes.len == 0 || x->head.method == IE_HEAD)
        return !ie_http_gone(x);
    if (evbuffer_get_length(bufferevent_get_output(c->bev)) > STREAM_BACKLOG_MAX) {
        ie_http_connection_close(c);
        return false;
    }
    x->sent += bytes.len;
    if (x->head.http_1_0) {
        ie_http_write(c, bytes, IE_STR(""), IE_COPY);
        return !ie_http_gone(x);
    }
    int n = snprintf(size, sizeof(size), "%zx\r\n", bytes.len);
    ie_http_write(c, ie_str_n(size, (size_t)n), bytes, IE_COPY);
    if (c->bev)
        ie_http_write(c, IE_STR("\r\n"), IE_STR(""), IE_COPY);
    return !ie_http_gone(x);
}

void ie_http_end(struct ie_http_exchange *x)
{
    struct ie_http_connection *c = x->connection;

    if (!x->streaming)
        IE_BUG("end of a stream that was not begun");
    if (c->bev && !x->head.http_1_0 && x->head.method != IE_HEAD)
        ie_http_write(c, IE_STR("0\r\n\r\n"), IE_STR(""), IE_COPY);
    ie_http_exchange_done(c);
}

void ie_http_post(struct ie_http_exchange *x, void (*fn)(void *), void *arg)
{
    x->posted = (struct ie_http_job){.fn = fn, .arg = arg};
    ie_http_loop_post(x->connection->loop, &x->posted);
}

struct later {
    void (*fn)(void *);
    void *arg;
};

static void on_later(evutil_socket_t fd, short what, void *arg)
{
    struct later later = *(struct later *)arg;

    ie_free(arg);
    later.fn(later.arg);
}

bool ie_http_later(struct ie_http_exchange *x, unsigned ms, void (*fn)(void *), void *arg)
{
    struct later *later = ie_calloc(1, sizeof(*later));
    struct timeval after = {ms / 1000, (suseconds_t)(ms % 1000) * 1000};

    if (!later)
        return false;
    *later = (struct later){fn, arg};
    if (event_base_once(x->connection->loop->base, -1, EV_TIMEOUT, on_later, later,
                        &after)) {
        ie_free(later);
        return false;
    }
    return true;
}
