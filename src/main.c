/* ieum: from a weak point in a supply chain, or a company's need, to a partner, a meeting,
 * an agreement that is kept. The program is the command line; `ieum serve` is one of its
 * commands. docs/architecture.md draws the house. */
#include "base/alloc.h"
#include "cli/cli.h"

int main(int argc, char **argv)
{
    /* A table of our own: the command line is put in order while it is read. */
    const char **words = ie_calloc((size_t)argc + 1, sizeof(*words));

    if (!words)
        return ie_exit_status(IE_NOMEM);
    for (int i = 0; i < argc; i++)
        words[i] = argv[i];
    int status = ie_cli_main(argc, words);
    ie_free(words);
    return status;
}
