/* Numbered kill points and refused writes, for the fault suite: a program that must survive
 * being killed, or a full disk, says where the moments are that matter. */
#ifndef IE_BASE_FAULT_H
#define IE_BASE_FAULT_H

#include "base/base.h"

/* Ends the process at once, as a power cut would (no handlers, no flushing), when this is
 * the n-th point passed since ie_fault_kill_after(n). Else nothing: one relaxed load. */
void ie_fault_point(const char *name);
/* From 0: the next point. -1: never (the usual state). */
void ie_fault_kill_after(int64_t points);
/* Points passed since then, and the name of the last one. */
int64_t ie_fault_points(void);
const char *ie_fault_last(void);

/* True when this is the n-th write to a file since ie_fault_io_after(n), and for each one
 * behind it: the caller then does as if the system had refused it; errno is ENOSPC. */
bool ie_fault_io(void);
/* From 0: the next one. -1: never (the usual state). `only`: the n-th alone is refused. */
void ie_fault_io_after(int64_t writes, bool only);
/* Refused since then. */
int64_t ie_fault_io_refused(void);

enum { IE_FAULT_STATUS = 137 }; /* exit status of a process ended by a point */

#endif
