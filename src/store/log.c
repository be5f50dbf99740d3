#include "store/log.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/id.h"

enum { DIGEST = crypto_hash_sha256_BYTES, HEX = 2 * DIGEST + 1, BATCH = 1000 };

static void to_hex(const unsigned char digest[DIGEST], char hex[HEX])
{
    sodium_bin2hex(hex, HEX, digest, DIGEST);
}

/* ---- digests ---- */

static void commit_to(struct ie_str salt_hex, struct ie_str payload, char hex[HEX])
{
    crypto_hash_sha256_state state;
    unsigned char digest[DIGEST];

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)salt_hex.ptr, salt_hex.len);
    crypto_hash_sha256_update(&state, (const unsigned char *)payload.ptr, payload.len);
    crypto_hash_sha256_final(&state, digest);
    to_hex(digest, hex);
}

static void add_number(crypto_hash_sha256_state *state, int64_t value)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> (8 * i));
    crypto_hash_sha256_update(state, bytes, sizeof(bytes));
}

/* Length first, so that no two different entries have the same bytes. */
static void add_text(crypto_hash_sha256_state *state, struct ie_str text)
{
    add_number(state, (int64_t)text.len);
    crypto_hash_sha256_update(state, (const unsigned char *)text.ptr, text.len);
}

static void chain(struct ie_str previous, const struct ie_log_entry *e,
                  struct ie_str commitment, char hex[HEX])
{
    crypto_hash_sha256_state state;
    unsigned char digest[DIGEST];

    crypto_hash_sha256_init(&state);
    add_text(&state, previous);
    add_number(&state, e->seq);
    add_number(&state, e->at);
    add_text(&state, e->office);
    add_text(&state, e->actor);
    add_text(&state, e->action);
    add_text(&state, e->type);
    add_text(&state, e->record);
    add_number(&state, e->revision);
    add_text(&state, commitment);
    crypto_hash_sha256_final(&state, digest);
    to_hex(digest, hex);
}

/* ---- append ---- */

/* The head row, locked for the rest of the transaction: on PostgreSQL the update takes a
 * row lock, so that numbers are given in the order of commits; on SQLite the writer is
 * alone anyway. RETURNING would save a statement and cost SQLite a temporary table. */
static int take_number(struct ie_db *db, int64_t *seq, char previous[HEX], size_t *len,
                       struct ie_error *err)
{
    struct ie_query q;
    bool row;

    ie_query_begin(db, "UPDATE log_head SET seq=seq+1 WHERE one=1", &q);
    int code = ie_query_run(&q, err);
    if (code)
        return code;
    ie_query_begin(db, "SELECT seq, hash FROM log_head WHERE one=1", &q);
    code = ie_query_next(&q, &row, err);
    if (!code && !row)
        code = ie_fail(err, IE_INTERNAL, "log.no_head");
    if (!code) {
        struct ie_str hash = ie_query_get_text(&q, 1);
        *seq = ie_query_get_int(&q, 0);
        *len = hash.len < HEX ? hash.len : HEX - 1;
        memcpy(previous, hash.ptr, *len);
    }
    ie_query_end(&q);
    return code;
}

static int insert_entry(struct ie_db *db, const struct ie_log_entry *e,
                        const char *commitment, const char *hash, const char *salt,
                        struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(
        db,
        "INSERT INTO log_entry (office_id, seq, at, actor, action, type, record,"
        " revision, commitment, hash, salt, payload)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &q);
    ie_query_text(&q, 1, e->office);
    ie_query_int(&q, 2, e->seq);
    ie_query_int(&q, 3, e->at);
    ie_query_text(&q, 4, e->actor);
    ie_query_text(&q, 5, e->action);
    ie_query_text(&q, 6, e->type);
    ie_query_text(&q, 7, e->record);
    ie_query_int(&q, 8, e->revision);
    ie_query_textz(&q, 9, commitment);
    ie_query_textz(&q, 10, hash);
    ie_query_textz(&q, 11, salt);
    ie_query_text(&q, 12, e->payload);
    return ie_query_run(&q, err);
}

static int move_head(struct ie_db *db, const char *hash, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(db, "UPDATE log_head SET hash=$1 WHERE one=1", &q);
    ie_query_textz(&q, 1, hash);
    return ie_query_run(&q, err);
}

static struct ie_str present(struct ie_str text)
{
    return text.ptr ? text : IE_STR("");
}

int ie_log_append(struct ie_db *db, struct ie_log_entry *entry, struct ie_error *err)
{
    unsigned char salt[DIGEST];
    char salt_hex[HEX], previous[HEX], commitment[HEX], hash[HEX];
    struct ie_log_entry e = *entry;
    size_t len = 0;

    if (!ie_db_in_transaction(db))
        IE_BUG("a log entry outside of a transaction");
    int code = take_number(db, &e.seq, previous, &len, err);
    if (code)
        return code;
    e.office = present(e.office);
    e.actor = present(e.actor);
    e.action = present(e.action);
    e.type = present(e.type);
    e.record = present(e.record);
    e.payload = present(e.payload);
    ie_random_bytes(salt, sizeof(salt));
    to_hex(salt, salt_hex);
    commit_to(ie_str_z(salt_hex), e.payload, commitment);
    chain(ie_str_n(previous, len), &e, ie_str_z(commitment), hash);
    code = insert_entry(db, &e, commitment, hash, salt_hex, err);
    if (!code)
        code = move_head(db, hash, err);
    if (!code)
        entry->seq = e.seq;
    return code;
}

/* ---- read, erase ---- */

/* As every reading statement here begins. */
#define COLUMNS "seq, office_id, at, actor, action, type, record, revision"

static void borrow_entry(struct ie_query *q, struct ie_log_entry *e)
{
    e->seq = ie_query_get_int(q, 0);
    e->office = present(ie_query_get_text(q, 1));
    e->at = ie_query_get_int(q, 2);
    e->actor = present(ie_query_get_text(q, 3));
    e->action = present(ie_query_get_text(q, 4));
    e->type = present(ie_query_get_text(q, 5));
    e->record = present(ie_query_get_text(q, 6));
    e->revision = ie_query_get_int(q, 7);
}

static bool keep_entry(struct ie_query *q, struct ie_arena *arena, struct ie_log_entry *e)
{
    struct ie_str payload = ie_query_get_text(q, 8);

    borrow_entry(q, e);
    e->office = ie_arena_str(arena, e->office);
    e->actor = ie_arena_str(arena, e->actor);
    e->action = ie_arena_str(arena, e->action);
    e->type = ie_arena_str(arena, e->type);
    e->record = ie_arena_str(arena, e->record);
    e->payload = payload.ptr ? ie_arena_str(arena, payload) : IE_STR_NONE;
    return e->office.ptr && e->actor.ptr && e->action.ptr && e->type.ptr &&
           e->record.ptr && (e->payload.ptr || !payload.ptr);
}

int ie_log_read(struct ie_db *db, struct ie_str office, bool newest, int64_t after,
                unsigned limit, struct ie_arena *arena, struct ie_log_entry **entries,
                size_t *count, struct ie_error *err)
{
    struct ie_log_entry *made = IE_NEW_ARRAY(arena, struct ie_log_entry, limit);
    struct ie_query q;
    size_t n = 0;
    bool row;
    int code;

    if (!made)
        return ie_fail_nomem(err);
    ie_query_begin(db,
                   newest ? "SELECT " COLUMNS ", payload FROM log_entry"
                            " WHERE office_id=$1 AND seq<$2 ORDER BY seq DESC LIMIT $3"
                          : "SELECT " COLUMNS ", payload FROM log_entry"
                            " WHERE office_id=$1 AND seq>$2 ORDER BY seq LIMIT $3",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_int(&q, 2, newest && after == 0 ? INT64_MAX : after);
    ie_query_int(&q, 3, limit);
    while ((code = ie_query_next(&q, &row, err)) == 0 && row && n < limit)
        if (!keep_entry(&q, arena, &made[n++])) {
            code = ie_fail_nomem(err);
            break;
        }
    ie_query_end(&q);
    if (!code) {
        *entries = made;
        *count = n;
    }
    return code;
}

int ie_log_newest(struct ie_db *db, int64_t *seq, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(db, "SELECT seq FROM log_head WHERE one=1", &q);
    int code = ie_query_next(&q, &row, err);
    *seq = !code && row ? ie_query_get_int(&q, 0) : 0;
    ie_query_end(&q);
    return code;
}

int ie_log_erase(struct ie_db *db, struct ie_str office, int64_t seq,
                 struct ie_error *err)
{
    struct ie_query q;
    bool there = false;

    ie_query_begin(db,
                   "UPDATE log_entry SET salt=NULL, payload=NULL"
                   " WHERE office_id=$1 AND seq=$2 RETURNING seq",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_int(&q, 2, seq);
    int code = ie_query_next(&q, &there, err);
    ie_query_end(&q);
    if (!code && !there) {
        ie_fail(err, IE_NOT_FOUND, "log.no_entry");
        ie_error_argi(err, "seq", seq);
        return IE_NOT_FOUND;
    }
    return code;
}

/* ---- verify ---- */

static int broken(struct ie_error *err, int64_t seq, const char *reason)
{
    ie_fail(err, IE_INTERNAL, "log.broken");
    ie_error_argi(err, "seq", seq);
    ie_error_arg(err, "reason", reason);
    return IE_INTERNAL;
}

struct chain_state {
    int64_t seq;
    char hash[HEX];
    size_t len;
    int64_t erased;
};

static int verify_entry(struct ie_query *q, struct chain_state *state,
                        struct ie_error *err)
{
    struct ie_log_entry e;
    char expected[HEX];
    struct ie_str commitment = present(ie_query_get_text(q, 8));
    struct ie_str hash = present(ie_query_get_text(q, 9));
    struct ie_str salt = ie_query_get_text(q, 10), payload = ie_query_get_text(q, 11);

    borrow_entry(q, &e);
    if (e.seq != state->seq + 1)
        return broken(err, state->seq + 1, "missing");
    chain(ie_str_n(state->hash, state->len), &e, commitment, expected);
    if (!ie_str_eqz(hash, expected))
        return broken(err, e.seq, "hash");
    if (!salt.ptr != !payload.ptr)
        return broken(err, e.seq, "payload");
    if (!salt.ptr) {
        state->erased++;
    } else {
        commit_to(salt, payload, expected);
        if (!ie_str_eqz(commitment, expected))
            return broken(err, e.seq, "payload");
    }
    state->seq = e.seq;
    state->len = HEX - 1;
    memcpy(state->hash, hash.ptr, HEX - 1);
    return 0;
}

static int verify_head(struct ie_db *db, const struct chain_state *state,
                       struct ie_error *err)
{
    struct ie_query q;
    bool row;

    ie_query_begin(db, "SELECT seq, hash FROM log_head WHERE one=1", &q);
    int code = ie_query_next(&q, &row, err);
    if (!code && (!row || ie_query_get_int(&q, 0) != state->seq))
        code = broken(err, state->seq, "head");
    if (!code &&
        !ie_str_eq(present(ie_query_get_text(&q, 1)), ie_str_n(state->hash, state->len)))
        code = broken(err, state->seq, "head");
    ie_query_end(&q);
    return code;
}

/* The key begins with the office, so that these name each office by a look into the index
 * and never sort more than a batch. */
#define EACH_OFFICE                                                                      \
    "WITH RECURSIVE office_of(id) AS (SELECT min(office_id) FROM log_entry UNION ALL"    \
    " SELECT (SELECT min(n.office_id) FROM log_entry n WHERE n.office_id>p.id)"          \
    " FROM office_of p WHERE p.id IS NOT NULL) "

/* The entries behind state->seq, BATCH numbers at most, whatever their office. */
static int verify_batch(struct ie_db *db, struct chain_state *state, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(db,
                   EACH_OFFICE "SELECT " COLUMNS ", commitment, hash, salt, payload"
                               " FROM office_of CROSS JOIN log_entry"
                               " WHERE office_id=id AND seq>$1 AND seq<=$2 ORDER BY seq",
                   &q);
    ie_query_int(&q, 1, state->seq);
    ie_query_int(&q, 2, state->seq + BATCH);
    while ((code = ie_query_next(&q, &row, err)) == 0 && row)
        if ((code = verify_entry(&q, state, err)) != 0)
            break;
    ie_query_end(&q);
    return code;
}

/* After a batch without entries: none may stand behind the gap. */
static int verify_end(struct ie_db *db, const struct chain_state *state,
                      struct ie_error *err)
{
    struct ie_query q;
    bool row;

    ie_query_begin(db,
                   EACH_OFFICE "SELECT 1 FROM office_of CROSS JOIN log_entry"
                               " WHERE office_id=id AND seq>$1 LIMIT 1",
                   &q);
    ie_query_int(&q, 1, state->seq);
    int code = ie_query_next(&q, &row, err);
    if (!code && row)
        code = broken(err, state->seq + 1, "missing");
    ie_query_end(&q);
    return code;
}

static int verify_all(struct ie_db *db, struct chain_state *state, struct ie_error *err)
{
    int64_t from;
    int code;

    do {
        from = state->seq;
        code = verify_batch(db, state, err);
    } while (!code && state->seq > from);
    if (!code)
        code = verify_end(db, state, err);
    return code ? code : verify_head(db, state, err);
}

int ie_log_verify(struct ie_db *db, int64_t *entries, int64_t *erased,
                  struct ie_error *err)
{
    struct chain_state state = {0};
    bool own = !ie_db_in_transaction(db);
    int code = own ? ie_db_begin_read(db, err) : 0;

    if (code)
        return code;
    code = verify_all(db, &state, err);
    if (own)
        ie_db_rollback(db);
    if (!code) {
        *entries = state.seq;
        *erased = state.erased;
    }
    return code;
}
