/* Sign-in, sessions, lock-out, passwords, rates. */
#include "service/account/account.h"
#include "service_fixture.h"

static const char right[] = "correct horse battery";

static int make_account(struct world *w, struct ie_id *id)
{
    char hash[IE_HASH_ROOM];
    struct ie_account_new account = {.login = IE_STR("Kim@example.kr"),
                                     .name = IE_STR("김하나"),
                                     .language = IE_STR("ko"),
                                     .password_hash = hash,
                                     .role = IE_STR("officer"),
                                     .scope_kind = IE_STR("office")};
    int rc = ie_password_hash(ie_str_z(right), hash, &w->err);

    if (!rc)
        rc =
            ie_write_call(w->service, w->operator_, ie_account_create, &account, &w->err);
    *id = account.id;
    return rc;
}

static void done(struct ie_sign_in *sign_in)
{
    ++*(int *)sign_in->data;
}

static int sign_in(struct world *w, const char *login, const char *password,
                   struct ie_sign_in *out)
{
    int calls = 0;

    *out = (struct ie_sign_in){.service = w->service,
                               .login = ie_str_z(login),
                               .password = ie_str_z(password),
                               .address = IE_STR("192.0.2.1"),
                               .done = done,
                               .data = &calls};
    int rc = ie_sign_in_begin(out, &w->err);
    if (rc)
        return rc;
    IE_CHECK_INT(calls, 1);
    if (out->code)
        w->err = out->error;
    return out->code;
}

struct found {
    const char *token;
    ie_moment now;
    struct ie_session session;
};

static int find_session(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct found *found = arg;

    return ie_session_find(call->db, ie_service_config(call->service),
                           ie_str_z(found->token), found->now ? found->now : call->now,
                           &found->session, err);
}

IE_TEST(sign_in_opens_a_session_and_sign_out_ends_it)
{
    struct world w;
    struct ie_id account;
    struct ie_sign_in s;
    struct found found = {0};

    IE_REQUIRE(world_open(&w, "sign-in.db"));
    IE_REQUIRE_OK(make_account(&w, &account), &w.err);
    IE_REQUIRE_OK(sign_in(&w, "KIM@example.kr", right, &s), &w.err);
    IE_CHECK_STR(s.session.account.text, account.text);
    IE_CHECK_INT(strlen(s.token), IE_TOKEN_TEXT);
    found.token = s.token;
    IE_REQUIRE_OK(ie_read_call(w.service, NULL, find_session, &found, &w.err), &w.err);
    IE_CHECK_STR(found.session.csrf, s.session.csrf);
    IE_CHECK(!found.session.touch_due);
    IE_CHECK_OK(ie_session_check_csrf(&found.session, ie_str_z(s.session.csrf), &w.err),
                &w.err);
    IE_CHECK_FAIL(ie_session_check_csrf(&found.session, ie_str_z(s.token), &w.err),
                  &w.err, IE_FORBIDDEN, "session.csrf");
    /* the token itself is not in the store */
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM signin_session WHERE id='%s'",
             s.token);
    IE_CHECK_INT(world_count(&w, sql), 0);
    /* idle for two hours and a second */
    found.now = s.session.seen_at + 121 * IE_MINUTE;
    IE_CHECK_FAIL(ie_read_call(w.service, NULL, find_session, &found, &w.err), &w.err,
                  IE_UNAUTHENTICATED, "session.none");
    found.now = s.session.seen_at + 6 * IE_MINUTE;
    IE_CHECK_OK(ie_read_call(w.service, NULL, find_session, &found, &w.err), &w.err);
    IE_CHECK(found.session.touch_due);
    IE_CHECK_OK(ie_write_call(w.service, w.operator_, ie_session_end, &s.session, &w.err),
                &w.err);
    found.now = 0;
    IE_CHECK_FAIL(ie_read_call(w.service, NULL, find_session, &found, &w.err), &w.err,
                  IE_UNAUTHENTICATED, "session.none");
    world_close(&w);
}

IE_TEST(unknown_login_and_wrong_password_get_one_answer_and_both_lock)
{
    struct world w;
    struct ie_id account;
    struct ie_sign_in s;

    IE_REQUIRE(world_open(&w, "lock.db"));
    IE_REQUIRE_OK(make_account(&w, &account), &w.err);
    for (int i = 0; i < 5; i++) {
        IE_CHECK_FAIL(sign_in(&w, "kim@example.kr", "wrong", &s), &w.err,
                      IE_UNAUTHENTICATED, "account.sign_in_failed");
        IE_CHECK_FAIL(sign_in(&w, "nobody@example.kr", "wrong", &s), &w.err,
                      IE_UNAUTHENTICATED, "account.sign_in_failed");
    }
    /* the right password waits as the wrong one does, and so does a login nobody has */
    IE_CHECK_FAIL(sign_in(&w, "kim@example.kr", right, &s), &w.err, IE_LIMIT,
                  "account.too_many");
    IE_CHECK_FAIL(sign_in(&w, "nobody@example.kr", "wrong", &s), &w.err, IE_LIMIT,
                  "account.too_many");
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM log_entry WHERE"
                                 " action='sign_in_failed'"),
                 5);
    world_close(&w);
}

static void changed(struct ie_password_change *change)
{
    (void)change;
}

IE_TEST(password_change_ends_other_sessions)
{
    struct world w;
    struct ie_id account;
    struct ie_sign_in a, b;
    struct found found = {0};
    struct ie_actor self = {.language = IE_STR("ko")};
    struct ie_password_change change;

    IE_REQUIRE(world_open(&w, "change.db"));
    IE_REQUIRE_OK(make_account(&w, &account), &w.err);
    IE_REQUIRE_OK(sign_in(&w, "kim@example.kr", right, &a), &w.err);
    IE_REQUIRE_OK(sign_in(&w, "kim@example.kr", right, &b), &w.err);
    self.account = account;
    self.office = w.office;
    self.by = ie_id_str(&self.account);
    change = (struct ie_password_change){.service = w.service,
                                         .actor = &self,
                                         .account = account,
                                         .old_password = IE_STR("not it"),
                                         .new_password = IE_STR("eleven blue herons"),
                                         .keep_session = ie_str_z(a.session.id),
                                         .done = changed};
    IE_REQUIRE_OK(ie_password_change_begin(&change, &w.err), &w.err);
    IE_CHECK_FAIL(change.code, &change.error, IE_FORBIDDEN, "account.old_password");
    change.old_password = ie_str_z(right);
    IE_REQUIRE_OK(ie_password_change_begin(&change, &w.err), &w.err);
    IE_CHECK_OK(change.code, &change.error);
    found.token = a.token;
    IE_CHECK_OK(ie_read_call(w.service, NULL, find_session, &found, &w.err), &w.err);
    found.token = b.token;
    IE_CHECK_FAIL(ie_read_call(w.service, NULL, find_session, &found, &w.err), &w.err,
                  IE_UNAUTHENTICATED, "session.none");
    IE_CHECK_OK(sign_in(&w, "kim@example.kr", "eleven blue herons", &a), &w.err);
    world_close(&w);
}

IE_TEST(passwords_that_are_guessed_first_are_refused)
{
    static const struct {
        const char *password, *id;
    } cases[] = {
        {"short", "password.too_short"},     {"kim@example.kr", "password.is_login"},
        {"password1234", "password.common"}, {"1234567890", "password.common"},
        {"aaaaaaaaaaaa", "password.simple"}, {"abcdefghijklmn", "password.simple"},
        {"Qwertyuiop99", "password.common"}};
    struct ie_error err;

    for (size_t i = 0; i < IE_COUNT(cases); i++)
        IE_CHECK_FAIL(ie_password_check(ie_str_z(cases[i].password),
                                        IE_STR("kim@example.kr"), &err),
                      &err, IE_INPUT, cases[i].id);
    IE_CHECK_OK(ie_password_check(IE_STR("열 글자가 넘는 비밀번호"), IE_STR("kim"), &err),
                &err);
}

struct taking {
    int taken;
    ie_moment later;
};

static int take_many(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct taking *taking = arg;

    call->now += taking->later;
    while (ie_rate_take(call, "test", IE_STR("key"), 10, 2, err) == 0)
        taking->taken++;
    return 0;
}

IE_TEST(rate_bucket_gives_its_burst_and_fills_again)
{
    struct world w;
    struct taking taking = {0};

    IE_REQUIRE(world_open(&w, "rate.db"));
    IE_CHECK_OK(ie_write_call(w.service, NULL, take_many, &taking, &w.err), &w.err);
    IE_CHECK_INT(taking.taken, 10);
    taking = (struct taking){.later = 2 * IE_SECOND};
    IE_CHECK_OK(ie_write_call(w.service, NULL, take_many, &taking, &w.err), &w.err);
    IE_CHECK_INT(taking.taken, 4);
    world_close(&w);
}
