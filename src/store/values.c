#include "store/values.h"

static size_t field_count(const struct ie_type *type)
{
    size_t n = 0;

    while (type->fields[n].name)
        n++;
    return n;
}

static struct ie_value *value_of(const struct ie_type *type, struct ie_value *values,
                                 const char *field)
{
    for (size_t i = 0; type->fields[i].name; i++)
        if (strcmp(type->fields[i].name, field) == 0)
            return &values[i];
    IE_BUG("a value is set by a name that the record type does not have");
}

struct ie_value *ie_values_new(struct ie_arena *arena, const struct ie_type *type)
{
    size_t n = field_count(type);
    struct ie_value *values = IE_NEW_ARRAY(arena, struct ie_value, n);

    for (size_t i = 0; values && i < n; i++)
        values[i].null = true;
    return values;
}

struct ie_value *ie_values_of(struct ie_arena *arena, const struct ie_record *record)
{
    size_t n = field_count(record->type);
    struct ie_value *values = IE_NEW_ARRAY(arena, struct ie_value, n);

    if (values)
        memcpy(values, record->values, n * sizeof(*values));
    return values;
}

void ie_values_text(const struct ie_type *type, struct ie_value *values,
                    const char *field, struct ie_str text)
{
    *value_of(type, values, field) = (struct ie_value){.null = !text.ptr, .text = text};
}

void ie_values_int(const struct ie_type *type, struct ie_value *values, const char *field,
                   int64_t integer)
{
    *value_of(type, values, field) = (struct ie_value){.integer = integer};
}

void ie_values_real(const struct ie_type *type, struct ie_value *values,
                    const char *field, double real)
{
    *value_of(type, values, field) = (struct ie_value){.real = real};
}

void ie_values_null(const struct ie_type *type, struct ie_value *values,
                    const char *field)
{
    *value_of(type, values, field) = (struct ie_value){.null = true};
}
