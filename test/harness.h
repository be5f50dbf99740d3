/*
 * The C test harness: small, so that a failing test can be stepped through.
 *
 *   IE_TEST(day_refuses_30_february)
 *   {
 *       struct ie_error err;
 *       ie_day day;
 *
 *       IE_CHECK_FAIL(ie_day_parse(IE_STR("2019-02-30"), &day, &err), &err, IE_INPUT,
 *                     "day.no_such_day");
 *   }
 *
 * A test registers itself; `main` is in harness.c. The program runs every test, or those
 * whose name contains one of its arguments; `--list` names them. It prints a line for
 * each failed check and each skipped test, and ends in `N passed, N failed, N skipped`.
 * Exit status: 0, or 1 if a check failed, or 77 if every test was skipped.
 *
 * IE_CHECK… goes on after a failure; IE_REQUIRE… leaves the test function. The value
 * that was found comes first, the expected one second.
 */
#ifndef IE_TEST_HARNESS_H
#define IE_TEST_HARNESS_H

#include "base/error.h"
#include "base/id.h"
#include "base/str.h"

struct ie_test {
    const char *name;
    void (*run)(void);
    struct ie_test *next;
};

void ie_test_add(struct ie_test *test);

#define IE_TEST(test_name)                                                               \
    static void test_##test_name(void);                                                  \
    __attribute__((constructor)) static void add_##test_name(void)                       \
    {                                                                                    \
        static struct ie_test test = {#test_name, test_##test_name, NULL};               \
        ie_test_add(&test);                                                              \
    }                                                                                    \
    static void test_##test_name(void)

/* Each returns whether the check held, and prints a line if it did not. */
bool ie_test_true(const char *file, int line, const char *text, bool held);
bool ie_test_int(const char *file, int line, const char *text, int64_t found,
                 int64_t expected);
bool ie_test_double(const char *file, int line, const char *text, double found,
                    double expected, double tolerance);
bool ie_test_str(const char *file, int line, const char *text, struct ie_str found,
                 struct ie_str expected);
bool ie_test_ok(const char *file, int line, const char *text, int code,
                const struct ie_error *err);
bool ie_test_fail(const char *file, int line, const char *text, int code,
                  const struct ie_error *err, int expected, const char *id);

static inline struct ie_str ie_test_as_str(struct ie_str text)
{
    return text;
}

/* A struct ie_str or a NUL-terminated text. */
#define IE_TEST_STR(s)                                                                   \
    _Generic((s), struct ie_str : ie_test_as_str, default : ie_str_z)(s)

#define IE_CHECK(held) ie_test_true(__FILE__, __LINE__, #held, (held))
#define IE_CHECK_INT(found, expected)                                                    \
    ie_test_int(__FILE__, __LINE__, #found, (int64_t)(found), (int64_t)(expected))
#define IE_CHECK_DOUBLE(found, expected, tolerance)                                      \
    ie_test_double(__FILE__, __LINE__, #found, (found), (expected), (tolerance))
#define IE_CHECK_STR(found, expected)                                                    \
    ie_test_str(__FILE__, __LINE__, #found, IE_TEST_STR(found), IE_TEST_STR(expected))
/* The call must return 0; if not, the error is printed. */
#define IE_CHECK_OK(call, err) ie_test_ok(__FILE__, __LINE__, #call, (call), (err))
/* The call must return `code` and leave the message id in `err`. */
#define IE_CHECK_FAIL(call, err, code, id)                                               \
    ie_test_fail(__FILE__, __LINE__, #call, (call), (err), (code), (id))

#define IE_REQUIRE(held)                                                                 \
    do {                                                                                 \
        if (!IE_CHECK(held))                                                             \
            return;                                                                      \
    } while (0)
#define IE_REQUIRE_OK(call, err)                                                         \
    do {                                                                                 \
        if (!IE_CHECK_OK(call, err))                                                     \
            return;                                                                      \
    } while (0)

/* Leaves the test as skipped, saying why: data that is not there, a tool missing. */
#define IE_SKIP(reason)                                                                  \
    do {                                                                                 \
        ie_test_skip(reason);                                                            \
        return;                                                                          \
    } while (0)
void ie_test_skip(const char *reason);

/* True once a check of the running test has failed: ends long loops of a property. */
bool ie_test_failed(void);

/* Chance for property tests: seeded by IEUM_TEST_SEED or by a fixed number, so that runs
 * repeat. A failing program prints its seed. */
struct ie_rng *ie_test_rng(void);

/* How many rounds a property test runs: `usual` times IEUM_TEST_EFFORT (default 1). */
unsigned ie_test_rounds(unsigned usual);

/*
 * Memory that runs out (torture tests, after curl and SQLite): `run` is called with its
 * first allocation refused, then with its second one, and so on until it gets through
 * without a refusal; once with that allocation refused alone, which shows who goes on as
 * if nothing had been, and once with all behind it too, which shows who needs memory to
 * undo. Each allocation of an arena and of jansson counts. A call is right when it says
 * IE_NOMEM, in its code and in the error; when it says 0, what it gives must be right.
 * After each one it is called again with memory, and must say 0 and be right.
 * What a failed call forgets is found by the sanitizer build.
 */
struct ie_test_refusals {
    const char *name; /* said with a step that fails; may be NULL */
    int (*run)(void *data, struct ie_error *err);
    void *data;
    /* With memory, before each step: the same beginning for each. May be NULL. */
    void (*begin)(void *data);
    /* With memory, after each call that said 0: is what it gave right? May be NULL. */
    void (*right)(void *data);
    /* With memory, between a call that failed and its repetition: what there is to be seen
     * of a call that did nothing. May be NULL. */
    void (*failed)(void *data);
    bool survives; /* it may do without some of what it asks for, and say 0 */
    bool once;     /* after 0 it is not called again: it would do the same twice */
    unsigned
        most; /* so many steps of each sort, evenly from a start by chance (the test's
                      seed), where there are more allocations; 0: every one */
};
/* Returns how many allocations there were. */
unsigned ie_test_refuse(const struct ie_test_refusals *what);
/* Of a call that begins anew each time: every allocation, and it must say IE_NOMEM. */
unsigned ie_test_each_allocation(int (*run)(void *data, struct ie_error *err),
                                 void *data);

/* A file of this source tree ("examples/…"), a fresh path in a directory of this
 * program that is removed at exit, a data file handed in beside the tree (below
 * ../shared/data, or IEUM_SHARED_DATA) or NULL if it is not there. The text stays valid
 * until the eighth call after it. */
const char *ie_test_source(const char *path);
const char *ie_test_temp(const char *name);
const char *ie_test_shared(const char *path);

#endif
