/* Private to record_*.c: a body against the schema, and the rules beyond it. */
#ifndef IE_SERVICE_RECORD_CHECK_H
#define IE_SERVICE_RECORD_CHECK_H

#include "service/record/use.h"

struct ie_check { /* of one body */
    struct ie_call *call;
    struct ie_reader reader;
    const struct ie_type *type;
    const struct ie_record *old; /* NULL: a new record */
    struct ie_value *values;
    struct ie_problem_list *problems;
};

/* Notes a problem (code IE_INPUT) and returns it so that arguments can be added; a spare
 * one when the list is full. `path` is the field as a path. Never NULL. */
struct ie_error *ie_problem(struct ie_problem_list *problems, const char *id,
                            const char *path);
/* Takes over an error of a lower layer as a problem; other codes than IE_INPUT and
 * IE_LIMIT are returned, for the caller to give up with. */
int ie_problem_take(struct ie_problem_list *problems, struct ie_error *err,
                    const char *path) IE_MUST_CHECK;

/* Every field of the body into check->values. Returns what is no problem of the body
 * (IE_NOMEM, IE_IO …). */
int ie_check_body(struct ie_check *check, const json_t *body,
                  struct ie_error *err) IE_MUST_CHECK;

/* What a text field must be besides a text, by its name: country, language, zone, e-mail …
 * The canonical form goes to *text. */
int ie_check_meaning(struct ie_check *check, const char *name, const char *path,
                     struct ie_str *text, struct ie_error *err) IE_MUST_CHECK;

/* Defaults, derived fields, then the rules between fields. */
int ie_check_rules(struct ie_check *check, struct ie_error *err) IE_MUST_CHECK;

/* Of what belongs to an event (event_rules.c): who is in a session takes part; the order of
 * meetings has no circle. */
int ie_check_event_rules(struct ie_check *check, struct ie_error *err) IE_MUST_CHECK;

/* Value of a field by name, NULL if the type has none of the name. */
struct ie_value *ie_check_value(const struct ie_check *check, const char *field);

#endif
