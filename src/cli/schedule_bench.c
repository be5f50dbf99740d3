/*
 * ieum schedule --bench DIR: every .dzn file of a directory, one line each, beside the
 * published results where they are known (published_results.csv in the directory or in the
 * one above: instance, variant, d, status OPT or UNSAT, optimum).
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "cli/schedule_dzn.h"
#include "engine/scheduling/exact/exact.h"

enum { PUBLISHED_BYTES = 16 << 20 };

struct bench {
    struct ie_cli *cli;
    const char *directory;
    struct ie_buf published;
    uint32_t done, differ, open;
    struct ie_json json;
};

static double processor_seconds(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + 1e-6 * (double)usage.ru_utime.tv_usec;
}

static void read_published(struct bench *b)
{
    static const char *const places[] = {"published_results.csv",
                                         "../published_results.csv"};
    struct ie_error ignored;

    for (size_t i = 0; i < IE_COUNT(places) && !b->published.len; i++) {
        char path[PATH_MAX];
        ie_buf_clear(&b->published);
        snprintf(path, sizeof(path), "%s/%s", b->directory, places[i]);
        if (ie_cli_read_file(path, PUBLISHED_BYTES, &b->published, &ignored) != 0)
            ie_buf_clear(&b->published);
    }
}

/* "0", "17", "infeasible" or "" as published for INSTANCE.VARIANT.dzn. */
static struct ie_str published(const struct bench *b, const char *name, uint32_t fairness)
{
    struct ie_str rest = ie_buf_str(&b->published), line, base = ie_str_z(name);

    base.len -= 4; /* .dzn */
    while (ie_str_split(&rest, '\n', &line)) {
        struct ie_str instance, variant, d, status, optimum;
        int64_t value;
        if (!ie_str_split(&line, ',', &instance) || !ie_str_split(&line, ',', &variant) ||
            !ie_str_split(&line, ',', &d) || !ie_str_split(&line, ',', &status) ||
            !ie_str_split(&line, ',', &optimum) || !ie_str_int64(d, &value))
            continue;
        if (value != fairness || base.len != instance.len + 1 + variant.len ||
            !ie_str_starts(base, instance) || !ie_str_ends(base, variant))
            continue;
        return ie_str_eqz(status, "OPT") ? optimum : IE_STR("infeasible");
    }
    return IE_STR_NONE;
}

static void report(struct bench *b, const char *name, const struct ie_exact_output *out,
                   uint32_t fairness, double seconds, double processor)
{
    struct ie_str known = published(b, name, fairness);
    char found[16] = "", bound[16] = "";
    bool whole = out->status == IE_EXACT_OPTIMAL || out->status == IE_EXACT_INFEASIBLE;

    if (out->slots)
        snprintf(found, sizeof(found), "%u", out->breaks);
    if (out->status != IE_EXACT_INFEASIBLE)
        snprintf(bound, sizeof(bound), "%u", out->bound);
    const char *result = out->status == IE_EXACT_INFEASIBLE ? "infeasible" : found;
    bool same = !known.len || ie_str_eqz(known, result);
    b->done++;
    b->open += !whole;
    b->differ += whole && !same;
    if (!b->cli->json) {
        printf("%-32s %-10s %6s %6s %9.2f %9.2f %10llu  %.*s%s\n", name,
               ie_exact_status_name(out->status), found, bound, seconds, processor,
               (unsigned long long)out->ticks, IE_STR_ARG(known),
               !known.len ? "-"
               : !whole   ? " ?"
               : same     ? " ="
                          : " DIFFERS");
        fflush(stdout);
        return;
    }
    ie_json_object(&b->json);
    ie_json_kstr(&b->json, "instance", ie_str_z(name));
    ie_json_kstr(&b->json, "status", ie_str_z(ie_exact_status_name(out->status)));
    if (out->slots)
        ie_json_kint(&b->json, "breaks", out->breaks);
    if (out->status != IE_EXACT_INFEASIBLE)
        ie_json_kint(&b->json, "bound", out->bound);
    ie_json_key(&b->json, "seconds");
    ie_json_double(&b->json, seconds);
    ie_json_key(&b->json, "processor_seconds");
    ie_json_double(&b->json, processor);
    ie_json_kint(&b->json, "ticks", (int64_t)out->ticks);
    ie_json_kstr(&b->json, "published", known);
    ie_json_kbool(&b->json, "differs", whole && !same);
    ie_json_end(&b->json);
}

static int run_one(struct bench *b, const char *name, struct ie_error *err)
{
    struct ie_arena_mark mark = ie_arena_mark(&b->cli->arena);
    struct ie_exact_problem problem;
    struct ie_exact_output out;
    struct ie_solve_control control;
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", b->directory, name);
    ie_cli_go_on();
    int code = ie_cli_exact_control(b->cli, &control, err);
    control.progress = NULL;
    double begun = ie_cli_seconds(), processor = processor_seconds();
    if (!code)
        code = ie_cli_read_dzn(b->cli, path, &problem, err);
    if (!code)
        code = ie_exact_solve(&problem, &control, &b->cli->arena, &out, err);
    if (!code && out.stopped == IE_CANCELLED)
        code = ie_fail(err, IE_CANCELLED, "schedule.cancelled");
    if (!code)
        report(b, name, &out, problem.fairness, ie_cli_seconds() - begun,
               processor_seconds() - processor);
    ie_arena_rewind(&b->cli->arena, mark);
    return code;
}

static int is_instance(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && ie_cli_is_dzn(entry->d_name);
}

static int finish(struct bench *b, double seconds, struct ie_buf *out,
                  struct ie_error *err)
{
    int code = 0;

    if (b->cli->json) {
        ie_json_end(&b->json);
        if (!(code = ie_buf_check(out, err)))
            ie_cli_json(b->cli, ie_buf_str(out));
    } else {
        printf(
            "%u instances, %u not finished, %u differ from what is published, %.1f s\n",
            b->done, b->open, b->differ, seconds);
    }
    if (!code && b->differ) {
        code = ie_fail(err, IE_INTERNAL, "schedule.bench_differs");
        ie_error_argi(err, "count", b->differ);
    } else if (!code && b->open) {
        code = ie_fail(err, IE_LIMIT, "schedule.bench_open");
        ie_error_argi(err, "count", b->open);
    }
    return code;
}

int ie_cli_bench_dzn(struct ie_cli *cli, const char *directory, struct ie_error *err)
{
    struct bench b = {.cli = cli, .directory = directory};
    struct ie_buf out = IE_BUF_INIT;
    struct dirent **entries;
    double begun = ie_cli_seconds();
    int code = 0, count = scandir(directory, &entries, is_instance, alphasort);

    if (count < 0)
        return ie_fail_open(err, "file.open", directory, errno);
    read_published(&b);
    b.json = ie_json_into(&out);
    if (cli->json)
        ie_json_array(&b.json);
    else
        printf("%-32s %-10s %6s %6s %9s %9s %10s  %s\n", "instance", "status", "breaks",
               "bound", "seconds", "processor", "ticks", "published");
    for (int i = 0; i < count; i++) {
        if (!code)
            code = run_one(&b, entries[i]->d_name, err);
        free(entries[i]); /* scandir's */
    }
    free(entries); /* scandir's */
    if (!code)
        code = finish(&b, ie_cli_seconds() - begun, &out, err);
    ie_buf_release(&out);
    ie_buf_release(&b.published);
    return code;
}
