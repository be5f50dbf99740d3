/*
 * Every record type, field by field, in one table (schema_*.c). From it come the columns
 * (a test holds the migrations to it), JSON in and out, validation, the OpenAPI
 * components, the filters of a list, and who sees what.
 *
 * Common to all, and not listed: id, office_id, revision (from 1), external_id (the
 * import's), created_at, updated_at (moments), updated_by (account or "operator:NAME"),
 * deleted_at, search (folded text of the IE_F_SEARCH fields, for prefix look-up).
 */
#ifndef IE_STORE_SCHEMA_H
#define IE_STORE_SCHEMA_H

#include "base/base.h"
#include "base/str.h"

enum ie_kind {
    IE_K_TEXT,   /* TEXT; JSON string */
    IE_K_INT,    /* BIGINT; JSON integer */
    IE_K_REAL,   /* DOUBLE PRECISION; JSON number */
    IE_K_BOOL,   /* BIGINT 0/1; JSON boolean */
    IE_K_DAY,    /* TEXT "2019-10-28" */
    IE_K_MOMENT, /* BIGINT microseconds; JSON RFC 3339 text in UTC */
    IE_K_CHOICE, /* TEXT, one of `choices` */
    IE_K_REF,    /* TEXT id of a record of type `refers` */
    IE_K_SET,    /* TEXT, JSON array of texts (of `choices` if given), no repeats */
    IE_K_WORDS,  /* TEXT, JSON object: BCP 47 tag -> text */
    IE_K_LIST,   /* TEXT, JSON array of objects with the fields `of` */
    IE_K_OBJECT, /* TEXT, JSON object with the fields `of`; without `of` its shape is not
                  * checked here (server-made only) */
};

enum ie_field_flag {
    IE_F_REQUIRED = 1u << 0, /* must be present and not empty */
    IE_F_FIXED = 1u << 1,    /* set when the record is made, never changed after */
    IE_F_SERVER = 1u << 2,   /* set by use cases only; refused in a request body */
    IE_F_FILTER = 1u << 3,   /* ?field=value narrows a list */
    IE_F_SEARCH = 1u << 4,   /* goes into `search`; ?q= finds it. Of a LIST, those fields
                              * of its items that carry the flag themselves */
    IE_F_PRIVATE = 1u << 5,  /* shown to staff and to the owning organisation only */
    IE_F_RUNG = 1u << 6,     /* shown from the rung on that the record's `rungs` names */
    IE_F_SORT = 1u << 7,     /* ?sort=field or ?sort=-field */
    IE_F_PLAIN = 1u << 8,    /* any text, whatever its name says of texts of that name */
};

struct ie_field {
    const char *name;
    enum ie_kind kind;
    unsigned flags;
    const char *const *choices; /* NULL-terminated */
    const char *refers;         /* name of a record type */
    const struct ie_field *of;  /* NULL-name-terminated */
    int64_t max; /* bytes of a text, items of a list, largest number; 0: default */
    int64_t min; /* smallest number */
};

/* Who may write a type through the general routes (further rights: service/account/authorise.h). */
enum ie_write_rule {
    IE_W_NONE,    /* only use cases write it (match, meeting by the planner, import) */
    IE_W_ADMIN,   /* admin */
    IE_W_OFFICER, /* admin, officer in scope */
    IE_W_ORGANISATION, /* those, and members of the organisation that owns the row */
    IE_W_OWN,          /* every account its own rows, and nobody else's */
};

struct ie_type {
    const char *name;              /* "organisation": table, JSON, log */
    const char *plural;            /* "organisations": path, list */
    const struct ie_field *fields; /* NULL-name-terminated */
    enum ie_write_rule write;
    /* SQL expression over alias r: the organisation that owns the row, or NULL. */
    const char *owner;
    /* SQL expression over alias r: the event the row belongs to (scoped officers), or NULL. */
    const char *event;
    /* SQL predicate over alias r that lets a member see a row, beside owning it. $1 office,
     * $3 account, $4 now (moment). NULL: members see owned rows only. */
    const char *visible;
    bool analyst; /* analysts see it (people and consents: no) */
    /* SQL predicate over alias r that puts a row into the scope of an officer of single
     * events, beside belonging to one of them. NULL: nothing more. */
    const char *officer;
    /* SQL predicate over alias r: what reviewers see (the published). NULL: nothing. */
    const char *review;
    /* SQL expression over alias r: short name shown where another record refers to the
     * row; a WORDS field gives its JSON. NULL: none. */
    const char *label;
    /* SQL expression over alias r: the account that a row belongs to alone. It sees the row
     * whatever its roles, and no other account does, not even staff's. NULL: no such rows. */
    const char *own;
    /* SQL predicate over alias r, never NULL in SQL's sense: the rows that are so. NULL: all
     * of them. */
    const char *own_when;
};

/* All types, NULL-terminated; by name ("organisation") and by plural; NULL if unknown. */
extern const struct ie_type *const ie_types[];
const struct ie_type *ie_type_by_name(struct ie_str name);
const struct ie_type *ie_type_by_plural(struct ie_str plural);
/* Field of a type by name; NULL if unknown. */
const struct ie_field *ie_type_field(const struct ie_type *type, struct ie_str name);

enum ie_rung {
    IE_RUNG_SEALED,
    IE_RUNG_TEASER,
    IE_RUNG_INTRODUCED,
    IE_RUNG_NDA,
    IE_RUNG_FULL
};
extern const char *const ie_rungs[]; /* "sealed", "teaser", "introduced", "nda", "full" */

/* Choice lists that other layers need by name, NULL-terminated. */
extern const char *const ie_profile_types[];
extern const char *const ie_cooperation_types[];
extern const char *const ie_root_technologies[];
extern const char *const ie_roles[];
extern const char *const ie_joints[];

/* SQL for "organisations this account is a member of", for use inside `visible`. */
#define IE_SQL_MY_ORGANISATIONS                                                          \
    "(SELECT g.scope_id FROM role_grant g WHERE g.office_id=$1 AND g.account=$3"         \
    " AND g.role='member' AND g.scope_kind='organisation' AND g.deleted_at IS NULL"      \
    " AND (g.valid_from IS NULL OR g.valid_from<=$4)"                                    \
    " AND (g.valid_until IS NULL OR g.valid_until>$4))"

/* SQL for "events that this account is an officer of", by event or by programme, for use
 * inside `officer` and beside `event`. */
#define IE_SQL_GRANT_HOLDS(scope)                                                        \
    " g.office_id=$1 AND g.account=$3 AND g.role='officer' AND g.scope_kind='" scope     \
    "' AND g.deleted_at IS NULL AND (g.valid_from IS NULL OR g.valid_from<=$4)"          \
    " AND (g.valid_until IS NULL OR g.valid_until>$4)"
#define IE_SQL_OFFICER_EVENTS                                                            \
    "(SELECT g.scope_id FROM role_grant g WHERE" IE_SQL_GRANT_HOLDS(                     \
        "event") " UNION ALL SELECT e.id FROM role_grant g JOIN event e ON "             \
                 "e.office_id=$1"                                                        \
                 " AND e.programme=g.scope_id WHERE" IE_SQL_GRANT_HOLDS("programme") ")"
/* Organisations that take part in those events. */
#define IE_SQL_OFFICER_ORGANISATIONS                                                     \
    "(SELECT q.organisation FROM participation q WHERE q.office_id=$1"                   \
    " AND q.deleted_at IS NULL AND q.event IN " IE_SQL_OFFICER_EVENTS ")"

#endif
