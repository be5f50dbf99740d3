#include "store/vfs_gather.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

#include "base/alloc.h"
#include "base/base.h"

/* Bytes that wait; a larger commit goes out in parts. SQLite's VFS for Unix takes less than
 * 128 KiB in one write. */
enum { MOST = 120 * 1024 };

struct file {
    sqlite3_file base; /* what SQLite sees */
    sqlite3_file *below;
    struct file *log; /* of a database: its log, while that is open */
    struct file *database;
    unsigned char *bytes; /* of a log: room for MOST, or NULL before the first write */
    int len;
    sqlite3_int64 at; /* where they belong */
};

static struct file *of(sqlite3_file *file)
{
    return (struct file *)file;
}

/* ---- what waits ---- */

static int put(struct file *log)
{
    if (!log || log->len == 0)
        return SQLITE_OK;
    int rc = log->below->pMethods->xWrite(log->below, log->bytes, log->len, log->at);
    if (rc == SQLITE_OK)
        log->len = 0;
    return rc;
}

static int log_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    struct file *log = of(file);

    if (log->len && (at != log->at + log->len || n > MOST - log->len)) {
        int rc = put(log);
        if (rc != SQLITE_OK)
            return rc;
    }
    if (!log->bytes)
        log->bytes = ie_calloc(1, MOST);
    if (!log->bytes || n > MOST)
        return log->below->pMethods->xWrite(log->below, bytes, n, at);
    if (log->len == 0)
        log->at = at;
    memcpy(log->bytes + log->len, bytes, (size_t)n);
    log->len += n;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    int rc = put(of(file));

    return rc != SQLITE_OK
               ? rc
               : of(file)->below->pMethods->xRead(of(file)->below, out, n, at);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int rc = put(of(file));

    return rc != SQLITE_OK ? rc
                           : of(file)->below->pMethods->xTruncate(of(file)->below, size);
}

static int log_sync(sqlite3_file *file, int flags)
{
    int rc = put(of(file));

    return rc != SQLITE_OK ? rc
                           : of(file)->below->pMethods->xSync(of(file)->below, flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size)
{
    int rc = put(of(file));

    return rc != SQLITE_OK ? rc
                           : of(file)->below->pMethods->xFileSize(of(file)->below, size);
}

/* What still waits was never committed: the locks are gone, so it goes as well. */
static int log_close(sqlite3_file *file)
{
    struct file *log = of(file);

    if (log->database)
        log->database->log = NULL;
    ie_free(log->bytes);
    log->bytes = NULL;
    return log->below->pMethods->xClose(log->below);
}

/* ---- the database's file ---- */

static int database_close(sqlite3_file *file)
{
    if (of(file)->log)
        of(file)->log->database = NULL;
    return of(file)->below->pMethods->xClose(of(file)->below);
}

static int database_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    struct file *f = of(file);
    int rc = put(f->log);

    /* A lock must be let go of even if the disk fails; then nothing may wait any more. */
    if (rc != SQLITE_OK && (flags & SQLITE_SHM_UNLOCK))
        f->log->len = 0;
    else if (rc != SQLITE_OK)
        return rc;
    return f->below->pMethods->xShmLock(f->below, offset, n, flags);
}

static void database_shm_barrier(sqlite3_file *file)
{
    (void)put(of(file)->log);
    of(file)->below->pMethods->xShmBarrier(of(file)->below);
}

/* ---- handed on ---- */

static int plain_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    return of(file)->below->pMethods->xRead(of(file)->below, out, n, at);
}

static int plain_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    return of(file)->below->pMethods->xWrite(of(file)->below, bytes, n, at);
}

static int plain_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return of(file)->below->pMethods->xTruncate(of(file)->below, size);
}

static int plain_sync(sqlite3_file *file, int flags)
{
    return of(file)->below->pMethods->xSync(of(file)->below, flags);
}

static int plain_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return of(file)->below->pMethods->xFileSize(of(file)->below, size);
}

static int plain_lock(sqlite3_file *file, int level)
{
    return of(file)->below->pMethods->xLock(of(file)->below, level);
}

static int plain_unlock(sqlite3_file *file, int level)
{
    return of(file)->below->pMethods->xUnlock(of(file)->below, level);
}

static int plain_reserved(sqlite3_file *file, int *held)
{
    return of(file)->below->pMethods->xCheckReservedLock(of(file)->below, held);
}

static int plain_control(sqlite3_file *file, int op, void *arg)
{
    return of(file)->below->pMethods->xFileControl(of(file)->below, op, arg);
}

static int plain_sector(sqlite3_file *file)
{
    return of(file)->below->pMethods->xSectorSize(of(file)->below);
}

static int plain_traits(sqlite3_file *file)
{
    return of(file)->below->pMethods->xDeviceCharacteristics(of(file)->below);
}

static int plain_shm_map(sqlite3_file *file, int region, int size, int extend,
                         void volatile **out)
{
    return of(file)->below->pMethods->xShmMap(of(file)->below, region, size, extend, out);
}

static int plain_shm_unmap(sqlite3_file *file, int erase)
{
    return of(file)->below->pMethods->xShmUnmap(of(file)->below, erase);
}

static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = plain_lock,
    .xUnlock = plain_unlock,
    .xCheckReservedLock = plain_reserved,
    .xFileControl = plain_control,
    .xSectorSize = plain_sector,
    .xDeviceCharacteristics = plain_traits,
};

/* Version 2: with shared memory, without mapped pages, which only readers use. */
static const sqlite3_io_methods database_methods = {
    .iVersion = 2,
    .xClose = database_close,
    .xRead = plain_read,
    .xWrite = plain_write,
    .xTruncate = plain_truncate,
    .xSync = plain_sync,
    .xFileSize = plain_size,
    .xLock = plain_lock,
    .xUnlock = plain_unlock,
    .xCheckReservedLock = plain_reserved,
    .xFileControl = plain_control,
    .xSectorSize = plain_sector,
    .xDeviceCharacteristics = plain_traits,
    .xShmMap = plain_shm_map,
    .xShmLock = database_shm_lock,
    .xShmBarrier = database_shm_barrier,
    .xShmUnmap = plain_shm_unmap,
};

/* ---- the VFS ---- */

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *below;
} gather;

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                     int *out_flags)
{
    (void)vfs;
    if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
        return gather.below->xOpen(gather.below, name, file, flags, out_flags);
    struct file *f = of(file);
    memset(f, 0, sizeof(*f));
    f->below = (sqlite3_file *)(f + 1);
    int rc = gather.below->xOpen(gather.below, name, f->below, flags, out_flags);
    if (!f->below->pMethods)
        return rc;
    if (flags & SQLITE_OPEN_WAL) {
        f->database = of(sqlite3_database_file_object(name));
        f->database->log = f;
    }
    f->base.pMethods = flags & SQLITE_OPEN_WAL ? &log_methods : &database_methods;
    return rc;
}

static void make(void)
{
    gather.below = sqlite3_vfs_find(NULL);
    if (!gather.below)
        return;
    gather.vfs = *gather.below;
    gather.vfs.pNext = NULL;
    gather.vfs.zName = "ieum-gather";
    gather.vfs.szOsFile = (int)sizeof(struct file) + gather.below->szOsFile;
    gather.vfs.xOpen = open_file;
    sqlite3_vfs_register(&gather.vfs, 0);
}

const char *ie_vfs_gather(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make);
    return gather.below ? gather.vfs.zName : NULL;
}
