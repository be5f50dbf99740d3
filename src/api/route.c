#include "api/route.h"

const struct ie_route *const ie_route_tables[] = {
    ie_session_routes,
    ie_home_routes,
    ie_inbox_routes,
    ie_event_routes,
    ie_plan_routes,
    ie_day_routes,
    ie_match_routes,
    ie_lexicon_routes,
    ie_search_routes,
    ie_import_routes,
    ie_log_routes,
    ie_job_routes,
    ie_machine_routes,
    ie_attachment_routes,
    ie_record_routes, /* general: last, so that a literal path wins */
    NULL};

bool ie_route_applies(const struct ie_route *route, const struct ie_type *type)
{
    if (route->method == IE_GET)
        return true;
    /* An office is made by `ieum init` and ends with its store. */
    if (strcmp(type->name, "office") == 0)
        return route->method == IE_PATCH;
    if (strcmp(type->name, "attachment") == 0 && route->method == IE_POST)
        return false; /* made with its content */
    return type->write != IE_W_NONE;
}

/* Matches one path against one pattern, segment by segment. */
static bool match_path(struct ie_str pattern, struct ie_str path,
                       struct ie_route_match *match)
{
    struct ie_str want, have;
    unsigned params = 0;

    match->type = NULL;
    match->id = match->sub = IE_STR("");
    while (ie_str_split(&pattern, '/', &want)) {
        if (!ie_str_split(&path, '/', &have))
            return false;
        if (want.len == 0 || want.ptr[0] != '{') {
            if (!ie_str_eq(want, have))
                return false;
        } else if (ie_str_eqz(want, "{records}")) {
            match->type = ie_type_by_plural(have);
            if (!match->type)
                return false;
        } else if (have.len == 0) {
            return false;
        } else if (params++ == 0) {
            match->id = have;
        } else {
            match->sub = have;
        }
    }
    return !path.ptr;
}

void ie_route_find(enum ie_method method, struct ie_str path,
                   struct ie_route_match *match)
{
    struct ie_route_match trial;

    *match = (struct ie_route_match){.id = IE_STR(""), .sub = IE_STR("")};
    if (method == IE_HEAD)
        method = IE_GET;
    for (size_t t = 0; ie_route_tables[t]; t++) {
        for (const struct ie_route *r = ie_route_tables[t]; r->path; r++) {
            if (!match_path(ie_str_z(r->path), path, &trial) ||
                (trial.type && !ie_route_applies(r, trial.type)))
                continue;
            match->allowed |= 1u << r->method;
            if (r->method == method && !match->route) {
                match->route = r;
                match->type = trial.type;
                match->id = trial.id;
                match->sub = trial.sub;
            }
        }
    }
    if (match->allowed & 1u << IE_GET)
        match->allowed |= 1u << IE_HEAD;
}
