/*
 * The lines of a file one after another: plain or gzip (RFC 1952), which its first bytes
 * tell, or standard input under the name "-".
 *
 * Of gzip every member counts, one behind the other as `cat` puts them. What ends early, is
 * damaged, or has other bytes behind its last member is an error and never a shorter file:
 * only zeros are padding, as in gzip(1). What waits for a pipe can be interrupted.
 */
#ifndef IE_CLI_LINE_READER_H
#define IE_CLI_LINE_READER_H

#include "base/solve.h"
#include "base/str.h"

enum { IE_LINE_MAX = 64 << 20 /* bytes of a line */ };

struct ie_line_reader;

/* `control` may be NULL; it is only asked whether to go on. To be closed. Errors:
 * IE_NOT_FOUND file.absent {path}; IE_INPUT or IE_IO file.open, file.read {path, reason};
 * IE_CANCELLED job.cancelled; IE_NOMEM. */
int ie_line_reader_open(const char *path, const struct ie_solve_control *control,
                        struct ie_line_reader **reader,
                        struct ie_error *err) IE_MUST_CHECK;
/*
 * The next line without its line feed, good until the next call; *more is false when the
 * file is spent. *number counts from 1. A mark of byte order before the first line is passed
 * over. Errors, with file and line: those of reading; IE_INPUT match_file.line_long {limit},
 * match_file.gzip_cut, match_file.gzip_damaged, match_file.gzip_tail. O(bytes).
 */
int ie_line_reader_next(struct ie_line_reader *reader, struct ie_str *line,
                        uint32_t *number, bool *more, struct ie_error *err) IE_MUST_CHECK;
void ie_line_reader_close(struct ie_line_reader *reader); /* NULL is fine */

#endif
