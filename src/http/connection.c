#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/message.h"
#include "http/inside.h"

enum { ARENA_LIMIT = 256 * 1024 * 1024, BODY_BYTES_A_SECOND = 64 * 1024 };

static void process(struct ie_http_connection *c);

static void exchange_release(struct ie_http_exchange *exchange)
{
    struct ie_http_server *server = exchange->connection->loop->server;

    ie_buf_release(&exchange->body);
    if (exchange->body_booked)
        atomic_fetch_sub(&server->body_bytes, exchange->body_booked);
    exchange->body_booked = 0;
}

static void release_if_done(struct ie_http_connection *c)
{
    if (c->bev || c->reading || c->state == IE_CONN_HANDLE || c->state == IE_CONN_STREAM)
        return;
    exchange_release(&c->exchange);
    ie_arena_release(&c->exchange.arena);
    struct ie_http_loop *loop = c->loop;
    if (c->next)
        c->next->prev = c->prev;
    if (c->prev)
        c->prev->next = c->next;
    else
        loop->connections = c->next;
    loop->connection_count--;
    atomic_store_explicit(&loop->counters.open, loop->connection_count,
                          memory_order_relaxed);
    if (!loop->listening && !loop->stopping && loop->listener) {
        evconnlistener_enable(loop->listener);
        loop->listening = true;
    }
    ie_free(c);
}

/* Frees the socket; the struct stays while a handler or the reader holds it. */
static void let_go(struct ie_http_connection *c)
{
    if (!c->bev)
        return;
    if (c->tls) {
        SSL *ssl = bufferevent_openssl_get_ssl(c->bev);
        if (ssl && SSL_is_init_finished(ssl)) {
            SSL_set_shutdown(ssl, SSL_RECEIVED_SHUTDOWN);
            SSL_shutdown(ssl);
        }
    }
    bufferevent_free(c->bev);
    c->bev = NULL;
    c->deadline = 0;
}

void ie_http_connection_close(struct ie_http_connection *c)
{
    let_go(c);
    release_if_done(c);
}

static size_t waiting_out(struct ie_http_connection *c)
{
    return evbuffer_get_length(bufferevent_get_output(c->bev));
}

/* The last answer is written: say so, and swallow what the client still sends, since a
 * close with unread bytes would reset the connection under the answer. */
static void linger(struct ie_http_connection *c)
{
    c->state = IE_CONN_LINGER;
    if (c->ended) {
        if (waiting_out(c) == 0)
            let_go(c);
        return;
    }
    if (waiting_out(c) == 0) {
        if (!c->tls)
            shutdown(c->fd, SHUT_WR);
        c->deadline = ie_monotonic_us() + IE_HTTP_LINGER_SECONDS * IE_SECOND;
    }
}

static void log_exchange(struct ie_http_connection *c)
{
    struct ie_http_exchange *x = &c->exchange;
    struct ie_http_counters *n = &c->loop->counters;
    int64_t us = ie_monotonic_us() - x->begun;
    size_t bucket = 0;

    while (bucket < IE_HTTP_BUCKETS && us > ie_http_buckets[bucket])
        bucket++;
    ie_http_count(&n->durations[bucket], 1);
    ie_http_count(&n->duration_us, us > 0 ? (uint64_t)us : 0);
    ie_http_count(&n->by_status[x->status / 100 % 6], 1);
    ie_http_count(&n->body_bytes, x->sent);
    struct ie_http_access *access = &c->loop->access;
    if (access->fd < 0 || (access->level < IE_LOG_INFO && x->status < 400))
        return;
    ie_http_access_add(access,
                       &(struct ie_http_entry){.at = ie_now(),
                                               .id = x->id,
                                               .client = x->client,
                                               .account = x->account,
                                               .path = x->path,
                                               .method = ie_method_name(x->head.method),
                                               .status = x->status,
                                               .bytes = x->sent,
                                               .us = us});
}

void ie_http_exchange_done(struct ie_http_connection *c)
{
    bool last = c->exchange.close || c->loop->stopping || c->ended;

    if (c->state == IE_CONN_HANDLE || c->state == IE_CONN_STREAM)
        c->loop->busy--;
    log_exchange(c);
    exchange_release(&c->exchange);
    ie_arena_clear(&c->exchange.arena);
    c->state = IE_CONN_IDLE;
    c->scanned = 0;
    if (!c->bev) {
        release_if_done(c);
        return;
    }
    if (last) {
        linger(c);
        release_if_done(c);
        return;
    }
    c->deadline = ie_monotonic_us() + c->loop->server->config.idle_seconds * IE_SECOND;
    process(c);
}

/* As the API's problems are (RFC 9457), in the language that is preferred as far as the head
 * could be read. */
static struct ie_str refusal(struct ie_http_exchange *x, int status)
{
    struct ie_str wanted = ie_http_head_field(&x->head, "accept-language");
    char tag[36], message[40];

    snprintf(tag, sizeof(tag), "%.*s", (int)(wanted.len < 35 ? wanted.len : 35),
             wanted.len ? wanted.ptr : "");
    tag[strcspn(tag, ",; ")] = '\0';
    snprintf(message, sizeof(message), "request.refused_%d", status);
    const char *detail = ie_message_wording(tag, message);
    return ie_arena_printf(&x->arena,
                           "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,"
                           "\"code\":\"%s\",\"id\":\"%s\",\"detail\":\"%s\","
                           "\"request_id\":\"%.*s\"}",
                           ie_http_reason(status), status,
                           status == 408 || status == 413 ? "limit" : "usage",
                           detail ? message : "request.refused",
                           detail ? detail : ie_http_reason(status),
                           IE_STR_ARG(ie_http_id(x)));
}

void ie_http_refuse(struct ie_http_connection *c, int status)
{
    struct ie_http_exchange *x = &c->exchange;
    struct ie_str body;

    ie_http_count(&c->loop->counters.refused, 1);
    if (c->state != IE_CONN_HANDLE) {
        c->state = IE_CONN_HANDLE;
        c->loop->busy++;
    }
    c->deadline = 0;
    x->close = true;
    body = refusal(x, status);
    ie_http_reply(x, status, "application/problem+json", body.ptr ? body : IE_STR("{}"));
}

/* The nearest proxy's word on who the client is. */
static void judge_proxy(struct ie_http_exchange *x)
{
    struct ie_str list = ie_http_head_field(&x->head, "x-forwarded-for"), part;
    struct ie_str proto = ie_http_head_field(&x->head, "x-forwarded-proto");
    struct ie_str id = ie_http_head_field(&x->head, "x-request-id");

    while (list.len && ie_str_split(&list, ',', &part))
        if (ie_str_trim(part).len && part.len < 48)
            x->client = ie_str_trim(part);
    x->secure = ie_str_eqz(proto, "https") || ie_str_ends(proto, IE_STR(",https")) ||
                ie_str_ends(proto, IE_STR(", https"));
    bool plain = id.len > 0 && id.len <= 64;
    for (size_t i = 0; i < id.len && plain; i++)
        plain = (id.ptr[i] >= '0' && id.ptr[i] <= '9') || id.ptr[i] == '-' ||
                (id.ptr[i] >= 'a' && id.ptr[i] <= 'z') ||
                (id.ptr[i] >= 'A' && id.ptr[i] <= 'Z');
    if (plain)
        x->id = id;
}

static void begin_exchange(struct ie_http_connection *c, int64_t now)
{
    struct ie_http_exchange *x = &c->exchange;

    x->connection = c;
    x->path = IE_STR("");
    x->client = ie_str_z(c->address);
    x->account = IE_STR("");
    x->id = ie_arena_printf(&x->arena, "%016llx",
                            (unsigned long long)ie_rng_next(&c->loop->ids));
    x->head.method = IE_GET;
    x->head.field_count = 0;
    x->head.http_1_0 = false;
    x->params.count = 0;
    x->chunks = (struct ie_http_chunks){0};
    x->begun = now;
    x->secure = c->tls;
    x->answered = x->close = x->streaming = false;
    x->status = 0;
    x->sent = 0;
    x->header_count = 0;
}

/* Takes the head apart; 0 or the status to refuse with. */
static int understand(struct ie_http_connection *c, struct ie_str bytes)
{
    struct ie_http_exchange *x = &c->exchange;
    const struct ie_http_config *config = &c->loop->server->config;

    int status = ie_http_parse_head(bytes, &x->head);
    if (status)
        return status;
    x->close = !x->head.keep_alive;
    if (config->behind_proxy)
        judge_proxy(x);
    if (!ie_http_decode_path(x->head.path, &x->arena, &x->path)) {
        x->path = IE_STR("");
        return 400;
    }
    return ie_http_decode_query(x->head.query, &x->arena, &x->params) ? 0 : 400;
}

static void hand_over(struct ie_http_connection *c)
{
    const struct ie_http_config *config = &c->loop->server->config;

    c->deadline = 0;
    config->handle(config->data, &c->exchange);
}

/* Head read and body decided: state BODY or handled. */
static void after_head(struct ie_http_connection *c, int64_t now)
{
    struct ie_http_exchange *x = &c->exchange;
    const struct ie_http_config *config = &c->loop->server->config;

    x->body_limit = config->body_limit;
    c->state = IE_CONN_HANDLE;
    c->loop->busy++;
    bool body = x->head.length > 0 || x->head.chunked, last = x->close;
    if (config->begin) {
        x->close = last || body; /* an answer now leaves the body unread */
        config->begin(config->data, x, &x->body_limit);
        if (x->answered)
            return;
        x->close = last;
    }
    if (x->head.length > 0 && (uint64_t)x->head.length > x->body_limit) {
        ie_http_refuse(c, 413);
        return;
    }
    if (!body) {
        hand_over(c);
        return;
    }
    c->loop->busy--;
    c->state = IE_CONN_BODY;
    c->deadline = now + config->timeout_seconds * IE_SECOND;
    size_t most = x->head.chunked ? x->body_limit : (size_t)x->head.length;
    c->deadline += (int64_t)(most / BODY_BYTES_A_SECOND) * IE_SECOND;
    if (x->head.expects_continue &&
        evbuffer_get_length(bufferevent_get_input(c->bev)) == 0)
        ie_http_write(c, IE_STR("HTTP/1.1 100 Continue\r\n\r\n"), IE_STR(""), IE_COPY);
}

/* True when it got somewhere and the input should be looked at again. */
static bool read_head(struct ie_http_connection *c)
{
    struct evbuffer *in = bufferevent_get_input(c->bev);
    size_t have = evbuffer_get_length(in), size = 0;
    struct ie_http_exchange *x = &c->exchange;

    if (have == 0)
        return false;
    int64_t now = ie_monotonic_us();
    if (c->state == IE_CONN_IDLE) {
        c->state = IE_CONN_HEAD;
        c->deadline = now + c->loop->server->config.timeout_seconds * IE_SECOND;
        begin_exchange(c, now);
    }
    if (have > IE_HTTP_HEAD_MAX)
        have = IE_HTTP_HEAD_MAX;
    const char *bytes = (const char *)evbuffer_pullup(in, (ev_ssize_t)have);
    int status =
        bytes ? ie_http_find_head(ie_str_n(bytes, have), &c->scanned, &size) : 503;
    if (status == IE_HTTP_MORE)
        return false;
    struct ie_str head = IE_STR("");
    if (!status) {
        head = ie_arena_str(&x->arena, ie_str_n(bytes, size));
        evbuffer_drain(in, size);
        status = head.ptr && x->id.ptr ? understand(c, head) : 503;
    }
    if (status)
        ie_http_refuse(c, status);
    else
        after_head(c, now);
    return true;
}

/* Adds body bytes within the route's limit and the server's budget; 0 or a status. */
static int body_add(struct ie_http_connection *c, struct ie_str bytes)
{
    struct ie_http_exchange *x = &c->exchange;
    struct ie_http_server *server = c->loop->server;

    if (bytes.len > x->body_limit - x->body.len)
        return 413;
    if (atomic_fetch_add(&server->body_bytes, bytes.len) + bytes.len >
        server->body_budget) {
        atomic_fetch_sub(&server->body_bytes, bytes.len);
        return 503;
    }
    x->body_booked += bytes.len;
    ie_buf_add(&x->body, bytes);
    return x->body.failed ? 503 : 0;
}

/* Takes one piece of body; 0, IE_HTTP_MORE or a status. *whole says that it is all there. */
static int take_piece(struct ie_http_connection *c, bool *whole)
{
    struct ie_http_exchange *x = &c->exchange;
    struct evbuffer *in = bufferevent_get_input(c->bev);
    size_t have = evbuffer_get_contiguous_space(in), used = 0;
    struct ie_str piece =
        ie_str_n((const char *)evbuffer_pullup(in, (ev_ssize_t)have), have);
    int status;

    if (x->head.chunked) {
        struct ie_str data;
        status = ie_http_chunk_next(&x->chunks, piece, &used, &data);
        if (status == 0 || status == IE_HTTP_MORE) {
            int added = body_add(c, data);
            status = added ? added : status;
        }
        *whole = x->chunks.at == IE_CHUNK_DONE;
        /* MORE within one of several pieces is only MORE when no piece follows. */
        if (status == IE_HTTP_MORE && evbuffer_get_length(in) > used)
            status = 0;
    } else {
        size_t left = (size_t)x->head.length - x->body.len;
        used = have < left ? have : left;
        status = body_add(c, ie_str_n(piece.ptr, used));
        *whole = x->body.len == (size_t)x->head.length;
        if (!status && !*whole && used == 0)
            status = IE_HTTP_MORE;
    }
    evbuffer_drain(in, used);
    return status;
}

static bool read_body(struct ie_http_connection *c)
{
    bool whole = false;
    int status = take_piece(c, &whole);

    if (status == IE_HTTP_MORE)
        return false;
    if (status) {
        ie_http_refuse(c, status);
    } else if (whole) {
        c->state = IE_CONN_HANDLE;
        c->loop->busy++;
        hand_over(c);
    }
    return true;
}

static void process(struct ie_http_connection *c)
{
    bool again = true;

    if (c->reading)
        return;
    c->reading = true;
    while (again && c->bev) {
        switch (c->state) {
        case IE_CONN_IDLE:
        case IE_CONN_HEAD:
            again = read_head(c);
            break;
        case IE_CONN_BODY:
            again = read_body(c);
            break;
        case IE_CONN_LINGER: {
            struct evbuffer *in = bufferevent_get_input(c->bev);
            evbuffer_drain(in, evbuffer_get_length(in));
            again = false;
            break;
        }
        case IE_CONN_HANDLE:
        case IE_CONN_STREAM:
            again = false;
            break;
        }
    }
    c->reading = false;
    if (c->bev && c->ended && c->state != IE_CONN_HANDLE && c->state != IE_CONN_STREAM)
        linger(c);
    release_if_done(c);
}

static void on_read(struct bufferevent *bev, void *arg)
{
    process(arg);
}

static void on_written(struct bufferevent *bev, void *arg)
{
    struct ie_http_connection *c = arg;

    if (c->state == IE_CONN_LINGER && c->bev) {
        linger(c);
        release_if_done(c);
    }
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    struct ie_http_connection *c = arg;

    if (what & BEV_EVENT_CONNECTED)
        return;
    if ((what & BEV_EVENT_EOF) && c->state != IE_CONN_STREAM) {
        c->ended = true;
        c->exchange.close = true;
        process(c);
        return;
    }
    ie_http_connection_close(c);
}

static void name_address(const struct sockaddr *address, char out[48])
{
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 =
            (const struct sockaddr_in6 *)(const void *)address;
        inet_ntop(AF_INET6, &v6->sin6_addr, out, 48);
    } else {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        inet_ntop(AF_INET, &v4->sin_addr, out, 48);
    }
}

static struct bufferevent *make_bev(struct ie_http_loop *loop, int fd)
{
    SSL_CTX *tls = loop->server->tls;

    if (!tls)
        return bufferevent_socket_new(loop->base, fd, BEV_OPT_CLOSE_ON_FREE);
    SSL *ssl = SSL_new(tls);
    if (!ssl)
        return NULL;
    struct bufferevent *bev = bufferevent_openssl_socket_new(
        loop->base, fd, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    if (bev)
        bufferevent_openssl_set_allow_dirty_shutdown(bev, 1);
    else
        SSL_free(ssl);
    return bev;
}

void ie_http_accept(struct ie_http_loop *loop, int fd, const struct sockaddr *address)
{
    struct ie_http_connection *c = ie_calloc(1, sizeof(*c));
    struct bufferevent *bev = c ? make_bev(loop, fd) : NULL;
    int on = 1;

    if (!bev) {
        ie_free(c);
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    c->loop = loop;
    c->bev = bev;
    c->fd = fd;
    c->tls = loop->server->tls;
    c->exchange.connection = c;
    ie_arena_init(&c->exchange.arena, ARENA_LIMIT);
    name_address(address, c->address);
    c->deadline = ie_monotonic_us() + loop->server->config.timeout_seconds * IE_SECOND;
    c->next = loop->connections;
    if (c->next)
        c->next->prev = c;
    loop->connections = c;
    loop->connection_count++;
    ie_http_count(&loop->counters.connections, 1);
    atomic_store_explicit(&loop->counters.open, loop->connection_count,
                          memory_order_relaxed);
    bufferevent_setcb(bev, on_read, on_written, on_event, c);
    bufferevent_setwatermark(bev, EV_READ, 0, IE_HTTP_INPUT_MAX);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}

static void give_back(const void *bytes, size_t len, void *extra)
{
    ie_free(extra);
}

/* What the socket did not take at once goes through the bufferevent. */
static void queue(struct ie_http_connection *c, struct ie_str bytes,
                  enum ie_http_keep keep, void *block)
{
    struct evbuffer *out = bufferevent_get_output(c->bev);
    int bad;

    if (bytes.len == 0) {
        if (keep == IE_TAKE)
            ie_free(block);
        return;
    }
    if (keep == IE_COPY)
        bad = evbuffer_add(out, bytes.ptr, bytes.len);
    else
        bad = evbuffer_add_reference(out, bytes.ptr, bytes.len,
                                     keep == IE_TAKE ? give_back : NULL, block);
    if (bad) {
        if (keep == IE_TAKE)
            ie_free(block);
        let_go(c);
    }
}

void ie_http_write(struct ie_http_connection *c, struct ie_str head, struct ie_str body,
                   enum ie_http_keep keep)
{
    void *block = (void *)(uintptr_t)body.ptr;
    size_t done = 0;

    if (c->bev && !c->tls && waiting_out(c) == 0) {
        struct iovec parts[2] = {{(void *)(uintptr_t)head.ptr, head.len},
                                 {block, body.len}};
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = body.len ? 2 : 1};
        ssize_t n = sendmsg(c->fd, &message, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            let_go(c);
        else if (n > 0)
            done = (size_t)n;
    }
    if (!c->bev) {
        if (keep == IE_TAKE)
            ie_free(block);
        return;
    }
    size_t of_head = done < head.len ? done : head.len;
    done -= of_head;
    queue(c, ie_str_n(head.ptr + of_head, head.len - of_head), IE_COPY, NULL);
    if (c->bev)
        queue(c, ie_str_n(body.len ? body.ptr + done : "", body.len - done), keep, block);
    else if (keep == IE_TAKE)
        ie_free(block);
}

/* A client that takes nothing of what waits for it is cut off. */
static bool stuck(struct ie_http_connection *c, int64_t now)
{
    size_t waiting = waiting_out(c);

    if (waiting == 0 || waiting != c->waiting) {
        c->waiting = waiting;
        c->progress = now;
        return false;
    }
    return now - c->progress > IE_HTTP_WRITE_SECONDS * IE_SECOND;
}

void ie_http_sweep(struct ie_http_loop *loop, int64_t now)
{
    struct ie_http_connection *next;

    for (struct ie_http_connection *c = loop->connections; c; c = next) {
        next = c->next;
        if (!c->bev)
            continue;
        bool late = c->deadline && now > c->deadline;
        if (stuck(c, now)) {
            ie_http_connection_close(c);
        } else if (late && c->state != IE_CONN_IDLE && c->state != IE_CONN_LINGER &&
                   waiting_out(c) == 0) {
            ie_http_refuse(c, 408);
        } else if (late && waiting_out(c) == 0) {
            ie_http_connection_close(c);
        }
    }
}

bool ie_http_drain(struct ie_http_loop *loop)
{
    struct ie_http_connection *next;
    bool clear = loop->busy == 0;

    for (struct ie_http_connection *c = loop->connections; c; c = next) {
        next = c->next;
        if (!c->bev)
            continue;
        if (c->state == IE_CONN_HANDLE || c->state == IE_CONN_STREAM || waiting_out(c))
            clear = false;
        else
            ie_http_connection_close(c);
    }
    return clear;
}
