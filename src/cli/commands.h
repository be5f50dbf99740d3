/* The functions behind the table of commands.c, one file each. */
#ifndef IE_CLI_COMMANDS_H
#define IE_CLI_COMMANDS_H

#include "cli/cli.h"

int ie_cmd_backup(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_check(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_demo(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_event(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_export(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_import(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_init(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_lexicon(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_log(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_match(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_report(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_restore(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_schedule(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_serve(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_user(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cmd_worker(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;

extern const struct ie_option ie_demo_options[], ie_event_options[], ie_export_options[],
    ie_force_options[], ie_import_options[], ie_init_options[], ie_lexicon_options[],
    ie_match_options[], ie_report_options[], ie_schedule_options[], ie_serve_options[],
    ie_user_options[];

#endif
