/* What job.c, job_thread.c and worker.c share. */
#ifndef IE_SERVICE_JOB_IMPL_H
#define IE_SERVICE_JOB_IMPL_H

#include "service/work/job.h"

enum { IE_FRAME_MAX = 16 << 20 };

/* NULL if there is no such kind. */
const struct ie_job_kind *ie_job_kind(const char *name);

/* Writes one frame whole. IE_IO job.pipe. */
int ie_frame_write(int fd, const json_t *message, struct ie_error *err) IE_MUST_CHECK;

/* Bytes read so far of a stream of frames. */
struct ie_frames {
    char *bytes;
    size_t len, room;
};
void ie_frames_release(struct ie_frames *frames);
/* Reads what there is (blocking if the descriptor does). *end: the other side closed. */
int ie_frames_read(struct ie_frames *frames, int fd, bool *end,
                   struct ie_error *err) IE_MUST_CHECK;
/* The next whole frame, or *message NULL. Errors: IE_INPUT job.frame; json.…. */
int ie_frames_next(struct ie_frames *frames, json_t **message,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
