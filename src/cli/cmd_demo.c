/*
 * ieum demo: the demonstration data and its five accounts. Run again it only prints the
 * accounts: what somebody did with the demonstration stays.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/demo_dismissals.h"
#include "service/account/account.h"
#include "service/event/file.h"
#include "service/event/outcome_task.h"
#include "service/import/import.h"
#include "service/match/use.h"
#include "service/work/writer.h"

const struct ie_option ie_demo_options[] = {{"examples", "DIR", ""}, {NULL, NULL, NULL}};

#define DEMO_PASSWORD "ieum-demo-2019"
#define DEMO_EVENT    "WEEK-2019"

enum { DEMO_CASES = 8, EVENT_BYTES = 1 << 20 };

static const struct demo_account {
    const char *login, *name, *language, *role;
    const char *organisation; /* external id; NULL: the whole office */
} demo_accounts[] = {
    {"admin@ieum.example", "관리자 (demo)", "ko", "admin", NULL},
    {"officer@ieum.example", "한사랑 담당관 (demo)", "ko", "officer", NULL},
    {"korea@ieum.example", "국내 기업 담당자 (demo)", "ko", "member", "KR-033"},
    {"france@ieum.example", "Responsable partenariats (demo)", "en", "member", "FR-004"},
    {"analyst@ieum.example", "Analyst (demo)", "en", "analyst", NULL},
    {"auditor@ieum.example", "Auditor (demo)", "en", "auditor", NULL},
};

static const struct {
    enum ie_import_kind kind;
    const char *file;
} demo_files[] = {
    {IE_IMPORT_ORGANISATIONS, "organisations.csv"},
    {IE_IMPORT_PEOPLE, "people.csv"},
    {IE_IMPORT_PROFILES, "profiles.csv"},
    {IE_IMPORT_PARTICIPATIONS, "participations.csv"},
    {IE_IMPORT_WISHES, "wishes.csv"},
};

/* --examples, else beside the build, else below the installation's share. */
static const char *find_examples(struct ie_cli *cli, char room[PATH_MAX])
{
    static const char *const below[] = {"/../examples/week-2019",
                                        "/../share/ieum/examples/week-2019"};
    const char *given = ie_option(&cli->options, "examples");
    char exe[PATH_MAX / 2];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

    if (*given || n <= 0)
        return given;
    exe[n] = '\0';
    *strrchr(exe, '/') = '\0';
    for (size_t i = 0; i < IE_COUNT(below); i++) {
        snprintf(room, PATH_MAX, "%s%s", exe, below[i]);
        if (access(room, R_OK | X_OK) == 0)
            return room;
    }
    return given;
}

static int create_office(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct ie_office_new office = {
        .code = IE_STR("DEMO"),
        .title = IE_STR("이음 시연 사무국 (demonstration office)"),
        .title_language = IE_STR("ko"),
        .country = IE_STR("KR"),
        .zone = IE_STR("Asia/Seoul")};

    return ie_office_create(call, &office, arg, err);
}

struct state {
    struct ie_cli *cli;
    const char *directory;
    const char *hash;
    bool present; /* the demonstration is there already */
    struct ie_id event;
};

static int look_for_event(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct state *state = arg;
    struct ie_record *event;
    int code = ie_event_find(call, IE_STR(DEMO_EVENT), &event, err);

    state->present = code == 0;
    return code == IE_NOT_FOUND ? 0 : code;
}

static int read_event(const struct state *state, json_t **file, struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/event.json", state->directory);
    int code = ie_cli_read_file(path, EVENT_BYTES, &text, err);
    if (!code)
        code = ie_json_parse(ie_buf_str(&text), file, err);
    ie_buf_release(&text);
    return code;
}

static int load_event(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct state *state = arg;
    json_t *file = NULL;
    int code = read_event(state, &file, err);

    if (!code)
        code = ie_event_file_load(call, file, &state->event, err);
    json_decref(file);
    return code;
}

/* Own booths, once their holders take part. */
static int seat_some(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct state *state = arg;
    json_t *file = NULL;
    int code = read_event(state, &file, err);

    if (!code)
        code = ie_event_file_seat(call, file, ie_id_str(&state->event), err);
    json_decref(file);
    return code;
}

static int create_accounts(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct state *state = arg;
    int code = 0;

    for (size_t i = 0; i < IE_COUNT(demo_accounts) && !code; i++) {
        const struct demo_account *a = &demo_accounts[i];
        struct ie_id organisation = {0};
        if (a->organisation)
            code =
                ie_organisation_find(call, ie_str_z(a->organisation), &organisation, err);
        if (code)
            return code;
        struct ie_account_new account = {
            .login = ie_str_z(a->login),
            .name = ie_str_z(a->name),
            .language = ie_str_z(a->language),
            .password_hash = state->hash,
            .role = ie_str_z(a->role),
            .scope_kind = a->organisation ? IE_STR("organisation") : IE_STR("office"),
            .scope_id = a->organisation ? ie_id_str(&organisation) : IE_STR("")};
        code = ie_account_create(call, &account, err);
    }
    return code;
}

static int import_file(struct state *state, enum ie_import_kind kind, const char *name,
                       struct ie_error *err)
{
    struct ie_solve_control control;
    struct ie_id id = {0};
    json_t *result = NULL;
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", state->directory, name);
    ie_cli_say(state->cli, "cli.demo_step", "what", name, NULL);
    int code = ie_cli_control(state->cli, &control, err);
    if (!code)
        code = ie_import_file(state->cli->service, state->cli->actor, kind,
                              IE_STR(DEMO_EVENT), path, false, false, &control, &id,
                              &result, err);
    json_decref(result);
    return code;
}

static int run_job(struct state *state, const char *kind, struct ie_error *err)
{
    json_t *result = NULL;
    json_t *args = json_pack("{s:s}", "event", DEMO_EVENT);

    if (!args)
        return ie_fail_nomem(err);
    ie_cli_say(state->cli, "cli.demo_step", "what", kind, NULL);
    int code = ie_cli_job(state->cli, kind, args, &result, err);
    json_decref(args);
    json_decref(result);
    return code;
}

/* Some of the best matches are taken up, so that cases are there to look at; before the
 * plan, since what is taken up is wished for. */
static int take_up_some(struct ie_call *call, void *arg, struct ie_error *err)
{
    (void)arg;
    return ie_match_take_up_best(call, IE_STR(DEMO_EVENT), DEMO_CASES, err);
}

/* What firms and office turned down, after the best were taken up: a case that was begun
 * stays. */
static int dismiss_some(struct state *state, struct ie_error *err)
{
    char path[PATH_MAX], rows[24], dismissed[24];
    struct ie_demo_dismissals all = {.path = path, .event = IE_STR(DEMO_EVENT)};

    snprintf(path, sizeof(path), "%s/dismissals.csv", state->directory);
    int code =
        ie_write_call(state->cli->service, state->cli->actor, ie_demo_dismiss, &all, err);
    if (code)
        return code;
    snprintf(rows, sizeof(rows), "%" PRId64, all.rows);
    snprintf(dismissed, sizeof(dismissed), "%" PRId64, all.dismissed);
    ie_cli_say(state->cli, "cli.demo_dismissed", "what", "dismissals.csv", "rows", rows,
               "dismissed", dismissed, NULL);
    return 0;
}

/* Outcomes are asked for, so that tasks are there. */
static int ask_outcomes(struct ie_call *call, void *arg, struct ie_error *err)
{
    int64_t asked;

    (void)arg;
    return ie_outcome_ask(call, IE_STR(DEMO_EVENT), &asked, err);
}

static int load_all(struct state *state, struct ie_error *err)
{
    struct ie_cli *cli = state->cli;
    char hash[IE_HASH_ROOM];
    int code = ie_write_call(cli->service, cli->actor, load_event, state, err);

    for (size_t i = 0; i < IE_COUNT(demo_files) && !code; i++)
        code = import_file(state, demo_files[i].kind, demo_files[i].file, err);
    if (!code)
        code = ie_write_call(cli->service, cli->actor, seat_some, state, err);
    if (!code)
        code = run_job(state, "propose", err);
    if (!code)
        code = ie_write_call(cli->service, cli->actor, take_up_some, state, err);
    if (!code)
        code = dismiss_some(state, err);
    if (!code)
        code = run_job(state, "schedule", err);
    if (!code)
        code = import_file(state, IE_IMPORT_OUTCOMES, "outcomes.csv", err);
    if (!code)
        code = ie_write_call(cli->service, cli->actor, ask_outcomes, state, err);
    if (!code)
        code = ie_password_hash(IE_STR(DEMO_PASSWORD), hash, err);
    state->hash = hash;
    return code ? code
                : ie_write_call(cli->service, cli->actor, create_accounts, state, err);
}

static void print_accounts(const struct ie_cli *cli)
{
    ie_cli_say(cli, "cli.demo_accounts", "password", DEMO_PASSWORD, NULL);
    for (size_t i = 0; i < IE_COUNT(demo_accounts) && !cli->quiet; i++)
        printf("  %-24s %s%s%s\n", demo_accounts[i].login, demo_accounts[i].role,
               demo_accounts[i].organisation ? " " : "",
               demo_accounts[i].organisation ? demo_accounts[i].organisation : "");
}

int ie_cmd_demo(struct ie_cli *cli, struct ie_error *err)
{
    char room[PATH_MAX];
    struct state state = {.cli = cli, .directory = find_examples(cli, room)};
    struct ie_id office;
    int code = ie_cli_open(cli, true, err);

    if (!code && cli->actor == ie_actor_nobody()) { /* a new store has no office yet */
        code = ie_write_call(cli->service, cli->actor, create_office, &office, err);
        if (!code)
            code = ie_cli_open(cli, false, err);
    }
    if (code)
        return code;
    code = ie_read_call(cli->service, cli->actor, look_for_event, &state, err);
    if (!code && !state.present)
        code = load_all(&state, err);
    if (!code)
        print_accounts(cli);
    return code;
}
