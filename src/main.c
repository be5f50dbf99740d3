#include "cli/cli.h"

int main(int argc, char **argv)
{
    return ie_cli_main(argc, (const char **)argv);
}
