/* The shapes of the OpenAPI document that are not records. */
#ifndef IE_API_COMPONENTS_H
#define IE_API_COMPONENTS_H

struct ie_component {
    const char *name;
    const char
        *schema; /* JSON Schema with ' in place of ", so that it can be read here */
};

extern const struct ie_component ie_components[]; /* NULL-name-terminated */

#endif
