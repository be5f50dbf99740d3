#include "api/inside.h"

static int openapi(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    ie_buf_add(&response->body, ie_buf_str(&request->api->openapi));
    return 0;
}

/* Alive means: the store answers. */
static int health(struct ie_call *call, const struct ie_request *request,
                  struct ie_response *response, struct ie_error *err)
{
    struct ie_json j = ie_respond_json(response);
    int64_t version;

    int code = ie_db_data_version(call->db, &version, err);
    if (code)
        return code;
    ie_json_object(&j);
    ie_json_kstr(&j, "status", IE_STR("ok"));
    ie_json_kstr(&j, "version", IE_STR(IE_VERSION));
    ie_json_end(&j);
    return 0;
}

static bool is_loopback(struct ie_str address)
{
    return ie_str_eqz(address, "::1") || ie_str_starts(address, IE_STR("127."));
}

static int metrics(struct ie_call *call, const struct ie_request *request,
                   struct ie_response *response, struct ie_error *err)
{
    struct ie_write_stats stats;

    if (!ie_actor_has(call->actor, IE_ROLE_ADMIN) &&
        !is_loopback(ie_http_client(request->exchange)))
        return ie_fail(err, IE_FORBIDDEN, "request.role");
    ie_http_metrics(request->api->http, &response->body);
    ie_write_stats(call->service, &stats);
    ie_buf_printf(
        &response->body,
        "# HELP ieum_writes_total Writes by how they ended.\n"
        "# TYPE ieum_writes_total counter\n"
        "ieum_writes_total{result=\"done\"} %llu\n"
        "ieum_writes_total{result=\"failed\"} %llu\n"
        "ieum_writes_total{result=\"refused\"} %llu\n"
        "# HELP ieum_write_groups_total Transactions of the writer.\n"
        "# TYPE ieum_write_groups_total counter\n"
        "ieum_write_groups_total %llu\n"
        "# HELP ieum_write_longest_seconds Longest time one group held the store.\n"
        "# TYPE ieum_write_longest_seconds gauge\n"
        "ieum_write_longest_seconds %.6f\n"
        "# HELP ieum_writes_waiting Writes in the queue.\n"
        "# TYPE ieum_writes_waiting gauge\n"
        "ieum_writes_waiting %llu\n",
        (unsigned long long)(stats.jobs - stats.failed), (unsigned long long)stats.failed,
        (unsigned long long)stats.refused, (unsigned long long)stats.groups,
        (double)stats.longest_us / 1e6, (unsigned long long)stats.waiting);
    response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    return 0;
}

const struct ie_route ie_machine_routes[] = {
    {.method = IE_GET,
     .path = "/api/v1/openapi.json",
     .mode = IE_ROUTE_READ,
     .handle = openapi,
     .name = "getOpenapi",
     .about = "This document",
     .response_schema = "Any"},
    {.method = IE_GET,
     .path = "/healthz",
     .mode = IE_ROUTE_READ,
     .handle = health,
     .name = "getHealth",
     .about = "Whether the server and its store answer",
     .response_schema = "Health"},
    {.method = IE_GET,
     .path = "/metrics",
     .mode = IE_ROUTE_READ,
     .handle = metrics,
     .name = "getMetrics",
     .about = "Prometheus metrics; from the loopback, or for an admin",
     .content_type = "text/plain"},
    {0}};
