#include "cli/commands.h"

const struct ie_command ie_commands[] = {
    {.name = "serve", .arguments = "", .options = ie_serve_options, .run = ie_cmd_serve},
    {0},
};
