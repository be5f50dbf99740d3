/*
 * ieum serve [--listen ADDRESS:PORT] [--tls-cert FILE --tls-key FILE] [--behind-proxy]
 *            [--loops N] [--web DIR] [--web-live] [--log-level error|warn|info]
 *
 * Serves pages and API until it is asked to stop (SIGTERM, SIGINT, SIGHUP), then finishes what is
 * under way. Plain HTTP is for the loopback only, unless a TLS proxy stands in front.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api/api.h"
#include "base/message.h"
#include "cli/commands.h"
#include "service/words/vocabulary.h"

enum {
    UPLOAD_MAX = 64 * 1024 * 1024,
    CONNECTIONS = 4096,
    HEAD_SECONDS = 10,
    IDLE_SECONDS = 75
};

enum { TOLD = 16 };

/* What was told last, by any thread. */
struct told {
    pthread_mutex_t lock;
    struct {
        char what[512];
        ie_moment when;
    } at[TOLD];
};

struct options {
    struct told told;
    char address[64];
    int64_t port, loops;
    const char *cert, *key, *web;
    char web_found[PATH_MAX];
    bool behind_proxy, web_live;
    enum ie_log_level level;
};

static int usage(struct ie_error *err, const char *option, const char *value)
{
    ie_fail(err, IE_USAGE, "option.value");
    ie_error_arg(err, "option", option);
    ie_error_arg(err, "value", value ? value : "");
    return IE_USAGE;
}

/* "127.0.0.1:8080", "[::1]:8080", "8080" or "127.0.0.1". */
static int parse_listen(const char *text, struct options *o, struct ie_error *err)
{
    struct ie_str all = ie_str_z(text), host = all, port = IE_STR("");

    if (all.len && all.ptr[0] == '[') {
        int64_t end = ie_str_find_char(all, ']');
        if (end < 0)
            return usage(err, "listen", text);
        host = ie_str_sub(all, 1, (size_t)end - 1);
        port = ie_str_sub(all, (size_t)end + 1, all.len);
        if (port.len && port.ptr[0] == ':')
            port = ie_str_sub(port, 1, port.len);
    } else {
        int64_t colon = ie_str_find_char(all, ':');
        if (colon >= 0) {
            host = ie_str_sub(all, 0, (size_t)colon);
            port = ie_str_sub(all, (size_t)colon + 1, all.len);
        } else if (ie_str_find_char(all, '.') < 0) {
            host = IE_STR("127.0.0.1");
            port = all;
        }
    }
    if (port.len && (!ie_str_int64(port, &o->port) || o->port < 0 || o->port > 65535))
        return usage(err, "listen", text);
    if (host.len == 0 || host.len >= sizeof(o->address))
        return usage(err, "listen", text);
    memcpy(o->address, host.ptr, host.len);
    o->address[host.len] = '\0';
    return 0;
}

/* The pages: beside the build directory, or below the installation's share. */
static const char *find_web(char room[PATH_MAX])
{
    static const char *const below[] = {"/../web", "/../share/ieum/web"};
    char exe[PATH_MAX / 2];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

    if (n <= 0)
        return NULL;
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    for (size_t i = 0; i < IE_COUNT(below); i++) {
        char index[PATH_MAX];
        snprintf(room, PATH_MAX, "%s%s", exe, below[i]);
        snprintf(index, sizeof(index), "%.*s/index.html", PATH_MAX - 16, room);
        if (access(index, R_OK) == 0)
            return room;
    }
    return NULL;
}

static int choose_level(const char *name, enum ie_log_level *level, struct ie_error *err)
{
    static const char *const levels[] = {"error", "warn", "info"};

    for (size_t i = 0; i < IE_COUNT(levels); i++) {
        if (strcmp(name, levels[i]) == 0) {
            *level = (enum ie_log_level)i;
            return 0;
        }
    }
    return usage(err, "log-level", name);
}

static int read_options(const struct ie_options *given, struct options *o,
                        struct ie_error *err)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);

    *o = (struct options){.told = {.lock = PTHREAD_MUTEX_INITIALIZER},
                          .cert = ie_option(given, "tls-cert"),
                          .key = ie_option(given, "tls-key"),
                          .web = ie_option(given, "web"),
                          .behind_proxy = ie_option_given(given, "behind-proxy"),
                          .web_live = ie_option_given(given, "web-live")};
    int code = parse_listen(ie_option(given, "listen"), o, err);
    if (!code)
        code = ie_option_int(given, "loops", 0, 64, &o->loops, err);
    if (!code)
        code = choose_level(ie_option(given, "log-level"), &o->level, err);
    if (o->loops == 0)
        o->loops = cpus > 8 ? 8 : cpus > 0 ? cpus : 1;
    if (!o->web)
        o->web = find_web(o->web_found);
    return code;
}

/* Whether the same was told less than a minute ago: what is tried again and again, as the
 * making of an index, must not fill the log. */
static bool is_repeated(struct told *told, const struct ie_service_note *note)
{
    char what[sizeof(told->at[0].what)];
    ie_moment now = ie_now();
    size_t oldest = 0;
    bool repeated = false;

    snprintf(what, sizeof(what), "%s %s %s", note->event, note->why->id, note->path);
    pthread_mutex_lock(&told->lock);
    for (size_t i = 0; i < TOLD && !repeated; i++) {
        if (told->at[i].when < told->at[oldest].when)
            oldest = i;
        repeated = strcmp(told->at[i].what, what) == 0 &&
                   now - told->at[i].when < INT64_C(60) * 1000 * 1000;
    }
    if (!repeated) {
        memcpy(told->at[oldest].what, what, sizeof(what));
        told->at[oldest].when = now;
    }
    pthread_mutex_unlock(&told->lock);
    return repeated;
}

/* One JSON object a line, as the access log: an operator reads both. */
static void tell(void *data, const struct ie_service_note *note)
{
    struct options *o = data;
    struct ie_buf line = IE_BUF_INIT, why = IE_BUF_INIT;
    struct ie_json j = ie_json_into(&line);
    char at[40];

    if ((note->usual && o->level < IE_LOG_INFO) || is_repeated(&o->told, note))
        return;
    ie_moment_format(ie_now(), at);
    ie_message_at("en", note->why, &why);
    ie_buf_addc(&why, ' ');
    ie_buf_addz(&why, ie_message_wording("en", note->then));
    ie_json_object(&j);
    ie_json_kstr(&j, "time", ie_str_z(at));
    ie_json_kstr(&j, "level", note->usual ? IE_STR("info") : IE_STR("error"));
    ie_json_kstr(&j, "event", ie_str_z(note->event));
    ie_json_kstr(&j, "path", ie_str_z(note->path));
    ie_json_kstr(&j, "reason", ie_str_z(note->why->id));
    ie_json_kstr(&j, "detail", ie_buf_str(&why));
    ie_json_end(&j);
    ie_buf_addc(&line, '\n');
    if (!line.failed && !why.failed)
        fwrite(line.ptr, 1, line.len, stderr);
    ie_buf_release(&line);
    ie_buf_release(&why);
}

static int serve(const struct options *o, struct ie_service *service,
                 const sigset_t *stops, struct ie_error *err)
{
    struct ie_api_config config = {.service = service,
                                   .web = o->web,
                                   .web_live = o->web_live,
                                   .http = {.address = o->address,
                                            .port = (uint16_t)o->port,
                                            .loops = (unsigned)o->loops,
                                            .tls_cert = o->cert,
                                            .tls_key = o->key,
                                            .behind_proxy = o->behind_proxy,
                                            .body_limit = UPLOAD_MAX,
                                            .timeout_seconds = HEAD_SECONDS,
                                            .idle_seconds = IDLE_SECONDS,
                                            .connections = CONNECTIONS,
                                            .log_level = o->level,
                                            .log_fd = STDERR_FILENO}};
    struct ie_api *api;
    int stop;

    int code = ie_api_start(&config, &api, err);
    if (code)
        return code;
    bool v6 = strchr(o->address, ':') != NULL;
    printf("%s://%s%s%s:%u\n", o->cert ? "https" : "http", v6 ? "[" : "", o->address,
           v6 ? "]" : "", ie_api_port(api));
    fflush(stdout);
    while (sigwait(stops, &stop) == EINTR)
        ;
    ie_api_stop(api);
    return 0;
}

/* Without any vocabulary nothing could be tagged nor found by sense: whoever installed the
 * program should know before anybody uses it. */
static int check_vocabulary(struct ie_error *err)
{
    struct ie_vocabulary *vocabulary = NULL;
    int code = ie_vocabulary_open(&vocabulary, err);

    if (!code)
        ie_vocabulary_close(vocabulary);
    return code;
}

int ie_cmd_serve(struct ie_cli *cli, struct ie_error *err)
{
    struct options o;
    struct ie_service_config config = {
        .db_url = ie_option(&cli->options, "db"), .tell = tell, .tell_data = &o};
    struct ie_service *service = NULL;
    sigset_t stops;

    int code = read_options(&cli->options, &o, err);
    if (code)
        return code;
    /* Threads inherit the mask, so the signals wait for sigwait above. */
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);
    code = ie_service_new(&config, &service, err);
    if (!code)
        code = ie_service_prepare(service, true, err);
    if (!code)
        code = check_vocabulary(err);
    if (!code)
        code = ie_service_start(service, err);
    if (!code)
        code = serve(&o, service, &stops, err);
    ie_service_free(service);
    return code;
}

const struct ie_option ie_serve_options[] = {{"listen", "ADDRESS", "127.0.0.1:8080"},
                                             {"tls-cert", "FILE", NULL},
                                             {"tls-key", "FILE", NULL},
                                             {"behind-proxy", NULL, NULL},
                                             {"loops", "N", "0"},
                                             {"web", "DIRECTORY", NULL},
                                             {"web-live", NULL, NULL},
                                             {"log-level", "error|warn|info", "info"},
                                             {NULL, NULL, NULL}};
