/* Organisations by their verified identifiers. */
#ifndef IE_STORE_RECORDS_ORGANISATION_H
#define IE_STORE_RECORDS_ORGANISATION_H

#include "store/record.h"

/*
 * Makes the verified identifiers of an organisation known, in place of those known before;
 * `values` NULL takes them all away. Called by record_write.c with every change. The value
 * of an identifier is its normal form already. Errors: IE_CONFLICT db.unique when another
 * organisation has one of them. O(identifiers).
 */
int ie_organisation_index(struct ie_db *db, const struct ie_writer *writer,
                          struct ie_str id, const struct ie_value *values,
                          struct ie_error *err) IE_MUST_CHECK;

/* Id of the organisation with that identifier (normal form); "" if there is none. */
int ie_organisation_by_identifier(struct ie_db *db, struct ie_str office,
                                  struct ie_str scheme, struct ie_str value,
                                  struct ie_id *organisation,
                                  struct ie_error *err) IE_MUST_CHECK;

/* SQL for the organisations below, for use inside of other statements. */
#define IE_SQL_MET(mine, other)                                                          \
    "SELECT o.organisation FROM participation p JOIN meeting m ON m.office_id=$1"        \
    " AND m." mine                                                                       \
    "=p.id AND m.status IN ('confirmed', 'held') AND m.deleted_at IS NULL"               \
    " JOIN participation o ON o.office_id=$1 AND o.id=m." other                          \
    " WHERE p.office_id=$1 AND p.deleted_at IS NULL"                                     \
    " AND p.organisation IN " IE_SQL_MY_ORGANISATIONS
#define IE_SQL_ORGANISATIONS_MET IE_SQL_MET("a", "b") " UNION " IE_SQL_MET("b", "a")

/* Organisations that one of the reader's own has a confirmed or held meeting with, by id
 * ascending. O(meetings of the reader's organisations). */
int ie_organisations_met(struct ie_db *db, const struct ie_reader *reader,
                         struct ie_arena *arena, struct ie_id **ids, size_t *count,
                         struct ie_error *err) IE_MUST_CHECK;

#endif
