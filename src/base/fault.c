#include "base/fault.h"

#include <errno.h>
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

static _Atomic int64_t writes_left = -1, refused;
static _Atomic bool refuse_one;

bool ie_fault_io(void)
{
    int64_t n = atomic_load_explicit(&writes_left, memory_order_relaxed);

    if (n < 0)
        return false;
    if (n > 0) {
        atomic_fetch_sub(&writes_left, 1);
        return false;
    }
    atomic_fetch_add(&refused, 1);
    if (atomic_load(&refuse_one))
        atomic_store(&writes_left, -1);
    errno = ENOSPC;
    return true;
}

void ie_fault_io_after(int64_t writes, bool only)
{
    atomic_store(&refused, 0);
    atomic_store(&refuse_one, only);
    atomic_store(&writes_left, writes);
}

int64_t ie_fault_io_refused(void)
{
    return atomic_load(&refused);
}
