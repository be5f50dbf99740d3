#include "cli/cli.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/message.h"
#include "service/work/job.h"

const struct ie_option ie_global_options[] = {{"db", "URL", "sqlite:var/ieum.db"},
                                              {"office", "CODE", ""},
                                              {"as", "NAME", ""},
                                              {"lang", "ko|en", NULL},
                                              {"seed", "N", "0"},
                                              {"threads", "N", "1"},
                                              {"json", NULL, NULL},
                                              {"quiet", NULL, NULL},
                                              {"help", NULL, NULL},
                                              {"version", NULL, NULL},
                                              {NULL, NULL, NULL}};

static _Atomic int interrupted; /* enum ie_stop; the only state that a signal touches */

/* Asks once; whoever asks again does not want to wait, and the system ends the program. */
static void on_interrupt(int signal_number)
{
    signal(signal_number, SIG_DFL);
    atomic_store(&interrupted, IE_STOP_CANCEL);
}

/* What waits for a pipe or a terminal is to be interrupted as well: no SA_RESTART. A file
 * that may not grow any more is an error of writing, no death in the middle of it. */
static void heed_signals(void)
{
    static const int asked[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_interrupt}, before;

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < IE_COUNT(asked); i++)
        if (asked[i] != SIGHUP || sigaction(SIGHUP, NULL, &before) != 0 ||
            before.sa_handler != SIG_IGN) /* nohup stays in force */
            sigaction(asked[i], &action, NULL);
    signal(SIGXFSZ, SIG_IGN);
}

static const struct ie_command *find_command(const char *name)
{
    for (const struct ie_command *c = ie_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static const char *help_text(const struct ie_cli *cli, const char *kind, const char *name)
{
    char id[56];

    snprintf(id, sizeof(id), "help.%s.%s", kind, name);
    for (char *c = id; *c; c++)
        if (*c == '-')
            *c = '_'; /* message ids have no dashes */
    const char *text = ie_message_wording(cli->language, id);
    return text ? text : "";
}

static void print_options(const struct ie_cli *cli, const struct ie_option *table)
{
    for (; table && table->name; table++) {
        char head[64];
        snprintf(head, sizeof(head), "--%s%s%s", table->name, table->argument ? " " : "",
                 table->argument ? table->argument : "");
        printf("  %-26s %s%s%s%s\n", head, help_text(cli, "option", table->name),
               table->fallback && *table->fallback ? " [" : "",
               table->fallback && *table->fallback ? table->fallback : "",
               table->fallback && *table->fallback ? "]" : "");
    }
}

static void print_help(const struct ie_cli *cli, const struct ie_command *command)
{
    if (command) {
        printf("ieum %s %s\n\n%s\n\n", command->name, command->arguments,
               help_text(cli, "command", command->name));
        print_options(cli, command->options);
    } else {
        printf("ieum %s — %s\n\n", IE_VERSION, help_text(cli, "command", "ieum"));
        for (const struct ie_command *c = ie_commands; c->name; c++)
            if (*help_text(cli, "command", c->name))
                printf("  %-10s %s\n", c->name, help_text(cli, "command", c->name));
    }
    printf("\n");
    print_options(cli, ie_global_options);
}

static void print_version(const struct ie_cli *cli)
{
    printf(cli->json ? "{\"name\":\"ieum\",\"version\":\"%s\"}\n" : "ieum %s\n",
           IE_VERSION);
}

/* --lang wherever it stands, else the environment's (LC_ALL, LC_MESSAGES, LANG), else
 * English: chosen first, so that a mistake in the words before it is told in it too. */
static void choose_language(struct ie_cli *cli, int argc, const char **argv)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *asked = NULL;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            asked = argv[i + 1];
        else if (strncmp(argv[i], "--lang=", 7) == 0)
            asked = argv[i] + 7;
    }
    for (size_t i = 0; i < IE_COUNT(variables) && !(asked && *asked); i++)
        asked = getenv(variables[i]);
    cli->language =
        ie_message_language(asked && strncmp(asked, "ko", 2) == 0 ? "ko" : "en");
}

/* --lang, when it is given, is a language of the catalogues: ko, en-GB. */
static int check_language(const struct ie_options *options, struct ie_error *err)
{
    const char *asked = ie_option(options, "lang");
    size_t len = asked ? strcspn(asked, "-_.") : 0;

    if (!asked)
        return 0;
    for (size_t i = 0; ie_message_languages[i]; i++)
        if (len == strlen(ie_message_languages[i]) &&
            ie_str_eq_ascii_nocase(ie_str_n(asked, len),
                                   ie_str_z(ie_message_languages[i])))
            return 0;
    ie_fail(err, IE_USAGE, "option.value");
    ie_error_arg(err, "option", "lang");
    ie_error_arg(err, "value", asked);
    return IE_USAGE;
}

int ie_cli_open(struct ie_cli *cli, bool create, struct ie_error *err)
{
    struct ie_service_config config = {.db_url = ie_option(&cli->options, "db")};
    struct ie_db *db = NULL;
    int code = cli->service ? 0 : ie_service_new(&config, &cli->service, err);

    if (!code)
        code = ie_service_prepare(cli->service, create, err);
    if (!code)
        code = ie_service_reader(cli->service, &db, err);
    if (!code)
        code = ie_actor_operator(db, ie_str_z(ie_option(&cli->options, "office")),
                                 ie_str_z(ie_option(&cli->options, "as")),
                                 ie_str_z(cli->language), &cli->arena, &cli->actor, err);
    ie_db_close(db);
    if (create && code == IE_NOT_FOUND) { /* a new store has no office yet */
        cli->actor = ie_actor_nobody();
        code = 0;
    }
    return code;
}

int ie_cli_usage(const struct ie_cli *cli, const char *command, struct ie_error *err)
{
    const struct ie_command *row = find_command(command);

    (void)cli;
    ie_fail(err, IE_USAGE, "command.arguments");
    ie_error_arg(err, "command", command);
    ie_error_arg(err, "arguments", row ? row->arguments : "");
    return IE_USAGE;
}

static int run_command(struct ie_cli *cli, const struct ie_command *command,
                       struct ie_error *err)
{
    unsigned given = cli->options.argument_count;
    int code = 0;

    if (ie_option_given(&cli->options, "help")) {
        print_help(cli, command);
        return 0;
    }
    if (given < command->least || given > command->most)
        return ie_cli_usage(cli, command->name, err);
    if (command->store)
        code = ie_cli_open(cli, command->create, err);
    return code ? code : command->run(cli, err);
}

/* Words of a file must not steer the terminal: control characters, C0 and C1. */
static void disarm(struct ie_buf *text)
{
    for (size_t i = 0; i < text->len; i++) {
        unsigned char c = (unsigned char)text->ptr[i];
        bool second =
            i > 0 && (unsigned char)text->ptr[i - 1] == 0xC2 && c >= 0x80 && c < 0xA0;
        if (second)
            text->ptr[i - 1] = '?';
        if (second || (c < ' ' && c != '\n' && c != '\t') || c == 0x7F)
            text->ptr[i] = '?';
    }
}

static void report(const struct ie_cli *cli, const struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;

    ie_message_at(cli->language, err, &text);
    disarm(&text);
    fprintf(stderr, "ieum: %.*s\n", IE_STR_ARG(ie_buf_str(&text)));
    ie_buf_release(&text);
}

void ie_cli_warn(const struct ie_cli *cli, const struct ie_error *why, const char *then)
{
    struct ie_buf text = IE_BUF_INIT;

    if (cli->quiet)
        return;
    ie_message_at(cli->language, why, &text);
    ie_buf_addc(&text, ' ');
    ie_buf_addz(&text, ie_message_wording(cli->language, then));
    disarm(&text);
    fprintf(stderr, "ieum: %.*s\n", IE_STR_ARG(ie_buf_str(&text)));
    ie_buf_release(&text);
}

/* What was printed has arrived, or it is said that it has not. */
static int finish_output(struct ie_error *err)
{
    bool failed = ferror(stdout) != 0;

    if (fflush(stdout) == 0 && !failed)
        return 0;
    int why = errno;
    ie_fail_errno(err, "file.standard_output", "", why);
    return IE_IO;
}

/* The command is the first word that is no option; global options may stand before it. */
static int split(int argc, const char **argv, const struct ie_command **command,
                 struct ie_error *err)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-') {
            *command = find_command(argv[i]);
            if (!*command) {
                ie_fail(err, IE_USAGE, "command.unknown");
                ie_error_arg(err, "command", argv[i]);
                return IE_USAGE;
            }
            for (int k = i; k + 1 < argc; k++)
                argv[k] = argv[k + 1];
            return 0;
        }
        for (const struct ie_option *o = ie_global_options; o->name; o++)
            if (o->argument && strcmp(argv[i] + 1 + (argv[i][1] == '-'), o->name) == 0)
                i++; /* its value is no command */
    }
    *command = NULL;
    return 0;
}

int ie_cli_main(int argc, const char **argv)
{
    struct ie_cli cli = {0};
    struct ie_error err = {0};
    const struct ie_command *command = NULL;

    heed_signals();
    ie_arena_init(&cli.arena, 0);
    ie_options_add(&cli.options, ie_global_options);
    choose_language(&cli, argc, argv);
    int code = split(argc, argv, &command, &err);
    if (!code) {
        ie_options_add(&cli.options, command ? command->options : NULL);
        code =
            ie_options_parse(&cli.options, argc - 1 - (command != NULL), argv + 1, &err);
    }
    if (!code)
        code = check_language(&cli.options, &err);
    cli.json = !code && ie_option_given(&cli.options, "json");
    cli.quiet = !code && ie_option_given(&cli.options, "quiet");
    if (!code && ie_option_given(&cli.options, "version"))
        print_version(&cli);
    else if (!code && command)
        code = run_command(&cli, command, &err);
    else if (!code)
        print_help(&cli, NULL);
    if (!code)
        code = finish_output(&err);
    if (code == IE_IO && atomic_load(&interrupted) == IE_STOP_CANCEL)
        code =
            ie_fail(&err, IE_CANCELLED, "job.cancelled"); /* a wait that was broken off */
    if (code)
        report(&cli, &err);
    ie_service_free(cli.service);
    ie_arena_release(&cli.arena);
    return ie_exit_status((enum ie_code)code);
}

void ie_cli_progress(void *data, int permille, double objective, double bound)
{
    const struct ie_cli *cli = data;

    (void)objective;
    (void)bound;
    if (cli->quiet || !isatty(STDERR_FILENO))
        return;
    if (permille >= 0)
        fprintf(stderr, "\r%3d.%d %%%s", permille / 10, permille % 10,
                permille == 1000 ? "\n" : "");
}

void ie_cli_say(const struct ie_cli *cli, const char *id, ...)
{
    struct ie_error message;
    struct ie_buf text = IE_BUF_INIT;
    const char *name;
    va_list args;

    if (cli->json || cli->quiet)
        return;
    ie_fail(&message, IE_OK, id);
    va_start(args, id);
    while ((name = va_arg(args, const char *)))
        ie_error_arg(&message, name, va_arg(args, const char *));
    va_end(args);
    ie_message(cli->language, &message, &text);
    printf("%.*s\n", IE_STR_ARG(ie_buf_str(&text)));
    ie_buf_release(&text);
}

void ie_cli_json(const struct ie_cli *cli, struct ie_str json)
{
    (void)cli;
    ie_cli_put(stdout, json);
    putchar('\n');
}

int ie_cli_result(const struct ie_cli *cli, const char *id, const json_t *result,
                  struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;

    if (cli->json) {
        struct ie_json json = ie_json_into(&out);
        ie_json_value(&json, result);
        int code = ie_buf_check(&out, err);
        if (!code)
            ie_cli_json(cli, ie_buf_str(&out));
        ie_buf_release(&out);
        return code;
    }
    if (cli->quiet)
        return 0;
    ie_message_filled(cli->language, id, result, &out);
    int code = ie_buf_check(&out, err);
    if (!code)
        printf("%.*s\n", IE_STR_ARG(ie_buf_str(&out)));
    ie_buf_release(&out);
    return code;
}

int ie_cli_read_file(const char *path, size_t most, struct ie_buf *out,
                     struct ie_error *err)
{
    char block[16384];
    size_t n;
    FILE *file = fopen(path, "re");

    if (!file)
        return ie_fail_open(err, "file.open", path, errno);
    while (out->len <= most && (n = fread(block, 1, sizeof(block), file)) > 0)
        ie_buf_add(out, ie_str_n(block, n));
    int why = ferror(file) ? errno : 0;
    fclose(file);
    if (why)
        return ie_fail_open(err, "file.read", path, why);
    if (out->len > most) {
        ie_fail(err, IE_LIMIT, "file.too_large");
        ie_error_argi(err, "most", (int64_t)(most >> 20));
        ie_error_at(err, path, 0, 0, NULL);
        return IE_LIMIT;
    }
    return ie_buf_check(out, err);
}

int ie_cli_write_file(const char *path, struct ie_str bytes, struct ie_error *err)
{
    char beside[PATH_MAX];
    struct stat there;

    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) { /* a device stays one */
        ie_fail(err, IE_INPUT, "file.not_regular");
        ie_error_arg(err, "path", path);
        return IE_INPUT;
    }
    if ((size_t)snprintf(beside, sizeof(beside), "%s.part", path) >= sizeof(beside))
        return ie_fail_errno(err, "file.write", path, ENAMETOOLONG);
    FILE *file = fopen(beside, "we");
    if (!file)
        return ie_fail_errno(err, "file.write", path, errno);
    bool ok = (!bytes.len || fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len) &&
              fflush(file) == 0 && fsync(fileno(file)) == 0;
    ok = fclose(file) == 0 && ok;
    if (ok && rename(beside, path) == 0)
        return 0;
    int why = errno;
    unlink(beside);
    return ie_fail_errno(err, "file.write", path, why);
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
    int running = IE_GO_ON; /* who was interrupted before stays so */

    atomic_compare_exchange_strong(&interrupted, &running, IE_STOP_LIMIT);
}

void ie_cli_stop_after(int64_t seconds)
{
    ie_cli_stop_after_us(1000000 * seconds);
}

void ie_cli_stop_after_us(int64_t microseconds)
{
    struct itimerval timer = {
        .it_value = {.tv_sec = (time_t)(microseconds / 1000000),
                     .tv_usec = (suseconds_t)(microseconds % 1000000)}};

    signal(SIGALRM, on_alarm);
    setitimer(ITIMER_REAL, &timer, NULL);
}

void ie_cli_go_on(void)
{
    int limit = IE_STOP_LIMIT;

    ie_cli_stop_after_us(0);
    atomic_compare_exchange_strong(&interrupted, &limit, IE_GO_ON);
}

int ie_cli_control(struct ie_cli *cli, struct ie_solve_control *control,
                   struct ie_error *err)
{
    int64_t seed, threads = 0;
    int code = ie_option_int(&cli->options, "seed", 0, INT64_MAX, &seed, err);

    if (!code)
        code = ie_option_int(&cli->options, "threads", 1, 256, &threads, err);
    if (!code)
        *control = (struct ie_solve_control){.seed = (uint64_t)seed,
                                             .threads = (unsigned)threads,
                                             .stop = &interrupted,
                                             .progress = ie_cli_progress,
                                             .progress_data = cli};
    return code;
}

int ie_cli_job(struct ie_cli *cli, const char *kind, const json_t *args, json_t **result,
               struct ie_error *err)
{
    struct ie_solve_control control;
    int code = ie_cli_control(cli, &control, err);

    return code ? code
                : ie_job_run(cli->service, cli->actor, kind, args, &control, result, err);
}
