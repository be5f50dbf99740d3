/* ieum user add LOGIN --name N --role R [--organisation ID] | password LOGIN | token LOGIN */
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "service/account/account.h"
#include "service/event/event.h"
#include "service/work/writer.h"

const struct ie_option ie_user_options[] = {
    {"name", "TEXT", ""},          {"role", "ROLE", ""},
    {"organisation", "ID", ""},    {"event", "CODE", ""},
    {"label", "TEXT", ""},         {"user-language", "ko|en", "ko"},
    {"password-file", "FILE", ""}, {NULL, NULL, NULL}};

/* From --password-file (- is standard input), else IEUM_PASSWORD: never from an argument,
 * which every user of the machine could read. */
static int read_password(struct ie_cli *cli, char *text, size_t room,
                         struct ie_error *err)
{
    const char *path = ie_option(&cli->options, "password-file");
    const char *variable = getenv("IEUM_PASSWORD");

    if (!*path && variable) {
        snprintf(text, room, "%s", variable);
        return 0;
    }
    if (!*path)
        return ie_fail(err, IE_USAGE, "user.password_file");
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!file)
        return ie_fail_open(err, "file.open", path, errno);
    if (!fgets(text, (int)room, file)) {
        if (file != stdin)
            fclose(file);
        return ie_fail(err, IE_USAGE, "user.password_file");
    }
    if (file != stdin)
        fclose(file);
    text[strcspn(text, "\r\n")] = '\0';
    return 0;
}

static int hashed_password(struct ie_cli *cli, const char *login, char hash[IE_HASH_ROOM],
                           struct ie_error *err)
{
    char text[IE_PASSWORD_MAX + 2];
    int code = read_password(cli, text, sizeof(text), err);

    if (!code)
        code = ie_password_check(ie_str_z(text), ie_str_z(login), err);
    if (!code)
        code = ie_password_hash(ie_str_z(text), hash, err);
    sodium_memzero(text, sizeof(text));
    return code;
}

struct add {
    struct ie_cli *cli;
    struct ie_account_new account;
    struct ie_id scope;
};

/* Scopes are given by what people know: an event's code, an organisation's external id. */
static int resolve_scope(struct ie_call *call, struct add *add, struct ie_error *err)
{
    struct ie_str event = ie_str_z(ie_option(&add->cli->options, "event"));
    struct ie_str organisation = ie_str_z(ie_option(&add->cli->options, "organisation"));
    struct ie_record *record;
    int code = 0;

    add->account.scope_kind = IE_STR("office");
    if (event.len) {
        code = ie_event_find(call, event, &record, err);
        add->account.scope_kind = IE_STR("event");
        if (!code)
            add->scope = record->id;
    } else if (organisation.len) {
        code = ie_organisation_find(call, organisation, &add->scope, err);
        add->account.scope_kind = IE_STR("organisation");
    }
    if (!code && (event.len || organisation.len))
        add->account.scope_id = ie_id_str(&add->scope);
    return code;
}

static int add_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct add *add = arg;
    int code = resolve_scope(call, add, err);

    return code ? code : ie_account_create(call, &add->account, err);
}

static int run_add(struct ie_cli *cli, const char *login, struct ie_error *err)
{
    char hash[IE_HASH_ROOM];
    const char *name = ie_option(&cli->options, "name");
    struct add add = {
        .cli = cli,
        .account = {.login = ie_str_z(login),
                    .name = ie_str_z(*name ? name : login),
                    .language = ie_str_z(ie_option(&cli->options, "user-language")),
                    .password_hash = hash,
                    .role = ie_str_z(ie_option(&cli->options, "role"))}};
    int code = hashed_password(cli, login, hash, err);

    if (!code)
        code = ie_write_call(cli->service, cli->actor, add_in_call, &add, err);
    if (!code)
        ie_cli_say(cli, "cli.account_created", "login", login, "id", add.account.id.text,
                   NULL);
    return code;
}

struct by_login {
    struct ie_str login;
    struct ie_id account;
};

static int find_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct by_login *find = arg;

    return ie_account_find(call->db, find->login, &find->account, err);
}

static int run_password(struct ie_cli *cli, const char *login, struct ie_error *err)
{
    char hash[IE_HASH_ROOM];
    struct by_login find = {.login = ie_str_z(login)};
    struct ie_password_set set = {.hash = hash};
    int code = ie_read_call(cli->service, cli->actor, find_in_call, &find, err);

    if (!code)
        code = hashed_password(cli, login, hash, err);
    set.account = find.account;
    if (!code)
        code = ie_write_call(cli->service, cli->actor, ie_password_set, &set, err);
    if (!code)
        ie_cli_say(cli, "cli.password_set", "login", login, NULL);
    return code;
}

static int run_token(struct ie_cli *cli, const char *login, struct ie_error *err)
{
    struct by_login find = {.login = ie_str_z(login)};
    struct ie_bearer_new bearer = {.label = ie_str_z(ie_option(&cli->options, "label"))};
    int code = ie_read_call(cli->service, cli->actor, find_in_call, &find, err);

    bearer.account = find.account;
    if (!code)
        code = ie_write_call(cli->service, cli->actor, ie_bearer_create, &bearer, err);
    if (!code)
        printf("%s\n", bearer.token);
    sodium_memzero(bearer.token, sizeof(bearer.token));
    return code;
}

int ie_cmd_user(struct ie_cli *cli, struct ie_error *err)
{
    const char *what = cli->options.arguments[0], *login = cli->options.arguments[1];

    if (strcmp(what, "add") == 0)
        return run_add(cli, login, err);
    if (strcmp(what, "password") == 0)
        return run_password(cli, login, err);
    if (strcmp(what, "token") == 0)
        return run_token(cli, login, err);
    return ie_cli_usage(cli, "user", err);
}
