/*
 * Spreadsheets in.
 *
 *   upload ── file in the data directory, import record "uploaded"
 *     │ job import_check: read, recognise headings, parse every row, find the record each
 *     │                   row speaks of, say what would change
 *   "checked" ── staging file beside the upload: one row a line, with verdict and changes
 *     │ job import_apply: the same look-up again, inside the writing transaction, in
 *     │                   batches that hold the store for less than 50 ms
 *   "applied" ── every revision carries the import's id
 *     │ job import_undo: each record back to the revision before the import
 *   "undone"
 *
 * A dry run is the check alone. An import with rejected rows is applied only with
 * keep_going. Applying is all or nothing over its batches: what was left half-applied by a
 * kill is finished at the next start, because the staging file says all there is to do
 * and doing a row twice changes nothing; an import that cannot go on is undone.
 *
 * Verdicts: created, changed (field, old, new), unchanged, merged (a verified identifier
 * equals another record's: that record is used), rejected (line, column, field, message,
 * value), skipped (subtotal and note rows, said so). Likely duplicates are listed with
 * their reasons and decided by nobody here.
 *
 * Which record a row speaks of: by external id (heading `id`); else an organisation by
 * verified identifier, else by name key and country; a profile by organisation and
 * title; a person by organisation and e-mail address or name; a participation by event
 * and organisation; a wish by event, from and to; an outcome by event, from, to and
 * stage. A profile has one row a language; rows of one id are one profile.
 *
 * The data directory holds imports/ID (the upload) and imports/ID.stage.
 */
#ifndef IE_SERVICE_IMPORT_H
#define IE_SERVICE_IMPORT_H

#include "base/json.h"
#include "service/open.h"
#include "service/work/job.h"

enum ie_import_kind {
    IE_IMPORT_ORGANISATIONS,
    IE_IMPORT_PROFILES,
    IE_IMPORT_PEOPLE,
    IE_IMPORT_PARTICIPATIONS,
    IE_IMPORT_WISHES,
    IE_IMPORT_OUTCOMES,
    IE_IMPORT_KINDS
};

/* "organisations" …; NULL-terminated in the order of the enum. */
extern const char *const ie_import_kind_names[];
/* IE_USAGE import.kind {kind}. */
int ie_import_kind(struct ie_str name, enum ie_import_kind *kind,
                   struct ie_error *err) IE_MUST_CHECK;
/* Participations, wishes and outcomes belong to an event. */
bool ie_import_needs_event(enum ie_import_kind kind);

/* ---- upload ---- */

struct ie_import_upload { /* filled by the caller, lives until `done` */
    struct ie_service *service;
    const struct ie_actor *actor;
    enum ie_import_kind kind;
    struct ie_str event;    /* id or code; "" where none is needed */
    struct ie_str filename; /* shown; its ending helps to tell the format */
    struct ie_str bytes;    /* the file itself, or with `path` set unused */
    const char *path;       /* command line: a file to be copied in */
    const json_t *mapping;  /* heading -> field, or NULL: recognised and remembered */
    struct ie_str sheet;    /* XLSX: name of the sheet, "" the first visible */
    bool with_job;          /* the server: submit import_check along with the record */
    void (*done)(struct ie_import_upload *upload); /* writer's or pool thread */
    void *data;

    int code; /* results */
    struct ie_error error;
    struct ie_id id;                      /* of the import record */
    struct ie_id job;                     /* with_job */
    struct ie_import_upload_state *state; /* private */
};
/*
 * Writes the file (on the pool), makes the record (by the writer), then calls `done`
 * exactly once if this returned 0; without a started service it is done on return.
 * Rights: officers and admins of the office, the operator; officers of the event for the
 * kinds that need one; a member for the wishes and outcomes of an event that its
 * organisation takes part in (rows of others are rejected). Errors: IE_FORBIDDEN
 * import.not_permitted; IE_NOT_FOUND event.unknown {event}; IE_USAGE import.event_needed
 * {kind}; IE_INPUT sheet.empty; IE_LIMIT sheet.file_too_large; IE_IO import.store {path,
 * reason}.
 */
int ie_import_upload_begin(struct ie_import_upload *upload,
                           struct ie_error *err) IE_MUST_CHECK;

/* ---- jobs (kinds of job.h) ----
 *
 * import_check {"import": ID}
 *   result {"import", "status":"checked", "rows", "created", "changed", "unchanged",
 *           "merged", "rejected", "duplicates", "skipped", "seconds"}
 * import_apply {"import": ID, "keep_going": bool}
 *   the same with "status":"applied". IE_INPUT import.rejected {count} when rows were
 *   rejected and keep_going is false: nothing was applied.
 * import_undo {"import": ID}
 *   {"import", "status":"undone", "restored", "removed", "left": [{"type","id","label",
 *    "reason"}]}
 * Any other status of the import: IE_CONFLICT import.status {status}.
 */
int ie_import_check_job(struct ie_job_context *job, const json_t *args,
                        struct ie_error *err);
int ie_import_apply_job(struct ie_job_context *job, const json_t *args,
                        struct ie_error *err);
int ie_import_undo_job(struct ie_job_context *job, const json_t *args,
                       struct ie_error *err);
/* {"import": ID}: as ie_import_recover for this one; submitted when a worker died. */
int ie_import_recover_job(struct ie_job_context *job, const json_t *args,
                          struct ie_error *err);

/* Write function: checks rights and state, then submits the job, or with `mapping` set
 * stores it (and remembers it) and submits a new check. */
struct ie_import_action {
    struct ie_str import;
    const char *kind; /* "import_check", "import_apply", "import_undo" */
    bool keep_going;
    const json_t *mapping; /* import_check: heading -> field ("" or null: leave out) */
    bool remember;
    struct ie_id job; /* result */
};
int ie_import_act(struct ie_call *call, void *action, struct ie_error *err);

/* ---- reading (read calls; rights checked) ---- */

/*
 * The members that docs/api.md adds to an import record: "headings", "fields", "sheets",
 * "job", written into the object that is open in `json`. O(headings).
 */
int ie_import_view(struct ie_call *call, struct ie_str import, struct ie_json *json,
                   struct ie_error *err) IE_MUST_CHECK;

/* {"items": […], "next"}: rows of a verdict ("" all; "duplicate": rows with likely
 * duplicates), `limit` ≤ 500, cursor "" from the start. O(limit). */
struct ie_import_rows {
    struct ie_str import, verdict, cursor;
    unsigned limit;
};
int ie_import_rows(struct ie_call *call, const struct ie_import_rows *rows,
                   struct ie_json *json, struct ie_error *err) IE_MUST_CHECK;

/*
 * The sheet of rejected rows, to mend and to import again: the columns of the original,
 * then line, column, reason in the actor's language. `format` "csv" or "xlsx" (IE_USAGE
 * export.format {format}). O(rejected).
 */
int ie_import_rejects(struct ie_call *call, struct ie_str import, struct ie_str format,
                      struct ie_buf *out, struct ie_error *err) IE_MUST_CHECK;

/* One line a rejected row for the command line: "file:line:column: field: reason". */
int ie_import_report(struct ie_call *call, struct ie_str import, unsigned limit,
                     struct ie_buf *out, struct ie_error *err) IE_MUST_CHECK;

/*
 * At start: imports left "applying" are finished, "undoing" ones undone to the end, those
 * left "checking" go back to "uploaded". An import that another process is working on (it
 * holds a lock on the staging file) is left alone. O(what is left to do).
 */
int ie_import_recover(struct ie_service *service, struct ie_error *err) IE_MUST_CHECK;

/*
 * Removes uploads and staging files 30 days after the last change of their import (never
 * while it is at work), and files without an import, left by a request that was cut short,
 * after a day. The rejected rows of an import can be fetched until then; undoing it needs
 * no file. `db` is for reading. *removed: how many files. O(files in the directory).
 */
int ie_import_clean(const struct ie_service *service, struct ie_db *db, ie_moment now,
                    uint64_t *removed, struct ie_error *err) IE_MUST_CHECK;

/*
 * All of it for the command line: upload, check, apply unless `dry_run`. *result as of the
 * last job; json_decref it. `id` is the import's.
 */
int ie_import_file(struct ie_service *service, const struct ie_actor *actor,
                   enum ie_import_kind kind, struct ie_str event, const char *path,
                   bool dry_run, bool keep_going, const struct ie_solve_control *control,
                   struct ie_id *id, json_t **result, struct ie_error *err) IE_MUST_CHECK;

#endif
