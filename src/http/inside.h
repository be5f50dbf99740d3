/* What connection.c, exchange.c and server.c share; nobody else includes it. */
#ifndef IE_HTTP_INSIDE_H
#define IE_HTTP_INSIDE_H

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <openssl/ssl.h>
#include <pthread.h>

#include "base/id.h"
#include "base/moment.h"
#include "http/access.h"
#include "http/decode.h"
#include "http/parse.h"

enum {
    IE_HTTP_INPUT_MAX = 64 * 1024, /* read ahead of what was taken */
    IE_HTTP_COPY_MAX = 16 * 1024,  /* larger bodies are referenced, not copied */
    IE_HTTP_HEADERS_MAX = 24,      /* of a response, beside the transport's own */
    IE_HTTP_LINGER_SECONDS = 2,
    IE_HTTP_WRITE_SECONDS = 30, /* without any progress */
    IE_HTTP_STOP_SECONDS = 5,
};

/* Who owns the bytes of a body that is written. */
enum ie_http_keep { IE_COPY, IE_STATIC, IE_TAKE };

enum ie_http_state {
    IE_CONN_IDLE, /* between requests */
    IE_CONN_HEAD, /* some of a head is here */
    IE_CONN_BODY,
    IE_CONN_HANDLE, /* the handler has it, the answer is not given */
    IE_CONN_STREAM,
    IE_CONN_LINGER, /* last answer given: write it out, swallow what still comes */
};

struct ie_http_job {
    struct ie_http_job *next;
    void (*fn)(void *);
    void *arg;
};

struct ie_http_exchange {
    struct ie_http_job posted;
    struct ie_http_connection *connection;
    struct ie_http_head head;
    struct ie_http_params params;
    struct ie_str path;
    struct ie_str client;
    struct ie_str id;
    struct ie_str account;
    struct ie_buf body;
    size_t body_limit;
    size_t body_booked; /* of the server's budget for bodies */
    struct ie_http_chunks chunks;
    struct ie_arena arena;
    int64_t begun; /* monotonic µs of the request's first byte */
    bool secure;
    bool answered;
    bool close;     /* after this answer */
    bool streaming; /* by chunks, or until close for HTTP/1.0 */
    int status;
    uint64_t sent; /* body bytes */
    struct {
        const char *name;
        struct ie_str value;
    } headers[IE_HTTP_HEADERS_MAX];
    size_t header_count;
};

struct ie_http_connection {
    struct ie_http_loop *loop;
    struct ie_http_connection *next, *prev; /* of the loop's */
    struct bufferevent *bev;                /* NULL: gone */
    int fd;
    bool tls;
    bool reading; /* inside the loop over the input; guards against re-entry */
    bool ended;   /* the client will send no more */
    enum ie_http_state state;
    size_t scanned;
    int64_t deadline; /* monotonic µs, 0: none */
    size_t waiting;   /* output length at the last sweep, to see progress */
    int64_t progress; /* when it last changed */
    char address[48];
    struct ie_http_exchange exchange; /* one at a time: no overlapping of answers */
};

struct ie_http_loop {
    struct ie_http_server *server;
    unsigned number;
    pthread_t thread;
    bool thread_runs;
    struct event_base *base;
    struct evconnlistener *listener;
    struct event *tick; /* every second: deadlines, log, date */
    struct event *wake; /* jobs are waiting */
    int wake_fd;
    pthread_mutex_t lock; /* guards jobs */
    struct ie_http_job *jobs, **jobs_end;
    struct ie_http_job stop;
    struct ie_http_connection *connections;
    unsigned connection_count;
    unsigned busy; /* exchanges that a handler has */
    bool listening;
    bool stopping;
    int64_t stop_by;
    void *state;
    char date[48];      /* "Date: …\r\n" */
    struct ie_buf head; /* of the answer being written */
    struct ie_rng ids;
    struct ie_http_counters counters;
    struct ie_http_access access;
};

struct ie_http_server {
    struct ie_http_config config;
    SSL_CTX *tls;
    uint16_t port;
    _Atomic size_t body_bytes; /* of all bodies held now */
    size_t body_budget;
    struct ie_http_loop *loops;
    unsigned loop_count;
};

void ie_http_accept(struct ie_http_loop *loop, int fd, const struct sockaddr *address);
/* Lets go of the socket at once, and of the rest when no handler has the exchange. */
void ie_http_connection_close(struct ie_http_connection *connection);
/* The answer to the current exchange is handed over: log it, then next request or close. */
void ie_http_exchange_done(struct ie_http_connection *connection);
/* Refuses what can't be understood, in the transport's own few words, and closes. */
void ie_http_refuse(struct ie_http_connection *connection, int status);
/* Any thread: the loop will run the job, which lives until then. */
void ie_http_loop_post(struct ie_http_loop *loop, struct ie_http_job *job);
/* Deadlines of all connections of a loop. */
void ie_http_sweep(struct ie_http_loop *loop, int64_t now);
/* Ends idle connections when stopping; true when nothing is under way any more. */
bool ie_http_drain(struct ie_http_loop *loop);
/* Writes at once what the socket takes, the rest through the bufferevent. */
void ie_http_write(struct ie_http_connection *connection, struct ie_str head,
                   struct ie_str body, enum ie_http_keep keep);
int ie_http_tls(const char *cert, const char *key, SSL_CTX **tls,
                struct ie_error *err) IE_MUST_CHECK;
const char *ie_http_reason(int status);

#endif
