/*
 * http: transport only. Bytes of a request in, bytes of a response out; no idea of
 * records, rights or languages.
 *
 *   ie_http_serve ── N event loops (one thread each, SO_REUSEPORT, evhttp behind)
 *        │  parse, limits (header 16 KB, body by route, slow clients cut off)
 *        ▼
 *   handler(data, exchange) ── answers now, or keeps the exchange and answers later from
 *        the same loop (ie_http_post runs a function on the loop that owns an exchange)
 *
 * An exchange has its own arena, released when the answer is out. A client that goes away
 * is told through `ie_http_gone`.
 */
#ifndef IE_HTTP_HTTP_H
#define IE_HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

struct ie_http_exchange;

enum ie_method { IE_GET, IE_HEAD, IE_POST, IE_PUT, IE_PATCH, IE_DELETE, IE_OPTIONS };

struct ie_http_config {
    const char *address; /* "127.0.0.1" */
    uint16_t port;       /* 0: any; see ie_http_port */
    unsigned loops;
    const char *tls_cert, *tls_key; /* PEM paths, or NULL */
    bool behind_proxy;              /* trust X-Forwarded-For/-Proto of the nearest hop */
    size_t body_limit;              /* bytes; a handler's route may lower it */
    unsigned timeout_seconds;
    /* Called on a loop's thread as it starts and ends: per-loop state (read connection). */
    int (*loop_begin)(void *data, unsigned loop, void **state, struct ie_error *err);
    void (*loop_end)(void *data, unsigned loop, void *state);
    void (*handle)(void *data, struct ie_http_exchange *exchange);
    void *data;
};

struct ie_http_server;
int ie_http_start(const struct ie_http_config *config, struct ie_http_server **server,
                  struct ie_error *err) IE_MUST_CHECK;
uint16_t ie_http_port(const struct ie_http_server *server);
void ie_http_stop(struct ie_http_server *server); /* finishes what is under way, 5 s at most */

/* Request side; all text borrowed until the answer is sent. */
enum ie_method ie_http_method(const struct ie_http_exchange *exchange);
struct ie_str ie_http_path(const struct ie_http_exchange *exchange); /* decoded, normalised */
struct ie_str ie_http_query(const struct ie_http_exchange *exchange, const char *name);
struct ie_str ie_http_header(const struct ie_http_exchange *exchange, const char *name);
struct ie_str ie_http_cookie(const struct ie_http_exchange *exchange, const char *name);
struct ie_str ie_http_body(const struct ie_http_exchange *exchange);
struct ie_str ie_http_client(const struct ie_http_exchange *exchange); /* address */
bool ie_http_secure(const struct ie_http_exchange *exchange);
struct ie_arena *ie_http_arena(struct ie_http_exchange *exchange);
void *ie_http_loop_state(struct ie_http_exchange *exchange);

/* Response side: headers, then exactly one of reply, reply_file, stream. */
void ie_http_set(struct ie_http_exchange *exchange, const char *header, struct ie_str value);
void ie_http_reply(struct ie_http_exchange *exchange, int status, const char *content_type,
                   struct ie_str body);
/* Server-sent events: begin, then send any number, then end; send returns false once the
 * client is gone. */
void ie_http_stream(struct ie_http_exchange *exchange, int status, const char *content_type);
bool ie_http_send(struct ie_http_exchange *exchange, struct ie_str bytes);
void ie_http_end(struct ie_http_exchange *exchange);

/* Runs fn(arg) on the loop that owns the exchange, from any thread. */
void ie_http_post(struct ie_http_exchange *exchange, void (*fn)(void *), void *arg);

#endif
