/* The functions and options of the commands, one file each (cmd_NAME.c). */
#ifndef IE_CLI_COMMANDS_H
#define IE_CLI_COMMANDS_H

#include "cli/cli.h"

int ie_cmd_serve(struct ie_cli *cli, struct ie_error *err);
extern const struct ie_option ie_serve_options[];

#endif
