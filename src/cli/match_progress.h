/*
 * An answer that grows by parts, for runs that may be stopped.
 *
 * While it runs, the answer to FILE grows in FILE.part, and FILE.part.state says how far it
 * is whole: {"key", "needs", "pairs", "bytes", "digest"}, written after the bytes that it
 * speaks of, each time as a whole. What stands behind those bytes is of a batch that was not
 * finished, and goes. A run that was stopped, or killed, leaves both; one that is resumed
 * goes on from there if the key is the same, which stands for all that decides the answer,
 * and if the bytes are still those that were written. A finished answer takes its name.
 */
#ifndef IE_CLI_MATCH_PROGRESS_H
#define IE_CLI_MATCH_PROGRESS_H

#include <limits.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"

struct XXH3_state_s;

struct ie_match_progress {
    const char *path;
    char part[PATH_MAX], state[PATH_MAX];
    char key[17];
    FILE *file;
    struct XXH3_state_s *digest; /* of the bytes */
    uint32_t needs;              /* answered in them */
    bool stated;                 /* a state speaks of some of them */
    size_t pairs;
    int64_t bytes;
};

/*
 * Opens the part, with `head` as its first bytes unless a stopped run is resumed (if there is
 * one). Without `resume` a sound state of the same key is left and refused: IE_CONFLICT
 * match.unfinished {path}; any other is begun over. To be ended. IE_INPUT match.resume_state, match.resume_part {path},
 * file.not_regular {path}; IE_CONFLICT match.resume_other {path}, match.running {path};
 * IE_IO file.write; IE_NOMEM. O(bytes of the part).
 */
int ie_match_progress_begin(struct ie_match_progress *progress, const char *path,
                            const char key[17], bool resume, struct ie_str head,
                            struct ie_error *err) IE_MUST_CHECK;
/* So many more needs with so many pairs. IE_IO file.write. */
int ie_match_progress_add(struct ie_match_progress *progress, struct ie_str bytes,
                          uint32_t needs, size_t pairs,
                          struct ie_error *err) IE_MUST_CHECK;
/* `code`: how it went. Gives back that, or IE_IO file.write. What stopped or failed stays
 * beside the answer's name if a state tells how far it has got. */
int ie_match_progress_end(struct ie_match_progress *progress, int code,
                          struct ie_error *err) IE_MUST_CHECK;

#endif
