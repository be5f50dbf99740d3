/* Private to cmd_demo.c: the demonstration's dismissals, as its firms and office said them. */
#ifndef IE_CLI_DEMO_DISMISSALS_H
#define IE_CLI_DEMO_DISMISSALS_H

#include "service/service.h"

struct ie_demo_dismissals {
    const char *path; /* CSV with need, offer, reason, note; other columns are let be */
    struct ie_str event;     /* code */
    int64_t rows, dismissed; /* out */
};

/* A callback of ie_write_call; `arg` is a struct ie_demo_dismissals. A row about a pair
 * that is not proposed, or was taken up, is passed over: the file was written without
 * knowing what is proposed. Errors: those of ie_sheet_open_path and ie_sheet_next; IE_INPUT
 * demo.column {column} for a file without one of the four; those of ie_match_dismiss, with
 * the line. O(rows) queries. */
int ie_demo_dismiss(struct ie_call *call, void *arg, struct ie_error *err) IE_MUST_CHECK;

#endif
