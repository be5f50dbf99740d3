/*
 * http: transport only. Bytes of a request in, bytes of a response out; no idea of
 * records, rights or languages.
 *
 *   ie_http_start ── N event loops (a thread each, a listening socket each: SO_REUSEPORT)
 *        │  parse.h and decode.h: strict, see docs/decisions; slow clients are cut off
 *        ▼
 *   begin(data, exchange, &limit)   the head is here, the body not yet: may lower the
 *        │                          limit, or answer at once (401 before an upload)
 *        ▼
 *   handle(data, exchange)   answers now, or keeps the exchange and answers later on the
 *                            same loop (ie_http_post runs a function there)
 *
 *   parse.h       head and chunks from bytes          server.c   loops, listening, stop
 *   decode.h      paths, queries, cookies             connection.c  one connection's life
 *   files.h       the pages, from memory              exchange.c reading and answering
 *   access.h      access log and counters             tls.c      the TLS context
 *
 * An exchange has its own arena, released when the answer is out, and is answered exactly
 * once. A client that goes away meanwhile is seen in ie_http_gone; the answer is then
 * dropped. Handlers run on the loop's thread; nothing of an exchange may be touched from
 * another thread but by ie_http_post.
 */
#ifndef IE_HTTP_HTTP_H
#define IE_HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

struct ie_http_exchange;

enum ie_method { IE_GET, IE_HEAD, IE_POST, IE_PUT, IE_PATCH, IE_DELETE, IE_OPTIONS };
const char *ie_method_name(enum ie_method method); /* "GET" */

enum ie_log_level { IE_LOG_ERROR, IE_LOG_WARN, IE_LOG_INFO };

struct ie_http_config {
    const char *address;            /* "127.0.0.1", "::1" */
    uint16_t port;                  /* 0: any; see ie_http_port */
    unsigned loops;                 /* at least 1 */
    const char *tls_cert, *tls_key; /* PEM paths, or NULL */
    bool
        behind_proxy; /* trust X-Forwarded-For/-Proto and X-Request-Id of the nearest hop */
    size_t body_limit;        /* bytes; `begin` may set another for its route */
    unsigned timeout_seconds; /* for a whole head; bodies get that and 1 s per 64 KB */
    unsigned idle_seconds;    /* between requests of one connection */
    unsigned connections;     /* at most, per loop; more wait in the kernel */
    enum ie_log_level log_level;
    int log_fd; /* access log, one JSON object a line; -1: none */
    /* On a loop's thread as it starts and ends: per-loop state (read connection). */
    int (*loop_begin)(void *data, unsigned loop, void **state, struct ie_error *err);
    void (*loop_end)(void *data, unsigned loop, void *state);
    void (*begin)(void *data, struct ie_http_exchange *exchange, size_t *body_limit);
    void (*handle)(void *data, struct ie_http_exchange *exchange);
    void *data;
};

struct ie_http_server;

/*
 * Listens and serves on threads of its own. Errors: IE_USAGE http.plain_off_loopback for
 * an address that others can reach without TLS or behind_proxy; IE_USAGE http.address;
 * IE_IO http.listen {address, reason}; IE_INPUT http.tls {path, reason}; whatever
 * loop_begin says.
 */
int ie_http_start(const struct ie_http_config *config, struct ie_http_server **server,
                  struct ie_error *err) IE_MUST_CHECK;
uint16_t ie_http_port(const struct ie_http_server *server);
/* Takes no more requests, finishes what is under way (5 s at most), frees. */
void ie_http_stop(struct ie_http_server *server);
/* Counters in the Prometheus text format, from any thread. */
void ie_http_metrics(const struct ie_http_server *server, struct ie_buf *out);

/* Request side; all text is borrowed until the answer is sent. */
enum ie_method ie_http_method(const struct ie_http_exchange *exchange);
struct ie_str ie_http_path(const struct ie_http_exchange *exchange); /* decoded */
/* IE_STR_NONE if absent. */
struct ie_str ie_http_query(const struct ie_http_exchange *exchange, const char *name);
/* The i-th parameter; false past the end. */
bool ie_http_query_at(const struct ie_http_exchange *exchange, size_t i,
                      struct ie_str *name, struct ie_str *value);
struct ie_str ie_http_query_raw(const struct ie_http_exchange *exchange);
struct ie_str ie_http_header(const struct ie_http_exchange *exchange, const char *name);
struct ie_str ie_http_cookie(const struct ie_http_exchange *exchange, const char *name);
struct ie_str ie_http_body(const struct ie_http_exchange *exchange);
struct ie_str ie_http_client(const struct ie_http_exchange *exchange); /* address */
struct ie_str ie_http_id(const struct ie_http_exchange *exchange);     /* X-Request-Id */
bool ie_http_secure(const struct ie_http_exchange *exchange);          /* came by TLS */
struct ie_arena *ie_http_arena(struct ie_http_exchange *exchange);
void *ie_http_loop_state(struct ie_http_exchange *exchange);
/* The client is gone, or the server stops: no need to go on streaming. */
bool ie_http_gone(const struct ie_http_exchange *exchange);

/* Whom the access log names; borrowed like request text. */
void ie_http_set_account(struct ie_http_exchange *exchange, struct ie_str account);

/*
 * Response side: headers, then exactly one of reply, reply_static, stream. A header value
 * with control characters is dropped (nothing can be injected). Security headers, Date,
 * Content-Length, Connection and X-Request-Id are added by the transport.
 */
void ie_http_set(struct ie_http_exchange *exchange, const char *header,
                 struct ie_str value);
/* The body is copied (small) or taken over by a reference that outlives the call. */
void ie_http_reply(struct ie_http_exchange *exchange, int status,
                   const char *content_type, struct ie_str body);
/* As reply, for bytes that outlive the server (static files): never copied. */
void ie_http_reply_static(struct ie_http_exchange *exchange, int status,
                          const char *content_type, struct ie_str body);
/* As reply; takes the buffer's memory over and empties *body. */
void ie_http_reply_buf(struct ie_http_exchange *exchange, int status,
                       const char *content_type, struct ie_buf *body);

/* Server-sent events and other long answers: begin, send any number, end. send returns
 * false once the client is gone; end must be called all the same. */
void ie_http_stream(struct ie_http_exchange *exchange, int status,
                    const char *content_type);
bool ie_http_send(struct ie_http_exchange *exchange, struct ie_str bytes);
void ie_http_end(struct ie_http_exchange *exchange);

/* Runs fn(arg) on the loop that owns the exchange, from any thread. The exchange must
 * still be unanswered, and one call at a time may be on its way. Can't fail. */
void ie_http_post(struct ie_http_exchange *exchange, void (*fn)(void *), void *arg);
/* Runs fn(arg) on the exchange's loop after so many milliseconds; on that loop only. */
bool ie_http_later(struct ie_http_exchange *exchange, unsigned ms, void (*fn)(void *),
                   void *arg);

#endif
