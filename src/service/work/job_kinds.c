/* The kinds of heavy work. */
#include "service/event/week_jobs.h"
#include "service/import/import.h"
#include "service/work/job.h"

const struct ie_job_kind ie_job_kinds[] = {
    {"import_check", ie_import_check_job},
    {"import_apply", ie_import_apply_job},
    {"import_undo", ie_import_undo_job},
    {"import_recover", ie_import_recover_job},
    {"propose", ie_job_propose},
    {"match", ie_job_match},
    {"schedule", ie_job_schedule},
    {"replan", ie_job_replan},
    {NULL, NULL},
};
