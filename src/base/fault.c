#include "base/fault.h"

#include <stdatomic.h>
#include <unistd.h>

static _Atomic int64_t left = -1;
static _Atomic int64_t passed;
static _Atomic(const char *) last;

void ie_fault_point(const char *name)
{
    int64_t n = atomic_load_explicit(&left, memory_order_relaxed);

    if (n < 0)
        return;
    atomic_store(&last, name);
    atomic_fetch_add(&passed, 1);
    if (n == 0)
        _exit(IE_FAULT_STATUS);
    atomic_fetch_sub(&left, 1);
}

void ie_fault_kill_after(int64_t points)
{
    atomic_store(&passed, 0);
    atomic_store(&left, points);
}

int64_t ie_fault_points(void)
{
    return atomic_load(&passed);
}

const char *ie_fault_last(void)
{
    return atomic_load(&last);
}
