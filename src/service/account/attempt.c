/* Failed sign-ins and rates: counters in the store, so that every server knows them. */
#include "service/account/account.h"
#include "service/account/impl.h"

enum { FIRST_WAIT_S = 30, LONGEST_WAIT_S = 3600 };

struct counter {
    int64_t failures;
    ie_moment last_at, wait_until;
};

static int read_counter(struct ie_db *db, const struct ie_attempt *attempt,
                        struct counter *counter, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    *counter = (struct counter){0};
    ie_query_begin(db,
                   "SELECT failures, last_at, wait_until FROM signin_attempt"
                   " WHERE kind=$1 AND key=$2",
                   &q);
    ie_query_textz(&q, 1, attempt->kind);
    ie_query_text(&q, 2, attempt->key);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        counter->failures = ie_query_get_int(&q, 0);
        counter->last_at = ie_query_get_int(&q, 1);
        counter->wait_until = ie_query_get_int(&q, 2);
    }
    ie_query_end(&q);
    return rc;
}

int ie_attempt_wait(struct ie_db *db, const struct ie_attempt *attempt, ie_moment now,
                    int64_t *seconds, struct ie_error *err)
{
    struct counter counter;
    int rc = read_counter(db, attempt, &counter, err);

    if (!rc)
        *seconds =
            counter.wait_until > now ? (counter.wait_until - now) / IE_SECOND + 1 : 0;
    return rc;
}

int ie_attempt_failed(struct ie_call *call, const struct ie_attempt *attempt,
                      struct ie_error *err)
{
    struct counter counter;
    struct ie_query q;
    int64_t over, hours;
    int rc = read_counter(call->db, attempt, &counter, err);

    if (rc)
        return rc;
    hours = counter.last_at ? (call->now - counter.last_at) / IE_HOUR : 0;
    if (hours > 0)
        counter.failures = hours > 30 ? 0 : counter.failures >> hours;
    counter.failures++;
    over = counter.failures - attempt->free;
    if (over > 0) {
        int64_t wait =
            over > 8 ? LONGEST_WAIT_S : FIRST_WAIT_S * (INT64_C(1) << (over - 1));
        if (wait > LONGEST_WAIT_S)
            wait = LONGEST_WAIT_S;
        counter.wait_until = call->now + wait * IE_SECOND;
    }
    ie_query_begin(call->db,
                   "INSERT INTO signin_attempt (kind, key, failures, last_at, wait_until)"
                   " VALUES ($1,$2,$3,$4,$5) ON CONFLICT (kind, key) DO UPDATE SET"
                   " failures=excluded.failures, last_at=excluded.last_at,"
                   " wait_until=excluded.wait_until",
                   &q);
    ie_query_textz(&q, 1, attempt->kind);
    ie_query_text(&q, 2, attempt->key);
    ie_query_int(&q, 3, counter.failures);
    ie_query_int(&q, 4, call->now);
    ie_query_int(&q, 5, counter.wait_until);
    return ie_query_run(&q, err);
}

int ie_attempt_clear(struct ie_call *call, const struct ie_attempt *attempt,
                     struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(call->db, "DELETE FROM signin_attempt WHERE kind=$1 AND key=$2", &q);
    ie_query_textz(&q, 1, attempt->kind);
    ie_query_text(&q, 2, attempt->key);
    return ie_query_run(&q, err);
}

int ie_rate_take(struct ie_call *call, const char *kind, struct ie_str key,
                 unsigned burst, double rate, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    double tokens = burst;
    int rc;

    ie_query_begin(call->db,
                   "SELECT tokens, at FROM rate_bucket WHERE kind=$1 AND key=$2", &q);
    ie_query_textz(&q, 1, kind);
    ie_query_text(&q, 2, key);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        int64_t past = call->now - ie_query_get_int(&q, 1);
        tokens = ie_query_get_real(&q, 0);
        if (past > 0)
            tokens += rate * ((double)past / (double)IE_SECOND);
        if (tokens > burst)
            tokens = burst;
    }
    ie_query_end(&q);
    if (rc)
        return rc;
    if (tokens < 1) {
        ie_fail(err, IE_LIMIT, "rate.too_fast");
        ie_error_argi(err, "seconds", 1 + (int64_t)((1 - tokens) / rate));
        return IE_LIMIT;
    }
    ie_query_begin(call->db,
                   "INSERT INTO rate_bucket (kind, key, tokens, at) VALUES ($1,$2,$3,$4)"
                   " ON CONFLICT (kind, key) DO UPDATE SET tokens=excluded.tokens,"
                   " at=excluded.at",
                   &q);
    ie_query_textz(&q, 1, kind);
    ie_query_text(&q, 2, key);
    ie_query_real(&q, 3, tokens - 1);
    ie_query_int(&q, 4, call->now);
    return ie_query_run(&q, err);
}

int ie_rate_write(struct ie_call *call, struct ie_error *err)
{
    const struct ie_service_config *config;

    if (call->actor->operator_ || !call->service)
        return 0;
    config = ie_service_config(call->service);
    return ie_rate_take(call, "write", ie_id_str(&call->actor->account),
                        config->write_burst, config->write_rate, err);
}
