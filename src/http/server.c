#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "http/inside.h"

enum { BACKLOG = 1024, DRAIN_EVERY_MS = 20, BODIES_AT_ONCE = 8 };

static void run_jobs(evutil_socket_t fd, short what, void *arg)
{
    struct ie_http_loop *loop = arg;
    uint64_t count;

    if (read(loop->wake_fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
        return;
    pthread_mutex_lock(&loop->lock);
    struct ie_http_job *jobs = loop->jobs;
    loop->jobs = NULL;
    loop->jobs_end = &loop->jobs;
    pthread_mutex_unlock(&loop->lock);
    while (jobs) {
        struct ie_http_job job = *jobs; /* running it may release it */
        jobs = job.next;
        job.fn(job.arg);
    }
}

void ie_http_loop_post(struct ie_http_loop *loop, struct ie_http_job *job)
{
    uint64_t one = 1;

    pthread_mutex_lock(&loop->lock);
    bool first = !loop->jobs;
    *loop->jobs_end = job;
    loop->jobs_end = &job->next;
    pthread_mutex_unlock(&loop->lock);
    if (first && write(loop->wake_fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
        IE_BUG("a loop can't be woken");
}

/* RFC 9110 section 5.6.7; written once a second. */
static void write_date(struct ie_http_loop *loop)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t seconds = ie_now() / IE_SECOND;
    ie_day day = (ie_day)(seconds / 86400);
    struct ie_civil civil = ie_civil_from_day(day);
    unsigned rest = (unsigned)(seconds % 86400);

    snprintf(loop->date, sizeof(loop->date),
             "Date: %s, %02d %s %04d %02u:%02u:%02u GMT\r\n", days[ie_weekday(day) % 7],
             civil.day % 100, months[(civil.month - 1) % 12], civil.year % 10000,
             rest / 3600, rest / 60 % 60, rest % 60);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
    struct ie_http_loop *loop = arg;
    int64_t now = ie_monotonic_us();

    if (loop->stopping) {
        if (ie_http_drain(loop) || now > loop->stop_by)
            event_base_loopbreak(loop->base);
        return;
    }
    write_date(loop);
    ie_http_sweep(loop, now);
    ie_http_access_flush(&loop->access);
    if (!loop->listening && loop->connection_count < loop->server->config.connections) {
        evconnlistener_enable(loop->listener);
        loop->listening = true;
    }
}

static void begin_stop(void *arg)
{
    struct ie_http_loop *loop = arg;
    struct timeval often = {0, DRAIN_EVERY_MS * 1000};

    if (loop->stopping)
        return;
    loop->stopping = true;
    loop->stop_by = ie_monotonic_us() + IE_HTTP_STOP_SECONDS * IE_SECOND;
    evconnlistener_free(loop->listener);
    loop->listener = NULL;
    event_del(loop->tick);
    event_add(loop->tick, &often);
}

static void pause_listening(struct ie_http_loop *loop)
{
    evconnlistener_disable(loop->listener);
    loop->listening = false;
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd,
                      struct sockaddr *address, int len, void *arg)
{
    struct ie_http_loop *loop = arg;

    ie_http_accept(loop, fd, address);
    if (loop->connection_count >= loop->server->config.connections)
        pause_listening(loop);
}

static void on_accept_error(struct evconnlistener *listener, void *arg)
{
    pause_listening(arg); /* out of descriptors: the next tick tries again */
}

/* "127.0.0.1" or "::1" and a port, as bytes for bind. */
static int parse_address(const struct ie_http_config *config, uint16_t port,
                         struct sockaddr_storage *out, socklen_t *len, bool *loopback,
                         struct ie_error *err)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)out;

    memset(out, 0, sizeof(*out));
    if (inet_pton(AF_INET, config->address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        *len = sizeof(*v4);
        *loopback = (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
        return 0;
    }
    if (inet_pton(AF_INET6, config->address, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        *len = sizeof(*v6);
        *loopback = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
        return 0;
    }
    ie_fail(err, IE_USAGE, "http.address");
    ie_error_arg(err, "address", config->address);
    return IE_USAGE;
}

static int listen_at(struct ie_http_server *server, int *fd, struct ie_error *err)
{
    struct sockaddr_storage address;
    socklen_t len = 0;
    bool loopback;
    int on = 1, code;

    *fd = -1;
    code = parse_address(&server->config, server->port, &address, &len, &loopback, err);
    if (code)
        return code;
    if (!loopback && !server->tls && !server->config.behind_proxy) {
        ie_fail(err, IE_USAGE, "http.plain_off_loopback");
        ie_error_arg(err, "address", server->config.address);
        return IE_USAGE;
    }
    int made = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0 || setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
        setsockopt(made, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) ||
        bind(made, (struct sockaddr *)(void *)&address, len) || listen(made, BACKLOG) ||
        getsockname(made, (struct sockaddr *)(void *)&address, &len)) {
        int why = errno;
        if (made >= 0)
            close(made);
        return ie_fail_errno(err, "http.listen", server->config.address, why);
    }
    server->port = address.ss_family == AF_INET
                       ? ntohs(((struct sockaddr_in *)(void *)&address)->sin_port)
                       : ntohs(((struct sockaddr_in6 *)(void *)&address)->sin6_port);
    *fd = made;
    return 0;
}

/* A port that somebody else serves already must be refused, though SO_REUSEPORT would
 * share it with a process of the same user: so the first socket tries without. */
static int probe_port(struct ie_http_server *server, struct ie_error *err)
{
    struct sockaddr_storage address;
    socklen_t len = 0;
    bool loopback;
    int on = 1, why = 0;

    int code =
        parse_address(&server->config, server->port, &address, &len, &loopback, err);
    if (code || server->port == 0)
        return code;
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
        bind(fd, (struct sockaddr *)(void *)&address, len))
        why = errno;
    if (fd >= 0)
        close(fd);
    return why ? ie_fail_errno(err, "http.listen", server->config.address, why) : 0;
}

static int loop_open(struct ie_http_server *server, struct ie_http_loop *loop,
                     struct ie_error *err)
{
    const struct ie_http_config *config = &server->config;
    struct timeval second = {1, 0};
    uint64_t seed;
    int fd, code;

    loop->server = server;
    loop->access.fd = config->log_fd;
    loop->access.level = config->log_level;
    loop->jobs_end = &loop->jobs;
    pthread_mutex_init(&loop->lock, NULL);
    ie_random_bytes(&seed, sizeof(seed));
    ie_rng_init(&loop->ids, seed);
    loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    loop->base = event_base_new();
    if (loop->wake_fd < 0 || !loop->base)
        return ie_fail_nomem(err);
    code = listen_at(server, &fd, err);
    if (code)
        return code;
    loop->listener =
        evconnlistener_new(loop->base, on_accept, loop,
                           LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
    loop->tick = event_new(loop->base, -1, EV_PERSIST, on_tick, loop);
    loop->wake =
        event_new(loop->base, loop->wake_fd, EV_READ | EV_PERSIST, run_jobs, loop);
    if (!loop->listener || !loop->tick || !loop->wake || event_add(loop->tick, &second) ||
        event_add(loop->wake, NULL)) {
        if (!loop->listener)
            close(fd);
        return ie_fail_nomem(err);
    }
    evconnlistener_set_error_cb(loop->listener, on_accept_error);
    loop->listening = true;
    write_date(loop);
    return config->loop_begin
               ? config->loop_begin(config->data, loop->number, &loop->state, err)
               : 0;
}

static void *loop_run(void *arg)
{
    struct ie_http_loop *loop = arg;

    event_base_dispatch(loop->base);
    return NULL;
}

static void loop_close(struct ie_http_loop *loop)
{
    const struct ie_http_config *config = &loop->server->config;

    ie_http_access_flush(&loop->access);
    while (loop->connections) {
        struct ie_http_connection *c = loop->connections;
        if (c->state == IE_CONN_HANDLE || c->state == IE_CONN_STREAM)
            return; /* a handler still holds it after the 5 s: leave all to the exit */
        ie_http_connection_close(c);
    }
    if (loop->state && config->loop_end)
        config->loop_end(config->data, loop->number, loop->state);
    if (loop->listener)
        evconnlistener_free(loop->listener);
    if (loop->tick)
        event_free(loop->tick);
    if (loop->wake)
        event_free(loop->wake);
    if (loop->base)
        event_base_free(loop->base);
    if (loop->wake_fd >= 0)
        close(loop->wake_fd);
    ie_buf_release(&loop->head);
    ie_buf_release(&loop->access.lines);
    pthread_mutex_destroy(&loop->lock);
}

int ie_http_start(const struct ie_http_config *config, struct ie_http_server **server,
                  struct ie_error *err)
{
    struct ie_http_server *made = ie_calloc(1, sizeof(*made));
    int code = 0;

    if (!made)
        return ie_fail_nomem(err);
    made->config = *config;
    made->port = config->port;
    made->body_budget = config->body_limit * BODIES_AT_ONCE;
    if (config->tls_cert || config->tls_key)
        code = ie_http_tls(config->tls_cert ? config->tls_cert : "",
                           config->tls_key ? config->tls_key : "", &made->tls, err);
    if (!code)
        code = probe_port(made, err);
    if (!code) {
        made->loops = ie_calloc(config->loops, sizeof(*made->loops));
        code = made->loops ? 0 : ie_fail_nomem(err);
    }
    for (unsigned i = 0; i < config->loops && !code; i++) {
        made->loops[i].number = i;
        made->loop_count = i + 1;
        code = loop_open(made, &made->loops[i], err);
    }
    /* Handlers may look the server up through *server, so it is set before they can run. */
    struct ie_http_server *before = *server;
    if (!code)
        *server = made;
    for (unsigned i = 0; i < config->loops && !code; i++) {
        struct ie_http_loop *loop = &made->loops[i];
        if (pthread_create(&loop->thread, NULL, loop_run, loop))
            code = ie_fail_nomem(err);
        else
            loop->thread_runs = true;
    }
    if (code) {
        *server = before;
        ie_http_stop(made);
    }
    return code;
}

uint16_t ie_http_port(const struct ie_http_server *server)
{
    return server->port;
}

void ie_http_stop(struct ie_http_server *server)
{
    bool clear = true;

    for (unsigned i = 0; i < server->loop_count; i++) {
        struct ie_http_loop *loop = &server->loops[i];
        loop->stop = (struct ie_http_job){.fn = begin_stop, .arg = loop};
        if (loop->thread_runs)
            ie_http_loop_post(loop, &loop->stop);
    }
    for (unsigned i = 0; i < server->loop_count; i++) {
        if (server->loops[i].thread_runs)
            pthread_join(server->loops[i].thread, NULL);
        loop_close(&server->loops[i]);
        clear = clear && !server->loops[i].connections;
    }
    if (!clear)
        return;
    SSL_CTX_free(server->tls);
    ie_free(server->loops);
    ie_free(server);
}

void ie_http_metrics(const struct ie_http_server *server, struct ie_buf *out)
{
    const struct ie_http_counters *counters[64];
    size_t count = 0;

    for (unsigned i = 0; i < server->loop_count && i < IE_COUNT(counters); i++)
        counters[count++] = &server->loops[i].counters;
    ie_http_counters_print(counters, count, out);
}
