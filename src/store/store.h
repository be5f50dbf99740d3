/*
 * store: what was said, when, by whom, and that it stays said.
 *
 *   db.h       one connection: statements, transactions. A backend is a table of
 *              functions (db_backend.h): SQLite, PostgreSQL. The seam lies at the
 *              statement: SQL is written once, with $1 … $n, in the dialect that both
 *              understand (no INSERT OR REPLACE, no rowid, no datetime(),
 *              BIGINT/TEXT/DOUBLE PRECISION columns, ON CONFLICT, RETURNING). The same
 *              suite runs on both.
 *   migrate.h  numbered SQL files (migrations/NNNN_name.sql), forward only.
 *   column.h   names in SQL: `from` is the column from_, the type `case` the table case_.
 *   schema.h   every record type, field by field: the one table from which come columns,
 *              JSON, validation, OpenAPI, import headings, visibility.
 *   record.h   read, list, count, create, revise, delete any record type by its schema.
 *   log.h      the append-only log: every change and every look at guarded content.
 *   records/   one file of queries a record, where the general ones do not do.
 *
 * A record has one row in its own table (the current state) and one immutable row in
 * `revision` for every state it ever had. Whoever derives something cites
 * record@revision. Every write happens in one transaction together with its log entry.
 * All rows carry office_id, and every query names it.
 *
 * Who may see a row is part of the query: each type has a predicate (schema.h, `visible`)
 * that the list, count, get, history and search statements all contain. A reader can't
 * tell a row that is hidden from one that is not there.
 */
#ifndef IE_STORE_STORE_H
#define IE_STORE_STORE_H

#include "store/db.h"
#include "store/log.h"
#include "store/record.h"
#include "store/schema.h"

#endif
