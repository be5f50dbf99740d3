/*
 * Any record type, by its schema: values in, values out. No rights are decided here; the
 * reader (`struct ie_reader`) is what service/account/authorise.h made of the account, and every
 * statement carries its predicate, so that list, count, get, history and search agree.
 */
#ifndef IE_STORE_RECORD_H
#define IE_STORE_RECORD_H

#include "base/buf.h"
#include "base/id.h"
#include "base/json.h"
#include "store/db.h"
#include "store/schema.h"

/* Who reads, in the terms of the store: parameters $1 … $4 of every predicate. */
struct ie_reader {
    struct ie_id office;
    struct ie_id account; /* "" for the operator of the command line */
    ie_moment now;
    bool staff;         /* sees every row of the office (admin, officer, auditor) */
    bool analyst;       /* sees every row of types with `analyst` */
    bool event_officer; /* has officer grants on single events: adds their rows */
    bool member;        /* has member grants: adds owned and `visible` rows */
    bool reviewer;      /* sees the rows of each type's `review` */
};

struct ie_value { /* one field; absent when null */
    bool null;
    int64_t integer; /* INT, BOOL, MOMENT */
    double real;     /* REAL */
    struct ie_str
        text; /* TEXT, CHOICE, REF, DAY, and the JSON of SET, WORDS, LIST, OBJECT */
};

struct ie_record {
    const struct ie_type *type;
    struct ie_id id;
    int64_t revision;
    struct ie_str external_id;
    ie_moment created_at, updated_at;
    struct ie_str updated_by;
    bool owned;              /* the reader is a member of the owning organisation */
    bool scoped;             /* the reader is an officer of the event it belongs to */
    struct ie_value *values; /* one a field, in the schema's order */
};

/* Value of a field by name; BUG if the type has no such field. */
const struct ie_value *ie_record_get(const struct ie_record *record, const char *field);

struct ie_filter {
    const struct ie_field *field; /* with IE_F_FILTER */
    struct ie_str value;          /* SET: contains; CHOICE: one, or several with commas */
};

/* A page of a list. A filter's value is compared whole but for a SET (contains it) and a
 * CHOICE (any of several joined by commas); numbers, moments (RFC 3339) and booleans (true,
 * false) as in JSON. */
struct ie_list_query {
    const struct ie_filter *filters;
    size_t filter_count;
    /* Profiles only: those tagged with any of these concepts in what the reader may see
     * (records/profile.h); 1,024 at most. */
    const struct ie_str *concepts;
    size_t concept_count;
    ie_moment created_since;   /* made at or after it; 0: whenever */
    ie_moment published_since; /* profiles only: published at or after it; 0: whenever */
    struct ie_str search;      /* folded by the caller; words are all prefixes: AND */
    const struct ie_field *sort; /* NULL: newest first, by id */
    bool descending;
    struct ie_str cursor; /* "" from the start; opaque, made by ie_record_list */
    unsigned limit;       /* 1 … 500 */
    bool count;           /* also the whole number */
};

struct ie_list {
    struct ie_record *at;
    size_t count;
    struct ie_str next; /* cursor of the page after, IE_STR_NONE at the end */
    int64_t total;      /* -1 if not asked for */
};

/*
 * A page of what the reader may see, in the arena. Keyset paging: rows added meanwhile
 * neither repeat nor hide others. Absent values sort as empty; absent days and moments
 * after all others. Errors: IE_INPUT list.cursor for one that was not made for this very
 * list; IE_INPUT list.filter {field, value} for a value that is none of the field's kind.
 * Cost O(limit · log rows) with an index on the sort, O(rows) without one or for search.
 */
int ie_record_list(struct ie_db *db, const struct ie_reader *reader,
                   const struct ie_type *type, const struct ie_list_query *query,
                   struct ie_arena *arena, struct ie_list *list,
                   struct ie_error *err) IE_MUST_CHECK;

/* One record, or IE_NOT_FOUND record.not_found {type, id} if absent, deleted or hidden. */
int ie_record_read(struct ie_db *db, const struct ie_reader *reader,
                   const struct ie_type *type, struct ie_str id, struct ie_arena *arena,
                   struct ie_record **record, struct ie_error *err) IE_MUST_CHECK;
int ie_record_by_external(struct ie_db *db, const struct ie_reader *reader,
                          const struct ie_type *type, struct ie_str external_id,
                          struct ie_arena *arena, struct ie_record **record,
                          struct ie_error *err) IE_MUST_CHECK;

/* One old state. The newest revision must be visible to the reader. */
int ie_record_revision(struct ie_db *db, const struct ie_reader *reader,
                       const struct ie_type *type, struct ie_str id, int64_t revision,
                       struct ie_arena *arena, struct ie_record **record,
                       struct ie_error *err) IE_MUST_CHECK;

/*
 * Makes text fit for search: appends its words, each after one space, folded so that what
 * a person would call the same is the same (case, width, accents). false: memory out.
 */
typedef bool (*ie_fold_fn)(struct ie_str text, struct ie_buf *out);

struct ie_writer { /* who writes, for the revision and the log */
    struct ie_id office;
    struct ie_str by; /* account id or "operator:NAME" */
    ie_moment now;
    struct ie_str import_id; /* of the import that wrote this, or IE_STR_NONE */
    ie_fold_fn fold;         /* text/ is not below this layer; NULL: ASCII case only */
};

/*
 * New record from checked values (one a field, schema order): row, revision 1 and log
 * entry in the caller's write transaction. *id may be preset, else it is made. Errors:
 * IE_CONFLICT record.exists {type, field} on a unique key; IE_CONFLICT record.reference.
 */
int ie_record_create(struct ie_db *db, const struct ie_writer *writer,
                     const struct ie_type *type, const struct ie_value *values,
                     struct ie_str external_id, struct ie_id *id,
                     struct ie_error *err) IE_MUST_CHECK;

/* New revision with these values. IE_STALE record.stale {type, id} unless the row's
 * revision is `expected` (0: whatever it is). No change in any value: no revision. */
int ie_record_revise(struct ie_db *db, const struct ie_writer *writer,
                     const struct ie_type *type, struct ie_str id, int64_t expected,
                     const struct ie_value *values, int64_t *revision,
                     struct ie_error *err) IE_MUST_CHECK;

/*
 * Marks as deleted: history stays, other queries no longer find it. `ie_record_restore`
 * makes a new revision with the values of an old one, whether the record is deleted or
 * not. Errors: IE_NOT_FOUND record.not_found; IE_STALE record.stale; restore: those of
 * create.
 */
int ie_record_delete(struct ie_db *db, const struct ie_writer *writer,
                     const struct ie_type *type, struct ie_str id, int64_t expected,
                     struct ie_error *err) IE_MUST_CHECK;
int ie_record_restore(struct ie_db *db, const struct ie_writer *writer,
                      const struct ie_type *type, struct ie_str id, int64_t revision,
                      struct ie_error *err) IE_MUST_CHECK;

/*
 * The records of other types that refer to this one and are not deleted: how many, and
 * the first type that has one (NULL: none). O(types · log rows).
 */
int ie_record_referrers(struct ie_db *db, struct ie_str office,
                        const struct ie_type *type, struct ie_str id,
                        const struct ie_type **referrer, int64_t *count,
                        struct ie_error *err) IE_MUST_CHECK;

/*
 * Labels of `count` records of one type: labels[i] is what type->label gives for ids[i],
 * or IE_STR_NONE where the reader sees no such record. One statement for up to 64.
 */
int ie_record_labels(struct ie_db *db, const struct ie_reader *reader,
                     const struct ie_type *type, const struct ie_str *ids, size_t count,
                     struct ie_arena *arena, struct ie_str *labels,
                     struct ie_error *err) IE_MUST_CHECK;

struct ie_revision { /* one line of a record's history */
    int64_t revision;
    ie_moment at;
    struct ie_str by, import_id;
    bool deleted;
};
/* The history, newest first, at most `limit` with revision < `before` (0: from the
 * newest). The record must be visible to the reader. */
int ie_record_history(struct ie_db *db, const struct ie_reader *reader,
                      const struct ie_type *type, struct ie_str id, int64_t before,
                      unsigned limit, struct ie_arena *arena,
                      struct ie_revision **history, size_t *count,
                      struct ie_error *err) IE_MUST_CHECK;

#endif
