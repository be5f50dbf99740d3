/* Sign-in, password change, new accounts. The slow part of each runs on the pool, the
 * rest by the writer; see account.h for the rules. */
#include "service/account/account.h"

#include <sodium.h>

#include "base/alloc.h"
#include "service/account/impl.h"
#include "service/record/value_json.h"
#include "store/schema_types.h"

enum {
    LOGIN_MAX = 320,
    ACCOUNT_FREE = 4,  /* failures of an account before the first wait */
    ADDRESS_FREE = 19, /* of an address: a whole office may share one */
    SIGN_IN_BURST = 30,
};
#define SIGN_IN_RATE 0.5 /* a second and address */

/* Hash of 32 random bytes that nobody kept, with the parameters of all others: unknown
 * logins are checked against it, so that they take as long as known ones. */
static const char nobodys_hash[IE_HASH_ROOM] =
    "$argon2id$v=19$m=65536,t=2,p=1$P7olnUK3TXmulT2q2"
    "8xnbg$B4QRiMTpd8cE0ZaNRhhuMtkri9+7MlTC24jwXGlOM4s";

struct credentials {           /* of one login */
    char login[LOGIN_MAX + 1]; /* folded */
    bool known;
    struct ie_id account, office;
    char hash[IE_HASH_ROOM];
};

/* ASCII letters to lower case; false for what can't be a login. */
static bool fold_login(struct ie_str login, char out[LOGIN_MAX + 1])
{
    if (login.len == 0 || login.len > LOGIN_MAX || !ie_utf8_valid(login))
        return false;
    for (size_t i = 0; i < login.len; i++) {
        unsigned char c = (unsigned char)login.ptr[i];
        if (c <= ' ' || c == 0x7F)
            return false;
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c;
    }
    out[login.len] = '\0';
    return true;
}

static int read_hash(struct ie_db *db, const char *where, struct ie_str key,
                     struct credentials *found, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    found->known = false;
    ie_query_begin(db, where, &q);
    ie_query_text(&q, 1, key);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        struct ie_str hash = ie_query_get_text(&q, 2);
        struct ie_str login = ie_query_get_text(&q, 3);
        found->known = ie_id_parse(ie_query_get_text(&q, 0), &found->account) &&
                       ie_id_parse(ie_query_get_text(&q, 1), &found->office);
        if (hash.len < IE_HASH_ROOM)
            memcpy(found->hash, hash.ptr, hash.len);
        if (!fold_login(login, found->login))
            found->known = false;
    }
    ie_query_end(&q);
    return rc;
}

#define SELECT_HASH                                                                      \
    "SELECT a.id, a.office_id, coalesce(p.hash,''), a.login FROM account a"              \
    " LEFT JOIN password p ON p.office_id=a.office_id AND p.account=a.id"                \
    " WHERE a.deleted_at IS NULL AND coalesce(a.status,'active')='active'"

static struct ie_attempt by_login(const char *login)
{
    return (struct ie_attempt){"account", ie_str_z(login), ACCOUNT_FREE};
}

static struct ie_attempt by_address(struct ie_str address)
{
    return (struct ie_attempt){"address", address.ptr ? address : IE_STR(""),
                               ADDRESS_FREE};
}

static int too_many(int64_t seconds, struct ie_error *err)
{
    ie_fail(err, IE_LIMIT, "account.too_many");
    ie_error_argi(err, "seconds", seconds);
    return IE_LIMIT;
}

/* IE_LIMIT while the login or the address has to wait. */
static int check_wait(struct ie_db *db, const char *login, struct ie_str address,
                      ie_moment now, struct ie_error *err)
{
    struct ie_attempt attempts[] = {by_login(login), by_address(address)};

    for (size_t i = 0; i < IE_COUNT(attempts); i++) {
        int64_t seconds = 0;
        int rc = ie_attempt_wait(db, &attempts[i], now, &seconds, err);

        if (rc)
            return rc;
        if (seconds > 0)
            return too_many(seconds, err);
    }
    return 0;
}

static int count_failure(struct ie_call *call, const char *login, struct ie_str address,
                         struct ie_error *err)
{
    struct ie_attempt account = by_login(login), from = by_address(address);
    int rc = ie_attempt_failed(call, &account, err);

    if (!rc && from.key.len)
        rc = ie_attempt_failed(call, &from, err);
    return rc;
}

/* The dummy is checked where there is nothing to check, at the same cost. */
static bool verify(const struct credentials *who, struct ie_str password)
{
    bool real = who->known && who->hash[0];
    bool right =
        crypto_pwhash_str_verify(real ? who->hash : nobodys_hash,
                                 password.ptr ? password.ptr : "", password.len) == 0;

    return real && right;
}

static int append_log(struct ie_call *call, const char *action, struct ie_str office,
                      struct ie_str actor, struct ie_str account, struct ie_str address,
                      struct ie_error *err)
{
    struct ie_buf payload = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&payload);
    struct ie_log_entry entry = {.at = call->now,
                                 .office = office,
                                 .actor = actor,
                                 .action = ie_str_z(action),
                                 .type = IE_STR("account"),
                                 .record = account};
    int rc;

    ie_json_object(&json);
    if (address.len)
        ie_json_kstr(&json, "address", address);
    ie_json_end(&json);
    entry.payload = ie_buf_str(&payload);
    rc = ie_buf_check(&payload, err);
    if (!rc)
        rc = ie_log_append(call->db, &entry, err);
    ie_buf_release(&payload);
    return rc;
}

int ie_account_log(struct ie_call *call, const char *action, struct ie_str account,
                   struct ie_str address, struct ie_error *err)
{
    return append_log(call, action, ie_id_str(&call->actor->office), call->actor->by,
                      account, address, err);
}

/* ---- sign-in ---- */

struct ie_sign_in_state {
    struct credentials who;
    bool right;
    size_t password_len;
    char password[IE_PASSWORD_MAX];
};

static void finish_sign_in(struct ie_sign_in *sign_in, int code,
                           const struct ie_error *err)
{
    sodium_memzero(sign_in->state, sizeof *sign_in->state);
    ie_free(sign_in->state);
    sign_in->state = NULL;
    sign_in->code = code;
    if (code)
        sign_in->error = *err;
    sign_in->done(sign_in);
}

static int look_up_sign_in(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_sign_in *sign_in = arg;
    struct credentials *who = &sign_in->state->who;
    char login[LOGIN_MAX + 1];
    int rc;

    memcpy(login, who->login, sizeof login);
    rc = check_wait(call->db, login, sign_in->address, call->now, err);
    if (!rc)
        rc = read_hash(call->db, SELECT_HASH " AND lower(a.login)=$1", ie_str_z(login),
                       who, err);
    memcpy(who->login, login, sizeof login);
    return rc;
}

static int open_session(struct ie_call *call, struct ie_sign_in *sign_in,
                        struct ie_error *err)
{
    const struct ie_service_config *config = ie_service_config(call->service);
    struct ie_session *session = &sign_in->session;
    const struct credentials *who = &sign_in->state->who;
    struct ie_attempt attempt = by_login(who->login);
    int rc;

    *session = (struct ie_session){.account = who->account,
                                   .office = who->office,
                                   .created_at = call->now,
                                   .seen_at = call->now,
                                   .ends_at = call->now +
                                              (int64_t)config->session_hours * IE_HOUR};
    ie_session_token(sign_in->token, session);
    rc = ie_session_insert(call, session, sign_in->address,
                           ie_str_sub(sign_in->agent, 0, 200), err);
    if (!rc)
        rc = ie_attempt_clear(call, &attempt, err);
    if (!rc)
        rc =
            append_log(call, "sign_in", ie_id_str(&who->office), ie_id_str(&who->account),
                       ie_id_str(&who->account), sign_in->address, err);
    return rc;
}

/* In the write transaction. A refusal is a result, not a failure: its count must stay. */
static int record_sign_in(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_sign_in *sign_in = arg;
    struct ie_sign_in_state *state = sign_in->state;
    int rc;

    /* Others may have failed while this one was being hashed. */
    rc = check_wait(call->db, state->who.login, sign_in->address, call->now, err);
    if (!rc && sign_in->address.len)
        rc = ie_rate_take(call, "sign_in", sign_in->address, SIGN_IN_BURST, SIGN_IN_RATE,
                          err);
    if (rc)
        return rc;
    if (state->right)
        return open_session(call, sign_in, err);
    rc = count_failure(call, state->who.login, sign_in->address, err);
    if (!rc && state->who.known)
        rc = append_log(call, "sign_in_failed", ie_id_str(&state->who.office),
                        IE_STR("system"), ie_id_str(&state->who.account),
                        sign_in->address, err);
    return rc;
}

static void sign_in_recorded(struct ie_call *call, void *arg, int code,
                             const struct ie_error *err)
{
    struct ie_sign_in *sign_in = arg;
    struct ie_error wrong;

    (void)call;
    if (!code && !sign_in->state->right) {
        code = ie_fail(&wrong, IE_UNAUTHENTICATED, "account.sign_in_failed");
        err = &wrong;
    }
    finish_sign_in(sign_in, code, err);
}

/* On the pool. */
static void check_sign_in(void *arg)
{
    struct ie_sign_in *sign_in = arg;
    struct ie_sign_in_state *state = sign_in->state;
    struct ie_error err;
    int rc =
        ie_read_call(sign_in->service, ie_actor_nobody(), look_up_sign_in, sign_in, &err);

    if (rc) {
        finish_sign_in(sign_in, rc, &err);
        return;
    }
    state->right = verify(&state->who, ie_str_n(state->password, state->password_len));
    sodium_memzero(state->password, sizeof state->password);
    if (ie_service_running(sign_in->service)) {
        rc = ie_write_submit(sign_in->service, ie_actor_nobody(), record_sign_in,
                             sign_in_recorded, sign_in, &err);
        if (rc)
            finish_sign_in(sign_in, rc, &err);
        return;
    }
    rc =
        ie_write_call(sign_in->service, ie_actor_nobody(), record_sign_in, sign_in, &err);
    sign_in_recorded(NULL, sign_in, rc, &err);
}

int ie_sign_in_begin(struct ie_sign_in *sign_in, struct ie_error *err)
{
    struct ie_sign_in_state *state = ie_calloc(1, sizeof *state);
    int rc;

    if (!state)
        return ie_fail_nomem(err);
    if (!fold_login(sign_in->login, state->who.login) ||
        sign_in->password.len > IE_PASSWORD_MAX) {
        ie_free(state);
        return ie_fail(err, IE_UNAUTHENTICATED, "account.sign_in_failed");
    }
    if (sign_in->password.len)
        memcpy(state->password, sign_in->password.ptr, sign_in->password.len);
    state->password_len = sign_in->password.len;
    sign_in->state = state;
    rc = ie_pool_submit(sign_in->service, check_sign_in, sign_in, err);
    if (rc) {
        sodium_memzero(state, sizeof *state);
        ie_free(state);
        sign_in->state = NULL;
    }
    return rc;
}

/* ---- passwords ---- */

int ie_password_set(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_password_set *set = arg;
    struct ie_str office = ie_id_str(&call->actor->office);
    struct ie_query q;
    int rc;

    ie_query_begin(
        call->db,
        "INSERT INTO password (office_id, account, hash, set_at)"
        " SELECT office_id, id, $3, $4 FROM account WHERE office_id=$1 AND id=$2"
        " AND deleted_at IS NULL ON CONFLICT (office_id, account) DO UPDATE SET"
        " hash=excluded.hash, set_at=excluded.set_at",
        &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, ie_id_str(&set->account));
    ie_query_textz(&q, 3, set->hash);
    ie_query_int(&q, 4, call->now);
    rc = ie_query_run(&q, err);
    if (!rc)
        rc = ie_session_end_others(call, office, ie_id_str(&set->account),
                                   set->keep_session, err);
    if (!rc)
        rc = ie_account_log(call, "password", ie_id_str(&set->account), IE_STR_NONE, err);
    return rc;
}

struct ie_password_change_state {
    struct credentials who;
    bool own, right;
    char new_hash[IE_HASH_ROOM];
};

static void finish_change(struct ie_password_change *change, int code,
                          const struct ie_error *err)
{
    sodium_memzero(change->state, sizeof *change->state);
    ie_free(change->state);
    change->state = NULL;
    change->code = code;
    if (code)
        change->error = *err;
    change->done(change);
}

static int look_up_change(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_password_change *change = arg;
    struct credentials *who = &change->state->who;
    int rc = read_hash(call->db, SELECT_HASH " AND a.id=$1", ie_id_str(&change->account),
                       who, err);

    if (rc)
        return rc;
    if (!who->known ||
        !ie_str_eq(ie_id_str(&who->office), ie_id_str(&change->actor->office))) {
        ie_fail(err, IE_NOT_FOUND, "record.not_found");
        ie_error_arg(err, "type", "account");
        ie_error_arg(err, "id", change->account.text);
        return IE_NOT_FOUND;
    }
    return check_wait(call->db, who->login, IE_STR_NONE, call->now, err);
}

static int record_change(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_password_change *change = arg;
    struct ie_password_change_state *state = change->state;
    struct ie_password_set set = {change->account, state->new_hash, change->keep_session};
    struct ie_attempt attempt = by_login(state->who.login);
    int rc;

    if (state->own && !state->right)
        return ie_attempt_failed(call, &attempt, err);
    rc = ie_password_set(call, &set, err);
    return rc ? rc : ie_attempt_clear(call, &attempt, err);
}

static void change_recorded(struct ie_call *call, void *arg, int code,
                            const struct ie_error *err)
{
    struct ie_password_change *change = arg;
    struct ie_error wrong;

    (void)call;
    if (!code && change->state->own && !change->state->right) {
        code = ie_fail(&wrong, IE_FORBIDDEN, "account.old_password");
        ie_error_at(&wrong, NULL, 0, 0, "old_password");
        err = &wrong;
    }
    finish_change(change, code, err);
}

/* On the pool. */
static void check_change(void *arg)
{
    struct ie_password_change *change = arg;
    struct ie_password_change_state *state = change->state;
    struct ie_error err;
    int rc = ie_read_call(change->service, change->actor, look_up_change, change, &err);

    if (!rc)
        rc = ie_password_check(change->new_password, ie_str_z(state->who.login), &err);
    if (!rc && state->own)
        state->right = verify(&state->who, change->old_password);
    if (!rc && (!state->own || state->right))
        rc = ie_password_hash(change->new_password, state->new_hash, &err);
    if (rc) {
        finish_change(change, rc, &err);
        return;
    }
    if (ie_service_running(change->service)) {
        rc = ie_write_submit(change->service, change->actor, record_change,
                             change_recorded, change, &err);
        if (rc)
            finish_change(change, rc, &err);
        return;
    }
    rc = ie_write_call(change->service, change->actor, record_change, change, &err);
    change_recorded(NULL, change, rc, &err);
}

int ie_password_change_begin(struct ie_password_change *change, struct ie_error *err)
{
    const struct ie_actor *actor = change->actor;
    bool own = !actor->operator_ &&
               ie_str_eq(ie_id_str(&actor->account), ie_id_str(&change->account));
    int rc;

    if (!own && !ie_actor_has(actor, IE_ROLE_ADMIN))
        return ie_fail(err, IE_FORBIDDEN, "account.not_yours");
    change->state = ie_calloc(1, sizeof *change->state);
    if (!change->state)
        return ie_fail_nomem(err);
    change->state->own = own;
    rc = ie_pool_submit(change->service, check_change, change, err);
    if (rc) {
        ie_free(change->state);
        change->state = NULL;
    }
    return rc;
}

/* ---- making accounts ---- */

static int login_taken(struct ie_str login, struct ie_error *err)
{
    ie_fail(err, IE_CONFLICT, "account.login_taken");
    ie_error_argn(err, "login", login.ptr, login.len);
    ie_error_at(err, NULL, 0, 0, "login");
    return IE_CONFLICT;
}

static int grant_role(struct ie_call *call, const struct ie_account_new *account,
                      struct ie_error *err)
{
    const struct ie_type *type = &ie_type_role_grant;
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_id id = {0};
    struct ie_str kind = account->scope_kind.len ? account->scope_kind : IE_STR("office");

    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "account", ie_id_str(&account->id));
    ie_values_text(type, values, "role", account->role);
    ie_values_text(type, values, "scope_kind", kind);
    if (account->scope_id.len)
        ie_values_text(type, values, "scope_id", account->scope_id);
    else
        ie_values_text(type, values, "scope_id", ie_id_str(&call->actor->office));
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &id, err);
}

/* As record/rules.c asks of any grant: a member's is over an organisation and the other way
 * round, an admin's over the office. */
static bool fits_scope(const struct ie_account_new *account)
{
    struct ie_str kind = account->scope_kind;
    bool office = !kind.len || ie_str_eqz(kind, "office");

    return ie_str_eqz(kind, "organisation") == ie_str_eqz(account->role, "member") &&
           (office || !ie_str_eqz(account->role, "admin"));
}

static bool is_choice(const char *const *choices, struct ie_str value)
{
    for (; *choices; choices++)
        if (ie_str_eqz(value, *choices))
            return true;
    return false;
}

int ie_account_create(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_account_new *account = arg;
    const struct ie_type *type = &ie_type_account;
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_writer writer = ie_call_writer(call);
    char folded[LOGIN_MAX + 1];
    struct ie_str login;
    struct ie_error why;
    int rc;

    if (!values)
        return ie_fail_nomem(err);
    if (!ie_actor_has(call->actor, IE_ROLE_ADMIN))
        return ie_fail(err, IE_FORBIDDEN, "account.admin_only");
    if (!fold_login(account->login, folded)) {
        ie_fail(err, IE_INPUT, "account.login");
        ie_error_argn(err, "value", account->login.ptr, account->login.len);
        ie_error_at(err, NULL, 0, 0, "login");
        return IE_INPUT;
    }
    if (account->role.len && !is_choice(ie_roles, account->role)) {
        ie_fail(err, IE_INPUT, "account.role");
        ie_error_argn(err, "value", account->role.ptr, account->role.len);
        return IE_INPUT;
    }
    if (account->role.len && !fits_scope(account))
        return ie_fail(err, IE_INPUT, "record.grant_scope");
    login = ie_arena_str(call->arena, ie_str_z(folded));
    ie_values_text(type, values, "login", login);
    ie_values_text(type, values, "name", account->name.len ? account->name : login);
    ie_values_text(type, values, "language",
                   account->language.len ? account->language : IE_STR("en"));
    ie_values_text(type, values, "status", IE_STR("active"));
    if (account->person.len)
        ie_values_text(type, values, "person", account->person);
    account->id = ie_id_new(call->now);
    rc = ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &account->id,
                          &why);
    if (rc == IE_CONFLICT && strcmp(why.id, "record.exists") == 0)
        return login_taken(login, err);
    if (rc) {
        if (err)
            *err = why;
        return rc;
    }
    if (account->password_hash) {
        struct ie_password_set set = {account->id, account->password_hash, IE_STR_NONE};
        rc = ie_password_set(call, &set, err);
    }
    if (!rc && account->role.len)
        rc = grant_role(call, account, err);
    return rc;
}

int ie_account_find(struct ie_db *db, struct ie_str login, struct ie_id *account,
                    struct ie_error *err)
{
    struct credentials who = {0};
    char folded[LOGIN_MAX + 1];
    int rc = 0;

    if (fold_login(login, folded))
        rc = read_hash(db, SELECT_HASH " AND lower(a.login)=$1", ie_str_z(folded), &who,
                       err);
    if (rc)
        return rc;
    if (!who.known) {
        ie_fail(err, IE_NOT_FOUND, "account.unknown");
        ie_error_argn(err, "login", login.ptr, login.len);
        return IE_NOT_FOUND;
    }
    *account = who.account;
    sodium_memzero(&who, sizeof who);
    return 0;
}
