/*
 * Gathers what SQLite writes to its write-ahead log, so that a commit is one write and one
 * sync, however many pages it touches. A layer over the default VFS, for connections that
 * write; readers do without.
 *
 *   commit of n pages   2n writes of 24 and 4096 bytes, sync   ─▶   1 write, sync
 *
 * Bytes wait only where nobody may look for them: a frame counts once the header of the
 * WAL's index (shared memory) says so, and SQLite moves that header after the sync at
 * synchronous=FULL. So what has been gathered goes out before a sync, before any reading or
 * cutting of the file, before a barrier of the shared memory (which stands before the
 * header is shown, whatever `synchronous` says), and before any of its locks changes hands:
 * bytes of a transaction that was rolled back must not be written over those of another
 * process later. If they cannot be written, the call that needed them fails; where it
 * cannot (a barrier), the next one does.
 */
#ifndef IE_STORE_VFS_GATHER_H
#define IE_STORE_VFS_GATHER_H

/* Name of the VFS for sqlite3_open_v2, made and registered at the first call, over what is
 * the default VFS then. NULL: there is no default one. Thread-safe. */
const char *ie_vfs_gather(void);

#endif
