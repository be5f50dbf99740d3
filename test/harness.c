#include "harness.h"

#include <ftw.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/json.h"

static struct {
    struct ie_test *first, **last;
    const struct ie_test *running;
    unsigned failures; /* of the running test */
    bool skipped;
    unsigned passed, failed, skips;
    uint64_t seed;
    struct ie_rng rng;
    char temp[64]; /* "" until somebody asks */
} state = {.last = &state.first};

void ie_test_add(struct ie_test *test)
{
    *state.last = test;
    state.last = &test->next;
}

IE_PRINTF(3, 4)
static bool report(const char *file, int line, const char *format, ...)
{
    va_list args;

    state.failures++;
    printf("%s:%d: %s: ", file, line, state.running ? state.running->name : "?");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
    return false;
}

/* Text for a line of output: control characters shown as escapes. */
static const char *shown(struct ie_str text, char *out, size_t room)
{
    size_t n = 0;

    if (!text.ptr)
        return "(none)";
    out[n++] = '"';
    for (size_t i = 0; i < text.len && n + 12 < room; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '\n' || c == '"' || c == '\\') {
            out[n++] = '\\';
            out[n++] = c == '\n' ? 'n' : (char)c;
        } else if (c < 0x20 || c == 0x7F) {
            n += (size_t)snprintf(out + n, room - n, "\\x%02X", c);
        } else {
            out[n++] = (char)c;
        }
        if (n + 13 >= room && i + 1 < text.len) {
            n += (size_t)snprintf(out + n, room - n, "…");
            break;
        }
    }
    out[n++] = '"';
    out[n] = '\0';
    return out;
}

bool ie_test_true(const char *file, int line, const char *text, bool held)
{
    return held || report(file, line, "%s does not hold", text);
}

bool ie_test_int(const char *file, int line, const char *text, int64_t found,
                 int64_t expected)
{
    return found == expected || report(file, line, "%s is %" PRId64 ", expected %" PRId64,
                                       text, found, expected);
}

bool ie_test_double(const char *file, int line, const char *text, double found,
                    double expected, double tolerance)
{
    return fabs(found - expected) <= tolerance ||
           report(file, line, "%s is %.17g, expected %.17g (± %g)", text, found, expected,
                  tolerance);
}

bool ie_test_str(const char *file, int line, const char *text, struct ie_str found,
                 struct ie_str expected)
{
    char a[2048], b[2048];

    if (ie_str_eq(found, expected) && !found.ptr == !expected.ptr)
        return true;
    return report(file, line, "%s is %s, expected %s", text, shown(found, a, sizeof(a)),
                  shown(expected, b, sizeof(b)));
}

static void print_error(const struct ie_error *err)
{
    printf("    error: %s", err->id);
    for (unsigned i = 0; i < err->args; i++)
        printf(" %s=\"%s\"", err->arg[i].name, err->arg[i].value);
    if (err->file[0] || err->line || err->field[0])
        printf(" at %s:%u:%u %s", err->file, err->line, err->column, err->field);
    printf("\n");
}

bool ie_test_ok(const char *file, int line, const char *text, int code,
                const struct ie_error *err)
{
    if (code == IE_OK)
        return true;
    report(file, line, "%s fails: %s", text, ie_code_name((enum ie_code)code));
    if (err)
        print_error(err);
    return false;
}

bool ie_test_fail(const char *file, int line, const char *text, int code,
                  const struct ie_error *err, int expected, const char *id)
{
    if (code != expected)
        report(file, line, "%s returns %s, expected %s", text,
               ie_code_name((enum ie_code)code), ie_code_name((enum ie_code)expected));
    else if (strcmp(err->id, id) != 0)
        report(file, line, "%s says \"%s\", expected \"%s\"", text, err->id, id);
    else if ((int)err->code != code)
        report(file, line, "%s returns %d but the error holds %d", text, code,
               (int)err->code);
    else
        return true;
    if (code != IE_OK)
        print_error(err);
    return false;
}

void ie_test_skip(const char *reason)
{
    state.skipped = true;
    printf("skip %s: %s\n", state.running->name, reason);
}

bool ie_test_failed(void)
{
    return state.failures > 0;
}

struct ie_rng *ie_test_rng(void)
{
    return &state.rng;
}

unsigned ie_test_rounds(unsigned usual)
{
    const char *effort = getenv("IEUM_TEST_EFFORT");
    double times = 1;

    if (effort &&
        (!ie_str_double(ie_str_z(effort), &times) || times < 0.001 || times > 1e6))
        times = 1;
    return (unsigned)ceil(usual * times);
}

/* ---------------------------------------------------------------------- refusals */

static int refuse_at(const struct ie_test_refusals *what, int64_t at, bool only,
                     struct ie_error *err, uint64_t *refused)
{
    *err = (struct ie_error){.code = IE_OK};
    if (what->begin)
        what->begin(what->data);
    if (only)
        ie_alloc_fail_only(at);
    else
        ie_alloc_fail_after(at);
    int code = what->run(what->data, err);
    *refused = ie_alloc_refused();
    ie_alloc_fail_after(-1);
    return code;
}

/* With memory: it says 0, and what it gives is right. */
static bool goes_well(const struct ie_test_refusals *what, const char *when,
                      uint64_t *count)
{
    struct ie_error err = {.code = IE_OK};

    *count = ie_alloc_count();
    int code = what->run(what->data, &err);
    *count = ie_alloc_count() - *count;
    if (!ie_test_ok(__FILE__, __LINE__, when, code, &err))
        return false;
    if (what->right)
        what->right(what->data);
    return !state.failures;
}

/* False when nothing was refused: the call is through. */
static bool refuse_step(const struct ie_test_refusals *what, int64_t at, bool only)
{
    struct ie_error err;
    uint64_t refused, count;
    int code = refuse_at(what, at, only, &err, &refused);

    if (!refused)
        return !ie_test_ok(__FILE__, __LINE__, "the call with memory enough", code, &err);
    if (code ? code != IE_NOMEM || err.code != IE_NOMEM : !what->survives)
        report(__FILE__, __LINE__, "says %s, \"%s\"", ie_code_name((enum ie_code)code),
               err.id);
    else if (!code && what->right)
        what->right(what->data);
    if (code && what->failed)
        what->failed(what->data);
    if (code || !what->once)
        (void)goes_well(what, "the call again, with memory", &count);
    if (state.failures)
        printf("    %s: allocation %" PRId64 " refused%s\n",
               what->name ? what->name : "the call", at, only ? " alone" : "");
    return !state.failures;
}

unsigned ie_test_refuse(const struct ie_test_refusals *what)
{
    enum { MOST = 1000000 };
    unsigned steps = 0;

    ie_arena_chunk_each(true);
    uint64_t count = 0;
    for (int i = 0; i < 2; i++) { /* the first fills what is kept from call to call */
        if (what->begin)
            what->begin(what->data);
        if (!goes_well(what, "the call with memory enough", &count))
            return 0;
    }
    unsigned stride = what->most ? (unsigned)(count / ie_test_rounds(what->most)) + 1 : 1;
    for (int only = 0; only < 2; only++)
        for (int64_t at = (int64_t)ie_rng_below(&state.rng, stride);
             at < MOST && refuse_step(what, at, only); at += stride)
            steps++;
    ie_arena_chunk_each(false);
    if (getenv("IEUM_TEST_TELL"))
        printf("    %s: %" PRIu64 " allocations, %u refused\n",
               what->name ? what->name : "the call", count, steps);
    return steps;
}

unsigned ie_test_each_allocation(int (*run)(void *data, struct ie_error *err), void *data)
{
    struct ie_test_refusals what = {.run = run, .data = data};

    return ie_test_refuse(&what);
}

/* ------------------------------------------------------------------------ files */

IE_PRINTF(1, 2)
static const char *kept_path(const char *format, ...)
{
    static char ring[8][512];
    static unsigned turn;
    char *path = ring[turn++ % IE_COUNT(ring)];
    va_list args;

    va_start(args, format);
    int len = vsnprintf(path, sizeof(ring[0]), format, args);
    va_end(args);
    if (len < 0 || (size_t)len >= sizeof(ring[0]))
        IE_BUG("a path of the tests is too long");
    return path;
}

static const char *source_root(void)
{
    const char *root = getenv("IEUM_SOURCE");

    return root ? root : IE_TEST_SOURCE;
}

const char *ie_test_source(const char *path)
{
    return kept_path("%s/%s", source_root(), path);
}

const char *ie_test_shared(const char *path)
{
    const char *root = getenv("IEUM_SHARED_DATA");
    const char *full = root ? kept_path("%s/%s", root, path)
                            : kept_path("%s/../shared/data/%s", source_root(), path);

    return access(full, R_OK) == 0 ? full : NULL;
}

static int remove_one(const char *path, const struct stat *info, int kind,
                      struct FTW *walk)
{
    return remove(path);
}

const char *ie_test_temp(const char *name)
{
    if (!state.temp[0]) {
        const char *base = getenv("TMPDIR");
        snprintf(state.temp, sizeof(state.temp), "%s/ieum-test-XXXXXX",
                 base && strlen(base) < 40 ? base : "/tmp");
        if (!mkdtemp(state.temp))
            IE_BUG("no directory for temporary files");
    }
    return kept_path("%s/%s", state.temp, name);
}

/* ------------------------------------------------------------------------- main */

static bool asked_for(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(name, argv[i]))
            return true;
    return argc < 2;
}

static void run_one(const struct ie_test *test)
{
    state.running = test;
    state.failures = 0;
    state.skipped = false;
    ie_rng_init(&state.rng, state.seed);
    test->run();
    if (state.failures)
        state.failed++;
    else if (state.skipped)
        state.skips++;
    else
        state.passed++;
    state.running = NULL;
}

int main(int argc, char **argv)
{
    const char *seed = getenv("IEUM_TEST_SEED");

    ie_json_memory();
    state.seed = seed ? strtoull(seed, NULL, 10) : 20191028;
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (const struct ie_test *t = state.first; t; t = t->next)
            printf("%s\n", t->name);
        return 0;
    }
    for (const struct ie_test *t = state.first; t; t = t->next)
        if (asked_for(t->name, argc, argv))
            run_one(t);
    if (state.temp[0])
        nftw(state.temp, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (state.failed)
        printf("seed: IEUM_TEST_SEED=%" PRIu64 "\n", state.seed);
    printf("%u passed, %u failed, %u skipped\n", state.passed, state.failed, state.skips);
    if (state.failed || state.passed + state.skips == 0)
        return 1;
    return state.passed ? 0 : 77;
}
