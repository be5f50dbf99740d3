/* What a body may have: as the OpenAPI document says, nothing else. */
#include "api/components.h"
#include "api/inside.h"

static const char *schema_named(const char *name)
{
    for (const struct ie_component *c = ie_components; name && c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c->schema;
    return NULL;
}

/* Components are written with ' for ". */
static int parse_schema(struct ie_arena *arena, const char *schema, json_t **parsed,
                        struct ie_error *err)
{
    char *text = ie_arena_strz(arena, ie_str_z(schema));

    if (!text)
        return ie_fail_nomem(err);
    for (char *at = text; *at; at++)
        if (*at == '\'')
            *at = '"';
    return ie_json_parse(ie_str_z(text), parsed, err);
}

static int refuse(const char *id, const char *member, struct ie_error *err)
{
    ie_fail(err, IE_INPUT, id);
    ie_error_arg(err, "field", member);
    ie_error_at(err, NULL, 0, 0, member);
    return IE_INPUT;
}

static bool takes_boolean(const json_t *schema)
{
    const json_t *type = json_object_get(schema, "type"), *one;
    size_t i;

    json_array_foreach(type, i, one)
        if (strcmp(json_string_value(one), "boolean") == 0)
            return true;
    return json_is_string(type) && strcmp(json_string_value(type), "boolean") == 0;
}

int ie_body_check(const struct ie_request *request, struct ie_error *err)
{
    const char *schema = request->route->request_schema;
    const char *component = schema_named(schema), *name;
    json_t *parsed = NULL, *value;
    int code = 0;

    if (schema && !component)
        return 0; /* a record: its use case knows the fields */
    if (component)
        code = parse_schema(ie_http_arena(request->exchange), component, &parsed, err);
    const json_t *properties = json_object_get(parsed, "properties");
    json_object_foreach(request->body, name, value) {
        const json_t *known = json_object_get(properties, name);
        if (code)
            break;
        if (!known)
            code = refuse("request.field_unknown", name, err);
        else if (takes_boolean(known) && !json_is_boolean(value) && !json_is_null(value))
            code = refuse("request.field_boolean", name, err);
    }
    json_decref(parsed);
    return code;
}
