/* alloc, arena, buf, vec */
#include "harness.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

IE_TEST(alloc_refuses_overflow)
{
    volatile size_t half = SIZE_MAX / 2; /* the compiler must not see the product */

    IE_CHECK(ie_calloc(half, 3) == NULL);
    IE_CHECK(ie_realloc(NULL, half, 3) == NULL);
}

IE_TEST(alloc_fails_when_told)
{
    ie_alloc_fail_after(1);
    void *first = ie_calloc(1, 8);
    void *second = ie_calloc(1, 8);
    void *third = ie_calloc(1, 8);
    ie_alloc_fail_after(-1);
    IE_CHECK(first != NULL);
    IE_CHECK(second == NULL && third == NULL);
    ie_free(first);
}

IE_TEST(one_allocation_fails_alone)
{
    ie_alloc_fail_only(1);
    void *first = ie_calloc(1, 8);
    void *second = ie_calloc(1, 8);
    void *third = ie_calloc(1, 8);
    IE_CHECK_INT(ie_alloc_refused(), 1);
    ie_alloc_fail_after(-1);
    IE_CHECK(first != NULL && second == NULL && third != NULL);
    ie_free(first);
    ie_free(third);
}

IE_TEST(each_allocation_of_an_arena_can_be_refused)
{
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    ie_arena_chunk_each(true);
    struct ie_arena_mark mark = ie_arena_mark(&arena);
    uint64_t before = ie_alloc_count();
    for (int i = 0; i < 5; i++)
        IE_CHECK(ie_arena_alloc(&arena, 3) != NULL);
    IE_CHECK_INT(ie_alloc_count() - before, 5);
    ie_arena_rewind(&arena, mark);
    ie_arena_chunk_each(false);
    IE_CHECK_INT(arena.taken, 0);
    ie_arena_release(&arena);
}

IE_TEST(alloc_counts)
{
    uint64_t before = ie_alloc_count();
    void *block = ie_calloc(4, 4);

    IE_CHECK_INT(ie_alloc_count() - before, 1);
    ie_free(block);
}

IE_TEST(arena_gives_zeroed_aligned_distinct_blocks)
{
    struct ie_arena arena;
    unsigned char *block[400];

    ie_arena_init(&arena, 0);
    for (size_t i = 0; i < IE_COUNT(block); i++) {
        size_t size = 1 + i * 7 % 900;
        block[i] = ie_arena_alloc(&arena, size);
        if (!IE_CHECK(block[i] && (uintptr_t)block[i] % _Alignof(max_align_t) == 0))
            break;
        for (size_t k = 0; k < size; k++)
            if (!IE_CHECK(block[i][k] == 0))
                break;
        memset(block[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < IE_COUNT(block) && !ie_test_failed(); i++)
        for (size_t k = 0; k < 1 + i * 7 % 900; k++)
            IE_CHECK_INT(block[i][k], i % 251);
    ie_arena_release(&arena);
    IE_CHECK_INT(arena.taken, 0);
}

IE_TEST(arena_keeps_its_limit)
{
    struct ie_arena arena;

    ie_arena_init(&arena, 10000);
    IE_CHECK(ie_arena_alloc(&arena, 20000) == NULL);
    IE_CHECK(ie_arena_alloc(&arena, 100) != NULL);
    while (ie_arena_alloc(&arena, 100))
        IE_CHECK(arena.taken <= 10000);
    IE_CHECK(arena.taken <= 10000);
    IE_CHECK(ie_arena_array(&arena, SIZE_MAX / 4, 8) == NULL);
    ie_arena_release(&arena);
    IE_CHECK(ie_arena_alloc(&arena, 9000) != NULL);
    ie_arena_release(&arena);
}

IE_TEST(arena_rewinds_to_a_mark)
{
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    char *kept = ie_arena_strz(&arena, IE_STR("kept"));
    struct ie_arena_mark mark = ie_arena_mark(&arena);
    size_t taken = arena.taken;
    for (int i = 0; i < 100; i++)
        IE_CHECK(ie_arena_alloc(&arena, 1000) != NULL);
    ie_arena_rewind(&arena, mark);
    IE_CHECK_INT(arena.taken, taken);
    IE_CHECK_STR(kept, "kept");
    unsigned char *again = ie_arena_alloc(&arena, 64);
    for (size_t i = 0; again && i < 64; i++)
        IE_CHECK_INT(again[i], 0);
    ie_arena_release(&arena);
}

IE_TEST(arena_rewinds_to_empty)
{
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    struct ie_arena_mark mark = ie_arena_mark(&arena);
    IE_CHECK(ie_arena_alloc(&arena, 10) != NULL);
    ie_arena_rewind(&arena, mark);
    IE_CHECK(ie_arena_alloc(&arena, 10) != NULL);
    ie_arena_release(&arena);
}

IE_TEST(arena_clear_keeps_one_chunk)
{
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    IE_CHECK(ie_arena_alloc(&arena, 100000) != NULL);
    IE_CHECK(ie_arena_alloc(&arena, 100000) != NULL);
    ie_arena_clear(&arena);
    uint64_t before = ie_alloc_count();
    IE_CHECK(ie_arena_alloc(&arena, 100) != NULL);
    IE_CHECK_INT(ie_alloc_count(), before);
    ie_arena_release(&arena);
}

IE_TEST(arena_text)
{
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    IE_CHECK_STR(ie_arena_printf(&arena, "%d of %s", 3, "five"), "3 of five");
    struct ie_str copy = ie_arena_str(&arena, IE_STR("abc"));
    IE_CHECK_STR(copy, "abc");
    IE_CHECK_INT(copy.ptr[3], 0);
    IE_CHECK_STR(ie_arena_str(&arena, IE_STR("")), "");
    ie_arena_release(&arena);
}

IE_TEST(arena_survives_failing_allocations)
{
    for (int after = 0; after < 6; after++) {
        struct ie_arena arena;
        ie_arena_init(&arena, 0);
        ie_alloc_fail_after(after);
        for (int i = 0; i < 50; i++) {
            char *block = ie_arena_alloc(&arena, 3000);
            if (block)
                memset(block, 1, 3000);
        }
        ie_alloc_fail_after(-1);
        ie_arena_release(&arena);
        IE_CHECK_INT(arena.taken, 0);
    }
}

IE_TEST(buf_writes_integers)
{
    static const int64_t values[] = {0, 7, -7, 10, INT64_MAX, INT64_MIN};
    static const char *const texts[] = {
        "0", "7", "-7", "10", "9223372036854775807", "-9223372036854775808"};
    struct ie_buf buf = IE_BUF_INIT;

    for (size_t i = 0; i < IE_COUNT(values); i++) {
        ie_buf_clear(&buf);
        ie_buf_addi(&buf, values[i]);
        IE_CHECK_STR(ie_buf_str(&buf), texts[i]);
    }
    ie_buf_release(&buf);
}

IE_TEST(buf_remembers_a_failure)
{
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_error err;

    ie_buf_addz(&buf, "before");
    ie_alloc_fail_after(0);
    for (int i = 0; i < 500; i++)
        ie_buf_addc(&buf, 'x');
    ie_alloc_fail_after(-1);
    ie_buf_addz(&buf, "after");
    IE_CHECK_FAIL(ie_buf_check(&buf, &err), &err, IE_NOMEM, "memory.exhausted");
    ie_buf_clear(&buf);
    ie_buf_printf(&buf, "%s-%d", "again", 5);
    IE_CHECK_OK(ie_buf_check(&buf, &err), &err);
    IE_CHECK_STR(ie_buf_str(&buf), "again-5");
    ie_buf_release(&buf);
}

IE_TEST(buf_grows_over_many_writes)
{
    struct ie_buf buf = IE_BUF_INIT;

    for (int i = 0; i < 10000; i++)
        ie_buf_add(&buf, IE_STR("0123456789"));
    IE_CHECK_INT(buf.len, 100000);
    for (size_t i = 0; i < buf.len; i += 9973)
        IE_CHECK_INT(buf.ptr[i], '0' + (int)(i % 10));
    ie_buf_release(&buf);
}

IE_TEST(vec_keeps_what_was_pushed)
{
    struct pair {
        uint32_t a, b;
    };
    IE_VEC(struct pair) pairs = {0};

    for (uint32_t i = 0; i < 1000; i++) {
        struct pair *p = IE_PUSH(&pairs);
        IE_REQUIRE(p && p->a == 0 && p->b == 0);
        p->a = i;
    }
    IE_CHECK_INT(pairs.count, 1000);
    for (uint32_t i = 0; i < 1000; i++)
        IE_CHECK_INT(pairs.at[i].a, i);
    ie_alloc_fail_after(0);
    size_t count = pairs.count;
    while (pairs.count < pairs.room)
        IE_REQUIRE(IE_PUSH(&pairs) != NULL);
    count = pairs.count;
    IE_CHECK(IE_PUSH(&pairs) == NULL);
    ie_alloc_fail_after(-1);
    IE_CHECK_INT(pairs.count, count);
    IE_VEC_RELEASE(&pairs);
    IE_CHECK(pairs.at == NULL && pairs.count == 0);
}
