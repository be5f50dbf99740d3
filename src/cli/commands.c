#include "cli/commands.h"

enum { FILES_MAX = 1000 };

/* In the order in which a week is run; a row without wording in the catalogues (worker) is
 * not listed by --help. */
const struct ie_command ie_commands[] = {
    {"init", "", ie_init_options, ie_cmd_init, false, false, 0, 0},
    {"user", "add|password|token LOGIN", ie_user_options, ie_cmd_user, true, false, 2, 2},
    {"import", "KIND FILE…", ie_import_options, ie_cmd_import, true, false, 0, FILES_MAX},
    {"export", "KIND", ie_export_options, ie_cmd_export, true, false, 1, 1},
    {"event", "create | propose CODE | agenda CODE", ie_event_options, ie_cmd_event, true,
     false, 1, 2},
    {"match", "PROFILE | learn | --corpus FILE --queries FILE --run FILE | --pairs …",
     ie_match_options, ie_cmd_match, false, false, 0, 1},
    {"schedule",
     "--event CODE | FILE | --check FILE OLD | --replan FILE OLD NEW | "
     "--check-proof PROOF FILE | --bench DIR",
     ie_schedule_options, ie_cmd_schedule, false, false, 0, 3},
    {"report", "--event CODE", ie_report_options, ie_cmd_report, true, false, 0, 0},
    {"lexicon",
     "lint | coverage | export OUT | find TEXT | tag FILE | translate FILE | import "
     "FILE…",
     ie_lexicon_options, ie_cmd_lexicon, false, false, 1, FILES_MAX},
    {"log", "verify", NULL, ie_cmd_log, true, false, 1, 1},
    {"backup", "FILE", ie_force_options, ie_cmd_backup, true, false, 1, 1},
    {"restore", "FILE", ie_force_options, ie_cmd_restore, false, false, 1, 1},
    {"check", "", NULL, ie_cmd_check, false, false, 0, 0},
    {"demo", "", ie_demo_options, ie_cmd_demo, false, false, 0, 0},
    {"serve", "", ie_serve_options, ie_cmd_serve, false, false, 0, 0},
    {"worker", "", NULL, ie_cmd_worker, false, false, 0, 0},
    {NULL, NULL, NULL, NULL, false, false, 0, 0},
};
