#include "store/column.h"

static const char *const reserved[][2] = {{"from", "from_"},
                                          {"to", "to_"},
                                          {"match", "match_"},
                                          {"case", "case_"},
                                          {"by", "by_"}};

static const char *sql_name(const char *name)
{
    for (size_t i = 0; i < IE_COUNT(reserved); i++)
        if (strcmp(name, reserved[i][0]) == 0)
            return reserved[i][1];
    return name;
}

const char *ie_table_name(const struct ie_type *type)
{
    return sql_name(type->name);
}

const char *ie_column_name(const struct ie_field *field)
{
    return sql_name(field->name);
}

size_t ie_field_count(const struct ie_type *type)
{
    size_t n = 0;

    while (type->fields[n].name)
        n++;
    return n;
}

size_t ie_field_index(const struct ie_type *type, const struct ie_field *field)
{
    for (size_t i = 0; type->fields[i].name; i++)
        if (&type->fields[i] == field)
            return i;
    IE_BUG("a field of another record type");
}

enum ie_storage ie_kind_storage(enum ie_kind kind)
{
    switch (kind) {
    case IE_K_INT:
    case IE_K_BOOL:
    case IE_K_MOMENT:
        return IE_STORED_INTEGER;
    case IE_K_REAL:
        return IE_STORED_REAL;
    case IE_K_TEXT:
    case IE_K_DAY:
    case IE_K_CHOICE:
    case IE_K_REF:
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT:
        return IE_STORED_TEXT;
    }
    IE_BUG("a kind of field that is none");
}

const char *ie_column_type(enum ie_kind kind)
{
    static const char *const types[] = {
        [IE_STORED_TEXT] = "TEXT",
        [IE_STORED_INTEGER] = "BIGINT",
        [IE_STORED_REAL] = "DOUBLE PRECISION",
    };

    return types[ie_kind_storage(kind)];
}
