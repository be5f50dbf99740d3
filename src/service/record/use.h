/*
 * The use cases behind the general record routes: any record type, for an actor, as JSON.
 *
 *   body ──▶ values (check every field, collect up to 50 problems)   record/check.c
 *        ──▶ defaults, derived fields, rules between fields          record/rules.c
 *        ──▶ row, revision, log                                      store/record.h
 *        ──▶ may the actor have written this row?                    authorise.h
 *   record ──▶ JSON without what the actor may not see               record/view.c
 *
 * Which fields. PRIVATE ones: staff, the owner, an officer of the event. RUNG ones: those
 * too; others from the rung on that the record's `rungs` names (teaser if it names none).
 * An actor stands on the rung `introduced` towards an organisation when one of his own has
 * a confirmed or held meeting with it, else on `teaser`. The rung of `texts` guards the
 * `text` of each item; titles stay. Fields left out are named in "hidden". What is hidden
 * in the newest state is hidden in every old one, and filters, sorts and search know
 * only open fields (a test holds the schema to that).
 */
#ifndef IE_SERVICE_RECORD_USE_H
#define IE_SERVICE_RECORD_USE_H

#include "base/json.h"
#include "service/account/authorise.h"

enum { IE_PROBLEMS = 50 };

/* All that is wrong with a body: each with its field as a path, "texts[2].title". */
struct ie_problem_list {
    struct ie_error at[IE_PROBLEMS];
    unsigned count;
    unsigned more; /* found beyond IE_PROBLEMS */
};

/* ---- one call's view ---- */

/* What one actor sees, with what was looked up for it, for the length of one call. */
struct ie_view {
    struct ie_call *call;
    struct ie_reader reader;
    struct ie_labels *labels;       /* private */
    struct ie_introductions *known; /* private */
};

void ie_view_init(struct ie_view *view, struct ie_call *call);

/* Looks up the labels of all that these records refer to, one statement a type; then
 * ie_record_json needs none. Optional. */
int ie_view_prepare(struct ie_view *view, const struct ie_record *records, size_t count,
                    struct ie_error *err) IE_MUST_CHECK;

/* The record as an object (docs/api.md), fields that the actor may not see left out.
 * `guarded` (may be NULL) becomes true when a field above teaser was shown to somebody who
 * is neither staff nor owner: such a look is to be logged. O(size). */
int ie_record_json(struct ie_view *view, const struct ie_record *record,
                   struct ie_json *json, bool *guarded,
                   struct ie_error *err) IE_MUST_CHECK;

/* Does the actor see this field of the record in full (of `texts`: not the titles alone)?
 * `guarded` as above. */
int ie_view_shows(struct ie_view *view, const struct ie_record *record, const char *field,
                  bool *shows, bool *guarded, struct ie_error *err) IE_MUST_CHECK;
/* The rung (enum ie_rung) that the record asks for the field. */
int ie_record_rung(const struct ie_record *record, const char *field, int64_t *rung,
                   struct ie_error *err) IE_MUST_CHECK;

/* Label of one record, IE_STR_NONE where the actor sees none; kept for the call. */
int ie_view_label(struct ie_view *view, const struct ie_type *type, struct ie_str id,
                  struct ie_str *label, struct ie_error *err) IE_MUST_CHECK;

/* ---- reading (the call's connection in a read snapshot, or any) ---- */

struct ie_use_list {
    /* Query parameter by name, IE_STR_NONE if absent: q, field names, sort ("field" or
     * "-field"), limit, cursor, count; of profiles also concept: those tagged with it or
     * with one below it, by what the actor may read. */
    struct ie_str (*param)(const void *context, const char *name);
    const void *context;
};
/* Writes {"items":[…],"next":…,"total":…}. Errors: those of ie_record_list; IE_INPUT
 * list.sort {value}, list.limit {value, limit}. */
int ie_use_list(struct ie_call *call, const struct ie_type *type,
                const struct ie_use_list *list, struct ie_json *json,
                struct ie_error *err) IE_MUST_CHECK;

struct ie_look { /* of whom at what; arg of ie_use_look */
    const struct ie_type *type;
    struct ie_id id;
    int64_t revision;
    bool due; /* guarded content was shown: submit ie_use_look */
};
/* `look` may be NULL if guarded content is no concern. */
int ie_use_read(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                struct ie_json *json, struct ie_look *look,
                struct ie_error *err) IE_MUST_CHECK;
/* {"items":[{revision, at, by, by_name, deleted}],"next":…}: newest first; `before` 0 or the
 * "next" of the page before. */
int ie_use_history(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                   int64_t before, unsigned limit, struct ie_json *json,
                   struct ie_error *err) IE_MUST_CHECK;
int ie_use_revision(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                    int64_t revision, struct ie_json *json, struct ie_look *look,
                    struct ie_error *err) IE_MUST_CHECK;

/* Write function (arg: struct ie_look *): the log entry "look". */
int ie_use_look(struct ie_call *call, void *look, struct ie_error *err);

/* ---- writing (in the call's write transaction; on failure the caller undoes it) ---- */

/*
 * Makes a record from a JSON object. *id and *revision are set; the record as the actor
 * sees it goes to `json` (may be NULL). IE_INPUT record.problems {count} with `problems`
 * filled when the body is wrong, `err` then also carrying the first one's field; IE_FORBIDDEN
 * record.write_forbidden {type}; IE_CONFLICT record.exists {type, field}.
 */
int ie_use_create(struct ie_call *call, const struct ie_type *type, const json_t *body,
                  struct ie_id *id, int64_t *revision, struct ie_json *json,
                  struct ie_problem_list *problems, struct ie_error *err) IE_MUST_CHECK;
/* Changes the fields that the object names; `expected` as in ie_record_revise. */
int ie_use_revise(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                  int64_t expected, const json_t *body, int64_t *revision,
                  struct ie_json *json, struct ie_problem_list *problems,
                  struct ie_error *err) IE_MUST_CHECK;
/* IE_CONFLICT record.referred {type, count} while other records refer to it. */
int ie_use_delete(struct ie_call *call, const struct ie_type *type, struct ie_str id,
                  int64_t expected, struct ie_error *err) IE_MUST_CHECK;

/* ---- for other use cases ---- */

/*
 * Checks a JSON object against the type and puts it over `values` (schema order; null or
 * the state that is there). `old` NULL: a new record, defaults are set and required fields
 * asked for. `call` may read. Returns 0 or IE_INPUT with `problems`.
 */
int ie_values_from_json(struct ie_call *call, const struct ie_type *type,
                        const struct ie_record *old, const json_t *body,
                        struct ie_value *values, struct ie_problem_list *problems,
                        struct ie_error *err) IE_MUST_CHECK;
/* Defaults, derived fields and rules between fields alone, for values that were set by
 * hand (import, week). Same errors. */
int ie_values_finish(struct ie_call *call, const struct ie_type *type,
                     const struct ie_record *old, struct ie_value *values,
                     struct ie_problem_list *problems,
                     struct ie_error *err) IE_MUST_CHECK;

#endif
