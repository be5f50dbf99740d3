/* The record types by name, for code that works on one of them. */
#ifndef IE_STORE_SCHEMA_TYPES_H
#define IE_STORE_SCHEMA_TYPES_H

#include "store/schema.h"

/* schema_people.c */
extern const struct ie_type ie_type_office, ie_type_programme, ie_type_organisation,
    ie_type_person, ie_type_affiliation, ie_type_consent, ie_type_account,
    ie_type_role_grant, ie_type_code, ie_type_strength;
/* schema_work.c */
extern const struct ie_type ie_type_profile, ie_type_match, ie_type_match_model,
    ie_type_case, ie_type_task, ie_type_attachment, ie_type_import;
/* schema_event.c */
extern const struct ie_type ie_type_event, ie_type_session, ie_type_place,
    ie_type_participation, ie_type_wish, ie_type_interpreter, ie_type_meeting,
    ie_type_precedence, ie_type_plan, ie_type_outcome;

/* schema_lexicon.c */
extern const struct ie_type ie_type_term;
/* schema_search.c */
extern const struct ie_type ie_type_saved_search;

#endif
