/*
 * What the files of the import share. The way of one row:
 *
 *   import/read.c    sheet -> heading row -> cells by field        (struct ie_import_cells)
 *   import/parse.c   cells -> draft: JSON of what the row says     (struct ie_draft)
 *   import/stage.c   drafts in the staging file, grouped by what they speak of
 *   import/index.c   keys of the records that are there            (struct ie_index)
 *   import/match.c   draft -> which record, or which rejection
 *   import/values.c  draft over the record's values -> new values
 *   import/check.c, import/apply.c, import/undo.c   the three jobs
 */
#ifndef IE_SERVICE_IMPORT_IMPL_H
#define IE_SERVICE_IMPORT_IMPL_H

#include "base/sheet.h"
#include "service/impl.h"
#include "service/import/import.h"
#include "service/record/value_json.h"
#include "store/schema_types.h"

enum {
    IE_IMPORT_FIELDS_MAX = 32,
    IE_IMPORT_COLUMNS_MAX = 512,
    IE_IMPORT_HEAD_ROWS = 25, /* rows among which the heading is looked for */
    IE_IMPORT_SIMILAR_MAX = 5,
};

/* ---- import/fields.c ---- */

struct ie_import_field {
    const char *name;         /* English heading, also the name in a mapping */
    const char *const *words; /* other headings, folded as ie_import_heading_key does */
    bool required;            /* some column must be mapped to it */
};

struct ie_import_shape {
    enum ie_import_kind kind;
    const struct ie_type *type;
    const struct ie_import_field *fields; /* NULL-name-terminated */
};

const struct ie_import_shape *ie_import_shape(enum ie_import_kind kind);
/* Index of a field by name, or -1. */
int ie_import_field_index(const struct ie_import_shape *shape, struct ie_str name);

/* Heading folded for comparison: letters and digits only, widths and case folded. With
 * `bare`, what stands in brackets is left out. */
int ie_import_heading_key(struct ie_arena *arena, struct ie_str heading, bool bare,
                          struct ie_str *key, struct ie_error *err) IE_MUST_CHECK;
/* Field that a heading names by our own words, or -1. */
int ie_import_recognise(const struct ie_import_shape *shape, struct ie_arena *arena,
                        struct ie_str heading, int *field,
                        struct ie_error *err) IE_MUST_CHECK;

/* ---- one run over one import ---- */

struct ie_import_event { /* of kinds that belong to one */
    struct ie_id id;
    struct ie_zone *zone;
    ie_day first_day, last_day;
};

struct ie_importer {
    struct ie_service *service;
    struct ie_db *db; /* read connection, or the writer's inside its transaction */
    const struct ie_actor *actor;
    struct ie_arena *arena; /* the run */
    struct ie_arena *row;   /* cleared for each row or group */
    const struct ie_import_shape *shape;
    struct ie_id import;
    struct ie_import_event event;
    bool event_staff; /* actor may write any row of the event */
    ie_moment now;
    struct ie_index *index;
    struct ie_str filename;
    bool keep_going;
};

/* The import's record and what it needs, on importer->db (set by the caller with service,
 * actor, arena). Errors: IE_NOT_FOUND import.not_found; those of events. */
struct ie_import_facts {
    struct ie_str status, filename, mapping, options;
    int64_t revision;
};
int ie_importer_load(struct ie_importer *importer, struct ie_str import,
                     struct ie_import_facts *facts, struct ie_error *err) IE_MUST_CHECK;
void ie_importer_release(struct ie_importer *importer);
/* Whether the actor may import this kind (into that event); IE_FORBIDDEN
 * import.not_permitted. *staff: any row, not only those of its own organisations. */
int ie_import_permitted(struct ie_db *db, const struct ie_actor *actor,
                        enum ie_import_kind kind, struct ie_str event, bool *staff,
                        struct ie_error *err) IE_MUST_CHECK;
/* Event by id or code in the actor's office; IE_NOT_FOUND event.unknown {event}. */
int ie_import_event_find(struct ie_db *db, struct ie_str office, struct ie_str text,
                         struct ie_id *event, struct ie_error *err) IE_MUST_CHECK;

int ie_import_wrong_status(struct ie_str status, struct ie_error *err);

struct ie_import_counts {
    int64_t rows, created, changed, unchanged, merged, rejected, duplicates, skipped;
};
/* Write function (arg: struct ie_import_change *): what is not NULL goes into the import's
 * record. IE_CONFLICT import.status unless the status is `only_from` (NULL: any). */
struct ie_import_change {
    struct ie_str import;
    const char *only_from, *status;
    const struct ie_import_counts *counts;
    const json_t *mapping, *options;
};
int ie_import_record_set(struct ie_call *call, void *change, struct ie_error *err);
/* Adds to the job's result what came of it, and the seconds since `began`
 * (ie_monotonic_us). IE_NOMEM. */
int ie_import_finish(json_t *job_result, const struct ie_importer *importer,
                     const char *status, const struct ie_import_counts *counts,
                     int64_t began, struct ie_error *err) IE_MUST_CHECK;

/* Path of an import's upload ("") or staging file (".stage"), in the arena. */
char *ie_import_path(const struct ie_service *service, struct ie_str import,
                     const char *ending, struct ie_arena *arena);

/* Read-only descriptor of a regular file of ours; -1 with IE_IO import.store or, for one
 * that ie_import_clean has taken away, IE_CONFLICT import.files_gone. */
int ie_import_open_file(const char *path, struct ie_error *err) IE_MUST_CHECK;
void ie_import_close_file(int fd);

/* A fresh path for a file that is soon removed; a whole file into a buffer. */
char *ie_import_scratch(const struct ie_service *service, struct ie_arena *arena);
int ie_import_slurp(const char *path, struct ie_buf *out,
                    struct ie_error *err) IE_MUST_CHECK;

/* ---- import/read.c ---- */

struct ie_import_cells { /* one data row */
    uint32_t line;
    struct ie_cell cell[IE_IMPORT_FIELDS_MAX]; /* by field; EMPTY where there is none */
    struct ie_str heading[IE_IMPORT_FIELDS_MAX];
};

struct ie_import_heading {
    uint32_t column;
    struct ie_str text;
    int field; /* -1: not taken over */
};

struct ie_import_reader;
/*
 * Opens the upload and finds the heading row. `mapping` (heading -> field) may be NULL;
 * remembered and recognised headings fill what it does not name. Errors: those of
 * base/sheet.h; IE_INPUT import.no_rows.
 */
int ie_import_reader_open(struct ie_importer *importer, const json_t *mapping,
                          const char *sheet_name, struct ie_import_reader **reader,
                          struct ie_error *err) IE_MUST_CHECK;
void ie_import_reader_close(struct ie_import_reader *reader);
const struct ie_import_heading *
ie_import_reader_headings(const struct ie_import_reader *reader, size_t *count);
uint32_t ie_import_reader_heading_line(const struct ie_import_reader *reader);
const struct ie_sheet *ie_import_reader_sheet(const struct ie_import_reader *reader);

enum ie_import_row { IE_ROW_END, IE_ROW_DATA, IE_ROW_SKIPPED, IE_ROW_BAD };
/*
 * The next row: DATA with its cells (borrowed until the next call); SKIPPED with the
 * message id of why; BAD with *err set, a row that could not be read though the rest can.
 * `notes` gets a message for each cell that was copied from above. *line is set for all.
 */
int ie_import_reader_next(struct ie_import_reader *reader, enum ie_import_row *what,
                          struct ie_import_cells *cells, uint32_t *line, const char **why,
                          json_t *notes, struct ie_error *err) IE_MUST_CHECK;

/* ---- import/parse.c ---- */

/*
 * What a row says, as one JSON object:
 *   "id"     external id                      "label"  shown in lists
 *   "f"      schema field -> value            "r"      field -> text of a reference
 *   "text"   profiles: {language,title,text}  "span"   participations: {from,until}
 *   "consent" people: {purposes:[…], day}     "names", "identifiers"  organisations
 */
struct ie_draft {
    json_t *json;      /* the object above */
    json_t *errors;    /* array of {column, field, id, args, value}; empty: usable */
    json_t *notes;     /* array of {field, id, args} */
    struct ie_str key; /* rows with the same key speak of one record; "" alone */
};
int ie_import_parse(struct ie_importer *importer, const struct ie_import_cells *cells,
                    struct ie_draft *draft, struct ie_error *err) IE_MUST_CHECK;
void ie_draft_release(struct ie_draft *draft);

/* One error of a row, from an error with its arguments. */
json_t *ie_import_problem(const struct ie_error *err, uint32_t column, const char *field,
                          struct ie_str value);
json_t *ie_import_note(const char *id, const char *field, const char *name,
                       struct ie_str value);
/* Back, for wording. */
void ie_import_problem_error(const json_t *problem, struct ie_error *err);

/* ---- import/index.c ---- */

/*
 * Keys of records: (tag, text) -> records, held as 128-bit hashes under a random seed.
 * Tags: see import/index.c. O(1) a look-up.
 */
struct ie_index;
int ie_index_new(struct ie_index **index, struct ie_error *err) IE_MUST_CHECK;
void ie_index_free(struct ie_index *index);
int ie_index_add(struct ie_index *index, char tag, struct ie_str key,
                 const struct ie_id *id, struct ie_error *err) IE_MUST_CHECK;
/* The n-th record (from 0, newest first) under a key; NULL if there are fewer. */
const struct ie_id *ie_index_find(const struct ie_index *index, char tag,
                                  struct ie_str key, unsigned n);
/* Reads the office's organisations, and the records of the import's kind. */
int ie_index_load(struct ie_importer *importer, struct ie_error *err) IE_MUST_CHECK;
/* Keys of an organisation as the index has them; used for rows too. */
struct ie_organisation_keys {
    struct ie_str id, external_id, name, name_en, country, website, email, phone;
    const json_t *names, *identifiers;
};
int ie_index_organisation(struct ie_importer *importer,
                          const struct ie_organisation_keys *keys,
                          struct ie_error *err) IE_MUST_CHECK;
/* Host of a website, domain of an address that is no public provider's, digits of a
 * phone: IE_STR_NONE if there is none. In the row arena. */
struct ie_str ie_website_host(struct ie_arena *arena, struct ie_str website);
struct ie_str ie_email_domain(struct ie_arena *arena, struct ie_str email);
struct ie_str ie_phone_digits(struct ie_arena *arena, struct ie_str phone);

/* ---- import/match.c ---- */

struct ie_target {
    struct ie_id id; /* of the record; new when it is to be created */
    bool exists;     /* in the store or made by an earlier row of this file */
    bool made_here;  /* by an earlier row */
    bool merged;     /* found by an identifier although the row has another id */
    json_t *similar; /* array of {id, reason}; NULL: none */
};
/* Resolves references (into the draft's "f") and finds the record. Problems go into
 * draft->errors. `preset`: id for a new record, or "". */
int ie_import_resolve(struct ie_importer *importer, struct ie_draft *draft,
                      const struct ie_id *preset, struct ie_target *target,
                      struct ie_error *err) IE_MUST_CHECK;

/* ---- import/values.c ---- */

/* Rows of one record into one draft (into rows[0]); problems go to the row's errors. */
int ie_import_join(struct ie_importer *importer, struct ie_draft *rows, size_t count,
                   struct ie_error *err) IE_MUST_CHECK;
/* New values of the record: `old` (NULL: a new record) with what the draft says. */
int ie_import_values(struct ie_importer *importer, const struct ie_draft *draft,
                     const struct ie_target *target, const struct ie_record *old,
                     struct ie_value **values, struct ie_error *err) IE_MUST_CHECK;
/* [{field, old, new}] as JSON, empty when nothing changes. */
int ie_import_changes(const struct ie_type *type, const struct ie_value *old,
                      const struct ie_value *new_, json_t **changes,
                      struct ie_error *err) IE_MUST_CHECK;

/* ---- import/group.c ---- */

struct ie_stage_row;

/* The rows of one record, from the stage to what is to be written. */
struct ie_import_group {
    size_t count, room;
    struct ie_draft *rows; /* [count]; rows[0] carries the joined draft */
    int64_t *lines;
    struct ie_id id; /* made for a new record */
    struct ie_target target;
    struct ie_record *old; /* NULL: a new one */
    struct ie_value *values;
    json_t *changes; /* NULL for a new one */
    const char *verdict;
};
void ie_import_group_clear(struct ie_import_group *group);
void ie_import_group_release(struct ie_import_group *group);
/* Adds the row under the query. */
int ie_import_group_add(struct ie_import_group *group, const struct ie_stage_row *row,
                        struct ie_error *err) IE_MUST_CHECK;
/* Joins, resolves, compares. A row that proves wrong has errors; the first row wrong means
 * the whole group is rejected. */
int ie_import_group_decide(struct ie_importer *importer, struct ie_import_group *group,
                           struct ie_error *err) IE_MUST_CHECK;

/* ---- import/apply.c, import/undo.c ---- */

/* So that one process at a time works on an import; the lock goes with the process.
 * IE_CONFLICT import.busy. */
int ie_import_lock(const struct ie_service *service, struct ie_str import,
                   struct ie_arena *arena, int *fd, struct ie_error *err) IE_MUST_CHECK;
void ie_import_unlock(int fd);

struct ie_import_undone {
    int64_t restored, removed;
    json_t *left; /* [{type, id, reason}] */
};
int ie_import_revert(struct ie_job_context *job, struct ie_importer *importer,
                     struct ie_import_undone *undone, struct ie_error *err) IE_MUST_CHECK;

/* ---- import/stage.c ---- */

struct ie_stage_row {
    int64_t line;
    struct ie_str
        group; /* id made for the record that the group speaks of, should it be new;
                            sorts by the group's first line */
    struct ie_str verdict; /* "" while unknown */
    struct ie_str record;  /* id */
    struct ie_str label, draft, changes, errors, notes, similar;
};
int ie_stage_create(const char *path, struct ie_db **stage,
                    struct ie_error *err) IE_MUST_CHECK;
/* To the disk, then under its name. The stage is closed either way. */
int ie_stage_publish(struct ie_db *stage, const char *from, const char *to,
                     struct ie_error *err) IE_MUST_CHECK;
/* IE_CONFLICT import.no_stage: the import has not been checked. */
int ie_stage_open(const char *path, bool write, struct ie_db **stage,
                  struct ie_error *err) IE_MUST_CHECK;
int ie_stage_add(struct ie_db *stage, const struct ie_stage_row *row,
                 struct ie_error *err) IE_MUST_CHECK;
int ie_stage_update(struct ie_db *stage, const struct ie_stage_row *row,
                    struct ie_error *err) IE_MUST_CHECK;
int ie_stage_set(struct ie_db *stage, const char *key, const json_t *value,
                 struct ie_error *err) IE_MUST_CHECK;
/* NULL if there is none. */
int ie_stage_get(struct ie_db *stage, const char *key, json_t **value,
                 struct ie_error *err) IE_MUST_CHECK;
void ie_stage_row_get(struct ie_query *query, struct ie_stage_row *row);
#define IE_STAGE_COLUMNS                                                                 \
    "line, grp, verdict, record, label, draft, changes, errors, notes, similar"

#endif
