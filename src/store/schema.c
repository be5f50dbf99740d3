#include "store/schema.h"

#include "store/schema_types.h"

const struct ie_type *const ie_types[] = {
    &ie_type_office,      &ie_type_programme,     &ie_type_organisation,
    &ie_type_person,      &ie_type_affiliation,   &ie_type_consent,
    &ie_type_account,     &ie_type_role_grant,    &ie_type_code,
    &ie_type_profile,     &ie_type_event,         &ie_type_session,
    &ie_type_place,       &ie_type_participation, &ie_type_wish,
    &ie_type_interpreter, &ie_type_meeting,       &ie_type_precedence,
    &ie_type_plan,        &ie_type_outcome,       &ie_type_match,
    &ie_type_match_model, &ie_type_case,          &ie_type_task,
    &ie_type_attachment,  &ie_type_import,        &ie_type_strength,
    &ie_type_term,        &ie_type_saved_search,  NULL};

const struct ie_type *ie_type_by_name(struct ie_str name)
{
    for (size_t i = 0; ie_types[i]; i++)
        if (ie_str_eqz(name, ie_types[i]->name))
            return ie_types[i];
    return NULL;
}

const struct ie_type *ie_type_by_plural(struct ie_str plural)
{
    for (size_t i = 0; ie_types[i]; i++)
        if (ie_str_eqz(plural, ie_types[i]->plural))
            return ie_types[i];
    return NULL;
}

const struct ie_field *ie_type_field(const struct ie_type *type, struct ie_str name)
{
    for (const struct ie_field *f = type->fields; f->name; f++)
        if (ie_str_eqz(name, f->name))
            return f;
    return NULL;
}
