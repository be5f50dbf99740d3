/* Sessions and bearer tokens: found on the reading loops, written by the writer. */
#include <sodium.h>

#include "service/account/account.h"
#include "service/account/impl.h"

enum { TOKEN_BYTES = 32, TOUCH_EVERY_MINUTES = 5 };
#define BEARER_PREFIX "ieum_"

static void to_text(const unsigned char bytes[TOKEN_BYTES], char out[IE_TOKEN_TEXT + 1])
{
    sodium_bin2base64(out, IE_TOKEN_TEXT + 1, bytes, TOKEN_BYTES,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool from_text(struct ie_str text, unsigned char bytes[TOKEN_BYTES])
{
    size_t len = 0;

    return text.len == IE_TOKEN_TEXT &&
           sodium_base642bin(bytes, TOKEN_BYTES, text.ptr, text.len, NULL, &len, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           len == TOKEN_BYTES;
}

static void digest(const unsigned char bytes[TOKEN_BYTES], char out[IE_TOKEN_TEXT + 1])
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(hash, bytes, TOKEN_BYTES);
    to_text(hash, out);
}

static void make_csrf(const unsigned char bytes[TOKEN_BYTES], char out[IE_TOKEN_TEXT + 1])
{
    static const unsigned char purpose[] = "ieum csrf";
    unsigned char hash[TOKEN_BYTES];

    crypto_generichash(hash, sizeof hash, purpose, sizeof purpose - 1, bytes,
                       TOKEN_BYTES);
    to_text(hash, out);
}

void ie_session_token(char token[IE_TOKEN_TEXT + 1], struct ie_session *session)
{
    unsigned char bytes[TOKEN_BYTES];

    ie_random_bytes(bytes, sizeof bytes);
    to_text(bytes, token);
    digest(bytes, session->id);
    make_csrf(bytes, session->csrf);
    sodium_memzero(bytes, sizeof bytes);
}

static int none(struct ie_error *err)
{
    return ie_fail(err, IE_UNAUTHENTICATED, "session.none");
}

int ie_session_find(struct ie_db *db, const struct ie_service_config *config,
                    struct ie_str cookie, ie_moment now, struct ie_session *session,
                    struct ie_error *err)
{
    unsigned char bytes[TOKEN_BYTES];
    struct ie_session found = {0};
    struct ie_query q;
    bool row = false;
    int rc;

    if (!from_text(cookie, bytes))
        return none(err);
    digest(bytes, found.id);
    make_csrf(bytes, found.csrf);
    sodium_memzero(bytes, sizeof bytes);
    ie_query_begin(db,
                   "SELECT account, office_id, created_at, seen_at, ends_at"
                   " FROM signin_session WHERE id=$1 AND ends_at>$2 AND seen_at>$3",
                   &q);
    ie_query_textz(&q, 1, found.id);
    ie_query_int(&q, 2, now);
    ie_query_int(&q, 3, now - (int64_t)config->session_idle_minutes * IE_MINUTE);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row && ie_id_parse(ie_query_get_text(&q, 0), &found.account) &&
        ie_id_parse(ie_query_get_text(&q, 1), &found.office)) {
        found.created_at = ie_query_get_int(&q, 2);
        found.seen_at = ie_query_get_int(&q, 3);
        found.ends_at = ie_query_get_int(&q, 4);
        found.touch_due = now - found.seen_at > TOUCH_EVERY_MINUTES * IE_MINUTE;
        *session = found;
    } else if (!rc) {
        rc = none(err);
    }
    ie_query_end(&q);
    return rc;
}

int ie_bearer_find(struct ie_db *db, struct ie_str token, ie_moment now,
                   struct ie_session *session, struct ie_error *err)
{
    unsigned char bytes[TOKEN_BYTES];
    struct ie_session found = {.bearer = true};
    struct ie_query q;
    bool row = false;
    int rc;

    if (!ie_str_starts(token, IE_STR(BEARER_PREFIX)) ||
        !from_text(ie_str_sub(token, sizeof BEARER_PREFIX - 1, token.len), bytes))
        return none(err);
    digest(bytes, found.id);
    sodium_memzero(bytes, sizeof bytes);
    ie_query_begin(db,
                   "SELECT account, office_id, created_at, ends_at FROM access_token"
                   " WHERE id=$1 AND ends_at>$2",
                   &q);
    ie_query_textz(&q, 1, found.id);
    ie_query_int(&q, 2, now);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row && ie_id_parse(ie_query_get_text(&q, 0), &found.account) &&
        ie_id_parse(ie_query_get_text(&q, 1), &found.office)) {
        found.created_at = ie_query_get_int(&q, 2);
        found.seen_at = now;
        found.ends_at = ie_query_get_int(&q, 3);
        *session = found;
    } else if (!rc) {
        rc = none(err);
    }
    ie_query_end(&q);
    return rc;
}

int ie_session_check_csrf(const struct ie_session *session, struct ie_str header,
                          struct ie_error *err)
{
    if (session->bearer)
        return 0;
    if (header.len == IE_TOKEN_TEXT && session->csrf[0] &&
        sodium_memcmp(header.ptr, session->csrf, IE_TOKEN_TEXT) == 0)
        return 0;
    return ie_fail(err, IE_FORBIDDEN, "session.csrf");
}

int ie_session_touch(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct ie_session *session = arg;
    struct ie_query q;

    if (session->bearer)
        return 0;
    ie_query_begin(call->db,
                   "UPDATE signin_session SET seen_at=$2 WHERE id=$1 AND seen_at<$2", &q);
    ie_query_textz(&q, 1, session->id);
    ie_query_int(&q, 2, call->now);
    return ie_query_run(&q, err);
}

int ie_session_end(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct ie_session *session = arg;
    struct ie_log_entry entry = {.at = call->now,
                                 .office = ie_id_str(&session->office),
                                 .actor = ie_id_str(&session->account),
                                 .action = IE_STR("sign_out"),
                                 .type = IE_STR("account"),
                                 .record = ie_id_str(&session->account),
                                 .payload = IE_STR("{}")};
    struct ie_query q;
    int rc;

    ie_query_begin(call->db, "DELETE FROM signin_session WHERE id=$1", &q);
    ie_query_textz(&q, 1, session->id);
    rc = ie_query_run(&q, err);
    return rc ? rc : ie_log_append(call->db, &entry, err);
}

int ie_session_insert(struct ie_call *call, const struct ie_session *session,
                      struct ie_str address, struct ie_str agent, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(
        call->db,
        "INSERT INTO signin_session (id, office_id, account, created_at, seen_at,"
        " ends_at, address, agent) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
        &q);
    ie_query_textz(&q, 1, session->id);
    ie_query_text(&q, 2, ie_id_str(&session->office));
    ie_query_text(&q, 3, ie_id_str(&session->account));
    ie_query_int(&q, 4, session->created_at);
    ie_query_int(&q, 5, session->seen_at);
    ie_query_int(&q, 6, session->ends_at);
    ie_query_text(&q, 7, address.ptr ? address : IE_STR(""));
    ie_query_text(&q, 8, agent.ptr ? agent : IE_STR(""));
    return ie_query_run(&q, err);
}

int ie_session_end_others(struct ie_call *call, struct ie_str office,
                          struct ie_str account, struct ie_str keep, struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(
        call->db,
        "DELETE FROM signin_session WHERE office_id=$1 AND account=$2 AND id<>$3", &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, account);
    ie_query_text(&q, 3, keep.ptr ? keep : IE_STR(""));
    return ie_query_run(&q, err);
}

int ie_session_sweep(struct ie_call *call, void *unused, struct ie_error *err)
{
    static const struct {
        const char *sql;
        int64_t age; /* what lies further back than this goes */
    } sweeps[] = {
        {"DELETE FROM signin_session WHERE ends_at<=$1", 0},
        {"DELETE FROM access_token WHERE ends_at<=$1", 0},
        {"DELETE FROM signin_attempt WHERE last_at<=$1", 2 * IE_DAY},
        {"DELETE FROM rate_bucket WHERE at<=$1", IE_DAY},
    };
    (void)unused;

    for (size_t i = 0; i < IE_COUNT(sweeps); i++) {
        struct ie_query q;
        int rc;

        ie_query_begin(call->db, sweeps[i].sql, &q);
        ie_query_int(&q, 1, call->now - sweeps[i].age);
        rc = ie_query_run(&q, err);
        if (rc)
            return rc;
    }
    return 0;
}

int ie_bearer_create(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_bearer_new *bearer = arg;
    struct ie_session made = {0};
    char token[IE_TOKEN_TEXT + 1];
    struct ie_query q;
    int rc = 0;

    if (!call->actor->operator_ &&
        !ie_str_eq(ie_id_str(&call->actor->account), ie_id_str(&bearer->account)))
        rc = ie_fail(err, IE_FORBIDDEN, "account.not_yours");
    if (rc)
        return rc;
    ie_session_token(token, &made);
    ie_query_begin(call->db,
                   "INSERT INTO access_token (id, office_id, account, label, created_at,"
                   " ends_at) VALUES ($1,$2,$3,$4,$5,$6)",
                   &q);
    ie_query_textz(&q, 1, made.id);
    ie_query_text(&q, 2, ie_id_str(&call->actor->office));
    ie_query_text(&q, 3, ie_id_str(&bearer->account));
    ie_query_text(&q, 4,
                  bearer->label.ptr ? ie_str_sub(bearer->label, 0, 200) : IE_STR(""));
    ie_query_int(&q, 5, call->now);
    ie_query_int(&q, 6, bearer->until ? bearer->until : call->now + 365 * IE_DAY);
    rc = ie_query_run(&q, err);
    if (!rc)
        rc = ie_account_log(call, "token", ie_id_str(&bearer->account), IE_STR_NONE, err);
    if (!rc)
        snprintf(bearer->token, sizeof bearer->token, BEARER_PREFIX "%s", token);
    sodium_memzero(token, sizeof token);
    return rc;
}
