/*
 * The log: an append-only chain in commit order.
 *
 *   entry n:  seq  at  actor  action  type  record  revision  commitment  hash
 *             salt  payload
 *             commitment = SHA-256(salt || payload)      salt: 32 random bytes, in hex
 *             hash       = SHA-256(hash of n-1 || the other columns; numbers in 8 bytes,
 *                                  little endian, texts with their length before them)
 *             digests are kept in hex
 *
 * The head row (`log_head`: last seq, last hash) is updated in the same transaction, so
 * that seq order is commit order and a follower never misses an entry. Erasing a payload
 * takes salt and text away (NULL); the chain still verifies, and without the salt the
 * commitment says nothing about what was erased. An entry is one row, in a table that is
 * its own index where the backend has such tables: every page more is one more to wait for
 * at each commit.
 */
#ifndef IE_STORE_LOG_H
#define IE_STORE_LOG_H

#include "base/arena.h"
#include "store/db.h"

struct ie_log_entry {
    int64_t seq; /* set by append */
    ie_moment at;
    struct ie_str office;
    struct ie_str actor;   /* account id, "operator:NAME" or "system" */
    struct ie_str action;  /* "create", "revise", "delete", "look", "sign_in", … */
    struct ie_str type;    /* record type or "" */
    struct ie_str record;  /* id or "" */
    int64_t revision;      /* 0: does not apply */
    struct ie_str payload; /* JSON; IE_STR_NONE when erased */
};

/* Appends in the caller's write transaction; O(payload). */
int ie_log_append(struct ie_db *db, struct ie_log_entry *entry,
                  struct ie_error *err) IE_MUST_CHECK;
/* Entries of one office behind the number `after` (0: from the beginning), at most `limit`,
 * oldest first, or `newest` first: then behind means below. O(log entries + limit). */
int ie_log_read(struct ie_db *db, struct ie_str office, bool newest, int64_t after,
                unsigned limit, struct ie_arena *arena, struct ie_log_entry **entries,
                size_t *count, struct ie_error *err) IE_MUST_CHECK;
/* Number of the newest log entry, 0 for none. O(1). */
int ie_log_newest(struct ie_db *db, int64_t *seq, struct ie_error *err) IE_MUST_CHECK;
/* Takes the payload away, for good. IE_NOT_FOUND log.no_entry {seq}. The erasure itself is
 * to be logged by the caller. */
int ie_log_erase(struct ie_db *db, struct ie_str office, int64_t seq,
                 struct ie_error *err) IE_MUST_CHECK;
/* Recomputes the chain in one snapshot. IE_INTERNAL log.broken {seq, reason: missing, hash,
 * payload, head}. O(entries). */
int ie_log_verify(struct ie_db *db, int64_t *entries, int64_t *erased,
                  struct ie_error *err) IE_MUST_CHECK;

#endif
