/*
 * A disk that can lose its power, as a VFS for SQLite, all in memory.
 *
 *   write ─▶ what programs read        sync ─▶ what survives
 *
 * Every write, sync, truncate and delete is numbered. A plan says what happens at one
 * number: the power goes (power_cut), or this one call fails (power_fail), once or from
 * then on. After a cut every call fails until power_boot, which leaves of each file what
 * was synced and, of every later write, a random set of its sectors, one of them torn in
 * the middle: an operating system may write its cache back in any order.
 *
 * A killed process loses nothing of this kind (the page cache outlives it): that is why
 * this disk exists. Included by the tests that use it; one disk a program.
 */
#ifndef IE_TEST_VFS_POWER_H
#define IE_TEST_VFS_POWER_H

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

enum { POWER_FILES = 16, POWER_SECTOR = 512, POWER_REGIONS = 64 };

enum power_event { POWER_NOTHING, POWER_CUT, POWER_FAIL_ONCE, POWER_FAIL_ON };

struct power_write { /* not synced yet */
    size_t at, len;  /* len SIZE_MAX: truncated to `at` */
    unsigned char *bytes;
};

struct power_inode {
    char name[300];
    unsigned char *now, *safe;
    size_t now_len, safe_len;
    struct power_write *loose;
    size_t loose_count;
    void *region[POWER_REGIONS]; /* shared memory of the WAL index */
    bool there;
};

static struct {
    struct power_inode file[POWER_FILES];
    enum power_event event;
    int64_t at, count; /* number of the call at which it happens; calls so far */
    bool off;          /* power is cut */
    bool hit;          /* the planned event has happened */
    int result;        /* what a failing call returns */
} power;

struct power_file { /* what SQLite sees; begins as its base class */
    sqlite3_file base;
    struct power_inode *inode;
};

/* ---- the plan ---- */

static inline void power_plan(enum power_event event, int64_t at, int result)
{
    power.event = event;
    power.at = at;
    power.count = 0;
    power.hit = false;
    power.result = result;
}

/* Counts one call; the result that it must fail with, or SQLITE_OK. */
static inline int power_step(int failure)
{
    if (power.off)
        return failure;
    power.count++;
    if (power.event == POWER_NOTHING || power.count < power.at)
        return SQLITE_OK;
    if (power.count > power.at && power.event != POWER_FAIL_ON)
        return SQLITE_OK;
    power.hit = true;
    if (power.event == POWER_CUT)
        power.off = true;
    return power.result ? power.result : failure;
}

/* ---- files ---- */

static inline struct power_inode *power_find(const char *name)
{
    for (size_t i = 0; name && i < POWER_FILES; i++)
        if (power.file[i].there && strcmp(power.file[i].name, name) == 0)
            return &power.file[i];
    return NULL;
}

static inline void power_forget_loose(struct power_inode *f)
{
    for (size_t i = 0; i < f->loose_count; i++)
        free(f->loose[i].bytes);
    free(f->loose);
    f->loose = NULL;
    f->loose_count = 0;
}

static inline void power_forget(struct power_inode *f)
{
    power_forget_loose(f);
    for (size_t i = 0; i < POWER_REGIONS; i++)
        free(f->region[i]);
    free(f->now);
    free(f->safe);
    memset(f, 0, sizeof(*f));
}

static inline void power_put(unsigned char **bytes, size_t *len, size_t at,
                             const void *from, size_t n)
{
    if (at + n > *len) {
        *bytes = realloc(*bytes, at + n);
        memset(*bytes + *len, 0, at + n - *len);
        *len = at + n;
    }
    memcpy(*bytes + at, from, n);
}

static inline void power_cut_to(unsigned char **bytes, size_t *len, size_t at)
{
    if (at < *len)
        *len = at;
}

static inline void power_note(struct power_inode *f, size_t at, const void *from,
                              size_t n)
{
    f->loose = realloc(f->loose, (f->loose_count + 1) * sizeof(*f->loose));
    struct power_write *w = &f->loose[f->loose_count++];
    *w = (struct power_write){at, n, NULL};
    if (from) {
        w->bytes = malloc(n);
        memcpy(w->bytes, from, n);
    }
}

/* Of one write, which was never synced: some sectors, one of them torn. */
static inline void power_land(struct power_inode *f, const struct power_write *w)
{
    struct ie_rng *rng = ie_test_rng();

    if (w->len == SIZE_MAX) {
        if (ie_rng_below(rng, 2))
            power_cut_to(&f->safe, &f->safe_len, w->at);
        return;
    }
    bool all = ie_rng_below(rng, 3) == 0, none = !all && ie_rng_below(rng, 2) == 0;
    for (size_t from = 0; !none && from < w->len; from += POWER_SECTOR) {
        size_t n = w->len - from < POWER_SECTOR ? w->len - from : POWER_SECTOR;
        if (!all && ie_rng_below(rng, 2))
            continue;
        if (!all && ie_rng_below(rng, 8) == 0) /* torn */
            n = ie_rng_below(rng, n) + 1;
        power_put(&f->safe, &f->safe_len, w->at + from, w->bytes + from, n);
    }
}

/* The machine comes up again. */
static inline void power_boot(void)
{
    for (size_t i = 0; i < POWER_FILES; i++) {
        struct power_inode *f = &power.file[i];
        if (!f->there)
            continue;
        for (size_t k = 0; k < f->loose_count; k++)
            power_land(f, &f->loose[k]);
        power_forget_loose(f);
        for (size_t k = 0; k < POWER_REGIONS; k++) {
            free(f->region[k]);
            f->region[k] = NULL;
        }
        f->now = realloc(f->now, f->safe_len ? f->safe_len : 1);
        if (f->safe_len)
            memcpy(f->now, f->safe, f->safe_len);
        f->now_len = f->safe_len;
    }
    power.off = false;
    power_plan(POWER_NOTHING, 0, 0);
}

static inline void power_format(void) /* an empty disk */
{
    for (size_t i = 0; i < POWER_FILES; i++)
        power_forget(&power.file[i]);
    power.off = false;
    power_plan(POWER_NOTHING, 0, 0);
}

/* ---- sqlite3_io_methods ---- */

static inline struct power_inode *power_of(sqlite3_file *file)
{
    return ((struct power_file *)file)->inode;
}

static int power_close(sqlite3_file *file)
{
    (void)file;
    return SQLITE_OK;
}

static int power_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    const struct power_inode *f = power_of(file);
    size_t from = (size_t)at, len = (size_t)n;

    if (power.off)
        return SQLITE_IOERR_READ;
    size_t have = from < f->now_len ? f->now_len - from : 0;
    if (have >= len) {
        memcpy(out, f->now + from, len);
        return SQLITE_OK;
    }
    memset(out, 0, len);
    if (have)
        memcpy(out, f->now + from, have);
    return SQLITE_IOERR_SHORT_READ;
}

static int power_write_bytes(sqlite3_file *file, const void *bytes, int n,
                             sqlite3_int64 at)
{
    struct power_inode *f = power_of(file);
    bool before = power.off;
    int rc = power_step(SQLITE_IOERR_WRITE);

    if (rc != SQLITE_OK && (before || !power.off))
        return rc;
    /* The write under way at the moment of the cut may land too. */
    power_put(&f->now, &f->now_len, (size_t)at, bytes, (size_t)n);
    power_note(f, (size_t)at, bytes, (size_t)n);
    return rc;
}

static int power_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct power_inode *f = power_of(file);
    int rc = power_step(SQLITE_IOERR_TRUNCATE);

    if (rc != SQLITE_OK)
        return rc;
    power_cut_to(&f->now, &f->now_len, (size_t)size);
    power_note(f, (size_t)size, NULL, SIZE_MAX);
    return SQLITE_OK;
}

static int power_sync(sqlite3_file *file, int flags)
{
    struct power_inode *f = power_of(file);
    int rc = power_step(SQLITE_IOERR_FSYNC);

    (void)flags;
    if (rc != SQLITE_OK)
        return rc;
    power_forget_loose(f);
    f->safe = realloc(f->safe, f->now_len ? f->now_len : 1);
    if (f->now_len)
        memcpy(f->safe, f->now, f->now_len);
    f->safe_len = f->now_len;
    return SQLITE_OK;
}

static int power_size(sqlite3_file *file, sqlite3_int64 *size)
{
    if (power.off)
        return SQLITE_IOERR_FSTAT;
    *size = (sqlite3_int64)power_of(file)->now_len;
    return SQLITE_OK;
}

static int power_lock(sqlite3_file *file, int level)
{
    (void)file;
    (void)level;
    return power.off ? SQLITE_IOERR_LOCK : SQLITE_OK;
}

static int power_check_lock(sqlite3_file *file, int *held)
{
    (void)file;
    *held = 0;
    return SQLITE_OK;
}

static int power_control(sqlite3_file *file, int op, void *arg)
{
    (void)file;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int power_sector(sqlite3_file *file)
{
    (void)file;
    return POWER_SECTOR;
}

static int power_traits(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE; /* as the Unix VFS says */
}

static int power_shm_map(sqlite3_file *file, int region, int size, int extend,
                         void volatile **out)
{
    struct power_inode *f = power_of(file);

    *out = NULL;
    if (power.off || region >= POWER_REGIONS)
        return SQLITE_IOERR_SHMMAP;
    if (!f->region[region] && extend)
        f->region[region] = calloc(1, (size_t)size);
    *out = f->region[region];
    return SQLITE_OK;
}

static int power_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    (void)file;
    (void)offset;
    (void)n;
    (void)flags;
    return SQLITE_OK; /* one connection at a time */
}

static void power_shm_barrier(sqlite3_file *file)
{
    (void)file;
}

static int power_shm_unmap(sqlite3_file *file, int erase)
{
    struct power_inode *f = power_of(file);

    for (size_t i = 0; erase && i < POWER_REGIONS; i++) {
        free(f->region[i]);
        f->region[i] = NULL;
    }
    return SQLITE_OK;
}

static const sqlite3_io_methods power_methods = {
    .iVersion = 2,
    .xClose = power_close,
    .xRead = power_read,
    .xWrite = power_write_bytes,
    .xTruncate = power_truncate,
    .xSync = power_sync,
    .xFileSize = power_size,
    .xLock = power_lock,
    .xUnlock = power_lock,
    .xCheckReservedLock = power_check_lock,
    .xFileControl = power_control,
    .xSectorSize = power_sector,
    .xDeviceCharacteristics = power_traits,
    .xShmMap = power_shm_map,
    .xShmLock = power_shm_lock,
    .xShmBarrier = power_shm_barrier,
    .xShmUnmap = power_shm_unmap,
};

/* ---- sqlite3_vfs ---- */

static int power_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                      int *out_flags)
{
    struct power_file *p = (struct power_file *)file;
    struct power_inode *f = power_find(name);

    (void)vfs;
    p->base.pMethods = NULL;
    if (power.off || (!f && !(flags & SQLITE_OPEN_CREATE)))
        return SQLITE_CANTOPEN;
    for (size_t i = 0; !f && i < POWER_FILES; i++)
        if (!power.file[i].there) {
            f = &power.file[i];
            f->there = true;
            snprintf(f->name, sizeof(f->name), "%s", name ? name : "");
        }
    if (!f)
        return SQLITE_CANTOPEN;
    p->inode = f;
    p->base.pMethods = &power_methods;
    if (out_flags)
        *out_flags = flags;
    return SQLITE_OK;
}

static int power_delete(sqlite3_vfs *vfs, const char *name, int sync_directory)
{
    struct power_inode *f = power_find(name);
    int rc = power_step(SQLITE_IOERR_DELETE);

    (void)vfs;
    (void)sync_directory;
    if (rc != SQLITE_OK)
        return rc;
    if (!f)
        return SQLITE_IOERR_DELETE_NOENT;
    power_forget(f);
    return SQLITE_OK;
}

static int power_access(sqlite3_vfs *vfs, const char *name, int flags, int *there)
{
    (void)vfs;
    (void)flags;
    const struct power_inode *f = power_find(name);
    *there = f && (flags != SQLITE_ACCESS_EXISTS || f->now_len > 0);
    return power.off ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

static int power_full_path(sqlite3_vfs *vfs, const char *name, int room, char *out)
{
    (void)vfs;
    snprintf(out, (size_t)room, "%s", name);
    return SQLITE_OK;
}

static int power_random(sqlite3_vfs *vfs, int n, char *out)
{
    (void)vfs;
    for (int i = 0; i < n; i++)
        out[i] = (char)ie_rng_next(ie_test_rng());
    return n;
}

static int power_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int power_time(sqlite3_vfs *vfs, double *julian)
{
    (void)vfs;
    *julian = 2458784.5;
    return SQLITE_OK;
}

static int power_last_error(sqlite3_vfs *vfs, int n, char *out)
{
    (void)vfs;
    (void)n;
    (void)out;
    return 0;
}

/* Makes this the VFS of every connection opened from now on. */
static inline void power_install(void)
{
    static sqlite3_vfs vfs = {
        .iVersion = 1,
        .szOsFile = sizeof(struct power_file),
        .mxPathname = 256,
        .zName = "power",
        .xOpen = power_open,
        .xDelete = power_delete,
        .xAccess = power_access,
        .xFullPathname = power_full_path,
        .xRandomness = power_random,
        .xSleep = power_sleep,
        .xCurrentTime = power_time,
        .xGetLastError = power_last_error,
    };

    sqlite3_vfs_register(&vfs, 1);
}

#endif
