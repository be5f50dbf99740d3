/*
 * The OpenAPI 3.1 document, from the route table, the schema table and components.c.
 *
 * Schemas of records are closed (additionalProperties false), so that the recording test
 * notices a field that slipped out. Beside the standard: x-ieum-roles names who may call
 * a route at all (["any"]: whoever is signed in; []: everybody), x-ieum-mode is "read" or
 * "write"; the rights test is made from them.
 */
#include <ctype.h>

#include "api/api.h"
#include "api/components.h"
#include "api/route.h"

/* "role_grant" -> "RoleGrant", "role-grants" -> "RoleGrants" */
static void add_camel(struct ie_buf *out, const char *name)
{
    bool upper = true;

    for (; *name; name++) {
        if (*name == '_' || *name == '-') {
            upper = true;
            continue;
        }
        ie_buf_addc(out, upper ? (char)toupper((unsigned char)*name) : *name);
        upper = false;
    }
}

/* Fills {Type}, {Types}, {type}, {types} and {records} in. Valid until the next call. */
static struct ie_str fill(struct ie_buf *room, const char *text,
                          const struct ie_type *type)
{
    struct ie_str rest = ie_str_z(text);

    ie_buf_clear(room);
    while (rest.len) {
        static const struct {
            const char *mark;
            bool camel, plural;
        } marks[] = {{"{Types}", true, true},
                     {"{Type}", true, false},
                     {"{types}", false, true},
                     {"{type}", false, false},
                     {"{records}", false, true}};
        size_t taken = 0;
        for (size_t i = 0; i < IE_COUNT(marks) && type && !taken; i++) {
            if (!ie_str_starts(rest, ie_str_z(marks[i].mark)))
                continue;
            const char *name = marks[i].plural ? type->plural : type->name;
            taken = strlen(marks[i].mark);
            if (marks[i].camel)
                add_camel(room, name);
            else
                ie_buf_addz(room, name);
        }
        if (!taken) {
            ie_buf_addc(room, rest.ptr[0]);
            taken = 1;
        }
        rest = ie_str_sub(rest, taken, rest.len);
    }
    return ie_buf_str(room);
}

/* ---- schemas ---- */

/* JSON written with ' for ". */
static void put_quoted(struct ie_json *j, const char *text)
{
    struct ie_buf out = IE_BUF_INIT;

    for (; *text; text++)
        ie_buf_addc(&out, *text == '\'' ? '"' : *text);
    if (out.failed)
        j->out->failed = true;
    else
        ie_json_raw(j, ie_buf_str(&out));
    ie_buf_release(&out);
}

static void put_ref(struct ie_json *j, struct ie_str name)
{
    struct ie_buf text = IE_BUF_INIT;

    ie_buf_addz(&text, "#/components/schemas/");
    ie_buf_add(&text, name);
    ie_json_object(j);
    ie_json_kstr(j, "$ref", ie_buf_str(&text));
    ie_json_end(j);
    ie_buf_release(&text);
}

static void put_type(struct ie_json *j, const char *name, bool nullable)
{
    ie_json_key(j, "type");
    if (!nullable) {
        ie_json_strz(j, name);
        return;
    }
    ie_json_array(j);
    ie_json_strz(j, name);
    ie_json_strz(j, "null");
    ie_json_end(j);
}

static void put_choices(struct ie_json *j, const char *const *choices, bool nullable)
{
    ie_json_key(j, "enum");
    ie_json_array(j);
    for (; *choices; choices++)
        ie_json_strz(j, *choices);
    if (nullable)
        ie_json_null(j);
    ie_json_end(j);
}

static void put_field(struct ie_json *j, const struct ie_field *field, bool nullable);

/* Closed: the members of a list's items or of an object. */
static void put_members(struct ie_json *j, const struct ie_field *of)
{
    ie_json_kbool(j, "additionalProperties", false);
    ie_json_key(j, "properties");
    ie_json_object(j);
    for (const struct ie_field *f = of; f && f->name; f++) {
        ie_json_key(j, f->name);
        put_field(j, f, true);
    }
    ie_json_end(j);
}

static void put_items(struct ie_json *j, const struct ie_field *field)
{
    ie_json_key(j, "items");
    ie_json_object(j);
    if (field->kind == IE_K_SET) {
        if (field->choices)
            put_choices(j, field->choices, false);
        else
            put_type(j, "string", false);
        ie_json_end(j);
        return;
    }
    put_type(j, "object", false);
    put_members(j, field->of);
    ie_json_end(j);
}

/* One field's schema. */
static void put_field(struct ie_json *j, const struct ie_field *field, bool nullable)
{
    ie_json_object(j);
    switch (field->kind) {
    case IE_K_TEXT:
        put_type(j, "string", nullable);
        break;
    case IE_K_INT:
        put_type(j, "integer", nullable);
        break;
    case IE_K_REAL:
        put_type(j, "number", nullable);
        break;
    case IE_K_BOOL:
        put_type(j, "boolean", nullable);
        break;
    case IE_K_DAY:
        put_type(j, "string", nullable);
        ie_json_kstr(j, "format", IE_STR("date"));
        break;
    case IE_K_MOMENT:
        put_type(j, "string", nullable);
        ie_json_kstr(j, "format", IE_STR("date-time"));
        break;
    case IE_K_CHOICE:
        put_choices(j, field->choices, nullable);
        break;
    case IE_K_REF:
        put_type(j, "string", nullable);
        ie_json_kstr(j, "x-ieum-refers", ie_str_z(field->refers));
        break;
    case IE_K_SET:
    case IE_K_LIST:
        put_type(j, "array", nullable);
        put_items(j, field);
        break;
    case IE_K_WORDS:
        put_type(j, "object", nullable);
        ie_json_key(j, "additionalProperties");
        put_quoted(j, "{'type':'string'}");
        break;
    case IE_K_OBJECT:
        put_type(j, "object", nullable);
        if (field->of)
            put_members(j, field->of);
        break;
    }
    if (field->max && (field->kind == IE_K_INT || field->kind == IE_K_REAL)) {
        ie_json_kint(j, "minimum", field->min);
        ie_json_kint(j, "maximum", field->max);
    } else if (field->max && field->kind == IE_K_TEXT) {
        ie_json_kint(j, "maxLength", field->max);
    } else if (field->max) {
        ie_json_kint(j, "maxItems", field->max);
    }
    ie_json_end(j);
}

static void put_property(struct ie_json *j, const char *name, const char *schema)
{
    ie_json_key(j, name);
    put_quoted(j, schema);
}

static void put_names(struct ie_json *j, const char *key, const char *const *names)
{
    ie_json_key(j, key);
    ie_json_array(j);
    for (; *names; names++)
        ie_json_strz(j, *names);
    ie_json_end(j);
}

/* What is read. `import` adds what an import shows beside its record. */
static void put_record(struct ie_json *j, const struct ie_type *type, bool import)
{
    static const char *const always[] = {"id",         "revision",   "external_id",
                                         "created_at", "updated_at", "updated_by",
                                         "hidden",     "can",        NULL};
    char label[80];

    ie_json_object(j);
    put_type(j, "object", false);
    put_names(j, "required", always);
    ie_json_kbool(j, "additionalProperties", false);
    ie_json_key(j, "properties");
    ie_json_object(j);
    put_property(j, "id", "{'type':'string'}");
    put_property(j, "revision", "{'type':'integer','minimum':1}");
    put_property(j, "external_id", "{'type':['string','null']}");
    put_property(j, "created_at", "{'type':'string','format':'date-time'}");
    put_property(j, "updated_at", "{'type':'string','format':'date-time'}");
    put_property(j, "updated_by", "{'type':'string'}");
    put_property(j, "hidden", "{'type':'array','items':{'type':'string'}}");
    put_property(j, "can", "{'type':'object','additionalProperties':{'type':'boolean'}}");
    for (const struct ie_field *f = type->fields; f->name; f++) {
        ie_json_key(j, f->name);
        put_field(j, f, true);
        if (!f->refers)
            continue;
        snprintf(label, sizeof(label), "%s_label", f->name);
        put_property(j, label, "{'type':['string','null']}");
    }
    if (import) {
        put_property(j, "headings", "{'type':'array'}");
        put_property(j, "fields", "{'type':'array'}");
        put_property(j, "sheets", "{'type':'array'}");
        put_property(j, "job", "{'type':['object','string','null']}");
    }
    ie_json_end(j);
    ie_json_end(j);
}

/* What is sent: to make one (`whole`), or to change the fields given. */
static void put_input(struct ie_json *j, const struct ie_type *type, bool whole)
{
    ie_json_object(j);
    put_type(j, "object", false);
    ie_json_kbool(j, "additionalProperties", false);
    ie_json_key(j, "required");
    ie_json_array(j);
    for (const struct ie_field *f = type->fields; f->name && whole; f++)
        if ((f->flags & IE_F_REQUIRED) && !(f->flags & IE_F_SERVER))
            ie_json_strz(j, f->name);
    ie_json_end(j);
    ie_json_key(j, "properties");
    ie_json_object(j);
    if (whole)
        put_property(j, "external_id", "{'type':['string','null']}");
    for (const struct ie_field *f = type->fields; f->name; f++) {
        if ((f->flags & IE_F_SERVER) || (!whole && (f->flags & IE_F_FIXED)))
            continue;
        ie_json_key(j, f->name);
        put_field(j, f, !(f->flags & IE_F_REQUIRED));
    }
    ie_json_end(j);
    ie_json_end(j);
}

static void put_list(struct ie_json *j, struct ie_str item)
{
    ie_json_object(j);
    put_type(j, "object", false);
    ie_json_kbool(j, "additionalProperties", false);
    put_names(j, "required", (const char *const[]){"items", "next", NULL});
    ie_json_key(j, "properties");
    ie_json_object(j);
    ie_json_key(j, "items");
    ie_json_object(j);
    put_type(j, "array", false);
    ie_json_key(j, "items");
    put_ref(j, item);
    ie_json_end(j);
    put_property(j, "next", "{'type':['string','null']}");
    put_property(j, "total", "{'type':'integer'}");
    ie_json_end(j);
    ie_json_end(j);
}

static void key_for(struct ie_json *j, struct ie_buf *room, const char *name,
                    const struct ie_type *type)
{
    fill(room, name, type);
    ie_buf_addc(room, '\0');
    ie_json_key(j, room->failed ? "" : room->ptr);
}

static void put_schemas(struct ie_json *j)
{
    struct ie_buf room = IE_BUF_INIT;

    ie_json_key(j, "schemas");
    ie_json_object(j);
    for (const struct ie_component *c = ie_components; c->name; c++)
        put_property(j, c->name, c->schema);
    for (size_t i = 0; ie_types[i]; i++) {
        key_for(j, &room, "{Type}", ie_types[i]);
        put_record(j, ie_types[i], false);
        key_for(j, &room, "{Type}List", ie_types[i]);
        put_list(j, fill(&room, "{Type}", ie_types[i]));
        if (strcmp(ie_types[i]->name, "import") == 0) {
            key_for(j, &room, "{Type}View", ie_types[i]);
            put_record(j, ie_types[i], true);
        }
        if (ie_types[i]->write == IE_W_NONE)
            continue;
        if (strcmp(ie_types[i]->name, "office") != 0 &&
            strcmp(ie_types[i]->name, "attachment") != 0) {
            key_for(j, &room, "{Type}New", ie_types[i]);
            put_input(j, ie_types[i], true);
        }
        key_for(j, &room, "{Type}Change", ie_types[i]);
        put_input(j, ie_types[i], false);
    }
    ie_json_end(j);
    ie_buf_release(&room);
}

/* ---- operations ---- */

static void put_kind(struct ie_json *j, const char *kind)
{
    ie_json_object(j);
    if (strchr(kind, '|')) {
        struct ie_str rest = ie_str_z(kind), part;
        ie_json_key(j, "enum");
        ie_json_array(j);
        while (ie_str_split(&rest, '|', &part))
            ie_json_str(j, part);
        ie_json_end(j);
    } else if (strcmp(kind, "int") == 0) {
        put_type(j, "integer", false);
    } else {
        put_type(j, "string", false);
    }
    ie_json_end(j);
}

static void put_param(struct ie_json *j, struct ie_str name, const char *in,
                      const char *kind, bool required, const char *about)
{
    ie_json_object(j);
    ie_json_kstr(j, "name", name);
    ie_json_kstr(j, "in", ie_str_z(in));
    ie_json_kbool(j, "required", required);
    if (about)
        ie_json_kstr(j, "description", ie_str_z(about));
    ie_json_key(j, "schema");
    put_kind(j, kind);
    ie_json_end(j);
}

static void put_filters(struct ie_json *j, const struct ie_type *type)
{
    for (const struct ie_field *f = type->fields; f->name; f++) {
        if (!(f->flags & IE_F_FILTER))
            continue;
        ie_json_object(j);
        ie_json_kstr(j, "name", ie_str_z(f->name));
        ie_json_kstr(j, "in", IE_STR("query"));
        ie_json_kbool(j, "required", false);
        ie_json_key(j, "schema");
        if (f->kind == IE_K_SET && f->choices) {
            ie_json_object(j);
            put_choices(j, f->choices, false);
            ie_json_end(j);
        } else if (f->kind == IE_K_SET) {
            put_kind(j, "text");
        } else {
            put_field(j, f, false);
        }
        ie_json_end(j);
    }
}

static void put_params(struct ie_json *j, const struct ie_route *route,
                       const struct ie_type *type)
{
    struct ie_str rest = ie_str_z(route->path), part;
    bool has_id = false;

    ie_json_key(j, "parameters");
    ie_json_array(j);
    while (ie_str_split(&rest, '/', &part)) {
        if (part.len < 3 || part.ptr[0] != '{' || ie_str_eqz(part, "{records}"))
            continue;
        has_id = true;
        put_param(j, ie_str_sub(part, 1, part.len - 2), "path", "text", true, NULL);
    }
    for (const struct ie_route_param *p = route->params; p && p->name; p++)
        put_param(j, ie_str_z(p->name), p->in, p->kind, p->required, p->about);
    if (type && !has_id && route->method == IE_GET)
        put_filters(j, type);
    if (type && !has_id && route->method == IE_GET && strcmp(type->name, "profile") == 0)
        put_param(j, IE_STR("concept"), "query", "text", false,
                  "Those that speak of this concept, or of one below it");
    if (route->if_match)
        put_param(j, IE_STR("If-Match"), "header", "text", true,
                  "The revision that is to be changed, as \"3\"");
    ie_json_end(j);
}

static void put_request_body(struct ie_json *j, struct ie_buf *room,
                             const struct ie_route *route, const struct ie_type *type)
{
    if (!route->raw_body && !route->request_schema)
        return;
    ie_json_key(j, "requestBody");
    ie_json_object(j);
    ie_json_kbool(j, "required", !route->body_optional);
    ie_json_key(j, "content");
    ie_json_object(j);
    ie_json_key(j, route->raw_body ? "application/octet-stream" : "application/json");
    ie_json_object(j);
    if (route->request_schema) {
        ie_json_key(j, "schema");
        put_ref(j, fill(room, route->request_schema, type));
    }
    ie_json_end(j);
    ie_json_end(j);
    ie_json_end(j);
}

static void put_content(struct ie_json *j, struct ie_buf *room,
                        const struct ie_route *route, const struct ie_type *type)
{
    struct ie_str rest =
        ie_str_z(route->content_type ? route->content_type : "application/json");
    struct ie_str part;
    char name[120];

    ie_json_key(j, "content");
    ie_json_object(j);
    while (ie_str_split(&rest, ',', &part)) {
        snprintf(name, sizeof(name), "%.*s", IE_STR_ARG(part));
        ie_json_key(j, name);
        ie_json_object(j);
        if (route->response_schema && ie_str_eqz(part, "application/json")) {
            ie_json_key(j, "schema");
            put_ref(j, fill(room, route->response_schema, type));
        }
        ie_json_end(j);
    }
    ie_json_end(j);
}

static void put_response(struct ie_json *j, struct ie_buf *room, int status,
                         const char *about, const struct ie_route *route,
                         const struct ie_type *type)
{
    char number[8];

    snprintf(number, sizeof(number), "%d", status);
    ie_json_key(j, number);
    ie_json_object(j);
    ie_json_kstr(j, "description", ie_str_z(about));
    if (route && (route->response_schema || route->content_type))
        put_content(j, room, route, type);
    ie_json_end(j);
}

static void put_responses(struct ie_json *j, struct ie_buf *room,
                          const struct ie_route *route, const struct ie_type *type)
{
    ie_json_key(j, "responses");
    ie_json_object(j);
    put_response(j, room, route->status ? route->status : 200, "Done",
                 route->status == 204 ? NULL : route, type);
    if (route->method == IE_GET && !route->content_type)
        put_response(j, room, 304, "As it was (If-None-Match)", NULL, NULL);
    if (route->conflict_schema) {
        struct ie_route conflict = {.response_schema = route->conflict_schema};
        put_response(j, room, 409, "Not done; what stands against it", &conflict, NULL);
    }
    ie_json_key(j, "default");
    put_quoted(j, "{'description':'What is wrong (RFC 9457)','content':{'application/"
                  "problem+json':{'schema':{'$ref':'#/components/schemas/Problem'}}}}");
    ie_json_end(j);
}

static void put_security(struct ie_json *j, const struct ie_route *route)
{
    static const char *const names[] = {"admin",    "officer", "member",
                                        "reviewer", "analyst", "auditor"};

    ie_json_key(j, "security");
    put_quoted(j, route->roles ? "[{'session':[]},{'token':[]}]" : "[]");
    ie_json_key(j, "x-ieum-roles");
    ie_json_array(j);
    if (route->roles & IE_ROLES_ANY)
        ie_json_strz(j, "any");
    for (size_t i = 0; i < IE_COUNT(names); i++)
        if (!(route->roles & IE_ROLES_ANY) && (route->roles & 1u << i))
            ie_json_strz(j, names[i]);
    ie_json_end(j);
    ie_json_kstr(j, "x-ieum-mode",
                 route->method == IE_GET ? IE_STR("read") : IE_STR("write"));
}

static void put_operation(struct ie_json *j, const struct ie_route *route,
                          const struct ie_type *type)
{
    static const char *const keys[] = {"get", "head", "post", "put", "patch", "delete"};
    struct ie_buf room = IE_BUF_INIT;

    ie_json_key(j, keys[route->method]);
    ie_json_object(j);
    ie_json_kstr(j, "operationId", fill(&room, route->name, type));
    ie_json_kstr(j, "summary", fill(&room, route->about, type));
    if (type)
        ie_json_kstr(j, "x-ieum-type", ie_str_z(type->name));
    put_params(j, route, type);
    put_request_body(j, &room, route, type);
    put_responses(j, &room, route, type);
    put_security(j, route);
    ie_json_end(j);
    ie_buf_release(&room);
}

/* All operations of one path, whichever table they stand in; a literal row hides the
 * general one with the same method. */
static void put_path(struct ie_json *j, struct ie_str path)
{
    struct ie_buf room = IE_BUF_INIT;
    unsigned done = 0;

    for (size_t t = 0; ie_route_tables[t]; t++) {
        for (const struct ie_route *r = ie_route_tables[t]; r->path; r++) {
            bool general = strstr(r->path, "{records}");
            for (size_t i = 0; general ? ie_types[i] != NULL : i < 1; i++) {
                const struct ie_type *type = general ? ie_types[i] : NULL;
                if ((done & 1u << r->method) || (type && !ie_route_applies(r, type)) ||
                    !ie_str_eq(fill(&room, r->path, type), path))
                    continue;
                done |= 1u << r->method;
                put_operation(j, r, type);
            }
        }
    }
    ie_buf_release(&room);
}

/* True if an earlier row has this path, so that it was put already. */
static bool seen_before(const struct ie_route *route, const struct ie_type *type,
                        struct ie_str path)
{
    struct ie_buf room = IE_BUF_INIT;
    bool seen = false, here = false;

    for (size_t t = 0; ie_route_tables[t] && !here && !seen; t++) {
        for (const struct ie_route *r = ie_route_tables[t]; r->path && !here && !seen;
             r++) {
            bool general = strstr(r->path, "{records}");
            for (size_t i = 0; (general ? ie_types[i] != NULL : i < 1) && !here && !seen;
                 i++) {
                const struct ie_type *other = general ? ie_types[i] : NULL;
                here = r == route && other == type;
                seen = !here && !(other && !ie_route_applies(r, other)) &&
                       ie_str_eq(fill(&room, r->path, other), path);
            }
        }
    }
    ie_buf_release(&room);
    return seen;
}

static void put_paths(struct ie_json *j)
{
    struct ie_buf room = IE_BUF_INIT;

    ie_json_key(j, "paths");
    ie_json_object(j);
    for (size_t t = 0; ie_route_tables[t]; t++) {
        for (const struct ie_route *r = ie_route_tables[t]; r->path; r++) {
            bool general = strstr(r->path, "{records}");
            for (size_t i = 0; general ? ie_types[i] != NULL : i < 1; i++) {
                const struct ie_type *type = general ? ie_types[i] : NULL;
                struct ie_str path = fill(&room, r->path, type);
                if ((type && !ie_route_applies(r, type)) || seen_before(r, type, path))
                    continue;
                ie_buf_addc(&room, '\0');
                if (room.failed)
                    break;
                ie_json_key(j, room.ptr);
                ie_json_object(j);
                put_path(j, ie_str_z(room.ptr));
                ie_json_end(j);
            }
        }
    }
    ie_json_end(j);
    ie_buf_release(&room);
}

int ie_api_openapi(struct ie_buf *out, struct ie_error *err)
{
    struct ie_json j = ie_json_into(out);

    ie_json_object(&j);
    ie_json_kstr(&j, "openapi", IE_STR("3.1.0"));
    ie_json_key(&j, "info");
    ie_json_object(&j);
    ie_json_kstr(&j, "title", IE_STR("ieum"));
    ie_json_kstr(&j, "version", IE_STR(IE_VERSION));
    ie_json_kstr(&j, "summary",
                 IE_STR("Cooperation programmes, from need to verified result"));
    ie_json_key(&j, "license");
    put_quoted(&j, "{'name':'Apache-2.0','identifier':'Apache-2.0'}");
    ie_json_end(&j);
    put_paths(&j);
    ie_json_key(&j, "components");
    ie_json_object(&j);
    put_schemas(&j);
    put_property(
        &j, "securitySchemes",
        "{'session':{'type':'apiKey','in':'cookie','name':'__Host-ieum',"
        "'description':'Set by sign-in; named ieum in plain HTTP on the loopback. "
        "Changes also send X-CSRF-Token.'},"
        "'token':{'type':'http','scheme':'bearer'}}");
    ie_json_end(&j);
    ie_json_end(&j);
    return ie_buf_check(out, err);
}
