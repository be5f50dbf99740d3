/*
 * Makes an office and its first admin in a store, for the API suite: what `ieum user` does
 * for people, without the command line, so that the suite stands on the service alone.
 *
 *   seed DB-URL OFFICE-CODE LOGIN PASSWORD     prints {"office": ID, "account": ID}
 */
#include <stdio.h>

#include "service/account.h"
#include "service/open.h"
#include "service/writer.h"

struct seeding {
    char **argv;
    struct ie_id office, account;
};

static int make_office(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct seeding *s = arg;
    struct ie_office_new office = {.code = ie_str_z(s->argv[2]),
                                   .title = ie_str_z(s->argv[2]),
                                   .title_language = IE_STR("en"),
                                   .country = IE_STR("KR"),
                                   .zone = IE_STR("Asia/Seoul")};

    return ie_office_create(call, &office, &s->office, err);
}

static int make_admin(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct seeding *s = arg;
    char hash[IE_HASH_ROOM];
    struct ie_account_new account = {.login = ie_str_z(s->argv[3]),
                                     .name = ie_str_z(s->argv[3]),
                                     .language = IE_STR("en"),
                                     .person = IE_STR(""),
                                     .password_hash = hash,
                                     .role = IE_STR("admin"),
                                     .scope_kind = IE_STR("office"),
                                     .scope_id = IE_STR("")};

    int code = ie_password_hash(ie_str_z(s->argv[4]), hash, err);
    if (!code)
        code = ie_account_create(call, &account, err);
    s->account = account.id;
    return code;
}

int main(int argc, char **argv)
{
    struct seeding s = {.argv = argv};
    struct ie_service_config config = {.db_url = argc == 5 ? argv[1] : ""};
    struct ie_service *service = NULL;
    const struct ie_actor *operator_ = NULL;
    struct ie_arena arena;
    struct ie_db *db = NULL;
    struct ie_error err;

    if (argc != 5)
        return 2;
    ie_arena_init(&arena, 0);
    int code = ie_service_new(&config, &service, &err);
    if (!code)
        code = ie_service_prepare(service, true, &err);
    if (!code)
        code = ie_write_call(service, ie_actor_nobody(), make_office, &s, &err);
    if (!code)
        code = ie_service_reader(service, &db, &err);
    if (!code)
        code = ie_actor_operator(db, ie_str_z(argv[2]), IE_STR("seed"), IE_STR("en"),
                                 &arena, &operator_, &err);
    if (!code)
        code = ie_write_call(service, operator_, make_admin, &s, &err);
    if (code)
        fprintf(stderr, "seed: %s\n", err.id);
    else
        printf("{\"office\":\"%s\",\"account\":\"%s\"}\n", s.office.text, s.account.text);
    ie_db_close(db);
    ie_service_free(service);
    ie_arena_release(&arena);
    return ie_exit_status((enum ie_code)code);
}
