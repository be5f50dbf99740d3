/*
 * The ceiling of the server: libevent's evhttp answering every request with the same
 * bytes, one event loop a thread on one port (SO_REUSEPORT), and nothing else.
 *
 *   bench-plain_evhttp PORT FILE TYPE THREADS       serves until it is told to stop
 */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <event2/thread.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
    int port;
    const char *type;
    char *bytes;
    size_t len;
} plan;

static void answer(struct evhttp_request *request, void *data)
{
    struct evbuffer *body = evbuffer_new();

    (void)data;
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type",
                      plan.type);
    evbuffer_add_reference(body, plan.bytes, plan.len, NULL, NULL);
    evhttp_send_reply(request, HTTP_OK, "OK", body);
    evbuffer_free(body);
}

static void *serve(void *data)
{
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)plan.port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};

    (void)data;
    struct evconnlistener *listener = evconnlistener_new_bind(
        base, NULL, NULL,
        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE | LEV_OPT_REUSEABLE_PORT, 1024,
        (struct sockaddr *)&address, sizeof(address));
    if (!listener || !evhttp_bind_listener(http, listener)) {
        fprintf(stderr, "cannot listen on port %d\n", plan.port);
        exit(1);
    }
    evhttp_set_gencb(http, answer, NULL);
    event_base_dispatch(base);
    return NULL;
}

int main(int argc, char **argv)
{
    enum { MOST = 64, ROOM = 1 << 20 };
    pthread_t thread[MOST];

    if (argc < 5) {
        fprintf(stderr, "usage: %s PORT FILE TYPE THREADS\n", argv[0]);
        return 2;
    }
    plan.port = (int)strtol(argv[1], NULL, 10);
    plan.type = argv[3];
    plan.bytes = malloc(ROOM);
    FILE *file = fopen(argv[2], "rbe");
    int threads = (int)strtol(argv[4], NULL, 10);
    if (!plan.bytes || !file || threads < 1 || threads > MOST)
        return 1;
    plan.len = fread(plan.bytes, 1, ROOM, file);
    fclose(file);
    signal(SIGPIPE, SIG_IGN);
    evthread_use_pthreads();
    for (int i = 0; i < threads; i++)
        if (pthread_create(&thread[i], NULL, serve, NULL) != 0)
            return 1;
    pthread_join(thread[0], NULL);
    return 0;
}
