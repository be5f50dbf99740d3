#include "api/inside.h"
#include "base/alloc.h"

static int loop_begin(void *data, unsigned number, void **state, struct ie_error *err)
{
    struct ie_api *api = data;
    struct ie_api_loop *loop = ie_calloc(1, sizeof(*loop));
    int code;

    if (!loop)
        return ie_fail_nomem(err);
    loop->api = api;
    code = ie_sessions_init(&loop->sessions, err);
    if (!code)
        code = ie_service_reader(api->service, &loop->db, err);
    if (code) {
        ie_sessions_release(&loop->sessions);
        ie_free(loop);
        return code;
    }
    *state = loop;
    return 0;
}

static void loop_end(void *data, unsigned number, void *state)
{
    struct ie_api_loop *loop = state;

    ie_sessions_release(&loop->sessions);
    ie_db_close(loop->db);
    ie_free(loop);
}

int ie_api_start(const struct ie_api_config *config, struct ie_api **api,
                 struct ie_error *err)
{
    struct ie_api *made = ie_calloc(1, sizeof(*made));
    struct ie_http_config http = config->http;
    int code;

    if (!made)
        return ie_fail_nomem(err);
    made->service = config->service;
    /* Behind a proxy or under TLS the browser sees https, and the prefix holds. */
    made->cookie = http.tls_cert || http.behind_proxy ? "__Host-ieum" : "ieum";
    http.begin = ie_api_begin;
    http.handle = ie_api_handle;
    http.loop_begin = loop_begin;
    http.loop_end = loop_end;
    http.data = made;
    code = ie_api_openapi(&made->openapi, err);
    if (!code && config->web)
        code = ie_files_load(config->web, config->web_live, &made->files, err);
    if (!code)
        code = ie_http_start(&http, &made->http, err);
    if (code) {
        ie_api_stop(made);
        return code;
    }
    *api = made;
    return 0;
}

uint16_t ie_api_port(const struct ie_api *api)
{
    return ie_http_port(api->http);
}

void ie_api_stop(struct ie_api *api)
{
    if (api->http)
        ie_http_stop(api->http);
    ie_files_free(api->files);
    ie_buf_release(&api->openapi);
    ie_free(api);
}
