/* A server of our own on a free port, spoken to in raw bytes. */
#include "harness.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/moment.h"
#include "http/http.h"

/* What a request that is answered later carries with it; each has its own, because the
 * server has two loops. */
struct late {
    struct ie_http_exchange *exchange;
    unsigned left;
};

static struct late *later(struct ie_http_exchange *exchange)
{
    struct late *late = ie_calloc(1, sizeof(*late));

    if (!late)
        IE_BUG("memory");
    *late = (struct late){.exchange = exchange, .left = 3};
    return late;
}

static void answer_late(void *arg)
{
    struct late *late = arg;

    ie_http_reply(late->exchange, 200, "text/plain", IE_STR("late"));
    ie_free(late);
}

static void *post_late(void *arg)
{
    struct late *late = arg;

    usleep(20000);
    ie_http_post(late->exchange, answer_late, late);
    return NULL;
}

static void stream_on(void *arg)
{
    struct late *late = arg;

    if (late->left-- == 0 || !ie_http_send(late->exchange, IE_STR("data: x\n\n"))) {
        ie_http_end(late->exchange);
        ie_free(late);
        return;
    }
    if (!ie_http_later(late->exchange, 5, stream_on, late))
        IE_BUG("later");
}

static void handle(void *data, struct ie_http_exchange *x)
{
    struct ie_str path = ie_http_path(x);

    if (ie_str_eqz(path, "/echo")) {
        ie_http_set(x, "X-Evil", IE_STR("a\r\nSet-Cookie: b"));
        ie_http_reply(x, 200, "text/plain", ie_http_body(x));
    } else if (ie_str_eqz(path, "/late")) {
        pthread_t thread;
        pthread_create(&thread, NULL, post_late, later(x));
        pthread_detach(thread);
    } else if (ie_str_eqz(path, "/stream")) {
        ie_http_stream(x, 200, "text/event-stream");
        stream_on(later(x));
    } else if (ie_str_eqz(path, "/large")) {
        struct ie_buf body = IE_BUF_INIT;
        for (unsigned i = 0; i < 300000; i++)
            ie_buf_addz(&body, "0123456789");
        ie_http_reply_buf(x, 200, "text/plain", &body);
    } else {
        ie_http_reply(x, 200, "text/html", IE_STR("page"));
    }
}

static void begin(void *data, struct ie_http_exchange *x, size_t *limit)
{
    if (ie_str_eqz(ie_http_path(x), "/denied"))
        ie_http_reply(x, 401, "text/plain", IE_STR("no"));
    if (ie_str_eqz(ie_http_path(x), "/small"))
        *limit = 10;
}

static struct ie_http_server *server;

static bool start(void)
{
    struct ie_error err;
    struct ie_http_config config = {.address = "127.0.0.1",
                                    .loops = 2,
                                    .body_limit = 100000,
                                    .timeout_seconds = 1,
                                    .idle_seconds = 5,
                                    .connections = 100,
                                    .log_fd = -1,
                                    .begin = begin,
                                    .handle = handle};

    signal(SIGPIPE, SIG_IGN);
    return IE_CHECK_OK(ie_http_start(&config, &server, &err), &err);
}

static int dial(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(ie_http_port(server)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
        IE_BUG("connect");
    return fd;
}

static void say(int fd, struct ie_str bytes)
{
    while (bytes.len) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        bytes.ptr += n;
        bytes.len -= (size_t)n;
    }
}

/* What comes until the server closes, or until `until` has come. */
static struct ie_str hear(int fd, const char *until, struct ie_buf *out)
{
    char bytes[65536];

    ie_buf_clear(out);
    for (;;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (poll(&ready, 1, 4000) != 1)
            break;
        ssize_t n = recv(fd, bytes, sizeof(bytes), 0);
        if (n <= 0)
            break;
        ie_buf_add(out, ie_str_n(bytes, (size_t)n));
        if (until && ie_str_find(ie_buf_str(out), ie_str_z(until)) >= 0)
            break;
    }
    return ie_buf_str(out);
}

static bool has(struct ie_str text, const char *what)
{
    return ie_str_find(text, ie_str_z(what)) >= 0;
}

static struct ie_str ask(const char *request, struct ie_buf *out)
{
    int fd = dial();

    say(fd, ie_str_z(request));
    struct ie_str heard = hear(fd, NULL, out);
    close(fd);
    return heard;
}

IE_TEST(requests_are_answered_with_guarding_headers)
{
    struct ie_buf out = IE_BUF_INIT;

    if (!start())
        return;
    struct ie_str r = ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", &out);
    IE_CHECK(ie_str_starts(r, IE_STR("HTTP/1.1 200 OK\r\n")));
    IE_CHECK(has(r, "\r\nContent-Length: 4\r\n") && has(r, "\r\n\r\npage"));
    IE_CHECK(has(r, "frame-ancestors 'none'") && has(r, "nosniff") &&
             has(r, "X-Request-Id: "));
    r = ask("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", &out);
    IE_CHECK(has(r, "Content-Length: 4\r\n") && !has(r, "page"));
    r = ask("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
            "3\r\n\r\nabc",
            &out);
    IE_CHECK(has(r, "\r\n\r\nabc") && !has(r, "Set-Cookie"));
    r = ask("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: "
            "chunked"
            "\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n",
            &out);
    IE_CHECK(has(r, "\r\n\r\nabcdefg"));
    ie_http_stop(server);
    ie_buf_release(&out);
}

IE_TEST(a_connection_carries_many_requests_in_order)
{
    struct ie_buf out = IE_BUF_INIT;

    if (!start())
        return;
    struct ie_str r =
        ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none"
            "GET /late HTTP/1.1\r\nHost: a\r\n\r\n"
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nthree"
            "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"
            "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            &out);
    int64_t one = ie_str_find(r, IE_STR("\r\n\r\none")),
            two = ie_str_find(r, IE_STR("late"));
    int64_t three = ie_str_find(r, IE_STR("three"));
    int64_t four = ie_str_find(r, IE_STR("9\r\ndata: x\n\n\r\n0\r\n\r\n"));
    IE_CHECK(one >= 0 && one < two && two < three && three < four);
    IE_CHECK(ie_str_ends(r, IE_STR("0123456789")) && r.len > 3000000);
    ie_http_stop(server);
    ie_buf_release(&out);
}

IE_TEST(limits_are_kept)
{
    struct ie_buf out = IE_BUF_INIT;

    if (!start())
        return;
    struct ie_str r =
        ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n", &out);
    IE_CHECK(has(r, " 413 ") && has(r, "Connection: close"));
    r = ask("POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n"
            "01234567890\r\n",
            &out);
    IE_CHECK(has(r, " 413 "));
    r = ask("POST /denied HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde", &out);
    IE_CHECK(has(r, " 401 ") && has(r, "Connection: close"));
    int fd = dial();
    say(fd, IE_STR("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                   "Expect: 100-continue\r\nConnection: close\r\n\r\n"));
    IE_CHECK(has(hear(fd, "\r\n\r\n", &out), "HTTP/1.1 100 Continue\r\n"));
    say(fd, IE_STR("abc"));
    IE_CHECK(has(hear(fd, NULL, &out), "\r\n\r\nabc"));
    close(fd);
    ie_http_stop(server);
    ie_buf_release(&out);
}

IE_TEST(slow_clients_are_cut_off)
{
    struct ie_buf out = IE_BUF_INIT;

    if (!start())
        return;
    int64_t from = ie_monotonic_us();
    IE_CHECK(has(ask("GET / HTTP/1.1\r\nHost: a\r\nX", &out), " 408 "));
    IE_CHECK(
        has(ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na", &out),
            " 408 "));
    IE_CHECK(ask("", &out).len == 0); /* a connection that says nothing */
    IE_CHECK(ie_monotonic_us() - from < 11 * IE_SECOND);
    ie_http_stop(server);
    ie_buf_release(&out);
}

IE_TEST(smuggled_requests_are_not_answered)
{
    static const char *const shapes[] = {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: "
        "chunked\r\n\r\n"
        "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n"
        "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0;a\n\r\n\r\n"
        "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n X: b\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: "
        "a\r\n\r\n"};
    struct ie_buf out = IE_BUF_INIT;

    if (!start())
        return;
    for (size_t i = 0; i < IE_COUNT(shapes); i++) {
        struct ie_str r = ask(shapes[i], &out);
        IE_CHECK(ie_str_starts(r, IE_STR("HTTP/1.1 400 ")) && !has(r, "200 OK"));
    }
    IE_CHECK(
        has(ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", &out), "page"));
    ie_http_stop(server);
    ie_buf_release(&out);
}

IE_TEST(clients_that_leave_do_no_harm)
{
    struct ie_buf out = IE_BUF_INIT;

    if (!start())
        return;
    for (unsigned i = 0; i < 20; i++) {
        static const char *const requests[] = {
            "GET /late HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\nabc",
            "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"};
        int fd = dial();
        struct linger reset = {1, 0};
        say(fd, ie_str_z(requests[i % 4]));
        usleep(1000);
        if (i & 4)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
        close(fd);
        usleep(30000);
    }
    IE_CHECK(
        has(ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", &out), "page"));
    ie_http_stop(server);
    ie_buf_release(&out);
}

IE_TEST(plain_http_stays_on_the_loopback)
{
    struct ie_error err;
    struct ie_http_config config = {.address = "0.0.0.0",
                                    .loops = 1,
                                    .log_fd = -1,
                                    .handle = handle,
                                    .connections = 1};

    IE_CHECK_FAIL(ie_http_start(&config, &server, &err), &err, IE_USAGE,
                  "http.plain_off_loopback");
    config.address = "localhost";
    IE_CHECK_FAIL(ie_http_start(&config, &server, &err), &err, IE_USAGE, "http.address");
}
